package oidc_test

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"bistand/oidc"
	"bistand/oidc/sim"
)

const number = "198505059892"

func ecKey(t *testing.T, curve elliptic.Curve) *ecdsa.PrivateKey {
	t.Helper()
	key, err := ecdsa.GenerateKey(curve, rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

// citizens is a world of citizens: the client has a key, and the provider its public half.
func citizens(t *testing.T, key crypto.Signer, change func(*oidc.Config, *sim.Config)) world {
	t.Helper()
	return newWorld(t, func(c *oidc.Config, s *sim.Config) {
		c.ClientSecret, c.RolesClaim, c.Roles = "", "", nil
		c.Key, c.Levels = key, []string{sim.LoA3, "http://id.elegnamnden.se/loa/1.0/loa4"}
		s.Clients = []sim.Client{{
			ID: lund.ID, Key: key.Public(), Name: "Lunds kommun", RedirectURLs: []string{redirect},
			Citizens: []sim.Citizen{{Personnummer: number, Name: "Eva Utanbank"}},
		}}
		if change != nil {
			change(c, s)
		}
	})
}

// identify goes the whole way as the citizen.
func (w world) identify() (oidc.Claims, error) {
	w.Helper()
	address, kept := w.start()
	return w.client.Callback(w.Context(), w.browser(address, url.Values{"citizen": {number}}), kept)
}

// L2, B11: a citizen is known by the number that the service vouches for, with either kind of key, and nothing more is taken.
func TestB11B15L2G1_CitizenIdentifiesByAnotherService(t *testing.T) {
	rsaKey, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	for name, key := range map[string]crypto.Signer{"ES256": ecKey(t, elliptic.P256()), "RS256": rsaKey} {
		// The service signs by the other kind.
		claims, err := citizens(t, key, func(_ *oidc.Config, s *sim.Config) { s.Elliptic = name == "RS256" }).identify()
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if claims.Personnummer.Full() != number || claims.Level != sim.LoA3 || claims.Subject == "" {
			t.Errorf("%s: got %v", name, claims)
		}
		if claims.Name != "" || claims.Email != "" || claims.Roles != nil {
			t.Errorf("%s: more is taken than the number: %v", name, claims)
		}
	}
}

func TestL2_WhatIsAskedOfACitizen(t *testing.T) {
	w := citizens(t, ecKey(t, elliptic.P256()), nil)
	address, _ := w.start()
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{
		"scope": "openid https://id.oidc.se/scope/naturalPersonNumber", "prompt": "login", "code_challenge_method": "S256",
		"acr_values": sim.LoA3 + " http://id.elegnamnden.se/loa/1.0/loa4",
		"claims":     `{"id_token":{"https://id.oidc.se/claim/personalIdentityNumber":{"essential":true},"auth_time":{"essential":true}}}`,
	} {
		if got := u.Query().Get(name); got != want {
			t.Errorf("%s: got %q, want %q", name, got, want)
		}
	}
	// The simulator is as strict as the profile: each of these is refused.
	for name, value := range map[string]string{"prompt": "", "acr_values": "", "claims": `{"id_token":{}}`, "scope": "openid"} {
		query := u.Query()
		query.Set(name, value)
		other := *u
		other.RawQuery = query.Encode()
		if status, _, _ := post(t, other.String(), url.Values{"citizen": {number}}); status != http.StatusBadRequest {
			t.Errorf("%s=%q: %d", name, value, status)
		}
	}
	if status, _, _ := post(t, address, url.Values{"staff": {staff.Subject}}); status != http.StatusForbidden {
		t.Errorf("staff at the citizens' client: %d", status)
	}
}

func TestL2_CitizenAnswersThatMustBeRefused(t *testing.T) {
	tests := map[sim.Mode]error{
		sim.LowLevel: oidc.ErrTooLow, sim.NoLevel: oidc.ErrTooLow, sim.Unmet: oidc.ErrTooLow,
		sim.NoNumber: oidc.ErrRefused, sim.ShortNumber: oidc.ErrRefused, sim.BadNumber: oidc.ErrRefused, sim.Coordination: oidc.ErrRefused,
		sim.OldToken: oidc.ErrRefused, sim.Stale: oidc.ErrRefused, sim.Distrusting: oidc.ErrRefused,
		sim.WrongNonce: oidc.ErrRefused, sim.Expired: oidc.ErrRefused, sim.WrongAudience: oidc.ErrRefused, sim.WrongIssuer: oidc.ErrRefused,
		sim.BadSignature: oidc.ErrRefused, sim.Unsigned: oidc.ErrRefused, sim.Denied: oidc.ErrDenied, sim.Busy: oidc.ErrUnavailable,
	}
	w := citizens(t, ecKey(t, elliptic.P256()), nil)
	for mode, want := range tests {
		w.sim.SetMode(mode)
		claims, err := w.identify()
		if !errors.Is(err, want) || !claims.Personnummer.IsZero() {
			t.Errorf("%s: got %v, %v", mode, claims, err)
		}
		if mode == sim.Coordination && err != nil && !strings.Contains(err.Error(), "samordningsnummer") {
			t.Errorf("refused for another reason: %v", err)
		}
		if low := errors.Is(err, oidc.ErrTooLow); low != (want == oidc.ErrTooLow) {
			t.Errorf("%s: too low %t", mode, low)
		}
		if err != nil && (strings.Contains(err.Error(), "staff") || strings.Contains(err.Error(), number[8:])) {
			t.Errorf("%s: the error says %v", mode, err)
		}
		w.sim.SetMode(sim.Working)
		if _, err := w.identify(); err != nil {
			t.Errorf("after %s: %v", mode, err)
		}
	}
}

// A level that the municipality does not list is too low, though it be another municipality's.
func TestL2_LevelMustBeOneOfThoseAskedFor(t *testing.T) {
	uncertified := "http://id.swedenconnect.se/loa/1.0/uncertified-loa3"
	at := func(s *sim.Config) { s.Clients[0].Citizens[0].Level = uncertified }
	key := ecKey(t, elliptic.P256())
	if _, err := citizens(t, key, func(_ *oidc.Config, s *sim.Config) { at(s) }).identify(); !errors.Is(err, oidc.ErrTooLow) {
		t.Errorf("not listed: %v", err)
	}
	claims, err := citizens(t, key, func(c *oidc.Config, s *sim.Config) { at(s); c.Levels = append(c.Levels, uncertified) }).identify()
	if err != nil || claims.Level != uncertified {
		t.Errorf("listed: %v, %v", claims.Level, err)
	}
}

// The service knows this program by its key alone: another key, or the secret way, is refused.
func TestL2_OnlyTheRegisteredKeyServes(t *testing.T) {
	registered := ecKey(t, elliptic.P256())
	w := citizens(t, registered, func(c *oidc.Config, _ *sim.Config) { c.Key = ecKey(t, elliptic.P256()) })
	if _, err := w.identify(); !errors.Is(err, oidc.ErrRefused) {
		t.Errorf("another key: %v", err)
	}
	w = citizens(t, registered, func(c *oidc.Config, _ *sim.Config) { c.Key, c.ClientSecret = nil, "hemlig" })
	if _, err := w.identify(); !errors.Is(err, oidc.ErrRefused) {
		t.Errorf("a secret: %v", err)
	}
	w = citizens(t, registered, func(c *oidc.Config, _ *sim.Config) { c.ClientID = "stranger" })
	if _, _, body := post(t, first(t, w), url.Values{"citizen": {number}}); !strings.Contains(body, "unknown client_id") {
		t.Errorf("a client that is not registered: %s", body)
	}
}

func first(t *testing.T, w world) string {
	t.Helper()
	address, _ := w.start()
	return address
}

// proofs catches what is sent to the token endpoint.
type proofs struct {
	http.RoundTripper
	forms []url.Values
}

func (p *proofs) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.Method == http.MethodPost {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			return nil, err
		}
		form, err := url.ParseQuery(string(body))
		if err != nil {
			return nil, err
		}
		p.forms = append(p.forms, form)
		r.Body = io.NopCloser(strings.NewReader(string(body)))
	}
	return p.RoundTripper.RoundTrip(r)
}

