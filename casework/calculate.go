package casework

import (
	"context"
	"errors"

	"bistand/aid"
	"bistand/calc"
	"bistand/store"
)

// Proposal returns the calculation input of an application before the caseworker has touched it: every expense approved as
// far as the guidelines let it, with the ground for a cut, and every income counted as stated.
func (d *Desk) Proposal(a aid.Application) calc.Input {
	in := calc.Input{Month: a.Month, Household: a.Content.Household}
	g := d.guidelines(a.Month)
	for _, e := range a.Content.Expenses {
		approved, _ := calc.SuggestApproved(g, in.Household, e.Kind, e.Amount)
		in.Expenses = append(in.Expenses, calc.Expense{Kind: e.Kind, Claimed: e.Amount, Approved: approved})
	}
	for _, i := range a.Content.Incomes {
		in.Incomes = append(in.Incomes, calc.Income{Kind: i.Kind, Person: i.PersonID, Who: nameOf(in.Household, i.PersonID), Stated: i.Amount, Counted: i.Amount})
	}
	return in
}

// Preview calculates without keeping anything.
func (d *Desk) Preview(in calc.Input) (aid.Calculation, error) {
	return calc.Calculate(d.Rules, d.guidelines(in.Month), in)
}

// Calculate freezes a calculation for a registered application that has no decision. Claimed amounts and incomes are those
// of the application, whatever the form says.
func (d *Desk) Calculate(ctx context.Context, r Request, staff aid.Staff, application aid.ID, in calc.Input) (aid.Calculation, error) {
	var c aid.Calculation
	if !staff.Has(aid.Caseworker) && !staff.Has(aid.DecisionMaker) {
		return c, aid.ErrForbidden
	}
	a, err := d.Register.Application(ctx, application)
	if err != nil {
		return c, err
	}
	if a.Status() != aid.Registered {
		return c, aid.ErrConflict
	}
	if err := d.holdToApplication(a, &in); err != nil {
		return c, err
	}
	if c, err = d.Preview(in); err != nil {
		return c, err
	}
	c.ID, c.CaseID, c.ApplicationID, c.Month, c.Origin = d.newID(), a.CaseID, a.ID, a.Month, aid.FromPortal
	c.MadeBy, c.MadeByName, c.MadeAt = staff.ID, staff.Name, d.Now().UTC()
	err = d.Register.Step(ctx, d.step(r, "calculate", a.CaseID, "calculation", c.ID), func(tx *store.Tx) error {
		tx.Result(string(c.ID))
		if _, err := tx.DecisionOf(ctx, a.ID); !errors.Is(err, aid.ErrNotFound) {
			return errors.Join(aid.ErrConflict, err)
		}
		return tx.AddCalculation(c)
	})
	return c, err
}

// holdToApplication puts the application's own month, household and claimed amounts into the input.
func (d *Desk) holdToApplication(a aid.Application, in *calc.Input) error {
	want := d.Proposal(a)
	if len(in.Expenses) != len(want.Expenses) || len(in.Incomes) != len(want.Incomes) {
		return aid.ErrConflict
	}
	in.Month, in.Household = want.Month, want.Household
	for i := range in.Expenses {
		in.Expenses[i].Kind, in.Expenses[i].Claimed = want.Expenses[i].Kind, want.Expenses[i].Claimed
	}
	for i := range in.Incomes {
		w := want.Incomes[i]
		in.Incomes[i].Kind, in.Incomes[i].Person, in.Incomes[i].Who, in.Incomes[i].Stated = w.Kind, w.Person, w.Who, w.Stated
	}
	return nil
}
