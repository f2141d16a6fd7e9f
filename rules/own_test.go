package rules

import (
	"strings"
	"testing"
	"testing/fstest"
)

const ownGuidelines = "title = \"T\"\nmunicipality = \"1281\"\nfrom = \"2026-07-01\"\nchecked_by = \"\"\n[[source]]\nid = \"a\"\ntitle = \"A\"\n"

func ownFolder() fstest.MapFS {
	return fstest.MapFS{"guidelines/1281.toml": {Data: []byte(ownGuidelines)}}
}

// TestOwnFolderReplacesGuidelines: a municipality's file takes its embedded one's place, from its own first day.
func TestOwnFolderReplacesGuidelines(t *testing.T) {
	own := ownFolder()
	set, err := Embedded().WithGuidelinesOf("1281", own)
	if err != nil {
		t.Fatal(err)
	}
	if g, ok := set.GuidelinesOn("1281", day(2026, 7, 1)); !ok || g.Title != "T" || len(g.Hash) != 64 {
		t.Errorf("%+v", g)
	}
	if g, ok := set.GuidelinesOn("1281", day(2026, 6, 30)); ok {
		t.Errorf("before the first day: %+v", g)
	}
	if _, ok := set.GuidelinesOn("1284", day(2026, 6, 30)); !ok {
		t.Error("Höganäs is gone")
	}
	if g, _ := Embedded().GuidelinesOn("1281", day(2026, 6, 30)); g.Title == "T" {
		t.Error("the embedded set changed")
	}
	own["guidelines/1281.toml"].Data = []byte(ownGuidelines + "[[housing_cap]]\n")
	if _, err := Embedded().WithGuidelines(own); err == nil {
		t.Error("a faulty file was accepted")
	}
	if faults := Check(own); len(faults) != 7 || faults[0].Line != 8 || faults[0].Key != "housing_cap[1].adults_from" {
		t.Errorf("Check of an own folder: %v", faults)
	}
}

// TestOwnFolderSetsNothingOfTheNation: figures that are not the municipality's own are refused, in a file and as a key, both
// by the check and at start.
func TestOwnFolderSetsNothingOfTheNation(t *testing.T) {
	norm, _ := embedded.ReadFile("riksnorm/2026.toml")
	for name, tt := range map[string]struct{ file, text, want string }{
		"a table":                {"riksnorm/2026.toml", string(norm), "riksnorm/2026.toml:1: a municipality's folder holds guidelines alone"},
		"a table to be":          {"riksnorm/2030.toml", "nonsense", "riksnorm/2030.toml:1: "},
		"mileage":                {"mileage.toml", "title = \"M\"\n", "mileage.toml:1: "},
		"a key of the riksnorm":  {"guidelines/1281.toml", ownGuidelines + "[personal]\nsingle = { kr = 9000, state = \"sourced\" }\n", "guidelines/1281.toml:8: personal: unknown key"},
		"a common cost":          {"guidelines/1281.toml", ownGuidelines + "[common]\nsize_1 = 1\n", "guidelines/1281.toml:8: common: unknown key"},
		"a price base amount":    {"guidelines/1281.toml", ownGuidelines + "[[year]]\nyear = 2026\nkr = 1\nby = []\n", "guidelines/1281.toml:8: year: unknown key"},
		"its own kommunkod anew": {"guidelines/1281b.toml", ownGuidelines, "guidelines/1281b.toml:3: from: holds on days on which guidelines/1281.toml holds too"},
	} {
		t.Run(name, func(t *testing.T) {
			own := ownFolder()
			own[tt.file] = &fstest.MapFile{Data: []byte(tt.text)}
			if got := Check(own).Error(); !strings.Contains(got, tt.want) {
				t.Errorf("Check: got\n%s\nwant %s", got, tt.want)
			}
			if _, err := Embedded().WithGuidelinesOf("1281", own); err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("at start: got\n%v\nwant %s", err, tt.want)
			}
		})
	}
	own := ownFolder()
	own["pricebase.toml"] = &fstest.MapFile{Data: []byte("year = []\n")}
	if _, err := Embedded().WithGuidelinesOf("1281", own); err == nil || !strings.Contains(err.Error(), "pricebase.toml:1: a municipality's folder") {
		t.Errorf("price base amounts at start: %v", err)
	}
}

// TestOwnFolderIsOfOneMunicipality: a slip in the kommunkod must not leave the municipality with rules that it has replaced.
func TestOwnFolderIsOfOneMunicipality(t *testing.T) {
	_, err := Embedded().WithGuidelinesOf("1284", ownFolder())
	if want := "guidelines/1281.toml:2: municipality: 1281 is another municipality: this folder is that of 1284"; err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
	if _, err := Embedded().WithGuidelinesOf("1284", fstest.MapFS{}); err == nil || !strings.Contains(err.Error(), "1284") {
		t.Errorf("an empty folder: %v", err)
	}
	// Two municipalities in one folder, and one municipality in two following periods, are in order.
	own := ownFolder()
	own["guidelines/0180.toml"] = &fstest.MapFile{Data: []byte(strings.Replace(ownGuidelines, "1281", "0180", 1))}
	own["guidelines/1281-before.toml"] = &fstest.MapFile{Data: []byte(strings.Replace(ownGuidelines, `from = "2026-07-01"`, `until = "2026-06-30"`, 1))}
	if faults := Check(own); len(faults) > 0 {
		t.Error(faults)
	}
}
