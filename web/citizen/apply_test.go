package citizen_test

import (
	"bytes"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"bistand/aid"
	"bistand/store/storetest"
	"bistand/web/webtest"
)

// couple is the household of the world's Lund, each adult logged in, with a draft for November.
type couple struct {
	*webtest.World
	t         *testing.T
	asa, omar *webtest.Visitor
	facts     *storetest.Register
	draft     string // address of the draft
}

var november = aid.Month{Year: 2026, Month: time.November}

// pdf is a small file that says of itself what it is.
var pdf = []byte("%PDF-1.7\n% kontoutdrag\n%%EOF\n")

// meet starts a world and logs both adults in.
func meet(t *testing.T, engine string) *couple {
	t.Helper()
	w := webtest.Start(t, engine)
	f := w.Lund.Facts
	c := &couple{World: w, t: t, facts: f}
	c.asa = w.Visitor(w.Lund).MustLogIn(f.Applicant)
	c.omar = w.Visitor(w.Lund).MustLogIn(f.CoApplicant)
	return c
}

// begin opens the draft for November.
func (c *couple) begin() *couple {
	c.t.Helper()
	p := c.asa.Get("/ansok/2026-11").Form("/ansok/2026-11").Set("changed", "household", "home").Submit()
	c.draft = strings.TrimSuffix(p.URL.Path, "/hushall")
	c.asa.Get(c.draft).Want(200, "Hushåll", "Kvar")
	return c
}

// fill fills in every section as the applicant, and arrives at the page of all answers.
func (c *couple) fill() *webtest.Page {
	c.t.Helper()
	p := c.asa.Get(c.draft+"/hushall").Form(c.draft+"/hushall").Set("lunch-"+string(c.facts.Son.ID), "ja").Set("lunch-"+string(c.facts.Daughter.ID), "nej").Submit()
	p = p.At(c.draft+"/boende").Form(c.draft+"/boende").Set("form", "rental").Set("landlord", "Påhittade Bostäder AB").Set("rooms", "3").Submit()
	form := p.At(c.draft + "/inkomster").Form(c.draft + "/inkomster")
	for i := range 9 { // whatever last month left behind goes away
		form.Set(fmt.Sprintf("kind-0-%d", i), "").Set(fmt.Sprintf("amount-0-%d", i), "").Set(fmt.Sprintf("kind-1-%d", i), "").Set(fmt.Sprintf("amount-1-%d", i), "")
	}
	p = form.Set("kind-0-0", "salary").Set("amount-0-0", "8 250,50").Set("note-0-0", "Vikariat").Set("kind-0-1", "swish").Set("amount-0-1", "300").Set("none-1", "ja").Submit()
	form = p.At(c.draft + "/utgifter").Form(c.draft + "/utgifter")
	for i := range 9 {
		form.Set(fmt.Sprintf("kind-0-%d", i), "").Set(fmt.Sprintf("amount-0-%d", i), "").Set(fmt.Sprintf("note-0-%d", i), "")
	}
	p = form.Set("kind-0-0", "housing").Set("amount-0-0", "7345").Submit()
	p = p.At(c.draft+"/bilagor").Form(c.draft+"/bilagor").Set("kind", "bank_statement").Attach("file", "kontoutdrag.pdf", pdf).Submit()
	p.Want(200, "kontoutdrag.pdf")
	return c.asa.Get(c.draft + "/kontrollera")
}

// freeze makes the draft ready to sign and returns the address where it is signed.
func (c *couple) freeze() string {
	c.t.Helper()
	return c.fill().Form(c.draft+"/kontrollera").Submit().Want(200, "heder och samvete").URL.Path
}

// sign lets a person sign on the same device, and returns where that leads.
func (c *couple) sign(v *webtest.Visitor, address string, person aid.Person) *webtest.Page {
	c.t.Helper()
	return v.Get(address).Form(address+"/bankid").Press("enhet", "denna").Approve(person)
}

func (c *couple) application(address string) aid.Application {
	c.t.Helper()
	a, err := c.Lund.Tenant.Desk.Register.Application(c.t.Context(), aid.ID(address[strings.LastIndexByte(address, '/')+1:]))
	if err != nil {
		c.t.Fatal(err)
	}
	return a
}

