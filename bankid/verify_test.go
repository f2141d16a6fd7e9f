package bankid_test

import (
	"crypto/x509"
	"encoding/base64"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"bistand/aid"
	"bistand/bankid"
	"bistand/bankid/sim"
)

// signed has a person sign signRequest in some way and returns the completion.
func (b *bench) signed(who sim.Person, action string) bankid.Completion {
	b.Helper()
	order := b.sign(signRequest)
	b.must(order.AutoStartToken, who, action)
	answer := b.collect(order)
	if answer.Completion == nil {
		b.Fatalf("%s: %v", action, answer)
	}
	return *answer.Completion
}

// expected is what amira's signing of signRequest must prove.
func (b *bench) expected() bankid.Expected {
	return bankid.Expected{
		Act: bankid.Signing, Person: amira.Personnummer, Visible: signRequest.Visible, Hidden: signRequest.Hidden, At: b.now(),
	}
}

// wantCheck requires that verification failed at one check.
func wantCheck(t *testing.T, name string, err error, want bankid.Check) {
	t.Helper()
	var e *bankid.CheckError
	if !errors.As(err, &e) {
		t.Errorf("%s: got %v, want the check %s to fail", name, err, want)
		return
	}
	if e.Check != want {
		t.Errorf("%s: got %v, want the check %s to fail", name, err, want)
	}
	if strings.Contains(err.Error(), "19800102") || strings.Contains(err.Error(), "Amira") {
		t.Errorf("%s: the error tells who it is: %v", name, err)
	}
}

func TestB10_SpoiltEvidenceIsRefused(t *testing.T) {
	b := newBench(t)
	want := map[string]bankid.Check{
		"wrongPerson":    bankid.CheckPerson,
		"wrongRoot":      bankid.CheckChain,
		"wrongPolicy":    bankid.CheckPolicy,
		"wrongUsage":     bankid.CheckKeyUsage,
		"expiredCert":    bankid.CheckChain,
		"shortKey":       bankid.CheckSignature,
		"otherText":      bankid.CheckVisible,
		"otherHidden":    bankid.CheckHidden,
		"otherFormat":    bankid.CheckVisible,
		"otherAct":       bankid.CheckAct,
		"tampered":       bankid.CheckDigest,
		"tamperedCert":   bankid.CheckDigest,
		"tamperedInfo":   bankid.CheckSignature,
		"duplicateId":    bankid.CheckIDs,
		"extraReference": bankid.CheckReferences,
		"wrapped":        bankid.CheckForm,
		"comment":        bankid.CheckForm,
		"revoked":        bankid.CheckRevoked,
		"staleAnswer":    bankid.CheckOCSP,
		"wrongNonce":     bankid.CheckNonce,
		"plainNonce":     bankid.CheckNonce,
		"wrappedNonce":   bankid.CheckNonce,
		"wrongResponder": bankid.CheckOCSP,
		"unfitResponder": bankid.CheckOCSP,
		"otherAnswer":    bankid.CheckOCSP,
	}
	for _, flaw := range b.sim.Flaws() {
		if want[flaw] == "" {
			t.Errorf("no check is expected to find %s", flaw)
		}
	}
	if _, err := b.verifier().Verify(b.signed(amira, "approve"), b.expected()); err != nil { // from here on the authorities are known
		t.Fatal(err)
	}
	for flaw, check := range want {
		got, err := b.verifier().Verify(b.signed(amira, flaw), b.expected())
		wantCheck(t, flaw, err, check)
		if got != (bankid.Verified{}) {
			t.Errorf("%s: something counts as verified", flaw)
		}
	}
}

func TestTamperedIdentificationIsRefused(t *testing.T) {
	b := newBench(t)
	request := bankid.OrderRequest{EndUserIP: "192.0.2.7"} // no texts at all
	for action, want := range map[string]bankid.Check{"approve": "", "tampered": bankid.CheckDigest, "otherAct": bankid.CheckAct} {
		order := b.auth(request)
		b.must(order.AutoStartToken, amira, action)
		_, err := b.verifier().Verify(*b.collect(order).Completion, bankid.Expected{Act: bankid.Identification, At: b.now()})
		if want != "" {
			wantCheck(t, action, err, want)
		} else if err != nil {
			t.Errorf("%s: %v", action, err)
		}
	}
}

