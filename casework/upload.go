package casework

import (
	"context"
	"io"

	"bistand/aid"
)

// PieceSize is the length of every piece of an upload but its last, in bytes.
const PieceSize = 256 << 10

// Uploads keeps what has come in of files that are sent in pieces, each upload for the person who sends it, until they are handed in by
// a form or nobody has added to them for an hour.
type Uploads interface {
	// AddPiece keeps a piece where it is the next one wanted, and returns how many bytes have come in without a gap.
	AddPiece(ctx context.Context, person, upload aid.ID, offset int64, piece []byte, limit int64) (have int64, err error)
	// OpenUpload reads the pieces as one file of size bytes; where they are not that, it is aid.Error{Code: "file.interrupted"}.
	OpenUpload(ctx context.Context, person, upload aid.ID, size int64) (io.ReadCloser, error)
	// CloseUpload keeps one that has been handed in from counting as begun; it can still be opened for a while.
	CloseUpload(ctx context.Context, person, upload aid.ID) error
	// DropUpload removes one whose pieces are of no use.
	DropUpload(ctx context.Context, person, upload aid.ID) error
}

// AddPiece keeps a piece of a file that comes to size bytes, 0 where that is not said, on the terms of Uploads. A file that will be
// too large is refused before any of it has been sent.
func (d *Desk) AddPiece(ctx context.Context, person, upload aid.ID, offset, size int64, piece []byte) (have int64, err error) {
	if size > MaxAttachment {
		return 0, aid.Error{Code: "file.too_big"}
	}
	return d.Files.AddPiece(ctx, person, upload, offset, piece, MaxAttachment)
}
