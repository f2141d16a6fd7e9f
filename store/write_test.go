package store_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"bistand/aid"
	"bistand/store"
	"bistand/store/storetest"
)

// noteStep is a step that adds one note to the case; it may be run by many goroutines at once.
func noteStep(r *storetest.Register, heading string) (store.Step, func(*store.Tx) error, aid.ID) {
	id := newID()
	n := aid.JournalNote{
		ID: id, CaseID: r.Case.ID, Heading: heading, Body: "text", On: aid.SwedishDate(instant),
		WrittenBy: r.Caseworker.ID, WrittenName: r.Caseworker.Name, WrittenAt: instant, Origin: aid.FromPortal,
	}
	step := store.Step{At: instant, Actor: aid.Actor{Kind: aid.ByStaff, ID: r.Caseworker.ID}, Name: "write_note", CaseID: r.Case.ID, Kind: "note", Object: id}
	return step, func(tx *store.Tx) error { return tx.AddNote(n) }, id
}

// addNote adds a note and returns its id with what came of it.
func addNote(r *storetest.Register, s *store.Store, heading string) (aid.ID, error) {
	step, fn, id := noteStep(r, heading)
	return id, s.Step(context.Background(), step, fn)
}

// holds checks that what was acknowledged is there, that what failed is not, and that the chain is whole.
func holds(t *testing.T, s *store.Store, outcome map[aid.ID]error) {
	t.Helper()
	for id, err := range outcome {
		_, readErr := s.Note(context.Background(), id)
		if err == nil && readErr != nil {
			t.Errorf("acknowledged and lost: %v", readErr)
		}
		if err != nil && !errors.Is(readErr, aid.ErrNotFound) {
			t.Errorf("refused (%v) and yet there (%v)", err, readErr)
		}
	}
	if _, _, err := s.Verify(context.Background()); err != nil {
		t.Errorf("the register is not whole: %v", err)
	}
}

// together queues steps while the writer is held, so that they share one commit, and returns what came of each note.
func together(t *testing.T, s *store.Store, n int, add func(i int) (aid.ID, error)) map[aid.ID]error {
	t.Helper()
	held, release := make(chan struct{}), make(chan struct{})
	var wait sync.WaitGroup
	wait.Go(func() {
		err := s.Work(context.Background(), func(*store.Tx) error { close(held); <-release; return nil })
		if err != nil {
			t.Errorf("the step that held the writer: %v", err)
		}
	})
	<-held
	var mu sync.Mutex
	outcome := map[aid.ID]error{}
	var begun atomic.Int64
	for i := range n {
		wait.Go(func() {
			begun.Add(1)
			id, err := add(i)
			mu.Lock()
			defer mu.Unlock()
			outcome[id] = err
		})
	}
	for begun.Load() < int64(n) {
		if _, err := s.Job(context.Background(), "nothing"); !errors.Is(err, aid.ErrNotFound) { // readers go on meanwhile
			t.Fatal(err)
		}
	}
	close(release)
	wait.Wait()
	return outcome
}

func TestManyWriteAtOnce(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		r := storetest.Whole(t, s)
		errMine := errors.New("mine alone")
		outcome := together(t, s, 64, func(i int) (aid.ID, error) {
			step, fn, id := noteStep(r, "once")
			return id, s.Step(context.Background(), step, func(tx *store.Tx) error {
				if err := fn(tx); err != nil {
					return err
				}
				switch i {
				case 10:
					return errMine
				case 20:
					panic("in a step")
				case 30:
					return fn(tx) // the same note again
				}
				return nil
			})
		})
		var failed []string
		for _, err := range outcome {
			if err != nil {
				failed = append(failed, err.Error())
			}
		}
		text := strings.Join(failed, "\n")
		if len(failed) != 3 || !strings.Contains(text, "mine alone") || !strings.Contains(text, "write_note panicked: in a step") || !strings.Contains(text, "is there already") {
			t.Errorf("of 64 steps %d failed, want the three that must:\n%s", len(failed), text)
		}
		holds(t, s, outcome)
	})
}

