package casework

import (
	"context"
	"errors"
	"slices"
	"strings"
	"unicode/utf8"

	"bistand/aid"
	"bistand/store"
)

// RepresentativeInput is an authority as staff type it from the paper.
type RepresentativeInput struct {
	Person     aid.ID // the adult of the case
	Number     string // the representative's personnummer
	GivenName  string
	FamilyName string
	Kind       aid.RepresentativeKind
	Scope      aid.Scope
	Paper      aid.AuthorityPaper
	PaperOn    aid.Date
	From       aid.Date
	Until      aid.Date // no day where the paper has none
}

// The limits of an authority: of age, and of a name's characters.
const (
	fullAge     = 18
	longestName = 80
)

// check finds what is wrong with the input itself. Faults come at the names of the form's fields.
func (in RepresentativeInput) check(today aid.Date) (aid.Personnummer, aid.Errors) {
	var faults aid.Errors
	number, err := aid.ParsePersonnummer(in.Number)
	if birth := number.BirthDate(); err != nil {
		faults = append(faults, aid.Error{Code: "representative.number", Field: "number"})
	} else if of := (aid.Date{Year: birth.Year + fullAge, Month: birth.Month, Day: birth.Day}); today.Before(of) {
		faults = append(faults, aid.Error{Code: "representative.age", Field: "number"})
	}
	for _, name := range []struct{ field, text string }{{"given", in.GivenName}, {"family", in.FamilyName}} {
		switch {
		case name.text == "":
			faults = append(faults, aid.Error{Code: "required", Field: name.field})
		case utf8.RuneCountInString(name.text) > longestName:
			faults = append(faults, aid.Error{Code: "too_long", Field: name.field, Args: map[string]string{"n": "80"}})
		}
	}
	known := func(field string, ok bool) {
		if !ok {
			faults = append(faults, aid.Error{Code: "choose", Field: field})
		}
	}
	known("kind", slices.Contains(aid.RepresentativeKinds, in.Kind))
	known("scope", slices.Contains(aid.Scopes, in.Scope))
	known("paper", slices.Contains(aid.AuthorityPapers, in.Paper))
	if slices.Contains(aid.AuthorityPapers, in.Paper) && slices.Contains(aid.RepresentativeKinds, in.Kind) && !in.Paper.Of(in.Kind) {
		faults = append(faults, aid.Error{Code: "representative.paper", Field: "paper"})
	}
	switch {
	case in.PaperOn.IsZero():
		faults = append(faults, aid.Error{Code: "required", Field: "paper_on"})
	case today.Before(in.PaperOn):
		faults = append(faults, aid.Error{Code: "representative.paper_on", Field: "paper_on"})
	}
	switch {
	case in.From.IsZero():
		faults = append(faults, aid.Error{Code: "required", Field: "from"})
	case !in.Until.IsZero() && in.Until.Before(in.From), !in.Until.IsZero() && in.Until.Before(today):
		faults = append(faults, aid.Error{Code: "representative.until", Field: "until"})
	}
	return number, faults
}

// RegisterRepresentative records that someone may act for an adult of a case, by a paper that staff have seen. Someone of the
// same case cannot: each adult has things that the other may not see. Faults come at "number", "given", "family", "kind", "scope",
// "paper", "paper_on", "from" and "until"; who is no adult of the case is aid.ErrNotFound.
// law: FL 14, FL 15
func (d *Desk) RegisterRepresentative(ctx context.Context, r Request, staff aid.Staff, caseID aid.ID, in RepresentativeInput) (aid.Representative, error) {
	var made aid.Representative
	if !staff.Has(aid.Caseworker) {
		return made, aid.ErrForbidden
	}
	in.GivenName, in.FamilyName = strings.TrimSpace(in.GivenName), strings.TrimSpace(in.FamilyName)
	number, faults := in.check(d.today())
	if err := faults.Or(); err != nil {
		return made, err
	}
	made = aid.Representative{
		ID: d.newID(), PersonID: in.Person, Name: in.GivenName + " " + in.FamilyName, Kind: in.Kind, Scope: in.Scope, Paper: in.Paper,
		PaperOn: in.PaperOn, From: in.From, Until: in.Until, RegisteredBy: staff.Name, RegisteredAt: d.Now(),
	}
	err := d.Register.Step(ctx, d.step(r, "register_representative", caseID, "representative", made.ID), func(tx *store.Tx) error {
		c, err := tx.Case(ctx, caseID)
		if err != nil {
			return err
		}
		member, ok := c.Member(in.Person)
		switch {
		case !ok || member.Part == aid.ChildInCase:
			return aid.ErrNotFound
		case member.Person.Protected:
			return aid.Error{Code: "representative.protected", Field: "number"}
		}
		acts, err := tx.PersonByNumber(ctx, number)
		if errors.Is(err, aid.ErrNotFound) {
			acts = aid.Person{ID: d.newID(), Personnummer: number, GivenName: in.GivenName, FamilyName: in.FamilyName}
			err = tx.AddPerson(acts)
		}
		if err != nil {
			return err
		}
		if _, here := c.Member(acts.ID); here {
			return aid.Error{Code: "representative.member", Field: "number"}
		}
		made.ActsID = acts.ID
		if err := noOther(ctx, tx, made); err != nil {
			return err
		}
		tx.Result(string(made.ID))
		return tx.AddRepresentative(made, staff)
	})
	return made, err
}

