package journey_test

import "testing"

// rojda has a case in Göteborg.
const rojda = "199507089887"

// TestN6X5B14_WhoseTurnItIs follows an application that waits for a paper: whose turn it is and by when, before and after the paper has come,
// until the decision, which is in writing on everything applied for and says what to attach next month. What was before is still there.
func TestN6X5B14_WhoseTurnItIs(t *testing.T) {
	t.Parallel() // much of it is waiting
	j := begin(t, "turn", sqlite, false)
	her := j.open(t, "Karin", phoneWidth)
	her.logIn(karin)
	her.says("Lämna det som saknas i ansökan", "Senast 20 november 2026 (10 dagar kvar)")
	her.visit("/ansokningar")
	application := her.link("li, tr", "3 november 2026", `a[href^="/ansokningar/"]`)
	her.visit(application)
	her.says("Vems tur är det?", "Din tur: lämna det vi har bett om.", "20 november 2026")
	her.look("hers")
	her.visit("/begaran")
	her.press(`main .rows a`)
	her.says("Kontoutdraget slutar den 20. Vi behöver se hela månaden för att kunna fatta beslut.", "Lämna senast 20 november 2026.", "Kontoutdrag")
	request := her.path()
	her.press(`main .tasks a`)
	her.fill(`[name=text]`, "Jag har lämnat det på kontoret.")
	her.press(`form[action$="/svar"] button.btn`)
	her.says("Lämnat")

	desk := j.open(t, "Ingrid", deskWidth)
	desk.enter("ingrid")
	desk.says("Besvarad")
	desk.look("queue-answered-desk")
	handled := desk.link("tr", "2026-11-03", `a[href^="/handlaggning/ansokan/"]`)
	desk.visit("/handlaggning" + request)
	desk.tick(`[name=outcome][value=accepted]`)
	desk.press(`form[action$="/avsluta"] button`)
	her.visit(application)
	her.says("Vår tur. Vi siktar på beslut senast 24 november 2026.", "Ansökan är komplett sedan 10 november 2026.")
	her.look("theirs")

	desk.visit(handled)
	desk.says("Kan avgöras", "Beslut senast 24 november 2026.")
	desk.visit(handled + "/berakning")
	desk.press(`button[name=gor][value=spara]`)
	desk.visit(handled + "/beslut")
	desk.fill(`[name=reasons]`, "Inkomsterna räcker inte till.")
	desk.press(`button[name=gor][value=besluta]`)
	desk.look("decided-desk")

	her.visit("/start")
	her.says("Läs beslutet för november 2026")
	her.press(`main a[href^="/beslut/"]`)
	her.says("Inkomsterna räcker inte till.", "Beslutsdatum 10 november 2026", "Det här har vi prövat", "Riksnorm",
		"Boendekostnad 5 900,00 kr", "Hushållsel 310,00 kr", "Hemförsäkring 129,00 kr",
		"Lägg med det här när du ansöker för december 2026", "Kontoutdrag Karin Provsson", "Du kan ansöka till och med 31 december 2026.")
	her.look("decision")
	her.visit(application)
	her.silent("Vems tur är det?")
	her.visit("/beslut")
	her.says("November 2026", "Oktober 2026", "September 2026")
	her.visit("/ansokningar")
	her.visit(her.link("li, tr", "3 september 2026", `a[href^="/ansokningar/"]`) + "/berakning")
	her.says("Beräkning för september 2026", "Riksnorm")
	her.look("earlier-calculation")
}

