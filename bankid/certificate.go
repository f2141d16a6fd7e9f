package bankid

import (
	"crypto"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"

	"software.sslmate.com/src/go-pkcs12"
)

// ReadCertificate reads the relying party's certificate and key from the PKCS #12 file that the bank hands out. The
// certificates above it are sent along, since the server needs them to know ours.
func ReadCertificate(p12 []byte, password string) (tls.Certificate, error) {
	key, leaf, above, err := pkcs12.DecodeChain(p12, password)
	if err != nil {
		return tls.Certificate{}, fmt.Errorf("read the BankID certificate: %w", err)
	}
	if _, ok := key.(crypto.Signer); !ok {
		return tls.Certificate{}, errors.New("read the BankID certificate: its key cannot sign")
	}
	certificate := tls.Certificate{Certificate: [][]byte{leaf.Raw}, PrivateKey: key, Leaf: leaf}
	for _, ca := range above {
		certificate.Certificate = append(certificate.Certificate, ca.Raw)
	}
	return certificate, nil
}

// TLSConfig returns the settings of a connection that shows the certificate and trusts only the roots given in PEM:
// BankID's servers chain to a root of their own, so the roots of the machine must not count.
func TLSConfig(certificate tls.Certificate, rootsPEM []byte) (*tls.Config, error) {
	roots := x509.NewCertPool()
	if !roots.AppendCertsFromPEM(rootsPEM) {
		return nil, errors.New("read BankID's TLS root: no certificate in the PEM text")
	}
	return &tls.Config{Certificates: []tls.Certificate{certificate}, RootCAs: roots, MinVersion: tls.VersionTLS12}, nil
}
