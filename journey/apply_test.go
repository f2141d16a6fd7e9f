package journey_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// Two more who can log in: in Lund one who has never applied, and in Höganäs one who has.
const (
	yusuf = "199205199947"
	selam = "198110159913"
)

// TestB2N4N9_AnUnchangedMonth applies for next month, where nothing has changed: all of last month stands there but the amounts of the incomes.
// It is signed on honour, with consent to checks at named authorities, and a bank statement alone makes it complete.
func TestB2N4N9_AnUnchangedMonth(t *testing.T) {
	t.Parallel() // much of it is waiting
	j := begin(t, "unchanged", sqlite, false)
	her := j.open(t, "Karin", phoneWidth)
	her.logIn(karin)
	her.says("Ansök för december", "Ansökan är öppen till och med 31 december 2026. Det mesta är ifyllt från förra gången.")
	var pages []string
	next := func(selector string) {
		t.Helper()
		her.press(selector)
		if path := her.path(); !slices.Contains(pages, path) {
			pages = append(pages, path)
		}
	}
	next(`main a[href="/ansok/` + nextMonth + `"]`)
	her.says("Det här behöver du", "Kontoutdrag Karin Provsson", "Fakturor och kvitton behöver du inte skicka.")
	her.tick(`[name=changed][value=nothing]`)
	next(`main form button`)
	her.at(`/ansok/utkast/[0-9a-f-]+/inkomster`)
	her.holds(`[name=kind-0-0]`, "activity_support")
	her.holds(`[name=amount-0-0]`, "")
	her.look("incomes")
	her.fill(`[name=amount-0-0]`, "3 200")
	next(submit)
	her.holds(`[name=kind-0-0]`, "housing")
	her.holds(`[name=amount-0-0]`, "5900")
	her.holds(`[name=amount-0-1]`, "310")
	her.look("expenses")
	next(submit)
	her.pick(file(t, "kontoutdrag.pdf", statement()))
	next(`main form[enctype] button`)
	next(`main a[href$="/kontrollera"]`)
	her.says("Aktivitetsstöd", "3 200 kr", "5 900 kr", "Hushållsel", "Hemförsäkring", "kontoutdrag.pdf")
	her.look("check")
	next(`main form[action$="/kontrollera"] button`)
	if len(pages) != 6 {
		t.Errorf("%d pages: %v", len(pages), pages)
	}
	her.says("Jag försäkrar på heder och samvete att uppgifterna i ansökan är riktiga och fullständiga.", "Jag samtycker till att",
		"kontrollerar mina uppgifter hos:", "Försäkringskassan", "Pensionsmyndigheten", "Centrala studiestödsnämnden (CSN)", "Skatteverket", "Arbetsförmedlingen", "A-kassan", "Migrationsverket")
	her.look("sign")
	sign(her, karin, `/ansok/kvitto/[0-9a-f-]+`)
	her.says("senast 24 november 2026")
	her.look("receipt")
	her.press(`main a[href^="/ansokningar/"]`)
	her.says("Vår tur. Vi siktar på beslut senast 24 november 2026.")

	desk := j.open(t, "Ingrid", deskWidth)
	desk.enter("ingrid")
	application := desk.link("tr", "december 2026", `a[href^="/handlaggning/ansokan/"]`)
	desk.says("december 2026 2026-11-10 0 Ska beräknas")
	desk.visit(application)
	desk.says("kontoutdrag.pdf", "Oförändrad sedan november", "Nej, inget har ändrats",
		"Kan avgöras Komplett sedan 10 november 2026. Kontoutdragen räcker.", "Beslut senast 24 november 2026.")
	desk.silent("Ofullständig", "Saknas", "sedan förra ansökan")
	desk.look("application-desk")
}

