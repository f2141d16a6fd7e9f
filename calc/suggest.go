package calc

import (
	"strconv"

	"bistand/aid"
	"bistand/rules"
)

// Kinds of cost that guidelines say more of than whether they are accepted.
const (
	housing    aid.ExpenseKind = "housing"
	workTravel aid.ExpenseKind = "work_travel"
)

// Suggestion (förslag) is how much of a claimed cost the guidelines accept, and by which section. Explain and Args are the
// sentence that tells why less than was claimed; empty where all of it is accepted.
type Suggestion struct {
	Approved aid.Ore
	Rule     aid.RuleRef
	Explain  string
	Args     map[string]string
	Beside   aid.RuleRef // the national table that gave the figure beside the guidelines, if one did
}

// Suggest returns how much of a claimed cost the guidelines accept: housing up to the share of the rent of someone who
// lodges, nothing for a young adult at home, or up to the highest cost for the household; travel by car by the mileage rate;
// some needs up to a share of the price base amount. A kind without a limit is accepted as claimed, under the section that
// names the kind, if any. It is a suggestion: the caseworker decides in the single case, and a cut needs a reason.
func Suggest(r *Rules, in *Input, e *Expense) Suggestion {
	s := Suggestion{Approved: e.Claimed}
	s.Rule, _ = r.Guidelines.ExpenseRule(e.Kind) // none: the law and the caseworker's judgement alone
	switch e.Kind {
	case housing:
		s.housing(r, in)
	case workTravel:
		if e.Km > 0 {
			s.byCar(r, in, e.Km)
		}
	default:
		members := in.Household.Size()
		if limit, ok, err := r.Guidelines.Limit(e.Kind, members, r.Set.Prices, in.Month.Year); err == nil && ok {
			s.Beside = r.Set.Prices.Ref()
			s.atMost(limit, explainLimit)
		}
	}
	return s
}

// housing applies what the guidelines say of rent: of a share of it before the cap for a household of one's own.
func (s *Suggestion) housing(r *Rules, in *Input) {
	if l := in.Lodging; l != nil {
		if young, ok := r.Guidelines.YoungAtHome(l.Age); ok && l.WithParents {
			s.atMost(young, explainYoung)
			return
		}
		if share, ok := r.Guidelines.LodgerShare(l.Rent, l.Rooms); ok {
			s.atMost(timesMonths(share, in), explainLodger)
			return
		}
	}
	if limit, ok := r.Guidelines.HousingCap(in.Household); ok {
		s.atMost(timesMonths(limit, in), explainCapped)
	}
}

// timesMonths is a month's limit for the months of the period; its sentence speaks of the month.
func timesMonths(limit rules.Figure, in *Input) rules.Figure {
	limit.Amount *= aid.Ore(in.period())
	return limit
}

// byCar applies the tax authority's rate to the distance, where the guidelines say that it counts.
func (s *Suggestion) byCar(r *Rules, in *Input, km int) {
	if r.Guidelines == nil || r.Guidelines.Car == nil || r.Set.Mileage == nil {
		return
	}
	rate, ref, err := r.Set.Mileage.On(in.Month.First())
	if err != nil {
		return // a day outside every rate: the caseworker's judgement
	}
	s.Beside = r.Set.Mileage.Ref()
	const tenKm = 10
	s.atMost(rules.Figure{
		Amount: divide(rate*aid.Ore(km), tenKm), Rule: ref,
		Args: map[string]string{"km": strconv.Itoa(km), "rate": ore(rate)},
	}, explainMileage)
}

// atMost lets a limit cut what was claimed. A claim within the limit keeps the limit's place in the guidelines.
func (s *Suggestion) atMost(limit rules.Figure, explain string) {
	s.Rule = limit.Rule
	if s.Approved > limit.Amount {
		s.Approved, s.Explain, s.Args = limit.Amount, explain, limit.Args
	}
}
