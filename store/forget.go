package store

import (
	"context"
	"fmt"
	"strings"
	"time"

	"bistand/aid"
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
	{"bankid_order", "id", `first_started_at < $1 AND (used_at = 0 OR purpose <> 'sign'
		OR EXISTS (SELECT 1 FROM registration r WHERE r.application_id = bankid_order.object_id)
		OR EXISTS (SELECT 1 FROM application_void v WHERE v.application_id = bankid_order.object_id)
		OR EXISTS (SELECT 1 FROM signature_refusal n WHERE n.application_id = bankid_order.object_id))`, 24 * time.Hour},
	{"appeal_draft", "id", "at < $1", aid.AppealDraftDays * 24 * time.Hour},
	{"provider_login", "state", "at < $1", time.Hour},
	{"notice_code", "id", "at < $1", 24 * time.Hour},
	{"unsent", "id", "at < $1", aid.UnsentKept},
	{"session", "id", "started_at < $1 AND seen_at < $1", 90 * 24 * time.Hour}, // an ended session is not seen again
	{"job", "id", "done_at > 0 AND done_at < $1", 30 * 24 * time.Hour},
}

// Forget takes away working rows that have served: requests and done jobs of more than 30 days ago, sessions last seen more
// than 90 days ago, orders with the e-identification service of more than a day ago that were not used or whose
// application or log-in is settled, drafts of appeals that nobody has touched for half a year, codes and unsent forms of more than a day ago, and log-ins that
// their provider never answered, after an hour. Of each at most 1000 rows: what is left goes the next time. Drafts of applications for months
// before those kept go too, but for those that are out for signature. Facts stay for ever.
func (tx *Tx) Forget(now time.Time, kept KeptDrafts) error {
	for _, f := range forgotten {
		text := fmt.Sprintf("DELETE FROM %s WHERE (%s) IN (SELECT %s FROM %s WHERE %s LIMIT %d)", f.table, f.key, f.key, f.table, f.where, forgetLimit)
		if err := tx.exec(text, micros(now.Add(-f.age))); err != nil {
			return fmt.Errorf("forget rows of %s: %w", f.table, err)
		}
	}
	return tx.forgetDrafts(kept)
}

// Forgettable tells whether Forget would take anything away. Once an hour every register is asked, and there mostly is nothing: that
// needs no writer.
func (r reads) Forgettable(ctx context.Context, now time.Time, kept KeptDrafts) (bool, error) {
	var there []string
	values := args(kept.Months.String(), kept.Needs.String())
	for _, f := range forgotten {
		values = append(values, micros(now.Add(-f.age)))
		where := strings.ReplaceAll(f.where, "$1", fmt.Sprintf("$%d", len(values)))
		there = append(there, fmt.Sprintf("EXISTS (SELECT 1 FROM %s WHERE %s)", f.table, where))
	}
	there = append(there, "EXISTS (SELECT 1 FROM draft WHERE "+staleDraft+")")
	var any bool
	err := r.one(ctx, "SELECT "+strings.Join(there, " OR "), values, &any)
	return any, err
}

// KeptDrafts (utkast som finns kvar) is the first month whose drafts are kept: those of the month's own application, and those of single
// needs, which can be sent for longer.
type KeptDrafts struct{ Months, Needs aid.Month }

// beforeKept is the condition on a draft of being of a month before those kept, $1 and $2; staleDraft that on one to be taken away, which
// nobody went on with.
const (
	beforeKept = "month < CASE kind WHEN 'supplementary' THEN $2 ELSE $1 END"
	staleDraft = beforeKept + " AND frozen_as = ''"
)

// draftLimit is the most drafts that one call of Forget takes away: each has the overview of its case rewritten.
const draftLimit = 100

func (tx *Tx) forgetDrafts(kept KeptDrafts) error {
	gone, err := all(tx.ctx, tx.reads, "SELECT id, case_id FROM draft WHERE "+staleDraft+" ORDER BY month, id LIMIT $3",
		args(kept.Months.String(), kept.Needs.String(), draftLimit), func(scan func(...any) error) (d aid.Draft, err error) { return d, scan(&d.ID, &d.CaseID) })
	if err != nil {
		return fmt.Errorf("find drafts to forget: %w", err)
	}
	for _, d := range gone {
		if err := tx.DeleteDraft(d.ID); err != nil {
			return fmt.Errorf("forget a draft: %w", err)
		}
		if err := tx.refreshOverview(d.CaseID); err != nil {
			return err
		}
	}
	return nil
}
