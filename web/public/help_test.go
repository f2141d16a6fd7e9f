package public_test

import (
	"bytes"
	"image/png"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"bistand/aid"
	"bistand/casework"
	"bistand/web/webtest"
)

// TestB18_TheHelpShowsThePages: each picture is there, is as large as the page says, is told of in words, and all are small.
func TestB18_TheHelpShowsThePages(t *testing.T) {
	w := webtest.Start(t, "sqlite")
	v := w.Visitor(w.Lund)
	p := v.Get("/hjalp").Want(http.StatusOK, "Så fungerar det", "Skriv under", "inom tre veckor", w.Lund.Host, "Personerna är påhittade")
	files, err := filepath.Glob("pictures/*.png")
	if err != nil || len(files) < 4 {
		t.Fatalf("%d pictures: %v", len(files), err)
	}
	total := 0
	for _, file := range files {
		address := "/hjalp/bild/" + filepath.Base(file)
		if !strings.Contains(p.Body, `src="`+address+`" alt="`) || !strings.Contains(p.Body, `width="390" height="700"`) {
			t.Errorf("the help does not show %s", address)
		}
		got := w.Visitor(w.Lund).Once(http.MethodGet, address, nil, "").Want(http.StatusOK)
		want, err := os.ReadFile(file)
		if err != nil || got.Body != string(want) || len(got.Header["Set-Cookie"]) > 0 {
			t.Errorf("%s: another file, or a cookie (%v)", address, err)
		}
		c, err := png.DecodeConfig(bytes.NewReader(want))
		if err != nil || c.Width != 390 || c.Height != 700 {
			t.Errorf("%s is %d × %d: %v", file, c.Width, c.Height, err)
		}
		total += len(want)
	}
	if total > 300<<10 {
		t.Errorf("the pictures take %d bytes", total)
	}
	for _, name := range []string{"x.png", "..%2fhelp.go", "login"} {
		v.Get("/hjalp/bild/" + name).Want(http.StatusNotFound)
	}
}

// TestB13_InstructionsInEveryLanguage: each language has its page, whatever the reader's own is, and says the same.
func TestB13_InstructionsInEveryLanguage(t *testing.T) {
	w := webtest.Start(t, "sqlite")
	v := w.Visitor(w.Lund)
	v.Get("/hjalp/instruktion").At("/hjalp/instruktion/sv").Want(http.StatusOK, "Så söker du försörjningsstöd", "skriv under med BankID", "Överklaga", "046-000 00 00", "måndag–fredag 9–10")
	for code, words := range map[string]string{"sv": "Logga in", "en": "How to apply", "so": "Sida loo codsado", "ar": "كيف تطلب", "kmr": "serî lê didin", "ti": "ከመይ"} {
		p := v.Get("/hjalp/instruktion/"+code).Want(http.StatusOK, words, w.Lund.Host)
		if !strings.Contains(p.Body, `<html lang="`+code+`"`) || strings.Count(p.Body, "<h2>") < 7 {
			t.Errorf("%s: another language, or steps are missing", code)
		}
	}
	v.Get("/hjalp/instruktion/tlh").Want(http.StatusNotFound)
	w.Visitor(w.Solna).Get("/hjalp/instruktion/ti").Want(http.StatusNotFound)
}

// TestG7L10_OpenNowOnThePages: the hours of an office with whether it answers now, in each language.
func TestG7L10_OpenNowOnThePages(t *testing.T) {
	w := webtest.Start(t, "sqlite")
	v := w.Visitor(w.Lund)
	for _, c := range []struct{ now, words string }{
		{"2026-11-09T08:30:00Z", "Öppet nu till 10.00"},
		{"2026-11-09T07:00:00Z", "Stängt. Öppnar i dag 09.00"},
		{"2026-11-13T10:00:00Z", "Stängt. Öppnar måndag 09.00"},
	} {
		at, err := time.Parse(time.RFC3339, c.now)
		if err != nil {
			t.Fatal(err)
		}
		w.Clock.Set(at)
		v.Get("/").Want(http.StatusOK, "måndag–fredag 9–10", c.words)
	}
}

// TestX8_StatementAndPersonalData: what the law wants of the statement, and what is kept of whom, why and how long.
func TestX8_StatementAndPersonalData(t *testing.T) {
	w := webtest.Start(t, "sqlite")
	v := w.Visitor(w.Lund)
	p := v.Get("/tillganglighet").Want(http.StatusOK, "Lunds kommun ansvarar", "delvis förenlig med lagen (2018:1937)", "Det här fungerar inte för alla", "WCAG 2.2.1", "oskäligt betungande",
		"Bedömningen gjordes 26 november 2026", "Redogörelsen uppdaterades", "bedömt e-tjänsten själva", "Tillsynsmyndigheten")
	if !strings.Contains(p.Body, `href="https://tillsyn.example/anmal"`) {
		t.Error("no way to the supervisor")
	}
	if strings.Contains(w.Visitor(w.Solna).Get("/tillganglighet").Want(http.StatusOK).Text(), "Tillsyn") {
		t.Error("a supervisor that no settings name")
	}
	v.Get("/personuppgifter").Want(http.StatusOK, "Socialnämnden ansvarar", "handlägga ditt ärende", "Vi sparar namn", "plan för gallring", "vem som öppnar ditt ärende", "Integritetsskyddsmyndigheten", "Allt om mig",
		"från vilken adress på internet")
}

// TestX6X8_WhoIsAskedIsToldOf: the page of personal data names each authority that the program asks, where the municipality has it ask.
func TestX6X8_WhoIsAskedIsToldOf(t *testing.T) {
	w := webtest.Start(t, "sqlite")
	v := w.Visitor(w.Lund)
	if strings.Contains(v.Get("/personuppgifter").Want(http.StatusOK).Text(), "de här myndigheterna") {
		t.Error("authorities that nobody asks")
	}
	w.Lund.Tenant.Desk.Authorities = nobodyAsked{}
	for _, l := range w.Lund.Tenant.UI.Languages {
		p := v.Get("/sprak/"+l.Code()+"?till=/personuppgifter").Want(http.StatusOK, l.T("privacy.authorities"))
		for _, authority := range aid.InquiredAuthorities {
			p.Want(http.StatusOK, l.T("authority."+string(authority)))
		}
	}
}

// nobodyAsked is an agreement by which nothing is asked.
type nobodyAsked struct{ casework.Authorities }
