package casework

import (
	"context"
	"errors"

	"bistand/aid"
	"bistand/store"
)

// AdmitStaff returns the member of staff that the municipality's log-in service names, with the roles of this log-in. One who
// is new is added to the register; what the register knows of title and telephone is kept. Without a role: aid.ErrForbidden.
func (d *Desk) AdmitStaff(ctx context.Context, named aid.Staff) (aid.Staff, error) {
	if named.Subject == "" || len(named.Roles) == 0 {
		return aid.Staff{}, aid.ErrForbidden
	}
	known, err := d.Register.StaffBySubject(ctx, named.Subject)
	if err == nil {
		known.Roles = named.Roles
		return known, nil
	}
	if !errors.Is(err, aid.ErrNotFound) {
		return aid.Staff{}, err
	}
	named.ID = d.newID()
	r := Request{Actor: aid.Actor{Kind: aid.ByStaff, ID: named.ID, Name: named.Name}}
	err = d.Register.Step(ctx, d.step(r, "staff_login", "", "staff", named.ID), func(tx *store.Tx) error { return tx.AddStaff(named) })
	if errors.Is(err, store.ErrUnique) { // two first log-ins at once
		return d.AdmitStaff(ctx, named)
	}
	return named, err
}
