package bankid

import (
	"cmp"
	"errors"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// This is the XML that a signature may be written in: elements, attributes, text and the declaration of XML 1.0 in UTF-8.
// Whatever readers of XML differ over, or canonicalization drops, is refused: document types, comments, processing
// instructions, CDATA, entities of one's own, doubled or prefixed attributes, line breaks in attributes, names beyond
// ASCII, name spaces that are not declared. It is read once; the canonical form is written from what was read.

// maxDepth is how deep elements may stand in each other; the layout is seven deep.
const maxDepth = 32

// element is an element with what stands in it.
type element struct {
	name       string // as written, with its prefix
	tag        string // without
	space      string // name space it is in
	scope      *binding
	declared   []attribute // name spaces declared on it: prefix, "" for the default, and address
	attributes []attribute
	content    []content
}

// attribute is a name and its value.
type attribute struct{ name, value string }

// content is a child or, where there is none, a text.
type content struct {
	child *element
	text  string
}

// binding is a name space that an element has in scope, and those around it.
type binding struct {
	prefix, space string
	outer         *binding
}

// lookup returns the name space that a prefix stands for.
func (b *binding) lookup(prefix string) (space string, ok bool) {
	for ; b != nil; b = b.outer {
		if b.prefix == prefix {
			return b.space, true
		}
	}
	return "", prefix == ""
}

// attribute returns the value of an attribute, nothing where it is not there.
func (e *element) attribute(name string) string {
	for _, a := range e.attributes {
		if a.name == name {
			return a.value
		}
	}
	return ""
}

// children returns the elements directly within.
func (e *element) children() []*element {
	var found []*element
	for _, c := range e.content {
		if c.child != nil {
			found = append(found, c.child)
		}
	}
	return found
}

// text returns the text before the first child.
func (e *element) text() string {
	if len(e.content) == 0 {
		return ""
	}
	return e.content[0].text
}

// xmlDeclaration is what may stand before the root.
var xmlDeclaration = regexp.MustCompile(`^<\?xml[ \t\n]+version=["']1\.0["']([ \t\n]+encoding=["'](?i:utf-8)["'])?([ \t\n]+standalone=["'](yes|no)["'])?[ \t\n]*\?>`)

const xmlSpace = " \t\n"

// errXML is text that is not the XML described above.
var errXML = errors.New("not in the XML of a signature")

// readXML reads a document and returns its root.
func readXML(text []byte) (*element, error) {
	r := reader{string(text)}
	if !utf8.ValidString(r.rest) || strings.ContainsFunc(r.rest, func(c rune) bool { return !isChar(c) }) {
		return nil, errors.New("characters that XML does not have")
	}
	if strings.Contains(r.rest, "\r") {
		r.rest = strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(r.rest) // XML 1.0, 2.11
	}
	r.rest = strings.TrimLeft(r.rest[len(xmlDeclaration.FindString(r.rest)):], xmlSpace)
	root, err := r.element(nil, 1)
	if err != nil {
		return nil, err
	}
	if r.rest != "" {
		return nil, errors.New("something behind the root")
	}
	return root, nil
}

// isChar tells whether XML 1.0 has the character.
func isChar(c rune) bool {
	return c >= ' ' && c < 0xD800 || c == '\n' || c == '\r' || c == '\t' || c >= 0xE000 && c <= 0xFFFD || c >= 0x10000 && c <= utf8.MaxRune
}

// reader reads XML from the front of what is left of it.
type reader struct{ rest string }

// take reads exactly this, if it comes next.
func (r *reader) take(text string) (ok bool) {
	r.rest, ok = strings.CutPrefix(r.rest, text)
	return ok
}

// blank reads white space and tells whether there was any.
func (r *reader) blank() bool {
	before := len(r.rest)
	r.rest = strings.TrimLeft(r.rest, xmlSpace)
	return len(r.rest) < before
}

// name reads a name, and tells it apart into prefix and rest.
func (r *reader) name() (name, prefix, tag string, err error) {
	end := strings.IndexFunc(r.rest, func(c rune) bool { return !isNameStart(c) && (c < '0' || c > ':') && c != '-' && c != '.' })
	if end < 0 {
		return "", "", "", errXML
	}
	name, r.rest = r.rest[:end], r.rest[end:]
	prefix, tag, prefixed := strings.Cut(name, ":")
	if !prefixed {
		prefix, tag = "", name
	}
	for _, part := range []string{prefix, tag} {
		if strings.Contains(part, ":") || part != "" && !isNameStart(rune(part[0])) {
			return "", "", "", errXML
		}
	}
	if tag == "" || prefixed && prefix == "" {
		return "", "", "", errXML
	}
	return name, prefix, tag, nil
}

// isNameStart tells whether a name may begin so.
func isNameStart(c rune) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_'
}

// element reads an element from its start tag to its end tag.
func (r *reader) element(outer *binding, depth int) (*element, error) {
	if depth > maxDepth || !r.take("<") {
		return nil, errXML
	}
	name, prefix, tag, err := r.name()
	if err != nil {
		return nil, err
	}
	e := &element{name: name, tag: tag, scope: outer}
	empty, err := r.attributes(e)
	if err != nil {
		return nil, err
	}
	var ok bool
	if e.space, ok = e.scope.lookup(prefix); !ok {
		return nil, errors.New("a name space that is not declared")
	}
	for !empty {
		text, err := r.until("<", "]]>")
		if err != nil {
			return nil, err
		}
		if text != "" {
			e.content = append(e.content, content{text: text})
		}
		if r.take("</") {
			if !r.take(name) {
				return nil, errXML
			}
			r.blank()
			if !r.take(">") {
				return nil, errXML
			}
			break
		}
		child, err := r.element(e.scope, depth+1)
		if err != nil {
			return nil, err
		}
		e.content = append(e.content, content{child: child})
	}
	return e, nil
}

