package store_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"bistand/aid"
	"bistand/store"
	"bistand/store/storetest"
)

// row is the columns of a raw row that differ from the row it is copied from.
type row map[string]any

// attempt is one invariant: a row that is allowed, and the same row changed so that the register must refuse it.
type attempt struct {
	invariant string
	before    []string // statements that come first, for both rows
	table     string
	like      string // condition that picks the row to copy
	legal     row
	broken    row
	says      string // what the refusal must say, in lower case
}

func TestTheRegisterRefusesWhatBreaksAnInvariant(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		r := storetest.Whole(t, s)
		db := storetest.Raw(t, s)
		for _, a := range slices.Concat(signatureAttempts(r), registrationAttempts(r), applicationAttempts(r), decisionAttempts(r), paymentAttempts(r), caseAttempts(r), normAttempts(r), requestAttempts(r), talkAttempts(r), appealAttempts(r), noticeAttempts(r), absenceAttempts(r), postAttempts(r), recordAttempts(r), representativeAttempts(r), recoveryAttempts(r), inquiryAttempts(r)) {
			t.Run(a.invariant, func(t *testing.T) {
				if err := try(t, db, a, a.legal); err != nil {
					t.Fatalf("the legal row was refused: %v", err)
				}
				broken := maps.Clone(a.legal)
				if broken == nil {
					broken = row{}
				}
				maps.Copy(broken, a.broken)
				err := try(t, db, a, broken)
				if err == nil {
					t.Fatal("the broken row was accepted")
				}
				if !strings.Contains(strings.ToLower(err.Error()), a.says) {
					t.Fatalf("refused for another reason than %q: %v", a.says, err)
				}
			})
		}
	})
}

// try copies a row with changes, in a transaction that is undone.
func try(t *testing.T, db *sql.DB, a attempt, changes row) error {
	t.Helper()
	tx, err := db.Begin()
	if err != nil {
		t.Fatal(err)
	}
	defer tx.Rollback()
	for _, text := range a.before {
		if _, err := tx.Exec(text); err != nil {
			t.Fatalf("%s: %v", text, err)
		}
	}
	columns, values := pick(t, tx, a.table, a.like)
	for name := range changes {
		if !slices.Contains(columns, name) {
			t.Fatalf("%s has no column %s", a.table, name)
		}
	}
	places := make([]string, len(columns))
	for i, name := range columns {
		places[i] = fmt.Sprintf("$%d", i+1)
		if v, ok := changes[name]; ok {
			values[i] = v
		}
	}
	_, err = tx.Exec("INSERT INTO "+a.table+" ("+strings.Join(columns, ", ")+") VALUES ("+strings.Join(places, ", ")+")", values...)
	return err
}

// pick reads one row of a table with the names of its columns.
func pick(t *testing.T, tx *sql.Tx, table, condition string) ([]string, []any) {
	t.Helper()
	rows, err := tx.Query("SELECT * FROM " + table + " WHERE " + condition)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	columns, err := rows.Columns()
	if err != nil {
		t.Fatal(err)
	}
	values, into := make([]any, len(columns)), make([]any, len(columns))
	for i := range values {
		into[i] = &values[i]
	}
	if !rows.Next() {
		t.Fatalf("no row of %s where %s", table, condition)
	}
	if err := rows.Scan(into...); err != nil {
		t.Fatal(err)
	}
	for i := range values {
		if b, ok := values[i].([]byte); ok && b == nil {
			values[i] = []byte{} // no bytes are not NULL when they are written again
		}
	}
	return columns, values
}

// is writes a condition on a column; the values are ids that the test made itself.
func is(column string, value any) string { return fmt.Sprintf("%s = '%s'", column, value) }

// copyOf writes an INSERT that copies a row of a table with other text in some columns.
func copyOf(table, columns, like string, changes map[string]any) string {
	picked := strings.Split(columns, ", ")
	for i, name := range picked {
		if v, ok := changes[name]; ok {
			picked[i] = fmt.Sprintf("'%v'", v)
		}
	}
	return "INSERT INTO " + table + " (" + columns + ") SELECT " + strings.Join(picked, ", ") + " FROM " + table + " WHERE " + like
}

