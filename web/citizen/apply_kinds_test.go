package citizen_test

import (
	"html"
	"strconv"
	"strings"
	"testing"

	"bistand/aid"
	"bistand/rules"
	"bistand/store/storetest"
	"bistand/web/webtest"
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

// TestN14H5H6_EveryKindOfIncomeAndAssetByItsName: the month's form has each kind that an applicant can state by its name in six
// languages, with what the guidelines say of it, and tells which incomes the law does not count; all of them are signed for.
// The price base amount of 2026 is 59 200 kr.
func TestN14H5H6_EveryKindOfIncomeAndAssetByItsName(t *testing.T) {
	for _, engine := range storetest.Engines {
		t.Run(engine, func(t *testing.T) {
			c := meet(t, engine)
			c.Lund.Tenant.Municipality.Code, c.Lund.Tenant.Desk.Municipality.Code = "1284", "1284"
			c.begin().fill()
			guidelines, _ := rules.Embedded().GuidelinesOn("1284", aid.Date{Year: 2026, Month: 11, Day: 1})
			for _, code := range languages {
				c.asa.Get("/sprak/" + code + "?till=/start")
				l := c.Lund.Tenant.Languages.For(code)
				page := c.asa.Get(c.draft+"/inkomster").Want(200, l.T("apply.left_out"), l.T("apply.left_out_work"), strings.ReplaceAll(l.Money(59_200_00), "\u00a0", " "))
				for _, kind := range aid.StatedIncomeKinds {
					words, says := guidelines.IncomeWords(kind)
					c.offers(page, string(kind), l.T("income."+string(kind)), words.Text, says)
				}
				page = c.asa.Get(c.draft + "/tillgangar").Want(200)
				for _, kind := range aid.AssetKinds {
					words, says := guidelines.AssetWords(kind)
					c.offers(page, string(kind), l.T("asset."+string(kind)), words.Text, says)
				}
			}
			c.asa.Get("/sprak/sv?till=/start")
			state := func(path string, kinds []string) {
				form := c.asa.Get(c.draft + path).Form(c.draft + path)
				for i, kind := range kinds {
					form.Set("kind-0-"+strconv.Itoa(i), kind).Set("amount-0-"+strconv.Itoa(i), strconv.Itoa(100+i))
				}
				form.Set("rows-0", strconv.Itoa(len(kinds))).Submit().Want(200)
			}
			state("/inkomster", strs(aid.StatedIncomeKinds))
			state("/tillgangar", strs(aid.AssetKinds))
			check := c.asa.Get(c.draft + "/kontrollera").Want(200)
			for _, kind := range aid.StatedIncomeKinds {
				check.Want(200, c.sv("income."+string(kind)))
			}
			for _, kind := range aid.AssetKinds {
				check.Want(200, c.sv("asset."+string(kind)))
			}
			month := check.Form(c.draft + "/kontrollera").Submit().URL.Path
			c.sign(c.asa, month, c.facts.Applicant)
			c.sign(c.omar, month, c.facts.CoApplicant)
			if got := c.application(month).Content; len(got.Incomes) != len(aid.StatedIncomeKinds) || len(got.Assets) != len(aid.AssetKinds) {
				t.Errorf("signed for %d incomes and %d assets", len(got.Incomes), len(got.Assets))
			}
		})
	}
}

// strs are codes as plain text.
func strs[T ~string](list []T) (out []string) {
	for _, one := range list {
		out = append(out, string(one))
	}
	return out
}

// offers wants a form to offer a kind by its name, and to say what the guidelines do.
func (c *couple) offers(page *webtest.Page, kind, name, words string, says bool) {
	c.t.Helper()
	body := html.UnescapeString(page.Body)
	if !strings.Contains(body, `<option value="`+kind+`"`) || !strings.Contains(body, ">"+name+"<") {
		c.t.Errorf("%s does not offer %s as %q", page.URL.Path, kind, name)
	}
	if says && !strings.Contains(body, `<q lang="sv" dir="ltr">`+words+"</q>") {
		c.t.Errorf("%s does not say what the guidelines do of %s", page.URL.Path, kind)
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
		c.noSwedish(page, code)
		for _, kind := range kinds {
			words, says := guidelines.ExpenseWords(kind)
			c.offers(page, string(kind), l.T("expense."+string(kind)), words.Text, says)
		}
		for _, limit := range limits {
			page.Want(200, strings.ReplaceAll(l.Money(limit), "\u00a0", " "))
		}
	}
	c.asa.Get("/sprak/sv?till=/start")
}

// sv is a text in Swedish.
func (c *couple) sv(key string) string { return c.Lund.Tenant.Languages.For("sv").T(key) }
