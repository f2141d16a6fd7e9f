package store

import (
	"context"
	"errors"

	"bistand/aid"
)

// AddChangeReport adds an adult's report of a change, which waits until staff take note of it.
func (tx *Tx) AddChangeReport(r aid.ChangeReport) error {
	files, err := encode(r.Files)
	if err != nil {
		return err
	}
	err = tx.add(changeReportFacts, string(r.ID), string(r.CaseID), string(r.PersonID), string(r.Kind), r.From.String(), r.Body, files, micros(r.SentAt))
	if err != nil {
		return err
	}
	return tx.wait(r.ID, aid.ChangeWaits, turnStaff, r.CaseID, r.PersonID)
}

const changeColumns = "o.id, o.case_id, o.person_id, o.kind, o.from_day, o.body, o.files, o.at, COALESCE(n.at, 0), COALESCE(n.noted_name, '')"

func scanChange(scan func(...any) error) (c aid.ChangeReport, err error) {
	var from, files string
	var at, noted int64
	if err = scan(&c.ID, &c.CaseID, &c.PersonID, &c.Kind, &from, &c.Body, &files, &at, &noted, &c.NotedName); err != nil {
		return c, err
	}
	c.SentAt, c.NotedAt = instant(at), instant(noted)
	return c, errors.Join(decode(files, &c.Files), c.From.UnmarshalText([]byte(from)))
}

// ChangeReport returns a report of a change by id.
func (r reads) ChangeReport(ctx context.Context, id aid.ID) (aid.ChangeReport, error) {
	return first(ctx, r, "SELECT "+changeColumns+" FROM change_report o LEFT JOIN noted n ON n.object_id = o.id WHERE o.id = $1", args(string(id)), scanChange)
}

// ChangeReports returns an adult's reports of changes in a case before the given one (empty: from the newest), newest first, at
// most limit; everyone's where the person is empty.
func (r reads) ChangeReports(ctx context.Context, caseID, person, before aid.ID, limit int) ([]aid.ChangeReport, error) {
	if before == "" {
		before = newestID
	}
	return all(ctx, r, "SELECT "+changeColumns+` FROM change_report o LEFT JOIN noted n ON n.object_id = o.id
		WHERE o.case_id = $1 AND ($2 = '' OR o.person_id = $2) AND o.id < $3 ORDER BY o.id DESC LIMIT $4`,
		args(string(caseID), string(person), string(before), limit), scanChange)
}
