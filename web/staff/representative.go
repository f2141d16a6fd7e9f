package staff

import (
	"net/http"

	"bistand/aid"
	"bistand/casework"
	"bistand/web/site"
	"bistand/web/ui"
)

func representativesHref(caseID aid.ID) string { return caseHref(caseID) + "/ombud" }

// representativesView is those who act for the adults of a case, and the form that registers another.
type representativesView struct {
	ui.Ctx
	theCase  aid.Case
	adults   []representedAdult
	typed    map[string]string
	faults   aid.Errors
	ended    aid.ID // the authority whose end was refused for want of a reason
	mayWrite bool
	key      string
	today    aid.Date
}

// representedAdult is an adult with all who act or have acted for them, newest first.
type representedAdult struct {
	person aid.Person
	list   []aid.Representative
}

// representatives shows who acts for whom in a case.
func representatives(v *site.Visit) error {
	c, err := caseOf(v, "representatives")
	if err != nil {
		return err
	}
	return showRepresentatives(v, c, http.StatusOK, nil, "")
}

func showRepresentatives(v *site.Visit, c aid.Case, status int, faults aid.Errors, ended aid.ID) error {
	view := representativesView{
		Ctx: v.UI(), theCase: c, typed: map[string]string{}, faults: faults, ended: ended, mayWrite: v.Session.Staff.Has(aid.Caseworker), key: v.NewKey(), today: v.Today(),
	}
	var err error
	if view.adults, err = representedIn(v, c); err != nil {
		return err
	}
	if ended == "" {
		for _, name := range []string{"person", "number", "given", "family", "kind", "scope", "paper", "paper_on", "from", "until"} {
			view.typed[name] = text(v, name)
		}
	}
	title := v.L.T("staff.representative.title")
	p := page(v, title+" · "+household(v, c.Household()), "", crumbs(v, c, ui.Crumb(title, ""))...)
	p.Errors = faults
	return v.RenderStatus(status, representativesPage(p, view))
}

// representedIn reads those who act for each adult of a case.
func representedIn(v *site.Visit, c aid.Case) ([]representedAdult, error) {
	var adults []representedAdult
	for _, person := range c.Adults() {
		list, err := v.Register().Representatives(v.Ctx(), person.ID)
		if err != nil {
			return nil, err
		}
		adults = append(adults, representedAdult{person, list})
	}
	return adults, nil
}

// registerRepresentative records that someone may act for an adult of the case.
func registerRepresentative(v *site.Visit) error {
	c, err := caseOf(v, "representatives")
	if err != nil {
		return err
	}
	in := casework.RepresentativeInput{
		Person: aid.ID(text(v, "person")), Number: text(v, "number"), GivenName: text(v, "given"), FamilyName: text(v, "family"), Kind: aid.RepresentativeKind(text(v, "kind")),
		Scope: aid.Scope(text(v, "scope")), Paper: aid.AuthorityPaper(text(v, "paper")), PaperOn: day(v, "paper_on"), From: day(v, "from"), Until: day(v, "until"),
	}
	if !c.HasAdult(in.Person) {
		err = aid.Error{Code: "choose", Field: "person"}
	} else if in.Until.IsZero() && text(v, "until") != "" {
		err = aid.Error{Code: "representative.until", Field: "until"}
	} else {
		_, err = v.Desk().RegisterRepresentative(v.Ctx(), v.Request(), *v.Session.Staff, c.ID, in)
	}
	if faults, ok := site.Faults(err); ok {
		return showRepresentatives(v, c, http.StatusUnprocessableEntity, faults, "")
	}
	return back(v, err, representativesHref(c.ID))
}

