package store_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"bistand/aid"
	"bistand/store"
	"bistand/store/storetest"
)

// B7: a thread is one adult's own, read as written, page by page.
func TestB7_MessagesAreReadAsWritten(t *testing.T) {
	reading(t, func(t *testing.T, ctx context.Context, s *store.Store, r *storetest.Register) {
		one, many := must[aid.Message](t), must[[]aid.Message](t)
		asked := one(s.Message(ctx, r.Talk.Asked.ID))
		if asked.ReadAt.IsZero() || asked.ReadName != r.Caseworker.Name {
			t.Errorf("read %v by %q", asked.ReadAt, asked.ReadName)
		}
		asked.ReadAt, asked.ReadName = time.Time{}, ""
		same(t, "message", asked, r.Talk.Asked)
		answer := one(s.Message(ctx, r.Talk.Answer.ID))
		if answer.Told == nil || answer.Told.Way != aid.ByPost || answer.Told.On.IsZero() || answer.Told.Name != r.Caseworker.Name {
			t.Errorf("told %+v", answer.Told)
		}
		same(t, "unread", one(s.Message(ctx, r.Talk.Unread.ID)), r.Talk.Unread)
		absent[aid.Message](t, "message")(s.Message(ctx, newID()))
		newest := many(s.Messages(ctx, r.Case.ID, r.Applicant.ID, "", 2))
		if len(newest) != 2 || newest[0].ID != r.Talk.Unread.ID || newest[1].ID != r.Talk.Answer.ID {
			t.Errorf("newest first: %v", newest)
		}
		older := many(s.Messages(ctx, r.Case.ID, r.Applicant.ID, newest[1].ID, 2))
		if len(older) != 1 || older[0].ID != r.Talk.Asked.ID {
			t.Errorf("the page after: %v", older)
		}
		same(t, "the other adult's", len(many(s.Messages(ctx, r.Case.ID, r.CoApplicant.ID, "", 9))), 0)
		same(t, "untold", many(s.UntoldMessages(ctx, r.Case.ID, r.Applicant.ID)), []aid.Message{r.Talk.Unread})
		same(t, "unanswered", len(many(s.UnansweredMessages(ctx, r.Case.ID, r.Applicant.ID))), 0)
		same(t, "threads", must[[]aid.Thread](t)(s.Threads(ctx, r.Case.ID)), []aid.Thread{
			{PersonID: r.Applicant.ID, LastAt: r.Talk.Unread.SentAt, Unread: 1}, {PersonID: r.CoApplicant.ID},
		})
	})
}

// B7: what waits is kept ready: one row of a thread for staff, until it is answered or needs no answer.
func TestB7_WhatWaitsForStaff(t *testing.T) {
	reading(t, func(t *testing.T, ctx context.Context, s *store.Store, r *storetest.Register) {
		many := must[[]aid.Waiting](t)
		write := func(body string) aid.Message {
			m := aid.Message{ID: r.ID(), CaseID: r.Case.ID, PersonID: r.CoApplicant.ID, SentBy: aid.ByCitizen, Body: body}
			r.Step("write_message", "message", m.ID, r.Case.ID, func(tx *store.Tx) error { m.SentAt = tx.At(); return tx.AddMessage(m) })
			return m
		}
		first, second := write("Ett"), write("Två")
		list := many(s.Waiting(ctx, []aid.ID{r.Caseworker.ID}, aid.Waiting{}, 9))
		if len(list) != 2 || list[0].ObjectID != r.Talk.Change.ID || list[0].Kind != aid.ChangeWaits || list[1].ObjectID != first.ID {
			t.Fatalf("waiting: %+v", list)
		}
		same(t, "who and where", list[1], aid.Waiting{
			ObjectID: first.ID, Kind: aid.MessageWaits, CaseID: r.Case.ID, CaseNumber: r.Case.Number, Person: r.CoApplicant,
			Caseworker: r.Caseworker.Name, CaseworkerID: r.Caseworker.ID, At: first.SentAt, Digital: true,
		})
		same(t, "the page after", many(s.Waiting(ctx, nil, list[0], 9)), list[1:])
		same(t, "another's", len(many(s.Waiting(ctx, []aid.ID{r.Decider.ID}, aid.Waiting{}, 9))), 0)
		count := must[int](t)
		same(t, "counted", count(s.CountWaiting(ctx, []aid.ID{r.Caseworker.ID}, 99)), 2)
		same(t, "counted as far as one", count(s.CountWaiting(ctx, nil, 1)), 1)
		r.Step("assign", "case", r.Case.ID, r.Case.ID, func(tx *store.Tx) error {
			return tx.AddAssignment(r.ID(), r.Case.ID, r.Decider.ID, aid.Caseworker)
		})
		same(t, "given to another", count(s.CountWaiting(ctx, []aid.ID{r.Decider.ID}, 99)), 2)
		unanswered := must[[]aid.Message](t)(s.UnansweredMessages(ctx, r.Case.ID, r.CoApplicant.ID))
		same(t, "unanswered", unanswered, []aid.Message{first, second})
		r.Step("note", "message", first.ID, r.Case.ID, func(tx *store.Tx) error {
			return tx.AddNoted(aid.MessageWaits, first.ID, r.Decider)
		})
		r.Step("note", "change_report", r.Talk.Change.ID, r.Case.ID, func(tx *store.Tx) error {
			return tx.AddNoted(aid.ChangeWaits, r.Talk.Change.ID, r.Decider)
		})
		same(t, "after both", count(s.CountWaiting(ctx, nil, 99)), 0)
	})
}

