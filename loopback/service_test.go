package loopback_test

import (
	"context"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/a-h/templ"

	"bistand/loopback"
)

// startService starts a service that answers "ja" to a right envelope, with one mode of its own.
func startService(t *testing.T) *loopback.Service {
	t.Helper()
	s, err := loopback.NewService(t.Context(), loopback.ServiceConfig{
		System: "Registret", Now: time.Now, Random: rand.Reader, Own: []loopback.NamedMode{{Mode: "own", Name: "på sitt sätt"}},
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	s.Serve(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if s.Settle(w, r) {
			return
		}
		asked := loopback.ReadSOAP(w, r, func(why string) { loopback.AnswerFault(w, "Client", why, "") })
		if asked != nil {
			loopback.AnswerSOAP(w, http.StatusOK, loopback.TextTag("Sade", asked.At("Namn").Value()))
		}
	}), s.PageMux(func() templ.Component { return loopback.Page("Registret") }))
	return s
}

// post sends a request with the connection settings given.
func post(s *loopback.Service, how *tls.Config, body string) (int, string, error) {
	return loopback.Post(how, s.Origin(), body, nil)
}

const asked = `<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Body><Fraga><Namn> Ek &amp; Co </Namn></Fraga></e:Body></e:Envelope>`

// Each mode gives what it says, and the service works again afterwards.
func TestModes(t *testing.T) {
	s := startService(t)
	s.SetDelay(10 * time.Millisecond)
	right := func(status int, text string, err error) bool {
		return err == nil && status == 200 && strings.Contains(text, "<Sade>Ek &amp; Co</Sade>")
	}
	page := func(want int) func(int, string, error) bool {
		return func(status int, text string, err error) bool {
			return err == nil && status == want && strings.Contains(text, "<html>")
		}
	}
	broken := func(status int, _ string, err error) bool { return status == 0 && err != nil }
	ways := map[loopback.Mode]func(int, string, error) bool{
		loopback.Normal: right, loopback.Slow: right, loopback.Fault: right, "own": right, // the last two are the simulator's to answer
		loopback.Outage: broken, loopback.Hang: func(_ int, _ string, err error) bool { return errors.Is(err, context.DeadlineExceeded) },
		loopback.Error500: page(500), loopback.Error503: page(503), loopback.HTMLPage: page(200),
		loopback.Garbage: func(status int, text string, err error) bool {
			return err == nil && status == 200 && !strings.Contains(text, "<html>")
		},
		loopback.Half: func(status int, text string, err error) bool {
			return status == 200 && text != "" && errors.Is(err, io.ErrUnexpectedEOF)
		},
	}
	if len(s.Modes()) != len(ways) {
		t.Errorf("%d modes, want %d", len(s.Modes()), len(ways))
	}
	for _, m := range s.Modes() {
		if !s.SetMode(m.Mode) || s.Mode() != m.Mode || m.Name == "" {
			t.Fatalf("%s cannot be set", m.Mode)
		}
		if status, text, err := post(s, s.ClientTLS(), asked); ways[m.Mode] == nil || !ways[m.Mode](status, text, err) {
			t.Errorf("%s: %d %q %v", m.Mode, status, text, err)
		}
	}
	if s.SetMode("misspelt") || s.Mode() != "own" {
		t.Error("a mode that there is not was taken")
	}
}

// Only the municipality's certificate opens the door, and the root in PEM is the one that the server is known by.
func TestCertificates(t *testing.T) {
	s, other := startService(t), startService(t)
	strange := s.StrangerTLS()
	strange.Certificates = []tls.Certificate{other.ClientCertificate()}
	for name, how := range map[string]*tls.Config{"no certificate": s.StrangerTLS(), "another's": strange, "another's server": other.ClientTLS()} {
		if status, _, err := post(s, how, asked); err == nil {
			t.Errorf("%s: answered %d", name, status)
		}
	}
	roots := x509.NewCertPool()
	if !roots.AppendCertsFromPEM(s.RootPEM()) {
		t.Fatal("no root")
	}
	own := &tls.Config{RootCAs: roots, Certificates: []tls.Certificate{s.ClientCertificate()}}
	if status, _, err := post(s, own, asked); err != nil || status != 200 {
		t.Errorf("our own: %d %v", status, err)
	}
}

func TestRequestsThatAreNoSOAP(t *testing.T) {
	s := startService(t)
	for _, body := range []string{
		"", "hej", asked + asked, "<!DOCTYPE x>" + asked, "<a>", strings.Replace(asked, "envelope/", "envelope", 1), strings.Replace(asked, "<Fraga>", "<Fraga/><Fraga>", 1),
		`<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Body/></e:Envelope>`, strings.Replace(asked, "Ek", strings.Repeat("k", 1<<20), 1),
	} {
		if status, text, err := post(s, s.ClientTLS(), body); err != nil || status != 500 || !strings.Contains(text, "<faultcode>soap:Client</faultcode>") {
			t.Errorf("%.60s: %d %s %v", body, status, text, err)
		}
	}
}

func TestThePage(t *testing.T) {
	s := startService(t)
	form := func(path string, values url.Values) int {
		answer, err := http.PostForm(s.PageURL()+path, values)
		if err != nil {
			t.Fatal(err)
		}
		answer.Body.Close()
		return answer.StatusCode
	}
	if form("mode", url.Values{"mode": {"own"}}) != 200 || s.Mode() != "own" || form("mode", url.Values{"mode": {"?"}}) != 400 || s.Mode() != "own" {
		t.Errorf("the mode is %s", s.Mode())
	}
	if form("delay", url.Values{"seconds": {"7"}}) != 200 || s.Delay() != 7*time.Second {
		t.Errorf("the delay is %s", s.Delay())
	}
	for _, wrong := range []string{"", "-1", "101", "7.5"} {
		if form("delay", url.Values{"seconds": {wrong}}) != 400 || s.Delay() != 7*time.Second {
			t.Errorf("%q was taken: %s", wrong, s.Delay())
		}
	}
	request, _ := http.NewRequest(http.MethodPost, s.PageURL()+"mode", strings.NewReader("mode=normal"))
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	request.Header.Set("Origin", "https://example.org")
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	answer.Body.Close()
	if answer.StatusCode != http.StatusForbidden || s.Mode() != "own" {
		t.Errorf("another site's page set the mode: %s", answer.Status)
	}
}

func TestServicesThatCannotStart(t *testing.T) {
	for name, change := range map[string]func(*loopback.ServiceConfig){
		"no clock":              func(c *loopback.ServiceConfig) { c.Now = nil },
		"no randomness":         func(c *loopback.ServiceConfig) { c.Random = nil },
		"an address of others'": func(c *loopback.ServiceConfig) { c.Addr = "0.0.0.0:0" },
		"a page for others":     func(c *loopback.ServiceConfig) { c.PageAddr = "0.0.0.0:0" },
	} {
		c := loopback.ServiceConfig{System: "Registret", Now: time.Now, Random: rand.Reader}
		change(&c)
		if _, err := loopback.NewService(t.Context(), c); err == nil || !strings.HasPrefix(err.Error(), "start the Registret simulator: ") {
			t.Errorf("%s: %v", name, err)
		}
	}
}
