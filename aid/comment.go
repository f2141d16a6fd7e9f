package aid

import "time"

// Comment (yttrande från den enskilde) is what an adult says of something that is recorded. It stands beside it and changes
// nothing.
type Comment struct {
	ID       ID
	CaseID   ID
	PersonID ID
	On       Subject
	Body     string
	SentAt   time.Time

	NotedAt   time.Time // when staff took note of it
	NotedName string
}

// Subject (vad yttrandet gäller) is what a comment is on.
type Subject struct {
	Kind SubjectKind
	ID   ID     // of the note, document, decision or calculation; of the person for what is registered
	Part string // of a calculation: code of the income; of what is registered: a code from RegisterParts
}

// SubjectKind (slag av uppgift) is the kind of what can be commented on.
type SubjectKind string

// The kinds.
const (
	OnNote        SubjectKind = "note"
	OnDocument    SubjectKind = "document"
	OnDecision    SubjectKind = "decision"
	OnCalculation SubjectKind = "calculation"
	OnRegister    SubjectKind = "register" // what is registered about the person themselves
)

// RegisterParts lists what is registered about a person, as the page of it shows.
var RegisterParts = []string{"identity", "contact", "members", "payees"}
