package casework_test

import (
	"context"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"bistand/aid"
	"bistand/casework"
	notifysim "bistand/notify/sim"
	"bistand/store"
)

// told lists who has been written to, oldest first.
func (w *world) told() []string {
	var to []string
	for _, m := range w.outbox.Messages() {
		to = append(to, m.To)
	}
	slices.Reverse(to)
	return to
}

// reach records how a person can be reached.
func (w *world) reach(p aid.Person, caseID aid.ID, phone, email string) {
	w.t.Helper()
	w.must(w.desk.ChangeProfile(w.ctx, w.as(p), caseID, aid.Profile{PersonID: p.ID, Phone: phone, Email: email, Language: "sv"}))
}

// enqueue puts a job into the outbox.
func (w *world) enqueue(key, kind, payload string, at time.Time) {
	w.t.Helper()
	w.must(w.register.Work(w.ctx, func(tx *store.Tx) error {
		return tx.AddJob(aid.Job{ID: w.id(), Kind: kind, UniqueKey: key, Payload: payload, RunAt: at})
	}))
}

// B12: notices go by every way that a person has stated, oldest first, once.
func TestB12_NoticesInTheirOrder(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.startOutbox()
		w.reach(w.asa, w.couple.ID, "", "asa@example.org")
		w.reach(w.omar, w.couple.ID, "070-174 06 05", "")
		w.reach(w.sara, w.single.ID, "070-174 06 06", "sara@example.org")
		w.enqueue("c", casework.JobNotice, string(w.sara.ID), w.Now().Add(time.Minute))
		w.enqueue("b", casework.JobNotice, string(w.omar.ID), w.Now())
		w.enqueue("a", casework.JobNotice, string(w.asa.ID), w.Now().Add(-time.Minute))
		w.enqueue("a", casework.JobNotice, string(w.sara.ID), w.Now()) // the same key: under way already
		if n := w.work(); n != 2 || !slices.Equal(w.told(), []string{"asa@example.org", "+46701740605"}) {
			t.Errorf("%d jobs, told %v", n, w.told())
		}
		w.pass(time.Minute)
		if n := w.work(); n != 1 || !slices.Equal(w.told()[2:], []string{"sara@example.org", "+46701740606"}) {
			t.Errorf("%d jobs, told %v", n, w.told())
		}
		for _, m := range w.outbox.Messages() {
			for _, word := range []string{"Åsa", "Öberg", "Sara", "EB-2026", "försörjningsstöd", "bistånd", "beslut", "http"} {
				if strings.Contains(m.Subject+m.Text, word) {
					t.Errorf("the notice says %q: %s / %s", word, m.Subject, m.Text)
				}
			}
		}
	})
}

// G2, B12: a person with a sekretessmarkering is never written to by these ways, not even when it came after the event; nor is one
// who has stated no way.
func TestG2_ProtectedGetNoNotice(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.startOutbox()
		w.reach(w.asa, w.couple.ID, "070-174 06 05", "asa@example.org")
		w.enqueue("protected", casework.JobNotice, string(w.asa.ID), w.Now())
		w.enqueue("unreachable", casework.JobNotice, string(w.omar.ID), w.Now())
		w.protect(w.asa, true)
		if n := w.work(); n != 2 || len(w.told()) != 0 {
			t.Errorf("%d jobs, told %v", n, w.told())
		}
		for _, key := range []string{"protected", "unreachable"} {
			if w.job(key).DoneAt.IsZero() {
				t.Errorf("%s: %+v", key, w.job(key))
			}
		}
	})
}

