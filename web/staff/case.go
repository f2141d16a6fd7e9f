package staff

import (
	"net/http"
	"slices"
	"sort"
	"time"

	"bistand/aid"
	"bistand/web/site"
	"bistand/web/ui"
)

// caseView is a case with everything in it, as those who handle it see it.
type caseView struct {
	aid.Case
	people       []memberView
	key          string
	mayAccess    bool // may open and close the e-service
	mayRegister  bool // takes in applications on paper, and records who has left
	mayWrite     bool // works with the case, rather than with its payments only
	mayDecide    bool // decides, and may ask money back
	applications []aid.Application
	decisions    []aid.Decision
	appeals      []aid.Appeal
	payments     []aid.Payment
	documents    []aid.Document
	notes        []aid.JournalNote
	requests     []aid.CompletionRequest
	notices      []personNotice
	evidence     evidenceView
	moving       movingView
	wrong        aid.WrongPayment // what wrong information has led to
	threads      []aid.Thread
	reported     []reported
	reads        []aid.CaseRead
	tellings     []aid.Telling
	records      []aid.RecordRequest
	today        aid.Date
	away         aid.Absences
	standsIn     *aid.Absence // of the contact whom the visitor answers for
}

// memberView is a person of the case; an adult with how they are reached and whether the e-service is open to them.
type memberView struct {
	aid.Member
	active    bool
	profile   aid.Profile
	addresses []aid.Address

	representatives []aid.Representative // who act for them now
}

// personNotice is a message to someone of the case.
type personNotice struct {
	aid.SentNotice
	name string
}

// noticesListed is how many of the newest messages to each adult the case page lists.
const noticesListed = 10

// readsShown is how many of the newest reads the case page lists.
const readsShown = 15

// theCase shows a case.
func theCase(v *site.Visit) error {
	c, err := caseOf(v, "case")
	if err != nil {
		return err
	}
	return showCase(v, http.StatusOK, c, func(*caseView) {})
}

// showCase answers with the page of a case, and what a form on it was refused for.
func showCase(v *site.Visit, status int, c aid.Case, typed func(*caseView)) (err error) {
	s, r, ctx := v.Session.Staff, v.Register(), v.Ctx()
	view := caseView{
		Case: c, key: v.NewKey(), today: v.Today(), mayAccess: s.Has(aid.Caseworker) || s.Has(aid.Administrator), mayRegister: s.Has(aid.Caseworker), mayWrite: s.Has(aid.Caseworker) || s.Has(aid.DecisionMaker), mayDecide: s.Has(aid.DecisionMaker),
	}
	if view.people, err = peopleOf(v, c); err != nil {
		return err
	}
	if view.away, err = v.Absences(); err != nil {
		return err
	}
	if contact, ok := view.away.StandsInFor(v.Actor().ID, c); ok {
		away, _ := view.away.Of(contact.ID)
		view.standsIn = &away
	}
	if view.payments, err = r.Payments(ctx, c.ID); err != nil {
		return err
	}
	if view.mayWrite {
		if view.notices, err = noticesTo(v, c); err != nil {
			return err
		}
		if view.applications, err = r.Applications(ctx, c.ID); err != nil {
			return err
		}
		if view.documents, err = r.Documents(ctx, c.ID, true); err != nil {
			return err
		}
		if view.notes, err = r.Notes(ctx, c.ID, true); err != nil {
			return err
		}
		if view.requests, err = r.CompletionRequests(ctx, c.ID); err != nil {
			return err
		}
		if view.evidence, err = evidenceOf(v, c); err != nil {
			return err
		}
		if view.records, err = r.RecordRequests(ctx, c.ID, ""); err != nil {
			return err
		}
		if view.tellings, err = r.Tellings(ctx, c.ID); err != nil {
			return err
		}
		if view.threads, err = r.Threads(ctx, c.ID); err != nil {
			return err
		}
		if view.reported, err = reportedIn(v, c); err != nil {
			return err
		}
		if view.appeals, err = r.Appeals(ctx, c.ID); err != nil {
			return err
		}
		if view.wrong, err = r.WrongPayment(ctx, c.ID); err != nil {
			return err
		}
	}
	if view.decisions, err = r.Decisions(ctx, c.ID); err != nil {
		return err
	}
	if view.reads, err = r.CaseReads(ctx, c.ID, time.Time{}, readsShown); err != nil {
		return err
	}
	p := page(v, v.L.T("staff.case.title", "number", c.Number), "", crumbs(v, c)...)
	typed(&view)
	p.Lead, p.Errors = household(v, c.Household()), slices.Concat(view.evidence.faults, view.moving.faults)
	return v.RenderStatus(status, casePage(v.UI(), p, view))
}

