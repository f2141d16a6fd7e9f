package staff_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"bistand/aid"
	"bistand/store/storetest"
	"bistand/web/webtest"
)

// write sends a message from an adult of the whole register's case.
func (o *office) write(p aid.Person, text string) aid.Message {
	o.World.T.Helper()
	o.Clock.Advance(time.Second)
	r := webtest.RequestOf(aid.Actor{Kind: aid.ByCitizen, ID: p.ID, Name: p.Name()})
	m, err := o.Lund.Tenant.Desk.SendMessage(context.Background(), r, o.Case.ID, text, nil)
	if err != nil {
		o.World.T.Fatal(err)
	}
	return m
}

// threadPath is where staff write with a person.
func (o *office) threadPath(p aid.Person) string {
	return "/handlaggning/arende/" + string(o.Case.ID) + "/meddelanden/" + string(p.ID)
}

// form finds the form of a page by its address; absent it is nil.
func form(p *webtest.Page, action string) *webtest.Form {
	for _, f := range p.Forms() {
		if f.Action == action {
			return f
		}
	}
	return nil
}

// B7: the caseworker finds what waits, reads it, answers it, or says that it needs no answer; each is a fact.
func TestB7_StaffAnswerWhatWaits(t *testing.T) {
	for _, engine := range storetest.Engines {
		t.Run(engine, func(t *testing.T) {
			o := open(t, engine)
			asked := o.write(o.CoApplicant, "Kan jag få <b>intyget</b>?")
			worker := o.as(o.Caseworker)
			worker.Get("/handlaggning").Want(200, "Inkorg 2")
			inbox := worker.Get("/handlaggning/meddelanden").Want(200, "Omar Öberg", "Anmäld ändring", "Meddelande", "Svar senast", "2026-11-05", "Hanna Handläggare")
			if strings.Contains(inbox.Body, "intyget") {
				t.Error("the list shows what was written")
			}
			path := o.threadPath(o.CoApplicant)
			page := worker.Get(path).Want(200, "Kan jag få <b>intyget</b>?", "Nytt", "Behöver inget svar")
			if read, err := o.Store.Message(t.Context(), asked.ID); err != nil || read.ReadName != o.Caseworker.Name {
				t.Errorf("the reading is no fact: %+v %v", read, err)
			}
			form(page, path).Submit().Want(422, "Fyll i det här")
			answer := form(worker.Get(path), path).Set("text", "Ja, det kommer med post.")
			answer.Submit().At(path).Want(200, "Ja, det kommer med post.", "Inte läst av personen ännu")
			answer.Submit().At(path) // a double click
			list, err := o.Store.Messages(t.Context(), o.Case.ID, o.CoApplicant.ID, "", 9)
			if err != nil || len(list) != 2 || list[0].StaffID != o.Caseworker.ID {
				t.Fatalf("kept %+v %v", list, err)
			}
			if form(worker.Get(path), path+"/klart") != nil {
				t.Error("what is answered can still be settled")
			}
			o.write(o.CoApplicant, "Tack!")
			form(worker.Get(path), path+"/klart").Submit().At(path).Want(200, "Behöver inget svar.")
			if text := worker.Get("/handlaggning/meddelanden").Text(); strings.Contains(text, "Omar Öberg") {
				t.Error("it still waits")
			}
			if text := worker.Get(o.threadPath(o.Applicant)).Text(); strings.Contains(text, "intyget") {
				t.Error("one adult's messages stand in the other's thread")
			}
			worker.Get("/handlaggning/arende/"+string(o.Case.ID)).Want(200, "Anmälda ändringar och yttranden", "1 oläst hos personen", "Arbete eller studier")
			worker.Get(o.threadPath(o.Son)).Want(404)
			worker.Get(o.threadPath(o.Protected)).Want(404)
		})
	}
}

