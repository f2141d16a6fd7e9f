package web_test

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"bistand/aid"
	"bistand/store/storetest"
	"bistand/web"
	"bistand/web/site"
	"bistand/web/webtest"
)

func TestEveryRouteHasAPolicy(t *testing.T) {
	seen := map[string]bool{}
	for _, r := range web.Routes() {
		who := string(r.Policy.Kind)
		for _, role := range r.Policy.Roles {
			who += " " + string(role)
		}
		t.Logf("%-60s %s", r.Pattern, who)
		method, path, ok := strings.Cut(r.Pattern, " ")
		switch {
		case r.Policy.Kind == "" || r.Policy.Kind == site.StaffOnly && len(r.Policy.Roles) == 0:
			t.Errorf("%s has no policy", r.Pattern)
		case !ok || method != http.MethodGet && method != http.MethodPost:
			t.Errorf("%s must name its method, GET or POST", r.Pattern)
		case r.Handler == nil:
			t.Errorf("%s has no handler", r.Pattern)
		case seen[r.Pattern]:
			t.Errorf("%s stands twice", r.Pattern)
		case strings.HasPrefix(path, "/handlaggning") && r.Policy.Kind != site.StaffOnly && !strings.HasPrefix(path, "/handlaggning/logga-in"):
			t.Errorf("%s is on the staff's side, and is open", r.Pattern)
		}
		seen[r.Pattern] = true
	}
	if len(seen) < 30 {
		t.Errorf("only %d routes", len(seen))
	}
}

func TestAServerWithoutPoliciesOrWithOneHostTwiceDoesNotStart(t *testing.T) {
	w := webtest.Start(t, "sqlite")
	config := web.Config{Languages: w.Lund.Tenant.Languages}
	if _, err := web.New([]*site.Tenant{w.Lund.Tenant, w.Lund.Tenant}, config); err == nil {
		t.Error("two municipalities have one host")
	}
	if _, err := web.New(nil, web.Config{}); err == nil {
		t.Error("a server has no words")
	}
}

func TestHealth(t *testing.T) {
	w := webtest.Start(t, "sqlite")
	v := w.Visitor(w.Lund)
	for _, host := range []string{"localhost", "lund.localhost", "elsewhere.example"} {
		if p := v.Send(request(t, w, http.MethodGet, host, "/healthz")); p.Status != http.StatusOK || p.Body != "ok\n" {
			t.Errorf("%s: %d %q", host, p.Status, p.Body)
		}
	}
	closeRegister(t, w)
	if p := v.Send(request(t, w, http.MethodGet, "localhost", "/healthz")); p.Status != http.StatusServiceUnavailable {
		t.Errorf("with a register down: %d", p.Status)
	}
}

// closeRegister makes Lund's register stop answering.
func closeRegister(t *testing.T, w *webtest.World) {
	t.Helper()
	if err := w.Lund.Tenant.Desk.Register.Close(); err != nil {
		t.Fatal(err)
	}
}

// A register that does not answer is told of on the error page, and lets nobody in.
func TestL13_RegisterDownIsToldOf(t *testing.T) {
	w := webtest.Start(t, "sqlite")
	v := w.Visitor(w.Lund).MustLogIn(w.Lund.Facts.Applicant)
	closeRegister(t, w)
	p := v.Get("/start").Want(http.StatusServiceUnavailable, "E-tjänsten svarar inte just nu", "046-000 00 00", "Felkod")
	if p.Header.Get("Retry-After") == "" {
		t.Error("no word of when to come back")
	}
	w.Visitor(w.Lund).Get("/logga-in").Form("/logga-in").Press("enhet", "denna").Want(http.StatusServiceUnavailable)
	w.Visitor(w.Solna).Get("/").Want(http.StatusOK) // another municipality is not touched
}

// headers that every answer has.
var headers = map[string]string{
	"Content-Security-Policy": "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; " +
		"form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
	"X-Content-Type-Options": "nosniff", "Referrer-Policy": "same-origin", "Cross-Origin-Opener-Policy": "same-origin",
	"Cache-Control": "no-store", "Strict-Transport-Security": "",
}

