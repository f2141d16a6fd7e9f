package journey_test

import (
	"net/http"
	"net/url"
	"regexp"
	"testing"
	"time"
)

// newestCode is the code of the newest message on the outbox's page.
var newestCode = regexp.MustCompile(`Din kod är (\d{6})`)

// TestB12_AProfileInABrowser lets a person choose text messages, confirm a number, and find that it stops taking them: with scripts
// and without, in Swedish and, at each page, in Arabic.
func TestB12_AProfileInABrowser(t *testing.T) {
	for _, scripts := range []bool{true, false} {
		name := "profile" + map[bool]string{true: "", false: "-noscript"}[scripts]
		t.Run(name, func(t *testing.T) {
			j := begin(t, name, sqlite, scripts)
			her := j.open(t, "Karin", phoneWidth)
			her.logIn(karin)
			her.visit("/min-profil")
			her.fill(`[name=phone]`, "")
			her.fill(`[name=email]`, "karin@example.org")
			her.tick(`[name=notice][value=sms]`)
			her.press(`form[action="/min-profil"] button.btn`, 422)
			her.says("Skriv ditt mobilnummer om du vill ha sms.")
			her.look("profile-fault")
			her.fill(`[name=phone]`, "070-174 06 15")
			her.tick(`[name=notice][value=both]`)
			her.press(`form[action="/min-profil"] button.btn`)
			her.says("Dina uppgifter är sparade.", "Inte bekräftad")
			her.look("profile")
			her.press(`form[action="/min-profil/kod/sms"] button`)
			her.says("Vi har skickat en kod till")
			her.look("code")
			sent := newestCode.FindStringSubmatch(get(t, j.demo.outbox))
			if sent == nil {
				t.Fatal("no code went out")
			}
			j.reportFailures(t)
			her.fill(`[name=code]`, "1")
			her.press(`form[action$="/bekrafta"] button.btn`, 422)
			her.look("code-fault")
			her.fill(`[name=code]`, sent[1])
			her.press(`form[action$="/bekrafta"] button.btn`)
			her.says("Bekräftat.", "Bekräftad")
			her.look("confirmed")

			desk := j.open(t, "Ingrid", deskWidth)
			desk.enter("ingrid")
			desk.visit("/handlaggning?visa=alla")
			desk.press(`a[href="` + desk.link("tr", "Karin Provsson", `a[href^="/handlaggning/ansokan/"]`) + `"]`)
			desk.press(`main a[href$="/begar"]`)
			desk.fill(`[name=own]`, "Hyresavin för december")
			desk.fill(`[name=why]`, "Hyran har ändrats sedan förra månaden.")
			desk.choose(`[name=until]`, "2026-12-24")
			desk.press(`main form button.btn`)
			her.visit("/min-profil")
			for deadline := time.Now().Add(20 * time.Second); !her.has(`main .notice.warn`) && time.Now().Before(deadline); time.Sleep(200 * time.Millisecond) {
				her.visit("/min-profil")
			}
			her.says("Meddelandet kom inte fram till", "Kontrollera numret.", "Kommer inte fram")
			her.look("bounced")
			her.visit("/start")
			her.says("Kontrollera ditt mobilnummer")
			her.look("start-bounced")
			desk.visit("/handlaggning?visa=alla")
			desk.press(`a[href="` + desk.link("tr", "Karin Provsson", `a[href^="/handlaggning/ansokan/"]`) + `"]`)
			desk.press(`main a[href^="/handlaggning/arende/"]:not([href*="/begar"])`, 200)
			desk.says("Aviseringar", "Begärda underlag", "Kom inte fram")
			desk.look("case")
		})
	}
}

// reportFailures sets the gateway to report that text messages did not arrive.
func (j *journey) reportFailures(t *testing.T) {
	t.Helper()
	answer, err := http.PostForm(j.demo.outbox+"reports", url.Values{"reports": {"failed"}})
	if err != nil {
		t.Fatal(err)
	}
	answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		t.Fatalf("the outbox answers %d", answer.StatusCode)
	}
}
