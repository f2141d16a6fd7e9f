package casework_test

import (
	"context"
	"fmt"
	"maps"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"bistand/aid"
	"bistand/casework"
	"bistand/casework/caseworktest"
	"bistand/lang"
	banksim "bistand/payfile/sim"
	"bistand/store"
)

// mortal is a way to send by which something happens right after a message has gone, before anyone has noted that it has.
type mortal struct {
	casework.Messages
	after func(id aid.ID, way aid.NoticeWay)
}

// Notify implements casework.Messages.
func (m mortal) Notify(ctx context.Context, id aid.ID, to aid.Address, language string) (string, error) {
	reference, err := m.Messages.Notify(ctx, id, to, language)
	if err == nil {
		m.after(id, to.Way)
	}
	return reference, err
}

// crew lets so many workers carry out what is due, at once, and then what a lost race has left.
func (w *world) crew(ctx context.Context, workers int) {
	var running sync.WaitGroup
	for range workers {
		running.Go(func() {
			for ctx.Err() == nil {
				worked, err := w.desk.RunJob(ctx, store.Outbox)
				if err != nil && ctx.Err() == nil {
					w.t.Error(err)
				}
				if !worked || err != nil {
					return
				}
			}
		})
	}
	running.Wait()
}

// sent counts the messages of each way.
func (w *world) sent() (emails map[string]int, texts int) {
	emails = map[string]int{}
	for _, m := range w.outbox.Messages() {
		if m.Kind == "email" {
			id, _, _ := strings.Cut(m.ID, "@")
			emails[id]++
		} else {
			texts++
		}
	}
	return emails, texts
}

// notices is how many are put into the outbox at a time.
const notices = 24

// queued puts notices to a person who is told both ways into the outbox.
func (w *world) queued() (ids []string) {
	w.reach(w.sara, w.single.ID, "070-174 06 06", "sara@example.org")
	for i := range notices {
		key := fmt.Sprintf("queued %d", i)
		w.enqueue(key, casework.JobNotice, "decision "+string(w.sara.ID), w.Now())
		ids = append(ids, string(w.job(key).ID))
	}
	return ids
}

// B12, X14: many workers send each message once by each way. Those that die after a message has gone and before that is noted leave
// it to go once more by that way, as it must where nobody can ask whether it has gone: the e-mail under the same name; nothing else
// goes twice.
func TestB12_WorkersThatDieSendNoOtherMessageTwice(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.startOutbox()
		ids, healthy := w.queued(), w.desk.Messages
		var mu sync.Mutex
		gone, again := 0, map[aid.NoticeWay][]string{}
		w.desk.Messages = mortal{healthy, func(id aid.ID, way aid.NoticeWay) {
			mu.Lock()
			gone++
			dies := gone%5 == 0 && len(again[aid.ByEmail])+len(again[aid.BySMS]) < 4
			if dies {
				again[way] = append(again[way], string(id))
			}
			mu.Unlock()
			if dies {
				runtime.Goexit()
			}
		}}
		w.crew(w.ctx, 6)
		w.desk.Messages = healthy
		if n := w.work(); n > notices-4 {
			t.Fatalf("%d were left, and none of a worker that died", n)
		}
		w.pass(30 * time.Second)
		w.crew(w.ctx, 6)
		w.work()
		died := len(again[aid.ByEmail]) + len(again[aid.BySMS])
		if died != 4 {
			t.Fatalf("%d workers died, want 4", died)
		}
		emails, texts := w.sent()
		for i, id := range ids {
			want := 1
			if slices.Contains(again[aid.ByEmail], id) {
				want = 2
			}
			if emails[id] != want {
				t.Errorf("%s: %d e-mails, want %d", id, emails[id], want)
			}
			if w.job(fmt.Sprintf("queued %d", i)).DoneAt.IsZero() {
				t.Errorf("%s is not done", id)
			}
		}
		if want := notices + len(again[aid.BySMS]); texts != want {
			t.Errorf("%d text messages, want %d", texts, want)
		}
	})
}

// B12, X14: workers that are told to stop while they send bring that message to its end: after the program has started anew each
// message has gone once by each way.
func TestB12_WorkersThatAreStoppedSendNothingTwice(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.startOutbox()
		ids, healthy := w.queued(), w.desk.Messages
		for round := range 4 {
			ctx, stop := context.WithCancel(w.ctx)
			var once sync.Once
			w.desk.Messages = mortal{healthy, func(_ aid.ID, way aid.NoticeWay) {
				if (way == aid.ByEmail) == (round%2 == 0) {
					once.Do(stop)
				}
			}}
			w.crew(ctx, 4)
			if ctx.Err() == nil {
				t.Fatal("nobody was stopped")
			}
			w.pass(30 * time.Second)
		}
		w.desk.Messages = healthy
		w.crew(w.ctx, 4)
		w.work()
		emails, texts := w.sent()
		for _, id := range ids {
			if emails[id] != 1 {
				t.Errorf("%s: %d e-mails", id, emails[id])
			}
		}
		if texts != notices || len(emails) != notices {
			t.Errorf("%d text messages and %d e-mails, want %d", texts, len(emails), notices)
		}
	})
}

