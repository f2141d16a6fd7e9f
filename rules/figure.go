package rules

import (
	"strconv"
	"strings"

	"bistand/aid"
)

// Figure (belopp enligt regel) is an amount that a rule file gives, ready to stand on a line of a calculation.
type Figure struct {
	Amount aid.Ore           // öre a month; 0 where missing
	State  aid.CellState     // how far a source backs it
	Code   string            // last part of the cell's key, or the household size
	Rule   aid.RuleRef       // the file and the place in it
	Args   map[string]string // facts for the explaining sentence; shared by all calculations, so never to be changed
}

// Usable returns nil, or Error{Code: "rules.missing_cell"} naming the table and the cell where no source and no rule gives
// the figure: then the caseworker must enter it, with a reason.
func (f Figure) Usable() error {
	if f.State != aid.Missing {
		return nil
	}
	return aid.Error{Code: "rules.missing_cell", Args: map[string]string{
		"file": f.Rule.File, "cell": f.Rule.Section, "table": f.Args["table"],
	}}
}

// MaxChildAge is the highest age, in whole years, that the norm has a figure for: pupils under 21.
const MaxChildAge = 20

// lunchAge is the highest age that has a figure of its own with lunch at preschool.
const lunchAge = 6

// prepared is the largest household whose figures are made ready when the table is loaded.
const prepared = 15

// figures are the cells, laid out for looking up by age and size.
type figures struct {
	single, couple Figure
	child          [MaxChildAge + 1]Figure // by age; lunch at home
	lunchOut       [lunchAge + 1]Figure
	common         [prepared + 1]Figure
}

// Adults returns the personal costs of one adult, or the one figure of two who live together.
func (n *Riksnorm) Adults(couple bool) *Figure {
	if couple {
		return &n.figures.couple
	}
	return &n.figures.single
}

// Child returns the personal costs of a child by its age in whole years. Lunch away from home lowers the figure up to the
// age of six; from seven the table has one figure, lunch or not. An age outside 0–20 is Error{Code: "rules.child_age"}.
func (n *Riksnorm) Child(age int, lunchOut bool) (*Figure, error) {
	if age < 0 || age > MaxChildAge {
		return nil, aid.Error{Code: "rules.child_age", Args: map[string]string{"age": strconv.Itoa(age)}}
	}
	if HasLunchFigure(age) && lunchOut {
		return &n.figures.lunchOut[age], nil
	}
	return &n.figures.child[age], nil
}

// HasLunchFigure tells whether the norm tells lunch at home from lunch at preschool at the age.
func HasLunchFigure(age int) bool { return age <= lunchAge }

// CommonCosts returns the common costs of a household of size members (at least 1).
func (n *Riksnorm) CommonCosts(size int) *Figure {
	if size <= prepared {
		return &n.figures.common[max(size, 1)]
	}
	f := n.commonFigure(size)
	return &f
}

// prepare lays out the cells once, so that a calculation only looks them up.
func (n *Riksnorm) prepare() {
	f := &n.figures
	for key, cell := range n.Cells() {
		group, code := key[:strings.LastIndex(key, ".")], key[strings.LastIndex(key, ".")+1:]
		switch group {
		case "personal":
			figure := n.figure(key, cell)
			if code == "single" {
				f.single = figure
			} else {
				f.couple = figure
			}
		case "personal.child":
			n.spread(f.child[:], key, cell)
		case "personal.child_lunch_out":
			n.spread(f.lunchOut[:], key, cell)
		}
	}
	for size := 1; size <= prepared; size++ {
		f.common[size] = n.commonFigure(size)
	}
}

// spread puts one band's figure at each of its ages: "age_4_6" at 4, 5 and 6, "under_1" at 0. Each has its age among its
// arguments, so each is a figure of its own.
func (n *Riksnorm) spread(dst []Figure, key string, cell Cell) {
	code := key[strings.LastIndex(key, ".")+1:]
	first, last := 0, 0
	if band, ok := strings.CutPrefix(code, "age_"); ok {
		from, to, isRange := strings.Cut(band, "_")
		first, _ = strconv.Atoi(from) // the keys are fixed by the struct tags
		if last = first; isRange {
			last, _ = strconv.Atoi(to)
		}
	}
	for age := first; age <= last; age++ {
		figure := n.figure(key, cell)
		figure.Args["age"] = strconv.Itoa(age)
		dst[age] = figure
	}
}

// figure makes one cell ready: kronor become öre, and what backs it is named: the first source that prints it, the document
// that its rule stands in, or the ordinance that it was confirmed against.
func (n *Riksnorm) figure(key string, c Cell) Figure {
	ref := aid.RuleRef{File: n.File, Section: key, Hash: n.Hash}
	args := map[string]string{"year": strconv.Itoa(n.From.Year), "table": n.Title}
	if len(c.Sources) > 0 {
		source, _ := n.source(c.Sources[0])
		ref.Source = source.Title
	}
	if step, ok := n.step(c.Rule); ok {
		source, _ := n.source(step.Source)
		ref.Source = source.Title
		args["rule"] = step.Text
	}
	if c.Confirmed != nil {
		ref.Source = c.Confirmed.Ordinance
		args["ordinance"], args["confirmation"] = c.Confirmed.Ordinance, string(c.Confirmed.ID)
	}
	return Figure{
		Amount: aid.Ore(c.Kr) * aid.Kronor,
		State:  c.State,
		Code:   key[strings.LastIndex(key, ".")+1:],
		Rule:   ref,
		Args:   args,
	}
}

// commonFigure is the figure of a household size: a cell up to seven members, beyond it the seventh cell plus, for each
// further member, what the seventh added to the sixth.
// law: SFS 2020:1013
func (n *Riksnorm) commonFigure(size int) Figure {
	s := n.Common
	cells := [...]Cell{s.Size1, s.Size2, s.Size3, s.Size4, s.Size5, s.Size6, s.Size7}
	number := strconv.Itoa(size)
	if size <= len(cells) {
		f := n.figure("common.size_"+number, cells[size-1])
		f.Code, f.Args["size"] = number, number
		return f
	}
	// The further members rest on two cells, are backed no better than the worse of them, and name it.
	f := n.figure("common.size_7", s.Size7)
	if s.Size6.State != s.Size7.State && worse(s.Size6.State, s.Size7.State) == s.Size6.State {
		f = n.figure("common.size_6", s.Size6)
	}
	over, each, seven := size-len(cells), aid.Ore(s.Size7.Kr-s.Size6.Kr)*aid.Kronor, aid.Ore(s.Size7.Kr)*aid.Kronor
	f.Code = number
	f.Args["size"], f.Args["over"] = number, strconv.Itoa(over)
	f.Args["each"] = strconv.FormatInt(int64(each), 10)
	f.Args["seven"] = strconv.FormatInt(int64(seven), 10)
	if f.Amount = seven + aid.Ore(over)*each; f.State == aid.Missing {
		f.Amount = 0
	}
	return f
}

// worse returns the less backed of two states.
func worse(a, b aid.CellState) aid.CellState {
	for _, state := range []aid.CellState{aid.Missing, aid.Computed, aid.Confirmed} {
		if a == state || b == state {
			return state
		}
	}
	return aid.Sourced
}
