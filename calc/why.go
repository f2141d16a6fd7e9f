package calc

import (
	"slices"
	"sort"

	"bistand/aid"
)

// Clause (led) is one reason why a month's support differs from another's, for a sentence such as "Du får 335 kr mer än i
// oktober eftersom hyran höjdes 150 kr och lönen sjönk 185 kr".
type Clause struct {
	Key    string // the clause "because.…" in lang/, which speaks of "what" and "amount"
	Change Change
	Amount aid.Ore // by how much, never negative
}

// BecauseKeys lists the clauses.
func BecauseKeys() []string {
	return []string{"because.higher", "because.lower", "because.new", "because.gone"}
}

// Why picks the changes that moved the result most, at most so many, the largest first; those that pull the other way come
// along where they are as large. Several rows of one kind have been added up by Difference. The effects of the clauses and of
// what was left out add up to the difference of the unrounded results.
func Why(changes []Change, most int) (clauses []Clause, others int) {
	moving := slices.DeleteFunc(slices.Clone(changes), func(c Change) bool { return c.Effect == 0 })
	sort.SliceStable(moving, func(i, j int) bool {
		return max(moving[i].Effect, -moving[i].Effect) > max(moving[j].Effect, -moving[j].Effect)
	})
	for _, c := range moving[:min(most, len(moving))] {
		k := Clause{Change: c, Amount: max(c.To-c.From, c.From-c.To)}
		switch {
		case c.Before == nil:
			k.Key = "because.new"
		case c.After == nil:
			k.Key = "because.gone"
		case c.To > c.From:
			k.Key = "because.higher"
		default:
			k.Key = "because.lower"
		}
		clauses = append(clauses, k)
	}
	return clauses, len(moving) - len(clauses)
}
