package calc

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"bistand/aid"
	"bistand/rules"
)

// The paragraphs that lines rest on, in the form that Line.Law has.
const (
	lawNorm      = "SoL 12:7" // riksnorm, and the costs of item 2
	lawNeeds     = "SoL 12:1" // other living costs
	lawIncome    = "SoL 12:1" // who cannot provide for his needs himself: own incomes and assets come first
	lawIncentive = "SoL 12:8"
	lawChildPay  = "SoL 12:9"
)

// Freeze writes the sheet out as a calculation: each row with its rule, its law, the sentence that explains it and the facts
// that the sentence speaks of, in one order whatever order the form had. Who made it and for which case is left open.
func (s *Sheet) Freeze(r *Rules, in *Input) aid.Calculation {
	var c aid.Calculation
	s.FreezeInto(&c, r, in)
	return c
}

// FreezeInto is Freeze for whoever writes out many: it reuses the lists of c, and leaves who made it and for which case.
func (s *Sheet) FreezeInto(c *aid.Calculation, r *Rules, in *Input) {
	c.Month, c.Norm, c.Costs, c.OtherNeeds, c.Incomes, c.Result = in.Month, s.Norm, s.Costs, s.OtherNeeds, s.Incomes, s.Result
	c.Lines = slices.Grow(c.Lines[:0], len(s.Rows))
	f := freezer{Rules: r, in: in, settings: r.Guidelines.Reckoning()}
	for i := range s.Rows {
		c.Lines = append(c.Lines, f.line(&s.Rows[i]))
	}
	f.sort(c.Lines)
	c.Rules = c.Rules[:0]
	if norm, err := r.Set.RiksnormOn(in.Month.First()); err == nil { // Work has found it
		c.Rules = append(c.Rules, norm.Ref())
	}
	if r.Guidelines != nil {
		c.Rules = append(c.Rules, r.Guidelines.Ref())
	}
	slices.SortFunc(f.files, func(a, b aid.RuleRef) int { return strings.Compare(a.File, b.File) })
	c.Rules = append(c.Rules, f.files...)
}

// line writes out one row.
func (f *freezer) line(row *Row) aid.Line {
	switch row.Kind {
	case aid.PersonalCosts:
		return f.personal(row)
	case aid.CommonCosts:
		return f.common(row)
	case aid.Cost, aid.OtherNeed:
		return f.expense(row)
	case aid.IncomeLine:
		return f.income(row)
	case aid.AssetLine:
		return f.asset(row)
	}
	return f.incentive(row)
}

// norm puts a figure of the table on a line, or the caseworker's own in its place: then the sentence speaks of the table's too
// ("norm"), and the state stays the table's but where the table has nothing, which makes the caseworker's figure one that no
// source backs. The figure's arguments are shared by all calculations, so they are copied before anything is added.
func (f *freezer) norm(row *Row) aid.Line {
	fig := row.Figure
	l := aid.Line{Kind: row.Kind, Code: fig.Code, Amount: row.Amount, State: fig.State, Rule: fig.Rule, Law: lawNorm, Args: fig.Args}
	if row.Item != noItem {
		o := &f.in.Overrides[row.Item]
		l.Args = maps.Clone(fig.Args)                                                 // the figure's own are shared
		l.Args["norm"], l.Args["year"] = ore(row.Full), strconv.Itoa(f.in.Month.Year) // a norm of the municipality's names no year
		l.Note, l.Explain = o.Reason, explainChanged
		if fig.State == aid.Missing {
			l.State, l.Explain = aid.Computed, explainEntered
		}
		if o.Ground != "" {
			l.Marks = append(l.Marks, aid.Mark{Code: "ground_" + string(o.Ground)})
		}
		return l
	}
	if row.Amount != fig.Amount {
		l.Args = maps.Clone(fig.Args)
		l.Args[argFull] = ore(fig.Amount) // what the sentence of the figure speaks of
	}
	return l
}

