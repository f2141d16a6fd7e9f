package store

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"database/sql/driver"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"bistand/aid"
)

// Step names one step of casework: who does what, when, on which object. Each step that adds facts becomes one row of the log.
type Step struct {
	At     time.Time
	Actor  aid.Actor
	Name   string // stable code: "submit", "decide" …
	CaseID aid.ID // empty where the step concerns no case
	Kind   string // kind of the object
	Object aid.ID
	Key    string // idempotency key of the request; empty where the step cannot be repeated by a double click
}

// RepeatedError says that the same request was carried out before, and what came of it. Nothing was done again.
type RepeatedError struct{ Result string }

// Error implements error.
func (e *RepeatedError) Error() string { return "this request was carried out before" }

// Tx is the writing transaction that a step runs in. It reads like the Store, sees its own writes, and must not be kept.
// A write that fails fails its whole step, also when the step passes over the error: PostgreSQL allows nothing else, and
// both engines are to do the same.
type Tx struct {
	reads
	ctx     context.Context
	w       *writer
	step    Step
	seq     int64
	sums    []string
	result  string
	jobs    [queues]bool // to which jobs have been added
	touched []*factTable // to which facts have been added
	failed  error        // of the first write that failed
}

// Result sets what a repeated request is answered with: usually the id of what the step made.
func (tx *Tx) Result(result string) { tx.result = result }

// Step runs fn in one transaction and appends the step to the log with the facts that fn added. When Step returns nil, all
// of it is durable; when it returns an error, none of it happened. A repeated key returns *RepeatedError.
func (s *Store) Step(ctx context.Context, step Step, fn func(*Tx) error) error {
	return s.submit(ctx, &write{ctx: ctx, step: step, fn: fn, done: make(chan error, 1)})
}

// Work runs fn in one transaction that may write working rows only.
func (s *Store) Work(ctx context.Context, fn func(*Tx) error) error {
	return s.Step(ctx, Step{}, fn)
}

// write is one step waiting for the writer.
type write struct {
	ctx  context.Context
	step Step
	fn   func(*Tx) error
	err  error        // what came of it, while its group is under way
	jobs [queues]bool // to which it has added jobs
	done chan error
}

func (s *Store) submit(ctx context.Context, w *write) error {
	select {
	case s.writes <- w:
	case <-s.stopped:
		return errors.New("the register is closed")
	case <-ctx.Done():
		return ctx.Err()
	}
	select {
	case err := <-w.done:
		return err
	case <-s.stopped:
		select {
		case err := <-w.done:
			return err
		default:
			return errors.New("the register is closed")
		}
	}
}

// groupLimit is the most steps that share one commit.
const groupLimit = 64

// writer owns the one writing connection and its prepared statements.
type writer struct {
	store *Store
	conn  *sql.Conn
	stmts map[string]*sql.Stmt
	seq   int64  // of the newest log row, within the transaction
	hash  string // of the newest log row
	lost  error  // why the transaction under way cannot be committed; nil while it can
}

// writerRest is how long the writer keeps its connection, with the schema and the statements that it has prepared, when there is
// nothing to write.
const writerRest = time.Minute

// runWriter takes waiting steps, runs each in a savepoint, and commits them together: one fsync for all who waited.
func (s *Store) runWriter(ctx context.Context) {
	defer close(s.stopped)
	w := &writer{store: s}
	defer w.drop()
	idle := time.NewTimer(writerRest)
	defer idle.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-idle.C:
			w.drop()
		case first := <-s.writes:
			group := []*write{first}
			for len(group) < groupLimit {
				select {
				case next := <-s.writes:
					group = append(group, next)
					continue
				default:
				}
				break
			}
			w.commit(group)
			idle.Reset(writerRest)
		}
	}
}

// commit carries out a group of steps in one transaction and answers each, not before all that the answers rest on is durable.
func (w *writer) commit(group []*write) {
	ctx := context.Background()
	pooled := w.conn != nil
	err := w.begin(ctx)
	if err != nil && pooled { // the server may have closed the connection since the last group; nothing has been done on it yet
		w.drop()
		err = w.begin(ctx)
	}
	if err == nil {
		err = w.runAll(ctx, group)
	}
	if err != nil {
		w.drop() // whatever state the connection is in, the next group starts on a fresh one
	}
	for _, one := range group {
		if err != nil && !one.refused() {
			one.err = err
		}
		if one.err == nil {
			w.store.wakeWorkers(one.jobs)
		}
		one.done <- one.err
	}
}

