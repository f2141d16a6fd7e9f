package ui

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"bistand/aid"
	"bistand/lang"
)

func loadLanguages(t testing.TB) *lang.Catalogues {
	t.Helper()
	cats, err := lang.Load()
	if err != nil {
		t.Fatal(err)
	}
	return cats
}

func gzipped(t testing.TB, data string) int {
	t.Helper()
	var b bytes.Buffer
	z, err := gzip.NewWriterLevel(&b, gzip.BestCompression)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := z.Write([]byte(data)); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Len()
}

func renderExamples(t testing.TB, c Ctx) map[string]string {
	t.Helper()
	pages := map[string]string{}
	for name, page := range examples(c) {
		var b bytes.Buffer
		if err := page.Render(t.Context(), &b); err != nil {
			t.Fatalf("render %s: %v", name, err)
		}
		pages[name] = b.String()
	}
	return pages
}

var (
	idAttribute  = regexp.MustCompile(` id="([^"]*)"`)
	idReference  = regexp.MustCompile(` (?:for|aria-describedby|aria-labelledby|href)="(#?[^"]*)"`)
	placeholder  = regexp.MustCompile(`\{[a-z_]+\}`)
	inline       = regexp.MustCompile(` style=| on[a-z]+="|<style|<script>`)
	svgPart      = regexp.MustCompile(`(?s)<svg.*?</svg>`)
	isolatedPart = regexp.MustCompile(`<bdi[^>]*>[^<]*</bdi>|\x{2068}[^\x{2069}]*\x{2069}`)
	amountText   = regexp.MustCompile(`\d\x{a0}kr`)
	headingStart = regexp.MustCompile(`<h([1-6])`)
)

// checkHTML looks for the faults that any page may have.
func checkHTML(t *testing.T, where, html string, l *lang.Lang) {
	t.Helper()
	if !strings.HasPrefix(html, fmt.Sprintf(`<!doctype html><html lang="%s" dir="%s">`, l.Tag(), l.Dir())) {
		t.Errorf("%s: wrong beginning: %.80s", where, html)
	}
	ids := map[string]bool{}
	for _, m := range idAttribute.FindAllStringSubmatch(html, -1) {
		if ids[m[1]] {
			t.Errorf("%s: id %q stands twice", where, m[1])
		}
		ids[m[1]] = true
	}
	for _, m := range idReference.FindAllStringSubmatch(html, -1) {
		if strings.HasPrefix(m[0], " href=") && !strings.HasPrefix(m[1], "#") {
			continue
		}
		for id := range strings.FieldsSeq(m[1]) {
			if !ids[strings.TrimPrefix(id, "#")] {
				t.Errorf("%s: %s leads nowhere", where, m[0])
			}
		}
	}
	if found := placeholder.FindString(html); found != "" {
		t.Errorf("%s: placeholder %s is left unfilled", where, found)
	}
	if found := inline.FindString(html); found != "" {
		t.Errorf("%s: the content policy forbids %q", where, found)
	}
	checkHeadings(t, where, html)
	if l.Dir() == "rtl" {
		rest := isolatedPart.ReplaceAllString(svgPart.ReplaceAllString(html, ""), "")
		if found := amountText.FindString(rest); found != "" {
			t.Errorf("%s: an amount stands outside bdi: %q", where, found)
		}
	}
}

// checkHeadings wants one h1 first of its kind and no level skipped on the way down.
func checkHeadings(t *testing.T, where, html string) {
	t.Helper()
	if n := strings.Count(html, "<h1"); n != 1 {
		t.Errorf("%s: %d h1, want 1", where, n)
	}
	_, body, _ := strings.Cut(html, "<h1")
	level := byte('1')
	for _, m := range headingStart.FindAllStringSubmatch(body, -1) {
		if m[1][0] > level+1 {
			t.Errorf("%s: h%s follows h%c", where, m[1], level)
		}
		level = m[1][0]
	}
}

