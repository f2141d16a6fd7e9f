package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"maps"
	"slices"
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
	row := putInt(putInt(make([]byte, 0, 512), 'q', l.Seq), 'a', l.At)
	for _, text := range []string{l.ActorKind, l.ActorID, l.Step, l.CaseID, l.ObjectKind, l.ObjectID, l.Facts, l.Prev} {
		row = put(row, 's', text)
	}
	return hashed(row)
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
// that was altered, added or taken away is returned as *Broken. Steps that are added meanwhile are left for the next time.
func (s *Store) Verify(ctx context.Context) (steps, checked int64, err error) {
	last, err := s.verifyEnds(ctx)
	if err != nil {
		return 0, 0, err
	}
	prev := ""
	for from := int64(0); from < last; from += verifyRange {
		until := min(from+verifyRange, last)
		rows, err := all(ctx, s.reads, `SELECT seq, at, actor_kind, actor_id, step, case_id, object_kind, object_id, facts, prev, hash
			FROM log WHERE seq > $1 AND seq <= $2 ORDER BY seq`, args(from, until), scanLog)
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
		n, err := s.verifyFacts(ctx, from, until, rows)
		checked += n
		if err != nil {
			return steps, checked, err
		}
	}
	return steps, checked, s.verifyFile(ctx)
}

// verifyEnds returns the number of the last step, after looking for what lies outside the chain: log rows before its
// beginning, and facts of steps that are not in it.
func (s *Store) verifyEnds(ctx context.Context) (last int64, err error) {
	var begin int64
	if err := s.one(ctx, "SELECT COALESCE(min(seq), 1), COALESCE(max(seq), 0) FROM log", nil, &begin, &last); err != nil {
		return 0, unreadable("log", err)
	}
	if begin < 1 {
		return 0, &Broken{Table: "log", Row: fmt.Sprint(begin), Seq: begin, Why: "lies before the beginning of the log"}
	}
	for _, t := range factTables {
		var seq int64
		var row any
		err := s.one(ctx, "SELECT t.seq, t."+t.columns[0]+" FROM "+t.name+` t WHERE (t.seq > $1 OR t.seq < 1)
			AND NOT EXISTS (SELECT 1 FROM log l WHERE l.seq = t.seq) ORDER BY t.seq LIMIT 1`, args(last), &seq, &row)
		if errors.Is(err, aid.ErrNotFound) {
			continue
		}
		if err != nil {
			return 0, unreadable(t.name, err)
		}
		return 0, &Broken{Table: t.name, Row: fmt.Sprint(row), Seq: seq, Why: "belongs to a step that is not in the log"}
	}
	return last, nil
}

// verifyFile asks the engine whether the file around the facts is whole: an index that lost a row hides a fact that is there.
func (s *Store) verifyFile(ctx context.Context) error {
	if s.dialect.intact == "" {
		return nil
	}
	var word string
	if err := s.one(ctx, s.dialect.intact, nil, &word); err != nil {
		return unreadable("(file)", err)
	}
	if word != "ok" {
		return &Broken{Table: "(file)", Row: "?", Why: word}
	}
	return nil
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
	if len(sums) > 0 {
		seq := slices.Min(slices.Collect(maps.Keys(sums)))
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

// scanFact reads a fact as the values that its checksum was made of.
func scanFact(rows *sql.Rows, columns int) (values []any, seq int64, sum string, err error) {
	values = make([]any, columns)
	into := make([]any, 0, columns+2)
	for i := range values {
		into = append(into, &values[i])
	}
	var kept any
	if err = rows.Scan(append(into, &seq, &kept)...); err != nil {
		return nil, 0, "", err
	}
	sum, ok := kept.(string)
	if !ok {
		return nil, 0, "", errors.New("a checksum is no text")
	}
	return values, seq, sum, nil
}

// scanLog reads a row of the log. SQLite would hand over bytes and numbers as text: a text that is not kept as one was altered.
func scanLog(scan func(...any) error) (l logRow, err error) {
	texts := []*string{&l.ActorKind, &l.ActorID, &l.Step, &l.CaseID, &l.ObjectKind, &l.ObjectID, &l.Facts, &l.Prev, &l.Hash}
	values := make([]any, len(texts))
	into := []any{&l.Seq, &l.At}
	for i := range values {
		into = append(into, &values[i])
	}
	if err = scan(into...); err != nil {
		return l, err
	}
	for i, text := range texts {
		var ok bool
		if *text, ok = values[i].(string); !ok {
			return l, fmt.Errorf("step %d: a text is kept as %T", l.Seq, values[i])
		}
	}
	return l, nil
}

// unreadable tells of a table that the engine itself cannot read.
func unreadable(table string, err error) error {
	return &Broken{Table: table, Row: "?", Why: "cannot be read: " + err.Error()}
}
