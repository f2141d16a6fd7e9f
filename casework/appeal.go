package casework

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"bistand/aid"
	"bistand/store"
)

// appealFile is the kind of a file that belongs to an appeal: it is shown to the person who handed it in and to staff only.
const appealFile = "appeal"

// IsAppealFile tells whether a file was handed in with an appeal, and so is its person's own.
func IsAppealFile(a aid.Attachment) bool { return a.Kind == appealFile }

// BeginAppeal opens a person's draft on a decision of their case: the one that is there, or a new one with what was cut of it
// ticked. An appeal of the decision that is still under way is aid.Error{Code: "appeal.one"}.
func (d *Desk) BeginAppeal(ctx context.Context, r Request, caseID, decision aid.ID) (aid.AppealDraft, error) {
	var draft aid.AppealDraft
	made, err := d.Register.Decision(ctx, decision)
	switch {
	case err != nil:
		return draft, err
	case made.CaseID != caseID || made.Origin == aid.Imported:
		return draft, aid.ErrNotFound
	}
	if err := mayAppeal(ctx, d.Register, made, r.Actor.ID); err != nil {
		return draft, err
	}
	draft, err = d.Register.AppealDraftOf(ctx, decision, r.Actor.ID)
	if !errors.Is(err, aid.ErrNotFound) {
		return draft, err
	}
	calculation, err := d.Register.Calculation(ctx, made.CalculationID)
	if err != nil {
		return draft, err
	}
	draft = aid.AppealDraft{ID: d.newID(), CaseID: caseID, DecisionID: decision, PersonID: r.Actor.ID, Version: 1, UpdatedAt: d.Now()}
	draft.Content.DecisionID = decision
	for _, item := range aid.Appealable(made, calculation) {
		if item.Approved < item.Claimed {
			draft.Content.Items = append(draft.Content.Items, item)
		}
	}
	err = d.Register.Work(ctx, func(tx *store.Tx) error { return tx.AddAppealDraft(draft) })
	if errors.Is(err, store.ErrUnique) { // another tab was first
		return d.Register.AppealDraftOf(ctx, decision, r.Actor.ID)
	}
	return draft, err
}

// mayAppeal refuses a second appeal of a decision by a person while one is under way or has been answered.
func mayAppeal(ctx context.Context, register interface {
	AppealsBy(ctx context.Context, caseID, person aid.ID) ([]aid.Appeal, error)
}, decision aid.Decision, person aid.ID,
) error {
	list, err := register.AppealsBy(ctx, decision.CaseID, person)
	if err != nil {
		return err
	}
	for _, a := range list {
		if a.DecisionID == decision.ID && a.Status() != aid.AppealWithdrawn && a.Status() != aid.AppealDismissed {
			return aid.Error{Code: "appeal.one", Field: "decision"}
		}
	}
	return nil
}

// SaveAppeal changes a person's own draft and keeps it. One that another tab has saved since is aid.ErrConflict, unless it says
// the same already, as after a double click. Another person's is aid.ErrNotFound.
func (d *Desk) SaveAppeal(ctx context.Context, r Request, id aid.ID, version int, change func(*aid.AppealContent)) error {
	return d.Register.Work(ctx, func(tx *store.Tx) error {
		draft, err := ownDraft(ctx, tx, id, r.Actor.ID)
		if err != nil {
			return err
		}
		was, err := hashOf(draft.Content)
		if err != nil {
			return err
		}
		change(&draft.Content)
		switch is, err := hashOf(draft.Content); {
		case err != nil || is == was:
			return err
		case draft.Version != version:
			return aid.ErrConflict
		}
		draft.UpdatedAt = d.Now()
		return tx.SaveAppealDraft(draft)
	})
}

// ownDraft returns a draft to the person who writes it; to anyone else it is not there.
func ownDraft(ctx context.Context, register interface {
	AppealDraft(ctx context.Context, id aid.ID) (aid.AppealDraft, error)
}, id, person aid.ID,
) (aid.AppealDraft, error) {
	draft, err := register.AppealDraft(ctx, id)
	if err == nil && draft.PersonID != person {
		err = aid.ErrNotFound
	}
	return draft, err
}

// DropAppeal takes away a person's own draft.
func (d *Desk) DropAppeal(ctx context.Context, r Request, id aid.ID) error {
	return d.Register.Step(ctx, d.step(r, "drop_appeal", "", "appeal_draft", id), func(tx *store.Tx) error {
		draft, err := ownDraft(ctx, tx, id, r.Actor.ID)
		if err != nil {
			return err
		}
		return tx.DeleteAppealDraft(draft.DecisionID, draft.PersonID)
	})
}

// AttachToAppeal takes in a file for a person's own draft, on the terms of Attach.
func (d *Desk) AttachToAppeal(ctx context.Context, r Request, id aid.ID, name string, file io.Reader) error {
	draft, err := ownDraft(ctx, d.Register, id, r.Actor.ID)
	if err != nil {
		return err
	}
	ref, scan, err := d.takeIn(ctx, appealFile, name, file)
	if err != nil {
		return err
	}
	step := d.step(Request{Actor: r.Actor}, "attach", draft.CaseID, "attachment", ref.ID)
	return d.Register.Step(ctx, step, func(tx *store.Tx) error {
		if draft, err = ownDraft(ctx, tx, id, r.Actor.ID); err != nil {
			return err
		}
		if slices.ContainsFunc(draft.Content.Attachments, func(a aid.AttachmentRef) bool { return a.SHA256 == ref.SHA256 }) {
			return nil
		}
		if err := d.addAttachment(tx, draft.CaseID, r.Actor.ID, ref, scan); err != nil {
			return err
		}
		draft.Content.Attachments = append(draft.Content.Attachments, ref)
		draft.UpdatedAt = d.Now()
		return tx.SaveAppealDraft(draft)
	})
}

