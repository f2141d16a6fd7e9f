package aid

import "time"

// ChangeReport (anmälan om ändring) is an adult's word between applications that something has changed.
type ChangeReport struct {
	ID       ID
	CaseID   ID
	PersonID ID
	Kind     ChangeKind
	From     Date // from which day
	Body     string
	Files    []AttachmentRef
	SentAt   time.Time

	NotedAt   time.Time // when staff took note of it; zero while they have not
	NotedName string
}

// ChangeKind (slag av ändring) is a stable code from ChangeKinds.
type ChangeKind string

// ChangeKinds lists the kinds of change in the order shown. Source: Lund's leaflet, which asks to be told of money, illness
// and moving; the others are what a calculation rests on beside them.
var ChangeKinds = []ChangeKind{"work", "money", "illness", "moving", "household", "account", "other"}
