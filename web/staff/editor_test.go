package staff_test

import (
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"bistand/aid"
	"bistand/calc"
	"bistand/casework"
	"bistand/casework/caseworktest"
	"bistand/web/webtest"
)

// table is what the page's first table says, tags left out: the rows of the calculation.
func table(p *webtest.Page) string {
	_, rest, _ := strings.Cut(p.Body, "<tbody>")
	body, _, _ := strings.Cut(rest, "</tbody>")
	part := *p
	part.Body = "<div>" + body + "</div>"
	return part.Text()
}

// kept is what the newest calculation of an application was made from. It is made again from its rule files first, and must
// come out the same to the öre.
func (o *office) kept(a aid.Application) (aid.Calculation, calc.Input) {
	o.World.T.Helper()
	c, err := o.Store.CalculationOf(o.World.T.Context(), a.ID)
	if err != nil {
		o.World.T.Fatal(err)
	}
	again, err := calc.Recompute(c, func(hash string) ([]byte, bool) {
		text, err := o.Store.RuleFile(o.World.T.Context(), hash)
		return text, err == nil
	})
	if err != nil || !calc.Same(c, again) {
		o.World.T.Errorf("made again: %+v (%v)", calc.FirstDeparture(c, again), err)
	}
	in, ok := calc.InputOf(c)
	if !ok {
		o.World.T.Fatal("no basis was kept")
	}
	return c, in
}

// past takes in a month that an earlier system decided.
func (o *office) past(c aid.Case, month aid.Month, granted bool, change func(*aid.Content)) {
	o.World.T.Helper()
	ctx, desk := o.World.T.Context(), o.Lund.Tenant.Desk
	content := o.Content(c, month)
	if change != nil {
		change(&content)
	}
	a := aid.Application{
		CaseID: c.ID, Month: month, Kind: aid.Renewal, Reason: "norm", OnBehalf: "own", Origin: aid.Imported, Content: content,
		FrozenBy: c.Adults()[0].ID, Registered: month.First().AddDays(2),
	}
	in, err := desk.Proposal(ctx, a)
	if err != nil {
		o.World.T.Fatal(err)
	}
	made, err := desk.Preview(ctx, in)
	if err != nil {
		o.World.T.Fatal(err)
	}
	made.Origin, made.MadeBy, made.MadeByName, made.MadeAt = aid.Imported, o.both.ID, o.both.Name, o.Clock.Now()
	decision := aid.Decision{
		Origin: aid.Imported, Outcome: aid.Refused, LegalBasis: "12 kap. 1 § socialtjänstlagen (2025:400)", Reasons: "Enligt beräkningen.",
		Items: casework.Items(made), DecidedBy: o.both.ID, DecidedByName: o.both.Name, DecidedAt: o.Clock.Now(),
	}
	if granted {
		decision.Outcome, decision.Amount = aid.Granted, made.Result
	}
	by := casework.Request{Actor: aid.Actor{Kind: aid.ByStaff, ID: o.both.ID, Name: o.both.Name}}
	if _, err := desk.ImportHistory(ctx, by, casework.History{Application: a, Calculation: &made, Decision: &decision}); err != nil {
		o.World.T.Fatal(err)
	}
}

const ownNorms = `title = "Påhittade riktlinjer"
municipality = "1281"
checked_by = ""
[[source]]
id = "a"
title = "A"
[[norm]]
code = "matnorm"
name = "Matnorm"
single = 2600
couple = 4700
child = 1500
common = true
source = "a"
section = "Normer"
text = "Matnorm"
[[norm]]
code = "nettonorm"
name = "Nettonorm"
single = 1200
couple = 2200
child = 500
common = false
source = "a"
section = "Normer"
text = "Nettonorm"
`

