package store

import (
	"context"
	"errors"

	"bistand/aid"
)

// CitizenAccess tells whether a person may follow a case now: an adult of it without a sekretessmarkering, the newest word
// on the access active, the case open. One statement, since every page of the e-service asks.
func (r reads) CitizenAccess(ctx context.Context, caseID, person aid.ID) (bool, error) {
	var there int64
	err := r.one(ctx, `SELECT 1 FROM member m WHERE m.case_id = $1 AND m.person_id = $2 AND m.part <> 'child'
		AND COALESCE((SELECT a.active FROM access a WHERE a.case_id = m.case_id AND a.person_id = m.person_id ORDER BY a.seq DESC LIMIT 1), 0) = 1
		AND COALESCE((SELECT p.protected FROM protection p WHERE p.person_id = m.person_id ORDER BY p.seq DESC LIMIT 1), 0) = 0
		AND NOT EXISTS (SELECT 1 FROM case_closing c WHERE c.case_id = m.case_id) LIMIT 1`,
		args(string(caseID), string(person)), &there)
	if errors.Is(err, aid.ErrNotFound) {
		return false, nil
	}
	return err == nil, err
}

// ReceivedBy returns the day on which a person took part of each decision of a case that they have opened.
func (r reads) ReceivedBy(ctx context.Context, caseID, person aid.ID) (map[aid.ID]aid.Date, error) {
	type receipt struct {
		decision aid.ID
		on       aid.Date
	}
	list, err := all(ctx, r, `SELECT r.decision_id, r.received_on FROM decision_receipt r JOIN decision d ON d.id = r.decision_id
		WHERE d.case_id = $1 AND r.person_id = $2`, args(string(caseID), string(person)),
		func(scan func(...any) error) (one receipt, err error) {
			var on string
			if err = scan(&one.decision, &on); err != nil {
				return one, err
			}
			return one, one.on.UnmarshalText([]byte(on))
		})
	received := make(map[aid.ID]aid.Date, len(list))
	for _, one := range list {
		received[one.decision] = one.on
	}
	return received, err
}
