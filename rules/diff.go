package rules

import (
	"fmt"
	"io/fs"
	"slices"
	"strconv"

	"bistand/aid"
)

// Difference (skillnad) is one value that two sides of a comparison do not have alike.
type Difference struct {
	Part    string // "riksnorm", "guidelines", "pricebase", "mileage"; with its days where whole folders are compared
	Key     string // "personal.child.age_3", "expense[dental]"
	Before  string // "2720 computed"; empty where the side has no such value
	After   string
	By      int  // how far a number moved
	Counted bool // both are numbers, so By says something
}

// Side (sida) is one of two things to compare: the rules on a day, one rule file, or a folder of them.
type Side struct {
	Label string // as the person named it

	set    *Set // what there is; for a day no more than what holds on it
	parts  []string
	day    aid.Date // no day for a file or a folder
	code   string   // the municipality asked for; empty for none
	folder bool
}

// What sides are compared in, in the order shown.
const (
	partNorm       = "riksnorm"
	partGuidelines = "guidelines"
	partPrices     = "pricebase"
	partMileage    = "mileage"
)

// OnDay is the rules that hold on a day; a municipality's guidelines among them where its kommunkod is given. A day outside
// every table is Error{Code: "rules.no_table"}.
func OnDay(set *Set, day aid.Date, municipality string) (Side, error) {
	return Side{Label: day.String(), set: set, parts: partsOf(set), folder: true, code: municipality}.on(day, municipality)
}

// OfFolder is every rule file of a folder, a municipality's own folder too; of the guidelines those of one municipality where
// its kommunkod is given. Whatever is wrong in the folder is returned as Faults.
func OfFolder(fsys fs.FS, label, municipality string) (Side, error) {
	if err := Check(fsys).Or(); err != nil {
		return Side{}, err
	}
	l := loader{fsys: fsys}
	if !l.has(priceBaseFile) {
		l.prices = Embedded().Prices // what guidelines are held against
	}
	set := l.load()
	if !l.has(priceBaseFile) {
		set.Prices = nil
	}
	return Side{Label: label, set: set, parts: partsOf(set), folder: true, code: municipality}, nil
}

// OfFile is one rule file, told by what is in it. Whatever is wrong in it is returned as Faults.
func OfFile(fsys fs.FS, name, label string) (Side, error) {
	l := loader{fsys: fsys, prices: Embedded().Prices}
	set, err := l.one(name)
	return Side{Label: label, set: set, parts: partsOf(set)}, err
}

// partsOf lists what a set has anything of, in the order shown; nothing of no set.
func partsOf(set *Set) (parts []string) {
	if set == nil {
		return nil
	}
	for _, part := range []struct {
		name  string
		there bool
	}{
		{partNorm, len(set.Riksnorms) > 0},
		{partGuidelines, len(set.Guidelines) > 0},
		{partPrices, set.Prices != nil},
		{partMileage, set.Mileage != nil},
	} {
		if part.there {
			parts = append(parts, part.name)
		}
	}
	return parts
}

// on narrows a side to a day. A file's own table or guidelines stay, whatever their days: they are what is asked about.
func (s Side) on(day aid.Date, municipality string) (Side, error) {
	set := *s.set
	if s.folder && len(set.Riksnorms) > 0 {
		norm, err := s.set.RiksnormOn(day)
		if err != nil {
			return s, err
		}
		set.Riksnorms = []*Riksnorm{norm}
	}
	if s.folder {
		set.Guidelines = nil
		if g, ok := s.set.GuidelinesOn(municipality, day); ok {
			set.Guidelines = []*Guidelines{g}
		}
		known := func(g *Guidelines) bool { return g.Municipality == municipality }
		if municipality != "" && !slices.ContainsFunc(s.set.Guidelines, known) {
			return s, fmt.Errorf("find guidelines for %s: %w", municipality, aid.ErrNotFound)
		}
		if municipality == "" {
			s.parts = slices.DeleteFunc(slices.Clone(s.parts), func(part string) bool { return part == partGuidelines })
		}
	}
	if set.Prices != nil {
		years := slices.DeleteFunc(slices.Clone(set.Prices.Years), func(y PriceBaseYear) bool { return y.Year != day.Year })
		set.Prices = &PriceBase{Header: set.Prices.Header, Years: years}
	}
	if m := set.Mileage; m != nil {
		set.Mileage = &Mileage{Header: m.Header}
		if i := m.periodOn(day); i >= 0 {
			set.Mileage.Periods = m.Periods[i : i+1]
		}
	}
	s.set, s.day, s.folder = &set, day, false
	return s, nil
}

