package aid

import "time"

// Feedback (synpunkt) is what someone, who need not say who they are, thinks of the service, or where it cannot be used.
type Feedback struct {
	ID       ID
	Kind     FeedbackKind
	Body     string
	Place    string // where the fault is, in the sender's words; of reports on accessibility
	Contact  string // how to reach the sender; empty where they want no answer
	Language string // of the page it was written on
	SentAt   time.Time

	HandledAt   time.Time // zero while nobody has
	HandledName string
}

// FeedbackKind (slag av synpunkt) is praise, complaint, suggestion, or a fault in accessibility.
type FeedbackKind string

// InaccessiblePart is a report of something that cannot be used by everyone; it has a form of its own.
const InaccessiblePart FeedbackKind = "accessibility"

// FeedbackKinds lists the kinds that one may choose between, in the order shown.
var FeedbackKinds = []FeedbackKind{"praise", "complaint", "suggestion"}

// The most characters of the shorter fields.
const (
	LongestPlace   = 200
	LongestContact = 254
)

// MayReadFeedback tells whether a member of staff reads what people think of the service.
func (s Staff) MayReadFeedback() bool { return s.Has(Administrator) || s.Has(DecisionMaker) }
