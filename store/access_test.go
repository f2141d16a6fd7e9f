package store_test

import (
	"context"
	"errors"
	"maps"
	"reflect"
	"slices"
	"testing"
	"time"

	"bistand/aid"
	"bistand/store"
	"bistand/store/storetest"
)

func TestCitizenAccessHoldsWhileEverythingDoes(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		r := storetest.Whole(t, s)
		may := func(caseID aid.ID, person aid.Person) bool {
			t.Helper()
			ok, err := s.CitizenAccess(context.Background(), caseID, person.ID)
			if err != nil {
				t.Fatal(err)
			}
			// The one statement of a page says the same.
			session := aid.Session{ID: r.ID(), Actor: aid.Actor{Kind: aid.ByCitizen, ID: person.ID}, CaseID: caseID, StartedAt: instant, SeenAt: instant}
			token := string(session.ID)
			work(t, s, func(tx *store.Tx) error { return tx.AddSession(session, token) })
			admission, err := s.Admission(context.Background(), token, aid.SwedishDate(instant))
			if err != nil || admission.May != ok || admission.Session.ID != session.ID || !admission.Session.SeenAt.Equal(instant) {
				t.Errorf("admission %+v, %v; want the session and %v", admission, err, ok)
			}
			want, errWant := s.Overview(context.Background(), caseID)
			got, err := admission.Overview()
			if !errors.Is(err, errWant) || !reflect.DeepEqual(got, want) {
				t.Errorf("overview %+v, %v; want %+v, %v", got, err, want, errWant)
			}
			return ok
		}
		for name, got := range map[string]bool{
			"applicant":                may(r.Case.ID, r.Applicant),
			"co-applicant":             may(r.Case.ID, r.CoApplicant),
			"not a child":              !may(r.Case.ID, r.Son),
			"not a stranger":           !may(r.Case.ID, r.Protected),
			"not a closed case":        !may(r.Closed.ID, r.Applicant),
			"not a case that is not":   !may(r.Applicant.ID, r.Applicant),
			"not another's old access": !may(r.Closed.ID, r.CoApplicant),
		} {
			if !got {
				t.Errorf("%s: wrong answer", name)
			}
		}
		access := func(person aid.Person, active bool) {
			r.Step("set_access", "person", person.ID, r.Case.ID, func(tx *store.Tx) error {
				return tx.AddAccess(r.ID(), r.Case.ID, person.ID, r.Caseworker.ID, active)
			})
		}
		access(r.CoApplicant, false)
		if may(r.Case.ID, r.CoApplicant) {
			t.Error("an adult whose access was closed is let in")
		}
		access(r.CoApplicant, true)
		if !may(r.Case.ID, r.CoApplicant) {
			t.Error("access opened again is not seen")
		}
		r.Step("protect", "person", r.Applicant.ID, r.Case.ID, func(tx *store.Tx) error { return tx.AddProtection(r.ID(), r.Applicant.ID, true) })
		if may(r.Case.ID, r.Applicant) {
			t.Error("a protected person is let in")
		}
	})
}

func TestReceivedByIsEachPersonsOwn(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		r := storetest.Whole(t, s)
		for person, want := range map[aid.ID]map[aid.ID]aid.Date{
			r.Applicant.ID:   {r.Decision.ID: r.ReceivedOn},
			r.CoApplicant.ID: {},
		} {
			got, err := s.ReceivedBy(context.Background(), r.Case.ID, person)
			if err != nil || !maps.Equal(got, want) {
				t.Errorf("got %v, %v; want %v", got, err, want)
			}
		}
	})
}

func TestOverviewKeepsWhatAStepCannotHaveChanged(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		r := storetest.Whole(t, s)
		overview := func() aid.Overview {
			t.Helper()
			o, err := s.Overview(context.Background(), r.Case.ID)
			if err != nil || o.Decision == nil || o.Payment == nil {
				t.Fatalf("overview %+v, %v: want one with decision and payment", o, err)
			}
			return o
		}
		r.Step("reads", "case", r.Case.ID, r.Case.ID, func(tx *store.Tx) error {
			return tx.AddCaseRead(r.ID(), aid.CaseRead{CaseID: r.Case.ID, By: aid.Actor{Kind: aid.ByStaff, ID: r.Caseworker.ID}, At: instant, What: "case"})
		})
		kept := overview()
		r.Step("profile", "person", r.Applicant.ID, r.Case.ID, func(tx *store.Tx) error {
			return tx.AddProfile(r.ID(), aid.Profile{PersonID: r.Applicant.ID, Language: "sv"}) // reads all anew
		})
		if whole := overview(); !reflect.DeepEqual(kept, whole) {
			t.Errorf("kept %+v, read anew %+v", kept, whole)
		}
	})
}

func TestApplicationStateLeavesOutOnlyWhatItHolds(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		r := storetest.Whole(t, s)
		whole, err := s.Application(context.Background(), r.Signed.ID)
		if err != nil {
			t.Fatal(err)
		}
		whole.Content = aid.Content{}
		for i := range whole.Signatures {
			whole.Signatures[i].Visible, whole.Signatures[i].Hidden, whole.Signatures[i].Answer = "", "", nil
		}
		state, err := s.ApplicationState(context.Background(), r.Signed.ID)
		if err != nil || len(state.Signatures) == 0 || !reflect.DeepEqual(state, whole) {
			t.Errorf("state %+v, %v; want %+v", state, err, whole)
		}
	})
}

func TestManyReadsAreKeptAsOneByOne(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		r := storetest.Whole(t, s)
		before, err := s.CaseReads(context.Background(), r.Closed.ID, instant.AddDate(1, 0, 0), 1000)
		if err != nil {
			t.Fatal(err)
		}
		var reads []aid.CaseRead
		for i := range 37 {
			by := aid.Actor{Kind: aid.ByCitizen, ID: r.Applicant.ID, Name: "Åsa"}
			reads = append(reads, aid.CaseRead{CaseID: r.Closed.ID, By: by, At: instant.Add(time.Duration(-i) * time.Second), What: "start"})
		}
		r.Step("reads", "case", "", "", func(tx *store.Tx) error { return tx.AddCaseReads(r.ID, reads) })
		got, err := s.CaseReads(context.Background(), r.Closed.ID, instant.AddDate(1, 0, 0), 1000)
		if err != nil || len(got) != len(before)+37 {
			t.Fatalf("%d reads, %v; want %d more than %d", len(got), err, 37, len(before))
		}
		for _, read := range reads {
			if !slices.Contains(got, read) {
				t.Errorf("%v is not among those kept", read)
			}
		}
		if _, _, err := s.Verify(context.Background()); err != nil {
			t.Errorf("the register does not hold: %v", err)
		}
	})
}
