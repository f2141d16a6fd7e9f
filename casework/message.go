package casework

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"bistand/aid"
	"bistand/store"
)

// MostFiles is how many files a message or a report of a change may bring.
const MostFiles = 5

// openCaseOf returns a case that is open and has the person as an adult. Any other is aid.ErrNotFound; a closed one is
// aid.Error{Code: "talk.closed"}.
func openCaseOf(ctx context.Context, tx *store.Tx, caseID, person aid.ID) (aid.Case, error) {
	c, err := tx.Case(ctx, caseID)
	switch {
	case err != nil:
		return c, err
	case !c.HasAdult(person):
		return c, aid.ErrNotFound
	case !c.ClosedOn.IsZero():
		return c, aid.Error{Code: "talk.closed"}
	}
	return c, nil
}

// own adds files as the person's own and returns what they are known by.
func (d *Desk) own(tx *store.Tx, caseID, person aid.ID, files []TakenFile) ([]aid.AttachmentRef, error) {
	var refs []aid.AttachmentRef
	for _, f := range files {
		if err := d.addAttachment(tx, caseID, person, f.AttachmentRef, f.scan); err != nil {
			return nil, err
		}
		refs = append(refs, f.AttachmentRef)
	}
	return refs, nil
}

// writing checks what an adult wrote: Errors at "text" and "file".
func writing(body string, files []TakenFile) aid.Errors {
	var faults aid.Errors
	if err := aid.CheckText("text", body); err != nil {
		faults.Add("text", err)
	}
	if len(files) > MostFiles {
		faults = append(faults, aid.Error{Code: "talk.too_many_files", Field: "file", Args: map[string]string{"n": fmt.Sprint(MostFiles)}})
	}
	return faults
}

// SendMessage sends a message from an adult to the staff of their case. Faults at "text" and "file".
func (d *Desk) SendMessage(ctx context.Context, r Request, caseID aid.ID, body string, files []TakenFile) (aid.Message, error) {
	m := aid.Message{ID: d.newID(), CaseID: caseID, PersonID: r.Actor.ID, SentBy: aid.ByCitizen, Body: strings.TrimSpace(body), SentAt: d.Now()}
	if err := writing(m.Body, files).Or(); err != nil {
		return m, err
	}
	err := d.Register.Step(ctx, d.step(r, "write_message", caseID, "message", m.ID), func(tx *store.Tx) (err error) {
		if _, err = openCaseOf(ctx, tx, caseID, m.PersonID); err != nil {
			return err
		}
		if m.Files, err = d.own(tx, caseID, m.PersonID, files); err != nil {
			return err
		}
		tx.Result(string(m.ID))
		return tx.AddMessage(m)
	})
	return m, err
}

// AnswerMessage sends a message from staff to an adult of a case, who is told that there is something to read where they can
// read it in the service. Faults at "text".
func (d *Desk) AnswerMessage(ctx context.Context, r Request, staff aid.Staff, caseID, person aid.ID, body string) (aid.Message, error) {
	m := aid.Message{
		ID: d.newID(), CaseID: caseID, PersonID: person, SentBy: aid.ByStaff, StaffID: staff.ID, StaffName: staff.Name,
		Body: strings.TrimSpace(body), SentAt: d.Now(),
	}
	if !staff.MayCorrespond() {
		return m, aid.ErrForbidden
	}
	if err := writing(m.Body, nil).Or(); err != nil {
		return m, err
	}
	err := d.Register.Step(ctx, d.step(r, "answer_message", caseID, "message", m.ID), func(tx *store.Tx) error {
		if _, err := openCaseOf(ctx, tx, caseID, person); err != nil {
			return err
		}
		if err := tx.AddMessage(m); err != nil {
			return err
		}
		tx.Result(string(m.ID))
		reaches, err := tx.CitizenAccess(ctx, caseID, person)
		if err != nil || !reaches {
			return err
		}
		return d.enqueueNotices(tx, "message", m.ID, person)
	})
	return m, err
}

