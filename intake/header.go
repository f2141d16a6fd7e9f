package intake

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"errors"
	"image/jpeg"
	"image/png"
	"io"

	"bistand/aid"
)

// header is what a picture says of itself before any of it is decoded.
type header struct {
	width, height int
	decoded       int64 // bytes that the decoder will take
	after         int64 // bytes for each pixel of what is made of it
	orientation   int   // as EXIF numbers it; 0 = not stated
}

// weight is the memory that the picture takes: decoded, made smaller, turned, and written.
func (h header) weight() int64 {
	kept := min(int64(h.width)*int64(h.height), LongestSide*LongestSide)
	return h.decoded + 2*kept*h.after + kept/2 + 1<<20
}

// broken is what a sender hears of a picture that cannot be read.
var errBroken = aid.Error{Code: "file.broken"}

// readHeader reads as far as the decoder will be told everything; width and height are by the decoder's own reading, so that no
// file can show us another size than it shows the decoder.
func readHeader(open Opener, kind string) (h header, err error) {
	look := jpegHeader
	if kind == PNG {
		look = pngHeader
	}
	err = check(open, func(r io.Reader) (err error) {
		source := &source{r: r}
		if h, err = look(source); source.err != nil {
			return source.err
		}
		return err
	})
	if err != nil || kind == PNG {
		return h, err
	}
	err = check(open, func(r io.Reader) error {
		source := &source{r: r}
		config, err := jpeg.DecodeConfig(source)
		switch {
		case source.err != nil:
			return source.err
		case err != nil || config.Width != h.width || config.Height != h.height || h.width == 0 || h.height == 0:
			return errBroken
		}
		return nil
	})
	return h, err
}

// pngHeader reads the first chunk. Its bit depth, colour type and interlacing say what a pixel takes.
// Source: PNG specification, third edition, 11.2.1.
func pngHeader(r io.Reader) (header, error) {
	var read bytes.Buffer
	config, err := png.DecodeConfig(io.TeeReader(r, &read))
	first := read.Bytes()
	if err != nil || len(first) < 29 {
		return header{}, errBroken
	}
	h := header{width: config.Width, height: config.Height, after: 4}
	depth, colour, interlaced := first[24], first[25], first[28] != 0
	pixels := int64(h.width) * int64(h.height)
	each := int64(4)
	if colour == 0 || colour == 3 {
		each = 1
	}
	if depth == 16 {
		each *= 2
		if colour != 0 {
			each = 8
		}
	}
	h.decoded = pixels * each
	if interlaced {
		h.decoded *= 2
	}
	if colour == 3 || depth == 16 || colour == 0 {
		h.decoded += pixels * 4 // laid on white in a raster of its own
	}
	return h, nil
}

// mostScans is how many passes over a picture are waited for: ten are usual, and each costs time however few bytes it has.
const mostScans = 64

// jpegHeader walks through a whole JPEG. How it is stored, and so what decoding takes, stands in its frame header, which comes
// before the first scan or not at all. Source: ITU-T T.81, annex B.
func jpegHeader(r io.Reader) (header, error) {
	m := &marks{r: bufio.NewReader(r)}
	if err := m.walk(); err != nil {
		return header{}, err
	}
	pixels := int64(m.width) * int64(m.height)
	h := header{width: m.width, height: m.height, decoded: pixels * int64(m.components), after: 2, orientation: m.orientation}
	if m.components == 4 || m.rgb {
		h.decoded += pixels * 4 // made red, green and blue
		h.after = 4
	}
	if m.progressive {
		h.decoded += pixels * int64(m.components) * 4 // a progressive picture is gathered as numbers of four bytes first
	}
	return h, nil
}

// marks is a walk through the marks of a JPEG.
type marks struct {
	r *bufio.Reader

	width, height, components int
	progressive, rgb          bool // rgb: stored as red, green and blue, by one way or another to say so
	orientation               int
	scans                     int
}

