package store

import (
	"context"
	"errors"

	"bistand/aid"
)

// hasLeft is the condition on a member m that they have left the case and not moved in again.
const hasLeft = `EXISTS (SELECT 1 FROM member_end e WHERE e.case_id = m.case_id AND e.person_id = m.person_id
		AND NOT EXISTS (SELECT 1 FROM member_entry n WHERE n.case_id = e.case_id AND n.person_id = e.person_id AND n.seq > e.seq))`

// mayFollow is the condition on a member m for following the case now.
const mayFollow = `m.part <> 'child'
		AND COALESCE((SELECT a.active FROM access a WHERE a.case_id = m.case_id AND a.person_id = m.person_id ORDER BY a.seq DESC LIMIT 1), 0) = 1
		AND COALESCE((SELECT p.protected FROM protection p WHERE p.person_id = m.person_id ORDER BY p.seq DESC LIMIT 1), 0) = 0
		AND NOT ` + hasLeft + `
		AND NOT EXISTS (SELECT 1 FROM case_closing c WHERE c.case_id = m.case_id)`

// inForce is the condition on an authority r for holding on the day that stands in its place: begun, not over, not ended, and
// of a representative without a sekretessmarkering.
func inForce(day string) string {
	return `r.valid_from <= ` + day + ` AND (r.valid_until = '' OR r.valid_until >= ` + day + `)
		AND NOT EXISTS (SELECT 1 FROM representation_end x WHERE x.representation_id = r.id)
		AND COALESCE((SELECT p.protected FROM protection p WHERE p.person_id = r.representative_id ORDER BY p.seq DESC LIMIT 1), 0) = 0`
}

// Admission is what a citizen's page asks before it is shown: who is logged in, whether they may follow their case now, and
// where the case stands.
type Admission struct {
	Session aid.Session // ended or not, as of Session
	May     bool        // as of CitizenAccess, and by an authority that holds where someone acts for the person
	Others  bool        // who logged in may act for others
	Body    string      // where the case stands, as it is kept; for Overview
	// AwayAsOf are the newest facts that Absences rests on. Nobody's absence has changed, nor how who answers is reached, while they
	// are the same.
	AwayAsOf [3]int64
}

// Overview returns where the case stands; a case without an overview is aid.ErrNotFound.
func (a Admission) Overview() (o aid.Overview, err error) {
	if a.Body == "" {
		return o, aid.ErrNotFound
	}
	return o, decode(a.Body, &o)
}

// Admission answers Session, CitizenAccess and Overview for a token's hash by one statement: each statement costs more than
// what it reads, and every page of the e-service asks. By whose hand makes no difference to what is asked of the person whose
// case it is; a representative's authority has to hold on the day as well, and nobody acts for the other adult of their own case.
func (r reads) Admission(ctx context.Context, tokenHash string, day aid.Date) (Admission, error) {
	return first(ctx, r, selectAdmission, args(tokenHash, day.String()), func(scan func(...any) error) (a Admission, err error) {
		var may, holds int64
		a.Session, err = scanSession(func(into ...any) error {
			return scan(append([]any{&may, &holds, &a.Others, &a.Body, &a.AwayAsOf[0], &a.AwayAsOf[1], &a.AwayAsOf[2]}, into...)...)
		})
		a.May = may == 1 && holds == 1 && a.Session.Actor.Kind == aid.ByCitizen
		return a, err
	})
}

// selectAdmission is put together once: it is two kilobytes.
var selectAdmission = "SELECT COALESCE((SELECT 1 FROM member m WHERE m.case_id = s.case_id AND m.person_id = COALESCE(r.person_id, s.actor_id) AND " + mayFollow + `), 0),
		CASE WHEN s.representation_id = '' THEN 1 WHEN r.representative_id = s.actor_id AND ` + inForce("$2") + ` AND NOT EXISTS (SELECT 1 FROM member m
			WHERE m.case_id = s.case_id AND m.person_id = s.actor_id AND NOT ` + hasLeft + `) THEN 1 ELSE 0 END,
		EXISTS (SELECT 1 FROM representation r WHERE r.representative_id = s.actor_id AND ` + inForce("$2") + `),
		COALESCE((SELECT o.body FROM overview o WHERE o.case_id = s.case_id), ''), COALESCE((SELECT max(seq) FROM staff_absence), 0),
		COALESCE((SELECT max(seq) FROM staff_absence_end), 0), COALESCE((SELECT max(seq) FROM staff_contact), 0), ` + sessionColumns + fromSession + " WHERE s.token_hash = $1"

// Admission is the reads' own, and on SQLite not given up half-way: to be able to stop a statement takes two goroutines, and
// this one is over before anyone could ask.
func (s *Store) Admission(ctx context.Context, tokenHash string, day aid.Date) (Admission, error) {
	if s.dialect.name == "sqlite" {
		ctx = context.WithoutCancel(ctx)
	}
	return s.reads.Admission(ctx, tokenHash, day)
}

// CitizenAccess tells whether a person may follow a case now: an adult of it without a sekretessmarkering, the newest word
// on the access active, the case open. One statement, since every page of the e-service asks.
func (r reads) CitizenAccess(ctx context.Context, caseID, person aid.ID) (bool, error) {
	var there int64
	err := r.one(ctx, `SELECT 1 FROM member m WHERE m.case_id = $1 AND m.person_id = $2 AND `+mayFollow+" LIMIT 1",
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
