package store

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"

	"bistand/aid"
)

// logRow is one row of the chained log.
type logRow struct {
	Seq, At                                                int64
	ActorKind, ActorID, Step, CaseID, ObjectKind, ObjectID string
	Facts, Prev, Hash                                      string
}

// hash is the SHA-256 over everything in the row but itself.
func (l logRow) hash() string {
	h := sha256.New()
	put(h, 'q', binary.BigEndian.AppendUint64(nil, uint64(l.Seq)))
	put(h, 'a', binary.BigEndian.AppendUint64(nil, uint64(l.At)))
	for _, text := range []string{l.ActorKind, l.ActorID, l.Step, l.CaseID, l.ObjectKind, l.ObjectID, l.Facts, l.Prev} {
		put(h, 's', []byte(text))
	}
	return hex.EncodeToString(h.Sum(nil))
}

// Broken (fel i registret) names the first row that is not as it was written.
type Broken struct {
	Table string
	Row   string // the row's first column
	Seq   int64
	Why   string
}

// Error implements error.
func (b *Broken) Error() string {
	return fmt.Sprintf("table %s, row %s, step %d: %s", b.Table, b.Row, b.Seq, b.Why)
}

// verifyRange is how many steps are checked together: bounds the memory of a check.
const verifyRange = 2000

// Verify walks the log's chain and every fact's checksum, and returns how many steps and facts it checked. The first row
// that was altered, added or taken away is returned as *Broken.
func (s *Store) Verify(ctx context.Context) (steps, checked int64, err error) {
	prev := ""
	for from := int64(0); ; from += verifyRange {
		rows, err := all(ctx, s.reads, `SELECT seq, at, actor_kind, actor_id, step, case_id, object_kind, object_id, facts, prev, hash
			FROM log WHERE seq > $1 AND seq <= $2 ORDER BY seq`, args(from, from+verifyRange), scanLog)
		if err != nil {
			return steps, checked, unreadable("log", err)
		}
		for _, row := range rows {
			steps++
			if broken := row.check(steps, prev); broken != nil {
				return steps, checked, broken
			}
			prev = row.Hash
		}
		n, err := s.verifyFacts(ctx, from, from+verifyRange, rows)
		checked += n
		if err != nil {
			return steps, checked, err
		}
		if len(rows) < verifyRange {
			return steps, checked, s.verifyNoOrphans(ctx, from+int64(len(rows)))
		}
	}
}

// check holds a row against its own hash and the row before it.
func (l logRow) check(want int64, prev string) error {
	broken := &Broken{Table: "log", Row: fmt.Sprint(l.Seq), Seq: l.Seq}
	switch {
	case l.Seq != want:
		broken.Why = fmt.Sprintf("step %d is missing", want)
	case l.Prev != prev:
		broken.Why = "does not continue the row before it"
	case l.Hash != l.hash():
		broken.Why = "was altered"
	default:
		return nil
	}
	return broken
}

// verifyFacts checks all facts of the steps after from, up to and including until.
func (s *Store) verifyFacts(ctx context.Context, from, until int64, rows []logRow) (int64, error) {
	sums := map[int64][]string{}
	var checked int64
	for _, t := range factTables {
		n, err := s.verifyTable(ctx, t, from, until, sums)
		checked += n
		if err != nil {
			return checked, err
		}
	}
	for _, row := range rows {
		if factsHash(sums[row.Seq]) != row.Facts {
			return checked, &Broken{
				Table: "log", Row: fmt.Sprint(row.Seq), Seq: row.Seq,
				Why: fmt.Sprintf("the facts of step %q on %s %s are not those that were written", row.Step, row.ObjectKind, row.ObjectID),
			}
		}
		delete(sums, row.Seq)
	}
	for seq := range sums {
		return checked, &Broken{Table: "log", Row: fmt.Sprint(seq), Seq: seq, Why: "facts without a step"}
	}
	return checked, nil
}

// verifyTable checks one table's rows and collects their checksums by step.
func (s *Store) verifyTable(ctx context.Context, t *factTable, from, until int64, sums map[int64][]string) (int64, error) {
	text := "SELECT " + strings.Join(t.columns, ", ") + ", seq, sum FROM " + t.name + " WHERE seq > $1 AND seq <= $2 ORDER BY seq"
	rows, err := s.query(ctx, text, from, until)
	if err != nil {
		return 0, unreadable(t.name, err)
	}
	defer rows.Close()
	var checked int64
	for rows.Next() {
		values, seq, sum, err := scanFact(rows, len(t.columns))
		if err != nil {
			return checked, unreadable(t.name, err)
		}
		want, err := t.checksum(seq, values)
		if err != nil || want != sum {
			return checked, &Broken{Table: t.name, Row: fmt.Sprint(values[0]), Seq: seq, Why: "was altered"}
		}
		sums[seq] = append(sums[seq], sum)
		checked++
	}
	if err := rows.Err(); err != nil {
		return checked, unreadable(t.name, err)
	}
	return checked, nil
}

// verifyNoOrphans looks for facts that claim a step after the end of the log.
func (s *Store) verifyNoOrphans(ctx context.Context, last int64) error {
	for _, t := range factTables {
		var seq int64
		var row any
		err := s.one(ctx, "SELECT seq, "+t.columns[0]+" FROM "+t.name+" WHERE seq > $1 OR seq < 1 ORDER BY seq LIMIT 1", args(last), &seq, &row)
		if errors.Is(err, aid.ErrNotFound) {
			continue
		}
		if err != nil {
			return unreadable(t.name, err)
		}
		return &Broken{Table: t.name, Row: fmt.Sprint(row), Seq: seq, Why: "belongs to a step that is not in the log"}
	}
	return nil
}

// scanFact reads a fact as the values that its checksum was made of.
func scanFact(rows *sql.Rows, columns int) (values []any, seq int64, sum string, err error) {
	values = make([]any, columns)
	into := make([]any, 0, columns+2)
	for i := range values {
		into = append(into, &values[i])
	}
	err = rows.Scan(append(into, &seq, &sum)...)
	return values, seq, sum, err
}

func scanLog(scan func(...any) error) (l logRow, err error) {
	err = scan(&l.Seq, &l.At, &l.ActorKind, &l.ActorID, &l.Step, &l.CaseID, &l.ObjectKind, &l.ObjectID, &l.Facts, &l.Prev, &l.Hash)
	return l, err
}

// unreadable tells of a table that the engine itself cannot read.
func unreadable(table string, err error) error {
	return &Broken{Table: table, Row: "?", Why: "cannot be read: " + err.Error()}
}
