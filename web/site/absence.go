package site

import (
	"sync/atomic"

	"bistand/aid"
	"bistand/web/ui"
)

// keptAbsences is who was away on a day, for citizens' pages, as of the newest facts that it rests on.
type keptAbsences struct {
	day  aid.Date
	asOf [3]int64
	list aid.Absences
}

// absences keeps the last one. The register is asked every time whether it still holds, in the one statement that admits a citizen, so
// that an absence is told of at the next visit, whichever process it was stated in.
type absences struct{ last atomic.Pointer[keptAbsences] }

// Absences returns who of the staff is away today, which must not be changed. It is read once for each visit.
func (v *Visit) Absences() (aid.Absences, error) {
	if v.absences != nil {
		return *v.absences, nil
	}
	if v.Admits != nil {
		if kept := v.Tenant.absences.last.Load(); kept != nil && kept.day == v.Today() && kept.asOf == v.Admits.AwayAsOf {
			return kept.list, nil
		}
	}
	list, err := v.Register().Absences(v.Ctx(), v.Today())
	if err != nil {
		return nil, err
	}
	v.absences = &list
	if v.Admits != nil {
		v.Tenant.absences.last.Store(&keptAbsences{v.Today(), v.Admits.AwayAsOf, list}) // read after what it is as of: never older
	}
	return list, nil
}

// keepRead keeps that the visitor, of the staff, opened a case: for themselves, or for a contact of it whom they stand in for.
func (v *Visit) keepRead(c aid.Case, what string) error {
	if !c.HasContact(v.Actor().ID) {
		today, err := v.Absences()
		if err != nil {
			return err
		}
		if contact, ok := today.StandsInFor(v.Actor().ID, c); ok {
			return v.Desk().RecordReadFor(v.Ctx(), v.Actor(), c.ID, what, contact)
		}
	}
	return v.Desk().RecordRead(v.Ctx(), v.Actor(), c.ID, what, "")
}

// AwayWords says that someone is away, through which day, and who answers for them; where nobody does, that the reception is asked.
func AwayWords(c ui.Ctx, name string, through aid.Date, answers aid.Staff) string {
	away := c.L.T("contact.away", "name", name, "date", c.L.Date(through))
	if answers.ID == "" {
		return away + " " + c.L.T("contact.reception")
	}
	return away + " " + c.L.T("contact.answers", "name", answers.Name)
}
