package rules

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"

	"bistand/aid"

	"github.com/google/go-cmp/cmp"
)

// TestLimitsThemselvesLoad: of each number that a municipality may set, the least and the most are taken, and one beyond is
// refused with its place. "N" stands for the number.
func TestLimitsThemselvesLoad(t *testing.T) {
	const cited = "source = \"a\"\nsection = \"S\"\n"
	const quoted = cited + "text = \"T\"\n"
	const norm = "[[norm]]\ncode = \"food\"\nname = \"N.\"\ncommon = true\n" + quoted
	const lodger = "[lodger]\nformula = \"rent_by_rooms\"\nrounding = \"exact\"\n" + quoted
	const span = "[[housing_cap]]\n" + cited
	for _, tt := range []struct {
		text        string
		least, most int
		key         string
	}{
		{"[calculation]\ndeviation_percent = N\n", 0, 100, "calculation.deviation_percent"},
		{span + "adults_from = 1\nadults_to = 1\nchildren_from = 0\nchildren_to = 0\nkr = N\n", 1, maxCell, "housing_cap[1].kr"},
		{span + "adults_from = N\nadults_to = 2\nchildren_from = 0\nchildren_to = 0\nkr = 1\n", 1, 2, "housing_cap[1].adults_to"},
		{span + "adults_from = 1\nadults_to = 2\nchildren_from = N\nchildren_to = 3\nkr = 1\n", 0, 3, "housing_cap[1].children_to"},
		{"[young_at_home]\nage_from = N\nage_to = 25\n" + quoted, 0, 25, "young_at_home.age_to"},
		{"[young_at_home]\nage_from = 18\nage_to = N\n" + quoted, 18, maxAge, "young_at_home.age_to"},
		{lodger + "printed_rent = N\nprinted_rooms = 1\nprinted_kr = 0\n", 1, maxCell, "lodger.printed_rent"},
		{lodger + "printed_rent = 1\nprinted_rooms = N\nprinted_kr = 0\n", 1, maxRooms, "lodger.printed_rooms"},
		{"[[price_base_share]]\nfor = \"tv\"\nhundredths_of_percent = N\n" + quoted, 1, 10_000, "price_base_share[1].hundredths_of_percent"},
		{norm + "single = N\ncouple = 100000\nchild = 0\n", 1, maxCell, "norm[1].single"},
		{norm + "single = 7\ncouple = N\nchild = 0\n", 7, maxCell, "norm[1].couple"},
		{norm + "single = 7\ncouple = 7\nchild = N\n", 0, maxCell, "norm[1].child"},
		{"[control]\nstatement_enough = true\nspot_check_months = N\nloses_trust = true\n[[control.quote]]\n" + quoted, 0, 12, "control.spot_check_months"},
	} {
		for _, n := range []int{tt.least - 1, tt.least, tt.most, tt.most + 1} {
			file := strings.Replace(ownGuidelines+tt.text, "= N\n", "= "+strconv.Itoa(n)+"\n", 1)
			_, err := Embedded().WithGuidelines(fstest.MapFS{"guidelines/1281.toml": {Data: []byte(file)}})
			// The lodger's example may give another amount than the one printed: that is another fault.
			refused := err != nil && strings.Contains(err.Error(), ": "+tt.key+": ")
			if allowed := n >= tt.least && n <= tt.most; allowed == refused {
				t.Errorf("%s at %d: %v", tt.key, n, err)
			}
		}
	}
}

