package public_test

import (
	"bytes"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"bistand/aid"
	"bistand/lang"
	oidcsim "bistand/oidc/sim"
	"bistand/web"
	"bistand/web/site"
	"bistand/web/webtest"
)

const other = "/logga-in/annan"

// B11, B15, L2, G1: who has no BankID logs in with another e-identification where the municipality takes one, and is then where
// BankID would have led; the log-in says what it was made with, and that a signature takes BankID.
func TestB11B15L2G1_LogInWithAnotherEIdentification(t *testing.T) {
	webtestEach(t, func(t *testing.T, w *webtest.World) {
		f := w.Lund.Facts
		frozen := f.Freeze(f.Case, aid.Month{Year: 2026, Month: 12}, aid.FromPortal)
		w.Visitor(w.Lund).MustLogIn(f.Applicant)
		w.Clock.Advance(time.Minute)
		v := w.Visitor(w.Lund)
		p := v.Get("/logga-in").Want(http.StatusOK, "Logga in med annan e-legitimation", webtest.EIDName, "För att skriva under behöver du ändå BankID")
		if !slices.Contains(p.Links(), other) {
			t.Fatalf("the page leads to %v only", p.Links())
		}
		v.LogInOtherwise(f.Applicant).Want(http.StatusOK, "Åsa").At("/start")
		logins := v.Get("/mina-inloggningar").Want(http.StatusOK, webtest.EIDName, "BankID", "loggat in som du").Text()
		if strings.Index(logins, webtest.EIDName) > strings.LastIndex(logins, "BankID") {
			t.Errorf("the newest log-in is not the first:\n%s", logins)
		}
		if file := v.Get("/hamta-uppgifter/uppgifter.json").Body; !strings.Contains(file, `"means":"BankID"`) && !strings.Contains(file, `"means": "BankID"`) || !strings.Contains(file, webtest.EIDName) {
			t.Error("the file does not say what the log-ins were made with")
		}
		v.Get("/ansok/underskrift/"+string(frozen.ID)).Want(http.StatusOK, "Du är inloggad med "+webtest.EIDName+". För att skriva under behöver du BankID.", "på papper", "Skriv under på den här enheten")
		w.Visitor(w.Lund).MustLogIn(f.Applicant).Get("/ansok/underskrift/"+string(frozen.ID)).Want(http.StatusOK, "Du skriver under med BankID.")

		// A representative says for whom they come, as after BankID.
		w.Visitor(w.Lund).LogInOtherwise(f.Represented.Godman).At("/for-vem").Want(http.StatusOK, "Åsa Öberg", "Omar Öberg")

		// A municipality that has not set it offers nothing and has no such way.
		solna := w.Visitor(w.Solna)
		if p := solna.Get("/logga-in"); slices.Contains(p.Links(), other) || strings.Contains(p.Text(), "annan e-legitimation") {
			t.Error("a way in that leads nowhere")
		}
		solna.Get(other).Want(http.StatusNotFound)
		solna.Get(other + "/svar?state=x&code=y").Want(http.StatusNotFound)
	})
}

// Whoever is not let in with BankID is not let in otherwise, and the answer is the same to the byte, also to BankID's.
func TestB11B15L2G1_RefusalIsThatOfBankID(t *testing.T) {
	w := webtest.Start(t, "sqlite")
	bankID := w.Visitor(w.Lund)
	p := bankID.LogIn(w.Lund.Unknown)
	// The choice of language leads back here; all else is the same.
	nameless := func(p *webtest.Page) string { return strings.ReplaceAll(p.Body, url.QueryEscape(p.URL.Path), "PAGE") }
	want := nameless(p)
	protected := protectedWithAccess(t, w)
	var first *refusal
	for name, person := range map[string]aid.Person{
		"unknown": w.Lund.Unknown, "not activated": w.Lund.NotActivated, "closed case": w.Lund.Closed, "protected": w.Lund.Facts.Protected,
		"protected with access": protected,
	} {
		v := w.Visitor(w.Lund)
		p := v.LogInOtherwise(person).Want(http.StatusForbidden, "Du kan inte använda e-tjänsten", "046-000 00 00")
		if v.Cookie(site.SessionCookie) != "" {
			t.Errorf("%s: is logged in", name)
		}
		p.Header.Del("Date")
		got := refusal{p.Status, nameless(p), p.Header}
		for _, secret := range []string{"code", "state"} {
			if strings.Contains(p.Body, p.URL.Query().Get(secret)) {
				t.Errorf("%s: the page carries the service's answer on", name)
			}
		}
		if first == nil {
			first = &got
		}
		if got.body != first.body || fmt.Sprint(got.header) != fmt.Sprint(first.header) {
			t.Errorf("%s: the answer differs", name)
		}
		if got.body != want {
			t.Errorf("%s: the answer is not BankID's", name)
		}
	}
}

