package web_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"bistand/aid"
	"bistand/store/storetest"
	"bistand/web/webtest"
)

// lapse lets every log-in of a world end by itself.
func lapse(w *webtest.World) { w.Clock.Advance(aid.SessionIdle + time.Second) }

// What was being filled in when the log-in ended is found after the next one, by its sender alone, and is sent once.
func TestX9_WhatWasFilledInWhenTheLogInEndedIsKept(t *testing.T) {
	for _, engine := range storetest.Engines {
		t.Run(engine, func(t *testing.T) {
			w := webtest.Start(t, engine)
			f := w.Lund.Facts
			v := w.Visitor(w.Lund).MustLogIn(f.Applicant)
			const words = "Jag undrar över elen.\nDen kostade 412 kr."
			written := v.Get("/meddelanden/nytt").Form("/meddelanden/nytt").Set("text", words).Attach("file", "el.pdf", []byte("%PDF-1.4"))
			lapse(w)
			v.Get("/start").At("/logga-in") // another tab finds out first
			kept := written.SubmitOnce().Want(http.StatusUnauthorized, "Du behöver logga in igen", "kvar i ett dygn")
			if strings.Contains(kept.Body, "undrar") {
				t.Error("what was written stands on a page of one who is not logged in")
			}
			if links := kept.Links(); !contains(links, "/logga-in") {
				t.Errorf("no way to the log-in: %q", links)
			}
			w.Visitor(w.Lund).MustLogIn(f.CoApplicant).Get("/osant").Want(http.StatusOK, "Allt du har fyllt i är skickat")

			found := w.Visitor(w.Lund).LogIn(f.Applicant).At("/osant").Want(http.StatusOK, "Det här är inte skickat", "Jag undrar över elen.", "Har du valt filer?")
			sent := found.Forms()[sendForm(t, found)].Submit()
			if sent.Status != http.StatusOK || !strings.HasPrefix(sent.URL.Path, "/meddelanden") {
				t.Fatalf("sent: %d at %s: %s", sent.Status, sent.URL, sent.Text())
			}
			sent.Visitor.Get("/osant").Want(http.StatusOK, "Allt du har fyllt i är skickat")
			found.Forms()[sendForm(t, found)].Submit() // from another window
			if n := strings.Count(sent.Visitor.Get("/meddelanden").Text(), "Jag undrar över elen."); n != 1 {
				t.Errorf("the message stands %d times in the thread", n)
			}
			w.Visitor(w.Lund).LogIn(f.Applicant).At("/start")
		})
	}
}

func contains(list []string, want string) bool {
	for _, one := range list {
		if one == want {
			return true
		}
	}
	return false
}

// sendForm is the place of the form that sends what was not sent.
func sendForm(t *testing.T, p *webtest.Page) int {
	t.Helper()
	for i, form := range p.Forms() {
		if strings.Contains(form.Action, "?osant=") {
			return i
		}
	}
	t.Fatalf("nothing to send on %s: %s", p.URL, p.Text())
	return 0
}

// Staff write long too.
func TestX9_WhatStaffWroteWhenTheLogInEndedIsKept(t *testing.T) {
	w := webtest.Start(t, "sqlite")
	f := w.Lund.Facts
	v := w.Visitor(w.Lund).MustStaffLogIn(f.Caseworker)
	address := "/handlaggning/arende/" + string(f.Case.ID) + "/journal"
	form := v.Get(address).Form(address).Set("heading", "Besök").Set("title", "Besök").Set("body", "Hon kom i tid och vi gick igenom planen.").Set("on", f.Now.Format("2006-01-02"))
	lapse(w)
	form.SubmitOnce().Want(http.StatusUnauthorized)
	found := w.Visitor(w.Lund).StaffLogIn(f.Caseworker).At("/handlaggning/osant").Want(http.StatusOK, "vi gick igenom planen")
	found.Forms()[sendForm(t, found)].Submit().Want(http.StatusOK, "vi gick igenom planen")
	w.Visitor(w.Lund).StaffLogIn(f.Caseworker).At("/handlaggning")
}

// What was not sent may be thrown away, by its sender; after a day it is gone.
func TestX9_UnsentIsThrownAway(t *testing.T) {
	w := webtest.Start(t, "sqlite")
	f := w.Lund.Facts
	write := func(words string) {
		v := w.Visitor(w.Lund)
		v.LogIn(f.Applicant)
		form := v.Get("/meddelanden/nytt").Form("/meddelanden/nytt").Set("text", words)
		lapse(w)
		form.SubmitOnce().Want(http.StatusUnauthorized)
	}
	write("Ett brev som ingen ska få.")
	v := w.Visitor(w.Lund)
	found := v.LogIn(f.Applicant).At("/osant")
	for _, form := range found.Forms() {
		if !strings.HasSuffix(form.Action, "/kasta") {
			continue
		}
		other := w.Visitor(w.Lund).MustLogIn(f.CoApplicant)
		other.Post(form.Action, "nyckel", "another-key").At("/start")
		v.Get("/osant").Want(http.StatusOK, "Ett brev som ingen ska få.")
		form.Submit().At("/start")
		form.Submit().At("/start") // twice
	}
	v.Get("/osant").Want(http.StatusOK, "Allt du har fyllt i är skickat")
	write("Ett brev som blir för gammalt.")
	w.Clock.Advance(aid.UnsentKept)
	w.Visitor(w.Lund).LogIn(f.Applicant).At("/start")
}

