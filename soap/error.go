package soap

import (
	"encoding/xml"
	"fmt"
	"net/http"
	"strings"
)

// The steps at which a call fails.
const (
	StepQuestion = "question" // it cannot be asked; nothing was sent
	StepConnect  = "connect"  // no answer came
	StepAnswer   = "answer"   // what came is no answer of the service
	StepFault    = "fault"    // the service refused the call as a whole
)

// Error is why a call as a whole failed. Its text holds no personal data and nothing of what was answered, and may be logged.
type Error struct {
	System    string // who was asked, as in Config
	Step      string // one of the steps
	Code      string // our own word, or at StepFault the service's own code
	Status    int    // HTTP status; 0 where no answer came
	Temporary bool   // asking again later may help before anyone has mended something
	answered  bool   // the service has read the question and answered it, with what does not answer it
	cause     error  // of the network alone, or of the context: whatever read the answer may quote it
}

// Error implements error.
func (e *Error) Error() string {
	text := fmt.Sprintf("ask %s: %s: %s", e.System, e.Step, e.Code)
	if e.Status != 0 {
		text += fmt.Sprintf(" (status %d)", e.Status)
	}
	if e.cause != nil {
		text += ": " + e.cause.Error()
	}
	return text
}

// Answered tells whether the service read this question and answered it, though not with an answer to it, or refused it as one that it
// cannot answer: the next question may well be answered.
func (e *Error) Answered() bool { return e.answered }

// Unwrap returns what lies behind, such as context.DeadlineExceeded, where it is known.
func (e *Error) Unwrap() error { return e.cause }

// Body is what can stand in the body of an answer: a struct that embeds Faults.
type Body interface{ faults() []fault }

// Faults is the part of a Body that every service may answer with.
type Faults struct {
	List []fault `xml:"Fault"`
}

func (f Faults) faults() []fault { return f.List }

// fault is a SOAP fault. Its texts are read by nobody: they may quote the question. The code in its detail is the authority's own,
// spelt in one of two ways.
type fault struct {
	Code   string `xml:"faultcode"`
	Detail struct {
		Of []struct {
			Lower string `xml:"felkod"`
			Upper string `xml:"Felkod"`
		} `xml:",any"`
	} `xml:"detail"`
}

// faultError makes a fault an error. SOAP 1.1 says that a fault of the client's does not go away by asking the same again.
func faultError(system string, f fault, status int) *Error {
	_, soap, found := strings.Cut(f.Code, ":")
	if !found {
		soap = f.Code
	}
	code := ""
	for _, detail := range f.Detail.Of {
		for _, own := range []string{detail.Lower, detail.Upper} {
			if code == "" {
				code = PlainCode(own)
			}
		}
	}
	if code == "" {
		code = PlainCode(soap)
	}
	if code == "" {
		code = "fault"
	}
	client := strings.HasPrefix(soap, "Client")
	ours := client || soap == "VersionMismatch" || soap == "MustUnderstand"
	return &Error{System: system, Step: StepFault, Code: code, Status: status, Temporary: !ours, answered: client}
}

// PlainCode returns a code that may be logged: a word or a short number, never a text nor anything that could be someone's
// number.
func PlainCode(code string) string {
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
func statusError(system string, status int) *Error {
	e := &Error{System: system, Step: StepAnswer, Code: "status", Status: status}
	e.Temporary = status >= 500 || status == http.StatusTooManyRequests || status == http.StatusRequestTimeout
	return e
}

// Read reads an answer, whatever its status. A fault and a text that is no SOAP are each an *Error. Namespaces are passed over.
func Read[B Body](system string, status int, text []byte) (B, error) {
	var e struct {
		XMLName struct{} `xml:"Envelope"`
		Body    B        `xml:"Body"`
	}
	var none B
	err := xml.Unmarshal(text, &e)
	faults := e.Body.faults()
	switch {
	case err == nil && len(faults) > 0:
		return none, faultError(system, faults[0], status)
	case status != http.StatusOK:
		return none, statusError(system, status)
	case err != nil:
		return none, &Error{System: system, Step: StepAnswer, Code: "form", Status: status, Temporary: true}
	}
	return e.Body, nil
}
