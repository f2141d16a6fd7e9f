package staff_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"bistand/aid"
)

// ask puts a request for an application by the caseworker's form, and returns the address of its page.
func (o *office) ask(a aid.Application, person aid.ID) string {
	o.World.T.Helper()
	address := "/handlaggning/ansokan/" + string(a.ID)
	page := o.as(o.Caseworker).Get(address).Want(200, "Begär komplettering").Visitor.Get(address + "/begar")
	page = page.Want(200, "Kontoutdrag, Åsa Öberg, november 2026", "Lön, Åsa Öberg, november 2026, 4 200,50 kr", "Boendekostnad, november 2026, 7 345 kr")
	form := page.Form(address+"/begar").Set("items", "0", "2").Set("own", "Hyreskontraktet\n\n Intyg från skolan ")
	form.Set("why", "Vi ser inte vad som kom in efter den 20.").Set("person", string(person)).Set("until", "2026-11-30")
	return form.Submit().Want(200, "Väntar på svar", "Intyg från skolan", "Inte öppnat av").URL.Path
}

// A request is asked at the desk, answered by both adults in parts, on paper and late, and ended at the desk: without scripts,
// in Swedish and in Arabic.
func TestB4B14_ACompletionFromDeskToDesk(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		o.EndRequest(&o.Asked, aid.RequestWithdrawn, o.Caseworker) // the fixture's own
		o.Clock.Set(o.Now)
		a := o.apply(o.Case, november, nil)
		address := o.ask(a, "")
		id := address[strings.LastIndex(address, "/")+1:]
		mine := "/begaran/" + id

		asa := o.Visitor(o.Lund).MustLogIn(o.Applicant)
		asa.Get("/start").Want(200, "Lämna det som saknas i ansökan", "0 av 4 är lämnat.", "30 november 2026")
		asa.Get("/begaran").Want(200, "Komplettera din ansökan", "Att lämna")
		asa.Get(mine).Want(200, "Lämna senast 30 november 2026.", "Vi ser inte vad som kom in efter den 20.", "Hanna Handläggare bad om det", "Underlag för: Lön", "Kvar")
		page := asa.Get(mine+"/1").Want(200, "Kontoutdrag", "Skicka filer eller foton", "Har du inget att skicka?")
		page.Form(mine+"/1/filer").Submit().Want(422, "Välj minst en fil")
		page.Form(mine+"/1/filer").Attach("file", "utdrag ett.pdf", []byte("%PDF-1.4\n1\n%%EOF\n")).Attach("file", "utdrag två.pdf", []byte("%PDF-1.4\n2\n%%EOF\n")).Submit().At(mine).Want(200, "Klar", "Delvis lämnat")
		asa.Get(mine+"/1").Want(200, "Det här har du lämnat", "utdrag ett.pdf", "utdrag två.pdf")
		asa.Get("/start").Want(200, "1 av 4 är lämnat.")
		asa.Get(mine+"/3").Form(mine+"/3/svar").Set("text", " ").Submit().Want(422, "Fyll i det här.")

		omar := o.Visitor(o.Lund).MustLogIn(o.CoApplicant)
		omar.Header.Set("Accept-Language", "ar")
		omar.Get("/sprak/ar?till=/start")
		arabic := omar.Get(mine+"/3").Want(200, "ليس لديك ما ترسله؟")
		if !strings.Contains(arabic.Body, `<h1 lang="sv"><bdi>Hyreskontraktet`) {
			t.Error("staff's own words are not told to be Swedish")
		}
		arabic.Form(mine+"/3/svar").Set("way", "otherwise").Set("text", "في المكتب، الاثنين").Submit().At(mine).Want(200, "سُلّم جزئياً")

		o.Clock.Advance(30 * 24 * time.Hour)
		asa = o.Visitor(o.Lund).MustLogIn(o.Applicant)
		asa.Get("/start").Want(200, "Sista dagen var 30 november 2026. Du kan fortfarande lämna.")
		asa.Get(mine+"/2").Form(mine+"/2/svar").Set("text", "Jag har bara denna lön.").Submit().At(mine)
		asa.Get(mine+"/4").Form(mine+"/4/svar").Set("text", "Skolan svarar inte.").Submit().At(mine).Want(200, "Lämnat")
		if p := asa.Get("/start"); strings.Contains(p.Text(), "Lämna det som saknas i ansökan") {
			t.Error("still to be done after everything was handed in")
		}

		v := o.as(o.Caseworker)
		v.Get("/handlaggning").Want(200, "Besvarad")
		page = v.Get(address).Want(200, "Besvarad", "utdrag två.pdf", "Lämnat på annat sätt: في المكتب", "Skolan svarar inte.", "Öppnat av Åsa Öberg, Omar Öberg")
		page.Form(address+"/avsluta").Submit().Want(422, "Välj ett alternativ")
		page.Form(address+"/avsluta").Set("outcome", "withdrawn").Submit().Want(422, "Fyll i det här.")
		page.Form(address+"/avsluta").Set("outcome", "accepted").Submit().At(address).Want(200, "Avslutad", "Godkänt")
		asa.Get(mine).Want(200, "Godkänt. Du behöver inte göra något mer.")
		if p := asa.Get(mine + "/1"); len(p.Forms()) > 1+strings.Count(p.Body, `action="/logga-ut`) {
			t.Error("what has ended can still be answered")
		}
		asa.Post(mine+"/1/svar", "way", "text", "text", "igen").Want(422, "Begäran är avslutad")
	})
}

