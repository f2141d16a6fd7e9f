package calc

import (
	"slices"
	"testing"
	"time"

	"bistand/aid"
	"bistand/rules"

	"github.com/google/go-cmp/cmp"
)

// TestLimitsThemselvesAreAllowed: what is at a limit passes, and what is one beyond it is told of.
func TestLimitsThemselvesAreAllowed(t *testing.T) {
	plain := func() Input { return Input{Month: aid.Month{Year: 2021, Month: 1}, Household: household(1, 1)} }
	amount := func(set func(*Input, aid.Ore)) func(*Input, int) {
		return func(in *Input, n int) { set(in, aid.Ore(n)) }
	}
	most := int(aid.MaxAmount)
	for _, tt := range []struct {
		name        string
		least, most int
		set         func(in *Input, n int)
		code        string
	}{
		{"months", 0, 12, func(in *Input, n int) { in.Months = n }, "calc.months"},
		{"days", 0, 31, func(in *Input, n int) { in.Days = n }, "calc.days"},
		{"others", 0, 20, func(in *Input, n int) { in.Household.Others = n }, "calc.others"},
		{"rooms", 1, 50, func(in *Input, n int) { in.Lodging = &Lodging{Rooms: n} }, "calc.rooms"},
		{"age", 0, 130, func(in *Input, n int) { in.Lodging = &Lodging{Rooms: 1, Age: n} }, "calc.age"},
		{"km", 0, 20_000, func(in *Input, n int) { in.Expenses = []Expense{{Kind: "work_travel", Km: n}} }, "calc.km"},
		{"child's days", 1, 31, func(in *Input, n int) { in.Household.Children[0].Stay, in.Household.Children[0].Days = aid.Visiting, n }, "calc.days"},
		{"child's days of some days", 1, 9, func(in *Input, n int) {
			in.Days, in.Household.Children[0].Stay, in.Household.Children[0].Days = 9, aid.Visiting, n
		}, "calc.days"},
		{"child's age", 0, 20, func(in *Input, n int) {
			in.Household.Children[0].Born, in.Household.Children[0].Pupil = aid.Date{Year: 2021 - n, Month: 1, Day: 9}, true
		}, ""},
		{"adults", 1, 2, func(in *Input, n int) { in.Household = household(max(n, 0), 0) }, ""},
		{"month of income", -2, 0, func(in *Input, n int) {
			in.Incomes = []Income{{Kind: "pension", Month: in.Month.Add(n)}}
		}, "calc.income_month"},
		{"months of the incentive", 1, 24, func(in *Input, n int) {
			in.Incentives = []Incentive{{Person: "a", From: in.Month, Until: in.Month.Add(n - 1)}}
		}, "calc.incentive_period"},
		{"rent", 0, most, amount(func(in *Input, o aid.Ore) { in.Lodging = &Lodging{Rooms: 1, Rent: o} }), ""},
		{"claimed", 0, most, amount(func(in *Input, o aid.Ore) { in.Expenses = []Expense{{Kind: "housing", Claimed: o, Approved: o}} }), ""},
		{"claimed alone", 0, most, amount(func(in *Input, o aid.Ore) { in.Expenses = []Expense{{Kind: "housing", Claimed: o, Reason: "Skäl."}} }), ""},
		{"before", 0, most, amount(func(in *Input, o aid.Ore) { in.Expenses = []Expense{{Kind: "housing", Before: o}} }), ""},
		{"stated", 0, most, amount(func(in *Input, o aid.Ore) { in.Incomes = []Income{{Kind: "pension", Stated: o, Counted: o}} }), ""},
		{"stated alone", 0, most, amount(func(in *Input, o aid.Ore) { in.Incomes = []Income{{Kind: "pension", Stated: o, Reason: "Skäl."}} }), ""},
		{"counted alone", 0, most, amount(func(in *Input, o aid.Ore) {
			in.Incomes = []Income{{Kind: "pension", Counted: o, Reason: "Skäl."}}
		}), ""},
		{"fetched alone", 0, most, amount(func(in *Input, o aid.Ore) {
			in.Incomes = []Income{{Kind: "pension", Fetched: o, Authority: "pensions", Answer: aid.Answered}}
		}), ""},
		{"earlier", 0, most, amount(func(in *Input, o aid.Ore) { in.Incomes = []Income{{Kind: "pension", Earlier: o}} }), ""},
		{"this year", 0, most, amount(func(in *Input, o aid.Ore) { in.Incomes = []Income{{Kind: "pension", ThisYear: o}} }), ""},
		{"value", 0, most, amount(func(in *Input, o aid.Ore) { in.Assets = []Asset{{Kind: "bank", Value: o, Counted: o}} }), ""},
		{"own figure", 0, most, amount(func(in *Input, o aid.Ore) {
			in.Overrides = []Override{{Kind: aid.CommonCosts, Amount: o, Reason: "Skäl."}}
		}), ""},
	} {
		for _, n := range []int{tt.least - 1, tt.least, tt.most, tt.most + 1} {
			in := plain()
			tt.set(&in, n)
			faults := Check(in)
			if allowed := n >= tt.least && n <= tt.most; allowed != (len(faults) == 0) || !allowed && tt.code != "" && faults[0].Code != tt.code {
				t.Errorf("%s %d: %v", tt.name, n, faults)
			}
		}
	}
}

