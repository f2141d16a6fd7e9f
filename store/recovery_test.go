package store_test

import (
	"context"
	"errors"
	"testing"

	"bistand/aid"
	"bistand/store"
	"bistand/store/storetest"
)

// recoveryReads makes one call of each method that reads what comes of wrong information.
func recoveryReads() map[string]readCall {
	type c = context.Context
	type reg = *storetest.Register
	return map[string]readCall{
		"Recovery":     func(ctx c, r reader, w reg) (any, error) { return r.Recovery(ctx, w.Recovery.ID) },
		"Recoveries":   func(ctx c, r reader, w reg) (any, error) { return r.Recoveries(ctx, w.Case.ID) },
		"PoliceReport": func(ctx c, r reader, w reg) (any, error) { return r.PoliceReport(ctx, w.PoliceReport.ID) },
		"WrongPayment": func(ctx c, r reader, w reg) (any, error) { return r.WrongPayment(ctx, w.Case.ID) },
	}
}

// recoveryReader is the methods that read what comes of wrong information.
type recoveryReader interface {
	Recovery(context.Context, aid.ID) (aid.Recovery, error)
	Recoveries(context.Context, aid.ID) ([]aid.Recovery, error)
	PoliceReport(context.Context, aid.ID) (aid.PoliceReport, error)
	WrongPayment(context.Context, aid.ID) (aid.WrongPayment, error)
}

// recoveryCalls makes one call of each method that adds what comes of wrong information.
func recoveryCalls() map[string]writeCall {
	type tx = *store.Tx
	type reg = *storetest.Register
	return map[string]writeCall{
		"AddRecovery": func(tx tx, w reg) error {
			return tx.AddRecovery(w.RecoveryOf("EB-2026-0417-K9", w.Paid, w.Decision.Month, 1_00, w.Decider), newID)
		},
		"AddRecoveryEvent": func(tx tx, w reg) error {
			e := w.Recovery.Events[0]
			e.ID = newID()
			return tx.AddRecoveryEvent(w.Recovery.ID, e)
		},
		"AddPoliceReport": func(tx tx, w reg) error {
			p := w.PoliceReport
			p.ID = newID()
			return tx.AddPoliceReport(p)
		},
		"AddPoliceAnswer": func(tx tx, w reg) error {
			a := w.PoliceReport.Answers[0]
			a.ID = newID()
			return tx.AddPoliceAnswer(w.PoliceReport.ID, a)
		},
		"AddAuthorityNotice": func(tx tx, w reg) error {
			n := w.WrongPayment.Notices[0]
			n.ID = newID()
			return tx.AddAuthorityNotice(n)
		},
		"AddNotNeeded": func(tx tx, w reg) error {
			n := w.WrongPayment.NotNeeded[0]
			n.ID = newID()
			return tx.AddNotNeeded(n)
		},
	}
}

