package staff

import (
	"slices"
	"strconv"

	"bistand/aid"
	"bistand/calc"
	"bistand/casework"
	"bistand/web/site"
	"bistand/web/ui"
)

// checkForm is when an income came and what an authority answered of it, as typed. All of it is empty for an income of the
// month before that nobody was asked about.
type checkForm struct{ month, authority, answer, fetched string }

func readCheck(v *site.Visit, list string, i int) checkForm {
	return checkForm{text(v, row(list, i, "month")), text(v, row(list, i, "authority")), text(v, row(list, i, "answer")), text(v, row(list, i, "fetched"))}
}

func readChecks(v *site.Visit, list string, n int) []checkForm {
	checks := make([]checkForm, n)
	for i := range checks {
		checks[i] = readCheck(v, list, i)
	}
	return checks
}

// checkOf writes the check of an income as it is typed.
func checkOf(c ui.Ctx, x calc.Income) checkForm {
	f := checkForm{authority: x.Authority, answer: string(x.Answer)}
	if x.Month != (aid.Month{}) {
		f.month = x.Month.String()
	}
	if x.Answer == aid.Answered {
		f.fetched = plain(c, x.Fetched)
	}
	return f
}

func checksOf(c ui.Ctx, incomes []calc.Income) []checkForm {
	checks := make([]checkForm, len(incomes))
	for i, x := range incomes {
		checks[i] = checkOf(c, x)
	}
	return checks
}

// apply puts the check into an income of a list of the form. An answer with an amount must have the amount: none is not zero.
func (f checkForm) apply(x *calc.Income, list string, i int) (faults aid.Errors) {
	if f.month != "" {
		month, err := aid.ParseMonth(f.month)
		faults.Add(row(list, i, "month"), err)
		x.Month = month
	}
	x.Authority, x.Answer, x.Fetched = f.authority, aid.Answer(f.answer), 0
	switch {
	case f.fetched != "":
		fetched, err := aid.ParseOre(f.fetched)
		faults.Add(row(list, i, "fetched"), err)
		x.Fetched = fetched
	case x.Answer == aid.Answered:
		faults = append(faults, aid.Error{Code: "required", Field: row(list, i, "fetched")})
	}
	return faults
}

// settleIncomes puts the checks into the stated incomes and works out anew how much of each counts.
func (e *editor) settleIncomes() (faults aid.Errors) {
	in := &e.proposal
	in.Incomes = slices.Clone(in.Incomes)
	for i := range in.Incomes {
		x := &in.Incomes[i]
		faults = append(faults, e.form.checks[i].apply(x, "incomes", i)...)
		if counted, err := calc.SuggestCounted(e.rules.Set, in, x); err == nil { // else the calculation says what is wrong
			x.Counted = counted
		}
	}
	return faults
}

// check tells on an income's row when it came, what was answered, how far that is from what was stated, and who noted it. An
// authority that has not answered is told by the mark of the line.
func (r *calcRow) check(c ui.Ctx, x calc.Income, m aid.Month, percent int) {
	if x.Month != (aid.Month{}) && x.Month != m.Add(-1) {
		r.notes = append(r.notes, c.L.T("staff.check.came", "month", c.L.Month(x.Month)))
	}
	if x.Answer == aid.NotAsked {
		return
	}
	authority := c.L.T("authority." + x.Authority)
	difference, beyond := x.Deviates(percent)
	limit := c.L.T("staff.check.limit", "percent", strconv.Itoa(percent))
	if percent == 0 {
		limit = c.L.T("staff.check.limit_any")
	}
	switch {
	case x.Answer == aid.Nothing:
		r.tags = append(r.tags, rowTag{ui.Neutral, c.L.T("staff.check.nothing", "authority", authority)})
	case x.Answer == aid.Answered && difference == 0:
		r.tags = append(r.tags, rowTag{ui.Success, c.L.T("staff.check.agrees", "authority", authority)})
	case x.Answer == aid.Answered && !beyond:
		r.tags = append(r.tags, rowTag{ui.Info, c.L.T("staff.check.within", "authority", authority, "amount", c.L.Money(x.Fetched), "difference", c.L.Money(max(difference, -difference)))})
	}
	if difference != 0 {
		r.notes = append(r.notes, limit)
	}
	if x.CheckedBy == casework.ByMachine {
		r.notes = append(r.notes, c.L.T("staff.check.fetched_by", "time", c.L.DateTime(x.CheckedAt.In(aid.Sweden))))
	} else if !x.CheckedAt.IsZero() {
		r.notes = append(r.notes, c.L.T("staff.check.noted", "name", x.CheckedBy, "time", c.L.DateTime(x.CheckedAt.In(aid.Sweden))))
	}
}

// incomeMonths lists the months in which an income of the calculation may have come: the one before first.
func incomeMonths(c ui.Ctx, in calc.Input, chosen string) []ui.Option {
	before := in.Month.Add(-1)
	options := []ui.Option{{Label: capital(c.L.Month(before)), Chosen: chosen == before.String()}}
	for _, m := range append([]aid.Month{in.Month.Add(-2)}, periodOf(in)...) {
		options = append(options, ui.Option{Value: m.String(), Label: capital(c.L.Month(m)), Chosen: chosen == m.String()})
	}
	return options
}

// periodOf lists the months that the calculation is for; a number of them that cannot be is as one.
func periodOf(in calc.Input) []aid.Month {
	months := []aid.Month{in.Month}
	for n := 1; n < in.Months && n < maxPeriod; n++ {
		months = append(months, in.Month.Add(n))
	}
	return months
}

// maxPeriod keeps what was typed from being listed before it has been checked.
const maxPeriod = 12

// authorities lists whom one may have asked, with nobody first.
func authorities(c ui.Ctx, chosen string) []ui.Option {
	options := []ui.Option{{Label: c.L.T("staff.check.nobody")}}
	for _, code := range aid.Authorities {
		options = append(options, ui.Option{Value: code, Label: c.L.T("authority." + code), Chosen: code == chosen})
	}
	return options
}

// answers lists what may come of asking.
func answers(c ui.Ctx, chosen string) []ui.Option {
	options := []ui.Option{{Label: c.L.T("staff.answer.none")}}
	for _, a := range []aid.Answer{aid.Answered, aid.Nothing, aid.Unchecked} {
		options = append(options, ui.Option{Value: string(a), Label: c.L.T("staff.answer." + string(a)), Chosen: string(a) == chosen})
	}
	return options
}

// checksOpen tells whether the checks are shown unfolded: where there is one, or a fault in one.
func (view calcView) checksOpen(p ui.Page) bool {
	return slices.ContainsFunc(view.form.checks, func(f checkForm) bool { return f != checkForm{} }) ||
		slices.ContainsFunc(p.Errors, func(f aid.Error) bool {
			list, _, field := splitField(f.Field)
			return list == "incomes" && field != "counted" && field != "reason"
		})
}

// incomeTitle is what the stated income of a place is called.
func (view calcView) incomeTitle(c ui.Ctx, i int) string {
	return incomeName(c, view.proposal.Incomes[i])
}

// incomeName is what an income is called, with whose it is.
func incomeName(c ui.Ctx, x calc.Income) string {
	name := c.L.T("income." + string(x.Kind))
	if x.Who != "" {
		name += ", " + x.Who
	}
	return name
}