func TestHeadersOnEveryRoute(t *testing.T) {
	w := webtest.Start(t, "sqlite")
	citizen := w.Visitor(w.Lund).MustLogIn(w.Lund.Facts.Applicant)
	staff := w.Visitor(w.Lund).MustStaffLogIn(w.Lund.Facts.Caseworker)
	wild := regexp.MustCompile(`\{[^}]*\}`)
	for _, route := range web.Routes() {
		method, path, _ := strings.Cut(route.Pattern, " ")
		path = wild.ReplaceAllString(strings.TrimSuffix(path, "{$}"), "01999999-9999-7999-8999-999999999999")
		for name, v := range map[string]*webtest.Visitor{"nobody": w.Visitor(w.Lund), "citizen": citizen, "staff": staff} {
			if strings.HasSuffix(path, "/logga-ut") || strings.HasSuffix(path, "/overallt") {
				v = w.Visitor(w.Lund)
			}
			var body io.Reader
			if method == http.MethodPost {
				body = strings.NewReader("nyckel=12345678")
			}
			p := v.Once(method, path, body, "application/x-www-form-urlencoded")
			if p.Status >= 500 && p.Status != http.StatusServiceUnavailable {
				t.Errorf("%s %s: %d", name, route.Pattern, p.Status)
			}
			for header, want := range headers {
				if got := p.Header.Get(header); got != want {
					t.Errorf("%s %s: %s is %q, want %q", name, route.Pattern, header, got, want)
				}
			}
			if strings.Contains(p.Body, "<script>") || strings.Contains(p.Body, " style=") || strings.Contains(p.Body, "<style") {
				t.Errorf("%s %s has script or style in the page", name, route.Pattern)
			}
		}
	}
}

func TestSecureServerSaysSo(t *testing.T) {
	w := webtest.StartWith(t, "sqlite", web.Config{Secure: true})
	v := w.Visitor(w.Lund)
	if got := v.Get("/").Header.Get("Strict-Transport-Security"); got == "" {
		t.Error("no word that pages are reached by https only")
	}
	// Behind a proxy that ends TLS the origin of a form is https.
	r := formTo(t, v, "/logga-in", "nyckel=12345678&enhet=denna")
	r.Header.Set("Origin", "https://"+w.Lund.Host)
	if p := v.Send(r); p.Status != http.StatusSeeOther {
		t.Errorf("a form of our own: %d", p.Status)
	}
	r = formTo(t, v, "/logga-in", "nyckel=12345678&enhet=denna")
	r.Header.Set("Origin", "http://"+w.Lund.Host)
	if p := v.Send(r); p.Status != http.StatusForbidden {
		t.Errorf("a form from an unsafe page: %d", p.Status)
	}
}

func formTo(t *testing.T, v *webtest.Visitor, path, body string) *http.Request {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, v.Place.URL()+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return r
}

// A form that another site makes a browser send does nothing.
func TestFormsFromElsewhereAreRefused(t *testing.T) {
	w := webtest.Start(t, "sqlite")
	v := w.Visitor(w.Lund).MustLogIn(w.Lund.Facts.Applicant)
	own := w.Lund.URL()
	for _, test := range []struct {
		origin, fetchSite string
		allowed           bool
	}{
		{"https://evil.example", "cross-site", false},
		{"https://evil.example", "", false},
		{w.Solna.URL(), "same-site", false},
		{strings.Replace(own, "http:", "https:", 1), "", false},
		{"http://lund.localhost:1", "", false},
		{"null", "cross-site", false},
		{"null", "", false},
		{"", "cross-site", false},
		{"null", "same-origin", true},
		{own, "same-origin", true},
		{own, "", true},
		{"", "", true}, // a program, not a browser
	} {
		r := formTo(t, v, "/sprak-finns-inte", "nyckel=12345678")
		if test.origin != "" {
			r.Header.Set("Origin", test.origin)
		}
		if test.fetchSite != "" {
			r.Header.Set("Sec-Fetch-Site", test.fetchSite)
		}
		want := http.StatusForbidden
		if test.allowed {
			want = http.StatusNotFound // the form reached the routes
		}
		if p := v.Send(r); p.Status != want {
			t.Errorf("origin %q, site %q: %d, want %d", test.origin, test.fetchSite, p.Status, want)
		}
	}
	r := formTo(t, v, "/logga-ut", "")
	r.Header.Set("Origin", "https://evil.example")
	v.Send(r)
	v.Get("/start").At("/start") // still logged in
}

