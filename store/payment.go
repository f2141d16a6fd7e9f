package store

import (
	"context"
	"errors"
	"strconv"
	"strings"
	"time"

	"bistand/aid"
)

// AddPayment proposes a payment on a decision. Purpose keeps two payments of one decision to one payee apart.
func (tx *Tx) AddPayment(p aid.Payment, purpose string) error {
	return tx.add(paymentFacts, string(p.ID), string(p.CaseID), string(p.DecisionID), string(p.Payee.ID), purpose, int64(p.Amount), p.SendOn.String(),
		p.EndToEnd, string(p.Origin), string(p.ProposedBy), micros(p.ProposedAt))
}

// AddPaymentApproval approves a payment.
func (tx *Tx) AddPaymentApproval(payment, staff aid.ID) error {
	return tx.add(paymentApprovalFacts, string(payment), string(staff), micros(tx.step.At))
}

// AddPaymentFile keeps a file for the bank byte for byte, with the payments that are in it.
func (tx *Tx) AddPaymentFile(f aid.PaymentFile, payments []aid.ID) error {
	err := tx.add(paymentFileFacts, string(f.ID), f.MessageID, f.Content, int64(f.Count), int64(f.Total), string(f.MadeBy), micros(f.MadeAt))
	if err != nil {
		return err
	}
	for _, p := range payments {
		if err := tx.add(paymentInFileFacts, string(p), string(f.ID)); err != nil {
			return err
		}
	}
	return nil
}

// AddPaymentEvent records what happened to a payment: at_bank, paid, rejected or stopped, with the bank's reason and the day.
// The same event a second time is passed over, since banks and jobs repeat themselves.
func (tx *Tx) AddPaymentEvent(payment aid.ID, status aid.PaymentStatus, reason string, on aid.Date) error {
	var there int64
	err := tx.one(tx.ctx, "SELECT 1 FROM payment_event WHERE payment_id = $1 AND status = $2", args(string(payment), string(status)), &there)
	if !errors.Is(err, aid.ErrNotFound) {
		return err
	}
	return tx.add(paymentEventFacts, string(payment), string(status), reason, on.String(), micros(tx.step.At))
}

// RefreshOverview rewrites the overview of a case that a step concerned beside its own.
func (tx *Tx) RefreshOverview(caseID aid.ID) error { return tx.refreshOverview(caseID) }

// AddBankReport keeps a report of the bank as received. A report that is there already is ErrUnique.
func (tx *Tx) AddBankReport(name string, content []byte) error {
	return tx.add(bankReportFacts, name, content, micros(tx.step.At))
}

// A payment has at most one end (paid, rejected, stopped), which holds even where word of the handing over comes after it;
// only money that comes back (returned) holds over paid.
const paymentColumns = `p.id, p.case_id, p.decision_id, p.amount, p.send_on, p.end_to_end, p.origin, p.proposed_by, p.at,
	COALESCE(o.approved_by, ''), COALESCE(o.at, 0), COALESCE(i.file_id, ''), COALESCE(f.at, 0),
	COALESCE((SELECT e.status || '|' || e.at || '|' || e.reason FROM payment_event e WHERE e.payment_id = p.id ORDER BY CASE e.status WHEN 'at_bank' THEN 2 WHEN 'paid' THEN 1 ELSE 0 END LIMIT 1), ''),
	` + payeeColumns

func scanPayment(scan func(...any) error) (p aid.Payment, err error) {
	var sendOn, event string
	var at, approved, filed int64
	err = scan(&p.ID, &p.CaseID, &p.DecisionID, &p.Amount, &sendOn, &p.EndToEnd, &p.Origin, &p.ProposedBy, &at, &p.ApprovedBy, &approved, &p.FileID, &filed, &event,
		&p.Payee.ID, &p.Payee.CaseID, &p.Payee.Name, &p.Payee.Kind, &p.Payee.PersonID, &p.Payee.Method, &p.Payee.Clearing, &p.Payee.Account)
	if err != nil {
		return p, err
	}
	p.ProposedAt = instant(at)
	p.Status, p.StatusAt, p.Reason = paymentStatus(p, instant(approved), instant(filed), event)
	return p, p.SendOn.UnmarshalText([]byte(sendOn))
}

