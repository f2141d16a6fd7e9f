package casework

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"bistand/aid"
	"bistand/store"
)

// SayOf keeps what an adult says of something that is recorded about them. What they cannot see cannot be commented on: it is
// aid.ErrNotFound. Faults at "text".
func (d *Desk) SayOf(ctx context.Context, r Request, c aid.Comment) (aid.Comment, error) {
	c.ID, c.PersonID, c.SentAt, c.Body = d.newID(), r.Actor.ID, d.Now(), strings.TrimSpace(c.Body)
	if err := writing(c.Body, nil).Or(); err != nil {
		return c, err
	}
	err := d.Register.Step(ctx, d.step(r, "comment", c.CaseID, "comment", c.ID), func(tx *store.Tx) error {
		if err := d.hasPart(ctx, tx, c.On); err != nil {
			return err
		}
		tx.Result(string(c.ID))
		return tx.AddComment(c)
	})
	if errors.Is(err, store.ErrInvariant) { // not theirs, or not made visible
		return c, fmt.Errorf("%w: %w", aid.ErrNotFound, err)
	}
	return c, err
}

// hasPart tells whether the part that a comment names is there: an income of the calculation, or something registered.
func (d *Desk) hasPart(ctx context.Context, tx *store.Tx, on aid.Subject) error {
	there := on.Part == ""
	switch on.Kind {
	case aid.OnRegister:
		there = slices.Contains(aid.RegisterParts, on.Part)
	case aid.OnCalculation:
		calculation, err := tx.Calculation(ctx, on.ID)
		if err != nil {
			return err
		}
		there = there || slices.ContainsFunc(calculation.Lines, func(l aid.Line) bool { return l.Kind == aid.IncomeLine && l.Code == on.Part })
	}
	if !there {
		return aid.ErrNotFound
	}
	return nil
}
