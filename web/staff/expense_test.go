package staff_test

import (
	"html"
	"slices"
	"strings"
	"testing"

	"bistand/aid"
	"bistand/rules"
	"bistand/web/webtest"
)

// rowOf is the row of the calculation's table that opens with a name, tags left out.
func rowOf(text, name string) string {
	for _, row := range strings.Split(text, "<tr") {
		if strings.Contains(row, ">"+html.EscapeString(name)+"</th>") {
			return html.UnescapeString(row)
		}
	}
	return ""
}

// TestN13H13H24_EveryKindOfExpenseWithItsGuideline: each kind of expense that the sources name comes from the application to the
// editor with the guidelines' own words and, where they set one, the most in this month's money; what is above it is cut; and
// the decision has a line for each, with its reason where not all was granted.
// The household has four members; the price base amount of 2026 is 59 200 kr.
func TestN13H13H24_EveryKindOfExpenseWithItsGuideline(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		o.Lund.Tenant.Municipality.Code, o.Lund.Tenant.Desk.Municipality.Code = "1284", "1284"
		shown := map[aid.ExpenseKind][]string{
			"housing":          {"Tak 7 300 kr"},
			"infant_equipment": {"Tak 5 920 kr", "10 % av prisbasbeloppet 59 200 kr (2026)", "Över taket"},
			"home_equipment":   {"Tak 11 255 kr", "5 % och 3 × 4,67 % av prisbasbeloppet 59 200 kr (2026)", "Över taket"},
			"tv":               {"Tak 2 516 kr", "4,25 % av prisbasbeloppet 59 200 kr (2026)", "Över taket"},
			"glasses":          {"Bågar för sig: högst 2 % av prisbasbeloppet, 1 184 kr. Glas enligt ordination."},
			"dental":           {"Delegation: högst 2,78 % av prisbasbeloppet, 1 646 kr", "Över delegationen"},
		}
		cut := map[aid.ExpenseKind]aid.Ore{"infant_equipment": 5_920_00, "home_equipment": 11_255_00, "tv": 2_516_00}
		const claimed = 12_000_00
		a := o.apply(o.Case, november, func(c *aid.Content) {
			c.Expenses = nil
			for _, kind := range aid.ExpenseKinds {
				e := aid.Expense{Kind: kind, Amount: claimed}
				if kind == "housing" {
					e.Amount = 7_055_00
				}
				c.Expenses = append(c.Expenses, e)
			}
		})
		v := o.as(o.both)
		v.Post("/handlaggning/arende/"+string(o.Case.ID)+"/oppna", "reason", "Ersätter en kollega.")
		page := v.Get(calculationPath(a)).Want(200)
		guidelines, _ := rules.Embedded().GuidelinesOn("1284", november.First())
		sv := o.Lund.Tenant.Languages.For("sv")
		for _, kind := range aid.ExpenseKinds {
			row := strings.ReplaceAll(rowOf(page.Body, sv.T("expense."+string(kind))), "\u00a0", " ")
			want := shown[kind]
			if words, ok := guidelines.ExpenseWords(kind); ok {
				want = append(want, "Riktlinjerna, avsnittet "+words.Section, words.Text)
			} else if kind != "other_expense" {
				t.Errorf("Höganäs says nothing of %s", kind)
			}
			for _, text := range want {
				if !strings.Contains(row, text) {
					t.Errorf("the row of %s does not say %q:\n%s", kind, text, row)
				}
			}
		}
		page.Form(calculationPath(a)).Press("gor", "spara").Want(200, "Beräkningen är sparad")
		v.Get(decisionPath(a)).Form(decisionPath(a)).Set("gor", "besluta").Submit().At(decisionPath(a)).Want(200, "Delvis bifall")
		d, err := o.Store.DecisionOf(t.Context(), a.ID)
		if err != nil {
			t.Fatal(err)
		}
		for _, kind := range aid.ExpenseKinds {
			i := slices.IndexFunc(d.Items, func(i aid.DecisionItem) bool { return i.Code == string(kind) })
			if i < 0 {
				t.Errorf("nothing is decided on %s", kind)
				continue
			}
			most, limited := cut[kind]
			if item := d.Items[i]; limited != (item.Outcome == aid.PartlyGranted && item.Approved == most && item.Reason != "") {
				t.Errorf("decided on %s: %+v", kind, item)
			}
		}
		// The applicant reads each line, and why it was cut.
		letter := o.Visitor(o.Lund).MustLogIn(o.Applicant).Get("/beslut/" + string(d.ID)).Want(200)
		for _, kind := range aid.ExpenseKinds {
			letter.Want(200, sv.T("expense."+string(kind)))
		}
		letter.Want(200, "5 920,00 kr", "11 255,00 kr", "2 516,00 kr", "Beloppet är högre än kommunens gräns.")
	})
}