// messagesIn leaves out the requests and decisions that must go by post.
func messagesIn(list []aid.Waiting) []aid.Waiting {
	return slices.DeleteFunc(list, func(w aid.Waiting) bool { return w.Kind != aid.MessageWaits })
}

// B7: what must go by post: unread for so long, or to one who cannot read it in the service; and not once it was read.
func TestB7_ThePostQueue(t *testing.T) {
	reading(t, func(t *testing.T, ctx context.Context, s *store.Store, r *storetest.Register) {
		post := func(since time.Time) []aid.Waiting {
			return messagesIn(must[[]aid.Waiting](t)(s.Post(ctx, since, aid.Waiting{}, 9)))
		}
		later := r.FromStaff("En gång till.")
		due := post(r.Talk.Unread.SentAt.Add(time.Second))
		if len(due) != 1 || due[0].ObjectID != r.Talk.Unread.ID || !due[0].Digital {
			t.Fatalf("due: %+v", due)
		}
		same(t, "not yet due", len(post(r.Talk.Unread.SentAt)), 0)
		same(t, "after the last", len(messagesIn(must[[]aid.Waiting](t)(s.Post(ctx, r.Now, due[0], 9)))), 0)
		r.SetAccess(r.Case, r.Applicant, r.Caseworker, false)
		due = post(r.Talk.Unread.SentAt)
		if len(due) != 1 || due[0].Digital {
			t.Fatalf("without access: %+v", due)
		}
		r.SetAccess(r.Case, r.Applicant, r.Caseworker, true)
		unread := must[aid.Overview](t)
		same(t, "unread in the overview", unread(s.Overview(ctx, r.Case.ID)).Unread, map[aid.ID]int{r.Applicant.ID: 2})
		me := aid.Actor{Kind: aid.ByCitizen, ID: r.Applicant.ID, Name: r.Applicant.Name()}
		r.Step("read_messages", "message", later.ID, r.Case.ID, func(tx *store.Tx) error {
			if err := tx.AddMessageRead(r.Talk.Unread, me); err != nil {
				return err
			}
			return tx.AddMessageRead(r.Talk.Unread, me) // again: passed over
		})
		same(t, "unread after one", unread(s.Overview(ctx, r.Case.ID)).Unread, map[aid.ID]int{r.Applicant.ID: 1})
		r.Step("tell_message", "message", later.ID, r.Case.ID, func(tx *store.Tx) error {
			return tx.AddMessageTold(later.ID, aid.Told{Way: aid.ByTelephone, On: someDay}, r.Caseworker)
		})
		o := unread(s.Overview(ctx, r.Case.ID))
		if len(o.Unread) != 0 || len(post(r.Now)) != 0 || o.Decision == nil || o.Payment == nil || len(o.Contacts) == 0 {
			t.Errorf("after both were told: %+v", o)
		}
	})
}

// N7, N10, N11: reports, comments and opinions are read as written, with who took note of them.
func TestN7N10N11_ReportsCommentsAndOpinions(t *testing.T) {
	reading(t, func(t *testing.T, ctx context.Context, s *store.Store, r *storetest.Register) {
		changes := must[[]aid.ChangeReport](t)
		same(t, "report", must[aid.ChangeReport](t)(s.ChangeReport(ctx, r.Talk.Change.ID)), r.Talk.Change)
		same(t, "reports", changes(s.ChangeReports(ctx, r.Case.ID, r.Applicant.ID, "", 9)), []aid.ChangeReport{r.Talk.Change})
		same(t, "everyone's", changes(s.ChangeReports(ctx, r.Case.ID, "", "", 9)), []aid.ChangeReport{r.Talk.Change})
		same(t, "the other adult's", len(changes(s.ChangeReports(ctx, r.Case.ID, r.CoApplicant.ID, "", 9))), 0)
		same(t, "before the first", len(changes(s.ChangeReports(ctx, r.Case.ID, "", r.Talk.Change.ID, 9))), 0)
		absent[aid.ChangeReport](t, "report")(s.ChangeReport(ctx, newID()))

		comments := must[[]aid.Comment](t)
		comment := must[aid.Comment](t)(s.Comment(ctx, r.Talk.Comment.ID))
		if comment.NotedAt.IsZero() || comment.NotedName != r.Caseworker.Name {
			t.Errorf("noted %v by %q", comment.NotedAt, comment.NotedName)
		}
		same(t, "comments", comments(s.Comments(ctx, r.Case.ID, r.Applicant.ID)), []aid.Comment{comment})
		same(t, "the other adult's", len(comments(s.Comments(ctx, r.Case.ID, r.CoApplicant.ID))), 0)
		comment.NotedAt, comment.NotedName = time.Time{}, ""
		same(t, "comment", comment, r.Talk.Comment)
		absent[aid.Comment](t, "comment")(s.Comment(ctx, newID()))

		opinions := must[[]aid.Feedback](t)
		same(t, "open", opinions(s.OpenFeedback(ctx, "", 9)), []aid.Feedback{r.Talk.Barrier})
		same(t, "open after it", len(opinions(s.OpenFeedback(ctx, r.Talk.Barrier.ID, 9))), 0)
		all := opinions(s.Feedback(ctx, "", 9))
		if len(all) != 2 || all[0].ID != r.Talk.Barrier.ID || all[1].HandledName != r.Decider.Name || all[1].HandledAt.IsZero() {
			t.Errorf("all: %+v", all)
		}
		same(t, "older", len(opinions(s.Feedback(ctx, all[0].ID, 9))), 1)
	})
}
