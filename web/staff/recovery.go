package staff

import (
	"net/http"
	"strconv"

	"bistand/aid"
	"bistand/casework"
	"bistand/web/site"
	"bistand/web/ui"
)

func newRecoveryHref(caseID aid.ID) string { return caseHref(caseID) + "/aterkrav" }
func recoveryHref(id aid.ID) string        { return "/handlaggning/aterkrav/" + string(id) }

// newRecoveryView is the form of money that is asked back.
type newRecoveryView struct {
	theCase aid.Case
	open    []aid.Recoverable
	chosen  string // the payment that the decision-maker came from
	key     string
	faults  aid.Errors
	form    func(name, proposed string) string
}

// newRecovery asks what is to be paid back. The address may name one payment, which is then filled in.
func newRecovery(v *site.Visit) error {
	c, err := caseOf(v, "case")
	if err != nil {
		return err
	}
	return showNewRecovery(v, c, http.StatusOK, nil)
}

// recoverableIn lists what can be asked back in a case, the latest first.
func recoverableIn(v *site.Visit, c aid.Case) ([]aid.Recoverable, error) {
	payments, err := v.Register().Payments(v.Ctx(), c.ID)
	if err != nil {
		return nil, err
	}
	decisions, err := v.Register().Decisions(v.Ctx(), c.ID)
	if err != nil {
		return nil, err
	}
	recoveries, err := v.Register().Recoveries(v.Ctx(), c.ID)
	return aid.RecoverableOf(payments, decisions, recoveries), err
}

func showNewRecovery(v *site.Visit, c aid.Case, status int, faults aid.Errors) (err error) {
	view := newRecoveryView{theCase: c, chosen: v.R.URL.Query().Get("betalning"), key: v.NewKey(), faults: faults, form: inForm(v)}
	if view.open, err = recoverableIn(v, c); err != nil {
		return err
	}
	title := v.L.T("staff.recovery.do")
	p := page(v, title, "", crumbs(v, c, ui.Crumb(v.L.T("staff.wrong.title"), wrongHref(c.ID)), ui.Crumb(title, ""))...)
	p.Lead, p.Errors = household(v, c.Household()), faults
	return v.RenderStatus(status, newRecoveryPage(v.UI(), p, view))
}

// partName names a field of what is asked back of a payment: by the payment, so that another one that has come in between moves none.
func partName(payment aid.ID) string { return "parts." + string(payment) }

// recoverMoney decides that money is asked back.
func recoverMoney(v *site.Visit) error {
	c, err := caseOf(v, "case")
	if err != nil {
		return err
	}
	open, err := recoverableIn(v, c)
	if err != nil {
		return err
	}
	in := casework.RecoveryInput{
		Case: c.ID, Person: aid.ID(text(v, "person")), Ground: aid.RecoveryGround(text(v, "ground")), ServedOn: day(v, "served_on"), Reasons: text(v, "reasons"), How: text(v, "how"),
	}
	var faults aid.Errors
	for _, one := range open {
		amount := aid.Ore(0)
		if words := text(v, partName(one.ID)); words != "" {
			amount, err = aid.ParseOre(words)
			faults.Add(partName(one.ID), err)
		}
		in.Parts = append(in.Parts, casework.RecoveryPart{Payment: one.ID, Amount: amount})
	}
	var made aid.Recovery
	if len(faults) == 0 {
		made, err = v.Desk().Recover(v.Ctx(), v.Request(), *v.Session.Staff, in)
		if found, ok := site.Faults(err); ok {
			faults = found
			for i := range open { // the step names parts by their place
				for f := range faults {
					if faults[f].Field == "parts."+strconv.Itoa(i)+".amount" {
						faults[f].Field = partName(open[i].ID)
					}
				}
			}
		}
	}
	if len(faults) > 0 {
		return showNewRecovery(v, c, http.StatusUnprocessableEntity, faults)
	}
	if result, repeated := site.Repeated(err); repeated {
		made.ID, err = aid.ID(result), nil
	}
	if err != nil {
		return err
	}
	return v.Redirect(recoveryHref(made.ID))
}

// recoveryView is one recovery with what can be done with it.
type recoveryView struct {
	aid.Recovery
	theCase   aid.Case
	mayDecide bool
	today     aid.Date
	key       string
	faults    aid.Errors
	form      func(name, proposed string) string
}

// openRecovery opens the recovery that the address names with its case, and keeps the read as one of the case: where only one adult is
// asked, the other is not to learn of it from the read log.
func openRecovery(v *site.Visit) (aid.Recovery, aid.Case, error) {
	return opened(v, "case", v.Register().Recovery, func(r aid.Recovery) aid.ID { return r.CaseID })
}

