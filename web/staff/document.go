package staff

import (
	"errors"
	"net/http"
	"time"

	"bistand/aid"
	"bistand/web/site"
	"bistand/web/ui"
)

// paperForm is a document or a note being written.
type paperForm struct {
	Kind, Title, Body string
	On                string // of a note: the day it is about
	Publish           bool
	faults            aid.Errors
}

// readPaper reads the form; the heading of a document and of a note have names of their own, as their faults do.
func readPaper(v *site.Visit, title string) paperForm {
	return paperForm{Kind: text(v, "kind"), Title: text(v, title), Body: text(v, "body"), On: text(v, "on"), Publish: v.R.PostFormValue("publish") != ""}
}

// papersView is the documents or the journal of a case, with the form for a new one.
type papersView struct {
	note   bool   // the journal
	write  string // heading over the form
	save   string // on its button
	none   string // said instead of an empty list
	action string // address of the page
	key    string
	form   paperForm
	papers []paper
}

// paper is a document or a note as it is listed.
type paper struct {
	id        aid.ID
	title     string
	kind      string // of a document, in words
	body      string
	by        string
	at        time.Time
	published time.Time
	on        aid.Date
	said      []reported // what the adults have said of it
}

// documents lists a case's documents and offers to write one.
func documents(v *site.Visit) error {
	c, err := caseOf(v, "document")
	if err != nil {
		return err
	}
	return showDocuments(v, http.StatusOK, c, paperForm{Kind: "letter"})
}

// showDocuments answers with the list and the form as typed.
func showDocuments(v *site.Visit, status int, c aid.Case, form paperForm) error {
	list, err := v.Register().Documents(v.Ctx(), c.ID, true)
	if err != nil {
		return err
	}
	view := papersView{write: v.L.T("staff.document.write"), save: v.L.T("staff.document.save"), none: v.L.T("staff.case.no_documents"), action: documentsHref(c.ID), key: v.NewKey(), form: form}
	for _, d := range list {
		view.papers = append(view.papers, paper{id: d.ID, title: d.Title, kind: v.L.T("document." + d.Kind), body: d.Body, by: d.WrittenName, at: d.WrittenAt, published: d.PublishedAt})
	}
	if err := view.say(v, c, aid.OnDocument); err != nil {
		return err
	}
	return showPapers(v, status, c, v.L.T("staff.case.documents"), view)
}

// say sets what the adults have said beside each paper.
func (view papersView) say(v *site.Visit, c aid.Case, kind aid.SubjectKind) error {
	hands, err := v.Hands(c.ID)
	if err != nil {
		return err
	}
	all, err := v.Register().Comments(v.Ctx(), c.ID, "")
	for _, one := range all {
		for i := range view.papers {
			if one.On.Kind == kind && one.On.ID == view.papers[i].id {
				said := commented(v, c, one, hands)
				said.what = "" // it stands there
				view.papers[i].said = append(view.papers[i].said, said)
			}
		}
	}
	return err
}

// showPapers answers with the page that documents and notes share.
func showPapers(v *site.Visit, status int, c aid.Case, title string, view papersView) error {
	p := page(v, title, "", crumbs(v, c, ui.Crumb(title, ""))...)
	p.Lead = household(v, c.Household())
	p.Errors = view.form.faults
	return v.RenderStatus(status, papersPage(v.UI(), p, view))
}

// writeDocument adds a document, published at once where that is ticked.
func writeDocument(v *site.Visit) error {
	c, err := caseOf(v, "document")
	if err != nil {
		return err
	}
	form := readPaper(v, "title")
	doc := aid.Document{CaseID: c.ID, Kind: form.Kind, Title: form.Title, Body: form.Body}
	_, err = v.Desk().WriteDocument(v.Ctx(), v.Request(), *v.Session.Staff, doc, form.Publish)
	if faults, ok := site.Faults(err); ok {
		form.faults = faults
		return showDocuments(v, http.StatusUnprocessableEntity, c, form)
	}
	return back(v, err, documentsHref(c.ID))
}

// back leads on after a step; one that was carried out before, or by someone else just now, has had its effect.
func back(v *site.Visit, err error, href string) error {
	_, repeated := site.Repeated(err)
	v.Undone = err != nil && !repeated
	if v.Undone && !errors.Is(err, aid.ErrConflict) {
		return err
	}
	return v.Redirect(href)
}

// publishDocument makes a document of the case visible to its persons.
func publishDocument(v *site.Visit) error {
	c, err := caseOf(v, "document")
	if err != nil {
		return err
	}
	id, err := aid.ParseID(v.R.PostFormValue("id"))
	if err != nil {
		return err
	}
	doc, err := v.Register().Document(v.Ctx(), id)
	if err == nil && doc.CaseID != c.ID {
		err = aid.ErrNotFound
	}
	if err != nil {
		return err
	}
	return back(v, v.Desk().Publish(v.Ctx(), v.Request(), *v.Session.Staff, "document", id, c.ID), documentsHref(c.ID))
}

