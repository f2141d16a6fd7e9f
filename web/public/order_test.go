package public_test

import (
	"context"
	"fmt"
	"net/http"
	"path"
	"slices"
	"strings"
	"testing"
	"time"

	"rsc.io/qr"

	"bistand/aid"
	"bistand/bankid"
	bankidsim "bistand/bankid/sim"
	"bistand/lang"
	"bistand/web/site"
	"bistand/web/webtest"
)

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
