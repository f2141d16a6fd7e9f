package public_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"bistand/web/site"
	"bistand/web/webtest"
)

func TestStaffLogIn(t *testing.T) {
	webtestEach(t, func(t *testing.T, w *webtest.World) {
		v := w.Visitor(w.Lund)
		v.Get("/handlaggning").Want(http.StatusOK, "Logga in").At("/handlaggning/logga-in")
		v.MustStaffLogIn(w.Lund.Facts.Caseworker)
		if p := v.Get("/handlaggning/logga-in"); p.URL.Path != "/handlaggning" {
			t.Errorf("one who is logged in is asked to log in at %s", p.URL)
		}
		v.Get("/start").Want(http.StatusForbidden)

		w.Visitor(w.Lund).MustStaffLogIn(webtest.NewStaff)
		w.Visitor(w.Lund).MustStaffLogIn(webtest.NewStaff)
		added, err := w.Lund.Facts.Store.StaffBySubject(t.Context(), webtest.NewStaff.Subject)
		if err != nil || added.Name != webtest.NewStaff.Name {
			t.Errorf("the new member of staff: %+v, %v", added, err)
		}
		refused := w.Visitor(w.Lund)
		refused.StaffLogIn(webtest.NoRole).Want(http.StatusForbidden, "ingen roll")
		if refused.Cookie(site.SessionCookie) != "" {
			t.Error("staff without a role is logged in")
		}
	})
}

// The provider's answer counts once, in the browser that was sent to it, for a quarter of an hour.
func TestStaffAnswerIsBoundToTheBrowser(t *testing.T) {
	w := webtest.Start(t, "sqlite")
	v, stranger := w.Visitor(w.Lund), w.Visitor(w.Lund)
	answer := v.Get("/handlaggning/logga-in/borja").Form("").Set("staff", w.Lund.Facts.Caseworker.Subject).SubmitOnce()
	back := answer.Header.Get("Location")
	if !strings.HasPrefix(back, w.Lund.URL()+"/handlaggning/logga-in/svar?") {
		t.Fatalf("the provider leads to %q", back)
	}
	stranger.Get(back).At("/handlaggning/logga-in")
	v.Get(back)
	if v.Cookie(site.SessionCookie) == "" || stranger.Cookie(site.SessionCookie) != "" {
		t.Error("the answer did not go to its own browser alone")
	}
	again := w.Visitor(w.Lund)
	again.SetCookie(site.BrowserCookie, v.Cookie(site.BrowserCookie))
	again.Get(back).At("/handlaggning/logga-in")

	late := w.Visitor(w.Lund)
	answer = late.Get("/handlaggning/logga-in/borja").Form("").Set("staff", w.Lund.Facts.Caseworker.Subject).SubmitOnce()
	w.Clock.Advance(16 * time.Minute)
	late.Get(answer.Header.Get("Location")).At("/handlaggning/logga-in")
}
