package aid

import (
	"slices"
	"sort"
	"strings"
	"time"
)

// Inquiry (fråga till myndigheterna) is one question to the authorities about one adult, for one application, with what each of
// them answered. It holds nothing but what the application is investigated with.
type Inquiry struct {
	ID            ID
	CaseID        ID
	ApplicationID ID
	PersonID      ID
	From, Until   Date   // of what was asked for
	AskedBy       ID     // who of the staff; empty where everyone's signature was what asked
	AskedName     string // of the staff
	At            time.Time
	Reports       []Report // in the order of InquiredAuthorities
}

// Answer (svar) is what came of asking an authority. That it could not be checked is never the same as no income.
type Answer string

// The answers.
const (
	NotAsked  Answer = ""
	Answered  Answer = "answered"  // with something
	Nothing   Answer = "nothing"   // the authority knows of nothing of the kind
	Unchecked Answer = "unchecked" // the authority did not answer
)

// InquiredAuthorities lists those who are asked, in the order shown, as stable codes of Authority.
// Source: the sources of SSBTEK, of which the social insurance agency answers for the pensions agency too.
var InquiredAuthorities = []Authority{"social_insurance", "pensions", "unemployment_fund", "employment", "study_support", "tax", "vehicles", "migration"}

// Report (myndighetens uppgift) is what one authority answered about one person. Of one that did not answer it holds why, and a mark of
// protection where that much could be read: the mark holds whatever else is wrong with the answer.
type Report struct {
	Authority Authority    `json:"authority"`
	Answer    Answer       `json:"answer"` // never NotAsked
	Fault     ReportFault  `json:"fault,omitempty"`
	Protected bool         `json:"protected,omitempty"` // the authority marks the person's data as protected
	Benefits  []Benefit    `json:"benefits,omitempty"`  // oldest payment first
	Facts     []ReportFact `json:"facts,omitempty"`
}

// ReportFault (varför svaret saknas) is a stable code of why an authority has not answered.
type ReportFault string

// The faults.
const (
	NoAnswer   ReportFault = "no_answer"  // it did not answer in time, or could not be reached
	Failed     ReportFault = "failed"     // it answered that something was wrong with it
	NotAllowed ReportFault = "refused"    // it does not let the municipality ask
	Unreadable ReportFault = "unreadable" // it answered what cannot be understood, or about someone else
)

// Benefit (förmån) is one payment of a benefit that an authority has made or has decided to make. Amounts are in öre.
type Benefit struct {
	Kind     IncomeKind `json:"kind"`            // as which it counts; "other_income" where the code says nothing more
	Code     string     `json:"code"`            // the authority's own
	Name     string     `json:"name,omitempty"`  // the authority's own, in Swedish
	PaidOn   Date       `json:"paid_on"`         // the day of payment
	From     Date       `json:"from,omitzero"`   // of the time it is paid for; none where the authority does not say
	Until    Date       `json:"until,omitzero"`  // the last day
	Gross    Ore        `json:"gross,omitempty"` // 0 where the authority does not say
	Tax      Ore        `json:"tax,omitempty"`
	Deducted Ore        `json:"deducted,omitempty"` // of what is left after tax: for distraint, repayment and the like
	Net      Ore        `json:"net"`                // what is paid out; below 0 where the authority takes back
	Planned  bool       `json:"planned,omitempty"`  // decided, not yet paid
}

// ReportFact (uppgift) is something that an authority knows and that is no payment: the sentence "report_fact.CODE" in lang/.
type ReportFact struct {
	Code   ReportFactCode `json:"code"`
	From   Date           `json:"from,omitzero"`
	Until  Date           `json:"until,omitzero"`
	Amount Ore            `json:"amount,omitempty"`
	Number int            `json:"number,omitempty"` // percent or year, by the code
	Text   string         `json:"text,omitempty"`   // a name of the authority's, in Swedish
}

// ReportFactCode (slag av uppgift) is a stable code from ReportFactCodes.
type ReportFactCode string

