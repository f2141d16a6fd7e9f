package sim

import (
	"bytes"
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"encoding/pem"
	"errors"
	"fmt"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"sync"
	"time"
)

// The policies of certificates in BankID's test series.
const (
	policyCard   = "1.2.3.4.10"
	policyMobile = "1.2.3.4.25"
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

// pki is everything the simulator holds keys for. There are two roots, as with BankID: one for TLS, one for what
// people sign with. All people share one key, since making an RSA key takes longer than the rest of the start.
type pki struct {
	tlsRoot, server, client         holder
	root, bank, customer, responder holder
	user                            crypto.Signer
}

// parts lists the holders by the names under which they are kept in a file; the user's key has no certificate of its own.
func (p *pki) parts() []struct {
	name string
	h    *holder
} {
	return []struct {
		name string
		h    *holder
	}{
		{"tls-root", &p.tlsRoot},
		{"server", &p.server},
		{"client", &p.client},
		{"root", &p.root},
		{"bank", &p.bank},
		{"customer", &p.customer},
		{"responder", &p.responder},
	}
}

// newPKI makes all keys, the slow ones side by side, and their certificates.
func newPKI(now time.Time) (*pki, error) {
	var p pki
	slow := []*crypto.Signer{&p.root.key, &p.bank.key, &p.customer.key, &p.user}
	faults := make([]error, len(slow))
	var all sync.WaitGroup
	for i := range slow {
		all.Go(func() { *slow[i], faults[i] = rsa.GenerateKey(rand.Reader, 2048) })
	}
	for _, h := range []*holder{&p.tlsRoot, &p.server, &p.client, &p.responder} {
		key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
		if err != nil {
			return nil, fmt.Errorf("make a key: %w", err)
		}
		h.key = key
	}
	all.Wait()
	if err := errors.Join(faults...); err != nil {
		return nil, fmt.Errorf("make a key: %w", err)
	}
	return &p, errors.Join(p.certifyTLS(now), p.certifySigning(now))
}

// certifyTLS makes the certificates of the connection: a root, the server's and the relying party's.
func (p *pki) certifyTLS(now time.Time) (err error) {
	if p.tlsRoot.cert, err = issue(holder{key: p.tlsRoot.key}, authority("Simulated BankID SSL Root CA", now), p.tlsRoot.key); err != nil {
		return err
	}
	server := blank(pkix.Name{CommonName: "Simulated BankID RP API"}, now)
	server.KeyUsage, server.ExtKeyUsage = x509.KeyUsageDigitalSignature, []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth}
	server.DNSNames = []string{"localhost"}
	server.IPAddresses = []net.IP{net.IPv4(127, 0, 0, 1), net.IPv6loopback}
	if p.server.cert, err = issue(p.tlsRoot, server, p.server.key); err != nil {
		return err
	}
	client := blank(pkix.Name{CommonName: "Simulated relying party", Organization: []string{"Demokommunen"}}, now)
	client.KeyUsage, client.ExtKeyUsage = x509.KeyUsageDigitalSignature, []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth}
	p.client.cert, err = issue(p.tlsRoot, client, p.client.key)
	return err
}

// certifySigning makes the authorities above people's certificates, and the responder that tells of revocations.
func (p *pki) certifySigning(now time.Time) (err error) {
	if p.root.cert, err = issue(holder{key: p.root.key}, authority("Simulated BankID Root CA", now), p.root.key); err != nil {
		return err
	}
	if p.bank.cert, err = issue(p.root, authority("Simulated Bank CA for BankID", now), p.bank.key); err != nil {
		return err
	}
	if p.customer.cert, err = issue(p.bank, authority("Simulated Bank Customer CA for BankID", now), p.customer.key); err != nil {
		return err
	}
	p.responder.cert, err = issue(p.customer, responder(now), p.responder.key)
	return err
}

// responder is the template of a certificate for answering about revocations.
func responder(now time.Time) *x509.Certificate {
	t := blank(pkix.Name{CommonName: "Simulated Bank OCSP Responder", Organization: []string{"Simulerade Banken"}}, now)
	t.KeyUsage, t.ExtKeyUsage = x509.KeyUsageDigitalSignature, []x509.ExtKeyUsage{x509.ExtKeyUsageOCSPSigning}
	return t
}

// blank is what all certificates have in common. They begin a year back and last ten years from now, so that
// a demonstration may move its clock.
func blank(subject pkix.Name, now time.Time) *x509.Certificate {
	return &x509.Certificate{Subject: subject, NotBefore: now.AddDate(-1, 0, 0), NotAfter: now.AddDate(10, 0, 0)}
}

// authority is the template of a certificate authority.
func authority(name string, now time.Time) *x509.Certificate {
	t := blank(pkix.Name{
		Country: []string{"SE"}, Organization: []string{"Simulerade Banken"},
		OrganizationalUnit: []string{"BankID Member Banks CA"}, CommonName: name,
	}, now)
	t.IsCA, t.BasicConstraintsValid = true, true
	t.KeyUsage = x509.KeyUsageCertSign | x509.KeyUsageCRLSign
	return t
}

