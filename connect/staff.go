package connect

import (
	"context"

	"bistand/aid"
	"bistand/oidc"
	"bistand/web/site"
)

// StaffLogin fits the municipality's identity provider to site.StaffLogin.
type StaffLogin struct{ Client *oidc.Client }

// Start returns the address to send the browser to, and what must be kept until it comes back.
func (s StaffLogin) Start(ctx context.Context) (string, site.Kept, error) {
	address, kept, err := s.Client.Start(ctx)
	return address, site.Kept(kept), err
}

// Finish turns what the browser brought back into the member of staff as the provider vouches for them: without an id.
func (s StaffLogin) Finish(ctx context.Context, code, state string, kept site.Kept) (aid.Staff, error) {
	claims, err := s.Client.Finish(ctx, code, state, oidc.Kept(kept))
	if err != nil {
		return aid.Staff{}, err
	}
	return aid.Staff{Subject: claims.Subject, Name: claims.Name, Email: claims.Email, Roles: claims.Roles}, nil
}
