package bankid_test

import (
	"bytes"
	"context"
	"crypto/tls"
	"encoding/pem"
	"errors"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"software.sslmate.com/src/go-pkcs12"

	"bistand/bankid"
	"bistand/bankid/sim"
)

func TestEveryHintReachesTheUserInWords(t *testing.T) {
	b := newBench(t)
	type row struct{ other, computer, mobile string }
	same := func(key string) row { return row{key, key, key} }
	pending := map[string]row{
		"outstandingTransaction": {"bankid.rfa1", "bankid.rfa13", "bankid.rfa13"},
		"noClient":               {"bankid.rfa1", "bankid.rfa13", "bankid.rfa13"},
		"started":                {"bankid.rfa15b", "bankid.rfa15a", "bankid.rfa15b"},
		"userMrtd":               same("bankid.rfa23"),
		"userCallConfirm":        same("bankid.confirm_call"),
		"userSign":               same("bankid.rfa9"),
		"processing":             same("bankid.processing"),
		"pending:brandNew":       same("bankid.rfa21"),
	}
	failed := map[string]row{
		"expiredTransaction":     same("bankid.rfa8"),
		"certificateErr":         same("bankid.rfa16"),
		"cancel":                 same("bankid.rfa6"),
		"userCancel":             same("bankid.rfa6"),
		"cancelled":              same("bankid.rfa3"),
		"startFailed":            {"bankid.rfa17b", "bankid.rfa17a", "bankid.rfa17a"},
		"userDeclinedCall":       same("bankid.call_declined"),
		"notSupportedByUserApp":  same("bankid.app_too_old"),
		"transactionRiskBlocked": same("bankid.risk_blocked"),
		"failed:brandNew":        same("bankid.rfa22"),
	}
	for _, hint := range slices.Concat(sim.PendingHints(), sim.FailedHints()) {
		if pending[hint] == (row{}) && failed[hint] == (row{}) {
			t.Errorf("no text is expected for %s", hint)
		}
	}
	for status, rows := range map[bankid.Status]map[string]row{bankid.Pending: pending, bankid.Failed: failed} {
		for action, want := range rows {
			order := b.auth(authRequest)
			b.must(order.AutoStartToken, amira, action)
			answer := b.collect(order)
			got := row{answer.TextKey(bankid.OtherDevice), answer.TextKey(bankid.ThisComputer), answer.TextKey(bankid.ThisMobile)}
			if answer.Status != status || got != want {
				t.Errorf("%s: %v gives %v, want %s and %v", action, answer, got, status, want)
			}
			for _, key := range []string{got.other, got.computer, got.mobile} {
				if !slices.Contains(bankid.TextKeys(), key) {
					t.Errorf("%s: the key %q is not in the list", action, key)
				}
			}
		}
	}
	if !slices.IsSorted(bankid.TextKeys()) || len(slices.Compact(bankid.TextKeys())) != len(bankid.TextKeys()) {
		t.Error("the list of keys is not sorted, or has a key twice")
	}
}

