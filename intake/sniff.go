package intake

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

// otherKinds are kinds of file that people send in good faith, by their first bytes, with the names that they know them by.
var otherKinds = []struct{ name, start string }{
	{"GIF", "GIF8"},
	{"TIFF", "II*\x00"},
	{"TIFF", "MM\x00*"},
	{"BMP", "BM"},
	{"Word, Excel, ZIP", "PK\x03\x04"},
	{"Word, Excel", "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"},
	{"RTF", "{\\rtf"},
	{"SVG", "<svg"},
	{"HTML", "<html"},
	{"HTML", "<!doctype html"},
}

// otherKind names a kind of file that is not taken; it is empty where we know none.
func otherKind(first []byte) string {
	switch {
	case len(first) >= 12 && string(first[:4]) == "RIFF" && string(first[8:12]) == "WEBP":
		return "WebP"
	case len(first) >= 12 && string(first[4:8]) == "ftyp" && string(first[8:11]) == "avi":
		return "AVIF"
	case len(first) >= 12 && string(first[4:8]) == "ftyp":
		return "MP4, MOV"
	}
	lower := bytes.ToLower(first)
	for _, k := range otherKinds {
		if bytes.HasPrefix(first, []byte(k.start)) || k.start[0] == '<' && bytes.HasPrefix(lower, []byte(k.start)) {
			return k.name
		}
	}
	return ""
}
