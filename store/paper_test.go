package store_test

import (
	"context"
	"errors"
	"testing"

	"bistand/aid"
	"bistand/store"
	"bistand/store/storetest"
)

// TestN2_PapersAndPartingsAreReadAsWritten: what comes after an application, who signed on paper, and who has left a case.
func TestN2_PapersAndPartingsAreReadAsWritten(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		ctx, r := context.Background(), storetest.Whole(t, s)
		got, err := s.Application(ctx, r.Paper.ID)
		if err != nil {
			t.Fatal(err)
		}
		same(t, "late papers", got.Late, r.Paper.Late)
		same(t, "word that it will do", *got.Enough, *r.Paper.Enough)
		days, err := s.PaperSignatures(ctx, r.Paper.ID)
		if err != nil || len(days) != 1 || days[r.Stayed.ID] != r.Inked {
			t.Errorf("signatures on paper: %v, %v", days, err)
		}
		c, err := s.Case(ctx, r.Separated.ID)
		if err != nil || len(c.Members) != 2 || c.Members[0].Person.ID != r.Stayed.ID || c.Members[1].Person.ID != r.MovedIn.ID {
			t.Errorf("members after the parting: %+v, %v", c.Members, err)
		}
		same(t, "who has left", c.Left, []aid.Person{r.Gone})
		if gone, ok := c.Person(r.Gone.ID); !ok || gone.Name() != r.Gone.Name() {
			t.Errorf("who has left is %q", gone.Name())
		}
		if _, ok := c.Person(r.Applicant.ID); ok {
			t.Error("a stranger is of the case")
		}
		for person, may := range map[aid.ID]bool{r.Stayed.ID: true, r.Gone.ID: false} {
			if got, err := s.CitizenAccess(ctx, r.Separated.ID, person); err != nil || got != may {
				t.Errorf("access: %v, %v, want %v", got, err, may)
			}
		}
		if _, err := s.AccessOf(ctx, r.Gone.ID); !errors.Is(err, aid.ErrNotFound) {
			t.Errorf("one who has left may still follow a case: %v", err)
		}
		for caseID, applied := range map[aid.ID]bool{r.Case.ID: true, r.Separated.ID: true, aid.ID("none"): false} {
			if got, err := s.HasApplied(ctx, caseID); err != nil || got != applied {
				t.Errorf("has applied: %v, %v, want %v", got, err, applied)
			}
		}
	})
}

// TestSingleNeedsStandBesideTheMonth: a month has one application of its own, and as many for single needs as there are.
func TestSingleNeedsStandBesideTheMonth(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		ctx, r := context.Background(), storetest.Whole(t, s)
		need := aid.Draft{CaseID: r.Case.ID, Month: r.Draft.Month, Version: 1, UpdatedAt: r.Now, UpdatedBy: r.Applicant.ID, Content: aid.Content{Month: r.Draft.Month, Kind: aid.Supplementary}}
		work(t, s, func(tx *store.Tx) error {
			for range 2 {
				need.ID = r.ID()
				if err := tx.AddDraft(need); err != nil {
					return err
				}
			}
			return tx.RefreshOverview(r.Case.ID)
		})
		own, err := s.DraftFor(ctx, r.Case.ID, r.Draft.Month)
		if err != nil || own.ID != r.Draft.ID {
			t.Errorf("the month's own draft: %+v, %v", own, err)
		}
		o, err := s.Overview(ctx, r.Case.ID)
		if err != nil || o.Draft == nil || o.Draft.ID != r.Draft.ID || len(o.NeedDrafts) != 2 {
			t.Errorf("overview: %+v, %v", o, err)
		}
		err = s.Work(ctx, func(tx *store.Tx) error {
			again := r.Draft
			again.ID, again.Content.Kind = r.ID(), aid.First
			return tx.AddDraft(again)
		})
		if !errors.Is(err, store.ErrUnique) {
			t.Errorf("a second draft of the month's own: %v", err)
		}
		list, err := s.Drafts(ctx, r.Case.ID)
		if err != nil || len(list) != 3 || list[0].ID != r.Draft.ID {
			t.Errorf("drafts: %d, %v", len(list), err)
		}
	})
}
