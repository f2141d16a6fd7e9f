package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// ownRules writes a municipality's folder and returns it.
func ownRules(t *testing.T, text string) string {
	t.Helper()
	dir := t.TempDir()
	if err := os.Mkdir(filepath.Join(dir, "guidelines"), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "guidelines", "own.toml"), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return dir
}

const ownText = "title = \"T\"\nmunicipality = \"1281\"\nchecked_by = \"\"\n[[source]]\nid = \"a\"\ntitle = \"A\"\n"

// TestRulesDiffPrintsATable: what changed between two years, aligned, with states and steps; also where a text is long.
func TestRulesDiffPrintsATable(t *testing.T) {
	before, after := ownRules(t, ownText+"[car]\nsource = \"a\"\nsection = \"S\"\ntext = \""+strings.Repeat("Ord ", 40)+"före\"\n"),
		ownRules(t, ownText+"[calculation]\nresult_rounding = \"up\"\n[car]\nsource = \"a\"\nsection = \"S\"\ntext = \""+strings.Repeat("Ord ", 40)+"efter\"\n")
	for _, tt := range []struct {
		c    rulesDiffCmd
		want []string
	}{
		{rulesDiffCmd{A: "2025", B: "2026"}, []string{
			"                            2025           2026\n",
			"riksnorm\n",
			"  personal.single           3910 computed  3940 sourced   +30\n",
			"  common.size_3             1770 computed  1790 computed  +20\n",
			"  kr                        58800          59200          +400\n",
		}},
		{rulesDiffCmd{A: "2022-12-31", B: "2023-01-01"}, []string{"mileage\n", "  ore_per_10_km             1850           2500           +650\n"}},
		{rulesDiffCmd{A: "2026", B: "2026-12-31", Municipality: "1284"}, []string{"no difference\n"}},
		{rulesDiffCmd{A: before, B: after}, []string{"guidelines 1281\n", "calculation.result_rounding", "–", "up\n", "…Ord Ord Ord före", "…Ord Ord Ord efter\n"}},
		{rulesDiffCmd{A: filepath.Join(before, "guidelines", "own.toml"), B: after}, []string{"calculation.result_rounding"}},
	} {
		var got strings.Builder
		if err := tt.c.write(&got); err != nil {
			t.Errorf("%+v: %v", tt.c, err)
		}
		for _, want := range tt.want {
			if !strings.Contains(got.String(), want) {
				t.Errorf("%+v: got\n%s\nwant %q", tt.c, got.String(), want)
			}
		}
	}
}

// TestRulesDiffSaysWhyNot: what cannot be compared is told of in words.
func TestRulesDiffSaysWhyNot(t *testing.T) {
	faulty := ownRules(t, ownText+"[calculation]\nresult_rounding = \"down\"\n")
	for _, tt := range []struct {
		c    rulesDiffCmd
		want string
	}{
		{rulesDiffCmd{A: "2026", B: "2027"}, "no table of the riksnorm holds on 2027-01-01"},
		{rulesDiffCmd{A: "2026", B: "nowhere"}, "nowhere is no day, year, rule file or folder"},
		{rulesDiffCmd{A: "2026-02-31", B: "2026"}, "2026-02-31 is no day"},
		{rulesDiffCmd{A: "2026", B: "2025", Municipality: "9999"}, "9999"},
		{rulesDiffCmd{A: faulty, B: "2025"}, "guidelines/own.toml:8: calculation.result_rounding"},
		{rulesDiffCmd{A: "2026", B: filepath.Join(faulty, "guidelines", "own.toml")}, "own.toml:8: calculation.result_rounding"},
	} {
		var got strings.Builder
		if err := tt.c.write(&got); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%+v: %v, want %s", tt.c, err, tt.want)
		}
	}
}

// TestRulesCheckRefusesWhatIsNotTheMunicipalitys: the command fails and names the place.
func TestRulesCheckRefusesWhatIsNotTheMunicipalitys(t *testing.T) {
	if err := (rulesCheckCmd{Dir: existingDir(ownRules(t, ownText))}).Run(t.Context()); err != nil {
		t.Error(err)
	}
	err := rulesCheckCmd{Dir: existingDir(ownRules(t, ownText+"[common]\nsize_1 = 1280\n"))}.Run(t.Context())
	if err == nil || !strings.Contains(err.Error(), "guidelines/own.toml:7: common: unknown key") {
		t.Error(err)
	}
}

// TestOwnGuidelinesAreOfTheMunicipality: settings that name a folder without a file for their kommunkod refuse to start.
func TestOwnGuidelinesAreOfTheMunicipality(t *testing.T) {
	s := settings{file: "lund.toml", Guidelines: ownRules(t, ownText)}
	s.Code = "1281"
	if _, err := s.rules(); err != nil {
		t.Error(err)
	}
	s.Code = "1284"
	if _, err := s.rules(); err == nil || !strings.Contains(err.Error(), "lund.toml: guidelines: guidelines/own.toml:2: municipality") {
		t.Error(err)
	}
}
