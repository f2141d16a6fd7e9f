package citizen

import (
	"errors"
	"io"
	"net/http"
	"net/url"
	"slices"

	"bistand/aid"
	"bistand/casework"
	"bistand/web/site"
	"bistand/web/ui"
)

// papersSection is the papers that an application needs, each by its name and with its own way to hand it in. What it needs
// follows from the answers. Source: Lund's leaflet of 2015, "Följande behöver du ta med dig".
var papersSection = section{
	name: casework.SectionPapers, path: "handlingar", title: "apply.papers", lead: "apply.papers_lead",
	part: func(c aid.Content) any { return c.Attachments },
}

// paperView is one paper: its name, what has come of it, and how more is handed in.
type paperView struct {
	next   string // the page to go on to
	kind   aid.PaperKind
	needed bool
	files  []aid.AttachmentRef
	form   ui.Form
	field  ui.Field
}

// neededView is the page of papers.
type neededView struct {
	ui.Ctx
	papers []paperView
	remove func(aid.ID) ui.Form // nil where nothing can be taken away
	next   ui.Button
	hub    string
}

// papers shows what is needed and what has come.
func papers(v *site.Visit, draft aid.Draft) error { return renderPapers(v, draft, "", nil) }

func renderPapers(v *site.Visit, draft aid.Draft, at aid.PaperKind, faults aid.Errors) error {
	address := sectionHref(draft.ID, papersSection)
	view := neededView{Ctx: v.UI(), papers: paperViews(v, draft.Content, draft.Content.Attachments, address, address, at, faults), hub: draftHref(draft.ID)}
	view.remove = func(aid.ID) ui.Form { return ui.Form{Action: address + "/ta-bort", Key: v.NewKey()} }
	view.next = ui.Button{Text: v.L.T("apply.go_check"), Href: checkHref(draft.ID)}
	p := page(v, v.L.T(papersSection.title), "")
	p.Back, p.Lead, p.Errors = draftHref(draft.ID), v.L.T(papersSection.lead), atPaper(at, faults)
	status := http.StatusOK
	if len(faults) > 0 {
		status = http.StatusUnprocessableEntity
	}
	return v.RenderStatus(status, neededPage(view, p))
}

// paperViews lists the papers that are needed, those that have come beside them, and room for others.
func paperViews(v *site.Visit, c aid.Content, files []aid.AttachmentRef, address, next string, at aid.PaperKind, faults aid.Errors) []paperView {
	kinds := c.Papers()
	for _, kind := range aid.PaperKinds {
		has := slices.ContainsFunc(files, func(f aid.AttachmentRef) bool { return f.Kind == string(kind) })
		if !slices.Contains(kinds, kind) && (has || kind == aid.OtherPaper) {
			kinds = append(kinds, kind)
		}
	}
	var list []paperView
	for _, kind := range kinds {
		one := paperView{kind: kind, next: next, needed: slices.Contains(c.Papers(), kind), form: ui.Form{Action: address, Key: v.NewKey(), Files: true}}
		for _, f := range files {
			if f.Kind == string(kind) {
				one.files = append(one.files, f)
			}
		}
		one.field = ui.Field{Name: fileField(kind), Label: v.L.T("apply.paper_add", "paper", v.L.T("attachment."+string(kind))), Accept: acceptedFiles, Multiple: true}
		if kind == at {
			one.field.Error = v.UI().FieldError(faults, "file")
		}
		list = append(list, one)
	}
	return list
}

// acceptedFiles are the kinds of file that can be kept.
const acceptedFiles = "application/pdf,image/jpeg,image/png"

// fileField is the name of the field of one kind of paper: each has a form of its own on the page.
func fileField(kind aid.PaperKind) string { return "file-" + string(kind) }

// atPaper puts the faults of a file at its field.
func atPaper(kind aid.PaperKind, faults aid.Errors) aid.Errors {
	var list aid.Errors
	for _, f := range faults {
		list = append(list, f.At(fileField(kind)))
	}
	return list
}

// addPapers takes in the files of one paper. What was taken in before one was refused stays.
func addPapers(v *site.Visit, draft aid.Draft) error {
	fields, err := v.ReadUpload(func(fields url.Values, name string, file io.Reader) error {
		kind := fields.Get("kind")
		if !slices.Contains(aid.PaperKinds, aid.PaperKind(kind)) {
			return aid.Error{Code: "choose", Field: "file"}
		}
		now, err := v.Desk().Attach(v.Ctx(), v.Request(), draft.ID, kind, name, file)
		if err == nil {
			draft = now
		}
		return frozen(err)
	})
	if errors.Is(err, errFrozen) {
		return v.Redirect(draftHref(draft.ID))
	}
	if faults, ok := site.Faults(err); ok {
		return renderPapers(v, draft, aid.PaperKind(fields.Get("kind")), faults)
	}
	if err != nil {
		return err
	}
	return v.Redirect(v.R.URL.RequestURI())
}

// removePaper takes a file off the list.
func removePaper(v *site.Visit, draft aid.Draft) error {
	id := aid.ID(v.R.PostFormValue("bilaga"))
	_, err := changeAttachments(v, draft, func(list []aid.AttachmentRef) []aid.AttachmentRef {
		return slices.DeleteFunc(list, func(a aid.AttachmentRef) bool { return a.ID == id })
	})
	if err != nil && !errors.Is(err, errFrozen) {
		return err
	}
	return v.Redirect(sectionHref(draft.ID, papersSection))
}

// paperNames are the words for papers.
func paperNames(c ui.Ctx, kinds []aid.PaperKind) []string {
	var names []string
	for _, kind := range kinds {
		names = append(names, c.L.T("attachment."+string(kind)))
	}
	return names
}

// addLatePapers takes in papers to an application that has come in without them.
func addLatePapers(v *site.Visit) error {
	view, _, err := readApplication(v, "application")
	if err == nil && view.apart {
		err = aid.ErrNotFound
	}
	if err != nil {
		return err
	}
	fields, err := v.ReadUpload(func(fields url.Values, name string, file io.Reader) error {
		return v.Desk().AddLatePaper(v.Ctx(), v.Request(), view.ID, aid.PaperKind(fields.Get("kind")), name, file)
	})
	if faults, ok := site.Faults(err); ok {
		return renderApplication(v, view, http.StatusUnprocessableEntity, aid.PaperKind(fields.Get("kind")), faults)
	}
	if err != nil && !errors.Is(err, aid.ErrConflict) { // decided meanwhile: the page says so
		return err
	}
	return v.Redirect(applicationHref(view.ID))
}
