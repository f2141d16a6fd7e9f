package citizen_test

import (
	"strings"
	"testing"
	"time"

	"bistand/store/storetest"
	"bistand/web/webtest"
)

// godman logs the god man of the applicant in, who may follow the co-applicant's case too, and has her say for whom she comes.
func (c *couple) godman() *webtest.Visitor {
	c.t.Helper()
	gun := c.Visitor(c.Lund)
	gun.LogIn(c.facts.Represented.Godman).At("/for-vem").Want(200, "Vem gäller det?", "Åsa Öberg", "Du är god man.", "Omar Öberg", "Du får läsa, men inte göra något.")
	return gun
}

// X10: a god man logs in with her own BankID, signs for the person, and every record says that it was she.
func TestX10_AGodManAppliesAndSigns(t *testing.T) {
	for _, engine := range storetest.Engines {
		t.Run(engine, func(t *testing.T) {
			c := meet(t, engine).begin()
			address := c.freeze()
			p, gun := c.facts.Represented, c.godman()
			gun.Get("/ansokningar").At("/for-vem") // nothing is shown before she has said for whom she comes
			gun.Post("/meddelanden/nytt", "text", "Hej").Want(403)
			gun.Post("/for-vem", "for", string(p.Acting.ID), "till", address).At(address).Want(200, "Gun Godeman", "Du är god man för Åsa Öberg.", "Byt person", "Har inte skrivit under")
			c.sign(gun, address, p.Godman).At(address).Want(200, "Nu behöver Omar Öberg logga in", "genom Gun Godeman, god man")
			c.asa.Get(address).Want(200, "genom Gun Godeman, god man", "Du har skrivit under")
			c.sign(c.omar, address, c.facts.CoApplicant)
			a := c.application(address)
			if len(a.Signatures) != 2 || a.Registered.IsZero() || a.Signatures[0].PersonID != c.facts.Applicant.ID {
				t.Fatalf("registered: %+v", a)
			}
			if visible := a.Signatures[0].Visible; !strings.HasPrefix(visible, "Gun Godeman skriver under som god man för Åsa Öberg.") {
				t.Errorf("the app showed:\n%s", visible)
			}
			gun.Get("/ansokningar/"+string(a.ID)).Want(200, "Åsa Öberg genom Gun Godeman, god man", "Omar Öberg")
			c.omar.Get("/ansokningar/"+string(a.ID)).Want(200, "Åsa Öberg genom Gun Godeman, god man")
			gun.Get("/hamta-uppgifter").Want(200, "Åsa Öberg genom Gun Godeman, god man")
			if strings.Contains(gun.Get("/hamta-uppgifter").Text(), "Mina inloggningar Mina inloggningar") {
				t.Error("she is given the person's log-ins")
			}
			if _, _, err := c.Lund.Tenant.Desk.Register.Verify(t.Context()); err != nil {
				t.Error(err)
			}
		})
	}
}

// X10: what is her own stays her own: the profile, the log-ins, the name in the corner and the language.
func TestX10_WhatIsTheRepresentativesOwn(t *testing.T) {
	c := meet(t, "sqlite")
	p, gun := c.facts.Represented, c.godman()
	gun.Post("/for-vem", "for", string(p.Acting.ID)).At("/start").Want(200, "Gun Godeman")
	form := gun.Get("/min-profil").Want(200, "Du är god man för Åsa Öberg.").Form("/min-profil")
	form.Set("phone", "070-174 06 99").Set("language", "en").Submit().Want(200)
	register := c.Lund.Tenant.Desk.Register
	if own, err := register.Profile(t.Context(), p.Godman.ID); err != nil || own.Phone != "070-174 06 99" {
		t.Errorf("her own profile: %+v, %v", own, err)
	}
	if hers, err := register.Profile(t.Context(), c.facts.Applicant.ID); err != nil || hers.Phone == "070-174 06 99" {
		t.Errorf("the person's profile: %+v, %v", hers, err)
	}
	if page := gun.Get("/mina-inloggningar").Want(200, "Linux"); strings.Count(page.Body, "<tr") > 2 {
		t.Error("other people's log-ins are listed")
	}
	gun.Get("/sprak/en").Want(200)
	gun.Post("/for-vem", "for", string(p.Reads.ID)).At("/start").Want(200, "god man (appointed representative) for Omar Öberg", "You may read, but not do anything.")
	c.asa.Get("/mina-inloggningar").Want(200)
	gun.Post("/logga-ut/overallt").At("/utloggad")
	c.asa.Get("/start").Want(200, "Åsa Öberg") // the person's own log-in goes on
}

// X10: who may only follow reads, and is told in words why no form does anything; a form made for someone else is refused.
func TestX10_WhoMayOnlyFollowIsHeldBack(t *testing.T) {
	c := meet(t, "sqlite").begin()
	p, gun := c.facts.Represented, c.godman()
	address := c.freeze()
	gun.Post("/for-vem", "for", string(p.Reads.ID)).At("/start").Want(200, "Du är god man för Omar Öberg. Du får läsa, men inte göra något.")
	for _, path := range []string{"/ansokningar", "/beslut", "/utbetalningar", "/meddelanden", "/vem-har-last", "/mina-uppgifter", address} {
		gun.Get(path).Want(200)
	}
	message := gun.Get("/meddelanden/nytt").Form("/meddelanden/nytt").Set("text", "Hej")
	message.Submit().Want(403, "Du får läsa ärendet, men inte göra det här", "Inget har ändrats")
	gun.Get(address).Form(address+"/bankid").Press("enhet", "denna").Want(403, "Du får läsa ärendet")
	if a := c.application(address); len(a.Signatures) > 0 {
		t.Error("something was signed")
	}
	own := gun.Get("/min-profil").Form("/min-profil").Set("phone", "070-174 06 98")
	gun.Post("/for-vem", "for", string(p.Acting.ID))
	own.Submit().Want(409, "Du har bytt person", "Inget har skickats")
	message.Submit().Want(409, "Du har bytt person")
	time.Sleep(300 * time.Millisecond) // reads are kept a moment after the page
	c.omar.Get("/vem-har-last").Want(200, "Gun Godeman, god man , för Omar Öberg")
	if strings.Contains(c.asa.Get("/vem-har-last").Text(), "Gun Godeman i hushållet") {
		t.Error("the representative is taken for someone of the household")
	}
}
