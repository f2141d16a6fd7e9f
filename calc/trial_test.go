package calc_test

import (
	"testing"

	"bistand/aid"
	"bistand/calc"
	"bistand/rules"
)

// A trial's children get the figure of the age group that they were counted in, in every month of the year.
func TestH25_TrialChildrenAreOfTheirAgeGroup(t *testing.T) {
	for month := (aid.Month{Year: 2026, Month: 1}); month.Year == 2026; month = month.Add(1) {
		trial := calc.Trial{Month: month}
		for i := range trial.Children {
			trial.Children[i] = i + 1
		}
		made, err := calc.Calculate(rules.Embedded(), nil, trial.Input())
		if err != nil {
			t.Fatal(err)
		}
		var sum aid.Ore
		counted := map[string]int{}
		for _, l := range calc.Together(nil, made.Lines) {
			counted[l.Code] = l.Count
			sum += l.Sum
		}
		if sum != made.Norm || made.Norm != made.Result {
			t.Errorf("%s: the lines come to %d, the norm is %d, the result %d", month, sum, made.Norm, made.Result)
		}
		for i, group := range calc.AgeGroups {
			if counted[group.Code] != i+1 {
				t.Errorf("%s: %d children of %s, want %d", month, counted[group.Code], group.Code, i+1)
			}
		}
	}
}

// Every income and cost of the form is reckoned, and as a kind that there is.
func TestH25_TrialReckonsEveryField(t *testing.T) {
	trial := calc.Trial{Month: aid.Month{Year: 2026, Month: 11}, Couple: true}
	var incomes, costs aid.Ore
	for i := range trial.Incomes {
		trial.Incomes[i] = aid.Ore(i+1) * 1000
		incomes += trial.Incomes[i]
	}
	for i := range trial.Costs {
		trial.Costs[i] = aid.Ore(i+1) * 70_000
		costs += trial.Costs[i]
	}
	made, err := calc.Calculate(rules.Embedded(), nil, trial.Input())
	if err != nil {
		t.Fatal(err)
	}
	if made.Incomes != incomes || made.Costs != costs || made.OtherNeeds != 0 || made.Norm != 8510*aid.Kronor {
		t.Errorf("%+v", made)
	}
	if want := made.Norm + costs - incomes; made.Result != want.RoundKronor() {
		t.Errorf("the result is %d, want %d", made.Result, want)
	}
}