// Compare returns what differs between two sides, in what both can have. A day, a file and another day or file are compared
// key by key, whatever their days; folders table by table. Two sides with nothing of one kind are an error, since no
// difference would then be taken for sameness; so is a day that the other side's folder has no table for.
func Compare(a, b Side) ([]Difference, error) {
	var err error
	if !a.day.IsZero() && b.day.IsZero() {
		b, err = b.on(a.day, a.code)
	} else if a.day.IsZero() && !b.day.IsZero() {
		a, err = a.on(b.day, b.code)
	}
	if err != nil {
		return nil, err
	}
	both := slices.DeleteFunc(slices.Clone(a.parts), func(part string) bool { return !slices.Contains(b.parts, part) })
	if a.folder && b.folder {
		both = partsOf(&Set{ // a table that only one folder has is a difference
			Riksnorms: slices.Concat(a.set.Riksnorms, b.set.Riksnorms), Guidelines: slices.Concat(a.set.Guidelines, b.set.Guidelines),
			Prices: either(a.set.Prices, b.set.Prices), Mileage: either(a.set.Mileage, b.set.Mileage),
		})
	}
	if len(both) == 0 {
		return nil, fmt.Errorf("%s and %s have nothing of one kind to compare: %v, %v", a.Label, b.Label, a.parts, b.parts)
	}
	byPeriod := a.folder || b.folder
	var all []Difference
	for _, part := range both {
		before, after := a.tables(part, byPeriod), b.tables(part, byPeriod)
		for _, name := range names(before, after, !a.folder, !b.folder) {
			all = append(all, compareTables(name, before[name], after[name])...)
		}
	}
	return all, nil
}

// either is one of two that may be nil; nil where both are.
func either[T any](a, b *T) *T {
	if a != nil {
		return a
	}
	return b
}

// names lists the tables to compare, by name and so by day. Where one side is a single file, a folder's other tables are none
// of its business.
func names(before, after map[string][]keyed, fileBefore, fileAfter bool) (all []string) {
	for name := range before {
		if _, ok := after[name]; ok || !fileAfter || fileBefore {
			all = append(all, name)
		}
	}
	for name := range after {
		if _, ok := before[name]; !ok && (!fileBefore || fileAfter) {
			all = append(all, name)
		}
	}
	slices.Sort(all)
	return all
}

// keyed is one value of a table.
type keyed struct {
	key, text string
	number    int
	counted   bool
}

// tables lays out one part of a side: its tables by name. Where folders are compared a table's name has its first day, and
// guidelines their municipality, so that what holds at one time is held against what holds at the same.
func (s Side) tables(part string, byPeriod bool) map[string][]keyed {
	all := map[string][]keyed{}
	name := func(period string) string {
		if byPeriod && period != "" {
			return part + " " + period
		}
		return part
	}
	switch part {
	case partNorm:
		for _, n := range s.set.Riksnorms {
			all[name(n.From.String())] = n.values()
		}
	case partGuidelines:
		for _, g := range s.set.Guidelines {
			if period := g.Municipality; s.code == "" || s.code == g.Municipality {
				if !g.From.IsZero() {
					period += " " + g.From.String()
				}
				all[name(period)] = flatten(g)
			}
		}
	case partPrices:
		if s.set.Prices != nil {
			all[part] = s.set.Prices.values(!s.day.IsZero())
		}
	case partMileage:
		if s.set.Mileage != nil {
			all[part] = s.set.Mileage.values(!s.day.IsZero())
		}
	}
	return all
}

// compareTables compares value by value, in the order of the first table and then of the second; a table that one side lacks
// is compared as an empty one. Values are compared as they are shown, so a figure that only changed state differs by 0.
func compareTables(part string, before, after []keyed) (all []Difference) {
	find := func(list []keyed, key string) keyed {
		if i := slices.IndexFunc(list, func(v keyed) bool { return v.key == key }); i >= 0 {
			return list[i]
		}
		return keyed{}
	}
	add := func(key string, a, b keyed) {
		if a.text == b.text {
			return
		}
		d := Difference{Part: part, Key: key, Before: a.text, After: b.text}
		if d.Counted = a.counted && b.counted; d.Counted {
			d.By = b.number - a.number
		}
		all = append(all, d)
	}
	for _, v := range before {
		add(v.key, v, find(after, v.key))
	}
	for _, v := range after {
		if find(before, v.key).key == "" {
			add(v.key, keyed{}, v)
		}
	}
	return all
}

// values lists a table's head and cells, each cell with its state. Sources are not compared: every year has its own.
func (n *Riksnorm) values() []keyed {
	all := []keyed{
		{key: "title", text: n.Title},
		{key: "model", text: n.Model},
		{key: "from", text: n.From.String()},
		{key: "until", text: n.Until.String()},
		{key: "decided", text: n.Decided.String()},
	}
	for key, c := range n.Cells() {
		if c.State == aid.Missing {
			all = append(all, keyed{key: key, text: string(aid.Missing)})
			continue
		}
		all = append(all, keyed{key: key, text: strconv.Itoa(c.Kr) + " " + string(c.State), number: c.Kr, counted: true})
	}
	return all
}

// values lists the amounts by year; on a day the one of its year.
func (p *PriceBase) values(onDay bool) (all []keyed) {
	for _, y := range p.Years {
		key := strconv.Itoa(y.Year)
		if onDay {
			key = "kr"
		}
		all = append(all, keyed{key: key, text: strconv.Itoa(y.Kr), number: y.Kr, counted: true})
	}
	return all
}

// values lists the amounts by first day; on a day the one that holds.
func (m *Mileage) values(onDay bool) (all []keyed) {
	for _, p := range m.Periods {
		v := keyed{key: p.From.String(), text: fmt.Sprintf("%d until %s", p.Ore, p.Until), number: p.Ore, counted: true}
		if onDay {
			v.key, v.text = "ore_per_10_km", strconv.Itoa(p.Ore)
		}
		all = append(all, v)
	}
	return all
}
