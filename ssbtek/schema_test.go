package ssbtek_test

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"bistand/aid"
	"bistand/loopback"
	"bistand/soap"
	"bistand/ssbtek"
	"bistand/ssbtek/sim"
)

// schemas returns the folder of SSBTEK's schemas, or "" where they are absent.
func schemas(t *testing.T) string {
	t.Helper()
	folder := os.Getenv("BISTAND_SCHEMAS")
	if folder == "" {
		t.Log("schemas are absent (BISTAND_SCHEMAS is not set): the schema is not checked")
		return ""
	}
	return filepath.Join(folder, "ssbtek-v10")
}

const ssbtSchema = "se/forsakringskassan/schema/integration/ssbt/_10/sammansatt_bastjanst_v10.xsd"

// validate holds a document against a schema with xmllint. Only the schemas may be absent.
func validate(t *testing.T, what, document, schema string) {
	t.Helper()
	if _, err := exec.LookPath("xmllint"); err != nil {
		t.Fatal("xmllint is needed (Debian package libxml2-utils)")
	}
	lint := exec.Command("xmllint", "--noout", "--nonet", "--schema", schema, "-")
	lint.Stdin = strings.NewReader(document)
	if out, err := lint.CombinedOutput(); err != nil {
		t.Errorf("%s is not valid: %v\n%s\n%s", what, err, out, document)
	}
}

// inner returns what stands in the body of an envelope.
func inner(t *testing.T, envelope string) string {
	t.Helper()
	var e struct {
		Body struct {
			Inner string `xml:",innerxml"`
		} `xml:"Body"`
	}
	if err := xml.Unmarshal([]byte(envelope), &e); err != nil {
		t.Fatal(err)
	}
	return e.Body.Inner
}

// requestOf returns the request that a client sends, by a server that answers nothing of use.
func requestOf(t *testing.T, q ssbtek.Question, processors []ssbtek.Processor, actor string) string {
	t.Helper()
	var sent string
	record := serveText(t, func(w http.ResponseWriter, r *http.Request) {
		raw, _ := io.ReadAll(r.Body)
		sent = string(raw)
		if got := r.Header["Soapaction"]; len(got) != 1 || got[0] != `""` || r.Header.Get("Content-Type") != "text/xml; charset=utf-8" {
			t.Errorf("headers: %v", r.Header)
		}
	}, func(c *ssbtek.Config) { c.Processors, c.ActorID = processors, actor })
	var e *soap.Error
	if _, err := record.Ask(t.Context(), q); !errors.As(err, &e) || e.Code != "form" {
		t.Fatal(err)
	}
	return sent
}

func TestRequestsAreValid(t *testing.T) {
	folder := schemas(t)
	if folder == "" {
		return
	}
	processors := []ssbtek.Processor{{OrgNumber: "165560000001", Name: "Leverantören & Co"}, {OrgNumber: "165560000002", Name: "Driften <AB>"}}
	for _, count := range []int{0, 1, 2} {
		q := autumn()
		if count > 0 {
			q.Sources = aid.InquiredAuthorities[count : count+3]
			q.From = day("2026-01-01") // earlier than CSN lets itself be asked about
		}
		validate(t, "a request", inner(t, requestOf(t, q, processors[:count], "000-00")), filepath.Join(folder, ssbtSchema))
	}
}

// post sends a request to a simulator as it is.
func post(t *testing.T, s *sim.Server, body string) (int, string) {
	t.Helper()
	status, text, err := loopback.Post(s.ClientTLS(), s.URL(), body, nil)
	if err != nil {
		t.Fatal(err)
	}
	return status, text
}

