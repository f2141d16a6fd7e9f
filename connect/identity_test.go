package connect_test

import (
	"errors"
	"net/http"
	"net/url"
	"os"
	"strings"
	"testing"
	"time"

	"bistand/aid"
	"bistand/bankid"
	bankidsim "bistand/bankid/sim"
	"bistand/casework"
	"bistand/connect"
	"bistand/store/storetest"
)

// keyFolder keeps the simulator's keys, so that they are made once.
var keyFolder string

func TestMain(m *testing.M) {
	var err error
	if keyFolder, err = os.MkdirTemp("", "keys-"); err != nil {
		panic(err)
	}
	code := m.Run()
	os.RemoveAll(keyFolder)
	os.Exit(code)
}

// have returns a value that must be had without an error.
func have[T any](value T, err error) func(t testing.TB) T {
	return func(t testing.TB) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return value
	}
}

// service is a BankID simulator and its client.
type service struct {
	t    *testing.T
	sim  *bankidsim.Server
	id   connect.Identity
	sara aid.Personnummer
}

func startService(t *testing.T) service {
	t.Helper()
	s := service{t: t, sara: storetest.Number(t, "19950312", 986)}
	s.sim = have(bankidsim.Start(t.Context(), bankidsim.Config{Now: time.Now, PKIDir: keyFolder, Persons: []bankidsim.Person{
		{Personnummer: s.sara, GivenName: "Sara", Surname: "Ensam"}, {Personnummer: storetest.Number(t, "19790630", 981), GivenName: "Omar", Surname: "Öberg"},
	}}))(t)
	t.Cleanup(func() { s.sim.Close() })
	client := have(bankid.New(bankid.Config{BaseURL: s.sim.BaseURL(), TLS: s.sim.ClientTLS(), Timeout: 500 * time.Millisecond, Now: time.Now}))(t)
	t.Cleanup(client.Close)
	s.id = connect.Identity{Client: client, Verifier: bankid.Verifier{Roots: s.sim.SigningRoots(), Policies: s.sim.Policies(), Skew: time.Minute}}
	return s
}

// ask is a request by a browser.
func (s service) ask(purpose aid.OrderPurpose) casework.IdentityRequest {
	ask := casework.IdentityRequest{Purpose: purpose, Visible: "Logga in hos Lunds kommun.", Client: casework.Client{Browser: "b", Addr: "192.0.2.17", UserAgent: "test", Domain: "lund.example.org"}}
	if purpose == aid.ToSign {
		ask.Visible, ask.Hidden, ask.Person = "Jag skriver under.", `{"purpose":"application"}`, s.sara
	}
	return ask
}

// play has Sara do something in the app with an order.
func (s service) play(o casework.IdentityOrder, action, risk string) {
	s.t.Helper()
	answer := have(http.PostForm(s.sim.PhoneURL(), url.Values{"code": {o.AutoStartToken}, "person": {s.sara.Full()}, "action": {action}, "risk": {risk}}))(s.t)
	answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		s.t.Fatalf("phone: status %d", answer.StatusCode)
	}
}

// B15: a completed order is the person, verified from the stored answer alone and against what was asked.
func TestB15_CompletedOrder(t *testing.T) {
	t.Parallel()
	s := startService(t)
	for _, purpose := range []aid.OrderPurpose{aid.ToLogIn, aid.ToSign} {
		ask := s.ask(purpose)
		o := have(s.id.Start(t.Context(), ask))(t)
		s.play(o, "approve", "low")
		answer := have(s.id.Collect(t.Context(), o.OrderRef, false))(t)
		if answer.Status != aid.OrderComplete || answer.Restart || answer.TextKey != "" {
			t.Fatalf("%s: %+v", purpose, answer)
		}
		person := have(s.id.Verify(answer.Raw, ask, time.Now()))(t)
		if person.Personnummer != s.sara || person.Name() != "Sara Ensam" {
			t.Errorf("%s: %+v", purpose, person)
		}
		if device := s.id.Device(answer.Raw); device != "192.0.2.17" {
			t.Errorf("%s: device %q", purpose, device)
		}
		for name, change := range map[string]func(*casework.IdentityRequest){
			"another text":        func(r *casework.IdentityRequest) { r.Visible += " " },
			"another hidden text": func(r *casework.IdentityRequest) { r.Hidden += " " },
			"another act": func(r *casework.IdentityRequest) {
				r.Purpose = map[aid.OrderPurpose]aid.OrderPurpose{aid.ToLogIn: aid.ToSign, aid.ToSign: aid.ToLogIn}[purpose]
			},
			"another person": func(r *casework.IdentityRequest) { r.Person = s.sim.Persons()[1].Personnummer },
		} {
			other := ask
			change(&other)
			_, err := s.id.Verify(answer.Raw, other, time.Now())
			want := bankid.TextNotVerified
			if name == "another person" {
				want = bankid.TextAnotherPerson
			}
			if told := key(err); told != want {
				t.Errorf("%s, %s: %q, want %q", purpose, name, told, want)
			}
		}
	}
	for _, raw := range []string{"", "{}", `{"orderRef":"x","status":"pending","hintCode":"userSign"}`, "<html>"} {
		if _, err := s.id.Verify([]byte(raw), s.ask(aid.ToLogIn), time.Now()); err == nil || s.id.Device([]byte(raw)) != "" {
			t.Errorf("%q passes as a completed order", raw)
		}
	}
}

// key is the key of the text that a person is told of an error.
func key(err error) string {
	var told interface{ TextKey() string }
	if !errors.As(err, &told) {
		return ""
	}
	return told.TextKey()
}

