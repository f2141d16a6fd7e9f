package casework

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"bistand/aid"
	"bistand/calc"
	"bistand/store"
)

// Proposal returns what a caseworker starts from: see Propose. Of a single need it is the need beside the month's own calculation;
// as long as the month has no decision that is aid.Error{Code: "calc.month_first"}.
func (d *Desk) Proposal(ctx context.Context, a aid.Application) (calc.Input, error) {
	r, _, err := d.RulesOf(ctx, a.Month)
	if err != nil {
		return calc.Input{}, err
	}
	if a.Kind == aid.Supplementary {
		return d.proposeNeed(ctx, r, a)
	}
	known, err := d.Findings(ctx, a)
	if err != nil {
		return calc.Input{}, err
	}
	before, err := d.SharedBefore(ctx, a.CaseID, a.Month)
	if errors.Is(err, aid.ErrNotFound) {
		return Propose(r, a, nil, known), nil
	}
	return Propose(r, a, &before, known), err
}

// Propose returns the calculation input of an application before the caseworker has touched it: every expense approved as
// far as the guidelines let it, and every income counted as the law and whoever knows best say. Before is the application of
// the month before, for what has risen since (nil where there is none); known is what authorities have answered.
func Propose(r calc.Rules, a aid.Application, before *aid.Application, known []aid.Findings) calc.Input {
	in := calc.Input{Month: a.Month, Household: a.Content.Household, Beside: a.Kind == aid.Supplementary}
	for _, asset := range a.Content.Assets {
		in.Assets = append(in.Assets, calc.Asset{Kind: asset.Kind, Value: asset.Value, Counted: asset.Value})
	}
	for _, e := range a.Content.Expenses {
		x := calc.Expense{Kind: e.Kind, Claimed: e.Amount, Before: costBefore(before, e.Kind)}
		x.Approved = calc.Suggest(&r, &in, &x).Approved
		in.Expenses = append(in.Expenses, x)
	}
	for _, i := range a.Content.Incomes {
		in.Incomes = append(in.Incomes, calc.Income{Kind: i.Kind, Person: i.PersonID, Who: nameOf(in.Household, i.PersonID), Stated: i.Amount})
	}
	newWitness(known, a.Month).check(in.Incomes)
	for i := range in.Incomes {
		suggest(r, &in, &in.Incomes[i])
	}
	return in
}

// suggest fills in how much of an income counts.
func suggest(r calc.Rules, in *calc.Input, x *calc.Income) {
	counted, err := calc.SuggestCounted(r.Set, in, x)
	if err != nil {
		counted = x.Stated // a year without a price base amount: the calculation says so
	}
	x.Counted = counted
}

// costBefore is what the household's cost of housing was the month before; 0 where that is not known.
func costBefore(before *aid.Application, kind aid.ExpenseKind) aid.Ore {
	if before == nil || kind != "housing" {
		return 0
	}
	var sum aid.Ore
	for _, e := range before.Content.Expenses {
		if e.Kind == kind {
			sum += e.Amount
		}
	}
	return min(sum, aid.MaxAmount)
}

// Calculate freezes a calculation for a registered application that has no decision, or whose decision is being reviewed because of
// an appeal. Claimed amounts and incomes are those
// of the application, whatever the form says; what the caseworker adds has a reason. With it are kept everything that it was
// made from, and the rule files.
func (d *Desk) Calculate(ctx context.Context, r Request, staff aid.Staff, application aid.ID, in calc.Input) (aid.Calculation, error) {
	var c aid.Calculation
	if !staff.Has(aid.Caseworker) && !staff.Has(aid.DecisionMaker) {
		return c, aid.ErrForbidden
	}
	a, err := d.Register.Application(ctx, application)
	if err != nil {
		return c, err
	}
	if err := calculable(ctx, d.Register, a); err != nil {
		return c, err
	}
	if err := d.hold(ctx, a, &in); err != nil {
		return c, err
	}
	saved, err := d.Register.CalculationOf(ctx, a.ID)
	if err != nil && !errors.Is(err, aid.ErrNotFound) {
		return c, err
	}
	found, err := d.Found(ctx, a)
	if err != nil {
		return c, err
	}
	KeepChecks(&in, saved, found)
	for i := range in.Incomes {
		if x := &in.Incomes[i]; x.Answer != aid.NotAsked && x.CheckedAt.IsZero() {
			x.CheckedAt, x.CheckedBy = d.Now().UTC(), staff.Name
		}
	}
	if c, err = d.Preview(ctx, in); err != nil {
		return c, err
	}
	c.ID, c.CaseID, c.ApplicationID, c.Month, c.Origin = d.newID(), a.CaseID, a.ID, a.Month, aid.FromPortal
	c.MadeBy, c.MadeByName, c.MadeAt = staff.ID, staff.Name, d.Now().UTC()
	err = d.Register.Step(ctx, d.step(r, "calculate", a.CaseID, "calculation", c.ID), func(tx *store.Tx) error {
		tx.Result(string(c.ID))
		now, err := tx.ApplicationState(ctx, a.ID)
		if err == nil {
			err = calculable(ctx, tx, now)
		}
		if err != nil {
			return err
		}
		return d.keep(tx, c)
	})
	return c, err
}

