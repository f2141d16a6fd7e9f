package calc

import (
	"testing"
	"time"

	"bistand/aid"
	"bistand/rules"

	"pgregory.net/rapid"
)

// drawn is an input over all that the engine can do, and the rules to reckon it by.
type drawn struct {
	in    Input
	rules Rules
}

// drawAll draws a household of any year that has a table, with everything that an input may hold. It can always be
// calculated: figures that the table lacks are not asked for.
func drawAll(t *rapid.T) drawn {
	d := drawn{in: Input{Month: aid.Month{Year: rapid.IntRange(2013, 2026).Draw(t, "year"), Month: time.Month(rapid.IntRange(1, 12).Draw(t, "month"))}}}
	in := &d.in
	d.rules = Rules{Set: rules.Embedded()}
	if code := rapid.SampledFrom([]string{"", "1281", "1284", "1480", "2081"}).Draw(t, "municipality"); code != "" {
		d.rules.Guidelines, _ = d.rules.Set.GuidelinesOn(code, in.Month.First())
	}
	settings := rules.Settings{
		Result:        rapid.SampledFrom([]rules.Rounding{"", rules.HalfUp, rules.Up, rules.Unround}).Draw(t, "result rounding"),
		Share:         rapid.SampledFrom([]rules.Rounding{"", rules.HalfUp, rules.Up, rules.Unround}).Draw(t, "share rounding"),
		Days:          rapid.SampledFrom([]rules.DayMethod{"", rules.Thirty, rules.Calendar, rules.Daily}).Draw(t, "day method"),
		PartTimeChild: rapid.SampledFrom([]rules.SizeRule{"", rules.Whole, rules.Part, rules.None}).Draw(t, "size rule"),
	}
	if rapid.Bool().Draw(t, "set deviation") {
		percent := rapid.IntRange(0, 100).Draw(t, "percent")
		settings.DeviationPercent = &percent
	}
	if rapid.Bool().Draw(t, "set reckoning") {
		norms := []rules.OtherNorm{
			{Code: "mat", Name: "Matnorm", Single: 2600, Couple: 4700, Child: 1500, Common: true},
			{Code: "netto", Name: "Nettonorm", Single: 2600, Couple: 4700, Child: 1500},
		}
		d.rules.Guidelines = d.rules.Guidelines.With(settings, norms...)
		if in.Norm = rapid.SampledFrom([]string{"", "", "mat", "netto"}).Draw(t, "norm"); in.Norm != "" {
			in.NormReason = "Skäl."
		}
	}
	switch rapid.IntRange(0, 3).Draw(t, "period") {
	case 1:
		in.Days = rapid.IntRange(1, in.Month.Days()).Draw(t, "days")
	case 2:
		in.Months = rapid.IntRange(1, 13-int(in.Month.Month)).Draw(t, "months")
	}
	in.Household.Others = rapid.IntRange(0, 4).Draw(t, "others")
	for i := range rapid.IntRange(1, 2).Draw(t, "adults") {
		in.Household.Adults = append(in.Household.Adults, aid.Adult{PersonID: aid.ID(rune('a' + i)), Name: "Vuxen"})
	}
	for i := range rapid.IntRange(0, 9).Draw(t, "children") {
		in.Household.Children = append(in.Household.Children, drawStay(t, in, i))
	}
	drawMoney(t, &d)
	return d
}

// drawStay draws a child who lives here all of the time or a part of it. Several months have no child with days, and no
// birthday that changes its figure.
func drawStay(t *rapid.T, in *Input, n int) aid.Child {
	child := drawChild(t, n, in.Month)
	child.LunchOut = child.LunchOut && in.Month.Year <= 2021
	if in.period() > 1 {
		child.Born = aid.Date{Year: in.Month.Year - rapid.IntRange(1, 20).Draw(t, "age"), Month: time.January, Day: 1}
		return child
	}
	if child.Stay = rapid.SampledFrom([]aid.ChildStay{aid.FullTime, aid.FullTime, aid.Alternating, aid.Visiting}).Draw(t, "stay"); child.Stay != aid.FullTime {
		most := in.Month.Days()
		if in.Days > 0 {
			most = in.Days
		}
		child.Days = rapid.IntRange(1, most).Draw(t, "child's days")
	}
	return child
}

