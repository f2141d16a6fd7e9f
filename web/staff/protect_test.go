package staff_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"bistand/aid"
	"bistand/store"
	"bistand/web/webtest"
)

// work does all that waits in the outbox.
func (o *office) work() {
	o.World.T.Helper()
	for worked := true; worked; {
		var err error
		if worked, err = o.Lund.Tenant.Desk.RunJob(o.World.T.Context(), store.Outbox); err != nil {
			o.World.T.Fatal(err)
		}
	}
}

// TestX10_ProtectedIdentityWholeWayByPeople: someone is given a sekretessmarkering and is shut out of the e-service at once, with the number to
// ring; named staff register the application from paper, calculate, decide, print and pay; nobody else sees more than the case's
// number, on any page; nothing goes out by SMS or e-mail, the letter has no address, and the payment's text no name.
func TestX10_ProtectedIdentityWholeWayByPeople(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		o.Lund.Tenant.Municipality.SafeContact = aid.Office{Name: "Trygg mottagning", Phone: "046-111 22 33", Hours: "vardagar 9–11"}
		o.Now = o.Clock.Now()
		vera := o.Person("Vera", "Hemlig", "19900909", 985)
		c := o.OpenCase("EB-2026-0777", []aid.Person{vera}, nil, o.Caseworker, o.Officer)
		o.Payee(aid.Payee{CaseID: c.ID, Name: vera.Name(), Kind: aid.PayeePerson, PersonID: vera.ID, Method: aid.ToAccount, Clearing: "8000", Account: "1230000007"})
		o.Clock.Set(o.Now)
		worker, casePath := o.as(o.Caseworker), "/handlaggning/arende/"+string(c.ID)
		protect := casePath + "/skydd"
		profile := webtest.RequestOf(aid.Actor{Kind: aid.ByCitizen, ID: vera.ID, Name: vera.Name()})
		if err := o.Lund.Tenant.Desk.ChangeProfile(t.Context(), profile, c.ID, aid.Profile{PersonID: vera.ID, Phone: "070-174 06 05", Email: "vera@example.org", Language: "sv"}); err != nil {
			t.Fatal(err)
		}

		// She is in the e-service when staff are told; the next page is closed to her, and so is every way in.
		inside := o.adult(c, vera)
		inside.Get("/start").Want(200, "Vera")
		set := form(worker.Get(casePath).Want(200, "Skyddade personuppgifter").Visitor.Get(protect).Want(200, "Märk Vera Hemlig som skyddad"), protect)
		set.Submit().At(protect).Want(200, "Ta bort skyddet för Vera Hemlig", "De som får öppna ärendet", "Så handlägger du")
		set.Submit().At(protect) // a double click
		if page := inside.Get("/start"); page.URL.Path != "/logga-in" {
			t.Errorf("she is still inside, at %s", page.URL)
		}
		again := o.adult(c, vera)
		if page := again.Get("/start"); page.Status != http.StatusForbidden && page.URL.Path != "/logga-in" {
			t.Errorf("a log-in that was missed lets her in: %d %s", page.Status, page.URL)
		}
		worker.Post(casePath+"/atkomst", "person", string(vera.ID), "aktiv", "ja").Want(422, "Personen har skyddade uppgifter")
		o.Visitor(o.Lund).LogIn(o.Protected).Want(http.StatusForbidden, "046-111 22 33")
		o.Visitor(o.Lund).LogIn(o.Lund.Unknown).Want(http.StatusForbidden, "046-111 22 33") // whoever is refused is told the same

		// The decision-maker is no contact of the case: she is named first, by a contact.
		decider := o.as(o.Decider)
		decider.Get(casePath).Want(http.StatusForbidden)
		o.as(o.stranger).Get(protect).Want(http.StatusForbidden)
		name := func() *webtest.Form {
			forms := worker.Get(protect).Forms()
			return forms[len(forms)-1]
		}
		name().Submit().Want(422, "Välj ett alternativ")
		name().Set("staff", string(o.Decider.ID)).Submit().At(protect).Want(200, o.Decider.Name+" får inte längre öppna ärendet")
		o.as(o.Decider).Post(protect+"/utse", "staff", string(o.stranger.ID), "utsedd", "ja").Want(http.StatusForbidden)
		decider.Get(casePath).Want(200, "Vera Hemlig")

		// From paper to a calculation, a decision and a payment.
		address := casePath + "/ny-ansokan"
		receipt := worker.Get(address).Form(address).Set("month", "2026-11").Set("received", "2026-11-01").Set("form", "rental").
			Set("expenses.0.kind", "housing").Set("expenses.0.amount", "5100").Set("signed-"+string(vera.ID), "2026-10-31").
			Attach("file", "ansokan.pdf", []byte("%PDF-1.7\n% papper\n%%EOF\n")).Submit().Want(200, "Ansökan är inskickad")
		page := strings.TrimSuffix(receipt.URL.Path, "/kvitto")
		a, err := o.Store.Application(t.Context(), aid.ID(page[strings.LastIndexByte(page, '/')+1:]))
		if err != nil {
			t.Fatal(err)
		}
		saved(worker, a)
		decider.Get(decisionPath(a)).Form(decisionPath(a)).Set("gor", "besluta").Submit().At(decisionPath(a)).Want(200, "Planerad")
		d, err := o.Store.DecisionOf(t.Context(), a.ID)
		if err != nil {
			t.Fatal(err)
		}
		o.work()
		if sent := o.Outbox.Messages(); len(sent) != 0 {
			t.Errorf("went out: %+v", sent)
		}

		o.onlyTheNumber(c, vera, []string{casePath, protect, page, calculationPath(a), decisionPath(a)})
		o.Clock.Advance(9 * 24 * time.Hour)
		o.letterTo(c, vera, d)
		o.payProtected(vera)
		o.work()
		if sent := o.Outbox.Messages(); len(sent) != 0 {
			t.Errorf("went out: %+v", sent)
		}

		// Who is no longer named is shut out; who is no longer protected logs in once staff open the e-service.
		worker = o.as(o.Caseworker)
		unname := worker.Get(protect).Forms()
		for _, f := range unname {
			if f.Action == protect+"/utse" && f.Fields.Get("utsedd") == "nej" {
				f.Submit().At(protect)
			}
		}
		o.as(o.Decider).Get(casePath).Want(http.StatusForbidden)
		form(worker.Get(protect), protect).Submit().At(protect).Want(200, "Märk Vera Hemlig som skyddad")
		if page := o.adult(c, vera).Get("/start"); page.Status == 200 && page.URL.Path == "/start" {
			t.Error("the e-service is open to her before staff have said so")
		}
		o.as(o.auditor).Get("/handlaggning/logg").Want(200, "Ändrade skyddade uppgifter", "Ändrade vem som får öppna ett skyddat ärende")
		if _, _, err := o.Store.Verify(t.Context()); err != nil {
			t.Error(err)
		}
	})
}

