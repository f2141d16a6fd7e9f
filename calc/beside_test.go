package calc

import (
	"testing"

	"bistand/aid"
	"bistand/rules"
)

// TestH13H24_NeedBesideTheMonth: a single need is reckoned without the norm, and less what the month had over.
func TestH13H24_NeedBesideTheMonth(t *testing.T) {
	set := rules.Embedded()
	household := aid.Household{Adults: []aid.Adult{{PersonID: "a", Name: "Anna"}}}
	month := aid.Month{Year: 2021, Month: 5}
	need := []Expense{{Kind: "dental", Claimed: 3_000_00, Approved: 2_500_00, Reason: "Det billigaste förslaget."}}
	for name, test := range map[string]struct {
		incomes []Income
		want    aid.Ore
	}{
		"the month had nothing over":        {nil, 2_500_00},
		"the month had a part of it over":   {[]Income{{Kind: "surplus", Month: month, Stated: 700_00, Counted: 700_00}}, 1_800_00},
		"the month had more over than that": {[]Income{{Kind: "surplus", Month: month, Stated: 2_600_00, Counted: 2_600_00}}, -100_00},
	} {
		in := Input{Month: month, Beside: true, Household: household, Expenses: need, Incomes: test.incomes}
		c, err := Calculate(set, nil, in)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if c.Norm != 0 || c.Result != test.want || len(c.Lines) != 1+len(test.incomes) {
			t.Errorf("%s: norm %d, result %d, %d lines; want result %d", name, c.Norm, c.Result, len(c.Lines), test.want)
		}
		if c.Basis, err = Keep(Basis{Input: in}); err != nil {
			t.Fatal(err)
		}
		if again, err := Recompute(c, set.File); err != nil || again.Result != c.Result || again.Norm != 0 {
			t.Errorf("%s: made again: %d, %v", name, again.Result, err)
		}
	}
	faults := Check(Input{Month: month, Beside: true, Household: household, Expenses: need, Overrides: []Override{{Kind: aid.CommonCosts, Amount: 1, Reason: "x"}}})
	if len(faults) != 1 || faults[0].Code != "calc.override_unmatched" {
		t.Errorf("a norm amount of a calculation without the norm: %v", faults)
	}
}
