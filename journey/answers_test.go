package journey_test

import (
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"
	"unicode/utf8"
)

// paidOut is when the month whose incomes count has been paid out: the simulated authorities pay on the 20th and the 25th.
const paidOut = "2026-11-27T09:00:00+01:00"

// TestG11X6_WhatAuthoritiesAnswerReachesTheDecision lets a couple apply while the social insurance agency is silent and then answers: what it has
// not answered is nowhere zero, and what it has answered is counted, a benefit that nobody stated too.
func TestG11X6_WhatAuthoritiesAnswerReachesTheDecision(t *testing.T) {
	for e, scripts := range map[engine]bool{sqlite: true, postgres: false} {
		t.Run(string(e), func(t *testing.T) {
			t.Parallel() // much of it is waiting
			j := beginAt(t, "answers-"+string(e), e, scripts, paidOut)
			j.waitingHousehold(t)
			j.answers(t)
		})
	}
}

// waitingHousehold finds the answers about the household that the demonstration has in its queue.
func (j *journey) waitingHousehold(t *testing.T) {
	w := j.open(t, "Ingrid", deskWidth)
	w.enter("ingrid")
	w.visit(w.link("tr", "Karin Provsson", `a[href^="/handlaggning/ansokan/"]`))
	w.says("Alla myndigheter har svarat.")
	w.press(`main a[href$="/kontroller"]`)
	w.reads("Aktivitetsstöd", "3 200 kr", "Stämmer")
	w.reads("Bostadsbidrag", "1 100 kr", "Inte uppgett")
	if asked := get(t, j.demo.answers); !strings.Contains(asked, "Handläggning av ekonomiskt bistånd") {
		t.Errorf("the simulator's page shows no question:\n%s", asked)
	}
}

func (j *journey) answers(t *testing.T) {
	j.flaw(t, "social_insurance", "no_answer")
	her, his := j.open(t, "Fatima", phoneWidth), j.open(t, "Amir", phoneWidth)
	her.logIn(fatima)
	stateIncomes(her)
	sign(her, fatima, `/ansok/underskrift/[0-9a-f-]+`)
	his.logIn(amir)
	his.speak("sv")
	his.visit("/start")
	his.press(`main a[href^="/ansok/underskrift/"]`)
	sign(his, amir, `/ansok/kvitto/[0-9a-f-]+`)
	his.press(`main a[href^="/ansokningar/"]`)
	mine := his.path()
	his.visitUntil(mine, func(text string) bool { return strings.Contains(text, "myndigheter har inte svarat") })
	ownOnly(her, his, mine)

	desk := j.open(t, "Ingrid", deskWidth)
	desk.enter("ingrid")
	number := caseNumber(her)
	application := desk.link("tr", number, `a[href^="/handlaggning/ansokan/"]`)
	silent(desk, application)
	j.flaw(t, "social_insurance", "")
	answered(desk, application)
	decide(desk, number)

	for _, w := range []*window{her, his} {
		w.visit(mine + "/berakning")
		w.reads("Barnbidrag Fatima Exempel", "Försäkringskassan uppger 2 500 kr", "– 2 500,00 kr 2 500,00 kr")
		w.reads("Aktivitetsstöd Fatima Exempel", "4 910,00 kr 4 910,00 kr 4 910,00 kr")
		w.reads("A-kassa Amir Exempel", "3 000,00 kr", "Det skiljer 3 000 kr")
		w.silent("kontrolleras")
	}
	her.visit(mine + "/myndigheter")
	her.says("Barnbidrag", "2 500,00 kr", "4 910,00 kr")
	her.silent("Kunde inte kontrolleras", "ABC001")
	his.visit(mine + "/myndigheter")
	his.silent("Kunde inte kontrolleras", "Barnbidrag", "2 500", "4 910")
}

// flaw says on the simulator's page what is wrong with an authority's answers.
func (j *journey) flaw(t *testing.T, authority, flaw string) {
	t.Helper()
	tell(t, j.demo.answers+"flaw", url.Values{"authority": {authority}, "flaw": {flaw}})
}

// tell sends a form of a simulator's page.
func tell(t *testing.T, address string, form url.Values) {
	t.Helper()
	answer, err := http.PostForm(address, form)
	if err != nil {
		t.Fatal(err)
	}
	answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		t.Fatalf("the simulator answers %s", answer.Status)
	}
}

// stateIncomes applies for next month with incomes that authorities know of: hers without the child benefit, his with one that his fund has not paid.
func stateIncomes(w *window) {
	w.visit("/start")
	w.press(`main a[href="/ansok/` + nextMonth + `"]`)
	w.tick(`[name=changed][value=nothing]`)
	w.press(`main form button`)
	draft := strings.Join(strings.Split(w.path(), "/")[:4], "/")
	w.visit(draft + "/inkomster")
	w.fill(`[name=amount-0-0]`, "4 910")
	w.choose(`[name=kind-0-1]`, "")
	w.fill(`[name=amount-1-0]`, "6820")
	w.choose(`[name=kind-1-1]`, "unemployment_benefit")
	w.fill(`[name=amount-1-1]`, "3000")
	w.press(submit)
	w.visit(draft + "/bilagor")
	attach(w)
	w.at(`.*/kontrollera`)
	w.press(`main form[action$="/kontrollera"] button`)
}

