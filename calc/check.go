package calc

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"bistand/aid"
	"bistand/rules"
)

// What is beyond any period that is decided at once, any dwelling and any month's driving is a slip of the keyboard.
const (
	maxMonths = 12
	maxOthers = 20
	maxRooms  = 50
	maxKm     = 20_000
)

// The kinds' places in the order in which forms show them.
var (
	expensePlace = places(aid.ExpenseKinds)
	incomePlace  = places(aid.IncomeKinds)
	assetPlace   = places(aid.AssetKinds)
)

// places numbers the kinds of a list in its order, from 0.
func places[K comparable](kinds []K) map[K]int {
	m := make(map[K]int, len(kinds))
	for i, k := range kinds {
		m[k] = i
	}
	return m
}

// Check returns everything in the input that a person must mend, in the order of the form; none where nothing but the rules
// of the day stands in the way. Fields are "household.children.2", "expenses.0.approved" and so on, rows counted from 0.
func Check(in Input) aid.Errors {
	c := checker{in: &in}
	c.all()
	return c.faults
}

// all checks the form from top to bottom.
func (c *checker) all() {
	in := c.in
	c.month()
	c.household()
	c.lodging()
	for i := range in.Expenses {
		c.expense(i, &in.Expenses[i])
	}
	for i := range in.Incomes {
		c.income(i, &in.Incomes[i])
	}
	for i := range in.Assets {
		c.asset(i, &in.Assets[i])
	}
	for i := range in.Overrides {
		c.override(i, &in.Overrides[i])
	}
	for i := range in.Incentives {
		c.incentive(i, &in.Incentives[i])
	}
}

// checker gathers what is wrong.
type checker struct {
	in     *Input
	faults aid.Errors
}

// fail notes a fault: a code that lang/ has a sentence for, and the field of the form that it stands at.
func (c *checker) fail(code, field string) {
	c.faults = append(c.faults, aid.Error{Code: code, Field: field})
}

// row fails a field of a row; the text is put together only where something is wrong.
func (c *checker) row(code, list string, row int, field string) {
	c.fail(code, at(list, row, field))
}

// month wants a month of the calendar, and days or months but not both: so many days of one month, or so many whole months.
// The faults of days are not looked for where the month is none, since its length is not known.
func (c *checker) month() {
	in := c.in
	if in.Month.Month < time.January || in.Month.Month > time.December {
		c.fail("month.format", "month")
	} else if in.Days < 0 || in.Days > in.Month.Days() {
		c.fail("calc.days", "days")
	}
	if in.Months < 0 || in.Months > maxMonths || in.Months > 1 && in.Days > 0 {
		c.fail("calc.months", "months")
	}
}

// household wants one or two adults, and children who are born, of an age that the norm knows, and not cases of their own.
func (c *checker) household() {
	h := &c.in.Household
	switch {
	case len(h.Adults) == 0:
		c.fail("calc.no_adult", "household.adults")
	case len(h.Adults) > 2:
		// An adult beside the couple is a case of its own: SFS 2020:1013 reckons such a member apart.
		c.fail("calc.too_many_adults", "household.adults")
	}
	if h.Others < 0 || h.Others > maxOthers {
		c.fail("calc.others", "household.others")
	}
	if c.in.Month.Month < time.January || c.in.Month.Month > time.December {
		return // no ages without a month
	}
	for i := range h.Children {
		c.child(i, &h.Children[i])
	}
	// A person counted twice would be given the norm twice. Members without an id, as in a trial, cannot be told apart.
	for i := range h.Size() {
		if id := member(h, i); id != "" && position(h, id) < i {
			c.fail("calc.person_twice", "household")
		}
	}
}

