package aid

import (
	"slices"
	"strings"
)

// What an applicant states beside household, housing, incomes and expenses: in the first application all of it, later only
// what has changed.

// Occupation (sysselsättning) is what an adult does. Who looks for work states being registered as a jobseeker and what they
// do to find work.
// law: SoL 12:3
type Occupation struct {
	PersonID   ID             `json:"person"`
	Kind       OccupationKind `json:"kind"`
	Registered bool           `json:"registered,omitempty"` // with the public employment service
	Efforts    string         `json:"efforts,omitempty"`    // what they do to find work, in their own words
}

// OccupationKind (slag av sysselsättning) is a stable code from OccupationKinds.
type OccupationKind string

// OccupationKinds lists the kinds of occupation in the order shown.
var OccupationKinds = []OccupationKind{"work", "part_time", "unemployed", "sick", "studies", "parental_leave", "pensioner", "other_occupation"}

// SeeksWork tells whether one of the kind must be available for work that they do not have.
// law: SoL 12:3
func (k OccupationKind) SeeksWork() bool { return k == "unemployed" || k == "part_time" }

// Asset (tillgång) is something of value that the household states to own.
type Asset struct {
	Kind  AssetKind `json:"kind"`
	Value Ore       `json:"value"`
	Note  string    `json:"note,omitempty"`
}

// Account (konto) is where the household wants its money.
type Account struct {
	None     bool   `json:"none,omitempty"` // they say that they have no account
	PersonID ID     `json:"person,omitempty"`
	Clearing string `json:"clearing,omitempty"`
	Number   string `json:"number,omitempty"`
}

// Check returns what is plainly wrong with an account as it was typed, at "clearing" and "number". Spaces and hyphens are
// passed over; what a bank's own check digits say is asked when money is to be sent.
func (a Account) Check() error {
	if a.None {
		return nil
	}
	var faults Errors
	if n := len(digits(a.Clearing)); n < 4 || n > 5 || !allDigits(a.Clearing) {
		faults.Add("clearing", Error{Code: "apply.clearing"})
	}
	switch n := len(digits(a.Number)); {
	case !allDigits(a.Number):
		faults.Add("number", Error{Code: "apply.account_digits"})
	case n < 5 || n > 12:
		faults.Add("number", Error{Code: "apply.account_length"})
	}
	return faults.Or()
}

// Digits is the account without the spaces and hyphens that people write.
func (a Account) Digits() Account {
	a.Clearing, a.Number = digits(a.Clearing), digits(a.Number)
	return a
}

// digits leaves out spaces and hyphens.
func digits(text string) string {
	return strings.NewReplacer(" ", "", "\u00a0", "", "-", "").Replace(text)
}

func allDigits(text string) bool {
	return !strings.ContainsFunc(digits(text), func(r rune) bool { return r < '0' || r > '9' })
}

// Elsewhere (tidigare bistånd i en annan kommun) is support that another municipality has given.
type Elsewhere struct {
	Had   bool   `json:"had"`
	Where string `json:"where,omitempty"` // which municipality and until when, in the applicant's words
}

// ChangeTopic (det som har ändrats) is a stable code from ChangeTopics: what an applicant ticks as changed since last month.
type ChangeTopic string

// NothingChanged is the answer that nothing has.
const NothingChanged ChangeTopic = "nothing"

// ChangeTopics lists the topics in the order shown.
var ChangeTopics = []ChangeTopic{"job", "household", "home", "illness", "assets", "account", NothingChanged}

// HasChanged tells whether one of the topics has been ticked.
func (c Content) HasChanged(topics ...ChangeTopic) bool {
	return slices.ContainsFunc(c.Changed, func(t ChangeTopic) bool { return slices.Contains(topics, t) })
}
