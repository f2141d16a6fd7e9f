package citizen_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"bistand/aid"
	"bistand/store/storetest"
	"bistand/web/webtest"
)

// language sets the language of a visitor's pages.
func language(v *webtest.Visitor, code string) *webtest.Visitor {
	v.Get("/sprak/" + code)
	return v
}

// B7: an adult reads what staff wrote, writes with a file, and is told by when there will be an answer.
func TestB7_WritingToTheMunicipality(t *testing.T) {
	for _, engine := range storetest.Engines {
		t.Run(engine, func(t *testing.T) {
			c := meet(t, engine)
			talk, desk := c.facts.Talk, c.Lund.Tenant.Desk
			c.asa.Get("/start").Want(200, "Läs 1 nytt meddelande", "Meddelanden 1")
			thread := c.asa.Get("/meddelanden").Want(200, talk.Unread.Body, talk.Answer.Body, talk.Asked.Body, "Nytt", "Hanna Handläggare", "Du fick det med post", "kvitto.pdf")
			if strings.Index(thread.Body, talk.Unread.Body) > strings.Index(thread.Body, talk.Asked.Body) {
				t.Error("the newest message does not come first")
			}
			read, err := desk.Register.Message(t.Context(), talk.Unread.ID)
			if err != nil || read.ReadAt.IsZero() || read.ReadName != c.facts.Applicant.Name() {
				t.Errorf("that it was read is no fact: %+v %v", read, err)
			}
			for _, page := range []string{"/start", "/meddelanden"} {
				if text := c.asa.Get(page).Want(200).Text(); strings.Contains(text, "Meddelanden 1") || strings.Contains(text, "nytt meddelande") {
					t.Errorf("%s still tells of something unread", page)
				}
			}
			form := c.asa.Get("/meddelanden/nytt").Want(200, "Högst 4 000 tecken", "Skickar du i dag får du svar senast 5 november 2026").Form("/meddelanden/nytt")
			form.Set("text", "Kan jag komma på fredag?\r\n\r\nHälsningar Åsa").Attach("file", "intyg.pdf", pdf)
			form.Submit().At("/meddelanden").Want(200, "Meddelandet är skickat", "Kan jag komma på fredag?", "intyg.pdf", "Du får svar senast 5 november 2026", "Inte läst ännu")
			form.Submit().Want(200) // a double click
			list, err := desk.Register.Messages(t.Context(), c.facts.Case.ID, c.facts.Applicant.ID, "", 9)
			if err != nil || len(list) != 4 || len(list[0].Files) != 1 || list[0].Body != "Kan jag komma på fredag?\n\nHälsningar Åsa" {
				t.Fatalf("kept: %+v %v", list, err)
			}
			file := c.asa.Get("/bilagor/" + string(list[0].Files[0].ID)).Want(200)
			if file.Body != string(pdf) || !strings.HasPrefix(file.Header.Get("Content-Disposition"), "attachment") {
				t.Errorf("the file: %q %q", file.Body, file.Header)
			}
		})
	}
}

