package staff

import (
	"errors"
	"net/http"
	"strings"

	"bistand/aid"
	"bistand/web/site"
	"bistand/web/ui"
)

// searchView is the two ways to find a case, and what was found.
type searchView struct {
	number string // as typed
	none   bool   // searched, nothing found
	hits   []aid.Case
	faults aid.Errors
}

// search finds a case by its number and leads there. Whether it opens, the case's own page asks.
func search(v *site.Visit) error {
	view := searchView{number: strings.ToUpper(strings.TrimSpace(v.R.URL.Query().Get("q")))}
	if view.number == "" {
		return showSearch(v, http.StatusOK, view)
	}
	c, err := v.Register().CaseByNumber(v.Ctx(), view.number)
	if errors.Is(err, aid.ErrNotFound) {
		view.none = true
		return showSearch(v, http.StatusOK, view)
	}
	if err != nil {
		return err
	}
	return v.Redirect(caseHref(c.ID))
}

// searchPerson finds the cases of a personnummer. It is posted, so that the number stands in no address and no history; that
// someone searched for the person is kept with each case it led to.
func searchPerson(v *site.Visit) error {
	var view searchView
	number, err := aid.ParsePersonnummer(text(v, "personnummer"))
	if err != nil {
		view.faults.Add("personnummer", err)
		return showSearch(v, http.StatusUnprocessableEntity, view)
	}
	person, err := v.Register().PersonByNumber(v.Ctx(), number)
	if err == nil {
		view.hits, err = v.Register().CasesOf(v.Ctx(), person.ID)
	}
	if err != nil && !errors.Is(err, aid.ErrNotFound) {
		return err
	}
	for _, c := range view.hits {
		if err := v.Desk().RecordRead(v.Ctx(), v.Actor(), c.ID, "search", ""); err != nil {
			return err
		}
	}
	if len(view.hits) == 1 {
		return v.Redirect(caseHref(view.hits[0].ID))
	}
	view.none = len(view.hits) == 0
	return showSearch(v, http.StatusOK, view)
}

// showSearch answers with the two forms and what was found.
func showSearch(v *site.Visit, status int, view searchView) error {
	p := page(v, v.L.T("staff.search.title"), searchHref)
	p.Errors = view.faults
	return v.RenderStatus(status, searchPage(v.UI(), p, view))
}

// hitsTable lists cases by number alone: names are for those who open the case.
func hitsTable(c ui.Ctx, hits []aid.Case) ui.Table {
	t := ui.Table{Caption: c.L.T("staff.search.hits"), Columns: []ui.Column{
		{Label: c.L.T("staff.col.case")}, {Label: c.L.T("staff.col.opened")}, {Label: c.L.T("staff.col.closed")},
	}}
	for _, hit := range hits {
		t.Rows = append(t.Rows, ui.TableRow{Cells: []ui.Cell{
			ui.LinkCell(hit.Number, caseHref(hit.ID)), ui.ContentCell(ui.ShortDate(c, hit.OpenedOn)), ui.TextCell(c.L.DateShort(hit.ClosedOn)),
		}})
	}
	return t
}