func (c *couple) content() aid.Content {
	c.t.Helper()
	d, err := c.Lund.Tenant.Desk.Register.DraftFor(c.t.Context(), c.facts.Case.ID, november)
	if err != nil {
		c.t.Fatal(err)
	}
	return d.Content
}

func TestB3_N4_CoupleAppliesAndBothSign(t *testing.T) {
	for _, engine := range storetest.Engines {
		t.Run(engine, func(t *testing.T) {
			c := meet(t, engine).begin()
			address := c.freeze()
			c.asa.Get(address).Want(200, "8 250,50 kr", "Vikariat", "300 kr", "7 345 kr", "Inga inkomster", "kontoutdrag.pdf", "Påhittade Bostäder AB",
				"Lunch i förskola", "Har inte skrivit under")
			c.sign(c.asa, address, c.facts.Applicant).At(address).Want(200, "Nu behöver Omar Öberg logga in", "Du har skrivit under")
			if a := c.application(address); len(a.Signatures) != 1 || !a.Registered.IsZero() {
				t.Fatalf("after the first signature: %d signatures, registered %v", len(a.Signatures), a.Registered)
			}
			receipt := "/ansok/kvitto/" + address[strings.LastIndexByte(address, '/')+1:]
			c.sign(c.omar, address, c.facts.CoApplicant).At(receipt).Want(200, "EB-2026-0417", "senast 16 november 2026", "8 250,50 kr", "046-000 00 00")
			a := c.application(address)
			if len(a.Signatures) != 2 || a.Registered.IsZero() || a.Content.Incomes[0].Amount != 8_250_50 || a.Content.Housing.Rooms != 3 {
				t.Fatalf("registered: %+v", a)
			}
			// Pages left open lead to what has come in, and send nothing twice.
			for _, path := range []string{c.draft, c.draft + "/inkomster", c.draft + "/kontrollera", address, "/ansok/2026-11"} {
				c.asa.Get(path).At("/ansokningar/" + string(a.ID))
			}
			c.asa.Post(c.draft+"/boende", "version", "3", "form", "none").At("/ansokningar/" + string(a.ID))
			c.asa.Post(address + "/andra").At("/ansokningar/" + string(a.ID))
			if again := c.application(address); again.Content.Housing.Form != "rental" || !again.VoidedAt.IsZero() {
				t.Errorf("an old page changed what has come in: %+v", again)
			}
		})
	}
}

func TestN4_SignaturePageSaysWhatIsSigned(t *testing.T) {
	c := meet(t, "sqlite").begin()
	address := c.freeze()
	hash := c.application(address).ContentHash
	page := c.asa.Get(address).Want(200, "heder och samvete", "Socialnämnden", "Försäkringskassan", "Arbetsförmedlingen", "A-kassan", "Alfa-kassan",
		"bilregistret", "Skatteverket", "CSN", "Registratorn vid universitet", "betala tillbaka", "polisanmäler", "andra myndigheter", hash[:4]+" "+hash[4:8])
	c.omar.SetCookie("sprak", "ar")
	c.sign(c.asa, address, c.facts.Applicant)
	visible := c.application(address).Signatures[0].Visible
	for _, want := range []string{"Lunds kommun", "november 2026", "EB-2026-0417", "8\u00a0550,50\u00a0kr", "7\u00a0345\u00a0kr", hash[:4] + " " + hash[4:8], "heder och samvete"} {
		if !strings.Contains(visible, want) {
			t.Errorf("the app did not show %q:\n%s", want, visible)
		}
	}
	if !strings.Contains(page.Body, "/ansok/underskrift/") {
		t.Error("no form to sign by")
	}
}

func TestX7_TextInTheAppIsInBothLanguages(t *testing.T) {
	c := meet(t, "sqlite").begin()
	address := c.freeze()
	arabic := c.Visitor(c.Lund)
	arabic.SetCookie("sprak", "ar")
	arabic.MustLogIn(c.facts.CoApplicant)
	c.sign(arabic, address, c.facts.CoApplicant)
	if visible := c.application(address).Signatures[0].Visible; !strings.Contains(visible, "رمز التحقق") || !strings.Contains(visible, "heder och samvete") {
		t.Errorf("the app showed:\n%s", visible)
	}
}