// B15: what BankID holds to be of high risk is refused, by BankID as asked and by us where it was completed all the same.
func TestB15_HighRisk(t *testing.T) {
	t.Parallel()
	s := startService(t)
	for risk, want := range map[string]aid.OrderStatus{"low": aid.OrderComplete, "moderate": aid.OrderComplete, "high": aid.OrderFailed} {
		ask := s.ask(aid.ToLogIn)
		o := have(s.id.Start(t.Context(), ask))(t)
		s.play(o, "approve", risk)
		answer := have(s.id.Collect(t.Context(), o.OrderRef, true))(t)
		if answer.Status != want {
			t.Errorf("%s: %s %q", risk, answer.Status, answer.TextKey)
		}
		if want == aid.OrderFailed {
			if answer.TextKey != bankid.TextRiskBlocked {
				t.Errorf("%s: %q", risk, answer.TextKey)
			}
			continue
		}
		high := strings.Replace(string(answer.Raw), `"risk":"`+risk+`"`, `"risk":"high"`, 1)
		if high == string(answer.Raw) {
			t.Fatal("the answer tells no risk")
		}
		if _, err := s.id.Verify([]byte(high), ask, time.Now()); key(err) != bankid.TextRiskBlocked {
			t.Errorf("completed with high risk: %v", err)
		}
	}
}

// L13: which failures end an order, and what the person is told of each.
func TestL13_FailuresOfTheService(t *testing.T) {
	t.Parallel()
	s := startService(t)
	for _, c := range []struct {
		name  string
		begin func()
		text  string
		final bool
	}{
		{"underhåll", func() { s.sim.SetMode(bankidsim.Outage) }, bankid.TextUnavailable, false},
		{"internt fel", func() { s.sim.FailNext(500, "internalError") }, bankid.TextUnavailable, false},
		{"för långsam förfrågan", func() { s.sim.FailNext(408, "requestTimeout") }, bankid.TextUnavailable, false},
		{"en okänd kod", func() { s.sim.FailNext(500, "nyhet") }, bankid.TextUnavailable, false},
		{"ett annat ärende pågår", func() { s.sim.FailNext(400, "alreadyInProgress") }, bankid.TextInProgress, false},
		{"fel i vår fråga", func() { s.sim.FailNext(400, "invalidParameters") }, bankid.TextOurFault, true},
		{"utan avtal", func() { s.sim.FailNext(401, "unauthorized") }, bankid.TextOurFault, true},
		{"en okänd adress", func() { s.sim.FailNext(404, "notFound") }, bankid.TextOurFault, true},
		{"avvisat certifikat", func() { s.sim.SetMode(bankidsim.HTML403) }, bankid.TextOurFault, true},
		{"skräp", func() { s.sim.SetMode(bankidsim.Garbage) }, bankid.TextUnavailable, false},
		{"halva svaret", func() { s.sim.SetMode(bankidsim.Half) }, bankid.TextUnavailable, false},
		{"inget svar", func() { s.sim.SetMode(bankidsim.Hang) }, bankid.TextUnavailable, false},
	} {
		s.sim.SetMode(bankidsim.Normal)
		o := have(s.id.Start(t.Context(), s.ask(aid.ToLogIn)))(t)
		check := func(what string, err error) {
			t.Helper()
			var refused interface{ Final() bool }
			if !errors.As(err, &refused) || refused.Final() != c.final || key(err) != c.text {
				t.Errorf("%s, %s: %v, told %q", c.name, what, err, key(err))
			}
		}
		c.begin()
		_, err := s.id.Collect(t.Context(), o.OrderRef, false)
		check("collect", err)
		c.begin()
		_, err = s.id.Start(t.Context(), s.ask(aid.ToLogIn))
		check("start", err)
	}
	s.sim.SetMode(bankidsim.Normal)
	bad := s.ask(aid.ToLogIn)
	bad.Client.Addr = "no address"
	if _, err := s.id.Start(t.Context(), bad); key(err) != bankid.TextOurFault {
		t.Errorf("a request that was never sent: %v", err)
	}
}

// B15: the links and the code open just the order.
func TestB15_LinksAndCode(t *testing.T) {
	t.Parallel()
	s := startService(t)
	o := have(s.id.Start(t.Context(), s.ask(aid.ToLogIn)))(t)
	mobile, desktop := s.id.Links(o.AutoStartToken)
	for _, link := range []string{mobile, desktop} {
		if u := have(url.Parse(link))(t); u.Query().Get("autostarttoken") != o.AutoStartToken || strings.Contains(link, o.OrderRef) {
			t.Errorf("link %s", link)
		}
	}
	now := time.Now()
	drawn := map[string]bool{}
	for _, at := range []time.Duration{0, time.Second, 1500 * time.Millisecond} {
		var svg strings.Builder
		if err := s.id.QR(&svg, o, now, now.Add(at), "QR-kod"); err != nil {
			t.Fatal(err)
		}
		if strings.Contains(svg.String(), o.QRSecret) || strings.Contains(svg.String(), o.OrderRef) {
			t.Error("the code tells a secret")
		}
		drawn[svg.String()] = true
	}
	if len(drawn) != 2 {
		t.Errorf("%d codes in a second and a half, want 2", len(drawn))
	}
	if err := s.id.Cancel(t.Context(), o.OrderRef); err != nil {
		t.Error(err)
	}
	if err := s.id.Cancel(t.Context(), o.OrderRef); err == nil {
		t.Error("an order was withdrawn twice")
	}
}
