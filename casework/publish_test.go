package casework_test

import (
	"sync"
	"testing"

	"bistand/aid"
	"bistand/casework"
)

// publish writes a letter in the couple's case and makes it visible.
func (w *world) publish() aid.Document {
	w.t.Helper()
	letter := aid.Document{CaseID: w.couple.ID, Kind: "letter", Title: "Brev", Body: "Hej."}
	return have(w.desk.WriteDocument(w.ctx, w.by(w.hanna), w.hanna, letter, true))(w.t)
}

// opens lets someone open a document, and tells whether it was new to them.
func (w *world) opens(r casework.Request, d aid.Document) bool {
	w.t.Helper()
	return have(w.desk.SeePublication(w.ctx, r, aid.OnDocument, d.ID, d.CaseID))(w.t)
}

// G8: a document is new to an adult until they open it, once, and stays new to the other.
func TestG8_OpenedOnceByEach(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		letter := w.publish()
		before := w.steps()
		if !w.opens(w.as(w.omar), letter) || w.opens(w.as(w.omar), letter) || w.steps() != before+1 {
			t.Errorf("opened twice, %d steps", w.steps()-before)
		}
		if w.opens(w.as(w.sara), letter) || w.steps() != before+1 {
			t.Error("a stranger has opened it")
		}
		o := have(w.register.Overview(w.ctx, w.couple.ID))(t)
		if len(o.NewDocuments) != 1 || o.NewDocuments[w.asa.ID] != 1 {
			t.Errorf("new to %v, want Åsa alone", o.NewDocuments)
		}
	})
}

// G8: opened fifty times at once it is opened once.
func TestG8_OpenedFiftyTimesAtOnce(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		letter := w.publish()
		before := w.steps()
		var running sync.WaitGroup
		for range 50 {
			running.Go(func() {
				if _, err := w.desk.SeePublication(w.ctx, w.as(w.asa), aid.OnDocument, letter.ID, letter.CaseID); err != nil {
					t.Error(err)
				}
			})
		}
		running.Wait()
		if w.steps() != before+1 {
			t.Errorf("%d steps, want 1", w.steps()-before)
		}
	})
}

// G8, X10: a representative who may act opens for the person, as they read messages; one who may only follow does not.
func TestG8X10_OpenedByARepresentative(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		letter := w.publish()
		for scope, opens := range map[aid.Scope]bool{aid.MayAct: true, aid.MayFollow: false} {
			r := w.as(w.asa)
			if scope == aid.MayFollow {
				r = w.as(w.omar)
			}
			made := have(w.desk.RegisterRepresentative(w.ctx, w.by(w.hanna), w.hanna, w.couple.ID, w.authority(func(in *casework.RepresentativeInput) {
				in.Person, in.Scope = r.Actor.ID, scope
			})))(t)
			r.Actor.Deputy = made.Deputy()
			before := w.steps()
			if w.opens(r, letter) != opens || (w.steps() > before) != opens {
				t.Errorf("one who may %s opened it: %t", scope, !opens)
			}
		}
		if o := have(w.register.Overview(w.ctx, w.couple.ID))(t); len(o.NewDocuments) != 1 || o.NewDocuments[w.omar.ID] != 1 {
			t.Errorf("new to %v, want Omar alone", o.NewDocuments)
		}
	})
}

// G8, L8, X10: what was made visible before someone moved in is not there for them, and not new.
func TestG8X10_NothingFromBeforeMovingInIsNew(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.registered(w.couple, w.november)
		w.publish()
		w.must(w.desk.EndMember(w.ctx, w.by(w.hanna), w.hanna, w.couple.ID, w.omar.ID, "Separation."))
		w.turnTo(t, "2026-11-20 09:00:00")
		w.must(w.desk.MoveIn(w.ctx, w.by(w.hanna), w.hanna, casework.MoveIn{Case: w.couple.ID, Number: w.sara.Personnummer.Full(), On: w.today()}))
		if o := have(w.register.Overview(w.ctx, w.couple.ID))(t); o.NewDocuments[w.sara.ID] != 0 || o.NewDocuments[w.asa.ID] != 1 {
			t.Errorf("new to %v", o.NewDocuments)
		}
		w.turnTo(t, "2026-11-20 10:00:00")
		w.publish()
		if o := have(w.register.Overview(w.ctx, w.couple.ID))(t); o.NewDocuments[w.sara.ID] != 1 || o.NewDocuments[w.asa.ID] != 2 {
			t.Errorf("of a new one: new to %v", o.NewDocuments)
		}
	})
}
