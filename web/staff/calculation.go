package staff

import (
	"errors"
	"net/http"
	"slices"

	"bistand/aid"
	"bistand/calc"
	"bistand/rules"
	"bistand/web/site"
	"bistand/web/ui"
)

// calcForm is the calculation as typed: a row for each norm amount (the adults, each child, the common costs), each expense
// and each income of the application, in its order. An empty amount is the one that the rules give.
type calcForm struct {
	base                     aid.ID // the newest calculation when the form was made; empty for none
	norms, expenses, incomes []typed
	household                householdForm
	added                    addedForm
}

// typed is one row as typed; both are empty where the amount of the rules holds.
type typed struct{ amount, reason string }

// readCalcForm reads a form that was made for an application with so many rows.
func readCalcForm(v *site.Visit, norms int, in calc.Input) calcForm {
	rows := func(list string, n int, field string) []typed {
		read := make([]typed, n)
		for i := range read {
			read[i] = typed{amount: text(v, row(list, i, field)), reason: text(v, row(list, i, "reason"))}
		}
		return read
	}
	base, _ := aid.ParseID(v.R.PostFormValue("bas")) // none is as good as one that is no id: it matches no calculation
	return calcForm{
		base: base, household: readHousehold(v, len(in.Household.Children)), added: readAdded(v, len(in.Household.Adults)), norms: rows("norm", norms, "amount"),
		expenses: rows("expenses", len(in.Expenses), "approved"), incomes: rows("incomes", len(in.Incomes), "counted"),
	}
}

// formOf writes an input as it is typed.
func formOf(c ui.Ctx, in calc.Input, stated int, cells []normCell, base aid.ID) calcForm {
	f := calcForm{base: base, added: addedOf(c, in, stated), norms: make([]typed, len(cells))}
	for _, o := range in.Overrides {
		if i := slices.IndexFunc(cells, func(n normCell) bool { return n.kind == o.Kind && n.person == o.Person }); i >= 0 {
			f.norms[i] = typed{plain(c, o.Amount), o.Reason}
		}
	}
	for _, e := range in.Expenses {
		f.expenses = append(f.expenses, own(c, e.Approved, e.Reason))
	}
	for _, i := range in.Incomes[:stated] {
		f.incomes = append(f.incomes, own(c, i.Counted, i.Reason))
	}
	return f
}

// own is a caseworker's amount as it is typed: none where the amount came from the rules, which never has a reason of its own.
func own(c ui.Ctx, amount aid.Ore, reason string) typed {
	if reason == "" || reason == c.L.T("staff.calculation.cap_reason") || reason == c.L.T("staff.calculation.limit_reason") {
		return typed{}
	}
	return typed{plain(c, amount), reason}
}

// input puts what was typed into the application's own rows. OverrideOf names the norm row of each override.
func (f calcForm) input(proposal calc.Input, cells []normCell) (in calc.Input, overrideOf []int, faults aid.Errors) {
	in = proposal
	in.Assets = nil // those that were stated stand in the form
	in.Expenses, in.Incomes = slices.Clone(proposal.Expenses), slices.Clone(proposal.Incomes)
	amount := func(list string, i int, field, typed string) aid.Ore {
		o, err := aid.ParseOre(typed)
		faults.Add(row(list, i, field), err)
		return o
	}
	for i, n := range f.norms {
		if n != (typed{}) {
			in.Overrides = append(in.Overrides, calc.Override{Kind: cells[i].kind, Person: cells[i].person, Amount: amount("norm", i, "amount", n.amount), Reason: n.reason})
			overrideOf = append(overrideOf, i)
		}
	}
	for i, e := range f.expenses {
		x := &in.Expenses[i]
		if e.amount != "" {
			x.Approved, x.Reason = amount("expenses", i, "approved", e.amount), e.reason
		} else if e.reason != "" {
			x.Reason = e.reason
		}
		if x.Approved == proposal.Expenses[i].Approved && x.Reason == "" {
			x.Reason = proposal.Expenses[i].Reason
		}
	}
	for i, income := range f.incomes {
		x := &in.Incomes[i]
		if x.Reason = income.reason; income.amount != "" {
			x.Counted = amount("incomes", i, "counted", income.amount)
		}
	}
	faults = append(faults, f.added.apply(&in)...)
	return in, overrideOf, faults
}

