package bankid_test

import (
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"bistand/aid"
	"bistand/bankid"
	"bistand/bankid/sim"
)

// keptKeys is a folder that all tests of a run share, so that the simulator's RSA keys are made once.
var keptKeys string

func TestMain(m *testing.M) {
	var err error
	if keptKeys, err = os.MkdirTemp("", "bankid"); err != nil {
		panic(err)
	}
	code := m.Run()
	if err := os.RemoveAll(keptKeys); err != nil {
		panic(err)
	}
	if err := goleak.Find(); code == 0 && err != nil {
		fmt.Fprintln(os.Stderr, err)
		code = 1
	}
	os.Exit(code)
}

// clock is a clock that stands still until told.
type clock struct {
	mu sync.Mutex
	t  time.Time
}

func newClock() *clock { return &clock{t: time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC)} }

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.t
}

func (c *clock) advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.t = c.t.Add(d)
}

// Invented people with numbers of the tax agency's test series.
var (
	amira = sim.Person{Personnummer: personnummer("198001029803"), GivenName: "Amira", Surname: "Åkerlund"}
	jonas = sim.Person{Personnummer: personnummer("199002019819"), GivenName: "Jonas", Surname: "Ek"}
)

func personnummer(digits string) aid.Personnummer {
	p, err := aid.ParsePersonnummer(digits)
	if err != nil {
		panic(err)
	}
	return p
}

// bench is a simulator with a client of it, both on one clock.
type bench struct {
	testing.TB
	*clock
	sim    *sim.Server
	client *bankid.Client
}

func newBench(t testing.TB) *bench {
	t.Helper()
	return newBenchAt(t, newClock())
}

func newBenchAt(t testing.TB, c *clock) *bench {
	t.Helper()
	server, err := sim.Start(t.Context(), sim.Config{Now: c.now, Persons: []sim.Person{amira, jonas}, PKIDir: keptKeys})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { server.Close() })
	b := &bench{TB: t, clock: c, sim: server}
	b.client = b.newClient(server.ClientTLS(), 5*time.Second)
	return b
}

func (b *bench) newClient(settings *tls.Config, timeout time.Duration) *bankid.Client {
	b.Helper()
	client, err := bankid.New(bankid.Config{BaseURL: b.sim.BaseURL(), TLS: settings, Timeout: timeout, Now: b.now})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(client.Close)
	return client
}

// phone posts the phone's form and returns status and page. Further fields come in pairs.
func (b *bench) phone(code string, person sim.Person, action string, more ...string) (int, string) {
	b.Helper()
	form := url.Values{"code": {code}, "person": {person.Personnummer.Full()}, "action": {action}}
	for i := 0; i < len(more); i += 2 {
		form.Set(more[i], more[i+1])
	}
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	response, err := client.PostForm(b.sim.PhoneURL(), form)
	if err != nil {
		b.Fatal(err)
	}
	defer response.Body.Close()
	page, err := io.ReadAll(response.Body)
	if err != nil {
		b.Fatal(err)
	}
	return response.StatusCode, string(page)
}

// must posts the phone's form and requires that it did as told.
func (b *bench) must(code string, person sim.Person, action string, more ...string) {
	b.Helper()
	if status, page := b.phone(code, person, action, more...); status != http.StatusOK {
		b.Fatalf("the phone answered %d to %s:\n%s", status, action, page)
	}
}

// look fetches the phone's page for a code.
func (b *bench) look(code string) (int, string) {
	b.Helper()
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	response, err := client.Get(b.sim.PhoneURL() + "?code=" + url.QueryEscape(code))
	if err != nil {
		b.Fatal(err)
	}
	defer response.Body.Close()
	page, err := io.ReadAll(response.Body)
	if err != nil {
		b.Fatal(err)
	}
	return response.StatusCode, string(page)
}

func (b *bench) auth(r bankid.OrderRequest) bankid.Order {
	b.Helper()
	order, err := b.client.Auth(b.Context(), r)
	if err != nil {
		b.Fatal(err)
	}
	return order
}

func (b *bench) sign(r bankid.OrderRequest) bankid.Order {
	b.Helper()
	order, err := b.client.Sign(b.Context(), r)
	if err != nil {
		b.Fatal(err)
	}
	return order
}

