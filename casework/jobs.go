package casework

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"bistand/aid"
	"bistand/store"
)

// The kinds of job in the outbox.
const (
	JobNotice      = "notice"       // tell a person that there is something to read; payload: the event and the person's id
	JobPaymentFile = "payment_file" // hand a payment file over to the bank; payload: the file's id
)

// The patience of the outbox: how long a worker may hold a job, and after how many tries a person must look.
const (
	jobLease    = 30 * time.Second
	jobAttempts = 5
)

// tidyEvery is how often working rows that have served are taken away, and reminders are made.
const tidyEvery = time.Hour

// halfWritten is the age at which a file that is being written is nobody's upload any more.
const halfWritten = time.Hour

// longestRest is the longest that the outbox of a register at rest is not looked at, in pauses. What this process puts into it
// is found at once; the rest is for what others have put in and for what is to be tried again.
const longestRest = 30

// RunJobs carries out jobs until the context ends: each that is due, one at a time, and the bank's reports every pause.
// While there is neither a job nor a bank it rests for longer and longer. Each time it wakes it has files looked through that
// wait for it; once an hour it takes away what has served, and makes reminders. It begins with a pause: a register is opened for
// someone who waits for a page, and who then need not share the reading of the schema with the outbox.
func (d *Desk) RunJobs(ctx context.Context, pause time.Duration) {
	var asking sync.WaitGroup
	defer asking.Wait()
	if d.Authorities != nil {
		asking.Go(func() { d.runInquiries(ctx, pause) })
	}
	var tidied time.Time
	for rest := pause; ; {
		if d.await(ctx, store.Outbox, rest); ctx.Err() != nil {
			return
		}
		rest = nextRest(d.drain(ctx, store.Outbox) || d.Bank != nil, rest, pause)
		if d.Bank != nil {
			if _, err := d.ReadBank(ctx); err != nil && ctx.Err() == nil {
				slog.WarnContext(ctx, "the bank's reports cannot be read", "error", err)
			}
		}
		if d.Scanner != nil {
			if _, err := d.ScanWaiting(ctx); err != nil && ctx.Err() == nil {
				slog.WarnContext(ctx, "a file that waits cannot be looked through for viruses", "error", err)
			}
		}
		if now := d.Now(); now.Sub(tidied) >= tidyEvery {
			tidied = now
			d.tidy(ctx, now)
		}
	}
}

// runInquiries asks the authorities what is to be asked until the context ends. It has a worker of its own: an authority that takes long keeps
// neither a notice nor a payment waiting.
func (d *Desk) runInquiries(ctx context.Context, pause time.Duration) {
	for rest := pause; ; {
		if d.await(ctx, store.Inquiries, rest); ctx.Err() != nil {
			return
		}
		rest = nextRest(d.drain(ctx, store.Inquiries), rest, pause)
	}
}

// nextRest is how long a worker rests: one pause while there is work, else longer and longer.
func nextRest(worked bool, rest, pause time.Duration) time.Duration {
	if worked {
		return pause
	}
	return min(2*rest, longestRest*pause)
}

// await waits until this process puts something into a queue, for the length of a rest at most.
func (d *Desk) await(ctx context.Context, q store.Queue, rest time.Duration) {
	select {
	case <-ctx.Done():
	case <-d.Register.Jobs(q):
	case <-time.After(rest):
	}
}

// tidy does what is done once an hour: it makes reminders, and takes away working rows that have served and what uploads left half written when the program was ended in their midst.
func (d *Desk) tidy(ctx context.Context, now time.Time) {
	if err := d.Forget(ctx); err != nil && ctx.Err() == nil {
		slog.WarnContext(ctx, "working rows cannot be taken away", "error", err)
	}
	if err := d.Remind(ctx); err != nil && ctx.Err() == nil {
		slog.WarnContext(ctx, "reminders cannot be made", "error", err)
	}
	if d.Files == nil {
		return
	}
	if _, err := d.Files.Sweep(now.Add(-halfWritten)); err != nil {
		slog.WarnContext(ctx, "half-written files cannot be taken away", "error", err)
	}
}

