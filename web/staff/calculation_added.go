package staff

import (
	"bistand/aid"
	"bistand/calc"
	"bistand/web/site"
	"bistand/web/ui"
)

// addedForm is what the caseworker reckons with that nobody applied with, as typed: incomes that were not stated, assets, and
// the work incentive of each adult. A row without a kind is empty.
type addedForm struct {
	incomes    []addedRow
	assets     []addedRow
	incentives []addedRow // one for each adult
}

// addedRow is one row. Of an incentive first and second are its months; of an income second is not used.
type addedRow struct{ kind, person, first, second, reason string }

// The lists of the form.
const (
	addedIncomes    = "added"
	addedAssets     = "assets"
	addedIncentives = "incentives"
)

// maxAdded is the most rows of a list that a form may hold.
const maxAdded = 30

func readAdded(v *site.Visit, adults int) (f addedForm) {
	rows := func(list string, n int) (rows []addedRow) {
		for i := range n {
			r := addedRow{text(v, row(list, i, "kind")), text(v, row(list, i, "person")), text(v, row(list, i, "first")), text(v, row(list, i, "second")), text(v, row(list, i, "reason"))}
			if r != (addedRow{}) || list == addedIncentives {
				rows = append(rows, r)
			}
		}
		return rows
	}
	return addedForm{rows(addedIncomes, maxAdded), rows(addedAssets, maxAdded), rows(addedIncentives, adults)}
}

// addedOf writes what was added to an application with so many incomes as it is typed.
func addedOf(c ui.Ctx, in calc.Input, stated int) (f addedForm) {
	for _, x := range in.Incomes[stated:] {
		f.incomes = append(f.incomes, addedRow{string(x.Kind), string(x.Person), plain(c, x.Counted), "", x.Reason})
	}
	for _, x := range in.Assets {
		f.assets = append(f.assets, addedRow{string(x.Kind), "", plain(c, x.Value), plain(c, x.Counted), x.Reason})
	}
	for _, adult := range in.Household.Adults {
		r := addedRow{}
		for _, n := range in.Incentives {
			if n.Person == adult.PersonID {
				r.first, r.second = n.From.String(), n.Until.String()
			}
		}
		f.incentives = append(f.incentives, r)
	}
	return f
}

// apply adds the rows to an input. Its faults stand at the fields of the form.
func (f addedForm) apply(in *calc.Input) (faults aid.Errors) {
	amount := func(list string, i int, field, typed string) aid.Ore {
		o, err := aid.ParseOre(typed)
		faults.Add(row(list, i, field), err)
		return o
	}
	for i, r := range f.incomes {
		x := calc.Income{Kind: aid.IncomeKind(r.kind), Person: aid.ID(r.person), Counted: amount(addedIncomes, i, "first", r.first), Reason: r.reason}
		for _, a := range in.Household.Adults {
			if a.PersonID == x.Person {
				x.Who = a.Name
			}
		}
		for _, child := range in.Household.Children {
			if child.PersonID == x.Person {
				x.Who = child.Name
			}
		}
		in.Incomes = append(in.Incomes, x)
	}
	for i, r := range f.assets {
		x := calc.Asset{Kind: aid.AssetKind(r.kind), Value: amount(addedAssets, i, "first", r.first), Reason: r.reason}
		if x.Counted = x.Value; r.second != "" {
			x.Counted = amount(addedAssets, i, "second", r.second)
		}
		in.Assets = append(in.Assets, x)
	}
	for i, r := range f.incentives {
		if r.first == "" && r.second == "" {
			continue
		}
		from, err := aid.ParseMonth(r.first)
		faults.Add(row(addedIncentives, i, "first"), err)
		until, err := aid.ParseMonth(r.second)
		faults.Add(row(addedIncentives, i, "second"), err)
		in.Incentives = append(in.Incentives, calc.Incentive{Person: in.Household.Adults[i].PersonID, From: from, Until: until})
	}
	return faults
}

// placeAdded moves a fault of what was added to its row in the form.
func (e *editor) placeAdded(f aid.Error) aid.Error {
	list, n, field := splitField(f.Field)
	stated := len(e.proposal.Incomes)
	switch {
	case list == "incomes" && n >= stated:
		if field == "counted" || field == "stated" {
			field = "first"
		}
		return f.At(row(addedIncomes, n-stated, field))
	case list == "assets" && field == "value":
		return f.At(row(addedAssets, n, "first"))
	case list == "assets" && field == "counted":
		return f.At(row(addedAssets, n, "second"))
	case list == "incentives" && n < len(e.input.Incentives):
		for i, a := range e.input.Household.Adults {
			if a.PersonID == e.input.Incentives[n].Person {
				return f.At(row(addedIncentives, i, "second"))
			}
		}
	}
	return f
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

// withRoom adds an empty row to be filled in.
func withRoom(rows []addedRow) []addedRow { return append(rows[:len(rows):len(rows)], addedRow{}) }

// empty tells whether nothing has been added.
func (f addedForm) empty() bool {
	for _, r := range f.incentives {
		if r != (addedRow{}) {
			return false
		}
	}
	return len(f.incomes) == 0 && len(f.assets) == 0
}