// Every failure has its words and a way on, in every language, and lets nobody in; nothing of a person is logged.
func TestB11B15L2G1_EveryFailureOfTheServiceHasItsText(t *testing.T) {
	var logged bytes.Buffer
	before := slog.Default()
	slog.SetDefault(slog.New(slog.NewTextHandler(&logged, nil)))
	t.Cleanup(func() { slog.SetDefault(before) })
	w := webtest.Start(t, "sqlite")
	languages, err := lang.Load()
	if err != nil {
		t.Fatal(err)
	}
	texts := map[oidcsim.Mode]string{
		oidcsim.Denied: "eid.cancelled", oidcsim.LowLevel: "eid.too_low", oidcsim.NoLevel: "eid.too_low", oidcsim.Unmet: "eid.too_low",
		oidcsim.Busy: "eid.unavailable", oidcsim.NoNumber: "eid.refused", oidcsim.ShortNumber: "eid.refused", oidcsim.BadNumber: "eid.refused",
		oidcsim.Coordination: "eid.refused", oidcsim.OldToken: "eid.refused", oidcsim.Stale: "eid.refused", oidcsim.Distrusting: "eid.refused",
		oidcsim.WrongNonce: "eid.refused", oidcsim.Expired: "eid.refused", oidcsim.WrongAudience: "eid.refused", oidcsim.WrongIssuer: "eid.refused",
		oidcsim.BadSignature: "eid.refused", oidcsim.Unsigned: "eid.refused",
	}
	statusOf := map[string]int{
		"eid.cancelled": http.StatusOK, "eid.unavailable": http.StatusServiceUnavailable,
		"eid.too_low": http.StatusForbidden, "eid.refused": http.StatusForbidden,
	}
	for mode, key := range texts {
		for _, l := range languages.All() {
			if !l.Original() && mode != oidcsim.Denied && mode != oidcsim.Unmet && mode != oidcsim.Busy && mode != oidcsim.NoNumber {
				continue
			}
			v := w.Visitor(w.Lund)
			v.Header.Set("Accept-Language", l.Code())
			w.EID.SetMode(mode)
			p := v.LogInOtherwise(w.Lund.Facts.Applicant).Want(statusOf[key], l.T(key), l.T("login.again"))
			w.EID.SetMode(oidcsim.Working)
			if !slices.Contains(p.Links(), "/logga-in") || !slices.Contains(p.Links(), "/hjalp") {
				t.Errorf("%s: no way on from %v", mode, p.Links())
			}
			if v.Cookie(site.SessionCookie) != "" {
				t.Errorf("%s: is logged in", mode)
			}
		}
	}
	// A service that has gone down meets the person at the start.
	v := w.Visitor(w.Lund)
	answer := v.Get(other).Form("").Set("citizen", w.Lund.Facts.Applicant.Personnummer.Full()).SubmitOnce()
	w.EID.SetMode(oidcsim.Down)
	v.Get(answer.Header.Get("Location")).Want(http.StatusServiceUnavailable, "Tjänsten för e-legitimation svarar inte")
	w.EID.SetMode(oidcsim.Working)
	v.LogInOtherwise(w.Lund.Facts.Applicant).At("/start")
	digits := w.Lund.Facts.Applicant.Personnummer.Full()
	for _, secret := range []string{digits, digits[2:8] + "-" + digits[8:], "client_assertion", "eyJ"} {
		if strings.Contains(logged.String(), secret) {
			t.Errorf("the log holds %q", secret)
		}
	}
}

// A service that does not answer when one starts says so at once.
func TestB11B15L2G1_ServiceIsDownFromTheStart(t *testing.T) {
	w := webtest.Start(t, "sqlite")
	w.EID.SetMode(oidcsim.Down)
	w.Visitor(w.Lund).Get(other).Want(http.StatusServiceUnavailable, "Tjänsten för e-legitimation svarar inte", "Försök igen").At(other)
	w.Visitor(w.Lund).MustLogIn(w.Lund.Facts.Applicant) // BankID has no part in it
}

