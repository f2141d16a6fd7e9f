package public_test

import (
	"net/http"
	"net/netip"
	"strings"
	"testing"
	"time"

	"bistand/aid"
	"bistand/store/storetest"
	"bistand/web"
	"bistand/web/webtest"
)

// openFeedback is what nobody has dealt with at a place, beside what its register was filled with.
func openFeedback(t *testing.T, p *webtest.Place) (list []aid.Feedback) {
	t.Helper()
	all, err := p.Tenant.Desk.Register.OpenFeedback(t.Context(), "", 99)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range all {
		if f.ID != p.Facts.Talk.Barrier.ID {
			list = append(list, f)
		}
	}
	return list
}

// N11: anyone says what they think, without a log-in, a cookie or a name; a double click has one effect.
func TestN11_AnyoneSaysWhatTheyThink(t *testing.T) {
	for _, engine := range storetest.Engines {
		t.Run(engine, func(t *testing.T) {
			w := webtest.Start(t, engine)
			v := w.Visitor(w.Lund)
			v.Get("/").Want(200, "Tyck till")
			v = w.Visitor(w.Lund) // a fresh browser
			page := v.Get("/tyck-till").Want(200, "Beröm", "Klagomål", "Förslag", "inte vem du är")
			form := page.Form("/tyck-till").Set("kind", "suggestion").Set("text", "Visa <b>datum</b> större.\r\nTack")
			answer := form.SubmitOnce()
			if answer.Status != http.StatusSeeOther || answer.Header.Get("Set-Cookie") != "" || page.Header.Get("Set-Cookie") != "" {
				t.Errorf("%d, cookie %q", answer.Status, answer.Header.Get("Set-Cookie"))
			}
			form.Submit().At("/tyck-till").Want(200, "Tack! Vi har tagit emot")
			list := openFeedback(t, w.Lund)
			if len(list) != 1 || list[0].Body != "Visa <b>datum</b> större.\nTack" || list[0].Kind != "suggestion" || list[0].Contact != "" || list[0].Language != "sv" {
				t.Fatalf("kept %+v", list)
			}
			// One who is logged in is no more known than others.
			asa := w.Visitor(w.Lund).MustLogIn(w.Lund.Facts.Applicant)
			asa.Get("/tyck-till").Form("/tyck-till").Set("kind", "praise").Set("text", "Bra.").Submit().Want(200, "Tack!")
			entry, err := w.Lund.Tenant.Desk.Register.Log(t.Context(), 0, 1)
			if err != nil || entry[0].Step != "give_feedback" || entry[0].Actor.ID != "" || entry[0].CaseNumber != "" {
				t.Errorf("the log says %+v, %v", entry[0], err)
			}
		})
	}
}

// N11: what is missing or too much is told beside its field, in the reader's language, and nothing of it is kept.
func TestN11_WhatIsNoOpinion(t *testing.T) {
	w := webtest.Start(t, "sqlite")
	v := w.Visitor(w.Lund)
	form := func() *webtest.Form { return v.Get("/tyck-till").Form("/tyck-till") }
	form().Submit().Want(422, "Välj ett alternativ", "Fyll i det här")
	form().Set("kind", "accessibility").Set("text", "Smygvägen").Submit().Want(422, "Smygvägen", "Välj ett alternativ")
	form().Set("kind", "praise").Set("text", strings.Repeat("å", 4001)).Submit().Want(422, "Skriv högst 4000 tecken")
	form().Set("kind", "praise").Set("text", "Hej").Set("contact", strings.Repeat("x", 255)).Submit().Want(422, "Skriv högst 254 tecken")
	form().Set("kind", "praise").Set("text", "Hej").Set("nyckel", "kort").Submit().Want(422, "Hej")
	v.Header.Set("Accept-Language", "ar")
	form().Submit().Want(422, "قل رأيك")
	if list := openFeedback(t, w.Lund); len(list) != 0 {
		t.Errorf("kept %+v", list)
	}
}

// N11: the statement on accessibility has a form of its own, that needs no name.
func TestN11_AFaultInAccessibilityIsReported(t *testing.T) {
	for _, engine := range storetest.Engines {
		t.Run(engine, func(t *testing.T) {
			w := webtest.Start(t, engine)
			v := w.Visitor(w.Lund)
			page := v.Get("/tillganglighet").Want(200, "Vad fungerar inte för dig?")
			page.Form("/tillganglighet").Submit().Want(422, "Fyll i det här", "delvis förenlig")
			page.Form("/tillganglighet").Set("text", "Bilden läses inte upp.").Set("place", "Beräkningen").Set("contact", "namn@example.org").Submit().
				At("/tillganglighet").Want(200, "Tack!")
			list := openFeedback(t, w.Lund)
			if len(list) != 1 || list[0].Kind != aid.InaccessiblePart || list[0].Place != "Beräkningen" || list[0].Contact != "namn@example.org" {
				t.Errorf("kept %+v", list)
			}
			if len(openFeedback(t, w.Solna)) != 0 {
				t.Error("another municipality got it too")
			}
		})
	}
}

// N11: an address may send so and so many; the next is asked to wait, and others are not held up.
func TestN11_AnAddressIsHeldToARate(t *testing.T) {
	w := webtest.StartWith(t, "sqlite", web.Config{
		OrderRate: web.Rate{Burst: 3, Pause: time.Hour}, TrustedProxies: []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")},
	})
	v := w.Visitor(w.Lund)
	v.Header.Set("X-Forwarded-For", "192.0.2.7")
	send := func() *webtest.Page {
		return v.Get("/tyck-till").Form("/tyck-till").Set("kind", "praise").Set("text", "Bra.").Submit()
	}
	for range 3 {
		send().Want(200, "Tack!")
	}
	send().Want(429, "Vänta")
	v.Get("/tyck-till").Want(200)
	v.Header.Set("X-Forwarded-For", "192.0.2.8")
	send().Want(200, "Tack!")
	if n := len(openFeedback(t, w.Lund)); n != 4 {
		t.Errorf("%d were kept", n)
	}
}
