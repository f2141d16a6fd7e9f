package aid

import "time"

// Overview (översikt) is what the start page shows of a case, kept ready and rewritten in the transaction that changes the case.
type Overview struct {
	CaseNumber   string          `json:"number"`
	OpenedOn     Date            `json:"opened"`
	Payment      *PaymentView    `json:"payment,omitempty"`     // the next one, or else the newest
	Application  *AppView        `json:"application,omitempty"` // the latest that stands
	Calculation  *SumsView       `json:"calculation,omitempty"` // of the latest decision
	Decision     *DecisionView   `json:"decision,omitempty"`
	ToRead       map[ID][]ToRead `json:"to_read,omitempty"`     // decisions that stand, by the adult who has not read them, newest first
	Draft        *DraftView      `json:"draft,omitempty"`       // of the newest month that has one
	Earlier      []DraftView     `json:"earlier,omitempty"`     // of the months before it, newest first
	Needs        []AppView       `json:"needs,omitempty"`       // for single needs, without a decision yet, newest first
	NeedDrafts   []DraftView     `json:"need_drafts,omitempty"` // for single needs, being filled in, not out for signature
	Contacts     []ContactView   `json:"contacts,omitempty"`
	Await        []AwaitingView  `json:"await,omitempty"`         // adults whose signatures are awaited
	Applied      []Month         `json:"applied,omitempty"`       // months that have a registered application of their own, newest first, at most three
	Asked        []AskedView     `json:"asked,omitempty"`         // requests that wait for an answer, the most urgent first
	Unread       map[ID]int      `json:"unread,omitempty"`        // messages from staff, by the adult who has not read them
	NewDocuments map[ID]int      `json:"new_documents,omitempty"` // made visible and not opened, by the adult who has not
	NewNotes     map[ID]int      `json:"new_notes,omitempty"`     // likewise, of the journal
	Unreached    []BounceView    `json:"unreached,omitempty"`     // addresses of adults that messages came back from
	Lapsed       *LapsedView     `json:"lapsed,omitempty"`        // the newest that was taken away unsigned, while nothing has come in its place
	Stays        map[ID]Stays    `json:"stays,omitempty"`         // of those who have moved in since the case was opened
}

// MonthDrafts are the drafts of months' own applications, newest month first.
func (o Overview) MonthDrafts() []DraftView {
	if o.Draft == nil {
		return nil
	}
	return append([]DraftView{*o.Draft}, o.Earlier...)
}

// PaymentView (utbetalning i översikten) is a payment as the start page shows it.
type PaymentView struct {
	ID     ID            `json:"id"`
	Amount Ore           `json:"amount"`
	SendOn Date          `json:"send_on"`
	Status PaymentStatus `json:"status"`
	Payee  string        `json:"payee"`
	Kind   PayeeKind     `json:"kind,omitempty"` // empty in what was read off before this was kept
	Method Method        `json:"method"`
	Tail   string        `json:"tail"`
}

// AppView (ansökan i översikten) is an application with the days of its steps.
type AppView struct {
	ID         ID                `json:"id"`
	Month      Month             `json:"month"`
	Status     ApplicationStatus `json:"status"`
	FrozenOn   Date              `json:"frozen"`
	Registered Date              `json:"registered"`
	DecidedOn  Date              `json:"decided"`
	PaidOn     Date              `json:"paid"`
	Kind       ApplicationKind   `json:"kind,omitempty"`
	Incomplete bool              `json:"incomplete,omitempty"` // papers are missing
	Since      Date              `json:"since,omitzero"`       // from which it could be decided; see Application.CompleteSince
	Await      []AwaitingView    `json:"await,omitempty"`      // of a single need: whose signatures are awaited
}

// SumsView (beräkningens summor) is the sums of a calculation.
type SumsView struct {
	ApplicationID ID    `json:"application"`
	Month         Month `json:"month"`
	Norm          Ore   `json:"norm"`
	Costs         Ore   `json:"costs"` // with livsföring i övrigt
	Incomes       Ore   `json:"incomes"`
	Result        Ore   `json:"result"`

	Needs   []string `json:"needs,omitempty"`   // codes of the single needs that it is of, which have no norm; none of a month
	Claimed Ore      `json:"claimed,omitempty"` // what was applied for them
}

// DecisionView (beslut i översikten) is the latest decision. ReceivedOn is by person.
type DecisionView struct {
	ID         ID          `json:"id"`
	Month      Month       `json:"month"`
	Outcome    Outcome     `json:"outcome"`
	Amount     Ore         `json:"amount"`
	DecidedOn  Date        `json:"decided"`
	ReceivedOn map[ID]Date `json:"received,omitempty"`
}

