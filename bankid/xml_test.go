package bankid_test

import (
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/beevik/etree"
	dsig "github.com/russellhaering/goxmldsig"
	"github.com/russellhaering/goxmldsig/etreeutils"

	"bistand/bankid"
)

// otherParts does by other people's programs what bankid.CanonicalParts does, and is as strict where they can be.
func otherParts(text []byte) (parts []string, err error) {
	doc := etree.NewDocument()
	doc.ReadSettings = etree.ReadSettings{
		ValidateInput: true, MaxDepth: 32, PreserveDuplicateAttrs: true,
		CharsetReader: func(string, io.Reader) (io.Reader, error) { return nil, errors.New("the encoding is not UTF-8") },
	}
	if err := doc.ReadFromBytes(text); err != nil {
		return nil, err
	}
	if len(doc.ChildElements()) != 1 {
		return nil, errors.New("not one root")
	}
	var walk func(*etree.Element) error
	walk = func(el *etree.Element) error {
		scope, err := etreeutils.NSBuildParentContext(el)
		if err != nil {
			return err
		}
		alone, err := etreeutils.NSDetatch(scope, el)
		if err != nil {
			return err
		}
		part, err := dsig.MakeC14N10RecCanonicalizer().Canonicalize(alone)
		if err != nil {
			return err
		}
		parts = append(parts, string(part))
		for _, child := range el.ChildElements() {
			if err := walk(child); err != nil {
				return err
			}
		}
		return nil
	}
	return parts, walk(doc.Root())
}

// accepted are documents that are read, written in the ways that canonicalization evens out.
var accepted = []string{
	`<a/>`,
	`<?xml version="1.0" encoding="utf-8" standalone='yes' ?>` + "\r\n<a >\r\n</a\t>",
	`<a b='1' a="2"><b x = "'" y='"'></b>text<c/>more</a>`,
	`<a xmlns="urn:1" xmlns:q="urn:2"><q:b xmlns="urn:1" xmlns:q="urn:3"><q:c/><b xmlns="" q="q"/></q:b></a>`,
	`<q:a xmlns:q="urn:1" xmlns:p="urn:2" Id="x"><p:b><c/></p:b></q:a>`,
	`<a xmlns=""><b xmlns="urn:1?b=c"><c xmlns=""><d xmlns=""/></c></b></a>`,
	`<a b="&lt;&gt;&amp;&quot;&apos;&#9;&#10;&#xD;&#x1F600;å">&lt;&gt;&amp;&quot;&apos;&#9;&#10;&#xD;] ]> ]]&gt; å é</a>`,
	"<a>\r\r\n\n\t</a>",
}

// refused are documents that other readers take in one way or another, or not at all.
var refused = []string{
	``, ` `, `a`, `<`, `<a`, `<a>`, `<a></b>`, `<a></a`, `<a></ab>`, `<a/><a/>`, `<a/>x`, "<a/>\n", `x<a/>`, ` <?xml version="1.0"?><a/>`,
	`<?xml version="1.1"?><a/>`, `<?xml version="1.0" encoding="ISO-8859-1"?><a/>`, `<?xml encoding="UTF-8"?><a/>`, `<?b?><a/>`, `<a><?b?></a>`,
	`<!DOCTYPE a><a/>`, `<!--b--><a/>`, `<a><!--b--></a>`, `<a><![CDATA[b]]></a>`, `<a>]]></a>`, `<a>&b;</a>`, `<a>&</a>`, `<a>& ;</a>`, `<a>&#0;</a>`,
	`<a>&#xD800;</a>`, `<a>&#xFFFFFFFFF;</a>`, `<a>&#+65;</a>`, `<a>&#X41;</a>`, `<a>&65;</a>`, "<a>\x01</a>", "<a>\xff</a>", "<a>\uFFFE</a>", "<a>\xed\xa0\x80</a>", "\uFEFF<a/>",
	`<a b/>`, `<a b=c/>`, `<a b="c"d="e"/>`, `<a b="<"/>`, "<a b='\t'/>", "<a b='\n'/>", "<a b='\r'/>", `<a b="c" b="c"/>`, `<a b="c' />`, `<a / >`, `< a/>`, `<a></ a>`,
	`<p:a/>`, `<a p:b="c"/>`, `<a xml:id="b"/>`, `<a xmlns:p="urn:1" p:b="c"/>`, `<a xmlns="urn:1" xmlns="urn:2"/>`, `<a xmlns:p="urn:1" xmlns:p="urn:1"/>`, `<a xmlns:p=""/>`,
	`<a xmlns:xml="http://www.w3.org/XML/1998/namespace"/>`, `<a xmlns:xmlns="urn:1"/>`, `<xml:a/>`, `<xmlns:a/>`,
	`<a xmlns="urn:&amp;"/>`, `<a xmlns:p="&#9;"/>`,
	`<a:b:c xmlns:a="urn:1"/>`, `<:a/>`, `<a: xmlns:a="urn:1"/>`, `<1a/>`, `<å/>`, `<a å="1"/>`, `<a -b="1"/>`,
	strings.Repeat("<a>", 33) + strings.Repeat("</a>", 33),
}

