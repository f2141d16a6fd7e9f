// Package lang holds every word that the public reads, in six languages, and writes money, dates and times in them.
//
// The catalogues are the files sv.toml, en.toml, so.toml, ar.toml, kmr.toml and ti.toml, one text a line:
//
//	"status.registered" = "Registrerad"
//	"days.left".one = "{n} dag kvar"
//	"days.left".other = "{n} dagar kvar"
//
// Swedish is the original. The others name the keys that a person has read and approved in the list reviewed; readers
// are told that the rest is machine-translated. Texts for staff stand in staff.toml, in Swedish only.
// Digits are Western and the calendar Gregorian in every language, so that paper and screen agree.
package lang

import (
	"embed"
	"fmt"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"

	"golang.org/x/text/language"
)

//go:embed *.toml
var files embed.FS

// Codes lists the languages in the order in which they are offered; the first is the original.
var Codes = []string{"sv", "en", "so", "ar", "kmr", "ti"}

// Catalogues holds all six languages; it is made once and read by everyone.
type Catalogues struct {
	langs   []*Lang
	matcher language.Matcher
	asked   sync.Map // what browsers have asked for, and the language that suits it
	askedN  atomic.Int64
}

// Lang is one language: its texts and its way of writing amounts and days. It is safe for concurrent use.
type Lang struct {
	code     string
	texts    map[string]entry
	reviewed map[string]bool
	swedish  *Lang // the original, to fall back on; itself for Swedish
	months   [13]string
	days     [7]string
	missing  *atomic.Int64
}

// Load reads the six embedded catalogues. An error names the file and line that does not hold to the form.
func Load() (*Catalogues, error) {
	c := &Catalogues{}
	missing := new(atomic.Int64)
	tags := make([]language.Tag, len(Codes))
	for i, code := range Codes {
		l := &Lang{code: code, missing: missing}
		if err := l.read(code + ".toml"); err != nil {
			return nil, err
		}
		c.langs = append(c.langs, l)
		l.swedish = c.langs[0]
		tags[i] = language.Make(l.Tag())
	}
	if err := c.langs[0].read("staff.toml"); err != nil {
		return nil, err
	}
	for _, l := range c.langs {
		l.keepCalendarWords()
	}
	c.matcher = language.NewMatcher(tags)
	return c, nil
}

// read adds the texts of one embedded file.
func (l *Lang) read(name string) error {
	data, err := files.ReadFile(name)
	if err != nil {
		return fmt.Errorf("read catalogue: %w", err)
	}
	p := parser{file: name, texts: l.texts}
	if err := p.parse(string(data)); err != nil {
		return err
	}
	l.texts = p.texts
	if l.reviewed == nil {
		l.reviewed = p.reviewed
	}
	return nil
}

// For returns the language of a code, and Swedish for any other.
func (c *Catalogues) For(code string) *Lang {
	for _, l := range c.langs {
		if l.code == code {
			return l
		}
	}
	return c.langs[0]
}

// Match returns the language that suits an Accept-Language header best, and Swedish where none does. Browsers ask for the same
// few: the answers are kept, up to a number.
func (c *Catalogues) Match(acceptLanguage string) *Lang {
	if found, ok := c.asked.Load(acceptLanguage); ok {
		return found.(*Lang)
	}
	l := c.match(acceptLanguage)
	if len(acceptLanguage) <= 100 && c.askedN.Add(1) <= mostAsked {
		c.asked.Store(strings.Clone(acceptLanguage), l)
	}
	return l
}

// mostAsked is how many answers are kept: a sender who makes up ever new headers must not fill the memory.
const mostAsked = 1000

func (c *Catalogues) match(acceptLanguage string) *Lang {
	wanted, _, err := language.ParseAcceptLanguage(acceptLanguage)
	if err != nil {
		return c.langs[0]
	}
	_, i, confidence := c.matcher.Match(wanted...)
	if confidence < language.High {
		return c.langs[0]
	}
	return c.langs[i]
}

// All returns the six languages in the order of Codes.
func (c *Catalogues) All() []*Lang { return c.langs }

