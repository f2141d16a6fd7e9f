package staff

import (
	"net/http"
	"slices"

	"bistand/aid"
	"bistand/web/site"
	"bistand/web/ui"
)

func protectHref(caseID aid.ID) string { return caseHref(caseID) + "/skydd" }

// protectView is who in a case has a sekretessmarkering, and who of the staff may open it.
type protectView struct {
	aid.Case
	acting  []aid.Person // who act for someone in it and have no case of their own, where their mark would be set
	mayName bool         // the reader is a contact of it
	others  []aid.Staff
	key     string
	faults  aid.Errors
	asks    bool // the population register can be asked
	asked   aid.ID
	said    aid.Registration // of the one who was asked about; empty where there was no answer
}

// protection shows the page.
func protection(v *site.Visit) error { return showProtection(v, http.StatusOK, protectView{}) }

// showProtection shows the page with what a form left in the view.
func showProtection(v *site.Visit, status int, view protectView) error {
	c, err := caseOf(v, "case")
	if err != nil {
		return err
	}
	view.Case, view.mayName, view.key, view.asks = c, c.HasContact(v.Actor().ID) && c.HasProtected(), v.NewKey(), v.Desk().Population != nil
	everyone, err := v.Register().AllStaff(v.Ctx())
	if err != nil {
		return err
	}
	for _, s := range everyone {
		if s.MayHandle() && !c.AssignedTo(s.ID, nil) {
			view.others = append(view.others, s)
		}
	}
	if view.acting, err = actingIn(v, c); err != nil {
		return err
	}
	title := v.L.T("staff.protect.title")
	p := page(v, title, "", append(crumbs(v, c), ui.Crumb(title, ""))...)
	p.Errors = view.faults
	return v.RenderStatus(status, protectPage(v.UI(), p, view))
}

// actingIn reads who act for the adults of a case, by an authority that nobody has ended, and have no case of their own.
func actingIn(v *site.Visit, c aid.Case) ([]aid.Person, error) {
	adults, err := representedIn(v, c)
	if err != nil {
		return nil, err
	}
	var acting []aid.Person
	for _, adult := range adults {
		for _, r := range adult.list {
			if r.End != nil || slices.ContainsFunc(acting, func(p aid.Person) bool { return p.ID == r.ActsID }) {
				continue
			}
			cases, err := v.Register().CasesOf(v.Ctx(), r.ActsID)
			if err != nil {
				return nil, err
			}
			if len(cases) > 0 {
				continue
			}
			p, err := v.Register().Person(v.Ctx(), r.ActsID)
			if err != nil {
				return nil, err
			}
			acting = append(acting, p)
		}
	}
	return acting, nil
}

// setProtection records a sekretessmarkering, or that it is gone.
func setProtection(v *site.Visit) error {
	c, err := caseOf(v, "case")
	if err != nil {
		return err
	}
	person, err := aid.ParseID(v.R.PostFormValue("person"))
	if err != nil {
		return err
	}
	err = v.Desk().SetProtection(v.Ctx(), v.Request(), *v.Session.Staff, c.ID, person, v.R.PostFormValue("skydd") == "ja")
	return back(v, err, protectHref(c.ID))
}

// askPopulation asks the population register about a person, and says in the page what it answered. That it was asked stands among those who
// have read the case.
func askPopulation(v *site.Visit) error {
	c, err := caseOf(v, "population")
	if err != nil {
		return err
	}
	person, err := aid.ParseID(v.R.PostFormValue("person"))
	if err != nil {
		return err
	}
	said, err := v.Desk().AskPopulation(v.Ctx(), *v.Session.Staff, c, person)
	if err != nil {
		return err
	}
	return showProtection(v, http.StatusOK, protectView{asked: person, said: said})
}

// saidOf is what the population register said of a person: a warning unless nothing stands in the way.
func saidOf(c ui.Ctx, said aid.Registration, name string) ui.Notice {
	key, known := map[aid.Registration]string{
		"": "staff.population.silent", aid.InRegister: "staff.population.in_register", aid.Shielded: "staff.population.shielded",
		aid.Deregistered: "staff.population.deregistered", aid.NotInRegister: "staff.population.not_in_register",
	}[said]
	if !known {
		key = "staff.population.silent"
	}
	n := ui.Notice{Tone: ui.Warning, Text: c.L.T(key, "name", name)}
	if said == aid.InRegister {
		n.Tone = ui.Info
	}
	return n
}

// nameFor names a colleague who may open the case, or takes it back.
func nameFor(v *site.Visit) error {
	c, err := caseOf(v, "case")
	if err != nil {
		return err
	}
	colleague, err := aid.ParseID(v.R.PostFormValue("staff"))
	if err != nil {
		return showProtection(v, http.StatusUnprocessableEntity, protectView{faults: aid.Errors{{Code: "choose", Field: "staff"}}})
	}
	err = v.Desk().NameFor(v.Ctx(), v.Request(), *v.Session.Staff, c.ID, colleague, v.R.PostFormValue("utsedd") == "ja")
	if faults, ok := site.Faults(err); ok {
		return showProtection(v, http.StatusUnprocessableEntity, protectView{faults: faults})
	}
	return back(v, err, protectHref(c.ID))
}

// colleagueField is the choice of a colleague to name.
func colleagueField(c ui.Ctx, view protectView) ui.Field {
	f := ui.Field{Name: "staff", Label: c.L.T("staff.protect.who"), Error: c.FieldError(view.faults, "staff"), Options: []ui.Option{{Label: c.L.T("staff.protect.choose")}}}
	for _, s := range view.others {
		f.Options = append(f.Options, ui.Option{Value: string(s.ID), Label: s.Name + ", " + s.Title})
	}
	return f
}
