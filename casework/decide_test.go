package casework_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"bistand/aid"
	"bistand/calc"
	"bistand/casework"
	"bistand/store"

	"github.com/google/go-cmp/cmp"
)

// H4, N12: the proposal is the application's own figures; a housing cost above the municipality's cap is cut to it.
func TestH4_Proposal(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		a := w.registered(w.couple, w.november)
		want := calc.Input{
			Month: w.november, Household: a.Content.Household,
			Expenses: []calc.Expense{{Kind: "housing", Claimed: 7_345_00, Approved: 7_345_00}, {Kind: "electricity", Claimed: 412_00, Approved: 412_00}},
			Incomes:  []calc.Income{{Kind: "salary", Person: w.asa.ID, Who: "Åsa Öberg", Stated: 4_200_00, Counted: 4_200_00}},
		}
		if diff := cmp.Diff(want, w.proposal(a)); diff != "" {
			t.Errorf("proposal:\n%s", diff)
		}
		c := have(w.desk.Preview(w.ctx, w.proposal(a)))(t)
		// 2026: a couple 7 100, a child of nine 3 820, of twelve 4 390, four members 2 030.
		if c.Norm != 17_340_00 || c.Costs != 7_757_00 || c.Incomes != 4_200_00 || c.Result != 20_897_00 {
			t.Errorf("norm %s, costs %s, incomes %s, result %s", c.Norm.Decimal(), c.Costs.Decimal(), c.Incomes.Decimal(), c.Result.Decimal())
		}
		if _, err := w.register.CalculationOf(w.ctx, a.ID); !errors.Is(err, aid.ErrNotFound) {
			t.Errorf("a preview was kept: %v", err)
		}
		hoganas := *w.desk
		hoganas.Municipality.Code = "1284"
		dear := a
		dear.Content.Expenses = []aid.Expense{{Kind: "housing", Amount: 30_000_00}}
		cut := have(hoganas.Proposal(w.ctx, dear))(t).Expenses[0]
		if cut.Claimed != 30_000_00 || cut.Approved >= cut.Claimed || cut.Approved == 0 {
			t.Errorf("above the cap: %+v", cut)
		}
	})
}

// X1: whatever the form says, month, household, claimed amounts and stated incomes are those that were signed.
func TestX1_CalculationHoldsToWhatWasSigned(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		a := w.registered(w.couple, w.november)
		in := w.proposal(a)
		in.Month = w.december
		in.Household.Adults = in.Household.Adults[:1]
		in.Household.Children = nil
		in.Expenses[0] = calc.Expense{Kind: "glasses", Claimed: 1, Approved: 7_000_00, Reason: "Del av hyran betalas av en inneboende."}
		in.Incomes[0] = calc.Income{Kind: "swish", Person: w.omar.ID, Who: "Någon annan", Stated: 1, Counted: 4_000_00, Reason: "200 kr avser oktober."}
		c := have(w.desk.Calculate(w.ctx, w.by(w.hanna), w.hanna, a.ID, in))(t)
		if c.Norm != 17_340_00 || c.Costs != 7_412_00 || c.Incomes != 4_000_00 || c.Month != w.november {
			t.Errorf("calculated: norm %s, costs %s, incomes %s for %s", c.Norm.Decimal(), c.Costs.Decimal(), c.Incomes.Decimal(), c.Month)
		}
		kept := have(w.register.CalculationOf(w.ctx, a.ID))(t)
		for _, l := range kept.Lines {
			switch l.Kind {
			case aid.Cost:
				if l.Code == "glasses" || (l.Code == "housing" && l.Claimed != 7_345_00) {
					t.Errorf("line %+v", l)
				}
			case aid.IncomeLine:
				if l.Code != "salary" || l.Person != w.asa.ID || l.Claimed != 4_200_00 {
					t.Errorf("line %+v", l)
				}
			}
		}
		before := w.steps()
		for name, change := range map[string]func(*calc.Input){
			"en utgift bort":  func(in *calc.Input) { in.Expenses = in.Expenses[:1] },
			"en inkomst bort": func(in *calc.Input) { in.Incomes = nil },
		} {
			in := w.proposal(a)
			change(&in)
			_, err := w.desk.Calculate(w.ctx, w.by(w.hanna), w.hanna, a.ID, in)
			w.refused(name, before, err, aid.ErrConflict)
		}
		in = w.proposal(a)
		in.Expenses[0].Approved = 7_000_00
		if _, err := w.desk.Calculate(w.ctx, w.by(w.hanna), w.hanna, a.ID, in); code(err) == "" || w.steps() != before {
			t.Errorf("a cut without a reason: %v", err)
		}
	})
}