// Forget takes away working rows that have served: see store.Tx.Forget, and drafts on the day that their applicants are told, those
// that are out for signature too.
func (d *Desk) Forget(ctx context.Context) error {
	kept := store.KeptDrafts{Months: d.keptFrom(aid.Renewal), Needs: d.keptFrom(aid.Supplementary)}
	served, err := d.Register.Forgettable(ctx, d.Now(), kept)
	if err == nil && served {
		err = d.Register.Work(ctx, func(tx *store.Tx) error { return tx.Forget(d.Now(), kept) })
	}
	return errors.Join(err, d.lapse(ctx, kept))
}

// keptFrom is the first month whose drafts of a kind are kept today.
func (d *Desk) keptFrom(kind aid.ApplicationKind) aid.Month {
	kept := d.today().MonthOf().Add(1) // a window may close early in its own month
	for !DraftGoes(d.Municipality, kind, kept.Add(-1)).Before(d.today().AddDays(1)) {
		kept = kept.Add(-1)
	}
	return kept
}

// lapseLimit is how many applications one call takes back: each is a step of its own.
const lapseLimit = 100

// lapse takes back the applications of months before those kept that not everyone has signed, and takes away their drafts: a draft
// lives no longer for being out for signature. What everyone has signed has come in, and is not among them.
func (d *Desk) lapse(ctx context.Context, kept store.KeptDrafts) error {
	drafts, err := d.Register.LapsedDrafts(ctx, kept, lapseLimit)
	for _, draft := range drafts {
		step := d.step(Request{Actor: aid.Actor{Kind: aid.BySystem}}, "lapse", draft.CaseID, "application", draft.FrozenAs)
		err = errors.Join(err, d.Register.Step(ctx, step, func(tx *store.Tx) error {
			a, err := tx.ApplicationState(ctx, draft.FrozenAs)
			if err != nil {
				return err
			}
			if a.Status() != aid.AwaitSignature { // signed or taken back since it was looked for
				return aid.ErrConflict
			}
			return errors.Join(tx.AddApplicationVoid(a.ID, ""), tx.DeleteDraft(draft.ID))
		}))
	}
	return err
}

// drain carries out every job of a queue that is due, and tells whether there was one.
func (d *Desk) drain(ctx context.Context, q store.Queue) (worked bool) {
	for {
		more, err := d.RunJob(ctx, q)
		if err != nil && ctx.Err() == nil {
			slog.ErrorContext(ctx, "the outbox cannot be read", "error", err)
		}
		if !more || err != nil {
			return worked
		}
		worked = true
	}
}

// RunJob carries out the next job of a queue that is due, and tells whether there was one. A job that fails is tried again later, each
// time after a longer and partly random wait; after the last try it is dead and shown to staff.
func (d *Desk) RunJob(ctx context.Context, q store.Queue) (bool, error) {
	job, err := d.Register.LeaseJob(ctx, q, d.Now(), jobLease)
	if errors.Is(err, aid.ErrNotFound) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	failure := d.carryOut(ctx, job)
	return true, d.Register.Work(ctx, func(tx *store.Tx) error {
		if failure == nil {
			return tx.FinishJob(job.ID, d.Now())
		}
		slog.WarnContext(ctx, "a job failed", "kind", job.Kind, "job", job.ID, "attempt", job.Attempts, "error", failure)
		retry := time.Time{}
		if job.Attempts < jobAttempts {
			retry = d.Now().Add(d.backoff(job.Attempts))
		}
		return tx.RetryJob(job.ID, retry, d.Now(), failure.Error())
	})
}

// backoff doubles from two seconds and adds up to as much again at random.
func (d *Desk) backoff(attempt int) time.Duration {
	base := 2 * time.Second << min(attempt, 10)
	var b [1]byte
	if _, err := d.Random.Read(b[:]); err != nil {
		return base
	}
	return base + base*time.Duration(b[0])/256
}

// carryOut does one job. Each may be done twice without harm.
func (d *Desk) carryOut(ctx context.Context, job aid.Job) error {
	ctx, cancel := context.WithTimeout(ctx, jobLease-5*time.Second)
	defer cancel()
	switch job.Kind {
	case JobPaymentFile:
		return d.deliverFile(ctx, aid.ID(job.Payload))
	case JobNotice:
		return d.notify(ctx, job)
	case aid.InquiryJob:
		return d.collect(ctx, job)
	}
	return fmt.Errorf("unknown kind of job %q", job.Kind)
}
