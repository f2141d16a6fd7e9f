package store

import (
	"context"
	"errors"

	"bistand/aid"
)

// AddDocument adds a document to a case; citizens see it only when published.
func (tx *Tx) AddDocument(d aid.Document) error {
	return tx.add(documentFacts, string(d.ID), string(d.CaseID), d.Kind, d.Title, d.Body, string(d.WrittenBy), d.WrittenName, micros(d.WrittenAt))
}

// AddNote adds a note to a case's journal; citizens see it only when published.
func (tx *Tx) AddNote(n aid.JournalNote) error {
	return tx.add(noteFacts, string(n.ID), string(n.CaseID), n.Heading, n.Body, n.On.String(), string(n.WrittenBy), n.WrittenName, string(n.Origin), micros(n.WrittenAt))
}

// AddPublication makes a document or a note ("document", "note") visible to the persons of its case.
func (tx *Tx) AddPublication(kind string, object, caseID, staff aid.ID) error {
	return tx.add(publicationFacts, string(object), kind, string(caseID), string(staff), micros(tx.step.At))
}

// AddPublicationSeen records that a person has opened a document or a note that was made visible, the first time.
func (tx *Tx) AddPublicationSeen(object, person aid.ID) error {
	return tx.add(publicationSeenFacts, string(object), string(person), micros(tx.step.At))
}

// UnseenPublications returns what was made visible in a case and an adult has not opened, of each adult where person is empty. What
// came from an earlier system was read there; of what was made visible before this was kept, nobody knows.
func (r reads) UnseenPublications(ctx context.Context, caseID, person aid.ID) ([]aid.UnseenPublication, error) {
	return all(ctx, r, `SELECT x.object_id, x.object_kind, m.person_id, COALESCE(d.at, n.at), x.at
		FROM publication x JOIN member m ON m.case_id = x.case_id AND m.part <> 'child'
		LEFT JOIN document d ON d.id = x.object_id LEFT JOIN note n ON n.id = x.object_id
		WHERE x.case_id = $1 AND ($2 = '' OR m.person_id = $2) AND x.seq > COALESCE((SELECT max(f.seq) FROM publication_seen_from f), 0)
			AND COALESCE(n.origin, '') <> 'imported'
			AND NOT EXISTS (SELECT 1 FROM publication_seen s WHERE s.object_id = x.object_id AND s.person_id = m.person_id)
		ORDER BY x.seq, x.object_id, m.person_id`, args(string(caseID), string(person)),
		func(scan func(...any) error) (u aid.UnseenPublication, err error) {
			var written, published int64
			err = scan(&u.ObjectID, &u.Kind, &u.PersonID, &written, &published)
			u.WrittenAt, u.PublishedAt = instant(written), instant(published)
			return u, err
		})
}

// publishedAt reads the instant of an object's publication, 0 for none.
const publishedAt = "COALESCE((SELECT x.at FROM publication x WHERE x.object_id = o.id), 0)"

const documentColumns = "o.id, o.case_id, o.kind, o.title, o.body, o.written_by, o.written_name, o.at, " + publishedAt

func scanDocument(scan func(...any) error) (d aid.Document, err error) {
	var at, published int64
	err = scan(&d.ID, &d.CaseID, &d.Kind, &d.Title, &d.Body, &d.WrittenBy, &d.WrittenName, &at, &published)
	d.WrittenAt, d.PublishedAt = instant(at), instant(published)
	return d, err
}

// Document returns a document by id, published or not.
func (r reads) Document(ctx context.Context, id aid.ID) (aid.Document, error) {
	return first(ctx, r, "SELECT "+documentColumns+" FROM document o WHERE o.id = $1", args(string(id)), scanDocument)
}

// Documents returns a case's documents, newest first; only the published ones unless unpublished is set.
func (r reads) Documents(ctx context.Context, caseID aid.ID, unpublished bool) ([]aid.Document, error) {
	return all(ctx, r, "SELECT "+documentColumns+" FROM document o WHERE o.case_id = $1 AND ($2 = 1 OR "+publishedAt+" > 0) ORDER BY o.at DESC, o.id DESC",
		args(string(caseID), bit(unpublished)), scanDocument)
}

const noteColumns = "o.id, o.case_id, o.heading, o.body, o.noted_on, o.written_by, o.written_name, o.origin, o.at, " + publishedAt

func scanNote(scan func(...any) error) (n aid.JournalNote, err error) {
	var on string
	var at, published int64
	err = scan(&n.ID, &n.CaseID, &n.Heading, &n.Body, &on, &n.WrittenBy, &n.WrittenName, &n.Origin, &at, &published)
	n.WrittenAt, n.PublishedAt = instant(at), instant(published)
	return n, errors.Join(err, n.On.UnmarshalText([]byte(on)))
}

// Note returns a journal note by id, published or not.
func (r reads) Note(ctx context.Context, id aid.ID) (aid.JournalNote, error) {
	return first(ctx, r, "SELECT "+noteColumns+" FROM note o WHERE o.id = $1", args(string(id)), scanNote)
}

// Notes returns a case's journal notes, newest first; only the published ones unless unpublished is set.
func (r reads) Notes(ctx context.Context, caseID aid.ID, unpublished bool) ([]aid.JournalNote, error) {
	return all(ctx, r, "SELECT "+noteColumns+" FROM note o WHERE o.case_id = $1 AND ($2 = 1 OR "+publishedAt+" > 0) ORDER BY o.noted_on DESC, o.id DESC",
		args(string(caseID), bit(unpublished)), scanNote)
}
