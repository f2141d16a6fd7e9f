// Package calc works out how much: a household, its costs and incomes and the rules of a day in, a calculation with every
// line and its reason out. It is pure: no clock, no disk, no randomness, nothing remembered between two calls.
package calc

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"bistand/aid"
	"bistand/rules"
)

// The paragraphs that lines rest on, in the form that Line.Law has.
const (
	lawNorm   = "SoL 12:7" // riksnorm, and the costs of item 2
	lawNeeds  = "SoL 12:1" // other living costs
	lawIncome = "SoL 12:1" // who cannot provide for his needs himself: own incomes come first
)

// Calculate makes the calculation of a month by the riksnorm in force on its first day and the municipality's guidelines
// (nil where there are none). Sums keep öre; only the result is rounded, by the guidelines' setting or else to the nearest
// whole krona, 50 öre upwards. What a person can mend is returned as aid.Error with code and field: the first of Check's,
// "rules.no_table" for a month outside every table, "rules.missing_cell" for a figure that no source gives and that the
// caseworker must enter as an Override. Sums beyond an Ore are aid.ErrOverflow.
// law: SoL 12:7
// law: SoL 12:1
func Calculate(set *rules.Set, guidelines *rules.Guidelines, in Input) (aid.Calculation, error) {
	var c aid.Calculation
	err := CalculateInto(&c, set, guidelines, in)
	return c, err
}

// CalculateInto is Calculate for whoever makes many: it reuses the lists of c, and writes only what a calculation consists
// of, leaving who made it and for which case as they were. On an error c is of no use.
func CalculateInto(c *aid.Calculation, set *rules.Set, guidelines *rules.Guidelines, in Input) error {
	if faults := Check(in); len(faults) > 0 {
		return faults[0]
	}
	// A table holds for whole months, so its first day speaks for the month.
	norm, err := set.RiksnormOn(in.Month.First())
	if err != nil {
		return err
	}
	c.Month = in.Month
	c.Lines = slices.Grow(c.Lines[:0], 2+len(in.Household.Children)+len(in.Expenses)+len(in.Incomes))
	if err := addNorm(c, norm, in); err != nil {
		return err
	}
	addExpenses(c, guidelines, in)
	addIncomes(c, guidelines, in)
	c.Rules = append(c.Rules[:0], norm.Ref())
	if guidelines != nil {
		c.Rules = append(c.Rules, guidelines.Ref())
	}
	return sum(c, guidelines.Reckoning().ResultRounding())
}

// addNorm adds the personal costs of every member, adults first and then the oldest child first, and the common costs.
// law: SoL 12:7
func addNorm(c *aid.Calculation, norm *rules.Riksnorm, in Input) error {
	h := in.Household
	couple := len(h.Adults) == 2
	adults := normLine(aid.PersonalCosts, norm.Adults(couple))
	adults.Who, adults.Person, adults.Explain = h.Adults[0].Name, h.Adults[0].PersonID, explainSingle
	if couple {
		// One figure for both, so one line: halving it would print an amount that no table has.
		adults.Who, adults.Person, adults.Explain = h.Adults[0].Name+", "+h.Adults[1].Name, "", explainCouple
	}
	if err := settle(&adults, in, norm.Adults(couple), h.Adults[0].PersonID, "household.adults", 0); err != nil {
		return err
	}
	c.Lines = append(c.Lines, adults)
	var few [8]int // most households' children, without an allocation
	for _, i := range oldestFirst(h.Children, few[:0]) {
		child := &h.Children[i]
		age := child.AgeIn(in.Month)
		figure, err := norm.Child(age, child.LunchOut)
		if err != nil {
			return err
		}
		line := normLine(aid.PersonalCosts, figure)
		line.Who, line.Person, line.Explain = child.Name, child.PersonID, childExplain(age, child.LunchOut)
		if err := settle(&line, in, figure, child.PersonID, "household.children", i); err != nil {
			return err
		}
		c.Lines = append(c.Lines, line)
	}
	figure := norm.CommonCosts(h.Size())
	common := normLine(aid.CommonCosts, figure)
	common.Explain = commonExplain(h.Size())
	if err := settle(&common, in, figure, "", "household", -1); err != nil {
		return err
	}
	c.Lines = append(c.Lines, common)
	return nil
}

// normLine puts a figure of the table on a line.
func normLine(kind aid.LineKind, f rules.Figure) aid.Line {
	return aid.Line{Kind: kind, Code: f.Code, Amount: f.Amount, State: f.State, Rule: f.Rule, Law: lawNorm, Args: f.Args}
}

// settle lets a caseworker's own figure take the table's place, and refuses a line that has neither. A figure entered where
// the table has none counts as computed: no source prints it.
func settle(line *aid.Line, in Input, f rules.Figure, person aid.ID, list string, row int) error {
	for _, o := range in.Overrides {
		if o.Kind != line.Kind || !sameLine(in.Household, o.Person, person) {
			continue
		}
		line.Args = maps.Clone(f.Args) // the figure's own are shared
		line.Args["norm"] = strconv.FormatInt(int64(f.Amount), 10)
		line.Amount, line.Note, line.Explain = o.Amount, o.Reason, explainChanged
		if f.State == aid.Missing {
			line.State, line.Explain = aid.Computed, explainEntered
		}
		return nil
	}
	return missingCell(line, f, list, row)
}

