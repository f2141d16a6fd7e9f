package staff_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"bistand/aid"
	"bistand/store"
)

// The whole line of a month: queue, application, calculation, decision, approval, file, the bank's answer; each step by the
// one whose it is, through the pages alone.
func TestN6_H3_FromApplicationToPaidMoney(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		a := o.apply(o.Case, november, nil)
		worker := o.as(o.Caseworker)
		worker.Get("/handlaggning").Want(200, "Arbetskö", o.Case.Number, "Åsa Öberg, Omar Öberg", "november 2026", "Ska beräknas")
		worker.Get("/handlaggning/ansokan/"+string(a.ID)).Want(200, "Hyresrätt", "Lön, Åsa Öberg", "Kontrollerad", "Oförändrad sedan oktober")

		// Norm 7 100 + 4 390 + 3 820 + 2 030, costs 7 345 + 412, less 4 200,50.
		page := worker.Get(calculationPath(a)).Want(200, "20 897 kr", "Norm: vuxna, sammanboende", "Norm: Elis Öberg, 11 år", "Norm: Noor Öberg, 7 år", "Gemensamma, 4 personer")
		form := page.Form(calculationPath(a)).Set("expenses.1.approved", "312").Set("expenses.1.reason", "Kvittot visar 312 kr.")
		form.Press("gor", "rakna").Want(200, "20 797 kr", "Inte sparad")
		worker.Get(decisionPath(a)).At(calculationPath(a)) // nothing has been saved: there is nothing to decide on
		page = form.Press("gor", "spara").Want(200, "Beräkningen är sparad", "20 797 kr")
		if got := page.Form(calculationPath(a)).Fields; got.Get("expenses.1.approved") != "312" || got.Get("expenses.1.reason") != "Kvittot visar 312 kr." {
			t.Errorf("saved and shown again: %v", got)
		}
		worker.Get(decisionPath(a)).Want(200, "Beslutet fattas av en beslutsfattare")

		decider := o.as(o.all)
		decider.Get(decisionPath(a)).Want(http.StatusForbidden, "Varför behöver du öppna ärendet?")
		decider.Post("/handlaggning/arende/"+string(o.Case.ID)+"/oppna", "reason", "Beslutar i stället för en kollega.").At("/handlaggning/arende/" + string(o.Case.ID))
		page = decider.Get(decisionPath(a)).Want(200, "Delvis bifall", "20 797 kr", "Kvittot visar 312 kr.", "Du får 20 797 kr i försörjningsstöd", "Så ser den sökande beslutet")
		decision := page.Form(decisionPath(a)).Set("gor", "besluta")
		decision.Submit().At(decisionPath(a)).Want(200, "Delvis bifall", "12 kap. 1 § socialtjänstlagen", "Planerad")
		decision.Submit().At(decisionPath(a)).Want(200, "Planerad") // a double click decides once
		worker.Get("/handlaggning?visa=alla").Want(200, "Inget väntar här.")

		officer := o.as(o.Officer)
		payments := officer.Get("/handlaggning").At("/handlaggning/betalningar").Want(200, "Att godkänna: 2 betalningar, 20 797 kr", "Alla Roller", "Åsa Öberg", "Påhittade Bostäder AB")
		approve := payments.Forms()[1]
		approve.Submit().At("/handlaggning/betalningar").Want(200, "Att godkänna: 1 betalning")
		approve.Submit().Want(200, "Att godkänna: 1 betalning") // a double click approves once
		officer.Get("/handlaggning/betalningar").Forms()[1].Submit().Want(200, "Godkända: 2 betalningar, 20 797 kr")
		file := officer.Get("/handlaggning/betalningar").Form("/handlaggning/betalningar/fil").Submit().Want(200, "Kontrollsumma 20797.00", "På väg till banken")
		if !strings.HasPrefix(file.URL.Path, "/handlaggning/betalningar/fil/") {
			t.Fatalf("arrived at %s", file.URL)
		}
		content := officer.Get(file.URL.Path + "/xml")
		if content.Status != 200 || !strings.Contains(content.Body, "<InstdAmt Ccy=\"SEK\">13452.00</InstdAmt>") || !strings.HasPrefix(content.Header.Get("Content-Disposition"), "attachment") {
			t.Errorf("the file: %d %s", content.Status, content.Header.Get("Content-Disposition"))
		}
		desk := o.Lund.Tenant.Desk
		for worked := true; worked; {
			var err error
			if worked, err = desk.RunJob(t.Context(), store.Outbox); err != nil {
				t.Fatal(err)
			}
		}
		o.Bank.Tick()
		officer.Get("/handlaggning/betalningar").Form("/handlaggning/betalningar/bank").Submit().Want(200, "Banken hade")
		o.Bank.SettleNow()
		o.Bank.Tick()
		officer.Post("/handlaggning/betalningar/bank")
		officer.Get(file.URL.Path).Want(200, "Utbetald")
		if paid, err := o.Store.Application(t.Context(), a.ID); err != nil || paid.Status() != aid.Paid {
			t.Errorf("the application is %s (%v), want paid", paid.Status(), err)
		}
		if _, _, err := o.Store.Verify(t.Context()); err != nil {
			t.Error(err)
		}
	})
}

