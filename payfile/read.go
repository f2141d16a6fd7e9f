package payfile

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"bistand/aid"
)

// MaxFile is the largest payment file that Read takes, in bytes: about 200 000 payments.
const MaxFile = 128 << 20

// What Read finds wrong with a file. Each is wrapped with the place.
var (
	ErrForm       = errors.New("not a payment file of the agreed form")
	ErrCount      = errors.New("the number of payments is not the stated one")
	ErrControlSum = errors.New("the sum of payments is not the stated one")
	ErrTooLarge   = errors.New("larger than allowed")
)

// Read reads a pain.001.001.03 file of the form that Write makes, and no other: every element known, in the schema's
// order and of the right length; counts and control sums right at both levels; one debtor; groups numbered and in order
// of date. Account numbers are held to digits only; whether they exist is for the bank to say. After ErrCount and
// ErrControlSum the batch is returned all the same, and after other errors at least its MessageID where that was found,
// so that an answer can name it.
func Read(r io.Reader) (Batch, error) { return readUpTo(r, MaxFile) }

// readUpTo is Read with the limit as a number of bytes.
func readUpTo(r io.Reader, limit int64) (Batch, error) {
	p := &parser{xml: xml.NewDecoder(&limited{r: r, left: limit})}
	err := p.document()
	if errors.Is(err, ErrCount) || errors.Is(err, ErrControlSum) {
		return p.batch, err
	}
	if err != nil {
		return Batch{MessageID: p.batch.MessageID}, err
	}
	return p.batch, nil
}

// element is what the form says of one element: how often it stands in its parent, and what it holds.
type element struct {
	name     string
	optional bool
	many     bool
	currency bool // carries Ccy="SEK"
	children []element
	text     func(*parser, string) bool // for one without children; false is a wrong value
	end      func(*parser) error        // after the last child
}

// parser is a payment file being read.
type parser struct {
	xml   *xml.Decoder
	batch Batch
	// What the file states, for each of the two levels, and what stands in the group and the payment being read.
	count, groupCount int
	sum, groupSum     aid.Ore
	groups, groupFrom int
	sendOn            aid.Date
	debtor            Debtor
	payment           Payment
	instruction       string
	scheme            string
	remitted          aid.Ore
	totals            error // the first wrong count or sum, kept until the whole form is seen to be right
}

// document reads the whole file.
func (p *parser) document() error {
	for {
		token, err := p.xml.Token()
		if err != nil {
			return p.broken("", err)
		}
		switch t := token.(type) {
		case xml.StartElement:
			if t.Name.Local != form.name || t.Name.Space != namespace {
				return fmt.Errorf("%w: root %.40q", ErrForm, t.Name.Local)
			}
			if err := p.read(form); err != nil {
				return err
			}
			return p.ending()
		case xml.CharData, xml.ProcInst:
		default:
			return fmt.Errorf("%w: something before the document", ErrForm)
		}
	}
}

// ending makes sure that nothing but white space follows the document.
func (p *parser) ending() error {
	for {
		token, err := p.xml.Token()
		if err == io.EOF {
			return p.totals
		}
		if err != nil {
			return p.broken("", err)
		}
		if chars, ok := token.(xml.CharData); !ok || strings.TrimSpace(string(chars)) != "" {
			return fmt.Errorf("%w: something after the document", ErrForm)
		}
	}
}

// broken is what a failing XML reader means: too large, the source's own error, or not XML.
func (p *parser) broken(where string, err error) error {
	var syntax *xml.SyntaxError
	switch {
	case errors.Is(err, ErrTooLarge):
		return fmt.Errorf("read payment file: %w", err)
	case errors.As(err, &syntax), err == io.EOF, err == io.ErrUnexpectedEOF:
		return fmt.Errorf("%w: broken XML in %q, line %d", ErrForm, where, p.line())
	}
	return fmt.Errorf("read payment file: %w", err)
}

// line is where in the file the parser stands.
func (p *parser) line() int {
	line, _ := p.xml.InputPos()
	return line
}

// wrong is ErrForm at an element. The value itself is never told: it may be a name or an amount.
func (p *parser) wrong(name, what string) error {
	return fmt.Errorf("%w: %s %s, line %d", ErrForm, name, what, p.line())
}

