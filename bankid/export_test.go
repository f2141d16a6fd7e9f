package bankid

import "crypto/x509"

// CanonicalParts reads a document and returns the canonical form of each element in it, in the order of their start tags.
func CanonicalParts(text []byte) (parts []string, err error) {
	root, err := readXML(text)
	if err != nil {
		return nil, err
	}
	var walk func(*element)
	walk = func(e *element) {
		parts = append(parts, string(e.canonical()))
		for _, child := range e.children() {
			walk(child)
		}
	}
	walk(root)
	return parts, nil
}

// CheckCertificates holds a chain to the roots.
func CheckCertificates(v Verifier, chain []*x509.Certificate, want Expected) error {
	return v.checkCertificates(chain, want)
}

// KnowsPath tells whether the path above a certificate was verified before.
func KnowsPath(v Verifier, chain []*x509.Certificate) bool {
	_, ok := paths.get(pathKey{v.Roots, chain[1], chain[2]})
	return ok
}
