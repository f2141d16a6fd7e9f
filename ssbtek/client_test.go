package ssbtek_test

import (
	"crypto/rand"
	"crypto/tls"
	"errors"
	"net/http"
	"os"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"bistand/aid"
	"bistand/soap"
	"bistand/ssbtek"
	"bistand/ssbtek/sim"
)

const kr = aid.Kronor

// fatima is invented; her number is from the tax agency's series for tests.
var fatima = number("198503149802")

func number(digits string) aid.Personnummer {
	p, err := aid.ParsePersonnummer(digits)
	if err != nil {
		panic(err)
	}
	return p
}

func day(text string) aid.Date {
	d, err := aid.ParseDate(text)
	if err != nil {
		panic(err)
	}
	return d
}

// clock is a clock that a test moves.
type clock struct{ at atomic.Int64 }

func at(text string) *clock {
	c := &clock{}
	c.set(text)
	return c
}

func (c *clock) set(text string) { c.at.Store(day(text).Time().Add(9 * time.Hour).Unix()) }
func (c *clock) now() time.Time  { return time.Unix(c.at.Load(), 0) }
func settings(url string) ssbtek.Config {
	return ssbtek.Config{
		URL: url, Timeout: 5 * time.Second, Asker: ssbtek.Asker{OrgNumber: "162120000000", Name: "Testkommun"}, ActorID: "000-00",
		Purpose: "Ekonomiskt bistånd", Law: "5 § förordningen (2008:975)", Now: at("2026-11-27").now, Random: rand.Reader,
	}
}

// start starts a simulator and a client of it with the same clock.
func start(t *testing.T, c *clock, change ...func(*ssbtek.Config)) (*sim.Server, *ssbtek.Client) {
	t.Helper()
	s, err := sim.Start(t.Context(), sim.Config{Now: c.now})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	config := settings(s.URL())
	config.TLS, config.Now = s.ClientTLS(), c.now
	for _, one := range change {
		one(&config)
	}
	client, err := ssbtek.New(config)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(client.Close)
	return s, client
}

// autumn is the question of a caseworker on 27 November 2026.
func autumn() ssbtek.Question {
	return ssbtek.Question{Person: fatima, Case: "EB-2026-17", Caseworker: "Ingrid Andersson", From: day("2026-10-01"), Until: day("2026-12-20")}
}

func ask(t *testing.T, c *ssbtek.Client, q ssbtek.Question) map[aid.Authority]aid.Report {
	t.Helper()
	list, err := c.Ask(t.Context(), q)
	if err != nil {
		t.Fatal(err)
	}
	asked := q.Sources
	if len(asked) == 0 {
		asked = aid.InquiredAuthorities
	}
	reports := map[aid.Authority]aid.Report{}
	for _, r := range list {
		reports[r.Authority] = r
	}
	if len(list) != len(asked) || len(reports) != len(asked) {
		t.Fatalf("%d reports about %d authorities, want %d", len(list), len(reports), len(asked))
	}
	return reports
}

