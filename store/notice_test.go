package store_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"bistand/aid"
	"bistand/store"
	"bistand/store/storetest"
)

// noticeAttempts break what holds for notices.
func noticeAttempts(r *storetest.Register) []attempt {
	returned, delivered := r.Notices[0], r.Notices[2]
	sent := func(invariant, says string, broken row) attempt {
		return attempt{
			invariant: invariant, table: "notice_sent", like: is("id", delivered.ID),
			legal: row{"id": "new", "job_id": "new", "reference": "new"}, broken: broken, says: says,
		}
	}
	bounce := func(invariant, says string, broken row) attempt {
		return attempt{
			invariant: invariant, table: "notice_bounce", like: is("notice_id", returned.ID),
			legal: row{"notice_id": string(delivered.ID)}, broken: broken, says: says,
		}
	}
	choice := is("person_id", r.Applicant.ID)
	return []attempt{
		sent("a notice once by each way", "unique constraint", row{"job_id": string(delivered.JobID)}),
		sent("a message of its own name", "unique constraint", row{"reference": returned.Reference}),
		sent("a notice to someone", "foreign key", row{"person_id": "nobody"}),
		sent("a notice to an address", "check constraint", row{"address": ""}),
		sent("a notice by a known way", "check constraint", row{"way": "pigeon"}),
		sent("a notice with a known outcome", "check constraint", row{"outcome": "lost"}),
		bounce("a bounce of the address written to", "written to", row{"address": "other@example.org"}),
		bounce("a bounce of the person written to", "written to", row{"person_id": string(r.CoApplicant.ID)}),
		bounce("a bounce once", "unique constraint", row{"notice_id": string(returned.ID)}),
		{invariant: "a known choice of notices", table: "notice_choice", like: choice, legal: row{"id": "new"}, broken: row{"choice": "pigeon"}, says: "check constraint"},
		{
			invariant: "one report of a message", before: []string{"INSERT INTO notice_sent (id, job_id, person_id, way, address, event, outcome, reference, at, seq, sum) SELECT 'new', 'new', person_id, way, address, event, outcome, 'new', at, seq, sum FROM notice_sent WHERE " + is("id", delivered.ID)},
			table: "notice_report", like: is("notice_id", delivered.ID), legal: row{"notice_id": "new"}, broken: row{"notice_id": string(delivered.ID)}, says: "unique constraint",
		},
	}
}

// B12: an address bounces until it is confirmed or takes a message again; what is known of it is known of that address alone.
func TestB12_WhatIsKnownOfAnAddress(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		r := storetest.Whole(t, s)
		ctx := context.Background()
		profile, err := s.Profile(ctx, r.Applicant.ID)
		if err != nil || profile.Notice != aid.NoticeByBoth {
			t.Fatalf("%+v, %v", profile, err)
		}
		reach := func(p aid.Profile) string {
			list, err := s.Reach(ctx, p)
			if err != nil {
				t.Fatal(err)
			}
			var said []string
			for _, a := range list {
				text := string(a.Way)
				if a.Confirmed {
					text += " confirmed"
				}
				if !a.BouncedAt.IsZero() {
					text += " bounces"
				}
				said = append(said, text)
			}
			return strings.Join(said, ", ")
		}
		unreached := func() int {
			o, err := s.Overview(ctx, r.Case.ID)
			if err != nil {
				t.Fatal(err)
			}
			return len(o.Unreached)
		}
		if got := reach(profile); got != "email confirmed, sms confirmed" || unreached() != 0 {
			t.Errorf("both arrived again: %s, %d in the overview", got, unreached())
		}
		again := func(n aid.SentNotice, reference string, outcome aid.NoticeOutcome) aid.SentNotice {
			n.ID, n.JobID, n.Reference, n.Outcome = r.ID(), r.ID(), reference, outcome
			r.Step("send_notice", "person", n.PersonID, r.Case.ID, func(tx *store.Tx) error {
				if outcome == aid.NoticeReturned {
					return errors.Join(tx.AddNotice(n), tx.AddNoticeBounce(n))
				}
				return tx.AddNotice(n)
			})
			return n
		}
		again(r.Notices[0], "s8", aid.NoticeReturned)
		again(r.Notices[1], "", aid.NoticeReturned)
		if got := reach(profile); got != "email confirmed bounces, sms confirmed bounces" || unreached() != 2 {
			t.Errorf("both came back: %s, %d in the overview", got, unreached())
		}
		other := profile
		other.Email, other.Phone = "ASA@example.org", "+46 70 174 06 06"
		if got := reach(other); got != "email confirmed bounces, sms" {
			t.Errorf("another number: %s", got)
		}
		other.PersonID = r.CoApplicant.ID
		if got := reach(other); got != "email, sms" {
			t.Errorf("the partner's same address: %s", got)
		}
		sms := again(r.Notices[0], "s9", aid.NoticeSent)
		if got := reach(profile); got != "email confirmed bounces, sms confirmed bounces" {
			t.Errorf("a text message on its way: %s", got)
		}
		r.Step("report_notice", "person", r.Applicant.ID, r.Case.ID, func(tx *store.Tx) error { return tx.AddNoticeReport(sms.ID, true) })
		again(r.Notices[1], "", aid.NoticeSent)
		if got := reach(profile); got != "email confirmed, sms confirmed" || unreached() != 0 {
			t.Errorf("both arrived: %s, %d in the overview", got, unreached())
		}
		list, err := s.Notices(ctx, r.Applicant.ID, 9)
		if err != nil || len(list) != 8 || list[0].Way != aid.ByEmail || list[1].Outcome != aid.NoticeDelivered || list[7].ID != r.Notices[0].ID {
			t.Errorf("%+v, %v", list, err)
		}
		if found, err := s.NoticeByReference(ctx, ""); !errors.Is(err, aid.ErrNotFound) {
			t.Errorf("no reference finds %+v, %v", found, err)
		}
		holds(t, s, nil)
	})
}

