package calc

import (
	"maps"
	"slices"
	"strconv"

	"bistand/aid"
	"bistand/rules"
)

// The keys of the sentences that explain lines; the words stand in lang/.
const (
	explainSingle      = "explain.personal.single"
	explainCouple      = "explain.personal.couple"
	explainInfant      = "explain.personal.infant"
	explainInfantLunch = "explain.personal.infant_lunch"
	explainChild       = "explain.personal.child"
	explainChildLunch  = "explain.personal.child_lunch"
	explainOne         = "explain.common.one"
	explainSize        = "explain.common.size"
	explainOverSeven   = "explain.common.over_seven"
	explainChanged     = "explain.norm.changed"
	explainEntered     = "explain.norm.entered"
	explainCost        = "explain.cost.approved"
	explainCostCut     = "explain.cost.cut"
	explainCostRefused = "explain.cost.refused"
	explainCapped      = "explain.cost.capped"
	explainNeed        = "explain.other.approved"
	explainNeedCut     = "explain.other.cut"
	explainNeedRefused = "explain.other.refused"
	explainIncome      = "explain.income.stated"
	explainIncomeOther = "explain.income.changed"
	explainIncomeAdded = "explain.income.added"
	explainIncomeLeft  = "explain.income.left_out"
	explainComputed    = "explain.state.computed"
)

// Explanation (förklaring) is a sentence that lang/ must have, with the arguments its text may use.
type Explanation struct {
	Key  string
	Args []string
}

var explanations = []Explanation{
	{explainSingle, []string{"amount", "year"}},
	{explainCouple, []string{"amount", "year"}},
	{explainInfant, []string{"amount", "year"}},
	{explainInfantLunch, []string{"amount", "year"}},
	{explainChild, []string{"age", "amount", "year"}},
	{explainChildLunch, []string{"age", "amount", "year"}},
	{explainOne, []string{"amount", "year"}},
	{explainSize, []string{"amount", "size", "year"}},
	{explainOverSeven, []string{"amount", "each", "over", "seven", "size", "year"}},
	{explainChanged, []string{"amount", "reason", "norm", "year"}},
	{explainEntered, []string{"amount", "reason", "year"}},
	{explainCost, []string{"amount"}},
	{explainCostCut, []string{"amount", "claimed", "reason"}},
	{explainCostRefused, []string{"claimed", "reason"}},
	{explainCapped, []string{"cap", "claimed", "reason"}},
	{explainNeed, []string{"amount"}},
	{explainNeedCut, []string{"amount", "claimed", "reason"}},
	{explainNeedRefused, []string{"claimed", "reason"}},
	{explainIncome, []string{"amount"}},
	{explainIncomeOther, []string{"amount", "claimed", "reason"}},
	{explainIncomeAdded, []string{"amount", "reason"}},
	{explainIncomeLeft, []string{"claimed", "reason"}},
	{explainComputed, []string{"rule"}},
}

// ExplainKeys lists every sentence that a line may be explained by, and "explain.state.computed" for what is shown beside a
// line whose figure is computed by a rule (the argument "rule").
func ExplainKeys() []Explanation { return slices.Clone(explanations) }

// Arguments returns what the line's sentence speaks of: the line's own amount, claimed, name and reason, and its Args. All
// are plain text; those for which IsAmount holds are whole öre, to be written as money in the reader's language.
func Arguments(l aid.Line) map[string]string {
	args := make(map[string]string, len(l.Args)+4)
	maps.Copy(args, l.Args)
	args["amount"] = strconv.FormatInt(int64(l.Amount), 10)
	args["claimed"] = strconv.FormatInt(int64(l.Claimed), 10)
	args["name"] = l.Who
	args["reason"] = l.Note
	return args
}

// IsAmount tells whether an argument of an explanation is an amount in öre.
func IsAmount(arg string) bool {
	switch arg {
	case "amount", "claimed", "cap", "each", "seven", "norm":
		return true
	}
	return false
}

// childExplain tells the under ones and lunch at preschool apart.
func childExplain(age int, lunchOut bool) string {
	lunchOut = lunchOut && rules.HasLunchFigure(age)
	switch {
	case age == 0 && lunchOut:
		return explainInfantLunch
	case age == 0:
		return explainInfant
	case lunchOut:
		return explainChildLunch
	}
	return explainChild
}

// commonExplain tells one person, a size of the table, and a size beyond it apart.
func commonExplain(size int) string {
	switch {
	case size == 1:
		return explainOne
	case size <= 7:
		return explainSize
	}
	return explainOverSeven
}

// expenseExplain tells approved, cut and refused apart, for costs and for other needs.
func expenseExplain(l aid.Line) string {
	other := l.Kind == aid.OtherNeed
	switch {
	case l.Amount == l.Claimed && other:
		return explainNeed
	case l.Amount == l.Claimed:
		return explainCost
	case l.Amount == 0 && other:
		return explainNeedRefused
	case l.Amount == 0:
		return explainCostRefused
	case other:
		return explainNeedCut
	}
	return explainCostCut
}

// incomeExplain tells an income counted as stated from one changed, added or left out by the caseworker.
func incomeExplain(l aid.Line) string {
	switch {
	case l.Amount == l.Claimed:
		return explainIncome
	case l.Claimed == 0:
		return explainIncomeAdded
	case l.Amount == 0:
		return explainIncomeLeft
	}
	return explainIncomeOther
}
