package store

import (
	"context"
	"time"

	"bistand/aid"
)

// Whose turn it is: the case's staff, the person, or whoever reads what people think of the service.
const (
	turnStaff  = "staff"
	turnPerson = "person"
	turnOffice = "office"
)

// newestID is beyond every id.
const newestID = "~"

// wait puts something into the working table of what waits.
func (tx *Tx) wait(id aid.ID, kind aid.WaitingKind, turn string, caseID, person aid.ID) error {
	return tx.exec(`INSERT INTO waiting (object_id, kind, turn, case_id, person_id, caseworker_id, why, at) VALUES ($1, $2, $3, $4, $5,
		COALESCE((SELECT a.staff_id FROM assignment a WHERE a.case_id = $4 AND a.function = 'caseworker' ORDER BY a.seq DESC LIMIT 1), ''), '', $6)`,
		string(id), string(kind), turn, string(caseID), string(person), micros(tx.step.At))
}

// settle takes away what waited.
func (tx *Tx) settle(id aid.ID) error {
	return tx.exec("DELETE FROM waiting WHERE object_id = $1", string(id))
}

// reassign gives what waits in a case to another caseworker.
func (tx *Tx) reassign(caseID, caseworker aid.ID) error {
	return tx.exec("UPDATE waiting SET caseworker_id = $1 WHERE case_id = $2", string(caseworker), string(caseID))
}

// AddNoted records that staff have taken note of a report or a comment, or that a message needs no answer, once.
func (tx *Tx) AddNoted(kind aid.WaitingKind, id aid.ID, by aid.Staff) error {
	if err := tx.add(notedFacts, string(id), string(kind), string(by.ID), by.Name, micros(tx.step.At)); err != nil {
		return err
	}
	return tx.settle(id)
}

// waitingColumns reads what waits (w) with its case and its person. Whether a person can read in the service is asked of the
// member m that they are.
const waitingColumns = `w.object_id, w.kind, w.case_id, c.number, w.caseworker_id, COALESCE(s.name, ''), w.why, w.at,
	CASE WHEN ` + mayFollow + ` THEN 1 ELSE 0 END, ` + personColumns

// waitingJoin joins what waitingColumns reads.
const waitingJoin = ` w JOIN cases c ON c.id = w.case_id JOIN person p ON p.id = w.person_id
	JOIN member m ON m.case_id = w.case_id AND m.person_id = w.person_id LEFT JOIN staff s ON s.id = w.caseworker_id `

func scanWaiting(scan func(...any) error) (w aid.Waiting, err error) {
	var at, digital int64
	w.Person, err = scanPerson(func(into ...any) error {
		return scan(append([]any{&w.ObjectID, &w.Kind, &w.CaseID, &w.CaseNumber, &w.CaseworkerID, &w.Caseworker, &w.Why, &at, &digital}, into...)...)
	})
	w.At, w.Digital = instant(at), digital == 1
	return w, err
}

// Waiting returns what waits for staff after the given one, oldest first, at most limit: that of these caseworkers, or
// everyone's where there are none.
func (r reads) Waiting(ctx context.Context, caseworkers []aid.ID, after aid.Waiting, limit int) ([]aid.Waiting, error) {
	values := args(micros(after.At), string(after.ObjectID), limit)
	return all(ctx, r, "SELECT "+waitingColumns+" FROM (SELECT * FROM waiting WHERE turn = 'staff' AND "+among(&values, "caseworker_id", caseworkers)+`
		AND (at > $1 OR (at = $1 AND object_id > $2)) ORDER BY at, object_id LIMIT $3)`+waitingJoin+"ORDER BY w.at, w.object_id", values, scanWaiting)
}

// CountWaiting counts what waits for staff, as far as most: that of these caseworkers, or everyone's where there are none.
func (r reads) CountWaiting(ctx context.Context, caseworkers []aid.ID, most int) (n int, err error) {
	values := args(most)
	err = r.one(ctx, "SELECT count(*) FROM (SELECT 1 FROM waiting WHERE turn = 'staff' AND "+among(&values, "caseworker_id", caseworkers)+" LIMIT $1) w", values, &n)
	return n, err
}

// Post returns what must be told by post or telephone, after the given one, oldest first, at most limit: it has lain unread since
// before an instant, there is a reason not to wait, or the person cannot read it in the service. Of a thread of messages it is
// the oldest message that stands for it.
func (r reads) Post(ctx context.Context, since time.Time, after aid.Waiting, limit int) ([]aid.Waiting, error) {
	return all(ctx, r, "SELECT "+waitingColumns+" FROM waiting"+waitingJoin+`WHERE w.turn = 'person' AND (w.at > $2 OR (w.at = $2 AND w.object_id || w.person_id > $3))
		AND (w.at < $1 OR w.why <> '' OR NOT (`+mayFollow+`))
		AND NOT EXISTS (SELECT 1 FROM waiting o WHERE w.kind = 'message' AND o.kind = 'message' AND o.case_id = w.case_id AND o.person_id = w.person_id
			AND o.turn = 'person' AND o.object_id < w.object_id)
		ORDER BY w.at, w.object_id, w.person_id LIMIT $4`, args(micros(since), micros(after.At), string(after.ObjectID+after.Person.ID), limit), scanWaiting)
}