func TestN12_MissingFigureIsNamedAndEntered(t *testing.T) {
	o := open(t, "sqlite")
	c := o.household("EB-2026-0501", "20220310", o.both)
	a := o.apply(c, november, func(content *aid.Content) { content.Household.Children[0].LunchOut = true })
	v := o.as(o.both)
	page := v.Get(calculationPath(a)).Want(200, "Norm: Lova Provsson, 4 år, lunch i förskolan", "Belopp saknas i Riksnorm 2026, raden personal.child_lunch_out.age_4_6", "Rätta eller fyll i det som saknas")
	form := page.Form(calculationPath(a))
	form.Press("gor", "spara").Want(422, "Riksnorm 2026 har inget belopp för Norm: Lova Provsson")
	form.Set("norm.1.amount", "2580").Press("gor", "spara").Want(422, "Skriv varför beloppet skiljer sig")
	form.Set("norm.1.reason", "Beslut i nämnden om förskolelunch.").Press("gor", "spara").Want(200, "Beräkningen är sparad", "Ändrat av handläggare")
	// 3 940 + 2 580 + 1 410 + 7 345 + 412 − 4 200,50, rounded.
	page = v.Get(decisionPath(a)).Want(200, "11 487 kr", "Beräkningen vilar på siffror som inte är bekräftade", "Norm: Lova Provsson")
	if strings.Contains(page.Text(), "Fatta beslut") || !slices.Contains(page.Links(), "/handlaggning/normen") {
		t.Error("a decision on a figure that nobody has confirmed is offered, or the way to confirm it is not")
	}
	page.Form(decisionPath(a)).Press("gor", "besluta").Want(422, "Beräkningen vilar på siffror som inte är bekräftade")
}

func TestH7_H10_HousingAboveTheCapIsCutWithTheGround(t *testing.T) {
	o := open(t, "sqlite")
	o.Lund.Tenant.Municipality.Code, o.Lund.Tenant.Desk.Municipality.Code = "1284", "1284"
	a := o.apply(o.Case, november, func(content *aid.Content) { content.Expenses[0].Amount = 7_600_00 })
	v := o.as(o.Caseworker)
	page := v.Get(calculationPath(a)).Want(200, "Tak 7 300 kr", "Över taket", "Boendekostnaden har höjts med 255 kr", "Det här kan ändra beloppet")
	form := page.Form(calculationPath(a))
	if got := form.Fields.Get("expenses.0.approved"); got != "" {
		t.Errorf("the caseworker's own field holds %q", got)
	}
	page.Want(200, "Regeln", "7 300")
	// More than the rules give needs a reason too.
	form.Set("expenses.0.approved", "7600").Press("gor", "spara").Want(422, "Skriv varför beloppet skiljer sig")
	form.Set("expenses.0.approved", "")
	form.Press("gor", "spara").Want(200, "Beräkningen är sparad")
	saved, err := o.Store.CalculationOf(t.Context(), a.ID)
	if err != nil || saved.Costs != 7_712_00 {
		t.Errorf("costs %d (%v)", saved.Costs, err)
	}
	for _, l := range saved.Lines {
		if l.Code == "housing" && (l.Amount != 7_300_00 || l.Note == "") {
			t.Errorf("housing: %+v", l)
		}
	}
}

