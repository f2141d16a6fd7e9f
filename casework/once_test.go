package casework_test

import (
	"context"
	"fmt"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"bistand/aid"
	"bistand/casework"
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
				worked, err := w.desk.RunJob(ctx)
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
