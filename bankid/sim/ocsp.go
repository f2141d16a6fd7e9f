package sim

import (
	"crypto"
	"crypto/rand"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"fmt"
	"io"
	"math/big"
	"time"
)

// revocation is what a revocation answer (OCSP, RFC 6960) says. golang.org/x/crypto/ocsp can write neither a nonce nor a
// time of the caller's, so the answer is written here.
type revocation struct {
	producedAt time.Time
	revoked    bool
	nonceOf    string            // text that the nonce is made from; empty: the signature
	plainNonce bool              // a nonce that is not critical
	wrapNonce  bool              // a nonce inside an OCTET STRING, as RFC 6960 has it but BankID does not
	about      *x509.Certificate // whom the answer is about; nil: the signer
}

// The ASN.1 of RFC 6960 4.2.1, as far as it is written.
type (
	ocspAnswer struct {
		Status   asn1.Enumerated
		Response struct {
			Type  asn1.ObjectIdentifier
			Value []byte
		} `asn1:"explicit,tag:0"`
	}
	basicAnswer struct {
		Data         answerData
		Algorithm    pkix.AlgorithmIdentifier
		Signature    asn1.BitString
		Certificates []asn1.RawValue `asn1:"explicit,tag:0"`
	}
	answerData struct {
		Responder  asn1.RawValue
		ProducedAt time.Time `asn1:"generalized"`
		Responses  []singleAnswer
		Extensions []pkix.Extension `asn1:"explicit,tag:1"`
	}
	singleAnswer struct {
		CertID     certID
		Good       asn1.Flag   `asn1:"tag:0,optional"`
		Revoked    revokedInfo `asn1:"tag:1,optional"`
		ThisUpdate time.Time   `asn1:"generalized"`
	}
	certID struct {
		Hash     pkix.AlgorithmIdentifier
		NameHash []byte
		KeyHash  []byte
		Serial   *big.Int
	}
	revokedInfo struct {
		At time.Time `asn1:"generalized"`
	}
)

// The object identifiers of the answer.
var (
	oidBasic       = asn1.ObjectIdentifier{1, 3, 6, 1, 5, 5, 7, 48, 1, 1}
	oidNonce       = asn1.ObjectIdentifier{1, 3, 6, 1, 5, 5, 7, 48, 1, 2}
	oidSHA1        = asn1.ObjectIdentifier{1, 3, 14, 3, 2, 26}
	oidECDSASHA256 = asn1.ObjectIdentifier{1, 2, 840, 10045, 4, 3, 2}
)

// answer writes the signed answer about leaf, made for a signature given as base64 text.
func (v revocation) answer(leaf, issuer *x509.Certificate, by holder, signature string, random io.Reader) ([]byte, error) {
	id, err := v.certID(leaf, issuer)
	if err != nil {
		return nil, err
	}
	single := singleAnswer{CertID: id, Good: asn1.Flag(!v.revoked), ThisUpdate: v.producedAt.UTC()}
	if v.revoked {
		single.Revoked.At = v.producedAt.Add(-time.Hour).UTC()
	}
	nonce, err := v.nonce(signature, random)
	if err != nil {
		return nil, err
	}
	data := answerData{
		Responder:  asn1.RawValue{Class: asn1.ClassContextSpecific, Tag: 1, IsCompound: true, Bytes: by.cert.RawSubject},
		ProducedAt: v.producedAt.UTC(),
		Responses:  []singleAnswer{single},
		Extensions: []pkix.Extension{nonce},
	}
	der, err := asn1.Marshal(data)
	if err != nil {
		return nil, fmt.Errorf("write a revocation answer: %w", err)
	}
	sum := sha256.Sum256(der)
	value, err := by.key.Sign(rand.Reader, sum[:], crypto.SHA256)
	if err != nil {
		return nil, fmt.Errorf("sign a revocation answer: %w", err)
	}
	var out ocspAnswer
	out.Response.Type = oidBasic
	out.Response.Value, err = asn1.Marshal(basicAnswer{
		Data:         data,
		Algorithm:    pkix.AlgorithmIdentifier{Algorithm: oidECDSASHA256},
		Signature:    asn1.BitString{Bytes: value, BitLength: 8 * len(value)},
		Certificates: []asn1.RawValue{{FullBytes: by.cert.Raw}},
	})
	if err != nil {
		return nil, fmt.Errorf("write a revocation answer: %w", err)
	}
	return asn1.Marshal(out)
}

// certID names the certificate that the answer is about, by its CA's name and key and its serial number.
func (v revocation) certID(leaf, issuer *x509.Certificate) (certID, error) {
	if v.about != nil {
		leaf = v.about
	}
	var key struct {
		Algorithm pkix.AlgorithmIdentifier
		Bits      asn1.BitString
	}
	if _, err := asn1.Unmarshal(issuer.RawSubjectPublicKeyInfo, &key); err != nil {
		return certID{}, fmt.Errorf("read the CA's key: %w", err)
	}
	name, bits := sha1.Sum(issuer.RawSubject), sha1.Sum(key.Bits.RightAlign())
	return certID{
		Hash:     pkix.AlgorithmIdentifier{Algorithm: oidSHA1, Parameters: asn1.NullRawValue},
		NameHash: name[:], KeyHash: bits[:], Serial: leaf.SerialNumber,
	}, nil
}

// nonce is BankID's: SHA-1 of the signature's base64 text and 12 random bytes, critical, as the bare value.
func (v revocation) nonce(signature string, random io.Reader) (pkix.Extension, error) {
	if v.nonceOf != "" {
		signature = v.nonceOf
	}
	sum := sha1.Sum([]byte(signature))
	value := append(sum[:], make([]byte, 12)...)
	if _, err := io.ReadFull(random, value[len(sum):]); err != nil {
		return pkix.Extension{}, fmt.Errorf("read randomness for a nonce: %w", err)
	}
	if v.wrapNonce {
		wrapped, err := asn1.Marshal(value)
		if err != nil {
			return pkix.Extension{}, fmt.Errorf("write a nonce: %w", err)
		}
		value = wrapped
	}
	return pkix.Extension{Id: oidNonce, Critical: !v.plainNonce, Value: value}, nil
}
