package staff_test

import (
	"slices"
	"testing"
	"time"

	"bistand/aid"
	"bistand/calc"
	"bistand/casework"
	"bistand/casework/caseworktest"
	"bistand/store"
)

// answered adds what authorities answered about someone, by what asked: the signatures, or the caseworker where byStaff says so.
func (o *office) answered(a aid.Application, p aid.Person, byStaff bool, reports ...aid.Report) {
	o.World.T.Helper()
	o.Now = o.Clock.Now()
	q := aid.Inquiry{ID: o.ID(), CaseID: a.CaseID, ApplicationID: a.ID, PersonID: p.ID, From: a.Month.Add(-2).First(), Until: a.Month.Last(), Reports: reports}
	if byStaff {
		q.AskedBy, q.AskedName = o.Caseworker.ID, o.Caseworker.Name
	}
	o.Step("collect", "inquiry", q.ID, a.CaseID, func(tx *store.Tx) error {
		q.At = tx.At()
		return tx.AddInquiry(q)
	})
	o.Clock.Set(o.Now.Add(time.Second))
}

// by says which authority a report is of.
func by(a aid.Authority, r aid.Report) aid.Report {
	r.Authority = a
	return r
}

// kinds lists the incomes of a calculation by kind and answer.
func kinds(incomes []calc.Income) (list []string) {
	for _, x := range incomes {
		list = append(list, string(x.Kind)+" "+string(x.Answer))
	}
	return list
}

// G11: the first proposal of a calculation has what was answered, and a row of what nobody stated; saved it keeps both, with how they were
// fetched. What could not be checked counts as stated.
func TestG11_TheFirstProposalHasTheAnswers(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		asa, omar, october := o.Applicant, o.CoApplicant, november.Add(-1)
		a := o.apply(o.Case, november, o.stated(income("activity_support", asa, 4_200_00), income("pension", asa, 100_00), income("salary", omar, 500_00)))
		o.answered(a, asa, false, by("social_insurance", caseworktest.Paid(caseworktest.Benefit("activity_support", october, 6_000_00))), by("pensions", aid.Report{Answer: aid.Unchecked, Fault: aid.NoAnswer}))
		o.answered(a, omar, false, by("social_insurance", caseworktest.Paid(caseworktest.Benefit("parental_benefit", october, 900_00), caseworktest.Benefit("parental_benefit", november, 55_00))))
		v := o.as(o.Caseworker)
		page := v.Get(calculationPath(a)).Want(200, "Föräldrapenning, Omar Öberg", "Hämtat genom SSBTEK", "Pensionsmyndigheten har inte svarat. Uppgiften har inte kunnat kontrolleras.")
		lacks(page, "Alla svar från myndigheterna är inte med", "Ta in svaren")
		fields := page.Form(calculationPath(a)).Fields
		for name, want := range map[string]string{
			"incomes.0.answer": "answered", "incomes.0.authority": "social_insurance", "incomes.0.fetched": "6\u00a0000", "incomes.1.answer": "unchecked", "incomes.1.fetched": "",
			"incomes.2.answer": "", "added.0.kind": "parental_benefit", "added.0.person": string(omar.ID), "added.0.first": "900", "added.0.answer": "answered", "added.1.kind": "",
		} {
			if is := fields.Get(name); is != want {
				t.Errorf("%s is %q, want %q", name, is, want)
			}
		}
		page = page.Form(calculationPath(a)).Press("gor", "spara").Want(200, "Beräkningen är sparad", "Hämtat genom SSBTEK", "Föräldrapenning, Omar Öberg")
		lacks(page, "Antecknat av", "Alla svar från myndigheterna är inte med")
		kept, in := o.kept(a)
		if want := []string{"activity_support answered", "pension unchecked", "salary ", "parental_benefit answered"}; !slices.Equal(kinds(in.Incomes), want) {
			t.Errorf("kept %v", kinds(in.Incomes))
		}
		if kept.Incomes != 6_000_00+100_00+500_00+900_00 || in.Incomes[1].Counted != 100_00 {
			t.Errorf("counted %d, of what could not be checked %d", kept.Incomes, in.Incomes[1].Counted)
		}
		for i, x := range in.Incomes {
			if wants := i != 2; (x.CheckedBy == "SSBTEK") != wants || x.CheckedAt.IsZero() == wants {
				t.Errorf("%s was fetched by %q at %s", x.Kind, x.CheckedBy, x.CheckedAt)
			}
		}
		v.Get(calculationPath(a)).Want(200, "Hämtat genom SSBTEK")
	})
}