// The printed example: in a flat of two rooms with a rent of 7 000 kr the one who lodges pays 2 334 kr; and someone of 18 to
// 25 with their parents normally gets nothing for housing.
func TestH8H9_LodgerAndYoungAdultAtHome(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		o.Lund.Tenant.Municipality.Code, o.Lund.Tenant.Desk.Municipality.Code = "1284", "1284"
		a := o.apply(o.Case, november, func(content *aid.Content) { content.Expenses[0].Amount = 4_000_00 })
		v := o.as(o.Caseworker)
		form := v.Get(calculationPath(a)).Form(calculationPath(a))
		form.Set("lodging.rent", "7000").Set("lodging.rooms", "0").Press("gor", "rakna").Want(422)
		form.Set("lodging.rooms", "2").Press("gor", "rakna").Want(200, "2 334")
		form.Set("lodging.age", "20").Set("lodging.with_parents", "ja").Press("gor", "rakna").Want(200)
		page := form.Press("gor", "spara").Want(200, "Beräkningen är sparad")
		if got := page.Form(calculationPath(a)).Fields; got.Get("lodging.rent") != "7\u00a0000" || got.Get("lodging.rooms") != "2" || got.Get("lodging.with_parents") == "" {
			t.Errorf("saved and shown again: %v", got)
		}
		saved, err := o.Store.CalculationOf(t.Context(), a.ID)
		if err != nil || saved.Costs != 412_00 {
			t.Errorf("costs %d (%v), want the electricity alone", saved.Costs, err)
		}
	})
}

// 240 km by car at 25 kr for 10 km are 600 kr.
func TestH14_TravelByCarAtTheRate(t *testing.T) {
	o := open(t, "sqlite")
	o.Lund.Tenant.Municipality.Code, o.Lund.Tenant.Desk.Municipality.Code = "1284", "1284"
	a := o.apply(o.Case, november, func(content *aid.Content) {
		content.Expenses = append(content.Expenses, aid.Expense{Kind: "work_travel", Amount: 900_00})
	})
	v := o.as(o.Caseworker)
	form := v.Get(calculationPath(a)).Form(calculationPath(a))
	form.Set("km", "99999").Press("gor", "rakna").Want(422)
	form.Set("km", "240").Press("gor", "spara").Want(200, "Beräkningen är sparad")
	saved, err := o.Store.CalculationOf(t.Context(), a.ID)
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range saved.Lines {
		if l.Code == "work_travel" && (l.Amount != 600_00 || l.Rule.File != "mileage.toml") {
			t.Errorf("travel: %+v", l)
		}
	}
}

// What a caseworker has set stands when the page is opened again; what came from the rules stays with the rules.
func TestX1_OwnAmountsStandBesideThoseOfTheRules(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		a := o.apply(o.Case, november, nil)
		v := o.as(o.Caseworker)
		form := v.Get(calculationPath(a)).Want(200, "Sökt", "Regeln", "Eget belopp").Form(calculationPath(a))
		form.Set("expenses.1.approved", "312").Set("expenses.1.reason", "Kvittot visar 312 kr.").Press("gor", "spara").Want(200, "Beräkningen är sparad")
		page := v.Get(calculationPath(a))
		got := page.Form(calculationPath(a))
		if f := got.Fields; f.Get("expenses.1.approved") != "312" || f.Get("expenses.0.approved") != "" || f.Get("incomes.0.counted") != "" {
			t.Errorf("opened again: %v", f)
		}
		got.Press("gor", "rakna").Want(200, "20 797 kr")
		got.Set("expenses.1.approved", "").Set("expenses.1.reason", "").Press("gor", "rakna").Want(200, "20 897 kr")
	})
}