// TestCapsSideBySide: rows that meet do not overlap, and each covers its own households to the last.
func TestCapsSideBySide(t *testing.T) {
	row := func(adultsFrom, adultsTo, childrenFrom, childrenTo, kr int) string {
		return fmt.Sprintf("[[housing_cap]]\nadults_from = %d\nadults_to = %d\nchildren_from = %d\nchildren_to = %d\nkr = %d\nsource = \"a\"\nsection = \"S\"\n",
			adultsFrom, adultsTo, childrenFrom, childrenTo, kr)
	}
	g := guidelinesWith(t, row(2, 3, 2, 3, 5)+row(1, 1, 2, 3, 1)+row(4, 4, 2, 3, 2)+row(2, 3, 0, 1, 3)+row(2, 3, 4, 4, 4))
	for adults := range 6 {
		for children := range 6 {
			want := 0
			switch inside := children == 2 || children == 3; {
			case adults == 1 && inside:
				want = 1
			case adults == 4 && inside:
				want = 2
			case (adults == 2 || adults == 3) && inside:
				want = 5
			case (adults == 2 || adults == 3) && children < 2:
				want = 3
			case (adults == 2 || adults == 3) && children == 4:
				want = 4
			}
			got, ok := g.HousingCap(aid.Household{Adults: make([]aid.Adult, adults), Children: make([]aid.Child, children)})
			if got.Amount != aid.Ore(want)*aid.Kronor || ok != (want > 0) {
				t.Errorf("%d adults, %d children: %d, want %d kronor", adults, children, got.Amount, want)
			}
		}
	}
	for _, other := range []string{row(3, 4, 3, 4, 1), row(1, 2, 1, 2, 1), row(1, 2, 3, 4, 1), row(3, 4, 1, 2, 1), row(2, 2, 2, 2, 1), row(1, 4, 0, 9, 1)} {
		file := ownGuidelines + row(2, 3, 2, 3, 5) + other
		if _, err := Embedded().WithGuidelines(fstest.MapFS{"guidelines/1281.toml": {Data: []byte(file)}}); err == nil || !strings.Contains(err.Error(), "overlaps housing_cap[1]") {
			t.Errorf("%s beside two or three adults with two or three children: %v", other, err)
		}
	}
}

// TestLodgersExampleIsWholeOrNone: a document prints rent, rooms and answer, or nothing.
func TestLodgersExampleIsWholeOrNone(t *testing.T) {
	const lodger = "[lodger]\nformula = \"rent_by_rooms\"\nrounding = \"up\"\nsource = \"a\"\nsection = \"S\"\ntext = \"T\"\n"
	for example, want := range map[string]string{
		"": "",
		"printed_rent = 7000\nprinted_rooms = 2\nprinted_kr = 2334\n": "",
		"printed_rent = 7000\n":                     "lodger.printed_rooms: want",
		"printed_rooms = 2\n":                       "lodger.printed_rent: want",
		"printed_kr = 2334\n":                       "lodger.printed_rent: want",
		"printed_rent = 7000\nprinted_rooms = 2\n":  "lodger.printed_kr: the document prints 0",
		"printed_rent = 7000\nprinted_kr = 2334\n":  "lodger.printed_rooms: want",
		"printed_rooms = 2\nprinted_kr = 2334\n":    "lodger.printed_rent: want",
		"printed_rent = -1\nprinted_rooms = 2\n":    "lodger.printed_rent: want",
		"printed_rent = 7000\nprinted_rooms = -1\n": "lodger.printed_rooms: want",
	} {
		_, err := Embedded().WithGuidelines(fstest.MapFS{"guidelines/1281.toml": {Data: []byte(ownGuidelines + lodger + example)}})
		if (err == nil) != (want == "") || err != nil && !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v", example, err)
		}
	}
	g := guidelinesWith(t, lodger)
	if f, ok := g.LodgerShare(7000_00, 2); !ok || f.Args["parts"] != "3" || f.Args["rooms"] != "2" || f.Args["rent"] != "700000" || f.Args["cap"] != "233400" {
		t.Errorf("%+v", f)
	}
	for rooms, want := range map[int]bool{maxRooms: true, maxRooms + 1: false} {
		if _, ok := g.LodgerShare(aid.MaxAmount, rooms); ok != want {
			t.Errorf("%d rooms: %v", rooms, ok)
		}
	}
}