// The answer counts once, in the browser that was sent off, for a quarter of an hour, and on the citizens' side alone.
func TestB11B15L2G1_AnswerIsBoundToTheBrowser(t *testing.T) {
	w := webtest.Start(t, "sqlite")
	v, stranger := w.Visitor(w.Lund), w.Visitor(w.Lund)
	identify := func(v *webtest.Visitor) string {
		answer := v.Get(other).Form("").Set("citizen", w.Lund.Facts.Applicant.Personnummer.Full()).SubmitOnce()
		return answer.Header.Get("Location")
	}
	back := identify(v)
	if !strings.HasPrefix(back, w.Lund.URL()+other+"/svar?") {
		t.Fatalf("the service leads to %q", back)
	}
	stranger.Get(back).At("/logga-in")
	v.Get(strings.Replace(back, other+"/svar", "/handlaggning/logga-in/svar", 1)).At("/handlaggning/logga-in")
	if v.Cookie(site.SessionCookie) != "" || stranger.Cookie(site.SessionCookie) != "" {
		t.Fatal("the answer served another browser or the other side")
	}
	v.Get(back).At("/start")
	again := w.Visitor(w.Lund)
	again.SetCookie(site.BrowserCookie, v.Cookie(site.BrowserCookie))
	again.Get(back).At("/logga-in")

	late := w.Visitor(w.Lund)
	back = identify(late)
	w.Clock.Advance(16 * time.Minute)
	late.Get(back).At("/logga-in")

	// Staff cannot come in on the citizens' side either.
	staff := w.Visitor(w.Lund)
	answer := staff.Get("/handlaggning/logga-in/borja").Form("").Set("staff", w.Lund.Facts.Caseworker.Subject).SubmitOnce()
	staff.Get(strings.Replace(answer.Header.Get("Location"), "/handlaggning/logga-in/svar", other+"/svar", 1)).At("/logga-in")
}

func TestB11B15L2G1_OtherLogInLeadsWhereThePersonWasGoing(t *testing.T) {
	w := webtest.Start(t, "sqlite")
	number := w.Lund.Facts.Applicant.Personnummer.Full()
	p := w.Visitor(w.Lund).Get("/utbetalningar").At("/logga-in")
	at := slices.IndexFunc(p.Links(), func(href string) bool { return strings.HasPrefix(href, other) })
	p.Visitor.Get(p.Links()[at]).Form("").Press("citizen", number).At("/utbetalningar")
	for _, elsewhere := range []string{"https://example.org/", "//example.org", "/%5Cexample.org", "javascript:alert(1)"} {
		w.Visitor(w.Lund).Get(other+"?till="+elsewhere).Form("").Press("citizen", number).At("/start")
	}
}

func TestB11B15L2G1_MaintenanceClosesTheOtherLogInToo(t *testing.T) {
	w := webtest.Start(t, "sqlite")
	start := time.Date(2026, 12, 3, 11, 0, 0, 0, time.UTC) // 12.00 in Sweden, the first Thursday of December
	w.Clock.Set(start.Add(-time.Minute))
	late := w.Visitor(w.Lund)
	answer := late.Get(other).Form("").Set("citizen", w.Lund.Facts.Applicant.Personnummer.Full()).SubmitOnce()
	w.Clock.Set(start.Add(time.Second))
	late.Get(answer.Header.Get("Location")).Want(http.StatusServiceUnavailable, "Inloggningen är stängd")
	w.Visitor(w.Lund).Get(other).Want(http.StatusServiceUnavailable, "Inloggningen är stängd").At(other)
	if late.Cookie(site.SessionCookie) != "" {
		t.Error("is let in while log-in is closed")
	}
}

func TestB11B15L2G1_OtherLogInIsLimitedByAddress(t *testing.T) {
	w := webtest.StartWith(t, "sqlite", web.Config{OrderRate: web.Rate{Burst: 2, Pause: time.Hour}})
	var statuses []int
	for range 3 {
		statuses = append(statuses, w.Visitor(w.Lund).Once(http.MethodGet, other, nil, "").Status)
	}
	if !slices.Equal(statuses, []int{303, 303, 429}) {
		t.Errorf("statuses %v", statuses)
	}
}

