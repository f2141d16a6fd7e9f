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

// Stays (tider i hushållet) is all of a person's times in a case, oldest first. None means the whole time: nobody has moved in. What came
// about while a person was away, or before they moved in, is not for them to see, and comes into no joint application.
type Stays []Stay

// Saw tells whether all of what happened did so within one of the times.
func (s Stays) Saw(all ...time.Time) bool {
	if len(s) == 0 {
		return true
	}
	for _, stay := range s {
		within := true
		for _, at := range all {
			within = within && !at.Before(stay.From) && (stay.Until.IsZero() || at.Before(stay.Until))
		}
		if within {
			return true
		}
	}
	return false
}

// SawDay tells whether a day came within one of the times. The day of leaving does not: nobody knows what of it came before.
func (s Stays) SawDay(day Date) bool {
	if len(s) == 0 {
		return true
	}
	for _, stay := range s {
		begun := stay.From.IsZero() || !day.Before(SwedishDate(stay.From))
		if begun && (stay.Until.IsZero() || day.Before(SwedishDate(stay.Until))) {
			return true
		}
	}
	return false
}

// SawApplication tells whether an application and all that has come of it did so within one of the times. Of one that was not decided
// when the person left they see afterwards what they signed themselves, and no more: see AsSigned.
func (s Stays) SawApplication(a Application) bool {
	if len(s) == 0 {
		return true
	}
	for _, stay := range s {
		if a.FrozenAt.Before(stay.From) || !stay.Until.IsZero() && !a.FrozenAt.Before(stay.Until) {
			continue
		}
		if stay.Until.IsZero() {
			return true
		}
		left := SwedishDate(stay.Until)
		return !a.DecidedOn.IsZero() && a.DecidedOn.Before(left) && a.PaidOn.Before(left)
	}
	return false
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
