package sim

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
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
	now      func() time.Time
	keys     *pki
	addr     string
	pageAddr string
	group    *loopback.Group // both servers

	mu      sync.Mutex // guards all below
	records map[aid.Personnummer]Records
	mode    Mode
	flaws   map[aid.Authority]Flaw
	delay   time.Duration
	asked   []Asked // oldest first
}

// Start makes the keys, opens both ports and serves until Close, or until the context ends.
func Start(ctx context.Context, c Config) (*Server, error) {
	if c.Now == nil {
		return nil, errors.New("start the SSBTEK simulator: it needs a clock")
	}
	keys, err := newPKI(c.Now())
	if err != nil {
		return nil, fmt.Errorf("start the SSBTEK simulator: %w", err)
	}
	s := &Server{
		now: c.Now, keys: keys, mode: Normal, delay: time.Second, group: loopback.NewGroup(ctx),
		records: map[aid.Personnummer]Records{}, flaws: map[aid.Authority]Flaw{},
	}
	service, err := loopback.Listen(c.Addr)
	if err != nil {
		return nil, fmt.Errorf("start the SSBTEK simulator: %w", err)
	}
	page, err := loopback.Listen(c.PageAddr)
	if err != nil {
		service.Close()
		return nil, fmt.Errorf("start the SSBTEK simulator: %w", err)
	}
	s.addr, s.pageAddr = service.Addr().String(), page.Addr().String()
	clients := x509.NewCertPool()
	clients.AddCert(keys.root.cert)
	serviceServer := loopback.HTTP(http.HandlerFunc(s.serve))
	serviceServer.TLSConfig = &tls.Config{
		Certificates: []tls.Certificate{keys.server.tls()},
		ClientAuth:   tls.RequireAndVerifyClientCert, ClientCAs: clients,
		MinVersion: tls.VersionTLS12, Time: c.Now,
	}
	s.group.Serve(serviceServer, &door{service, s})
	s.group.Serve(loopback.HTTP(s.pageHandler()), page)
	return s, nil
}

// door closes connections as they come while the service is out.
type door struct {
	net.Listener
	sim *Server
}

func (d *door) Accept() (net.Conn, error) {
	for {
		connection, err := d.Listener.Accept()
		if err != nil || d.sim.Mode() != Outage {
			return connection, err
		}
		connection.Close()
	}
}

// Close stops both servers at once and waits until they have ended.
func (s *Server) Close() error { return s.group.Close() }

// URL is the address of the service, as a client's settings want it.
func (s *Server) URL() string { return "https://" + s.addr + "/ssbt/10" }

// PageURL is the address of the page.
func (s *Server) PageURL() string { return "http://" + s.pageAddr + "/" }

// ClientTLS returns the settings of a municipality that the simulator lets in.
func (s *Server) ClientTLS() *tls.Config {
	c := s.StrangerTLS()
	c.Certificates = []tls.Certificate{s.keys.client.tls()}
	return c
}

// StrangerTLS returns settings that trust the simulator but show no certificate.
func (s *Server) StrangerTLS() *tls.Config {
	roots := x509.NewCertPool()
	roots.AddCert(s.keys.root.cert)
	return &tls.Config{RootCAs: roots, MinVersion: tls.VersionTLS12, Time: s.now}
}

// RootPEM returns the root of the service's certificate as PEM, as a municipality keeps it in its settings.
func (s *Server) RootPEM() []byte { return pemOf(s.keys.root.cert) }

// ClientCertificate returns the municipality's certificate.
func (s *Server) ClientCertificate() tls.Certificate { return s.keys.client.tls() }

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
