package citizen

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"hash"
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

// statement is the kind that every application needs.
const statement = "bank_statement"

// attachView is the page of attachments.
type attachView struct {
	formView
	kind    string          // the kind chosen
	sent    []casework.Sent // what was sent before and can be used again
	handed  handedForm
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

// uploadWords are what the script says while it sends files one at a time.
func (a attachView) uploadWords() ui.UploadWords {
	said := func(key string) string { return a.L.T(key, "n", ui.UploadNumber, "total", ui.UploadTotal) }
	return ui.UploadWords{Sending: said("apply.upload_sending"), Again: said("apply.upload_again"), Failed: said("apply.upload_failed")}
}

// upload is a form with files as it streams in: first its fields, then the files, each taken in before the next is read.
type upload struct {
	key, kind string
	sum       string   // SHA-256 of the one file that the form brings, where a script sends it
	kinds     []string // that may be chosen; none where there is nothing to choose
	files     int      // in this form
	kept      int      // before it and by it
	keep      func(name string, file io.Reader) (kept int, err error)
	faults    aid.Errors
}

// addAttachments takes in the files of a form. What was taken in before one was refused stays.
func addAttachments(v *site.Visit, draft aid.Draft) error {
	u := upload{kind: statement, kinds: aid.AttachmentKinds}
	u.keep = func(name string, file io.Reader) (int, error) {
		take, request := v.Desk().Attach, v.Request()
		if u.sum != "" { // brings no other file, and has its key for that one
			take, request.Key = v.Desk().AttachOnce, u.key
		}
		saved, err := take(v.Ctx(), request, draft.ID, u.kind, name, file)
		if err == nil {
			draft = saved
		}
		return 0, frozen(err) // how many there may be is told by the step
	}
	err := u.receive(v)
	if errors.Is(err, errFrozen) {
		return v.Redirect(draftHref(draft.ID))
	}
	if err != nil {
		return err
	}
	if len(u.faults) > 0 {
		return renderAttachments(v, attachView{formView: formView{draft: draft, faults: u.faults}, kind: u.kind})
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
	if fault, ok := errors.AsType[aid.Error](err); ok {
		return fault.Code
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
		case "sha256":
			u.sum = fieldOf(part)
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
	if u.sum != "" {
		whole.want, whole.hash = u.sum, sha256.New()
	}
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

// upstream passes a file on and keeps what broke its reading off, to tell the sender's fault from ours. Where its sender has said
// what it adds up to, it ends well only if it does.
type upstream struct {
	from io.Reader
	want string
	hash hash.Hash // nil where nothing was said
	err  error
}

// errSum is a file that did not arrive as it was sent.
var errSum = aid.Error{Code: "file.interrupted", Field: "file"}

// Read implements io.Reader.
func (u *upstream) Read(p []byte) (int, error) {
	n, err := u.from.Read(p)
	if u.hash != nil {
		u.hash.Write(p[:n])
		if err == io.EOF && hex.EncodeToString(u.hash.Sum(nil)) != u.want {
			err = errSum
		}
	}
	if err != nil && err != io.EOF {
		u.err = err
	}
	return n, err
}