// Whoever changes their mind at the service is met as if they had changed it in BankID, and is in at the second try.
func TestB11B15L2G1_CancelledIsNoFaultOfTheService(t *testing.T) {
	w := webtest.Start(t, "sqlite")
	for _, language := range []string{"sv", "ar"} {
		v := w.Visitor(w.Lund)
		v.Get("/sprak/" + language)
		l := w.Lund.Tenant.Language(language)
		p := v.Get(other).Form("").Press("action", "deny").Want(http.StatusOK, l.T("eid.cancelled"), l.T("login.again"))
		if strings.Contains(p.URL.RawQuery, "till") || p.Header.Get("Retry-After") != "" || v.Cookie(site.SessionCookie) != "" {
			t.Errorf("%s: %s %v", language, p.URL, p.Header)
		}
		if !slices.Contains(p.Links(), "/logga-in") {
			t.Fatalf("no way to try again among %v", p.Links())
		}
		v.Get("/logga-in").Want(http.StatusOK, l.T("login.other_eid"))
		v.LogInOtherwise(w.Lund.Facts.Applicant).At("/start")
	}
	for _, code := range []string{"login_required", "interaction_required", "consent_required", "account_selection_required"} {
		v := w.Visitor(w.Lund)
		v.Get(answerWith(v, code)).Want(http.StatusOK, "Inloggningen avbröts", "Försök igen")
	}
	for _, code := range []string{"temporarily_unavailable", "server_error"} {
		v := w.Visitor(w.Lund)
		v.Get(answerWith(v, code)).Want(http.StatusServiceUnavailable, "Tjänsten för e-legitimation svarar inte", "Försök igen")
	}
}

// answerWith is where the service would lead with this error in place of a code.
func answerWith(v *webtest.Visitor, code string) string {
	back, err := url.Parse(v.Get(other).Form("").Set("action", "deny").SubmitOnce().Header.Get("Location"))
	if err != nil {
		v.T.Fatal(err)
	}
	query := back.Query()
	query.Set("error", code)
	back.RawQuery = query.Encode()
	return back.String()
}

// The pages speak of another way in where there is one, in every language, and of BankID alone where there is none.
func TestB11B15L2G1_TextsNameTheWaysIn(t *testing.T) {
	w := webtest.Start(t, "sqlite")
	languages, err := lang.Load()
	if err != nil {
		t.Fatal(err)
	}
	here, there := w.Visitor(w.Lund), w.Visitor(w.Solna)
	for _, l := range languages.All() {
		pages := map[string][]string{
			"/":                              {l.T("public.who_either", "name", webtest.EIDName), l.T("public.who_else_either")},
			"/logga-in":                      {l.T("login.intro_either", "name", webtest.EIDName)},
			"/hjalp":                         {l.T("help.bankid_either", "name", webtest.EIDName), l.T("help.eid", "name", webtest.EIDName), l.T("help.eid_text"), l.T("help.login.either", "address", w.Lund.Host, "name", webtest.EIDName)},
			"/personuppgifter":               {l.T("privacy.eid", "name", webtest.EIDName), l.T("privacy.cookie_either", "name", webtest.EIDName)},
			"/hjalp/instruktion/" + l.Code(): {l.T("help.login.either", "address", w.Lund.Host, "name", webtest.EIDName)},
		}
		alone := map[string][]string{
			"/": {l.T("public.who_text"), l.T("public.who_else")}, "/logga-in": {l.T("login.intro")}, "/hjalp": {l.T("help.bankid_text")},
			"/personuppgifter": {l.T("privacy.cookie_browser")}, "/hjalp/instruktion/" + l.Code(): {l.T("help.login.text", "address", w.Solna.Host)},
		}
		for address, texts := range pages {
			here.Header.Set("Accept-Language", l.Code())
			here.Get(address).Want(http.StatusOK, texts...)
			if !w.Solna.Tenant.Offers(l.Code()) {
				continue
			}
			there.Header.Set("Accept-Language", l.Code())
			p := there.Get(address).Want(http.StatusOK, alone[address]...)
			if strings.Contains(p.Text(), webtest.EIDName) {
				t.Errorf("%s in %s names a way in that is not there", address, l.Code())
			}
			for _, text := range texts {
				if strings.Contains(p.Text(), text) {
					t.Errorf("%s in %s: %s", address, l.Code(), text)
				}
			}
		}
	}
}
