package staff

import (
	"context"
	"strconv"
	"strings"
	"time"

	"bistand/aid"
	"bistand/web/site"
	"bistand/web/ui"
)

// The places of the navigation.
const (
	queueHref    = "/handlaggning"
	searchHref   = "/handlaggning/sok"
	paymentsHref = "/handlaggning/betalningar"
	accessHref   = "/handlaggning/atkomst"
	normHref     = "/handlaggning/normen"
	logHref      = "/handlaggning/logg"
)

// page is the frame of every staff page: the navigation holds what the roles open. Current is the Href of the entry that the
// page belongs to.
func page(v *site.Visit, title, current string, crumbs ...ui.Link) ui.Page {
	s, l := v.Session.Staff, v.L
	p := ui.Page{
		Title: title, Current: current, Crumbs: crumbs, User: v.Actor().Name, LogOut: "/logga-ut",
		SessionLeft: v.SessionLeft(), SessionEnd: "/utloggad",
	}
	if s.MayHandle() {
		p.Menu = append(p.Menu, ui.Link{Text: l.T("staff.own.title"), Href: ownHref})
	}
	if s.Has(aid.Caseworker) || s.Has(aid.DecisionMaker) {
		p.Nav = append(p.Nav, ui.Link{Text: l.T("staff.nav.queue"), Href: queueHref},
			ui.Link{Text: l.T("staff.inbox.title"), Href: inboxHref, Count: waitingCount(v)},
			ui.Link{Text: l.T("staff.nav.appeals"), Href: appealsHref})
	}
	if s.Has(aid.PaymentOfficer) {
		p.Nav = append(p.Nav, ui.Link{Text: l.T("staff.nav.payments"), Href: paymentsHref})
	}
	if s.MayHandle() {
		p.Nav = append(p.Nav, ui.Link{Text: l.T("staff.nav.search"), Href: searchHref})
	}
	if s.Has(aid.Administrator) {
		p.Nav = append(p.Nav, ui.Link{Text: l.T("staff.nav.access"), Href: accessHref})
	}
	if s.Has(aid.Caseworker) || s.Has(aid.DecisionMaker) || s.Has(aid.Administrator) || s.Has(aid.Auditor) {
		p.Nav = append(p.Nav, ui.Link{Text: l.T("staff.nav.spot"), Href: spotHref})
	}
	if s.MayConfirmNorm() {
		p.Nav = append(p.Nav, ui.Link{Text: l.T("staff.nav.norm"), Href: normHref})
	}
	if s.MayReadFeedback() {
		p.Nav = append(p.Nav, ui.Link{Text: l.T("staff.feedback.title"), Href: feedbackHref})
	}
	if s.Has(aid.Auditor) {
		p.Nav = append(p.Nav, ui.Link{Text: l.T("staff.nav.log"), Href: logHref})
	}
	return p
}

// crumbs leads from the start over the case to a page within it.
func crumbs(v *site.Visit, c aid.Case, here ...ui.Link) []ui.Link {
	way := []ui.Link{ui.Crumb(v.L.T("staff.nav.queue"), queueHref)}
	if len(here) == 0 {
		return append(way, ui.Crumb(c.Number, ""))
	}
	return append(append(way, ui.Crumb(c.Number, caseHref(c.ID))), here...)
}

// Addresses of single objects.

func caseHref(id aid.ID) string        { return "/handlaggning/arende/" + string(id) }
func documentsHref(id aid.ID) string   { return caseHref(id) + "/dokument" }
func journalHref(id aid.ID) string     { return caseHref(id) + "/journal" }
func applicationHref(id aid.ID) string { return "/handlaggning/ansokan/" + string(id) }
func attachmentHref(id aid.ID) string  { return "/handlaggning/bilagor/" + string(id) }
func calculationHref(application aid.ID) string {
	return applicationHref(application) + "/berakning"
}