// The engine gives up the whole transaction in the middle of a group: on a full disk, or with its connection.
func TestLostTransactionIsAcknowledgedToNobody(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		r := storetest.Whole(t, s)
		trigger := []string{"CREATE TRIGGER boom BEFORE INSERT ON note WHEN NEW.heading = 'boom' BEGIN SELECT RAISE(ROLLBACK, 'disk full'); END"}
		if s.Engine() == "postgres" {
			trigger = []string{
				"CREATE FUNCTION boom() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NEW; END $$",
				"CREATE TRIGGER boom BEFORE INSERT ON note FOR EACH ROW WHEN (NEW.heading = 'boom') EXECUTE FUNCTION boom()",
			}
		}
		db := storetest.Alter(t, s)
		for _, text := range trigger {
			if _, err := db.Exec(text); err != nil {
				t.Fatal(err)
			}
		}
		var workDone atomic.Int64
		outcome := together(t, s, 20, func(i int) (aid.ID, error) {
			if i%5 == 4 { // working rows too: none may be written where the answer is no
				key := fmt.Sprint("job-", i)
				err := s.Work(context.Background(), func(tx *store.Tx) error {
					return tx.AddJob(aid.Job{ID: newID(), Kind: "mail", UniqueKey: key, RunAt: instant})
				})
				_, there := s.Job(context.Background(), key)
				if (err == nil) != (there == nil) {
					t.Errorf("a job: answered %v, found %v", err, there)
				}
				workDone.Add(1)
				return newID(), errors.New("no note")
			}
			if i == 10 {
				return addNote(r, s, "boom")
			}
			return addNote(r, s, "beside")
		})
		holds(t, s, outcome)
		if _, err := addNote(r, s, "after"); err != nil {
			t.Errorf("the next step: %v", err)
		}
	})
}

func TestRepeatedRequestHasOneEffect(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		r := storetest.Whole(t, s)
		var done, repeated atomic.Int64
		outcome := together(t, s, 50, func(int) (aid.ID, error) {
			step, fn, id := noteStep(r, "double click")
			step.Key = "form-1"
			err := s.Step(context.Background(), step, func(tx *store.Tx) error { tx.Result(string(id)); return fn(tx) })
			var again *store.RepeatedError
			switch {
			case err == nil:
				done.Add(1)
			case errors.As(err, &again):
				repeated.Add(1)
				if _, err := s.Note(context.Background(), aid.ID(again.Result)); err != nil {
					t.Errorf("a repeat was answered with what is not there: %v", err)
				}
			default:
				t.Error(err)
			}
			return id, err
		})
		if done.Load() != 1 || repeated.Load() != 49 {
			t.Errorf("%d effects and %d repeats", done.Load(), repeated.Load())
		}
		holds(t, s, outcome)
		// The key is the actor's own, and a request that failed may be sent again.
		step, fn, _ := noteStep(r, "another's form")
		step.Key, step.Actor.ID = "form-1", r.Officer.ID
		if err := s.Step(context.Background(), step, fn); err != nil {
			t.Errorf("another's request under the same key: %v", err)
		}
		step.Key = "form-2"
		failing := func(*store.Tx) error { return aid.ErrConflict }
		if err := s.Step(context.Background(), step, failing); !errors.Is(err, aid.ErrConflict) {
			t.Errorf("a failing request: %v", err)
		}
		step, fn, _ = noteStep(r, "once more")
		step.Key, step.Actor.ID = "form-2", r.Officer.ID
		if err := s.Step(context.Background(), step, fn); err != nil {
			t.Errorf("a request that had failed, again: %v", err)
		}
	})
}

func TestFailedWriteFailsItsStep(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		r := storetest.Whole(t, s)
		step, fn, id := noteStep(r, "beside a draft that is there already")
		err := s.Step(context.Background(), step, func(tx *store.Tx) error {
			if err := fn(tx); err != nil {
				return err
			}
			again := r.Draft
			again.ID = newID()
			_ = tx.AddDraft(again)
			return nil
		})
		if !errors.Is(err, store.ErrUnique) {
			t.Errorf("a passed-over error: %v", err)
		}
		holds(t, s, map[aid.ID]error{id: err})
		err = s.Work(context.Background(), func(tx *store.Tx) error {
			return tx.AddPerson(aid.Person{ID: newID(), Personnummer: storetest.Number(t, "20000101", 990), GivenName: "X", FamilyName: "Y"})
		})
		if err == nil || !strings.Contains(err.Error(), "outside a step") {
			t.Errorf("a fact outside a step: %v", err)
		}
		if err := s.Work(context.Background(), func(tx *store.Tx) error { return tx.AddPaymentApproval("nobody", "x") }); err == nil {
			t.Error("a fact outside a step was added")
		}
		step, _, _ = noteStep(r, "")
		err = s.Step(context.Background(), step, func(tx *store.Tx) error { return tx.AddPaymentApproval("nobody", "x") })
		if !errors.Is(err, store.ErrInvariant) {
			t.Errorf("a broken invariant: %v", err)
		}
	})
}

