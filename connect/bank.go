package connect

import (
	"bytes"
	"context"

	"bistand/aid"
	"bistand/casework"
	"bistand/payfile"
)

// Bank fits payment files and the bank's SFTP server to casework.Bank.
type Bank struct {
	Link   *payfile.Bank
	Debtor payfile.Debtor
}

// File writes the payment file: the same bytes for the same payments.
func (b Bank) File(file aid.PaymentFile, payments []aid.Payment) ([]byte, error) {
	batch := payfile.Batch{MessageID: file.MessageID, CreatedAt: file.MadeAt, Debtor: b.Debtor}
	made := aid.SwedishDate(file.MadeAt)
	for _, p := range payments {
		day := p.SendOn
		if day.Before(made) {
			day = made // it ought to have gone before; the bank takes no day that is past
		}
		batch.Payments = append(batch.Payments, payfile.Payment{
			EndToEnd: p.EndToEnd, Amount: p.Amount, SendOn: day,
			PayeeName: p.Payee.Name, Method: p.Payee.Method, Clearing: p.Payee.Clearing, Account: p.Payee.Account,
		})
	}
	var out bytes.Buffer
	err := payfile.Write(&out, batch)
	return out.Bytes(), err
}

// Upload hands a file over to the bank.
func (b Bank) Upload(ctx context.Context, name string, content []byte) error {
	return b.Link.Upload(ctx, name, content)
}

// Reports fetches the bank's answers that have not been taken away.
func (b Bank) Reports(ctx context.Context) ([]casework.BankReport, error) {
	found, err := b.Link.FetchReports(ctx)
	var reports []casework.BankReport
	for _, r := range found {
		reports = append(reports, casework.BankReport{Name: r.Name, Content: r.Content})
	}
	return reports, err
}

// Ack takes an answer away from the bank.
func (b Bank) Ack(ctx context.Context, name string) error { return b.Link.Ack(ctx, name) }

// Original returns the message id of the file that a report answers.
func (b Bank) Original(report []byte) (string, error) {
	status, err := payfile.ReadStatus(bytes.NewReader(report))
	return status.Original, err
}

// Answers reads what a report says of each payment of a file.
func (b Bank) Answers(file, report []byte) ([]casework.BankAnswer, error) {
	batch, err := payfile.Read(bytes.NewReader(file))
	if err != nil {
		return nil, err
	}
	status, err := payfile.ReadStatus(bytes.NewReader(report))
	if err != nil {
		return nil, err
	}
	outcomes, _, err := payfile.Resolve(batch, status)
	if err != nil {
		return nil, err
	}
	var answers []casework.BankAnswer
	for _, o := range outcomes {
		answers = append(answers, casework.BankAnswer{
			EndToEnd: o.EndToEnd, Executed: o.Outcome == payfile.OutcomeExecuted, Rejected: o.Outcome == payfile.OutcomeRejected, Reason: o.Reason.Code,
		})
	}
	return answers, nil
}
