package store

import (
	"context"
	"errors"

	"bistand/aid"
)

// AddAppeal takes in an appeal.
func (tx *Tx) AddAppeal(a aid.Appeal) error {
	content, err := encode(a.Content)
	if err != nil {
		return err
	}
	answer := a.Answer
	if answer == nil {
		answer = []byte{}
	}
	return tx.add(appealFacts, string(a.ID), a.Number, string(a.CaseID), string(a.DecisionID), string(a.PersonID), string(a.Origin), content, a.ContentHash,
		a.Visible, a.Hidden, a.ReceivedOn.String(), string(a.RegisteredBy), micros(tx.step.At), answer)
}

// AddTimeliness keeps the judgement of whether an appeal came in time; it is made once.
func (tx *Tx) AddTimeliness(appeal aid.ID, t aid.Timeliness) error {
	return tx.add(timelinessFacts, string(appeal), string(t.Answer), t.ToldOn.String(), t.LastDay.String(), t.Reasons, string(t.JudgedBy), t.JudgeName, micros(tx.step.At))
}

// AddReview keeps what the municipality's second look came to.
func (tx *Tx) AddReview(appeal aid.ID, r aid.Review) error {
	return tx.add(reviewFacts, string(appeal), string(r.Outcome), string(r.DecisionID), r.Reasons, string(r.ReviewedBy), r.ReviewerName, micros(tx.step.At))
}

// AddStatement keeps a statement to the court; the newest counts.
func (tx *Tx) AddStatement(appeal aid.ID, s aid.Statement) error {
	return tx.add(statementFacts, string(s.ID), string(appeal), s.Text, string(s.WrittenBy), s.WrittenName, micros(tx.step.At))
}

// AddHandover keeps that an appeal was sent to the court.
func (tx *Tx) AddHandover(appeal aid.ID, h aid.Handover) error {
	return tx.add(handoverFacts, string(appeal), h.Court, string(h.Way), h.On.String(), string(h.StatementID), string(h.By), h.ByName, micros(tx.step.At))
}

// AddRuling keeps what the court answered.
func (tx *Tx) AddRuling(appeal aid.ID, r aid.Ruling) error {
	return tx.add(rulingFacts, string(appeal), string(r.Outcome), r.CourtNumber, r.On.String(), r.Note, string(r.RecordedBy), r.RecorderName, micros(tx.step.At))
}

// AddAppealWithdrawal keeps that an appeal was taken back.
func (tx *Tx) AddAppealWithdrawal(appeal aid.ID, w aid.AppealWithdrawal) error {
	return tx.add(withdrawalFacts, string(appeal), string(w.PersonID), string(w.RecordedBy), w.Reason, micros(tx.step.At))
}

const selectAppeal = `SELECT a.id, a.number, a.case_id, a.decision_id, a.person_id, a.origin, a.content, a.content_hash, a.visible, a.hidden, a.received_on,
	a.registered_by, a.at,
	COALESCE(t.answer, ''), COALESCE(t.told_on, ''), COALESCE(t.last_day, ''), COALESCE(t.reasons, ''), COALESCE(t.judged_by, ''), COALESCE(t.judged_name, ''), COALESCE(t.at, 0),
	COALESCE(r.outcome, ''), COALESCE(r.decision_id, ''), COALESCE(r.reasons, ''), COALESCE(r.reviewed_by, ''), COALESCE(r.reviewed_name, ''), COALESCE(r.at, 0),
	COALESCE(s.id, ''), COALESCE(s.body, ''), COALESCE(s.written_by, ''), COALESCE(s.written_name, ''), COALESCE(s.at, 0),
	COALESCE(h.court, ''), COALESCE(h.way, ''), COALESCE(h.handed_on, ''), COALESCE(h.statement_id, ''), COALESCE(h.handed_by, ''), COALESCE(h.handed_name, ''), COALESCE(h.at, 0),
	COALESCE(u.outcome, ''), COALESCE(u.court_number, ''), COALESCE(u.ruled_on, ''), COALESCE(u.note, ''), COALESCE(u.recorded_by, ''), COALESCE(u.recorded_name, ''), COALESCE(u.at, 0),
	COALESCE(w.person_id, ''), COALESCE(w.recorded_by, ''), COALESCE(w.reason, ''), COALESCE(w.at, 0)
	FROM appeal a LEFT JOIN appeal_timeliness t ON t.appeal_id = a.id LEFT JOIN appeal_review r ON r.appeal_id = a.id
	LEFT JOIN appeal_statement s ON s.id = (SELECT n.id FROM appeal_statement n WHERE n.appeal_id = a.id ORDER BY n.seq DESC LIMIT 1)
	LEFT JOIN appeal_handover h ON h.appeal_id = a.id LEFT JOIN appeal_ruling u ON u.appeal_id = a.id LEFT JOIN appeal_withdrawal w ON w.appeal_id = a.id `

