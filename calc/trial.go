package calc

import (
	"slices"

	"bistand/aid"
)

// Trial (provberäkning) is what a trial calculation asks for, and all that it asks for: it knows nobody's name and no day of
// birth. It asks for what Socialstyrelsen's national tool asks for.
type Trial struct {
	Month    aid.Month
	Couple   bool                       // two adults who live together; else one
	Children [len(AgeGroups)]int        // how many of each age group
	Incomes  [len(TrialIncomes)]aid.Ore // a month, of the whole household, net
	Costs    [len(TrialCosts)]aid.Ore   // a month
}

// MostChildren is how many children a trial takes of each age group.
const MostChildren = 9

// AgeGroup (åldersgrupp) is an age group of the riksnorm.
type AgeGroup struct {
	Code string // the name of the norm's cell
	Age  int    // one of the ages in it
}

// AgeGroups lists the age groups that the riksnorm has a figure for, youngest first.
var AgeGroups = [...]AgeGroup{
	{"under_1", 0}, {"age_1_2", 1}, {"age_3", 3}, {"age_4_6", 4}, {"age_7_10", 7}, {"age_11_14", 11}, {"age_15_18", 15}, {"age_19_20", 19},
}

// TrialIncome (inkomst i provberäkning) is one income that a trial asks for, and the kind that it is reckoned as.
type TrialIncome struct {
	Code string
	Kind aid.IncomeKind
}

// TrialIncomes lists the incomes in the order of the form. Sjuk- och aktivitetsersättning counts as pension, as the leaflets
// of Lund and Höganäs put them together.
var TrialIncomes = [...]TrialIncome{
	{"salary", "salary"},
	{"unemployment", "unemployment_benefit"},
	{"disability", "pension"},
	{"sickness_benefit", "sickness_benefit"},
	{"parental_benefit", "parental_benefit"},
	{"pension", "pension"},
	{"maintenance", "maintenance"},
	{"child_benefit", "child_benefit"},
	{"study_support", "study_support"},
	{"housing_benefit", "housing_benefit"},
	{"other_income", "other_income"},
}

// TrialCost (kostnad i provberäkning) is one cost that a trial asks for, and the kind that it is reckoned as.
type TrialCost struct {
	Code string
	Kind aid.ExpenseKind
}

// TrialCosts lists the costs in the order of the form: those of the law's second item, with both fees in one.
// law: SoL 12:7
var TrialCosts = [...]TrialCost{
	{"housing", "housing"}, {"electricity", "electricity"}, {"work_travel", "work_travel"}, {"home_insurance", "home_insurance"}, {"fees", "union_fee"},
}

// Input makes the household that the trial speaks of: children born so that they are of their group's age in the month, each
// cost approved as it was stated, each income counted whole. What is 0 has no line.
func (t *Trial) Input() Input {
	var in Input
	t.InputInto(&in)
	return in
}

// InputInto is Input for whoever works out many: it reuses the lists of in.
func (t *Trial) InputInto(in *Input) {
	adults, children := append(in.Household.Adults[:0], aid.Adult{}), in.Household.Children[:0]
	if t.Couple {
		adults = append(adults, aid.Adult{})
	}
	for i, n := range slices.Backward(t.Children[:]) { // the oldest first, as the lines stand
		child := aid.Child{Born: aid.Date{Year: t.Month.Year - AgeGroups[i].Age, Month: t.Month.Month, Day: 1}, Pupil: AgeGroups[i].Age >= 18}
		for range n {
			children = append(children, child)
		}
	}
	expenses, incomes := in.Expenses[:0], in.Incomes[:0]
	for i, amount := range t.Costs {
		if amount != 0 {
			expenses = append(expenses, Expense{Kind: TrialCosts[i].Kind, Claimed: amount, Approved: amount})
		}
	}
	for i, amount := range t.Incomes {
		if amount != 0 {
			incomes = append(incomes, Income{Kind: TrialIncomes[i].Kind, Stated: amount, Counted: amount})
		}
	}
	*in = Input{Month: t.Month, Household: aid.Household{Adults: adults, Children: children}, Expenses: expenses, Incomes: incomes}
}

// Alike (likadana rader) are lines of one kind and code: three children of one age group, or two incomes that are reckoned alike.
type Alike struct {
	*aid.Line         // the first of them
	Count     int     // how many they are
	Sum       aid.Ore // of their amounts
}

// Together appends the lines to found, those of one kind and code put together, in the order of the first of each. It is for
// calculations that name nobody. Sums fit: the calculation has added up the same amounts.
func Together(found []Alike, lines []aid.Line) []Alike {
	for i := range lines {
		l := &lines[i]
		if last := len(found) - 1; last >= 0 && found[last].Kind == l.Kind && found[last].Code == l.Code {
			found[last].Count++
			found[last].Sum += l.Amount
			continue
		}
		found = append(found, Alike{l, 1, l.Amount})
	}
	return found
}
