package citizen

import (
	"io"
	"net/url"
	"slices"

	"bistand/aid"
	"bistand/casework"
	"bistand/web/site"
	"bistand/web/ui"
)

// handIn is a form with a text that may bring files, which are the sender's own.
type handIn struct {
	kind   string // of its files: aid.FileOfMessage or aid.FileOfChange
	fields url.Values
	files  []casework.TakenFile
	faults aid.Errors
}

// readHandIn reads a form to its end. What a person can mend is in its faults.
func readHandIn(v *site.Visit, kind string) (handIn, error) {
	in := handIn{kind: kind}
	var err error
	in.fields, err = v.ReadForm(func(fields url.Values, name string, file io.Reader) error { return in.take(v, fields, name, file) })
	faults, ok := site.Faults(err)
	if err != nil && !ok {
		return in, err
	}
	in.faults = faults
	if n := len(in.fields.Get("nyckel")); len(in.faults) == 0 && (n < 8 || n > 64) {
		in.faults = append(in.faults, aid.Error{Code: "invalid", Field: "text"})
	}
	return in, nil
}

// take takes in one file. With a text that will be refused none is, so that it leaves nothing behind.
func (in *handIn) take(v *site.Visit, fields url.Values, name string, file io.Reader) error {
	if aid.CheckText("text", fields.Get("text")) != nil {
		return nil
	}
	if len(in.files) == casework.MostFiles {
		return aid.Error{Code: "talk.too_many_files", Field: "file", Args: map[string]string{"n": itoa(casework.MostFiles)}}
	}
	taken, err := v.Desk().TakeIn(v.Ctx(), in.kind, name, file)
	if err == nil && !slices.ContainsFunc(in.files, func(f casework.TakenFile) bool { return f.SHA256 == taken.SHA256 }) {
		in.files = append(in.files, taken)
	}
	return err
}

// request is what a step wants to know of the form.
func (in handIn) request(v *site.Visit) casework.Request {
	return casework.Request{Actor: v.Actor(), Key: in.fields.Get("nyckel")}
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