func (b *bench) collect(o bankid.Order) bankid.CollectAnswer {
	b.Helper()
	answer, err := b.client.Collect(b.Context(), o.Ref)
	if err != nil {
		b.Fatal(err)
	}
	return answer
}

func (b *bench) verifier() bankid.Verifier {
	return bankid.Verifier{Roots: b.sim.SigningRoots(), Policies: b.sim.Policies(), Skew: 5 * time.Minute}
}

var (
	authRequest = bankid.OrderRequest{
		EndUserIP: "192.0.2.7", Visible: "Logga in hos Lunds kommun, ekonomiskt bistånd", ReturnRisk: true,
		Web: &bankid.Web{ReferringDomain: "lund.example", UserAgent: "Testläsaren/1.0", DeviceIdentifier: "abc"},
	}
	signRequest = bankid.OrderRequest{
		EndUserIP: "2001:db8::7", Visible: "Ansökan för november 2026\nJag lovar på heder & samvete <att> allt är sant.",
		Hidden: []byte(`{"purpose":"application","hash":"00ff"}`),
	}
)

func TestL2_LogInByQRCode(t *testing.T) {
	b := newBench(t)
	order := b.auth(authRequest)
	if !order.Started.Equal(b.now()) {
		t.Errorf("the order started at %v, want %v", order.Started, b.now())
	}
	first := b.collect(order)
	if first.Status != bankid.Pending || first.Hint != bankid.OutstandingTransaction {
		t.Fatalf("before the code is read: %v", first)
	}
	b.advance(7 * time.Second)
	if status, page := b.look(order.QR(b.now())); status != http.StatusOK || !strings.Contains(page, "Logga in hos Lunds kommun") {
		t.Fatalf("the phone answered %d and shows:\n%s", status, page)
	}
	if got := b.collect(order); got.Hint != bankid.UserSign {
		t.Fatalf("after the code was read: %v", got)
	}
	b.must(order.QR(b.now()), amira, "approve")
	answer := b.collect(order)
	if answer.Status != bankid.Complete || answer.Completion == nil {
		t.Fatalf("after approval: %v", answer)
	}
	c := *answer.Completion
	if c.User.PersonalNumber != amira.Personnummer || c.User.Name != "Amira Åkerlund" || c.DeviceIP != "192.0.2.7" {
		t.Errorf("the answer is about %+v at %s", c.User, c.DeviceIP)
	}
	if c.Risk != bankid.RiskLow || c.MRTD || c.IssuedOn != (aid.Date{Year: 2025, Month: 11, Day: 22}) {
		t.Errorf("risk %q, passport %t, issued %v", c.Risk, c.MRTD, c.IssuedOn)
	}
	got, err := b.verifier().Verify(c, bankid.Expected{Act: bankid.Identification, Visible: authRequest.Visible, At: b.now()})
	if err != nil {
		t.Fatal(err)
	}
	if got.Person != amira.Personnummer || got.Name != "Amira Åkerlund" || got.Policy != bankid.TestPolicyMobile {
		t.Errorf("verified %+v", got)
	}
}

func TestL2_LogInOnTheSameDevice(t *testing.T) {
	b := newBench(t)
	request := authRequest
	request.ReturnURL = "https://lund.example/bankid/klar#nonce=1"
	for _, link := range []func(bankid.Order) string{
		bankid.Order.MobileLink, bankid.Order.DesktopLink, func(o bankid.Order) string { return o.AutoStartToken },
	} {
		order := b.auth(request)
		if status, page := b.look(link(order)); status != http.StatusOK || !strings.Contains(page, "Legitimera") {
			t.Fatalf("the phone answered %d and shows:\n%s", status, page)
		}
		status, page := b.phone(link(order), jonas, "approve", "ip", "198.51.100.9", "risk", "high")
		if status != http.StatusOK || !strings.Contains(page, `href="https://lund.example/bankid/klar#nonce=1"`) {
			t.Fatalf("the phone answered %d and shows:\n%s", status, page)
		}
		answer := b.collect(order)
		if c := answer.Completion; c == nil || c.DeviceIP != "198.51.100.9" || c.Risk != bankid.RiskHigh {
			t.Errorf("the answer is %v", answer)
		}
	}
}