func recovery(v *site.Visit) error {
	r, c, err := openRecovery(v)
	if err != nil {
		return err
	}
	return showRecovery(v, r, c, http.StatusOK, nil)
}

func showRecovery(v *site.Visit, r aid.Recovery, c aid.Case, status int, faults aid.Errors) error {
	title := v.L.T("recovery.of", "number", r.Number)
	view := recoveryView{Recovery: r, theCase: c, mayDecide: v.Session.Staff.Has(aid.DecisionMaker), today: v.Today(), key: v.NewKey(), faults: faults, form: inForm(v)}
	p := page(v, title, "", crumbs(v, c, ui.Crumb(v.L.T("staff.wrong.title"), wrongHref(c.ID)), ui.Crumb(r.Number, ""))...)
	p.Lead, p.Errors, p.Print = whom(v.UI(), c, r.PersonID, "staff.recovery.household"), faults, true
	return v.RenderStatus(status, recoveryPage(v.UI(), p, view))
}

// recoveryForm carries out a step of a form whose fields begin with a prefix, and shows the recovery again.
func recoveryForm(v *site.Visit, prefix string, step func(aid.Recovery) error) error {
	r, c, err := openRecovery(v)
	if err != nil {
		return err
	}
	err = step(r)
	if faults, ok := under(prefix, err); ok {
		return showRecovery(v, r, c, http.StatusUnprocessableEntity, faults)
	}
	return back(v, err, recoveryHref(r.ID))
}

// amountOf reads the amount of a step's form; what is none is a fault at "amount", as the steps have it.
func amountOf(v *site.Visit, name string) (aid.Ore, error) {
	amount, err := aid.ParseOre(text(v, name))
	var faults aid.Errors
	faults.Add("amount", err)
	return amount, faults.Or()
}

func recordRepayment(v *site.Visit) error {
	return recoveryForm(v, "paid.", func(r aid.Recovery) error {
		amount, err := amountOf(v, "paid.amount")
		if err != nil {
			return err
		}
		return v.Desk().RecordRepayment(v.Ctx(), v.Request(), *v.Session.Staff, r.ID, amount, day(v, "paid.on"))
	})
}

func waiveRecovery(v *site.Visit) error {
	return recoveryForm(v, "waive.", func(r aid.Recovery) error {
		amount, err := amountOf(v, "waive.amount")
		if err != nil {
			return err
		}
		return v.Desk().WaiveRecovery(v.Ctx(), v.Request(), *v.Session.Staff, r.ID, amount, text(v, "waive.reason"))
	})
}

func endRecovery(v *site.Visit) error {
	return recoveryForm(v, "close.", func(r aid.Recovery) error {
		return v.Desk().EndRecovery(v.Ctx(), v.Request(), *v.Session.Staff, r.ID, aid.RecoveryEventKind(text(v, "close.end")), text(v, "close.reason"))
	})
}

// recoveriesTable lists a case's recoveries with the sum that is open of each.
func recoveriesTable(c ui.Ctx, view wrongView) ui.Table {
	t := ui.Table{Caption: c.L.T("staff.wrong.recovery"), HideCaption: true, Stack: true, Columns: []ui.Column{
		{Label: c.L.T("staff.recovery.number")},
		{Label: c.L.T("staff.recovery.from")},
		{Label: c.L.T("staff.col.decided")},
		{Label: c.L.T("staff.recovery.asked"), Numeric: true},
		{Label: c.L.T("staff.recovery.left"), Numeric: true},
	}}
	for _, r := range view.Recoveries {
		t.Rows = append(t.Rows, ui.TableRow{Cells: []ui.Cell{
			ui.LinkCell(r.Number, recoveryHref(r.ID)), ui.TextCell(whom(c, view.theCase, r.PersonID, "staff.recovery.household")),
			ui.ContentCell(ui.ShortDate(c, aid.SwedishDate(r.DecidedAt))), ui.ContentCell(ui.MoneyExact(c, r.Amount())), ui.ContentCell(ui.MoneyExact(c, r.Left())),
		}})
	}
	return t
}

