package staff

import (
	"net/http"

	"bistand/aid"
	"bistand/casework"
	"bistand/web/site"
	"bistand/web/ui"
)

func threadHref(caseID, person aid.ID) string {
	return caseHref(caseID) + "/meddelanden/" + string(person)
}

// messagesShown is how many messages one page of a thread holds.
const messagesShown = 30

// threadView is one adult's messages, with the form for an answer.
type threadView struct {
	theCase  aid.Case
	person   aid.Person
	messages []aid.Message
	hands    site.Hands
	waits    bool // there is something to answer
	digital  bool // the person can read it in the service
	older    string
	text     string // as typed
	key      string
	faults   aid.Errors
}

// threadOf opens the case and the adult that the address names, and keeps the read.
func threadOf(v *site.Visit) (view threadView, err error) {
	if view.theCase, err = caseOf(v, "messages"); err != nil {
		return view, err
	}
	id, err := v.Path("person")
	if err != nil {
		return view, err
	}
	m, _ := view.theCase.Member(id)
	if view.person = m.Person; !view.theCase.HasAdult(id) {
		err = aid.ErrNotFound
	}
	return view, err
}

// thread shows one adult's messages, newest first, and keeps that staff have read them.
func thread(v *site.Visit) error {
	view, err := threadOf(v)
	if err != nil {
		return err
	}
	return view.show(v, http.StatusOK)
}

func (view threadView) show(v *site.Visit, status int) error {
	caseID, person := view.theCase.ID, view.person.ID
	before, _ := aid.ParseID(v.R.URL.Query().Get("fore"))
	list, err := v.Register().Messages(v.Ctx(), caseID, person, before, messagesShown+1)
	if err != nil {
		return err
	}
	if len(list) > messagesShown {
		list = list[:messagesShown]
		view.older = threadHref(caseID, person) + "?fore=" + string(list[messagesShown-1].ID)
	}
	if err := v.Desk().ReadMessages(v.Ctx(), casework.Request{Actor: v.Actor()}, list); err != nil {
		return err
	}
	if view.hands, err = v.Hands(caseID); err != nil {
		return err
	}
	unanswered, err := v.Register().UnansweredMessages(v.Ctx(), caseID, person)
	if err != nil {
		return err
	}
	if view.digital, err = v.Register().CitizenAccess(v.Ctx(), caseID, person); err != nil {
		return err
	}
	view.messages, view.waits, view.key = list, len(unanswered) > 0, v.NewKey()
	title := v.L.T("staff.thread.title", "name", view.person.Name())
	p := page(v, title, "", crumbs(v, view.theCase, ui.Crumb(title, ""))...)
	p.Errors = view.faults
	return v.RenderStatus(status, threadPage(v.UI(), p, view))
}

// answerMessage sends an answer, or a message that nobody asked for.
func answerMessage(v *site.Visit) error {
	view, err := threadOf(v)
	if err != nil {
		return err
	}
	view.text = v.R.PostFormValue("text")
	_, err = v.Desk().AnswerMessage(v.Ctx(), v.Request(), *v.Session.Staff, view.theCase.ID, view.person.ID, view.text)
	if faults, ok := site.Faults(err); ok {
		view.faults = faults
		return view.show(v, http.StatusUnprocessableEntity)
	}
	return back(v, err, threadHref(view.theCase.ID, view.person.ID))
}

// settleMessages says that what waits needs no answer.
func settleMessages(v *site.Visit) error {
	view, err := threadOf(v)
	if err != nil {
		return err
	}
	err = v.Desk().SettleMessages(v.Ctx(), v.Request(), *v.Session.Staff, view.theCase.ID, view.person.ID)
	return back(v, err, threadHref(view.theCase.ID, view.person.ID))
}

// threadsTable is how the messages of each adult stand, as the case page lists them.
func threadsTable(c ui.Ctx, view caseView) ui.Table {
	t := ui.Table{Caption: c.L.T("nav.messages"), HideCaption: true, Stack: true, Columns: []ui.Column{
		{Label: c.L.T("staff.col.name")}, {Label: c.L.T("staff.col.last")}, {Label: c.L.T("staff.col.status")},
	}}
	for _, thread := range view.threads {
		m, _ := view.Member(thread.PersonID)
		last := ui.TextCell(c.L.T("staff.thread.none"))
		if !thread.LastAt.IsZero() {
			last = dateTime(c, thread.LastAt)
		}
		t.Rows = append(t.Rows, ui.TableRow{Cells: []ui.Cell{
			ui.LinkCell(m.Person.Name(), threadHref(view.ID, thread.PersonID)), last, ui.ContentCell(threadState(c, thread)),
		}})
	}
	return t
}
