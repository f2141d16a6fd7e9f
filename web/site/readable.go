package site

import "strings"

// Readable makes what a browser sent fit to be kept and shown: valid UTF-8 without control characters, which one of the
// databases refuses and no page may hold. Lines end as they do everywhere here.
func Readable(text string) string {
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