// TestTheReaderIsStrict holds what is read to the programs of others, and what is not to a list.
func TestTheReaderIsStrict(t *testing.T) {
	for _, text := range append([]string{strings.Repeat("<a>", 32) + strings.Repeat("</a>", 32)}, accepted...) {
		got, err := bankid.CanonicalParts([]byte(text))
		if err != nil {
			t.Errorf("%q: %v", text, err)
		}
		want, err := otherParts([]byte(text))
		if err != nil || !slices.Equal(got, want) {
			t.Errorf("%q: %v\n got %q\nwant %q", text, err, got, want)
		}
	}
	for _, text := range refused {
		if got, err := bankid.CanonicalParts([]byte(text)); err == nil {
			t.Errorf("%q is read as %q", text, got)
		}
	}
}

// FuzzCanonical holds reading and canonicalization to other people's programs: what is read here is read there too, and each
// element of it has the same canonical form. Read again, that form gives itself.
func FuzzCanonical(f *testing.F) {
	b := newBench(f)
	for _, action := range []string{"approve", "tampered", "wrapped", "comment"} {
		xml, err := base64.StdEncoding.DecodeString(b.signed(amira, action).Signature)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(xml)
	}
	for _, text := range append(accepted, refused...) {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		got, err := bankid.CanonicalParts(text)
		if err != nil {
			return
		}
		want, err := otherParts(text)
		if err != nil || !slices.Equal(got, want) {
			t.Errorf("%q: %v\n got %q\nwant %q", text, err, got, want)
		}
		again, err := bankid.CanonicalParts([]byte(got[0]))
		if err != nil || !slices.Equal(again, got) {
			t.Errorf("%q: read again %v\n got %q\nwant %q", text, err, again, got)
		}
	})
}

// TestXmlsec1WritesTheSame has xmlsec1, which rests on another reader yet (libxml2), digest what is read here.
func TestXmlsec1WritesTheSame(t *testing.T) {
	dir := t.TempDir()
	key, file := filepath.Join(dir, "key"), filepath.Join(dir, "template.xml")
	if err := os.WriteFile(key, []byte("key"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, text := range accepted {
		if _, after, found := strings.Cut(text, "?>"); found {
			text = after
		}
		template := `<Signature xmlns="http://www.w3.org/2000/09/xmldsig#" xmlns:w="urn:wide"><SignedInfo>` +
			`<CanonicalizationMethod Algorithm="http://www.w3.org/TR/2001/REC-xml-c14n-20010315"/>` +
			`<SignatureMethod Algorithm="http://www.w3.org/2000/09/xmldsig#hmac-sha1"/><Reference URI="#part"><Transforms>` +
			`<Transform Algorithm="http://www.w3.org/TR/2001/REC-xml-c14n-20010315"/></Transforms>` +
			`<DigestMethod Algorithm="http://www.w3.org/2001/04/xmlenc#sha256"/><DigestValue></DigestValue></Reference></SignedInfo>` +
			`<SignatureValue></SignatureValue><Object Id="part">` + text + `</Object></Signature>`
		if err := os.WriteFile(file, []byte(template), 0o600); err != nil {
			t.Fatal(err)
		}
		out, err := exec.CommandContext(t.Context(), "xmlsec1", "--sign", "--hmackey", key,
			"--id-attr:Id", "http://www.w3.org/2000/09/xmldsig#:Object", file).Output()
		if err != nil {
			t.Fatalf("%q: xmlsec1: %v", text, err)
		}
		parts, err := bankid.CanonicalParts([]byte(template))
		if err != nil {
			t.Fatalf("%q: %v", text, err)
		}
		part := parts[slices.IndexFunc(parts, func(part string) bool { return strings.HasPrefix(part, "<Object") })]
		sum := sha256.Sum256([]byte(part))
		if want := base64.StdEncoding.EncodeToString(sum[:]); !strings.Contains(string(out), want) {
			t.Errorf("%q: xmlsec1 digests something else than %q:\n%s", text, part, out)
		}
	}
}
