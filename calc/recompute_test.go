package calc

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"testing"

	"bistand/aid"
	"bistand/rules"
)

// keptOf is a scenario's calculation as it is kept, with its basis.
func keptOf(t *testing.T, scenario string) aid.Calculation {
	t.Helper()
	s, r := readScenario(t, "testdata/scenarios/"+scenario+".toml")
	in, err := s.Input(&r)
	if err != nil {
		t.Fatal(err)
	}
	c, err := Calculate(r.Set, r.Guidelines, in)
	if err != nil {
		t.Fatal(err)
	}
	if c.Basis, err = Keep(Basis{Municipality: s.Municipality, Input: in}); err != nil {
		t.Fatal(err)
	}
	c.ID, c.CaseID, c.ApplicationID, c.MadeBy, c.MadeByName = "id", "case", "application", "maker", "Handläggare"
	return c
}

// TestX18_WhatIsMadeAgainIsNotWhatWasKept: amounts come from the basis and the rules anew, whatever the kept ones have become;
// whose calculation it is stays.
func TestX18_WhatIsMadeAgainIsNotWhatWasKept(t *testing.T) {
	kept := keptOf(t, "hoganas-hyra-over-tak")
	altered := kept
	altered.Result++
	altered.Lines = slices.Clone(kept.Lines)
	altered.Lines[0].Amount++
	again, err := Recompute(altered, rules.Embedded().File)
	if err != nil || !Same(again, kept) || Same(again, altered) {
		t.Errorf("%+v, %v", again, err)
	}
	if d := FirstDeparture(altered, again); d != (Departure{"line 1 personal single", 394_001, 394_000}) {
		t.Errorf("%+v", d)
	}
}

// TestX18_FirstDeparture: the first line that is not alike, else the first sum, with both amounts.
func TestX18_FirstDeparture(t *testing.T) {
	line := func(code string, amount aid.Ore) aid.Line {
		return aid.Line{Kind: aid.Cost, Code: code, Amount: amount}
	}
	calculation := func(lines ...aid.Line) aid.Calculation { return aid.Calculation{Lines: lines} }
	with := func(set func(c *aid.Calculation)) aid.Calculation {
		c := calculation(line("housing", 10))
		set(&c)
		return c
	}
	marked := line("housing", 10)
	marked.Note = "Skäl."
	one := calculation(line("housing", 10))
	two := calculation(line("housing", 10), line("electricity", 7))
	for _, tt := range []struct {
		kept, again aid.Calculation
		want        Departure
	}{
		{one, calculation(line("housing", 11)), Departure{"line 1 cost housing", 10, 11}},
		{two, calculation(line("housing", 10), line("electricity", 8)), Departure{"line 2 cost electricity", 7, 8}},
		{two, one, Departure{"line 2 cost electricity", 7, 0}},
		{one, two, Departure{"line 2 cost electricity", 0, 7}},
		{one, calculation(marked), Departure{"line 1 cost housing", 10, 10}},
		{one, with(func(c *aid.Calculation) { c.Norm, c.Result = 3, 9 }), Departure{"norm", 0, 3}},
		{one, with(func(c *aid.Calculation) { c.Costs = 4 }), Departure{"costs", 0, 4}},
		{one, with(func(c *aid.Calculation) { c.OtherNeeds = 5 }), Departure{"other needs", 0, 5}},
		{one, with(func(c *aid.Calculation) { c.Incomes = 6 }), Departure{"incomes", 0, 6}},
		{one, with(func(c *aid.Calculation) { c.Result = 7 }), Departure{"result", 0, 7}},
		{one, one, Departure{"something else than an amount", 0, 0}},
	} {
		if got := FirstDeparture(tt.kept, tt.again); got != tt.want {
			t.Errorf("%+v, want %+v", got, tt.want)
		}
		if Same(tt.kept, tt.again) != (tt.want.What == "something else than an amount") {
			t.Errorf("%s: the same?", tt.want.What)
		}
	}
}

// TestX18_InputIsReadFromTheBasis: none where it was not kept, or is no basis.
func TestX18_InputIsReadFromTheBasis(t *testing.T) {
	kept := keptOf(t, "hoganas-hyra-over-tak")
	if in, ok := InputOf(kept); !ok || in.Month != kept.Month || len(in.Expenses) != 1 {
		t.Errorf("%+v, %v", in, ok)
	}
	broken := kept
	broken.Basis = json.RawMessage("x")
	if Same(kept, broken) || Same(broken, kept) || Same(broken, broken) {
		t.Error("what cannot be kept is the same as something")
	}
	for _, basis := range []string{"", "x", "[1]"} {
		kept.Basis = json.RawMessage(basis)
		if _, ok := InputOf(kept); ok {
			t.Errorf("%q is taken for a basis", basis)
		}
		if _, err := Recompute(kept, rules.Embedded().File); err == nil || errors.Is(err, ErrNoBasis) != (basis == "") {
			t.Errorf("made again from %q: %v", basis, err)
		}
	}
	kept.Basis = json.RawMessage(`{"engine":0}`)
	if _, err := Recompute(kept, rules.Embedded().File); !errors.Is(err, ErrNoBasis) {
		t.Errorf("of another arithmetic: %v", err)
	}
}

// TestRecomputerForgets: of the rules of a whole register only so many are held at once.
func TestRecomputerForgets(t *testing.T) {
	kept := keptOf(t, "hoganas-hyra-over-tak")
	r := NewRecomputer(rules.Embedded().File)
	for i := range maxSets - 1 {
		r.sets[fmt.Sprint(i)] = nil
	}
	for _, want := range []int{maxSets, maxSets} { // read, and found again
		if _, err := r.Again(kept); err != nil || len(r.sets) != want {
			t.Errorf("%d sets are held, %v", len(r.sets), err)
		}
	}
	kept.Rules = kept.Rules[:1]
	if _, err := r.Again(kept); err != nil || len(r.sets) != 1 {
		t.Errorf("%d sets are held, %v", len(r.sets), err)
	}
}