// Norm 17 340 a month, costs 7 757, less 4 200,50; by the food norm 4 700 + 2 × 1 500 + 2 030.
func TestX1_SeveralMonthsAndAnotherNorm(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		a := o.apply(o.Case, november, nil)
		v := o.as(o.Caseworker)
		page := v.Get(calculationPath(a))
		if strings.Contains(page.Text(), "Räknas efter") {
			t.Error("a choice of norms is offered where there is one")
		}
		set, err := o.Lund.Tenant.Desk.Rules.WithGuidelinesOf("1281", fstest.MapFS{"guidelines/1281.toml": {Data: []byte(ownNorms)}})
		if err != nil {
			t.Fatal(err)
		}
		o.Lund.Tenant.Desk.Rules = set
		form := v.Get(calculationPath(a)).Want(200, "Antal månader", "Räknas efter", "Matnorm", "Nettonorm").Form(calculationPath(a))
		form.Set("months", "99").Press("gor", "rakna").Want(422, "Antalet månader passar inte här")
		form.Set("months", "3").Press("gor", "rakna").Want(422, "Riksnorm 2026 slutar gälla 2026-12-31")
		form.Set("months", "2").Set("days", "10").Press("gor", "rakna").Want(422, "Antalet månader passar inte här")
		page = form.Set("days", "").Press("gor", "rakna").Want(200, "38 237 kr", "För 2 månader blir det 14 200 kr.")
		if rows := table(page); !strings.Contains(rows, "14 200") {
			t.Errorf("the rows are not those of two months: %s", rows)
		}
		form.Set("months", "").Set("norm", "elegans").Press("gor", "rakna").Want(422, "Kommunen har ingen sådan norm")
		form.Set("norm", "nettonorm").Press("gor", "rakna").Want(422, "Skriv varför hushållet räknas efter en annan norm")
		page = form.Set("norm_reason", "Familjen bor på hotell med mat.").Press("gor", "rakna").Want(200, "6 757 kr") // 2 200 + 2 × 500 and no common costs
		if rows := table(page); strings.Contains(rows, "Gemensamma") || !strings.Contains(rows, "Nettonorm") {
			t.Errorf("rows of a norm without common costs: %s", rows)
		}
		page = form.Set("norm", "matnorm").Press("gor", "spara").Want(200, "Beräkningen är sparad", "13 287 kr", "Matnorm")
		got := page.Form(calculationPath(a)).Fields
		if got.Get("norm") != "matnorm" || got.Get("norm_reason") != "Familjen bor på hotell med mat." {
			t.Errorf("saved and shown again: %v", got)
		}
		saved, in := o.kept(a)
		if saved.Norm != 9_730_00 || in.Norm != "matnorm" || saved.Lines[0].Note != "Familjen bor på hotell med mat." {
			t.Errorf("kept: norm %d, %q, %q", saved.Norm, in.Norm, saved.Lines[0].Note)
		}
		form = page.Form(calculationPath(a)).Set("norm", "").Set("norm_reason", "").Set("months", "2")
		page = form.Press("gor", "spara").Want(200, "Beräkningen är sparad", "38 237 kr")
		if got := page.Form(calculationPath(a)).Fields.Get("months"); got != "2" {
			t.Errorf("months shown again: %q", got)
		}
		if _, in = o.kept(a); in.Months != 2 || in.Norm != "" {
			t.Errorf("kept: %d months, norm %q", in.Months, in.Norm)
		}
		v.Get(decisionPath(a)).Want(200, "för november 2026 till och med december 2026.", "Du får 38 237 kr för november 2026–december 2026.")
		next := o.apply(o.Case, november.Add(1), nil)
		v.Get(calculationPath(next)).Want(200, "Beräkningen för november 2026 gäller till och med december 2026. Samma månad kan ha fått stöd redan.")
	})
}

