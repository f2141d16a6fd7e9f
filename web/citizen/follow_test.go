package citizen

import (
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"bistand/aid"
	"bistand/lang"
	"bistand/lang/langtest"
	"bistand/store"
	"bistand/store/storetest"
	"bistand/web/site"
)

// swedishNames are names in the tests' world, and what the reader of the pages has written in Swedish.
var swedishNames = []string{
	"Påhittade Bostäder AB", "Ekonomiskt bistånd", "EB-2026-0500-Ö1", "kontoutdrag åäö.pdf", "Hyran har ändrats.", "Jag har lämnat kvitto.",
	"Elen ska godkännas.", "Tack! En fråga till: behöver jag visa hyresavin?", "När kommer pengarna?", "Det var inte så.",
}

// TestX8_EveryPageInEveryLanguage: every text is there, nothing is left in Swedish without saying so. It writes the pages to the folder that BISTAND_GALLERY names, with the style sheet beside
// them, so that they can be looked at.
func TestX8_EveryPageInEveryLanguage(t *testing.T) {
	w := wholeWorld(t, "sqlite")
	dir := os.Getenv("BISTAND_GALLERY")
	for _, w.language = range lang.Codes {
		for i, path := range w.pages() {
			html := w.get(path)
			if strings.Count(html, "<h1") != 1 {
				t.Errorf("%s %s: %d h1", w.language, path, strings.Count(html, "<h1"))
			}
			if w.language != "sv" {
				for _, text := range langtest.InPage(html, swedishNames...) {
					t.Errorf("%s %s: Swedish that is not marked as such: %q", w.language, path, text)
				}
			}
			if dir != "" {
				html = strings.ReplaceAll(html, w.tenant.UI.CSS, "app.css")
				name := strings.ReplaceAll(strings.Trim(path, "/"), "/", "-")
				if j := strings.Index(name, "-0"); j > 0 {
					name = name[:j] + "-" + string(rune('a'+i))
				}
				w.must(os.WriteFile(filepath.Join(dir, name+"-"+w.language+".html"), []byte(html), 0o644))
			}
		}
	}
	if dir != "" {
		w.must(os.WriteFile(filepath.Join(dir, "app.css"), w.tenant.StyleSheet, 0o644))
	}
	if n := w.tenant.Languages.Missing(); n != 0 {
		t.Errorf("%d texts were missing", n)
	}
}

// TestB10_OnlyTheOwnCase asks for objects of another household's case, for what is not there, and for what is not published.
func TestB10_OnlyTheOwnCase(t *testing.T) {
	for _, engine := range storetest.Engines {
		t.Run(engine, func(t *testing.T) {
			w := wholeWorld(t, engine)
			other := w.stranger
			for _, path := range []string{
				applicationHref(other.Signed.ID), calculationHref(other.Signed.ID), "/bilagor/" + string(other.Attachment.ID),
				decisionHref(other.Decision.ID), paymentHref(other.Paid.ID), "/dokument/" + string(other.Published.ID),
				"/journalanteckningar/" + string(other.PublishedNote.ID),
				"/dokument/" + string(w.hiddenDocument.ID), "/journalanteckningar/" + string(w.hiddenNote.ID),
				applicationHref(w.theCase.ID), decisionHref("x"), "/dokument/" + string(w.note.ID),
			} {
				if rec := w.visit("GET", path, nil); rec.Code != http.StatusNotFound {
					t.Errorf("%s: %d, want 404", path, rec.Code)
				}
			}
			received, err := w.desk.Register.ReceivedBy(t.Context(), other.Case.ID, w.fatima.ID)
			if err != nil || len(received) != 0 {
				t.Errorf("a refused look counts as receipt: %v %v", received, err)
			}
		})
	}
}

