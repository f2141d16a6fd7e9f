package sim

import (
	"net/http"
	"slices"
	"time"

	"bistand/aid"
)

// Mode is a kind of trouble that the whole service is in.
type Mode string

// The modes.
const (
	Normal   Mode = "normal"
	Outage   Mode = "outage"   // connections are closed as soon as they are made
	Hang     Mode = "hang"     // no answer ever
	Slow     Mode = "slow"     // right answers after the delay
	Error500 Mode = "error500" // 500 with a page of HTML
	Error503 Mode = "error503" // 503 with a page of HTML
	Page     Mode = "page"     // 200 with a page of HTML
	Fault    Mode = "fault"    // the service's own fault
	Garbage  Mode = "garbage"  // 200 with something that is not XML
	Half     Mode = "half"     // 200, then the connection breaks in mid-answer
)

// Modes lists the modes in the order shown.
func Modes() []Mode {
	return []Mode{Normal, Outage, Hang, Slow, Error500, Error503, Page, Fault, Garbage, Half}
}

// Flaw is what is wrong with one authority's answer.
type Flaw string

// The flaws.
const (
	None         Flaw = ""
	NoAnswer     Flaw = "no_answer"     // an error of SSBT: the source did not answer in time
	SourceError  Flaw = "source_error"  // an error of BT: the source's own
	Absent       Flaw = "absent"        // left out of the answer
	Delayed      Flaw = "delayed"       // the whole answer waits for it
	OtherPerson  Flaw = "other_person"  // it is about someone else
	Garbled      Flaw = "garbled"       // it cannot be read
	BadStatus    Flaw = "bad_status"    // a status that is not plainly well, and nothing else
	MoreElements Flaw = "more_elements" // elements that no schema knows of
	Marked       Flaw = "marked"        // the person is protected
	Failing      Flaw = "failing"       // of LEFI: FELANDE
	Unavailable  Flaw = "unavailable"   // of LEFI: OTILLGANGLIG
	Denied       Flaw = "denied"        // of LEFI: OBEHORIG to one code
	Internal     Flaw = "internal"      // of LEFI: INTERNT_FEL for one code
)

// FlawsOf lists what can be wrong with an authority's answer, in the order shown. The pensions agency answers within the social
// insurance agency's source, the transport agency echoes no number, and the migration agency has no status.
func FlawsOf(a aid.Authority) []Flaw {
	lefi := []Flaw{Failing, Unavailable, Denied, Internal}
	if a == "pensions" {
		return append([]Flaw{None}, lefi...)
	}
	list := []Flaw{None, NoAnswer, SourceError, Absent, Delayed, Garbled, MoreElements}
	if a != "vehicles" {
		list = append(list, OtherPerson)
	}
	switch a {
	case "social_insurance":
		return append(append(list, Marked), lefi...)
	case "employment", "study_support":
		return append(list, BadStatus, Marked)
	case "migration":
		return list
	}
	return append(list, BadStatus)
}

// SetMode puts the service in a mode; an unknown mode is refused.
func (s *Server) SetMode(m Mode) bool {
	if !slices.Contains(Modes(), m) {
		return false
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.mode = m
	return true
}

// Mode tells which mode the service is in.
func (s *Server) Mode() Mode {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.mode
}

// SetFlaw makes an authority's answers flawed from now on; a flaw that it cannot have is refused.
func (s *Server) SetFlaw(a aid.Authority, f Flaw) bool {
	if !slices.Contains(aid.InquiredAuthorities, a) || !slices.Contains(FlawsOf(a), f) {
		return false
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.flaws[a] = f
	return true
}

// Flaw tells what is wrong with an authority's answers.
func (s *Server) Flaw(a aid.Authority) Flaw {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.flaws[a]
}

// SetDelay says how long Slow and Delayed wait.
func (s *Server) SetDelay(d time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.delay = d
}

const htmlPage = "<!DOCTYPE html><html><head><title>Tjänsten är stängd</title></head><body><h1>Tjänsten är stängd</h1></body></html>"

// trouble answers a request in the way of the present mode, and tells whether that settled it.
func (s *Server) trouble(w http.ResponseWriter, r *http.Request) bool {
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
		s.waitDelay(r)
		return false
	case Error500:
		page(http.StatusInternalServerError)
	case Error503:
		page(http.StatusServiceUnavailable)
	case Page:
		page(http.StatusOK)
	case Fault:
		answerFault(w, "Server", "hamtaBastjanstInformationFault", "INTERNT_FEL", "på beställning")
	case Garbage:
		w.Header().Set("Content-Type", "text/xml; charset=utf-8")
		_, _ = w.Write([]byte("\x00<<soap:Envelope{"))
	case Half:
		w.Header().Set("Content-Type", "text/xml; charset=utf-8")
		w.Header().Set("Content-Length", "4000")
		_, _ = w.Write([]byte(xmlHeader + `<soap:Envelope xmlns:soap="` + soapNamespace + `"><soap:Body>`))
		_ = http.NewResponseController(w).Flush() // so that the break comes after the beginning, not instead of it
		panic(http.ErrAbortHandler)
	default:
		return false
	}
	return true
}

// waitDelay lets the time pass that SetDelay says.
func (s *Server) waitDelay(r *http.Request) {
	s.mu.Lock()
	delay := s.delay
	s.mu.Unlock()
	s.wait(r, delay)
}

// wait lets time pass, unless the caller or the server goes away.
func (s *Server) wait(r *http.Request, d time.Duration) {
	select {
	case <-time.After(d):
	case <-r.Context().Done():
	case <-s.group.Done:
	}
}
