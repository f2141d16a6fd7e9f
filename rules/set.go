// Package rules is what the law and the municipalities' guidelines say in figures: data files, each figure with its day and
// its source, read so strictly that a slip of the pen stops the program rather than a household's money.
package rules

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
	"sync"

	"bistand/aid"
)

//go:embed riksnorm/*.toml guidelines/*.toml pricebase.toml
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

// Set (regelverk) is every rule file of one folder, checked. It never changes once loaded and may be shared by all.
type Set struct {
	Riksnorms  []*Riksnorm // by first day
	Prices     *PriceBase
	Guidelines []*Guidelines // by file name
}

// Load reads a whole folder of rules: riksnorm/*.toml, pricebase.toml, guidelines/*.toml. Everything wrong in it is returned
// together, as Faults.
func Load(fsys fs.FS) (*Set, error) {
	l := loader{fsys: fsys}
	set := l.load()
	if len(set.Riksnorms) == 0 && len(l.faults) == 0 {
		l.add("riksnorm", "", "no table of the riksnorm")
	}
	if set.Prices == nil && len(l.faults) == 0 {
		l.add(priceBaseFile, "", "missing")
	}
	if err := l.faults.Or(); err != nil {
		return nil, err
	}
	return set, nil
}

// WithGuidelines returns the set with the guidelines/*.toml of a municipality's own folder beside its own; the municipality's
// file takes the place of all embedded guidelines with the same kommunkod. Nothing but guidelines is read from the folder:
// the riksnorm is the nation's.
func (s *Set) WithGuidelines(fsys fs.FS) (*Set, error) {
	l := loader{fsys: fsys, prices: s.Prices}
	own := l.guidelines()
	if err := l.faults.Or(); err != nil {
		return nil, err
	}
	merged := *s
	merged.Guidelines = slices.DeleteFunc(slices.Clone(s.Guidelines), func(g *Guidelines) bool {
		return slices.ContainsFunc(own, func(o *Guidelines) bool { return o.Municipality == g.Municipality })
	})
	merged.Guidelines = append(merged.Guidelines, own...)
	return &merged, nil
}

// Check reads a folder of rules, or a municipality's own folder with guidelines alone, and returns everything wrong in it;
// none for a folder that can be used. Files that no part of the program would read are told of too.
func Check(fsys fs.FS) Faults {
	l := loader{fsys: fsys}
	if _, err := fs.Stat(fsys, priceBaseFile); errors.Is(err, fs.ErrNotExist) {
		l.prices = Embedded().Prices
	}
	set := l.load()
	if len(l.faults) == 0 && len(set.Riksnorms) == 0 && len(set.Guidelines) == 0 {
		l.add(".", "", "no rule file: want riksnorm/*.toml, guidelines/*.toml or "+priceBaseFile)
	}
	l.strays()
	return l.faults
}

// RiksnormOn returns the table in force on a day. A day outside every table is Error{Code: "rules.no_table"} with the day:
// never the nearest year's table.
func (s *Set) RiksnormOn(day aid.Date) (*Riksnorm, error) {
	number := dayNumber(day)
	for _, n := range s.Riksnorms {
		if number >= dayNumber(n.From) && number <= dayNumber(n.Until) {
			return n, nil
		}
	}
	return nil, aid.Error{Code: "rules.no_table", Args: map[string]string{"table": "riksnorm", "day": day.String()}}
}

// dayNumber orders days as their dates do, without the calendar arithmetic that each calculation would else pay for.
func dayNumber(d aid.Date) int { return (d.Year*100+int(d.Month))*100 + d.Day }

// GuidelinesOn returns what a municipality (kommunkod) has set for a day, and whether it has set anything.
func (s *Set) GuidelinesOn(municipality string, day aid.Date) (*Guidelines, bool) {
	for _, g := range s.Guidelines {
		if g.Municipality == municipality && g.validOn(day) {
			return g, true
		}
	}
	return nil, false
}

const priceBaseFile = "pricebase.toml"

// loader reads files and gathers faults.
type loader struct {
	fsys   fs.FS
	prices *PriceBase
	lines  map[string]lineIndex // by file
	faults Faults
}

// add notes a fault at the line of its key, or at the first line of a file that could not be read.
func (l *loader) add(file, key, problem string) {
	l.faults = append(l.faults, Fault{file, l.lines[file].of(key), key, problem})
}

// load reads all there is.
func (l *loader) load() *Set {
	set := &Set{Prices: l.prices}
	if set.Prices == nil {
		set.Prices = l.priceBase()
		l.prices = set.Prices
	}
	// Guidelines are held against the price base amounts, which have been read above.
	set.Riksnorms = l.riksnorms()
	set.Guidelines = l.guidelines()
	return set
}

