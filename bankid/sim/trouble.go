package sim

import (
	"net/http"
	"slices"
	"time"
)

// Mode is a kind of trouble that the API is in.
type Mode string

// The modes.
const (
	Normal  Mode = "normal"
	Outage  Mode = "outage"  // 503 maintenance
	Slow    Mode = "slow"    // right answers after a delay, one second unless set
	HTML403 Mode = "html403" // 403 with a page of HTML, as for a bad certificate
	Garbage Mode = "garbage" // 200 with something that is not JSON
	Half    Mode = "half"    // 200, then the connection breaks in mid-answer
	Hang    Mode = "hang"    // no answer ever
)

// Modes lists the modes.
func Modes() []Mode { return []Mode{Normal, Outage, Slow, HTML403, Garbage, Half, Hang} }

// fault is one answer of error, kept ready.
type fault struct {
	status int
	code   string
}

// SetMode puts the API in a mode; an unknown mode is refused.
func (s *Server) SetMode(m Mode) bool {
	if !slices.Contains(Modes(), m) {
		return false
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.mode = m
	return true
}

// SetDelay says how long mode Slow waits.
func (s *Server) SetDelay(d time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.delay = d
}

// FailNext has the next request answered with an error; calls add up.
func (s *Server) FailNext(status int, errorCode string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults = append(s.faults, fault{status, errorCode})
}

// trouble answers a request in the way of the present mode, and tells whether that settled it.
func (s *Server) trouble(w http.ResponseWriter, r *http.Request) bool {
	s.mu.Lock()
	mode, delay := s.mode, s.delay
	var next *fault
	if len(s.faults) > 0 {
		next, s.faults = &s.faults[0], s.faults[1:]
	}
	s.mu.Unlock()
	if next != nil {
		answerError(w, next.status, next.code, "on demand")
		return true
	}
	switch mode {
	case Outage:
		answerError(w, http.StatusServiceUnavailable, "maintenance", "the service is being maintained")
	case HTML403:
		answerForbidden(w)
	case Garbage:
		w.Header().Set("Content-Type", "application/json")
		_, _ = w.Write([]byte("\x00<<{\"orderRef\":"))
	case Half:
		w.Header().Set("Content-Type", "application/json")
		w.Header().Set("Content-Length", "400")
		_, _ = w.Write([]byte(`{"orderRef":"131daac9-16c6`))
		_ = http.NewResponseController(w).Flush() // so that the break comes after the beginning, not instead of it
		panic(http.ErrAbortHandler)
	case Hang:
		s.wait(r, time.Hour)
		panic(http.ErrAbortHandler) // not even an empty answer at the end
	case Slow:
		s.wait(r, delay)
		return false
	default:
		return false
	}
	return true
}

// wait lets time pass, unless the caller or the server goes away.
func (s *Server) wait(r *http.Request, d time.Duration) {
	select {
	case <-time.After(d):
	case <-r.Context().Done():
	case <-s.group.Done:
	}
}