// TestMonthsAndDaysExcludeEachOther: one month in days is well, several are not.
func TestMonthsAndDaysExcludeEachOther(t *testing.T) {
	for months, fine := range map[int]bool{0: true, 1: true, 2: false} {
		in := Input{Month: november, Months: months, Days: 10, Household: household(1, 0)}
		if faults := Check(in); (len(faults) == 0) != fine {
			t.Errorf("%d months: %v", months, faults)
		}
	}
	for month, code := range map[int]string{0: "month.format", 1: "calc.birth_missing", 12: "calc.birth_missing", 13: "month.format"} {
		in := Input{Month: aid.Month{Year: 2021, Month: time.Month(month)}, Household: household(1, 1)}
		in.Household.Children[0].Born = aid.Date{}
		if faults := Check(in); len(faults) != 1 || faults[0].Code != code {
			t.Errorf("month %d: %v", month, faults)
		}
	}
}

// TestMarksAtTheirBoundaries: what is just as before, or just at the limit, wants no look.
func TestMarksAtTheirBoundaries(t *testing.T) {
	r := &Rules{rules.Embedded(), hoganas(t)}
	for _, tt := range []struct {
		claimed, approved, before aid.Ore
		want                      string
	}{
		{540_000, 540_000, 540_000, ""},
		{540_000, 540_000, 539_999, "housing_raised"},
		{540_000, 540_000, 0, ""},
		{540_001, 540_001, 540_001, "above_limit"},
		{540_001, 540_000, 540_001, ""},
	} {
		in := Input{Month: november, Household: household(1, 0)}
		in.Expenses = []Expense{{Kind: housing, Claimed: tt.claimed, Approved: tt.approved, Before: tt.before, Reason: "Skäl."}}
		c, err := Calculate(r.Set, r.Guidelines, in)
		if err != nil {
			t.Fatal(err)
		}
		got := ""
		for _, l := range c.Lines {
			for _, m := range l.Marks {
				got += m.Code
			}
		}
		if got != tt.want {
			t.Errorf("%+v: marked %q", tt, got)
		}
	}
	for code, want := range map[string]bool{"above_limit": true, "housing_raised": true, "unchecked": true, "deviates": true, "days": false} {
		if Warns(code) != want {
			t.Errorf("%s warns: %v", code, !want)
		}
	}
}

// TestReasonsAndPersonsAreHeld: when an amount needs a reason, whom a figure of one's own may be for, and on what grounds.
func TestReasonsAndPersonsAreHeld(t *testing.T) {
	answered := Income{Kind: "pension", Stated: 400, Fetched: 500, Authority: "pensions", Answer: aid.Answered}
	counted := func(o aid.Ore, reason string) Income {
		i := answered
		i.Counted, i.Reason = o, reason
		return i
	}
	own := func(o Override) Override {
		o.Kind, o.Reason = aid.PersonalCosts, "Skäl."
		return o
	}
	for _, tt := range []struct {
		name string
		in   Input
		code string
	}{
		{"what was stated", Input{Incomes: []Income{counted(400, "")}}, ""},
		{"what was answered", Input{Incomes: []Income{counted(500, "")}}, ""},
		{"neither", Input{Incomes: []Income{counted(450, "")}}, "calc.reason_missing"},
		{"neither, with a reason", Input{Incomes: []Income{counted(450, "Skäl.")}}, ""},
		{"an authority without an answer", Input{Incomes: []Income{{Kind: "pension", Authority: "pensions"}}}, "calc.authority"},
		{"an answer of nobody", Input{Incomes: []Income{{Kind: "pension", Answer: aid.Nothing}}}, "calc.authority"},
		{"a figure for the child", Input{Overrides: []Override{own(Override{Person: "k"})}}, ""},
		{"a figure for nobody", Input{Overrides: []Override{own(Override{})}}, "calc.override_unmatched"},
		{"a figure for a stranger", Input{Overrides: []Override{own(Override{Person: "zz"})}}, "calc.override_unmatched"},
		{"a figure on a known ground", Input{Overrides: []Override{own(Override{Person: "a", Ground: "diet"})}}, ""},
		{"a figure on no ground known", Input{Overrides: []Override{own(Override{Person: "a", Ground: "luck"})}}, "calc.unknown_kind"},
		{"both adults of a couple", Input{Overrides: []Override{own(Override{Person: "a"}), own(Override{Person: "b"})}}, "calc.override_twice"},
		{"an adult and the child", Input{Overrides: []Override{own(Override{Person: "a"}), own(Override{Person: "k"})}}, ""},
		{"the incentive for both adults", Input{Incentives: []Incentive{{Person: "a", From: november, Until: november}, {Person: "b", From: november, Until: november}}}, ""},
		{"the incentive for nobody", Input{Incentives: []Incentive{{Person: "", From: november, Until: november}}}, "calc.not_in_household"},
		{"an incentive that never begins", Input{Incentives: []Incentive{{Person: "a", From: aid.Month{}, Until: november}}}, "calc.incentive_period"},
		{"an incentive that never ends", Input{Incentives: []Incentive{{Person: "a", From: november, Until: aid.Month{}}}}, "calc.incentive_period"},
		{"an incentive declined without a reason", Input{Incentives: []Incentive{{Person: "a", From: november, Until: november, Declined: true}}}, "calc.reason_missing"},
		{"an incentive declined", Input{Incentives: []Incentive{{Person: "a", From: november, Until: november, Declined: true, Reason: "Skäl."}}}, ""},
		{"an asset of no kind known", Input{Assets: []Asset{{Kind: "boat"}}}, "calc.unknown_kind"},
		{"an asset not counted, with a reason", Input{Assets: []Asset{{Kind: "bank", Value: 5, Reason: "Skäl."}}}, ""},
		{"a stranger's pay", Input{Incomes: []Income{{Kind: "salary", Person: "zz", Stated: 5, Counted: 5}}}, "calc.not_in_household"},
		{"the same child twice", Input{Household: aid.Household{Children: household(0, 1).Children}}, "calc.person_twice"},
	} {
		in := tt.in
		in.Month = november
		in.Household.Adults = household(2, 0).Adults
		in.Household.Children = append(household(0, 1).Children, in.Household.Children...)
		faults := Check(in)
		if tt.code == "" && len(faults) > 0 || tt.code != "" && (len(faults) != 1 || faults[0].Code != tt.code) {
			t.Errorf("%s: %v, want %q", tt.name, faults, tt.code)
		}
	}
}

