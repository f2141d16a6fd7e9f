package journey_test

import (
	"crypto/sha256"
	"encoding/hex"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
)

// TestX9_FormsOverABadLine sends a message with a photograph while the line is down. It arrives once, when the line is up again, and what
// is wrong with one is told beside its button, with all that was written still there.
func TestX9_FormsOverABadLine(t *testing.T) {
	j := begin(t, "badline", sqlite, true)
	w := j.open(t, "Fatima", phoneWidth)
	w.logIn(fatima)
	w.visit("/meddelanden/nytt")
	w.fill("[name=text]", "Här är hyresavin.")
	w.pick(file(t, "IMG_2041.jpg", paper(t, 6, false)))
	w.whileDown("main form button", "Förbindelsen bröts. Vi försöker igen. Lämna inte sidan.")
	w.awaitAt("/meddelanden")
	w.says("Här är hyresavin.", "IMG_2041.jpg")
	if n := eval[int](w, `document.body.innerText.split("Här är hyresavin.").length - 1`); n != 1 {
		t.Errorf("the message stands there %d times", n)
	}
	w.visit("/meddelanden/nytt")
	w.pick(file(t, "anteckning.txt", "inget"))
	w.do("send one without words", chromedp.Click(chromedp.CSS("main form button"), chromedp.NodeReady))
	w.awaits("Fyll i det här.")
	w.at("/meddelanden/nytt")
}

// whileDown presses a button while the line is down, and lets it up when the page has said so.
func (w *window) whileDown(button, says string) {
	w.t.Helper()
	line := func(down bool) {
		rule := network.Conditions{Offline: down, DownloadThroughput: -1, UploadThroughput: -1}
		call(w, network.EmulateNetworkConditionsByRule, network.EmulateNetworkConditionsByRuleParams{MatchedNetworkConditions: []*network.Conditions{&rule}})
	}
	line(true)
	w.do("press without a line", chromedp.Click(chromedp.CSS(button), chromedp.NodeReady))
	w.awaits(says)
	w.shoot("line-broken")
	line(false)
}

// manyPages is a PDF of n bytes, as a scanner makes it.
func manyPages(n int) string {
	noise := make([]byte, n-len(statement())-2)
	rand.NewChaCha8([32]byte{byte(n)}).Read(noise)
	for i := range noise {
		noise[i] = 'a' + noise[i]%26
	}
	head, tail, _ := strings.Cut(statement(), "\n")
	return head + "\n%" + string(noise) + "\n" + tail
}

// TestX9_ALargeFileOverALineThatBreaks sends six megabytes over a line that breaks again and again: what has arrived is not sent again.
// Both ways that forms go: as a whole, and one file at a time.
func TestX9_ALargeFileOverALineThatBreaks(t *testing.T) {
	const size = 6 << 20
	j := begin(t, "resume", sqlite, true)
	line := j.overBadLine(t)
	for _, form := range []struct{ name, broken string }{
		{"message", "Förbindelsen bröts. Vi försöker igen. Lämna inte sidan."},
		{"attachments", "Förbindelsen bröts. Vi försöker igen med fil 1 av 1. Lämna inte sidan."},
	} {
		w := j.open(t, form.name, phoneWidth)
		w.everywhere()
		w.logIn(fatima)
		if form.name == "message" {
			w.visit("/meddelanden/nytt")
			w.fill("[name=text]", "Här är alla sidor.")
		} else {
			w.visit("/ansok/" + nextMonth)
			w.tick(`[name=changed][value=nothing]`)
			w.press(`main form button`)
			w.visit(strings.TrimSuffix(w.path(), "/inkomster") + "/bilagor")
			w.tick(`[name=kind][value=bank_statement]`)
		}
		content := manyPages(size + len(form.name))
		w.pick(file(t, "sidor.pdf", content))
		line.breakAt(size/4, size/2, size*3/4)
		w.do("send it", chromedp.Click(chromedp.CSS("main form[enctype] button"), chromedp.NodeReady))
		w.awaits(form.broken)
		w.hasProgress(form.name)
		for broken := true; broken; time.Sleep(50 * time.Millisecond) {
			line.up()
			_, left, _ := line.carried()
			broken = left > 0
			if w.t.Failed() {
				return
			}
		}
		time.Sleep(100 * time.Millisecond)
		line.up()
		w.awaits("sidor.pdf")
		if form.name == "message" {
			w.awaitAt("/meddelanden")
		}
		sent, cuts, _ := line.carried()
		if cuts > 0 || sent < size || sent > size*5/4 {
			t.Errorf("%s: %d bytes were sent of a file of %d, over a line with %d breaks to come", form.name, sent, size, cuts)
		}
		t.Logf("%s: %d bytes sent for %d over three breaks", form.name, sent, size)
		sum := sha256.Sum256([]byte(content))
		if got := w.sumOf("sidor.pdf"); got != hex.EncodeToString(sum[:]) {
			t.Errorf("%s: what arrived is another file: %s", form.name, got)
		}
	}
}

