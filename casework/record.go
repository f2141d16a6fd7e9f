package casework

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"bistand/aid"
	"bistand/store"
)

// AskToRead keeps that an adult asks to read all that is recorded about them in their case. One whose request waits already is
// aid.ErrConflict. Fault at "text".
// law: FL 10, SoL 14:6
func (d *Desk) AskToRead(ctx context.Context, r Request, caseID aid.ID, wish string) (aid.RecordRequest, error) {
	q := aid.RecordRequest{ID: d.newID(), CaseID: caseID, PersonID: r.Actor.ID, Wish: strings.TrimSpace(wish), AskedAt: d.Now()}
	if utf8.RuneCountInString(q.Wish) > aid.LongestText {
		return q, aid.CheckText("text", q.Wish)
	}
	return q, d.Register.Step(ctx, d.step(r, "ask_to_read", caseID, "record_request", q.ID), func(tx *store.Tx) error {
		c, err := tx.Case(ctx, caseID)
		if err != nil {
			return err
		}
		if !c.HasAdult(q.PersonID) {
			return aid.ErrNotFound
		}
		earlier, err := tx.RecordRequests(ctx, caseID, q.PersonID)
		if err != nil {
			return err
		}
		for _, one := range earlier {
			if one.Answer == nil {
				return aid.ErrConflict
			}
		}
		tx.Result(string(q.ID))
		return tx.AddRecordRequest(q)
	})
}

// AnswerToRead keeps what came of a request to read, and tells the person that there is something new. What is kept back is for a
// decision-maker to say, with the reason. One that is answered already is aid.ErrConflict. Faults as of RecordAnswer.Fault.
func (d *Desk) AnswerToRead(ctx context.Context, r Request, staff aid.Staff, id aid.ID, a aid.RecordAnswer) error {
	if !staff.MayCorrespond() {
		return aid.ErrForbidden
	}
	q, err := d.Register.RecordRequest(ctx, id)
	if err != nil {
		return err
	}
	a.Reason = strings.TrimSpace(a.Reason)
	if a.Outcome == aid.RecordRefused {
		a.Way, a.DocumentID, a.On = "", "", aid.Date{}
	}
	if a.Way != aid.InService {
		a.DocumentID = ""
	}
	if err := a.Fault(aid.SwedishDate(q.AskedAt), d.today()); err != nil {
		return err
	}
	if !staff.MayAnswerRecord(a.Outcome) {
		return aid.Error{Code: "record.decider", Field: "outcome"}
	}
	a.By, a.ByName, a.At = staff.ID, staff.Name, d.Now()
	err = d.Register.Step(ctx, d.step(r, "answer_to_read", q.CaseID, "record_request", q.ID), func(tx *store.Tx) error {
		if q, err = tx.RecordRequest(ctx, id); err != nil {
			return err
		}
		if q.Answer != nil {
			return aid.ErrConflict
		}
		if a.DocumentID != "" {
			doc, err := tx.Document(ctx, a.DocumentID)
			if errors.Is(err, aid.ErrNotFound) || err == nil && (doc.CaseID != q.CaseID || doc.PublishedAt.IsZero()) {
				return aid.Error{Code: "choose", Field: "document"}
			} else if err != nil {
				return err
			}
		}
		if err := tx.AddRecordAnswer(id, a); err != nil {
			return err
		}
		reaches, err := tx.CitizenAccess(ctx, q.CaseID, q.PersonID)
		if err != nil || !reaches {
			return err
		}
		return d.enqueueNotices(tx, "record", id, q.PersonID)
	})
	if errors.Is(err, store.ErrUnique) {
		return fmt.Errorf("%w: %w", aid.ErrConflict, err)
	}
	return err
}
