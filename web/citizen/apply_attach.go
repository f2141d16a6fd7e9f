package citizen

import (
	"errors"
	"io"
	"mime/multipart"
	"net/http"
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

// The most files of one form, and how much of a form that was refused is read to its end, so that the browser hears why.
const (
	maxFiles   = 20
	drainLimit = 100 << 20
)

// attachmentKinds are the kinds that can be handed in.
var attachmentKinds = []string{"bank_statement", "other"}

// attachView is the page of attachments.
type attachView struct {
	formView
	kind   string // the kind chosen
	remove func(aid.ID) ui.Form
}

// attachments shows what has been handed in and takes in more.
func attachments(v *site.Visit, draft aid.Draft) error {
	return renderAttachments(v, draft, attachmentKinds[0], nil)
}

func renderAttachments(v *site.Visit, draft aid.Draft, kind string, faults aid.Errors) error {
	status := http.StatusOK
	if len(faults) > 0 {
		status = http.StatusUnprocessableEntity
	}
	view := attachView{formView: formView{Ctx: v.UI(), draft: draft, faults: faults, back: v.R.URL.Query().Get(fieldBack) == "kontrollera"}, kind: kind}
	address := sectionHref(draft.ID, attachmentsSection)
	view.form = ui.Form{Action: address + view.backQuery(), Key: v.NewKey(), Files: true}
	view.remove = func(id aid.ID) ui.Form {
		return ui.Form{Action: address + "/ta-bort" + view.backQuery(), Key: v.NewKey()}
	}
	p := page(v, v.L.T(attachmentsSection.title), "")
	p.Back, p.Errors, p.Lead = draftHref(draft.ID), faults, v.L.T(attachmentsSection.lead)
	return v.RenderStatus(status, attachmentsPage(view, p))
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
	return slices.ContainsFunc(a.draft.Content.Attachments, func(f aid.AttachmentRef) bool { return f.Kind == attachmentKinds[0] })
}

func (a attachView) kindField() ui.Field {
	field := ui.Field{Name: "kind", Label: a.L.T("apply.attach_kind"), Error: a.FieldError(a.faults, "kind")}
	for _, k := range attachmentKinds {
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

// upload is a form with files as it streams in: first its fields, then the files, each taken in before the next is read.
type upload struct {
	key, kind string
	kinds     []string // that may be chosen; none where there is nothing to choose
	files     int      // in this form
	kept      int      // before it and by it
	keep      func(name string, file io.Reader) (kept int, err error)
	faults    aid.Errors
}

// addAttachments takes in the files of a form. What was taken in before one was refused stays.
func addAttachments(v *site.Visit, draft aid.Draft) error {
	u := upload{kind: attachmentKinds[0], kinds: attachmentKinds, kept: len(draft.Content.Attachments)}
	u.keep = func(name string, file io.Reader) (int, error) {
		saved, err := v.Desk().Attach(v.Ctx(), v.Request(), draft.ID, u.kind, name, file)
		if err == nil {
			draft = saved
		}
		return len(draft.Content.Attachments), frozen(err)
	}
	err := u.receive(v)
	if errors.Is(err, errFrozen) {
		return v.Redirect(draftHref(draft.ID))
	}
	if err != nil {
		return err
	}
	if len(u.faults) > 0 {
		return renderAttachments(v, draft, u.kind, u.faults)
	}
	return v.Redirect(v.R.URL.RequestURI())
}

// receive reads a form and keeps its files. What is wrong with it is among its faults.
func (u *upload) receive(v *site.Visit) error {
	reader, err := v.R.MultipartReader()
	if err == nil {
		err = u.read(reader)
	}
	if err != nil && !isUnreadable(err) {
		return err
	}
	if err != nil {
		u.faults = append(u.faults, aid.Error{Code: unreadableCode(err), Field: "file"})
	}
	io.CopyN(io.Discard, v.R.Body, drainLimit) // the server closes the connection itself where more is left
	if u.files == 0 && len(u.faults) == 0 {
		u.faults.Add("file", aid.Error{Code: "apply.file_missing"})
	}
	return nil
}

// unreadableError is a form that broke off, or whose parts are not as a form's.
type unreadableError struct{ cause error }

func (e *unreadableError) Error() string { return "read an uploaded form: " + e.cause.Error() }
func (e *unreadableError) Unwrap() error { return e.cause }

func isUnreadable(err error) bool {
	var unreadable *unreadableError
	return errors.As(err, &unreadable) || errors.Is(err, http.ErrNotMultipart) || errors.Is(err, http.ErrMissingBoundary)
}

func unreadableCode(err error) string {
	var large *http.MaxBytesError
	if errors.As(err, &large) {
		return "file.too_big"
	}
	return "invalid"
}

// read goes through the parts of a form.
func (u *upload) read(reader *multipart.Reader) error {
	for {
		part, err := reader.NextPart()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return &unreadableError{err}
		}
		switch part.FormName() {
		case "nyckel":
			u.key = fieldOf(part)
		case "kind":
			u.kind = fieldOf(part)
		case "file":
			if err := u.take(part); err != nil || len(u.faults) > 0 {
				return err
			}
		}
	}
}

// fieldOf reads a field, as far as any of ours is long.
func fieldOf(r io.Reader) string {
	text, _ := io.ReadAll(io.LimitReader(r, 200))
	return string(text)
}

// take takes in one file.
func (u *upload) take(part *multipart.Part) error {
	if part.FileName() == "" { // the field was left empty
		return nil
	}
	u.files++
	switch {
	case u.key == "":
		u.faults.Add("file", aid.Error{Code: "invalid"})
		return nil
	case u.kinds != nil && !slices.Contains(u.kinds, u.kind):
		u.kind = ""
		u.faults.Add("kind", aid.Error{Code: "choose"})
		return nil
	case u.files > maxFiles || u.kept >= maxRows:
		u.faults.Add("file", aid.Error{Code: "apply.too_many_files", Args: map[string]string{"n": itoa(maxRows)}})
		return nil
	}
	whole := &upstream{from: part}
	kept, err := u.keep(part.FileName(), whole)
	if whole.err != nil {
		return &unreadableError{whole.err}
	}
	if faults, ok := site.Faults(err); ok {
		u.faults = append(u.faults, faults...)
		return nil
	}
	if err == nil {
		u.kept = kept
	}
	return err
}

// changeAttachments changes the list of files of a draft, whoever else saves meanwhile.
func changeAttachments(v *site.Visit, draft aid.Draft, change func([]aid.AttachmentRef) []aid.AttachmentRef) (aid.Draft, error) {
	for range saveTries {
		saved, err := v.Desk().SaveDraft(v.Ctx(), v.Request(), draft.ID, draft.Version, func(c *aid.Content) error {
			c.Attachments = change(slices.Clone(c.Attachments))
			return nil
		})
		if !errors.Is(err, aid.ErrConflict) {
			return saved, frozen(err)
		}
		if draft, err = v.Register().Draft(v.Ctx(), draft.ID); err != nil {
			return draft, frozen(err)
		}
	}
	return draft, aid.ErrConflict
}

// removeAttachment takes a file off the list. One that is not there is no fault: it is gone, as was asked.
func removeAttachment(v *site.Visit, draft aid.Draft) error {
	id := aid.ID(v.R.PostFormValue("bilaga"))
	_, err := changeAttachments(v, draft, func(list []aid.AttachmentRef) []aid.AttachmentRef {
		return slices.DeleteFunc(list, func(a aid.AttachmentRef) bool { return a.ID == id })
	})
	if err != nil && !errors.Is(err, errFrozen) {
		return err
	}
	return v.Redirect(sectionHref(draft.ID, attachmentsSection) + formView{back: v.R.URL.Query().Get(fieldBack) == "kontrollera"}.backQuery())
}

// upstream passes a file on and keeps what broke its reading off, to tell the sender's fault from ours.
type upstream struct {
	from io.Reader
	err  error
}

// Read implements io.Reader.
func (u *upstream) Read(p []byte) (int, error) {
	n, err := u.from.Read(p)
	if err != nil && err != io.EOF {
		u.err = err
	}
	return n, err
}
