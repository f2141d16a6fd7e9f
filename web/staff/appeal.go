package staff

import (
	"io"
	"net/http"
	"net/url"
	"slices"

	"bistand/aid"
	"bistand/casework"
	"bistand/web/site"
	"bistand/web/ui"
)

// appealsHref is the list of appeals.
const appealsHref = "/handlaggning/overklaganden"

func appealHref(id aid.ID) string { return appealsHref + "/" + string(id) }

func paperAppealHref(decision aid.ID) string {
	return "/handlaggning/beslut/" + string(decision) + "/overklagande"
}

// appealRoutes are the pages of appeals.
var appealRoutes = []site.Route{
	{Pattern: "GET /handlaggning/overklaganden", Policy: site.Staff(aid.Caseworker, aid.DecisionMaker), Handler: appeals},
	{Pattern: "GET /handlaggning/overklaganden/{id}", Policy: site.Staff(aid.Caseworker, aid.DecisionMaker), Handler: appeal},
	{Pattern: "POST /handlaggning/overklaganden/{id}/tid", Policy: site.Staff(aid.Caseworker, aid.DecisionMaker), Handler: judgeTimeliness},
	{Pattern: "POST /handlaggning/overklaganden/{id}/omprovning", Policy: site.Staff(aid.DecisionMaker), Handler: reviewAppeal},
	{Pattern: "POST /handlaggning/overklaganden/{id}/yttrande", Policy: site.Staff(aid.Caseworker, aid.DecisionMaker), Handler: writeStatement},
	{Pattern: "POST /handlaggning/overklaganden/{id}/overlamna", Policy: site.Staff(aid.Caseworker, aid.DecisionMaker), Handler: handOver},
	{Pattern: "POST /handlaggning/overklaganden/{id}/dom", Policy: site.Staff(aid.Caseworker, aid.DecisionMaker), Handler: recordRuling},
	{Pattern: "POST /handlaggning/overklaganden/{id}/aterkallat", Policy: site.Staff(aid.Caseworker, aid.DecisionMaker), Handler: recordWithdrawal},
	{Pattern: "GET /handlaggning/overklaganden/{id}/paket", Policy: site.Staff(aid.Caseworker, aid.DecisionMaker), Handler: appealPackage},
	{Pattern: "GET /handlaggning/overklaganden/{id}/paket.zip", Policy: site.Staff(aid.Caseworker, aid.DecisionMaker), Handler: appealArchive},
	{Pattern: "GET /handlaggning/beslut/{id}/overklagande", Policy: site.Staff(aid.Caseworker, aid.DecisionMaker), Handler: paperAppeal},
	{Pattern: "POST /handlaggning/beslut/{id}/overklagande", Policy: site.Staff(aid.Caseworker, aid.DecisionMaker).WithUpload(), Handler: registerPaperAppeal},
}

// appealsShown is how many appeals one page of the list holds.
const appealsShown = 50

// appealsView is one page of the appeals that wait, and those that the court has yet to answer.
type appealsView struct {
	waiting, atCourt ui.Table
	first, next      string
}

// appeals lists what waits, that which came first at the top.
func appeals(v *site.Visit) error {
	after, paged := readAfter(v.R.URL.Query().Get("efter"))
	list, err := v.Register().OpenAppeals(v.Ctx(), aid.Appeal{ReceivedOn: after.Registered, ID: after.ApplicationID}, appealsShown+1)
	if err != nil {
		return err
	}
	var view appealsView
	if len(list) > appealsShown {
		list = list[:appealsShown]
		last := list[appealsShown-1]
		view.next = appealsHref + "?efter=" + last.ReceivedOn.String() + "_" + string(last.ID)
	}
	if paged {
		view.first = appealsHref
	}
	if view.waiting, err = appealsTable(v, v.L.T("staff.appeal.waiting"), list); err != nil {
		return err
	}
	court, err := v.Register().AppealsAtCourt(v.Ctx(), appealsShown)
	if err != nil {
		return err
	}
	if view.atCourt, err = appealsTable(v, v.L.T("staff.appeal.at_court"), court); err != nil {
		return err
	}
	return v.Render(appealsPage(v.UI(), page(v, v.L.T("staff.nav.appeals"), appealsHref), view))
}

