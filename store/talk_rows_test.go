package store_test

import (
	"context"
	"strings"
	"time"

	"bistand/aid"
	"bistand/store"
	"bistand/store/storetest"
)

// talkReader is the reading methods of messages, reports, comments and opinions.
type talkReader interface {
	Message(context.Context, aid.ID) (aid.Message, error)
	Messages(context.Context, aid.ID, aid.ID, aid.ID, int) ([]aid.Message, error)
	UnansweredMessages(context.Context, aid.ID, aid.ID) ([]aid.Message, error)
	UntoldMessages(context.Context, aid.ID, aid.ID) ([]aid.Message, error)
	Threads(context.Context, aid.ID) ([]aid.Thread, error)
	Waiting(context.Context, []aid.ID, aid.Waiting, int) ([]aid.Waiting, error)
	CountWaiting(context.Context, []aid.ID, int) (int, error)
	Post(context.Context, time.Time, aid.Waiting, int) ([]aid.Waiting, error)
	ChangeReport(context.Context, aid.ID) (aid.ChangeReport, error)
	ChangeReports(context.Context, aid.ID, aid.ID, aid.ID, int) ([]aid.ChangeReport, error)
	Comment(context.Context, aid.ID) (aid.Comment, error)
	Comments(context.Context, aid.ID, aid.ID) ([]aid.Comment, error)
	OpenFeedback(context.Context, aid.ID, int) ([]aid.Feedback, error)
	Feedback(context.Context, aid.ID, int) ([]aid.Feedback, error)
}

func talkReads() map[string]readCall {
	type c = context.Context
	type reg = *storetest.Register
	return map[string]readCall{
		"Message": func(ctx c, r reader, w reg) (any, error) { return list(r.Message(ctx, w.Talk.Asked.ID)) },
		"Messages": func(ctx c, r reader, w reg) (any, error) {
			return list(r.Messages(ctx, w.Case.ID, w.Applicant.ID, "", 9))
		},
		"UnansweredMessages": func(ctx c, r reader, w reg) (any, error) {
			return list(r.UnansweredMessages(ctx, w.Case.ID, w.Applicant.ID))
		},
		"UntoldMessages": func(ctx c, r reader, w reg) (any, error) {
			return list(r.UntoldMessages(ctx, w.Case.ID, w.Applicant.ID))
		},
		"Threads": func(ctx c, r reader, w reg) (any, error) { return list(r.Threads(ctx, w.Case.ID)) },
		"Waiting": func(ctx c, r reader, w reg) (any, error) {
			return list(r.Waiting(ctx, []aid.ID{w.Caseworker.ID}, aid.Waiting{}, 9))
		},
		"CountWaiting": func(ctx c, r reader, _ reg) (any, error) { return list(r.CountWaiting(ctx, nil, 9)) },
		"Post":         func(ctx c, r reader, w reg) (any, error) { return list(r.Post(ctx, w.Now, aid.Waiting{}, 9)) },
		"ChangeReport": func(ctx c, r reader, w reg) (any, error) { return list(r.ChangeReport(ctx, w.Talk.Change.ID)) },
		"ChangeReports": func(ctx c, r reader, w reg) (any, error) {
			return list(r.ChangeReports(ctx, w.Case.ID, w.Applicant.ID, "", 9))
		},
		"Comment":      func(ctx c, r reader, w reg) (any, error) { return list(r.Comment(ctx, w.Talk.Comment.ID)) },
		"Comments":     func(ctx c, r reader, w reg) (any, error) { return list(r.Comments(ctx, w.Case.ID, "")) },
		"OpenFeedback": func(ctx c, r reader, _ reg) (any, error) { return list(r.OpenFeedback(ctx, "", 9)) },
		"Feedback":     func(ctx c, r reader, _ reg) (any, error) { return list(r.Feedback(ctx, "", 9)) },
	}
}

func talkWrites() map[string]writeCall {
	type tx = *store.Tx
	type reg = *storetest.Register
	return map[string]writeCall{
		"AddMessage": func(tx tx, w reg) error { m := w.Talk.Asked; m.ID = newID(); return tx.AddMessage(m) },
		"AddMessageRead": func(tx tx, w reg) error {
			return tx.AddMessageRead(w.Talk.Unread, aid.Actor{Kind: aid.ByCitizen, ID: w.Applicant.ID, Name: w.Applicant.Name()})
		},
		"AddMessageTold": func(tx tx, w reg) error {
			return tx.AddMessageTold(w.Talk.Unread.ID, aid.Told{Way: aid.ByTelephone, On: someDay}, w.Caseworker)
		},
		"AddChangeReport":    func(tx tx, w reg) error { c := w.Talk.Change; c.ID = newID(); return tx.AddChangeReport(c) },
		"AddComment":         func(tx tx, w reg) error { c := w.Talk.Comment; c.ID = newID(); return tx.AddComment(c) },
		"AddNoted":           func(tx tx, w reg) error { return tx.AddNoted(aid.ChangeWaits, w.Talk.Change.ID, w.Caseworker) },
		"AddFeedback":        func(tx tx, w reg) error { f := w.Talk.Praise; f.ID = newID(); return tx.AddFeedback(f) },
		"AddFeedbackHandled": func(tx tx, w reg) error { return tx.AddFeedbackHandled(w.Talk.Barrier.ID, w.Decider) },
	}
}

