package oidc

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rsa"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	gooidc "github.com/coreos/go-oidc/v3/oidc"
	"github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/jwt"
	"golang.org/x/oauth2"

	"bistand/aid"
)

// The words of the Swedish OpenID Connect profile 1.0.
const (
	numberScope = "https://id.oidc.se/scope/naturalPersonNumber"
	numberClaim = "https://id.oidc.se/claim/personalIdentityNumber"
)

const (
	tokenLife     = 5 * time.Minute // the longest that the profile lets an ID token live
	assertionLife = time.Minute     // of our own proof at the token endpoint
)

// citizens tells whether the log-in is for citizens, by the Swedish profile.
func (c Config) citizens() bool { return len(c.Levels) > 0 }

// scopes is what is asked for in any case. Of a citizen it is the number and nothing else: the register knows who has it.
func (c Config) scopes() []string {
	if c.citizens() {
		return []string{gooidc.ScopeOpenID, numberScope}
	}
	return []string{gooidc.ScopeOpenID, "profile", "email"}
}

// profileOptions is what the profile adds to the question: the levels, the number in the ID token itself, since it is else to
// be had from a second endpoint only, and that the person identifies themselves now, whoever sat at this browser before.
func (c Config) profileOptions() []oauth2.AuthCodeOption {
	if !c.citizens() {
		return nil
	}
	const claims = `{"id_token":{"` + numberClaim + `":{"essential":true},"auth_time":{"essential":true}}}`
	return []oauth2.AuthCodeOption{
		oauth2.SetAuthURLParam("acr_values", strings.Join(c.Levels, " ")),
		oauth2.SetAuthURLParam("claims", claims),
		oauth2.SetAuthURLParam("prompt", "login"),
	}
}

// newSigner makes what signs this program's own proof; nil without a key.
func newSigner(config Config) (jose.Signer, error) {
	if config.Key == nil {
		return nil, nil
	}
	if config.ClientSecret != "" {
		return nil, errors.New("both a key and a secret")
	}
	var algorithm jose.SignatureAlgorithm
	switch key := config.Key.(type) {
	case *ecdsa.PrivateKey:
		if key.Curve == elliptic.P256() {
			algorithm = jose.ES256
		}
	case *rsa.PrivateKey:
		if key.N.BitLen() >= 2048 {
			algorithm = jose.RS256
		}
	}
	if algorithm == "" {
		return nil, errors.New("the key is neither ECDSA on P-256 nor RSA of 2048 bits")
	}
	key := jose.JSONWebKey{Key: config.Key, KeyID: config.KeyID, Algorithm: string(algorithm), Use: "sig"}
	if key.KeyID == "" {
		sum, err := key.Thumbprint(crypto.SHA256)
		if err != nil {
			return nil, fmt.Errorf("name the key: %w", err)
		}
		key.KeyID = base64.RawURLEncoding.EncodeToString(sum)
	}
	return jose.NewSigner(jose.SigningKey{Algorithm: algorithm, Key: key}, (&jose.SignerOptions{}).WithType("JWT"))
}

// assertion proves this program at the token endpoint by its key. Without a key there is none, and the secret serves.
func (c *Client) assertion(endpoint string) ([]oauth2.AuthCodeOption, error) {
	if c.signer == nil {
		return nil, nil
	}
	signed, err := c.signProof(endpoint)
	return []oauth2.AuthCodeOption{
		oauth2.SetAuthURLParam("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"),
		oauth2.SetAuthURLParam("client_assertion", signed),
	}, err
}

// signProof signs that this program asks: at this endpoint, once, within a minute (RFC 7523, section 2.2; OpenID Connect Core,
// section 9).
func (c *Client) signProof(endpoint string) (string, error) {
	var id [16]byte
	if _, err := io.ReadFull(c.config.Random, id[:]); err != nil {
		return "", fmt.Errorf("read randomness for a log-in: %w: %w", ErrUnavailable, err)
	}
	now := c.config.Now()
	signed, err := jwt.Signed(c.signer).Claims(jwt.Claims{
		Issuer: c.config.ClientID, Subject: c.config.ClientID, Audience: jwt.Audience{endpoint},
		ID: base64.RawURLEncoding.EncodeToString(id[:]), IssuedAt: jwt.NewNumericDate(now), Expiry: jwt.NewNumericDate(now.Add(assertionLife)),
	}).Serialize()
	if err != nil {
		return "", fmt.Errorf("%w: sign the proof of this program: %w", ErrUnavailable, err)
	}
	return signed, nil
}

// citizen reads what the provider vouches for about a citizen, and holds it against what we asked for.
func (c *Client) citizen(claims Claims, issued time.Time, all map[string]json.RawMessage, kept Kept) (Claims, error) {
	claims.Level = text(all["acr"])
	now := c.config.Now()
	switch {
	case claims.Subject == "":
		return Claims{}, fmt.Errorf("%w: no subject", ErrRefused)
	case issued.IsZero() || now.Sub(issued) > tokenLife || issued.Sub(now) > skew:
		return Claims{}, fmt.Errorf("%w: ID token was not made now", ErrRefused)
	case !slices.Contains(c.config.Levels, claims.Level):
		return Claims{}, ErrTooLow
	// prompt=login: an identification from before our question is someone's who used this browser earlier.
	case claims.AuthTime.IsZero() || claims.AuthTime.Before(kept.StartedAt.Add(-skew)):
		return Claims{}, fmt.Errorf("%w: the person was not asked to identify themselves", ErrRefused)
	}
	// The profile writes twelve digits and nothing between them. A samordningsnummer has a claim of its own, of which one must
	// know how well the identity behind it was examined: we do not ask for it.
	number, err := aid.ParsePersonnummer(text(all[numberClaim]))
	if err != nil || number.Full() != text(all[numberClaim]) {
		return Claims{}, fmt.Errorf("%w: no personnummer of twelve digits", ErrRefused)
	}
	if number.IsSamordningsnummer() {
		return Claims{}, fmt.Errorf("%w: a samordningsnummer in place of a personnummer", ErrRefused)
	}
	claims.Personnummer = number
	return claims, nil
}
