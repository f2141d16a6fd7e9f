package casework

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"bistand/aid"
	"bistand/store"
)

// Bank carries payment files to the municipality's bank and its answers back.
type Bank interface {
	// File writes the payment file, the same bytes for the same payments. Errors of single payments are aid.Errors by reference.
	File(file aid.PaymentFile, payments []aid.Payment) ([]byte, error)
	Upload(ctx context.Context, name string, content []byte) error
	Reports(ctx context.Context) ([]BankReport, error)
	Ack(ctx context.Context, name string) error
	// Original returns the message id of the file that a report answers. A report that cannot be read is an error.
	Original(report []byte) (message string, err error)
	// Answers reads what a report says of each payment of the file that it answers.
	Answers(file, report []byte) ([]BankAnswer, error)
}

// BankReport is a report as received.
type BankReport struct {
	Name    string
	Content []byte
}

// BankAnswer is the bank's word on one payment. Neither executed nor rejected: the bank has it, or does not say.
type BankAnswer struct {
	EndToEnd string
	Executed bool
	Rejected bool
	Reason   string // code of the bank
}

// ApprovePayment approves a proposed payment. Whoever decided or proposed it cannot: the database refuses that too.
func (d *Desk) ApprovePayment(ctx context.Context, r Request, staff aid.Staff, payment aid.ID) error {
	if !staff.Has(aid.PaymentOfficer) {
		return aid.ErrForbidden
	}
	p, err := d.Register.Payment(ctx, payment)
	if err != nil {
		return err
	}
	decision, err := d.Register.Decision(ctx, p.DecisionID)
	if err != nil {
		return err
	}
	if decision.DecidedBy == staff.ID || p.ProposedBy == staff.ID {
		return aid.Error{Code: "pay.same_person"}
	}
	return d.Register.Step(ctx, d.step(r, "approve_payment", p.CaseID, "payment", p.ID), func(tx *store.Tx) error {
		tx.Result(string(p.ID))
		if p, err = tx.Payment(ctx, payment); err != nil {
			return err
		}
		if p.Status != aid.Proposed {
			return aid.ErrConflict
		}
		return tx.AddPaymentApproval(p.ID, staff.ID)
	})
}

// StopPayment stops a payment that is not yet in a file, with a reason.
func (d *Desk) StopPayment(ctx context.Context, r Request, staff aid.Staff, payment aid.ID, reason string) error {
	if !staff.Has(aid.PaymentOfficer) && !staff.Has(aid.DecisionMaker) {
		return aid.ErrForbidden
	}
	if reason = strings.TrimSpace(reason); reason == "" {
		return aid.Error{Code: "required", Field: "reason"}
	}
	p, err := d.Register.Payment(ctx, payment)
	if err != nil {
		return err
	}
	return d.Register.Step(ctx, d.step(r, "stop_payment", p.CaseID, "payment", p.ID), func(tx *store.Tx) error {
		tx.Result(string(p.ID))
		if p, err = tx.Payment(ctx, payment); err != nil {
			return err
		}
		if p.Status != aid.Proposed && p.Status != aid.Approved {
			return aid.ErrConflict
		}
		return tx.AddPaymentEvent(p.ID, aid.Stopped, reason, d.today())
	})
}

// SendPayments makes one file of every approved payment that is due to be sent by the given day, and puts it into the
// outbox for the bank. The file is kept byte for byte. No approved payments is aid.Error{Code: "pay.nothing"}.
func (d *Desk) SendPayments(ctx context.Context, r Request, staff aid.Staff, until aid.Date) (aid.PaymentFile, error) {
	var file aid.PaymentFile
	if !staff.Has(aid.PaymentOfficer) {
		return file, aid.ErrForbidden
	}
	file.ID = d.newID()
	err := d.Register.Step(ctx, d.step(r, "send_payments", "", "payment_file", file.ID), func(tx *store.Tx) error {
		open, err := tx.OpenPayments(ctx)
		if err != nil {
			return err
		}
		due, ids := dueForFile(open, until)
		if len(due) == 0 {
			return aid.Error{Code: "pay.nothing"}
		}
		number, err := tx.NextNumber("payment_file")
		if err != nil {
			return err
		}
		file.MessageID = fmt.Sprintf("EB%s%s%06d", d.Municipality.Code, d.today().Time().Format("20060102"), number)
		file.MadeAt, file.MadeBy, file.Count = d.Now(), staff.ID, len(due)
		for _, p := range due {
			if file.Total, err = file.Total.Add(p.Amount); err != nil {
				return err
			}
		}
		if file.Content, err = d.Bank.File(file, due); err != nil {
			return err
		}
		if err := tx.AddPaymentFile(file, ids); err != nil {
			return err
		}
		if err := refreshCases(tx, due); err != nil {
			return err
		}
		tx.Result(string(file.ID))
		return tx.AddJob(aid.Job{ID: d.newID(), Kind: JobPaymentFile, UniqueKey: "payment_file:" + string(file.ID), Payload: string(file.ID), RunAt: d.Now()})
	})
	return file, err
}