// TestGuidelinesHoldFromTheFirstDayToTheLast: both days included, and two that share a day overlap.
func TestGuidelinesHoldFromTheFirstDayToTheLast(t *testing.T) {
	from := func(first, last aid.Date) *Guidelines {
		return &Guidelines{Municipality: "1281", From: first, Until: last}
	}
	first, last, none := day(2026, 3, 1), day(2026, 8, 31), aid.Date{}
	for _, tt := range []struct {
		g    *Guidelines
		on   aid.Date
		want bool
	}{
		{from(first, last), day(2026, 2, 28), false},
		{from(first, last), first, true},
		{from(first, last), last, true},
		{from(first, last), day(2026, 9, 1), false},
		{from(none, last), day(1990, 1, 1), true},
		{from(none, last), day(2026, 9, 1), false},
		{from(first, none), day(2026, 2, 28), false},
		{from(first, none), day(2090, 1, 1), true},
		{from(none, none), first, true},
		{from(day(2026, 3, 10), day(2026, 3, 20)), day(2026, 3, 9), false},
		{from(day(2026, 3, 10), day(2026, 3, 20)), day(2026, 3, 15), true},
		{from(day(2026, 3, 10), day(2026, 3, 20)), day(2026, 3, 21), false},
	} {
		if tt.g.validOn(tt.on) != tt.want {
			t.Errorf("%s to %s on %s: %v", tt.g.From, tt.g.Until, tt.on, !tt.want)
		}
	}
	for _, tt := range []struct {
		a, b *Guidelines
		want bool
	}{
		{from(first, last), from(last, none), true},
		{from(first, last), from(day(2026, 9, 1), none), false},
		{from(first, last), from(none, first), true},
		{from(first, last), from(none, day(2026, 2, 28)), false},
		{from(first, last), from(none, none), true},
		{from(none, last), from(first, none), true},
		{from(first, last), &Guidelines{Municipality: "1284"}, false},
	} {
		if tt.a.overlaps(tt.b) != tt.want || tt.b.overlaps(tt.a) != tt.want {
			t.Errorf("%s to %s and %s to %s: %v", tt.a.From, tt.a.Until, tt.b.From, tt.b.Until, !tt.want)
		}
	}
}

// TestFiguresAreThoseOfTheirCells: one adult's and two adults' are not mixed up, and each says which cell it is.
func TestFiguresAreThoseOfTheirCells(t *testing.T) {
	n := tableOf(t, 2021)
	one, two := n.Adults(false), n.Adults(true)
	if one.Amount != 3160_00 || one.Code != "single" || two.Amount != 5700_00 || two.Code != "couple" || one.Args["year"] != "2021" || one.Args["rule"] != "" {
		t.Errorf("%+v, %+v", one, two)
	}
	four, err := n.Child(4, true)
	if err != nil || four.Code != "age_4_6" || four.Rule.Section != "personal.child_lunch_out.age_4_6" || four.Args["age"] != "4" {
		t.Errorf("%+v, %v", four, err)
	}
	if nine := n.CommonCosts(9); nine.Code != "9" || nine.Args["size"] != "9" || nine.Args["over"] != "2" || nine.Args["each"] != "17000" || nine.Args["seven"] != "227000" {
		t.Errorf("%+v", nine)
	}
}

// changed is a small folder of rules in which one file has other text; each piece must be there.
func changed(t *testing.T, file string, oldNew ...string) fstest.MapFS {
	t.Helper()
	files := small(t)
	text := string(files[file].Data)
	for pair := range slices.Chunk(oldNew, 2) {
		if !strings.Contains(text, pair[0]) {
			t.Fatalf("%s does not hold %q", file, pair[0])
		}
		text = strings.Replace(text, pair[0], pair[1], 1)
	}
	files[file] = &fstest.MapFile{Data: []byte(text)}
	return files
}

