package casework

import (
	"context"
	"slices"
	"strings"

	"bistand/aid"
	"bistand/store"
)

// changeReach is how many days before or after today a change may be said to begin: about two years either way.
const changeReach = 730

// ReportChange takes in an adult's word that something has changed. Faults at "kind", "from", "text" and "file".
func (d *Desk) ReportChange(ctx context.Context, r Request, c aid.ChangeReport, files []TakenFile) (aid.ChangeReport, error) {
	c.ID, c.PersonID, c.SentAt, c.Body = d.newID(), r.Actor.ID, d.Now(), strings.TrimSpace(c.Body)
	var faults aid.Errors
	if !slices.Contains(aid.ChangeKinds, c.Kind) {
		faults = append(faults, aid.Error{Code: "choose", Field: "kind"})
	}
	if away := d.today().DaysUntil(c.From); c.From.IsZero() || away > changeReach || away < -changeReach {
		faults = append(faults, aid.Error{Code: "date.format", Field: "from"})
	}
	if err := append(faults, writing(c.Body, files)...).Or(); err != nil {
		return c, err
	}
	err := d.Register.Step(ctx, d.step(r, "report_change", c.CaseID, "change_report", c.ID), func(tx *store.Tx) (err error) {
		if _, err = openCaseOf(ctx, tx, c.CaseID, c.PersonID); err != nil {
			return err
		}
		if c.Files, err = d.own(tx, c.CaseID, c.PersonID, files); err != nil {
			return err
		}
		tx.Result(string(c.ID))
		return tx.AddChangeReport(c)
	})
	return c, err
}
