package loopback

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"sync"
	"time"
)

// ServiceConfig says what service to simulate.
type ServiceConfig struct {
	System   string           // its name
	Addr     string           // of the service; empty: any free port
	PageAddr string           // of the page; empty: any free port
	Now      func() time.Time // clock; required
	Random   io.Reader        // of the keys; required
	Own      []NamedMode      // what trouble it can be in beside that of every service
}

// Service is a simulated SOAP service over mutual TLS, with keys made when it starts and trouble that can be turned on, and beside it a
// page on plain HTTP. A simulator embeds it. It is made by NewService.
type Service struct {
	config  ServiceConfig
	keys    *pki
	service net.Listener
	page    net.Listener
	group   *Group

	mu    sync.Mutex // guards all below
	mode  Mode
	delay time.Duration
}

// NewService makes the keys and opens both ports. Serve begins to answer.
func NewService(ctx context.Context, c ServiceConfig) (*Service, error) {
	failed := func(err error) (*Service, error) { return nil, fmt.Errorf("start the %s simulator: %w", c.System, err) }
	if c.Now == nil || c.Random == nil {
		return failed(errors.New("it needs a clock and a source of randomness"))
	}
	keys, err := newPKI(c.System, c.Now(), c.Random)
	if err != nil {
		return failed(err)
	}
	service, err := Listen(c.Addr)
	if err != nil {
		return failed(err)
	}
	page, err := Listen(c.PageAddr)
	if err != nil {
		service.Close()
		return failed(err)
	}
	return &Service{config: c, keys: keys, service: service, page: page, group: NewGroup(ctx), mode: Normal, delay: time.Second}, nil
}

// Serve answers by both handlers until Close, or until the context ends.
func (s *Service) Serve(service, page http.Handler) {
	server := HTTP(service)
	clients := x509.NewCertPool()
	clients.AddCert(s.keys.root.cert)
	server.TLSConfig = &tls.Config{
		Certificates: []tls.Certificate{s.keys.server.tls()},
		ClientAuth:   tls.RequireAndVerifyClientCert, ClientCAs: clients,
		MinVersion: tls.VersionTLS12, Time: s.config.Now,
	}
	s.group.Serve(server, &door{s.service, s})
	s.group.Serve(HTTP(http.NewCrossOriginProtection().Handler(page)), s.page)
}

// Close stops both servers at once and waits until they have ended.
func (s *Service) Close() error { return s.group.Close() }

// Origin is the address of the service without a path.
func (s *Service) Origin() string { return "https://" + s.service.Addr().String() }

// PageURL is the address of the page.
func (s *Service) PageURL() string { return "http://" + s.page.Addr().String() + "/" }

// ClientTLS returns the settings of a municipality that the simulator lets in.
func (s *Service) ClientTLS() *tls.Config {
	c := s.StrangerTLS()
	c.Certificates = []tls.Certificate{s.ClientCertificate()}
	return c
}

// StrangerTLS returns settings that trust the simulator but show no certificate.
func (s *Service) StrangerTLS() *tls.Config {
	roots := x509.NewCertPool()
	roots.AddCert(s.keys.root.cert)
	return &tls.Config{RootCAs: roots, MinVersion: tls.VersionTLS12, Time: s.config.Now}
}

// RootPEM returns the root of the service's certificate as PEM, as a municipality keeps it in its settings.
func (s *Service) RootPEM() []byte {
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: s.keys.root.cert.Raw})
}

// ClientCertificate returns the municipality's certificate.
func (s *Service) ClientCertificate() tls.Certificate { return s.keys.client.tls() }

// door closes connections as they come while the service is out.
type door struct {
	net.Listener
	of *Service
}

func (d *door) Accept() (net.Conn, error) {
	for {
		connection, err := d.Listener.Accept()
		if err != nil || d.of.Mode() != Outage {
			return connection, err
		}
		connection.Close()
	}
}