// unexplained finds amounts that differ from those of the rules and that nobody has given a reason for, also where the
// caseworker accepts more than the rules do.
func unexplained(in, proposal calc.Input, faults aid.Errors) aid.Errors {
	told := func(list string, i int) bool {
		return slices.ContainsFunc(faults, func(f aid.Error) bool {
			at, n, _ := splitField(f.Field)
			return at == list && n == i
		})
	}
	want := func(list string, i int, changed bool, reason string) {
		if changed && reason == "" && !told(list, i) {
			faults = append(faults, aid.Error{Code: "calc.reason_missing", Field: row(list, i, "reason")})
		}
	}
	for i, x := range in.Expenses {
		want("expenses", i, x.Approved != proposal.Expenses[i].Approved, x.Reason)
	}
	for i, x := range in.Incomes[:len(proposal.Incomes)] {
		want("incomes", i, x.Counted != proposal.Incomes[i].Counted, x.Reason)
	}
	return faults
}

// normCell is one norm amount of the household.
type normCell struct {
	kind   aid.LineKind
	person aid.ID // empty for the common costs; the first adult of a couple
	name   string // of the row
	figure *rules.Figure
}

// normCells lists the norm amounts of the household by the norm of the month. A month or an age outside every table is a fault.
func normCells(v *site.Visit, r calc.Rules, in calc.Input) (cells []normCell, title string, err error) {
	h := in.Household
	norm, err := r.Set.RiksnormOn(in.Month.First())
	if err != nil || len(h.Adults) == 0 {
		return nil, "", err
	}
	couple := len(h.Adults) > 1
	name := v.L.T("staff.calculation.single")
	if couple {
		name = v.L.T("staff.calculation.couple")
	}
	cells = append(cells, normCell{aid.PersonalCosts, h.Adults[0].PersonID, name, norm.Adults(couple)})
	for i := range h.Children {
		child := &h.Children[i]
		age := child.AgeIn(in.Month)
		figure, err := norm.Child(age, child.LunchOut)
		if err != nil {
			return nil, "", err
		}
		name := v.L.T("staff.calculation.child", "name", child.Name, "age", v.L.N("staff.years", age))
		if child.LunchOut && rules.HasLunchFigure(age) {
			name = v.L.T("staff.calculation.child_lunch", "name", child.Name, "age", v.L.N("staff.years", age))
		}
		cells = append(cells, normCell{aid.PersonalCosts, child.PersonID, name, figure})
	}
	return append(cells, normCell{aid.CommonCosts, "", v.L.N("staff.calculation.common", h.Size()), norm.CommonCosts(h.Size() + min(max(h.Others, 0), maxOthers))}), norm.Title, nil
}

// editor is the calculation of an application being worked on.
type editor struct {
	application aid.Application
	theCase     aid.Case
	saved       *aid.Calculation // the newest; nil where none has been saved
	before      *aid.Application // of the newest earlier month; nil where there is none
	beforeCalc  *aid.Calculation // its calculation; nil where there is none with lines
	rules       calc.Rules
	proposal    calc.Input
	cells       []normCell
	normTitle   string
	form        calcForm
	input       calc.Input
	result      *aid.Calculation // nil where it cannot be calculated
	faults      aid.Errors
	missing     aid.Errors // norm amounts that no source gives and that have not been entered
}