// B12: a code is tried five times and no more, and not once it has been used.
func TestB12_TriesOfACode(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		r := storetest.Whole(t, s)
		try := func() error {
			return s.Work(context.Background(), func(tx *store.Tx) error { return tx.TryCode(r.Code.ID) })
		}
		for n := range 6 {
			if err := try(); (err == nil) != (n < 5) {
				t.Errorf("try %d: %v", n, err)
			}
		}
		codes, err := s.Codes(context.Background(), r.Applicant.ID, r.Now.Add(-time.Minute))
		if err != nil || len(codes) != 1 || codes[0].Tries != 5 || codes[0].Holds(r.Now) {
			t.Errorf("%+v, %v", codes, err)
		}
		if codes, err := s.Codes(context.Background(), r.CoApplicant.ID, time.Time{}); err != nil || len(codes) != 0 {
			t.Errorf("the partner has %+v, %v", codes, err)
		}
	})
}

func noticeReads() map[string]readCall {
	type c = context.Context
	type reg = *storetest.Register
	return map[string]readCall{
		"LapsedDrafts": func(ctx context.Context, r reader, w *storetest.Register) (any, error) {
			return list(r.LapsedDrafts(ctx, kept(w.Draft.Month.Add(12)), 10))
		},
		"Forgettable": func(ctx context.Context, r reader, w *storetest.Register) (any, error) {
			return list(r.Forgettable(ctx, w.Now, kept(w.Draft.Month)))
		},
		"Codes":             func(ctx c, r reader, w reg) (any, error) { return list(r.Codes(ctx, w.Applicant.ID, time.Time{})) },
		"NoticeByReference": func(ctx c, r reader, w reg) (any, error) { return r.NoticeByReference(ctx, w.Notices[0].Reference) },
		"Notices":           func(ctx c, r reader, w reg) (any, error) { return list(r.Notices(ctx, w.Applicant.ID, 9)) },
		"NoticesOf":         func(ctx c, r reader, w reg) (any, error) { return list(r.NoticesOf(ctx, w.Notices[0].JobID)) },
		"Reach": func(ctx c, r reader, w reg) (any, error) {
			return list(r.Reach(ctx, aid.Profile{PersonID: w.Applicant.ID, Email: "asa@example.org"}))
		},
		"RequestsDue": func(ctx c, r reader, w reg) (any, error) {
			return list(r.RequestsDue(ctx, w.Asked.Until.AddDays(-1), w.Asked.Until))
		},
		"SignaturesAwaited": func(ctx c, r reader, w reg) (any, error) {
			return r.SignaturesAwaited(ctx, w.Refused.FrozenAt.Add(-time.Hour), w.Now)
		},
	}
}

func noticeCalls() map[string]writeCall {
	type tx = *store.Tx
	type reg = *storetest.Register
	fresh := func(w reg) aid.SentNotice {
		n := w.Notices[0]
		n.ID, n.JobID, n.Reference, n.Outcome = newID(), newID(), "another", aid.NoticeSent
		return n
	}
	return map[string]writeCall{
		"AddNoticeChoice": func(tx tx, w reg) error { return tx.AddNoticeChoice(newID(), w.CoApplicant.ID, aid.NoticeByLetter) },
		"AddConfirmation": func(tx tx, w reg) error { return tx.AddConfirmation(newID(), w.Code.Address) },
		"AddNotice":       func(tx tx, w reg) error { return tx.AddNotice(fresh(w)) },
		"AddNoticeReport": func(tx tx, w reg) error {
			n := fresh(w)
			return errors.Join(tx.AddNotice(n), tx.AddNoticeReport(n.ID, false))
		},
		"AddNoticeBounce": func(tx tx, w reg) error {
			n := fresh(w)
			return errors.Join(tx.AddNotice(n), tx.AddNoticeBounce(n))
		},
	}
}

// B12: what must be reminded of is found by an index on its day, never by a walk through the register.
func TestB12_RemindersAreFoundByTheirDay(t *testing.T) {
	t.Parallel()
	db := storetest.Raw(t, storetest.Open(t, "sqlite"))
	for table, text := range store.ReminderQueries {
		rows, err := db.Query("EXPLAIN QUERY PLAN "+text, "1", "2")
		if err != nil {
			t.Fatal(err)
		}
		defer rows.Close()
		var plan []string
		for rows.Next() {
			var id, parent, unused int
			var detail string
			if err := rows.Scan(&id, &parent, &unused, &detail); err != nil {
				t.Fatal(err)
			}
			plan = append(plan, detail)
		}
		all := strings.Join(plan, "\n")
		if len(plan) == 0 || strings.Contains(all, "SCAN") {
			t.Errorf("%s is walked through:\n%s", table, all)
		}
	}
}
