package calc

import (
	"strconv"

	"bistand/aid"
	"bistand/rules"
)

// normRows adds the personal costs of every member and the common costs of the household: of the riksnorm, or of another norm
// of the municipality's, which has one figure for children of all ages and may have no common costs. Figures are those of the
// member's age on the last day of the first month. An error is "rules.missing_cell" for a figure that must be entered first,
// "calc.unknown_norm", "calc.months" for a birthday that parts the period, or "calc.override_unmatched" for a figure of one's
// own on a line that the norm lacks.
// law: SoL 12:7
func (w *worker) normRows() error {
	h := &w.in.Household
	other, err := w.otherNorm()
	if err != nil {
		return err
	}
	couple := len(h.Adults) > 1
	adults := w.norm.Adults(couple)
	if other != nil {
		adults = other.Adults(couple)
	}
	if err := w.normRow(aid.PersonalCosts, 0, adults, w.whole(adults.Amount)); err != nil {
		return err
	}
	for i := range h.Children {
		child := &h.Children[i]
		figure, err := w.norm.Child(child.AgeIn(w.in.Month), child.LunchOut)
		if err != nil {
			return aid.Error{Code: "calc.child_too_old", Field: at("household.children", i, "born")} // Check has seen to it
		}
		if other != nil {
			figure = other.ChildCosts()
		} else if err := w.oneFigure(i, figure); err != nil {
			return err
		}
		amount := w.whole(figure.Amount)
		if child.Days > 0 {
			amount = w.days(figure.Amount, child.Days)
		}
		if err := w.normRow(aid.PersonalCosts, len(h.Adults)+i, figure, amount); err != nil {
			return err
		}
	}
	if other != nil && !other.Common {
		if i, ok := w.overridden(aid.CommonCosts, ""); ok { // of a line that this norm does not have
			return aid.Error{Code: "calc.override_unmatched", Field: at("overrides", i, "person")}
		}
		return nil
	}
	return w.commonRow()
}

// oneFigure refuses several months in one where a birthday in them gives a child another figure: then each month is made
// for itself.
func (w *worker) oneFigure(i int, figure *rules.Figure) error {
	if w.in.period() == 1 {
		return nil
	}
	child := &w.in.Household.Children[i]
	last, err := w.norm.Child(child.AgeIn(w.in.Last()), child.LunchOut)
	if err != nil || last.Code != figure.Code {
		return aid.Error{Code: "calc.months", Field: at("household.children", i, "born"), Args: map[string]string{"name": child.Name}}
	}
	return nil
}

// otherNorm finds the municipality's other norm that the input asks for; nil for the riksnorm.
func (w *worker) otherNorm() (*rules.OtherNorm, error) {
	if w.in.Norm == "" {
		return nil, nil //nolint:nilnil // no other norm is an answer
	}
	other, ok := w.rules.Guidelines.NormByCode(w.in.Norm)
	if !ok {
		return nil, aid.Error{Code: "calc.unknown_norm", Field: "norm", Args: map[string]string{"norm": w.in.Norm}}
	}
	return other, nil
}

// commonRow adds the common costs: those of the size of the household, or its share of those of all who live together.
// law: SFS 2020:1013
func (w *worker) commonRow() error {
	size, over, of := w.size()
	row := Row{Kind: aid.CommonCosts, Item: noItem}
	others := w.in.Household.Others
	row.Figure = w.norm.CommonCosts(size + others)
	full := row.Figure.Amount
	if over > 0 {
		// A child who lives here for a part of the month takes a part of the step to the next size.
		row.Next = w.norm.CommonCosts(size + others + 1)
		full += divide((row.Next.Amount-full)*aid.Ore(over), aid.Ore(of))
	}
	if others > 0 {
		own, all := size*of+over, (size+others)*of+over
		full = w.settings.ShareRounding().Divide(full*aid.Ore(own), all)
	}
	row.Full = full
	row.Amount = w.whole(full)
	if i, ok := w.overridden(aid.CommonCosts, ""); ok {
		return w.change(row, i)
	}
	if err := w.usable(row.Figure, "household", ""); err != nil {
		return err
	}
	if row.Next != nil {
		if err := w.usable(row.Next, "household", ""); err != nil {
			return err
		}
	}
	w.add(row)
	return nil
}

