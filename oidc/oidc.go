// Package oidc logs people in by OpenID Connect: code flow, PKCE with S256, state and nonce of 256 bits each, redirect address
// exact. Staff come through their municipality's own identity provider (Entra ID, ADFS, Keycloak …), citizens with any
// e-identification through a service that follows the Swedish OpenID Connect profile 1.0 (Config.Levels).
//
// Nothing is fetched from the provider before someone logs in, so the program starts when the provider is down. Between
// Start and Finish the caller keeps what Start returned on the server, bound to the browser's session, and uses it once.
package oidc

import (
	"context"
	"crypto"
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	gooidc "github.com/coreos/go-oidc/v3/oidc"
	"github.com/go-jose/go-jose/v4"
	"golang.org/x/oauth2"

	"bistand/aid"
)

// The outcomes that a caller tells apart; every error of this package is one of them.
var (
	ErrUnavailable = errors.New("log-in service does not answer") // try again later
	ErrDenied      = errors.New("log-in was cancelled or denied") // the person's or the provider's no
	ErrRefused     = errors.New("log-in cannot be trusted")       // anything that does not add up

	// ErrTooLow is an ErrRefused that the person can do something about: another e-identification is needed.
	ErrTooLow = fmt.Errorf("%w: level of assurance too low", ErrRefused)
)

const (
	timeout   = 5 * time.Second  // of each exchange with the provider
	lifetime  = 10 * time.Minute // from Start to Finish
	maxAnswer = 1 << 20          // bytes read of any answer
)

// Config (inloggningsinställningar) is one municipality's agreement with an identity provider.
type Config struct {
	Issuer       string // exactly as the provider states it; HTTPS unless on this machine
	ClientID     string
	ClientSecret string
	RedirectURL  string   // exactly as registered with the provider
	Scopes       []string // asked for beside openid, and for staff profile and email
	// Key proves this program to the provider in place of a secret (private_key_jwt): ECDSA on P-256, or RSA of 2048 bits at
	// least. KeyID is its name with the provider; its RFC 7638 thumbprint where empty.
	Key   crypto.Signer
	KeyID string
	// Levels, where there are any, makes this a log-in for citizens by the Swedish OpenID Connect profile: these levels of
	// assurance (acr) are asked for, and an answer must hold one of them, and a personnummer.
	Levels []string
	// RolesClaim is where the ID token lists what the person is: "roles" (Entra ID), "realm_access.roles" (Keycloak),
	// "groups". The claim of that very name comes first, then the way along the dots.
	RolesClaim string
	Roles      map[string]aid.Role // from the claim's values; values that are not listed mean nothing
	MaxAge     time.Duration       // how old a log-in at the provider may be; 0 leaves it to the provider
	Now        func() time.Time
	Random     io.Reader
}

// Claims (uppgifter) is what the provider vouches for about a person.
type Claims struct {
	Subject  string // stable at this provider; the key to the person
	Name     string
	Email    string
	Roles    []aid.Role // without doubles, in the order of their codes
	AuthTime time.Time  // when the person logged in at the provider; zero where it does not say

	Personnummer aid.Personnummer // of a citizen
	Level        string           // the level of assurance (acr) of a citizen's log-in
}

// Kept (kvar på servern) is what must be kept between Start and Finish, on the server, for one browser, once.
type Kept struct {
	State     string    `json:"state"`
	Nonce     string    `json:"nonce"`
	Verifier  string    `json:"verifier"` // of PKCE: a secret
	StartedAt time.Time `json:"started_at"`
}

// Client (inloggningsklient) logs in the staff or the citizens of one municipality. It is safe for concurrent use.
type Client struct {
	config   Config
	signer   jose.Signer // nil without a Key
	http     *http.Client
	turn     chan struct{} // held by whoever reads or fetches provider
	provider *provider     // nil until the provider has answered once
}

// New checks the settings; it does not connect.
func New(config Config) (*Client, error) {
	for name, address := range map[string]string{"issuer": config.Issuer, "redirect address": config.RedirectURL} {
		if err := checkAddress(address); err != nil {
			return nil, fmt.Errorf("read log-in settings: %s: %w", name, err)
		}
	}
	if config.ClientID == "" || config.RolesClaim == "" && !config.citizens() {
		return nil, errors.New("read log-in settings: client id or roles claim missing")
	}
	if config.Now == nil || config.Random == nil {
		return nil, errors.New("read log-in settings: no clock or no randomness")
	}
	known := []aid.Role{aid.Caseworker, aid.DecisionMaker, aid.PaymentOfficer, aid.Auditor, aid.Administrator}
	for value, role := range config.Roles {
		if !slices.Contains(known, role) {
			return nil, fmt.Errorf("read log-in settings: %q is mapped to unknown role %q", value, role)
		}
	}
	signer, err := newSigner(config)
	if err != nil {
		return nil, fmt.Errorf("read log-in settings: %w", err)
	}
	return &Client{config: config, signer: signer, turn: make(chan struct{}, 1), http: &http.Client{
		Timeout:       timeout,
		Transport:     limited{&http.Transport{DisableKeepAlives: true, Proxy: http.ProxyFromEnvironment}},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}, nil
}

// checkAddress accepts HTTPS, and plain HTTP on this machine.
func checkAddress(address string) error {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" || u.Fragment != "" {
		return errors.New("no usable address")
	}
	host := u.Hostname()
	ip := net.ParseIP(host)
	local := host == "localhost" || strings.HasSuffix(host, ".localhost") || (ip != nil && ip.IsLoopback())
	if u.Scheme != "https" && (u.Scheme != "http" || !local) {
		return errors.New("plain HTTP is allowed on this machine only")
	}
	return nil
}

