package citizen

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"bistand/aid"
	"bistand/web/ui"
)

// The longest text of these pages, in characters, the most rooms, and the most who share a home with a household.
const (
	maxLandlord = 100
	mostRooms   = 20
	mostOthers  = 20
)

var householdSection = section{
	name: "household", path: "hushall", title: "apply.household",
	part:   func(c aid.Content) any { return []any{c.Household.Adults, c.Household.Children} },
	values: householdValues, read: readHousehold,
	body: func(f formView) templ.Component { return householdFields(f) },
}

func lunchName(c aid.Child) string { return "lunch-" + string(c.PersonID) }

func pupilName(c aid.Child) string { return "pupil-" + string(c.PersonID) }

func householdValues(f formView) url.Values {
	values := url.Values{}
	for _, child := range f.draft.Content.Household.Children {
		values.Set(lunchName(child), yesOrNo(child.LunchOut))
		if child.AsksPupil(f.draft.Month) && (child.Pupil || f.draft.Content.Done["household"]) { // else nobody has answered yet
			values.Set(pupilName(child), yesOrNo(child.Pupil))
		}
	}
	return values
}

func yesOrNo(yes bool) string {
	if yes {
		return "ja"
	}
	return "nej"
}

// readHousehold reads the lunches of the children, and which of the grown ones go to school. A child who eats lunch at preschool
// has a lower figure, and one of age who goes to school is still the parents' to support. Source: Lund's leaflet of 2015, "Med
// lunchavdrag".
func readHousehold(f formView) (func(*aid.Content), aid.Errors) {
	var faults aid.Errors
	lunch, pupil := map[aid.ID]bool{}, map[aid.ID]bool{}
	answer := func(name string) bool {
		given := f.values.Get(name)
		if given != "ja" && given != "nej" {
			faults.Add(name, aid.Error{Code: "choose"})
		}
		return given == "ja"
	}
	for _, child := range f.draft.Content.Household.Children {
		lunch[child.PersonID] = answer(lunchName(child))
		pupil[child.PersonID] = child.AsksPupil(f.draft.Month) && answer(pupilName(child))
	}
	return func(c *aid.Content) {
		c.Household.Children = slices.Clone(c.Household.Children)
		for i, child := range c.Household.Children {
			c.Household.Children[i].LunchOut, c.Household.Children[i].Pupil = lunch[child.PersonID], pupil[child.PersonID]
		}
	}, faults
}

// memberRows are the members as the register has them.
func (f formView) memberRows() []ui.Row {
	var rows []ui.Row
	for _, a := range f.draft.Content.Household.Adults {
		rows = append(rows, ui.Row{Term: f.L.T("apply.adult"), Value: a.Name})
	}
	for _, child := range f.draft.Content.Household.Children {
		rows = append(rows, ui.Row{Term: f.L.T("part.child"), Value: childName(f.Ctx, child, f.draft.Month)})
	}
	return rows
}

func childName(c ui.Ctx, child aid.Child, m aid.Month) string {
	if child.Born.IsZero() {
		return child.Name
	}
	return c.L.T("apply.child", "name", child.Name, "age", itoa(child.AgeIn(m)))
}

// lunchField is the question about a child's lunch.
func (f formView) lunchField(child aid.Child) ui.Field {
	return f.yesOrNoField(lunchName(child), f.L.T("apply.lunch", "name", child.Name))
}

// pupilField is the question whether a child of age goes to school.
func (f formView) pupilField(child aid.Child) ui.Field {
	field := f.yesOrNoField(pupilName(child), f.L.T("apply.pupil", "name", child.Name))
	field.Hint = f.L.T("apply.pupil_hint")
	return field
}

func (f formView) yesOrNoField(name, label string) ui.Field {
	field := f.field(name, label)
	for _, answer := range []ui.Option{{Value: "ja", Label: f.L.T("apply.yes")}, {Value: "nej", Label: f.L.T("apply.no")}} {
		answer.Chosen = answer.Value == field.Value
		field.Options = append(field.Options, answer)
	}
	return field
}

var housingSection = section{
	name: "housing", path: "boende", title: "application.housing",
	part:   func(c aid.Content) any { return []any{c.Housing, c.Household.Others} },
	values: housingValues, read: readHousing,
	body: func(f formView) templ.Component { return housingFields(f) },
}

func housingValues(f formView) url.Values {
	h := f.draft.Content.Housing
	values := url.Values{"form": {string(h.Form)}, "landlord": {h.Landlord}, "contract": {string(h.Contract)}}
	if h.Rooms > 0 {
		values.Set("rooms", itoa(h.Rooms))
	}
	if others := f.draft.Content.Household.Others; others > 0 || f.draft.Content.Done["housing"] {
		values.Set("others", itoa(others))
	}
	return values
}

func readHousing(f formView) (func(*aid.Content), aid.Errors) {
	var faults aid.Errors
	h := aid.Housing{Form: aid.HousingForm(f.values.Get("form")), Landlord: strings.TrimSpace(f.values.Get("landlord")), Contract: aid.Contract(f.values.Get("contract"))}
	if !slices.Contains(aid.HousingForms, h.Form) {
		faults.Add("form", aid.Error{Code: "apply.housing_missing"})
	}
	faults.Add("landlord", tooLong(h.Landlord, maxLandlord))
	if !slices.Contains(aid.Contracts, h.Contract) && (h.Contract != "" || f.draft.Content.KindOf() == aid.First) {
		faults.Add("contract", aid.Error{Code: "choose"})
	}
	others := 0
	f.readCount("rooms", mostRooms, "apply.rooms", &h.Rooms, &faults)
	f.readCount("others", mostOthers, "apply.others", &others, &faults)
	return func(c *aid.Content) { c.Housing, c.Household.Others = h, others }, faults
}

// readCount reads a small number; an empty field leaves it as it is.
func (f formView) readCount(name string, most int, code string, into *int, faults *aid.Errors) {
	text := strings.TrimSpace(f.values.Get(name))
	if text == "" {
		return
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 0 || n > most {
		faults.Add(name, aid.Error{Code: code})
		return
	}
	*into = n
}

func (f formView) contractField() ui.Field {
	field := f.field("contract", f.L.T("apply.contract"))
	field.Optional = f.draft.Content.KindOf() != aid.First
	for _, contract := range aid.Contracts {
		field.Options = append(field.Options, ui.Option{Value: string(contract), Label: f.L.T("contract." + string(contract)), Chosen: string(contract) == field.Value})
	}
	return field
}

func (f formView) othersField() ui.Field {
	field := f.field("others", f.L.T("apply.others"))
	field.Hint, field.Short, field.MaxLength = f.L.T("apply.others_hint"), true, 3
	return field
}

func (f formView) housingFormField() ui.Field {
	field := f.field("form", f.L.T("apply.housing_form"))
	for _, form := range aid.HousingForms {
		field.Options = append(field.Options, ui.Option{Value: string(form), Label: f.L.T("housing." + string(form)), Chosen: string(form) == field.Value})
	}
	return field
}

func (f formView) landlordField() ui.Field {
	field := f.field("landlord", f.L.T("apply.landlord"))
	field.Optional, field.MaxLength = true, maxLandlord
	return field
}

func (f formView) roomsField() ui.Field {
	field := f.field("rooms", f.L.T("apply.rooms"))
	field.Hint, field.Optional, field.Short, field.MaxLength = f.L.T("apply.rooms_hint"), true, true, 3
	return field
}
