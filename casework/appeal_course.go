package casework

import (
	"context"
	"io"
	"slices"
	"strings"

	"bistand/aid"
	"bistand/store"
)

// PaperAppeal is an appeal that came by letter, as staff took it down.
type PaperAppeal struct {
	Decision   aid.ID
	Person     aid.ID
	ReceivedOn aid.Date
	Change     string
	Why        string
	FileName   string
	File       io.Reader // the letter itself, scanned; nil where it was not
}

// RegisterAppeal takes in an appeal that came on paper, with the day it came.
// Faults come at "person", "decision", "received_on", "change" and "file".
func (d *Desk) RegisterAppeal(ctx context.Context, r Request, staff aid.Staff, in PaperAppeal) (aid.Appeal, error) {
	var a aid.Appeal
	if !handlesAppeals(staff) {
		return a, aid.ErrForbidden
	}
	decision, err := d.Register.Decision(ctx, in.Decision)
	if err != nil {
		return a, err
	}
	a = aid.Appeal{
		ID: d.newID(), CaseID: decision.CaseID, DecisionID: decision.ID, PersonID: in.Person, Origin: aid.FromPaper, ReceivedOn: in.ReceivedOn, RegisteredBy: staff.ID,
		Content: aid.AppealContent{DecisionID: decision.ID, Change: strings.TrimSpace(in.Change), Why: strings.TrimSpace(in.Why)},
	}
	if err := d.checkPaper(ctx, decision, a); err != nil {
		return a, err
	}
	var scan aid.Scan
	if in.File != nil {
		var letter aid.AttachmentRef
		if letter, scan, err = d.takeIn(ctx, appealFile, in.FileName, in.File); err != nil {
			return a, err
		}
		a.Content.Attachments = []aid.AttachmentRef{letter}
	}
	err = d.Register.Step(ctx, d.step(r, "register_appeal", a.CaseID, "appeal", a.ID), func(tx *store.Tx) error {
		for _, letter := range a.Content.Attachments {
			if err := d.addAttachment(tx, a.CaseID, staff.ID, letter, scan); err != nil {
				return err
			}
		}
		if err := addAppeal(ctx, tx, &a); err != nil {
			return err
		}
		return d.enqueueNotices(tx, "appeal", a.ID, a.PersonID)
	})
	return a, err
}

// checkPaper returns what is wrong with what staff took down of a letter.
func (d *Desk) checkPaper(ctx context.Context, decision aid.Decision, a aid.Appeal) error {
	c, err := d.Register.Case(ctx, decision.CaseID)
	if err != nil {
		return err
	}
	var faults aid.Errors
	if !slices.Contains(c.AdultIDs(), a.PersonID) {
		faults = append(faults, aid.Error{Code: "choose", Field: "person"})
	}
	if a.ReceivedOn.IsZero() || d.today().Before(a.ReceivedOn) || a.ReceivedOn.Before(aid.SwedishDate(decision.DecidedAt)) {
		faults = append(faults, aid.Error{Code: "appeal.day", Field: "received_on"})
	}
	faults.Add("change", CompleteAppeal(a.Content))
	return faults.Or()
}

// handlesAppeals tells whether a member of staff works with appeals; what is decided takes a decision-maker.
func handlesAppeals(staff aid.Staff) bool {
	return staff.Has(aid.Caseworker) || staff.Has(aid.DecisionMaker)
}

// RecordWithdrawal records that a person took an appeal back by letter or telephone, with how it is known.
func (d *Desk) RecordWithdrawal(ctx context.Context, r Request, staff aid.Staff, id aid.ID, reason string) error {
	return d.staffStep(ctx, r, staff, "withdraw_appeal", id, func(_ *store.Tx, a aid.Appeal) error {
		if !a.MayWithdraw() {
			return aid.ErrConflict
		}
		return required("reason", reason)
	}, func(tx *store.Tx, a aid.Appeal) error {
		return tx.AddAppealWithdrawal(a.ID, aid.AppealWithdrawal{PersonID: a.PersonID, RecordedBy: staff.ID, Reason: strings.TrimSpace(reason)})
	})
}

// staffStep is a course step by someone who works with appeals.
func (d *Desk) staffStep(ctx context.Context, r Request, staff aid.Staff, name string, id aid.ID, may, add func(*store.Tx, aid.Appeal) error) error {
	if !handlesAppeals(staff) {
		return aid.ErrForbidden
	}
	return d.courseStep(ctx, r, name, id, may, add)
}

// required is the fault of a field that was left empty.
func required(field, text string) error {
	if strings.TrimSpace(text) == "" {
		return aid.Error{Code: "required", Field: field}
	}
	return nil
}

