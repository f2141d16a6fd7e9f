package public_test

import (
	"bytes"
	"fmt"
	"net/http"
	"path"
	"strconv"
	"strings"
	"testing"
	"time"

	"bistand/aid"
	"bistand/lang"
	"bistand/store"
	"bistand/store/storetest"
	"bistand/web/site"
	"bistand/web/webtest"
)

func TestL2_LogInOnTheSameDevice(t *testing.T) {
	w := webtest.Start(t, "sqlite")
	for agent, want := range map[string]string{
		"Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Mobile/15E148": "https://app.bankid.com/?autostarttoken=",
		"Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0":                        "bankid:///?autostarttoken=",
	} {
		v := w.Visitor(w.Lund)
		v.UserAgent = agent
		p := v.StartLogIn().Want(http.StatusOK, "Tryck på knappen")
		if link := p.AppLink(); !strings.HasPrefix(link, want) {
			t.Errorf("%s gets the link %s", agent, link)
		}
		p.Approve(w.Lund.Facts.Applicant).Want(http.StatusOK).At("/start")
	}
}

// The person sees in the app who asks, and what for.
func TestL2_AppNamesMunicipalityAndAct(t *testing.T) {
	w := webtest.Start(t, "sqlite")
	v := w.Visitor(w.Lund)
	o := order(t, v, v.StartLogIn())
	if o.Visible != "Logga in hos Lunds kommun, ekonomiskt bistånd" {
		t.Errorf("the app shows %q", o.Visible)
	}
}

func TestB15_LogInLeadsWhereThePersonWasGoing(t *testing.T) {
	w := webtest.Start(t, "sqlite")
	v := w.Visitor(w.Lund)
	p := v.Get("/utbetalningar").At("/logga-in").Form("/logga-in").Press("enhet", "denna")
	p.Approve(w.Lund.Facts.Applicant).At("/utbetalningar")

	for _, elsewhere := range []string{"https://example.org/", "//example.org", `/\example.org`, "/\t/example.org", "javascript:alert(1)"} {
		p := w.Visitor(w.Lund).Get("/logga-in").Form("/logga-in").Set("till", elsewhere).Press("enhet", "denna")
		p.Approve(w.Lund.Facts.Applicant).At("/start")
	}
}

// refusal is what a person sees who is not let in, and how.
type refusal struct {
	status int
	body   string
	header http.Header
}

// Unknown, without access, with a closed case, with a sekretessmarkering, or with a population register that shields them, has lost them or says
// nothing: the answer is the same to the byte, so that nobody who looks on, or who tries numbers, learns anything.
func TestG2_G3_L1_B1_RefusalSaysNothingOfItsCause(t *testing.T) {
	w := webtest.Start(t, "sqlite")
	register, asa := w.Lund.Census, w.Lund.Facts.Applicant
	says := func(r aid.Registration) func() { return func() { register.Say(asa.Personnummer, r) } }
	var first *refusal
	for _, cause := range []struct {
		name    string
		person  aid.Person
		prepare func()
	}{
		{"unknown", w.Lund.Unknown, nil},
		{"not activated", w.Lund.NotActivated, nil},
		{"closed case", w.Lund.Closed, nil},
		{"protected", w.Lund.Facts.Protected, nil},
		{"protected with access", protectedWithAccess(t, w), nil},
		{"a population register that fails", asa, func() { register.Fail(true) }},
		{"a population register that hangs", asa, func() { register.Fail(false); register.Hang(true) }},
		{"deregistered", asa, func() { register.Hang(false); says(aid.Deregistered)() }},
		{"not in the population register", asa, says(aid.NotInRegister)},
		{"shielded by the population register", asa, says(aid.Shielded)},
		{"shielded before", asa, says(aid.InRegister)},
	} {
		name, person := cause.name, cause.person
		if cause.prepare != nil {
			cause.prepare()
		}
		v := w.Visitor(w.Lund)
		p := v.LogIn(person).Want(http.StatusForbidden, "Du kan inte använda e-tjänsten", "046-000 00 00")
		p.Header.Del("Date")
		got := refusal{p.Status, strings.ReplaceAll(p.Body, path.Base(path.Dir(p.URL.Path)), "ORDER"), p.Header}
		if v.Cookie(site.SessionCookie) != "" {
			t.Errorf("%s: is logged in", name)
		}
		if strings.Contains(p.Body, person.FamilyName) || strings.Contains(p.Body, "EB-20") {
			t.Errorf("%s: the page names the person or a case", name)
		}
		if first == nil {
			first = &got
			continue
		}
		if got.body != first.body || got.status != first.status || fmt.Sprint(got.header) != fmt.Sprint(first.header) {
			t.Errorf("%s: the answer differs:\n%v\n%v\n%s\n%s", name, got.header, first.header, got.body, first.body)
		}
		v.Get("/start").At("/logga-in")
	}
}

