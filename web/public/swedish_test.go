package public_test

import (
	"net/http"
	"testing"

	"bistand/lang"
	"bistand/lang/langtest"
	"bistand/web/webtest"
)

// TestX8_NothingPublicIsLeftInSwedish: every open page, what its forms answer and where there is no page, in every language: what is
// Swedish is marked as such, and Swedish is one click away.
func TestX8_NothingPublicIsLeftInSwedish(t *testing.T) {
	w := webtest.Start(t, "sqlite")
	w.Lund.Tenant.Municipality.Code, w.Lund.Tenant.Desk.Municipality.Code = "1284", "1284"
	for _, code := range lang.Codes {
		if code == "sv" {
			continue
		}
		v := w.Visitor(w.Lund).In(t)
		v.Get("/sprak/" + code + "?till=/")
		sound := func(p *webtest.Page) {
			t.Helper()
			for _, text := range langtest.InPage(p.Body, "Påhittade", "Ekonomiskt bistånd", "Förvaltningsrätten i Malmö", "Socialnämnden") {
				t.Errorf("%s in %s: Swedish that is not marked as such: %q", p.URL.Path, code, text)
			}
		}
		for _, path := range []string{
			"/", "/logga-in", "/hjalp", "/tillganglighet", "/personuppgifter", "/sprak", "/utloggad", "/provberakning", "/normen", "/normen/2026", "/normen/2015",
			"/riktlinjer", "/tyck-till", "/finns-inte", "/normen/2031",
		} {
			p := v.Get(path)
			sound(p)
			if path == "/" || path == "/riktlinjer" || path == "/finns-inte" {
				p.Want(p.Status, "Visa på svenska")
			}
		}
		sound(v.Get("/provberakning").Form("/provberakning").Set("hyra", "x").Submit())
		sound(v.Get("/tyck-till").Form("/tyck-till").Submit().Want(http.StatusUnprocessableEntity))
		sound(v.StartLogIn())
	}
}
