package casework

import (
	"context"

	"bistand/aid"
	"bistand/store"
)

// StateContact records how a member of staff is reached: it is for each to say of themselves. Faults at "phone", "hours" and "office".
func (d *Desk) StateContact(ctx context.Context, r Request, k aid.StaffContact) error {
	if err := k.Fault(d.Municipality.Offices); err != nil {
		return err
	}
	return d.Register.Step(ctx, d.step(r, "state_contact", "", "staff", r.Actor.ID), func(tx *store.Tx) error {
		return tx.AddStaffContact(d.newID(), r.Actor.ID, k)
	})
}
