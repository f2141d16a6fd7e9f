package storetest

import (
	"errors"
	"time"

	"bistand/aid"
	"bistand/store"
)

// inquire adds what authorities were asked about the applicant when both had signed, of whom two did not answer, and what a caseworker asked
// of one of them later; and a question that waits.
func (r *Register) inquire() {
	october := r.Signed.Month
	paid := aid.Benefit{
		Kind: "housing_benefit", Code: "BOB", Name: "Bostadsbidrag", PaidOn: october.Add(-1).First().AddDays(24), From: october.Add(-1).First(), Until: october.Add(-1).Last(),
		Gross: 2_300_00, Tax: 0, Deducted: 300_00, Net: 2_000_00,
	}
	planned := paid
	planned.PaidOn, planned.From, planned.Until, planned.Planned = october.First().AddDays(24), october.First(), october.Last(), true
	first := aid.Inquiry{
		ID: r.ID(), CaseID: r.Case.ID, ApplicationID: r.Signed.ID, PersonID: r.Applicant.ID, From: october.Add(-2).First(), Until: october.Last(),
		Reports: []aid.Report{
			{Authority: "social_insurance", Answer: aid.Answered, Benefits: []aid.Benefit{paid, planned}},
			{Authority: "unemployment_fund", Answer: aid.Unchecked, Fault: aid.NoAnswer},
			{Authority: "employment", Answer: aid.Answered, Protected: true, Facts: []aid.ReportFact{{Code: "jobseeker", From: october.Add(-6).First(), Number: 100, Text: "Öppet arbetslös"}}},
			{Authority: "study_support", Answer: aid.Nothing},
			{Authority: "tax", Answer: aid.Unchecked, Fault: aid.Unreadable, Protected: true},
		},
	}
	later := aid.Inquiry{
		ID: r.ID(), CaseID: r.Case.ID, ApplicationID: r.Signed.ID, PersonID: r.Applicant.ID, From: first.From, Until: first.Until, AskedBy: r.Caseworker.ID, AskedName: r.Caseworker.Name,
		Reports: []aid.Report{{Authority: "unemployment_fund", Answer: aid.Nothing}},
	}
	for _, q := range []*aid.Inquiry{&first, &later} {
		r.Step("collect", "inquiry", q.ID, r.Case.ID, func(tx *store.Tx) error {
			q.At = tx.At()
			return tx.AddInquiry(*q)
		})
	}
	r.Inquiries, r.AskedAgain = []aid.Inquiry{first, later}, r.Now.Add(time.Hour)
	err := r.Store.Work(r.T.Context(), func(tx *store.Tx) error {
		job := func(round string, person aid.ID) aid.Job {
			return aid.Job{ID: r.ID(), Kind: aid.InquiryJob, UniqueKey: aid.InquiryKey(r.Signed.ID, person, round), Payload: string(r.Signed.ID) + " " + string(person) + " " + round + " ", RunAt: r.AskedAgain}
		}
		sooner, done := job("2", r.Applicant.ID), job("0", r.CoApplicant.ID)
		later := job("1", r.Applicant.ID)
		later.RunAt = later.RunAt.Add(time.Hour)
		return errors.Join(tx.AddJob(later), tx.AddJob(sooner), tx.AddJob(done), tx.FinishJob(done.ID, r.Now))
	})
	if err != nil {
		r.T.Fatal(err)
	}
}
