// Package sim stands in for a municipality's mail server and text message gateway: a real SMTP server and the real form
// interface of 46elks, both on loopback, with a page that shows what went out. Both can be made to fail in the ways that
// such servers fail. Nothing leaves the machine.
package sim

import (
	"context"
	"crypto/rand"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"slices"
	"sync"
	"time"

	"github.com/emersion/go-smtp"

	"bistand/loopback"
)

// Mode (läge) is how the simulators behave.
type Mode string

// The modes.
const (
	Working   Mode = ""
	Temporary Mode = "temporary" // SMTP 451, HTTP 503
	Greylist  Mode = "greylist"  // SMTP 450 and HTTP 429 to what is new, and none when it comes again
	Permanent Mode = "permanent" // SMTP 550, HTTP 400: no such recipient
	Denied    Mode = "denied"    // SMTP 550 5.7.1, HTTP 403: nothing is taken from us
	Slow      Mode = "slow"      // takes the message and says so after Config.Delay
	Hang      Mode = "hang"      // takes the message and never says so
	Close     Mode = "close"     // hangs up in the middle
	Garbage   Mode = "garbage"   // answers bytes that mean nothing
)

// Modes lists the modes in the order shown.
var Modes = []Mode{Working, Temporary, Greylist, Permanent, Denied, Slow, Hang, Close, Garbage}

// Reports (leveransrapporter) is how the gateway tells what became of a text message.
type Reports string

// The ways to report.
const (
	ReportSoon   Reports = ""
	ReportLate   Reports = "late"   // after Config.Delay
	ReportNever  Reports = "never"  // nobody hears
	ReportFailed Reports = "failed" // the message did not arrive
	ReportTwice  Reports = "twice"  // the same report comes again
)

// ReportsModes lists the ways to report in the order shown.
var ReportsModes = []Reports{ReportSoon, ReportLate, ReportNever, ReportFailed, ReportTwice}

// Config (simulatorns inställningar) is what the simulators are started with. The zero value, with a clock, will do.
type Config struct {
	SMTPAddr  string // loopback; "127.0.0.1:0" where empty
	HTTPAddr  string // loopback; "127.0.0.1:0" where empty: the gateway and the outbox page
	Username  string // asked for at both doors where set
	Password  string
	PlainSMTP bool          // offer no STARTTLS
	Delay     time.Duration // of Slow; one second where zero
	Now       func() time.Time
	Random    io.Reader // crypto/rand where nil
}

// Message (meddelande) is something that went out.
type Message struct {
	ID       string // Message-ID of an e-mail, the gateway's id of a text message
	Kind     string // "email" or "sms"
	At       time.Time
	From     string
	To       string
	Subject  string
	Language string // of an e-mail, as its header states it
	Text     string
	Secure   bool   // came over TLS
	Status   string // of a text message: "created", then "delivered" or "failed"
	Parts    int    // of a text message: as how many it is sent and paid
	Callback string // of a text message: where its report is asked for
}

// kept is the most messages that are remembered.
const kept = 1000

// Sim (simulator) is a running pair of simulators.
type Sim struct {
	config Config
	roots  *x509.CertPool
	smtpAt net.Addr
	httpAt net.Addr
	smtp   *smtp.Server
	http   *http.Server

	ctx     context.Context // ends with the simulators
	stop    context.CancelFunc
	running sync.WaitGroup

	mu       sync.Mutex
	mode     Mode
	reports  Reports
	met      map[string]bool // by Greylist
	messages []Message       // oldest first
}