// A proof that someone has read serves nobody: not again, not for another code, not later, not changed.
func TestL2_ProofServesOnce(t *testing.T) {
	w := citizens(t, ecKey(t, elliptic.P256()), nil)
	caught := &proofs{}
	oidc.Catch(w.client, func(next http.RoundTripper) http.RoundTripper { caught.RoundTripper = next; return caught })
	if _, err := w.identify(); err != nil {
		t.Fatal(err)
	}
	form := caught.forms[0]
	if form.Has("client_secret") || form.Get("client_id") != lund.ID {
		t.Errorf("the token endpoint is sent %v", form)
	}
	used := form.Get("client_assertion")
	post := func(assertion string) int {
		form.Set("client_assertion", assertion)
		answer, err := http.PostForm(w.sim.Issuer()+"/token", form)
		if err != nil {
			t.Fatal(err)
		}
		answer.Body.Close()
		return answer.StatusCode
	}
	t.Cleanup(http.DefaultClient.CloseIdleConnections)
	if status := post(used); status != http.StatusUnauthorized {
		t.Errorf("a second time: %d", status)
	}
	fresh := oidc.Assertion(w.client, w.sim.Issuer()+"/token")
	w.clock.Move(2 * time.Minute)
	if status := post(fresh); status != http.StatusUnauthorized {
		t.Errorf("two minutes later: %d", status)
	}
	if status := post(oidc.Assertion(w.client, "https://another.example/token")); status != http.StatusUnauthorized {
		t.Errorf("made for another service: %d", status)
	}
	changed := oidc.Assertion(w.client, w.sim.Issuer()+"/token")
	if status := post(changed[:len(changed)-4] + "AAAA"); status != http.StatusUnauthorized {
		t.Errorf("changed: %d", status)
	}
	// One that is right comes as far as the code, which is used up.
	if status := post(oidc.Assertion(w.client, w.sim.Issuer()+"/token")); status != http.StatusBadRequest {
		t.Errorf("a right proof for a used code: %d", status)
	}
}

func TestL2_SettingsForCitizensAreChecked(t *testing.T) {
	small, err := rsa.GenerateKey(rand.Reader, 1024)
	if err != nil {
		t.Fatal(err)
	}
	good := oidc.Config{
		Issuer: "https://eid.example", ClientID: "x", RedirectURL: "https://bistand.kommunen.example/svar",
		Key: ecKey(t, elliptic.P256()), Levels: []string{sim.LoA3}, Now: newClock().Now, Random: rand.Reader,
	}
	if _, err := oidc.New(good); err != nil {
		t.Error(err)
	}
	for name, change := range map[string]func(*oidc.Config){
		"key and secret": func(c *oidc.Config) { c.ClientSecret = "hemlig" },
		"another curve":  func(c *oidc.Config) { c.Key = ecKey(t, elliptic.P384()) },
		"too small":      func(c *oidc.Config) { c.Key = small },
		"plain issuer":   func(c *oidc.Config) { c.Issuer = "http://eid.example" },
	} {
		config := good
		change(&config)
		if _, err := oidc.New(config); err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
}