func TestH19_WhoCalculatesAndDecides(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		a := w.registered(w.single, w.november)
		before := w.steps()
		for _, s := range []aid.Staff{w.ella, w.rut, w.adam, w.nobody} {
			_, err := w.desk.Calculate(w.ctx, w.by(s), s, a.ID, w.proposal(a))
			w.refused(s.Name+" calculates", before, err, aid.ErrForbidden)
		}
		waiting := w.frozen(w.couple, w.november)
		before = w.steps()
		_, err := w.desk.Calculate(w.ctx, w.by(w.hanna), w.hanna, waiting.ID, w.proposal(waiting))
		w.refused("what is not signed", before, err, aid.ErrConflict)
		have(w.desk.Calculate(w.ctx, w.by(w.hanna), w.hanna, a.ID, w.proposal(a)))(t)
		c := have(w.desk.Calculate(w.ctx, w.by(w.bengt), w.bengt, a.ID, w.proposal(a)))(t)
		in := inputFor(a, c, w.sarasAccount, w.day("2026-11-18"))
		before = w.steps()
		for _, s := range []aid.Staff{w.hanna, w.ella, w.rut, w.adam, w.nobody} {
			_, err := w.desk.Decide(w.ctx, w.by(s), s, in)
			w.refused(s.Name+" decides", before, err, aid.ErrForbidden)
		}
		have(w.desk.Decide(w.ctx, w.by(w.bengt), w.bengt, in))(t)
	})
}

// H19, N6: what a decision must have, and what its payments must be. Each fault comes at its field; nothing is added.
func TestH19_WhatADecisionMustHave(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		a := w.registered(w.couple, w.november)
		cut := w.proposal(a)
		cut.Expenses[1].Approved, cut.Expenses[1].Reason = 0, "Ingår i hyran."
		c := have(w.desk.Calculate(w.ctx, w.by(w.hanna), w.hanna, a.ID, cut))(t)
		w.desk.Municipality.DelegationLimitKronor = 20_485
		due := w.day("2026-11-18")
		before := w.steps()
		for _, one := range []struct {
			name   string
			change func(*casework.DecisionInput)
			want   string
		}{
			{"utan motivering", func(in *casework.DecisionInput) { in.Reasons = " \n" }, "reasons:required"},
			{"utan lagrum", func(in *casework.DecisionInput) { in.LegalBasis = "" }, "legal_basis:required"},
			{"en krona mer än beslutet", func(in *casework.DecisionInput) { in.Payments[0].Amount += 1_00 }, "payments:pay.sum"},
			{"utan utbetalning", func(in *casework.DecisionInput) { in.Payments = nil }, "payments:pay.sum"},
			{"ett minusbelopp som jämnar ut", func(in *casework.DecisionInput) {
				in.Payments[0].Amount += 5_00
				in.Payments = append(in.Payments, casework.PaymentInput{Payee: w.rent.ID, Amount: -5_00, SendOn: due})
			}, "payments:amount.range payments:pay.sum"},
			{"en söndag", func(in *casework.DecisionInput) { in.Payments[0].SendOn = w.day("2026-11-22") }, "payments:pay.day"},
			{"julafton", func(in *casework.DecisionInput) { in.Payments[0].SendOn = w.day("2026-12-24") }, "payments:pay.day"},
			{"förra fredagen", func(in *casework.DecisionInput) { in.Payments[0].SendOn = w.day("2026-11-13") }, "payments:pay.day"},
			{"ingen dag", func(in *casework.DecisionInput) { in.Payments[0].SendOn = aid.Date{} }, "payments:pay.day"},
			{"ett annat ärendes konto", func(in *casework.DecisionInput) { in.Payments[0].Payee = w.sarasAccount.ID }, "pay.payee"},
			{"belopp utom räckhåll", func(in *casework.DecisionInput) {
				in.Payments[0].Amount = 1<<63 - 1
				in.Payments = append(in.Payments, in.Payments[0])
			}, "payments:amount.range payments:pay.sum"},
		} {
			in := inputFor(a, c, w.account, due)
			one.change(&in)
			_, err := w.desk.Decide(w.ctx, w.by(w.bengt), w.bengt, in)
			if code(err) != one.want || w.steps() != before {
				t.Errorf("%s: %q, want %q", one.name, code(err), one.want)
			}
		}
		w.desk.Municipality.DelegationLimitKronor = 20_484
		if _, err := w.desk.Decide(w.ctx, w.by(w.bengt), w.bengt, inputFor(a, c, w.account, due)); code(err) != "delegation:decide.beyond_delegation" {
			t.Errorf("beyond the delegation: %v", err)
		}
		w.desk.Municipality.DelegationLimitKronor = 20_485
		in := inputFor(a, c, w.account, w.day("2026-11-16")) // today, a bank day
		in.ItemReasons = map[string]string{"electricity": " El ingår i hyran enligt kontraktet. "}
		made := have(w.desk.Decide(w.ctx, w.by(w.bengt), w.bengt, in))(t)
		kept := have(w.register.DecisionOf(w.ctx, a.ID))(t)
		want := []aid.DecisionItem{
			{Code: "norm", Claimed: 17_340_00, Approved: 17_340_00, Outcome: aid.Granted},
			{Code: "housing", Claimed: 7_345_00, Approved: 7_345_00, Outcome: aid.Granted},
			{Code: "electricity", Claimed: 412_00, Outcome: aid.Refused, Reason: "El ingår i hyran enligt kontraktet."},
		}
		if diff := cmp.Diff(want, kept.Items); diff != "" || kept.Outcome != aid.PartlyGranted || kept.Amount != 20_485_00 || kept.ID != made.ID {
			t.Errorf("%s of %s, items:\n%s", kept.Outcome, kept.Amount.Decimal(), diff)
		}
	})
}

