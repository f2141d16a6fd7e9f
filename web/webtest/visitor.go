package webtest

import (
	"bytes"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"bistand/aid"
	"bistand/web/site"
)

// Visitor is a browser without scripts. It keeps cookies by host as Chromium does on *.localhost, where Secure cookies are
// kept over plain HTTP too.
type Visitor struct {
	T         testing.TB
	World     *World
	Place     *Place
	UserAgent string
	Header    http.Header // sent with every request

	client  *http.Client
	cookies map[string]map[string]string // host -> name -> value
}

// Visitor opens a fresh browser at a place.
func (w *World) Visitor(p *Place) *Visitor {
	v := &Visitor{
		T: w.T, World: w, Place: p, UserAgent: "Mozilla/5.0 (X11; Linux x86_64) Testbrowser/1.0",
		Header: http.Header{"Accept-Language": {"sv"}}, client: w.client(), cookies: map[string]map[string]string{},
	}
	v.client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return v
}

// In does the same in a part of the test.
func (v *Visitor) In(t testing.TB) *Visitor {
	other := *v
	other.T = t
	return &other
}

// Cookie returns the value of a cookie of the visitor's place, empty where there is none.
func (v *Visitor) Cookie(name string) string { return v.cookies[v.Place.Host][name] }

// SetCookie gives the visitor a cookie for its place; an empty value takes it away.
func (v *Visitor) SetCookie(name, value string) { v.keep(v.Place.Host, name, value) }

func (v *Visitor) keep(host, name, value string) {
	if v.cookies[host] == nil {
		v.cookies[host] = map[string]string{}
	}
	if v.cookies[host][name] = value; value == "" {
		delete(v.cookies[host], name)
	}
}

// Get opens a page and follows where it leads.
func (v *Visitor) Get(path string) *Page {
	v.T.Helper()
	return v.follow(v.Once(http.MethodGet, path, nil, ""))
}

// Post sends a form of one's own making, with a fresh key, and follows where it leads. Fields come in pairs.
func (v *Visitor) Post(path string, fields ...string) *Page {
	v.T.Helper()
	form := url.Values{"nyckel": {fmt.Sprintf("test-%012d", v.World.posts.Add(1))}}
	for i := 0; i+1 < len(fields); i += 2 {
		form.Set(fields[i], fields[i+1])
	}
	return v.follow(v.Once(http.MethodPost, path, strings.NewReader(form.Encode()), "application/x-www-form-urlencoded"))
}

// follow opens the page that an answer redirects to, as often as it does.
func (v *Visitor) follow(p *Page) *Page {
	v.T.Helper()
	for range 10 {
		if p.Status < 300 || p.Status > 399 {
			return p
		}
		next, err := p.URL.Parse(p.Header.Get("Location"))
		if err != nil {
			v.T.Fatalf("%s leads to %q", p.URL, p.Header.Get("Location"))
		}
		p = v.Once(http.MethodGet, next.String(), nil, "")
	}
	v.T.Fatalf("%s leads round and round", p.URL)
	return nil
}

// Once sends one request and returns its answer, a redirect too. The path may be a whole address.
func (v *Visitor) Once(method, path string, body io.Reader, kind string) *Page {
	v.T.Helper()
	if strings.HasPrefix(path, "/") {
		path = v.Place.URL() + path
	}
	r, err := http.NewRequestWithContext(v.T.Context(), method, path, body)
	if err != nil {
		v.T.Fatal(err)
	}
	if kind != "" {
		r.Header.Set("Content-Type", kind)
	}
	if method == http.MethodPost {
		r.Header.Set("Origin", r.URL.Scheme+"://"+r.URL.Host)
		r.Header.Set("Sec-Fetch-Site", "same-origin")
	}
	r.Header.Set("User-Agent", v.UserAgent)
	for name, values := range v.Header {
		r.Header[name] = values
	}
	return v.Send(r)
}

// Send sends a request as it is, with the visitor's cookies, and keeps those that come back.
func (v *Visitor) Send(r *http.Request) *Page {
	v.T.Helper()
	for name, value := range v.cookies[r.URL.Host] {
		r.AddCookie(&http.Cookie{Name: name, Value: value})
	}
	response, err := v.client.Do(r)
	if err != nil {
		v.T.Fatal(err)
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		v.T.Fatal(err)
	}
	for _, c := range response.Cookies() {
		if c.MaxAge < 0 {
			c.Value = ""
		}
		v.keep(r.URL.Host, c.Name, c.Value)
	}
	return &Page{Visitor: v, Method: r.Method, Status: response.StatusCode, Header: response.Header, URL: r.URL, Body: string(text)}
}

