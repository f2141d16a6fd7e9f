package aid

import "time"

// LogEntry (loggpost) is one step of the register's chained log, as an auditor reads it: who did what, when, to which object
// of which case.
type LogEntry struct {
	Seq        int64 // place in the chain, from 1
	At         time.Time
	Actor      Actor  // whose hand; the name is that of staff, citizens stand in the log by id alone; of a Deputy the kind
	Step       string // stable code: "calculate", "decide" …
	CaseNumber string // empty where the step concerns no single case
	ObjectKind string
	ObjectID   ID
	What       string // of a read by staff: code of the page
	Reason     string // of a read by staff who are not assigned to the case
}