// Missing returns how many times a text was asked for that the language lacks, since the start: it ought to be 0.
func (c *Catalogues) Missing() int64 { return c.langs[0].missing.Load() }

// Code returns the language's code in URLs and in a Profile: "sv", "en", "so", "ar", "kmr" or "ti".
func (l *Lang) Code() string { return l.code }

// Tag returns the BCP 47 tag for the lang attribute.
func (l *Lang) Tag() string { return l.code }

// Dir returns the direction of writing, "ltr" or "rtl".
func (l *Lang) Dir() string {
	if l.code == "ar" {
		return "rtl"
	}
	return "ltr"
}

// Name returns the language's name in the language itself.
func (l *Lang) Name() string { return l.T("language." + l.code) }

// Original tells whether the language is Swedish, whose texts are the ones that hold.
func (l *Lang) Original() bool { return l.swedish == l }

// Reviewed tells whether a person has read and approved the text. The Swedish original always counts as reviewed.
func (l *Lang) Reviewed(key string) bool { return l.Original() || l.reviewed[key] }

// AllReviewed tells whether every text of the language has been reviewed.
func (l *Lang) AllReviewed() bool { return l.Original() || len(l.reviewed) >= len(l.texts) }

// Has tells whether the key has a text, in this language or in Swedish.
func (l *Lang) Has(key string) bool {
	_, here := l.texts[key]
	_, there := l.swedish.texts[key]
	return here || there
}

// T returns the text of a key, with {name} replaced by the value that follows the name in args: T("apply.start",
// "month", "december"). A text that the language lacks is given in Swedish; one that Swedish lacks too, as its key.
func (l *Lang) T(key string, args ...string) string {
	return l.fill(l.lookup(key).other, args)
}

// N returns the text of a key in the plural form for n, with {n} replaced by the number and args as in T.
func (l *Lang) N(key string, n int, args ...string) string {
	e := l.lookup(key)
	return l.fill(e.form(l.plural(n)), append([]string{"n", strconv.Itoa(n)}, args...))
}

// lookup finds a text here, then in Swedish, and at last the key itself; what is missing is counted.
func (l *Lang) lookup(key string) entry {
	if e, ok := l.texts[key]; ok {
		return e
	}
	if !strings.HasPrefix(key, staffPrefix) || l.Original() {
		l.missing.Add(1)
	}
	if e, ok := l.swedish.texts[key]; ok {
		return e
	}
	return entry{other: key}
}

// staffPrefix begins the keys that exist in Swedish only.
const staffPrefix = "staff."

// The Unicode marks around a value inside right-to-left text, so that "7 345 kr" and telephone numbers keep their order.
const (
	isolate    = "\u2068" // first strong isolate
	isolateEnd = "\u2069" // pop directional isolate
)

// fill replaces {name} by its value. In a right-to-left language each value is set apart from the direction around it.
func (l *Lang) fill(text string, args []string) string {
	if len(args) == 0 || !strings.Contains(text, "{") {
		return text
	}
	var b strings.Builder
	b.Grow(len(text) + 32)
	for {
		before, rest, found := strings.Cut(text, "{")
		b.WriteString(before)
		name, after, closed := strings.Cut(rest, "}")
		if !found || !closed {
			return b.String()
		}
		l.writeValue(&b, name, args)
		text = after
	}
}

// apart sets a value apart from the direction around it, in a right-to-left language.
func (l *Lang) apart(value string) string {
	if l.Dir() == "rtl" {
		return isolate + value + isolateEnd
	}
	return value
}

// Row sets values side by side, as in "Karin Exempel · november 2026 · 3 200 kr", each apart from the direction around it.
func (l *Lang) Row(values ...string) string {
	parts := make([]string, len(values))
	for i, value := range values {
		parts[i] = l.apart(value)
	}
	return strings.Join(parts, " · ")
}

// writeValue writes the value of one placeholder; an unknown one is left standing, so that it is seen.
func (l *Lang) writeValue(b *strings.Builder, name string, args []string) {
	for i := 0; i+1 < len(args); i += 2 {
		if args[i] != name {
			continue
		}
		b.WriteString(l.apart(args[i+1]))
		return
	}
	b.WriteString("{" + name + "}")
}
