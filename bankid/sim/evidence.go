package sim

import (
	"crypto"
	"crypto/rand"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"fmt"
	"strings"
	"time"
)

// completion is what a completed order brings, as sent.
type completion struct {
	User struct {
		PersonalNumber string `json:"personalNumber"`
		Name           string `json:"name"`
		GivenName      string `json:"givenName"`
		Surname        string `json:"surname"`
	} `json:"user"`
	Device struct {
		IPAddress string `json:"ipAddress"`
		UHI       string `json:"uhi"`
	} `json:"device"`
	IssueDate    string  `json:"bankIdIssueDate"`
	StepUp       *stepUp `json:"stepUp,omitempty"`
	Signature    string  `json:"signature"`
	OCSPResponse string  `json:"ocspResponse"`
	Risk         string  `json:"risk,omitempty"`
}

// stepUp is present only where the order required a passport to be read.
type stepUp struct {
	MRTD bool `json:"mrtd"`
}

// evidence is what a signature and its revocation answer are made of. A flaw changes one part of it.
type evidence struct {
	now       time.Time
	person    Person // whose certificate is used
	policy    string
	act       string // funcId: "Identification" or "Signing"
	usage     x509.KeyUsage
	notBefore time.Time // zero: as long as other certificates
	notAfter  time.Time
	visible   string // base64 as sent by the relying party; empty: none
	format    string
	hidden    string
	chain     []holder // customer CA, bank CA
	key       crypto.Signer
	extra     string                 // further references in SignedInfo
	mangle    func(string) string    // done to the XML after signing
	ocsp      revocation             // what the revocation answer says
	responder func() (holder, error) // who says it
}

// evidenceOf gathers what an honest app would sign for an order.
func (s *Server) evidenceOf(o *order, p Person) *evidence {
	e := &evidence{
		now: s.now(), person: p, policy: policyMobile, act: "Identification", usage: x509.KeyUsageDigitalSignature,
		chain:     []holder{s.keys.customer, s.keys.bank},
		key:       s.keys.user,
		mangle:    func(xml string) string { return xml },
		responder: func() (holder, error) { return s.keys.responder, nil },
	}
	if o.kind == "sign" {
		e.act, e.usage = "Signing", x509.KeyUsageContentCommitment
	}
	if o.request.Visible != nil {
		e.visible = *o.request.Visible
	}
	if o.request.Format != nil && *o.request.Format != "plaintext" {
		e.format = *o.request.Format
	}
	if o.request.Hidden != nil {
		e.hidden = *o.request.Hidden
	}
	e.ocsp = revocation{producedAt: e.now}
	return e
}

// complete makes the completion of an order; flaw is empty for an honest one.
func (s *Server) complete(o *order, p Person, flaw, ip, risk string) (*completion, error) {
	e := s.evidenceOf(o, p)
	if spoil := s.flaws()[flaw]; spoil != nil {
		if err := spoil(e); err != nil {
			return nil, err
		}
	}
	leaf, err := e.certify()
	if err != nil {
		return nil, err
	}
	xml, err := e.sign(leaf, s.token())
	if err != nil {
		return nil, err
	}
	var c completion
	c.User.PersonalNumber, c.User.GivenName, c.User.Surname = p.Personnummer.Full(), p.GivenName, p.Surname
	c.User.Name = p.GivenName + " " + p.Surname
	c.Device.IPAddress, c.Device.UHI = ip, uhi(p)
	c.IssueDate = e.now.AddDate(-1, 0, 0).UTC().Format("2006-01-02Z07:00")
	if o.request.Requirement != nil && o.request.Requirement.MRTD {
		c.StepUp = &stepUp{MRTD: true}
	}
	if o.request.ReturnRisk {
		c.Risk = risk
	}
	c.Signature = base64.StdEncoding.EncodeToString([]byte(xml))
	by, err := e.responder()
	if err != nil {
		return nil, err
	}
	der, err := e.ocsp.answer(leaf, e.chain[0].cert, by, c.Signature, s.random)
	if err != nil {
		return nil, err
	}
	c.OCSPResponse = base64.StdEncoding.EncodeToString(der)
	return &c, nil
}

// uhi is a stable stand-in for the identifier of a person's device.
func uhi(p Person) string {
	sum := sha256.Sum256([]byte("device of " + p.Personnummer.Full()))
	return base64.StdEncoding.EncodeToString(sum[:20])
}

// certify issues the person's certificate.
func (e *evidence) certify() (*x509.Certificate, error) {
	t, err := personal(e.person, e.policy, e.usage, e.now)
	if err != nil {
		return nil, err
	}
	if !e.notAfter.IsZero() {
		t.NotBefore, t.NotAfter = e.notBefore, e.notAfter
	}
	return issue(e.chain[0], t, e.key)
}

