package aid

import (
	"slices"
	"time"
)

// Measure (åtgärd vid felaktiga uppgifter) is one of the three things to take a stand on where something wrong has been stated
// or paid.
type Measure string

// The measures. Source: Borlänge, "rätt uppgifter"; Lund 2015.
const (
	ByRecovery Measure = "recovery" // återkrav
	ByPolice   Measure = "police"   // polisanmälan
	ByNotice   Measure = "notice"   // underrättelse till en annan myndighet
)

// Measures are the three, in the order of the list.
var Measures = []Measure{ByRecovery, ByPolice, ByNotice}

// NotNeeded (behövs inte) is the word of staff that a measure is not called for, with why.
type NotNeeded struct {
	ID       ID
	CaseID   ID
	Measure  Measure
	Reason   string
	SaidBy   ID
	SaidName string
	At       time.Time
}

// PoliceReport (polisanmälan) is a report to the police of a suspected crime against the aid. The person is not told of it here:
// that is for the police.
// law: bidragsbrottslagen 6
type PoliceReport struct {
	ID           ID
	CaseID       ID
	PersonID     ID // the adult who is suspected; empty where it is not known which
	On           Date
	About        string
	Reference    string // the police's own number; empty until it is known
	ReportedBy   ID
	ReporterName string
	At           time.Time
	Answers      []PoliceAnswer // oldest first
}

// Number is the police's own number of the report, from the newest answer that had one.
func (p PoliceReport) Number() string {
	for _, a := range slices.Backward(p.Answers) {
		if a.Reference != "" {
			return a.Reference
		}
	}
	return p.Reference
}

// PoliceAnswer (besked om polisanmälan) is what the police, the prosecutor or the court has said of a report.
type PoliceAnswer struct {
	ID           ID
	Outcome      PoliceOutcome
	On           Date
	Reference    string
	Note         string
	RecordedBy   ID
	RecorderName string
	At           time.Time
}

// PoliceOutcome (utfall av polisanmälan) is a code of how far the police have come.
type PoliceOutcome string

// PoliceOutcomes are the outcomes, in the order that they come.
var PoliceOutcomes = []PoliceOutcome{"received", "not_opened", "closed", "charged", "convicted", "acquitted"}

// AuthorityNotice (underrättelse till en annan myndighet) is word to another authority, or to an unemployment fund, that a
// payment of theirs seems to have been made wrongly or with too much.
// law: lag (2008:206) 3 §
type AuthorityNotice struct {
	ID           ID
	CaseID       ID
	Authority    Authority
	Name         string // of one that has no code
	On           Date
	Benefit      string // which of their payments
	About        string
	NotifiedBy   ID
	NotifierName string
	At           time.Time
}

// Authority (myndighet) is a code of someone who pays benefits, as those who sign are told of them.
type Authority string

// OtherAuthority is one that is named in words.
const OtherAuthority Authority = "other"

// BenefitAuthorities are those that decide on benefits.
var BenefitAuthorities = []Authority{"social_insurance", "pensions", "study_support", "employment", "unemployment_fund", "alfa_fund", "migration", "tax", OtherAuthority}

// WrongPayment (felaktiga uppgifter) is all that is recorded in a case of what was wrongly stated or paid.
type WrongPayment struct {
	Recoveries []Recovery
	Reports    []PoliceReport
	Notices    []AuthorityNotice
	NotNeeded  []NotNeeded // newest first
}

// Begun tells whether anything has been recorded.
func (w WrongPayment) Begun() bool {
	return len(w.Recoveries)+len(w.Reports)+len(w.Notices)+len(w.NotNeeded) > 0
}

// Stand is when a measure was last taken, and the word that it is not needed where that is newer; neither where nobody has
// taken a stand.
func (w WrongPayment) Stand(m Measure) (taken time.Time, no *NotNeeded) {
	later := func(at time.Time) {
		if at.After(taken) {
			taken = at
		}
	}
	switch m {
	case ByRecovery:
		for _, r := range w.Recoveries {
			later(r.DecidedAt)
		}
	case ByPolice:
		for _, p := range w.Reports {
			later(p.At)
		}
	case ByNotice:
		for _, n := range w.Notices {
			later(n.At)
		}
	}
	for i, n := range w.NotNeeded {
		if n.Measure == m && n.At.After(taken) {
			return taken, &w.NotNeeded[i]
		}
	}
	return taken, nil
}