// limited cuts answers that are longer than any provider's should be.
type limited struct{ http.RoundTripper }

// RoundTrip implements http.RoundTripper.
func (l limited) RoundTrip(r *http.Request) (*http.Response, error) {
	answer, err := l.RoundTripper.RoundTrip(r)
	if err == nil {
		answer.Body = struct {
			io.Reader
			io.Closer
		}{io.LimitReader(answer.Body, maxAnswer), answer.Body}
	}
	return answer, err
}

// Start begins a log-in: the address to send the browser to, and what to keep. Its only error is ErrUnavailable, and that
// after five seconds at most.
func (c *Client) Start(ctx context.Context) (address string, kept Kept, err error) {
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	p, err := c.discovered(ctx)
	if err != nil {
		return "", Kept{}, err
	}
	// 32 bytes each: twice what OpenID Connect asks of state and nonce, and the 43 characters that PKCE asks for.
	var random [3 * 32]byte
	if _, err := io.ReadFull(c.config.Random, random[:]); err != nil {
		return "", Kept{}, fmt.Errorf("read randomness for a log-in: %w: %w", ErrUnavailable, err)
	}
	text := base64.RawURLEncoding.EncodeToString
	kept = Kept{State: text(random[:32]), Nonce: text(random[32:64]), Verifier: text(random[64:]), StartedAt: c.config.Now()}
	options := []oauth2.AuthCodeOption{gooidc.Nonce(kept.Nonce), oauth2.S256ChallengeOption(kept.Verifier)}
	if c.config.MaxAge > 0 {
		options = append(options, oauth2.SetAuthURLParam("max_age", fmt.Sprint(int64(c.config.MaxAge.Seconds()))))
	}
	return p.flow.AuthCodeURL(kept.State, append(options, c.config.profileOptions()...)...), kept, nil
}

// Callback finishes a log-in from the query with which the browser came back. It is Finish for answers of every kind:
// a no is ErrDenied, and an answer in another provider's name is ErrRefused (RFC 9207).
func (c *Client) Callback(ctx context.Context, query url.Values, kept Kept) (Claims, error) {
	if issuer := query.Get("iss"); issuer != "" && issuer != c.config.Issuer {
		return Claims{}, fmt.Errorf("%w: answer from another provider", ErrRefused)
	}
	if query.Has("error") {
		// Even a no counts only in answer to our question: no one else may end a log-in.
		if err := c.checkState(query.Get("state"), kept); err != nil {
			return Claims{}, err
		}
		return Claims{}, answerError(query.Get("error"))
	}
	return c.Finish(ctx, query.Get("code"), query.Get("state"), kept)
}

// Finish exchanges the code for the claims of the person who logged in. The caller must have taken kept out of its store,
// so that it cannot be used again.
func (c *Client) Finish(ctx context.Context, code, state string, kept Kept) (Claims, error) {
	if err := c.checkState(state, kept); err != nil {
		return Claims{}, err
	}
	if code == "" {
		return Claims{}, fmt.Errorf("%w: no code", ErrRefused)
	}
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	p, err := c.discovered(ctx)
	if err != nil {
		return Claims{}, err
	}
	options, err := c.assertion(p.flow.Endpoint.TokenURL)
	if err != nil {
		return Claims{}, err
	}
	token, err := p.flow.Exchange(gooidc.ClientContext(ctx, c.http), code, append(options, oauth2.VerifierOption(kept.Verifier))...)
	if err != nil {
		return Claims{}, exchangeError(err)
	}
	raw, ok := token.Extra("id_token").(string)
	if !ok {
		return Claims{}, fmt.Errorf("%w: no ID token", ErrRefused)
	}
	return c.verify(gooidc.ClientContext(ctx, c.http), p, raw, token.AccessToken, kept)
}

// checkState holds the browser's answer against the question it was sent off with.
func (c *Client) checkState(state string, kept Kept) error {
	if kept.State == "" || kept.Nonce == "" || kept.Verifier == "" || !equal(state, kept.State) {
		return fmt.Errorf("%w: state does not match", ErrRefused)
	}
	if age := c.config.Now().Sub(kept.StartedAt); age < 0 || age > lifetime {
		return fmt.Errorf("%w: begun too long ago", ErrRefused)
	}
	return nil
}

// answerError sorts what the provider sends a browser back with in place of a code.
func answerError(code string) error {
	switch code {
	case "temporarily_unavailable", "server_error":
		return fmt.Errorf("%w: it answers %s", ErrUnavailable, code)
	case "unmet_authentication_requirements":
		return ErrTooLow
	case "access_denied", "login_required", "interaction_required", "consent_required", "account_selection_required":
		return ErrDenied
	}
	return fmt.Errorf("%w: provider answers %.60q", ErrRefused, code) // it finds fault with what we ask
}

// exchangeError sorts what went wrong at the token endpoint: its own no, or no answer that can be used.
func exchangeError(err error) error {
	var answer *oauth2.RetrieveError
	if errors.As(err, &answer) && answer.Response.StatusCode < 500 {
		return fmt.Errorf("%w: token endpoint says %q", ErrRefused, answer.ErrorCode)
	}
	return fmt.Errorf("exchange code: %w", ErrUnavailable)
}

// equal compares secrets without telling by its time how far they agree.
func equal(a, b string) bool { return subtle.ConstantTimeCompare([]byte(a), []byte(b)) == 1 }
