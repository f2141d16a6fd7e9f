package journey_test

import (
	"fmt"
	"html"
	"net/http"
	"net/url"
	"os"
	"regexp"
	"strings"
	"testing"

	"bistand/web"
	"bistand/web/webtest"
)

// TestX8X10_EveryPageInEveryState shows every page in every state to a browser: in Swedish and Arabic, in the light and in the
// dark, on a phone and at a desk, enlarged, on paper, with wide text and in the reader's own colours. There is to be no fault; what
// axe cannot tell is to be what a person has looked at. build/states.tsv tells of each.
func TestX8X10_EveryPageInEveryState(t *testing.T) {
	c := openCatalogue(t)
	defer c.table("states.tsv")
	c.everyRouteIsVisited()
	c.swedishIsOneClickAway()
	j := &journey{demo: demo{lund: c.serve()}, scripts: true, album: openAlbum(t, "states")}
	doubts := &doubts{at: map[string]string{}}
	t.Run("styled", func(t *testing.T) {
		c.each(t, j, (*window).everywhere, func(w *window, s *state, i int) { w.prove(s, i, doubts) })
	})
	t.Run("plain", func(t *testing.T) { c.each(t, j, (*window).unstyled, (*window).provePlain) })
	if only == "" {
		doubts.areReviewed(t)
	}
}

// each shows all states to a few tabs side by side, made ready each.
func (c *catalogue) each(t *testing.T, j *journey, ready func(*window), prove func(*window, *state, int)) {
	for tab := range tabs {
		t.Run(fmt.Sprint(tab), func(t *testing.T) {
			t.Parallel()
			w := j.open(t, "Nobody", phoneWidth)
			ready(w)
			for i := tab; i < len(c.states); i += tabs {
				if strings.Contains(c.states[i].where(), only) {
					prove(w, c.states[i], i)
				}
			}
		})
	}
}

// only limits what is proved to pages and states with this in their names, while one works on them.
var only = os.Getenv("BISTAND_STATES")

// tabs is how many pages are looked at side by side.
const tabs = 2

// everyRouteIsVisited fails the test for a page that no state is of.
func (c *catalogue) everyRouteIsVisited() {
	c.t.Helper()
	visited := c.visited()
	for _, route := range web.Routes() {
		_, why := noPage[route.Pattern]
		if strings.HasPrefix(route.Pattern, "GET ") && visited[route.Pattern] == why {
			c.t.Errorf("%s: visited %v, and listed as no page %v", route.Pattern, visited[route.Pattern], why)
		}
	}
}

// swedish is the way to the page in Swedish.
var swedish = regexp.MustCompile(`href="/sprak/sv\?till=([^"]*)"`)

// swedishIsOneClickAway fails the test for a state in another language that does not lead to a page in Swedish.
func (c *catalogue) swedishIsOneClickAway() {
	c.t.Helper()
	for _, s := range c.states {
		if s.language == "sv" || s.staff || s.route == "POST /provberakning" || s.route == "GET /hjalp/instruktion/{code}" || s.answer.Status == http.StatusNotFound {
			continue // the trial has buttons, so as to keep what was typed; the instruction has a page in each language
		}
		to, found := "", swedish.FindStringSubmatch(s.answer.Body)
		if found != nil {
			to, _ = url.QueryUnescape(html.UnescapeString(found[1]))
		}
		address, err := s.answer.URL.Parse(to)
		if err != nil || found == nil {
			c.t.Errorf("%s: no way to the Swedish: %q, %v", s.where(), to, err)
			continue
		}
		if route := c.routeOf(&webtest.Page{Method: http.MethodGet, URL: address}); strings.HasSuffix(route, "(none)") {
			c.t.Errorf("%s: the Swedish is at %s, where nothing is", s.where(), to)
		}
	}
}

// noPage are the addresses that answer with something else than a page.
var noPage = map[string]string{
	"GET /bilagor/{id}":                                 "a file",
	"GET /bilagor/{id}/liten":                           "a picture",
	"GET /hjalp/bild/{name}":                            "a picture",
	"GET /handlaggning/bilagor/{id}":                    "a file",
	"GET /logga-in/{order}/qr.svg":                      "a picture",
	"GET /logga-in/{order}/lage":                        "for the script",
	"GET /hamta-uppgifter/uppgifter.json":               "a file",
	"GET /handlaggning/betalningar/fil/{id}/xml":        "a file",
	"GET /handlaggning/overklaganden/{id}/paket.zip":    "a file",
	"GET /handlaggning/logga-in/borja":                  "leads on",
	"GET /logga-in/annan":                               "leads on",
	"GET /hjalp/instruktion":                            "leads on",
	"GET /sprak/{code}":                                 "leads back",
	"GET /ansok/underskrift/{id}/bankid/{order}/klar":   "leads on",
	"GET /ansok/underskrift/{id}/bankid/{order}/lage":   "for the script",
	"GET /ansok/underskrift/{id}/bankid/{order}/qr.svg": "a picture",
	"GET /overklaga/utkast/{id}/bankid/{order}/klar":    "leads on",
	"GET /overklaga/utkast/{id}/bankid/{order}/lage":    "for the script",
	"GET /overklaga/utkast/{id}/bankid/{order}/qr.svg":  "a picture",
}