// B7: what cannot be sent is told beside its field, and nothing of it is lost or kept.
func TestB7_MessagesThatCannotBeSent(t *testing.T) {
	c := meet(t, "sqlite")
	form := func() *webtest.Form { return c.asa.Get("/meddelanden/nytt").Form("/meddelanden/nytt") }
	form().Submit().Want(422, "Fyll i det här")
	form().Set("text", strings.Repeat("å", aid.LongestText+1)).Submit().Want(422, "Skriv högst 4000 tecken")
	form().Set("text", "Se bilagan.").Attach("file", "virus.exe", []byte("MZ\x90\x00\x03")).Submit().Want(422, "Se bilagan.", "Välj ett foto eller en PDF")
	many := form().Set("text", "Se bilagorna.")
	for i := range 6 {
		many.Attach("file", "sida.pdf", append(pdf, byte('0'+i)))
	}
	many.Submit().Want(422, "Se bilagorna.", "Lägg till högst 5 filer")
	form().Set("text", "Utan nyckel.").Set("nyckel", "").Submit().Want(422, "Utan nyckel.")
	v := url.Values{"nyckel": {"en-nyckel-12345"}, "text": {"Inte i delar"}}
	c.asa.Once(http.MethodPost, "/meddelanden/nytt", strings.NewReader(v.Encode()), "application/x-www-form-urlencoded").Want(422)
	form().Set("text", "<script>alert(1)</script> \u202e").Submit().Want(200, "<script>alert(1)</script>")
	list, err := c.Lund.Tenant.Desk.Register.Messages(t.Context(), c.facts.Case.ID, c.facts.Applicant.ID, "", 9)
	if err != nil || len(list) != 4 {
		t.Errorf("%d messages, %v: one of those refused was kept", len(list), err)
	}
	if page := c.asa.Get("/meddelanden"); strings.Contains(page.Body, "<script>alert") {
		t.Error("what was typed has become markup")
	}
}

// B7, N7, N10: the other adult sees nothing of it: not on any page, not by its address, not by its file.
func TestB7N7N10_ThePartnerSeesNothing(t *testing.T) {
	for _, engine := range storetest.Engines {
		t.Run(engine, func(t *testing.T) {
			c := meet(t, engine)
			send := func(path string, fields ...string) {
				form := c.asa.Get(path).Form(path)
				for i := 0; i+1 < len(fields); i += 2 {
					form.Set(fields[i], fields[i+1])
				}
				form.Attach("file", "hemlig-fil.pdf", pdf).Submit().Want(200)
			}
			send("/meddelanden/nytt", "text", "Hemligt meddelande")
			send("/anmal-andring", "kind", "household", "from", "2026-11-02", "text", "Hemlig anmälan")
			note := "/journalanteckningar/" + string(c.facts.PublishedNote.ID)
			c.asa.Get(note+"/yttrande").Form(note+"/yttrande").Set("text", "Hemligt yttrande").Submit().At(note).Want(200, "Hemligt yttrande", "Jag var inte hemma.")
			c.asa.Get("/mina-uppgifter/yttrande?del=contact").Form("/mina-uppgifter/yttrande").Set("text", "Hemlig uppgift").Submit().At("/mina-uppgifter").Want(200, "Hemlig uppgift")

			register, ctx := c.Lund.Tenant.Desk.Register, t.Context()
			messages, err := register.Messages(ctx, c.facts.Case.ID, c.facts.Applicant.ID, "", 1)
			if err != nil {
				t.Fatal(err)
			}
			changes, err := register.ChangeReports(ctx, c.facts.Case.ID, c.facts.Applicant.ID, "", 1)
			if err != nil {
				t.Fatal(err)
			}
			for _, id := range []aid.ID{messages[0].Files[0].ID, changes[0].Files[0].ID} {
				c.omar.Get("/bilagor/" + string(id)).Want(404)
				c.asa.Get("/bilagor/" + string(id)).Want(200)
			}
			report := "/anmal-andring/" + string(changes[0].ID)
			c.asa.Get(report).Want(200, "Hemlig anmälan", "hemlig-fil.pdf")
			c.omar.Get(report).Want(404)
			for _, path := range []string{
				"/start", "/meddelanden", "/meddelanden?fore=" + string(c.facts.Talk.Unread.ID), "/anmal-andring", "/mina-uppgifter", note, "/vem-har-last", "/mitt-arende",
				"/ansokningar", "/dokument", "/beslut", "/kontakter", report,
			} {
				page := c.omar.Get(path)
				for _, word := range []string{"Hemlig", "hemlig", c.facts.Talk.Asked.Body, c.facts.Talk.Unread.Body, c.facts.Talk.Change.Body, c.facts.Talk.Comment.Body, "kvitto.pdf", "070-174 06 05", "nytt meddelande"} {
					if strings.Contains(page.Body, word) {
						t.Errorf("%s shows the partner %q", path, word)
					}
				}
			}
			// Nor does the list of who has read tell that there was anything to write or read.
			for _, v := range []*webtest.Visitor{c.asa, c.omar} {
				text := v.Get("/vem-har-last").Want(200).Text()
				_, text, _ = strings.Cut(text, "Varje gång någon öppnar ditt ärende")
				if strings.Contains(text, "Meddelande") || strings.Contains(text, "ändring") {
					t.Errorf("the reads tell of messages: %s", text)
				}
			}
		})
	}
}