func TestFormsNeedAKeyAndHaveALimit(t *testing.T) {
	w := webtest.Start(t, "sqlite")
	v := w.Visitor(w.Lund)
	for body, want := range map[string]int{
		"enhet=denna":                       http.StatusBadRequest,
		"nyckel=&enhet=denna":               http.StatusBadRequest,
		"nyckel=kort":                       http.StatusBadRequest,
		"nyckel=" + strings.Repeat("x", 65): http.StatusBadRequest,
		"nyckel=12345678&%zz":               http.StatusBadRequest,
		"nyckel=12345678&fritext=" + strings.Repeat("x", 70<<10): http.StatusRequestEntityTooLarge,
		"nyckel=12345678&enhet=annan":                            http.StatusSeeOther,
	} {
		if p := v.Send(formTo(t, v, "/logga-in", body)); p.Status != want {
			t.Errorf("%.40s: %d, want %d", body, p.Status, want)
		}
	}
	r := formTo(t, v, "/logga-in", "")
	r.Header.Set("Content-Type", "multipart/form-data; boundary=x")
	r.Body = io.NopCloser(strings.NewReader("no parts"))
	if p := v.Send(r); p.Status != http.StatusBadRequest {
		t.Errorf("a broken form: %d", p.Status)
	}
}

func TestPoliciesAreEnforced(t *testing.T) {
	w := webtest.Start(t, "sqlite")
	nobody := w.Visitor(w.Lund)
	if p := nobody.Get("/utbetalningar?ar=2026").At("/logga-in"); p.URL.Query().Get("till") != "/utbetalningar?ar=2026" {
		t.Errorf("the log-in does not lead back: %s", p.URL)
	}
	nobody.Post("/min-profil", "phone", "070-174 06 05").Want(http.StatusUnauthorized, "Du behöver logga in igen")
	citizen := w.Visitor(w.Lund).MustLogIn(w.Lund.Facts.Applicant)
	citizen.Get("/start").At("/start")
	staff := w.Visitor(w.Lund).MustStaffLogIn(webtest.Boss)
	staff.Get("/start").Want(http.StatusForbidden, "Du kan inte se den här sidan")
	for _, route := range web.Routes() {
		method, path, _ := strings.Cut(route.Pattern, " ")
		if method != http.MethodGet || strings.ContainsAny(path, "{") {
			continue
		}
		nobodySees := nobody.Once(method, path, nil, "").Status
		citizenSees := citizen.Once(method, path, nil, "").Status
		switch route.Policy.Kind {
		case site.CitizensOnly:
			if nobodySees != http.StatusSeeOther || citizenSees == http.StatusForbidden {
				t.Errorf("%s: nobody %d, citizen %d", route.Pattern, nobodySees, citizenSees)
			}
		case site.StaffOnly:
			if nobodySees != http.StatusSeeOther || citizenSees != http.StatusForbidden {
				t.Errorf("%s: nobody %d, citizen %d", route.Pattern, nobodySees, citizenSees)
			}
			if holds := route.Policy.Allows(&aid.Session{Actor: aid.Actor{Kind: aid.ByStaff}, Staff: &webtest.Boss}); !holds {
				if got := staff.Once(method, path, nil, "").Status; got != http.StatusForbidden {
					t.Errorf("%s: staff without the role: %d", route.Pattern, got)
				}
			}
		}
	}
}

