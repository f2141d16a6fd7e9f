package citizen

import (
	"errors"

	"bistand/aid"
	"bistand/casework"
	"bistand/web/site"
	"bistand/web/ui"
)

// decisionsView is the decisions of a case. Recent are those within the municipality's window of days; the older ones
// stand below and never disappear.
type decisionsView struct {
	recent, older []aid.Decision
	received      map[aid.ID]aid.Date
	days          int            // the window; 0 = none
	recoveries    []aid.Recovery // what is asked back of the person
}

// decisions lists every decision of the case.
func decisions(v *site.Visit) error {
	caseID, err := v.CaseID("decisions")
	if err != nil {
		return err
	}
	all, err := seenDecisions(v, caseID)
	if err != nil {
		return err
	}
	view := decisionsView{days: v.Tenant.Municipality.DecisionDays}
	if view.received, err = v.Register().ReceivedBy(v.Ctx(), caseID, v.Actor().ID); err != nil {
		return err
	}
	for _, d := range all {
		if age := aid.SwedishDate(d.DecidedAt).DaysUntil(v.Today()); view.days > 0 && age > view.days {
			view.older = append(view.older, d)
		} else {
			view.recent = append(view.recent, d)
		}
	}
	if view.recoveries, err = recoveriesOf(v, caseID); err != nil {
		return err
	}
	return v.Render(decisionsPage(v.UI(), page(v, v.L.T("nav.decisions"), "/beslut"), view))
}

func decisionsTable(c ui.Ctx, caption string, list []aid.Decision, received map[aid.ID]aid.Date) ui.Table {
	t := ui.Table{Caption: caption, Stack: true, Columns: []ui.Column{
		{Label: c.L.T("application.month")},
		{Label: c.L.T("decision.date")},
		{Label: c.L.T("decision.kind")},
		{Label: c.L.T("decision.by")},
		{Label: c.L.T("label.amount"), Numeric: true},
	}}
	for _, d := range list {
		isNew := received[d.ID].IsZero() && d.Origin != aid.Imported
		t.Rows = append(t.Rows, ui.TableRow{Cells: []ui.Cell{
			ui.ContentCell(linkWithTag(c, ui.Link{Text: site.Alone(decisionTitle(c, d)), Href: decisionHref(d.ID)}, isNew)),
			ui.DateCell(c, aid.SwedishDate(d.DecidedAt)),
			ui.ContentCell(ui.OutcomeTag(c, d.Outcome)),
			ui.TextCell(d.DecidedByName),
			exactCell(c, d.Amount),
		}})
	}
	return t
}

// decisionView is one decision with what belongs to it.
type decisionView struct {
	aid.Decision
	made         aid.Calculation
	registered   aid.Date // the day its application came in
	payments     []aid.Payment
	municipality aid.Municipality
	mayAppeal    bool // the time to appeal has not run out
	comments     commentsView
	begin        *ui.Form         // begins an appeal, or goes on with the draft; nil where the person has one under way
	begun        bool             // there is a draft
	appealed     bool             // the person has appealed this decision
	next         *aid.MonthPapers // what goes with the application of the month after; nil where that is no longer a question
	told         *aid.Told        // how they were told by post or telephone; nil where they were not
}

// decision shows a decision. That the person opens it is what starts the time to appeal, so the day is kept before the
// page is shown; a decision from an earlier system was received there.
func decision(v *site.Visit) error {
	d, err := readDecision(v)
	if err != nil {
		return err
	}
	view := decisionView{Decision: d, municipality: v.Tenant.Municipality}
	if view.Origin != aid.Imported {
		if err := receive(v, &view.Decision); err != nil {
			return err
		}
		view.mayAppeal = !view.LastAppealDay().Before(v.Today())
		if err := view.ownAppeals(v); err != nil {
			return err
		}
	}
	a, err := v.Register().Application(v.Ctx(), view.ApplicationID)
	if err != nil {
		return err
	}
	view.registered = a.Registered
	if view.made, err = v.Register().Calculation(v.Ctx(), d.CalculationID); err != nil {
		return err
	}
	next, err := site.NextPapersOf(v, d, view.made)
	if view.next, err = seenPapers(v, next, err); err != nil {
		return err
	}
	list, err := v.Register().PaymentsOf(v.Ctx(), d.ID)
	if view.payments, err = seenPayments(v, list, err); err != nil {
		return err
	}
	if view.comments, err = commentsOn(v, d.CaseID, aid.OnDecision, d.ID, decisionHref(d.ID)); err != nil {
		return err
	}
	if view.told, err = toldOf(v, d.CaseID, d.ID); err != nil {
		return err
	}
	p := page(v, v.L.T("decision.for", "month", decisionTitle(v.UI(), view.Decision)), "/beslut")
	p.Back, p.Print = "/beslut", true
	return v.Render(decisionPage(v.UI(), p, view))
}