func TestX7_ChangeAfterTheFirstSignatureVoidsItAndShowsWhatChanged(t *testing.T) {
	for _, engine := range storetest.Engines {
		t.Run(engine, func(t *testing.T) {
			c := meet(t, engine).begin()
			first := c.freeze()
			c.sign(c.asa, first, c.facts.Applicant)
			c.asa.Get(first).Form(first + "/andra").Submit().At(c.draft)
			if a := c.application(first); a.Status() != aid.Voided {
				t.Fatalf("taken back, it is %s", a.Status())
			}
			c.omar.Get(first).At(c.draft) // the old page leads to the draft
			c.omar.Get(c.draft+"/inkomster").Form(c.draft+"/inkomster").Set("amount-0-0", "9 000").Submit()
			second := c.omar.Get(c.draft + "/kontrollera").Form(c.draft + "/kontrollera").Submit().URL.Path
			if a := c.application(second); len(a.Signatures) != 0 || a.ID == c.application(first).ID {
				t.Fatalf("the new version has %d signatures", len(a.Signatures))
			}
			c.asa.Get(second).Want(200, "Det här har ändrats", "Lön – Åsa Öberg 8 250,50 kr 9 000 kr")
		})
	}
}

func TestX7_PartnerRefusesWithAReason(t *testing.T) {
	for _, engine := range storetest.Engines {
		t.Run(engine, func(t *testing.T) {
			c := meet(t, engine).begin()
			address := c.freeze()
			c.sign(c.asa, address, c.facts.Applicant)
			c.omar.Get(address).Form(address+"/avsta").Set("reason", " \x00 ").Submit().Want(422, "Fyll i det här")
			long := strings.Repeat("x", 1001)
			if p := c.omar.Get(address).Form(address+"/avsta").Set("reason", long).Submit().Want(422, "högst 1000 tecken"); !strings.Contains(p.Body, long) {
				t.Error("what was typed is gone")
			}
			hub := c.omar.Get(address).Form(address+"/avsta").Set("reason", "Hyran är <b>fel</b>\x00.").Submit()
			hub.At(c.draft).Want(200, "Omar Öberg skrev inte under", "Hyran är <b>fel</b>.")
			c.asa.Get(address).At(c.draft).Want(200, "Omar Öberg skrev inte under", "Hyran är <b>fel</b>.")
			if a := c.application(address); a.Status() != aid.RefusedToSign {
				t.Errorf("refused, it is %s", a.Status())
			}
			if strings.Contains(hub.Body, "<b>fel") {
				t.Error("the reason is not escaped")
			}
		})
	}
}

func TestX9_TwoTabsLoseNothing(t *testing.T) {
	c := meet(t, "sqlite").begin()
	one, two := c.asa.Get(c.draft+"/boende"), c.asa.Get(c.draft+"/boende")
	one.Form(c.draft+"/boende").Set("form", "rental").Set("landlord", "Första").Submit().At(c.draft + "/inkomster")
	conflict := two.Form(c.draft+"/boende").Set("form", "sublet").Set("landlord", "Andra").Submit()
	conflict.Want(409, "Någon har sparat den här delen", "Sparat nu", "Första")
	if !strings.Contains(conflict.Body, `value="Andra"`) {
		t.Errorf("what was typed is gone:\n%s", conflict.Body)
	}
	conflict.Form(c.draft + "/boende").Submit().At(c.draft + "/inkomster") // seen, and saved anew
	if h := c.content().Housing; h.Landlord != "Andra" || h.Form != "sublet" {
		t.Errorf("saved %+v", h)
	}
	// The same page sent again, as by the back button, is harmless: nothing has changed since it was saved.
	again := two.Form(c.draft+"/boende").Set("form", "sublet").Set("landlord", "Andra").Submit()
	again.At(c.draft + "/inkomster")
}

func TestX9_TwoAdultsFillInTwoSectionsAtOnce(t *testing.T) {
	c := meet(t, "sqlite").begin()
	hers, his := c.asa.Get(c.draft+"/boende"), c.omar.Get(c.draft+"/hushall")
	hers.Form(c.draft+"/boende").Set("form", "rental").Submit().At(c.draft + "/inkomster")
	his.Form(c.draft+"/hushall").Set("lunch-"+string(c.facts.Son.ID), "ja").Submit().At(c.draft + "/boende")
	if got := c.content(); got.Housing.Form != "rental" || !got.Household.Children[0].LunchOut && !got.Household.Children[1].LunchOut || !got.Done["housing"] || !got.Done["household"] {
		t.Errorf("saved %+v", got)
	}
	c.asa.Get(c.draft+"/kontrollera").Form(c.draft+"/kontrollera").Submit().Want(422, "Skriv inkomster för Omar Öberg", "Lägg till ett kontoutdrag")
}

