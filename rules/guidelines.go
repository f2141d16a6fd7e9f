package rules

import (
	"fmt"
	"slices"
	"strconv"

	"bistand/aid"
)

// Guidelines (riktlinjer) is what a municipality has set for itself, each value with the section of the document that says
// so. What a document does not set is left out, and stays the caseworker's assessment.
type Guidelines struct {
	Header

	Municipality string       `toml:"municipality" need:"yes"` // kommunkod, four digits
	From         aid.Date     `toml:"from" need:"no"`          // first day; left out where the document names none
	Until        aid.Date     `toml:"until" need:"no"`         // last day; left out where the document names none
	Settings     Settings     `toml:"calculation" need:"no"`
	HousingCaps  []HousingCap `toml:"housing_cap" need:"no"`
	Lodger       *Lodger      `toml:"lodger" need:"no"`
	AtHome       *YoungAtHome `toml:"young_at_home" need:"no"`
	HousingRise  *Stance      `toml:"housing_rise" need:"no"` // what is said of a housing cost that rises during support
	Car          *Stance      `toml:"car" need:"no"`          // when the mileage rate counts for travel to work
	Shares       []Share      `toml:"price_base_share" need:"no"`
	Norms        []OtherNorm  `toml:"norm" need:"no"`
	Expenses     []Accepted   `toml:"expense" need:"no"`
	Incomes      []Accepted   `toml:"income" need:"no"`
	Assets       []Accepted   `toml:"asset" need:"no"`
	Control      *Control     `toml:"control" need:"no"`

	caps []Figure // one for each row of HousingCaps
}

// Settings (beräkningssätt) is how a municipality reckons what neither law nor ordinance says; see docs/calculation.md. What
// is left out has the default that is named here.
type Settings struct {
	Result           Rounding  `toml:"result_rounding" need:"no"`   // of the result; half_up
	Share            Rounding  `toml:"share_rounding" need:"no"`    // of a share of the common costs, and of a part of a month; exact
	Days             DayMethod `toml:"day_method" need:"no"`        // thirty
	PartTimeChild    SizeRule  `toml:"part_time_child" need:"no"`   // whole
	DeviationPercent int       `toml:"deviation_percent" need:"no"` // an income is marked when it differs by more; 0 = by any krona
}

// DayMethod (dagsberäkning) is how a month's amount becomes that of some days.
type DayMethod string

// The day methods. Source: the first is what Sundsvall's published files do, the last what its Lifecare captures show.
const (
	Thirty   DayMethod = "thirty"   // days / 30, whatever the month's length; 30 days or more are the whole month
	Calendar DayMethod = "calendar" // days / the days of the month
	Daily    DayMethod = "daily"    // a daily amount, a thirtieth to the nearest ten kronor, times the days
)

// SizeRule (storleksregel) is how a child who lives in two homes counts in the size of this household.
type SizeRule string

// The size rules. No source sets one: practice differs between municipalities.
const (
	Whole SizeRule = "whole" // as a member
	Part  SizeRule = "part"  // as its share of the month: the step between two sizes is taken in part
	None  SizeRule = "none"  // not at all
)

// Lodger (inneboendes hyresdel) is the formula for the part of the rent that someone pays who lodges with a relative.
type Lodger struct {
	Formula   string   `toml:"formula" need:"yes"`  // RentByRooms
	Rounding  Rounding `toml:"rounding" need:"yes"` // of the share
	Source    string   `toml:"source" need:"yes"`
	Section   string   `toml:"section" need:"yes"`
	Text      string   `toml:"text" need:"yes"`
	Rent      int      `toml:"printed_rent" need:"no"` // the example that the document prints: kronor a month,
	Rooms     int      `toml:"printed_rooms" need:"no"`
	PrintedKr int      `toml:"printed_kr" need:"no"` // and its answer; the loader recomputes it
}

// RentByRooms is the one formula known: rent × 2 / ((rooms + kitchen) × 2), so rent / (rooms + 1).
const RentByRooms = "rent_by_rooms"

// YoungAtHome (hemmavarande ungdom) is at what ages someone who lives with a parent normally gets nothing for housing.
type YoungAtHome struct {
	AgeFrom int    `toml:"age_from" need:"yes"`
	AgeTo   int    `toml:"age_to" need:"yes"`
	Source  string `toml:"source" need:"yes"`
	Section string `toml:"section" need:"yes"`
	Text    string `toml:"text" need:"yes"`
}