// hasProgress holds the page with the bar shown against what every page must be, and wants some of the file to have arrived.
func (w *window) hasProgress(name string) {
	w.t.Helper()
	if at := eval[float64](w, `(bar => bar.hidden ? -1 : bar.position)(document.querySelector("progress"))`); at <= 0 || at >= 1 {
		w.t.Errorf("the bar stands at %v", at)
	}
	s, d := &state{name: name, route: "sending", language: "sv"}, &doubts{at: map[string]string{}}
	s.result = w.axe("light", allRules, s, d)
	w.shoot("sending")
	w.media("", "prefers-color-scheme", "dark")
	s.result = slices.Concat(s.result, w.axe("dark", colourRules, s, d))
	w.media("", "forced-colors", "active")
	w.shoot("sending-forced")
	w.media("")
	if w.t.Failed() || len(s.result) > 0 {
		w.t.Errorf("%s: %q", name, s.result)
	}
	d.areReviewed(w.t)
	eval[bool](w, `(document.documentElement.dir = "rtl", true)`)
	w.shoot("sending-rtl")
	eval[bool](w, `(document.documentElement.dir = "ltr", true)`)
}

// sumOf fetches what a link of the page leads to, or else the first attachment that can be taken away, and adds it up.
func (w *window) sumOf(link string) string {
	w.t.Helper()
	return step(w, "fetch "+link, chromedp.Evaluate[string](`(async () => {
		const to = [...document.querySelectorAll("main a")].find(a => a.textContent.includes("`+link+`"))?.href ?? "/bilagor/" + document.querySelector("[name=bilaga]").value
		const sum = await crypto.subtle.digest("SHA-256", await (await fetch(to)).arrayBuffer())
		return Array.from(new Uint8Array(sum), b => b.toString(16).padStart(2, "0")).join("")
	})()`, chromedp.EvalAwaitPromise))
}

// TestX9_PiecesThatAreRefused ends the pieces in their midst, as the end of a log-in does: the form is sent all the same, so that what was
// written is taken care of, and sent once more it goes on where it had come. Without scripts all of it goes at once.
func TestX9_PiecesThatAreRefused(t *testing.T) {
	const size = 1 << 20
	for _, scripts := range []bool{true, false} {
		j := begin(t, "pieces", sqlite, scripts)
		line := j.overBadLine(t)
		w := j.open(t, "Fatima", phoneWidth)
		w.logIn(fatima)
		w.visit("/meddelanden/nytt")
		w.fill("[name=text]", "Här är hela avtalet.")
		w.pick(file(t, "avtal.pdf", manyPages(size)))
		line.breakAt()
		if scripts {
			eval[bool](w, `(window.was = window.fetch, window.fetch = (to, ...more) => String(to).includes("fran=524288") ?
				Promise.resolve(new Response("<h1>Du behöver logga in igen</h1>", {status: 401, headers: {"Content-Type": "text/html"}})) : window.was(to, ...more), true)`)
			w.do("send it", chromedp.Click(chromedp.CSS("main form[enctype] button"), chromedp.NodeReady))
			w.awaits("Filen kom inte fram hel. Försök igen.")
			if text := eval[string](w, `document.querySelector("[name=text]").value`); text != "Här är hela avtalet." {
				t.Errorf("what was written is %q", text)
			}
			eval[bool](w, `(window.fetch = window.was, true)`)
			w.do("send it again", chromedp.Click(chromedp.CSS("main form[enctype] button"), chromedp.NodeReady))
			w.awaitAt("/meddelanden")
		} else {
			w.press("main form[enctype] button")
		}
		w.says("Här är hela avtalet.", "avtal.pdf")
		if sent, _, _ := line.carried(); sent < size || sent > size*5/4 {
			t.Errorf("%d bytes were sent of a file of %d", sent, size)
		}
	}
}
