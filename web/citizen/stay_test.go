package citizen

import (
	"context"
	"io"
	"net/http"
	"strings"
	"testing"

	"bistand/aid"
	"bistand/casework"
	"bistand/store"
	"bistand/store/storetest"
)

// while is what came about in a case while one of its adults was away.
type while struct {
	application aid.Application
	decision    aid.Decision
	document    aid.Document
	note        aid.JournalNote
	asked       aid.CompletionRequest
	file        aid.ID
}

// secret stands in everything that came about meanwhile.
const secret = "Tyst-ugglan"

// apart is a time in which the applicant is alone in the case: she applies and is decided, and staff write and ask.
func (w *world) apart() (o while) {
	ctx, r := w.t.Context(), asStaff(w.caseworker)
	d, err := w.desk.BeginDraft(ctx, asCitizen(w.fatima), w.theCase.ID, aid.Month{Year: 2026, Month: 12})
	w.must(err)
	d, err = w.desk.SaveDraft(ctx, asCitizen(w.fatima), d.ID, d.Version, func(c *aid.Content) error {
		c.Housing.Landlord = secret
		c.Expenses = []aid.Expense{{Kind: "housing", Amount: 7_654_00, Note: secret}}
		c.Incomes, c.NoIncome = nil, map[aid.ID]bool{w.fatima.ID: true}
		c.Changes = secret
		return nil
	})
	w.must(err)
	d, err = w.desk.Attach(ctx, asCitizen(w.fatima), d.ID, "bank_statement", secret+".pdf", io.MultiReader(strings.NewReader("%PDF-1.7\n"+secret+"\n%%EOF\n")))
	w.must(err)
	o.file = d.Content.Attachments[0].ID
	a, err := w.desk.Freeze(ctx, asCitizen(w.fatima), d.ID, d.Version)
	w.must(err)
	w.must(w.desk.AddSignature(ctx, asCitizen(w.fatima), aid.Signature{
		ApplicationID: a.ID, PersonID: w.fatima.ID, ContentHash: a.ContentHash, SignedAt: w.desk.Now(), Visible: "Jag skriver under.", Hidden: "{}", Answer: []byte("{}"),
	}))
	o.asked, err = w.desk.AskForCompletion(ctx, r, w.caseworker, aid.CompletionRequest{
		CaseID: w.theCase.ID, Why: secret, Until: aid.SwedishDate(w.now).AddDays(30), Items: []aid.CompletionItem{{Group: "own", Text: secret}},
	})
	w.must(err)
	o.document, err = w.desk.WriteDocument(ctx, r, w.caseworker, aid.Document{CaseID: w.theCase.ID, Kind: "letter", Title: secret, Body: secret}, true)
	w.must(err)
	o.note, err = w.desk.WriteNote(ctx, r, w.caseworker, aid.JournalNote{CaseID: w.theCase.ID, Heading: secret, Body: secret}, true)
	w.must(err)
	o.application, err = w.desk.Register.Application(ctx, a.ID)
	w.must(err)
	w.answered(o.application, w.fatima, aid.Report{Authority: "vehicles", Answer: aid.Answered, Facts: []aid.ReportFact{{Code: "vehicle", Text: secret}}})
	in, err := w.desk.Proposal(ctx, o.application)
	w.must(err)
	made, err := w.desk.Calculate(ctx, r, w.caseworker, a.ID, in)
	w.must(err)
	o.decision, err = w.desk.Decide(ctx, asStaff(w.decider), w.decider, casework.DecisionInput{
		Application: a.ID, Calculation: made.ID, LegalBasis: "12 kap. 1 § socialtjänstlagen (2025:400)", Reasons: secret,
		Payments: []casework.PaymentInput{{Payee: w.account.ID, Amount: made.Result, SendOn: aid.Date{Year: 2026, Month: 12, Day: 4}}},
	})
	w.must(err)
	return o
}