// missingCell returns nil for a figure that can be used, and else which member's figure no source gives.
func missingCell(line *aid.Line, f rules.Figure, list string, row int) error {
	err := f.Usable()
	if err == nil {
		return nil
	}
	if missing, ok := errors.AsType[aid.Error](err); ok {
		missing.Args["name"] = line.Who
		if row >= 0 {
			list += "." + strconv.Itoa(row)
		}
		return missing.At(list)
	}
	return err
}

// oldestFirst returns the order of the children's lines, the same whatever order the form had.
func oldestFirst(children []aid.Child, order []int) []int {
	for i := range children {
		place := len(order)
		for place > 0 && childOrder(&children[i], &children[order[place-1]]) < 0 {
			place--
		}
		order = slices.Insert(order, place, i)
	}
	return order
}

// childOrder compares by age, then by name; what is left tells twins of one name apart.
func childOrder(a, b *aid.Child) int {
	lunch := func(c *aid.Child) int {
		if c.LunchOut {
			return 1
		}
		return 0
	}
	return cmp.Or(
		cmp.Compare(a.Born.Year, b.Born.Year), cmp.Compare(a.Born.Month, b.Born.Month), cmp.Compare(a.Born.Day, b.Born.Day),
		strings.Compare(a.Name, b.Name), strings.Compare(string(a.PersonID), string(b.PersonID)), lunch(a)-lunch(b))
}

// addExpenses adds the costs of SoL 12:7 item 2 and then the other needs, each in the order of aid.ExpenseKinds.
// law: SoL 12:7
// law: SoL 12:1
func addExpenses(c *aid.Calculation, guidelines *rules.Guidelines, in Input) {
	first := len(c.Lines)
	for _, e := range in.Expenses {
		line := aid.Line{
			Kind: aid.Cost, Code: string(e.Kind), Claimed: e.Claimed, Amount: e.Approved, Note: e.Reason,
			State: aid.Sourced, Law: lawNorm,
		}
		if e.Kind.IsOtherNeed() {
			line.Kind, line.Law = aid.OtherNeed, lawNeeds
		}
		line.Rule, _ = guidelines.ExpenseRule(e.Kind) // none: the line rests on the law and the caseworker's judgement alone
		line.Explain = expenseExplain(line)
		if limit, ok := guidelines.HousingCap(in.Household); ok && e.Kind == housing && e.Claimed > limit.Amount && e.Approved == limit.Amount {
			line.Rule, line.Explain, line.Args = limit.Rule, explainCapped, limit.Args
		}
		c.Lines = append(c.Lines, line)
	}
	sortRows(c.Lines[first:])
}

// addIncomes adds the incomes in the order of aid.IncomeKinds.
func addIncomes(c *aid.Calculation, guidelines *rules.Guidelines, in Input) {
	first := len(c.Lines)
	for _, income := range in.Incomes {
		line := aid.Line{
			Kind: aid.IncomeLine, Code: string(income.Kind), Who: income.Who, Person: income.Person,
			Claimed: income.Stated, Amount: income.Counted, Note: income.Reason, State: aid.Sourced, Law: lawIncome,
		}
		line.Rule, _ = guidelines.IncomeRule(income.Kind)
		line.Explain = incomeExplain(line)
		c.Lines = append(c.Lines, line)
	}
	sortRows(c.Lines[first:])
}

// sortRows brings rows into an order of their own, so that the order in which they were typed never shows in the result.
func sortRows(lines []aid.Line) {
	if len(lines) < 2 {
		return
	}
	slices.SortStableFunc(lines, func(a, b aid.Line) int {
		return cmp.Or(rank(a)-rank(b), strings.Compare(a.Who, b.Who), strings.Compare(string(a.Person), string(b.Person)),
			cmp.Compare(b.Claimed, a.Claimed), cmp.Compare(b.Amount, a.Amount), strings.Compare(a.Note, b.Note))
	})
}

// rank is a line's place: by kind of line, then in the order in which forms show the kinds.
func rank(l aid.Line) int {
	switch l.Kind {
	case aid.PersonalCosts:
		return 0
	case aid.CommonCosts:
		return 1
	case aid.Cost:
		return 100 + slices.Index(aid.ExpenseKinds, aid.ExpenseKind(l.Code))
	case aid.OtherNeed:
		return 200 + slices.Index(aid.ExpenseKinds, aid.ExpenseKind(l.Code))
	}
	return 300 + slices.Index(aid.IncomeKinds, aid.IncomeKind(l.Code))
}

// sum adds up the lines and rounds the result.
func sum(c *aid.Calculation, rounding rules.Rounding) error {
	c.Norm, c.Costs, c.OtherNeeds, c.Incomes = 0, 0, 0, 0
	// Each line is in exactly one sum; amounts are never negative, so incomes are the only ones drawn off.
	for i := range c.Lines {
		total := &c.Incomes
		switch c.Lines[i].Kind {
		case aid.PersonalCosts, aid.CommonCosts:
			total = &c.Norm
		case aid.Cost:
			total = &c.Costs
		case aid.OtherNeed:
			total = &c.OtherNeeds
		}
		var err error
		if *total, err = total.Add(c.Lines[i].Amount); err != nil {
			return fmt.Errorf("add up the calculation of %s: %w", c.Month, err)
		}
	}
	result, err := aid.Sum(c.Norm, c.Costs, c.OtherNeeds, -c.Incomes)
	if err != nil {
		return fmt.Errorf("add up the calculation of %s: %w", c.Month, err)
	}
	c.Result = rounding.Apply(result)
	return nil
}
