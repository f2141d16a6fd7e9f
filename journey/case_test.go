package journey_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// TestL9L11L12B16_TheMenuBehindOnesName finds the same way everywhere, changes how she is reached in the profile behind her name, and logs out
// there. He has a profile of his own. Neither can leave the municipality with no way to reach them.
func TestL9L11L12B16_TheMenuBehindOnesName(t *testing.T) {
	t.Parallel() // much of it is waiting
	j := begin(t, "menu", sqlite, false)
	her, his := j.open(t, "Fatima", phoneWidth), j.open(t, "Amir", deskWidth)
	her.logIn(fatima)
	nav, menu := her.waysOn()
	for _, href := range []string{"/start", "/ansokningar", "/journalanteckningar", "/utbetalningar", "/kontakter"} {
		if !slices.Contains(nav, href) {
			t.Errorf("the navigation has no %s: %v", href, nav)
		}
	}
	for _, href := range nav {
		her.press(`nav a[href="` + href + `"]`)
		her.at(href)
		if current := eval[string](her, `document.querySelector("nav [aria-current=page]")?.getAttribute("href") ?? ""`); current != href {
			t.Errorf("%s is shown as %q", href, current)
		}
		if n, m := her.waysOn(); !slices.Equal(n, nav) || !slices.Equal(m, menu) {
			t.Errorf("%s leads to %v and %v, the start page to %v and %v", href, n, m, nav, menu)
		}
	}
	her.resize(narrow)
	her.openMenu("Fatima Exempel")
	her.resize(phoneWidth)
	her.visit("/start")
	her.openMenu("Fatima Exempel")
	her.shoot("menu")
	her.visit("/start")
	her.fromMenu("/min-profil")
	her.fill(`[name=phone]`, "")
	her.fill(`[name=email]`, "")
	her.press(`form[action="/min-profil"] button.btn`, 422)
	her.says("Skriv ett telefonnummer eller en e-postadress, så att vi når dig.")
	her.look("unreachable")
	her.fill(`[name=phone]`, "070-174 06 07")
	her.fill(`[name=email]`, "ny@example.org")
	her.press(`form[action="/min-profil"] button.btn`)
	her.says("Dina uppgifter är sparade.")
	her.look("changed")

	his.logIn(amir)
	his.speak("sv")
	his.openMenu("Amir Exempel")
	his.shoot("menu-desk")
	his.visit("/start")
	his.fromMenu("/min-profil")
	his.holds(`[name=phone]`, "070-174 06 02")
	his.holds(`[name=email]`, "amir@example.org")

	her.visit("/start")
	her.fromMenu("/min-profil")
	her.holds(`[name=phone]`, "070-174 06 07")
	her.holds(`[name=email]`, "ny@example.org")
	her.openMenu("Fatima Exempel")
	her.press(`.menu form[action="/logga-ut"] button`)
	her.at("/utloggad")
	her.says("Du är utloggad", "Stäng webbläsaren")
	her.look("logged-out")
	her.visit("/min-profil")
	her.at("/logga-in")
}

// waysOn are where the navigation and the menu behind one's name lead to from a page, in their order.
func (w *window) waysOn() (nav, menu []string) {
	w.t.Helper()
	return eval[[]string](w, `[...document.querySelectorAll("nav:not(main nav) a")].map(a => a.getAttribute("href"))`),
		eval[[]string](w, `[...document.querySelectorAll(".menu :is(a, form)")].map(a => a.getAttribute("href") ?? a.getAttribute("action"))`)
}

