package calc

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"bistand/aid"
	"bistand/rules"
)

// readScenario reads one of the files.
func readScenario(t testing.TB, file string) (Scenario, Rules) {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	s, err := ReadScenario(file, data)
	if err != nil {
		t.Fatal(err)
	}
	r, err := s.Rules(rules.Embedded())
	if err != nil {
		t.Fatalf("%s: %v", file, err)
	}
	return s, r
}

// make works the scenario out.
func (s *Scenario) make(r Rules) (aid.Calculation, error) {
	in, err := s.Input(&r)
	if err != nil {
		return aid.Calculation{}, err
	}
	return Calculate(r.Set, r.Guidelines, in)
}

func scenarioFiles(t testing.TB) []string {
	t.Helper()
	files, err := filepath.Glob("testdata/scenarios/*.toml")
	if err != nil || len(files) < 30 {
		t.Fatalf("found %d scenarios, %v", len(files), err)
	}
	return files
}

// TestN12N15H4_Scenarios holds the engine against every scenario file, to the öre.
func TestN12N15H4_Scenarios(t *testing.T) {
	for _, file := range scenarioFiles(t) {
		s, r := readScenario(t, file)
		t.Run(strings.TrimSuffix(filepath.Base(file), ".toml"), func(t *testing.T) {
			if s.Expect == nil {
				t.Fatal("no answer to hold it against")
			}
			for _, difference := range s.Hold(s.make(r)) {
				t.Errorf("%s: %s", s.Name, difference)
			}
		})
	}
}

// TestEveryLineIsExplained: each line of every scenario has a listed sentence and all that the sentence speaks of; each
// listed sentence is needed by some scenario; each line names its law, each norm line its file.
func TestEveryLineIsExplained(t *testing.T) {
	unused := map[string]bool{}
	wanted := map[string][]string{}
	for _, e := range ExplainKeys() {
		unused[e.Key], wanted[e.Key] = true, e.Args
	}
	for _, file := range scenarioFiles(t) {
		s, r := readScenario(t, file)
		c, err := s.make(r)
		if err != nil {
			continue
		}
		for _, l := range c.Lines {
			args, known := wanted[l.Explain]
			if !known {
				t.Errorf("%s: %s is not listed", file, l.Explain)
			}
			if l.State == aid.Computed && l.Explain != explainEntered {
				args = append(args[:len(args):len(args)], wanted[explainComputed]...)
				delete(unused, explainComputed)
			}
			given := Arguments(l)
			for _, arg := range args {
				if given[arg] == "" {
					t.Errorf("%s: %s lacks %q", file, l.Explain, arg)
				}
			}
			delete(unused, l.Explain)
			if l.Explain == explainOtherNorm && len(s.OtherNorms) > 0 {
				continue // made up for the scenario, so in no file
			}
			if l.Law == "" || (l.Kind == aid.PersonalCosts || l.Kind == aid.CommonCosts) && (l.Rule.File == "" || len(l.Rule.Hash) != 64) {
				t.Errorf("%s: line %s does not say what it rests on: %+v", file, l.Code, l)
			}
		}
	}
	if len(unused) > 0 {
		t.Errorf("no scenario uses %v", unused)
	}
}

// TestPlacesOfFields: each field of the engine's input is told of as the key of the file that it came from.
func TestPlacesOfFields(t *testing.T) {
	for field, want := range map[string]string{
		"expenses.0.approved":       "expense[1].approved",
		"incomes.2.person":          "income[3].who",
		"household.children.1.born": "child[2].born",
		"household.children.0":      "child[1]",
		"household.adults.0":        "adult[1]",
		"household.adults":          "adult",
		"household.others":          "others",
		"household":                 "",
		"overrides.1.person":        "override[2].who",
		"incentives.0.until":        "incentive[1].until",
		"assets.0.reason":           "asset[1].reason",
		"lodging.rooms":             "lodging.rooms",
		"month":                     "month",
		"expenses.x.approved":       "expense",
	} {
		if got := Place(field); got != want {
			t.Errorf("%s is told of at %q, want %q", field, got, want)
		}
	}
}

// TestScenarioGivesAReasonOnlyForACut: what the rules suggest is taken as it is, with a reason of its own where it is less.
func TestScenarioGivesAReasonOnlyForACut(t *testing.T) {
	for file, want := range map[string]string{"hoganas-tva-barn-under-tak": "", "hoganas-tak-tva-manader": "Enligt regeln."} {
		s, r := readScenario(t, "testdata/scenarios/"+file+".toml")
		in, err := s.Input(&r)
		if err != nil || in.Expenses[0].Reason != want {
			t.Errorf("%s: %+v, %v", file, in.Expenses, err)
		}
	}
}
