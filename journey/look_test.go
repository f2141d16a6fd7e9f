package journey_test

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
)

// narrow is the width of a window of 1 280 px at a zoom of 400 %, in pixels. Source: WCAG 2.2, 1.4.10.
const narrow = 320

// look keeps a picture of the page and examines it: in the journey's careful run in both directions of reading, light and
// dark, by axe; in every run for its title, its language and its width.
func (w *window) look(name string) {
	w.t.Helper()
	seen := w.album.audited[name]
	w.glance(name)
	if w.scripts && w.album.careful && !seen && w.language == "sv" && w.width == phoneWidth {
		w.speak("ar")
		w.glance(name + "-ar")
		w.speak("sv")
	}
}

// glance is look for a page that came of a form with a fault: it cannot be asked for again in another language.
func (w *window) glance(name string) {
	w.t.Helper()
	w.shoot(name)
	w.examine()
	if w.mayAudit(name) {
		w.audit()
	}
}

// mayAudit tells whether axe is to look at a page: once at each, in the careful run. It is a script, and so needs them on.
func (w *window) mayAudit(name string) bool {
	if !w.scripts || !w.album.careful || w.album.audited[name] {
		return false
	}
	w.album.audited[name] = true
	return true
}

// titles is how every page is called: "Sida – Tjänst – Kommun".
var titles = regexp.MustCompile(`^.+ – .+ – Lunds kommun\x{2069}?$`)

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

// axe is axe-core's script, read once.
var axe = sync.OnceValues(func() (string, error) {
	text, err := os.ReadFile(filepath.Join("..", "node_modules", "axe-core", "axe.min.js"))
	if err != nil {
		return "", errors.New("axe-core is not installed (npm ci, which make test does): " + err.Error())
	}
	return string(text), nil
})

// fault is what axe finds wrong.
type fault struct {
	ID, Help string
	Nodes    []struct {
		HTML           string
		FailureSummary string
	}
}

// audit lets axe look at the page: all of it in the light, and its colours once more in the dark.
func (w *window) audit() {
	w.t.Helper()
	script, err := axe()
	if err != nil {
		w.t.Fatal(err)
	}
	// The page's policy lets no script in, and none is put in: the browser runs it for us, as its developer tools do.
	w.do("load axe", chromedp.Evaluate[chromedp.Void](script+";0"))
	if !eval[bool](w, `typeof axe.run === "function"`) {
		w.t.Fatal("axe could not be loaded")
	}
	w.report("light", `{runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"], resultTypes: ["violations"]}`)
	w.shade("dark")
	w.report("dark", `{runOnly: {type: "rule", values: ["color-contrast", "link-in-text-block"]}, resultTypes: ["violations"]}`)
	w.shade("light")
	w.spaced()
	w.printed()
	w.forced()
}

// shapes are the elements whose text can be cut off.
const shapes = `[...document.querySelectorAll("main *, header *, nav *, footer *")].filter(e => e.checkVisibility() && !e.closest(".sr, svg") && e.children.length === 0 && e.textContent.trim())`

// spaced sets the text as wide as a reader may set it, and finds what is cut off or widens the page then. Source: WCAG 2.2, 1.4.12.
func (w *window) spaced() {
	w.t.Helper()
	cut := eval[[]string](w, `(() => { const sheet = new CSSStyleSheet()
		sheet.replaceSync("* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important } p { margin-block-end: 2em !important }")
		document.adoptedStyleSheets = [sheet]
		const cut = `+shapes+`.filter(e => ["hidden", "clip"].includes(getComputedStyle(e).overflowX) && e.scrollWidth > e.clientWidth + 1 || ["hidden", "clip"].includes(getComputedStyle(e).overflowY) && e.scrollHeight > e.clientHeight + 1)
			.map(e => e.tagName + ": " + e.textContent.trim().slice(0, 30))
		if (document.scrollingElement.scrollWidth > innerWidth) cut.push("the page itself")
		document.adoptedStyleSheets = []
		return cut })()`)
	if len(cut) > 0 {
		w.t.Errorf("%s (%s): with wide text spacing this is cut off: %q", w.whereabouts(), w.language, cut)
	}
}

// printed holds the page on paper, of a reader who has asked for dark pages: dark text, and no navigation.
func (w *window) printed() {
	w.t.Helper()
	dark := []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: "dark"}}
	call(w, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Media: "print", Features: dark})
	pale := eval[[]string](w, shapes+`.filter(e => { const [r, g, b] = getComputedStyle(e).color.match(/[\d.]+/g).map(Number); return .2126 * r + .7152 * g + .0722 * b > 140 })
		.map(e => e.tagName + ": " + e.textContent.trim().slice(0, 30))`)
	if len(pale) > 0 {
		w.t.Errorf("%s (%s): pale on paper: %q", w.whereabouts(), w.language, pale)
	}
	if eval[bool](w, `[...document.querySelectorAll("nav, button, .skip")].some(e => e.checkVisibility())`) {
		w.t.Errorf("%s: navigation or buttons are printed", w.whereabouts())
	}
	call(w, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Media: ""})
}

// forced holds the page in the reader's own colours: where one is, and what is chosen, must still be told from the rest.
func (w *window) forced() {
	w.t.Helper()
	call(w, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: "forced-colors", Value: "active"}}})
	same := eval[[]string](w, `(look => [...document.querySelectorAll("nav [aria-current]")].filter(e => e.checkVisibility()).filter(e => {
			const other = [...e.closest("nav").querySelectorAll("a:not([aria-current])")].find(o => o.checkVisibility())
			return other && look(e) === look(other) }).map(e => e.textContent.trim()))(
		e => (s => [s.borderBlockEndWidth, s.borderBlockEndStyle, s.borderBlockEndColor, s.outlineStyle, s.fontWeight, s.textDecorationLine, s.backgroundColor, s.color].join())(getComputedStyle(e)))`)
	if len(same) > 0 {
		w.t.Errorf("%s: in the reader's own colours %q looks like the rest", w.whereabouts(), same)
	}
	w.shade("light")
}

func (w *window) report(shade, options string) {
	w.t.Helper()
	text := step(w, "let axe look", chromedp.Action[string](func(ctx context.Context, t *chromedp.Target) (string, error) {
		return chromedp.Evaluate[string](fmt.Sprintf(`axe.run(%s).then(r => r.passes.length ? JSON.stringify(r.violations) : "axe found nothing to look at")`, options), chromedp.EvalAwaitPromise)(ctx, t)
	}))
	var faults []fault
	if err := json.Unmarshal([]byte(text), &faults); err != nil {
		w.t.Fatal(err)
	}
	for _, f := range faults {
		var where []string
		for _, n := range f.Nodes {
			where = append(where, n.HTML+"\n    "+strings.ReplaceAll(n.FailureSummary, "\n", "\n    "))
		}
		w.t.Errorf("%s (%s, %s): axe %s: %s\n  %s", w.whereabouts(), w.language, shade, f.ID, f.Help, strings.Join(where, "\n  "))
	}
}

// shade sets whether the reader has asked for light or dark pages.
func (w *window) shade(scheme string) {
	w.t.Helper()
	call(w, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}}})
}
