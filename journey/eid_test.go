package journey_test

import "testing"

// stranger has no case anywhere.
const stranger = "200002169969"

// TestB11B15L2G1_WithoutBankIDInABrowser logs a person in with another e-identification: with scripts and without, in Swedish and, at
// each page, in Arabic; shows who is not let in, and one who changed their mind.
func TestB11B15L2G1_WithoutBankIDInABrowser(t *testing.T) {
	for _, scripts := range []bool{true, false} {
		name := "eid" + map[bool]string{true: "", false: "-noscript"}[scripts]
		t.Run(name, func(t *testing.T) {
			j := begin(t, name, sqlite, scripts)
			const other = `main a[href^="/logga-in/annan"]`

			her := j.open(t, "Karin", phoneWidth)
			her.visit("/utbetalningar")
			her.at(`/logga-in`)
			her.says("Logga in med annan e-legitimation", "Exempel-ID", "För att skriva under behöver du ändå BankID")
			her.look("log-in")
			her.press(other)
			her.says("Legitimera dig", "Lunds kommun")
			her.press(`button[name=action][value=deny]`)
			her.says("avbröts", "Försök igen")
			her.look("cancelled")
			her.press(`main a[href="/logga-in"]`)
			her.press(other)
			her.press(`button[name=citizen][value="` + karin + `"]`)
			her.at(`/start`)
			her.visit("/mina-inloggningar")
			her.says("Exempel-ID")
			her.look("log-ins")

			no := j.open(t, "Stranger", phoneWidth)
			no.visit("/logga-in")
			no.press(other)
			no.press(`button[name=citizen][value="`+stranger+`"]`, 403)
			no.says("Du kan inte använda e-tjänsten")
			no.look("not-let-in")
		})
	}
}