// wake tells the queue's worker, when the step has been committed, that it has work.
func (tx *Tx) wake(q Queue) { tx.jobs[q] = true }

// wakeWorkers tells whoever waits for jobs of the queues.
func (s *Store) wakeWorkers(added [queues]bool) {
	for q, yes := range added {
		if !yes {
			continue
		}
		select {
		case s.jobs[q] <- struct{}{}:
		default: // told already
		}
	}
}

// refused tells whether the step itself failed, whatever became of its group. That a request was carried out before is no
// such answer: the first of them may have been in the same group.
func (one *write) refused() bool {
	var repeated *RepeatedError
	return one.err != nil && !errors.As(one.err, &repeated)
}

// runAll carries out a group of steps and commits them.
func (w *writer) runAll(ctx context.Context, group []*write) error {
	for _, one := range group {
		one.err = w.run(one, len(group) == 1)
		if w.lost != nil {
			return fmt.Errorf("the transaction was lost: %w", w.lost)
		}
	}
	end := "COMMIT"
	if len(group) == 1 && group[0].err != nil {
		end = "ROLLBACK"
	}
	if err := w.exec(ctx, end); err != nil {
		return fmt.Errorf("%s: %w", strings.ToLower(end), err)
	}
	return nil
}

// begin opens the transaction and reads the end of the log's chain.
func (w *writer) begin(ctx context.Context) error {
	if w.conn == nil {
		conn, err := w.store.writeDB.Conn(ctx)
		if err != nil {
			return fmt.Errorf("connect to write: %w", err)
		}
		w.conn, w.stmts = conn, map[string]*sql.Stmt{}
	}
	for _, text := range []string{w.store.dialect.begin, w.store.dialect.lock} {
		if text == "" {
			continue
		}
		if err := w.exec(ctx, text); err != nil {
			return fmt.Errorf("begin: %w", err)
		}
	}
	w.seq, w.hash, w.lost = 0, "", nil
	err := reads{w.query}.one(ctx, "SELECT seq, hash FROM log ORDER BY seq DESC LIMIT 1", nil, &w.seq, &w.hash)
	if err != nil && !errors.Is(err, aid.ErrNotFound) {
		return fmt.Errorf("read the end of the log: %w", err)
	}
	return nil
}

// drop gives up the connection, and with it a transaction that is still open on it.
func (w *writer) drop() {
	if w.conn == nil {
		return
	}
	for _, stmt := range w.stmts {
		stmt.Close()
	}
	w.conn.Raw(func(any) error { return driver.ErrBadConn }) // a connection in doubt is closed, not pooled
	w.conn.Close()
	w.conn = nil
}

// run carries out one step inside a savepoint, unless it is alone in its transaction and can be undone with all of it.
func (w *writer) run(one *write, alone bool) (err error) {
	if one.ctx.Err() != nil {
		return one.ctx.Err()
	}
	// The step runs to its end even if the asker goes away: half a step is worse than an unread answer.
	ctx := context.WithoutCancel(one.ctx)
	seq, hash := w.seq, w.hash
	if !alone {
		if err := w.exec(ctx, "SAVEPOINT step"); err != nil {
			w.lost = err
			return err
		}
	}
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("step %s panicked: %v", one.step.Name, p)
		}
		if err == nil && !alone {
			err = w.exec(ctx, "RELEASE SAVEPOINT step")
		}
		if err != nil {
			w.seq, w.hash = seq, hash
			err = translate(err)
			if alone {
				return
			}
			// Where the engine has given up the whole transaction (disk full, connection lost) there is no savepoint to go back to.
			w.lost = w.exec(ctx, "ROLLBACK TO SAVEPOINT step")
			if w.lost == nil {
				w.lost = w.exec(ctx, "RELEASE SAVEPOINT step")
			}
			err = errors.Join(err, w.lost)
		}
	}()
	tx := &Tx{reads: reads{w.query}, ctx: ctx, w: w, step: one.step, seq: w.seq + 1}
	err = tx.carryOut(one.fn)
	one.jobs = tx.jobs
	return err
}

