package casework

import (
	"context"
	"errors"
	"log/slog"
	"maps"
	"slices"
	"strings"
	"time"

	"bistand/aid"
	"bistand/store"
)

// OpenCase opens a case with its members, contacts and payees in one step. Persons and staff must be in the register.
// It is a step of an import or of setting up: no page leads to it.
func (d *Desk) OpenCase(ctx context.Context, r Request, c aid.Case, payees []aid.Payee) error {
	return d.Register.Step(ctx, d.step(r, "open_case", c.ID, "case", c.ID), func(tx *store.Tx) error {
		if err := tx.AddCase(c); err != nil {
			return err
		}
		for _, m := range c.Members {
			if err := tx.AddMember(d.newID(), c.ID, m.Person.ID, m.Part); err != nil {
				return err
			}
		}
		for _, contact := range c.Contacts {
			if err := tx.AddAssignment(d.newID(), c.ID, contact.Staff.ID, contact.Function); err != nil {
				return err
			}
		}
		for _, p := range payees {
			if err := tx.AddPayee(p); err != nil {
				return err
			}
		}
		tx.Result(string(c.ID))
		return nil
	})
}

// AddPeople adds persons and staff to the register in one step.
func (d *Desk) AddPeople(ctx context.Context, r Request, people []aid.Person, staff []aid.Staff) error {
	return d.Register.Step(ctx, d.step(r, "add_people", "", "register", ""), func(tx *store.Tx) error {
		for _, p := range people {
			if err := tx.AddPerson(p); err != nil {
				return err
			}
		}
		for _, s := range staff {
			if err := tx.AddStaff(s); err != nil {
				return err
			}
		}
		return nil
	})
}

// SetAccess opens or closes the e-service for an adult of a case. Staff do it: caseworkers and administrators, any other is
// aid.ErrForbidden. Who is no adult of the case is aid.ErrNotFound; it is never opened to one with a sekretessmarkering.
// Source: Lund's user guide, "aktivera tjänsten".
func (d *Desk) SetAccess(ctx context.Context, r Request, staff aid.Staff, caseID, person aid.ID, active bool) error {
	if !staff.Has(aid.Caseworker) && !staff.Has(aid.Administrator) {
		return aid.ErrForbidden
	}
	return d.Register.Step(ctx, d.step(r, "set_access", caseID, "person", person), func(tx *store.Tx) error {
		c, err := tx.Case(ctx, caseID)
		if err != nil {
			return err
		}
		if m, ok := c.Member(person); !ok || m.Part == aid.ChildInCase {
			return aid.ErrNotFound
		} else if m.Person.Protected && active {
			return aid.Error{Code: "access.protected"}
		}
		return tx.AddAccess(d.newID(), caseID, person, staff.ID, active)
	})
}

// EndMember records that an adult has left a case, as when a couple parts: the case closes to them at once, with every log-in of
// theirs on it, and what the household had out for signature is taken back, since both would have to sign it. The last adult of
// a case cannot leave it: aid.ErrConflict. Who is no adult of it is aid.ErrNotFound. Fault at "reason".
func (d *Desk) EndMember(ctx context.Context, r Request, staff aid.Staff, caseID, person aid.ID, reason string) error {
	if !staff.Has(aid.Caseworker) {
		return aid.ErrForbidden
	}
	if reason = strings.TrimSpace(reason); reason == "" {
		return aid.Error{Code: "required", Field: "reason"}
	}
	return d.Register.Step(ctx, d.step(r, "end_member", caseID, "person", person), func(tx *store.Tx) error {
		c, err := tx.Case(ctx, caseID)
		if err != nil {
			return err
		}
		if m, ok := c.Member(person); !ok || m.Part == aid.ChildInCase {
			return aid.ErrNotFound
		}
		if len(c.Adults()) < 2 {
			return aid.ErrConflict
		}
		if err := tx.AddMemberEnd(caseID, person, staff.ID, d.today(), reason); err != nil {
			return err
		}
		if err := takeBackAll(ctx, tx, caseID, staff.ID); err != nil {
			return err
		}
		return tx.EndSessionsOn(caseID, person, d.Now())
	})
}

