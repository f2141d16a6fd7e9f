package journey_test

import (
	"strings"
	"testing"
)

// The example of Lund's user guide, as a person sees it in the browser. What it prints as 2016-11-03 stands as 3 november
// 2016, and 384,00 with its "kr"; nothing else differs.

// guide opens a demonstration and logs one of the guide's people in.
func guide(t *testing.T, name, person string, width int) *window {
	t.Helper()
	j := begin(t, "guide-"+name, sqlite, true)
	w := j.open(t, name, width)
	w.logIn(person)
	return w
}

// TestL5_TheGuidesListOfApplications shows Ann Andersson's six applications with their dates and statuses, newest first.
func TestL5_TheGuidesListOfApplications(t *testing.T) {
	w := guide(t, "ann", ann, phoneWidth)
	w.press(`nav a[href="/ansokningar"]`)
	w.shoot("applications")
	got := eval[[]string](w, `[...document.querySelectorAll("main tbody tr")].map(r => r.innerText.replace(/\s+/g, " "))`)
	want := [][2]string{
		{"14 november 2016", "Beslutad"},
		{"7 november 2016", "Utbetald"},
		{"4 november 2016", "Registrerad"},
		{"4 november 2016", "Registrerad"},
		{"3 november 2016", "Beslutad"},
		{"2 november 2016", "Beslutad"},
	}
	if len(got) != len(want) {
		t.Fatalf("the list has %d rows, want %d: %q", len(got), len(want), got)
	}
	for i, row := range want {
		if !strings.Contains(got[i], row[0]) || !strings.Contains(got[i], row[1]) {
			t.Errorf("row %d is %q, want %s %s", i+1, got[i], row[0], row[1])
		}
	}
	w.examine()
}

// TestL8_TheGuidesJournalNotes shows the headings of three notes, new as they are to who has opened none, and one opened by a press on it.
func TestL8_TheGuidesJournalNotes(t *testing.T) {
	w := guide(t, "ann-notes", ann, phoneWidth)
	w.press(`nav a[href="/journalanteckningar"]`)
	w.shoot("notes")
	got := eval[[]string](w, `[...document.querySelectorAll("main .rows li")].map(r => r.innerText.replace(/\s+/g, " ").trim())`)
	want := []string{"14 februari 2017 KALLELSE TILL BESÖK Nytt", "14 februari 2017 ANSÖKAN MARS Nytt", "14 februari 2017 KOMPLETTERANDE UPPGIFTER Nytt"}
	if strings.Join(got, "|") != strings.Join(want, "|") {
		t.Errorf("the notes are %q, want %q", got, want)
	}
	w.examine()
	w.press(`a[href="` + w.link("li", "ANSÖKAN MARS", "a") + `"]`)
	w.shoot("note")
	w.says("ANSÖKAN MARS", "14 februari 2017", "ANSÖKAN FÖR XXX MÅNAD INKOM XXXX", "Handläggs enligt grönflörandeplan (datum) för perioden XXXXXX",
		"Ekonomi: Verifikationer över inkomster och utgifter enligt beräkning för ansökningsperioden. Kontroll enligt SSBTEK.",
		"Övrigt: Förändringar sedan föregående ansökan: 170214 CSS Ingrid Andersson #protect0", "Tillbaka", "Skriv ut")
	w.examine()
}

// TestL6L7_TheGuidesApplication shows Evert E-Tjänst's application with every field and amount, each part a link to its
// details, Tillbaka and Skriv ut.
func TestL6L7_TheGuidesApplication(t *testing.T) {
	w := guide(t, "evert", evert, deskWidth)
	w.press(`nav a[href="/ansokningar"]`)
	w.press(`main a[href^="/ansokningar/"]`)
	w.shoot("application")
	w.says("Tillbaka", "Skriv ut")
	cards := eval[map[string]string](w, `Object.fromEntries([...document.querySelectorAll("main .card")].filter(c => c.querySelector("h2"))
		.map(c => [c.querySelector("h2").innerText, c.innerText.replace(/\s+/g, " ").trim()]))`)
	for card, facts := range map[string][]string{
		"Ansökan":     {"Typ av ansökan Månadsansökan försörjningsstöd", "Ansökningsdatum 3 november 2016", "Orsak till ansökan Enligt norm", "Från vem I egen sak", "Status Utbetald"},
		"Beräkning":   {"Beräkningsdatum 3 november 2016", "Beräknat försörjningsstöd 384,00 kr"},
		"Beslut":      {"Beslutsdatum 4 november 2016", "Beslutsfattare Ingrid Andersson", "Beslutstyp Bifall", "Ek bistånd 4:1 SoL", "Belopp 1,00 kr"},
		"Utbetalning": {"Utbetalningsdatum", "28 november 2016", "Belopp", "1,00 kr", "Mottagare", "Evert E-Tjänst", "Utbetald"},
	} {
		for _, fact := range facts {
			if !strings.Contains(cards[card], fact) {
				t.Errorf("%s does not say %q: %q", card, fact, cards[card])
			}
		}
	}
	w.examine()
	application := w.path()
	for _, link := range []string{`main a[href$="/berakning"]`, `main a[href^="/beslut/"]`, `main a[href^="/utbetalningar/"]`} {
		w.press(link)
		w.says("Tillbaka", "Skriv ut")
		w.examine()
		w.visit(application)
	}
}