// TimelinessFacts returns the days that an appeal's timeliness is judged by: when the person took part of the decision, as the
// register knows it, and the last day. Neither where the register knows of no receipt.
func (d *Desk) TimelinessFacts(ctx context.Context, a aid.Appeal) (told, last aid.Date, err error) {
	told, err = d.Register.ReceivedOn(ctx, a.DecisionID, a.PersonID)
	return told, aid.LastAppealDay(told), err
}

// TimelinessInput is what staff state of whether an appeal came in time.
type TimelinessInput struct {
	Answer  aid.TimelinessAnswer
	ToldOn  aid.Date // the day the person took part of the decision, where the register does not know it: a letter's receipt
	Reasons string
}

// JudgeTimeliness keeps, once, whether an appeal came in time. The days decide what can be answered: one that came by its last
// day is never dismissed, and one that came after it is tried only where the municipality had told wrongly how to appeal.
// To dismiss is to decide, and takes a decision-maker. Faults come at "answer", "told_on" and "reasons".
// law: FL 45
func (d *Desk) JudgeTimeliness(ctx context.Context, r Request, staff aid.Staff, id aid.ID, in TimelinessInput) error {
	if in.Answer == aid.Dismiss && !staff.Has(aid.DecisionMaker) {
		return aid.ErrForbidden
	}
	t := aid.Timeliness{Answer: in.Answer, Reasons: strings.TrimSpace(in.Reasons), JudgedBy: staff.ID, JudgeName: staff.Name}
	return d.staffStep(ctx, r, staff, "judge_appeal", id, func(tx *store.Tx, a aid.Appeal) (err error) {
		if a.Status() != aid.AppealReceived {
			return aid.ErrConflict
		}
		if t.ToldOn, err = tx.ReceivedOn(ctx, a.DecisionID, a.PersonID); err != nil {
			return err
		}
		if t.ToldOn.IsZero() {
			t.ToldOn = in.ToldOn
		}
		t.LastDay = aid.LastAppealDay(t.ToldOn)
		return checkTimeliness(t, a.ReceivedOn, d.today())
	}, func(tx *store.Tx, a aid.Appeal) error {
		if err := tx.AddTimeliness(a.ID, t); err != nil || t.Answer != aid.Dismiss {
			return err
		}
		return d.enqueueNotices(tx, "appeal_dismissed", a.ID, a.PersonID)
	})
}

// checkTimeliness returns what is wrong with a judgement, given the day the appeal came.
func checkTimeliness(t aid.Timeliness, received, today aid.Date) error {
	var faults aid.Errors
	if today.Before(t.ToldOn) {
		faults = append(faults, aid.Error{Code: "appeal.day", Field: "told_on"})
	}
	late := aid.ProposeTimeliness(received, t.LastDay) == aid.Dismiss
	switch {
	case !slices.Contains(aid.TimelinessAnswers, t.Answer):
		faults = append(faults, aid.Error{Code: "choose", Field: "answer"})
	case late && t.Answer == aid.InTime:
		faults = append(faults, aid.Error{Code: "appeal.is_late", Field: "answer"})
	case !late && t.Answer != aid.InTime:
		faults = append(faults, aid.Error{Code: "appeal.is_in_time", Field: "answer"})
	}
	faults.Add("reasons", required("reasons", t.Reasons))
	return faults.Or()
}

// ReviewAppeal keeps what the second look at the decision came to. A change is made by a new decision on the same application
// (Decide), which must be there: aid.Error{Code: "review.no_decision"} at "outcome".
// law: FL 38
func (d *Desk) ReviewAppeal(ctx context.Context, r Request, staff aid.Staff, id aid.ID, outcome aid.ReviewOutcome, reasons string) error {
	if !staff.Has(aid.DecisionMaker) {
		return aid.ErrForbidden
	}
	review := aid.Review{Outcome: outcome, Reasons: strings.TrimSpace(reasons), ReviewedBy: staff.ID, ReviewerName: staff.Name}
	return d.staffStep(ctx, r, staff, "review_appeal", id, func(tx *store.Tx, a aid.Appeal) error {
		if a.Status() != aid.AppealInTime {
			return aid.ErrConflict
		}
		var faults aid.Errors
		changed, err := changedDecision(ctx, tx, a)
		switch {
		case err != nil:
			return err
		case !slices.Contains(aid.ReviewOutcomes, outcome):
			faults = append(faults, aid.Error{Code: "choose", Field: "outcome"})
		case outcome != aid.ReviewUnchanged && changed == "":
			faults = append(faults, aid.Error{Code: "review.no_decision", Field: "outcome"})
		case outcome != aid.ReviewUnchanged:
			review.DecisionID = changed
		}
		faults.Add("reasons", required("reasons", reasons))
		return faults.Or()
	}, func(tx *store.Tx, a aid.Appeal) error {
		if err := tx.AddReview(a.ID, review); err != nil {
			return err
		}
		return d.enqueueNotices(tx, "appeal_review", a.ID, a.PersonID)
	})
}