// How a child lives and who shares the dwelling change the norm, are kept with the calculation, and are told beside their fields
// where they cannot be so.
func TestX1_HouseholdFactsChangeTheNorm(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		a := o.apply(o.Case, november, nil)
		v := o.as(o.Caseworker)
		form := v.Get(calculationPath(a)).Form(calculationPath(a))
		form.Set("household.children.0.stay", "visiting").Set("household.children.0.days", "40").Press("gor", "rakna").Want(422, "Antalet dagar passar inte månaden.")
		form.Set("household.children.0.days", "10").Set("household.others", "1").Press("gor", "rakna").Want(200, "Barnet bor här 10 dagar av 30", "delar bostaden", "Inte sparad")
		page := form.Press("gor", "spara").Want(200, "Beräkningen är sparad", "Barnet bor här 10 dagar av 30")
		got := page.Form(calculationPath(a)).Fields
		if got.Get("household.children.0.stay") != "visiting" || got.Get("household.children.0.days") != "10" || got.Get("household.others") != "1" {
			t.Errorf("saved and shown again: %v", got)
		}
	})
}

func TestX1_IncomesAndAssetsThatNobodyStated(t *testing.T) {
	o := open(t, "sqlite")
	a := o.apply(o.Case, november, nil)
	v := o.as(o.Caseworker)
	form := v.Get(calculationPath(a)).Form(calculationPath(a))
	form.Set("added.0.kind", "salary").Set("added.0.first", "1000").Press("gor", "rakna").Want(422, "Skriv varför beloppet skiljer sig")
	form.Set("added.0.reason", "Kontoutdraget visar en lön till.").Press("gor", "rakna").Want(200, "19 897 kr")
	form.Set("assets.0.kind", "bank").Set("assets.0.first", "500").Press("gor", "spara").Want(200, "Beräkningen är sparad", "19 397 kr")
	got := v.Get(calculationPath(a)).Form(calculationPath(a)).Fields
	if got.Get("added.0.first") != "1\u00a0000" || got.Get("assets.0.kind") != "bank" {
		t.Errorf("saved and shown again: %v", got)
	}
	form.Set("incentives.0.from", "2026-01").Set("incentives.0.until", "2029-01").Press("gor", "rakna").Want(422, "Tiden är högst två år")
	form.Set("incentives.0.until", "2027-12").Press("gor", "rakna").Want(422, "Skriv varför jobbstimulansen gäller")
	form.Set("incentives.0.reason", "Sex månader i Malmö.").Press("gor", "rakna").Want(200, "Inte sparad")
}

func TestCalculationKeepsWhatWasTypedBesideItsFaults(t *testing.T) {
	o := open(t, "sqlite")
	a := o.apply(o.Case, november, nil)
	v := o.as(o.Caseworker)
	form := v.Get(calculationPath(a)).Form(calculationPath(a))
	form.Set("expenses.0.approved", "mycket").Press("gor", "rakna").Want(422, "Skriv beloppet i kronor")
	form.Set("expenses.0.approved", "99999").Press("gor", "spara").Want(422, "Det godkända beloppet är högre än det sökta")
	page := form.Set("expenses.0.approved", "0").Press("gor", "spara").Want(422, "Skriv varför beloppet skiljer sig")
	if !strings.Contains(page.Body, `href="#f-expenses.0.reason"`) || !strings.Contains(page.Body, `id="f-expenses.0.reason"`) {
		t.Error("the summary does not lead to the field")
	}
	if got := page.Form(calculationPath(a)).Fields.Get("expenses.0.approved"); got != "0" {
		t.Errorf("typed 0, the form has %q", got)
	}
	form.Set("incomes.0.counted", "-5").Press("gor", "rakna").Want(422, "Skriv beloppet utan minustecken.")
	if _, err := o.Store.CalculationOf(t.Context(), a.ID); err == nil {
		t.Error("something was saved")
	}
}