// TestNationalLimitsThemselvesLoad: the least and the most of each figure of the nation's are taken, and one beyond is refused.
func TestNationalLimitsThemselvesLoad(t *testing.T) {
	const table = "riksnorm/2026.toml"
	total := []string{"[[printed_total]]\nadults = 1\nkr = 5220\nsource = \"regeringen2025\"\n", "", "[[printed_total]]\nadults = 2\nkr = 8510\nsource = \"regeringen2025\"\n", ""}
	for _, tt := range []struct {
		file, old   string
		least, most int
		key         string
	}{
		{priceBaseFile, "kr = 59200", 1, 1_000_000, "year[17].kr"},
		{mileageFile, "ore_per_10_km = 2500", 1, maxMileage, "period[2].ore_per_10_km"},
		{table, "single = { kr = 3940", 1, maxCell, "personal.single.kr"},
		{table, "size_3 = { kr = 1790", 1410, 2030, "common.size_"}, // between the sizes beside it
	} {
		for _, n := range []int{tt.least - 1, tt.least, tt.most, tt.most + 1} {
			pieces := []string{tt.old, tt.old[:strings.LastIndex(tt.old, " ")+1] + strconv.Itoa(n)}
			if tt.file == table {
				pieces = append(pieces, total...)
			}
			_, err := Load(changed(t, tt.file, pieces...))
			if allowed := n >= tt.least && n <= tt.most; allowed != (err == nil) || !allowed && !strings.Contains(err.Error(), ": "+tt.key) {
				t.Errorf("%s at %d: %v", tt.key, n, err)
			}
		}
	}
}