func TestX8_EveryComponentInSixLanguagesAndBothDirections(t *testing.T) {
	cats := loadLanguages(t)
	for _, l := range cats.All() {
		for name, html := range renderExamples(t, exampleCtx(l, cats.All())) {
			where := l.Code() + " " + name
			checkHTML(t, where, html, l)
			if note := strings.Contains(html, l.T("language.unreviewed")); note == l.Original() && name != "desk" {
				t.Errorf("%s: note that the translation is not reviewed: %v", where, note)
			}
		}
	}
	if n := cats.Missing(); n != 0 {
		t.Errorf("%d texts were missing", n)
	}
}

// A component that no example uses would be seen by no test.
func TestEveryComponentHasAnExample(t *testing.T) {
	files, err := os.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	var sources, used strings.Builder
	for _, f := range files {
		data, err := os.ReadFile(f.Name())
		switch {
		case f.IsDir():
		case err != nil:
			t.Fatal(err)
		case strings.HasSuffix(f.Name(), ".templ"), f.Name() == "frame.go", f.Name() == "waterfall.go":
			sources.Write(data)
		case f.Name() == "example_test.go" || f.Name() == "data.go":
			used.Write(data)
		}
	}
	declared := regexp.MustCompile(`(?m)^(?:templ|func) ([A-Z]\w*)\(.*(?:\{|\) templ.Component)`).FindAllStringSubmatch(sources.String(), -1)
	if len(declared) < 40 {
		t.Fatalf("found only %d components", len(declared))
	}
	for _, m := range declared {
		within := regexp.MustCompile(`(?:@|, )` + m[1] + `\(`)
		if !strings.Contains(used.String(), m[1]+"(") && !within.MatchString(sources.String()) {
			t.Errorf("component %s has no example", m[1])
		}
	}
}

// A component that the compiler may inline is in the program as often as pages call it.
func TestNoComponentIsInlinedIntoPages(t *testing.T) {
	files, err := filepath.Glob("*.templ")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range regexp.MustCompile(`(?m)^(.*)\ntempl ([A-Z]\w*)\(`).FindAllStringSubmatch(string(data), -1) {
			if m[1] != "//go:noinline" {
				t.Errorf("%s: //go:noinline is missing right above %s", file, m[2])
			}
		}
	}
}

func TestTitleSaysPageServiceAndMunicipality(t *testing.T) {
	cats := loadLanguages(t)
	pages := renderExamples(t, exampleCtx(cats.For("sv"), cats.All()))
	for name, want := range map[string]string{
		"start": "<title>Start – Mitt försörjningsstöd – Exempelby kommun</title>",
		"form":  "<title>Fel: Inkomster – Mitt försörjningsstöd – Exempelby kommun</title>",
		"fault": "<title>Fel: Det gick inte att visa sidan – Mitt försörjningsstöd – Exempelby kommun</title>",
	} {
		if !strings.Contains(pages[name], want) {
			t.Errorf("%s lacks %s", name, want)
		}
	}
}

func TestFirstViewFitsInOneFlight(t *testing.T) {
	cats := loadLanguages(t)
	css := gzipped(t, AppCSS+ThemeCSS(DefaultTheme))
	for _, l := range cats.All() {
		html := renderExamples(t, exampleCtx(l, cats.All()))["start"]
		if strings.Contains(html, "<script") {
			t.Errorf("%s: the first view loads a script", l.Code())
		}
		if total := gzipped(t, html) + css; total > 14000 {
			t.Errorf("%s: %d bytes compressed, want at most 14000", l.Code(), total)
		}
	}
}

func TestFaultsStandBesideTheirFields(t *testing.T) {
	cats := loadLanguages(t)
	html := renderExamples(t, exampleCtx(cats.For("sv"), cats.All()))["form"]
	for _, want := range []string{
		`<a href="#f-salary">Lön: Skriv beloppet i kronor, till exempel 1 250 eller 99,50.</a>`,
		`aria-describedby="f-salary-e" aria-invalid="true"`,
		`Filen är för stor. Välj en mindre fil eller ta ett nytt foto.`,
		`<h2 id="errors-t">Det finns 3 saker att rätta</h2>`,
		`<input type="hidden" name="nyckel" value="0193">`,
	} {
		if !strings.Contains(html, want) {
			t.Errorf("form lacks %s", want)
		}
	}
}

