package citizen

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"bistand/aid"
	"bistand/casework"
	"bistand/store"
	"bistand/store/storetest"
)

// planted are words that stand where a person may not see them: with the other adult, or unpublished.
var planted = []string{"omar@privat.example", "070-999 88 77", "Omars telefon", "Bara till Omar", "Omars eget svar", "Utkast som inte är klart", "Internt samråd"}

// plant gives the partner things of his own, and the household a request with an answer.
func plant(w *world) {
	w.t.Helper()
	ctx, f := context.Background(), w
	w.must(f.desk.Register.Step(ctx, store.Step{At: f.now, Actor: aid.Actor{Kind: aid.BySystem}, Name: "plant"}, func(tx *store.Tx) error {
		for _, one := range []struct {
			only, by           aid.ID
			why, item, answers string
		}{{f.omar.ID, f.omar.ID, "Bara till Omar", "Intyg", "Omars eget svar"}, {"", f.fatima.ID, "Till oss båda", "Hyreskontraktet", "Lämnat i receptionen"}} {
			q := aid.CompletionRequest{
				ID: f.id(), CaseID: f.theCase.ID, Kind: aid.ForCompletion, PersonID: one.only, Why: one.why, Until: aid.SwedishDate(f.now).AddDays(9),
				Items: []aid.CompletionItem{{ID: "1", Group: "own", Text: one.item}}, AskedBy: f.caseworker.ID, AskedName: f.caseworker.Name, AskedAt: f.now,
			}
			if err := tx.AddCompletionRequest(q); err != nil {
				return err
			}
			if err := tx.AddCompletion(aid.Completion{ID: f.id(), RequestID: q.ID, ItemID: "1", PersonID: one.by, Way: aid.ByOtherWays, Text: one.answers, At: f.now}); err != nil {
				return err
			}
		}
		if err := tx.AddProfile(f.id(), aid.Profile{PersonID: f.omar.ID, Phone: "070-999 88 77", Email: "omar@privat.example", Language: "so"}); err != nil {
			return err
		}
		return tx.AddProfile(f.id(), aid.Profile{PersonID: f.fatima.ID, Phone: "070-174 06 05", Email: "fatima@example.org", Language: "ar"})
	}))
	for _, p := range []aid.Person{f.omar, f.fatima} {
		s := aid.Session{
			ID: f.id(), Actor: aid.Actor{Kind: aid.ByCitizen, ID: p.ID, Name: p.Name()}, CaseID: f.theCase.ID, Language: "sv", StartedAt: f.now, SeenAt: f.now,
			UserAgent: p.GivenName + "s telefon", RemoteAddr: map[bool]string{true: "192.0.2.77", false: "192.0.2.1"}[p.ID == f.omar.ID],
		}
		w.must(f.desk.Register.Work(ctx, func(tx *store.Tx) error { return tx.AddSession(s, string(s.ID)) }))
	}
}

// TestN7_EverythingAboutMe: the file and the page hold all that the person may see, and nothing of what was planted.
func TestN7_EverythingAboutMe(t *testing.T) {
	for _, engine := range storetest.Engines {
		t.Run(engine, func(t *testing.T) {
			w := wholeWorld(t, engine)
			plant(w)
			rec := w.visit("GET", "/hamta-uppgifter/uppgifter.json", nil)
			if rec.Code != 200 || rec.Header().Get("Cache-Control") != "no-store" || rec.Header().Get("Content-Disposition") != `attachment; filename="EB-2026-0500.json"` {
				t.Errorf("%d %v", rec.Code, rec.Header())
			}
			file, html := rec.Body.String(), w.get("/hamta-uppgifter")
			for _, word := range append(planted, "192.0.2.77", w.stranger.Applicant.FamilyName, "1230004417") {
				if strings.Contains(file, word) {
					t.Errorf("the file has %q", word)
				}
				if strings.Contains(html, word) {
					t.Errorf("the page has %q", word)
				}
			}
			for _, word := range []string{
				w.fatima.Personnummer.Full(), "070-174 06 05", "fatima@example.org", "EB-2026-0500", "Hyran har ändrats.", "Därför beviljas bistånd.",
				"kontoutdrag åäö.pdf", "Påhittade Bostäder AB", "Kallelse till besök", "Ta med legitimation.", "Ansökan november", "Till oss båda", "Hyreskontraktet", "Lämnat i receptionen", "Bo Beslutsson",
			} {
				if !strings.Contains(file, word) {
					t.Errorf("the file lacks %q", word)
				}
				if !strings.Contains(html, word) {
					t.Errorf("the page lacks %q", word)
				}
			}
			w.wants(html, "Hyresrätt", "Antal rum", "Har något ändrats sedan förra månaden?") // in the file by their codes
			checkFile(t, w, []byte(file))
		})
	}
}

