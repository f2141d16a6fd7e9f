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

// WriteDocument adds a document to a case, and publishes it at once where publish is set. Faults at "kind", "title", "body".
func (d *Desk) WriteDocument(ctx context.Context, r Request, staff aid.Staff, doc aid.Document, publish bool) (aid.Document, error) {
	var faults aid.Errors
	if !slices.Contains(aid.DocumentKinds, doc.Kind) {
		faults = append(faults, aid.Error{Code: "required", Field: "kind"})
	}
	faults = append(faults, textFaults("title", doc.Title, "body", doc.Body)...)
	if err := faults.Or(); err != nil {
		return doc, err
	}
	doc.ID, doc.WrittenBy, doc.WrittenName, doc.WrittenAt = d.newID(), staff.ID, staff.Name, d.Now()
	return doc, d.write(ctx, r, staff, "document", doc.CaseID, doc.ID, publish, func(tx *store.Tx) error { return tx.AddDocument(doc) })
}

// WriteNote adds a note to a case's journal, and publishes it at once where publish is set. Faults at "heading", "body".
func (d *Desk) WriteNote(ctx context.Context, r Request, staff aid.Staff, note aid.JournalNote, publish bool) (aid.JournalNote, error) {
	if err := textFaults("heading", note.Heading, "body", note.Body).Or(); err != nil {
		return note, err
	}
	note.ID, note.WrittenBy, note.WrittenName, note.WrittenAt, note.Origin = d.newID(), staff.ID, staff.Name, d.Now(), aid.FromPortal
	if note.On.IsZero() {
		note.On = d.today()
	}
	return note, d.write(ctx, r, staff, "note", note.CaseID, note.ID, publish, func(tx *store.Tx) error { return tx.AddNote(note) })
}

// textFaults wants text in each of two fields.
func textFaults(field1, text1, field2, text2 string) aid.Errors {
	var faults aid.Errors
	if strings.TrimSpace(text1) == "" {
		faults = append(faults, aid.Error{Code: "required", Field: field1})
	}
	if strings.TrimSpace(text2) == "" {
		faults = append(faults, aid.Error{Code: "required", Field: field2})
	}
	return faults
}

// write adds a document or a note.
func (d *Desk) write(ctx context.Context, r Request, staff aid.Staff, kind string, caseID, id aid.ID, publish bool, add func(*store.Tx) error) error {
	if !staff.Has(aid.Caseworker) && !staff.Has(aid.DecisionMaker) {
		return aid.ErrForbidden
	}
	return d.Register.Step(ctx, d.step(r, "write_"+kind, caseID, kind, id), func(tx *store.Tx) error {
		tx.Result(string(id))
		if err := add(tx); err != nil {
			return err
		}
		if !publish {
			return nil
		}
		return d.publish(ctx, tx, kind, id, caseID, staff.ID)
	})
}

// Publish makes a document or a note ("document", "note") visible to the persons of its case, and tells them that there is
// something to read. What is published stays published.
func (d *Desk) Publish(ctx context.Context, r Request, staff aid.Staff, kind string, id, caseID aid.ID) error {
	if !staff.Has(aid.Caseworker) && !staff.Has(aid.DecisionMaker) {
		return aid.ErrForbidden
	}
	return d.Register.Step(ctx, d.step(r, "publish_"+kind, caseID, kind, id), func(tx *store.Tx) error {
		tx.Result(string(id))
		err := d.publish(ctx, tx, kind, id, caseID, staff.ID)
		if errors.Is(err, store.ErrUnique) {
			return aid.ErrConflict
		}
		if errors.Is(err, store.ErrInvariant) { // no such object in this case
			return fmt.Errorf("%w: %w", aid.ErrNotFound, err)
		}
		return err
	})
}

// SeePublication records that a person has opened a document or a note that was made visible to them, the first time that they do, and
// tells whether it was new to them. A representative who may only follow does not do it for them.
func (d *Desk) SeePublication(ctx context.Context, r Request, kind aid.SubjectKind, id, caseID aid.ID) (bool, error) {
	isNew := func(find func(context.Context, aid.ID, aid.ID) ([]aid.UnseenPublication, error)) (bool, error) {
		list, err := find(ctx, caseID, r.Actor.ID)
		return slices.ContainsFunc(list, func(u aid.UnseenPublication) bool { return u.ObjectID == id }), err
	}
	if !r.Actor.MayAct() {
		return false, nil
	}
	if unseen, err := isNew(d.Register.UnseenPublications); err != nil || !unseen {
		return false, err
	}
	err := d.Register.Step(ctx, d.step(Request{Actor: r.Actor}, "see_publication", caseID, string(kind), id), func(tx *store.Tx) error {
		if unseen, err := isNew(tx.UnseenPublications); err != nil || !unseen {
			return err
		}
		return tx.AddPublicationSeen(id, r.Actor.ID)
	})
	return true, err
}

func (d *Desk) publish(ctx context.Context, tx *store.Tx, kind string, id, caseID, staff aid.ID) error {
	if err := tx.AddPublication(kind, id, caseID, staff); err != nil {
		return err
	}
	c, err := tx.Case(ctx, caseID)
	if err != nil {
		return err
	}
	return d.enqueueNotices(tx, kind, id, c.AdultIDs()...)
}
