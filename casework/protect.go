package casework

import (
	"context"
	"errors"
	"slices"

	"bistand/aid"
	"bistand/store"
)

// SetProtection records that a person of a case has a sekretessmarkering, or no longer has one. With it every log-in of theirs, and by
// whoever acts for them, ends at once and the e-service is closed to them; without it staff open the e-service anew, whoever set the mark.
func (d *Desk) SetProtection(ctx context.Context, r Request, staff aid.Staff, caseID, person aid.ID, protected bool) error {
	if !staff.Has(aid.Caseworker) {
		return aid.ErrForbidden
	}
	return d.Register.Step(ctx, d.step(r, "set_protection", caseID, "person", person), func(tx *store.Tx) error {
		c, err := tx.Case(ctx, caseID)
		if err != nil {
			return err
		}
		m, ok := c.Member(person)
		if !ok {
			return aid.ErrNotFound
		}
		if m.Person.Protected == protected {
			return aid.ErrConflict
		}
		if err := tx.AddProtection(d.newID(), person, protected); err != nil || m.Part == aid.ChildInCase {
			return err
		}
		return errors.Join(tx.AddAccess(d.newID(), caseID, person, staff.ID, false), tx.EndSessionsOf(person, d.Now()))
	})
}

// protect marks a person whom an authority says is protected, unless they have the mark, and ends every log-in of theirs and by whoever acts for
// them.
func (d *Desk) protect(ctx context.Context, tx *store.Tx, person aid.ID) error {
	p, err := tx.Person(ctx, person)
	if err != nil || p.Protected {
		return err
	}
	return errors.Join(tx.AddProtection(d.newID(), person, true), tx.EndSessionsOf(person, d.Now()))
}

// NameFor records that a colleague may, or no longer may, open the case of someone with a sekretessmarkering, beside its contacts: who is
// to decide, or to help. Only a contact names others. A fault is at "staff".
func (d *Desk) NameFor(ctx context.Context, r Request, staff aid.Staff, caseID, colleague aid.ID, named bool) error {
	return d.Register.Step(ctx, d.step(r, "name_for", caseID, "staff", colleague), func(tx *store.Tx) error {
		c, err := tx.Case(ctx, caseID)
		if err != nil {
			return err
		}
		if !staff.Has(aid.Caseworker) || !c.HasContact(staff.ID) || !c.HasProtected() {
			return aid.ErrForbidden
		}
		everyone, err := tx.AllStaff(ctx)
		if err != nil {
			return err
		}
		is := slices.ContainsFunc(c.Named, func(s aid.Staff) bool { return s.ID == colleague })
		known := slices.ContainsFunc(everyone, func(s aid.Staff) bool { return s.ID == colleague && s.MayHandle() })
		if !known || c.HasContact(colleague) || is == named {
			return aid.Error{Code: "choose", Field: "staff"}
		}
		return tx.AddNaming(d.newID(), caseID, colleague, staff.ID, named)
	})
}