// TestNationalFilesAreWhole: what a table, the price base amounts and the mileage must have, and what they may.
func TestNationalFilesAreWhole(t *testing.T) {
	const table = "riksnorm/2026.toml"
	const sourced = `single = { kr = 3940, state = "sourced", by = ["lifecare2026"] }`
	const missing = `age_3   = { state = "missing" }`
	const half = "[[period]]\nfrom = \"2026-01-01\"\nuntil = \"2026-01-01\"\nore_per_10_km = 2500\nby = [\"regeringen2022\"]\n"
	for name, tt := range map[string]struct {
		file     string
		old, new string
		want     string
	}{
		"lunch for less":            {table, missing, `age_3   = { kr = 2719, state = "computed", rule = "step2026" }`, ""},
		"lunch for as much":         {table, missing, `age_3   = { kr = 2720, state = "computed", rule = "step2026" }`, "personal.child_lunch_out.age_3.kr: 2720 is not lower"},
		"missing with a source":     {table, missing, `age_3   = { state = "missing", by = ["lifecare2026"] }`, "personal.child_lunch_out.age_3.state: a missing figure"},
		"missing with a rule":       {table, missing, `age_3   = { state = "missing", rule = "step2026" }`, "personal.child_lunch_out.age_3.state: a missing figure"},
		"missing with an amount":    {table, missing, `age_3   = { kr = 1, state = "missing" }`, "personal.child_lunch_out.age_3.state: a missing figure"},
		"home missing, not lunch":   {table, `age_3     = { kr = 2720, state = "computed", rule = "step2026" }`, `age_3     = { state = "missing" }`, ""},
		"a size missing":            {table, `size_3 = { kr = 1790, state = "computed", rule = "step2026" }`, `size_3 = { state = "missing" }`, ""},
		"a rule of no source":       {table, "source = \"regeringen2025\"\n\n[[printed_total]]", "source = \"x\"\n\n[[printed_total]]", `rule[1].source: no source has the id "x"`},
		"a rule that is not there":  {table, `under_1   = { kr = 2740, state = "computed", rule = "step2026" }`, `under_1   = { kr = 2740, state = "computed", rule = "x" }`, `personal.child.under_1.rule: no rule has the id "x"`},
		"a total of three":          {table, "adults = 1\nkr = 5220", "adults = 3\nkr = 5220", "printed_total[1].adults: want 1 or 2, found 3"},
		"a total of one":            {table, "kr = 5220", "kr = 5221", "printed_total[1].kr: the source prints 5221, the cells give 5220"},
		"a total of no source":      {table, "kr = 5220\nsource = \"regeringen2025\"", "kr = 5220\nsource = \"x\"", `printed_total[1].source: no source has the id "x"`},
		"no sources":                {mileageFile, "[[source]]", "[[sources]]", "unknown key"},
		"from the second":           {table, `from = "2026-01-01"`, `from = "2026-01-02"`, "from: 2026-01-02 to 2026-12-31 are not whole calendar months"},
		"one month":                 {table, `from = "2026-01-01"`, `from = "2026-12-01"`, "from: gap: no table holds on 2026-11-30"},
		"backwards":                 {table, `until = "2026-12-31"`, `until = "2025-12-31"`, "until: 2025-12-31 is before the first day 2026-01-01"},
		"a printed cell by nobody":  {table, sourced, `single = { kr = 3940, state = "sourced" }`, "personal.single.by: a sourced figure names its source"},
		"a mileage of one day":      {mileageFile, "until = \"2026-12-31\"", "until = \"2023-01-01\"", ""},
		"mileage overlapping":       {mileageFile, "[[period]]", half + "[[period]]", "period[2].from: 2011-01-01 does not follow 2026-01-01"},
		"mileage of no source":      {mileageFile, `by = ["regeringen2022", "promemoria2025"]`, `by = ["x"]`, `period[2].by: no source has the id "x"`},
		"an amount of no source":    {priceBaseFile, "year = 2026\nkr = 59200\nby = [", "year = 2026\nkr = 59200\nby = [\"x\", ", `year[17].by: no source has the id "x"`},
		"an amount by nobody":       {priceBaseFile, "[[year]]\n", "[[year]]\nyear = 2009\nkr = 1\nby = []\n[[year]]\n", "year[1].by: no source"},
		"a year left out":           {priceBaseFile, "year = 2026", "year = 2027", "year[17].year: 2027 does not follow 2025"},
		"control without its words": {"guidelines/2081-borlange.toml", "[[control.quote]]", "[[control.quotes]]", "unknown key"},
	} {
		_, err := Load(changed(t, tt.file, tt.old, tt.new))
		if (err == nil) != (tt.want == "") || err != nil && !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
	for name, text := range map[string]string{mileageFile: "period = []\n", priceBaseFile: "year = []\n"} {
		files := small(t)
		files[name] = &fstest.MapFile{Data: []byte("title = \"T\"\nchecked_by = \"\"\nsource = []\n" + text)}
		if _, err := Load(files); err == nil || !strings.Contains(err.Error(), "source: no source") || !strings.Contains(err.Error(), text[:4]) || !strings.Contains(err.Error(), ": no ") {
			t.Errorf("an empty %s: %v", name, err)
		}
	}
}

// TestTablesFillTheirYears: a year may have its table in parts that meet, or none; not in parts with days between or on both.
func TestTablesFillTheirYears(t *testing.T) {
	norm, err := embedded.ReadFile("riksnorm/2015.toml")
	if err != nil {
		t.Fatal(err)
	}
	for name, tt := range map[string]struct {
		days []string // first and last of each table
		want []string // how each fault begins, after the file
	}{
		"halves that meet":        {[]string{"2015-01-01", "2015-06-30", "2015-07-01", "2015-12-31"}, nil},
		"a year between":          {[]string{"2013-01-01", "2013-12-31", "2015-01-01", "2015-12-31"}, nil},
		"two years in one":        {[]string{"2013-01-01", "2014-12-31", "2015-01-01", "2015-12-31"}, nil},
		"from the autumn on":      {[]string{"2015-09-01", "2015-12-31"}, []string{"from: gap: no table holds on 2015-08-31"}},
		"to the summer":           {[]string{"2015-01-01", "2015-06-30"}, []string{"until: gap: no table holds on 2015-07-01"}},
		"a month between":         {[]string{"2015-01-01", "2015-06-30", "2015-08-01", "2015-12-31"}, []string{"until: gap: no table holds on 2015-07-01", "from: gap: no table holds on 2015-07-31"}},
		"a month on both":         {[]string{"2015-01-01", "2015-07-31", "2015-07-01", "2015-12-31"}, []string{"from: 2015-07-01 overlaps riksnorm/0.toml, which holds until 2015-07-31"}},
		"the summer to the next":  {[]string{"2013-01-01", "2014-06-30", "2014-07-01", "2015-12-31"}, nil},
		"the summer to the other": {[]string{"2013-01-01", "2013-06-30", "2015-01-01", "2015-12-31"}, []string{"until: gap: no table holds on 2013-07-01"}},
	} {
		files := small(t)
		delete(files, "riksnorm/2026.toml")
		for pair := range slices.Chunk(tt.days, 2) {
			text := strings.NewReplacer(`from = "2015-01-01"`, `from = "`+pair[0]+`"`, `until = "2015-12-31"`, `until = "`+pair[1]+`"`).Replace(string(norm))
			files[fmt.Sprintf("riksnorm/%d.toml", len(files)-3)] = &fstest.MapFile{Data: []byte(text)}
		}
		_, err := Load(files)
		var faults Faults
		errors.As(err, &faults)
		var got []string
		for _, f := range faults {
			got = append(got, f.Key+": "+f.Problem)
		}
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("%s:\n%s", name, diff)
		}
	}
}