// A log-in outlives the access that it rests on; each page asks anew.
func TestL1_ClosedAccessClosesEveryPage(t *testing.T) {
	w := wholeWorld(t, "sqlite")
	w.must(w.desk.SetAccess(t.Context(), asStaff(w.caseworker), w.caseworker, w.theCase.ID, w.fatima.ID, false))
	for _, path := range append(w.pages(), "/bilagor/"+string(w.november.Content.Attachments[0].ID)) {
		if rec := w.visit("GET", path, nil); rec.Code != http.StatusForbidden {
			t.Errorf("%s: %d, want 403", path, rec.Code)
		}
	}
	if rec := w.visit("POST", "/min-profil", url.Values{"phone": {"070-174 06 05"}, "language": {"sv"}}); rec.Code != http.StatusForbidden {
		t.Errorf("POST /min-profil: %d, want 403", rec.Code)
	}
	w.who = w.omar
	w.get("/start")
	w.visitedCase = w.stranger.Case.ID
	if rec := w.visit("GET", "/start", nil); rec.Code != http.StatusForbidden {
		t.Errorf("another household's case: %d, want 403", rec.Code)
	}
}

// Every page has the same navigation in the same order, with its own entry marked, and the menu under the person's name.
func TestL9_TheSameNavigationEverywhere(t *testing.T) {
	w := wholeWorld(t, "sqlite")
	entries := []string{"/start", "/ansokningar", "/utbetalningar", "/beslut", "/dokument", "/journalanteckningar", "/kontakter"}
	menu := []string{"/mitt-arende", "/min-profil", "/mina-inloggningar", "/vem-har-last", "/logga-ut"}
	for _, path := range w.pages() {
		page := w.get(path)
		nav, _, ok := strings.Cut(page[strings.Index(page, "<nav"):], "</nav>")
		if !ok {
			t.Fatalf("%s has no navigation", path)
		}
		at := 0
		for _, href := range entries {
			next := strings.Index(nav[at:], `href="`+href+`"`)
			if next < 0 {
				t.Fatalf("%s: %s is missing or out of order", path, href)
			}
			at += next
		}
		for _, href := range menu {
			if !strings.Contains(page, `"`+href+`"`) {
				t.Errorf("%s: the menu lacks %s", path, href)
			}
		}
		if slices.Contains(entries, path) && !strings.Contains(nav, `aria-current="page"`) {
			t.Errorf("%s is not marked as the page one is on", path)
		}
	}
}

func TestL3_StartShowsTheNextPaymentFirst(t *testing.T) {
	w := wholeWorld(t, "sqlite")
	page := w.get("/start")
	w.wants(page, "Hej Fatima", "Nästa utbetalning", "7_830_kr", "Skickas fredag 27 november 2026 till konto som slutar på 4417.", paymentHref(w.paymentOf(w.second).ID),
		"Registrerad", "3 november", "Beslutad", "8 november", "Utbetald", "27 november", "Riksnorm", "16_010_kr", calculationHref(w.november.ID),
		"Ingrid Andersson", "Eva Ekonom", "vardagar 9–10", "Planerad")
	if strings.Index(page, "Nästa utbetalning") > strings.Index(page, "Ansökan för november") {
		t.Error("the payment does not come first")
	}
	w.now = w.now.AddDate(0, 0, 7)
	w.wants(w.get("/start"), "Utbetalningen är försenad.")
	for _, p := range w.inFile(w.second) {
		w.event(p, aid.RejectedByBank, "AC04")
	}
	w.wants(w.get("/start"), "Pengarna kom inte fram", "Kontakta din ekonomihandläggare", "Stoppad av banken")
}

func TestL4_ThePageSaysWhenTheMoneyIsInTheAccount(t *testing.T) {
	w := wholeWorld(t, "sqlite")
	w.wants(w.get("/start"), "Pengarna finns på kontot senast 1 december 2026.") // Friday, then Monday and Tuesday
	w.wants(w.get(paymentHref(w.paymentOf(w.second).ID)), "På kontot senast", "1 december 2026")
}

