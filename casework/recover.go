package casework

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"bistand/aid"
	"bistand/store"
)

// RecoveryInput is what a decision-maker states of money that is asked back.
type RecoveryInput struct {
	Case     aid.ID
	Person   aid.ID // empty: the household
	Ground   aid.RecoveryGround
	ServedOn aid.Date
	Reasons  string
	How      string
	Parts    []RecoveryPart
}

// RecoveryPart is what is asked back of one payment; none where the amount is 0.
type RecoveryPart struct {
	Payment aid.ID
	Amount  aid.Ore
}

// Recover decides that money which was paid is asked back. It is decided by who decides on aid, on grounds that the law names,
// and never above what was paid. Who it concerns is told. Faults come at "person", "ground", "served_on", "reasons", "how", "parts"
// and, for the part i, "parts.i.amount".
// law: SoL 33:1
func (d *Desk) Recover(ctx context.Context, r Request, staff aid.Staff, in RecoveryInput) (aid.Recovery, error) {
	made := aid.Recovery{
		ID: d.newID(), CaseID: in.Case, PersonID: in.Person, Ground: in.Ground, ServedOn: in.ServedOn, Reasons: strings.TrimSpace(in.Reasons), How: strings.TrimSpace(in.How),
		DecidedBy: staff.ID, DecidedByName: staff.Name,
	}
	if !staff.Has(aid.DecisionMaker) {
		return made, aid.ErrForbidden
	}
	if !in.Ground.Promised() {
		made.ServedOn = aid.Date{}
	}
	err := d.Register.Step(ctx, d.step(r, "recover", in.Case, "recovery", made.ID), func(tx *store.Tx) error {
		c, err := tx.Case(ctx, in.Case)
		if err != nil {
			return err
		}
		faults := d.checkRecovery(made)
		earlier, err := partsOf(ctx, tx, &made, in.Parts, &faults)
		if err != nil {
			return err
		}
		people, err := concerned(ctx, tx, c, made)
		if err != nil {
			return err
		}
		if len(people) == 0 {
			faults = append(faults, aid.Error{Code: "choose", Field: "person"})
		}
		if err := faults.Or(); err != nil {
			return err
		}
		made.Number = fmt.Sprintf("%s-K%d", c.Number, earlier+1)
		tx.Result(string(made.ID))
		if err := tx.AddRecovery(made, d.newID); err != nil {
			return err
		}
		return d.enqueueNotices(tx, "recovery", made.ID, people...)
	})
	return made, err
}

// concerned is whom of a case's adults a recovery is asked of: nobody who has moved in since the money was paid, alone or with the
// other.
func concerned(ctx context.Context, r stayReader, c aid.Case, of aid.Recovery) ([]aid.ID, error) {
	stays, err := r.Stays(ctx, c.ID)
	return slices.DeleteFunc(c.AdultIDs(), func(id aid.ID) bool { return !of.AsksOf(id, stays[id]) || !of.PaidDuring(stays[id]) }), err
}

// checkRecovery returns what is wrong with what was stated, but for whom and the amounts.
func (d *Desk) checkRecovery(r aid.Recovery) (faults aid.Errors) {
	if !slices.Contains(aid.RecoveryGrounds, r.Ground) {
		faults = append(faults, aid.Error{Code: "choose", Field: "ground"})
	}
	if r.Ground.Promised() && (r.ServedOn.IsZero() || d.today().Before(r.ServedOn)) {
		faults = append(faults, aid.Error{Code: "recovery.served", Field: "served_on"})
	}
	faults.Add("reasons", required("reasons", r.Reasons))
	faults.Add("how", required("how", r.How))
	return faults
}

// partsOf puts the parts into a recovery, with the law that holds for what was granted then, and counts the recoveries before it.
func partsOf(ctx context.Context, tx *store.Tx, made *aid.Recovery, parts []RecoveryPart, faults *aid.Errors) (earlier int, err error) {
	payments, err := tx.Payments(ctx, made.CaseID)
	if err != nil {
		return 0, err
	}
	decisions, err := tx.Decisions(ctx, made.CaseID)
	if err != nil {
		return 0, err
	}
	recoveries, err := tx.Recoveries(ctx, made.CaseID)
	if err != nil {
		return 0, err
	}
	open := aid.RecoverableOf(payments, decisions, recoveries)
	var granted []aid.Date
	for i, part := range parts {
		if part.Amount == 0 {
			continue
		}
		at := slices.IndexFunc(open, func(o aid.Recoverable) bool { return o.ID == part.Payment })
		switch {
		case at < 0:
			return 0, aid.ErrNotFound
		case part.Amount < 0 || part.Amount > open[at].Left:
			*faults = append(*faults, aid.Error{Code: "recovery.above", Field: "parts." + strconv.Itoa(i) + ".amount"})
		}
		made.Parts = append(made.Parts, aid.RecoveredPart{PaymentID: part.Payment, Amount: part.Amount, Paid: open[at].Amount, Month: open[at].Month, SentOn: open[at].SendOn, Payee: open[at].Payee.Name})
		decided := slices.IndexFunc(decisions, func(k aid.Decision) bool { return k.ID == open[at].DecisionID })
		granted = append(granted, aid.SwedishDate(decisions[decided].DecidedAt))
	}
	if len(made.Parts) == 0 {
		*faults = append(*faults, aid.Error{Code: "recovery.nothing", Field: "parts"})
	}
	made.LegalBasis = made.Ground.Law(granted...)
	return len(recoveries), nil
}

