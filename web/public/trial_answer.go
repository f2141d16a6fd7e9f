package public

import (
	"bytes"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"bistand/aid"
	"bistand/calc"
	"bistand/lang"
	"bistand/rules"
	"bistand/web/site"
	"bistand/web/ui"
)

// side says on which side of the level of support a household is.
type side string

const (
	under side = "under"
	over  side = "over"
	level side = "level"
)

// sideOf reads a result, whose sign is that of a shortfall.
func sideOf(result aid.Ore) side {
	switch {
	case result > 0:
		return under
	case result < 0:
		return over
	}
	return level
}

// sideWords are the keys of the sentences that say so, and what it means.
var sideWords = map[side][2]string{
	under: {"trial.under", "trial.under_text"}, over: {"trial.over", "trial.over_text"}, level: {"trial.level", "trial.level_text"},
}

// trialAnswer is what a trial calculation came to: the pieces of the page, and what is filled into them.
type trialAnswer struct {
	card, chart ui.Stencil
	amount      string // how far from the level of support
	drawing     ui.Drawing
	rows        []trialRow
}

// trialRow is a row of the table with its amount.
type trialRow struct {
	row    ui.Stencil
	amount string
}

// The holes of the answer.
const (
	holeAmount = iota
	holeChart
	holeRows
)

// answerKey and rowKey are what a piece of the answer depends on, beside what is filled in.
type (
	answerKey struct {
		language    *lang.Lang
		side        side
		unconfirmed bool
	}
	rowKey struct {
		language *lang.Lang
		norm     *rules.Riksnorm
		kind     aid.LineKind
		code     string
		count    int    // of children, and of members beyond the table
		names    string // of fields that are reckoned alike
	}
	chartKey struct {
		language *lang.Lang
		surplus  bool
	}
)

// trialAnswerer makes an answer; the first error ends it.
type trialAnswerer struct {
	v    *site.Visit
	c    ui.Ctx
	norm *rules.Riksnorm
	err  error
}

// piece returns what was rendered once.
func (m *trialAnswerer) piece(key any, make func() templ.Component) ui.Stencil {
	s, err := m.v.Tenant.Stencils.Of(m.v.Ctx(), key, make)
	if err != nil && m.err == nil {
		m.err = err
	}
	return s
}

// answerTrial says whether the household is above or below the level of support, by how much, and how that came about.
func answerTrial(v *site.Visit, c ui.Ctx, norm *rules.Riksnorm, t calc.Trial, made aid.Calculation) (trialAnswer, error) {
	m := &trialAnswerer{v: v, c: c, norm: norm}
	where, distance := sideOf(made.Result), max(made.Result, -made.Result)
	a := trialAnswer{amount: c.L.Money(distance)}
	a.card = m.piece(answerKey{c.L, where, made.Unconfirmed()}, func() templ.Component {
		table := ui.Table{Caption: c.L.T("trial.lines"), HideCaption: true, Stack: true, Columns: trialColumns(c), Body: ui.HoleFor(holeRows)}
		words := sideWords[where]
		return trialResult(c, c.L.T(words[0], "amount", ui.Hole(holeAmount)), c.L.T(words[1]), ui.HoleFor(holeChart), table, made.Unconfirmed())
	})
	key, sums := "trial.sentence", []string{"norm", c.L.Money(made.Norm), "costs", c.L.Money(made.Costs), "incomes", c.L.Money(made.Incomes)}
	if where == over {
		key = "trial.sentence_surplus"
	}
	a.drawing = ui.Waterfall{
		Norm: made.Norm, Costs: made.Costs, Incomes: made.Incomes, Result: made.Result, CostsLabel: c.L.T("calculation.costs"),
		Sentence: c.L.T(key, append(sums, "result", a.amount, "surplus", a.amount)...),
	}.Draw(c)
	a.chart = m.piece(chartKey{c.L, a.drawing.Surplus}, func() templ.Component { return ui.WaterfallDrawing(c, ui.HolesOf(a.drawing)) })
	a.rows = m.rows(t, made, a.amount)
	return a, m.err
}

