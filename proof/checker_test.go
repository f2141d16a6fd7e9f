package proof_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"

	"bistand/web"
	"bistand/web/site"
	"bistand/web/webtest"
)

// The proof of authorisation can fail: routes that leak, let in or change what they must not are each found.
func TestAuthorisationProofFindsALeak(t *testing.T) {
	s := newStage(t, "sqlite")
	own, strange := s.households[0], s.households[1]
	stranger := s.visitors[2]
	amountOf := strange.words[amount][0]
	for _, test := range []struct {
		route, want string
		answer      http.HandlerFunc
	}{
		{"GET /beslut/{id}", "want \"404\"", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, "ett beslut") }},
		{"GET /beslut/{id}", "LEAK of name", func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(404)
			fmt.Fprint(w, "<p>", own.adults[0].GivenName, "</p>")
		}},
		{"GET /beslut/{id}", "LEAK of number", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Location", "/x?nr="+own.theCase.Number)
			w.WriteHeader(404)
		}},
		{"GET /beslut/{id}", "LEAK of amount", func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(404)
			fmt.Fprint(w, strings.ReplaceAll(own.words[amount][0], " ", "\u00a0"), amountOf)
		}},
		{"GET /bilagor/{id}", "LEAK of text", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Disposition", "attachment; filename="+own.words[text][2])
			w.WriteHeader(404)
		}},
		{"GET /mitt-arende", "LEAK of contact0", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, strings.Join(own.words[contact0], " ")) }},
		{"GET /start", "status 500", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(500) }},
		{"POST /ansok/underskrift/{id}/andra", "the register has changed", func(w http.ResponseWriter, r *http.Request) {
			must(t, own.place.Tenant.Desk.TakeBack(r.Context(), citizen(own.adults[0]), own.ids["frozen"]))
			w.WriteHeader(404)
		}},
	} {
		leaking := httptest.NewServer(test.answer)
		t.Cleanup(leaking.Close)
		there, err := url.Parse(leaking.URL)
		must(t, err)
		v := *stranger
		v.Visitor = s.at(stranger.Visitor, there.Host)
		o := s.owners[0]
		method, _, _ := strings.Cut(test.route, " ")
		_, faults := s.make(visit{test.route, ruleFor[test.route], &v, o, ruleFor[test.route].expect(method, stranger, o)})
		if !slices.ContainsFunc(faults, func(f string) bool { return strings.Contains(f, test.want) }) {
			t.Errorf("%s passed, or is blamed for something else than %q: %q", test.route, test.want, faults)
		}
	}
	routes := append(web.Routes(), site.Route{Pattern: "GET /ny-sida/{id}", Policy: site.Citizen})
	if without, _ := unruled(routes); !slices.Equal(without, []string{"GET /ny-sida/{id}"}) {
		t.Errorf("a new route is not missed: %q", without)
	}
	if _, dead := unruled(routes[1:]); len(dead) != 1 {
		t.Errorf("a rule for a route that is gone is not missed: %q", dead)
	}
	for _, kind := range kinds {
		if own.ids[kind] == "" {
			t.Errorf("no household has a %s", kind)
		}
	}
}

// at is a visitor who reaches another server by the same place's register.
func (s *stage) at(v *webtest.Visitor, host string) *webtest.Visitor {
	place := *v.Place
	place.Host = host
	other := *v
	other.Place = &place
	return &other
}
