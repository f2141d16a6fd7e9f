package aid

import (
	"strings"
	"time"
)

// NoticeWay (väg för avisering) is how a notice goes.
type NoticeWay string

// The ways of a notice.
const (
	ByEmail NoticeWay = "email"
	BySMS   NoticeWay = "sms"
)

// NoticeWays lists the ways in the order shown.
var NoticeWays = []NoticeWay{ByEmail, BySMS}

// NoticeChoice (val av avisering) is how a person wants to be told that there is something new. Empty: nothing was chosen,
// which counts as both.
type NoticeChoice string

// The choices.
const (
	NoticeByEmail  NoticeChoice = "email"
	NoticeBySMS    NoticeChoice = "sms"
	NoticeByBoth   NoticeChoice = "both"
	NoticeByLetter NoticeChoice = "letter" // neither: the municipality writes on paper
)

// NoticeChoices lists the choices in the order shown.
var NoticeChoices = []NoticeChoice{NoticeByEmail, NoticeBySMS, NoticeByBoth, NoticeByLetter}

// Takes tells whether notices go by a way.
func (c NoticeChoice) Takes(way NoticeWay) bool {
	return c == "" || c == NoticeByBoth || string(c) == string(way)
}

// Address (adress för avisering) is an e-mail address or a telephone number of a person, in the form that tells it from
// others: lower case, or E.164. It is confirmed once the person has typed the code that was sent to it. It bounces while the
// last that is known of it is that a message did not arrive.
type Address struct {
	PersonID  ID
	Way       NoticeWay
	To        string
	Confirmed bool
	BouncedAt time.Time // zero where it does not bounce
}

// Addresses lists what a profile states, in the order of NoticeWays. A number in a form that no gateway takes is left out.
func (p Profile) Addresses() []Address {
	var list []Address
	if p.Email != "" {
		list = append(list, Address{PersonID: p.PersonID, Way: ByEmail, To: strings.ToLower(p.Email)})
	}
	if number, err := E164(p.Phone); err == nil {
		list = append(list, Address{PersonID: p.PersonID, Way: BySMS, To: number})
	}
	return list
}

// Address returns what a profile states for one way; nothing is ErrNotFound.
func (p Profile) Address(way NoticeWay) (Address, error) {
	for _, a := range p.Addresses() {
		if a.Way == way {
			return a, nil
		}
	}
	return Address{}, ErrNotFound
}

// SentNotice (skickad avisering) is one message to one person: where it went and what came of it, never what it was about in
// words. Each has the same neutral text.
type SentNotice struct {
	ID        ID
	JobID     ID // what it was sent for; the ways of one notice have it in common
	PersonID  ID
	Way       NoticeWay
	To        string
	Event     string // code: "decision", "completion" … "reminder", "code"
	Outcome   NoticeOutcome
	Reference string // the gateway's own name for it, by which it reports
	At        time.Time
}

// NoticeOutcome (utfall av avisering) is what is known of a notice.
type NoticeOutcome string

// The outcomes. Of an e-mail no more is heard than that the server took it.
const (
	NoticeSent      NoticeOutcome = "sent"
	NoticeDelivered NoticeOutcome = "delivered" // the gateway's word
	NoticeReturned  NoticeOutcome = "returned"  // it did not arrive
	NoticeRefused   NoticeOutcome = "refused"   // it could not be sent, and not for the address's sake
)

// IsReminder tells whether the notice reminds of what the person was told before.
func (n SentNotice) IsReminder() bool {
	return n.Event == EventReminder || n.Event == EventSignReminder
}

// The events of which notices are told by a word of their own.
const (
	EventReminder     = "reminder"      // the last day of a request is near
	EventSignReminder = "sign_reminder" // a signature has been awaited for days
	EventCode         = "code"          // the code that confirms an address
)

// NoticeCode (kod för adress) is a code on its way to an address: only its hash is kept.
type NoticeCode struct {
	ID      ID
	Address Address
	Hash    string
	Tries   int
	SentAt  time.Time
	UsedAt  time.Time // zero while it can be used
}

// The limits of a code: how long it holds, how often it may be tried, and how many one person may have sent in an hour.
const (
	CodeLife     = 20 * time.Minute
	CodeTries    = 5
	CodesAnHour  = 5
	CodeInterval = time.Hour
)

// Holds tells whether the code can still be tried.
func (c NoticeCode) Holds(now time.Time) bool {
	return c.UsedAt.IsZero() && c.Tries < CodeTries && now.Sub(c.SentAt) < CodeLife
}
