package loopback

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"fmt"
	"io"
	"net"
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

// pki is the keys of a service over mutual TLS: a root, the service's certificate and that of a municipality.
type pki struct{ root, server, client holder }

func (p *pki) holders() []*holder { return []*holder{&p.root, &p.server, &p.client} }

// newPKI makes the certificates. They begin a year back and last ten years from now, so that a demonstration may move its clock.
func newPKI(system string, now time.Time, random io.Reader) (*pki, error) {
	var p pki
	for i, h := range p.holders() {
		key, err := ecdsa.GenerateKey(elliptic.P256(), random)
		if err != nil {
			return nil, fmt.Errorf("make a key: %w", err)
		}
		h.key = key
		t := &x509.Certificate{
			NotBefore: now.AddDate(-1, 0, 0), NotAfter: now.AddDate(10, 0, 0),
			Subject:  pkix.Name{CommonName: []string{"Simulated " + system + " CA", "Simulated " + system, "Simulated municipality"}[i]},
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
		der, err := x509.CreateCertificate(random, t, issuer.cert, key.Public(), issuer.key)
		if err != nil {
			return nil, fmt.Errorf("certify %s: %w", t.Subject.CommonName, err)
		}
		if h.cert, err = x509.ParseCertificate(der); err != nil {
			return nil, err
		}
	}
	return &p, nil
}