func TestEveryErrorReachesTheUserInWords(t *testing.T) {
	b := newBench(t)
	for _, c := range []struct {
		status   int
		code     bankid.ErrorCode
		key      string
		mayRetry bool
		ourFault bool // also: final, but for alreadyInProgress
	}{
		{400, bankid.AlreadyInProgress, "bankid.rfa4", true, false},
		{400, bankid.InvalidParameters, "bankid.our_fault", false, true},
		{401, bankid.Unauthorized, "bankid.our_fault", false, true},
		{403, bankid.Unauthorized, "bankid.our_fault", false, true},
		{404, bankid.NotFound, "bankid.our_fault", false, true},
		{405, bankid.MethodNotAllowed, "bankid.our_fault", false, true},
		{408, bankid.RequestTimeout, "bankid.rfa5", true, false},
		{415, bankid.UnsupportedMediaType, "bankid.our_fault", false, true},
		{500, bankid.InternalError, "bankid.rfa5", true, false},
		{503, bankid.Maintenance, "bankid.rfa5", true, false},
		{418, "brandNew", "bankid.rfa22", false, true},
		{502, "brandNew", "bankid.rfa5", true, false},
	} {
		b.sim.FailNext(c.status, string(c.code))
		_, err := b.client.Auth(t.Context(), authRequest)
		wantCode(t, err, c.status, c.code)
		var e *bankid.Error
		if !errors.As(err, &e) {
			t.Fatalf("%s: %v", c.code, err)
		}
		if e.MayRetry() != c.mayRetry || e.OurFault() != c.ourFault || bankid.ErrorTextKey(err) != c.key {
			t.Errorf("%d %s: retry %t, our fault %t, text %s; want %t, %t, %s",
				c.status, c.code, e.MayRetry(), e.OurFault(), bankid.ErrorTextKey(err), c.mayRetry, c.ourFault, c.key)
		}
		if final := c.ourFault || c.code == bankid.AlreadyInProgress; e.Final() != final {
			t.Errorf("%d %s: final %t, want %t", c.status, c.code, e.Final(), final)
		}
		if !slices.Contains(bankid.TextKeys(), bankid.ErrorTextKey(err)) {
			t.Errorf("the key %q is not in the list", bankid.ErrorTextKey(err))
		}
	}
}

func TestOtherErrorsHaveWordsToo(t *testing.T) {
	for _, c := range []struct {
		err  error
		want string
	}{
		{nil, ""},
		{&bankid.RequestError{Field: "endUserIp"}, "bankid.our_fault"},
		{&bankid.CheckError{Check: bankid.CheckPerson}, "bankid.another_person"},
		{&bankid.CheckError{Check: bankid.CheckRevoked}, "bankid.not_verified"},
		{context.DeadlineExceeded, "bankid.rfa22"},
	} {
		if got := bankid.ErrorTextKey(c.err); got != c.want {
			t.Errorf("%v: %q, want %q", c.err, got, c.want)
		}
	}
}

func TestNoCertificateGivesAnErrorFromHTML(t *testing.T) {
	b := newBench(t)
	stranger := b.newClient(b.sim.StrangerTLS(), time.Second)
	_, err := stranger.Auth(t.Context(), authRequest)
	wantCode(t, err, http.StatusForbidden, bankid.Unauthorized)
	if bankid.ErrorTextKey(err) != bankid.TextOurFault {
		t.Errorf("the text is %s", bankid.ErrorTextKey(err))
	}
}

func TestAServerOfAnotherRootIsRefused(t *testing.T) {
	b := newBench(t)
	impostor := httptest.NewUnstartedServer(http.NotFoundHandler())
	impostor.Config.ErrorLog = log.New(io.Discard, "", 0)
	impostor.StartTLS()
	defer impostor.Close()
	client, err := bankid.New(bankid.Config{BaseURL: impostor.URL, TLS: b.sim.ClientTLS(), Timeout: time.Second, Now: b.now})
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	_, err = client.Auth(t.Context(), authRequest)
	var unknown *tls.CertificateVerificationError
	if !errors.As(err, &unknown) {
		t.Errorf("got %v, want a certificate that cannot be verified", err)
	}
}

func TestTroubleEndsInAPlainError(t *testing.T) {
	b := newBench(t)
	quick := b.newClient(b.sim.ClientTLS(), 200*time.Millisecond)
	order := b.auth(authRequest)
	for _, c := range []struct {
		mode   sim.Mode
		status int
		key    string
	}{
		{sim.Outage, 503, bankid.TextUnavailable},
		{sim.HTML403, 403, bankid.TextOurFault},
		{sim.Garbage, 200, bankid.TextUnavailable},
		{sim.Half, 200, bankid.TextUnavailable},
		{sim.Hang, 0, bankid.TextUnavailable},
		{sim.Slow, 0, bankid.TextUnavailable},
	} {
		b.sim.SetMode(c.mode)
		client := b.client
		if c.status == 0 {
			client = quick
		}
		_, authErr := client.Auth(t.Context(), authRequest)
		_, collectErr := client.Collect(t.Context(), order.Ref)
		for call, err := range map[string]error{"auth": authErr, "collect": collectErr, "cancel": client.Cancel(t.Context(), "x")} {
			var e *bankid.Error
			if call == "cancel" && (c.mode == sim.Garbage) {
				continue // the body of a cancel says nothing and is not read
			}
			if !errors.As(err, &e) || e.Status != c.status || bankid.ErrorTextKey(err) != c.key {
				t.Errorf("%s in mode %s: %v (text %s), want status %d and %s", call, c.mode, err, bankid.ErrorTextKey(err), c.status, c.key)
			}
		}
	}
	b.sim.SetMode(sim.Slow)
	b.sim.SetDelay(10 * time.Millisecond)
	if got := b.collect(order); got.Status != bankid.Pending {
		t.Errorf("slow, but in time: %v", got)
	}
	b.sim.SetMode(sim.Normal)
	if got := b.collect(order); got.Status != bankid.Pending {
		t.Errorf("back to normal: %v", got)
	}
}

