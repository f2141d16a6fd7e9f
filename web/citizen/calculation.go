package citizen

import (
	"errors"
	"slices"

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
	questions   []string // what could change it, as long as no decision rests on it
	before      *comparison
	comments    commentsView
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
	view.groups = lineGroups(c, view.Calculation, view.preliminary)
	if view.preliminary {
		view.questions = site.QuestionsText(v.L, view.Calculation)
	}
	if len(view.Lines) > 0 {
		if view.before, err = compare(v, caseID, view.Calculation); err != nil {
			return err
		}
	}
	if view.comments, err = commentsOn(v, caseID, aid.OnCalculation, view.ID, calculationHref(a.ID)); err != nil {
		return err
	}
	view.comments.parts = incomeLinks(c, view.Calculation, view.comments.href)
	p := page(v, v.L.T("calculation.for", "month", v.L.Month(view.Month)), "/ansokningar")
	p.Back, p.Print = applicationHref(a.ID), true
	return v.Render(calculationPage(c, p, view))
}

// incomeLinks leads to where one comments on each kind of income of a calculation.
func incomeLinks(c ui.Ctx, calculation aid.Calculation, href string) []ui.Link {
	var links []ui.Link
	for _, l := range calculation.Lines {
		link := ui.Link{Text: site.LineName(c.L, l.Kind, l.Code, ""), Href: href + "?" + partField + "=" + l.Code}
		if l.Kind == aid.IncomeLine && !slices.Contains(links, link) {
			links = append(links, link)
		}
	}
	return links
}

// resultSentence says what the calculation came to: what was decided on it, or until then what it shows.
func resultSentence(c ui.Ctx, a applicationView) string {
	month := site.Period(c.L, *a.calculation)
	switch {
	case a.decision != nil && len(a.decision.Needs()) > 0:
		return site.DecisionSentence(c.L, *a.decision, *a.calculation)
	case a.decision != nil && a.decision.Amount > 0:
		return c.L.T("decision.yes", "amount", c.L.Money(a.decision.Amount), "month", month)
	case a.calculation.Result < 0:
		return c.L.T("calculation.surplus", "amount", c.L.Money(-a.calculation.Result), "month", month)
	}
	return c.L.T("calculation.shortfall", "amount", c.L.Money(a.calculation.Result), "month", month)
}

// sumsOf is the sums of a calculation; of single needs with what was applied for.
func sumsOf(made aid.Calculation) aid.SumsView {
	s := aid.SumsView{Norm: made.Norm, Costs: made.Costs + made.OtherNeeds, Incomes: made.Incomes, Result: made.Result}
	if in, ok := calc.InputOf(made); ok && in.Beside {
		for _, l := range made.Lines {
			if l.Kind == aid.Cost || l.Kind == aid.OtherNeed {
				s.Needs, s.Claimed = append(s.Needs, l.Code), s.Claimed+l.Claimed // each below aid.MaxAmount
			}
		}
	}
	return s
}

// resultChart is the picture of a calculation. Until it is decided it says what lacks, not what one gets, and approves of nothing.
func resultChart(c ui.Ctx, s aid.SumsView, preliminary bool) ui.Waterfall {
	chart := sumsChart(c, s)
	if preliminary {
		chart.ResultLabel, chart.Unapproved = "", true
	}
	return chart
}

// lineGroups sets out the lines as the riksnorm, the costs and the incomes; of a preliminary calculation as what is counted, not what is
// approved. Groups without lines are left out.
func lineGroups(c ui.Ctx, calculation aid.Calculation, preliminary bool) []lineGroup {
	groups := []lineGroup{normGroup(c, calculation), costGroup(c, calculation, preliminary), incomeGroup(c, calculation)}
	return slices.DeleteFunc(groups, func(g lineGroup) bool { return len(g.table.Rows) == 0 })
}

// newGroup is a group with its columns, the first of which says what a line is of.
func newGroup(c ui.Ctx, title string, amounts ...string) lineGroup {
	columns := []ui.Column{{Label: c.L.T("label.what")}}
	for _, key := range amounts {
		columns = append(columns, ui.Column{Label: c.L.T(key), Numeric: true})
	}
	return lineGroup{title, ui.Table{Caption: title, HideCaption: true, Columns: columns, Stack: true}}
}

// sum closes a group that has lines with its sums.
func (g *lineGroup) sum(c ui.Ctx, sums ...ui.Cell) {
	if len(g.table.Rows) > 0 {
		g.table.Rows = append(g.table.Rows, ui.TableRow{Total: true, Cells: append([]ui.Cell{ui.TextCell(c.L.T("calculation.sum"))}, sums...)})
	}
}

func normGroup(c ui.Ctx, calculation aid.Calculation) lineGroup {
	g := newGroup(c, c.L.T("item.norm"), "label.amount")
	for _, l := range calculation.Lines {
		if l.Kind == aid.PersonalCosts || l.Kind == aid.CommonCosts {
			g.table.Rows = append(g.table.Rows, ui.TableRow{Cells: []ui.Cell{ui.ContentCell(lineCell(c, l)), exactCell(c, l.Amount)}})
		}
	}
	g.sum(c, exactCell(c, calculation.Norm))
	return g
}

