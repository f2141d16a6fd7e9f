package calc

import (
	"errors"
	"math"
	"testing"
	"testing/fstest"

	"bistand/aid"
	"bistand/rules"

	"github.com/google/go-cmp/cmp"
)

var november = aid.Month{Year: 2026, Month: 11}

func hoganas(t testing.TB) *rules.Guidelines {
	t.Helper()
	g, ok := rules.Embedded().GuidelinesOn("1284", november.First())
	if !ok {
		t.Fatal("no guidelines for Höganäs")
	}
	return g
}

// suggest is what the guidelines accept of a cost, and by which section.
func suggest(g *rules.Guidelines, h aid.Household, kind aid.ExpenseKind, claimed aid.Ore) (aid.Ore, aid.RuleRef) {
	s := Suggest(&Rules{rules.Embedded(), g}, &Input{Month: november, Household: h}, &Expense{Kind: kind, Claimed: claimed})
	return s.Approved, s.Rule
}

func household(adults, children int) aid.Household {
	var h aid.Household
	for i := range adults {
		h.Adults = append(h.Adults, aid.Adult{PersonID: aid.ID(rune('a' + i)), Name: "Vuxen"})
	}
	for i := range children {
		h.Children = append(h.Children, aid.Child{PersonID: aid.ID(rune('k' + i)), Name: "Barn", Born: aid.Date{Year: 2016, Month: 1, Day: 1}})
	}
	return h
}

// TestH7_HousingCapByHousehold holds every row of the table of Höganäs, and what lies outside it.
func TestH7_HousingCapByHousehold(t *testing.T) {
	g := hoganas(t)
	caps := []aid.Ore{5400, 6100, 7300, 7300, 7700, 7700, 7700} // by number of children
	for adults := 1; adults <= 2; adults++ {
		for children, kr := range caps {
			limit := kr * aid.Kronor
			for _, tt := range []struct{ claimed, want aid.Ore }{{limit - 1, limit - 1}, {limit, limit}, {limit + 1, limit}} {
				got, ref := suggest(g, household(adults, children), housing, tt.claimed)
				if got != tt.want || ref.Section != "Boendekostnader" || ref.File != "guidelines/1284-hoganas.toml" {
					t.Errorf("%d adults, %d children, %d öre: got %d by %+v, want %d", adults, children, tt.claimed, got, ref, tt.want)
				}
			}
		}
	}
	if got, _ := suggest(g, household(1, 7), housing, 99_999_00); got != 99_999_00 {
		t.Errorf("seven children: no row, but cut to %d", got)
	}
	if got, ref := suggest(g, household(1, 0), "medicine", 99_999_00); got != 99_999_00 || ref.Section != "Läkarvård/medicin" {
		t.Errorf("medicine: %d by %+v", got, ref)
	}
	if got, ref := suggest(nil, household(1, 0), housing, 99_999_00); got != 99_999_00 || ref != (aid.RuleRef{}) {
		t.Errorf("without guidelines: %d by %+v", got, ref)
	}
}

// TestFaultsNameCodeAndField: what a person can mend is told of by code and place, all at once.
func TestFaultsNameCodeAndField(t *testing.T) {
	in := Input{
		Month: november,
		Household: aid.Household{
			Adults:   []aid.Adult{{PersonID: "a", Name: "Amina"}, {PersonID: "a", Name: "Amina"}},
			Children: []aid.Child{{Name: "Bo"}},
		},
		Expenses: []Expense{
			{Kind: "electricity", Claimed: -1, Approved: 0},
			{Kind: "electricity", Claimed: aid.MaxAmount + 1, Approved: aid.MaxAmount + 1},
			{Kind: "medicine", Claimed: 100, Approved: 50, Reason: " \t"},
		},
		Incomes: []Income{{Kind: "lottery", Person: "x", Stated: math.MinInt64, Counted: math.MaxInt64}},
		Overrides: []Override{
			{Kind: aid.CommonCosts, Person: "a", Amount: 1, Reason: "Skäl."},
			{Kind: aid.PersonalCosts, Person: "a", Amount: -1},
			{Kind: aid.PersonalCosts, Person: "a", Amount: 1, Reason: "Skäl."},
			{Kind: aid.Cost, Amount: 1, Reason: "Skäl."},
		},
	}
	want := aid.Errors{
		{Code: "calc.birth_missing", Field: "household.children.0.born", Args: map[string]string{"name": "Bo"}},
		{Code: "calc.person_twice", Field: "household"},
		{Code: "amount.negative", Field: "expenses.0.claimed"},
		{Code: "amount.range", Field: "expenses.1.claimed"},
		{Code: "amount.range", Field: "expenses.1.approved"},
		{Code: "calc.reason_missing", Field: "expenses.2.reason"},
		{Code: "calc.unknown_kind", Field: "incomes.0.kind", Args: map[string]string{"kind": "lottery"}},
		{Code: "calc.not_in_household", Field: "incomes.0.person"},
		{Code: "amount.negative", Field: "incomes.0.stated"},
		{Code: "amount.range", Field: "incomes.0.counted"},
		{Code: "calc.override_unmatched", Field: "overrides.0.person"},
		{Code: "amount.negative", Field: "overrides.1.amount"},
		{Code: "calc.reason_missing", Field: "overrides.1.reason"},
		{Code: "calc.override_twice", Field: "overrides.2.person"},
		{Code: "calc.override_unmatched", Field: "overrides.3.person"},
	}
	if diff := cmp.Diff(want, Check(in)); diff != "" {
		t.Error(diff)
	}
	if _, err := Calculate(rules.Embedded(), nil, in); !errors.As(err, new(aid.Error)) {
		t.Errorf("Calculate: %v", err)
	}
}

