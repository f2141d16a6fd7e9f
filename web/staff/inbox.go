package staff

import (
	"strconv"
	"strings"
	"time"

	"bistand/aid"
	"bistand/web/site"
	"bistand/web/ui"
)

const (
	inboxHref = "/handlaggning/meddelanden"
	postHref  = "/handlaggning/post"
)

// waitingShown is how many rows one page of what waits holds; mostCounted is as far as the navigation counts.
const (
	waitingShown = 25
	mostCounted  = 99
)

// waitingView is a page of what waits for staff, or of what must go by post.
type waitingView struct {
	shown       string // which of the lists: "mina", "alla" or "post"
	table       ui.Table
	first, next string
}

// ownOr is whose waiting things the visitor counts as their own: a caseworker's with those of whom they stand in for, and for
// others everyone's, which is none.
func ownOr(v *site.Visit) ([]aid.ID, error) {
	if v.Session.Staff.Has(aid.Caseworker) {
		return ownAnd(v)
	}
	return nil, nil
}

// waitingCount is the number beside the inbox in the navigation.
func waitingCount(v *site.Visit) int {
	whose, err := ownOr(v)
	n := 0
	if err == nil {
		n, err = v.Register().CountWaiting(v.Ctx(), whose, mostCounted)
	}
	if err != nil {
		v.Note(err) // a page is worth more than a number beside one of its links
	}
	return n
}

// inbox lists what people have written and nobody has answered or taken note of, oldest first.
func inbox(v *site.Visit) error {
	whose, err := ownOr(v)
	if err != nil {
		return err
	}
	view := waitingView{shown: "mina"}
	if v.R.URL.Query().Get("visa") == "alla" || whose == nil {
		whose, view.shown = nil, "alla"
	}
	after, paged := readWaitingAfter(v.R.URL.Query().Get("efter"))
	list, err := v.Register().Waiting(v.Ctx(), whose, after, waitingShown+1)
	if err != nil {
		return err
	}
	return showWaiting(v, view, inboxHref+"?visa="+view.shown, list, paged, inboxTable)
}

// post lists whom a message, a request or a decision must be told to by post or telephone, oldest first: it has not been read for
// so long as the municipality has set, or the person wants letters, is not reached otherwise, or cannot read it in the service.
func post(v *site.Visit) error {
	after, paged := readWaitingAfter(v.R.URL.Query().Get("efter"))
	since := v.Now.Add(-time.Duration(v.Tenant.Municipality.PostAfter()) * 24 * time.Hour)
	list, err := v.Register().Post(v.Ctx(), since, after, waitingShown+1)
	if err != nil {
		return err
	}
	return showWaiting(v, waitingView{shown: "post"}, postHref+"?", list, paged, postTable)
}

// showWaiting answers with one page of a list and the way to the next.
func showWaiting(v *site.Visit, view waitingView, address string, list []aid.Waiting, paged bool, table func(*site.Visit, []aid.Waiting) (ui.Table, error)) (err error) {
	if len(list) > waitingShown {
		list = list[:waitingShown]
		last := list[waitingShown-1]
		view.next = strings.TrimSuffix(address, "?") + map[bool]string{true: "?", false: "&"}[strings.HasSuffix(address, "?")] +
			"efter=" + strconv.FormatInt(last.At.UnixMicro(), 10) + "_" + string(last.ObjectID) + "_" + string(last.Person.ID)
	}
	if paged {
		view.first = strings.TrimSuffix(address, "?")
	}
	if view.table, err = table(v, list); err != nil {
		return err
	}
	return v.Render(waitingPage(v.UI(), page(v, v.L.T("staff.inbox.title"), inboxHref), view))
}

// readWaitingAfter reads the key that a page begins after; anything else is the beginning.
func readWaitingAfter(text string) (after aid.Waiting, ok bool) {
	at, id, _ := strings.Cut(text, "_")
	us, err := strconv.ParseInt(at, 10, 64)
	if err != nil || us <= 0 {
		return after, false
	}
	id, who, _ := strings.Cut(id, "_")
	object, err := aid.ParseID(id)
	person, fault := aid.ParseID(who)
	if err != nil || fault != nil {
		return after, false
	}
	return aid.Waiting{At: time.UnixMicro(us), ObjectID: object, Person: aid.Person{ID: person}}, true
}

