package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"bistand/aid"
)

// scenarioFile writes a scenario for one adult with a rent of 6 200 kronor in Höganäs.
func scenarioFile(t *testing.T, more string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "case.toml")
	text := "name = \"Hyra\"\nexercises = \"Boendekostnader\"\nmonth = \"2026-11\"\nmunicipality = \"1284\"\n[[adult]]\nname = \"Amina\"\n" +
		"[[expense]]\nkind = \"housing\"\nclaimed = 6200\n" + more
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

// calculated runs the command on files.
func calculated(c calcCmd, files ...string) (string, error) {
	var out strings.Builder
	for _, file := range files {
		c.Files = append(c.Files, existingFile(file))
	}
	if c.Lang == "" {
		c.Lang = "sv"
	}
	err := c.write(&out)
	return out.String(), err
}

// TestX18_EveryWorkedCaseComesOutAsItsFileExpects: whoever has the program can hold it against all of the published cases.
func TestX18_EveryWorkedCaseComesOutAsItsFileExpects(t *testing.T) {
	files, err := filepath.Glob("../../calc/testdata/scenarios/*.toml")
	if err != nil || len(files) < 30 {
		t.Fatalf("%d files, %v", len(files), err)
	}
	for _, language := range []string{"sv", "en", "so", "ar", "kmr", "ti"} {
		out, err := calculated(calcCmd{Lang: language}, files...)
		if err != nil {
			t.Fatal(err)
		}
		if n := strings.Count(out, "as expected\n"); n != len(files) {
			t.Errorf("%s: %d of %d as expected", language, n, len(files))
		}
		if strings.Contains(out, "{") || strings.Contains(out, "explain.") || strings.Contains(out, "mark.") {
			t.Errorf("%s: a sentence is not filled in", language)
		}
	}
}

// TestX18_ACaseIsWorkedOutWithEveryReason: the lines with what they rest on, the questions, the sources; and as JSON.
func TestX18_ACaseIsWorkedOutWithEveryReason(t *testing.T) {
	file := scenarioFile(t, "[[income]]\nkind = \"sickness_benefit\"\nwho = \"Amina\"\nstated = 3000\nauthority = \"social_insurance\"\nanswer = \"answered\"\nfetched = 4000\n")
	out, err := calculated(calcCmd{}, file)
	if err != nil {
		t.Fatal(err)
	}
	out = strings.ReplaceAll(out, "\u00a0", " ")
	for _, want := range []string{
		"Riksnormen 2026 för en vuxens personliga kostnader är 3 940 kr.\n", "    Du sökte: 6 200 kr\n", "Kommunens högsta boendekostnad är 5 400 kr.",
		"SoL 12:7 · guidelines/1284-hoganas.toml Boendekostnader (", "−4 000,00 kr\n", "Försäkringskassan har betalat 4 000 kr",
		"det saknas 6 620 kr för november 2026", "godkänns hela kostnaden ändras resultatet med +800 kr", "- riksnorm/2026.toml (", "ändras resultatet med +1 000 kr",
	} {
		if !strings.Contains(out, want) {
			t.Errorf("got\n%s\nwant %q", out, want)
		}
	}
	text, err := calculated(calcCmd{JSON: true}, file)
	var c aid.Calculation
	if err != nil || json.Unmarshal([]byte(text), &c) != nil || c.Result != 6_620_00 {
		t.Errorf("%v: %s", err, text)
	}
	child := scenarioFile(t, "[[child]]\nname = \"Bo\"\nborn = \"2024-01-01\"\n")
	if out, err = calculated(calcCmd{}, child); err != nil || !strings.Contains(out, "Den står inte i någon källa.") {
		t.Errorf("%v: no word of the figure that no source prints:\n%s", err, out)
	}
}

// TestX18_WhatIsWrongInACaseIsNamed: by file, line and key; and one that does not come out as expected fails.
func TestX18_WhatIsWrongInACaseIsNamed(t *testing.T) {
	for _, tt := range []struct{ more, want string }{
		{"claimd = 3\n", "case.toml:10: expense[1].claimd: unknown key"},
		{"approved = 7000\n", "case.toml:10: expense[1].approved: calc.approved_above_claimed: "},
		{"approved = 5000\n", "case.toml:7: expense[1].reason: calc.reason_missing: "},
		{"[[override]]\nkind = \"personal\"\nwho = \"Bo\"\namount = 1\nreason = \"x\"\n", "case.toml:12: override[1].who: calc.override_unmatched"},
		{"[expect]\nnorm = 5220\ncosts = 5400\nresult = 10621\n", "case.toml:10: expect: result is 10620.00, want 10621.00"},
	} {
		out, err := calculated(calcCmd{}, scenarioFile(t, tt.more), scenarioFile(t, ""))
		if err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%v, want %s", err, tt.want)
		}
		if !strings.Contains(out, "riksnorm/2026.toml") {
			t.Error("a fault in one file kept the next from being worked out")
		}
	}
	if _, err := calculated(calcCmd{Lang: "fi"}, scenarioFile(t, "")); err == nil || !strings.Contains(err.Error(), `no language "fi"`) {
		t.Error(err)
	}
}

// TestX18_ACaseIsWorkedOutByOtherRules: a municipality's own folder takes the place of the guidelines built in.
func TestX18_ACaseIsWorkedOutByOtherRules(t *testing.T) {
	dir := ownRules(t, strings.Replace(ownText, "1281", "1284", 1)+"[[housing_cap]]\nadults_from = 1\nadults_to = 2\nchildren_from = 0\nchildren_to = 9\nkr = 6000\nsource = \"a\"\nsection = \"Hyra\"\n")
	out, err := calculated(calcCmd{Rules: existingDir(dir)}, scenarioFile(t, ""))
	if err != nil || !strings.Contains(strings.ReplaceAll(out, "\u00a0", " "), "är 6 000 kr") {
		t.Errorf("%v\n%s", err, out)
	}
	if _, err = calculated(calcCmd{Rules: "../../rules"}, scenarioFile(t, "")); err != nil {
		t.Error(err)
	}
}

// TestX18_AShareOfTheRentIsExplained: with what it comes to a month, also where two months are reckoned at once.
func TestX18_AShareOfTheRentIsExplained(t *testing.T) {
	file := scenarioFile(t, "[lodging]\nrent = 9000\nrooms = 2\n")
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	for months, want := range map[string]string{"1": "3 000,00 kr\n", "2": "6 000,00 kr\n"} {
		if err := os.WriteFile(file, []byte("months = "+months+"\n"+strings.Replace(string(text), "6200", "9000", 1)), 0o600); err != nil {
			t.Fatal(err)
		}
		out, err := calculated(calcCmd{}, file)
		out = strings.ReplaceAll(out, "\u00a0", " ")
		if err != nil || !strings.Contains(out, want) || !strings.Contains(out, "Din del av hyran på 9 000 kr är 3 000 kr, räknat på 2 rum och kök.") {
			t.Errorf("%s months: %v\n%s", months, err, out)
		}
	}
}