// TestMissingCellNamesTableCellAndChild: the caseworker is told whose figure is missing and where it should stand.
func TestMissingCellNamesTableCellAndChild(t *testing.T) {
	h := household(1, 1)
	h.Children[0] = aid.Child{PersonID: "k", Name: "Selma", Born: aid.Date{Year: 2024, Month: 1, Day: 1}, LunchOut: true}
	_, err := Calculate(rules.Embedded(), nil, Input{Month: november, Household: h})
	want := aid.Error{Code: "rules.missing_cell", Field: "household.children.0", Args: map[string]string{
		"file": "riksnorm/2026.toml", "cell": "personal.child_lunch_out.age_1_2", "table": "Riksnorm 2026", "name": "Selma",
	}}
	if diff := cmp.Diff(want, err); diff != "" {
		t.Error(diff)
	}
}

// TestCalculationNamesFilesUsed: a calculation keeps the names and hashes of its rule files, so that it can be made again.
func TestCalculationNamesFilesUsed(t *testing.T) {
	c, err := Calculate(rules.Embedded(), hoganas(t), Input{Month: november, Household: household(1, 0)})
	if err != nil {
		t.Fatal(err)
	}
	if len(c.Rules) != 2 || c.Rules[0].File != "riksnorm/2026.toml" || c.Rules[1].File != "guidelines/1284-hoganas.toml" {
		t.Fatalf("rules: %+v", c.Rules)
	}
	for _, r := range c.Rules {
		if len(r.Hash) != 64 || r.Source == "" {
			t.Errorf("%+v", r)
		}
	}
}

// TestOverrideLeavesTableAlone: what one household's caseworker enters never shows in the next household's calculation.
func TestOverrideLeavesTableAlone(t *testing.T) {
	in := Input{Month: november, Household: household(1, 0)}
	plain, err := Calculate(rules.Embedded(), nil, in)
	if err != nil {
		t.Fatal(err)
	}
	in.Overrides = []Override{{Kind: aid.PersonalCosts, Person: "a", Amount: 1, Reason: "Skäl."}}
	if _, err := Calculate(rules.Embedded(), nil, in); err != nil {
		t.Fatal(err)
	}
	in.Overrides = nil
	again, err := Calculate(rules.Embedded(), nil, in)
	if diff := cmp.Diff(plain, again); diff != "" || err != nil {
		t.Error(err, diff)
	}
}

// TestRoundingIsASetting: a municipality's file may round otherwise; without one the result is rounded half up.
func TestRoundingIsASetting(t *testing.T) {
	in := Input{Month: november, Household: household(1, 0), Expenses: []Expense{{Kind: "electricity", Claimed: 10_049, Approved: 10_049}}}
	for rounding, want := range map[string]aid.Ore{"half_up": 532_000, "up": 532_100, "exact": 532_049} {
		file := "title = \"T\"\nmunicipality = \"9999\"\nchecked_by = \"\"\n[calculation]\nresult_rounding = \"" + rounding + "\"\n[[source]]\nid = \"a\"\ntitle = \"A\"\n"
		set, err := rules.Embedded().WithGuidelines(fstest.MapFS{"guidelines/9999.toml": {Data: []byte(file)}})
		if err != nil {
			t.Fatal(err)
		}
		g, _ := set.GuidelinesOn("9999", november.First())
		c, err := Calculate(set, g, in)
		if err != nil || c.Result != want {
			t.Errorf("%s: got %d, %v, want %d", rounding, c.Result, err, want)
		}
	}
}

