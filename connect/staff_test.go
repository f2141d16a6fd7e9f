package connect_test

import (
	"crypto/rand"
	"net/http"
	"net/url"
	"slices"
	"testing"
	"time"

	"bistand/aid"
	"bistand/connect"
	"bistand/oidc"
	oidcsim "bistand/oidc/sim"
)

// H11: staff log in by the municipality's own service, which vouches for who they are and their roles; the answer counts once, and
// for the browser that kept its state alone.
func TestH11_StaffLogIn(t *testing.T) {
	t.Parallel()
	const redirect = "http://lund.localhost:8080/personal/inloggad"
	provider := have(oidcsim.Start(t.Context(), oidcsim.Config{Now: time.Now, Clients: []oidcsim.Client{{
		ID: "lund", Secret: "hemlig", Name: "Lunds kommun", RedirectURLs: []string{redirect},
		Staff: []oidcsim.Staff{{Subject: "anna-1", Name: "Anna Påhittad", Email: "anna@lund.example", Roles: []string{"EB-Handläggare", "Vaktmästare"}}},
	}}}))(t)
	t.Cleanup(func() { provider.Close() })
	login := connect.StaffLogin{Client: have(oidc.New(oidc.Config{
		Issuer: provider.Issuer(), ClientID: "lund", ClientSecret: "hemlig", RedirectURL: redirect, RolesClaim: "roles",
		Roles: map[string]aid.Role{"EB-Handläggare": aid.Caseworker}, Now: time.Now, Random: rand.Reader,
	}))(t)}
	address, kept, err := login.Start(t.Context())
	if err != nil || kept.State == "" || kept.Nonce == "" || kept.Verifier == "" || kept.StartedAt.IsZero() {
		t.Fatalf("kept %v, %v", kept.StartedAt, err)
	}
	browser := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	answer := have(browser.PostForm(address, url.Values{"staff": {"anna-1"}}))(t)
	answer.Body.Close()
	back := have(answer.Location())(t).Query()

	other := kept
	other.State = "another browser's"
	if _, err := login.Finish(t.Context(), back.Get("code"), back.Get("state"), other); err == nil {
		t.Error("another browser's log-in is let in")
	}
	staff := have(login.Finish(t.Context(), back.Get("code"), back.Get("state"), kept))(t)
	if staff.ID != "" || staff.Subject != "anna-1" || staff.Name != "Anna Påhittad" || staff.Email != "anna@lund.example" || !slices.Equal(staff.Roles, []aid.Role{aid.Caseworker}) {
		t.Errorf("staff %+v", staff)
	}
	if _, err := login.Finish(t.Context(), back.Get("code"), back.Get("state"), kept); err == nil {
		t.Error("the answer counts twice")
	}
}
