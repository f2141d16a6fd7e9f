package rules

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"

	"bistand/aid"
)

const (
	priceBaseFile = "pricebase.toml"
	ruleFiles     = "riksnorm/*.toml, guidelines/*.toml, " + priceBaseFile + " and " + mileageFile
)

// Check reads a folder of rules, or a municipality's own folder, and returns everything wrong in it; none for a folder that
// can be used. Files that no part of the program would read are told of too. A folder with guidelines but without the price
// base amounts that they are held against is a municipality's own: the nation's figures in it are refused.
func Check(fsys fs.FS) Faults {
	l := loader{fsys: fsys}
	national := l.has(priceBaseFile)
	if !national {
		l.prices = Embedded().Prices
	}
	set := l.load()
	if len(l.faults) == 0 && len(set.Riksnorms) == 0 && len(set.Guidelines) == 0 && set.Mileage == nil && !national {
		l.add(".", "", "no rule file: want "+ruleFiles)
	}
	if !national && len(l.names("guidelines")) > 0 {
		l.refuseNational()
	}
	l.strays()
	return l.faults
}

// loader reads files and gathers faults.
type loader struct {
	fsys   fs.FS
	kept   map[string][]byte // files by name, in place of fsys
	files  map[string][]byte // what was read, by hash
	prices *PriceBase
	also   func(*Guidelines, func(key, format string, args ...any)) // a further check of each guidelines file; nil for none
	lines  map[string]lineIndex                                     // by file
	faults Faults
}

// add notes a fault at the line of its key, or at the first line of a file that could not be read.
func (l *loader) add(file, key, problem string) {
	l.faults = append(l.faults, Fault{file, l.lines[file].of(key), key, problem})
}

// load reads all there is; what is faulty is told of in faults and left out of the set.
func (l *loader) load() *Set {
	set := &Set{Prices: l.prices}
	if set.Prices == nil {
		set.Prices = l.priceBase()
		l.prices = set.Prices
	}
	set.Mileage = l.mileage()
	// Guidelines are held against the price base amounts, which have been read above.
	set.Riksnorms = l.riksnorms()
	set.Guidelines = l.guidelines()
	set.files = l.files
	return set
}

// read decodes one file and lets it check itself. The head is filled in even where the file is faulty.
func (l *loader) read(name string, dst any, head *Header, check func(fail func(key, format string, args ...any))) bool {
	data, kept := l.kept[name]
	if !kept {
		var err error
		if data, err = fs.ReadFile(l.fsys, name); err != nil {
			l.add(name, "", err.Error())
			return false
		}
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
		l.lines, l.files = map[string]lineIndex{}, map[string][]byte{}
	}
	l.files[head.Hash] = data
	l.lines[name] = indexLines(string(data))
	before := len(l.faults)
	check(func(key, format string, args ...any) { l.add(name, key, fmt.Sprintf(format, args...)) })
	return len(l.faults) == before
}

// names lists the TOML files of a folder; a folder that is not there has none.
func (l *loader) names(folder string) []string {
	if l.kept != nil {
		return slices.DeleteFunc(slices.Sorted(maps.Keys(l.kept)), func(name string) bool { return path.Dir(name) != folder })
	}
	names, err := fs.Glob(l.fsys, folder+"/*.toml")
	if err != nil {
		l.add(folder, "", err.Error())
	}
	return names
}

// one reads a single file, which may lie anywhere: what it is is told by what is in it.
func (l *loader) one(name string) (*Set, error) {
	data, err := fs.ReadFile(l.fsys, name)
	if err != nil {
		return nil, err
	}
	lines := indexLines(string(data))
	has := func(key string) bool { _, ok := lines[key]; return ok }
	set := new(Set)
	switch {
	case has("municipality"):
		g := new(Guidelines)
		if l.read(name, g, &g.Header, func(fail func(key, format string, args ...any)) { g.check(l.prices, fail) }) {
			g.prepare()
			set.Guidelines = []*Guidelines{g}
		}
	case has("model"):
		n := new(Riksnorm)
		if l.read(name, n, &n.Header, n.check) {
			n.prepare()
			set.Riksnorms = []*Riksnorm{n}
		}
	case has("year"):
		p := new(PriceBase)
		if l.read(name, p, &p.Header, p.check) {
			set.Prices = p
		}
	case has("period"):
		m := new(Mileage)
		if l.read(name, m, &m.Header, m.check) {
			m.prepare()
			set.Mileage = m
		}
	default:
		l.add(name, "", "no rule file: want model (riksnorm), municipality (guidelines), [[year]] (price base) or [[period]] (mileage)")
	}
	return set, l.faults.Or()
}

// priceBase reads the price base amounts; nil where the folder has none or they are faulty.
func (l *loader) priceBase() *PriceBase {
	if !l.has(priceBaseFile) {
		return nil
	}
	var p PriceBase
	if !l.read(priceBaseFile, &p, &p.Header, p.check) {
		return nil
	}
	return &p
}

// mileage reads the amounts for one's own car; nil where the folder has none or they are faulty.
func (l *loader) mileage() *Mileage {
	if !l.has(mileageFile) {
		return nil
	}
	var m Mileage
	if !l.read(mileageFile, &m, &m.Header, m.check) {
		return nil
	}
	m.prepare()
	return &m
}

// has tells whether the folder, or what was kept, holds a file. One that is there and cannot be read is there: read tells why.
func (l *loader) has(name string) bool {
	if l.kept != nil {
		return l.kept[name] != nil
	}
	_, err := fs.Stat(l.fsys, name)
	return !errors.Is(err, fs.ErrNotExist)
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
	if l.kept == nil { // of kept files the ones that a calculation used are all there is
		l.checkPeriods(tables)
	}
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

// guidelines reads the municipalities' own files, and sees to it that no two of one municipality hold on the same day: which of
// them counted would else hang on the names of files. Files that are faulty are left out.
func (l *loader) guidelines() []*Guidelines {
	var all []*Guidelines
	prices := l.prices
	if prices == nil {
		prices = &PriceBase{}
	}
	for _, name := range l.names("guidelines") {
		g := new(Guidelines)
		if !l.read(name, g, &g.Header, func(fail func(key, format string, args ...any)) {
			g.check(prices, fail)
			if l.also != nil {
				l.also(g, fail)
			}
		}) {
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

// refuseNational tells of files in a municipality's folder that are not the municipality's to set: the government sets the
// riksnorm and the price base amount for the whole country.
// law: SoL 12:7
func (l *loader) refuseNational() {
	names := l.names("riksnorm")
	for _, name := range []string{priceBaseFile, mileageFile} {
		if l.has(name) {
			names = append(names, name)
		}
	}
	for _, name := range names {
		l.add(name, "", "a municipality's folder holds guidelines alone: these figures are the nation's")
	}
}

// strays tells of files that would be passed over in silence, such as a table saved in the wrong folder.
func (l *loader) strays() {
	err := fs.WalkDir(l.fsys, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		folder := path.Dir(name)
		if strings.HasSuffix(name, ".toml") && folder != "riksnorm" && folder != "guidelines" && name != priceBaseFile && name != mileageFile {
			l.add(name, "", "not read: rule files are "+ruleFiles)
		}
		return nil
	})
	if err != nil {
		l.add(".", "", err.Error())
	}
}

// trimDigits takes the digits off both ends of a text: nothing is left of a number.
func trimDigits(text string) string { return strings.Trim(text, "0123456789") }
