package store_test

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"bistand/aid"
	"bistand/store"
	"bistand/store/storetest"
)

// work carries out working rows and fails the test when it cannot.
func work(t *testing.T, s *store.Store, fn func(*store.Tx) error) {
	t.Helper()
	if err := s.Work(context.Background(), fn); err != nil {
		t.Fatal(err)
	}
}

func addJob(t *testing.T, s *store.Store, key string, runAt time.Time) aid.Job {
	t.Helper()
	j := aid.Job{ID: newID(), Kind: "mail", UniqueKey: key, Payload: `{"to":"x"}`, RunAt: runAt}
	work(t, s, func(tx *store.Tx) error { return tx.AddJob(j) })
	return j
}

// lease takes the next job at an instant and names it; "" for none.
func lease(t *testing.T, s *store.Store, now time.Time) string {
	t.Helper()
	j, err := s.LeaseJob(context.Background(), store.Outbox, now, time.Minute)
	if err != nil && !errors.Is(err, aid.ErrNotFound) {
		t.Fatal(err)
	}
	return j.UniqueKey
}

func TestWorkersAreToldOfJobs(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		told := func() bool {
			select {
			case <-s.Jobs(store.Outbox):
				return true
			default:
				return false
			}
		}
		work(t, s, func(tx *store.Tx) error { return tx.Forget(instant, store.KeptDrafts{}) })
		if told() {
			t.Error("told of jobs though none was added")
		}
		addJob(t, s, "one", instant)
		addJob(t, s, "two", instant)
		if !told() || told() {
			t.Error("want to be told once of jobs that were added")
		}
		failure := s.Work(context.Background(), func(tx *store.Tx) error {
			return errors.Join(tx.AddJob(aid.Job{ID: newID(), Kind: "mail", UniqueKey: "three", RunAt: instant}), errors.New("no"))
		})
		if failure == nil || told() {
			t.Error("told of a job that was not added")
		}
	})
}

func TestJobIsLeasedRetriedAndDone(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		ctx := context.Background()
		later := addJob(t, s, "later", instant.Add(time.Hour))
		first := addJob(t, s, "first", instant)
		addJob(t, s, "second", instant.Add(time.Second))
		addJob(t, s, "first", instant.Add(-time.Hour)) // the key is there: passed over
		got, err := s.Job(ctx, "first")
		if err != nil {
			t.Fatal(err)
		}
		same(t, "job", got, first)
		if _, err := s.Job(ctx, "none"); !errors.Is(err, aid.ErrNotFound) {
			t.Errorf("no such job: %v", err)
		}
		now := instant.Add(2 * time.Second)
		for _, want := range []string{"first", "second", ""} {
			if got := lease(t, s, now); got != want {
				t.Errorf("leased %q, want %q", got, want)
			}
		}
		// A lease that has ended gives the job to the next worker, which sees how often it was tried.
		if got := lease(t, s, now.Add(time.Minute-time.Microsecond)); got != "" {
			t.Errorf("leased %q under another's lease", got)
		}
		again, err := s.LeaseJob(ctx, store.Outbox, now.Add(time.Minute), time.Minute)
		if err != nil || again.UniqueKey != "first" || again.Attempts != 2 {
			t.Errorf("after the lease: %+v, %v", again, err)
		}
		work(t, s, func(tx *store.Tx) error { return tx.RetryJob(first.ID, now.Add(10*time.Minute), now, "no answer") })
		if got, _ := s.Job(ctx, "first"); got.LastError != "no answer" || !got.RunAt.Equal(now.Add(10*time.Minute)) || !got.DeadAt.IsZero() {
			t.Errorf("put back: %+v", got)
		}
		work(t, s, func(tx *store.Tx) error { return tx.FinishJob(first.ID, now) })
		if got, _ := s.Job(ctx, "first"); !got.DoneAt.Equal(now) {
			t.Errorf("done: %+v", got)
		}
		// A worker that comes late with its failure changes nothing of what another has done.
		work(t, s, func(tx *store.Tx) error { return tx.RetryJob(first.ID, time.Time{}, now, "late") })
		if dead, err := s.DeadJobs(ctx, 10); err != nil || len(dead) != 0 {
			t.Errorf("a done job died: %v, %v", dead, err)
		}
		if got := lease(t, s, later.RunAt); got != "second" {
			t.Errorf("leased %q, want the one whose lease has ended", got)
		}
		if got := lease(t, s, later.RunAt); got != "later" {
			t.Errorf("leased %q, want the later one", got)
		}
	})
}

