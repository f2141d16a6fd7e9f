package store_test

import (
	"context"
	"slices"
	"testing"

	"bistand/aid"
	"bistand/store"
	"bistand/store/storetest"
)

// recordAttempts break what holds for requests to read and their answers.
func recordAttempts(r *storetest.Register) []attempt {
	asks := func(invariant, says string, broken row) attempt {
		return attempt{invariant: invariant, table: "record_request", like: is("id", r.Record.ID), legal: row{"id": "new"}, broken: broken, says: says}
	}
	answers := func(invariant, says string, broken row) attempt {
		return attempt{
			invariant: invariant, table: "record_answer", like: is("request_id", r.Record.ID), legal: row{"request_id": "new"}, broken: broken, says: says,
			before: []string{"INSERT INTO record_request (id, case_id, person_id, wish, at, seq, sum) SELECT 'new', case_id, person_id, wish, at, seq, sum FROM record_request WHERE " + is("id", r.Record.ID)},
		}
	}
	return []attempt{
		asks("no child asks to read", "adult of the case", row{"person_id": string(r.Son.ID)}),
		asks("no one asks to read another's case", "adult of the case", row{"person_id": string(r.Stayed.ID)}),
		{
			invariant: "asked to read once at a time", table: "record_request", like: is("id", r.Record.ID), legal: row{"id": "new", "person_id": string(r.CoApplicant.ID)}, broken: row{"person_id": string(r.Applicant.ID)}, says: "once at a time",
			before: []string{"INSERT INTO record_request (id, case_id, person_id, wish, at, seq, sum) SELECT 'open', case_id, person_id, wish, at, seq, sum FROM record_request WHERE " + is("id", r.Record.ID)},
		},
		answers("nothing is kept back without a reason", "check constraint", row{"reason": ""}),
		answers("what is handed over has a way", "check constraint", row{"way": ""}),
		answers("what is handed over has a day", "check constraint", row{"handed_on": ""}),
		answers("what is in the service is a document", "check constraint", row{"document_id": ""}),
		answers("what is in the service is published", "published document of the case", row{"document_id": string(r.Unpublished.ID)}),
		answers("answered by staff", "foreign key", row{"answered_by": string(r.Applicant.ID)}),
		answers("answered once", "unique constraint", row{"request_id": string(r.Record.ID)}),
	}
}

// recordReader is the reading methods of requests to read.
type recordReader interface {
	RecordRequest(context.Context, aid.ID) (aid.RecordRequest, error)
	RecordRequests(context.Context, aid.ID, aid.ID) ([]aid.RecordRequest, error)
}

func recordReads() map[string]readCall {
	type c = context.Context
	type reg = *storetest.Register
	return map[string]readCall{
		"RecordRequest":  func(ctx c, r reader, w reg) (any, error) { return r.RecordRequest(ctx, w.Record.ID) },
		"RecordRequests": func(ctx c, r reader, w reg) (any, error) { return r.RecordRequests(ctx, w.Case.ID, "") },
	}
}

func recordWrites() map[string]writeCall {
	type tx = *store.Tx
	type reg = *storetest.Register
	return map[string]writeCall{
		"AddRecordRequest": func(tx tx, w reg) error {
			return tx.AddRecordRequest(aid.RecordRequest{ID: newID(), CaseID: w.Case.ID, PersonID: w.CoApplicant.ID})
		},
		"AddRecordAnswer": func(tx tx, w reg) error {
			q := aid.RecordRequest{ID: newID(), CaseID: w.Case.ID, PersonID: w.Applicant.ID}
			if err := tx.AddRecordRequest(q); err != nil {
				return err
			}
			return tx.AddRecordAnswer(q.ID, aid.RecordAnswer{Outcome: aid.RecordRefused, Reason: "Hemligt.", By: w.Decider.ID, ByName: w.Decider.Name})
		},
	}
}

// N7: a request to read waits for staff until it is answered, and is read back as it was; each adult's is their own.
func TestN7_RequestsToRead(t *testing.T) {
	reading(t, func(t *testing.T, ctx context.Context, s *store.Store, r *storetest.Register) {
		same(t, "answered", must[aid.RecordRequest](t)(s.RecordRequest(ctx, r.Record.ID)), r.Record)
		q := r.AskToRead(r.Case, r.CoApplicant)
		same(t, "waits", must[aid.RecordRequest](t)(s.RecordRequest(ctx, q.ID)), q)
		list := must[[]aid.RecordRequest](t)
		same(t, "everyone's", list(s.RecordRequests(ctx, r.Case.ID, "")), []aid.RecordRequest{q, r.Record})
		same(t, "one's own", list(s.RecordRequests(ctx, r.Case.ID, r.CoApplicant.ID)), []aid.RecordRequest{q})
		waits := func() bool {
			return slices.ContainsFunc(must[[]aid.Waiting](t)(s.Waiting(ctx, nil, aid.Waiting{}, 99)), func(w aid.Waiting) bool { return w.ObjectID == q.ID && w.Kind == aid.RecordWaits })
		}
		if !waits() {
			t.Error("it does not wait for staff")
		}
		r.Step("answer_to_read", "record_request", q.ID, r.Case.ID, func(tx *store.Tx) error {
			return tx.AddRecordAnswer(q.ID, aid.RecordAnswer{Outcome: aid.RecordGiven, Way: aid.RecordByPost, On: someDay, By: r.Caseworker.ID, ByName: r.Caseworker.Name})
		})
		if waits() {
			t.Error("it waits after the answer")
		}
	})
}
