package staff

import (
	"bytes"
	"errors"
	"net/http"
	"slices"

	"bistand/aid"
	"bistand/calc"
	"bistand/casework"
	"bistand/web/site"
	"bistand/web/ui"
)

// calcForm is the calculation as typed: a row for each norm amount (the adults, each child, the common costs), each expense
// and each income of the application, in its order. An empty amount is the one that the rules give.
type calcForm struct {
	base                     aid.ID // the newest calculation when the form was made; empty for none
	norms, expenses, incomes []typed
	household                householdForm
	checks                   []checkForm // of the stated incomes
	added                    addedForm
}

// typed is one row as typed; all is empty where the amount of the rules holds. Only a norm amount has a ground.
type typed struct{ amount, reason, ground string }

// readCalcForm reads a form that was made for an application with so many rows, but for the checks of its incomes.
func readCalcForm(v *site.Visit, norms int, in calc.Input) calcForm {
	rows := func(list string, n int, field string) []typed {
		read := make([]typed, n)
		for i := range read {
			read[i] = typed{text(v, row(list, i, field)), text(v, row(list, i, "reason")), text(v, row(list, i, "ground"))}
		}
		return read
	}
	base, _ := aid.ParseID(v.R.PostFormValue("bas")) // none is as good as one that is no id: it matches no calculation
	return calcForm{
		base: base, household: readHousehold(v, len(in.Household.Children)),
		added: readAdded(v, len(in.Household.Adults)), norms: rows("norm", norms, "amount"),
		expenses: rows("expenses", len(in.Expenses), "approved"), incomes: rows("incomes", len(in.Incomes), "counted"),
	}
}

// fill writes an input as it is typed, but for the household and the checks.
func (f *calcForm) fill(c ui.Ctx, in, proposal calc.Input, cells []normCell) {
	f.added, f.norms = addedOf(c, in, proposal), make([]typed, len(cells))
	for _, o := range in.Overrides {
		if i := slices.IndexFunc(cells, func(n normCell) bool { return n.kind == o.Kind && n.person == o.Person }); i >= 0 {
			f.norms[i] = typed{plain(c, o.Amount), o.Reason, string(o.Ground)}
		}
	}
	for _, e := range in.Expenses[:len(proposal.Expenses)] {
		f.expenses = append(f.expenses, own(c, e.Approved, e.Reason))
	}
	for _, i := range in.Incomes[:len(proposal.Incomes)] {
		f.incomes = append(f.incomes, own(c, i.Counted, i.Reason))
	}
}

// own is a caseworker's amount as it is typed: none where the amount came from the rules, which never has a reason of its own.
func own(c ui.Ctx, amount aid.Ore, reason string) typed {
	if reason == "" || reason == c.L.T("staff.calculation.cap_reason") || reason == c.L.T("staff.calculation.limit_reason") {
		return typed{}
	}
	return typed{amount: plain(c, amount), reason: reason}
}

// input puts what was typed into the application's own rows, and adds the caseworker's. OverrideOf names the norm row of each
// override.
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
			in.Overrides = append(in.Overrides, calc.Override{
				Kind: cells[i].kind, Person: cells[i].person, Amount: amount("norm", i, "amount", n.amount), Reason: n.reason, Ground: calc.Ground(n.ground),
			})
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
	return in, overrideOf, faults
}

// unexplained finds what departs from the rules and what the caseworker has added that nobody has given a reason for, also
// where the caseworker accepts more than the rules do.
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
		if stated := len(proposal.Expenses); i >= stated {
			if at := row(addedCosts, i-stated, "reason"); x.Reason == "" && !told(addedCosts, i-stated) {
				faults = append(faults, aid.Error{Code: "calc.added_reason", Field: at})
			}
			continue
		}
		want("expenses", i, x.Approved != proposal.Expenses[i].Approved, x.Reason)
	}
	for i, x := range in.Incomes[:len(proposal.Incomes)] {
		want("incomes", i, x.Counted != proposal.Incomes[i].Counted, x.Reason)
	}
	if in.Norm != "" && in.NormReason == "" {
		faults = append(faults, aid.Error{Code: "calc.norm_reason", Field: normReasonField})
	}
	return faults
}

