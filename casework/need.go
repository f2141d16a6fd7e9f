package casework

import (
	"context"
	"errors"
	"slices"

	"bistand/aid"
	"bistand/calc"
	"bistand/store"
)

// NeedMonth is the month that a single need can be applied for on a day: the newest of this month and the next that has been
// applied for. Where neither has, it is aid.Error{Code: "apply.month_first"}: a month's application may hold the need itself.
func (d *Desk) NeedMonth(ctx context.Context, caseID aid.ID) (aid.Month, error) {
	month := d.today().MonthOf()
	for _, m := range []aid.Month{month, month.Add(1)} {
		_, err := d.Register.RegisteredFor(ctx, caseID, m)
		if err == nil {
			return m, nil
		}
		if !errors.Is(err, aid.ErrNotFound) {
			return m, err
		}
	}
	return month, aid.Error{Code: "apply.month_first"}
}

// BeginNeed opens a draft of an application for a single need beside a month's own. A month may have several.
func (d *Desk) BeginNeed(ctx context.Context, r Request, caseID aid.ID, month aid.Month) (aid.Draft, error) {
	draft := aid.Draft{ID: d.newID(), CaseID: caseID, Month: month, Version: 1, UpdatedAt: d.Now(), UpdatedBy: r.Actor.ID}
	c, err := d.Register.Case(ctx, caseID)
	if err != nil {
		return draft, err
	}
	draft.Content = aid.Content{Month: month, Kind: aid.Supplementary, Household: c.Household()}
	return draft, d.Register.Step(ctx, d.step(r, "begin_need", caseID, "draft", draft.ID), func(tx *store.Tx) error {
		if err := needable(ctx, tx, d.today(), caseID, month); err != nil {
			return err
		}
		tx.Result(string(draft.ID))
		if err := tx.AddDraft(draft); err != nil {
			return err
		}
		return tx.RefreshOverview(caseID)
	})
}

// needable tells whether a single need can be applied for a month: one that has come or comes next, and that has been
// applied for. Else the norm of the month would have to be reckoned for the need alone.
func needable(ctx context.Context, r registeredReader, today aid.Date, caseID aid.ID, month aid.Month) error {
	if !slices.Contains([]aid.Month{today.MonthOf(), today.MonthOf().Add(1)}, month) {
		return aid.Error{Code: "apply.closed"}
	}
	_, err := r.RegisteredFor(ctx, caseID, month)
	if errors.Is(err, aid.ErrNotFound) {
		return aid.Error{Code: "apply.month_first"}
	}
	return err
}

// proposeNeed is Propose for a single need: the need, less what the month had over and no earlier need has taken.
func (d *Desk) proposeNeed(ctx context.Context, r calc.Rules, a aid.Application) (calc.Input, error) {
	over, err := leftOver(ctx, d.Register, a)
	if err != nil {
		return calc.Input{}, err
	}
	in := Propose(r, a, nil, nil)
	if over > 0 {
		in.Incomes = append(in.Incomes, calc.Income{Kind: "surplus", Month: a.Month, Stated: over, Counted: over})
	}
	return in, nil
}

// monthReader reads what has been decided for a month; the register does, and a step in it.
type monthReader interface {
	RegisteredFor(ctx context.Context, caseID aid.ID, month aid.Month) (aid.ID, error)
	DecisionOf(ctx context.Context, application aid.ID) (aid.Decision, error)
	Calculation(ctx context.Context, id aid.ID) (aid.Calculation, error)
	Applications(ctx context.Context, caseID aid.ID) ([]aid.Application, error)
}

// leftOver is what the month of a single need had over by its own decided calculation, and that no other need of the month has
// been met by. A month that has not been decided is aid.Error{Code: "calc.month_first"}.
func leftOver(ctx context.Context, r monthReader, need aid.Application) (aid.Ore, error) {
	own, err := r.RegisteredFor(ctx, need.CaseID, need.Month)
	if err != nil {
		return 0, notDecided(err)
	}
	month, err := decidedCalculation(ctx, r, own)
	if err != nil {
		return 0, notDecided(err)
	}
	balance := month.Result
	list, err := r.Applications(ctx, need.CaseID)
	if err != nil {
		return 0, err
	}
	for _, a := range list {
		if a.Kind != aid.Supplementary || a.Month != need.Month || a.ID == need.ID || a.DecidedOn.IsZero() {
			continue
		}
		c, err := decidedCalculation(ctx, r, a.ID)
		if err != nil {
			return 0, err
		}
		if balance, err = aid.Sum(balance, c.Costs, c.OtherNeeds); err != nil {
			return 0, err
		}
	}
	return max(-balance, 0), nil
}

func decidedCalculation(ctx context.Context, r monthReader, application aid.ID) (aid.Calculation, error) {
	decision, err := r.DecisionOf(ctx, application)
	if err != nil {
		return aid.Calculation{}, err
	}
	return r.Calculation(ctx, decision.CalculationID)
}

// notDecided turns what is not there into that the month must be decided first.
func notDecided(err error) error {
	if errors.Is(err, aid.ErrNotFound) {
		return aid.Error{Code: "calc.month_first"}
	}
	return err
}

// stillLeftOver refuses a decision on a calculation of a single need that other decisions of the month have overtaken.
func stillLeftOver(ctx context.Context, tx *store.Tx, a aid.Application, c aid.Calculation) error {
	if a.Kind != aid.Supplementary {
		return nil
	}
	over, err := leftOver(ctx, tx, a)
	if err == nil && over != c.Incomes {
		err = aid.ErrConflict
	}
	return err
}