// dueForFile picks the approved payments that go by file and are due by the day.
func dueForFile(open []aid.Payment, until aid.Date) (due []aid.Payment, ids []aid.ID) {
	for _, p := range open {
		if p.Status == aid.Approved && !until.Before(p.SendOn) && p.Payee.Method != aid.ToCard {
			due, ids = append(due, p), append(ids, p.ID)
		}
	}
	return due, ids
}

// refreshCases rewrites the overview of every case with a payment in the list.
func refreshCases(tx *store.Tx, payments []aid.Payment) error {
	done := map[aid.ID]bool{}
	for _, p := range payments {
		if !done[p.CaseID] {
			done[p.CaseID] = true
			if err := tx.RefreshOverview(p.CaseID); err != nil {
				return err
			}
		}
	}
	return nil
}

// deliverFile hands a payment file over to the bank and then records that it is there. Both may be repeated.
func (d *Desk) deliverFile(ctx context.Context, id aid.ID) error {
	file, err := d.Register.PaymentFile(ctx, id)
	if err != nil {
		return err
	}
	if err := d.Bank.Upload(ctx, file.MessageID+".xml", file.Content); err != nil {
		return fmt.Errorf("hand over payment file: %w", err)
	}
	payments, err := d.Register.PaymentsInFile(ctx, id)
	if err != nil {
		return err
	}
	step := d.step(Request{Actor: aid.Actor{Kind: aid.BySystem}}, "file_at_bank", "", "payment_file", id)
	return d.Register.Step(ctx, step, func(tx *store.Tx) error {
		for _, p := range payments {
			if err := tx.AddPaymentEvent(p.ID, aid.AtBank, "", d.today()); err != nil {
				return err
			}
		}
		return refreshCases(tx, payments)
	})
}

// errKept is a report that was kept before: the bank was not told.
var errKept = errors.New("the report was kept before")

// ReadBank fetches the bank's reports, keeps each with what it says of the payments in one step, and only then takes it
// away from the bank. It returns how many new reports it read. A report that cannot be read is left at the bank and told of in
// the error; it does not keep the others from being read.
func (d *Desk) ReadBank(ctx context.Context) (int, error) {
	reports, err := d.Bank.Reports(ctx)
	if err != nil {
		return 0, fmt.Errorf("fetch bank reports: %w", err)
	}
	read := 0
	var unread []error
	for _, report := range reports {
		err := d.keepReport(ctx, report)
		switch {
		case errors.Is(err, errKept):
		case err != nil:
			unread = append(unread, fmt.Errorf("read bank report %s: %w", report.Name, err))
			continue
		default:
			read++
		}
		if err := d.Bank.Ack(ctx, report.Name); err != nil {
			return read, errors.Join(append(unread, fmt.Errorf("take away bank report %s: %w", report.Name, err))...)
		}
	}
	return read, errors.Join(unread...)
}

// keepReport keeps one report and the events it brings.
func (d *Desk) keepReport(ctx context.Context, report BankReport) error {
	message, err := d.Bank.Original(report.Content)
	if err != nil {
		return err
	}
	file, err := d.Register.PaymentFileByMessage(ctx, message)
	if err != nil {
		return fmt.Errorf("find the file that is answered: %w", err)
	}
	answers, err := d.Bank.Answers(file.Content, report.Content)
	if err != nil {
		return err
	}
	step := d.step(Request{Actor: aid.Actor{Kind: aid.BySystem}}, "bank_report", "", "payment_file", file.ID)
	return d.Register.Step(ctx, step, func(tx *store.Tx) error {
		if err := tx.AddBankReport(report.Name, report.Content); errors.Is(err, store.ErrUnique) {
			return errKept
		} else if err != nil {
			return err
		}
		payments, err := tx.PaymentsInFile(ctx, file.ID)
		if err != nil {
			return err
		}
		for _, p := range payments {
			if err := d.applyAnswers(ctx, tx, p, answers); err != nil {
				return err
			}
		}
		return refreshCases(tx, payments)
	})
}

// applyAnswers adds what the bank says of one payment. An executed payment that is rejected afterwards has come back.
func (d *Desk) applyAnswers(ctx context.Context, tx *store.Tx, p aid.Payment, answers []BankAnswer) error {
	for _, answer := range answers {
		if answer.EndToEnd != p.EndToEnd {
			continue
		}
		status := aid.AtBank
		switch {
		case answer.Executed && (p.Status == aid.RejectedByBank || p.Status == aid.Returned):
			continue // an older report that comes late
		case answer.Executed:
			status = aid.PaidOut
		case answer.Rejected && (p.Status == aid.PaidOut || p.Status == aid.Returned):
			status = aid.Returned
		case answer.Rejected:
			status = aid.RejectedByBank
		}
		if status == p.Status {
			continue
		}
		if err := tx.AddPaymentEvent(p.ID, status, answer.Reason, d.today()); err != nil {
			return err
		}
		p.Status = status
		if status == aid.PaidOut {
			decision, err := tx.Decision(ctx, p.DecisionID)
			if err != nil {
				return err
			}
			people, err := tx.MaySee(ctx, decision.ApplicationID)
			if err != nil {
				return err
			}
			if err := d.enqueueNotices(tx, "paid", p.ID, people...); err != nil {
				return err
			}
		}
	}
	return nil
}
