package storetest

import (
	"errors"

	"bistand/aid"
	"bistand/store"
)

// Talk is what Whole put into a register of what people and staff said to each other.
type Talk struct {
	Asked, Answer, Unread aid.Message // the applicant's, the answer, which was told by post, and one that nobody has read
	Change                aid.ChangeReport
	Comment               aid.Comment // on the published note, taken note of
	Praise, Barrier       aid.Feedback
}

// talk adds a message, its answer and one that lies unread, a report of a change, a comment, and what someone thought.
func (r *Register) talk() {
	t, person := &r.Talk, r.Applicant.ID
	file := aid.AttachmentRef{ID: r.ID(), Kind: aid.FileOfMessage, Name: "kvitto.pdf", SHA256: r.Attachment.SHA256, Size: r.Attachment.Size, MediaType: "application/pdf"}
	t.Asked = aid.Message{ID: r.ID(), CaseID: r.Case.ID, PersonID: person, SentBy: aid.ByCitizen, Body: "När kommer pengarna?", Files: []aid.AttachmentRef{file}}
	r.Step("write_message", "message", t.Asked.ID, r.Case.ID, func(tx *store.Tx) error {
		t.Asked.SentAt = tx.At()
		a := aid.Attachment{AttachmentRef: file, CaseID: r.Case.ID, UploadedBy: person, UploadedAt: tx.At()}
		return errors.Join(tx.AddAttachment(a), tx.AddMessage(t.Asked))
	})
	t.Answer = r.FromStaff("På fredag.")
	r.Step("read_messages", "message", t.Asked.ID, r.Case.ID, func(tx *store.Tx) error {
		return tx.AddMessageRead(t.Asked, aid.Actor{Kind: aid.ByStaff, ID: r.Caseworker.ID, Name: r.Caseworker.Name})
	})
	r.Step("tell_message", "message", t.Answer.ID, r.Case.ID, func(tx *store.Tx) error {
		told := aid.Told{Way: aid.ByPost, On: aid.SwedishDate(tx.At()), Name: r.Caseworker.Name}
		return tx.AddMessageTold(t.Answer.ID, told, r.Caseworker)
	})
	t.Unread = r.FromStaff("Kom på torsdag.")
	t.Change = aid.ChangeReport{ID: r.ID(), CaseID: r.Case.ID, PersonID: person, Kind: "work", From: aid.Date{Year: 2026, Month: 11, Day: 2}, Body: "Jag har fått ett jobb."}
	r.Step("report_change", "change_report", t.Change.ID, r.Case.ID, func(tx *store.Tx) error {
		t.Change.SentAt = tx.At()
		return tx.AddChangeReport(t.Change)
	})
	t.Comment = aid.Comment{ID: r.ID(), CaseID: r.Case.ID, PersonID: person, On: aid.Subject{Kind: aid.OnNote, ID: r.PublishedNote.ID}, Body: "Jag var inte hemma."}
	r.Step("comment", "comment", t.Comment.ID, r.Case.ID, func(tx *store.Tx) error {
		t.Comment.SentAt = tx.At()
		return tx.AddComment(t.Comment)
	})
	r.Step("note_comment", "comment", t.Comment.ID, r.Case.ID, func(tx *store.Tx) error {
		return tx.AddNoted(aid.CommentWaits, t.Comment.ID, r.Caseworker)
	})
	t.Praise, t.Barrier = r.opinion("praise", "Tydliga sidor."), r.opinion(aid.InaccessiblePart, "Bilden saknar text.")
	r.Step("handle_feedback", "feedback", t.Praise.ID, "", func(tx *store.Tx) error { return tx.AddFeedbackHandled(t.Praise.ID, r.Decider) })
}

// FromStaff adds a message from the caseworker to the applicant.
func (r *Register) FromStaff(body string) aid.Message {
	m := aid.Message{ID: r.ID(), CaseID: r.Case.ID, PersonID: r.Applicant.ID, SentBy: aid.ByStaff, StaffID: r.Caseworker.ID, StaffName: r.Caseworker.Name, Body: body}
	r.Step("answer_message", "message", m.ID, r.Case.ID, func(tx *store.Tx) error {
		m.SentAt = tx.At()
		return tx.AddMessage(m)
	})
	return m
}

func (r *Register) opinion(kind aid.FeedbackKind, body string) aid.Feedback {
	f := aid.Feedback{ID: r.ID(), Kind: kind, Body: body, Language: "sv"}
	r.Step("give_feedback", "feedback", f.ID, "", func(tx *store.Tx) error {
		f.SentAt = tx.At()
		return tx.AddFeedback(f)
	})
	return f
}
