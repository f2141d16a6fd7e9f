package sim_test

import (
	"encoding/base64"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"bistand/aid"
	"bistand/loopback"
	"bistand/ssbtek/sim"
)

// now is when all of this happens.
func now() time.Time { return time.Date(2026, time.November, 27, 9, 0, 0, 0, time.UTC) }

func start(t *testing.T) *sim.Server {
	t.Helper()
	s, err := sim.Start(t.Context(), sim.Config{Now: now})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

// question is a request as the XSD has it, about an invented person.
const question = `<?xml version="1.0"?><e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Header/><e:Body>` +
	`<s:hamtaBastjanstInformation xmlns:s="http://schema.forsakringskassan.se/integration/ssbt/10"><s:generellaFrageparametrar><s:frageTidpunkt>2026-11-27T09:00:00Z</s:frageTidpunkt>` +
	`<s:korrelationsid>k1</s:korrelationsid><s:fraganSkallInkluderasISvaret>0</s:fraganSkallInkluderasISvaret><s:ingivare><s:organisationsnummer>162120000000</s:organisationsnummer>` +
	`<s:namn>Testkommun</s:namn><s:handlaggare>anna</s:handlaggare></s:ingivare><s:personidentitet>198503149802</s:personidentitet><s:arendeidentitet>EB-1</s:arendeidentitet>` +
	`<s:tidsperiod><s:fromDatum>2026-10-01</s:fromDatum><s:tomDatum>2026-11-30</s:tomDatum></s:tidsperiod><s:syfte>Ekonomiskt bistånd</s:syfte><s:lagtext>lag</s:lagtext>` +
	`</s:generellaFrageparametrar><s:specifikaFrageparametrar><s:AF inkludera="false"/><s:CSN inkludera="true"/><s:FK inkludera="true"><s:fraga><s:version>v9</s:version><s:aktorsid>000-00</s:aktorsid>` +
	`<s:lefiJsonFraga>LEFI</s:lefiJsonFraga></s:fraga></s:FK><s:SKV inkludera="0"/><s:SO inkludera="0"/><s:TNS inkludera="1"/><s:MIV inkludera="0"/></s:specifikaFrageparametrar></s:hamtaBastjanstInformation></e:Body></e:Envelope>`

// goodLEFI asks for one benefit: {"personnummer":"198503149802","period":{"from":"2026-10-01","tom":"2026-11-30"},"utbetalningar":["FK:BOB"]}.
const goodLEFI = "eyJwZXJzb25udW1tZXIiOiIxOTg1MDMxNDk4MDIiLCJwZXJpb2QiOnsiZnJvbSI6IjIwMjYtMTAtMDEiLCJ0b20iOiIyMDI2LTExLTMwIn0sInV0YmV0YWxuaW5nYXIiOlsiRks6Qk9CIl19"

// send posts a request.
func send(t *testing.T, s *sim.Server, change func(*http.Request), body string) (int, string) {
	t.Helper()
	status, text, err := loopback.Post(s.ClientTLS(), s.URL(), strings.Replace(body, "LEFI", goodLEFI, 1), change)
	if err != nil {
		t.Fatal(err)
	}
	return status, text
}

func TestRequestsThatBreakTheRules(t *testing.T) {
	s := start(t)
	if status, answer := send(t, s, nil, question); status != http.StatusOK || strings.Contains(answer, "error>") || strings.Contains(answer, "<ssbt:AF>") || !strings.Contains(answer, "<ssbt:TNS>") {
		t.Fatalf("a good request: %d %s", status, answer)
	}
	for _, c := range []struct{ name, old, new string }{
		{"no XML", question, "hej"},
		{"two documents", "</e:Envelope>", "</e:Envelope><x/>"},
		{"a document type", `<e:Envelope`, `<!DOCTYPE x><e:Envelope`},
		{"another envelope", "http://schemas.xmlsoap.org/soap/envelope/", "http://www.w3.org/2003/05/soap-envelope"},
		{"another version", "ssbt/10", "ssbt/9"},
		{"another operation", "hamtaBastjanstInformation ", "hamtaAllt "},
		{"no case", "<s:arendeidentitet>EB-1</s:arendeidentitet>", ""},
		{"an empty case", "EB-1", ""},
		{"ten digits of the organisation", "162120000000", "2120000000"},
		{"a number that is no organisation's", "162120000000", "161112000000"},
		{"ten digits of the person", "<s:personidentitet>19", "<s:personidentitet>"},
		{"a day that there is not", "2026-11-30", "2026-11-31"},
		{"a period that ends before it begins", "2026-11-30", "2026-09-30"},
		{"in another order", "<s:syfte>Ekonomiskt bistånd</s:syfte><s:lagtext>lag</s:lagtext>", "<s:lagtext>lag</s:lagtext><s:syfte>Ekonomiskt bistånd</s:syfte>"},
		{"twice", "<s:syfte>Ekonomiskt bistånd</s:syfte>", "<s:syfte>Ekonomiskt bistånd</s:syfte><s:syfte>Ekonomiskt bistånd</s:syfte>"},
		{"something more", "<s:lagtext>", "<s:mer/><s:lagtext>"},
		{"text between elements", "<s:lagtext>", "x<s:lagtext>"},
		{"no word on a source", `<s:SKV inkludera="0"/>`, `<s:SKV/>`},
		{"a source left out", `<s:SKV inkludera="0"/>`, ``},
		{"a wrong word on a source", `<s:SKV inkludera="0"/>`, `<s:SKV inkludera="nej"/>`},
		{"something in a source that is not asked", `<s:AF inkludera="false"/>`, `<s:AF inkludera="false"><s:tidsperiod><s:fromDatum>2026-10-01</s:fromDatum><s:tomDatum>2026-11-30</s:tomDatum></s:tidsperiod></s:AF>`},
		{"a period for a source that has none", `<s:MIV inkludera="0"/>`, `<s:MIV inkludera="1"><s:tidsperiod/></s:MIV>`},
		{"no base64", "LEFI", "%%%"},
	} {
		if !strings.Contains(question, c.old) {
			t.Fatalf("%s: changes nothing", c.name)
		}
		status, answer := send(t, s, nil, strings.ReplaceAll(question, c.old, c.new))
		if status != http.StatusInternalServerError || !strings.Contains(answer, "<faultcode>soap:Client</faultcode>") || strings.Contains(answer, "9802") {
			t.Errorf("%s: %d %s", c.name, status, answer)
		}
	}
	for name, change := range map[string]func(*http.Request){
		"no SOAPAction":      func(r *http.Request) { r.Header.Del("SOAPAction") },
		"another SOAPAction": func(r *http.Request) { r.Header.Set("SOAPAction", "hamta") },
		"SOAP 1.2":           func(r *http.Request) { r.Header.Set("Content-Type", "application/soap+xml") },
		"another method":     func(r *http.Request) { r.Method = http.MethodPut },
	} {
		if status, answer := send(t, s, change, question); status < 400 {
			t.Errorf("%s: %d %s", name, status, answer)
		}
	}
	if n := len(s.Questions()); n != 1 {
		t.Errorf("%d questions are kept, want the good one", n)
	}
}

// TestSourcesRefuse holds that what breaks one source's own rules is that source's error and no other's.
func TestSourcesRefuse(t *testing.T) {
	s := start(t)
	const lefiError, csnSpan, csnForm = "<ssbt:kalla>BT</ssbt:kalla>", "<csn:ResultatKod>-1006<", "<csn:ResultatKod>-1005<"
	for _, c := range []struct{ name, old, new, want string }{
		{"LEFI is asked for nothing", "LEFI", "e30=", lefiError},
		{"LEFI is asked in another version", "v9", "v8", lefiError},
		{"nobody asks LEFI", "000-00", "", lefiError},
		{"LEFI is asked about another", "198503149802", "198306229819", lefiError},
		{"LEFI is not asked", "<s:fraga><s:version>v9</s:version><s:aktorsid>000-00</s:aktorsid><s:lefiJsonFraga>LEFI</s:lefiJsonFraga></s:fraga>", "", lefiError},
		{"CSN is asked about long ago", `<s:fromDatum>2026-10-01`, `<s:fromDatum>2026-09-01`, csnSpan},
		{"CSN is asked about much later", `<s:tomDatum>2026-11-30`, `<s:tomDatum>2027-01-01`, csnSpan},
		{"CSN gets a long number", "EB-1", strings.Repeat("1", 32), csnForm},
	} {
		status, answer := send(t, s, nil, strings.ReplaceAll(question, c.old, c.new))
		if status != http.StatusOK || !strings.Contains(answer+csnDocument(t, answer), c.want) || !strings.Contains(answer, "<tns:resultat>OK</tns:resultat>") {
			t.Errorf("%s: %d %s", c.name, status, answer)
		}
	}
}

// csnDocument returns the document that CSN's answer holds.
func csnDocument(t *testing.T, answer string) string {
	t.Helper()
	_, coded, _ := strings.Cut(answer, "<ssbt:CSN><ssbt:data><ssbt:svar>")
	coded, _, _ = strings.Cut(coded, "<")
	document, err := base64.StdEncoding.DecodeString(coded)
	if err != nil {
		t.Fatal(err)
	}
	return string(document)
}

func TestThePage(t *testing.T) {
	s := start(t)
	send(t, s, nil, question)
	get := func() string {
		answer, err := http.Get(s.PageURL())
		if err != nil {
			t.Fatal(err)
		}
		defer answer.Body.Close()
		raw, _ := io.ReadAll(answer.Body)
		return string(raw)
	}
	page := get()
	for _, want := range []string{"anna", "Testkommun", "162120000000", "EB-1", "19850314-····", "2026-10-01", "Ekonomiskt bistånd", "CSN FK TNS"} {
		if !strings.Contains(page, want) {
			t.Errorf("the page lacks %q", want)
		}
	}
	if strings.Contains(page, "9802") {
		t.Error("the page shows the whole number")
	}
	for _, a := range aid.InquiredAuthorities {
		for _, f := range sim.FlawsOf(a) {
			if !strings.Contains(page, `value="`+string(f)+`"`) {
				t.Errorf("the page lacks %q", f)
			}
		}
	}
	form := func(path string, values url.Values) int {
		answer, err := http.PostForm(s.PageURL()+path, values)
		if err != nil {
			t.Fatal(err)
		}
		answer.Body.Close()
		return answer.StatusCode
	}
	if form("mode", url.Values{"mode": {"error503"}}) != http.StatusOK || s.Mode() != loopback.Error503 {
		t.Errorf("the mode is %s", s.Mode())
	}
	if form("flaw", url.Values{"authority": {"tax"}, "flaw": {"absent"}}) != http.StatusOK || s.Flaw("tax") != sim.Absent {
		t.Errorf("the flaw is %s", s.Flaw("tax"))
	}
	if form("mode", url.Values{"mode": {"?"}}) != http.StatusBadRequest || form("flaw", url.Values{"authority": {"tax"}, "flaw": {"denied"}}) != http.StatusBadRequest {
		t.Error("trouble that there is not was taken")
	}
	if page := get(); !strings.Contains(page, `value="error503" aria-pressed="true"`) || !strings.Contains(page, `value="absent" selected`) {
		t.Error("the page does not show what was chosen")
	}
}
