package journey_test

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// TestB5B6B7B17_FromTheLotToTheLetter binds the lots of two months, lets them fall, and follows who is drawn both times: she hands in what the
// list asks for, departs twice from what she stated, and has to show everything for some months, with the reason and the end. What she did not
// read meanwhile goes by post or telephone, which she sees, as she sees the applications that she had sent on paper.
func TestB5B6B7B17_FromTheLotToTheLetter(t *testing.T) {
	t.Parallel() // much of it is waiting
	j := beginAt(t, "spot-check", sqlite, false, "2026-10-27T09:00:00+01:00")
	desk := j.open(t, "Ingrid", deskWidth)
	desk.enter("ingrid")
	desk.visit("/handlaggning/stickprov")
	for _, month := range []string{"2026-12", "2027-01"} {
		desk.choose(`[name=month]`, month)
		desk.fill(`[name=percent]`, "100")
		desk.press(`form[action$="/bind"] button`)
	}
	desk.says("Dras tidigast 1 december 2026", "Dras tidigast 1 januari 2027")

	j.later(t, "2027-01-04T09:00:00+01:00")
	desk = j.open(t, "Ingrid", deskWidth)
	desk.enter("ingrid")
	theCase := desk.paper("Karin Provsson", "2026-11")
	desk.paper("Karin Provsson", "2026-12")
	desk.visit("/handlaggning/stickprov")
	for range 2 {
		desk.press(`form[action$="/lotta"] button`)
	}
	desk.look("drawn-desk")

	desk.visit("/handlaggning/post")
	desk.look("post-desk")
	desk.says("Karin Provsson", "Oläst i")
	desk.told("Karin Provsson", "telephone")

	her := j.open(t, "Karin", phoneWidth)
	her.logIn(karin)
	her.says("Lämna underlag till stickprovet")
	her.look("start")
	her.visit("/begaran")
	her.look("requests")
	for _, months := range [][2]string{{"oktober 2026", "november 2026"}, {"november 2026", "december 2026"}} {
		her.handInProof(months)
		check := her.path()
		desk.visit("/handlaggning" + check)
		desk.tick(`[name=outcome][value=remark]`)
		desk.fill(`[name=reason]`, "Stödet var högre än det som står i ansökan.")
		desk.press(`form[action$="/avsluta"] button`)
		desk.says("Anmärkning")
		her.visit(check)
		her.says("Anmärkning: det ni sökte med stämmer inte med underlagen.", "Stödet var högre än det som står i ansökan.", "Ingrid Andersson")
		her.look("remark")
	}

	desk.visit(theCase)
	desk.unfold()
	desk.choose(`form[action$="/alla-underlag"] [name=from]`, "2027-01")
	desk.choose(`form[action$="/alla-underlag"] [name=through]`, "2027-03")
	desk.fill(`form[action$="/alla-underlag"] [name=reason]`, "Två stickprov stämde inte med ansökan.")
	desk.press(`form[action$="/alla-underlag"] button`)
	desk.says("januari 2027–mars 2027")
	desk.look("full-evidence-desk")
	her.visit("/begaran")
	her.says("Ni ska lämna alla underlag varje månad", "Från januari 2027 till och med mars 2027", "Två stickprov stämde inte med ansökan.")
	her.look("full-evidence")
	her.visit("/ansok/2027-01")
	her.says("Från januari 2027 till och med mars 2027", "Underlag för: Aktivitetsstöd", "Underlag för: Boendekostnad")
	her.look("apply-with-proof")
	her.visit("/ansokningar")
	her.press(`a[href="` + her.link("li, tr", "20 december 2026", `a[href^="/ansokningar/"]`) + `"]`)
	her.states("Kommer från", "Papper")
	her.states("Ansökningsdatum", "20 december 2026")
	her.says("Ansökan för december 2026", "5 900,00 kr", "3 200,00 kr")
	her.look("paper")
	her.visit("/meddelanden")
	her.says("på telefon 4 januari 2027")
	her.look("messages")
}

// paper registers a month's application that came on paper, and returns the address of the case.
func (w *window) paper(who, month string) string {
	w.t.Helper()
	w.visit("/handlaggning?visa=alla")
	theCase := w.link("tr", who, `a[href^="/handlaggning/arende/"]`)
	w.visit(theCase + "/ny-ansokan")
	w.choose(`[name=month]`, month)
	w.choose(`[name=received]`, month+"-20")
	w.choose(`[name=form]`, "rental")
	w.fill(`[name=landlord]`, "Södra Hem AB")
	w.choose(`[name^="signed-"]`, month+"-19")
	w.choose(`[name="incomes.0.kind"]`, "activity_support")
	w.fill(`[name="incomes.0.amount"]`, "3200")
	w.choose(`[name="expenses.0.kind"]`, "housing")
	w.fill(`[name="expenses.0.amount"]`, "5900")
	w.pick(file(w.t, "ansokan.pdf", statement()))
	w.look("paper-desk")
	w.press(`main form[action$="/ny-ansokan"] button.btn`)
	w.at(`/handlaggning/ansokan/[0-9a-f-]+/kvitto`)
	w.says("Ansökan är inskickad", "Månadsansökan försörjningsstöd", "Vi siktar på att du får beslut senast")
	w.look("paper-receipt-desk")
	return theCase
}

// handInProof opens the spot check that is about two months, and hands in some of what its list asks for: by a file, and in words.
func (w *window) handInProof(months [2]string) {
	w.t.Helper()
	w.visit("/begaran")
	for _, href := range eval[[]string](w, `[...document.querySelectorAll("main .rows a")].filter(a => a.innerText === "Stickprov").map(a => a.getAttribute("href"))`) {
		w.visit(href)
		if strings.Contains(w.text(), "för det ni sökte för i "+months[0]+" och "+months[1]+".") {
			break
		}
	}
	w.says("Du är utvald av slumpen. Det betyder inte att vi misstänker något.", "för det ni sökte för i "+months[0]+" och "+months[1]+".",
		"Lämna senast 25 januari 2027.", "Underlag för: Aktivitetsstöd", "Underlag för: Boendekostnad")
	w.look("spot-check")
	w.press(`main .tasks li:first-child a`)
	w.do("choose a file", chromedp.SetUploadFiles(chromedp.CSS(`[name=file]`), []string{file(w.t, "kontoutdrag.pdf", statement())}, chromedp.NodeReady))
	w.press(`form[action$="/filer"] button.btn`)
	w.press(`main .tasks li:last-child a`)
	w.fill(`[name=text]`, "Ni har fått avin.")
	w.press(`form[action$="/svar"] button.btn`)
	w.says("Delvis lämnat", "Klar", "Kvar")
}

// told opens the letter with what a person has not read, and records that they were told so on this day.
func (w *window) told(who, way string) {
	w.t.Helper()
	w.press(`a[href="` + w.link("tr", who, `a[href^="/handlaggning/post/"]`) + `"]`)
	w.look("letter-desk")
	w.tick(`[name=way][value=` + way + `]`)
	w.press(`main form:has([name=way]) button`)
	w.at("/handlaggning/post")
}
