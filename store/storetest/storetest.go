// Package storetest opens empty registers for tests, on both engines, and fills them with invented facts.
package storetest

import (
	"context"
	"crypto/rand"
	"database/sql"
	"encoding/hex"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"bistand/store"
)

// Engines are the engines that every query is tested on.
var Engines = []string{"sqlite", "postgres"}

// Each runs a test once on each engine, on an empty register.
func Each(t *testing.T, test func(t *testing.T, s *store.Store)) {
	t.Helper()
	for _, engine := range Engines {
		t.Run(engine, func(t *testing.T) { test(t, Open(t, engine)) })
	}
}

// Open opens an empty register on an engine and closes it when the test ends.
func Open(t testing.TB, engine string) *store.Store {
	t.Helper()
	if engine == "postgres" {
		return Reopen(t, lease(t))
	}
	return Reopen(t, Address(t, engine))
}

// Reopen opens the register at an address and closes it when the test ends.
func Reopen(t testing.TB, address string) *store.Store {
	t.Helper()
	s, err := store.Open(context.Background(), address)
	if err != nil {
		t.Fatalf("open register: %v", err)
	}
	addresses.Store(s, address)
	t.Cleanup(func() {
		addresses.Delete(s)
		if err := s.Close(); err != nil {
			t.Errorf("close register: %v", err)
		}
	})
	return s
}

// addresses remembers where each open register lies: *store.Store -> string.
var addresses sync.Map

// Raw opens a connection of its own to the database of an open register, past the program and all that it forbids. The
// next test may be given the same database: whoever changes its tables or what protects them calls Alter.
func Raw(t testing.TB, s *store.Store) *sql.DB {
	t.Helper()
	address, ok := addresses.Load(s)
	if !ok {
		t.Fatal("the register was not opened by storetest")
	}
	return RawAt(t, address.(string))
}

// RawAt is Raw for a register that need not be open.
func RawAt(t testing.TB, address string) *sql.DB {
	t.Helper()
	driver, source := "pgx", address
	if path, ok := strings.CutPrefix(source, "sqlite:"); ok {
		driver, source = "sqlite", "file:"+path+"?_pragma=foreign_keys(1)&_pragma=busy_timeout(10000)"
	}
	db, err := sql.Open(driver, source)
	if err != nil {
		t.Fatal(err)
	}
	db.SetMaxOpenConns(1) // settings made on the connection hold for all that follows
	t.Cleanup(func() { db.Close() })
	return db
}

// Alter is Raw for a test that changes the tables themselves or what protects them: no other test is given the database after it.
func Alter(t testing.TB, s *store.Store) *sql.DB {
	t.Helper()
	db := Raw(t, s)
	if s.Engine() == "postgres" {
		if _, err := db.Exec("DO $$ BEGIN EXECUTE format('COMMENT ON DATABASE %I IS ''altered''', current_database()); END $$"); err != nil {
			t.Fatal(err)
		}
	}
	return db
}

// Address makes an empty database without tables and returns its address.
func Address(t testing.TB, engine string) string {
	t.Helper()
	if engine == "sqlite" {
		return "sqlite:" + filepath.Join(t.TempDir(), "register.db")
	}
	admin, server := connect(t)
	name := "t_" + hex.EncodeToString(randomBytes(8))
	if _, err := admin.Exec("CREATE DATABASE " + name + " TEMPLATE template0"); err != nil {
		t.Fatalf("make a database on %s: %v", "BISTAND_POSTGRES", err)
	}
	t.Cleanup(func() {
		if _, err := admin.Exec("DROP DATABASE " + name + " WITH (FORCE)"); err != nil {
			t.Errorf("drop database: %v", err)
		}
	})
	return databaseOn(t, server, name)
}

// connect connects to the PostgreSQL server until the test ends. It is found through BISTAND_POSTGRES, the address of a
// server on which databases may be made; without it the test fails, since a register untested on one engine is untested.
func connect(t testing.TB) (admin *sql.DB, server string) {
	t.Helper()
	if server = os.Getenv("BISTAND_POSTGRES"); server == "" {
		t.Fatal("BISTAND_POSTGRES is not set: run the tests by `make test`, or `scripts/postgres start DIR PORT` and name its address")
	}
	admin, err := sql.Open("pgx", server)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { admin.Close() })
	return admin, server
}

func randomBytes(n int) []byte {
	b := make([]byte, n)
	rand.Read(b)
	return b
}
