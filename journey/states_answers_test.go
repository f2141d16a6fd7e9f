package journey_test

import (
	"context"
	"time"

	"bistand/aid"
	"bistand/casework"
	"bistand/store"
	"bistand/web/webtest"
)

// told is what authorities answer about each person, in place of a connection to them.
type told map[aid.Personnummer][]aid.Report

// Ask answers what is told of those who are asked.
func (t told) Ask(_ context.Context, q casework.AuthorityQuestion) (reports []aid.Report, err error) {
	for _, a := range q.Of {
		report := aid.Report{Authority: a, Answer: aid.Nothing}
		for _, r := range t[q.Person] {
			if r.Authority == a {
				report = r
			}
		}
		reports = append(reports, report)
	}
	return reports, nil
}

// asksAuthorities walks what is asked about an application that has come in, from a municipality without an agreement to all that authorities can
// tell.
func (c *catalogue) asksAuthorities(asa, omar, worker *webtest.Visitor, id string) {
	f, desk := c.world.Lund.Facts, c.world.Lund.Tenant.Desk
	application, mine := "/handlaggning/ansokan/"+id, "/ansokningar/"+id
	checks, about := application+"/kontroller", mine+"/myndigheter"
	c.walk("authorities: no agreement", worker, application, checks)
	answers := told{}
	desk.Authorities = answers
	c.walk("authorities: nobody asked", worker, application, checks)
	c.walk("authorities: nobody asked", asa, mine, about)
	c.on(time.Date(2026, 10, 30, 8, 0, 0, 0, time.UTC), func() { // before the month of control has ended
		worker, asa := c.at(f.Caseworker), c.in(f.Applicant)
		c.state("authorities: just asked", worker, wrong(worker, checks, checks))
		c.walk("authorities: asked, no answer yet", worker, application, checks)
		c.walk("authorities: asked, no answer yet", asa, mine, about)
		answers[f.Applicant.Personnummer] = []aid.Report{
			{Authority: "social_insurance", Answer: aid.Answered, Benefits: []aid.Benefit{benefit("child_benefit", "ABB", "Barnbidrag", 0, 1_250_00)}},
			{Authority: "unemployment_fund", Answer: aid.Unchecked, Fault: aid.NoAnswer},
			{Authority: "study_support", Answer: aid.Unchecked, Fault: aid.Failed},
			{Authority: "tax", Answer: aid.Unchecked, Fault: aid.Unreadable},
			{Authority: "migration", Answer: aid.Unchecked, Fault: aid.NotAllowed},
		}
		c.answered()
		c.walk("authorities: some missing, asked again later", worker, application, checks)
		c.walk("authorities: some missing, asked again later", asa, mine, about)
	})
	c.walk("authorities: some missing, being asked again", worker, application, checks)
	c.walk("authorities: some missing, being asked again", asa, mine, about)
	answers[f.Applicant.Personnummer], answers[f.CoApplicant.Personnummer] = knownOfApplicant(), knownOfOther()
	c.answered()
	c.asksAnew(id)
	c.walk("authorities: all answered", worker, application, checks)
	c.walk("authorities: all answered", asa, mine, about, "/hamta-uppgifter")
	c.see("authorities: all answered, about the other adult", omar, about)
	answers[f.Applicant.Personnummer] = append(knownOfApplicant(), aid.Report{Authority: "unemployment_fund", Answer: aid.Unchecked, Fault: aid.NoAnswer}, aid.Report{Authority: "pensions", Answer: aid.Unchecked, Fault: aid.Failed})
	c.asksAnew(id)
	c.walk("authorities: once answered, missed later", worker, application, checks)
	c.walk("authorities: once answered, missed later", asa, mine, about, "/hamta-uppgifter")
	c.walk("authorities: answers filled in", worker, application+"/berakning")
}

// answersAnew walks a calculation that is saved and answers that come after it, until they are taken in.
func (c *catalogue) answersAnew(worker *webtest.Visitor, id string) {
	f, calculation := c.world.Lund.Facts, "/handlaggning/ansokan/"+id+"/berakning"
	c.world.Lund.Tenant.Desk.Authorities = told{f.Applicant.Personnummer: knownOfApplicant(), f.CoApplicant.Personnummer: {
		{Authority: "social_insurance", Answer: aid.Answered, Benefits: []aid.Benefit{benefit("sickness_benefit", "SJP", "Sjukpenning", 1, 640_00)}},
	}}
	c.asksAnew(id)
	c.see("authorities: new answers", worker, calculation)
	c.state("authorities: new answers taken in", worker, func() *webtest.Page { return filled(worker, calculation, calculation).Press("gor", "svar") })
}

