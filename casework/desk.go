// Package casework holds what happens in a case: each exported method of Desk is one step, one transaction, one row of the
// chained log. A step loads, asks a pure question, adds facts and puts what must be sent afterwards into the outbox.
// Nothing is sent inside a transaction. Who may do a step is checked here and, for the invariants, in the database too.
package casework

import (
	"context"
	"io"
	"time"

	"bistand/aid"
	"bistand/rules"
	"bistand/store"
)

// Desk is where one municipality's casework is done.
type Desk struct {
	Register     *store.Store
	Rules        *rules.Set
	Municipality aid.Municipality
	Files        Files
	Identity     Identity
	Bank         Bank
	Messages     Messages
	Now          func() time.Time
	Random       io.Reader // must be safe for use by many goroutines
}

// Files keeps attachments. Sniff tells what a file is by its first bytes, never by its name. Put reads to the end and returns
// what the file's content is known by.
type Files interface {
	Sniff(first []byte) (mediaType string, ok bool)
	Put(ctx context.Context, r io.Reader, limit int64) (sha256 string, size int64, err error)
	Open(ctx context.Context, sha256 string, size int64) (io.ReadCloser, error)
}

// newID makes an id for now.
func (d *Desk) newID() aid.ID { return aid.NewID(d.Now(), d.Random) }

// today is the day in Sweden.
func (d *Desk) today() aid.Date { return aid.SwedishDate(d.Now()) }

// Request is what a form carries beside its content: an idempotency key, so that a double click or a repeated post has one
// effect. A repeated request returns *store.RepeatedError.
type Request struct {
	Actor aid.Actor
	Key   string
}

// step describes a step of this request.
func (d *Desk) step(r Request, name string, caseID aid.ID, kind string, object aid.ID) store.Step {
	return store.Step{At: d.Now(), Actor: r.Actor, Name: name, CaseID: caseID, Kind: kind, Object: object, Key: r.Key}
}

// enqueueNotices puts a notice to each person into the outbox of a step. The object carries what tells two events of the same
// kind apart, behind a colon where it can happen more than once.
func (d *Desk) enqueueNotices(tx *store.Tx, event string, object aid.ID, people ...aid.ID) error {
	for _, person := range people {
		job := aid.Job{
			ID: d.newID(), Kind: JobNotice, UniqueKey: event + ":" + string(object) + ":" + string(person), Payload: event + " " + string(person), RunAt: d.Now(),
		}
		if err := tx.AddJob(job); err != nil {
			return err
		}
	}
	return nil
}

// adultsOf returns the ids of a case's adults.
func adultsOf(c aid.Case) []aid.ID {
	var ids []aid.ID
	for _, p := range c.Adults() {
		ids = append(ids, p.ID)
	}
	return ids
}
