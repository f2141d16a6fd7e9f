package aid_test

import (
	"testing"
	"time"

	"bistand/aid"
)

// Someone was there from the opening, was away for a week of December and is there again: what they saw of it.
func TestStaysAreWhatSomeoneWasThereFor(t *testing.T) {
	at := func(month time.Month, day, hour int) time.Time {
		return time.Date(2026, month, day, hour, 0, 0, 0, aid.Sweden)
	}
	left, back := at(12, 1, 10), at(12, 8, 10)
	s := aid.Stays{{Until: left}, {From: back}}
	for _, test := range []struct {
		at    time.Time
		saw   bool
		sawOn bool
	}{
		{at(11, 30, 12), true, true},
		{at(12, 1, 9), true, false}, // earlier on the day of leaving: nobody knows of a day
		{left, false, false},
		{at(12, 5, 12), false, false},
		{at(12, 8, 9), false, true},
		{back, true, true},
	} {
		if got := s.Saw(test.at); got != test.saw {
			t.Errorf("saw %s: %v", test.at, got)
		}
		if got := s.SawDay(aid.SwedishDate(test.at)); got != test.sawOn {
			t.Errorf("saw the day of %s: %v", test.at, got)
		}
		if !aid.Stays(nil).Saw(test.at) {
			t.Errorf("who was there the whole time did not see %s", test.at)
		}
	}
	if s.Saw(at(11, 30, 12), back) {
		t.Error("what began in one time and came about in another was seen")
	}
	day := func(month time.Month, day int) aid.Date { return aid.Date{Year: 2026, Month: month, Day: day} }
	for name, test := range map[string]struct {
		a   aid.Application
		saw bool
	}{
		"decided and paid before":       {aid.Application{FrozenAt: at(11, 2, 9), DecidedOn: day(11, 10), PaidOn: day(11, 20)}, true},
		"decided before, not paid":      {aid.Application{FrozenAt: at(11, 2, 9), DecidedOn: day(11, 10)}, true},
		"decided on the day of leaving": {aid.Application{FrozenAt: at(11, 2, 9), DecidedOn: day(12, 1)}, false},
		"paid meanwhile":                {aid.Application{FrozenAt: at(11, 2, 9), DecidedOn: day(11, 10), PaidOn: day(12, 3)}, false},
		"not decided":                   {aid.Application{FrozenAt: at(11, 2, 9)}, false},
		"made meanwhile":                {aid.Application{FrozenAt: at(12, 3, 9), DecidedOn: day(12, 9)}, false},
		"made since":                    {aid.Application{FrozenAt: at(12, 9, 9)}, true},
	} {
		if got := s.SawApplication(test.a); got != test.saw {
			t.Errorf("%s: %v", name, got)
		}
	}
}