// visitUntil visits a page until it says what it is to.
func (w *window) visitUntil(path string, said func(text string) bool) {
	w.t.Helper()
	for deadline := time.Now().Add(stepTime); ; time.Sleep(100 * time.Millisecond) {
		if w.visit(path); said(w.text()) {
			return
		}
		if time.Now().After(deadline) {
			w.t.Fatalf("%s waited in vain at %s:\n%s", w.who, path, w.text())
		}
	}
}

// reads fails the test unless the page has a row that begins so and says all of this.
func (w *window) reads(begin string, texts ...string) {
	w.t.Helper()
	row := w.row(begin)
	for _, text := range texts {
		if !strings.Contains(row, text) {
			w.t.Errorf("%s at %s reads %q, without %q", w.who, w.whereabouts(), row, text)
		}
	}
}

// row is the first row of the page's tables that begins so.
func (w *window) row(begin string) string {
	w.t.Helper()
	row := eval[string](w, `([...document.querySelectorAll("main tr")].map(e => e.innerText.replace(/\s+/g, " ").trim()).find(text => text.startsWith(`+quote(begin)+`) && !/[\p{L}]/u.test(text[`+strconv.Itoa(utf8.RuneCountInString(begin))+`])) ?? "")`)
	if row == "" {
		w.t.Errorf("%s at %s finds no row of %q:\n%s", w.who, w.whereabouts(), begin, w.text())
	}
	return row
}

// zero is an amount of nothing.
var zero = regexp.MustCompile(`(^|\D )0(,00)? kr`)

// ownOnly reads what each adult sees of the answers while one authority is silent: their own, and no amount that is not known.
func ownOnly(her, his *window, mine string) {
	her.visit(mine + "/myndigheter")
	her.says("Försäkringskassan", "Kunde inte kontrolleras", "Det betyder inte att du saknar inkomst", "Vi frågar dem igen", "Exempelkassan")
	her.silent("ABC001")
	his.visit(mine + "/myndigheter")
	his.says("Kunde inte kontrolleras", "ABC001")
	his.silent("Exempelkassan")
	for _, w := range []*window{her, his} {
		if found := zero.FindString(w.text()); found != "" {
			w.t.Errorf("%s reads %q of what could not be checked:\n%s", w.who, found, w.text())
		}
		w.look("some-missing")
	}
}

// silent reads at the desk what is stated beside what is answered and what is not, and saves a calculation of it.
func silent(w *window, application string) {
	w.visit(application)
	w.says("4 myndigheter har inte svarat")
	w.press(`main a[href$="/kontroller"]`)
	w.reads("A-kassa", "3 000 kr", "0 kr", "Skiljer 3 000 kr")
	w.reads("Lön", "6 820 kr", "Ingen att fråga")
	w.look("silent-desk")
	w.unknown("Aktivitetsstöd", "4 910 kr", "Kunde inte kontrolleras")
	w.press(`main a[href$="/berakning"]`)
	w.unknown("Aktivitetsstöd", "Försäkringskassan har inte svarat")
	w.press(`button[name=gor][value=spara]`)
	w.says("Beräkningen är sparad")
}

// unknown reads a row of what could not be checked: it is not zero.
func (w *window) unknown(begin string, texts ...string) {
	w.t.Helper()
	w.reads(begin, texts...)
	if row := w.row(begin); zero.MatchString(row) {
		w.t.Errorf("%s at %s reads nothing of what could not be checked: %q", w.who, w.whereabouts(), row)
	}
}

// answered asks again, reads the answers and takes them into the calculation.
func answered(w *window, application string) {
	w.visit(application + "/kontroller")
	w.press(`form[action$="/kontroller"] button`)
	w.says("Frågan är ställd")
	w.visitUntil(application+"/kontroller", func(text string) bool { return !strings.Contains(text, "Kunde inte kontrolleras") })
	w.reads("Barnbidrag", "2 500 kr", "Inte uppgett")
	w.reads("Aktivitetsstöd", "4 910 kr", "Stämmer")
	w.silent("får frågan igen")
	w.look("answered-desk")
	w.press(`main a[href$="/berakning"]`)
	w.says("Alla svar från myndigheterna är inte med")
	w.press(`button[name=gor][value=svar]`)
	w.reads("Barnbidrag", "2 500", "Försäkringskassan")
	w.look("taken-in-desk")
	w.press(`button[name=gor][value=spara]`)
	w.says("Beräkningen är sparad")
	w.silent("är inte med i beräkningen", "har inte svarat")
	w.visit(application + "/kontroller")
	w.press(`form[action$="/kontroller"] button`)
	w.visitUntil(application+"/kontroller", func(text string) bool { return !strings.Contains(text, "Frågan är ställd") })
	w.visit(application + "/berakning") // which nothing new has changed
	w.silent("är inte med i beräkningen", "Inte sparad")
}
