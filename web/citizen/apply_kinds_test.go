package citizen_test

import (
	"html"
	"strconv"
	"strings"
	"testing"

	"bistand/aid"
	"bistand/rules"
	"bistand/store/storetest"
)

var languages = []string{"sv", "en", "so", "ar", "kmr", "ti"}

// TestN13H13H24_EveryKindOfExpenseCanBeAppliedFor: in the month's form and, outside the norm and the regular costs, as a single
// need, by its name in six languages, with what the guidelines say of it in the document's words and the most that this
// household of four is granted; and each need names the papers that it takes.
func TestN13H13H24_EveryKindOfExpenseCanBeAppliedFor(t *testing.T) {
	for _, engine := range storetest.Engines {
		t.Run(engine, func(t *testing.T) {
			c := meet(t, engine)
			c.Lund.Tenant.Municipality.Code, c.Lund.Tenant.Desk.Municipality.Code = "1284", "1284"
			c.begin().fill()
			c.kindsInEachLanguage(c.draft+"/utgifter", aid.ExpenseKinds, 5_920_00, 11_255_00, 2_516_00, 7_300_00)
			form := c.asa.Get(c.draft + "/utgifter").Form(c.draft + "/utgifter")
			for i, kind := range aid.ExpenseKinds {
				form.Set("kind-0-"+strconv.Itoa(i), string(kind)).Set("amount-0-"+strconv.Itoa(i), strconv.Itoa(100+i))
			}
			form.Set("rows-0", strconv.Itoa(len(aid.ExpenseKinds))).Submit().Want(200)
			check := c.asa.Get(c.draft + "/kontrollera").Want(200)
			for i, kind := range aid.ExpenseKinds {
				check.Want(200, c.sv("expense."+string(kind)), strconv.Itoa(100+i)+" kr")
			}
			month := check.Form(c.draft + "/kontrollera").Submit().URL.Path
			c.sign(c.asa, month, c.facts.Applicant)
			c.sign(c.omar, month, c.facts.CoApplicant)
			if got := c.application(month).Content.Expenses; len(got) != len(aid.ExpenseKinds) {
				t.Errorf("applied for %d kinds: %+v", len(got), got)
			}
			c.singleNeeds()
		})
	}
}

// singleNeeds applies for each kind that can be a need of its own.
func (c *couple) singleNeeds() {
	c.t.Helper()
	papers := map[aid.ExpenseKind]aid.PaperKind{
		"doctor": aid.ExpenseProof, "medicine": aid.ExpenseProof, "medical_travel": aid.ExpenseProof, "childcare": aid.ExpenseProof,
		"home_care_fee": aid.ExpenseProof, "debt": aid.ExpenseProof, "dental": aid.DentalProposal, "glasses": aid.OpticianProposal,
	}
	need := c.asa.Get("/ansok/behov").Form("/ansok/behov").Submit().URL.Path
	draft := strings.TrimSuffix(need, "/behov")
	var kinds []aid.ExpenseKind
	for _, kind := range aid.ExpenseKinds {
		if !kind.IsOtherNeed() {
			continue
		}
		kinds = append(kinds, kind)
		page := c.asa.Get(need).Form(need).Set("kind", string(kind)).Set("amount", "1 000").Set("why", "Vi behöver det.").Submit().At(draft + "/handlingar")
		missing := strings.Count(page.Text(), "Saknas")
		if paper, needed := papers[kind]; needed {
			page.Want(200, c.sv("attachment."+string(paper)))
			if missing != 1 {
				c.t.Errorf("%s: %d papers are called missing, want 1", kind, missing)
			}
		} else if missing != 0 {
			c.t.Errorf("%s: a paper is asked for", kind)
		}
		c.asa.Get(draft+"/kontrollera").Want(200, c.sv("expense."+string(kind)), "1 000 kr")
	}
	c.kindsInEachLanguage(need, kinds, 5_920_00, 11_255_00, 2_516_00)
}

// kindsInEachLanguage wants a form to offer each kind by its name, and to say what the guidelines do, in every language.
func (c *couple) kindsInEachLanguage(path string, kinds []aid.ExpenseKind, limits ...aid.Ore) {
	c.t.Helper()
	guidelines, _ := rules.Embedded().GuidelinesOn("1284", aid.Date{Year: 2026, Month: 11, Day: 1})
	for _, code := range languages {
		c.asa.Get("/sprak/" + code + "?till=/start")
		page, l := c.asa.Get(path).Want(200), c.Lund.Tenant.Languages.For(code)
		body := html.UnescapeString(page.Body)
		for _, kind := range kinds {
			if name := l.T("expense." + string(kind)); !strings.Contains(body, `<option value="`+string(kind)+`"`) || !strings.Contains(body, ">"+name+"<") {
				c.t.Errorf("%s in %s does not offer %s as %q", path, code, kind, name)
			}
			if words, ok := guidelines.ExpenseWords(kind); ok && !strings.Contains(body, `<q lang="sv" dir="ltr">`+words.Text+"</q>") {
				c.t.Errorf("%s in %s does not say what the guidelines do of %s", path, code, kind)
			}
		}
		for _, limit := range limits {
			page.Want(200, strings.ReplaceAll(l.Money(limit), "\u00a0", " "))
		}
	}
	c.asa.Get("/sprak/sv?till=/start")
}

// sv is a text in Swedish.
func (c *couple) sv(key string) string { return c.Lund.Tenant.Languages.For("sv").T(key) }
