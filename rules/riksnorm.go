package rules

import (
	"fmt"
	"iter"
	"strconv"
	"strings"

	"bistand/aid"
)

// Riksnorm (riksnorm) is the national norm of a period: personal costs by person and common costs by household size, in
// whole kronor a month, each cell with its state and its source. One file holds one table.
// law: SoL 12:7
type Riksnorm struct {
	Header

	Model     string     `toml:"model" need:"yes"`        // how the cells make a norm; see PersonalAndCommon
	From      aid.Date   `toml:"from" need:"yes"`         // first day
	Until     aid.Date   `toml:"until" need:"yes"`        // last day
	Decided   aid.Date   `toml:"decided" need:"no"`       // the day the government decided it; left out where unknown
	Computed  []Step     `toml:"rule" need:"no"`          // rules by which cells are computed
	Misprints []Misprint `toml:"misprint" need:"no"`      // what a source prints that is not so
	Totals    []Total    `toml:"printed_total" need:"no"` // sums that a source prints, held against the cells

	Personal PersonalCells `toml:"personal" need:"yes"`
	Common   CommonCells   `toml:"common" need:"yes"`

	figures figures
}

// PersonalAndCommon is the model in force since before 2013: the personal costs of every member, one figure for two adults
// who live together, plus the common costs by household size; each member beyond seven adds what the seventh added.
// Source: socialtjänstförordningen (2001:937) 2 kap. 1 §, as worded by SFS 2020:1013.
const PersonalAndCommon = "personal_and_common"

// Header (filhuvud) is what every rule file says of itself, and what the loader knows of the file.
type Header struct {
	File string // name in the rules folder: "riksnorm/2015.toml"
	Hash string // SHA-256 of the file as read, lower-case hex

	Title     string   `toml:"title" need:"yes"`
	CheckedBy string   `toml:"checked_by" need:"yes"` // who held it against the sources; empty where nobody has
	Sources   []Source `toml:"source" need:"yes"`
}

// Source (källa) is a document that a figure stands in.
type Source struct {
	ID    string `toml:"id" need:"yes"` // what cells in the file call it
	Title string `toml:"title" need:"yes"`
	URL   string `toml:"url" need:"no"`
	Note  string `toml:"note" need:"no"`
}

// Step (beräkningsregel) is the rule by which cells without a printed figure are computed.
type Step struct {
	ID     string `toml:"id" need:"yes"`
	Text   string `toml:"text" need:"yes"` // in Swedish, as it is shown
	Source string `toml:"source" need:"yes"`
}

// Misprint (tryckfel) keeps a figure that a source prints although it is wrong, and why it is held to be wrong.
type Misprint struct {
	Cell    string `toml:"cell" need:"yes"`    // "common.size_1"
	Printed int    `toml:"printed" need:"yes"` // kronor
	Source  string `toml:"source" need:"yes"`
	Why     string `toml:"why" need:"yes"`
}

// Total (tryckt summa) is a norm that a source prints for a household of adults without children.
type Total struct {
	Adults int    `toml:"adults" need:"yes"`
	Kr     int    `toml:"kr" need:"yes"` // kronor a month
	Source string `toml:"source" need:"yes"`
}

// Cell (normbelopp) is one figure of the table.
type Cell struct {
	Kr      int           `toml:"kr" need:"no"`     // whole kronor a month; left out where missing
	State   aid.CellState `toml:"state" need:"yes"` // sourced, computed, missing
	Sources []string      `toml:"by" need:"no"`     // ids of the sources that print it; the first is shown
	Rule    string        `toml:"rule" need:"no"`   // id of the rule that computed it
	Note    string        `toml:"note" need:"no"`   // what a reader must know of this figure

	Confirmed *Confirmation // by whom and against what, where a municipality has confirmed it; never in a file
}

// PersonalCells (personliga kostnader) are the figures by person.
type PersonalCells struct {
	Single   Cell      `toml:"single" need:"yes"`
	Couple   Cell      `toml:"couple" need:"yes"` // one figure for both
	Child    Ages      `toml:"child" need:"yes"`  // the child eats lunch at home
	LunchOut LunchAges `toml:"child_lunch_out" need:"yes"`
}

// Ages (åldersgrupper) are the figures of children and of pupils under 21.
type Ages struct {
	Under1 Cell `toml:"under_1" need:"yes"`
	Age1   Cell `toml:"age_1_2" need:"yes"`
	Age3   Cell `toml:"age_3" need:"yes"`
	Age4   Cell `toml:"age_4_6" need:"yes"`
	Age7   Cell `toml:"age_7_10" need:"yes"`
	Age11  Cell `toml:"age_11_14" need:"yes"`
	Age15  Cell `toml:"age_15_18" need:"yes"`
	Age19  Cell `toml:"age_19_20" need:"yes"`
}