// peopleOf reads what belongs to each person of a case.
func peopleOf(v *site.Visit, c aid.Case) ([]memberView, error) {
	var people []memberView
	for _, m := range c.Members {
		one := memberView{Member: m}
		if m.Part != aid.ChildInCase {
			var err error
			if one.active, err = v.Register().HasAccess(v.Ctx(), c.ID, m.Person.ID); err != nil {
				return nil, err
			}
			if one.profile, err = v.Register().Profile(v.Ctx(), m.Person.ID); err != nil {
				return nil, err
			}
			if one.addresses, err = v.Register().Reach(v.Ctx(), one.profile); err != nil {
				return nil, err
			}
			if one.representatives, err = v.Register().Representatives(v.Ctx(), m.Person.ID); err != nil {
				return nil, err
			}
			one.representatives = slices.DeleteFunc(one.representatives, func(r aid.Representative) bool { return !r.StandsOn(v.Today()) })
		}
		people = append(people, one)
	}
	return people, nil
}

// noticesTo reads what was sent to the adults of a case, newest first.
func noticesTo(v *site.Visit, c aid.Case) ([]personNotice, error) {
	var list []personNotice
	for _, p := range c.Adults() {
		sent, err := v.Register().Notices(v.Ctx(), p.ID, noticesListed)
		if err != nil {
			return nil, err
		}
		for _, n := range sent {
			list = append(list, personNotice{n, p.Name()})
		}
	}
	sort.SliceStable(list, func(i, j int) bool { return list[j].At.Before(list[i].At) })
	return list, nil
}

// ReasonPage asks a member of staff why they open a case that they are not assigned to. It shows no more of the case than its
// number.
func ReasonPage(v *site.Visit, c aid.Case) error { return askReason(v, c, nil) }

// askReason answers 403 with the form: what was asked for is not shown.
func askReason(v *site.Visit, c aid.Case, faults aid.Errors) error {
	p := page(v, v.L.T("staff.reason.title", "number", c.Number), "")
	p.Errors = faults
	return v.RenderStatus(http.StatusForbidden, reasonPage(v.UI(), p, c.ID, v.NewKey(), faults))
}

// openCase keeps the reason and opens the case. A case with protected persons opens for no reason but being assigned.
// law: OSL 26:1
func openCase(v *site.Visit) error {
	id, err := v.Path("id")
	if err != nil {
		return err
	}
	c, err := v.Register().Case(v.Ctx(), id)
	if err != nil {
		return err
	}
	if hidden(v, c) {
		return aid.ErrForbidden
	}
	reason := text(v, "reason")
	if reason == "" {
		return askReason(v, c, aid.Errors{{Code: "required", Field: "reason"}})
	}
	err = v.Desk().OpenByReason(v.Ctx(), v.Request(), c.ID, reason)
	if _, again := site.Repeated(err); err != nil && !again {
		return err
	}
	return v.Redirect(caseHref(c.ID))
}

