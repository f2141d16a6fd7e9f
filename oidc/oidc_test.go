package oidc_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"io"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"bistand/aid"
	"bistand/oidc"
	"bistand/oidc/sim"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const redirect = "http://lund.localhost:8080/personal/inloggad"

var (
	staff = sim.Staff{
		Subject: "anna-1", Name: "Anna Påhittad", Email: "anna@lund.example", Title: "Socialsekreterare",
		Roles: []string{"EB-Handläggare", "EB-Beslut", "Vaktmästare", "EB-Handläggare"},
	}
	mapping = map[string]aid.Role{"EB-Handläggare": aid.Caseworker, "EB-Beslut": aid.DecisionMaker, "EB-Ekonomi": aid.PaymentOfficer}
	lund    = sim.Client{ID: "lund", Secret: "s=cret & +%/å", Name: "Lunds kommun", RedirectURLs: []string{redirect}, Staff: []sim.Staff{staff}}
	borlang = sim.Client{ID: "borlange", Secret: "other", Name: "Borlänge kommun", RedirectURLs: []string{redirect}, Staff: []sim.Staff{{Subject: "bo-1", Name: "Bo Påhittad"}}}
)

// clock is a clock that tests can move.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

func newClock() *clock { return &clock{now: time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)} }

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) Move(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// world is a provider and a client of it.
type world struct {
	*testing.T
	clock  *clock
	sim    *sim.Sim
	client *oidc.Client
}

func newWorld(t *testing.T, change func(*oidc.Config, *sim.Config)) world {
	t.Helper()
	w := world{T: t, clock: newClock()}
	simConfig := sim.Config{Clients: []sim.Client{lund, borlang}, Now: w.clock.Now}
	config := oidc.Config{
		ClientID: lund.ID, ClientSecret: lund.Secret, RedirectURL: redirect,
		RolesClaim: "roles", Roles: mapping, Now: w.clock.Now, Random: rand.Reader,
	}
	if change != nil {
		change(&config, &simConfig)
	}
	began := time.Now()
	provider, err := sim.Start(t.Context(), simConfig)
	if err != nil {
		t.Fatal(err)
	}
	if took := time.Since(began); took > 300*time.Millisecond {
		t.Errorf("start took %v", took)
	}
	t.Cleanup(func() { provider.Close() })
	w.sim = provider
	if config.Issuer == "" {
		config.Issuer = provider.Issuer()
	}
	if w.client, err = oidc.New(config); err != nil {
		t.Fatal(err)
	}
	return w
}

// start begins a log-in.
func (w world) start() (address string, kept oidc.Kept) {
	w.Helper()
	address, kept, err := w.client.Start(w.Context())
	if err != nil {
		w.Fatal(err)
	}
	return address, kept
}

// browser posts the log-in page's form with these fields and returns what the provider sends the browser back with.
func (w world) browser(address string, fields url.Values) url.Values {
	w.Helper()
	status, answer, body := post(w.T, address, fields)
	if status != http.StatusSeeOther {
		w.Fatalf("log-in page: %d %s", status, body)
	}
	return answer
}

// post posts to the log-in page without following where it leads.
func post(t *testing.T, address string, fields url.Values) (status int, answer url.Values, body string) {
	t.Helper()
	client := &http.Client{
		Transport:     &http.Transport{DisableKeepAlives: true},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	response, err := client.PostForm(address, fields)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	raw, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	if response.StatusCode != http.StatusSeeOther {
		return response.StatusCode, nil, string(raw)
	}
	location, err := response.Location()
	if err != nil || !strings.HasPrefix(location.String(), redirect+"?") {
		t.Fatalf("sent to %v, %v", location, err)
	}
	return response.StatusCode, location.Query(), ""
}

// logIn goes the whole way as Anna.
func (w world) logIn() (oidc.Claims, error) {
	w.Helper()
	address, kept := w.start()
	return w.client.Callback(w.Context(), w.browser(address, url.Values{"staff": {staff.Subject}}), kept)
}

func TestLogIn(t *testing.T) {
	w := newWorld(t, nil)
	address, kept := w.start()
	w.clock.Move(30 * time.Second)
	query := w.browser(address, url.Values{"staff": {staff.Subject}})
	at := w.clock.Now()
	claims, err := w.client.Callback(t.Context(), query, kept)
	if err != nil {
		t.Fatal(err)
	}
	want := oidc.Claims{Subject: "anna-1", Name: "Anna Påhittad", Email: "anna@lund.example", AuthTime: at}
	if claims.Subject != want.Subject || claims.Name != want.Name || claims.Email != want.Email || !claims.AuthTime.Equal(at) {
		t.Errorf("got %+v", claims)
	}
	if !slices.Equal(claims.Roles, []aid.Role{aid.Caseworker, aid.DecisionMaker}) {
		t.Errorf("roles %v", claims.Roles)
	}
}

func TestWhatIsAskedFor(t *testing.T) {
	w := newWorld(t, func(c *oidc.Config, _ *sim.Config) { c.MaxAge, c.Scopes = time.Hour, []string{"groups"} })
	address, kept := w.start()
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{
		"client_id": "lund", "redirect_uri": redirect, "response_type": "code", "code_challenge_method": "S256",
		"scope": "openid profile email groups", "max_age": "3600", "state": kept.State, "nonce": kept.Nonce,
	} {
		if got := u.Query().Get(name); got != want {
			t.Errorf("%s: got %q, want %q", name, got, want)
		}
	}
	if strings.Contains(address, kept.Verifier) {
		t.Error("the verifier is sent through the browser")
	}
	_, other := w.start()
	for name, pair := range map[string][2]string{
		"state": {kept.State, other.State}, "nonce": {kept.Nonce, other.Nonce}, "verifier": {kept.Verifier, other.Verifier},
	} {
		if len(pair[0]) != 43 || pair[0] == pair[1] {
			t.Errorf("%s: %d characters, the same twice %t", name, len(pair[0]), pair[0] == pair[1])
		}
	}
}

func TestTokensThatMustBeRefused(t *testing.T) {
	for _, mode := range []sim.Mode{sim.WrongNonce, sim.Expired, sim.WrongAudience, sim.WrongIssuer, sim.BadSignature, sim.Unsigned} {
		t.Run(string(mode), func(t *testing.T) {
			w := newWorld(t, nil)
			w.sim.SetMode(mode)
			if claims, err := w.logIn(); !errors.Is(err, oidc.ErrRefused) || claims.Subject != "" {
				t.Errorf("got %+v, %v", claims, err)
			}
			w.sim.SetMode(sim.Working)
			if _, err := w.logIn(); err != nil {
				t.Errorf("after it: %v", err)
			}
		})
	}
}

func TestANoIsANo(t *testing.T) {
	w := newWorld(t, nil)
	address, kept := w.start()
	query := w.browser(address, url.Values{"action": {"deny"}})
	if _, err := w.client.Callback(t.Context(), query, kept); !errors.Is(err, oidc.ErrDenied) {
		t.Errorf("person's no: %v", err)
	}
	query.Set("state", "another")
	if _, err := w.client.Callback(t.Context(), query, kept); !errors.Is(err, oidc.ErrRefused) {
		t.Errorf("a stranger's no: %v", err)
	}
	w.sim.SetMode(sim.Denied)
	if _, err := w.logIn(); !errors.Is(err, oidc.ErrDenied) {
		t.Errorf("provider's no: %v", err)
	}
}

func TestAnswersThatMustBeRefused(t *testing.T) {
	tests := map[string]func(w world, query url.Values, kept *oidc.Kept){
		"state of another":        func(_ world, q url.Values, _ *oidc.Kept) { q.Set("state", strings.Repeat("x", 43)) },
		"no state":                func(_ world, q url.Values, _ *oidc.Kept) { q.Del("state") },
		"nothing kept":            func(_ world, q url.Values, k *oidc.Kept) { *k = oidc.Kept{}; q.Del("state") },
		"another's nonce":         func(w world, _ url.Values, k *oidc.Kept) { _, other := w.start(); k.Nonce = other.Nonce },
		"another's verifier":      func(w world, _ url.Values, k *oidc.Kept) { _, other := w.start(); k.Verifier = other.Verifier },
		"no code":                 func(_ world, q url.Values, _ *oidc.Kept) { q.Del("code") },
		"invented code":           func(_ world, q url.Values, _ *oidc.Kept) { q.Set("code", "invented") },
		"another provider":        func(_ world, q url.Values, _ *oidc.Kept) { q.Set("iss", "https://evil.example") },
		"code too old":            func(w world, _ url.Values, _ *oidc.Kept) { w.clock.Move(2 * time.Minute) },
		"begun too long ago":      func(w world, _ url.Values, k *oidc.Kept) { k.StartedAt = k.StartedAt.Add(-11 * time.Minute) },
		"begun in time to come":   func(w world, _ url.Values, k *oidc.Kept) { k.StartedAt = k.StartedAt.Add(time.Minute) },
		"code injected by others": func(w world, q url.Values, _ *oidc.Kept) { q.Set("code", strangersCode(w)) },
	}
	for name, change := range tests {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, nil)
			address, kept := w.start()
			query := w.browser(address, url.Values{"staff": {staff.Subject}})
			change(w, query, &kept)
			if claims, err := w.client.Callback(t.Context(), query, kept); !errors.Is(err, oidc.ErrRefused) || claims.Subject != "" {
				t.Errorf("got %+v, %v", claims, err)
			}
		})
	}
}

