package aid

import "time"

// Unsent (osänt formulär) is a form that was filled in while its sender's log-in ended by itself. It is a working row: kept for
// its sender alone until they send it, throw it away, or a day has gone by.
type Unsent struct {
	ID     ID
	Sender ID     // person or member of staff: of a representative's form, the representative
	Hand   ID     // the authority by which a representative was at it; empty for one's own
	Path   string // where it was to go
	Fields string // as a browser sends them: "nyckel=…&body=…"
	Files  bool   // its form may bring files; those chosen are not kept
	At     time.Time
}

// UnsentKept is how long an unsent form is kept, UnsentMost how many of one sender by one hand: the newest.
const (
	UnsentKept = 24 * time.Hour
	UnsentMost = 5
)
