package casework

import (
	"context"
	"errors"
	"slices"

	"bistand/aid"
	"bistand/store"
)

// PaperInput is an application that came on paper, as staff type it.
type PaperInput struct {
	Case     aid.ID
	Content  aid.Content // with its month and kind
	Received aid.Date    // the day it came in
	Signed   map[aid.ID]aid.Date
	Scans    []TakenFile // of the paper, of kind aid.ScannedApplication
}

// RegisterPaper takes in an application on paper: the same content as any other, with a scan of it and the days on which the
// adults signed. It lands in the queue. A draft of the same month goes: the paper takes its place.
// Faults come at "month", "received", "signed" and "file".
func (d *Desk) RegisterPaper(ctx context.Context, r Request, staff aid.Staff, in PaperInput) (aid.ID, error) {
	if !staff.Has(aid.Caseworker) {
		return "", aid.ErrForbidden
	}
	c, err := d.Register.Case(ctx, in.Case)
	if err != nil {
		return "", err
	}
	if err := d.checkRegistration(c, in); err != nil {
		return "", err
	}
	for _, scan := range in.Scans {
		in.Content.Attachments = append(in.Content.Attachments, scan.AttachmentRef)
	}
	content := in.Content.Signed()
	hash, err := HashContent(content)
	if err != nil {
		return "", err
	}
	a := aid.Application{
		ID: d.newID(), CaseID: c.ID, Month: content.Month, Kind: content.KindOf(), Reason: reasonOf(content), OnBehalf: "own", Origin: aid.FromPaper,
		Content: content, ContentHash: hash, FrozenAt: d.Now(), FrozenBy: r.Actor.ID, Registered: in.Received,
	}
	return a.ID, d.Register.Step(ctx, d.step(r, "register_paper", c.ID, "application", a.ID), func(tx *store.Tx) error {
		tx.Result(string(a.ID))
		if a.Kind.OfMonth() {
			if err := takePlace(ctx, tx, c.ID, a.Month); err != nil {
				return err
			}
		}
		for _, scan := range in.Scans {
			if err := d.addAttachment(tx, c.ID, staff.ID, scan.AttachmentRef, scan.scan); err != nil {
				return err
			}
		}
		if err := tx.AddApplication(a, ""); err != nil {
			return err
		}
		var adults []aid.ID
		for _, adult := range c.Adults() {
			if err := tx.AddPaperSignature(a.ID, adult.ID, staff.ID, in.Signed[adult.ID]); err != nil {
				return err
			}
			adults = append(adults, adult.ID)
		}
		return errors.Join(tx.AddRegistration(a, a.Registered), d.askAuthorities(ctx, tx, a, adults))
	})
}

// checkRegistration wants a day that has come, a signature of each adult, and a scan.
func (d *Desk) checkRegistration(c aid.Case, in PaperInput) error {
	var faults aid.Errors
	if in.Received.IsZero() || d.today().Before(in.Received) {
		faults.Add("received", aid.Error{Code: "paper.day"})
	}
	for _, adult := range c.Adults() {
		if on := in.Signed[adult.ID]; on.IsZero() || d.today().Before(on) {
			faults.Add("signed", aid.Error{Code: "paper.signed", Args: map[string]string{"name": adult.Name()}})
		}
	}
	if in.Content.KindOf() == aid.Supplementary && !slices.ContainsFunc(in.Content.Expenses, func(e aid.Expense) bool { return e.Kind.IsOtherNeed() }) {
		faults.Add("expenses", aid.Error{Code: "apply.need_missing"})
	}
	if len(in.Scans) == 0 {
		faults.Add("file", aid.Error{Code: "apply.file_missing"})
	}
	return faults.Or()
}

// takePlace makes room for a month's application on paper: one that has come in, or is out for signature, stays.
func takePlace(ctx context.Context, tx *store.Tx, caseID aid.ID, month aid.Month) error {
	if _, err := tx.RegisteredFor(ctx, caseID, month); !errors.Is(err, aid.ErrNotFound) {
		return errors.Join(aid.Error{Code: "paper.month_taken", Field: "month"}, err)
	}
	draft, err := tx.DraftFor(ctx, caseID, month)
	switch {
	case errors.Is(err, aid.ErrNotFound):
		return nil
	case err != nil:
		return err
	case draft.FrozenAs != "":
		return aid.Error{Code: "paper.out_for_signature", Field: "month"}
	}
	return tx.DeleteDraft(draft.ID)
}
