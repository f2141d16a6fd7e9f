package connect

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"bistand/aid"
	"bistand/bankid"
	"bistand/casework"
)

// Identity fits BankID to casework.Identity.
type Identity struct {
	Client   *bankid.Client
	Verifier bankid.Verifier
}

// orderError is an order that could not be made or followed: what to tell the person, and whether to stop asking.
type orderError struct{ cause error }

func (e *orderError) Error() string   { return e.cause.Error() }
func (e *orderError) Unwrap() error   { return e.cause }
func (e *orderError) TextKey() string { return bankid.ErrorTextKey(e.cause) }

// Final tells whether asking again cannot help: the order is refused, or an answer about it is lost for good.
func (e *orderError) Final() bool {
	var fault *bankid.Error
	return !errors.As(e.cause, &fault) || !fault.MayRetry()
}

// Start makes an order.
func (i Identity) Start(ctx context.Context, ask casework.IdentityRequest) (casework.IdentityOrder, error) {
	request := bankid.OrderRequest{
		EndUserIP: ask.Client.Addr, Visible: ask.Visible, Hidden: []byte(ask.Hidden), ReturnURL: ask.ReturnURL, ReturnRisk: true,
		Web:         &bankid.Web{ReferringDomain: ask.Client.Domain, UserAgent: ask.Client.UserAgent, DeviceIdentifier: ask.Client.Browser},
		Requirement: bankid.Requirement{PersonalNumber: ask.Person, CertificatePolicies: i.Verifier.Policies, Risk: bankid.RiskModerate},
	}
	start := i.Client.Sign
	if ask.Purpose == aid.ToLogIn {
		start = i.Client.Auth
	}
	o, err := start(ctx, request)
	if err != nil {
		return casework.IdentityOrder{}, &orderError{err}
	}
	return casework.IdentityOrder{OrderRef: o.Ref, AutoStartToken: o.AutoStartToken, QRToken: o.QRStartToken, QRSecret: o.QRSecret}, nil
}

// Collect asks how an order is getting on.
func (i Identity) Collect(ctx context.Context, orderRef string, otherDevice bool) (casework.IdentityAnswer, error) {
	answer, err := i.Client.Collect(ctx, orderRef)
	if err != nil {
		return casework.IdentityAnswer{}, &orderError{err}
	}
	device := bankid.ThisMobile
	if otherDevice {
		device = bankid.OtherDevice
	}
	return casework.IdentityAnswer{
		Status: statuses[answer.Status], Hint: string(answer.Hint), TextKey: answer.TextKey(device), Raw: answer.Raw,
		Restart: answer.Status == bankid.Failed && answer.Hint == bankid.StartFailed,
	}, nil
}

var statuses = map[bankid.Status]aid.OrderStatus{
	bankid.Pending: aid.OrderPending, bankid.Failed: aid.OrderFailed, bankid.Complete: aid.OrderComplete,
}

// Cancel withdraws an order.
func (i Identity) Cancel(ctx context.Context, orderRef string) error {
	return i.Client.Cancel(ctx, orderRef)
}

// Verify holds a stored completed answer against what was asked.
func (i Identity) Verify(answer []byte, asked casework.IdentityRequest, at time.Time) (aid.Person, error) {
	collected, err := bankid.ParseCollect(answer)
	if err != nil {
		return aid.Person{}, fmt.Errorf("read the stored answer: %w", err)
	}
	if collected.Completion == nil {
		return aid.Person{}, errors.New("the stored answer is not of a completed order")
	}
	if collected.Completion.Risk == bankid.RiskHigh {
		return aid.Person{}, &riskError{}
	}
	act := bankid.Signing
	if asked.Purpose == aid.ToLogIn {
		act = bankid.Identification
	}
	want := bankid.Expected{Act: act, Person: asked.Person, Visible: asked.Visible, Hidden: []byte(asked.Hidden), At: at}
	proven, err := i.Verifier.Verify(*collected.Completion, want)
	if err != nil {
		return aid.Person{}, &unverifiedError{err}
	}
	user := collected.Completion.User
	return aid.Person{Personnummer: proven.Person, GivenName: user.GivenName, FamilyName: user.Surname}, nil
}

// Device returns the network address of the device that a stored completed answer was given on.
func (Identity) Device(answer []byte) string {
	collected, err := bankid.ParseCollect(answer)
	if err != nil || collected.Completion == nil {
		return ""
	}
	return collected.Completion.DeviceIP
}

// unverifiedError is a completed order whose evidence did not hold.
type unverifiedError struct{ cause error }

func (e *unverifiedError) Error() string   { return e.cause.Error() }
func (e *unverifiedError) Unwrap() error   { return e.cause }
func (e *unverifiedError) TextKey() string { return bankid.ErrorTextKey(e.cause) }

// riskError is a completed order that BankID holds to be risky.
type riskError struct{}

func (*riskError) Error() string   { return "BankID holds the order to be of high risk" }
func (*riskError) TextKey() string { return bankid.TextRiskBlocked }

// QR draws the code to scan as SVG: seconds is the whole seconds since the order was made.
func (i Identity) QR(w io.Writer, order casework.IdentityOrder, started, now time.Time, label string) error {
	o := bankid.Order{AutoStartToken: order.AutoStartToken, QRStartToken: order.QRToken, QRSecret: order.QRSecret, Started: started}
	return bankid.WriteQR(w, o.QR(now), label)
}

// Links returns the addresses that open the app on the same device, for telephones and for computers.
func (i Identity) Links(autoStartToken string) (mobile, desktop string) {
	o := bankid.Order{AutoStartToken: autoStartToken}
	return o.MobileLink(), o.DesktopLink()
}
