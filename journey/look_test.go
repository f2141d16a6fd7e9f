package journey_test

import (
	"cmp"
	"net/url"
	"regexp"
)

// narrow is the width of a window of 1 280 px at a zoom of 400 %, in pixels. Source: WCAG 2.2, 1.4.10.
const narrow = 320

// look keeps a picture of the page and holds it against what every page must be. What each page is in every state, language and
// light is proved in the catalogue.
func (w *window) look(name string) {
	w.t.Helper()
	w.shoot(name)
	w.examine()
}

// titles is how every page is called: "Sida – Tjänst – Kommun".
var titles = regexp.MustCompile(`^.+ – .+ – (Lunds|Höganäs) kommun\x{2069}?$|^.+ – .+ – Göteborgs Stad\x{2069}?$`)

// examine holds the page against what every page must be.
func (w *window) examine() {
	w.t.Helper()
	got := eval[struct {
		Title, Lang, Dir string
		H1               int
	}](w, `({title: document.title, lang: document.documentElement.lang, dir: document.documentElement.dir, h1: document.querySelectorAll("h1").length})`)
	if !titles.MatchString(got.Title) {
		w.t.Errorf("%s: the page is called %q", w.whereabouts(), got.Title)
	}
	direction := map[string]string{"ar": "rtl"}
	if got.Lang != w.language || got.Dir != cmp.Or(direction[w.language], "ltr") {
		w.t.Errorf("%s: lang=%q dir=%q, want %s", w.whereabouts(), got.Lang, got.Dir, w.language)
	}
	if got.H1 != 1 {
		w.t.Errorf("%s has %d headings of the first rank", w.whereabouts(), got.H1)
	}
	w.resize(narrow)
	if wide := eval[int](w, `document.scrollingElement.scrollWidth`); wide > narrow {
		w.t.Errorf("%s (%s) is %d px wide in a window of %d: %s", w.whereabouts(), w.language, wide, narrow, w.widest())
		w.shoot("too-wide")
	}
	w.resize(w.width)
}

// widest names what sticks out of the window.
func (w *window) widest() string {
	return eval[string](w, `[...document.querySelectorAll("body *")].filter(e => { const b = e.getBoundingClientRect(); return b.right > innerWidth + 1 || b.left < -1 })
		.slice(0, 5).map(e => e.tagName.toLowerCase() + "." + e.className).join(", ")`)
}

// unfold opens everything on the page that is folded away.
func (w *window) unfold() {
	w.t.Helper()
	eval[int](w, `[...document.querySelectorAll("main details")].map(e => e.open = true).length`)
}

// uncovered goes through what can be focused in the order of the keyboard: nothing that stays in view may lie over it, and the
// order is that of the page.
func (w *window) uncovered() {
	w.t.Helper()
	covered := eval[string](w, `[...document.querySelectorAll("main :is(a[href],button,input:not([type=hidden]),select,textarea,summary)")].filter(e => {
		e.focus();
		const b = e.getBoundingClientRect(), hit = document.elementFromPoint(b.left + b.width / 2, b.top + b.height / 2);
		return document.activeElement !== e || e.tabIndex > 0 || !hit || !(e === hit || e.contains(hit));
	}).map(e => e.tagName.toLowerCase() + " " + (e.name || e.textContent.trim())).join(", ")`)
	if covered != "" {
		w.t.Errorf("%s: covered or out of reach when focused: %s", w.whereabouts(), covered)
	}
}

// speak changes the language by the page's own link, which leads back to the page.
func (w *window) speak(language string) {
	w.t.Helper()
	address, err := url.Parse(w.whereabouts())
	if err != nil {
		w.t.Fatal(err)
	}
	w.visit("/sprak/" + language + "?till=" + url.QueryEscape(address.RequestURI()))
	w.language = language
}