func TestAGoodSignatureProvesOnlyWhatItProves(t *testing.T) {
	b := newBench(t)
	c, another := b.signed(amira, "approve"), b.signed(amira, "approve")
	if _, err := b.verifier().Verify(c, b.expected()); err != nil {
		t.Fatal(err)
	}
	for _, x := range []struct {
		name  string
		spoil func(*bankid.Verifier, *bankid.Completion, *bankid.Expected)
		want  bankid.Check
	}{
		{"another text was sent", func(_ *bankid.Verifier, _ *bankid.Completion, e *bankid.Expected) { e.Visible += " " }, bankid.CheckVisible},
		{"another hidden text was sent", func(_ *bankid.Verifier, _ *bankid.Completion, e *bankid.Expected) { e.Hidden = nil }, bankid.CheckHidden},
		{"markdown was asked for", func(_ *bankid.Verifier, _ *bankid.Completion, e *bankid.Expected) { e.Markdown = true }, bankid.CheckVisible},
		{"a log-in was asked for", func(_ *bankid.Verifier, _ *bankid.Completion, e *bankid.Expected) { e.Act = bankid.Identification }, bankid.CheckAct},
		{"the partner was asked", func(_ *bankid.Verifier, _ *bankid.Completion, e *bankid.Expected) { e.Person = jonas.Personnummer }, bankid.CheckPerson},
		{"the answer names another", func(_ *bankid.Verifier, c *bankid.Completion, _ *bankid.Expected) {
			c.User.PersonalNumber = jonas.Personnummer
		}, bankid.CheckPerson},
		{"the answer names nobody", func(_ *bankid.Verifier, c *bankid.Completion, _ *bankid.Expected) {
			c.User.PersonalNumber = aid.Personnummer{}
		}, bankid.CheckPerson},
		{"the revocation answer of another signature", func(_ *bankid.Verifier, c *bankid.Completion, _ *bankid.Expected) {
			c.OCSPResponse = another.OCSPResponse
		}, bankid.CheckOCSP},
		{"an hour later", func(_ *bankid.Verifier, _ *bankid.Completion, e *bankid.Expected) { e.At = e.At.Add(time.Hour) }, bankid.CheckOCSP},
		{"twenty years later", func(_ *bankid.Verifier, _ *bankid.Completion, e *bankid.Expected) { e.At = e.At.AddDate(20, 0, 0) }, bankid.CheckChain},
		{"only cards are accepted", func(v *bankid.Verifier, _ *bankid.Completion, _ *bankid.Expected) {
			v.Policies = []string{bankid.PolicyCard}
		}, bankid.CheckPolicy},
		{"no root is trusted", func(v *bankid.Verifier, _ *bankid.Completion, _ *bankid.Expected) { v.Roots = x509.NewCertPool() }, bankid.CheckChain},
		{"the TLS root is trusted", func(v *bankid.Verifier, _ *bankid.Completion, _ *bankid.Expected) {
			v.Roots = b.sim.ClientTLS().RootCAs
		}, bankid.CheckChain},
		{"no base64", func(_ *bankid.Verifier, c *bankid.Completion, _ *bankid.Expected) { c.Signature = "<Signature/>" }, bankid.CheckForm},
		{"no base64 in the revocation answer", func(_ *bankid.Verifier, c *bankid.Completion, _ *bankid.Expected) { c.OCSPResponse = "-" }, bankid.CheckOCSP},
	} {
		v, changed, e := b.verifier(), c, b.expected()
		x.spoil(&v, &changed, &e)
		_, err := v.Verify(changed, e)
		wantCheck(t, x.name, err, x.want)
	}
	if _, err := (bankid.Verifier{}).Verify(c, b.expected()); err == nil {
		t.Error("a verifier without settings passes a signature")
	}
}

