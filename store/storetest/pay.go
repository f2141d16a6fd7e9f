package storetest

import (
	"bistand/aid"
	"bistand/store"
)

// Propose proposes a payment on a decision; the purpose keeps it apart from others to the same payee.
func (b *Builder) Propose(d aid.Decision, to aid.Payee, amount aid.Ore, purpose string, by aid.ID) aid.Payment {
	b.T.Helper()
	p := aid.Payment{ID: b.ID(), CaseID: d.CaseID, DecisionID: d.ID, Amount: amount, Payee: to, Status: aid.Proposed, ProposedBy: by, Origin: d.Origin}
	p.EndToEnd = "E2E" + string(p.ID)[:30]
	b.Step("propose", "payment", p.ID, p.CaseID, func(tx *store.Tx) error {
		p.ProposedAt = tx.At()
		p.StatusAt = p.ProposedAt
		p.SendOn = aid.SwedishDate(tx.At()).AddBankDays(2)
		return tx.AddPayment(p, purpose)
	})
	return p
}

// Approve approves a payment.
func (b *Builder) Approve(p aid.Payment, by aid.Staff) {
	b.T.Helper()
	b.Step("approve", "payment", p.ID, p.CaseID, func(tx *store.Tx) error { return tx.AddPaymentApproval(p.ID, by.ID) })
}

// File writes approved payments to a file for the bank.
func (b *Builder) File(by aid.Staff, payments ...aid.Payment) aid.PaymentFile {
	b.T.Helper()
	f := aid.PaymentFile{ID: b.ID(), Content: []byte("<Document>påhittad</Document>"), Count: len(payments), MadeBy: by.ID}
	f.MessageID = "MSG" + string(f.ID)[:32]
	var ids []aid.ID
	for _, p := range payments {
		f.Total += p.Amount
		ids = append(ids, p.ID)
	}
	b.Step("make_file", "payment_file", f.ID, "", func(tx *store.Tx) error {
		f.MadeAt = tx.At()
		return tx.AddPaymentFile(f, ids)
	})
	return f
}

// Event records what happened to a payment, on the Swedish day of the step.
func (b *Builder) Event(p aid.Payment, status aid.PaymentStatus, reason string) {
	b.T.Helper()
	b.Step("payment_event", "payment", p.ID, p.CaseID, func(tx *store.Tx) error {
		return tx.AddPaymentEvent(p.ID, status, reason, aid.SwedishDate(tx.At()))
	})
}
