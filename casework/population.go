package casework

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"bistand/aid"
	"bistand/store"
)

// Population is the population register (folkbokföringen).
type Population interface {
	// Look returns what the register says of a number now. An error means that it said nothing that can be relied on.
	Look(ctx context.Context, number aid.Personnummer) (aid.Registration, error)
}

// lookPatience is how long whoever logs in or signs waits for the population register.
const lookPatience = 1800 * time.Millisecond

// ErrShut is that the population register keeps the e-service closed to a person.
var ErrShut = fmt.Errorf("the e-service is closed to this person: %w", aid.ErrForbidden)

// openTo asks the population register, now and not from memory, whether the e-service may be open to a person: ErrShut unless it says that
// nothing stands in the way. One whom it shields is marked as if staff had done it, and every log-in of theirs ends. While it says nothing
// the e-service is closed too, by an *uncheckedError.
func (d *Desk) openTo(ctx context.Context, person aid.Person) error {
	if d.Population == nil {
		return nil
	}
	patient, cancel := context.WithTimeout(ctx, lookPatience)
	defer cancel()
	said, err := d.Population.Look(patient, person.Personnummer)
	switch {
	case err != nil:
		slog.WarnContext(ctx, "the population register does not answer", "error", err)
		return &uncheckedError{}
	case said == aid.InRegister:
		return nil
	case said == aid.Shielded:
		if err := d.shield(context.WithoutCancel(ctx), person.ID); err != nil { // though the browser goes away
			return err
		}
	}
	return ErrShut
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

// uncheckedError is that the population register has not said whether someone has a sekretessmarkering.
type uncheckedError struct{}

// Error implements error.
func (*uncheckedError) Error() string { return "the population register did not answer" }

// TextKey is the key of what the person is told who was about to sign.
func (*uncheckedError) TextKey() string { return "sign.unchecked" }

// Is makes it a refusal where someone logs in: the page of every refusal is the same.
func (*uncheckedError) Is(target error) bool { return target == aid.ErrForbidden }