// B12: every kind of notice has a name for staff, and each that no form causes goes out once to each person, however often and at how
// many places at once its cause is.
func TestB12_WhatNoFormCausesIsToldOnce(t *testing.T) {
	kinds := caseworktest.NoticeKinds(t, ".")
	for _, kind := range kinds {
		if l := have(lang.Load())(t).For("sv"); !l.Has("staff.event." + kind) {
			t.Errorf("staff.event.%s has no text", kind)
		}
	}
	causes := map[string]func(*world) (cause func() error, people int){
		"sign": func(w *world) (func() error, int) {
			a := w.frozen(w.couple, w.november)
			return func() error { return w.signed(a, w.asa) }, 1
		},
		"paid": func(w *world) (func() error, int) {
			w.startBank(banksim.Behaviour{Answer: banksim.AnswerNone})
			p, file := w.atBank(w.couple, w.account, w.day("2026-11-18"))
			for i := range 5 {
				w.answer(fmt.Sprintf("sent-%d.xml", i), file, p, "ACSC", "")
			}
			w.bank.Tick()
			return func() error { _, err := w.desk.ReadBank(w.ctx); return err }, 2
		},
		"reminder": func(w *world) (func() error, int) {
			have(w.desk.AskForCompletion(w.ctx, w.by(w.hanna), w.hanna, aid.CompletionRequest{
				CaseID: w.couple.ID, Why: "Hyran saknas.", Until: w.day("2026-11-25"), Items: []aid.CompletionItem{{Group: "own", Text: "Hyresavi"}},
			}))(w.t)
			w.turnTo(w.t, "2026-11-24 09:00:00")
			return func() error { return w.desk.Remind(w.ctx) }, 2
		},
		"appeal_dismissed": func(w *world) (func() error, int) {
			w.startBankID()
			_, d := w.refusedCost(w.couple, w.account)
			w.must(w.desk.Receive(w.ctx, w.as(w.omar), d))
			w.turnTo(w.t, "2026-12-10 09:00:00") // the last day was 7 December
			a := w.appealed(d, w.omar)
			return func() error {
				return w.desk.JudgeTimeliness(w.ctx, w.by(w.bengt), w.bengt, a.ID, casework.TimelinessInput{Answer: aid.Dismiss, Reasons: "För sent."})
			}, 1
		},
		"spot_check": func(w *world) (func() error, int) {
			w.applied()
			month := w.december.Add(1)
			w.turnTo(w.t, month.Add(-1).Last().String()+" 23:59:00")
			w.must(w.desk.BindSpotChecks(w.ctx, w.by(w.bengt), w.bengt, month, 100))
			w.turnTo(w.t, month.First().String()+" 00:00:00")
			return func() error { _, err := w.desk.DrawSpotChecks(w.ctx, w.by(w.bengt), w.bengt, month); return err }, 2
		},
		"spot_check_ended": func(w *world) (func() error, int) {
			w.applied()
			q := w.draws(w.december.Add(1))
			return func() error { return w.desk.EndRequest(w.ctx, w.by(w.hanna), w.hanna, q.ID, aid.RequestAccepted, "") }, 2
		},
	}
	if got := slices.Sorted(maps.Keys(causes)); !slices.Equal(got, caseworktest.FormlessNotices) {
		t.Fatalf("causes of %v, want %v", got, caseworktest.FormlessNotices)
	}
	for kind, begin := range causes {
		t.Run(kind, func(t *testing.T) {
			each(t, func(t *testing.T, w *world) { w.toldOnce(kind, begin) })
		})
	}
}

// toldOnce causes a notice fifty times at once, and wants each of so many people to be told of it once.
func (w *world) toldOnce(kind string, begin func(*world) (cause func() error, people int)) {
	w.startOutbox()
	w.reach(w.asa, w.couple.ID, "", "asa@example.org")
	w.reach(w.omar, w.couple.ID, "", "omar@example.org")
	cause, people := begin(w)
	w.work()
	before := len(w.told())
	var running sync.WaitGroup
	var worked atomic.Int32
	for range 50 {
		running.Go(func() {
			if cause() == nil {
				worked.Add(1)
			}
		})
	}
	running.Wait()
	w.crew(w.ctx, 4)
	w.work()
	told := w.told()[before:]
	slices.Sort(told)
	if len(told) != people || len(slices.Compact(slices.Clone(told))) != people || worked.Load() == 0 {
		w.t.Errorf("told %v, want %d (%d causes were taken)", told, people, worked.Load())
	}
	if newest := have(w.register.Notices(w.ctx, w.omar.ID, 1))(w.t); len(newest) != 1 || newest[0].Event != kind {
		w.t.Errorf("kept as %+v", newest)
	}
}
