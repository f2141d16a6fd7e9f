package store

import (
	"context"

	"bistand/aid"
)

// AddNaming records that a member of staff is, or no longer is, named to open a case beside its contacts.
func (tx *Tx) AddNaming(id, caseID, staff, by aid.ID, named bool) error {
	return tx.add(caseNamedFacts, string(id), string(caseID), string(staff), bit(named), string(by), micros(tx.step.At))
}

// named returns who is named to open a case, by name.
func (r reads) named(ctx context.Context, caseID aid.ID) ([]aid.Staff, error) {
	return all(ctx, r, "SELECT "+staffColumns+` FROM case_named n JOIN staff_now s ON s.id = n.staff_id WHERE n.case_id = $1 AND n.named = 1
		AND n.seq = (SELECT max(o.seq) FROM case_named o WHERE o.case_id = n.case_id AND o.staff_id = n.staff_id) ORDER BY s.name, s.id`,
		args(string(caseID)), scanStaff)
}