func TestTheStartPageSaysWhatToDo(t *testing.T) {
	w := wholeWorld(t, "sqlite")
	w.wants(w.get("/start"), "Gör klart ansökan för december 2026", "Senast 10 december 2026 (17 dagar kvar)", "Läs beslutet för november 2026", decisionHref(w.second.ID))
	w.get(decisionHref(w.second.ID))
	page := w.get("/start")
	w.lacks(page, "Läs beslutet för november 2026")
	w.wants(page, "Du kan överklaga till och med 14 december 2026.")
	now := w.now
	w.on(12, 10)
	w.wants(w.get("/start"), "Senast 10 december 2026 (i dag är sista dagen)")
	w.now, w.who = now, w.omar
	w.wants(w.get("/start"), "Läs beslutet för november 2026") // the receipt is each person's own

	ctx := t.Context()
	draft, err := w.desk.Register.DraftFor(ctx, w.theCase.ID, aid.Month{Year: 2026, Month: 12})
	w.must(err)
	draft, err = w.desk.SaveDraft(ctx, asCitizen(w.omar), draft.ID, draft.Version, func(c *aid.Content) error {
		*c = w.november.Content
		c.Month = draft.Month
		return nil
	})
	w.must(err)
	frozen, err := w.desk.Freeze(ctx, asCitizen(w.omar), draft.ID, draft.Version)
	w.must(err)
	w.wants(w.get("/start"), "Skriv under ansökan för december 2026", signHref(frozen.ID), "Väntar på att du skriver under.")
	w.wants(w.get(applicationHref(frozen.ID)), "Väntar på underskrift", "Väntar på att du skriver under.")
	w.must(w.desk.AddSignature(ctx, asCitizen(w.omar), aid.Signature{
		ApplicationID: frozen.ID, PersonID: w.omar.ID, ContentHash: frozen.ContentHash, SignedAt: w.now, Visible: "x", Hidden: "{}", Answer: []byte("{}"),
	}))
	page = w.get("/start")
	w.wants(page, "Väntar på att Fatima Exempel skriver under.")
	w.lacks(page, "Skriv under ansökan för december 2026")
	w.must(w.desk.RefuseToSign(ctx, asCitizen(w.fatima), frozen.ID, "Hyran stämmer inte."))
	w.wants(w.get("/start"), "Ansökan blev inte underskriven.")
}

func TestTheStartPageOffersOpenMonths(t *testing.T) {
	w := newWorld(t, "sqlite")
	w.household()
	w.who = w.fatima
	w.on(9, 20)
	page := w.get("/start")
	w.wants(page, "Just nu behöver du inte göra något.", "Ansök för oktober", "Ansökan är öppen till och med 10 oktober 2026.", "/ansok/2026-10", "Ingrid Andersson")
	w.lacks(page, "Nästa utbetalning", "Så räknade vi", "Det mesta är ifyllt")
	for path, empty := range map[string]string{
		"/ansokningar": "Du har inga ansökningar ännu.", "/beslut": "Du har inga beslut ännu.", "/utbetalningar": "Du har inga utbetalningar ännu.",
		"/dokument": "Det finns inga dokument.", "/journalanteckningar": "Det finns inga journalanteckningar",
	} {
		w.wants(w.get(path), empty)
	}
	w.lacks(w.get("/beslut"), ">Överklaga<")
	w.wants(w.get("/hamta-uppgifter"), "Inget är registrerat.", "Ingen har öppnat ditt ärende ännu.")
	w.apply(aid.Month{Year: 2026, Month: 10}, 8_900_00)
	w.lacks(w.get("/start"), "/ansok/2026-10")
}

func TestL5_ApplicationsListShowsDateAndStatus(t *testing.T) {
	w := wholeWorld(t, "sqlite")
	page := w.get("/ansokningar")
	w.wants(page, "november 2026", "3 november 2026", "Beslutad", "oktober 2026", "20 september 2026", "Utbetald", "mars 2026", "2 mars 2026", applicationHref(w.imported.ID))
	if strings.Index(page, applicationHref(w.november.ID)) > strings.Index(page, applicationHref(w.october.ID)) {
		t.Error("the newest does not come first")
	}
}

func TestL6_OneApplicationWithItsBlocks(t *testing.T) {
	w := wholeWorld(t, "sqlite")
	page := w.get(applicationHref(w.november.ID))
	w.wants(page, "Typ av ansökan", "Månadsansökan", "Ansökningsdatum", "3 november 2026", "Orsak till ansökan", "Enligt norm", "Från vem", "I egen sak", "Status",
		"Beräkningsdatum", "8 november 2026", "Beräknat försörjningsstöd", "9_830,00_kr", "Beslutsdatum", "Beslutsfattare", "Bo Beslutsson", "Beslutstyp", "Delvis bifall",
		"Utbetalningsdatum", "27 november 2026", "Mottagare", "Fatima Exempel", "Påhittade Bostäder AB", "Tillbaka", "Skriv ut",
		calculationHref(w.november.ID), decisionHref(w.second.ID), paymentHref(w.paymentOf(w.second).ID), "Underskriven av")
}

