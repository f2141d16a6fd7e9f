package citizen

import (
	"context"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/a-h/templ"

	"bistand/aid"
	"bistand/casework"
	"bistand/lang"
	"bistand/lang/langtest"
	"bistand/store"
	"bistand/store/storetest"
)

// answered adds what authorities answered about someone.
func (w *world) answered(a aid.Application, p aid.Person, reports ...aid.Report) {
	w.t.Helper()
	q := aid.Inquiry{ID: w.id(), CaseID: a.CaseID, ApplicationID: a.ID, PersonID: p.ID, From: a.Month.Add(-2).First(), Until: a.Month.Last(), At: w.now, Reports: reports}
	w.step("collect", q.ID, func(tx *store.Tx) error { return tx.AddInquiry(q) })
}

// X8: every kind of answer, of fact and of payment has its words in every language, and an authority's own Swedish is said to be Swedish.
func TestX8_EveryAnswerInEveryLanguage(t *testing.T) {
	w := wholeWorld(t, "sqlite")
	october := w.november.Month.Add(-1)
	var benefits []aid.Benefit
	for i, kind := range aid.IncomeKinds {
		b := aid.Benefit{Kind: kind, Code: "X", PaidOn: october.First().AddDays(i % 28), Net: 100_00, Planned: i%2 == 0}
		if i%3 == 0 {
			b.Name, b.Gross, b.From, b.Until = "Svensk förmån", 200_00, october.First(), october.Last()
		}
		benefits = append(benefits, b)
	}
	var facts []aid.ReportFact
	day := october.First()
	for _, code := range aid.ReportFactCodes {
		facts = append(facts, aid.ReportFact{Code: code}, aid.ReportFact{Code: code, From: day, Until: day.AddDays(20), Number: 50, Amount: 700_00, Text: "Svenskt ord"})
	}
	reports := []aid.Report{{Authority: "social_insurance", Answer: aid.Answered, Benefits: benefits}, {Authority: "employment", Answer: aid.Answered, Facts: facts}, {Authority: "tax", Answer: aid.Nothing}}
	for authority, fault := range map[aid.Authority]aid.ReportFault{"pensions": aid.NoAnswer, "unemployment_fund": aid.Failed, "study_support": aid.NotAllowed, "vehicles": aid.Unreadable} {
		reports = append(reports, aid.Report{Authority: authority, Answer: aid.Unchecked, Fault: fault})
	}
	w.answered(w.november, w.fatima, reports...)
	w.answered(w.november, w.fatima, aid.Report{Authority: "employment", Answer: aid.Unchecked, Fault: aid.NoAnswer})
	w.must(w.desk.Register.Work(context.Background(), func(tx *store.Tx) error {
		return tx.AddJob(aid.Job{ID: w.id(), Kind: aid.InquiryJob, UniqueKey: aid.InquiryKey(w.november.ID, w.fatima.ID, "2"), RunAt: w.now.Add(time.Hour)})
	}))
	waits := aid.InquiryKey(w.october.ID, w.fatima.ID, "1")
	w.must(w.desk.Register.Work(context.Background(), func(tx *store.Tx) error {
		return tx.AddJob(aid.Job{ID: w.id(), Kind: aid.InquiryJob, UniqueKey: waits, RunAt: w.now.Add(-time.Minute)})
	}))
	for _, w.language = range lang.Codes {
		words := w.tenant.Languages.For(w.language)
		for path, says := range map[string]string{
			inquiryHref(w.november.ID): words.N("report.missing", 4), applicationHref(w.november.ID): words.N("report.missing", 4), "/hamta-uppgifter": words.T("report.title"),
			inquiryHref(w.october.ID): words.T("report.waits"), inquiryHref(w.imported.ID): words.T("report.none"),
		} {
			page := w.get(path)
			w.wants(page, templ.EscapeString(says))
			w.lacks(page, "report_fact", "report_fault", "{", "%!")
			if w.language == "sv" {
				continue
			}
			for _, text := range langtest.InPage(page, swedishNames...) {
				t.Errorf("%s %s: Swedish that is not marked as such: %q", w.language, path, text)
			}
		}
	}
	if n := w.tenant.Languages.Missing(); n != 0 {
		t.Errorf("%d texts were missing", n)
	}
}

