package proof_test

import (
	"context"
	"errors"
	"strconv"
	"time"

	"bistand/aid"
	"bistand/casework"
	"bistand/store"
	"bistand/store/storetest"
	"bistand/web/webtest"
)

// unasked are authorities that may be asked and never are: no worker runs in the proofs, where a question that waits is what came of a form.
type unasked struct{}

// Ask implements casework.Authorities.
func (unasked) Ask(context.Context, casework.AuthorityQuestion) ([]aid.Report, error) {
	return nil, errors.New("nobody asks here")
}

// answers adds what authorities answered about each adult, for the application that is decided on and for the one that is open. It is theirs
// alone in the household, as their telephone numbers are; but for what a calculation counts, which both see.
func (h *household) answers(w *webtest.World, m team, n int) {
	h.t.Helper()
	b := storetest.Build(h.t, h.place.Tenant.Desk.Register)
	b.Now = w.Clock.Now()
	for i, p := range h.adults {
		mark := strconv.Itoa(i) + " nr " + strconv.Itoa(900+n)
		benefit, fact, late := "Förmånen "+mark, "Kassan "+mark, "Fordonet "+mark
		for _, kind := range []string{"application", "open"} {
			a := got[aid.Application](h.t)(b.Store.Application(h.t.Context(), h.ids[kind]))
			control := a.Month.Add(-1)
			q := aid.Inquiry{
				ID: b.ID(), CaseID: a.CaseID, ApplicationID: a.ID, PersonID: p.ID, From: control.Add(-1).First(), Until: a.Month.Last(),
				Reports: []aid.Report{
					{Authority: "social_insurance", Answer: aid.Answered, Benefits: []aid.Benefit{{Kind: "parental_benefit", Code: "FP", Name: benefit, PaidOn: control.First().AddDays(24), Gross: 900_00, Net: 700_00}}},
					{Authority: "unemployment_fund", Answer: aid.Answered, Facts: []aid.ReportFact{{Code: "fund_member", Text: fact}}},
					{Authority: "vehicles", Answer: aid.Unchecked, Fault: aid.NoAnswer},
				},
			}
			again := q
			again.ID, again.AskedBy, again.AskedName = b.ID(), m.caseworker.ID, m.caseworker.Name
			again.Reports = []aid.Report{{Authority: "vehicles", Answer: aid.Answered, Facts: []aid.ReportFact{{Code: "vehicle", Number: 2011, Text: late}}}}
			for _, one := range []aid.Inquiry{q, again} {
				b.Step("collect", "inquiry", one.ID, a.CaseID, func(tx *store.Tx) error {
					one.At = tx.At()
					return tx.AddInquiry(one)
				})
			}
		}
		h.plant([]class{contact0, contact1}[i], benefit, fact, late)
	}
}

// asking counts the questions to authorities that wait for an answer about the open application.
func (h *household) asking() string {
	h.t.Helper()
	return strconv.Itoa(len(got[map[aid.ID]time.Time](h.t)(h.place.Tenant.Desk.Register.InquiryJobs(context.Background(), h.ids["open"]))))
}