// What only one adult is asked, the other neither sees nor can fetch, whatever they know of its address.
func TestB4_WhatOneAdultHandsInIsNotTheOthers(t *testing.T) {
	o := open(t, "sqlite")
	address := o.ask(o.apply(o.Case, november, nil), o.CoApplicant.ID)
	mine := "/begaran/" + address[strings.LastIndex(address, "/")+1:]
	omar, asa := o.Visitor(o.Lund).MustLogIn(o.CoApplicant), o.Visitor(o.Lund).MustLogIn(o.Applicant)
	page := omar.Get(mine+"/1").Form(mine+"/1/filer").Attach("file", "mitt konto.pdf", []byte("%PDF-1.4\n1\n%%EOF\n")).Submit().At(mine)
	var file string
	for _, href := range page.Visitor.Get(mine + "/1").Links() {
		if strings.HasPrefix(href, "/bilagor/") {
			file = href
		}
	}
	if got := omar.Get(file); got.Status != http.StatusOK || !strings.HasPrefix(got.Body, "%PDF") {
		t.Errorf("who handed it in gets %d", got.Status)
	}
	for _, path := range []string{mine, mine + "/1", file} {
		asa.Get(path).Want(http.StatusNotFound)
	}
	asa.Post(mine+"/1/svar", "way", "text", "text", "x").Want(http.StatusNotFound)
	for _, path := range []string{"/start", "/begaran"} {
		if p := asa.Get(path); strings.Contains(p.Body, mine) {
			t.Errorf("%s leads the other adult to it", path)
		}
	}
	o.as(o.Caseworker).Get(address).Want(200, "mitt konto.pdf", "Öppnat av Omar Öberg")
}

// A file that is cut off, that is none, or whose form is sent twice leaves nothing half done.
func TestB4_FilesOfARequestAreWholeOrNotThere(t *testing.T) {
	o := open(t, "sqlite")
	address := o.ask(o.apply(o.Case, november, nil), "")
	id := aid.ID(address[strings.LastIndex(address, "/")+1:])
	mine := "/begaran/" + string(id)
	asa := o.Visitor(o.Lund).MustLogIn(o.Applicant)
	page := asa.Get(mine + "/1")
	form := page.Form(mine+"/1/filer").Attach("file", "a.pdf", []byte("%PDF-1.4\n1\n%%EOF\n")).Attach("file", "b.exe", []byte("MZ"))
	form.Submit().Want(422, "a.pdf") // the first is there, the second refused
	form.Submit().Want(422)          // and the first only once
	asa.Get(mine+"/1").Form(mine+"/1/filer").Set("nyckel", "").Attach("file", "a.pdf", []byte("%PDF-1.4\n3\n%%EOF\n")).Submit().Want(422)
	body := "--x\r\nContent-Disposition: form-data; name=\"nyckel\"\r\n\r\nabcdefghijklmnop\r\n--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"c.pdf\"\r\n\r\n%PDF-1.4 cut"
	asa.Once(http.MethodPost, mine+"/1/filer", strings.NewReader(body), "multipart/form-data; boundary=x").Want(422)
	q, err := o.Store.CompletionRequest(t.Context(), id)
	if err != nil || len(q.Answers) != 1 {
		t.Errorf("%d answers, %v", len(q.Answers), err)
	}
}

