package citizen_test

import (
	"slices"
	"strings"
	"sync"
	"testing"

	"bistand/aid"
	"bistand/casework"
	"bistand/store/storetest"
	"bistand/web/webtest"
)

// newTo wants what the lists and the navigation call new to someone, and nothing else.
func newTo(t *testing.T, who *webtest.Visitor, words ...string) {
	t.Helper()
	for page, all := range map[string][]string{
		"/dokument":            {"Utredning Nytt", "Brev Nytt", "Dokument 1", "Journal 1"},
		"/journalanteckningar": {"Hembesök Nytt", "Dokument 1", "Journal 1"},
	} {
		text := who.Get(page).Want(200).Text()
		for _, word := range all {
			if want := slices.Contains(words, word); strings.Contains(text, word) != want {
				t.Errorf("%s says %q: %t", page, word, !want)
			}
		}
	}
}

// G8, L8: what was made visible is marked as new, in its list and beside the navigation, until the person opens it: each adult for
// themselves, whatever the other and whoever may only follow has opened.
func TestG8L8_NewUntilOneHasOpenedIt(t *testing.T) {
	for _, engine := range storetest.Engines {
		t.Run(engine, func(t *testing.T) {
			c := meet(t, engine)
			document, note := "/dokument/"+string(c.facts.Published.ID), "/journalanteckningar/"+string(c.facts.PublishedNote.ID)
			newTo(t, c.asa, "Hembesök Nytt", "Journal 1") // she has opened the other
			c.asa.Get("/start").Want(200, "Journal 1")
			for _, page := range []string{note + "/yttrande", "/hamta-uppgifter", "/hamta-uppgifter/uppgifter.json"} {
				c.asa.Get(page).Want(200) // is not to open it
			}
			newTo(t, c.asa, "Hembesök Nytt", "Journal 1")
			if text := c.asa.Get(note).Want(200, "Åsa var hemma.").Text(); strings.Contains(text, "Journal 1") {
				t.Error("what is being read is counted as new")
			}
			newTo(t, c.asa)
			newTo(t, c.omar, "Utredning Nytt", "Dokument 1", "Hembesök Nytt", "Journal 1")

			gun := c.godman()
			gun.Post("/for-vem", "for", string(c.facts.Represented.Reads.ID)) // Omar's, to follow
			gun.Get(document).Want(200, "Första stycket.", "Dokument 1")
			newTo(t, gun, "Utredning Nytt", "Dokument 1", "Hembesök Nytt", "Journal 1")
			c.omar.Get(document).Want(200)
			newTo(t, c.omar, "Hembesök Nytt", "Journal 1")

			letter := c.letter()
			newTo(t, c.asa, "Brev Nytt", "Dokument 1")
			newTo(t, c.omar, "Brev Nytt", "Dokument 1", "Hembesök Nytt", "Journal 1")
			gun.Post("/for-vem", "for", string(c.facts.Represented.Acting.ID)) // Åsa's, to act
			gun.Get("/dokument/" + string(letter.ID)).Want(200)
			newTo(t, c.asa) // as with messages
			newTo(t, c.omar, "Brev Nytt", "Dokument 1", "Hembesök Nytt", "Journal 1")
		})
	}
}

// letter lets the caseworker write a letter and make it visible.
func (c *couple) letter() aid.Document {
	c.t.Helper()
	staff := c.facts.Caseworker
	r := casework.Request{Actor: aid.Actor{Kind: aid.ByStaff, ID: staff.ID, Name: staff.Name}}
	d, err := c.Lund.Tenant.Desk.WriteDocument(c.t.Context(), r, staff, aid.Document{CaseID: c.facts.Case.ID, Kind: "letter", Title: "Brev", Body: "Hej."}, true)
	if err != nil {
		c.t.Fatal(err)
	}
	return d
}

// L8: opened in fifty places at once it is shown in all, and opened once.
func TestL8_OpenedFiftyTimesAtOnce(t *testing.T) {
	for _, engine := range storetest.Engines {
		t.Run(engine, func(t *testing.T) {
			c := meet(t, engine)
			note := "/journalanteckningar/" + string(c.facts.PublishedNote.ID)
			var running sync.WaitGroup
			for range 50 {
				running.Go(func() {
					if p := c.omar.In(t).Once("GET", note, nil, ""); p.Status != 200 || !strings.Contains(p.Body, "Åsa var hemma.") {
						t.Errorf("status %d", p.Status)
					}
				})
			}
			running.Wait()
			log, err := c.Lund.Tenant.Desk.Register.Log(t.Context(), 0, 200)
			opened := 0
			for _, entry := range log {
				if entry.Step == "see_publication" && entry.Actor.ID == c.facts.CoApplicant.ID {
					opened++
				}
			}
			if err != nil || opened != 1 {
				t.Errorf("opened %d times, %v", opened, err)
			}
			newTo(t, c.omar, "Utredning Nytt", "Dokument 1")
		})
	}
}