// takeBackAll voids what a case has out for signature, and takes the one who has left out of its drafts.
func takeBackAll(ctx context.Context, tx *store.Tx, caseID, by aid.ID) error {
	c, err := tx.Case(ctx, caseID)
	if err != nil {
		return err
	}
	return eachTakenBack(ctx, tx, caseID, by, func(draft aid.Draft) error {
		keepMembers(&draft.Content, c.Household())
		draft.UpdatedAt = tx.At()
		return tx.SaveDraft(draft)
	})
}

// eachTakenBack hands over the drafts of a case, after what was out for signature of them has been voided.
func eachTakenBack(ctx context.Context, tx *store.Tx, caseID, by aid.ID, each func(aid.Draft) error) error {
	drafts, err := tx.Drafts(ctx, caseID)
	if err != nil {
		return err
	}
	for _, draft := range drafts {
		if draft.FrozenAs != "" {
			if err := tx.AddApplicationVoid(draft.FrozenAs, by); err != nil {
				return err
			}
			draft.FrozenAs = ""
		}
		if err := each(draft); err != nil {
			return err
		}
	}
	return nil
}

// keepMembers takes out of a content what one who has left stated: it is theirs, and no longer the household's.
func keepMembers(c *aid.Content, h aid.Household) {
	c.Household.Adults = h.Adults
	gone := func(person aid.ID) bool { return nameOf(h, person) == "" }
	c.Incomes = slices.DeleteFunc(slices.Clone(c.Incomes), func(i aid.Income) bool { return gone(i.PersonID) })
	c.Occupations = slices.DeleteFunc(slices.Clone(c.Occupations), func(o aid.Occupation) bool { return gone(o.PersonID) })
	maps.DeleteFunc(c.NoIncome, func(person aid.ID, _ bool) bool { return gone(person) })
	if c.Account != nil && !c.Account.None && gone(c.Account.PersonID) {
		c.Account = nil
	}
	delete(c.Carried, SectionHousehold)
}

// Entry is a person and the case of theirs that a personnummer opens: one's own, or that of someone for whom one acts.
type Entry struct {
	Person aid.Person
	Case   aid.Case
	By     aid.Deputy // the one with the personnummer, where it is not the person
}

// actor is who looks and does there.
func (e Entry) actor() aid.Actor {
	return aid.Actor{Kind: aid.ByCitizen, ID: e.Person.ID, Name: e.Person.Name(), Deputy: e.By}
}

// nobody is looked up where a person is not known, so that a refusal takes the same work whoever asks.
const nobody = aid.ID("00000000-0000-7000-8000-000000000000")

// Admit tells which case a person may follow. Every refusal is the same aid.ErrForbidden: unknown, without a case, not
// activated, closed or with a sekretessmarkering. A register that does not answer admits no one.
func (d *Desk) Admit(ctx context.Context, number aid.Personnummer) (Entry, error) {
	person, err := d.Register.PersonByNumber(ctx, number)
	known := err == nil
	if errors.Is(err, aid.ErrNotFound) {
		person.ID = nobody
	} else if err != nil {
		return Entry{}, err
	}
	caseID, err := d.Register.AccessOf(ctx, person.ID)
	open := err == nil
	if errors.Is(err, aid.ErrNotFound) {
		caseID = nobody
	} else if err != nil {
		return Entry{}, err
	}
	c, err := d.Register.Case(ctx, caseID)
	if err != nil && !errors.Is(err, aid.ErrNotFound) {
		return Entry{}, err
	}
	member, isMember := c.Member(person.ID)
	if !known || !open || err != nil || !isMember || member.Part == aid.ChildInCase || person.Protected || !c.ClosedOn.IsZero() {
		return Entry{}, aid.ErrForbidden
	}
	return Entry{Person: person, Case: c}, nil
}

// ReasonLasts is how long a reason for opening a case that one is not assigned to holds.
const ReasonLasts = 8 * time.Hour

