package store

import (
	"errors"
	"fmt"
	"net/url"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"
	_ "github.com/jackc/pgx/v5/stdlib" // the driver "pgx"
	"modernc.org/sqlite"
)

// dialect is all that differs between the engines beside the triggers of the migrations.
type dialect struct {
	name    string // "sqlite" or "postgres", also the ending of the migrations' own files
	begin   string // opens the one writing transaction
	lock    string // keeps other processes from writing until it ends; empty where begin does
	alone   string // keeps other processes from migrating while its connection is open; empty where a register has one process
	intact  string // lists what is damaged in the file itself, "ok" for nothing; empty where the engine cannot tell
	journal string // tells the journal's mode, which is to be "wal"; empty where there is none to choose
	driver  string
	write   string // data source of the writing connection
	read    string // data source of the reading connections
}

// dialectOf reads a database address: "sqlite:PATH" or "postgres://…".
func dialectOf(address string) (dialect, error) {
	if path, ok := strings.CutPrefix(address, "sqlite:"); ok && path != "" {
		// To read the schema fills the page cache with what is not read again. It is given back: a municipality that rests has a connection,
		// and not much else.
		common := url.Values{"_pragma": {"busy_timeout(10000)", "foreign_keys(1)", "synchronous(FULL)", "cache_size(-2000)", "shrink_memory"}}
		// What a savepoint may have to restore is kept in memory: a group of steps would spill it to a file.
		write := url.Values{"_txlock": {"immediate"}, "_pragma": append([]string{"journal_mode(WAL)", "recursive_triggers(1)", "temp_store(MEMORY)"}, common["_pragma"]...)}
		read := url.Values{"_pragma": append([]string{"query_only(1)"}, common["_pragma"]...)}
		file := "file:" + (&url.URL{Path: path}).EscapedPath()
		return dialect{
			name: "sqlite", begin: "BEGIN IMMEDIATE", intact: "PRAGMA integrity_check(1)", journal: "PRAGMA journal_mode", driver: "sqlite",
			write: file + "?" + write.Encode(), read: file + "?" + read.Encode(),
		}, nil
	}
	if strings.HasPrefix(address, "postgres://") || strings.HasPrefix(address, "postgresql://") {
		return dialect{
			name: "postgres", begin: "BEGIN", lock: "SELECT pg_advisory_xact_lock(7205759403792794)",
			alone: "SELECT pg_advisory_lock(7205759403792795)", driver: "pgx", write: address, read: address,
		}, nil
	}
	return dialect{}, fmt.Errorf("database address %q: want sqlite:PATH or postgres://…", Redacted(address))
}

// Redacted cuts what may be secret out of an address before it is shown: all but the scheme, since a password may
// stand in several places.
func Redacted(address string) string {
	if scheme, _, ok := strings.Cut(address, ":"); ok && !strings.ContainsAny(scheme, " =@") {
		return scheme + ":…"
	}
	return "…"
}

// ErrInvariant is a fact that the database itself refused: a constraint or a trigger.
var ErrInvariant = errors.New("the register refuses this")

// ErrUnique is a fact that is there already.
var ErrUnique = errors.New("is there already")

// translate turns an engine's error for a broken constraint into ErrUnique or ErrInvariant, keeping the text.
func translate(err error) error {
	var lite *sqlite.Error
	var pg *pgconn.PgError
	switch {
	case err == nil:
		return nil
	case errors.Is(err, ErrUnique), errors.Is(err, ErrInvariant):
		return err // translated already
	case errors.As(err, &lite):
		switch lite.Code() {
		case 1555, 2067: // primary key, unique
			return fmt.Errorf("%w: %w", ErrUnique, err)
		case 275, 787, 1299, 1811: // check, foreign key, not null, trigger
			return fmt.Errorf("%w: %w", ErrInvariant, err)
		}
	case errors.As(err, &pg):
		switch pg.Code {
		case "23505":
			return fmt.Errorf("%w: %w", ErrUnique, err)
		case "23514", "23503", "23502":
			return fmt.Errorf("%w: %w", ErrInvariant, err)
		}
	}
	return err
}