// ReportFactCodes lists what authorities tell beside payments. Their comments say which fields they use.
var ReportFactCodes = []ReportFactCode{
	"jobseeker",       // registered as looking for work: From, Number = percent of full time (0 = not told), Text = category
	"not_jobseeker",   // not registered as looking for work; Until = the day of leaving, where told
	"activity_report", // the newest report of activities came From
	"fund_member",     // of the unemployment fund Text
	"fund_suspended",  // barred from unemployment benefit From to Until
	"fund_applied",    // has applied for unemployment benefit at Text, From
	"studies",         // granted study support From to Until; Text = kind
	"capital",         // income of capital Amount in the year Number
	"vehicle",         // holds a vehicle: Text = registration number and make, Number = model year
	"permit",          // permit to stay: Text = kind, Until = last day (none = permanent)
}

// Findings (inhämtade uppgifter) is the newest that is known of one person of an application: of each authority the newest answer,
// and where none has ever come, the newest fault.
type Findings struct {
	PersonID ID
	Reports  []Finding // in the order of InquiredAuthorities
}

// Finding (inhämtad uppgift) is a Report with the question it came of.
type Finding struct {
	Report
	At        time.Time
	AskedName string    // empty where the signatures were what asked
	MissedAt  time.Time // of the newest question after it that was not answered; none where there is none
}

// FindingsOf puts the inquiries about one person together, whatever their order. One nobody has been asked about has no reports.
func FindingsOf(person ID, list []Inquiry) Findings {
	list = slices.Clone(list)
	sort.SliceStable(list, func(i, j int) bool { return list[i].At.Before(list[j].At) })
	newest := map[Authority]Finding{}
	for _, q := range list {
		if q.PersonID != person {
			continue
		}
		for _, r := range q.Reports {
			if before, known := newest[r.Authority]; known && r.Answer == Unchecked && before.Answer != Unchecked {
				before.MissedAt = q.At // what was once answered is not lost because a later question was not
				before.Protected = before.Protected || r.Protected
				newest[r.Authority] = before
				continue
			}
			newest[r.Authority] = Finding{Report: r, At: q.At, AskedName: q.AskedName}
		}
	}
	f := Findings{PersonID: person}
	for _, a := range InquiredAuthorities {
		if one, known := newest[a]; known {
			f.Reports = append(f.Reports, one)
		}
	}
	return f
}

// Of returns what is known from an authority, and whether it was ever asked.
func (f Findings) Of(a Authority) (Finding, bool) {
	for _, one := range f.Reports {
		if one.Authority == a {
			return one, true
		}
	}
	return Finding{}, false
}

// Unchecked lists the authorities that have not answered.
func (f Findings) Unchecked() []Authority {
	var list []Authority
	for _, one := range f.Reports {
		if one.Answer == Unchecked {
			list = append(list, one.Authority)
		}
	}
	return list
}

// Paid returns what a report tells was paid out of a kind in a month, net; 0 where nothing was.
func (r Report) Paid(kind IncomeKind, m Month) (sum Ore) {
	for _, b := range r.Benefits {
		if !b.Planned && b.Kind == kind && b.PaidOn.MonthOf() == m {
			sum += b.Net
		}
	}
	return sum
}

// InquiryJob is the kind of job that asks the authorities about a person of an application.
const InquiryJob = "inquiry"

// InquiryKey is the unique key of such a job; the round tells a new question from a second wish for the same one.
func InquiryKey(application, person ID, round string) string {
	return strings.Join([]string{InquiryJob, string(application), string(person), round}, ":")
}

// ParseInquiryKey reads whom a key asks about; of one that is none it is nobody.
func ParseInquiryKey(key string) (person ID) {
	if parts := strings.SplitN(key, ":", 4); len(parts) == 4 && parts[0] == InquiryJob {
		return ID(parts[2])
	}
	return ""
}

// Payers lists the authorities that pay a kind of income, of those that can be asked; none where nobody can be.
func (k IncomeKind) Payers() []Authority {
	switch k {
	case "sickness_benefit", "parental_benefit", "care_allowance", "annuity", "activity_support", "maintenance", "child_benefit":
		return []Authority{"social_insurance"}
	case "housing_benefit": // the pensions agency pays it to pensioners
		return []Authority{"social_insurance", "pensions"}
	case "pension", "elderly_support", "child_pension":
		return []Authority{"pensions"}
	case "unemployment_benefit":
		return []Authority{"unemployment_fund"}
	case "study_support":
		return []Authority{"study_support"}
	}
	return nil
}
