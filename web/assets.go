package web

import (
	"bytes"
	"net/http"
	"strconv"
	"strings"
	"sync"

	"github.com/klauspost/compress/gzip"

	"bistand/web/site"
	"bistand/web/ui"
)

// The style sheet and the scripts are all that pages load. Their addresses hold a hash of the content, so a browser asks for
// each once and never again until it changes; each is packed when it is first asked for, and then kept.

// asset is a file that browsers keep for ever, as it is and packed.
type asset struct {
	kind  string
	plain []byte
	small func() []byte
}

// newAsset makes an asset that is packed, as small as it gets, when it is first asked for.
func newAsset(kind string, content []byte) *asset {
	return &asset{kind, content, sync.OnceValue(func() []byte {
		var packed bytes.Buffer
		z, err := gzip.NewWriterLevel(&packed, gzip.BestCompression)
		if err == nil {
			_, err = z.Write(content)
		}
		if err == nil {
			err = z.Close()
		}
		if err != nil {
			panic("pack a file in memory: " + err.Error())
		}
		return packed.Bytes()
	})}
}

// The scripts are the same for every municipality.
var (
	script = newAsset("text/javascript; charset=utf-8", []byte(ui.AppJS))
	upload = newAsset("text/javascript; charset=utf-8", []byte(ui.UploadJS))
)

// ServeHTTP implements http.Handler.
func (a *asset) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("Content-Type", a.kind)
	h.Set("Cache-Control", "public, max-age=31536000, immutable")
	h.Set("Vary", "Accept-Encoding") // for caches between us and the browser
	body := a.plain
	if strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
		h.Set("Content-Encoding", "gzip")
		body = a.small()
	}
	h.Set("Content-Length", strconv.Itoa(len(body)))
	_, _ = w.Write(body)
}

// withAssets serves a municipality's style sheet and the script beside its pages.
func withAssets(t *site.Tenant, pages http.Handler) http.Handler {
	assets := map[string]*asset{t.UI.CSS: newAsset("text/css; charset=utf-8", t.StyleSheet), t.UI.JS: script, t.UI.UploadJS: upload}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if a, ok := assets[r.URL.Path]; ok && (r.Method == http.MethodGet || r.Method == http.MethodHead) {
			a.ServeHTTP(w, r)
			return
		}
		if r.URL.Path == "/favicon.ico" { // browsers ask unasked; a tab tells someone who looks on nothing
			w.Header().Set("Cache-Control", "public, max-age=31536000")
			w.WriteHeader(http.StatusNoContent)
			return
		}
		pages.ServeHTTP(w, r)
	})
}
