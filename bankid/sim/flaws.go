package sim

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/base64"
	"fmt"
	"strings"
)

// flaws are the ways to spoil the evidence, each of them one that a verifier has to find.
func (s *Server) flaws() map[string]func(*evidence) error {
	return map[string]func(*evidence) error{
		// Someone else's certificate under the right person's name.
		"wrongPerson": func(e *evidence) error { e.person = s.another(e.person); return nil },
		// Authorities of the right names, made by an impostor.
		"wrongRoot": func(e *evidence) error { return e.otherRoot() },
		// A certificate that is no BankID of an accepted kind.
		"wrongPolicy": func(e *evidence) error { e.policy = "1.2.3.4.99"; return nil },
		// A certificate made for something else than identifying or signing.
		"wrongUsage": func(e *evidence) error { e.usage = x509.KeyUsageKeyEncipherment; return nil },
		// A certificate that ran out yesterday.
		"expiredCert": func(e *evidence) error {
			e.notBefore, e.notAfter = e.now.AddDate(-3, 0, 0), e.now.AddDate(0, 0, -1)
			return nil
		},
		// A key that can be broken.
		"shortKey": func(e *evidence) (err error) { e.key, err = rsa.GenerateKey(rand.Reader, 1024); return err },
		// The app showed another text than the one sent, and the person signed that.
		"otherText": func(e *evidence) error { e.visible = otherText; return nil },
		// The signature covers another hidden text, such as another application's hash.
		"otherHidden": func(e *evidence) error { e.hidden = otherText; return nil },
		// The text was shown as markdown though it was sent as plain text.
		"otherFormat": func(e *evidence) error { e.format = "simpleMarkdownV1"; return nil },
		// A log-in is passed off as a signature, or the other way round.
		"otherAct": func(e *evidence) error {
			if e.act == "Signing" {
				e.act = "Identification"
			} else {
				e.act = "Signing"
			}
			return nil
		},
		// The text was changed after signing.
		"tampered": func(e *evidence) error { e.mangle = e.tamper; return nil },
		// The certificates were touched after signing.
		"tamperedCert": func(e *evidence) error {
			e.mangle = replacer(`Id="bidKeyInfo"><X509Data>`, `Id="bidKeyInfo"><X509Data> `)
			return nil
		},
		// The list of references was touched after signing.
		"tamperedInfo": func(e *evidence) error { e.mangle = replacer(`<SignatureMethod`, ` <SignatureMethod`); return nil },
		// Two elements claim the Id that a reference names.
		"duplicateId": func(e *evidence) error {
			e.mangle = replacer(`<SignatureValue>`, `<SignatureValue Id="bidKeyInfo">`)
			return nil
		},
		// More is signed than the two parts prescribed.
		"extraReference": func(e *evidence) error { e.extra = reference(`URI=""`, "anything"); return nil },
		// The signed part was moved aside and another put in its place.
		"wrapped": func(e *evidence) error { e.mangle = e.wrap; return nil },
		// A comment that canonicalization drops, and that may split a text for a careless reader.
		"comment": func(e *evidence) error { e.mangle = replacer(`<usrVisibleData`, `<!-- --><usrVisibleData`); return nil },
		// The person's BankID has been revoked.
		"revoked": func(e *evidence) error { e.ocsp.revoked = true; return nil },
		// A revocation answer from before the certificate may have been revoked.
		"staleAnswer": func(e *evidence) error { e.ocsp.producedAt = e.now.AddDate(0, 0, -1); return nil },
		// A revocation answer that was made for another signature.
		"wrongNonce": func(e *evidence) error { e.ocsp.nonceOf = "another signature"; return nil },
		// A nonce that old software may pass over.
		"plainNonce": func(e *evidence) error { e.ocsp.plainNonce = true; return nil },
		// A nonce written as RFC 6960 has it; BankID's is bare.
		"wrappedNonce": func(e *evidence) error { e.ocsp.wrapNonce = true; return nil },
		// A revocation answer signed by someone whom another CA has certified.
		"wrongResponder": func(e *evidence) error {
			e.responder = func() (holder, error) { return s.keys.server, nil }
			return nil
		},
		// A revocation answer signed by someone whom the CA has certified for something else.
		"unfitResponder": func(e *evidence) error {
			e.responder = func() (holder, error) { return s.unfitResponder() }
			return nil
		},
		// A good answer about another certificate.
		"otherAnswer": func(e *evidence) error { e.ocsp.about = s.keys.responder.cert; return nil },
	}
}

// Flaws lists the ways to spoil the evidence that an action may name.
func (s *Server) Flaws() []string { return sortedKeys(s.flaws()) }

// otherText is base64 of a text that nobody sent.
var otherText = base64.StdEncoding.EncodeToString([]byte("Jag ger bort allt jag äger."))

// replacer makes a mangling that replaces the first occurrence of a text.
func replacer(old, with string) func(string) string {
	return func(xml string) string { return strings.Replace(xml, old, with, 1) }
}

// tamper puts another visible text in the place of the signed one; without a visible text it changes the app's version.
func (e *evidence) tamper(xml string) string {
	if e.visible == "" {
		return strings.Replace(xml, "<fsib>0</fsib>", "<fsib>1</fsib>", 1)
	}
	return strings.Replace(xml, ">"+e.visible+"</usrVisibleData>", ">"+otherText+"</usrVisibleData>", 1)
}

// wrap is the classic attack: the signed part moves aside, keeping its Id and its digest, and another takes its place.
func (e *evidence) wrap(xml string) string {
	_, rest, _ := strings.Cut(xml, "<Object>")
	signed, _, _ := strings.Cut(rest, "</Object>")
	forged := strings.Replace(e.tamper(signed), `Id="bidSignedData"`, `Id="other"`, 1)
	return strings.Replace(xml, "<Object>"+signed+"</Object>", "<Object>"+forged+"</Object><Object>"+signed+"</Object>", 1)
}

// another returns someone else than p: another of the persons, or else one of the tax agency's test numbers.
func (s *Server) another(p Person) Person {
	for _, q := range s.persons {
		if q.Personnummer != p.Personnummer {
			return q
		}
	}
	return Person{mustPersonnummer("198001029811"), "Okänd", "Testperson"}
}

// otherRoot certifies the person by authorities of the same names under a root that nobody trusts.
func (e *evidence) otherRoot() error {
	var p pki
	for _, h := range []*holder{&p.root, &p.bank, &p.customer, &p.responder} {
		key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
		if err != nil {
			return fmt.Errorf("make a key: %w", err)
		}
		h.key = key
	}
	if err := p.certifySigning(e.now); err != nil {
		return err
	}
	e.chain = []holder{p.customer, p.bank}
	e.responder = func() (holder, error) { return p.responder, nil }
	return nil
}

// unfitResponder is certified by the right CA, but not for telling of revocations.
func (s *Server) unfitResponder() (holder, error) {
	t := responder(s.now())
	t.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth}
	cert, err := issue(s.keys.customer, t, s.keys.responder.key)
	return holder{cert, s.keys.responder.key}, err
}
