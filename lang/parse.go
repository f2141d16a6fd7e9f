package lang

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// parser reads the small part of TOML that the catalogues are written in, line by line: comments, "key" = "text",
// "key".form = "text" and the list reviewed. Texts without escapes stay where they are in the embedded file, which
// makes loading all six languages a matter of a millisecond. A test holds it against a full TOML reader.
type parser struct {
	file     string
	texts    map[string]entry
	reviewed map[string]bool
}

// parse reads a whole file. A line of another form, or a text given twice, is an error that names the line.
func (p *parser) parse(data string) error {
	if p.texts == nil {
		p.texts = make(map[string]entry, strings.Count(data, "\n"))
	}
	p.reviewed = map[string]bool{}
	inList := false
	for number := 1; data != ""; number++ {
		var line string
		line, data, _ = strings.Cut(data, "\n")
		line = strings.TrimSpace(line)
		var err error
		switch {
		case line == "" || line[0] == '#':
		case inList || strings.HasPrefix(line, "reviewed = ["):
			inList, err = p.reviewedKeys(strings.TrimPrefix(line, "reviewed = ["))
		default:
			err = p.text(line)
		}
		if err != nil {
			return fmt.Errorf("%s:%d: %w", p.file, number, err)
		}
	}
	return nil
}

// reviewedKeys reads a line inside the list reviewed and tells whether the list goes on.
func (p *parser) reviewedKeys(line string) (more bool, err error) {
	line, ended := strings.CutSuffix(line, "]")
	for item := range strings.SplitSeq(line, ",") {
		if item = strings.TrimSpace(item); item == "" {
			continue
		}
		key, err := strconv.Unquote(item)
		if err != nil {
			return false, fmt.Errorf("read reviewed key %s: %w", item, err)
		}
		p.reviewed[key] = true
	}
	return !ended, nil
}

// text reads `"key" = "text"` or `"key".form = "text"`.
func (p *parser) text(line string) error {
	name, value, ok := strings.Cut(line, " = ")
	if !ok || len(name) < 3 || name[0] != '"' {
		return fmt.Errorf("want \"key\" = \"text\", got %q", line)
	}
	key, formName, ok := strings.Cut(name[1:], `"`)
	if !ok {
		return fmt.Errorf("key without closing quote: %q", name)
	}
	text, err := unquote(value)
	if err != nil {
		return fmt.Errorf("read text of %s: %w", key, err)
	}
	e, seen := p.texts[key]
	if formName == "" {
		if seen {
			return fmt.Errorf("%s is given twice", key)
		}
		p.texts[key] = entry{other: text}
		return nil
	}
	f := form(slices.Index(formNames[:], strings.TrimPrefix(formName, ".")))
	if f < 0 {
		return fmt.Errorf("%s has no plural form %q", key, formName)
	}
	if e.forms == nil {
		e.forms = new([6]string)
	}
	if seen && e.forms[f] != "" {
		return fmt.Errorf("%s%s is given twice", key, formName)
	}
	e.forms[f] = text
	if f == other {
		e.other = text
	}
	p.texts[key] = e
	return nil
}

// unquote takes the quotes off; only a text with a backslash is copied.
func unquote(value string) (string, error) {
	if len(value) < 2 || value[0] != '"' || value[len(value)-1] != '"' {
		return "", fmt.Errorf("no quotes around %q", value)
	}
	if inner := value[1 : len(value)-1]; !strings.ContainsAny(inner, `\"`) {
		return inner, nil
	}
	return strconv.Unquote(value)
}