// TestX10_WhatHappenedMeanwhileIsNotForWhoMovesIn: neither who comes back nor who is new sees anything of the time before they moved in,
// on any page, in any list, by any address or in any file; who comes back sees what they were there for, and the other sees all.
func TestX10_WhatHappenedMeanwhileIsNotForWhoMovesIn(t *testing.T) {
	for _, engine := range storetest.Engines {
		t.Run(engine, func(t *testing.T) {
			w := wholeWorld(t, engine)
			ctx := context.Background()
			w.must(w.desk.Register.Work(ctx, func(tx *store.Tx) error {
				d, err := tx.DraftFor(ctx, w.theCase.ID, aid.Month{Year: 2026, Month: 12})
				if err != nil {
					return err
				}
				return tx.DeleteDraft(d.ID)
			}))
			w.who = w.omar
			w.must(w.desk.EndMember(ctx, asStaff(w.caseworker), w.caseworker, w.theCase.ID, w.omar.ID, "Separation."))
			w.on(11, 25)
			o := w.apart()
			payment := w.paymentOf(o.decision)
			w.on(12, 16)
			w.must(w.desk.MoveIn(ctx, asStaff(w.caseworker), w.caseworker, casework.MoveIn{Case: w.theCase.ID, Person: w.omar.ID, On: aid.Date{Year: 2026, Month: 12, Day: 1}}))
			w.must(w.desk.SetAccess(ctx, asStaff(w.caseworker), w.caseworker, w.theCase.ID, w.omar.ID, true))
			own := []string{
				applicationHref(o.application.ID), calculationHref(o.application.ID), inquiryHref(o.application.ID), receiptHref(o.application.ID), signHref(o.application.ID),
				applicationHref(o.application.ID) + "/berakning/yttrande", decisionHref(o.decision.ID), decisionHref(o.decision.ID) + "/yttrande", paymentHref(payment.ID),
				"/dokument/" + string(o.document.ID), "/dokument/" + string(o.document.ID) + "/yttrande", "/journalanteckningar/" + string(o.note.ID),
				"/journalanteckningar/" + string(o.note.ID) + "/yttrande", requestHref(o.asked.ID), requestHref(o.asked.ID) + "/1", "/bilagor/" + string(o.file),
				"/bilagor/" + string(o.file) + "/liten",
			}
			lists := []string{
				"/start", "/ansokningar", "/beslut", "/utbetalningar", "/dokument", "/journalanteckningar", "/begaran", "/kontakter", "/mitt-arende", "/min-profil",
				"/vem-har-last", "/hamta-uppgifter", "/hamta-uppgifter/uppgifter.json", "/meddelanden", "/anmal-andring", "/mina-uppgifter", "/overklaga", "/ansok/2027-01",
			}
			hidden := []string{secret, string(o.application.ID), string(o.decision.ID), string(payment.ID), string(o.document.ID), string(o.note.ID), string(o.asked.ID), "7_654"}
			closedTo := func(who string) {
				t.Helper()
				for _, address := range own {
					rec := w.visit("GET", address, nil)
					if rec.Code != http.StatusNotFound || strings.Contains(rec.Body.String(), secret) {
						t.Errorf("%s is shown %s: %d", who, address, rec.Code)
					}
				}
				if rec := w.visit("POST", "/overklaga", map[string][]string{"beslut": {string(o.decision.ID)}}); rec.Code != http.StatusNotFound {
					t.Errorf("%s may appeal: %d", who, rec.Code)
				}
				for _, address := range lists {
					page := w.get(address)
					for _, text := range hidden {
						if strings.Contains(page, strings.ReplaceAll(text, "_", "\u00a0")) {
							t.Errorf("%s shows %s %q", address, who, text)
						}
					}
				}
			}
			closedTo("who came back")
			w.wants(w.get("/ansokningar"), applicationHref(w.imported.ID), applicationHref(w.october.ID))
			w.wants(w.get("/dokument"), w.document.Title)
			w.get(decisionHref(w.first.ID))
			w.lacks(w.get("/vem-har-last"), "26 november 2026")

			january, err := w.desk.BeginDraft(ctx, asCitizen(w.omar), w.theCase.ID, aid.Month{Year: 2027, Month: 1}, aid.NothingChanged)
			w.must(err)
			for _, s := range append(sectionsOf(january.Content), housingSection, occupationSection, assetsSection, accountSection) {
				w.lacks(w.get(sectionHref(january.ID, s)), hidden...)
			}
			w.lacks(w.get(checkHref(january.ID)), hidden...)

			w.who = w.fatima
			for _, address := range []string{own[0], own[1], own[3]} {
				w.wants(w.get(address), "december 2026")
			}
			w.wants(w.get(own[2]), secret)
			w.wants(w.get("/dokument"), secret)
			w.wants(w.get(decisionHref(o.decision.ID)), secret)

			w.must(w.desk.EndMember(ctx, asStaff(w.caseworker), w.caseworker, w.theCase.ID, w.omar.ID, "Igen."))
			nora := w.person("Nora", "19890710", 989)
			w.must(w.desk.MoveIn(ctx, asStaff(w.caseworker), w.caseworker, casework.MoveIn{
				Case: w.theCase.ID, Number: nora.Personnummer.Full(), GivenName: "Nora", FamilyName: "Exempel", On: aid.Date{Year: 2026, Month: 12, Day: 2},
			}))
			c, err := w.desk.Register.Case(ctx, w.theCase.ID)
			w.must(err)
			w.who = c.Adults()[1]
			if w.who.GivenName != "Nora" {
				t.Fatalf("the new adult is %s", w.who.Name())
			}
			if rec := w.visit("GET", "/start", nil); rec.Code != http.StatusForbidden {
				t.Errorf("the e-service is open before staff have said so: %d", rec.Code)
			}
			w.must(w.desk.SetAccess(ctx, asStaff(w.caseworker), w.caseworker, w.theCase.ID, w.who.ID, true))
			hidden = append(hidden, string(w.october.ID), string(w.november.ID), string(w.first.ID), string(w.second.ID), w.document.Title, "Kallelse", "Hyran har ändrats", "9_050", string(w.imported.ID))
			own = append(own, applicationHref(w.october.ID), applicationHref(w.november.ID), applicationHref(w.imported.ID), decisionHref(w.first.ID), decisionHref(w.importedDecision.ID),
				calculationHref(w.november.ID), "/dokument/"+string(w.document.ID), "/journalanteckningar/"+string(w.note.ID), paymentHref(w.paymentOf(w.first).ID))
			closedTo("who is new")
		})
	}
}
