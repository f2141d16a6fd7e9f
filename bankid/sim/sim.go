package sim

import (
	"context"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"slices"
	"sync"
	"time"

	"bistand/aid"
	"bistand/loopback"
)

// Person is someone who has a BankID in the simulator.
type Person struct {
	Personnummer aid.Personnummer
	GivenName    string
	Surname      string
}

// Config says how to start a simulator.
type Config struct {
	Addr      string           // of the API, loopback; empty: any free port
	PhoneAddr string           // of the phone, loopback; empty: any free port
	Now       func() time.Time // clock; required
	Random    io.Reader        // source of tokens; nil: crypto/rand
	Persons   []Person         // who has a BankID; at least one
	PKIDir    string           // folder in which keys and certificates are kept between starts; empty: made anew each time
}

// Server is a running simulator.
type Server struct {
	now     func() time.Time
	random  io.Reader
	persons []Person
	keys    *pki
	apiAddr string
	phoneAd string
	group   *loopback.Group // both servers

	mu     sync.Mutex // guards all below
	orders []*order   // few at a time, so they are searched one by one
	mode   Mode
	delay  time.Duration // of mode Slow
	faults []fault       // what FailNext has laid up
}

// Start makes the keys, opens both ports and serves until Close, or until the context ends.
func Start(ctx context.Context, c Config) (*Server, error) {
	if c.Now == nil || len(c.Persons) == 0 {
		return nil, errors.New("start the BankID simulator: it needs a clock and at least one person")
	}
	keys, err := loadPKI(c.PKIDir, c.Now())
	if err != nil {
		return nil, fmt.Errorf("start the BankID simulator: %w", err)
	}
	s := &Server{
		now: c.Now, random: c.Random, persons: slices.Clone(c.Persons), keys: keys,
		mode: Normal, delay: time.Second, group: loopback.NewGroup(ctx),
	}
	if s.random == nil {
		s.random = rand.Reader
	}
	api, err := loopback.Listen(c.Addr)
	if err != nil {
		return nil, fmt.Errorf("start the BankID simulator: %w", err)
	}
	phone, err := loopback.Listen(c.PhoneAddr)
	if err != nil {
		api.Close()
		return nil, fmt.Errorf("start the BankID simulator: %w", err)
	}
	s.apiAddr, s.phoneAd = api.Addr().String(), phone.Addr().String()
	apiServer := loopback.HTTP(s.apiHandler())
	apiServer.TLSConfig = &tls.Config{
		Certificates: []tls.Certificate{s.keys.server.tls()},
		ClientAuth:   tls.RequestClientCert, // judged by the handler, which answers in HTML as BankID does
		MinVersion:   tls.VersionTLS12,
		Time:         c.Now,
	}
	s.group.Serve(apiServer, api)
	s.group.Serve(loopback.HTTP(s.phoneHandler()), phone)
	return s, nil
}

// Close stops both servers at once and waits until they have ended.
func (s *Server) Close() error { return s.group.Close() }

// BaseURL is the address of the API, as a client's settings want it.
func (s *Server) BaseURL() string { return "https://" + s.apiAddr + "/rp/v6.0" }

// PhoneURL is the address of the phone's page.
func (s *Server) PhoneURL() string { return "http://" + s.phoneAd + "/phone" }

// ClientTLS returns the settings of a relying party that the simulator accepts.
func (s *Server) ClientTLS() *tls.Config {
	c := s.StrangerTLS()
	c.Certificates = []tls.Certificate{s.keys.client.tls()}
	return c
}

// StrangerTLS returns settings that trust the simulator but show no certificate.
func (s *Server) StrangerTLS() *tls.Config {
	roots := x509.NewCertPool()
	roots.AddCert(s.keys.tlsRoot.cert)
	return &tls.Config{RootCAs: roots, MinVersion: tls.VersionTLS12, Time: s.now}
}

// TLSRootPEM returns the root of the API's own certificate as PEM, as a relying party keeps it in its settings.
func (s *Server) TLSRootPEM() []byte { return pemOf(s.keys.tlsRoot.cert) }

// SigningRoots returns the root that people's certificates chain to; it is not the root of the TLS certificates.
func (s *Server) SigningRoots() *x509.CertPool {
	roots := x509.NewCertPool()
	roots.AddCert(s.keys.root.cert)
	return roots
}

// SigningRootPEM returns the same root as PEM.
func (s *Server) SigningRootPEM() []byte { return pemOf(s.keys.root.cert) }

// Policies returns the policies of the certificates that people have here: Mobile BankID of BankID's test series.
func (s *Server) Policies() []string { return []string{policyMobile} }

// Persons returns those who have a BankID here, in the order given.
func (s *Server) Persons() []Person { return slices.Clone(s.persons) }

// person finds someone by twelve digits.
func (s *Server) person(digits string) (Person, bool) {
	for _, p := range s.persons {
		if p.Personnummer.Full() == digits {
			return p, true
		}
	}
	return Person{}, false
}

// token returns a fresh random token in the form of a UUID, as BankID's are.
func (s *Server) token() string {
	var b [16]byte
	if _, err := io.ReadFull(s.random, b[:]); err != nil {
		panic(fmt.Sprintf("read randomness for a token: %v", err))
	}
	b[6], b[8] = b[6]&0x0f|0x40, b[8]&0x3f|0x80
	h := hex.EncodeToString(b[:])
	return h[:8] + "-" + h[8:12] + "-" + h[12:16] + "-" + h[16:20] + "-" + h[20:]
}
