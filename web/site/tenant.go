package site

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"sync"

	"bistand/casework"
	"bistand/lang"
	"bistand/web/ui"
)

// NewTenant makes what serves one municipality: its look, its languages and the log of reads, which the caller must Close.
func NewTenant(desk *casework.Desk, staff StaffLogin, languages *lang.Catalogues) *Tenant {
	m := desk.Municipality
	look := lookOf(m.ThemeColour)
	t := &Tenant{
		Municipality: m, Desk: desk, Languages: languages, StaffLogin: staff, Reads: NewReadLog(desk), StyleSheet: look.sheet,
		UI: &ui.Site{Municipality: m.Name, Phone: m.Phone(), CSS: look.path, JS: scriptPath, UploadJS: uploadPath, QuickExit: m.Away()},
	}
	for _, l := range languages.All() {
		if len(m.Languages) == 0 || slices.Contains(m.Languages, l.Code()) {
			t.UI.Languages = append(t.UI.Languages, l)
		}
	}
	return t
}

// look is the style sheet in a colour, and its address.
type look struct {
	sheet []byte
	path  string
}

// looks keeps each colour's look by the colour: many municipalities have the same.
var looks sync.Map

func lookOf(colour string) look {
	if made, ok := looks.Load(colour); ok {
		return made.(look)
	}
	sheet := []byte(ui.AppCSS + ui.ThemeCSS(colour))
	made, _ := looks.LoadOrStore(colour, look{sheet, AssetPath("stil", "css", sheet)})
	return made.(look)
}

// scriptPath and uploadPath are the addresses of the scripts, which all have in common.
var (
	scriptPath = AssetPath("skript", "js", []byte(ui.AppJS))
	uploadPath = AssetPath("filer", "js", []byte(ui.UploadJS))
)

// AssetPath is the address of a file that browsers may keep for ever: it changes with the content.
func AssetPath(name, kind string, content []byte) string {
	sum := sha256.Sum256(content)
	return "/" + name + "-" + hex.EncodeToString(sum[:6]) + "." + kind
}

// Offers tells whether the municipality offers its public pages in a language.
func (t *Tenant) Offers(code string) bool {
	return slices.ContainsFunc(t.UI.Languages, func(l *lang.Lang) bool { return l.Code() == code })
}

// Language is the language of a code where the municipality offers it, and else its first.
func (t *Tenant) Language(code string) *lang.Lang {
	if t.Offers(code) {
		return t.Languages.For(code)
	}
	if len(t.Municipality.Languages) > 0 {
		return t.Languages.For(t.Municipality.Languages[0])
	}
	return t.Languages.For("sv")
}
