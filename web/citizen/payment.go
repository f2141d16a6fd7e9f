package citizen

import (
	"bistand/aid"
	"bistand/web/site"
	"bistand/web/ui"
)

// payments lists every payment of the case, the latest day first.
func payments(v *site.Visit) error {
	caseID, err := v.CaseID("payments")
	if err != nil {
		return err
	}
	all, err := v.Register().Payments(v.Ctx(), caseID)
	list, err := seenPayments(v, all, err)
	if err != nil {
		return err
	}
	p := page(v, v.L.T("nav.payments"), "/utbetalningar")
	p.Lead = v.L.T("pay.bank_days")
	return v.Render(paymentsPage(v.UI(), p, list))
}

func paymentsTable(c ui.Ctx, list []aid.Payment) ui.Table {
	t := ui.Table{Caption: c.L.T("nav.payments"), HideCaption: true, Stack: true, Columns: []ui.Column{
		{Label: c.L.T("payment.date")},
		{Label: c.L.T("label.amount"), Numeric: true},
		{Label: c.L.T("payment.to")},
		{Label: c.L.T("label.status")},
	}}
	for _, p := range list {
		t.Rows = append(t.Rows, ui.TableRow{Marked: hasTrouble(p.Status), Cells: []ui.Cell{
			ui.LinkCell(c.L.Date(p.SendOn), paymentHref(p.ID)), exactCell(c, p.Amount), ui.TextCell(p.Payee.Name), ui.ContentCell(ui.PaymentTag(c, p.Status)),
		}})
	}
	return t
}

// paymentView is one payment with the decision that it rests on.
type paymentView struct {
	aid.Payment
	decision aid.Decision
	late     bool // it should have been sent by now
}

// payment shows one payment: when, how much, how, to whom, how far it has come, and by which decision.
func payment(v *site.Visit) error {
	caseID, err := v.CaseID("payment")
	if err != nil {
		return err
	}
	id, err := v.Path("id")
	if err != nil {
		return err
	}
	var view paymentView
	view.Payment, err = v.Register().Payment(v.Ctx(), id)
	if err := ours(caseID, view.CaseID, err); err != nil {
		return err
	}
	if err := sawPayment(v, view.Payment); err != nil {
		return err
	}
	if view.decision, err = v.Register().Decision(v.Ctx(), view.DecisionID); err != nil {
		return err
	}
	view.late = isLate(view.Status, view.SendOn, v.Today())
	p := page(v, v.L.T("payment.on", "date", v.L.Date(view.SendOn)), "/utbetalningar")
	p.Back, p.Print = "/utbetalningar", true
	return v.Render(paymentPage(v.UI(), p, view))
}

func paymentFacts(c ui.Ctx, view paymentView) []ui.Row {
	p := view.Payment
	rows := []ui.Row{{Term: c.L.T("payment.date"), Content: ui.Date(c, p.SendOn)}}
	if !hasTrouble(p.Status) && !view.late {
		term := "payment.on_account"
		if !ownAccount(p.Payee.Kind, p.Payee.Method) {
			term = "payment.arrives"
		}
		rows = append(rows, ui.Row{Term: c.L.T(term), Content: ui.Date(c, p.SendOn.AddBankDays(accountDays))})
	}
	rows = append(rows,
		ui.Row{Term: c.L.T("label.amount"), Content: ui.MoneyExact(c, p.Amount)},
		ui.Row{Term: c.L.T("payment.method"), Content: paymentMethod(c, p.Payee)},
		ui.Row{Term: c.L.T("payment.to"), Content: payeeName(c, p.Payee)},
		ui.Row{Term: c.L.T("label.status"), Content: ui.PaymentTag(c, p.Status)},
		ui.Row{Term: c.L.T("payment.decision"), Content: ui.Anchor(c, ui.Link{
			Text: c.L.T("decision.for", "month", decisionTitle(c, view.decision)), Href: decisionHref(p.DecisionID),
		})})
	if p.Origin == aid.Imported {
		rows = append(rows, ui.Row{Term: c.L.T("label.origin"), Value: c.L.T("origin.imported")})
	}
	return rows
}