// talkAttempts break what holds for messages, reports, comments and opinions.
func talkAttempts(r *storetest.Register) []attempt {
	k := r.Talk
	asked, unread := is("id", k.Asked.ID), is("message_id", k.Answer.ID)
	writes := func(invariant, says string, broken row) attempt {
		return attempt{invariant: invariant, table: "message", like: asked, legal: row{"id": "new"}, broken: broken, says: says}
	}
	reads := func(invariant, says string, broken row) attempt {
		return attempt{
			invariant: invariant, table: "message_read", like: is("message_id", k.Asked.ID),
			legal: row{"message_id": k.Unread.ID, "reader_id": r.Applicant.ID}, broken: broken, says: says,
		}
	}
	reports := func(invariant, says string, broken row) attempt {
		return attempt{invariant: invariant, table: "change_report", like: is("id", k.Change.ID), legal: row{"id": "new"}, broken: broken, says: says}
	}
	comments := func(invariant, says string, broken row) attempt {
		return attempt{invariant: invariant, table: "comment", like: is("id", k.Comment.ID), legal: row{"id": "new"}, broken: broken, says: says}
	}
	notes := func(invariant, says string, broken row) attempt {
		return attempt{
			invariant: invariant, table: "noted", like: is("object_id", k.Comment.ID),
			legal: row{"object_id": k.Change.ID, "object_kind": "change_report"}, broken: broken, says: says,
		}
	}
	thinks := func(invariant, says string, broken row) attempt {
		return attempt{invariant: invariant, table: "feedback", like: is("id", k.Praise.ID), legal: row{"id": "new"}, broken: broken, says: says}
	}
	long := strings.Repeat("å", aid.LongestText+1)
	return []attempt{
		writes("no message of a child", "adult of the case", row{"person_id": r.Son.ID}),
		writes("no message of a stranger", "adult of the case", row{"person_id": r.Protected.ID}),
		writes("no message in a closed case", "no message in a closed case", row{"case_id": r.Closed.ID}),
		writes("no empty message", "check constraint", row{"body": ""}),
		writes("no endless message", "check constraint", row{"body": long}),
		writes("a message from someone", "check constraint", row{"sent_by": "system"}),
		writes("a message of staff names them", "check constraint", row{"sent_by": "staff"}),
		reads("no reading by the partner", "read by its receiver", row{"reader_id": r.CoApplicant.ID}),
		reads("no reading of a person's message by staff for them", "read by its receiver", row{"reader_id": r.Caseworker.ID}),
		reads("no reading of one's own message", "read by its receiver", row{"message_id": k.Asked.ID}),
		reads("no reading of nothing", "read by its receiver", row{"message_id": "nobody"}),
		{
			invariant: "told once", table: "message_told", like: unread, legal: row{"message_id": k.Unread.ID},
			broken: row{"message_id": k.Answer.ID}, says: "unique constraint",
		},
		{
			invariant: "only what staff wrote is told", table: "message_told", like: unread, legal: row{"message_id": k.Unread.ID},
			broken: row{"message_id": k.Asked.ID}, says: "only what staff wrote",
		},
		{
			invariant: "told by post or telephone", table: "message_told", like: unread, legal: row{"message_id": k.Unread.ID},
			broken: row{"way": "rumour"}, says: "check constraint",
		},
		{
			invariant: "told on a day", table: "message_told", like: unread, legal: row{"message_id": k.Unread.ID},
			broken: row{"told_on": ""}, says: "check constraint",
		},
		reports("no report of a child", "adult of the case", row{"person_id": r.Daughter.ID}),
		reports("no report in a closed case", "no report in a closed case", row{"case_id": r.Closed.ID}),
		reports("a report of a known kind", "check constraint", row{"kind": "weather"}),
		reports("a report from a day", "check constraint", row{"from_day": ""}),
		reports("a report says something", "check constraint", row{"body": ""}),
		comments("no comment by a child", "adult of the case", row{"person_id": r.Son.ID}),
		comments("no comment on what is not published", "what the person sees", row{"object_id": r.InternalNote.ID}),
		comments("no comment on what is of another kind", "what the person sees", row{"object_kind": "document"}),
		comments("no comment in another case", "what the person sees", row{"case_id": r.Closed.ID}),
		comments("no comment on the partner's particulars", "what the person sees", row{"object_kind": "register", "object_id": r.CoApplicant.ID}),
		comments("a comment says something", "check constraint", row{"body": ""}),
		notes("noted once", "unique constraint", row{"object_id": k.Comment.ID, "object_kind": "comment"}),
		notes("no noting of what staff wrote", "what a person wrote", row{"object_id": k.Unread.ID, "object_kind": "message"}),
		notes("noted as what it is", "what a person wrote", row{"object_kind": "comment"}),
		notes("noted by staff", "foreign key constraint", row{"noted_by": r.Applicant.ID}),
		thinks("an opinion of a known kind", "check constraint", row{"kind": "rumour"}),
		thinks("an opinion says something", "check constraint", row{"body": ""}),
		{
			invariant: "handled once", table: "feedback_handled", like: is("feedback_id", k.Praise.ID), legal: row{"feedback_id": k.Barrier.ID},
			broken: row{"feedback_id": k.Praise.ID}, says: "unique constraint",
		},
		{
			invariant: "handled by staff", table: "feedback_handled", like: is("feedback_id", k.Praise.ID), legal: row{"feedback_id": k.Barrier.ID},
			broken: row{"handled_by": "nobody"}, says: "foreign key constraint",
		},
		{
			invariant: "a message's file is an adult's own", table: "attachment", like: is("kind", aid.FileOfMessage), legal: row{"id": "new"},
			broken: row{"uploaded_by": r.Son.ID}, says: "belongs to an adult",
		},
	}
}
