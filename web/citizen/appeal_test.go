package citizen_test

import (
	"strings"
	"sync"
	"testing"
	"time"

	"bistand/aid"
	"bistand/store/storetest"
	"bistand/web/webtest"
)

// appealOf writes an appeal of the household's decision as one adult, and arrives at the page of all answers.
func (c *couple) appealOf(v *webtest.Visitor, change, why string) *webtest.Page {
	c.t.Helper()
	p := v.Get("/overklaga").Form("/overklaga").Set("beslut", string(c.facts.Decision.ID)).Submit()
	here := p.URL.Path[:len("/overklaga/utkast/")+36]
	p = form(v.Get(here+"/andra")).Set("change", change).Submit()
	p = form(p.At(here+"/varfor")).Set("why", why).Submit()
	p.At(here+"/filer").Form(here+"/filer").Attach("file", "kvitto.pdf", pdf).Submit().Want(200, "kvitto.pdf")
	return v.Get(here)
}

// signAppeal signs what the page of all answers shows, on the same device.
func signAppeal(p *webtest.Page, person aid.Person) *webtest.Page {
	return p.Form(p.URL.Path+"/bankid").Press("enhet", "denna").Approve(person)
}

// form is the form of the page itself.
func form(p *webtest.Page) *webtest.Form { return p.Form(p.URL.RequestURI()) }

func (c *couple) appealsOf(p aid.Person) []aid.Appeal {
	c.t.Helper()
	list, err := c.Lund.Tenant.Desk.Register.AppealsBy(c.t.Context(), c.facts.Case.ID, p.ID)
	if err != nil {
		c.t.Fatal(err)
	}
	return list
}

// N8, H12, X11: from the decision to the receipt, one thing a page, without scripts; every step is kept.
func TestN8H12X11_FromTheDecisionToTheReceipt(t *testing.T) {
	for _, engine := range storetest.Engines {
		t.Run(engine, func(t *testing.T) {
			c := meet(t, engine)
			decision := "/beslut/" + string(c.facts.Decision.ID)
			p := c.omar.Get(decision).Want(200, "Du kan överklaga till och med", "Överklaga beslutet")
			p = p.Form("/overklaga").Submit().Want(200, "Vad ska ändras?", "Hushållsel: sökt 412 kr, godkänt 0 kr")
			here := strings.TrimSuffix(p.URL.Path, "/andra")
			f := form(p)
			if got := f.Fields["rad"]; len(got) != 1 || got[0] != "1" {
				t.Errorf("ticked from the start: %q", got)
			}
			p = f.Set("change", "Hela elen ska godkännas.").Submit().At(here+"/varfor").Want(200, "Hjälp att skriva", "Vad har kommunen missat")
			p = form(p).Press("borja", "1").At(here + "/varfor")
			if got := form(p).Fields.Get("why"); got != "Jag har lämnat papper som visar kostnaden." {
				t.Errorf("a sentence to begin from gave %q", got)
			}
			p = form(p).Set("why", "Jag har lämnat papper.\n\nKvittot kom den 3 november.").Submit().At(here + "/filer")
			c.omar.Get(decision).Want(200, "Fortsätt med ditt överklagande")
			p.Form(here+"/filer").Attach("file", "kvitto.pdf", pdf).Submit().Want(200, "kvitto.pdf")
			c.omar.Get(here).Want(200, "Hela elen ska godkännas.", "Kvittot kom den 3 november.", "kvitto.pdf", "Du kan överklaga till och med")
			c.omar.Get(here+"/skriv-ut").Want(200, "Jag överklagar beslutet", "Hela elen ska godkännas.", "Underskrift", "Exempelgatan 1")
			p = form(c.omar.Get(here+"/varfor?till=kontrollera")).Set("why", "Ändrat skäl.").Submit().At(here).Want(200, "Ändrat skäl.")
			p = p.Form(here+"/bankid").Press("enhet", "denna")
			signed := p.URL.RequestURI()
			p = p.Approve(c.facts.CoApplicant).Want(200, "Överklagandet är inskickat", "EB-2026-0417-Ö1", "Det här händer nu", "Ändrat skäl.")
			list := c.appealsOf(c.facts.CoApplicant)
			if len(list) != 1 || p.URL.Path != "/overklaganden/"+string(list[0].ID)+"/kvitto" || list[0].Content.Why != "Ändrat skäl." || len(list[0].Content.Attachments) != 1 {
				t.Fatalf("kept: %+v at %s", list, p.URL.Path)
			}
			c.omar.Get(here).Want(404)
			c.omar.Get(signed).At("/overklaga") // someone goes back in the browser
			c.omar.Get("/overklaga").Want(200, "Dina överklaganden", "EB-2026-0417-Ö1", "Inkommet")
			c.omar.Get(decision).Want(200, "Se dina överklaganden")
			again := c.omar.Get("/overklaga").Form("/overklaga").Set("beslut", string(c.facts.Decision.ID)).Submit()
			again.Want(422, "Det finns redan ett överklagande av beslutet.")
			p = c.omar.Get("/overklaganden/"+string(list[0].ID)).Want(200, "Vi kontrollerar att överklagandet kom i tid.")
			p.Form("/overklaganden/"+string(list[0].ID)+"/ta-tillbaka").Submit().Want(200, "Du har tagit tillbaka överklagandet")
		})
	}
}

