package store_test

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"bistand/store"
	"bistand/store/storetest"
)

// tamperer changes stored rows past all that protects them, as someone with the database in their hands could.
type tamperer struct {
	t  *testing.T
	s  *store.Store
	db *sql.DB
}

// tamperWith takes a register's protections away: triggers, checks and foreign keys.
func tamperWith(t *testing.T, s *store.Store) tamperer {
	t.Helper()
	p := tamperer{t, s, storetest.Alter(t, s)}
	list := `SELECT 'DROP TRIGGER ' || name FROM sqlite_master WHERE type = 'trigger'`
	if s.Engine() == "postgres" {
		p.exec("SET session_replication_role = replica")
		list = `SELECT 'ALTER TABLE ' || conrelid::regclass || ' DROP CONSTRAINT ' || conname FROM pg_constraint WHERE contype = 'c' AND connamespace = 'public'::regnamespace`
	} else {
		p.exec("PRAGMA foreign_keys = 0")
		p.exec("PRAGMA ignore_check_constraints = 1")
		p.exec("PRAGMA synchronous = OFF")
	}
	rows, err := p.db.Query(list)
	if err != nil {
		t.Fatal(err)
	}
	var texts []string
	for rows.Next() {
		var text string
		if err := rows.Scan(&text); err != nil {
			t.Fatal(err)
		}
		texts = append(texts, text)
	}
	if err := errors.Join(rows.Err(), rows.Close()); err != nil || len(texts) == 0 {
		t.Fatalf("nothing to take away (%v)", err)
	}
	for _, text := range texts {
		p.exec(text)
	}
	return p
}

func (p tamperer) exec(text string, args ...any) {
	p.t.Helper()
	if _, err := p.db.Exec(text, args...); err != nil {
		p.t.Fatalf("%s: %v", text, err)
	}
}

// pick reads the columns and values of one row.
func (p tamperer) pick(table, condition string) ([]string, []any) {
	p.t.Helper()
	tx, err := p.db.Begin()
	if err != nil {
		p.t.Fatal(err)
	}
	defer tx.Rollback()
	return pick(p.t, tx, table, condition)
}

// insert writes a row as it stands.
func (p tamperer) insert(table string, columns []string, values []any) {
	p.t.Helper()
	places := make([]string, len(columns))
	for i := range columns {
		places[i] = fmt.Sprintf("$%d", i+1)
	}
	p.exec("INSERT INTO "+table+" ("+strings.Join(columns, ", ")+") VALUES ("+strings.Join(places, ", ")+")", values...)
}

// wants runs Verify and holds what it names against what was done.
func (p tamperer) wants(done, table, row string) {
	p.t.Helper()
	_, _, err := p.s.Verify(context.Background())
	var broken *store.Broken
	if !errors.As(err, &broken) {
		p.t.Errorf("%s: not found (%v)", done, err)
		return
	}
	if broken.Table != table || (row != "" && broken.Row != row) {
		p.t.Errorf("%s: named table %s row %s, want table %s row %s", done, broken.Table, broken.Row, table, row)
	}
}

// wantsWhole runs Verify on what must be whole again.
func (p tamperer) wantsWhole() {
	p.t.Helper()
	if _, _, err := p.s.Verify(context.Background()); err != nil {
		p.t.Fatalf("the register is not whole: %v", err)
	}
}

// another returns a value that differs from v in as little as its type allows.
func another(v any) any {
	switch v := v.(type) {
	case int64:
		return v + 1
	case []byte:
		if len(v) == 0 {
			return []byte{1}
		}
		other := slices.Clone(v)
		other[len(other)/2] ^= 1
		return other
	case string:
		if v == "" {
			return "x"
		}
		other := []byte(v)
		other[len(other)-1] = other[len(other)-1]&0x7f ^ 1
		return strings.ToValidUTF8(string(other), "?")
	}
	panic(fmt.Sprintf("a fact holds a %T", v))
}

