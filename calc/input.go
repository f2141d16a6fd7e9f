package calc

import (
	"time"

	"bistand/aid"
)

// Input (beräkningsunderlag) is everything a calculation is made from, beside the rules: the same input and the same rules
// give the same calculation for ever.
type Input struct {
	Month  aid.Month `json:"month"`
	Months int       `json:"months,omitempty"` // how many whole months from Month on; 0 = one
	Days   int       `json:"days,omitempty"`   // how many days of the month; 0 = all of it
	Norm   string    `json:"norm,omitempty"`   // code of another norm of the municipality's; empty = riksnorm
	// NormReason is why the household is reckoned by another norm than the riksnorm.
	NormReason string `json:"norm_reason,omitempty"`
	// Beside is true for a single need beside a month whose norm another calculation holds: then the norm is left out. What the
	// month had over is an income of kind "surplus".
	Beside bool `json:"beside,omitempty"`

	Household aid.Household `json:"household"`
	Lodging   *Lodging      `json:"lodging,omitempty"`
	Expenses  []Expense     `json:"expenses,omitempty"`
	Incomes   []Income      `json:"incomes,omitempty"`
	Assets    []Asset       `json:"assets,omitempty"`
	Overrides []Override    `json:"overrides,omitempty"`
	// Incentives are the adults for whom the special rule on income from employment holds, and when.
	Incentives []Incentive `json:"incentives,omitempty"`
}

// Lodging (inneboende) is how someone lives who lodges with a relative: what the guidelines make of the rent depends on it.
type Lodging struct {
	Rent        aid.Ore `json:"rent"`  // of the whole dwelling, a month
	Rooms       int     `json:"rooms"` // without the kitchen
	Age         int     `json:"age,omitempty"`
	WithParents bool    `json:"with_parents,omitempty"` // at home: Age is that of the one who lodges
}

// Expense (utgift) is a cost applied for, and how much of it the caseworker finds reasonable. Amounts are those of the whole
// period.
// law: SoL 12:7
// law: SoL 12:1
type Expense struct {
	Kind     aid.ExpenseKind `json:"kind"`
	Claimed  aid.Ore         `json:"claimed"`
	Approved aid.Ore         `json:"approved"`
	Reason   string          `json:"reason,omitempty"` // needed where Approved is below Claimed
	Before   aid.Ore         `json:"before,omitempty"` // of a housing cost: what it was last month; 0 = not known
	Km       int             `json:"km,omitempty"`     // of travel to work by car: kilometres in the period
}

// Income (inkomst) is money that the household had, and how much of it counts.
type Income struct {
	Kind    aid.IncomeKind `json:"kind"`
	Person  aid.ID         `json:"person,omitempty"` // the member who had it; empty for the household as a whole
	Who     string         `json:"who,omitempty"`    // name of the member
	Month   aid.Month      `json:"month,omitzero"`   // in which it came; none = the month before the calculation's
	Stated  aid.Ore        `json:"stated"`           // what the applicant stated, net
	Counted aid.Ore        `json:"counted"`          // what is drawn off
	Reason  string         `json:"reason,omitempty"` // needed where Counted differs from what Suggest gives

	Authority string     `json:"authority,omitempty"` // who was asked, one of aid.Authorities; empty = nobody
	Answer    aid.Answer `json:"answer,omitempty"`
	Fetched   aid.Ore    `json:"fetched,omitempty"`  // what the authority answered, net
	Earlier   aid.Ore    `json:"earlier,omitempty"`  // last month's of the same kind (the month of comparison); 0 = not known
	ThisYear  aid.Ore    `json:"this_year,omitzero"` // of a child's pay: what the child earned before it in the same calendar year

	// CheckedAt and CheckedBy are when the answer was noted and by whom; none where nobody was asked.
	CheckedAt time.Time `json:"checked_at,omitzero"`
	CheckedBy string    `json:"checked_by,omitempty"`
}

// Asset (tillgång) is what the household owns that comes before support, and how much of it counts now.
type Asset struct {
	Kind    aid.AssetKind `json:"kind"`
	Value   aid.Ore       `json:"value"`
	Counted aid.Ore       `json:"counted"`
	Reason  string        `json:"reason,omitempty"` // needed where Counted differs from Value
}

// Override (ändrat normbelopp) is a caseworker's own figure in the place of the norm's: a cell that no source gives, or costs
// reckoned higher or lower for special reasons. It is the amount of the line for the whole period.
// law: SoL 12:7
type Override struct {
	Kind   aid.LineKind `json:"kind"`             // aid.PersonalCosts or aid.CommonCosts
	Person aid.ID       `json:"person,omitempty"` // for personal costs: the member (either adult for a couple)
	Amount aid.Ore      `json:"amount"`
	Reason string       `json:"reason"` // always needed
	Ground Ground       `json:"ground,omitempty"`
}

// Ground (skäl) is why a norm amount is reckoned higher or lower in the single case.
type Ground string

// Grounds lists the grounds in the order shown. Source: Socialstyrelsen's general advice SOSFS 2013:1 names dearer food, food
// in a fee, functional impairment, and costs that are absent or paid otherwise; the last one the law rules out.
// law: SoL 12:7 a
var Grounds = []Ground{"", "diet", "food_in_fee", "disability", "absent", "paid_otherwise", "leisure_card"}

// Incentive (jobbstimulans) is an adult for whom a quarter of the income from employment is left out, for two years.
// law: SoL 12:8
type Incentive struct {
	Person aid.ID    `json:"person"`
	From   aid.Month `json:"from"`  // the first month of the two years
	Until  aid.Month `json:"until"` // the last

	Declined bool   `json:"declined,omitempty"` // proposed, and found not to hold: nothing is left out
	Reason   string `json:"reason,omitempty"`   // needed where it is declined
}

// Months are those with support that the two years follow upon.
func (n Incentive) Months() []aid.Month {
	months := make([]aid.Month, incentiveAfter)
	for i := range months {
		months[i] = n.From.Add(i - incentiveAfter)
	}
	return months
}

// period is how many months the amounts of the norm are taken times.
func (in *Input) period() int { return max(in.Months, 1) }

// Last is the last month of the period.
func (in *Input) Last() aid.Month { return in.Month.Add(in.period() - 1) }

// came is the month in which an income came: the one before the calculation's where nothing else is said.
func (in *Input) came(i *Income) aid.Month {
	if i.Month != (aid.Month{}) {
		return i.Month
	}
	return in.Month.Add(-1)
}

// member returns the id of the i-th member, adults first.
func member(h *aid.Household, i int) aid.ID {
	if i < len(h.Adults) {
		return h.Adults[i].PersonID
	}
	return h.Children[i-len(h.Adults)].PersonID
}

// position returns the place of a person among the members, adults first; the household's size where it is not there.
func position(h *aid.Household, id aid.ID) int {
	for i := range h.Adults {
		if h.Adults[i].PersonID == id {
			return i
		}
	}
	for i := range h.Children {
		if h.Children[i].PersonID == id {
			return len(h.Adults) + i
		}
	}
	return h.Size()
}

// isChild tells whether a person is one of the household's children.
func isChild(h *aid.Household, id aid.ID) bool {
	i := position(h, id)
	return id != "" && i >= len(h.Adults) && i < h.Size()
}

// sameLine tells whether two members share one line: the same person, or both adults of a couple.
func sameLine(h *aid.Household, a, b aid.ID) bool {
	return a == b || (position(h, a) < len(h.Adults) && position(h, b) < len(h.Adults))
}
