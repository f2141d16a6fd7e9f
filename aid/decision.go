package aid

import "time"

// Outcome (beslutstyp) is granted, partly granted, refused or dismissed.
type Outcome string

// The outcomes.
const (
	Granted       Outcome = "granted"        // bifall
	PartlyGranted Outcome = "partly_granted" // delvis bifall
	Refused       Outcome = "refused"        // avslag
)

// Decision (beslut) is what the municipality decided on one calculation: never without reasons, legal basis and decider.
type Decision struct {
	ID            ID
	CaseID        ID
	ApplicationID ID
	CalculationID ID
	Month         Month
	Origin        Origin
	Outcome       Outcome
	Amount        Ore
	LegalBasis    string // "12 kap. 1 § socialtjänstlagen (2025:400)"
	Reasons       string
	Items         []DecisionItem
	DecidedBy     ID
	DecidedByName string
	DecidedAt     time.Time
	Replaces      ID   // the decision that this one took the place of, after a review; empty for a first one
	ReplacedBy    ID   // the decision that took the place of this one
	ReceivedOn    Date // the day the person took part of it (tagit del av beslutet); no day before
}

// AppealDays is the time to appeal, counted from the day the person received the decision: three weeks.
// Source: Lund 2015 and Höganäs guidelines.
const AppealDays = 21

// LastAppealDay returns the last day to appeal, or no day while the decision has not been received. Where the last day
// is a Saturday, a Sunday or a public holiday, the next working day counts. law: lag (1930:173) 2 §
func (d Decision) LastAppealDay() Date {
	return LastAppealDay(d.ReceivedOn)
}

// LastAppealDay counts the last day to appeal from the day of receipt, as Decision.LastAppealDay does.
func LastAppealDay(received Date) Date {
	if received.IsZero() {
		return Date{}
	}
	last := received.AddDays(AppealDays)
	for !last.IsBankDay() {
		last = last.AddDays(1)
	}
	return last
}

// DecisionItem (beslutad post) is the outcome for one thing applied for.
type DecisionItem struct {
	Code     string  `json:"code"` // "norm" or an ExpenseKind
	Claimed  Ore     `json:"claimed"`
	Approved Ore     `json:"approved"`
	Outcome  Outcome `json:"outcome"`
	Reason   string  `json:"reason,omitempty"` // required unless granted
}

// Needs are the codes of the single needs that the decision is about, beside a month that was decided by itself; none for a
// month's own decision, and for one that another system made.
func (d Decision) Needs() []string {
	if d.Origin == Imported {
		return nil
	}
	var codes []string
	for _, item := range d.Items {
		if item.Code == "norm" {
			return nil
		}
		codes = append(codes, item.Code)
	}
	return codes
}
