package citizen

import (
	"context"
	"errors"
	"regexp"
	"strings"
	"testing"

	"bistand/aid"
	"bistand/store"
	"bistand/store/storetest"
)

// papersAfter is the list of papers under a heading of a page: its items and what is said of them, down to the end of the card.
func papersAfter(t *testing.T, page, heading string) (items []string, said string) {
	t.Helper()
	_, rest, ok := strings.Cut(page, heading)
	list, after, ended := strings.Cut(rest, "</ul>")
	if !ok || !ended {
		t.Fatalf("no list under %q", heading)
	}
	tags := regexp.MustCompile(`<[^>]*>`)
	for _, item := range strings.Split(list, "<li>")[1:] {
		items = append(items, strings.Join(strings.Fields(tags.ReplaceAllString(item, " ")), " "))
	}
	said, _, _ = strings.Cut(after, "</p>")
	return items, strings.Join(strings.Fields(tags.ReplaceAllString(said, " ")), " ")
}

// TestX5_ADecisionSaysWhatToAttachNextMonth: the decision, the receipt and both pages of the form say the same papers for the same
// reason, in every situation of the household; an older decision says nothing of months gone by.
func TestX5_ADecisionSaysWhatToAttachNextMonth(t *testing.T) {
	for _, engine := range storetest.Engines {
		t.Run(engine, func(t *testing.T) {
			w := wholeWorld(t, engine)
			december := aid.Month{Year: 2026, Month: 12}
			draft, err := w.desk.Register.DraftFor(context.Background(), w.theCase.ID, december)
			w.must(err)
			pages := map[string]string{
				decisionHref(w.second.ID): "Lägg med det här när du ansöker för december 2026", receiptHref(w.november.ID): "Lägg med det här när du ansöker för december 2026",
				sectionHref(draft.ID, attachmentsSection): "Det här ska vara med",
			}
			same := func(situation, said string, want ...string) {
				t.Helper()
				for address, heading := range pages {
					items, words := papersAfter(t, w.get(address), heading)
					if strings.Join(items, "\n") != strings.Join(want, "\n") || !strings.Contains(words, said) {
						t.Errorf("%s, %s: %q, %s", situation, address, items, words)
					}
				}
			}
			statements := []string{"Kontoutdrag Fatima Exempel", "Kontoutdrag Omar Exempel"}
			same("the simpler way", "Fakturor och kvitton behöver du inte skicka.", statements...)
			w.wants(w.get(decisionHref(w.second.ID)), "Får du en ny inkomst eller söker du för en ny utgift?", "Du kan ansöka till och med 10 december 2026.")
			w.lacks(w.get(decisionHref(w.first.ID)), "Lägg med det här")
			w.lacks(w.get(decisionHref(w.importedDecision.ID)), "Lägg med det här")

			d, err := w.desk.SaveDraft(context.Background(), asCitizen(w.fatima), draft.ID, draft.Version, func(c *aid.Content) error {
				c.Incomes = append(c.Incomes, aid.Income{Kind: "maintenance", PersonID: w.fatima.ID, Amount: 1_600_00})
				return nil
			})
			w.must(err)
			same("a new income", "Underlagen gäller det som är nytt", append(statements, "Underlag för: Underhållsbidrag eller underhållsstöd Fatima Exempel")...)
			_, err = w.desk.SaveDraft(context.Background(), asCitizen(w.fatima), d.ID, d.Version, func(c *aid.Content) error {
				c.Incomes = c.Incomes[:len(c.Incomes)-1]
				return nil
			})
			w.must(err)

			remarks := []aid.ID{w.spotCheck("2026-09-01"), w.spotCheck("2026-11-01")}
			w.wants(w.get(decisionHref(w.second.ID)), "Ni har också ett stickprov att svara på senast 20 december 2026.", `href="`+requestHref(remarks[1])+`"`)
			for _, id := range remarks {
				w.must(w.desk.EndRequest(context.Background(), asStaff(w.caseworker), w.caseworker, id, aid.RequestRemark, "Stämmer inte."))
			}
			w.lacks(w.get(decisionHref(w.second.ID)), "stickprov att svara på")
			w.must(w.desk.RequireFullEvidence(context.Background(), asStaff(w.decider), w.decider, aid.FullEvidence{
				CaseID: w.theCase.ID, From: december, Through: december.Add(2), Reason: "Två anmärkningar.",
			}))
			same("the simpler way is lost", "Från december 2026 till och med februari 2027", append(statements,
				"Underlag för: Lön Omar Exempel", "Underlag för: Bostadsbidrag Fatima Exempel", "Underlag för: Boendekostnad", "Underlag för: Hushållsel", "Underlag för: Medicin")...)
			w.lacks(w.get(decisionHref(w.second.ID)), "Får du en ny inkomst")

			w.must(w.desk.Register.Work(context.Background(), func(tx *store.Tx) error { return tx.DeleteDraft(draft.ID) }))
			delete(pages, sectionHref(draft.ID, attachmentsSection))
			pages[applyHref(december)] = "Det här behöver du"
			same("before the form is begun", "Från december 2026 till och med februari 2027", append(statements,
				"Underlag för: Lön Omar Exempel", "Underlag för: Bostadsbidrag Fatima Exempel", "Underlag för: Boendekostnad", "Underlag för: Hushållsel", "Underlag för: Medicin")...)
			w.language = "ar"
			w.wants(w.get(decisionHref(w.second.ID)), "أرفق هذا عندما تقدّم طلب", "<bdi>Omar Exempel</bdi>")
			w.language = "sv"
			w.on(12, 11)
			w.lacks(w.get(decisionHref(w.second.ID)), "Lägg med det här")
		})
	}
}

// spotCheck puts a spot check of a draw that was made to the household.
func (w *world) spotCheck(month string) aid.ID {
	w.t.Helper()
	day, err := aid.ParseDate(month)
	w.must(err)
	q := aid.CompletionRequest{
		ID: w.id(), CaseID: w.theCase.ID, Kind: aid.ForSpotCheck, Month: day.MonthOf(), Until: aid.Date{Year: 2026, Month: 12, Day: 20},
		Items:   []aid.CompletionItem{{ID: "1", Group: "income", What: "salary", Month: day.MonthOf().Add(-1)}},
		AskedBy: w.decider.ID, AskedName: w.decider.Name, AskedAt: w.now,
	}
	w.step("spot_check", q.ID, func(tx *store.Tx) error {
		return errors.Join(tx.AddCompletionRequest(q), tx.RefreshOverview(w.theCase.ID))
	})
	return q.ID
}
