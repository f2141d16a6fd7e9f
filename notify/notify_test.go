package notify_test

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"

	"bistand/notify"
	"bistand/notify/sim"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

var noon = time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)

func clock() time.Time { return noon }

func start(t *testing.T, config sim.Config) *sim.Sim {
	t.Helper()
	config.Now = clock
	began := time.Now()
	s, err := sim.Start(t.Context(), config)
	if err != nil {
		t.Fatal(err)
	}
	if took := time.Since(began); took > 300*time.Millisecond {
		t.Errorf("start took %v", took)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

func newMailer(t *testing.T, s *sim.Sim, change func(*notify.MailConfig)) *notify.Mailer {
	t.Helper()
	config := notify.MailConfig{Addr: s.SMTPAddr(), From: "noreply@kommunen.example", FromName: "Påhittade kommun", RootCAs: s.RootCAs(), Now: clock}
	if change != nil {
		change(&config)
	}
	m, err := notify.NewMailer(config)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func newSMS(t *testing.T, s *sim.Sim, callback string) *notify.SMS {
	t.Helper()
	sms, err := notify.NewSMS(notify.SMSConfig{URL: s.SMSURL(), Username: "u", Password: "p", From: "Kommunen", Callback: callback})
	if err != nil {
		t.Fatal(err)
	}
	return sms
}

var notice = notify.Message{
	ID: "01890a5d-ac96-774b-bcce-b302099a8057", To: "test.person@example.se", Language: "sv",
	Subject: "Nytt meddelande från Påhittade kommun",
	Text:    "Du har ett nytt meddelande från Påhittade kommun. Logga in i e-tjänsten.\n.\nHälsningar",
}

func TestB12_EmailArrivesAsWritten(t *testing.T) {
	s := start(t, sim.Config{})
	mailer := newMailer(t, s, nil)
	arabic := notice
	arabic.Language, arabic.Subject, arabic.Text = "ar", "لديك رسالة جديدة", "لديك رسالة جديدة من البلدية.\nسجّل الدخول."
	for _, want := range []notify.Message{notice, arabic} {
		if err := mailer.Send(t.Context(), want); err != nil {
			t.Fatal(err)
		}
		got := s.Messages()[0]
		if got.To != want.To || got.Subject != want.Subject || got.Text != want.Text || got.Language != want.Language {
			t.Errorf("got %+v", got)
		}
		if got.From != "noreply@kommunen.example" || got.ID != string(want.ID)+"@kommunen.example" || !got.Secure {
			t.Errorf("got %+v", got)
		}
	}
}

func TestEmailLogIn(t *testing.T) {
	s := start(t, sim.Config{Username: "kommun", Password: "hemligt"})
	right := newMailer(t, s, func(c *notify.MailConfig) { c.Username, c.Password = "kommun", "hemligt" })
	if err := right.Send(t.Context(), notice); err != nil {
		t.Error(err)
	}
	for name, change := range map[string]func(*notify.MailConfig){
		"wrong password": func(c *notify.MailConfig) { c.Username, c.Password = "kommun", "fel" },
		"no log-in":      nil,
	} {
		// The operator can mend it, so the message must not be given up.
		if err := newMailer(t, s, change).Send(t.Context(), notice); err == nil || isPermanent(err) {
			t.Errorf("%s: got %v", name, err)
		}
	}
	if n := len(s.Messages()); n != 1 {
		t.Errorf("%d messages went out", n)
	}
}

func TestEmailNeedsTLS(t *testing.T) {
	plain := start(t, sim.Config{PlainSMTP: true})
	if err := newMailer(t, plain, nil).Send(t.Context(), notice); err == nil {
		t.Error("sent to a server without TLS")
	}
	if err := newMailer(t, plain, func(c *notify.MailConfig) { c.Plain = true }).Send(t.Context(), notice); err != nil {
		t.Errorf("plain on this machine: %v", err)
	}
	stranger := start(t, sim.Config{})
	if err := newMailer(t, stranger, func(c *notify.MailConfig) { c.RootCAs = nil }).Send(t.Context(), notice); err == nil {
		t.Error("sent to a server that no one vouches for")
	}
	if len(stranger.Messages()) != 0 || len(plain.Messages()) != 1 {
		t.Error("a message went where it should not")
	}
}

func TestSettingsAreChecked(t *testing.T) {
	good := notify.MailConfig{Addr: "smtp.kommunen.example:587", From: "noreply@kommunen.example", Now: clock}
	if _, err := notify.NewMailer(good); err != nil {
		t.Error(err)
	}
	for name, change := range map[string]func(*notify.MailConfig){
		"plain far away":  func(c *notify.MailConfig) { c.Plain = true },
		"no port":         func(c *notify.MailConfig) { c.Addr = "smtp.kommunen.example" },
		"port 0":          func(c *notify.MailConfig) { c.Addr = "smtp.kommunen.example:0" },
		"sender's name":   func(c *notify.MailConfig) { c.From = "Kommun <noreply@kommunen.example>" },
		"no clock":        func(c *notify.MailConfig) { c.Now = nil },
		"two senders":     func(c *notify.MailConfig) { c.From = "a@b.example, c@d.example" },
		"sender with LF":  func(c *notify.MailConfig) { c.From = "a@b.example\nBcc: x@y.example" },
		"looks like home": func(c *notify.MailConfig) { c.Plain, c.Addr = true, "localhost.example:25" },
	} {
		config := good
		change(&config)
		if _, err := notify.NewMailer(config); err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
	for _, config := range []notify.SMSConfig{
		{URL: "http://api.46elks.com/a1/sms", From: "Kommunen"},
		{URL: "ftp://localhost/", From: "Kommunen"},
		{URL: "", From: "Kommunen"},
		{URL: "https://api.46elks.com/a1/sms", From: "Lunds kommun"},
		{URL: "https://api.46elks.com/a1/sms", From: "1kommun"},
		{URL: "https://api.46elks.com/a1/sms", From: "Göteborg"},
		{URL: "https://api.46elks.com/a1/sms", From: ""},
	} {
		if _, err := notify.NewSMS(config); err == nil {
			t.Errorf("accepted %+v", config)
		}
	}
}

func TestMessagesThatCannotBeSent(t *testing.T) {
	s := start(t, sim.Config{})
	mailer, sms := newMailer(t, s, nil), newSMS(t, s, "")
	for _, to := range []string{"", "nobody", "a@b.example, c@d.example", "A <a@b.example>", "a@b.example\r\nBcc: c@d.example"} {
		message := notice
		message.To = to
		if err := mailer.Send(t.Context(), message); !isPermanent(err) {
			t.Errorf("e-mail to %q: %v", to, err)
		}
	}
	split := notice
	split.Subject = "Hej\r\nBcc: c@d.example"
	if err := mailer.Send(t.Context(), split); !isPermanent(err) {
		t.Errorf("subject of two lines: %v", err)
	}
	for _, message := range []notify.Message{{To: "hej", Text: "x"}, {To: "0701740605"}, {To: "0701740605", Text: strings.Repeat("å", 671)}} {
		if _, err := sms.Send(t.Context(), message); !isPermanent(err) {
			t.Errorf("text message to %q: %v", message.To, err)
		}
	}
	if n := len(s.Messages()); n != 0 {
		t.Errorf("%d messages went out", n)
	}
}

func TestB12_SMSArrivesAndIsReported(t *testing.T) {
	reports := make(chan notify.Delivery, 4)
	refusals := 2 // the gateway tries again until the report is taken
	receiver := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		d, err := notify.ReadDelivery(r)
		if err != nil || r.URL.Query().Get("key") != "secret" {
			t.Errorf("report %v, query %q", err, r.URL.RawQuery)
		}
		if refusals--; refusals >= 0 {
			w.WriteHeader(http.StatusServiceUnavailable)
			return
		}
		w.WriteHeader(http.StatusNoContent)
		reports <- d
	}))
	defer receiver.Close()
	s := start(t, sim.Config{Username: "u", Password: "p"})
	id, err := newSMS(t, s, receiver.URL+"/sms-rapport?key=secret").Send(t.Context(), notify.Message{To: "070-174 06 05", Text: "Nytt meddelande: åäö ሰላም"})
	if err != nil {
		t.Fatal(err)
	}
	select {
	case d := <-reports:
		if d.ID != id || !d.Delivered || !d.At.Equal(noon) {
			t.Errorf("report %+v for %s", d, id)
		}
	case <-time.After(3 * time.Second):
		t.Fatal("no report")
	}
	got := s.Messages()[0]
	if got.To != "+46701740605" || got.Text != "Nytt meddelande: åäö ሰላም" || got.From != "Kommunen" || got.Status != "delivered" {
		t.Errorf("got %+v", got)
	}
}

func TestSMSToTheSinkIsNeverDelivered(t *testing.T) {
	s := start(t, sim.Config{})
	if _, err := newSMS(t, s, "").Send(t.Context(), notify.Message{To: "+46700000000", Text: "x"}); err != nil {
		t.Fatal(err)
	}
	s.Close() // whatever would still be done is done
	if got := s.Messages()[0].Status; got != "created" {
		t.Errorf("status %s", got)
	}
}

func TestSMSWrongPasswordIsTheOperatorsToMend(t *testing.T) {
	s := start(t, sim.Config{Username: "u", Password: "another"})
	_, err := newSMS(t, s, "").Send(t.Context(), notify.Message{To: "0701740605", Text: "x"})
	var e *notify.Error
	if !errors.As(err, &e) || e.Code != http.StatusUnauthorized || !e.Temporary {
		t.Errorf("got %v", err)
	}
}

// Both channels in each failure: sorted rightly, within the time, and with nothing of the message in the error.
func TestFailures(t *testing.T) {
	tests := []struct {
		mode            sim.Mode
		permanent       bool
		mail, sms, kept int // codes, and how many of the two messages the other side has
	}{
		{sim.Temporary, false, 451, 503, 0},
		{sim.Permanent, true, 550, 400, 0},
		{sim.Greylist, false, 450, 429, 0},
		{sim.Denied, false, 550, 403, 0},
		{sim.Close, false, 0, 0, 0},
		{sim.Garbage, false, 0, 200, 0},
		{sim.Hang, false, 0, 0, 2},
	}
	for _, test := range tests {
		t.Run(string(test.mode), func(t *testing.T) {
			t.Parallel()
			s := start(t, sim.Config{})
			s.SetMode(test.mode)
			mailer, sms := newMailer(t, s, nil), newSMS(t, s, "")
			// A shorter time than Timeout is the caller's right; here it keeps the test quick.
			ctx, cancel := context.WithTimeout(t.Context(), time.Second)
			defer cancel()
			began := time.Now()
			smsDone := make(chan error, 1)
			go func() {
				_, err := sms.Send(ctx, notify.Message{To: "0701740605", Text: notice.Text})
				smsDone <- err
			}()
			check(t, mailer.Send(ctx, notice), notify.ByEmail, test.permanent, test.mail)
			check(t, <-smsDone, notify.BySMS, test.permanent, test.sms)
			if took := time.Since(began); took > 2*time.Second {
				t.Errorf("took %v", took)
			}
			if n := len(s.Messages()); n != test.kept {
				t.Errorf("%d messages at the other side", n)
			}
			s.SetMode(sim.Working)
			if err := mailer.Send(t.Context(), notice); err != nil {
				t.Errorf("after the failure: %v", err)
			}
		})
	}
}

// check holds an error against what it should say, and against what it must not say.
func check(t *testing.T, err error, channel notify.Channel, permanent bool, code int) {
	t.Helper()
	var e *notify.Error
	if !errors.As(err, &e) {
		t.Fatalf("%s: got %v", channel, err)
	}
	if e.Channel != channel || e.Temporary == permanent || e.Code != code || isPermanent(err) != permanent {
		t.Errorf("%s: got %+v", channel, e)
	}
	for _, secret := range []string{notice.To, "701740605", "Logga in"} {
		if strings.Contains(err.Error(), secret) {
			t.Errorf("%s: the error tells %q", channel, secret)
		}
	}
}

func TestSlowIsNotAFailure(t *testing.T) {
	s := start(t, sim.Config{Delay: 200 * time.Millisecond})
	s.SetMode(sim.Slow)
	if err := newMailer(t, s, nil).Send(t.Context(), notice); err != nil {
		t.Error(err)
	}
	if _, err := newSMS(t, s, "").Send(t.Context(), notify.Message{To: "0701740605", Text: "x"}); err != nil {
		t.Error(err)
	}
}

// A server that sends a byte now and then renews the library's deadline at each step; the limit must hold all the same.
func TestTimeoutHoldsAgainstADribblingServer(t *testing.T) {
	t.Parallel()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	go func() {
		conn, err := listener.Accept()
		if err != nil {
			return
		}
		defer conn.Close()
		for {
			if _, err := conn.Write([]byte("220-hello\r\n")); err != nil {
				return
			}
			time.Sleep(20 * time.Millisecond)
		}
	}()
	mailer, err := notify.NewMailer(notify.MailConfig{Addr: listener.Addr().String(), From: "a@b.example", Plain: true, Now: clock})
	if err != nil {
		t.Fatal(err)
	}
	began := time.Now()
	if err := mailer.Send(t.Context(), notice); err == nil || isPermanent(err) {
		t.Errorf("got %v", err)
	}
	if took := time.Since(began); took > notify.Timeout+time.Second {
		t.Errorf("took %v", took)
	}
}

func TestNobodyListens(t *testing.T) {
	s := start(t, sim.Config{})
	mailer, sms := newMailer(t, s, nil), newSMS(t, s, "")
	s.Close()
	check(t, mailer.Send(t.Context(), notice), notify.ByEmail, false, 0)
	_, err := sms.Send(t.Context(), notify.Message{To: "0701740605", Text: "x"})
	check(t, err, notify.BySMS, false, 0)
}

func TestReadDelivery(t *testing.T) {
	read := func(form string) (notify.Delivery, error) {
		r := httptest.NewRequest(http.MethodPost, "/", strings.NewReader(form))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		return notify.ReadDelivery(r)
	}
	want := notify.Delivery{ID: "s1", Delivered: true, At: time.Date(2026, 3, 2, 12, 0, 0, 500_000_000, time.UTC)}
	for _, at := range []string{"2026-03-02T12:00:00.500000", "2026-03-02T12:00:00.5Z", "2026-03-02T13:00:00.5+01:00"} {
		if got, err := read("id=s1&status=delivered&delivered=" + url.QueryEscape(at)); err != nil || got != want {
			t.Errorf("%s: got %+v, %v", at, got, err)
		}
	}
	if got, err := read("id=s1&status=failed"); err != nil || got != (notify.Delivery{ID: "s1"}) {
		t.Errorf("failed: got %+v, %v", got, err)
	}
	for _, bad := range []string{"", "id=s1", "status=delivered", "id=s1&status=maybe", "id=%zz&status=failed", "id=" + strings.Repeat("x", 101) + "&status=failed"} {
		if got, err := read(bad); err == nil {
			t.Errorf("%q: got %+v", bad, got)
		}
	}
}

func TestOutboxPageShowsWhatWentOut(t *testing.T) {
	s := start(t, sim.Config{})
	message := notice
	message.Text = `<script>alert("x")</script>`
	if err := newMailer(t, s, nil).Send(t.Context(), message); err != nil {
		t.Fatal(err)
	}
	if _, err := newSMS(t, s, "").Send(t.Context(), notify.Message{To: "0701740605", Text: "Senast"}); err != nil {
		t.Fatal(err)
	}
	text := fetch(t, s.URL())
	if strings.Contains(text, "<script>") || !strings.Contains(text, "&lt;script&gt;") {
		t.Error("the page does not escape")
	}
	if first, second := strings.Index(text, "Senast"), strings.Index(text, notice.To); first < 0 || second < first {
		t.Error("the page is not newest first")
	}
	answer, err := http.DefaultClient.PostForm(s.URL()+"mode", url.Values{"mode": {"permanent"}})
	if err != nil {
		t.Fatal(err)
	}
	answer.Body.Close()
	if s.Mode() != sim.Permanent || !strings.Contains(fetch(t, s.URL()), `value="permanent" aria-pressed="true"`) {
		t.Error("the page cannot choose a failure")
	}
	if answer, err = http.DefaultClient.PostForm(s.URL()+"reports", url.Values{"reports": {"twice"}}); err != nil {
		t.Fatal(err)
	}
	answer.Body.Close()
	if s.Reports() != sim.ReportTwice || !strings.Contains(fetch(t, s.URL()), `value="twice" aria-pressed="true"`) {
		t.Error("the page cannot choose how to report")
	}
	http.DefaultClient.CloseIdleConnections()
}

func fetch(t *testing.T, address string) string {
	t.Helper()
	answer, err := http.Get(address)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil || answer.StatusCode != http.StatusOK {
		t.Fatalf("status %d, %v", answer.StatusCode, err)
	}
	return string(body)
}

func TestSimulatorsStayOnThisMachine(t *testing.T) {
	for _, config := range []sim.Config{{SMTPAddr: "0.0.0.0:0"}, {HTTPAddr: ":0"}} {
		config.Now = clock
		if s, err := sim.Start(t.Context(), config); err == nil {
			s.Close()
			t.Errorf("listens at %+v", config)
		}
	}
}
