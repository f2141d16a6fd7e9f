package journey_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// gunnar has a case, and the municipality has not activated his access yet.
const gunnar = "196102039853"

// TestB1L1G3_AccessInABrowser turns away one whose access is not activated, and one who has no case, in the same words and with whom to call;
// staff activate the access, and later take it away.
func TestB1L1G3_AccessInABrowser(t *testing.T) {
	t.Parallel() // much of it is waiting
	j := begin(t, "access", sqlite, true)
	w := j.open(t, "Gunnar", phoneWidth)
	w.visit("/")
	w.says("Du som har ett pågående ärende och har fått e-tjänsten aktiverad.", "Har du inget ärende", "Kontakta oss i stället.")
	words := map[string]string{}
	turnedAway := func(person string) {
		t.Helper()
		w.visit("/logga-in")
		w.press(`button[name=enhet][value=denna]`)
		w.approve(w.startToken(), person)
		w.awaitAt(`/logga-in/[0-9a-f-]+/klar`)
		w.says("Du kan inte använda e-tjänsten", "Kontakta kommunen så hjälper vi dig", "Mottagningsenheten på socialförvaltningen", "046-35 70 10")
		w.silent("Gunnar", "Ingen", "EB-20")
		words[person] = eval[string](w, `document.querySelector("main").innerText`)
		w.visit("/start")
		w.at("/logga-in")
	}
	turnedAway(stranger)
	turnedAway(gunnar)
	if words[stranger] != words[gunnar] {
		t.Errorf("one reads %q, the other %q", words[stranger], words[gunnar])
	}

	desk := j.open(t, "Ingrid", deskWidth)
	desk.enter("ingrid")
	desk.visit("/handlaggning/sok")
	desk.fill(`[name=personnummer]`, gunnar)
	desk.press(`form:has([name=personnummer]) button`)
	desk.at(`/handlaggning/arende/[0-9a-f-]+`)
	desk.says("Gunnar Väntar", "Inte aktiverad")
	desk.look("case-closed-desk")
	desk.press(`form[action$="/atkomst"] button`)
	desk.look("case-open-desk")
	w.logIn(gunnar)
	w.says("Hej Gunnar")
	w.look("start")
	desk.visit(desk.path())
	desk.press(`form[action$="/atkomst"] button`)
	w.arrived("read on", step(w, "read on", chromedp.NavigateResponse(w.demo.lund+"/kontakter")), 403)
	w.says("Du kan inte se den här sidan", "046-35 70 10")
	w.silent("Ingrid")
	w.look("closed-again")
}

// TestL13_WhenLoggingInFails cancels in the app, meets BankID out of order and a page that is not there, reads the help with each, is told of
// maintenance beforehand, and finds the log-in closed while it lasts.
func TestL13_WhenLoggingInFails(t *testing.T) {
	t.Parallel() // much of it is waiting
	j := beginAt(t, "trouble", sqlite, true, "2026-12-02T13:00:00+01:00")
	const closing = "E-tjänsten är stängd för underhåll torsdag 3 december 2026 kl. 12.00–14.00"
	w := j.open(t, "Karin", phoneWidth)
	w.visit("/")
	w.says(closing)
	w.look("announced")
	w.visit("/logga-in")
	w.says(closing)
	w.press(`button[name=enhet][value=denna]`)
	answer, err := http.PostForm(j.demo.phone, url.Values{"code": {w.startToken()}, "person": {karin}, "action": {"cancel"}})
	if err != nil {
		t.Fatal(err)
	}
	answer.Body.Close()
	w.awaits("Du avbröt i BankID-appen.")
	w.look("cancelled")
	tell(t, strings.TrimSuffix(j.demo.phone, "/phone")+"/mode", url.Values{"mode": {"outage"}})
	w.visit("/logga-in")
	w.press(`button[name=enhet][value=denna]`, 503)
	w.says("BankID svarar inte som det ska. Försök igen om en stund.", "Hjälp med att logga in")
	w.look("bankid-is-down")
	tell(t, strings.TrimSuffix(j.demo.phone, "/phone")+"/mode", url.Values{"mode": {"normal"}})
	w.press(`main a[href^="/hjalp"]`)
	w.says("När ditt BankID inte fungerar", "Kontakta banken", "När internet inte fungerar", "Kontakta den som du har internet av",
		"När du ser en felkod", "Stäng webbläsaren, vänta en stund och försök igen.", "torsdag 3 december 2026 kl. 12.00–14.00", "torsdag 7 januari 2027 kl. 12.00–14.00")
	w.look("help")
	w.logIn(karin)
	w.says(closing)
	w.look("announced-within")
	w.arrived("go astray", step(w, "go astray", chromedp.NavigateResponse(w.demo.lund+"/finns-inte")), 404)
	w.says("Sidan finns inte", "046-35 70 10")
	w.look("not-there")

	j.later(t, "2026-12-03T12:30:00+01:00")
	w = j.open(t, "Karin", phoneWidth)
	w.arrived("log in", step(w, "log in", chromedp.NavigateResponse(w.demo.lund+"/logga-in")), 503)
	w.says("Inloggningen är stängd", closing, "046-35 70 10")
	if w.has(`button[name=enhet]`) {
		t.Error("the closed log-in has a way in")
	}
	w.look("closed")
	j.later(t, "2026-12-03T14:00:00+01:00")
	w = j.open(t, "Karin", phoneWidth)
	w.logIn(karin)
	w.silent(closing)
}
