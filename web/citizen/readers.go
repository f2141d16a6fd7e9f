package citizen

import (
	"slices"
	"strconv"
	"time"

	"bistand/aid"
	"bistand/web/site"
	"bistand/web/ui"
)

// loginsShown is how many of the newest log-ins are listed.
const loginsShown = 30

// logins lists the visitor's own log-ins, so that one that is not theirs is seen, and offers to end them all.
func logins(v *site.Visit) error {
	if _, err := v.OwnCase("logins"); err != nil {
		return err
	}
	list, err := v.Register().SessionsOf(v.Ctx(), v.Self().ID, loginsShown)
	if err != nil {
		return err
	}
	return v.Render(loginsPage(v.UI(), page(v, v.L.T("nav.logins"), ""), loginsTable(v, list), v.NewKey()))
}

func loginsTable(v *site.Visit, list []aid.Session) ui.Table {
	c := v.UI()
	t := ui.Table{Caption: v.L.T("nav.logins"), HideCaption: true, Stack: true, Columns: []ui.Column{
		{Label: v.L.T("login.at")}, {Label: v.L.T("login.with")}, {Label: v.L.T("login.device")}, {Label: v.L.T("label.status")},
	}}
	for _, s := range list {
		tone, status := ui.Neutral, "login.ended"
		switch {
		case s.ID == v.Session.ID:
			tone, status = ui.Success, "login.this"
		case s.Alive(v.Now):
			tone, status = ui.Info, "login.open"
		}
		t.Rows = append(t.Rows, ui.TableRow{Cells: []ui.Cell{
			ui.ContentCell(ui.DateTime(c, s.StartedAt.In(aid.Sweden))), ui.TextCell(means(s)), ui.TextCell(device(s.UserAgent)), ui.ContentCell(ui.Tag(c, tone, v.L.T(status))),
		}})
	}
	return t
}

// means is what a citizen logged in with.
func means(s aid.Session) string {
	if s.Means == "" {
		return "BankID"
	}
	return s.Means
}

// readsShown is how many reads one page is made from.
const readsShown = 200

// readGroup is the reads by one person in a row, on one day where they are the household's own.
type readGroup struct {
	by          aid.Actor
	at          time.Time // of the newest, in Swedish time
	what        []string  // codes of the pages, each once
	count       int
	standsInFor string // name of the contact for whom they looked
}

// readers shows who has looked at the case, newest first. Every look of staff stands for itself; the household's own are
// gathered by day, so that they do not hide the others.
func readers(v *site.Visit) error {
	caseID, err := v.CaseID("readers")
	if err != nil {
		return err
	}
	before := time.Time{}
	if us, err := strconv.ParseInt(v.R.URL.Query().Get("fore"), 10, 64); err == nil && us > 0 {
		before = time.UnixMicro(us)
	}
	all, err := v.Register().CaseReads(v.Ctx(), caseID, before, readsShown)
	if err != nil {
		return err
	}
	var pages ui.Pages
	if len(all) == readsShown {
		pages.Older = "/vem-har-last?fore=" + strconv.FormatInt(all[len(all)-1].At.UnixMicro(), 10)
	}
	reads, err := seenReads(v, all, nil)
	if err != nil {
		return err
	}
	if !before.IsZero() {
		pages.Newer = "/vem-har-last"
	}
	p := page(v, v.L.T("nav.readers"), "")
	p.Lead = v.L.T("reads.about")
	return v.Render(readersPage(v.UI(), p, groupReads(reads), pages))
}

func groupReads(reads []aid.CaseRead) []readGroup {
	var groups []readGroup
	for _, read := range reads {
		at := read.At.In(aid.Sweden)
		if i := len(groups) - 1; i >= 0 && groups[i].takes(read, at) {
			groups[i].count++
			if !slices.Contains(groups[i].what, read.What) {
				groups[i].what = append(groups[i].what, read.What)
			}
			continue
		}
		groups = append(groups, readGroup{by: read.By, at: at, what: []string{read.What}, count: 1, standsInFor: read.For.Name})
	}
	return groups
}

// takes tells whether a read belongs with those before it: the same person of the household on the same day, or the same
// member of staff on the same page within the hour.
func (g readGroup) takes(read aid.CaseRead, at time.Time) bool {
	if g.by.Kind != read.By.Kind || g.by.ID != read.By.ID || g.by.Deputy.ID != read.By.Deputy.ID {
		return false
	}
	if read.By.Kind == aid.ByCitizen {
		return aid.DateOf(g.at) == aid.DateOf(at)
	}
	return g.what[0] == read.What && g.standsInFor == read.For.Name && g.at.Sub(at) < time.Hour
}

// pageName is what a page of the case is called; a code without a name of its own is "your case".
func pageName(c ui.Ctx, what string) string {
	if key := "read." + what; c.L.Has(key) {
		return c.L.T(key)
	}
	return c.L.T("read.case")
}

// readerName is the name of who read; the system has none of its own.
func readerName(c ui.Ctx, by aid.Actor) string {
	if by.Name == "" {
		return c.L.T("actor." + string(by.Kind))
	}
	if by.Deputy.Authority != "" {
		return site.HandName(c.L, by.Deputy)
	}
	return by.Name
}
