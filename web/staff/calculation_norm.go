package staff

import (
	"bistand/aid"
	"bistand/calc"
	"bistand/rules"
	"bistand/web/site"
	"bistand/web/ui"
)

// normCell is one norm amount of the household.
type normCell struct {
	kind   aid.LineKind
	person aid.ID // empty for the common costs; the first adult of a couple
	name   string // of the row
	source string // the norm that the figure is of
	figure *rules.Figure
}

// normCells lists the norm amounts of the household by the norm of the month. A month, an age or a norm that there is no table
// for is a fault.
func normCells(v *site.Visit, r calc.Rules, in calc.Input) (cells []normCell, err error) {
	h := in.Household
	norm, err := r.Set.RiksnormOn(in.Month.First())
	if err != nil || len(h.Adults) == 0 {
		return nil, err
	}
	other, known := r.Guidelines.NormByCode(in.Norm)
	if in.Norm != "" && !known {
		return nil, aid.Error{Code: "calc.unknown_norm", Field: normField}
	}
	couple := len(h.Adults) > 1
	name := v.L.T("staff.calculation.single")
	if couple {
		name = v.L.T("staff.calculation.couple")
	}
	add := func(kind aid.LineKind, person aid.ID, name string, figure *rules.Figure) {
		cells = append(cells, normCell{kind, person, name, figure.Args["title"], figure})
	}
	if known {
		add(aid.PersonalCosts, h.Adults[0].PersonID, name, other.Adults(couple))
	} else {
		add(aid.PersonalCosts, h.Adults[0].PersonID, name, norm.Adults(couple))
	}
	for i := range h.Children {
		child := &h.Children[i]
		figure, err := norm.Child(child.AgeIn(in.Month), child.LunchOut)
		if err != nil {
			return nil, err
		}
		if known {
			figure = other.ChildCosts()
		}
		add(aid.PersonalCosts, child.PersonID, childRow(v, in.Month, *child), figure)
	}
	if !known || other.Common {
		add(aid.CommonCosts, "", v.L.N("staff.calculation.common", h.Size()), norm.CommonCosts(h.Size()+min(max(h.Others, 0), maxOthers)))
	}
	for i := range cells {
		if cells[i].source == "" {
			cells[i].source = norm.Title
		}
	}
	return cells, nil
}

// childRow is what a child's norm is called.
func childRow(v *site.Visit, m aid.Month, child aid.Child) string {
	age := child.AgeIn(m)
	if child.LunchOut && rules.HasLunchFigure(age) {
		return v.L.T("staff.calculation.child_lunch", "name", child.Name, "age", v.L.N("staff.years", age))
	}
	return v.L.T("staff.calculation.child", "name", child.Name, "age", v.L.N("staff.years", age))
}

// normsOf lists the norms to choose among; none where the municipality has only the riksnorm.
func normsOf(c ui.Ctx, g *rules.Guidelines, chosen string) []ui.Option {
	if g == nil || len(g.Norms) == 0 {
		return nil
	}
	options := []ui.Option{{Label: c.L.T("staff.norm.riks")}}
	for _, n := range g.Norms {
		options = append(options, ui.Option{Value: n.Code, Label: n.Name, Chosen: n.Code == chosen})
	}
	return options
}

// grounds lists why a norm amount may be reckoned higher or lower.
func grounds(c ui.Ctx, chosen string) []ui.Option {
	var options []ui.Option
	for _, g := range calc.Grounds {
		name := "none"
		if g != "" {
			name = string(g)
		}
		options = append(options, ui.Option{Value: string(g), Label: c.L.T("staff.ground." + name), Chosen: string(g) == chosen})
	}
	return options
}