// N7: what a person has begun and not sent is in it; what their partner stated or handed in there of themselves is not.
func TestN7_DraftsAreInIt(t *testing.T) {
	w := wholeWorld(t, "sqlite")
	ctx := context.Background()
	march := aid.Month{Year: 2027, Month: 3}
	content := aid.Content{
		Month: march, Household: w.theCase.Household(), Changes: "Vi har bytt elbolag.",
		Incomes:  []aid.Income{{Kind: "salary", PersonID: w.fatima.ID, Amount: 123_00, Note: "Min egen lön"}, {Kind: "swish", PersonID: w.omar.ID, Amount: 77_00, Note: "Omars swish"}},
		NoIncome: map[aid.ID]bool{w.omar.ID: true}, Expenses: []aid.Expense{{Kind: "electricity", Amount: 400_00, Note: "Vår el"}},
		Account: &aid.Account{PersonID: w.fatima.ID, Clearing: "8000", Number: "5554443332"},
	}
	paper, err := w.desk.Register.DraftFor(ctx, w.theCase.ID, aid.Month{Year: 2026, Month: 12})
	w.must(err)
	_, err = w.desk.HandIn(ctx, asCitizen(w.omar), paper.ID, aid.AttachmentRef{Kind: "rent", Name: "Avin i receptionen", Way: "office", On: aid.SwedishDate(w.now)})
	w.must(err)
	files := []aid.Attachment{}
	for who, name := range map[aid.ID]string{w.fatima.ID: "mitt utdrag.pdf", w.omar.ID: "omars utdrag.pdf"} {
		files = append(files, aid.Attachment{AttachmentRef: aid.AttachmentRef{ID: w.id(), Kind: "bank_statement", Name: name, SHA256: strings.Repeat("a", 64), Size: 9, MediaType: "application/pdf"}, CaseID: w.theCase.ID, UploadedBy: who, UploadedAt: w.now})
	}
	w.must(w.desk.Register.Step(ctx, store.Step{At: w.now, Actor: aid.Actor{Kind: aid.BySystem}, Name: "plant"}, func(tx *store.Tx) error {
		for _, f := range files {
			if err := tx.AddAttachment(f); err != nil {
				return err
			}
			content.Attachments = append(content.Attachments, f.AttachmentRef)
		}
		partners := aid.AppealDraft{ID: w.id(), CaseID: w.theCase.ID, DecisionID: w.second.ID, PersonID: w.omar.ID, UpdatedAt: w.now, Content: aid.AppealContent{DecisionID: w.second.ID, Change: "Omar vill ändra"}}
		own := w.appealDraft
		own.Content.Change = "Fatima vill ändra"
		if err := errors.Join(tx.AddAppealDraft(partners), tx.SaveAppealDraft(own)); err != nil {
			return err
		}
		return tx.AddDraft(aid.Draft{ID: w.id(), CaseID: w.theCase.ID, Month: march, Content: content, UpdatedAt: w.now, UpdatedBy: w.omar.ID})
	}))
	file, html := w.visit("GET", "/hamta-uppgifter/uppgifter.json", nil).Body.String(), w.get("/hamta-uppgifter")
	for _, word := range []string{"Min egen lön", "Vår el", "Vi har bytt elbolag.", "mitt utdrag.pdf", "Fatima vill ändra", "Avin i receptionen"} {
		if !strings.Contains(file, word) || !strings.Contains(html, word) {
			t.Errorf("it lacks %q: file %v, page %v", word, strings.Contains(file, word), strings.Contains(html, word))
		}
	}
	for _, word := range []string{"Omars swish", "omars utdrag.pdf", "Omar vill ändra", "5554443332"} {
		if strings.Contains(file, word) || strings.Contains(html, word) {
			t.Errorf("it has %q", word)
		}
	}
	if !strings.Contains(file, `"account_ends_with":"3332"`) {
		t.Error("the file does not tell which account")
	}
}