func TestACallerMayGiveUp(t *testing.T) {
	b := newBench(t)
	b.sim.SetMode(sim.Hang)
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if _, err := b.client.Collect(ctx, "x"); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("got %v, want the caller's deadline", err)
	}
}

func TestMaintenanceIsRetriedQuietlyButNeverForOrders(t *testing.T) {
	b := newBench(t)
	order := b.auth(authRequest)
	b.sim.FailNext(503, "maintenance")
	b.sim.FailNext(503, "maintenance")
	if got := b.collect(order); got.Status != bankid.Pending {
		t.Errorf("after two refusals: %v", got)
	}
	for range 3 {
		b.sim.FailNext(503, "maintenance")
	}
	_, err := b.client.Collect(t.Context(), order.Ref)
	wantCode(t, err, 503, bankid.Maintenance)
	b.sim.FailNext(503, "maintenance")
	_, err = b.client.Sign(t.Context(), signRequest)
	wantCode(t, err, 503, bankid.Maintenance)
	b.auth(authRequest) // the refusal was used up by the single attempt
}

// answering is a client of a server that answers everything with one body, and counts.
func answering(t *testing.T, status int, body string, count *atomic.Int32) *bankid.Client {
	t.Helper()
	server := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		count.Add(1)
		w.Header().Set("Location", "/elsewhere")
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
	}))
	t.Cleanup(server.Close)
	root := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: server.Certificate().Raw})
	settings, err := bankid.TLSConfig(tls.Certificate{}, root)
	if err != nil {
		t.Fatal(err)
	}
	settings.Certificates = nil
	client, err := bankid.New(bankid.Config{BaseURL: server.URL, TLS: settings, Timeout: 5 * time.Second, Now: newClock().now})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(client.Close)
	return client
}

func TestAnswersThatAreNoAnswers(t *testing.T) {
	for name, body := range map[string]string{
		"empty":               ``,
		"another order":       `{"orderRef":"other","status":"pending","hintCode":"userSign"}`,
		"no reference":        `{"status":"pending"}`,
		"unknown status":      `{"orderRef":"ref","status":"paused"}`,
		"complete, but empty": `{"orderRef":"ref","status":"complete"}`,
		"no number":           `{"orderRef":"ref","status":"complete","completionData":{"signature":"QQ==","ocspResponse":"QQ=="}}`,
		"a wrong number":      `{"orderRef":"ref","status":"complete","completionData":{"user":{"personalNumber":"198001029804"},"signature":"QQ==","ocspResponse":"QQ=="}}`,
		"no evidence":         `{"orderRef":"ref","status":"complete","completionData":{"user":{"personalNumber":"198001029803"}}}`,
		"too large":           `{"orderRef":"ref","status":"pending","x":"` + strings.Repeat("x", 3<<20) + `"}`,
	} {
		var count atomic.Int32
		client := answering(t, http.StatusOK, body, &count)
		answer, err := client.Collect(t.Context(), "ref")
		var e *bankid.Error
		if !errors.As(err, &e) || count.Load() != 1 {
			t.Errorf("%s: %v after %d calls", name, err, count.Load())
		}
		if name != "too large" && string(answer.Raw) != body {
			t.Errorf("%s: what was received is not handed on for storing", name)
		}
		if err != nil && strings.Contains(err.Error(), "19800102") {
			t.Errorf("%s: the error tells a personal number: %v", name, err)
		}
		if _, err := client.Auth(t.Context(), authRequest); err == nil {
			t.Errorf("%s: passes for an order", name)
		}
	}
}

