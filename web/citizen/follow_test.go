package citizen

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"bistand/lang"
)

// TestX8_EveryPageInEveryLanguage writes the pages to the folder that BISTAND_GALLERY names, with the style sheet beside
// them, so that they can be looked at.
func TestX8_EveryPageInEveryLanguage(t *testing.T) {
	w := wholeWorld(t, "sqlite")
	dir := os.Getenv("BISTAND_GALLERY")
	for _, w.language = range lang.Codes {
		for i, path := range w.pages() {
			html := w.get(path)
			if strings.Count(html, "<h1") != 1 {
				t.Errorf("%s %s: %d h1", w.language, path, strings.Count(html, "<h1"))
			}
			if dir != "" {
				html = strings.ReplaceAll(html, w.tenant.UI.CSS, "app.css")
				name := strings.ReplaceAll(strings.Trim(path, "/"), "/", "-")
				if j := strings.Index(name, "-0"); j > 0 {
					name = name[:j] + "-" + string(rune('a'+i))
				}
				w.must(os.WriteFile(filepath.Join(dir, name+"-"+w.language+".html"), []byte(html), 0o644))
			}
		}
	}
	if dir != "" {
		w.must(os.WriteFile(filepath.Join(dir, "app.css"), w.tenant.StyleSheet, 0o644))
	}
	if n := w.tenant.Languages.Missing(); n != 0 {
		t.Errorf("%d texts were missing", n)
	}
}
