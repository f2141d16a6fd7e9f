package staff

import (
	"net/http"
	"time"

	"bistand/aid"
	"bistand/web/site"
	"bistand/web/ui"
)

func wrongHref(caseID aid.ID) string  { return caseHref(caseID) + "/felaktiga-uppgifter" }
func policeHref(report aid.ID) string { return "/handlaggning/polisanmalan/" + string(report) }

// wrongPaymentRoutes are the pages of what wrong information leads to. Nothing of reports to the police and word to other authorities is
// on a page of the citizens' side: it belongs to an inquiry.
var wrongPaymentRoutes = []site.Route{
	{Pattern: "GET /handlaggning/arende/{id}/felaktiga-uppgifter", Policy: site.Staff(aid.Caseworker, aid.DecisionMaker), Handler: wrongPayment},
	{Pattern: "POST /handlaggning/arende/{id}/felaktiga-uppgifter/polis", Policy: site.Staff(aid.Caseworker, aid.DecisionMaker), Handler: reportToPolice},
	{Pattern: "POST /handlaggning/arende/{id}/felaktiga-uppgifter/underrattelse", Policy: site.Staff(aid.Caseworker, aid.DecisionMaker), Handler: notifyAuthority},
	{Pattern: "POST /handlaggning/arende/{id}/felaktiga-uppgifter/behovs-inte", Policy: site.Staff(aid.Caseworker, aid.DecisionMaker), Handler: sayNotNeeded},
	{Pattern: "GET /handlaggning/polisanmalan/{id}", Policy: site.Staff(aid.Caseworker, aid.DecisionMaker), Handler: policeReport},
	{Pattern: "POST /handlaggning/polisanmalan/{id}", Policy: site.Staff(aid.Caseworker, aid.DecisionMaker), Handler: recordPoliceAnswer},
	{Pattern: "GET /handlaggning/arende/{id}/aterkrav", Policy: site.Staff(aid.DecisionMaker), Handler: newRecovery},
	{Pattern: "POST /handlaggning/arende/{id}/aterkrav", Policy: site.Staff(aid.DecisionMaker), Handler: recoverMoney},
	{Pattern: "GET /handlaggning/aterkrav/{id}", Policy: site.Staff(aid.Caseworker, aid.DecisionMaker), Handler: recovery},
	{Pattern: "POST /handlaggning/aterkrav/{id}/betalt", Policy: site.Staff(aid.Caseworker, aid.DecisionMaker), Handler: recordRepayment},
	{Pattern: "POST /handlaggning/aterkrav/{id}/efterskank", Policy: site.Staff(aid.DecisionMaker), Handler: waiveRecovery},
	{Pattern: "POST /handlaggning/aterkrav/{id}/avsluta", Policy: site.Staff(aid.DecisionMaker), Handler: endRecovery},
}

// wrongView is what is recorded in a case of wrong information, with the forms to record more.
type wrongView struct {
	aid.WrongPayment
	theCase   aid.Case
	mayDecide bool
	today     aid.Date
	key       string
	faults    aid.Errors
	form      func(name, proposed string) string // what a field holds: what was typed, or the proposal
}

// wrongPayment shows the three measures with what was done of each. The read is kept as one of the case: the read log is shown to the
// adults, and that their case is looked into is not theirs to know.
func wrongPayment(v *site.Visit) error {
	c, err := caseOf(v, "case")
	if err != nil {
		return err
	}
	return showWrong(v, c, http.StatusOK, nil)
}

func showWrong(v *site.Visit, c aid.Case, status int, faults aid.Errors) (err error) {
	view := wrongView{theCase: c, mayDecide: v.Session.Staff.Has(aid.DecisionMaker), today: v.Today(), key: v.NewKey(), faults: faults, form: inForm(v)}
	if view.WrongPayment, err = v.Register().WrongPayment(v.Ctx(), c.ID); err != nil {
		return err
	}
	p := page(v, v.L.T("staff.wrong.title"), "", crumbs(v, c, ui.Crumb(v.L.T("staff.wrong.title"), ""))...)
	p.Lead, p.Errors = household(v, c.Household()), faults
	return v.RenderStatus(status, wrongPage(v.UI(), p, view))
}

