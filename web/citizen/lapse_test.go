package citizen

import (
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"bistand/aid"
	"bistand/casework"
	"bistand/store"
	"bistand/store/storetest"
)

// TestX9N4_WhatIsNotSignedInTimeIsToldOf: while a signature is awaited both read from which day the application counts and when it is taken
// away; when it has been, both are told why, for thirty days.
func TestX9N4_WhatIsNotSignedInTimeIsToldOf(t *testing.T) {
	for _, engine := range storetest.Engines {
		t.Run(engine, func(t *testing.T) {
			w := wholeWorld(t, engine)
			draft, err := w.desk.Register.DraftFor(t.Context(), w.theCase.ID, aid.Month{Year: 2026, Month: 12})
			w.must(err)
			draft, err = w.desk.SaveDraft(t.Context(), asCitizen(w.fatima), draft.ID, draft.Version, func(c *aid.Content) error {
				c.Incomes, c.NoIncome = nil, map[aid.ID]bool{w.fatima.ID: true, w.omar.ID: true}
				c.Attachments = w.november.Content.Attachments
				return nil
			})
			w.must(err)
			a, err := w.desk.Freeze(t.Context(), asCitizen(w.fatima), draft.ID, draft.Version)
			w.must(err)
			w.must(w.desk.AddSignature(t.Context(), asCitizen(w.fatima), aid.Signature{
				ApplicationID: a.ID, PersonID: w.fatima.ID, ContentHash: a.ContentHash, SignedAt: w.desk.Now(), Visible: "Jag skriver under.", Hidden: "{}", Answer: []byte("{}"),
			}))
			both := func(check func()) {
				for _, who := range []aid.Person{w.fatima, w.omar} {
					w.who = who
					check()
				}
			}
			both(func() {
				w.wants(w.get(signHref(a.ID)), "Ansökan räknas från den dag då alla har skrivit under.", "Den tas bort 25 december 2026 om någon underskrift saknas då.")
				w.lacks(w.get("/start"), "togs bort")
			})
			w.on(12, 25)
			w.must(w.desk.Forget(t.Context()))
			both(func() {
				w.wants(w.get("/start"), "Ansökan för december 2026 togs bort den 25 december 2026", "Alla hade inte skrivit under när tiden gick ut.")
			})
			w.now = w.now.AddDate(0, 0, 30)
			both(func() { w.wants(w.get("/start"), "togs bort den 25 december 2026") })
			w.now = w.now.AddDate(0, 0, 1)
			both(func() { w.lacks(w.get("/start"), "togs bort") })
		})
	}
}

// TestN9X9_ADraftThatCanNoLongerBeSentSaysSo: when a draft's window has closed, every page where it could be sent tells that, until when it
// is kept and which month opens next; pressing on from an old page is answered in words and not by the same page again.
func TestN9X9_ADraftThatCanNoLongerBeSentSaysSo(t *testing.T) {
	for _, engine := range storetest.Engines {
		t.Run(engine, func(t *testing.T) {
			w := wholeWorld(t, engine)
			december := aid.Month{Year: 2026, Month: 12}
			draft, err := w.desk.Register.DraftFor(t.Context(), w.theCase.ID, december)
			w.must(err)
			draft, err = w.desk.SaveDraft(t.Context(), asCitizen(w.fatima), draft.ID, draft.Version, func(c *aid.Content) error {
				c.Incomes, c.NoIncome = nil, map[aid.ID]bool{w.fatima.ID: true, w.omar.ID: true}
				c.Attachments = w.november.Content.Attachments
				return nil
			})
			w.must(err)
			press := func() string {
				rec := w.visit("POST", checkHref(draft.ID), url.Values{"version": {itoa(draft.Version)}, "nyckel": {"a-key-of-an-old-page"}})
				if rec.Code != http.StatusUnprocessableEntity {
					t.Errorf("pressing on is answered %d", rec.Code)
				}
				return rec.Body.String()
			}
			w.on(12, 10)
			open := w.get(checkHref(draft.ID))
			w.wants(open, "Gå vidare till underskrift")
			w.wants(w.get(draftHref(draft.ID)), "Du kan ansöka till och med 10 december 2026.")
			w.lacks(open+w.get(draftHref(draft.ID)), "Tiden att ansöka har gått ut.")
			w.wants(w.get("/start"), "Utkastet tas bort 25 december 2026 om det inte skickas.")

			w.on(12, 11)
			for name, page := range map[string]string{"list": w.get(draftHref(draft.ID)), "check": w.get(checkHref(draft.ID)), "pressed on": press()} {
				t.Log(name)
				w.wants(page, "Tiden att ansöka har gått ut.", "Utkastet tas bort 25 december 2026.", "Ansökan för januari 2027 öppnar 15 december 2026.")
				w.lacks(page, "Gå vidare till underskrift")
			}
			start := w.get("/start")
			w.wants(start, "Tiden att ansöka har gått ut.", "Utkastet tas bort 25 december 2026.")
			w.lacks(start, "om det inte skickas")

			w.on(12, 15)
			w.wants(w.get(draftHref(draft.ID)), "Tiden att ansöka har gått ut.", `href="/ansok/2027-01"`)

			paper := aid.Application{
				CaseID: w.theCase.ID, Month: december, Kind: aid.Renewal, Reason: "norm", OnBehalf: "own", Origin: aid.FromPaper, Content: draft.Content,
				Registered: aid.SwedishDate(w.now),
			}
			id, err := w.desk.ImportHistory(t.Context(), asStaff(w.caseworker), casework.History{Application: paper})
			w.must(err)
			w.wants(press(), "Du kan inte ansöka för den här månaden nu.", `href="`+applicationHref(id)+`"`)
		})
	}
}

