package citizen_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"bistand/aid"
	"bistand/store"
	"bistand/store/storetest"
	"bistand/web/webtest"
)

// TestX9_UnchangedMonthTakesSixPages: from the start page to the receipt an unchanged month is six pages, each left by its own
// button, in a browser without scripts, in Swedish and in Arabic. The app's own page is the seventh for one who signs on the
// same device; it leads on by itself.
func TestX9_UnchangedMonthTakesSixPages(t *testing.T) {
	for _, engine := range storetest.Engines {
		for _, language := range []string{"sv", "ar"} {
			t.Run(engine+"/"+language, func(t *testing.T) {
				c := meet(t, engine)
				c.asa.SetCookie("sprak", language)
				c.asa.Get("/sprak/" + language)
				var pages []string
				see := func(p *webtest.Page) *webtest.Page {
					if path := p.Want(200).URL.Path; !slices.Contains(pages, path) {
						pages = append(pages, path)
					}
					return p
				}
				start := c.asa.Get("/start")
				if !slices.Contains(start.Links(), "/ansok/2026-11") {
					t.Fatalf("the start page does not lead to the application: %v", start.Links())
				}
				p := see(c.asa.Get("/ansok/2026-11"))
				p = see(p.Form("/ansok/2026-11").Set("changed", "nothing").Submit())
				draft := strings.TrimSuffix(p.URL.Path, "/inkomster")
				form := p.At(draft + "/inkomster").Form(p.URL.Path)
				if amount := form.Fields.Get("amount-0-0"); amount != "" {
					t.Errorf("an income came with the amount %q", amount)
				}
				p = see(form.Set("amount-0-0", "4200,50").Set("none-1", "ja").Submit())
				form = p.At(draft + "/utgifter").Form(p.URL.Path)
				if form.Fields.Get("amount-0-0") != "7345" || form.Fields.Get("keep-0-0") != "ja" || !strings.Contains(p.Body, "7\u00a0345") {
					t.Errorf("last month's rent does not stand there to tick: %v", form.Fields)
				}
				p = see(form.Submit())
				see(p.At(draft+"/bilagor").Form(p.URL.Path).Set("kind", "bank_statement").Attach("file", "a.pdf", pdf).Submit())
				p = see(c.asa.Get(draft + "/kontrollera"))
				p = see(p.Form(draft + "/kontrollera").Submit())
				address := p.URL.Path
				c.sign(c.asa, address, c.facts.Applicant)
				if len(pages) != 6 {
					t.Errorf("%d pages: %v", len(pages), pages)
				}
				c.sign(c.omar, address, c.facts.CoApplicant).At("/ansok/kvitto/" + string(c.application(address).ID))
				a := c.application(address).Content
				if !a.HasChanged(aid.NothingChanged) || a.Housing.Form != "rental" || len(a.Expenses) != 2 || a.Carried != nil {
					t.Errorf("signed: %+v", a)
				}
			})
		}
	}
}