// TestN14H5H6_EveryKindOfIncomeAndAssetLowersTheSupport: each kind stands under its name in the calculation with the place in the
// guidelines that names it, counts in full, and is told of to the applicant by name, amount and sentence in six languages.
func TestN14H5H6_EveryKindOfIncomeAndAssetLowersTheSupport(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		o.Lund.Tenant.Municipality.Code, o.Lund.Tenant.Desk.Municipality.Code = "1284", "1284"
		a := o.apply(o.Case, november, func(c *aid.Content) {
			c.Incomes, c.NoIncome, c.Assets = nil, nil, nil
			for i, kind := range aid.StatedIncomeKinds {
				c.Incomes = append(c.Incomes, aid.Income{Kind: kind, PersonID: o.Applicant.ID, Amount: aid.Ore(100+i) * aid.Kronor})
			}
			for i, kind := range aid.AssetKinds {
				c.Assets = append(c.Assets, aid.Asset{Kind: kind, Value: aid.Ore(300+i) * aid.Kronor})
			}
		})
		saved(o.as(o.Caseworker), a).Want(200, "Beräkningen är sparad")
		calculation, _ := o.kept(a)
		guidelines, _ := rules.Embedded().GuidelinesOn("1284", november.First())
		var sum aid.Ore
		find := func(kind aid.LineKind, code string, amount aid.Ore, rule aid.RuleRef, named bool) {
			i := slices.IndexFunc(calculation.Lines, func(l aid.Line) bool { return l.Kind == kind && l.Code == code })
			if i < 0 || calculation.Lines[i].Amount != amount || named && calculation.Lines[i].Rule != rule {
				t.Errorf("the line of %s: %+v", code, calculation.Lines[max(i, 0)])
			}
			sum += amount
		}
		for i, kind := range aid.StatedIncomeKinds {
			rule, named := guidelines.IncomeRule(kind)
			find(aid.IncomeLine, string(kind), aid.Ore(100+i)*aid.Kronor, rule, named)
		}
		for i, kind := range aid.AssetKinds {
			rule, named := guidelines.AssetRule(kind)
			find(aid.AssetLine, string(kind), aid.Ore(300+i)*aid.Kronor, rule, named)
		}
		if calculation.Incomes != sum {
			t.Errorf("%d öre are counted, want %d", calculation.Incomes, sum)
		}
		asa := o.Visitor(o.Lund).MustLogIn(o.Applicant)
		for _, code := range []string{"sv", "en", "so", "ar", "kmr", "ti"} {
			asa.Get("/sprak/" + code + "?till=/start")
			l := o.Lund.Tenant.Languages.For(code)
			page := asa.Get("/ansokningar/" + string(a.ID) + "/berakning").Want(200)
			for i, kind := range aid.StatedIncomeKinds {
				page.Want(200, l.T("income."+string(kind)), plainSpaces(l.T("explain.income.stated", "amount", l.Money(aid.Ore(100+i)*aid.Kronor))))
			}
			for i, kind := range aid.AssetKinds {
				page.Want(200, l.T("asset."+string(kind)), plainSpaces(l.T("explain.asset.counted", "amount", l.Money(aid.Ore(300+i)*aid.Kronor))))
			}
		}
	})
}

// TestX6_TheApplicantIsToldWhatCouldNotBeChecked: an authority that did not answer stands so beside what was stated, with its name,
// in the calculation and in everything that the register holds of the applicant, in six languages; the income counts as it was
// stated, and no answer of 0 kr is shown.
func TestX6_TheApplicantIsToldWhatCouldNotBeChecked(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		a := o.apply(o.Case, november, nil)
		v := o.as(o.Caseworker)
		form := v.Get(calculationPath(a)).Form(calculationPath(a))
		form.Set("incomes.0.authority", "unemployment_fund").Set("incomes.0.answer", "unchecked").Press("gor", "spara").Want(200, "Beräkningen är sparad")
		asa := o.Visitor(o.Lund).MustLogIn(o.Applicant)
		for _, code := range []string{"sv", "en", "so", "ar", "kmr", "ti"} {
			asa.Get("/sprak/" + code + "?till=/start")
			l := o.Lund.Tenant.Languages.For(code)
			told := plainSpaces(l.T("mark.unchecked", "authority", l.T("authority.unemployment_fund")))
			page := asa.Get("/ansokningar/"+string(a.ID)+"/berakning").Want(200, told, l.T("calculation.unchecked"), plainSpaces(l.MoneyExact(4_200_50)))
			if row := rowWith(page, told); strings.Contains(row, plainSpaces(l.MoneyExact(0))) {
				t.Errorf("%s: what could not be checked is shown as nothing: %s", code, row)
			}
			asa.Get("/hamta-uppgifter").Want(200, told, l.T("calculation.unchecked"))
		}
		if c, _ := o.kept(a); c.Incomes != 4_200_50 {
			t.Errorf("%d öre count, want what was stated", c.Incomes)
		}
	})
}

// rowWith is the row of a table in which a text stands.
func rowWith(p *webtest.Page, text string) string {
	for _, row := range strings.Split(p.Body, "<tr")[1:] {
		row, _, _ = strings.Cut(row, "</tr>")
		part := *p
		part.Body = "<table><tr" + row + "</tr></table>"
		if strings.Contains(part.Text(), text) {
			return part.Text()
		}
	}
	return ""
}

// plainSpaces is a text as Page.Text gives it.
func plainSpaces(text string) string { return strings.ReplaceAll(text, "\u00a0", " ") }
