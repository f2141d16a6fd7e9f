package journey_test

import (
	"strings"
	"testing"
)

// TestThePagesThatTheDocumentsShow walks the pages that README.md and docs/roles.md have pictures of, and shoots those alone.
// `make pictures` makes the pictures of what is shot here.
func TestThePagesThatTheDocumentsShow(t *testing.T) {
	j := begin(t, "documents-on-the-way", sqlite, true)
	chosen := openAlbum(t, "documents")
	shoot := func(w *window, name string) {
		shown := *w
		shown.album = chosen
		shown.shoot(name)
	}
	her, his := j.open(t, "Fatima", phoneWidth), j.open(t, "Amir", phoneWidth)
	her.logIn(fatima)
	shoot(her, "start")
	her.press(`main a[href$="/berakning"]`)
	her.says("Riksnorm")
	shoot(her, "calculation")
	her.visit("/start")
	her.press(`main a[href^="/beslut/"]`)
	her.says("Bifall")
	shoot(her, "decision")
	her.visit("/utbetalningar")
	shoot(her, "payments")
	her.visit("/start")
	fill(her)
	attach(her)
	her.visit(strings.TrimSuffix(her.path(), "/kontrollera"))
	shoot(her, "apply")
	her.press(`main a[href$="/kontrollera"]`)
	shoot(her, "check")
	check(her, "6 820 kr")
	sign(her, fatima, `/ansok/underskrift/[0-9a-f-]+`)
	her.says("Amir Exempel")
	shoot(her, "waiting")

	his.visit("/")
	his.speak("ar")
	his.logIn(amir)
	his.press(`main a[href^="/ansok/underskrift/"]`)
	sign(his, amir, `/ansok/kvitto/[0-9a-f-]+`)
	desk := j.open(t, "Ingrid", deskWidth)
	desk.enter("ingrid")
	application := desk.link("tr", "Fatima Exempel", `a[href^="/handlaggning/ansokan/"]`)
	desk.visit(application + "/berakning")
	desk.says("Swish")
	shoot(desk, "editor")
	desk.visit(application + "/begar")
	desk.tick(`[name=items][value="1"]`)
	desk.fill(`[name=why]`, "Vi ser inte hela beloppet.")
	desk.choose(`[name=until]`, "2026-12-24")
	desk.press(`main form button.btn`)
	his.visit(strings.TrimPrefix(desk.path(), "/handlaggning"))
	shoot(his, "completion")

	her.visit("/beslut")
	her.press(`main a[href^="/beslut/"]`)
	her.press(`form[action="/overklaga"] button`)
	her.fill(`textarea[name=change]`, "Hela hyran ska godkännas.")
	shoot(her, "appeal")
}
