package staff_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"bistand/aid"
	"bistand/casework/caseworktest"
	"bistand/store"
	"bistand/web/webtest"
)

// agree lets the municipality ask authorities.
func (o *office) agree() caseworktest.Witnesses {
	w := caseworktest.Witnesses{o.Applicant.Personnummer: {}, o.CoApplicant.Personnummer: {}}
	o.Lund.Tenant.Desk.Authorities = w
	return w
}

// collect has all asked that is due, and returns about how many people that was.
func (o *office) collect() int {
	o.World.T.Helper()
	return caseworktest.Collect(o.World.T, func() (bool, error) { return o.Lund.Tenant.Desk.RunJob(o.World.T.Context(), store.Inquiries) })
}

// asked puts the questions about an application by the button of the page, and has them answered.
func (o *office) asked(v *webtest.Visitor, a aid.Application) *webtest.Page {
	o.World.T.Helper()
	v.Get(inquiryPath(a)).Form(inquiryPath(a)).Submit().Want(200, "Frågan är ställd till myndigheterna.")
	o.collect()
	return v.Get(inquiryPath(a))
}

func inquiryPath(a aid.Application) string {
	return "/handlaggning/ansokan/" + string(a.ID) + "/kontroller"
}

// stated puts incomes into an application.
func (o *office) stated(incomes ...aid.Income) func(*aid.Content) {
	return func(c *aid.Content) { c.Incomes = incomes }
}

func income(kind aid.IncomeKind, p aid.Person, amount aid.Ore) aid.Income {
	return aid.Income{Kind: kind, PersonID: p.ID, Amount: amount}
}

// lacks wants a page without texts.
func lacks(p *webtest.Page, texts ...string) {
	p.Visitor.T.Helper()
	said := strings.ReplaceAll(p.Text(), "\u00a0", " ")
	for _, text := range texts {
		if strings.Contains(said, text) {
			p.Visitor.T.Errorf("%s has %q", p.URL, text)
		}
	}
}

// X6: each authority's answer stands in words, with when it was fetched and what asked for it; what has not been answered says why, and is
// never an amount.
func TestX6_EachAuthorityAnswersInWords(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		a := o.apply(o.Case, november, nil)
		w, v, october := o.agree(), o.as(o.Caseworker), november.Add(-1)
		planned := caseworktest.Benefit("activity_support", november, 5_100_00)
		planned.Planned, planned.Name, planned.Gross, planned.Tax = true, "Aktivitetsstöd", 6_000_00, 900_00
		w[o.Applicant.Personnummer]["social_insurance"] = caseworktest.Paid(caseworktest.Benefit("activity_support", october, 4_000_00), planned)
		w[o.Applicant.Personnummer]["employment"] = aid.Report{Answer: aid.Answered, Facts: []aid.ReportFact{{Code: "jobseeker", From: aid.Date{Year: 2026, Month: 2, Day: 3}, Number: 50, Text: "Öppet arbetslös"}}}
		for authority, fault := range map[aid.Authority]aid.ReportFault{"pensions": aid.NoAnswer, "unemployment_fund": aid.Failed, "migration": aid.NotAllowed, "tax": aid.Unreadable} {
			w[o.CoApplicant.Personnummer][authority] = aid.Report{Answer: aid.Unchecked, Fault: fault}
		}
		page := v.Get(inquiryPath(a)).Want(200, "Ingen myndighet är tillfrågad.", "Fråga myndigheterna")
		lacks(page, "Fråga myndigheterna igen", "Kommunen har ingen anslutning")
		v.Get("/handlaggning/ansokan/"+string(a.ID)).Want(200, "Kontroller hos myndigheter", "Ingen myndighet är tillfrågad.")
		page = page.Form(inquiryPath(a)).Submit().At(inquiryPath(a)).Want(200, "Frågan är ställd till myndigheterna.", "Frågan är ställd. Ladda om sidan om en stund.")
		lacks(page, "Ingen myndighet är tillfrågad.")
		v.Get("/handlaggning/ansokan/"+string(a.ID)).Want(200, "Frågan är ställd")
		if n := o.collect(); n != 2 {
			t.Errorf("%d questions", n)
		}
		page = v.Get(inquiryPath(a)).Want(200, "Åsa Öberg", "Omar Öberg", "Försäkringskassan Har svarat", "Pensionsmyndigheten Kunde inte kontrolleras Myndigheten svarade inte.",
			"Kunde inte kontrolleras Det var ett fel hos myndigheten.", "Kunde inte kontrolleras Kommunen fick inte fråga om detta.", "Kunde inte kontrolleras Svaret gick inte att läsa.",
			"Inskriven som arbetssökande sedan 3 februari 2026. Söker arbete på 50 procent. Öppet arbetslös", "av Hanna Handläggare", "De som inte har svarat får frågan igen",
			"Alla utbetalningar", "Aktivitetsstöd", "Inte utbetald än", "5 100 kr", "6 000 kr", "900 kr", "Fråga myndigheterna igen")
		lacks(page, "Ingen myndighet är tillfrågad.", "Frågan är ställd.", "skyddade uppgifter", "var slut")
		v.Get("/handlaggning/ansokan/"+string(a.ID)).Want(200, "4 myndigheter har inte svarat")

		// One that answers later is no longer missing; one that does not answer again keeps what it said.
		delete(w, o.CoApplicant.Personnummer)
		w[o.Applicant.Personnummer]["social_insurance"] = aid.Report{Answer: aid.Unchecked, Fault: aid.NoAnswer}
		o.Clock.Advance(2 * time.Hour)
		o.collect() // by itself, about him alone
		v = o.as(o.Caseworker)
		o.asked(v, a).Want(200, "Svarade inte igen", "4 000 kr", "Skatteverket Inget registrerat")
		v.Get("/handlaggning/ansokan/"+string(a.ID)).Want(200, "Alla myndigheter har svarat.")
	})
}