// TestX4_DifferenceRowByRow: a rent that rose, a child that turned four, a partner who moved in, an income that ended.
func TestX4_DifferenceRowByRow(t *testing.T) {
	before := Input{
		Month:     aid.Month{Year: 2015, Month: 9},
		Household: household(1, 0),
		Expenses:  []Expense{{Kind: "housing", Claimed: 500_000, Approved: 500_000}, {Kind: "doctor", Claimed: 10_000, Approved: 10_000}},
		Incomes:   []Income{{Kind: "salary", Person: "a", Stated: 200_000, Counted: 200_000}},
	}
	before.Household.Children = []aid.Child{{PersonID: "k", Name: "Elin", Born: aid.Date{Year: 2011, Month: 10, Day: 5}}}
	after := before
	after.Month.Month = 10
	after.Household.Adults = household(2, 0).Adults
	after.Expenses = []Expense{
		{Kind: "housing", Claimed: 515_000, Approved: 515_000},
		{Kind: "doctor", Claimed: 4_000, Approved: 4_000},
		{Kind: "doctor", Claimed: 6_000, Approved: 6_000},
	}
	after.Incomes = nil
	var calculations [2]aid.Calculation
	for i, in := range []Input{before, after} {
		var err error
		if calculations[i], err = Calculate(rules.Embedded(), nil, in); err != nil {
			t.Fatal(err)
		}
	}
	type change struct {
		code     string
		from, to aid.Ore
		effect   aid.Ore
	}
	want := []change{
		{"couple", 295_000, 532_000, 237_000},
		{"age_4_6", 173_000, 198_000, 25_000},
		{"3", 104_000, 131_000, 27_000},
		{"housing", 500_000, 515_000, 15_000},
		{"salary", 200_000, 0, 200_000},
	}
	var got []change
	for _, c := range Difference(calculations[0], calculations[1]) {
		got = append(got, change{c.Code, c.From, c.To, c.Effect})
	}
	if diff := cmp.Diff(want, got, cmp.AllowUnexported(change{})); diff != "" {
		t.Error(diff)
	}
}

// TestSheetIsUsedAgainAndForgets: reused lists carry nothing from the household before.
func TestSheetIsUsedAgainAndForgets(t *testing.T) {
	var sheet Sheet
	var c aid.Calculation
	r := Rules{Set: rules.Embedded()}
	for _, children := range []int{6, 0, 3} {
		in := Input{Month: november, Household: household(2, children)}
		want, err := Calculate(rules.Embedded(), nil, in)
		if err != nil {
			t.Fatal(err)
		}
		if err := sheet.Work(&r, &in); err != nil {
			t.Fatal(err)
		}
		sheet.FreezeInto(&c, &r, &in)
		if diff := cmp.Diff(want, c); diff != "" {
			t.Errorf("%d children:\n%s", children, diff)
		}
	}
}

// BenchmarkWork reports households a second and allocations a household for the family of the Lund scenario.
func BenchmarkWork(b *testing.B) {
	data := benchInput()
	g, _ := rules.Embedded().GuidelinesOn("1281", data.Month.First())
	r := Rules{rules.Embedded(), g}
	single := Input{Month: november, Household: household(1, 0)}
	for name, in := range map[string]*Input{"family": &data, "single": &single} {
		b.Run(name, func(b *testing.B) {
			var s Sheet
			b.ReportAllocs()
			for b.Loop() {
				if err := s.Work(&r, in); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "households/s")
		})
	}
	b.Run("family_written_out", func(b *testing.B) {
		var s Sheet
		var c aid.Calculation
		b.ReportAllocs()
		for b.Loop() {
			if err := s.Work(&r, &data); err != nil {
				b.Fatal(err)
			}
			s.FreezeInto(&c, &r, &data)
		}
		b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "households/s")
	})
}

func benchInput() Input {
	in := Input{Month: aid.Month{Year: 2015, Month: 10}, Household: household(2, 0)}
	for i, year := range []int{2007, 2003, 1998} {
		in.Household.Children = append(in.Household.Children,
			aid.Child{PersonID: aid.ID(rune('k' + i)), Name: "Barn", Born: aid.Date{Year: year, Month: 3, Day: 3}})
	}
	for kind, amount := range map[aid.ExpenseKind]aid.Ore{"housing": 734_500, "electricity": 51_250, "home_insurance": 13_900} {
		in.Expenses = append(in.Expenses, Expense{Kind: kind, Claimed: amount, Approved: amount})
	}
	in.Incomes = []Income{{Kind: "salary", Person: "b", Stated: 980_000, Counted: 980_000}, {Kind: "child_benefit", Person: "a", Stated: 375_400, Counted: 375_400}}
	return in
}
