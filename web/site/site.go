// Package site is what every page of every side has at hand: the municipality that serves it, the visit it answers, the
// routes with their policies. It decides nothing about a case; that is aid's and casework's.
package site

import (
	"context"
	"io"
	"net/http"
	"net/url"
	"sync"
	"time"

	"bistand/aid"
	"bistand/casework"
	"bistand/lang"
	"bistand/web/ui"
)

// Tenant is one municipality being served.
type Tenant struct {
	Municipality aid.Municipality
	Desk         *casework.Desk
	UI           *ui.Site
	Languages    *lang.Catalogues
	StaffLogin   StaffLogin
	OtherEID     *OtherEID       // nil where BankID is the only way in
	Reports      DeliveryReports // nil where no gateway reports
	Reads        *ReadLog
	StyleSheet   []byte      // the common style sheet with the municipality's colour
	Stencils     ui.Stencils // pieces of the public pages that were rendered once
	overviews    overviews
	absences     absences
	pace         pace

	// Open, where it is set, opens the register and returns the tenant that is visited in this one's place. It is called
	// before the first visit, and again after it has failed; this tenant has only what an error page takes.
	Open func(context.Context) (*Tenant, error)
}

// StaffLogin is the municipality's log-in service for staff.
type StaffLogin interface {
	// Start returns the address to send the browser to, and what must be kept until it comes back.
	Start(ctx context.Context) (address string, kept Kept, err error)
	// Finish exchanges the code that the browser brought back.
	Finish(ctx context.Context, code, state string, kept Kept) (aid.Staff, error)
}

// OtherEID is a way in for citizens beside BankID.
type OtherEID struct {
	Name  string // of the service, as people know it: "Freja+"
	Login CitizenLogin
}

// CitizenLogin is a service by which citizens identify themselves with another e-identification than BankID. An error that a
// person should be told of has a TextKey() string, and a Status() int where the service is not out of order.
type CitizenLogin interface {
	// Start returns the address to send the browser to, and what must be kept until it comes back.
	Start(ctx context.Context) (address string, kept Kept, err error)
	// Finish turns what the browser brought back into the number of the person whom the service vouches for.
	Finish(ctx context.Context, answer url.Values, kept Kept) (aid.Personnummer, error)
}

// DeliveryReports is what the text message gateway reports to the municipality.
type DeliveryReports interface {
	// ReadReport reads a report that came with a secret in its address; one that it does not take is aid.ErrNotFound.
	ReadReport(r *http.Request, secret string) (reference string, delivered bool, err error)
}

// Kept is what a log-in by a provider keeps on the server between its start and its end.
type Kept struct {
	State, Nonce, Verifier string
	StartedAt              time.Time
}

// Handler answers one visit. An error it returns is shown by the one error page.
type Handler func(*Visit) error

// Route is one address, who may use it, and what answers it.
type Route struct {
	Pattern string // as net/http.ServeMux has it: "GET /ansokningar/{id}"
	Policy  Policy
	Handler Handler
}

// Policy says who may use a route. The zero Policy lets no one in, and a test fails for a route that has it.
type Policy struct {
	Kind    PolicyKind
	Roles   []aid.Role // for staff: any of these
	Keyless bool       // a POST without an idempotency key is let through
	Upload  bool       // a POST may bring a file; the handler itself reads the form and its key, piece by piece
	Piece   bool       // a POST brings a piece of a file, which is no form: see Policy.WithPiece
	Limited bool       // each network address may come so and so often
	Unknown bool       // nobody is known here: see Policy.Anonymous
	Own     bool       // for citizens: one's own matters, whoever one acts for
	Early   bool       // for citizens: before they have said for whom they come
}

// PolicyKind is open to all, for citizens logged in, or for staff.
type PolicyKind string

// The kinds of policy.
const (
	OpenToAll    PolicyKind = "open"
	CitizensOnly PolicyKind = "citizen"
	StaffOnly    PolicyKind = "staff"
)

// Open lets everyone in; Citizen lets in those who have logged in to their own case.
var (
	Open    = Policy{Kind: OpenToAll}
	Citizen = Policy{Kind: CitizensOnly}
)

// Staff lets in staff who hold any of the roles.
func Staff(roles ...aid.Role) Policy { return Policy{Kind: StaffOnly, Roles: roles} }

// WithoutKey lets a POST through that has no idempotency key, for steps that can be repeated without harm.
func (p Policy) WithoutKey() Policy { p.Keyless = true; return p }