// TestX9_OnlyTickedPartsOpen: what has changed is asked about, the rest can still be opened from the page of all answers, and an
// expense that is not ticked is not applied for.
func TestX9_OnlyTickedPartsOpen(t *testing.T) {
	c := meet(t, "sqlite")
	c.asa.Get("/ansok/2026-11").Form("/ansok/2026-11").Submit().Want(422, "Välj ett alternativ", "Har något ändrats sedan förra månaden?")
	c.asa.Get("/ansok/2026-11").Form("/ansok/2026-11").Set("changed", "job", "nothing").Set("changes", "Nytt jobb.").Submit().Want(422, "Välj antingen", "Nytt jobb.")
	p := c.asa.Get("/ansok/2026-11").Form("/ansok/2026-11").Set("changed", "job", "account").Set("changes", "Nytt jobb.").Submit()
	draft := strings.TrimSuffix(p.URL.Path, "/sysselsattning")
	c.asa.Get(draft+"/kontrollera").Form(draft+"/kontrollera").Submit().Want(422, "Sysselsättning: Gå igenom den här delen.", "Konto: Gå igenom den här delen.")
	hub := c.asa.Get(draft).Want(200, "Sysselsättning", "Konto", "Inkomster")
	for _, closed := range []string{"/hushall", "/boende", "/tillgangar"} {
		if slices.Contains(hub.Links(), draft+closed) {
			t.Errorf("the list has %s, which has not changed", closed)
		}
	}
	form := p.At(draft+"/sysselsattning").Form(p.URL.Path).Set("occupation-0", "part_time").Set("registered-0", "ja").Set("efforts-0", "Söker tre jobb i veckan.")
	p = form.Set("occupation-1", "studies").Submit().At(draft + "/inkomster")
	p = p.Form(p.URL.Path).Set("amount-0-0", "4200").Set("none-1", "ja").Submit().At(draft + "/utgifter")
	form = p.Form(p.URL.Path).Set("amount-0-0", "7400")
	form.Fields.Del("keep-0-1")
	p = form.Submit().At(draft + "/konto")
	p.Form(p.URL.Path).Set("to", "account").Set("holder", string(c.facts.CoApplicant.ID)).Set("clearing", "8000").Set("number", "123-000 000 7").Submit().At(draft + "/bilagor")
	check := c.asa.Get(draft+"/kontrollera").Want(200, "Nytt jobb.", "Söker tre jobb i veckan.", "Inskriven på Arbetsförmedlingen", "Studerar", "8000-1230000007", "7 400 kr")
	if strings.Contains(check.Text(), "412 kr") {
		t.Error("an expense that was not ticked is applied for")
	}
	got := c.content()
	if len(got.Expenses) != 1 || got.Account.Number != "1230000007" || len(got.Occupations) != 2 || got.Occupations[1].Registered {
		t.Errorf("saved %+v", got)
	}
	c.asa.Get(draft+"/boende?till=kontrollera").Form(draft+"/boende").Set("landlord", "Ny värd").Submit().At(draft+"/kontrollera").Want(200, "Ny värd")
	// The question can be answered anew, and opens what is then ticked.
	p = c.asa.Get(draft+"/andrat").Form(draft+"/andrat").Set("changed", "home").Set("changes", "").Submit()
	p.At(draft + "/boende")
}

// TestN1H1N2N3H2_FirstApplicationIsWholeAndWaits: who has never applied is told the conditions, answers everything, sees which papers
// are needed, signs without them and hands them in afterwards; then the time to a decision runs.
func TestN1H1N2N3H2_FirstApplicationIsWholeAndWaits(t *testing.T) {
	for _, engine := range storetest.Engines {
		t.Run(engine, func(t *testing.T) {
			w := webtest.Start(t, engine)
			mia := w.Visitor(w.Lund).MustLogIn(w.Lund.New)
			first := &newcomer{w, mia, ""}
			first.begin()
			if alone := mia.Get(first.draft+"/hushall").Want(200, "Kontakta din handläggare om något inte stämmer."); strings.Contains(alone.Text(), "sedan förra månaden") {
				t.Error("a first application leads to a question that it does not have")
			}
			first.fill()
			mia.Get(first.draft).Want(200, "Hyreskontrakt, Hyresavi, Räkningar och kvitton, Handlingsplan från Arbetsförmedlingen")
			mia.Get(first.draft+"/handlingar").Want(200, "Saknas", "Har kommit", "Handlingsplan från Arbetsförmedlingen")
			check := mia.Get(first.draft+"/kontrollera").Want(200, "De här handlingarna saknas", "Arbetslös", "Aktier, fonder och obligationer", "Vi har inget konto", "Eslöv till maj", "Någon av oss")
			address := check.Form(first.draft+"/kontrollera").Submit().Want(200, "heder och samvete").URL.Path
			id := address[strings.LastIndexByte(address, '/')+1:]
			receipt := mia.Get(address).Form(address+"/bankid").Press("enhet", "denna").Approve(w.Lund.New).At("/ansok/kvitto/" + id)
			receipt.Want(200, "Lämna handlingarna som saknas", "Hyresavi")
			if strings.Contains(receipt.Text(), "senast 16 november") {
				t.Error("a day is promised although papers are missing")
			}
			page := "/ansokningar/" + id
			mia.Get("/start").Want(200, "Lämna handlingar som saknas")
			mia.Get(page).Want(200, "Vems tur är det?", "Din tur: lämna handlingarna", "Hyreskontrakt")
			upload := page + "/handlingar"
			mia.Get(page).Form(upload).Set("kind", "rental_contract").Submit().Want(422, "Välj minst en fil")
			mia.Get(page).Form(upload).Set("kind", "rental_contract").Attach("file-rental_contract", "x.exe", []byte("MZ not a paper")).Submit().Want(422, "Vi kan inte läsa den här filen")
			for _, kind := range []string{"rental_contract", "rent", "receipt"} {
				mia.Get(page).Form(upload).Set("kind", kind).Attach("file-"+kind, kind+".pdf", append(slices.Clone(pdf), kind...)).Submit().At(page).Want(200, "Din tur")
			}
			w.Clock.Advance(24 * time.Hour) // over midnight
			form := mia.MustLogIn(w.Lund.New).Get(page).Form(upload).Set("kind", "action_plan").Attach("file-action_plan", "plan.pdf", append(slices.Clone(pdf), "plan"...))
			done := form.Submit().At(page).Want(200, "Vår tur. Vi siktar på beslut senast 17 november 2026", "komplett sedan 3 november 2026", "plan.pdf")
			if slices.ContainsFunc(done.Forms(), func(f *webtest.Form) bool { return f.Action == upload }) {
				t.Error("papers are still asked for")
			}
		})
	}
}

