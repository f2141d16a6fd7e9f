package journey_test

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// axeScript is axe-core's script, read once.
var axeScript = sync.OnceValues(func() (string, error) {
	text, err := os.ReadFile(filepath.Join("..", "node_modules", "axe-core", "axe.min.js"))
	if err != nil {
		return "", errors.New("axe-core is not installed (npm ci, which make test does): " + err.Error())
	}
	return string(text), nil
})

// everywhere lets the browser run axe's script on each page that it opens: the pages' own policy lets none in.
func (w *window) everywhere() {
	w.t.Helper()
	script, err := axeScript()
	if err != nil {
		w.t.Fatal(err)
	}
	call(w, page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{Source: script})
}

// show shows a state.
func (w *window) show(s *state, number int) {
	w.t.Helper()
	w.language = s.language
	w.width = map[bool]int{true: deskWidth, false: phoneWidth}[s.staff]
	w.resize(w.width)
	w.do("show "+s.where(), chromedp.Navigate(fmt.Sprintf("%s/tillstand/%d", w.demo.lund, number)))
}

// prove shows a state to the browser in every way that it can be read in, and keeps what is wrong with it.
func (w *window) prove(s *state, number int, d *doubts) {
	w.t.Helper()
	w.show(s, number)
	if only != "" {
		w.shoot("styled-" + s.language)
	}
	began := time.Now()
	s.result = slices.Concat(w.named(s), w.axe("light", allRules, s, d), w.targets(), w.spaced())
	w.media("", "prefers-color-scheme", "dark", "prefers-reduced-motion", "reduce")
	s.result = slices.Concat(s.result, w.axe("dark", colourRules, s, d), w.moving())
	w.media("print", "prefers-color-scheme", "dark")
	s.result = append(s.result, w.printed()...)
	w.media("", "forced-colors", "active")
	s.result = append(s.result, w.forced()...)
	w.media("")
	for _, size := range [][2]int64{{640, 512}, {narrow, 256}} { // a window of 1 280 × 1 024 at a zoom of 200 % and of 400 %
		call(w, emulation.SetDeviceMetricsOverride, emulation.SetDeviceMetricsOverrideParams{Width: size[0], Height: size[1], DeviceScaleFactor: 1})
		s.result = append(s.result, w.fits(size[0], size[1])...)
	}
	w.tell(s, s.result)
	if len(s.result) == 0 {
		s.result = []string{fmt.Sprintf("no fault (%d ms)", time.Since(began).Milliseconds())}
	}
}

// tell fails the test for what is wrong with a state.
func (w *window) tell(s *state, faults []string) {
	w.t.Helper()
	for _, fault := range faults {
		w.t.Errorf("%s: %s", s.where(), fault)
	}
}

// media sets what the page is shown on, and what the reader has asked for: pairs of a feature and its value.
func (w *window) media(kind string, features ...string) {
	w.t.Helper()
	params := emulation.SetEmulatedMediaParams{Media: kind, Features: []*emulation.MediaFeature{}}
	for _, name := range []string{"prefers-color-scheme", "prefers-reduced-motion", "forced-colors"} {
		value := map[string]string{"prefers-color-scheme": "light"}[name]
		if i := slices.Index(features, name); i >= 0 {
			value = features[i+1]
		}
		params.Features = append(params.Features, &emulation.MediaFeature{Name: name, Value: value})
	}
	call(w, emulation.SetEmulatedMedia, params)
}

// What axe is asked: everything, and once more in the dark what has to do with colours.
const (
	allRules    = `{runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"], resultTypes: ["violations", "incomplete"]}`
	colourRules = `{runOnly: {type: "rule", values: ["color-contrast", "link-in-text-block"]}, resultTypes: ["violations", "incomplete"]}`
)

// finding is what axe finds wrong, or cannot tell, of one element.
type finding struct {
	Rule, Help, HTML, Kind, Summary string
}