// B7: a day that was promised and has gone is marked; colleagues see it among everyone's, by name but not by word.
func TestB7_LateAnswersAreMarked(t *testing.T) {
	o := open(t, "sqlite")
	o.write(o.CoApplicant, "Hör ni mig?")
	stranger := o.as(o.stranger)
	stranger.Get("/handlaggning/meddelanden").Want(200, "Ingen väntar på svar")
	if text := stranger.Get("/handlaggning/meddelanden?visa=alla").Want(200, "Omar Öberg").Text(); strings.Contains(text, "Över tiden") {
		t.Error("late on its first day")
	}
	o.Clock.Set(time.Date(2026, 11, 6, 9, 0, 0, 0, time.UTC))
	if text := o.as(o.Caseworker).Get("/handlaggning/meddelanden").Want(200, "Över tiden").Text(); strings.Count(text, "Över tiden") != 1 {
		t.Error("a report of a change has no promised day")
	}
	// To read it takes being assigned, or a reason.
	o.as(o.stranger).Get(o.threadPath(o.CoApplicant)).Want(403, "Varför behöver du öppna ärendet")
	for _, path := range []string{"/anmalt", "/meddelanden/" + string(o.CoApplicant.ID)} {
		o.as(o.Officer).Get("/handlaggning/arende/" + string(o.Case.ID) + path).Want(403)
	}
}

// letterIn tells whether the post queue holds the letter of a message.
func letterIn(worker *webtest.Visitor, message aid.ID) bool {
	return strings.Contains(worker.Get("/handlaggning/post").Want(200).Body, "/handlaggning/post/"+string(message))
}

// B7: who has not read in time, or cannot, gets a letter in two languages; how they were told is kept, and then they are
// off the list.
func TestB7_ThePostQueueAndItsLetter(t *testing.T) {
	for _, engine := range storetest.Engines {
		t.Run(engine, func(t *testing.T) {
			o := open(t, engine)
			worker := o.as(o.Caseworker)
			if letterIn(worker, o.Talk.Unread.ID) {
				t.Error("it is not due on its first day")
			}
			err := o.Lund.Tenant.Desk.ChangeProfile(t.Context(), webtest.RequestOf(aid.Actor{Kind: aid.ByCitizen, ID: o.Applicant.ID}), o.Case.ID,
				aid.Profile{PersonID: o.Applicant.ID, Phone: "070-174 06 05", Language: "ar"})
			if err != nil {
				t.Fatal(err)
			}
			o.Clock.Set(time.Date(2026, 11, 9, 12, 0, 0, 0, time.UTC))
			worker = o.as(o.Caseworker)
			worker.Get("/handlaggning/post").Want(200, "Åsa Öberg", "Oläst i 7 dagar", "Visa brevet")
			path := "/handlaggning/post/" + string(o.Talk.Unread.ID)
			page := worker.Get(path).Want(200, "Kom på torsdag.", "Hej Åsa", "Du har inte läst det där", "لم تقرأ ذلك هناك", "Lunds kommun", "Exempelgatan 1", "Adressen finns inte")
			article := page.Body[strings.Index(page.Body, "<article"):]
			window, _, _ := strings.Cut(article[strings.Index(article, `class="window"`):], "</p>")
			if !strings.HasSuffix(window, ">Åsa Öberg") || strings.Contains(article, o.Case.Number) || strings.Contains(article, o.Talk.Answer.Body) || strings.Contains(article, "19810105") {
				t.Errorf("the letter holds what it should not, or its window more than the name: %s", window)
			}
			if !strings.Contains(article, `lang="ar"`) || !strings.Contains(article, `dir="rtl"`) {
				t.Error("the Arabic is not marked as such")
			}
			form(page, path).Set("on", "2026-12-24").Submit().Want(422, "Välj ett alternativ", "Välj i dag eller en dag som har varit")
			later, err := o.Lund.Tenant.Desk.AnswerMessage(t.Context(), webtest.RequestOf(aid.Actor{Kind: aid.ByStaff, ID: o.Caseworker.ID, Name: o.Caseworker.Name}), o.Caseworker, o.Case.ID, o.Applicant.ID, "Efter brevet.")
			if err != nil {
				t.Fatal(err)
			}
			form(page, path).Set("way", "telephone").Set("on", "2026-11-09").Submit().At("/handlaggning/post")
			if letterIn(worker, o.Talk.Unread.ID) {
				t.Error("what was told is still in the queue")
			}
			told, err := o.Store.Message(t.Context(), o.Talk.Unread.ID)
			if err != nil || told.Told == nil || told.Told.Way != aid.ByTelephone || told.Told.On.String() != "2026-11-09" {
				t.Errorf("told %+v %v", told.Told, err)
			}
			if after, err := o.Store.Message(t.Context(), later.ID); err != nil || after.Told != nil {
				t.Errorf("what came after the letter was told too: %+v %v", after.Told, err)
			}
			worker.Get(o.threadPath(o.Applicant)).Want(200, "Berättat på telefon 2026-11-09 av Hanna Handläggare")
			worker.Get("/handlaggning/post/" + string(o.Talk.Asked.ID)).Want(404)
		})
	}
}

