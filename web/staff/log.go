package staff

import (
	"strconv"

	"bistand/aid"
	"bistand/web/site"
	"bistand/web/ui"
)

// logShown is how many steps one page of the log holds.
const logShown = 50

// logView is one page of the log.
type logView struct {
	table       ui.Table
	first, next string
}

// auditLog lists who did what, newest first. It names staff and case numbers; citizens and what was written stay in the cases.
func auditLog(v *site.Visit) error {
	before, _ := strconv.ParseInt(v.R.URL.Query().Get("fore"), 10, 64) // anything else begins with the newest
	entries, err := v.Register().Log(v.Ctx(), before, logShown+1)
	if err != nil {
		return err
	}
	var view logView
	if len(entries) > logShown {
		entries = entries[:logShown]
		view.next = logHref + "?fore=" + strconv.FormatInt(entries[logShown-1].Seq, 10)
	}
	if before > 0 {
		view.first = logHref
	}
	view.table = logTable(v.UI(), entries)
	return v.Render(logPage(v.UI(), page(v, v.L.T("staff.log.title"), logHref), view))
}

// logTable marks the reads for which a reason was given: they are the ones to look at.
func logTable(c ui.Ctx, entries []aid.LogEntry) ui.Table {
	l := c.L
	t := ui.Table{Caption: l.T("staff.log.title"), HideCaption: true, Stack: true, Columns: []ui.Column{
		{Label: l.T("staff.col.seq")},
		{Label: l.T("staff.col.when")},
		{Label: l.T("staff.col.who")},
		{Label: l.T("staff.col.step")},
		{Label: l.T("staff.col.case")},
		{Label: l.T("staff.col.what")},
		{Label: l.T("staff.col.reason")},
	}}
	for _, e := range entries {
		who := e.Actor.Name
		if who == "" {
			who = l.T("staff.actor." + string(e.Actor.Kind))
		}
		if e.Actor.Deputy.Kind != "" {
			who = l.T("staff.representative.kind." + string(e.Actor.Deputy.Kind))
		}
		what := ""
		if e.What != "" {
			what = readWord(c, e.What)
		}
		t.Rows = append(t.Rows, ui.TableRow{Marked: e.Reason != "", Cells: []ui.Cell{
			ui.TextCell(l.Number(int(e.Seq))), dateTime(c, e.At), ui.TextCell(who), ui.TextCell(stepWord(c, e.Step)),
			ui.ContentCell(ui.CaseNumber(c, e.CaseNumber)), ui.TextCell(what), ui.TextCell(e.Reason),
		}})
	}
	return t
}

// stepWord says what a step does; a step without words is shown by its code, so that nothing in the log is hidden.
func stepWord(c ui.Ctx, step string) string {
	if key := "staff.step." + step; c.L.Has(key) {
		return c.L.T(key)
	}
	return step
}
