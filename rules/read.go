package rules

import "bistand/aid"

// SourceOf returns the document that an id of the file stands for, and whether the file has it.
func (h *Header) SourceOf(id string) (Source, bool) { return h.source(id) }

// RuleOf returns the rule that an id of the table stands for, and whether the table has it.
func (n *Riksnorm) RuleOf(id string) (Step, bool) { return n.step(id) }

// Backing tells whether any cell of the table is computed, and whether any is missing: such a table wants confirming, by two
// people and against the ordinance, before all of it can be decided on.
func (n *Riksnorm) Backing() (computed, missing bool) {
	for _, c := range n.Cells() {
		computed = computed || c.State == aid.Computed
		missing = missing || c.State == aid.Missing
	}
	return computed, missing
}

// RiksnormsOf lists the tables that hold in a year, by first day; none for a year that nobody has found the figures of.
func (s *Set) RiksnormsOf(year int) []*Riksnorm {
	var found []*Riksnorm
	for _, n := range s.Riksnorms {
		if n.From.Year <= year && year <= n.Until.Year {
			found = append(found, n)
		}
	}
	return found
}