// drawMoney draws costs, incomes, assets, incentives, a lodging and the caseworker's own figures.
func drawMoney(t *rapid.T, d *drawn) {
	in := &d.in
	amount := func(name string) aid.Ore { return aid.Ore(rapid.Int64Range(0, 5_000_000).Draw(t, name)) }
	if rapid.Bool().Draw(t, "lodges") {
		in.Lodging = &Lodging{Rent: amount("rent"), Rooms: rapid.IntRange(1, 9).Draw(t, "rooms"), Age: rapid.IntRange(0, 90).Draw(t, "age"), WithParents: rapid.Bool().Draw(t, "at home")}
	}
	for range rapid.IntRange(0, 4).Draw(t, "expenses") {
		e := Expense{Kind: rapid.SampledFrom(aid.ExpenseKinds).Draw(t, "kind"), Claimed: amount("claimed"), Reason: "Skäl.", Before: amount("before"), Km: rapid.IntRange(0, 900).Draw(t, "km")}
		if e.Approved = Suggest(&d.rules, in, &e).Approved; rapid.Bool().Draw(t, "assessed") {
			e.Approved = aid.Ore(rapid.Int64Range(0, int64(e.Claimed)).Draw(t, "approved"))
		}
		in.Expenses = append(in.Expenses, e)
	}
	for range rapid.IntRange(0, 5).Draw(t, "incomes") {
		i := Income{
			Kind: rapid.SampledFrom(append([]aid.IncomeKind{salary, salary, salary}, aid.IncomeKinds...)).Draw(t, "kind"), Stated: amount("stated"),
			Month: in.Month.Add(-rapid.IntRange(0, 2).Draw(t, "came")), ThisYear: amount("this year"), Earlier: amount("earlier"), Reason: "Skäl.",
		}
		if who := rapid.IntRange(-1, in.Household.Size()-1).Draw(t, "who"); who >= 0 {
			i.Person = member(&in.Household, who)
		}
		if i.Answer = rapid.SampledFrom([]aid.Answer{aid.NotAsked, aid.Answered, aid.Nothing, aid.Unchecked}).Draw(t, "answer"); i.Answer != aid.NotAsked {
			i.Authority = rapid.SampledFrom(aid.Authorities).Draw(t, "authority")
		}
		if i.Answer == aid.Answered {
			i.Fetched = amount("fetched")
		}
		if i.Counted, _ = SuggestCounted(d.rules.Set, in, &i); rapid.Bool().Draw(t, "assessed") {
			i.Counted = aid.Ore(rapid.Int64Range(0, int64(i.Counted)).Draw(t, "counted"))
		}
		in.Incomes = append(in.Incomes, i)
	}
	for range rapid.IntRange(0, 2).Draw(t, "assets") {
		a := Asset{Kind: rapid.SampledFrom(aid.AssetKinds).Draw(t, "kind"), Value: amount("value"), Reason: "Skäl."}
		a.Counted = aid.Ore(rapid.Int64Range(0, int64(a.Value)).Draw(t, "counted"))
		in.Assets = append(in.Assets, a)
	}
	for _, a := range in.Household.Adults {
		from := in.Month.Add(rapid.IntRange(-30, 3).Draw(t, "from"))
		n := Incentive{Person: a.PersonID, From: from, Until: from.Add(23)}
		if n.Declined = rapid.IntRange(0, 3).Draw(t, "declined") == 0; n.Declined {
			n.Reason = "Skäl."
		}
		if whole := !in.Month.Before(n.From) && !n.Until.Before(in.Last()); whole || in.period() == 1 {
			in.Incentives = append(in.Incentives, n)
		}
	}
	if rapid.Bool().Draw(t, "changed") {
		ground := rapid.SampledFrom(Grounds[:len(Grounds)-1]).Draw(t, "ground")
		in.Overrides = append(in.Overrides, Override{aid.PersonalCosts, member(&in.Household, rapid.IntRange(0, in.Household.Size()-1).Draw(t, "whose")), amount("own"), "Skäl.", ground})
	}
}

func (d *drawn) calculate(t *rapid.T) aid.Calculation {
	c, err := Calculate(d.rules.Set, d.rules.Guidelines, d.in)
	if err != nil {
		t.Fatalf("calculate: %v", err)
	}
	return c
}

// forAll checks a property for inputs over all features.
func forAll(t *testing.T, holds func(t *rapid.T, d drawn, c aid.Calculation)) {
	t.Helper()
	rapid.Check(t, func(t *rapid.T) {
		d := drawAll(t)
		holds(t, d, d.calculate(t))
	})
}
