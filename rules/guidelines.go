package rules

import (
	"fmt"
	"slices"

	"bistand/aid"
)

// Guidelines (riktlinjer) is what a municipality has set for itself, each value with the section of the document that says
// so. What a document does not set is left out, and stays the caseworker's assessment. Its methods may be called on nil,
// which has set nothing.
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

	// Made ready when the file is loaded, so that a calculation only looks up.
	caps     []Figure // one for each row of HousingCaps
	capOf    capTable
	atHome   Figure
	expenses map[aid.ExpenseKind]aid.RuleRef
	incomes  map[aid.IncomeKind]aid.RuleRef
	assets   map[aid.AssetKind]aid.RuleRef
}

// Stance (hållning) is what the document says of one question, without a figure.
type Stance struct {
	Source  string `toml:"source" need:"yes"`
	Section string `toml:"section" need:"yes"`
	Text    string `toml:"text" need:"yes"`
}

// Control (kontroll) is what a monthly application has to be backed by, and how it is checked.
type Control struct {
	StatementEnough bool     `toml:"statement_enough" need:"yes"`  // an application with bank statements is enough to decide on
	SpotCheckMonths int      `toml:"spot_check_months" need:"yes"` // how many months back a spot check asks about; 0 = none are made
	LosesTrust      bool     `toml:"loses_trust" need:"yes"`       // repeated deviations mean all documents every month
	Quotes          []Stance `toml:"quote" need:"yes"`             // what the document says of each
}

// Accepted (godtagbart slag) is a kind of expense, income or asset that the document names, and what it says of it.
type Accepted struct {
	Kind    string `toml:"kind" need:"yes"` // an aid.ExpenseKind, aid.IncomeKind or aid.AssetKind
	Source  string `toml:"source" need:"yes"`
	Section string `toml:"section" need:"yes"`
	Text    string `toml:"text" need:"yes"` // the document's own words, in Swedish; … where words are left out
}

// ExpenseRule returns where the guidelines speak of a kind of expense, and whether they do.
func (g *Guidelines) ExpenseRule(kind aid.ExpenseKind) (aid.RuleRef, bool) {
	if g == nil {
		return aid.RuleRef{}, false
	}
	ref, ok := g.expenses[kind]
	return ref, ok
}

// ExpenseWords returns what the guidelines say of a kind of expense, in the document's own words, and whether they do.
func (g *Guidelines) ExpenseWords(kind aid.ExpenseKind) (Accepted, bool) {
	if g == nil {
		return Accepted{}, false
	}
	return wordsOf(g.Expenses, string(kind))
}

// IncomeWords returns what the guidelines say of a kind of income, and whether they do.
func (g *Guidelines) IncomeWords(kind aid.IncomeKind) (Accepted, bool) {
	if g == nil {
		return Accepted{}, false
	}
	return wordsOf(g.Incomes, string(kind))
}

// AssetWords returns what the guidelines say of a kind of asset, and whether they do.
func (g *Guidelines) AssetWords(kind aid.AssetKind) (Accepted, bool) {
	if g == nil {
		return Accepted{}, false
	}
	return wordsOf(g.Assets, string(kind))
}

// wordsOf finds what a list says of a kind.
func wordsOf(list []Accepted, kind string) (Accepted, bool) {
	for _, e := range list {
		if e.Kind == kind {
			return e, true
		}
	}
	return Accepted{}, false
}

// IncomeRule returns where the guidelines count a kind of income, and whether they do.
func (g *Guidelines) IncomeRule(kind aid.IncomeKind) (aid.RuleRef, bool) {
	if g == nil {
		return aid.RuleRef{}, false
	}
	ref, ok := g.incomes[kind]
	return ref, ok
}

// AssetRule returns where the guidelines say that a kind of asset comes before support, and whether they do.
func (g *Guidelines) AssetRule(kind aid.AssetKind) (aid.RuleRef, bool) {
	if g == nil {
		return aid.RuleRef{}, false
	}
	ref, ok := g.assets[kind]
	return ref, ok
}