// scanAppeal reads an appeal without the answer of the identity service. A step that has not been taken stays nil.
func scanAppeal(scan func(...any) error) (a aid.Appeal, err error) {
	var t aid.Timeliness
	var r aid.Review
	var s aid.Statement
	var h aid.Handover
	var u aid.Ruling
	var w aid.AppealWithdrawal
	var content, received, told, last, handed, ruled string
	var at [7]int64
	err = scan(&a.ID, &a.Number, &a.CaseID, &a.DecisionID, &a.PersonID, &a.Origin, &content, &a.ContentHash, &a.Visible, &a.Hidden, &received, &a.RegisteredBy, &at[0],
		&t.Answer, &told, &last, &t.Reasons, &t.JudgedBy, &t.JudgeName, &at[1],
		&r.Outcome, &r.DecisionID, &r.Reasons, &r.ReviewedBy, &r.ReviewerName, &at[2],
		&s.ID, &s.Text, &s.WrittenBy, &s.WrittenName, &at[3],
		&h.Court, &h.Way, &handed, &h.StatementID, &h.By, &h.ByName, &at[4],
		&u.Outcome, &u.CourtNumber, &ruled, &u.Note, &u.RecordedBy, &u.RecorderName, &at[5],
		&w.PersonID, &w.RecordedBy, &w.Reason, &at[6])
	if err != nil {
		return a, err
	}
	a.At, t.At, r.At, s.At, h.At, u.At, w.At = instant(at[0]), instant(at[1]), instant(at[2]), instant(at[3]), instant(at[4]), instant(at[5]), instant(at[6])
	err = errors.Join(decode(content, &a.Content), a.ReceivedOn.UnmarshalText([]byte(received)), t.ToldOn.UnmarshalText([]byte(told)),
		t.LastDay.UnmarshalText([]byte(last)), h.On.UnmarshalText([]byte(handed)), u.On.UnmarshalText([]byte(ruled)))
	a.Timeliness, a.Review, a.Statement = taken(t, at[1]), taken(r, at[2]), taken(s, at[3])
	a.Handover, a.Ruling, a.Withdrawal = taken(h, at[4]), taken(u, at[5]), taken(w, at[6])
	return a, err
}

// taken is a step that was taken at an instant, nil where there is none.
func taken[T any](step T, at int64) *T {
	if at == 0 {
		return nil
	}
	return &step
}

// Appeal returns an appeal by id, without the answer of the identity service.
func (r reads) Appeal(ctx context.Context, id aid.ID) (aid.Appeal, error) {
	return first(ctx, r, selectAppeal+"WHERE a.id = $1", args(string(id)), scanAppeal)
}

// AppealAnswer returns the answer of the identity service to an appeal's signature, as received; empty for one on paper.
func (r reads) AppealAnswer(ctx context.Context, id aid.ID) ([]byte, error) {
	return first(ctx, r, "SELECT answer FROM appeal WHERE id = $1", args(string(id)), func(scan func(...any) error) (answer []byte, err error) {
		return answer, scan(&answer)
	})
}

// Appeals returns every appeal of a case, newest first.
func (r reads) Appeals(ctx context.Context, caseID aid.ID) ([]aid.Appeal, error) {
	return all(ctx, r, selectAppeal+"WHERE a.case_id = $1 ORDER BY a.seq DESC", args(string(caseID)), scanAppeal)
}

// AppealsBy returns the appeals that one person has made in a case, newest first.
func (r reads) AppealsBy(ctx context.Context, caseID, person aid.ID) ([]aid.Appeal, error) {
	return all(ctx, r, selectAppeal+"WHERE a.case_id = $1 AND a.person_id = $2 ORDER BY a.seq DESC", args(string(caseID), string(person)), scanAppeal)
}

// appealsWaiting is the condition on those that staff have something left to do with.
const appealsWaiting = `w.appeal_id IS NULL AND h.appeal_id IS NULL AND COALESCE(t.answer, '') <> 'dismissed' AND COALESCE(r.outcome, '') <> 'changed'`

