package web_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"bistand/aid"
	"bistand/web/site"
	"bistand/web/webtest"
)

func TestSessionEndsWhenIdle(t *testing.T) {
	for _, engine := range []string{"sqlite", "postgres"} {
		t.Run(engine, func(t *testing.T) {
			w := webtest.Start(t, engine)
			v := w.Visitor(w.Lund).MustLogIn(w.Lund.Facts.Applicant)
			for range 3 { // use keeps it
				w.Clock.Advance(aid.SessionIdle - time.Second)
				v.Get("/start").At("/start")
			}
			w.Clock.Advance(aid.SessionIdle)
			v.Get("/start").At("/logga-in")
			v.Get("/start").At("/logga-in") // its cookie is left, for what other tabs send; it opens nothing
		})
	}
}

func TestSessionEndsAfterEightHoursOfUse(t *testing.T) {
	w := webtest.Start(t, "sqlite")
	v := w.Visitor(w.Lund).MustLogIn(w.Lund.Facts.Applicant)
	began := w.Clock.Now()
	for w.Clock.Now().Sub(began) < aid.SessionLongest-20*time.Minute {
		w.Clock.Advance(20 * time.Minute)
		v.Get("/start").At("/start")
	}
	w.Clock.Advance(20 * time.Minute)
	v.Get("/start").At("/logga-in")
}

// The page counts down to the end of the log-in, from its last use that was written down.
func TestSessionTellsWhatIsLeft(t *testing.T) {
	w := webtest.Start(t, "sqlite")
	v := w.Visitor(w.Lund).MustLogIn(w.Lund.Facts.Applicant)
	w.Clock.Advance(59 * time.Second) // no use is written down within a minute
	if p := v.Get("/hjalp"); !strings.Contains(p.Body, fmt.Sprintf(`data-session="%d"`, 25*60-59)) {
		t.Errorf("after 59 s: %s", around(p.Body, "data-session"))
	}
	w.Clock.Advance(time.Second)
	if p := v.Get("/hjalp"); !strings.Contains(p.Body, fmt.Sprintf(`data-session="%d"`, 25*60)) {
		t.Errorf("after 60 s: %s", around(p.Body, "data-session"))
	}
	if p := v.Get("/start"); !strings.Contains(p.Body, `data-session="`) || !strings.Contains(p.Body, "Du loggas ut om") {
		t.Error("the start page has no warning")
	}
}

// around is the part of a page around a word.
func around(body, word string) string {
	i := strings.Index(body, word)
	if i < 0 {
		return "no " + word
	}
	return body[i:min(len(body), i+60)]
}

func TestSessionIsRenewedAtLogIn(t *testing.T) {
	w := webtest.Start(t, "sqlite")
	v := w.Visitor(w.Lund)
	v.SetCookie(site.SessionCookie, "a-token-that-someone-else-has-planted-here")
	v.MustLogIn(w.Lund.Facts.Applicant)
	first := v.Cookie(site.SessionCookie)
	if first == "a-token-that-someone-else-has-planted-here" {
		t.Fatal("a planted token has become a log-in")
	}
	// Staff who log in in the same browser get a token of their own, and the log-in before it ends.
	v.MustStaffLogIn(w.Lund.Facts.Caseworker)
	second := v.Cookie(site.SessionCookie)
	if second == first {
		t.Fatal("the token is the same after a log-in")
	}
	v.Get("/start").Want(http.StatusForbidden)
	old := w.Visitor(w.Lund)
	old.SetCookie(site.SessionCookie, first)
	old.Get("/start").At("/logga-in")
}

func TestSessionTokensThatAreNone(t *testing.T) {
	w := webtest.Start(t, "sqlite")
	for _, token := range []string{"x", strings.Repeat("A", 43), strings.Repeat("B", 3000), "'; DROP TABLE session; --"} {
		v := w.Visitor(w.Lund)
		v.SetCookie(site.SessionCookie, token)
		v.Get("/start").At("/logga-in")
	}
}

// Access that staff close, or a sekretessmarkering, ends what a log-in that lasts can see.
func TestG2_L1_ClosedAccessCountsAtOnce(t *testing.T) {
	w := webtest.Start(t, "sqlite")
	f := w.Lund.Facts
	v := w.Visitor(w.Lund).MustLogIn(f.Applicant)
	v.Get("/start").At("/start")
	f.Now = w.Clock.Now()
	f.SetAccess(f.Case, f.Applicant, f.Caseworker, false)
	v.Get("/start").Want(http.StatusForbidden)
	w.Visitor(w.Lund).LogIn(f.Applicant).Want(http.StatusForbidden, "Du kan inte använda e-tjänsten")
	f.SetAccess(f.Case, f.Applicant, f.Caseworker, true)
	v.Get("/start").At("/start")
}