// N10: a change is told between applications, its receipt has a time, and the list says what has become of it.
func TestN10_ReportingAChange(t *testing.T) {
	for _, engine := range storetest.Engines {
		t.Run(engine, func(t *testing.T) {
			c := meet(t, engine)
			c.asa.Get("/start").Want(200, "Anmäl en ändring")
			page := c.asa.Get("/anmal-andring").Want(200, "Arbete eller studier", "Det du har anmält")
			page.Form("/anmal-andring").Set("from", "i går").Submit().Want(422, "Välj ett alternativ", "Skriv en dag som finns", "Fyll i det här")
			form := page.Form("/anmal-andring").Set("kind", "illness").Set("from", "2026-11-01").Set("text", "Jag är sjukskriven.").Attach("file", "intyg.pdf", pdf)
			receipt := form.Submit().Want(200, "Din anmälan har kommit in", "2 november 2026 kl.", "1 november 2026", "Sjukdom", "Jag är sjukskriven.", "intyg.pdf", "Inte läst ännu")
			if !strings.HasPrefix(receipt.URL.Path, "/anmal-andring/0") {
				t.Errorf("at %s", receipt.URL)
			}
			form.Submit().At(receipt.URL.Path) // a double click leads to the same receipt
			list, err := c.Lund.Tenant.Desk.Register.ChangeReports(t.Context(), c.facts.Case.ID, c.facts.Applicant.ID, "", 9)
			if err != nil || len(list) != 2 {
				t.Fatalf("%d reports, %v", len(list), err)
			}
			hanna := c.facts.Caseworker
			by := aid.Actor{Kind: aid.ByStaff, ID: hanna.ID, Name: hanna.Name}
			request := webtest.RequestOf(by)
			if err := c.Lund.Tenant.Desk.TakeNote(t.Context(), request, hanna, c.facts.Case.ID, aid.ChangeWaits, list[0].ID); err != nil {
				t.Fatal(err)
			}
			c.asa.Get(receipt.URL.Path).Want(200, "Läst och noterat 2 november 2026")
			c.asa.Get("/anmal-andring").Want(200, "Läst och noterat 2 november 2026")
			c.asa.Get("/anmal-andring/" + string(c.facts.Case.ID)).Want(404)
		})
	}
}