func TestJobDiesAndIsRevived(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		ctx := context.Background()
		older, newer := addJob(t, s, "older", instant.Add(-time.Second)), addJob(t, s, "newer", instant)
		for i, j := range []aid.Job{older, newer} {
			if lease(t, s, instant) == "" {
				t.Fatal("nothing to lease")
			}
			work(t, s, func(tx *store.Tx) error {
				return tx.RetryJob(j.ID, time.Time{}, instant.Add(time.Duration(i+1)*time.Second), "refused")
			})
		}
		dead, err := s.DeadJobs(ctx, 10)
		if err != nil || len(dead) != 2 || dead[0].ID != newer.ID || dead[1].ID != older.ID || dead[0].LastError != "refused" || dead[0].Attempts != 1 {
			t.Fatalf("dead: %+v, %v", dead, err)
		}
		if dead, _ := s.DeadJobs(ctx, 1); len(dead) != 1 {
			t.Errorf("at most one: %d", len(dead))
		}
		if got := lease(t, s, instant.Add(time.Hour)); got != "" {
			t.Errorf("leased a dead job: %q", got)
		}
		at := instant.Add(time.Hour)
		work(t, s, func(tx *store.Tx) error { return tx.ReviveJob(older.ID, at) })
		if err := s.Work(ctx, func(tx *store.Tx) error { return tx.ReviveJob(older.ID, at) }); !errors.Is(err, aid.ErrNotFound) {
			t.Errorf("revived what is not dead: %v", err)
		}
		j, err := s.LeaseJob(ctx, store.Outbox, at, time.Minute)
		if err != nil || j.ID != older.ID || j.Attempts != 1 {
			t.Errorf("after reviving: %+v, %v", j, err)
		}
		// A worker that succeeds after all takes the job off the list of the dead.
		work(t, s, func(tx *store.Tx) error { return tx.FinishJob(newer.ID, at) })
		if dead, _ := s.DeadJobs(ctx, 10); len(dead) != 0 {
			t.Errorf("done and dead: %+v", dead)
		}
	})
}

func TestJobComesWithItsStepOrNotAtAll(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		r := storetest.Whole(t, s)
		ctx := context.Background()
		for _, fails := range []bool{true, false} {
			step, fn, id := noteStep(r, "with a message")
			err := s.Step(ctx, step, func(tx *store.Tx) error {
				if err := tx.AddJob(aid.Job{ID: newID(), Kind: "mail", UniqueKey: "notice", RunAt: instant}); err != nil {
					return err
				}
				if fails {
					return aid.ErrConflict
				}
				return fn(tx)
			})
			_, job := s.Job(ctx, "notice")
			if (err != nil) != fails || errors.Is(job, aid.ErrNotFound) != fails {
				t.Errorf("step %v, job %v", err, job)
			}
			holds(t, s, map[aid.ID]error{id: err})
		}
		// Done together with the facts of the step that did it, or not done.
		j, err := s.LeaseJob(ctx, store.Outbox, instant, time.Minute)
		if err != nil {
			t.Fatal(err)
		}
		step, fn, _ := noteStep(r, "what the job did")
		undone := errors.New("undone")
		if err := s.Step(ctx, step, func(tx *store.Tx) error { return errors.Join(tx.FinishJob(j.ID, instant), fn(tx), undone) }); !errors.Is(err, undone) {
			t.Fatal(err)
		}
		if j, _ := s.Job(ctx, "notice"); !j.DoneAt.IsZero() {
			t.Error("done without its facts")
		}
	})
}

func TestTwoWorkersNeverShareAJob(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		const jobs = 30
		work(t, s, func(tx *store.Tx) error {
			for i := range jobs {
				id := newID()
				if err := tx.AddJob(aid.Job{ID: id, Kind: "mail", UniqueKey: string(id), RunAt: instant.Add(time.Duration(i))}); err != nil {
					return err
				}
			}
			return nil
		})
		var mu sync.Mutex
		taken := map[aid.ID]int{}
		var workers sync.WaitGroup
		for range 6 {
			workers.Go(func() {
				for {
					j, err := s.LeaseJob(context.Background(), store.Outbox, instant.Add(time.Second), time.Minute)
					if errors.Is(err, aid.ErrNotFound) {
						return
					}
					if err != nil {
						t.Error(err)
						return
					}
					mu.Lock()
					taken[j.ID]++
					mu.Unlock()
				}
			})
		}
		workers.Wait()
		if len(taken) != jobs {
			t.Errorf("%d of %d jobs were taken", len(taken), jobs)
		}
		for id, n := range taken {
			if n != 1 {
				t.Errorf("job %s was taken %d times", id, n)
			}
		}
	})
}