// protectedWithAccess gives a sekretessmarkering to a person who has an open case.
func protectedWithAccess(t *testing.T, w *webtest.World) aid.Person {
	t.Helper()
	f := w.Lund.Facts
	f.Step("protect", "person", f.CoApplicant.ID, "", func(tx *store.Tx) error { return tx.AddProtection(f.ID(), f.CoApplicant.ID, true) })
	return f.CoApplicant
}

func TestL13_MaintenanceClosesLogIn(t *testing.T) {
	w := webtest.Start(t, "sqlite")
	start := time.Date(2026, 12, 3, 11, 0, 0, 0, time.UTC) // 12.00 in Sweden, the first Thursday of December
	for _, step := range []struct {
		at             time.Time
		notice, closed bool
	}{
		{start.Add(-8 * 24 * time.Hour), false, false},
		{start.Add(-6 * 24 * time.Hour), true, false},
		{start.Add(-time.Second), true, false},
		{start, true, true},
		{start.Add(2*time.Hour - time.Second), true, true},
		{start.Add(2 * time.Hour), false, false},
	} {
		w.Clock.Set(step.at)
		v := w.Visitor(w.Lund)
		words := "stängd för underhåll torsdag 3 december 2026 kl. 12.00–14.00"
		front := v.Get("/").Want(http.StatusOK)
		status := http.StatusOK
		if step.closed {
			status = http.StatusServiceUnavailable
		}
		login := v.Get("/logga-in").Want(status)
		for _, p := range []*webtest.Page{front, login} {
			if got := strings.Contains(p.Text(), words); got != step.notice {
				t.Errorf("%s at %s: notice %v, want %v", p.URL.Path, step.at, got, step.notice)
			}
		}
		if step.closed {
			v.Post("/logga-in", "enhet", "denna").Want(http.StatusServiceUnavailable, "Inloggningen är stängd")
		}
		w.Visitor(w.Solna).Get("/logga-in").Want(http.StatusOK) // another municipality has no part in it
	}
	// One who is logged in stays so, and an order under way cannot be finished.
	w.Clock.Set(start.Add(-time.Minute))
	v, late := w.Visitor(w.Lund).MustLogIn(w.Lund.Facts.Applicant), w.Visitor(w.Lund)
	p := late.StartLogIn()
	w.Phone(p.AppLink(), w.Lund.Facts.Applicant, "approve")
	w.Clock.Set(start.Add(time.Second))
	late.Get(p.URL.Path).Want(http.StatusServiceUnavailable, "Inloggningen är stängd")
	v.Get("/start").At("/start").Want(http.StatusOK, "stängd för underhåll torsdag 3 december 2026 kl. 12.00–14.00")
	v.Get("/kontakter").Want(http.StatusOK, "stängd för underhåll")
}

