package public

import (
	"bytes"
	"strings"

	"github.com/a-h/templ"

	"bistand/aid"
	"bistand/calc"
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

// The holes of the answer.
const (
	holeAmount = iota
	holeChart
	holeRows
)

// answerer writes the answer into the page; the first error ends it.
type answerer struct {
	v     *site.Visit
	c     ui.Ctx
	norm  *rules.Riksnorm
	trial *calc.Trial
	made  *attempt
	b     *bytes.Buffer
	err   error
}

// keep makes a piece that has not been rendered yet.
func (m *answerer) keep(key ui.StencilKey, piece templ.Component) *ui.Stencil {
	s, err := m.v.Tenant.Stencils.Keep(m.v.Ctx(), key, piece)
	if err != nil {
		m.err = err
		return &ui.Stencil{}
	}
	return s
}

// find returns a piece that has been rendered, or nil.
func (m *answerer) find(key ui.StencilKey) *ui.Stencil { return m.v.Tenant.Stencils.Find(key) }

// write says whether the household is above or below the level of support, by how much, and how that came about.
func (m *answerer) write() {
	c, unconfirmed, where := m.c, m.made.Unconfirmed(), sideOf(m.made.Result)
	key := ui.StencilKey{Language: c.L, Piece: "trial.answer", Code: string(where)}
	if unconfirmed {
		key.N = 1
	}
	card := m.find(key)
	if card == nil {
		table := ui.Table{Caption: c.L.T("trial.lines"), HideCaption: true, Stack: true, Columns: trialColumns(c), Body: ui.HoleFor(holeRows)}
		words := sideWords[where]
		result, meaning := c.L.T(words[0], "amount", ui.Hole(holeAmount)), c.L.T(words[1])
		card = m.keep(key, trialResult(c, result, meaning, ui.HoleFor(holeChart), table, unconfirmed))
	}
	card.Fill(m.b, func(n int) {
		switch n {
		case holeAmount:
			m.money(m.distance())
		case holeChart:
			m.chart()
		case holeRows:
			m.rows()
		}
	})
}

// chart draws the calculation.
func (m *answerer) chart() {
	c, made := m.c, m.made
	drawing := ui.Waterfall{Norm: made.Norm, Costs: made.Costs, Incomes: made.Incomes, Result: made.Result, Unapproved: true}
	key := ui.StencilKey{Language: c.L, Piece: "trial.chart"}
	if made.Result < 0 {
		key.N = 1
	}
	picture := m.find(key)
	if picture == nil {
		picture = m.keep(key, ui.WaterfallDrawing(c, drawing.Hollow(c)))
	}
	numbers := drawing.Measure(c)
	picture.Fill(m.b, func(n int) { m.b.Write(numbers.Append(m.b.AvailableBuffer(), c.L, n)) })
}

// money writes an amount.
func (m *answerer) money(o aid.Ore) { m.b.Write(m.c.L.AppendMoney(m.b.AvailableBuffer(), o)) }

// trialColumns are the columns of the table.
func trialColumns(c ui.Ctx) []ui.Column {
	return []ui.Column{{Label: c.L.T("label.what")}, {Label: c.L.T("calculation.source")}, {Label: c.L.T("label.amount"), Numeric: true}}
}

// distance is how far the household is from the level of support.
func (m *answerer) distance() aid.Ore { return max(m.made.Result, -m.made.Result) }

// rows sets out norm, costs and incomes, each with its sum, and the result.
func (m *answerer) rows() {
	m.made.lines = calc.Together(m.made.lines[:0], m.made.Lines)
	lines := m.made.lines
	for i, l := range lines {
		m.line(l)
		last := i == len(lines)-1 || lines[i+1].Kind != l.Kind
		switch {
		case l.Kind == aid.CommonCosts:
			m.total("", "chart.norm", m.made.Norm)
		case last && l.Kind == aid.Cost:
			m.total("+ ", "calculation.costs", m.made.Costs)
		case last && l.Kind == aid.IncomeLine:
			m.total("− ", "line.income", m.made.Incomes)
		}
	}
	if m.made.Result < 0 {
		m.total("= ", "chart.surplus", m.distance())
	} else {
		m.total("= ", "chart.result", m.distance())
	}
}

// total writes a row with a sum.
func (m *answerer) total(sign, words string, amount aid.Ore) {
	c, key := m.c, ui.StencilKey{Language: m.c.L, Piece: "trial.total", Code: words}
	row := m.find(key)
	if row == nil {
		row = m.keep(key, ui.TableLine(trialColumns(c), ui.TableRow{Total: true, Cells: []ui.Cell{
			ui.TextCell(sign + c.L.T(words)), {}, ui.ContentCell(ui.MoneyText(ui.Hole(holeAmount))),
		}}))
	}
	row.Fill(m.b, func(int) { m.money(amount) })
}

// line writes the row of a line. Its amount is a hole; of the norm's lines all the rest depends on the table alone, of the
// others on which fields they are from.
func (m *answerer) line(l calc.Alike) {
	c, key := m.c, ui.StencilKey{Language: m.c.L, Piece: "trial.norm", Of: m.norm, Code: l.Code, N: l.Count}
	if l.Kind == aid.Cost || l.Kind == aid.IncomeLine {
		key = ui.StencilKey{Language: c.L, Piece: "trial.line", N: trialFieldsOf(m.trial, l)}
	}
	row := m.find(key)
	if row == nil {
		row = m.keep(key, ui.TableLine(trialColumns(c), ui.TableRow{Cells: []ui.Cell{
			ui.ContentCell(trialLine(c, trialName(c, m.trial, l), trialWhy(c, l), l)), ui.ContentCell(trialSource(c, l)),
			ui.ContentCell(ui.MoneyText(ui.Hole(holeAmount))),
		}}))
	}
	row.Fill(m.b, func(int) { m.money(l.Sum) })
}

// trialFieldsOf are the fields that a cost or an income is from, as the bits of a number: several fields are reckoned alike.
func trialFieldsOf(t *calc.Trial, l calc.Alike) (fields int) {
	for i, income := range calc.TrialIncomes {
		if l.Kind == aid.IncomeLine && string(income.Kind) == l.Code && t.Incomes[i] > 0 {
			fields |= 1 << (firstIncome + i)
		}
	}
	for i, cost := range calc.TrialCosts {
		if l.Kind == aid.Cost && string(cost.Kind) == l.Code && t.Costs[i] > 0 {
			fields |= 1 << (firstCost + i)
		}
	}
	return fields
}

// trialName is what a line is called: of several fields that are reckoned alike, all that were filled in.
func trialName(c ui.Ctx, t *calc.Trial, l calc.Alike) string {
	switch l.Kind {
	case aid.PersonalCosts:
		if l.Code == "single" || l.Code == "couple" {
			return c.L.T("trial.adults." + l.Code)
		}
		return c.L.T("trial.child", "group", c.L.T("age."+l.Code))
	case aid.CommonCosts:
		return c.L.T("line.common")
	}
	var names []string
	for i, fields := firstIncome, trialFieldsOf(t, l); i < trialFields; i++ {
		switch {
		case fields&(1<<i) == 0:
		case i < firstCost:
			names = append(names, incomeLabel(c, i-firstIncome))
		default:
			names = append(names, costLabel(c, i-firstCost))
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
	return strings.Join(site.LineSentences(c.L, *l.Line), " ")
}
