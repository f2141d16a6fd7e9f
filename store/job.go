package store

import (
	"context"
	"time"

	"bistand/aid"
)

// AddJob puts work into the outbox, in the transaction of the step that calls for it. A unique key that is there already
// is passed over: the work is under way.
func (tx *Tx) AddJob(j aid.Job) error {
	tx.wake(QueueOf(j.Kind))
	return tx.exec(`INSERT INTO job (id, kind, unique_key, payload, run_at, attempts, leased_until, done_at, dead_at, last_error, at)
		VALUES ($1, $2, $3, $4, $5, 0, 0, 0, 0, '', $6) ON CONFLICT (unique_key) DO NOTHING`,
		string(j.ID), j.Kind, j.UniqueKey, j.Payload, micros(j.RunAt), micros(tx.step.At))
}

const jobColumns = "j.id, j.kind, j.unique_key, j.payload, j.run_at, j.attempts, j.done_at, j.dead_at, j.last_error"

func scanJob(scan func(...any) error) (j aid.Job, err error) {
	var run, done, dead int64
	err = scan(&j.ID, &j.Kind, &j.UniqueKey, &j.Payload, &run, &j.Attempts, &done, &dead, &j.LastError)
	j.RunAt, j.DoneAt, j.DeadAt = instant(run), instant(done), instant(dead)
	return j, err
}

// Queue is a line of jobs with a worker of its own: what waits in one line does not wait for what stands in another.
type Queue int

// The queues.
const (
	Outbox    Queue = iota // notices and payment files
	Inquiries              // questions to authorities, whose answers may take long
	queues                 // how many there are
)

// QueueOf returns the queue of a kind of job.
func QueueOf(kind string) Queue {
	if kind == aid.InquiryJob {
		return Inquiries
	}
	return Outbox
}

// kinds is the condition on j that picks the queue's jobs.
func (q Queue) kinds() string {
	if q == Inquiries {
		return "j.kind = '" + aid.InquiryJob + "'"
	}
	return "j.kind <> '" + aid.InquiryJob + "'"
}

// LeaseJob takes the next job of a queue that is due for one worker until the lease ends; none is aid.ErrNotFound. A worker that dies
// leaves its job to the next one when the lease has ended.
func (s *Store) LeaseJob(ctx context.Context, q Queue, now time.Time, lease time.Duration) (job aid.Job, err error) {
	// A look without the writer first: most of the time nothing is due.
	due := "SELECT " + jobColumns + " FROM job j WHERE j.done_at = 0 AND j.dead_at = 0 AND j.run_at <= $1 AND j.leased_until <= $1 AND " + q.kinds() +
		" ORDER BY j.run_at, j.id LIMIT 1"
	if _, err := first(ctx, s.reads, due, args(micros(now)), scanJob); err != nil {
		return job, err
	}
	err = s.Work(ctx, func(tx *Tx) error {
		if job, err = first(ctx, tx.reads, due, args(micros(now)), scanJob); err != nil {
			return err
		}
		job.Attempts++
		return tx.exec("UPDATE job SET leased_until = $1, attempts = attempts + 1 WHERE id = $2", micros(now.Add(lease)), string(job.ID))
	})
	return job, err
}

// Jobs has something in it when this process has added jobs to a queue since it was last read: a worker need not ask to know.
func (s *Store) Jobs(q Queue) <-chan struct{} { return s.jobs[q] }

// FinishJob marks a job done; within a step it is done together with the step's facts.
func (tx *Tx) FinishJob(id aid.ID, at time.Time) error {
	return tx.exec("UPDATE job SET done_at = $1, dead_at = 0, leased_until = 0 WHERE id = $2", micros(at), string(id))
}

// RetryJob puts a failed job back for later. When retryAt is the zero instant the job is dead: a person must look. A job
// that another worker has done meanwhile stays done.
func (tx *Tx) RetryJob(id aid.ID, retryAt, now time.Time, failure string) error {
	if retryAt.IsZero() {
		return tx.exec("UPDATE job SET dead_at = $1, leased_until = 0, last_error = $2 WHERE id = $3 AND done_at = 0", micros(now), failure, string(id))
	}
	return tx.exec("UPDATE job SET run_at = $1, leased_until = 0, last_error = $2 WHERE id = $3 AND done_at = 0", micros(retryAt), failure, string(id))
}

// DeadJobs returns the jobs whose attempts are used up, newest first, at most limit.
func (r reads) DeadJobs(ctx context.Context, limit int) ([]aid.Job, error) {
	return all(ctx, r, "SELECT "+jobColumns+" FROM job j WHERE j.dead_at > 0 ORDER BY j.dead_at DESC, j.id DESC LIMIT $1", args(limit), scanJob)
}

// Job returns a job by its unique key.
func (r reads) Job(ctx context.Context, uniqueKey string) (aid.Job, error) {
	return first(ctx, r, "SELECT "+jobColumns+" FROM job j WHERE j.unique_key = $1", args(uniqueKey), scanJob)
}

// ReviveJob gives a dead job a new set of attempts.
func (tx *Tx) ReviveJob(id aid.ID, at time.Time) error {
	for q := range queues {
		tx.wake(q)
	}
	n, err := tx.changed("UPDATE job SET dead_at = 0, attempts = 0, run_at = $1 WHERE id = $2 AND dead_at > 0", micros(at), string(id))
	if err == nil && n == 0 {
		err = aid.ErrNotFound
	}
	return err
}
