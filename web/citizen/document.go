package citizen

import (
	"bistand/aid"
	"bistand/web/site"
	"bistand/web/ui"
)

// paper is something written in the case that staff have made visible: a document or a journal note.
type paper struct {
	title, kind, body, by string
	on                    aid.Date
	href                  string
}

func documentPaper(c ui.Ctx, d aid.Document) paper {
	return paper{d.Title, c.L.T("document." + d.Kind), d.Body, d.WrittenName, aid.SwedishDate(d.WrittenAt), "/dokument/" + string(d.ID)}
}

func notePaper(n aid.JournalNote) paper {
	return paper{n.Heading, "", n.Body, n.WrittenName, n.On, "/journalanteckningar/" + string(n.ID)}
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
	list, err := v.Register().Documents(v.Ctx(), caseID, false)
	if err != nil {
		return err
	}
	view := papersView{none: v.L.T("document.none")}
	for _, d := range list {
		view.papers = append(view.papers, documentPaper(v.UI(), d))
	}
	return v.Render(papersPage(v.UI(), page(v, v.L.T("nav.documents"), "/dokument"), view))
}

// document shows one document. One that is not made visible does not exist for a citizen.
func document(v *site.Visit) error {
	caseID, err := v.CaseID("document")
	if err != nil {
		return err
	}
	id, err := v.Path("id")
	if err != nil {
		return err
	}
	d, err := v.Register().Document(v.Ctx(), id)
	if err := ours(caseID, d.CaseID, err); err != nil {
		return err
	}
	if d.PublishedAt.IsZero() {
		return aid.ErrNotFound
	}
	return showPaper(v, documentPaper(v.UI(), d), "/dokument")
}

// notes lists the journal notes that staff have made visible.
func notes(v *site.Visit) error {
	caseID, err := v.CaseID("notes")
	if err != nil {
		return err
	}
	list, err := v.Register().Notes(v.Ctx(), caseID, false)
	if err != nil {
		return err
	}
	view := papersView{none: v.L.T("note.none"), about: v.L.T("note.about")}
	for _, n := range list {
		view.papers = append(view.papers, notePaper(n))
	}
	return v.Render(papersPage(v.UI(), page(v, v.L.T("nav.journal"), "/journalanteckningar"), view))
}

// note shows one journal note. One that is not made visible does not exist for a citizen.
func note(v *site.Visit) error {
	caseID, err := v.CaseID("note")
	if err != nil {
		return err
	}
	id, err := v.Path("id")
	if err != nil {
		return err
	}
	n, err := v.Register().Note(v.Ctx(), id)
	if err := ours(caseID, n.CaseID, err); err != nil {
		return err
	}
	if n.PublishedAt.IsZero() {
		return aid.ErrNotFound
	}
	return showPaper(v, notePaper(n), "/journalanteckningar")
}

func showPaper(v *site.Visit, one paper, list string) error {
	p := page(v, one.title, list)
	p.Back, p.Print, p.NoH1 = list, true, true
	return v.Render(paperPage(v.UI(), p, one))
}
