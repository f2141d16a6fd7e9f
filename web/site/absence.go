package site

import (
	"bistand/aid"
	"bistand/web/ui"
)

// Absences returns who of the staff is away today. It is read once for each visit.
func (v *Visit) Absences() (aid.Absences, error) {
	if v.absences != nil {
		return *v.absences, nil
	}
	list, err := v.Register().Absences(v.Ctx(), v.Today())
	if err != nil {
		return nil, err
	}
	v.absences = &list
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
