package web

import (
	"net/http"
	"net/url"
	"strings"

	"bistand/web/site"
)

// makeReadable does so with every value, where it stands.
func makeReadable(values url.Values) {
	for _, list := range values {
		for i := range list {
			list[i] = site.Readable(list[i])
		}
	}
}

// makeQueryReadable does so with the query of the address, which most addresses do not have.
func makeQueryReadable(r *http.Request) {
	if r.URL.RawQuery == "" || !strings.Contains(r.URL.RawQuery, "%") && site.Readable(r.URL.RawQuery) == r.URL.RawQuery {
		return
	}
	query := r.URL.Query()
	makeReadable(query)
	r.URL.RawQuery = query.Encode()
}