// editor is the calculation of an application being worked on.
type editor struct {
	application aid.Application
	theCase     aid.Case
	saved       *aid.Calculation // the newest; nil where none has been saved
	before      *aid.Application // of the newest earlier month; nil where there is none
	beforeCalc  *aid.Calculation // its calculation; nil where there is none with lines
	rules       calc.Rules
	review      bool // its decision is being reviewed because of an appeal
	proposal    calc.Input
	found       []calc.Income // the incomes as authorities know them: those stated, then those that nobody stated
	cells       []normCell
	form        calcForm
	surplus     aid.Ore             // of the month before, to be carried over; 0 = none
	incentives  []incentiveProposal // one for each adult
	input       calc.Input
	result      *aid.Calculation // nil where it cannot be calculated
	ruled       []aid.Line       // as result's, without the caseworker's own norm amounts
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
	reviews, err := v.Register().ReviewsOf(v.Ctx(), a.ID)
	if err != nil {
		return nil, err
	}
	e.review = len(reviews) > 0
	if e.locked() {
		return e, nil
	}
	if e.proposal, err = v.Desk().Proposal(v.Ctx(), a); err != nil || e.proposal.Beside {
		return e, err
	}
	if e.found, err = v.Desk().Found(v.Ctx(), a); err != nil {
		return e, err
	}
	e.surplus = e.carried()
	e.incentives, err = e.proposeIncentives(v)
	return e, err
}

// toApplication leads to the application whose calculation has to wait: that of a single need for the month's own.
func toApplication(v *site.Visit, err error) error {
	if _, must := site.Faults(err); must {
		return v.Redirect(applicationHref(aid.ID(v.R.PathValue("id"))))
	}
	return err
}

// locked tells whether a decision rests on the calculation, so that it can only be read. A decision that is being reviewed
// because of an appeal is calculated anew.
func (e *editor) locked() bool { return e.application.Status() != aid.Registered && !e.review }

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
	e.form.base = e.base()
	e.form.household = householdOf(v.UI(), in, e.proposal.Household.Children)
	e.form.checks = checksOf(v.UI(), in.Incomes[:len(e.proposal.Incomes)])
	if err := e.settle(v); err != nil {
		return err
	}
	if e.saved == nil {
		in = e.proposal
	}
	e.form.fill(v.UI(), in, e.proposal, e.cells)
	if e.saved == nil {
		e.form.takeUnstated(v.UI(), e.unstated())
	}
	e.work(v)
	return nil
}

// work calculates what was typed, without keeping anything.
func (e *editor) work(v *site.Visit) {
	in, overrideOf, faults := e.form.input(e.proposal, e.cells)
	if in.Beside { // the norm and the incomes are the month's own calculation's
		in.Incomes, in.Assets, in.Incentives = e.proposal.Incomes, nil, nil
	} else {
		faults = append(faults, e.form.added.apply(&e.rules, &in, e.incentives)...)
		var saved aid.Calculation
		if e.saved != nil {
			saved = *e.saved
		}
		casework.KeepChecks(&in, saved, e.found)
	}
	e.input = in
	for i, n := range e.cells {
		if n.figure.State == aid.Missing && !slices.Contains(overrideOf, i) {
			e.missing = append(e.missing, aid.Error{Code: "norm.missing_cell", Field: row("norm", i, "amount"), Args: map[string]string{
				"name": n.name, "table": n.source, "cell": n.figure.Rule.Section,
			}})
		}
	}
	if len(faults) == 0 {
		faults = unexplained(in, e.proposal, e.place(calc.Check(in), overrideOf))
		faults = append(faults, e.unexplainedIncentives()...)
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
		e.faults = e.place(found, overrideOf)
		return
	}
	e.result, e.ruled = &result, e.withoutOverrides(in)
}