// B7: one without the e-service is on the list at once, and whoever writes to them is told so; a closed case takes no more.
func TestB7_WithoutTheService(t *testing.T) {
	o := open(t, "sqlite")
	o.Now = o.Clock.Now()
	o.SetAccess(o.Case, o.CoApplicant, o.Caseworker, false)
	o.Clock.Set(o.Now)
	worker, path := o.as(o.Caseworker), o.threadPath(o.CoApplicant)
	form(worker.Get(path).Want(200, "Personen kan inte läsa i e-tjänsten"), path).Set("text", "Välkommen på tisdag.").Submit().Want(200)
	list := worker.Get("/handlaggning/post").Want(200, "Omar Öberg", "Kan inte läsa i e-tjänsten")
	for _, href := range list.Links() {
		if strings.HasPrefix(href, "/handlaggning/post/") && strings.Count(href, "/") == 3 {
			letter := worker.Get(href).Want(200, "Välkommen på tisdag.", "Du läser inte i e-tjänsten")
			if strings.Contains(form(letter, href).Set("way", "post").Submit().At("/handlaggning/post").Body, href) {
				t.Error("what was told is still in the queue")
			}
			form(letter, href).Set("nyckel", "en-annan-nyckel").Set("way", "post").Submit().At("/handlaggning/post") // a colleague was first
			worker.Get(href).Want(200, "Inget återstår")
		}
	}
	o.Now = o.Clock.Now()
	o.CloseCase(o.Case)
	o.Clock.Set(o.Now)
	page := worker.Get(path).Want(200, "Ärendet är avslutat")
	if form(page, path) != nil {
		t.Error("a closed case has a form")
	}
	worker.Post(path, "text", "Ändå").Want(422, "Ärendet är avslutat")
}

