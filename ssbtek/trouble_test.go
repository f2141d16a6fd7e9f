package ssbtek_test

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"bistand/aid"
	"bistand/loopback"
	"bistand/soap"
	"bistand/ssbtek"
	"bistand/ssbtek/sim"
)

// TestFlaws holds that what is wrong with one authority's answer makes that authority unchecked and no other.
func TestFlaws(t *testing.T) {
	s, client := start(t, at("2026-11-27"))
	s.Set(fatima, everything())
	s.SetDelay(10 * time.Millisecond)
	whole := ask(t, client, autumn())
	faults := map[sim.Flaw]aid.ReportFault{
		sim.NoAnswer: aid.NoAnswer, sim.SourceError: aid.Failed, sim.Absent: aid.NoAnswer, sim.OtherPerson: aid.Unreadable, sim.Garbled: aid.Unreadable,
		sim.BadStatus: aid.Failed, sim.Failing: aid.Failed, sim.Unavailable: aid.NoAnswer, sim.Denied: aid.NotAllowed, sim.Internal: aid.Failed,
	}
	for _, flawed := range aid.InquiredAuthorities {
		for _, f := range sim.FlawsOf(flawed) {
			if !s.SetFlaw(flawed, f) {
				t.Fatalf("%s cannot be %s", flawed, f)
			}
			want := map[aid.Authority]aid.Report{}
			for a, r := range whole {
				want[a] = r
			}
			if fault := faults[f]; fault != "" {
				want[flawed] = aid.Report{Authority: flawed, Answer: aid.Unchecked, Fault: fault}
				if whole := f == sim.NoAnswer || f == sim.SourceError || f == sim.Absent || f == sim.OtherPerson || f == sim.Garbled; flawed == "social_insurance" && whole {
					want["pensions"] = aid.Report{Authority: "pensions", Answer: aid.Unchecked, Fault: fault} // it answers within the other's source
				}
			}
			if f == sim.Marked {
				marked := want[flawed]
				marked.Protected = true
				want[flawed] = marked
			}
			if f == sim.Failing || f == sim.Unavailable {
				// A payment in the old form comes with what the social insurance agency gives.
				if flawed == "social_insurance" {
					pensions := want["pensions"]
					pensions.Benefits = pensions.Benefits[1:]
					want["pensions"] = pensions
				}
			}
			if diff := cmp.Diff(want, ask(t, client, autumn())); diff != "" {
				t.Errorf("%s is %s: %s", flawed, f, diff)
			}
		}
		s.SetFlaw(flawed, sim.None)
	}
	if s.SetFlaw("vehicles", sim.OtherPerson) || s.SetFlaw("nobody", sim.None) || s.SetMode("misspelt") {
		t.Error("the simulator takes trouble that it does not have")
	}
}

func TestProtectedWithNothingElse(t *testing.T) {
	s, client := start(t, at("2026-11-27"))
	s.Set(fatima, sim.Records{Protected: true})
	r := ask(t, client, autumn())
	for _, a := range []aid.Authority{"social_insurance", "employment", "study_support"} {
		if !r[a].Protected || r[a].Answer != aid.Nothing {
			t.Errorf("%s: %+v", a, r[a])
		}
	}
}

