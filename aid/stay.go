package aid

import (
	"slices"
	"time"
)

// Stay (tid i hushållet) is a time in which a person has belonged to a case: from when staff registered that they moved in, the zero
// instant for who was there from its opening, until when staff registered that they left, the zero instant while they belong.
type Stay struct {
	From  time.Time `json:"from,omitzero"`
	Until time.Time `json:"until,omitzero"`
}

// holds tells whether an instant is within the time; that of leaving is not.
func (s Stay) holds(at time.Time) bool {
	return !at.Before(s.From) && (s.Until.IsZero() || at.Before(s.Until))
}

// holdsDay tells whether a Swedish day is within the time. The day of leaving is not: nobody knows what of it came before.
func (s Stay) holdsDay(day Date) bool {
	begun := s.From.IsZero() || !day.Before(SwedishDate(s.From))
	return begun && (s.Until.IsZero() || day.Before(SwedishDate(s.Until)))
}

// Stays (tider i hushållet) is all of a person's times in a case, oldest first. None means the whole time: nobody has moved in. What came
// about while a person was away, or before they moved in, is not for them to see, and comes into no joint application.
type Stays []Stay

// some tells whether something holds of one of the times; of the whole time everything does.
func (s Stays) some(is func(Stay) bool) bool { return len(s) == 0 || slices.ContainsFunc(s, is) }

// Saw tells whether all of what happened did so within one and the same of the times.
func (s Stays) Saw(all ...time.Time) bool {
	return s.some(func(stay Stay) bool {
		return !slices.ContainsFunc(all, func(at time.Time) bool { return !stay.holds(at) })
	})
}

// SawDay tells whether a Swedish day came within one of the times. The day of leaving does not.
func (s Stays) SawDay(day Date) bool {
	return s.some(func(stay Stay) bool { return stay.holdsDay(day) })
}

// SawApplication tells whether an application and all that has come of it did so within one of the times. Of one that was not decided
// when the person left they see afterwards what they signed themselves, and no more: see AsSigned.
func (s Stays) SawApplication(a Application) bool {
	return s.some(func(stay Stay) bool {
		if !stay.holds(a.FrozenAt) || stay.Until.IsZero() {
			return stay.holds(a.FrozenAt)
		}
		left := SwedishDate(stay.Until)
		return !a.DecidedOn.IsZero() && a.DecidedOn.Before(left) && a.PaidOn.Before(left)
	})
}

// AsSigned is an application that a person has signed themselves, as it was when they left before it was decided: what they signed stays
// theirs to read, what came of it while they were away does not. False where it did not come in within one of their times.
func (s Stays) AsSigned(a Application) (Application, bool) {
	if a.Registered.IsZero() || !s.Saw(append([]time.Time{a.FrozenAt}, signedAt(a)...)...) {
		return Application{}, false
	}
	a.DecidedOn, a.PaidOn, a.Answered, a.Enough = Date{}, Date{}, Date{}, nil
	a.Late = slices.DeleteFunc(slices.Clone(a.Late), func(f Attachment) bool { return !s.Saw(f.UploadedAt) })
	return a, true
}

func signedAt(a Application) []time.Time {
	var list []time.Time
	for _, one := range a.Signatures {
		list = append(list, one.SignedAt)
	}
	return list
}
