package ui

import (
	"bytes"
	"math/rand/v2"
	"reflect"
	"testing"

	"github.com/a-h/templ"

	"bistand/aid"
)

// rendered is what a component writes.
func rendered(t *testing.T, piece templ.Component, children templ.Component) string {
	t.Helper()
	var b bytes.Buffer
	if err := piece.Render(templ.WithChildren(t.Context(), children), &b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// framePage is a page whose frame is kept.
func framePage(name string) Page {
	return Page{
		Title: "Start", Current: "/start", User: name, LogOut: "/logga-ut", Frame: "test", SessionLeft: 1500, SessionEnd: "/utloggad", SessionEndsAt: "13.05",
		Nav:    []Link{{Text: "Start", Href: "/start"}, {Text: "Meddelanden", Href: "/meddelanden"}, {Text: "Beslut", Href: "/beslut"}},
		Menu:   []Link{{Text: "Min profil", Href: "/min-profil"}},
		Footer: []Link{{Text: "Tyck till", Href: "/tyck-till"}},
	}
}

// Whatever differs from one page to the next, a page in a kept frame is the page that would be made anew: every field of a Page that is
// not named by its Frame, one person after another, and every language.
func TestKeptFramesMixNothing(t *testing.T) {
	cats := loadLanguages(t)
	site := exampleCtx(cats.For("sv"), cats.All()).Site
	var pages []Page
	add := func(change func(*Page)) {
		p := framePage("Åsa <Öberg> & Co")
		change(&p)
		pages = append(pages, p)
	}
	add(func(*Page) {})
	add(func(p *Page) { p.User = "Sara Svensson" })
	for _, n := range []int{1, 2, 100} {
		add(func(p *Page) { p.Nav[1].Count = n })
		add(func(p *Page) { p.Nav[2].Count = n })
		add(func(p *Page) { p.Nav[1].Count, p.Nav[2].Count = n, 1 })
	}
	named := map[string]bool{"Nav": true, "Menu": true, "Footer": true, "LogOut": true, "SessionEnd": true, "Frame": true, "left": true, "framed": true}
	for i := range reflect.TypeFor[Page]().NumField() {
		if field := reflect.TypeFor[Page]().Field(i); !named[field.Name] {
			for _, zero := range []bool{true, false} {
				add(func(p *Page) { set(t, reflect.ValueOf(p).Elem().Field(i), zero) })
			}
		}
	}
	framed := 0
	for range 2 { // the second time everything is kept
		for _, l := range cats.All() {
			for _, p := range pages {
				for _, form := range []string{"", "f"} {
					for _, path := range []string{"/start", "/beslut", "/start?a=<b>"} {
						c := Ctx{&Here{L: l, Site: site, Path: path, Form: form}}
						if p.ordinary(c) {
							framed++
						}
						body := templ.Raw("<p>Hej " + p.User[:min(1, len(p.User))] + "</p>")
						if got, want := rendered(t, Layout(c, p), body), rendered(t, layout(c, p), body); got != want {
							t.Fatalf("%s %s %+v:\n%s\nwant\n%s", l.Code(), path, p, got, want)
						}
					}
				}
			}
		}
	}
	if framed < len(pages) {
		t.Errorf("only %d pages had a kept frame", framed)
	}
}

// set sets a field to what it is in no page of the test, or to nothing.
func set(t *testing.T, field reflect.Value, zero bool) {
	t.Helper()
	if zero {
		field.SetZero()
		return
	}
	switch field.Interface().(type) {
	case string:
		field.SetString("/beslut")
	case int:
		field.SetInt(7)
	case bool:
		field.SetBool(true)
	case []Link:
		field.Set(reflect.ValueOf([]Link{{Text: "Annat", Href: "/annat"}}))
	case []Notice:
		field.Set(reflect.ValueOf([]Notice{{Tone: Info, Text: "Något hände."}}))
	case aid.Errors:
		field.Set(reflect.ValueOf(aid.Errors{{Code: "required", Field: "from"}}))
	case *Acting:
		field.Set(reflect.ValueOf(&Acting{Text: "För Sara", Change: Link{Text: "Byt", Href: "/for-vem"}}))
	default:
		t.Fatalf("a page has a field of type %s, which this test does not know", field.Type())
	}
}

// Pieces that were rendered once are what they would be anew, in each language and with every number.
func TestKeptPiecesMixNothing(t *testing.T) {
	cats := loadLanguages(t)
	site := exampleCtx(cats.For("sv"), cats.All()).Site
	random := rand.New(rand.NewPCG(3, 4))
	same := func(kept, anew templ.Component) {
		t.Helper()
		if got, want := rendered(t, kept, nil), rendered(t, anew, nil); got != want {
			t.Fatalf("%s\nwant\n%s", got, want)
		}
	}
	for range 3 {
		for _, l := range cats.All() {
			c := Ctx{&Here{L: l, Site: site, Path: "/start"}}
			for status, tone := range statusTone {
				same(StatusTag(c, status), Tag(c, tone, l.T("status."+string(status))))
			}
			for outcome, tone := range outcomeTone {
				same(OutcomeTag(c, outcome), Tag(c, tone, l.T("outcome."+string(outcome))))
			}
			for status, tone := range paymentTone {
				same(PaymentTag(c, status), Tag(c, tone, l.T("payment_status."+string(status))))
			}
			for range 20 {
				w := Waterfall{ID: []string{"c", "d"}[random.IntN(2)], Norm: aid.Ore(random.Int64N(3_000_000)), Costs: aid.Ore(random.Int64N(2_000_000)), Incomes: aid.Ore(random.Int64N(6_000_000))}
				w.Result, w.Unapproved = w.Norm+w.Costs-w.Incomes, random.IntN(2) == 0
				w.ResultLabel = []string{"", l.T("chart.you_get")}[random.IntN(2)]
				same(WaterfallChart(c, w), WaterfallDrawing(c, w.Draw(c)))
			}
		}
	}
}
