package public_test

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"path"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"rsc.io/qr"

	"bistand/aid"
	"bistand/bankid"
	bankidsim "bistand/bankid/sim"
	"bistand/lang"
	"bistand/store"
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

// order reads the order of a page out of the register.
func order(t *testing.T, v *webtest.Visitor, p *webtest.Page) aid.Order {
	t.Helper()
	o, err := v.Place.Facts.Store.Order(context.Background(), aid.ID(path.Base(p.URL.Path)), site.HashToken(v.Cookie(site.BrowserCookie)))
	if err != nil {
		t.Fatal(err)
	}
	return o
}

// qrText is the text that the order's code must hold at an instant.
func qrText(o aid.Order, now time.Time) string {
	return bankid.Order{QRStartToken: o.QRToken, QRSecret: o.QRSecret, Started: o.StartedAt}.QR(now)
}

// blackModules reads the black squares of a drawn code as x,y without its margin.
func blackModules(t *testing.T, svg string) map[[2]int]bool {
	t.Helper()
	_, rest, ok := strings.Cut(svg, `fill="#000" d="`)
	d, _, ok2 := strings.Cut(rest, `"`)
	if !ok || !ok2 {
		t.Fatalf("no code in %s", svg)
	}
	found := map[[2]int]bool{}
	for run := range strings.SplitSeq(strings.TrimSuffix(d, "z"), "z") {
		var x, y, n, back int
		if _, err := fmt.Sscanf(run, "M%d %dh%dv1h-%d", &x, &y, &n, &back); err != nil {
			t.Fatalf("%q: %v", run, err)
		}
		for i := range n {
			found[[2]int{x + i - 4, y - 4}] = true
		}
	}
	return found
}

func TestB15_LogInWithAnotherDeviceByQRCode(t *testing.T) {
	w := webtest.Start(t, "sqlite")
	v := w.Visitor(w.Lund)
	p := v.Get("/logga-in").Want(http.StatusOK, "BankID").Form("/logga-in").Press("enhet", "annan").Want(http.StatusOK, "Skanna QR-kod")
	o := order(t, v, p)
	picture := p.URL.Path + "/qr.svg"
	var earlier string
	for second := range 3 {
		drawn := v.Get(picture).Want(http.StatusOK)
		if kind := drawn.Header.Get("Content-Type"); kind != "image/svg+xml" {
			t.Errorf("the picture is %s", kind)
		}
		code, err := qr.Encode(qrText(o, w.Clock.Now()), qr.L)
		if err != nil {
			t.Fatal(err)
		}
		black := blackModules(t, drawn.Body)
		for y := range code.Size {
			for x := range code.Size {
				if code.Black(x, y) != black[[2]int{x, y}] {
					t.Fatalf("second %d: the picture is not of this second's code", second)
				}
			}
		}
		if drawn.Body == earlier {
			t.Errorf("the picture is the same a second later")
		}
		earlier = drawn.Body
		w.Clock.Advance(time.Second)
	}
	w.Phone(qrText(o, w.Clock.Now()), w.Lund.Facts.CoApplicant, "approve")
	w.Clock.Advance(2 * time.Second)
	v.Get(p.URL.Path).Want(http.StatusOK, "Omar Öberg").At("/start")
}

// An order belongs to the browser that started it: for any other it is not there, not even to look at.
func TestB15_OrderIsBoundToTheBrowser(t *testing.T) {
	w := webtest.Start(t, "sqlite")
	v, stranger := w.Visitor(w.Lund), w.Visitor(w.Lund)
	p := v.Get("/logga-in").Form("/logga-in").Press("enhet", "annan")
	w.Phone(qrText(order(t, v, p), w.Clock.Now()), w.Lund.Facts.Applicant, "approve")
	w.Clock.Advance(2 * time.Second)
	for _, below := range []string{"", "/qr.svg", "/lage", "/klar"} {
		stranger.Get(p.URL.Path + below).Want(http.StatusNotFound)
	}
	stranger.Post(p.URL.Path + "/avbryt").Want(http.StatusNotFound)
	if stranger.Cookie(site.SessionCookie) != "" {
		t.Error("a stranger is logged in")
	}
	v.Get(p.URL.Path).At("/start")
	// It serves once: going back in the browser does not log in anew.
	before := v.Cookie(site.SessionCookie)
	v.Get(p.URL.Path + "/klar").At("/start")
	v.Get(p.URL.Path).At("/start")
	if v.Cookie(site.SessionCookie) != before {
		t.Error("an order has served twice")
	}
}

