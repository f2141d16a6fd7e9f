// Package connect plugs the outside systems into casework and the web: each type here fits one client to the small interface
// that casework or the web declares, so that neither knows which service it talks to.
package connect

import (
	"context"
	"io"
	"time"

	"bistand/blob"
	"bistand/casework"
	"bistand/clamd"
	"bistand/intake"
)

// smallSide is the longer side of a small picture, in pixels: legible as a picture on a telephone, not as a text.
const smallSide = 320

// keptLimit is more than any picture comes to when it is written anew.
const keptLimit = 64 << 20

// Files fits a file store, what keeps files that come in pieces, and what makes of a photograph what is kept of it, to casework.Files.
type Files struct {
	blob.Uploads
	Store  blob.Store
	Intake *intake.Intake
}

// Take holds a file until it has been looked through; then it, or the picture made of it, is kept.
func (f Files) Take(ctx context.Context, r io.Reader, limit int64, look func(io.Reader) error) (casework.KeptFile, error) {
	var kept casework.KeptFile
	held, err := f.Store.Hold(ctx, r, limit)
	if err != nil {
		return kept, err
	}
	defer held.Discard()
	came, err := held.Open()
	if err != nil {
		return kept, err
	}
	err = look(came)
	came.Close()
	if err != nil {
		return kept, err
	}
	err = f.Intake.Take(ctx, held.Open, func(mediaType string, content io.Reader, same bool) error {
		if same {
			kept = casework.KeptFile{SHA256: held.Ref().SHA256, Size: held.Ref().Size, MediaType: mediaType}
			return held.Keep()
		}
		kept, err = f.put(ctx, mediaType, content)
		return err
	})
	return kept, err
}

func (f Files) put(ctx context.Context, mediaType string, content io.Reader) (casework.KeptFile, error) {
	ref, err := f.Store.Put(ctx, content, keptLimit)
	return casework.KeptFile{SHA256: ref.SHA256, Size: ref.Size, MediaType: mediaType}, err
}

// opener opens a kept file as often as it is asked to.
func (f Files) opener(ctx context.Context, k casework.KeptFile) intake.Opener {
	return func() (io.ReadCloser, error) { return f.Open(ctx, k.SHA256, k.Size) }
}

// Turn keeps a kept picture anew, turned a quarter to the right.
func (f Files) Turn(ctx context.Context, k casework.KeptFile) (turned casework.KeptFile, err error) {
	err = f.Intake.Turn(ctx, f.opener(ctx, k), func(mediaType string, content io.Reader) error {
		turned, err = f.put(ctx, mediaType, content)
		return err
	})
	return turned, err
}

// Small makes a small picture of a kept one.
func (f Files) Small(ctx context.Context, k casework.KeptFile) ([]byte, error) {
	return f.Intake.Small(ctx, k.SHA256, f.opener(ctx, k), smallSide)
}

// Open opens a kept file for reading.
func (f Files) Open(ctx context.Context, sha256 string, size int64) (io.ReadCloser, error) {
	return f.Store.Open(ctx, blob.Ref{SHA256: sha256, Size: size})
}

// Sweep takes away what crashes have left half written.
func (f Files) Sweep(olderThan time.Time) (int, error) {
	return f.Store.Sweep(olderThan)
}

// Scanner fits ClamAV's daemon to casework.Scanner.
type Scanner struct{ Client *clamd.Client }

// Scan has a file looked through.
func (s Scanner) Scan(ctx context.Context, r io.Reader) (found, version string, err error) {
	verdict, err := s.Client.Scan(ctx, r)
	return verdict.Found, verdict.Version, err
}