// B12: a notice that cannot be sent is tried again, by the way alone that it has not gone by, and is given to a person after five
// tries. The other side's no for good is heard once.
func TestB12_NoticesThatFail(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.startOutbox()
		w.reach(w.asa, w.couple.ID, "070-174 06 05", "asa@example.org")
		w.enqueue("late", casework.JobNotice, string(w.asa.ID), w.Now())
		w.outbox.SetMode(notifysim.Temporary)
		w.work()
		job := w.job("late")
		if job.Attempts != 1 || !job.DoneAt.IsZero() || !job.RunAt.After(w.Now()) || strings.Contains(job.LastError, "asa@") || strings.Contains(job.LastError, "4670") {
			t.Errorf("after a temporary failure: %+v", job)
		}
		w.outbox.SetMode(notifysim.Working)
		w.pass(10 * time.Second)
		w.work()
		if len(w.told()) != 2 || w.job("late").DoneAt.IsZero() {
			t.Errorf("told %v", w.told())
		}
		w.enqueue("dead", casework.JobNotice, string(w.asa.ID), w.Now())
		w.outbox.SetMode(notifysim.Denied)
		for range 6 {
			w.work()
			w.pass(5 * time.Minute)
		}
		if job := w.job("dead"); job.Attempts != 5 || job.DeadAt.IsZero() || len(w.told()) != 2 {
			t.Errorf("after five refusals of ours: %+v", job)
		}
		w.enqueue("never", casework.JobNotice, "decision "+string(w.asa.ID), w.Now())
		w.outbox.SetMode(notifysim.Permanent)
		before := w.steps()
		if n := w.work(); n != 1 || w.job("never").Attempts != 1 || w.job("never").DoneAt.IsZero() || w.steps() != before+2 {
			t.Errorf("after a no for good: %d jobs, %+v, %d steps", n, w.job("never"), w.steps()-before)
		}
		for _, n := range have(w.register.Notices(w.ctx, w.asa.ID, 2))(t) {
			if n.Outcome != aid.NoticeReturned || n.Event != "decision" {
				t.Errorf("%+v", n)
			}
		}
		w.outbox.SetMode(notifysim.Working)
		w.enqueue("unknown", "no such kind", "x", w.Now())
		w.work()
		if job := w.job("unknown"); job.LastError != `unknown kind of job "no such kind"` || !job.DoneAt.IsZero() {
			t.Errorf("unknown kind: %+v", job)
		}
	})
}

// X14: two workers never do the same job, and a worker that dies leaves its job to the other when its lease has ended.
func TestX14_TwoWorkers(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.startOutbox()
		w.reach(w.asa, w.couple.ID, "", "asa@example.org")
		const jobs = 12
		for i := range jobs {
			w.enqueue(string(rune('a'+i)), casework.JobNotice, string(w.asa.ID), w.Now())
		}
		var workers sync.WaitGroup
		for range 2 {
			workers.Go(func() {
				for {
					worked, err := w.desk.RunJob(w.ctx, store.Outbox)
					if err != nil {
						t.Error(err)
					}
					if !worked || err != nil {
						return
					}
				}
			})
		}
		workers.Wait()
		w.work() // one may have gone home while the other's last look lost a race
		if len(w.told()) != jobs {
			t.Errorf("%d notices of %d jobs", len(w.told()), jobs)
		}
		w.enqueue("orphan", casework.JobNotice, string(w.asa.ID), w.Now())
		have(w.register.LeaseJob(w.ctx, store.Outbox, w.Now(), 30*time.Second))(t) // and this worker is gone
		if n := w.work(); n != 0 {
			t.Error("a leased job was taken")
		}
		w.pass(30 * time.Second)
		if n := w.work(); n != 1 || w.job("orphan").Attempts != 2 {
			t.Errorf("%d jobs, %+v", n, w.job("orphan"))
		}
	})
}