// attributes reads the rest of a start tag and tells whether it closes the element too.
func (r *reader) attributes(e *element) (empty bool, err error) {
	for {
		spaced := r.blank()
		if empty = r.take("/>"); empty || r.take(">") {
			break
		}
		name, prefix, tag, err := r.name()
		if err != nil || !spaced {
			return false, errXML
		}
		r.blank()
		equals := r.take("=")
		r.blank()
		quote := `"`
		if !r.take(quote) {
			if quote = "'"; !r.take(quote) {
				return false, errXML
			}
		}
		value, err := r.until(quote, "<", "\n", "\t")
		if err != nil || !equals {
			return false, errXML
		}
		r.take(quote)
		switch {
		case (name == "xmlns" || prefix == "xmlns") && strings.ContainsAny(value, "&<\"\t\n\r"):
			return false, errors.New("a name space to be escaped") // libxml2 writes it in a way of its own
		case name == "xmlns":
			e.declared = append(e.declared, attribute{"", value})
		case prefix == "xmlns" && value != "" && !strings.HasPrefix(tag, "xml"):
			e.declared = append(e.declared, attribute{tag, value})
		case prefix != "":
			return false, errors.New("an attribute with a prefix")
		default:
			e.attributes = append(e.attributes, attribute{name, value})
		}
	}
	for _, list := range [][]attribute{e.declared, e.attributes} {
		slices.SortFunc(list, byName)
		if len(slices.CompactFunc(slices.Clone(list), func(a, b attribute) bool { return a.name == b.name })) != len(list) {
			return false, errors.New("an attribute twice")
		}
	}
	for _, d := range e.declared {
		e.scope = &binding{d.name, d.value, e.scope}
	}
	return empty, nil
}

// byName orders attributes as canonicalization does, and name spaces by their prefixes.
func byName(a, b attribute) int { return cmp.Compare(a.name, b.name) }

// until reads the text before an end, which is left to be read, and puts characters in the place of references to them. What
// is forbidden must not stand there as such.
func (r *reader) until(end string, forbidden ...string) (string, error) {
	length := strings.Index(r.rest, end)
	if length < 0 {
		return "", errXML
	}
	text := r.rest[:length]
	for _, f := range forbidden {
		if strings.Contains(text, f) {
			return "", errXML
		}
	}
	r.rest = r.rest[length:]
	before, after, found := strings.Cut(text, "&")
	if !found {
		return text, nil
	}
	var b strings.Builder
	for found {
		b.WriteString(before)
		name, rest, ok := strings.Cut(after, ";")
		c := referred(name)
		if !ok || c == 0 {
			return "", errors.New("a reference to something unknown")
		}
		b.WriteRune(c)
		before, after, found = strings.Cut(rest, "&")
	}
	b.WriteString(before)
	return b.String(), nil
}

// referred returns the character that a reference stands for, 0 for none.
func referred(name string) rune {
	switch name {
	case "lt":
		return '<'
	case "gt":
		return '>'
	case "amp":
		return '&'
	case "apos":
		return '\''
	case "quot":
		return '"'
	}
	digits, base := strings.TrimPrefix(name, "#x"), 16
	if digits == name {
		digits, base = strings.TrimPrefix(name, "#"), 10
	}
	n, err := strconv.ParseUint(digits, base, 31)
	if err != nil || digits == name || !isChar(rune(n)) {
		return 0
	}
	return rune(n)
}

// canonical writes the element by inclusive Canonical XML 1.0, as it stands alone: all name spaces in scope are declared on it.
func (e *element) canonical() []byte {
	var declared []attribute
	for b := e.scope; b != nil; b = b.outer {
		if !slices.ContainsFunc(declared, func(a attribute) bool { return a.name == b.prefix }) {
			declared = append(declared, attribute{b.prefix, b.space})
		}
	}
	declared = slices.DeleteFunc(declared, func(a attribute) bool { return a.value == "" })
	slices.SortFunc(declared, byName)
	return e.write(nil, declared)
}

var (
	canonicalText  = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", "\r", "&#xD;")
	canonicalValue = strings.NewReplacer("&", "&amp;", "<", "&lt;", `"`, "&quot;", "\t", "&#x9;", "\n", "&#xA;", "\r", "&#xD;")
)

// write appends the element in canonical form, with the declarations of name spaces that are new there.
func (e *element) write(out []byte, declared []attribute) []byte {
	put := func(parts ...string) {
		for _, part := range parts {
			out = append(out, part...)
		}
	}
	put("<", e.name)
	for _, d := range declared {
		if d.name != "" {
			d.name = ":" + d.name
		}
		put(" xmlns", d.name, `="`, d.value, `"`)
	}
	for _, a := range e.attributes {
		put(" ", a.name, `="`, canonicalValue.Replace(a.value), `"`)
	}
	put(">")
	for _, c := range e.content {
		if c.child == nil {
			put(canonicalText.Replace(c.text))
			continue
		}
		var changed []attribute
		for _, d := range c.child.declared {
			if space, ok := e.scope.lookup(d.name); !ok || space != d.value {
				changed = append(changed, d)
			}
		}
		out = c.child.write(out, changed)
	}
	put("</", e.name, ">")
	return out
}