// LunchAges (lunchavdrag) are the figures of children who eat lunch at preschool five days a week: only these ages have one.
type LunchAges struct {
	Under1 Cell `toml:"under_1" need:"yes"`
	Age1   Cell `toml:"age_1_2" need:"yes"`
	Age3   Cell `toml:"age_3" need:"yes"`
	Age4   Cell `toml:"age_4_6" need:"yes"`
}

// CommonCells (gemensamma hushållskostnader) are the figures by household size.
type CommonCells struct {
	Size1 Cell `toml:"size_1" need:"yes"`
	Size2 Cell `toml:"size_2" need:"yes"`
	Size3 Cell `toml:"size_3" need:"yes"`
	Size4 Cell `toml:"size_4" need:"yes"`
	Size5 Cell `toml:"size_5" need:"yes"`
	Size6 Cell `toml:"size_6" need:"yes"`
	Size7 Cell `toml:"size_7" need:"yes"`
}

// keyedCell is a cell of a table with its key.
type keyedCell struct {
	key  string
	cell *Cell
}

// cells lists every cell in the order of the file.
func (n *Riksnorm) cells() []keyedCell {
	p, c, l, s := &n.Personal, &n.Personal.Child, &n.Personal.LunchOut, &n.Common
	return []keyedCell{
		{"personal.single", &p.Single},
		{"personal.couple", &p.Couple},
		{"personal.child.under_1", &c.Under1},
		{"personal.child.age_1_2", &c.Age1},
		{"personal.child.age_3", &c.Age3},
		{"personal.child.age_4_6", &c.Age4},
		{"personal.child.age_7_10", &c.Age7},
		{"personal.child.age_11_14", &c.Age11},
		{"personal.child.age_15_18", &c.Age15},
		{"personal.child.age_19_20", &c.Age19},
		{"personal.child_lunch_out.under_1", &l.Under1},
		{"personal.child_lunch_out.age_1_2", &l.Age1},
		{"personal.child_lunch_out.age_3", &l.Age3},
		{"personal.child_lunch_out.age_4_6", &l.Age4},
		{"common.size_1", &s.Size1},
		{"common.size_2", &s.Size2},
		{"common.size_3", &s.Size3},
		{"common.size_4", &s.Size4},
		{"common.size_5", &s.Size5},
		{"common.size_6", &s.Size6},
		{"common.size_7", &s.Size7},
	}
}

// Cells goes through every cell in the order of the file, by its key.
func (n *Riksnorm) Cells() iter.Seq2[string, Cell] {
	return func(yield func(string, Cell) bool) {
		for _, k := range n.cells() {
			if !yield(k.key, *k.cell) {
				return
			}
		}
	}
}

// Ref names the file as a whole, for a calculation's list of the files it used.
func (h *Header) Ref() aid.RuleRef {
	return aid.RuleRef{File: h.File, Hash: h.Hash, Source: h.Title}
}

// source finds a source by its id.
func (h *Header) source(id string) (Source, bool) {
	for _, s := range h.Sources {
		if s.ID == id {
			return s, true
		}
	}
	return Source{}, false
}

// step finds a rule by its id.
func (n *Riksnorm) step(id string) (Step, bool) {
	for _, s := range n.Computed {
		if s.ID == id {
			return s, true
		}
	}
	return Step{}, false
}

// maxCell is beyond any monthly cost of one person or one household; a larger figure is a slip of the keyboard.
const maxCell = 100_000

// check holds the file against itself: what the decoder, which only knows keys and types, cannot see.
func (n *Riksnorm) check(fail func(key, format string, args ...any)) {
	if n.Model != PersonalAndCommon {
		fail("model", "unknown model %q; known here: %s", n.Model, PersonalAndCommon)
	}
	if n.Until.Before(n.From) {
		fail("until", "%s is before the first day %s", n.Until, n.From)
	}
	// Support is decided by the month, so a table that changes inside one could not be applied.
	if n.From.Day != 1 || n.Until != n.Until.MonthOf().Last() {
		fail("from", "%s to %s are not whole calendar months", n.From, n.Until)
	}
	n.Header.check(fail)
	for i, s := range n.Computed {
		n.knows(s.Source, fmt.Sprintf("rule[%d].source", i+1), fail)
	}
	for key, cell := range n.Cells() {
		n.checkCell(key, cell, fail)
	}
	n.checkMisprints(fail)
	n.checkOrder(fail)
	n.checkLunch(fail)
	n.checkTotals(fail)
}

