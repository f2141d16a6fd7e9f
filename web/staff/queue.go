package staff

import (
	"errors"
	"strings"

	"bistand/aid"
	"bistand/web/site"
	"bistand/web/ui"
)

// home leads each role to its own work; whoever handles cases gets the queue.
func home(v *site.Visit) error {
	s := v.Session.Staff
	switch {
	case s.Has(aid.Caseworker), s.Has(aid.DecisionMaker):
		return queue(v)
	case s.Has(aid.PaymentOfficer):
		return v.Redirect(paymentsHref)
	case s.Has(aid.Auditor):
		return v.Redirect(logHref)
	}
	return v.Redirect(accessHref)
}

// queueShown is how many applications one page of the queue holds.
const queueShown = 25

// queueView is one page of the queue.
type queueView struct {
	all         bool // everyone's, not only the visitor's own
	table       ui.Table
	first, next string // addresses of the first and the next page; empty where there is none
	dead        []aid.Job
}

// queue lists what waits, oldest first. The filter and the page stand in the address, so that a page can be kept or shared.
func queue(v *site.Visit) error {
	query := v.R.URL.Query()
	view := queueView{all: query.Get("visa") == "alla" || !v.Session.Staff.Has(aid.Caseworker)}
	after, paged := readAfter(query.Get("efter"))
	mine, err := ownAnd(v)
	if err != nil {
		return err
	}
	if view.all {
		mine = nil
	}
	items, err := v.Register().QueueOf(v.Ctx(), mine, after, queueShown+1)
	if err != nil {
		return err
	}
	address := queueHref + "?visa=mina"
	if view.all {
		address = queueHref + "?visa=alla"
	}
	if len(items) > queueShown {
		items = items[:queueShown]
		last := items[queueShown-1]
		view.next = address + "&efter=" + last.Registered.String() + "_" + string(last.ApplicationID)
	}
	if paged {
		view.first = address
	}
	if view.table, err = queueTable(v, items); err != nil {
		return err
	}
	if view.dead, err = deadJobs(v); err != nil {
		return err
	}
	p := page(v, v.L.T("staff.queue.title"), queueHref)
	if since := v.Desk().Population.SilentSince(v.Now); !since.IsZero() {
		p.Flash = append(p.Flash, ui.Notice{Tone: ui.Warning, Text: v.L.T("staff.queue.population_silent", "time", v.L.Time(since.In(aid.Sweden)))})
	}
	return v.Render(queuePage(v.UI(), p, view))
}

// readAfter reads the key that a page of the queue begins after; anything else is the beginning.
func readAfter(text string) (after aid.QueueItem, ok bool) {
	day, id, _ := strings.Cut(text, "_")
	on, err := aid.ParseDate(day)
	if err != nil {
		return after, false
	}
	application, err := aid.ParseID(id)
	if err != nil {
		return after, false
	}
	return aid.QueueItem{Registered: on, ApplicationID: application}, true
}

// deadShown is how many jobs that were given up are shown.
const deadShown = 20

// deadJobs returns what could not be sent, for administrators.
func deadJobs(v *site.Visit) ([]aid.Job, error) {
	if !v.Session.Staff.Has(aid.Administrator) {
		return nil, nil
	}
	return v.Register().DeadJobs(v.Ctx(), deadShown)
}

// queueTable sets out the applications with their age against the municipality's target.
func queueTable(v *site.Visit, items []aid.QueueItem) (ui.Table, error) {
	c, l := v.UI(), v.L
	t := ui.Table{Caption: l.T("staff.queue.title"), HideCaption: true, Stack: true, Empty: l.T("staff.queue.empty"), Columns: []ui.Column{
		{Label: l.T("staff.col.case")},
		{Label: l.T("staff.col.names")},
		{Label: l.T("staff.col.month")},
		{Label: l.T("staff.col.registered")},
		{Label: l.T("staff.col.age"), Numeric: true},
		{Label: l.T("staff.col.stage")},
		{Label: l.T("staff.col.caseworker")},
	}}
	for _, q := range items {
		names, err := namesShown(v, q)
		if err != nil {
			return t, err
		}
		asked, err := askedOf(v, q)
		if err != nil {
			return t, err
		}
		age := q.Registered.DaysUntil(v.Today())
		waits := q.CompleteSince.IsZero() // for papers: the time to a decision has not begun
		late := !waits && v.Tenant.Municipality.TargetDays > 0 && q.CompleteSince.DaysUntil(v.Today()) > v.Tenant.Municipality.TargetDays
		t.Rows = append(t.Rows, ui.TableRow{Marked: late, Cells: []ui.Cell{
			ui.LinkCell(q.CaseNumber, caseHref(q.CaseID)),
			ui.TextCell(names),
			ui.LinkCell(queueName(c, q), applicationHref(q.ApplicationID)),
			ui.ContentCell(ui.ShortDate(c, q.Registered)),
			ui.ContentCell(ageCell(c, age, late)),
			ui.ContentCell(waitsCell(c, q, asked)),
			workerCell(v, q.CaseworkerID, q.Caseworker),
		}})
	}
	return t, nil
}

// askedOf returns how far what was asked for an application has come; nothing where nothing is asked or it has ended.
func askedOf(v *site.Visit, q aid.QueueItem) (aid.RequestStatus, error) {
	asked, err := v.Register().CompletionOf(v.Ctx(), q.ApplicationID)
	if errors.Is(err, aid.ErrNotFound) || err == nil && asked.End != nil {
		return "", nil
	}
	return asked.Status(v.Today()), err
}

// queueName is what an application in the queue is called: its month, and its kind where it is not a month's.
func queueName(c ui.Ctx, q aid.QueueItem) string {
	if q.Kind == aid.Renewal || q.Kind == "" {
		return c.L.Month(q.Month)
	}
	return c.L.Month(q.Month) + ", " + strings.ToLower(c.L.T("application."+string(q.Kind)))
}

// namesShown returns the adults' names, or that they are protected: those who are not assigned see no more than the number.
func namesShown(v *site.Visit, q aid.QueueItem) (string, error) {
	if q.CaseworkerID == v.Actor().ID {
		return q.Names, nil
	}
	c, err := v.Register().Case(v.Ctx(), q.CaseID)
	if err != nil {
		return "", err
	}
	if hidden(v, c) {
		return v.L.T("staff.protected"), nil
	}
	return q.Names, nil
}

// hidden tells whether the names of a case are kept from the visitor: one with a sekretessmarkering, to all but those assigned.
func hidden(v *site.Visit, c aid.Case) bool {
	if !c.HasProtected() {
		return false
	}
	today, err := v.Absences()
	if err != nil {
		v.Note(err) // nobody is known to stand in: hidden from one too many rather than one too few
	}
	return !c.AssignedTo(v.Actor().ID, today)
}