// TestB9L4X2X4_WhatCameOfAnApplication reads what came of an application: when it came and was handled, what was cut and why, from the amount
// to the rule and its source, in two languages; what differs from last month; and when the money, once sent, is on the account.
func TestB9L4X2X4_WhatCameOfAnApplication(t *testing.T) {
	t.Parallel() // much of it is waiting
	j := begin(t, "came-of-it", sqlite, false)
	her := j.open(t, "Karin", phoneWidth)
	her.logIn(karin)
	her.says("Skickades fredag 23 oktober 2026", "Pengarna finns på kontot senast 27 oktober 2026.") // with a Saturday and a Sunday between
	desk := j.open(t, "Ingrid", deskWidth)
	desk.enter("ingrid")
	application := desk.link("tr", "2026-11-03", `a[href^="/handlaggning/ansokan/"]`)
	desk.visit(application + "/berakning")
	desk.says("Oktober: 8 209 kr (−950 kr)", "Boendekostnaden har höjts med 150 kr.")
	desk.fill(`[name="expenses.0.approved"]`, "5750")
	eval[string](desk, `document.querySelector('[name="expenses.0.reason"]').value = "Höjningen är inte visad."`) // folded away
	desk.press(`button[name=gor][value=spara]`)
	desk.visit(application + "/beslut")
	desk.fill(`[name=reasons]`, "Hyreshöjningen på 150 kr är inte visad.")
	desk.press(`button[name=gor][value=besluta]`)
	desk.look("decided-desk")

	her.visit("/ansokningar")
	her.press(`a[href="` + her.link("li, tr", "3 november 2026", `a[href^="/ansokningar/"]`) + `"]`)
	her.states("Ansökningsdatum", "3 november 2026")
	her.states("Beräkningsdatum", "10 november 2026")
	her.states("Beslutsdatum", "10 november 2026")
	her.states("Beslutstyp", "Delvis bifall")
	her.look("application")
	mine := her.path()
	her.press(`main a[href^="/beslut/"]`)
	her.says("Hyreshöjningen på 150 kr är inte visad.", "Boendekostnad Höjningen är inte visad. 5 900,00 kr 5 750,00 kr Delvis bifall")
	her.look("decision")
	her.visit(mine + "/berakning")
	her.says("Riksnorm 5 220 kr Godkända kostnader + 6 189 kr Inkomster − 4 300 kr Du får = 7 109 kr",
		"Beräkningen är 1 100 kr lägre än för oktober 2026 eftersom bostadsbidrag, Karin Provsson på 1 100 kr är nytt.",
		"Det här har ändrats sedan oktober 2026 Bostadsbidrag, Karin Provsson 0,00 kr 1 100,00 kr",
		"Riksnormen 2026 för en vuxens personliga kostnader är 3 940 kr.", "Du sökte 5 900 kr. Vi har godkänt 5 750 kr: Höjningen är inte visad.",
		"Källor till siffrorna", "riksnorm/2026.toml personal.single SoL 12:7", "guidelines/1281-lund.toml", "Ingrid Andersson räknade den 10 november 2026.")
	her.look("calculation")
	her.speak("en")
	her.says("How we calculated", "You applied for 5 900 kr. We have approved 5 750 kr: Höjningen är inte visad.", "Sources of the figures")
	her.look("calculation-en")
	her.speak("sv")

	lisbet := j.open(t, "Lisbet", deskWidth)
	lisbet.enter("lisbet")
	lisbet.press(`form[action="` + lisbet.action("tr", "Karin Provsson", `form[action$="/godkann"]`) + `"] button`)
	lisbet.press(`form[action$="/fil"] button`)
	her.visit("/start")
	her.look("start")
	her.press(`main a[href^="/utbetalningar/"]`)
	her.states("Utbetalningsdatum", "11 november 2026")
	her.states("På kontot senast", "13 november 2026")
	her.states("Status", "Utbetald")
	her.look("payment")
}

// TestG9_DecisionsOfTheLastNinetyDays reads in Göteborg, whose window is 90 days, the decisions within it with type, decision-maker and reasons,
// and finds the earlier ones too.
func TestG9_DecisionsOfTheLastNinetyDays(t *testing.T) {
	t.Parallel() // much of it is waiting
	j := begin(t, "ninety-days", sqlite, false)
	j.in("goteborg")
	her := j.open(t, "Rojda", phoneWidth)
	her.logIn(rojda)
	her.speak("sv")
	her.visit("/beslut")
	her.look("decisions")
	her.says("Beslut de senaste 90 dagarna November 2026 Nytt 10 november 2026 Bifall Majken Holm 9 859,00 kr Oktober 2026",
		"9 september 2026 Bifall Majken Holm 9 709,00 kr Äldre beslut Äldre beslut Augusti 2026 9 augusti 2026 Bifall Majken Holm")
	her.press(`main a[href^="/beslut/"]`)
	her.states("Beslutstyp", "Bifall")
	her.states("Beslutsfattare", "Majken Holm")
	her.says("Så motiverar vi beslutet")
	her.look("decision")
}
