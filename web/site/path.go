package site

import (
	"net/url"
	"strings"
)

// LocalPath reads where to go next ("till" in an address or a form): a path of this very service, at most 200 characters. A
// link that someone else has made must not lead anywhere else by way of us.
func LocalPath(text string) (path string, ok bool) {
	if len(text) > 200 || !strings.HasPrefix(text, "/") || strings.HasPrefix(text, "//") {
		return "", false
	}
	for _, r := range text {
		if r <= ' ' || r == '\\' || r == 0x7f {
			return "", false // browsers read a backslash as a slash and drop what cannot be seen
		}
	}
	u, err := url.Parse(text)
	if err != nil || u.Scheme != "" || u.Host != "" || strings.HasPrefix(u.Path, "//") {
		return "", false
	}
	return text, true
}