// axe lets axe look at the page; what it cannot tell is kept as a doubt.
func (w *window) axe(shade, options string, s *state, d *doubts) (faults []string) {
	w.t.Helper()
	text := step(w, "let axe look", chromedp.Evaluate[string](`axe.run(`+options+`).then(r => {
		const each = (list, kind) => list.flatMap(f => f.nodes.map(n => ({rule: f.id, help: f.help, html: n.html.slice(0, 300), summary: n.failureSummary,
			kind: [f.id, [...n.any, ...n.all, ...n.none].map(c => c.data?.messageKey ?? "").find(Boolean) ?? "", (e => e ? e.tagName.toLowerCase() + [...e.classList].sort().map(c => "." + c).join("") : "?")(document.querySelector(n.target[0]))].join(" ")})))
		if (!r.passes.length) throw "axe found nothing to look at"
		return JSON.stringify([each(r.violations), each(r.incomplete)]) }).catch(e => JSON.stringify([[{rule: "axe itself", help: String(e)}], []]))`, chromedp.EvalAwaitPromise))
	var found [2][]finding
	if err := json.Unmarshal([]byte(text), &found); err != nil {
		w.t.Fatal(err)
	}
	for _, f := range found[0] {
		faults = append(faults, fmt.Sprintf("axe, %s: %s: %s: %s", shade, f.Rule, f.Help, strings.Join(strings.Fields(f.HTML+" "+f.Summary), " ")))
	}
	for _, f := range found[1] {
		d.add(f.Kind, s.where()+" "+strings.Join(strings.Fields(f.HTML), " "))
	}
	return faults
}

// doubts are what axe cannot tell by itself, by kind: its rule, its reason, and the element; with where it was met first.
type doubts struct {
	mu sync.Mutex
	at map[string]string
}

func (d *doubts) add(kind, where string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.at[kind] == "" {
		d.at[kind] = where
	}
}

// areReviewed holds the kinds against those that a person has looked at: testdata/doubts.tsv, each with a line that says why it
// is no fault.
func (d *doubts) areReviewed(t *testing.T) {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("testdata", "doubts.tsv"))
	if err != nil {
		t.Fatal(err)
	}
	reviewed := map[string]bool{}
	for line := range strings.Lines(string(text)) {
		kind, why, _ := strings.Cut(strings.TrimSpace(line), "\t")
		if reviewed[kind] = true; why == "" {
			t.Errorf("doubts.tsv does not say why %q is no fault", kind)
		}
	}
	for kind, where := range d.at {
		if !reviewed[kind] {
			t.Errorf("axe cannot tell, and nobody has looked at it: %q, at %s", kind, where)
		}
	}
}

// named holds the page's title, language and headings against what every page must have.
func (w *window) named(s *state) (faults []string) {
	w.t.Helper()
	got := eval[struct {
		Title, Lang, Dir string
		H1               int
	}](w, `({title: document.title, lang: document.documentElement.lang, dir: document.documentElement.dir, h1: document.querySelectorAll("h1").length})`)
	if parts := strings.Split(got.Title, " – "); len(parts) != 3 || slices.Contains(parts, "") {
		faults = append(faults, fmt.Sprintf("the page is called %q", got.Title))
	}
	if called := strings.HasPrefix(got.Title, "Fel: "); s.language == "sv" && (called && s.answer.Status < 400 || !called && s.answer.Status == 422) {
		faults = append(faults, fmt.Sprintf("status %d, and the page is called %q", s.answer.Status, got.Title))
	}
	language := s.language
	if strings.HasSuffix(s.route, "/{code}") { // the address says in which language the page is
		language = path.Base(s.answer.URL.Path)
	}
	if dir := map[string]string{"ar": "rtl"}[language]; got.Lang != language || got.Dir != cmp.Or(dir, "ltr") {
		faults = append(faults, fmt.Sprintf("lang=%q dir=%q", got.Lang, got.Dir))
	}
	if got.H1 != 1 {
		faults = append(faults, fmt.Sprintf("%d headings of the first rank", got.H1))
	}
	return faults
}

// targets finds what is hard to hit: lower or narrower than 24 px, but for links in a sentence. Source: WCAG 2.2, 2.5.8.
func (w *window) targets() []string {
	w.t.Helper()
	return eval[[]string](w, `[...document.querySelectorAll("a[href], button, input:not([type=hidden]), select, textarea, summary")].filter(e => e.checkVisibility() && !e.matches(".skip, .sr, .sr *")).filter(e => {
		if (getComputedStyle(e).display === "inline" && [...e.parentElement.childNodes].some(n => n !== e && n.textContent.trim())) return false
		const boxes = [e, ...(e.labels ?? [])].map(x => x.getBoundingClientRect())
		return Math.max(...boxes.map(b => b.width)) < 24 || Math.max(...boxes.map(b => b.height)) < 24
	}).map(e => "smaller than 24 px: " + e.outerHTML.slice(0, 200))`)
}

