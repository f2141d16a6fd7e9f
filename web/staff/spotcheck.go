package staff

import (
	"net/http"
	"strconv"
	"strings"

	"bistand/aid"
	"bistand/web/site"
	"bistand/web/ui"
)

// spotHref is the page of the draws.
const spotHref = "/handlaggning/stickprov"

// spotView is the draws of spot checks, and the form to bind the next.
type spotView struct {
	draws          []drawView
	may            bool // may bind and draw
	month, percent string
	key            string
	faults         aid.Errors
	shown          aid.Month // the month whose checks are listed; none where the visitor may not see cases
	checks         []aid.CompletionRequest
	today          aid.Date
}

// drawView is a draw with what came of it.
type drawView struct {
	aid.SpotDraw
	outcomes map[aid.RequestOutcome]int
	open     int
	again    bool     // it was drawn once more
	wrong    []string // what did not agree then
}

// spotChecks shows the draws; one is drawn once more where the address asks for it.
func spotChecks(v *site.Visit) error { return showSpotChecks(v, http.StatusOK, spotView{percent: "5"}) }

func showSpotChecks(v *site.Visit, status int, view spotView) error {
	s := v.Session.Staff
	view.may, view.key, view.today = s.Has(aid.DecisionMaker) || s.Has(aid.Administrator), v.NewKey(), v.Today()
	if view.month == "" {
		view.month = v.Today().MonthOf().Add(1).String()
	}
	draws, err := v.Register().SpotDraws(v.Ctx())
	if err != nil {
		return err
	}
	for i, d := range draws {
		one := drawView{SpotDraw: d, outcomes: map[aid.RequestOutcome]int{}}
		checks, err := v.Register().SpotChecks(v.Ctx(), d.Month)
		if err != nil {
			return err
		}
		for _, q := range checks {
			if q.End == nil {
				one.open++
			} else {
				one.outcomes[q.End.Outcome]++
			}
		}
		if d.Seed != "" && view.checks == nil && (s.Has(aid.Caseworker) || s.Has(aid.DecisionMaker)) {
			view.shown, view.checks = d.Month, checks
		}
		if d.Seed != "" && v.R.URL.Query().Get("dra-om") == d.Month.String() {
			one.again = true
			if one.wrong, err = v.Desk().DrawAgain(v.Ctx(), d.Month); err != nil {
				return err
			}
		}
		view.draws = append(view.draws, one)
		if i == 11 {
			break // a year is what one page holds
		}
	}
	p := page(v, v.L.T("staff.spot.title"), spotHref)
	p.Errors = view.faults
	return v.RenderStatus(status, spotPage(v.UI(), p, view))
}

// checksTable lists a month's checks by the number of their case: names are for those who open it.
func (view spotView) checksTable(c ui.Ctx) ui.Table {
	t := ui.Table{Caption: c.L.T("staff.spot.checks", "month", c.L.Month(view.shown)), Stack: true, Empty: c.L.T("staff.ask.none"), Columns: []ui.Column{
		{Label: c.L.T("staff.col.case")}, {Label: c.L.T("staff.ask.col.until")}, {Label: c.L.T("staff.ask.col.left"), Numeric: true}, {Label: c.L.T("staff.col.status")},
	}}
	for _, q := range view.checks {
		t.Rows = append(t.Rows, ui.TableRow{Cells: []ui.Cell{
			ui.LinkCell(q.CaseNumber, requestHref(q.ID)), ui.ContentCell(ui.ShortDate(c, q.Until)),
			ui.TextCell(strconv.Itoa(q.Left()) + "/" + strconv.Itoa(len(q.Items))), ui.ContentCell(requestTag(c, q.Status(view.today))),
		}})
	}
	return t
}

// wrongWords says what did not agree when a draw was made once more.
func wrongWords(c ui.Ctx, wrong []string) string {
	var words []string
	for _, w := range wrong {
		words = append(words, c.L.T("staff.spot.wrong."+w))
	}
	return strings.Join(words, ", ")
}

// bindSpotChecks binds the seed of a month's draw.
func bindSpotChecks(v *site.Visit) error {
	view := spotView{month: text(v, "month"), percent: text(v, "percent")}
	m, err := aid.ParseMonth(view.month)
	view.faults.Add("month", err)
	percent, err := strconv.Atoi(view.percent)
	if err != nil {
		view.faults = append(view.faults, aid.Error{Code: "spotcheck.percent", Field: "percent"})
	}
	if len(view.faults) > 0 {
		return showSpotChecks(v, http.StatusUnprocessableEntity, view)
	}
	err = v.Desk().BindSpotChecks(v.Ctx(), v.Request(), *v.Session.Staff, m, percent)
	if faults, ok := site.Faults(err); ok {
		view.faults = faults
		return showSpotChecks(v, http.StatusUnprocessableEntity, view)
	}
	return back(v, err, spotHref)
}

// drawSpotChecks draws a month's spot checks.
func drawSpotChecks(v *site.Visit) error {
	m, err := aid.ParseMonth(text(v, "month"))
	if err != nil {
		return aid.ErrNotFound
	}
	_, err = v.Desk().DrawSpotChecks(v.Ctx(), v.Request(), *v.Session.Staff, m)
	if faults, ok := site.Faults(err); ok {
		return showSpotChecks(v, http.StatusUnprocessableEntity, spotView{percent: "5", faults: faults})
	}
	return back(v, err, spotHref)
}