// OpenAppeals returns the appeals that wait for staff, those that came first at the top, at most limit, after one of them.
func (r reads) OpenAppeals(ctx context.Context, after aid.Appeal, limit int) ([]aid.Appeal, error) {
	return all(ctx, r, selectAppeal+"WHERE "+appealsWaiting+" AND (a.received_on > $1 OR a.received_on = $1 AND a.id > $2) ORDER BY a.received_on, a.id LIMIT $3",
		args(after.ReceivedOn.String(), string(after.ID), limit), scanAppeal)
}

// AppealsAtCourt returns the appeals that the court has yet to answer, at most limit.
func (r reads) AppealsAtCourt(ctx context.Context, limit int) ([]aid.Appeal, error) {
	return all(ctx, r, selectAppeal+"WHERE h.appeal_id IS NOT NULL AND u.appeal_id IS NULL ORDER BY h.handed_on, a.id LIMIT $1", args(limit), scanAppeal)
}

// ReviewsOf returns the appeals on the decisions of an application that the municipality is to look at again: judged to be
// tried, neither taken back nor reviewed.
func (r reads) ReviewsOf(ctx context.Context, application aid.ID) ([]aid.Appeal, error) {
	return all(ctx, r, selectAppeal+`JOIN decision d ON d.id = a.decision_id WHERE d.application_id = $1
		AND t.appeal_id IS NOT NULL AND t.answer <> 'dismissed' AND r.appeal_id IS NULL AND w.appeal_id IS NULL ORDER BY a.seq`, args(string(application)), scanAppeal)
}

// AddAppealDraft begins a draft. Where the person has one of the decision already the step fails with ErrUnique.
func (tx *Tx) AddAppealDraft(d aid.AppealDraft) error {
	content, err := encode(d.Content)
	if err != nil {
		return err
	}
	return tx.exec("INSERT INTO appeal_draft (id, case_id, decision_id, person_id, version, content, at) VALUES ($1, $2, $3, $4, 1, $5, $6)",
		string(d.ID), string(d.CaseID), string(d.DecisionID), string(d.PersonID), content, micros(d.UpdatedAt))
}

// SaveAppealDraft writes a draft over the version it was read at, and counts the version up. A draft that has moved on since
// is aid.ErrConflict.
func (tx *Tx) SaveAppealDraft(d aid.AppealDraft) error {
	content, err := encode(d.Content)
	if err != nil {
		return err
	}
	n, err := tx.changed("UPDATE appeal_draft SET version = version + 1, content = $1, at = $2 WHERE id = $3 AND version = $4",
		content, micros(d.UpdatedAt), string(d.ID), d.Version)
	if err == nil && n == 0 {
		err = aid.ErrConflict
	}
	return err
}

// DeleteAppealDraft takes away a person's draft on a decision, if there is one.
func (tx *Tx) DeleteAppealDraft(decision, person aid.ID) error {
	return tx.exec("DELETE FROM appeal_draft WHERE decision_id = $1 AND person_id = $2", string(decision), string(person))
}

const appealDraftColumns = "d.id, d.case_id, d.decision_id, d.person_id, d.version, d.content, d.at"

func scanAppealDraft(scan func(...any) error) (d aid.AppealDraft, err error) {
	var content string
	var at int64
	if err = scan(&d.ID, &d.CaseID, &d.DecisionID, &d.PersonID, &d.Version, &content, &at); err != nil {
		return d, err
	}
	d.UpdatedAt = instant(at)
	return d, decode(content, &d.Content)
}

// AppealDraft returns a draft by id.
func (r reads) AppealDraft(ctx context.Context, id aid.ID) (aid.AppealDraft, error) {
	return first(ctx, r, "SELECT "+appealDraftColumns+" FROM appeal_draft d WHERE d.id = $1", args(string(id)), scanAppealDraft)
}

// AppealDrafts returns what a person has begun to write of appeals in a case, the first begun first.
func (r reads) AppealDrafts(ctx context.Context, caseID, person aid.ID) ([]aid.AppealDraft, error) {
	return all(ctx, r, "SELECT "+appealDraftColumns+" FROM appeal_draft d WHERE d.person_id = $1 AND d.case_id = $2 ORDER BY d.id", args(string(person), string(caseID)), scanAppealDraft)
}

// AppealDraftOf returns a person's draft on a decision.
func (r reads) AppealDraftOf(ctx context.Context, decision, person aid.ID) (aid.AppealDraft, error) {
	return first(ctx, r, "SELECT "+appealDraftColumns+" FROM appeal_draft d WHERE d.decision_id = $1 AND d.person_id = $2", args(string(decision), string(person)), scanAppealDraft)
}
