package connect

import (
	"context"
	"errors"
	"net/http"
	"net/url"

	"bistand/aid"
	"bistand/oidc"
	"bistand/web/site"
)

// CitizenLogin fits a service for other e-identifications than BankID to site.CitizenLogin.
type CitizenLogin struct{ Client *oidc.Client }

// Start returns the address to send the browser to, and what must be kept until it comes back.
func (l CitizenLogin) Start(ctx context.Context) (string, site.Kept, error) {
	address, kept, err := l.Client.Start(ctx)
	if err != nil {
		return "", site.Kept{}, &eidError{err}
	}
	return address, site.Kept(kept), nil
}

// Finish turns what the browser brought back into the number that the service vouches for.
func (l CitizenLogin) Finish(ctx context.Context, answer url.Values, kept site.Kept) (aid.Personnummer, error) {
	claims, err := l.Client.Callback(ctx, answer, oidc.Kept(kept))
	if err != nil {
		return aid.Personnummer{}, &eidError{err}
	}
	return claims.Personnummer, nil
}

// eidError tells the person what to do about a failure of the service.
type eidError struct{ error }

// Unwrap returns what happened.
func (e *eidError) Unwrap() error { return e.error }

// Status is what the page that tells of it is answered with: only a service that does not answer is out of order. Whoever changed
// their mind is met as in BankID, and an identification that will not do is refused.
func (e *eidError) Status() int {
	switch {
	case errors.Is(e.error, oidc.ErrDenied):
		return http.StatusOK
	case errors.Is(e.error, oidc.ErrUnavailable):
		return http.StatusServiceUnavailable
	}
	return http.StatusForbidden
}

// TextKey is the key of what the person is told.
func (e *eidError) TextKey() string {
	switch {
	case errors.Is(e.error, oidc.ErrDenied):
		return "eid.cancelled"
	case errors.Is(e.error, oidc.ErrTooLow):
		return "eid.too_low"
	case errors.Is(e.error, oidc.ErrUnavailable):
		return "eid.unavailable"
	}
	return "eid.refused"
}