func TestARedirectIsNotFollowed(t *testing.T) {
	var count atomic.Int32
	client := answering(t, http.StatusTemporaryRedirect, "", &count)
	_, err := client.Sign(t.Context(), signRequest)
	var e *bankid.Error
	if !errors.As(err, &e) || e.Status != http.StatusTemporaryRedirect || count.Load() != 1 {
		t.Errorf("got %v after %d calls", err, count.Load())
	}
}

// TestTheBanksFileOpensTheDoor goes the way of production: a PKCS #12 file with its password, and a root in PEM.
func TestTheBanksFileOpensTheDoor(t *testing.T) {
	b := newBench(t)
	given := b.sim.ClientTLS().Certificates[0]
	file, err := pkcs12.Modern.Encode(given.PrivateKey, given.Leaf, nil, "qwerty123")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := bankid.ReadCertificate(file, "wrong"); err == nil {
		t.Error("a wrong password opens the file")
	}
	certificate, err := bankid.ReadCertificate(file, "qwerty123")
	if err != nil {
		t.Fatal(err)
	}
	settings, err := bankid.TLSConfig(certificate, b.sim.TLSRootPEM())
	if err != nil {
		t.Fatal(err)
	}
	settings.Time = b.now
	if _, err := b.newClient(settings, 5*time.Second).Auth(t.Context(), authRequest); err != nil {
		t.Error(err)
	}
}