// personShown is the name of who waits, or that they are protected: those who are not assigned see no more than the number.
func personShown(v *site.Visit, w aid.Waiting) (string, error) {
	return namesShown(v, aid.QueueItem{CaseID: w.CaseID, CaseworkerID: w.CaseworkerID, Names: w.Person.Name()})
}

// waitingHref is where something that waits is dealt with.
func waitingHref(w aid.Waiting) string {
	switch w.Kind {
	case aid.MessageWaits:
		return threadHref(w.CaseID, w.Person.ID)
	case aid.RecordWaits:
		return recordHref(w.ObjectID)
	}
	return reportedHref(w.CaseID) + "#" + string(w.ObjectID)
}

// inboxTable sets out what waits for staff, with the day by which the municipality means to have answered.
func inboxTable(v *site.Visit, list []aid.Waiting) (ui.Table, error) {
	c, l, promised := v.UI(), v.L, v.Tenant.Municipality.AnswerDays > 0
	t := ui.Table{Caption: l.T("staff.inbox.title"), HideCaption: true, Stack: true, Empty: l.T("staff.inbox.empty"), Columns: []ui.Column{
		{Label: l.T("staff.col.case")}, {Label: l.T("staff.col.name")}, {Label: l.T("staff.col.kind")}, {Label: l.T("staff.col.registered")},
	}}
	if promised {
		t.Columns = append(t.Columns, ui.Column{Label: l.T("staff.col.answer_by")})
	}
	t.Columns = append(t.Columns, ui.Column{Label: l.T("staff.col.caseworker")})
	for _, w := range list {
		name, err := personShown(v, w)
		if err != nil {
			return t, err
		}
		due := v.Tenant.Municipality.AnswerBy(aid.SwedishDate(w.At))
		late := w.Kind == aid.MessageWaits && !due.IsZero() && due.Before(v.Today())
		cells := []ui.Cell{ui.LinkCell(w.CaseNumber, caseHref(w.CaseID)), ui.TextCell(name), ui.LinkCell(l.T("staff.waiting."+string(w.Kind)), waitingHref(w)), dateTime(c, w.At)}
		switch {
		case promised && w.Kind == aid.MessageWaits:
			cells = append(cells, ui.ContentCell(dueCell(c, due, late)))
		case promised:
			cells = append(cells, ui.Cell{})
		}
		t.Rows = append(t.Rows, ui.TableRow{Marked: late, Cells: append(cells, workerCell(v, w.CaseworkerID, w.Caseworker))})
	}
	return t, nil
}

// postTable sets out to whom a letter must go, and why.
func postTable(v *site.Visit, list []aid.Waiting) (ui.Table, error) {
	c, l := v.UI(), v.L
	t := ui.Table{Caption: l.T("staff.post.title"), HideCaption: true, Stack: true, Empty: l.T("staff.post.empty"), Columns: []ui.Column{
		{Label: l.T("staff.col.case")}, {Label: l.T("staff.col.name")}, {Label: l.T("staff.col.kind")}, {Label: l.T("staff.col.written")}, {Label: l.T("staff.col.why")}, {Label: l.T("staff.col.do")}, {Label: l.T("staff.col.caseworker")},
	}}
	for _, w := range list {
		name, err := personShown(v, w)
		if err != nil {
			return t, err
		}
		t.Rows = append(t.Rows, ui.TableRow{Cells: []ui.Cell{
			ui.LinkCell(w.CaseNumber, caseHref(w.CaseID)), ui.TextCell(name), ui.TextCell(l.T("staff.waiting." + string(w.Kind))), dateTime(c, w.At), ui.TextCell(postWhy(v, w)),
			ui.LinkCell(l.T("staff.post.letter"), postLetterHref(w)), workerCell(v, w.CaseworkerID, w.Caseworker),
		}})
	}
	return t, nil
}
