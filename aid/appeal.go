package aid

import (
	"slices"
	"time"
)

// Appeal (överklagande) is one person's appeal of one decision, as it came in. Its content never changes; each step of its
// course is a fact of its own, nil until it has been taken.
// law: FL 43
type Appeal struct {
	ID           ID
	Number       string // "EB-2026-0417-Ö1": what the receipt and the letters name it by
	CaseID       ID
	DecisionID   ID // the decision that is appealed
	PersonID     ID // who appeals: the other adult of the household does not see it
	Origin       Origin
	Content      AppealContent
	ContentHash  string // SHA-256 of the canonical content, lower-case hex
	Visible      string // the text the person saw in the app; empty on paper
	Hidden       string // JSON with purpose, content hash and signer; empty on paper
	Answer       []byte // the whole answer of the identity service; read only where it is asked for
	ReceivedOn   Date   // the day it reached the municipality
	RegisteredBy ID     // staff who took in one on paper
	At           time.Time

	Timeliness *Timeliness
	Review     *Review
	Statement  *Statement // the newest
	Handover   *Handover
	Ruling     *Ruling
	Withdrawal *AppealWithdrawal
}

// AppealContent (överklagandets innehåll) is what the person says: what is shown, frozen, hashed and signed.
type AppealContent struct {
	DecisionID  ID              `json:"decision"`
	Items       []AppealItem    `json:"items"`  // what of the decision is meant; empty where the person ticked nothing
	Change      string          `json:"change"` // what should be changed, in the person's own words
	Why         string          `json:"why"`
	Late        string          `json:"late,omitempty"` // why it comes after the last day
	Attachments []AttachmentRef `json:"attachments"`
}

// AppealItem (överklagad post) is one thing of the decision that the person wants changed, as the decision had it.
type AppealItem struct {
	Row      int    `json:"row"`  // place among the decision's items; IncomesRow for the incomes
	Code     string `json:"code"` // "norm", an ExpenseKind, or "incomes"
	Claimed  Ore    `json:"claimed"`
	Approved Ore    `json:"approved"`
}

// IncomesRow is the row of an AppealItem that is about how the incomes were counted.
const IncomesRow = -1

// Appealable lists what of a decision can be ticked: its items and, where any were counted, the household's incomes.
func Appealable(d Decision, c Calculation) []AppealItem {
	var items []AppealItem
	for i, item := range d.Items {
		items = append(items, AppealItem{Row: i, Code: item.Code, Claimed: item.Claimed, Approved: item.Approved})
	}
	if c.Incomes > 0 {
		items = append(items, AppealItem{Row: IncomesRow, Code: "incomes", Claimed: c.Incomes, Approved: c.Incomes})
	}
	return items
}

// Has tells whether a row is among those ticked.
func (c AppealContent) Has(row int) bool {
	return slices.ContainsFunc(c.Items, func(i AppealItem) bool { return i.Row == row })
}

// AppealDraft (utkast till överklagande) is an appeal being written: one person's own, for one decision.
type AppealDraft struct {
	ID         ID
	CaseID     ID
	DecisionID ID
	PersonID   ID
	Version    int
	Content    AppealContent
	UpdatedAt  time.Time
}

// AppealDraftDays is how long a draft is kept after it was last changed.
const AppealDraftDays = 180

// AppealStatus (överklagandets läge) is how far an appeal has come.
type AppealStatus string

// The statuses of an appeal.
const (
	AppealReceived  AppealStatus = "received"  // has come in: whether it came in time is to be checked
	AppealInTime    AppealStatus = "in_time"   // the municipality looks at its decision again
	AppealDismissed AppealStatus = "dismissed" // came too late and is not tried
	AppealChanged   AppealStatus = "changed"   // the decision was changed as the person wanted: it ends here
	AppealToCourt   AppealStatus = "to_court"  // to be handed over to the court
	AppealSent      AppealStatus = "sent"      // is with the court
	AppealRuled     AppealStatus = "ruled"     // the court has answered
	AppealWithdrawn AppealStatus = "withdrawn" // taken back by the person
)

// AppealStatuses lists the statuses.
var AppealStatuses = []AppealStatus{AppealReceived, AppealInTime, AppealDismissed, AppealChanged, AppealToCourt, AppealSent, AppealRuled, AppealWithdrawn}

// Status reads off the facts how far the appeal has come.
func (a Appeal) Status() AppealStatus {
	switch {
	case a.Withdrawal != nil:
		return AppealWithdrawn
	case a.Ruling != nil:
		return AppealRuled
	case a.Handover != nil:
		return AppealSent
	case a.Review != nil && a.Review.Outcome == ReviewChanged:
		return AppealChanged
	case a.Review != nil:
		return AppealToCourt
	case a.Timeliness == nil:
		return AppealReceived
	case a.Timeliness.Answer == Dismiss:
		return AppealDismissed
	}
	return AppealInTime
}