// readDecision reads the decision that the address names.
func readDecision(v *site.Visit) (d aid.Decision, err error) {
	caseID, err := v.CaseID("decision")
	if err != nil {
		return d, err
	}
	id, err := v.Path("id")
	if err != nil {
		return d, err
	}
	d, err = v.Register().Decision(v.Ctx(), id)
	if err := ours(caseID, d.CaseID, err); err != nil {
		return d, err
	}
	return d, sawDecision(v, d)
}

// ownAppeals finds what the person has written of an appeal of the decision, and whether another can be begun.
func (view *decisionView) ownAppeals(v *site.Visit) error {
	_, err := v.Register().AppealDraftOf(v.Ctx(), view.ID, v.Actor().ID)
	if err != nil && !errors.Is(err, aid.ErrNotFound) {
		return err
	}
	view.begun = err == nil
	list, err := v.Register().AppealsBy(v.Ctx(), view.CaseID, v.Actor().ID)
	if err != nil {
		return err
	}
	underWay := view.ReplacedBy != ""
	for _, a := range list {
		if a.DecisionID == view.ID {
			view.appealed = true
			underWay = underWay || a.Status() != aid.AppealWithdrawn && a.Status() != aid.AppealDismissed
		}
	}
	if !underWay {
		view.begin = &ui.Form{Action: "/overklaga", Key: v.NewKey()}
	}
	return nil
}

// receive reads the day on which the person took part of a decision, and keeps today the first time.
func receive(v *site.Visit, d *aid.Decision) (err error) {
	d.ReceivedOn, err = v.Register().ReceivedOn(v.Ctx(), d.ID, v.Actor().ID)
	if err != nil || !d.ReceivedOn.IsZero() {
		return err
	}
	d.ReceivedOn = v.Today()
	return v.Desk().Receive(v.Ctx(), casework.Request{Actor: v.Actor()}, *d)
}

// decisionTitle is what a decision is called: by its month, or by its need and its month.
func decisionTitle(c ui.Ctx, d aid.Decision) string { return titled(c, d.Needs(), d.Month) }

// titled is what a decision on single needs, or on a month, is called.
func titled(c ui.Ctx, needs []string, on aid.Month) string {
	month := c.L.Month(on)
	if what := site.NeedWords(c.L, needs); what != "" {
		return what + ", " + month
	}
	return month
}

func decisionFacts(c ui.Ctx, view decisionView) []ui.Row {
	rows := append(decisionRows(c, view.Decision),
		ui.Row{Term: c.L.T("application.month"), Content: ui.Month(c, view.Month)},
		ui.Row{Term: c.L.T("application.date"), Content: ui.Date(c, view.registered)})
	if view.Origin == aid.FromPortal {
		rows = append(rows, ui.Row{Term: c.L.T("decision.received"), Content: ui.Date(c, view.ReceivedOn)})
	} else {
		rows = append(rows, ui.Row{Term: c.L.T("label.origin"), Value: c.L.T("origin." + string(view.Origin))})
	}
	return rows
}

// itemsTable sets out what was applied for and what was granted of it.
func itemsTable(c ui.Ctx, items []aid.DecisionItem) ui.Table {
	t := ui.Table{Caption: c.L.T("decision.items"), HideCaption: true, Stack: true, Columns: []ui.Column{
		{Label: c.L.T("label.what")},
		{Label: c.L.T("calculation.claimed"), Numeric: true},
		{Label: c.L.T("calculation.approved"), Numeric: true},
		{Label: c.L.T("decision.outcome")},
	}}
	for _, item := range items {
		key := "expense." + item.Code
		if item.Code == "norm" {
			key = "item.norm"
		}
		t.Rows = append(t.Rows, ui.TableRow{Marked: item.Outcome != aid.Granted, Cells: []ui.Cell{
			ui.ContentCell(itemName(c, c.L.T(key), item.Reason)),
			exactCell(c, item.Claimed), exactCell(c, item.Approved),
			ui.ContentCell(ui.OutcomeTag(c, item.Outcome)),
		}})
	}
	return t
}

// recentHeading names the first list: by the municipality's window where it has one.
func recentHeading(c ui.Ctx, days int) string {
	if days == 0 {
		return c.L.T("nav.decisions")
	}
	return c.L.N("decision.recent", days)
}