// wrongForm carries out a step of a form whose fields begin with a prefix, and shows the page again.
func wrongForm(v *site.Visit, prefix string, step func(aid.Case) error) error {
	c, err := caseOf(v, "case")
	if err != nil {
		return err
	}
	err = step(c)
	if faults, ok := under(prefix, err); ok {
		return showWrong(v, c, http.StatusUnprocessableEntity, faults)
	}
	return back(v, err, wrongHref(c.ID))
}

func reportToPolice(v *site.Visit) error {
	return wrongForm(v, "police.", func(c aid.Case) error {
		return v.Desk().ReportToPolice(v.Ctx(), v.Request(), *v.Session.Staff, aid.PoliceReport{
			CaseID: c.ID, PersonID: aid.ID(text(v, "police.person")), On: day(v, "police.on"), About: text(v, "police.about"), Reference: text(v, "police.reference"),
		})
	})
}

func notifyAuthority(v *site.Visit) error {
	return wrongForm(v, "notice.", func(c aid.Case) error {
		return v.Desk().NotifyAuthority(v.Ctx(), v.Request(), *v.Session.Staff, aid.AuthorityNotice{
			CaseID: c.ID, Authority: aid.Authority(text(v, "notice.authority")), Name: text(v, "notice.name"), On: day(v, "notice.on"),
			Benefit: text(v, "notice.benefit"), About: text(v, "notice.about"),
		})
	})
}

func sayNotNeeded(v *site.Visit) error {
	measure := aid.Measure(text(v, "measure"))
	return wrongForm(v, "no."+string(measure)+".", func(c aid.Case) error {
		return v.Desk().SayNotNeeded(v.Ctx(), v.Request(), *v.Session.Staff, aid.NotNeeded{CaseID: c.ID, Measure: measure, Reason: text(v, "no."+string(measure)+".reason")})
	})
}

// reportView is one report to the police with the form for what was said of it.
type reportView struct {
	aid.PoliceReport
	suspect string
	today   aid.Date
	key     string
	faults  aid.Errors
	form    func(name, proposed string) string
}

// openReport opens the report that the address names with its case, and keeps the read as one of the case.
func openReport(v *site.Visit) (aid.PoliceReport, aid.Case, error) {
	return opened(v, "case", v.Register().PoliceReport, func(p aid.PoliceReport) aid.ID { return p.CaseID })
}

func policeReport(v *site.Visit) error {
	p, c, err := openReport(v)
	if err != nil {
		return err
	}
	return showReport(v, p, c, http.StatusOK, nil)
}

func showReport(v *site.Visit, report aid.PoliceReport, c aid.Case, status int, faults aid.Errors) error {
	title := v.L.T("staff.police.title")
	view := reportView{PoliceReport: report, suspect: whom(v.UI(), c, report.PersonID, "staff.police.unknown"), today: v.Today(), key: v.NewKey(), faults: faults, form: inForm(v)}
	p := page(v, title, "", crumbs(v, c, ui.Crumb(v.L.T("staff.wrong.title"), wrongHref(c.ID)), ui.Crumb(title, ""))...)
	p.Errors = faults
	return v.RenderStatus(status, reportPage(v.UI(), p, view))
}

func recordPoliceAnswer(v *site.Visit) error {
	report, c, err := openReport(v)
	if err != nil {
		return err
	}
	err = v.Desk().RecordPoliceAnswer(v.Ctx(), v.Request(), *v.Session.Staff, report.ID, aid.PoliceAnswer{
		Outcome: aid.PoliceOutcome(text(v, "outcome")), On: day(v, "on"), Reference: text(v, "reference"), Note: text(v, "note"),
	})
	if faults, ok := site.Faults(err); ok {
		return showReport(v, report, c, http.StatusUnprocessableEntity, faults)
	}
	return back(v, err, policeHref(report.ID))
}

// whom names an adult of the case, also one who has left it, or nobody of them by the words of a key.
func whom(c ui.Ctx, theCase aid.Case, person aid.ID, nobody string) string {
	who, ok := theCase.Person(person)
	if !ok {
		return c.L.T(nobody)
	}
	return who.Name()
}

// whomOptions are the adults of a case as choices, and nobody of them first.
func whomOptions(c ui.Ctx, theCase aid.Case, chosen, nobody string) []ui.Option {
	return append([]ui.Option{{Value: "", Label: c.L.T(nobody), Chosen: chosen == ""}}, adultOptions(theCase, chosen)...)
}

