// Package notify sends notices (aviseringar): e-mail by SMTP and text messages by the form interface of 46elks. What a notice
// may say is decided by the caller; this package carries it, once per call, within five seconds, and says plainly whether a
// failure may pass (try again later) or will not (give up and show it).
package notify

import (
	"fmt"
	"net"
	"net/http"
	"strings"
	"time"

	"bistand/aid"
)

// Timeout is the longest that sending one message may take, all steps together.
const Timeout = 5 * time.Second

// Message (avisering) is one notice to one person.
type Message struct {
	// ID is that of the outbox row. It makes the Message-ID of an e-mail, so that a mail program recognises one that was
	// sent twice because the answer to the first was lost.
	ID       aid.ID
	To       string // an e-mail address, or a phone number as people write it
	Subject  string // e-mail only
	Text     string
	Language string // of Text: "sv", "en", "so", "ar", "kmr" or "ti"
}

// Channel (väg) is how a message goes.
type Channel string

// The channels.
const (
	ByEmail Channel = "email"
	BySMS   Channel = "sms"
)

// Error (sändningsfel) is a message that was not sent, or of which it is not known. Its text never holds the recipient, the
// message or the other side's words, which may repeat both, so that it can be logged and shown to staff.
type Error struct {
	Channel   Channel
	Temporary bool   // may go well later
	Step      string // what was being done: "connect", "recipient" …
	Code      int    // SMTP reply or HTTP status; 0 where there was no answer
}

// Error implements error.
func (e *Error) Error() string {
	kind := "permanent"
	if e.Temporary {
		kind = "temporary"
	}
	if e.Code == 0 {
		return fmt.Sprintf("send %s: %s failure at %s", e.Channel, kind, e.Step)
	}
	return fmt.Sprintf("send %s: %s failure at %s, code %d", e.Channel, kind, e.Step, e.Code)
}

// Permanent tells whether the same message will fail again however often it is tried.
func (e *Error) Permanent() bool { return !e.Temporary }

// BadAddress tells whether the failure says that the address or number reaches no one.
func (e *Error) BadAddress() bool {
	// The gateway answers 400 to a number that it cannot reach; all else of the form has been checked before it is sent.
	return !e.Temporary && (e.Step == "recipient" || e.Channel == BySMS && e.Code == http.StatusBadRequest)
}

// isLoopback tells whether a host name or address can only be this machine.
func isLoopback(host string) bool {
	if host == "localhost" || strings.HasSuffix(host, ".localhost") {
		return true
	}
	ip := net.ParseIP(host)
	return ip != nil && ip.IsLoopback()
}
