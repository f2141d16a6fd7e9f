package staff

import (
	"bistand/aid"
	"bistand/calc"
	"bistand/web/site"
	"bistand/web/ui"
)

// addedForm is what the caseworker reckons with that nobody applied with, as typed: costs and incomes that were not stated,
// assets, and the work incentive of each adult. A row without anything is left out.
type addedForm struct {
	costs, incomes, assets []addedRow
	incentives             []incentiveForm // one for each adult
}

// addedRow is one row. Of a cost first is what was claimed and second what is approved, of an income first is what counts and
// second what a child earned before in the year, of an asset first is its value and second what counts.
type addedRow struct {
	kind, person, first, second, reason string
	check                               checkForm // of an income
}

// The lists of the form.
const (
	addedCosts   = "costs"
	addedIncomes = "added"
	addedAssets  = "assets"
)

// maxAdded is the most rows of a list that a form may hold.
const maxAdded = 30

func readAdded(v *site.Visit, adults int) (f addedForm) {
	rows := func(list string) (rows []addedRow) {
		for i := range maxAdded {
			r := addedRow{text(v, row(list, i, "kind")), text(v, row(list, i, "person")), text(v, row(list, i, "first")), text(v, row(list, i, "second")), text(v, row(list, i, "reason")), checkForm{}}
			if list == addedIncomes {
				r.check = readCheck(v, list, i)
			}
			if r != (addedRow{}) {
				rows = append(rows, r)
			}
		}
		return rows
	}
	return addedForm{rows(addedCosts), rows(addedIncomes), rows(addedAssets), readIncentives(v, adults)}
}

// addedOf writes what was added to what was proposed as it is typed.
func addedOf(c ui.Ctx, in, proposal calc.Input) (f addedForm) {
	for _, x := range in.Expenses[len(proposal.Expenses):] {
		f.costs = append(f.costs, addedRow{kind: string(x.Kind), first: plain(c, x.Claimed), second: plain(c, x.Approved), reason: x.Reason})
	}
	for _, x := range in.Incomes[len(proposal.Incomes):] {
		r := addedRow{kind: string(x.Kind), person: string(x.Person), first: plain(c, x.Counted), reason: x.Reason, check: checkOf(c, x)}
		if x.ThisYear > 0 {
			r.second = plain(c, x.ThisYear)
		}
		f.incomes = append(f.incomes, r)
	}
	for _, x := range in.Assets {
		f.assets = append(f.assets, addedRow{kind: string(x.Kind), first: plain(c, x.Value), second: plain(c, x.Counted), reason: x.Reason})
	}
	f.incentives = incentivesOf(in)
	return f
}

// apply adds the rows to an input. Its faults stand at the fields of the form.
func (f addedForm) apply(r *calc.Rules, in *calc.Input, proposals []incentiveProposal) (faults aid.Errors) {
	amount := func(list string, i int, field, typed string) aid.Ore {
		o, err := aid.ParseOre(typed)
		faults.Add(row(list, i, field), err)
		return o
	}
	for i, typed := range f.costs {
		x := calc.Expense{Kind: aid.ExpenseKind(typed.kind), Claimed: amount(addedCosts, i, "first", typed.first), Reason: typed.reason}
		if x.Approved = calc.Suggest(r, in, &x).Approved; typed.second != "" {
			x.Approved = amount(addedCosts, i, "second", typed.second)
		}
		in.Expenses = append(in.Expenses, x)
	}
	for i, typed := range f.incomes {
		x := calc.Income{Kind: aid.IncomeKind(typed.kind), Person: aid.ID(typed.person), Who: memberName(in.Household, aid.ID(typed.person)), Reason: typed.reason}
		faults = append(faults, typed.check.apply(&x, addedIncomes, i)...)
		if typed.second != "" {
			x.ThisYear = amount(addedIncomes, i, "second", typed.second)
		}
		if suggested, err := calc.SuggestCounted(r.Set, in, &x); typed.first == "" && x.Answer == aid.Answered && err == nil {
			x.Counted = suggested
		} else {
			x.Counted = amount(addedIncomes, i, "first", typed.first)
		}
		in.Incomes = append(in.Incomes, x)
	}
	for i, typed := range f.assets {
		x := calc.Asset{Kind: aid.AssetKind(typed.kind), Value: amount(addedAssets, i, "first", typed.first), Reason: typed.reason}
		if x.Counted = x.Value; typed.second != "" {
			x.Counted = amount(addedAssets, i, "second", typed.second)
		}
		in.Assets = append(in.Assets, x)
	}
	for i, typed := range f.incentives {
		faults = append(faults, typed.apply(in, i, proposals[i])...)
	}
	return faults
}

// memberName returns the name of a member of the household.
func memberName(h aid.Household, person aid.ID) string {
	for _, child := range h.Children {
		if child.PersonID == person {
			return child.Name
		}
	}
	return nameIn(h, person)
}

// placeAdded moves a fault of what was added to its row in the form.
func (e *editor) placeAdded(f aid.Error) aid.Error {
	list, n, field := splitField(f.Field)
	switch {
	case list == "expenses" && n >= len(e.proposal.Expenses):
		return f.At(row(addedCosts, n-len(e.proposal.Expenses), addedField(field, "second")))
	case list == "incomes" && n >= len(e.proposal.Incomes):
		return f.At(row(addedIncomes, n-len(e.proposal.Incomes), addedField(field, "first")))
	case list == "assets":
		return f.At(row(addedAssets, n, addedField(field, "second")))
	case list == incentivesList && n < len(e.input.Incentives):
		for i, a := range e.input.Household.Adults {
			if a.PersonID == e.input.Incentives[n].Person {
				return f.At(row(incentivesList, i, field))
			}
		}
	}
	return f
}

// addedField is what the form calls a field of a row that was added; counted is the field for what counts.
func addedField(field, counted string) string {
	switch field {
	case "counted":
		return counted
	case "claimed", "stated", "value":
		return "first"
	case "approved", "this_year":
		return "second"
	}
	return field
}

// kinds lists the codes of a list of kinds, with none first.
func kinds[K ~string](c ui.Ctx, group string, all []K, chosen string) []ui.Option {
	options := []ui.Option{{Label: c.L.T("staff.added.none")}}
	for _, k := range all {
		options = append(options, ui.Option{Value: string(k), Label: c.L.T(group + "." + string(k)), Chosen: string(k) == chosen})
	}
	return options
}

// members lists the household as a whole and each of its members.
func members(c ui.Ctx, h aid.Household, chosen string) []ui.Option {
	options := []ui.Option{{Label: c.L.T("staff.household.all")}}
	for _, a := range h.Adults {
		options = append(options, ui.Option{Value: string(a.PersonID), Label: a.Name, Chosen: string(a.PersonID) == chosen})
	}
	for _, child := range h.Children {
		options = append(options, ui.Option{Value: string(child.PersonID), Label: child.Name, Chosen: string(child.PersonID) == chosen})
	}
	return options
}

// addedOpen tells whether the fold is shown open: where something has been added or waits for an answer.
func (view calcView) addedOpen() bool {
	f := view.form.added
	for i, answer := range f.incentives {
		if answer != (incentiveForm{}) || view.asks(i) {
			return true
		}
	}
	return len(f.costs)+len(f.incomes)+len(f.assets) > 0 || view.surplusProposed()
}
