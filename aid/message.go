package aid

import (
	"strings"
	"time"
	"unicode/utf8"
)

// Message (meddelande) is one of the messages between one adult of a case and its staff. It is never shown to the other adult.
type Message struct {
	ID        ID
	CaseID    ID
	PersonID  ID        // the adult, whoever wrote it
	SentBy    ActorKind // ByCitizen or ByStaff
	StaffID   ID        // who wrote it for the municipality; empty where the adult did
	StaffName string
	Body      string
	Files     []AttachmentRef // the adult's own
	SentAt    time.Time

	ReadAt   time.Time // when the receiver opened it; zero while they have not
	ReadName string
	Told     *Told     // told by post or telephone instead
	NotedAt  time.Time // when staff said that it needs no answer
}

// Told (underrättad på annat sätt) is that staff have told a person of a message by post or by telephone.
type Told struct {
	Way  TellingWay
	On   Date
	Name string // of who did it
}

// TellingWay (sätt att underrätta) is by post or by telephone.
type TellingWay string

// The ways.
const (
	ByPost      TellingWay = "post"
	ByTelephone TellingWay = "telephone"
)

// TellingWays lists the ways in the order shown.
var TellingWays = []TellingWay{ByPost, ByTelephone}

// Thread (meddelandetråd) is the messages of one adult as a whole.
type Thread struct {
	PersonID ID
	LastAt   time.Time // zero where nothing was ever written
	Waits    bool      // staff have something to answer
	Unread   int       // messages that the adult has neither read nor been told of
}

// The kinds of attachment that are the uploader's own. Other attachments are evidence that the household shares.
const (
	FileOfMessage = "message"
	FileOfChange  = "change_report"
)

// OpenTo tells whether an adult of the case may open the file: what one adult sent to staff is not the other's to see.
func (a Attachment) OpenTo(person ID) bool {
	return a.Kind != FileOfMessage && a.Kind != FileOfChange || a.UploadedBy == person
}

// LongestText is the most characters of a message, a report of a change, a comment or a word on the service.
const LongestText = 4000

// CheckText returns what is wrong with a text that a person wrote, or nil.
func CheckText(field, text string) error {
	switch {
	case strings.TrimSpace(text) == "":
		return Error{Code: "required", Field: field}
	case utf8.RuneCountInString(text) > LongestText:
		return Error{Code: "too_long", Field: field, Args: map[string]string{"n": "4000"}}
	}
	return nil
}

// HasAdult tells whether a person is an adult of the case: one who may write, report and comment in it.
func (c Case) HasAdult(person ID) bool {
	m, ok := c.Member(person)
	return ok && m.Part != ChildInCase
}

// MayCorrespond tells whether a member of staff answers messages and takes note of reports and comments.
func (s Staff) MayCorrespond() bool { return s.Has(Caseworker) || s.Has(DecisionMaker) }

// AnswerBy returns the day by which the municipality means to have answered what was sent on a day, counted in bank days; no
// day where its settings promise nothing.
func (m Municipality) AnswerBy(sent Date) Date {
	if m.AnswerDays <= 0 {
		return Date{}
	}
	return sent.AddBankDays(m.AnswerDays)
}

// postAfterDays is how long an unread message waits before it goes by post, where the settings do not say.
const postAfterDays = 7

// PostAfter is how many days a message, a request or a decision may lie unread before staff tell the person by post or telephone.
func (m Municipality) PostAfter() int {
	if m.PostAfterDays > 0 {
		return m.PostAfterDays
	}
	return postAfterDays
}
