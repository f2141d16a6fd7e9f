package casework

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"bistand/aid"
	"bistand/calc"
	"bistand/store"
)

// DecisionInput is what the decision-maker states.
type DecisionInput struct {
	Application aid.ID
	Calculation aid.ID // the one decided on: must still be the newest
	LegalBasis  string
	Reasons     string
	ItemReasons map[string]string // by item code; required for an item that is not granted in full
	Payments    []PaymentInput
}

// PaymentInput is a payment proposed on the decision.
type PaymentInput struct {
	Payee  aid.ID
	Amount aid.Ore
	SendOn aid.Date
}

// Items reads what was applied for off a calculation: the norm, where the calculation has it, and each expense, each granted,
// partly granted or refused.
func Items(c aid.Calculation) []aid.DecisionItem {
	var items []aid.DecisionItem
	if in, ok := calc.InputOf(c); !ok || !in.Beside {
		items = append(items, aid.DecisionItem{Code: "norm", Claimed: c.Norm, Approved: c.Norm, Outcome: aid.Granted})
	}
	for _, l := range c.Lines {
		if l.Kind != aid.Cost && l.Kind != aid.OtherNeed {
			continue
		}
		item := aid.DecisionItem{Code: l.Code, Claimed: l.Claimed, Approved: l.Amount, Outcome: aid.Granted, Reason: l.Note}
		switch {
		case l.Amount == 0 && l.Claimed > 0:
			item.Outcome = aid.Refused
		case l.Amount < l.Claimed:
			item.Outcome = aid.PartlyGranted
		}
		items = append(items, item)
	}
	return items
}

// outcomeOf reads the decision as a whole off its amount and its items.
func outcomeOf(amount aid.Ore, items []aid.DecisionItem) aid.Outcome {
	if amount == 0 {
		return aid.Refused
	}
	if slices.ContainsFunc(items, func(i aid.DecisionItem) bool { return i.Outcome != aid.Granted }) {
		return aid.PartlyGranted
	}
	return aid.Granted
}

// Decide makes a decision on the newest calculation of an application and proposes its payments, in one step.
// Faults come at "reasons", "legal_basis", "item.CODE", "payments" and "delegation".
func (d *Desk) Decide(ctx context.Context, r Request, staff aid.Staff, in DecisionInput) (aid.Decision, error) {
	if !staff.Has(aid.DecisionMaker) {
		return aid.Decision{}, aid.ErrForbidden
	}
	a, err := d.Register.Application(ctx, in.Application)
	if err != nil {
		return aid.Decision{}, err
	}
	decision := aid.Decision{
		ID: d.newID(), CaseID: a.CaseID, ApplicationID: a.ID, CalculationID: in.Calculation, Month: a.Month, Origin: aid.FromPortal,
		LegalBasis: strings.TrimSpace(in.LegalBasis), Reasons: strings.TrimSpace(in.Reasons), DecidedBy: staff.ID, DecidedByName: staff.Name, DecidedAt: d.Now(),
	}
	err = d.Register.Step(ctx, d.step(r, "decide", a.CaseID, "decision", decision.ID), func(tx *store.Tx) error {
		c, err := tx.CalculationOf(ctx, a.ID)
		if err != nil {
			return err
		}
		if c.ID != in.Calculation {
			return aid.ErrConflict
		}
		if c.Unconfirmed() {
			return aid.Error{Code: "decide.unconfirmed", Field: "calculation"}
		}
		if err := stillLeftOver(ctx, tx, a, c); err != nil {
			return err
		}
		already, err := d.replacing(ctx, tx, &decision, c)
		if err != nil {
			return err
		}
		if err := d.fillIn(&decision, c, in, already); err != nil {
			return err
		}
		if err := decidesAll(a.Content, decision.Items); err != nil {
			return err
		}
		if err := tx.AddDecision(decision); errors.Is(err, store.ErrUnique) {
			return fmt.Errorf("%w: %w", aid.ErrConflict, err) // someone else has decided
		} else if err != nil {
			return err
		}
		if _, err := d.propose(ctx, tx, r.Actor.ID, decision, in.Payments, aid.FromPortal); err != nil {
			return err
		}
		tx.Result(string(decision.ID))
		people, err := tx.MaySee(ctx, a.ID)
		if err != nil {
			return err
		}
		return d.put(ctx, tx, "decision", decision.CaseID, decision.ID, people...)
	})
	return decision, err
}

// decidesAll holds a decision to everything that was applied for: each cost has an item of its own, with the amount that was
// signed for. A calculation has them all, so a decision that has not is a fault of the program's and is never made; the register
// refuses it too.
func decidesAll(c aid.Content, items []aid.DecisionItem) error {
	left := slices.Clone(items)
	for _, e := range c.Expenses {
		i := slices.IndexFunc(left, func(item aid.DecisionItem) bool { return item.Code == string(e.Kind) && item.Claimed == e.Amount })
		if i < 0 {
			return fmt.Errorf("decide on %s: %w", e.Kind, errLeftOut)
		}
		left = slices.Delete(left, i, i+1)
	}
	return nil
}

// errLeftOut is something that was applied for and has no outcome.
var errLeftOut = errors.New("applied for and not decided on")

// replacing makes a decision take the place of the one that stands, where that is under review because of an appeal, and
// returns what has been paid or is on its way on the application already. A review because of an appeal never gives the person less.
// law: FL 37
func (d *Desk) replacing(ctx context.Context, tx *store.Tx, decision *aid.Decision, c aid.Calculation) (aid.Ore, error) {
	reviewed, err := tx.ReviewsOf(ctx, decision.ApplicationID)
	if err != nil || len(reviewed) == 0 {
		return 0, err
	}
	stands, err := tx.DecisionOf(ctx, decision.ApplicationID)
	if err != nil {
		return 0, err
	}
	switch {
	case stands.CalculationID == c.ID:
		return 0, aid.Error{Code: "review.same_calculation", Field: "calculation"}
	case max(c.Result, 0) < stands.Amount:
		return 0, aid.Error{Code: "review.lower", Field: "calculation"}
	}
	decision.Replaces = stands.ID
	return PaidAlready(ctx, tx, stands)
}