// The marks that matter.
const (
	markStart = 0xd8
	markEnd   = 0xd9
	markScan  = 0xda
	markApp1  = 0xe1
	markApp14 = 0xee
)

// walk goes from mark to mark until the end of the picture; what follows it is not looked at, as the decoder does not.
func (m *marks) walk() error {
	for {
		mark, err := m.next()
		if err != nil {
			return err
		}
		switch {
		case mark == markEnd:
			return m.enough()
		case mark == markStart, mark == 0x01, mark >= 0xd0 && mark <= 0xd7:
			continue // stands alone
		}
		if err := m.segment(mark); err != nil {
			return err
		}
		if mark == markScan {
			if m.scans++; m.scans > mostScans {
				return errBroken
			}
		}
	}
}

// enough tells whether there was a picture. One that is cut off is found by the decoder.
func (m *marks) enough() error {
	if m.components == 0 || m.scans == 0 {
		return errBroken
	}
	return nil
}

// next finds the next mark: 0xff, perhaps more of them, and a byte that is not zero. Picture data in between is passed over; in
// it no mark can stand, since a zero follows each 0xff there.
func (m *marks) next() (byte, error) {
	for {
		b, err := m.r.ReadByte()
		for err == nil && b != 0xff {
			b, err = m.r.ReadByte()
		}
		for err == nil && b == 0xff {
			b, err = m.r.ReadByte()
		}
		if errors.Is(err, io.EOF) {
			return markEnd, nil
		}
		if err != nil || b != 0 {
			return b, err
		}
	}
}

// segment reads what stands after a mark: two bytes of length, which count themselves, and the content.
func (m *marks) segment(mark byte) error {
	var length [2]byte
	if _, err := io.ReadFull(m.r, length[:]); err != nil {
		return errBroken
	}
	n := int(binary.BigEndian.Uint16(length[:]))
	if n < 2 {
		return errBroken
	}
	content := make([]byte, n-2)
	if _, err := io.ReadFull(m.r, content); err != nil {
		return errBroken
	}
	switch frame := mark >= 0xc0 && mark <= 0xcf && mark != 0xc4 && mark != 0xc8 && mark != 0xcc; {
	case frame && (mark > 0xc2 || m.components > 0 || len(content) < 6):
		return errBroken // lossless, arithmetic, or two frames: no telephone makes these
	case frame:
		m.progressive = mark == 0xc2
		m.height, m.width = int(binary.BigEndian.Uint16(content[1:])), int(binary.BigEndian.Uint16(content[3:]))
		m.components = int(content[5])
		m.rgb = m.rgb || len(content) > 6 && content[6] == 'R'
	case mark == markApp1 && m.orientation == 0:
		m.orientation = exifOrientation(content)
	case mark == markApp14 && len(content) >= 12 && string(content[:5]) == "Adobe":
		m.rgb = m.rgb || content[11] == 0
	}
	return nil
}

// exifOrientation finds how a telephone was held, in the first directory of an EXIF segment; 0 where it does not say.
// Source: CIPA DC-008, 4.6.4 (tag 0x0112, one SHORT); TIFF 6.0, section 2.
func exifOrientation(segment []byte) int {
	tiff, ok := bytes.CutPrefix(segment, []byte("Exif\x00\x00"))
	if !ok || len(tiff) < 8 {
		return 0
	}
	var order binary.ByteOrder = binary.BigEndian
	switch string(tiff[:4]) {
	case "II*\x00":
		order = binary.LittleEndian
	case "MM\x00*":
	default:
		return 0
	}
	at := int64(order.Uint32(tiff[4:]))
	if at+2 > int64(len(tiff)) {
		return 0
	}
	entries := tiff[at+2:]
	for range order.Uint16(tiff[at:]) {
		if len(entries) < 12 {
			return 0
		}
		if order.Uint16(entries) == 0x0112 && order.Uint16(entries[2:]) == 3 {
			if o := int(order.Uint16(entries[8:])); o >= 1 && o <= 8 {
				return o
			}
			return 0
		}
		entries = entries[12:]
	}
	return 0
}
