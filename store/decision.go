package store

import (
	"context"
	"errors"
	"time"

	"bistand/aid"
)

// AddCalculation freezes a calculation; the newest of an application is the one to decide on.
func (tx *Tx) AddCalculation(c aid.Calculation) error {
	body, err := encode(c)
	if err != nil {
		return err
	}
	err = tx.add(calculationFacts, string(c.ID), string(c.CaseID), string(c.ApplicationID), c.Month.String(), string(c.Origin), body, int64(c.Result),
		string(c.MadeBy), micros(c.MadeAt))
	if err != nil {
		return err
	}
	return tx.setStage(c.ApplicationID, aid.ToDecide)
}

func scanCalculation(scan func(...any) error) (c aid.Calculation, err error) {
	var body string
	if err = scan(&body); err != nil {
		return c, err
	}
	return c, decode(body, &c)
}

// Calculation returns a calculation by id.
func (r reads) Calculation(ctx context.Context, id aid.ID) (aid.Calculation, error) {
	return first(ctx, r, "SELECT body FROM calculation WHERE id = $1", args(string(id)), scanCalculation)
}

// CalculationOf returns the newest calculation of an application.
func (r reads) CalculationOf(ctx context.Context, application aid.ID) (aid.Calculation, error) {
	return first(ctx, r, "SELECT body FROM calculation WHERE application_id = $1 ORDER BY seq DESC LIMIT 1", args(string(application)), scanCalculation)
}

// AddDecision adds a decision, which waits to be read by each adult who may see it, and takes its application out of the queue. A second
// one on the application that replaces none is ErrUnique.
func (tx *Tx) AddDecision(d aid.Decision) error {
	items, err := encode(d.Items)
	if err != nil {
		return err
	}
	err = tx.add(decisionFacts, string(d.ID), string(d.CaseID), string(d.ApplicationID), string(d.CalculationID), d.Month.String(), string(d.Origin),
		string(d.Outcome), int64(d.Amount), d.LegalBasis, d.Reasons, items, string(d.DecidedBy), d.DecidedByName, string(d.Replaces), micros(d.DecidedAt))
	if err != nil {
		return err
	}
	if err := tx.setStage(d.ApplicationID, aid.IsDecided); err != nil || d.Origin == aid.Imported { // those were told of there
		return err
	}
	if d.Replaces != "" {
		if err := tx.settle(d.Replaces); err != nil {
			return err
		}
	}
	people, err := tx.MaySee(tx.ctx, d.ApplicationID)
	if err != nil {
		return err
	}
	return tx.postTo(d.ID, aid.DecisionWaits, d.CaseID, people)
}

// AddDecisionReceipt records the day a person took part of a decision. Only the first day counts: a later one is passed over.
func (tx *Tx) AddDecisionReceipt(decision, person aid.ID, on aid.Date) error {
	var there int64
	err := tx.one(tx.ctx, "SELECT 1 FROM decision_receipt WHERE decision_id = $1 AND person_id = $2", args(string(decision), string(person)), &there)
	if !errors.Is(err, aid.ErrNotFound) {
		return err
	}
	if err := tx.add(decisionReceiptFacts, string(decision), string(person), on.String(), micros(tx.step.At)); err != nil {
		return err
	}
	return tx.settleFor(decision, person)
}

const decisionColumns = `d.id, d.case_id, d.application_id, d.calculation_id, d.month, d.origin, d.outcome, d.amount, d.legal_basis, d.reasons, d.items,
	d.decided_by, d.decided_name, d.at, d.replaces, COALESCE((SELECT n.id FROM decision n WHERE n.replaces = d.id AND n.replaces <> ''), '')`

