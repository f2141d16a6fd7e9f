package sim

import (
	"bytes"
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"fmt"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"time"
)

// holder is a certificate with its key.
type holder struct {
	cert *x509.Certificate
	key  crypto.Signer
}

// tls gives the certificate the form in which a connection wants it.
func (h holder) tls() tls.Certificate {
	return tls.Certificate{Certificate: [][]byte{h.cert.Raw}, PrivateKey: h.key, Leaf: h.cert}
}

// pki is everything the simulator holds keys for.
type pki struct{ root, server, client holder }

func (p *pki) holders() []*holder { return []*holder{&p.root, &p.server, &p.client} }

// newPKI makes a root, the service's certificate and a municipality's. They begin a year back and last ten years from now, so
// that a demonstration may move its clock.
func newPKI(now time.Time) (*pki, error) {
	var p pki
	for i, h := range p.holders() {
		key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
		if err != nil {
			return nil, fmt.Errorf("make a key: %w", err)
		}
		h.key = key
		serial, err := rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), 120))
		if err != nil {
			return nil, fmt.Errorf("draw a serial number: %w", err)
		}
		t := &x509.Certificate{
			SerialNumber: serial, NotBefore: now.AddDate(-1, 0, 0), NotAfter: now.AddDate(10, 0, 0),
			Subject:  pkix.Name{CommonName: []string{"Simulated SSBTEK CA", "Simulated SSBTEK", "Simulated municipality"}[i]},
			KeyUsage: x509.KeyUsageDigitalSignature,
		}
		issuer := p.root
		switch i {
		case 0:
			t.IsCA, t.BasicConstraintsValid, t.KeyUsage = true, true, x509.KeyUsageCertSign
			issuer = holder{t, key}
		case 1:
			t.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth}
			t.DNSNames, t.IPAddresses = []string{"localhost"}, []net.IP{net.IPv4(127, 0, 0, 1), net.IPv6loopback}
		case 2:
			t.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth}
		}
		der, err := x509.CreateCertificate(rand.Reader, t, issuer.cert, key.Public(), issuer.key)
		if err != nil {
			return nil, fmt.Errorf("certify %s: %w", t.Subject.CommonName, err)
		}
		if h.cert, err = x509.ParseCertificate(der); err != nil {
			return nil, err
		}
	}
	return &p, nil
}

// pkiFile is the name of the file that keeps keys and certificates between starts.
const pkiFile = "ssbtek-simulator.pem"

// loadPKI reads what an earlier start kept in the folder, or makes it anew and keeps it. Without a folder nothing is kept.
func loadPKI(folder string, now time.Time) (*pki, error) {
	if folder == "" {
		return newPKI(now)
	}
	file := filepath.Join(folder, pkiFile)
	if text, err := os.ReadFile(file); err == nil {
		if p, err := parsePKI(text); err == nil && p.lasts(now) {
			return p, nil
		}
	}
	p, err := newPKI(now)
	if err != nil {
		return nil, err
	}
	var text bytes.Buffer
	for _, h := range p.holders() {
		text.Write(pemOf(h.cert))
		der, err := x509.MarshalPKCS8PrivateKey(h.key)
		if err != nil {
			return nil, err
		}
		text.Write(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der}))
	}
	if err := os.WriteFile(file, text.Bytes(), 0o600); err != nil {
		return nil, fmt.Errorf("keep the simulator's keys: %w", err)
	}
	return p, nil
}

// lasts tells whether every certificate is valid now and for another month.
func (p *pki) lasts(now time.Time) bool {
	for _, h := range p.holders() {
		if now.Before(h.cert.NotBefore) || now.AddDate(0, 1, 0).After(h.cert.NotAfter) {
			return false
		}
	}
	return true
}

// pemOf writes a certificate as PEM.
func pemOf(c *x509.Certificate) []byte {
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: c.Raw})
}

// parsePKI reads what loadPKI writes.
func parsePKI(text []byte) (*pki, error) {
	var p pki
	for _, h := range p.holders() {
		var certificate, key *pem.Block
		if certificate, text = pem.Decode(text); certificate == nil {
			return nil, errors.New("no certificate")
		}
		if key, text = pem.Decode(text); key == nil {
			return nil, errors.New("no key")
		}
		var err error
		if h.cert, err = x509.ParseCertificate(certificate.Bytes); err != nil {
			return nil, err
		}
		parsed, err := x509.ParsePKCS8PrivateKey(key.Bytes)
		if err != nil {
			return nil, err
		}
		signer, ok := parsed.(crypto.Signer)
		if !ok {
			return nil, errors.New("the key cannot sign")
		}
		h.key = signer
	}
	return &p, nil
}
