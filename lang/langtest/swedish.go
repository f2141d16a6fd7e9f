// Package langtest finds Swedish that a page or a message in another language shows without saying so.
package langtest

import (
	"encoding/xml"
	"io"
	"regexp"
	"strings"
)

// words are common in Swedish and are no words of the other languages that the service speaks.
var words = regexp.MustCompile(`(?i)(^|[^\pL])(och|inte|eller|också|enligt|ansökan|ansökningar|beslutet|hyran|kontoutdrag|belopp|högre|kvitto|räkning|handläggare|utbetalning|underlag|skriv|lämna|varför|från|är|på|för|när)([^\pL]|$)`)

// attributes are those that a reader sees or hears.
var attributes = map[string]bool{"aria-label": true, "title": true, "alt": true, "placeholder": true, "content": true}

// InPage returns what a page of another language says in Swedish outside all that is marked as Swedish. Names, and what the
// reader wrote, are left out first. The title of the page cannot be marked in part; what stands in it is a heading of the page too.
func InPage(page string, names ...string) (found []string) {
	d := xml.NewDecoder(strings.NewReader(page))
	d.Strict, d.AutoClose, d.Entity = false, xml.HTMLAutoClose, xml.HTMLEntity
	marked, skip := []bool{false}, 0 // of each open element: whether it is Swedish; how deep in what nobody reads
	for {
		token, err := d.Token()
		switch token := token.(type) {
		case xml.StartElement:
			swedish := marked[len(marked)-1]
			for _, a := range token.Attr {
				if a.Name.Local == "lang" {
					swedish = a.Value == "sv"
				}
			}
			marked = append(marked, swedish)
			if n := token.Name.Local; n == "script" || n == "style" || n == "title" || skip > 0 {
				skip++
			}
			for _, a := range token.Attr {
				if !swedish && skip == 0 && attributes[a.Name.Local] {
					found = append(found, InText(a.Value, names...)...)
				}
			}
		case xml.EndElement:
			marked, skip = marked[:len(marked)-1], max(skip-1, 0)
		case xml.CharData:
			if !marked[len(marked)-1] && skip == 0 {
				found = append(found, InText(string(token), names...)...)
			}
		}
		if err == io.EOF {
			return found
		}
		if err != nil {
			return append(found, err.Error())
		}
	}
}

// InText returns the text where it holds Swedish words, or letters that Swedish alone has.
func InText(text string, names ...string) []string {
	left := text
	for _, name := range names {
		left = strings.ReplaceAll(left, name, "")
	}
	if words.MatchString(left) || strings.ContainsAny(left, "åäöÅÄÖ") {
		return []string{strings.Join(strings.Fields(text), " ")}
	}
	return nil
}
