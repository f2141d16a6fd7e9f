package journey_test

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// gudrun is the demonstration's god man.
const gudrun = "195806129861"

// TestX10_ARepresentativeInABrowser lets staff register one who may follow a second person, and the god man say for whom she comes,
// act for the one and be held back for the other: with scripts and without, in Swedish and, at each page, in Arabic.
func TestX10_ARepresentativeInABrowser(t *testing.T) {
	for _, scripts := range []bool{true, false} {
		name := "representative" + map[bool]string{true: "", false: "-noscript"}[scripts]
		t.Run(name, func(t *testing.T) {
			j := begin(t, name, sqlite, scripts)
			desk := j.open(t, "Ingrid", deskWidth)
			desk.enter("ingrid")
			desk.visit("/handlaggning?visa=alla")
			desk.visit(desk.link("tr", "Karin Provsson", `a[href^="/handlaggning/arende/"]`) + "/ombud")
			desk.look("representatives")
			desk.press(`main form button.btn`, 422)
			desk.look("representatives-fault")
			desk.fill(`[name=given]`, "Gudrun")
			desk.fill(`[name=family]`, "Godeman")
			desk.fill(`[name=number]`, gudrun)
			desk.tick(`[name=kind][value=ombud]`)
			desk.tick(`[name=scope][value=follow]`)
			desk.choose(`[name=paper]`, "written_mandate")
			desk.choose(`[name=paper_on]`, "2026-11-02")
			desk.choose(`[name=from]`, "2026-11-02")
			desk.press(`main form button.btn`)
			desk.says("Gudrun Godeman, ombud", "Skriftlig fullmakt", "Gäller")
			desk.look("represented")

			her := j.open(t, "Gudrun", phoneWidth)
			her.visit("/logga-in")
			her.press(`button[name=enhet][value=denna]`)
			her.approve(her.startToken(), gudrun)
			her.awaitAt(`/for-vem`)
			her.says("Vem gäller det?", "Yusuf Nyberg", "Du är god man.", "Karin Provsson", "Du får läsa, men inte göra något.")
			her.look("for-whom")
			her.press(`main section:nth-of-type(1) form button`)
			her.at(`/start`)
			her.says("Gudrun Godeman", "Du är god man för Yusuf Nyberg.", "Hej Gudrun")
			her.look("acting")
			her.press(`.acting a`)
			her.press(`main section:nth-of-type(2) form button`)
			her.says("Du är ombud för Karin Provsson. Du får läsa, men inte göra något.")
			her.look("following")
			her.visit("/meddelanden/nytt")
			her.fill(`[name=text]`, "Hej")
			if scripts { // which take the page that is the answer in this one's place
				her.do("send", chromedp.Click(chromedp.CSS(`main form button.btn`), chromedp.NodeReady))
				her.awaits("Inget har ändrats")
			} else {
				her.press(`main form button.btn`, 403)
			}
			her.says("Du får läsa ärendet, men inte göra det här", "Inget har ändrats")
			her.look("held-back")
		})
	}
}

// TestX10_ARepresentativeHandsInAFile lets the god man hand in a file of a list, which goes by a key of its own: that too says for whom.
func TestX10_ARepresentativeHandsInAFile(t *testing.T) {
	j := begin(t, "representative-file", sqlite, true)
	her := j.open(t, "Gudrun", phoneWidth)
	her.visit("/logga-in")
	her.press(`button[name=enhet][value=denna]`)
	her.approve(her.startToken(), gudrun)
	her.awaitAt(`/start`)
	her.visit("/ansok/" + nextMonth)
	her.press(`main form button`)
	her.visit(strings.Join(strings.Split(her.path(), "/")[:4], "/") + "/bilagor")
	her.tick(`[name=kind][value=bank_statement]`)
	her.pick(file(t, "utdrag.pdf", statement()))
	her.do("send it", chromedp.Click(chromedp.CSS("main form[enctype] button"), chromedp.NodeReady))
	her.awaits("utdrag.pdf,")
}