// noOther refuses an authority while the same representative has another for the same person and time.
func noOther(ctx context.Context, tx *store.Tx, made aid.Representative) error {
	list, err := tx.Representatives(ctx, made.PersonID)
	if err != nil {
		return err
	}
	for _, other := range list {
		before := !other.Until.IsZero() && other.Until.Before(made.From)
		after := !made.Until.IsZero() && made.Until.Before(other.From)
		if other.ActsID == made.ActsID && other.End == nil && !before && !after {
			return aid.Error{Code: "representative.already", Field: "number"}
		}
	}
	return nil
}

// EndRepresentative records that an authority has ended, which closes the case to the representative at once, with every log-in by
// it. What they signed while it held stands. One that has ended is aid.ErrConflict, one for nobody of the case aid.ErrNotFound.
// Fault at "reason".
func (d *Desk) EndRepresentative(ctx context.Context, r Request, staff aid.Staff, caseID, authority aid.ID, reason string) error {
	if !staff.Has(aid.Caseworker) {
		return aid.ErrForbidden
	}
	if reason = strings.TrimSpace(reason); reason == "" {
		return aid.Error{Code: "required", Field: "reason"}
	}
	return d.Register.Step(ctx, d.step(r, "end_representative", caseID, "representative", authority), func(tx *store.Tx) error {
		c, err := tx.Case(ctx, caseID)
		if err != nil {
			return err
		}
		of, err := tx.Representative(ctx, authority)
		if err != nil {
			return err
		}
		if !c.HasAdult(of.PersonID) {
			return aid.ErrNotFound
		}
		if of.End != nil {
			return aid.ErrConflict
		}
		return errors.Join(tx.AddRepresentativeEnd(authority, staff, reason), tx.EndSessionsBy(authority, d.Now()))
	})
}

// Choices tells whose case a personnummer opens: first one's own, on the terms of Admit, then those of the people one acts for.
// Theirs open on the same terms, as if they came themselves. Every refusal is the same aid.ErrForbidden.
func (d *Desk) Choices(ctx context.Context, number aid.Personnummer) ([]Entry, error) {
	var choices []Entry
	own, err := d.Admit(ctx, number)
	switch {
	case err == nil:
		choices = append(choices, own)
	case !errors.Is(err, aid.ErrForbidden):
		return nil, err
	}
	who, err := d.Register.PersonByNumber(ctx, number)
	if errors.Is(err, aid.ErrNotFound) {
		who.ID, err = nobody, nil
	}
	if err != nil {
		return nil, err
	}
	authorities, err := d.Register.ActsFor(ctx, who.ID, d.today())
	if err != nil {
		return nil, err
	}
	for _, of := range authorities {
		person, err := d.Register.Person(ctx, of.PersonID)
		if err != nil {
			return nil, err
		}
		theirs, err := d.Admit(ctx, person.Personnummer)
		if errors.Is(err, aid.ErrForbidden) {
			continue
		}
		if err != nil {
			return nil, err
		}
		if _, here := theirs.Case.Member(who.ID); here {
			continue // they have come into the case since: each adult has things that the other may not see
		}
		theirs.By = of.Deputy()
		choices = append(choices, theirs)
	}
	if len(choices) == 0 {
		return nil, aid.ErrForbidden
	}
	return choices, nil
}

// ChoicesOf are the Choices of someone who has logged in, by their id; aid.ErrForbidden where no case is open to them any more.
func (d *Desk) ChoicesOf(ctx context.Context, self aid.ID) ([]Entry, error) {
	person, err := d.Register.Person(ctx, self)
	if err != nil {
		return nil, err
	}
	return d.Choices(ctx, person.Personnummer)
}

// TurnTo makes a log-in, s too, one on the case of one of its Choices: with an authority on that of another, without on one's own.
// The population register is asked about another first. What is no choice is aid.ErrForbidden.
func (d *Desk) TurnTo(ctx context.Context, s *aid.Session, authority aid.ID) error {
	choices, err := d.ChoicesOf(ctx, s.Self.ID)
	if err != nil {
		return err
	}
	for _, one := range choices {
		if one.By.Authority == authority {
			if authority != "" {
				if err := d.openTo(ctx, one.Person.ID); err != nil {
					return err
				}
			}
			s.CaseID, s.Actor = one.Case.ID, one.actor()
			return d.Register.Work(ctx, func(tx *store.Tx) error { return tx.TurnSession(s.ID, one.Case.ID, authority) })
		}
	}
	return aid.ErrForbidden
}
