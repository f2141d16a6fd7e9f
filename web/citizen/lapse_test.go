package citizen

import (
	"testing"

	"bistand/aid"
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
