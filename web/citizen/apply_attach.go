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

var attachmentsSection = section{
	name: "attachments", path: "bilagor", title: "application.attachments", lead: "apply.attach_lead",
	part: func(c aid.Content) any { return c.Attachments },
}

// statement is the kind that every application needs.
const statement = "bank_statement"

// attachView is the page of attachments.
type attachView struct {
	formView
	kind    string          // the kind chosen
	sent    []casework.Sent // what was sent before and can be used again
	handed  handedForm
	papers  aid.MonthPapers // what goes with the application
	address string
	newKey  func() string
}

// attachments shows what has been handed in and takes in more: of the kind that came last, since a telephone's camera gives one
// page at a time.
func attachments(v *site.Visit, draft aid.Draft) error {
	kind := statement
	if list := draft.Content.Attachments; len(list) > 0 {
		kind = list[len(list)-1].Kind
	}
	return renderAttachments(v, attachView{formView: formView{draft: draft}, kind: kind})
}

// renderAttachments fills in what a view of the page lacks, and shows it.
func renderAttachments(v *site.Visit, view attachView) error {
	status := http.StatusOK
	if len(view.faults) > 0 {
		status = http.StatusUnprocessableEntity
	}
	draft := view.draft
	sent, err := v.Desk().Reusable(v.Ctx(), draft)
	if err != nil {
		return err
	}
	papers, err := v.Desk().MonthPapers(v.Ctx(), draft.CaseID, draft.Month)
	if _, err = seenPapers(v, &papers, err); err != nil {
		return err
	}
	view.papers = papers
	view.Ctx, view.back, view.sent = v.UI(), v.R.URL.Query().Get(fieldBack) == "kontrollera", sent
	view.address, view.newKey = sectionHref(draft.ID, attachmentsSection), v.NewKey
	view.form = ui.Form{Action: view.address + view.backQuery(), Key: v.NewKey(), Files: true}
	p := page(v, v.L.T(attachmentsSection.title), "")
	p.Back, p.Errors, p.Lead = draftHref(draft.ID), view.faults, v.L.T(attachmentsSection.lead)
	return v.RenderStatus(status, attachmentsPage(view, p))
}

// action is a form for one of the things that can be done with the list.
func (a attachView) action(name string) ui.Form {
	return ui.Form{Action: a.address + "/" + name + a.backQuery(), Key: a.newKey()}
}

func (a attachView) documents() []aid.PaperDocument {
	return aid.Documents(a.draft.Content.Attachments)
}

// called names a part for who does not see where its buttons stand.
func (a attachView) called(doc aid.PaperDocument, i int) string {
	return a.L.T("attachment."+doc.Kind) + ", " + partNumber(a.Ctx, doc, i)
}

// unfolded tells whether a part of the page that is folded has a fault in it.
func (a attachView) unfolded(fields ...string) bool {
	return slices.ContainsFunc(a.faults, func(f aid.Error) bool { return slices.Contains(fields, f.Field) })
}

// allPictures tells whether a document is photographs, each of which is a page; a PDF may be many.
func allPictures(doc aid.PaperDocument) bool {
	return !slices.ContainsFunc(doc.Parts, func(a aid.AttachmentRef) bool { return !a.IsPicture() })
}

// partsCount says how much there is of a document: "3 sidor".
func partsCount(c ui.Ctx, doc aid.PaperDocument) string {
	switch files := slices.DeleteFunc(slices.Clone(doc.Parts), func(a aid.AttachmentRef) bool { return !a.IsFile() }); {
	case len(files) == 0:
		return ""
	case allPictures(doc):
		return c.L.N("apply.attach_pages", len(files))
	default:
		return c.L.N("apply.attach_parts", len(files))
	}
}

// partNumber says which part of a document one is: "Sida 2".
func partNumber(c ui.Ctx, doc aid.PaperDocument, i int) string {
	if allPictures(doc) {
		return c.L.T("apply.attach_page", "n", itoa(i+1))
	}
	return c.L.T("apply.attach_file_n", "n", itoa(i+1))
}

// backQuery keeps where the page leads back to.
func (f formView) backQuery() string {
	if f.back {
		return "?" + fieldBack + "=kontrollera"
	}
	return ""
}

// addKind is the look of the button that adds a file: the page's first until there is a bank statement, which is all that
// most months need.
func (a attachView) addKind() ui.ButtonKind {
	if a.hasStatement() {
		return ui.Secondary
	}
	return ui.Primary
}

// nextKind is the look of the button that leads on.
func (a attachView) nextKind() ui.ButtonKind {
	if a.hasStatement() {
		return ui.Primary
	}
	return ui.Secondary
}

func (a attachView) hasStatement() bool {
	return slices.ContainsFunc(a.draft.Content.Attachments, func(f aid.AttachmentRef) bool { return f.Kind == statement })
}

func (a attachView) kindField() ui.Field {
	field := ui.Field{Name: "kind", Label: a.L.T("apply.attach_kind"), Error: a.FieldError(a.faults, "kind")}
	for _, k := range aid.AttachmentKinds {
		field.Options = append(field.Options, ui.Option{Value: k, Label: a.L.T("attachment." + k), Chosen: k == a.kind})
	}
	return field
}

func (a attachView) fileField() ui.Field {
	return ui.Field{
		Name: "file", Label: a.L.T("apply.attach_file"), Hint: a.L.T("apply.attach_hint", "mb", itoa(casework.MaxAttachment>>20)),
		Error: a.FieldError(a.faults, "file"), Accept: "application/pdf,image/jpeg,image/png", Multiple: true,
	}
}

// addAttachments takes in the files of a form. What was taken in before one was refused stays.
func addAttachments(v *site.Visit, draft aid.Draft) error {
	kind := statement
	_, err := v.ReadUpload(func(fields url.Values, name string, file io.Reader) error {
		if kind = fields.Get("kind"); !slices.Contains(aid.AttachmentKinds, kind) {
			kind = ""
			return aid.Error{Code: "choose", Field: "kind"}
		}
		take, request := v.Desk().Attach, v.Request()
		if fields.Get("sha256") != "" { // brings no other file, and has its key for that one
			take, request.Key = v.Desk().AttachOnce, fields.Get("nyckel")
		}
		saved, err := take(v.Ctx(), request, draft.ID, kind, name, file)
		if err == nil {
			draft = saved
		}
		return frozen(err)
	})
	if errors.Is(err, errFrozen) {
		return v.Redirect(draftHref(draft.ID))
	}
	if faults, ok := site.Faults(err); ok {
		return renderAttachments(v, attachView{formView: formView{draft: draft, faults: faults}, kind: kind})
	}
	if err != nil {
		return err
	}
	return v.Redirect(v.R.URL.RequestURI())
}