// G11: answers that come when a calculation is kept are told of, taken in by a button and kept when it is saved; the notice is then gone.
func TestG11_AnswersThatComeLaterAreTakenIn(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		asa, omar, october := o.Applicant, o.CoApplicant, november.Add(-1)
		a := o.apply(o.Case, november, o.stated(income("activity_support", asa, 4_200_00), income("study_support", omar, 300_00)))
		v := o.as(o.Caseworker)
		lacks(saved(v, a), "Alla svar från myndigheterna är inte med")
		o.answered(a, omar, false, by("study_support", aid.Report{Answer: aid.Unchecked, Fault: aid.Failed}))
		v.Get(calculationPath(a)).Want(200, "Alla svar från myndigheterna är inte med i beräkningen")
		o.answered(a, asa, true, by("social_insurance", caseworktest.Paid(caseworktest.Benefit("activity_support", october, 4_500_00))))
		o.answered(a, omar, true, by("social_insurance", caseworktest.Paid(caseworktest.Benefit("sickness_benefit", october, 700_00))))
		page := v.Get(calculationPath(a)).Want(200, "Alla svar från myndigheterna är inte med i beräkningen", "Ta in svaren")
		lacks(page, "Sjukpenning, Omar Öberg")
		page = page.Form(calculationPath(a)).Press("gor", "rakna").Want(200, "Ta in svaren") // not by itself
		form := page.Form(calculationPath(a)).Set("expenses.0.approved", "7000").Set("expenses.0.reason", "Taket är 7 000 kr.")
		page = form.Press("gor", "svar").Want(200, "Inte sparad", "Sjukpenning, Omar Öberg", "Försäkringskassan uppger 4 500 kr. Det skiljer 300 kr.", "(CSN) har inte svarat")
		lacks(page, "Ta in svaren")
		fields := page.Form(calculationPath(a)).Fields
		if fields.Get("expenses.0.approved") != "7000" || fields.Get("incomes.0.fetched") != "4\u00a0500" || fields.Get("incomes.1.answer") != "unchecked" || fields.Get("incomes.1.fetched") != "" {
			t.Errorf("taken in: %v", fields)
		}
		if c, _ := o.kept(a); c.Incomes != 4_500_00 {
			t.Errorf("kept before it was saved: %d", c.Incomes)
		}
		page = page.Form(calculationPath(a)).Press("gor", "spara").Want(200, "Beräkningen är sparad", "av Hanna Handläggare")
		lacks(page, "Alla svar från myndigheterna är inte med", "Ta in svaren")
		c, in := o.kept(a)
		if c.Incomes != 4_500_00+300_00+700_00 || in.Incomes[1].Counted != 300_00 || in.Incomes[0].CheckedBy != casework.ByMachine {
			t.Errorf("counted %d of %+v", c.Incomes, in.Incomes)
		}
		lacks(v.Get(calculationPath(a)), "Alla svar från myndigheterna är inte med")

		// The same answer again is no news; another is.
		o.answered(a, asa, true, by("social_insurance", caseworktest.Paid(caseworktest.Benefit("activity_support", october, 4_500_00))))
		lacks(v.Get(calculationPath(a)), "Alla svar från myndigheterna är inte med")
		o.answered(a, asa, true, by("social_insurance", caseworktest.Paid(caseworktest.Benefit("activity_support", october, 4_501_00))))
		page = v.Get(calculationPath(a)).Want(200, "Alla svar från myndigheterna är inte med").Form(calculationPath(a)).Press("gor", "svar")
		if n := len(slices.DeleteFunc([]string{"added.0.kind", "added.1.kind"}, func(name string) bool { return page.Form(calculationPath(a)).Fields.Get(name) != "sickness_benefit" })); n != 1 {
			t.Errorf("the row that nobody stated stands there %d times", n)
		}
	})
}

// X6: what a caseworker has noted of an answer stays when the calculation is opened again, whatever has been answered since, until they take
// it in.
func TestX6_ACaseworkersOwnNoteStays(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		asa := o.Applicant
		a := o.apply(o.Case, november, o.stated(income("activity_support", asa, 4_200_00)))
		v := o.as(o.Caseworker)
		form := v.Get(calculationPath(a)).Form(calculationPath(a)).Set("incomes.0.authority", "social_insurance").Set("incomes.0.answer", "answered").Set("incomes.0.fetched", "4300")
		form.Press("gor", "spara").Want(200, "Beräkningen är sparad", "Antecknat av Hanna Handläggare")
		o.answered(a, asa, false, by("social_insurance", aid.Report{Answer: aid.Unchecked, Fault: aid.NoAnswer}))
		page := v.Get(calculationPath(a)).Want(200, "Antecknat av Hanna Handläggare", "Alla svar från myndigheterna är inte med")
		if is := page.Form(calculationPath(a)).Fields.Get("incomes.0.fetched"); is != "4\u00a0300" {
			t.Errorf("opened again: %q", is)
		}
		page = page.Form(calculationPath(a)).Set("household.others", "1").Press("gor", "spara").Want(200, "Beräkningen är sparad", "Antecknat av Hanna Handläggare")
		if _, in := o.kept(a); in.Incomes[0].Answer != aid.Answered || in.Incomes[0].Fetched != 4_300_00 || in.Incomes[0].CheckedBy != o.Caseworker.Name {
			t.Errorf("kept: %+v", in.Incomes[0])
		}
		page.Form(calculationPath(a)).Press("gor", "svar").Form(calculationPath(a)).Press("gor", "spara").Want(200, "Beräkningen är sparad", "Försäkringskassan har inte svarat")
		if _, in := o.kept(a); in.Incomes[0].Answer != aid.Unchecked || in.Incomes[0].Counted != 4_200_00 || in.Incomes[0].CheckedBy != "SSBTEK" {
			t.Errorf("kept: %+v", in.Incomes[0])
		}
	})
}