// G11: what was stated stands beside what was answered, for the month that counts and the one before; differences are marked from the
// guidelines' percent on, and what nobody stated is.
func TestG11_StatedBesideAnswered(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		asa, omar, october := o.Applicant, o.CoApplicant, november.Add(-1)
		a := o.apply(o.Case, november, o.stated(
			income("activity_support", asa, 4_200_00), income("child_benefit", asa, 2_650_00), income("pension", asa, 100_00), income("salary", asa, 500_00),
			income("sickness_benefit", omar, 1_000_00), income("study_support", omar, 3_000_00),
		))
		w := o.agree()
		w[asa.Personnummer] = map[aid.Authority]aid.Report{
			"social_insurance": caseworktest.Paid(caseworktest.Benefit("activity_support", october.Add(-1), 4_000_00), caseworktest.Benefit("activity_support", october, 4_400_00), caseworktest.Benefit("child_benefit", october, 2_650_00), caseworktest.Benefit("parental_benefit", october, 900_00)),
			"pensions":         {Answer: aid.Unchecked, Fault: aid.NoAnswer},
		}
		w[omar.Personnummer]["social_insurance"] = caseworktest.Paid(caseworktest.Benefit("sickness_benefit", october, 1_500_00))
		page := o.asked(o.as(o.Caseworker), a).Want(200, "Skillnader över 12 procent av svaret märks.", "September", "Oktober",
			"Aktivitetsstöd 4 200 kr 4 000 kr 4 400 kr Skiljer 200 kr, inom gränsen", "Barnbidrag 2 650 kr 0 kr 2 650 kr Stämmer", "Lön 500 kr – – Ingen att fråga",
			"Föräldrapenning – 0 kr 900 kr Inte uppgett", "Sjukpenning 1 000 kr 0 kr 1 500 kr Skiljer 500 kr", "3 000 kr 0 kr 0 kr Skiljer 3 000 kr")
		page.Want(200, "100 kr – – Kunde inte kontrolleras") // never 0 kr
		for text, marked := range map[string]bool{"inom gränsen": false, "Stämmer": false, "Ingen att fråga": false, "Inte uppgett": true, "Skiljer 500": true, "100\u00a0kr": true} {
			at := strings.Index(page.Body, text)
			row := page.Body[strings.LastIndex(page.Body[:at], "<tr"):at]
			if is := strings.Contains(row[:strings.IndexByte(row, '>')], "marked"); is != marked {
				t.Errorf("the row of %q is marked: %v", text, is)
			}
		}
	})
}