// N7: what is registered is shown with the number masked and the account by its end, and everything recorded can be answered.
func TestN7_WhatIsRegisteredAndWhatOneSaysOfIt(t *testing.T) {
	for _, engine := range storetest.Engines {
		t.Run(engine, func(t *testing.T) {
			c := meet(t, engine)
			page := c.asa.Get("/mina-uppgifter").Want(200, "Åsa Öberg", "19810105-····", "070-174 06 05", "asa@example.org", "Omar Öberg", "Elis Öberg", "7897", "Påhittade Bostäder AB")
			for _, word := range []string{c.facts.Applicant.Personnummer.Full()[8:], "1234567897", "8000"} {
				if strings.Contains(page.Body, word) {
					t.Errorf("the page holds %q", word)
				}
			}
			if text := c.omar.Get("/mina-uppgifter").Want(200, "19790630-····").Text(); strings.Contains(text, "7897") {
				t.Error("the partner's account is shown as one's own")
			}
			calculation := "/ansokningar/" + string(c.facts.Signed.ID) + "/berakning"
			for path, what := range map[string]string{
				"/journalanteckningar/" + string(c.facts.PublishedNote.ID): "Hembesök", "/dokument/" + string(c.facts.Published.ID): "Utredning",
				"/beslut/" + string(c.facts.Decision.ID): "Beslut för oktober 2026", calculation: "Beräkning för oktober 2026",
			} {
				c.omar.Get(path).Want(200, "Yttra dig om det här")
				form := c.omar.Get(path+"/yttrande").Want(200, what).Form(path + "/yttrande")
				form.Submit().Want(422, "Fyll i det här")
				form.Set("text", "Så var det inte: "+what).Submit().At(path).Want(200, "Så var det inte: "+what, "Inte läst ännu")
			}
			c.omar.Get(calculation+"/yttrande?del=salary").Want(200, "Lön").Form(calculation+"/yttrande").Set("text", "Lönen är fel.").Submit().At(calculation).Want(200, "Lönen är fel.")
			for _, path := range []string{
				calculation + "/yttrande?del=swish", "/mina-uppgifter/yttrande?del=diary", "/mina-uppgifter/yttrande",
				"/journalanteckningar/" + string(c.facts.InternalNote.ID) + "/yttrande", "/dokument/" + string(c.facts.Unpublished.ID) + "/yttrande",
			} {
				c.omar.Get(path).Want(404)
				c.omar.Post(path, "text", "Hej", "del", "diary").Want(404)
			}
			list, err := c.Lund.Tenant.Desk.Register.Comments(t.Context(), c.facts.Case.ID, c.facts.CoApplicant.ID)
			if err != nil || len(list) != 5 {
				t.Errorf("%d comments, %v", len(list), err)
			}
		})
	}
}

// B7, N7, N10: the same in Arabic, where what is typed turns as it is written.
func TestB7N7N10_InArabic(t *testing.T) {
	c := meet(t, "sqlite")
	asa := language(c.asa, "ar")
	asa.Get("/start").Want(200, "اقرأ رسالة جديدة واحدة")
	page := asa.Get("/meddelanden").Want(200, "اكتب رسالة")
	if !strings.Contains(page.Body, `dir="rtl"`) || !strings.Contains(page.Body, `<div dir="auto" lang="sv">`) {
		t.Error("a message from staff is not marked as Swedish of its own direction")
	}
	asa.Get("/meddelanden/nytt").Form("/meddelanden/nytt").Set("text", "متى تصل النقود؟").Submit().At("/meddelanden").Want(200, "متى تصل النقود؟", "أُرسلت الرسالة")
	asa.Get("/anmal-andring").Form("/anmal-andring").Set("kind", "moving").Set("from", "2026-12-01").Set("text", "سننتقل").Submit().Want(200, "وصل بلاغك", "سننتقل")
	asa.Get("/mina-uppgifter").Want(200, "بياناتي")
	asa.Get("/mina-uppgifter/yttrande?del=members").Form("/mina-uppgifter/yttrande").Submit().Want(422, "أبدِ رأيك")
}

// B7: a thread that is long comes page by page, and what is not shown is not read.
func TestB7_ALongThread(t *testing.T) {
	c := meet(t, "sqlite")
	c.facts.Now = c.Clock.Now()
	for range 21 {
		c.facts.FromStaff("Ännu ett meddelande.")
	}
	c.Clock.Set(c.facts.Now)
	c.asa.Get("/start").Want(200, "Läs 22 nya meddelanden")
	first := c.asa.Get("/meddelanden").Want(200, "Äldre")
	c.asa.Get("/start").Want(200, "Läs 2 nya meddelanden")
	for _, href := range first.Links() {
		if strings.HasPrefix(href, "/meddelanden?fore=") {
			c.asa.Get(href).Want(200, "Nyare", c.facts.Talk.Asked.Body)
			c.asa.Get("/meddelanden?fore=nonsens").Want(200)
			if text := c.asa.Get("/start").Text(); strings.Contains(text, "nya meddelanden") {
				t.Error("something is left unread")
			}
			return
		}
	}
	t.Error("no link leads to older messages")
}
