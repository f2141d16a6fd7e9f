package casework

import (
	"context"
	"errors"
	"io"
	"slices"
	"strings"

	"bistand/aid"
	"bistand/store"
)

// monthPapers lists what goes with a monthly application: statements of accounts and, where the household has lost the simpler
// way, proof of everything. In the simpler way proof is asked for of what it did not apply with last time, once.
// Source: Borlänge, "fullständigt ifylld ansökan tillsammans med kontoutdrag".
func monthPapers(now, earlier aid.Content, all bool) []aid.CompletionItem {
	before := ProofOf(earlier)
	known := func(item aid.CompletionItem) bool {
		return slices.ContainsFunc(before, func(b aid.CompletionItem) bool {
			return b.Group == item.Group && b.What == item.What && b.Who == item.Who
		})
	}
	return slices.DeleteFunc(ProofOf(now), func(item aid.CompletionItem) bool {
		return item.Group != "attachment" && !all && known(item)
	})
}

// MonthPapers tells what a household hands in with a month's application: by its draft and, where none has been begun, by what
// it would begin with. The form, the receipt and the decision of the month before all ask here, so that they say the same.
func (d *Desk) MonthPapers(ctx context.Context, caseID aid.ID, month aid.Month) (aid.MonthPapers, error) {
	p := aid.MonthPapers{Month: month, Until: LastDayToApply(d.Municipality, month)}
	draft, err := d.Register.DraftFor(ctx, caseID, month)
	if errors.Is(err, aid.ErrNotFound) {
		draft.Content, err = d.begun(ctx, caseID, month, nil)
	}
	if err != nil {
		return p, err
	}
	earlier, err := d.SharedBefore(ctx, caseID, month)
	if err != nil && !errors.Is(err, aid.ErrNotFound) {
		return p, err
	}
	if p.All, err = lostWay(ctx, d.Register, caseID, month); err != nil {
		return p, err
	}
	for _, item := range monthPapers(draft.Content, earlier.Content, p.All != nil) {
		item.Month, item.Amount = aid.Month{}, 0 // each is asked for once, whatever it comes to this month
		if !slices.Contains(p.Items, item) {
			p.Items = append(p.Items, item)
		}
	}
	requests, err := d.Register.CompletionRequests(ctx, caseID)
	for _, q := range requests {
		if q.Kind == aid.ForSpotCheck && q.End == nil && q.Left() > 0 {
			p.Checks = append(p.Checks, q)
		}
	}
	return p, err
}

// NextPapers tells what a household hands in with the application after a month's; nil where that month has been applied for or
// can no longer be.
func (d *Desk) NextPapers(ctx context.Context, caseID aid.ID, last aid.Month) (*aid.MonthPapers, error) {
	next := last.Add(1)
	if _, err := d.Register.RegisteredFor(ctx, caseID, next); !errors.Is(err, aid.ErrNotFound) {
		return nil, err
	}
	if LastDayToApply(d.Municipality, next).Before(d.today()) {
		return nil, nil
	}
	p, err := d.MonthPapers(ctx, caseID, next)
	return &p, err
}

// AddLatePaper takes in a paper to an application that has come in and has no decision yet; any other is aid.ErrConflict. With the
// last paper that it lacked the application is complete. The same file again changes nothing. Faults at "kind" and "file".
func (d *Desk) AddLatePaper(ctx context.Context, r Request, application aid.ID, kind aid.PaperKind, name string, file io.Reader) error {
	if !slices.Contains(aid.PaperKinds, kind) {
		return aid.Error{Code: "choose", Field: "kind"}
	}
	a, err := d.Register.Application(ctx, application)
	if err != nil {
		return err
	}
	if a.Status() != aid.Registered {
		return aid.ErrConflict
	}
	ref, scan, err := d.takeIn(ctx, string(kind), name, file)
	if err != nil {
		return err
	}
	return d.Register.Step(ctx, d.step(r, "late_paper", a.CaseID, "application", a.ID), func(tx *store.Tx) error {
		if a, err = tx.Application(ctx, application); err != nil {
			return err
		}
		if a.Status() != aid.Registered {
			return aid.ErrConflict
		}
		same := func(b aid.Attachment) bool { return b.Kind == ref.Kind && b.SHA256 == ref.SHA256 }
		if slices.ContainsFunc(a.Late, same) {
			return nil
		}
		if err := d.addAttachment(tx, a.CaseID, r.Actor.ID, ref, scan); err != nil {
			return err
		}
		return tx.AddLatePaper(a.ID, ref.ID)
	})
}

// SayEnough records a caseworker's word that an application can be decided without the papers that it lacks, with the
// reason. One that lacks none, or is decided, is aid.ErrConflict. Fault at "reason".
func (d *Desk) SayEnough(ctx context.Context, r Request, staff aid.Staff, application aid.ID, reason string) error {
	if !staff.Has(aid.Caseworker) && !staff.Has(aid.DecisionMaker) {
		return aid.ErrForbidden
	}
	if reason = strings.TrimSpace(reason); reason == "" {
		return aid.Error{Code: "required", Field: "reason"}
	}
	a, err := d.Register.Application(ctx, application)
	if err != nil {
		return err
	}
	return d.Register.Step(ctx, d.step(r, "sufficient", a.CaseID, "application", a.ID), func(tx *store.Tx) error {
		if a, err = tx.Application(ctx, application); err != nil {
			return err
		}
		if a.Status() != aid.Registered || len(a.LacksPapers()) == 0 {
			return aid.ErrConflict
		}
		return tx.AddSufficient(a.ID, staff, reason)
	})
}

// UseAccount makes the account that an application names one that its case can be paid to. One that is there already stays.
// Where the application names none, or has not come in, it is aid.ErrConflict.
func (d *Desk) UseAccount(ctx context.Context, r Request, staff aid.Staff, application aid.ID) error {
	if !staff.Has(aid.Caseworker) {
		return aid.ErrForbidden
	}
	a, err := d.Register.Application(ctx, application)
	if err != nil {
		return err
	}
	account := a.Content.Account
	if account == nil || account.None || a.Registered.IsZero() {
		return aid.ErrConflict
	}
	payee := aid.Payee{
		ID: d.newID(), CaseID: a.CaseID, Name: nameOf(a.Content.Household, account.PersonID), Kind: aid.PayeePerson, PersonID: account.PersonID,
		Method: aid.ToAccount, Clearing: account.Clearing, Account: account.Number,
	}
	return d.Register.Step(ctx, d.step(r, "use_account", a.CaseID, "payee", payee.ID), func(tx *store.Tx) error {
		payees, err := tx.Payees(ctx, a.CaseID)
		if err != nil {
			return err
		}
		if slices.ContainsFunc(payees, func(p aid.Payee) bool { return p.Clearing == payee.Clearing && p.Account == payee.Account }) {
			return nil
		}
		tx.Result(string(payee.ID))
		return tx.AddPayee(payee)
	})
}
