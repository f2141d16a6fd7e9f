package web

import (
	"net/http"
	"net/url"
	"strings"
)

// readable makes what a browser sent fit to be kept and shown: valid UTF-8 without control characters, which one of the
// databases refuses and no page may hold. Lines end as they do everywhere here.
func readable(text string) string {
	if isReadable(text) {
		return text
	}
	text = strings.ReplaceAll(strings.ToValidUTF8(text, "\ufffd"), "\r\n", "\n")
	return strings.Map(func(r rune) rune {
		if r < ' ' && r != '\n' && r != '\t' || r == 0x7f {
			return -1
		}
		return r
	}, text)
}

// isReadable tells whether a text is plain ASCII on lines of its own, as nearly every field is.
func isReadable(text string) bool {
	for i := range len(text) {
		if c := text[i]; (c < ' ' && c != '\n') || c >= 0x7f {
			return false
		}
	}
	return true
}

// makeReadable does so with every value, where it stands.
func makeReadable(values url.Values) {
	for _, list := range values {
		for i := range list {
			list[i] = readable(list[i])
		}
	}
}

// makeQueryReadable does so with the query of the address, which most addresses do not have.
func makeQueryReadable(r *http.Request) {
	if r.URL.RawQuery == "" || !strings.Contains(r.URL.RawQuery, "%") && isReadable(r.URL.RawQuery) {
		return
	}
	query := r.URL.Query()
	makeReadable(query)
	r.URL.RawQuery = query.Encode()
}