// PaidAlready sums the payments on every decision of a decision's application that have been made or are on their way.
func PaidAlready(ctx context.Context, register interface {
	Decisions(ctx context.Context, caseID aid.ID) ([]aid.Decision, error)
	PaymentsOf(ctx context.Context, decision aid.ID) ([]aid.Payment, error)
}, decision aid.Decision,
) (aid.Ore, error) {
	list, err := register.Decisions(ctx, decision.CaseID)
	if err != nil {
		return 0, err
	}
	var sum aid.Ore
	for _, one := range list {
		if one.ApplicationID != decision.ApplicationID {
			continue
		}
		payments, err := register.PaymentsOf(ctx, one.ID)
		if err != nil {
			return 0, err
		}
		for _, p := range payments {
			switch p.Status {
			case aid.RejectedByBank, aid.Stopped, aid.Returned:
			default:
				sum += p.Amount
			}
		}
	}
	return sum, nil
}

// fillIn reads amount, items and outcome off the calculation and checks what the decision-maker stated. What has been paid
// already on a decision that this one replaces is not paid again.
func (d *Desk) fillIn(decision *aid.Decision, c aid.Calculation, in DecisionInput, already aid.Ore) error {
	var faults aid.Errors
	decision.Amount = max(c.Result, 0)
	decision.Items = Items(c)
	for i, item := range decision.Items {
		if reason := strings.TrimSpace(in.ItemReasons[item.Code]); reason != "" {
			decision.Items[i].Reason = reason
		}
		if item.Outcome != aid.Granted && decision.Items[i].Reason == "" {
			faults = append(faults, aid.Error{Code: "required", Field: "item." + item.Code})
		}
	}
	decision.Outcome = outcomeOf(decision.Amount, decision.Items)
	if decision.Reasons == "" {
		faults = append(faults, aid.Error{Code: "required", Field: "reasons"})
	}
	if decision.LegalBasis == "" {
		faults = append(faults, aid.Error{Code: "required", Field: "legal_basis"})
	}
	if limit := aid.Ore(d.Municipality.DelegationLimitKronor) * aid.Kronor; limit > 0 && decision.Amount > limit {
		faults = append(faults, aid.Error{Code: "decide.beyond_delegation", Field: "delegation"})
	}
	var paid aid.Ore
	for _, p := range in.Payments {
		sum, err := paid.Add(p.Amount)
		if err != nil || p.Amount <= 0 {
			faults = append(faults, aid.Error{Code: "amount.range", Field: "payments"})
			break
		}
		paid = sum
		if p.SendOn.Before(d.today()) || !p.SendOn.IsBankDay() {
			faults = append(faults, aid.Error{Code: "pay.day", Field: "payments"})
		}
	}
	if paid != max(decision.Amount-already, 0) {
		faults = append(faults, aid.Error{Code: "pay.sum", Field: "payments"})
	}
	return faults.Or()
}

// propose adds the payments of a decision and returns their ids in order.
func (d *Desk) propose(ctx context.Context, tx *store.Tx, by aid.ID, decision aid.Decision, payments []PaymentInput, origin aid.Origin) ([]aid.ID, error) {
	payees, err := tx.Payees(ctx, decision.CaseID)
	if err != nil {
		return nil, err
	}
	earlier, err := tx.PaymentsOf(ctx, decision.ID)
	if err != nil {
		return nil, err
	}
	to := map[aid.ID]int{} // payments of the decision by payee
	for _, p := range earlier {
		to[p.Payee.ID]++
	}
	var ids []aid.ID
	for _, p := range payments {
		i := slices.IndexFunc(payees, func(y aid.Payee) bool { return y.ID == p.Payee })
		if i < 0 {
			return nil, aid.Error{Code: "pay.payee", Field: "payments"}
		}
		id := d.newID()
		payment := aid.Payment{
			ID: id, CaseID: decision.CaseID, DecisionID: decision.ID, Amount: p.Amount, Payee: payees[i], SendOn: p.SendOn,
			ProposedBy: by, ProposedAt: d.Now(), EndToEnd: endToEnd(id), Origin: origin,
		}
		if err := tx.AddPayment(payment, purpose(to[p.Payee])); err != nil {
			return nil, err
		}
		to[p.Payee]++
		ids = append(ids, id)
	}
	return ids, nil
}

// purpose keeps the payments of a decision to one payee apart, by how many there were before.
func purpose(earlier int) string {
	if earlier == 0 {
		return "aid"
	}
	return fmt.Sprintf("aid-%d", earlier+1)
}

// endToEnd makes the reference that the bank answers by: 32 characters of the payment's id, nothing of the person.
func endToEnd(id aid.ID) string { return strings.ReplaceAll(string(id), "-", "") }

// Receive records the day a person took part of a decision: the first time they open it, or that a representative who may act
// for them does. One who may only follow receives nothing for anyone.
// law: FL 14
func (d *Desk) Receive(ctx context.Context, r Request, decision aid.Decision) error {
	if !r.Actor.MayAct() {
		return nil
	}
	return d.Register.Step(ctx, d.step(r, "receive", decision.CaseID, "decision", decision.ID), func(tx *store.Tx) error {
		return tx.AddDecisionReceipt(decision.ID, r.Actor.ID, d.today())
	})
}
