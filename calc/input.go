package calc

import (
	"slices"
	"strconv"
	"strings"

	"bistand/aid"
	"bistand/rules"
)

// Input (beräkningsunderlag) is everything a calculation is made from, beside the rules: the same input and the same rules
// give the same calculation for ever.
type Input struct {
	Month     aid.Month     `json:"month"`
	Household aid.Household `json:"household"`
	Expenses  []Expense     `json:"expenses,omitempty"`
	Incomes   []Income      `json:"incomes,omitempty"`
	Overrides []Override    `json:"overrides,omitempty"`
}

// Expense (utgift) is a cost applied for, and how much of it the caseworker finds reasonable.
// law: SoL 12:7
// law: SoL 12:1
type Expense struct {
	Kind     aid.ExpenseKind `json:"kind"`
	Claimed  aid.Ore         `json:"claimed"`
	Approved aid.Ore         `json:"approved"`
	Reason   string          `json:"reason,omitempty"` // needed where Approved is below Claimed
}

// Income (inkomst) is money that the household had, and how much of it counts.
type Income struct {
	Kind    aid.IncomeKind `json:"kind"`
	Person  aid.ID         `json:"person,omitempty"` // the member who had it; empty for the household as a whole
	Who     string         `json:"who,omitempty"`    // name of the member
	Stated  aid.Ore        `json:"stated"`           // what the applicant stated, net
	Counted aid.Ore        `json:"counted"`          // what is drawn off
	Reason  string         `json:"reason,omitempty"` // needed where Counted differs from Stated
}

// Override (ändrat normbelopp) is a caseworker's own figure in the place of the riksnorm's: a cell that no source gives, or
// costs reckoned higher or lower for special reasons.
// law: SoL 12:7
type Override struct {
	Kind   aid.LineKind `json:"kind"`             // aid.PersonalCosts or aid.CommonCosts
	Person aid.ID       `json:"person,omitempty"` // for personal costs: the member (either adult for a couple)
	Amount aid.Ore      `json:"amount"`
	Reason string       `json:"reason"` // always needed
}

// Check returns everything in the input that a person must mend, in the order of the form; none where it can be calculated.
// Fields are "household.children.2", "expenses.0.approved" and so on, rows counted from 0.
func Check(in Input) aid.Errors {
	var faults aid.Errors
	checkHousehold(in, &faults)
	for i, e := range in.Expenses {
		checkExpense(i, e, &faults)
	}
	for i, income := range in.Incomes {
		checkIncome(i, income, in.Household, &faults)
	}
	for i, o := range in.Overrides {
		checkOverride(i, o, in, &faults)
	}
	return faults
}

// checkHousehold wants one or two adults, and children who are born and of an age that the norm knows.
func checkHousehold(in Input, faults *aid.Errors) {
	h := in.Household
	if in.Month.Month < 1 || in.Month.Month > 12 {
		*faults = append(*faults, aid.Error{Code: "month.format", Field: "month"})
		return
	}
	switch {
	case len(h.Adults) == 0:
		*faults = append(*faults, aid.Error{Code: "calc.no_adult", Field: "household.adults"})
	case len(h.Adults) > 2:
		// An adult beside the couple is a case of its own: SFS 2020:1013 reckons such a member apart.
		*faults = append(*faults, aid.Error{Code: "calc.too_many_adults", Field: "household.adults"})
	}
	for i, child := range h.Children {
		if code := childFault(child, in.Month); code != "" {
			*faults = append(*faults, aid.Error{Code: code, Field: at("household.children", i, "born"), Args: map[string]string{"name": child.Name}})
		}
	}
	// A person counted twice would be given the norm twice.
	for i := range h.Size() {
		if id := member(h, i); id != "" && position(h, id) < i {
			*faults = append(*faults, aid.Error{Code: "calc.person_twice", Field: "household"})
		}
	}
}

// childFault returns the code of what is wrong with a child's birth date, or "".
func childFault(child aid.Child, month aid.Month) string {
	switch age := child.AgeIn(month); {
	case child.Born.IsZero():
		return "calc.birth_missing"
	case age < 0:
		return "calc.child_unborn"
	case age > rules.MaxChildAge:
		return "calc.child_too_old"
	}
	return ""
}

