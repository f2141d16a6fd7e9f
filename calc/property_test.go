package calc

import (
	"errors"
	"math/rand"
	"slices"
	"testing"

	"bistand/aid"
	"bistand/rules"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// drawInput draws a household, costs and incomes that can be calculated in 2015 or 2021, whose tables are complete.
func drawInput(t *rapid.T) Input {
	in := Input{Month: aid.Month{Year: rapid.SampledFrom([]int{2015, 2021}).Draw(t, "year"), Month: 7}}
	for range rapid.IntRange(1, 2).Draw(t, "adults") {
		n := len(in.Household.Adults)
		in.Household.Adults = append(in.Household.Adults, aid.Adult{PersonID: aid.ID(rune('a' + n)), Name: "Vuxen"})
	}
	for range rapid.IntRange(0, 9).Draw(t, "children") {
		in.Household.Children = append(in.Household.Children, drawChild(t, len(in.Household.Children), in.Month))
	}
	for range rapid.IntRange(0, 5).Draw(t, "expenses") {
		claimed := aid.Ore(rapid.Int64Range(0, int64(aid.MaxAmount)).Draw(t, "claimed"))
		in.Expenses = append(in.Expenses, Expense{
			Kind: rapid.SampledFrom(aid.ExpenseKinds).Draw(t, "kind"), Claimed: claimed,
			Approved: aid.Ore(rapid.Int64Range(0, int64(claimed)).Draw(t, "approved")), Reason: "Skäl.",
		})
	}
	for range rapid.IntRange(0, 5).Draw(t, "incomes") {
		in.Incomes = append(in.Incomes, Income{
			Kind:    rapid.SampledFrom(aid.IncomeKinds).Draw(t, "kind"),
			Person:  in.Household.Adults[0].PersonID,
			Stated:  aid.Ore(rapid.Int64Range(0, int64(aid.MaxAmount)).Draw(t, "stated")),
			Counted: aid.Ore(rapid.Int64Range(0, int64(aid.MaxAmount)).Draw(t, "counted")), Reason: "Skäl.",
		})
	}
	return in
}

func drawChild(t *rapid.T, n int, m aid.Month) aid.Child {
	return aid.Child{
		PersonID: aid.ID(rune('k' + n)), Name: rapid.SampledFrom([]string{"Ada", "Bo"}).Draw(t, "name"),
		Born:     m.First().AddDays(-rapid.IntRange(0, 20*365).Draw(t, "days old")),
		LunchOut: rapid.Bool().Draw(t, "lunch"), Pupil: true,
	}
}

func calculate(t *rapid.T, in Input) aid.Calculation {
	g, _ := rules.Embedded().GuidelinesOn("1284", in.Month.First())
	c, err := Calculate(rules.Embedded(), g, in)
	if err != nil {
		t.Fatalf("calculate: %v", err)
	}
	return c
}

// TestSumOfLinesIsResult: the four sums are the sums of their lines, the result follows from them, approved never exceeds claimed.
func TestSumOfLinesIsResult(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := calculate(t, drawInput(t))
		var total, norm aid.Ore
		for _, l := range c.Lines {
			switch l.Kind {
			case aid.IncomeLine:
				total -= l.Amount
			case aid.Cost, aid.OtherNeed:
				total += l.Amount
				if l.Amount > l.Claimed {
					t.Fatalf("approved %d above claimed %d", l.Amount, l.Claimed)
				}
			default:
				total, norm = total+l.Amount, norm+l.Amount
			}
			if l.Amount < 0 {
				t.Fatalf("a line of %d öre", l.Amount)
			}
		}
		if norm != c.Norm || total != c.Norm+c.Costs+c.OtherNeeds-c.Incomes {
			t.Fatalf("lines give norm %d and result %d, calculation says %+v", norm, total, c)
		}
		if off := c.Result - total; off > 50 || off < -50 || c.Result%aid.Kronor != 0 {
			t.Fatalf("result %d for %d öre", c.Result, total)
		}
	})
}

// TestH4_ChildNeverLowersNorm: one child more never gives a lower norm.
func TestH4_ChildNeverLowersNorm(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in := drawInput(t)
		before := calculate(t, in)
		in.Household.Children = append(in.Household.Children, drawChild(t, 20, in.Month))
		if after := calculate(t, in); after.Norm <= before.Norm {
			t.Fatalf("norm fell from %d to %d", before.Norm, after.Norm)
		}
	})
}

