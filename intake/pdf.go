package intake

import (
	"bufio"
	"bytes"
	"errors"
	"io"

	"bistand/aid"
)

// A PDF is not taken apart, only looked through: it must have its end, must open without a password, and must not act by
// itself. Names are read where they stand in the clear; what is packed into streams is not unpacked. That is a first sieve, not
// a proof: what a PDF may do is bounded where it is served, as a download in a sandbox, and a virus scanner sees it whole.
// Source: ISO 32000-2, 7.2 (words), 7.3.5 (names), 7.3.8 (streams), 7.6 (encryption), 12.6.4.6 and 12.6.4.17 (actions).

// tailSize is where the end mark of a PDF is looked for, as its readers do.
const tailSize = 1024

// pdfWalk is a look through a PDF.
type pdfWalk struct {
	r    *bufio.Reader
	tail []byte
	err  error // that broke reading off
}

// checkPDF reads a PDF to its end.
func checkPDF(r io.Reader) error {
	w := pdfWalk{r: bufio.NewReader(r), tail: make([]byte, 0, 2*tailSize)}
	encrypted, active := false, false
	for {
		word, ok := w.word()
		if !ok {
			break
		}
		switch string(word) {
		case "/Encrypt":
			encrypted = true
		case "/JavaScript", "/Launch":
			active = true
		case "stream":
			w.skipStream()
		}
	}
	end := w.tail[max(len(w.tail)-tailSize, 0):]
	switch {
	case !errors.Is(w.err, io.EOF):
		return w.err
	case !bytes.Contains(end, []byte("%%EOF")):
		return aid.Error{Code: "file.broken"}
	case encrypted:
		return aid.Error{Code: "file.encrypted"}
	case active:
		return aid.Error{Code: "file.active"}
	}
	return nil
}

// byte reads one byte and keeps the last ones.
func (w *pdfWalk) byte() (byte, bool) {
	if w.err != nil {
		return 0, false
	}
	b, err := w.r.ReadByte()
	if err != nil {
		w.err = err
		return 0, false
	}
	if len(w.tail) == cap(w.tail) {
		w.tail = append(w.tail[:0], w.tail[tailSize:]...)
	}
	w.tail = append(w.tail, b)
	return b, true
}

// longestWord is as far as a word is of interest.
const longestWord = 64

// word reads the next word, a name with its slash and with what is written as #4a put right. The byte after it is left.
func (w *pdfWalk) word() ([]byte, bool) {
	var word []byte
	for {
		b, ok := w.byte()
		if !ok {
			return word, len(word) > 0
		}
		if b == '/' || isRegular(b) {
			word = append(word, b)
			break
		}
	}
	for {
		next, err := w.r.Peek(1)
		if err != nil || !isRegular(next[0]) {
			return word, true // the next read meets the same error
		}
		b, _ := w.byte()
		if b == '#' && word[0] == '/' {
			if escaped, err := w.r.Peek(2); err == nil && isHex(escaped[0]) && isHex(escaped[1]) {
				high, _ := w.byte()
				low, _ := w.byte()
				b = unhex(high)<<4 | unhex(low)
			}
		}
		if len(word) < longestWord {
			word = append(word, b)
		}
	}
}

// skipStream passes over a stream's data, if the word "stream" has begun one: then its line ends right there.
func (w *pdfWalk) skipStream() {
	if next, err := w.r.Peek(1); err != nil || next[0] != '\n' && next[0] != '\r' {
		return
	}
	const end = "endstream"
	for at := 0; at < len(end); {
		b, ok := w.byte()
		switch {
		case !ok:
			return
		case b == end[at]:
			at++
		case b == end[0]:
			at = 1
		default:
			at = 0
		}
	}
}

// isRegular tells whether a byte is part of a word.
func isRegular(b byte) bool { return b > ' ' && bytes.IndexByte([]byte("()<>[]{}/%"), b) < 0 }

func isHex(b byte) bool {
	return b >= '0' && b <= '9' || b|0x20 >= 'a' && b|0x20 <= 'f'
}

func unhex(b byte) byte {
	if b <= '9' {
		return b - '0'
	}
	return b | 0x20 - 'a' + 10
}
