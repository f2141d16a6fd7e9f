package store_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"bistand/aid"
	"bistand/store"
	"bistand/store/storetest"
)

func decisionCalls() map[string]writeCall {
	type tx = *store.Tx
	type reg = *storetest.Register
	return map[string]writeCall{
		"KeepRuleFile": func(tx tx, _ reg) error {
			return tx.KeepRuleFile(strings.Repeat("b", 64), "pricebase.toml", []byte("x"))
		},
		"AddNormFigure": func(tx tx, w reg) error {
			f := w.Figures[3]
			f.ID = newID()
			return tx.AddNormFigure(f)
		},
		"AnswerNormFigure": func(tx tx, w reg) error {
			return tx.AnswerNormFigure(w.Figures[3].ID, aid.FigureRejected, w.Caseworker)
		},
		"WithdrawNormFigure": func(tx tx, w reg) error { return tx.WithdrawNormFigure(w.Figures[3].ID, "Ångrat.", w.Caseworker) },
		"AddCalculation": func(tx tx, w reg) error {
			c := w.Calculation
			c.ID = newID()
			return tx.AddCalculation(c)
		},
		"AddDecision": func(tx tx, w reg) error {
			a, err := freshApplication(tx, w)
			c, d := w.ImportedCalculation, w.ImportedDecision
			c.ID, d.ID = newID(), newID()
			c.ApplicationID, d.ApplicationID, d.CalculationID = a.ID, a.ID, c.ID
			c.Origin, d.Origin = a.Origin, a.Origin
			return errors.Join(err, tx.AddRegistration(a, someDay), tx.AddCalculation(c), tx.AddDecision(d))
		},
		"AddDecisionReceipt": func(tx tx, w reg) error {
			return errors.Join(tx.AddDecisionReceipt(w.Decision.ID, w.CoApplicant.ID, someDay), tx.AddDecisionReceipt(w.Decision.ID, w.CoApplicant.ID, someDay.AddDays(1)))
		},
	}
}

func paymentCalls() map[string]writeCall {
	type tx = *store.Tx
	type reg = *storetest.Register
	return map[string]writeCall{
		"AddBankReport": func(tx tx, _ reg) error { return tx.AddBankReport("another.xml", []byte("x")) },
		"AddPayee":      func(tx tx, w reg) error { p := w.Rent; p.ID = newID(); return tx.AddPayee(p) },
		"AddPayment":    func(tx tx, w reg) error { return tx.AddPayment(anotherPayment(w), "more") },
		"AddPaymentApproval": func(tx tx, w reg) error {
			p := anotherPayment(w)
			return errors.Join(tx.AddPayment(p, "more"), tx.AddPaymentApproval(p.ID, w.Officer.ID))
		},
		"AddPaymentEvent": func(tx tx, w reg) error {
			p := anotherPayment(w)
			return errors.Join(tx.AddPayment(p, "more"), tx.AddPaymentEvent(p.ID, aid.Stopped, "", someDay), tx.AddPaymentEvent(p.ID, aid.Stopped, "", someDay))
		},
		"AddPaymentFile": func(tx tx, w reg) error {
			f := w.File
			f.ID, f.MessageID = newID(), "another"
			return tx.AddPaymentFile(f, nil)
		},
	}
}

// What was applied for twice is decided on twice, and what is not in the application needs no outcome; on both engines, past casework.
func TestADecisionDecidesOnAllThatWasAppliedFor(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		w := storetest.Whole(t, s)
		glasses, dental := aid.Expense{Kind: "glasses", Amount: 900_00}, aid.Expense{Kind: "dental", Amount: 900_00}
		item := func(e aid.Expense) aid.DecisionItem {
			return aid.DecisionItem{Code: string(e.Kind), Claimed: e.Amount, Approved: e.Amount, Outcome: aid.Granted}
		}
		undone := errors.New("undone")
		norm := aid.DecisionItem{Code: "norm", Claimed: 1, Approved: 1, Outcome: aid.Granted}
		for name, c := range map[string]struct {
			expenses []aid.Expense
			items    []aid.DecisionItem
			refused  bool
		}{
			"nothing applied for, nothing decided":  {nil, nil, false},
			"no list of costs":                      {[]aid.Expense{}, []aid.DecisionItem{norm}, false},
			"each in another order":                 {[]aid.Expense{glasses, dental}, []aid.DecisionItem{item(dental), norm, item(glasses)}, false},
			"twice, decided on once":                {[]aid.Expense{glasses, glasses}, []aid.DecisionItem{norm, item(glasses)}, true},
			"twice, decided on twice":               {[]aid.Expense{glasses, glasses}, []aid.DecisionItem{item(glasses), item(glasses)}, false},
			"the amount of another":                 {[]aid.Expense{glasses, {Kind: "dental", Amount: 1}}, []aid.DecisionItem{item(glasses), item(dental)}, true},
			"nothing decided on what was asked for": {[]aid.Expense{dental}, nil, true},
		} {
			err := s.Step(context.Background(), store.Step{At: w.Now, Actor: aid.Actor{Kind: aid.ByStaff, ID: w.Decider.ID}, Name: "decide"}, func(tx *store.Tx) error {
				a := w.Imported
				a.ID, a.Origin, a.Month, a.Content.Expenses = newID(), aid.FromPaper, aid.Month{Year: 2027, Month: 1}, c.expenses
				calculation, d := w.ImportedCalculation, w.ImportedDecision
				calculation.ID, d.ID = newID(), newID()
				calculation.ApplicationID, d.ApplicationID, d.CalculationID = a.ID, a.ID, calculation.ID
				calculation.Origin, d.Origin, d.Items = a.Origin, a.Origin, c.items
				return errors.Join(tx.AddApplication(a, newID()), tx.AddRegistration(a, someDay), tx.AddCalculation(calculation), tx.AddDecision(d), undone)
			})
			if refused := errors.Is(err, store.ErrInvariant); refused != c.refused || !refused && !errors.Is(err, undone) {
				t.Errorf("%s: %v", name, err)
			}
		}
	})
}
