package bankid

import (
	"bytes"
	"crypto"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/subtle"
	"crypto/x509"
	"encoding/base64"
	"fmt"
	"slices"
	"strings"
)

// The names of the signature's layout.
const (
	nsSignature = "http://www.w3.org/2000/09/xmldsig#"
	nsBankID    = "http://www.bankid.com/signature/v1.0.0/types"
	algC14N     = "http://www.w3.org/TR/2001/REC-xml-c14n-20010315"
	algRSA      = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"
	algSHA256   = "http://www.w3.org/2001/04/xmlenc#sha256"
	idData      = "bidSignedData"
	idKeyInfo   = "bidKeyInfo"
)

// minRSABits is the shortest key accepted.
const minRSABits = 2048

// opened is a signature whose digests and RSA signature hold. Everything in it was read from the very elements that were
// digested, so that nothing beside them can be mistaken for them: the canonical form holds every name, attribute and text of
// an element, and nothing else is read of it.
type opened struct {
	certificates []*x509.Certificate // the person's, the issuing CA's, and the CA's above it
	data         signedData
}

// signedData is the content of bankIdSignedData; texts are base64 as they stand.
type signedData struct {
	Visible, Charset, Wysiwys, Format string
	Hidden                            string
	Act                               Act
}

// openSignature checks form, Ids, references, digests and the RSA signature, in that order.
//
// Against wrapped signatures: the tree must have exactly the places that BankID's layout has, each Id occurs once in the
// whole document, and what is used afterwards are the very elements whose canonical form matched the digest.
func openSignature(text []byte) (*opened, error) {
	root, err := readXML(text)
	if err != nil {
		return nil, fails(CheckForm, "not XML that is accepted", err)
	}
	p, err := findPlaces(root)
	if err != nil {
		return nil, err
	}
	digests, err := readReferences(p.signedInfo)
	if err != nil {
		return nil, err
	}
	for id, part := range map[string]*element{idData: p.data, idKeyInfo: p.keyInfo} {
		sum := sha256.Sum256(part.canonical())
		if subtle.ConstantTimeCompare(sum[:], digests[id]) != 1 {
			return nil, fails(CheckDigest, part.tag+" has been changed", nil)
		}
	}
	var o opened
	if o.certificates, err = readCertificates(p.keyInfo); err != nil {
		return nil, err
	}
	if err := checkRSA(o.certificates[0], p.signedInfo.canonical(), p.value.text()); err != nil {
		return nil, err
	}
	if o.data, err = readData(p.data); err != nil {
		return nil, err
	}
	return &o, nil
}

// places are the elements of BankID's layout.
type places struct{ signedInfo, value, keyInfo, data *element }

// findPlaces holds the outline of the document to BankID's layout and each Id to one place.
func findPlaces(root *element) (p places, err error) {
	if !named(root, nsSignature, "Signature") {
		return p, fails(CheckForm, "the root is no Signature", nil)
	}
	outer, err := children(root, nsSignature, "SignedInfo", "SignatureValue", "KeyInfo", "Object")
	if err != nil {
		return p, fails(CheckForm, "the outline is another", err)
	}
	inner, err := children(outer[3], nsBankID, "bankIdSignedData")
	if err != nil {
		return p, fails(CheckForm, "the signed object is another", err)
	}
	p = places{signedInfo: outer[0], value: outer[1], keyInfo: outer[2], data: inner[0]}
	ids := map[string]int{}
	countIDs(root, ids)
	for _, n := range ids {
		if n != 1 {
			return p, fails(CheckIDs, "an Id occurs twice", nil)
		}
	}
	if p.keyInfo.attribute("Id") != idKeyInfo || p.data.attribute("Id") != idData {
		return p, fails(CheckIDs, "an Id stands in the wrong place", nil)
	}
	return p, nil
}

// countIDs counts every attribute that some reader might take for an Id.
func countIDs(el *element, ids map[string]int) {
	for _, list := range [][]attribute{el.declared, el.attributes} {
		for _, a := range list {
			if strings.EqualFold(a.name, "id") {
				ids[a.value]++
			}
		}
	}
	for _, child := range el.children() {
		countIDs(child, ids)
	}
}

// named tells whether the element has the name.
func named(el *element, space, tag string) bool {
	return el.tag == tag && el.space == space
}

// children returns the child elements when they are exactly those named, in that order, with nothing but white space between.
func children(el *element, space string, tags ...string) ([]*element, error) {
	found := el.children()
	if len(found) != len(tags) {
		return nil, fmt.Errorf("%s has %d children", el.tag, len(found))
	}
	for i, child := range found {
		if !named(child, space, tags[i]) {
			return nil, fmt.Errorf("%s has another child than %s", el.tag, tags[i])
		}
	}
	for _, c := range el.content {
		if strings.Trim(c.text, xmlSpace+"\r") != "" {
			return nil, fmt.Errorf("%s has text of its own", el.tag)
		}
	}
	return found, nil
}