// Where a log-in was ended by its owner, nothing is kept: someone else may sit there. Nor is a form in which nothing was filled in.
func TestX9_NothingIsKeptAfterLoggingOut(t *testing.T) {
	w := webtest.Start(t, "sqlite")
	f := w.Lund.Facts
	v := w.Visitor(w.Lund).MustLogIn(f.Applicant)
	form := v.Get("/meddelanden/nytt").Form("/meddelanden/nytt").Set("text", "Hej igen, det är jag.")
	token := v.Cookie("__Host-session")
	v.Post("/logga-ut")
	v.SetCookie("__Host-session", token)
	form.SubmitOnce().Want(http.StatusUnauthorized, "Du behöver logga in igen")
	w.Visitor(w.Lund).LogIn(f.Applicant).At("/start")

	v = w.Visitor(w.Lund)
	v.LogIn(f.Applicant)
	blank := v.Get("/meddelanden/nytt").Form("/meddelanden/nytt")
	lapse(w)
	blank.SubmitOnce().Want(http.StatusUnauthorized)
	w.Visitor(w.Lund).LogIn(f.Applicant).At("/start")
}

// A page that goes away asks to keep what was written: it is not sent, though another window keeps the log-in alive.
func TestX9_WhatAPageKeepsIsNotSent(t *testing.T) {
	w := webtest.Start(t, "sqlite")
	v := w.Visitor(w.Lund).MustLogIn(w.Lund.Facts.Applicant)
	fields := v.Get("/min-profil").Form("/min-profil").Set("phone", "070-174 06 38").Fields
	r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, w.Lund.URL()+"/min-profil", strings.NewReader(fields.Encode()))
	r.RequestURI = ""
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Origin", w.Lund.URL())
	r.Header.Set("X-Keep", "1")
	v.Send(r)
	if p := v.Get("/min-profil"); strings.Contains(p.Body, "070-174 06 38") {
		t.Error("it was sent")
	}
	if p := v.Get("/osant"); !strings.Contains(p.Body, url.QueryEscape("/min-profil")) && !strings.Contains(p.Body, "/min-profil?osant=") {
		t.Errorf("it was not kept: %s", p.Text())
	}
}

// A form that fails through no fault of its sender's stays on the page, and can be sent once more.
func TestX9_AFormThatFailedCanBeSentOnceMore(t *testing.T) {
	w := webtest.Start(t, "sqlite")
	v := w.Visitor(w.Lund).MustLogIn(w.Lund.Facts.Applicant)
	form := v.Get("/min-profil").Form("/min-profil").Set("phone", "070-174 06 39")
	db := storetest.Raw(t, w.Lund.Tenant.Desk.Register)
	run := func(text string) {
		t.Helper()
		if _, err := db.ExecContext(t.Context(), text); err != nil {
			t.Fatal(err)
		}
	}
	run("CREATE TRIGGER breaks BEFORE INSERT ON profile BEGIN SELECT RAISE(ABORT, 'breaks'); END")
	failed := form.SubmitOnce().Want(http.StatusInternalServerError, "finns kvar på den här sidan", "Försök igen")
	failed.Form("/min-profil").SubmitOnce().Want(http.StatusInternalServerError)
	run("DROP TRIGGER breaks")
	failed.Form("/min-profil").Submit()
	if p := v.Get("/min-profil"); !strings.Contains(p.Body, "070-174 06 39") {
		t.Errorf("not sent: %s", p.Text())
	}
}