func TestOrdersAreLimitedByAddress(t *testing.T) {
	proxies := []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8"), netip.MustParsePrefix("10.0.0.0/8")}
	w := webtest.StartWith(t, "sqlite", web.Config{OrderRate: web.Rate{Burst: 3, Pause: 10 * time.Second}, TrustedProxies: proxies})
	try := func(forwarded string) int {
		v := w.Visitor(w.Lund)
		r := formTo(t, v, "/logga-in", "nyckel=12345678&enhet=annan")
		if forwarded != "" {
			r.Header.Set("X-Forwarded-For", forwarded)
		}
		p := v.Send(r)
		if p.Status == http.StatusTooManyRequests {
			p.Want(http.StatusTooManyRequests, "Vänta en liten stund")
		}
		return p.Status
	}
	for _, test := range []struct {
		from  string
		want  int
		pause time.Duration
	}{
		{"192.0.2.1", 303, 0},
		{"192.0.2.1", 303, 0},
		{"192.0.2.1, 10.1.1.1", 303, 0}, // by way of two proxies
		{"192.0.2.1", 429, 0},
		{"203.0.113.9, 192.0.2.1", 429, 0}, // what the browser itself claims counts for nothing
		{"192.0.2.2", 303, 0},
		{"2001:db8:1:2::1", 303, 0},
		{"2001:db8:1:2::2", 303, 0},
		{"2001:db8:1:2:3::3", 303, 0},
		{"2001:db8:1:2:ffff::4", 429, 0}, // one household
		{"2001:db8:1:3::4", 303, 0},
		{"192.0.2.1", 303, 11 * time.Second},
	} {
		w.Clock.Advance(test.pause)
		if got := try(test.from); got != test.want {
			t.Errorf("from %s: %d, want %d", test.from, got, test.want)
		}
	}
}

func TestForwardedAddressIsNotBelievedWithoutATrustedProxy(t *testing.T) {
	w := webtest.StartWith(t, "sqlite", web.Config{OrderRate: web.Rate{Burst: 1, Pause: time.Hour}})
	var statuses []int
	for i := range 2 {
		v := w.Visitor(w.Lund)
		r := formTo(t, v, "/logga-in", "nyckel=12345678&enhet=annan")
		r.Header.Set("X-Forwarded-For", fmt.Sprintf("192.0.2.%d", i))
		statuses = append(statuses, v.Send(r).Status)
	}
	if !slices.Equal(statuses, []int{303, 429}) {
		t.Errorf("statuses %v", statuses)
	}
}

// A request that states its length in two ways may be cut in two places by two servers: the connection ends after it.
func TestRequestOfTwoLengthsEndsTheConnection(t *testing.T) {
	w := webtest.Start(t, "sqlite")
	conn, err := net.Dial("tcp", w.Addr)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	_, _ = io.WriteString(conn, "POST /logga-ut HTTP/1.1\r\nHost: lund.localhost\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /healthz HTTP/1.1\r\nHost: x\r\n\r\n")
	_ = conn.SetReadDeadline(time.Now().Add(5 * time.Second))
	answers, err := io.ReadAll(conn)
	if err != nil {
		t.Fatal(err)
	}
	if n := strings.Count(string(answers), "HTTP/1.1 "); n != 1 || !strings.Contains(string(answers), "Connection: close") {
		t.Errorf("%d answers:\n%s", n, answers)
	}
}

func TestServerHasItsTimeouts(t *testing.T) {
	s := web.HTTPServer(http.NotFoundHandler())
	if s.ReadHeaderTimeout <= 0 || s.ReadTimeout <= 0 || s.WriteTimeout <= 0 || s.IdleTimeout <= 0 || s.MaxHeaderBytes <= 0 || s.ErrorLog == nil {
		t.Errorf("%+v", s)
	}
}

// Each municipality has a register of its own: a log-in or an order of one is worth nothing at another.
func TestB10_LogInOfOneMunicipalityIsWorthNothingAtAnother(t *testing.T) {
	w := webtest.Start(t, "sqlite")
	v := w.Visitor(w.Lund).MustLogIn(w.Lund.Facts.Applicant)
	there := w.Visitor(w.Solna)
	there.SetCookie(site.SessionCookie, v.Cookie(site.SessionCookie))
	there.SetCookie(site.BrowserCookie, v.Cookie(site.BrowserCookie))
	there.Get("/start").At("/logga-in")
	if there.Cookie(site.SessionCookie) != "" {
		t.Error("a cookie that is worth nothing is kept")
	}
	v.Get("/start").At("/start")
	order := w.Visitor(w.Lund).StartLogIn() // nor can an order be followed in another municipality
	there.SetCookie(site.BrowserCookie, order.Visitor.Cookie(site.BrowserCookie))
	there.Get(order.URL.Path).Want(http.StatusNotFound)
}

