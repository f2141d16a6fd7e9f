package calc

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"bistand/aid"
	"bistand/rules"
)

// scenario is one file of testdata/scenarios: a household, what the law or a guideline makes of it, and by what right.
// docs/calculation.md describes the form.
type scenario struct {
	Name         string         `toml:"name" need:"yes"`
	Exercises    string         `toml:"exercises" need:"yes"` // paragraph or section
	Source       string         `toml:"source" need:"no"`     // where the answer is published
	Month        aid.Month      `toml:"month" need:"yes"`
	Municipality string         `toml:"municipality" need:"no"`
	Adults       []scenAdult    `toml:"adult" need:"no"`
	Children     []scenChild    `toml:"child" need:"no"`
	Expenses     []scenExpense  `toml:"expense" need:"no"`
	Incomes      []scenIncome   `toml:"income" need:"no"`
	Overrides    []scenOverride `toml:"override" need:"no"`
	Expect       expectation    `toml:"expect" need:"yes"`
}

type scenAdult struct {
	Name string `toml:"name" need:"yes"`
}

type scenChild struct {
	Name     string   `toml:"name" need:"yes"`
	Born     aid.Date `toml:"born" need:"yes"`
	LunchOut bool     `toml:"lunch_out" need:"no"`
}

type scenExpense struct {
	Kind     aid.ExpenseKind `toml:"kind" need:"yes"`
	Claimed  kronor          `toml:"claimed" need:"yes"`
	Approved kronor          `toml:"approved" need:"yes"`
	Reason   string          `toml:"reason" need:"no"`
}

type scenIncome struct {
	Kind    aid.IncomeKind `toml:"kind" need:"yes"`
	Who     string         `toml:"who" need:"no"`
	Stated  kronor         `toml:"stated" need:"yes"`
	Counted kronor         `toml:"counted" need:"yes"`
	Reason  string         `toml:"reason" need:"no"`
}

type scenOverride struct {
	Kind   aid.LineKind `toml:"kind" need:"yes"`
	Who    string       `toml:"who" need:"no"`
	Amount kronor       `toml:"amount" need:"yes"`
	Reason string       `toml:"reason" need:"no"`
}

type expectation struct {
	Error       string     `toml:"error" need:"no"` // code of the fault; no sums then
	Field       string     `toml:"field" need:"no"`
	Norm        *kronor    `toml:"norm" need:"no"`
	Costs       kronor     `toml:"costs" need:"no"`
	OtherNeeds  kronor     `toml:"other_needs" need:"no"`
	Incomes     kronor     `toml:"incomes" need:"no"`
	Result      *kronor    `toml:"result" need:"no"`
	Unconfirmed bool       `toml:"unconfirmed" need:"no"`
	Lines       []scenLine `toml:"line" need:"no"`
}

type scenLine struct {
	Code    string        `toml:"code" need:"yes"`
	Who     string        `toml:"who" need:"no"`
	Amount  kronor        `toml:"amount" need:"yes"`
	State   aid.CellState `toml:"state" need:"no"`
	Explain string        `toml:"explain" need:"no"`
	Section string        `toml:"section" need:"no"`
}

// kronor reads 5000 or "249,50".
type kronor struct{ ore aid.Ore }

func (k *kronor) UnmarshalTOML(value any) error {
	var err error
	k.ore, err = aid.ParseOre(fmt.Sprint(value))
	return err
}

func readScenario(t *testing.T, file string) scenario {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var s scenario
	if err := rules.DecodeStrict(file, data, &s); err != nil {
		t.Fatal(err)
	}
	return s
}

