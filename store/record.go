package store

import (
	"context"

	"bistand/aid"
)

// AddRecordRequest adds that a person asks to read what is recorded; it waits for staff. One who has such a request waiting is
// ErrInvariant.
func (tx *Tx) AddRecordRequest(q aid.RecordRequest) error {
	if err := tx.add(recordRequestFacts, string(q.ID), string(q.CaseID), string(q.PersonID), q.Wish, micros(q.AskedAt)); err != nil {
		return err
	}
	return tx.wait(q.ID, aid.RecordWaits, turnStaff, q.CaseID, q.PersonID)
}

// AddRecordAnswer adds what came of a request to read; a second answer is ErrUnique. A document that is not of the case, or not
// published, is ErrInvariant.
func (tx *Tx) AddRecordAnswer(request aid.ID, a aid.RecordAnswer) error {
	err := tx.add(recordAnswerFacts, string(request), string(a.Outcome), string(a.Way), string(a.DocumentID), a.On.String(), a.Reason, string(a.By), a.ByName, micros(a.At))
	if err != nil {
		return err
	}
	return tx.settle(request)
}

const recordColumns = `q.id, q.case_id, q.person_id, q.wish, q.at, COALESCE(a.outcome, ''), COALESCE(a.way, ''), COALESCE(a.document_id, ''),
	COALESCE(a.handed_on, ''), COALESCE(a.reason, ''), COALESCE(a.answered_by, ''), COALESCE(a.answered_name, ''), COALESCE(a.at, 0)
	FROM record_request q LEFT JOIN record_answer a ON a.request_id = q.id `

func scanRecord(scan func(...any) error) (q aid.RecordRequest, err error) {
	var a aid.RecordAnswer
	var on string
	var asked, answered int64
	err = scan(&q.ID, &q.CaseID, &q.PersonID, &q.Wish, &asked, &a.Outcome, &a.Way, &a.DocumentID, &on, &a.Reason, &a.By, &a.ByName, &answered)
	if err != nil {
		return q, err
	}
	q.AskedAt = instant(asked)
	if a.Outcome != "" {
		a.At, q.Answer = instant(answered), &a
		err = a.On.UnmarshalText([]byte(on))
	}
	return q, err
}

// RecordRequest returns a request to read by id; none is aid.ErrNotFound.
func (r reads) RecordRequest(ctx context.Context, id aid.ID) (aid.RecordRequest, error) {
	return first(ctx, r, "SELECT "+recordColumns+"WHERE q.id = $1", args(string(id)), scanRecord)
}

// RecordRequests returns the requests to read of a case, newest first; everyone's where the person is empty.
func (r reads) RecordRequests(ctx context.Context, caseID, person aid.ID) ([]aid.RecordRequest, error) {
	return all(ctx, r, "SELECT "+recordColumns+"WHERE q.case_id = $1 AND ($2 = '' OR q.person_id = $2) ORDER BY q.seq DESC", args(string(caseID), string(person)), scanRecord)
}
