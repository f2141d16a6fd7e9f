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
func (w Waterfall) bars(c Ctx) []bar {
	top := max(w.Norm+w.Costs, 1)
	low := min(w.Result, 0)
	at := func(o aid.Ore) int { return int((max(o, low) - low) * chartWidth / (top - low)) }
	span := func(label, sum string, from, to aid.Ore) bar {
		x := at(min(from, to))
		return bar{label, sum, x, max(at(max(from, to))-x, 1)}
	}
	label, result := w.ResultLabel, w.Result
	switch {
	case w.Result < 0:
		label, result = c.L.T("chart.surplus"), -w.Result
	case label == "":
		label = c.L.T("chart.result")
	}
	return []bar{
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

// axis is the x of zero, where the norm starts.
func (w Waterfall) axis(c Ctx) string {
	zero := w.bars(c)[0]
	zero.width = 0
	return zero.left(c)
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
