package ui

import (
	"context"
	"io"
	"strconv"

	"github.com/a-h/templ"

	"bistand/aid"
	"bistand/lang"
)

// chartWidth is the width of the picture, in the units of its viewBox.
const chartWidth = 340

// Measures are the numbers of a picture: the amounts that it names, and where its bars lie on paper.
type Measures struct {
	amounts [4]aid.Ore                     // norm, costs, incomes, and how far the result is from zero
	places  [2*len(Drawing{}.Bars) + 1]int // of each bar the left end and the width; at last the place of zero
}

// The numbers of the amounts, which are holes 0 to 3 in a hollow picture and in the sentence that belongs to it.
const (
	NormAmount = iota
	CostsAmount
	IncomesAmount
	ResultAmount
)

// Measure places the four bars of a calculation. The scale runs from the lowest point, below zero for a surplus, to the
// highest; it is mirrored where reading starts at the right. This is geometry: no amount is computed that the page prints.
func (w Waterfall) Measure(c Ctx) Measures {
	top := max(w.Norm+w.Costs, 1)
	low := min(w.Result, 0)
	at := func(o aid.Ore) int { return int((max(o, low) - low) * chartWidth / (top - low)) }
	left := func(x, width int) int {
		if c.L.Dir() == "rtl" {
			return chartWidth - x - width
		}
		return x
	}
	m := Measures{amounts: [4]aid.Ore{w.Norm, w.Costs, w.Incomes, max(w.Result, -w.Result)}}
	for i, ends := range [len(Drawing{}.Bars)][2]aid.Ore{
		{0, w.Norm}, {w.Norm, w.Norm + w.Costs}, {w.Norm + w.Costs - w.Incomes, w.Norm + w.Costs}, {0, w.Result},
	} {
		x := at(min(ends[0], ends[1]))
		width := max(at(max(ends[0], ends[1]))-x, 1)
		x = min(x, chartWidth-width) // what is nothing shows its place, also at the edge
		if i == 0 {
			m.places[len(m.places)-1] = left(x, 0)
		}
		m.places[2*i], m.places[2*i+1] = left(x, width), width
	}
	return m
}

// Append appends number n in the way that it stands in the picture.
func (m *Measures) Append(b []byte, l *lang.Lang, n int) []byte {
	if n < len(m.amounts) {
		return l.AppendMoney(b, m.amounts[n])
	}
	return strconv.AppendInt(b, int64(m.places[n-len(m.amounts)]), 10)
}

// Drawing is a picture with everything placed and in words.
type Drawing struct {
	ID, Sentence, Axis string
	Surplus            bool // the result lies below zero
	Bars               [4]DrawnBar
}

// DrawnBar is one bar of a Drawing: its words, and where it lies on paper.
type DrawnBar struct{ Label, Sum, Left, Width string }

// WaterfallChart draws a calculation. The table that carries every line belongs right after it. The picture is 340 wide,
// so that its words are as large as those beside it on a phone. It is rendered once for each choice of words, with holes for the numbers.
//
//go:noinline
func WaterfallChart(c Ctx, w Waterfall) templ.Component {
	return templ.ComponentFunc(func(ctx context.Context, into io.Writer) error {
		key := StencilKey{Language: c.L, Piece: "chart", Code: w.ID + " " + w.ResultLabel}
		if w.Unapproved {
			key.N |= 1
		}
		if w.Result < 0 {
			key.N |= 2
		}
		picture := c.Site.pieces.Find(key)
		if picture == nil {
			var err error
			if picture, err = c.Site.pieces.Keep(ctx, key, WaterfallDrawing(c, w.Hollow(c))); err != nil {
				return err
			}
		}
		m := w.Measure(c)
		var room [longestNumber]byte
		return picture.Write(into, func(n int) error {
			_, err := into.Write(m.Append(room[:0], c.L, n))
			return err
		})
	})
}

// longestNumber is how many bytes a number of a picture takes, if it is no larger than money is.
const longestNumber = 32

// Hollow is the picture with a hole for each of its Measures, for a stencil of all whose results have the same sign.
func (w Waterfall) Hollow(c Ctx) Drawing { return w.draw(c, Hole) }

func (w Waterfall) draw(c Ctx, number func(n int) string) Drawing {
	d := Drawing{ID: w.ID, Surplus: w.Result < 0, Sentence: w.sentence(c, number)}
	labels := [...]string{c.L.T("chart.norm"), w.costsLabel(c), c.L.T("chart.incomes"), w.resultLabel(c)}
	signs := [...]string{"", "+ ", "− ", "= "}
	for i := range d.Bars {
		n := len(Measures{}.amounts) + 2*i
		d.Bars[i] = DrawnBar{labels[i], signs[i] + number(i), number(n), number(n + 1)}
	}
	d.Axis = number(len(Measures{}.amounts) + 2*len(d.Bars))
	return d
}

func (w Waterfall) resultLabel(c Ctx) string {
	switch {
	case w.Result < 0:
		return c.L.T("chart.surplus")
	case w.ResultLabel == "":
		return c.L.T("chart.result")
	}
	return w.ResultLabel
}

func (w Waterfall) costsLabel(c Ctx) string {
	if w.Unapproved {
		return c.L.T("calculation.costs")
	}
	return c.L.T("chart.costs")
}

// sentence says in words what the picture shows.
func (w Waterfall) sentence(c Ctx, number func(n int) string) string {
	under, over := "chart.sentence", "chart.sentence_surplus"
	if w.Unapproved {
		under, over = "trial.sentence", "trial.sentence_surplus"
	}
	key := under
	if w.Result < 0 {
		key = over
	}
	result := number(ResultAmount)
	return c.L.T(key, "norm", number(NormAmount), "costs", number(CostsAmount), "incomes", number(IncomesAmount), "result", result, "surplus", result)
}
