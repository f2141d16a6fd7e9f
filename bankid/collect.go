package bankid

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"bistand/aid"
)

// Status is how an order fares.
type Status string

// The statuses. Failed and Complete are read once only.
const (
	Pending  Status = "pending"
	Failed   Status = "failed"
	Complete Status = "complete"
)

// Hint tells why an order is pending or has failed. Codes that are not listed here must be expected.
type Hint string

// The hints of a pending order.
const (
	OutstandingTransaction Hint = "outstandingTransaction" // the app has not fetched the order yet
	NoClient               Hint = "noClient"               // likewise
	Started                Hint = "started"                // the app runs, but has found no fitting BankID yet
	UserMRTD               Hint = "userMrtd"               // a passport or identity card is to be read
	UserCallConfirm        Hint = "userCallConfirm"        // the user is to confirm that they are on the phone with us
	UserSign               Hint = "userSign"               // the user is to type the code
	Processing             Hint = "processing"             // BankID is at work
)

// The hints of a failed order.
const (
	ExpiredTransaction     Hint = "expiredTransaction"
	CertificateErr         Hint = "certificateErr"
	UserCancel             Hint = "userCancel"
	Cancelled              Hint = "cancelled"   // a new order has taken its place
	StartFailed            Hint = "startFailed" // nobody picked the order up within 30 seconds
	UserDeclinedCall       Hint = "userDeclinedCall"
	NotSupportedByUserApp  Hint = "notSupportedByUserApp"
	TransactionRiskBlocked Hint = "transactionRiskBlocked"
)

// CollectAnswer is BankID's word on an order. Raw is the answer as received, byte for byte: what is stored as evidence.
type CollectAnswer struct {
	OrderRef   string
	Status     Status
	Hint       Hint        // empty when complete
	Completion *Completion // set when complete, and only then
	Raw        []byte
}

// String keeps personal data out of logs.
func (a CollectAnswer) String() string { return string(a.Status) + " " + string(a.Hint) }

// Completion is what a completed order brings. Nothing in it counts before Verifier.Verify has passed it.
type Completion struct {
	User         User
	DeviceIP     string   // address of the device that the app ran on
	DeviceUHI    string   // unique hardware identifier, as BankID computes it
	IssuedOn     aid.Date // when the BankID was issued; no day where BankID's text is none
	MRTD         bool     // a passport or identity card was read
	Signature    string   // signature XML, base64 as received: the revocation answer refers to this very text
	OCSPResponse string   // revocation answer, base64 of DER
	Risk         Risk     // empty when not asked for or not assessed
}

// String keeps personal data out of logs.
func (c Completion) String() string { return "BankID completion" }

// User is the person who completed an order.
type User struct {
	PersonalNumber aid.Personnummer
	Name           string
	GivenName      string
	Surname        string
}

// String keeps personal data out of logs.
func (u User) String() string { return u.PersonalNumber.String() }

// wireCollect is an answer as BankID writes it.
type wireCollect struct {
	OrderRef   string `json:"orderRef"`
	Status     Status `json:"status"`
	HintCode   Hint   `json:"hintCode"`
	Completion *struct {
		User struct {
			PersonalNumber aid.Personnummer `json:"personalNumber"`
			Name           string           `json:"name"`
			GivenName      string           `json:"givenName"`
			Surname        string           `json:"surname"`
		} `json:"user"`
		Device struct {
			IPAddress string `json:"ipAddress"`
			UHI       string `json:"uhi"`
		} `json:"device"`
		IssueDate    string `json:"bankIdIssueDate"`
		StepUp       stepUp `json:"stepUp"`
		Signature    string `json:"signature"`
		OCSPResponse string `json:"ocspResponse"`
		Risk         Risk   `json:"risk"`
	} `json:"completionData"`
}

// ParseCollect reads an answer to collect, as just received or as stored. A hint that is not known is no error.
// With an error too the answer's Raw is set.
func ParseCollect(raw []byte) (CollectAnswer, error) {
	answer := CollectAnswer{Raw: raw}
	var w wireCollect
	if err := json.Unmarshal(raw, &w); err != nil {
		return answer, fmt.Errorf("read the answer to collect: %w", redact(err))
	}
	answer.OrderRef, answer.Status, answer.Hint = w.OrderRef, w.Status, w.HintCode
	switch {
	case w.OrderRef == "":
		return answer, errors.New("read the answer to collect: no order reference")
	case w.Status == Pending || w.Status == Failed:
		return answer, nil
	case w.Status != Complete:
		return answer, errors.New("read the answer to collect: unknown status")
	case w.Completion == nil:
		return answer, errors.New("read the answer to collect: complete without completion data")
	}
	d := w.Completion
	switch {
	case d.User.PersonalNumber.IsZero():
		return answer, errors.New("read the answer to collect: complete without a personal number")
	case !isBase64(d.Signature) || !isBase64(d.OCSPResponse):
		return answer, errors.New("read the answer to collect: complete without signature and revocation answer in base64")
	}
	answer.Completion = &Completion{
		User:         User{d.User.PersonalNumber, d.User.Name, d.User.GivenName, d.User.Surname},
		DeviceIP:     d.Device.IPAddress,
		DeviceUHI:    d.Device.UHI,
		IssuedOn:     issueDate(d.IssueDate),
		MRTD:         bool(d.StepUp),
		Signature:    d.Signature,
		OCSPResponse: d.OCSPResponse,
		Risk:         d.Risk,
	}
	return answer, nil
}

// redact leaves the place of a JSON fault and drops the value, which may be personal.
func redact(err error) error {
	var wrongType *json.UnmarshalTypeError
	var syntax *json.SyntaxError
	switch {
	case errors.As(err, &wrongType):
		return fmt.Errorf("field %s has the wrong type", wrongType.Field)
	case errors.As(err, &syntax):
		return fmt.Errorf("not JSON at byte %d", syntax.Offset)
	}
	return err
}

// isBase64 tells whether text is base64 with some content.
func isBase64(text string) bool {
	b, err := base64.StdEncoding.DecodeString(text)
	return err == nil && len(b) > 0
}

// issueDate reads "2024-05-30" with or without a zone behind ("Z", "+02:00"). The day is for information,
// so a text that is no day must not cost anyone their log-in: it gives no day.
func issueDate(text string) aid.Date {
	if len(text) > len(time.DateOnly) {
		text = text[:len(time.DateOnly)]
	}
	day, err := aid.ParseDate(text)
	if err != nil {
		return aid.Date{}
	}
	return day
}

// stepUp tells whether a passport was read. BankID documents an object, some of its answers have been seen as a bare
// truth value, and mostly it is absent; anything else counts as not read.
type stepUp bool

// UnmarshalJSON implements json.Unmarshaler.
func (s *stepUp) UnmarshalJSON(raw []byte) error {
	var bare bool
	if json.Unmarshal(raw, &bare) == nil {
		*s = stepUp(bare)
		return nil
	}
	var object struct {
		MRTD bool `json:"mrtd"`
	}
	*s = stepUp(json.Unmarshal(raw, &object) == nil && object.MRTD)
	return nil
}
