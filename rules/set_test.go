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

// TestSpoiltFilesRefuseToLoad: each slip is refused by Load and told of by Check with file, line and key.
func TestSpoiltFilesRefuseToLoad(t *testing.T) {
	const norm, guide = "riksnorm/2015.toml", "guidelines/1284-hoganas.toml"
	for name, tt := range map[string]struct{ file, old, new, want string }{
		"misspelt cell":       {norm, "age_7_10 ", "age_7_11 ", norm + ":32: personal.child.age_7_10: missing"},
		"unknown cell":        {norm, "age_7_10 ", "age_7_11 ", norm + ":37: personal.child.age_7_11: unknown key"},
		"no amount":           {norm, "kr = 5320, ", "", norm + ":29: personal.couple.kr: want 1 to 100000"},
		"an amount too many":  {norm, "kr = 5320,", "kr = 532000,", norm + ":29: personal.couple.kr: want 1 to 100000"},
		"unknown state":       {norm, `2410, state = "sourced"`, `2410, state = "certain"`, norm + ":37: personal.child.age_7_10.state: unknown state"},
		"no source":           {norm, `size_1 = { kr = 930, state = "sourced", by = ["sos2015"] }`, `size_1 = { kr = 930, state = "sourced" }`, "common.size_1.by: a sourced figure names its source"},
		"unknown source":      {norm, `by = ["sos2015"] }`, `by = ["sos2051"] }`, `common.size_1.by: no source has the id "sos2051"`},
		"computed by nothing": {norm, `{ kr = 930, state = "sourced", by = ["sos2015"] }`, `{ kr = 930, state = "computed" }`, "common.size_1.rule: a computed figure names its rule"},
		"missing with amount": {norm, `{ kr = 930, state = "sourced", by = ["sos2015"] }`, `{ kr = 930, state = "missing" }`, "common.size_1.state: a missing figure"},
		"falling with size":   {norm, "kr = 1040", "kr = 920", "common.size_2.kr: 920 is lower than 930"},
		"misprint is right":   {norm, "printed = 910", "printed = 930", "misprint[1].printed: 930 is the figure in force"},
		"misprint of nothing": {norm, `cell = "common.size_1"`, `cell = "common.size_8"`, "misprint[1].cell: no cell"},
		"printed total":       {"riksnorm/2026.toml", "kr = 8510", "kr = 8500", "printed_total[2].kr: the source prints 8500, the cells give 8510"},
		"unknown model":       {norm, "personal_and_common", "reference_value", norm + ":4: model: unknown model"},
		"source twice":        {norm, `id = "lund2015"`, `id = "sos2015"`, "source[2].id: \"sos2015\" is used twice"},
		"overlap":             {norm, `from = "2015-01-01"`, `from = "2014-12-01"`, norm + ":5: from: 2014-12-01 overlaps riksnorm/2014.toml"},
		"gap after":           {norm, `until = "2015-12-31"`, `until = "2015-11-30"`, norm + ":6: until: gap: no table holds on 2015-12-01"},
		"gap before":          {norm, `from = "2015-01-01"`, `from = "2015-02-01"`, norm + ":5: from: gap: no table holds on 2015-01-31"},
		"part of a month":     {norm, `until = "2015-12-31"`, `until = "2015-12-30"`, "not whole calendar months"},
		"no such day":         {norm, `until = "2015-12-31"`, `until = "2015-02-31"`, norm + ":6: until: read date"},
		"mileage overlaps":    {"mileage.toml", `from = "2023-01-01"`, `from = "2022-12-31"`, "mileage.toml:28: period[2].from: 2022-12-31 does not follow 2022-12-31: overlap or gap"},
		"mileage gap":         {"mileage.toml", `from = "2023-01-01"`, `from = "2023-01-02"`, "mileage.toml:28: period[2].from: 2023-01-02 does not follow 2022-12-31: overlap or gap"},
		"mileage in kronor":   {"mileage.toml", "ore_per_10_km = 2500", "kr_per_10_km = 25", "mileage.toml:30: period[2].kr_per_10_km: unknown key; known here: from, until, ore_per_10_km, by, note"},
		"mileage too high":    {"mileage.toml", "2500", "25000", "mileage.toml:30: period[2].ore_per_10_km: want 1 to 10000 öre, found 25000"},
		"mileage backwards":   {"mileage.toml", `until = "2026-12-31"`, `until = "2016-12-31"`, "mileage.toml:29: period[2].until: 2016-12-31 is before the first day 2023-01-01"},
		"mileage by nobody":   {"mileage.toml", `by = ["regeringen2022", "promemoria2025"]`, "by = []", "mileage.toml:31: period[2].by: no source"},
		"mileage no such day": {"mileage.toml", `from = "2023-01-01"`, `from = "2023-02-29"`, "mileage.toml:28: period[2].from: read date"},
		"price base gap":      {"pricebase.toml", "year = 2012", "year = 2011", "year[3].year: 2011 does not follow 2011"},
		"caps overlap":        {guide, "children_from = 1\n", "children_from = 0\n", "housing_cap[2].children_from: overlaps housing_cap[1]"},
		"unknown kind":        {guide, `kind = "dental"`, `kind = "teeth"`, `expense[9].kind: unknown kind "teeth"`},
		"kind twice":          {guide, `kind = "dental"`, `kind = "doctor"`, `expense[9].kind: "doctor" is named twice`},
		"share misprinted":    {guide, "printed_kr = 1179", "printed_kr = 1178", "price_base_share[2].printed_kr: the document prints 1178, the share gives 1179.00"},
		"rounding":            {guide, `checked_by = ""`, "checked_by = \"\"\n[calculation]\nresult_rounding = \"down\"", "result_rounding: unknown rounding"},
		"municipality":        {guide, `"1284"`, `"Höganäs"`, "municipality: want four digits"},
		"same municipality":   {guide, `"1284"`, `"1281"`, "holds on days on which guidelines/1281-lund.toml holds too"},
		"not TOML":            {guide, "[[source]]", "[source", guide + ":8: "},
	} {
		t.Run(name, func(t *testing.T) {
			files := folder(t)
			data := string(files[tt.file].Data)
			if !strings.Contains(data, tt.old) {
				t.Fatalf("%s does not hold %q", tt.file, tt.old)
			}
			files[tt.file].Data = []byte(strings.Replace(data, tt.old, tt.new, 1))
			if _, err := Load(files); err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("Load: got\n%v\nwant %s", err, tt.want)
			}
			if got := Check(files).Error(); !strings.Contains(got, tt.want) {
				t.Errorf("Check: got\n%s\nwant %s", got, tt.want)
			}
		})
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