// What an authority answered stands beside what was stated, with who noted it and when. That it could not be checked is never
// no income.
func TestX6_H5_IncomesAndTheAuthoritiesAnswers(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		a := o.apply(o.Case, november, nil)
		v := o.as(o.Caseworker)
		page := v.Get(calculationPath(a)).Want(200, "Skillnader över 12 procent av svaret märks", "Kunde inte kontrolleras")
		form := page.Form(calculationPath(a))
		form.Set("incomes.0.answer", "unchecked").Press("gor", "rakna").Want(422, "Välj vem som har svarat")
		form.Set("incomes.0.authority", "social_insurance")
		page = form.Press("gor", "rakna").Want(200, "20 897 kr", "Försäkringskassan har inte svarat. Uppgiften har inte kunnat kontrolleras.")
		if rows := table(page); !strings.Contains(rows, "−4 200,50") {
			t.Errorf("what could not be checked does not count as stated: %s", rows)
		}
		form.Set("incomes.0.answer", "answered").Press("gor", "rakna").Want(422, "Fyll i det här.")
		form.Set("incomes.0.fetched", "4200,50").Press("gor", "rakna").Want(200, "20 897 kr", "Stämmer med Försäkringskassan")
		page = form.Set("incomes.0.fetched", "4500").Press("gor", "rakna").Want(200, "20 597 kr", "Försäkringskassan uppger 4 500 kr. Det skiljer 299,50 kr.")
		if strings.Contains(page.Text(), "1 sak att kontrollera") {
			t.Error("a difference within the threshold is a warning")
		}
		form.Set("incomes.0.fetched", "6000").Press("gor", "rakna").Want(200, "19 097 kr", "1 sak att kontrollera", "Det skiljer 1 799,50 kr")
		form.Set("incomes.0.counted", "4200,50").Press("gor", "rakna").Want(422, "Skriv varför beloppet skiljer sig")
		form.Set("incomes.0.counted", "").Set("incomes.0.month", "2026-06").Press("gor", "rakna").Want(422, "Månaden ligger utanför")
		form.Set("incomes.0.month", "2026-09")
		page = form.Press("gor", "spara").Want(200, "Beräkningen är sparad", "Kom in i september 2026", "Antecknat av Hanna Handläggare")
		first := o.Clock.Now()
		got := page.Form(calculationPath(a))
		for name, want := range map[string]string{"month": "2026-09", "authority": "social_insurance", "answer": "answered", "fetched": "6\u00a0000", "counted": ""} {
			if is := got.Fields.Get("incomes.0." + name); is != want {
				t.Errorf("saved and shown again: %s %q, want %q", name, is, want)
			}
		}

		// Another saves something else a day later: the note stays the first one's. An answer that is new is the second one's.
		o.Clock.Advance(24 * time.Hour)
		second := o.as(o.both)
		second.Post("/handlaggning/arende/"+string(o.Case.ID)+"/oppna", "reason", "Hjälper till.")
		form = second.Get(calculationPath(a)).Form(calculationPath(a))
		form.Set("household.others", "1").Press("gor", "spara").Want(200, "Beräkningen är sparad", "Antecknat av Hanna Handläggare")
		if _, in := o.kept(a); in.Incomes[0].CheckedBy != o.Caseworker.Name || in.Incomes[0].CheckedAt.Sub(first).Abs() > time.Minute {
			t.Errorf("noted by %s at %s", in.Incomes[0].CheckedBy, in.Incomes[0].CheckedAt)
		}
		form = second.Get(calculationPath(a)).Form(calculationPath(a))
		form.Set("incomes.0.answer", "nothing").Set("incomes.0.fetched", "").Press("gor", "spara").Want(200, "Försäkringskassan: inget sådant", "Antecknat av Berit Båda")
		saved, in := o.kept(a)
		if in.Incomes[0].Counted != 4_200_50 || saved.Incomes != 4_200_50 || in.Incomes[0].CheckedBy != o.both.Name {
			t.Errorf("kept: %+v", in.Incomes[0])
		}
	})
}

