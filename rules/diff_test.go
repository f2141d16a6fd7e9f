package rules

import (
	"errors"
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"

	"bistand/aid"

	"github.com/google/go-cmp/cmp"
)

func onDay(t *testing.T, year, month, date int, code string) Side {
	t.Helper()
	side, err := OnDay(Embedded(), day(year, month, date), code)
	if err != nil {
		t.Fatal(err)
	}
	return side
}

func compare(t *testing.T, a, b Side) map[string]Difference {
	t.Helper()
	all, err := Compare(a, b)
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]Difference{}
	for _, d := range all {
		if d.Before == d.After {
			t.Errorf("no difference: %+v", d)
		}
		found[d.Part+" "+d.Key] = d
	}
	return found
}

func ofFolder(t *testing.T, fsys fs.FS, code string) Side {
	t.Helper()
	side, err := OfFolder(fsys, "folder", code)
	if err != nil {
		t.Fatal(err)
	}
	return side
}

// TestDiffOfTwoYears: every cell that moved, by how much, and how far each is backed.
func TestDiffOfTwoYears(t *testing.T) {
	found := compare(t, onDay(t, 2025, 1, 1, ""), onDay(t, 2026, 12, 31, ""))
	for _, want := range []Difference{
		{"riksnorm", "personal.single", "3910 computed", "3940 sourced", 30, true},
		{"riksnorm", "common.size_3", "1770 computed", "1790 computed", 20, true},
		{"riksnorm", "title", "Riksnorm 2025", "Riksnorm 2026", 0, false},
		{"pricebase", "kr", "58800", "59200", 400, true},
	} {
		if diff := cmp.Diff(want, found[want.Part+" "+want.Key]); diff != "" {
			t.Error(diff)
		}
	}
	if len(found) != 3+17+1 { // title and days, cells but the four that are missing in both, the price base amount
		t.Errorf("%d differences: %v", len(found), found)
	}
	if found := compare(t, onDay(t, 2026, 1, 1, "1284"), onDay(t, 2026, 12, 31, "1284")); len(found) > 0 {
		t.Errorf("within a year: %v", found)
	}
	lunch := compare(t, onDay(t, 2021, 1, 1, ""), onDay(t, 2022, 1, 1, ""))["riksnorm personal.child_lunch_out.age_3"]
	if diff := cmp.Diff(Difference{"riksnorm", "personal.child_lunch_out.age_3", "1990 sourced", "missing", 0, false}, lunch); diff != "" {
		t.Error(diff)
	}
	if _, err := OnDay(Embedded(), day(2027, 1, 1), ""); err == nil {
		t.Error("2027 has rules")
	}
}

