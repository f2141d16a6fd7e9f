package store_test

import (
	"context"
	"strconv"
	"testing"
	"time"

	"bistand/aid"
	"bistand/store"
	"bistand/store/storetest"
)

// X9: what was not sent is its sender's alone, the newest five of the last day.
func TestX9_UnsentFormsAreTheirSendersOwn(t *testing.T) {
	reading(t, func(t *testing.T, ctx context.Context, s *store.Store, r *storetest.Register) {
		unsent := func(sender aid.ID, at time.Time, fields string) aid.Unsent {
			return aid.Unsent{ID: r.ID(), Sender: sender, Path: "/meddelanden/nytt", Fields: fields, Files: true, At: at}
		}
		since := r.Now.Add(-aid.UnsentKept)
		var mine []aid.Unsent // newest first
		work(t, s, func(tx *store.Tx) error {
			for i := range aid.UnsentMost + 2 {
				u := unsent(r.Applicant.ID, r.Now.Add(time.Duration(i)*time.Minute), "body="+strconv.Itoa(i))
				mine = append([]aid.Unsent{u}, mine...)
				if err := tx.AddUnsent(u); err != nil {
					return err
				}
			}
			return tx.AddUnsent(unsent(r.CoApplicant.ID, since, "body=x")) // a day old
		})
		mine = mine[:aid.UnsentMost]
		of := func(sender aid.ID) []aid.Unsent { return must[[]aid.Unsent](t)(s.Unsent(ctx, sender, since)) }
		same(t, "unsent", of(r.Applicant.ID), mine)
		same(t, "the other adult's", len(of(r.CoApplicant.ID)), 0)
		work(t, s, func(tx *store.Tx) error { return tx.DeleteUnsent(mine[0].ID, r.CoApplicant.ID) })
		same(t, "after the other would have thrown one away", of(r.Applicant.ID), mine)
		work(t, s, func(tx *store.Tx) error { return tx.DeleteUnsent(mine[0].ID, r.Applicant.ID) })
		same(t, "after one was thrown away", of(r.Applicant.ID), mine[1:])
	})
}
