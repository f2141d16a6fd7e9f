package staff

import (
	"strconv"
	"strings"

	"bistand/aid"
	"bistand/rules"
	"bistand/web/site"
	"bistand/web/ui"
)

// checkExpense names the guideline of an expense, with the most that it grants in this month's money, and marks what lies
// above it. That a housing cost has risen, the line itself says.
func (e *editor) checkExpense(v *site.Visit, r *calcRow, kind aid.ExpenseKind, claimed, approved aid.Ore) {
	guidelines, _ := v.Desk().Rules.GuidelinesOn(v.Tenant.Municipality.Code, e.input.Month.First())
	if words, ok := guidelines.ExpenseWords(kind); ok {
		r.source, r.section, r.quote = v.L.T("staff.calculation.guideline"), v.L.T("staff.calculation.section", "section", words.Section), words.Text
	}
	if kind == "housing" {
		if limit, ok := guidelines.HousingCap(e.input.Household); ok {
			r.source = v.L.T("staff.calculation.cap", "amount", v.L.Money(limit.Amount))
			if claimed > limit.Amount {
				r.tags = append(r.tags, rowTag{ui.Warning, v.L.T("staff.calculation.above_cap")})
			}
		}
		return
	}
	if !r.added {
		e.checkNew(v, r)
	}
	year, prices := e.input.Month.Year, v.Desk().Rules.Prices
	if limit, ok, err := guidelines.Limit(kind, e.input.Household.Size(), prices, year); ok && err == nil {
		r.source = v.L.T("staff.calculation.cap", "amount", v.L.Money(limit.Amount))
		r.notes = append(r.notes, limitNote(v, limit))
		if claimed > limit.Amount {
			r.tags = append(r.tags, rowTag{ui.Warning, v.L.T("staff.calculation.above_cap")})
		}
	}
	e.checkShare(v, r, guidelines, kind, approved)
}

// comma writes a decimal as Swedish does.
func comma(decimal string) string { return strings.Replace(decimal, ".", ",", 1) }

// limitNote tells from which parts of the price base amount a limit is made.
func limitNote(v *site.Visit, limit rules.Figure) string {
	base, _ := strconv.ParseInt(limit.Args["base"], 10, 64) // written by Limit
	args := []string{"percent", comma(limit.Args["percent"]), "base", v.L.Money(aid.Ore(base)), "year", limit.Args["year"]}
	if further, ok := limit.Args["further"]; ok {
		return v.L.T("staff.calculation.limit_further", append(args, "further", further, "each", comma(limit.Args["further_percent"]))...)
	}
	return v.L.T("staff.calculation.limit", args...)
}

// checkShare tells of what the guidelines set by a part of the price base amount for a part of a cost, or for who may decide
// on it: the frames of glasses, and dental care.
func (e *editor) checkShare(v *site.Visit, r *calcRow, guidelines *rules.Guidelines, kind aid.ExpenseKind, approved aid.Ore) {
	code := map[aid.ExpenseKind]string{"glasses": "glasses_frames", "dental": "dental_delegation"}[kind]
	amount, _, err := guidelines.ShareOf(code, v.Desk().Rules.Prices, e.input.Month.Year)
	share, ok := guidelines.Share(code)
	if err != nil || !ok {
		return // nothing set, or a year without a price base amount
	}
	r.notes = append(r.notes, v.L.T("staff.calculation."+code, "percent", comma(share.Percent()), "amount", v.L.Money(amount)))
	if kind == "dental" && approved > amount {
		r.tags = append(r.tags, rowTag{ui.Warning, v.L.T("staff.delegation.beyond")})
	}
}