func TestSettingsAreChecked(t *testing.T) {
	b := newBench(t)
	good := bankid.Config{BaseURL: b.sim.BaseURL(), TLS: b.sim.ClientTLS(), Timeout: time.Second, Now: b.now}
	for name, spoil := range map[string]func(*bankid.Config){
		"no TLS in the address": func(c *bankid.Config) { c.BaseURL = "http://localhost" },
		"no TLS settings":       func(c *bankid.Config) { c.TLS = nil },
		"the machine's roots":   func(c *bankid.Config) { c.TLS = &tls.Config{} },
		"no verification":       func(c *bankid.Config) { c.TLS = c.TLS.Clone(); c.TLS.InsecureSkipVerify = true },
		"no time-out":           func(c *bankid.Config) { c.Timeout = 0 },
		"no clock":              func(c *bankid.Config) { c.Now = nil },
	} {
		c := good
		spoil(&c)
		if _, err := bankid.New(c); err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
	if _, err := bankid.TLSConfig(tls.Certificate{}, []byte("no certificate")); err == nil {
		t.Error("a root that is none: accepted")
	}
}

func TestRequestsAreCheckedBeforeTheyAreSent(t *testing.T) {
	b := newBench(t)
	b.sim.SetMode(sim.Hang) // a request that is sent would not come back
	long := func(n int) string { return strings.Repeat("a", n) }
	for _, c := range []struct {
		field string
		sign  bool
		spoil func(*bankid.OrderRequest)
	}{
		{"endUserIp", false, func(r *bankid.OrderRequest) { r.EndUserIP = "localhost" }},
		{"userVisibleData", true, func(r *bankid.OrderRequest) { r.Visible = "" }},
		{"userVisibleData", true, func(r *bankid.OrderRequest) { r.Visible = long(30_001) }},
		{"userVisibleData", false, func(r *bankid.OrderRequest) { r.Visible = long(1126) }},
		{"userVisibleData", false, func(r *bankid.OrderRequest) { r.Visible = "\xff" }},
		{"userNonVisibleData", true, func(r *bankid.OrderRequest) { r.Hidden = []byte(long(150_001)) }},
		{"userNonVisibleData", false, func(r *bankid.OrderRequest) { r.Hidden = []byte(long(1126)) }},
		{"returnUrl", false, func(r *bankid.OrderRequest) { r.ReturnURL = long(513) }},
		{"web", false, func(r *bankid.OrderRequest) { r.Web = &bankid.Web{} }},
		{"requirement.risk", false, func(r *bankid.OrderRequest) { r.Requirement.Risk = bankid.RiskHigh }},
	} {
		request, call := authRequest, b.client.Auth
		if c.sign {
			request, call = signRequest, b.client.Sign
		}
		c.spoil(&request)
		_, err := call(t.Context(), request)
		var e *bankid.RequestError
		if !errors.As(err, &e) || e.Field != c.field || !strings.Contains(err.Error(), c.field) {
			t.Errorf("%s: got %v", c.field, err)
		}
	}
}

func TestTheLongestTextsAreAllowed(t *testing.T) {
	b := newBench(t)
	request := authRequest
	request.Visible, request.Hidden = strings.Repeat("a", 1125), bytes.Repeat([]byte{0}, 1125)
	request.ReturnURL = "https://x.example/" + strings.Repeat("a", 512-18)
	b.auth(request)
}

func TestStepUpAndDatesInEveryForm(t *testing.T) {
	const frame = `{"orderRef":"ref","status":"complete","completionData":{"user":{"personalNumber":"198001029803"},` +
		`"signature":"QQ==","ocspResponse":"QQ==" `
	for _, c := range []struct {
		more   string
		mrtd   bool
		issued string
	}{
		{`}}`, false, ""},
		{`,"stepUp":null,"bankIdIssueDate":null}}`, false, ""},
		{`,"stepUp":{"mrtd":true},"bankIdIssueDate":"2024-05-30Z"}}`, true, "2024-05-30"},
		{`,"stepUp":{"mrtd":false},"bankIdIssueDate":"2024-05-30+02:00"}}`, false, "2024-05-30"},
		{`,"stepUp":{"new":1},"bankIdIssueDate":"2024-05-30"}}`, false, "2024-05-30"},
		{`,"stepUp":true,"bankIdIssueDate":"2024-05-30T12:00:00Z"}}`, true, "2024-05-30"},
		{`,"stepUp":false,"bankIdIssueDate":"2024-02-30"}}`, false, ""},
		{`,"stepUp":"yes","bankIdIssueDate":"yesterday"}}`, false, ""},
	} {
		answer, err := bankid.ParseCollect([]byte(frame + c.more))
		if err != nil {
			t.Errorf("%s: %v", c.more, err)
			continue
		}
		if got := answer.Completion; got.MRTD != c.mrtd || got.IssuedOn.String() != c.issued {
			t.Errorf("%s: passport %t, issued %v", c.more, got.MRTD, got.IssuedOn)
		}
	}
}

func TestNothingPersonalOrSecretIsPrinted(t *testing.T) {
	b := newBench(t)
	order := b.auth(authRequest)
	b.must(order.AutoStartToken, amira, "approve")
	answer := b.collect(order)
	for _, text := range []string{order.String(), answer.String(), answer.Completion.String(), answer.Completion.User.String()} {
		for _, secret := range []string{order.Ref, order.QRSecret, order.AutoStartToken, "9803", "Amira", answer.Completion.Signature} {
			if strings.Contains(text, secret) {
				t.Errorf("%q tells %q", text, secret)
			}
		}
	}
}

func FuzzParseCollect(f *testing.F) {
	f.Add([]byte(`{"orderRef":"r","status":"pending","hintCode":"userSign"}`))
	f.Add([]byte(`{"orderRef":"r","status":"complete","completionData":{"user":{"personalNumber":"198001029803"},"stepUp":{"mrtd":true},"signature":"QQ==","ocspResponse":"QQ=="}}`))
	f.Add([]byte(`{"status":1}`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		answer, err := bankid.ParseCollect(raw)
		if !bytes.Equal(answer.Raw, raw) {
			t.Error("what was received is not handed on")
		}
		if err == nil && (answer.Status == bankid.Complete) != (answer.Completion != nil) {
			t.Errorf("%v has completion %v", answer, answer.Completion)
		}
		if answer.TextKey(bankid.OtherDevice) == "" && (answer.Status == bankid.Pending || answer.Status == bankid.Failed) {
			t.Errorf("%v has no words", answer)
		}
	})
}
