package casework_test

import (
	"slices"
	"testing"
	"time"

	"bistand/aid"
)

// TestX5N6_TheTimeCountsFromComplete: a decision's time begins when the last paper has come or a caseworker has said that it will do, and
// what was asked for has been answered or its last day has come. Who decides without waiting has had the time since it came in.
func TestX5N6_TheTimeCountsFromComplete(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		since := func(a aid.Application, want string) {
			t.Helper()
			got := have(w.register.Application(w.ctx, a.ID))(t).CompleteSince()
			queue := have(w.register.Queue(w.ctx, aid.QueueItem{}, 10))(t)
			i := slices.IndexFunc(queue, func(q aid.QueueItem) bool { return q.ApplicationID == a.ID })
			shown := have(w.register.Overview(w.ctx, a.CaseID))(t).Application
			if day := w.day(want); got != day || i < 0 || queue[i].CompleteSince != day || shown.Since != day {
				t.Errorf("complete since %v, in the queue %+v, on the start page %+v; want %s", got, queue, shown, want)
			}
		}
		first := w.registered(w.couple, w.november) // on 16 November
		w.turnTo(t, "2026-11-18 09:00:00")
		w.must(w.desk.SayEnough(w.ctx, w.by(w.hanna), w.hanna, first.ID, "Handlingarna finns i akten."))
		since(first, "2026-11-18")
		q := w.asked(first, "")
		since(first, "2026-11-28")
		w.turnTo(t, "2026-11-20 09:00:00")
		w.must(w.answers(w.asa, q, "1", "Se bilaga."))
		w.turnTo(t, "2026-11-23 09:00:00")
		w.must(w.answers(w.omar, q, "2", "Kommer."))
		w.turnTo(t, "2026-11-24 09:00:00")
		w.must(w.answers(w.omar, q, "2", "Här är det."))
		since(first, "2026-11-23")
		withdrawn := w.asked(first, "")
		since(first, "2026-12-04")
		w.must(w.desk.EndRequest(w.ctx, w.by(w.hanna), w.hanna, withdrawn.ID, aid.RequestWithdrawn, "Behövs inte."))
		since(first, "2026-11-23")

		alone := w.registered(w.single, w.november) // on 24 November
		w.must(w.desk.SayEnough(w.ctx, w.by(w.hanna), w.hanna, alone.ID, "Handlingarna finns i akten."))
		w.asked(alone, "")
		since(alone, "2026-12-04")
		w.turnTo(t, "2026-11-27 09:00:00")
		w.decided(first, w.account, 200_00)
		w.decided(alone, w.sarasAccount, 200_00)

		w.turnTo(t, "2026-12-01 09:00:00")
		second := w.registered(w.couple, w.december)
		since(second, "2026-12-01")
		w.asked(second, w.omar.ID)
		since(second, "2026-12-11")
		w.turnTo(t, "2026-12-14 09:00:00")
		w.decided(second, w.account, 200_00)
		took := have(w.register.DecisionTimes(w.ctx, time.Time{}))(t)
		slices.SortFunc(took, func(a, b aid.Took) int { return b.FromArrival - a.FromArrival })
		if want := []aid.Took{{FromComplete: 3, FromArrival: 13}, {FromComplete: 4, FromArrival: 11}, {FromComplete: 3, FromArrival: 3}}; !slices.Equal(took, want) {
			t.Errorf("the decisions took %+v, want %+v", took, want)
		}
	})
}