// factTables are the tables whose rows may only be added, read from the migrations' one text: those with a checksum, and the log.
func factTables(t *testing.T, db *sql.DB) []string {
	t.Helper()
	names, err := filepath.Glob("migrations/0???_*.sql")
	if err != nil {
		t.Fatal(err)
	}
	var text []byte
	for _, name := range names {
		part, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		text = append(text, part...)
	}
	tables := []string{"log"}
	for _, part := range strings.Split(string(text), "CREATE TABLE ")[1:] {
		name, body, _ := strings.Cut(part, " (")
		if strings.Contains(body, "sum TEXT NOT NULL") {
			tables = append(tables, name)
		}
	}
	if len(tables) < 50 {
		t.Fatalf("found %d tables of facts: %v", len(tables), tables)
	}
	for _, table := range tables {
		var n int
		if err := db.QueryRow("SELECT count(*) FROM " + table).Scan(&n); err != nil || n == 0 {
			t.Fatalf("the fixture has no row of %s (%v)", table, err)
		}
	}
	return tables
}

func TestFactsAreOnlyAdded(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		storetest.Whole(t, s)
		db := storetest.Raw(t, s)
		for _, table := range factTables(t, db) {
			column := firstColumn(t, db, table)
			breaks := []string{
				"UPDATE " + table + " SET " + column + " = " + column,
				"UPDATE " + table + " SET seq = seq + 100000",
				"DELETE FROM " + table,
				"INSERT INTO " + table + " SELECT * FROM " + table + " WHERE true ON CONFLICT (" + conflict(table, column) + ") DO UPDATE SET seq = 7",
			}
			if s.Engine() == "postgres" {
				breaks = append(breaks, "TRUNCATE "+table+" CASCADE")
			}
			for _, text := range breaks {
				tx, err := db.Begin()
				if err != nil {
					t.Fatal(err)
				}
				_, err = tx.Exec(text)
				tx.Rollback()
				if err == nil {
					t.Errorf("%s: was carried out", text)
				} else if !strings.Contains(err.Error(), "facts are only added") && !strings.Contains(text, "ON CONFLICT") {
					t.Errorf("%s: refused for another reason: %v", text, err)
				}
			}
		}
	})
}

func firstColumn(t *testing.T, db *sql.DB, table string) string {
	t.Helper()
	rows, err := db.Query("SELECT * FROM " + table + " LIMIT 1")
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	columns, err := rows.Columns()
	if err != nil {
		t.Fatal(err)
	}
	return columns[0]
}

// conflict lists the columns of a table's primary key.
func conflict(table, first string) string {
	switch table {
	case "signature":
		return "application_id, person_id"
	case "decision_receipt":
		return "decision_id, person_id"
	case "payment_event":
		return "payment_id, status"
	}
	return first
}

// SQLite's REPLACE takes the old row away before it adds the new one: on the register's own connection that counts as taking away.
func TestFactsAreNotReplaced(t *testing.T) {
	t.Parallel()
	s := storetest.Open(t, "sqlite")
	r := storetest.Whole(t, s)
	for _, table := range factTables(t, storetest.Raw(t, s)) {
		step := store.Step{At: r.Now, Actor: aid.Actor{Kind: aid.BySystem}, Name: "replace", Kind: "any", Object: r.Case.ID}
		err := s.Step(context.Background(), step, func(tx *store.Tx) error {
			return store.Exec(tx, "INSERT OR REPLACE INTO "+table+" SELECT * FROM "+table+" ORDER BY seq DESC LIMIT 1")
		})
		if !errors.Is(err, store.ErrInvariant) {
			t.Errorf("%s: replaced a fact: %v", table, err)
		}
	}
	holds(t, s, nil)
}

// Working rows are no facts: they may change.
func TestWorkingRowsMayChange(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		storetest.Whole(t, s)
		db := storetest.Raw(t, s)
		for _, table := range []string{"draft", "session", "bankid_order", "provider_login", "request", "job", "overview", "queue", "waiting", "counter", "unsent"} {
			if _, err := db.Exec("DELETE FROM " + table); err != nil {
				t.Errorf("%s: %v", table, err)
			}
		}
	})
}
