package oidc

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/url"
	"slices"
	"strings"
	"time"

	"bistand/aid"
)

// skew is how far the provider's clock may be from ours.
const skew = time.Minute

// verify checks the ID token (signature, issuer, audience, expiry by the library; the rest here) and reads its claims.
func (c *Client) verify(ctx context.Context, p *provider, raw, accessToken string, kept Kept) (Claims, error) {
	token, err := p.verifier.Verify(ctx, raw)
	if err != nil {
		// The keys are fetched on the way, so a provider that has just gone down shows itself here.
		var network net.Error
		var request *url.Error
		if ctx.Err() != nil || errors.As(err, &network) || errors.As(err, &request) {
			return Claims{}, fmt.Errorf("fetch keys: %w", ErrUnavailable)
		}
		return Claims{}, fmt.Errorf("%w: %.200s", ErrRefused, err)
	}
	if !equal(token.Nonce, kept.Nonce) {
		return Claims{}, fmt.Errorf("%w: nonce does not match", ErrRefused)
	}
	if token.AccessTokenHash != "" && token.VerifyAccessToken(accessToken) != nil {
		return Claims{}, fmt.Errorf("%w: access token does not belong to ID token", ErrRefused)
	}
	var all map[string]json.RawMessage
	if err := token.Claims(&all); err != nil {
		return Claims{}, fmt.Errorf("%w: claims cannot be read", ErrRefused)
	}
	// OpenID Connect Core 3.1.3.7: a token for several audiences says which of them asked for it.
	if party := text(all["azp"]); len(token.Audience) > 1 || party != "" {
		if party != c.config.ClientID {
			return Claims{}, fmt.Errorf("%w: token was made for another client", ErrRefused)
		}
	}
	claims := Claims{
		Subject: token.Subject, Name: text(all["name"]), Email: text(all["email"]),
		Roles: mapRoles(values(all, c.config.RolesClaim), c.config.Roles), AuthTime: authTime(all["auth_time"]),
	}
	if claims.Name == "" {
		claims.Name = strings.TrimSpace(text(all["given_name"]) + " " + text(all["family_name"]))
	}
	if c.config.citizens() {
		return c.citizen(claims, token.IssuedAt, all, kept)
	}
	return claims, c.checkClaims(claims)
}

// checkClaims holds the claims against what we asked for.
func (c *Client) checkClaims(claims Claims) error {
	if claims.Subject == "" {
		return fmt.Errorf("%w: no subject", ErrRefused)
	}
	if c.config.MaxAge == 0 {
		return nil
	}
	if claims.AuthTime.IsZero() || c.config.Now().Sub(claims.AuthTime) > c.config.MaxAge+skew {
		return fmt.Errorf("%w: logged in at the provider too long ago", ErrRefused)
	}
	return nil
}

// text reads a claim that should be text; one of another kind, or none, is no text.
func text(raw json.RawMessage) string {
	var s string
	if json.Unmarshal(raw, &s) != nil {
		return ""
	}
	return s
}

// authTime reads seconds since 1970.
func authTime(raw json.RawMessage) time.Time {
	var seconds float64
	if json.Unmarshal(raw, &seconds) != nil || seconds <= 0 || seconds > 1<<40 {
		return time.Time{}
	}
	return time.Unix(int64(seconds), 0).UTC()
}

// values finds a claim by its name, or else along the dots in it, and reads it as a list of texts or as one.
func values(claims map[string]json.RawMessage, name string) []string {
	raw, ok := claims[name]
	if !ok {
		first, rest, dotted := strings.Cut(name, ".")
		var inner map[string]json.RawMessage
		if !dotted || json.Unmarshal(claims[first], &inner) != nil {
			return nil
		}
		return values(inner, rest)
	}
	// Providers write one role as a text of its own, several as a list.
	var list []string
	if json.Unmarshal(raw, &list) == nil {
		return list
	}
	if one := text(raw); one != "" {
		return []string{one}
	}
	return nil
}

// mapRoles turns the provider's words into roles. A word that the settings do not list gives nothing.
func mapRoles(words []string, mapping map[string]aid.Role) []aid.Role {
	var roles []aid.Role
	for _, word := range words {
		if role, ok := mapping[word]; ok {
			roles = append(roles, role)
		}
	}
	slices.Sort(roles)
	return slices.Compact(roles)
}