// appealsTable sets out appeals with their age against the week within which they are handed over.
func appealsTable(v *site.Visit, caption string, list []aid.Appeal) (ui.Table, error) {
	c, l := v.UI(), v.L
	t := ui.Table{Caption: caption, Stack: true, Empty: l.T("staff.appeal.empty"), Columns: []ui.Column{
		{Label: l.T("staff.appeal.number")},
		{Label: l.T("staff.appeal.by")},
		{Label: l.T("staff.col.registered")},
		{Label: l.T("staff.col.age"), Numeric: true},
		{Label: l.T("staff.col.stage")},
	}}
	for _, a := range list {
		theCase, err := v.Register().Case(v.Ctx(), a.CaseID)
		if err != nil {
			return t, err
		}
		name := appellant(theCase, a).Name()
		if hidden(v, theCase) {
			name = l.T("staff.protected")
		}
		age := a.ReceivedOn.DaysUntil(v.Today())
		late := a.Waits() && age > aid.HandoverDays
		t.Rows = append(t.Rows, ui.TableRow{Marked: late, Cells: []ui.Cell{
			ui.LinkCell(a.Number, appealHref(a.ID)), ui.TextCell(name), ui.ContentCell(ui.ShortDate(c, a.ReceivedOn)),
			ui.ContentCell(appealAge(c, age, late)), ui.ContentCell(appealTag(c, a.Status())),
		}})
	}
	return t, nil
}

// appealsOfCase lists the appeals of a case, newest first.
func appealsOfCase(c ui.Ctx, theCase aid.Case, list []aid.Appeal) ui.Table {
	t := ui.Table{Caption: c.L.T("staff.nav.appeals"), HideCaption: true, Stack: true, Columns: []ui.Column{
		{Label: c.L.T("staff.appeal.number")}, {Label: c.L.T("staff.appeal.by")}, {Label: c.L.T("staff.col.registered")}, {Label: c.L.T("staff.col.stage")},
	}}
	for _, a := range list {
		t.Rows = append(t.Rows, ui.TableRow{Cells: []ui.Cell{
			ui.LinkCell(a.Number, appealHref(a.ID)), ui.TextCell(appellant(theCase, a).Name()), ui.ContentCell(ui.ShortDate(c, a.ReceivedOn)), ui.ContentCell(appealTag(c, a.Status())),
		}})
	}
	return t
}

// appellant is who appealed, also once they have left the case.
func appellant(c aid.Case, a aid.Appeal) aid.Person {
	person, _ := c.Person(a.PersonID)
	return person
}

// appealView is one appeal with what its next step takes.
type appealView struct {
	aid.Appeal
	theCase    aid.Case
	decision   aid.Decision
	changed    aid.ID // the decision that has taken the place of the one appealed
	told, last aid.Date
	proposal   aid.TimelinessAnswer
	court      string
	mayDecide  bool
	today      aid.Date
	key        string
	faults     aid.Errors
	by         aid.Deputy                         // who appealed for the person; nobody where they did so themselves
	form       func(name, proposed string) string // what a field holds: what was typed, or the proposal
}

// openAppeal opens the appeal that the address names with its case, and keeps the read. It is kept as a look at the decision:
// the read log is shown to both adults, and that one of them appeals is not the other's to know.
func openAppeal(v *site.Visit) (aid.Appeal, aid.Case, error) {
	return opened(v, "decision", v.Register().Appeal, func(a aid.Appeal) aid.ID { return a.CaseID })
}

// appeal shows an appeal with the form of its next step.
func appeal(v *site.Visit) error {
	a, c, err := openAppeal(v)
	if err != nil {
		return err
	}
	return showAppeal(v, a, c, http.StatusOK, nil)
}

func showAppeal(v *site.Visit, a aid.Appeal, c aid.Case, status int, faults aid.Errors) error {
	view := appealView{
		Appeal: a, theCase: c, court: v.Tenant.Municipality.Court, mayDecide: v.Session.Staff.Has(aid.DecisionMaker), today: v.Today(), key: v.NewKey(), faults: faults,
		form: inForm(v),
	}
	hands, err := v.Hands(c.ID)
	if err != nil {
		return err
	}
	view.by = hands.Of("appeal", a.ID, a.PersonID)
	if view.decision, err = v.Register().Decision(v.Ctx(), a.DecisionID); err != nil {
		return err
	}
	newest, err := v.Register().DecisionOf(v.Ctx(), view.decision.ApplicationID)
	if err != nil {
		return err
	}
	if newest.ID != view.decision.ID {
		view.changed = newest.ID
	}
	if view.told, view.last, err = v.Desk().TimelinessFacts(v.Ctx(), a); err != nil {
		return err
	}
	view.proposal = aid.ProposeTimeliness(a.ReceivedOn, view.last)
	p := page(v, v.L.T("staff.appeal.title", "number", a.Number), appealsHref, crumbs(v, c, ui.Crumb(v.L.T("staff.appeal.title", "number", a.Number), ""))...)
	p.Errors = faults
	p.Lead = appellant(c, a).Name()
	return v.RenderStatus(status, appealPage(v.UI(), p, view))
}

