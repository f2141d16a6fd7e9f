package citizen

import (
	"net/url"
	"slices"
	"strings"

	"github.com/a-h/templ"

	"bistand/aid"
	"bistand/casework"
	"bistand/web/ui"
)

// maxEfforts is the longest text of what someone does to find work, in characters.
const maxEfforts = 1000

// occupationSection is what each adult does. Source: Lund's leaflet of 2015, "Är du arbetslös?".
// law: SoL 12:3
var occupationSection = section{
	name: casework.SectionOccupation, path: "sysselsattning", title: "apply.occupation", lead: "apply.occupation_lead",
	part:   func(c aid.Content) any { return c.Occupations },
	values: occupationValues, read: readOccupations,
	body: func(f formView) templ.Component { return occupationFields(f) },
}

func occupationName(part string, adult int) string { return part + "-" + itoa(adult) }

func occupationValues(f formView) url.Values {
	values := url.Values{}
	for i, adult := range f.draft.Content.Household.Adults {
		for _, o := range f.draft.Content.Occupations {
			if o.PersonID != adult.PersonID {
				continue
			}
			values.Set(occupationName("occupation", i), string(o.Kind))
			values.Set(occupationName("efforts", i), o.Efforts)
			if o.Kind.SeeksWork() {
				values.Set(occupationName("registered", i), yesOrNo(o.Registered))
			}
		}
	}
	return values
}

// readOccupations reads what each adult does. Who looks for work says whether they are registered, and what they do; of others
// that is passed over.
func readOccupations(f formView) (func(*aid.Content), aid.Errors) {
	var faults aid.Errors
	var list []aid.Occupation
	for i, adult := range f.draft.Content.Household.Adults {
		o := aid.Occupation{PersonID: adult.PersonID, Kind: aid.OccupationKind(f.values.Get(occupationName("occupation", i)))}
		if !slices.Contains(aid.OccupationKinds, o.Kind) {
			faults.Add(occupationName("occupation", i), aid.Error{Code: "choose"})
		}
		if o.Kind.SeeksWork() {
			answer := f.values.Get(occupationName("registered", i))
			if answer != "ja" && answer != "nej" {
				faults.Add(occupationName("registered", i), aid.Error{Code: "choose"})
			}
			o.Registered = answer == "ja"
			if o.Efforts = strings.TrimSpace(f.values.Get(occupationName("efforts", i))); o.Efforts == "" {
				faults.Add(occupationName("efforts", i), aid.Error{Code: "required"})
			}
			faults.Add(occupationName("efforts", i), tooLong(o.Efforts, maxEfforts))
		}
		list = append(list, o)
	}
	return func(c *aid.Content) { c.Occupations = list }, faults
}

func (f formView) occupationField(i int, adult aid.Adult) ui.Field {
	field := f.field(occupationName("occupation", i), f.L.T("apply.occupation_of", "name", adult.Name))
	for _, kind := range aid.OccupationKinds {
		field.Options = append(field.Options, ui.Option{Value: string(kind), Label: f.L.T("occupation." + string(kind)), Chosen: string(kind) == field.Value})
	}
	return field
}

func (f formView) registeredField(i int, adult aid.Adult) ui.Field {
	field := f.yesOrNoField(occupationName("registered", i), f.L.T("apply.registered", "name", adult.Name))
	field.Hint = f.L.T("apply.if_seeking", "name", adult.Name)
	return field
}

func (f formView) effortsField(i int, adult aid.Adult) ui.Field {
	field := f.field(occupationName("efforts", i), f.L.T("apply.efforts", "name", adult.Name))
	field.Hint, field.MaxLength, field.Rows = f.L.T("apply.if_seeking", "name", adult.Name), maxEfforts, 3
	return field
}

// occupationRows is what each adult does.
func occupationRows(c ui.Ctx, content aid.Content) []ui.Row {
	var rows []ui.Row
	for _, o := range content.Occupations {
		words := []string{c.L.T("occupation." + string(o.Kind))}
		if o.Kind.SeeksWork() {
			words = append(words, c.L.T("registered."+yesNo(o.Registered)))
		}
		row := ui.Row{Term: nameIn(content, o.PersonID), Value: strings.Join(words, ". ")}
		if o.Efforts != "" {
			row.Content = textAndNote(c, row.Value, o.Efforts)
		}
		rows = append(rows, row)
	}
	return rows
}

func yesNo(yes bool) string {
	if yes {
		return "yes"
	}
	return "no"
}
