package bankid

import (
	"encoding/json"
	"fmt"
	"net/http"
)

// ErrorCode is BankID's own name of a fault.
type ErrorCode string

// The error codes of the relying-party API. Others may come.
const (
	AlreadyInProgress    ErrorCode = "alreadyInProgress"    // 400: the new order was not made and the running one is cancelled
	InvalidParameters    ErrorCode = "invalidParameters"    // 400: our fault, or an order that has ended
	Unauthorized         ErrorCode = "unauthorized"         // 401, 403: agreement or certificate; needs an administrator
	NotFound             ErrorCode = "notFound"             // 404: our fault
	MethodNotAllowed     ErrorCode = "methodNotAllowed"     // 405: our fault
	RequestTimeout       ErrorCode = "requestTimeout"       // 408
	UnsupportedMediaType ErrorCode = "unsupportedMediaType" // 415: our fault
	InternalError        ErrorCode = "internalError"        // 500
	Maintenance          ErrorCode = "maintenance"          // 503
)

// Error is an answer from BankID that is not the one asked for, or no answer at all.
// Its text holds no personal data and may be logged.
type Error struct {
	Path    string    // "/auth", "/sign", "/collect" or "/cancel"
	Status  int       // HTTP status; 0 where no answer came
	Code    ErrorCode // empty where the body was not BankID's JSON (a rejected certificate may be answered in HTML)
	Details string    // BankID's explanation for developers, as received; not for users, not for logs
	cause   error
}

// Error implements error.
func (e *Error) Error() string {
	switch {
	case e.Status == 0:
		return fmt.Sprintf("ask BankID %s: %v", e.Path, e.cause)
	case e.cause != nil:
		return fmt.Sprintf("ask BankID %s: status %d: %v", e.Path, e.Status, e.cause)
	case e.Code == "":
		return fmt.Sprintf("ask BankID %s: status %d", e.Path, e.Status)
	}
	return fmt.Sprintf("ask BankID %s: status %d %s", e.Path, e.Status, e.Code)
}

// Unwrap returns what lies behind, such as context.DeadlineExceeded; nil for an answer in good order.
func (e *Error) Unwrap() error { return e.cause }

// MayRetry tells whether a person may sensibly be offered to try again at once or in a while. The program itself never
// repeats an order. It is false where trying again cannot help before someone has mended something.
func (e *Error) MayRetry() bool {
	if e.Status == http.StatusOK {
		return true // an answer we could not read
	}
	switch e.Code {
	case InvalidParameters, Unauthorized, NotFound, MethodNotAllowed, UnsupportedMediaType:
		return false
	case AlreadyInProgress, RequestTimeout, InternalError, Maintenance:
		return true
	}
	return e.Status == 0 || e.Status == http.StatusRequestTimeout || e.Status >= 500
}

// Final tells whether asking again about the same order is useless: BankID has refused the request itself. Where it is
// false the order may still be alive, and the next collect may tell.
func (e *Error) Final() bool {
	return e.Status >= 400 && e.Status < 500 && e.Status != http.StatusRequestTimeout
}

// OurFault tells whether the fault lies with this program or its agreement, so that someone must be alarmed and the user
// must not be told that BankID is at fault.
func (e *Error) OurFault() bool { return e.Status >= 300 && e.Status < 500 && !e.MayRetry() }

// parseError reads the body of an answer other than 200. It never fails: a body in HTML leaves only the status, from which
// the code is taken where the status alone decides it.
func parseError(path string, status int, raw []byte) *Error {
	var body struct {
		ErrorCode ErrorCode `json:"errorCode"`
		Details   string    `json:"details"`
	}
	if json.Unmarshal(raw, &body) != nil {
		body.ErrorCode, body.Details = "", ""
	}
	if body.ErrorCode == "" {
		body.ErrorCode = codeOfStatus[status]
	}
	const most = 200 // characters of developers' text worth keeping
	if len(body.Details) > most {
		body.Details = body.Details[:most]
	}
	return &Error{Path: path, Status: status, Code: body.ErrorCode, Details: body.Details}
}

// codeOfStatus names the fault where a body in HTML does not; 400 is left out, since two codes share it.
var codeOfStatus = map[int]ErrorCode{
	http.StatusUnauthorized:         Unauthorized,
	http.StatusForbidden:            Unauthorized,
	http.StatusNotFound:             NotFound,
	http.StatusMethodNotAllowed:     MethodNotAllowed,
	http.StatusRequestTimeout:       RequestTimeout,
	http.StatusUnsupportedMediaType: UnsupportedMediaType,
	http.StatusInternalServerError:  InternalError,
	http.StatusServiceUnavailable:   Maintenance,
}