func TestN4_BothSign(t *testing.T) {
	b := newBench(t)
	for _, who := range []sim.Person{amira, jonas} {
		request := signRequest
		request.Requirement.PersonalNumber = who.Personnummer
		request.Markdown = who == jonas
		order := b.sign(request)
		if status, page := b.look(order.AutoStartToken); status != http.StatusOK ||
			!strings.Contains(page, "heder &amp; samvete &lt;att&gt; allt är sant") || !strings.Contains(page, "Skriv under") {
			t.Fatalf("the phone answered %d and shows:\n%s", status, page)
		}
		b.must(order.AutoStartToken, who, "approve")
		answer := b.collect(order)
		if answer.Completion == nil {
			t.Fatalf("after approval: %v", answer)
		}
		want := bankid.Expected{
			Act: bankid.Signing, Person: who.Personnummer, Visible: request.Visible, Markdown: request.Markdown,
			Hidden: request.Hidden, At: b.now(),
		}
		if _, err := b.verifier().Verify(*answer.Completion, want); err != nil {
			t.Error(err)
		}
		again, err := bankid.ParseCollect(answer.Raw)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := b.verifier().Verify(*again.Completion, want); err != nil {
			t.Errorf("read again from what was stored: %v", err)
		}
	}
}

func TestTheLargestTextsCanBeSigned(t *testing.T) {
	b := newBench(t)
	request := signRequest
	request.Visible, request.Hidden = strings.Repeat("å", 15_000), make([]byte, 150_000)
	order := b.sign(request)
	b.must(order.AutoStartToken, amira, "approve")
	answer := b.collect(order)
	want := bankid.Expected{Act: bankid.Signing, Visible: request.Visible, Hidden: request.Hidden, At: b.now()}
	if _, err := b.verifier().Verify(*answer.Completion, want); err != nil {
		t.Error(err)
	}
}

func TestATerminalAnswerIsReadOnce(t *testing.T) {
	b := newBench(t)
	for _, action := range []string{"approve", "cancel"} {
		order := b.auth(authRequest)
		b.must(order.AutoStartToken, amira, action)
		if got := b.collect(order); got.Status == bankid.Pending {
			t.Fatalf("%s: %v", action, got)
		}
		_, err := b.client.Collect(t.Context(), order.Ref)
		wantCode(t, err, http.StatusBadRequest, bankid.InvalidParameters)
	}
}

func TestCancelledOrdersAreGone(t *testing.T) {
	b := newBench(t)
	order := b.auth(authRequest)
	if err := b.client.Cancel(t.Context(), order.Ref); err != nil {
		t.Fatal(err)
	}
	_, err := b.client.Collect(t.Context(), order.Ref)
	wantCode(t, err, http.StatusBadRequest, bankid.InvalidParameters)
	wantCode(t, b.client.Cancel(t.Context(), order.Ref), http.StatusBadRequest, bankid.InvalidParameters)
	if status, _ := b.phone(order.AutoStartToken, amira, "approve"); status != http.StatusNotFound {
		t.Errorf("the phone answered %d for a cancelled order", status)
	}
}

func TestNobodyReadsTheCodeInTime(t *testing.T) {
	b := newBench(t)
	order := b.auth(authRequest)
	b.advance(29 * time.Second)
	if got := b.collect(order); got.Status != bankid.Pending {
		t.Fatalf("after 29 s: %v", got)
	}
	b.advance(time.Second)
	if got := b.collect(order); got.Status != bankid.Failed || got.Hint != bankid.StartFailed {
		t.Fatalf("after 30 s: %v", got)
	}
}

func TestThreeMinutesToComplete(t *testing.T) {
	b := newBench(t)
	order := b.auth(authRequest)
	b.must(order.AutoStartToken, amira, "userSign")
	b.advance(3*time.Minute - time.Second)
	if got := b.collect(order); got.Status != bankid.Pending || got.Hint != bankid.UserSign {
		t.Fatalf("after 2:59: %v", got)
	}
	b.advance(time.Second)
	if status, _ := b.phone(order.AutoStartToken, amira, "approve"); status != http.StatusConflict {
		t.Errorf("the phone answered %d after 3:00", status)
	}
	if got := b.collect(order); got.Hint != bankid.ExpiredTransaction {
		t.Fatalf("after 3:00: %v", got)
	}
}

