package staff

import (
	"slices"
	"strconv"
	"strings"

	"bistand/aid"
	"bistand/calc"
	"bistand/casework"
	"bistand/web/site"
	"bistand/web/ui"
)

// calcView is the page of a calculation.
type calcView struct {
	*editor
	key         string
	rows        []calcRow
	checks      []string // what wants a look, in words
	computed    []string // names of the rows whose figure no source prints
	questions   []string // what would move the result
	limit       aid.Ore  // of the visitor's delegation; 0 = not stated
	mayDecide   bool
	beforeMonth string
	unsaved     bool       // what is shown has not been saved
	news        bool       // authorities have answered something that the form does not have
	said        []reported // what the adults have said of the saved one
}

// calcRow is one row of the table. Amounts of incomes are negative.
type calcRow struct {
	name            string
	before, claimed *aid.Ore
	system          *aid.Ore // what the rules give; nil where they give nothing
	now             *aid.Ore // nil where nothing usable stands in the field
	list            string   // that it comes from: "norm", "expenses", "incomes", "assets" or "incentives"; empty for a row of another month
	place           int
	field           string // "amount", "approved" or "counted"
	label           string // of the field, read out
	typed           typed
	amountError     string
	reasonError     string
	groundError     string
	source          string
	section, quote  string // of the guidelines, and their own words, told where the row is unfolded
	tags            []rowTag
	notes           []string // how the amount came about
	income          bool
	added           bool   // by the caseworker: its fields stand in a fold of their own
	href, link      string // the field there, and the words that lead to it
	wrong           bool   // something of the row is at fault
}

// rowTag is a check of a row: a word with its tone.
type rowTag struct {
	tone ui.Tone
	text string
}

// marked tells whether the row wants a look.
func (r calcRow) marked() bool {
	return slices.ContainsFunc(r.tags, func(t rowTag) bool { return t.tone == ui.Warning || t.tone == ui.Fault })
}

// difference is how far the row has moved since last month.
func (r calcRow) difference(c ui.Ctx) string {
	if r.before == nil || r.now == nil {
		return ""
	}
	return signed(c, *r.now-*r.before)
}

// open tells whether the row's reason is shown unfolded.
func (r calcRow) open() bool {
	return r.typed.reason != "" || r.typed.ground != "" || r.wrong
}

// show answers with the form. A posted form tells what is missing as faults; one that is only opened, as something to do.
func (e *editor) show(v *site.Visit, status int, posted bool, flash ...ui.Notice) error {
	faults := e.faults
	if posted {
		faults = append(slices.Clone(e.faults), e.missing...)
	}
	view := calcView{editor: e, key: v.NewKey(), mayDecide: v.Session.Staff.Has(aid.DecisionMaker), limit: delegation(v)}
	if e.before != nil {
		view.beforeMonth = v.L.MonthName(e.before.Month)
	}
	view.news = !e.proposal.Beside && e.news()
	view.unsaved = e.result != nil && (e.saved == nil || !sameFigures(*e.saved, *e.result))
	view.rows = e.rows(v, faults)
	for _, r := range view.rows {
		for _, t := range r.tags {
			if t.tone == ui.Warning || t.tone == ui.Fault {
				view.checks = append(view.checks, r.name+": "+strings.TrimSuffix(t.text, ".")+".")
			}
		}
	}
	if in, ok := e.beforeInput(); ok && !in.Last().Before(e.application.Month) {
		view.checks = append(view.checks, v.L.T("staff.calculation.covered", "month", v.L.Month(e.before.Month), "until", v.L.Month(in.Last())))
	}
	view.computed, view.questions = computedRows(e), questionsOf(v.UI(), e.result)
	if err := view.say(v); err != nil {
		return err
	}
	p := e.page(v)
	p.Errors, p.Flash = faults, flash
	return v.RenderStatus(status, calculationPage(v.UI(), p, view))
}

// page is the frame, with the way here over the case and the application.
func (e *editor) page(v *site.Visit) ui.Page {
	title := v.L.T("staff.calculation.title", "month", v.L.Month(e.application.Month))
	way := crumbs(v, e.theCase,
		ui.Crumb(v.L.T("staff.application.title", "month", v.L.Month(e.application.Month)), applicationHref(e.application.ID)),
		ui.Crumb(v.L.T("staff.application.calculation"), ""))
	return page(v, title+" · "+household(v, e.application.Content.Household), "", way...)
}

