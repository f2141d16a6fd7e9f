package store_test

import (
	"context"
	"testing"

	"bistand/aid"
	"bistand/store"
	"bistand/store/storetest"
)

func TestReturnedMoneyIsNotPaid(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		r := storetest.Whole(t, s)
		ctx := context.Background()
		before, err := s.Application(ctx, r.Signed.ID)
		if err != nil || before.Status() != aid.Paid {
			t.Fatalf("before: %v %v", before.Status(), err)
		}
		r.Event(r.Paid, aid.Returned, "AC04")
		p, err := s.Payment(ctx, r.Paid.ID)
		if err != nil || p.Status != aid.Returned || p.Reason != "AC04" {
			t.Errorf("the payment is %s (%s), %v", p.Status, p.Reason, err)
		}
		after, err := s.Application(ctx, r.Signed.ID)
		if err != nil || after.Status() != aid.Decided {
			t.Errorf("the application is %s, %v", after.Status(), err)
		}
	})
}