// check tells of a file without sources, and of two sources with one id.
func (h *Header) check(fail func(key, format string, args ...any)) {
	if len(h.Sources) == 0 {
		fail("source", "no source")
	}
	for i, s := range h.Sources {
		if first, _ := h.source(s.ID); first != s {
			fail(fmt.Sprintf("source[%d].id", i+1), "%q is used twice", s.ID)
		}
	}
}

// knows tells of a reference to a source that the file lacks.
func (h *Header) knows(id, key string, fail func(key, format string, args ...any)) {
	if _, ok := h.source(id); !ok {
		fail(key, "no source has the id %q", id)
	}
}

// checkCell holds a cell's state against what backs it.
func (n *Riksnorm) checkCell(key string, c Cell, fail func(key, format string, args ...any)) {
	for _, id := range c.Sources {
		n.knows(id, key+".by", fail)
	}
	if c.Rule != "" {
		if _, ok := n.step(c.Rule); !ok {
			fail(key+".rule", "no rule has the id %q", c.Rule)
		}
	}
	switch {
	case c.State != aid.Missing && (c.Kr <= 0 || c.Kr > maxCell):
		fail(key+".kr", "want 1 to %d kronor, found %d", maxCell, c.Kr)
	case c.State == aid.Sourced && len(c.Sources) == 0:
		fail(key+".by", "a sourced figure names its source")
	case c.State == aid.Computed && c.Rule == "":
		fail(key+".rule", "a computed figure names its rule")
	case c.State == aid.Missing && (c.Kr != 0 || c.Rule != "" || len(c.Sources) > 0):
		fail(key+".state", "a missing figure has no amount, source or rule")
	case c.State != aid.Sourced && c.State != aid.Computed && c.State != aid.Missing:
		fail(key+".state", "unknown state %q; known here: sourced, computed, missing", c.State)
	}
}

// checkMisprints sees to it that a misprint names a cell, a source, and a figure other than the one in force.
func (n *Riksnorm) checkMisprints(fail func(key, format string, args ...any)) {
	for i, m := range n.Misprints {
		at := fmt.Sprintf("misprint[%d].", i+1)
		n.knows(m.Source, at+"source", fail)
		found := false
		for key, cell := range n.Cells() {
			if key == m.Cell {
				found = true
				if cell.Kr == m.Printed {
					fail(at+"printed", "%d is the figure in force", m.Printed)
				}
			}
		}
		if !found {
			fail(at+"cell", "no cell %q", m.Cell)
		}
	}
}

// checkOrder sees to it that a larger household never has lower common costs, which no printed norm has had.
func (n *Riksnorm) checkOrder(fail func(key, format string, args ...any)) {
	s := n.Common
	last := 0
	for i, c := range []Cell{s.Size1, s.Size2, s.Size3, s.Size4, s.Size5, s.Size6, s.Size7} {
		if c.State == aid.Missing {
			continue
		}
		if c.Kr < last {
			fail("common.size_"+strconv.Itoa(i+1)+".kr", "%d is lower than %d for a smaller household", c.Kr, last)
		}
		last = c.Kr
	}
}

// checkLunch sees to it that lunch at preschool lowers a child's figure, as in every printed norm.
func (n *Riksnorm) checkLunch(fail func(key, format string, args ...any)) {
	home := map[string]Cell{}
	for key, c := range n.Cells() {
		home[key] = c
		at, ok := strings.CutPrefix(key, "personal.child_lunch_out.")
		if ok && c.State != aid.Missing && home["personal.child."+at].State != aid.Missing && c.Kr >= home["personal.child."+at].Kr {
			fail(key+".kr", "%d is not lower than %d with lunch at home", c.Kr, home["personal.child."+at].Kr)
		}
	}
}

// checkTotals holds the cells against the sums that a source prints.
func (n *Riksnorm) checkTotals(fail func(key, format string, args ...any)) {
	for i, t := range n.Totals {
		at := fmt.Sprintf("printed_total[%d].", i+1)
		n.knows(t.Source, at+"source", fail)
		sum := 0
		switch t.Adults {
		case 1:
			sum = n.Personal.Single.Kr + n.Common.Size1.Kr
		case 2:
			sum = n.Personal.Couple.Kr + n.Common.Size2.Kr
		default:
			fail(at+"adults", "want 1 or 2, found %d", t.Adults)
			continue
		}
		if sum != t.Kr {
			fail(at+"kr", "the source prints %d, the cells give %d", t.Kr, sum)
		}
	}
}