// Start starts both simulators and returns when they listen. They end with Close or with ctx.
func Start(ctx context.Context, config Config) (*Sim, error) {
	// Everything but the clock has a value that will do.
	if config.Now == nil {
		return nil, errors.New("start message simulator: no clock")
	}
	if config.Random == nil {
		config.Random = rand.Reader
	}
	if config.Delay == 0 {
		config.Delay = time.Second
	}
	// Both doors first: after this nothing is left that fails for a reason outside the program.
	mailDoor, err := loopback.Listen(config.SMTPAddr)
	if err != nil {
		return nil, fmt.Errorf("start mail simulator: %w", err)
	}
	webDoor, err := loopback.Listen(config.HTTPAddr)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("start text message simulator: %w", err), mailDoor.Close())
	}
	ctx, stop := context.WithCancel(ctx)
	s := &Sim{config: config, smtpAt: mailDoor.Addr(), httpAt: webDoor.Addr(), ctx: ctx, stop: stop}
	if s.smtp, err = s.newSMTP(); err != nil {
		stop()
		return nil, errors.Join(fmt.Errorf("start mail simulator: %w", err), mailDoor.Close(), webDoor.Close())
	}
	s.http = loopback.HTTP(s.routes())
	s.http.BaseContext = func(net.Listener) context.Context { return ctx }
	// Both Serve calls end only because Close ends them; there is no one to tell of any other end.
	s.running.Go(func() { _ = s.smtp.Serve(&door{Listener: mailDoor, sim: s}) })
	s.running.Go(func() { _ = s.http.Serve(webDoor) })
	s.running.Go(func() {
		<-ctx.Done()
		// The server closes only the listeners that Serve has told it of, which may not have happened yet.
		_ = errors.Join(s.smtp.Close(), mailDoor.Close())
		// Every handler sees ctx and ends at once; browsers that hold a connection open without asking are cut off.
		grace, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Second)
		defer cancel()
		if s.http.Shutdown(grace) != nil {
			_ = s.http.Close()
		}
	})
	return s, nil
}

// Close ends the simulators and returns when nothing of them runs any more.
func (s *Sim) Close() error {
	s.stop()
	s.running.Wait()
	return nil
}

// SMTPAddr is the host and port of the mail server.
func (s *Sim) SMTPAddr() string { return s.smtpAt.String() }

// URL is the address of the outbox page.
func (s *Sim) URL() string { return "http://" + s.httpAt.String() + "/" }

// SMSURL is the address that text messages are posted to.
func (s *Sim) SMSURL() string { return s.URL() + "a1/sms" }

// RootCAs vouches for the mail server's certificate.
func (s *Sim) RootCAs() *x509.CertPool { return s.roots }

// SetMode changes how both simulators behave from now on.
func (s *Sim) SetMode(mode Mode) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.mode = mode
}

// Mode tells how the simulators behave.
func (s *Sim) Mode() Mode {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.mode
}

// SetReports changes how the gateway reports from now on.
func (s *Sim) SetReports(reports Reports) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.reports = reports
}

// Reports tells how the gateway reports.
func (s *Sim) Reports() Reports {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.reports
}

// isNew tells whether a recipient is asked for the first time, which Greylist turns down.
func (s *Sim) isNew(to string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	again := s.met[to]
	if s.met == nil {
		s.met = map[string]bool{}
	}
	s.met[to] = true
	return !again
}

// Messages returns what went out, newest first.
func (s *Sim) Messages() []Message {
	s.mu.Lock()
	defer s.mu.Unlock()
	messages := slices.Clone(s.messages)
	slices.Reverse(messages)
	return messages
}

// keep remembers a message, and forgets the oldest beyond what is kept.
func (s *Sim) keep(m Message) {
	m.At = s.config.Now()
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.messages = append(s.messages, m); len(s.messages) > kept {
		s.messages = slices.Delete(s.messages, 0, len(s.messages)-kept)
	}
}

// setStatus notes what became of a text message.
func (s *Sim) setStatus(id, status string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for i := range s.messages {
		if s.messages[i].ID == id {
			s.messages[i].Status = status
		}
	}
}

// pause waits; false means that ctx ended meanwhile.
func pause(ctx context.Context, length time.Duration) bool {
	timer := time.NewTimer(length)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}

// stall holds an answer back as the mode says; false means that it is not to be given at all.
func (s *Sim) stall(ctx context.Context) bool {
	switch s.Mode() {
	case Slow:
		return pause(ctx, s.config.Delay)
	case Hang:
		<-ctx.Done()
		return false
	}
	return true
}
