package casework

import (
	"context"
	"errors"

	"bistand/aid"
	"bistand/store"
)

// StateAbsence records that a member of staff will be away, and who answers meanwhile. It is for each to say of themselves.
// Faults at "from", "until" and "substitute"; days on which they are away already are one at "from".
func (d *Desk) StateAbsence(ctx context.Context, r Request, a aid.Absence) error {
	a.ID = d.newID()
	return d.Register.Step(ctx, d.step(r, "state_absence", "", "staff", r.Actor.ID), func(tx *store.Tx) (err error) {
		if a.Staff, err = tx.Staff(ctx, r.Actor.ID); err != nil {
			return err
		}
		if a.Substitute.ID != "" {
			a.Substitute, err = tx.Staff(ctx, a.Substitute.ID)
			if errors.Is(err, aid.ErrNotFound) {
				return aid.Error{Code: "choose", Field: "substitute"}
			} else if err != nil {
				return err
			}
		}
		if err := a.Fault(d.today()); err != nil {
			return err
		}
		others, err := tx.AbsencesOf(ctx, a.Staff.ID, a.From)
		if err != nil {
			return err
		}
		for _, other := range others {
			if !a.Until.Before(other.From) {
				return aid.Error{Code: "absence.twice", Field: "from"}
			}
		}
		return tx.AddAbsence(a)
	})
}

// EndAbsence records that an absence of one's own is over, or will not be. What a substitute could open by it is closed to them
// at once. One that is not there, is another's or has ended is aid.ErrConflict.
func (d *Desk) EndAbsence(ctx context.Context, r Request, id aid.ID) error {
	return d.Register.Step(ctx, d.step(r, "end_absence", "", "staff", r.Actor.ID), func(tx *store.Tx) error {
		own, err := tx.AbsencesOf(ctx, r.Actor.ID, d.today())
		if err != nil {
			return err
		}
		for _, a := range own {
			if a.ID == id {
				return tx.AddAbsenceEnd(id)
			}
		}
		return aid.ErrConflict
	})
}