// onlyTheNumber proves that who is not named sees the number of a case, whatever they may do, wherever they look.
func (o *office) onlyTheNumber(c aid.Case, vera aid.Person, closed []string) {
	t, casePath := o.World.T, "/handlaggning/arende/"+string(c.ID)
	t.Helper()
	closed = append(closed, casePath+"/meddelanden/"+string(vera.ID), casePath+"/dokument", casePath+"/journal", casePath+"/ny-ansokan")
	for _, s := range []aid.Staff{o.stranger, o.both, o.all} {
		v := o.as(s)
		for _, path := range closed {
			if got := v.Get(path); got.Status != http.StatusForbidden || strings.Contains(got.Body, "Hemlig") {
				t.Errorf("%s: %s: %d", s.Name, path, got.Status)
			}
		}
		for _, path := range []string{"/handlaggning?visa=alla", "/handlaggning/meddelanden?visa=alla", "/handlaggning/post", "/handlaggning/betalningar", "/handlaggning/overklaganden", "/handlaggning/stickprov", "/handlaggning/aterkrav"} {
			if got := v.Get(path); strings.Contains(got.Body, "Hemlig") {
				t.Errorf("%s: %s names her", s.Name, path)
			}
		}
	}
	o.as(o.all).Get("/handlaggning/betalningar").Want(200, c.Number, "Skyddade uppgifter")
}