// read reads the inside of an element whose start has been read, to its end.
func (p *parser) read(e element) error {
	if e.children == nil {
		return p.readText(e)
	}
	next := 0 // the first child that may still come
	for {
		token, err := p.xml.Token()
		if err != nil {
			return p.broken(e.name, err)
		}
		switch t := token.(type) {
		case xml.StartElement:
			if next, err = p.child(e, next, t); err != nil {
				return err
			}
		case xml.EndElement:
			if missing := firstRequired(e.children[next:]); missing != "" {
				return p.wrong(missing, "is missing")
			}
			if e.end != nil {
				return e.end(p)
			}
			return nil
		case xml.CharData:
			if strings.TrimSpace(string(t)) != "" {
				return p.wrong(e.name, "holds text")
			}
		default:
			return p.wrong(e.name, "holds what is no element")
		}
	}
}

// child reads one child of e, not before place next, and returns the place of the first that may follow it: its own if
// it may be repeated.
func (p *parser) child(e element, next int, start xml.StartElement) (int, error) {
	for i := next; i < len(e.children); i++ {
		c := e.children[i]
		if c.name != start.Name.Local {
			if !c.optional {
				return 0, p.wrong(c.name, "is missing")
			}
			continue
		}
		if start.Name.Space != namespace || !rightAttributes(c, start.Attr) {
			return 0, p.wrong(c.name, "has a wrong namespace, attribute or currency")
		}
		if err := p.read(c); err != nil {
			return 0, err
		}
		if c.many {
			return i, nil
		}
		return i + 1, nil
	}
	return 0, fmt.Errorf("%w: %.40q does not belong in %s, line %d", ErrForm, start.Name.Local, e.name, p.line())
}

// firstRequired names the first child that has to come, or "". One that may be repeated has been seen, or its parent's
// end function misses it.
func firstRequired(children []element) string {
	for _, c := range children {
		if !c.optional && !c.many {
			return c.name
		}
	}
	return ""
}

// rightAttributes tells whether the element carries Ccy="SEK" where it must, and nothing else.
func rightAttributes(e element, attributes []xml.Attr) bool {
	if !e.currency {
		return len(attributes) == 0
	}
	return len(attributes) == 1 && attributes[0].Name == xml.Name{Local: "Ccy"} && attributes[0].Value == "SEK"
}

// readText reads an element that holds text only, at least one character.
func (p *parser) readText(e element) error {
	var text []byte
	for {
		token, err := p.xml.Token()
		if err != nil {
			return p.broken(e.name, err)
		}
		switch t := token.(type) {
		case xml.CharData:
			text = append(text, t...)
		case xml.EndElement:
			if len(text) == 0 || !e.text(p, string(text)) {
				return p.wrong(e.name, "has a wrong value")
			}
			return nil
		default:
			return p.wrong(e.name, "holds more than text")
		}
	}
}

// noteTotals holds what is stated against what was found.
func (p *parser) noteTotals(where string, stated, found int, sum aid.Ore, payments []Payment) {
	var total aid.Ore
	var err error
	for i := range payments {
		if err == nil {
			total, err = total.Add(payments[i].Amount)
		}
	}
	switch {
	case p.totals != nil:
	case stated != found:
		p.totals = fmt.Errorf("%w: %s", ErrCount, where)
	case err != nil || sum != total:
		p.totals = fmt.Errorf("%w: %s", ErrControlSum, where)
	}
}

// parseAmount reads an amount as Write writes it: digits, point, two digits.
func parseAmount(text string) (aid.Ore, bool) {
	whole, fraction, found := strings.Cut(text, ".")
	if !found || len(fraction) != 2 || len(whole) > 15 || !allDigits(whole) || !allDigits(fraction) {
		return 0, false
	}
	n, err := strconv.ParseInt(whole+fraction, 10, 64)
	return aid.Ore(n), err == nil && (whole == "0" || whole[0] != '0')
}

// isBankText tells whether text is 1 to limit characters, all of the bank's set.
func isBankText(text string, limit int) bool {
	for _, r := range text {
		if !bankRune(r) {
			return false
		}
	}
	return text != "" && utf8.RuneCountInString(text) <= limit
}

// limited passes on at most left bytes and then fails with ErrTooLarge, unlike io.LimitReader, which would make a
// large file look like a half one.
type limited struct {
	r    io.Reader
	left int64
}

// Read implements io.Reader.
func (l *limited) Read(b []byte) (int, error) {
	if l.left <= 0 {
		return 0, ErrTooLarge
	}
	if int64(len(b)) > l.left {
		b = b[:l.left]
	}
	n, err := l.r.Read(b)
	l.left -= int64(n)
	return n, err
}

// parseCreated reads the time of a file: with seconds, in UTC or with a zone.
func parseCreated(text string) (time.Time, bool) {
	t, err := time.Parse(time.RFC3339, text)
	return t.UTC(), err == nil
}
