package bankid

import (
	"crypto/x509"
	"encoding/asn1"
	"encoding/base64"
	"errors"
	"fmt"
	"slices"
	"time"

	"bistand/aid"
)

// Check names one thing that the verifier holds a completed order to. The codes are stored and stable.
type Check string

// The checks, in the order in which they are made.
const (
	CheckForm       Check = "form"       // the signature is XML of BankID's layout, and of nothing more
	CheckIDs        Check = "ids"        // no Id occurs twice, and those referred to stand in their places
	CheckReferences Check = "references" // exactly the two references, with the prescribed algorithms
	CheckDigest     Check = "digest"     // what is referred to has the stated digest
	CheckSignature  Check = "signature"  // the first certificate's key made the signature
	CheckChain      Check = "chain"      // that certificate chains to the signing root, valid at the time
	CheckKeyUsage   Check = "key_usage"  // that certificate is made for this act
	CheckPolicy     Check = "policy"     // that certificate is of an allowed kind of BankID
	CheckPerson     Check = "person"     // that certificate is the person's
	CheckVisible    Check = "visible"    // the text shown is the one sent
	CheckHidden     Check = "hidden"     // the hidden text is the one sent
	CheckAct        Check = "act"        // identified, or signed, as was asked
	CheckOCSP       Check = "ocsp"       // the revocation answer is in order, fresh, and by a responder of the same CA
	CheckRevoked    Check = "revoked"    // the revocation answer says good
	CheckNonce      Check = "nonce"      // the revocation answer was made for this very signature
)

// CheckError tells which check a completed order did not pass. Its text holds no personal data and may be logged.
type CheckError struct {
	Check  Check
	Reason string
	cause  error
}

// Error implements error.
func (e *CheckError) Error() string {
	if e.cause != nil {
		return fmt.Sprintf("verify a BankID signature: %s: %s: %v", e.Check, e.Reason, e.cause)
	}
	return fmt.Sprintf("verify a BankID signature: %s: %s", e.Check, e.Reason)
}

// Unwrap returns what lies behind, or nil.
func (e *CheckError) Unwrap() error { return e.cause }

// fails makes a CheckError; cause may be nil.
func fails(check Check, reason string, cause error) error {
	return &CheckError{Check: check, Reason: reason, cause: cause}
}

// The policies of BankID's certificates. Source: BankID's technical documentation of requirements.
const (
	PolicyFile       = "1.2.752.78.1.1" // BankID on file
	PolicyCard       = "1.2.752.78.1.2" // BankID on card
	PolicyMobile     = "1.2.752.78.1.5" // Mobile BankID
	TestPolicyFile   = "1.2.3.4.5"
	TestPolicyCard   = "1.2.3.4.10"
	TestPolicyMobile = "1.2.3.4.25"
)

// Act is what a person does with BankID.
type Act string

// The acts, as the signature itself names them.
const (
	Identification Act = "Identification"
	Signing        Act = "Signing"
)

// Expected is what a completed order must prove.
type Expected struct {
	Act      Act
	Person   aid.Personnummer // who must have acted; no number where anyone may, as when logging in
	Visible  string           // exactly as sent
	Markdown bool             // as sent
	Hidden   []byte           // exactly as sent
	At       time.Time        // when the completed answer arrived
}

// Verified is what a signature that passed every check proves.
type Verified struct {
	Person     aid.Personnummer
	Name       string // as the certificate states it
	Serial     string // serial number of the person's certificate, decimal
	Issuer     string // the bank's certificate authority
	Policy     string // OID of the kind of BankID
	ProducedAt time.Time
}

// Verifier checks completed orders. BankID has made the same checks; they are made again so that the stored evidence can
// be shown to hold without BankID's word for it.
type Verifier struct {
	Roots    *x509.CertPool // BankID's signing root, which is not its TLS root
	Policies []string       // accepted policy OIDs
	Skew     time.Duration  // how far from Expected.At the revocation answer may have been made
}

// Verify passes a completion or returns *CheckError with the first check that it fails.
func (v Verifier) Verify(c Completion, want Expected) (Verified, error) {
	if v.Roots == nil || len(v.Policies) == 0 || v.Skew <= 0 || want.At.IsZero() || want.Act == "" {
		return Verified{}, errors.New("verify a BankID signature: the verifier lacks root, policies or skew, or the expectation its time or act")
	}
	text, err := base64.StdEncoding.DecodeString(c.Signature)
	if err != nil {
		return Verified{}, fails(CheckForm, "the signature is no base64", nil)
	}
	signed, err := openSignature(text)
	if err != nil {
		return Verified{}, err
	}
	leaf, issuer := signed.certificates[0], signed.certificates[1]
	if err := v.checkCertificates(signed.certificates, want); err != nil {
		return Verified{}, err
	}
	policy, err := v.policyOf(leaf)
	if err != nil {
		return Verified{}, err
	}
	if err := checkPerson(leaf, c, want); err != nil {
		return Verified{}, err
	}
	if err := checkContent(signed.data, want); err != nil {
		return Verified{}, err
	}
	produced, err := v.checkOCSP(c, leaf, issuer, want.At)
	if err != nil {
		return Verified{}, err
	}
	return Verified{
		Person:     c.User.PersonalNumber,
		Name:       subjectText(leaf, oidCommonName),
		Serial:     leaf.SerialNumber.String(),
		Issuer:     issuer.Subject.CommonName,
		Policy:     policy,
		ProducedAt: produced,
	}, nil
}

