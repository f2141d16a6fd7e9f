package citizen_test

import (
	"net/http"
	"testing"

	"bistand/store/storetest"
	"bistand/web/site"
)

// G9, L13: a program that asks for the head of a page alone has read nothing and brings about nothing: no receipt of a decision, from which the last
// day to appeal is counted, and no log-in.
func TestG9L13_TheHeadOfAPageBringsNothingAbout(t *testing.T) {
	for _, engine := range storetest.Engines {
		t.Run(engine, func(t *testing.T) {
			c := meet(t, engine)
			register, decision := c.Lund.Tenant.Desk.Register, c.facts.Decision.ID
			received := func() bool {
				t.Helper()
				on, err := register.ReceivedOn(t.Context(), decision, c.facts.CoApplicant.ID)
				if err != nil {
					t.Fatal(err)
				}
				return !on.IsZero()
			}
			if received() {
				t.Fatal("the decision has been received before it is opened")
			}
			if p := c.omar.Once(http.MethodHead, "/beslut/"+string(decision), nil, ""); p.Status != http.StatusOK || received() {
				t.Errorf("%d, received %v", p.Status, received())
			}
			if c.omar.Get("/beslut/"+string(decision)).Want(http.StatusOK, "Beslut"); !received() {
				t.Error("one who reads it has not received it")
			}

			v := c.Visitor(c.Lund)
			page := v.StartLogIn()
			c.Phone(page.AppLink(), c.facts.Applicant, "approve")
			v.Once(http.MethodHead, page.URL.Path+"/klar", nil, "")
			if v.Cookie(site.SessionCookie) != "" {
				t.Error("the head of a page has logged in")
			}
		})
	}
}