// personal writes out the personal costs of one adult, of both adults of a couple, or of a child. Its sentence speaks of the
// table's figure for a whole month; a mark tells how days, or months, made that the line's amount.
// law: SoL 12:7
func (f *freezer) personal(row *Row) aid.Line {
	h := &f.in.Household
	l := f.norm(row)
	explain := ""
	var child *aid.Child
	switch {
	case row.Member < len(h.Adults) && len(h.Adults) > 1:
		// One figure for both, so one line: halving it would print an amount that no table has.
		l.Who, explain = h.Adults[0].Name+", "+h.Adults[1].Name, explainCouple
	case row.Member < len(h.Adults):
		l.Who, l.Person, explain = h.Adults[0].Name, h.Adults[0].PersonID, explainSingle
	default:
		child = &h.Children[row.Member-len(h.Adults)]
		l.Who, l.Person, explain = child.Name, child.PersonID, childExplain(child.AgeIn(f.in.Month), child.LunchOut)
	}
	if f.in.Norm != "" {
		explain = explainOtherNorm
		if row.Item == noItem {
			l.Note = f.in.NormReason
		}
	}
	if row.Item != noItem {
		return l
	}
	l.Explain = explain
	if child != nil && child.Days > 0 {
		l.Marks = append(l.Marks, f.daysMark("child_days", child.Days, row.Amount))
	} else {
		f.markPeriod(&l, row.Amount)
	}
	return l
}

// markPeriod says how a month's figure became that of the period.
func (f *freezer) markPeriod(l *aid.Line, amount aid.Ore) {
	switch {
	case f.in.Days > 0:
		l.Marks = append(l.Marks, f.daysMark("days", f.in.Days, amount))
	case f.in.Months > 1:
		l.Marks = append(l.Marks, mark("months", "months", strconv.Itoa(f.in.Months), "amount", ore(amount)))
	}
}

// daysMark tells of how many days the amount is ("days"), and how many make a whole month by the municipality's method
// ("of": 30, or those of the calendar).
func (f *freezer) daysMark(code string, days int, amount aid.Ore) aid.Mark {
	w := worker{in: f.in, settings: f.settings}
	return mark(code, "days", strconv.Itoa(days), "of", strconv.Itoa(w.dayBase()), "amount", ore(amount))
}

// common writes out the common costs. Marks tell, in the order in which it was reckoned, of the part of a step to the next size
// for children who live here some of the days, of the share of those who share the dwelling ("own" of "all", each with a
// fraction where a child counts in part: "2+15/30"), and of days or months. With a child in part the figure rests on two cells,
// so its state is the worse of theirs.
// law: SFS 2020:1013
func (f *freezer) common(row *Row) aid.Line {
	l := f.norm(row)
	w := worker{in: f.in, settings: f.settings}
	size, over, of := w.size()
	others := f.in.Household.Others
	if over > 0 {
		l.State = worse(l.State, row.Next.State)
	}
	if row.Item != noItem {
		return l
	}
	l.Explain = commonExplain(size + others)
	if over > 0 {
		l.Marks = append(l.Marks, mark("part_size", "days", strconv.Itoa(over), "of", strconv.Itoa(of), "step", ore(row.Next.Amount-row.Figure.Amount)))
	}
	if others > 0 {
		part := ""
		if over > 0 {
			part = "+" + strconv.Itoa(over) + "/" + strconv.Itoa(of)
		}
		l.Marks = append(l.Marks, mark("shared", "own", strconv.Itoa(size)+part, "all", strconv.Itoa(size+others)+part, "amount", ore(row.Full)))
	}
	f.markPeriod(&l, row.Amount)
	return l
}

