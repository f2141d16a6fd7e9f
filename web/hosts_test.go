package web_test

import (
	"net"
	"net/http"
	"slices"
	"strings"
	"testing"

	"bistand/web/site"
	"bistand/web/webtest"
)

func TestHostChoosesTheMunicipality(t *testing.T) {
	w := webtest.Start(t, "sqlite")
	_, port, err := net.SplitHostPort(w.Addr)
	if err != nil {
		t.Fatal(err)
	}
	v := w.Visitor(w.Lund)
	for host, want := range map[string]string{
		"lund.localhost:" + port: "Lunds kommun", "LUND.Localhost:" + port: "Lunds kommun", "lund.localhost": "Lunds kommun", "lund.localhost.": "Lunds kommun",
		"forsorjningsstod.lund.example": "Lunds kommun", "Forsorjningsstod.Lund.Example:443": "Lunds kommun", "solna.localhost:" + port: "Solna stad",
		"localhost:" + port: "Välj din kommun", "127.0.0.1:" + port: "Välj din kommun", "[::1]:" + port: "Välj din kommun",
		"elsewhere.example": "Välj din kommun", "xlund.localhost": "Välj din kommun", "lund.localhost.evil.example": "Välj din kommun",
	} {
		p := v.Send(request(t, w, http.MethodGet, host, "/"))
		if p.Want(http.StatusOK); !strings.Contains(p.Text(), want) {
			t.Errorf("%s shows %s", host, p.Text())
		}
	}
	bare := v.Send(request(t, w, http.MethodGet, "localhost:"+port, "/"))
	if want := []string{"http://lund.localhost:" + port + "/", "http://solna.localhost:" + port + "/"}; !slices.Equal(bare.Links(), want) {
		t.Errorf("the list leads to %q, want %q", bare.Links(), want)
	}
	far := v.Send(request(t, w, http.MethodGet, "198.51.100.7", "/"))
	if links := far.Links(); links[0] != "http://forsorjningsstod.lund.example/" {
		t.Errorf("from elsewhere the list leads to %q", links)
	}
	if p := v.Send(request(t, w, http.MethodGet, "localhost:"+port, "/start")); p.Status != http.StatusNotFound {
		t.Errorf("a page of no municipality: %d", p.Status)
	}
	if len(bare.Header["Set-Cookie"]) != 0 {
		t.Error("the list sets a cookie")
	}
}

// request makes a request for a host, sent to the world's server.
func request(t *testing.T, w *webtest.World, method, host, path string) *http.Request {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, "http://"+w.Addr+path, nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Host = host
	return r
}

func TestStaticFilesAreKeptForEver(t *testing.T) {
	w := webtest.Start(t, "sqlite")
	v := w.Visitor(w.Lund)
	for address, kind := range map[string]string{w.Lund.Tenant.UI.CSS: "text/css; charset=utf-8", w.Lund.Tenant.UI.JS: "text/javascript; charset=utf-8"} {
		plain := v.Get(address).Want(http.StatusOK)
		if plain.Header.Get("Content-Type") != kind || !strings.Contains(plain.Header.Get("Cache-Control"), "immutable") || plain.Header.Get("X-Content-Type-Options") != "nosniff" {
			t.Errorf("%s: %v", address, plain.Header)
		}
		v.Header.Set("Accept-Encoding", "gzip")
		packed := v.Once(http.MethodGet, address, nil, "")
		v.Header.Del("Accept-Encoding")
		if packed.Header.Get("Content-Encoding") != "gzip" || len(packed.Body) >= len(plain.Body)/2 {
			t.Errorf("%s: %d bytes packed, %d plain", address, len(packed.Body), len(plain.Body))
		}
		if len(plain.Header["Set-Cookie"]) != 0 {
			t.Errorf("%s sets a cookie", address)
		}
	}
	if icon := v.Get("/favicon.ico").Want(http.StatusNoContent); !strings.Contains(icon.Header.Get("Cache-Control"), "max-age=31536000") {
		t.Errorf("the icon that there is not: %v", icon.Header)
	}
	if w.Lund.Tenant.UI.CSS == w.Solna.Tenant.UI.CSS {
		t.Error("two colours have one address")
	}
	if p := v.Get("/"); !strings.Contains(p.Body, w.Lund.Tenant.UI.CSS) {
		t.Error("the page does not load the style sheet")
	}
	v.Get("/stil-000000000000.css").Want(http.StatusNotFound)
}

func TestErrorPageSpeaksTheReadersLanguage(t *testing.T) {
	w := webtest.Start(t, "sqlite")
	v := w.Visitor(w.Lund)
	for _, l := range w.Lund.Tenant.Languages.All() {
		v.Header.Set("Accept-Language", l.Code())
		p := v.Get("/finns-inte").Want(http.StatusNotFound, l.T("fault.not_found.title"), l.T("fault.not_found.text"), l.T("fault.number"), "046-000 00 00")
		if !strings.Contains(p.Body, `<html lang="`+l.Code()+`"`) {
			t.Errorf("%s: the page is in another language", l.Code())
		}
	}
	for _, never := range []string{"systemadministratör", "not found"} {
		if p := v.Get("/finns-inte"); strings.Contains(p.Text(), never) {
			t.Errorf("the page says %q", never)
		}
	}
	v.Header.Set("Accept-Language", "so")
	v.Get("/handlaggning/finns-inte").Want(http.StatusNotFound, "Sidan finns inte")
	v.Post("/start").Want(http.StatusNotFound) // there is no such form
}

func TestLanguageIsTheReadersOwn(t *testing.T) {
	w := webtest.Start(t, "sqlite")
	for _, test := range []struct{ place, cookie, header, want string }{
		{"lund", "", "", "sv"},
		{"lund", "", "ar-SY,ar;q=0.9,en;q=0.1", "ar"},
		{"lund", "ti", "ar", "ti"},
		{"lund", "xx", "en", "en"},
		{"lund", "", "zh", "sv"},
		{"solna", "", "ar", "sv"},
		{"solna", "ar", "en", "en"},
	} {
		place := w.Lund
		if test.place == "solna" {
			place = w.Solna
		}
		v := w.Visitor(place)
		v.Header.Set("Accept-Language", test.header)
		v.SetCookie(site.LanguageCookie, test.cookie)
		if p := v.Get("/"); !strings.Contains(p.Body, `<html lang="`+test.want+`"`) {
			t.Errorf("%+v: another language", test)
		}
	}
}
