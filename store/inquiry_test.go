package store_test

import (
	"context"
	"testing"
	"time"

	"bistand/aid"
	"bistand/store"
	"bistand/store/storetest"
)

// inquiryReads makes one call of each method that reads what authorities were asked.
func inquiryReads() map[string]readCall {
	type c = context.Context
	type reg = *storetest.Register
	return map[string]readCall{
		"Inquiries":      func(ctx c, r reader, w reg) (any, error) { return r.Inquiries(ctx, w.Signed.ID) },
		"InquiriesAbout": func(ctx c, r reader, w reg) (any, error) { return r.InquiriesAbout(ctx, w.Applicant.ID) },
		"InquiryJobs":    func(ctx c, r reader, w reg) (any, error) { return r.InquiryJobs(ctx, w.Signed.ID) },
	}
}

// inquiryReader is the methods that read what authorities were asked.
type inquiryReader interface {
	Inquiries(context.Context, aid.ID) ([]aid.Inquiry, error)
	InquiriesAbout(context.Context, aid.ID) ([]aid.Inquiry, error)
	InquiryJobs(context.Context, aid.ID) (map[aid.ID]time.Time, error)
}

// inquiryCalls makes one call of the method that adds what authorities were asked.
func inquiryCalls() map[string]writeCall {
	return map[string]writeCall{
		"AddInquiry": func(tx *store.Tx, w *storetest.Register) error {
			q := w.Inquiries[0]
			q.ID = newID()
			return tx.AddInquiry(q)
		},
	}
}

// inquiryAttempts break what holds for questions to authorities.
func inquiryAttempts(r *storetest.Register) []attempt {
	first, again := r.Inquiries[0].ID, r.Inquiries[1].ID
	columns := "id, case_id, application_id, person_id, from_day, until_day, asked_by, asked_name, at, seq, sum"
	asks := func(invariant, says string, broken row) attempt {
		return attempt{invariant: invariant, table: "inquiry", like: is("id", again), legal: row{"id": "new"}, broken: broken, says: says}
	}
	report := func(like aid.Authority, invariant, says string, broken row) attempt {
		return attempt{
			invariant: invariant, before: []string{copyOf("inquiry", columns, is("id", first), row{"id": "fresh"})}, table: "inquiry_report",
			like: is("inquiry_id", first) + " AND " + is("authority", like), legal: row{"inquiry_id": "fresh"}, broken: broken, says: says,
		}
	}
	return []attempt{
		asks("asked about an adult", "adult of the application's case", row{"person_id": string(r.Son.ID)}),
		asks("asked about someone of the case", "adult of the application's case", row{"person_id": string(r.Protected.ID)}),
		asks("asked for an application of the case", "adult of the application's case", row{"application_id": string(r.Imported.ID)}),
		asks("asked by someone with a name", "check constraint", row{"asked_name": ""}),
		asks("asked of a time", "check constraint", row{"until_day": ""}),
		report("unemployment_fund", "what is not known says why", "check constraint", row{"fault": ""}),
		report("unemployment_fund", "what is not known is no income", "check constraint", row{"body": `{"benefits":[]}`}),
		report("study_support", "nothing has nothing", "check constraint", row{"body": "{}"}),
		report("study_support", "nothing is no fault", "check constraint", row{"fault": "failed"}),
		report("social_insurance", "an answer says something", "check constraint", row{"body": ""}),
		report("social_insurance", "a known answer", "check constraint", row{"answer": "zero"}),
		report("social_insurance", "a known authority", "check constraint", row{"authority": "police"}),
		report("social_insurance", "no answer without a question", "kept with its question", row{"inquiry_id": "none"}),
		report("social_insurance", "no answer added afterwards", "kept with its question", row{"inquiry_id": string(again)}),
	}
}

// What was kept is read back as it went in, by application and by person, and a person's earliest question that waits is when they are asked
// about next.
func TestX6_InquiriesAreReadBack(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		r, ctx := storetest.Whole(t, s), context.Background()
		same(t, "of the application", must[[]aid.Inquiry](t)(s.Inquiries(ctx, r.Signed.ID)), r.Inquiries)
		same(t, "about the person", must[[]aid.Inquiry](t)(s.InquiriesAbout(ctx, r.Applicant.ID)), r.Inquiries)
		for _, none := range [][]aid.Inquiry{must[[]aid.Inquiry](t)(s.Inquiries(ctx, r.Imported.ID)), must[[]aid.Inquiry](t)(s.InquiriesAbout(ctx, r.CoApplicant.ID))} {
			if len(none) != 0 {
				t.Errorf("another's: %+v", none)
			}
		}
		same(t, "waits", must[map[aid.ID]time.Time](t)(s.InquiryJobs(ctx, r.Signed.ID)), map[aid.ID]time.Time{r.Applicant.ID: r.AskedAgain})
		same(t, "waits for another", must[map[aid.ID]time.Time](t)(s.InquiryJobs(ctx, r.Imported.ID)), map[aid.ID]time.Time{})
	})
}

// A question to authorities and a notice wait in queues of their own: neither worker takes the other's.
func TestX6_QuestionsWaitInAQueueOfTheirOwn(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		ctx, now := context.Background(), time.Date(2026, 11, 2, 8, 0, 0, 0, time.UTC)
		for _, kind := range []string{aid.InquiryJob, "notice"} {
			err := s.Work(ctx, func(tx *store.Tx) error {
				return tx.AddJob(aid.Job{ID: newID(), Kind: kind, UniqueKey: kind, RunAt: now})
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		for q, want := range map[store.Queue]string{store.Outbox: "notice", store.Inquiries: aid.InquiryJob} {
			select {
			case <-s.Jobs(q):
			default:
				t.Errorf("the worker of %s was not woken", want)
			}
			if j := must[aid.Job](t)(s.LeaseJob(ctx, q, now, time.Minute)); j.Kind != want {
				t.Errorf("leased %s, want %s", j.Kind, want)
			}
			if j, err := s.LeaseJob(ctx, q, now, time.Minute); err == nil {
				t.Errorf("leased another job: %+v", j)
			}
		}
	})
}
