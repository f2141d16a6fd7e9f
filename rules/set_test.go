package rules

import (
	"errors"
	"io/fs"
	"reflect"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"bistand/aid"
)

func day(year, month, date int) aid.Date {
	return aid.Date{Year: year, Month: time.Month(month), Day: date}
}

// printedTables is the riksnorm as the sources print it, typed in apart from the rule files: single, couple; children with
// lunch at home by age band; children with lunch at preschool; common costs by household size.
var printedTables = map[int][21]int{
	2013: {2950, 5320, 1740, 1980, 1730, 1980, 2410, 2840, 3250, 3280, 1610, 1800, 1550, 1730, 930, 1040, 1310, 1490, 1710, 1950, 2120},
	2014: {2950, 5320, 1740, 1980, 1730, 1980, 2410, 2840, 3250, 3280, 1610, 1800, 1550, 1730, 930, 1040, 1310, 1490, 1710, 1950, 2120},
	2015: {2950, 5320, 1740, 1980, 1730, 1980, 2410, 2840, 3250, 3280, 1610, 1800, 1550, 1730, 930, 1040, 1310, 1490, 1710, 1950, 2120},
	2017: {2980, 5370, 1860, 2100, 1850, 2100, 2690, 3120, 3540, 3570, 1730, 1920, 1670, 1850, 950, 1060, 1330, 1520, 1740, 1980, 2150},
	2019: {3090, 5570, 2130, 2380, 2120, 2380, 2990, 3440, 3880, 3910, 2000, 2190, 1940, 2120, 990, 1100, 1380, 1570, 1810, 2050, 2220},
	2021: {3160, 5700, 2180, 2440, 2170, 2440, 3060, 3520, 3970, 4000, 2050, 2240, 1990, 2170, 1020, 1130, 1420, 1610, 1860, 2100, 2270},
}

// TestN12N15_SourcedTablesInFull holds every cell of every fully sourced year against the printed figures.
func TestN12N15_SourcedTablesInFull(t *testing.T) {
	for year, printed := range printedTables {
		n, err := Embedded().RiksnormOn(day(year, 6, 15))
		if err != nil {
			t.Fatal(err)
		}
		i := 0
		for key, cell := range n.Cells() {
			if cell.Kr != printed[i] || cell.State != aid.Sourced {
				t.Errorf("%d %s: %d %s, printed is %d", year, key, cell.Kr, cell.State, printed[i])
			}
			i++
		}
	}
}

// TestN12_Misprint910IsKeptBeside930: both facts about one person's common costs in 2015 are in the file.
func TestN12_Misprint910IsKeptBeside930(t *testing.T) {
	n, err := Embedded().RiksnormOn(day(2015, 12, 31))
	if err != nil {
		t.Fatal(err)
	}
	m := n.Misprints[0]
	if len(n.Misprints) != 1 || n.Common.Size1.Kr != 930 || m.Printed != 910 || m.Cell != "common.size_1" || m.Source != "lund2015" || m.Why == "" {
		t.Errorf("%d, %+v", n.Common.Size1.Kr, n.Misprints)
	}
}

// TestH4_FiguresByAgeAndSize: each age finds its band, each size its cell, and members beyond seven what the seventh added.
func TestH4_FiguresByAgeAndSize(t *testing.T) {
	n, err := Embedded().RiksnormOn(day(2015, 1, 1))
	if err != nil {
		t.Fatal(err)
	}
	home := []aid.Ore{1740, 1980, 1980, 1730, 1980, 1980, 1980, 2410, 2410, 2410, 2410, 2840, 2840, 2840, 2840, 3250, 3250, 3250, 3250, 3280, 3280}
	out := []aid.Ore{1610, 1800, 1800, 1550, 1730, 1730, 1730}
	for age, want := range home {
		figure, err := n.Child(age, false)
		if err != nil || figure.Amount != want*aid.Kronor {
			t.Errorf("age %d: %d %v, want %d kr", age, figure.Amount, err, want)
		}
		if age < len(out) {
			want = out[age]
		}
		if figure, err = n.Child(age, true); err != nil || figure.Amount != want*aid.Kronor {
			t.Errorf("age %d with lunch: %d %v, want %d kr", age, figure.Amount, err, want)
		}
	}
	for _, age := range []int{-1, 21} {
		if _, err := n.Child(age, false); !errors.As(err, new(aid.Error)) {
			t.Errorf("age %d: %v", age, err)
		}
	}
	for size, want := range map[int]aid.Ore{1: 930, 7: 2120, 8: 2290, 9: 2460, 15: 3480, 16: 3650, 30: 6030} {
		if figure := n.CommonCosts(size); figure.Amount != want*aid.Kronor || figure.State != aid.Sourced {
			t.Errorf("size %d: %d %s, want %d kr", size, figure.Amount, figure.State, want)
		}
	}
}

// TestDayOutsideEveryTable: never the nearest year.
func TestDayOutsideEveryTable(t *testing.T) {
	for _, d := range []aid.Date{day(2012, 12, 31), day(2027, 1, 1), day(2027, 12, 31), {}} {
		_, err := Embedded().RiksnormOn(d)
		fault, ok := errors.AsType[aid.Error](err)
		if !ok || fault.Code != "rules.no_table" || fault.Args["day"] != d.String() || fault.Args["table"] != "riksnorm" {
			t.Errorf("%s: %v", d, err)
		}
	}
}