// changedDecision returns the decision that has taken the place of the one that was appealed; empty where that one stands.
func changedDecision(ctx context.Context, tx *store.Tx, a aid.Appeal) (aid.ID, error) {
	appealed, err := tx.Decision(ctx, a.DecisionID)
	if err != nil {
		return "", err
	}
	newest, err := tx.DecisionOf(ctx, appealed.ApplicationID)
	if err != nil || newest.ID == appealed.ID {
		return "", err
	}
	return newest.ID, nil
}

// WriteStatement keeps the municipality's statement to the court. It can be written anew until the appeal is sent.
func (d *Desk) WriteStatement(ctx context.Context, r Request, staff aid.Staff, id aid.ID, text string) error {
	return d.staffStep(ctx, r, staff, "write_statement", id, func(_ *store.Tx, a aid.Appeal) error {
		if !a.Waits() {
			return aid.ErrConflict
		}
		return required("statement", text)
	}, func(tx *store.Tx, a aid.Appeal) error {
		return tx.AddStatement(a.ID, aid.Statement{ID: d.newID(), Text: strings.TrimSpace(text), WrittenBy: staff.ID, WrittenName: staff.Name})
	})
}

// HandOver keeps that an appeal, with the decision and what belongs to it, was sent to the court, in what way and on what day.
// The court is the municipality's own; where its settings name none, the one stated. Faults come at "court", "way" and "on".
// law: FL 46
func (d *Desk) HandOver(ctx context.Context, r Request, staff aid.Staff, id aid.ID, h aid.Handover) error {
	if h.Court = strings.TrimSpace(h.Court); d.Municipality.Court != "" {
		h.Court = d.Municipality.Court
	}
	h.By, h.ByName = staff.ID, staff.Name
	return d.staffStep(ctx, r, staff, "hand_over_appeal", id, func(_ *store.Tx, a aid.Appeal) error {
		if a.Status() != aid.AppealToCourt {
			return aid.ErrConflict
		}
		var faults aid.Errors
		if h.Court == "" {
			faults = append(faults, aid.Error{Code: "appeal.court", Field: "court"})
		}
		if !slices.Contains(aid.HandoverWays, h.Way) {
			faults = append(faults, aid.Error{Code: "choose", Field: "way"})
		}
		if h.On.IsZero() || d.today().Before(h.On) || h.On.Before(a.ReceivedOn) {
			faults = append(faults, aid.Error{Code: "appeal.day", Field: "on"})
		}
		return faults.Or()
	}, func(tx *store.Tx, a aid.Appeal) error {
		if a.Statement != nil {
			h.StatementID = a.Statement.ID
		}
		if err := tx.AddHandover(a.ID, h); err != nil {
			return err
		}
		return d.enqueueNotices(tx, "appeal_handover", a.ID, a.PersonID)
	})
}

// RecordRuling keeps what the court answered. Faults come at "outcome", "court_number" and "on".
func (d *Desk) RecordRuling(ctx context.Context, r Request, staff aid.Staff, id aid.ID, ruling aid.Ruling) error {
	ruling.CourtNumber, ruling.Note = strings.TrimSpace(ruling.CourtNumber), strings.TrimSpace(ruling.Note)
	ruling.RecordedBy, ruling.RecorderName = staff.ID, staff.Name
	return d.staffStep(ctx, r, staff, "record_ruling", id, func(_ *store.Tx, a aid.Appeal) error {
		if a.Status() != aid.AppealSent {
			return aid.ErrConflict
		}
		var faults aid.Errors
		if !slices.Contains(aid.RulingOutcomes, ruling.Outcome) {
			faults = append(faults, aid.Error{Code: "choose", Field: "outcome"})
		}
		faults.Add("court_number", required("court_number", ruling.CourtNumber))
		if ruling.On.IsZero() || d.today().Before(ruling.On) || ruling.On.Before(a.Handover.On) {
			faults = append(faults, aid.Error{Code: "appeal.day", Field: "on"})
		}
		return faults.Or()
	}, func(tx *store.Tx, a aid.Appeal) error {
		if err := tx.AddRuling(a.ID, ruling); err != nil {
			return err
		}
		return d.enqueueNotices(tx, "appeal_ruling", a.ID, a.PersonID)
	})
}
