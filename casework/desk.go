// Package casework holds what happens in a case: each exported method of Desk is one step, one transaction, one row of the
// chained log. A step loads, asks a pure question, adds facts and puts what must be sent afterwards into the outbox.
// Nothing is sent inside a transaction. Who may do a step is checked here and, for the invariants, in the database too.
package casework

import (
	"context"
	"io"
	"slices"
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
	Scanner      Scanner // nil where the municipality has none
	Identity     Identity
	Bank         Bank
	Messages     Messages
	Authorities  Authorities // nil where the municipality cannot ask them by machine
	Population   *Population // nil where the municipality has no agreement with the population register
	Now          func() time.Time
	Random       io.Reader // must be safe for use by many goroutines
}

// Files keeps attachments by their content, and makes of a photograph what is kept of it.
type Files interface {
	Uploads
	// Take reads a file to its end, has look look through what came in, and keeps of it what is to be kept. What a person can
	// mend is an aid.Error; whatever the error, nothing is kept.
	Take(ctx context.Context, r io.Reader, limit int64, look func(io.Reader) error) (KeptFile, error)
	// Turn keeps a kept picture anew, turned a quarter to the right.
	Turn(ctx context.Context, f KeptFile) (KeptFile, error)
	// Small makes a small picture of a kept one, as JPEG.
	Small(ctx context.Context, f KeptFile) ([]byte, error)
	Open(ctx context.Context, sha256 string, size int64) (io.ReadCloser, error)
	// Sweep takes away what crashes have left half written, last touched before olderThan, and returns how many files.
	Sweep(olderThan time.Time) (int, error)
}

// KeptFile (sparad fil) is a file by its content.
type KeptFile struct {
	SHA256    string
	Size      int64
	MediaType string
}

// Scanner looks a file through for viruses. An error means that nobody has looked it through.
type Scanner interface {
	Scan(ctx context.Context, r io.Reader) (found, version string, err error)
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

// enqueueNotices puts a notice to each person, and to those who act for them, into the outbox of a step. The object carries what tells two events of the same
// kind apart, behind a colon where it can happen more than once.
func (d *Desk) enqueueNotices(tx *store.Tx, event string, object aid.ID, people ...aid.ID) error {
	var told []aid.ID
	behalf := map[aid.ID][]aid.ID{}
	for _, person := range people {
		representatives, err := tx.ToldFor(person, d.today())
		if err != nil {
			return err
		}
		for _, one := range append([]aid.ID{person}, representatives...) {
			if !slices.Contains(told, one) {
				told = append(told, one)
			}
			if !slices.Contains(people, one) {
				behalf[one] = append(behalf[one], person)
			}
		}
	}
	for _, person := range told {
		n := notice{event, person, behalf[person]}
		job := aid.Job{ID: d.newID(), Kind: JobNotice, UniqueKey: noticeKey(event, object, person), Payload: n.payload(), RunAt: d.Now()}
		if err := tx.AddJob(job); err != nil {
			return err
		}
	}
	return nil
}

// noticeKey keeps a notice to one for each event, object and person.
func noticeKey(event string, object, person aid.ID) string {
	return event + ":" + string(object) + ":" + string(person)
}
