package blob

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"io"
)

// A stored file is a header and then the content in segments, each sealed with AES-256-GCM:
//
//	magic 4 | key id 1 | salt 32 | size 8 | tag 32 || segment … segment
//
// Each file has keys of its own, derived by HKDF-SHA256 from the master key and the salt. That makes a plain counter safe
// as the nonce, and a segment of one file worthless in another. The nonce carries the segment's number and whether it is
// the last, so segments can be neither moved, dropped, repeated nor cut off. The header's tag covers the header and the
// name under which the file is kept, so that one file cannot be put in another's place; it is written last.
const (
	segmentSize = 64 << 10 // plain bytes in each segment but the last
	overhead    = 16       // what GCM adds to a segment
	saltSize    = 32
	headerSize  = len(magic) + 1 + saltSize + 8 + sha256.Size
	magic       = "BSB1"
)

// maxSize keeps the arithmetic on sizes, and the segments under one key, far from their limits (16 TiB).
const maxSize = 1 << 44

// masterKey is one master key with what is derived from it for all files.
type masterKey struct {
	secret  []byte
	nameKey []byte // hides the content's hash in the file's name
	id      byte   // names the key in a header
	check   string // names the key in the store's list of keys; tells nothing about the key
}

// newMasterKey derives what hangs on the key alone.
func newMasterKey(secret []byte) (masterKey, error) {
	if len(secret) != KeySize {
		return masterKey{}, fmt.Errorf("use file key: %d bytes, want %d", len(secret), KeySize)
	}
	nameKey, err := hkdf.Key(sha256.New, secret, nil, "bistand blob name v1", 32)
	if err != nil {
		return masterKey{}, fmt.Errorf("derive name key: %w", err)
	}
	id, err := hkdf.Key(sha256.New, secret, nil, "bistand blob key id v1", 8)
	if err != nil {
		return masterKey{}, fmt.Errorf("derive key id: %w", err)
	}
	return masterKey{secret: secret, nameKey: nameKey, id: id[0], check: fmt.Sprintf("%x", id)}, nil
}

// name is what a file with this content is called under this key: 32 bytes that tell a thief nothing about the content,
// not even whether it is one that the thief already has.
func (k masterKey) name(digest []byte) []byte {
	mac := hmac.New(sha256.New, k.nameKey)
	mac.Write(digest)
	return mac.Sum(nil)
}

// fileKeys are the keys of one file.
type fileKeys struct {
	aead cipher.AEAD
	mac  []byte
}

// fileKeys derives the keys of the file with this salt.
func (k masterKey) fileKeys(salt []byte) (fileKeys, error) {
	return k.derive(salt, "bistand blob file v1")
}

// derive makes the keys for a purpose, which no other may have.
func (k masterKey) derive(salt []byte, purpose string) (fileKeys, error) {
	derived, err := hkdf.Key(sha256.New, k.secret, salt, purpose, 64)
	if err != nil {
		return fileKeys{}, fmt.Errorf("derive file key: %w", err)
	}
	block, err := aes.NewCipher(derived[:32])
	if err != nil {
		return fileKeys{}, fmt.Errorf("make cipher: %w", err)
	}
	aead, err := cipher.NewGCM(block)
	if err != nil {
		return fileKeys{}, fmt.Errorf("make cipher: %w", err)
	}
	return fileKeys{aead: aead, mac: derived[32:]}, nil
}

// header writes the header of a finished file.
func (f fileKeys) header(keyID byte, salt []byte, size int64, name []byte) []byte {
	h := make([]byte, 0, headerSize)
	h = append(h, magic...)
	h = append(h, keyID)
	h = append(h, salt...)
	h = binary.BigEndian.AppendUint64(h, uint64(size))
	mac := hmac.New(sha256.New, f.mac)
	mac.Write(h)
	mac.Write(name)
	return mac.Sum(h)
}

// parts takes a header apart without believing any of it; ok is false where it cannot be a header of ours.
func parts(header []byte) (keyID byte, salt []byte, size int64, ok bool) {
	if len(header) != headerSize || string(header[:4]) != magic {
		return 0, nil, 0, false
	}
	n := binary.BigEndian.Uint64(header[5+saltSize:])
	if n == 0 || n > maxSize {
		return 0, nil, 0, false
	}
	return header[4], header[5 : 5+saltSize], int64(n), true
}

// sealedSize is the length on disk of a file with size bytes of content, size > 0.
func sealedSize(size int64) int64 {
	segments := (size + segmentSize - 1) / segmentSize
	return int64(headerSize) + size + segments*overhead
}

// nonce numbers a segment: three zero bytes, the number, and whether it is the last.
func nonce(segment int64, last bool) [12]byte {
	var n [12]byte
	binary.BigEndian.PutUint64(n[3:11], uint64(segment))
	if last {
		n[11] = 1
	}
	return n
}

// opener is the way back: it reads segments from src and hands out their content.
type opener struct {
	src     io.Reader
	keys    fileKeys
	left    int64  // plain bytes still sealed
	segment int64  // number of the next segment
	buf     []byte // one sealed segment, opened in place
	plain   []byte // the part of buf that is not handed out yet
	err     error  // once set, set for good: nothing is handed out past damage
}

// newOpener opens the segments that follow a header in src. The header must be the one for name.
func newOpener(src io.Reader, header []byte, size int64, name []byte, keys fileKeys) (*opener, error) {
	keyID, salt, stated, ok := parts(header)
	if !ok || stated != size || !hmac.Equal(header, keys.header(keyID, salt, size, name)) {
		return nil, ErrCorrupt
	}
	return &opener{src: src, keys: keys, left: size, buf: make([]byte, min(size, segmentSize)+overhead)}, nil
}

// Read implements io.Reader.
func (o *opener) Read(p []byte) (int, error) {
	if len(p) == 0 {
		return 0, nil
	}
	if len(o.plain) == 0 && !o.next() {
		return 0, o.err
	}
	n := copy(p, o.plain)
	o.plain = o.plain[n:]
	return n, nil
}

// WriteTo implements io.WriterTo, which spares io.Copy a buffer and a copy.
func (o *opener) WriteTo(w io.Writer) (int64, error) {
	var total int64
	for len(o.plain) > 0 || o.next() {
		n, err := w.Write(o.plain)
		total += int64(n)
		o.plain = o.plain[n:]
		if err != nil {
			return total, err
		}
	}
	if o.err == io.EOF {
		return total, nil
	}
	return total, o.err
}

// next opens the next segment into o.plain; false means that o.err says why not, io.EOF being the good end.
func (o *opener) next() bool {
	if o.err != nil {
		return false
	}
	if o.left == 0 {
		o.err = io.EOF
		return false
	}
	length := min(o.left, segmentSize)
	last := o.left == length
	sealed := o.buf[:length+overhead]
	if _, err := io.ReadFull(o.src, sealed); err != nil {
		o.err = fmt.Errorf("read stored file: %w", err)
		if err == io.EOF || err == io.ErrUnexpectedEOF {
			o.err = ErrCorrupt
		}
		return false
	}
	n := nonce(o.segment, last)
	plain, err := o.keys.aead.Open(sealed[:0], n[:], sealed, nil)
	if err != nil {
		o.err = ErrCorrupt
		return false
	}
	o.segment++
	o.left -= length
	o.plain = plain
	return true
}
