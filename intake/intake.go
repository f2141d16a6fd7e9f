// Package intake makes of what is handed in what is kept of it. Of a photograph that is the picture alone: decoded within a
// memory that is known beforehand, turned the right way up, made no larger than a page needs, and written anew, so that
// places, names and whatever else lay in the file are gone. A PDF is kept as it is, or refused.
package intake

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"image/jpeg"
	"image/png"
	"io"

	"golang.org/x/sync/semaphore"

	"bistand/aid"
)

// The measures of a picture.
const (
	LongestSide = 3508       // pixels that are kept: an A4 page at 300 to the inch; no paper says more
	maxPixels   = 64_000_000 // that are read; the largest telephones in use make 50
	quality     = 88         // of JPEG: small print stays sharp
	plainPixels = 4_000_000  // a PNG up to this size stays one, as a picture of a screen does,
	plainBytes  = 1 << 20    // where it comes out no larger than this
)

// Intake (intag) takes pictures apart. All that it does at once fits in one memory; who would go beyond it waits.
type Intake struct {
	memory int64
	room   *semaphore.Weighted
	small  smalls
}

// Memory is what is enough for the largest picture, or for four of an ordinary telephone at once: bytes.
const Memory = 256 << 20

// New makes an intake that uses no more than so many bytes at once.
func New(memory int64) *Intake {
	return &Intake{memory: memory, room: semaphore.NewWeighted(memory)}
}

// Opener opens a file from its beginning, each time anew.
type Opener func() (io.ReadCloser, error)

// Keeper keeps what has come out; content is read to its end before it returns.
type Keeper func(mediaType string, content io.Reader) error

// Take looks through a file that has come in whole and hands to keep what is to be kept: the file itself where same is true,
// else the content. What cannot be kept is an aid.Error: "file.type" or "file.type_named" for what is neither a picture nor a
// PDF, "file.heic", "file.broken", "file.too_many_pixels", "file.encrypted", "file.active".
func (i *Intake) Take(ctx context.Context, open Opener, keep func(mediaType string, content io.Reader, same bool) error) error {
	kind, err := kindOf(open)
	if err != nil {
		return err
	}
	switch kind {
	case PDF:
		if err := check(open, checkPDF); err != nil {
			return err
		}
		return keep(PDF, nil, true)
	case HEIC:
		return aid.Error{Code: "file.heic"}
	}
	return i.picture(ctx, open, how{kind: kind, side: LongestSide}, func(mediaType string, content io.Reader) error {
		return keep(mediaType, content, false)
	})
}

// kindOf tells what a file is by its first bytes.
func kindOf(open Opener) (kind string, err error) {
	err = check(open, func(r io.Reader) error {
		first := make([]byte, SniffSize)
		n, err := io.ReadFull(r, first)
		if err != nil && !errors.Is(err, io.ErrUnexpectedEOF) && !errors.Is(err, io.EOF) {
			return err
		}
		var ok bool
		if kind, ok = Sniff(first[:n]); ok {
			return nil
		}
		if name := otherKind(first[:n]); name != "" {
			return aid.Error{Code: "file.type_named", Args: map[string]string{"type": name}}
		}
		return aid.Error{Code: "file.type"}
	})
	return kind, err
}

// Turn turns a kept picture a quarter to the right.
func (i *Intake) Turn(ctx context.Context, open Opener, keep Keeper) error {
	return i.kept(ctx, open, how{side: LongestSide, turn: 6}, keep)
}

// Small makes a picture of at most side pixels of a kept one, as JPEG. hash is that of its content: a list of pages is looked at
// again and again while it grows, and so the last ones made are kept.
func (i *Intake) Small(ctx context.Context, hash string, open Opener, side int) ([]byte, error) {
	name := fmt.Sprint(side, " ", hash)
	if made, ok := i.small.get(name); ok {
		return made, nil
	}
	var made bytes.Buffer
	err := i.kept(ctx, open, how{side: side, jpeg: true}, func(_ string, content io.Reader) error {
		_, err := made.ReadFrom(content)
		return err
	})
	if err != nil {
		return nil, err
	}
	i.small.put(name, made.Bytes())
	return made.Bytes(), nil
}

