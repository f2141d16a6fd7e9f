package store

import (
	"context"
	"errors"
	"time"

	"bistand/aid"
)

// reportBody is what a report of an authority is kept with beside its answer.
type reportBody struct {
	Benefits []aid.Benefit    `json:"benefits,omitempty"`
	Facts    []aid.ReportFact `json:"facts,omitempty"`
}

// AddInquiry keeps what the authorities answered about an adult. A report without an answer that holds benefits or facts, or that does not
// say why there is none, is ErrInvariant.
func (tx *Tx) AddInquiry(q aid.Inquiry) error {
	err := tx.add(inquiryFacts, string(q.ID), string(q.CaseID), string(q.ApplicationID), string(q.PersonID), q.From.String(), q.Until.String(),
		string(q.AskedBy), q.AskedName, micros(q.At))
	for _, r := range q.Reports {
		if err != nil {
			return err
		}
		body := ""
		if len(r.Benefits)+len(r.Facts) > 0 {
			if body, err = encode(reportBody{r.Benefits, r.Facts}); err != nil {
				return err
			}
		}
		err = tx.add(inquiryReportFacts, string(q.ID), string(r.Authority), string(r.Answer), string(r.Fault), bit(r.Protected), body)
	}
	return err
}

// Inquiries returns what the authorities have been asked for an application, oldest first.
func (r reads) Inquiries(ctx context.Context, application aid.ID) ([]aid.Inquiry, error) {
	return r.inquiries(ctx, "q.application_id = $1", string(application))
}

// InquiriesAbout returns what the authorities have been asked about a person, oldest first.
func (r reads) InquiriesAbout(ctx context.Context, person aid.ID) ([]aid.Inquiry, error) {
	return r.inquiries(ctx, "q.person_id = $1", string(person))
}

// inquiries reads those that a condition on q picks, oldest first.
func (r reads) inquiries(ctx context.Context, where, value string) ([]aid.Inquiry, error) {
	list, err := all(ctx, r, `SELECT q.id, q.case_id, q.application_id, q.person_id, q.from_day, q.until_day, q.asked_by, q.asked_name, q.at
		FROM inquiry q WHERE `+where+" ORDER BY q.seq, q.id", args(value), func(scan func(...any) error) (q aid.Inquiry, err error) {
		var from, until string
		var at int64
		err = scan(&q.ID, &q.CaseID, &q.ApplicationID, &q.PersonID, &from, &until, &q.AskedBy, &q.AskedName, &at)
		q.At = instant(at)
		return q, errors.Join(err, q.From.UnmarshalText([]byte(from)), q.Until.UnmarshalText([]byte(until)))
	})
	if err != nil || len(list) == 0 {
		return list, err
	}
	type reportOf struct {
		inquiry aid.ID
		it      aid.Report
	}
	reports, err := all(ctx, r, `SELECT p.inquiry_id, p.authority, p.answer, p.fault, p.protected, p.body FROM inquiry_report p
		JOIN inquiry q ON q.id = p.inquiry_id WHERE `+where, args(value), func(scan func(...any) error) (o reportOf, err error) {
		var protected int64
		var text string
		var body reportBody
		if err = scan(&o.inquiry, &o.it.Authority, &o.it.Answer, &o.it.Fault, &protected, &text); err == nil && text != "" {
			err = decode(text, &body)
		}
		o.it.Protected, o.it.Benefits, o.it.Facts = protected == 1, body.Benefits, body.Facts
		return o, err
	})
	for _, a := range aid.InquiredAuthorities { // their order is not the alphabet's
		for _, one := range reports {
			if one.it.Authority == a {
				give(list, func(q aid.Inquiry) bool { return q.ID == one.inquiry }, func(q *aid.Inquiry) { q.Reports = append(q.Reports, one.it) })
			}
		}
	}
	return list, err
}

// InquiryJobs returns the questions about an application's people that have yet to be asked, or to be asked again, by person: when each is
// due. The earliest of a person's holds.
func (r reads) InquiryJobs(ctx context.Context, application aid.ID) (map[aid.ID]time.Time, error) {
	jobs, err := all(ctx, r, "SELECT "+jobColumns+" FROM job j WHERE j.done_at = 0 AND j.dead_at = 0 AND j.unique_key LIKE $1 ORDER BY j.run_at DESC, j.id DESC",
		args(aid.InquiryKey(application, "%", "%")), scanJob)
	due := map[aid.ID]time.Time{}
	for _, j := range jobs {
		due[aid.ParseInquiryKey(j.UniqueKey)] = j.RunAt
	}
	return due, err
}