// G11: what was stated stands beside what was fetched in the calculation, for both adults alike; what could not be checked is told of as that.
func TestG11_CalculationShowsTheAnswersToBoth(t *testing.T) {
	for _, engine := range storetest.Engines {
		t.Run(engine, func(t *testing.T) {
			w := wholeWorld(t, engine)
			ctx := context.Background()
			w.on(12, 2)
			a, err := w.desk.Register.Application(ctx, w.apply(aid.Month{Year: 2026, Month: time.December}, 9_050_00).ID)
			w.must(err)
			calculate := func() {
				in, err := w.desk.Proposal(ctx, a)
				w.must(err)
				in.Incomes, err = w.desk.Found(ctx, a)
				w.must(err)
				_, err = w.desk.Calculate(ctx, asStaff(w.caseworker), w.caseworker, a.ID, in)
				w.must(err)
			}
			both := func(has []string, lacks ...string) {
				t.Helper()
				for _, w.who = range []aid.Person{w.fatima, w.omar} {
					page := w.get(calculationHref(a.ID))
					w.wants(page, has...)
					w.lacks(page, append(lacks, "Rävens kassa", "Ugglans bidrag")...)
				}
			}
			day := aid.Date{Year: 2026, Month: 11, Day: 25}
			w.answered(a, w.fatima, aid.Report{Authority: "social_insurance", Answer: aid.Unchecked, Fault: aid.Unreadable}, aid.Report{Authority: "pensions", Answer: aid.Nothing})
			calculate()
			both([]string{"Myndigheten uppger", "3_200,00_kr", "Kunde inte kontrolleras", "Försäkringskassan har inte svarat. Uppgiften har inte kunnat kontrolleras."}, "Föräldrapenning")
			w.answered(a, w.fatima, aid.Report{Authority: "social_insurance", Answer: aid.Answered, Benefits: []aid.Benefit{{Kind: "housing_benefit", Code: "BOB", Name: "Ugglans bidrag", PaidOn: day, Net: 4_000_00}}})
			w.answered(a, w.omar, aid.Report{Authority: "social_insurance", Answer: aid.Answered, Benefits: []aid.Benefit{{Kind: "parental_benefit", Code: "FP", Name: "Rävens kassa", PaidOn: day, Net: 900_00}}})
			calculate()
			both([]string{
				"Myndigheten uppger", "3_200,00_kr", "4_000,00_kr", "Du uppgav 3_200_kr. Försäkringskassan har betalat 4_000_kr, så vi räknar med det.", "Föräldrapenning, Omar Exempel", "900,00_kr",
			}, "Försäkringskassan har inte svarat")
		})
	}
}

// X10: who has left the household reads nothing of what is answered afterwards; who comes back reads what was answered about themselves for the
// applications of their own time.
func TestX10_WhoHasLeftReadsNoLaterAnswers(t *testing.T) {
	for _, engine := range storetest.Engines {
		t.Run(engine, func(t *testing.T) {
			w := wholeWorld(t, engine)
			ctx := context.Background()
			known := func(name string) aid.Report {
				return aid.Report{Authority: "vehicles", Answer: aid.Answered, Facts: []aid.ReportFact{{Code: "vehicle", Text: name}}}
			}
			w.answered(w.november, w.omar, known("Omars moped"))
			w.who = w.omar
			w.wants(w.get(inquiryHref(w.november.ID)), "Omars moped")
			w.must(w.desk.EndMember(ctx, asStaff(w.caseworker), w.caseworker, w.theCase.ID, w.omar.ID, "Separation."))
			w.on(11, 25)
			w.answered(w.november, w.fatima, known(secret))
			closed := []string{inquiryHref(w.november.ID), applicationHref(w.november.ID), "/hamta-uppgifter", "/hamta-uppgifter/uppgifter.json"}
			for _, path := range closed {
				if rec := w.visit("GET", path, nil); rec.Code != http.StatusForbidden || strings.Contains(rec.Body.String(), "moped") || strings.Contains(rec.Body.String(), secret) {
					t.Errorf("who has left is shown %s: %d", path, rec.Code)
				}
			}
			w.on(12, 16)
			w.must(w.desk.MoveIn(ctx, asStaff(w.caseworker), w.caseworker, casework.MoveIn{Case: w.theCase.ID, Person: w.omar.ID, On: aid.Date{Year: 2026, Month: 12, Day: 1}}))
			w.must(w.desk.SetAccess(ctx, asStaff(w.caseworker), w.caseworker, w.theCase.ID, w.omar.ID, true))
			for _, path := range closed {
				w.lacks(w.get(path), secret)
			}
			w.wants(w.get(inquiryHref(w.november.ID)), "Omars moped")
			w.who = w.fatima
			page := w.get(inquiryHref(w.november.ID))
			w.wants(page, secret)
			w.lacks(page, "moped")
		})
	}
}