func TestX9_RowsAreAddedAndTakenAwayWithoutScripts(t *testing.T) {
	c := meet(t, "sqlite").begin()
	path := c.draft + "/utgifter"
	p := c.asa.Get(path).Form(path).Set("kind-0-0", "housing").Set("amount-0-0", "7345").Set("kind-0-1", "medicine").Set("amount-0-1", "120").Press("fler", "0")
	p.At(path)
	if n := p.Form(p.URL.Path).Fields.Get("rows-0"); n != "6" { // two that hold something, two that were empty, two more
		t.Errorf("%s rows after asking for more, want 6", n)
	}
	p = p.Form(p.URL.Path).Press("ta_bort", "0-0").At(path)
	form := p.Form(p.URL.Path)
	if form.Fields.Get("kind-0-0") != "medicine" || form.Fields.Get("amount-0-0") != "120" || len(c.content().Expenses) != 1 {
		t.Errorf("after taking the first row away: %v %v", form.Fields, c.content().Expenses)
	}
	// Half a row does not stand in the way of more rows, and stays as it was typed.
	p = form.Set("amount-0-1", "12x").Press("fler", "0").Want(422, "Skriv beloppet i kronor", "Välj ett alternativ")
	if f := p.Form(p.URL.Path).Fields; f.Get("amount-0-1") != "12x" || f.Get("rows-0") != "5" {
		t.Errorf("typed values: %v", f)
	}
}

func TestX9_SentFiftyTimesHasOneEffect(t *testing.T) {
	for _, engine := range storetest.Engines {
		t.Run(engine, func(t *testing.T) {
			c := meet(t, engine)
			c.fifty(c.asa.Get("/ansok/2026-11").Form("/ansok/2026-11").Set("changed", "household", "home"))
			c.begin2()
			c.fifty(c.asa.Get(c.draft+"/boende").Form(c.draft+"/boende").Set("form", "rental"))
			if got := c.content(); got.Housing.Form != "rental" {
				t.Errorf("housing %+v", got.Housing)
			}
			c.fifty(c.asa.Get(c.draft+"/bilagor").Form(c.draft+"/bilagor").Attach("file", "a.pdf", append(bytes.Clone(pdf), "another"...)))
			if n := len(c.content().Attachments); n != 1 {
				t.Errorf("%d attachments, want 1", n)
			}
			c.fifty(c.fill().Form(c.draft + "/kontrollera"))
			list, err := c.Lund.Tenant.Desk.Register.Applications(t.Context(), c.facts.Case.ID)
			if err != nil {
				t.Fatal(err)
			}
			waiting := 0
			for _, a := range list {
				if a.Status() == aid.AwaitSignature && a.Month == november {
					waiting++
				}
			}
			if waiting != 1 {
				t.Errorf("%d applications out for signature, want 1", waiting)
			}
			address := c.asa.Get(c.draft).URL.Path
			order := c.asa.Get(address).Form(address+"/bankid").Press("enhet", "denna")
			c.Phone(order.AppLink(), c.facts.Applicant, "approve")
			c.Clock.Advance(2 * time.Second)
			c.asa.Get(order.URL.Path+"/lage").Want(200, "klar")
			c.parallel(func() *webtest.Page { return c.asa.Once("GET", order.URL.Path+"/klar", nil, "") })
			if n := len(c.application(address).Signatures); n != 1 {
				t.Errorf("%d signatures, want 1", n)
			}
			c.fifty(c.omar.Get(address).Form(address+"/avsta").Set("reason", "Fel hyra"))
			if a := c.application(address); a.Refusal == nil || a.Refusal.Reason != "Fel hyra" {
				t.Errorf("refusal %+v", a.Refusal)
			}
		})
	}
}

// begin2 finds the draft that is there.
func (c *couple) begin2() {
	c.t.Helper()
	c.draft = c.asa.Get("/ansok/2026-11").Want(200, "Hushåll").URL.Path
}

