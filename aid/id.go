package aid

import (
	"encoding/hex"
	"fmt"
	"io"
	"time"
)

// ID (id) is the name of one object in the register: a UUIDv7 as lower-case text, made in Go, so that ids sort by time.
type ID string

// NewID makes an id for an instant from a source of randomness. It panics only if the source fails.
func NewID(now time.Time, random io.Reader) ID {
	var b [16]byte
	if _, err := io.ReadFull(random, b[6:]); err != nil {
		panic(fmt.Sprintf("read randomness for an id: %v", err))
	}
	ms := uint64(now.UnixMilli())
	for i := range 6 {
		b[i] = byte(ms >> (40 - 8*i))
	}
	b[6] = b[6]&0x0f | 0x70
	b[8] = b[8]&0x3f | 0x80
	h := hex.EncodeToString(b[:])
	return ID(h[:8] + "-" + h[8:12] + "-" + h[12:16] + "-" + h[16:20] + "-" + h[20:])
}

// ParseID accepts exactly the form that NewID writes; anything else is ErrNotFound, since no object can have it.
func ParseID(text string) (ID, error) {
	if len(text) != 36 {
		return "", ErrNotFound
	}
	for i, r := range text {
		dash := i == 8 || i == 13 || i == 18 || i == 23
		hexDigit := (r >= '0' && r <= '9') || (r >= 'a' && r <= 'f')
		if dash != (r == '-') || (!dash && !hexDigit) {
			return "", ErrNotFound
		}
	}
	return ID(text), nil
}
