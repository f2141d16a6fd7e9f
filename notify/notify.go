// Package notify sends notices (aviseringar): e-mail by SMTP and text messages by the form interface of 46elks. What a notice
// may say is decided by the caller; this package carries it, once per call, within five seconds, and says plainly whether a
// failure may pass (try again later) or will not (give up and show it).
package notify

import (
	"errors"
	"fmt"
	"net"
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

// IsPermanent tells whether err says that the same message will fail again however often it is tried.
func IsPermanent(err error) bool {
	var e *Error
	return errors.As(err, &e) && !e.Temporary
}

// E164 brings a phone number as people write it ("070-174 06 05", "0046 70…", "+46 (0)70…") to the form +46701740605.
// A number without a country is Swedish. Anything that cannot be a phone number is aid.Error{Code: "phone.format"}.
func E164(phone string) (string, error) {
	bad := aid.Error{Code: "phone.format"}
	clean := strings.NewReplacer(" ", "", "-", "", "\u2011", "", "\u2013", "", "\u00a0", "", "\u202f", "", "/", "", ".", "", "(0)", "", "(", "", ")", "").
		Replace(strings.TrimSpace(phone))
	switch {
	case strings.HasPrefix(clean, "+"):
		clean = clean[1:]
	case strings.HasPrefix(clean, "00"):
		clean = clean[2:]
	case strings.HasPrefix(clean, "0"):
		clean = "46" + clean[1:]
	default:
		return "", bad
	}
	if len(clean) < 8 || len(clean) > 15 || clean[0] == '0' {
		return "", bad
	}
	if strings.Trim(clean, "0123456789") != "" {
		return "", bad
	}
	return "+" + clean, nil
}

// isLoopback tells whether a host name or address can only be this machine.
func isLoopback(host string) bool {
	if host == "localhost" || strings.HasSuffix(host, ".localhost") {
		return true
	}
	ip := net.ParseIP(host)
	return ip != nil && ip.IsLoopback()
}