// journal lists a case's notes and offers to write one. Notes are signed by who writes them and never changed.
func journal(v *site.Visit) error {
	c, err := caseOf(v, "journal")
	if err != nil {
		return err
	}
	return showJournal(v, http.StatusOK, c, paperForm{On: v.Today().String()})
}

// showJournal answers with the notes and the form as typed.
func showJournal(v *site.Visit, status int, c aid.Case, form paperForm) error {
	list, err := v.Register().Notes(v.Ctx(), c.ID, true)
	if err != nil {
		return err
	}
	view := papersView{note: true, write: v.L.T("staff.note.write"), save: v.L.T("staff.note.save"), none: v.L.T("staff.case.no_notes"), action: journalHref(c.ID), key: v.NewKey(), form: form}
	for _, n := range list {
		view.papers = append(view.papers, paper{id: n.ID, title: n.Heading, body: n.Body, by: n.WrittenName, at: n.WrittenAt, published: n.PublishedAt, on: n.On})
	}
	if err := view.say(v, c, aid.OnNote); err != nil {
		return err
	}
	return showPapers(v, status, c, v.L.T("staff.case.journal"), view)
}

// writeNote adds a note to the journal.
func writeNote(v *site.Visit) error {
	c, err := caseOf(v, "journal")
	if err != nil {
		return err
	}
	form := readPaper(v, "heading")
	note := aid.JournalNote{CaseID: c.ID, Heading: form.Title, Body: form.Body}
	if form.On != "" {
		if note.On, err = aid.ParseDate(form.On); err != nil {
			form.faults.Add("on", err)
			return showJournal(v, http.StatusUnprocessableEntity, c, form)
		}
	}
	_, err = v.Desk().WriteNote(v.Ctx(), v.Request(), *v.Session.Staff, note, form.Publish)
	if faults, ok := site.Faults(err); ok {
		form.faults = faults
		return showJournal(v, http.StatusUnprocessableEntity, c, form)
	}
	return back(v, err, journalHref(c.ID))
}

// publishNote makes a note of the case visible to its persons.
func publishNote(v *site.Visit) error {
	c, err := caseOf(v, "journal")
	if err != nil {
		return err
	}
	id, err := aid.ParseID(v.R.PostFormValue("id"))
	if err != nil {
		return err
	}
	note, err := v.Register().Note(v.Ctx(), id)
	if err == nil && note.CaseID != c.ID {
		err = aid.ErrNotFound
	}
	if err != nil {
		return err
	}
	return back(v, v.Desk().Publish(v.Ctx(), v.Request(), *v.Session.Staff, "note", id, c.ID), journalHref(c.ID))
}

// papersShown is how many documents and notes the case page lists.
const papersShown = 8

// documentsTable is the newest documents, as the case page lists them.
func documentsTable(c ui.Ctx, list []aid.Document) ui.Table {
	t := ui.Table{Caption: c.L.T("staff.case.documents"), HideCaption: true, Stack: true, Empty: c.L.T("staff.case.no_documents"), Columns: []ui.Column{
		{Label: c.L.T("staff.col.title")}, {Label: c.L.T("staff.col.written")}, {Label: c.L.T("staff.col.published")},
	}}
	for _, d := range list[:min(papersShown, len(list))] {
		t.Rows = append(t.Rows, ui.TableRow{Cells: []ui.Cell{
			ui.LinkCell(d.Title, documentsHref(d.CaseID)+"#"+string(d.ID)), ui.ContentCell(ui.ShortDate(c, aid.SwedishDate(d.WrittenAt))),
			ui.ContentCell(publishedTag(c, d.PublishedAt)),
		}})
	}
	return t
}

// notesTable is the newest notes, as the case page lists them.
func notesTable(c ui.Ctx, list []aid.JournalNote) ui.Table {
	t := ui.Table{Caption: c.L.T("staff.case.journal"), HideCaption: true, Stack: true, Empty: c.L.T("staff.case.no_notes"), Columns: []ui.Column{
		{Label: c.L.T("staff.col.title")}, {Label: c.L.T("staff.col.day")}, {Label: c.L.T("staff.col.published")},
	}}
	for _, n := range list[:min(papersShown, len(list))] {
		t.Rows = append(t.Rows, ui.TableRow{Cells: []ui.Cell{
			ui.LinkCell(n.Heading, journalHref(n.CaseID)+"#"+string(n.ID)), ui.ContentCell(ui.ShortDate(c, n.On)), ui.ContentCell(publishedTag(c, n.PublishedAt)),
		}})
	}
	return t
}

// documentKinds are the choices of a document's kind.
func documentKinds(c ui.Ctx, chosen string) []ui.Option {
	var options []ui.Option
	for _, kind := range aid.DocumentKinds {
		options = append(options, ui.Option{Value: kind, Label: c.L.T("document." + kind), Chosen: kind == chosen})
	}
	return options
}

// ticked is the value of a box: its name where it is ticked.
func ticked(yes bool) string {
	if yes {
		return "ja"
	}
	return ""
}