// showLocked answers with the calculation that was decided on, as it was kept.
func (e *editor) showLocked(v *site.Visit) error {
	if e.saved == nil {
		return aid.ErrNotFound
	}
	view := calcView{editor: e, limit: delegation(v), questions: questionsOf(v.UI(), e.saved)}
	e.result = e.saved
	if e.before != nil {
		view.beforeMonth = v.L.MonthName(e.before.Month)
	}
	kept, _ := calc.InputOf(*e.saved) // imported history has none
	for _, l := range e.saved.Lines {
		view.rows = append(view.rows, e.lockedRow(v, l, kept))
	}
	view.rows = append(view.rows, declinedRows(v.UI(), kept)...)
	if err := view.say(v); err != nil {
		return err
	}
	return v.Render(calculationPage(v.UI(), e.page(v), view))
}

// say reads what the adults have said of the saved calculation.
func (view *calcView) say(v *site.Visit) (err error) {
	if view.saved != nil {
		view.said, err = commentsOn(v, view.theCase, aid.OnCalculation, view.saved.ID)
	}
	return err
}

// lockedRow is the row of a line that was decided on.
func (e *editor) lockedRow(v *site.Visit, l aid.Line, kept calc.Input) calcRow {
	r := calcRow{name: lineName(v.UI(), l), now: &l.Amount, source: l.Args["table"], typed: typed{reason: l.Note}}
	if strings.HasPrefix(l.Rule.File, "guidelines/") {
		r.source = v.L.T("staff.calculation.guideline")
	}
	person := l.Person
	if l.Code == "single" || l.Code == "couple" {
		person = ""
	}
	if l.Kind != aid.PersonalCosts && l.Kind != aid.CommonCosts {
		r.claimed = &l.Claimed
	}
	code := l.Code
	if r.claimed == nil {
		code = ""
	}
	r.before = e.lastMonth(true, l.Kind, code, person, l.Who)
	if l.Kind == aid.IncomeLine || l.Kind == aid.AssetLine {
		claimed, now := -l.Claimed, -l.Amount
		r.claimed, r.now, r.income = &claimed, &now, true
	}
	for _, x := range kept.Incomes {
		if l.Kind == aid.IncomeLine && l.Code == string(x.Kind) && l.Person == x.Person && l.Claimed == x.Stated && l.Amount == x.Counted && l.Note == x.Reason {
			r.check(v.UI(), x, kept.Month, e.rules.Guidelines.Reckoning().Deviation())
			break
		}
	}
	for _, n := range kept.Incentives {
		if l.Kind == aid.IncentiveLine && l.Person == n.Person {
			r.typed.reason = n.Reason
		}
	}
	r.backing(v.UI(), l.State)
	r.mark(v.UI(), l.Marks)
	return r
}

// declinedRows tell of work incentives that were proposed and declined: they leave no line.
func declinedRows(c ui.Ctx, kept calc.Input) []calcRow {
	var rows []calcRow
	for _, n := range kept.Incentives {
		if n.Declined {
			rows = append(rows, calcRow{
				name: c.L.T("line.incentive") + ", " + memberName(kept.Household, n.Person), typed: typed{reason: n.Reason},
				tags: []rowTag{{ui.Neutral, c.L.T("staff.incentive.declined")}},
			})
		}
	}
	return rows
}

// lineName is what a line of a saved calculation is called.
func lineName(c ui.Ctx, l aid.Line) string {
	switch l.Kind {
	case aid.PersonalCosts:
		return c.L.T("staff.calculation.personal", "name", l.Who)
	case aid.CommonCosts:
		return c.L.T("line.common")
	case aid.AssetLine:
		return c.L.T("asset." + l.Code)
	case aid.IncentiveLine:
		return c.L.T("line.incentive") + ", " + l.Who
	case aid.IncomeLine:
		if l.Who != "" {
			return c.L.T("income."+l.Code) + ", " + l.Who
		}
		return c.L.T("income." + l.Code)
	}
	return c.L.T("expense." + l.Code)
}

// delegation is the most that a decision-maker of the municipality may grant a month; 0 = not stated.
func delegation(v *site.Visit) aid.Ore {
	return aid.Ore(v.Tenant.Municipality.DelegationLimitKronor) * aid.Kronor
}

// computedRows names the norm rows whose figure no source prints.
func computedRows(e *editor) []string {
	var names []string
	for i, n := range e.cells {
		if n.figure.State == aid.Computed && e.form.norms[i] == (typed{}) {
			names = append(names, n.name)
		}
	}
	return names
}

