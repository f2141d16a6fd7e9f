package calc

import (
	"fmt"
	"testing"
	"testing/fstest"

	"bistand/aid"
	"bistand/rules"

	"github.com/google/go-cmp/cmp"
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
		{"[[expense]]\nkind = \"housing\"\nclaimed = 5300\n", 6000, 0, 1, 0},
		{"[[expense]]\nkind = \"housing\"\nclaimed = 6200\napproved = 6200\n", 5000, 0, 0, 1},
		{"[[expense]]\nkind = \"housing\"\nclaimed = 6200\napproved = 5000\nreason = \"x\"\n", 6000, 0, 0, 1},
		{"[[income]]\nkind = \"salary\"\nwho = \"A\"\nstated = 100\n[[expense]]\nkind = \"housing\"\nclaimed = 6200\n[[override]]\nkind = \"common\"\namount = 1\nreason = \"x\"\n", 6000, 600_00, 2, 1},
		{"[[income]]\nkind = \"salary\"\nwho = \"A\"\nstated = 100\ncounted = 50\nreason = \"x\"\n", 6000, 0, 0, 1},
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
		for _, l := range j.Again.Lines {
			if l.Kind == aid.Cost && tt.followed > 0 && (l.Note == otherRules) != (l.Amount < l.Claimed && tt.change < 0 && kept.Costs == l.Claimed) {
				t.Errorf("%s under %d: the reason is %q", tt.more, tt.cap, l.Note)
			}
		}
		if fmt.Sprintf("%+v", b) != was {
			t.Errorf("%s: the basis was changed", tt.more)
		}
	}
}

// TestX15_MovesAreCounted: who gains and who loses, by kind and by children; a surplus is no support, before or after.
func TestX15_MovesAreCounted(t *testing.T) {
	s := NewSimulation(aid.Month{Year: 2026, Month: 11})
	var followed, own int
	add := func(adults, children int, before, after aid.Ore) {
		h := aid.Household{Adults: make([]aid.Adult, adults), Children: make([]aid.Child, children)}
		s.Add(aid.Calculation{Result: before}, h, Judged{Again: aid.Calculation{Result: after}, Followed: followed, Own: own}, nil)
	}
	add(1, 0, 100, 300)
	add(1, 2, 500, 400)
	add(2, 2, 500, 490)
	add(2, 0, -100, -50)
	followed, own = 3, 2
	add(2, 0, -100, 20)
	add(1, 0, 0, 10)
	followed, own = 4, 0
	add(1, 0, 20, -100)
	add(1, 0, 10, 0)
	add(1, 0, 1, 0)
	add(1, 0, 1, 0)
	s.Add(aid.Calculation{}, aid.Household{}, Judged{}, fmt.Errorf("make: %w", aid.Error{Code: "rules.no_table"}))
	s.Add(aid.Calculation{}, aid.Household{}, Judged{}, &NoRuleFile{})
	if m := s.All; m.Households != 10 || m.Gain != 3 || m.Lose != 6 || m.Stay != 1 || m.Sum != 88 || m.Median != -1 || m.MostUp != 200 || m.MostDown != -100 {
		t.Errorf("all: %+v", m)
	}
	if m := s.ByKind["couple"]; m.Households != 2 || m.Stay != 1 || m.Sum != 20 {
		t.Errorf("couples: %+v", m)
	}
	if m := s.ByChildren[2]; m.Households != 2 || m.Sum != -110 || m.Lose != 2 || m.Median != -100 || s.ByKind["single with children"].Lose != 1 || s.ByKind["single"].Sum != 178 {
		t.Errorf("two children: %+v", m)
	}
	if s.Begin != 2 || s.End != 4 || s.Followed != 22 || s.Own != 4 || s.OwnIn != 2 || s.Unmade["rules.no_table"] != 1 || s.Unmade["no_rule_file"] != 1 {
		t.Errorf("%+v", s)
	}
}

// TestX15_ConfirmedFiguresThatOtherRulesHaveUseFor: those of a table that is there, in a cell that no source prints there.
func TestX15_ConfirmedFiguresThatOtherRulesHaveUseFor(t *testing.T) {
	of := func(table, cell string) rules.Confirmation {
		return rules.Confirmation{Table: table, Cell: cell, Kr: 1}
	}
	computed, missing := of("riksnorm/2026.toml", "personal.child.age_3"), of("riksnorm/2026.toml", "personal.child_lunch_out.age_3")
	got := StillConfirmed([]rules.Confirmation{
		of("riksnorm/2026.toml", "personal.single"), // printed
		computed,
		of("riksnorm/2026.toml", "personal.child.age_5"), // no cell
		missing,
		of("riksnorm/2012.toml", "personal.child.age_3"), // no table
	}, rules.Embedded())
	if diff := cmp.Diff([]rules.Confirmation{computed, missing}, got); diff != "" {
		t.Error(diff)
	}
}
