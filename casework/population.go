package casework

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"sync"
	"time"

	"bistand/aid"
	"bistand/store"
)

// PopulationRegister is the population register (folkbokföringen), as someone answers for it.
type PopulationRegister interface {
	// Look returns what the register says of a number now. An error means that it said nothing that can be relied on.
	Look(ctx context.Context, number aid.Personnummer) (aid.Registration, error)
}

// BadAnswer is an error of the population register, where it can tell whether it is the register that has answered so.
type BadAnswer interface {
	error
	Answered() bool // it has answered this question, and may well answer the next; else it is silent
}

// Population asks the population register, and remembers whether it answers. It is made by NewPopulation.
type Population struct {
	register    PopulationRegister
	mu          sync.Mutex       // guards all below, each of which is when a question was put
	answered    time.Time        // the one that was answered last
	since, last time.Time        // the first and the last one since then that were not; since is zero where there is none
	oddAt       time.Time        // the last one since then that got a BadAnswer, which no silence is told of
	odd         aid.Personnummer // whom it was about
}

// NewPopulation asks a register.
func NewPopulation(register PopulationRegister) *Population { return &Population{register: register} }

// lookPatience is how long whoever logs in or signs waits for the population register, whether one or two are asked about.
const lookPatience = 1800 * time.Millisecond

// ErrShut is that the population register keeps the e-service closed to a person.
var ErrShut = fmt.Errorf("the e-service is closed to this person: %w", aid.ErrForbidden)

// openTo asks the population register, now and not from memory, whether the e-service may be open to people: ErrShut unless it says of each that
// nothing stands in the way. After the first of whom it does not, nobody else is asked about, and all of it takes no more than one patience. While it
// says nothing the e-service is closed too: ErrUnchecked.
func (d *Desk) openTo(ctx context.Context, people ...aid.ID) error {
	if d.Population == nil {
		return nil
	}
	patient, cancel := context.WithTimeout(ctx, lookPatience)
	defer cancel()
	for _, id := range slices.Compact(people) {
		person, err := d.Register.Person(ctx, id)
		if err != nil {
			return err
		}
		said, err := d.lookUp(ctx, patient, person)
		switch {
		case err != nil:
			return err
		case said == "":
			return ErrUnchecked
		case said != aid.InRegister:
			return ErrShut
		}
	}
	return nil
}

// lookUp returns what the population register says of a person until patience ends; nothing where it says nothing. One whom it shields is marked as
// if staff had done it, and every log-in of theirs ends.
func (d *Desk) lookUp(ctx, patient context.Context, person aid.Person) (aid.Registration, error) {
	said, err := d.Population.look(patient, person.Personnummer, d.Now())
	switch {
	case err != nil:
		if ctx.Err() == nil { // else it is the browser that has gone away
			what := "the population register does not answer"
			if hasAnswered(err) {
				what = "the population register gives an answer that cannot be relied on"
			}
			slog.WarnContext(ctx, what, "municipality", d.Municipality.Slug, "error", err)
		}
		return "", nil
	case said == aid.Shielded:
		return said, d.shield(context.WithoutCancel(ctx), person.ID) // though the browser goes away
	case said != aid.InRegister:
		slog.InfoContext(ctx, "the population register keeps someone out", "municipality", d.Municipality.Slug, "said", string(said))
	}
	return said, nil
}

// AskPopulation returns what the population register says now of someone who can be marked in a case (SetProtection), for a caseworker who wonders
// why they cannot log in; nothing where it says nothing. One whom it shields is marked. Without an agreement it is aid.ErrConflict, of anyone
// else aid.ErrNotFound.
func (d *Desk) AskPopulation(ctx context.Context, staff aid.Staff, c aid.Case, person aid.ID) (aid.Registration, error) {
	switch {
	case !staff.Has(aid.Caseworker):
		return "", aid.ErrForbidden
	case d.Population == nil:
		return "", aid.ErrConflict
	}
	if _, err := markable(ctx, d.Register, c, person); err != nil {
		return "", err
	}
	p, err := d.Register.Person(ctx, person)
	if err != nil {
		return "", err
	}
	patient, cancel := context.WithTimeout(ctx, lookPatience)
	defer cancel()
	return d.lookUp(ctx, patient, p)
}

// silenceLasts is how long a silence is told of after the last question that was not answered: nobody may have asked since.
const silenceLasts = 10 * time.Minute

// hasAnswered tells whether an error is that the register answered badly.
func hasAnswered(err error) bool {
	var bad BadAnswer
	return errors.As(err, &bad) && bad.Answered()
}

// look asks until patience ends, and keeps whether an answer came. Who goes away meanwhile says nothing of the register, and neither does a bad
// answer about one person; about a second one, while nobody has had a good one, it is as if the register were silent: it may be our order that
// it does not know.
func (p *Population) look(patient context.Context, number aid.Personnummer, now time.Time) (aid.Registration, error) {
	said, err := p.register.Look(patient, number)
	p.mu.Lock()
	defer p.mu.Unlock()
	switch {
	case err == nil:
		p.answered, p.since, p.oddAt = now, time.Time{}, time.Time{}
	case errors.Is(patient.Err(), context.Canceled), now.Before(p.answered): // given up after a later one was answered
	case hasAnswered(err) && (p.odd == number || now.Sub(p.oddAt) > silenceLasts):
		p.odd, p.oddAt = number, now
	case p.since.IsZero() || now.Sub(p.last) > silenceLasts:
		p.since, p.last = now, now
	default:
		p.last = now
	}
	return said, err
}

// SilentSince returns since when the register has answered none of this process's questions; the zero instant where it answers, where nobody has
// asked of late, and where there is no register to ask.
func (p *Population) SilentSince(now time.Time) time.Time {
	if p == nil {
		return time.Time{}
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if now.Sub(p.last) > silenceLasts {
		return time.Time{}
	}
	return p.since
}

// shield marks a person whom the population register shields, once, in the log of the case that is open to them.
func (d *Desk) shield(ctx context.Context, person aid.ID) error {
	caseID, err := d.Register.AccessOf(ctx, person)
	if err != nil && !errors.Is(err, aid.ErrNotFound) { // of whoever acts for another there may be none
		return err
	}
	step := d.step(Request{Actor: aid.Actor{Kind: aid.BySystem}}, "shield", caseID, "person", person)
	return d.Register.Step(ctx, step, func(tx *store.Tx) error { return d.protect(ctx, tx, person) }) // of two at once the second adds nothing
}

// ErrUnchecked is that the population register has not said whether someone has a sekretessmarkering.
var ErrUnchecked error = &uncheckedError{}

type uncheckedError struct{}

// Error implements error.
func (*uncheckedError) Error() string { return "the population register did not answer" }

// TextKey is the key of what the person is told who was about to sign.
func (*uncheckedError) TextKey() string { return "sign.unchecked" }

// Is makes it a refusal where someone logs in: the page of every refusal is the same.
func (*uncheckedError) Is(target error) bool { return target == aid.ErrForbidden }