// asksAnew has the caseworker ask, and the authorities answer.
func (c *catalogue) asksAnew(application string) {
	f := c.world.Lund.Facts
	c.world.Clock.Advance(time.Minute)
	by := aid.Actor{Kind: aid.ByStaff, ID: f.Caseworker.ID, Name: f.Caseworker.Name}
	c.check(c.world.Lund.Tenant.Desk.AskAuthorities(c.t.Context(), webtest.RequestOf(by), f.Caseworker, aid.ID(application)))
	c.answered()
}

// answered carries out what is to be asked.
func (c *catalogue) answered() {
	for worked, err := true, error(nil); worked; {
		worked, err = c.world.Lund.Tenant.Desk.RunJob(c.t.Context(), store.Inquiries)
		c.check(err)
	}
}

// benefit is a payment so many months after September, for the month.
func benefit(kind aid.IncomeKind, code, name string, month int, net aid.Ore) aid.Benefit {
	m := aid.Month{Year: 2026, Month: time.September}.Add(month)
	return aid.Benefit{Kind: kind, Code: code, Name: name, PaidOn: m.First().AddDays(19), From: m.First(), Until: m.Last(), Net: net}
}

// knownOfApplicant is everything that authorities can tell: payments of every make, and each fact with a date and without.
func knownOfApplicant() []aid.Report {
	support, planned, back := benefit("activity_support", "AS", "Aktivitetsstöd", 1, 2_211_00), benefit("activity_support", "AS", "Aktivitetsstöd", 2, 2_211_00), benefit("housing_benefit", "BOB", "Bostadsbidrag", 0, -300_00)
	support.Gross, support.Tax, support.Deducted = 3_611_00, 1_100_00, 300_00
	planned.Planned = true
	untold := aid.Benefit{Kind: "other_income", Code: "X9", PaidOn: aid.Date{Year: 2026, Month: time.October, Day: 2}, Net: 95_50}
	var codes []aid.ReportFact
	day := aid.Date{Year: 2026, Month: time.August, Day: 24}
	for _, code := range aid.ReportFactCodes {
		codes = append(codes, aid.ReportFact{Code: code, From: day, Until: day.AddDays(140), Amount: 1_204_00, Number: factNumbers[code], Text: factTexts[code]}, aid.ReportFact{Code: code, Text: factTexts[code]})
	}
	facts := func(a aid.Authority, from, until int) aid.Report {
		return aid.Report{Authority: a, Answer: aid.Answered, Facts: codes[2*from : 2*until]}
	}
	return []aid.Report{
		{Authority: "social_insurance", Answer: aid.Answered, Benefits: []aid.Benefit{
			back, benefit("child_benefit", "ABB", "Barnbidrag", 0, 1_250_00), untold, support, benefit("child_benefit", "ABB", "Barnbidrag", 1, 1_250_00),
			benefit("housing_benefit", "BOB", "Bostadsbidrag", 1, 1_500_00), planned,
		}},
		facts("employment", 0, 3), facts("unemployment_fund", 3, 6), facts("study_support", 6, 7), facts("tax", 7, 8), facts("vehicles", 8, 9), facts("migration", 9, 10),
	}
}

// factNumbers are percent or a year.
var factNumbers = map[aid.ReportFactCode]int{"jobseeker": 75, "capital": 2025, "vehicle": 2012}

// factTexts are names of the authorities' own.
var factTexts = map[aid.ReportFactCode]string{
	"jobseeker": "Öppet arbetslös", "fund_member": "Exempelkassan", "fund_applied": "Exempelkassan", "studies": "Grundläggande vuxenutbildning, grundnivå", "vehicle": "ABC001 Volvo V70",
	"permit": "Tillfälligt uppehållstillstånd, anknytning",
}

// knownOfOther is a benefit that nobody has stated.
func knownOfOther() []aid.Report {
	return []aid.Report{{Authority: "social_insurance", Answer: aid.Answered, Benefits: []aid.Benefit{benefit("parental_benefit", "FP", "Föräldrapenning", 1, 900_00)}}}
}