// appealForm carries out a step on the appeal of the address and shows it again: with the faults where there are any, and
// where it stands when someone else was quicker.
func appealForm(v *site.Visit, step func(aid.Appeal) error) error {
	a, c, err := openAppeal(v)
	if err != nil {
		return err
	}
	err = step(a)
	if faults, ok := site.Faults(err); ok {
		return showAppeal(v, a, c, http.StatusUnprocessableEntity, faults)
	}
	return back(v, err, appealHref(a.ID))
}

func judgeTimeliness(v *site.Visit) error {
	return appealForm(v, func(a aid.Appeal) error {
		return v.Desk().JudgeTimeliness(v.Ctx(), v.Request(), *v.Session.Staff, a.ID, casework.TimelinessInput{
			Answer: aid.TimelinessAnswer(text(v, "answer")), ToldOn: day(v, "told_on"), Reasons: text(v, "reasons"),
		})
	})
}

func reviewAppeal(v *site.Visit) error {
	return appealForm(v, func(a aid.Appeal) error {
		return v.Desk().ReviewAppeal(v.Ctx(), v.Request(), *v.Session.Staff, a.ID, aid.ReviewOutcome(text(v, "outcome")), text(v, "reasons"))
	})
}

func writeStatement(v *site.Visit) error {
	return appealForm(v, func(a aid.Appeal) error {
		return v.Desk().WriteStatement(v.Ctx(), v.Request(), *v.Session.Staff, a.ID, text(v, "statement"))
	})
}

func handOver(v *site.Visit) error {
	return appealForm(v, func(a aid.Appeal) error {
		return v.Desk().HandOver(v.Ctx(), v.Request(), *v.Session.Staff, a.ID, aid.Handover{Court: text(v, "court"), Way: aid.HandoverWay(text(v, "way")), On: day(v, "on")})
	})
}

func recordRuling(v *site.Visit) error {
	return appealForm(v, func(a aid.Appeal) error {
		return v.Desk().RecordRuling(v.Ctx(), v.Request(), *v.Session.Staff, a.ID, aid.Ruling{
			Outcome: aid.RulingOutcome(text(v, "outcome")), CourtNumber: text(v, "court_number"), On: day(v, "on"), Note: text(v, "note"),
		})
	})
}

func recordWithdrawal(v *site.Visit) error {
	return appealForm(v, func(a aid.Appeal) error {
		return v.Desk().RecordWithdrawal(v.Ctx(), v.Request(), *v.Session.Staff, a.ID, text(v, "reason"))
	})
}

// options makes the choices of a field from codes.
func options[T ~string](c ui.Ctx, codes []T, prefix, chosen string) []ui.Option {
	var list []ui.Option
	for _, code := range codes {
		list = append(list, ui.Option{Value: string(code), Label: c.L.T(prefix + string(code)), Chosen: string(code) == chosen})
	}
	return list
}

// paperAppealView is the form for an appeal on paper.
type paperAppealView struct {
	decision aid.Decision
	theCase  aid.Case
	form     ui.Form
	typed    map[string]string
	faults   aid.Errors
}

// paperAppeal asks for what an appeal on paper says.
func paperAppeal(v *site.Visit) error {
	d, c, err := openDecision(v)
	if err != nil {
		return err
	}
	return showPaper(v, http.StatusOK, paperAppealView{decision: d, theCase: c, typed: map[string]string{"received_on": v.Today().String()}})
}

// openDecision opens the decision that the address names with its case, and keeps the read.
func openDecision(v *site.Visit) (aid.Decision, aid.Case, error) {
	return opened(v, "decision", v.Register().Decision, func(d aid.Decision) aid.ID { return d.CaseID })
}

func showPaper(v *site.Visit, status int, view paperAppealView) error {
	view.form = ui.Form{Action: paperAppealHref(view.decision.ID), Key: v.NewKey(), Submit: v.L.T("staff.appeal.register"), Files: true}
	p := page(v, v.L.T("staff.appeal.paper_title"), appealsHref, crumbs(v, view.theCase, ui.Crumb(v.L.T("staff.appeal.paper_title"), ""))...)
	p.Errors = view.faults
	p.Lead = v.L.T("staff.appeal.paper_lead", "month", v.L.Month(view.decision.Month), "date", v.L.Date(aid.SwedishDate(view.decision.DecidedAt)))
	return v.RenderStatus(status, paperAppealPage(v.UI(), p, view))
}