// TestFoldersInPart: a folder may hold files of one sort alone, and what is missing or in the wrong hands is told once.
func TestFoldersInPart(t *testing.T) {
	const norm, guide = "riksnorm/2026.toml", "guidelines/2081-borlange.toml"
	all := small(t)
	for name, tt := range map[string]struct {
		files []string
		check []string // of Check; the file and how the problem begins
		load  []string
	}{
		"all":                {[]string{norm, guide, priceBaseFile, mileageFile}, nil, nil},
		"a table":            {[]string{norm}, nil, []string{"pricebase.toml: missing", "mileage.toml: missing"}},
		"mileage":            {[]string{mileageFile}, nil, []string{"riksnorm: no table", "pricebase.toml: missing"}},
		"price base":         {[]string{priceBaseFile}, nil, []string{"riksnorm: no table", "mileage.toml: missing"}},
		"nothing":            {nil, []string{".: no rule file"}, []string{"riksnorm: no table", "pricebase.toml: missing", "mileage.toml: missing"}},
		"no guidelines":      {[]string{norm, priceBaseFile, mileageFile}, nil, nil},
		"own":                {[]string{guide}, nil, []string{"riksnorm: no table", "pricebase.toml: missing", "mileage.toml: missing"}},
		"own with mileage":   {[]string{guide, mileageFile}, []string{"mileage.toml: a municipality's"}, []string{"riksnorm: no table", "pricebase.toml: missing"}},
		"own with a table":   {[]string{guide, norm}, []string{norm + ": a municipality's"}, []string{"pricebase.toml: missing", "mileage.toml: missing"}},
		"the nation's whole": {[]string{guide, norm, priceBaseFile}, nil, []string{"mileage.toml: missing"}},
	} {
		files := fstest.MapFS{}
		for _, file := range tt.files {
			files[file] = all[file]
		}
		if got := problems(Check(files)); !begins(got, tt.check) {
			t.Errorf("%s: Check tells %q, want %q", name, got, tt.check)
		}
		_, err := Load(files)
		var faults Faults
		errors.As(err, &faults)
		if got := problems(faults); !begins(got, tt.load) {
			t.Errorf("%s: Load tells %q, want %q", name, got, tt.load)
		}
	}
	broken := fstest.MapFS{mileageFile: {Data: []byte("title = 1")}}
	if got := problems(Check(broken)); slices.ContainsFunc(got, func(p string) bool { return strings.Contains(p, "no rule file") }) {
		t.Errorf("a broken file is no file: %q", got)
	}
}

func problems(faults Faults) (all []string) {
	for _, f := range faults {
		all = append(all, f.File+": "+f.Problem)
	}
	return all
}

// begins tells whether each text begins as wanted.
func begins(got, want []string) bool {
	return slices.EqualFunc(got, want, strings.HasPrefix)
}

// TestX3_KeptFilesAreAllThereIs: a set of kept files has its own tables and guidelines, and the program's figures beside them
// only where it has none.
func TestX3_KeptFilesAreAllThereIs(t *testing.T) {
	files := map[string][]byte{}
	for name, file := range small(t) {
		files[name] = file.Data
	}
	set, err := FromFiles(files)
	if err != nil || len(set.Riksnorms) != 1 || len(set.Guidelines) != 1 || set.Mileage == Embedded().Mileage || set.Prices == Embedded().Prices {
		t.Fatalf("%+v, %v", set, err)
	}
	if text, ok := set.File(set.Riksnorms[0].Hash); !ok || string(text) != string(files["riksnorm/2026.toml"]) {
		t.Error("the table is not kept by its hash")
	}
	if _, ok := set.File("none"); ok {
		t.Error("a file of no hash")
	}
	delete(files, mileageFile)
	delete(files, priceBaseFile)
	if set, err = FromFiles(files); err != nil || set.Mileage != Embedded().Mileage || set.Prices != Embedded().Prices {
		t.Errorf("%+v, %v", set, err)
	}
	if set.Riksnorms[0].File != "riksnorm/2026.toml" || set.Guidelines[0].File != "guidelines/2081-borlange.toml" {
		t.Errorf("%+v", set)
	}
}

