package store_test

import (
	"context"
	"sync"
	"testing"
	"time"

	"bistand/aid"
	"bistand/store"
	"bistand/store/storetest"
)

// Several processes may serve one PostgreSQL register: they open it at once, and their steps make one chain.
func TestTwoProcessesKeepOneChain(t *testing.T) {
	t.Parallel()
	address := storetest.Address(t, "postgres")
	var stores [3]*store.Store
	var opening sync.WaitGroup
	for i := range stores {
		opening.Go(func() {
			s, err := store.Open(context.Background(), address)
			if err != nil {
				t.Errorf("open beside others: %v", err)
				return
			}
			t.Cleanup(func() { s.Close() })
			stores[i] = s
		})
	}
	opening.Wait()
	if t.Failed() {
		t.FailNow()
	}
	r := storetest.Whole(t, stores[0])
	before, _, err := stores[0].Verify(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	outcome := map[aid.ID]error{}
	var mu sync.Mutex
	var writing sync.WaitGroup
	for _, s := range stores {
		for range 5 {
			writing.Go(func() {
				for range 4 {
					id, err := addNote(r, s, "from one of three")
					if err != nil {
						t.Error(err)
					}
					mu.Lock()
					outcome[id] = err
					mu.Unlock()
				}
			})
		}
	}
	writing.Wait()
	holds(t, stores[1], outcome)
	if steps, _, err := stores[2].Verify(context.Background()); err != nil || steps != before+60 {
		t.Errorf("%d steps after %d and 60 more (%v)", steps, before, err)
	}
}

// killWriter ends the server's side of every connection of a register but the asking one.
const killWriter = "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"

func TestLostConnectionRecovers(t *testing.T) {
	t.Parallel()
	s := storetest.Open(t, "postgres")
	r := storetest.Whole(t, s)
	db := storetest.Raw(t, s)
	outcome := map[aid.ID]error{}
	var mu sync.Mutex
	var writing sync.WaitGroup
	for range 8 {
		writing.Go(func() {
			for range 25 {
				id, err := addNote(r, s, "under fire")
				mu.Lock()
				outcome[id] = err
				mu.Unlock()
			}
		})
	}
	for range 10 {
		if _, err := db.Exec(killWriter); err != nil {
			t.Fatal(err)
		}
		time.Sleep(5 * time.Millisecond)
	}
	writing.Wait()
	// A commit whose answer was lost may have happened: the asker is told "failed" and asks again under the same key.
	for id, err := range outcome {
		if err != nil {
			delete(outcome, id)
		}
	}
	t.Logf("%d of 200 steps were acknowledged", len(outcome))
	holds(t, s, outcome)
	if _, err := addNote(r, s, "afterwards"); err != nil {
		t.Errorf("after the connections came back: %v", err)
	}
	// A connection that was closed between two steps costs no step.
	if _, err := db.Exec(killWriter); err != nil {
		t.Fatal(err)
	}
	if _, err := addNote(r, s, "after a rest"); err != nil {
		t.Errorf("the first step on a connection closed meanwhile: %v", err)
	}
}

// A writer whose wait for its turn is cut short must not go on in the half-begun transaction.
func TestCutShortWaitRecovers(t *testing.T) {
	t.Parallel()
	s := storetest.Open(t, "postgres")
	r := storetest.Whole(t, s)
	other := storetest.Raw(t, s)
	if _, err := other.Exec("SELECT pg_advisory_lock(7205759403792794)"); err != nil {
		t.Fatal(err)
	}
	type answer struct {
		id  aid.ID
		err error
	}
	answered := make(chan answer, 1)
	go func() {
		id, err := addNote(r, s, "waits")
		answered <- answer{id, err}
	}()
	var got answer
	for waiting := true; waiting; {
		select {
		case got = <-answered:
			waiting = false
		case <-time.After(10 * time.Millisecond):
			if _, err := other.Exec("SELECT count(pg_cancel_backend(pid)) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"); err != nil {
				t.Fatal(err)
			}
		}
	}
	if got.err == nil {
		t.Error("the step was carried out without its turn")
	}
	if _, err := other.Exec("SELECT pg_advisory_unlock(7205759403792794)"); err != nil {
		t.Fatal(err)
	}
	id, err := addNote(r, s, "after")
	if err != nil {
		t.Errorf("the next step: %v", err)
	}
	holds(t, s, map[aid.ID]error{got.id: got.err, id: err})
}