// X6: what is fetched before the month that counts has ended may not be all, and the page says so.
func TestX6_FetchedBeforeTheMonthHadEnded(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		a := o.apply(o.Case, november.Add(1), nil)
		o.agree()
		v := o.as(o.Caseworker)
		o.asked(v, a).Want(200, "Hämtat innan november 2026 var slut: fler utbetalningar kan ha kommit.")
		o.Clock.Set(time.Date(2026, 11, 30, 22, 59, 0, 0, time.UTC)) // the last minute of November in Sweden
		v = o.as(o.Caseworker)
		o.asked(v, a).Want(200, "Hämtat innan november 2026 var slut")
		o.Clock.Set(time.Date(2026, 11, 30, 23, 1, 0, 0, time.UTC))
		lacks(o.asked(v, a), "var slut")
	})
}

// X6: without an agreement nothing can be asked, and the page says what to do; of a single need nobody is ever asked; and what is decided is
// asked about no more.
func TestX6_WhereNothingIsAsked(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		a := o.apply(o.Case, november, nil)
		v := o.as(o.both)
		v.Post("/handlaggning/arende/"+string(o.Case.ID)+"/oppna", "reason", "Vikarierar.")
		page := v.Get(inquiryPath(a)).Want(200, "Kommunen har ingen anslutning till SSBTEK.")
		lacks(page, "Fråga myndigheterna")
		lacks(v.Post(inquiryPath(a)).At(inquiryPath(a)).Want(200, "Kommunen har ingen anslutning"), "Frågan är ställd")
		o.agree()
		old := v.Get(inquiryPath(a)).Form(inquiryPath(a))
		need := o.apply(o.Case, november, func(c *aid.Content) {
			c.Kind, c.Incomes, c.Expenses = aid.Supplementary, nil, []aid.Expense{{Kind: "tv", Amount: 900_00, Note: "Den gick sönder."}}
		})
		v.Get(inquiryPath(need)).Want(http.StatusNotFound)
		v.Post(inquiryPath(need)).Want(http.StatusNotFound)
		lacks(v.Get("/handlaggning/ansokan/"+string(need.ID)).Want(200), "Kontroller hos myndigheter")
		unsigned := o.Freeze(o.Case, november.Add(1), aid.FromPortal)
		v.Get(inquiryPath(unsigned)).Want(http.StatusNotFound)
		v.Post(inquiryPath(unsigned)).Want(http.StatusNotFound)
		if n := o.collect(); n != 0 {
			t.Errorf("%d questions", n)
		}
		o.asked(v, a)
		caseworktest.ConfirmNorms(t, o.Lund.Tenant.Desk, o.administrator, o.both)
		saved(v, a)
		v.Get(decisionPath(a)).Form(decisionPath(a)).Press("gor", "besluta").Want(200, "Planerad")
		page = v.Get(inquiryPath(a)).Want(200, "Inget registrerat")
		if slices.ContainsFunc(page.Forms(), func(f *webtest.Form) bool { return f.Action == inquiryPath(a) }) {
			t.Error("what is decided can be asked about")
		}
		lacks(old.Submit().At(inquiryPath(a)).Want(200, "Inget registrerat"), "Frågan är ställd")
		v.Post("/handlaggning/arende/"+string(o.Imported.CaseID)+"/oppna", "reason", "Vikarierar.")
		v.Get(inquiryPath(o.Imported)).Want(200, "Ingen myndighet är tillfrågad.") // of years without a norm
		if n := o.collect(); n != 0 {
			t.Errorf("%d questions about what is decided", n)
		}
	})
}