// peopleTable is the household; the only place on the staff's pages that writes a whole personnummer.
func peopleTable(c ui.Ctx, view caseView) ui.Table {
	l := c.L
	t := ui.Table{Caption: l.T("staff.case.people"), HideCaption: true, Stack: true, Columns: []ui.Column{
		{Label: l.T("staff.col.name")}, {Label: l.T("staff.personnummer")}, {Label: l.T("staff.col.part")}, {Label: l.T("staff.col.reached")}, {Label: l.T("staff.col.access")},
	}}
	for _, m := range view.people {
		cells := []ui.Cell{
			ui.ContentCell(nameCell(c, m)), ui.ContentCell(ui.FullPersonnummer(c, m.Person.Personnummer)), ui.TextCell(l.T("part." + string(m.Part))),
			ui.ContentCell(reached(c, m)),
			{},
		}
		if m.Part != aid.ChildInCase {
			cells[4] = ui.ContentCell(accessCell(c, accessRow{caseID: view.ID, person: m.Person, active: m.active, may: view.mayAccess, key: keyOf(view.key, m.Person.ID)}))
		}
		t.Rows = append(t.Rows, ui.TableRow{Cells: cells})
	}
	return t
}

// noticesTable lists what was sent to whom, and what came of it.
func noticesTable(c ui.Ctx, list []personNotice) ui.Table {
	t := ui.Table{Caption: c.L.T("staff.notice.title"), HideCaption: true, Stack: true, Empty: c.L.T("staff.notice.none"), Columns: []ui.Column{
		{Label: c.L.T("staff.col.when")}, {Label: c.L.T("staff.col.name")}, {Label: c.L.T("staff.col.to")}, {Label: c.L.T("staff.col.event")}, {Label: c.L.T("staff.col.status")},
	}}
	for _, n := range list {
		event := "staff.event." + n.Event
		if !c.L.Has(event) { // of a newer program
			event = "staff.event.notice"
		}
		t.Rows = append(t.Rows, ui.TableRow{Cells: []ui.Cell{
			dateTime(c, n.At), ui.TextCell(n.name), ui.TextCell(n.To), ui.TextCell(c.L.T(event)),
			ui.ContentCell(ui.Tag(c, noticeTones[n.Outcome], c.L.T("sent.outcome."+string(n.Outcome)))),
		}})
	}
	return t
}

var noticeTones = map[aid.NoticeOutcome]ui.Tone{
	aid.NoticeSent: ui.Neutral, aid.NoticeDelivered: ui.Success, aid.NoticeReturned: ui.Warning, aid.NoticeRefused: ui.Warning,
}

// contactsTable is who has a function in the case, as the citizen sees it too, and who answers for those who are away.
func contactsTable(c ui.Ctx, contacts []aid.Contact, away aid.Absences) ui.Table {
	t := ui.Table{Caption: c.L.T("staff.case.contacts"), HideCaption: true, Stack: true, Empty: c.L.T("staff.case.no_contacts"), Columns: []ui.Column{
		{Label: c.L.T("staff.col.name")}, {Label: c.L.T("staff.col.function")}, {Label: c.L.T("staff.col.phone")}, {Label: c.L.T("staff.col.hours")},
	}}
	for _, contact := range contacts {
		t.Rows = append(t.Rows, ui.TableRow{Cells: []ui.Cell{
			ui.ContentCell(contactName(c, contact.Staff, away)), ui.TextCell(c.L.T("role." + string(contact.Function))),
			ui.ContentCell(ui.Phone(c, contact.Staff.Phone)), ui.TextCell(contact.Staff.Hours),
		}})
	}
	return t
}

// applicationsTable lists the applications that stand, newest first.
func applicationsTable(c ui.Ctx, list []aid.Application) ui.Table {
	t := ui.Table{Caption: c.L.T("staff.case.applications"), HideCaption: true, Stack: true, Empty: c.L.T("staff.case.no_applications"), Columns: []ui.Column{
		{Label: c.L.T("staff.col.month")}, {Label: c.L.T("staff.col.kind")}, {Label: c.L.T("staff.col.registered")}, {Label: c.L.T("staff.col.status")},
	}}
	for _, a := range list {
		t.Rows = append(t.Rows, ui.TableRow{Cells: []ui.Cell{
			ui.LinkCell(c.L.Month(a.Month), applicationHref(a.ID)), ui.TextCell(c.L.T("application." + string(a.Kind))),
			ui.ContentCell(ui.ShortDate(c, a.Registered)), ui.ContentCell(ui.StatusTag(c, a.Status())),
		}})
	}
	return t
}

