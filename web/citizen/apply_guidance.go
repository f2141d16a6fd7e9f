package citizen

import (
	"bistand/aid"
	"bistand/rules"
	"bistand/web/site"
)

// guidance is what the municipality's guidelines say of one kind of expense, income or asset: their own words, and the most that
// they grant this household in the month's money.
type guidance struct {
	name  string // the text that names it
	words string // Swedish
	most  aid.Ore
}

// guidance finds what the guidelines of the application's month say of what a section asks for, and of incomes what the law leaves out.
// Where the municipality has set nothing there is nothing to say.
func (f *formView) guidance(v *site.Visit, s section) {
	c := f.draft.Content
	guidelines, _ := v.Desk().Rules.GuidelinesOn(v.Tenant.Municipality.Code, c.Month.First())
	add := func(name string, words rules.Accepted, says bool, most aid.Ore) {
		if says {
			f.guide = append(f.guide, guidance{name, words.Text, most})
		}
	}
	expenses := func(kinds []aid.ExpenseKind) {
		for _, kind := range kinds {
			words, ok := guidelines.ExpenseWords(kind)
			add("expense."+string(kind), words, ok, mostFor(v, guidelines, c, kind))
		}
	}
	switch s.name {
	case expensesSection.name:
		expenses(aid.ExpenseKinds)
	case needSection.name:
		expenses(needKinds())
	case incomesSection.name:
		for _, kind := range aid.StatedIncomeKinds {
			words, ok := guidelines.IncomeWords(kind)
			add("income."+string(kind), words, ok, 0)
		}
		f.leftOut = leftOut(v, c)
	case assetsSection.name:
		for _, kind := range aid.AssetKinds {
			words, ok := guidelines.AssetWords(kind)
			add("asset."+string(kind), words, ok, 0)
		}
	}
}

// leftOut tells which incomes the law does not count.
// law: SoL 12:8
// law: SoL 12:9
func leftOut(v *site.Visit, c aid.Content) []string {
	list := []string{v.L.T("apply.left_out_work")}
	if base, err := v.Desk().Rules.Prices.Of(c.Month.Year); err == nil { // else the calculation says that the amount is missing
		list = append(list, v.L.T("apply.left_out_child", "amount", v.L.Money(base), "year", itoa(c.Month.Year)))
	}
	return list
}

// mostFor is the most that the guidelines grant a household for a kind of expense; 0 where they set no limit.
func mostFor(v *site.Visit, guidelines *rules.Guidelines, c aid.Content, kind aid.ExpenseKind) aid.Ore {
	if kind == "housing" {
		limit, _ := guidelines.HousingCap(c.Household)
		return limit.Amount
	}
	// A year without a price base amount has no limit to tell of; the calculation says what is missing.
	limit, _, _ := guidelines.Limit(kind, c.Household.Size(), v.Desk().Rules.Prices, c.Month.Year)
	return limit.Amount
}