func TestTwoPeopleAtOneCalculation(t *testing.T) {
	o := open(t, "sqlite")
	a := o.apply(o.Case, november, nil)
	first, second := o.as(o.Caseworker), o.as(o.both)
	second.Post("/handlaggning/arende/"+string(o.Case.ID)+"/oppna", "reason", "Hjälper till.")
	slow := second.Get(calculationPath(a)).Form(calculationPath(a))
	saved(first, a)
	page := slow.Set("expenses.1.approved", "400").Set("expenses.1.reason", "Avtalet.").Press("gor", "spara")
	page.Want(409, "Hanna Handläggare sparade en beräkning", "Det du har skrivit står kvar")
	form := page.Form(calculationPath(a))
	if form.Fields.Get("expenses.1.approved") != "400" || form.Fields.Get("expenses.1.reason") != "Avtalet." {
		t.Errorf("typed values are gone: %v", form.Fields)
	}
	form.Press("gor", "spara").Want(200, "Beräkningen är sparad", "20 885 kr")
	// The same form sent twice saves once.
	form.Submit().Want(200, "Beräkningen är sparad")
	if newest, err := o.Store.CalculationOf(t.Context(), a.ID); err != nil || newest.MadeBy != o.both.ID {
		t.Errorf("newest by %s (%v)", newest.MadeByName, err)
	}
	decision := second.Get(decisionPath(a)).Form(decisionPath(a)).Set("gor", "besluta").Set("reasons", "Mina egna ord.")
	again := first.Get(calculationPath(a)).Form(calculationPath(a))
	again.Set("expenses.1.approved", "410").Set("expenses.1.reason", "Nytt avtal.").Press("gor", "spara").Want(200, "Beräkningen är sparad")
	decision.Submit().Want(409, "har sparat en ny beräkning", "Mina egna ord.")
}

func TestDecisionWantsReasonsDaysAndTheWholeSum(t *testing.T) {
	o := open(t, "sqlite")
	c := o.household("EB-2026-0502", "20150310", o.both)
	a := o.apply(c, november, nil)
	v := o.as(o.both)
	form := v.Get(calculationPath(a)).Form(calculationPath(a))
	form.Set("expenses.1.approved", "0").Set("expenses.1.reason", "Elen ingår i hyran.").Press("gor", "spara").Want(200, "Beräkningen är sparad")
	decision := v.Get(decisionPath(a)).Want(200, "Avslag", "Elen ingår i hyran.").Form(decisionPath(a)).Set("gor", "besluta")
	fresh := func() { // the form as the page has it
		decision = v.Get(decisionPath(a)).Form(decisionPath(a)).Set("gor", "besluta")
	}
	decision.Set("item.electricity", "").Submit().Want(422, "Fyll i det här.")
	fresh()
	decision.Set("reasons", " ").Submit().Want(422, "Fyll i det här.")
	fresh()
	decision.Set("legal_basis", "").Submit().Want(422, "Fyll i det här.")
	fresh()
	decision.Set("payments.0.amount", "100").Submit().Want(422, "inte lika stora som beslutet")
	fresh()
	decision.Set("payments.0.day", "2026-11-07").Submit().Want(422, "Välj en bankdag")
	fresh()
	decision.Set("payments.0.day", "imorgon").Submit().Want(422, "Skriv en dag som finns")
	fresh()
	decision.Set("gor", "visa").Set("reasons", "Så här skriver jag i stället.").Submit().Want(200, "Så här skriver jag i stället.")
	if _, err := o.Store.DecisionOf(t.Context(), a.ID); err == nil {
		t.Fatal("a faulty decision was made")
	}
	fresh()
	decision.Submit().Want(200, "Delvis bifall", "Elen ingår i hyran.", "Planerad")
}