// registerPaperAppeal takes in an appeal that came as a letter, with the letter where it was scanned.
func registerPaperAppeal(v *site.Visit) error {
	d, c, err := openDecision(v)
	if err != nil {
		return err
	}
	var made aid.Appeal
	done := false
	register := func(fields url.Values, name string, file io.Reader) (err error) {
		if done { // one letter is all there is
			return nil
		}
		done = true
		in := casework.PaperAppeal{
			Decision: d.ID, Person: aid.ID(fields.Get("person")), Change: fields.Get("change"), Why: fields.Get("why"), FileName: name, File: file,
		}
		if on, err := aid.ParseDate(fields.Get("received_on")); err == nil {
			in.ReceivedOn = on
		}
		made, err = v.Desk().RegisterAppeal(v.Ctx(), casework.Request{Actor: v.Actor(), Key: fields.Get("nyckel")}, *v.Session.Staff, in)
		return err
	}
	fields, err := v.ReadForm(register)
	switch {
	case err != nil || done:
	case fields.Get("nyckel") == "":
		err = aid.Error{Code: "invalid", Field: "file"}
	default:
		err = register(fields, "", nil)
	}
	if faults, ok := site.Faults(err); ok {
		return showPaper(v, http.StatusUnprocessableEntity, paperAppealView{decision: d, theCase: c, typed: firstOf(fields), faults: faults})
	}
	if result, repeated := site.Repeated(err); repeated {
		made.ID, err = aid.ID(result), nil
	}
	if err != nil {
		return err
	}
	return v.Redirect(appealHref(made.ID))
}

// firstOf is what was typed into each field of a form.
func firstOf(fields url.Values) map[string]string {
	typed := map[string]string{}
	for name := range fields {
		typed[name] = fields.Get(name)
	}
	return typed
}

// adultOptions are the adults of a case as choices.
func adultOptions(c aid.Case, chosen string) []ui.Option {
	var list []ui.Option
	for _, p := range c.Adults() {
		list = append(list, ui.Option{Value: string(p.ID), Label: p.Name(), Chosen: string(p.ID) == chosen})
	}
	return list
}

// appealedItem is one thing of the decision that is meant.
func appealedItem(c ui.Ctx, item aid.AppealItem) string {
	name := c.L.T("staff.appeal.incomes")
	if item.Row != aid.IncomesRow {
		name = itemName(c, item.Code)
	}
	return c.L.T("staff.appeal.item", "name", name, "claimed", plain(c, item.Claimed), "approved", plain(c, item.Approved))
}

// appealFacts names the appeal and the days it is judged by.
func appealFacts(c ui.Ctx, view appealView) []ui.Row {
	rows := []ui.Row{
		{Term: c.L.T("staff.appeal.number"), Value: view.Number},
		{Term: c.L.T("staff.appeal.by"), Value: withHand(c, appellant(view.theCase, view.Appeal).Name(), view.by)},
		{Term: c.L.T("staff.appeal.the_decision"), Value: c.L.T("staff.decision.title", "month", c.L.Month(view.decision.Month))},
		{Term: c.L.T("staff.appeal.decided"), Content: ui.Date(c, aid.SwedishDate(view.decision.DecidedAt))},
	}
	if view.key != "" { // on a page of ours, rather than in the package
		rows[2].Content = ui.Anchor(c, ui.Link{Text: rows[2].Value, Href: decisionHref(view.decision.ApplicationID)})
	}
	if view.Timeliness != nil {
		view.told, view.last = view.Timeliness.ToldOn, view.Timeliness.LastDay
	}
	for _, day := range []struct {
		term string
		on   aid.Date
	}{{"staff.appeal.told", view.told}, {"staff.appeal.last", view.last}, {"staff.col.registered", view.ReceivedOn}} {
		row := ui.Row{Term: c.L.T(day.term), Value: c.L.T("staff.appeal.unknown")}
		if !day.on.IsZero() {
			row.Content = ui.Date(c, day.on)
		}
		rows = append(rows, row)
	}
	signed := c.L.T("staff.appeal.by_bankid")
	if view.Origin == aid.FromPaper {
		signed = c.L.T("staff.appeal.by_letter")
	}
	return append(rows, ui.Row{Term: c.L.T("staff.appeal.signature"), Value: signed})
}

// timelinessAnswers are the answers that the visitor may give and that the days leave open; all where the day is not known.
func timelinessAnswers(view appealView) []aid.TimelinessAnswer {
	list := aid.TimelinessAnswers
	switch {
	case view.told.IsZero():
	case view.proposal == aid.InTime:
		list = []aid.TimelinessAnswer{aid.InTime}
	default:
		list = []aid.TimelinessAnswer{aid.Dismiss, aid.Misled}
	}
	if !view.mayDecide {
		list = slices.DeleteFunc(slices.Clone(list), func(t aid.TimelinessAnswer) bool { return t == aid.Dismiss })
	}
	return list
}

// statementText is the newest statement, to go on from.
func statementText(view appealView) string {
	if view.Statement == nil {
		return ""
	}
	return view.Statement.Text
}