// everything is a person of whom every source knows something.
func everything() sim.Records {
	oct, nov := func(d string) aid.Date { return day("2026-10-" + d) }, func(d string) aid.Date { return day("2026-11-" + d) }
	return sim.Records{
		Payments: []sim.Payment{
			{By: "social_insurance", Code: "BOB", Name: "Bostadsbidrag", PaidOn: nov("25"), From: nov("01"), Until: nov("30"), Gross: 3400 * kr},
			{By: "social_insurance", Code: "DAG", Name: "Dagersättning", Part: "Aktivitetsstöd", PaidOn: oct("23"), From: day("2026-09-01"), Until: day("2026-09-30"), Gross: 4910*kr + 50, Tax: 1000 * kr, Deducted: 500 * kr},
			{By: "social_insurance", Code: "ABB", Name: "Barnbidrag", PaidOn: day("2026-12-18"), From: day("2026-12-01"), Until: day("2026-12-31"), Gross: 1250 * kr},
			{By: "social_insurance", Code: "MEK", Name: "Merkostnadsersättning", PaidOn: oct("24"), From: oct("01"), Until: oct("31"), Gross: 1500 * kr},
			{By: "social_insurance", Code: "SJP", Name: "Sjukpenning", PaidOn: day("2026-09-25"), From: day("2026-09-01"), Until: day("2026-09-24"), Gross: 9000 * kr},
			{By: "pensions", Code: "PM:IP", Name: "Inkomstpension", PaidOn: nov("18"), From: nov("01"), Until: nov("30"), Gross: 9200 * kr, Tax: 1200 * kr, Deducted: 300 * kr},
			{By: "pensions", Code: "PM:AFS", Name: "Äldreförsörjningsstöd", PaidOn: day("2026-12-18"), From: day("2026-12-01"), Until: day("2026-12-31"), Gross: 2000 * kr},
			{By: "pensions", Code: "YL", Name: "Yrkesskadelivränta", OldForm: true, PaidOn: oct("19"), From: oct("01"), Until: oct("31"), Gross: 700 * kr},
			{By: "unemployment_fund", PaidOn: nov("06"), From: oct("26"), Until: nov("01"), Gross: 3000 * kr, Tax: 900 * kr, Deducted: 100 * kr},
			{By: "study_support", Code: "GRUND", Name: "Studiemedel för studier i Sverige", PaidOn: nov("25"), From: nov("02"), Until: nov("29"), Gross: 4500 * kr},
			{By: "study_support", Code: "SB", Name: "Studiebidrag", PaidOn: day("2026-12-18"), From: day("2026-11-30"), Until: day("2026-12-20"), Gross: 1250 * kr, Undated: true},
		},
		Seeker:      &sim.Seeker{Registered: day("2025-03-03"), Extent: 75, Category: "Öppet arbetslös", Reported: nov("10")},
		Fund:        "Testkassan",
		Suspensions: []sim.Period{{From: day("2026-08-03"), Until: day("2026-08-16")}},
		AppliedOn:   day("2026-09-01"),
		Studies:     []sim.Study{{Code: "GRUND", Name: "Studiemedel för studier i Sverige", From: day("2026-08-31"), Until: day("2027-01-17")}},
		Capital:     []sim.Capital{{Year: 2025, Amount: 812 * kr}},
		Vehicles:    []sim.Vehicle{{Registration: "ABC 123", Make: "Volvo", Model: "V70", Kind: "PERSONBIL", Year: 2012}},
		Permits: []sim.Permit{
			{Code: "PUT", Name: "PERMANENT UPPEHÅLLSTILLSTÅND", Decided: day("2020-05-12")},
			{Code: "TUT", Name: "TIDSBEGRÄNSAT UPPEHÅLLSTILLSTÅND", Decided: day("2018-05-12"), Until: day("2020-05-12")},
		},
	}
}