// TestAnswersAreValid holds the simulator to the schemas, so that the client is tried on what the service may really send. The
// documents of CSN are held to theirs from Person down, since what stands above refers to a schema that is nowhere public; that
// of SKV has no public schema.
func TestAnswersAreValid(t *testing.T) {
	folder := schemas(t)
	if folder == "" {
		return
	}
	schema := filepath.Join(folder, ssbtSchema)
	s, _ := start(t, at("2026-11-27"))
	request := requestOf(t, autumn(), nil, "000-00")
	echo := strings.Replace(request, "<fraganSkallInkluderasISvaret>false", "<fraganSkallInkluderasISvaret>true", 1)
	for name, records := range map[string]sim.Records{"everything": everything(), "nothing": {}} {
		s.Set(fatima, records)
		for _, asked := range []string{request, echo} {
			status, answer := post(t, s, asked)
			if status != http.StatusOK {
				t.Fatalf("%s: %d %s", name, status, answer)
			}
			validate(t, name, inner(t, answer), schema)
			validatePerson(t, folder, answer)
		}
	}
	for _, a := range aid.InquiredAuthorities {
		for _, f := range sim.FlawsOf(a) {
			if f == sim.Garbled || f == sim.MoreElements || f == sim.Delayed {
				continue
			}
			s.SetFlaw(a, f)
			_, answer := post(t, s, request)
			validate(t, fmt.Sprint(a, " ", f), inner(t, answer), schema)
		}
		s.SetFlaw(a, sim.None)
	}
	_, answer := post(t, s, `<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Body><testaBastjanstInformation xmlns="http://schema.forsakringskassan.se/integration/ssbt/10"/></e:Body></e:Envelope>`)
	validate(t, "the answer to a test", inner(t, answer), schema)
	s.SetMode(loopback.Fault)
	_, answer = post(t, s, request)
	_, fault, _ := strings.Cut(answer, "<detail>")
	fault, _, _ = strings.Cut(fault, "</detail>")
	validate(t, "a fault", fault, schema)
}

