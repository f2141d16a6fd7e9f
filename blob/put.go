package blob

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"sync"

	"bistand/aid"
)

// depth is how many segments of one Put are in memory at once (192 KiB): one being read, one being sealed, one in between.
const depth = 3

// buffer has room for a segment and for what sealing adds to it. One byte of the next segment is read along, which tells
// whether there is a next.
type buffer [segmentSize + overhead]byte

// buffers are kept between Puts, so that a rush of uploads does not become a rush of garbage.
var buffers = sync.Pool{New: func() any { return new([depth]buffer) }}

// sealAll reads r to its end and writes its segments, sealed, to w. It returns the content's hash and length.
func sealAll(ctx context.Context, w io.Writer, r io.Reader, limit int64, keys fileKeys) (digest []byte, size int64, err error) {
	out := startSealer(w, keys)
	// The sealer has ended before anyone else gets its buffers, or the caller closes its file.
	defer func() { err = errors.Join(err, out.stop()) }()

	hash, kept, carried := sha256.New(), 0, byte(0)
	for {
		if err := ctx.Err(); err != nil {
			return nil, 0, err
		}
		buf, err := out.room()
		if err != nil {
			return nil, 0, err
		}
		buf[0] = carried
		n, last, err := fill(r, buf[:segmentSize+1], kept)
		if err != nil {
			return nil, 0, fmt.Errorf("read file to store: %w", err)
		}
		if size+int64(n) > min(limit, maxSize) {
			return nil, 0, aid.Error{Code: "file.too_big"}
		}
		if size+int64(n) == 0 {
			return nil, 0, aid.Error{Code: "file.empty"}
		}
		// The byte read along belongs to the next segment, and the buffer is about to be somebody else's.
		kept, carried = 1, buf[segmentSize]
		n = min(n, segmentSize)
		size += int64(n)
		hash.Write(buf[:n])
		out.seal(buf, n, last)
		if last {
			return hash.Sum(nil), size, nil
		}
	}
}

// fill reads from r until buf, of which kept bytes are there already, is full or r is at its end. It is not io.ReadFull:
// that answers io.ErrUnexpectedEOF both at the end of a whole file and for an upload that broke off, and half a file must
// never pass for a whole one.
func fill(r io.Reader, buf []byte, kept int) (n int, end bool, err error) {
	for n = kept; n < len(buf); {
		read, err := r.Read(buf[n:])
		n += read
		switch {
		case n == len(buf): // an end that came along shows itself again at the next Read
		case err == io.EOF:
			return n, true, nil
		case err != nil:
			return n, false, err
		}
	}
	return n, false, nil
}

// sealer seals and writes one segment while the next is being read and hashed. The two cost about the same, so a file is
// stored in little more than half the time wherever a second core is free.
type sealer struct {
	keys  fileKeys
	w     io.Writer
	all   *[depth]buffer
	free  chan *buffer
	work  chan job
	ended chan struct{}
	err   error // of the first write that failed; read only after ended is closed
}

// job is one segment to be sealed.
type job struct {
	buf    *buffer
	length int
	last   bool
}

// startSealer starts the goroutine that seals; stop ends it.
func startSealer(w io.Writer, keys fileKeys) *sealer {
	s := &sealer{
		keys: keys, w: w, all: buffers.Get().(*[depth]buffer),
		free: make(chan *buffer, depth), work: make(chan job, depth), ended: make(chan struct{}),
	}
	for i := range s.all {
		s.free <- &s.all[i]
	}
	go s.run()
	return s
}

// run seals what comes until there is no more or a write fails.
func (s *sealer) run() {
	defer close(s.ended)
	segment := int64(0)
	for j := range s.work {
		number := nonce(segment, j.last)
		sealed := s.keys.aead.Seal(j.buf[:0], number[:], j.buf[:j.length], nil)
		if _, err := s.w.Write(sealed); err != nil {
			s.err = fmt.Errorf("write stored file: %w", err)
			return
		}
		segment++
		s.free <- j.buf
	}
}

