package navet_test

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"log"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"go.uber.org/goleak"

	"bistand/aid"
	"bistand/loopback"
	"bistand/navet"
	"bistand/navet/sim"
	"bistand/soap"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// All of them are invented; the numbers are from the tax agency's series for tests.
var (
	fatima = number("198503149802")
	omar   = number("198306229819")
	nadia  = number("198503749809") // a samordningsnummer
)

func number(digits string) aid.Personnummer {
	p, err := aid.ParsePersonnummer(digits)
	if err != nil {
		panic(digits)
	}
	return p
}

// home is what the register knows of someone with an address.
func home() sim.Record {
	return sim.Record{GivenName: "Fatima", Surname: "Testsson", Street: "Provgatan 7", PostCode: "220 00", City: "Lund", County: "12", Municipality: "81"}
}

func settings(url string, how *tls.Config) navet.Config {
	return navet.Config{URL: url, TLS: how, Timeout: 5 * time.Second, OrgNumber: "162120000000", OrderID: "00000079-FO01-0001"}
}

func client(t *testing.T, c navet.Config) *navet.Client {
	t.Helper()
	made, err := navet.New(c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(made.Close)
	return made
}

// start starts a simulator and a client of it.
func start(t *testing.T, timeout time.Duration) (*sim.Server, *navet.Client) {
	t.Helper()
	s, err := sim.Start(t.Context(), sim.Config{Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	c := settings(s.URL(), s.ClientTLS())
	c.Timeout = timeout
	return s, client(t, c)
}

// serve starts a server of a test's own that lets the client in, counts the connections to it, and returns the settings of a client.
func serve(t *testing.T, answer http.HandlerFunc) (c navet.Config, opened *atomic.Int32) {
	t.Helper()
	server := httptest.NewUnstartedServer(answer)
	server.Config.ErrorLog = log.New(io.Discard, "", 0)
	opened = new(atomic.Int32)
	server.Config.ConnState = func(_ net.Conn, state http.ConnState) {
		if state == http.StateNew {
			opened.Add(1)
		}
	}
	server.StartTLS()
	t.Cleanup(server.Close)
	transport := server.Client().Transport.(*http.Transport)
	t.Cleanup(transport.CloseIdleConnections)
	how := transport.TLSClientConfig.Clone()
	how.Certificates = server.TLS.Certificates
	return settings(server.URL, how), opened
}

func TestWhatTheRegisterSays(t *testing.T) {
	s, c := start(t, 5*time.Second)
	day, _ := aid.ParseDate("2024-02-29")
	with := func(change func(*sim.Record)) sim.Record {
		r := home()
		change(&r)
		return r
	}
	for _, one := range []struct {
		name   string
		record sim.Record
		want   aid.Registration
	}{
		{"bosatt", home(), aid.InRegister},
		{"utan uppgifter", sim.Record{}, aid.InRegister},
		{"sekretessmarkerad", with(func(r *sim.Record) { r.Confidential = true }), aid.Shielded},
		{"skyddad folkbokföring", with(func(r *sim.Record) { r.Protected = true }), aid.Shielded},
		{"både och", with(func(r *sim.Record) { r.Confidential, r.Protected = true, true }), aid.Shielded},
		{"avliden", with(func(r *sim.Record) { r.Deregistered, r.DeregisteredOn = "AV", day }), aid.Deregistered},
		{"avliden med sekretessmarkering", with(func(r *sim.Record) { r.Deregistered, r.Confidential = "AV", true }), aid.Shielded},
		{"nytt nummer", with(func(r *sim.Record) { r.Deregistered, r.NewNumber = "GN", omar }), aid.Deregistered},
		{"utvandrad", with(func(r *sim.Record) { r.Deregistered, r.DeregisteredOn = "UV", day }), aid.InRegister},
		{"obefintlig", with(func(r *sim.Record) { r.Deregistered = "OB" }), aid.InRegister},
		{"okänd kod", with(func(r *sim.Record) { r.Deregistered = "XX" }), aid.Deregistered},
		{"bara en dag", with(func(r *sim.Record) { r.DeregisteredOn = day }), aid.Deregistered},
	} {
		for _, person := range []aid.Personnummer{fatima, nadia} {
			s.Set(person, one.record)
			if got, err := c.Look(t.Context(), person); err != nil || got != one.want {
				t.Errorf("%s: %q, %v, want %q", one.name, got, err, one.want)
			}
		}
	}
	if got, err := c.Look(t.Context(), omar); err != nil || got != aid.NotInRegister {
		t.Errorf("not in the register: %q, %v", got, err)
	}
	newest := s.Looks()[0]
	if newest.Person != omar || newest.OrgNumber != "162120000000" || newest.OrderID != "00000079-FO01-0001" {
		t.Errorf("the simulator was asked %+v", newest)
	}
	var e *soap.Error
	if _, err := c.Look(t.Context(), aid.Personnummer{}); !errors.As(err, &e) || e.Step != soap.StepQuestion || e.Temporary {
		t.Errorf("nobody was asked about: %v", err)
	}
}

func TestSettings(t *testing.T) {
	s, _ := start(t, time.Second)
	good := settings(s.URL(), s.ClientTLS())
	for setting, change := range map[string]func(*navet.Config){
		"url":         func(c *navet.Config) { c.URL = "" },
		"https":       func(c *navet.Config) { c.URL = strings.Replace(c.URL, "https", "http", 1) },
		"TLS":         func(c *navet.Config) { c.TLS = nil },
		"certificate": func(c *navet.Config) { c.TLS = s.StrangerTLS() },
		"root":        func(c *navet.Config) { c.TLS = &tls.Config{Certificates: c.TLS.Certificates} },
		"verified":    func(c *navet.Config) { c.TLS = c.TLS.Clone(); c.TLS.InsecureSkipVerify = true },
		"time-out":    func(c *navet.Config) { c.Timeout = 0 },
		"org_number":  func(c *navet.Config) { c.OrgNumber = "2120000000" },
		"12 digits":   func(c *navet.Config) { c.OrgNumber = "161912121212" },
		"order_id":    func(c *navet.Config) { c.OrderID = "00000079-F001-0001" },
		"order":       func(c *navet.Config) { c.OrderID = "" },
	} {
		c := good
		change(&c)
		if _, err := navet.New(c); err == nil || !strings.Contains(err.Error(), setting) {
			t.Errorf("%s: %v", setting, err)
		}
	}
	if _, err := soap.TLSConfig(s.ClientCertificate(), []byte("no root")); err == nil {
		t.Error("a text without a certificate was taken for a root")
	}
}

// The question is, byte for byte, what Epersondata.xsd wants in an envelope of SOAP 1.1.
func TestTheQuestion(t *testing.T) {
	const want = `<?xml version="1.0" encoding="UTF-8"?>` + "\n" + `<Envelope xmlns="http://schemas.xmlsoap.org/soap/envelope/"><Body>` +
		`<PersonpostRequest xmlns="http://xmls.skatteverket.se/se/skatteverket/folkbokforing/na/epersondata/V1"><Bestallning><OrgNr>162120000000</OrgNr>` +
		`<BestallningsId>00000079-FO01-0001</BestallningsId></Bestallning><PersonId>198503149802</PersonId></PersonpostRequest></Body></Envelope>`
	asked := make(chan string, 1)
	to, _ := serve(t, func(_ http.ResponseWriter, r *http.Request) {
		text, _ := io.ReadAll(r.Body)
		asked <- fmt.Sprintf("%s %s %q %s", r.Method, r.Header.Get("Content-Type"), r.Header["Soapaction"], text)
	})
	var e *soap.Error
	if _, err := client(t, to).Look(t.Context(), fatima); !errors.As(err, &e) || e.Code != "form" {
		t.Errorf("an empty answer: %v", err)
	}
	if got := <-asked; got != `POST text/xml; charset=utf-8 ["\"\""] `+want {
		t.Error(got)
	}
}

// Each trouble that the service can be in is an error that tells where it was met and whether to ask again. Neither it nor what is
// logged tells anything of the person.
func TestTrouble(t *testing.T) {
	var logged bytes.Buffer
	before := slog.Default()
	log.SetOutput(&logged)
	slog.SetDefault(slog.New(slog.NewTextHandler(&logged, nil)))
	defer func() { slog.SetDefault(before); log.SetOutput(io.Discard) }()
	s, c := start(t, time.Second)
	s.Set(fatima, home())
	s.SetDelay(20 * time.Millisecond)
	var errs []error
	fails := func(name, want string, got aid.Registration, err error) {
		t.Helper()
		var e *soap.Error
		if !errors.As(err, &e) || got != "" {
			t.Errorf("%s: %q, %v", name, got, err)
			return
		}
		errs = append(errs, err)
		told := fmt.Sprint(e.Step, " ", e.Code, " ", e.Status, " ", e.Temporary)
		if e.Answered() != slices.Contains([]string{string(sim.OtherPerson), string(sim.TwoPosts), "a wrong order"}, name) {
			t.Errorf("%s: answered: %v", name, e.Answered())
		}
		if told != want && (want != "connect" || e.Step != want || !e.Temporary) {
			t.Errorf("%s: %s, want %s", name, told, want)
		}
	}
	tried := 0
	for mode, want := range map[loopback.Mode]string{
		loopback.Outage:   "connect", // how a closed connection is met varies
		loopback.Hang:     "connect timeout 0 true",
		loopback.Error500: "answer status 500 true",
		loopback.Error503: "answer status 503 true",
		loopback.HTMLPage: "answer form 200 true",
		loopback.Fault:    "fault 2 500 true",
		loopback.Garbage:  "answer form 200 true",
		loopback.Half:     "connect closed 200 true",
		sim.OtherPerson:   "answer other_person 200 true",
		sim.TwoPosts:      "answer several_posts 200 true",
	} {
		tried++
		s.SetMode(mode)
		got, err := c.Look(t.Context(), fatima)
		fails(string(mode), want, got, err)
	}
	for mode, want := range map[loopback.Mode]aid.Registration{loopback.Normal: aid.InRegister, loopback.Slow: aid.InRegister, sim.Empty: aid.NotInRegister} {
		tried++
		s.SetMode(mode)
		if got, err := c.Look(t.Context(), fatima); err != nil || got != want {
			t.Errorf("%s: %q, %v", mode, got, err)
		}
	}
	if tried != len(s.Modes()) {
		t.Errorf("%d modes were tried, want %d", tried, len(s.Modes()))
	}
	s.SetMode(loopback.Normal)
	elsewhere := settings(s.URL()+"X", s.ClientTLS())
	got, err := client(t, elsewhere).Look(t.Context(), fatima)
	fails("a wrong address", "answer status 404 false", got, err)
	status, fault := post(t, s, strings.Replace(question, "FO01", "F001", 1)) // which the client does not send
	refused, _ := serve(t, func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(status); _, _ = io.WriteString(w, fault) })
	got, err = client(t, refused).Look(t.Context(), fatima)
	fails("a wrong order", "fault 1 500 false", got, err)
	large, _ := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		_, _ = io.WriteString(w, her(strings.Repeat(" ", 1<<20), ""))
	})
	got, err = client(t, large).Look(t.Context(), fatima)
	fails("too large", "answer large 200 false", got, err)
	s.Close()
	got, err = c.Look(t.Context(), fatima)
	fails("nobody listens", "connect", got, err)
	for _, err := range errs {
		slog.Error("look", "err", err, "all", fmt.Sprintf("%+v %#v", err, err))
	}
	for _, secret := range []string{"9802", "850314", "Fatima", "Testsson", "Provgatan", "1212", "html", "soap:", "parametrar", "beställning"} {
		if strings.Contains(logged.String(), secret) {
			t.Errorf("the log holds %q: %s", secret, logged.String())
		}
	}
	if len(errs) != 14 || strings.Count(logged.String(), "ask the population register") < 14 {
		t.Errorf("%d errors were logged: %s", len(errs), logged.String())
	}
}

