package staff_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"bistand/aid"
	"bistand/casework"
	"bistand/web/webtest"
)

// TestN2H2_StaffSeeWhatAFirstApplicationLacks: it stands in the queue as incomplete, its page names what is missing and shows what
// the applicant stated, and a caseworker may say with a reason that it will do. Its account becomes one that can be paid to.
func TestN2H2_StaffSeeWhatAFirstApplicationLacks(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		a := o.apply(o.Case, november, func(c *aid.Content) {
			c.Kind = aid.First
			adult := c.Household.Adults[0].PersonID
			c.Occupations = []aid.Occupation{{PersonID: adult, Kind: "unemployed", Registered: true, Efforts: "Söker fem jobb."}}
			c.Assets = []aid.Asset{{Kind: "securities", Value: 3_000_00, Note: "fonder"}}
			c.Account = &aid.Account{PersonID: adult, Clearing: "9252", Number: "9876543"}
			c.Elsewhere = &aid.Elsewhere{Had: true, Where: "Eslöv till maj"}
		})
		o.Clock.Advance(20 * 24 * time.Hour)
		worker, page := o.as(o.Caseworker), "/handlaggning/ansokan/"+string(a.ID)
		queue := worker.Get("/handlaggning").Want(200, "Ofullständig", "november 2026, nyansökan")
		if strings.Contains(queue.Text(), "Över tiden") {
			t.Error("an application that waits for papers is called late")
		}
		worker.Get(page).Want(200, "Nyansökan, november 2026", "Handlingar som saknas", "Handlingsplan från Arbetsförmedlingen", "Söker fem jobb.", "Eslöv till maj", "9252-9876543")
		worker.Get(page).Form(page+"/racker").Submit().Want(http.StatusUnprocessableEntity, "Fyll i det här")
		form := worker.Get(page).Form(page+"/racker").Set("reason", "Vi har allt sedan tidigare.")
		form.Submit().At(page)
		form.Submit().At(page)
		if done := worker.Get(page); strings.Contains(done.Text(), "Handlingar som saknas") {
			t.Error("papers are still called missing")
		}
		worker.Get("/handlaggning").Want(200, "Ska beräknas")

		use := worker.Get(page).Form(page + "/konto")
		use.Submit().At(page)
		use.Submit().At(page)
		payees, err := o.Store.Payees(t.Context(), o.Case.ID)
		if err != nil {
			t.Fatal(err)
		}
		if n := len(slices.DeleteFunc(payees, func(p aid.Payee) bool { return p.Account != "9876543" })); n != 1 {
			t.Errorf("the account is there %d times", n)
		}
		// What was stated to be owned is in the calculation from the beginning.
		worker.Get(calculationPath(a)).Want(200, "Aktier, fonder och obligationer")
		form = worker.Get(calculationPath(a)).Form(calculationPath(a))
		if strings.ReplaceAll(form.Fields.Get("assets.0.first"), "\u00a0", "") != "3000" {
			t.Errorf("the stated asset stands as %q", form.Fields.Get("assets.0.first"))
		}
		form.Press("gor", "spara").Want(200, "Beräkningen är sparad")
		saved, err := o.Store.CalculationOf(t.Context(), a.ID)
		if err != nil || slices.IndexFunc(saved.Lines, func(l aid.Line) bool { return l.Kind == aid.AssetLine && l.Amount == 3_000_00 }) < 0 || saved.Incomes != 7_200_50 {
			t.Errorf("saved %+v (%v)", saved.Incomes, err)
		}
	})
}

