package site

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"hash"
	"io"
	"mime/multipart"
	"net/http"
	"net/url"
	"strconv"

	"bistand/aid"
)

// Limits of a form with files: how many bytes of a field are read, more than the longest text takes in any script; how many fields
// and files it may bring; and how much of one that was refused is read to its end, so that the browser hears why.
const (
	fieldLimit = 64 << 10
	maxFields  = 200
	maxFiles   = 20
	drainLimit = 100 << 20
)

// TakeFile takes in one file of a form, knowing the fields that stand before it.
type TakeFile func(fields url.Values, name string, file io.Reader) error

// ReadUpload is ReadForm for a form that has to bring a file; one that brings none is aid.Error{Code: "apply.file_missing"}.
func (v *Visit) ReadUpload(take TakeFile) (url.Values, error) {
	fields, files, err := v.readParts(take)
	if err == nil && files == 0 {
		err = aid.Error{Code: "apply.file_missing", Field: "file"}
	}
	return fields, err
}

// ReadForm reads a form that may bring files, as it streams in: its fields come first, the key among them; then each file is
// handed to take before the next is read, until one is refused. A form that breaks off, or a file that does not add up to the
// SHA-256 that the form names, is an aid.Error at "file".
func (v *Visit) ReadForm(take TakeFile) (url.Values, error) {
	fields, _, err := v.readParts(take)
	return fields, err
}

func (v *Visit) readParts(take TakeFile) (fields url.Values, files int, err error) {
	fields = url.Values{}
	reader, err := v.R.MultipartReader()
	if err != nil {
		err = broken(err)
	}
	for n := 0; err == nil; {
		var part *multipart.Part
		if part, err = reader.NextPart(); errors.Is(err, io.EOF) {
			return fields, files, v.checkUploadMark(fields)
		}
		switch {
		case err != nil:
			err = broken(err)
		case part.FileName() == "":
			if n++; n > maxFields {
				err = aid.Error{Code: "invalid", Field: "file"}
				break
			}
			err = readField(fields, part)
		default:
			files++
			if err = v.checkUploadKey(fields); err == nil {
				err = takePart(fields, files, part, take)
			}
		}
	}
	_, _ = io.CopyN(io.Discard, v.R.Body, drainLimit) // the server closes the connection itself where more is left
	return fields, files, err
}

// checkUploadKey wants the key before the first file is taken.
func (v *Visit) checkUploadKey(fields url.Values) error {
	ok, err := v.CheckKey(fields.Get("nyckel"))
	if !ok {
		return aid.Error{Code: "invalid", Field: "file"}
	}
	return err
}

// checkUploadMark refuses a form without files too that was made for someone else; whether it has a key is its handler's to ask.
func (v *Visit) checkUploadMark(fields url.Values) error {
	ok, err := v.CheckKey(fields.Get("nyckel"))
	if ok {
		return err
	}
	return nil
}

func readField(fields url.Values, part *multipart.Part) error {
	text, err := io.ReadAll(io.LimitReader(part, fieldLimit))
	if err != nil {
		return broken(err)
	}
	fields.Add(part.FormName(), Readable(string(text)))
	return nil
}

func takePart(fields url.Values, n int, part *multipart.Part, take TakeFile) error {
	if n > maxFiles {
		return aid.Error{Code: "apply.too_many_files", Field: "file", Args: map[string]string{"n": strconv.Itoa(maxFiles)}}
	}
	whole := &upstream{from: part, want: fields.Get("sha256"), hash: sha256.New()}
	err := take(fields, part.FileName(), whole)
	if whole.err != nil {
		return broken(whole.err)
	}
	return err
}

// broken is what the sender is told of a form that cannot be read to its end.
func broken(err error) error {
	if large := (*http.MaxBytesError)(nil); errors.As(err, &large) {
		return aid.Error{Code: "file.too_big", Field: "file"}
	}
	if fault, ok := errors.AsType[aid.Error](err); ok {
		return fault
	}
	return aid.Error{Code: "invalid", Field: "file"}
}

// upstream passes a file on and keeps what broke its reading off, to tell the sender's fault from ours. Where its sender has said
// what it adds up to, it ends well only if it does.
type upstream struct {
	from io.Reader
	want string // empty where nothing was said
	hash hash.Hash
	err  error
}

// Read implements io.Reader.
func (u *upstream) Read(p []byte) (int, error) {
	n, err := u.from.Read(p)
	if u.want != "" {
		u.hash.Write(p[:n])
		if err == io.EOF && hex.EncodeToString(u.hash.Sum(nil)) != u.want {
			err = aid.Error{Code: "file.interrupted", Field: "file"}
		}
	}
	if err != nil && err != io.EOF {
		u.err = err
	}
	return n, err
}
