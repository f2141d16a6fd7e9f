package store_test

import (
	"context"
	"slices"
	"testing"

	"bistand/aid"
	"bistand/store"
	"bistand/store/storetest"
)

func TestH11_LogIsReadNewestFirstPageByPage(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		ctx := context.Background()
		r := storetest.Whole(t, s)
		actor := aid.Actor{Kind: aid.ByStaff, ID: r.Officer.ID, Name: r.Officer.Name}
		err := s.Step(ctx, store.Step{At: r.Now, Actor: actor, Name: "read", Kind: "case", Object: r.Case.ID}, func(tx *store.Tx) error {
			return tx.AddCaseRead(r.ID(), aid.CaseRead{CaseID: r.Case.ID, By: actor, At: r.Now, What: "case", Reason: "Vikarie i dag."})
		})
		if err != nil {
			t.Fatal(err)
		}
		whole, err := s.Log(ctx, 0, 1000)
		if err != nil {
			t.Fatal(err)
		}
		newest := whole[0]
		if newest.Actor != actor || newest.Step != "read" || newest.CaseNumber != r.Case.Number || newest.What != "case" || newest.Reason != "Vikarie i dag." {
			t.Errorf("newest entry: %+v", newest)
		}
		if i := slices.IndexFunc(whole, func(e aid.LogEntry) bool { return e.Step == "decide" && e.CaseNumber == r.Case.Number }); i < 0 || whole[i].ObjectID != r.Decision.ID {
			t.Errorf("the decision is not where it belongs: %d", i)
		}
		var paged []aid.LogEntry
		for before := int64(0); ; before = paged[len(paged)-1].Seq {
			page, err := s.Log(ctx, before, 7)
			if err != nil {
				t.Fatal(err)
			}
			paged = append(paged, page...)
			if len(page) < 7 {
				break
			}
		}
		same(t, "the log, seven at a time", paged, whole)
		if len(whole) < 30 || whole[len(whole)-1].Seq != 1 {
			t.Errorf("%d entries, the last %+v", len(whole), whole[len(whole)-1])
		}
	})
}

func TestQueueOfOneCaseworker(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		ctx := context.Background()
		b := storetest.Build(t, s)
		officer := b.Employee("Ella Ekonom", "Ekonomihandläggare", aid.PaymentOfficer)
		mine, other := b.Employee("Hanna Handläggare", "Socialsekreterare", aid.Caseworker), b.Employee("Hugo Handläggare", "Socialsekreterare", aid.Caseworker)
		var want []aid.ID
		for i, worker := range []aid.Staff{mine, other, other, mine} {
			person := b.Person("Åsa", "Öberg", "19810105", 980+i)
			c := b.OpenCase("EB-2026-000"+string(rune('1'+i)), []aid.Person{person}, nil, worker, officer)
			if i == 2 { // handed over: the newest assignment holds
				b.Step("assign", "case", c.ID, c.ID, func(tx *store.Tx) error { return tx.AddAssignment(b.ID(), c.ID, mine.ID, aid.Caseworker) })
			}
			a := b.Freeze(c, aid.Month{Year: 2026, Month: 11}, aid.FromPortal)
			b.Sign(a, person)
			b.Register(a, aid.SwedishDate(b.Now))
			if i != 1 {
				want = append(want, a.ID)
			}
		}
		var got []aid.ID
		for after := (aid.QueueItem{}); ; {
			page, err := s.QueueOf(ctx, []aid.ID{mine.ID}, after, 2)
			if err != nil {
				t.Fatal(err)
			}
			for _, item := range page {
				got = append(got, item.ApplicationID)
				after = item
			}
			if len(page) < 2 {
				break
			}
		}
		same(t, "the queue of one caseworker", got, want)
	})
}