func TestEverySourceAnswers(t *testing.T) {
	s, client := start(t, at("2026-11-27"))
	s.Set(fatima, everything())
	got, err := client.Ask(t.Context(), autumn())
	if err != nil {
		t.Fatal(err)
	}
	want := []aid.Report{
		{Authority: "social_insurance", Answer: aid.Answered, Benefits: []aid.Benefit{
			{
				Kind: "activity_support", Code: "DAG", Name: "Aktivitetsstöd", PaidOn: day("2026-10-23"), From: day("2026-09-01"), Until: day("2026-09-30"),
				Gross: 4910*kr + 50, Tax: 1000 * kr, Deducted: 500 * kr, Net: 3410*kr + 50,
			},
			{Kind: "other_income", Code: "MEK", Name: "Merkostnadsersättning", PaidOn: day("2026-10-24"), From: day("2026-10-01"), Until: day("2026-10-31"), Gross: 1500 * kr, Net: 1500 * kr},
			{Kind: "housing_benefit", Code: "BOB", Name: "Bostadsbidrag", PaidOn: day("2026-11-25"), From: day("2026-11-01"), Until: day("2026-11-30"), Gross: 3400 * kr, Net: 3400 * kr},
			{Kind: "child_benefit", Code: "ABB", Name: "Barnbidrag", PaidOn: day("2026-12-18"), From: day("2026-12-01"), Until: day("2026-12-31"), Gross: 1250 * kr, Net: 1250 * kr, Planned: true},
		}},
		{Authority: "pensions", Answer: aid.Answered, Benefits: []aid.Benefit{
			{Kind: "annuity", Code: "YL", Name: "Yrkesskadelivränta", PaidOn: day("2026-10-19"), From: day("2026-10-01"), Until: day("2026-10-31"), Gross: 700 * kr, Net: 700 * kr},
			{Kind: "pension", Code: "PM:IP", Name: "Inkomstpension", PaidOn: day("2026-11-18"), From: day("2026-11-01"), Until: day("2026-11-30"), Gross: 9200 * kr, Tax: 1200 * kr, Deducted: 300 * kr, Net: 7700 * kr},
			{Kind: "elderly_support", Code: "PM:AFS", Name: "Äldreförsörjningsstöd", PaidOn: day("2026-12-18"), From: day("2026-12-01"), Until: day("2026-12-31"), Gross: 2000 * kr, Net: 2000 * kr, Planned: true},
		}},
		{
			Authority: "unemployment_fund", Answer: aid.Answered,
			Benefits: []aid.Benefit{{Kind: "unemployment_benefit", Code: "SO", Name: "Testkassan", PaidOn: day("2026-11-06"), From: day("2026-10-26"), Until: day("2026-11-01"), Deducted: 100 * kr, Net: 2000 * kr}},
			Facts: []aid.ReportFact{
				{Code: "fund_suspended", From: day("2026-08-03"), Until: day("2026-08-16"), Text: "Testkassan"},
				{Code: "fund_applied", From: day("2026-09-01"), Text: "Testkassan"},
			},
		},
		{Authority: "employment", Answer: aid.Answered, Facts: []aid.ReportFact{
			{Code: "jobseeker", From: day("2025-03-03"), Number: 75, Text: "Öppet arbetslös"},
			{Code: "activity_report", From: day("2026-11-10")},
			{Code: "fund_member", Text: "Testkassan"},
		}},
		{
			Authority: "study_support", Answer: aid.Answered,
			Benefits: []aid.Benefit{
				{Kind: "study_support", Code: "GRUND", Name: "Studiemedel för studier i Sverige", PaidOn: day("2026-11-25"), From: day("2026-11-02"), Until: day("2026-11-29"), Net: 4500 * kr},
				{Kind: "study_support", Code: "SB", Name: "Studiebidrag", PaidOn: day("2026-11-30"), From: day("2026-11-30"), Until: day("2026-12-20"), Net: 1250 * kr, Planned: true},
			},
			Facts: []aid.ReportFact{{Code: "studies", From: day("2026-08-31"), Until: day("2027-01-17"), Text: "Studiemedel för studier i Sverige"}},
		},
		{Authority: "tax", Answer: aid.Answered, Facts: []aid.ReportFact{{Code: "capital", Amount: 812 * kr, Number: 2025}}},
		{Authority: "vehicles", Answer: aid.Answered, Facts: []aid.ReportFact{{Code: "vehicle", Number: 2012, Text: "ABC 123 Volvo V70"}}},
		{Authority: "migration", Answer: aid.Answered, Facts: []aid.ReportFact{
			{Code: "permit", Text: "PERMANENT UPPEHÅLLSTILLSTÅND"},
			{Code: "permit", Until: day("2020-05-12"), Text: "TIDSBEGRÄNSAT UPPEHÅLLSTILLSTÅND"},
		}},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestNobodyKnowsThePerson(t *testing.T) {
	_, client := start(t, at("2026-11-27"))
	for a, r := range ask(t, client, autumn()) {
		if want := (aid.Report{Authority: a, Answer: aid.Nothing}); !cmp.Equal(r, want) {
			t.Errorf("%s: %+v, want %+v", a, r, want)
		}
	}
}

func TestOnlyThoseNamedAreAsked(t *testing.T) {
	s, client := start(t, at("2026-11-27"))
	for _, a := range aid.InquiredAuthorities {
		q := autumn()
		q.Sources = []aid.Authority{a}
		ask(t, client, q)
		if asked := s.Questions()[0].Sources; len(asked) != 1 {
			t.Errorf("%s: %v were asked", a, asked)
		}
	}
	newest := s.Questions()[0]
	if newest.Case != "EB-2026-17" || newest.Caseworker != "Ingrid Andersson" || newest.Purpose != "Ekonomiskt bistånd" || newest.Person != fatima {
		t.Errorf("the question was kept as %+v", newest)
	}
}

func TestWhatIsPlannedIsPaidWhenItsDayHasCome(t *testing.T) {
	c := at("2026-11-27")
	s, client := start(t, c)
	s.Set(fatima, sim.Records{
		Payments: []sim.Payment{
			{By: "social_insurance", Code: "ABB", Name: "Barnbidrag", PaidOn: day("2026-12-18"), Gross: 1250 * kr},
			{By: "social_insurance", Code: "BOB", Name: "Bostadsbidrag", PaidOn: day("2026-12-22"), Gross: 900 * kr, Known: day("2026-12-01")},
		},
		Seeker: &sim.Seeker{Registered: day("2026-01-05"), Left: day("2026-12-10")},
	})
	q := autumn()
	q.Until = day("2026-12-26")
	q.Sources = []aid.Authority{"social_insurance", "employment"}
	r := ask(t, client, q)
	if b := r["social_insurance"].Benefits; len(b) != 1 || !b[0].Planned || r["employment"].Facts[0].Code != "jobseeker" {
		t.Errorf("before: %+v", r)
	}
	c.set("2026-12-19")
	r = ask(t, client, q)
	if b := r["social_insurance"].Benefits; len(b) != 2 || b[0].Planned || !b[1].Planned {
		t.Errorf("after: %+v", b)
	}
	if want := []aid.ReportFact{{Code: "not_jobseeker", Until: day("2026-12-10")}}; !cmp.Equal(r["employment"].Facts, want) {
		t.Errorf("after: %+v", r["employment"])
	}
}

func TestConnectionTest(t *testing.T) {
	s, client := start(t, at("2026-11-27"))
	s.SetFlaw("tax", sim.NoAnswer)
	s.SetFlaw("migration", sim.SourceError)
	s.SetFlaw("vehicles", sim.Absent)
	got, err := client.Test(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	want := []ssbtek.Connection{
		{Source: "AF", Authorities: []aid.Authority{"employment"}, Called: true},
		{Source: "CSN", Authorities: []aid.Authority{"study_support"}, Called: true},
		{Source: "FK", Authorities: []aid.Authority{"social_insurance", "pensions"}, Called: true},
		{Source: "SKV", Authorities: []aid.Authority{"tax"}, Called: true, Fault: aid.NoAnswer, Code: "TIMEOUT"},
		{Source: "SO", Authorities: []aid.Authority{"unemployment_fund"}, Called: true},
		{Source: "TNS", Authorities: []aid.Authority{"vehicles"}},
		{Source: "MIV", Authorities: []aid.Authority{"migration"}, Called: true, Fault: aid.Failed, Code: "TEKNISKT_FEL"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if len(s.Questions()) != 0 {
		t.Error("a test asked about someone")
	}
}

func TestQuestionsThatCannotBeAsked(t *testing.T) {
	s, client := start(t, at("2026-11-27"))
	for code, change := range map[string]func(*ssbtek.Question){
		"person":          func(q *ssbtek.Question) { q.Person = aid.Personnummer{} },
		"case":            func(q *ssbtek.Question) { q.Case = strings.Repeat("1", 32) },
		"caseworker":      func(q *ssbtek.Question) { q.Caseworker = " " },
		"period":          func(q *ssbtek.Question) { q.Until = q.From.AddDays(-1) },
		"period_too_long": func(q *ssbtek.Question) { q.From = day("2024-12-20") },
		"authority":       func(q *ssbtek.Question) { q.Sources = []aid.Authority{"police"} },
	} {
		q := autumn()
		change(&q)
		_, err := client.Ask(t.Context(), q)
		var e *soap.Error
		if !errors.As(err, &e) || e.Step != soap.StepQuestion || e.Code != code || e.Temporary {
			t.Errorf("%s: %+v", code, err)
		}
	}
	q := autumn()
	q.Case, q.Caseworker, q.From = strings.Repeat("1", 31), strings.Repeat("å", 40), day("2024-12-21")
	ask(t, client, q)
	if n := len(s.Questions()); n != 1 {
		t.Errorf("%d questions came, want 1", n)
	}
	if name := s.Questions()[0].Caseworker; name != strings.Repeat("å", 31) {
		t.Errorf("the caseworker's name came as %q", name)
	}
}

// TestStudySupportIsAskedAboutItsOwnTime holds that CSN's narrow time spoils neither its own answer nor the others'.
func TestStudySupportIsAskedAboutItsOwnTime(t *testing.T) {
	for _, c := range []struct {
		today, from, until, wantFrom, wantUntil string
		asked                                   bool
	}{
		{"2026-11-27", "2026-10-01", "2026-12-20", "2026-10-01", "2026-12-20", true},
		{"2026-11-27", "2026-09-01", "2027-01-31", "2026-09-27", "2026-12-27", true},
		{"2026-12-01", "2026-09-01", "2026-11-30", "2026-10-01", "2026-11-30", true},
		{"2026-12-02", "2026-09-01", "2026-11-30", "2026-10-02", "2026-11-30", false}, // a day of the second month is missing
		{"2026-04-30", "2025-04-30", "2026-04-30", "2026-03-02", "2026-04-30", false}, // no 30 February
		{"2026-01-31", "2026-01-01", "2026-12-31", "2026-01-01", "2026-02-28", true},
	} {
		from, until, ok := ssbtek.StudySupportPeriod(day(c.from), day(c.until), day(c.today))
		if !ok || from != day(c.wantFrom) || until != day(c.wantUntil) {
			t.Errorf("%s: %s–%s, %t", c.today, from, until, ok)
		}
		s, client := start(t, at(c.today))
		q := autumn()
		q.From, q.Until = day(c.from), day(c.until)
		want := aid.Report{Authority: "study_support", Answer: aid.Nothing}
		if !c.asked {
			want.Answer, want.Fault = aid.Unchecked, aid.NotAllowed
		}
		r := ask(t, client, q)["study_support"]
		if was := slices.Contains(s.Questions()[0].Sources, "CSN"); !cmp.Equal(r, want) || was != c.asked {
			t.Errorf("%s: %+v, asked: %t", c.today, r, was)
		}
	}
	s, client := start(t, at("2026-11-27"))
	q := autumn()
	q.From, q.Until = day("2026-01-01"), day("2026-06-30")
	r := ask(t, client, q)
	if want := (aid.Report{Authority: "study_support", Answer: aid.Unchecked, Fault: aid.NotAllowed}); !cmp.Equal(r["study_support"], want) || r["tax"].Answer != aid.Nothing {
		t.Errorf("long ago: %+v", r)
	}
	q.Sources = []aid.Authority{"study_support"}
	if r := ask(t, client, q)["study_support"]; r.Fault != aid.NotAllowed || len(s.Questions()) != 1 {
		t.Errorf("long ago, alone: %+v after %d questions", r, len(s.Questions()))
	}
}

func TestSettings(t *testing.T) {
	good := settings("https://localhost/")
	s, _ := start(t, at("2026-11-27"))
	good.TLS = s.ClientTLS()
	good.Processors = []ssbtek.Processor{{OrgNumber: "165560000001", Name: "Leverantören AB"}}
	if _, err := ssbtek.New(good); err != nil {
		t.Fatal(err)
	}
	for name, change := range map[string]func(*ssbtek.Config){
		"plain address":    func(c *ssbtek.Config) { c.URL = "http://localhost/" },
		"no TLS":           func(c *ssbtek.Config) { c.TLS = nil },
		"no certificate":   func(c *ssbtek.Config) { c.TLS = s.StrangerTLS() },
		"no roots":         func(c *ssbtek.Config) { c.TLS = &tls.Config{Certificates: c.TLS.Certificates} },
		"no verification":  func(c *ssbtek.Config) { c.TLS = c.TLS.Clone(); c.TLS.InsecureSkipVerify = true },
		"no time-out":      func(c *ssbtek.Config) { c.Timeout = 0 },
		"no clock":         func(c *ssbtek.Config) { c.Now = nil },
		"no randomness":    func(c *ssbtek.Config) { c.Random = nil },
		"ten digits":       func(c *ssbtek.Config) { c.Asker.OrgNumber = "2120000000" },
		"a person":         func(c *ssbtek.Config) { c.Asker.OrgNumber = "161912121212" },
		"no name":          func(c *ssbtek.Config) { c.Asker.Name = "" },
		"no actor":         func(c *ssbtek.Config) { c.ActorID = " " },
		"no purpose":       func(c *ssbtek.Config) { c.Purpose = "" },
		"no law":           func(c *ssbtek.Config) { c.Law = "a\x00b" },
		"unnamed delegate": func(c *ssbtek.Config) { c.Processors = []ssbtek.Processor{{OrgNumber: "165560000001"}} },
	} {
		config := good
		change(&config)
		if _, err := ssbtek.New(config); err == nil {
			t.Errorf("%s: taken", name)
		}
	}
}

// TestPublishedExample reads an answer put together of published examples. Its CSN part is about another person, and it says
// nothing of the pensions agency.
func TestPublishedExample(t *testing.T) {
	folder := os.Getenv("BISTAND_SCHEMAS")
	if folder == "" {
		t.Log("schemas are absent (BISTAND_SCHEMAS is not set): no example to read")
		return
	}
	text, err := os.ReadFile(folder + "/samples/ssbtek-v10-response.xml")
	if err != nil {
		t.Fatal(err)
	}
	client := serveText(t, func(w http.ResponseWriter, r *http.Request) {
		_, _ = w.Write([]byte(`<soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"><soap:Body>` + string(text) + `</soap:Body></soap:Envelope>`))
	})
	q := autumn()
	q.Person = number("199001012385")
	got, err := client.Ask(t.Context(), q)
	if err != nil {
		t.Fatal(err)
	}
	want := []aid.Report{
		{Authority: "social_insurance", Answer: aid.Nothing},
		{Authority: "pensions", Answer: aid.Unchecked, Fault: aid.NoAnswer},
		{Authority: "unemployment_fund", Answer: aid.Answered, Benefits: []aid.Benefit{
			{Kind: "unemployment_benefit", Code: "SO", Name: "Testorganisation", PaidOn: day("2013-11-23"), From: day("2013-11-03"), Until: day("2013-11-03"), Net: 125050},
		}},
		{Authority: "employment", Answer: aid.Answered, Facts: []aid.ReportFact{
			{Code: "jobseeker", From: day("2016-11-18"), Number: 100, Text: "Anställd"},
			{Code: "activity_report", From: day("2026-03-05")},
			{Code: "fund_member", Text: "Test ak"},
		}},
		{Authority: "study_support", Answer: aid.Unchecked, Fault: aid.Unreadable},
		{Authority: "tax", Answer: aid.Answered, Facts: []aid.ReportFact{{Code: "capital", Amount: 12345 * kr, Number: 2001}}},
		{Authority: "vehicles", Answer: aid.Answered, Facts: []aid.ReportFact{{Code: "vehicle", Number: 2012, Text: "ABC001 Volvo V70"}}},
		{Authority: "migration", Answer: aid.Answered, Facts: []aid.ReportFact{{Code: "permit", Text: "PERMANENT UPPEHÅLLSTILLSTÅND"}}},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}
