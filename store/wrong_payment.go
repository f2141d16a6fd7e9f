package store

import (
	"context"
	"errors"

	"bistand/aid"
)

// AddPoliceReport keeps that a suspected crime was reported to the police. One of somebody who is no adult of the case is ErrInvariant.
func (tx *Tx) AddPoliceReport(p aid.PoliceReport) error {
	return tx.add(policeReportFacts, string(p.ID), string(p.CaseID), string(p.PersonID), p.On.String(), p.About, p.Reference, string(p.ReportedBy), p.ReporterName, micros(tx.step.At))
}

// AddPoliceAnswer keeps what was said of a report.
func (tx *Tx) AddPoliceAnswer(report aid.ID, a aid.PoliceAnswer) error {
	return tx.add(policeAnswerFacts, string(a.ID), string(report), string(a.Outcome), a.On.String(), a.Reference, a.Note, string(a.RecordedBy), a.RecorderName, micros(tx.step.At))
}

// AddAuthorityNotice keeps that another authority was told of a payment of theirs.
func (tx *Tx) AddAuthorityNotice(n aid.AuthorityNotice) error {
	return tx.add(authorityNoticeFacts, string(n.ID), string(n.CaseID), string(n.Authority), n.Name, n.On.String(), n.Benefit, n.About, string(n.NotifiedBy), n.NotifierName, micros(tx.step.At))
}

// AddNotNeeded keeps that a measure is not called for.
func (tx *Tx) AddNotNeeded(n aid.NotNeeded) error {
	return tx.add(notNeededFacts, string(n.ID), string(n.CaseID), string(n.Measure), n.Reason, string(n.SaidBy), n.SaidName, micros(tx.step.At))
}

// WrongPayment returns all that is recorded in a case of what was wrongly stated or paid, newest first.
func (r reads) WrongPayment(ctx context.Context, caseID aid.ID) (w aid.WrongPayment, err error) {
	if w.Recoveries, err = r.Recoveries(ctx, caseID); err != nil {
		return w, err
	}
	if w.Reports, err = r.policeReports(ctx, "p.case_id = $1", string(caseID)); err != nil {
		return w, err
	}
	w.Notices, err = all(ctx, r, `SELECT n.id, n.case_id, n.authority, n.name, n.notified_on, n.benefit, n.about, n.notified_by, n.notified_name, n.at
		FROM authority_notice n WHERE n.case_id = $1 ORDER BY n.seq DESC`, args(string(caseID)), func(scan func(...any) error) (n aid.AuthorityNotice, err error) {
		var on string
		var at int64
		err = scan(&n.ID, &n.CaseID, &n.Authority, &n.Name, &on, &n.Benefit, &n.About, &n.NotifiedBy, &n.NotifierName, &at)
		n.At = instant(at)
		return n, errors.Join(err, n.On.UnmarshalText([]byte(on)))
	})
	if err != nil {
		return w, err
	}
	w.NotNeeded, err = all(ctx, r, "SELECT n.id, n.case_id, n.measure, n.reason, n.said_by, n.said_name, n.at FROM not_needed n WHERE n.case_id = $1 ORDER BY n.seq DESC",
		args(string(caseID)), func(scan func(...any) error) (n aid.NotNeeded, err error) {
			var at int64
			err = scan(&n.ID, &n.CaseID, &n.Measure, &n.Reason, &n.SaidBy, &n.SaidName, &at)
			n.At = instant(at)
			return n, err
		})
	return w, err
}

// PoliceReport returns a report with its answers, oldest first; none is aid.ErrNotFound.
func (r reads) PoliceReport(ctx context.Context, id aid.ID) (aid.PoliceReport, error) {
	list, err := r.policeReports(ctx, "p.id = $1", string(id))
	if err == nil && len(list) == 0 {
		err = aid.ErrNotFound
	}
	return append(list, aid.PoliceReport{})[0], err
}

// policeReports reads those that a condition on p picks, newest first.
func (r reads) policeReports(ctx context.Context, where, value string) ([]aid.PoliceReport, error) {
	list, err := all(ctx, r, "SELECT p.id, p.case_id, p.person_id, p.reported_on, p.about, p.reference, p.reported_by, p.reported_name, p.at FROM police_report p WHERE "+where+
		" ORDER BY p.seq DESC", args(value), func(scan func(...any) error) (p aid.PoliceReport, err error) {
		var on string
		var at int64
		err = scan(&p.ID, &p.CaseID, &p.PersonID, &on, &p.About, &p.Reference, &p.ReportedBy, &p.ReporterName, &at)
		p.At = instant(at)
		return p, errors.Join(err, p.On.UnmarshalText([]byte(on)))
	})
	if err != nil || len(list) == 0 {
		return list, err
	}
	type answerTo struct {
		report aid.ID
		it     aid.PoliceAnswer
	}
	answers, err := all(ctx, r, `SELECT a.report_id, a.id, a.outcome, a.answered_on, a.reference, a.note, a.recorded_by, a.recorded_name, a.at
		FROM police_answer a JOIN police_report p ON p.id = a.report_id WHERE `+where+" ORDER BY a.seq", args(value), func(scan func(...any) error) (o answerTo, err error) {
		var on string
		var at int64
		err = scan(&o.report, &o.it.ID, &o.it.Outcome, &on, &o.it.Reference, &o.it.Note, &o.it.RecordedBy, &o.it.RecorderName, &at)
		o.it.At = instant(at)
		return o, errors.Join(err, o.it.On.UnmarshalText([]byte(on)))
	})
	for _, a := range answers {
		give(list, func(p aid.PoliceReport) bool { return p.ID == a.report }, func(p *aid.PoliceReport) { p.Answers = append(p.Answers, a.it) })
	}
	return list, err
}