// TestL13_WhoIsLoggedInIsToldBeforehand: a week before on the start page, the day before on every page.
func TestL13_WhoIsLoggedInIsToldBeforehand(t *testing.T) {
	w := webtest.Start(t, "sqlite")
	for before, told := range map[time.Duration][2]bool{8 * 24 * time.Hour: {}, 6 * 24 * time.Hour: {true, false}, 23 * time.Hour: {true, true}} {
		w.Clock.Set(time.Date(2026, 12, 3, 11, 0, 0, 0, time.UTC).Add(-before))
		v := w.Visitor(w.Lund).MustLogIn(w.Lund.Facts.Applicant)
		for i, path := range []string{"/start", "/ansokningar"} {
			if got := strings.Contains(v.Get(path).Want(http.StatusOK).Text(), "stängd för underhåll torsdag 3 december"); got != told[i] {
				t.Errorf("%s before, %s: told %v, want %v", before, path, got, told[i])
			}
		}
	}
}

func TestL13_HelpTellsOfTroubleAndOfMaintenance(t *testing.T) {
	w := webtest.Start(t, "sqlite")
	w.Visitor(w.Lund).Get("/hjalp").Want(http.StatusOK, "När ditt BankID inte fungerar", "Kontakta banken", "När internet inte fungerar",
		"felkod", "torsdag 5 november 2026 kl. 12.00–14.00", "torsdag 3 december 2026", "torsdag 7 januari 2027", "046-000 00 00")
	p := w.Visitor(w.Solna).Get("/hjalp").Want(http.StatusOK)
	if strings.Contains(p.Text(), "underhåll") {
		t.Error("a municipality without maintenance has some")
	}
}

func TestL12_LogOutSaysToCloseTheBrowser(t *testing.T) {
	w := webtest.Start(t, "sqlite")
	v := w.Visitor(w.Lund).MustLogIn(w.Lund.Facts.Applicant)
	token := v.Cookie(site.SessionCookie)
	v.Get("/start").Form("/logga-ut").Submit().Want(http.StatusOK, "Du är utloggad", "Stäng webbläsaren").At("/utloggad")
	if v.Cookie(site.SessionCookie) != "" {
		t.Error("the cookie is still there")
	}
	v.SetCookie(site.SessionCookie, token)
	v.Get("/start").At("/logga-in") // the log-in itself has ended, not just its cookie
	v.Get("/utloggad?tid=1").Want(http.StatusOK, "Du loggades ut eftersom", "är sparat")
}

func TestL12_LogOutEverywhere(t *testing.T) {
	w := webtest.Start(t, "sqlite")
	phone, library, partner := w.Visitor(w.Lund), w.Visitor(w.Lund), w.Visitor(w.Lund)
	phone.MustLogIn(w.Lund.Facts.Applicant)
	library.MustLogIn(w.Lund.Facts.Applicant)
	partner.MustLogIn(w.Lund.Facts.CoApplicant)
	phone.Post("/logga-ut/overallt").At("/utloggad")
	library.Get("/start").At("/logga-in")
	phone.Get("/start").At("/logga-in")
	partner.Get("/start").At("/start")
}