// KeepChecks leaves each income the time and the name with which the same answer of the same authority was fetched, or noted in an earlier
// calculation; an answer that is new has neither yet.
func KeepChecks(in *calc.Input, earlier aid.Calculation, found []calc.Income) {
	kept, _ := calc.InputOf(earlier) // none: all are new
	in.Incomes = slices.Clone(in.Incomes)
	for i := range in.Incomes {
		x := &in.Incomes[i]
		x.CheckedAt, x.CheckedBy = time.Time{}, ""
		for _, k := range slices.Concat(kept.Incomes, found) {
			if k.Answer == x.Answer && k.Authority == x.Authority && k.Fetched == x.Fetched && k.Kind == x.Kind && k.Person == x.Person && k.Month == x.Month {
				x.CheckedAt, x.CheckedBy = k.CheckedAt, k.CheckedBy
				break // what is only heard again changes nothing
			}
		}
	}
}

// calculable tells whether an application can be calculated: it waits for a decision, or its decision is under review.
func calculable(ctx context.Context, register reviews, a aid.Application) error {
	switch a.Status() {
	case aid.Registered:
		return nil
	case aid.Decided, aid.Paid:
		list, err := register.ReviewsOf(ctx, a.ID)
		if err != nil || len(list) > 0 {
			return err
		}
	}
	return aid.ErrConflict
}

// reviews is where the appeals under review are read: the register, or a step within it.
type reviews interface {
	ReviewsOf(ctx context.Context, application aid.ID) ([]aid.Appeal, error)
}

// keep adds a calculation, and the rule files that it was made by where they are not kept yet.
func (d *Desk) keep(tx *store.Tx, c aid.Calculation) error {
	for _, file := range c.Rules {
		content, ok := d.Rules.File(file.Hash)
		if !ok {
			continue // of history that another system made
		}
		if err := tx.KeepRuleFile(file.Hash, file.File, content); err != nil {
			return err
		}
	}
	return tx.AddCalculation(c)
}

// Preview makes a calculation with its basis, by the rules of its month, without keeping it.
func (d *Desk) Preview(ctx context.Context, in calc.Input) (aid.Calculation, error) {
	r, confirmed, err := d.RulesOf(ctx, in.Month)
	if err != nil {
		return aid.Calculation{}, err
	}
	c, err := calc.Calculate(r.Set, r.Guidelines, in)
	if err != nil {
		return c, err
	}
	b := calc.Basis{Input: in, Confirmed: confirmed}
	if r.Guidelines != nil {
		b.Municipality = r.Guidelines.Municipality
	}
	c.Basis, err = calc.Keep(b)
	return c, err
}

// PreviewApplication calculates what an application would come to if everything in it were accepted as far as the guidelines
// go: what the applicant is shown before signing.
func (d *Desk) PreviewApplication(ctx context.Context, a aid.Application) (aid.Calculation, error) {
	in, err := d.Proposal(ctx, a)
	if err != nil {
		return aid.Calculation{}, err
	}
	for i := range in.Expenses {
		if in.Expenses[i].Approved < in.Expenses[i].Claimed {
			in.Expenses[i].Reason = previewReason
		}
	}
	return d.Preview(ctx, in)
}

// previewReason stands where a caseworker's reason will; sentences of a preview do not show it.
const previewReason = "–"

// hold keeps an input to what was applied for.
func (d *Desk) hold(ctx context.Context, a aid.Application, in *calc.Input) error {
	if a.Kind != aid.Supplementary {
		return holdToApplication(a, in)
	}
	held, err := d.Proposal(ctx, a)
	if err != nil {
		return err
	}
	if len(in.Expenses) != len(held.Expenses) {
		return aid.ErrConflict
	}
	for i, e := range in.Expenses {
		held.Expenses[i].Approved, held.Expenses[i].Reason = e.Approved, e.Reason
	}
	*in = held
	return nil
}

// holdToApplication puts the application's own month, people and claimed amounts into the input. How a child lives here, who
// is a pupil and who shares the dwelling is the caseworker's to find out.
func holdToApplication(a aid.Application, in *calc.Input) error {
	c := a.Content
	if len(in.Expenses) < len(c.Expenses) || len(in.Incomes) < len(c.Incomes) {
		return aid.ErrConflict
	}
	for i := len(c.Expenses); i < len(in.Expenses); i++ {
		if in.Expenses[i].Reason == "" { // nobody signed for it: how it was applied for must be told
			return aid.Error{Code: "calc.reason_missing", Field: fmt.Sprintf("expenses.%d.reason", i)}
		}
	}
	in.Month = a.Month
	in.Household.Adults = c.Household.Adults
	children := slices.Clone(c.Household.Children)
	for i := range children {
		for _, found := range in.Household.Children {
			if found.PersonID == children[i].PersonID {
				children[i].LunchOut, children[i].Pupil, children[i].Stay, children[i].Days = found.LunchOut, found.Pupil, found.Stay, found.Days
			}
		}
	}
	in.Household.Children = children
	for i, e := range c.Expenses {
		in.Expenses[i].Kind, in.Expenses[i].Claimed = e.Kind, e.Amount
	}
	for i, income := range c.Incomes {
		x := &in.Incomes[i]
		x.Kind, x.Person, x.Who, x.Stated = income.Kind, income.PersonID, nameOf(c.Household, income.PersonID), income.Amount
	}
	for i := len(c.Incomes); i < len(in.Incomes); i++ {
		in.Incomes[i].Stated = 0 // added by the caseworker: nobody stated it
		in.Incomes[i].Who = memberName(in.Household, in.Incomes[i].Person)
	}
	return nil
}

// memberName returns the name of an adult or a child of the household.
func memberName(h aid.Household, person aid.ID) string {
	for _, child := range h.Children {
		if child.PersonID == person {
			return child.Name
		}
	}
	return nameOf(h, person)
}
