package casework

import (
	"context"
	"io"
	"slices"
	"strings"

	"bistand/aid"
	"bistand/store"
)

// AddLatePaper takes in a paper to an application that has come in and has no decision yet. With the last paper that it lacked
// the application is complete.
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

// SayEnough records a caseworker's word that an application can be decided without the papers that it lacks, with the reason.
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
