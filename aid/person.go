package aid

import (
	"cmp"
	"log/slog"
)

// Person (person) is a human being in the register: an applicant, a co-applicant or a child.
type Person struct {
	ID           ID
	Personnummer Personnummer
	GivenName    string
	FamilyName   string
	Protected    bool // sekretessmarkering: no self-service, whatever else holds
}

// LogValue keeps a person's name and number out of a log, whatever is written there: an id says enough.
func (p Person) LogValue() slog.Value { return slog.StringValue(string(p.ID)) }

// Name returns the given and family name.
func (p Person) Name() string { return p.GivenName + " " + p.FamilyName }

// Profile (min profil) is how a person can be reached and in which language. Each change is a new fact; Pages is no part of it, and kept beside.
type Profile struct {
	PersonID ID
	Phone    string // as typed, checked for form
	Email    string
	Language string // of notices: "sv", "en", "so", "ar", "kmr" or "ti"; empty where none was stated
	Pages    string // in which they last chose to read the pages; empty where they never chose
	Notice   NoticeChoice
}

// Reads is the language of pages: the one chosen last, and else that of notices; empty for neither.
func (p Profile) Reads() string { return cmp.Or(p.Pages, p.Language) }

// Takes is the language of notices: the one stated, and else that of pages; empty for neither.
func (p Profile) Takes() string { return cmp.Or(p.Language, p.Pages) }

// Staff (medarbetare) is a person employed by the municipality, as its log-in service names them.
type Staff struct {
	ID      ID
	Subject string // the subject claim of the staff log-in
	Name    string
	Title   string // "Socialsekreterare", "Ekonomihandläggare" … as shown to citizens
	Phone   string
	Hours   string // phone hours in words, as the municipality or the person themselves writes them
	Office  string // the name of the office where they are found; empty where it is not said
	Email   string
	Roles   []Role
}

// Has tells whether the person holds the role.
func (s Staff) Has(role Role) bool {
	for _, r := range s.Roles {
		if r == role {
			return true
		}
	}
	return false
}

// Role (roll) is what a member of staff may do. The codes are stored and stable.
type Role string

// The roles of staff.
const (
	Caseworker     Role = "caseworker"      // socialsekreterare, handläggare: investigates and calculates
	DecisionMaker  Role = "decision_maker"  // beslutsfattare: decides within a delegation
	PaymentOfficer Role = "payment_officer" // ekonomihandläggare: approves and sends payments
	Auditor        Role = "auditor"         // granskare: reads the log
	Administrator  Role = "administrator"   // administratör: activates access, settings
)

// Actor (aktör) is whoever does a step: a citizen, a member of staff, or the system itself. Where a representative does it, the
// actor is still the person whose right it is, and Deputy is whose hand.
type Actor struct {
	Kind   ActorKind
	ID     ID // person or staff id; empty for the system
	Name   string
	Deputy Deputy
}

// ActorKind (slag av aktör) is citizen, staff, system, or anyone at all.
type ActorKind string

// The kinds of actor.
const (
	ByCitizen ActorKind = "citizen"
	ByStaff   ActorKind = "staff"
	BySystem  ActorKind = "system"
	ByAnyone  ActorKind = "anyone" // someone who has not said who they are
)