// letterTo prints the letter with a decision: her name, nothing of the case, and no address but the municipality's own; handed over as agreed.
func (o *office) letterTo(c aid.Case, vera aid.Person, d aid.Decision) {
	t, worker := o.World.T, o.as(o.Caseworker)
	t.Helper()
	path := postOf(t, worker.Get("/handlaggning/post").Want(200, "Vera Hemlig"), "/handlaggning/post/beslut/"+string(d.ID))
	letter := worker.Get(path).Want(200, "Personen har skyddade uppgifter. Skicka inte brevet på vanligt sätt.")
	article := letter.Body[strings.Index(letter.Body, "<article"):strings.Index(letter.Body, "</article>")]
	for _, wrong := range []string{c.Number, vera.Personnummer.Full(), "070-174", "vera@example.org"} {
		if strings.Contains(article, wrong) {
			t.Errorf("the letter holds %q", wrong)
		}
	}
	o.as(o.stranger).Get(path).Want(http.StatusForbidden)
	form(letter, path).Set("way", "telephone").Submit().At("/handlaggning/post")
}

// payProtected lets one who is named approve the money; the bank is told whose account it is, and no more.
func (o *office) payProtected(vera aid.Person) {
	t, officer := o.World.T, o.as(o.Officer)
	t.Helper()
	officer.Get("/handlaggning/betalningar").Want(200, "Vera Hemlig")
	for _, f := range officer.Get("/handlaggning/betalningar").Forms() {
		if strings.HasSuffix(f.Action, "/godkann") {
			f.Submit().Want(200)
			break
		}
	}
	file := officer.Get("/handlaggning/betalningar").Form("/handlaggning/betalningar/fil").Set("until", "2026-12-31").Submit().Want(200, "På väg till banken")
	content := officer.Get(file.URL.Path + "/xml").Want(200).Body
	for part := range strings.SplitSeq(content, "<RmtInf>") {
		if text, _, ok := strings.Cut(part, "</RmtInf>"); ok && (strings.Contains(text, "Vera") || strings.Contains(text, "Hemlig") || strings.Contains(text, vera.Personnummer.Full())) {
			t.Errorf("the payment's text names her: %s", text)
		}
	}
	if strings.Contains(content, "<PstlAdr>") && strings.Contains(content, "Hemlig</Nm><PstlAdr>") {
		t.Error("the payment tells where she lives")
	}
	o.as(o.all).Get(file.URL.Path).Want(200, "Skyddade uppgifter")
	o.as(o.all).Get(file.URL.Path + "/xml").Want(http.StatusForbidden)
}

// G2, X10: a god man whom the population register has shielded is shown where staff take a mark away, and can log in again.
func TestG2X10_StaffTakeAwayTheMarkOfAGodMan(t *testing.T) {
	o := open(t, "sqlite")
	register, gun := o.Lund.Census, o.Lund.Facts.Represented.Godman
	register.Say(gun.Personnummer, aid.Shielded)
	o.Visitor(o.Lund).LogIn(gun).Want(http.StatusForbidden)
	register.Say(gun.Personnummer, aid.InRegister)
	o.Visitor(o.Lund).LogIn(gun).Want(http.StatusForbidden)
	protect := "/handlaggning/arende/" + string(o.Case.ID) + "/skydd"
	worker := o.as(o.Caseworker)
	worker.Get(protect).Want(http.StatusOK, "Gun Godeman Skyddade uppgifter", "Ta bort skyddet för Gun Godeman")
	worker.Post(protect+"/fraga", "person", string(gun.ID)).Want(http.StatusOK, "inget hindrar att Gun Godeman använder e-tjänsten")
	worker.Post(protect, "person", string(gun.ID), "skydd", "nej").At(protect).Want(http.StatusOK, "Märk Gun Godeman som skyddad")
	o.Visitor(o.Lund).LogIn(gun).At("/for-vem").Want(http.StatusOK, "Gun Godeman")
}