// What a representative was filling in when the log-in ended is kept for when they act for the same person again: it is nobody
// else's, not that person's either.
func TestX9X10_WhatARepresentativeFilledInIsKeptForThePersonTheyActFor(t *testing.T) {
	for _, engine := range storetest.Engines {
		t.Run(engine, func(t *testing.T) {
			w := webtest.Start(t, engine)
			f := w.Lund.Facts
			p := f.Represented
			const words = "Jag undrar för hennes räkning."
			turned := func(of aid.ID) *webtest.Page {
				gun := w.Visitor(w.Lund)
				gun.LogIn(p.Godman).At("/for-vem")
				return gun.Post("/for-vem", "for", string(of))
			}
			written := turned(p.Acting.ID).At("/start").Visitor.Get("/meddelanden/nytt").Form("/meddelanden/nytt").Set("text", words)
			lapse(w)
			written.SubmitOnce().Want(http.StatusUnauthorized, "Du behöver logga in igen", "kvar i ett dygn")
			none := func(p *webtest.Page) {
				t.Helper()
				if said := p.Visitor.Get("/osant").Want(http.StatusOK, "Allt du har fyllt i är skickat"); strings.Contains(said.Body, words) {
					t.Errorf("found by another: %s", said.Text())
				}
			}
			none(w.Visitor(w.Lund).LogIn(f.Applicant).At("/start"))
			none(turned(p.Reads.ID).At("/start"))

			found := turned(p.Acting.ID).At("/osant").Want(http.StatusOK, words)
			found.Visitor.Post("/for-vem", "for", string(p.Reads.ID)).At("/start")
			found.Forms()[sendForm(t, found)].SubmitOnce().Want(http.StatusForbidden) // she may only follow him
			for _, form := range found.Forms() {
				if strings.HasSuffix(form.Action, "/kasta") {
					form.SubmitOnce().Want(http.StatusConflict, "Du har bytt person")
				}
			}
			found.Visitor.Post("/for-vem", "for", string(p.Acting.ID)).At("/osant")
			sent := found.Forms()[sendForm(t, found)].Submit().Want(http.StatusOK, words)
			found.Forms()[sendForm(t, found)].Submit() // from another window
			if n := strings.Count(sent.Visitor.Get("/meddelanden").Text(), words); n != 1 {
				t.Errorf("the message stands %d times in the thread", n)
			}
			none(turned(p.Acting.ID).At("/start"))
			messages, err := w.Lund.Tenant.Desk.Register.RepresentedSteps(t.Context(), f.Case.ID)
			if err != nil || !slices.ContainsFunc(messages, func(s aid.RepresentedStep) bool { return s.Step == "write_message" && s.By.ID == p.Godman.ID }) {
				t.Errorf("by whose hand it was sent is not told: %+v, %v", messages, err)
			}
		})
	}
}

// Nothing is kept of what would not have been taken: a form of someone who may only follow. Their own profile is.
func TestX9X10_OfWhoMayOnlyFollowTheirOwnIsKept(t *testing.T) {
	w := webtest.Start(t, "sqlite")
	p := w.Lund.Facts.Represented
	turned := func() *webtest.Page {
		gun := w.Visitor(w.Lund)
		gun.LogIn(p.Godman).At("/for-vem")
		return gun.Post("/for-vem", "for", string(p.Reads.ID))
	}
	gun := turned().At("/start").Visitor
	profile := gun.Get("/min-profil").Form("/min-profil").Set("phone", "070-174 06 38")
	fields := url.Values{"nyckel": {profile.Fields.Get("nyckel")}, "text": {"Hej igen, det är jag."}}.Encode()
	lapse(w)
	token := gun.Cookie("__Host-session")
	profile.SubmitOnce().Want(http.StatusUnauthorized, "kvar i ett dygn")
	gun.SetCookie("__Host-session", token)
	if said := gun.Once(http.MethodPost, "/anmal-andring", strings.NewReader(fields), "application/x-www-form-urlencoded").Want(http.StatusUnauthorized); strings.Contains(said.Text(), "kvar i ett dygn") {
		t.Error("a form that would be refused is kept")
	}
	found := turned().At("/osant")
	found.Forms()[sendForm(t, found)].Submit().Want(http.StatusOK)
	if own, err := w.Lund.Tenant.Desk.Register.Profile(t.Context(), p.Godman.ID); err != nil || own.Phone != "070-174 06 38" {
		t.Errorf("her own profile: %+v, %v", own, err)
	}
}

// What someone else has done meanwhile leads on, and keeps the words that came too late for it.
func TestX9_WordsForWhatIsDoneAlreadyStay(t *testing.T) {
	w := webtest.Start(t, "sqlite")
	f := w.Lund.Facts
	v := w.Visitor(w.Lund).MustStaffLogIn(f.Caseworker)
	address := "/handlaggning/begaran/" + string(f.Asked.ID)
	late := v.Get(address).Form(address+"/avsluta").Set("outcome", "withdrawn").Set("reason", "Hyresvärden har skickat det till oss.")
	lapse(w)
	late.SubmitOnce().Want(http.StatusUnauthorized)
	other := w.Visitor(w.Lund).StaffLogIn(f.Caseworker)
	other.Visitor.Get(address).Form(address+"/avsluta").Set("outcome", "accepted").Submit().Want(http.StatusOK, "Avslutad")
	found := other.Visitor.Get("/handlaggning/osant")
	found.Forms()[sendForm(t, found)].Submit().At(address)
	other.Visitor.Get("/handlaggning/osant").Want(http.StatusOK, "Hyresvärden har skickat det till oss.")
}