// The start tags of the parts that are digested. They are written in canonical form (Canonical XML 1.0) to begin with:
// name space repeated, attributes in order, no empty-element tags. So what is digested is the text as it stands.
const (
	nsSignature = "http://www.w3.org/2000/09/xmldsig#"
	nsBankID    = "http://www.bankid.com/signature/v1.0.0/types"
	c14n        = "http://www.w3.org/TR/2001/REC-xml-c14n-20010315"
)

// sign writes the signature XML.
func (e *evidence) sign(leaf *x509.Certificate, nonce string) (string, error) {
	data, keyInfo := e.data(nonce), e.keyInfo(leaf)
	signedInfo := `<SignedInfo xmlns="` + nsSignature + `"><CanonicalizationMethod Algorithm="` + c14n + `"></CanonicalizationMethod>` +
		`<SignatureMethod Algorithm="http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"></SignatureMethod>` +
		reference(`Type="`+nsBankID+`" URI="#bidSignedData"`, data) + reference(`URI="#bidKeyInfo"`, keyInfo) + e.extra + `</SignedInfo>`
	sum := sha256.Sum256([]byte(signedInfo))
	value, err := e.key.Sign(rand.Reader, sum[:], crypto.SHA256)
	if err != nil {
		return "", fmt.Errorf("sign: %w", err)
	}
	return e.mangle(`<?xml version="1.0" encoding="UTF-8" standalone="no"?><Signature xmlns="` + nsSignature + `">` + signedInfo +
		`<SignatureValue>` + base64.StdEncoding.EncodeToString(value) + `</SignatureValue>` +
		keyInfo + `<Object>` + data + `</Object></Signature>`), nil
}

// reference writes a reference to a part given in canonical form.
func reference(attributes, part string) string {
	sum := sha256.Sum256([]byte(part))
	return `<Reference ` + attributes + `><Transforms><Transform Algorithm="` + c14n + `"></Transform></Transforms>` +
		`<DigestMethod Algorithm="http://www.w3.org/2001/04/xmlenc#sha256"></DigestMethod>` +
		`<DigestValue>` + base64.StdEncoding.EncodeToString(sum[:]) + `</DigestValue></Reference>`
}

// keyInfo writes the certificates: the person's, the customer CA's, the bank CA's; the root is not included.
func (e *evidence) keyInfo(leaf *x509.Certificate) string {
	var b strings.Builder
	b.WriteString(`<KeyInfo xmlns="` + nsSignature + `" Id="bidKeyInfo"><X509Data>`)
	for _, c := range []*x509.Certificate{leaf, e.chain[0].cert, e.chain[1].cert} {
		b.WriteString(`<X509Certificate>` + base64.StdEncoding.EncodeToString(c.Raw) + `</X509Certificate>`)
	}
	return b.String() + `</X509Data></KeyInfo>`
}

// data writes what is signed. Every text in it is base64 or a plain word, so nothing needs escaping.
func (e *evidence) data(nonce string) string {
	var b strings.Builder
	b.WriteString(`<bankIdSignedData xmlns="` + nsBankID + `" Id="bidSignedData">`)
	if e.visible != "" {
		b.WriteString(`<usrVisibleData charset="UTF-8"`)
		if e.format != "" {
			b.WriteString(` format="` + e.format + `"`)
		}
		b.WriteString(` visible="wysiwys">` + e.visible + `</usrVisibleData>`)
	}
	if e.hidden != "" {
		b.WriteString(`<usrNonVisibleData>` + e.hidden + `</usrNonVisibleData>`)
	}
	text := func(s string) string { return base64.StdEncoding.EncodeToString([]byte(s)) }
	b.WriteString(`<srvInfo><name>` + text("cn=Simulated relying party,o=Demokommunen") + `</name><nonce>` + text(nonce) + `</nonce>` +
		`<displayName>` + text("Demokommunen") + `</displayName></srvInfo>`)
	b.WriteString(`<clientInfo><funcId>` + e.act + `</funcId><version>` + text("Simulator=1") + `</version><env><ai>` +
		`<type>` + text("Simulator") + `</type><deviceInfo>` + text("Simulator") + `</deviceInfo><uhi>` + uhi(e.person) + `</uhi>` +
		`<fsib>0</fsib><utb>cs1</utb><requirement><condition><type>CertificatePolicies</type><value>` + e.policy +
		`</value></condition></requirement><uauth>pw</uauth></ai></env></clientInfo></bankIdSignedData>`)
	return b.String()
}
