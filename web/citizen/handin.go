package citizen

import (
	"errors"
	"io"
	"mime/multipart"
	"slices"

	"bistand/aid"
	"bistand/casework"
	"bistand/web/site"
	"bistand/web/ui"
)

// handIn is a form with a text that may bring files, as it streams in: first its fields, then the files, each taken in before
// the next is read. The files are the sender's own.
type handIn struct {
	kind   string // of its files: aid.FileOfMessage or aid.FileOfChange
	fields map[string]string
	files  []casework.TakenFile
	faults aid.Errors
}

// fieldLimit is how many bytes of a field are read: more than the longest text takes in any script.
const fieldLimit = 5 * aid.LongestText

// readHandIn reads a form to its end. What a person can mend is in its faults.
func readHandIn(v *site.Visit, kind string) (handIn, error) {
	in := handIn{kind: kind, fields: map[string]string{}}
	reader, err := v.R.MultipartReader()
	if err == nil {
		err = in.read(v, reader)
	}
	if err != nil && !isUnreadable(err) {
		return in, err
	}
	if err != nil {
		in.faults = append(in.faults, aid.Error{Code: unreadableCode(err), Field: "file"})
	}
	io.CopyN(io.Discard, v.R.Body, drainLimit) // as addAttachments does
	if n := len(in.fields["nyckel"]); len(in.faults) == 0 && (n < 8 || n > 64) {
		in.faults = append(in.faults, aid.Error{Code: "invalid", Field: "text"})
	}
	return in, nil
}

func (in *handIn) read(v *site.Visit, reader *multipart.Reader) error {
	for {
		part, err := reader.NextPart()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return &unreadableError{err}
		}
		if part.FormName() == "file" {
			if err := in.take(v, part); err != nil || len(in.faults) > 0 {
				return err
			}
			continue
		}
		text, err := io.ReadAll(io.LimitReader(part, fieldLimit))
		if err != nil {
			return &unreadableError{err}
		}
		if _, twice := in.fields[part.FormName()]; !twice {
			in.fields[part.FormName()] = site.Readable(string(text))
		}
	}
}

// take takes in one file. With a text that will be refused none is, so that it leaves nothing behind.
func (in *handIn) take(v *site.Visit, part *multipart.Part) error {
	if part.FileName() == "" || aid.CheckText("text", in.fields["text"]) != nil {
		return nil
	}
	if len(in.files) == casework.MostFiles {
		in.faults = append(in.faults, aid.Error{Code: "talk.too_many_files", Field: "file", Args: map[string]string{"n": itoa(casework.MostFiles)}})
		return nil
	}
	whole := &upstream{from: part}
	file, err := v.Desk().TakeIn(v.Ctx(), in.kind, part.FileName(), whole)
	if whole.err != nil {
		return &unreadableError{whole.err}
	}
	if faults, ok := site.Faults(err); ok {
		in.faults = append(in.faults, faults...)
		return nil
	}
	if err == nil && !slices.ContainsFunc(in.files, func(f casework.TakenFile) bool { return f.SHA256 == file.SHA256 }) {
		in.files = append(in.files, file)
	}
	return err
}

// request is what a step wants to know of the form.
func (in handIn) request(v *site.Visit) casework.Request {
	return casework.Request{Actor: v.Actor(), Key: in.fields["nyckel"]}
}

// ownFiles is the field for files of one's own.
func ownFiles(c ui.Ctx, faults aid.Errors) ui.Field {
	return ui.Field{
		Name: "file", Label: c.L.T("apply.attach_file"), Hint: c.L.T("apply.attach_hint", "mb", itoa(casework.MaxAttachment>>20)), Optional: true,
		Error: c.FieldError(faults, "file"), Accept: "application/pdf,image/jpeg,image/png", Multiple: true,
	}
}

// ownText is the field for a text of one's own.
func ownText(c ui.Ctx, label, value string, faults aid.Errors) ui.Field {
	return ui.Field{
		Name: "text", Label: label, Hint: c.L.T("talk.limit", "n", c.L.Number(aid.LongestText)), Value: value, Error: c.FieldError(faults, "text"),
		Rows: 8, MaxLength: aid.LongestText,
	}
}
