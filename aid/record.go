package aid

import (
	"slices"
	"time"
)

// RecordRequest (begäran att få läsa allt) is that an adult asks to read all that is recorded about them in their case.
type RecordRequest struct {
	ID       ID
	CaseID   ID
	PersonID ID
	Wish     string // what they add: how they want it, or what above all; may be empty
	AskedAt  time.Time
	Answer   *RecordAnswer // nil while it waits
}

// RecordAnswer (svar på begäran att få läsa) is what came of such a request.
type RecordAnswer struct {
	Outcome    RecordOutcome
	Way        RecordWay // empty where nothing was handed over
	DocumentID ID        // published in the service, where it was handed over there
	On         Date      // of handing over; no day where nothing was
	Reason     string    // why something was kept back
	By         ID
	ByName     string
	At         time.Time
}

// RecordOutcome (utfall av begäran att få läsa) is whether all was handed over.
type RecordOutcome string

// The outcomes.
const (
	RecordGiven   RecordOutcome = "given"
	RecordPartly  RecordOutcome = "partly"
	RecordRefused RecordOutcome = "refused"
)

// RecordOutcomes lists the outcomes in the order shown.
var RecordOutcomes = []RecordOutcome{RecordGiven, RecordPartly, RecordRefused}

// RecordWay (sätt att lämna ut) is how what is recorded was handed over.
type RecordWay string

// The ways.
const (
	InService     RecordWay = "service" // a document made visible in the service
	RecordByPost  RecordWay = "post"
	RecordByVisit RecordWay = "visit" // read or fetched at the office
)

// RecordWays lists the ways in the order shown.
var RecordWays = []RecordWay{InService, RecordByPost, RecordByVisit}

// Fault returns what is wrong with an answer that is given on a day to a request of another, or nil: Errors at "outcome",
// "way", "document", "on" and "reason".
func (a RecordAnswer) Fault(asked, today Date) error {
	var faults Errors
	if !slices.Contains(RecordOutcomes, a.Outcome) {
		return Errors{{Code: "choose", Field: "outcome"}}
	}
	if a.Outcome != RecordRefused {
		if !slices.Contains(RecordWays, a.Way) {
			faults = append(faults, Error{Code: "choose", Field: "way"})
		}
		if a.Way == InService && a.DocumentID == "" {
			faults = append(faults, Error{Code: "choose", Field: "document"})
		}
		if a.On.IsZero() || today.Before(a.On) || a.On.Before(asked) {
			faults = append(faults, Error{Code: "talk.day", Field: "on"})
		}
	}
	if a.Outcome != RecordGiven {
		if err := CheckText("reason", a.Reason); err != nil {
			faults.Add("reason", err)
		}
	}
	return faults.Or()
}

// MayAnswerRecord tells whether a member of staff answers a request to read so. To keep something back is a decision.
func (s Staff) MayAnswerRecord(o RecordOutcome) bool {
	return s.Has(DecisionMaker) || o == RecordGiven && s.Has(Caseworker)
}
