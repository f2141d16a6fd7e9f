package aid

import "time"

// Payee (betalningsmottagare) is whom a payment goes to, and how.
type Payee struct {
	ID       ID
	CaseID   ID
	Name     string
	Kind     PayeeKind
	PersonID ID // set for a person of the case
	Method   Method
	Clearing string // four digits, for an account
	Account  string // account without clearing, bankgiro or plusgiro number: digits
}

// Tail returns the last four digits of the account, all that is ever shown of it.
func (p Payee) Tail() string {
	if len(p.Account) <= 4 {
		return p.Account
	}
	return p.Account[len(p.Account)-4:]
}

// PayeeKind (slag av mottagare) is the person, or someone who is paid for the person.
type PayeeKind string

// The kinds of payee.
const (
	PayeePerson   PayeeKind = "person"
	PayeeLandlord PayeeKind = "landlord"
	PayeeDentist  PayeeKind = "dentist"
	PayeeOther    PayeeKind = "other"
)

// Method (betalsätt) is the way the money goes.
type Method string

// The methods of payment.
const (
	ToAccount  Method = "account"  // registrerat konto
	ToBankgiro Method = "bankgiro" // bankgiro
	ToPlusgiro Method = "plusgiro" // plusgiro
	ToCard     Method = "card"     // förladdat kort
)

// Payment (utbetalning) is money on its way: it points at exactly one decision.
type Payment struct {
	ID         ID
	CaseID     ID
	DecisionID ID
	Amount     Ore
	Payee      Payee
	SendOn     Date // the day the money is to be sent
	Status     PaymentStatus
	StatusAt   time.Time
	Reason     string // the bank's reason code when rejected
	ProposedBy ID
	ProposedAt time.Time
	ApprovedBy ID
	FileID     ID
	EndToEnd   string // the reference that the bank answers by
	Origin     Origin
}

// PaymentStatus (betalningens läge) is read off the payment's events. Only the bank's word makes it Sent.
type PaymentStatus string

// The statuses of a payment, in order.
const (
	Proposed       PaymentStatus = "proposed"
	Approved       PaymentStatus = "approved"
	InFile         PaymentStatus = "in_file"
	AtBank         PaymentStatus = "at_bank"  // the file has been handed over; no answer yet
	PaidOut        PaymentStatus = "paid"     // the bank has executed it
	RejectedByBank PaymentStatus = "rejected" // the bank refused it; Reason says why
	Stopped        PaymentStatus = "stopped"
	Returned       PaymentStatus = "returned" // the bank paid it, and the money came back
)

// PaymentFile (betalningsfil) is one file handed to the bank, kept byte for byte.
type PaymentFile struct {
	ID        ID
	MessageID string
	Content   []byte
	Count     int
	Total     Ore
	MadeAt    time.Time
	MadeBy    ID
}
