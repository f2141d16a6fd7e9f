package calc

import (
	"fmt"
	"testing"
	"testing/fstest"

	"bistand/aid"
	"bistand/rules"
)

// rentOf is a scenario of one adult with a rent, in Höganäs.
func rentOf(t *testing.T, more string) (Basis, Rules, aid.Calculation) {
	t.Helper()
	s, err := ReadScenario("x.toml", []byte("name = \"x\"\nexercises = \"x\"\nmonth = \"2026-11\"\nmunicipality = \"1284\"\n[[adult]]\nname = \"A\"\n"+more))
	if err != nil {
		t.Fatal(err)
	}
	r, err := s.Rules(rules.Embedded())
	if err != nil {
		t.Fatal(err)
	}
	in, err := s.Input(&r)
	if err != nil {
		t.Fatal(err)
	}
	c, err := Calculate(r.Set, r.Guidelines, in)
	if err != nil {
		t.Fatal(err)
	}
	return Basis{Engine: engine, Municipality: "1284", Input: in}, r, c
}

// TestX15_SuggestionsFollowTheNewRulesAndJudgementsStay: of what was approved as suggested the new limit takes the old one's
// place, up or down; what the caseworker judged stays; the basis itself is left alone.
func TestX15_SuggestionsFollowTheNewRulesAndJudgementsStay(t *testing.T) {
	for _, tt := range []struct {
		more          string
		cap           int // kronor, of the new rules
		change        aid.Ore
		followed, own int
	}{
		{"[[expense]]\nkind = \"housing\"\nclaimed = 6200\n", 6000, 600_00, 1, 0},
		{"[[expense]]\nkind = \"housing\"\nclaimed = 6200\n", 5000, -400_00, 1, 0},
		{"[[expense]]\nkind = \"housing\"\nclaimed = 5300\n", 5000, -300_00, 1, 0},
		{"[[expense]]\nkind = \"housing\"\nclaimed = 6200\napproved = 6200\n", 5000, 0, 0, 1},
		{"[[expense]]\nkind = \"housing\"\nclaimed = 6200\napproved = 5000\nreason = \"x\"\n", 6000, 0, 0, 1},
		{"[[income]]\nkind = \"salary\"\nwho = \"A\"\nstated = 100\n[[expense]]\nkind = \"housing\"\nclaimed = 6200\n[[override]]\nkind = \"common\"\namount = 1\nreason = \"x\"\n", 6000, 600_00, 2, 1},
	} {
		b, before, kept := rentOf(t, tt.more)
		was := fmt.Sprintf("%+v", b)
		after := before
		set, err := rules.Embedded().WithGuidelinesOf("1284", fstest.MapFS{"guidelines/own.toml": {Data: fmt.Appendf(nil,
			"title = \"T\"\nmunicipality = \"1284\"\nchecked_by = \"\"\n[[source]]\nid = \"a\"\ntitle = \"A\"\n[[housing_cap]]\n"+
				"adults_from = 1\nadults_to = 2\nchildren_from = 0\nchildren_to = 9\nkr = %d\nsource = \"a\"\nsection = \"Hyra\"\n", tt.cap)}})
		if err != nil {
			t.Fatal(err)
		}
		after.Guidelines, _ = set.GuidelinesOn("1284", b.Input.Month.First())
		j, err := Under(b, before, after)
		if err != nil || j.Again.Result-kept.Result != tt.change || j.Followed != tt.followed || j.Own != tt.own {
			t.Errorf("%s under %d: %v, moved %s, followed %d, own %d", tt.more, tt.cap, err, (j.Again.Result - kept.Result).Decimal(), j.Followed, j.Own)
		}
		if fmt.Sprintf("%+v", b) != was {
			t.Errorf("%s: the basis was changed", tt.more)
		}
	}
}

// TestX15_MovesAreCounted: who gains and who loses, by kind and by children; a surplus is no support, before or after.
func TestX15_MovesAreCounted(t *testing.T) {
	s := NewSimulation(aid.Month{Year: 2026, Month: 11})
	add := func(adults, children int, before, after aid.Ore) {
		h := aid.Household{Adults: make([]aid.Adult, adults), Children: make([]aid.Child, children)}
		s.Add(aid.Calculation{Result: before}, h, Judged{Again: aid.Calculation{Result: after}}, nil)
	}
	add(1, 0, 100, 300)
	add(1, 2, 500, 400)
	add(2, 2, 500, 490)
	add(2, 0, -100, -50)
	add(2, 0, -100, 20)
	add(1, 0, 20, -100)
	s.Add(aid.Calculation{}, aid.Household{}, Judged{}, fmt.Errorf("make: %w", aid.Error{Code: "rules.no_table"}))
	s.Add(aid.Calculation{}, aid.Household{}, Judged{}, &NoRuleFile{})
	if m := s.All; m.Households != 6 || m.Gain != 2 || m.Lose != 3 || m.Stay != 1 || m.Sum != 90 || m.Median != -10 || m.MostUp != 200 || m.MostDown != -100 {
		t.Errorf("all: %+v", m)
	}
	if m := s.ByKind["couple"]; m.Households != 2 || m.Stay != 1 || m.Sum != 20 {
		t.Errorf("couples: %+v", m)
	}
	if m := s.ByChildren[2]; m.Households != 2 || m.Sum != -110 || s.ByKind["single with children"].Lose != 1 || s.ByKind["single"].Sum != 180 {
		t.Errorf("two children: %+v", m)
	}
	if s.Begin != 1 || s.End != 1 || s.Unmade["rules.no_table"] != 1 || s.Unmade["no_rule_file"] != 1 {
		t.Errorf("%+v", s)
	}
}
