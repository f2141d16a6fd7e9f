package intake_test

import (
	"strings"
	"testing"

	"bistand/intake"
)

// fileType writes a file type box with these brands, the first being the major one.
func fileType(brands ...string) string {
	box := "ftyp" + brands[0] + "\x00\x00\x00\x00" + strings.Join(brands[1:], "")
	return string([]byte{0, 0, 0, byte(4 + len(box))}) + box + "\x00\x00\x01\x00meta"
}

var sniffs = map[string]struct{ first, want string }{
	"pdf":                          {"%PDF-1.7\n%\xe2\xe3", intake.PDF},
	"pdf 2":                        {"%PDF-2.0\n", intake.PDF},
	"jpeg from a phone":            {"\xff\xd8\xff\xe1\x00\x18Exif", intake.JPEG},
	"jpeg":                         {"\xff\xd8\xff\xe0\x00\x10JFIF", intake.JPEG},
	"png":                          {"\x89PNG\r\n\x1a\n\x00\x00\x00\x0dIHDR", intake.PNG},
	"heic":                         {fileType("heic", "mif1", "heic"), intake.HEIC},
	"heic with the general brand":  {fileType("mif1", "mif1", "heic"), intake.HEIC},
	"avif":                         {fileType("avif", "mif1", "avif"), ""},
	"avif with the general brand":  {fileType("mif1", "avif"), ""},
	"film":                         {fileType("isom", "mp41"), ""},
	"heic only as a minor version": {"\x00\x00\x00\x14ftypmif1heicmif1\x00\x00\x00\x00", ""},
	"heic beyond its box":          {"\x00\x00\x00\x10ftypmif1\x00\x00\x00\x00heic", ""},
	"web page":                     {"<!DOCTYPE html><script>", ""},
	"svg":                          {"<svg xmlns='http://www.w3.org/2000/svg'>", ""},
	"gif":                          {"GIF89a\x01\x00", ""},
	"program":                      {"MZ\x90\x00", ""},
	"zip, docx":                    {"PK\x03\x04", ""},
	"pdf after something else":     {"<html>%PDF-1.7", ""},
	"pdf of no version":            {"%PDF-", ""},
	"nothing":                      {"", ""},
	"half a png":                   {"\x89PNG\r\n", ""},
	"half a heic":                  {"\x00\x00\x00\x18ftyp", ""},
}

func TestSniff(t *testing.T) {
	for name, test := range sniffs {
		if got, ok := intake.Sniff([]byte(test.first)); got != test.want || ok != (test.want != "") {
			t.Errorf("%s: got %q, %t; want %q", name, got, ok, test.want)
		}
	}
}

func FuzzSniff(f *testing.F) {
	for _, test := range sniffs {
		f.Add([]byte(test.first))
	}
	f.Fuzz(func(t *testing.T, first []byte) {
		media, ok := intake.Sniff(first)
		if ok != (media != "") {
			t.Errorf("got %q, %t", media, ok)
		}
		if ok && strings.HasPrefix(strings.TrimSpace(string(first)), "<") {
			t.Errorf("took markup for %s", media)
		}
	})
}
