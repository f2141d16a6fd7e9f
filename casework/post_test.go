package casework_test

import (
	"errors"
	"testing"
	"time"

	"bistand/aid"
	"bistand/store"
)

// B7: a request goes on paper at once to who wants letters, has never been in the service or has no confirmed address; to others once
// the municipality's days have gone; that it was told is kept, once, and reading it ends it.
func TestB7_WhoIsWrittenToOnPaper(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ask := func() aid.CompletionRequest {
			q := aid.CompletionRequest{CaseID: w.couple.ID, Why: "Saknas.", Until: aid.SwedishDate(w.Now()).AddDays(14), Items: []aid.CompletionItem{{Group: "own", Text: "Hyreskontraktet"}}}
			return have(w.desk.AskForCompletion(w.ctx, w.by(w.hanna), w.hanna, q))(t)
		}
		why := func(q aid.CompletionRequest, p aid.Person) (aid.PostReason, bool) {
			for _, one := range have(w.register.Post(w.ctx, w.Now().AddDate(0, 0, -7), aid.Waiting{}, 99))(t) {
				if one.ObjectID == q.ID && one.Person.ID == p.ID {
					return one.Why, true
				}
			}
			return "", false
		}
		q := ask()
		if got, ok := why(q, w.omar); !ok || got != aid.NeverLoggedIn {
			t.Errorf("who has never logged in: %q %v", got, ok)
		}
		w.desk.RecordReads(w.ctx, []aid.CaseRead{{CaseID: w.couple.ID, By: w.as(w.omar).Actor, At: w.Now(), What: "start"}})
		if got, ok := why(ask(), w.omar); !ok || got != aid.NoAddress {
			t.Errorf("without a confirmed address: %q %v", got, ok)
		}
		w.must(w.desk.ChangeProfile(w.ctx, w.as(w.omar), w.couple.ID, aid.Profile{PersonID: w.omar.ID, Email: "omar@example.org", Language: "sv", Notice: aid.NoticeByEmail}))
		w.must(w.register.Step(w.ctx, store.Step{At: w.Now(), Name: "confirm"}, func(tx *store.Tx) error {
			return tx.AddConfirmation(w.id(), aid.Address{PersonID: w.omar.ID, Way: aid.ByEmail, To: "omar@example.org"})
		}))
		reached := ask()
		if got, ok := why(reached, w.omar); ok {
			t.Errorf("who is reached by e-mail has time to read: %q", got)
		}
		w.must(w.desk.ChangeProfile(w.ctx, w.as(w.omar), w.couple.ID, aid.Profile{PersonID: w.omar.ID, Email: "omar@example.org", Language: "sv", Notice: aid.NoticeByLetter}))
		if got, ok := why(ask(), w.omar); !ok || got != aid.WantsLetter {
			t.Errorf("who wants letters: %q %v", got, ok)
		}
		w.pass(8 * 24 * time.Hour)
		if got, ok := why(reached, w.omar); !ok || got != "" {
			t.Errorf("unread after the days: %q %v", got, ok)
		}

		telling := aid.Telling{Kind: aid.RequestWaits, ObjectID: q.ID, CaseID: w.couple.ID, PersonID: w.omar.ID, Told: aid.Told{Way: aid.ByPost, On: aid.SwedishDate(w.Now())}}
		wrong := telling
		wrong.Way, wrong.On = "pigeon", aid.SwedishDate(q.AskedAt).AddDays(-1)
		if err := w.desk.Tell(w.ctx, w.by(w.hanna), w.hanna, wrong, q.AskedAt); code(err) != "way:choose on:talk.day" {
			t.Errorf("told wrongly: %v", err)
		}
		if err := w.desk.Tell(w.ctx, w.by(w.ella), w.ella, telling, q.AskedAt); !errors.Is(err, aid.ErrForbidden) {
			t.Errorf("told by a payment officer: %v", err)
		}
		w.must(w.desk.Tell(w.ctx, w.by(w.hanna), w.hanna, telling, q.AskedAt))
		if err := w.desk.Tell(w.ctx, w.by(w.hanna), w.hanna, telling, q.AskedAt); !errors.Is(err, aid.ErrConflict) {
			t.Errorf("told twice: %v", err)
		}
		if list := have(w.register.Tellings(w.ctx, w.couple.ID))(t); len(list) != 1 || list[0].Name != w.hanna.Name || list[0].PersonID != w.omar.ID {
			t.Errorf("told %+v", list)
		}
		w.must(w.desk.SeeRequest(w.ctx, w.as(w.omar), have(w.register.CompletionRequest(w.ctx, reached.ID))(t)))
		if _, ok := why(reached, w.omar); ok {
			t.Error("what was read is still in the queue")
		}
	})
}
