package casework

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strconv"
	"strings"
	"time"

	"bistand/aid"
	"bistand/store"
)

// Authorities asks authorities about people.
type Authorities interface {
	// Ask returns a report of every authority that was asked, in no order. An error means that nobody was asked, or that no answer came.
	Ask(ctx context.Context, q AuthorityQuestion) ([]aid.Report, error)
}

// AuthorityQuestion is what authorities are asked about one person. Each question tells who asks, and in which case.
type AuthorityQuestion struct {
	Person     aid.Personnummer
	Case       string          // its number
	Caseworker string          // who asks; empty where the signatures on an application do
	From       aid.Date        // of what is asked for
	Until      aid.Date        // the last day; what is decided for a day to come is asked for too
	Of         []aid.Authority // who is asked; never none
}

// comparedMonths is how many months before the application's are asked about: the month of control, whose incomes count, and the one before
// it, with which they are compared.
const comparedMonths = 2

// askAgain is when authorities that have not answered are asked again; after the last time a caseworker asks.
var askAgain = []time.Duration{time.Hour, 6 * time.Hour, 24 * time.Hour}

// asking is what a job of asking is about.
type asking struct {
	application, person aid.ID
	round               int    // 0 the first time
	staff               aid.ID // who asks; empty where the signatures do
}

func (a asking) payload() string {
	return strings.Join([]string{string(a.application), string(a.person), strconv.Itoa(a.round), string(a.staff)}, " ")
}

func parseAsking(payload string) (a asking, err error) {
	parts := strings.Split(payload, " ")
	if len(parts) != 4 {
		return a, fmt.Errorf("unknown payload of a question to authorities %q", payload)
	}
	a = asking{application: aid.ID(parts[0]), person: aid.ID(parts[1]), staff: aid.ID(parts[3])}
	a.round, err = strconv.Atoi(parts[2])
	return a, err
}

// ask puts a question into the queue. Wish tells questions of one round apart; a second wish with the same name asks once.
func (d *Desk) ask(tx *store.Tx, a asking, wish string, at time.Time) error {
	key := aid.InquiryKey(a.application, a.person, strings.Trim(wish+"."+strconv.Itoa(a.round), "."))
	return tx.AddJob(aid.Job{ID: d.newID(), Kind: aid.InquiryJob, UniqueKey: key, Payload: a.payload(), RunAt: at})
}

// asksAuthorities tells whether the authorities are asked about an application: a single need is counted with the month's own incomes.
func (d *Desk) asksAuthorities(kind aid.ApplicationKind) bool {
	return d.Authorities != nil && kind != aid.Supplementary
}

// askAuthorities has the authorities asked about the adults of an application that comes in, who have agreed to it with their signatures. About
// someone with a sekretessmarkering nothing is asked unless a caseworker wants it.
func (d *Desk) askAuthorities(ctx context.Context, tx *store.Tx, a aid.Application, adults []aid.ID) error {
	if !d.asksAuthorities(a.Kind) {
		return nil
	}
	for _, id := range adults {
		person, err := tx.Person(ctx, id)
		if err != nil {
			return err
		}
		if person.Protected {
			continue
		}
		if err := d.ask(tx, asking{application: a.ID, person: id}, "", d.Now()); err != nil {
			return err
		}
	}
	return nil
}

// AskAuthorities has the authorities asked anew about the adults of an application that can be calculated. The answers come in a while. Where
// nobody can be asked it is aid.ErrConflict.
func (d *Desk) AskAuthorities(ctx context.Context, r Request, staff aid.Staff, application aid.ID) error {
	if !staff.Has(aid.Caseworker) && !staff.Has(aid.DecisionMaker) {
		return aid.ErrForbidden
	}
	a, err := d.Register.Application(ctx, application)
	if err != nil {
		return err
	}
	if !d.asksAuthorities(a.Kind) {
		return aid.ErrConflict
	}
	if err := calculable(ctx, d.Register, a); err != nil {
		return err
	}
	return d.Register.Work(ctx, func(tx *store.Tx) error {
		due, err := tx.InquiryJobs(ctx, a.ID)
		if err != nil {
			return err
		}
		for _, adult := range a.Content.Household.Adults {
			if at, waits := due[adult.PersonID]; waits && !at.After(d.Now()) {
				continue // is being asked
			}
			if err := d.ask(tx, asking{application: a.ID, person: adult.PersonID, staff: staff.ID}, r.Key, d.Now()); err != nil {
				return err
			}
		}
		return nil
	})
}

