package storetest

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"testing"

	"bistand/store"
)

// template returns the name of a database that has the schema and nothing else, made once on a server for each state of
// the migrations: copying it is far quicker than migrating anew for each test. It is "template0" where the migrations
// cannot be found, which costs time alone.
func template(t testing.TB, admin *sql.DB, server string) string {
	t.Helper()
	name, ok := templateName()
	if !ok {
		return "template0"
	}
	ctx := context.Background()
	conn, err := admin.Conn(ctx)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	// Packages are tested side by side: one makes the template, the others wait for it.
	if _, err := conn.ExecContext(ctx, "SELECT pg_advisory_lock(7205759403792796)"); err != nil {
		t.Fatal(err)
	}
	defer conn.ExecContext(ctx, "SELECT pg_advisory_unlock(7205759403792796)")
	var ready bool
	if err := conn.QueryRowContext(ctx, "SELECT count(*) = 1 FROM pg_database WHERE datname = $1 AND datistemplate", name).Scan(&ready); err != nil {
		t.Fatal(err)
	}
	if ready {
		return name
	}
	for _, text := range []string{"DROP DATABASE IF EXISTS " + name + " WITH (FORCE)", "CREATE DATABASE " + name + " TEMPLATE template0"} {
		if _, err := conn.ExecContext(ctx, text); err != nil {
			t.Fatalf("%s: %v", text, err)
		}
	}
	s, err := store.Open(ctx, databaseOn(t, server, name))
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := conn.ExecContext(ctx, "ALTER DATABASE "+name+" IS_TEMPLATE true"); err != nil {
		t.Fatal(err)
	}
	return name
}

// templateName is made of the migrations' texts, so that a changed migration makes a new template.
func templateName() (string, bool) {
	_, here, _, ok := runtime.Caller(0)
	names, err := filepath.Glob(filepath.Join(filepath.Dir(here), "..", "migrations", "*.sql"))
	if !ok || err != nil || len(names) == 0 {
		return "", false
	}
	h := sha256.New()
	for _, name := range names {
		text, err := os.ReadFile(name)
		if err != nil {
			return "", false
		}
		fmt.Fprintf(h, "%s %d\n%s", filepath.Base(name), len(text), text)
	}
	return "schema_" + hex.EncodeToString(h.Sum(nil))[:16], true
}

// databaseOn is the address of a database on a server.
func databaseOn(t testing.TB, server, name string) string {
	t.Helper()
	u, err := url.Parse(server)
	if err != nil {
		t.Fatal(err)
	}
	u.Path = "/" + name
	return u.String()
}