// readReferences returns the digest of each of the two references, by Id.
func readReferences(signedInfo *element) (map[string][]byte, error) {
	parts, err := children(signedInfo, nsSignature, "CanonicalizationMethod", "SignatureMethod", "Reference", "Reference")
	if err != nil {
		return nil, fails(CheckReferences, "not exactly two references", err)
	}
	if !algorithm(parts[0], algC14N) || !algorithm(parts[1], algRSA) {
		return nil, fails(CheckReferences, "another algorithm for the signature", nil)
	}
	digests := map[string][]byte{}
	for _, reference := range parts[2:] {
		parts, err := children(reference, nsSignature, "Transforms", "DigestMethod", "DigestValue")
		if err != nil {
			return nil, fails(CheckReferences, "a reference of another form", err)
		}
		transform, err := children(parts[0], nsSignature, "Transform")
		if err != nil || !algorithm(transform[0], algC14N) || !algorithm(parts[1], algSHA256) {
			return nil, fails(CheckReferences, "another algorithm for a reference", err)
		}
		digest, err := base64.StdEncoding.DecodeString(parts[2].text())
		if err != nil || len(digest) != sha256.Size {
			return nil, fails(CheckReferences, "a digest of another form", nil)
		}
		id, isLocal := strings.CutPrefix(reference.attribute("URI"), "#")
		if !isLocal || (id == idData && reference.attribute("Type") != nsBankID) {
			return nil, fails(CheckReferences, "a reference to something else", nil)
		}
		digests[id] = digest
	}
	if len(digests) != 2 || digests[idData] == nil || digests[idKeyInfo] == nil {
		return nil, fails(CheckReferences, "the references are not the two prescribed", nil)
	}
	return digests, nil
}

// algorithm tells whether the element names the algorithm and gives it no parameters.
func algorithm(el *element, uri string) bool {
	return el.attribute("Algorithm") == uri && len(el.children()) == 0
}

// readCertificates reads the person's certificate and those of the authorities above, root not included.
func readCertificates(keyInfo *element) ([]*x509.Certificate, error) {
	data, err := children(keyInfo, nsSignature, "X509Data")
	if err != nil {
		return nil, fails(CheckForm, "KeyInfo", err)
	}
	texts, err := children(data[0], nsSignature, "X509Certificate", "X509Certificate", "X509Certificate")
	if err != nil {
		return nil, fails(CheckForm, "not three certificates", err)
	}
	var certificates []*x509.Certificate
	for i, text := range texts {
		der, err := base64.StdEncoding.DecodeString(text.text())
		if err != nil {
			return nil, fails(CheckForm, "a certificate is no base64", nil)
		}
		read := readAuthority
		if i == 0 {
			read = x509.ParseCertificate
		}
		certificate, err := read(der)
		if err != nil {
			return nil, fails(CheckForm, "a certificate cannot be read", nil)
		}
		certificates = append(certificates, certificate)
	}
	return certificates, nil
}

// checkRSA holds the signature value against the canonical SignedInfo.
func checkRSA(signer *x509.Certificate, signedInfo []byte, value string) error {
	key, ok := signer.PublicKey.(*rsa.PublicKey)
	if !ok || key.N.BitLen() < minRSABits {
		return fails(CheckSignature, "the key is not RSA of 2048 bits or more", nil)
	}
	signature, err := base64.StdEncoding.DecodeString(value)
	if err != nil {
		return fails(CheckSignature, "the signature value is no base64", nil)
	}
	sum := sha256.Sum256(signedInfo)
	if err := rsa.VerifyPKCS1v15(key, crypto.SHA256, sum[:], signature); err != nil {
		return fails(CheckSignature, "the key did not make the signature", nil)
	}
	return nil
}

// readData reads the signed content. Each part may occur once; parts that concern only BankID are passed over.
func readData(root *element) (d signedData, err error) {
	seen := map[string]bool{}
	for _, part := range root.children() {
		if part.space != nsBankID || seen[part.tag] {
			return d, fails(CheckForm, "the signed content has a part twice or from elsewhere", nil)
		}
		seen[part.tag] = true
		switch part.tag {
		case "usrVisibleData":
			d.Visible = part.text()
			d.Charset, d.Wysiwys = part.attribute("charset"), part.attribute("visible")
			d.Format = part.attribute("format")
		case "usrNonVisibleData":
			d.Hidden = part.text()
		case "clientInfo":
			acts := slices.DeleteFunc(part.children(), func(el *element) bool { return !named(el, nsBankID, "funcId") })
			if len(acts) == 1 {
				d.Act = Act(acts[0].text())
			}
		}
		if strings.HasPrefix(part.tag, "usr") && len(part.children()) > 0 {
			return d, fails(CheckForm, "a text holds elements", nil)
		}
	}
	if bytes.ContainsAny([]byte(d.Visible+d.Hidden), "\r\n\t ") {
		return d, fails(CheckForm, "a text is not base64 as sent", nil)
	}
	return d, nil
}