// N7, N10: what a person reports or says of a record is shown to staff beside it, and noted once, by those who may.
func TestN7N10_StaffTakeNote(t *testing.T) {
	for _, engine := range storetest.Engines {
		t.Run(engine, func(t *testing.T) {
			o := open(t, engine)
			worker, base := o.as(o.Caseworker), "/handlaggning/arende/"+string(o.Case.ID)
			say := func(on aid.Subject, text string) {
				r := webtest.RequestOf(aid.Actor{Kind: aid.ByCitizen, ID: o.CoApplicant.ID, Name: o.CoApplicant.Name()})
				if _, err := o.Lund.Tenant.Desk.SayOf(t.Context(), r, aid.Comment{CaseID: o.Case.ID, On: on, Body: text}); err != nil {
					t.Fatal(err)
				}
			}
			say(aid.Subject{Kind: aid.OnDocument, ID: o.Published.ID}, "Om utredningen")
			say(aid.Subject{Kind: aid.OnDecision, ID: o.Decision.ID}, "Om beslutet")
			say(aid.Subject{Kind: aid.OnCalculation, ID: o.Calculation.ID, Part: "salary"}, "Om lönen")
			say(aid.Subject{Kind: aid.OnRegister, ID: o.CoApplicant.ID, Part: "members"}, "Om hushållet")
			worker.Get(base+"/journal").Want(200, "1 yttrande", "Jag var inte hemma.", "Åsa Öberg")
			worker.Get(base+"/dokument").Want(200, "Om utredningen", "Omar Öberg")
			worker.Get("/handlaggning/ansokan/"+string(o.Signed.ID)+"/beslut").Want(200, "Om beslutet")
			worker.Get("/handlaggning/ansokan/"+string(o.Signed.ID)+"/berakning").Want(200, "Om lönen", "Lön")
			page := worker.Get(base+"/anmalt").Want(200, o.Talk.Change.Body, "Från 2026-11-02", "Om hushållet", "Inte noterat", "Noterat")
			n := len(page.Forms())
			note := page.Form(base + "/anmalt")
			note.Submit().Want(200, "av Hanna Handläggare")
			note.Submit().Want(200)
			note.Set("nyckel", "en-annan-nyckel").Submit().Want(200) // a colleague was first
			if after := len(worker.Get(base + "/anmalt").Forms()); after != n-1 {
				t.Errorf("%d forms after one of %d was noted", after, n)
			}
			change, err := o.Store.ChangeReport(t.Context(), o.Talk.Change.ID)
			if err != nil || change.NotedName != o.Caseworker.Name {
				t.Errorf("noted %+v %v", change, err)
			}
			for _, wrong := range []string{"message", "rumour", ""} {
				worker.Post(base+"/anmalt", "id", string(o.Talk.Change.ID), "kind", wrong).Want(404)
			}
			worker.Post(base+"/anmalt", "id", string(o.Talk.Change.ID), "kind", "comment").Want(404)
			worker.Post(base+"/anmalt", "id", "x", "kind", "comment").Want(404)
		})
	}
}

// N11: those whose role it is read what people think, and mark it as dealt with.
func TestN11_StaffReadWhatPeopleThink(t *testing.T) {
	for _, engine := range storetest.Engines {
		t.Run(engine, func(t *testing.T) {
			o := open(t, engine)
			f := aid.Feedback{Kind: "complaint", Body: "<script>alert(1)</script>", Contact: "namn@example.org", Language: "ti"}
			if err := o.Lund.Tenant.Desk.GiveFeedback(t.Context(), "key-of-a-form", f); err != nil {
				t.Fatal(err)
			}
			admin := o.as(o.administrator)
			page := admin.Get("/handlaggning/synpunkter").Want(200, "Brist i tillgänglighet", "Klagomål", "<script>alert(1)</script>", "namn@example.org", "ትግርኛ")
			if strings.Contains(page.Text(), o.Talk.Praise.Body) {
				t.Error("what has been dealt with is among what is left")
			}
			handle := page.Form("/handlaggning/synpunkter")
			if text := handle.Submit().Want(200).Text(); strings.Contains(text, o.Talk.Barrier.Body) {
				t.Error("it is still left")
			}
			handle.Set("nyckel", "en-annan-nyckel").Submit().Want(200)
			o.as(o.Decider).Get("/handlaggning/synpunkter?visa=alla").Want(200, o.Talk.Praise.Body, o.Talk.Barrier.Body, "av Adam Minell")
			admin.Post("/handlaggning/synpunkter", "id", string(o.Case.ID)).Want(404)
			for _, s := range []aid.Staff{o.Caseworker, o.Officer, o.auditor} {
				o.as(s).Get("/handlaggning/synpunkter").Want(403)
			}
		})
	}
}
