package public

import (
	"slices"
	"strconv"
	"strings"

	"bistand/aid"
	"bistand/rules"
	"bistand/web/site"
	"bistand/web/ui"
)

// topic is what the guidelines say of one thing.
type topic struct {
	title string
	caps  ui.Table // amounts by household; no rows where there are none
	items []rule
}

// rule is one thing that the document sets: what it is about, what it comes to, and the document's own words.
type rule struct {
	what     string
	values   []string // amounts and ages, in the reader's language
	quote    string   // Swedish
	section  string   // the heading in the document
	document string   // its title, where there are several
}

// topics are the headings in the order of the page, each with the kinds of expense and the shares of the price base amount
// that stand under it. What stands nowhere here comes under guide.other.
var topics = []struct {
	title string
	kinds []string
}{
	{"expense.housing", []string{"housing"}},
	{"guide.lodger", nil},
	{"guide.at_home", nil},
	{"expense.electricity", []string{"electricity"}},
	{"expense.home_insurance", []string{"home_insurance"}},
	{"guide.travel", []string{"work_travel", "medical_travel"}},
	{"guide.fees", []string{"union_fee", "unemployment_insurance"}},
	{"guide.care", []string{"doctor", "medicine", "home_care_fee"}},
	{"expense.dental", []string{"dental", "dental_delegation"}},
	{"expense.glasses", []string{"glasses", "glasses_frames"}},
	{"guide.children", []string{"childcare", "visits", "infant_equipment"}},
	{"expense.home_equipment", []string{"home_equipment", "home_equipment_first", "home_equipment_further", "tv"}},
	{"expense.debt", []string{"debt"}},
	{"guide.other", nil},
	{"guide.norms", nil},
	{"line.income", nil},
	{"guide.assets", nil},
	{"guide.control", nil},
}

// guidelines shows what the municipality has set, topic by topic, each thing in the document's own words.
func guidelines(v *site.Visit) error {
	page := frame(v, v.L.T("guide.title"))
	page.Lead = v.L.T("guide.lead", "municipality", v.Tenant.Municipality.Name)
	g, _ := v.Desk().Rules.GuidelinesOn(v.Tenant.Municipality.Code, v.Today())
	if g == nil {
		return v.Render(noGuidelinesPage(v, page, nil, methodsTable(v.UI(), rules.Settings{})))
	}
	found := guideOf(v, g)
	if len(found) == 0 {
		return v.Render(noGuidelinesPage(v, page, g.Sources, methodsTable(v.UI(), g.Settings)))
	}
	page.Print = true
	return v.Render(guidelinesPage(v, page, g, found))
}

// validity says from when the guidelines hold, as far as the document says so.
func validity(c ui.Ctx, g *rules.Guidelines) string {
	switch {
	case !g.From.IsZero() && !g.Until.IsZero():
		return c.L.T("guide.from_until", "from", c.L.Date(g.From), "until", c.L.Date(g.Until))
	case !g.From.IsZero():
		return c.L.T("guide.from", "from", c.L.Date(g.From))
	}
	return c.L.T("guide.no_day")
}

// guide gathers rules by their topics.
type guide struct {
	c  ui.Ctx
	g  *rules.Guidelines
	by map[string]*topic
}

// add puts a rule under a topic.
func (b guide) add(title, what, source, section, quote string, values ...string) {
	t := b.topic(title)
	values = slices.DeleteFunc(values, func(v string) bool { return v == "" })
	t.items = append(t.items, rule{what, values, quote, section, document(b.g, source)})
}

// document is the title of a source, where there are several to tell apart.
func document(g *rules.Guidelines, id string) string {
	if len(g.Sources) < 2 {
		return ""
	}
	source, _ := g.SourceOf(id)
	return source.Title
}

func (b guide) topic(title string) *topic {
	if b.by[title] == nil {
		b.by[title] = &topic{title: b.c.L.T(title)}
	}
	return b.by[title]
}

