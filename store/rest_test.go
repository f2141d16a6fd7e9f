package store_test

import (
	"context"
	"database/sql"
	"path/filepath"
	"testing"
	"testing/synctest"
	"time"

	"bistand/aid"
	"bistand/store"
	"bistand/store/storetest"
)

// A connection holds the schema, about a megabyte: a register that is up to date and only read has one, and the writer gives its own
// back after a minute without a step.
func TestARegisterAtRestHasOneConnection(t *testing.T) {
	t.Parallel()
	file := "sqlite:" + filepath.Join(t.TempDir(), "register.db")
	s, err := store.Open(t.Context(), file)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	synctest.Test(t, func(t *testing.T) {
		s, err := store.Open(context.Background(), file)
		if err != nil {
			t.Fatal(err)
		}
		want := func(when string, writing, reading int) {
			t.Helper()
			if w, r := store.Connections(s); w != writing || r != reading {
				t.Errorf("%s: %d connections to write and %d to read, want %d and %d", when, w, r, writing, reading)
			}
		}
		write := func() {
			t.Helper()
			if err := s.Work(context.Background(), func(tx *store.Tx) error { _, err := tx.NextNumber("case"); return err }); err != nil {
				t.Fatal(err)
			}
		}
		read := func() {
			t.Helper()
			if _, err := s.Forgettable(context.Background(), time.Now(), store.KeptDrafts{}); err != nil {
				t.Fatal(err)
			}
		}
		read()
		want("opened and read", 0, 1)
		for range 3 {
			write()
			read()
			time.Sleep(59 * time.Second)
			want("written lately", 1, 1)
		}
		time.Sleep(time.Minute)
		want("at rest", 0, 0)
		write()
		want("written again", 1, 0)
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
	})
}

// A file that was restored may have another kind of journal, under which readers and the writer would wait for each other.
func TestARestoredFileGetsItsJournal(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "register.db")
	mode := func(pragma string) (mode string) {
		t.Helper()
		db, err := sql.Open("sqlite", "file:"+path)
		if err != nil {
			t.Fatal(err)
		}
		defer db.Close()
		if err := db.QueryRow(pragma).Scan(&mode); err != nil {
			t.Fatal(err)
		}
		return mode
	}
	for range 2 {
		s, err := store.Open(t.Context(), "sqlite:"+path)
		if err != nil {
			t.Fatal(err)
		}
		if got := mode("PRAGMA journal_mode"); got != "wal" {
			t.Errorf("the journal of an open register is %s", got)
		}
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
		if got := mode("PRAGMA journal_mode(DELETE)"); got != "delete" {
			t.Fatalf("the journal is %s", got)
		}
	}
}

// Whether there is anything to forget is asked without the writer. What is asked must be what is taken away, of every kind.
// kept keeps drafts of all kinds from a month on.
func kept(m aid.Month) store.KeptDrafts { return store.KeptDrafts{Months: m, Needs: m} }

func TestWhatIsForgettableIsForgotten(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		r := storetest.Whole(t, s)
		now := instant.Add(400 * 24 * time.Hour)
		forgettable := func() bool {
			t.Helper()
			there, err := s.Forgettable(t.Context(), now, kept(r.Draft.Month))
			if err != nil {
				t.Fatal(err)
			}
			return there
		}
		forget := func() {
			work(t, s, func(tx *store.Tx) error { return tx.Forget(now, kept(r.Draft.Month)) })
		}
		forget()
		if forgettable() {
			t.Fatal("there is still something to forget")
		}
		step, note, _ := noteStep(r, "old")
		step.Key = "old"
		if err := s.Step(t.Context(), step, note); err != nil {
			t.Fatal(err)
		}
		if !forgettable() {
			t.Error("request: nothing is to be forgotten")
		}
		forget()
		for kind, add := range map[string]func(tx *store.Tx) error{
			"order": func(tx *store.Tx) error { return tx.AddOrder(aid.Order{ID: newID(), FirstStartedAt: instant}) },
			"appeal draft": func(tx *store.Tx) error {
				d := r.AppealDraft
				d.ID, d.PersonID, d.UpdatedAt = newID(), r.CoApplicant.ID, instant
				return tx.AddAppealDraft(d)
			},
			"provider login": func(tx *store.Tx) error {
				return tx.AddProviderLogin(store.ProviderLogin{State: "s", Side: store.StaffSide, At: instant})
			},
			"code": func(tx *store.Tx) error {
				return tx.AddCode(aid.NoticeCode{ID: newID(), Address: r.Code.Address, SentAt: instant})
			},
			"unsent": func(tx *store.Tx) error { return tx.AddUnsent(unsentOf(r, instant)) },
			"session": func(tx *store.Tx) error {
				return tx.AddSession(aid.Session{ID: newID(), StartedAt: instant, SeenAt: instant}, "hash")
			},
			"job": func(tx *store.Tx) error {
				id := newID()
				if err := tx.AddJob(aid.Job{ID: id, UniqueKey: "k"}); err != nil {
					return err
				}
				return tx.FinishJob(id, instant)
			},
			"draft": func(tx *store.Tx) error {
				d := r.Draft
				d.ID, d.Month, d.FrozenAs = newID(), d.Month.Add(-1), ""
				return tx.AddDraft(d)
			},
		} {
			work(t, s, add)
			if !forgettable() {
				t.Errorf("%s: nothing is to be forgotten", kind)
			}
			forget()
			if forgettable() {
				t.Errorf("%s: there is still something to forget", kind)
			}
		}
	})
}