// strangersCode is a good code from a log-in that another browser began.
func strangersCode(w world) string {
	address, _ := w.start()
	return w.browser(address, url.Values{"staff": {staff.Subject}}).Get("code")
}

func TestACodeCountsOnce(t *testing.T) {
	w := newWorld(t, nil)
	address, kept := w.start()
	query := w.browser(address, url.Values{"staff": {staff.Subject}})
	if _, err := w.client.Finish(t.Context(), query.Get("code"), query.Get("state"), kept); err != nil {
		t.Fatal(err)
	}
	if _, err := w.client.Finish(t.Context(), query.Get("code"), query.Get("state"), kept); !errors.Is(err, oidc.ErrRefused) {
		t.Errorf("second time: %v", err)
	}
}

func TestWrongSecretIsRefused(t *testing.T) {
	w := newWorld(t, func(c *oidc.Config, _ *sim.Config) { c.ClientSecret = "wrong" })
	if _, err := w.logIn(); !errors.Is(err, oidc.ErrRefused) {
		t.Errorf("got %v", err)
	}
}

func TestStaffBelongToTheirMunicipality(t *testing.T) {
	w := newWorld(t, nil)
	address, _ := w.start()
	if status, _, _ := post(t, address, url.Values{"staff": {"bo-1"}}); status != http.StatusForbidden {
		t.Errorf("Borlänge's staff at Lund's client: %d", status)
	}
	// A code for one client is worth nothing to another, even one with the right secret of its own.
	lundQuery := w.browser(address, url.Values{"staff": {staff.Subject}})
	other, err := oidc.New(oidc.Config{
		Issuer: w.sim.Issuer(), ClientID: borlang.ID, ClientSecret: borlang.Secret, RedirectURL: redirect,
		RolesClaim: "roles", Now: w.clock.Now, Random: rand.Reader,
	})
	if err != nil {
		t.Fatal(err)
	}
	_, kept, err := other.Start(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := other.Finish(t.Context(), lundQuery.Get("code"), kept.State, kept); !errors.Is(err, oidc.ErrRefused) {
		t.Errorf("got %v", err)
	}
}

func TestTheLogInPageRefuses(t *testing.T) {
	w := newWorld(t, nil)
	address, _ := w.start()
	for name, value := range map[string]string{
		"client_id": "unknown", "redirect_uri": redirect + "/", "response_type": "token", "scope": "profile",
		"code_challenge_method": "plain", "code_challenge": "short", "state": "short", "nonce": "",
	} {
		u, err := url.Parse(address)
		if err != nil {
			t.Fatal(err)
		}
		query := u.Query()
		query.Set(name, value)
		u.RawQuery = query.Encode()
		if status, _, _ := post(t, u.String(), url.Values{"staff": {staff.Subject}}); status != http.StatusBadRequest {
			t.Errorf("%s=%q: %d", name, value, status)
		}
	}
}

func TestTheLogInPageCanBeUsedByHand(t *testing.T) {
	w := newWorld(t, nil)
	address, _ := w.start()
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	response, err := client.Get(address)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil || response.StatusCode != http.StatusOK {
		t.Fatalf("%d, %v", response.StatusCode, err)
	}
	for _, want := range []string{"Anna Påhittad", "Socialsekreterare", `value="anna-1"`, `name="code_challenge"`, "Lunds kommun"} {
		if !bytes.Contains(body, []byte(want)) {
			t.Errorf("the page lacks %q", want)
		}
	}
	if bytes.Contains(body, []byte("Bo Påhittad")) {
		t.Error("the page shows another municipality's staff")
	}
}

func TestProviderDownAndUpAgain(t *testing.T) {
	w := newWorld(t, nil)
	w.sim.SetMode(sim.Down)
	if _, _, err := w.client.Start(t.Context()); !errors.Is(err, oidc.ErrUnavailable) {
		t.Errorf("down at the start: %v", err)
	}
	w.sim.SetMode(sim.Working)
	address, kept := w.start()
	query := w.browser(address, url.Values{"staff": {staff.Subject}})
	w.sim.SetMode(sim.Down)
	if _, err := w.client.Callback(t.Context(), query, kept); !errors.Is(err, oidc.ErrUnavailable) {
		t.Errorf("down in the middle: %v", err)
	}
	w.sim.SetMode(sim.Working)
	if _, err := w.logIn(); err != nil {
		t.Errorf("up again: %v", err)
	}
	w.sim.Close()
	if _, err := w.client.Callback(t.Context(), query, kept); !errors.Is(err, oidc.ErrUnavailable) {
		t.Errorf("gone: %v", err)
	}
}

// A provider that takes connections and never answers holds no one longer than the time given, however many wait.
func TestHangingProviderHoldsNoOneLong(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	w := newWorld(t, func(c *oidc.Config, _ *sim.Config) { c.Issuer = "http://" + listener.Addr().String() })
	ctx, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
	defer cancel()
	began := time.Now()
	var wg sync.WaitGroup
	for range 10 {
		wg.Go(func() {
			if _, _, err := w.client.Start(ctx); !errors.Is(err, oidc.ErrUnavailable) {
				t.Errorf("got %v", err)
			}
		})
	}
	wg.Wait()
	if took := time.Since(began); took > time.Second {
		t.Errorf("took %v", took)
	}
}

func TestSlowProvider(t *testing.T) {
	w := newWorld(t, func(_ *oidc.Config, s *sim.Config) { s.Delay = 50 * time.Millisecond })
	w.sim.SetMode(sim.Slow)
	if _, err := w.logIn(); err != nil {
		t.Error(err)
	}
}

func TestRolesClaims(t *testing.T) {
	for _, claim := range []string{"roles", "realm_access.roles", "https://id.kommunen.example/claim/roles"} {
		w := newWorld(t, func(c *oidc.Config, s *sim.Config) { c.RolesClaim, s.RolesClaim = claim, claim })
		if claims, err := w.logIn(); err != nil || len(claims.Roles) != 2 {
			t.Errorf("%s: got %v, %v", claim, claims.Roles, err)
		}
	}
	w := newWorld(t, func(c *oidc.Config, _ *sim.Config) { c.RolesClaim = "groups" })
	if claims, err := w.logIn(); err != nil || len(claims.Roles) != 0 {
		t.Errorf("claim that is not there: got %v, %v", claims.Roles, err)
	}
}

func TestLogInAtTheProviderTooLongAgo(t *testing.T) {
	w := newWorld(t, func(c *oidc.Config, _ *sim.Config) { c.MaxAge = time.Hour })
	if _, err := w.logIn(); err != nil {
		t.Error(err)
	}
	w.sim.SetMode(sim.Stale)
	if _, err := w.logIn(); !errors.Is(err, oidc.ErrRefused) {
		t.Errorf("a day ago: %v", err)
	}
	w = newWorld(t, nil)
	w.sim.SetMode(sim.Stale)
	if _, err := w.logIn(); err != nil {
		t.Errorf("where it is left to the provider: %v", err)
	}
}

func TestSettingsAreChecked(t *testing.T) {
	good := oidc.Config{
		Issuer: "https://login.kommunen.example/tenant", ClientID: "x", RedirectURL: "https://bistand.kommunen.example/inloggad",
		RolesClaim: "roles", Roles: mapping, Now: newClock().Now, Random: rand.Reader,
	}
	if _, err := oidc.New(good); err != nil {
		t.Error(err)
	}
	for name, change := range map[string]func(*oidc.Config){
		"plain issuer":   func(c *oidc.Config) { c.Issuer = "http://login.kommunen.example" },
		"plain redirect": func(c *oidc.Config) { c.RedirectURL = "http://bistand.kommunen.example/" },
		"no issuer":      func(c *oidc.Config) { c.Issuer = "" },
		"no client":      func(c *oidc.Config) { c.ClientID = "" },
		"no claim":       func(c *oidc.Config) { c.RolesClaim = "" },
		"unknown role":   func(c *oidc.Config) { c.Roles = map[string]aid.Role{"x": "boss"} },
		"no clock":       func(c *oidc.Config) { c.Now = nil },
		"no randomness":  func(c *oidc.Config) { c.Random = nil },
	} {
		config := good
		change(&config)
		if _, err := oidc.New(config); err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
}

func TestSimulatorStaysOnThisMachine(t *testing.T) {
	if s, err := sim.Start(t.Context(), sim.Config{Addr: "0.0.0.0:0", Now: newClock().Now}); err == nil {
		s.Close()
		t.Error("listens to the world")
	}
}

func TestAddClientAfterStart(t *testing.T) {
	w := newWorld(t, func(_ *oidc.Config, s *sim.Config) { s.Clients = []sim.Client{{ID: "lund", Secret: "old"}} })
	w.sim.AddClient(lund)
	if _, err := w.logIn(); err != nil {
		t.Error(err)
	}
}