// endRepresentative ends an authority, which closes the case to the representative at once.
func endRepresentative(v *site.Visit) error {
	c, err := caseOf(v, "representatives")
	if err != nil {
		return err
	}
	authority, err := aid.ParseID(text(v, "ombud"))
	if err != nil {
		return err
	}
	err = v.Desk().EndRepresentative(v.Ctx(), v.Request(), *v.Session.Staff, c.ID, authority, text(v, endField(authority)))
	if faults, ok := site.Faults(err); ok {
		for i, f := range faults {
			faults[i] = f.At(endField(authority))
		}
		return showRepresentatives(v, c, http.StatusUnprocessableEntity, faults, authority)
	}
	return back(v, err, representativesHref(c.ID))
}

// field is a field of the form, as it was typed.
func (view representativesView) field(name string) ui.Field {
	f := ui.Field{Name: name, Label: view.L.T("staff.representative." + name), Value: view.typed[name], Error: view.FieldError(view.faults, name)}
	switch name {
	case "given", "family":
		f.MaxLength = 80
	case "until":
		f.Optional = true
	}
	return f
}

// choice is a field of codes, each with its words.
func choiceOf[T ~string](view representativesView, name string, codes []T) ui.Field {
	f := view.field(name)
	for _, code := range codes {
		f.Options = append(f.Options, ui.Option{Value: string(code), Label: view.L.T("staff.representative." + name + "." + string(code)), Chosen: string(code) == view.typed[name]})
	}
	return f
}

// whom is the choice of the adult; one who is alone is chosen already.
func (view representativesView) whom() ui.Field {
	f := view.field("person")
	for _, adult := range view.adults {
		f.Options = append(f.Options, ui.Option{
			Value: string(adult.person.ID), Label: adult.person.Name(), Chosen: len(view.adults) == 1 || string(adult.person.ID) == view.typed["person"],
		})
	}
	return f
}

// authorityRows tells by what paper, for what and how long someone acts.
func authorityRows(c ui.Ctx, r aid.Representative) []ui.Row {
	until := ui.Row{Term: c.L.T("staff.representative.until"), Value: c.L.T("staff.representative.open_ended")}
	if !r.Until.IsZero() {
		until.Content = ui.Date(c, r.Until)
	}
	rows := []ui.Row{
		{Term: c.L.T("staff.representative.scope"), Value: c.L.T("staff.representative.scope." + string(r.Scope))},
		{Term: c.L.T("staff.representative.paper"), Value: c.L.T("staff.representative.paper." + string(r.Paper))},
		{Term: c.L.T("staff.representative.paper_on"), Content: ui.Date(c, r.PaperOn)},
		{Term: c.L.T("staff.representative.from"), Content: ui.Date(c, r.From)},
		until,
		{Term: c.L.T("staff.representative.by"), Value: r.RegisteredBy},
	}
	if r.End != nil {
		rows = append(rows, ui.Row{Term: c.L.T("staff.representative.ended"), Value: c.L.DateShort(aid.SwedishDate(r.End.At)) + ", " + r.End.ByName + ": " + r.End.Reason})
	}
	return rows
}

// authorityTag says in a word whether an authority holds.
func authorityTag(view representativesView, r aid.Representative) (ui.Tone, string) {
	switch {
	case r.End != nil:
		return ui.Neutral, view.L.T("staff.representative.state.ended")
	case r.StandsOn(view.today):
		return ui.Success, view.L.T("staff.representative.state.holds")
	case view.today.Before(r.From):
		return ui.Info, view.L.T("staff.representative.state.coming")
	}
	return ui.Neutral, view.L.T("staff.representative.state.over")
}

// withHand is a name with by whose hand it was done.
func withHand(c ui.Ctx, name string, by aid.Deputy) string {
	if words := site.ThroughHand(c.L, by); words != "" {
		return name + ", " + words
	}
	return name
}

// endReason is the field for why an authority ends.
func endReason(view representativesView, r aid.Representative) ui.Field {
	name := endField(r.ID)
	return ui.Field{Name: name, Label: view.L.T("staff.col.reason"), MaxLength: 300, Error: view.FieldError(view.faults, name)}
}

// endField is the name of that field: each authority on the page has its own.
func endField(authority aid.ID) string { return "reason-" + string(authority) }
