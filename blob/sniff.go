package blob

import (
	"bytes"
	"encoding/binary"
)

// The media types that may be handed in.
const (
	PDF  = "application/pdf"
	JPEG = "image/jpeg"
	PNG  = "image/png"
	HEIC = "image/heic"
)

// SniffSize is how many bytes from the start of a file Sniff can make use of.
const SniffSize = 512

// Sniff tells from the first bytes of a file what it is; ok is false for anything but the four types that may be handed
// in. Neither the name nor what the browser says counts: both are the sender's to choose.
func Sniff(first []byte) (mediaType string, ok bool) {
	switch {
	case bytes.HasPrefix(first, []byte("%PDF-1.")), bytes.HasPrefix(first, []byte("%PDF-2.")):
		return PDF, true
	case bytes.HasPrefix(first, []byte("\xff\xd8\xff")):
		return JPEG, true
	case bytes.HasPrefix(first, []byte("\x89PNG\r\n\x1a\n")):
		return PNG, true
	case isHEIC(first):
		return HEIC, true
	}
	return "", false
}

// isHEIC tells whether the file opens with a file type box that lists HEVC still images among its brands. The major brand
// alone does not do: phones write "heic" there, but also the general "mif1", which AVIF may write too.
// Source: ISO/IEC 23008-12, annex B.4; ISO/IEC 14496-12, 4.3.
func isHEIC(first []byte) bool {
	if len(first) < 16 || string(first[4:8]) != "ftyp" {
		return false
	}
	size := int64(binary.BigEndian.Uint32(first))
	if size < 16 || size%4 != 0 || size > SniffSize {
		return false
	}
	box := first[:min(size, int64(len(first)))]
	for at := 8; at+4 <= len(box); at += 4 {
		if at == 12 {
			continue // the minor version, which may be any four bytes
		}
		switch string(box[at : at+4]) {
		case "heic", "heix", "heim", "heis":
			return true
		}
	}
	return false
}