func decisionHref(application aid.ID) string { return applicationHref(application) + "/beslut" }
func fileHref(id aid.ID) string              { return paymentsHref + "/fil/" + string(id) }

// caseOf opens the case that the address names, and keeps the read.
func caseOf(v *site.Visit, what string) (aid.Case, error) {
	id, err := v.Path("id")
	if err != nil {
		return aid.Case{}, err
	}
	return v.StaffCase(id, what)
}

// opened finds what the address names with its case, and keeps the read under what, a name of the read log. What is not there is
// aid.ErrNotFound; StaffCase says whom the case is not opened to.
func opened[T any](v *site.Visit, what string, find func(context.Context, aid.ID) (T, error), caseOf func(T) aid.ID) (it T, c aid.Case, err error) {
	id, err := v.Path("id")
	if err != nil {
		return it, c, err
	}
	if it, err = find(v.Ctx(), id); err != nil {
		return it, c, err
	}
	c, err = v.StaffCase(caseOf(it), what)
	return it, c, err
}

// under returns the faults of a step at the fields of the form that it came by, whose names begin with a prefix.
func under(prefix string, err error) (aid.Errors, bool) {
	faults, ok := site.Faults(err)
	for i := range faults {
		faults[i].Field = prefix + faults[i].Field
	}
	return faults, ok
}

// inForm reads a field of the form that was refused: what was typed, or else the proposal.
func inForm(v *site.Visit) func(name, proposed string) string {
	return func(name, proposed string) string {
		if v.R.PostForm.Has(name) {
			return v.R.PostForm.Get(name)
		}
		return proposed
	}
}

// day reads a day of the form; what is none is no day, which the step says.
func day(v *site.Visit, name string) aid.Date {
	d, err := aid.ParseDate(text(v, name))
	if err != nil {
		return aid.Date{}
	}
	return d
}

// applicationOf opens the application that the address names with its case, and keeps the read.
func applicationOf(v *site.Visit, what string) (aid.Application, aid.Case, error) {
	return opened(v, what, v.Register().Application, func(a aid.Application) aid.ID { return a.CaseID })
}

// household names the adults and counts the children: "Fatima Exempel och Amir Exempel, 2 barn".
func household(v *site.Visit, h aid.Household) string {
	var names []string
	for _, a := range h.Adults {
		names = append(names, a.Name)
	}
	text := strings.Join(names, " "+v.L.T("staff.and")+" ")
	if n := len(h.Children); n > 0 {
		text += ", " + v.L.N("staff.children", n)
	}
	return text
}

// plain writes an amount without its "kr", for tables and fields of amounts.
func plain(c ui.Ctx, o aid.Ore) string {
	return strings.TrimSuffix(c.L.Money(o), "\u00a0kr")
}

// signed writes a difference with its sign, and none as "".
func signed(c ui.Ctx, o aid.Ore) string {
	switch {
	case o == 0:
		return ""
	case o > 0:
		return "+" + plain(c, o)
	}
	return plain(c, o)
}

// dateTime is an instant in Swedish time.
func dateTime(c ui.Ctx, at time.Time) ui.Cell {
	return ui.ContentCell(ui.DateTime(c, at.In(aid.Sweden)))
}

// text reads a field of the form, trimmed.
func text(v *site.Visit, name string) string { return strings.TrimSpace(v.R.PostFormValue(name)) }

// row names a field of a row of a form: "expenses.0.approved".
func row(list string, i int, field string) string { return list + "." + strconv.Itoa(i) + "." + field }

// keyOf makes a form's own key where a page has a form for each of several objects: a browser that goes back must be able to
// post the next one.
func keyOf(key string, id aid.ID) string { return key + string(id[24:]) }

// conflict is the notice over a form that someone else was quicker with.
func conflict(v *site.Visit, words string) ui.Notice {
	return ui.Notice{Tone: ui.Warning, Title: v.L.T("fault.conflict.title"), Text: words}
}
