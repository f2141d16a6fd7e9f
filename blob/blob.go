// Package blob keeps attachments: whole files, written once, found again by the hash of their content.
//
// Store is the small interface that the rest of the program sees, and Uploads the one for files that come in pieces. Disk keeps the
// files on a local disk, encrypted, and never holds more than two segments of a file (128 KiB) or one piece (256 KiB) in memory,
// however large the file is.
package blob

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"bistand/aid"
)

// Store (förvar) keeps files by their content.
type Store interface {
	// Put reads r to its end and keeps what it read; when it returns without error the file survives a power cut.
	// It answers aid.Error{Code: "file.empty"} for no content, aid.Error{Code: "file.too_big"} for more than limit
	// bytes, and the reader's own error where reading fails; in each of these cases nothing is kept.
	Put(ctx context.Context, r io.Reader, limit int64) (Ref, error)
	// Hold reads r as Put does, but keeps nothing yet: what came in can be looked through first, then kept or discarded.
	Hold(ctx context.Context, r io.Reader, limit int64) (*Held, error)
	// Open gives the content back as a stream. A file that is not there is aid.ErrNotFound. One that has been altered,
	// cut or swapped is ErrCorrupt, from Open or from the Read that reaches the damage: no altered byte is ever handed
	// out, so a caller that sees an error must drop what it has read.
	Open(ctx context.Context, ref Ref) (io.ReadCloser, error)
	// Delete removes the content; one that is not there is aid.ErrNotFound. The same content is kept once however
	// often it was put, so the caller must know that nothing else points at it.
	Delete(ctx context.Context, ref Ref) error
	// Sweep removes what crashes have left half written, and uploads that were not ended, where nobody has touched them since
	// olderThan, and returns how many files and uploads.
	Sweep(olderThan time.Time) (int, error)
}

// Ref (filhänvisning) names a file by its content.
type Ref struct {
	SHA256 string // of the plain content, lower-case hex
	Size   int64  // bytes of plain content
}

// digest returns the hash as bytes; text that no hash can have is aid.ErrNotFound, since no file can be called that.
func (r Ref) digest() ([]byte, error) {
	sum, err := hex.DecodeString(r.SHA256)
	if err != nil || len(sum) != sha256.Size || strings.ToLower(r.SHA256) != r.SHA256 {
		return nil, aid.ErrNotFound
	}
	return sum, nil
}

// ErrCorrupt is the answer for a stored file that is not, to the last bit, what was put.
var ErrCorrupt = errors.New("stored file is damaged or has been altered")

// KeySize is the length of a master key in bytes (AES-256).
const KeySize = 32

// ParseKey reads a master key as settings carry it: 32 bytes in standard base64 ("openssl rand -base64 32"), spaces around
// it passed over. The error never repeats the text.
func ParseKey(text string) ([]byte, error) {
	key, err := base64.StdEncoding.Strict().DecodeString(strings.TrimSpace(text))
	if err != nil {
		return nil, errors.New("read file key: not base64")
	}
	if len(key) != KeySize {
		return nil, fmt.Errorf("read file key: %d bytes, want %d", len(key), KeySize)
	}
	return key, nil
}
