package calc

import (
	"testing"

	"bistand/aid"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// months is a row of months with support, from a first month; "x" is one granted, "-" one refused, " " one without a word.
func history(first aid.Month, marks string) (all []Supported) {
	for i, m := range marks {
		if m != ' ' {
			all = append(all, Supported{Month: first.Add(i), Granted: m == 'x'})
		}
	}
	return all
}

// TestX2_IncentiveAfterSixMonthsInARow: what begins the two years, what breaks the row, and when they end.
func TestX2_IncentiveAfterSixMonthsInARow(t *testing.T) {
	first := aid.Month{Year: 2024, Month: 1}
	for _, tt := range []struct {
		name, marks string
		month       int // counted from the first
		from        int // of the two years; -1 = the rule does not hold
	}{
		{"five months are too few", "xxxxx", 5, -1},
		{"in the sixth month itself not yet", "xxxxxx", 5, -1},
		{"from the month after the sixth", "xxxxxx", 6, 6},
		{"the last of 24 months", "xxxxxx", 29, 6},
		{"the 25th is too late", "xxxxxx", 30, -1},
		{"a refused month breaks the row", "xxxxx-x", 7, -1},
		{"a month without an application breaks it", "xxxxx x", 7, -1},
		{"six new ones after a refused month", "xxx-xxxxxx", 10, 10},
		{"seven in a row do not move the start", "xxxxxxx", 7, 6},
		{"self-supporting in the two years: they run on", "xxxxxx     ", 20, 6},
		{"support all through the two years does not begin new ones at once", "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", 30, -1},
		{"five months after the two years are too few", "xxxxxx                        xxxxx", 35, -1},
		{"six new months after the two years begin new ones", "xxxxxx                        xxxxxx", 36, 36},
		{"months within the two years do not count for the next", "xxxxxx                     xxxxxx", 33, -1},
		{"but the later of them do, with those after", "xxxxxx                     xxxxxxxxx", 36, 36},
		{"no history", "", 3, -1},
	} {
		got, ok := IncentiveOf("a", history(first, tt.marks), first.Add(tt.month))
		want := Incentive{}
		if tt.from >= 0 {
			want = Incentive{Person: "a", From: first.Add(tt.from), Until: first.Add(tt.from + 23)}
		}
		if months := got.Months(); ok && (len(months) != 6 || months[0] != got.From.Add(-6) || months[5] != got.From.Add(-1)) {
			t.Errorf("%s: after %v", tt.name, months)
		}
		if got != want || ok != (tt.from >= 0) {
			t.Errorf("%s: %+v, %v, want %+v", tt.name, got, ok, want)
		}
	}
	twice := append(history(first, "xxxxxx"), Supported{Month: first.Add(3)}) // a refused decision beside the granted one
	for range 2 {
		if _, ok := IncentiveOf("a", twice, first.Add(6)); !ok {
			t.Error("of two decisions on one month, the one that granted support does not count")
		}
		twice[0], twice[6] = twice[6], twice[0]
	}
}

// TestX2_IncentiveIsTwoYearsAfterSixMonths: whatever the history and its order, the rule holds for 24 months from the month
// after six granted in a row, and only within them.
func TestX2_IncentiveIsTwoYearsAfterSixMonths(t *testing.T) {
	first := aid.Month{Year: 2020, Month: 3}
	rapid.Check(t, func(t *rapid.T) {
		granted := rapid.SliceOfN(rapid.SampledFrom([]bool{true, true, true, true, true, false}), 0, 60).Draw(t, "granted")
		var rows []Supported
		for i, g := range granted {
			rows = append(rows, Supported{first.Add(i), g})
		}
		month := first.Add(rapid.IntRange(0, 70).Draw(t, "month"))
		got, ok := IncentiveOf("a", rows, month)
		shuffled := rapid.Permutation(rows).Draw(t, "order")
		if again, same := IncentiveOf("a", shuffled, month); again != got || same != ok {
			t.Fatalf("the order of rows matters: %+v and %+v", got, again)
		}
		if !ok {
			return
		}
		if got.Until != got.From.Add(23) || month.Before(got.From) || got.Until.Before(month) {
			t.Fatalf("%+v in %s", got, month)
		}
		for back := 1; back <= 6; back++ {
			at := -1
			for i := range rows {
				if rows[i].Month == got.From.Add(-back) {
					at = i
				}
			}
			if at < 0 || !rows[at].Granted {
				t.Fatalf("%s, %d months before the start, had no support", got.From.Add(-back), back)
			}
		}
	})
}

// TestDeviatesBoundaries: the threshold itself is not beyond it, and an authority that did not answer says nothing.
func TestDeviatesBoundaries(t *testing.T) {
	for _, tt := range []struct {
		stated, fetched aid.Ore
		answer          aid.Answer
		percent         int
		difference      aid.Ore
		beyond          bool
	}{
		{88_00, 100_00, aid.Answered, 12, -12_00, false},
		{87_99, 100_00, aid.Answered, 12, -12_01, true},
		{112_00, 100_00, aid.Answered, 12, 12_00, false},
		{112_01, 100_00, aid.Answered, 12, 12_01, true},
		{100_99, 100_00, aid.Answered, 0, 99, false},
		{101_00, 100_00, aid.Answered, 0, 1_00, true},
		{99_00, 100_00, aid.Answered, 0, -1_00, true},
		{0, 0, aid.Nothing, 12, 0, false},
		{5_00, 0, aid.Nothing, 12, 5_00, true},
		{5_00, 0, aid.Nothing, 100, 5_00, true},
		{200_00, 100_00, aid.Answered, 100, 100_00, false},
		{5_00, 0, aid.Unchecked, 0, 0, false},
		{5_00, 0, aid.NotAsked, 0, 0, false},
	} {
		i := Income{Stated: tt.stated, Fetched: tt.fetched, Answer: tt.answer}
		if difference, beyond := i.Deviates(tt.percent); difference != tt.difference || beyond != tt.beyond {
			t.Errorf("%+v: %d, %v", tt, difference, beyond)
		}
	}
}

// TestSplitAddsUp: parts are in order, never more than there is, and come to the amount exactly.
func TestSplitAddsUp(t *testing.T) {
	for _, tt := range []struct {
		amount aid.Ore
		wanted []Part
		want   []Part
	}{
		{1000, nil, []Part{{"rest", 1000}}},
		{1000, []Part{{"a", 400}}, []Part{{"a", 400}, {"rest", 600}}},
		{1000, []Part{{"a", 1000}}, []Part{{"a", 1000}}},
		{1000, []Part{{"a", 700}, {"b", 700}}, []Part{{"a", 700}, {"b", 300}}},
		{1000, []Part{{"a", -5}, {"b", 0}}, []Part{{"rest", 1000}}},
		{0, []Part{{"a", 5}}, nil},
		{-7, []Part{{"a", 5}}, nil},
	} {
		if diff := cmp.Diff(tt.want, Split(tt.amount, "rest", tt.wanted...)); diff != "" {
			t.Errorf("%d by %v:\n%s", tt.amount, tt.wanted, diff)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		amount := aid.Ore(rapid.Int64Range(-1e6, 1e9).Draw(t, "amount"))
		var wanted []Part
		for range rapid.IntRange(0, 5).Draw(t, "parts") {
			wanted = append(wanted, Part{"p", aid.Ore(rapid.Int64Range(-1e5, 1e9).Draw(t, "part"))})
		}
		var sum aid.Ore
		for _, p := range Split(amount, "rest", wanted...) {
			if p.Amount <= 0 {
				t.Fatalf("a part of %d", p.Amount)
			}
			sum += p.Amount
		}
		if sum != max(amount, 0) {
			t.Fatalf("parts of %d come to %d", amount, sum)
		}
	})
	if Surplus(aid.Calculation{Result: -78_000}) != 78_000 || Surplus(aid.Calculation{Result: 1}) != 0 {
		t.Error("surplus")
	}
}

// TestX4_WhyPicksWhatMovedMost: the largest first, whatever its direction, and how many were left out.
func TestX4_WhyPicksWhatMovedMost(t *testing.T) {
	line := &aid.Line{}
	changes := []Change{
		{Code: "housing", Before: line, After: line, From: 100, To: 250, Effect: 150},
		{Code: "same", Before: line, After: line},
		{Code: "salary", Before: line, After: line, From: 500, To: 315, Effect: 185},
		{Code: "dental", After: line, To: 40, Effect: 40},
		{Code: "pension", Before: line, From: 300, Effect: -300},
	}
	clauses, others := Why(changes, 3)
	type clause struct {
		key, code string
		amount    aid.Ore
	}
	var got []clause
	for _, c := range clauses {
		got = append(got, clause{c.Key, c.Change.Code, c.Amount})
	}
	want := []clause{{"because.gone", "pension", 300}, {"because.lower", "salary", 185}, {"because.higher", "housing", 150}}
	if diff := cmp.Diff(want, got, cmp.AllowUnexported(clause{})); diff != "" || others != 1 {
		t.Errorf("%d others\n%s", others, diff)
	}
	changes[0], changes[4] = changes[4], changes[0]
	if again, _ := Why(changes, 3); len(again) != 3 || again[0] != clauses[0] || again[1] != clauses[1] || again[2] != clauses[2] {
		t.Errorf("in another order: %+v", again)
	}
	if clauses, others := Why(changes, 9); len(clauses) != 4 || clauses[3].Key != "because.new" || others != 0 || len(BecauseKeys()) != 4 {
		t.Errorf("%+v, %d", clauses, others)
	}
}

// TestX4_QuestionsSayWhatWouldMoveTheResult: each question with its effect, where that can be told.
func TestX4_QuestionsSayWhatWouldMoveTheResult(t *testing.T) {
	deviates := []aid.Mark{{Code: "deviates", Args: map[string]string{"fetched": "500"}}}
	income := func(code string, claimed, amount aid.Ore, marks ...aid.Mark) aid.Line {
		return aid.Line{Kind: aid.IncomeLine, Code: code, Person: "a", Claimed: claimed, Amount: amount, State: aid.Sourced, Marks: marks}
	}
	cost := func(claimed, amount aid.Ore, marks ...aid.Mark) aid.Line {
		return aid.Line{Kind: aid.Cost, Code: "housing", Claimed: claimed, Amount: amount, State: aid.Sourced, Marks: marks}
	}
	raised := aid.Mark{Code: "housing_raised", Args: map[string]string{"rise": "300"}}
	childPay := income("salary", 800, 300, deviates...)
	childPay.Law = lawChildPay
	type asked struct {
		code   string
		effect aid.Ore
		known  bool
	}
	for _, tt := range []struct {
		name  string
		lines []aid.Line
		want  []asked
	}{
		{"a cut", []aid.Line{cost(900, 700)}, []asked{{"cut", 200, true}}},
		{"nothing cut", []aid.Line{cost(900, 900)}, nil},
		{"a rise", []aid.Line{cost(900, 900, raised)}, []asked{{"housing_raised", -300, true}}},
		{"a rise half cut", []aid.Line{cost(900, 800, raised)}, []asked{{"cut", 100, true}, {"housing_raised", -200, true}}},
		{"a rise cut away", []aid.Line{cost(900, 600, raised)}, []asked{{"cut", 300, true}}},
		{"answered, stated counted", []aid.Line{income("pension", 800, 800, deviates...)}, []asked{{"deviates", 300, true}}},
		{"answered, fetched counted", []aid.Line{income("pension", 800, 500, deviates...)}, []asked{{"deviates", -300, true}}},
		{"unchecked", []aid.Line{income("pension", 800, 800, aid.Mark{Code: "unchecked"})}, []asked{{"unchecked", 0, false}}},
		{"pay without incentive", []aid.Line{income("salary", 800, 800)}, []asked{{"incentive", 200, true}}},
		{"pay with incentive", []aid.Line{income("salary", 800, 800, deviates...), {Kind: aid.IncentiveLine, Person: "a", State: aid.Sourced}}, []asked{{"deviates_somehow", 0, false}}},
		{"another's incentive", []aid.Line{income("salary", 800, 800), {Kind: aid.IncentiveLine, Person: "b", State: aid.Sourced}}, []asked{{"incentive", 200, true}}},
		{"no pay", []aid.Line{income("salary", 0, 0)}, nil},
		{"a child's pay", []aid.Line{childPay}, []asked{{"deviates_somehow", 0, false}}},
		{"an asset left out", []aid.Line{{Kind: aid.AssetLine, Claimed: 900, Amount: 100, State: aid.Sourced}}, []asked{{"asset", -800, true}}},
		{"an asset counted", []aid.Line{{Kind: aid.AssetLine, Claimed: 900, Amount: 900, State: aid.Sourced}}, nil},
		{"a computed figure", []aid.Line{{Kind: aid.PersonalCosts, State: aid.Computed}}, []asked{{"computed", 0, false}}},
		{"a confirmed figure", []aid.Line{{Kind: aid.PersonalCosts, State: aid.Confirmed}}, nil},
	} {
		var got []asked
		for _, q := range Questions(aid.Calculation{Lines: tt.lines}) {
			got = append(got, asked{q.Code, q.Effect, q.Known})
		}
		if diff := cmp.Diff(tt.want, got, cmp.AllowUnexported(asked{})); diff != "" {
			t.Errorf("%s:\n%s", tt.name, diff)
		}
	}
}

// TestX4_DifferenceSignsAndNames: assets and incomes draw off, what the incentive leaves out adds; members that imported
// history names without an id are told apart by name.
func TestX4_DifferenceSignsAndNames(t *testing.T) {
	lines := func(amount aid.Ore) aid.Calculation {
		return aid.Calculation{Lines: []aid.Line{
			{Kind: aid.PersonalCosts, Code: "age_3", Who: "Ada", Amount: 100},
			{Kind: aid.PersonalCosts, Code: "age_3", Who: "Bo", Amount: 100 + amount},
			{Kind: aid.IncomeLine, Code: "salary", Who: "Cia", Person: "a", Amount: amount},
			{Kind: aid.IncomeLine, Code: "salary", Who: "Cia", Person: "b", Amount: 7},
			{Kind: aid.AssetLine, Code: "bank", Amount: amount},
			{Kind: aid.IncentiveLine, Code: "incentive", Person: "a", Amount: amount},
		}}
	}
	type moved struct {
		who    string
		kind   aid.LineKind
		effect aid.Ore
	}
	var got []moved
	for _, c := range Difference(lines(10), lines(14)) {
		got = append(got, moved{c.Who, c.Kind, c.Effect})
	}
	want := []moved{{"Bo", aid.PersonalCosts, 4}, {"Cia", aid.IncomeLine, -4}, {"", aid.IncentiveLine, 4}, {"", aid.AssetLine, -4}}
	if diff := cmp.Diff(want, got, cmp.AllowUnexported(moved{})); diff != "" {
		t.Error(diff)
	}
}

// TestX4_DifferenceHoldsLinesAndClaims: the first line of each side, none where the row is new or gone, and what was claimed
// in all.
func TestX4_DifferenceHoldsLinesAndClaims(t *testing.T) {
	visit := func(claimed, amount aid.Ore) aid.Line {
		return aid.Line{Kind: aid.OtherNeed, Code: "doctor", Claimed: claimed, Amount: amount}
	}
	bus := aid.Line{Kind: aid.Cost, Code: "work_travel"} // claimed and approved at nothing: still there
	before := aid.Calculation{Lines: []aid.Line{visit(300, 200), visit(40, 30)}}
	after := aid.Calculation{Lines: []aid.Line{visit(500, 230), bus}}
	got := Difference(before, after)
	if len(got) != 2 || got[0].After != &after.Lines[1] || got[0].Before != nil || got[0].Effect != 0 {
		t.Fatalf("%+v", got)
	}
	if c := got[1]; c.Before != &before.Lines[0] || c.After != &after.Lines[0] || c.ClaimedFrom != 340 || c.ClaimedTo != 500 || c.From != 230 || c.To != 230 {
		t.Errorf("%+v", c)
	}
	if gone := Difference(after, before); len(gone) != 2 || gone[0].After != nil || gone[0].Before == nil {
		t.Errorf("%+v", gone)
	}
	if same := Difference(before, before); len(same) > 0 {
		t.Errorf("%+v", same)
	}
}