// child wants a birth date that fits the month, and days that fit how the child lives.
func (c *checker) child(i int, child *aid.Child) {
	code, field := "", "born"
	switch age := child.AgeIn(c.in.Month); {
	case child.Born.IsZero():
		code = "calc.birth_missing"
	case age < 0:
		code = "calc.child_unborn"
	case age > rules.MaxChildAge:
		code = "calc.child_too_old"
	case !child.Pupil && child.AgeIn(c.in.Last().Add(-1)) >= 18:
		// From the month after the birthday: the parents' duty lasted into the month of it.
		code, field = "calc.adult_child", "pupil"
	case child.Stay != aid.FullTime && child.Stay != aid.Alternating && child.Stay != aid.Visiting:
		code, field = "calc.unknown_kind", "stay"
	case (child.Stay == aid.FullTime) != (child.Days == 0) || child.Days < 0 || child.Days > c.in.Month.Days() || c.in.Days > 0 && child.Days > c.in.Days:
		code, field = "calc.days", "days"
	case child.Days > 0 && c.in.Months > 1:
		code, field = "calc.months", "days" // days are those of one month
	}
	if code != "" {
		c.faults = append(c.faults, aid.Error{Code: code, Field: at("household.children", i, field), Args: map[string]string{"name": child.Name}})
	}
}

// lodging wants a rent in range, rooms that the formula for a lodger's share can divide by, and the age of a person. There is
// nothing to check where nobody lodges.
func (c *checker) lodging() {
	l := c.in.Lodging
	if l == nil {
		return
	}
	if code := amountFault(l.Rent); code != "" {
		c.fail(code, "lodging.rent")
	}
	if l.Rooms < 1 || l.Rooms > maxRooms {
		c.fail("calc.rooms", "lodging.rooms")
	}
	if l.Age < 0 || l.Age > 130 {
		c.fail("calc.age", "lodging.age")
	}
}

// entered is an amount of a row, and its field.
type entered struct {
	field  string
	amount aid.Ore
}

// amounts checks amounts of a row and tells whether all can be used: what is wrong in itself is not compared, since one slip
// would be told of twice.
func (c *checker) amounts(list string, i int, all ...entered) bool {
	fine := true
	for _, one := range all {
		if code := amountFault(one.amount); code != "" {
			c.row(code, list, i, one.field)
			fine = false
		}
	}
	return fine
}

// expense wants a known kind, amounts in range, approved no higher than claimed, and a reason for each cut: the household
// must be told why.
// law: FL 32
func (c *checker) expense(i int, e *Expense) {
	if !slices.Contains(aid.ExpenseKinds, e.Kind) {
		c.unknown("expenses", i, string(e.Kind))
	}
	if e.Km < 0 || e.Km > maxKm {
		c.row("calc.km", "expenses", i, "km")
	}
	c.amounts("expenses", i, entered{"before", e.Before})
	if !c.amounts("expenses", i, entered{"claimed", e.Claimed}, entered{"approved", e.Approved}) {
		return
	}
	if e.Approved > e.Claimed {
		c.row("calc.approved_above_claimed", "expenses", i, "approved")
	}
	if e.Approved < e.Claimed && !said(e.Reason) {
		c.row("calc.reason_missing", "expenses", i, "reason")
	}
}

// income wants a known kind, a member of the household, a month that a calculation looks at, amounts in range, and a reason
// where the caseworker counts another amount than the applicant stated or the authority answered.
func (c *checker) income(i int, income *Income) {
	if !slices.Contains(aid.IncomeKinds, income.Kind) {
		c.unknown("incomes", i, string(income.Kind))
	}
	h := &c.in.Household
	if income.Person != "" && position(h, income.Person) == h.Size() {
		c.row("calc.not_in_household", "incomes", i, "person")
	}
	if income.Month != (aid.Month{}) && !c.inWindow(income.Month) {
		c.row("calc.income_month", "incomes", i, "month")
	}
	switch income.Answer {
	case aid.NotAsked, aid.Answered, aid.Nothing, aid.Unchecked:
	default:
		c.unknown("incomes", i, string(income.Answer))
	}
	if income.Authority != "" && !slices.Contains(aid.Authorities, income.Authority) || (income.Authority == "") != (income.Answer == aid.NotAsked) {
		c.row("calc.authority", "incomes", i, "authority")
	}
	if !c.amounts("incomes", i, entered{"stated", income.Stated}, entered{"counted", income.Counted}, entered{"fetched", income.Fetched},
		entered{"earlier", income.Earlier}, entered{"this_year", income.ThisYear}) {
		return
	}
	if income.Fetched > 0 && income.Answer != aid.Answered {
		c.row("calc.fetched_unanswered", "incomes", i, "fetched")
	}
	if c.in.isChildPay(income) {
		return // how much of it may count is the law's to say: see childPay
	}
	if income.Counted != income.Stated && income.Counted != income.told() && !said(income.Reason) {
		c.row("calc.reason_missing", "incomes", i, "reason")
	}
}

