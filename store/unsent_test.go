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
		of := func(sender aid.ID) []aid.Unsent { return must[[]aid.Unsent](t)(s.Unsent(ctx, sender, "", since)) }
		same(t, "unsent", of(r.Applicant.ID), mine)
		same(t, "the other adult's", len(of(r.CoApplicant.ID)), 0)
		work(t, s, func(tx *store.Tx) error { return tx.DeleteUnsent(mine[0].ID, r.CoApplicant.ID, "") })
		same(t, "after the other would have thrown one away", of(r.Applicant.ID), mine)
		work(t, s, func(tx *store.Tx) error { return tx.DeleteUnsent(mine[0].ID, r.Applicant.ID, "") })
		same(t, "after one was thrown away", of(r.Applicant.ID), mine[1:])
	})
}

// X9, X10: what a representative has not sent is kept apart by the authority: from their own, from what they fill in for others, and
// from what the person has not sent.
func TestX9X10_UnsentFormsOfARepresentativeAreOfTheirHand(t *testing.T) {
	reading(t, func(t *testing.T, ctx context.Context, s *store.Store, r *storetest.Register) {
		p, since := r.Represented, r.Now.Add(-aid.UnsentKept)
		one := func(sender, hand aid.ID) aid.Unsent {
			return aid.Unsent{ID: r.ID(), Sender: sender, Hand: hand, Path: "/meddelanden/nytt", Fields: "body=x", At: r.Now}
		}
		acting, own, hers := one(p.Godman.ID, p.Acting.ID), one(p.Godman.ID, ""), one(r.Applicant.ID, "")
		work(t, s, func(tx *store.Tx) error {
			for _, u := range []aid.Unsent{acting, own, hers} {
				if err := tx.AddUnsent(u); err != nil {
					return err
				}
			}
			for range aid.UnsentMost { // which leave the others alone
				if err := tx.AddUnsent(one(p.Godman.ID, p.Reads.ID)); err != nil {
					return err
				}
			}
			return tx.DeleteUnsent(acting.ID, p.Godman.ID, "")
		})
		of := func(sender, hand aid.ID) []aid.Unsent {
			return must[[]aid.Unsent](t)(s.Unsent(ctx, sender, hand, since))
		}
		same(t, "for the applicant", of(p.Godman.ID, p.Acting.ID), []aid.Unsent{acting})
		same(t, "for herself", of(p.Godman.ID, ""), []aid.Unsent{own})
		same(t, "for the co-applicant", len(of(p.Godman.ID, p.Reads.ID)), aid.UnsentMost)
		same(t, "the applicant's own", of(r.Applicant.ID, ""), []aid.Unsent{hers})
		work(t, s, func(tx *store.Tx) error { return tx.DeleteUnsent(acting.ID, p.Godman.ID, p.Acting.ID) })
		same(t, "after it was sent", len(of(p.Godman.ID, p.Acting.ID)), 0)
	})
}
