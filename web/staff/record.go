package staff

import (
	"net/http"

	"bistand/aid"
	"bistand/web/site"
	"bistand/web/ui"
)

func recordHref(id aid.ID) string { return "/handlaggning/las-allt/" + string(id) }

// recordView is a request to read all that is recorded, with the form for the answer.
type recordView struct {
	aid.RecordRequest
	person    aid.Person
	c         aid.Case
	published []aid.Document
	typed     recordForm
	key       string
	faults    aid.Errors
}

// recordForm is the form of the answer as typed.
type recordForm struct{ outcome, way, document, on, reason string }

// recordOf opens the request that the address names, and keeps the read of its case.
func recordOf(v *site.Visit) (view recordView, err error) {
	view.RecordRequest, view.c, err = opened(v, "record", v.Register().RecordRequest, func(q aid.RecordRequest) aid.ID { return q.CaseID })
	if err != nil {
		return view, err
	}
	view.person, err = v.Register().Person(v.Ctx(), view.PersonID)
	return view, err
}

// showRecord shows the request and its answer, or the form for one.
func showRecord(v *site.Visit) error {
	view, err := recordOf(v)
	if err != nil {
		return err
	}
	view.typed.on = v.Today().String()
	return view.show(v, http.StatusOK)
}

func (view recordView) show(v *site.Visit, status int) (err error) {
	view.key = v.NewKey()
	if view.published, err = v.Register().Documents(v.Ctx(), view.CaseID, false); err != nil {
		return err
	}
	title := v.L.T("staff.waiting." + string(aid.RecordWaits))
	p := page(v, title, inboxHref, crumbs(v, view.c, ui.Crumb(title, ""))...)
	p.Lead, p.Errors = view.person.Name(), view.faults
	return v.RenderStatus(status, recordPage(v.UI(), p, view))
}

// answerRecord keeps what came of the request.
func answerRecord(v *site.Visit) error {
	view, err := recordOf(v)
	if err != nil {
		return err
	}
	f := recordForm{text(v, "outcome"), text(v, "way"), text(v, "document"), text(v, "on"), text(v, "reason")}
	view.typed = f
	a := aid.RecordAnswer{Outcome: aid.RecordOutcome(f.outcome), Way: aid.RecordWay(f.way), Reason: f.reason}
	if f.document != "" {
		if a.DocumentID, err = aid.ParseID(f.document); err != nil {
			return err
		}
	}
	a.On, _ = aid.ParseDate(f.on) // no day is a fault of the step's
	err = v.Desk().AnswerToRead(v.Ctx(), v.Request(), *v.Session.Staff, view.ID, a)
	if faults, ok := site.Faults(err); ok {
		view.faults = faults
		return view.show(v, http.StatusUnprocessableEntity)
	}
	return back(v, err, recordHref(view.ID))
}

func (view recordView) outcomes(c ui.Ctx) ui.Field {
	f := ui.Field{Name: "outcome", Label: c.L.T("staff.record.outcome"), Error: c.FieldError(view.faults, "outcome")}
	for _, o := range aid.RecordOutcomes {
		f.Options = append(f.Options, ui.Option{Value: string(o), Label: c.L.T("staff.record.outcome." + string(o)), Chosen: string(o) == view.typed.outcome})
	}
	return f
}

func (view recordView) ways(c ui.Ctx) ui.Field {
	f := ui.Field{Name: "way", Label: c.L.T("staff.record.way"), Error: c.FieldError(view.faults, "way")}
	for _, way := range aid.RecordWays {
		f.Options = append(f.Options, ui.Option{Value: string(way), Label: c.L.T("staff.record.way." + string(way)), Chosen: string(way) == view.typed.way})
	}
	return f
}

// documents is the choice of what was made visible.
func (view recordView) documents(c ui.Ctx) ui.Field {
	f := ui.Field{Name: "document", Label: c.L.T("staff.record.document"), Hint: c.L.T("staff.record.document_hint"), Error: c.FieldError(view.faults, "document"), Optional: true}
	f.Options = []ui.Option{{Label: c.L.T("staff.record.no_document")}}
	for _, d := range view.published {
		f.Options = append(f.Options, ui.Option{Value: string(d.ID), Label: d.Title + ", " + c.L.DateShort(aid.SwedishDate(d.WrittenAt)), Chosen: string(d.ID) == view.typed.document})
	}
	return f
}

// recordsTable lists the requests to read of a case, newest first.
func recordsTable(c ui.Ctx, view caseView) ui.Table {
	t := ui.Table{Caption: c.L.T("staff.record.list"), HideCaption: true, Stack: true, Columns: []ui.Column{
		{Label: c.L.T("staff.col.registered")}, {Label: c.L.T("staff.col.name")}, {Label: c.L.T("staff.col.status")},
	}}
	for _, q := range view.records {
		who, _ := view.Person(q.PersonID)
		t.Rows = append(t.Rows, ui.TableRow{Cells: []ui.Cell{
			ui.LinkCell(c.L.DateShort(aid.SwedishDate(q.AskedAt)), recordHref(q.ID)), ui.TextCell(who.Name()), ui.ContentCell(recordTag(c, q)),
		}})
	}
	return t
}
