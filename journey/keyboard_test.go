package journey_test

import (
	"bytes"
	"context"
	"image/png"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// tabsAtMost is how many presses of Tab any page takes to reach its end.
const tabsAtMost = 250

// tabTo presses Tab until something that the selector finds has the focus, which must be seen and not hidden behind anything.
func (w *window) tabTo(selector string) {
	w.t.Helper()
	for range tabsAtMost {
		w.do("press Tab", chromedp.KeyEvent(kb.Tab))
		if eval[bool](w, `document.activeElement?.matches(`+quote(selector)+`) ?? false`) {
			w.focusIsSeen(selector)
			return
		}
	}
	w.t.Fatalf("%s cannot reach %s by Tab at %s:\n%s", w.who, selector, w.whereabouts(), w.text())
}

// focusIsSeen compares the picture around what has the focus with the same without it, and asks what lies on top there.
func (w *window) focusIsSeen(selector string) {
	w.t.Helper()
	if !eval[bool](w, `(e => { const b = e.getBoundingClientRect(), x = b.left + Math.min(b.width / 2, 20), y = b.top + b.height / 2, top = document.elementFromPoint(x, y)
		return top !== null && (e === top || e.contains(top) || top.contains(e) || [...(e.labels ?? [])].some(l => l.contains(top))) })(document.activeElement)`) {
		w.t.Errorf("%s: something lies over %s while it has the focus", w.whereabouts(), selector)
	}
	with := w.around()
	eval[bool](w, `(window.wasFocused = document.activeElement).blur(), true`)
	without := w.around()
	eval[bool](w, `window.wasFocused.focus({preventScroll: true}), true`)
	if changed := differing(w.t, with, without); changed < 60 {
		w.t.Errorf("%s: the focus on %s changes only %d pixels", w.whereabouts(), selector, changed)
	}
}

// around is a picture of what has or had the focus, with a margin for its ring. A field may stand in a label that shows the ring.
func (w *window) around() []byte {
	w.t.Helper()
	box := eval[[]float64](w, `(e => { const b = (e.matches("input[type=radio], input[type=checkbox]") ? e.parentElement : e).getBoundingClientRect()
		return [b.left + scrollX - 8, b.top + scrollY - 8, Math.min(b.width, 600) + 16, Math.min(b.height, 300) + 16] })(document.activeElement === document.body ? window.wasFocused : document.activeElement)`)
	beyond := true
	clip := page.Viewport{X: max(box[0], 0), Y: max(box[1], 0), Width: box[2], Height: box[3], Scale: 1}
	return call(w, page.CaptureScreenshot, page.CaptureScreenshotParams{Clip: &clip, CaptureBeyondViewport: &beyond}).Data
}

// differing counts the pixels in which two pictures of one size differ.
func differing(t *testing.T, a, b []byte) (n int) {
	t.Helper()
	one, err := png.Decode(bytes.NewReader(a))
	if err != nil {
		t.Fatal(err)
	}
	other, err := png.Decode(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	for y := one.Bounds().Min.Y; y < one.Bounds().Max.Y; y++ {
		for x := one.Bounds().Min.X; x < one.Bounds().Max.X; x++ {
			if one.At(x, y) != other.At(x, y) {
				n++
			}
		}
	}
	return n
}

// enterAt reaches a link or a button by Tab, presses Enter and waits for the next page, which must have the status: 200 where none
// is named.
func (w *window) enterAt(selector string, status ...int64) {
	w.t.Helper()
	w.tabTo(selector)
	action := chromedp.Action[*network.Response](func(ctx context.Context, t *chromedp.Target) (*network.Response, error) {
		return chromedp.RunResponse(ctx, chromedp.KeyEvent(kb.Enter))
	})
	w.arrived("press Enter at "+selector, step(w, "press Enter at "+selector, action), append(status, 200)[0])
}

// typeInto reaches a field by Tab and types, key by key, in place of what stands there.
func (w *window) typeInto(selector, text string) {
	w.t.Helper()
	w.tabTo(selector)
	w.do("choose all of it", chromedp.KeyEvent("a", chromedp.KeyModifiers(chromedp.ModifierCtrl)))
	w.do("type", chromedp.KeyEvent(text))
	w.holds(selector, text)
}

// step reaches a list by Tab and goes down to a value.
func (w *window) step(selector, value string) {
	w.t.Helper()
	w.tabTo(selector)
	for range 40 {
		if eval[string](w, `document.activeElement.value`) == value {
			return
		}
		w.do("press Down", chromedp.KeyEvent(kb.ArrowDown))
	}
	w.t.Fatalf("%s cannot choose %q in %s at %s", w.who, value, selector, w.whereabouts())
}

// space reaches a box, a radio button or a fold by Tab and presses the space bar.
func (w *window) space(selector string) {
	w.t.Helper()
	w.tabTo(selector)
	w.do("press Space", chromedp.KeyEvent(" "))
}

// endless presses Tab through a whole page: the focus must come round to where the page begins, through everything and twice
// to nothing.
func (w *window) endless() {
	w.t.Helper()
	seen, last := map[string]bool{}, ""
	for i := range tabsAtMost {
		w.do("press Tab", chromedp.KeyEvent(kb.Tab))
		here := eval[string](w, `(e => e === document.body ? "body" : [...document.querySelectorAll("*")].indexOf(e) + " " + e.tagName + " " + e.textContent.slice(0, 20))(document.activeElement)`)
		if here == last {
			w.t.Errorf("%s: the focus is caught at %s", w.whereabouts(), here)
			return
		}
		if seen[here] || here == "body" && i > 0 {
			return
		}
		seen[here], last = true, here
	}
	w.t.Errorf("%s: the focus does not come round in %d presses", w.whereabouts(), tabsAtMost)
}

// TestB10_ByTheKeyboardAlone lets a person log in, meet a fault, and hand in what was asked, and the desk ask and end it,
// without a pointer.
func TestB10_ByTheKeyboardAlone(t *testing.T) {
	j := begin(t, "keyboard", sqlite, true)
	desk := j.open(t, "Ingrid", deskWidth)
	desk.enter("ingrid")
	desk.visit("/handlaggning?visa=alla")
	desk.visit(desk.link("tr", "Karin Provsson", `a[href^="/handlaggning/ansokan/"]`))
	desk.endless()
	desk.enterAt(`main a[href$="/begar"]`)
	desk.space(`[name=items][value="1"]`)
	desk.typeInto(`[name=why]`, "Vi ser inte hela beloppet.")
	desk.tabTo(`[name=until]`)
	desk.choose(`[name=until]`, "2026-12-24") // how a day is typed depends on the reader's own settings
	desk.enterAt(`main form button.btn`)
	desk.at(`/handlaggning/begaran/.+`)
	request := desk.path()

	her := j.open(t, "Karin", phoneWidth)
	her.visit("/")
	her.do("press Tab", chromedp.KeyEvent(kb.Tab))
	if !eval[bool](her, `document.activeElement.matches("a[href^='#']")`) {
		t.Error("the first thing on a page is not the way past its navigation")
	}
	her.focusIsSeen("the way past the navigation")
	her.enterAt(`main a[href^="/logga-in"]`)
	her.enterAt(`button[name=enhet][value=denna]`)
	her.approve(her.startToken(), karin)
	her.awaitAt(`/start`)
	her.endless()
	her.enterAt(`main a[href="` + strings.TrimPrefix(request, "/handlaggning") + `"]`)
	her.enterAt(`main .tasks a`)
	her.enterAt(`form[action$="/svar"] button.btn`, 422) // nothing is typed yet
	if !eval[bool](her, `document.activeElement.id === "errors"`) {
		t.Error("a fault does not take the focus")
	}
	her.tabTo(`#errors a`)
	her.do("press Enter", chromedp.KeyEvent(kb.Enter))
	if !eval[bool](her, `document.activeElement.name === "text"`) {
		t.Error("a fault does not lead to its field")
	}
	her.do("type", chromedp.KeyEvent("Det kommer på fredag."))
	her.enterAt(`form[action$="/svar"] button.btn`)
	her.says("Lämnat")

	desk.visit(request)
	desk.endless()
	desk.space(`[name=outcome]`)
	desk.enterAt(`form[action$="/avsluta"] button.btn`)
	desk.says("Avslutad")
}

// TestB3N4B9_AMonthByTheKeyboardAlone lets a couple apply and sign, refuse and put right, and the desk calculate, decide and pay, without
// a pointer.
func TestB3N4B9_AMonthByTheKeyboardAlone(t *testing.T) {
	j := begin(t, "keyboard-month", sqlite, true)
	her, his := j.open(t, "Fatima", phoneWidth), j.open(t, "Amir", phoneWidth)
	her.keys, his.keys = true, true
	logInByCode(her)
	fill(her)
	her.do("choose a file", chromedp.SetUploadFiles(chromedp.CSS(`[name=file]`), []string{file(t, "kontoutdrag.pdf", statement())}, chromedp.NodeReady))
	her.press(`main form[enctype] button`)
	her.says("kontoutdrag.pdf")
	her.press(`main a[href$="/kontrollera"]`)
	check(her, "6 820 kr")
	sign(her, fatima, `/ansok/underskrift/[0-9a-f-]+`)
	his.visit("/")
	his.speak("ar")
	his.logIn(amir)
	refuse(his)
	correct(her)
	sign(her, fatima, `/ansok/underskrift/[0-9a-f-]+`)
	his.visit("/start")
	his.press(`main a[href^="/ansok/underskrift/"]`)
	sign(his, amir, `/ansok/kvitto/[0-9a-f-]+`)
	receipt(his)
	number := caseNumber(her)

	ingrid, lisbet := j.open(t, "Ingrid", deskWidth), j.open(t, "Lisbet", deskWidth)
	ingrid.keys, lisbet.keys = true, true
	ingrid.enter("ingrid")
	calculate(ingrid, number)
	decide(ingrid, number)
	lisbet.enter("lisbet")
	pay(lisbet, number)
}