func TestL7_WhatWasAppliedForAndHandedIn(t *testing.T) {
	w := wholeWorld(t, "sqlite")
	page := w.get(applicationHref(w.november.ID))
	w.wants(page, "Hyresrätt", "Boendekostnad", "9_050,00_kr", "Hushållsel", "525,50_kr", "Medicin", "recept", "Lön", "12_780,00_kr", "Hyran har ändrats.", "kontoutdrag åäö.pdf", "Kontoutdrag")
	w.wants(w.get(applicationHref(w.imported.ID)), "384,00_kr", "Hämtad från tidigare system", "Uppgifterna i ansökan finns inte i e-tjänsten.")
	file := w.november.Content.Attachments[0]
	rec := w.visit("GET", "/bilagor/"+string(file.ID), nil)
	h := rec.Header()
	if int64(rec.Body.Len()) != file.Size || !strings.HasPrefix(rec.Body.String(), "%PDF") || h.Get("Content-Type") != "application/pdf" ||
		h.Get("X-Content-Type-Options") != "nosniff" || !strings.HasPrefix(h.Get("Content-Security-Policy"), "sandbox") ||
		!strings.HasPrefix(h.Get("Content-Disposition"), "attachment; filename*=utf-8''kontoutdrag%20%C3%A5") {
		t.Errorf("the file came as %v, %d bytes", h, rec.Body.Len())
	}
}

func TestL8_OnlyPublishedPapers(t *testing.T) {
	w := wholeWorld(t, "sqlite")
	list := w.get("/dokument")
	w.wants(list, "Kallelse till besök", "Kallelse", "8 november 2026")
	w.lacks(list, "Utkast som inte", "Ta med legitimation.")
	w.wants(w.get("/dokument/"+string(w.document.ID)), "Kallelse till besök", "Ta med legitimation.", "Tillbaka", "Skriv ut")
	list = w.get("/journalanteckningar")
	w.wants(list, "Ansökan november", "Hela journalen visas inte här.", "000-000 00 00")
	w.lacks(list, "Internt samråd", "Ansökan har kommit in.")
	w.wants(w.get("/journalanteckningar/"+string(w.note.ID)), "Ansökan november", "Ansökan har kommit in.")
}

func TestG9_DecisionsOfTheWindowFirstAndNoneLost(t *testing.T) {
	w := wholeWorld(t, "sqlite")
	page := w.get("/beslut")
	w.wants(page, "Beslut de senaste 90 dagarna", "Äldre beslut", "Bo Beslutsson", "9_830,00_kr", "384,00_kr", "Nytt")
	older := strings.Index(page, "Äldre beslut")
	if strings.Index(page, decisionHref(w.second.ID)) > older || strings.Index(page, decisionHref(w.importedDecision.ID)) < older {
		t.Error("decisions stand in the wrong list")
	}
	w.tenant.Municipality.DecisionDays = 0
	w.lacks(w.get("/beslut"), "Äldre beslut")
	w.tenant.Municipality.DecisionDays = 5
	w.wants(w.get("/beslut"), "Du har inga nya beslut de senaste 5 dagarna.", decisionHref(w.second.ID))
}

func TestB9_OneDecisionSaysWhatWhyAndHowToAppeal(t *testing.T) {
	for _, engine := range storetest.Engines {
		t.Run(engine, func(t *testing.T) {
			w := wholeWorld(t, engine)
			page := w.get(decisionHref(w.second.ID))
			w.wants(page, "Du får en del av det du sökte för november 2026.", "9_830_kr", "Bo Beslutsson", "8 november 2026", "12 kap. 1 § socialtjänstlagen (2025:400)",
				"Därför beviljas bistånd.", `lang="sv"`, "Hushållsel", "525,50_kr", "400,00_kr", "Kvitto saknas.", "Ansökningsdatum", "3 november 2026",
				"Du kan överklaga till och med 14 december 2026.", "Lunds kommun", "Socialnämnden", "Förvaltningsrätten i Malmö", calculationHref(w.november.ID), paymentHref(w.paymentOf(w.second).ID))
			on, err := w.desk.Register.ReceivedOn(t.Context(), w.second.ID, w.fatima.ID)
			if err != nil || on != (aid.Date{Year: 2026, Month: 11, Day: 23}) {
				t.Errorf("received on %v, %v", on, err)
			}
			w.now = w.now.AddDate(0, 1, 0)
			w.wants(w.get(decisionHref(w.second.ID)), "Tiden för att överklaga gick ut 14 december 2026.")
			if on, _ := w.desk.Register.ReceivedOn(t.Context(), w.second.ID, w.omar.ID); !on.IsZero() {
				t.Error("one adult's look counts as the other's")
			}
		})
	}
}