// RecordRepayment keeps that some of a recovery, in öre, was paid back on a day. Faults come at "amount" and "on". As of each step
// on a recovery, one with nothing left of it is aid.ErrConflict.
func (d *Desk) RecordRepayment(ctx context.Context, r Request, staff aid.Staff, id aid.ID, amount aid.Ore, on aid.Date) error {
	return d.recoveryStep(ctx, r, staff, "record_repayment", id, aid.RecoveryEvent{Kind: aid.Repaid, Amount: amount, On: on})
}

// WaiveRecovery lets some or all of a recovery go, from today on. Faults come at "amount" and "reason".
// law: SoL 33:6
func (d *Desk) WaiveRecovery(ctx context.Context, r Request, staff aid.Staff, id aid.ID, amount aid.Ore, reason string) error {
	if !staff.Has(aid.DecisionMaker) {
		return aid.ErrForbidden
	}
	return d.recoveryStep(ctx, r, staff, "waive_recovery", id, aid.RecoveryEvent{Kind: aid.Waived, Amount: amount, On: d.today(), Reason: strings.TrimSpace(reason)})
}

// EndRecovery takes a recovery back, or ends it though not all of it has been paid. Faults come at "end" and "reason".
func (d *Desk) EndRecovery(ctx context.Context, r Request, staff aid.Staff, id aid.ID, kind aid.RecoveryEventKind, reason string) error {
	if !staff.Has(aid.DecisionMaker) {
		return aid.ErrForbidden
	}
	return d.recoveryStep(ctx, r, staff, "end_recovery", id, aid.RecoveryEvent{Kind: kind, On: d.today(), Reason: strings.TrimSpace(reason)})
}

// recoveryStep adds an event to a recovery that has something left of it, and tells whom it concerns of all but repayments.
func (d *Desk) recoveryStep(ctx context.Context, r Request, staff aid.Staff, name string, id aid.ID, e aid.RecoveryEvent) error {
	if !handlesWrongPayments(staff) {
		return aid.ErrForbidden
	}
	now, err := d.Register.Recovery(ctx, id)
	if err != nil {
		return err
	}
	e.ID, e.RecordedBy, e.RecorderName = d.newID(), staff.ID, staff.Name
	return d.Register.Step(ctx, d.step(r, name, now.CaseID, "recovery", id), func(tx *store.Tx) error {
		if now, err = tx.Recovery(ctx, id); err != nil {
			return err
		}
		if now.Left() == 0 {
			return aid.ErrConflict
		}
		if err := d.checkEvent(now, e); err != nil {
			return err
		}
		if err := tx.AddRecoveryEvent(id, e); err != nil || e.Kind == aid.Repaid {
			return err
		}
		c, err := tx.Case(ctx, now.CaseID)
		if err != nil {
			return err
		}
		people, err := concerned(ctx, tx, c, now)
		if err != nil {
			return err
		}
		return d.enqueueNotices(tx, "recovery", id+":"+e.ID, people...)
	})
}

// checkEvent returns what is wrong with an event of a recovery.
func (d *Desk) checkEvent(r aid.Recovery, e aid.RecoveryEvent) error {
	var faults aid.Errors
	ends := slices.Contains(aid.RecoveryEnds, e.Kind)
	if !ends && e.Kind != aid.Repaid && e.Kind != aid.Waived {
		faults = append(faults, aid.Error{Code: "choose", Field: "end"})
	} else if !ends && (e.Amount <= 0 || e.Amount > r.Left()) {
		faults = append(faults, aid.Error{Code: "recovery.above_left", Field: "amount"})
	}
	if e.On.IsZero() || d.today().Before(e.On) || e.On.Before(aid.SwedishDate(r.DecidedAt)) {
		faults = append(faults, aid.Error{Code: "recovery.day", Field: "on"})
	}
	if e.Kind != aid.Repaid {
		faults.Add("reason", required("reason", e.Reason))
	}
	return faults.Or()
}
