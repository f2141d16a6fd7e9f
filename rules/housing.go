package rules

import (
	"fmt"
	"strconv"

	"bistand/aid"
)

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

// capTable finds the row of HousingCaps, counted from 1 (0 for none), by numbers of adults and children: the households that
// there are. Others are looked for row by row.
type capTable [3][prepared + 1]int

// covers tells whether the row is for a household.
func (c HousingCap) covers(adults, children int) bool {
	return adults >= c.AdultsFrom && adults <= c.AdultsTo && children >= c.ChildrenFrom && children <= c.ChildrenTo
}

// HousingCap returns the highest acceptable housing cost of a household, and whether the guidelines set one. Args: "cap".
func (g *Guidelines) HousingCap(h aid.Household) (Figure, bool) {
	if g == nil || len(g.caps) == 0 {
		return Figure{}, false
	}
	adults, children := len(h.Adults), len(h.Children)
	row := 0
	if adults < len(g.capOf) && children <= prepared {
		row = g.capOf[adults][children]
	} else {
		row = g.capRow(adults, children)
	}
	if row == 0 {
		return Figure{}, false
	}
	return g.caps[row-1], true
}

// capRow finds the row of a household, counted from 1; 0 for none.
func (g *Guidelines) capRow(adults, children int) int {
	for i, c := range g.HousingCaps {
		if c.covers(adults, children) {
			return i + 1
		}
	}
	return 0
}

// prepareHousing makes what is said of housing ready to stand on a line.
func (g *Guidelines) prepareHousing() {
	g.caps = make([]Figure, len(g.HousingCaps))
	for i, c := range g.HousingCaps {
		amount := aid.Ore(c.Kr) * aid.Kronor
		g.caps[i] = Figure{
			Amount: amount,
			State:  aid.Sourced,
			Rule:   g.Cite(c.Source, c.Section),
			Args:   map[string]string{"cap": strconv.FormatInt(int64(amount), 10)},
		}
	}
	for adults := range g.capOf {
		for children := range g.capOf[adults] {
			g.capOf[adults][children] = g.capRow(adults, children)
		}
	}
	if y := g.AtHome; y != nil {
		g.atHome = Figure{
			State: aid.Sourced,
			Code:  "young_at_home",
			Rule:  g.Cite(y.Source, y.Section),
			Args:  map[string]string{"age_from": strconv.Itoa(y.AgeFrom), "age_to": strconv.Itoa(y.AgeTo)},
		}
	}
}

// of is the lodger's part of a rent in a home of rooms and a kitchen.
func (l *Lodger) of(rent aid.Ore, rooms int) aid.Ore { return l.Rounding.Divide(rent, rooms+1) }

// LodgerShare returns what someone who lodges with a relative pays of a rent in a home of so many rooms beside the kitchen,
// and whether the guidelines have a formula; none for a home without rooms or an amount out of range. Args: "cap" and
// "rent" (öre), "rooms", "parts" (rooms and kitchen).
func (g *Guidelines) LodgerShare(rent aid.Ore, rooms int) (Figure, bool) {
	if g == nil || g.Lodger == nil || rooms < 1 || rooms > maxRooms || rent < 0 || rent > aid.MaxAmount {
		return Figure{}, false
	}
	share := g.Lodger.of(rent, rooms)
	return Figure{
		Amount: share,
		State:  aid.Sourced,
		Code:   "lodger",
		Rule:   g.Cite(g.Lodger.Source, g.Lodger.Section),
		Args: map[string]string{
			"cap": strconv.FormatInt(int64(share), 10), "rent": strconv.FormatInt(int64(rent), 10), "rooms": strconv.Itoa(rooms), "parts": strconv.Itoa(rooms + 1),
		},
	}, true
}

// YoungAtHome returns what someone of an age who lives with a parent normally gets for housing, which is nothing, and whether
// the guidelines say so of that age. Args: "age_from", "age_to".
func (g *Guidelines) YoungAtHome(age int) (Figure, bool) {
	if g == nil || g.AtHome == nil || age < g.AtHome.AgeFrom || age > g.AtHome.AgeTo {
		return Figure{}, false
	}
	return g.atHome, true
}

const (
	maxRooms = 100 // a larger home is a slip of the keyboard
	maxAge   = 130
)

// checkCaps tells of spans turned round, of amounts out of range, and of a household that two rows cover.
func (g *Guidelines) checkCaps(fail func(key, format string, args ...any)) {
	for i, c := range g.HousingCaps {
		at := fmt.Sprintf("housing_cap[%d].", i+1)
		g.cited(at, c.Source, c.Section, fail)
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

// checkLodger recomputes the example that the document prints: rent, rooms and answer, or none of them. A formula read off a
// document wrongly, or rounded another way, seldom gives the printed answer.
func (g *Guidelines) checkLodger(fail func(key, format string, args ...any)) {
	l := g.Lodger
	if l == nil {
		return
	}
	g.quoted("lodger.", l.Source, l.Section, l.Text, fail)
	known(l.Formula, []string{RentByRooms}, "lodger.formula", "formula", fail)
	known(l.Rounding, []Rounding{HalfUp, Up, Unround}, "lodger.rounding", "rounding", fail)
	switch {
	case l.Rent == 0 && l.Rooms == 0 && l.PrintedKr == 0:
	case l.Rent <= 0 || l.Rent > maxCell:
		fail("lodger.printed_rent", "want 1 to %d kronor, found %d", maxCell, l.Rent)
	case l.Rooms < 1 || l.Rooms > maxRooms:
		fail("lodger.printed_rooms", "want 1 to %d rooms, found %d", maxRooms, l.Rooms)
	default:
		if got := l.of(aid.Ore(l.Rent)*aid.Kronor, l.Rooms); got != aid.Ore(l.PrintedKr)*aid.Kronor {
			fail("lodger.printed_kr", "the document prints %d, the formula gives %s", l.PrintedKr, got.Decimal())
		}
	}
}

// checkAtHome tells of a span of ages turned round, or beyond those of people.
func (g *Guidelines) checkAtHome(fail func(key, format string, args ...any)) {
	y := g.AtHome
	if y == nil {
		return
	}
	g.quoted("young_at_home.", y.Source, y.Section, y.Text, fail)
	if y.AgeFrom < 0 || y.AgeTo < y.AgeFrom || y.AgeTo > maxAge {
		fail("young_at_home.age_to", "%d to %d years is no span", y.AgeFrom, y.AgeTo)
	}
}
