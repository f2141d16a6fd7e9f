package aid

import (
	"slices"
	"time"
)

// Absence (frånvaro) is that a member of staff is away for some days, and who answers meanwhile.
type Absence struct {
	ID         ID
	Staff      Staff
	From       Date
	Until      Date  // the last day of it
	Substitute Staff // without an id: no one
	StatedAt   time.Time
}

// LongestAbsence is the most days that one absence lasts: for longer, the cases are given to someone else.
const LongestAbsence = 366

// MayStandInFor tells whether a member of staff may answer for another: a colleague who does some of the same work.
func (s Staff) MayStandInFor(other Staff) bool {
	return s.ID != other.ID && slices.ContainsFunc([]Role{Caseworker, DecisionMaker, PaymentOfficer}, func(r Role) bool { return s.Has(r) && other.Has(r) })
}

// Fault returns what is wrong with an absence that is stated on a day, or nil: Errors at "from", "until" and "substitute".
func (a Absence) Fault(today Date) error {
	var faults Errors
	if a.From.IsZero() || a.From.Before(today) {
		faults = append(faults, Error{Code: "absence.from", Field: "from"})
	}
	switch {
	case a.Until.IsZero() || a.Until.Before(a.From):
		faults = append(faults, Error{Code: "absence.until", Field: "until"})
	case a.From.DaysUntil(a.Until) >= LongestAbsence:
		faults = append(faults, Error{Code: "absence.long", Field: "until"})
	}
	if a.Substitute.ID != "" && !a.Substitute.MayStandInFor(a.Staff) {
		faults = append(faults, Error{Code: "choose", Field: "substitute"})
	}
	return faults.Or()
}

// On tells whether the absence holds on a Swedish day, its first and last among them.
func (a Absence) On(d Date) bool { return !d.Before(a.From) && !a.Until.Before(d) }

// Absences (dagens frånvaro) is who of the staff is away on one day, each once.
type Absences []Absence

// Of returns the absence of a member of staff.
func (list Absences) Of(staff ID) (Absence, bool) {
	for _, a := range list {
		if a.Staff.ID == staff {
			return a, true
		}
	}
	return Absence{}, false
}

// Answers returns who answers for a member of staff: they themselves, while they are away their substitute, and while that one
// is away too that one's own. Further it is not followed: then nobody does, and the reception answers.
func (list Absences) Answers(s Staff) (Staff, bool) {
	for range 3 {
		away, is := list.Of(s.ID)
		if !is {
			return s, s.ID != ""
		}
		s = away.Substitute
	}
	return Staff{}, false
}

// StandsInFor returns the contact of a case whom a member of staff answers for.
func (list Absences) StandsInFor(staff ID, c Case) (Staff, bool) {
	for _, contact := range c.Contacts {
		if answers, ok := list.Answers(contact.Staff); ok && answers.ID == staff && contact.Staff.ID != staff {
			return contact.Staff, true
		}
	}
	return Staff{}, false
}

// CoveredBy lists those whom a member of staff answers for.
func (list Absences) CoveredBy(staff ID) []ID {
	var covered []ID
	for _, a := range list {
		if answers, ok := list.Answers(a.Staff); ok && answers.ID == staff {
			covered = append(covered, a.Staff.ID)
		}
	}
	return covered
}