func TestAScannedCodeIsCheckedForTruth(t *testing.T) {
	b := newBench(t)
	order, other := b.auth(authRequest), b.auth(authRequest)
	frame := order.QR(b.now())
	foreign := order
	foreign.QRSecret = other.QRSecret
	ahead := order.QR(b.now().Add(10 * time.Second))
	b.advance(6 * time.Second)
	for _, c := range []struct {
		name, code string
		want       int
	}{
		{"an old frame played again", frame, http.StatusGone},
		{"a frame drawn ahead of time", ahead, http.StatusGone},
		{"a frame made with another secret", foreign.QR(b.now()), http.StatusForbidden},
		{"a frame whose second was changed", strings.Replace(frame, ".0.", ".6.", 1), http.StatusForbidden},
		{"a frame without a sum", "bankid." + order.QRStartToken + ".6", http.StatusForbidden},
		{"a reference instead of a token", order.Ref, http.StatusNotFound},
		{"a code that is none", "bankid.x", http.StatusNotFound},
		{"no code", "", http.StatusNotFound},
	} {
		if status, _ := b.phone(c.code, amira, "approve"); status != c.want {
			t.Errorf("%s: the phone answered %d, want %d", c.name, status, c.want)
		}
	}
	if got := b.collect(order); got.Status != bankid.Pending || got.Hint != bankid.OutstandingTransaction {
		t.Fatalf("after the attempts: %v", got)
	}
	b.must(order.QR(b.now()), amira, "userSign")
	if status, _ := b.phone(order.QR(b.now().Add(time.Second)), jonas, "approve"); status != http.StatusConflict {
		t.Errorf("a second phone was answered %d", status)
	}
}

func TestOneLiveOrderPerPerson(t *testing.T) {
	b := newBench(t)
	request := authRequest
	request.Requirement.PersonalNumber = amira.Personnummer
	running := b.auth(request)
	_, err := b.client.Auth(t.Context(), request)
	wantCode(t, err, http.StatusBadRequest, bankid.AlreadyInProgress)
	if got := b.collect(running); got.Hint != bankid.Cancelled {
		t.Fatalf("the order that was running: %v", got)
	}
	older, newer := b.auth(authRequest), b.auth(authRequest)
	b.must(older.AutoStartToken, jonas, "userSign")
	b.must(newer.AutoStartToken, jonas, "approve")
	if got := b.collect(older); got.Hint != bankid.Cancelled {
		t.Errorf("the older order: %v", got)
	}
	if got := b.collect(newer); got.Status != bankid.Complete {
		t.Errorf("the newer order: %v", got)
	}
}

func TestRequirementsStopTheWrongPerson(t *testing.T) {
	b := newBench(t)
	for _, c := range []struct {
		name        string
		requirement bankid.Requirement
		risk        string
		want        bankid.Hint
	}{
		{"someone else", bankid.Requirement{PersonalNumber: jonas.Personnummer}, "low", bankid.CertificateErr},
		{"only a card will do", bankid.Requirement{CertificatePolicies: []string{bankid.TestPolicyCard}}, "low", bankid.CertificateErr},
		{"too high a risk", bankid.Requirement{Risk: bankid.RiskLow}, "moderate", bankid.TransactionRiskBlocked},
	} {
		request := authRequest
		request.Requirement = c.requirement
		order := b.auth(request)
		b.must(order.AutoStartToken, amira, "approve", "risk", c.risk)
		if got := b.collect(order); got.Hint != c.want {
			t.Errorf("%s: %v, want %s", c.name, got, c.want)
		}
	}
}

func TestAPassportIsReported(t *testing.T) {
	b := newBench(t)
	request := authRequest
	request.Requirement = bankid.Requirement{MRTD: true, PINCode: true}
	order := b.auth(request)
	b.must(order.AutoStartToken, amira, "approve")
	if got := b.collect(order); got.Completion == nil || !got.Completion.MRTD {
		t.Errorf("the answer is %v", got)
	}
}

// wantCode requires a BankID error with the status and code.
func wantCode(t *testing.T, err error, status int, code bankid.ErrorCode) {
	t.Helper()
	var e *bankid.Error
	if !errors.As(err, &e) || e.Status != status || e.Code != code {
		t.Errorf("got %v, want status %d %s", err, status, code)
	}
}
