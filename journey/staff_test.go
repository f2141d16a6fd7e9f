package journey_test

import (
	"strings"
	"time"
)

// enter logs a member of staff in at the municipality's log-in service.
func (w *window) enter(subject string) {
	w.t.Helper()
	w.visit("/handlaggning/logga-in")
	w.press(`main a[href="/handlaggning/logga-in/borja"]`)
	w.press(`button[name=staff][value=` + subject + `]`)
}

// link is the address of a link in the row, or whatever the outer selector finds, that says the text.
func (w *window) link(outer, text, selector string) string {
	w.t.Helper()
	href := eval[string](w, `[...document.querySelectorAll(`+quote(outer)+`)].filter(e => e.textContent.includes(`+quote(text)+`))
		.map(e => e.querySelector(`+quote(selector)+`)?.getAttribute("href")).find(Boolean) ?? ""`)
	if href == "" {
		w.t.Fatalf("%s finds no %s by %q at %s:\n%s", w.who, selector, text, w.whereabouts(), w.text())
	}
	return href
}

// quote writes a text for the page's language.
func quote(text string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(text) + `"`
}

// calculate opens the couple's application from the queue, beside last month's, and saves the calculation that is proposed.
func calculate(w *window, number string) {
	w.at(`/handlaggning`)
	w.look("queue")
	caseHref := w.link("tr", number, `a[href^="/handlaggning/arende/"]`)
	application := w.link("tr", number, `a[href^="/handlaggning/ansokan/"]`)
	w.press(`a[href="` + caseHref + `"]`)
	w.says("Fatima Exempel", "Amir Exempel", "Noor Exempel", "Sami Exempel", number)
	w.look("case-desk")
	w.press(`a[href="` + application + `"]`)
	w.says("350", "7 020", "6 820", "Från min syster", "Swish", "kontoutdrag.pdf")
	w.look("application-desk")
	w.press(`main a[href$="/berakning"]`)
	w.look("calculation-desk")
	others := `document.querySelector('[name="household.others"]').value`
	eval[string](w, others+` = "1"`) // folded away, so there is nothing to type into yet
	w.press(`button[name=gor][value=rakna]`)
	w.says("delar bostaden")
	w.look("calculation-household")
	eval[string](w, others+` = ""`)
	eval[string](w, `document.querySelector('[name="incomes.0.authority"]').value = "tax"`)
	eval[string](w, `document.querySelector('[name="incomes.0.answer"]').value = "unchecked"`)
	w.press(`button[name=gor][value=rakna]`)
	w.says("Skatteverket har inte svarat")
	w.unfold()
	w.look("calculation-unfolded")
	w.unfold()
	w.uncovered()
	w.press(`button[name=gor][value=spara]`)
	w.at(application + `/(berakning|beslut)`)
	w.look("calculation-saved")
}

// reasons are those of the decision; no notice may carry any of them.
const reasons = "Hushållets inkomster räcker inte till en skälig levnadsnivå i december."

// decide decides on the calculation: without reasons it is refused, with them it is made.
func decide(w *window, number string) {
	w.visit("/handlaggning")
	w.press(`a[href="` + w.link("tr", number, `a[href^="/handlaggning/ansokan/"]`) + `"]`)
	w.press(`main a[href$="/beslut"]`)
	w.look("decision-desk")
	here := w.path()
	w.visit("/handlaggning/normen")
	w.says("Riksnorm 2026", "påhittat")
	w.look("norm-desk")
	w.visit(here)
	w.fill(`[name=reasons]`, " ")
	w.press(`button[name=gor][value=besluta]`, 422)
	w.look("decision-without-reasons")
	w.fill(`[name=reasons]`, reasons)
	w.press(`button[name=gor][value=besluta]`)
	w.says(reasons)
	w.look("decided-desk")
}

// pay approves the couple's payments, sends them to the bank and reads its answers until they are paid.
func pay(w *window, number string) {
	w.at(`/handlaggning/betalningar`)
	w.look("payments-desk")
	for range 2 { // last month's waited already
		approve := w.action("tr", number, `form[action$="/godkann"]`)
		w.press(`form[action="` + approve + `"] button`)
	}
	w.look("payments-approved")
	w.press(`form[action$="/fil"] button`)
	w.at(`/handlaggning/betalningar/fil/[0-9a-f-]+`)
	w.look("payments-in-file")
	file := w.path()
	for deadline := time.Now().Add(stepTime); ; time.Sleep(300 * time.Millisecond) {
		w.visit(file)
		if strings.Count(w.text(), "Utbetald") >= 2 {
			break
		}
		if time.Now().After(deadline) {
			w.t.Fatalf("the bank did not pay within %v:\n%s", stepTime, w.text())
		}
		w.visit("/handlaggning/betalningar")
		w.press(`form[action$="/bank"] button`)
	}
	w.look("payment-file")
}

// action is the address of a form in the row that says the text.
func (w *window) action(outer, text, selector string) string {
	w.t.Helper()
	address := eval[string](w, `[...document.querySelectorAll(`+quote(outer)+`)].filter(e => e.textContent.includes(`+quote(text)+`))
		.map(e => e.querySelector(`+quote(selector)+`)?.getAttribute("action")).find(Boolean) ?? ""`)
	if address == "" {
		w.t.Fatalf("%s finds no %s by %q at %s:\n%s", w.who, selector, text, w.whereabouts(), w.text())
	}
	return address
}

// publish writes a document and a journal note that the household can read, and a note that it cannot.
func publish(w *window, number string) {
	w.visit("/handlaggning/sok")
	w.look("search-desk")
	w.fill(`[name=q]`, number)
	w.press(`form[method=get] button`)
	w.at(`/handlaggning/arende/[0-9a-f-]+`)
	w.press(`main a[href$="/dokument"]`)
	w.look("documents-desk")
	w.choose(`[name=kind]`, "work_plan")
	w.fill(`[name=title]`, "Planering i december")
	w.fill(`[name=body]`, "Vi ses den 10 december klockan 10.")
	w.tick(`[name=publish]`)
	w.press(`main form[action$="/dokument"] button`)
	w.look("document-published")
	w.press(`nav.crumbs a[href^="/handlaggning/arende/"]`)
	w.press(`main a[href$="/journal"]`)
	w.look("journal-desk")
	for heading, shown := range map[string]bool{"Samtal om planeringen": true, "Min egen anteckning": false} {
		w.fill(`[name=heading]`, heading)
		w.fill(`[name=body]`, "Text under "+heading+".")
		if shown {
			w.tick(`[name=publish]`)
		}
		w.press(`main form[action$="/journal"] button`)
	}
	w.look("note-published")
}