// carryOut runs the step's function between the check of its key and its row in the log.
func (tx *Tx) carryOut(fn func(*Tx) error) error {
	if err := tx.refuseRepeat(); err != nil {
		return err
	}
	if err := fn(tx); err != nil {
		return err
	}
	if tx.failed != nil {
		return tx.failed
	}
	if tx.step.Key != "" {
		err := tx.exec("INSERT INTO request (key, actor_id, result, at) VALUES ($1, $2, $3, $4)",
			tx.step.Key, string(tx.step.Actor.Doer().ID), tx.result, micros(tx.step.At))
		if err != nil {
			return fmt.Errorf("keep request key: %w", err)
		}
	}
	if len(tx.sums) == 0 {
		return nil
	}
	if err := tx.addRepresentedStep(); err != nil {
		return err
	}
	if err := tx.appendLog(); err != nil {
		return err
	}
	if tx.step.CaseID != "" {
		return tx.refreshOverview(tx.step.CaseID)
	}
	return nil
}

// refuseRepeat answers a key that was carried out before.
func (tx *Tx) refuseRepeat() error {
	if tx.step.Key == "" {
		return nil
	}
	var result string
	err := tx.one(tx.ctx, "SELECT result FROM request WHERE key = $1 AND actor_id = $2", args(tx.step.Key, string(tx.step.Actor.Doer().ID)), &result)
	if errors.Is(err, aid.ErrNotFound) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("look up request key: %w", err)
	}
	return &RepeatedError{Result: result}
}

// appendLog writes the step's row of the chained log.
func (tx *Tx) appendLog() error {
	row := logRow{
		Seq: tx.seq, At: micros(tx.step.At), ActorKind: string(tx.step.Actor.Kind), ActorID: string(tx.step.Actor.Doer().ID), Step: tx.step.Name,
		CaseID: string(tx.step.CaseID), ObjectKind: tx.step.Kind, ObjectID: string(tx.step.Object),
		Facts: factsHash(tx.sums), Prev: tx.w.hash,
	}
	row.Hash = row.hash()
	err := tx.exec(`INSERT INTO log (seq, at, actor_kind, actor_id, step, case_id, object_kind, object_id, facts, prev, hash)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
		row.Seq, row.At, row.ActorKind, row.ActorID, row.Step, row.CaseID, row.ObjectKind, row.ObjectID, row.Facts, row.Prev, row.Hash)
	if err != nil {
		return fmt.Errorf("append to log: %w", err)
	}
	tx.w.seq, tx.w.hash = row.Seq, row.Hash
	return nil
}

// factsHash is the hash over the checksums of the facts of one step, in an order that does not depend on reading order.
func factsHash(sums []string) string {
	sums = slices.Sorted(slices.Values(sums))
	h := sha256.New()
	for _, s := range sums {
		h.Write([]byte(s))
	}
	return hex.EncodeToString(h.Sum(nil))
}

func (w *writer) prepared(ctx context.Context, text string) (*sql.Stmt, error) {
	if stmt, ok := w.stmts[text]; ok {
		return stmt, nil
	}
	stmt, err := w.conn.PrepareContext(ctx, text)
	if err != nil {
		return nil, err
	}
	w.stmts[text] = stmt
	return stmt, nil
}

// query reads on the writing connection. That an asker goes away must not end the connection under the other steps of the group.
func (w *writer) query(ctx context.Context, text string, args ...any) (*sql.Rows, error) {
	ctx = context.WithoutCancel(ctx)
	stmt, err := w.prepared(ctx, text)
	if err != nil {
		return nil, err
	}
	return stmt.QueryContext(ctx, args...)
}

func (w *writer) exec(ctx context.Context, text string, args ...any) error {
	stmt, err := w.prepared(ctx, text)
	if err != nil {
		return err
	}
	_, err = stmt.ExecContext(ctx, args...)
	return err
}

// exec runs a statement that writes.
func (tx *Tx) exec(text string, args ...any) error {
	if err := tx.w.exec(tx.ctx, text, args...); err != nil {
		return tx.fail(err)
	}
	return nil
}

// fail remembers the first write that failed, for the step's end.
func (tx *Tx) fail(err error) error {
	err = translate(err)
	if tx.failed == nil {
		tx.failed = err
	}
	return err
}

// changed runs a statement and tells how many rows it changed.
func (tx *Tx) changed(text string, args ...any) (int64, error) {
	stmt, err := tx.w.prepared(tx.ctx, text)
	if err != nil {
		return 0, tx.fail(err)
	}
	result, err := stmt.ExecContext(tx.ctx, args...)
	if err != nil {
		return 0, tx.fail(err)
	}
	return result.RowsAffected()
}

// At is the instant of the step.
func (tx *Tx) At() time.Time { return tx.step.At }