// A call ends within its time-out wherever it is that nothing comes: in the handshake, before the answer, or in it.
func TestTimeOut(t *testing.T) {
	silent, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer silent.Close()
	s, c := start(t, 300*time.Millisecond)
	s.SetMode(loopback.Hang)
	unanswered := settings("https://"+silent.Addr().String(), s.ClientTLS())
	unanswered.Timeout = 300 * time.Millisecond
	half, _ := serve(t, func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.WriteString(w, "<Envelope>")
		_ = http.NewResponseController(w).Flush()
		<-r.Context().Done()
		panic(http.ErrAbortHandler) // no end to the answer, which may overtake its being given up
	})
	half.Timeout = 300 * time.Millisecond
	for name, look := range map[string]func() (aid.Registration, error){
		"handshake": func() (aid.Registration, error) { return client(t, unanswered).Look(t.Context(), fatima) },
		"answer":    func() (aid.Registration, error) { return c.Look(t.Context(), fatima) },
		"body":      func() (aid.Registration, error) { return client(t, half).Look(t.Context(), fatima) },
	} {
		begun := time.Now()
		_, err := look()
		var e *soap.Error
		if !errors.As(err, &e) || e.Step != soap.StepConnect || e.Code != "timeout" || !e.Temporary || !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("%s: %v", name, err)
		}
		if took := time.Since(begun); took > 2*time.Second {
			t.Errorf("%s: took %s", name, took)
		}
	}
	cancelled, stop := context.WithCancel(t.Context())
	time.AfterFunc(50*time.Millisecond, stop)
	if _, err := c.Look(cancelled, fatima); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
}

