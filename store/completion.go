package store

import (
	"context"
	"errors"

	"bistand/aid"
)

// AddCompletionRequest asks a household, or one adult of it, for something; it waits for each to read it. Extensions, answers and
// the end are facts of their own.
func (tx *Tx) AddCompletionRequest(r aid.CompletionRequest) error {
	items, err := encode(r.Items)
	if err != nil {
		return err
	}
	month := ""
	if r.Kind == aid.ForSpotCheck {
		month = r.Month.String()
	}
	err = tx.add(completionRequestFacts, string(r.ID), string(r.CaseID), string(r.ApplicationID), string(r.Kind), string(r.PersonID), month,
		r.Why, r.Until.String(), items, string(r.AskedBy), r.AskedName, micros(r.AskedAt))
	if err != nil {
		return err
	}
	if r.PersonID != "" {
		return tx.postTo(r.ID, aid.RequestWaits, r.CaseID, []aid.ID{r.PersonID})
	}
	members, _, err := tx.members(tx.ctx, r.CaseID)
	if err != nil {
		return err
	}
	return tx.postTo(r.ID, aid.RequestWaits, r.CaseID, aid.Case{Members: members}.AdultIDs())
}

// AddCompletion adds an answer to one item of a request: whoever answers has read it.
func (tx *Tx) AddCompletion(c aid.Completion) error {
	if err := tx.add(completionFacts, string(c.ID), string(c.RequestID), c.ItemID, string(c.PersonID), string(c.Way), string(c.AttachmentID), c.Text, micros(c.At)); err != nil {
		return err
	}
	return tx.settleFor(c.RequestID, c.PersonID)
}

// AddCompletionExtension gives a request a later last day.
func (tx *Tx) AddCompletionExtension(id, request aid.ID, until aid.Date, by aid.Staff) error {
	return tx.add(completionExtensionFacts, string(id), string(request), until.String(), string(by.ID), by.Name, micros(tx.step.At))
}

// AddCompletionEnd ends a request: nobody has to read it any more.
func (tx *Tx) AddCompletionEnd(request aid.ID, end aid.CompletionEnd) error {
	if err := tx.add(completionEndFacts, string(request), string(end.Outcome), end.Reason, string(end.By), end.ByName, micros(end.At)); err != nil {
		return err
	}
	return tx.settle(request)
}

// AddCompletionSeen records that a person has opened a request, the first time.
func (tx *Tx) AddCompletionSeen(request, person aid.ID) error {
	if err := tx.add(completionSeenFacts, string(request), string(person), micros(tx.step.At)); err != nil {
		return err
	}
	return tx.settleFor(request, person)
}

const completionRequestColumns = `q.id, q.case_id, (SELECT c.number FROM cases c WHERE c.id = q.case_id), q.application_id, q.kind, q.person_id, q.month, q.why,
	COALESCE((SELECT max(x.until) FROM completion_extension x WHERE x.request_id = q.id), q.until), q.items, q.asked_by, q.asked_name, q.at,
	COALESCE((SELECT e.outcome FROM completion_end e WHERE e.request_id = q.id), ''), COALESCE((SELECT e.reason FROM completion_end e WHERE e.request_id = q.id), ''),
	COALESCE((SELECT e.ended_by FROM completion_end e WHERE e.request_id = q.id), ''), COALESCE((SELECT e.ended_name FROM completion_end e WHERE e.request_id = q.id), ''),
	COALESCE((SELECT e.at FROM completion_end e WHERE e.request_id = q.id), 0)`

func scanCompletionRequest(scan func(...any) error) (r aid.CompletionRequest, err error) {
	var month, until, items string
	var asked, ended int64
	var end aid.CompletionEnd
	err = scan(&r.ID, &r.CaseID, &r.CaseNumber, &r.ApplicationID, &r.Kind, &r.PersonID, &month, &r.Why, &until, &items, &r.AskedBy, &r.AskedName, &asked,
		&end.Outcome, &end.Reason, &end.By, &end.ByName, &ended)
	if err != nil {
		return r, err
	}
	r.AskedAt = instant(asked)
	if end.Outcome != "" {
		end.At = instant(ended)
		r.End = &end
	}
	if month != "" {
		err = r.Month.UnmarshalText([]byte(month))
	}
	return r, errors.Join(err, r.Until.UnmarshalText([]byte(until)), decode(items, &r.Items))
}

