package bankid

import (
	"errors"
	"net/http"
	"slices"
)

// The keys of the texts that the user is shown, to be looked up in the language catalogue. The numbers are those of BankID's own list
// of recommended user messages (RFA); the rest are ours, for what that list lacks. No text takes an argument.
const (
	TextOpenApp       = "bankid.rfa1"            // open the app yourself, on another device
	TextNoApp         = "bankid.rfa2"            // no app was found here; for a page that cannot open it
	TextCancelled     = "bankid.rfa3"            // the order was withdrawn or replaced
	TextInProgress    = "bankid.rfa4"            // another order was running
	TextUnavailable   = "bankid.rfa5"            // BankID does not answer as it should
	TextUserCancel    = "bankid.rfa6"            // the user cancelled in the app
	TextExpired       = "bankid.rfa8"            // it took too long
	TextEnterCode     = "bankid.rfa9"            // type the code in the app
	TextStarting      = "bankid.rfa13"           // the app is being opened on this device
	TextSearchingPC   = "bankid.rfa15a"          // looking for a BankID on the computer
	TextSearching     = "bankid.rfa15b"          // looking for a BankID on the device
	TextUnusable      = "bankid.rfa16"           // this BankID cannot be used
	TextNotStarted    = "bankid.rfa17a"          // the app did not start
	TextNotScanned    = "bankid.rfa17b"          // the QR code was not read in time
	TextChoosePC      = "bankid.rfa19"           // this computer or another device?
	TextChooseMobile  = "bankid.rfa20"           // this phone or another device?
	TextPending       = "bankid.rfa21"           // pending, for a reason not known here
	TextFailed        = "bankid.rfa22"           // failed, for a reason not known here
	TextReadPassport  = "bankid.rfa23"           // photograph and read the passport
	TextConfirmCall   = "bankid.confirm_call"    // confirm in the app that you are on the phone with us
	TextProcessing    = "bankid.processing"      // BankID is at work
	TextRiskBlocked   = "bankid.risk_blocked"    // stopped for the user's safety
	TextCallDeclined  = "bankid.call_declined"   // the user answered that there is no call
	TextAppTooOld     = "bankid.app_too_old"     // the app must be updated
	TextOurFault      = "bankid.our_fault"       // the municipality's service is at fault, not BankID
	TextNotVerified   = "bankid.not_verified"    // the signature did not pass our check
	TextAnotherPerson = "bankid.another_person"  // someone else's BankID was used
	TextAnotherDevice = "bankid.another_device"  // the app ran on another device than the page that asks; ask again
	TextRateLimited   = "bankid.too_many_orders" // too many attempts from here
)

// TextKeys returns every key that a user may be shown, in a stable order, for the test that the catalogue is complete.
func TextKeys() []string {
	keys := []string{
		TextOpenApp, TextNoApp, TextCancelled, TextInProgress, TextUnavailable, TextUserCancel, TextExpired, TextEnterCode,
		TextStarting, TextSearchingPC, TextSearching, TextUnusable, TextNotStarted, TextNotScanned, TextChoosePC,
		TextChooseMobile, TextPending, TextFailed, TextReadPassport, TextConfirmCall, TextProcessing, TextRiskBlocked,
		TextCallDeclined, TextAppTooOld, TextOurFault, TextNotVerified, TextAnotherPerson, TextAnotherDevice, TextRateLimited,
	}
	slices.Sort(keys)
	return keys
}

// Device is where the app runs, seen from the page that the user looks at.
type Device int

// The devices.
const (
	OtherDevice  Device = iota // the user scans the QR code with another device
	ThisComputer               // the app is opened by link on the same computer
	ThisMobile                 // the app is opened by link on the same phone or tablet
)

// TextKey returns the key of the text to show for an answer, given where the app runs; empty for a completed order.
// It knows every answer: a hint that is new to us gets the general text for its status.
func (a CollectAnswer) TextKey(d Device) string {
	switch a.Status {
	case Pending:
		return pendingText(a.Hint, d)
	case Failed:
		return failedText(a.Hint, d)
	}
	return ""
}

// pendingText gives the words for an order under way. Where the app is opened by link, the user is told that it is being
// opened; where a code is to be scanned, what to open themselves.
func pendingText(h Hint, d Device) string {
	switch h {
	case OutstandingTransaction, NoClient:
		if d == OtherDevice {
			return TextOpenApp
		}
		return TextStarting
	case Started:
		if d == ThisComputer {
			return TextSearchingPC
		}
		return TextSearching
	case UserSign:
		return TextEnterCode
	case UserMRTD:
		return TextReadPassport
	case UserCallConfirm:
		return TextConfirmCall
	case Processing:
		return TextProcessing
	}
	return TextPending
}

// failedText gives the words for an order that has ended without result.
func failedText(h Hint, d Device) string {
	switch h {
	case ExpiredTransaction:
		return TextExpired
	case CertificateErr:
		return TextUnusable
	case UserCancel:
		return TextUserCancel
	case Cancelled:
		return TextCancelled
	case StartFailed:
		if d == OtherDevice {
			return TextNotScanned
		}
		return TextNotStarted
	case UserDeclinedCall:
		return TextCallDeclined
	case NotSupportedByUserApp:
		return TextAppTooOld
	case TransactionRiskBlocked:
		return TextRiskBlocked
	}
	return TextFailed
}

// ErrorTextKey returns the key of the text to show for an error, and for no error the empty string. An error that is none
// of this package's gets the general text.
func ErrorTextKey(err error) string {
	if err == nil {
		return ""
	}
	var ours interface{ TextKey() string }
	if errors.As(err, &ours) {
		return ours.TextKey()
	}
	return TextFailed
}

// TextKey returns the key of the text to show: a request that BankID would refuse is our fault.
func (e *RequestError) TextKey() string { return TextOurFault }

// TextKey returns the key of the text to show. What exactly was wrong with the evidence is for the log; only that it was another
// person's BankID is something that the user can mend.
func (e *CheckError) TextKey() string {
	if e.Check == CheckPerson {
		return TextAnotherPerson
	}
	return TextNotVerified
}

// TextKey returns the key of the text to show. Where the fault is ours, BankID is not to be blamed.
func (e *Error) TextKey() string {
	switch e.Code {
	case AlreadyInProgress:
		return TextInProgress
	case RequestTimeout, InternalError, Maintenance:
		return TextUnavailable
	case InvalidParameters, Unauthorized, NotFound, MethodNotAllowed, UnsupportedMediaType:
		return TextOurFault
	}
	if e.Status == 0 || e.Status == http.StatusOK || e.Status >= 500 {
		return TextUnavailable // no answer, or one that cannot be read
	}
	return TextFailed
}
