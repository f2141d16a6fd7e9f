package loopback

import (
	"encoding/xml"
	"net/http"
	"slices"
	"time"
)

// Mode is a kind of trouble that a whole service is in.
type Mode string

// The modes that every service has.
const (
	Normal   Mode = "normal"
	Outage   Mode = "outage"   // connections are closed as soon as they are made
	Hang     Mode = "hang"     // no answer ever
	Slow     Mode = "slow"     // right answers after the delay
	Error500 Mode = "error500" // 500 with a page of HTML
	Error503 Mode = "error503" // 503 with a page of HTML
	HTMLPage Mode = "page"     // 200 with a page of HTML
	Fault    Mode = "fault"    // the service's own fault, which the simulator writes
	Garbage  Mode = "garbage"  // 200 with something that is not XML
	Half     Mode = "half"     // 200, then the connection breaks in mid-answer
)

// NamedMode is a mode with its name in Swedish, for the page.
type NamedMode struct {
	Mode Mode
	Name string
}

// Modes lists the modes in the order shown, the simulator's own last.
func (s *Service) Modes() []NamedMode {
	return append([]NamedMode{
		{Normal, "fungerar"},
		{Outage, "nere"},
		{Hang, "svarar aldrig"},
		{Slow, "långsam"},
		{Error500, "fel 500"},
		{Error503, "stängd (503)"},
		{HTMLPage, "webbsida i stället"},
		{Fault, "SOAP-fel"},
		{Garbage, "svarar med skräp"},
		{Half, "lägger på mitt i"},
	}, s.config.Own...)
}

// SetMode puts the service in a mode; an unknown mode is refused.
func (s *Service) SetMode(m Mode) bool {
	if !slices.ContainsFunc(s.Modes(), func(one NamedMode) bool { return one.Mode == m }) {
		return false
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.mode = m
	return true
}

// Mode tells which mode the service is in.
func (s *Service) Mode() Mode {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.mode
}

// SetDelay says how long Slow, and all else that is late, waits.
func (s *Service) SetDelay(d time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.delay = d
}

// Delay tells how long Slow waits.
func (s *Service) Delay() time.Duration {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.delay
}

const htmlPage = "<!DOCTYPE html><html><head><title>Tjänsten är stängd</title></head><body><h1>Tjänsten är stängd</h1></body></html>"

// Settle answers a request in the way of the present mode, and tells whether that settled it. Fault and the simulator's own modes it
// leaves to the simulator.
func (s *Service) Settle(w http.ResponseWriter, r *http.Request) bool {
	page := func(status int) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		w.WriteHeader(status)
		_, _ = w.Write([]byte(htmlPage))
	}
	switch s.Mode() {
	case Outage:
		panic(http.ErrAbortHandler) // a connection from before
	case Hang:
		s.wait(r, time.Hour)
		panic(http.ErrAbortHandler) // not even an empty answer at the end
	case Slow:
		s.Wait(r)
		return false
	case Error500:
		page(http.StatusInternalServerError)
	case Error503:
		page(http.StatusServiceUnavailable)
	case HTMLPage:
		page(http.StatusOK)
	case Garbage:
		w.Header().Set("Content-Type", "text/xml; charset=utf-8")
		_, _ = w.Write([]byte("\x00<<soap:Envelope{"))
	case Half:
		w.Header().Set("Content-Type", "text/xml; charset=utf-8")
		w.Header().Set("Content-Length", "4000")
		_, _ = w.Write([]byte(xml.Header + `<soap:Envelope xmlns:soap="` + soapNamespace + `"><soap:Body>`))
		_ = http.NewResponseController(w).Flush() // so that the break comes after the beginning, not instead of it
		panic(http.ErrAbortHandler)
	default:
		return false
	}
	return true
}

// Wait lets the time pass that SetDelay says.
func (s *Service) Wait(r *http.Request) { s.wait(r, s.Delay()) }

// wait lets time pass, unless the caller or the server goes away.
func (s *Service) wait(r *http.Request, d time.Duration) {
	select {
	case <-time.After(d):
	case <-r.Context().Done():
	case <-s.group.Done:
	}
}