// CompleteAppeal returns what is missing before an appeal can be signed: that the person says what is to be changed, by ticking
// it or in words. Why is not asked for by law, only helpful.
// law: FL 43
func CompleteAppeal(c aid.AppealContent) error {
	if len(c.Items) == 0 && strings.TrimSpace(c.Change) == "" {
		return aid.Error{Code: "appeal.change_missing", Field: "change"}
	}
	return nil
}

// hiddenAppeal binds a signature to what a draft says now.
func hiddenAppeal(draft aid.AppealDraft, deputy aid.Deputy) (string, error) {
	hash, err := hashOf(draft.Content)
	if err != nil {
		return "", err
	}
	return hiddenData{Purpose: "appeal", Appeal: draft.ID, SHA256: hash}.by(draft.PersonID, deputy).text()
}

// AppealHash is the SHA-256 of what an appeal says, as its signature covers it.
func AppealHash(c aid.AppealContent) (string, error) { return hashOf(c) }

// FinishAppeal takes in the appeal that a completed order signed. It came in when the app's answer reached us. A draft that
// has been changed since the order was started is aid.ErrConflict: what was signed is no longer what it says.
func (d *Desk) FinishAppeal(ctx context.Context, r Request, id aid.ID, client Client) (aid.Appeal, error) {
	ctx = context.WithoutCancel(ctx) // who has signed has signed, though their browser goes away
	o, err := d.signed(ctx, r, id, client, aid.ToAppeal)
	if err != nil {
		return aid.Appeal{}, err
	}
	a := aid.Appeal{ID: d.newID(), PersonID: r.Actor.ID, Origin: aid.FromPortal, Visible: o.Visible, Hidden: o.Hidden, Answer: o.Answer, ReceivedOn: aid.SwedishDate(o.CollectedAt)}
	r.Key = "order:" + string(o.ID) // the order serves once
	draft, err := d.Register.AppealDraft(ctx, o.ObjectID)
	if err != nil {
		return a, err
	}
	a.CaseID, a.DecisionID = draft.CaseID, draft.DecisionID
	err = d.Register.Step(ctx, d.step(r, "appeal", a.CaseID, "appeal", a.ID), func(tx *store.Tx) error {
		if draft, err = ownDraft(ctx, tx, o.ObjectID, a.PersonID); err != nil {
			return err
		}
		now, err := hiddenAppeal(draft, r.Actor.Deputy)
		if err != nil {
			return err
		}
		if now != o.Hidden {
			return aid.ErrConflict
		}
		a.Content = draft.Content
		if err := tx.UseOrder(o.ID, o.UsedAt); err != nil {
			return err
		}
		return addAppeal(ctx, tx, &a)
	})
	var repeated *store.RepeatedError
	if errors.As(err, &repeated) {
		return d.Register.Appeal(ctx, aid.ID(repeated.Result))
	}
	return a, err
}

// addAppeal numbers an appeal and adds it; the person's draft has served.
func addAppeal(ctx context.Context, tx *store.Tx, a *aid.Appeal) error {
	decision, err := tx.Decision(ctx, a.DecisionID)
	if err != nil {
		return err
	}
	if err := mayAppeal(ctx, tx, decision, a.PersonID); err != nil {
		return err
	}
	if a.ContentHash, err = hashOf(a.Content); err != nil {
		return err
	}
	earlier, err := tx.Appeals(ctx, a.CaseID)
	if err != nil {
		return err
	}
	c, err := tx.Case(ctx, a.CaseID)
	if err != nil {
		return err
	}
	a.Number = fmt.Sprintf("%s-Ö%d", c.Number, len(earlier)+1)
	tx.Result(string(a.ID))
	if err := tx.AddAppeal(*a); err != nil {
		return err
	}
	return tx.DeleteAppealDraft(a.DecisionID, a.PersonID)
}

// WithdrawAppeal takes back a person's own appeal while the municipality has it.
func (d *Desk) WithdrawAppeal(ctx context.Context, r Request, id aid.ID) error {
	return d.courseStep(ctx, r, "withdraw_appeal", id, func(_ *store.Tx, a aid.Appeal) error {
		if a.PersonID != r.Actor.ID {
			return aid.ErrNotFound
		}
		if !a.MayWithdraw() {
			return aid.ErrConflict
		}
		return nil
	}, func(tx *store.Tx, a aid.Appeal) error {
		return tx.AddAppealWithdrawal(a.ID, aid.AppealWithdrawal{PersonID: a.PersonID})
	})
}

// courseStep is a step in the course of an appeal: what may be asked of it, then what is added.
func (d *Desk) courseStep(ctx context.Context, r Request, name string, id aid.ID, may, add func(*store.Tx, aid.Appeal) error) error {
	a, err := d.Register.Appeal(ctx, id)
	if err != nil {
		return err
	}
	return d.Register.Step(ctx, d.step(r, name, a.CaseID, "appeal", id), func(tx *store.Tx) error {
		if a, err = tx.Appeal(ctx, id); err != nil {
			return err
		}
		if err := may(tx, a); err != nil {
			return err
		}
		tx.Result(string(id))
		return add(tx, a)
	})
}