// standTag says whether a stand has been taken on a measure, and when.
func standTag(c ui.Ctx, w aid.WrongPayment, m aid.Measure) (ui.Tone, string) {
	taken, no := w.Stand(m)
	day := func(at time.Time) string { return c.L.Date(aid.SwedishDate(at)) }
	switch {
	case no != nil:
		return ui.Neutral, c.L.T("staff.wrong.not_needed", "date", day(no.At))
	case !taken.IsZero():
		return ui.Success, c.L.T("staff.wrong.done", "date", day(taken))
	}
	return ui.Warning, c.L.T("staff.wrong.open")
}

// authorityName is the authority by its own name.
func authorityName(c ui.Ctx, n aid.AuthorityNotice) string {
	if n.Authority == aid.OtherAuthority {
		return n.Name
	}
	return c.L.T("authority." + string(n.Authority))
}

// authorityOptions are the authorities as choices.
func authorityOptions(c ui.Ctx, chosen string) []ui.Option {
	var list []ui.Option
	for _, a := range aid.BenefitAuthorities {
		key := "authority." + string(a)
		if a == aid.OtherAuthority {
			key = "staff.notify.other"
		}
		list = append(list, ui.Option{Value: string(a), Label: c.L.T(key), Chosen: string(a) == chosen})
	}
	return list
}

// reportsTable lists the reports to the police.
func reportsTable(c ui.Ctx, view wrongView) ui.Table {
	t := ui.Table{Caption: c.L.T("staff.police.title"), HideCaption: true, Stack: true, Columns: []ui.Column{
		{Label: c.L.T("staff.police.on")}, {Label: c.L.T("staff.police.suspect")}, {Label: c.L.T("staff.police.reference")}, {Label: c.L.T("staff.col.status")}, {Label: c.L.T("staff.col.who")},
	}}
	for _, p := range view.Reports {
		state := c.L.T("staff.police.waits")
		if n := len(p.Answers); n > 0 {
			state = c.L.T("staff.police.outcome." + string(p.Answers[n-1].Outcome))
		}
		t.Rows = append(t.Rows, ui.TableRow{Cells: []ui.Cell{
			ui.LinkCell(c.L.Date(p.On), policeHref(p.ID)), ui.TextCell(whom(c, view.theCase, p.PersonID, "staff.police.unknown")), ui.TextCell(p.Number()), ui.TextCell(state), ui.TextCell(p.ReporterName),
		}})
	}
	return t
}

// noticesToAuthorities lists who has been told of what.
func noticesToAuthorities(c ui.Ctx, view wrongView) ui.Table {
	t := ui.Table{Caption: c.L.T("staff.notify.title"), HideCaption: true, Stack: true, Columns: []ui.Column{
		{Label: c.L.T("staff.notify.on")}, {Label: c.L.T("staff.notify.authority")}, {Label: c.L.T("staff.notify.benefit")}, {Label: c.L.T("staff.notify.about")}, {Label: c.L.T("staff.col.who")},
	}}
	for _, n := range view.Notices {
		t.Rows = append(t.Rows, ui.TableRow{Cells: []ui.Cell{
			ui.ContentCell(ui.ShortDate(c, n.On)), ui.TextCell(authorityName(c, n)), ui.TextCell(n.Benefit), ui.TextCell(n.About), ui.TextCell(n.NotifierName),
		}})
	}
	return t
}

// reportFacts are what a report says and the answers to it.
func reportFacts(c ui.Ctx, view reportView) []ui.Row {
	return []ui.Row{
		{Term: c.L.T("staff.police.on"), Content: ui.Date(c, view.On)},
		{Term: c.L.T("staff.police.suspect"), Value: view.suspect},
		{Term: c.L.T("staff.police.reference"), Value: view.Number()},
		{Term: c.L.T("staff.col.who"), Value: view.ReporterName},
	}
}

// wrongFault tells whether a form of the page was refused.
func wrongFault(view wrongView, prefix string) bool {
	for _, fault := range view.faults {
		if len(fault.Field) > len(prefix) && fault.Field[:len(prefix)] == prefix {
			return true
		}
	}
	return false
}