// newEditor reads everything that a calculation is made from.
func newEditor(v *site.Visit) (*editor, error) {
	a, c, err := applicationOf(v, "calculation")
	if err != nil {
		return nil, err
	}
	if a.Registered.IsZero() {
		return nil, aid.ErrNotFound
	}
	e := &editor{application: a, theCase: c}
	if saved, err := v.Register().CalculationOf(v.Ctx(), a.ID); err == nil {
		e.saved = &saved
	} else if !errors.Is(err, aid.ErrNotFound) {
		return nil, err
	}
	if e.before, err = beforeOf(v, a); err != nil {
		return nil, err
	}
	if e.before != nil {
		earlier, err := v.Register().CalculationOf(v.Ctx(), e.before.ID)
		if err == nil && len(earlier.Lines) > 0 {
			e.beforeCalc = &earlier
		} else if err != nil && !errors.Is(err, aid.ErrNotFound) {
			return nil, err
		}
	}
	if e.rules, _, err = v.Desk().RulesOf(v.Ctx(), a.Month); err != nil {
		return nil, err
	}
	if e.locked() {
		return e, nil
	}
	e.proposal, err = v.Desk().Proposal(v.Ctx(), a)
	return e, err
}

// toApplication leads to the application whose calculation has to wait: that of a single need for the month's own.
func toApplication(v *site.Visit, err error) error {
	if _, must := site.Faults(err); must {
		return v.Redirect(applicationHref(aid.ID(v.R.PathValue("id"))))
	}
	return err
}

// locked tells whether a decision rests on the calculation, so that it can only be read.
func (e *editor) locked() bool { return e.application.Status() != aid.Registered }

// base is the id of the newest calculation, empty for none.
func (e *editor) base() aid.ID {
	if e.saved == nil {
		return ""
	}
	return e.saved.ID
}

// begin fills the form: with the newest calculation, or else with what was applied for, cut where the guidelines do.
func (e *editor) begin(v *site.Visit) error {
	in := e.proposal
	if e.saved != nil {
		in = inputOf(e.proposal, *e.saved)
	}
	household := householdOf(v.UI(), in, e.proposal.Household.Children)
	e.form.household = household
	if err := e.settle(v); err != nil {
		return err
	}
	if e.saved == nil {
		in = e.proposal
	}
	e.form = formOf(v.UI(), in, len(e.proposal.Incomes), e.cells, e.base())
	e.form.household = household
	e.work(v)
	return nil
}

// work calculates what was typed, without keeping anything.
func (e *editor) work(v *site.Visit) {
	in, overrideOf, faults := e.form.input(e.proposal, e.cells)
	if in.Beside { // the norm and the incomes are the month's own calculation's
		in.Incomes, in.Assets, in.Incentives = e.proposal.Incomes, nil, nil
	}
	e.input = in
	for i, n := range e.cells {
		if n.figure.State == aid.Missing && !slices.Contains(overrideOf, i) {
			e.missing = append(e.missing, aid.Error{Code: "norm.missing_cell", Field: row("norm", i, "amount"), Args: map[string]string{
				"name": n.name, "table": e.normTitle, "cell": n.figure.Rule.Section,
			}})
		}
	}
	if len(faults) == 0 {
		faults = unexplained(in, e.proposal, e.place(calc.Check(in), overrideOf))
	}
	e.faults = append(e.faults, faults...)
	if len(e.faults) > 0 || len(e.missing) > 0 {
		return
	}
	result, err := v.Desk().Preview(v.Ctx(), in)
	if err != nil {
		found, ok := site.Faults(err)
		if !ok { // sums beyond all reason
			v.Note(err)
			found = aid.Errors{{Code: "amount.range"}}
		}
		e.faults = staffFaults(found)
		return
	}
	e.result = &result
}

// place moves the faults of overrides to their rows in the form; what the household applied with has no field here.
func (e *editor) place(faults aid.Errors, overrideOf []int) aid.Errors {
	for i, f := range faults {
		f = e.placeAdded(f)
		faults[i] = f
		list, n, field := splitField(f.Field)
		switch {
		case list == "overrides" && n < len(overrideOf):
			faults[i] = f.At(row("norm", overrideOf[n], field))
		case list == "expenses" && field == "km":
			faults[i] = f.At(kmField)
		case list != "expenses" && list != "incomes" && list != addedIncomes && list != addedAssets && list != addedIncentives && !householdFault(f.Field):
			faults[i] = f.At("")
		}
	}
	return staffFaults(faults)
}

