package citizen

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"

	"bistand/aid"
	"bistand/casework"
	"bistand/store"
	"bistand/store/storetest"
)

// TestX10_WhoComesBackSeesWhatTheySigned: an application that both signed, and that was decided while one of them was away, is theirs to
// read afterwards as they signed it, with the receipt, in the list and in their file; nothing of what came of it is. One that the
// other signed alone stays closed to them, and so does one on paper that they did not sign.
func TestX10_WhoComesBackSeesWhatTheySigned(t *testing.T) {
	for _, engine := range storetest.Engines {
		t.Run(engine, func(t *testing.T) {
			w := wholeWorld(t, engine)
			ctx := context.Background()
			w.dropDraft(aid.Month{Year: 2026, Month: 12})
			december := w.apply(aid.Month{Year: 2026, Month: 12}, 9_111_00)
			need := w.onPaper(w.fatima, w.omar)
			w.now = w.now.AddDate(0, 0, 1)
			w.must(w.desk.EndMember(ctx, asStaff(w.caseworker), w.caseworker, w.theCase.ID, w.omar.ID, "Separation."))
			w.now = w.now.AddDate(0, 0, 1)
			alone := w.onPaper(w.fatima)
			asked, err := w.desk.AskForCompletion(ctx, asStaff(w.caseworker), w.caseworker, aid.CompletionRequest{
				CaseID: w.theCase.ID, ApplicationID: december.ID, Why: secret, Until: aid.SwedishDate(w.now).AddDays(14), Items: []aid.CompletionItem{{Group: "own", Text: secret}},
			})
			w.must(err)
			w.on(11, 30)
			decision := w.decide(december, secret)
			payment := w.paymentOf(decision)
			w.payout(decision)
			w.on(12, 29)
			w.must(w.desk.MoveIn(ctx, asStaff(w.caseworker), w.caseworker, casework.MoveIn{Case: w.theCase.ID, Person: w.omar.ID, On: aid.Date{Year: 2026, Month: 12, Day: 1}}))
			w.must(w.desk.SetAccess(ctx, asStaff(w.caseworker), w.caseworker, w.theCase.ID, w.omar.ID, true))

			w.who = w.omar
			hidden := []string{secret, string(decision.ID), string(payment.ID), string(asked.ID), string(alone.ID), "Beslutad", "Utbetald", "5 december"}
			list := w.get("/ansokningar")
			w.wants(list, applicationHref(december.ID), applicationHref(need.ID), "Du skrev under")
			w.lacks(list, string(alone.ID))
			for _, a := range []aid.Application{december, need} {
				page := w.get(applicationHref(a.ID))
				w.wants(page, "innan du flyttade", receiptHref(a.ID), "Du skrev under")
				w.lacks(page, hidden...)
				w.lacks(page, "/handlingar", "Beräkning", calculationHref(a.ID))
				w.lacks(w.get(receiptHref(a.ID)), hidden...)
				if rec := w.visit("GET", signHref(a.ID), nil); rec.Code != http.StatusSeeOther || rec.Header().Get("Location") != applicationHref(a.ID) {
					t.Errorf("%s leads to %d %s", signHref(a.ID), rec.Code, rec.Header().Get("Location"))
				}
			}
			w.wants(w.get(applicationHref(december.ID)), "9\u00a0111", "kontoutdrag åäö.pdf", "Omar Exempel", "Fatima Exempel")
			for _, address := range []string{
				calculationHref(december.ID), applicationHref(december.ID) + "/berakning/yttrande", decisionHref(decision.ID), paymentHref(payment.ID),
				requestHref(asked.ID), applicationHref(alone.ID), receiptHref(alone.ID), signHref(alone.ID),
			} {
				if rec := w.visit("GET", address, nil); rec.Code != http.StatusNotFound {
					t.Errorf("%s: %d", address, rec.Code)
				}
			}
			if rec := w.visit("POST", applicationHref(december.ID)+"/handlingar", nil); rec.Code != http.StatusNotFound {
				t.Errorf("may hand in more: %d", rec.Code)
			}
			for _, address := range []string{"/start", "/beslut", "/utbetalningar", "/hamta-uppgifter", "/hamta-uppgifter/uppgifter.json", "/begaran", "/overklaga"} {
				w.lacks(w.get(address), secret, string(decision.ID), string(payment.ID), string(asked.ID), string(alone.ID))
			}
			file := w.get("/hamta-uppgifter/uppgifter.json")
			var kept struct {
				Applications []struct {
					ID, Status            string
					Decision, Calculation any
					Payments              []any
					Hash                  string `json:"content_sha256"`
				}
			}
			w.must(json.Unmarshal([]byte(file), &kept))
			found := 0
			for _, a := range kept.Applications {
				if a.ID == string(december.ID) && a.Status == "you_signed" && a.Hash == december.ContentHash && a.Decision == nil && a.Calculation == nil && len(a.Payments) == 0 {
					found++
				}
			}
			if found != 1 {
				t.Errorf("the file tells of it %d times: %+v", found, kept)
			}
			w.language = "ar"
			w.wants(w.get(applicationHref(december.ID)), "لقد وقّعتَ هذا الطلب قبل انتقالك")
			w.language = "sv"

			w.who = w.fatima // who was there all the time sees all of it
			w.wants(w.get(applicationHref(december.ID)), decisionHref(decision.ID), calculationHref(december.ID))
			w.lacks(w.get(applicationHref(december.ID)), "innan du flyttade")
			w.wants(w.get("/ansokningar"), string(alone.ID))
			w.get(decisionHref(decision.ID))
		})
	}
}

// dropDraft takes away what the household has begun of a month.
func (w *world) dropDraft(month aid.Month) {
	w.must(w.desk.Register.Work(context.Background(), func(tx *store.Tx) error {
		d, err := tx.DraftFor(context.Background(), w.theCase.ID, month)
		if err != nil {
			return err
		}
		return tx.DeleteDraft(d.ID)
	}))
}

// onPaper takes in a single need on paper, signed by those adults who are named.
func (w *world) onPaper(signers ...aid.Person) aid.Application {
	w.t.Helper()
	ctx := context.Background()
	c, err := w.desk.Register.Case(ctx, w.theCase.ID)
	w.must(err)
	scan, err := w.desk.TakeIn(ctx, string(aid.ScannedApplication), "ansökan.pdf", io.MultiReader(strings.NewReader("%PDF-1.7\nx\n%%EOF\n")))
	w.must(err)
	signed := map[aid.ID]aid.Date{}
	for _, p := range signers {
		signed[p.ID] = aid.SwedishDate(w.now)
	}
	content := aid.Content{
		Month: aid.Month{Year: 2026, Month: 11}, Kind: aid.Supplementary, Household: c.Household(),
		Expenses: []aid.Expense{{Kind: "glasses", Amount: 1_000_00, Note: "synfel"}},
	}
	id, err := w.desk.RegisterPaper(ctx, asStaff(w.caseworker), w.caseworker, casework.PaperInput{
		Case: w.theCase.ID, Content: content, Received: aid.SwedishDate(w.now), Signed: signed, Scans: []casework.TakenFile{scan},
	})
	w.must(err)
	a, err := w.desk.Register.Application(ctx, id)
	w.must(err)
	return a
}