// TestH13H24_NeedIsDecidedOnTopOfTheMonth: a single need waits for the month's decision, and is then reckoned and decided without
// the norm.
func TestH13H24_NeedIsDecidedOnTopOfTheMonth(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		month := o.apply(o.Case, november, nil)
		need := o.apply(o.Case, november, func(c *aid.Content) {
			*c = aid.Content{Month: november, Kind: aid.Supplementary, Household: c.Household, Expenses: []aid.Expense{{Kind: "glasses", Amount: 1_900_00, Note: "Glasen är repiga."}}}
		})
		v, page := o.as(o.both), "/handlaggning/ansokan/"+string(need.ID)
		v.Post("/handlaggning/arende/"+string(o.Case.ID)+"/oppna", "reason", "Ersätter en kollega.")
		v.Get(page).Want(200, "Kompletterande ansökan, november 2026", "Besluta månadens ansökan först", "Kostnadsförslag och recept från optiker", "Glasen är repiga.")
		v.Get(calculationPath(need)).At(page)
		v.Post(calculationPath(need), "gor", "spara").At(page)
		v.Get(calculationPath(month)).Form(calculationPath(month)).Press("gor", "spara").Want(200, "Beräkningen är sparad")
		v.Get(decisionPath(month)).Form(decisionPath(month)).Set("gor", "besluta").Submit().At(decisionPath(month)).Want(200, "Planerad")

		o.Clock.Advance(time.Minute)
		form := v.Get(calculationPath(need)).Want(200, "1 900 kr").Form(calculationPath(need))
		if _, has := form.Fields["norm.0.amount"]; has {
			t.Error("the norm can be typed for a single need")
		}
		saved := form.Set("expenses.0.approved", "1500").Set("expenses.0.reason", "Standardbåge.").Press("gor", "spara").Want(200, "Beräkningen är sparad", "1 500 kr")
		if strings.Contains(saved.Text(), "Norm: vuxna") {
			t.Error("the norm stands in the calculation of a single need")
		}
		v.Get(decisionPath(need)).Want(200, "Du får 1 500 kr till glasögon för november 2026.", "Du sökte 1 900 kr.", "Månadens överskott är 0 kr.")
		made := v.Get(decisionPath(need)).Form(decisionPath(need)).Set("gor", "besluta").Submit().At(decisionPath(need)).Want(200, "Delvis bifall", "1 500 kr")
		if strings.Contains(made.Text(), "20 897") {
			t.Error("the month's amount stands in the need's decision")
		}
		asa := o.Visitor(o.Lund).MustLogIn(o.Applicant)
		asa.Get("/beslut").Want(200, "Glasögon, november 2026")
		for _, address := range []string{"/start", "/ansokningar/" + string(need.ID) + "/berakning"} {
			_, shown, ok := strings.Cut(asa.Get(address).Want(200, "Så räknade vi").Text(), "Så räknade vi")
			shown, _, _ = strings.Cut(shown, "Du får 1 500 kr")
			if !ok || !strings.Contains(shown, "Glasögon Du sökte 1 900 kr Godkänt 1 500 kr") || strings.Contains(shown, "Riksnorm") {
				t.Errorf("%s shows how a need was reckoned as %q", address, shown)
			}
		}
		asa.Get("/start").Want(200, "Beslut för Glasögon, november 2026")
		asa.Get("/ansokningar/"+string(month.ID)+"/berakning").Want(200, "Riksnorm")
		d, err := o.Store.DecisionOf(t.Context(), need.ID)
		if err != nil {
			t.Fatal(err)
		}
		asa.Get("/beslut/"+string(d.ID)).Want(200, "Du får 1 500 kr till glasögon för november 2026. Det är en del av det du sökte.")
		if err != nil || d.Amount != 1_500_00 || len(d.Items) != 1 || len(casework.Items(aid.Calculation{})) != 1 {
			t.Errorf("decision %+v (%v)", d, err)
		}
	})
}

