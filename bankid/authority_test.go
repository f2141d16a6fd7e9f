package bankid_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"math/big"
	"testing"
	"time"

	"bistand/bankid"
)

// ladder makes certificates from a root down to a person, each valid from one day to another, and changes them first.
type ladder struct {
	*testing.T
	key *ecdsa.PrivateKey // of all
}

func newLadder(t *testing.T) ladder {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return ladder{t, key}
}

// issue makes a certificate by an issuer, nil for itself; by is the key that signs.
func (l ladder) issue(name string, issuer *x509.Certificate, by *ecdsa.PrivateKey, until time.Time, change func(*x509.Certificate)) *x509.Certificate {
	l.Helper()
	t := &x509.Certificate{
		SerialNumber: big.NewInt(time.Now().UnixNano()), Subject: pkix.Name{CommonName: name}, NotBefore: start, NotAfter: until,
		KeyUsage: x509.KeyUsageContentCommitment | x509.KeyUsageCertSign, BasicConstraintsValid: true, IsCA: name != "person", MaxPathLen: -1,
	}
	if change != nil {
		change(t)
	}
	if issuer == nil {
		issuer = t
	}
	der, err := x509.CreateCertificate(rand.Reader, t, issuer, &l.key.PublicKey, by)
	if err != nil {
		l.Fatal(err)
	}
	c, err := x509.ParseCertificate(der)
	if err != nil {
		l.Fatal(err)
	}
	return c
}

var start = time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)

// year is so many years after the start.
func year(n int) time.Time { return start.AddDate(n, 0, 0) }

// TestAKnownPathProvesNoMore verifies by a path that is known: only what would pass without may pass.
func TestAKnownPathProvesNoMore(t *testing.T) {
	l := newLadder(t)
	root := l.issue("root", nil, l.key, year(3), nil)
	bank := l.issue("bank", root, l.key, year(5), nil)
	customer := l.issue("customer", bank, l.key, year(4), nil)
	stranger := newLadder(t)
	v := bankid.Verifier{Roots: x509.NewCertPool()}
	v.Roots.AddCert(root)
	good := []*x509.Certificate{l.issue("person", customer, l.key, year(9), nil), customer, bank}
	check := func(name string, v bankid.Verifier, chain []*x509.Certificate, at time.Time, want bankid.Check) {
		t.Helper()
		err := bankid.CheckCertificates(v, chain, bankid.Expected{Act: bankid.Signing, At: at})
		if want != "" {
			wantCheck(t, name, err, want)
		} else if err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	if bankid.KnowsPath(v, good) {
		t.Fatal("the path is known before it was verified")
	}
	check("before any of it was valid", v, good, year(-1), bankid.CheckChain)
	if bankid.KnowsPath(v, good) {
		t.Fatal("a path that does not hold is known")
	}
	check("the first", v, good, year(1), "")
	if !bankid.KnowsPath(v, good) {
		t.Fatal("the path is not known")
	}
	with := func(person, issuer, above *x509.Certificate) []*x509.Certificate {
		return []*x509.Certificate{person, issuer, above}
	}
	check("another person", v, with(l.issue("person", customer, l.key, year(9), nil), customer, bank), year(2), "")
	check("before any of it was valid, known", v, good, year(-1), bankid.CheckChain)
	check("after the root has ended", v, good, year(3).Add(time.Second), bankid.CheckChain)
	check("an ended person", v, with(l.issue("person", customer, l.key, year(1), nil), customer, bank), year(2), bankid.CheckChain)
	impostor := stranger.issue("customer", nil, stranger.key, year(4), nil)
	check("a forged person", v, with(stranger.issue("person", impostor, stranger.key, year(9), nil), customer, bank), year(1), bankid.CheckChain)
	check("a person of the bank itself", v, with(l.issue("person", bank, l.key, year(9), nil), customer, bank), year(1), bankid.CheckChain)
	check("another authority of the same name", v, with(good[0], impostor, bank), year(1), bankid.CheckChain)
	check("an authority as person", v, with(l.issue("other", customer, l.key, year(9), nil), customer, bank), year(1), bankid.CheckKeyUsage)
	check("other roots", bankid.Verifier{Roots: x509.NewCertPool()}, good, year(1), bankid.CheckChain)
}

// TestLimitsOfAuthorities: an authority may limit how many stand below it, and their names; neither is lost by knowing the path.
func TestLimitsOfAuthorities(t *testing.T) {
	l := newLadder(t)
	for name, c := range map[string]struct {
		change func(*x509.Certificate)
		passes bool
	}{
		"no authority below": {func(c *x509.Certificate) { c.MaxPathLen, c.MaxPathLenZero = 0, true }, false},
		"names": {func(c *x509.Certificate) {
			c.PermittedDNSDomains, c.PermittedDNSDomainsCritical = []string{"example.org"}, true
		}, true},
	} {
		root := l.issue("root", nil, l.key, year(3), nil)
		bank := l.issue("bank", root, l.key, year(3), c.change)
		customer := l.issue("customer", bank, l.key, year(3), nil)
		v := bankid.Verifier{Roots: x509.NewCertPool()}
		v.Roots.AddCert(root)
		want := bankid.Expected{Act: bankid.Signing, At: year(1)}
		for range 2 {
			chain := []*x509.Certificate{l.issue("person", customer, l.key, year(3), nil), customer, bank}
			if err := bankid.CheckCertificates(v, chain, want); (err == nil) != c.passes || bankid.KnowsPath(v, chain) {
				t.Errorf("%s: %v, known %v", name, err, bankid.KnowsPath(v, chain))
			}
			named := l.issue("person", customer, l.key, year(3), func(c *x509.Certificate) { c.DNSNames = []string{"example.com"} })
			if bankid.CheckCertificates(v, []*x509.Certificate{named, customer, bank}, want) == nil {
				t.Errorf("%s: a name beyond the limit passes", name)
			}
		}
	}
}
