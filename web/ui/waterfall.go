package ui

import (
	"strconv"

	"bistand/aid"
)

// The measures of the picture, in the units of its viewBox. It is 340 wide so that its words are as large as those
// beside it on a phone.
const (
	chartWidth  = 340
	barHeight   = 18
	barDistance = 52
	firstBar    = 28
)

// bar is one bar of the picture, already placed; x counts from the side where reading starts.
type bar struct {
	class, label, sign string
	amount             aid.Ore
	x, y, width        int
}

// bars places the four bars of a calculation. The scale runs from the lowest point, below zero for a surplus, to the
// highest. This is geometry: no amount is computed that the page prints.
func (w Waterfall) bars(c Ctx) []bar {
	top := max(w.Norm+w.Costs, 1)
	low := min(w.Result, 0)
	at := func(o aid.Ore) int { return int((max(o, low) - low) * chartWidth / (top - low)) }
	span := func(class, label, sign string, amount, from, to aid.Ore, row int) bar {
		x := at(min(from, to))
		return bar{class, label, sign, amount, x, firstBar + row*barDistance, max(at(max(from, to))-x, 1)}
	}
	class, label, result := "d", w.ResultLabel, w.Result
	switch {
	case w.Result < 0:
		class, label, result = "e", c.L.T("chart.surplus"), -w.Result
	case label == "":
		label = c.L.T("chart.result")
	}
	return []bar{
		span("a", c.L.T("chart.norm"), "", w.Norm, 0, w.Norm, 0),
		span("b", c.L.T("chart.costs"), "+ ", w.Costs, w.Norm, w.Norm+w.Costs, 1),
		span("c", c.L.T("chart.incomes"), "− ", w.Incomes, w.Norm+w.Costs-w.Incomes, w.Norm+w.Costs, 2),
		span(class, label, "= ", result, 0, w.Result, 3),
	}
}

// left is the x of a bar on paper: mirrored where reading starts at the right.
func (b bar) left(c Ctx) string {
	if c.L.Dir() == "rtl" {
		return strconv.Itoa(chartWidth - b.x - b.width)
	}
	return strconv.Itoa(b.x)
}

// axis is the x of zero where the picture has a part below it, and "" where it has none.
func (w Waterfall) axis(c Ctx) string {
	if w.Result >= 0 {
		return ""
	}
	b := w.bars(c)[0] // the norm starts at zero
	if b.width = 0; c.L.Dir() == "rtl" {
		return b.left(c)
	}
	return strconv.Itoa(b.x)
}

// axisPath draws the axis through each bar, clear of the words between them.
func axisPath(x string) string {
	path := ""
	for row := range 4 {
		path += "M" + x + " " + strconv.Itoa(firstBar+row*barDistance-3) + "v" + strconv.Itoa(barHeight+6)
	}
	return path
}

// edges are the x where words start and where amounts stand.
func edges(c Ctx) (word, amount string) {
	if c.L.Dir() == "rtl" {
		return strconv.Itoa(chartWidth), "0"
	}
	return "0", strconv.Itoa(chartWidth)
}

// amountAnchor is the end of an amount that stands at the edge; amounts always run left to right.
func amountAnchor(c Ctx) string {
	if c.L.Dir() == "rtl" {
		return "start"
	}
	return "end"
}

// sentence says in words what the picture shows.
func (w Waterfall) sentence(c Ctx) string {
	args := []string{
		"norm", c.L.Money(w.Norm), "costs", c.L.Money(w.Costs), "incomes", c.L.Money(w.Incomes),
		"result", c.L.Money(w.Result), "surplus", c.L.Money(-w.Result),
	}
	if w.Result < 0 {
		return c.L.T("chart.sentence_surplus", args...)
	}
	return c.L.T("chart.sentence", args...)
}