// What an older system decided was received there: opening it starts no time to appeal.
func TestB14_ImportedHistoryIsShownAsItWas(t *testing.T) {
	w := wholeWorld(t, "sqlite")
	page := w.get(decisionHref(w.importedDecision.ID))
	w.wants(page, "Du får 384_kr för mars 2026.", "Hämtad från tidigare system", "Ek bistånd 4:1 SoL")
	w.lacks(page, "överklaga")
	if on, _ := w.desk.Register.ReceivedOn(t.Context(), w.importedDecision.ID, w.fatima.ID); !on.IsZero() {
		t.Error("a receipt was kept")
	}
	page = w.get(calculationHref(w.imported.ID))
	w.wants(page, "Den här beräkningen kommer från ett äldre system. Bara summan finns.", "384,00_kr")
	w.lacks(page, "<svg class=\"chart\"")
}

func TestG10_PaymentsWithMethodAndRecipient(t *testing.T) {
	w := wholeWorld(t, "sqlite")
	w.wants(w.get("/utbetalningar"), "27 november 2026", "7_830,00_kr", "Påhittade Bostäder AB", "2_000,00_kr", "Utbetald", "27 mars 2026", "384,00_kr")
	list, err := w.desk.Register.PaymentsOf(t.Context(), w.second.ID)
	w.must(err)
	w.wants(w.get(paymentHref(list[0].ID)), "Till registrerat konto", "Kontot slutar på 4417", "Fatima Exempel", "Beslut för november 2026", "Planerad")
	w.wants(w.get(paymentHref(list[1].ID)), "Till bankgiro", "Påhittade Bostäder AB", "Hyresvärd")
	w.lacks(w.get(paymentHref(list[0].ID)), "1230004417")
	w.inFile(w.second)
	w.event(list[0], aid.PaidOut, "")
	w.event(list[0], aid.Returned, "AC04")
	page := w.get(paymentHref(list[0].ID))
	w.wants(page, "Pengarna kom inte fram", "Pengarna har kommit tillbaka till kommunen.")
	w.lacks(page, "På kontot senast")
}

func TestG11_TheCalculationLineByLine(t *testing.T) {
	w := wholeWorld(t, "sqlite")
	page := w.get(calculationHref(w.november.ID))
	w.wants(page, "Du får 9_830_kr för november 2026.", "Fatima Exempel, Omar Exempel", "7_100,00_kr", "Amal Exempel", "Sami Exempel", "Gemensamma kostnader", "16_010,00_kr",
		"Du sökte", "Godkänt", "9_925,50_kr", "9_800,00_kr", "Du sökte 525,50_kr. Vi har godkänt 400_kr: Kvitto saknas.", "Du uppgav", "Räknas", "Uppgift från dig",
		"riksnorm/2026.toml", "Lunds kommun: Att söka försörjningsstöd 2015", "SoL 12:7", "Ingrid Andersson räknade den 8 november 2026.")
	w.lacks(page, "Beräknad siffra, inte fastställd") // two people have confirmed them
}

func TestX4_WhatHasChangedSinceLastMonth(t *testing.T) {
	w := wholeWorld(t, "sqlite")
	page := w.get(calculationHref(w.november.ID))
	w.wants(page, "Beräkningen är 24_kr högre än för oktober 2026 eftersom boendekostnad är 150_kr högre, hushållsel är 125,50_kr lägre och resten är avrundning.", "Det här har ändrats sedan oktober 2026", "8_900,00_kr", "9_050,00_kr")
	w.lacks(w.get(calculationHref(w.october.ID)), "Jämfört med") // before it there is only imported history, without lines
}

