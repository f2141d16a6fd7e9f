package aid

import (
	"slices"
	"time"
)

// CompletionRequest (komplettering, begärd) is what staff ask of a household, why and until when. A spot check is a request too, of
// proof for everything in the two months before the one in which it was drawn.
type CompletionRequest struct {
	ID            ID
	CaseID        ID
	CaseNumber    string
	ApplicationID ID // the application that waits for it; empty where it concerns the case
	Kind          RequestKind
	PersonID      ID    // the one adult who is asked; empty = the household
	Month         Month // of a spot check: the month of its draw
	Why           string
	Until         Date // the last day, with every extension
	Items         []CompletionItem
	AskedBy       ID
	AskedName     string
	AskedAt       time.Time
	Answers       []Completion // oldest first
	End           *CompletionEnd
}

// RequestKind (slag av begäran) is a completion or a spot check.
type RequestKind string

// The kinds of request.
const (
	ForCompletion RequestKind = "completion" // komplettering
	ForSpotCheck  RequestKind = "spot_check" // stickprov
)

// CompletionItem (begärt underlag) is one thing asked for: proof of a row that someone applied with, or something told in
// staff's own words.
type CompletionItem struct {
	ID     string `json:"id"`               // its place in the request: "1", "2" …
	Group  string `json:"group"`            // "attachment", "income", "expense", or "own" for staff's own words
	What   string `json:"what,omitempty"`   // kind of attachment, income or expense
	Who    string `json:"who,omitempty"`    // name of the adult it concerns; empty = the household
	Month  Month  `json:"month"`            // the month it concerns; of staff's own words no month
	Amount Ore    `json:"amount,omitempty"` // as applied for or stated
	Text   string `json:"text,omitempty"`   // staff's own words, or more about what is asked
}

// Completion (komplettering) is one answer to one item: a file, words, or that it was handed in otherwise.
type Completion struct {
	ID           ID
	RequestID    ID
	ItemID       string
	PersonID     ID // who answered
	Way          CompletionWay
	AttachmentID ID
	FileName     string // of the attachment
	Text         string
	At           time.Time
}

// CompletionWay (sätt att svara) is how an item was answered.
type CompletionWay string

// The ways.
const (
	ByFile      CompletionWay = "file"
	ByText      CompletionWay = "text"
	ByOtherWays CompletionWay = "otherwise" // lämnat på annat sätt: at the office, by post
)

// CompletionWays lists the ways to answer.
var CompletionWays = []CompletionWay{ByFile, ByText, ByOtherWays}

// CompletionEnd (avslutad begäran) is how a request ended, and who said so.
type CompletionEnd struct {
	Outcome RequestOutcome
	Reason  string
	By      ID
	ByName  string
	At      time.Time
}

// RequestOutcome (utfall) is what came of a request.
type RequestOutcome string

// The outcomes. A remark is given to a spot check alone.
const (
	RequestAccepted  RequestOutcome = "accepted"  // godkänd
	RequestRemark    RequestOutcome = "remark"    // anmärkning: what was applied for does not agree with the papers
	RequestWithdrawn RequestOutcome = "withdrawn" // återtagen
)

// RequestOutcomes lists the outcomes in the order shown.
var RequestOutcomes = []RequestOutcome{RequestAccepted, RequestRemark, RequestWithdrawn}

// RequestStatus (begärans läge) is how far a request has come.
type RequestStatus string

// The statuses of a request. One that is overdue can still be answered.
const (
	RequestOpen     RequestStatus = "open"
	RequestPartly   RequestStatus = "partly"
	RequestAnswered RequestStatus = "answered"
	RequestOverdue  RequestStatus = "overdue"
	RequestEnded    RequestStatus = "ended"
)

// Status is read off the facts, as of a day.
func (r CompletionRequest) Status(today Date) RequestStatus {
	left := r.Left()
	switch {
	case r.End != nil:
		return RequestEnded
	case left == 0:
		return RequestAnswered
	case r.Until.Before(today):
		return RequestOverdue
	case left < len(r.Items):
		return RequestPartly
	}
	return RequestOpen
}

// Left counts the items that nobody has answered.
func (r CompletionRequest) Left() int {
	left := 0
	for _, item := range r.Items {
		if len(r.AnswersTo(item.ID)) == 0 {
			left++
		}
	}
	return left
}

// Settled is the day from which an application need wait no longer for what was asked: when the last of it came or staff said
// that it will do and, until then, the last day on which it can come in time.
func (r CompletionRequest) Settled() Date {
	var last time.Time
	for _, item := range r.Items {
		if answers := r.AnswersTo(item.ID); len(answers) > 0 && answers[0].At.After(last) {
			last = answers[0].At
		}
	}
	switch {
	case r.Left() == 0:
		return SwedishDate(last)
	case r.End != nil:
		return SwedishDate(r.End.At)
	}
	return r.Until
}

// AnswersTo returns the answers to one item, oldest first.
func (r CompletionRequest) AnswersTo(item string) []Completion {
	var list []Completion
	for _, a := range r.Answers {
		if a.ItemID == item {
			list = append(list, a)
		}
	}
	return list
}

// Item returns one item of the request.
func (r CompletionRequest) Item(id string) (CompletionItem, bool) {
	i := slices.IndexFunc(r.Items, func(item CompletionItem) bool { return item.ID == id })
	if i < 0 {
		return CompletionItem{}, false
	}
	return r.Items[i], true
}

// Asks tells whether the request is put to a person: to that adult alone, or to the household.
func (r CompletionRequest) Asks(person ID) bool { return r.PersonID == "" || r.PersonID == person }