// ToRead (oläst beslut i översikten) is a decision that an adult has not read.
type ToRead struct {
	ID    ID       `json:"id"`
	Month Month    `json:"month"`
	Needs []string `json:"needs,omitempty"` // codes of the single needs that it is on; none of a month
}

// DraftView (utkast i översikten) is an application being filled in.
type DraftView struct {
	ID       ID    `json:"id"`
	Month    Month `json:"month"`
	FrozenAs ID    `json:"frozen_as,omitempty"`
}

// LapsedView (bortfallen ansökan i översikten) is an application that was taken away because not everyone signed it in time.
type LapsedView struct {
	Month Month           `json:"month"`
	Kind  ApplicationKind `json:"kind"`
	At    time.Time       `json:"at"`
}

// LapsedDays is how many days the start page tells of it.
const LapsedDays = 30

// ContactView (kontakt i översikten) is a contact as the start page shows it.
type ContactView struct {
	StaffID  ID     `json:"staff,omitempty"`
	Name     string `json:"name"`
	Title    string `json:"title"`
	Phone    string `json:"phone"`
	Hours    string `json:"hours"`
	Function Role   `json:"function"`
}

// AwaitingView (väntar på underskrift) is an adult who has yet to sign the application that is out for signature.
type AwaitingView struct {
	PersonID ID     `json:"person"`
	Name     string `json:"name"`
}

// AskedView (begäran i översikten) is a request that waits for an answer of the household or of one adult.
type AskedView struct {
	ID       ID          `json:"id"`
	Kind     RequestKind `json:"kind"`
	PersonID ID          `json:"person,omitempty"` // the one who is asked; empty = the household
	Until    Date        `json:"until"`
	Left     int         `json:"left"` // items without an answer
	Items    int         `json:"items"`
}

// BounceView (studs i översikten) is that messages to a person come back from one of their addresses. Which address is read
// from the profile: the overview is the whole household's.
type BounceView struct {
	PersonID ID        `json:"person"`
	Way      NoticeWay `json:"way"`
}

// QueueItem (post i arbetskön) is a registered application that waits for staff.
type QueueItem struct {
	ApplicationID ID
	CaseID        ID
	CaseNumber    string
	Month         Month
	Registered    Date
	Kind          ApplicationKind
	CompleteSince Date // no day while papers are missing
	Stage         Stage
	Names         string // the adults of the case
	Caseworker    string // name of the assigned caseworker; empty where none
	CaseworkerID  ID
}

// Stage (läge i handläggningen) is what a registered application waits for.
type Stage string

// The stages.
const (
	ToCalculate Stage = "to_calculate"
	ToDecide    Stage = "to_decide"
	IsDecided   Stage = "decided"
)

// Order (beställning hos e-legitimationen) is one log-in or signature under way, bound to the browser that started it.
type Order struct {
	ID             ID
	Browser        string // hash of the browser's cookie
	Purpose        OrderPurpose
	PersonID       ID // who must sign; empty for a log-in
	ObjectID       ID // what is signed: an application, or the draft of an appeal
	OtherDevice    bool
	OrderRef       string
	AutoStartToken string
	QRToken        string
	QRSecret       string
	Visible        string
	Hidden         string
	ReturnNonce    string
	FirstStartedAt time.Time // of the first of the orders that follow each other while the QR code stays up
	StartedAt      time.Time
	CollectedAt    time.Time
	Status         OrderStatus
	Hint           string
	ErrorKey       string // key of the text that tells what went wrong
	Answer         []byte // the whole answer, stored before it is used
	UsedAt         time.Time
}

// OrderPurpose (ändamål) is to log in, or what is signed.
type OrderPurpose string

// The purposes.
const (
	ToLogIn  OrderPurpose = "login"
	ToSign   OrderPurpose = "sign"   // an application
	ToAppeal OrderPurpose = "appeal" // signs an appeal
)

// OrderStatus (beställningens läge) is how far an order has come.
type OrderStatus string

// The statuses of an order.
const (
	OrderPending  OrderStatus = "pending"
	OrderFailed   OrderStatus = "failed"
	OrderComplete OrderStatus = "complete"
)

// Job (jobb) is work to be done after a step: a message to send, a file to hand over. Carried out at least once.
type Job struct {
	ID        ID
	Kind      string
	UniqueKey string
	Payload   string
	RunAt     time.Time
	Attempts  int
	DoneAt    time.Time
	DeadAt    time.Time // set when the attempts are used up: a person must look
	LastError string
}