// X6, H11: who handles the case asks, and nobody else sees what was answered; a second press asks nothing more.
func TestX6_H11_WhoAsksAndSees(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		a := o.apply(o.Case, november, nil)
		w := o.agree()
		w[o.Applicant.Personnummer]["vehicles"] = aid.Report{Answer: aid.Answered, Facts: []aid.ReportFact{{Code: "vehicle", Text: "QQQ 123 Sagobil"}}}
		for _, s := range []aid.Staff{o.stranger, o.both, o.Officer, o.auditor, o.administrator} {
			v := o.as(s)
			lacks(v.Get(inquiryPath(a)).Want(http.StatusForbidden), "Öberg")
			v.Post(inquiryPath(a)).Want(http.StatusForbidden)
		}
		if n := o.collect(); n != 0 {
			t.Errorf("%d questions by those who may not ask", n)
		}
		v := o.as(o.Caseworker)
		form := v.Get(inquiryPath(a)).Form(inquiryPath(a))
		for range 2 {
			form.Submit().At(inquiryPath(a)).Want(200, "Frågan är ställd")
		}
		v.Get(inquiryPath(a)).Form(inquiryPath(a)).Submit().At(inquiryPath(a)).Want(200, "Frågan är ställd") // with a key of its own
		if n := o.collect(); n != 2 {
			t.Errorf("%d questions about two people", n)
		}
		v.Get(inquiryPath(a)).Want(200, "QQQ 123 Sagobil")
		for _, s := range []aid.Staff{o.stranger, o.Officer, o.auditor, o.administrator} {
			lacks(o.as(s).Get(inquiryPath(a)), "Sagobil")
		}
		form.Submit().At(inquiryPath(a)) // long after it was answered
		if n := o.collect(); n != 0 {
			t.Errorf("%d questions by a form that has been sent", n)
		}
		o.as(o.auditor).Get("/handlaggning/logg").Want(200, "Hanna Handläggare")
	})
}

// X6, X10: someone whom an authority marks as protected is out of the e-service at once, though nothing else of its answer can be read, and
// the page says why.
func TestX6X10_WhomAnAuthorityMarksIsOutAtOnce(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		a := o.apply(o.Case, november, nil)
		w := o.agree()
		w[o.CoApplicant.Personnummer]["employment"] = aid.Report{Answer: aid.Unchecked, Fault: aid.Unreadable, Protected: true}
		asa, omar, v := o.adult(o.Case, o.Applicant), o.adult(o.Case, o.CoApplicant), o.as(o.Caseworker)
		him := aid.Actor{Kind: aid.ByCitizen, ID: o.CoApplicant.ID, Name: o.CoApplicant.Name()}
		nowhere := o.enter(aid.Session{Actor: him}) // has not chosen for whom
		him.Deputy = o.Represented.Reads.Deputy()
		gun := o.enter(aid.Session{Actor: him, CaseID: o.Case.ID})
		gun.Get("/start").Want(200, "Du är god man för Omar Öberg.")
		omar.Get("/start").Want(200, "Omar Öberg")
		v.Get(inquiryPath(a)).Form(inquiryPath(a)).Submit()
		omar.Get("/start").Want(200, "Omar Öberg")
		o.collect()
		for _, path := range []string{"/start", "/ansokningar/" + string(a.ID), "/ansokningar/" + string(a.ID) + "/myndigheter", "/hamta-uppgifter"} {
			if page := omar.Get(path); page.URL.Path != "/logga-in" {
				t.Errorf("he is still inside, at %s", page.URL)
			}
		}
		for _, visitor := range []*webtest.Visitor{nowhere, gun} {
			if page := visitor.Get("/start"); page.URL.Path != "/logga-in" {
				t.Errorf("a log-in that is his, or for him, is still inside, at %s", page.URL)
			}
		}
		if page := o.adult(o.Case, o.CoApplicant).Get("/start"); page.URL.Path == "/start" && page.Status == http.StatusOK {
			t.Error("a new log-in lets him in")
		}
		asa.Get("/start").Want(200, "Åsa Öberg")
		v.Get(inquiryPath(a)).Want(200, "Arbetsförmedlingen anger skyddade uppgifter. E-tjänsten är stängd för personen.", "Svaret gick inte att läsa.")
	})
}