// read decodes one file and lets it check itself. The head is filled in even where the file is faulty.
func (l *loader) read(name string, dst any, head *Header, check func(fail func(key, format string, args ...any))) bool {
	data, err := fs.ReadFile(l.fsys, name)
	if err != nil {
		l.add(name, "", err.Error())
		return false
	}
	// The hash is of the bytes as read: a comment changed is another file, and a calculation names the file it used.
	sum := sha256.Sum256(data)
	if err := DecodeStrict(name, data, dst); err != nil {
		var faults Faults
		if !errors.As(err, &faults) {
			faults = Faults{{File: name, Line: 1, Problem: err.Error()}}
		}
		l.faults = append(l.faults, faults...)
		return false
	}
	head.File, head.Hash = name, hex.EncodeToString(sum[:])
	if l.lines == nil {
		l.lines = map[string]lineIndex{}
	}
	l.lines[name] = indexLines(string(data))
	before := len(l.faults)
	check(func(key, format string, args ...any) { l.add(name, key, fmt.Sprintf(format, args...)) })
	return len(l.faults) == before
}

// names lists the TOML files of a folder; a folder that is not there has none.
func (l *loader) names(folder string) []string {
	names, err := fs.Glob(l.fsys, folder+"/*.toml")
	if err != nil {
		l.add(folder, "", err.Error())
	}
	return names
}

// priceBase reads the price base amounts; nil where the folder has none or they are faulty.
func (l *loader) priceBase() *PriceBase {
	if _, err := fs.Stat(l.fsys, priceBaseFile); errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	var p PriceBase
	if !l.read(priceBaseFile, &p, &p.Header, p.check) {
		return nil
	}
	return &p
}

// riksnorms reads the tables and sees to it that they fit together.
func (l *loader) riksnorms() []*Riksnorm {
	var tables []*Riksnorm
	for _, name := range l.names("riksnorm") {
		n := new(Riksnorm)
		if l.read(name, n, &n.Header, n.check) {
			n.prepare()
			tables = append(tables, n)
		}
	}
	slices.SortFunc(tables, func(a, b *Riksnorm) int { return b.From.DaysUntil(a.From) })
	l.checkPeriods(tables)
	return tables
}

// checkPeriods tells of overlaps, and of gaps inside a year: the government sets the norm by the calendar year, so a year
// has tables for all of its days or for none. Whole years without a table are allowed; they are years that nobody has
// found the figures of, and a calculation for them is refused.
func (l *loader) checkPeriods(tables []*Riksnorm) {
	for i, n := range tables {
		newYear := aid.Date{Year: n.From.Year, Month: 1, Day: 1}
		switch before := i - 1; {
		case before >= 0 && !tables[before].Until.Before(n.From):
			l.add(n.File, "from", fmt.Sprintf("%s overlaps %s, which holds until %s", n.From, tables[before].File, tables[before].Until))
		case n.From != newYear && (before < 0 || tables[before].Until.AddDays(1) != n.From):
			l.add(n.File, "from", fmt.Sprintf("gap: no table holds on %s", n.From.AddDays(-1)))
		}
		next := n.Until.AddDays(1)
		covered := i+1 < len(tables) && !next.Before(tables[i+1].From)
		if next.Year == n.Until.Year && !covered {
			l.add(n.File, "until", fmt.Sprintf("gap: no table holds on %s", next))
		}
	}
}

// guidelines reads the municipalities' own files.
func (l *loader) guidelines() []*Guidelines {
	var all []*Guidelines
	prices := l.prices
	if prices == nil {
		prices = &PriceBase{}
	}
	for _, name := range l.names("guidelines") {
		g := new(Guidelines)
		if !l.read(name, g, &g.Header, func(fail func(key, format string, args ...any)) { g.check(prices, fail) }) {
			continue
		}
		for _, other := range all {
			if g.overlaps(other) {
				l.add(name, "from", "holds on days on which "+other.File+" holds too")
			}
		}
		g.prepare()
		all = append(all, g)
	}
	return all
}

// strays tells of files that would be passed over in silence, such as a table saved in the wrong folder.
func (l *loader) strays() {
	err := fs.WalkDir(l.fsys, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		folder := path.Dir(name)
		if strings.HasSuffix(name, ".toml") && folder != "riksnorm" && folder != "guidelines" && name != priceBaseFile {
			l.add(name, "", "not read: rule files are riksnorm/*.toml, guidelines/*.toml and "+priceBaseFile)
		}
		return nil
	})
	if err != nil {
		l.add(".", "", err.Error())
	}
}

// trimDigits returns what of a text is no digit.
func trimDigits(text string) string { return strings.Trim(text, "0123456789") }