// TestDiffOfFolders: what was changed, added and taken away, by table; nothing of what stayed.
func TestDiffOfFolders(t *testing.T) {
	before, after := folder(t), folder(t)
	if found := compare(t, ofFolder(t, before, ""), ofFolder(t, after, "")); len(found) > 0 {
		t.Errorf("two copies: %v", found)
	}
	change := func(file, from, to string) {
		t.Helper()
		text := string(after[file].Data)
		if !strings.Contains(text, from) {
			t.Fatalf("%s does not hold %q", file, from)
		}
		after[file] = &fstest.MapFile{Data: []byte(strings.Replace(text, from, to, 1))}
	}
	const guide = "guidelines/1284-hoganas.toml"
	change(guide, "kr = 7700", "kr = 7900")
	change(guide, "age_to = 25", "age_to = 21")
	change(guide, "hundredths_of_percent = 200\nprinted_year = 2010\nprinted_kr = 848", "hundredths_of_percent = 250")
	change(guide, `checked_by = ""`, "checked_by = \"\"\n[calculation]\ndeviation_percent = 0\nresult_rounding = \"up\"")
	change(guide, "Avgift för social hemtjänst godtas.", "Avgift för hemtjänst godtas.")
	change("riksnorm/2026.toml", `{ kr = 3060, state = "computed", rule = "step2026" }`, `{ kr = 3070, state = "sourced", by = ["lifecare2026"] }`)
	change("mileage.toml", "2026-12-31", "2027-12-31")
	delete(after, "riksnorm/2013.toml")
	found := compare(t, ofFolder(t, before, ""), ofFolder(t, after, ""))
	for _, want := range []Difference{
		{"guidelines 1284", "housing_cap[1–2 adults, 4–6 children]", "7700", "7900", 200, true},
		{"guidelines 1284", "young_at_home.age_to", "25", "21", -4, true},
		{"guidelines 1284", "price_base_share[glasses_frames]", "2 % (Glasögon)", "2.5 % (Glasögon)", 0, false},
		{"guidelines 1284", "calculation.deviation_percent", "", "0", 0, false},
		{"guidelines 1284", "calculation.result_rounding", "", "up", 0, false},
		{"guidelines 1284", "expense[home_care_fee]", "Avgift för social hemtjänst: Avgift för social hemtjänst godtas.", "Avgift för social hemtjänst: Avgift för hemtjänst godtas.", 0, false},
		{"riksnorm 2026-01-01", "personal.child.age_1_2", "3060 computed", "3070 sourced", 10, true},
		{"mileage", "2023-01-01", "2500 until 2026-12-31", "2500 until 2027-12-31", 0, true},
		{"riksnorm 2013-01-01", "personal.single", "2950 sourced", "", 0, false},
	} {
		if diff := cmp.Diff(want, found[want.Part+" "+want.Key]); diff != "" {
			t.Error(diff)
		}
	}
	if n := len(found); n != 8+4+21 { // 2013 has title, model and two days beside its cells
		t.Errorf("%d differences: %v", n, found)
	}
	if found := compare(t, ofFolder(t, before, "1281"), ofFolder(t, after, "1281")); found["guidelines 1284 young_at_home.age_to"].Key != "" {
		t.Error("another municipality's guidelines are compared")
	}
	back := compare(t, ofFolder(t, after, ""), ofFolder(t, before, ""))
	if d := back["riksnorm 2013-01-01 personal.single"]; len(back) != len(found) || d.Before != "" || d.After != "2950 sourced" {
		t.Errorf("the other way: %+v of %d", d, len(back))
	}
	delete(after, "mileage.toml")
	for name, sides := range map[string][2]Side{
		"gone": {ofFolder(t, before, ""), ofFolder(t, after, "")},
		"new":  {ofFolder(t, after, ""), ofFolder(t, before, "")},
	} {
		if d := compare(t, sides[0], sides[1])["mileage 2023-01-01"]; (d.Before != "") != (name == "gone") || (d.After != "") != (name == "new") {
			t.Errorf("mileage that is %s: %+v", name, d)
		}
	}
	faulty := fstest.MapFS{"mileage.toml": {Data: []byte("x")}}
	if _, err := OfFolder(faulty, "faulty", ""); err == nil {
		t.Error("a faulty folder is compared")
	}
}

// TestDiffOfOneFile: a file against another, against the folder that it is to go into, and against a day.
func TestDiffOfOneFile(t *testing.T) {
	files := folder(t)
	file := func(name string) Side {
		t.Helper()
		side, err := OfFile(files, name, name)
		if err != nil {
			t.Fatal(err)
		}
		return side
	}
	if d := compare(t, file("riksnorm/2023.toml"), file("riksnorm/2024.toml"))["riksnorm common.size_2"]; d.By != 110 {
		t.Errorf("file and file: %+v", d)
	}
	if d := compare(t, file("riksnorm/2023.toml"), onDay(t, 2024, 1, 1, "1281"))["riksnorm common.size_2"]; d.By != 110 {
		t.Errorf("file and day: %+v", d)
	}
	if d := compare(t, file("pricebase.toml"), onDay(t, 2024, 1, 1, "")); len(d) > 0 {
		t.Errorf("price base amounts: %v", d)
	}
	if d := compare(t, file("mileage.toml"), ofFolder(t, files, "")); len(d) > 0 {
		t.Errorf("a file and its own folder: %v", d)
	}
	if d := compare(t, ofFolder(t, files, ""), onDay(t, 2024, 1, 1, "1284")); len(d) > 0 {
		t.Errorf("a folder and a day: %v", d)
	}
	delete(files, "riksnorm/2026.toml")
	with, err := OfFile(folder(t), "riksnorm/2026.toml", "2026")
	if err != nil {
		t.Fatal(err)
	}
	if d := compare(t, ofFolder(t, files, ""), with); len(d) != 4+21 || d["riksnorm 2026-01-01 common.size_1"].Before != "" {
		t.Errorf("a table that the folder lacks: %v", d)
	}
	if _, err := Compare(file("mileage.toml"), file("pricebase.toml")); err == nil {
		t.Error("two kinds are compared")
	}
	files["odd.toml"] = &fstest.MapFile{Data: []byte("title = \"T\"\n")}
	if _, err := OfFile(files, "odd.toml", "odd"); err == nil || !strings.Contains(err.Error(), "odd.toml:1: no rule file") {
		t.Errorf("no rule file: %v", err)
	}
}

