package staff

import (
	"bistand/aid"
	"bistand/web/site"
	"bistand/web/ui"
)

const feedbackHref = "/handlaggning/synpunkter"

// feedbackShown is how many opinions one page holds.
const feedbackShown = 25

// feedbackView is a page of what people think of the service.
type feedbackView struct {
	all         bool // also what has been dealt with
	list        []aid.Feedback
	first, next string
	key         string
}

// feedback lists what people think of the service and what they cannot use: what nobody has dealt with, oldest first, or all
// of it, newest first.
func feedback(v *site.Visit) (err error) {
	query := v.R.URL.Query()
	view := feedbackView{all: query.Get("visa") == "alla", key: v.NewKey()}
	address := feedbackHref + "?visa=kvar"
	from, _ := aid.ParseID(query.Get("fran"))
	if view.all {
		address = feedbackHref + "?visa=alla"
		view.list, err = v.Register().Feedback(v.Ctx(), from, feedbackShown+1)
	} else {
		view.list, err = v.Register().OpenFeedback(v.Ctx(), from, feedbackShown+1)
	}
	if err != nil {
		return err
	}
	if len(view.list) > feedbackShown {
		view.list = view.list[:feedbackShown]
		view.next = address + "&fran=" + string(view.list[feedbackShown-1].ID)
	}
	if from != "" {
		view.first = address
	}
	return v.Render(feedbackPage(v.UI(), page(v, v.L.T("staff.feedback.title"), feedbackHref), view))
}

// handleFeedback keeps that an opinion has been dealt with.
func handleFeedback(v *site.Visit) error {
	id, err := aid.ParseID(v.R.PostFormValue("id"))
	if err != nil {
		return err
	}
	err = v.Desk().HandleFeedback(v.Ctx(), v.Request(), *v.Session.Staff, id)
	return back(v, err, feedbackHref)
}

func feedbackRows(c ui.Ctx, f aid.Feedback) []ui.Row {
	var rows []ui.Row
	if f.Place != "" {
		rows = append(rows, ui.Row{Term: c.L.T("staff.feedback.place"), Content: ui.Isolated(f.Place)})
	}
	if f.Contact != "" {
		rows = append(rows, ui.Row{Term: c.L.T("staff.feedback.contact"), Content: ui.Isolated(f.Contact)})
	}
	return rows
}
