package aid

import "time"

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

// SawApplication tells whether an application and all that has come of it did so within one of the times. One that was not decided
// when the person left is not theirs to see afterwards: what came of it came about while they were away.
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