// X9, N8: of two tabs the second is told that the first has saved, and gives back what was typed in it.
func TestX9N8_TwoTabsOfAnAppealLoseNothing(t *testing.T) {
	c := meet(t, "sqlite")
	one := c.omar.Get("/overklaga").Form("/overklaga").Set("beslut", string(c.facts.Decision.ID)).Submit()
	two := c.omar.Get(one.URL.Path)
	form(one).Set("change", "Hela elen.").Submit().Want(200)
	conflict := form(two).Set("change", "Hela hyran.").Submit().Want(409, "Hela hyran.", "Hela elen.")
	form(conflict).Submit().Want(200) // seen, and saved anew
	if got := form(c.omar.Get(one.URL.Path)).Fields.Get("change"); got != "Hela hyran." {
		t.Errorf("kept %q", got)
	}
}

// X8, N8: in Arabic the help stands with the Swedish beside, and the text may be in any language.
func TestX8N8_HelpInTheReadersLanguage(t *testing.T) {
	c := meet(t, "sqlite")
	c.omar.Get("/sprak/ar?till=/start")
	p := c.omar.Get("/overklaga").Form("/overklaga").Set("beslut", string(c.facts.Decision.ID)).Submit().Want(200, "ما الذي يجب تغييره؟")
	here := strings.TrimSuffix(p.URL.Path, "/andra")
	p = form(p).Set("change", "أريد الموافقة على الكهرباء كلها.").Submit().At(here+"/varfor").Want(200, "مساعدة في الكتابة", "Vad har kommunen missat eller missförstått?")
	if !strings.Contains(p.Body, `lang="sv"`) || !strings.Contains(p.Body, `dir="rtl"`) {
		t.Error("the page is not set from right to left with its Swedish marked")
	}
	form(form(p).Press("borja", "0")).Submit().At(here + "/filer")
	p = c.omar.Get(here).Want(200, "أريد الموافقة على الكهرباء كلها.", "لديّ هذه التكلفة ولا أستطيع دفعها بنفسي.")
	signAppeal(p, c.facts.CoApplicant).Want(200, "تم إرسال الطعن", "EB-2026-0417-Ö1")
	if visible := c.appealsOf(c.facts.CoApplicant)[0].Visible; !strings.Contains(visible, "أطعن في قرار") || !strings.Contains(visible, "Jag överklagar beslutet") {
		t.Errorf("signed: %s", visible)
	}
}

// N8, H12: after the last day it can still be sent, with room to say why; before the decision has been opened no time runs.
func TestN8H12_LateAndNeverOpened(t *testing.T) {
	c := meet(t, "sqlite")
	p := c.omar.Get("/overklaga").Form("/overklaga").Set("beslut", string(c.facts.Decision.ID)).Submit()
	here := strings.TrimSuffix(p.URL.Path, "/andra")
	c.omar.Get(here).Want(200, "Du har inte öppnat beslutet än.")
	c.Clock.Set(time.Date(2026, 12, 24, 12, 0, 0, 0, time.UTC)) // Åsa opened it on 2 November: the last day was the 23rd
	c.omar.MustLogIn(c.facts.CoApplicant)
	c.omar.Get(here).Want(200, "Du har inte öppnat beslutet än.")
	c.asa.MustLogIn(c.facts.Applicant)
	p = c.asa.Get("/overklaga").Form("/overklaga").Set("beslut", string(c.facts.Decision.ID)).Submit()
	here = strings.TrimSuffix(p.URL.Path, "/andra")
	p = form(form(p).Set("change", "Elen.").Submit().At(here + "/varfor")).Submit()
	p = p.At(here+"/sent").Want(200, "Tiden för att överklaga har gått ut", "Sista dagen var 23 november 2026")
	form(p).Set("late", "Jag låg på sjukhus.").Submit().At(here + "/filer")
	p = c.asa.Get(here).Want(200, "Sista dagen var 23 november 2026", "Jag låg på sjukhus.")
	signAppeal(p, c.facts.Applicant).Want(200, "Överklagandet är inskickat", "Jag låg på sjukhus.")
}

