package storetest

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"database/sql/driver"
	"encoding/hex"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"testing"

	"bistand/store"
)

// lease returns the address of a database with the schema and no rows that no other test uses until this one ends. Databases
// are used again, by later tests and later runs: emptying one is far quicker than making one.
func lease(t testing.TB) string {
	t.Helper()
	admin, server := connect(t)
	template := template(t, admin, server)
	ctx := context.Background()
	conn, err := admin.Conn(ctx) // holds the lock on the leased database until the test ends, however it ends
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Raw(func(any) error { return driver.ErrBadConn }) })
	for i := 1; ; i++ {
		name := fmt.Sprintf("%s_%d", template, i)
		var mine bool
		if err := conn.QueryRowContext(ctx, "SELECT pg_try_advisory_lock(hashtextextended($1, 0))", name).Scan(&mine); err != nil {
			t.Fatal(err)
		}
		if mine {
			address := databaseOn(t, server, name)
			prepare(t, conn, template, name, address)
			return address
		}
	}
}

// prepare empties a leased database, or makes it where it is missing or was altered.
func prepare(t testing.TB, conn *sql.Conn, template, name, address string) {
	t.Helper()
	ctx := context.Background()
	var there, altered bool
	err := conn.QueryRowContext(ctx, `SELECT count(*) > 0, COALESCE(bool_or(shobj_description(oid, 'pg_database') = 'altered'), false)
		FROM pg_database WHERE datname = $1`, name).Scan(&there, &altered)
	if err != nil {
		t.Fatal(err)
	}
	if there && !altered {
		db, err := sql.Open("pgx", address)
		if err != nil {
			t.Fatal(err)
		}
		defer db.Close()
		if _, err := db.ExecContext(ctx, emptyAll); err != nil {
			t.Fatalf("empty a database: %v", err)
		}
		return
	}
	for _, text := range []string{"DROP DATABASE IF EXISTS " + name + " WITH (FORCE)", "CREATE DATABASE " + name + " TEMPLATE " + template + " STRATEGY FILE_COPY"} {
		if _, err := conn.ExecContext(ctx, text); err != nil {
			t.Fatalf("%s: %v", text, err)
		}
	}
}

// emptyAll deletes the rows of every table but the schema's version, past the triggers that forbid it.
const emptyAll = `DO $$ DECLARE name text; BEGIN
	SET LOCAL session_replication_role = replica;
	FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'goose_db_version' LOOP
		EXECUTE format('DELETE FROM %I', name);
	END LOOP; END $$`

// template returns the name of a database that has the schema and nothing else, made once on a server for each state of
// the migrations: copying it is far quicker than migrating anew.
func template(t testing.TB, admin *sql.DB, server string) string {
	t.Helper()
	name := templateName(t)
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
func templateName(t testing.TB) string {
	t.Helper()
	_, here, _, _ := runtime.Caller(0)
	names, err := filepath.Glob(filepath.Join(filepath.Dir(here), "..", "migrations", "*.sql"))
	if err != nil || len(names) == 0 {
		t.Fatalf("the migrations are not beside the tests (%v)", err)
	}
	h := sha256.New()
	for _, name := range names {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(h, "%s %d\n%s", filepath.Base(name), len(text), text)
	}
	return "schema_" + hex.EncodeToString(h.Sum(nil))[:16]
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
