package casework_test

import (
	"errors"
	"testing"
	"time"

	"bistand/aid"
	"bistand/store"
)

// colleague adds a caseworker.
func (w *world) colleague(name string) aid.Staff {
	w.t.Helper()
	s := aid.Staff{ID: w.id(), Subject: "sub-" + name, Name: name, Title: "Socialsekreterare", Phone: "046-000 00 09", Hours: "vardagar 9–10", Roles: []aid.Role{aid.Caseworker}}
	w.must(w.desk.AddPeople(w.ctx, w.by(w.adam), nil, []aid.Staff{s}))
	return s
}

// G7: who answers for a colleague is assigned to that one's cases for just those days, and no longer once it was ended; what they
// read stands as read in the colleague's place.
func TestG7_ASubstituteIsAssignedWhileTheOtherIsAway(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		vera, siv := w.colleague("Vera Vikarie"), w.colleague("Siv Annan")
		today := aid.SwedishDate(w.Now())
		may := func(s aid.Staff) bool {
			t.Helper()
			return have(w.desk.MayOpen(w.ctx, s, have(w.register.Case(w.ctx, w.couple.ID))(t)))(t)
		}
		away := func(who, substitute aid.Staff, from, until aid.Date) error {
			return w.desk.StateAbsence(w.ctx, w.by(who), aid.Absence{From: from, Until: until, Substitute: aid.Staff{ID: substitute.ID}})
		}
		w.must(away(w.hanna, vera, today.AddDays(1), today.AddDays(7)))
		if may(vera) {
			t.Error("a substitute opens the case before the first day")
		}
		w.pass(24 * time.Hour)
		w.protect(w.noor, true) // assigned is assigned
		if !may(vera) || may(siv) || !may(w.hanna) {
			t.Error("the substitute alone is assigned beside those who are")
		}
		w.must(w.desk.RecordReadFor(w.ctx, w.by(vera).Actor, w.couple.ID, "case", w.hanna))
		if read := have(w.register.CaseReads(w.ctx, w.couple.ID, time.Time{}, 1))(t)[0]; read.For.Name != w.hanna.Name || read.By.ID != vera.ID {
			t.Errorf("read as %+v", read)
		}
		// The substitute is away too, and says who answers: that one does for both.
		w.must(away(vera, siv, today.AddDays(2), today.AddDays(2)))
		w.pass(24 * time.Hour)
		if may(vera) || !may(siv) {
			t.Error("the substitute's own substitute does not answer")
		}
		w.must(away(siv, aid.Staff{}, today.AddDays(2), today.AddDays(2)))
		if may(siv) || may(vera) {
			t.Error("it is followed further than one step")
		}
		w.pass(24 * time.Hour)
		w.protect(w.noor, false)
		if !may(vera) {
			t.Error("the substitute is back, and does not answer")
		}
		absence := have(w.register.AbsencesOf(w.ctx, w.hanna.ID, today))(t)[0]
		if err := w.desk.EndAbsence(w.ctx, w.by(vera), absence.ID); !errors.Is(err, aid.ErrConflict) {
			t.Errorf("another ends it: %v", err)
		}
		w.must(w.desk.EndAbsence(w.ctx, w.by(w.hanna), absence.ID))
		if may(vera) {
			t.Error("the right outlives the absence")
		}
		if err := w.desk.EndAbsence(w.ctx, w.by(w.hanna), absence.ID); !errors.Is(err, aid.ErrConflict) {
			t.Errorf("ended twice: %v", err)
		}
	})
}

// H15: an absence has days that come, one at a time, and is answered by a colleague with the same work or by nobody.
func TestG7L10_WhatAnAbsenceMustBe(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		vera := w.colleague("Vera Vikarie")
		today := aid.SwedishDate(w.Now())
		w.must(w.desk.StateAbsence(w.ctx, w.by(w.hanna), aid.Absence{From: today.AddDays(10), Until: today.AddDays(12)}))
		before := w.steps()
		for name, c := range map[string]struct {
			a    aid.Absence
			want string
		}{
			"yesterday":     {aid.Absence{From: today.AddDays(-1), Until: today}, "from:absence.from"},
			"no days":       {aid.Absence{}, "from:absence.from until:absence.until"},
			"backwards":     {aid.Absence{From: today.AddDays(2), Until: today.AddDays(1)}, "until:absence.until"},
			"for ever":      {aid.Absence{From: today, Until: today.AddDays(400)}, "until:absence.long"},
			"twice":         {aid.Absence{From: today.AddDays(12), Until: today.AddDays(20)}, "absence.twice"},
			"around":        {aid.Absence{From: today, Until: today.AddDays(30)}, "absence.twice"},
			"oneself":       {aid.Absence{From: today, Until: today, Substitute: w.hanna}, "substitute:choose"},
			"of other work": {aid.Absence{From: today, Until: today, Substitute: w.ella}, "substitute:choose"},
			"a citizen":     {aid.Absence{From: today, Until: today, Substitute: aid.Staff{ID: w.asa.ID}}, "choose"},
		} {
			if err := w.desk.StateAbsence(w.ctx, w.by(w.hanna), c.a); code(err) != c.want || w.steps() != before {
				t.Errorf("%s: %v, want %s", name, err, c.want)
			}
		}
		w.must(w.desk.StateAbsence(w.ctx, w.by(w.hanna), aid.Absence{From: today.AddDays(13), Until: today.AddDays(13), Substitute: vera}))
		// The register itself keeps to one at a time.
		err := w.register.Step(w.ctx, store.Step{At: w.Now(), Name: "try"}, func(tx *store.Tx) error {
			return tx.AddAbsence(aid.Absence{ID: w.id(), Staff: w.hanna, From: today.AddDays(13), Until: today.AddDays(14)})
		})
		if !errors.Is(err, store.ErrInvariant) {
			t.Errorf("two at once: %v", err)
		}
	})
}