// RunJobs does what is due until it is told to stop, and then stops at once.
func TestX14_WorkerRunsUntilStopped(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.startOutbox()
		w.reach(w.asa, w.couple.ID, "", "asa@example.org")
		ctx, stop := context.WithCancel(w.ctx)
		done := make(chan struct{})
		go func() { defer close(done); w.desk.RunJobs(ctx, 5*time.Millisecond) }()
		w.enqueue("later", casework.JobNotice, string(w.asa.ID), w.Now())
		for deadline := time.Now().Add(5 * time.Second); w.job("later").DoneAt.IsZero(); time.Sleep(5 * time.Millisecond) {
			if time.Now().After(deadline) {
				t.Fatal("the job was not done")
			}
		}
		stop()
		select {
		case <-done:
		case <-time.After(5 * time.Second):
			t.Fatal("the worker does not stop")
		}
	})
}

// L1, G8: staff publish documents and notes of the case, once; both adults are told.
func TestG8_Publishing(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		doc := aid.Document{CaseID: w.couple.ID, Kind: "investigation", Title: "Utredning", Body: "Första stycket."}
		note := aid.JournalNote{CaseID: w.couple.ID, Heading: "Hembesök", Body: "Åsa var hemma."}
		before := w.steps()
		for _, s := range []aid.Staff{w.ella, w.rut, w.adam, w.nobody} {
			_, err := w.desk.WriteDocument(w.ctx, w.by(s), s, doc, true)
			w.refused(s.Name+" writes a document", before, err, aid.ErrForbidden)
			_, err = w.desk.WriteNote(w.ctx, w.by(s), s, note, false)
			w.refused(s.Name+" writes a note", before, err, aid.ErrForbidden)
		}
		_, err := w.desk.WriteDocument(w.ctx, w.by(w.hanna), w.hanna, aid.Document{CaseID: w.couple.ID, Kind: "dikt", Title: " "}, false)
		if code(err) != "kind:required title:required body:required" {
			t.Errorf("an empty document: %v", err)
		}
		if _, err = w.desk.WriteNote(w.ctx, w.by(w.hanna), w.hanna, aid.JournalNote{CaseID: w.couple.ID}, false); code(err) != "heading:required body:required" {
			t.Errorf("an empty note: %v", err)
		}
		kept := have(w.desk.WriteDocument(w.ctx, w.by(w.hanna), w.hanna, doc, false))(t)
		written := have(w.desk.WriteNote(w.ctx, w.by(w.bengt), w.bengt, note, true))(t)
		if written.On != w.today() || written.WrittenName != w.bengt.Name {
			t.Errorf("note %+v", written)
		}
		if got := have(w.register.Documents(w.ctx, w.couple.ID, false))(t); len(got) != 0 {
			t.Errorf("unpublished documents are shown: %+v", got)
		}
		if got := have(w.register.Notes(w.ctx, w.couple.ID, false))(t); len(got) != 1 || got[0].ID != written.ID {
			t.Errorf("published notes: %+v", got)
		}
		before = w.steps()
		for _, s := range []aid.Staff{w.ella, w.rut, w.adam, w.nobody} {
			w.refused(s.Name+" publishes", before, w.desk.Publish(w.ctx, w.by(s), s, "document", kept.ID, w.couple.ID), aid.ErrForbidden)
		}
		for _, c := range []struct {
			name, kind string
			id, caseID aid.ID
		}{
			{"ett annat ärendes", "document", kept.ID, w.single.ID},
			{"en anteckning som dokument", "document", written.ID, w.couple.ID},
			{"ett dokument som anteckning", "note", kept.ID, w.couple.ID},
			{"något som inte finns", "document", w.id(), w.couple.ID},
			{"något okänt", "dikt", kept.ID, w.couple.ID},
		} {
			w.refused(c.name, before, w.desk.Publish(w.ctx, w.by(w.hanna), w.hanna, c.kind, c.id, c.caseID), aid.ErrNotFound)
		}
		w.must(w.desk.Publish(w.ctx, w.by(w.hanna), w.hanna, "document", kept.ID, w.couple.ID))
		before = w.steps()
		w.refused("published twice", before, w.desk.Publish(w.ctx, w.by(w.bengt), w.bengt, "document", kept.ID, w.couple.ID), aid.ErrConflict)
		for _, p := range w.couple.Adults() {
			w.job("document:" + string(kept.ID) + ":" + string(p.ID))
			w.job("note:" + string(written.ID) + ":" + string(p.ID))
		}
		if n := w.work(); n != 4 {
			t.Errorf("%d notices, want 4", n)
		}
	})
}