// recoveryFacts are what was decided, and what has come of it.
func recoveryFacts(c ui.Ctx, view recoveryView) []ui.Row {
	rows := []ui.Row{
		{Term: c.L.T("staff.recovery.asked"), Content: ui.MoneyExact(c, view.Amount())},
		{Term: c.L.T("staff.recovery.repaid"), Content: ui.MoneyExact(c, view.Repaid())},
		{Term: c.L.T("staff.recovery.waived"), Content: ui.MoneyExact(c, view.Waived())},
		{Term: c.L.T("staff.recovery.left"), Content: ui.MoneyExact(c, view.Left())},
		{Term: c.L.T("decision.law"), Value: view.LegalBasis},
		{Term: c.L.T("staff.col.decider"), Value: view.DecidedByName},
		{Term: c.L.T("staff.col.decided"), Content: ui.Date(c, aid.SwedishDate(view.DecidedAt))},
	}
	if !view.ServedOn.IsZero() {
		rows = append(rows, ui.Row{Term: c.L.T("staff.recovery.served"), Content: ui.Date(c, view.ServedOn)})
	}
	if view.Left() > 0 {
		rows = append(rows, ui.Row{Term: c.L.T("staff.recovery.last"), Content: ui.Date(c, view.LastDayToSue())})
	}
	return rows
}

// recoveryParts lists what is asked back of each payment.
func recoveryParts(c ui.Ctx, r aid.Recovery) ui.Table {
	t := ui.Table{Caption: c.L.T("recovery.parts"), HideCaption: true, Stack: true, Columns: []ui.Column{
		{Label: c.L.T("staff.col.month")},
		{Label: c.L.T("staff.col.day")},
		{Label: c.L.T("staff.col.payee")},
		{Label: c.L.T("recovery.paid"), Numeric: true},
		{Label: c.L.T("recovery.asked"), Numeric: true},
	}}
	for _, part := range r.Parts {
		t.Rows = append(t.Rows, ui.TableRow{Cells: []ui.Cell{
			ui.TextCell(c.L.Month(part.Month)), ui.ContentCell(ui.ShortDate(c, part.SentOn)), ui.TextCell(part.Payee),
			ui.ContentCell(ui.MoneyExact(c, part.Paid)), ui.ContentCell(ui.MoneyExact(c, part.Amount)),
		}})
	}
	return t
}

// recoveryEvents lists what has come of a recovery.
func recoveryEvents(c ui.Ctx, r aid.Recovery) ui.Table {
	t := ui.Table{Caption: c.L.T("recovery.events"), HideCaption: true, Stack: true, Empty: c.L.T("staff.recovery.no_events"), Columns: []ui.Column{
		{Label: c.L.T("staff.col.day")}, {Label: c.L.T("label.what")}, {Label: c.L.T("staff.col.amount"), Numeric: true}, {Label: c.L.T("staff.col.reason")}, {Label: c.L.T("staff.col.who")},
	}}
	for _, e := range r.Events {
		amount := ui.Cell{}
		if e.Amount > 0 {
			amount = ui.ContentCell(ui.MoneyExact(c, e.Amount))
		}
		t.Rows = append(t.Rows, ui.TableRow{Cells: []ui.Cell{
			ui.ContentCell(ui.ShortDate(c, e.On)), ui.TextCell(c.L.T("recovery.event." + string(e.Kind))), amount, ui.TextCell(e.Reason), ui.TextCell(e.RecorderName),
		}})
	}
	return t
}

// openPart is the words beside a payment's field.
func openPart(c ui.Ctx, one aid.Recoverable) (label, hint string) {
	return c.L.T("staff.recovery.part", "month", c.L.Month(one.Month), "date", c.L.Date(one.SendOn), "payee", one.Payee.Name),
		c.L.T("staff.recovery.at_most", "amount", c.L.MoneyExact(one.Left))
}

// proposedPart is the whole of the payment that the decision-maker came from.
func proposedPart(c ui.Ctx, view newRecoveryView, one aid.Recoverable) string {
	if string(one.ID) != view.chosen {
		return ""
	}
	return plain(c, one.Left)
}

// groundOptions are the grounds as choices, each with the section that it stands in.
func groundOptions(c ui.Ctx, chosen string) []ui.Option {
	list := options(c, aid.RecoveryGrounds, "staff.recovery.ground.", chosen)
	for i, g := range aid.RecoveryGrounds {
		list[i].Hint = g.Law(aid.SwedishDate(c.Now))
	}
	return list
}

// paymentsOfCase lists a case's payments; who may ask money back gets there from each that was paid.
func paymentsOfCase(c ui.Ctx, view caseView) ui.Table {
	t := paymentsTable(c, view.payments)
	if !view.mayDecide || len(t.Rows) == 0 {
		return t
	}
	t.Columns = append(t.Columns, ui.Column{Label: c.L.T("recovery.title")})
	for i, p := range view.payments {
		cell := ui.Cell{}
		if p.Status == aid.PaidOut {
			cell = ui.LinkCell(c.L.T("staff.recovery.go"), newRecoveryHref(view.ID)+"?betalning="+string(p.ID))
		}
		t.Rows[i].Cells = append(t.Rows[i].Cells, cell)
	}
	return t
}