// TestHostileXML changes the text of a good signature. What canonicalization would pass over must be refused for its form.
func TestHostileXML(t *testing.T) {
	b := newBench(t)
	c := b.signed(amira, "approve")
	raw, err := base64.StdEncoding.DecodeString(c.Signature)
	if err != nil {
		t.Fatal(err)
	}
	good := string(raw)
	body := good[strings.Index(good, "<Signature "):]
	for _, x := range []struct {
		name, text string
		want       bankid.Check
	}{
		{"empty", "", bankid.CheckForm},
		{"no XML", "signature", bankid.CheckForm},
		{"another root", "<a/>", bankid.CheckForm},
		{"no name space", "<Signature/>", bankid.CheckForm},
		{"cut off", good[:len(good)-5], bankid.CheckForm},
		{"two roots", good + body, bankid.CheckForm},
		{"text behind", good + "x", bankid.CheckForm},
		{"a document type", "<!DOCTYPE Signature [<!ENTITY a 'b'>]>" + body, bankid.CheckForm},
		{"another encoding", strings.Replace(good, `"UTF-8"`, `"ISO-8859-1"`, 1), bankid.CheckForm},
		{"a processing instruction", strings.Replace(good, "<Object>", "<Object><?a b?>", 1), bankid.CheckForm},
		{"a comment in a digest", strings.Replace(good, "<DigestValue>", "<DigestValue><!---->", 1), bankid.CheckForm},
		{"a prefixed attribute", strings.Replace(good, "<Object>", `<Object xml:id="a">`, 1), bankid.CheckForm},
		{"an attribute twice", strings.Replace(good, `Id="bidKeyInfo"`, `Id="bidKeyInfo" Id="bidKeyInfo"`, 1), bankid.CheckForm},
		{"the same Id in other letters", strings.Replace(good, "<Object>", `<Object ID="bidSignedData">`, 1), bankid.CheckIDs},
		{"the Ids change places", strings.NewReplacer(`Id="bidKeyInfo"`, `Id="bidSignedData"`, `Id="bidSignedData"`, `Id="bidKeyInfo"`).Replace(good), bankid.CheckIDs},
		{"a second object", strings.Replace(good, "</Signature>", "<Object></Object></Signature>", 1), bankid.CheckForm},
		{"an object before", strings.Replace(good, "<SignatureValue>", "<Object></Object><SignatureValue>", 1), bankid.CheckForm},
		{"another element as object", strings.ReplaceAll(good, "bankIdSignedData", "somethingElse"), bankid.CheckForm},
		{"a text beside", strings.Replace(good, "<Object>", "<Object>text", 1), bankid.CheckForm},
		{"one reference twice", strings.Replace(good, `URI="#bidKeyInfo"`, `URI="#bidSignedData"`, 1), bankid.CheckReferences},
		{"a reference to the whole", strings.Replace(good, `URI="#bidKeyInfo"`, `URI=""`, 1), bankid.CheckReferences},
		{"a reference to elsewhere", strings.Replace(good, `URI="#bidKeyInfo"`, `URI="https://x.example/"`, 1), bankid.CheckReferences},
		{"no type", strings.Replace(good, ` Type="http://www.bankid.com/signature/v1.0.0/types"`, "", 1), bankid.CheckReferences},
		{"a weak digest", strings.Replace(good, "xmlenc#sha256", "xmldsig#sha1", 1), bankid.CheckReferences},
		{"a weak signature", strings.Replace(good, "rsa-sha256", "hmac-sha256", 1), bankid.CheckReferences},
		{"another transform", strings.Replace(good, `Transform Algorithm="http://www.w3.org/TR/2001/REC-xml-c14n-20010315"`, `Transform Algorithm="http://www.w3.org/TR/1999/REC-xslt-19991116"`, 1), bankid.CheckReferences},
		{"a longer transform", strings.Replace(good, "</Transform>", "<a/></Transform>", 1), bankid.CheckReferences},
		{"another canonicalization", strings.Replace(good, `Method Algorithm="http://www.w3.org/TR/2001/REC-xml-c14n-20010315"`, `Method Algorithm="http://www.w3.org/2001/10/xml-exc-c14n#"`, 1), bankid.CheckReferences},
		{"a digest that is none", strings.Replace(good, "<DigestValue>", "<DigestValue>A", 1), bankid.CheckReferences},
		{"a value that is none", strings.Replace(good, "<SignatureValue>", "<SignatureValue>A", 1), bankid.CheckSignature},
		{"a deep document", strings.Repeat("<a>", 5000) + strings.Repeat("</a>", 5000), bankid.CheckForm},
	} {
		if x.text == good {
			t.Errorf("%s: nothing was changed", x.name)
		}
		changed := c
		changed.Signature = base64.StdEncoding.EncodeToString([]byte(x.text))
		_, err := b.verifier().Verify(changed, b.expected())
		wantCheck(t, x.name, err, x.want)
	}
}

