package calc

import (
	"maps"
	"slices"

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
	explainOtherNorm   = "explain.personal.other_norm"
	explainLodger      = "explain.cost.lodger"
	explainYoung       = "explain.cost.young_at_home"
	explainMileage     = "explain.cost.mileage"
	explainLimit       = "explain.other.limit"
	explainFetched     = "explain.income.fetched"
	explainChildPay    = "explain.income.child_pay"
	explainSurplus     = "explain.income.surplus"
	explainAsset       = "explain.asset.counted"
	explainAssetOther  = "explain.asset.changed"
	explainIncentive   = "explain.incentive"
)

// argFull is what a norm line's figure is for a whole month, where the line's amount is another.
const argFull = "full"

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
	{explainOtherNorm, []string{"amount", "title"}},
	{explainLodger, []string{"cap", "claimed", "rent", "rooms"}},
	{explainYoung, []string{"claimed"}},
	{explainMileage, []string{"amount", "claimed", "km", "rate"}},
	{explainLimit, []string{"base", "cap", "claimed", "percent"}},
	{explainFetched, []string{"amount", "authority", "claimed"}},
	{explainChildPay, []string{"amount", "claimed", "limit", "year"}},
	{explainSurplus, []string{"amount", "month"}},
	{explainAsset, []string{"amount"}},
	{explainAssetOther, []string{"amount", "claimed", "reason"}},
	{explainIncentive, []string{"amount", "pay", "until"}},
}

// marks are the sentences "mark.CODE" that may follow a line's own, with what they speak of. Warns are those that want a
// caseworker's look.
var marks = []Explanation{
	{"mark.child_days", []string{"amount", "days", "of"}},
	{"mark.days", []string{"amount", "days", "of"}},
	{"mark.months", []string{"amount", "months"}},
	{"mark.part_size", []string{"days", "of", "step"}},
	{"mark.shared", []string{"all", "amount", "own"}},
	{"mark.above_limit", []string{"limit"}},
	{"mark.housing_raised", []string{"before", "rise"}},
	{"mark.unchecked", []string{"authority"}},
	{"mark.deviates", []string{"authority", "difference", "fetched"}},
	{"mark.ground_diet", nil},
	{"mark.ground_food_in_fee", nil},
	{"mark.ground_disability", nil},
	{"mark.ground_absent", nil},
	{"mark.ground_paid_otherwise", nil},
	{"mark.ground_leisure_card", nil},
}

// MarkKeys lists every sentence that a mark may be told by.
func MarkKeys() []Explanation { return slices.Clone(marks) }

// Warns tells whether a mark is something that wants a look, rather than how an amount came about.
func Warns(code string) bool {
	switch code {
	case "above_limit", "housing_raised", "unchecked", "deviates":
		return true
	}
	return false
}

// ExplainKeys lists every sentence that a line may be explained by, and "explain.state.computed" for what is shown beside a
// line whose figure is computed by a rule (the argument "rule").
func ExplainKeys() []Explanation { return slices.Clone(explanations) }

// Arguments returns what the line's sentence speaks of: the line's own amount, claimed, name and reason, and its Args. All
// are plain text; those for which IsAmount holds are whole öre, to be written as money in the reader's language.
func Arguments(l aid.Line) map[string]string {
	args := map[string]string{}
	maps.Copy(args, l.Args)
	args["amount"], args["claimed"] = ore(l.Amount), ore(l.Claimed)
	if full, ok := l.Args[argFull]; ok {
		args["amount"] = full // the sentence speaks of the figure; marks tell how it became the line's amount
	}
	args["name"] = l.Who
	args["reason"] = l.Note
	return args
}

// IsAmount tells whether an argument of an explanation is an amount in öre.
func IsAmount(arg string) bool {
	switch arg {
	case "amount", "claimed", "cap", "each", "seven", "norm", "full", "rent", "rate", "limit", "base", "pay", "fetched", "earned",
		"step", "rise", "before", "difference", "most":
		return true
	}
	return false
}

// IsCode tells whether an argument is a code of aid.Authorities, which "authority.CODE" in lang/ has the name for.
func IsCode(arg string) bool { return arg == "authority" }

// IsMonth tells whether an argument is a month, to be written in the reader's language.
func IsMonth(arg string) bool { return arg == "month" || arg == "until" }

// childExplain tells the under ones and lunch at preschool apart; from seven, lunch makes no difference to the norm.
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

// commonExplain tells one person, a size of the table, and a size beyond it apart. The size is of all who share the dwelling.
func commonExplain(size int) string {
	switch {
	case size == 1:
		return explainOne
	case size <= 7:
		return explainSize
	}
	return explainOverSeven
}

// expenseExplain tells approved, cut and refused apart, for costs and for other needs: the law grants the former as far as
// they are reasonable, the latter as far as the need cannot be met otherwise, and so they are told of in other words.
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
