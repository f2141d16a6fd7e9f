// Package site is what every page of every side has at hand: the municipality that serves it, the visit it answers, the
// routes with their policies. It decides nothing about a case; that is aid's and casework's.
package site

import (
	"context"
	"io"
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
	Reads        *ReadLog
	StyleSheet   []byte // the common style sheet with the municipality's colour
}

// StaffLogin is the municipality's log-in service for staff.
type StaffLogin interface {
	// Start returns the address to send the browser to, and what must be kept until it comes back.
	Start(ctx context.Context) (url string, kept Kept, err error)
	// Finish exchanges the code that the browser brought back.
	Finish(ctx context.Context, code, state string, kept Kept) (aid.Staff, error)
}

// Kept is what a staff log-in keeps on the server between its start and its end.
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
	Limited bool       // each network address may come so and so often
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

// WithLimit holds each network address to a rate, for what starts an order with an outside service.
func (p Policy) WithLimit() Policy { p.Limited = true; return p }

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
// page is shown (Visit.StaffCase).
type ReadLog struct {
	desk  *casework.Desk
	reads chan aid.CaseRead
	done  chan struct{}
}

// readPause is the longest that a read waits to be kept.
const readPause = 100 * time.Millisecond

// NewReadLog starts keeping reads until Close.
func NewReadLog(desk *casework.Desk) *ReadLog {
	l := &ReadLog{desk: desk, reads: make(chan aid.CaseRead, 4096), done: make(chan struct{})}
	go l.run()
	return l
}

// Add keeps a read soon. When more come than can be kept it waits: a read is never dropped.
func (l *ReadLog) Add(read aid.CaseRead) { l.reads <- read }

// Close keeps what is left.
func (l *ReadLog) Close() error {
	close(l.reads)
	<-l.done
	return nil
}

func (l *ReadLog) run() {
	defer close(l.done)
	for first := range l.reads {
		batch := []aid.CaseRead{first}
		timer := time.NewTimer(readPause)
	gather:
		for len(batch) < 1024 {
			select {
			case read, ok := <-l.reads:
				if !ok {
					break gather
				}
				batch = append(batch, read)
			case <-timer.C:
				break gather
			}
		}
		timer.Stop()
		l.desk.RecordReads(context.Background(), batch)
	}
}

var _ io.Closer = (*ReadLog)(nil)
