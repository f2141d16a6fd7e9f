package casework

import (
	"context"

	"bistand/aid"
	"bistand/store"
)

// History is an application with what followed on it, as an earlier system or a paper file has it. Parts that never happened
// are left nil.
type History struct {
	Application aid.Application // Origin Imported or FromPaper; Registered is the day it came in
	Calculation *aid.Calculation
	Decision    *aid.Decision
	Payments    []HistoricPayment
}

// HistoricPayment is a payment that was made, and the day the bank sent it.
type HistoricPayment struct {
	Payee  aid.ID
	Amount aid.Ore
	SentOn aid.Date
}

// ImportHistory takes in history as it was, in one step: nothing is recomputed, and the origin of each fact says so.
func (d *Desk) ImportHistory(ctx context.Context, r Request, h History) (aid.ID, error) {
	a := h.Application
	a.ID = d.newID()
	hash, err := HashContent(a.Content)
	if err != nil {
		return "", err
	}
	a.ContentHash = hash
	if a.FrozenAt.IsZero() {
		a.FrozenAt = d.Now()
	}
	return a.ID, d.Register.Step(ctx, d.step(r, "import", a.CaseID, "application", a.ID), func(tx *store.Tx) error {
		if err := tx.AddApplication(a, ""); err != nil {
			return err
		}
		if err := tx.AddRegistration(a, a.Registered); err != nil {
			return err
		}
		return d.importRest(ctx, tx, r, a, h)
	})
}

func (d *Desk) importRest(ctx context.Context, tx *store.Tx, r Request, a aid.Application, h History) error {
	if h.Calculation == nil {
		return nil
	}
	c := *h.Calculation
	c.ID, c.CaseID, c.ApplicationID, c.Month = d.newID(), a.CaseID, a.ID, a.Month
	if err := d.keep(tx, c); err != nil || h.Decision == nil {
		return err
	}
	decision := *h.Decision
	decision.ID, decision.CaseID, decision.ApplicationID, decision.CalculationID, decision.Month = d.newID(), a.CaseID, a.ID, c.ID, a.Month
	if err := tx.AddDecision(decision); err != nil {
		return err
	}
	for _, p := range h.Payments {
		ids, err := d.propose(ctx, tx, r.Actor.ID, decision, []PaymentInput{{Payee: p.Payee, Amount: p.Amount, SendOn: p.SentOn}}, aid.Imported)
		if err != nil {
			return err
		}
		if err := tx.AddPaymentEvent(ids[0], aid.PaidOut, "", p.SentOn); err != nil {
			return err
		}
	}
	return nil
}