// Stance (hållning) is what the document says of one question, without a figure.
type Stance struct {
	Source  string `toml:"source" need:"yes"`
	Section string `toml:"section" need:"yes"`
	Text    string `toml:"text" need:"yes"`
}

// OtherNorm (annan norm) is a norm that a municipality has beside the riksnorm, for those whose food or housing is paid in
// another way. Amounts are kronor a month.
type OtherNorm struct {
	Code    string `toml:"code" need:"yes"` // small letters, stable
	Name    string `toml:"name" need:"yes"`
	Single  int    `toml:"single" need:"yes"`
	Couple  int    `toml:"couple" need:"yes"` // one figure for both
	Child   int    `toml:"child" need:"yes"`
	Common  bool   `toml:"common" need:"yes"` // whether the riksnorm's common costs are added
	Source  string `toml:"source" need:"yes"`
	Section string `toml:"section" need:"yes"`
	Text    string `toml:"text" need:"yes"`
}

// Control (kontroll) is what a monthly application has to be backed by, and how it is checked.
type Control struct {
	StatementEnough bool   `toml:"statement_enough" need:"yes"`  // an application with bank statements is enough to decide on
	SpotCheckMonths int    `toml:"spot_check_months" need:"yes"` // how many months back a spot check asks about
	LosesTrust      bool   `toml:"loses_trust" need:"yes"`       // repeated deviations mean all documents every month
	Source          string `toml:"source" need:"yes"`
	Section         string `toml:"section" need:"yes"`
	Text            string `toml:"text" need:"yes"`
}

// Rounding (avrundning) says how the result of a calculation becomes an amount to pay. No law says; see docs/calculation.md.
type Rounding string

// The ways of rounding.
const (
	HalfUp  Rounding = "half_up" // to the nearest whole krona, 50 öre upwards
	Up      Rounding = "up"      // to the next whole krona
	Unround Rounding = "exact"   // öre are kept
)

// Apply rounds an amount; a surplus is rounded as a shortfall of the same size.
func (r Rounding) Apply(o aid.Ore) aid.Ore {
	switch r {
	case Unround:
		return o
	case Up:
		if o < 0 {
			return -r.Apply(-o)
		}
		return (o + aid.Kronor - 1) / aid.Kronor * aid.Kronor
	}
	return o.RoundKronor()
}

// HousingCap (högsta godtagbara boendekostnad) is the highest housing cost for a span of households.
type HousingCap struct {
	AdultsFrom   int    `toml:"adults_from" need:"yes"`
	AdultsTo     int    `toml:"adults_to" need:"yes"`
	ChildrenFrom int    `toml:"children_from" need:"yes"`
	ChildrenTo   int    `toml:"children_to" need:"yes"`
	Kr           int    `toml:"kr" need:"yes"` // kronor a month
	Source       string `toml:"source" need:"yes"`
	Section      string `toml:"section" need:"yes"` // heading in the source document
}

// Share (andel av prisbasbeloppet) is a limit that follows the price base amount.
type Share struct {
	For         string `toml:"for" need:"yes"`                   // stable code, one of ShareKinds
	Hundredths  int    `toml:"hundredths_of_percent" need:"yes"` // 278 = 2.78 %
	PrintedYear int    `toml:"printed_year" need:"no"`           // the year whose amount the document prints as an example
	PrintedKr   int    `toml:"printed_kr" need:"no"`             // that amount; the loader recomputes it
	Source      string `toml:"source" need:"yes"`
	Section     string `toml:"section" need:"yes"`
	Text        string `toml:"text" need:"yes"` // what the document says
}

// ShareKinds lists what a share of the price base amount may be set for (Höganäs 2016).
var ShareKinds = []string{"infant_equipment", "dental_delegation", "glasses_frames", "home_equipment_first", "home_equipment_further", "tv"}

// Accepted (godtagbart slag) is a kind of expense or income that the document names, and what it says of it.
type Accepted struct {
	Kind    string `toml:"kind" need:"yes"` // an aid.ExpenseKind or aid.IncomeKind
	Source  string `toml:"source" need:"yes"`
	Section string `toml:"section" need:"yes"`
	Text    string `toml:"text" need:"yes"` // the document's own words, in Swedish
}