// input turns a scenario into what the engine takes; a name serves as the id.
func (s scenario) input() Input {
	in := Input{Month: s.Month}
	for _, a := range s.Adults {
		in.Household.Adults = append(in.Household.Adults, aid.Adult{PersonID: aid.ID(a.Name), Name: a.Name})
	}
	for _, c := range s.Children {
		in.Household.Children = append(in.Household.Children,
			aid.Child{PersonID: aid.ID(c.Name), Name: c.Name, Born: c.Born, LunchOut: c.LunchOut})
	}
	for _, e := range s.Expenses {
		in.Expenses = append(in.Expenses, Expense{e.Kind, e.Claimed.ore, e.Approved.ore, e.Reason})
	}
	for _, i := range s.Incomes {
		in.Incomes = append(in.Incomes, Income{i.Kind, aid.ID(i.Who), i.Who, i.Stated.ore, i.Counted.ore, i.Reason})
	}
	for _, o := range s.Overrides {
		in.Overrides = append(in.Overrides, Override{o.Kind, aid.ID(o.Who), o.Amount.ore, o.Reason})
	}
	return in
}

func (s scenario) guidelines() *rules.Guidelines {
	g, _ := rules.Embedded().GuidelinesOn(s.Municipality, s.Month.First())
	return g
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
		s := readScenario(t, file)
		t.Run(strings.TrimSuffix(filepath.Base(file), ".toml"), func(t *testing.T) {
			if s.Municipality != "" && s.guidelines() == nil {
				t.Fatalf("no guidelines for %s", s.Municipality)
			}
			c, err := Calculate(rules.Embedded(), s.guidelines(), s.input())
			if s.Expect.Error != "" {
				s.holdError(t, err)
				return
			}
			if err != nil {
				t.Fatalf("%s: %v", s.Name, err)
			}
			s.hold(t, c)
		})
	}
}

func (s scenario) holdError(t *testing.T, err error) {
	fault, ok := errors.AsType[aid.Error](err)
	if !ok || fault.Code != s.Expect.Error || fault.Field != s.Expect.Field {
		t.Fatalf("%s: got error %q (%v), want %q at %q", s.Name, fault.Code, err, s.Expect.Error, s.Expect.Field)
	}
}

func (s scenario) hold(t *testing.T, c aid.Calculation) {
	e := s.Expect
	if e.Norm == nil || e.Result == nil {
		t.Fatal("a scenario expects an error, or a norm and a result")
	}
	for _, sum := range []struct {
		name      string
		got, want aid.Ore
	}{
		{"norm", c.Norm, e.Norm.ore},
		{"costs", c.Costs, e.Costs.ore},
		{"other needs", c.OtherNeeds, e.OtherNeeds.ore},
		{"incomes", c.Incomes, e.Incomes.ore},
		{"result", c.Result, e.Result.ore},
	} {
		if sum.got != sum.want {
			t.Errorf("%s: %s is %s, want %s", s.Name, sum.name, sum.got.Decimal(), sum.want.Decimal())
		}
	}
	if c.Unconfirmed() != e.Unconfirmed {
		t.Errorf("%s: unconfirmed is %v", s.Name, c.Unconfirmed())
	}
	for _, want := range e.Lines {
		if !hasLine(c, want) {
			t.Errorf("%s: no line like %+v in\n%+v", s.Name, want, c.Lines)
		}
	}
}

// hasLine tells whether the calculation has the line; what the scenario leaves out may be anything.
func hasLine(c aid.Calculation, want scenLine) bool {
	for _, l := range c.Lines {
		if l.Code == want.Code && l.Amount == want.Amount.ore &&
			(want.Who == "" || l.Who == want.Who) && (want.State == "" || l.State == want.State) &&
			(want.Explain == "" || l.Explain == want.Explain) && (want.Section == "" || l.Rule.Section == want.Section) {
			return true
		}
	}
	return false
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
		s := readScenario(t, file)
		c, err := Calculate(rules.Embedded(), s.guidelines(), s.input())
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
			if l.Law == "" || (l.Kind == aid.PersonalCosts || l.Kind == aid.CommonCosts) && (l.Rule.File == "" || len(l.Rule.Hash) != 64) {
				t.Errorf("%s: line %s does not say what it rests on: %+v", file, l.Code, l)
			}
		}
	}
	if len(unused) > 0 {
		t.Errorf("no scenario uses %v", unused)
	}
}
