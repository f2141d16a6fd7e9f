package store_test

import (
	"errors"
	"strings"

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