func scanDecision(scan func(...any) error) (d aid.Decision, err error) {
	var month, items string
	var at int64
	err = scan(&d.ID, &d.CaseID, &d.ApplicationID, &d.CalculationID, &month, &d.Origin, &d.Outcome, &d.Amount, &d.LegalBasis, &d.Reasons, &items,
		&d.DecidedBy, &d.DecidedByName, &at, &d.Replaces, &d.ReplacedBy)
	if err != nil {
		return d, err
	}
	d.DecidedAt = instant(at)
	return d, errors.Join(d.Month.UnmarshalText([]byte(month)), decode(items, &d.Items))
}

// Decision returns a decision by id, without the day of receipt: that is each person's own (ReceivedOn).
func (r reads) Decision(ctx context.Context, id aid.ID) (aid.Decision, error) {
	return first(ctx, r, "SELECT "+decisionColumns+" FROM decision d WHERE d.id = $1", args(string(id)), scanDecision)
}

// DecisionOf returns the newest decision on an application.
func (r reads) DecisionOf(ctx context.Context, application aid.ID) (aid.Decision, error) {
	return first(ctx, r, "SELECT "+decisionColumns+" FROM decision d WHERE d.application_id = $1 ORDER BY d.seq DESC LIMIT 1", args(string(application)), scanDecision)
}

// Decisions returns a case's decisions, newest first.
func (r reads) Decisions(ctx context.Context, caseID aid.ID) ([]aid.Decision, error) {
	return all(ctx, r, "SELECT "+decisionColumns+" FROM decision d WHERE d.case_id = $1 ORDER BY d.at DESC, d.id DESC", args(string(caseID)), scanDecision)
}

// ReceivedOn returns the day a person took part of a decision, or no day.
func (r reads) ReceivedOn(ctx context.Context, decision, person aid.ID) (on aid.Date, err error) {
	var text string
	err = r.one(ctx, "SELECT received_on FROM decision_receipt WHERE decision_id = $1 AND person_id = $2", args(string(decision), string(person)), &text)
	if errors.Is(err, aid.ErrNotFound) {
		return on, nil
	}
	if err != nil {
		return on, err
	}
	return on, on.UnmarshalText([]byte(text))
}

// DecisionTimes returns what the newest decisions since an instant took, of two thousand at most: first decisions on applications that
// were made here.
func (r reads) DecisionTimes(ctx context.Context, since time.Time) ([]aid.Took, error) {
	type decided struct {
		id             aid.ID
		kind           aid.ApplicationKind
		registered, on aid.Date
		asked          int64
	}
	list, err := all(ctx, r, `SELECT d.application_id, r.kind, r.registered_on, d.at, CASE WHEN EXISTS (SELECT 1 FROM completion_request q
			WHERE q.application_id = d.application_id AND q.application_id <> '') THEN 1 ELSE 0 END
		FROM (SELECT application_id, at FROM decision WHERE origin <> 'imported' AND replaces = '' ORDER BY seq DESC LIMIT 2000) d
		JOIN registration r ON r.application_id = d.application_id WHERE d.at >= $1 ORDER BY d.at`, args(micros(since)),
		func(scan func(...any) error) (d decided, err error) {
			var registered string
			var at int64
			err = scan(&d.id, &d.kind, &registered, &at, &d.asked)
			d.on = aid.SwedishDate(instant(at))
			return d, errors.Join(err, d.registered.UnmarshalText([]byte(registered)))
		})
	if err != nil {
		return nil, err
	}
	var took []aid.Took
	for _, d := range list {
		complete := d.registered
		if d.kind != aid.Renewal || d.asked == 1 { // the others were complete when they came in
			if complete, err = r.completeSince(ctx, d.id, d.kind, d.registered); err != nil {
				return nil, err
			}
		}
		days := max(d.registered.DaysUntil(d.on), 0)
		if complete.IsZero() || d.on.Before(complete) { // decided without what was awaited
			complete = d.registered
		}
		took = append(took, aid.Took{FromComplete: max(complete.DaysUntil(d.on), 0), FromArrival: days})
	}
	return took, nil
}
