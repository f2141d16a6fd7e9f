package calc

import (
	"slices"
	"testing"

	"bistand/aid"
	"bistand/rules"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// TestX18_LinesComeToTheResult: with every feature, the lines come to the sums and the sums to the result; nothing is
// approved above what was claimed; each line has a listed sentence with all that it speaks of; and so has each mark.
func TestX18_LinesComeToTheResult(t *testing.T) {
	sentences := map[string][]string{}
	for _, e := range append(ExplainKeys(), MarkKeys()...) {
		sentences[e.Key] = e.Args
	}
	forAll(t, func(t *rapid.T, d drawn, c aid.Calculation) {
		sums := map[aid.LineKind]aid.Ore{}
		for _, l := range c.Lines {
			sums[l.Kind] += l.Amount
			if l.Amount < 0 || (l.Kind == aid.Cost || l.Kind == aid.OtherNeed) && l.Amount > l.Claimed {
				t.Fatalf("%+v", l)
			}
			args, known := sentences[l.Explain]
			given := Arguments(l)
			for _, arg := range args {
				known = known && given[arg] != ""
			}
			for _, m := range l.Marks {
				args, listed := sentences["mark."+m.Code]
				for _, arg := range args {
					listed = listed && (m.Args[arg] != "" || arg == "authority")
				}
				known = known && listed
			}
			if !known || l.Law == "" {
				t.Fatalf("not explained: %+v", l)
			}
		}
		norm := sums[aid.PersonalCosts] + sums[aid.CommonCosts]
		incomes := sums[aid.IncomeLine] + sums[aid.AssetLine] - sums[aid.IncentiveLine]
		if norm != c.Norm || sums[aid.Cost] != c.Costs || sums[aid.OtherNeed] != c.OtherNeeds || incomes != c.Incomes {
			t.Fatalf("lines come to %v, the calculation says %+v", sums, c)
		}
		if want := d.rules.Guidelines.Reckoning().ResultRounding().Apply(norm + c.Costs + c.OtherNeeds - incomes); c.Result != want {
			t.Fatalf("result %d, want %d", c.Result, want)
		}
	})
}

// TestX18_OrderAndRepetitionNeverMatter: rows in any order, the same sheet again, or made again from what was kept.
func TestX18_OrderAndRepetitionNeverMatter(t *testing.T) {
	forAll(t, func(t *rapid.T, d drawn, c aid.Calculation) {
		in := &d.in
		in.Household.Children = rapid.Permutation(in.Household.Children).Draw(t, "children")
		in.Expenses = rapid.Permutation(in.Expenses).Draw(t, "expenses")
		in.Incomes = rapid.Permutation(in.Incomes).Draw(t, "incomes")
		in.Assets = rapid.Permutation(in.Assets).Draw(t, "assets")
		in.Incentives = rapid.Permutation(in.Incentives).Draw(t, "incentives")
		if diff := cmp.Diff(c, d.calculate(t)); diff != "" {
			t.Fatal(diff)
		}
	})
}

// TestX18_MadeAgainFromWhatWasKept: a calculation by files is made again from its basis and the files that it names.
func TestX18_MadeAgainFromWhatWasKept(t *testing.T) {
	set := rules.Embedded()
	rapid.Check(t, func(t *rapid.T) {
		d := drawAll(t)
		basis := Basis{}
		d.in.Norm = ""
		if g := d.rules.Guidelines; g != nil && g.File != "" {
			basis.Municipality = g.Municipality
			d.rules.Guidelines, _ = set.GuidelinesOn(g.Municipality, d.in.Month.First())
		} else {
			d.rules.Guidelines = nil
		}
		c := d.calculate(t)
		basis.Input = d.in
		var err error
		if c.Basis, err = Keep(basis); err != nil {
			t.Fatal(err)
		}
		c.ID, c.MadeByName = "id", "Handläggare"
		again, err := Recompute(c, set.File)
		if err != nil || !Same(c, again) {
			t.Fatalf("%v\n%s", err, cmp.Diff(c, again))
		}
	})
}

// TestX18_MoreNetIncomeNeverGivesMoreAid: an income more, of any kind and for anyone, never raises the result.
func TestX18_MoreNetIncomeNeverGivesMoreAid(t *testing.T) {
	forAll(t, func(t *rapid.T, d drawn, c aid.Calculation) {
		more := Income{Kind: rapid.SampledFrom(aid.IncomeKinds).Draw(t, "more"), Stated: aid.Ore(rapid.Int64Range(0, 9_000_000).Draw(t, "amount")), Reason: "Skäl."}
		more.Person = member(&d.in.Household, rapid.IntRange(0, d.in.Household.Size()-1).Draw(t, "whose"))
		more.Counted, _ = SuggestCounted(d.rules.Set, &d.in, &more)
		d.in.Incomes = append(slices.Clone(d.in.Incomes), more)
		if after := d.calculate(t); after.Result > c.Result {
			t.Fatalf("the result rose from %d to %d", c.Result, after.Result)
		}
	})
}

// TestX2_QuarterOfPayIsLeftOut: for those for whom the rule holds in the month, a quarter of their pay to the öre.
func TestX2_QuarterOfPayIsLeftOut(t *testing.T) {
	forAll(t, func(t *rapid.T, d drawn, c aid.Calculation) {
		left := map[aid.ID]aid.Ore{}
		for _, l := range c.Lines {
			if l.Kind == aid.IncentiveLine {
				left[l.Person] += l.Amount
			}
		}
		for _, n := range d.in.Incentives {
			var pay aid.Ore
			for _, i := range d.in.Incomes {
				if i.Kind == "salary" && i.Person == n.Person {
					pay += i.Counted
				}
			}
			if n.Declined || d.in.Month.Before(n.From) || n.Until.Before(d.in.Month) {
				pay = 0
			}
			if off := 4*left[n.Person] - pay; off < -2 || off > 2 {
				t.Fatalf("%d left out of %d", left[n.Person], pay)
			}
		}
	})
}

// TestH19_ChildPayCountsBeyondOnePriceBaseAmount: what a child earned in the year beyond it, and not an öre more.
func TestH19_ChildPayCountsBeyondOnePriceBaseAmount(t *testing.T) {
	set := rules.Embedded()
	rapid.Check(t, func(t *rapid.T) {
		in := Input{Month: aid.Month{Year: rapid.IntRange(2014, 2026).Draw(t, "year"), Month: 1}, Household: household(1, 1)}
		in.Household.Children[0].Born.Year = in.Month.Year - 16
		came := in.Month.Add(-rapid.IntRange(0, 2).Draw(t, "came"))
		base, err := set.Prices.Of(came.Year)
		if err != nil {
			t.Fatal(err)
		}
		near := rapid.Int64Range(-500, 500)
		i := Income{Kind: "salary", Person: "k", Month: came, Stated: aid.Ore(rapid.Int64Range(0, 2_000_000).Draw(t, "stated"))}
		i.ThisYear = max(base-i.Stated+aid.Ore(near.Draw(t, "near")), 0)
		want := max(i.ThisYear+i.Stated-base, 0)
		want = min(want, i.Stated)
		if i.Counted, err = SuggestCounted(set, &in, &i); i.Counted != want || err != nil {
			t.Fatalf("%d, %v, want %d", i.Counted, err, want)
		}
		in.Incomes = []Income{i}
		if _, err := Calculate(set, nil, in); err != nil {
			t.Fatal(err)
		}
		in.Incomes[0].Counted, in.Incomes[0].Reason = want+1, "Skäl."
		if fault, ok := wrong(set, in); !ok || fault.Code != "calc.child_pay" {
			t.Fatalf("%+v", fault)
		}
	})
}

func wrong(set *rules.Set, in Input) (aid.Error, bool) {
	_, err := Calculate(set, nil, in)
	fault, ok := err.(aid.Error) //nolint:errorlint // Calculate returns it bare
	return fault, ok
}

// TestX18_ChildNeverLowersNorm: one child more, living here all or a part of the time, never gives a lower norm.
func TestX18_ChildNeverLowersNorm(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := drawAll(t)
		before := d.calculate(t)
		d.in.Household.Children = append(slices.Clone(d.in.Household.Children), drawStay(t, &d.in, 20))
		if after := d.calculate(t); after.Norm < before.Norm {
			t.Fatalf("the norm fell from %d to %d", before.Norm, after.Norm)
		}
	})
}

