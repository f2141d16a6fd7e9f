package blob

import (
	"bytes"
	"context"
	"crypto/cipher"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"bistand/aid"
)

// PieceSize is the length of every piece of an upload but its last, in bytes: what a telephone on a poor line sends in a minute.
const PieceSize = 256 << 10

// maxUploads is how many uploads a person may have begun and not sent in a form.
const maxUploads = 20

// Uploads (uppladdningar) keeps what has come in of files that are sent in pieces. An upload belongs to the person who sends it: the
// same id of someone else is another upload. It is a working file of an hour, found by nobody else, and no stored content.
type Uploads interface {
	// AddPiece keeps the piece that begins at offset, where that is where the next one is wanted, and returns how many bytes have
	// come in without a gap: the next offset wanted. A piece that is there already is not written again, and one further on is not
	// kept; no piece only asks. A piece after one shorter than PieceSize, which was the last, begins the upload anew: 0. More than limit
	// bytes are aid.Error{Code: "file.too_big"}, one upload too many is aid.Error{Code: "file.too_many_uploads"}, and a piece
	// longer than PieceSize is aid.Error{Code: "invalid"}.
	AddPiece(ctx context.Context, person, upload aid.ID, offset int64, piece []byte, limit int64) (have int64, err error)
	// OpenUpload reads the pieces as one file of size bytes. Where they do not come to that, or one has been altered, the answer of it
	// or of the Read that gets there is aid.Error{Code: "file.interrupted"}; it is ErrCorrupt too where one has been altered.
	OpenUpload(ctx context.Context, person, upload aid.ID, size int64) (io.ReadCloser, error)
	// CloseUpload keeps an upload that has been sent in a form from counting as begun. It can still be opened, until Sweep: the answer
	// to the form may be lost on the same line, and the form is then sent again.
	CloseUpload(ctx context.Context, person, upload aid.ID) error
	// DropUpload removes an upload whose pieces are of no use.
	DropUpload(ctx context.Context, person, upload aid.ID) error
}

var _ Uploads = (*Disk)(nil)

// upload is one upload on the disk: a folder of pieces, numbered from 0.
//
//	uploads/PERSON/UPLOAD/0000        a piece: nonce 12 | the piece, sealed with AES-256-GCM
//	uploads/PERSON/UPLOAD.sent/0000   of one that has been sent in a form
//
// PERSON and UPLOAD are hidden names. Each upload has a key of its own; what is sealed with a piece is the upload's name and the
// piece's number, so that no piece can be put in another's place. A change of the master key begins unfinished uploads anew.
type upload struct {
	person, path string
	name         []byte
	aead         cipher.AEAD
}

// sentMark ends the name of the folder of an upload that has been sent in a form.
const sentMark = ".sent"

// pieceOverhead is what sealing adds to a piece.
const pieceOverhead = 12 + overhead

func (d *Disk) upload(person, id aid.ID) (upload, error) {
	keys, err := d.keys[0].derive(nil, "bistand blob upload v1 "+string(person)+" "+string(id))
	if err != nil {
		return upload{}, err
	}
	mac := hmac.New(sha256.New, d.keys[0].nameKey)
	mac.Write([]byte("uploads of " + person))
	u := upload{person: filepath.Join(d.dir, "uploads", hex.EncodeToString(mac.Sum(nil))), name: keys.mac, aead: keys.aead}
	u.path = filepath.Join(u.person, hex.EncodeToString(u.name))
	if _, err := os.Stat(u.path + sentMark); err == nil {
		u.path += sentMark
	}
	return u, nil
}

// piece is where a piece lies.
func (u upload) piece(number int64) string { return filepath.Join(u.path, fmt.Sprintf("%04d", number)) }

// with is what a piece is sealed with: where it belongs.
func (u upload) with(number int64) []byte {
	return binary.BigEndian.AppendUint64(bytes.Clone(u.name), uint64(number))
}

// have counts what has come in without a gap.
func (u upload) have() (have int64, err error) {
	for number := int64(0); ; number++ {
		info, err := os.Stat(u.piece(number))
		if errors.Is(err, fs.ErrNotExist) {
			return have, nil
		}
		if err != nil {
			return 0, fmt.Errorf("look for pieces: %w", err)
		}
		have += max(0, info.Size()-pieceOverhead)
		if have != (number+1)*PieceSize {
			return have, nil // the last
		}
	}
}

// begin makes an upload's folder, unless the person has begun too many.
func (u upload) begin() error {
	if _, err := os.Stat(u.path); err == nil {
		return nil
	}
	others, err := os.ReadDir(u.person)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("count uploads: %w", err)
	}
	begun := 0
	for _, one := range others {
		if filepath.Ext(one.Name()) != sentMark {
			begun++
		}
	}
	if begun >= maxUploads {
		return aid.Error{Code: "file.too_many_uploads", Args: map[string]string{"n": strconv.Itoa(maxUploads)}}
	}
	if err := os.MkdirAll(u.path, 0o700); err != nil {
		return fmt.Errorf("begin upload: %w", err)
	}
	return nil
}