// normRow adds the personal costs of a member: the amount given (öre of the period), or the caseworker's own. A figure that no
// source gives is refused at the member it is for, unless the caseworker has entered one.
func (w *worker) normRow(kind aid.LineKind, memberAt int, figure *rules.Figure, amount aid.Ore) error {
	h := &w.in.Household
	row := Row{Kind: kind, Member: memberAt, Item: noItem, Figure: figure, Full: figure.Amount, Amount: amount}
	if i, ok := w.overridden(kind, member(h, memberAt)); ok {
		return w.change(row, i)
	}
	if figure.State == aid.Missing {
		if child := memberAt - len(h.Adults); child >= 0 {
			return w.usable(figure, "household.children."+strconv.Itoa(child), h.Children[child].Name)
		}
		return w.usable(figure, "household.adults.0", h.Adults[0].Name)
	}
	w.add(row)
	return nil
}

// change adds a row with the caseworker's own amount in the place of the norm's. A fritidskort is no reason to reckon the
// norm lower.
// law: SoL 12:7 a
func (w *worker) change(row Row, override int) error {
	o := &w.in.Overrides[override]
	if o.Ground == "leisure_card" && o.Amount < row.Amount {
		return aid.Error{Code: "calc.leisure_card", Field: at("overrides", override, "ground")}
	}
	row.Item, row.Amount = override, o.Amount
	w.add(row)
	return nil
}

// overridden finds the caseworker's own figure for a line: its place among the overrides, and whether there is one.
func (w *worker) overridden(kind aid.LineKind, person aid.ID) (int, bool) {
	for i := range w.in.Overrides {
		o := &w.in.Overrides[i]
		if o.Kind == kind && (kind == aid.CommonCosts || sameLine(&w.in.Household, o.Person, person)) {
			return i, true
		}
	}
	return 0, false
}

// usable returns nil for a figure that can be used, and else whose figure no source gives.
func (w *worker) usable(f *rules.Figure, field, name string) error {
	err := f.Usable()
	if err == nil {
		return nil
	}
	if missing, ok := err.(aid.Error); ok { //nolint:errorlint // Usable returns it bare
		missing.Args["name"] = name
		return missing.At(field)
	}
	return err
}

// size is how many members the common costs are for: whole members, and how much of one more (over / of) where children who
// live in two homes count in part. Parts of several children are added up, so two of half a month are one whole member. No
// source says how such a child counts; see rules.SizeRule.
func (w *worker) size() (whole, over, of int) {
	h := &w.in.Household
	whole, of = len(h.Adults), w.dayBase()
	present := w.in.Month.Days()
	if w.in.Days > 0 { // of a part of the month, what counts is how much of that part the child lives here
		of, present = w.in.Days, w.in.Days
	}
	for i := range h.Children {
		child := &h.Children[i]
		if child.Stay == aid.FullTime {
			whole++
			continue
		}
		switch rule := w.settings.SizeRule(); {
		case rule == rules.Whole:
			whole++
		case rule == rules.Part && child.Days >= present:
			whole++
		case rule == rules.Part:
			over += min(child.Days, of)
		}
	}
	return whole + over/of, over % of, of
}

// whole is a month's figure (öre) for the period: so many months, or so many days of one.
func (w *worker) whole(month aid.Ore) aid.Ore {
	if w.in.Days > 0 {
		return w.days(month, w.in.Days)
	}
	return month * aid.Ore(w.in.period())
}

// dayBase is how many days make a month by the municipality's method: those of the calendar, else 30 in every month, so that a
// day is worth as much in February as in March.
func (w *worker) dayBase() int {
	if w.settings.DayMethod() == rules.Calendar {
		return w.in.Month.Days()
	}
	return 30
}

// days is a month's figure for some days, by the municipality's method. All days of the month, and thirty where thirty make a
// month, are the whole figure. No part is more than the whole, however a day's amount or the part is rounded.
func (w *worker) days(month aid.Ore, days int) aid.Ore {
	base := w.dayBase()
	if days >= base || days >= w.in.Month.Days() {
		return month
	}
	if w.settings.DayMethod() == rules.Daily {
		const ten = 10 * aid.Kronor
		daily := (divide(month, aid.Ore(base)) + ten/2) / ten * ten
		return min(daily*aid.Ore(days), month) // a daily amount rounded up must not make a part more than the whole
	}
	return min(w.settings.ShareRounding().Divide(month*aid.Ore(days), base), month)
}

// divide divides to the nearest öre, halves upwards; neither number is negative.
func divide(a, b aid.Ore) aid.Ore { return (2*a + b) / (2 * b) }
