package aid

import "time"

// Session (inloggning) is one log-in of one person or member of staff in one browser, kept in the municipality's own database.
type Session struct {
	ID         ID
	Actor      Actor   // whose right it is, and by whose hand
	Self       Actor   // who logged in; a representative acts for another
	Person     *Person // set for a citizen
	Staff      *Staff  // set for staff
	CaseID     ID      // the citizen's activated case; empty for staff
	Language   string
	StartedAt  time.Time
	SeenAt     time.Time
	EndedAt    time.Time // zero while it lasts
	UserAgent  string
	RemoteAddr string
	Means      string // the e-identification service of a citizen's log-in by its name; empty for BankID, and for staff
}

// The limits of a session: idle time, the warning before it, and the longest log-in.
const (
	SessionIdle    = 25 * time.Minute
	SessionWarning = 2 * time.Minute
	SessionLongest = 8 * time.Hour
)

// Alive tells whether the session holds at an instant.
func (s Session) Alive(now time.Time) bool {
	return s.EndedAt.IsZero() && now.Sub(s.SeenAt) < SessionIdle && now.Sub(s.StartedAt) < SessionLongest
}