// The same sums with another answer are another calculation: what was noted must not be lost.
func TestX6_AnAnswerAloneIsSaved(t *testing.T) {
	o := open(t, "sqlite")
	a := o.apply(o.Case, november, nil)
	v := o.as(o.Caseworker)
	saved(v, a)
	form := v.Get(calculationPath(a)).Form(calculationPath(a))
	form.Set("incomes.0.authority", "tax").Set("incomes.0.answer", "unchecked").Press("gor", "rakna").Want(200, "Inte sparad")
	form.Press("gor", "spara").Want(200, "Beräkningen är sparad", "Skatteverket har inte svarat")
	if _, in := o.kept(a); in.Incomes[0].Answer != aid.Unchecked || in.Incomes[0].CheckedAt.IsZero() {
		t.Errorf("kept: %+v", in.Incomes[0])
	}
}

func TestX1_TheGroundOfAnOwnNormAmountStays(t *testing.T) {
	o := open(t, "sqlite")
	a := o.apply(o.Case, november, nil)
	v := o.as(o.Caseworker)
	form := v.Get(calculationPath(a)).Want(200, "Dyrare kost", "Funktionsnedsättning").Form(calculationPath(a))
	form.Set("norm.0.ground", "diet").Press("gor", "rakna").Want(422)
	form.Set("norm.0.amount", "7500").Press("gor", "rakna").Want(422, "Skriv varför beloppet skiljer sig")
	form.Set("norm.0.reason", "Glutenfri kost enligt intyg.")
	page := form.Press("gor", "spara").Want(200, "Beräkningen är sparad", "21 297 kr", "Skälet är att maten kostar mer.")
	if rows := table(page); !strings.Contains(rows, "7 100 7 500") {
		t.Errorf("the rule's amount does not stand beside the own one: %s", rows)
	}
	form = page.Form(calculationPath(a))
	if form.Fields.Get("norm.0.ground") != "diet" {
		t.Errorf("shown again: ground %q", form.Fields.Get("norm.0.ground"))
	}
	form.Set("norm.0.amount", "7600").Press("gor", "spara").Want(200, "Beräkningen är sparad")
	if _, in := o.kept(a); in.Overrides[0].Ground != "diet" || in.Overrides[0].Amount != 7_600_00 {
		t.Errorf("kept: %+v", in.Overrides)
	}
	form.Set("norm.0.amount", "7000").Set("norm.0.ground", "leisure_card")
	page = form.Press("gor", "spara").Want(422, "Normen får inte sänkas för att barnet har ett fritidskort")
	if !strings.Contains(page.Body, `href="#f-norm.0.ground"`) || !strings.Contains(page.Body, `id="f-norm.0.ground-e"`) {
		t.Error("the fault does not stand at the ground")
	}
	form.Set("norm.0.ground", "något").Press("gor", "spara").Want(422)
}

