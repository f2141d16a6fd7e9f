package store_test

import (
	"context"
	"errors"
	"slices"
	"testing"

	"bistand/aid"
	"bistand/store"
	"bistand/store/storetest"
)

// postAttempts break what holds for what is told by post.
func postAttempts(r *storetest.Register) []attempt {
	told := func(invariant, says string, broken row) attempt {
		return attempt{
			invariant: invariant, table: "post_told", like: is("object_id", r.Decision.ID),
			legal: row{"object_id": string(r.Asked.ID), "object_kind": "completion"}, broken: broken, says: says,
		}
	}
	return []attempt{
		told("told once of a decision", "unique constraint", row{"object_id": string(r.Decision.ID), "object_kind": "decision"}),
		told("told by a known way", "check constraint", row{"way": "pigeon"}),
		told("told of what it is", "put to them in their case", row{"object_kind": "decision"}),
		told("told of one's own case", "put to them in their case", row{"case_id": string(r.Closed.ID)}),
		told("no child is told", "put to them in their case", row{"person_id": string(r.Son.ID)}),
		told("told by staff", "foreign key", row{"told_by": string(r.Applicant.ID)}),
	}
}

// postReader is the reading methods of what must go by post.
type postReader interface {
	Tellings(context.Context, aid.ID) ([]aid.Telling, error)
	AwaitsReading(context.Context, aid.ID, aid.ID) (bool, error)
	HasRead(context.Context, aid.ID, aid.ID) (bool, error)
}

func postReads() map[string]readCall {
	type c = context.Context
	type reg = *storetest.Register
	return map[string]readCall{
		"Tellings":      func(ctx c, r reader, w reg) (any, error) { return r.Tellings(ctx, w.Case.ID) },
		"AwaitsReading": func(ctx c, r reader, w reg) (any, error) { return r.AwaitsReading(ctx, w.Asked.ID, w.CoApplicant.ID) },
		"HasRead":       func(ctx c, r reader, w reg) (any, error) { return r.HasRead(ctx, w.Case.ID, w.Applicant.ID) },
	}
}

func postWrites() map[string]writeCall {
	type tx = *store.Tx
	type reg = *storetest.Register
	return map[string]writeCall{
		"PostAtOnce": func(tx tx, w reg) error { return tx.PostAtOnce(w.Asked.ID, w.CoApplicant.ID, aid.WantsLetter) },
		"AddPostTold": func(tx tx, w reg) error {
			t := w.Told
			t.Kind, t.ObjectID = aid.RequestWaits, w.Asked.ID
			return tx.AddPostTold(t, w.Caseworker)
		},
	}
}

// B7: a request and a decision wait to be read by each adult apart, and go by post once it has taken too long or at once where
// there is a reason; they leave the queue when they are read, told of, answered or ended.
func TestB7_RequestsAndDecisionsGoByPost(t *testing.T) {
	reading(t, func(t *testing.T, ctx context.Context, s *store.Store, r *storetest.Register) {
		q := r.Ask(r.Case, aid.ForCompletion, aid.Month{}, r.Caseworker)
		inPost := func(id aid.ID) string {
			t.Helper()
			text := ""
			for _, w := range must[[]aid.Waiting](t)(s.Post(ctx, q.AskedAt, aid.Waiting{}, 99)) {
				if w.ObjectID == id {
					text += w.Person.GivenName + ":" + string(w.Why) + " "
				}
			}
			return text
		}
		same(t, "not yet due", inPost(q.ID), "")
		for _, why := range []aid.PostReason{aid.NeverLoggedIn, aid.WantsLetter} {
			err := s.Work(ctx, func(tx *store.Tx) error { return tx.PostAtOnce(q.ID, r.CoApplicant.ID, why) })
			if err != nil {
				t.Fatal(err)
			}
		}
		same(t, "at once", inPost(q.ID), "Omar:letter ")
		late := must[[]aid.Waiting](t)(s.Post(ctx, r.Now.AddDate(0, 0, 1), aid.Waiting{}, 99))
		i := slices.IndexFunc(late, func(w aid.Waiting) bool { return w.ObjectID == q.ID })
		if i < 0 || i+1 >= len(late) || late[i+1].ObjectID != q.ID || late[i].Kind != aid.RequestWaits {
			t.Fatalf("both are due after a day: %+v", late)
		}
		next := must[[]aid.Waiting](t)(s.Post(ctx, r.Now.AddDate(0, 0, 1), late[i], 1)) // a page may end between the two
		same(t, "the page after", next, late[i+1:i+2])
		r.Step("see_request", "completion_request", q.ID, r.Case.ID, func(tx *store.Tx) error { return tx.AddCompletionSeen(q.ID, r.Applicant.ID) })
		same(t, "who has read", must[bool](t)(s.AwaitsReading(ctx, q.ID, r.Applicant.ID)), false)
		r.Step("tell_post", "completion", q.ID, r.Case.ID, func(tx *store.Tx) error {
			return tx.AddPostTold(aid.Telling{Kind: aid.RequestWaits, ObjectID: q.ID, CaseID: r.Case.ID, PersonID: r.CoApplicant.ID, Told: aid.Told{Way: aid.ByPost, On: someDay}}, r.Caseworker)
		})
		same(t, "who was told", must[bool](t)(s.AwaitsReading(ctx, q.ID, r.CoApplicant.ID)), false)
		same(t, "told", len(must[[]aid.Telling](t)(s.Tellings(ctx, r.Case.ID))), 2)

		answered, ended := r.Ask(r.Case, aid.ForCompletion, aid.Month{}, r.Caseworker), r.Ask(r.Case, aid.ForCompletion, aid.Month{}, r.Caseworker)
		r.Answer(&answered, "1", r.Applicant, "Här.")
		r.EndRequest(&ended, aid.RequestWithdrawn, r.Caseworker)
		waits := func(id aid.ID, who aid.Person) bool { return must[bool](t)(s.AwaitsReading(ctx, id, who.ID)) }
		if waits(answered.ID, r.Applicant) || !waits(answered.ID, r.CoApplicant) || waits(ended.ID, r.CoApplicant) {
			t.Error("who answers has read, and nobody has to read what has ended")
		}
		// The applicant opened the decision and the co-applicant had a letter; an imported one waits for nobody.
		if waits(r.Decision.ID, r.Applicant) || waits(r.Decision.ID, r.CoApplicant) || waits(r.ImportedDecision.ID, r.Applicant) {
			t.Error("a decision that was told of waits")
		}
		err := s.Step(ctx, store.Step{At: r.Now, Name: "try"}, func(tx *store.Tx) error { return tx.AddPostTold(r.Told, r.Caseworker) })
		if !errors.Is(err, store.ErrUnique) {
			t.Errorf("told twice: %v", err)
		}
		r.CloseCase(r.Case)
		same(t, "in a closed case", waits(answered.ID, r.CoApplicant), false)
	})
}
