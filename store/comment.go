package store

import (
	"context"

	"bistand/aid"
)

// AddComment adds what an adult says of something that is recorded; it waits until staff take note of it.
func (tx *Tx) AddComment(c aid.Comment) error {
	err := tx.add(commentFacts, string(c.ID), string(c.CaseID), string(c.PersonID), string(c.On.Kind), string(c.On.ID), c.On.Part, c.Body, micros(c.SentAt))
	if err != nil {
		return err
	}
	return tx.wait(c.ID, aid.CommentWaits, turnStaff, c.CaseID, c.PersonID)
}

const commentColumns = "o.id, o.case_id, o.person_id, o.object_kind, o.object_id, o.part, o.body, o.at, COALESCE(n.at, 0), COALESCE(n.noted_name, '')"

func scanComment(scan func(...any) error) (c aid.Comment, err error) {
	var at, noted int64
	err = scan(&c.ID, &c.CaseID, &c.PersonID, &c.On.Kind, &c.On.ID, &c.On.Part, &c.Body, &at, &noted, &c.NotedName)
	c.SentAt, c.NotedAt = instant(at), instant(noted)
	return c, err
}

// Comment returns a comment by id.
func (r reads) Comment(ctx context.Context, id aid.ID) (aid.Comment, error) {
	return first(ctx, r, "SELECT "+commentColumns+" FROM comment o LEFT JOIN noted n ON n.object_id = o.id WHERE o.id = $1", args(string(id)), scanComment)
}

// Comments returns what an adult has said of the records of a case, oldest first; everyone's where the person is empty.
func (r reads) Comments(ctx context.Context, caseID, person aid.ID) ([]aid.Comment, error) {
	return all(ctx, r, "SELECT "+commentColumns+` FROM comment o LEFT JOIN noted n ON n.object_id = o.id
		WHERE o.case_id = $1 AND ($2 = '' OR o.person_id = $2) ORDER BY o.id`, args(string(caseID), string(person)), scanComment)
}
