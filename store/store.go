// Package store keeps a municipality's register in one database: an SQLite file or a PostgreSQL database, through one
// text of SQL. Facts are only ever added, each step as one chained row of the log; drafts, sessions, orders and jobs are
// working rows beside them. Reads return aid's types; what is not there is aid.ErrNotFound.
package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"sort"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/pressly/goose/v3"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Store is one municipality's register. It is safe for use by many goroutines.
type Store struct {
	reads
	dialect dialect
	writeDB *sql.DB
	readDB  *sql.DB
	stmts   sync.Map // SQL text -> *sql.Stmt on readDB
	writes  chan *write
	jobs    [queues]chan struct{} // each holds one where jobs may have been added since it was emptied
	stopped chan struct{}
	stop    context.CancelFunc
}

// Open opens the register at an address, "sqlite:PATH" or "postgres://…", brings its schema up to date and starts its one
// writer, which connects when something is first written. A register that a newer program has migrated further is refused.
func Open(ctx context.Context, address string) (*Store, error) {
	d, err := dialectOf(address)
	if err != nil {
		return nil, err
	}
	s := &Store{dialect: d, writes: make(chan *write, 256), stopped: make(chan struct{})}
	for q := range s.jobs {
		s.jobs[q] = make(chan struct{}, 1)
	}
	if s.writeDB, err = sql.Open(d.driver, d.write); err != nil {
		return nil, fmt.Errorf("open register: %w", err)
	}
	s.writeDB.SetMaxOpenConns(1)
	if s.readDB, err = sql.Open(d.driver, d.read); err != nil {
		return nil, errors.Join(fmt.Errorf("open register for reading: %w", err), s.writeDB.Close())
	}
	s.readDB.SetMaxOpenConns(4)
	// All of them are kept between reads: to open one means to read the whole schema and to prepare every statement anew. A
	// municipality that rests gives them back.
	s.readDB.SetMaxIdleConns(4)
	s.readDB.SetConnMaxIdleTime(time.Minute)
	if !s.current(ctx) {
		if err := s.migrateAlone(ctx); err != nil {
			return nil, errors.Join(err, s.readDB.Close(), s.writeDB.Close())
		}
	}
	s.reads = reads{s.query}
	var writer context.Context
	writer, s.stop = context.WithCancel(context.WithoutCancel(ctx))
	go s.runWriter(writer)
	return s, nil
}

// Close lets the writes under way finish and closes the register.
func (s *Store) Close() error {
	s.stop()
	<-s.stopped
	s.stmts.Range(func(_, stmt any) bool { stmt.(*sql.Stmt).Close(); return true })
	return errors.Join(s.readDB.Close(), s.writeDB.Close())
}

// Engine names the engine: "sqlite" or "postgres".
func (s *Store) Engine() string { return s.dialect.name }

// Ping tells whether the register answers.
func (s *Store) Ping(ctx context.Context) error {
	var one int
	return s.one(ctx, "SELECT 1", nil, &one)
}

// query runs a statement on a reading connection, prepared once.
func (s *Store) query(ctx context.Context, text string, args ...any) (*sql.Rows, error) {
	if stmt, ok := s.stmts.Load(text); ok {
		return stmt.(*sql.Stmt).QueryContext(ctx, args...)
	}
	stmt, err := s.readDB.PrepareContext(ctx, text)
	if err != nil {
		return nil, err
	}
	if other, loaded := s.stmts.LoadOrStore(text, stmt); loaded {
		stmt.Close()
		stmt = other.(*sql.Stmt)
	}
	return stmt.QueryContext(ctx, args...)
}

// newestVersion is the version of the newest migration. Migrations are numbered in the names of their files.
var newestVersion = sync.OnceValue(func() (newest int64) {
	names, _ := fs.Glob(migrations, "migrations/*.sql") // errs only on a pattern that is none
	for _, name := range names {
		number, _ := strconv.ParseInt(path.Base(name)[:4], 10, 64) // a fault is told by migrationSteps
		newest = max(newest, number)
	}
	return newest
})

