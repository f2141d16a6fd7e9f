package store

import (
	"context"
	"errors"

	"bistand/aid"
)

// AddRepresentative records that someone may act for another. The same two people have one authority at a time, and nobody one
// for themselves: anything else is ErrInvariant.
func (tx *Tx) AddRepresentative(r aid.Representative, staff aid.Staff) error {
	return tx.add(representationFacts, string(r.ID), string(r.PersonID), string(r.ActsID), r.Name, string(r.Kind), string(r.Scope), string(r.Paper),
		r.PaperOn.String(), r.From.String(), r.Until.String(), string(staff.ID), staff.Name, micros(tx.step.At))
}

// AddRepresentativeEnd records that an authority has ended; a second end is ErrUnique.
func (tx *Tx) AddRepresentativeEnd(authority aid.ID, staff aid.Staff, reason string) error {
	return tx.add(representationEndFacts, string(authority), reason, string(staff.ID), staff.Name, micros(tx.step.At))
}

// addRepresentedStep keeps by whose hand a step was taken that a representative took. One whose authority is to follow adds
// nothing but reads: the register refuses the rest too.
func (tx *Tx) addRepresentedStep() error {
	deputy := tx.step.Actor.Deputy
	if deputy.Authority == "" {
		return nil
	}
	what := "act"
	if len(tx.touched) == 1 && tx.touched[0] == caseReadFacts {
		what = "read"
	}
	day := aid.SwedishDate(tx.step.At).String()
	if what == "act" {
		var there int64
		err := tx.one(tx.ctx, "SELECT 1 FROM representation r WHERE r.id = $1 AND "+inForce("$2"), args(string(deputy.Authority), day), &there)
		if errors.Is(err, aid.ErrNotFound) || err == nil && !deputy.MayAct {
			return aid.ErrForbidden // it ended in the middle of what they did
		}
		if err != nil {
			return err
		}
	}
	return tx.add(representedStepFacts, string(deputy.Authority), what, day)
}

// onBehalf turns who did something into the person for whom they did it, by their hand, where they had an authority.
func onBehalf(doer aid.Actor, of aid.Representative, name string) aid.Actor {
	if of.ID == "" {
		return doer
	}
	of.ActsID = doer.ID
	return aid.Actor{Kind: doer.Kind, ID: of.PersonID, Name: name, Deputy: of.Deputy()}
}

const representativeColumns = `r.id, r.person_id, r.representative_id, r.name, r.kind, r.scope, r.paper, r.paper_on, r.valid_from, r.valid_until, r.by_name, r.at,
	COALESCE(e.reason, ''), COALESCE(e.by_name, ''), COALESCE(e.at, 0)`

const fromRepresentation = " FROM representation r LEFT JOIN representation_end e ON e.representation_id = r.id"

func scanRepresentative(scan func(...any) error) (r aid.Representative, err error) {
	var paperOn, from, until string
	var at, ended int64
	var end aid.RepresentativeEnd
	err = scan(&r.ID, &r.PersonID, &r.ActsID, &r.Name, &r.Kind, &r.Scope, &r.Paper, &paperOn, &from, &until, &r.RegisteredBy, &at, &end.Reason, &end.ByName, &ended)
	if err != nil {
		return r, err
	}
	r.RegisteredAt = instant(at)
	if end.At = instant(ended); ended != 0 {
		r.End = &end
	}
	return r, errors.Join(r.PaperOn.UnmarshalText([]byte(paperOn)), r.From.UnmarshalText([]byte(from)), r.Until.UnmarshalText([]byte(until)))
}

// Representative returns an authority by id, in force or not; none is aid.ErrNotFound.
func (r reads) Representative(ctx context.Context, id aid.ID) (aid.Representative, error) {
	return first(ctx, r, "SELECT "+representativeColumns+fromRepresentation+" WHERE r.id = $1", args(string(id)), scanRepresentative)
}

// Representatives returns all who have had the right to act for a person, the newest first.
func (r reads) Representatives(ctx context.Context, person aid.ID) ([]aid.Representative, error) {
	return all(ctx, r, "SELECT "+representativeColumns+fromRepresentation+" WHERE r.person_id = $1 ORDER BY r.seq DESC", args(string(person)), scanRepresentative)
}

// ActsFor returns the authorities by which a person may act for others on a day, in the order they were given.
func (r reads) ActsFor(ctx context.Context, person aid.ID, day aid.Date) ([]aid.Representative, error) {
	return all(ctx, r, "SELECT "+representativeColumns+fromRepresentation+" WHERE r.representative_id = $1 AND "+inForce("$2")+" ORDER BY r.seq",
		args(string(person), day.String()), scanRepresentative)
}

// mayBeTold holds of a representation, on the day $2, by which someone is told for a person.
var mayBeTold = inForce("$2") + " AND COALESCE((SELECT p.protected FROM protection p WHERE p.person_id = r.person_id ORDER BY p.seq DESC LIMIT 1), 0) = 0"

// IsToldFor tells whether someone is among those who are told for a person on a day, as ToldFor has them.
func (r reads) IsToldFor(ctx context.Context, representative, person aid.ID, day aid.Date) (bool, error) {
	return r.there(ctx, "SELECT 1 FROM representation r WHERE r.person_id = $1 AND "+mayBeTold+" AND r.representative_id = $3 LIMIT 1",
		args(string(person), day.String(), string(representative)))
}

// ToldFor returns those who are told for a person on a day: their representatives. Of someone with a sekretessmarkering there
// are none, since nobody may learn that there is anything to tell.
func (tx *Tx) ToldFor(person aid.ID, day aid.Date) ([]aid.ID, error) {
	return all(tx.ctx, tx.reads, "SELECT DISTINCT r.representative_id FROM representation r WHERE r.person_id = $1 AND "+mayBeTold+" ORDER BY 1",
		args(string(person), day.String()), func(scan func(...any) error) (id aid.ID, err error) { return id, scan(&id) })
}

// RepresentedSteps returns the steps of a case that representatives took, but for their reads, oldest first. The object of a step
// is what it was taken on; of an answer to a request it is each answer, since several people may answer one.
func (r reads) RepresentedSteps(ctx context.Context, caseID aid.ID) ([]aid.RepresentedStep, error) {
	return all(ctx, r, `SELECT l.step, COALESCE(c.id, l.object_id), r.person_id, r.id, r.representative_id, r.name, r.kind, r.scope
		FROM log l JOIN represented_step x ON x.seq = l.seq JOIN representation r ON r.id = x.representation_id
		LEFT JOIN completion c ON c.seq = l.seq
		WHERE x.representation_id IN (SELECT y.id FROM representation y JOIN member m ON m.person_id = y.person_id WHERE m.case_id = $1)
		AND x.what = 'act' AND l.case_id = $1 ORDER BY l.seq`, args(string(caseID)), func(scan func(...any) error) (s aid.RepresentedStep, err error) {
		var by aid.Representative
		err = scan(&s.Step, &s.Object, &s.For, &by.ID, &by.ActsID, &by.Name, &by.Kind, &by.Scope)
		s.By = by.Deputy()
		return s, err
	})
}
