package site

import (
	"errors"
	"io"
	"mime/multipart"
	"net/http"
	"net/url"
	"strings"
	"unicode"

	"bistand/aid"
)

// Limits of a form with files: how long a field of it may be, and how much of one that was refused is read to its end, so that
// the browser hears why.
const (
	fieldLimit = 4 << 10
	drainLimit = 100 << 20
)

// ReadUpload reads a form with files as it streams in. Its fields come first, the key among them; then each file is handed to
// take before the next is read. A form that breaks off or has no file is an aid.Error at "file", as what take refuses is.
func (v *Visit) ReadUpload(take func(fields url.Values, name string, file io.Reader) error) (url.Values, error) {
	fields, files := url.Values{}, 0
	reader, err := v.R.MultipartReader()
	for err == nil {
		var part *multipart.Part
		if part, err = reader.NextPart(); err != nil {
			break
		}
		if part.FileName() == "" {
			text, _ := io.ReadAll(io.LimitReader(part, fieldLimit))
			fields.Add(part.FormName(), readable(string(text)))
			continue
		}
		if fields.Get("nyckel") == "" {
			err = aid.Error{Code: "invalid", Field: "file"}
			break
		}
		files++
		whole := &upstream{from: part}
		if err = take(fields, part.FileName(), whole); whole.err != nil {
			err = whole.err
		}
	}
	io.CopyN(io.Discard, v.R.Body, drainLimit) // the server closes the connection itself where more is left
	switch {
	case errors.Is(err, io.EOF) && files > 0:
		return fields, nil
	case errors.Is(err, io.EOF):
		return fields, aid.Error{Code: "apply.file_missing", Field: "file"}
	}
	return fields, unreadable(err)
}

// readable leaves out of a field what no form of ours sends: bytes that are no text, and control characters.
func readable(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return -1
		}
		return r
	}, strings.ToValidUTF8(text, ""))
}

// unreadable turns a form that cannot be read into what its sender is told; other errors pass.
func unreadable(err error) error {
	var large *http.MaxBytesError
	switch {
	case errors.As(err, &large):
		return aid.Error{Code: "file.too_big", Field: "file"}
	case errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, http.ErrNotMultipart), errors.Is(err, http.ErrMissingBoundary):
		return aid.Error{Code: "invalid", Field: "file"}
	}
	return err
}

// upstream passes a file on and keeps what broke its reading off, to tell the sender's fault from ours.
type upstream struct {
	from io.Reader
	err  error
}

// Read implements io.Reader.
func (u *upstream) Read(p []byte) (int, error) {
	n, err := u.from.Read(p)
	if err != nil && !errors.Is(err, io.EOF) {
		u.err = err
	}
	return n, err
}