// inWindow tells whether an income's month is the calculation's, the month of control before it, or the month of comparison.
// Source: the months of Sundsvall's published rules for incomes from authorities.
func (c *checker) inWindow(m aid.Month) bool {
	return m.Month >= time.January && m.Month <= time.December && !m.Before(c.in.Month.Add(-2)) && !c.in.Last().Before(m)
}

// asset wants a known kind, amounts in range, and a reason where another amount counts than what the asset is worth: what must
// be sold or used up first, and when, is for the caseworker to say, and for the household to be told.
// law: FL 32
func (c *checker) asset(i int, a *Asset) {
	if !slices.Contains(aid.AssetKinds, a.Kind) {
		c.unknown("assets", i, string(a.Kind))
	}
	if c.amounts("assets", i, entered{"value", a.Value}, entered{"counted", a.Counted}) && a.Counted != a.Value && !said(a.Reason) {
		c.row("calc.reason_missing", "assets", i, "reason")
	}
}

// override wants exactly one line that the override is for, an amount in range, a ground that forms offer, and a reason. Of a
// couple's one line either adult may be named, so both named are the same line twice. Whether the norm has the line is seen
// when the norm is known.
// law: FL 32
func (c *checker) override(i int, o *Override) {
	h := &c.in.Household
	fits := !c.in.Beside && (o.Kind == aid.CommonCosts && o.Person == "" ||
		o.Kind == aid.PersonalCosts && o.Person != "" && position(h, o.Person) < h.Size())
	if !fits {
		c.row("calc.override_unmatched", "overrides", i, "person")
	}
	for _, earlier := range c.in.Overrides[:i] {
		if fits && o.Kind == earlier.Kind && sameLine(h, o.Person, earlier.Person) {
			c.row("calc.override_twice", "overrides", i, "person")
		}
	}
	c.amounts("overrides", i, entered{"amount", o.Amount})
	if !said(o.Reason) {
		c.row("calc.reason_missing", "overrides", i, "reason")
	}
	if !slices.Contains(Grounds, o.Ground) {
		c.unknown("overrides", i, string(o.Ground))
	}
}

// incentive wants an adult of the household, once, two years at the most, and a reason where it is declined: the law leaves no
// choice. A child's pay has a rule of its own: SoL 12:9.
// law: SoL 12:8
func (c *checker) incentive(i int, n *Incentive) {
	h := &c.in.Household
	if p := position(h, n.Person); n.Person == "" || p >= len(h.Adults) {
		c.row("calc.not_in_household", "incentives", i, "person")
	}
	for _, earlier := range c.in.Incentives[:i] {
		if earlier.Person == n.Person {
			c.row("calc.incentive_twice", "incentives", i, "person")
		}
	}
	if n.From == (aid.Month{}) || n.Until == (aid.Month{}) || n.Until.Before(n.From) || n.From.Add(incentiveMonths-1).Before(n.Until) {
		c.row("calc.incentive_period", "incentives", i, "until")
	}
	if n.Declined && !said(n.Reason) {
		c.row("calc.reason_missing", "incentives", i, "reason")
	}
}

// unknown is the fault of a row whose kind no form offers.
func (c *checker) unknown(list string, i int, kind string) {
	c.faults = append(c.faults, aid.Error{Code: "calc.unknown_kind", Field: at(list, i, "kind"), Args: map[string]string{"kind": kind}})
}

// said tells whether a reason has been given.
func said(reason string) bool { return reason != "" && strings.TrimSpace(reason) != "" }

// amountFault returns the code of what is wrong with an amount: "amount.negative", "amount.range" for one above
// aid.MaxAmount, or "" for none. Minus has no meaning in a form: what is drawn off stands in a list of its own.
func amountFault(o aid.Ore) string {
	switch {
	case o < 0:
		return "amount.negative"
	case o > aid.MaxAmount:
		return "amount.range"
	}
	return ""
}

// at names a field of a row. Only called where something is wrong.
func at(list string, row int, field string) string {
	return list + "." + strconv.Itoa(row) + "." + field
}