// TestReadingATable: which documents and rules an id stands for, how far a table is backed, and which tables hold in a year.
func TestReadingATable(t *testing.T) {
	n := tableOf(t, 2026)
	if s, ok := n.SourceOf("lifecare2026"); !ok || s.ID != "lifecare2026" {
		t.Errorf("%+v", s)
	}
	if s, ok := n.SourceOf("x"); ok || s.ID != "" {
		t.Errorf("%+v", s)
	}
	if r, ok := n.RuleOf("step2026"); !ok || r.Source != "regeringen2025" {
		t.Errorf("%+v", r)
	}
	if _, ok := n.RuleOf(""); ok {
		t.Error("no id has a rule")
	}
	for year, want := range map[int][2]bool{2015: {}, 2016: {true, false}, 2022: {false, true}, 2026: {true, true}} {
		if computed, missing := tableOf(t, year).Backing(); computed != want[0] || missing != want[1] {
			t.Errorf("%d: computed %v, missing %v", year, computed, missing)
		}
	}
	for year, want := range map[int]int{2012: 0, 2013: 1, 2020: 1, 2026: 1, 2027: 0} {
		if got := Embedded().RiksnormsOf(year); len(got) != want || want > 0 && got[0] != tableOf(t, year) {
			t.Errorf("%d has %d tables", year, len(got))
		}
	}
	long := &Riksnorm{From: day(2014, 7, 1), Until: day(2016, 6, 30)}
	for year, want := range map[int]int{2013: 0, 2014: 1, 2015: 1, 2016: 1, 2017: 0} {
		if got := (&Set{Riksnorms: []*Riksnorm{long}}).RiksnormsOf(year); len(got) != want {
			t.Errorf("%d of a long table: %d", year, len(got))
		}
	}
}

// TestRoundingOfResults: to the krona by the way that is set, a surplus as a shortfall of its size.
func TestRoundingOfResults(t *testing.T) {
	for _, tt := range []struct {
		r       Rounding
		o, want aid.Ore
	}{
		{HalfUp, 1_49, 1_00},
		{HalfUp, 1_50, 2_00},
		{HalfUp, -1_49, -1_00},
		{HalfUp, -1_50, -2_00},
		{HalfUp, 0, 0},
		{Up, 1_00, 1_00},
		{Up, 1_01, 2_00},
		{Up, 1_99, 2_00},
		{Up, -1_01, -2_00},
		{Up, -1_00, -1_00},
		{Up, 0, 0},
		{Unround, 1_01, 1_01},
		{Unround, -1_01, -1_01},
	} {
		if got := tt.r.Apply(tt.o); got != tt.want {
			t.Errorf("%s of %d: %d, want %d", tt.r, tt.o, got, tt.want)
		}
	}
	for _, tt := range []struct {
		r     Rounding
		o     aid.Ore
		parts int
		want  aid.Ore
	}{{Unround, 1, 2, 1}, {Unround, 1, 3, 0}, {Unround, 2, 3, 1}, {Unround, 4, 2, 2}, {Up, 300, 3, 100}, {Up, 301, 3, 200}, {Up, 1, 1000, 100}, {HalfUp, 150, 3, 100}, {HalfUp, 147, 3, 0}} {
		if got := tt.r.Divide(tt.o, tt.parts); got != tt.want {
			t.Errorf("%s of %d / %d: %d, want %d", tt.r, tt.o, tt.parts, got, tt.want)
		}
	}
}
