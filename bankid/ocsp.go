package bankid

import (
	"bytes"
	"crypto"
	"crypto/sha1"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"encoding/base64"
	"math/big"
	"slices"
	"time"

	"golang.org/x/crypto/ocsp"
)

// oidNonce is id-pkix-ocsp-nonce. Source: RFC 6960 4.4.1.
var oidNonce = asn1.ObjectIdentifier{1, 3, 6, 1, 5, 5, 7, 48, 1, 2}

// nonceLength is BankID's: the SHA-1 of the signature's base64 text (20 bytes) and 12 random bytes.
const nonceLength = 32

// answerData is the signed part of a revocation answer (RFC 6960 ResponseData), as far as golang.org/x/crypto/ocsp does
// not show it.
type answerData struct {
	Version    int `asn1:"optional,default:0,explicit,tag:0"`
	Responder  asn1.RawValue
	ProducedAt time.Time `asn1:"generalized"`
	Responses  []struct {
		CertID struct {
			Hash      pkix.AlgorithmIdentifier
			NameHash  []byte
			KeyHash   []byte
			SerialNum *big.Int
		}
	}
	Extensions []pkix.Extension `asn1:"optional,explicit,tag:1"`
}

// checkOCSP holds the revocation answer to good, fresh, by a responder of the same CA, and made for this signature.
// It returns when the answer was produced.
func (v Verifier) checkOCSP(c Completion, leaf, issuer *x509.Certificate, at time.Time) (time.Time, error) {
	der, err := base64.StdEncoding.DecodeString(c.OCSPResponse)
	if err != nil {
		return time.Time{}, fails(CheckOCSP, "the revocation answer is no base64", nil)
	}
	// This verifies the answer's signature by the responder's certificate that comes with it; checkResponder refuses an answer
	// without one, and one whose certificate is of another issuer.
	answer, err := ocsp.ParseResponseForCert(der, leaf, nil)
	if err != nil {
		return time.Time{}, fails(CheckOCSP, "the revocation answer cannot be trusted", err)
	}
	if err := checkResponder(answer, issuer, at); err != nil {
		return time.Time{}, err
	}
	var data answerData
	if rest, err := asn1.Unmarshal(answer.TBSResponseData, &data); err != nil || len(rest) > 0 {
		return time.Time{}, fails(CheckOCSP, "the revocation answer cannot be read", nil)
	}
	if err := checkSubject(answer, data, leaf, issuer); err != nil {
		return time.Time{}, err
	}
	switch {
	case answer.ProducedAt.Before(at.Add(-v.Skew)) || answer.ProducedAt.After(at.Add(v.Skew)):
		return time.Time{}, fails(CheckOCSP, "the revocation answer is not of this time", nil)
	case answer.ThisUpdate.After(at.Add(v.Skew)), !answer.NextUpdate.IsZero() && answer.NextUpdate.Before(at.Add(-v.Skew)):
		return time.Time{}, fails(CheckOCSP, "the revocation answer is not valid at this time", nil)
	case answer.Status != ocsp.Good:
		return time.Time{}, fails(CheckRevoked, "the certificate is revoked or unknown", nil)
	}
	return answer.ProducedAt, checkNonce(data.Extensions, c.Signature)
}

// checkResponder requires a responder's certificate, issued by the same CA, made for the purpose and valid at the time.
func checkResponder(answer *ocsp.Response, issuer *x509.Certificate, at time.Time) error {
	responder := answer.Certificate
	switch {
	case responder == nil:
		return fails(CheckOCSP, "no responder's certificate", nil)
	case issued(issuer, responder) != nil:
		return fails(CheckOCSP, "the responder is not of the same CA", nil)
	case !slices.Contains(responder.ExtKeyUsage, x509.ExtKeyUsageOCSPSigning):
		return fails(CheckOCSP, "the responder is not made for this", nil)
	case at.Before(responder.NotBefore) || at.After(responder.NotAfter):
		return fails(CheckOCSP, "the responder's certificate is not valid at this time", nil)
	}
	return nil
}

// checkSubject requires an answer about exactly this certificate of exactly this CA: a serial number alone is only
// unique within its CA.
func checkSubject(answer *ocsp.Response, data answerData, leaf, issuer *x509.Certificate) error {
	if len(data.Responses) != 1 || data.Responses[0].CertID.SerialNum.Cmp(leaf.SerialNumber) != 0 {
		return fails(CheckOCSP, "the revocation answer is about another certificate", nil)
	}
	var key struct {
		Algorithm pkix.AlgorithmIdentifier
		PublicKey asn1.BitString
	}
	if _, err := asn1.Unmarshal(issuer.RawSubjectPublicKeyInfo, &key); err != nil {
		return fails(CheckOCSP, "the CA's key cannot be read", nil)
	}
	if !answer.IssuerHash.Available() {
		return fails(CheckOCSP, "the CA is named by an unknown hash", nil)
	}
	id := data.Responses[0].CertID
	if !bytes.Equal(id.NameHash, hashOf(answer.IssuerHash, issuer.RawSubject)) ||
		!bytes.Equal(id.KeyHash, hashOf(answer.IssuerHash, key.PublicKey.RightAlign())) {
		return fails(CheckOCSP, "the revocation answer is about another CA", nil)
	}
	return nil
}

// hashOf returns the digest of a text by the hash that the answer itself names its CA with.
func hashOf(h crypto.Hash, text []byte) []byte {
	sum := h.New()
	sum.Write(text)
	return sum.Sum(nil)
}

// checkNonce requires the answer's nonce to begin with the SHA-1 of the signature's base64 text. BankID writes the 32
// bytes as the extension's value itself, critical and without the OCTET STRING that RFC 6960 puts around them. SHA-1
// is BankID's choice; the digests and keys above do not rest on it.
func checkNonce(extensions []pkix.Extension, signature string) error {
	var nonce []byte
	for _, e := range extensions {
		switch {
		case e.Id.Equal(oidNonce) && nonce == nil && e.Critical:
			nonce = e.Value
		case e.Id.Equal(oidNonce):
			return fails(CheckNonce, "the nonce is doubled or not critical", nil)
		case e.Critical:
			return fails(CheckOCSP, "an unknown critical extension", nil)
		}
	}
	sum := sha1.Sum([]byte(signature))
	if len(nonce) != nonceLength || !bytes.Equal(nonce[:len(sum)], sum[:]) {
		return fails(CheckNonce, "the revocation answer was made for another signature", nil)
	}
	return nil
}
