package citizen

import (
	"errors"
	"slices"
	"strconv"

	"bistand/aid"
	"bistand/calc"
	"bistand/web/site"
	"bistand/web/ui"
)

// calculationView is one calculation, line by line, and what has changed since the month before.
type calculationView struct {
	aid.Calculation
	result      string // the result as a sentence
	preliminary bool   // no decision rests on it yet
	groups      []lineGroup
	before      *comparison
}

// lineGroup is the lines of one kind, with their sum.
type lineGroup struct {
	title string
	table ui.Table
}

// comparison is the calculation of the month before beside this one.
type comparison struct {
	month    aid.Month
	sentence string
	table    ui.Table
}

// calculation shows how the support was worked out: the picture, every line with its reason and source, and what has
// changed since last month.
func calculation(v *site.Visit) error {
	a, caseID, err := readApplication(v, "calculation")
	if err != nil {
		return err
	}
	if a.calculation == nil {
		return aid.ErrNotFound
	}
	c := v.UI()
	view := calculationView{Calculation: *a.calculation, preliminary: a.decision == nil, result: resultSentence(c, a)}
	view.groups = lineGroups(c, view.Calculation)
	if len(view.Lines) > 0 {
		if view.before, err = compare(v, caseID, view.Calculation); err != nil {
			return err
		}
	}
	p := page(v, v.L.T("calculation.for", "month", v.L.Month(view.Month)), "/ansokningar")
	p.Back, p.Print = applicationHref(a.ID), true
	return v.Render(calculationPage(c, p, view))
}

// resultSentence says what the calculation came to: what was decided on it, or until then what it shows.
func resultSentence(c ui.Ctx, a applicationView) string {
	month := c.L.Month(a.Month)
	switch {
	case a.decision != nil && a.decision.Amount > 0:
		return c.L.T("decision.yes", "amount", c.L.Money(a.decision.Amount), "month", month)
	case a.calculation.Result < 0:
		return c.L.T("calculation.surplus", "amount", c.L.Money(-a.calculation.Result), "month", month)
	}
	return c.L.T("calculation.shortfall", "amount", c.L.Money(a.calculation.Result), "month", month)
}

// lineGroups sets out the lines as the riksnorm, the costs and the incomes. Groups without lines are left out.
func lineGroups(c ui.Ctx, calculation aid.Calculation) []lineGroup {
	norm, costs, incomes := []aid.LineKind{aid.PersonalCosts, aid.CommonCosts}, []aid.LineKind{aid.Cost, aid.OtherNeed}, []aid.LineKind{aid.IncomeLine}
	what := ui.Column{Label: c.L.T("label.what")}
	column := func(key string) ui.Column { return ui.Column{Label: c.L.T(key), Numeric: true} }
	groups := []lineGroup{
		group(c, calculation, "item.norm", calculation.Norm, norm, what, column("label.amount")),
		group(c, calculation, "calculation.costs", calculation.Costs+calculation.OtherNeeds, costs, what, column("calculation.claimed"), column("calculation.approved")),
		group(c, calculation, "line.income", calculation.Incomes, incomes, what, column("calculation.stated"), column("calculation.counted")),
	}
	return slices.DeleteFunc(groups, func(g lineGroup) bool { return len(g.table.Rows) == 0 })
}

// group sets out the lines of some kinds. With three columns, what was stated stands beside what counts.
func group(c ui.Ctx, calculation aid.Calculation, title string, total aid.Ore, kinds []aid.LineKind, columns ...ui.Column) lineGroup {
	g := lineGroup{title: c.L.T(title)}
	g.table = ui.Table{Caption: g.title, HideCaption: true, Columns: columns, Stack: true}
	var claimed aid.Ore
	for _, l := range calculation.Lines {
		if !slices.Contains(kinds, l.Kind) {
			continue
		}
		row := ui.TableRow{Cells: []ui.Cell{ui.ContentCell(lineCell(c, l))}}
		if len(columns) > 2 {
			row.Cells = append(row.Cells, exactCell(c, l.Claimed))
			row.Marked = l.Amount != l.Claimed
		}
		row.Cells = append(row.Cells, exactCell(c, l.Amount))
		g.table.Rows = append(g.table.Rows, row)
		claimed += l.Claimed
	}
	if len(g.table.Rows) > 0 {
		sum := ui.TableRow{Total: true, Cells: []ui.Cell{ui.TextCell(c.L.T("calculation.sum"))}}
		if len(columns) > 2 {
			sum.Cells = append(sum.Cells, exactCell(c, claimed))
		}
		sum.Cells = append(sum.Cells, exactCell(c, total))
		g.table.Rows = append(g.table.Rows, sum)
	}
	return g
}