// checkCertificates holds the chain to the configured root at the time of signing, and the first certificate to its use.
func (v Verifier) checkCertificates(chain []*x509.Certificate, want Expected) error {
	options := x509.VerifyOptions{CurrentTime: want.At, KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageAny}}
	known, isKnown := paths.get(pathKey{v.Roots, chain[1], chain[2]})
	isKnown = isKnown && !want.At.Before(known.from) && !want.At.After(known.until)
	if isKnown {
		options.Roots = known.issuer
	} else {
		options.Roots, options.Intermediates = v.Roots, x509.NewCertPool()
		for _, ca := range chain[1:] {
			options.Intermediates.AddCert(ca)
		}
	}
	chains, err := chain[0].Verify(options)
	if err != nil {
		return fails(CheckChain, "no path to the signing root", redactName(err))
	}
	// The revocation answer is judged by the second certificate, so that one must be the first one's issuer in the
	// path to the root, not merely a certificate sent along.
	through := slices.IndexFunc(chains, func(c []*x509.Certificate) bool { return len(c) > 1 && c[1].Equal(chain[1]) })
	if through < 0 {
		return fails(CheckChain, "the second certificate did not issue the first", nil)
	}
	if !isKnown {
		keepPath(v.Roots, chain, chains[through])
	}
	if chain[0].IsCA {
		return fails(CheckKeyUsage, "the first certificate is an authority's", nil)
	}
	usage := x509.KeyUsageContentCommitment // nonRepudiation
	if want.Act == Identification {
		usage |= x509.KeyUsageDigitalSignature // some banks identify with the certificate for signing, others with one of its own
	}
	if chain[0].KeyUsage&usage == 0 {
		return fails(CheckKeyUsage, "the certificate is not made for this act", nil)
	}
	return nil
}

// redactName drops the names that x509 puts in its errors, since a certificate's subject is a person.
func redactName(err error) error {
	var invalid x509.CertificateInvalidError
	var unknown x509.UnknownAuthorityError
	switch {
	case errors.As(err, &invalid):
		return fmt.Errorf("x509 reason %d", invalid.Reason)
	case errors.As(err, &unknown):
		return errors.New("unknown authority")
	}
	return errors.New("x509 refuses it")
}

// policyOf returns the accepted policy that the certificate carries.
func (v Verifier) policyOf(leaf *x509.Certificate) (string, error) {
	for _, has := range leaf.Policies {
		for _, allowed := range v.Policies {
			if has.String() == allowed {
				return allowed, nil
			}
		}
	}
	return "", fails(CheckPolicy, "the certificate's policy is not accepted", nil)
}

// The attributes of a certificate's subject, by RFC 5280 (X.520).
var (
	oidSerialNumber = asn1.ObjectIdentifier{2, 5, 4, 5}
	oidCommonName   = asn1.ObjectIdentifier{2, 5, 4, 3} // given name and surname
)

// subjectText returns the attribute of the subject, or nothing unless there is exactly one of it.
func subjectText(c *x509.Certificate, oid asn1.ObjectIdentifier) string {
	found, count := "", 0
	for _, attribute := range c.Subject.Names {
		if attribute.Type.Equal(oid) {
			found, _ = attribute.Value.(string)
			count++
		}
	}
	if count != 1 {
		return ""
	}
	return found
}

// checkPerson holds the certificate's person against BankID's answer, and against the one who was to act.
func checkPerson(leaf *x509.Certificate, c Completion, want Expected) error {
	serial := subjectText(leaf, oidSerialNumber)
	switch {
	case serial == "" || serial != c.User.PersonalNumber.Full():
		return fails(CheckPerson, "the certificate is another person's than the answer's", nil)
	case !want.Person.IsZero() && serial != want.Person.Full():
		return fails(CheckPerson, "another person than the one asked", nil)
	}
	return nil
}

// checkContent holds what was signed against what was sent, character by character of the base64.
func checkContent(d signedData, want Expected) error {
	format := ""
	if want.Markdown {
		format = "simpleMarkdownV1"
	}
	switch {
	case d.Visible != base64.StdEncoding.EncodeToString([]byte(want.Visible)):
		return fails(CheckVisible, "the text shown is not the one sent", nil)
	case d.Visible != "" && (d.Charset != "UTF-8" || d.Wysiwys != "wysiwys" || d.Format != format):
		return fails(CheckVisible, "the text was not shown as asked", nil)
	case d.Hidden != base64.StdEncoding.EncodeToString(want.Hidden):
		return fails(CheckHidden, "the hidden text is not the one sent", nil)
	case d.Act != want.Act:
		return fails(CheckAct, "the act is not the one asked for", nil)
	}
	return nil
}
