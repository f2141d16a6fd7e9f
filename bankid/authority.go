package bankid

import (
	"crypto/x509"
	"encoding/asn1"
	"slices"
	"sync"
	"time"
)

// What is found out of authorities is kept, since every signature comes with the same few of them: their certificates as
// read, the paths from them to a root, and which revocation responders they have certified. Nothing is kept of a person: their
// certificate, their signature and the answer on revocation are verified each time.
var (
	authorities memo[string, *x509.Certificate] // by DER, once on a verified path
	paths       memo[pathKey, path]
	responders  memo[responderKey, struct{}] // whose certificate has the authority's signature
)

// pathKey is an issuing authority, the one above it, and the roots that the path was verified to.
type pathKey struct {
	roots         *x509.CertPool
	issuer, above *x509.Certificate
}

// responderKey is an authority and the certificate, as DER, that it gave a responder.
type responderKey struct {
	issuer    *x509.Certificate
	responder string
}

// path is a verified path from an issuing authority to a root.
type path struct {
	issuer      *x509.CertPool // the authority alone: who trusts the path trusts what it issues
	from, until time.Time      // while all certificates of the path are valid, the root's among them
}

// oidNameConstraints lets an authority limit whom those below it may certify. Source: RFC 5280 4.2.1.10.
var oidNameConstraints = asn1.ObjectIdentifier{2, 5, 29, 30}

// keepPath keeps a verified chain from a person's certificate to a root without the person's. What x509 holds authorities to
// does not depend on the certificate at the end, but for limits on names; a path with these is verified each time.
func keepPath(roots *x509.CertPool, certificates, verified []*x509.Certificate) {
	p := path{issuer: x509.NewCertPool(), from: verified[1].NotBefore, until: verified[1].NotAfter}
	for _, authority := range verified[1:] {
		for _, e := range authority.Extensions {
			if e.Id.Equal(oidNameConstraints) {
				return
			}
		}
		p.from = slices.MaxFunc([]time.Time{p.from, authority.NotBefore}, time.Time.Compare)
		p.until = slices.MinFunc([]time.Time{p.until, authority.NotAfter}, time.Time.Compare)
	}
	for _, authority := range certificates[1:] {
		authorities.keep(string(authority.Raw), authority)
	}
	p.issuer.AddCert(certificates[1])
	paths.keep(pathKey{roots, certificates[1], certificates[2]}, p)
}

// readAuthority reads an authority's certificate.
func readAuthority(der []byte) (*x509.Certificate, error) {
	if known, ok := authorities.get(string(der)); ok {
		return known, nil
	}
	return x509.ParseCertificate(der)
}

// issued tells whether the authority's key made the signature of a responder's certificate.
func issued(issuer, responder *x509.Certificate) error {
	key := responderKey{issuer, string(responder.Raw)}
	if _, ok := responders.get(key); ok {
		return nil
	}
	err := issuer.CheckSignature(responder.SignatureAlgorithm, responder.RawTBSCertificate, responder.Signature)
	if err == nil {
		responders.keep(key, struct{}{})
	}
	return err
}

// memoLimit is how much a memo holds; the banks of BankID have a few dozen authorities.
const memoLimit = 256

// memo keeps values by their keys, and forgets all of them when they become too many.
type memo[K comparable, V any] struct {
	mu   sync.RWMutex
	kept map[K]V
}

func (m *memo[K, V]) get(key K) (V, bool) {
	m.mu.RLock()
	defer m.mu.RUnlock()
	value, ok := m.kept[key]
	return value, ok
}

func (m *memo[K, V]) keep(key K, value V) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.kept == nil || len(m.kept) >= memoLimit {
		m.kept = map[K]V{}
	}
	m.kept[key] = value
}
