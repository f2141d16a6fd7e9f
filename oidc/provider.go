package oidc

import (
	"context"
	"fmt"
	"slices"

	gooidc "github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"
)

// provider is what is known of the identity provider once it has answered.
type provider struct {
	flow     oauth2.Config
	verifier *gooidc.IDTokenVerifier
}

// discovered returns the provider, asking it for its addresses the first time. One caller asks at a time; the others wait for
// its answer, none longer than its own ctx. A failure is not remembered: the next log-in asks again.
func (c *Client) discovered(ctx context.Context) (*provider, error) {
	select {
	case c.turn <- struct{}{}:
		defer func() { <-c.turn }()
	case <-ctx.Done():
		return nil, fmt.Errorf("wait for discovery: %w", ErrUnavailable)
	}
	if c.provider != nil {
		return c.provider, nil
	}
	found, err := c.discover(ctx)
	if err != nil {
		return nil, fmt.Errorf("%w: discovery: %.200s", ErrUnavailable, err) // the error may quote a whole page
	}
	c.provider = found
	return found, nil
}

// discover asks the provider for its addresses. Its keys are fetched when the first token comes, and again when one comes
// that is signed by a new key.
func (c *Client) discover(ctx context.Context) (*provider, error) {
	found, err := gooidc.NewProvider(gooidc.ClientContext(ctx, c.http), c.config.Issuer)
	if err != nil {
		return nil, err
	}
	var more struct {
		KeysURL string   `json:"jwks_uri"`
		Methods []string `json:"token_endpoint_auth_methods_supported"`
	}
	if err := found.Claims(&more); err != nil {
		return nil, err
	}
	endpoint := found.Endpoint()
	// A provider spoken to over TLS must not send us, or the browser, somewhere without.
	for _, address := range []string{endpoint.AuthURL, endpoint.TokenURL, more.KeysURL} {
		if err := checkAddress(address); err != nil {
			return nil, err
		}
	}
	// Said outright, since the library otherwise tries one way and then the other, and the first try uses up the code.
	endpoint.AuthStyle = oauth2.AuthStyleInHeader
	if c.signer != nil || len(more.Methods) > 0 && !slices.Contains(more.Methods, "client_secret_basic") {
		endpoint.AuthStyle = oauth2.AuthStyleInParams
	}
	return &provider{
		flow: oauth2.Config{
			ClientID: c.config.ClientID, ClientSecret: c.config.ClientSecret, RedirectURL: c.config.RedirectURL,
			Endpoint: endpoint, Scopes: append(c.config.scopes(), c.config.Scopes...),
		},
		verifier: found.Verifier(&gooidc.Config{
			ClientID: c.config.ClientID, Now: c.config.Now,
			// Only signatures by a key that the provider alone holds.
			SupportedSigningAlgs: []string{gooidc.RS256, gooidc.PS256, gooidc.ES256, gooidc.ES384},
		}),
	}, nil
}