// TestDiffOfDaysAndMunicipalities: what the car costs on each side of a raise, and a municipality's own guidelines only where
// it is asked for.
func TestDiffOfDaysAndMunicipalities(t *testing.T) {
	raised := compare(t, onDay(t, 2022, 12, 31, ""), onDay(t, 2023, 1, 1, ""))["mileage ore_per_10_km"]
	if diff := cmp.Diff(Difference{"mileage", "ore_per_10_km", "1850", "2500", 650, true}, raised); diff != "" {
		t.Error(diff)
	}
	_, err := OnDay(Embedded(), day(2026, 1, 1), "9999")
	if !errors.Is(err, aid.ErrNotFound) {
		t.Errorf("a municipality without guidelines: %v", err)
	}
	own, err := OfFile(fstest.MapFS{"own.toml": {Data: []byte(ownGuidelines)}}, "own.toml", "own")
	if err != nil {
		t.Fatal(err)
	}
	if d := compare(t, onDay(t, 2026, 11, 1, "1281"), own)["guidelines title"]; d.After != "T" || d.Before == "" {
		t.Errorf("a day and a file of one municipality: %+v", d)
	}
	if _, err := Compare(onDay(t, 2026, 11, 1, ""), own); err == nil {
		t.Error("guidelines are compared with those of nobody")
	}
	ownSide := ofFolder(t, ownFolder(), "")
	file, err := OfFile(folder(t), "mileage.toml", "mileage")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := Compare(file, ownSide); err == nil {
		t.Error("a folder without mileage is compared with mileage")
	}
	if d := compare(t, ownSide, onDay(t, 2026, 11, 1, "1281"))["guidelines title"]; d.Before != "T" {
		t.Errorf("a folder without a norm, on a day: %+v", d)
	}
}

// TestDiffTellsEveryKindOfValue: numbers with how far they moved, texts, what is on or off, rows by code or by number, and
// nothing of what a file leaves out.
func TestDiffTellsEveryKindOfValue(t *testing.T) {
	const cited = "source = \"a\"\nsection = \"S\"\ntext = \"T\"\n"
	g := guidelinesWith(t, "[lodger]\nformula = \"rent_by_rooms\"\nrounding = \"up\"\n"+cited+
		"[young_at_home]\nage_from = 0\nage_to = 25\n"+cited+
		"[control]\nstatement_enough = false\nspot_check_months = 0\nloses_trust = true\n[[control.quote]]\n"+cited+
		"[[norm]]\ncode = \"food\"\nname = \"Mat\"\nsingle = 20\ncouple = 35\nchild = 0\ncommon = false\n"+cited)
	want := []keyed{
		{"title", "T", 0, false},
		{"municipality", "9999", 0, false},
		{"lodger.formula", "rent_by_rooms", 0, false},
		{"lodger.rounding", "up", 0, false},
		{"lodger.section", "S", 0, false},
		{"lodger.text", "T", 0, false},
		{"young_at_home.age_from", "0", 0, true},
		{"young_at_home.age_to", "25", 25, true},
		{"young_at_home.section", "S", 0, false},
		{"young_at_home.text", "T", 0, false},
		{"norm[food].code", "food", 0, false},
		{"norm[food].name", "Mat", 0, false},
		{"norm[food].single", "20", 20, true},
		{"norm[food].couple", "35", 35, true},
		{"norm[food].child", "0", 0, true},
		{"norm[food].common", "false", 0, false},
		{"norm[food].section", "S", 0, false},
		{"norm[food].text", "T", 0, false},
		{"control.statement_enough", "false", 0, false},
		{"control.spot_check_months", "0", 0, true},
		{"control.loses_trust", "true", 0, false},
		{"control.quote[1].section", "S", 0, false},
		{"control.quote[1].text", "T", 0, false},
	}
	if diff := cmp.Diff(want, flatten(g), cmp.AllowUnexported(keyed{})); diff != "" {
		t.Error(diff)
	}
}