func (i *Intake) kept(ctx context.Context, open Opener, h how, keep Keeper) error {
	kind, err := kindOf(open)
	if err != nil {
		return err
	}
	if kind != JPEG && kind != PNG {
		return aid.Error{Code: "file.not_picture"}
	}
	h.kind = kind
	return i.picture(ctx, open, h, keep)
}

// how is what is to be done with a picture.
type how struct {
	kind string
	side int
	turn int  // as orientation, beside that of the file
	jpeg bool // whatever it was
}

// picture decodes a picture and writes it anew, within the memory that its header says it will take.
func (i *Intake) picture(ctx context.Context, open Opener, h how, keep Keeper) error {
	head, err := readHeader(open, h.kind)
	if err != nil {
		return err
	}
	weight := head.weight()
	if int64(head.width)*int64(head.height) > maxPixels || weight > i.memory {
		return aid.Error{Code: "file.too_many_pixels", Args: map[string]string{"million": fmt.Sprint(maxPixels / 1_000_000)}}
	}
	if err := i.room.Acquire(ctx, weight); err != nil {
		return fmt.Errorf("wait for room for a picture: %w", err)
	}
	defer i.room.Release(weight)
	var decoded image.Image
	err = check(open, func(r io.Reader) (err error) {
		decoded, err = decode(whileWanted{ctx, r}, h.kind)
		return err
	})
	if err != nil {
		return err
	}
	out := newRasters(decoded).within(h.side).turned(head.orientation).turned(h.turn)
	if err := ctx.Err(); err != nil {
		return err
	}
	return out.write(h.kind == PNG && !h.jpeg, keep)
}

// decode reads the picture. What the decoder does not understand is the sender's; what the reader does not give is ours.
func decode(r io.Reader, kind string) (image.Image, error) {
	source := &source{r: r}
	read := jpeg.Decode
	if kind == PNG {
		read = png.Decode
	}
	decoded, err := read(source)
	switch {
	case source.err != nil:
		return nil, source.err
	case err != nil:
		return nil, aid.Error{Code: "file.broken"}
	}
	return decoded, nil
}

// write encodes what has come out. plain says that it should stay a PNG if it is small as one.
func (p picture) write(plain bool, keep Keeper) error {
	out := p.image()
	var b bytes.Buffer
	if plain && p.width*p.height <= plainPixels {
		if err := png.Encode(&b, out); err != nil {
			return fmt.Errorf("write picture: %w", err)
		}
		if b.Len() <= plainBytes {
			return keep(PNG, &b)
		}
		b.Reset()
	}
	if err := jpeg.Encode(&b, out, &jpeg.Options{Quality: quality}); err != nil {
		return fmt.Errorf("write picture: %w", err)
	}
	return keep(JPEG, &b)
}

// check opens a file for one look.
func check(open Opener, look func(io.Reader) error) error {
	r, err := open()
	if err != nil {
		return err
	}
	defer r.Close()
	return look(r)
}

// whileWanted stops reading when nobody waits any more: a decoder can be stopped in no other way.
type whileWanted struct {
	ctx context.Context
	r   io.Reader
}

// Read implements io.Reader.
func (w whileWanted) Read(p []byte) (int, error) {
	if err := w.ctx.Err(); err != nil {
		return 0, err
	}
	return w.r.Read(p)
}

// source keeps what broke reading off.
type source struct {
	r   io.Reader
	err error
}

// Read implements io.Reader.
func (s *source) Read(p []byte) (int, error) {
	n, err := s.r.Read(p)
	if err != nil && err != io.EOF {
		s.err = err
	}
	return n, err
}
