package casework

import (
	"context"
	"slices"
	"strings"

	"bistand/aid"
	"bistand/store"
)

// handlesWrongPayments tells whether a member of staff records what comes of wrong information; to ask money back, to let it go
// and to end it takes a decision-maker.
func handlesWrongPayments(staff aid.Staff) bool {
	return staff.Has(aid.Caseworker) || staff.Has(aid.DecisionMaker)
}

// ReportToPolice keeps that a suspected crime was reported to the police. Nobody of the case is told. Faults come at "person",
// "on" and "about".
// law: bidragsbrottslagen 6
func (d *Desk) ReportToPolice(ctx context.Context, r Request, staff aid.Staff, p aid.PoliceReport) error {
	p.ID, p.About, p.Reference = d.newID(), strings.TrimSpace(p.About), strings.TrimSpace(p.Reference)
	p.ReportedBy, p.ReporterName = staff.ID, staff.Name
	return d.wrongStep(ctx, r, staff, "report_to_police", "police_report", p.CaseID, p.ID, func(tx *store.Tx, c aid.Case) error {
		var faults aid.Errors
		if p.PersonID != "" && !slices.Contains(c.AdultIDs(), p.PersonID) {
			faults = append(faults, aid.Error{Code: "choose", Field: "person"})
		}
		faults.Add("on", d.happened(p.On))
		faults.Add("about", required("about", p.About))
		if err := faults.Or(); err != nil {
			return err
		}
		return tx.AddPoliceReport(p)
	})
}

// RecordPoliceAnswer keeps what the police, the prosecutor or the court has said of a report. Faults come at "outcome" and "on".
func (d *Desk) RecordPoliceAnswer(ctx context.Context, r Request, staff aid.Staff, report aid.ID, a aid.PoliceAnswer) error {
	p, err := d.Register.PoliceReport(ctx, report)
	if err != nil {
		return err
	}
	a.ID, a.Reference, a.Note, a.RecordedBy, a.RecorderName = d.newID(), strings.TrimSpace(a.Reference), strings.TrimSpace(a.Note), staff.ID, staff.Name
	return d.wrongStep(ctx, r, staff, "record_police_answer", "police_report", p.CaseID, report, func(tx *store.Tx, _ aid.Case) error {
		var faults aid.Errors
		if !slices.Contains(aid.PoliceOutcomes, a.Outcome) {
			faults = append(faults, aid.Error{Code: "choose", Field: "outcome"})
		}
		if a.On.Before(p.On) {
			a.On = aid.Date{}
		}
		faults.Add("on", d.happened(a.On))
		if err := faults.Or(); err != nil {
			return err
		}
		return tx.AddPoliceAnswer(report, a)
	})
}

// NotifyAuthority keeps that another authority was told of a payment of theirs that seems wrong. Nobody of the case is told.
// Faults come at "authority", "name", "on", "benefit" and "about".
// law: lag (2008:206) 3 §
func (d *Desk) NotifyAuthority(ctx context.Context, r Request, staff aid.Staff, n aid.AuthorityNotice) error {
	n.ID, n.Name, n.Benefit, n.About = d.newID(), strings.TrimSpace(n.Name), strings.TrimSpace(n.Benefit), strings.TrimSpace(n.About)
	n.NotifiedBy, n.NotifierName = staff.ID, staff.Name
	if n.Authority != aid.OtherAuthority {
		n.Name = ""
	}
	return d.wrongStep(ctx, r, staff, "notify_authority", "authority_notice", n.CaseID, n.ID, func(tx *store.Tx, _ aid.Case) error {
		var faults aid.Errors
		if !slices.Contains(aid.BenefitAuthorities, n.Authority) {
			faults = append(faults, aid.Error{Code: "choose", Field: "authority"})
		}
		if n.Authority == aid.OtherAuthority {
			faults.Add("name", required("name", n.Name))
		}
		faults.Add("on", d.happened(n.On))
		faults.Add("benefit", required("benefit", n.Benefit))
		faults.Add("about", required("about", n.About))
		if err := faults.Or(); err != nil {
			return err
		}
		return tx.AddAuthorityNotice(n)
	})
}

// SayNotNeeded keeps that a measure is not called for, and why. Faults come at "measure" and "reason".
func (d *Desk) SayNotNeeded(ctx context.Context, r Request, staff aid.Staff, n aid.NotNeeded) error {
	n.ID, n.Reason, n.SaidBy, n.SaidName = d.newID(), strings.TrimSpace(n.Reason), staff.ID, staff.Name
	return d.wrongStep(ctx, r, staff, "say_not_needed", "not_needed", n.CaseID, n.ID, func(tx *store.Tx, _ aid.Case) error {
		var faults aid.Errors
		if !slices.Contains(aid.Measures, n.Measure) {
			faults = append(faults, aid.Error{Code: "choose", Field: "measure"})
		}
		faults.Add("reason", required("reason", n.Reason))
		if err := faults.Or(); err != nil {
			return err
		}
		return tx.AddNotNeeded(n)
	})
}

// happened is the fault of a day that is missing or to come.
func (d *Desk) happened(on aid.Date) error {
	if on.IsZero() || d.today().Before(on) {
		return aid.Error{Code: "recovery.day", Field: "on"}
	}
	return nil
}

// wrongStep is a step by someone who records what comes of wrong information.
func (d *Desk) wrongStep(ctx context.Context, r Request, staff aid.Staff, name, kind string, caseID, object aid.ID, add func(*store.Tx, aid.Case) error) error {
	if !handlesWrongPayments(staff) {
		return aid.ErrForbidden
	}
	return d.Register.Step(ctx, d.step(r, name, caseID, kind, object), func(tx *store.Tx) error {
		c, err := tx.Case(ctx, caseID)
		if err != nil {
			return err
		}
		return add(tx, c)
	})
}
