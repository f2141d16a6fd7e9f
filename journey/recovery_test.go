package journey_test

import "testing"

// TestB8N5_MoneyIsAskedBackInABrowser goes from a payment that was made to what the person reads of it, with scripts and without.
func TestB8N5_MoneyIsAskedBackInABrowser(t *testing.T) {
	for name, scripts := range map[string]bool{"recovery": true, "recovery-noscript": false} {
		t.Run(name, func(t *testing.T) {
			j := begin(t, name, sqlite, scripts)
			her := j.open(t, "Fatima", phoneWidth)
			logInByCode(her)
			number := caseNumber(her)
			desk := j.open(t, "Ingrid", deskWidth)
			desk.enter("ingrid")
			desk.visit("/handlaggning/sok?q=" + number)
			theCase := desk.path()
			desk.says("Felaktiga uppgifter", "Inget är antecknat.")
			desk.press(`main a[href$="/felaktiga-uppgifter"]`)
			desk.unfold()
			desk.look("wrong-desk")
			desk.fill(`[name="police.about"]`, "Lön som inte uppgavs.")
			desk.press(`form[action$="/polis"] button`)
			desk.says("Gjort ", "Inget besked än")
			desk.unfold()
			desk.tick(`[name="notice.authority"][value=social_insurance]`)
			desk.fill(`[name="notice.benefit"]`, "Bostadsbidrag i oktober")
			desk.fill(`[name="notice.about"]`, "Hushållet har högre inkomst.")
			desk.press(`form[action$="/underrattelse"] button`)
			desk.look("wrong-recorded-desk")
			desk.press(`main a[href^="/handlaggning/polisanmalan/"]`)
			desk.look("police-desk")
			desk.tick(`[name=outcome][value=received]`)
			desk.fill(`[name=reference]`, "5000-K77-26")
			desk.press(`form[action^="/handlaggning/polisanmalan/"] button`)
			desk.says("Anmälan är mottagen", "5000-K77-26")

			desk.visit(theCase)
			desk.press(`main a[href*="/aterkrav?betalning="]`)
			desk.look("recovery-ask-desk")
			desk.press(`form[action$="/aterkrav"] button`, 422)
			desk.look("recovery-faults-desk")
			desk.tick(`[name=ground][value=not_told]`)
			desk.fill(`[name=reasons]`, "Lönen i oktober var inte med i ansökan.")
			desk.fill(`[name=how]`, "Betala till bankgiro 123-4567 senast 31 december 2026. Du kan dela upp det.")
			desk.press(`form[action$="/aterkrav"] button`)
			desk.at(`/handlaggning/aterkrav/[0-9a-f-]+`)
			desk.fill(`[name="paid.amount"]`, "500")
			desk.press(`form[action$="/betalt"] button`)
			desk.says("Betalat tillbaka", "500,00 kr")
			desk.unfold()
			desk.look("recovery-desk")

			her.visit("/beslut")
			her.look("decisions-with-recovery")
			her.press(`main a[href^="/aterkrav/"]`)
			her.says("är kvar att betala tillbaka.", "Lönen i oktober var inte med i ansökan.", "33 kap. 1 § socialtjänstlagen (2025:400)", "Så betalar du tillbaka", "500,00", "Om du inte håller med")
			her.silent("5000-K77-26", "Lön som inte uppgavs.", "Bostadsbidrag i oktober")
			her.look("recovery")
			her.visit("/vem-har-last")
			her.silent("olisanmälan", "nderrättelse")
		})
	}
}