// withoutOverrides lists what the lines would be without the caseworker's own norm amounts, but for those that the table
// lacks. What cannot be worked out so is told of nothing.
func (e *editor) withoutOverrides(in calc.Input) []aid.Line {
	in.Overrides = slices.DeleteFunc(slices.Clone(in.Overrides), func(o calc.Override) bool {
		return !slices.ContainsFunc(e.cells, func(n normCell) bool {
			return n.kind == o.Kind && n.person == o.Person && n.figure.State == aid.Missing
		})
	})
	ruled, err := calc.Calculate(e.rules.Set, e.rules.Guidelines, in)
	if err != nil {
		return nil
	}
	return ruled.Lines
}

// place moves faults to their fields in the form; what the household applied with has no field here.
func (e *editor) place(faults aid.Errors, overrideOf []int) aid.Errors {
	for i, f := range faults {
		f = e.placeAdded(f)
		faults[i] = f
		list, n, field := splitField(f.Field)
		switch {
		case list == incentivesList && field == "reason":
			faults[i].Code = "calc.incentive_reason"
		case list == "overrides" && n < len(overrideOf):
			faults[i] = f.At(row("norm", overrideOf[n], field))
		case list == "expenses" && field == "km":
			faults[i] = f.At(kmField)
		case !slices.Contains(rowLists, list) && !householdFault(f.Field):
			faults[i] = f.At("")
		}
	}
	return staffFaults(faults)
}

// rowLists are the lists of rows that the form has fields for.
var rowLists = []string{"expenses", "incomes", addedCosts, addedIncomes, addedAssets, incentivesList}

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
	e.form.checks = readChecks(v, "incomes", len(e.proposal.Incomes))
	do := v.R.PostFormValue("gor")
	if do == takeAnswers && !e.proposal.Beside {
		e.takeChecks(v.UI())
	}
	if e.proposal.Beside { // it has no fields for the household
		e.form.household = householdOf(v.UI(), e.proposal, e.proposal.Household.Children)
	}
	if err := e.settle(v); err != nil {
		return err
	}
	checks := e.form.checks
	e.form = readCalcForm(v, len(e.cells), e.proposal)
	e.form.checks = checks
	if text(v, surplusField) != "" {
		e.carry(v)
	}
	if do == takeAnswers {
		e.form.takeUnstated(v.UI(), e.unstated())
	}
	e.work(v)
	if do == "spara" && e.result != nil {
		e.faults = e.unanswered()
	}
	switch {
	case e.result == nil || len(e.faults) > 0:
		return e.show(v, http.StatusUnprocessableEntity, true)
	case do != "spara":
		return e.show(v, http.StatusOK, true)
	case e.saved != nil && sameFigures(*e.saved, *e.result):
		return v.Redirect(saved)
	case e.form.base != e.base():
		e.form.base = e.base()
		return e.show(v, http.StatusConflict, true, e.conflict(v))
	}
	_, err = v.Desk().Calculate(v.Ctx(), v.Request(), *v.Session.Staff, e.application.ID, e.input)
	if faults, ok := site.Faults(err); ok {
		e.faults, e.result = e.place(faults, nil), nil
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

// sameFigures tells whether two calculations of an application say the same and are made from the same.
func sameFigures(a, b aid.Calculation) bool {
	return a.Result == b.Result && bytes.Equal(a.Basis, b.Basis) && slices.EqualFunc(a.Lines, b.Lines, func(x, y aid.Line) bool {
		return x.Kind == y.Kind && x.Code == y.Code && x.Person == y.Person && x.Claimed == y.Claimed && x.Amount == y.Amount && x.Note == y.Note && x.State == y.State
	})
}

// inputOf reads back what a saved calculation was made from.
func inputOf(in calc.Input, c aid.Calculation) calc.Input {
	if kept, ok := calc.InputOf(c); ok && len(kept.Expenses) >= len(in.Expenses) && len(kept.Incomes) >= len(in.Incomes) {
		return kept
	}
	return in
}
