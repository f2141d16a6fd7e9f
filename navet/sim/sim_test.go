package sim_test

import (
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"bistand/aid"
	"bistand/loopback"
	"bistand/navet/sim"
)

func start(t *testing.T) *sim.Server {
	t.Helper()
	s, err := sim.Start(t.Context(), sim.Config{Now: func() time.Time { return time.Date(2026, time.November, 27, 9, 0, 0, 0, time.UTC) }})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

// fatima is invented; her number is from the tax agency's series for tests.
func fatima(t *testing.T) aid.Personnummer {
	t.Helper()
	p, err := aid.ParsePersonnummer("198503149802")
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// question is a request as the XSD has it, in a spelling that the client does not use.
const question = `<?xml version="1.0"?><e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Header/><e:Body>` +
	`<n:PersonpostRequest xmlns:n="http://xmls.skatteverket.se/se/skatteverket/folkbokforing/na/epersondata/V1"><n:Bestallning> <n:OrgNr>162120000000</n:OrgNr>` +
	`<n:BestallningsId>00000079-FO01-0001</n:BestallningsId></n:Bestallning><n:PersonId>198503149802</n:PersonId></n:PersonpostRequest></e:Body></e:Envelope>`

// send posts a request to a path of the service.
func send(t *testing.T, s *sim.Server, to, body string) (int, string) {
	t.Helper()
	status, text, err := loopback.Post(s.ClientTLS(), to, body, nil)
	if err != nil {
		t.Fatal(err)
	}
	return status, text
}

const answered = `<soap:Body><na:PersonpostXMLResponse xmlns:na="http://xmls.skatteverket.se/se/skatteverket/folkbokforing/na/epersondata/V1"><na:Folkbokforingsposter>`

func TestPosts(t *testing.T) {
	s := start(t)
	died, _ := aid.ParseDate("2024-02-29")
	const address = "<Folkbokforingsadress><Utdelningsadress2>Provgatan 7 &amp; 9</Utdelningsadress2><PostNr>22000</PostNr><Postort>Lund</Postort></Folkbokforingsadress>"
	home := sim.Record{GivenName: "Fatima", Surname: "Testsson", Street: "Provgatan 7 & 9", PostCode: "220 00", City: "Lund", County: "12", Municipality: "81"}
	if status, answer := send(t, s, s.URL(), question); status != 200 || !strings.Contains(answer, answered+"</na:Folkbokforingsposter>") {
		t.Errorf("nobody: %d %s", status, answer)
	}
	for name, c := range map[string]struct {
		change      func(*sim.Record)
		holds, none string
	}{
		"bosatt": {
			func(*sim.Record) {}, "<Folkbokforingspost><Sekretessmarkering>N</Sekretessmarkering><Personpost><PersonId><PersonNr>198503149802</PersonNr></PersonId>" +
				"<Namn><Fornamn>Fatima</Fornamn><Efternamn>Testsson</Efternamn></Namn><Folkbokforing><LanKod>12</LanKod><KommunKod>81</KommunKod></Folkbokforing><Adresser>" + address + "</Adresser></Personpost></Folkbokforingspost>",
			"SkyddadFolkbokforing",
		},
		"sekretessmarkerad": {func(r *sim.Record) { r.Confidential = true }, "<Sekretessmarkering>J</Sekretessmarkering><Personpost>", "Adresser"},
		"skyddad":           {func(r *sim.Record) { r.Protected = true }, "<Sekretessmarkering>N</Sekretessmarkering><SkyddadFolkbokforing>J</SkyddadFolkbokforing><Personpost>", "Adresser"},
		"avliden": {
			func(r *sim.Record) { r.Deregistered, r.DeregisteredOn = "AV", died },
			"<Avregistrering><AvregistreringsorsakKod>AV</AvregistreringsorsakKod><Avregistreringsdatum>20240229</Avregistreringsdatum></Avregistrering><Namn>", "HanvisningsPersonNr",
		},
	} {
		r := home
		c.change(&r)
		s.Set(fatima(t), r)
		if status, answer := send(t, s, s.URL(), question); status != 200 || !strings.Contains(answer, c.holds) || strings.Contains(answer, c.none) {
			t.Errorf("%s: %d %s", name, status, answer)
		}
	}
}

func TestQuestionsThatBreakTheRules(t *testing.T) {
	s := start(t)
	for _, c := range []struct{ name, old, new string }{
		{"no XML", question, "hej"},
		{"another version", "epersondata/V1", "epersondata/V2"},
		{"another operation", "PersonpostRequest", "NamnsokningRequest"},
		{"no order", "<n:BestallningsId>00000079-FO01-0001</n:BestallningsId>", ""},
		{"an order of another form", "FO01", "F001"},
		{"a shorter order", "0079-", "79-"},
		{"space in the order", "0001</", "0001 </"},
		{"an organisation in ten digits", "162120000000", "2120000000"},
		{"a number below those of organisations", "162120000000", "159999999999"},
		{"a person in ten digits", "<n:PersonId>19", "<n:PersonId>"},
		{"no person", "198503149802", ""},
		{"in another order", "<n:OrgNr>162120000000</n:OrgNr><n:BestallningsId>00000079-FO01-0001</n:BestallningsId>", "<n:BestallningsId>00000079-FO01-0001</n:BestallningsId><n:OrgNr>162120000000</n:OrgNr>"},
		{"two persons", "<n:PersonId>", "<n:PersonId>198306229819</n:PersonId><n:PersonId>"},
		{"in no namespace", "n:PersonId>", "PersonId>"},
		{"text between elements", "<n:PersonId>", "x<n:PersonId>"},
	} {
		changed := strings.ReplaceAll(question, c.old, c.new)
		if changed == question {
			t.Fatalf("%s: changes nothing", c.name)
		}
		status, answer := send(t, s, s.URL(), changed)
		if status != 500 || !strings.Contains(answer, "<na:Beskrivning>Felaktiga inparametrar</na:Beskrivning>") || strings.Contains(answer, "9802") {
			t.Errorf("%s: %d %s", c.name, status, answer)
		}
	}
	if n := len(s.Looks()); n != 0 {
		t.Errorf("%d looks are kept", n)
	}
	if status, answer := send(t, s, s.Origin()+"/na/na_epersondata/V3/personpostXML", question); status != 404 || !strings.Contains(answer, "<html>") {
		t.Errorf("another address: %d %s", status, answer)
	}
}

func TestLooksAreForgotten(t *testing.T) {
	s := start(t)
	for range 51 {
		send(t, s, s.URL(), strings.Replace(question, "198503149802", "198306229819", 1))
	}
	send(t, s, s.URL(), question)
	if looks := s.Looks(); len(looks) != 50 || looks[0].Person != fatima(t) || looks[49].Person == fatima(t) {
		t.Errorf("%d looks, the newest about %s", len(looks), looks[0].Person)
	}
}

func TestThePage(t *testing.T) {
	s := start(t)
	s.Set(fatima(t), sim.Record{GivenName: "Fatima"})
	page := func() string {
		answer, err := http.Get(s.PageURL())
		if err != nil {
			t.Fatal(err)
		}
		defer answer.Body.Close()
		raw, _ := io.ReadAll(answer.Body)
		return string(raw)
	}
	if text := page(); !strings.Contains(text, "Ingen har frågat än.") || strings.Count(text, "<h1>") != 1 || !strings.Contains(text, `<html lang="sv">`) || strings.Contains(text, "<script") {
		t.Error(text)
	}
	send(t, s, s.URL(), question)
	text := page()
	for _, want := range []string{"19850314-····", "162120000000", "00000079-FO01-0001", "2026-11-27 09:00:00", `<label for="seconds">`, `id="seconds"`, `value="normal" aria-pressed="true"`} {
		if !strings.Contains(text, want) {
			t.Errorf("the page lacks %q", want)
		}
	}
	for _, m := range s.Modes() {
		if !strings.Contains(text, `value="`+string(m.Mode)+`"`) {
			t.Errorf("the page lacks %q", m.Mode)
		}
	}
	if _, looks, _ := strings.Cut(text, `id="looks"`); strings.Contains(looks, "9802") || strings.Contains(looks, "Fatima") {
		t.Error("the page shows who was asked about")
	}
	for _, c := range []struct {
		person, shielded string
		status           int
		want             string
	}{
		{"198503149802", "ja", 200, "<Sekretessmarkering>J</Sekretessmarkering>"},
		{"198306229819", "ja", 400, "<Sekretessmarkering>J</Sekretessmarkering>"}, // is not in the register
		{"1985", "nej", 400, "<Sekretessmarkering>J</Sekretessmarkering>"},
		{"198503149802", "nej", 200, "<Sekretessmarkering>N</Sekretessmarkering>"},
	} {
		answer, err := http.PostForm(s.PageURL()+"shield", url.Values{"person": {c.person}, "shielded": {c.shielded}})
		if err != nil {
			t.Fatal(err)
		}
		answer.Body.Close()
		if answer.StatusCode != c.status {
			t.Errorf("shield %s %s: %s", c.person, c.shielded, answer.Status)
		}
		if _, body := send(t, s, s.URL(), question); !strings.Contains(body, c.want) {
			t.Errorf("after %s %s: %s", c.person, c.shielded, body)
		}
	}
	for mode, known := range map[loopback.Mode]bool{sim.Empty: true, "misspelt": false} {
		answer, err := http.PostForm(s.PageURL()+"mode", url.Values{"mode": {string(mode)}})
		if err != nil {
			t.Fatal(err)
		}
		answer.Body.Close()
		if (answer.StatusCode == 200) != known || s.Mode() != sim.Empty && known {
			t.Errorf("%s: %s, and the mode is %s", mode, answer.Status, s.Mode())
		}
	}
}
