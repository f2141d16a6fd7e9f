package calc

import (
	"bistand/aid"
	"bistand/rules"
)

// housing is the one kind of cost that guidelines set a cap for by household.
const housing aid.ExpenseKind = "housing"

// SuggestApproved returns how much of a claimed cost the guidelines accept, and by which section: a housing cost up to the
// municipality's highest for the household. A kind without a limit is accepted as claimed, under the section that names the
// kind, if any. It is a suggestion: the caseworker decides in the single case, and a cut needs a reason.
func SuggestApproved(g *rules.Guidelines, h aid.Household, kind aid.ExpenseKind, claimed aid.Ore) (aid.Ore, aid.RuleRef) {
	if limit, ok := g.HousingCap(h); ok && kind == housing && claimed > limit.Amount {
		return limit.Amount, limit.Rule
	}
	ref, _ := g.ExpenseRule(kind)
	return claimed, ref
}