// A start link that someone else approves far away lets the sender in nowhere: the app leads the approver's browser back, not
// the sender's.
func TestB15_StartLinkSentToAnotherPersonIsWorthNothing(t *testing.T) {
	w := webtest.Start(t, "sqlite")
	sender := w.Visitor(w.Lund)
	p := sender.StartLogIn()
	w.Phone(p.AppLink(), w.Lund.Facts.Applicant, "approve", "ip", "198.51.100.7")
	w.Clock.Advance(2 * time.Second)
	sender.Get(p.URL.Path).Want(http.StatusServiceUnavailable, "BankID användes på en annan enhet")
	if sender.Cookie(site.SessionCookie) != "" {
		t.Fatal("the sender of the link is logged in")
	}
	// The telephone that changes its network while the app is open is led back by the app, and let in.
	v := w.Visitor(w.Lund)
	p = v.StartLogIn()
	w.Phone(p.AppLink(), w.Lund.Facts.Applicant, "approve", "ip", "198.51.100.7")
	w.Clock.Advance(2 * time.Second)
	v.Get(p.URL.Path + "?retur=" + order(t, v, p).ReturnNonce).At("/start")
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

// Unknown, without access, with a closed case or with a sekretessmarkering: the answer is the same to the byte, so that
// nobody who looks on, or who tries numbers, learns anything.
func TestG2_G3_L1_B1_RefusalSaysNothingOfItsCause(t *testing.T) {
	w := webtest.Start(t, "sqlite")
	var first *refusal
	for name, person := range map[string]aid.Person{
		"unknown": w.Lund.Unknown, "not activated": w.Lund.NotActivated, "closed case": w.Lund.Closed, "protected": w.Lund.Facts.Protected,
		"protected with access": protectedWithAccess(t, w),
	} {
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

// Every hint by which BankID ends an order has a page with its own words and a way on, in every language.
func TestB15_EveryFailureHasItsText(t *testing.T) {
	w := webtest.Start(t, "sqlite")
	languages, err := lang.Load()
	if err != nil {
		t.Fatal(err)
	}
	texts := map[string]string{
		"expiredTransaction": "bankid.rfa8", "certificateErr": "bankid.rfa16", "userCancel": "bankid.rfa6", "cancelled": "bankid.rfa3",
		"startFailed": "bankid.rfa17a", "userDeclinedCall": "bankid.call_declined", "notSupportedByUserApp": "bankid.app_too_old",
		"transactionRiskBlocked": "bankid.risk_blocked", "somethingNew": "bankid.rfa22",
	}
	for _, hint := range append(bankidsim.FailedHints(), "somethingNew") {
		for _, l := range languages.All() {
			v := w.Visitor(w.Lund)
			v.Header.Set("Accept-Language", l.Code())
			p := v.StartLogIn()
			action := hint
			if hint == "somethingNew" {
				action = "failed:" + hint
			}
			w.Phone(p.AppLink(), w.Lund.Facts.Applicant, action)
			w.Clock.Advance(2 * time.Second)
			p = v.Get(p.URL.Path).Want(http.StatusOK, l.T(texts[hint]), l.T("login.again"))
			if !slices.Contains(p.Links(), "/logga-in") || !slices.Contains(p.Links(), "/hjalp") {
				t.Errorf("%s: no way on from %v", hint, p.Links())
			}
		}
	}
	for _, key := range bankid.TextKeys() {
		if !languages.For("sv").Has(key) {
			t.Errorf("no text %s", key)
		}
	}
}

// What a pending order tells, page by page, and to the script.
func TestB15_PendingOrderTellsWhatToDo(t *testing.T) {
	w := webtest.Start(t, "sqlite")
	v := w.Visitor(w.Lund)
	p := v.StartLogIn()
	if !strings.Contains(p.Body, `<noscript><meta http-equiv="refresh" content="2;url=`+p.URL.Path+`">`) {
		t.Error("without scripts the page does not renew itself")
	}
	for hint, text := range map[string]string{"userSign": "Skriv din kod", "userMrtd": "pass eller id-kort", "processing": "BankID arbetar", "started": "Vi letar efter ditt BankID", "brandNew": "Legitimering pågår"} {
		w.Phone(p.AppLink(), w.Lund.Facts.Applicant, "pending:"+hint)
		w.Clock.Advance(2 * time.Second)
		state := v.Get(p.URL.Path+"/lage").Want(http.StatusOK, text, `"done":false`)
		if state.Header.Get("Content-Type") != "application/json" || strings.Contains(state.Body, "next") {
			t.Errorf("the script is told %s", state.Body)
		}
		v.Get(p.URL.Path).Want(http.StatusOK, text)
	}
	w.Phone(p.AppLink(), w.Lund.Facts.Applicant, "approve")
	w.Clock.Advance(2 * time.Second)
	v.Get(p.URL.Path+"/lage").Want(http.StatusOK, `"done":true`, `"next":"`+p.URL.Path+`/klar"`)
	v.Get(p.URL.Path + "/klar").At("/start")
}

// A code that nobody scans runs out after half a minute; the page goes on with a new one by itself, for three minutes.
func TestB15_CodeIsRenewedWhenNobodyScansIt(t *testing.T) {
	w := webtest.Start(t, "sqlite")
	v := w.Visitor(w.Lund)
	p := v.Get("/logga-in").Form("/logga-in").Press("enhet", "annan")
	before := order(t, v, p)
	w.Clock.Advance(31 * time.Second)
	v.Get(p.URL.Path).Want(http.StatusOK, "Skanna QR-kod").At(p.URL.Path)
	after := order(t, v, p)
	if after.QRToken == before.QRToken {
		t.Fatal("the code is still the old one")
	}
	w.Phone(qrText(after, w.Clock.Now()), w.Lund.Facts.Applicant, "approve")
	w.Clock.Advance(2 * time.Second)
	v.Get(p.URL.Path).At("/start")

	p = w.Visitor(w.Lund).Get("/logga-in").Form("/logga-in").Press("enhet", "annan")
	for range 8 {
		w.Clock.Advance(31 * time.Second)
		p = p.Visitor.Get(p.URL.Path)
	}
	p.Want(http.StatusOK, "QR-koden lästes inte av i tid")
}

func TestB15_CancelledOrderIsGivenUp(t *testing.T) {
	w := webtest.Start(t, "sqlite")
	v := w.Visitor(w.Lund)
	p := v.StartLogIn()
	link := p.AppLink()
	p.Form(p.URL.Path+"/avbryt").Submit().Want(http.StatusOK, "Logga in").At("/logga-in")
	v.Get(p.URL.Path).Want(http.StatusOK, "Det avbröts")
	answer := w.Visitor(w.Lund).Once(http.MethodGet, w.BankID.PhoneURL()+"?code="+link, nil, "")
	if answer.Status == http.StatusOK {
		t.Error("BankID still has the order")
	}
}

// BankID in every kind of trouble: the page says so, and nobody is let in.
func TestL13_BankIDInTrouble(t *testing.T) {
	w := webtest.Start(t, "sqlite")
	for _, mode := range []bankidsim.Mode{bankidsim.Outage, bankidsim.HTML403, bankidsim.Garbage, bankidsim.Half} {
		v := w.Visitor(w.Lund)
		w.BankID.SetMode(mode)
		p := v.Get("/logga-in").Want(http.StatusOK).Form("/logga-in").Press("enhet", "denna")
		p.Want(http.StatusServiceUnavailable, "Försök igen", "Hjälp med att logga in")
		w.BankID.SetMode(bankidsim.Normal)

		// An order under way survives an outage.
		p = v.StartLogIn()
		if mode == bankidsim.HTML403 {
			continue // the agreement is refused: that order is lost
		}
		w.BankID.SetMode(mode)
		w.Clock.Advance(2 * time.Second)
		v.Get(p.URL.Path).Want(http.StatusOK, "BankID svarar inte som det ska")
		w.BankID.SetMode(bankidsim.Normal)
		p.Approve(w.Lund.Facts.Applicant).At("/start")
	}
	v := w.Visitor(w.Lund)
	w.BankID.FailNext(http.StatusBadRequest, "alreadyInProgress")
	v.Get("/logga-in").Form("/logga-in").Press("enhet", "denna").Want(http.StatusServiceUnavailable, "Du har redan en pågående legitimering")
}

// A completed order whose evidence does not hold lets nobody in, whatever is wrong with it.
func TestL2_ForgedEvidenceIsRefused(t *testing.T) {
	w := webtest.Start(t, "sqlite")
	flaws := w.BankID.Flaws()
	if len(flaws) < 5 {
		t.Fatalf("the simulator knows only %d flaws", len(flaws))
	}
	for _, flaw := range flaws {
		v := w.Visitor(w.Lund)
		p := v.StartLogIn()
		w.Phone(p.AppLink(), w.Lund.Facts.Applicant, flaw)
		w.Clock.Advance(2 * time.Second)
		p = v.Get(p.URL.Path)
		if v.Cookie(site.SessionCookie) != "" {
			t.Errorf("%s: let in", flaw)
		}
		if p.Status == http.StatusInternalServerError {
			t.Errorf("%s: %s", flaw, p.Text())
		}
	}
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
	v.Get("/start").At("/start")
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
		v.Get("/").Want(http.StatusOK, l.T("public.heading"), l.T("public.who_text"), l.T("action.log_in"))
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

func TestStaffLogIn(t *testing.T) {
	webtestEach(t, func(t *testing.T, w *webtest.World) {
		v := w.Visitor(w.Lund)
		v.Get("/handlaggning").Want(http.StatusOK, "Logga in").At("/handlaggning/logga-in")
		v.MustStaffLogIn(w.Lund.Facts.Caseworker)
		if p := v.Get("/handlaggning/logga-in"); p.URL.Path != "/handlaggning" {
			t.Errorf("one who is logged in is asked to log in at %s", p.URL)
		}
		v.Get("/start").Want(http.StatusForbidden)

		w.Visitor(w.Lund).MustStaffLogIn(webtest.NewStaff)
		w.Visitor(w.Lund).MustStaffLogIn(webtest.NewStaff)
		added, err := w.Lund.Facts.Store.StaffBySubject(t.Context(), webtest.NewStaff.Subject)
		if err != nil || added.Name != webtest.NewStaff.Name {
			t.Errorf("the new member of staff: %+v, %v", added, err)
		}
		refused := w.Visitor(w.Lund)
		refused.StaffLogIn(webtest.NoRole).Want(http.StatusForbidden, "ingen roll")
		if refused.Cookie(site.SessionCookie) != "" {
			t.Error("staff without a role is logged in")
		}
	})
}

// The provider's answer counts once, in the browser that was sent to it, for a quarter of an hour.
func TestStaffAnswerIsBoundToTheBrowser(t *testing.T) {
	w := webtest.Start(t, "sqlite")
	v, stranger := w.Visitor(w.Lund), w.Visitor(w.Lund)
	answer := v.Get("/handlaggning/logga-in/borja").Form("").Set("staff", w.Lund.Facts.Caseworker.Subject).SubmitOnce()
	back := answer.Header.Get("Location")
	if !strings.HasPrefix(back, w.Lund.URL()+"/handlaggning/logga-in/svar?") {
		t.Fatalf("the provider leads to %q", back)
	}
	stranger.Get(back).At("/handlaggning/logga-in")
	v.Get(back)
	if v.Cookie(site.SessionCookie) == "" || stranger.Cookie(site.SessionCookie) != "" {
		t.Error("the answer did not go to its own browser alone")
	}
	again := w.Visitor(w.Lund)
	again.SetCookie(site.BrowserCookie, v.Cookie(site.BrowserCookie))
	again.Get(back).At("/handlaggning/logga-in")

	late := w.Visitor(w.Lund)
	answer = late.Get("/handlaggning/logga-in/borja").Form("").Set("staff", w.Lund.Facts.Caseworker.Subject).SubmitOnce()
	w.Clock.Advance(16 * time.Minute)
	late.Get(answer.Header.Get("Location")).At("/handlaggning/logga-in")
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