// write writes the answer.
func (a trialAnswer) write(b *bytes.Buffer) {
	a.card.Fill(b, func(n int) {
		switch n {
		case holeAmount:
			b.WriteString(a.amount)
		case holeChart:
			a.chart.Fill(b, func(n int) { b.WriteString(templ.EscapeString(a.drawing.Hole(n))) })
		case holeRows:
			for _, r := range a.rows {
				r.row.Fill(b, func(int) { b.WriteString(r.amount) })
			}
		}
	})
}

// trialColumns are the columns of the table.
func trialColumns(c ui.Ctx) []ui.Column {
	return []ui.Column{{Label: c.L.T("label.what")}, {Label: c.L.T("calculation.source")}, {Label: c.L.T("label.amount"), Numeric: true}}
}

// rows sets out norm, costs and incomes, each with its sum, and the result.
func (m *trialAnswerer) rows(t calc.Trial, made aid.Calculation, distance string) []trialRow {
	lines := calc.Together(made)
	rows := make([]trialRow, 0, len(lines)+4)
	for i, l := range lines {
		rows = append(rows, trialRow{m.line(t, l), m.c.L.Money(l.Sum)})
		last := i == len(lines)-1 || lines[i+1].Kind != l.Kind
		switch {
		case l.Kind == aid.CommonCosts:
			rows = append(rows, m.total("", "chart.norm", m.c.L.Money(made.Norm)))
		case last && l.Kind == aid.Cost:
			rows = append(rows, m.total("+ ", "calculation.costs", m.c.L.Money(made.Costs)))
		case last && l.Kind == aid.IncomeLine:
			rows = append(rows, m.total("− ", "line.income", m.c.L.Money(made.Incomes)))
		}
	}
	if made.Result < 0 {
		return append(rows, m.total("= ", "chart.surplus", distance))
	}
	return append(rows, m.total("= ", "chart.result", distance))
}

// total is a row with a sum.
func (m *trialAnswerer) total(sign, key, amount string) trialRow {
	c := m.c
	return trialRow{amount: amount, row: m.piece(rowKey{language: c.L, code: key}, func() templ.Component {
		return ui.TableLine(trialColumns(c), ui.TableRow{Total: true, Cells: []ui.Cell{
			ui.TextCell(sign + c.L.T(key)), {}, ui.ContentCell(ui.MoneyText(ui.Hole(holeAmount))),
		}})
	})}
}

// line is the row of a line. Its amount is a hole: of the norm's lines all the rest depends on the table alone.
func (m *trialAnswerer) line(t calc.Trial, l calc.Alike) ui.Stencil {
	key := rowKey{language: m.c.L, kind: l.Kind, code: l.Code}
	switch l.Kind {
	case aid.PersonalCosts, aid.CommonCosts:
		key.norm, key.count = m.norm, l.Count
	default:
		key.names = trialName(m.c, t, l)
	}
	return m.piece(key, func() templ.Component {
		c := m.c
		return ui.TableLine(trialColumns(c), ui.TableRow{Cells: []ui.Cell{
			ui.ContentCell(trialLine(c, trialName(c, t, l), trialWhy(c, l), l)), ui.ContentCell(trialSource(c, l)),
			ui.ContentCell(ui.MoneyText(ui.Hole(holeAmount))),
		}})
	})
}

// trialName is what a line is called: of several fields that are reckoned alike, all that were filled in.
func trialName(c ui.Ctx, t calc.Trial, l calc.Alike) string {
	name := ""
	add := func(more string) {
		if name != "" {
			name += " + "
		}
		name += more
	}
	switch l.Kind {
	case aid.PersonalCosts:
		if l.Code == "single" || l.Code == "couple" {
			return c.L.T("trial.adults." + l.Code)
		}
		return c.L.T("trial.child", "group", c.L.T("age."+l.Code))
	case aid.CommonCosts:
		return c.L.T("line.common")
	case aid.IncomeLine:
		for i, income := range calc.TrialIncomes {
			if string(income.Kind) == l.Code && t.Incomes[i] > 0 {
				add(incomeLabel(c, i))
			}
		}
	default:
		for i, cost := range calc.TrialCosts {
			if string(cost.Kind) == l.Code && t.Costs[i] > 0 {
				add(costLabel(c, i))
			}
		}
	}
	return name
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