// rows sets out the table: the norm, the costs, the incomes, what the rule on pay leaves out, the assets, and what was there last
// month and is not stated now. What the caseworker has added stands among its kind.
func (e *editor) rows(v *site.Visit, faults aid.Errors) []calcRow {
	c := v.UI()
	rows := append(e.normRows(v), e.expenseRows(v)...)
	rows = append(rows, e.incomeRows(v)...)
	if !e.proposal.Beside { // the incentive is asked of the month's own calculation
		rows = append(rows, e.incentiveRows(c)...)
	}
	for i, x := range e.input.Assets {
		claimed, now := -x.Value, -x.Counted
		r := calcRow{name: c.L.T("asset." + string(x.Kind)), list: "assets", place: i, claimed: &claimed, now: &now, income: true, typed: typed{reason: x.Reason}}
		r.before = e.lastMonth(true, aid.AssetLine, string(x.Kind), "", "")
		r.add(c, row(addedAssets, i, "kind"))
		rows = append(rows, r)
	}
	for i := range rows {
		r := &rows[i]
		if r.added || r.list == "" {
			continue
		}
		r.amountError, r.reasonError = c.FieldError(faults, row(r.list, r.place, r.field)), c.FieldError(faults, row(r.list, r.place, "reason"))
		r.groundError = c.FieldError(faults, row(r.list, r.place, "ground"))
		r.wrong = r.amountError+r.reasonError+r.groundError != ""
		if r.amountError != "" {
			r.now = nil
		}
	}
	e.markRows(c, rows)
	return append(rows, e.goneRows(v)...)
}

// add makes the row one that the caseworker has added.
func (r *calcRow) add(c ui.Ctx, href string) {
	r.added, r.href, r.link = true, href, c.L.T("staff.calculation.change")
	r.tags = append(r.tags, rowTag{ui.Neutral, c.L.T("staff.added.tag")})
}

// expenseRows are the costs applied for, and those that the caseworker has added.
func (e *editor) expenseRows(v *site.Visit) []calcRow {
	var rows []calcRow
	for i, x := range e.input.Expenses {
		r := calcRow{name: v.L.T("expense." + string(x.Kind)), list: "expenses", place: i, field: "approved", claimed: &x.Claimed, now: &x.Approved}
		r.before = e.lastMonth(isFirst(e.input.Expenses, i), aid.Cost, string(x.Kind), "", "")
		if stated := len(e.proposal.Expenses); i >= stated {
			r.typed.reason = x.Reason
			r.add(v.UI(), row(addedCosts, i-stated, "kind"))
		} else {
			r.typed, r.system = e.form.expenses[i], &e.proposal.Expenses[i].Approved
			r.label = v.L.T("staff.calculation.approved", "name", r.name)
		}
		e.checkExpense(v, &r, x.Kind, x.Claimed, x.Approved)
		rows = append(rows, r)
	}
	return rows
}

// incomeRows are the incomes stated, and those that the caseworker has added.
func (e *editor) incomeRows(v *site.Visit) []calcRow {
	var rows []calcRow
	for i, x := range e.input.Incomes {
		claimed, now := -x.Stated, -x.Counted
		r := calcRow{name: incomeName(v.UI(), x), list: "incomes", place: i, field: "counted", claimed: &claimed, now: &now, income: true}
		r.before = e.lastMonth(true, aid.IncomeLine, string(x.Kind), x.Person, x.Who)
		if stated := len(e.proposal.Incomes); i >= stated {
			r.claimed, r.typed.reason = nil, x.Reason
			r.add(v.UI(), row(addedIncomes, i-stated, "kind"))
			if x.CheckedBy == casework.ByMachine { // nobody of the staff added it either
				r.tags = []rowTag{{ui.Warning, v.L.T("staff.report.unstated")}}
			}
		} else {
			system := -e.proposal.Incomes[i].Counted
			r.typed, r.system, r.source = e.form.incomes[i], &system, v.L.T("staff.calculation.stated")
			r.label = v.L.T("staff.calculation.counted", "name", r.name)
			e.checkNew(v, &r)
		}
		r.check(v.UI(), x, e.proposal.Month, e.rules.Guidelines.Reckoning().Deviation())
		rows = append(rows, r)
	}
	return rows
}

