package storetest

import (
	"bistand/aid"
	"bistand/store"
)

// AskToRead keeps that a person asks to read all that is recorded.
func (b *Builder) AskToRead(c aid.Case, by aid.Person) aid.RecordRequest {
	b.T.Helper()
	q := aid.RecordRequest{ID: b.ID(), CaseID: c.ID, PersonID: by.ID, Wish: "Gärna på papper."}
	b.Step("ask_to_read", "record_request", q.ID, c.ID, func(tx *store.Tx) error {
		q.AskedAt = tx.At()
		return tx.AddRecordRequest(q)
	})
	return q
}

// records lets the applicant ask to read all, and get a part of it as a document.
func (r *Register) records() {
	r.Record = r.AskToRead(r.Case, r.Applicant)
	a := aid.RecordAnswer{Outcome: aid.RecordPartly, Way: aid.InService, DocumentID: r.Published.ID, Reason: "Uppgifter om någon annan.", By: r.Decider.ID, ByName: r.Decider.Name}
	r.Step("answer_to_read", "record_request", r.Record.ID, r.Case.ID, func(tx *store.Tx) error {
		a.At, a.On = tx.At(), aid.SwedishDate(tx.At())
		return tx.AddRecordAnswer(r.Record.ID, a)
	})
	r.Record.Answer = &a
}
