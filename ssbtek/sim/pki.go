package sim

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"fmt"
	"math/big"
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

// pemOf writes a certificate as PEM.
func pemOf(c *x509.Certificate) []byte {
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: c.Raw})
}