// TestX18_PartIsNeverMoreThanTheWhole: some days of a month never give more than all of it, and more days never less than
// fewer; a share of the common costs is never more than all of them.
func TestX18_PartIsNeverMoreThanTheWhole(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := drawAll(t)
		d.in.Months, d.in.Overrides = 0, nil
		for i := range d.in.Household.Children {
			d.in.Household.Children[i].Stay, d.in.Household.Children[i].Days = aid.FullTime, 0
		}
		d.in.Days = rapid.IntRange(1, d.in.Month.Days()-1).Draw(t, "days")
		some := d.calculate(t)
		d.in.Days++
		more := d.calculate(t)
		d.in.Days = 0
		whole := d.calculate(t)
		if some.Norm > more.Norm || more.Norm > whole.Norm {
			t.Fatalf("%d, %d, %d of the month", some.Norm, more.Norm, whole.Norm)
		}
		all := commonOf(whole)
		d.in.Household.Others = 0
		alone := d.calculate(t)
		d.in.Household.Others = rapid.IntRange(1, 5).Draw(t, "more others")
		if shared := d.calculate(t); commonOf(shared) > commonOf(alone)+aid.Kronor || all < 0 {
			t.Fatalf("a share of %d, alone %d", commonOf(shared), commonOf(alone))
		}
	})
}

func commonOf(c aid.Calculation) (sum aid.Ore) {
	for _, l := range c.Lines {
		if l.Kind == aid.CommonCosts {
			sum += l.Amount
		}
	}
	return sum
}

// TestX4_EffectsAddUpOverAllFeatures: the effects of all changes between two calculations come to what the result moved.
func TestX4_EffectsAddUpOverAllFeatures(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := drawAll(t), drawAll(t)
		before, after := a.calculate(t), b.calculate(t)
		changes := Difference(before, after)
		var effects aid.Ore
		for _, c := range changes {
			effects += c.Effect
		}
		unrounded := func(c aid.Calculation) aid.Ore { return c.Norm + c.Costs + c.OtherNeeds - c.Incomes }
		if want := unrounded(after) - unrounded(before); effects != want {
			t.Fatalf("effects come to %d, the results differ by %d", effects, want)
		}
		clauses, others := Why(changes, 3)
		if len(clauses) > 3 || others < 0 {
			t.Fatalf("%d clauses, %d others", len(clauses), others)
		}
	})
}
