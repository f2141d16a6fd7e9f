package store

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
	"time"

	"bistand/aid"
)

// reads holds every reading method. The Store reads through its pool, a Tx through the writing connection, so that a step
// sees what it has itself added.
type reads struct {
	query func(ctx context.Context, text string, args ...any) (*sql.Rows, error)
}

// args spells out that a list holds the values of $1, $2 …
func args(values ...any) []any { return values }

// among is the condition that what stands in a column is one of these ids, which join the values; of none it always holds.
func among(values *[]any, column string, ids []aid.ID) string {
	if len(ids) == 0 {
		return "1 = 1"
	}
	places := make([]string, len(ids))
	for i, id := range ids {
		*values = append(*values, string(id))
		places[i] = fmt.Sprintf("$%d", len(*values))
	}
	return column + " IN (" + strings.Join(places, ", ") + ")"
}

// one reads a single row; none is aid.ErrNotFound.
func (r reads) one(ctx context.Context, text string, args []any, into ...any) error {
	rows, err := r.query(ctx, text, args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	if !rows.Next() {
		if err := rows.Err(); err != nil {
			return err
		}
		return aid.ErrNotFound
	}
	if err := rows.Scan(into...); err != nil {
		return err
	}
	return rows.Close()
}

// all reads every row with scan, which takes the row's values.
func all[T any](ctx context.Context, r reads, text string, args []any, scan func(scan func(...any) error) (T, error)) ([]T, error) {
	rows, err := r.query(ctx, text, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var found []T
	for rows.Next() {
		one, err := scan(rows.Scan)
		if err != nil {
			return nil, fmt.Errorf("read row: %w", err)
		}
		found = append(found, one)
	}
	return found, rows.Err()
}

// first reads one row with scan; none is aid.ErrNotFound.
func first[T any](ctx context.Context, r reads, text string, args []any, scan func(scan func(...any) error) (T, error)) (T, error) {
	found, err := all(ctx, r, text, args, scan)
	if err == nil && len(found) == 0 {
		err = aid.ErrNotFound
	}
	if err != nil {
		var none T
		return none, err
	}
	return found[0], nil
}

// micros is an instant as it is kept: microseconds since 1970, 0 for none.
func micros(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMicro()
}

// instant reads what micros writes.
func instant(us int64) time.Time {
	if us == 0 {
		return time.Time{}
	}
	return time.UnixMicro(us).UTC()
}

// bit is yes or no as it is kept.
func bit(yes bool) int64 {
	if yes {
		return 1
	}
	return 0
}