// L1, B9: who decides on what is newest, once; both adults are told once.
func TestB9_DecidingOnce(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.startOutbox()
		a, old := w.calculated(w.couple, w.november)
		w.work() // the notices of the signatures
		c := have(w.desk.Calculate(w.ctx, w.by(w.hanna), w.hanna, a.ID, w.proposal(a)))(t)
		due := w.day("2026-11-18")
		before := w.steps()
		_, err := w.desk.Decide(w.ctx, w.by(w.bengt), w.bengt, inputFor(a, old, w.account, due))
		w.refused("an older calculation", before, err, aid.ErrConflict)

		r := w.by(w.bengt)
		in := inputFor(a, c, w.account, due)
		in.Payments = []casework.PaymentInput{ // the rent to the landlord, the rest to the household in two parts
			{Payee: w.rent.ID, Amount: 7_345_00, SendOn: due},
			{Payee: w.account.ID, Amount: 10_000_00, SendOn: due},
			{Payee: w.account.ID, Amount: 3_552_00, SendOn: w.day("2026-11-27")},
		}
		made := have(w.desk.Decide(w.ctx, r, w.bengt, in))(t)
		var repeated *store.RepeatedError
		if _, err := w.desk.Decide(w.ctx, r, w.bengt, in); !errors.As(err, &repeated) || repeated.Result != string(made.ID) {
			t.Errorf("a double click: %v", err)
		}
		before = w.steps()
		_, err = w.desk.Decide(w.ctx, w.by(w.bengt), w.bengt, in)
		w.refused("decided twice", before, err, aid.ErrConflict)
		_, err = w.desk.Calculate(w.ctx, w.by(w.hanna), w.hanna, a.ID, w.proposal(a))
		w.refused("calculated when decided", before, err, aid.ErrConflict)

		payments := have(w.register.PaymentsOf(w.ctx, made.ID))(t)
		if len(payments) != 3 {
			t.Fatalf("%d payments", len(payments))
		}
		seen := map[string]bool{}
		for _, p := range payments {
			if p.Status != aid.Proposed || p.ProposedBy != w.bengt.ID || len(p.EndToEnd) != 32 || seen[p.EndToEnd] {
				t.Errorf("payment %+v", p)
			}
			seen[p.EndToEnd] = true
		}
		for _, p := range []aid.Person{w.asa, w.omar} {
			w.job("decision:" + string(made.ID) + ":" + string(p.ID))
		}
		if n := w.work(); n != 2 {
			t.Errorf("%d notices, want one to each adult", n)
		}
		decided := have(w.register.Application(w.ctx, a.ID))(t)
		if decided.Status() != aid.Decided || decided.DecidedOn != w.today() {
			t.Errorf("the application is %s on %s", decided.Status(), decided.DecidedOn)
		}
		overview := have(w.register.Overview(w.ctx, w.couple.ID))(t)
		if overview.Decision == nil || overview.Decision.ID != made.ID || overview.Payment == nil || overview.Payment.Amount != 10_000_00 {
			t.Errorf("overview: %+v %+v", overview.Decision, overview.Payment)
		}
		if queue := have(w.register.Queue(w.ctx, aid.QueueItem{}, 10))(t); len(queue) != 0 {
			t.Errorf("the queue holds what is decided: %+v", queue)
		}
	})
}

