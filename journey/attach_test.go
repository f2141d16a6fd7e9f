package journey_test

import (
	"bytes"
	"image"
	"image/color"
	"image/jpeg"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// paper is a photograph of a paper with lines on a table, lying on its side where the telephone was held so.
func paper(t *testing.T, lines int, sideways bool) string {
	t.Helper()
	width, height := 900, 1200
	if sideways {
		width, height = height, width
	}
	m := image.NewRGBA(image.Rect(0, 0, width, height))
	for y := range height {
		for x := range width {
			c := color.RGBA{120, 92, 70, 255}
			along, across := y, x
			if sideways {
				along, across = width-1-x, y
			}
			if across > 60 && across < 840 && along > 60 && along < 1140 {
				c = color.RGBA{246, 245, 240, 255}
				if row := along - 140; row > 0 && row/70 < lines && row%70 < 18 && across > 120 && across < 500+row%9*30 {
					c = color.RGBA{60, 60, 66, 255}
				}
			}
			m.SetRGBA(x, y, c)
		}
	}
	var b bytes.Buffer
	if err := jpeg.Encode(&b, m, nil); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// choose files in the field of the page of attachments.
func (w *window) pick(files ...string) {
	w.t.Helper()
	w.do("choose files", chromedp.SetUploadFiles(chromedp.CSS(`[name=file]`), files, chromedp.NodeReady))
}

// awaits waits until the page says something.
func (w *window) awaits(text string) {
	w.t.Helper()
	for until := time.Now().Add(stepTime); !strings.Contains(w.text(), text); time.Sleep(50 * time.Millisecond) {
		if time.Now().After(until) {
			w.t.Fatalf("%s waits in vain for %q at %s:\n%s", w.who, text, w.whereabouts(), w.text())
		}
	}
}

// TestX9_AttachmentsOnAPhone hands in photographs in a browser, with scripts over a line that breaks and without any.
func TestX9_AttachmentsOnAPhone(t *testing.T) {
	for _, scripts := range []bool{true, false} {
		name := map[bool]string{true: "attachments", false: "attachments-noscript"}[scripts]
		t.Run(name, func(t *testing.T) {
			j := begin(t, name, sqlite, scripts)
			w := j.open(t, "Fatima", phoneWidth)
			w.visit("/")
			w.logIn(fatima)
			w.visit("/ansok/" + nextMonth)
			w.tick(`[name=changed][value=nothing]`)
			w.press(`main form button`)
			w.visit(strings.TrimSuffix(w.path(), "/inkomster") + "/bilagor")
			w.look("empty")
			w.tick(`[name=kind][value=rent]`)
			photos := []string{file(t, "IMG_2041.jpg", paper(t, 9, false)), file(t, "IMG_2042.jpg", paper(t, 5, true))}
			w.pick(photos...)
			if scripts {
				w.overABadLine(`main form[enctype] button`)
			} else {
				w.press(`main form[enctype] button`)
			}
			w.says("Hyresavi 2 sidor", "Sida 2", "IMG_2042.jpg")
			if n := eval[int](w, `document.querySelectorAll(".parts li").length`); n != 2 {
				t.Errorf("%d parts", n)
			}
			w.press(`.parts li:nth-child(2) form[action$="/vrid"] button`)
			w.says("Hyresavi 2 sidor")
			w.visit(w.path())
			if !w.upright(`.parts li:nth-child(2) img`) {
				t.Error("the second page does not stand upright")
			}
			w.shoot("pictures")
			w.tick(`[name=kind][value=bank_statement]`)
			w.pick(file(t, "utdrag.pdf", statement()))
			w.press(`main form[enctype] button`)
			w.do("open the fold", chromedp.Click(chromedp.CSS(`details.card:last-of-type summary`), chromedp.NodeReady))
			w.choose(`[name=otherwise_kind]`, "income")
			w.tick(`[name=otherwise_way][value=office]`)
			w.choose(`[name=otherwise_on]`, "2026-11-09")
			w.fill(`[name=otherwise_note]`, "Lönebesked från Påhittade Livs")
			w.press(`form[action*="/lamnat"] button`)
			w.says("Lämnat på kontoret", "Lönebesked från Påhittade Livs")
			w.look("full")
			w.press(`main a[href$="/kontrollera"]`)
			w.says("Hyresavi, 2 sidor", "Lämnat på kontoret")
		})
	}
}

// upright tells whether a picture is higher than it is wide, once all pictures of the page have been fetched.
func (w *window) upright(selector string) bool {
	w.t.Helper()
	yes := true
	wait := func(p *runtime.EvaluateParams) { p.AwaitPromise = &yes }
	return step(w, "look at the pictures", chromedp.Evaluate[bool](`Promise.all([...document.images].map(i => { i.loading = "eager"; return i.decode() }))
		.then(() => (i => i.naturalHeight > i.naturalWidth)(document.querySelector("`+selector+`")))`, wait))
}

// overABadLine presses a button while the line is down, and lets it up again when the page has said so.
func (w *window) overABadLine(button string) {
	w.t.Helper()
	w.whileDown(button, "Förbindelsen bröts. Vi försöker igen med fil 1 av 2.")
	w.awaits("Hyresavi 2 sidor")
	// A file that is refused is told of beside the field, with its name; those that are good are in the list.
	w.pick(file(w.t, "anteckning.txt", "inget"), file(w.t, "IMG_2041.jpg", paper(w.t, 9, false)))
	w.tick(`[name=kind][value=rent]`)
	w.do("send one of a wrong kind", chromedp.Click(chromedp.CSS(button), chromedp.NodeReady))
	w.awaits("anteckning.txt: Vi kan inte läsa den här filen")
	w.shoot("one-refused")
	w.says("Hyresavi 2 sidor")
	w.visit(w.path())
}
