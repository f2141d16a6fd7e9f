package aid

import "time"

// Waiting (väntande ärendepost) is something a person wrote that waits for staff, or something staff wrote that waits to be read.
type Waiting struct {
	ObjectID     ID
	Kind         WaitingKind
	CaseID       ID
	CaseNumber   string
	Person       Person
	Caseworker   string // name of the assigned caseworker; empty where there is none
	CaseworkerID ID
	At           time.Time
	Digital      bool       // the person can read it in the service
	Why          PostReason // why it is told by post or telephone at once
}

// WaitingKind (slag av väntande post) is a message, a report of a change, a comment, a request or a decision, or a request to read.
type WaitingKind string

// The kinds.
const (
	MessageWaits WaitingKind = "message"
	ChangeWaits  WaitingKind = "change_report"
	CommentWaits WaitingKind = "comment"

	RequestWaits  WaitingKind = "completion" // a spot check too
	DecisionWaits WaitingKind = "decision"

	RecordWaits WaitingKind = "record_request"
)
