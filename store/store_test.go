package store_test

import (
	"context"
	"crypto/rand"
	"errors"
	"testing"
	"time"

	"bistand/aid"
	"bistand/store"
	"bistand/store/storetest"
)

var instant = time.Date(2026, 11, 22, 9, 30, 0, 123456000, time.UTC)

func newID() aid.ID { return aid.NewID(time.Now(), rand.Reader) }

func number(t *testing.T, text string) aid.Personnummer {
	t.Helper()
	p, err := aid.ParsePersonnummer(text)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestPersonIsKeptAndFound(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		ctx := context.Background()
		p := aid.Person{ID: newID(), Personnummer: number(t, "189001019802"), GivenName: "Åsa", FamilyName: "Öberg"}
		step := store.Step{At: instant, Actor: aid.Actor{Kind: aid.BySystem}, Name: "import", Kind: "person", Object: p.ID, Key: "k1"}
		add := func(tx *store.Tx) error { tx.Result("done"); return tx.AddPerson(p) }
		if err := s.Step(ctx, step, add); err != nil {
			t.Fatal(err)
		}
		var repeated *store.RepeatedError
		if err := s.Step(ctx, step, add); !errors.As(err, &repeated) || repeated.Result != "done" {
			t.Fatalf("the same request again: got %v", err)
		}
		step.Key = ""
		if err := s.Step(ctx, step, add); !errors.Is(err, store.ErrUnique) {
			t.Fatalf("the same person again: got %v", err)
		}
		got, err := s.PersonByNumber(ctx, p.Personnummer)
		if err != nil || got != p {
			t.Fatalf("got %v, %v", got, err)
		}
		if _, err := s.Person(ctx, newID()); !errors.Is(err, aid.ErrNotFound) {
			t.Fatalf("nobody: got %v", err)
		}
		steps, facts, err := s.Verify(ctx)
		if err != nil || steps != 1 || facts != 1 {
			t.Fatalf("verify: %d steps, %d facts, %v", steps, facts, err)
		}
	})
}