// openMenu opens the menu behind one's own name, which stands at the top on the side where lines end.
func (w *window) openMenu(name string) {
	w.t.Helper()
	if got := eval[string](w, `document.querySelector("header .menu summary").innerText.trim()`); got != name {
		w.t.Errorf("%s finds a menu behind %q", w.who, got)
	}
	if !eval[bool](w, `(b => b.right > innerWidth * .75 && b.top < 100)(document.querySelector("header .menu summary").getBoundingClientRect())`) {
		w.t.Errorf("%s does not find the menu at the top right", w.who)
	}
	w.do("open the menu", chromedp.Click(chromedp.CSS(`.menu summary`), chromedp.NodeReady))
	if !eval[bool](w, `[...document.querySelectorAll(".menu li > :is(a, form)")].every(e => e.checkVisibility() &&
		(b => b.left >= 0 && b.right <= innerWidth)(e.getBoundingClientRect()))`) {
		w.t.Errorf("%s does not see all of the menu in a window of %d px", w.who, w.width)
	}
}

// fromMenu goes where the menu leads.
func (w *window) fromMenu(href string) {
	w.t.Helper()
	w.do("open the menu", chromedp.Click(chromedp.CSS(`.menu summary`), chromedp.NodeReady))
	w.press(`.menu a[href="` + href + `"]`)
	w.at(href)
}

// TestG4G5G6G7L10_MyCaseAndWhomToCall reads what the case is, says its number in place of the personnummer, and finds whom to call: now, and
// when her caseworker is away.
func TestG4G5G6G7L10_MyCaseAndWhomToCall(t *testing.T) {
	t.Parallel() // much of it is waiting
	j := begin(t, "my-case", sqlite, false)
	her := j.open(t, "Fatima", phoneWidth)
	her.logIn(fatima)
	her.fromMenu("/mitt-arende")
	her.states("Typ av ärende", "Försörjningsstöd")
	her.states("Öppnades", "10 juni 2026")
	her.states("Har varit öppet", "5 månader")
	number := caseNumber(her)
	her.states("Ärendenummer", number)
	her.says("Du kan säga ärendenumret i stället för ditt personnummer.",
		"Fatima Exempel Sökande", "Amir Exempel Medsökande", "Noor Exempel Barn", "Sami Exempel Barn")
	her.look("case")
	her.press(`nav a[href="/kontakter"]`)
	her.says("Ingrid Andersson Socialsekreterare Telefon 046-000 12 01 Telefontid Vardagar 9–10 Öppet nu till 10.00 E-post ingrid.andersson@example.org",
		"Lisbet Krona Ekonomihandläggare Telefon 046-000 12 03 Telefontid Måndag–torsdag 10–11 Stängt. Öppnar i dag 10.00 E-post lisbet.krona@example.org")
	her.look("contacts")

	desk := j.open(t, "Ingrid", deskWidth)
	desk.enter("ingrid")
	desk.visit("/handlaggning/sok")
	desk.fill(`[name=q]`, number) // as she said it on the telephone
	desk.press(`form[method=get] button`)
	desk.at(`/handlaggning/arende/[0-9a-f-]+`)
	desk.says("Fatima Exempel")
	desk.visit("/handlaggning/min-sida")
	desk.choose(`[name=from]`, "2026-11-10")
	desk.choose(`[name=until]`, "2026-11-13")
	desk.choose(`[name=substitute]`, eval[string](desk, `[...document.querySelectorAll("[name=substitute] option")].find(o => o.text.includes("Torbjörn Ek")).value`))
	desk.press(`form[action$="/borta"] button`)
	desk.look("away-desk")
	for _, page := range []string{"/kontakter", "/start"} {
		her.visit(page)
		her.says("Ingrid Andersson är borta till 13 november 2026. Torbjörn Ek svarar i stället.", "046-000 12 02")
		her.look("away" + strings.ReplaceAll(page, "/", "-"))
	}
}

// states fails the test unless the page states a fact so: its name, and what it is.
func (w *window) states(term, value string) {
	w.t.Helper()
	got := eval[[]string](w, `[...document.querySelectorAll("main dt")].filter(e => e.innerText.trim() === `+quote(term)+`).map(e => e.nextElementSibling.innerText.replace(/\s+/g, " ").trim())`)
	if !slices.Contains(got, value) {
		w.t.Errorf("%s at %s reads %q as %q, want %q", w.who, w.whereabouts(), term, got, value)
	}
}

