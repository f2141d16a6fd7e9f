package site_test

import (
	"context"
	"crypto/rand"
	"sync"
	"testing"
	"time"

	"bistand/aid"
	"bistand/casework"
	"bistand/store"
	"bistand/store/storetest"
	"bistand/web/site"
)

// Looks at one page by one person within a minute are one read; another page, person or minute is another.
func TestX12_OwnLooksWithinAMinuteAreOneRead(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		r := storetest.Whole(t, s)
		before, err := s.CaseReads(context.Background(), r.Case.ID, time.Time{}, 1000)
		if err != nil {
			t.Fatal(err)
		}
		log := site.NewReadLog(&casework.Desk{Register: s, Now: time.Now, Random: rand.Reader})
		at := time.Date(2026, 12, 1, 9, 30, 0, 0, time.UTC)
		read := func(person aid.Person, what string, at time.Time) {
			log.Add(aid.CaseRead{CaseID: r.Case.ID, By: aid.Actor{Kind: aid.ByCitizen, ID: person.ID, Name: person.Name()}, At: at, What: what})
		}
		var wait sync.WaitGroup
		for range 50 {
			wait.Go(func() { read(r.Applicant, "start", at) })
		}
		wait.Wait()
		read(r.Applicant, "start", at.Add(59*time.Second))
		read(r.Applicant, "decisions", at)
		read(r.CoApplicant, "start", at)
		read(r.Applicant, "start", at.Add(time.Minute))
		if err := log.Close(); err != nil {
			t.Fatal(err)
		}
		after, err := s.CaseReads(context.Background(), r.Case.ID, time.Time{}, 1000)
		if err != nil {
			t.Fatal(err)
		}
		if got := len(after) - len(before); got != 4 {
			t.Errorf("%d reads were kept, want 4", got)
		}
	})
}
