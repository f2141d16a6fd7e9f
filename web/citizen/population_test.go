package citizen_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"bistand/aid"
	"bistand/store/storetest"
	"bistand/web"
	"bistand/web/site"
	"bistand/web/webtest"
)

// G2: who is about to sign is told that a register does not answer, and loses nothing; one whom it shields by then signs nothing, and sees nothing
// more. The other adult goes on.
func TestG2_SigningWhileThePopulationRegisterIsAsked(t *testing.T) {
	for _, engine := range storetest.Engines {
		t.Run(engine, func(t *testing.T) {
			c := meet(t, engine)
			register := c.Lund.Census
			c.begin()
			address := c.freeze()
			register.Fail(true)
			p := c.asa.Get(address).Form(address+"/bankid").Press("enhet", "denna").Want(http.StatusServiceUnavailable, "ett register som vi måste fråga svarar inte", "Det du har fyllt i är sparat")
			if strings.Contains(p.Text(), "kyddad") || strings.Contains(p.Text(), "olkbokf") {
				t.Errorf("the page says what is asked about:\n%s", p.Text())
			}
			if a := c.application(address); a.Status() != aid.AwaitSignature {
				t.Errorf("the application is %s", a.Status())
			}
			register.Fail(false)
			c.sign(c.asa, address, c.facts.Applicant).Want(http.StatusOK, "Du har skrivit under")

			register.Say(c.facts.CoApplicant.Personnummer, aid.Shielded)
			refused := c.omar.Get(address).Form(address+"/bankid").Press("enhet", "denna").At("/logga-in/kontakt").Want(http.StatusForbidden, "Du kan inte använda e-tjänsten")
			if c.omar.Cookie(site.SessionCookie) != "" {
				t.Error("he is still logged in")
			}
			if strings.Contains(refused.Text(), c.facts.CoApplicant.FamilyName) || strings.Contains(refused.Text(), "EB-20") {
				t.Errorf("the page that refuses says too much:\n%s", refused.Text())
			}
			c.omar.Get("/start").At("/logga-in")
			c.asa.Get("/start").Want(http.StatusOK, c.facts.Applicant.GivenName)
			if n := len(c.application(address).Signatures); n != 1 {
				t.Errorf("%d signatures", n)
			}
		})
	}
}

// G2, X10: a god man who turns to someone while the register does not answer, or whom it shields by then, is led to the page of every refusal, as at
// a log-in, and may still come for another.
func TestG2X10_TurningWhileThePopulationRegisterIsAsked(t *testing.T) {
	c := meet(t, "sqlite")
	p, register := c.facts.Represented, c.Lund.Census
	gun := c.godman()
	turn := func(name string) {
		t.Helper()
		page := gun.Post("/for-vem", "for", string(p.Acting.ID)).At("/logga-in/kontakt").Want(http.StatusForbidden, "Du kan inte använda e-tjänsten", "tillfälligt fel")
		if strings.Contains(page.Text(), "Öberg") {
			t.Errorf("%s: the page names someone:\n%s", name, page.Text())
		}
	}
	register.Fail(true)
	turn("silent")
	register.Fail(false)
	register.Say(c.facts.Applicant.Personnummer, aid.Shielded)
	turn("shielded")
	gun.Post("/for-vem", "for", string(p.Reads.ID)).At("/start").Want(http.StatusOK, "Omar Öberg")
}

// G2: each turn to someone is a question to the population register about them, so that nobody puts more of them than of any other order.
func TestG2_TurningIsHeldToARate(t *testing.T) {
	w := webtest.StartWith(t, "sqlite", web.Config{OrderRate: web.Rate{Burst: 2, Pause: time.Hour}})
	p, gun := w.Lund.Facts.Represented, w.Visitor(w.Lund)
	gun.LogIn(p.Godman).At("/for-vem")
	gun.Post("/for-vem", "for", string(p.Acting.ID)).At("/start").Want(http.StatusOK)
	gun.Post("/for-vem", "for", string(p.Acting.ID)).Want(http.StatusTooManyRequests)
}
