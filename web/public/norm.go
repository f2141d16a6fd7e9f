package public

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"bistand/aid"
	"bistand/rules"
	"bistand/web/site"
	"bistand/web/ui"
)

// normTable is one table of the riksnorm as it is shown.
type normTable struct {
	*rules.Riksnorm
	groups []normGroup
}

// normGroup is the figures of adults, of children, or of the household, with a note below them where there is one.
type normGroup struct {
	ui.Table
	note string
}

// norms lists the years whose norm the service has, newest first, and how far each is backed.
func norms(v *site.Visit) error {
	page := frame(v, v.L.T("norm.title"))
	page.Lead = v.L.T("norm.lead")
	return v.Render(normsPage(v, page, yearsTable(v)))
}

// normOfYear shows every figure of one year.
func normOfYear(v *site.Visit) error {
	year, err := strconv.Atoi(v.R.PathValue("year"))
	if err != nil || len(v.R.PathValue("year")) != 4 || year < 1000 {
		return aid.ErrNotFound
	}
	words := strconv.Itoa(year)
	var tables []normTable
	for _, n := range v.Desk().Rules.RiksnormsOf(year) {
		tables = append(tables, tableOf(v.UI(), n))
	}
	if len(tables) == 0 {
		page := frame(v, v.L.T("norm.none", "year", words))
		page.Back, page.Lead = "/normen", v.L.T("norm.none_text")
		return v.RenderStatus(http.StatusNotFound, normsPage(v, page, yearsTable(v)))
	}
	page := frame(v, v.L.T("norm.of", "year", words))
	page.Back, page.Print = "/normen", true
	return v.Render(normPage(v, page, tables, priceBase(v, year)))
}

// yearsTable lists the years, the newest first. A year may have several tables, one after the other.
func yearsTable(v *site.Visit) ui.Table {
	c, set := v.UI(), v.Desk().Rules
	table := ui.Table{Caption: v.L.T("norm.years"), Stack: true, Columns: []ui.Column{
		{Label: v.L.T("norm.year")}, {Label: v.L.T("norm.figures")}, {Label: v.L.T("norm.price_base"), Numeric: true},
	}}
	for _, n := range slices.Backward(set.Riksnorms) {
		price := ui.TextCell("–")
		if base, err := set.Prices.Of(n.From.Year); err == nil {
			price = ui.MoneyCell(c, base)
		}
		year := strconv.Itoa(n.From.Year)
		table.Rows = append(table.Rows, ui.TableRow{Cells: []ui.Cell{ui.LinkCell(year, "/normen/"+year), ui.ContentCell(backing(c, n)), price}})
	}
	return table
}

// backing says how far a table is backed by printed sources.
func backing(c ui.Ctx, n *rules.Riksnorm) templ.Component {
	switch computed, missing := n.Backing(); {
	case missing && computed:
		return ui.Tag(c, ui.Warning, c.L.T("norm.partly_missing"))
	case missing:
		return ui.Tag(c, ui.Warning, c.L.T("norm.missing"))
	case computed:
		return ui.Tag(c, ui.Warning, c.L.T("norm.partly"))
	}
	return ui.Tag(c, ui.Success, c.L.T("norm.whole"))
}

// priceBase says what the price base amount of a year is.
func priceBase(v *site.Visit, year int) string {
	base, err := v.Desk().Rules.Prices.Of(year)
	if err != nil {
		return v.L.T("norm.no_price_base", "year", strconv.Itoa(year))
	}
	return v.L.T("norm.price_base_of", "year", strconv.Itoa(year), "amount", v.L.Money(base))
}

// tableOf sets out a table by its groups of cells.
func tableOf(c ui.Ctx, n *rules.Riksnorm) normTable {
	t := normTable{Riksnorm: n}
	for _, group := range []struct{ prefix, title, first string }{
		{"personal.", "norm.adults", "label.what"},
		{"personal.child.", "norm.children", "norm.age"},
		{"personal.child_lunch_out.", "norm.children_lunch", "norm.age"},
		{"common.", "line.common", "label.what"},
	} {
		table := ui.Table{Caption: c.L.T(group.title), HideCaption: true, Stack: true, Columns: []ui.Column{
			{Label: c.L.T(group.first)}, {Label: c.L.T("norm.month"), Numeric: true}, {Label: c.L.T("norm.backed")}, {Label: c.L.T("norm.source")},
		}}
		for key, cell := range n.Cells() {
			if code, ok := strings.CutPrefix(key, group.prefix); ok && !strings.Contains(code, ".") {
				table.Rows = append(table.Rows, ui.TableRow{Cells: []ui.Cell{
					ui.ContentCell(normCell(cellName(c, code), cell)), amountCell(c, cell), ui.ContentCell(stateCell(c, cell.State)), ui.ContentCell(cellSources(c, n, cell)),
				}})
			}
		}
		t.groups = append(t.groups, normGroup{Table: table})
	}
	t.groups[len(t.groups)-1].note = beyond(c, n)
	return t
}

// beyond says what each member adds to the common costs beyond the sizes of the table; "" where that is not known.
func beyond(c ui.Ctx, n *rules.Riksnorm) string {
	over := n.CommonCosts(8)
	each, err := strconv.ParseInt(over.Args["each"], 10, 64)
	if err != nil || over.Usable() != nil {
		return ""
	}
	return c.L.T("norm.beyond", "amount", c.L.Money(aid.Ore(each)))
}

// cellName is what the last part of a cell's key is called.
func cellName(c ui.Ctx, code string) string {
	if size, ok := strings.CutPrefix(code, "size_"); ok {
		return c.L.T("norm.size", "n", size)
	}
	if code == "single" || code == "couple" {
		return c.L.T("trial.adults." + code)
	}
	return c.L.T("age." + code)
}

// amountCell is a cell's amount, or a dash where no one knows it.
func amountCell(c ui.Ctx, cell rules.Cell) ui.Cell {
	if cell.State == aid.Missing {
		return ui.TextCell("–")
	}
	return ui.MoneyCell(c, aid.Ore(cell.Kr)*aid.Kronor)
}

// stateTones are the looks of the states of a figure; a state that does not stand here is told in plain.
var stateTones = map[aid.CellState]ui.Tone{"sourced": ui.Success, "confirmed": ui.Success, "computed": ui.Warning, "missing": ui.Neutral}

// stateTag says in words how far a figure is backed.
func stateTag(c ui.Ctx, state aid.CellState) templ.Component {
	tone, known := stateTones[state]
	if !known {
		tone = ui.Neutral
	}
	return ui.Tag(c, tone, c.L.T("norm.state."+string(state)))
}

// sourcesOf lists the documents that print a cell.
func sourcesOf(n *rules.Riksnorm, cell rules.Cell) []rules.Source {
	var found []rules.Source
	for _, id := range cell.Sources {
		if source, ok := n.SourceOf(id); ok {
			found = append(found, source)
		}
	}
	return found
}

// misprint says what a source prints wrong, and what holds.
func misprint(c ui.Ctx, n *rules.Riksnorm, m rules.Misprint) string {
	args := []string{"printed", c.L.Money(aid.Ore(m.Printed) * aid.Kronor)}
	for key, cell := range n.Cells() {
		if key == m.Cell {
			args = append(args, "amount", c.L.Money(aid.Ore(cell.Kr)*aid.Kronor))
		}
	}
	name := cellName(c, m.Cell[strings.LastIndex(m.Cell, ".")+1:])
	return c.L.T("norm.misprint", append(args, "figure", name)...)
}