// moving finds what moves although the reader has asked that nothing does.
func (w *window) moving() []string {
	w.t.Helper()
	return eval[[]string](w, `[...document.querySelectorAll("*")].filter(e => ["", "::before", "::after"].some(p => (s => [...s.transitionDuration.split(","), ...s.animationDuration.split(",")].some(d => parseFloat(d) > .01))(getComputedStyle(e, p || null))))
		.map(e => "moves: " + e.tagName + "." + e.className)`)
}

// fits finds what makes the page scroll sideways in a small window, and what stays in view over most of it.
func (w *window) fits(width, height int64) (faults []string) {
	w.t.Helper()
	if wide := eval[int64](w, `document.scrollingElement.scrollWidth`); wide > width {
		faults = append(faults, fmt.Sprintf("%d px wide in a window of %d: %s", wide, width, w.widest()))
	}
	return append(faults, eval[[]string](w, fmt.Sprintf(`[...document.querySelectorAll("body *")].filter(e => ["sticky", "fixed"].includes(getComputedStyle(e).position) && e.checkVisibility() && e.getBoundingClientRect().height > %d / 2)
		.map(e => "stays over half of a window of %d px: " + e.tagName + "." + e.className)`, height, height))...)
}

// shapes are the elements whose text can be cut off.
const shapes = `[...document.querySelectorAll("main *, header *, nav *, footer *")].filter(e => e.checkVisibility() && !e.closest(".sr, svg") && e.children.length === 0 && e.textContent.trim())`

// spaced sets the text as wide as a reader may set it, and finds what is cut off or widens the page then. Source: WCAG 2.2, 1.4.12.
func (w *window) spaced() (faults []string) {
	w.t.Helper()
	cut := eval[[]string](w, `(() => { const sheet = new CSSStyleSheet()
		sheet.replaceSync("* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important } p { margin-block-end: 2em !important }")
		document.adoptedStyleSheets = [sheet]
		const cut = `+shapes+`.filter(e => ["hidden", "clip"].includes(getComputedStyle(e).overflowX) && e.scrollWidth > e.clientWidth + 1 || ["hidden", "clip"].includes(getComputedStyle(e).overflowY) && e.scrollHeight > e.clientHeight + 1)
			.map(e => e.tagName + ": " + e.textContent.trim().slice(0, 30))
		if (document.scrollingElement.scrollWidth > innerWidth) cut.push("the page itself")
		document.adoptedStyleSheets = []
		return cut })()`)
	for _, text := range cut {
		faults = append(faults, "cut off with wide text: "+text)
	}
	return faults
}

// printed holds the page on paper, of a reader who has asked for dark pages: dark text, and no navigation.
func (w *window) printed() []string {
	w.t.Helper()
	return eval[[]string](w, `[...`+shapes+`.filter(e => { const [r, g, b] = getComputedStyle(e).color.match(/[\d.]+/g).map(Number); return .2126 * r + .7152 * g + .0722 * b > 140 })
		.map(e => "pale on paper: " + e.tagName + ": " + e.textContent.trim().slice(0, 30)),
		...[...document.querySelectorAll("nav, button, .skip")].filter(e => e.checkVisibility()).map(e => "printed: " + e.outerHTML.slice(0, 100))]`)
}

// forced holds the page in the reader's own colours: where one is, and what is chosen, must still be told from the rest.
func (w *window) forced() (faults []string) {
	w.t.Helper()
	same := eval[[]string](w, `(look => [...document.querySelectorAll("nav [aria-current]")].filter(e => e.checkVisibility()).filter(e => {
			const other = [...e.closest("nav").querySelectorAll("a:not([aria-current])")].find(o => o.checkVisibility())
			return other && look(e) === look(other) }).map(e => e.textContent.trim()))(
		e => (s => [s.borderBlockEndWidth, s.borderBlockEndStyle, s.borderBlockEndColor, s.outlineStyle, s.fontWeight, s.textDecorationLine, s.backgroundColor, s.color].join())(getComputedStyle(e)))`)
	for _, text := range same {
		faults = append(faults, "in the reader's own colours looks like the rest: "+text)
	}
	return faults
}
