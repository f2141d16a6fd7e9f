package soap_test

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"bistand/soap"
)

// answer is the body of an answer that a test reads.
type answer struct {
	soap.Faults
	Said []string `xml:"Said"`
}

func TestSettings(t *testing.T) {
	good := soap.Config{
		System: "Registret", URL: "https://localhost/", Timeout: time.Second, MaxAnswer: 1000,
		TLS: &tls.Config{RootCAs: x509.NewCertPool(), Certificates: []tls.Certificate{{}}},
	}
	if _, err := soap.New(good); err != nil {
		t.Fatal(err)
	}
	for name, change := range map[string]func(*soap.Config){
		"no address":      func(c *soap.Config) { c.URL = "" },
		"plain address":   func(c *soap.Config) { c.URL = "http://localhost/" },
		"no host":         func(c *soap.Config) { c.URL = "https://" },
		"a broken one":    func(c *soap.Config) { c.URL = "https://local host/" },
		"no TLS":          func(c *soap.Config) { c.TLS = nil },
		"no certificate":  func(c *soap.Config) { c.TLS = &tls.Config{RootCAs: c.TLS.RootCAs} },
		"no roots":        func(c *soap.Config) { c.TLS = &tls.Config{Certificates: c.TLS.Certificates} },
		"no verification": func(c *soap.Config) { c.TLS = c.TLS.Clone(); c.TLS.InsecureSkipVerify = true },
		"no time-out":     func(c *soap.Config) { c.Timeout = 0 },
	} {
		config := good
		change(&config)
		if _, err := soap.New(config); err == nil || !strings.HasPrefix(err.Error(), "Registret") {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := soap.TLSConfig(tls.Certificate{}, []byte("no root")); err == nil {
		t.Errorf("a text without a certificate was taken for a root: %v", err)
	}
}

// Whatever comes is read or is an error that tells the step, the code and the status, and whether to ask again.
func TestAnswers(t *testing.T) {
	envelope := func(body string) string {
		return `<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body>` + body + `</s:Body></s:Envelope>`
	}
	fault := func(code, detail string) string {
		return envelope(`<s:Fault><faultcode>` + code + `</faultcode><faultstring>19850314</faultstring><detail>` + detail + `</detail></s:Fault>`)
	}
	for _, c := range []struct {
		name, text string
		status     int
		want       string // step, code
		temporary  bool
	}{
		{"an answer", envelope(`<x:Said xmlns:x="urn:x">ja</x:Said>`), 200, "", false},
		{"nothing", "", 200, "answer form", true},
		{"no SOAP", "<html></html>", 200, "answer form", true},
		{"no SOAP and not found", "<html></html>", 404, "answer status", false},
		{"broken at their end", "", 500, "answer status", true},
		{"too many", "", 429, "answer status", true},
		{"an answer with a status of a fault", envelope("<Said>ja</Said>"), 500, "answer status", true},
		{"a fault beside an answer", strings.Replace(fault("s:Server", ""), "<s:Fault>", "<Said>ja</Said><s:Fault>", 1), 200, "fault Server", true},
		{"their fault", fault("s:Server", "<a:f xmlns:a='urn:a'><a:felkod>TRASIGT</a:felkod></a:f>"), 500, "fault TRASIGT", true},
		{"our fault", fault("s:Client.Form", "<f><Felkod> 17 </Felkod></f>"), 500, "fault 17", false},
		{"a fault of the version", fault("s:VersionMismatch", ""), 500, "fault VersionMismatch", false},
		{"a code that is a text", fault("s:Server", "<f><felkod>Anna Ek finns inte</felkod></f>"), 500, "fault Server", true},
		{"a code that is a number of someone's", fault("s:Server", "<f><felkod>8503149802</felkod></f>"), 500, "fault Server", true},
		{"a fault that says nothing", fault("", ""), 500, "fault fault", true},
	} {
		got, err := soap.Read[answer]("Registret", c.status, []byte(c.text))
		if c.want == "" {
			if err != nil || len(got.Said) != 1 || got.Said[0] != "ja" {
				t.Errorf("%s: %+v, %v", c.name, got, err)
			}
			continue
		}
		var e *soap.Error
		if !errors.As(err, &e) || e.Step+" "+e.Code != c.want || e.Temporary != c.temporary || e.Status != c.status || len(got.Said) > 0 {
			t.Errorf("%s: %+v, %+v, want %s", c.name, got, err, c.want)
			continue
		}
		if text := e.Error(); !strings.HasPrefix(text, "ask Registret: ") || strings.Contains(text, "1985") || strings.Contains(text, http.StatusText(500)) {
			t.Errorf("%s: %s", c.name, text)
		}
	}
}

func TestTexts(t *testing.T) {
	for text, want := range map[string]bool{"Lunds kommun": true, "": false, " \u00a0": false, "a\x00b": false, "a\nb": false, "\ufffd": false} {
		if soap.IsText(text) != want {
			t.Errorf("%q: %t", text, !want)
		}
	}
	for number, want := range map[string]bool{"162120000000": true, "2120000000": false, "161912121212": false, "16212000000": false, "162120000000x": false} {
		if soap.IsOrgNumber(number) != want {
			t.Errorf("%q: %t", number, !want)
		}
	}
}
