package journey_test

import (
	"net/url"
	"testing"
)

// TestG2X10_ThePopulationRegisterInABrowser keeps everyone out while the population register hangs, lets them in when it answers, and shuts out
// whom it shields, where they were logged in before and where they try anew. The other adult goes on, and staff see why. On both engines, with
// scripts and without.
func TestG2X10_ThePopulationRegisterInABrowser(t *testing.T) {
	for _, e := range []engine{sqlite, postgres} {
		scripts := e == sqlite
		name := "population-" + string(e)
		t.Run(name, func(t *testing.T) {
			j := begin(t, name, e, scripts)
			mode := func(mode string) { tell(t, j.demo.population+"mode", url.Values{"mode": {mode}}) }
			turnedAway := func(w *window, person string) {
				t.Helper()
				w.visit("/logga-in")
				w.press(`button[name=enhet][value=denna]`)
				w.approve(w.startToken(), person)
				w.awaitAt(`/logga-in/[0-9a-f-]+/klar`)
				w.says("Du kan inte använda e-tjänsten", "Kontakta kommunen så hjälper vi dig", "046-35 70 10")
				w.silent("Exempel", "EB-20", "kyddad", "olkbokf")
			}

			her, his := j.open(t, "Fatima", phoneWidth), j.open(t, "Amir", phoneWidth)
			mode("hang")
			turnedAway(her, fatima)
			her.look("turned-away")
			her.visit("/logga-in")
			her.says("Just nu går det inte alltid att logga in")
			her.look("log-in-is-unsure")
			staff := j.open(t, "Ingrid", deskWidth)
			staff.enter("ingrid")
			staff.says("Folkbokföringen har inte svarat sedan kl.")
			staff.look("staff-are-told")
			mode("normal")
			her.logIn(fatima)
			his.logIn(amir)

			tell(t, j.demo.population+"shield", url.Values{"person": {fatima}, "shielded": {"ja"}})
			again := j.open(t, "Fatima elsewhere", phoneWidth)
			turnedAway(again, fatima)
			again.look("shielded")
			her.visit("/start")
			her.at(`/logga-in`)
			his.visit("/start")
			his.says("Amir Exempel")

			staff.visit("/handlaggning?visa=alla")
			staff.silent("Folkbokföringen")
			staff.visit("/handlaggning/sok")
			staff.fill(`[name=personnummer]`, fatima)
			staff.press(`form:has([name=personnummer]) button`)
			staff.at(`/handlaggning/arende/[0-9a-f-]+`)
			staff.says("Skyddade uppgifter")
			staff.look("case-is-protected")
		})
	}
}
