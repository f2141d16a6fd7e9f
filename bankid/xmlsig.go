package bankid

import (
	"bytes"
	"crypto"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/subtle"
	"crypto/x509"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/beevik/etree"
	dsig "github.com/russellhaering/goxmldsig"
	"github.com/russellhaering/goxmldsig/etreeutils"
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

// opened is a signature whose digests and RSA signature hold. Everything in it was read from the very bytes that were
// digested, so that nothing beside them can be mistaken for them.
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
// whole document, and what is used afterwards is parsed again from the canonical bytes that matched the digest.
func openSignature(text []byte) (*opened, error) {
	root, err := parseStrict(text)
	if err != nil {
		return nil, fails(CheckForm, "not XML that is accepted", err)
	}
	p, err := findPlaces(root)
	if err != nil {
		return nil, err
	}
	signedInfo, err := canonical(p.signedInfo)
	if err != nil {
		return nil, fails(CheckForm, "canonicalize SignedInfo", err)
	}
	digests, err := readReferences(signedInfo)
	if err != nil {
		return nil, err
	}
	data, err := digested(p.data, digests[idData])
	if err != nil {
		return nil, err
	}
	keyInfo, err := digested(p.keyInfo, digests[idKeyInfo])
	if err != nil {
		return nil, err
	}
	var o opened
	if o.certificates, err = readCertificates(keyInfo); err != nil {
		return nil, err
	}
	if err := checkRSA(o.certificates[0], signedInfo, p.value.Text()); err != nil {
		return nil, err
	}
	if o.data, err = readData(data); err != nil {
		return nil, err
	}
	return &o, nil
}

// parseStrict reads XML without the parts in which parsers differ or that canonicalization drops: no document type,
// comments, processing instructions, doubled or prefixed attributes, and no encoding but UTF-8.
func parseStrict(text []byte) (*etree.Element, error) {
	doc := etree.NewDocument()
	doc.ReadSettings = etree.ReadSettings{
		ValidateInput:          true,
		MaxDepth:               32, // the layout is seven deep
		PreserveDuplicateAttrs: true,
		CharsetReader: func(string, io.Reader) (io.Reader, error) {
			return nil, errors.New("the encoding is not UTF-8")
		},
	}
	if err := doc.ReadFromBytes(text); err != nil {
		return nil, err
	}
	for i, token := range doc.Child {
		switch t := token.(type) {
		case *etree.Element:
		case *etree.CharData:
			if !t.IsWhitespace() {
				return nil, errors.New("text outside the root")
			}
		case *etree.ProcInst:
			if i != 0 || t.Target != "xml" {
				return nil, errors.New("a processing instruction")
			}
		default:
			return nil, errors.New("a document type or comment")
		}
	}
	root := doc.Root()
	if root == nil || len(doc.ChildElements()) != 1 {
		return nil, errors.New("not one root")
	}
	return root, checkTree(root)
}

// checkTree walks every element below and including el.
func checkTree(el *etree.Element) error {
	seen := map[string]bool{}
	for _, a := range el.Attr {
		name := a.FullKey()
		if seen[name] {
			return errors.New("an attribute twice")
		}
		seen[name] = true
		if a.Space != "" && a.Space != "xmlns" {
			return errors.New("an attribute with a prefix")
		}
	}
	for _, token := range el.Child {
		switch t := token.(type) {
		case *etree.Element:
			if err := checkTree(t); err != nil {
				return err
			}
		case *etree.CharData:
		default:
			return errors.New("a comment or processing instruction")
		}
	}
	return nil
}

// places are the elements of BankID's layout.
type places struct{ signedInfo, value, keyInfo, data *etree.Element }

// findPlaces holds the outline of the document to BankID's layout and each Id to one place.
func findPlaces(root *etree.Element) (p places, err error) {
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
	if p.keyInfo.SelectAttrValue("Id", "") != idKeyInfo || p.data.SelectAttrValue("Id", "") != idData {
		return p, fails(CheckIDs, "an Id stands in the wrong place", nil)
	}
	return p, nil
}

// countIDs counts every attribute that some reader might take for an Id.
func countIDs(el *etree.Element, ids map[string]int) {
	for _, a := range el.Attr {
		if strings.EqualFold(a.Key, "id") {
			ids[a.Value]++
		}
	}
	for _, child := range el.ChildElements() {
		countIDs(child, ids)
	}
}

// named tells whether the element has the name.
func named(el *etree.Element, space, tag string) bool {
	return el.Tag == tag && el.NamespaceURI() == space
}

// children returns the child elements when they are exactly those named, in that order, with nothing but white space between.
func children(el *etree.Element, space string, tags ...string) ([]*etree.Element, error) {
	found := el.ChildElements()
	if len(found) != len(tags) {
		return nil, fmt.Errorf("%s has %d children", el.Tag, len(found))
	}
	for i, child := range found {
		if !named(child, space, tags[i]) {
			return nil, fmt.Errorf("%s has another child than %s", el.Tag, tags[i])
		}
	}
	for _, token := range el.Child {
		if text, ok := token.(*etree.CharData); ok && !text.IsWhitespace() {
			return nil, fmt.Errorf("%s has text of its own", el.Tag)
		}
	}
	return found, nil
}

// canonical writes the element by inclusive Canonical XML 1.0. The element is detached first, with all name spaces in
// scope declared on it: the canonicalizer would otherwise put the parent's default name space in the place of the
// element's own.
func canonical(el *etree.Element) ([]byte, error) {
	scope, err := etreeutils.NSBuildParentContext(el)
	if err != nil {
		return nil, err
	}
	detached, err := etreeutils.NSDetatch(scope, el)
	if err != nil {
		return nil, err
	}
	return dsig.MakeC14N10RecCanonicalizer().Canonicalize(detached)
}

// digested returns the root of the canonical form of el, read anew, after comparing its digest.
func digested(el *etree.Element, digest []byte) (*etree.Element, error) {
	text, err := canonical(el)
	if err != nil {
		return nil, fails(CheckForm, "canonicalize "+el.Tag, err)
	}
	sum := sha256.Sum256(text)
	if subtle.ConstantTimeCompare(sum[:], digest) != 1 {
		return nil, fails(CheckDigest, el.Tag+" has been changed", nil)
	}
	again, err := parseStrict(text)
	if err != nil {
		return nil, fails(CheckForm, "read "+el.Tag+" again", err)
	}
	return again, nil
}

// readReferences returns the digest of each of the two references, by Id.
func readReferences(signedInfo []byte) (map[string][]byte, error) {
	root, err := parseStrict(signedInfo)
	if err != nil {
		return nil, fails(CheckReferences, "read SignedInfo again", err)
	}
	parts, err := children(root, nsSignature, "CanonicalizationMethod", "SignatureMethod", "Reference", "Reference")
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
		digest, err := base64.StdEncoding.DecodeString(parts[2].Text())
		if err != nil || len(digest) != sha256.Size {
			return nil, fails(CheckReferences, "a digest of another form", nil)
		}
		id, isLocal := strings.CutPrefix(reference.SelectAttrValue("URI", ""), "#")
		if !isLocal || (id == idData && reference.SelectAttrValue("Type", "") != nsBankID) {
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
func algorithm(el *etree.Element, uri string) bool {
	return el.SelectAttrValue("Algorithm", "") == uri && len(el.ChildElements()) == 0
}

// readCertificates reads the person's certificate and those of the authorities above, root not included.
func readCertificates(keyInfo *etree.Element) ([]*x509.Certificate, error) {
	data, err := children(keyInfo, nsSignature, "X509Data")
	if err != nil {
		return nil, fails(CheckForm, "KeyInfo", err)
	}
	texts, err := children(data[0], nsSignature, "X509Certificate", "X509Certificate", "X509Certificate")
	if err != nil {
		return nil, fails(CheckForm, "not three certificates", err)
	}
	var certificates []*x509.Certificate
	for _, text := range texts {
		der, err := base64.StdEncoding.DecodeString(text.Text())
		if err != nil {
			return nil, fails(CheckForm, "a certificate is no base64", nil)
		}
		certificate, err := x509.ParseCertificate(der)
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
func readData(root *etree.Element) (d signedData, err error) {
	seen := map[string]bool{}
	for _, part := range root.ChildElements() {
		if part.NamespaceURI() != nsBankID || seen[part.Tag] {
			return d, fails(CheckForm, "the signed content has a part twice or from elsewhere", nil)
		}
		seen[part.Tag] = true
		switch part.Tag {
		case "usrVisibleData":
			d.Visible = part.Text()
			d.Charset, d.Wysiwys = part.SelectAttrValue("charset", ""), part.SelectAttrValue("visible", "")
			d.Format = part.SelectAttrValue("format", "")
		case "usrNonVisibleData":
			d.Hidden = part.Text()
		case "clientInfo":
			if act := part.SelectElements("funcId"); len(act) == 1 {
				d.Act = Act(act[0].Text())
			}
		}
		if strings.HasPrefix(part.Tag, "usr") && len(part.ChildElements()) > 0 {
			return d, fails(CheckForm, "a text holds elements", nil)
		}
	}
	if bytes.ContainsAny([]byte(d.Visible+d.Hidden), "\r\n\t ") {
		return d, fails(CheckForm, "a text is not base64 as sent", nil)
	}
	return d, nil
}