// TestAStrangersPayIsNoChildsPay: whoever is not of the household has no pay that the law counts in part.
func TestAStrangersPayIsNoChildsPay(t *testing.T) {
	in := Input{Month: november, Household: household(1, 1)}
	for id, want := range map[aid.ID]bool{"k": true, "a": false, "zz": false, "": false} {
		if in.isChildPay(&Income{Kind: salary, Person: id}) != want {
			t.Errorf("%q: %v", id, !want)
		}
	}
}

// TestX2_NothingIsLeftOutOfNoPay: who has the incentive and no pay has no line of it.
func TestX2_NothingIsLeftOutOfNoPay(t *testing.T) {
	in := Input{Month: november, Household: household(2, 0), Incentives: []Incentive{{Person: "b", From: november, Until: november}}}
	for pay, lines := range map[aid.Ore]int{0: 0, 400: 1} {
		in.Incomes = []Income{{Kind: salary, Person: "b", Stated: pay, Counted: pay}}
		c, err := Calculate(rules.Embedded(), nil, in)
		if err != nil {
			t.Fatal(err)
		}
		found := 0
		for _, l := range c.Lines {
			if l.Kind == aid.IncentiveLine {
				found++
				if l.Amount != pay/4 || l.Person != "b" {
					t.Errorf("%+v", l)
				}
			}
		}
		if found != lines {
			t.Errorf("pay of %d: %d lines", pay, found)
		}
	}
}

// TestTwoFiguresOfOnesOwn: each of two changed lines is told as changed, and only those.
func TestTwoFiguresOfOnesOwn(t *testing.T) {
	in := Input{Month: november, Household: household(1, 1), Overrides: []Override{
		{Kind: aid.PersonalCosts, Person: "a", Amount: 400_000, Reason: "Ett."},
		{Kind: aid.CommonCosts, Amount: 100_000, Reason: "Två."},
	}}
	c, err := Calculate(rules.Embedded(), nil, in)
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []struct {
		amount aid.Ore
		note   string
	}{{400_000, "Ett."}, {382_000, ""}, {100_000, "Två."}} {
		if l := c.Lines[i]; l.Amount != want.amount || l.Note != want.note || (l.Explain == explainChanged) != (want.note != "") {
			t.Errorf("%+v", l)
		}
	}
}

// TestLinesStandInTheOrderOfForms: whatever order they were typed in.
func TestLinesStandInTheOrderOfForms(t *testing.T) {
	in := Input{Month: november, Household: household(1, 0)}
	for _, kind := range slices.Backward(aid.ExpenseKinds) {
		in.Expenses = append(in.Expenses, Expense{Kind: kind})
	}
	for _, kind := range slices.Backward(aid.IncomeKinds) {
		in.Incomes = append(in.Incomes, Income{Kind: kind})
	}
	for _, kind := range slices.Backward(aid.AssetKinds) {
		in.Assets = append(in.Assets, Asset{Kind: kind})
	}
	c, err := Calculate(rules.Embedded(), nil, in)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, l := range c.Lines[2:] {
		got = append(got, l.Code)
	}
	var want, needs []string
	for _, kind := range aid.ExpenseKinds {
		if kind.IsOtherNeed() {
			needs = append(needs, string(kind))
		} else {
			want = append(want, string(kind))
		}
	}
	want = append(want, needs...)
	for _, kind := range aid.IncomeKinds {
		want = append(want, string(kind))
	}
	for _, kind := range aid.AssetKinds {
		want = append(want, string(kind))
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}