// What the caseworker adds stands in the table among the rest, before and after it is saved, with a way to its fields.
func TestX1_AddedRowsStandInTheTable(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		a := o.apply(o.Case, november, nil)
		v := o.as(o.Caseworker)
		form := v.Get(calculationPath(a)).Form(calculationPath(a))
		form.Set("costs.0.kind", "medicine").Set("costs.0.first", "300").Press("gor", "rakna").Want(422, "Skriv hur kostnaden har sökts")
		form.Set("costs.0.reason", "Sökt per telefon 3 november.")
		form.Set("added.0.kind", "sickness_benefit").Set("added.0.person", string(o.Omar())).Set("added.0.authority", "social_insurance")
		form.Set("added.0.answer", "answered").Set("added.0.fetched", "1000")
		form.Set("assets.0.kind", "bank").Set("assets.0.first", "500")
		page := form.Press("gor", "rakna").Want(200, "19 697 kr") // 20 896,50 + 300 − 1 000 − 500
		for _, shown := range []*webtest.Page{page, form.Press("gor", "spara").Want(200, "Beräkningen är sparad", "19 697 kr")} {
			rows := table(shown)
			for _, want := range []string{"Medicin", "Sjukpenning, Omar Öberg", "Sökt per telefon 3 november.", "−1 000", "−500"} {
				if !strings.Contains(strings.ReplaceAll(rows, "\u00a0", " "), want) {
					t.Errorf("the table does not say %q: %s", want, rows)
				}
			}
			if n := strings.Count(rows, "Tillagd av handläggare"); n != 3 {
				t.Errorf("%d rows are said to be added, want 3", n)
			}
			for _, field := range []string{"costs.0.kind", "added.0.kind", "assets.0.kind"} {
				if !slices.Contains(shown.Links(), "#f-"+field) || !strings.Contains(shown.Body, `id="f-`+field+`"`) {
					t.Errorf("no way from the table to %s", field)
				}
			}
		}
		o.kept(a)
		decider := o.as(o.both)
		decider.Post("/handlaggning/arende/"+string(o.Case.ID)+"/oppna", "reason", "Beslutar.")
		caseworktest.ConfirmNorms(t, o.Lund.Tenant.Desk, o.administrator, o.both)
		decider.Get(decisionPath(a)).Want(200, "Medicin", "Sökt per telefon 3 november.").Form(decisionPath(a)).Press("gor", "besluta").Want(200, "Planerad")
		v.Get(calculationPath(a)).Want(200, "Sjukpenning, Omar Öberg", "Antecknat av Hanna Handläggare", "Medicin")
	})
}

// Omar is the second adult of the couple.
func (o *office) Omar() aid.ID { return o.CoApplicant.ID }

// Six months in a row with support: the rule on pay is proposed with the months, and wants an answer before the calculation is
// saved. A month refused breaks the row.
func TestX1_WorkIncentiveIsProposedFromTheHistory(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		caseworktest.ConfirmNorms(t, o.Lund.Tenant.Desk, o.administrator, o.both)
		c := o.household("EB-2026-0701", "20150310", o.both)
		for n := -7; n < 0; n++ {
			o.past(c, november.Add(n), n != -7, nil)
		}
		a := o.apply(c, november, nil)
		v := o.as(o.both)
		form := v.Get(calculationPath(a)).Want(200, "Föreslås från och med november 2026 till och med oktober 2028",
			"maj 2026, juni 2026, juli 2026, augusti 2026, september 2026, oktober 2026", "Föreslås: svara om den gäller", "Svara Jobbstimulans, Karin Provsson", "Tiden är inte bekräftad").Form(calculationPath(a))
		form.Press("gor", "rakna").Want(200, "Inte sparad")
		form.Press("gor", "spara").Want(422, "Jobbstimulans föreslås för Karin Provsson. Svara om den gäller")
		form.Set("incentives.0.answer", "nej").Press("gor", "spara").Want(422, "Skriv varför jobbstimulansen gäller eller inte gäller")
		page := form.Set("incentives.0.reason", "Karin hade inte stöd i juni hos oss.").Press("gor", "spara").Want(200, "Beräkningen är sparad", "Gäller inte", "Karin hade inte stöd i juni hos oss.")
		if saved, in := o.kept(a); saved.Incomes != 4_200_50 || !in.Incentives[0].Declined {
			t.Errorf("declined: incomes %d, %+v", saved.Incomes, in.Incentives)
		}
		form = page.Form(calculationPath(a))
		if form.Fields.Get("incentives.0.answer") != "nej" {
			t.Errorf("shown again: %v", form.Fields)
		}
		page = form.Set("incentives.0.answer", "ja").Set("incentives.0.reason", "").Press("gor", "spara").Want(200, "Beräkningen är sparad", "Tiden är inte bekräftad")
		if rows := table(page); !strings.Contains(rows, "Jobbstimulans, Karin Provsson") || !strings.Contains(rows, "1 050,13") {
			t.Errorf("the row of the rule: %s", rows)
		}
		saved, in := o.kept(a)
		if n := in.Incentives[0]; saved.Incomes != 3_150_37 || n.From != november || n.Until != november.Add(23) {
			t.Errorf("confirmed: incomes %d, %+v", saved.Incomes, n)
		}
		v.Get(decisionPath(a)).Form(decisionPath(a)).Press("gor", "besluta").Want(200, "Planerad")

		// The two years run on in the next month.
		december := o.apply(c, november.Add(1), nil)
		v.Get(calculationPath(december)).Want(200, "Föreslås från och med november 2026 till och med oktober 2028")
	})
}