func TestX8_PagesInSixLanguages(t *testing.T) {
	w := webtest.Start(t, "sqlite")
	languages, err := lang.Load()
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range languages.All() {
		v := w.Visitor(w.Lund)
		for _, address := range []string{"/", "/logga-in", "/hjalp", "/tillganglighet", "/personuppgifter", "/sprak", "/utloggad"} {
			p := v.Get("/sprak/" + l.Code() + "?till=" + address).Want(http.StatusOK).At(address)
			if !strings.Contains(p.Body, `<html lang="`+l.Code()+`" dir="`+l.Dir()+`">`) {
				t.Errorf("%s is not in %s", address, l.Code())
			}
		}
		v.Get("/").Want(http.StatusOK, l.T("public.heading"), l.T("public.who_either", "name", webtest.EIDName), l.T("action.log_in"))
		if missing := languages.Missing(); missing != 0 {
			t.Errorf("%s lacks %d texts", l.Code(), missing)
		}
	}
	v := w.Visitor(w.Lund)
	v.Get("/sprak/xx").Want(http.StatusNotFound)
	w.Visitor(w.Solna).Get("/sprak/ar").Want(http.StatusNotFound) // not offered there
	for _, elsewhere := range []string{"https://example.org", "//example.org", `/\example.org`, ""} {
		v.Get("/sprak/en?till=" + elsewhere).At("/")
	}
	// The choice outlives the log-in's own language, and holds for the next pages of the log-in.
	v = w.Visitor(w.Lund).MustLogIn(w.Lund.Facts.CoApplicant)
	v.Get("/sprak/ar?till=/start").At("/start")
	v.SetCookie(site.LanguageCookie, "")
	if p := v.Get("/start"); !strings.Contains(p.Body, `<html lang="ar" dir="rtl">`) {
		t.Error("the log-in has not kept the language")
	}
}

// X8: the language is kept for the person, not for the browser: what they clicked on just before a log-in holds for the pages after it and at every
// log-in that follows, wherever; what someone else clicked on in the browser does not. Where they never chose it is that of their notices,
// and without one the browser's. What they take notices in stays as it is, and is that of the pages where they never said.
func TestX8_LanguageIsKeptForThePerson(t *testing.T) {
	webtestEach(t, func(t *testing.T, w *webtest.World) {
		f := w.Lund.Facts
		request := webtest.RequestOf(aid.Actor{Kind: aid.ByCitizen, ID: f.Applicant.ID, Name: f.Applicant.Name()})
		if err := w.Lund.Tenant.Desk.ChangeProfile(t.Context(), request, f.Case.ID, aid.Profile{PersonID: f.Applicant.ID, Email: "asa@example.org", Language: "so"}); err != nil {
			t.Fatal(err)
		}
		in := func(name string, p *webtest.Page, want string) {
			t.Helper()
			if !strings.Contains(p.Body, `<html lang="`+want+`"`) {
				t.Errorf("%s: the page is not in %s", name, want)
			}
		}
		for way, logIn := range map[string]func(*webtest.Visitor, aid.Person) *webtest.Page{
			"BankID": (*webtest.Visitor).LogIn, "otherwise": (*webtest.Visitor).LogInOtherwise,
		} {
			// a browser of its own, that asks for English
			browser := func() *webtest.Visitor {
				v := w.Visitor(w.Lund)
				v.Header.Set("Accept-Language", "en")
				return v
			}
			asa, omar := f.Applicant, f.CoApplicant
			clear := func() {
				t.Helper()
				for _, p := range []aid.Person{asa, omar} {
					if _, err := storetest.Raw(t, f.Store).Exec("DELETE FROM page_language WHERE person_id = $1", string(p.ID)); err != nil {
						t.Fatal(err)
					}
				}
			}
			clear()
			in(way+", never chosen, notices in Somali", logIn(browser(), asa), "so")
			in(way+", never chosen at all", logIn(browser(), omar), "en")
			hers := browser()
			hers.Get("/sprak/ar")
			in(way+", chosen before", logIn(hers, asa), "ar")
			in(way+", the next page", hers.Get("/ansokningar"), "ar")
			in(way+", on another device", logIn(browser(), asa), "ar")
			hers.Get("/sprak/sv?till=/start")
			in(way+", Swedish chosen while logged in", hers.Get("/start"), "sv")
			in(way+", and on another device", logIn(browser(), asa), "sv")
			logOut(hers)
			in(way+", in the browser, logged out", hers.Get("/"), "sv")
			his := browser()
			his.Get("/sprak/kmr")
			in(way+", the other adult in his own browser", logIn(his, omar), "kmr")
			in(way+", the other adult in her browser", logIn(hers, omar), "kmr")
			logOut(hers)
			hers.Get("/sprak/ti")
			w.Clock.Advance(16 * time.Minute)
			in(way+", chosen by someone long before", logIn(hers, asa), "sv")
		}
		profile, err := w.Lund.Tenant.Desk.Register.Profile(t.Context(), f.Applicant.ID)
		if err != nil || profile.Language != "so" || profile.Takes() != "so" || profile.Reads() != "sv" {
			t.Errorf("the profile says %+v, %v", profile, err)
		}
		w.Visitor(w.Lund).MustLogIn(f.CoApplicant).Get("/sprak/ti?till=/start")
		if profile, err = w.Lund.Tenant.Desk.Register.Profile(t.Context(), f.CoApplicant.ID); err != nil || profile.Takes() != "ti" {
			t.Errorf("one who never stated a language is written to in %q, %v", profile.Takes(), err)
		}
	})
}