// covers tells whether the row is for a household.
func (c HousingCap) covers(adults, children int) bool {
	return adults >= c.AdultsFrom && adults <= c.AdultsTo && children >= c.ChildrenFrom && children <= c.ChildrenTo
}

// HousingCap returns the highest acceptable housing cost of a household, and whether the guidelines set one.
func (g *Guidelines) HousingCap(h aid.Household) (Figure, bool) {
	if g == nil {
		return Figure{}, false
	}
	for i, c := range g.HousingCaps {
		if c.covers(len(h.Adults), len(h.Children)) {
			return g.caps[i], true
		}
	}
	return Figure{}, false
}

// ExpenseRule returns where the guidelines accept a kind of expense, and whether they do.
func (g *Guidelines) ExpenseRule(kind aid.ExpenseKind) (aid.RuleRef, bool) {
	if g == nil {
		return aid.RuleRef{}, false
	}
	return g.accepted(g.Expenses, string(kind))
}

// IncomeRule returns where the guidelines count a kind of income, and whether they do.
func (g *Guidelines) IncomeRule(kind aid.IncomeKind) (aid.RuleRef, bool) {
	if g == nil {
		return aid.RuleRef{}, false
	}
	return g.accepted(g.Incomes, string(kind))
}

// accepted finds the row of a kind; there are a dozen at most.
func (g *Guidelines) accepted(rows []Accepted, kind string) (aid.RuleRef, bool) {
	for i := range rows {
		if rows[i].Kind == kind {
			return g.refTo(rows[i].Source, rows[i].Section), true
		}
	}
	return aid.RuleRef{}, false
}

// refTo names a section of a source document by way of this file.
func (g *Guidelines) refTo(source, section string) aid.RuleRef {
	s, _ := g.source(source)
	return aid.RuleRef{File: g.File, Section: section, Hash: g.Hash, Source: s.Title}
}

// ShareOf returns a limit in a year's money, to the nearest whole krona, with its place in the guidelines. A kind that the
// guidelines do not set is aid.ErrNotFound; a year without a price base amount is Error{Code: "rules.no_price_base"}.
func (g *Guidelines) ShareOf(kind string, prices *PriceBase, year int) (aid.Ore, aid.RuleRef, error) {
	for _, s := range g.Shares {
		if s.For == kind {
			base, err := prices.Of(year)
			return s.of(base), g.refTo(s.Source, s.Section), err
		}
	}
	return 0, aid.RuleRef{}, fmt.Errorf("find the share for %s in %s: %w", kind, g.File, aid.ErrNotFound)
}

// of rounds to the nearest whole krona, as all six amounts that Höganäs prints for 2010 do.
func (s Share) of(base aid.Ore) aid.Ore {
	return (base * aid.Ore(s.Hundredths) / 10_000).RoundKronor()
}

// validOn tells whether the guidelines hold on a day; without dates they always do.
func (g *Guidelines) validOn(day aid.Date) bool {
	number := dayNumber(day)
	return (g.From.IsZero() || number >= dayNumber(g.From)) && (g.Until.IsZero() || number <= dayNumber(g.Until))
}

// overlaps tells whether two guidelines of one municipality hold on the same day.
func (g *Guidelines) overlaps(other *Guidelines) bool {
	startsInTime := g.From.IsZero() || other.Until.IsZero() || !other.Until.Before(g.From)
	endsInTime := g.Until.IsZero() || other.From.IsZero() || !g.Until.Before(other.From)
	return g.Municipality == other.Municipality && startsInTime && endsInTime
}

// prepare makes the caps ready to stand on a line.
func (g *Guidelines) prepare() {
	g.caps = make([]Figure, len(g.HousingCaps))
	for i, c := range g.HousingCaps {
		amount := aid.Ore(c.Kr) * aid.Kronor
		g.caps[i] = Figure{
			Amount: amount,
			State:  aid.Sourced,
			Rule:   g.refTo(c.Source, c.Section),
			Args:   map[string]string{"cap": strconv.FormatInt(int64(amount), 10)},
		}
	}
}