// TestWritingTheSameOtherwise changes what canonicalization evens out: the signature itself must hold, and only the revocation answer,
// which was made for the very text, must be refused.
func TestWritingTheSameOtherwise(t *testing.T) {
	b := newBench(t)
	c := b.signed(amira, "approve")
	raw, err := base64.StdEncoding.DecodeString(c.Signature)
	if err != nil {
		t.Fatal(err)
	}
	same := strings.NewReplacer(
		`></Transform>`, `/>`, `<SignedInfo xmlns="http://www.w3.org/2000/09/xmldsig#">`, `<SignedInfo >`,
		`Type="http://www.bankid.com/signature/v1.0.0/types" URI="#bidSignedData"`, `URI='#bidSignedData'  Type='http://www.bankid.com/signature/v1.0.0/types'`,
	).Replace(string(raw))
	if same == string(raw) {
		t.Fatal("nothing was changed")
	}
	c.Signature = base64.StdEncoding.EncodeToString([]byte(same))
	_, err = b.verifier().Verify(c, b.expected())
	wantCheck(t, "written otherwise", err, bankid.CheckNonce)
}

// TestXmlsec1Agrees has another program judge the signatures: it must pass a good one and refuse a tampered one.
func TestXmlsec1Agrees(t *testing.T) {
	if _, err := exec.LookPath("xmlsec1"); err != nil {
		t.Fatal("xmlsec1 is missing; install it (on Debian: apt-get install xmlsec1)")
	}
	b := newBenchAt(t, &clock{t: time.Now()})
	dir := t.TempDir()
	root := filepath.Join(dir, "root.pem")
	if err := os.WriteFile(root, b.sim.SigningRootPEM(), 0o600); err != nil {
		t.Fatal(err)
	}
	for action, good := range map[string]bool{"approve": true, "tampered": false, "tamperedInfo": false, "wrongRoot": false} {
		raw, err := base64.StdEncoding.DecodeString(b.signed(amira, action).Signature)
		if err != nil {
			t.Fatal(err)
		}
		file := filepath.Join(dir, action+".xml")
		if err := os.WriteFile(file, raw, 0o600); err != nil {
			t.Fatal(err)
		}
		out, err := exec.CommandContext(t.Context(), "xmlsec1", "--verify",
			"--id-attr:Id", "http://www.bankid.com/signature/v1.0.0/types:bankIdSignedData",
			"--id-attr:Id", "http://www.w3.org/2000/09/xmldsig#:KeyInfo",
			"--trusted-pem", root, file).CombinedOutput()
		if (err == nil) != good {
			t.Errorf("%s: xmlsec1 says %v:\n%s", action, err, out)
		}
		if good && !strings.Contains(string(out), "2/2") {
			t.Errorf("%s: xmlsec1 has not checked both references:\n%s", action, out)
		}
	}
}

func TestPoliciesOfTheSimulatorAreOfTheTestSeries(t *testing.T) {
	b := newBench(t)
	if !slices.Equal(b.sim.Policies(), []string{bankid.TestPolicyMobile}) {
		t.Errorf("the policies are %v", b.sim.Policies())
	}
}

// FuzzVerify changes the evidence of a good signature: nothing but the very same evidence may pass, and nothing may crash.
func FuzzVerify(f *testing.F) {
	b := newBench(f)
	completion := b.signed(amira, "approve")
	xml, err := base64.StdEncoding.DecodeString(completion.Signature)
	if err != nil {
		f.Fatal(err)
	}
	ocsp, err := base64.StdEncoding.DecodeString(completion.OCSPResponse)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(xml, ocsp)
	f.Add(xml[:len(xml)/2], ocsp[:len(ocsp)/2])
	f.Add([]byte("<Signature/>"), []byte{0x30, 0x03, 0x0a, 0x01, 0x06})
	f.Fuzz(func(t *testing.T, changedXML, changedOCSP []byte) {
		changed := completion
		changed.Signature = base64.StdEncoding.EncodeToString(changedXML)
		changed.OCSPResponse = base64.StdEncoding.EncodeToString(changedOCSP)
		_, err := b.verifier().Verify(changed, b.expected())
		if err == nil && string(changedXML) != string(xml) {
			t.Error("other evidence than the signed passes")
		}
		var check *bankid.CheckError
		if err != nil && !errors.As(err, &check) {
			t.Errorf("not told which check failed: %v", err)
		}
	})
}