// validatePerson holds the Person in CSN's answer to its schema.
func validatePerson(t *testing.T, folder, answer string) {
	t.Helper()
	_, coded, _ := strings.Cut(answer, "<ssbt:CSN><ssbt:data><ssbt:svar>")
	coded, _, _ = strings.Cut(coded, "<")
	document, err := base64.StdEncoding.DecodeString(coded)
	if err != nil || len(document) == 0 {
		t.Fatalf("no document of CSN's: %v", err)
	}
	_, person, _ := strings.Cut(string(document), "<csn:Person ")
	person, _, _ = strings.Cut(person, "</csn:Person>")
	const space = "http://schema.csn.se/v4.0/kommunfraga"
	wrapper := filepath.Join(t.TempDir(), "person.xsd")
	text := `<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" targetNamespace="` + space + `" xmlns:p="http://schema.csn.se/v4.0/person">
<xs:import namespace="http://schema.csn.se/v4.0/person" schemaLocation="` + filepath.Join(folder, "se/csn/schema/v4_0/person/person.xsd") + `"/>
<xs:element name="Person" type="p:Person"/></xs:schema>`
	if err := os.WriteFile(wrapper, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	validate(t, "CSN's person", `<csn:Person xmlns:csn="`+space+`" `+person+`</csn:Person>`, wrapper)
}

// zeepValues is what zeep_call.py takes.
func zeepValues(lefi, id string, echo bool) map[string]any {
	return map[string]any{
		"id": id, "echo": echo, "org": "162120000000", "name": "Testkommun", "caseworker": "Ingrid Andersson", "person": fatima.Full(), "case": "EB-2026-17",
		"from": "2026-10-01", "until": "2026-12-20", "purpose": "Ekonomiskt bistånd", "law": "5 § förordningen (2008:975)", "actor": "000-00", "lefi": lefi,
		"processors": []map[string]string{{"organisationsnummer": "165560000001", "namn": "Leverantören AB"}},
	}
}

type zeepResult struct {
	Request string
	Answer  map[string]any
	Test    map[string]any
	Fault   map[string]string
}

// callZeep runs Debian's zeep with the real WSDL. Only the schemas may be absent.
func callZeep(t *testing.T, folder, url, ca, certificate string, values map[string]any) (result zeepResult) {
	t.Helper()
	const python = "/usr/bin/python3" // Debian's own, which has Debian's packages
	if out, err := exec.Command(python, "-c", "import zeep").CombinedOutput(); err != nil {
		t.Fatalf("zeep is needed (Debian package python3-zeep): %v\n%s", err, out)
	}
	input, err := json.Marshal(values)
	if err != nil {
		t.Fatal(err)
	}
	wsdl := filepath.Join(folder, "se/forsakringskassan/schema/integration/ssbt/_10/Sammansatt_Bastjanst_v10.wsdl")
	call := exec.Command(python, "testdata/zeep_call.py", wsdl, url, ca, certificate)
	call.Stdin = bytes.NewReader(input)
	var out, faults bytes.Buffer
	call.Stdout, call.Stderr = &out, &faults
	if err := call.Run(); err != nil {
		t.Fatalf("zeep: %v\n%s", err, faults.Bytes())
	}
	if err := json.Unmarshal(out.Bytes(), &result); err != nil {
		t.Fatal(err)
	}
	return result
}

// canonical writes a document as its elements, with their names in full, attributes and texts.
func canonical(t *testing.T, document string) (lines []string) {
	t.Helper()
	decoder := xml.NewDecoder(strings.NewReader(document))
	depth := 0
	for {
		token, err := decoder.Token()
		if err == io.EOF {
			return lines
		}
		if err != nil {
			t.Fatal(err)
		}
		switch e := token.(type) {
		case xml.StartElement:
			line := strings.Repeat(" ", depth) + "{" + e.Name.Space + "}" + e.Name.Local
			for _, a := range e.Attr {
				if a.Name.Space != "xmlns" && a.Name.Local != "xmlns" {
					line += " " + a.Name.Local + "=" + a.Value
				}
			}
			lines, depth = append(lines, line), depth+1
		case xml.EndElement:
			depth--
		case xml.CharData:
			if text := strings.TrimSpace(string(e)); text != "" {
				lines = append(lines, strings.Repeat(" ", depth)+text)
			}
		}
	}
}

// TestZeep has a client that shares nothing with ours read the simulator's answers by the real WSDL, strictly, and holds our
// request to the one that it builds.
func TestZeep(t *testing.T) {
	folder := schemas(t)
	if folder == "" {
		return
	}
	s, err := sim.Start(t.Context(), sim.Config{Now: time.Now}) // zeep knows no other clock
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	s.Set(fatima, everything())
	temp := t.TempDir()
	ca, certificate := filepath.Join(temp, "ca.pem"), filepath.Join(temp, "client.pem")
	if err := errors.Join(os.WriteFile(ca, s.RootPEM(), 0o600), os.WriteFile(certificate, pemOf(t, s.ClientCertificate()), 0o600)); err != nil {
		t.Fatal(err)
	}
	ours := requestOf(t, autumn(), []ssbtek.Processor{{OrgNumber: "165560000001", Name: "Leverantören AB"}}, "000-00")
	lefi, err := base64.StdEncoding.DecodeString(between(ours, "<lefiJsonFraga>", "</lefiJsonFraga>"))
	if err != nil {
		t.Fatal(err)
	}
	id := between(ours, "<korrelationsid>", "</korrelationsid>")
	result := callZeep(t, folder, s.URL(), ca, certificate, zeepValues(string(lefi), id, false))
	if diff := cmp.Diff(canonical(t, result.Request), canonical(t, ours)); diff != "" {
		t.Errorf("our request is another than zeep's: %s", diff)
	}
	data, _ := result.Answer["svarsdata"].(map[string]any)
	if result.Fault != nil || len(data) != 7 || result.Answer["korrelationsid"] != id {
		t.Fatalf("zeep read %+v", result)
	}
	for source, one := range data {
		if answer, ok := one.(map[string]any); !ok || answer["data"] == nil || answer["error"] != nil {
			t.Errorf("%s: zeep read %v", source, one)
		}
	}
	if len(result.Test) != 7 {
		t.Errorf("zeep read of the test %v", result.Test)
	}
	s.SetMode(loopback.Fault)
	if f := callZeep(t, folder, s.URL(), ca, certificate, zeepValues(string(lefi), id, false)).Fault; f["felkod"] != "INTERNT_FEL" {
		t.Errorf("zeep read the fault as %v", f)
	}
	s.SetMode(loopback.Normal)
	bad := zeepValues(string(lefi), id, true)
	bad["org"] = "2120000000"
	if f := callZeep(t, folder, s.URL(), ca, certificate, bad).Fault; f["felkod"] != "OGILTIG_FRAGA" {
		t.Errorf("ten digits: zeep read %v", f)
	}
}

// between returns what stands between two marks.
func between(text, from, to string) string {
	_, text, _ = strings.Cut(text, from)
	text, _, _ = strings.Cut(text, to)
	return text
}
