package staff

import (
	"slices"

	"bistand/aid"
	"bistand/calc"
	"bistand/web/ui"
)

// takeAnswers is the button that puts what authorities have answered into the form.
const takeAnswers = "svar"

// unstated lists the incomes that authorities know of and nobody has stated.
func (e *editor) unstated() []calc.Income {
	return e.found[min(len(e.proposal.Incomes), len(e.found)):]
}

// takeUnstated adds rows of incomes that authorities know of, but for those that the form has already.
func (f *calcForm) takeUnstated(c ui.Ctx, incomes []calc.Income) {
	for _, x := range incomes {
		r := addedRow{kind: string(x.Kind), person: string(x.Person), first: plain(c, x.Counted), check: checkOf(c, x)}
		same := func(have addedRow) bool {
			return have.kind == r.kind && have.person == r.person && have.check.authority == r.check.authority
		}
		if i := slices.IndexFunc(f.added.incomes, same); i >= 0 {
			f.added.incomes[i].check, f.added.incomes[i].first = r.check, r.first
			continue
		}
		f.added.incomes = append(f.added.incomes, r)
	}
}

// takeChecks puts the newest answers on the stated incomes into the form, in the place of what was noted before.
func (e *editor) takeChecks(c ui.Ctx) {
	for i := range e.form.checks {
		if f := &e.form.checks[i]; e.found[i].Answer != aid.NotAsked {
			month := f.month
			*f = checkOf(c, e.found[i])
			f.month = month
		}
	}
}

// news tells whether authorities have answered anything that the calculation does not have.
func (e *editor) news() bool {
	for i, x := range e.found {
		if x.Answer == aid.NotAsked {
			continue
		}
		same := func(have calc.Income) bool {
			return have.Kind == x.Kind && have.Person == x.Person && have.Authority == x.Authority && have.Answer == x.Answer && have.Fetched == x.Fetched
		}
		if i < len(e.proposal.Incomes) && i < len(e.input.Incomes) && !same(e.input.Incomes[i]) || i >= len(e.proposal.Incomes) && !slices.ContainsFunc(e.input.Incomes, same) {
			return true
		}
	}
	return false
}
