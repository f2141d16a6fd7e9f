package staff

import (
	"time"

	"bistand/aid"
	"bistand/web/site"
	"bistand/web/ui"
)

func reportedHref(caseID aid.ID) string { return caseHref(caseID) + "/anmalt" }

// reportedShown is how many of the newest reports the pages list.
const reportedShown = 50

// reported is a report of a change or a comment, as staff see it.
type reported struct {
	id        aid.ID
	kind      aid.WaitingKind
	what      string // what has changed, or what is commented on
	href      string // where that stands; empty for a report
	from      aid.Date
	who       string
	body      string
	files     []aid.AttachmentRef
	at        time.Time
	notedAt   time.Time
	notedName string
}

// reportedView is the reports and comments of a case.
type reportedView struct {
	caseID aid.ID
	list   []reported
	key    string
}

// reportedIn reads the reports of changes and the comments of a case, newest first within each.
func reportedIn(v *site.Visit, c aid.Case) ([]reported, error) {
	changes, err := v.Register().ChangeReports(v.Ctx(), c.ID, "", "", reportedShown)
	if err != nil {
		return nil, err
	}
	comments, err := v.Register().Comments(v.Ctx(), c.ID, "")
	if err != nil {
		return nil, err
	}
	hands, err := v.Hands(c.ID)
	if err != nil {
		return nil, err
	}
	var list []reported
	for _, r := range changes {
		who, _ := c.Person(r.PersonID)
		list = append(list, reported{
			id: r.ID, kind: aid.ChangeWaits, what: v.L.T("change." + string(r.Kind)), from: r.From, who: withHand(v.UI(), who.Name(), hands.Of("report_change", r.ID, r.PersonID)), body: r.Body, files: r.Files,
			at: r.SentAt, notedAt: r.NotedAt, notedName: r.NotedName,
		})
	}
	for i := len(comments) - 1; i >= 0; i-- {
		list = append(list, commented(v, c, comments[i], hands))
	}
	return list, nil
}

// commented is a comment as staff see it.
func commented(v *site.Visit, c aid.Case, one aid.Comment, hands site.Hands) reported {
	who, _ := c.Person(one.PersonID)
	r := reported{
		id: one.ID, kind: aid.CommentWaits, what: v.L.T("staff.comment." + string(one.On.Kind)), who: withHand(v.UI(), who.Name(), hands.Of("comment", one.ID, one.PersonID)), body: one.Body,
		at: one.SentAt, notedAt: one.NotedAt, notedName: one.NotedName,
	}
	switch one.On.Kind {
	case aid.OnNote:
		r.href = journalHref(c.ID) + "#" + string(one.On.ID)
	case aid.OnDocument:
		r.href = documentsHref(c.ID) + "#" + string(one.On.ID)
	case aid.OnRegister:
		r.what += ": " + v.L.T("register."+one.On.Part)
	case aid.OnCalculation:
		if one.On.Part != "" {
			r.what += ": " + site.LineName(v.L, aid.IncomeLine, one.On.Part, "")
		}
	}
	return r
}

// commentsOn reads what the adults of a case have said of one of its records.
func commentsOn(v *site.Visit, c aid.Case, kind aid.SubjectKind, id aid.ID) ([]reported, error) {
	hands, err := v.Hands(c.ID)
	if err != nil {
		return nil, err
	}
	all, err := v.Register().Comments(v.Ctx(), c.ID, "")
	var list []reported
	for _, one := range all {
		if one.On.Kind == kind && one.On.ID == id {
			list = append(list, commented(v, c, one, hands))
		}
	}
	return list, err
}

// showReported shows the reports and comments of a case, each with the button that takes note of it.
func showReported(v *site.Visit) error {
	c, err := caseOf(v, "reported")
	if err != nil {
		return err
	}
	view := reportedView{caseID: c.ID, key: v.NewKey()}
	if view.list, err = reportedIn(v, c); err != nil {
		return err
	}
	title := v.L.T("staff.reported.title")
	return v.Render(reportedPage(v.UI(), page(v, title, "", crumbs(v, c, ui.Crumb(title, ""))...), view))
}

// takeNote keeps that staff have taken note of a report or a comment of the case.
func takeNote(v *site.Visit) error {
	c, err := caseOf(v, "reported")
	if err != nil {
		return err
	}
	id, err := aid.ParseID(v.R.PostFormValue("id"))
	if err != nil {
		return err
	}
	kind, of := aid.WaitingKind(v.R.PostFormValue("kind")), aid.ID("")
	switch kind {
	case aid.ChangeWaits:
		var r aid.ChangeReport
		r, err = v.Register().ChangeReport(v.Ctx(), id)
		of = r.CaseID
	case aid.CommentWaits:
		var one aid.Comment
		one, err = v.Register().Comment(v.Ctx(), id)
		of = one.CaseID
	}
	if err == nil && of != c.ID {
		err = aid.ErrNotFound
	}
	if err != nil {
		return err
	}
	return back(v, v.Desk().TakeNote(v.Ctx(), v.Request(), *v.Session.Staff, c.ID, kind, id), reportedHref(c.ID)+"#"+string(id))
}

// reportedTable is the newest reports and comments, as the case page lists them.
func reportedTable(c ui.Ctx, view caseView) ui.Table {
	t := ui.Table{Caption: c.L.T("staff.reported.title"), HideCaption: true, Stack: true, Empty: c.L.T("staff.reported.none"), Columns: []ui.Column{
		{Label: c.L.T("staff.col.kind")}, {Label: c.L.T("staff.col.about")}, {Label: c.L.T("staff.col.who")}, {Label: c.L.T("staff.col.registered")}, {Label: c.L.T("staff.col.status")},
	}}
	for _, r := range view.reported[:min(papersShown, len(view.reported))] {
		t.Rows = append(t.Rows, ui.TableRow{Cells: []ui.Cell{
			ui.LinkCell(c.L.T("staff.waiting."+string(r.kind)), reportedHref(view.ID)+"#"+string(r.id)), ui.TextCell(r.what), ui.TextCell(r.who),
			ui.ContentCell(ui.ShortDate(c, aid.SwedishDate(r.at))), ui.ContentCell(notedTag(c, r)),
		}})
	}
	return t
}
