package store

import (
	"context"
	"errors"
	"slices"

	"bistand/aid"
)

// AddRecovery asks money back: the decision with each of its parts, which get ids of their own. A part that is not of a payment of the
// same case that the bank has carried out, or that with those before it is above the payment, is ErrInvariant.
func (tx *Tx) AddRecovery(r aid.Recovery, newID func() aid.ID) error {
	err := tx.add(recoveryFacts, string(r.ID), r.Number, string(r.CaseID), string(r.PersonID), string(r.Ground), r.ServedOn.String(), r.LegalBasis, r.Reasons, r.How,
		string(r.DecidedBy), r.DecidedByName, micros(tx.step.At))
	for _, part := range r.Parts {
		if err == nil {
			err = tx.add(recoveryPartFacts, string(newID()), string(r.ID), string(part.PaymentID), int64(part.Amount))
		}
	}
	return err
}

// AddRecoveryEvent keeps what has come of a recovery. One on a recovery that has ended, or that with those before it is above what was
// asked back, is ErrInvariant.
func (tx *Tx) AddRecoveryEvent(recovery aid.ID, e aid.RecoveryEvent) error {
	return tx.add(recoveryEventFacts, string(e.ID), string(recovery), string(e.Kind), int64(e.Amount), e.On.String(), e.Reason, string(e.RecordedBy), e.RecorderName, micros(tx.step.At))
}

const selectRecovery = `SELECT r.id, r.number, r.case_id, r.person_id, r.ground, r.served_on, r.legal_basis, r.reasons, r.how, r.decided_by, r.decided_name, r.at FROM recovery r `

func scanRecovery(scan func(...any) error) (r aid.Recovery, err error) {
	var served string
	var at int64
	err = scan(&r.ID, &r.Number, &r.CaseID, &r.PersonID, &r.Ground, &served, &r.LegalBasis, &r.Reasons, &r.How, &r.DecidedBy, &r.DecidedByName, &at)
	r.DecidedAt = instant(at)
	return r, errors.Join(err, r.ServedOn.UnmarshalText([]byte(served)))
}

// Recovery returns a recovery with its parts and events; none is aid.ErrNotFound.
func (r reads) Recovery(ctx context.Context, id aid.ID) (aid.Recovery, error) {
	list, err := r.recoveries(ctx, "r.id = $1", string(id))
	if err == nil && len(list) == 0 {
		err = aid.ErrNotFound
	}
	return append(list, aid.Recovery{})[0], err
}

// Recoveries returns a case's recoveries with their parts and events, newest first.
func (r reads) Recoveries(ctx context.Context, caseID aid.ID) ([]aid.Recovery, error) {
	return r.recoveries(ctx, "r.case_id = $1", string(caseID))
}

// recoveryOf is a part or an event with the recovery that it belongs to.
type recoveryOf[T any] struct {
	recovery aid.ID
	it       T
}

// give lets the one of a list that is meant take what was read after the list was. One that was added in between is in what was read,
// and not in the list: its reader does not see it yet.
func give[T any](list []T, is func(T) bool, take func(*T)) {
	if i := slices.IndexFunc(list, is); i >= 0 {
		take(&list[i])
	}
}

// recoveries reads those that a condition on r picks, newest first.
func (r reads) recoveries(ctx context.Context, where, value string) ([]aid.Recovery, error) {
	list, err := all(ctx, r, selectRecovery+"WHERE "+where+" ORDER BY r.seq DESC, r.id DESC", args(value), scanRecovery)
	if err != nil || len(list) == 0 {
		return list, err
	}
	parts, err := all(ctx, r, `SELECT o.recovery_id, o.payment_id, o.amount, p.amount, d.month, p.send_on, y.name FROM recovery_part o JOIN recovery r ON r.id = o.recovery_id
		JOIN payment p ON p.id = o.payment_id JOIN payee y ON y.id = p.payee_id JOIN decision d ON d.id = p.decision_id
		WHERE `+where+" ORDER BY p.send_on, p.id", args(value), func(scan func(...any) error) (o recoveryOf[aid.RecoveredPart], err error) {
		var month, sent string
		err = scan(&o.recovery, &o.it.PaymentID, &o.it.Amount, &o.it.Paid, &month, &sent, &o.it.Payee)
		return o, errors.Join(err, o.it.Month.UnmarshalText([]byte(month)), o.it.SentOn.UnmarshalText([]byte(sent)))
	})
	if err != nil {
		return nil, err
	}
	events, err := all(ctx, r, `SELECT e.recovery_id, e.id, e.kind, e.amount, e.happened_on, e.reason, e.recorded_by, e.recorded_name, e.at
		FROM recovery_event e JOIN recovery r ON r.id = e.recovery_id WHERE `+where+" ORDER BY e.seq", args(value), func(scan func(...any) error) (o recoveryOf[aid.RecoveryEvent], err error) {
		var on string
		var at int64
		err = scan(&o.recovery, &o.it.ID, &o.it.Kind, &o.it.Amount, &on, &o.it.Reason, &o.it.RecordedBy, &o.it.RecorderName, &at)
		o.it.At = instant(at)
		return o, errors.Join(err, o.it.On.UnmarshalText([]byte(on)))
	})
	is := func(id aid.ID) func(aid.Recovery) bool { return func(r aid.Recovery) bool { return r.ID == id } }
	for _, part := range parts {
		give(list, is(part.recovery), func(r *aid.Recovery) { r.Parts = append(r.Parts, part.it) })
	}
	for _, event := range events {
		give(list, is(event.recovery), func(r *aid.Recovery) { r.Events = append(r.Events, event.it) })
	}
	return list, err
}
