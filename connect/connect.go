// Package connect plugs the outside systems into casework and the web: each type here fits one client to the small interface
// that casework or the web declares, so that neither knows which service it talks to.
package connect

import (
	"context"
	"io"

	"bistand/blob"
)

// Files fits a file store to casework.Files.
type Files struct{ Store blob.Store }

// Sniff tells what a file is by its first bytes.
func (Files) Sniff(first []byte) (mediaType string, ok bool) { return blob.Sniff(first) }

// Put keeps a file.
func (f Files) Put(ctx context.Context, r io.Reader, limit int64) (sha256 string, size int64, err error) {
	ref, err := f.Store.Put(ctx, r, limit)
	return ref.SHA256, ref.Size, err
}

// Open opens a kept file for reading.
func (f Files) Open(ctx context.Context, sha256 string, size int64) (io.ReadCloser, error) {
	return f.Store.Open(ctx, blob.Ref{SHA256: sha256, Size: size})
}
