package store_test

import (
	"context"
	"errors"
	"testing"

	"bistand/aid"
	"bistand/store"
	"bistand/store/storetest"
)

// A log-in of a representative is a log-in for the person they act for, as long as the authority holds.
func TestX10_ALoginByAnAuthorityHoldsAsLongAsTheAuthority(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		r := storetest.Whole(t, s)
		ctx, p, today := context.Background(), r.Represented, aid.SwedishDate(r.Now)
		login := func(of aid.Representative, token string) {
			session := aid.Session{
				ID: r.ID(), CaseID: r.Case.ID, StartedAt: r.Now, SeenAt: r.Now,
				Actor: aid.Actor{Kind: aid.ByCitizen, ID: of.PersonID, Name: "any", Deputy: aid.Deputy{Authority: of.ID, ID: of.ActsID, Name: of.Name}},
			}
			work(t, s, func(tx *store.Tx) error { return tx.AddSession(session, token) })
		}
		may := func(token string, day aid.Date) store.Admission {
			t.Helper()
			a, err := s.Admission(ctx, token, day)
			if err != nil {
				t.Fatal(err)
			}
			return a
		}
		login(p.Acting, "acting")
		login(p.Over, "over")
		got := may("acting", today)
		if !got.May || got.Session.Actor != p.Hand || got.Session.Self.ID != p.Godman.ID || !got.Others {
			t.Errorf("admitted as %+v", got.Session)
		}
		if may("over", today).May {
			t.Error("an authority that was ended lets someone in")
		}
		if may("acting", aid.Date{Year: 2026, Month: 10, Day: 4}).May {
			t.Error("an authority lets someone in before it begins")
		}
		if list, err := s.SessionsOf(ctx, r.Applicant.ID, 9); err != nil || len(list) > 0 {
			t.Errorf("%v, %v: the representative's log-in is among the person's own", list, err)
		}
		if list, err := s.SessionsOf(ctx, p.Godman.ID, 9); err != nil || len(list) != 2 {
			t.Errorf("%d log-ins of the representative, %v", len(list), err)
		}
		r.Step("protect", "person", p.Godman.ID, "", func(tx *store.Tx) error { return tx.AddProtection(r.ID(), p.Godman.ID, true) })
		if may("acting", today).May {
			t.Error("a representative with a protected identity is let in")
		}
		r.Step("protect", "person", p.Godman.ID, "", func(tx *store.Tx) error { return tx.AddProtection(r.ID(), p.Godman.ID, false) })
		r.Step("protect", "person", r.Applicant.ID, r.Case.ID, func(tx *store.Tx) error {
			told, err := tx.ToldFor(r.Applicant.ID, today)
			same(t, "told for the person", told, []aid.ID{p.Godman.ID})
			return errors.Join(err, tx.AddProtection(r.ID(), r.Applicant.ID, true))
		})
		if may("acting", today).May {
			t.Error("a representative of someone protected is let in")
		}
		work(t, s, func(tx *store.Tx) error {
			told, err := tx.ToldFor(r.Applicant.ID, today)
			if len(told) > 0 {
				t.Error("someone is told for a protected person")
			}
			return errors.Join(err, tx.EndSessionsBy(p.Acting.ID, r.Now))
		})
		if may("acting", today).Session.EndedAt.IsZero() || !may("over", today).Session.EndedAt.IsZero() {
			t.Error("the wrong log-ins were ended")
		}
	})
}