// fifty sends one form fifty times at once; every answer must lead on, and all to the same place.
func (c *couple) fifty(form *webtest.Form) {
	c.t.Helper()
	c.parallel(form.SubmitOnce)
}

func (c *couple) parallel(send func() *webtest.Page) {
	c.t.Helper()
	var group sync.WaitGroup
	var mu sync.Mutex
	places := map[string]int{}
	for range 50 {
		group.Go(func() {
			p := send()
			mu.Lock()
			defer mu.Unlock()
			places[fmt.Sprint(p.Status, " ", p.Header.Get("Location"))]++
		})
	}
	group.Wait()
	for place, n := range places {
		if !strings.HasPrefix(place, "303 ") {
			c.t.Errorf("%d of 50 were answered %s", n, place)
		}
	}
}

func TestB2_AttachmentsAreTakenInOrRefusedWithTheirReason(t *testing.T) {
	c := meet(t, "sqlite").begin()
	path := c.draft + "/bilagor"
	heic := append([]byte("\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic"), make([]byte, 600)...)
	huge := append(bytes.Clone(pdf), make([]byte, 10<<20)...)
	for name, refused := range map[string]struct {
		content []byte
		reason  string
	}{
		"empty.pdf":  {nil, "Filen är tom"},
		"song.pdf":   {[]byte("ID3 not a picture at all"), "Vi kan inte läsa den här filen"},
		"photo.heic": {heic, "Mest kompatibelt"},
		"huge.pdf":   {huge, "Filen är för stor"},
		"double.pdf": {append(bytes.Clone(huge), huge...), "Filen är för stor"},
	} {
		c.asa.Get(path).Form(path).Attach("file", name, refused.content).Submit().Want(422, refused.reason)
	}
	c.asa.Get(path).Form(path).Submit().Want(422, "Välj minst en fil")
	c.asa.Get(path).Form(path).Set("kind", "painting").Attach("file", "a.pdf", pdf).Submit().Want(422, "Välj ett alternativ")
	if n := len(c.content().Attachments); n != 0 {
		t.Fatalf("%d attachments were taken in", n)
	}
	photo := photograph(t, 60, 40)
	p := c.asa.Get(path).Form(path).Attach("file", "ett.pdf", pdf).Attach("file", `..\<script>två.jpg`, photo).Submit()
	p.At(path).Want(200, "ett.pdf", "<script>två.jpg")
	list := c.content().Attachments
	if len(list) != 2 || strings.Contains(p.Body, "<script>två") {
		t.Fatalf("attachments %+v", list)
	}
	remove := p.Form(path + "/ta-bort")
	remove.Submit().At(path).Want(200, "två.jpg")
	remove.Submit().At(path) // pressed twice
	if left := c.content().Attachments; len(left) != 1 || left[0].Kind != "bank_statement" {
		t.Errorf("left %+v", left)
	}
	p = c.asa.Once("POST", path, strings.NewReader("--x\r\nContent-Disposition: form-data; name=\"nyckel\"\r\n\r\n12345678\r\n--x\r\nContent-Disp"), "multipart/form-data; boundary=x")
	p.Want(422, "Kontrollera det du har skrivit")
}

// TestX1_BothAdultsSeeThePreviewBeforeTheySign: in browsers without scripts.
func TestX1_BothAdultsSeeThePreviewBeforeTheySign(t *testing.T) {
	for _, engine := range storetest.Engines {
		t.Run(engine, func(t *testing.T) {
			c := meet(t, engine).begin()
			c.asa.Get(c.draft+"/kontrollera").Want(200, "Vi kan inte räkna ut ett belopp ännu.") // nothing is filled in
			c.fill().Want(200, "Det här är inget beslut.", "för november 2026", "8 550,50 kr")
			address := c.asa.Get(c.draft+"/kontrollera").Form(c.draft+"/kontrollera").Submit().Want(200, "Det här är inget beslut.").URL.Path
			c.omar.Get(address).Want(200, "Det här är inget beslut.", "8 550,50 kr")
			c.sign(c.omar, address, c.facts.CoApplicant)
			if p := c.omar.Get(address); strings.Contains(p.Body, "Det här är inget beslut.") {
				t.Error("a preview is shown to one who has signed")
			}
		})
	}
}
