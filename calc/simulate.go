package calc

import (
	"errors"
	"slices"

	"bistand/aid"
	"bistand/rules"
)

// Trying other guidelines on calculations that were kept: nothing is added to the register, and no person is named.

// Judged (bedömt) is what a calculation made again under other rules came to.
type Judged struct {
	Again    aid.Calculation
	Followed int // amounts that were exactly what the old rules suggest: the new suggestion took their place
	Own      int // amounts that the caseworker judged otherwise, and norm figures of the caseworker's own: they stay
}

// otherRules stands as the reason where the new suggestion is below the claim.
const otherRules = "–"

// Under makes a calculation again under other rules. Where the caseworker approved or counted exactly what the old rules
// suggest, the new suggestion takes its place; an own judgement stays.
func Under(b Basis, before, after Rules) (Judged, error) {
	var j Judged
	in := b.Input
	j.Own = len(in.Overrides)
	in.Expenses, in.Incomes = slices.Clone(in.Expenses), slices.Clone(in.Incomes)
	for i := range in.Expenses {
		e := &in.Expenses[i]
		if e.Approved != Suggest(&before, &b.Input, e).Approved {
			j.Own++
			continue
		}
		j.Followed++
		if e.Approved = Suggest(&after, &b.Input, e).Approved; e.Approved < e.Claimed && !said(e.Reason) {
			e.Reason = otherRules
		}
	}
	for i := range in.Incomes {
		income := &in.Incomes[i]
		old, err := SuggestCounted(before.Set, &b.Input, income)
		if err != nil || income.Counted != old {
			j.Own++
			continue
		}
		j.Followed++
		if income.Counted, err = SuggestCounted(after.Set, &b.Input, income); err != nil {
			return j, err
		}
	}
	var err error
	j.Again, err = Calculate(after.Set, after.Guidelines, in)
	return j, err
}

// Moves (utfall) is how support moves for some households: that of a household with a surplus is none, before and after.
type Moves struct {
	Households int     `json:"households"`
	Gain       int     `json:"gain"`
	Lose       int     `json:"lose"`
	Stay       int     `json:"stay"`
	Sum        aid.Ore `json:"sum_ore"`    // of all changes, losses drawn off
	Median     aid.Ore `json:"median_ore"` // of those that move; of an even number the lower of the middle two
	MostUp     aid.Ore `json:"most_up_ore"`
	MostDown   aid.Ore `json:"most_down_ore"` // not above zero

	moved []aid.Ore
}

// add counts one household.
func (m *Moves) add(change aid.Ore) {
	m.Households++
	m.Sum += change
	switch {
	case change > 0:
		m.Gain++
	case change < 0:
		m.Lose++
	default:
		m.Stay++
		return
	}
	m.MostUp, m.MostDown = max(m.MostUp, change), min(m.MostDown, change)
	at, _ := slices.BinarySearch(m.moved, change)
	m.moved = slices.Insert(m.moved, at, change)
	m.Median = m.moved[(len(m.moved)-1)/2]
}

// Simulation (konsekvensberäkning) is what other rules would do to the calculations of one month.
type Simulation struct {
	Month      aid.Month         `json:"month"`
	All        Moves             `json:"all"`
	ByKind     map[string]*Moves `json:"by_kind"`     // a key of HouseholdKinds
	ByChildren map[int]*Moves    `json:"by_children"` // number of children
	Begin      int               `json:"begin"`       // households that had no shortfall and get one
	End        int               `json:"end"`         // households whose shortfall ends
	Followed   int               `json:"followed"`    // amounts that followed the old suggestion, and now follow the new
	Own        int               `json:"own"`         // amounts that were the caseworker's own judgement, and stay
	OwnIn      int               `json:"own_in"`      // calculations that have any such amount
	NoBasis    int               `json:"no_basis"`    // applications without a calculation that can be made again
	Unmade     map[string]int    `json:"unmade"`      // calculations that can no longer be made, by the reason's code
}

// HouseholdKinds lists the kinds of household, in the order shown.
var HouseholdKinds = []string{"single", "single with children", "couple", "couple with children"}

// NewSimulation begins one of a month.
func NewSimulation(month aid.Month) *Simulation {
	s := &Simulation{Month: month, ByKind: map[string]*Moves{}, ByChildren: map[int]*Moves{}, Unmade: map[string]int{}}
	for _, kind := range HouseholdKinds {
		s.ByKind[kind] = &Moves{}
	}
	return s
}

// Add counts a kept calculation and what came of it, or why it cannot be made.
func (s *Simulation) Add(kept aid.Calculation, h aid.Household, j Judged, err error) {
	if err != nil {
		s.Unmade[reason(err)]++
		return
	}
	before, after := max(kept.Result, 0), max(j.Again.Result, 0)
	kind := 0
	if len(h.Adults) > 1 {
		kind = 2
	}
	if len(h.Children) > 0 {
		kind++
	}
	if s.ByChildren[len(h.Children)] == nil {
		s.ByChildren[len(h.Children)] = &Moves{}
	}
	for _, m := range []*Moves{&s.All, s.ByKind[HouseholdKinds[kind]], s.ByChildren[len(h.Children)]} {
		m.add(after - before)
	}
	switch {
	case before == 0 && after > 0:
		s.Begin++
	case before > 0 && after == 0:
		s.End++
	}
	s.Followed += j.Followed
	s.Own += j.Own
	if j.Own > 0 {
		s.OwnIn++
	}
}

// reason is why a calculation cannot be made, as a code: the words of an error may name a person.
func reason(err error) string {
	if fault, ok := errors.AsType[aid.Error](err); ok {
		return fault.Code
	}
	if _, ok := errors.AsType[*NoRuleFile](err); ok {
		return "no_rule_file"
	}
	return "fault"
}

// StillConfirmed lists those of a municipality's confirmed figures that another set of rules has use for: tables that it has,
// cells that no source prints there.
func StillConfirmed(confirmed []rules.Confirmation, set *rules.Set) []rules.Confirmation {
	return slices.DeleteFunc(slices.Clone(confirmed), func(c rules.Confirmation) bool {
		for _, n := range set.Riksnorms {
			if n.File != c.Table {
				continue
			}
			for key, cell := range n.Cells() {
				if key == c.Cell {
					return cell.State == aid.Sourced
				}
			}
		}
		return true
	})
}
