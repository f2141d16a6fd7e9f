package citizen

import (
	"slices"

	"bistand/aid"
	"bistand/web/site"
	"bistand/web/ui"
)

func recoveryHref(id aid.ID) string { return "/aterkrav/" + string(id) }

// recoveryRoutes are the pages of money that is asked back.
var recoveryRoutes = []site.Route{
	{Pattern: "GET /aterkrav/{id}", Policy: site.Citizen, Handler: recovery},
}

// recoveriesOf returns what is asked back of the visitor in a case: of them alone, or of the household for a time when they were in it.
func recoveriesOf(v *site.Visit, caseID aid.ID) ([]aid.Recovery, error) {
	list, err := v.Register().Recoveries(v.Ctx(), caseID)
	if err != nil {
		return nil, err
	}
	s, err := stays(v)
	return slices.DeleteFunc(list, func(r aid.Recovery) bool { return !r.AsksOf(v.Actor().ID, s) }), err
}

// recoveryView is one recovery as the person reads it.
type recoveryView struct {
	aid.Recovery
	shared bool // more than one adult is asked
}

// recovery shows what is asked back, why, by which law, what has been repaid and what is left. One that is asked of the other adult alone
// is not there. The read is kept as one of the decisions.
func recovery(v *site.Visit) error {
	c, err := v.Case("decision")
	if err != nil {
		return err
	}
	id, err := v.Path("id")
	if err != nil {
		return err
	}
	r, err := v.Register().Recovery(v.Ctx(), id)
	if err := ours(c.ID, r.CaseID, err); err != nil {
		return err
	}
	o, err := v.Overview()
	if err = absentIsFine(err); err != nil {
		return err
	}
	if !r.AsksOf(v.Actor().ID, o.Stays[v.Actor().ID]) {
		return aid.ErrNotFound
	}
	asked := slices.DeleteFunc(c.AdultIDs(), func(id aid.ID) bool { return !r.AsksOf(id, o.Stays[id]) })
	p := page(v, v.L.T("recovery.of", "number", r.Number), "/beslut")
	p.Back, p.Print = "/beslut", true
	return v.Render(recoveryPage(v.UI(), p, recoveryView{r, len(asked) > 1}))
}

// recoveriesTable lists what is asked back, with what is left of each.
func recoveriesTable(c ui.Ctx, list []aid.Recovery) ui.Table {
	t := ui.Table{Caption: c.L.T("recovery.title"), Stack: true, Columns: []ui.Column{
		{Label: c.L.T("recovery.title")}, {Label: c.L.T("decision.date")}, {Label: c.L.T("recovery.asked"), Numeric: true}, {Label: c.L.T("recovery.left"), Numeric: true},
	}}
	for _, r := range list {
		t.Rows = append(t.Rows, ui.TableRow{Cells: []ui.Cell{
			ui.ContentCell(recoveryLink(r)), ui.DateCell(c, aid.SwedishDate(r.DecidedAt)), exactCell(c, r.Amount()), exactCell(c, r.Left()),
		}})
	}
	return t
}

// recoveryRows are the sums and what was decided.
func recoveryRows(c ui.Ctx, view recoveryView) []ui.Row {
	rows := []ui.Row{{Term: c.L.T("recovery.asked"), Content: ui.MoneyExact(c, view.Amount())}}
	if view.Repaid() > 0 {
		rows = append(rows, ui.Row{Term: c.L.T("recovery.event.repaid"), Content: ui.MoneyExact(c, view.Repaid())})
	}
	if view.Waived() > 0 {
		rows = append(rows, ui.Row{Term: c.L.T("recovery.event.waived"), Content: ui.MoneyExact(c, view.Waived())})
	}
	rows = append(rows,
		ui.Row{Term: c.L.T("recovery.left"), Content: ui.MoneyExact(c, view.Left())},
		ui.Row{Term: c.L.T("decision.date"), Content: ui.Date(c, aid.SwedishDate(view.DecidedAt))},
		ui.Row{Term: c.L.T("decision.by"), Value: view.DecidedByName},
		ui.Row{Term: c.L.T("decision.law"), Content: ui.Swedish(c, view.LegalBasis)})
	if !view.ServedOn.IsZero() {
		rows = append(rows, ui.Row{Term: c.L.T("recovery.served"), Content: ui.Date(c, view.ServedOn)})
	}
	return rows
}

// recoveryParts lists what is asked back of each payment.
func recoveryParts(c ui.Ctx, r aid.Recovery) ui.Table {
	t := ui.Table{Caption: c.L.T("recovery.parts"), HideCaption: true, Stack: true, Columns: []ui.Column{
		{Label: c.L.T("application.month")},
		{Label: c.L.T("payment.date")},
		{Label: c.L.T("payment.to")},
		{Label: c.L.T("recovery.paid"), Numeric: true},
		{Label: c.L.T("recovery.asked"), Numeric: true},
	}}
	for _, part := range r.Parts {
		t.Rows = append(t.Rows, ui.TableRow{Cells: []ui.Cell{
			ui.LinkCell(c.L.Month(part.Month), paymentHref(part.PaymentID)), ui.DateCell(c, part.SentOn), ui.TextCell(part.Payee), exactCell(c, part.Paid), exactCell(c, part.Amount),
		}})
	}
	return t
}

// recoveryEvents lists what has come of it, oldest first.
func recoveryEvents(c ui.Ctx, r aid.Recovery) ui.Table {
	t := ui.Table{Caption: c.L.T("recovery.events"), HideCaption: true, Stack: true, Columns: []ui.Column{
		{Label: c.L.T("recovery.day")}, {Label: c.L.T("label.what")}, {Label: c.L.T("label.amount"), Numeric: true},
	}}
	for _, e := range r.Events {
		amount := ui.Cell{}
		if e.Amount > 0 {
			amount = exactCell(c, e.Amount)
		}
		t.Rows = append(t.Rows, ui.TableRow{Cells: []ui.Cell{ui.DateCell(c, e.On), ui.ContentCell(itemName(c, c.L.T("recovery.event."+string(e.Kind)), e.Reason)), amount}})
	}
	return t
}

// recoverySentence is what comes first: what is left, or that nothing is.
func recoverySentence(c ui.Ctx, r aid.Recovery) string {
	switch end := r.End(); {
	case end != nil && end.Kind == aid.RecoveryWithdrawn:
		return c.L.T("recovery.withdrawn")
	case r.Left() == 0:
		return c.L.T("recovery.settled")
	}
	return c.L.T("recovery.sentence", "amount", c.L.MoneyExact(r.Left()))
}