// current tells whether the schema is the one of this program. To find that out by one question saves most registers, at most
// starts, the whole machinery of migrating; any doubt is left to it. It is a reader that asks: a second connection costs as much
// memory as the first, and most registers are not written to for as long as nobody visits them.
func (s *Store) current(ctx context.Context) bool {
	var version sql.NullInt64
	err := s.readDB.QueryRowContext(ctx, "SELECT max(version_id) FROM goose_db_version").Scan(&version)
	journal := "wal"
	if err == nil && s.dialect.journal != "" { // a file that was restored may be in another mode, which the writer changes when it connects
		err = s.readDB.QueryRowContext(ctx, s.dialect.journal).Scan(&journal)
	}
	return err == nil && version.Int64 == newestVersion() && journal == "wal"
}

// migrateAlone brings the schema up to date while no other process that serves the register does the same.
func (s *Store) migrateAlone(ctx context.Context) error {
	if s.dialect.alone == "" {
		return migrate(ctx, s.writeDB, s.dialect)
	}
	conn, err := s.readDB.Conn(ctx)
	if err != nil {
		return fmt.Errorf("open register: %w", err)
	}
	defer conn.Close()
	defer conn.Raw(func(any) error { return driver.ErrBadConn }) // the lock ends with its connection
	if _, err := conn.ExecContext(ctx, s.dialect.alone); err != nil {
		return fmt.Errorf("wait for the turn to migrate: %w", err)
	}
	return migrate(ctx, s.writeDB, s.dialect)
}

// migrate runs the numbered files NNNN_name.sql, each followed by its engine's own NNNN_name.ENGINE.sql.
func migrate(ctx context.Context, db *sql.DB, d dialect) error {
	steps, err := migrationSteps(d)
	if err != nil {
		return err
	}
	kind := goose.DialectSQLite3
	if d.name == "postgres" {
		kind = goose.DialectPostgres
	}
	provider, err := goose.NewProvider(kind, db, nil, goose.WithGoMigrations(steps...), goose.WithDisableGlobalRegistry(true))
	if err != nil {
		return fmt.Errorf("prepare migrations: %w", err)
	}
	at, err := provider.GetDBVersion(ctx)
	if err != nil {
		return fmt.Errorf("read schema version: %w", err)
	}
	if newest := steps[len(steps)-1].Version; at > newest {
		return fmt.Errorf("the register has schema version %d, this program knows %d: use a newer program", at, newest)
	}
	if _, err := provider.Up(ctx); err != nil {
		return fmt.Errorf("migrate register: %w", err)
	}
	return nil
}

// migrationSteps makes a migration of each number, common text first.
func migrationSteps(d dialect) ([]*goose.Migration, error) {
	texts := map[int64]string{}
	names, err := fs.Glob(migrations, "migrations/*.sql")
	if err != nil {
		return nil, err
	}
	sort.Slice(names, func(i, j int) bool { return len(names[i]) < len(names[j]) })
	for _, name := range names {
		base := path.Base(name)
		if parts := strings.Split(base, "."); len(parts) == 3 && parts[1] != d.name {
			continue
		}
		number, err := strconv.ParseInt(base[:4], 10, 64)
		if err != nil {
			return nil, fmt.Errorf("migration %s has no number: %w", base, err)
		}
		text, err := migrations.ReadFile(name)
		if err != nil {
			return nil, err
		}
		texts[number] += string(text) + "\n"
	}
	var steps []*goose.Migration
	for number, text := range texts {
		up := func(ctx context.Context, tx *sql.Tx) error { _, err := tx.ExecContext(ctx, text); return err }
		steps = append(steps, goose.NewGoMigration(number, &goose.GoFunc{RunTx: up}, nil))
	}
	sort.Slice(steps, func(i, j int) bool { return steps[i].Version < steps[j].Version })
	return steps, nil
}

// Empty tells whether nothing has ever been written to the register.
func (r reads) Empty(ctx context.Context) (bool, error) {
	var steps int64
	err := r.one(ctx, "SELECT count(*) FROM (SELECT seq FROM log LIMIT 1) l", nil, &steps)
	return steps == 0, err
}
