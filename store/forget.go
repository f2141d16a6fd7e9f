package store

import (
	"fmt"
	"time"
)

// forgetLimit is the most rows of a table that one call of Forget takes away: other steps wait for it no longer than that.
const forgetLimit = 1000

// forgotten are the working rows that have served, each with its age. The sub-select names the rows, since neither engine
// bounds a DELETE in itself. An order whose signature others still have to join stays until its application is settled.
var forgotten = []struct {
	table, key, where string
	age               time.Duration
}{
	{"request", "key, actor_id", "at < $1", 30 * 24 * time.Hour},
	{"bankid_order", "id", `first_started_at < $1 AND (used_at = 0 OR application_id = ''
		OR EXISTS (SELECT 1 FROM registration r WHERE r.application_id = bankid_order.application_id)
		OR EXISTS (SELECT 1 FROM application_void v WHERE v.application_id = bankid_order.application_id)
		OR EXISTS (SELECT 1 FROM signature_refusal n WHERE n.application_id = bankid_order.application_id))`, 24 * time.Hour},
	{"staff_login", "state", "at < $1", time.Hour},
	{"notice_code", "id", "at < $1", 24 * time.Hour},
	{"session", "id", "started_at < $1 AND seen_at < $1", 90 * 24 * time.Hour}, // an ended session is not seen again
	{"job", "id", "done_at > 0 AND done_at < $1", 30 * 24 * time.Hour},
}

// Forget takes away working rows that have served: requests and done jobs of more than 30 days ago, sessions last seen more
// than 90 days ago, orders with the e-identification service of more than a day ago that were not used or whose
// application or log-in is settled, codes of more than a day ago, and staff log-ins that were never answered, after an hour. Of each at most 1000 rows:
// what is left goes the next time. Facts stay for ever.
func (tx *Tx) Forget(now time.Time) error {
	for _, f := range forgotten {
		text := fmt.Sprintf("DELETE FROM %s WHERE (%s) IN (SELECT %s FROM %s WHERE %s LIMIT %d)", f.table, f.key, f.key, f.table, f.where, forgetLimit)
		if err := tx.exec(text, micros(now.Add(-f.age))); err != nil {
			return fmt.Errorf("forget rows of %s: %w", f.table, err)
		}
	}
	return nil
}