// room waits for a buffer to read into; the error, told again by stop, is that of a write that failed.
func (s *sealer) room() (*buffer, error) {
	select {
	case buf := <-s.free:
		return buf, nil
	case <-s.ended:
		return nil, errStopped
	}
}

// errStopped ends the reading; the reason is told by stop.
var errStopped = errors.New("store file: writing has stopped")

// seal hands a segment over. It never blocks: there are no more segments than places.
func (s *sealer) seal(buf *buffer, length int, last bool) { s.work <- job{buf, length, last} }

// stop waits until everything handed over is written, and returns the error of the write that failed.
func (s *sealer) stop() error {
	close(s.work)
	<-s.ended
	clear(s.all[:]) // what lies in wait for the next upload is nobody's bank statement
	buffers.Put(s.all)
	return s.err
}

// Held (undanhållen fil) is a file that has come in whole and lies sealed in tmp, where nobody finds it, until it is known
// whether it may be kept. It is for one caller at a time, who must end it with Discard, also after Keep.
type Held struct {
	ref  Ref
	disk *Disk
	file *tempFile
	name []byte
}

// Hold implements Store. The content is sealed into a temporary file as it comes in; its name is known only when all of it
// has been read.
func (d *Disk) Hold(ctx context.Context, r io.Reader, limit int64) (*Held, error) {
	salt := make([]byte, saltSize)
	if _, err := io.ReadFull(d.random, salt); err != nil {
		return nil, fmt.Errorf("read randomness for a file: %w", err)
	}
	key := d.keys[0]
	keys, err := key.fileKeys(salt)
	if err != nil {
		return nil, err
	}
	file, err := d.createTemp()
	if err != nil {
		return nil, err
	}
	held := &Held{disk: d, file: file}
	if err := held.fill(ctx, r, limit, keys, salt); err != nil {
		held.Discard()
		return nil, err
	}
	return held, nil
}

// fill reads the content in.
func (h *Held) fill(ctx context.Context, r io.Reader, limit int64, keys fileKeys, salt []byte) error {
	// Room for the header, which can be written only when the rest is known.
	if _, err := h.file.Write(bytes.Repeat([]byte{0}, headerSize)); err != nil {
		return fmt.Errorf("write stored file: %w", err)
	}
	digest, size, err := sealAll(ctx, h.file, r, limit, keys)
	if err != nil {
		return err
	}
	key := h.disk.keys[0]
	h.name = key.name(digest)
	if _, err := h.file.WriteAt(keys.header(key.id, salt, size, h.name), 0); err != nil {
		return fmt.Errorf("write stored file: %w", err)
	}
	h.ref = Ref{SHA256: hex.EncodeToString(digest), Size: size}
	return nil
}

// Ref names the content that is held.
func (h *Held) Ref() Ref { return h.ref }

// Open reads what is held from its beginning, as often as is asked for until Keep or Discard.
func (h *Held) Open() (io.ReadCloser, error) {
	file, err := os.Open(h.file.Name())
	if err != nil {
		return nil, fmt.Errorf("open held file: %w", err)
	}
	return h.disk.reader(file, h.ref.Size, h.name)
}

// Keep makes what is held a stored file. Moving it onto a file of the same content is right: it is the same content, and a
// damaged one is mended thereby.
func (h *Held) Keep() error { return h.disk.keep(h.file, h.name) }

// Discard lets go of what is held; what has been kept stays.
func (h *Held) Discard() { h.file.discard() }

// Put implements Store.
func (d *Disk) Put(ctx context.Context, r io.Reader, limit int64) (Ref, error) {
	held, err := d.Hold(ctx, r, limit)
	if err != nil {
		return Ref{}, err
	}
	defer held.Discard()
	return held.ref, held.Keep()
}
