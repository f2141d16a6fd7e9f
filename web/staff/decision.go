package staff

import (
	"errors"
	"net/http"
	"slices"
	"strings"

	"bistand/aid"
	"bistand/calc"
	"bistand/casework"
	"bistand/store"
	"bistand/web/site"
	"bistand/web/ui"
)

// decisionForm is a decision as typed.
type decisionForm struct {
	calculation aid.ID // the one shown when the form was made
	reasons     string
	legalBasis  string
	items       map[string]string // reasons by item code
	payments    []typedPayment    // one for each payee of the case
}

// typedPayment is a payment to one payee as typed; an empty amount is none.
type typedPayment struct {
	payee       aid.Payee
	amount, day string
}

// readDecision reads a form that was made for the payees of the case.
func readDecision(v *site.Visit, payees []aid.Payee, items []itemRow) decisionForm {
	id, _ := aid.ParseID(v.R.PostFormValue("berakning")) // what is no id is no calculation that can be decided on
	f := decisionForm{
		calculation: id, reasons: text(v, "reasons"), legalBasis: text(v, "legal_basis"), items: map[string]string{},
	}
	for _, item := range items {
		f.items[item.Code] = text(v, "item."+item.Code)
	}
	for i, p := range payees {
		f.payments = append(f.payments, typedPayment{p, text(v, row("payments", i, "amount")), text(v, row("payments", i, "day"))})
	}
	return f
}

// input reads what the step wants off the form. Every item that is not granted needs a reason.
func (f decisionForm) input(application aid.ID, items []itemRow) (casework.DecisionInput, aid.Errors) {
	in := casework.DecisionInput{Application: application, Calculation: f.calculation, LegalBasis: f.legalBasis, Reasons: f.reasons, ItemReasons: f.items}
	var faults aid.Errors
	for _, item := range items {
		if item.asks && f.items[item.Code] == "" {
			faults = append(faults, aid.Error{Code: "required", Field: "item." + item.Code})
		}
	}
	if f.reasons == "" {
		faults = append(faults, aid.Error{Code: "required", Field: "reasons"})
	}
	for i, p := range f.payments {
		if p.amount == "" || p.amount == "0" {
			continue
		}
		amount, err := aid.ParseOre(p.amount)
		faults.Add(row("payments", i, "amount"), err)
		day, err := aid.ParseDate(p.day)
		faults.Add(row("payments", i, "day"), err)
		in.Payments = append(in.Payments, casework.PaymentInput{Payee: p.payee.ID, Amount: amount, SendOn: day})
	}
	return in, faults
}

// itemRow is one thing applied for with its outcome. Several of one kind share a reason only where each has one of its own.
type itemRow struct {
	aid.DecisionItem
	asks bool // the form has a field for its reason
}

// itemRows reads the items off the calculation and tells for which a reason is asked.
func itemRows(calculation aid.Calculation) []itemRow {
	var rows []itemRow
	items := casework.Items(calculation)
	for i, item := range items {
		later := slices.ContainsFunc(items[:i], func(x aid.DecisionItem) bool { return x.Code == item.Code && x.Outcome != aid.Granted })
		many := later || slices.ContainsFunc(items[i+1:], func(x aid.DecisionItem) bool { return x.Code == item.Code && x.Outcome != aid.Granted })
		rows = append(rows, itemRow{item, item.Outcome != aid.Granted && !later && (!many || item.Reason == "")})
	}
	return rows
}

// decisionView is the page of a decision: being made, or made.
type decisionView struct {
	application aid.Application
	calculation aid.Calculation
	items       []itemRow
	form        decisionForm
	faults      aid.Errors
	limit       aid.Ore
	mayDecide   bool
	review      bool    // takes the place of a decision that was appealed
	paid        aid.Ore // on the decision that it takes the place of
	key         string
	shown       aid.Decision // as the citizen will see it, or does
	payments    []aid.Payment
	said        []reported       // what the adults have said of it
	next        *aid.MonthPapers // what it tells the household to hand in with the application of the month after
}

// beyond tells whether the amount is above the delegation.
func (d decisionView) beyond() bool { return d.limit > 0 && d.shown.Amount > d.limit }