func TestAskerGoesAway(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		r := storetest.Whole(t, s)
		gone, cancel := context.WithCancel(context.Background())
		cancel()
		step, fn, id := noteStep(r, "gone before")
		err := s.Step(gone, step, fn)
		if !errors.Is(err, context.Canceled) {
			t.Errorf("gone before the step: %v", err)
		}
		outcome := map[aid.ID]error{id: err}
		// Whoever goes away in the middle ends neither the step nor the connection under it.
		for range 5 {
			ctx, cancel := context.WithCancel(context.Background())
			step, fn, id := noteStep(r, "gone in the middle")
			outcome[id] = s.Step(ctx, step, func(tx *store.Tx) error {
				cancel()
				if _, err := tx.Case(ctx, r.Case.ID); err != nil {
					return err
				}
				return fn(tx)
			})
			if outcome[id] != nil {
				t.Errorf("gone in the middle of a step: %v", outcome[id])
			}
		}
		holds(t, s, outcome)
	})
}

func TestClosedRegister(t *testing.T) {
	t.Parallel()
	for _, engine := range storetest.Engines {
		t.Run(engine, func(t *testing.T) {
			ctx, address := context.Background(), storetest.Address(t, engine)
			s, err := store.Open(ctx, address)
			if err != nil {
				t.Fatal(err)
			}
			r := storetest.Whole(t, s)
			steps, facts, err := s.Verify(ctx)
			if err != nil {
				t.Fatal(err)
			}
			overview, err := s.Overview(ctx, r.Case.ID)
			if err != nil {
				t.Fatal(err)
			}
			if err := s.Close(); err != nil {
				t.Fatal(err)
			}
			if _, err := addNote(r, s, "too late"); err == nil || !strings.Contains(err.Error(), "closed") {
				t.Errorf("a step on a closed register: %v", err)
			}
			if _, err := s.Case(ctx, r.Case.ID); err == nil {
				t.Error("a closed register was read")
			}
			again := storetest.Reopen(t, address)
			nowSteps, nowFacts, err := again.Verify(ctx)
			if err != nil || nowSteps != steps || nowFacts != facts {
				t.Errorf("reopened: %d steps and %d facts (%v), had %d and %d", nowSteps, nowFacts, err, steps, facts)
			}
			if got, err := again.Overview(ctx, r.Case.ID); err != nil {
				t.Error(err)
			} else {
				same(t, "overview after reopening", got, overview)
			}
			id, err := addNote(r, again, "afterwards")
			holds(t, again, map[aid.ID]error{id: err})
		})
	}
}

func TestNewerRegisterIsRefused(t *testing.T) {
	t.Parallel()
	for _, engine := range storetest.Engines {
		t.Run(engine, func(t *testing.T) {
			address := storetest.Address(t, engine)
			s := storetest.Reopen(t, address)
			if _, err := storetest.Raw(t, s).Exec("INSERT INTO goose_db_version (version_id, is_applied) VALUES (9999, $1)", true); err != nil {
				t.Fatal(err)
			}
			_, err := store.Open(context.Background(), address)
			if err == nil || !strings.Contains(err.Error(), "schema version 9999") || !strings.Contains(err.Error(), "newer program") {
				t.Errorf("a newer register: %v", err)
			}
		})
	}
}

func TestAddressesThatAreNone(t *testing.T) {
	for _, address := range []string{"", "sqlite:", "mysql://root:hemligt@db/x", "host=db password=hemligt", "postgres2://u:hemligt@db?password=hemligt"} {
		_, err := store.Open(context.Background(), address)
		if err == nil || !strings.Contains(err.Error(), "want sqlite:PATH or postgres://") || strings.Contains(err.Error(), "hemligt") {
			t.Errorf("address %q: %v", address, err)
		}
	}
	if _, err := store.Open(context.Background(), "sqlite:"+t.TempDir()+"/no/such/folder.db"); err == nil {
		t.Error("a folder that is not there was opened")
	}
}
