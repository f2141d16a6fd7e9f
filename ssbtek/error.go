package ssbtek

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
)

// The steps at which a call fails.
const (
	StepQuestion = "question" // it cannot be asked; nothing was sent
	StepConnect  = "connect"  // no answer came
	StepAnswer   = "answer"   // what came is no answer of SSBTEK
	StepFault    = "fault"    // SSBTEK refused the call as a whole
)

// Error is why a call as a whole failed. Its text holds no personal data and nothing of what an authority answered, and may be
// logged.
type Error struct {
	Step      string // one of the steps
	Code      string // our own word, or at StepFault SSBTEK's own code
	Status    int    // HTTP status; 0 where no answer came
	Temporary bool   // asking again later may help before anyone has mended something
	cause     error  // of the network alone, or of the context: whatever read the answer may quote it
}

// Error implements error.
func (e *Error) Error() string {
	text := fmt.Sprintf("ask SSBTEK: %s: %s", e.Step, e.Code)
	if e.Status != 0 {
		text += fmt.Sprintf(" (status %d)", e.Status)
	}
	if e.cause != nil {
		text += ": " + e.cause.Error()
	}
	return text
}

// Unwrap returns what lies behind, such as context.DeadlineExceeded, where it is known.
func (e *Error) Unwrap() error { return e.cause }

// connectError tells why no answer came. Only errors whose text is of the network are kept as the cause.
func connectError(ctx context.Context, err error) *Error {
	if ctx.Err() != nil {
		return &Error{Step: StepConnect, Code: "cancelled", Temporary: true, cause: ctx.Err()}
	}
	var (
		timeout     net.Error
		untrusted   x509.UnknownAuthorityError
		misnamed    x509.HostnameError
		invalid     x509.CertificateInvalidError
		unverified  *tls.CertificateVerificationError
		alert       tls.AlertError
		unreachable *net.OpError
	)
	switch {
	case errors.As(err, &timeout) && timeout.Timeout():
		return &Error{Step: StepConnect, Code: "timeout", Temporary: true, cause: context.DeadlineExceeded}
	case errors.As(err, &untrusted), errors.As(err, &misnamed), errors.As(err, &invalid), errors.As(err, &unverified):
		return &Error{Step: StepConnect, Code: "server_certificate"}
	case errors.As(err, &alert):
		return &Error{Step: StepConnect, Code: "our_certificate", cause: alert}
	case errors.As(err, &unreachable):
		// An alert that comes while the question is being written is wrapped in an error of the network.
		if strings.HasPrefix(unreachable.Op, "remote error") {
			return &Error{Step: StepConnect, Code: "our_certificate", cause: unreachable}
		}
		return &Error{Step: StepConnect, Code: "unreachable", Temporary: true, cause: unreachable}
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return &Error{Step: StepConnect, Code: "closed", Temporary: true}
	}
	return &Error{Step: StepConnect, Code: "broken", Temporary: true}
}

// fault is a SOAP fault. Its texts are read by nobody: they may quote the question.
type fault struct {
	Code   string `xml:"faultcode"`
	Detail struct {
		Fetch struct {
			Code string `xml:"felkod"`
		} `xml:"hamtaBastjanstInformationFault"`
		Test struct {
			Code string `xml:"felkod"`
		} `xml:"testaBastjanstInformationFault"`
	} `xml:"detail"`
}

// faultError makes a fault an error. SOAP 1.1 says that a fault of the client's does not go away by asking the same again.
func faultError(f fault, status int) *Error {
	_, soap, found := strings.Cut(f.Code, ":")
	if !found {
		soap = f.Code
	}
	code := f.Detail.Fetch.Code
	if code == "" {
		code = f.Detail.Test.Code
	}
	if code = plainCode(code); code == "" {
		code = plainCode(soap)
	}
	if code == "" {
		code = "fault"
	}
	ours := strings.HasPrefix(soap, "Client") || soap == "VersionMismatch" || soap == "MustUnderstand"
	return &Error{Step: StepFault, Code: code, Status: status, Temporary: !ours}
}

// plainCode returns a code that may be logged: a word or a short number, never a text nor anything that could be someone's
// number.
func plainCode(code string) string {
	code = strings.TrimSpace(code)
	digits := 0
	for _, r := range code {
		switch {
		case r >= '0' && r <= '9':
			digits++
		case r >= 'a' && r <= 'z', r >= 'A' && r <= 'Z', strings.ContainsRune("_-.", r):
		default:
			return ""
		}
	}
	if len(code) > 40 || digits >= 8 {
		return ""
	}
	return code
}

// statusError tells what an HTTP status without a fault in its body means.
func statusError(status int) *Error {
	e := &Error{Step: StepAnswer, Code: "status", Status: status}
	e.Temporary = status >= 500 || status == http.StatusTooManyRequests || status == http.StatusRequestTimeout
	return e
}

// readEnvelope reads a SOAP answer, whatever its status. A fault and a body that is no SOAP are errors.
func readEnvelope(status int, body []byte) (envelope, *Error) {
	var e envelope
	if err := xml.Unmarshal(body, &e); err != nil {
		if status != http.StatusOK {
			return e, statusError(status)
		}
		return e, &Error{Step: StepAnswer, Code: "form", Status: status, Temporary: true}
	}
	switch {
	case len(e.Body.Faults) > 0:
		return e, faultError(e.Body.Faults[0], status)
	case status != http.StatusOK:
		return e, statusError(status)
	}
	return e, nil
}