func TestX1_ABrokenRowProposesNoIncentive(t *testing.T) {
	o := open(t, "sqlite")
	caseworktest.ConfirmNorms(t, o.Lund.Tenant.Desk, o.administrator, o.both)
	c := o.household("EB-2026-0702", "20150310", o.both)
	for n := -6; n < 0; n++ {
		o.past(c, november.Add(n), n != -3, nil)
	}
	a := o.apply(c, november, nil)
	v := o.as(o.both)
	page := v.Get(calculationPath(a)).Want(200, "Föreslås inte: registret har inte sex månader i rad")
	form := page.Form(calculationPath(a))
	form.Set("incentives.0.answer", "ja").Press("gor", "rakna").Want(422)
	form.Set("incentives.0.from", "2026-11").Set("incentives.0.until", "2028-10").Press("gor", "rakna").Want(422, "Skriv varför jobbstimulansen gäller")
	form.Set("incentives.0.reason", "Sex månader i Malmö.").Press("gor", "spara").Want(200, "Beräkningen är sparad", "Sex månader i Malmö.")
	if saved, _ := o.kept(a); saved.Incomes != 3_150_37 {
		t.Errorf("incomes %d", saved.Incomes)
	}
}

// What was over in October is proposed as an income of November, once.
func TestX1_SurplusOfTheMonthBeforeIsProposed(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		caseworktest.ConfirmNorms(t, o.Lund.Tenant.Desk, o.administrator, o.both)
		c := o.household("EB-2026-0703", "20150310", o.both)
		o.past(c, november.Add(-1), false, func(content *aid.Content) { content.Incomes[0].Amount = 20_000_00 })
		a := o.apply(c, november, nil)
		v := o.as(o.both)
		// 3 940 + 4 390 + 1 410 + 7 345 + 412 − 20 000 = −2 503.
		page := v.Get(calculationPath(a)).Want(200, "Hushållet hade 2 503 kr över i oktober 2026", "13 297 kr", "Räkna med överskottet")
		page = page.Form(calculationPath(a)).Set("carry_surplus", "ja").Press("gor", "rakna").Want(200, "10 794 kr", "Inte sparad", "Överskott enligt beräkningen för oktober 2026.")
		if strings.Contains(page.Text(), "Räkna med överskottet") {
			t.Error("the surplus is offered twice")
		}
		page.Form(calculationPath(a)).Press("gor", "spara").Want(200, "Beräkningen är sparad", "10 794 kr")
		_, in := o.kept(a)
		if x := in.Incomes[1]; x.Kind != "surplus" || x.Counted != 2_503_00 {
			t.Errorf("kept: %+v", x)
		}
		december := o.apply(c, november.Add(2), nil) // a month between: nothing is carried
		if strings.Contains(v.Get(calculationPath(december)).Text(), "Räkna med överskottet") {
			t.Error("a surplus is carried over a month without an application")
		}
	})
}