// TestN9_AMonthToComeSaysWhenItOpens: also while another month is open.
func TestN9_AMonthToComeSaysWhenItOpens(t *testing.T) {
	w := wholeWorld(t, "sqlite")
	page := w.get("/ansok/2027-03")
	w.wants(page, "Ansökan för mars 2027 öppnar 15 februari 2027.", `href="/ansok/2026-12"`)
	w.lacks(page, "Börja ansökan")
	w.wants(w.get("/ansok/2026-08"), "Du kan inte ansöka för den här månaden nu.", `href="/ansok/2026-12"`)
}

// TestX9_TheListOfPartsSaysWhichDayItWasSaved: a draft lives for weeks, so that the time of day alone would say nothing.
func TestX9_TheListOfPartsSaysWhichDayItWasSaved(t *testing.T) {
	w := wholeWorld(t, "sqlite")
	draft, err := w.desk.Register.DraftFor(t.Context(), w.theCase.ID, aid.Month{Year: 2026, Month: 12})
	w.must(err)
	w.on(12, 2)
	w.wants(w.get(draftHref(draft.ID)), "Sparat 23 november 2026 kl. 10.00.")
}

// TestL9_WhatHasALastDayStandsFirst: in the list of what to do the nearest last day is foremost, and what has none comes after. A
// signature is wanted today, whatever day the application would be taken away; a need whose month has passed can no longer be sent.
func TestL9_WhatHasALastDayStandsFirst(t *testing.T) {
	w := wholeWorld(t, "sqlite")
	december := aid.Month{Year: 2026, Month: 12}
	_, err := w.desk.BeginNeed(t.Context(), asCitizen(w.fatima), w.theCase.ID, aid.Month{Year: 2026, Month: 11})
	w.must(err)
	w.get(decisionHref(w.second.ID)) // from today the time to appeal runs
	inOrder := func(texts ...string) {
		t.Helper()
		page, at := w.get("/start"), 0
		for _, text := range texts {
			next := strings.Index(page[at:], text)
			if next < 0 {
				t.Errorf("%q does not come after what comes before it in %q", text, texts)
				return
			}
			at += next
		}
	}
	inOrder("Gör klart den kompletterande ansökan för november 2026", "Senast 30 november 2026", "Gör klart ansökan för december 2026", "Senast 10 december 2026",
		"Gör klart överklagandet av beslutet för november 2026", "Det är inte skickat.", "Senast 14 december 2026 (21 dagar kvar)", "Läs 1 nytt meddelande")
	w.who = w.omar
	w.lacks(w.get("/start"), "överklagandet")
	w.who = w.fatima
	draft, err := w.desk.Register.DraftFor(t.Context(), w.theCase.ID, december)
	w.must(err)
	draft, err = w.desk.SaveDraft(t.Context(), asCitizen(w.fatima), draft.ID, draft.Version, func(c *aid.Content) error {
		c.Incomes, c.NoIncome = nil, map[aid.ID]bool{w.fatima.ID: true, w.omar.ID: true}
		c.Attachments = w.november.Content.Attachments
		return nil
	})
	w.must(err)
	_, err = w.desk.Freeze(t.Context(), asCitizen(w.fatima), draft.ID, draft.Version)
	w.must(err)
	w.on(12, 1)
	w.lacks(w.get("/start"), "24 december 2026")
	inOrder("Skriv under ansökan för december 2026", "Läs 1 nytt meddelande",
		"Gör klart den kompletterande ansökan för november 2026", "Tiden att ansöka har gått ut.", "Utkastet tas bort 15 december 2026.")
}

