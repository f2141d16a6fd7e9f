package casework

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"bistand/aid"
	"bistand/store"
)

// Messages sends messages to people, each by one way. What goes out is the same neutral sentence for whatever has happened, or
// a code. The id makes one that is sent again recognisable; the reference is what the gateway calls it when it reports. An error
// that is a Refusal says so.
type Messages interface {
	Offers(way aid.NoticeWay) bool
	Notify(ctx context.Context, id aid.ID, to aid.Address, language string) (reference string, err error)
	SendCode(ctx context.Context, id aid.ID, to aid.Address, language, code string) (reference string, err error)
}

// Refusal is what the other side has said of a message.
type Refusal interface {
	error
	Permanent() bool  // the same message will fail again however often it is tried
	BadAddress() bool // and for the address's sake
}

// notify tells a person by each way that they have chosen and that has not been used for this job. Whether someone is
// protected must be known before anything goes out.
// law: OSL 26:1
func (d *Desk) notify(ctx context.Context, job aid.Job) error {
	n := noticeOf(job)
	event, person := n.event, n.person
	who, err := d.Register.Person(ctx, person)
	if err != nil {
		return err
	}
	if who.Protected || d.Messages == nil {
		return nil // a protected person is never written to by these ways
	}
	if still, err := d.stillTold(ctx, n); err != nil || !still {
		return err
	}
	profile, err := d.Register.Profile(ctx, person)
	if err != nil {
		return err
	}
	addresses, err := d.Register.Reach(ctx, profile)
	if err != nil {
		return err
	}
	done, err := d.Register.NoticesOf(ctx, job.ID)
	if err != nil {
		return err
	}
	var failures []error
	for _, a := range addresses {
		if err := ctx.Err(); err != nil {
			return err // the program ends: the other ways are for whoever takes the job over
		}
		used := slices.ContainsFunc(done, func(n aid.SentNotice) bool { return n.Way == a.Way })
		if used || !profile.Notice.Takes(a.Way) || !d.Messages.Offers(a.Way) {
			continue
		}
		_, err := d.send(ctx, aid.SentNotice{JobID: job.ID, Event: event}, a, func(ctx context.Context) (string, error) {
			return d.Messages.Notify(ctx, job.ID, a, profile.Takes())
		})
		failures = append(failures, err)
	}
	return errors.Join(failures...)
}

// notice is what a job tells whom.
type notice struct {
	event  string
	person aid.ID
	behalf []aid.ID // those whom a representative is told for; none of one who is told for themselves
}

func (n notice) payload() string {
	parts := []string{n.event, string(n.person)}
	for _, one := range n.behalf {
		parts = append(parts, string(one))
	}
	return strings.Join(parts, " ")
}

// noticeOf reads a job. One of an earlier version names nobody whom it is on behalf of, or the person alone.
func noticeOf(job aid.Job) notice {
	parts := strings.Fields(job.Payload)
	if len(parts) < 2 {
		return notice{event: "notice", person: aid.ID(job.Payload)}
	}
	n := notice{event: parts[0], person: aid.ID(parts[1])}
	for _, one := range parts[2:] {
		n.behalf = append(n.behalf, aid.ID(one))
	}
	return n
}

// stillTold tells whether a representative is still to be told for someone: neither has the authority ended since the notice was put into the
// outbox, nor has the person got a sekretessmarkering.
func (d *Desk) stillTold(ctx context.Context, n notice) (bool, error) {
	for _, person := range n.behalf {
		if told, err := d.Register.IsToldFor(ctx, n.person, person, d.today()); err != nil || told {
			return told, err
		}
	}
	return len(n.behalf) == 0, nil
}

// sendTime is the longest that a message may take, until what came of it is kept.
const sendTime = 10 * time.Second

// send sends one message and keeps what came of it. What may go better later is returned and not kept; what never will is kept
// and returned as nothing, since to try again helps nobody. What has been begun is brought to its end though the program or the
// browser goes away meanwhile: what went out and is not known to have gone would go out once more.
func (d *Desk) send(ctx context.Context, n aid.SentNotice, to aid.Address, message func(context.Context) (string, error)) (aid.NoticeOutcome, error) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), sendTime)
	defer cancel()
	reference, err := message(ctx)
	n.Outcome, n.Reference = aid.NoticeSent, reference
	if err != nil {
		var refusal Refusal
		if !errors.As(err, &refusal) || !refusal.Permanent() {
			return "", err
		}
		n.Outcome, n.Reference = aid.NoticeRefused, ""
		if refusal.BadAddress() {
			n.Outcome = aid.NoticeReturned
		}
	}
	n.ID, n.PersonID, n.Way, n.To, n.At = d.newID(), to.PersonID, to.Way, to.To, d.Now()
	err = d.Register.Step(ctx, d.step(Request{Actor: aid.Actor{Kind: aid.BySystem}}, "send_notice", "", "person", n.PersonID), func(tx *store.Tx) error {
		if err := tx.AddNotice(n); err != nil {
			return err
		}
		if n.Outcome == aid.NoticeReturned {
			if err := tx.AddNoticeBounce(n); err != nil {
				return err
			}
		}
		return refreshUnreached(ctx, tx, n, to)
	})
	if errors.Is(err, store.ErrUnique) {
		err = nil // another worker did the same job at the same time
	}
	return n.Outcome, err
}

// refreshUnreached rewrites the overviews of a person where their address bounces now or did before.
func refreshUnreached(ctx context.Context, tx *store.Tx, n aid.SentNotice, to aid.Address) error {
	if n.Outcome != aid.NoticeReturned && to.BouncedAt.IsZero() {
		return nil
	}
	cases, err := tx.CasesOf(ctx, n.PersonID)
	for _, c := range cases {
		err = errors.Join(err, tx.RefreshOverview(c.ID))
	}
	return err
}

// RecordDelivery keeps what the gateway reports of a message; a report that comes again changes nothing. A message that is not
// known, or not yet, is aid.ErrNotFound: the gateway reports again.
func (d *Desk) RecordDelivery(ctx context.Context, reference string, delivered bool) error {
	n, err := d.Register.NoticeByReference(ctx, reference)
	if err != nil || n.Outcome != aid.NoticeSent {
		return err
	}
	addresses, err := d.Register.Reach(ctx, aid.Profile{PersonID: n.PersonID, Phone: n.To})
	if err != nil {
		return err
	}
	if n.Outcome = aid.NoticeDelivered; !delivered {
		n.Outcome = aid.NoticeReturned
	}
	err = d.Register.Step(ctx, d.step(Request{Actor: aid.Actor{Kind: aid.BySystem}}, "report_notice", "", "person", n.PersonID), func(tx *store.Tx) error {
		if err := tx.AddNoticeReport(n.ID, delivered); err != nil {
			return err
		}
		if !delivered {
			if err := tx.AddNoticeBounce(n); err != nil {
				return err
			}
		}
		return refreshUnreached(ctx, tx, n, append(addresses, aid.Address{})[0])
	})
	if errors.Is(err, store.ErrUnique) {
		return nil // the same report, twice at once
	}
	return err
}
