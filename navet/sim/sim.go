package sim

import (
	"cmp"
	"context"
	"crypto/rand"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/a-h/templ"

	"bistand/aid"
	"bistand/loopback"
)

// Config says how to start a simulator.
type Config struct {
	Addr     string           // of the service, loopback; empty: any free port
	PageAddr string           // of the page, loopback; empty: any free port
	Now      func() time.Time // clock; required
}

// Record is what the register knows of a person. The zero value is somebody without a name or an address.
type Record struct {
	GivenName, Surname     string
	Street, PostCode, City string // PostCode in five digits, with or without a space
	County, Municipality   string // two digits each, "12" and "81"
	Confidential           bool   // Sekretessmarkering
	Protected              bool   // SkyddadFolkbokforing
	Deregistered           string // AvregistreringsorsakKod, such as "AV"; empty: none
	DeregisteredOn         aid.Date
	NewNumber              aid.Personnummer // HanvisningsPersonNr: the number that took the place of this one
}

// Look is a question that came.
type Look struct {
	At        time.Time
	OrgNumber string
	OrderID   string
	Person    aid.Personnummer // whose String hides the last four digits; none where the number is no valid one
}

// kept is the most looks that are remembered.
const kept = 50

// The modes that are this service's own. An answer in each has the status 200.
const (
	OtherPerson loopback.Mode = "other_person" // the post is about someone else
	TwoPosts    loopback.Mode = "two_posts"    // there are two of them
	Empty       loopback.Mode = "empty"        // nobody is in the register
)

// Server is a running simulator.
type Server struct {
	*loopback.Service
	now func() time.Time

	mu      sync.Mutex // guards all below
	records map[aid.Personnummer]Record
	looks   []Look // oldest first
}

// Start makes the keys, opens both ports and serves until Close, or until the context ends.
func Start(ctx context.Context, c Config) (*Server, error) {
	service, err := loopback.NewService(ctx, loopback.ServiceConfig{
		System: "Navet", Addr: c.Addr, PageAddr: c.PageAddr, Now: c.Now, Random: rand.Reader,
		Own: []loopback.NamedMode{{Mode: OtherPerson, Name: "svarar om någon annan"}, {Mode: TwoPosts, Name: "svarar med två poster"}, {Mode: Empty, Name: "hittar ingen"}},
	})
	if err != nil {
		return nil, err
	}
	s := &Server{Service: service, now: c.Now, records: map[aid.Personnummer]Record{}}
	page := s.PageMux(func() templ.Component { return registerPage(s) })
	page.HandleFunc("POST /shield", func(w http.ResponseWriter, r *http.Request) {
		person, err := aid.ParsePersonnummer(r.FormValue("person"))
		loopback.Back(w, r, err == nil && s.shield(person, r.FormValue("shielded") == "ja"))
	})
	s.Serve(http.HandlerFunc(s.serve), page)
	return s, nil
}

// path is that of the real service.
const path = "/na/na_epersondata/V4/personpostXML"

// URL is the address of the service, as a client's settings want it.
func (s *Server) URL() string { return s.Origin() + path }

// Set puts a person in the register, in place of what was said before.
func (s *Server) Set(person aid.Personnummer, r Record) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.records[person] = r
}

// shield puts or takes away the Sekretessmarkering of someone who is in the register; false of anyone else.
func (s *Server) shield(person aid.Personnummer, on bool) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	r, known := s.records[person]
	if known {
		r.Confidential = on
		s.records[person] = r
	}
	return known
}

// listed is someone in the register, as the page shows them.
type listed struct {
	person aid.Personnummer
	Record
}

// list returns everyone in the register by name.
func (s *Server) list() []listed {
	s.mu.Lock()
	defer s.mu.Unlock()
	var all []listed
	for person, r := range s.records {
		all = append(all, listed{person, r})
	}
	slices.SortFunc(all, func(a, b listed) int {
		return cmp.Or(strings.Compare(a.GivenName+" "+a.Surname, b.GivenName+" "+b.Surname), strings.Compare(a.person.Full(), b.person.Full()))
	})
	return all
}

// Looks returns the last questions that came, newest first.
func (s *Server) Looks() []Look {
	s.mu.Lock()
	defer s.mu.Unlock()
	list := slices.Clone(s.looks)
	slices.Reverse(list)
	return list
}

// find remembers a question, forgets the oldest beyond what is kept, and returns what is known of the person.
func (s *Server) find(l Look) (r Record, known bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.looks = append(s.looks, l); len(s.looks) > kept {
		s.looks = slices.Delete(s.looks, 0, len(s.looks)-kept)
	}
	r, known = s.records[l.Person]
	return r, known
}