func TestVerifyFindsEveryAlteredColumn(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		storetest.Whole(t, s)
		tables := factTables(t, storetest.Raw(t, s))
		p := tamperWith(t, s)
		p.wantsWhole()
		for _, table := range tables {
			which := "true"
			if table == "log" {
				which = "seq = 1" // PostgreSQL may show any row first, and the row after it is named below
			}
			columns, values := p.pick(table, which)
			tried := map[string]bool{}
			key := slices.Index(columns, "sum")
			if table == "log" {
				key = slices.Index(columns, "hash")
			}
			for i, column := range columns {
				kind := fmt.Sprintf("%T", values[i])
				if s.Engine() == "postgres" && tried[kind] && i < len(columns)-2 {
					continue // SQLite tries every column; here one of each type, and the step's number and checksum, will do
				}
				tried[kind] = true
				was, now := values[i], another(values[i])
				row, found := fmt.Sprint(values[0]), values[key]
				if i == 0 {
					row = fmt.Sprint(now)
				}
				if i == key {
					found = now
				}
				if seq, ok := was.(int64); ok && table == "represented_step" && column == "seq" {
					now = seq + 1_000 // no other step is a representative's
				}
				if table == "log" && i == 0 {
					now, row = int64(1_000), "2" // the number of the first step is missing: the row after it tells
				}
				p.exec("UPDATE "+table+" SET "+column+" = $1 WHERE "+columns[key]+" = $2", now, values[key])
				p.wants("altered "+table+"."+column, table, row)
				p.exec("UPDATE "+table+" SET "+column+" = $1 WHERE "+columns[key]+" = $2", was, found)
			}
		}
		p.wantsWhole()
	})
}

func TestVerifyFindsRowsTakenAway(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		storetest.Whole(t, s)
		tables := factTables(t, storetest.Raw(t, s))
		p := tamperWith(t, s)
		for _, table := range tables[1:] {
			columns, values := p.pick(table, "true")
			p.exec("DELETE FROM "+table+" WHERE sum = $1", values[len(values)-1])
			p.wants("took a row of "+table, "log", fmt.Sprint(values[slices.Index(columns, "seq")]))
			p.insert(table, columns, values)
		}
		for _, which := range []string{"min(seq)", "max(seq) / 2", "max(seq)"} {
			columns, values := p.pick("log", "seq = (SELECT "+which+" FROM log)")
			p.exec("DELETE FROM log WHERE seq = $1", values[0])
			_, _, err := s.Verify(context.Background())
			var broken *store.Broken
			if !errors.As(err, &broken) {
				t.Errorf("took log row %s: %v", which, err)
			}
			p.insert("log", columns, values)
		}
		p.wantsWhole()
	})
}

// checksum writes out the form of a fact's checksum a second time: it may never change, since registers are full of it.
func checksum(table string, columns []string, values []any, seq int64) string {
	h := sha256.New()
	put := func(tag byte, b []byte) {
		h.Write([]byte{tag})
		h.Write(binary.BigEndian.AppendUint64(nil, uint64(len(b))))
		h.Write(b)
	}
	put('t', []byte(table))
	put('i', binary.BigEndian.AppendUint64(nil, uint64(seq)))
	for i, v := range values {
		put('c', []byte(columns[i]))
		switch v := v.(type) {
		case string:
			put('s', []byte(v))
		case int64:
			put('i', binary.BigEndian.AppendUint64(nil, uint64(v)))
		case []byte:
			put('b', v)
		}
	}
	return hex.EncodeToString(h.Sum(nil))
}

func TestVerifyFindsRowsAdded(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		storetest.Whole(t, s)
		p := tamperWith(t, s)
		columns, values := p.pick("note", "true")
		n := len(columns) - 2 // seq and sum come last
		if got := checksum("note", columns[:n], values[:n], values[n].(int64)); got != values[n+1] {
			t.Fatalf("the form of the checksum has changed: %s, stored %s", got, values[n+1])
		}
		added := slices.Clone(values)
		added[0] = "added"
		add := func(done, table, row string) {
			p.insert("note", columns, added)
			p.wants(done, table, row)
			p.exec("DELETE FROM note WHERE id = 'added'")
		}
		add("added a row under another's checksum", "note", "added")
		added[n+1] = checksum("note", columns[:n], added[:n], values[n].(int64))
		add("added a row with a checksum of its own", "log", fmt.Sprint(values[n]))
		for _, seq := range []int64{0, -3, 1_000_000} {
			added[n], added[n+1] = seq, checksum("note", columns[:n], added[:n], seq)
			add(fmt.Sprintf("added a row of step %d", seq), "note", "added")
		}
		p.wantsWhole()
	})
}