// Cite names a section of a source document by way of this file: its name and hash, and the title of the document that the
// id stands for.
func (g *Guidelines) Cite(source, section string) aid.RuleRef {
	s, _ := g.source(source)
	return aid.RuleRef{File: g.File, Section: section, Hash: g.Hash, Source: s.Title}
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

// prepare makes the file ready for looking up.
func (g *Guidelines) prepare() {
	g.prepareHousing()
	for i := range g.Norms {
		g.Norms[i].prepare(g)
	}
	g.expenses = rulesOf[aid.ExpenseKind](g, g.Expenses)
	g.incomes = rulesOf[aid.IncomeKind](g, g.Incomes)
	g.assets = rulesOf[aid.AssetKind](g, g.Assets)
}

// rulesOf lays out where each kind is spoken of. The loader has refused a kind named twice.
func rulesOf[K ~string](g *Guidelines, rows []Accepted) map[K]aid.RuleRef {
	refs := make(map[K]aid.RuleRef, len(rows))
	for _, row := range rows {
		refs[K(row.Kind)] = g.Cite(row.Source, row.Section)
	}
	return refs
}

// check holds the file against itself and against the price base amounts: what the decoder, which only knows keys and types,
// cannot see. Everything is told, each at its key.
func (g *Guidelines) check(prices *PriceBase, fail func(key, format string, args ...any)) {
	g.Header.check(fail)
	if len(g.Municipality) != 4 || trimDigits(g.Municipality) != "" {
		fail("municipality", "want four digits, found %q", g.Municipality)
	}
	if !g.From.IsZero() && !g.Until.IsZero() && g.Until.Before(g.From) {
		fail("until", "%s is before the first day %s", g.Until, g.From)
	}
	g.Settings.check(fail)
	g.checkCaps(fail)
	g.checkLodger(fail)
	g.checkAtHome(fail)
	g.checkStance("housing_rise.", g.HousingRise, fail)
	g.checkStance("car.", g.Car, fail)
	g.checkShares(prices, fail)
	g.checkNorms(fail)
	checkAccepted(g, "expense", g.Expenses, aid.ExpenseKinds, fail)
	checkAccepted(g, "income", g.Incomes, aid.IncomeKinds, fail)
	checkAccepted(g, "asset", g.Assets, aid.AssetKinds, fail)
	g.checkControl(fail)
}

// cited tells of a value that does not say where it stands.
func (g *Guidelines) cited(at, source, section string, fail func(key, format string, args ...any)) {
	g.knows(source, at+"source", fail)
	if section == "" {
		fail(at+"section", "no heading of the document")
	}
}

// quoted tells of a value that does not say where it stands, and in what words.
func (g *Guidelines) quoted(at, source, section, text string, fail func(key, format string, args ...any)) {
	g.cited(at, source, section, fail)
	if text == "" {
		fail(at+"text", "no words of the document")
	}
}

// checkStance tells of a stance without place or words; none is well.
func (g *Guidelines) checkStance(at string, s *Stance, fail func(key, format string, args ...any)) {
	if s != nil {
		g.quoted(at, s.Source, s.Section, s.Text, fail)
	}
}

// checkAccepted tells of unknown kinds and of a kind named twice.
func checkAccepted[K ~string](g *Guidelines, list string, rows []Accepted, kinds []K, fail func(key, format string, args ...any)) {
	for i, row := range rows {
		at := fmt.Sprintf("%s[%d].", list, i+1)
		g.quoted(at, row.Source, row.Section, row.Text, fail)
		known(K(row.Kind), kinds, at+"kind", "kind", fail)
		if slices.ContainsFunc(rows[:i], func(o Accepted) bool { return o.Kind == row.Kind }) {
			fail(at+"kind", "%q is named twice", row.Kind)
		}
	}
}

// checkControl tells of a time out of range, and of a way of checking that no words of the document back.
func (g *Guidelines) checkControl(fail func(key, format string, args ...any)) {
	c := g.Control
	if c == nil {
		return
	}
	if c.SpotCheckMonths < 0 || c.SpotCheckMonths > 12 {
		fail("control.spot_check_months", "want 0 to 12, found %d", c.SpotCheckMonths)
	}
	if len(c.Quotes) == 0 {
		fail("control.quote", "no words of the document")
	}
	for i, q := range c.Quotes {
		g.quoted(fmt.Sprintf("control.quote[%d].", i+1), q.Source, q.Section, q.Text, fail)
	}
}
