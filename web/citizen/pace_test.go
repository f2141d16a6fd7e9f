package citizen

import (
	"testing"
	"time"

	"bistand/aid"
	"bistand/store/storetest"
)

// TestX5_WhatADecisionUsuallyTakes: the register's own time is told, on both engines, and only of ten decisions or more.
func TestX5_WhatADecisionUsuallyTakes(t *testing.T) {
	for _, engine := range storetest.Engines {
		t.Run(engine, func(t *testing.T) {
			w := wholeWorld(t, engine)
			days, err := w.desk.Register.DecisionTimes(t.Context(), time.Time{})
			w.must(err)
			if len(days) < 2 || days[0].FromComplete < 0 || days[0].FromArrival < days[0].FromComplete {
				t.Fatalf("the decisions took %v", days)
			}
			later, err := w.desk.Register.DecisionTimes(t.Context(), w.now.AddDate(1, 0, 0))
			w.must(err)
			if len(later) != 0 {
				t.Errorf("decisions of the future took %v", later)
			}
			w.lacks(w.get("/start"), "Brukar ta") // two decisions are too few to tell
		})
	}
	day := func(n int) aid.Date { return aid.Date{Year: 2026, Month: 11, Day: n} }
	for _, c := range []struct {
		today  int
		pace   aid.Pace
		target int
		on     aid.Date
		usual  int
	}{
		{3, aid.Pace{Decisions: 10, Median: 6}, 14, day(9), 6},
		{9, aid.Pace{Decisions: 10, Median: 6}, 14, day(9), 6},
		{10, aid.Pace{Decisions: 10, Median: 6}, 14, day(17), 0}, // slower than usual: the promise is left
		{3, aid.Pace{}, 14, day(17), 0},
		{3, aid.Pace{Decisions: 10}, 14, day(3), 0}, // usually on the day itself
		{4, aid.Pace{Decisions: 10}, 14, day(17), 0},
		{18, aid.Pace{Decisions: 10, Median: 6}, 14, aid.Date{}, 0},
		{3, aid.Pace{}, 0, aid.Date{}, 0},
	} {
		if on, usual := forecast(day(3), day(c.today), c.pace, c.target); on != c.on || usual != c.usual {
			t.Errorf("%+v: %s, %d", c, on, usual)
		}
	}
}

// TestX5_WhoseTurnWhileSomethingIsAsked: an application that staff have asked about waits for whom they asked, until the last day; the
// other adult reads when a decision can be counted on at the latest.
func TestX5_WhoseTurnWhileSomethingIsAsked(t *testing.T) {
	for _, engine := range storetest.Engines {
		t.Run(engine, func(t *testing.T) {
			w := wholeWorld(t, engine)
			w.on(11, 24)
			a := w.apply(aid.Month{Year: 2026, Month: 12}, 9_050_00)
			w.wants(w.get(applicationHref(a.ID)), "Vår tur. Vi siktar på beslut senast 8 december 2026.")
			_, err := w.desk.AskForCompletion(t.Context(), asStaff(w.caseworker), w.caseworker, aid.CompletionRequest{
				CaseID: w.theCase.ID, ApplicationID: a.ID, PersonID: w.fatima.ID, Why: "Vi ser inte hyran.", Until: aid.Date{Year: 2026, Month: 12, Day: 1},
				Items: []aid.CompletionItem{{Group: "own", Text: "Hyresavi"}},
			})
			w.must(err)
			w.wants(w.get(applicationHref(a.ID)), "Din tur: lämna det vi har bett om. Tiden till beslut börjar när allt har kommit, och senast 1 december 2026.")
			w.who = w.omar
			w.wants(w.get(applicationHref(a.ID)), "Vår tur. Vi siktar på beslut senast 15 december 2026.")
			w.lacks(w.get(applicationHref(a.ID)), "det vi har bett om", "komplett sedan")
			w.who = w.fatima
			w.on(12, 2)
			w.wants(w.get(applicationHref(a.ID)), "Vår tur. Vi siktar på beslut senast 15 december 2026.", "komplett sedan 1 december 2026")
		})
	}
}

// TestL5_NoStepIsExpectedOnADayThatHasGoneBy: a payment that is late is told as late, and its step gives no day.
func TestL5_NoStepIsExpectedOnADayThatHasGoneBy(t *testing.T) {
	w := wholeWorld(t, "sqlite")
	w.on(11, 27)
	for _, page := range []string{w.get("/start"), w.get(applicationHref(w.november.ID))} {
		w.wants(page, "Beräknas")
	}
	w.on(11, 28)
	w.wants(w.get("/start"), "Utbetalningen är försenad.")
	for _, page := range []string{w.get("/start"), w.get(applicationHref(w.november.ID))} {
		w.lacks(page, "Beräknas")
	}
}