// logOut presses the button that ends a log-in.
func logOut(v *webtest.Visitor) { v.Get("/start").Form("/logga-ut").Submit() }

// The pages that claim something say no more than is so.
func TestPublicPagesAreHonest(t *testing.T) {
	w := webtest.Start(t, "sqlite")
	v := w.Visitor(w.Lund)
	v.Get("/tillganglighet").Want(http.StatusOK, "delvis förenlig", "egen bedömning", "inte provat", "Berätta om brister")
	v.Get("/personuppgifter").Want(http.StatusOK, "Socialnämnden", "Kakor", "ett år")
	w.Visitor(w.Solna).Get("/personuppgifter").Want(http.StatusOK, "Solna stad") // its settings name no board
}

func TestB10_StartLeadsThoseLoggedInToTheirCase(t *testing.T) {
	w := webtest.Start(t, "sqlite")
	v := w.Visitor(w.Lund)
	v.Get("/").Want(http.StatusOK, "Ansök om försörjningsstöd", "046-000 00 00", "måndag–fredag 9–10").At("/")
	v.MustLogIn(w.Lund.Facts.Applicant)
	v.Get("/").At("/start")
	v.Get("/logga-in").At("/start")
}

// webtestEach runs a test once on each engine.
func webtestEach(t *testing.T, test func(*testing.T, *webtest.World)) {
	for _, engine := range []string{"sqlite", "postgres"} {
		t.Run(engine, func(t *testing.T) { test(t, webtest.Start(t, engine)) })
	}
}

func TestL2_LogInOnBothEngines(t *testing.T) {
	webtestEach(t, func(t *testing.T, w *webtest.World) {
		w.Visitor(w.Lund).LogIn(w.Lund.Facts.Applicant).Want(http.StatusOK, "Åsa").At("/start")
		w.Visitor(w.Lund).LogIn(w.Lund.Unknown).Want(http.StatusForbidden)
	})
}

// The first pages that a person sees, with all that they need, are small: 14 000 bytes in at most two requests.
func TestFirstViewsAreSmall(t *testing.T) {
	w := webtest.Start(t, "sqlite")
	v := w.Visitor(w.Lund)
	v.Header.Set("Accept-Encoding", "gzip")
	size := func(address string) int {
		answer := v.Once(http.MethodGet, address, nil, "")
		if answer.Status != http.StatusOK || answer.Header.Get("Content-Encoding") != "gzip" {
			t.Errorf("%s: status %d, encoding %q", address, answer.Status, answer.Header.Get("Content-Encoding"))
		}
		return len(answer.Body)
	}
	sheet := size(w.Lund.Tenant.UI.CSS)
	measure := func(address string) {
		bytes := size(address) + sheet
		t.Log(address + ": " + strconv.Itoa(bytes) + " bytes with its style sheet")
		if bytes > 14_000 {
			t.Errorf("%s takes %d bytes", address, bytes)
		}
	}
	measure("/")
	measure("/logga-in")
	v.Header.Del("Accept-Encoding")
	v.MustLogIn(w.Lund.Facts.Applicant)
	v.Header.Set("Accept-Encoding", "gzip")
	measure("/start")
	if !bytes.Contains(w.Lund.Tenant.StyleSheet, []byte("#005b8c")) {
		t.Error("the style sheet lacks the municipality's colour")
	}
}