// TestH13H24_SharesOfPriceBase: the amounts that Höganäs prints for 2010, and the same shares in the money of 2026.
func TestH13H24_SharesOfPriceBase(t *testing.T) {
	set := Embedded()
	g, ok := set.GuidelinesOn("1284", day(2026, 11, 1))
	if !ok {
		t.Fatal("no guidelines")
	}
	for kind, want := range map[string][2]aid.Ore{
		"infant_equipment": {4240, 5920}, "dental_delegation": {1179, 1646}, "glasses_frames": {848, 1184},
		"home_equipment_first": {2120, 2960}, "home_equipment_further": {1980, 2765}, "tv": {1802, 2516},
	} {
		for i, year := range []int{2010, 2026} {
			got, ref, err := g.ShareOf(kind, set.Prices, year)
			if err != nil || got != want[i]*aid.Kronor || ref.Section == "" {
				t.Errorf("%s %d: %d %+v %v, want %d kr", kind, year, got, ref, err, want[i])
			}
		}
	}
	if _, _, err := g.ShareOf("tv", set.Prices, 2027); !errors.As(err, new(aid.Error)) {
		t.Errorf("2027: %v", err)
	}
	if _, _, err := g.ShareOf("yacht", set.Prices, 2026); !errors.Is(err, aid.ErrNotFound) {
		t.Errorf("yacht: %v", err)
	}
}

// TestH13_KindsNamedByTheDocument: a kind that the document names has its section; one that it does not name has none.
func TestH13_KindsNamedByTheDocument(t *testing.T) {
	for _, tt := range []struct{ code, kind, section string }{
		{"1281", "housing", "Försörjningsstöd, bidragsnorm 2015"},
		{"1281", "other_expense", ""},
		{"1284", "dental", "Tandvård"},
		{"1480", "housing", ""},
		{"2081", "housing", ""},
	} {
		g, ok := Embedded().GuidelinesOn(tt.code, day(2026, 11, 1))
		if !ok {
			t.Fatalf("no guidelines for %s", tt.code)
		}
		ref, named := g.ExpenseRule(aid.ExpenseKind(tt.kind))
		if ref.Section != tt.section || named != (tt.section != "") || named && (ref.Source == "" || len(ref.Hash) != 64) {
			t.Errorf("%s %s: %+v", tt.code, tt.kind, ref)
		}
	}
}

// TestFieldsSayWhetherNeeded: a field of a rule file without a need tag would be a key that may be misspelt unseen.
func TestFieldsSayWhetherNeeded(t *testing.T) {
	var walk func(reflect.Type)
	walk = func(rt reflect.Type) {
		for i := range rt.NumField() {
			f := rt.Field(i)
			if _, read := f.Tag.Lookup("toml"); read && f.Tag.Get("need") != "yes" && f.Tag.Get("need") != "no" {
				t.Errorf("%s.%s has no need tag", rt, f.Name)
			}
			inner := f.Type
			if inner.Kind() == reflect.Slice || inner.Kind() == reflect.Pointer {
				inner = inner.Elem()
			}
			if inner.Kind() == reflect.Struct && strings.HasSuffix(inner.PkgPath(), "/rules") {
				walk(inner)
			}
		}
	}
	for _, file := range []any{Riksnorm{}, Guidelines{}, PriceBase{}, Mileage{}} {
		walk(reflect.TypeOf(file))
	}
}

// folder is a copy of the embedded rules for a test to spoil.
func folder(t *testing.T) fstest.MapFS {
	t.Helper()
	files := fstest.MapFS{}
	err := fs.WalkDir(embedded, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		data, err := embedded.ReadFile(name)
		files[name] = &fstest.MapFile{Data: data}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

func TestCheckPassesTheEmbeddedRules(t *testing.T) {
	if faults := Check(folder(t)); len(faults) > 0 {
		t.Error(faults)
	}
}

// TestFoldersThatAreNotRules: nothing to read, or files that nothing reads, are told of.
func TestFoldersThatAreNotRules(t *testing.T) {
	if _, err := Load(fstest.MapFS{}); err == nil {
		t.Error("an empty folder loads")
	}
	if len(Check(fstest.MapFS{})) != 1 {
		t.Error("an empty folder passes")
	}
	files := folder(t)
	files["riksnorm2027.toml"] = &fstest.MapFile{Data: []byte("")}
	if got := Check(files).Error(); !strings.Contains(got, "riksnorm2027.toml:1: not read") {
		t.Errorf("got %q", got)
	}
}

// TestX3_AKeptTableOfHalfAYearIsRead: where a year has two tables, a calculation used, and keeps, one of them.
func TestX3_AKeptTableOfHalfAYearIsRead(t *testing.T) {
	text, err := embedded.ReadFile("riksnorm/2013.toml")
	if err != nil {
		t.Fatal(err)
	}
	half := strings.Replace(string(text), `from = "2013-01-01"`, `from = "2013-07-01"`, 1)
	set, err := FromFiles(map[string][]byte{"riksnorm/2013-2.toml": []byte(half)})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := set.RiksnormOn(aid.Date{Year: 2013, Month: 7, Day: 1}); err != nil {
		t.Error(err)
	}
	if _, err := set.RiksnormOn(aid.Date{Year: 2013, Month: 6, Day: 30}); err == nil {
		t.Error("the table holds before its first day")
	}
}