// CompletionRequest returns a request with its answers.
func (r reads) CompletionRequest(ctx context.Context, id aid.ID) (aid.CompletionRequest, error) {
	q, err := first(ctx, r, "SELECT "+completionRequestColumns+" FROM completion_request q WHERE q.id = $1", args(string(id)), scanCompletionRequest)
	if err != nil {
		return q, err
	}
	q.Answers, err = r.completions(ctx, "a.request_id = $1", string(id))
	return q, err
}

// CompletionRequests returns a case's requests with their answers, newest first.
func (r reads) CompletionRequests(ctx context.Context, caseID aid.ID) ([]aid.CompletionRequest, error) {
	list, err := all(ctx, r, "SELECT "+completionRequestColumns+" FROM completion_request q WHERE q.case_id = $1 ORDER BY q.seq DESC, q.id DESC", args(string(caseID)), scanCompletionRequest)
	if err != nil || len(list) == 0 {
		return list, err
	}
	answers, err := r.completions(ctx, "a.request_id IN (SELECT q.id FROM completion_request q WHERE q.case_id = $1)", string(caseID))
	return withAnswers(list, answers), err
}

// CompletionOf returns what was last asked for an application and has not been withdrawn, without its answers' files named;
// none is aid.ErrNotFound.
func (r reads) CompletionOf(ctx context.Context, application aid.ID) (aid.CompletionRequest, error) {
	q, err := first(ctx, r, "SELECT "+completionRequestColumns+` FROM completion_request q WHERE q.application_id = $1
		AND NOT EXISTS (SELECT 1 FROM completion_end e WHERE e.request_id = q.id AND e.outcome = 'withdrawn') ORDER BY q.seq DESC LIMIT 1`,
		args(string(application)), scanCompletionRequest)
	if err != nil {
		return q, err
	}
	q.Answers, err = r.completions(ctx, "a.request_id = $1", string(q.ID))
	return q, err
}

// SpotChecks returns the spot checks of a month's draw with their answers, in the order of their cases' ids.
func (r reads) SpotChecks(ctx context.Context, m aid.Month) ([]aid.CompletionRequest, error) {
	list, err := all(ctx, r, "SELECT "+completionRequestColumns+" FROM completion_request q WHERE q.kind = 'spot_check' AND q.month = $1 ORDER BY q.case_id", args(m.String()), scanCompletionRequest)
	if err != nil || len(list) == 0 {
		return list, err
	}
	answers, err := r.completions(ctx, "a.request_id IN (SELECT q.id FROM completion_request q WHERE q.kind = 'spot_check' AND q.month = $1)", m.String())
	return withAnswers(list, answers), err
}

// withAnswers deals out answers to their requests.
func withAnswers(list []aid.CompletionRequest, answers []aid.Completion) []aid.CompletionRequest {
	for _, answer := range answers {
		give(list, func(q aid.CompletionRequest) bool { return q.ID == answer.RequestID }, func(q *aid.CompletionRequest) { q.Answers = append(q.Answers, answer) })
	}
	return list
}

// completions returns answers, oldest first.
func (r reads) completions(ctx context.Context, where, value string) ([]aid.Completion, error) {
	return all(ctx, r, `SELECT a.id, a.request_id, a.item_id, a.person_id, a.way, a.attachment_id,
		COALESCE((SELECT f.name FROM attachment f WHERE f.id = a.attachment_id), ''), a.text, a.at FROM completion a WHERE `+where+" ORDER BY a.seq, a.id",
		args(value), func(scan func(...any) error) (c aid.Completion, err error) {
			var at int64
			err = scan(&c.ID, &c.RequestID, &c.ItemID, &c.PersonID, &c.Way, &c.AttachmentID, &c.FileName, &c.Text, &at)
			c.At = instant(at)
			return c, err
		})
}

// CompletionSeen tells whether a person has opened a request.
func (r reads) CompletionSeen(ctx context.Context, request, person aid.ID) (bool, error) {
	var n int64
	err := r.one(ctx, "SELECT count(*) FROM completion_seen WHERE request_id = $1 AND person_id = $2", args(string(request), string(person)), &n)
	return n > 0, err
}

// CompletionWith returns the request that an attachment was handed in for; none is aid.ErrNotFound.
func (r reads) CompletionWith(ctx context.Context, attachment aid.ID) (id aid.ID, err error) {
	err = r.one(ctx, "SELECT request_id FROM completion WHERE attachment_id = $1 ORDER BY seq LIMIT 1", args(string(attachment)), &id)
	return id, err
}