// newcomer is someone who applies for the first time.
type newcomer struct {
	*webtest.World
	v     *webtest.Visitor
	draft string
}

func (n *newcomer) begin() {
	n.T.Helper()
	start := n.v.Get("/ansok/2026-11").Want(200, "Villkor för försörjningsstöd", "egna inkomster", "Försäkringskassan", "inskriven på Arbetsförmedlingen")
	n.draft = start.Form("/ansok/2026-11").Submit().Want(200, "Tillgångar", "Sysselsättning", "Bistånd i en annan kommun", "Handlingar som behövs").URL.Path
}

// fill answers everything, from the first part to the papers.
func (n *newcomer) fill() {
	n.T.Helper()
	next := func(section string, fields ...string) *webtest.Page {
		form := n.v.Get(n.draft + section).Form(n.draft + section)
		for i := 0; i+1 < len(fields); i += 2 {
			form.Set(fields[i], fields[i+1])
		}
		return form.Submit().Want(200)
	}
	next("/hushall")
	n.v.Get(n.draft+"/boende").Form(n.draft+"/boende").Set("form", "rental").Submit().Want(422, "Välj ett alternativ")
	next("/boende", "form", "rental", "contract", "own", "others", "1", "rooms", "2")
	next("/sysselsattning", "occupation-0", "unemployed", "registered-0", "ja", "efforts-0", "Går på kurs.")
	next("/inkomster", "none-0", "ja")
	next("/tillgangar", "kind-0-0", "securities", "amount-0-0", "1500")
	next("/utgifter", "kind-0-0", "housing", "amount-0-0", "6 000", "kind-0-1", "electricity", "amount-0-1", "350")
	next("/konto", "to", "no_account")
	next("/annan-kommun", "had", "ja", "where", "Eslöv till maj 2026").At(n.draft + "/handlingar")
	page := n.v.Get(n.draft + "/handlingar")
	page.Form(n.draft+"/handlingar").Set("kind", "bank_statement").Attach("file-bank_statement", "kontoutdrag.pdf", pdf).Submit().At(n.draft+"/handlingar").Want(200, "kontoutdrag.pdf")
}