func TestX10_TheRegisterSaysByWhoseHand(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		r := storetest.Whole(t, s)
		ctx, p := context.Background(), r.Represented
		steps, err := s.RepresentedSteps(ctx, r.Case.ID)
		if err != nil {
			t.Fatal(err)
		}
		same(t, "steps", steps, []aid.RepresentedStep{{Step: "sign", Object: r.Signed.ID, For: r.Applicant.ID, By: p.Acting.Deputy()}})
		reads, err := s.CaseReads(ctx, r.Case.ID, r.Now.AddDate(0, 0, 1), 1)
		if err != nil || len(reads) != 1 || reads[0].By != p.Hand {
			t.Errorf("%+v, %v: not the representative's read", reads, err)
		}
		list, err := s.Representatives(ctx, r.Applicant.ID)
		if err != nil {
			t.Fatal(err)
		}
		same(t, "authorities", list, []aid.Representative{p.Acting, p.Over})
		for _, day := range []struct {
			on   aid.Date
			want int
		}{{someDay, 2}, {aid.Date{Year: 2026, Month: 10, Day: 4}, 0}} {
			if now, err := s.ActsFor(ctx, p.Godman.ID, day.on); err != nil || len(now) != day.want {
				t.Errorf("%s: %d authorities, %v", day.on, len(now), err)
			}
		}
		// Who may only follow adds nothing but reads.
		follower := aid.Actor{Kind: aid.ByCitizen, ID: r.CoApplicant.ID, Deputy: p.Reads.Deputy()}
		read := func(tx *store.Tx) error {
			return tx.AddCaseRead(r.ID(), aid.CaseRead{CaseID: r.Case.ID, By: follower, At: tx.At(), What: "case"})
		}
		act := func(tx *store.Tx) error { return tx.AddProtection(r.ID(), r.CoApplicant.ID, false) }
		r.ByHand(follower, "read", r.Case.ID, read)
		if err := r.TryByHand(follower, "sign", r.Signed.ID, act); !errors.Is(err, aid.ErrForbidden) {
			t.Errorf("an act by one who may follow: %v", err)
		}
		sly := follower
		sly.Deputy.MayAct = true // whatever the program says, the register knows the authority
		if err := r.TryByHand(sly, "sign", r.Signed.ID, act); !errors.Is(err, store.ErrInvariant) {
			t.Errorf("an act by an authority to follow: %v", err)
		}
		if _, _, err := s.Verify(ctx); err != nil {
			t.Error(err)
		}
	})
}

func TestX10_EachAnswerSaysByWhoseHand(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		r := storetest.Whole(t, s)
		answer := aid.Completion{ID: r.ID(), RequestID: r.Asked.ID, ItemID: "2", PersonID: r.Applicant.ID, Way: aid.ByText, Text: "Kommer.", At: r.Now}
		r.ByHand(r.Represented.Hand, "answer_request", r.Asked.ID, func(tx *store.Tx) error { return tx.AddCompletion(answer) })
		steps, err := s.RepresentedSteps(context.Background(), r.Case.ID)
		if err != nil || len(steps) != 2 || steps[1].Object != answer.ID || steps[1].Step != "answer_request" {
			t.Errorf("%+v, %v", steps, err)
		}
	})
}

// TestX10_NobodyActsForTheOtherAdultOfTheirCase: who has moved in again is one of the case as much as who never left it, for a
// log-in by an authority from meanwhile.
func TestX10_NobodyActsForTheOtherAdultOfTheirCase(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		r := storetest.Whole(t, s)
		ctx, today := context.Background(), aid.SwedishDate(r.Now)
		step := func(name string, fn func(tx *store.Tx) error) { r.Step(name, "person", r.Gone.ID, r.Separated.ID, fn) }
		authority := aid.Representative{
			ID: r.ID(), PersonID: r.Stayed.ID, ActsID: r.Gone.ID, Name: r.Gone.Name(), Kind: aid.Ombud, Scope: aid.MayAct, Paper: aid.OralMandate, PaperOn: today, From: today,
		}
		step("register_representative", func(tx *store.Tx) error {
			return errors.Join(tx.AddRepresentative(authority, r.Caseworker), tx.AddAccess(r.ID(), r.Separated.ID, r.Stayed.ID, r.Caseworker.ID, true))
		})
		session := aid.Session{
			ID: r.ID(), CaseID: r.Separated.ID, StartedAt: r.Now, SeenAt: r.Now, Actor: aid.Actor{Kind: aid.ByCitizen, ID: r.Stayed.ID, Name: "any", Deputy: authority.Deputy()},
		}
		work(t, s, func(tx *store.Tx) error { return tx.AddSession(session, "token") })
		if a, err := s.Admission(ctx, "token", today); err != nil || !a.May {
			t.Fatalf("who has left cannot act for who stayed: %v, %v", a.May, err)
		}
		step("move_in", func(tx *store.Tx) error {
			return errors.Join(tx.AddMemberEnd(r.Separated.ID, r.MovedIn.ID, r.Caseworker.ID, today, "Flyttat."),
				tx.AddMemberEntry(r.ID(), r.Separated.ID, r.Gone.ID, r.Caseworker.ID, today))
		})
		if a, err := s.Admission(ctx, "token", today); err != nil || a.May {
			t.Errorf("who has moved in again acts for the other adult: %v, %v", a.May, err)
		}
	})
}
