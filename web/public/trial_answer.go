package public

import (
	"strconv"
	"strings"

	"bistand/aid"
	"bistand/calc"
	"bistand/web/ui"
)

// trialAnswer is what a trial calculation came to, in words and figures.
type trialAnswer struct {
	result, meaning string
	chart           ui.Waterfall
	table           ui.Table
	unconfirmed     bool // a figure rests on no printed source
}

// answerTrial says whether the household is above or below the level of support, by how much, and how that came about.
func answerTrial(c ui.Ctx, t calc.Trial, made aid.Calculation) trialAnswer {
	a := trialAnswer{unconfirmed: made.Unconfirmed(), table: trialTable(c, t, made)}
	sums := []string{"norm", c.L.Money(made.Norm), "costs", c.L.Money(made.Costs), "incomes", c.L.Money(made.Incomes)}
	a.chart = ui.Waterfall{Norm: made.Norm, Costs: made.Costs, Incomes: made.Incomes, Result: made.Result, CostsLabel: c.L.T("calculation.costs")}
	switch {
	case made.Result > 0:
		a.result, a.meaning = c.L.T("trial.under", "amount", c.L.Money(made.Result)), c.L.T("trial.under_text")
		a.chart.Sentence = c.L.T("trial.sentence", append(sums, "result", c.L.Money(made.Result))...)
	case made.Result < 0:
		a.result, a.meaning = c.L.T("trial.over", "amount", c.L.Money(-made.Result)), c.L.T("trial.over_text")
		a.chart.Sentence = c.L.T("trial.sentence_surplus", append(sums, "surplus", c.L.Money(-made.Result))...)
	default:
		a.result, a.meaning = c.L.T("trial.level"), c.L.T("trial.level_text")
		a.chart.Sentence = c.L.T("trial.sentence", append(sums, "result", c.L.Money(0))...)
	}
	return a
}

// trialTable sets out norm, costs and incomes, each with its sum, and the result.
func trialTable(c ui.Ctx, t calc.Trial, made aid.Calculation) ui.Table {
	table := ui.Table{Caption: c.L.T("trial.lines"), HideCaption: true, Stack: true, Columns: []ui.Column{
		{Label: c.L.T("label.what")}, {Label: c.L.T("calculation.source")}, {Label: c.L.T("label.amount"), Numeric: true},
	}}
	total := func(words string, amount aid.Ore) {
		table.Rows = append(table.Rows, ui.TableRow{Total: true, Cells: []ui.Cell{ui.TextCell(words), {}, ui.MoneyCell(c, amount)}})
	}
	lines := calc.Together(made)
	for i, l := range lines {
		table.Rows = append(table.Rows, ui.TableRow{Cells: []ui.Cell{
			ui.ContentCell(trialLine(c, trialName(c, t, l), trialWhy(c, l), l)), ui.ContentCell(trialSource(c, l)), ui.MoneyCell(c, l.Sum),
		}})
		if l.Kind == aid.CommonCosts {
			total(c.L.T("chart.norm"), made.Norm)
		}
		last := i == len(lines)-1 || lines[i+1].Kind != l.Kind
		if last && l.Kind == aid.Cost {
			total("+ "+c.L.T("calculation.costs"), made.Costs)
		}
		if last && l.Kind == aid.IncomeLine {
			total("− "+c.L.T("line.income"), made.Incomes)
		}
	}
	if made.Result < 0 {
		total("= "+c.L.T("chart.surplus"), -made.Result)
	} else {
		total("= "+c.L.T("chart.result"), made.Result)
	}
	return table
}

// trialName is what a line is called: of several fields that are reckoned alike, all that were filled in.
func trialName(c ui.Ctx, t calc.Trial, l calc.Alike) string {
	var names []string
	switch l.Kind {
	case aid.PersonalCosts:
		switch l.Code {
		case "single", "couple":
			return c.L.T("trial.adults." + l.Code)
		}
		return c.L.T("trial.child", "group", c.L.T("age."+l.Code))
	case aid.CommonCosts:
		return c.L.T("line.common")
	case aid.IncomeLine:
		for i, income := range calc.TrialIncomes {
			if string(income.Kind) == l.Code && t.Incomes[i] > 0 {
				names = append(names, incomeLabel(c, i))
			}
		}
	default:
		for i, cost := range calc.TrialCosts {
			if string(cost.Kind) == l.Code && t.Costs[i] > 0 {
				names = append(names, costLabel(c, i))
			}
		}
	}
	return strings.Join(names, " + ")
}

// trialWhy is the sentence that says how a line came about.
func trialWhy(c ui.Ctx, l calc.Alike) string {
	switch l.Kind {
	case aid.Cost:
		return c.L.T("trial.explain.cost")
	case aid.IncomeLine:
		return c.L.T("trial.explain.income")
	case aid.PersonalCosts:
		if strings.HasPrefix(l.Code, "age_") {
			return c.L.T("trial.explain.child", "group", c.L.T("age."+l.Code), "year", l.Args["year"], "amount", c.L.Money(l.Amount))
		}
	}
	args := []string{"year", l.Args["year"], "amount", c.L.Money(l.Amount), "size", l.Args["size"], "over", l.Args["over"]}
	for _, name := range []string{"each", "seven"} {
		if ore, err := strconv.ParseInt(l.Args[name], 10, 64); err == nil {
			args = append(args, name, c.L.Money(aid.Ore(ore)))
		}
	}
	return c.L.T(l.Explain, args...)
}