func TestCertificates(t *testing.T) {
	s, _ := start(t, time.Second)
	s.Set(fatima, home())
	other, _ := start(t, time.Second)
	strange := s.StrangerTLS()
	strange.Certificates = []tls.Certificate{other.ClientCertificate()}
	own, err := soap.TLSConfig(s.ClientCertificate(), s.RootPEM())
	if err != nil {
		t.Fatal(err)
	}
	misnamed := s.ClientTLS()
	misnamed.ServerName = "example.org"
	nothing := s.ClientTLS()
	nothing.Certificates = nil
	nothing.GetClientCertificate = func(*tls.CertificateRequestInfo) (*tls.Certificate, error) { return &tls.Certificate{}, nil }
	nothing.Certificates = []tls.Certificate{{}} // New wants one
	for _, one := range []struct {
		name, code string
		tls        *tls.Config
	}{
		{"a certificate of another authority's", "our_certificate", strange},
		{"no certificate", "our_certificate", nothing},
		{"a server of another authority's", "server_certificate", other.ClientTLS()},
		{"a server of another name", "server_certificate", misnamed},
		{"our own", "", own},
	} {
		_, err := client(t, settings(s.URL(), one.tls)).Look(t.Context(), fatima)
		var e *soap.Error
		if one.code == "" && err != nil || one.code != "" && (!errors.As(err, &e) || e.Step != soap.StepConnect || e.Code != one.code || e.Temporary) {
			t.Errorf("%s: %+v", one.name, err)
		}
	}
}