// issue has the issuer certify a key. An issuer without a certificate certifies itself.
func issue(issuer holder, t *x509.Certificate, key crypto.Signer) (*x509.Certificate, error) {
	serial, err := rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), 120))
	if err != nil {
		return nil, fmt.Errorf("draw a serial number: %w", err)
	}
	t.SerialNumber = serial
	parent := issuer.cert
	if parent == nil {
		parent = t
	}
	der, err := x509.CreateCertificate(rand.Reader, t, parent, key.Public(), issuer.key)
	if err != nil {
		return nil, fmt.Errorf("certify %s: %w", t.Subject.CommonName, err)
	}
	return x509.ParseCertificate(der)
}

// The attributes of a person's subject that package pkix has no member for. Source: X.520.
var (
	oidName      = asn1.ObjectIdentifier{2, 5, 4, 41}
	oidGivenName = asn1.ObjectIdentifier{2, 5, 4, 42}
	oidSurname   = asn1.ObjectIdentifier{2, 5, 4, 4}
)

// personal is the template of a person's certificate.
func personal(p Person, policy string, usage x509.KeyUsage, now time.Time) (*x509.Certificate, error) {
	oid, err := x509.ParseOID(policy)
	if err != nil {
		return nil, fmt.Errorf("read a policy: %w", err)
	}
	name := p.GivenName + " " + p.Surname
	t := blank(pkix.Name{
		Country: []string{"SE"}, Organization: []string{"Simulerade Banken"}, CommonName: name,
		SerialNumber: p.Personnummer.Full(),
		ExtraNames: []pkix.AttributeTypeAndValue{
			{Type: oidSurname, Value: p.Surname},
			{Type: oidGivenName, Value: p.GivenName},
			{Type: oidName, Value: now.Format("(060102 15.04) ") + name + " - Mobilt BankID"},
		},
	}, now)
	t.KeyUsage, t.Policies = usage, []x509.OID{oid}
	return t, nil
}

// pkiFile is the name of the file that keeps keys and certificates between starts.
const pkiFile = "bankid-simulator.pem"

// loadPKI reads what an earlier start kept in the folder, or makes it anew and keeps it. Without a folder nothing is kept.
func loadPKI(folder string, now time.Time) (*pki, error) {
	if folder == "" {
		return newPKI(now)
	}
	name := filepath.Join(folder, pkiFile)
	if text, err := os.ReadFile(name); err == nil {
		if p, err := parsePKI(text); err == nil && p.lasts(now) {
			return p, nil
		}
	}
	p, err := newPKI(now)
	if err != nil {
		return nil, err
	}
	text, err := p.pem()
	if err != nil {
		return nil, err
	}
	if err := os.WriteFile(name, text, 0o600); err != nil {
		return nil, fmt.Errorf("keep the simulator's keys: %w", err)
	}
	return p, nil
}

// lasts tells whether every certificate is valid now and for another month.
func (p *pki) lasts(now time.Time) bool {
	for _, part := range p.parts() {
		if now.Before(part.h.cert.NotBefore) || now.AddDate(0, 1, 0).After(part.h.cert.NotAfter) {
			return false
		}
	}
	return true
}

// pemOf writes a certificate as PEM.
func pemOf(c *x509.Certificate) []byte {
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: c.Raw})
}

// pem writes certificate and key of each part in order, and last the user's key.
func (p *pki) pem() ([]byte, error) {
	var out bytes.Buffer
	for _, part := range p.parts() {
		out.Write(pemOf(part.h.cert))
		if err := writeKey(&out, part.h.key); err != nil {
			return nil, fmt.Errorf("write the key of %s: %w", part.name, err)
		}
	}
	err := writeKey(&out, p.user)
	return out.Bytes(), err
}

// writeKey writes a private key as PEM (PKCS #8).
func writeKey(out *bytes.Buffer, key crypto.Signer) error {
	der, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return err
	}
	return pem.Encode(out, &pem.Block{Type: "PRIVATE KEY", Bytes: der})
}

// parsePKI reads what pem writes.
func parsePKI(text []byte) (*pki, error) {
	var p pki
	var err error
	for _, part := range p.parts() {
		var block *pem.Block
		if block, text = pem.Decode(text); block == nil {
			return nil, fmt.Errorf("read the certificate of %s", part.name)
		}
		if part.h.cert, err = x509.ParseCertificate(block.Bytes); err != nil {
			return nil, fmt.Errorf("read the certificate of %s: %w", part.name, err)
		}
		if part.h.key, text, err = readKey(text); err != nil {
			return nil, fmt.Errorf("read the key of %s: %w", part.name, err)
		}
	}
	p.user, _, err = readKey(text)
	return &p, err
}

// readKey reads what writeKey writes, and returns what follows it.
func readKey(text []byte) (crypto.Signer, []byte, error) {
	block, rest := pem.Decode(text)
	if block == nil {
		return nil, nil, errors.New("no key")
	}
	key, err := x509.ParsePKCS8PrivateKey(block.Bytes)
	if err != nil {
		return nil, nil, err
	}
	signer, ok := key.(crypto.Signer)
	if !ok {
		return nil, nil, errors.New("the key cannot sign")
	}
	return signer, rest, nil
}
