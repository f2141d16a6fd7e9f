package store_test

import (
	"bytes"
	"context"
	"encoding/binary"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"bistand/store"
	"bistand/store/storetest"
)

// record writes a row as SQLite's file holds it: a header with the type and length of each value, then the values.
// Source: sqlite.org/fileformat.html section 2.1.
func record(values []any) (header, body []byte) {
	var types []byte
	for _, v := range values {
		switch v := v.(type) {
		case int64:
			kind, width := integerType(v)
			types = append(types, kind)
			body = append(body, binary.BigEndian.AppendUint64(nil, uint64(v))[8-width:]...)
		case string:
			types = appendVarint(types, 13+2*len(v))
			body = append(body, v...)
		case []byte:
			types = appendVarint(types, 12+2*len(v))
			body = append(body, v...)
		}
	}
	return append([]byte{byte(len(types) + 1)}, types...), body
}

// integerType returns the type code and the width in bytes of an integer.
func integerType(v int64) (kind byte, width int) {
	switch {
	case v == 0:
		return 8, 0
	case v == 1:
		return 9, 0
	}
	for i, width := range []int{1, 2, 3, 4, 6} {
		if limit := int64(1) << (8*width - 1); v >= -limit && v < limit {
			return byte(i + 1), width
		}
	}
	return 6, 8
}

// appendVarint appends a length below 2 to the 14th in one or two bytes.
func appendVarint(to []byte, n int) []byte {
	if n < 128 {
		return append(to, byte(n))
	}
	return append(to, byte(n>>7)|0x80, byte(n&0x7f))
}

// A flipped bit anywhere in a stored fact, in the file itself, is found by the check, or the file is refused.
func TestVerifyFindsFlippedBitsInTheFile(t *testing.T) {
	t.Parallel()
	address := storetest.Address(t, "sqlite")
	path := address[len("sqlite:"):]
	file, rows := wholeFile(t, address)
	copied := filepath.Join(t.TempDir(), "flipped.db")
	flips := 0
	for _, row := range rows {
		header, body := record(row.values)
		at := bytes.Index(file, append(slices.Clone(header), body...))
		if at < 0 {
			t.Fatalf("%s: the row is not in %s as it should be", row.table, filepath.Base(path))
		}
		places := []int{at, at + 1, at + len(header)/2, at + len(header) - 1} // lengths and types
		for i := range 5 {                                                    // the values, from the first byte to the last
			places = append(places, at+len(header)+i*(len(body)-1)/4)
		}
		for _, place := range places {
			flipped := slices.Clone(file)
			flipped[place] ^= 1 << (flips % 8)
			flips++
			if err := os.WriteFile(copied, flipped, 0o600); err != nil {
				t.Fatal(err)
			}
			if err := check(t, copied); err == nil {
				t.Errorf("%s: bit %d of byte %d of the row was flipped and not found", row.table, (flips-1)%8, place-at)
			}
		}
	}
	if flips < 250 {
		t.Errorf("only %d flips were tried", flips)
	}
}

// check opens a file as a register and verifies it.
func check(t *testing.T, path string) error {
	t.Helper()
	s, err := store.Open(context.Background(), "sqlite:"+path)
	if err != nil {
		return err
	}
	defer s.Close()
	_, _, err = s.Verify(context.Background())
	return err
}

type storedRow struct {
	table  string
	values []any
}

// wholeFile fills a register and returns its file, tidied so that nothing stale is left in it, and one row of each table.
func wholeFile(t *testing.T, address string) ([]byte, []storedRow) {
	t.Helper()
	s, err := store.Open(context.Background(), address)
	if err != nil {
		t.Fatal(err)
	}
	storetest.Whole(t, s)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	db := storetest.RawAt(t, address)
	var rows []storedRow
	for _, table := range factTables(t, db) {
		tx, err := db.Begin()
		if err != nil {
			t.Fatal(err)
		}
		_, values := pick(t, tx, table, "true ORDER BY seq LIMIT 1")
		tx.Rollback()
		rows = append(rows, storedRow{table, values})
	}
	for _, text := range []string{"VACUUM", "PRAGMA wal_checkpoint(TRUNCATE)"} {
		if _, err := db.Exec(text); err != nil {
			t.Fatal(err)
		}
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	file, err := os.ReadFile(address[len("sqlite:"):])
	if err != nil {
		t.Fatal(err)
	}
	return file, rows
}
