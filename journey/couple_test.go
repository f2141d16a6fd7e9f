package journey_test

import (
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// journey is one run through the whole line: a demonstration of its own, with scripts or without.
type journey struct {
	demo    demo
	scripts bool
	album   *album
	engine  engine
	folder  string // where the registers are
}

// begin starts a journey's demonstration.
func begin(t *testing.T, name string, e engine, scripts bool) *journey {
	t.Helper()
	return beginAt(t, name, e, scripts, beginning)
}

// beginAt starts one whose clock begins at another time.
func beginAt(t *testing.T, name string, e engine, scripts bool, now string) *journey {
	t.Helper()
	folder := t.TempDir()
	return &journey{demo: startDemo(t, e, now, folder), scripts: scripts, album: openAlbum(t, name), engine: e, folder: folder}
}

// in moves the journey to another municipality's address; its windows that are opened from then on are there.
func (r *journey) in(slug string) {
	r.demo.lund = strings.Replace(r.demo.lund, "//lund.", "//"+slug+".", 1)
}

// later lets time go by: the demonstration ends, and begins anew at another time with the registers that it left. Windows that were open
// belong to the one that ended.
func (r *journey) later(t *testing.T, now string) {
	t.Helper()
	r.demo.end()
	r.demo = startDemo(t, r.engine, now, r.folder)
}

// TestB3L3N4G10X7_TheWholeLineForACouple lets a couple with children apply, sign and be paid, in a browser. Both give their word and their consent
// to the same content; he refuses the first, and what she mends voids her signature and is shown to him.
func TestB3L3N4G10X7_TheWholeLineForACouple(t *testing.T) {
	for _, e := range []engine{sqlite, postgres} {
		t.Run(string(e), func(t *testing.T) {
			t.Parallel() // much of a journey is waiting; those on one engine go after each other, since they share a server
			for _, scripts := range []bool{true, false} {
				name := "couple-" + string(e) + map[bool]string{true: "", false: "-noscript"}[scripts]
				t.Run(name, func(t *testing.T) {
					j := begin(t, name, e, scripts)
					j.couple(t)
				})
			}
		})
	}
}

func (j *journey) couple(t *testing.T) {
	her := j.open(t, "Fatima", phoneWidth)
	logInByCode(her)
	follow(her)
	fill(her)
	attach(her)
	check(her, "6 820 kr")
	her.says("Jag försäkrar på heder och samvete", "Jag samtycker till att", "Försäkringskassan", "Skatteverket")
	her.look("sign")
	first := checksum(her)
	sign(her, fatima, `/ansok/underskrift/[0-9a-f-]+`)
	her.says("Amir Exempel")
	her.look("waits-for-the-other")

	his := j.open(t, "Amir", phoneWidth)
	his.visit("/")
	his.speak("ar")
	his.logIn(amir)
	his.look("start-other")
	refuse(his)
	correct(her)
	her.says("Det här har ändrats sedan förra versionen", "Tidigare underskrifter gäller inte.")
	second := checksum(her)
	sign(her, fatima, `/ansok/underskrift/[0-9a-f-]+`)
	his.visit("/start")
	his.press(`main a[href^="/ansok/underskrift/"]`)
	his.says("6 820 kr", "7 020 kr")
	if got := checksum(his); got != second || got == first {
		t.Errorf("he signs %s, she signed %s and before that %s", got, second, first)
	}
	his.look("to-sign-changed")
	sign(his, amir, `/ansok/kvitto/[0-9a-f-]+`)
	receipt(his)
	her.visit("/start")
	her.look("start-registered")
	her.says("Registrerad")

	number := caseNumber(her)
	ingrid := j.open(t, "Ingrid", deskWidth)
	ingrid.enter("ingrid")
	calculate(ingrid, number)
	decide(ingrid, number)
	lisbet := j.open(t, "Lisbet", deskWidth)
	lisbet.enter("lisbet")
	pay(lisbet, number)
	publish(ingrid, number)
	readAll(her)
	readInArabic(his)
	j.outboxIsNeutral(t, number)
}

// logInByCode finds the way from the front page, and logs in with the code that a phone scans.
func logInByCode(w *window) {
	w.visit("/")
	w.look("front")
	w.press(`main a[href="/logga-in"]`)
	w.look("log-in")
	w.press(`button[name=enhet][value=annan]`)
	w.at(`/logga-in/[0-9a-f-]+`)
	code := w.scan()
	w.look("code")
	w.approve(code, fatima)
	w.awaitAt(`/start`)
}

// follow walks the pages that follow the case.
func follow(w *window) {
	w.look("start")
	for _, page := range []struct{ link, name string }{
		{`a[href^="/utbetalningar/"]`, "payment"},
		{`nav a[href="/ansokningar"]`, "applications"},
		{`a[href^="/ansokningar/"]`, "application"},
		{`a[href$="/berakning"]`, "calculation"},
		{`nav a[href="/beslut"]`, "decisions"},
		{`a[href^="/beslut/"]`, "decision"},
		{`nav a[href="/utbetalningar"]`, "payments"},
		{`nav a[href="/dokument"]`, "documents"},
		{`main a[href^="/dokument/"]`, "document"},
		{`nav a[href="/journalanteckningar"]`, "notes"},
		{`main a[href^="/journalanteckningar/"]`, "note"},
		{`nav a[href="/kontakter"]`, "contacts"},
	} {
		w.press(page.link)
		w.look(page.name)
	}
	for _, page := range []struct{ path, name string }{
		{"/mitt-arende", "case"}, {"/min-profil", "profile"}, {"/mina-inloggningar", "log-ins"}, {"/vem-har-last", "readers"},
	} {
		w.visit(page.path)
		w.look(page.name)
	}
}

// fill applies for next month: household, housing, incomes with Swish, expenses.
func fill(w *window) {
	w.visit("/start")
	w.press(`main a[href="/ansok/` + nextMonth + `"]`)
	w.look("apply")
	w.tick(`[name=changed][value=household]`)
	w.tick(`[name=changed][value=home]`)
	w.press(`main form button`)
	w.at(`/ansok/utkast/[0-9a-f-]+/hushall`)
	w.visit(strings.TrimSuffix(w.path(), "/hushall"))
	w.look("parts")
	w.press(`main a[href$="/hushall"]`)
	w.look("household")
	w.press(submit)
	w.at(`.*/boende`)
	w.look("housing")
	w.fill(`[name=landlord]`, "Södra Hem AB")
	w.press(submit)
	w.at(`.*/inkomster`)
	w.look("incomes")
	w.press(submit, 422) // the amounts of last month are not copied: each must be said
	w.look("incomes-missing")
	w.fill(`[name=amount-0-0]`, "4 910")
	w.fill(`[name=amount-0-1]`, "2500,00 kr")
	w.choose(`[name=kind-0-2]`, "swish")
	w.fill(`[name=amount-0-2]`, "350")
	w.fill(`[name=note-0-2]`, "Från min syster")
	w.fill(`[name=amount-1-0]`, "6820")
	w.press(submit)
	w.at(`.*/utgifter`)
	w.look("expenses")
	w.choose(`[name=kind-0-3]`, "medicine")
	w.fill(`[name=amount-0-3]`, "185")
	w.press(submit)
	w.at(`.*/bilagor`)
}

// attach hands in a bank statement, after a file of a kind that is not taken.
func attach(w *window) {
	w.look("attachments")
	w.do("choose a file", chromedp.SetUploadFiles(chromedp.CSS(`[name=file]`), []string{file(w.t, "anteckning.txt", "inget kontoutdrag")}, chromedp.NodeReady))
	if w.scripts {
		w.do("send it", chromedp.Click(chromedp.CSS(`main form[enctype] button`), chromedp.NodeReady))
		w.awaits("anteckning.txt: Vi kan inte läsa den här filen")
	} else {
		w.press(`main form[enctype] button`, 422)
	}
	w.look("attachment-refused")
	w.do("choose a file", chromedp.SetUploadFiles(chromedp.CSS(`[name=file]`), []string{file(w.t, "kontoutdrag.pdf", statement())}, chromedp.NodeReady))
	w.press(`main form[enctype] button`)
	w.says("kontoutdrag.pdf")
	w.look("attachment")
	w.press(`main a[href$="/kontrollera"]`)
}

// check reads the answers over, and sends them to be signed.
func check(w *window, salary string) {
	w.at(`.*/kontrollera`)
	w.says("Noor Exempel", "Sami Exempel", "Södra Hem AB", "Swish", "350 kr", "Från min syster", salary, "8 450 kr", "185 kr", "kontoutdrag.pdf")
	w.look("check")
	w.press(`main form[action$="/kontrollera"] button`)
	w.at(`/ansok/underskrift/[0-9a-f-]+`)
}

// sign signs with the app on the same device. The page moves on by itself to where the pattern says.
func sign(w *window, person, onward string) {
	w.t.Helper()
	w.press(`main form[action$="/bankid"] button[value=denna]`)
	w.at(`/ansok/underskrift/[0-9a-f-]+/bankid/[0-9a-f-]+`)
	w.look("signing-by-app")
	w.approve(w.startToken(), person)
	w.awaitAt(onward)
}

// checksum is what tells the content that is signed from any other.
func checksum(w *window) string {
	w.t.Helper()
	sum := regexp.MustCompile(`[0-9a-f]{4}( [0-9a-f]{4}){3}`).FindString(w.text())
	if sum == "" {
		w.t.Errorf("%s reads no checksum at %s:\n%s", w.who, w.whereabouts(), w.text())
	}
	return sum
}

// refuse lets the other adult, who reads Arabic, read all of it and say no, with the reason.
func refuse(w *window) {
	w.press(`main a[href^="/ansok/underskrift/"]`)
	w.says("Fatima Exempel", "Amir Exempel", "Södra Hem AB", "350 kr", "6 820 kr", "8 450 kr", "185 kr", "kontoutdrag.pdf")
	w.look("to-sign")
	w.press(`main form[action$="/avsta"] button`, 422)
	w.look("refusal-without-reason")
	w.fill(`[name=reason]`, "راتبي كان 7 020 kr")
	w.press(`main form[action$="/avsta"] button`)
	w.at(`/ansok/utkast/[0-9a-f-]+`)
	w.look("refused")
}

// correct changes what the other adult said was wrong, and sends it anew.
func correct(w *window) {
	w.visit("/start")
	w.look("start-refused")
	w.press(`main a[href^="/ansok/utkast/"]`)
	w.says("راتبي كان 7 020 kr")
	w.look("parts-refused")
	w.press(`main a[href$="/kontrollera"]`)
	w.press(`main a[href*="/inkomster?till=kontrollera"]`)
	w.fill(`[name=amount-1-0]`, "7 020")
	w.press(submit)
	check(w, "7 020 kr")
	w.says("6 820 kr", "7 020 kr")
	w.look("changed")
}

// receipt reads that the application has come in.
func receipt(w *window) {
	w.at(`/ansok/kvitto/[0-9a-f-]+`)
	w.look("receipt")
	w.press(`main a[href^="/ansokningar/"]`)
	w.look("registered")
}

// submit is the button that a section of an application is sent with; those that change its rows have names.
const submit = `main form button:not([name]):not(.sr)`

// nextMonth is the month after the one that the demonstration begins in, as addresses have it.
const nextMonth = "2026-12"

// caseNumber is the number of the case as its people read it.
func caseNumber(w *window) string {
	w.visit("/mitt-arende")
	number := regexp.MustCompile(`EB-\d{4}-\d{4}`).FindString(w.text())
	if number == "" {
		w.t.Fatalf("no case number at %s:\n%s", w.whereabouts(), w.text())
	}
	return number
}

// readAll reads what came of the application: the decision with its reasons and the last day to appeal, the payment, the
// calculation, the papers, and who has read the case.
func readAll(w *window) {
	w.visit("/start")
	w.says("Utbetald")
	w.look("start-paid")
	w.press(`main a[href^="/beslut/"]`)
	w.says(reasons, "Ingrid Andersson", "Du kan överklaga till och med")
	w.look("decision-new")
	w.press(`main a[href$="/berakning"]`)
	w.says("Swish", "350 kr", "7 020 kr")
	w.look("calculation-new")
	w.visit("/start")
	w.press(`main a[href^="/utbetalningar/"]`)
	w.says("Fatima Exempel", "Utbetald")
	w.look("payment-paid")
	w.visit("/dokument")
	w.says("Planering i december")
	w.press(`a[href="` + w.link("li", "Planering i december", "a") + `"]`)
	w.says("Vi ses den 10 december klockan 10.")
	w.visit("/journalanteckningar")
	w.silent("Min egen anteckning")
	w.press(`a[href="` + w.link("li", "Samtal om planeringen", "a") + `"]`)
	w.says("Text under Samtal om planeringen.")
	w.visit("/vem-har-last")
	w.says("Ingrid Andersson", "Ansökan", "Beräkningen", "Beslutet", "Journalen")
	w.look("readers-staff")
	w.do("open the menu", chromedp.Click(chromedp.CSS(`.menu summary`), chromedp.NodeReady))
	w.press(`form[action="/logga-ut"] button`)
	w.at(`/utloggad`)
	w.look("logged-out")
}

// readInArabic walks the same pages in Arabic.
func readInArabic(w *window) {
	for _, path := range []string{
		"/start", "/ansokningar", "/beslut", "/utbetalningar", "/dokument", "/journalanteckningar", "/kontakter", "/mitt-arende",
		"/min-profil", "/mina-inloggningar", "/vem-har-last",
	} {
		w.visit(path)
		w.examine()
	}
}

// outboxIsNeutral reads every notice that went out: none may say anything about the case, since someone may look on.
func (j *journey) outboxIsNeutral(t *testing.T, number string) {
	t.Helper()
	var sent string
	for deadline := time.Now().Add(stepTime); time.Now().Before(deadline); time.Sleep(200 * time.Millisecond) {
		if sent = get(t, j.demo.outbox); strings.Contains(sent, "fatima@example.org") && strings.Contains(sent, "amir@example.org") {
			break
		}
	}
	_, messages, found := strings.Cut(sent, "<article>")
	messages = regexp.MustCompile(`(?s)<h2>.*?</h2>`).ReplaceAllString(messages, "") // the address is the person's own
	if !found {
		t.Fatalf("no notice went out:\n%s", sent)
	}
	for _, secret := range []string{
		"Fatima", "Amir", "Noor", "Sami", "Exempel", "Ingrid", number, " kr", "7 020", "350", "försörjningsstöd", "bistånd",
		"ansök", "beslut", "utbetal", "bifall", "avslag", "planering", "december", reasons,
	} {
		if strings.Contains(strings.ToLower(messages), strings.ToLower(secret)) {
			t.Errorf("a notice says %q:\n%s", secret, messages)
		}
	}
}

// get reads a page without a browser.
func get(t *testing.T, address string) string {
	t.Helper()
	answer, err := http.Get(address)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil || answer.StatusCode != http.StatusOK {
		t.Fatalf("%s: %s %v", address, answer.Status, err)
	}
	return strings.ReplaceAll(string(body), "\u00a0", " ")
}

// file writes a file to hand in.
func file(t *testing.T, name, content string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// statement is a bank statement: a PDF of one page that any reader opens.
func statement() string {
	objects := []string{
		"<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[3 0 R]/Count 1>>",
		"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>",
		"<</Length 52>>stream\nBT /F 14 Tf 72 770 Td (Kontoutdrag: 4 910,00) Tj ET   \nendstream",
		"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
	}
	text, offsets := "%PDF-1.4\n", ""
	for i, o := range objects {
		offsets += fmt.Sprintf("%010d 00000 n \n", len(text))
		text += fmt.Sprintf("%d 0 obj%s endobj\n", i+1, o)
	}
	return text + fmt.Sprintf("xref\n0 %d\n0000000000 65535 f \n%strailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n", len(objects)+1, offsets, len(objects)+1, len(text))
}