// Waits tells whether the municipality has something left to do before the appeal has left it.
func (a Appeal) Waits() bool {
	switch a.Status() {
	case AppealReceived, AppealInTime, AppealToCourt:
		return true
	}
	return false
}

// MayWithdraw tells whether the person can still take the appeal back here: what lies with the court is taken back there.
func (a Appeal) MayWithdraw() bool { return a.Waits() }

// Timeliness (rättidsprövning) is the municipality's check of whether an appeal came in time, once.
// law: FL 45
type Timeliness struct {
	Answer    TimelinessAnswer
	ToldOn    Date // the day the person took part of the decision; no day where the register knows none
	LastDay   Date // no day while the time has not begun to run
	Reasons   string
	JudgedBy  ID
	JudgeName string
	At        time.Time
}

// TimelinessAnswer (svar på rättidsprövningen) is in time, late but to be tried all the same, or dismissed.
type TimelinessAnswer string

// The answers.
const (
	InTime  TimelinessAnswer = "in_time"
	Misled  TimelinessAnswer = "misled"    // late because the municipality had told wrongly how to appeal: tried all the same
	Dismiss TimelinessAnswer = "dismissed" // avvisas
)

// TimelinessAnswers lists the answers that can be given.
var TimelinessAnswers = []TimelinessAnswer{InTime, Misled, Dismiss}

// ProposeTimeliness says what the days come to: an appeal that reached the municipality on its last day is in time, and so is
// one of a decision that the person has not been known to take part of, since the time has not begun.
// law: FL 44
func ProposeTimeliness(received, lastDay Date) TimelinessAnswer {
	if !lastDay.IsZero() && lastDay.Before(received) {
		return Dismiss
	}
	return InTime
}

// Review (omprövning) is the municipality's second look at its own decision because of an appeal.
// law: FL 38, 39
type Review struct {
	Outcome      ReviewOutcome
	DecisionID   ID // the new decision; empty where nothing was changed
	Reasons      string
	ReviewedBy   ID
	ReviewerName string
	At           time.Time
}

// ReviewOutcome (omprövningens utfall) is changed as the person wanted, changed in part, or not changed.
type ReviewOutcome string

// The outcomes of a review.
const (
	ReviewChanged   ReviewOutcome = "changed"
	ReviewPartly    ReviewOutcome = "partly_changed"
	ReviewUnchanged ReviewOutcome = "unchanged"
)

// ReviewOutcomes lists the outcomes.
var ReviewOutcomes = []ReviewOutcome{ReviewChanged, ReviewPartly, ReviewUnchanged}

// Statement (yttrande) is the municipality's words to the court. A newer one takes the place of the older until it is sent.
type Statement struct {
	ID          ID
	Text        string
	WrittenBy   ID
	WrittenName string
	At          time.Time
}

// HandoverDays is within how many days an appeal is normally handed over to the court, counted from the day it came in: without
// delay, which is held to be a week.
// law: FL 46
const HandoverDays = 7

// Handover (överlämnande till domstolen) is that the appeal, with all that belongs to it, was sent to the court.
type Handover struct {
	Court       string
	Way         HandoverWay
	On          Date
	StatementID ID // what was sent with it; empty where there was none
	By          ID
	ByName      string
	At          time.Time
}

// HandoverWay (sätt att överlämna) is how the package went to the court.
type HandoverWay string

// HandoverWays lists the ways.
var HandoverWays = []HandoverWay{"digital", "post", "courier"}

// Ruling (domstolens avgörande) is what the court answered.
type Ruling struct {
	Outcome      RulingOutcome
	CourtNumber  string // the court's own number of the case
	On           Date
	Note         string
	RecordedBy   ID
	RecorderName string
	At           time.Time
}

// RulingOutcome (utfall i domstolen) is a stable code from RulingOutcomes.
type RulingOutcome string

// RulingOutcomes lists what a court may answer: bifall, delvis bifall, avslag, återförvisad, avvisad, avskriven.
var RulingOutcomes = []RulingOutcome{"granted", "partly_granted", "refused", "remitted", "dismissed", "discontinued"}

// AppealWithdrawal (återkallelse) is that the person took the appeal back.
type AppealWithdrawal struct {
	PersonID   ID
	RecordedBy ID     // staff, where the person told it by letter or telephone; empty where they did it themselves
	Reason     string // how staff came to know; empty where the person did it themselves
	At         time.Time
}