// recoveryAttempts break what holds for money that is asked back, for reports to the police and for word to authorities. 2 500 kr of
// the payment of 4 000 kr can still be asked back, and 1 000 kr of the recovery can be repaid.
func recoveryAttempts(r *storetest.Register) []attempt {
	stands := is("id", r.Recovery.ID)
	recoveryColumns := "id, number, case_id, person_id, ground, served_on, legal_basis, reasons, how, decided_by, decided_name, at, seq, sum"
	fresh := copyOf("recovery", recoveryColumns, stands, row{"id": "fresh", "number": "K-fresh"})
	part := func(invariant, says string, broken row) attempt {
		return attempt{
			invariant: invariant, before: []string{fresh, copyOf("recovery", recoveryColumns, stands, row{"id": "other", "number": "K-other", "case_id": r.Closed.ID})}, table: "recovery_part",
			like: is("recovery_id", r.Recovery.ID), legal: row{"id": "new", "recovery_id": "fresh", "amount": 2_500_00}, broken: broken, says: says,
		}
	}
	of := func(table, like string, legal row) func(string, string, row) attempt {
		return func(invariant, says string, broken row) attempt {
			return attempt{invariant: invariant, table: table, like: like, legal: legal, broken: broken, says: says}
		}
	}
	asks := of("recovery", stands, row{"id": "new", "number": "K-new"})
	repays := of("recovery_event", is("recovery_id", r.Recovery.ID)+" AND kind = 'repaid'", row{"id": "new", "amount": 1_000_00})
	ends := of("recovery_event", is("recovery_id", r.TakenBackRecovery.ID), row{"id": "new", "recovery_id": string(r.Recovery.ID)})
	reports := of("police_report", is("id", r.PoliceReport.ID), row{"id": "new"})
	answers := of("police_answer", is("report_id", r.PoliceReport.ID), row{"id": "new"})
	tells := of("authority_notice", is("case_id", r.Case.ID), row{"id": "new"})
	spares := of("not_needed", is("case_id", r.Case.ID), row{"id": "new"})
	return []attempt{
		asks("asked back by someone", "foreign key", row{"decided_by": "nobody"}),
		asks("asked back with reasons", "check constraint", row{"reasons": ""}),
		asks("asked back by a law", "check constraint", row{"legal_basis": ""}),
		asks("asked back on a known ground", "check constraint", row{"ground": "mood"}),
		asks("an advance was served as one", "check constraint", row{"ground": "advance"}),
		asks("asked back with how to pay", "check constraint", row{"how": ""}),
		asks("asked back of an adult of the case", "of an adult of the case", row{"person_id": r.Son.ID}),
		asks("a recovery has a number of its own", "unique constraint", row{"number": r.Recovery.Number}),
		part("never more asked back than was paid", "never more is asked back than was paid", row{"amount": 2_500_01}),
		part("nothing asked back that the bank refused", "only what was paid", row{"payment_id": r.Rejected.ID, "amount": 1}),
		part("nothing asked back that was stopped", "only what was paid", row{"payment_id": r.Stopped.ID, "amount": 1}),
		part("asked back of a payment of the case", "of the same case", row{"recovery_id": "other"}),
		part("no part of a payment twice", "unique constraint", row{"recovery_id": string(r.Recovery.ID), "amount": 1}),
		part("no part added afterwards", "decided with its parts", row{"seq": 1}),
		part("a part of something", "check constraint", row{"amount": 0}),
		repays("never more repaid than asked back", "never more is repaid", row{"amount": 1_000_01}),
		repays("a repayment of something", "check constraint", row{"amount": 0}),
		repays("nothing repaid on what was taken back", "has ended", row{"recovery_id": r.TakenBackRecovery.ID, "amount": 1}),
		repays("let go for a reason", "check constraint", row{"kind": "waived"}),
		repays("recorded by someone", "foreign key", row{"recorded_by": "nobody"}),
		ends("ended for a reason", "check constraint", row{"reason": ""}),
		ends("ended once", "has ended", row{"recovery_id": string(r.TakenBackRecovery.ID)}),
		ends("an end is of no amount", "check constraint", row{"amount": 1}),
		reports("reported for something", "check constraint", row{"about": ""}),
		reports("reported on a day", "check constraint", row{"reported_on": ""}),
		reports("a report of an adult of the case", "of an adult of the case", row{"person_id": r.Daughter.ID}),
		reports("reported by someone", "foreign key", row{"reported_by": "nobody"}),
		answers("an answer to a report", "foreign key", row{"report_id": "nobody"}),
		answers("an answer that is known", "check constraint", row{"outcome": "perhaps"}),
		tells("an authority that is known", "check constraint", row{"authority": "neighbour"}),
		tells("another authority has a name", "check constraint", row{"authority": "other"}),
		tells("told of a payment of theirs", "check constraint", row{"benefit": ""}),
		tells("told by someone", "foreign key", row{"notified_by": "nobody"}),
		spares("not needed for a reason", "check constraint", row{"reason": ""}),
		spares("a known measure", "check constraint", row{"measure": "jail"}),
	}
}

// TestB8N5_WhatComesOfWrongInformationIsReadAsItWasKept: what a recovery that was taken back asked for is free again, and what stands is not.
func TestB8N5_WhatComesOfWrongInformationIsReadAsItWasKept(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		r := storetest.Whole(t, s)
		ctx := context.Background()
		same(t, "a recovery", must[aid.Recovery](t)(s.Recovery(ctx, r.Recovery.ID)), r.Recovery)
		same(t, "all", must[aid.WrongPayment](t)(s.WrongPayment(ctx, r.Case.ID)), r.WrongPayment)
		same(t, "the report", must[aid.PoliceReport](t)(s.PoliceReport(ctx, r.PoliceReport.ID)), r.PoliceReport)
		same(t, "none in another case", must[aid.WrongPayment](t)(s.WrongPayment(ctx, r.Closed.ID)).Begun(), false)
		absent[aid.Recovery](t, "an unknown recovery")(s.Recovery(ctx, r.Case.ID))
		absent[aid.PoliceReport](t, "an unknown report")(s.PoliceReport(ctx, r.Case.ID))
		if r.Recovery.Left() != 1_000_00 || r.TakenBackRecovery.Left() != 0 || !r.TakenBackRecovery.Withdrawn() {
			t.Errorf("left: %d and %d öre", r.Recovery.Left(), r.TakenBackRecovery.Left())
		}
		open := aid.RecoverableOf(must[[]aid.Payment](t)(s.Payments(ctx, r.Case.ID)), must[[]aid.Decision](t)(s.Decisions(ctx, r.Case.ID)), r.WrongPayment.Recoveries)
		if len(open) != 1 || open[0].ID != r.Paid.ID || open[0].Left != 2_500_00 || open[0].Month != r.Decision.Month {
			t.Errorf("what can still be asked back: %+v", open)
		}
		step := store.Step{At: r.Now, Actor: aid.Actor{Kind: aid.BySystem}, Name: "too much", Kind: "recovery", Object: r.Case.ID}
		err := s.Step(ctx, step, func(tx *store.Tx) error {
			return tx.AddRecovery(r.RecoveryOf("EB-2026-0417-K3", r.Paid, r.Decision.Month, 2_500_01, r.Decider), newID)
		})
		if !errors.Is(err, store.ErrInvariant) {
			t.Errorf("more was asked back than was paid: %v", err)
		}
	})
}