// of is the topic of a kind of expense or a share.
func (b guide) of(kind string) string {
	for _, t := range topics {
		if slices.Contains(t.kinds, kind) {
			return t.title
		}
	}
	return "guide.other"
}

// guideOf sets out the guidelines by topic; topics of which they say nothing are left out.
func guideOf(v *site.Visit, g *rules.Guidelines) []topic {
	c := v.UI()
	b := guide{c, g, map[string]*topic{}}
	for _, e := range g.Expenses {
		b.add(b.of(e.Kind), c.L.T("expense."+e.Kind), e.Source, e.Section, e.Text)
	}
	for _, s := range g.Shares {
		b.add(b.of(s.For), b.shareName(s), s.Source, s.Section, s.Text, shareValue(v, g, s))
	}
	for _, i := range g.Incomes {
		b.add("line.income", c.L.T("income."+i.Kind), i.Source, i.Section, i.Text)
	}
	for _, a := range g.Assets {
		b.add("guide.assets", c.L.T("guide.asset."+a.Kind), a.Source, a.Section, a.Text)
	}
	if len(g.HousingCaps) > 0 {
		b.topic("expense.housing").caps = capsTable(c, g)
	}
	b.stances()
	for _, n := range g.Norms {
		b.add("guide.norms", n.Name, n.Source, n.Section, n.Text, otherNorm(c, n)...)
	}
	var found []topic
	for _, t := range topics {
		if made, ok := b.by[t.title]; ok {
			found = append(found, *made)
		}
	}
	return found
}

// stances adds what the document says of single questions.
func (b guide) stances() {
	c, g := b.c, b.g
	if s := g.HousingRise; s != nil {
		b.add("expense.housing", c.L.T("guide.rise"), s.Source, s.Section, s.Text)
	}
	if s := g.Car; s != nil {
		b.add("guide.travel", c.L.T("guide.car"), s.Source, s.Section, s.Text)
	}
	if l := g.Lodger; l != nil {
		example := ""
		if l.PrintedKr > 0 {
			example = c.L.T("guide.lodger_example", "rent", kronor(c, l.Rent), "rooms", strconv.Itoa(l.Rooms), "amount", kronor(c, l.PrintedKr))
		}
		b.add("guide.lodger", c.L.T("guide.lodger_share"), l.Source, l.Section, l.Text, c.L.T("guide.lodger_formula"), example)
	}
	if y := g.AtHome; y != nil {
		b.add("guide.at_home", c.L.T("guide.at_home"), y.Source, y.Section, y.Text,
			c.L.T("guide.ages", "from", strconv.Itoa(y.AgeFrom), "to", strconv.Itoa(y.AgeTo)))
	}
	if k := g.Control; k != nil {
		var values []string
		if k.StatementEnough {
			values = append(values, c.L.T("guide.control_statement"))
		}
		if k.SpotCheckMonths > 0 {
			values = append(values, c.L.T("guide.control_months", "n", strconv.Itoa(k.SpotCheckMonths)))
		}
		if k.LosesTrust {
			values = append(values, c.L.T("guide.control_trust"))
		}
		for i, q := range k.Quotes {
			if i > 0 {
				values = nil // the values stand by the first of the document's sentences
			}
			b.add("guide.control", c.L.T("guide.control"), q.Source, q.Section, q.Text, values...)
		}
	}
}

func kronor(c ui.Ctx, kr int) string { return c.L.Money(aid.Ore(kr) * aid.Kronor) }

// capsTable is the highest housing cost by household.
func capsTable(c ui.Ctx, g *rules.Guidelines) ui.Table {
	t := ui.Table{Caption: c.L.T("guide.caps"), Stack: true, Columns: []ui.Column{
		{Label: c.L.T("apply.household")}, {Label: c.L.T("norm.month"), Numeric: true}, {Label: c.L.T("guide.section")},
	}}
	for _, h := range g.HousingCaps {
		t.Rows = append(t.Rows, ui.TableRow{Cells: []ui.Cell{
			ui.TextCell(c.L.T("guide.household", "adults", span(h.AdultsFrom, h.AdultsTo), "children", span(h.ChildrenFrom, h.ChildrenTo))),
			ui.MoneyCell(c, aid.Ore(h.Kr)*aid.Kronor), ui.ContentCell(inDocument(c, h.Section, document(g, h.Source))),
		}})
	}
	return t
}