// TestN1N2N3H1H2_AFirstApplication lets one who has never applied read the conditions, answer all of it, see which papers are needed, sign
// without them, and hand them in afterwards: only then does the time to a decision run.
func TestN1N2N3H1H2_AFirstApplication(t *testing.T) {
	t.Parallel() // much of it is waiting
	j := begin(t, "first", sqlite, false)
	his := j.open(t, "Yusuf", phoneWidth)
	his.logIn(yusuf)
	his.speak("sv")
	his.visit("/start")
	his.press(`main a[href="/ansok/` + nextMonth + `"]`)
	his.says("Villkor för försörjningsstöd", "Du använder först egna inkomster, pengar på banken och andra tillgångar.",
		"till exempel från Försäkringskassan, a-kassan eller CSN",
		"Den som är arbetslös är inskriven på Arbetsförmedlingen.")
	his.look("conditions")
	his.press(`main form button.btn`)
	draft := his.path()
	his.look("parts")
	his.visit(draft + "/hushall")
	his.press(submit)
	his.at(draft + "/boende")
	his.tick(`[name=form][value=rental]`)
	his.fill(`[name=landlord]`, "Norra Bo")
	his.tick(`[name=contract][value=own]`)
	his.fill(`[name=rooms]`, "1")
	his.fill(`[name=others]`, "0")
	his.press(submit)
	his.at(draft + "/sysselsattning")
	his.tick(`[name=occupation-0][value=unemployed]`)
	his.look("occupation")
	his.tick(`[name=registered-0]`)
	his.fill(`[name=efforts-0]`, "Söker jobb i restaurang.")
	his.press(submit)
	his.at(draft + "/inkomster")
	his.tick(`[name=none-0]`)
	his.press(submit)
	his.at(draft + "/tillgangar")
	his.tick(`[name=no_assets]`)
	his.press(submit)
	his.at(draft + "/utgifter")
	his.choose(`[name=kind-0-0]`, "housing")
	his.fill(`[name=amount-0-0]`, "4 800")
	his.press(submit)
	his.at(draft + "/konto")
	his.tick(`[name=to][value=no_account]`)
	his.press(submit)
	his.at(draft + "/annan-kommun")
	his.tick(`[name=had][value=nej]`)
	his.press(submit)
	his.at(draft + "/handlingar")
	his.says("Kontoutdrag", "Hyreskontrakt", "Hyresavi", "Handlingsplan från Arbetsförmedlingen", "Saknas")
	his.look("papers")
	his.handInPaper("bank_statement")
	his.press(`main a[href$="/kontrollera"]`)
	his.says("De här handlingarna saknas", "Hyreskontrakt", "Söker jobb i restaurang.", "Inskriven på Arbetsförmedlingen")
	his.look("check")
	his.press(`main form[action$="/kontrollera"] button`)
	sign(his, yusuf, `/ansok/kvitto/[0-9a-f-]+`)
	his.says("Lämna handlingarna som saknas", "Hyreskontrakt")
	his.silent("senast 24 november")
	his.look("receipt")
	his.visit("/start")
	his.says("Lämna handlingar som saknas")
	his.press(`main a[href^="/ansokningar/"]`)
	his.says("Din tur: lämna handlingarna som saknas. Beslutstiden börjar när allt har kommit.", "Hyreskontrakt")
	his.look("waits")
	desk := j.open(t, "Ingrid", deskWidth)
	desk.enter("ingrid")
	desk.says("Yusuf Nyberg december 2026, nyansökan 2026-11-10 0 Ofullständig")
	desk.look("queue")
	for _, kind := range []string{"rental_contract", "rent", "action_plan"} {
		his.says("Din tur")
		his.handInPaper(kind)
	}
	his.says("Vår tur. Vi siktar på beslut senast 24 november 2026.", "Ansökan är komplett sedan 10 november 2026.")
	his.look("complete")
}

// handInPaper hands in one of the papers that are asked for, in its own place.
func (w *window) handInPaper(kind string) {
	w.t.Helper()
	w.do("choose a file", chromedp.SetUploadFiles(chromedp.CSS(`[name="file-`+kind+`"]`), []string{file(w.t, kind+".pdf", statement()+kind)}, chromedp.NodeReady))
	w.press(`form:has([name="file-` + kind + `"]) button`)
	w.says(kind + ".pdf")
}