// normRows are the amounts of the norm, each with its place in the norm and how far a source backs it.
func (e *editor) normRows(v *site.Visit) []calcRow {
	var rows []calcRow
	for i, n := range e.cells {
		r := calcRow{name: n.name, list: "norm", place: i, field: "amount", typed: e.form.norms[i], source: n.source}
		person := n.person
		if i == 0 {
			person = "" // the adults' row follows the household, not one of them
		}
		r.before = e.lastMonth(true, n.kind, "", person, "")
		for _, o := range e.input.Overrides {
			if o.Kind == n.kind && o.Person == n.person {
				r.now = &o.Amount
			}
		}
		if n.figure.State != aid.Missing {
			r.system = &n.figure.Amount
		}
		switch {
		case r.now != nil:
			r.tags = append(r.tags, rowTag{ui.Info, v.L.T("staff.calculation.overridden")})
		case n.figure.State == aid.Missing:
			r.tags = append(r.tags, rowTag{ui.Fault, v.L.T("staff.calculation.missing", "table", n.source, "cell", n.figure.Rule.Section)})
		default:
			r.now = &n.figure.Amount
			r.backing(v.UI(), n.figure.State)
		}
		rows = append(rows, r)
	}
	return rows
}

// checkNew marks a row that last month's application did not have.
func (e *editor) checkNew(v *site.Visit, r *calcRow) {
	if e.before == nil {
		return
	}
	for _, change := range e.changes() {
		if change.Before == nil && change.After != nil && r.name == changeName(v, change) {
			r.tags = append(r.tags, rowTag{ui.Warning, v.L.T("staff.calculation.new")})
			return
		}
	}
}

// goneRows are incomes and expenses of last month that are not stated now.
func (e *editor) goneRows(v *site.Visit) []calcRow {
	var rows []calcRow
	for _, change := range e.changes() {
		if change.Before == nil || change.After != nil || change.Group != "income" && change.Group != "expense" {
			continue
		}
		r := calcRow{name: changeName(v, change), before: change.Before, tags: []rowTag{{ui.Warning, v.L.T("staff.calculation.gone")}}}
		if r.income = change.Group == "income"; r.income {
			amount := -*change.Before
			r.before = &amount
		}
		rows = append(rows, r)
	}
	return rows
}

// changes compares with last month; without one nothing is new and nothing is gone.
func (e *editor) changes() []casework.Change {
	if e.before == nil {
		return nil
	}
	return casework.Changes(e.before.Content, e.application.Content)
}

// changeName is what the row of a change is called, as rows of the table are.
func changeName(v *site.Visit, change casework.Change) string {
	name := v.L.T(change.Group + "." + change.What)
	if change.Who != "" {
		name += ", " + change.Who
	}
	return name
}

// lastMonth sums what counted in a row last month; nil where there was no such row. An empty code is any of the kind, and
// an empty person of the norm's personal costs is the adults. Several rows of one kind are compared with the first only.
func (e *editor) lastMonth(first bool, kind aid.LineKind, code string, person aid.ID, who string) *aid.Ore {
	if e.beforeCalc == nil || !first {
		return nil
	}
	var sum aid.Ore
	found := false
	for _, l := range e.beforeCalc.Lines {
		adults := l.Code == "single" || l.Code == "couple"
		fits := l.Kind == kind || kind == aid.Cost && l.Kind == aid.OtherNeed
		fits = fits && (code == "" || l.Code == code)
		switch {
		case kind == aid.PersonalCosts && person == "":
			fits = fits && adults
		case kind == aid.PersonalCosts:
			fits = fits && l.Person == person && !adults
		case kind == aid.IncomeLine:
			fits = fits && (l.Person == person || l.Person == "" && l.Who == who)
		}
		if fits {
			found = true
			sum += l.Amount // of a finished calculation, added up before
		}
	}
	if !found {
		return nil
	}
	if kind == aid.IncomeLine || kind == aid.AssetLine {
		sum = -sum
	}
	return &sum
}

// isFirst tells whether the i-th expense is the first of its kind.
func isFirst(list []calc.Expense, i int) bool {
	return slices.IndexFunc(list, func(x calc.Expense) bool { return x.Kind == list[i].Kind }) == i
}

// splitField parts "expenses.0.approved"; a field of another form has an empty list.
func splitField(field string) (list string, n int, name string) {
	parts := strings.Split(field, ".")
	if len(parts) != 3 {
		return "", 0, ""
	}
	n, err := strconv.Atoi(parts[1])
	if err != nil {
		return "", 0, ""
	}
	return parts[0], n, parts[2]
}