// TestX10_LeavingQuickly: one press ends the log-in and leads out, without scripts; nothing of the service is said on the way.
func TestX10_LeavingQuickly(t *testing.T) {
	w := webtest.Start(t, "sqlite")
	v := w.Visitor(w.Lund)
	v.Get("/logga-in").Form("/lamna") // on the pages of the log-in too
	v.StartLogIn().Form("/lamna")
	if strings.Contains(v.Get("/").Body, "/lamna") {
		t.Error("a public page that nobody is logged in on offers to be left")
	}
	v.MustLogIn(w.Lund.Facts.Applicant)
	token := v.Cookie(site.SessionCookie)
	for _, path := range []string{"/start", "/ansokningar", "/hjalp", "/ingen-sida"} {
		p := v.Get(path)
		p.Form("/lamna")
		if got := p.Header.Get("Cache-Control"); got != "no-store" {
			t.Errorf("%s may be kept: %q", path, got)
		}
	}
	p := v.Get("/start").Form("/lamna").SubmitOnce().Want(http.StatusOK)
	if !strings.Contains(p.Body, `content="0;url=https://www.lund.example"`) || strings.Contains(strings.ToLower(p.Body), "försörjning") {
		t.Errorf("the page on the way out is\n%s", p.Body)
	}
	if got := p.Header.Get("Clear-Site-Data"); got != `"cookies"` {
		t.Errorf("the browser is told to clear %s", got)
	}
	if p.Header.Get("Cache-Control") != "no-store" || v.Cookie(site.SessionCookie) != "" {
		t.Error("something is left in the browser")
	}
	v.SetCookie(site.SessionCookie, token)
	v.Get("/start").At("/logga-in")
	// A municipality without a site of its own has no button, and the address still ends the log-in.
	solna := w.Visitor(w.Solna).MustLogIn(w.Solna.Facts.Applicant)
	if strings.Contains(solna.Get("/start").Body, "/lamna") {
		t.Error("a button that leads nowhere")
	}
	solna.Post("/lamna").At("/utloggad")
}

// G2: while the population register does not answer, the log-in page says that logging in does not always work; it names no register.
func TestG2_LogInPageTellsOfASilentRegister(t *testing.T) {
	w := webtest.Start(t, "sqlite")
	const asked = "kontrollerar vi ditt personnummer hos folkbokföringen"
	if strings.Contains(w.Visitor(w.Solna).Get("/personuppgifter").Text(), asked) {
		t.Error("a register is told of that is not asked")
	}
	register := w.Lund.Census
	w.Visitor(w.Lund).Get("/personuppgifter").Want(http.StatusOK, asked)
	const words = "går det inte alltid att logga in"
	said := func() bool {
		p := w.Visitor(w.Lund).Get("/logga-in").Want(http.StatusOK)
		if strings.Contains(p.Text(), "olkbokf") || strings.Contains(p.Text(), "kydd") {
			t.Errorf("the page says what is asked about:\n%s", p.Text())
		}
		return strings.Contains(p.Text(), words)
	}
	if said() {
		t.Error("it is told of before anyone has asked")
	}
	register.Fail(true)
	w.Visitor(w.Lund).LogIn(w.Lund.Facts.Applicant).Want(http.StatusForbidden)
	if !said() {
		t.Error("it is not told of")
	}
	if strings.Contains(w.Visitor(w.Solna).Get("/logga-in").Text(), words) {
		t.Error("another municipality tells of it")
	}
	register.Fail(false)
	w.Visitor(w.Lund).MustLogIn(w.Lund.Facts.Applicant)
	if said() {
		t.Error("it is told of when the register answers again")
	}
}
