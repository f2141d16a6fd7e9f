package public_test

import (
	"net/http"
	"strconv"
	"strings"
	"testing"

	"bistand/aid"
	"bistand/lang"
	"bistand/rules"
	"bistand/web/webtest"
)

// amount writes whole kronor as the text of a page has them.
func amount(w *webtest.World, kr int) string {
	return strings.ReplaceAll(w.Lund.Tenant.Language("sv").Money(aid.Ore(kr)*aid.Kronor), "\u00a0", " ")
}

// Every cell of every table is shown with its amount, and every source, rule, note and misprint is told.
func TestX2_NormShowsEveryFigureWithItsSource(t *testing.T) {
	w := webtest.Start(t, "sqlite")
	v := w.Visitor(w.Lund)
	list := v.Get("/normen").Want(http.StatusOK, "Riksnormen", "Prisbasbelopp")
	for _, n := range rules.Embedded().Riksnorms {
		year := strconv.Itoa(n.From.Year)
		if !strings.Contains(list.Body, `href="/normen/`+year+`"`) {
			t.Errorf("the list does not lead to %s", year)
		}
		p := v.Get("/normen/"+year).Want(http.StatusOK, "Riksnormen "+year)
		shown := p.Text()
		want := func(what, text string) {
			if text = strings.Join(strings.Fields(text), " "); !strings.Contains(shown, text) {
				t.Errorf("%s: %s is not told: %s", year, what, text)
			}
		}
		states := map[aid.CellState]int{}
		for key, cell := range n.Cells() {
			states[cell.State]++
			want(key, cell.Note)
			if cell.State != aid.Missing {
				want(key, amount(w, cell.Kr))
			}
		}
		for state, words := range map[aid.CellState]string{aid.Sourced: "Tryckt i källa", aid.Computed: " Beräknat ", aid.Missing: " Saknas "} {
			if got := strings.Count(shown, words); got != states[state] {
				t.Errorf("%s: %d cells are said to be %q, want %d", year, got, words, states[state])
			}
		}
		for _, s := range n.Sources {
			want("a source", s.Title)
			want("a note", s.Note)
			if s.URL != "" && !strings.Contains(p.Body, `href="`+s.URL+`"`) {
				t.Errorf("%s: no link to %s", year, s.URL)
			}
		}
		for _, step := range n.Computed {
			want("a rule", step.Text)
		}
		for _, m := range n.Misprints {
			want("a misprint", amount(w, m.Printed))
			want("why it is one", m.Why)
		}
	}
	v.Get("/normen/2026").Want(http.StatusOK, "Prisbasbeloppet 2026 är 59 200 kr", "För varje person utöver sju läggs 190 kr till")
	v.Get("/normen/2015").Want(http.StatusOK, "Personer i hushållet: 1: en källa skriver 910 kr. Rätt är 930 kr.")
}

func TestX2_YearWithoutANormIsToldOf(t *testing.T) {
	w := webtest.Start(t, "sqlite")
	for _, year := range []string{"2012", "2031"} {
		w.Visitor(w.Lund).Get("/normen/"+year).Want(http.StatusNotFound, "Normen för "+year+" finns inte här ännu", "2026")
	}
	for _, odd := range []string{"0000", "26", "02026", "-2026", "+2026", "tjugo", "2026x", "%00"} {
		if p := w.Visitor(w.Lund).Get("/normen/" + odd); p.Status != http.StatusNotFound || strings.Contains(p.Text(), "finns inte här ännu") {
			t.Errorf("%s: %d", odd, p.Status)
		}
	}
}

func TestX8_NormAndGuidelinesInEveryLanguage(t *testing.T) {
	w := webtest.Start(t, "sqlite")
	for _, code := range lang.Codes {
		v := w.Visitor(w.Lund).In(t)
		v.Header.Set("Accept-Language", code)
		l := w.Lund.Tenant.Languages.For(code)
		for path, key := range map[string]string{"/normen": "norm.title", "/normen/2026": "norm.rules", "/riktlinjer": "guide.title"} {
			v.Get(path).Want(http.StatusOK, l.T(key))
		}
	}
	if n := w.Lund.Tenant.Languages.Missing(); n > 0 {
		t.Errorf("%d texts are missing", n)
	}
}