// expense writes out a cost or another need: the section of the guidelines that speaks of it, and why less was approved than
// claimed. The guidelines' own reason is told only where exactly what they suggest was approved; else the caseworker's is.
// Marks tell of more approved than suggested, and of a rent above last month's.
// law: SoL 12:7
// law: SoL 12:1
func (f *freezer) expense(row *Row) aid.Line {
	e := &f.in.Expenses[row.Item]
	l := aid.Line{Kind: row.Kind, Code: string(e.Kind), Claimed: e.Claimed, Amount: e.Approved, Note: e.Reason, State: aid.Sourced, Law: lawNorm}
	if row.Kind == aid.OtherNeed {
		l.Law = lawNeeds
	}
	suggested := Suggest(f.Rules, f.in, e)
	l.Rule = suggested.Rule
	l.Explain = expenseExplain(l)
	if suggested.Explain != "" && l.Amount == suggested.Approved { // a suggestion that tells why is below the claim
		l.Explain, l.Args = suggested.Explain, suggested.Args
		if (l.Explain == explainCapped || l.Explain == explainLodger) && f.in.Months > 1 {
			f.markPeriod(&l, l.Amount) // the sentence speaks of a month
		}
	}
	if suggested.Approved < l.Amount {
		l.Marks = append(l.Marks, mark("above_limit", "limit", ore(suggested.Approved)))
	}
	if e.Kind == housing && e.Before > 0 && e.Claimed > e.Before {
		l.Marks = append(l.Marks, mark("housing_raised", "rise", ore(e.Claimed-e.Before), "before", ore(e.Before)))
	}
	f.uses(suggested.Beside)
	return l
}

// income writes out an income. A child's pay rests on the law's own limit and names the table of price base amounts; of others
// the rule is the section of the guidelines that counts the kind. Marks tell of an authority that did not answer, and of an
// answer too far from what was stated: neither changes the amount.
// law: SoL 12:1
// law: SoL 12:9
func (f *freezer) income(row *Row) aid.Line {
	i := &f.in.Incomes[row.Item]
	l := aid.Line{
		Kind: aid.IncomeLine, Code: string(i.Kind), Who: i.Who, Person: i.Person,
		Claimed: i.Stated, Amount: i.Counted, Note: i.Reason, State: aid.Sourced, Law: lawIncome,
	}
	if r, ok := f.Guidelines.IncomeRule(i.Kind); ok {
		l.Rule = r
	}
	l.Explain = incomeExplain(l)
	authority := i.Authority
	switch {
	case f.in.isChildPay(i):
		year := f.in.came(i).Year
		base, _ := f.Set.Prices.Of(year) // Work has found it
		l.Law, l.Rule, l.Explain = lawChildPay, f.Set.Prices.Ref(), explainChildPay
		l.Args = map[string]string{"limit": ore(base), "year": strconv.Itoa(year), "earned": ore(i.ThisYear)}
		f.uses(l.Rule)
	case i.Kind == "surplus":
		l.Explain, l.Args = explainSurplus, map[string]string{"month": f.in.came(i).String()}
	case i.Answer == aid.Answered && i.Counted == i.Fetched && i.Counted != i.Stated:
		l.Explain, l.Args = explainFetched, map[string]string{"authority": authority, "fetched": ore(i.Fetched)}
	}
	if i.Answer == aid.Unchecked {
		l.Marks = append(l.Marks, mark("unchecked", "authority", authority))
	}
	percent := f.settings.Deviation()
	if difference, beyond := i.Deviates(percent); beyond {
		l.Marks = append(l.Marks, mark("deviates", "authority", authority, "fetched", ore(i.Fetched), "difference", ore(max(difference, -difference))))
	}
	return l
}

// asset writes out what counts of an asset, as the caseworker says.
// law: SoL 12:1
func (f *freezer) asset(row *Row) aid.Line {
	a := &f.in.Assets[row.Item]
	l := aid.Line{Kind: aid.AssetLine, Code: string(a.Kind), Claimed: a.Value, Amount: a.Counted, Note: a.Reason, State: aid.Sourced, Law: lawIncome, Explain: explainAsset}
	if a.Counted != a.Value {
		l.Explain = explainAssetOther
	}
	if r, ok := f.Guidelines.AssetRule(a.Kind); ok {
		l.Rule = r
	}
	return l
}

// incentive writes out what is left out of an adult's pay: a line of its own, which adds to the result what the lines of the pay
// drew off. Claimed is all of that pay.
// law: SoL 12:8
func (f *freezer) incentive(row *Row) aid.Line {
	n := &f.in.Incentives[row.Item]
	return aid.Line{
		Kind: aid.IncentiveLine, Code: "incentive", Who: f.in.Household.Adults[row.Member].Name, Person: n.Person,
		Claimed: row.Full, Amount: row.Amount, State: aid.Sourced, Law: lawIncentive, Explain: explainIncentive,
		Args: map[string]string{"pay": ore(row.Full), "until": n.Until.String()},
	}
}