// decisionsTable lists the decisions; linked for those whose roles open them.
func decisionsTable(c ui.Ctx, list []aid.Decision, linked bool) ui.Table {
	t := ui.Table{Caption: c.L.T("staff.case.decisions"), HideCaption: true, Stack: true, Empty: c.L.T("staff.case.no_decisions"), Columns: []ui.Column{
		{Label: c.L.T("staff.col.month")},
		{Label: c.L.T("staff.col.decided")},
		{Label: c.L.T("staff.col.outcome")},
		{Label: c.L.T("staff.col.decider")},
		{Label: c.L.T("staff.col.amount"), Numeric: true},
	}}
	for _, d := range list {
		month := ui.TextCell(c.L.Month(d.Month))
		if linked {
			month.Href = decisionHref(d.ApplicationID)
		}
		t.Rows = append(t.Rows, ui.TableRow{Cells: []ui.Cell{
			month, ui.ContentCell(ui.ShortDate(c, aid.SwedishDate(d.DecidedAt))), ui.ContentCell(ui.OutcomeTag(c, d.Outcome)),
			ui.TextCell(d.DecidedByName), ui.MoneyCell(c, d.Amount),
		}})
	}
	return t
}

// paymentsTable lists payments with what the bank has said of each.
func paymentsTable(c ui.Ctx, list []aid.Payment) ui.Table {
	t := ui.Table{Caption: c.L.T("staff.case.payments"), HideCaption: true, Stack: true, Empty: c.L.T("staff.case.no_payments"), Columns: []ui.Column{
		{Label: c.L.T("staff.col.day")},
		{Label: c.L.T("staff.col.payee")},
		{Label: c.L.T("staff.col.method")},
		{Label: c.L.T("staff.col.status")},
		{Label: c.L.T("staff.col.amount"), Numeric: true},
	}}
	for _, p := range list {
		t.Rows = append(t.Rows, ui.TableRow{Cells: []ui.Cell{
			ui.ContentCell(ui.ShortDate(c, p.SendOn)), ui.TextCell(p.Payee.Name), ui.TextCell(methodOf(c, p.Payee)),
			ui.ContentCell(paymentState(c, p)), ui.MoneyCell(c, p.Amount),
		}})
	}
	return t
}

// methodOf is how a payee is paid, with the last four digits of the account.
func methodOf(c ui.Ctx, p aid.Payee) string {
	text := c.L.T("method." + string(p.Method))
	if tail := p.Tail(); tail != "" {
		text += " ···" + tail
	}
	return text
}

// readsTable is who has looked at the case, so that handlers see what the citizen sees.
func readsTable(c ui.Ctx, list []aid.CaseRead) ui.Table {
	t := ui.Table{Caption: c.L.T("staff.case.reads"), HideCaption: true, Stack: true, Columns: []ui.Column{
		{Label: c.L.T("staff.col.when")}, {Label: c.L.T("staff.col.who")}, {Label: c.L.T("staff.col.what")}, {Label: c.L.T("staff.col.reason")},
	}}
	for _, read := range list {
		t.Rows = append(t.Rows, ui.TableRow{Cells: []ui.Cell{
			dateTime(c, read.At), ui.TextCell(withHand(c, read.By.Name, read.By.Deputy)), ui.TextCell(readWord(c, read.What)), ui.TextCell(reasonWord(c, read.Reason, read.For.Name)),
		}})
	}
	return t
}

// readWord says what was read; a code without words of its own is the case.
func readWord(c ui.Ctx, what string) string {
	for _, key := range []string{"staff.read." + what, "read." + what} {
		if what != "" && c.L.Has(key) {
			return c.L.T(key)
		}
	}
	return c.L.T("staff.read.case")
}
