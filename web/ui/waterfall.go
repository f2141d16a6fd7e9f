package ui

import (
	"strconv"

	"bistand/aid"
)

// chartWidth is the width of the picture, in the units of its viewBox.
const chartWidth = 340

// bar is one bar of the picture, already placed; x counts from the side where reading starts. sum is its amount in words.
type bar struct {
	label, sum string
	x, width   int
}

// bars places the four bars of a calculation. The scale runs from the lowest point, below zero for a surplus, to the
// highest. This is geometry: no amount is computed that the page prints.
func (w Waterfall) bars(c Ctx) [4]bar {
	top := max(w.Norm+w.Costs, 1)
	low := min(w.Result, 0)
	at := func(o aid.Ore) int { return int((max(o, low) - low) * chartWidth / (top - low)) }
	span := func(label, sum string, from, to aid.Ore) bar {
		x := at(min(from, to))
		width := max(at(max(from, to))-x, 1)
		return bar{label, sum, min(x, chartWidth-width), width} // what is nothing shows its place, also at the edge
	}
	label, result := w.ResultLabel, w.Result
	switch {
	case w.Result < 0:
		label, result = c.L.T("chart.surplus"), -w.Result
	case label == "":
		label = c.L.T("chart.result")
	}
	return [4]bar{
		span(c.L.T("chart.norm"), c.L.Money(w.Norm), 0, w.Norm),
		span(w.costsLabel(c), "+ "+c.L.Money(w.Costs), w.Norm, w.Norm+w.Costs),
		span(c.L.T("chart.incomes"), "− "+c.L.Money(w.Incomes), w.Norm+w.Costs-w.Incomes, w.Norm+w.Costs),
		span(label, "= "+c.L.Money(result), 0, w.Result),
	}
}

// left is the x of a bar on paper: mirrored where reading starts at the right.
func (b bar) left(c Ctx) string {
	if c.L.Dir() == "rtl" {
		return strconv.Itoa(chartWidth - b.x - b.width)
	}
	return strconv.Itoa(b.x)
}

// wide is the width of a bar as the picture wants it.
func (b bar) wide() string { return strconv.Itoa(b.width) }

// Drawing is a picture with everything placed and in words. Holes can stand in all of it but the sign of the result.
type Drawing struct {
	ID, Sentence, Axis string
	Surplus            bool // the result lies below zero
	Bars               [4]DrawnBar
}

// DrawnBar is one bar of a Drawing: its words, and where it lies on paper.
type DrawnBar struct{ Label, Sum, Left, Width string }

// Draw places the bars and writes the words.
func (w Waterfall) Draw(c Ctx) Drawing {
	bars := w.bars(c)
	d := Drawing{ID: w.ID, Sentence: w.sentence(c), Surplus: w.Result < 0}
	for i, b := range bars {
		d.Bars[i] = DrawnBar{b.label, b.sum, b.left(c), b.wide()}
	}
	zero := bars[0]
	zero.width = 0
	d.Axis = zero.left(c)
	return d
}

// HolesOf is a drawing in which everything is a hole, for a stencil of pictures whose results have the same sign; Hole gives
// what belongs in each.
func HolesOf(d Drawing) Drawing {
	holes := Drawing{ID: d.ID, Sentence: Hole(0), Axis: Hole(1), Surplus: d.Surplus}
	for i := range holes.Bars {
		n := 2 + 4*i
		holes.Bars[i] = DrawnBar{Hole(n), Hole(n + 1), Hole(n + 2), Hole(n + 3)}
	}
	return holes
}

// Hole is what belongs in hole n of HolesOf.
func (d *Drawing) Hole(n int) string {
	switch n {
	case 0:
		return d.Sentence
	case 1:
		return d.Axis
	}
	b := &d.Bars[(n-2)/4]
	return [...]string{b.Label, b.Sum, b.Left, b.Width}[(n-2)%4]
}

func (w Waterfall) costsLabel(c Ctx) string {
	if w.CostsLabel != "" {
		return w.CostsLabel
	}
	return c.L.T("chart.costs")
}

// sentence says in words what the picture shows.
func (w Waterfall) sentence(c Ctx) string {
	if w.Sentence != "" {
		return w.Sentence
	}
	args := []string{
		"norm", c.L.Money(w.Norm), "costs", c.L.Money(w.Costs), "incomes", c.L.Money(w.Incomes),
		"result", c.L.Money(w.Result), "surplus", c.L.Money(-w.Result),
	}
	if w.Result < 0 {
		return c.L.T("chart.sentence_surplus", args...)
	}
	return c.L.T("chart.sentence", args...)
}