// N8, B10: the other adult of the household, who signs in to the same case, finds nothing of the appeal anywhere.
func TestN8B10_TheOtherAdultSeesNothingOfIt(t *testing.T) {
	c := meet(t, "sqlite")
	p := c.appealOf(c.omar, "Hemlig ändring", "Hemligt skäl")
	draft := p.URL.Path
	file := ""
	for _, href := range p.Links() {
		if strings.HasPrefix(href, "/bilagor/") {
			file = href
		}
	}
	c.omar.Get(file).Want(200)
	for _, path := range []string{draft, draft + "/andra", draft + "/varfor", draft + "/sent", draft + "/filer", draft + "/skriv-ut", file} {
		c.asa.Get(path).Want(404)
	}
	signAppeal(p, c.facts.CoApplicant).Want(200, "Överklagandet är inskickat")
	own := "/overklaganden/" + string(c.appealsOf(c.facts.CoApplicant)[0].ID)
	c.asa.Get(own).Want(404)
	c.asa.Get(own + "/kvitto").Want(404)
	c.asa.Post(own + "/ta-tillbaka").Want(404)
	time.Sleep(300 * time.Millisecond) // the reads of the household are kept together, soon
	for _, path := range []string{"/start", "/beslut", "/beslut/" + string(c.facts.Decision.ID), "/overklaga", "/vem-har-last", "/mitt-arende", "/dokument"} {
		if body := c.asa.Get(path).Want(200).Body; strings.Contains(body, "Hemlig") || strings.Contains(body, "-Ö1") || strings.Contains(body, own) {
			t.Errorf("%s tells the other adult of the appeal", path)
		}
	}
}

// X14, N8: a form sent fifty times at once has one effect, and what cannot be right is told in words.
func TestX14N8_FiftyPostsAndBadInput(t *testing.T) {
	c := meet(t, "sqlite")
	p := c.appealOf(c.omar, "Elen.", "Kvitto.")
	here := p.URL.Path
	p = p.Form(here+"/bankid").Press("enhet", "denna")
	c.World.Phone(p.AppLink(), c.facts.CoApplicant, "approve")
	c.Clock.Advance(2 * time.Second)
	var all sync.WaitGroup
	for range 50 {
		all.Go(func() {
			if s := c.omar.In(t).Once("GET", p.URL.RequestURI(), nil, "").Status; s >= 500 {
				t.Errorf("status %d", s)
			}
			c.omar.In(t).Once("GET", p.URL.Path+"/klar?"+p.URL.RawQuery, nil, "")
		})
	}
	all.Wait()
	list := c.appealsOf(c.facts.CoApplicant)
	if len(list) != 1 {
		t.Fatalf("%d appeals of fifty posts", len(list))
	}
	back := c.omar.Get("/overklaganden/" + string(list[0].ID)).Form("/overklaganden/" + string(list[0].ID) + "/ta-tillbaka")
	for range 50 {
		all.Go(func() {
			if p := back.SubmitOnce(); p.Status != 303 {
				t.Errorf("taken back: %d", p.Status)
			}
		})
	}
	all.Wait()
	c.omar.Get("/overklaga").Form("/overklaga").Submit().Want(422, "Välj ett alternativ.")
	c.omar.Post("/overklaga", "beslut", string(c.facts.Case.ID)).Want(404)
	p = c.omar.Get("/overklaga").Form("/overklaga").Set("beslut", string(c.facts.Decision.ID)).Submit()
	here = strings.TrimSuffix(p.URL.Path, "/andra")
	form(p).Set("change", strings.Repeat("å", 3001)).Submit().Want(422, "Texten är för lång. Skriv högst 3000 tecken.")
	old := form(c.omar.Get(here + "/andra"))
	form(c.omar.Get(here+"/andra")).Set("change", "Nyare.").Submit()
	old.Set("change", "Äldre.").Submit().Want(409, "Äldre.", "har sparat den här delen")
	c.omar.Get(here+"/filer").Form(here+"/filer").Submit().Want(422, "Välj minst en fil.")
	c.omar.Get(here+"/filer").Form(here+"/filer").Attach("file", "x.exe", []byte("MZ\x90\x00")).Submit().Want(422, "Vi kan inte läsa den här filen.")
	form(c.omar.Get(here+"/andra")).Set("rad").Set("change", "  ").Submit()
	c.omar.Get(here).Want(200, "Kryssa för vad det gäller")
	c.omar.Post(here+"/bankid", "enhet", "denna").At(here)
	c.omar.Get(here).Form(here + "/ta-bort").Submit().At("/overklaga")
	c.omar.Get(here).Want(404)
}