// TestG8N7X12_WhatIsRecordedAndWhoReadIt reads what was made visible and nothing else of the journal, says what is wrong in it, asks to read
// all, is answered in part with the reason, and sees who has read.
func TestG8N7X12_WhatIsRecordedAndWhoReadIt(t *testing.T) {
	t.Parallel() // much of it is waiting
	j := begin(t, "recorded", sqlite, false)
	her := j.open(t, "Fatima", phoneWidth)
	her.logIn(fatima)
	number := caseNumber(her)
	her.visit("/vem-har-last")
	her.silent("Ingrid Andersson")
	desk := j.open(t, "Ingrid", deskWidth)
	desk.enter("ingrid")
	publish(desk, number)

	her.visit("/dokument")
	her.says("10 november 2026 Planering i december", "Arbetsplan")
	her.press(`a[href="` + her.link("li", "Planering i december", "a") + `"]`)
	her.says("Vi ses den 10 december klockan 10.")
	her.visit("/journalanteckningar")
	her.says("Samtal om planeringen")
	her.silent("Min egen anteckning", "Telefonsamtal", "Text under")
	her.look("notes")
	her.press(`a[href="` + her.link("li", "Samtal om planeringen", "a") + `"]`)
	her.says("Text under Samtal om planeringen.")
	her.press(`main a[href$="/yttrande"]`)
	her.fill(`[name=text]`, "Vi talade också om hyran.")
	her.look("comment")
	her.press(`main form button.btn`)
	her.says("Vi talade också om hyran.", "Inte läst ännu")
	her.look("commented")
	note := her.path()

	her.fromMenu("/mina-uppgifter")
	her.states("Ärendenummer", number)
	her.look("registered")
	her.press(`main a[href="/mina-uppgifter/las-allt"]`)
	her.fill(`[name=text]`, "Gärna från och med augusti.")
	her.press(`main form button.btn`)
	her.says("Du bad om att få läsa allt 10 november 2026", "Väntar på svar", "Gärna från och med augusti.")
	her.look("asked-to-read")

	desk.visit("/handlaggning/meddelanden")
	desk.says("Yttrande", "Fatima Exempel")
	desk.look("inbox-desk")
	record := desk.link("tr", "Fatima Exempel", `a[href^="/handlaggning/las-allt/"]`)
	desk.visit(desk.link("tr", "Yttrande", `a[href*="/anmalt#"]`))
	desk.says("Vi talade också om hyran.")
	eval[bool](desk, `([...document.querySelectorAll("form[action$='/anmalt']")].find(f => f.closest(".card, li, section").innerText.includes("hyran")).id = "noted", true)`)
	desk.press(`#noted button`)
	desk.visit(record)
	desk.says("Gärna från och med augusti.")
	desk.tick(`[name=outcome][value=partly]`)
	desk.tick(`[name=way][value=service]`)
	desk.choose(`[name=document]`, eval[string](desk, `[...document.querySelectorAll("[name=document] option")].find(o => o.text.includes("Planering i december")).value`))
	desk.fill(`[name=reason]`, "En uppgift om en annan person behöver skyddas.")
	desk.press(`main form button.btn`)
	desk.look("record-desk")

	her.visit("/mina-uppgifter/las-allt")
	her.says("En uppgift om en annan person behöver skyddas.", "Ingrid Andersson")
	her.look("kept-back")
	her.press(`main a[href^="/dokument/"]`)
	her.says("Planering i december")
	her.visit(note)
	her.says("Läst och noterat 10 november 2026")
	her.fromMenu("/vem-har-last")
	her.says("Ingrid Andersson", "Kommunens personal · Journalen", "Fatima Exempel, i hushållet")
	her.look("readers")
}
