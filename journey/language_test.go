package journey_test

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// letters are those of the scripts that two of the languages are written in, as the browser names them.
var letters = map[string]string{"ti": "Ethiopic", "ar": "Arabic"}

// TestX8B3B4N8_InOnesOwnLanguage lets a couple, of whom one reads Tigrinya and one Arabic, apply and sign, hand in what is asked, and
// her appeal: without scripts, and with every heading, label and button in the reader's language.
func TestX8B3B4N8_InOnesOwnLanguage(t *testing.T) {
	j := begin(t, "language", sqlite, false)
	her, his := j.open(t, "Fatima", phoneWidth), j.open(t, "Amir", phoneWidth)
	for w, language := range map[*window]string{her: "ti", his: "ar"} {
		w.visit("/")
		w.speak(language)
		w.owns("front")
		w.logIn(map[*window]string{her: fatima, his: amir}[w])
		w.owns("start") // though her profile says Swedish
	}
	fill(her)
	her.owns("attachments")
	attach(her)
	check(her, "6 820 kr")
	her.owns("sign")
	sign(her, fatima, `/ansok/underskrift/[0-9a-f-]+`)
	her.owns("waits-for-the-other")
	his.visit("/start")
	his.press(`main a[href^="/ansok/underskrift/"]`)
	his.owns("to-sign")
	sign(his, amir, `/ansok/kvitto/[0-9a-f-]+`)
	his.owns("receipt")
	her.visit("/start")
	her.owns("start-registered")

	desk := j.open(t, "Ingrid", deskWidth)
	desk.enter("ingrid")
	desk.visit("/handlaggning?visa=alla")
	desk.press(`a[href="` + desk.link("tr", "Fatima Exempel", `a[href^="/handlaggning/ansokan/"]`) + `"]`)
	desk.press(`main a[href$="/begar"]`)
	desk.tick(`[name=items][value="1"]`)
	desk.fill(`[name=own]`, "Hyresavin för december")
	desk.fill(`[name=why]`, "Hyran har ändrats sedan förra månaden.")
	desk.choose(`[name=until]`, "2026-12-24")
	desk.press(`main form button.btn`)
	for _, w := range []*window{her, his} {
		w.handIn(strings.TrimPrefix(desk.path(), "/handlaggning"))
	}
	her.appeal("ክራይ ምሉእ ክጽደቕ እደሊ።", fatima)
}

// handIn answers what is left of a request: by a file, or, what was asked in staff's own words, in words.
func (w *window) handIn(request string) {
	w.t.Helper()
	w.visit(request)
	w.owns("request")
	w.press(`main .tasks li:last-child a`)
	w.owns("item")
	w.press(`form[action$="/svar"] button.btn`, 422)
	w.owns("item-fault")
	w.do("choose a file", chromedp.SetUploadFiles(chromedp.CSS(`[name=file]`), []string{file(w.t, "hyresavi-"+w.language+".pdf", statement())}, chromedp.NodeReady))
	w.press(`form[action$="/filer"] button.btn`)
	w.at(request)
	w.owns("request-answered")
}

// appeal appeals the latest decision, from its page to the receipt.
func (w *window) appeal(change, person string) {
	w.t.Helper()
	w.visit("/beslut")
	w.press(`main a[href^="/beslut/"]`)
	w.owns("decision")
	w.press(`form[action="/overklaga"] button`)
	draft := strings.TrimSuffix(w.path(), "/andra")
	w.owns("appeal-change")
	w.fill(`textarea[name=change]`, change)
	w.press(`main .buttons button`)
	w.owns("appeal-why")
	w.press(`button[name=borja]`)
	w.press(`main .buttons button`)
	w.at(draft + `/filer`)
	w.owns("appeal-files")
	w.visit(draft)
	w.owns("appeal-check")
	w.press(`main form[action$="/bankid"] button[value=denna]`)
	w.owns("appeal-signing")
	w.approve(w.startToken(), person)
	w.awaitAt(`/overklaganden/[0-9a-f-]+/kvitto`)
	w.owns("appeal-receipt")
}

// owns looks at a page, on which everything that leads the reader on must be in the reader's own script; what the law or staff have
// written in Swedish says that it is.
func (w *window) owns(name string) {
	w.t.Helper()
	w.look(w.language + "-" + name)
	foreign := eval[[]string](w, `[...document.querySelectorAll("main :is(h1, h2, h3, label, legend, button, th, .btn, .hint, .error), nav a")].filter(e => e.checkVisibility()).map(e => {
		const own = e.cloneNode(true)
		own.querySelectorAll("[lang]:not([lang=`+w.language+`]), bdi").forEach(n => n.remove())
		return e.closest("[lang]").lang === "`+w.language+`" ? own.textContent.trim() : ""
	}).filter(text => /\p{L}/u.test(text.replace(/BankID|Swish|PDF|\p{L}+ Exempel/gu, "")) && !/\p{Script=`+letters[w.language]+`}/u.test(text))`)
	if len(foreign) > 0 {
		w.t.Errorf("%s reads %s at %s, and finds: %q", w.who, w.language, w.whereabouts(), foreign)
	}
}