// WithUpload lets a POST bring a file. Its body is left unread for the handler, which must refuse a form without a key.
func (p Policy) WithUpload() Policy { p.Upload = true; return p }

// WithPiece lets a POST bring a piece of a file. Its body is left unread for the handler; it needs no key, since it is kept by its place
// in the file, and is not kept for a sender whose log-in has ended.
func (p Policy) WithPiece() Policy { p.Piece, p.Keyless = true, true; return p }

// WithLimit holds each network address to a rate, for what starts an order with an outside service, and for what anyone may send.
func (p Policy) WithLimit() Policy { p.Limited = true; return p }

// OfOneself makes a page of what is one's own: a representative who may only follow someone else's case may send its forms too.
func (p Policy) OfOneself() Policy { p.Own = true; return p }

// BeforeChoice makes a page for those who have logged in and not said yet for whom they come.
func (p Policy) BeforeChoice() Policy { p.Own, p.Early = true, true; return p }

// Anonymous makes a page where nobody is known: no log-in is looked for, no cookie is given, the visit has no browser, and no
// address unless it is limited, and no register is asked on the way to the handler. Of cookies only the language that the
// reader chose is read. A POST needs no key; one that keeps something asks for it itself.
func (p Policy) Anonymous() Policy { p.Unknown, p.Keyless = true, true; return p }

// Allows tells whether a log-in, nil for none, satisfies the policy.
func (p Policy) Allows(s *aid.Session) bool {
	switch p.Kind {
	case OpenToAll:
		return true
	case CitizensOnly:
		return s != nil && s.Actor.Kind == aid.ByCitizen
	case StaffOnly:
		if s == nil || s.Actor.Kind != aid.ByStaff || s.Staff == nil {
			return false
		}
		for _, role := range p.Roles {
			if s.Staff.Has(role) {
				return true
			}
		}
	}
	return false
}

// ReadLog keeps the reads of citizens' own cases, many in one step of the log; staff's reads are kept one by one before the
// page is shown (Visit.StaffCase). A person's own looks at one page within a minute are one read, so that a page that is
// loaded again and again does not fill the register. While nobody reads it costs nothing.
type ReadLog struct {
	desk    *casework.Desk
	mu      sync.Mutex
	room    sync.Cond       // there is room again, or nothing left to keep
	waiting []aid.CaseRead  // to be kept
	keeping bool            // someone is at it
	minute  int64           // of the newest read
	seen    map[readOf]bool // what has been read in that minute
	closing chan struct{}
}

// readOf is what makes two reads within a minute the same.
type readOf struct {
	by, caseID aid.ID
	what       string
}

// The reads that wait: the longest that one does, and how many.
const (
	readPause = 100 * time.Millisecond
	readLimit = 4096
)

// NewReadLog starts keeping reads until Close.
func NewReadLog(desk *casework.Desk) *ReadLog {
	l := &ReadLog{desk: desk, closing: make(chan struct{})}
	l.room.L = &l.mu
	return l
}

// Add keeps a read soon. When more come than can be kept it waits: a read is never dropped.
func (l *ReadLog) Add(read aid.CaseRead) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.again(read) {
		return
	}
	for len(l.waiting) >= readLimit {
		l.room.Wait()
	}
	l.waiting = append(l.waiting, read)
	if !l.keeping {
		l.keeping = true
		go l.keep()
	}
}

// again tells whether the same person has looked at the same page within the same minute.
func (l *ReadLog) again(read aid.CaseRead) bool {
	if minute := read.At.Unix() / 60; minute != l.minute || l.seen == nil {
		l.minute, l.seen = minute, map[readOf]bool{}
	}
	this := readOf{read.By.Doer().ID, read.CaseID, read.What}
	again := l.seen[this]
	l.seen[this] = true
	return again
}

// Close keeps what is left. Nothing may be added after it.
func (l *ReadLog) Close() error {
	close(l.closing)
	l.mu.Lock()
	defer l.mu.Unlock()
	for l.keeping {
		l.room.Wait()
	}
	return nil
}

// keep gathers reads for a moment and keeps them in one step, until none has come.
func (l *ReadLog) keep() {
	for {
		select {
		case <-l.closing:
		case <-time.After(readPause):
		}
		l.mu.Lock()
		batch := l.waiting
		l.waiting = nil
		l.keeping = len(batch) > 0
		l.room.Broadcast()
		l.mu.Unlock()
		if len(batch) == 0 {
			return
		}
		l.desk.RecordReads(context.Background(), batch)
	}
}

var _ io.Closer = (*ReadLog)(nil)