// span writes a span of numbers, or the one number that it is.
func span(from, to int) string {
	if from == to {
		return strconv.Itoa(from)
	}
	return strconv.Itoa(from) + "–" + strconv.Itoa(to)
}

// shareName is what a share of the price base amount is for.
func (b guide) shareName(s rules.Share) string {
	for _, key := range []string{"guide.share." + s.For, "expense." + s.For} {
		if b.c.L.Has(key) {
			return b.c.L.T(key)
		}
	}
	return s.Section
}

// shareValue writes a share as a percentage, and in this year's money where the price base amount is known.
func shareValue(v *site.Visit, g *rules.Guidelines, s rules.Share) string {
	percent := strings.Replace(s.Percent(), ".", ",", 1)
	amount, _, err := g.ShareOf(s.For, v.Desk().Rules.Prices, v.Today().Year)
	if err != nil {
		return v.L.T("guide.share", "percent", percent)
	}
	return v.L.T("guide.share_now", "percent", percent, "year", strconv.Itoa(v.Today().Year), "amount", v.L.Money(amount))
}

// otherNorm writes the figures of a norm of the municipality's own.
func otherNorm(c ui.Ctx, n rules.OtherNorm) []string {
	common := c.L.T("guide.norm_alone")
	if n.Common {
		common = c.L.T("guide.norm_common")
	}
	return []string{
		c.L.T("guide.norm_figures", "single", kronor(c, n.Single), "couple", kronor(c, n.Couple), "child", kronor(c, n.Child)), common,
	}
}

// methodsTable says how the municipality reckons what neither law nor ordinance says: what it has set, and for the rest what
// the service does by default.
func methodsTable(c ui.Ctx, s rules.Settings) ui.Table {
	t := ui.Table{Caption: c.L.T("guide.method"), HideCaption: true, Stack: true, Columns: []ui.Column{
		{Label: c.L.T("label.what")}, {Label: c.L.T("guide.method.how")}, {Label: c.L.T("calculation.source")},
	}}
	add := func(what, how string, set bool) {
		t.Rows = append(t.Rows, ui.TableRow{Cells: []ui.Cell{ui.TextCell(c.L.T(what)), ui.TextCell(how), ui.ContentCell(methodSource(c, set))}})
	}
	method := func(code string) string { return c.L.T("guide.method." + code) }
	add("guide.method.result", method(string(s.ResultRounding())), s.Result != "")
	add("guide.method.share", method(string(s.ShareRounding())), s.Share != "")
	add("guide.method.days", method(string(s.DayMethod())), s.Days != "")
	add("guide.method.child", method(string(s.SizeRule())), s.PartTimeChild != "")
	deviation := c.L.T("guide.method.any")
	if percent := s.Deviation(); percent > 0 {
		deviation = c.L.T("guide.method.percent", "percent", strconv.Itoa(percent))
	}
	add("guide.method.deviation", deviation, s.DeviationPercent != nil)
	return t
}

// rulesTable sets out the rules of a topic.
func rulesTable(c ui.Ctx, t topic) ui.Table {
	table := ui.Table{Caption: t.title, HideCaption: true, Stack: true, Columns: []ui.Column{
		{Label: c.L.T("label.what")}, {Label: c.L.T("guide.words")}, {Label: c.L.T("guide.section")},
	}}
	for _, r := range t.items {
		table.Rows = append(table.Rows, ui.TableRow{Cells: []ui.Cell{
			ui.ContentCell(ruleWhat(r)), ui.ContentCell(quoted(r.quote)), ui.ContentCell(inDocument(c, r.section, r.document)),
		}})
	}
	return table
}
