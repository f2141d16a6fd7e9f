package store

import (
	"context"
	"errors"

	"bistand/aid"
)

// postTo lets something wait to be read by each of some adults of a case.
func (tx *Tx) postTo(id aid.ID, kind aid.WaitingKind, caseID aid.ID, people []aid.ID) error {
	for _, person := range people {
		err := tx.exec(`INSERT INTO waiting (object_id, kind, turn, case_id, person_id, caseworker_id, why, at) VALUES ($1, $2, 'person', $3, $4,
			COALESCE((SELECT a.staff_id FROM assignment a WHERE a.case_id = $3 AND a.function = 'caseworker' ORDER BY a.seq DESC LIMIT 1), ''), '', $5)`,
			string(id), string(kind), string(caseID), string(person), micros(tx.step.At))
		if err != nil {
			return err
		}
	}
	return nil
}

// settleFor takes away what waited for one person.
func (tx *Tx) settleFor(id, person aid.ID) error {
	return tx.exec("DELETE FROM waiting WHERE object_id = $1 AND person_id = $2", string(id), string(person))
}

// PostAtOnce marks that what waits to be read by a person is told by post or telephone without waiting longer.
func (tx *Tx) PostAtOnce(id, person aid.ID, why aid.PostReason) error {
	return tx.exec("UPDATE waiting SET why = $1 WHERE object_id = $2 AND person_id = $3 AND turn = 'person'", string(why), string(id), string(person))
}

// AddPostTold records that staff told a person of a request or a decision by post or telephone; a second time is ErrUnique.
func (tx *Tx) AddPostTold(t aid.Telling, by aid.Staff) error {
	err := tx.add(postToldFacts, string(t.ObjectID), string(t.Kind), string(t.CaseID), string(t.PersonID), string(t.Way), t.On.String(), string(by.ID), by.Name, micros(tx.step.At))
	if err != nil {
		return err
	}
	return tx.settleFor(t.ObjectID, t.PersonID)
}

// Tellings returns what the adults of a case were told of by post or telephone, newest first: requests and decisions.
func (r reads) Tellings(ctx context.Context, caseID aid.ID) ([]aid.Telling, error) {
	return all(ctx, r, "SELECT t.object_id, t.object_kind, t.case_id, t.person_id, p.given_name || ' ' || p.family_name, t.way, t.told_on, t.told_name FROM post_told t JOIN person p ON p.id = t.person_id WHERE t.case_id = $1 ORDER BY t.seq DESC, t.object_id",
		args(string(caseID)), func(scan func(...any) error) (t aid.Telling, err error) {
			var on string
			if err = scan(&t.ObjectID, &t.Kind, &t.CaseID, &t.PersonID, &t.PersonName, &t.Way, &on, &t.Name); err != nil {
				return t, err
			}
			return t, t.On.UnmarshalText([]byte(on))
		})
}

// AwaitsReading tells whether something waits to be read by a person.
func (r reads) AwaitsReading(ctx context.Context, id, person aid.ID) (bool, error) {
	return r.there(ctx, "SELECT 1 FROM waiting WHERE object_id = $1 AND person_id = $2 AND turn = 'person'", args(string(id), string(person)))
}

// HasRead tells whether a person has ever read their case in the service.
func (r reads) HasRead(ctx context.Context, caseID, person aid.ID) (bool, error) {
	return r.there(ctx, "SELECT 1 FROM case_read WHERE case_id = $1 AND actor_id = $2 AND actor_kind = 'citizen' LIMIT 1", args(string(caseID), string(person)))
}

// there tells whether a query finds anything.
func (r reads) there(ctx context.Context, text string, values []any) (bool, error) {
	var n int64
	err := r.one(ctx, text, values, &n)
	if errors.Is(err, aid.ErrNotFound) {
		return false, nil
	}
	return err == nil, err
}