// ReadMessages records that the receiver has opened those of the messages that they had not: an adult what staff wrote to
// them, staff what adults wrote.
func (d *Desk) ReadMessages(ctx context.Context, r Request, messages []aid.Message) error {
	unread := slices.DeleteFunc(slices.Clone(messages), func(m aid.Message) bool {
		return !m.ReadAt.IsZero() || m.SentBy == r.Actor.Kind || r.Actor.Kind == aid.ByCitizen && m.PersonID != r.Actor.ID
	})
	if len(unread) == 0 || !r.Actor.MayAct() { // one who may only follow does not receive for the person
		return nil
	}
	return d.Register.Step(ctx, d.step(r, "read_messages", unread[0].CaseID, "message", unread[0].ID), func(tx *store.Tx) error {
		for _, m := range unread {
			if err := tx.AddMessageRead(m, r.Actor); err != nil {
				return err
			}
		}
		return nil
	})
}

// SettleMessages records that what an adult has written since staff last wrote needs no answer. When there is nothing of the
// kind it is aid.ErrConflict: someone else was first.
func (d *Desk) SettleMessages(ctx context.Context, r Request, staff aid.Staff, caseID, person aid.ID) error {
	if !staff.MayCorrespond() {
		return aid.ErrForbidden
	}
	return d.Register.Step(ctx, d.step(r, "settle_messages", caseID, "person", person), func(tx *store.Tx) error {
		list, err := tx.UnansweredMessages(ctx, caseID, person)
		if err != nil {
			return err
		}
		if len(list) == 0 {
			return aid.ErrConflict
		}
		for _, m := range list {
			if err := tx.AddNoted(aid.MessageWaits, m.ID, staff); err != nil {
				return err
			}
		}
		return nil
	})
}

// TellMessages records that staff told an adult, by post or by telephone, of the messages that they had not read, up to the
// newest that the letter held. When there is none it is aid.ErrConflict: they have been read, or told of, meanwhile. Faults at
// "way" and "on".
func (d *Desk) TellMessages(ctx context.Context, r Request, staff aid.Staff, newest aid.Message, told aid.Told) error {
	if !staff.MayCorrespond() {
		return aid.ErrForbidden
	}
	var faults aid.Errors
	if !slices.Contains(aid.TellingWays, told.Way) {
		faults = append(faults, aid.Error{Code: "choose", Field: "way"})
	}
	if told.On.IsZero() || d.today().Before(told.On) || told.On.Before(aid.SwedishDate(newest.SentAt)) {
		faults = append(faults, aid.Error{Code: "talk.day", Field: "on"})
	}
	if err := faults.Or(); err != nil {
		return err
	}
	return d.Register.Step(ctx, d.step(r, "tell_message", newest.CaseID, "message", newest.ID), func(tx *store.Tx) error {
		list, err := tx.UntoldMessages(ctx, newest.CaseID, newest.PersonID)
		if err != nil {
			return err
		}
		list = slices.DeleteFunc(list, func(m aid.Message) bool { return m.SentAt.After(newest.SentAt) })
		if len(list) == 0 {
			return aid.ErrConflict
		}
		for _, m := range list {
			if err := tx.AddMessageTold(m.ID, told, staff); err != nil {
				return err
			}
		}
		return nil
	})
}

// TakeNote records that staff have taken note of a report of a change or of a comment. One that is noted already is
// aid.ErrConflict.
func (d *Desk) TakeNote(ctx context.Context, r Request, staff aid.Staff, caseID aid.ID, kind aid.WaitingKind, id aid.ID) error {
	if !staff.MayCorrespond() {
		return aid.ErrForbidden
	}
	err := d.Register.Step(ctx, d.step(r, "take_note", caseID, string(kind), id), func(tx *store.Tx) error { return tx.AddNoted(kind, id, staff) })
	if errors.Is(err, store.ErrUnique) {
		return fmt.Errorf("%w: %w", aid.ErrConflict, err)
	}
	return err
}