// TestMoreIncomeNeverGivesMoreAid: an income more never raises the result.
func TestMoreIncomeNeverGivesMoreAid(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in := drawInput(t)
		before := calculate(t, in)
		extra := aid.Ore(rapid.Int64Range(0, int64(aid.MaxAmount)).Draw(t, "extra"))
		in.Incomes = append(in.Incomes, Income{Kind: "salary", Stated: extra, Counted: extra})
		if after := calculate(t, in); after.Result > before.Result {
			t.Fatalf("result rose from %d to %d", before.Result, after.Result)
		}
	})
}

// TestOrderOfRowsNeverMatters: children, expenses and incomes in any order give the very same calculation, twice over.
func TestOrderOfRowsNeverMatters(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in := drawInput(t)
		want := calculate(t, in)
		if diff := cmp.Diff(want, calculate(t, in)); diff != "" {
			t.Fatalf("recomputed:\n%s", diff)
		}
		in.Household.Children = slices.Clone(in.Household.Children)
		in.Expenses, in.Incomes = slices.Clone(in.Expenses), slices.Clone(in.Incomes)
		r := rand.New(rand.NewSource(rapid.Int64().Draw(t, "seed")))
		r.Shuffle(len(in.Household.Children), swap(in.Household.Children))
		r.Shuffle(len(in.Expenses), swap(in.Expenses))
		r.Shuffle(len(in.Incomes), swap(in.Incomes))
		if diff := cmp.Diff(want, calculate(t, in)); diff != "" {
			t.Fatalf("shuffled:\n%s", diff)
		}
		if changes := Difference(want, calculate(t, in)); len(changes) > 0 {
			t.Fatalf("shuffled rows differ: %+v", changes)
		}
	})
}

func swap[T any](rows []T) func(i, j int) {
	return func(i, j int) { rows[i], rows[j] = rows[j], rows[i] }
}

// TestX4_DifferenceAddsUp: the effects of all changes are the difference of the results.
func TestX4_DifferenceAddsUp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in := drawInput(t)
		in.Assets = []Asset{{Kind: "bank", Value: 900_00, Counted: aid.Ore(rapid.Int64Range(0, 900_00).Draw(t, "asset")), Reason: "Skäl."}}
		before, after := calculate(t, drawInput(t)), calculate(t, in)
		var effects aid.Ore
		for _, c := range Difference(before, after) {
			effects += c.Effect
		}
		unrounded := func(c aid.Calculation) aid.Ore { return c.Norm + c.Costs + c.OtherNeeds - c.Incomes }
		if want := unrounded(after) - unrounded(before); effects != want {
			t.Fatalf("effects add up to %d, results differ by %d", effects, want)
		}
	})
}

// TestAnyInputGivesCalculationOrFault: whatever a form sends, the answer is a calculation or a fault with a place.
func TestAnyInputGivesCalculationOrFault(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in := drawInput(t)
		in.Month = aid.Month{Year: rapid.IntRange(-5, 3000).Draw(t, "year"), Month: rapid.SampledFrom([]aid.Month{{Month: 0}, {Month: 2}, {Month: 13}}).Draw(t, "month").Month}
		amount := rapid.Int64()
		for i := range in.Expenses {
			in.Expenses[i].Claimed, in.Expenses[i].Approved = aid.Ore(amount.Draw(t, "c")), aid.Ore(amount.Draw(t, "a"))
		}
		for i := range in.Incomes {
			in.Incomes[i].Stated, in.Incomes[i].Counted = aid.Ore(amount.Draw(t, "s")), aid.Ore(amount.Draw(t, "d"))
			in.Incomes[i].Person = aid.ID(rapid.String().Draw(t, "person"))
		}
		for range rapid.IntRange(0, 3).Draw(t, "overrides") {
			in.Overrides = append(in.Overrides, Override{
				Kind:   rapid.SampledFrom([]aid.LineKind{aid.PersonalCosts, aid.CommonCosts, aid.Cost}).Draw(t, "kind"),
				Person: rapid.SampledFrom([]aid.ID{"", "a", "b", "k", "zz"}).Draw(t, "person"), Amount: aid.Ore(amount.Draw(t, "o")), Reason: "Skäl.",
			})
		}
		_, err := Calculate(rules.Embedded(), nil, in)
		if err == nil {
			return
		}
		fault, ok := errors.AsType[aid.Error](err)
		if !ok || fault.Code == "" || fault.Field == "" && fault.Code != "rules.no_table" {
			t.Fatalf("%#v", err)
		}
	})
}
