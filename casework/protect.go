package casework

import (
	"context"
	"errors"
	"slices"

	"bistand/aid"
	"bistand/store"
)

// SetProtection records that a person of a case, or someone without any case who acts for an adult of it, has a sekretessmarkering, or no longer
// has one. With it every log-in of theirs, and by whoever acts for them, ends at once and the e-service is closed to them on every case; without it
// staff open the e-service anew, whoever set the mark. Anyone else is aid.ErrNotFound.
func (d *Desk) SetProtection(ctx context.Context, r Request, staff aid.Staff, caseID, person aid.ID, protected bool) error {
	if !staff.Has(aid.Caseworker) {
		return aid.ErrForbidden
	}
	return d.Register.Step(ctx, d.step(r, "set_protection", caseID, "person", person), func(tx *store.Tx) error {
		c, err := tx.Case(ctx, caseID)
		if err != nil {
			return err
		}
		cases, err := markable(ctx, tx, c, person)
		if err != nil {
			return err
		}
		p, err := tx.Person(ctx, person)
		if err != nil {
			return err
		}
		if p.Protected == protected {
			return aid.ErrConflict
		}
		for _, of := range cases {
			open, err := tx.HasAccess(ctx, of.ID, person)
			if err == nil && open {
				err = tx.AddAccess(d.newID(), of.ID, person, staff.ID, false)
			}
			if err != nil {
				return err
			}
		}
		return errors.Join(tx.AddProtection(d.newID(), person, protected), tx.EndSessionsOf(person, d.Now()))
	})
}

// markable returns the cases of someone whom staff mark, and ask about, in a case: a person of it, or who acts for an adult of it and has no case.
// The mark of one who has a case opens that case too: only there is it taken away. Anyone else is aid.ErrNotFound.
func markable(ctx context.Context, register marked, c aid.Case, person aid.ID) ([]aid.Case, error) {
	cases, err := register.CasesOf(ctx, person)
	if err != nil {
		return nil, err
	}
	if _, ok := c.Member(person); ok {
		return cases, nil
	}
	switch acts, err := actsIn(ctx, register, c, person); {
	case err != nil:
		return nil, err
	case !acts, len(cases) > 0:
		return nil, aid.ErrNotFound
	}
	return nil, nil
}

// marked reads what markable wants to know.
type marked interface {
	CasesOf(ctx context.Context, person aid.ID) ([]aid.Case, error)
	Representatives(ctx context.Context, person aid.ID) ([]aid.Representative, error)
}

// actsIn tells whether someone has an authority for an adult of a case that nobody has ended.
func actsIn(ctx context.Context, register marked, c aid.Case, person aid.ID) (bool, error) {
	for _, adult := range c.Adults() {
		list, err := register.Representatives(ctx, adult.ID)
		if err != nil {
			return false, err
		}
		if slices.ContainsFunc(list, func(r aid.Representative) bool { return r.ActsID == person && r.End == nil }) {
			return true, nil
		}
	}
	return false, nil
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
