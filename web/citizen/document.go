package citizen

import (
	"slices"
	"strings"

	"bistand/aid"
	"bistand/casework"
	"bistand/web/site"
	"bistand/web/ui"
)

// paper is something written in the case that staff have made visible: a document or a journal note.
type paper struct {
	title, kind, body, by string
	on                    aid.Date
	href                  string
	comments              commentsView
	isNew                 bool // the visitor has not opened it
}

const (
	documentsHref = "/dokument"
	notesHref     = "/journalanteckningar"
)

func documentPaper(c ui.Ctx, d aid.Document) paper {
	return paper{d.Title, c.L.T("document." + d.Kind), d.Body, d.WrittenName, aid.SwedishDate(d.WrittenAt), documentsHref + "/" + string(d.ID), commentsView{}, false}
}

func notePaper(n aid.JournalNote) paper {
	return paper{n.Heading, "", n.Body, n.WrittenName, n.On, notesHref + "/" + string(n.ID), commentsView{}, false}
}

// papersView is a list of papers, what is said where it is empty, and what is told below it.
type papersView struct {
	papers      []paper
	none, about string
}

// documents lists the documents that staff have made visible.
func documents(v *site.Visit) error {
	caseID, err := v.CaseID("documents")
	if err != nil {
		return err
	}
	list, err := seenDocuments(v, caseID)
	if err != nil {
		return err
	}
	view := papersView{none: v.L.T("document.none")}
	for _, d := range list {
		view.papers = append(view.papers, documentPaper(v.UI(), d))
	}
	return showPapers(v, page(v, v.L.T("nav.documents"), documentsHref), caseID, view)
}

// document shows one document.
func document(v *site.Visit) error {
	d, err := readDocument(v)
	if err != nil {
		return err
	}
	return showPaper(v, documentPaper(v.UI(), d), aid.OnDocument, d.CaseID, d.ID)
}

// readDocument reads the document that the address names. One that is not made visible does not exist for a citizen.
func readDocument(v *site.Visit) (d aid.Document, err error) {
	caseID, err := v.CaseID("document")
	if err != nil {
		return d, err
	}
	id, err := v.Path("id")
	if err != nil {
		return d, err
	}
	d, err = v.Register().Document(v.Ctx(), id)
	if err := ours(caseID, d.CaseID, err); err != nil {
		return d, err
	}
	if d.PublishedAt.IsZero() {
		return d, aid.ErrNotFound
	}
	return d, saw(v, d.WrittenAt, d.PublishedAt)
}

// notes lists the journal notes that staff have made visible.
func notes(v *site.Visit) error {
	caseID, err := v.CaseID("notes")
	if err != nil {
		return err
	}
	list, err := seenNotes(v, caseID)
	if err != nil {
		return err
	}
	view := papersView{none: v.L.T("note.none"), about: v.L.T("note.about")}
	for _, n := range list {
		view.papers = append(view.papers, notePaper(n))
	}
	return showPapers(v, page(v, v.L.T("nav.journal"), notesHref), caseID, view)
}

// showPapers shows a list of papers with a mark on those that the visitor has not opened.
func showPapers(v *site.Visit, p ui.Page, caseID aid.ID, view papersView) error {
	unseen, err := v.Register().UnseenPublications(v.Ctx(), caseID, v.Actor().ID)
	if err != nil {
		return err
	}
	for i, one := range view.papers {
		view.papers[i].isNew = slices.ContainsFunc(unseen, func(u aid.UnseenPublication) bool { return one.href == p.Current+"/"+string(u.ObjectID) })
	}
	return v.Render(papersPage(v.UI(), p, view))
}

// note shows one journal note.
func note(v *site.Visit) error {
	n, err := readNote(v)
	if err != nil {
		return err
	}
	return showPaper(v, notePaper(n), aid.OnNote, n.CaseID, n.ID)
}

// readNote reads the journal note that the address names. One that is not made visible does not exist for a citizen.
func readNote(v *site.Visit) (n aid.JournalNote, err error) {
	caseID, err := v.CaseID("note")
	if err != nil {
		return n, err
	}
	id, err := v.Path("id")
	if err != nil {
		return n, err
	}
	n, err = v.Register().Note(v.Ctx(), id)
	if err := ours(caseID, n.CaseID, err); err != nil {
		return n, err
	}
	if n.PublishedAt.IsZero() {
		return n, aid.ErrNotFound
	}
	return n, saw(v, n.WrittenAt, n.PublishedAt)
}

// showPaper shows a paper with the visitor's own comments on it, and keeps that they have opened it. Its list is the first part of its
// address.
func showPaper(v *site.Visit, one paper, kind aid.SubjectKind, caseID, id aid.ID) (err error) {
	if one.comments, err = commentsOn(v, caseID, kind, id, one.href); err != nil {
		return err
	}
	list := strings.TrimSuffix(one.href, "/"+string(id))
	p := page(v, one.title, list)
	isNew, err := v.Desk().SeePublication(v.Ctx(), casework.Request{Actor: v.Actor()}, kind, id, caseID)
	if err != nil {
		return err
	}
	if isNew {
		lessUnread(&p, list)
	}
	p.Back, p.Print, p.NoH1 = list, true, true
	return v.Render(paperPage(v.UI(), p, one))
}