// check holds the file against itself and against the price base amounts.
func (g *Guidelines) check(prices *PriceBase, fail func(key, format string, args ...any)) {
	g.Header.check(fail)
	if len(g.Municipality) != 4 || trimDigits(g.Municipality) != "" {
		fail("municipality", "want four digits, found %q", g.Municipality)
	}
	if !g.From.IsZero() && !g.Until.IsZero() && g.Until.Before(g.From) {
		fail("until", "%s is before the first day %s", g.Until, g.From)
	}
	if !slices.Contains([]Rounding{"", HalfUp, Up, Unround}, g.Settings.Result) {
		fail("calculation.result_rounding", "unknown rounding %q; known here: %s, %s, %s", g.Settings.Result, HalfUp, Up, Unround)
	}
	g.checkCaps(fail)
	g.checkShares(prices, fail)
	g.checkAccepted("expense", g.Expenses, func(kind string) bool {
		return slices.Contains(aid.ExpenseKinds, aid.ExpenseKind(kind))
	}, fail)
	g.checkAccepted("income", g.Incomes, func(kind string) bool {
		return slices.Contains(aid.IncomeKinds, aid.IncomeKind(kind))
	}, fail)
}

// checkCaps tells of spans turned round, of amounts out of range, and of a household that two rows cover.
func (g *Guidelines) checkCaps(fail func(key, format string, args ...any)) {
	for i, c := range g.HousingCaps {
		at := fmt.Sprintf("housing_cap[%d].", i+1)
		g.knows(c.Source, at+"source", fail)
		if c.AdultsFrom < 1 || c.AdultsTo < c.AdultsFrom {
			fail(at+"adults_to", "%d to %d adults is no span", c.AdultsFrom, c.AdultsTo)
		}
		if c.ChildrenFrom < 0 || c.ChildrenTo < c.ChildrenFrom {
			fail(at+"children_to", "%d to %d children is no span", c.ChildrenFrom, c.ChildrenTo)
		}
		if c.Kr <= 0 || c.Kr > maxCell {
			fail(at+"kr", "want 1 to %d kronor, found %d", maxCell, c.Kr)
		}
		for j, o := range g.HousingCaps[:i] {
			apart := c.AdultsTo < o.AdultsFrom || o.AdultsTo < c.AdultsFrom || c.ChildrenTo < o.ChildrenFrom || o.ChildrenTo < c.ChildrenFrom
			if !apart {
				fail(at+"children_from", "overlaps housing_cap[%d]", j+1)
			}
		}
	}
}

// checkShares recomputes the amount that the document prints as its example.
func (g *Guidelines) checkShares(prices *PriceBase, fail func(key, format string, args ...any)) {
	for i, s := range g.Shares {
		at := fmt.Sprintf("price_base_share[%d].", i+1)
		g.knows(s.Source, at+"source", fail)
		if !slices.Contains(ShareKinds, s.For) {
			fail(at+"for", "unknown code %q", s.For)
		}
		if s.Hundredths <= 0 || s.Hundredths > 10_000 {
			fail(at+"hundredths_of_percent", "want 1 to 10000, found %d", s.Hundredths)
			continue
		}
		if s.PrintedYear == 0 && s.PrintedKr == 0 {
			continue
		}
		base, err := prices.Of(s.PrintedYear)
		if err != nil {
			fail(at+"printed_year", "no price base amount for %d", s.PrintedYear)
		} else if got := s.of(base); got != aid.Ore(s.PrintedKr)*aid.Kronor {
			fail(at+"printed_kr", "the document prints %d, the share gives %s", s.PrintedKr, got.Decimal())
		}
	}
}

// checkAccepted tells of unknown kinds and of a kind named twice.
func (g *Guidelines) checkAccepted(list string, rows []Accepted, known func(string) bool, fail func(key, format string, args ...any)) {
	for i, row := range rows {
		at := fmt.Sprintf("%s[%d].", list, i+1)
		g.knows(row.Source, at+"source", fail)
		if !known(row.Kind) {
			fail(at+"kind", "unknown kind %q", row.Kind)
		}
		if slices.ContainsFunc(rows[:i], func(o Accepted) bool { return o.Kind == row.Kind }) {
			fail(at+"kind", "%q is named twice", row.Kind)
		}
	}
}