// checkExpense wants a known kind, amounts in range, approved no higher than claimed, and a reason for each cut: the
// household must be told why.
// law: FL 32
func checkExpense(i int, e Expense, faults *aid.Errors) {
	if !slices.Contains(aid.ExpenseKinds, e.Kind) {
		*faults = append(*faults, unknownKind(at("expenses", i, "kind"), string(e.Kind)))
	}
	claimed, approved := amountFault(e.Claimed), amountFault(e.Approved)
	if claimed != "" {
		*faults = append(*faults, aid.Error{Code: claimed, Field: at("expenses", i, "claimed")})
	}
	if approved != "" {
		*faults = append(*faults, aid.Error{Code: approved, Field: at("expenses", i, "approved")})
	}
	// Amounts that are wrong in themselves are not compared: one fault is told once.
	if claimed != "" || approved != "" {
		return
	}
	if e.Approved > e.Claimed {
		*faults = append(*faults, aid.Error{Code: "calc.approved_above_claimed", Field: at("expenses", i, "approved")})
	}
	if e.Approved < e.Claimed && strings.TrimSpace(e.Reason) == "" {
		*faults = append(*faults, aid.Error{Code: "calc.reason_missing", Field: at("expenses", i, "reason")})
	}
}

// checkIncome wants a known kind, a member of the household, amounts in range, and a reason where the caseworker counts
// another amount than the applicant stated.
func checkIncome(i int, income Income, h aid.Household, faults *aid.Errors) {
	if !slices.Contains(aid.IncomeKinds, income.Kind) {
		*faults = append(*faults, unknownKind(at("incomes", i, "kind"), string(income.Kind)))
	}
	if income.Person != "" && position(h, income.Person) == h.Size() {
		*faults = append(*faults, aid.Error{Code: "calc.not_in_household", Field: at("incomes", i, "person")})
	}
	stated, counted := amountFault(income.Stated), amountFault(income.Counted)
	if stated != "" {
		*faults = append(*faults, aid.Error{Code: stated, Field: at("incomes", i, "stated")})
	}
	if counted != "" {
		*faults = append(*faults, aid.Error{Code: counted, Field: at("incomes", i, "counted")})
	}
	if income.Counted != income.Stated && strings.TrimSpace(income.Reason) == "" {
		*faults = append(*faults, aid.Error{Code: "calc.reason_missing", Field: at("incomes", i, "reason")})
	}
}

// checkOverride wants exactly one line that the override is for, an amount in range, and a reason.
func checkOverride(i int, o Override, in Input, faults *aid.Errors) {
	fits := o.Kind == aid.CommonCosts && o.Person == "" ||
		o.Kind == aid.PersonalCosts && o.Person != "" && position(in.Household, o.Person) < in.Household.Size()
	if !fits {
		*faults = append(*faults, aid.Error{Code: "calc.override_unmatched", Field: at("overrides", i, "person")})
	}
	for _, earlier := range in.Overrides[:i] {
		if fits && o.Kind == earlier.Kind && sameLine(in.Household, o.Person, earlier.Person) {
			*faults = append(*faults, aid.Error{Code: "calc.override_twice", Field: at("overrides", i, "person")})
		}
	}
	if fault := amountFault(o.Amount); fault != "" {
		*faults = append(*faults, aid.Error{Code: fault, Field: at("overrides", i, "amount")})
	}
	if strings.TrimSpace(o.Reason) == "" {
		*faults = append(*faults, aid.Error{Code: "calc.reason_missing", Field: at("overrides", i, "reason")})
	}
}

// sameLine tells whether two members share one line: the same person, or both adults of a couple.
func sameLine(h aid.Household, a, b aid.ID) bool {
	return a == b || (position(h, a) < len(h.Adults) && position(h, b) < len(h.Adults))
}

// amountFault returns the code of what is wrong with an amount, or "".
func amountFault(o aid.Ore) string {
	switch {
	case o < 0:
		return "amount.negative"
	case o > aid.MaxAmount:
		return "amount.range"
	}
	return ""
}

// unknownKind is the fault of a row whose kind no form offers.
func unknownKind(field, kind string) aid.Error {
	return aid.Error{Code: "calc.unknown_kind", Field: field, Args: map[string]string{"kind": kind}}
}

// at names a field of a row. Only called where something is wrong.
func at(list string, row int, field string) string {
	return list + "." + strconv.Itoa(row) + "." + field
}

// member returns the id of the i-th member, adults first.
func member(h aid.Household, i int) aid.ID {
	if i < len(h.Adults) {
		return h.Adults[i].PersonID
	}
	return h.Children[i-len(h.Adults)].PersonID
}

// position returns the place of a person among the members, adults first; the household's size where it is not there.
func position(h aid.Household, id aid.ID) int {
	for i := range h.Size() {
		if member(h, i) == id {
			return i
		}
	}
	return h.Size()
}