func TestVerifyFindsAFalseLog(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		storetest.Whole(t, s)
		p := tamperWith(t, s)
		columns, values := p.pick("log", "seq = 1")
		values[0], values[10] = int64(0), "new"
		p.insert("log", columns, values)
		p.wants("added a log row before the first", "log", "0")
		p.exec("DELETE FROM log WHERE seq = 0")

		move := func(from, to int64) { p.exec("UPDATE log SET seq = $1 WHERE seq = $2", to, from) }
		move(7, -1)
		move(8, 7)
		move(-1, 8)
		p.wants("changed places of two log rows", "log", "7")
		move(7, -1)
		move(8, 7)
		move(-1, 8)
		p.wantsWhole()

		// Whoever knows how hashes are made can make one that fits its row, but then the next row does not continue it.
		_, row := p.pick("log", "seq = 9")
		was := row[10]
		row[3] = "someone else"
		p.exec("UPDATE log SET actor_id = $1, hash = $2 WHERE seq = 9", row[3], logHash(row))
		p.wants("rewrote a log row with its hash", "log", "10")
		p.exec("UPDATE log SET actor_id = '', hash = $1 WHERE seq = 9", was)
		p.wantsWhole()
	})
}

// logHash writes out the form of a log row's hash a second time, over the row's columns but the last.
func logHash(row []any) string {
	h := sha256.New()
	for i, v := range row[:10] {
		b, tag := []byte(fmt.Sprint(v)), byte('s')
		if n, ok := v.(int64); ok {
			b, tag = binary.BigEndian.AppendUint64(nil, uint64(n)), "qa"[i]
		}
		h.Write(binary.BigEndian.AppendUint64([]byte{tag}, uint64(len(b))))
		h.Write(b)
	}
	return hex.EncodeToString(h.Sum(nil))
}

func TestVerifyFindsSwappedChecksums(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		r := storetest.Whole(t, s)
		p := tamperWith(t, s)
		sum := func(person any) (sum string) {
			_, values := p.pick("member", is("person_id", person)+" AND "+is("case_id", r.Case.ID))
			return values[len(values)-1].(string)
		}
		son, daughter := sum(r.Son.ID), sum(r.Daughter.ID)
		for _, change := range [][2]string{{"x", son}, {son, daughter}, {daughter, "x"}} {
			p.exec("UPDATE member SET sum = $1 WHERE sum = $2", change[0], change[1])
		}
		p.wants("swapped two checksums of one step", "member", "")
		// A whole row put in another's place is a row too few and a row too many.
		p.exec("UPDATE member SET sum = $1 WHERE "+is("person_id", r.Son.ID), daughter)
		p.wants("gave two rows one checksum", "member", "")
	})
}

// On a connection that did not ask for it, SQLite lets a row be replaced without a word to the triggers on deletion; the log still tells.
func TestVerifyFindsAReplacedRow(t *testing.T) {
	t.Parallel()
	s := storetest.Open(t, "sqlite")
	storetest.Whole(t, s)
	db := storetest.Raw(t, s)
	text := strings.Join([]string{
		"INSERT OR REPLACE INTO note (id, case_id, heading, body, noted_on, written_by, written_name, origin, at, seq, sum)",
		"SELECT id, case_id, heading, 'annat', noted_on, written_by, written_name, origin, at, seq, sum FROM note LIMIT 1",
	}, " ")
	if _, err := db.Exec(text); err != nil {
		t.Fatal(err)
	}
	tamperer{t, s, db}.wants("replaced a row", "note", "")
}

// A check beside writers must not take their steps for broken ones.
func TestVerifyBesideWriters(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		r := storetest.Whole(t, s)
		stop, stopped := make(chan struct{}), make(chan struct{})
		go func() {
			defer close(stopped)
			for {
				select {
				case <-stop:
					return
				default:
					addNote(r, s, "beside")
				}
			}
		}()
		for range 10 {
			if _, _, err := s.Verify(context.Background()); err != nil {
				t.Error(err)
			}
		}
		close(stop)
		<-stopped
	})
}