func TestH19_DelegationIsShownAndHeld(t *testing.T) {
	o := open(t, "sqlite")
	o.Lund.Tenant.Municipality.DelegationLimitKronor, o.Lund.Tenant.Desk.Municipality.DelegationLimitKronor = 15_000, 15_000
	a := o.apply(o.Case, november, nil)
	saved(o.as(o.Caseworker), a).Want(200, "Över delegationen", "15 000 kr")
	v := o.as(o.both)
	v.Post("/handlaggning/arende/"+string(o.Case.ID)+"/oppna", "reason", "Beslutar.")
	page := v.Get(decisionPath(a)).Want(200, "Över delegationen", "Gränsen är 15 000 kr")
	if strings.Contains(page.Text(), "Fatta beslut") {
		t.Error("a decision beyond the delegation is offered")
	}
	page.Form(decisionPath(a)).Press("gor", "besluta").Want(422, "Beloppet är högre än din delegation")
}

// Whoever decided is not offered to approve the payment, is refused where they try, and is told why.
func TestL1_TwoPersonsForEachPayment(t *testing.T) {
	o := open(t, "sqlite")
	c := o.household("EB-2026-0503", "20150310", o.all)
	a := o.apply(c, november, nil)
	v := o.as(o.all)
	saved(v, a)
	v.Get(decisionPath(a)).Form(decisionPath(a)).Press("gor", "besluta").Want(200, "Planerad")
	page := v.Get("/handlaggning/betalningar").Want(200, "Att godkänna: 1 betalning", "Du har fattat beslutet. Någon annan måste godkänna betalningen.")
	if strings.Contains(page.Body, "/godkann") {
		t.Error("approval is offered to the one who decided")
	}
	open, err := o.Store.OpenPayments(t.Context())
	if err != nil || len(open) != 1 {
		t.Fatalf("%d payments, %v", len(open), err)
	}
	address := "/handlaggning/betalningar/" + string(open[0].ID)
	v.Post(address+"/godkann").Want(422, "Någon annan måste godkänna")
	v.Post("/handlaggning/betalningar/fil", "until", "2026-12-31").Want(422, "Det finns ingen godkänd betalning att skicka.")
	v.Post(address+"/stoppa").Want(422, "Fyll i det här.")
	v.Post(address+"/stoppa", "reason", "Fel mottagare.").Want(200, "Ingen betalning väntar på att godkännas.")
	v.Post(address+"/stoppa", "reason", "Fel mottagare.").Want(200, "Ingen betalning väntar")
}

func TestPaymentFileNamesThePaymentAtFault(t *testing.T) {
	o := open(t, "sqlite")
	c := o.household("EB-2026-0504", "20150310", o.both)
	o.Now = o.Clock.Now()
	o.Payee(aid.Payee{CaseID: c.ID, Name: "Fel Hyresvärd", Kind: aid.PayeeLandlord, Method: aid.ToBankgiro, Account: "12"})
	a := o.apply(c, november, nil)
	v := o.as(o.both)
	saved(v, a)
	form := v.Get(decisionPath(a)).Form(decisionPath(a)).Set("gor", "besluta")
	const whole = "13\u00a0297"
	form.Set("payments.1.amount", "").Set("payments.0.amount", whole).Submit().Want(200, "Fel Hyresvärd", "Planerad")
	officer := o.as(o.Officer)
	officer.Get("/handlaggning/betalningar").Forms()[1].Submit().Want(200, "Godkända: 1 betalning")
	page := officer.Get("/handlaggning/betalningar").Form("/handlaggning/betalningar/fil").Submit()
	page.Want(422, "EB-2026-0504: "+strings.ReplaceAll(whole, "\u00a0", " ")+" kr till Fel Hyresvärd")
}
