package blob_test

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"slices"
	"testing"

	"bistand/blob"
)

const (
	header = 77           // bytes before the first segment
	sealed = segment + 16 // a whole segment on disk
	tail   = 1000         // plain bytes in the last segment
)

// TestEveryDamageIsFound alters a file of three segments in every way that bytes can be altered and expects ErrCorrupt, and
// never a byte that was not put.
func TestEveryDamageIsFound(t *testing.T) {
	dir := t.TempDir()
	d := openDisk(t, dir, newKey(1))
	want := content(2*segment + tail)
	ref := put(t, d, want)
	path := storedFiles(t, dir)[0]
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	twin := sealedTwin(t, want)

	first, second, last := whole[header:header+sealed], whole[header+sealed:header+2*sealed], whole[header+2*sealed:]
	damages := map[string][]byte{
		"nothing left":             {},
		"header only":              whole[:header],
		"half a header":            whole[:header/2],
		"last byte gone":           whole[:len(whole)-1],
		"one byte more":            append(slices.Clone(whole), 0),
		"last segment gone":        whole[:header+2*sealed],
		"cut in a segment":         whole[:header+sealed+100],
		"first segment gone":       slices.Concat(whole[:header], second, last),
		"segments swapped":         slices.Concat(whole[:header], second, first, last),
		"segment repeated":         slices.Concat(whole[:header], first, first, last),
		"segment too many":         slices.Concat(whole[:header], first, second, second, last),
		"segment of a twin":        slices.Concat(whole[:header], first, twin[header+sealed:header+2*sealed], last),
		"header of a twin":         slices.Concat(twin[:header], whole[header:]),
		"zeroes":                   make([]byte, len(whole)),
		"last segment overwritten": slices.Concat(whole[:header+2*sealed], make([]byte, len(last))),
	}
	for at := range header {
		damages[fmt.Sprint("header byte ", at)] = flip(whole, at)
	}
	for _, at := range []int{header, header + sealed - 1, header + sealed, header + 2*sealed, len(whole) - 17, len(whole) - 1} {
		damages[fmt.Sprint("bit at ", at)] = flip(whole, at)
	}
	for name, raw := range damages {
		if err := os.WriteFile(path, raw, 0o600); err != nil {
			t.Fatal(err)
		}
		got, err := get(d, ref)
		if !errors.Is(err, blob.ErrCorrupt) {
			t.Errorf("%s: got %v", name, err)
		}
		if !bytes.HasPrefix(want, got) {
			t.Errorf("%s: handed out bytes that were never put", name)
		}
	}
	if err := os.WriteFile(path, twin, 0o600); err != nil {
		t.Fatal(err)
	}
	if got, err := get(d, ref); err != nil || !bytes.Equal(got, want) {
		t.Errorf("another sealing of the same content under the same key is whole: %v", err)
	}
}

// One person's file put in the place of another's, both whole and both of the same length, is found when it is opened.
func TestSwappedFilesAreFoundAtOpen(t *testing.T) {
	dir := t.TempDir()
	d := openDisk(t, dir, newKey(1))
	put(t, d, bytes.Repeat([]byte("a"), 500))
	ref := put(t, d, bytes.Repeat([]byte("b"), 500))
	files := storedFiles(t, dir)
	a, errA := os.ReadFile(files[0])
	b, errB := os.ReadFile(files[1])
	if err := errors.Join(errA, errB, os.WriteFile(files[0], b, 0o600), os.WriteFile(files[1], a, 0o600)); err != nil {
		t.Fatal(err)
	}
	if _, err := d.Open(t.Context(), ref); !errors.Is(err, blob.ErrCorrupt) {
		t.Errorf("got %v", err)
	}
}

// sealedTwin seals the same content under the same key a second time, with a salt of its own.
func sealedTwin(t *testing.T, plain []byte) []byte {
	t.Helper()
	dir := t.TempDir()
	put(t, openDisk(t, dir, newKey(1)), plain)
	raw, err := os.ReadFile(storedFiles(t, dir)[0])
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

func flip(raw []byte, at int) []byte {
	raw = slices.Clone(raw)
	raw[at] ^= 1
	return raw
}

// FuzzOpen feeds any bytes to the reader of stored files: it must neither crash nor hand out anything but what was put.
func FuzzOpen(f *testing.F) {
	dir := f.TempDir()
	d := openDisk(f, dir, newKey(1))
	want := content(segment + tail)
	ref := put(f, d, want)
	path := storedFiles(f, dir)[0]
	whole, err := os.ReadFile(path)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(whole)
	f.Add(whole[:header])
	f.Add(whole[:len(whole)-1])
	f.Add([]byte{})
	f.Fuzz(func(t *testing.T, raw []byte) {
		if err := os.WriteFile(path, raw, 0o600); err != nil {
			t.Fatal(err)
		}
		got, err := get(d, ref)
		if !bytes.HasPrefix(want, got) {
			t.Error("handed out bytes that were never put")
		}
		// Any sealing of this content under this key is as good as the one that was made here.
		if whole := bytes.Equal(got, want); whole != (err == nil) {
			t.Errorf("whole %t, err %v", whole, err)
		}
	})
}