func TestTheWholeIsInTrouble(t *testing.T) {
	s, client := start(t, at("2026-11-27"), func(c *ssbtek.Config) { c.Timeout = 300 * time.Millisecond })
	s.Set(fatima, everything())
	for _, c := range []struct {
		mode       loopback.Mode
		step, code string
		temporary  bool
	}{
		{loopback.Outage, soap.StepConnect, "", true},
		{loopback.Hang, soap.StepConnect, "timeout", true},
		{loopback.Error500, soap.StepAnswer, "status", true},
		{loopback.Error503, soap.StepAnswer, "status", true},
		{loopback.HTMLPage, soap.StepAnswer, "form", true},
		{loopback.Fault, soap.StepFault, "INTERNT_FEL", true},
		{loopback.Garbage, soap.StepAnswer, "form", true},
		{loopback.Half, soap.StepConnect, "closed", true},
	} {
		s.SetMode(c.mode)
		_, err := client.Ask(t.Context(), autumn())
		var e *soap.Error
		if !errors.As(err, &e) {
			t.Errorf("%s: %v", c.mode, err)
			continue
		}
		if e.Step != c.step || c.code != "" && e.Code != c.code || e.Temporary != c.temporary {
			t.Errorf("%s: %+v", c.mode, e)
		}
		holdsNothing(t, err)
		if _, err := client.Test(t.Context()); !errors.As(err, &e) {
			t.Errorf("test, %s: %v", c.mode, err)
		}
	}
	s.SetDelay(20 * time.Millisecond)
	for _, mode := range []loopback.Mode{loopback.Slow, loopback.Normal} {
		s.SetMode(mode)
		if r := ask(t, client, autumn()); r["tax"].Answer != aid.Answered {
			t.Errorf("%s: %+v", mode, r["tax"])
		}
	}
	s.SetDelay(time.Hour)
	s.SetFlaw("tax", sim.Delayed)
	var e *soap.Error
	if _, err := client.Ask(t.Context(), autumn()); !errors.As(err, &e) || e.Code != "timeout" || !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("a source that takes too long: %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := client.Ask(ctx, autumn()); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
	s.Close()
	if _, err := client.Ask(t.Context(), autumn()); !errors.As(err, &e) || e.Code != "unreachable" || !e.Temporary {
		t.Errorf("nobody listens: %+v", err)
	}
}

// holdsNothing holds that an error tells nothing of the person.
func holdsNothing(t *testing.T, err error) {
	t.Helper()
	for _, secret := range []string{"9802", "850314", "soap", "html", "på beställning"} {
		if strings.Contains(err.Error(), secret) {
			t.Errorf("the error holds %q: %v", secret, err)
		}
	}
}

func TestCertificates(t *testing.T) {
	c := at("2026-11-27")
	s, _ := start(t, c)
	other, err := sim.Start(t.Context(), sim.Config{Now: c.now})
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close()
	strange := s.StrangerTLS()
	strange.Certificates = []tls.Certificate{other.ClientCertificate()}
	own, err := soap.TLSConfig(s.ClientCertificate(), s.RootPEM())
	if err != nil {
		t.Fatal(err)
	}
	own.Time = c.now
	for _, one := range []struct {
		name, code string
		tls        *tls.Config
	}{
		{"another authority's certificate", "our_certificate", strange},
		{"another authority's server", "server_certificate", other.ClientTLS()},
		{"our own", "", own},
	} {
		config := settings(s.URL())
		config.TLS = one.tls
		client, err := ssbtek.New(config)
		if err != nil {
			t.Fatal(err)
		}
		_, err = client.Ask(t.Context(), autumn())
		var e *soap.Error
		if one.code == "" && err != nil || one.code != "" && (!errors.As(err, &e) || e.Code != one.code || e.Temporary) {
			t.Errorf("%s: %+v", one.name, err)
		}
		client.Close()
	}
	// No certificate at all: New refuses it, so the server is asked directly.
	bare := http.Client{Transport: &http.Transport{TLSClientConfig: s.StrangerTLS()}}
	if response, err := bare.Post(s.URL(), "text/xml", nil); err == nil {
		t.Errorf("a stranger was answered: %s", response.Status)
	}
	if _, err := soap.TLSConfig(tls.Certificate{}, []byte("no root")); err == nil {
		t.Error("a text without a certificate was taken for a root")
	}
}

// serveText starts a server that lets the client in and gives every question the same answer.
func serveText(t *testing.T, answer http.HandlerFunc, change ...func(*ssbtek.Config)) *ssbtek.Client {
	t.Helper()
	server := httptest.NewTLSServer(answer)
	t.Cleanup(server.Close)
	s, _ := start(t, at("2026-11-27"))
	config := settings(server.URL)
	config.TLS = server.Client().Transport.(*http.Transport).TLSClientConfig.Clone()
	config.TLS.Certificates = []tls.Certificate{s.ClientCertificate()}
	for _, one := range change {
		one(&config)
	}
	client, err := ssbtek.New(config)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(client.Close)
	return client
}

// pemOf writes a certificate and its key as PEM.
func pemOf(t *testing.T, c tls.Certificate) []byte {
	t.Helper()
	key, err := x509.MarshalPKCS8PrivateKey(c.PrivateKey)
	if err != nil {
		t.Fatal(err)
	}
	return append(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: c.Certificate[0]}), pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: key})...)
}

func TestAnswersOfOthers(t *testing.T) {
	const open = `<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body>`
	for _, c := range []struct {
		name      string
		status    int
		body      string
		code      string
		temporary bool
	}{
		{"a redirect", http.StatusTemporaryRedirect, "", "status", false},
		{"forbidden", http.StatusForbidden, "<html>", "status", false},
		{"too many", http.StatusTooManyRequests, "", "status", true},
		{"an empty body", http.StatusOK, "", "form", true},
		{"an empty envelope", http.StatusOK, open + `</s:Body></s:Envelope>`, "form", true},
		{"no data", http.StatusOK, open + `<hamtaBastjanstInformationResponse/></s:Body></s:Envelope>`, "form", true},
		{"another question's", http.StatusOK, open + `<hamtaBastjanstInformationResponse><korrelationsid>9</korrelationsid><svarsdata/></hamtaBastjanstInformationResponse></s:Body></s:Envelope>`, "other_question", true},
		{"a fault of ours", http.StatusInternalServerError, open + `<s:Fault><faultcode>s:Client</faultcode><faultstring>198503149802</faultstring><detail/></s:Fault></s:Body></s:Envelope>`, "Client", false},
		{"a fault that tells", http.StatusInternalServerError, open + `<s:Fault><faultcode>s:Server</faultcode><detail><hamtaBastjanstInformationFault><felkod>198503149802</felkod></hamtaBastjanstInformationFault></detail></s:Fault></s:Body></s:Envelope>`, "Server", true},
		{"a fault with status 200", http.StatusOK, open + `<s:Fault><faultcode>s:Server</faultcode></s:Fault></s:Body></s:Envelope>`, "Server", true},
		{"too large", http.StatusOK, open + strings.Repeat(" ", 9<<20) + `</s:Body></s:Envelope>`, "large", false},
		{"broken in the number", http.StatusOK, open + `<a>198503149802</b>`, "form", true},
	} {
		client := serveText(t, func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Location", "https://localhost:1/")
			w.WriteHeader(c.status)
			_, _ = w.Write([]byte(c.body))
		})
		_, err := client.Ask(t.Context(), autumn())
		var e *soap.Error
		if !errors.As(err, &e) || e.Code != c.code || e.Temporary != c.temporary || e.Status != c.status {
			t.Errorf("%s: %+v", c.name, err)
			continue
		}
		holdsNothing(t, err)
	}
}