// decision shows the decision of an application: the form for it, or the decision that was made.
func decision(v *site.Visit) error {
	a, c, err := applicationOf(v, "decision")
	if err != nil {
		return err
	}
	calculation, err := v.Register().CalculationOf(v.Ctx(), a.ID)
	if errors.Is(err, aid.ErrNotFound) {
		return v.Redirect(calculationHref(a.ID))
	}
	if err != nil {
		return err
	}
	view := decisionView{application: a, calculation: calculation, items: itemRows(calculation)}
	made, err := view.stands(v)
	if err != nil {
		return err
	}
	if made != nil && !view.review {
		return showDecision(v, a, c, *made)
	}
	payees, err := v.Register().Payees(v.Ctx(), c.ID)
	if err != nil {
		return err
	}
	earlier, err := v.Register().Payments(v.Ctx(), c.ID)
	if err != nil {
		return err
	}
	view.form = proposedDecision(v, c, payees, earlier, view)
	return view.show(v, http.StatusOK, c)
}

// stands returns the decision that stands on the application, nil for none, and finds out whether it is to be replaced: it is
// under review because of an appeal and there is a newer calculation.
func (d *decisionView) stands(v *site.Visit) (*aid.Decision, error) {
	made, err := v.Register().DecisionOf(v.Ctx(), d.application.ID)
	if errors.Is(err, aid.ErrNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	appeals, err := v.Register().ReviewsOf(v.Ctx(), d.application.ID)
	if err != nil || len(appeals) == 0 || made.CalculationID == d.calculation.ID {
		return &made, err
	}
	d.review = true
	d.paid, err = casework.PaidAlready(v.Ctx(), v.Register(), made)
	return &made, err
}

// proposedDecision fills the form in: the reasons by the template, what is paid to whom by how the household is paid, all on
// the next bank day.
func proposedDecision(v *site.Visit, c aid.Case, payees []aid.Payee, earlier []aid.Payment, view decisionView) decisionForm {
	f := decisionForm{calculation: view.calculation.ID, legalBasis: v.L.T("staff.decision.law"), reasons: reasonsTemplate(v, view), items: map[string]string{}}
	for _, item := range view.items {
		f.items[item.Code] = item.Reason
	}
	parts := proposedPayments(view.calculation, c, payees, earlier, view.paid)
	for _, p := range payees {
		t := typedPayment{payee: p, day: v.Today().AddBankDays(1).String()}
		for _, part := range parts {
			if part.Payee == p.ID {
				t.amount = plain(v.UI(), part.Amount)
			}
		}
		f.payments = append(f.payments, t)
	}
	return f
}

// paidFor are the kinds of payee that are paid for the household, each with the cost that it is paid for.
var paidFor = []struct {
	kind aid.PayeeKind
	code aid.ExpenseKind
}{{aid.PayeeLandlord, "housing"}, {aid.PayeeDentist, "dental"}}

// proposedPayments divides a support as the household is paid: the approved rent to its landlord and dental care to its dentist,
// as far as the support goes, and what is left to the applicant's account. What a review adds to a support of which a part has
// been paid already goes to that account whole.
func proposedPayments(made aid.Calculation, c aid.Case, payees []aid.Payee, earlier []aid.Payment, already aid.Ore) []calc.Part {
	amount := max(made.Result-already, 0)
	if already > 0 {
		return calc.Split(amount, ownAccount(c, payees))
	}
	var wanted []calc.Part
	for _, paid := range paidFor {
		var cost aid.Ore
		for _, l := range made.Lines {
			if (l.Kind == aid.Cost || l.Kind == aid.OtherNeed) && l.Code == string(paid.code) {
				cost += l.Amount // of a finished calculation, added up before
			}
		}
		if to := payeeOf(paid.kind, payees, earlier); to != "" && cost > 0 {
			wanted = append(wanted, calc.Part{Payee: to, Amount: cost})
		}
	}
	return calc.Split(amount, ownAccount(c, payees), wanted...)
}

// payeeOf returns the household's one payee of a kind; of several, the one that was paid last. None where nobody can tell.
func payeeOf(kind aid.PayeeKind, payees []aid.Payee, earlier []aid.Payment) aid.ID {
	var found []aid.ID
	for _, p := range payees {
		if p.Kind == kind {
			found = append(found, p.ID)
		}
	}
	if len(found) == 1 {
		return found[0]
	}
	var newest aid.Payment
	for _, p := range earlier {
		if slices.Contains(found, p.Payee.ID) && p.Status != aid.Stopped && newest.SendOn.Before(p.SendOn) {
			newest = p
		}
	}
	return newest.Payee.ID
}

// ownAccount returns the applicant's own way of being paid, or else another person's of the household.
func ownAccount(c aid.Case, payees []aid.Payee) aid.ID {
	var other aid.ID
	for _, p := range payees {
		switch {
		case p.Kind != aid.PayeePerson:
		case len(c.Adults()) > 0 && p.PersonID == c.Adults()[0].ID:
			return p.ID
		case other == "":
			other = p.ID
		}
	}
	return other
}

// periodWords says what months a calculation is for: "november 2026", or from one to another.
func periodWords(c ui.Ctx, made aid.Calculation) string {
	in, ok := calc.InputOf(made)
	if in.Month = made.Month; !ok || in.Last() == made.Month {
		return c.L.Month(made.Month)
	}
	return c.L.T("staff.period", "from", c.L.Month(made.Month), "until", c.L.Month(in.Last()))
}

// reasonsTemplate is a beginning in plain Swedish: what was applied for, what was counted, what came of it.
func reasonsTemplate(v *site.Visit, view decisionView) string {
	c, k := v.UI(), view.calculation
	if in, ok := calc.InputOf(k); ok && in.Beside {
		return needTemplate(v, k)
	}
	args := []string{
		"month", periodWords(c, k), "norm", c.L.Money(k.Norm), "costs", c.L.Money(k.Costs + k.OtherNeeds),
		"incomes", c.L.Money(k.Incomes), "result", c.L.Money(k.Result), "surplus", c.L.Money(-k.Result),
	}
	switch {
	case k.Result < 0:
		return v.L.T("staff.decision.template_surplus", args...)
	case k.Result == 0:
		return v.L.T("staff.decision.template_even", args...)
	}
	return v.L.T("staff.decision.template", args...)
}

// needTemplate is the reasons that a decision on a single need begins with.
func needTemplate(v *site.Visit, k aid.Calculation) string {
	var what []string
	var claimed aid.Ore
	for _, l := range k.Lines {
		if l.Kind == aid.Cost || l.Kind == aid.OtherNeed {
			what = append(what, v.L.T("expense."+l.Code))
			claimed += l.Claimed // each below aid.MaxAmount
		}
	}
	key := "staff.decision.template_need"
	if k.Result <= 0 {
		key = "staff.decision.template_need_none"
	}
	return v.L.T(key, "what", strings.Join(what, ", "), "month", v.L.Month(k.Month), "result", v.L.Money(k.Result),
		"claimed", v.L.Money(claimed), "costs", v.L.Money(k.Costs+k.OtherNeeds), "surplus", v.L.Money(k.Incomes))
}

// show answers with the form and the decision as the citizen would see it.
func (d decisionView) show(v *site.Visit, status int, c aid.Case, flash ...ui.Notice) error {
	d.limit, d.mayDecide, d.key = delegation(v), v.Session.Staff.Has(aid.DecisionMaker), v.NewKey()
	d.shown = d.preview(v)
	var err error
	if d.next, err = site.NextPapersOf(v, d.shown, d.calculation); err != nil {
		return err
	}
	title := v.L.T("staff.decision.title", "month", v.L.Month(d.application.Month))
	p := page(v, title+" · "+household(v, d.application.Content.Household), "", crumbs(v, c,
		ui.Crumb(v.L.T("staff.application.title", "month", v.L.Month(d.application.Month)), applicationHref(d.application.ID)),
		ui.Crumb(v.L.T("staff.application.decision"), ""))...)
	p.Errors, p.Flash = d.faults, flash
	return v.RenderStatus(status, decisionPage(v.UI(), p, d))
}

// preview is the decision that the form would make.
func (d decisionView) preview(v *site.Visit) aid.Decision {
	shown := aid.Decision{CaseID: d.application.CaseID, Month: d.calculation.Month, Amount: max(d.calculation.Result, 0), Reasons: d.form.reasons, LegalBasis: d.form.legalBasis, DecidedByName: v.Actor().Name, DecidedAt: v.Now}
	for _, item := range d.items {
		if typed := d.form.items[item.Code]; typed != "" && item.asks {
			item.Reason = typed
		}
		shown.Items = append(shown.Items, item.DecisionItem)
	}
	switch {
	case shown.Amount == 0:
		shown.Outcome = aid.Refused
	case slices.ContainsFunc(shown.Items, func(i aid.DecisionItem) bool { return i.Outcome != aid.Granted }):
		shown.Outcome = aid.PartlyGranted
	default:
		shown.Outcome = aid.Granted
	}
	return shown
}

// decide makes the decision, or shows it as it would be. A newer calculation, or a decision that someone else was quicker
// with, keeps what was typed from being decided on.
func decide(v *site.Visit) error {
	a, c, err := applicationOf(v, "decision")
	if err != nil {
		return err
	}
	calculation, err := v.Register().CalculationOf(v.Ctx(), a.ID)
	if err != nil {
		return err
	}
	payees, err := v.Register().Payees(v.Ctx(), c.ID)
	if err != nil {
		return err
	}
	view := decisionView{application: a, calculation: calculation, items: itemRows(calculation)}
	if _, err := view.stands(v); err != nil {
		return err
	}
	view.form = readDecision(v, payees, view.items)
	if v.R.PostFormValue("gor") == "visa" {
		return view.show(v, http.StatusOK, c)
	}
	in, faults := view.form.input(a.ID, view.items)
	if view.form.calculation != calculation.ID {
		view.form.calculation = calculation.ID
		return view.show(v, http.StatusConflict, c, conflict(v, v.L.T("staff.decision.conflict", "name", calculation.MadeByName)))
	}
	if len(faults) == 0 {
		_, err = v.Desk().Decide(v.Ctx(), v.Request(), *v.Session.Staff, in)
		if found, ok := site.Faults(err); ok {
			faults = found
		}
	}
	if len(faults) > 0 {
		view.faults = faults
		return view.show(v, http.StatusUnprocessableEntity, c)
	}
	if errors.Is(err, store.ErrUnique) { // someone else has decided: their decision is shown
		return v.Redirect(decisionHref(a.ID))
	}
	return back(v, err, decisionHref(a.ID))
}

// showDecision shows a decision that was made, with what is paid on it.
func showDecision(v *site.Visit, a aid.Application, c aid.Case, made aid.Decision) error {
	list, err := v.Register().PaymentsOf(v.Ctx(), made.ID)
	if err != nil {
		return err
	}
	view := decisionView{application: a, shown: made, payments: list}
	if view.calculation, err = v.Register().Calculation(v.Ctx(), made.CalculationID); err != nil {
		return err
	}
	if view.next, err = site.NextPapersOf(v, made, view.calculation); err != nil {
		return err
	}
	if view.said, err = commentsOn(v, c, aid.OnDecision, made.ID); err != nil {
		return err
	}
	title := v.L.T("staff.decision.title", "month", v.L.Month(a.Month))
	p := page(v, title+" · "+household(v, a.Content.Household), "", crumbs(v, c,
		ui.Crumb(v.L.T("staff.application.title", "month", v.L.Month(a.Month)), applicationHref(a.ID)), ui.Crumb(v.L.T("staff.application.decision"), ""))...)
	p.Print = true
	return v.Render(madePage(v.UI(), p, view))
}

// unconfirmed names the lines that rest on figures which no source prints and nobody has confirmed.
func unconfirmed(c ui.Ctx, calculation aid.Calculation) string {
	var names []string
	for _, l := range calculation.Lines {
		if l.State != aid.Sourced && l.State != aid.Confirmed {
			names = append(names, lineName(c, l))
		}
	}
	return strings.Join(names, ", ")
}

// itemName is what a thing applied for is called.
func itemName(c ui.Ctx, code string) string {
	if code == "norm" {
		return c.L.T("item.norm")
	}
	return c.L.T("expense." + code)
}

// itemsTable is everything that was applied for with its outcome and the reason.
// law: FL 32
func itemsTable(c ui.Ctx, items []aid.DecisionItem) ui.Table {
	t := ui.Table{Caption: c.L.T("staff.application.decision"), HideCaption: true, Stack: true, Columns: []ui.Column{
		{Label: c.L.T("staff.col.item")},
		{Label: c.L.T("staff.col.outcome")},
		{Label: c.L.T("staff.col.claimed"), Numeric: true},
		{Label: c.L.T("staff.col.granted"), Numeric: true},
		{Label: c.L.T("staff.col.reason")},
	}}
	for _, i := range items {
		t.Rows = append(t.Rows, ui.TableRow{Cells: []ui.Cell{
			ui.TextCell(itemName(c, i.Code)), ui.ContentCell(ui.OutcomeTag(c, i.Outcome)), ui.MoneyCell(c, i.Claimed), ui.MoneyCell(c, i.Approved), ui.TextCell(i.Reason),
		}})
	}
	return t
}