func TestB5_B6_SpotChecksFromTheLotToTheRemark(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		c := o.household("EB-2026-0601", "20200101", o.Caseworker)
		o.apply(c, november, nil)
		o.apply(c, november.Add(-1), nil)
		admin := o.as(o.administrator)
		page := admin.Get("/handlaggning/stickprov").Want(200, "Bind fröet för en månad")
		page.Form("/handlaggning/stickprov/bind").Set("month", "2026-11").Submit().Want(422, "Välj en månad som inte har börjat.")
		page.Form("/handlaggning/stickprov/bind").Set("percent", "hälften").Submit().Want(422, "Skriv ett tal mellan 1 och 100.")
		page.Form("/handlaggning/stickprov/bind").Set("percent", "100").Submit().At("/handlaggning/stickprov").Want(200, "december 2026", "Dras tidigast 1 december 2026")
		admin.Post("/handlaggning/stickprov/lotta", "month", "2026-12").Want(422, "Lotten dras tidigast")
		o.Clock.Set(time.Date(2026, 12, 1, 8, 0, 0, 0, time.UTC))
		admin = o.as(o.administrator)
		page = admin.Get("/handlaggning/stickprov").Form("/handlaggning/stickprov/lotta").Submit().At("/handlaggning/stickprov").Want(200, "1 av 1", "0 godkända, 0 med anmärkning, 1 öppna")
		if strings.Contains(page.Text(), c.Number) {
			t.Error("the list of checks shows to an administrator")
		}
		admin.Get("/handlaggning/stickprov?dra-om=2026-12").Want(200, "Dragen på nytt: samma hushåll")
		o.as(o.auditor).Get("/handlaggning/stickprov?dra-om=2026-12").Want(200, "Dragen på nytt: samma hushåll")

		citizen := o.adult(c, c.Adults()[0])
		citizen.Get("/start").Want(200, "Lämna underlag till stickprovet")
		list := citizen.Get("/begaran").Want(200, "Stickprov")
		var mine string
		for _, href := range list.Links() {
			if strings.HasPrefix(href, "/begaran/") {
				mine = href
			}
		}
		citizen.Get(mine).Want(200, "Du är utvald av slumpen. Det betyder inte att vi misstänker något.", "oktober 2026", "november 2026", "Underlag för: Lön")

		v := o.as(o.Caseworker)
		address := "/handlaggning" + mine
		v.Get("/handlaggning/stickprov").Want(200, c.Number)
		v.Get(address).Form(address+"/avsluta").Set("outcome", "remark").Set("reason", "Lönen var högre.").Submit().Want(200, "Anmärkning")
		citizen.Get(mine).Want(200, "Anmärkning: det ni sökte med stämmer inte med underlagen.", "Lönen var högre.")
		v.Get("/handlaggning/arende/"+string(c.ID)).Want(200, "Alla underlag varje månad")
	})
}

func TestB6_ProofOfEverythingIsRequiredWithReasonAndEnd(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		desk, address := o.Lund.Tenant.Desk, "/handlaggning/arende/"+string(o.Case.ID)
		o.as(o.Caseworker).Get(address).Want(200, "Alla underlag varje månad") // two remarks, and what was ended, are the fixture's
		if err := desk.RecordRead(t.Context(), aid.Actor{Kind: aid.ByStaff, ID: o.Decider.ID, Name: o.Decider.Name}, o.Case.ID, "opened", "Vikarie."); err != nil {
			t.Fatal(err)
		}
		v := o.as(o.Decider)
		page := v.Get(address)
		page.Form(address+"/alla-underlag").Set("from", "2026-12").Set("through", "2026-11").Set("reason", "").Submit().Want(422, "Sista månaden kan inte ligga före den första.", "Fyll i det här.")
		page.Form(address+"/alla-underlag").Set("from", "2026-12").Set("through", "2027-02").Set("reason", "Två stickprov stämde inte.").Submit().At(address).Want(200, "december 2026–februari 2027")
		citizen := o.Visitor(o.Lund).MustLogIn(o.Applicant)
		citizen.Get("/begaran").Want(200, "Ni ska lämna alla underlag varje månad", "Från december 2026 till och med februari 2027", "Två stickprov stämde inte.")
		page = v.Get(address)
		page.Form(address+"/alla-underlag/upphav").Submit().Want(422, "Fyll i det här.")
		page.Form(address+"/alla-underlag/upphav").Set("reason", "Det var vårt fel.").Submit().At(address).Want(200, "Upphävt", "Det var vårt fel.")
		if p := citizen.Get("/begaran"); strings.Contains(p.Text(), "Ni ska lämna alla underlag") {
			t.Error("it still holds")
		}
	})
}
