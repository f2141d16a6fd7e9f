package site

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"hash"
	"io"
	"log/slog"
	"mime/multipart"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"bistand/aid"
	"bistand/casework"
)

// UploadLimit is the most that a form with files of 10 MB at most comes to, in bytes, files that came in pieces included.
const UploadLimit = 64 << 20

// Limits of a form with files: how many bytes of a field are read, more than the longest text takes in any script; how many fields
// and files it may bring; and how much of one that was refused is read to its end, so that the browser hears why.
const (
	fieldLimit = 64 << 10
	maxFields  = 200
	maxFiles   = 20
	drainLimit = 100 << 20
)

// uploadField is the field of a form that brings a file which has come in pieces: its upload, its size and its name.
const uploadField = "uppladdad"

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
// handed to take before the next is read, until one is refused. Without take they are passed by. A form that breaks off, or a file
// that does not add up to the SHA-256 that the form names, is an aid.Error at "file".
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
	room := int64(UploadLimit) // for files that came in pieces
	for n := 0; err == nil; {
		var part *multipart.Part
		if part, err = reader.NextPart(); errors.Is(err, io.EOF) {
			return fields, files, v.checkUploadMark(fields)
		}
		switch {
		case err != nil:
			err = broken(err)
		case part.FileName() == "" && part.FormName() != uploadField:
			if n++; n > maxFields {
				err = aid.Error{Code: "invalid", Field: "file"}
				break
			}
			err = readField(fields, part)
		default:
			files++
			if err = v.checkUploadKey(fields); err != nil || take == nil {
				break
			}
			if part.FileName() != "" {
				err = takePart(fields, files, part.FileName(), part, take)
			} else {
				err = v.takeUpload(fields, files, &room, part, take)
			}
		}
	}
	_, _ = io.CopyN(io.Discard, v.R.Body, drainLimit) // the server closes the connection itself where more is left
	return fields, files, err
}

// takeUpload is takePart for a file that has come in pieces before the form.
func (v *Visit) takeUpload(fields url.Values, n int, room *int64, part io.Reader, take TakeFile) error {
	text, err := io.ReadAll(io.LimitReader(part, fieldLimit))
	if err != nil {
		return broken(err)
	}
	parts := strings.SplitN(Readable(string(text)), " ", 3)
	if len(parts) != 3 || parts[2] == "" {
		return aid.Error{Code: "invalid", Field: "file"}
	}
	id, idErr := aid.ParseID(parts[0])
	size, sizeErr := strconv.ParseInt(parts[1], 10, 64)
	if idErr != nil || sizeErr != nil || size <= 0 {
		return aid.Error{Code: "invalid", Field: "file"}
	}
	if *room -= size; size > UploadLimit || *room < 0 {
		return aid.Error{Code: "file.too_big", Field: "file"}
	}
	person := v.Self().ID
	file, err := v.Desk().Files.OpenUpload(v.Ctx(), person, id, size)
	if fault, ok := errors.AsType[aid.Error](err); ok {
		return fault.At("file")
	}
	if err != nil {
		return err
	}
	defer file.Close()
	v.uploads = append(v.uploads, id)
	err = takePart(fields, n, parts[2], file, take)
	if fault, ok := errors.AsType[aid.Error](err); ok && fault.Code == "file.interrupted" {
		// What lies there will never be the file: sent again it must begin anew.
		return errors.Join(err, v.Desk().Files.DropUpload(v.Ctx(), person, id))
	}
	return err
}

// CloseUploads ends the uploads of a form that has had its effect.
func (v *Visit) CloseUploads() {
	for _, id := range v.uploads {
		if err := v.Desk().Files.CloseUpload(v.Ctx(), v.Self().ID, id); err != nil {
			slog.WarnContext(v.Ctx(), "an upload cannot be closed", "error", err) // it is swept
		}
	}
}

// TakePiece takes in a piece of a file for whoever is logged in, and for nobody else: the body, which belongs at the offset "fran" of
// a file of "av" bytes. The answer says how much there is without a gap: 409 where that is less than the piece begins at.
func (v *Visit) TakePiece() error {
	id, err := v.Path("id")
	if err != nil {
		return err
	}
	offset, size, ok := v.pieceOf()
	if !ok {
		return v.answerPiece(0, 0, aid.Error{Code: "invalid"})
	}
	room := min(max(v.R.ContentLength, 0), casework.PieceSize)
	piece := bytes.NewBuffer(make([]byte, 0, room+bytes.MinRead))
	if _, err := piece.ReadFrom(v.R.Body); err != nil {
		return v.answerPiece(0, 0, broken(err))
	}
	have, err := v.Desk().AddPiece(v.Ctx(), v.Self().ID, id, offset, size, piece.Bytes())
	return v.answerPiece(have, offset, err)
}

// pieceOf reads of an address where its piece belongs; what it does not say is 0.
func (v *Visit) pieceOf() (offset, size int64, ok bool) {
	read := func(name string) int64 {
		text := v.R.URL.Query().Get(name)
		if text == "" {
			return 0
		}
		n, err := strconv.ParseInt(text, 10, 64)
		if err != nil {
			return -1
		}
		return n
	}
	offset, size = read("fran"), read("av")
	return offset, size, offset >= 0 && size >= 0
}

// answerPiece tells the script how much there is, or what is wrong in words.
func (v *Visit) answerPiece(have, offset int64, err error) error {
	answer := struct {
		Have  int64  `json:"har"`
		Fault string `json:"fel,omitempty"`
	}{Have: have}
	status := http.StatusOK
	if fault, ok := errors.AsType[aid.Error](err); ok {
		status, answer.Fault = http.StatusUnprocessableEntity, v.UI().ErrorText(fault)
	} else if err != nil {
		return err
	} else if have < offset {
		status = http.StatusConflict
	}
	v.W.Header().Set("Content-Type", "application/json")
	v.W.WriteHeader(status)
	return json.NewEncoder(v.W).Encode(answer)
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

func takePart(fields url.Values, n int, name string, file io.Reader, take TakeFile) error {
	if n > maxFiles {
		return aid.Error{Code: "apply.too_many_files", Field: "file", Args: map[string]string{"n": strconv.Itoa(maxFiles)}}
	}
	whole := &upstream{from: file, want: fields.Get("sha256"), hash: sha256.New()}
	err := take(fields, name, whole)
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
		return fault.At("file")
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
