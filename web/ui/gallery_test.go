package ui

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"bistand/lang"
)

// TestGallery writes every example page in every language as files that a browser opens, with the style sheet beside
// them: into the folder that BISTAND_GALLERY names, or a passing one.
func TestGallery(t *testing.T) {
	dir := os.Getenv("BISTAND_GALLERY")
	if dir == "" {
		dir = t.TempDir()
	}
	cats, err := lang.Load()
	if err != nil {
		t.Fatal(err)
	}
	write := func(name string, data []byte) {
		if err := os.WriteFile(filepath.Join(dir, name), data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	write("app.css", []byte(AppCSS+ThemeCSS("#005b8c")))
	write("app.js", []byte(AppJS))
	write("upload.js", []byte(UploadJS))
	write("qr.svg", []byte(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 4 4"><path d="M0 0h1v1H0zM2 1h1v2H2zM1 3h1v1H1z"/></svg>`))
	for _, l := range cats.All() {
		for name, page := range examples(exampleCtx(l, cats.All())) {
			var b bytes.Buffer
			if err := page.Render(t.Context(), &b); err != nil {
				t.Fatalf("render %s in %s: %v", name, l.Code(), err)
			}
			write(name+"-"+l.Code()+".html", b.Bytes())
		}
	}
}