// N7: what a person has said to the municipality is in it, with what was answered; what their partner has said is not.
func TestN7_WhatWasSaidIsInIt(t *testing.T) {
	for _, engine := range storetest.Engines {
		t.Run(engine, func(t *testing.T) {
			w := wholeWorld(t, engine)
			ctx := context.Background()
			for _, p := range []aid.Person{w.fatima, w.omar} {
				by := casework.Request{Key: "said-" + string(p.ID), Actor: aid.Actor{Kind: aid.ByCitizen, ID: p.ID, Name: p.Name()}}
				_, err := w.desk.SendMessage(ctx, by, w.theCase.ID, "Frågan från "+p.GivenName, nil)
				w.must(err)
				by.Key += "-change"
				_, err = w.desk.ReportChange(ctx, by, aid.ChangeReport{CaseID: w.theCase.ID, Kind: "work", From: aid.SwedishDate(w.now), Body: "Anmält av " + p.GivenName}, nil)
				w.must(err)
				by.Key += "-comment"
				_, err = w.desk.SayOf(ctx, by, aid.Comment{CaseID: w.theCase.ID, On: aid.Subject{Kind: aid.OnDecision, ID: w.second.ID}, Body: "Yttrande av " + p.GivenName})
				w.must(err)
			}
			file, html := w.visit("GET", "/hamta-uppgifter/uppgifter.json", nil).Body.String(), w.get("/hamta-uppgifter")
			for _, what := range []string{"Frågan från ", "Anmält av ", "Yttrande av "} {
				for name, want := range map[string]bool{w.fatima.GivenName: true, w.omar.GivenName: false} {
					if strings.Contains(file, what+name) != want || strings.Contains(html, what+name) != want {
						t.Errorf("%q: in the file %v, on the page %v, want %v", what+name, strings.Contains(file, what+name), strings.Contains(html, what+name), want)
					}
				}
			}
			if appeals, err := w.desk.Register.AppealsBy(ctx, w.theCase.ID, w.fatima.ID); err != nil || len(appeals) == 0 || !strings.Contains(file, `"number":"`+appeals[0].Number) || !strings.Contains(html, appeals[0].Number) {
				t.Errorf("the appeals %v are not in it, %v", appeals, err)
			}
		})
	}
}

// checkFile reads the file as another program would.
func checkFile(t *testing.T, w *world, file []byte) {
	t.Helper()
	var got struct {
		Format       string
		Applications []struct {
			Month       string
			SHA256      string `json:"content_sha256"`
			Signatures  []struct{ Person, Signed_at string }
			Calculation *struct {
				Result int64
				Lines  []struct{ Kind, Law string }
			}
			Decision *struct{ Amount int64 }
			Payments []struct{ Amount int64 }
		}
		Requests []struct{ Why string }
		Log_ins  []struct{ Address string }
		Reads    []struct{ By, What string }
	}
	if err := json.Unmarshal(file, &got); err != nil {
		t.Fatal(err)
	}
	if got.Format != "bistand-person-1" || len(got.Applications) != 3 || len(got.Requests) != 1 || len(got.Log_ins) != 1 || len(got.Reads) == 0 {
		t.Errorf("%s: %d applications, %d requests, %d log-ins, %d reads", got.Format, len(got.Applications), len(got.Requests), len(got.Log_ins), len(got.Reads))
	}
	a := got.Applications[0]
	if a.Month != "2026-11" || a.SHA256 != w.november.ContentHash || len(a.Signatures) != 2 || a.Calculation == nil || len(a.Calculation.Lines) < 5 || a.Decision == nil {
		t.Fatalf("the newest application is %+v", a)
	}
	if a.Decision.Amount != int64(w.second.Amount) || a.Payments[0].Amount+a.Payments[1].Amount != a.Decision.Amount {
		t.Errorf("the decision of %d öre is paid by %+v", a.Decision.Amount, a.Payments)
	}
}

// TestX12_DownloadingIsARead: who fetches everything is seen by the household.
func TestX12_DownloadingIsARead(t *testing.T) {
	w := wholeWorld(t, "sqlite")
	w.who = w.omar
	w.get("/hamta-uppgifter/uppgifter.json")
	for deadline := time.Now().Add(5 * time.Second); ; time.Sleep(20 * time.Millisecond) { // reads are kept soon
		reads, err := w.desk.Register.CaseReads(context.Background(), w.theCase.ID, time.Time{}, 1)
		w.must(err)
		if len(reads) == 1 && reads[0].What == "download" && reads[0].By.ID == w.omar.ID {
			return
		}
		if time.Now().After(deadline) {
			t.Fatalf("the newest read is %+v", reads)
		}
	}
}
