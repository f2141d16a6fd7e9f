package citizen

import (
	"bistand/aid"
	"bistand/rules"
	"bistand/web/site"
)

// guidance is what the municipality's guidelines say of one kind of expense: their own words, and the most that they grant this
// household in the month's money.
type guidance struct {
	kind  aid.ExpenseKind
	words string // Swedish
	most  aid.Ore
}

// guidanceFor lists what the guidelines of the application's month say of the kinds that can be applied for; nothing where
// the municipality has set nothing.
func guidanceFor(v *site.Visit, c aid.Content, kinds []aid.ExpenseKind) []guidance {
	guidelines, _ := v.Desk().Rules.GuidelinesOn(v.Tenant.Municipality.Code, c.Month.First())
	var list []guidance
	for _, kind := range kinds {
		words, ok := guidelines.ExpenseWords(kind)
		if !ok {
			continue
		}
		list = append(list, guidance{kind: kind, words: words.Text, most: mostFor(v, guidelines, c, kind)})
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