func TestCookiesAreOnTheStrictestTerms(t *testing.T) {
	w := webtest.Start(t, "sqlite")
	v := w.Visitor(w.Lund)
	cookies := map[string]*http.Cookie{}
	take := func(p *webtest.Page) {
		for _, c := range (&http.Response{Header: p.Header}).Cookies() {
			cookies[c.Name] = c
		}
	}
	take(v.Once(http.MethodGet, "/", nil, ""))
	take(v.Once(http.MethodGet, "/sprak/en", nil, ""))
	p := v.StartLogIn()
	w.Phone(p.AppLink(), w.Lund.Facts.Applicant, "approve")
	w.Clock.Advance(2 * time.Second)
	take(v.Once(http.MethodGet, p.URL.Path, nil, ""))
	take(v.Once(http.MethodGet, p.URL.Path+"/klar", nil, ""))
	for _, name := range []string{site.BrowserCookie, site.SessionCookie, site.LanguageCookie} {
		c, ok := cookies[name]
		if !ok {
			t.Fatalf("no cookie %s among %v", name, cookies)
		}
		host := strings.HasPrefix(name, "__Host-")
		if !c.HttpOnly || c.SameSite != http.SameSiteLaxMode || c.Path != "/" || c.Domain != "" || host && !c.Secure {
			t.Errorf("%+v", c)
		}
	}
	if len(cookies) != 3 {
		t.Errorf("more cookies than the page on cookies tells of: %v", cookies)
	}
	if n := len(cookies[site.BrowserCookie].Value); n != 22 {
		t.Errorf("the browser's cookie has %d characters, want 128 bits", n)
	}
	if c := cookies[site.SessionCookie]; len(c.Value) != 43 || c.MaxAge != 0 || !c.Expires.IsZero() {
		t.Errorf("the log-in's cookie has %d characters and lasts %d s, want 256 bits until the browser closes", len(c.Value), c.MaxAge)
	}
	// The register keeps hashes: whoever reads it cannot take over a log-in or an order.
	raw := storetest.Raw(t, w.Lund.Facts.Store)
	for _, column := range []struct{ query, token string }{
		{"SELECT COUNT(*) FROM session WHERE token_hash = $1", cookies[site.SessionCookie].Value},
		{"SELECT COUNT(*) FROM bankid_order WHERE browser = $1", cookies[site.BrowserCookie].Value},
	} {
		for value, want := range map[string]int{column.token: 0, site.HashToken(column.token): 1} {
			var n int
			if err := raw.QueryRowContext(context.Background(), column.query, value).Scan(&n); err != nil || n != want {
				t.Errorf("%s: %d rows, want %d, %v", column.query, n, want, err)
			}
		}
	}
}

// TestX8_GivenBackFormsLeadToTheirPages: a form that is given back leads to its own page in another language, and not to where it was sent to.
func TestX8_GivenBackFormsLeadToTheirPages(t *testing.T) {
	w := webtest.Start(t, "sqlite")
	v := w.Visitor(w.Lund).MustLogIn(w.Lund.Facts.Applicant)
	v.Get("/sprak/ti?till=/start")
	page := "/begaran/" + string(w.Lund.Facts.Asked.ID) + "/2"
	p := v.Get(page).Form(page+"/svar").Set("text", " ").Submit().Want(http.StatusUnprocessableEntity)
	at := "/sprak/sv?till=" + url.QueryEscape(page)
	if !strings.Contains(p.Body, `href="`+at+`"`) {
		t.Fatalf("no way to the Swedish at %s", at)
	}
	v.Get(at).At(page).Want(http.StatusOK)
}