// TestN6H3_NothingAppliedForIsLeftUndecided: two costs of one kind are two items; a calculation that lacks one of them, or has it
// with another amount, cannot be decided on, and nothing is kept.
func TestN6H3_NothingAppliedForIsLeftUndecided(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		draft := w.filled(w.single, w.november)
		draft = have(w.desk.SaveDraft(w.ctx, w.as(w.sara), draft.ID, draft.Version, func(c *aid.Content) error {
			c.Expenses = append(c.Expenses, aid.Expense{Kind: "doctor", Amount: 300_00}, aid.Expense{Kind: "doctor", Amount: 200_00})
			return nil
		}))(t)
		a := have(w.desk.Freeze(w.ctx, w.as(w.sara), draft.ID, draft.Version))(t)
		w.must(w.signed(a, w.sara))
		whole := have(w.desk.Calculate(w.ctx, w.by(w.hanna), w.hanna, a.ID, w.proposal(a)))(t)
		isDoctor := func(l aid.Line) bool { return l.Code == "doctor" }
		for id, change := range []func([]aid.Line) []aid.Line{
			func(list []aid.Line) []aid.Line { return slices.DeleteFunc(list, isDoctor) },
			func(list []aid.Line) []aid.Line {
				list[slices.IndexFunc(list, isDoctor)].Claimed = 1_00
				return list
			},
		} {
			c := whole
			c.ID, c.Lines = aid.ID(fmt.Sprintf("01900000-0000-7000-8000-00000000000%d", id)), change(slices.Clone(whole.Lines))
			step := store.Step{Actor: w.by(w.hanna).Actor, Name: "calculate", CaseID: a.CaseID, Kind: "calculation", Object: c.ID, At: w.Now()}
			w.must(w.register.Step(w.ctx, step, func(tx *store.Tx) error { return tx.AddCalculation(c) }))
			before := w.steps()
			_, err := w.desk.Decide(w.ctx, w.by(w.bengt), w.bengt, inputFor(a, c, w.sarasAccount, w.day("2026-11-18")))
			if err == nil || !strings.Contains(err.Error(), "not decided on") || w.steps() != before {
				t.Errorf("decided on a calculation that leaves something out: %v", err)
			}
		}
		again := have(w.desk.Calculate(w.ctx, w.by(w.hanna), w.hanna, a.ID, w.proposal(a)))(t)
		d := have(w.desk.Decide(w.ctx, w.by(w.bengt), w.bengt, inputFor(a, again, w.sarasAccount, w.day("2026-11-18"))))(t)
		if len(d.Items) != 1+len(a.Content.Expenses) || d.Reasons == "" || d.LegalBasis == "" {
			t.Errorf("decided on %+v", d.Items)
		}
	})
}

// N6: a refusal is a decision too: nought kronor, no payments.
func TestN6_RefusalPaysNothing(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		draft := w.filled(w.single, w.november)
		draft = have(w.desk.SaveDraft(w.ctx, w.as(w.sara), draft.ID, draft.Version, func(c *aid.Content) error {
			c.Incomes[0].Amount = 25_000_00
			return nil
		}))(t)
		a := have(w.desk.Freeze(w.ctx, w.as(w.sara), draft.ID, draft.Version))(t)
		w.must(w.signed(a, w.sara))
		c := have(w.desk.Calculate(w.ctx, w.by(w.hanna), w.hanna, a.ID, w.proposal(a)))(t)
		if c.Result != -12_023_00 { // 5 220 + 7 757 − 25 000
			t.Fatalf("result %s", c.Result.Decimal())
		}
		in := inputFor(a, c, w.sarasAccount, w.day("2026-11-18"))
		in.Payments[0].Amount = 1_00
		if _, err := w.desk.Decide(w.ctx, w.by(w.bengt), w.bengt, in); code(err) != "payments:pay.sum" {
			t.Errorf("a payment on a refusal: %v", err)
		}
		in.Payments = nil
		d := have(w.desk.Decide(w.ctx, w.by(w.bengt), w.bengt, in))(t)
		if d.Outcome != aid.Refused || d.Amount != 0 || len(have(w.register.PaymentsOf(w.ctx, d.ID))(t)) != 0 {
			t.Errorf("decision %s of %s", d.Outcome, d.Amount.Decimal())
		}
	})
}

// N8: the day a person took part of a decision is the first day they opened it, each person's own.
func TestN8_ReceivedOnce(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.proposed(w.couple, w.account, w.day("2026-11-18"))
		d := have(w.register.Decisions(w.ctx, w.couple.ID))(t)[0]
		w.must(w.desk.Receive(w.ctx, w.as(w.asa), d))
		w.turnTo(t, "2026-11-17 00:00:01")
		w.must(w.desk.Receive(w.ctx, w.as(w.asa), d))
		w.must(w.desk.Receive(w.ctx, w.as(w.omar), d))
		for p, want := range map[aid.ID]string{w.asa.ID: "2026-11-16", w.omar.ID: "2026-11-17", w.sara.ID: ""} {
			if got := have(w.register.ReceivedOn(w.ctx, d.ID, p))(t).String(); got != want {
				t.Errorf("received on %s, want %s", got, want)
			}
		}
	})
}