// lineName is what a line is called: of a person's own costs, the person.
func lineName(c ui.Ctx, kind aid.LineKind, code, who string) string {
	switch kind {
	case aid.PersonalCosts:
		if who != "" {
			return who
		}
		return c.L.T("line.personal")
	case aid.CommonCosts:
		return c.L.T("line.common")
	case aid.IncomeLine:
		return c.L.T("income." + code)
	}
	return c.L.T("expense." + code)
}

// explain is the sentence that says how a line came about; "" where the line has none.
func explain(c ui.Ctx, l aid.Line) string {
	if l.Explain == "" || !c.L.Has(l.Explain) {
		return ""
	}
	var args []string
	for name, value := range calc.Arguments(l) {
		if calc.IsAmount(name) {
			ore, _ := strconv.ParseInt(value, 10, 64) // written by calc as whole öre
			value = c.L.Money(aid.Ore(ore))
		}
		args = append(args, name, value)
	}
	return c.L.T(l.Explain, args...)
}

// compare sets the calculation beside that of the newest earlier application; nil where there is none with lines.
func compare(v *site.Visit, caseID aid.ID, now aid.Calculation) (*comparison, error) {
	r, c := v.Register(), v.UI()
	earlier, err := r.PreviousApplication(v.Ctx(), caseID, now.Month)
	var decision aid.Decision
	if err == nil {
		decision, err = r.DecisionOf(v.Ctx(), earlier.ID)
	}
	var before aid.Calculation
	if err == nil {
		before, err = r.Calculation(v.Ctx(), decision.CalculationID)
	}
	if errors.Is(err, aid.ErrNotFound) || (err == nil && len(before.Lines) == 0) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	month := c.L.Month(before.Month)
	cmp := &comparison{month: before.Month}
	switch more := max(now.Result, 0) - max(before.Result, 0); {
	case more > 0:
		cmp.sentence = c.L.T("calculation.more", "amount", c.L.Money(more), "month", month)
	case more < 0:
		cmp.sentence = c.L.T("calculation.less", "amount", c.L.Money(-more), "month", month)
	default:
		cmp.sentence = c.L.T("calculation.same", "month", month)
	}
	cmp.table = ui.Table{
		Caption: c.L.T("calculation.changes", "month", month), Stack: true, Empty: c.L.T("calculation.no_changes"),
		Columns: []ui.Column{
			{Label: c.L.T("label.what")},
			{Label: month, Numeric: true},
			{Label: c.L.Month(now.Month), Numeric: true},
		},
	}
	for _, change := range calc.Difference(before, now) {
		name := lineName(c, change.Kind, change.Code, change.Who)
		if change.Kind != aid.PersonalCosts && change.Who != "" {
			name += ", " + change.Who
		}
		cmp.table.Rows = append(cmp.table.Rows, ui.TableRow{Cells: []ui.Cell{ui.TextCell(name), exactCell(c, change.From), exactCell(c, change.To)}})
	}
	return cmp, nil
}

// sourcesTable names what each line rests on: the printed source, the place in the rule file, and the law.
func sourcesTable(c ui.Ctx, calculation aid.Calculation) ui.Table {
	t := ui.Table{Caption: c.L.T("calculation.sources"), HideCaption: true, Stack: true, Columns: []ui.Column{
		{Label: c.L.T("label.what")}, {Label: c.L.T("calculation.source")}, {Label: c.L.T("decision.law")},
	}}
	for _, l := range calculation.Lines {
		t.Rows = append(t.Rows, ui.TableRow{Cells: []ui.Cell{
			ui.TextCell(lineName(c, l.Kind, l.Code, l.Who)), ui.ContentCell(lineSource(c, l)), ui.ContentCell(ui.Swedish(c, l.Law)),
		}})
	}
	return t
}