// TestN10N11_TellingOfAChangeAndOfTheService tells of an illness in between, and what one thinks of the service: staff read both, and the
// first is seen to be read.
func TestN10N11_TellingOfAChangeAndOfTheService(t *testing.T) {
	t.Parallel() // much of it is waiting
	j := begin(t, "telling", sqlite, false)
	her := j.open(t, "Fatima", phoneWidth)
	her.logIn(fatima)
	her.press(`main a[href="/anmal-andring"]`)
	for _, kind := range []string{"money", "illness", "moving"} {
		if !her.has(`[name=kind][value=` + kind + `]`) {
			t.Errorf("a change of %s cannot be told of", kind)
		}
	}
	her.tick(`[name=kind][value=illness]`)
	her.choose(`[name=from]`, "2026-11-09")
	her.fill(`[name=text]`, "Jag är sjukskriven i två veckor.")
	her.pick(file(t, "intyg.pdf", statement()))
	her.press(`main form[enctype] button.btn`)
	her.says("Din anmälan har kommit in", "Sjukdom", "9 november 2026", "Jag är sjukskriven i två veckor.", "intyg.pdf", "Inte läst ännu")
	her.look("told")
	report := her.path()

	anyone := j.open(t, "Anyone", phoneWidth)
	anyone.visit("/")
	anyone.press(`footer a[href="/tyck-till"]`)
	anyone.says("Du behöver inte säga vem du är.")
	anyone.tick(`[name=kind][value=complaint]`)
	anyone.fill(`[name=text]`, "Det är svårt att hitta telefontiderna.")
	anyone.press(`main form button.btn`)
	anyone.look("thanked")

	desk := j.open(t, "Ingrid", deskWidth)
	desk.enter("ingrid")
	desk.visit("/handlaggning/meddelanden")
	desk.visit(eval[string](desk, `document.querySelector('a[href$="#`+strings.TrimPrefix(report, "/anmal-andring/")+`"]').getAttribute("href")`))
	desk.says("Jag är sjukskriven i två veckor.", "intyg.pdf")
	desk.look("told-desk")
	desk.press(`main form:has([value="` + strings.TrimPrefix(report, "/anmal-andring/") + `"]) button`)
	desk.visit("/handlaggning/synpunkter")
	desk.says("Klagomål", "Det är svårt att hitta telefontiderna.")
	desk.look("opinions-desk")
	her.visit(report)
	her.says("Läst och noterat 10 november 2026")
	her.look("noted")
}

// TestN13H13H24_ASingleNeed applies in Höganäs for furniture beside the month, finds every need by its name with what the guidelines say of it,
// and reads how far they went.
func TestN13H13H24_ASingleNeed(t *testing.T) {
	t.Parallel() // much of it is waiting
	j := begin(t, "need", sqlite, false)
	j.in("hoganas")
	her := j.open(t, "Selam", phoneWidth)
	her.logIn(selam)
	her.speak("sv")
	her.visit("/start")
	her.press(`main a[href="/ansok/behov"]`)
	her.look("begin")
	her.press(`main form button.btn`)
	draft := strings.TrimSuffix(her.path(), "/behov")
	if got, want := her.options(`[name=kind]`), []string{
		"Välj", "Läkarvård", "Medicin", "Sjukresor", "Tandvård", "Barnomsorg", "Glasögon", "Spädbarnsutrustning", "Umgänge med barn", "Möbler och husgeråd", "TV",
		"Skuld för hyra, el eller annat", "Avgift för hemtjänst", "Annan kostnad",
	}; !slices.Equal(got, want) {
		t.Errorf("the needs are %v, want %v", got, want)
	}
	her.unfold()
	her.look("need")
	// 10, 5 + 4.67 and 4.25 per cent of 59 200 kr.
	her.says("Spädbarnsutrustning", "Högst för ert hushåll: 5 920 kr", "Möbler och husgeråd", "Högst för ert hushåll: 5 725 kr", "TV", "Högst för ert hushåll: 2 516 kr")
	her.choose(`[name=kind]`, "home_equipment")
	her.fill(`[name=amount]`, "8 000")
	her.fill(`[name=why]`, "Vi har inga sängar.")
	her.press(submit)
	her.visit(draft + "/kontrollera")
	her.says("Kompletterande ansökan för november 2026", "Möbler och husgeråd 8 000 kr", "Vi har inga sängar.")
	her.look("check")
	her.press(`main form[action$="/kontrollera"] button`)
	sign(her, selam, `/ansok/kvitto/[0-9a-f-]+`)
	her.press(`main a[href^="/ansokningar/"]`)
	mine := her.path()
	her.states("Typ av ansökan", "Kompletterande ansökan")

	desk := j.open(t, "Ulla", deskWidth)
	desk.enter("ulla")
	application := desk.link("tr", "kompletterande ansökan", `a[href^="/handlaggning/ansokan/"]`)
	desk.visit(application + "/berakning")
	desk.look("calculation-desk")
	desk.says("Möbler och husgeråd", "5 725")
	desk.press(`button[name=gor][value=spara]`)
	desk.visit(application + "/beslut")
	desk.fill(`[name=reasons]`, "Det som behövs finns begagnat.")
	desk.press(`button[name=gor][value=besluta]`)
	desk.look("decided-desk")
	her.visit(mine)
	her.press(`main a[href^="/beslut/"]`)
	her.look("decision")
	her.says("Det som behövs finns begagnat.", "Möbler och husgeråd", "8 000,00 kr", "5 725,00 kr", "Delvis bifall")
}