func TestWaitingWorksWithoutScripts(t *testing.T) {
	cats := loadLanguages(t)
	html := renderExamples(t, exampleCtx(cats.For("sv"), cats.All()))["login"]
	if want := `<noscript><meta http-equiv="refresh" content="1;url=/logga-in/vanta"></noscript>`; !strings.Contains(html, want) {
		t.Errorf("login lacks %s", want)
	}
}

// Draw places the bars and writes the words, without a stencil.
func (w Waterfall) Draw(c Ctx) Drawing {
	m := w.Measure(c)
	return w.draw(c, func(n int) string { return string(m.Append(nil, c.L, n)) })
}

func TestX2_WaterfallPlacesItsBars(t *testing.T) {
	cats := loadLanguages(t)
	sv, ar := exampleCtx(cats.For("sv"), nil), exampleCtx(cats.For("ar"), nil)
	for _, test := range []struct {
		name     string
		w        Waterfall
		x, width [4]int
	}{
		{"underskott", Waterfall{Norm: 100, Costs: 100, Incomes: 150, Result: 50}, [4]int{0, 170, 85, 0}, [4]int{170, 170, 255, 85}},
		{"överskott", Waterfall{Norm: 100, Costs: 0, Incomes: 200, Result: -100}, [4]int{170, 339, 0, 0}, [4]int{170, 1, 340, 170}},
		{"inget alls", Waterfall{}, [4]int{0, 0, 0, 0}, [4]int{1, 1, 1, 1}},
	} {
		here, there := test.w.Draw(sv), test.w.Draw(ar)
		for i, b := range here.Bars {
			if x, width := fmt.Sprint(test.x[i]), fmt.Sprint(test.width[i]); b.Left != x || b.Width != width {
				t.Errorf("%s bar %d: x %s width %s, want %s %s", test.name, i, b.Left, b.Width, x, width)
			}
			if left := there.Bars[i].Left; left != fmt.Sprint(340-test.x[i]-test.width[i]) {
				t.Errorf("%s bar %d: %s in Arabic, want it mirrored", test.name, i, left)
			}
		}
	}
	over := Waterfall{Norm: 100, Incomes: 200, Result: -100}
	if over.Draw(sv).Axis != "170" || over.Draw(ar).Axis != "170" {
		t.Errorf("axis at %s and %s, want 170", over.Draw(sv).Axis, over.Draw(ar).Axis)
	}
	if got := over.Draw(sv).Sentence; !strings.HasSuffix(got, "De är 1\u00a0kr högre än normen och kostnaderna.") {
		t.Errorf("sentence: %s", got)
	}
}

func TestPersonnummerIsHiddenUnlessFull(t *testing.T) {
	p, err := aid.ParsePersonnummer("198001019804")
	if err != nil {
		t.Fatal(err)
	}
	var hidden, full bytes.Buffer
	if err := Personnummer(Ctx{}, p).Render(t.Context(), &hidden); err != nil {
		t.Fatal(err)
	}
	if err := FullPersonnummer(Ctx{}, p).Render(t.Context(), &full); err != nil {
		t.Fatal(err)
	}
	if strings.Contains(hidden.String(), "9804") || !strings.Contains(full.String(), "198001019804") {
		t.Errorf("hidden %s, full %s", hidden.String(), full.String())
	}
}

func BenchmarkFirstView(b *testing.B) {
	cats := loadLanguages(b)
	page := exampleStart(exampleCtx(cats.For("sv"), cats.All()))
	var buf bytes.Buffer
	b.ReportAllocs()
	for b.Loop() {
		buf.Reset()
		if err := page.Render(b.Context(), &buf); err != nil {
			b.Fatal(err)
		}
	}
}
