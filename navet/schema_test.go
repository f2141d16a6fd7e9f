package navet_test

import (
	"encoding/xml"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"bistand/aid"
	"bistand/loopback"
	"bistand/navet/sim"
)

// question is a request about fatima as the client sends it.
const question = `<Envelope xmlns="http://schemas.xmlsoap.org/soap/envelope/"><Body><PersonpostRequest xmlns="http://xmls.skatteverket.se/se/skatteverket/folkbokforing/na/epersondata/V1">` +
	`<Bestallning><OrgNr>162120000000</OrgNr><BestallningsId>00000079-FO01-0001</BestallningsId></Bestallning><PersonId>198503149802</PersonId></PersonpostRequest></Body></Envelope>`

// post sends a request to a simulator as it is.
func post(t *testing.T, s *sim.Server, body string) (int, string) {
	t.Helper()
	status, text, err := loopback.Post(s.ClientTLS(), s.URL(), body, nil)
	if err != nil {
		t.Fatal(err)
	}
	return status, text
}

// TestPostsAreValid holds the simulator's posts to the schema, so that the client is tried on what the service may really send. The
// schema at hand is older than version 4, and has neither SkyddadFolkbokforing nor the code FI.
func TestPostsAreValid(t *testing.T) {
	folder := os.Getenv("BISTAND_SCHEMAS")
	if folder == "" {
		t.Log("schemas are absent (BISTAND_SCHEMAS is not set): the schema is not checked")
		return
	}
	if _, err := exec.LookPath("xmllint"); err != nil {
		t.Fatal("xmllint is needed (Debian package libxml2-utils)")
	}
	s, _ := start(t, time.Second)
	day, _ := aid.ParseDate("2024-02-29")
	resident, left := home(), home()
	left.Deregistered, left.DeregisteredOn, left.NewNumber, left.Confidential = "GN", day, omar, true
	for name, c := range map[string]struct {
		person aid.Personnummer
		record *sim.Record
		mode   loopback.Mode
	}{
		"nobody":     {omar, nil, loopback.Normal},
		"a resident": {fatima, &resident, loopback.Normal},
		"little":     {fatima, &sim.Record{}, loopback.Normal},
		"everything": {fatima, &left, loopback.Normal},
		"assigned":   {nadia, &left, loopback.Normal},
		"another":    {fatima, &left, sim.OtherPerson},
		"two":        {fatima, &left, sim.TwoPosts},
		"none":       {fatima, &left, sim.Empty},
	} {
		if c.record != nil {
			s.Set(c.person, *c.record)
		}
		s.SetMode(c.mode)
		status, answer := post(t, s, strings.Replace(question, fatima.Full(), c.person.Full(), 1))
		var e struct {
			Posts []struct {
				Inner string `xml:",innerxml"`
			} `xml:"Body>PersonpostXMLResponse>Folkbokforingsposter"`
		}
		if err := xml.Unmarshal([]byte(answer), &e); err != nil || status != http.StatusOK || len(e.Posts) != 1 {
			t.Fatalf("%s: %d %s", name, status, answer)
		}
		document := "<Navetavisering><Folkbokforingsposter>" + e.Posts[0].Inner + "</Folkbokforingsposter></Navetavisering>"
		lint := exec.Command("xmllint", "--noout", "--nonet", "--schema", filepath.Join(folder, "navet", "Navetavisering.xsd"), "-")
		lint.Stdin = strings.NewReader(document)
		if out, err := lint.CombinedOutput(); err != nil {
			t.Errorf("%s is not valid: %v\n%s\n%s", name, err, out, document)
		}
	}
}