// TestB2_BankStatementsAreEnoughForADecision: a month's application with bank statements alone can be decided: neither the applicant nor
// the caseworker is told of a paper that lacks, no receipts are asked for, and the decision is made. What a caseworker asks for, and a
// household that must prove everything, come first.
func TestB2_BankStatementsAreEnoughForADecision(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		statement := aid.AttachmentRef{ID: "01900000-0000-7000-8000-0000000000b2", Kind: "bank_statement", Name: "kontoutdrag.pdf", Way: "office", On: aid.SwedishDate(o.Now)}
		a := o.apply(o.Case, november, func(c *aid.Content) {
			c.Attachments = []aid.AttachmentRef{statement}
			c.Expenses = append(c.Expenses, aid.Expense{Kind: "doctor", Amount: 300_00}, aid.Expense{Kind: "medicine", Amount: 200_00})
		})
		v, page := o.as(o.both), "/handlaggning/ansokan/"+string(a.ID)
		v.Post("/handlaggning/arende/"+string(o.Case.ID)+"/oppna", "reason", "Ersätter en kollega.")
		ready := v.Get(page).Want(200, "Kan avgöras Komplett sedan 2 november 2026. Kontoutdragen räcker. Kvitton begärs vid stickprov, eller när något behöver utredas.", "Beslut senast 16 november 2026.")
		asa := o.Visitor(o.Lund).MustLogIn(o.Applicant)
		own := asa.Get("/ansokningar/"+string(a.ID)).Want(200, "Vår tur. Vi siktar på beslut senast 16 november 2026")
		for _, p := range []*webtest.Page{ready, own} {
			for _, word := range []string{"Handlingar som saknas", "Ofullständig", "Lämna handlingar", "Räkningar och kvitton"} {
				if strings.Contains(p.Text(), word) {
					t.Errorf("%s says %q", p.URL.Path, word)
				}
			}
		}
		asa.Get("/begaran").Want(200)
		if list, err := o.Store.CompletionRequests(t.Context(), o.Case.ID); err != nil || slices.ContainsFunc(list, func(q aid.CompletionRequest) bool { return q.ApplicationID == a.ID }) {
			t.Errorf("something is asked for: %+v (%v)", list, err)
		}
		v.Get(calculationPath(a)).Form(calculationPath(a)).Press("gor", "spara").Want(200, "Beräkningen är sparad")
		v.Get(decisionPath(a)).Form(decisionPath(a)).Set("gor", "besluta").Submit().At(decisionPath(a)).Want(200, "Bifall")

		// What a caseworker asks for comes first.
		other := o.household("EB-2026-0711", "20150310", o.both)
		b := o.apply(other, november, func(c *aid.Content) { c.Attachments = []aid.AttachmentRef{statement} })
		v.Get("/handlaggning/ansokan/"+string(b.ID)).Want(200, "Kan avgöras")
		ask := "/handlaggning/ansokan/" + string(b.ID) + "/begar"
		v.Get(ask).Form(ask).Set("own", "Hyresavin").Set("why", "Hyran har höjts.").Set("until", "2026-11-30").Submit().Want(200, "Väntar på svar")
		if strings.Contains(v.Get("/handlaggning/ansokan/"+string(b.ID)).Text(), "Kan avgöras") {
			t.Error("an application that waits for an answer is called ready to decide")
		}
	})
}

// TestN6H3_LateByTheMunicipalitysOwnDays: an application is late the day after the municipality's own time has run out, fourteen days
// in Lund and seven in Höganäs, in the queue and on its page.
func TestN6H3_LateByTheMunicipalitysOwnDays(t *testing.T) {
	for days, last := range map[int]string{14: "16 november 2026", 7: "9 november 2026"} {
		o := open(t, "sqlite")
		o.Lund.Tenant.Municipality.TargetDays, o.Lund.Tenant.Desk.Municipality.TargetDays = days, days
		a := o.apply(o.Case, november, nil)
		page := "/handlaggning/ansokan/" + string(a.ID)
		o.Clock.Advance(time.Duration(days) * 24 * time.Hour)
		v := o.as(o.Caseworker)
		if strings.Contains(v.Get("/handlaggning").Text(), "Över tiden") {
			t.Errorf("late on day %d of %d", days, days)
		}
		v.Get(page).Want(200, "Beslut senast "+last)
		o.Clock.Advance(24 * time.Hour)
		v = o.as(o.Caseworker)
		v.Get("/handlaggning").Want(200, "Över tiden")
		v.Get(page).Want(200, "Över tiden", "Beslutet skulle ha kommit "+last)
		o.Visitor(o.Lund).MustLogIn(o.Applicant).Get("/ansokningar/"+string(a.ID)).Want(200, last)
	}
}
