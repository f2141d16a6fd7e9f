package casework

import (
	"context"
	"errors"
	"slices"
	"strings"

	"bistand/aid"
	"bistand/store"
)

// MoveIn is who moves in to a household, as staff type it: one who has been there before, by id, or anyone else by personnummer,
// with a name where the register does not know them.
type MoveIn struct {
	Case                  aid.ID
	Person                aid.ID // who has left the case before; empty for anyone else
	Number                string
	GivenName, FamilyName string
	On                    aid.Date
}

// MoveIn makes an adult part of a case from now on, for the first time or again. What came about before stays with those who
// were there (see aid.Stays): what was begun or out for signature is taken away, since both must now apply together, and the
// e-service is closed to the one who moves in until staff activate it. A case that is closed or has two adults is aid.ErrConflict, an id
// of nobody who has left it aid.ErrNotFound. Faults at "person", "number", "given_name", "family_name"
// and "on".
func (d *Desk) MoveIn(ctx context.Context, r Request, staff aid.Staff, in MoveIn) error {
	if !staff.Has(aid.Caseworker) {
		return aid.ErrForbidden
	}
	person, known, err := d.whoMovesIn(ctx, in)
	if err != nil {
		return err
	}
	return d.Register.Step(ctx, d.step(r, "move_in", in.Case, "person", person.ID), func(tx *store.Tx) error {
		tx.Result(string(person.ID))
		c, err := tx.Case(ctx, in.Case)
		if err != nil {
			return err
		}
		if len(c.Adults()) > 1 || !c.ClosedOn.IsZero() {
			return aid.ErrConflict
		}
		if _, here := c.Member(person.ID); here {
			return aid.Error{Code: "member.here", Field: "number"}
		}
		if !known {
			if err := tx.AddPerson(person); err != nil {
				return err
			}
		}
		if _, was := c.Person(person.ID); !was {
			if err := tx.AddMember(d.newID(), c.ID, person.ID, aid.CoApplicant); err != nil {
				return err
			}
		}
		if err := tx.AddMemberEntry(d.newID(), c.ID, person.ID, staff.ID, in.On); err != nil {
			return err
		}
		return errors.Join(tx.AddAccess(d.newID(), c.ID, person.ID, staff.ID, false), dropDrafts(ctx, tx, c.ID, staff.ID))
	})
}

// whoMovesIn finds the person, or makes one whom the register does not know.
func (d *Desk) whoMovesIn(ctx context.Context, in MoveIn) (person aid.Person, known bool, err error) {
	var faults aid.Errors
	if in.On.IsZero() || d.today().Before(in.On) {
		faults.Add("on", aid.Error{Code: "member.day"})
	}
	if in.Person != "" {
		c, err := d.Register.Case(ctx, in.Case)
		if err != nil {
			return person, false, err
		}
		i := slices.IndexFunc(c.Left, func(p aid.Person) bool { return p.ID == in.Person })
		if i < 0 {
			return person, false, aid.ErrNotFound
		}
		return c.Left[i], true, faults.Or()
	}
	number, err := aid.ParsePersonnummer(in.Number)
	if err != nil {
		faults.Add("number", err)
		return person, false, faults.Or()
	}
	person, err = d.Register.PersonByNumber(ctx, number)
	if err == nil {
		return person, true, faults.Or()
	}
	if !errors.Is(err, aid.ErrNotFound) {
		return person, false, err
	}
	person = aid.Person{ID: d.newID(), Personnummer: number, GivenName: strings.TrimSpace(in.GivenName), FamilyName: strings.TrimSpace(in.FamilyName)}
	faults.Add("given_name", required("given_name", person.GivenName))
	faults.Add("family_name", required("family_name", person.FamilyName))
	return person, false, faults.Or()
}

// dropDrafts takes away what a household has begun and not sent, and takes back what it has out for signature.
func dropDrafts(ctx context.Context, tx *store.Tx, caseID, by aid.ID) error {
	return eachTakenBack(ctx, tx, caseID, by, func(draft aid.Draft) error { return tx.DeleteDraft(draft.ID) })
}

// stayReader reads when people have belonged to a case: the register, or a step's own view of it.
type stayReader interface {
	Stays(context.Context, aid.ID) (map[aid.ID]aid.Stays, error)
}

// sharedIn tells of a case's applications whether every adult who belongs to it now may see one: what one of them alone has stated
// comes neither into what both are shown nor into what both sign.
func (d *Desk) sharedIn(ctx context.Context, caseID aid.ID) (func(aid.Application) bool, error) {
	stays, err := d.Register.Stays(ctx, caseID)
	if err != nil || len(stays) == 0 {
		return func(aid.Application) bool { return true }, err
	}
	c, err := d.Register.Case(ctx, caseID)
	return func(a aid.Application) bool {
		return !slices.ContainsFunc(c.AdultIDs(), func(id aid.ID) bool { return !stays[id].SawApplication(a) })
	}, err
}

// SharedBefore returns the case's registered application for the newest month before the given one, where all adults of the case
// may see it; none is aid.ErrNotFound.
func (d *Desk) SharedBefore(ctx context.Context, caseID aid.ID, month aid.Month) (aid.Application, error) {
	a, err := d.Register.PreviousApplication(ctx, caseID, month)
	if err != nil {
		return a, err
	}
	shared, err := d.sharedIn(ctx, caseID)
	if err != nil {
		return aid.Application{}, err
	}
	if !shared(a) {
		return aid.Application{}, aid.ErrNotFound
	}
	return a, nil
}
