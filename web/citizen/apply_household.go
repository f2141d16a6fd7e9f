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

// The longest texts of these pages, in characters, and the most rooms.
const (
	maxChanges  = 2000
	maxLandlord = 100
	mostRooms   = 20
)

var householdSection = section{
	name: "household", path: "hushall", title: "apply.household",
	part:   func(c aid.Content) any { return []any{c.Household, c.Changes} },
	values: householdValues, read: readHousehold,
	body: func(f formView) templ.Component { return householdFields(f) },
}

func lunchName(c aid.Child) string { return "lunch-" + string(c.PersonID) }

func householdValues(f formView) url.Values {
	values := url.Values{"changes": {f.draft.Content.Changes}}
	for _, child := range f.draft.Content.Household.Children {
		values.Set(lunchName(child), yesOrNo(child.LunchOut))
	}
	return values
}

func yesOrNo(yes bool) string {
	if yes {
		return "ja"
	}
	return "nej"
}

// readHousehold reads the lunches of the children and what has changed. A child who
// eats lunch at preschool has a lower figure. Source: Lund's leaflet of 2015, "Med lunchavdrag".
func readHousehold(f formView) (func(*aid.Content), aid.Errors) {
	var faults aid.Errors
	lunch := map[aid.ID]bool{}
	for _, child := range f.draft.Content.Household.Children {
		switch f.values.Get(lunchName(child)) {
		case "ja":
			lunch[child.PersonID] = true
		case "nej":
		default:
			faults.Add(lunchName(child), aid.Error{Code: "choose"})
		}
	}
	changes := strings.TrimSpace(f.values.Get("changes"))
	faults.Add("changes", tooLong(changes, maxChanges))
	return func(c *aid.Content) {
		c.Household.Children = slices.Clone(c.Household.Children)
		for i, child := range c.Household.Children {
			c.Household.Children[i].LunchOut = lunch[child.PersonID]
		}
		c.Changes = changes
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
	field := f.field(lunchName(child), f.L.T("apply.lunch", "name", child.Name))
	for _, answer := range []ui.Option{{Value: "ja", Label: f.L.T("apply.yes")}, {Value: "nej", Label: f.L.T("apply.no")}} {
		answer.Chosen = answer.Value == field.Value
		field.Options = append(field.Options, answer)
	}
	return field
}

func (f formView) changesField() ui.Field {
	field := f.field("changes", f.L.T("apply.changed"))
	field.Hint, field.Optional, field.MaxLength = f.L.T("apply.changes_hint"), true, maxChanges
	return field
}

var housingSection = section{
	name: "housing", path: "boende", title: "application.housing",
	part:   func(c aid.Content) any { return c.Housing },
	values: housingValues, read: readHousing,
	body: func(f formView) templ.Component { return housingFields(f) },
}

func housingValues(f formView) url.Values {
	h := f.draft.Content.Housing
	values := url.Values{"form": {string(h.Form)}, "landlord": {h.Landlord}}
	if h.Rooms > 0 {
		values.Set("rooms", itoa(h.Rooms))
	}
	return values
}

func readHousing(f formView) (func(*aid.Content), aid.Errors) {
	var faults aid.Errors
	h := aid.Housing{Form: aid.HousingForm(f.values.Get("form")), Landlord: strings.TrimSpace(f.values.Get("landlord"))}
	if !slices.Contains(aid.HousingForms, h.Form) {
		faults.Add("form", aid.Error{Code: "apply.housing_missing"})
	}
	faults.Add("landlord", tooLong(h.Landlord, maxLandlord))
	if text := strings.TrimSpace(f.values.Get("rooms")); text != "" {
		var err error
		if h.Rooms, err = strconv.Atoi(text); err != nil || h.Rooms < 0 || h.Rooms > mostRooms {
			faults.Add("rooms", aid.Error{Code: "apply.rooms"})
		}
	}
	return func(c *aid.Content) { c.Housing = h }, faults
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
