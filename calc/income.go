package calc

import (
	"errors"

	"bistand/aid"
	"bistand/rules"
)

// salary is the one kind of income that comes from work.
const salary aid.IncomeKind = "salary"

// The special rule for those who have begun to work: a quarter of the income from employment, for two years, for whoever
// has had support for six months in a row.
// law: SoL 12:8
const (
	incentiveShare  = 4 // one part in four
	incentiveMonths = 24
	incentiveAfter  = 6
)

// incomeRows adds what counts of each income, and what the work incentive leaves out of it.
func (w *worker) incomeRows() error {
	in := w.in
	for i := range in.Incomes {
		income := &in.Incomes[i]
		if in.isChildPay(income) {
			if err := w.holdChildPay(i, income); err != nil {
				return err
			}
		}
		w.add(Row{Kind: aid.IncomeLine, Item: i, Amount: income.Counted})
	}
	for i := range in.Incentives {
		n := &in.Incentives[i]
		last := in.Last()
		if n.Declined || last.Before(n.From) || n.Until.Before(in.Month) {
			continue
		}
		if in.Month.Before(n.From) || n.Until.Before(last) { // it would be left out of pay in months when it does not hold
			return aid.Error{Code: "calc.incentive_period", Field: at("incentives", i, "until")}
		}
		var pay aid.Ore
		for j := range in.Incomes {
			if income := &in.Incomes[j]; income.Kind == salary && income.Person == n.Person {
				var err error
				if pay, err = pay.Add(income.Counted); err != nil {
					return err
				}
			}
		}
		if pay > 0 {
			w.add(Row{Kind: aid.IncentiveLine, Member: position(&in.Household, n.Person), Item: i, Amount: divide(pay, incentiveShare), Full: pay})
		}
	}
	return nil
}

// isChildPay tells whether an income is the pay of a child at home, or of a pupil under 21.
func (in *Input) isChildPay(income *Income) bool {
	return income.Kind == salary && isChild(&in.Household, income.Person)
}

// childPay returns how much of a child's pay may count: what the child has earned in the calendar year beyond one price base
// amount. An error names the year that has none.
// law: SoL 12:9
func childPay(in *Input, income *Income, pay aid.Ore, prices *rules.PriceBase) (aid.Ore, error) {
	base, err := prices.Of(in.came(income).Year)
	if err != nil {
		return 0, err
	}
	return max(pay-max(base-income.ThisYear, 0), 0), nil
}

// holdChildPay refuses to count more of a child's pay than the law allows by the higher of what was stated and answered, and
// wants a reason for counting another amount than suggested.
func (w *worker) holdChildPay(i int, income *Income) error {
	prices := w.rules.Set.Prices
	most, err := childPay(w.in, income, max(income.Stated, income.told()), prices)
	if fault, ok := errors.AsType[aid.Error](err); ok {
		return fault.At(at("incomes", i, "month"))
	}
	switch {
	case err != nil:
		return err
	case income.Counted > most:
		return aid.Error{Code: "calc.child_pay", Field: at("incomes", i, "counted"), Args: map[string]string{"most": ore(most)}}
	}
	// The year has been found above.
	if suggested, _ := childPay(w.in, income, income.told(), prices); income.Counted != suggested && !said(income.Reason) {
		return aid.Error{Code: "calc.reason_missing", Field: at("incomes", i, "reason")}
	}
	return nil
}

// told is what an income is by whoever knows best: the authority that answered, else the applicant. An authority that did not
// answer says nothing, so then what was stated stands.
func (i *Income) told() aid.Ore {
	switch i.Answer {
	case aid.Answered:
		return i.Fetched
	case aid.Nothing:
		return max(i.Stated, 0) // the authority pays nothing of the kind: what the applicant states came from elsewhere
	}
	return i.Stated
}

// SuggestCounted returns how much of an income counts by the law and by who has answered. It is a suggestion: the caseworker
// decides, with a reason for another amount.
// law: SoL 12:9
func SuggestCounted(set *rules.Set, in *Input, income *Income) (aid.Ore, error) {
	if in.isChildPay(income) {
		return childPay(in, income, income.told(), set.Prices)
	}
	return income.told(), nil
}

// Deviates tells how far what the applicant stated lies from what the authority answered, and whether that is more than the
// threshold (percent of the answer; 0 = any krona).
func (i *Income) Deviates(percent int) (difference aid.Ore, beyond bool) {
	if i.Answer != aid.Answered && i.Answer != aid.Nothing {
		return 0, false
	}
	difference = i.Stated - i.Fetched
	size := max(difference, -difference)
	if percent == 0 {
		return difference, size/aid.Kronor > 0
	}
	return difference, size*100 > i.Fetched*aid.Ore(percent)
}

// Supported (månad med försörjningsstöd) is what came of one month for one person.
type Supported struct {
	Month   aid.Month
	Granted bool // försörjningsstöd was granted; a month refused, or without an application, breaks the row
}

// IncentiveOf works out from a person's history whether the special rule holds in a month, and from when until when: the two
// years begin with the month after six in a row with support, and run on whatever happens in them. After them six new months
// in a row are needed. It does not matter which municipality gave the support.
// Source: Malmö's published answers say that the two years run on regardless; Ale's, that a month refused breaks the row and
// that earlier municipalities count. That they begin with the first month after the sixth is unconfirmed.
// law: SoL 12:8
func IncentiveOf(person aid.ID, history []Supported, month aid.Month) (Incentive, bool) {
	granted := map[aid.Month]bool{} // of several decisions on one month, one that granted support is enough
	first := month
	for _, m := range history {
		granted[m.Month] = granted[m.Month] || m.Granted
		if m.Month.Before(first) {
			first = m.Month
		}
	}
	inRow := 0
	var until aid.Month // the end of the latest two years
	for m := first; m.Before(month); m = m.Add(1) {
		switch {
		case !until.Before(m): // only months after the two years make a new row
		case !granted[m]:
			inRow = 0
		default:
			if inRow++; inRow == incentiveAfter {
				until, inRow = m.Add(incentiveMonths), 0
			}
		}
	}
	if until.Before(month) {
		return Incentive{}, false
	}
	return Incentive{Person: person, From: until.Add(1 - incentiveMonths), Until: until}, true
}