// paymentFrom joins what paymentColumns reads.
const paymentFrom = ` FROM payment p JOIN payee y ON y.id = p.payee_id LEFT JOIN payment_approval o ON o.payment_id = p.id
	LEFT JOIN payment_in_file i ON i.payment_id = p.id LEFT JOIN payment_file f ON f.id = i.file_id `

// Payment returns a payment by id.
func (r reads) Payment(ctx context.Context, id aid.ID) (aid.Payment, error) {
	return first(ctx, r, "SELECT "+paymentColumns+paymentFrom+"WHERE p.id = $1", args(string(id)), scanPayment)
}

// Payments returns a case's payments, the latest day first.
func (r reads) Payments(ctx context.Context, caseID aid.ID) ([]aid.Payment, error) {
	return all(ctx, r, "SELECT "+paymentColumns+paymentFrom+"WHERE p.case_id = $1 ORDER BY p.send_on DESC, p.id DESC", args(string(caseID)), scanPayment)
}

// PaymentsOf returns the payments of a decision, in the order proposed.
func (r reads) PaymentsOf(ctx context.Context, decision aid.ID) ([]aid.Payment, error) {
	return all(ctx, r, "SELECT "+paymentColumns+paymentFrom+"WHERE p.decision_id = $1 ORDER BY p.id", args(string(decision)), scanPayment)
}

// PaymentsInFile returns the payments of a file, in the order of their references.
func (r reads) PaymentsInFile(ctx context.Context, file aid.ID) ([]aid.Payment, error) {
	return all(ctx, r, "SELECT "+paymentColumns+paymentFrom+"WHERE i.file_id = $1 ORDER BY p.end_to_end",
		args(string(file)), scanPayment)
}

// OpenPayments returns every payment that is not yet in a file, stopped or imported: proposed and approved ones, by day to send.
func (r reads) OpenPayments(ctx context.Context) ([]aid.Payment, error) {
	return all(ctx, r, "SELECT "+paymentColumns+paymentFrom+`WHERE p.origin <> 'imported' AND i.payment_id IS NULL
		AND NOT EXISTS (SELECT 1 FROM payment_event e WHERE e.payment_id = p.id) ORDER BY p.send_on, p.id`, nil, scanPayment)
}

const paymentFileColumns = "f.id, f.message_id, f.content, f.payments, f.total, f.made_by, f.at"

func scanPaymentFile(scan func(...any) error) (f aid.PaymentFile, err error) {
	var at int64
	err = scan(&f.ID, &f.MessageID, &f.Content, &f.Count, &f.Total, &f.MadeBy, &at)
	f.MadeAt = instant(at)
	return f, err
}

// PaymentFile returns a payment file by id.
func (r reads) PaymentFile(ctx context.Context, id aid.ID) (aid.PaymentFile, error) {
	return first(ctx, r, "SELECT "+paymentFileColumns+" FROM payment_file f WHERE f.id = $1", args(string(id)), scanPaymentFile)
}

// PaymentFileByMessage returns a payment file by the message id that the bank answers with.
func (r reads) PaymentFileByMessage(ctx context.Context, message string) (aid.PaymentFile, error) {
	return first(ctx, r, "SELECT "+paymentFileColumns+" FROM payment_file f WHERE f.message_id = $1", args(message), scanPaymentFile)
}

// PaymentFiles returns the newest payment files, at most limit.
func (r reads) PaymentFiles(ctx context.Context, limit int) ([]aid.PaymentFile, error) {
	return all(ctx, r, "SELECT "+paymentFileColumns+" FROM payment_file f ORDER BY f.id DESC LIMIT $1", args(limit), scanPaymentFile)
}

// paymentStatus reads a payment's status, and since when it has it, off its approval, its file and its newest event
// ("status|instant|reason").
func paymentStatus(p aid.Payment, approved, filed time.Time, event string) (status aid.PaymentStatus, at time.Time, reason string) {
	parts := strings.SplitN(event, "|", 3)
	switch {
	case len(parts) == 3:
		us, _ := strconv.ParseInt(parts[1], 10, 64) // the register's own number
		return aid.PaymentStatus(parts[0]), instant(us), parts[2]
	case p.FileID != "":
		return aid.InFile, filed, ""
	case p.ApprovedBy != "":
		return aid.Approved, approved, ""
	}
	return aid.Proposed, p.ProposedAt, ""
}