// approvedKey is the key of what is called approved once it has been decided.
func approvedKey(preliminary bool) string {
	if preliminary {
		return "calculation.counted"
	}
	return "calculation.approved"
}

// costGroup sets out what was applied for beside what was approved of it, or until it is decided what is counted.
func costGroup(c ui.Ctx, calculation aid.Calculation, preliminary bool) lineGroup {
	g := newGroup(c, c.L.T("calculation.costs"), "calculation.claimed", approvedKey(preliminary))
	var claimed aid.Ore
	for _, l := range calculation.Lines {
		if l.Kind == aid.Cost || l.Kind == aid.OtherNeed {
			if preliminary {
				l = site.Undecided(l)
			}
			g.table.Rows = append(g.table.Rows, ui.TableRow{
				Cells:  []ui.Cell{ui.ContentCell(lineCell(c, l)), exactCell(c, l.Claimed), exactCell(c, l.Amount)},
				Marked: l.Amount != l.Claimed,
			})
			claimed += l.Claimed
		}
	}
	g.sum(c, exactCell(c, claimed), exactCell(c, calculation.Costs+calculation.OtherNeeds))
	return g
}

// incomeGroup sets out what was stated beside what the authorities answered, where any was asked, and what counts. Assets,
// and the part of a pay that is left out, belong to the same sum.
func incomeGroup(c ui.Ctx, calculation aid.Calculation) lineGroup {
	answers, columns := site.AuthorityAnswers(calculation), []string{"calculation.stated", "calculation.counted"}
	asked := slices.ContainsFunc(answers, func(a site.AuthorityAnswer) bool { return a.Answer != aid.NotAsked })
	if asked {
		columns = slices.Insert(columns, 1, "calculation.fetched")
	}
	g := newGroup(c, incomeTitle(c, calculation), columns...)
	var stated aid.Ore
	for i, l := range calculation.Lines {
		row := ui.TableRow{Cells: []ui.Cell{ui.ContentCell(lineCell(c, l)), ui.TextCell("–")}}
		amount := exactCell(c, l.Amount)
		switch l.Kind {
		case aid.IncomeLine:
			if row.Marked = l.Amount != l.Claimed; l.Claimed > 0 { // else the caseworker added it: nobody stated it
				row.Cells[1] = exactCell(c, l.Claimed)
			}
			stated += l.Claimed
		case aid.IncentiveLine:
			amount = exactCell(c, -l.Amount)
		case aid.AssetLine:
		default:
			continue
		}
		if asked {
			row.Cells = append(row.Cells, answerCell(c, answers[i]))
			row.Marked = row.Marked || answers[i].Answer == aid.Unchecked
		}
		row.Cells = append(row.Cells, amount)
		g.table.Rows = append(g.table.Rows, row)
	}
	sums := []ui.Cell{exactCell(c, stated), exactCell(c, calculation.Incomes)}
	if asked {
		sums = slices.Insert(sums, 1, ui.TextCell("")) // not all were asked about: a sum would say nothing
	}
	g.sum(c, sums...)
	return g
}

// incomeTitle names the incomes, and the assets where any count.
func incomeTitle(c ui.Ctx, calculation aid.Calculation) string {
	title := []string{c.L.T("line.income")}
	if slices.ContainsFunc(calculation.Lines, func(l aid.Line) bool { return l.Kind == aid.AssetLine }) {
		title = append(title, site.Within(c.L.T("line.asset")))
	}
	return site.Series(c.L, title)
}

// answerCell is what an authority answered about an income. That it could not be checked is never shown as nothing.
func answerCell(c ui.Ctx, a site.AuthorityAnswer) ui.Cell {
	switch a.Answer {
	case aid.Answered:
		return exactCell(c, a.Amount)
	case aid.Nothing:
		return exactCell(c, 0)
	case aid.Unchecked:
		return ui.TextCell(c.L.T("calculation.unchecked"))
	}
	return ui.TextCell("–")
}

// compare sets the calculation beside that of the newest earlier application; nil where there is none with lines, and for a
// single need, which is like no month.
func compare(v *site.Visit, caseID aid.ID, now aid.Calculation) (*comparison, error) {
	if in, ok := calc.InputOf(now); ok && in.Beside {
		return nil, nil
	}
	r, c := v.Register(), v.UI()
	earlier, err := v.Desk().SharedBefore(v.Ctx(), caseID, now.Month)
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
	cmp := &comparison{month: before.Month, sentence: site.DifferenceSentence(c.L, before, now)}
	cmp.table = ui.Table{
		Caption: c.L.T("calculation.changes", "month", month), Stack: true, Empty: c.L.T("calculation.no_changes"),
		Columns: []ui.Column{
			{Label: c.L.T("label.what")},
			{Label: month, Numeric: true},
			{Label: c.L.Month(now.Month), Numeric: true},
		},
	}
	for _, change := range calc.Difference(before, now) {
		if change.From == change.To { // what was applied for differs, and what counts does not: the row of the cost tells
			continue
		}
		name := site.LineName(c.L, change.Kind, change.Code, change.Who)
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
			ui.TextCell(site.LineName(c.L, l.Kind, l.Code, l.Who)), ui.ContentCell(lineSource(c, l)), ui.ContentCell(ui.Swedish(c, l.Law)),
		}})
	}
	return t
}