func TestFiftyAtATime(t *testing.T) {
	s, c := start(t, 10*time.Second)
	s.Set(fatima, home())
	s.Set(nadia, sim.Record{Confidential: true})
	want := map[aid.Personnummer]aid.Registration{fatima: aid.InRegister, nadia: aid.Shielded, omar: aid.NotInRegister}
	var all sync.WaitGroup
	for i := range 50 {
		person := []aid.Personnummer{fatima, nadia, omar}[i%3]
		all.Go(func() {
			if got, err := c.Look(t.Context(), person); err != nil || got != want[person] {
				t.Errorf("%q, %v, want %q", got, err, want[person])
			}
		})
	}
	all.Wait()
	if n := len(s.Looks()); n != 50 {
		t.Errorf("the register was asked %d times", n)
	}
}

// A second look needs no new connection, and whatever goes wrong, nothing is asked twice, nor elsewhere.
func TestAskedOnce(t *testing.T) {
	var asked atomic.Int32
	answer := func(w http.ResponseWriter) { _, _ = io.WriteString(w, envelope("")) }
	how := answer
	to, opened := serve(t, func(w http.ResponseWriter, r *http.Request) {
		asked.Add(1)
		_, _ = io.Copy(io.Discard, r.Body)
		how(w)
	})
	c := client(t, to)
	for range 3 {
		if got, err := c.Look(t.Context(), fatima); err != nil || got != aid.NotInRegister {
			t.Fatal(got, err)
		}
	}
	if asked.Load() != 3 || opened.Load() != 1 {
		t.Errorf("%d questions by %d connections", asked.Load(), opened.Load())
	}
	for name, trouble := range map[string]func(http.ResponseWriter){
		"closed":   func(http.ResponseWriter) { panic(http.ErrAbortHandler) },
		"503":      func(w http.ResponseWriter) { w.Header().Set("Retry-After", "0"); w.WriteHeader(503) },
		"408":      func(w http.ResponseWriter) { w.WriteHeader(408) },
		"redirect": func(w http.ResponseWriter) { w.Header().Set("Location", "/"); w.WriteHeader(307) },
	} {
		how = answer
		if _, err := c.Look(t.Context(), fatima); err != nil { // so that there is a connection to close
			t.Fatal(err)
		}
		how = trouble
		asked.Store(0)
		if got, err := c.Look(t.Context(), fatima); err == nil || got != "" || asked.Load() != 1 {
			t.Errorf("%s: %q, %v, asked %d times", name, got, err, asked.Load())
		}
	}
}