// The rent goes to the landlord where the household has one as a payee, and the rest to the applicant.
func TestH5_PaymentsFollowHowTheHouseholdIsPaid(t *testing.T) {
	o := open(t, "sqlite")
	caseworktest.ConfirmNorms(t, o.Lund.Tenant.Desk, o.administrator, o.both)
	c := o.household("EB-2026-0704", "20150310", o.both)
	a := o.apply(c, november, nil)
	v := o.as(o.both)
	saved(v, a)
	amounts := func() map[string]string {
		page := v.Get(decisionPath(a)).Want(200, "13 297 kr")
		form := page.Form(decisionPath(a))
		payees, err := o.Store.Payees(t.Context(), c.ID)
		if err != nil {
			t.Fatal(err)
		}
		got := map[string]string{}
		for i, p := range payees {
			got[p.Name] = strings.ReplaceAll(form.Fields.Get("payments."+string(rune('0'+i))+".amount"), "\u00a0", " ")
		}
		return got
	}
	want := func(name, amount string) {
		t.Helper()
		if got := amounts(); got[name] != amount {
			t.Errorf("%s is to get %q, want %q: %v", name, got[name], amount, got)
		}
	}
	want("Karin Provsson", "13 297")
	o.Now = o.Clock.Now()
	o.Payee(aid.Payee{CaseID: c.ID, Name: "Påhittade Bostäder AB", Kind: aid.PayeeLandlord, Method: aid.ToBankgiro, Account: "9912346"})
	o.Clock.Set(o.Now)
	want("Påhittade Bostäder AB", "7 345")
	want("Karin Provsson", "5 952")
	o.Now = o.Clock.Now()
	o.Payee(aid.Payee{CaseID: c.ID, Name: "Andra Bostäder AB", Kind: aid.PayeeLandlord, Method: aid.ToBankgiro, Account: "9912346"})
	o.Clock.Set(o.Now)
	want("Karin Provsson", "13 297") // two landlords, neither paid before: nobody can tell
	v.Get(decisionPath(a)).Form(decisionPath(a)).Press("gor", "besluta").Want(200, "Planerad")
}

func TestX4_ChangedSchoolAnswersAreMarked(t *testing.T) {
	o := open(t, "sqlite")
	c := o.household("EB-2026-0705", "20080310", o.both)
	o.apply(c, november.Add(-1), func(content *aid.Content) { content.Household.Children[0].Pupil = true })
	a := o.apply(c, november, func(content *aid.Content) { content.Household.Children[0].LunchOut = true })
	page := o.as(o.both).Get("/handlaggning/ansokan/" + string(a.ID))
	page.Want(200, "Lunch på förskola eller skola Ändrat Förra månaden: Lunch hemma.", "Går inte i skolan Ändrat Förra månaden: Går i skolan.", "2 ändringar sedan förra ansökan")
}

// What is granted for two months is said of two months, to staff and to both adults, in Swedish and in Arabic.
func TestX2_ADecisionNamesAllOfItsMonths(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		a := o.apply(o.Case, november, nil)
		caseworktest.ConfirmNorms(t, o.Lund.Tenant.Desk, o.administrator, o.both)
		v := o.as(o.both)
		v.Post("/handlaggning/arende/"+string(o.Case.ID)+"/oppna", "reason", "Vikarie.")
		v.Get(calculationPath(a)).Form(calculationPath(a)).Set("months", "2").Press("gor", "spara").Want(200, "Beräkningen är sparad")
		v.Get(decisionPath(a)).Form(decisionPath(a)).Press("gor", "besluta").Want(200, "för november 2026–december 2026")
		made, err := o.Store.DecisionOf(t.Context(), a.ID)
		if err != nil {
			t.Fatal(err)
		}
		asa := o.adult(o.Case, o.Applicant)
		asa.Get("/beslut/"+string(made.ID)).Want(200, "för november 2026–december 2026")
		asa.Get("/ansokningar/"+string(a.ID)+"/berakning").Want(200, "för november 2026–december 2026")
		asa.Get("/sprak/ar?till=/start")
		asa.Get("/beslut/"+string(made.ID)).Want(200, "نوفمبر 2026–ديسمبر 2026")
	})
}