func TestTheCalculationBeforeADecisionIsPreliminary(t *testing.T) {
	w := wholeWorld(t, "sqlite")
	a := w.stranger.Signed
	w.theCase, w.who = w.stranger.Case, w.stranger.Applicant
	w.lacks(w.get(calculationHref(a.ID)), "Beräkningen kan ändras.")
	fresh := w.stranger.Freeze(w.theCase, aid.Month{Year: 2026, Month: 9}, aid.FromPaper)
	w.wants(w.get(applicationHref(fresh.ID)), "Vi har inte räknat ännu.", "Vi har inte fattat beslut ännu.")
	if rec := w.visit("GET", calculationHref(fresh.ID), nil); rec.Code != http.StatusNotFound {
		t.Errorf("no calculation: %d, want 404", rec.Code)
	}
	w.stranger.Builder.Register(fresh, w.stranger.Signed.Registered)
	w.stranger.Calculate(fresh, w.stranger.Caseworker)
	w.wants(w.get(calculationHref(fresh.ID)), "Beräkningen kan ändras.", "Beräkningen visar att det saknas 12_000_kr för september 2026.")
}

func TestL10_G7_ContactsWithPhoneHoursAndMail(t *testing.T) {
	w := wholeWorld(t, "sqlite")
	w.wants(w.get("/kontakter"), "Ingrid Andersson", "Socialsekreterare", "Eva Ekonom", "Ekonomihandläggare", "000-111 11 11", "tel:0001111111", "vardagar 9–10", "mailto:namn@example.org", "Ekonomiskt bistånd", "Påhittade gatan 1, Lund")
}

func TestG4_G5_G6_TheCaseItsAgeAndItsPeople(t *testing.T) {
	w := wholeWorld(t, "sqlite")
	w.wants(w.get("/mitt-arende"), "Försörjningsstöd", "EB-2026-0500", "20 september 2025", "1 år · 2 månader · 3 dagar", "Fatima Exempel", "Sökande", "Omar Exempel", "Medsökande", "Amal Exempel", "Sami Exempel", "Barn")
}

func TestG5_TimeIsCountedInWholeMonths(t *testing.T) {
	for _, test := range []struct {
		from, to            string
		years, months, days int
	}{
		{"2026-11-22", "2026-11-22", 0, 0, 0},
		{"2026-01-31", "2026-02-28", 0, 1, 0},
		{"2026-01-31", "2026-03-01", 0, 1, 1},
		{"2024-02-29", "2025-02-28", 1, 0, 0},
		{"2025-12-31", "2026-12-30", 0, 11, 30},
		{"2026-11-22", "2026-11-01", 0, 0, 0},
	} {
		from, err := aid.ParseDate(test.from)
		if err != nil {
			t.Fatal(err)
		}
		to, err := aid.ParseDate(test.to)
		if err != nil {
			t.Fatal(err)
		}
		if y, m, d := between(from, to); y != test.years || m != test.months || d != test.days {
			t.Errorf("%s to %s: %d %d %d, want %d %d %d", test.from, test.to, y, m, d, test.years, test.months, test.days)
		}
	}
}

func TestL11_EachAdultChangesTheirOwnProfile(t *testing.T) {
	w := wholeWorld(t, "sqlite")
	form := url.Values{"nyckel": {"a"}, "phone": {" 070-174 06 05 "}, "email": {"fatima@example.org"}, "language": {"so"}, "person": {string(w.omar.ID)}}
	for range 2 { // the second is a repeated post
		if rec := w.visit("POST", "/min-profil", form); rec.Code != http.StatusSeeOther || rec.Header().Get("Location") != "/min-profil?sparat" {
			t.Fatalf("%d %s", rec.Code, rec.Body)
		}
	}
	w.wants(w.get("/min-profil?sparat"), "Dina uppgifter är sparade.", `value="070-174 06 05"`, `value="fatima@example.org"`, `value="so" selected`)
	if p, err := w.desk.Register.Profile(t.Context(), w.omar.ID); err != nil || p.Phone != "" {
		t.Errorf("the other adult's profile: %v %v", p, err)
	}
	for _, test := range []struct{ field, value, says string }{
		{"phone", "ring mig", "Skriv telefonnumret med siffror"},
		{"email", "fatima", "Skriv en e-postadress"},
		{"language", "tlh", "Välj ett alternativ."},
	} {
		bad := url.Values{"nyckel": {"b"}, "phone": {"070-174 06 05"}, "email": {"fatima@example.org"}, "language": {"sv"}}
		bad.Set(test.field, test.value)
		rec := w.visit("POST", "/min-profil", bad)
		if rec.Code != http.StatusUnprocessableEntity {
			t.Errorf("%s: %d, want 422", test.field, rec.Code)
		}
		w.wants(rec.Body.String(), test.says, "<title>Fel:")
		if test.field != "language" {
			w.wants(rec.Body.String(), `value="`+test.value+`"`)
		}
	}
}

