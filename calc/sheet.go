// Package calc works out how much: a household, its costs and incomes and the rules of a day in, a calculation with every
// line and its reason out. It is pure: no clock, no disk, no randomness, nothing remembered between two calls.
//
// It goes in two steps. Work fills a Sheet: one small row for each line, with its amount and pointers to the figures that it
// rests on. That is all that sums need, so a whole country's households can be worked out in a second. Freeze writes the rows
// out as an aid.Calculation, with each line's rule, law, sentence and facts, for whoever wants to read or keep it.
package calc

import (
	"fmt"

	"bistand/aid"
	"bistand/rules"
)

// Rules (dagens regler) is what a calculation follows, the nation's tables and what the municipality has set (nil where it
// has set nothing).
type Rules struct {
	Set        *rules.Set
	Guidelines *rules.Guidelines
}

// Sheet (räkneblad) is a calculation being worked out, and may be used again for the next. Sums are öre, and unrounded but
// for Result.
type Sheet struct {
	Rows []Row

	Norm, Costs, OtherNeeds, Incomes aid.Ore
	Unrounded, Result                aid.Ore
}

// Row (rad) is a line as it is worked out.
type Row struct {
	Kind   aid.LineKind
	Member int           // of personal costs and the work incentive: the place among the members, adults first
	Item   int           // place in the list of the input that the row comes from; of a norm row the override, or noItem
	Amount aid.Ore       // what counts, never negative
	Full   aid.Ore       // of a norm row: the month's whole figure, before days, months and shares
	Figure *rules.Figure // of a norm row: the table's
	Next   *rules.Figure // of common costs with a child in part: the figure of the next size
}

// noItem is the Item of a norm row that no caseworker has changed.
const noItem = -1

// Calculate makes the calculation of a period by the norm in force on its first day and the municipality's guidelines (nil
// where there are none). Sums keep öre; only the result is rounded, by the municipality's setting or else to the nearest
// whole krona, 50 öre upwards. What a person can mend is returned as aid.Error with code and field: the first of Check's,
// "rules.no_table" for a day outside every table, "rules.missing_cell" for a figure that no source gives and that must be
// entered first, "calc.child_pay" and the like. Sums beyond an Ore are aid.ErrOverflow.
// law: SoL 12:7
// law: SoL 12:1
func Calculate(set *rules.Set, guidelines *rules.Guidelines, in Input) (aid.Calculation, error) {
	r := Rules{set, guidelines}
	var s Sheet
	if err := s.Work(&r, &in); err != nil {
		return aid.Calculation{}, err
	}
	return s.Freeze(&r, &in), nil
}

// Work fills the sheet, whatever it held before; after an error it holds nothing of use. Errors are those of Calculate. It
// allocates nothing once the sheet has held a household as large.
func (s *Sheet) Work(r *Rules, in *Input) error {
	c := checker{in: in}
	if c.all(); len(c.faults) > 0 {
		return c.faults[0]
	}
	// A table holds for whole months, so its first day speaks for the month.
	norm, err := r.Set.RiksnormOn(in.Month.First())
	if err != nil {
		return err
	}
	if norm.Until.MonthOf().Before(in.Last()) { // tables hold for whole months
		return aid.Error{Code: "calc.two_tables", Field: "months", Args: map[string]string{"day": norm.Until.String(), "table": norm.Title}}
	}
	s.Rows = s.Rows[:0]
	w := worker{sheet: s, in: in, rules: r, settings: r.Guidelines.Reckoning(), norm: norm}
	if !in.Beside {
		if err := w.normRows(); err != nil {
			return err
		}
	}
	for i := range in.Expenses {
		kind := aid.Cost
		if in.Expenses[i].Kind.IsOtherNeed() {
			kind = aid.OtherNeed
		}
		w.add(Row{Kind: kind, Item: i, Amount: in.Expenses[i].Approved})
	}
	if err := w.incomeRows(); err != nil {
		return err
	}
	for i := range in.Assets {
		w.add(Row{Kind: aid.AssetLine, Item: i, Amount: in.Assets[i].Counted})
	}
	return s.sum(w.settings.ResultRounding())
}

// worker is one run of Work.
type worker struct {
	sheet    *Sheet
	in       *Input
	rules    *Rules
	settings rules.Settings
	norm     *rules.Riksnorm
}

// add puts a row at the end; Freeze brings them into the order shown.
func (w *worker) add(r Row) { w.sheet.Rows = append(w.sheet.Rows, r) }

// sum adds up the rows and rounds the result; what is drawn off is drawn off unrounded. A sum beyond an Ore is aid.ErrOverflow.
func (s *Sheet) sum(rounding rules.Rounding) error {
	s.Norm, s.Costs, s.OtherNeeds, s.Incomes = 0, 0, 0, 0
	for i := range s.Rows {
		row := &s.Rows[i]
		total, amount := &s.Incomes, row.Amount
		switch row.Kind {
		case aid.PersonalCosts, aid.CommonCosts:
			total = &s.Norm
		case aid.Cost:
			total = &s.Costs
		case aid.OtherNeed:
			total = &s.OtherNeeds
		case aid.IncentiveLine:
			amount = -amount // left out of the incomes
		}
		var err error
		if *total, err = total.Add(amount); err != nil {
			return fmt.Errorf("add up a calculation: %w", err)
		}
	}
	var err error
	if s.Unrounded, err = aid.Sum(s.Norm, s.Costs, s.OtherNeeds, -s.Incomes); err != nil {
		return fmt.Errorf("add up a calculation: %w", err)
	}
	s.Result = rounding.Apply(s.Unrounded)
	return nil
}
