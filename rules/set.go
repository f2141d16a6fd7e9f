// Package rules is what the law and the municipalities' guidelines say in figures: data files, each figure with its day and
// its source, read so strictly that a slip of the pen stops the program rather than a household's money.
package rules

import (
	"embed"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"sync"

	"bistand/aid"
)

//go:embed riksnorm/*.toml guidelines/*.toml pricebase.toml mileage.toml
var embedded embed.FS

// Embedded returns the rules that the program carries. They are part of the program, and its tests load them, so a fault in
// them is a panic.
var Embedded = sync.OnceValue(func() *Set {
	set, err := Load(embedded)
	if err != nil {
		panic(fmt.Sprintf("load the embedded rules:\n%v", err))
	}
	return set
})

// Set (regelverk) is every rule file of one folder, checked. It never changes once loaded and may be shared by all; what
// changes it (WithGuidelines, WithConfirmed) makes a copy.
type Set struct {
	Riksnorms  []*Riksnorm // by first day
	Prices     *PriceBase
	Mileage    *Mileage
	Guidelines []*Guidelines // by file name

	files map[string][]byte // the files as read, by hash
}

// File returns a file that the set was read from by its hash, as a calculation names it.
func (s *Set) File(hash string) ([]byte, bool) {
	content, ok := s.files[hash]
	return content, ok
}

// FromFiles makes a set of kept files by name, as a calculation used them: some tables and some guidelines. National tables
// that are not among them are the program's own.
func FromFiles(files map[string][]byte) (*Set, error) {
	l := loader{kept: files}
	if !l.has(priceBaseFile) {
		l.prices = Embedded().Prices
	}
	set := l.load()
	if set.Mileage == nil {
		set.Mileage = Embedded().Mileage
	}
	return set, l.faults.Or()
}

// Load reads a whole folder of rules: riksnorm/*.toml, pricebase.toml, mileage.toml, guidelines/*.toml. Everything wrong in it
// is returned together, as Faults.
func Load(fsys fs.FS) (*Set, error) {
	l := loader{fsys: fsys}
	set := l.load()
	if len(l.faults) == 0 {
		if len(set.Riksnorms) == 0 {
			l.add("riksnorm", "", "no table of the riksnorm")
		}
		if set.Prices == nil {
			l.add(priceBaseFile, "", "missing")
		}
		if set.Mileage == nil {
			l.add(mileageFile, "", "missing")
		}
	}
	if err := l.faults.Or(); err != nil {
		return nil, err
	}
	return set, nil
}

// WithGuidelines returns the set with the guidelines/*.toml of a municipality's own folder beside its own; the municipality's
// file takes the place of all embedded guidelines with the same kommunkod. A folder that holds the nation's figures too is
// refused: passed over in silence, they would be believed to count.
func (s *Set) WithGuidelines(fsys fs.FS) (*Set, error) {
	set, _, err := s.withOwn(fsys, nil)
	return set, err
}

// WithGuidelinesOf is WithGuidelines for one municipality: a file for another kommunkod is refused, and so is a folder
// without any, since the municipality would go by the embedded guidelines without knowing.
func (s *Set) WithGuidelinesOf(municipality string, fsys fs.FS) (*Set, error) {
	set, own, err := s.withOwn(fsys, func(g *Guidelines, fail func(key, format string, args ...any)) {
		if g.Municipality != municipality {
			fail("municipality", "%s is another municipality: this folder is that of %s", g.Municipality, municipality)
		}
	})
	if err == nil && own == 0 {
		return nil, Faults{{File: "guidelines", Line: 1, Problem: "no guidelines/*.toml for " + municipality}}
	}
	return set, err
}

// withOwn merges a municipality's folder and tells how many files it had.
func (s *Set) withOwn(fsys fs.FS, also func(*Guidelines, func(key, format string, args ...any))) (*Set, int, error) {
	l := loader{fsys: fsys, prices: s.Prices, also: also}
	own := l.guidelines()
	l.refuseNational()
	if err := l.faults.Or(); err != nil {
		return nil, 0, err
	}
	merged := *s
	merged.Guidelines = slices.DeleteFunc(slices.Clone(s.Guidelines), func(g *Guidelines) bool {
		return slices.ContainsFunc(own, func(o *Guidelines) bool { return o.Municipality == g.Municipality })
	})
	merged.Guidelines = append(merged.Guidelines, own...)
	merged.files = maps.Clone(s.files)
	maps.Copy(merged.files, l.files)
	return &merged, len(own), nil
}

// RiksnormOn returns the table in force on a day. A day outside every table is Error{Code: "rules.no_table"} with the day:
// never the nearest year's table.
func (s *Set) RiksnormOn(day aid.Date) (*Riksnorm, error) {
	number := dayNumber(day)
	for _, n := range slices.Backward(s.Riksnorms) { // the newest are asked for most
		if number >= dayNumber(n.From) && number <= dayNumber(n.Until) {
			return n, nil
		}
	}
	return nil, aid.Error{Code: "rules.no_table", Args: map[string]string{"table": "riksnorm", "day": day.String()}}
}

// dayNumber orders days as their dates do, without the calendar arithmetic that each calculation would else pay for.
func dayNumber(d aid.Date) int { return (d.Year*100+int(d.Month))*100 + d.Day }

// GuidelinesOn returns what a municipality (kommunkod) has set for a day, and whether it has set anything. At most one file of
// a municipality holds on a day: the loader refuses others.
func (s *Set) GuidelinesOn(municipality string, day aid.Date) (*Guidelines, bool) {
	for _, g := range s.Guidelines {
		if g.Municipality == municipality && g.validOn(day) {
			return g, true
		}
	}
	return nil, false
}
