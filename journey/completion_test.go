package journey_test

import (
	"testing"

	"github.com/chromedp/chromedp"
)

// TestB4_ACompletionInABrowser lets a person hand in what her application lacks, one thing by a photo and one in words, and the
// desk end it: with scripts and without, in Swedish and, at each page, in Arabic.
func TestB4_ACompletionInABrowser(t *testing.T) {
	for _, scripts := range []bool{true, false} {
		name := "completion" + map[bool]string{true: "", false: "-noscript"}[scripts]
		t.Run(name, func(t *testing.T) {
			j := begin(t, name, sqlite, scripts)
			desk := j.open(t, "Ingrid", deskWidth)
			desk.enter("ingrid")
			desk.visit("/handlaggning?visa=alla")
			desk.look("queue")
			application := desk.link("tr", "Karin Provsson", `a[href^="/handlaggning/ansokan/"]`)
			desk.press(`a[href="` + application + `"]`)
			desk.press(`main a[href$="/begar"]`)
			desk.look("ask")
			desk.press(`button:not([name]).btn`, 422)
			desk.look("ask-faults")
			desk.tick(`[name=items][value="1"]`)
			desk.fill(`[name=own]`, "Hyresavin för december")
			desk.fill(`[name=why]`, "Hyran har ändrats sedan förra månaden.")
			desk.choose(`[name=until]`, "2026-12-24")
			desk.press(`main form button.btn`)
			request := desk.path()
			desk.look("asked")

			her := j.open(t, "Karin", phoneWidth)
			her.logIn(karin)
			her.look("start")
			her.visit(request[len("/handlaggning"):])
			her.says("Lämna senast 24 december 2026.", "Hyresavin för december")
			her.look("request")
			her.press(`main .tasks li:first-child a`)
			her.look("item")
			her.press(`form[action$="/filer"] button.btn`, 422)
			her.look("item-fault")
			her.do("choose a file", chromedp.SetUploadFiles(chromedp.CSS(`[name=file]`), []string{file(t, "hyresavi.pdf", statement())}, chromedp.NodeReady))
			her.press(`form[action$="/filer"] button.btn`)
			her.says("Delvis lämnat", "Klar")
			her.press(`main .tasks li:last-child a`)
			her.look("item-own")
			her.fill(`[name=text]`, "Jag får den på fredag.")
			her.press(`form[action$="/svar"] button.btn`)
			her.says("Lämnat")
			her.look("request-answered")
			her.visit("/begaran")
			her.look("requests")

			desk.visit(request)
			desk.says("Besvarad", "Jag får den på fredag.", "Öppnat av Karin Provsson")
			desk.look("answered")
			desk.tick(`[name=outcome][value=accepted]`)
			desk.press(`form[action$="/avsluta"] button.btn`)
			desk.says("Avslutad")
			desk.visit("/handlaggning/stickprov")
			desk.look("spot-checks")
			her.visit(request[len("/handlaggning"):])
			her.look("request-ended")
		})
	}
}
