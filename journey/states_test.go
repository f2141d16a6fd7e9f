package journey_test

import (
	"cmp"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"bistand/web"
	"bistand/web/webtest"
)

// state is a page in one of its states and one language, as the service sent it: where it came of a form it cannot be asked
// for again, so it is kept.
type state struct {
	name, route, language string
	staff                 bool
	answer                *webtest.Page
	cookies               string // of whom it was sent to, for the pictures on it
	result                []string
}

// where names a state in messages.
func (s *state) where() string { return s.route + " (" + s.name + ", " + s.language + ")" }

// catalogue is every page in every state that it can be in, reached by steps that people take in a service of its own.
type catalogue struct {
	t      *testing.T
	world  *webtest.World
	routes *http.ServeMux // tells which route an address is of
	states []*state
}

// openCatalogue starts a service and walks every side of it.
func openCatalogue(t *testing.T) *catalogue {
	t.Helper()
	c := &catalogue{t: t, world: webtest.Start(t, "sqlite"), routes: http.NewServeMux()}
	for _, route := range web.Routes() {
		c.routes.Handle(route.Pattern, http.NotFoundHandler())
	}
	m := &c.world.Lund.Tenant.Desk.Municipality
	m.Court, c.world.Lund.Tenant.Municipality.Court = "Förvaltningsrätten i Malmö", "Förvaltningsrätten i Malmö"
	c.public()
	c.loggingIn()
	c.letters()
	c.citizen()
	c.desk()
	c.around()
	c.late()
	c.lapsed()
	return c
}

// see keeps a page in each language that it is proved in: the address as it stands for the visitor now.
func (c *catalogue) see(name string, v *webtest.Visitor, path string) {
	c.t.Helper()
	c.state(name, v, func() *webtest.Page { return v.Get(path) })
}

// state keeps what a step leads to, taken once in each language. A new state of a page is one line of this, or of see.
func (c *catalogue) state(name string, v *webtest.Visitor, take func() *webtest.Page) {
	c.t.Helper()
	for _, language := range []string{"sv", "ar"} {
		if !slices.Contains(append(v.Place.Tenant.Municipality.Languages, "sv"), language) {
			continue
		}
		c.speak(v, language)
		p := take()
		s := &state{name: name, language: language, answer: p, cookies: v.CookieHeader(), route: c.routeOf(p)}
		s.staff = strings.Contains(s.route, "/handlaggning") && strings.Contains(p.Body, `class="staff"`)
		if s.staff && language != "sv" {
			continue
		}
		c.states = append(c.states, s)
		if p.Status >= 500 && !strings.Contains(name, "down") && !strings.Contains(name, "maintenance") {
			c.t.Errorf("%s: status %d", s.where(), p.Status)
		}
	}
	c.speak(v, "sv")
}

// speak chooses a language by the pages' own link: what the browser asks for, what it remembers, and what the log-in has.
func (c *catalogue) speak(v *webtest.Visitor, language string) {
	v.Header.Set("Accept-Language", language)
	v.Once(http.MethodGet, "/sprak/"+language, nil, "")
}

// routeOf is the pattern of the route that a page came from.
func (c *catalogue) routeOf(p *webtest.Page) string {
	r := &http.Request{Method: p.Method, URL: p.URL, Host: p.URL.Host}
	_, pattern := c.routes.Handler(r)
	return cmp.Or(pattern, p.Method+" (none)")
}

// wrong is a form of a page sent with these fields, for what the page says is wrong with it. Fields come in pairs.
func wrong(v *webtest.Visitor, page, action string, fields ...string) func() *webtest.Page {
	return func() *webtest.Page { return filled(v, page, action, fields...).Submit() }
}

// filled is a form of a page, filled in.
func filled(v *webtest.Visitor, page, action string, fields ...string) *webtest.Form {
	v.T.Helper()
	form := v.Get(page).Form(action)
	for i := 0; i+1 < len(fields); i += 2 {
		form.Set(fields[i], fields[i+1])
	}
	return form
}

// serve gives each state an address of its own: what was sent is sent again, and what it loads comes from the service. A script
// that asks how a log-in stands is left waiting, so that the page stays as it is.
func (c *catalogue) serve() string {
	c.t.Helper()
	behind := httputil.NewSingleHostReverseProxy(&url.URL{Scheme: "http", Host: c.world.Addr})
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if number, ok := strings.CutPrefix(r.URL.Path, "/tillstand/"); ok {
			if i, err := strconv.Atoi(number); err == nil && i < len(c.states) {
				c.states[i].write(w)
				return
			}
		}
		if strings.HasSuffix(r.URL.Path, "/lage") {
			<-r.Context().Done()
			return
		}
		r.Host = c.world.Lund.Host // a page loads what is its municipality's own
		if _, number, ok := strings.Cut(r.Referer(), "/tillstand/"); ok {
			if i, err := strconv.Atoi(number); err == nil && i < len(c.states) {
				r.Host = c.states[i].answer.URL.Host
			}
		}
		behind.ServeHTTP(w, r)
	}))
	c.t.Cleanup(func() {
		server.CloseClientConnections()
		server.Close()
	})
	return server.URL
}

// write sends the page anew, with its policy.
func (s *state) write(w http.ResponseWriter) {
	for _, name := range []string{"Content-Type", "Content-Security-Policy"} {
		w.Header()[name] = s.answer.Header[name]
	}
	for pair := range strings.SplitSeq(s.cookies, "; ") {
		if pair != "" {
			w.Header().Add("Set-Cookie", pair+"; Path=/; Secure")
		}
	}
	w.WriteHeader(s.answer.Status)
	fmt.Fprint(w, s.answer.Body)
}

// table writes page, state and result to a file of the build.
func (c *catalogue) table(name string) {
	c.t.Helper()
	lines := []string{"page\tstate\tlanguage\tstatus\tresult"}
	for _, s := range c.states {
		lines = append(lines, strings.Join([]string{s.route, s.name, s.language, strconv.Itoa(s.answer.Status), cmp.Or(strings.Join(s.result, "; "), "kept")}, "\t"))
	}
	slices.Sort(lines[1:])
	file := filepath.Join("..", "build", name)
	if err := os.WriteFile(file, []byte(strings.Join(lines, "\n")+"\n"), 0o644); err != nil {
		c.t.Error(err)
	}
	c.t.Logf("%d states of %d pages: %s", len(c.states), len(c.visited()), file)
}

// visited are the routes that some state is of.
func (c *catalogue) visited() map[string]bool {
	all := map[string]bool{}
	for _, s := range c.states {
		all[s.route] = true
	}
	return all
}