// staffFaults gives faults that the public meets too the words that staff need.
func staffFaults(faults aid.Errors) aid.Errors {
	for i, f := range faults {
		if f.Code == "rules.no_table" {
			faults[i] = aid.Error{Code: "norm.no_table", Field: f.Field, Args: f.Args}
		}
	}
	return faults
}

// calculation shows the calculation of an application: to work on, or to read when a decision rests on it.
func calculation(v *site.Visit) error {
	e, err := newEditor(v)
	if err != nil {
		return toApplication(v, err)
	}
	if e.locked() {
		return e.showLocked(v)
	}
	if err := e.begin(v); err != nil {
		return err
	}
	var flash []ui.Notice
	if e.saved != nil && v.R.URL.Query().Get("sparad") != "" {
		flash = append(flash, ui.Notice{Tone: ui.Success, Text: v.L.T("staff.calculation.saved")})
	}
	return e.show(v, http.StatusOK, false, flash...)
}

// calculate works the typed calculation out and shows it, and keeps it where that was asked for. A form that was made before
// someone else saved is shown again with what was typed; the same figures saved twice are saved once.
func calculate(v *site.Visit) error {
	e, err := newEditor(v)
	if err != nil {
		return toApplication(v, err)
	}
	saved := calculationHref(e.application.ID) + "?sparad=ja"
	if e.locked() {
		return v.Redirect(saved)
	}
	e.form.household = readHousehold(v, len(e.proposal.Household.Children))
	if e.proposal.Beside { // it has no fields for the household
		e.form.household = householdOf(v.UI(), e.proposal, e.proposal.Household.Children)
	}
	if err := e.settle(v); err != nil {
		return err
	}
	e.form = readCalcForm(v, len(e.cells), e.proposal)
	e.work(v)
	switch {
	case e.result == nil:
		return e.show(v, http.StatusUnprocessableEntity, true)
	case v.R.PostFormValue("gor") != "spara":
		return e.show(v, http.StatusOK, true)
	case e.saved != nil && sameFigures(*e.saved, *e.result):
		return v.Redirect(saved)
	case e.form.base != e.base():
		e.form.base = e.base()
		return e.show(v, http.StatusConflict, true, e.conflict(v))
	}
	_, err = v.Desk().Calculate(v.Ctx(), v.Request(), *v.Session.Staff, e.application.ID, e.input)
	if faults, ok := site.Faults(err); ok {
		e.faults, e.result = faults, nil
		return e.show(v, http.StatusUnprocessableEntity, true)
	}
	if errors.Is(err, aid.ErrConflict) { // decided meanwhile: what was decided on is shown
		return v.Redirect(calculationHref(e.application.ID))
	}
	return back(v, err, saved)
}

// conflict says who was quicker.
func (e *editor) conflict(v *site.Visit) ui.Notice {
	words := v.L.T("staff.calculation.conflict", "name", e.saved.MadeByName, "time", v.L.DateTime(e.saved.MadeAt.In(aid.Sweden)), "amount", v.L.Money(e.saved.Result))
	return conflict(v, words)
}

// sameFigures tells whether two calculations of an application say the same.
func sameFigures(a, b aid.Calculation) bool {
	return a.Result == b.Result && slices.EqualFunc(a.Lines, b.Lines, func(x, y aid.Line) bool {
		return x.Kind == y.Kind && x.Code == y.Code && x.Person == y.Person && x.Claimed == y.Claimed && x.Amount == y.Amount && x.Note == y.Note && x.State == y.State
	})
}

// inputOf reads back what a saved calculation was made from.
func inputOf(in calc.Input, c aid.Calculation) calc.Input {
	if kept, ok := calc.InputOf(c); ok && len(kept.Expenses) == len(in.Expenses) && len(kept.Incomes) >= len(in.Incomes) {
		return kept
	}
	return in
}