// AddPiece implements Uploads. Where two are sent at once for one place, one of them is kept whole.
func (d *Disk) AddPiece(ctx context.Context, person, id aid.ID, offset int64, piece []byte, limit int64) (int64, error) {
	if err := ctx.Err(); err != nil {
		return 0, err
	}
	u, err := d.upload(person, id)
	if err != nil {
		return 0, err
	}
	have, err := u.have()
	if err != nil || offset != have {
		return have, err
	}
	switch {
	case have+int64(len(piece)) > limit:
		return have, aid.Error{Code: "file.too_big"}
	case len(piece) > PieceSize:
		return have, aid.Error{Code: "invalid"}
	case len(piece) > 0 && have%PieceSize != 0:
		return 0, d.DropUpload(ctx, person, id)
	}
	if err := u.begin(); err != nil || len(piece) == 0 {
		return have, err
	}
	if err := d.writePiece(u, have/PieceSize, piece); err != nil {
		return have, err
	}
	return have + int64(len(piece)), nil
}

// writePiece keeps a piece for good: whoever is told that it is there must find it after a power cut too, or what comes after it is
// lost with it.
func (d *Disk) writePiece(u upload, number int64, piece []byte) error {
	file, err := d.createTemp()
	if err != nil {
		return err
	}
	defer file.discard()
	sealed := make([]byte, 12, len(piece)+pieceOverhead)
	if _, err := io.ReadFull(d.random, sealed); err != nil {
		return fmt.Errorf("read randomness for a piece: %w", err)
	}
	if _, err := file.Write(u.aead.Seal(sealed, sealed, piece, u.with(number))); err != nil {
		return fmt.Errorf("write piece: %w", err)
	}
	if err := errors.Join(file.Sync(), file.Close()); err != nil {
		return fmt.Errorf("write piece: %w", err)
	}
	if err := os.Rename(file.Name(), u.piece(number)); err != nil {
		return fmt.Errorf("keep piece: %w", err)
	}
	file.kept = true
	return syncFolder(u.path)
}

// OpenUpload implements Uploads.
func (d *Disk) OpenUpload(ctx context.Context, person, id aid.ID, size int64) (io.ReadCloser, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	u, err := d.upload(person, id)
	if err != nil {
		return nil, err
	}
	have, err := u.have()
	if err == nil && (have != size || have == 0) {
		err = aid.Error{Code: "file.interrupted"}
	}
	if err != nil {
		return nil, err
	}
	return &pieces{upload: u, left: size}, nil
}

// pieces reads an upload, one piece in memory at a time.
type pieces struct {
	upload
	number int64
	left   int64  // bytes not opened yet
	plain  []byte // opened and not yet read
}

// Read implements io.Reader.
func (p *pieces) Read(b []byte) (int, error) {
	if len(p.plain) == 0 {
		if p.left == 0 {
			return 0, io.EOF
		}
		if err := p.next(); err != nil {
			return 0, err
		}
	}
	n := copy(b, p.plain)
	p.plain = p.plain[n:]
	return n, nil
}

// next opens the next piece.
func (p *pieces) next() error {
	sealed, err := os.ReadFile(p.piece(p.number))
	if errors.Is(err, fs.ErrNotExist) {
		return aid.Error{Code: "file.interrupted"} // swept, or dropped by another form
	}
	if err != nil {
		return fmt.Errorf("read piece: %w", err)
	}
	if int64(len(sealed)) != min(p.left, PieceSize)+pieceOverhead {
		return errors.Join(ErrCorrupt, aid.Error{Code: "file.interrupted"})
	}
	p.plain, err = p.aead.Open(sealed[12:12], sealed[:12], sealed[12:], p.with(p.number))
	if err != nil {
		p.plain = nil
		return errors.Join(ErrCorrupt, aid.Error{Code: "file.interrupted"})
	}
	p.number++
	p.left -= int64(len(p.plain))
	return nil
}

// Close implements io.Closer.
func (p *pieces) Close() error { return nil }

// CloseUpload implements Uploads.
func (d *Disk) CloseUpload(_ context.Context, person, id aid.ID) error {
	u, err := d.upload(person, id)
	if err != nil || filepath.Ext(u.path) == sentMark {
		return err
	}
	if err := os.Rename(u.path, u.path+sentMark); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("close upload: %w", err)
	}
	return nil
}

// DropUpload implements Uploads.
func (d *Disk) DropUpload(_ context.Context, person, id aid.ID) error {
	u, err := d.upload(person, id)
	if err != nil {
		return err
	}
	if err := os.RemoveAll(u.path); err != nil {
		return fmt.Errorf("drop upload: %w", err)
	}
	return nil
}

// sweepUploads removes the uploads that no piece has been added to since olderThan, and returns how many. One that comes in slowly
// stays whole: its folder is as old as its newest piece.
func (d *Disk) sweepUploads(olderThan time.Time) (removed int, err error) {
	people, err := os.ReadDir(filepath.Join(d.dir, "uploads"))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return 0, fmt.Errorf("sweep uploads: %w", err)
	}
	for _, person := range people {
		path := filepath.Join(d.dir, "uploads", person.Name())
		uploads, err := os.ReadDir(path)
		if err != nil {
			return removed, fmt.Errorf("sweep uploads: %w", err)
		}
		for _, one := range uploads {
			info, err := one.Info()
			if errors.Is(err, fs.ErrNotExist) || err == nil && !info.ModTime().Before(olderThan) {
				continue
			}
			if err := errors.Join(err, os.RemoveAll(filepath.Join(path, one.Name()))); err != nil {
				return removed, fmt.Errorf("sweep uploads: %w", err)
			}
			removed++
		}
		_ = os.Remove(path) // stays where there is an upload in it
	}
	return removed, nil
}
