package staff

import (
	"errors"
	"net/http"
	"strings"

	"bistand/aid"
	"bistand/web/site"
	"bistand/web/ui"
)

// accessView is the administrator's page: a case found by its number, its adults by name, and nothing else of it.
type accessView struct {
	number string
	none   bool
	found  aid.Case
	adults []accessRow
	dead   []aid.Job
}

// accessRow is an adult of a case with the state of the e-service.
type accessRow struct {
	caseID aid.ID
	person aid.Person
	active bool
	may    bool   // the visitor may change it
	key    string // of the form
	from   string // "atkomst" leads back to the administrator's page
}

// access finds a case by its number and shows whether the e-service is open to its adults.
func access(v *site.Visit) error {
	return showAccess(v, http.StatusOK, strings.ToUpper(strings.TrimSpace(v.R.URL.Query().Get("nummer"))), nil)
}

// showAccess answers with the search and, where a case was found, its adults.
func showAccess(v *site.Visit, status int, number string, faults aid.Errors) error {
	view := accessView{number: number}
	var err error
	if view.dead, err = deadJobs(v); err != nil {
		return err
	}
	if number != "" {
		view.found, err = v.Register().CaseByNumber(v.Ctx(), number)
		switch {
		case errors.Is(err, aid.ErrNotFound):
			view.none = true
		case err != nil:
			return err
		default:
			if err := view.fill(v); err != nil {
				return err
			}
		}
	}
	p := page(v, v.L.T("staff.access.title"), accessHref)
	p.Errors = faults
	return v.RenderStatus(status, accessPage(v.UI(), p, view))
}

// fill reads the adults of the case found and keeps that the administrator saw them.
func (view *accessView) fill(v *site.Visit) error {
	c := view.found
	if hidden(v, c) {
		return aid.ErrForbidden
	}
	if err := v.Desk().RecordRead(v.Ctx(), v.Actor(), c.ID, "access", ""); err != nil {
		return err
	}
	key := v.NewKey()
	for _, person := range c.Adults() {
		active, err := v.Register().HasAccess(v.Ctx(), c.ID, person.ID)
		if err != nil {
			return err
		}
		view.adults = append(view.adults, accessRow{caseID: c.ID, person: person, active: active, may: true, key: keyOf(key, person.ID), from: "atkomst"})
	}
	return nil
}

// setAccess opens or closes the e-service for an adult. A caseworker does it in a case that they may open; an administrator
// in any but those with protected persons, without seeing more of it.
func setAccess(v *site.Visit) error {
	c, err := caseForAccess(v)
	if err != nil {
		return err
	}
	person, err := aid.ParseID(v.R.PostFormValue("person"))
	if err != nil {
		return err
	}
	back := caseHref(c.ID)
	if v.R.PostFormValue("fran") == "atkomst" && v.Session.Staff.Has(aid.Administrator) {
		back = accessHref + "?nummer=" + c.Number
	}
	err = v.Desk().SetAccess(v.Ctx(), v.Request(), *v.Session.Staff, c.ID, person, v.R.PostFormValue("aktiv") == "ja")
	if _, yes := site.Repeated(err); err != nil && !yes {
		return err
	}
	return v.Redirect(back)
}

// caseForAccess opens the case of the address for the one step: an administrator needs no reason, since activating is their
// work and shows them nothing.
func caseForAccess(v *site.Visit) (aid.Case, error) {
	if !v.Session.Staff.Has(aid.Administrator) {
		return caseOf(v, "access")
	}
	id, err := v.Path("id")
	if err != nil {
		return aid.Case{}, err
	}
	c, err := v.Register().Case(v.Ctx(), id)
	if err == nil && hidden(v, c) {
		err = aid.ErrForbidden
	}
	return c, err
}

// accessTable is the adults by name, each with the button that opens or closes the e-service.
func accessTable(c ui.Ctx, view accessView) ui.Table {
	t := ui.Table{Caption: c.L.T("staff.access.adults", "number", view.found.Number), Columns: []ui.Column{
		{Label: c.L.T("staff.col.name")}, {Label: c.L.T("staff.col.access")},
	}}
	for _, a := range view.adults {
		t.Rows = append(t.Rows, ui.TableRow{Cells: []ui.Cell{ui.TextCell(a.person.Name()), ui.ContentCell(accessCell(c, a))}})
	}
	return t
}
