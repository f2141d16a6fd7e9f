package staff

import (
	"slices"
	"strconv"
	"strings"

	"bistand/aid"
	"bistand/calc"
	"bistand/web/site"
	"bistand/web/ui"
)

// householdForm is what the caseworker finds out of how the household lives, as typed: it decides which amounts of the norm
// hold, and how much of them.
type householdForm struct {
	days     string // of the month; empty for all of it
	months   string // how many, from the month on; empty for one
	norm     string // code of another norm; empty for the riksnorm
	why      string // another norm
	others   string // how many more share the dwelling; empty for none
	children []childForm
	lodging  lodgingForm
	km       string // of travel to work by car
}

// lodgingForm is how someone lives who lodges with a relative, as typed; all of it empty for a home of one's own.
type lodgingForm struct {
	rent, rooms, age string
	withParents      bool
}

// childForm is how a child lives, as typed.
type childForm struct {
	lunch, pupil bool
	stay         aid.ChildStay
	days         string
}

func readHousehold(v *site.Visit, children int) householdForm {
	f := householdForm{
		days: text(v, "days"), months: text(v, monthsField), norm: text(v, normField), why: text(v, normReasonField),
		others: text(v, othersField), km: text(v, kmField),
	}
	f.lodging = lodgingForm{text(v, "lodging.rent"), text(v, "lodging.rooms"), text(v, "lodging.age"), text(v, "lodging.with_parents") != ""}
	for i := range children {
		f.children = append(f.children, childForm{
			lunch: text(v, row(childrenList, i, "lunch_out")) != "", pupil: text(v, row(childrenList, i, "pupil")) != "",
			stay: aid.ChildStay(text(v, row(childrenList, i, "stay"))), days: text(v, row(childrenList, i, "days")),
		})
	}
	return f
}

// The fields of the household.
const (
	monthsField     = "months"
	normField       = "norm"
	normReasonField = "norm_reason"
	othersField     = "household.others"
	kmField         = "km"
	childrenList    = "household.children"
)

// householdOf writes the facts of an input as they are typed, for the children of the application.
func householdOf(c ui.Ctx, in calc.Input, children []aid.Child) householdForm {
	f := householdForm{days: count(in.Days), months: count(in.Months), norm: in.Norm, why: in.NormReason, others: count(in.Household.Others)}
	if l := in.Lodging; l != nil {
		f.lodging = lodgingForm{plain(c, l.Rent), count(l.Rooms), count(l.Age), l.WithParents}
	}
	if i := byCar(in); i >= 0 {
		f.km = count(in.Expenses[i].Km)
	}
	for _, child := range children {
		if i := slices.IndexFunc(in.Household.Children, func(x aid.Child) bool { return x.PersonID == child.PersonID }); i >= 0 {
			child = in.Household.Children[i]
		}
		f.children = append(f.children, childForm{child.LunchOut, child.Pupil, child.Stay, count(child.Days)})
	}
	return f
}

// byCar is the place of the travel to work among the expenses, or -1.
func byCar(in calc.Input) int {
	return slices.IndexFunc(in.Expenses, func(e calc.Expense) bool { return e.Kind == "work_travel" })
}

// count writes a number that is empty when there is none.
func count(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}

// apply puts what was typed into an input.
func (f householdForm) apply(in *calc.Input) (faults aid.Errors) {
	number := func(typed, code, field string) int {
		n, err := strconv.Atoi(typed)
		if typed != "" && err != nil {
			faults = append(faults, aid.Error{Code: code, Field: field})
		}
		return n
	}
	in.Days = number(f.days, daysFault, "days")
	in.Months = number(f.months, "calc.months", monthsField)
	in.Norm, in.NormReason = f.norm, f.why
	in.Household.Others = number(f.others, "calc.others", othersField)
	in.Household.Children = slices.Clone(in.Household.Children)
	for i, typed := range f.children {
		child := &in.Household.Children[i]
		child.LunchOut, child.Pupil, child.Stay = typed.lunch, typed.pupil, typed.stay
		child.Days = number(typed.days, daysFault, row(childrenList, i, "days"))
	}
	if i := byCar(*in); i >= 0 {
		in.Expenses = slices.Clone(in.Expenses)
		in.Expenses[i].Km = number(f.km, "calc.km", kmField)
	}
	in.Lodging = nil
	if l := f.lodging; l != (lodgingForm{}) {
		in.Lodging = &calc.Lodging{Rooms: number(l.rooms, "calc.rooms", "lodging.rooms"), Age: number(l.age, "calc.age", "lodging.age"), WithParents: l.withParents}
		var err error
		in.Lodging.Rent, err = aid.ParseOre(l.rent)
		faults.Add("lodging.rent", err)
	}
	return faults
}

const daysFault = "calc.days"

// settle works out anew what the rules give for the household as typed.
func (e *editor) settle(v *site.Visit) error {
	e.faults = append(e.faults, e.form.household.apply(&e.proposal)...)
	e.faults = append(e.faults, e.settleIncomes()...)
	for i := range e.proposal.Expenses {
		x := &e.proposal.Expenses[i]
		x.Reason = ""
		if x.Approved = calc.Suggest(&e.rules, &e.proposal, x).Approved; x.Approved == x.Claimed {
			continue
		}
		x.Reason = v.L.T("staff.calculation.limit_reason")
		if x.Kind == "housing" {
			x.Reason = v.L.T("staff.calculation.cap_reason")
		}
	}
	if e.proposal.Beside {
		return nil
	}
	var err error
	e.cells, err = normCells(v, e.rules, e.proposal)
	if faults, ok := site.Faults(err); ok {
		e.faults = append(e.faults, staffFaults(faults)...)
		return nil
	}
	return err
}

// householdFault tells whether the form has the field of a fault of the household.
func householdFault(field string) bool {
	switch field {
	case "days", monthsField, normField, normReasonField, othersField, kmField:
		return true
	}
	return strings.HasPrefix(field, "lodging.") || strings.HasPrefix(field, childrenList+".") &&
		(strings.HasSuffix(field, ".days") || strings.HasSuffix(field, ".stay") || strings.HasSuffix(field, ".pupil"))
}

// stays lists the ways in which a child may live in the household.
func stays(c ui.Ctx, chosen aid.ChildStay) []ui.Option {
	var options []ui.Option
	for _, stay := range []aid.ChildStay{aid.FullTime, aid.Alternating, aid.Visiting} {
		name := "full_time"
		if stay != aid.FullTime {
			name = string(stay)
		}
		options = append(options, ui.Option{Value: string(stay), Label: c.L.T("staff.stay." + name), Chosen: stay == chosen})
	}
	return options
}

// mayBePupil tells whether a child is of the age at which only a pupil is supported by the parents.
func mayBePupil(child aid.Child, m aid.Month) bool { return child.AgeIn(m) >= 18 }

// householdOpen tells whether the household's facts are shown unfolded: where they differ from what was applied for, or one is
// at fault.
func (view calcView) householdOpen(c ui.Ctx, p ui.Page) bool {
	applied := householdOf(c, calc.Input{}, view.application.Content.Household.Children)
	f := view.form.household
	return f.days+f.months+f.norm+f.others+f.km != "" || f.lodging != (lodgingForm{}) || !slices.Equal(f.children, applied.children) ||
		slices.ContainsFunc(p.Errors, func(e aid.Error) bool { return householdFault(e.Field) })
}

// byCar tells whether the household applied for travel to work, which may be by car.
func (view calcView) byCar() bool { return byCar(view.proposal) >= 0 }

// maxOthers keeps what was typed from being looked up before it has been checked.
const maxOthers = 20
