package journey_test

import (
	"context"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
)

// The keys that the keyboard's own way through a page takes.
const (
	tabKey   = "\t"
	enterKey = "\r"
	spaceKey = " "
)

// tabTo moves the focus by the keyboard alone until it stands at what the selector finds, where it must be seen.
func (w *window) tabTo(selector string) {
	w.t.Helper()
	for range 120 {
		w.do("press Tab", chromedp.KeyEvent(tabKey))
		if !eval[bool](w, `document.activeElement?.matches(`+quote(selector)+`) ?? false`) {
			continue
		}
		seen := eval[bool](w, `(e => { const s = getComputedStyle(e), b = e.getBoundingClientRect();
			return (s.outlineStyle !== "none" && parseFloat(s.outlineWidth) > 0 || s.boxShadow !== "none") && b.bottom > 0 && b.top < innerHeight })(document.activeElement)`)
		if !seen {
			w.t.Errorf("%s at %s: the focus on %s is not to be seen", w.who, w.whereabouts(), selector)
		}
		return
	}
	w.t.Fatalf("%s at %s does not reach %s by Tab:\n%s", w.who, w.whereabouts(), selector, w.text())
}

// enterAt moves to a link or a button by Tab and presses Enter, and waits for the next page.
func (w *window) enterAt(selector string, status ...int64) {
	w.t.Helper()
	w.tabTo(selector)
	action := chromedp.Action[*network.Response](func(ctx context.Context, t *chromedp.Target) (*network.Response, error) {
		return chromedp.RunResponse(ctx, chromedp.KeyEvent(enterKey))
	})
	w.arrived("press Enter at "+selector, step(w, "press Enter at "+selector, action), append(status, 200)[0])
}

// TestN8H12X11_AppealByTheKeyboard goes from a decision to the receipt of its appeal with the keyboard alone, and through the
// desk to the court.
func TestN8H12X11_AppealByTheKeyboard(t *testing.T) {
	j := begin(t, "appeal", sqlite, true)
	j.album.careful = true
	her := j.open(t, "Fatima", phoneWidth)
	logInByCode(her)
	her.visit("/beslut")
	her.enterAt(`main a[href^="/beslut/"]`)
	her.look("decision-to-appeal")
	her.enterAt(`form[action="/overklaga"] button`)
	her.at(`/overklaga/utkast/[0-9a-f-]+/andra`)
	draft := strings.TrimSuffix(her.path(), "/andra")
	her.look("appeal-change")
	her.tabTo(`input[name=rad]`)
	her.do("tick by Space", chromedp.KeyEvent(spaceKey))
	her.tabTo(`textarea[name=change]`)
	her.do("type", chromedp.KeyEvent("Hela hyran."))
	her.enterAt(`main .buttons button`)
	her.at(draft + `/varfor`)
	her.look("appeal-why")
	her.enterAt(`button[name=borja]`)
	her.at(draft + `/varfor`)
	her.tabTo(`textarea[name=why]`)
	her.enterAt(`main .buttons button`)
	her.at(draft + `/filer`)
	her.look("appeal-files")
	her.do("choose a file", chromedp.SetUploadFiles(chromedp.CSS(`[name=file]`), []string{file(t, "kvitto.pdf", statement())}, chromedp.NodeReady))
	her.enterAt(`main form[enctype] button`)
	her.says("kvitto.pdf")
	her.enterAt(`main a.btn`)
	her.at(draft)
	her.says("Hela hyran.", "Jag har den här kostnaden och kan inte betala den själv.", "kvitto.pdf")
	her.look("appeal-check")
	her.enterAt(`main a[href$="/skriv-ut"]`)
	her.look("appeal-letter")
	her.visit(draft)
	her.enterAt(`main form[action$="/bankid"] button[value=denna]`)
	her.at(draft + `/bankid/[0-9a-f-]+`)
	her.approve(her.startToken(), fatima)
	her.awaitAt(`/overklaganden/[0-9a-f-]+/kvitto`)
	her.says("Överklagandet är inskickat", "Hela hyran.")
	her.look("appeal-receipt")
	her.enterAt(`main a[href^="/overklaganden/"]:not([href$="/kvitto"])`)
	her.look("appeal-followed")

	desk := j.open(t, "Ingrid", deskWidth)
	desk.enter("ingrid")
	desk.visit("/handlaggning/overklaganden")
	desk.look("appeals-desk")
	desk.enterAt(`main tbody tr:last-of-type a[href^="/handlaggning/overklaganden/"]`)
	desk.look("appeal-desk")
	desk.fill(`[name=reasons]`, "Kom inom tre veckor.")
	desk.press(`form[action$="/tid"] button`)
	desk.look("appeal-review-desk")
	desk.tick(`[name=outcome][value=unchanged]`)
	desk.fill(`form[action$="/omprovning"] [name=reasons]`, "Inget nytt har kommit fram.")
	desk.press(`form[action$="/omprovning"] button`)
	desk.fill(`[name=statement]`, "Nämnden står fast vid beslutet.")
	desk.press(`form[action$="/yttrande"] button`)
	desk.look("appeal-handover-desk")
	here := desk.path()
	desk.visit(here + "/paket")
	desk.says("Hela hyran.", "Nämnden står fast vid beslutet.", "kvitto.pdf")
	desk.look("appeal-package")
	desk.visit(here)
	desk.fill(`[name=court]`, "Förvaltningsrätten i Malmö")
	desk.tick(`[name=way][value=post]`)
	desk.press(`form[action$="/overlamna"] button`)
	desk.look("appeal-sent-desk")
	her.visit(her.path())
	her.says("Överklagandet är hos domstolen.")
	her.look("appeal-at-court")
}