// CookieHeader is what the visitor's browser sends of its cookies, for a request that is written by hand.
func (v *Visitor) CookieHeader() string {
	var pairs []string
	for host, cookies := range v.cookies {
		for name, value := range cookies {
			if strings.HasPrefix(host, v.Place.Host) {
				pairs = append(pairs, name+"="+value)
			}
		}
	}
	return strings.Join(pairs, "; ")
}

// Phone acts in a person's app on a code: a link that opens the app, a start token or the text of a QR code. Action is
// "approve", "cancel" or the name of a failure; further fields of the simulator's phone come in pairs.
func (w *World) Phone(code string, p aid.Person, action string, more ...string) {
	w.T.Helper()
	form := url.Values{"code": {code}, "person": {p.Personnummer.Full()}, "action": {action}}
	for i := 0; i+1 < len(more); i += 2 {
		form.Set(more[i], more[i+1])
	}
	response, err := w.client().PostForm(w.BankID.PhoneURL(), form)
	if err != nil {
		w.T.Fatal(err)
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		text, _ := io.ReadAll(response.Body)
		w.T.Fatalf("the phone answers %d to %s:\n%s", response.StatusCode, action, text)
	}
}

// StartLogIn begins a log-in with the app on the same device and returns its page.
func (v *Visitor) StartLogIn() *Page {
	v.T.Helper()
	return v.Get("/logga-in").Form("/logga-in").Press("enhet", "denna")
}

// Approve has a person approve the order that a page shows, for the same device, and returns the page that follows when the
// page renews itself.
func (p *Page) Approve(person aid.Person) *Page {
	p.Visitor.T.Helper()
	v := p.Visitor
	v.World.Phone(p.AppLink(), person, "approve")
	v.World.Clock.Advance(2 * time.Second)
	return v.Get(p.URL.RequestURI())
}

// LogIn logs a person in and returns the page that they arrive at. Whether they were let in is for the caller to see.
func (v *Visitor) LogIn(person aid.Person) *Page {
	v.T.Helper()
	return v.StartLogIn().Approve(person)
}

// LogInOtherwise logs a person in with the other e-identification and returns the page that they arrive at.
func (v *Visitor) LogInOtherwise(person aid.Person) *Page {
	v.T.Helper()
	return v.Get("/logga-in/annan").Form("").Press("citizen", person.Personnummer.Full())
}

// MustLogIn logs a person in who must be let in, and returns the visitor.
func (v *Visitor) MustLogIn(person aid.Person) *Visitor {
	v.T.Helper()
	if p := v.LogIn(person); v.Cookie(site.SessionCookie) == "" {
		v.T.Fatalf("the person was not let in: %d at %s\n%s", p.Status, p.URL, p.Text())
	}
	return v
}

// StaffLogIn logs a member of staff in by the municipality's log-in service and returns the page that they arrive at.
func (v *Visitor) StaffLogIn(s aid.Staff) *Page {
	v.T.Helper()
	return v.Get("/handlaggning/logga-in/borja").Form("").Press("staff", s.Subject)
}

// MustStaffLogIn logs a member of staff in who must be let in, and returns the visitor.
func (v *Visitor) MustStaffLogIn(s aid.Staff) *Visitor {
	v.T.Helper()
	if p := v.StaffLogIn(s); v.Cookie(site.SessionCookie) == "" {
		v.T.Fatalf("the member of staff was not let in: %d at %s\n%s", p.Status, p.URL, p.Text())
	}
	return v
}

// Body encodes a form: with files as multipart, else as a plain form.
func (f *Form) Body() (io.Reader, string) {
	if !f.multipart {
		return strings.NewReader(f.Fields.Encode()), "application/x-www-form-urlencoded"
	}
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	for _, name := range f.order {
		for _, value := range f.Fields[name] {
			_ = w.WriteField(name, value)
		}
	}
	for _, file := range f.files {
		part, err := w.CreateFormFile(file.field, file.name)
		if err != nil {
			f.page.Visitor.T.Fatal(err)
		}
		_, _ = part.Write(file.content)
	}
	_ = w.Close()
	return &b, w.FormDataContentType()
}