// TestN14H5H6H3_IncomesAndAssetsInHoganas states incomes and assets by their names, reads which the law leaves out, and what they come to; the
// decision is promised within Höganäs's week.
func TestN14H5H6H3_IncomesAndAssetsInHoganas(t *testing.T) {
	t.Parallel() // much of it is waiting
	j := begin(t, "means", sqlite, false)
	j.in("hoganas")
	her := j.open(t, "Selam", phoneWidth)
	her.logIn(selam)
	her.speak("sv")
	her.visit("/ansok/" + nextMonth)
	her.tick(`[name=changed][value=assets]`)
	her.press(`main form button`)
	draft := strings.Join(strings.Split(her.path(), "/")[:4], "/")
	her.visit(draft + "/inkomster")
	if got, want := her.options(`[name=kind-0-2]`), []string{
		"Välj", "Lön", "Swish och andra insättningar", "Sjukpenning", "Föräldrapenning", "Pension", "Äldreförsörjningsstöd", "Omvårdnadsbidrag", "Livränta",
		"A-kassa", "Aktivitetsstöd", "Underhållsbidrag eller underhållsstöd", "Barnpension", "Barnbidrag", "Bostadsbidrag", "Studiestöd", "Skatteåterbäring",
		"AFA- eller AMF-försäkring", "Ränta och utdelning", "Retroaktiv ersättning", "Hyra från inneboende eller barn", "Ekonomiskt bistånd från annan kommun", "Annan inkomst",
	}; !slices.Equal(got, want) {
		t.Errorf("the incomes are %v, want %v", got, want)
	}
	her.unfold()
	her.look("incomes")
	her.says("Inkomster som inte räknas", "Då räknas inte en fjärdedel av din lön, i två år.", "59 200 kr under 2026")
	her.fill(`[name=amount-0-0]`, "2 900")
	her.fill(`[name=amount-0-1]`, "1 250")
	her.choose(`[name=kind-0-2]`, "maintenance")
	her.fill(`[name=amount-0-2]`, "1 673")
	her.press(submit)
	her.visit(draft + "/tillgangar")
	if got, want := her.options(`[name=kind-0-0]`), []string{
		"Välj", "Pengar på banken", "Aktier, fonder och obligationer", "Fastighet", "Företag", "Bil eller annat fordon", "Annan tillgång",
	}; !slices.Equal(got, want) {
		t.Errorf("the assets are %v, want %v", got, want)
	}
	her.unfold()
	her.look("assets")
	her.choose(`[name=kind-0-0]`, "securities")
	her.fill(`[name=amount-0-0]`, "1 500")
	her.press(submit)
	her.visit(draft + "/utgifter")
	her.press(submit)
	her.visit(draft + "/bilagor")
	her.pick(file(t, "kontoutdrag.pdf", statement()))
	her.press(`main form[enctype] button`)
	her.visit(draft + "/kontrollera")
	her.says("Underhållsbidrag eller underhållsstöd", "1 673 kr", "Aktier, fonder och obligationer", "1 500 kr",
		"Inkomster och tillgångar", "Aktier, fonder och obligationer – 1 500,00 kr", "Summa 5 823,00 kr 7 323,00 kr")
	her.look("check")
	her.press(`main form[action$="/kontrollera"] button`)
	sign(her, selam, `/ansok/kvitto/[0-9a-f-]+`)
	her.press(`main a[href^="/ansokningar/"]`)
	her.says("Vår tur. Vi siktar på beslut senast 17 november 2026.")
	mine := her.path()

	desk := j.open(t, "Ulla", deskWidth)
	desk.enter("ulla")
	application := desk.link("tr", "december 2026", `a[href^="/handlaggning/ansokan/"]`)
	desk.visit(application + "/berakning")
	desk.look("calculation-desk")
	desk.press(`button[name=gor][value=spara]`)
	desk.visit(application + "/beslut")
	desk.fill(`[name=reasons]`, "Inkomster och tillgångar räcker inte.")
	desk.press(`button[name=gor][value=besluta]`)
	her.visit(mine)
	her.states("Beslutsdatum", "10 november 2026")
	her.visit(mine + "/berakning")
	her.look("calculation")
	her.says("Du får 8 426 kr för december 2026.", "Underhållsbidrag eller underhållsstöd Selam Testman Hela inkomsten räknas, 1 673 kr.",
		"Aktier, fonder och obligationer Tillgången räknas med 1 500 kr.")
}

// options are the names that a choice offers, in their order.
func (w *window) options(selector string) []string {
	w.t.Helper()
	return eval[[]string](w, `[...document.querySelector(`+quote(selector)+`).options].map(o => o.text.trim()).filter(Boolean)`)
}
