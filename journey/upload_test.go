package journey_test

import (
	"testing"

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
