package sim

import (
	"context"
	"crypto/rand"
	"net/http"
	"slices"
	"sync"
	"time"

	"bistand/aid"
	"bistand/loopback"
)

// Config says how to start a simulator.
type Config struct {
	Addr     string           // of the service, loopback; empty: any free port
	PageAddr string           // of the page, loopback; empty: any free port
	Now      func() time.Time // clock; required
}

// Asked is a question that came, as the page shows it.
type Asked struct {
	At         time.Time
	OrgNumber  string
	Name       string
	Caseworker string
	Case       string
	Person     aid.Personnummer // whose String hides the last four digits; none where the number is no valid one
	From       string
	Until      string
	Purpose    string
	Law        string
	ActorID    string   // of the social insurance agency's own question; empty where it is not asked
	Processors []string // organisation number and name
	Sources    []string // SSBTEK's codes
}

// kept is the most questions that are remembered.
const kept = 50

// Server is a running simulator.
type Server struct {
	*loopback.Service
	now func() time.Time

	mu      sync.Mutex // guards all below
	records map[aid.Personnummer]Records
	flaws   map[aid.Authority]Flaw
	asked   []Asked // oldest first
}

// Start makes the keys, opens both ports and serves until Close, or until the context ends.
func Start(ctx context.Context, c Config) (*Server, error) {
	service, err := loopback.NewService(ctx, loopback.ServiceConfig{System: "SSBTEK", Addr: c.Addr, PageAddr: c.PageAddr, Now: c.Now, Random: rand.Reader})
	if err != nil {
		return nil, err
	}
	s := &Server{Service: service, now: c.Now, records: map[aid.Personnummer]Records{}, flaws: map[aid.Authority]Flaw{}}
	s.Serve(http.HandlerFunc(s.serve), s.pageHandler())
	return s, nil
}

// URL is the address of the service, as a client's settings want it.
func (s *Server) URL() string { return s.Origin() + "/ssbt/10" }

// Set says all that the sources know of a person, in place of what was said before.
func (s *Server) Set(person aid.Personnummer, r Records) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.records[person] = r
}

// Questions returns the last questions that came, newest first.
func (s *Server) Questions() []Asked {
	s.mu.Lock()
	defer s.mu.Unlock()
	list := slices.Clone(s.asked)
	slices.Reverse(list)
	return list
}

// keep remembers a question, and forgets the oldest beyond what is kept.
func (s *Server) keep(q Asked) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.asked = append(s.asked, q); len(s.asked) > kept {
		s.asked = slices.Delete(s.asked, 0, len(s.asked)-kept)
	}
}