// collect asks the authorities about a person and keeps what each answered. When none can be reached for the last time, that is kept: what is
// not known is told of, and asked again later.
func (d *Desk) collect(ctx context.Context, job aid.Job) error {
	ask, err := parseAsking(job.Payload)
	if err != nil {
		return err
	}
	if d.Authorities == nil {
		return nil // the agreement has ended since
	}
	a, err := d.Register.Application(ctx, ask.application)
	if err != nil {
		return err
	}
	if err := calculable(ctx, d.Register, a); errors.Is(err, aid.ErrConflict) {
		return nil // taken back or decided on meanwhile: nobody needs to know
	} else if err != nil {
		return err
	}
	q, actor, err := d.question(ctx, a, ask)
	if err != nil || len(q.Of) == 0 {
		return err
	}
	reports, err := d.Authorities.Ask(ctx, q)
	if err != nil {
		if job.Attempts < jobAttempts {
			return err
		}
		slog.WarnContext(ctx, "the authorities cannot be asked", "job", job.ID, "error", err)
		reports = unanswered(q.Of)
	}
	found := aid.Inquiry{
		ID: d.newID(), CaseID: a.CaseID, ApplicationID: a.ID, PersonID: ask.person, From: q.From, Until: q.Until, AskedName: q.Caseworker, At: d.Now(),
		AskedBy: ask.staff, Reports: reports,
	}
	return d.Register.Step(ctx, d.step(Request{Actor: actor}, "collect", a.CaseID, "inquiry", found.ID), func(tx *store.Tx) error {
		return errors.Join(tx.AddInquiry(found), d.protectFound(ctx, tx, found), d.askLater(tx, ask, string(job.ID), reports), tx.FinishJob(job.ID, d.Now()))
	})
}

// question is what is asked of whom, and who is told of as its asker in the log. Of a later round only those are asked who have not answered; nobody
// where the question is not to be put any more.
func (d *Desk) question(ctx context.Context, a aid.Application, ask asking) (q AuthorityQuestion, actor aid.Actor, err error) {
	person, err := d.Register.Person(ctx, ask.person)
	if err != nil {
		return q, actor, err
	}
	c, err := d.Register.Case(ctx, a.CaseID)
	if err != nil {
		return q, actor, err
	}
	if ask.staff == "" && (person.Protected || !c.HasAdult(ask.person)) { // marked, or gone, since the question was put: now only a caseworker asks
		return q, actor, nil
	}
	q = AuthorityQuestion{
		Person: person.Personnummer, Case: c.Number, From: a.Month.Add(-comparedMonths).First(), Until: a.Month.Last(), Of: aid.InquiredAuthorities,
	}
	actor = aid.Actor{Kind: aid.BySystem}
	if ask.staff != "" {
		staff, err := d.Register.Staff(ctx, ask.staff)
		if err != nil {
			return q, actor, fmt.Errorf("find who asks the authorities: %w", err)
		}
		q.Caseworker, actor = staff.Name, aid.Actor{Kind: aid.ByStaff, ID: staff.ID, Name: staff.Name}
	}
	if ask.round > 0 {
		known, err := d.Register.Inquiries(ctx, a.ID)
		if err != nil {
			return q, actor, err
		}
		q.Of = aid.FindingsOf(ask.person, known).Unchecked()
	}
	return q, actor, nil
}

// unanswered are the reports of authorities none of which could be reached.
func unanswered(of []aid.Authority) []aid.Report {
	reports := make([]aid.Report, len(of))
	for i, a := range of {
		reports[i] = aid.Report{Authority: a, Answer: aid.Unchecked, Fault: aid.NoAnswer}
	}
	return reports
}

// protectFound closes the e-service to a person whom an authority marks as protected, as the register's own mark does.
func (d *Desk) protectFound(ctx context.Context, tx *store.Tx, found aid.Inquiry) error {
	if !slices.ContainsFunc(found.Reports, func(r aid.Report) bool { return r.Protected }) {
		return nil
	}
	return d.protect(ctx, tx, found.PersonID)
}

// askLater has those asked again, after a while, who did not answer and may yet.
func (d *Desk) askLater(tx *store.Tx, ask asking, wish string, reports []aid.Report) error {
	may := func(r aid.Report) bool { return r.Fault == aid.NoAnswer || r.Fault == aid.Failed }
	if ask.round >= len(askAgain) || !slices.ContainsFunc(reports, may) {
		return nil
	}
	at := d.Now().Add(askAgain[ask.round])
	ask.round++
	return d.ask(tx, ask, wish, at)
}