func TestOwnLogInsAreListed(t *testing.T) {
	w := wholeWorld(t, "sqlite")
	agents := map[string]string{
		"Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0 Mobile Safari/537.36": "Chrome · Android",
		"Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1.15 Version/17.0 Safari/604.1":    "Safari · iPhone",
		"Mozilla/5.0 (Windows NT 10.0; rv:120.0) Gecko/20100101 Firefox/120.0":                                     "Firefox · Windows",
		"curl": "–",
	}
	for agent, want := range agents {
		if got := device(agent); got != want {
			t.Errorf("%q is %q, want %q", agent, got, want)
		}
		for _, person := range []aid.Person{w.fatima, w.omar} {
			s := aid.Session{ID: w.id(), Actor: asCitizen(person).Actor, CaseID: w.theCase.ID, StartedAt: w.now, SeenAt: w.now, UserAgent: agent + string(person.GivenName)}
			w.must(w.desk.Register.Work(t.Context(), func(tx *store.Tx) error { return tx.AddSession(s, string(s.ID)) }))
		}
	}
	page := w.get("/mina-inloggningar")
	w.wants(page, "23 november 2026 kl. 10.", "Safari · iPhone", "Pågår", `action="/logga-ut/overallt"`, "Logga ut överallt")
	if n := strings.Count(page, "Pågår"); n != len(agents) {
		t.Errorf("%d log-ins are listed, want the %d of one's own", n, len(agents))
	}
	w.now = w.now.Add(aid.SessionIdle)
	w.lacks(w.get("/mina-inloggningar"), "Pågår")
}

func TestX12_WhoHasReadTheCase(t *testing.T) {
	w := wholeWorld(t, "sqlite")
	for _, path := range []string{"/start", "/start", "/ansokningar", "/beslut", "/utbetalningar", "/kontakter"} { // the same page at once is one read
		w.get(path)
	}
	w.must(w.tenant.Reads.Close()) // what is waiting is kept
	w.tenant.Reads = site.NewReadLog(w.desk)
	page := w.get("/vem-har-last")
	w.wants(page, "Bo Beslutsson", "Kommunens personal", "Beslutet", "23 november 2026 kl. 10.", "Fatima Exempel", "läste 5 sidor")
	w.lacks(page, "Bengt", `rel="next"`)
	for range readsShown {
		w.must(w.desk.RecordRead(t.Context(), asStaff(w.caseworker).Actor, w.theCase.ID, "hemlig_kod", ""))
	}
	page = w.get("/vem-har-last")
	w.wants(page, "Ingrid Andersson", "Ärendet", `rel="next"`)
	_, rest, _ := strings.Cut(page, "/vem-har-last?fore=")
	key, _, _ := strings.Cut(rest, `"`)
	w.wants(w.get("/vem-har-last?fore="+key), "Bo Beslutsson", `rel="prev"`)
}

// TestL6_AnApplicationLeadsToItsReceipt: one can come back to what was signed, and when, for as long as the application is there; one from
// an earlier system has no receipt.
func TestL6_AnApplicationLeadsToItsReceipt(t *testing.T) {
	w := wholeWorld(t, "sqlite")
	w.wants(w.get(applicationHref(w.november.ID)), `href="`+receiptHref(w.november.ID)+`"`)
	w.wants(w.get(receiptHref(w.november.ID)), "EB-2026-0500", "Hyran har ändrats.", "Antal rum")
	w.lacks(w.get(applicationHref(w.imported.ID)), receiptHref(w.imported.ID))
}
