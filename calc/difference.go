package calc

import (
	"sort"

	"bistand/aid"
)

// Change (ändring) is one row that differs between two calculations: another amount, another claim, new, or gone.
type Change struct {
	Kind   aid.LineKind
	Code   string // as in the later calculation; as in the earlier for a row that is gone
	Who    string
	Person aid.ID

	Before, After *aid.Line // the first line of the row in each; nil where the row is new or gone
	From, To      aid.Ore   // what counted
	ClaimedFrom   aid.Ore   // what was applied for or stated
	ClaimedTo     aid.Ore
	Effect        aid.Ore // how far it moves the result before rounding; negative is downwards
}

// rowKey is what makes lines of two months the same row: the norm's lines follow the person through age bands and the adults
// through moving together, the others follow kind and person.
type rowKey struct {
	kind   aid.LineKind
	code   string
	person string
}

// rowOf falls back on the name for members without an id, as imported history has them.
func rowOf(l aid.Line) rowKey {
	who := string(l.Person)
	if who == "" {
		who = l.Who
	}
	switch {
	case l.Kind == aid.CommonCosts:
		return rowKey{kind: l.Kind}
	case l.Kind == aid.PersonalCosts && (l.Code == "single" || l.Code == "couple"):
		return rowKey{kind: l.Kind, code: "adults"}
	case l.Kind == aid.PersonalCosts:
		return rowKey{kind: l.Kind, person: who}
	}
	return rowKey{l.Kind, l.Code, who}
}

// Difference compares two calculations row by row and returns the rows that differ, in the order in which calculations show
// them. Several lines of one row (two visits to the doctor) are compared by their sum. The Effects of all changes add up to
// the difference of the unrounded results.
func Difference(before, after aid.Calculation) []Change {
	changes := map[rowKey]*Change{}
	var order []rowKey
	take := func(lines []aid.Line, later bool) {
		for i := range lines {
			l := &lines[i]
			key := rowOf(*l)
			c, known := changes[key]
			if !known {
				c = &Change{Kind: l.Kind, Code: l.Code, Who: l.Who, Person: l.Person}
				changes[key] = c
				order = append(order, key)
			}
			c.add(l, later)
		}
	}
	take(after.Lines, true)
	take(before.Lines, false)
	var all []Change
	for _, key := range order {
		if c := changes[key]; c.settle() {
			all = append(all, *c)
		}
	}
	place := func(c Change) int { return rank(aid.Line{Kind: c.Kind, Code: c.Code}) }
	sort.SliceStable(all, func(i, j int) bool { return place(all[i]) < place(all[j]) })
	return all
}

// add counts a line of one of the two calculations into the row.
func (c *Change) add(l *aid.Line, later bool) {
	line, amount, claimed := &c.Before, &c.From, &c.ClaimedFrom
	if later {
		line, amount, claimed = &c.After, &c.To, &c.ClaimedTo
	}
	if *line == nil {
		*line = l
	}
	*amount += l.Amount // amounts of a finished calculation have been added up before, without overflow
	*claimed += l.Claimed
}

// settle works out the effect and tells whether anything differs: an amount, a claim, or that the row is new or gone. What is
// drawn off (incomes, assets) moves the result the other way; what the work incentive leaves out is no income.
func (c *Change) settle() bool {
	c.Effect = c.To - c.From
	if c.Kind == aid.IncomeLine || c.Kind == aid.AssetLine {
		c.Effect = -c.Effect
	}
	return c.Effect != 0 || c.ClaimedFrom != c.ClaimedTo || (c.Before == nil) != (c.After == nil)
}