// L5: history is taken in as it was: nothing is recomputed, nothing waits for anyone, and each fact says where it came from.
func TestL5_ImportedHistory(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		october := w.november.Add(-1)
		a := aid.Application{CaseID: w.couple.ID, Month: october, Kind: aid.Renewal, Reason: "norm", OnBehalf: "own", Origin: aid.Imported, Content: aid.Content{Month: october, Household: w.couple.Household()}, Registered: w.day("2026-09-28")}
		calculation := aid.Calculation{Origin: aid.Imported, Norm: 9_000_00, Result: 9_000_00, MadeBy: w.hanna.ID, MadeByName: w.hanna.Name, MadeAt: w.Now()}
		decision := aid.Decision{Origin: aid.Imported, Outcome: aid.Granted, Amount: 9_000_00, LegalBasis: "4 kap. 1 § SoL", DecidedBy: w.bengt.ID, DecidedByName: w.bengt.Name, DecidedAt: w.Now().AddDate(0, -1, 0)}
		whole := casework.History{Application: a, Calculation: &calculation, Decision: &decision, Payments: []casework.HistoricPayment{
			{Payee: w.account.ID, Amount: 2_000_00, SentOn: w.day("2026-09-30")},
			{Payee: w.account.ID, Amount: 2_000_00, SentOn: w.day("2026-10-15")},
			{Payee: w.card.ID, Amount: 5_000_00, SentOn: w.day("2026-10-01")},
		}}
		before := w.steps()
		id := have(w.desk.ImportHistory(w.ctx, w.bySystem(), whole))(t)
		if w.steps() != before+1 {
			t.Errorf("imported in %d steps", w.steps()-before)
		}
		got := have(w.register.Application(w.ctx, id))(t)
		if got.Status() != aid.Paid || got.PaidOn.String() != "2026-10-15" || got.Registered.String() != "2026-09-28" || got.Origin != aid.Imported {
			t.Errorf("imported: %s on %s", got.Status(), got.PaidOn)
		}
		for _, p := range have(w.register.Payments(w.ctx, w.couple.ID))(t) {
			if p.Status != aid.PaidOut || p.Origin != aid.Imported {
				t.Errorf("payment %+v", p)
			}
		}
		if open := have(w.register.OpenPayments(w.ctx))(t); len(open) != 0 || w.work() != 0 {
			t.Errorf("history waits to be paid or told: %+v", open)
		}
		half := casework.History{Application: a, Calculation: &calculation}
		half.Application.Month, half.Application.Origin = october.Add(-1), aid.FromPaper
		paper := have(w.register.Application(w.ctx, have(w.desk.ImportHistory(w.ctx, w.by(w.hanna), half))(t)))(t)
		if paper.Status() != aid.Registered {
			t.Errorf("undecided: %s", paper.Status())
		}
		if queue := have(w.register.Queue(w.ctx, aid.QueueItem{}, 10))(t); len(queue) != 1 || queue[0].ApplicationID != paper.ID || queue[0].Stage != aid.ToDecide {
			t.Errorf("queue: %+v", queue)
		}
		stranger := whole
		stranger.Application.Month = october.Add(-2)
		stranger.Payments = []casework.HistoricPayment{{Payee: w.sarasAccount.ID, Amount: 9_000_00, SentOn: w.day("2026-07-31")}}
		before = w.steps()
		if _, err := w.desk.ImportHistory(w.ctx, w.bySystem(), stranger); code(err) != "pay.payee" || w.steps() != before {
			t.Errorf("paid to another case's payee: %v", err)
		}
	})
}
