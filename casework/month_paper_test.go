package casework_test

import (
	"slices"
	"testing"

	"bistand/aid"
)

// of is what is asked for, without who, month and amount.
func of(items []aid.CompletionItem) (list []string) {
	for _, item := range items {
		list = append(list, item.Group+" "+item.What)
	}
	return list
}

// TestX5_NextMonthsPapersFollowTheHousehold: statements in the simpler way, with proof of what is new; proof of everything where the
// simpler way is lost, which is what the application is then asked for; a spot check stands beside it; nothing once the month
// has been applied for or is over.
func TestX5_NextMonthsPapersFollowTheHousehold(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.applied()
		january, february := w.december.Add(1), w.december.Add(2)
		next := func(last aid.Month) *aid.MonthPapers {
			return have(w.desk.NextPapers(w.ctx, w.couple.ID, last))(t)
		}
		if p := next(w.november); p != nil {
			t.Errorf("December has been applied for: %+v", p)
		}
		statements := []string{"attachment bank_statement", "attachment bank_statement"}
		p := next(w.december)
		if !slices.Equal(of(p.Items), statements) || p.Items[0].Who != w.asa.Name() || p.Items[1].Who != w.omar.Name() || p.All != nil || len(p.Checks) != 0 || p.Until != january.Last() {
			t.Errorf("in the simpler way: %+v", p)
		}
		remark := func(q aid.CompletionRequest) {
			w.must(w.desk.EndRequest(w.ctx, w.by(w.hanna), w.hanna, q.ID, aid.RequestRemark, "Lönen stämmer inte."))
		}
		check := w.draws(january)
		if p = next(w.december); len(p.Checks) != 1 || p.Checks[0].ID != check.ID || !slices.Equal(of(p.Items), statements) {
			t.Errorf("with a spot check under way: %+v", p)
		}
		remark(check)
		if p = next(w.december); len(p.Checks) != 0 {
			t.Errorf("the spot check has ended: %+v", p.Checks)
		}

		draft := w.filled(w.couple, january)
		draft = have(w.desk.SaveDraft(w.ctx, w.as(w.asa), draft.ID, draft.Version, func(c *aid.Content) error {
			c.Expenses = append(c.Expenses, aid.Expense{Kind: "glasses", Amount: 900_00})
			return nil
		}))(t)
		if p = next(w.december); !slices.Equal(of(p.Items), append(slices.Clone(statements), "expense glasses")) {
			t.Errorf("with a new expense: %q", of(p.Items))
		}
		a := have(w.desk.Freeze(w.ctx, w.as(w.asa), draft.ID, draft.Version))(t)
		w.must(w.signed(a, w.asa))
		w.must(w.signed(a, w.omar))
		remark(w.draws(february))
		if p = next(january); !slices.Equal(of(p.Items), statements) {
			t.Errorf("what was new in January is not in February: %q", of(p.Items))
		}

		regime := aid.FullEvidence{CaseID: w.couple.ID, From: february, Through: february, Reason: "Lönen var högre än i ansökan, två månader."}
		w.must(w.desk.RequireFullEvidence(w.ctx, w.by(w.bengt), w.bengt, regime))
		p = next(january)
		want := slices.Clone(statements)
		for _, i := range a.Content.Incomes {
			want = append(want, "income "+string(i.Kind))
		}
		for _, e := range a.Content.Expenses {
			want = append(want, "expense "+string(e.Kind))
		}
		if !slices.Equal(of(p.Items), want) || p.All == nil || p.All.Reason != regime.Reason {
			t.Errorf("without the simpler way: %q, want %q", of(p.Items), want)
		}
		draft = w.filled(w.couple, february)
		p = next(january)
		a = have(w.desk.Freeze(w.ctx, w.as(w.asa), draft.ID, draft.Version))(t)
		w.must(w.signed(a, w.asa))
		w.must(w.signed(a, w.omar))
		asked := have(w.register.CompletionOf(w.ctx, a.ID))(t)
		if got := of(p.Items)[len(statements):]; !slices.Equal(of(asked.Items), got) || len(got) == 0 {
			t.Errorf("the household was told %q and is asked %q", got, of(asked.Items))
		}
		if p = next(february); !slices.Equal(of(p.Items), statements) || p.All != nil {
			t.Errorf("after the last month of it: %+v", p)
		}
		w.turnTo(t, "2027-04-01 09:00:00")
		if p = next(february); p != nil {
			t.Errorf("March is over: %+v", p)
		}
	})
}

// TestX5_WhatCameWithTheApplicationIsNotAskedForAgain: where everything is to be proven, only that of which fewer papers came than
// there are things to prove.
func TestX5_WhatCameWithTheApplicationIsNotAskedForAgain(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.applied()
		january, february := w.december.Add(1), w.december.Add(2)
		for _, m := range []aid.Month{january, february} {
			q := w.draws(m)
			w.must(w.desk.EndRequest(w.ctx, w.by(w.hanna), w.hanna, q.ID, aid.RequestRemark, "Lönen stämmer inte."))
			if m == january {
				w.registered(w.couple, m)
			}
		}
		w.must(w.desk.RequireFullEvidence(w.ctx, w.by(w.bengt), w.bengt, aid.FullEvidence{CaseID: w.couple.ID, From: february, Through: february, Reason: "Två anmärkningar."}))
		draft := w.filled(w.couple, february)
		draft = have(w.desk.SaveDraft(w.ctx, w.as(w.asa), draft.ID, draft.Version, func(c *aid.Content) error {
			c.Expenses = []aid.Expense{{Kind: "housing", Amount: 8_000_00}, {Kind: "medicine", Amount: 200_00}, {Kind: "doctor", Amount: 300_00}}
			for _, kind := range []string{"rent", "receipt"} {
				ref := c.Attachments[0]
				ref.ID, ref.Kind = w.id(), kind
				c.Attachments = append(c.Attachments, ref)
			}
			return nil
		}))(t)
		a := have(w.desk.Freeze(w.ctx, w.as(w.asa), draft.ID, draft.Version))(t)
		w.must(w.signed(a, w.asa))
		w.must(w.signed(a, w.omar))
		var expenses []string
		for _, what := range of(have(w.register.CompletionOf(w.ctx, a.ID))(t).Items) {
			if what == "expense housing" || what == "expense medicine" || what == "expense doctor" {
				expenses = append(expenses, what)
			}
		}
		if want := []string{"expense medicine", "expense doctor"}; !slices.Equal(expenses, want) {
			t.Errorf("asked for %q, want %q: the rent bill came, and one receipt of two", expenses, want)
		}
	})
}