// TestX9_EveryDraftIsAmongWhatToDo: of two months that are open and being filled in both stand with their last day, the nearest first; also
// where the later one is out for signature. Neither is offered as if nobody had begun.
func TestX9_EveryDraftIsAmongWhatToDo(t *testing.T) {
	for _, engine := range storetest.Engines {
		t.Run(engine, func(t *testing.T) {
			w := wholeWorld(t, engine)
			w.desk.Municipality.WindowOpensDay, w.desk.Municipality.WindowClosesDay = 0, 0
			w.tenant.Municipality = w.desk.Municipality
			w.on(12, 3)
			january, err := w.desk.BeginDraft(t.Context(), asCitizen(w.fatima), w.theCase.ID, aid.Month{Year: 2027, Month: 1})
			w.must(err)
			december := "Gör klart ansökan för december 2026"
			page := w.get("/start")
			w.wants(page, december, "Senast 31 december 2026 (28 dagar kvar)", "Gör klart ansökan för januari 2027", "Senast 31 januari 2027 (59 dagar kvar)")
			w.lacks(page, "Ansök för december", "Ansök för januari")
			if strings.Index(page, december) > strings.Index(page, "Gör klart ansökan för januari 2027") {
				t.Error("the later month stands first")
			}
			january, err = w.desk.SaveDraft(t.Context(), asCitizen(w.fatima), january.ID, january.Version, func(c *aid.Content) error {
				c.Incomes, c.NoIncome = nil, map[aid.ID]bool{w.fatima.ID: true, w.omar.ID: true}
				c.Attachments = w.november.Content.Attachments
				return nil
			})
			w.must(err)
			_, err = w.desk.Freeze(t.Context(), asCitizen(w.fatima), january.ID, january.Version)
			w.must(err)
			page = w.get("/start")
			w.wants(page, "Skriv under ansökan för januari 2027", december, "Senast 31 december 2026 (28 dagar kvar)")
			w.lacks(page, "Gör klart ansökan för januari 2027", "Ansök för december")
		})
	}
}

// TestEveryDecisionThatIsNotReadIsAmongWhatToDo: newest first, for each adult those that they have not read; none that another has
// replaced, and none from an earlier system.
func TestEveryDecisionThatIsNotReadIsAmongWhatToDo(t *testing.T) {
	for _, engine := range storetest.Engines {
		t.Run(engine, func(t *testing.T) {
			w := wholeWorld(t, engine)
			unread := func(want ...aid.Decision) {
				t.Helper()
				_, page, _ := strings.Cut(w.get("/start"), "Detta behöver du göra")
				list, _, _ := strings.Cut(page, "</section>")
				var got, all []string
				for _, part := range strings.Split(list, `href="/beslut/`)[1:] {
					got = append(got, part[:36])
				}
				for _, d := range want {
					all = append(all, string(d.ID))
				}
				if !slices.Equal(got, all) {
					t.Errorf("%s has %v to read, want %v", w.who.GivenName, got, all)
				}
			}
			unread(w.second, w.first)
			w.wants(w.get("/start"), "Läs beslutet för november 2026", "Läs beslutet för oktober 2026")
			w.get(decisionHref(w.first.ID))
			unread(w.second)
			w.who = w.omar
			unread(w.second, w.first)
			made, err := w.desk.Register.Calculation(t.Context(), w.first.CalculationID)
			w.must(err)
			changed := w.first
			made.ID, changed.ID, changed.Replaces, changed.DecidedAt = w.id(), w.id(), w.first.ID, w.now
			changed.CalculationID = made.ID
			w.step("decide", changed.ID, func(tx *store.Tx) error { return errors.Join(tx.AddCalculation(made), tx.AddDecision(changed)) })
			unread(changed, w.second)
			w.who = w.fatima
			unread(changed, w.second)
			w.get(decisionHref(changed.ID))
			unread(w.second)
		})
	}
}

// TestX11_AnAppealBegunIsNotForgotten: past its last day it can be sent all the same, and says so.
func TestX11_AnAppealBegunIsNotForgotten(t *testing.T) {
	w := wholeWorld(t, "sqlite")
	w.get(decisionHref(w.second.ID))
	w.on(12, 15)
	w.wants(w.get("/start"), "Gör klart överklagandet av beslutet för november 2026", "Sista dagen var 14 december 2026. Du kan skicka överklagandet ändå.",
		`href="`+appealDraftHref(w.appealDraft.ID)+`"`)
}