// MayOpen tells whether a member of staff may open a case without more: assigned to it, or with a reason given of late.
// A protected person's case opens only for those assigned.
func (d *Desk) MayOpen(ctx context.Context, staff aid.Staff, c aid.Case) (bool, error) {
	if c.HasContact(staff.ID) {
		return true, nil
	}
	if !staff.MayHandle() {
		return false, nil
	}
	today, err := d.Register.Absences(ctx, d.today())
	if err != nil {
		return false, err
	}
	switch {
	case c.AssignedTo(staff.ID, today):
		return true, nil
	case c.HasProtected():
		return false, nil
	}
	return d.Register.ReasonSince(ctx, c.ID, staff.ID, d.Now().Add(-ReasonLasts))
}

// RecordRead keeps that someone looked at a case, durably, before the page is shown.
func (d *Desk) RecordRead(ctx context.Context, actor aid.Actor, caseID aid.ID, what, reason string) error {
	return d.recordRead(ctx, "", aid.CaseRead{CaseID: caseID, By: actor, At: d.Now(), What: what, Reason: reason})
}

// OpenByReason keeps why someone who is not assigned opens a case: once, however often the reason is sent.
func (d *Desk) OpenByReason(ctx context.Context, r Request, caseID aid.ID, reason string) error {
	return d.recordRead(ctx, r.Key, aid.CaseRead{CaseID: caseID, By: r.Actor, At: d.Now(), What: "opened", Reason: reason})
}

// RecordReadFor is RecordRead of one who looked because they stand in for a contact of the case. That is no reason of their
// own: it opens nothing once they no longer stand in.
func (d *Desk) RecordReadFor(ctx context.Context, actor aid.Actor, caseID aid.ID, what string, contact aid.Staff) error {
	return d.recordRead(ctx, "", aid.CaseRead{CaseID: caseID, By: actor, At: d.Now(), What: what, For: aid.Actor{Kind: aid.ByStaff, ID: contact.ID, Name: contact.Name}})
}

func (d *Desk) recordRead(ctx context.Context, key string, read aid.CaseRead) error {
	step := store.Step{At: d.Now(), Actor: read.By, Name: "read", CaseID: "", Kind: "case", Object: read.CaseID, Key: key}
	return d.Register.Step(ctx, step, func(tx *store.Tx) error { return tx.AddCaseRead(d.newID(), read) })
}

// ChangeProfile records how a person can be reached, their language, and how they want to be told; no choice leaves the one
// there is. Errors are at the fields "phone" and "email".
func (d *Desk) ChangeProfile(ctx context.Context, r Request, caseID aid.ID, p aid.Profile) error {
	if err := p.Check(); err != nil {
		return err
	}
	return d.Register.Step(ctx, d.step(r, "change_profile", caseID, "person", p.PersonID), func(tx *store.Tx) error {
		before, err := tx.Profile(ctx, p.PersonID)
		if err != nil {
			return err
		}
		if err := tx.AddProfile(d.newID(), p); err != nil || p.Notice == "" || p.Notice == before.Notice {
			return err
		}
		return tx.AddNoticeChoice(d.newID(), p.PersonID, p.Notice)
	})
}

// RecordReads keeps many reads in one step, and those of each representative in one of their own, which tells for whom they read.
// A failure is logged, not returned: the pages have been shown.
func (d *Desk) RecordReads(ctx context.Context, reads []aid.CaseRead) {
	system := aid.Actor{Kind: aid.BySystem}
	by := map[aid.Actor][]aid.CaseRead{}
	for _, read := range reads {
		who := system
		if read.By.Deputy.Authority != "" {
			who = read.By
		}
		by[who] = append(by[who], read)
	}
	for who, list := range by {
		at := d.Now()
		if who != system {
			at = list[0].At // while the authority held
		}
		step := store.Step{At: at, Actor: who, Name: "reads", Kind: "case"}
		err := d.Register.Step(ctx, step, func(tx *store.Tx) error { return tx.AddCaseReads(d.newID, list) })
		if err != nil {
			slog.ErrorContext(ctx, "reads could not be kept", "count", len(list), "error", err)
		}
	}
}