// freezer writes out the rows of one sheet.
type freezer struct {
	*Rules
	in       *Input
	settings rules.Settings
	files    []aid.RuleRef // files used beside the norm and the guidelines
}

// uses notes a file that a line rests on, once.
func (f *freezer) uses(file aid.RuleRef) {
	if file.File != "" && !slices.Contains(f.files, file) {
		f.files = append(f.files, file)
	}
}

// sort brings the lines into an order of their own, so that the order in which rows were typed never shows: adults, the
// oldest child first, common costs, then the order in which forms show the kinds.
func (f *freezer) sort(lines []aid.Line) {
	slices.SortStableFunc(lines, func(a, b aid.Line) int {
		// All personal costs have one rank: of them age decides.
		if a.Kind == aid.PersonalCosts && b.Kind == aid.PersonalCosts {
			return f.memberOrder(&a, &b)
		}
		order := cmp.Or(rank(a)-rank(b), strings.Compare(a.Who, b.Who), strings.Compare(string(a.Person), string(b.Person)),
			cmp.Compare(b.Claimed, a.Claimed), cmp.Compare(b.Amount, a.Amount), strings.Compare(a.Note, b.Note), strings.Compare(a.Explain, b.Explain))
		if order == 0 { // two alike: what else is said of them tells them apart
			order = strings.Compare(fmt.Sprint(a.Args, a.Marks), fmt.Sprint(b.Args, b.Marks))
		}
		return order
	})
}

// memberOrder compares two lines of personal costs: the adults', then by age, then by name; what is left tells twins apart.
func (f *freezer) memberOrder(a, b *aid.Line) int {
	x, y := f.bornOf(a), f.bornOf(b)
	return cmp.Or(
		cmp.Compare(x.Year, y.Year), cmp.Compare(x.Month, y.Month), cmp.Compare(x.Day, y.Day),
		strings.Compare(a.Who, b.Who), strings.Compare(string(a.Person), string(b.Person)), cmp.Compare(b.Amount, a.Amount), strings.Compare(a.Explain, b.Explain))
}

// bornOf is when the member of a line was born; the adults stand before all children.
func (f *freezer) bornOf(l *aid.Line) aid.Date {
	h := &f.in.Household
	for i := range h.Children {
		if h.Children[i].PersonID == l.Person && h.Children[i].Name == l.Who {
			return h.Children[i].Born
		}
	}
	return aid.Date{}
}

// rank is a line's place: by kind of line, then in the order in which forms show the kinds.
func rank(l aid.Line) int {
	switch l.Kind {
	case aid.PersonalCosts:
		return 0
	case aid.CommonCosts:
		return 1
	case aid.Cost:
		return 100 + expensePlace[aid.ExpenseKind(l.Code)]
	case aid.OtherNeed:
		return 200 + expensePlace[aid.ExpenseKind(l.Code)]
	case aid.IncomeLine:
		return 300 + incomePlace[aid.IncomeKind(l.Code)]
	case aid.IncentiveLine:
		return 400
	}
	return 500 + assetPlace[aid.AssetKind(l.Code)]
}

// worse returns the less backed of two states.
func worse(a, b aid.CellState) aid.CellState {
	for _, state := range []aid.CellState{aid.Missing, aid.Computed, aid.Confirmed} {
		if a == state || b == state {
			return state
		}
	}
	return aid.Sourced
}

// mark makes a mark of a code and pairs of arguments: name, text, name, text. Amounts are written by ore.
func mark(code string, pairs ...string) aid.Mark {
	m := aid.Mark{Code: code, Args: map[string]string{}}
	for pair := range slices.Chunk(pairs, 2) {
		m.Args[pair[0]] = pair[1]
	}
	return m
}

// ore writes an amount as an argument: whole öre, "124950", which Written turns into the reader's money.
func ore(o aid.Ore) string { return strconv.FormatInt(int64(o), 10) }