// TestH13H24_NeedIsAppliedForBesideTheMonth: one need, its amount and why, signed by both, as often as needed; what is missing is
// named.
func TestH13H24_NeedIsAppliedForBesideTheMonth(t *testing.T) {
	for _, engine := range storetest.Engines {
		t.Run(engine, func(t *testing.T) {
			c := meet(t, engine)
			c.asa.Get("/ansok/behov").Want(200, "Ansök för månaden först")
			c.asa.Post("/ansok/behov").Want(422, "Ansök för månaden först")
			month := c.begin().freeze()
			c.sign(c.asa, month, c.facts.Applicant)
			c.sign(c.omar, month, c.facts.CoApplicant)
			c.asa.Get("/start").Want(200, "Sök pengar till något särskilt")
			for range 2 {
				begin := c.asa.Get("/ansok/behov").Want(200, "november 2026").Form("/ansok/behov")
				begin.Submit()
				p := begin.Submit() // a second press leads to the same draft
				draft := strings.TrimSuffix(p.URL.Path, "/behov")
				p.Form(p.URL.Path).Set("kind", "housing").Set("amount", "0").Submit().Want(422, "Välj ett alternativ", "Fyll i det här")
				p.Form(p.URL.Path).Set("kind", "dental").Set("amount", "2 400").Set("why", "Två tänder värker.").Submit().At(draft+"/handlingar").Want(200, "Kostnadsförslag från tandläkare", "Saknas")
				check := c.asa.Get(draft+"/kontrollera").Want(200, "Kompletterande ansökan för november 2026", "2 400 kr", "Två tänder värker.", "De här handlingarna saknas")
				if strings.Contains(check.Text(), "Det här är inget beslut") {
					t.Error("a preview of the month is shown for a single need")
				}
				address := check.Form(draft + "/kontrollera").Submit().URL.Path
				c.sign(c.asa, address, c.facts.Applicant).At(address)
				c.omar.Get("/start").Want(200, "Skriv under den kompletterande ansökan för november 2026")
				c.sign(c.omar, address, c.facts.CoApplicant).At("/ansok/kvitto/" + string(c.application(address).ID))
				a := c.application(address)
				if a.Kind != aid.Supplementary || a.Reason != "need" || len(a.Content.Expenses) != 1 || a.Content.Expenses[0].Amount != 2_400_00 {
					t.Errorf("registered %+v", a)
				}
			}
			list := c.asa.Get("/ansokningar").Want(200, "Kompletterande ansökan för november 2026")
			if n := strings.Count(list.Text(), "Kompletterande ansökan för november 2026"); n != 2 {
				t.Errorf("%d needs in the list, want 2", n)
			}
			c.asa.Get("/ansok/2026-11").At("/ansokningar/" + string(c.application(month).ID))
		})
	}
}

// TestX7_WhoHasSignedMayRemindTheOther: one notice, at most once a day.
func TestX7_WhoHasSignedMayRemindTheOther(t *testing.T) {
	c := meet(t, "sqlite").begin()
	address := c.freeze()
	if strings.Contains(c.asa.Get(address).Body, address+"/paminn") {
		t.Error("one who has not signed can remind")
	}
	c.asa.Post(address + "/paminn").At(address)
	c.sign(c.asa, address, c.facts.Applicant)
	reminders := func() (jobs int) {
		for {
			job, err := c.Lund.Tenant.Desk.Register.LeaseJob(t.Context(), store.Outbox, c.Clock.Now(), 48*time.Hour)
			if err != nil {
				return jobs
			}
			if strings.HasPrefix(job.UniqueKey, "sign_reminder:") && strings.HasSuffix(job.UniqueKey, ":"+string(c.facts.CoApplicant.ID)) {
				jobs++
			}
		}
	}
	form := c.asa.Get(address).Want(200, "Påminn Omar Öberg").Form(address + "/paminn")
	form.Submit().At(address).Want(200, "Vi har skickat en påminnelse till Omar Öberg i dag.")
	form.Submit().At(address)
	if n := reminders(); n != 1 {
		t.Errorf("%d reminders, want 1", n)
	}
	c.Clock.Advance(24 * time.Hour)
	c.asa.MustLogIn(c.facts.Applicant)
	c.asa.Get(address).Form(address + "/paminn").Submit().At(address)
	if n := reminders(); n != 1 {
		t.Errorf("%d reminders the next day, want 1", n)
	}
}
