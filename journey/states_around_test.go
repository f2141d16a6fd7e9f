package journey_test

import (
	"io"
	"strings"
	"time"

	"bistand/aid"
	"bistand/store"
	"bistand/web/webtest"
)

// around walks what comes about round a household: someone acts for them, their caseworker is away, they ask to read all, letters
// go out, they must show all proof, and someone moves in.
func (c *catalogue) around() {
	c.represented()
	c.away()
	c.readAll()
	c.posted()
	c.fullEvidence()
	c.wrongPaid()
	c.movedIn()
	c.protected()
}

// protected walks the page of who has a sekretessmarkering and who may open their case.
func (c *catalogue) protected() {
	f := c.world.Lund.Facts
	worker, here := c.at(f.Caseworker), "/handlaggning/arende/"+string(f.Separated.ID)+"/skydd"
	c.see("nobody is protected", worker, here)
	census, gone := c.world.Lund.Census, f.Separated.Members[0].Person.Personnummer
	for name, said := range map[string]aid.Registration{"in the population register": aid.InRegister, "deregistered": aid.Deregistered, "not in the population register": aid.NotInRegister} {
		census.Say(gone, said)
		c.state("asked about: "+name, worker, worker.Get(here).Form(here+"/fraga").Submit)
	}
	census.Say(gone, aid.InRegister)
	form := worker.Get(here).Form(here)
	form.Submit().At(here)
	c.see("someone is protected", worker, here)
	c.state("nobody chosen to be named", worker, func() *webtest.Page { return worker.Post(here+"/utse", "utsedd", "ja") })
	worker.Post(here+"/utse", "staff", string(f.Decider.ID), "utsedd", "ja").At(here)
	c.see("a colleague is named", worker, here)
	c.see("of a protected person, not named", c.at(webtest.NewStaff), "/handlaggning/arende/"+string(f.Separated.ID))
}

// wrongPaid walks what wrong information has led to: money that is asked back, on both sides, and what only staff see.
func (c *catalogue) wrongPaid() {
	f := c.world.Lund.Facts
	worker, decider, here := c.at(f.Caseworker), c.at(f.Decider), "/handlaggning/arende/"+string(f.Case.ID)
	c.walk("money is asked back", worker, here+"/felaktiga-uppgifter", "/handlaggning/aterkrav/"+string(f.Recovery.ID), "/handlaggning/polisanmalan/"+string(f.PoliceReport.ID))
	c.walk("to be decided", decider, here+"/aterkrav", here+"/felaktiga-uppgifter", "/handlaggning/aterkrav/"+string(f.Recovery.ID))
	c.state("nothing filled in", decider, wrong(decider, here+"/aterkrav", here+"/aterkrav"))
	asa := c.in(f.Applicant)
	c.walk("money is asked back", asa, "/aterkrav/"+string(f.Recovery.ID), "/aterkrav/"+string(f.TakenBackRecovery.ID), "/beslut")
}

// linked is the first address on a page that begins and ends so.
func linked(p *webtest.Page, begin, end string) string {
	for _, href := range p.Links() {
		if strings.HasPrefix(href, begin) && strings.HasSuffix(href, end) {
			return href
		}
	}
	p.Visitor.T.Fatalf("%s has no link to %s…%s", p.URL, begin, end)
	return ""
}

// actedFor walks an application that waits for signatures as the god man sees it: for whom she may act, and for whom she may only read.
func (c *catalogue) actedFor(draft, address string) {
	p := c.world.Lund.Facts.Represented
	gun := c.world.Visitor(c.world.Lund)
	gun.LogIn(p.Godman).At("/for-vem")
	c.see("several to choose from", gun, "/for-vem")
	gun.Post("/for-vem", "for", string(p.Acting.ID)).At("/start")
	c.walk("acts for the person", gun, "/for-vem", "/start", draft, address, "/meddelanden/nytt", "/min-profil", "/mina-inloggningar", "/vem-har-last")
	c.signing(gun, address)
	stale := filled(gun, "/min-profil", "/min-profil")
	gun.Post("/for-vem", "for", string(p.Reads.ID)).At("/start")
	c.walk("may only read", gun, "/start", draft, address, "/meddelanden/nytt")
	c.state("may only read", gun, wrong(gun, "/meddelanden/nytt", "/meddelanden/nytt", "text", "Hej"))
	c.state("may only read", gun, func() *webtest.Page { return gun.Get(address).Form(address+"/bankid").Press("enhet", "denna") })
	c.state("has turned to someone else", gun, stale.Submit)
}

// represented walks the page of those who act for a household.
func (c *catalogue) represented() {
	w, f := c.world, c.world.Lund.Facts
	worker, here, alone := c.at(f.Caseworker), "/handlaggning/arende/"+string(f.Case.ID)+"/ombud", "/handlaggning/arende/"+string(f.Separated.ID)+"/ombud"
	c.see("a god man, and one whose time is over", worker, here)
	c.see("nobody", worker, alone)
	c.see("someone who decides", c.at(f.Decider), here)
	c.state("nothing filled in", worker, wrong(worker, alone, alone))
	fields := []string{"given", "Gun", "family", "Godeman", "number", w.Lund.New.Personnummer.Full(), "kind", string(aid.Ombud), "scope", string(aid.MayFollow), "paper", string(aid.RegisterExtract), "paper_on", "2026-11-01", "from", "2026-11-01"}
	c.state("paper of another kind", worker, wrong(worker, alone, alone, fields...))
	filled(worker, alone, alone, append(fields, "paper", string(aid.WrittenMandate), "until", "2027-03-31")...).Submit().Want(200, "Gäller")
	c.see("an ombud for a time", worker, alone)
	end := "reason-" + worker.Get(alone).Form(alone+"/avsluta").Fields.Get("ombud")
	c.state("no reason to end it", worker, wrong(worker, alone, alone+"/avsluta", end, " "))
	filled(worker, alone, alone+"/avsluta", end, "Fullmakten är återkallad.").Submit().Want(200)
	c.see("ended", worker, alone)
	c.walk("with a representative", worker, strings.TrimSuffix(here, "/ombud"))
}

// away walks a caseworker who is away, with nobody in their place and then with a colleague.
func (c *catalogue) away() {
	w, f := c.world, c.world.Lund.Facts
	worker, asa := c.at(f.Caseworker), c.in(f.Applicant)
	const own, say = "/handlaggning/min-sida", "/handlaggning/min-sida/borta"
	day := func(n int) string { return aid.SwedishDate(w.Clock.Now()).AddDays(n).String() }
	c.see("at work", worker, own)
	c.state("contact: faults", worker, wrong(worker, own, own+"/kontakt", "phone", "x", "hours", "måndag 10–9"))
	c.state("contact: changed", worker, wrong(worker, own, own+"/kontakt", "hours", "måndag–fredag 9–10.30"))
	c.walk("contact with hours of their own", asa, "/kontakter")
	c.state("faults", worker, wrong(worker, own, say, "from", day(3), "until", day(1)))
	shown := []string{"/start", "/kontakter", "/meddelanden", "/meddelanden/nytt"}
	filled(worker, own, say, "from", day(0), "until", day(5)).Submit().At(own)
	c.see("away, nobody answers", worker, own)
	c.walk("contact away, reception answers", asa, shown...)
	filled(worker, own, say+"/avsluta").Submit().At(own)
	before, _, _ := strings.Cut(worker.Get(own).Body, `">`+webtest.NewStaff.Name)
	filled(worker, own, say, "from", day(0), "until", day(5), "substitute", before[strings.LastIndexByte(before, '"')+1:]).Submit().At(own)
	filled(worker, own, say, "from", day(20), "until", day(30)).Submit().At(own)
	c.see("away, a colleague answers", worker, own)
	c.walk("contact away, a colleague answers", asa, shown...)
	here, instead := "/handlaggning/arende/"+string(f.Case.ID), c.at(webtest.NewStaff)
	c.walk("in a colleague's place", instead, "/handlaggning", "/handlaggning/meddelanden", here)
	filled(worker, own, say+"/avsluta").Submit().At(own)
}

// readAll walks the right to read all: asked, kept back in part, and handed over.
func (c *catalogue) readAll() {
	f := c.world.Lund.Facts
	const own = "/mina-uppgifter/las-allt"
	omar, worker, chief := c.in(f.CoApplicant), c.at(f.Caseworker), c.at(f.Decider)
	c.see("not asked", omar, own)
	ask := func(text string) string {
		filled(omar, own, own, "text", text).Submit().At(own)
		return linked(worker.Get("/handlaggning/meddelanden"), "/handlaggning/las-allt/", "")
	}
	first := ask("Gärna på papper, tack.\nFrån och med förra året.")
	c.see("asked", omar, own)
	c.see("asked to read all", worker, "/handlaggning/meddelanden")
	c.see("asked", worker, first)
	c.state("nothing chosen", worker, wrong(worker, first, first))
	c.state("no reason, no document", worker, wrong(worker, first, first, "outcome", "partly", "way", "service"))
	c.state("only who decides", worker, wrong(worker, first, first, "outcome", "refused", "reason", "Uppgifter om en anmälare."))
	chief.Post("/handlaggning/arende/"+string(f.Case.ID)+"/oppna", "reason", "Prövar utlämnande.")
	filled(chief, first, first, "outcome", "partly", "way", "service", "document", string(f.Published.ID), "reason", "Uppgifter om en anmälare.").Submit().At(first)
	c.see("kept back in part", omar, own)
	c.see("kept back in part", worker, first)
	second := ask("")
	filled(worker, second, second, "outcome", "given", "way", "post", "on", aid.SwedishDate(c.world.Clock.Now()).String()).Submit().At(second)
	c.see("handed over, and before that in part", omar, own)
	c.see("handed over", worker, second)
}

// posted walks the post queue with a request, a decision and a message, the letters, and what the person sees afterwards.
func (c *catalogue) posted() {
	w, f := c.world, c.world.Lund.Facts
	desk, worker := w.Lund.Tenant.Desk, c.at(f.Caseworker)
	by := aid.Actor{Kind: aid.ByStaff, ID: f.Caseworker.ID, Name: f.Caseworker.Name}
	c.check(desk.ChangeProfile(c.t.Context(), webtest.RequestOf(aid.Actor{Kind: aid.ByCitizen, ID: f.CoApplicant.ID}), f.Case.ID,
		aid.Profile{PersonID: f.CoApplicant.ID, Email: "omar@example.org", Language: "ar", Notice: aid.NoticeByLetter}))
	q, err := desk.AskForCompletion(c.t.Context(), webtest.RequestOf(by), f.Caseworker, aid.CompletionRequest{
		CaseID: f.Case.ID, Why: "Kontoutdraget slutar den 20 oktober.", Until: aid.SwedishDate(w.Clock.Now()).AddDays(30),
		Items: []aid.CompletionItem{{Group: "attachment", What: "bank_statement", Who: f.CoApplicant.Name(), Month: aid.Month{Year: 2026, Month: 10}}},
	})
	c.check(err)
	thread := "/handlaggning/arende/" + string(f.Case.ID) + "/meddelanden/" + string(f.CoApplicant.ID)
	filled(worker, thread, thread, "text", "Vi har fått ditt kvitto.").Submit().Want(200)
	c.on(time.Date(2026, 11, 25, 9, 0, 0, 0, time.UTC), func() {
		const queue = "/handlaggning/post"
		worker := c.at(f.Caseworker)
		c.see("a request, a decision and a message", worker, queue)
		request, decision := linked(worker.Get(queue), queue+"/begaran/"+string(q.ID), string(f.CoApplicant.ID)), linked(worker.Get(queue), queue+"/beslut/", string(f.CoApplicant.ID))
		for _, letter := range []string{request, decision} {
			c.see("to be told", worker, letter)
			c.state("nothing chosen", worker, wrong(worker, letter, letter))
			filled(worker, letter, letter, "way", "post").Submit().At(queue)
			c.see("told", worker, letter)
		}
		decided := strings.Split(decision, "/")[4]
		told := c.in(f.CoApplicant)
		c.walk("told by post", told, "/begaran/"+string(q.ID), "/beslut/"+decided, "/start")
		c.walk("told by post", worker, "/handlaggning/arende/"+string(f.Case.ID), "/handlaggning/begaran/"+string(q.ID))
	})
}

// fullEvidence walks what a household sees that must show proof of everything for some months.
func (c *catalogue) fullEvidence() {
	f := c.world.Lund.Facts
	december := aid.Month{Year: 2026, Month: 12}
	decided := linked(c.in(f.Applicant).Get("/beslut"), "/beslut/", "")
	by := aid.Actor{Kind: aid.ByStaff, ID: f.Decider.ID, Name: f.Decider.Name}
	c.check(c.world.Lund.Tenant.Desk.RequireFullEvidence(c.t.Context(), webtest.RequestOf(by), f.Decider, aid.FullEvidence{CaseID: f.Case.ID, From: december, Through: december.Add(2), Reason: "Två anmärkningar."}))
	c.on(time.Date(2026, 11, 18, 9, 0, 0, 0, time.UTC), func() {
		c.walk("proof of everything next month", c.in(f.Applicant), decided, "/ansok/2026-12", "/start")
	})
}

// movedIn walks a household where someone moves in: one who has been there, and one who is new.
func (c *catalogue) movedIn() {
	f := c.world.Lund.Facts
	worker, here := c.at(f.Caseworker), "/handlaggning/arende/"+string(f.Separated.ID)
	part := func(p aid.Person) {
		filled(worker, here, here+"/skilj", "person", string(p.ID), "reason", "De har separerat.").Submit().At(here)
	}
	part(f.MovedIn)
	c.see("someone can move in", worker, here)
	c.state("moves in, day missing", worker, wrong(worker, here, here+"/flyttar-in", "who", string(f.Gone.ID)))
	c.state("moves in, number is none", worker, wrong(worker, here, here+"/flyttar-in", "who", "ny", "number", "19900101-0000", "on", "2026-11-01"))
	filled(worker, here, here+"/flyttar-in", "who", string(f.Gone.ID), "on", "2026-11-01").Submit().At(here)
	c.see("came back", worker, here)
	staff := aid.Actor{Kind: aid.ByStaff, ID: f.Caseworker.ID, Name: f.Caseworker.Name}
	c.check(c.world.Lund.Tenant.Desk.Register.Step(c.t.Context(), store.Step{At: c.world.Clock.Now(), Actor: staff, Name: "register_paper", CaseID: f.Separated.ID, Kind: "application", Object: f.Paper.ID}, func(tx *store.Tx) error {
		return tx.AddPaperSignature(f.Paper.ID, f.Gone.ID, f.Caseworker.ID, f.Inked)
	}))
	c.check(c.world.Lund.Tenant.Desk.SetAccess(c.t.Context(), webtest.RequestOf(staff), f.Caseworker, f.Separated.ID, f.Gone.ID, true))
	leif := c.in(f.Gone)
	c.walk("signed before they moved out", leif, "/ansokningar", "/ansokningar/"+string(f.Paper.ID), "/ansok/kvitto/"+string(f.Paper.ID), "/hamta-uppgifter")
	part(f.Gone)
	filled(worker, here, here+"/flyttar-in", "who", string(f.MovedIn.ID), "on", "2026-11-01").Submit().At(here)
	c.see("moved in", worker, here)
}

// needed walks a single need from the signatures to the decision, which stands on top of the month's.
func (c *catalogue) needed(asa, omar *webtest.Visitor, draft string) {
	f := c.world.Lund.Facts
	address := filled(asa, draft+"/kontrollera", draft+"/kontrollera").Submit().Want(200).URL.Path
	id := address[strings.LastIndexByte(address, '/')+1:]
	for v, person := range map[*webtest.Visitor]aid.Person{asa: f.Applicant, omar: f.CoApplicant} {
		v.Get(address).Form(address+"/bankid").Press("enhet", "denna").Approve(person)
	}
	worker, decider := c.at(f.Caseworker), c.at(f.Decider)
	application, mine := "/handlaggning/ansokan/"+id, "/ansokningar/"+id
	calculation, decision := application+"/berakning", application+"/beslut"
	c.walk("one need", worker, application, calculation)
	filled(worker, calculation, calculation, "expenses.0.approved", "1500", "expenses.0.reason", "Det billigaste förslaget.").Press("gor", "spara").Want(200, "Beräkningen är sparad")
	c.see("one need", decider, decision)
	filled(decider, decision, decision).Press("gor", "besluta").Want(200, "Delvis bifall")
	c.see("one need, decided", decider, decision)
	c.walk("one need, decided", asa, mine, mine+"/berakning", linked(asa.Get(mine), "/beslut/", ""), "/start", "/beslut")
}

// lapsed walks an application that not everyone signed in time: while it waits, and when it has been taken away.
func (c *catalogue) lapsed() {
	f, desk, ctx := c.world.Lund.Facts, c.world.Lund.Tenant.Desk, c.t.Context()
	asa := func() aid.Actor { return aid.Actor{Kind: aid.ByCitizen, ID: f.Applicant.ID, Name: f.Applicant.Name()} }
	december := aid.Month{Year: 2026, Month: 12}
	c.on(time.Date(2026, 12, 4, 9, 0, 0, 0, time.UTC), func() {
		d, err := desk.BeginDraft(ctx, webtest.RequestOf(asa()), f.Case.ID, december)
		c.check(err)
		for _, p := range f.Case.Adults() {
			d, err = desk.Attach(ctx, webtest.RequestOf(asa()), d.ID, "bank_statement", p.GivenName+".pdf", io.MultiReader(strings.NewReader(statement())))
			c.check(err)
		}
		d, err = desk.SaveDraft(ctx, webtest.RequestOf(asa()), d.ID, d.Version, func(content *aid.Content) error {
			content.Incomes, content.NoIncome = nil, map[aid.ID]bool{f.Applicant.ID: true, f.CoApplicant.ID: true}
			return nil
		})
		c.check(err)
		a, err := desk.Freeze(ctx, webtest.RequestOf(asa()), d.ID, d.Version)
		c.check(err)
		c.check(desk.AddSignature(ctx, webtest.RequestOf(asa()), aid.Signature{
			ApplicationID: a.ID, PersonID: f.Applicant.ID, ContentHash: a.ContentHash, SignedAt: desk.Now(), Visible: "Jag skriver under.", Hidden: "{}", Answer: []byte("{}"),
		}))
		for name, p := range map[string]aid.Person{"waits, until a day": f.Applicant, "waits for the reader, until a day": f.CoApplicant} {
			c.walk(name, c.in(p), "/ansok/underskrift/"+string(a.ID), "/start")
		}
	})
	c.on(time.Date(2027, 1, 16, 9, 0, 0, 0, time.UTC), func() {
		c.check(desk.Forget(ctx))
		for name, p := range map[string]aid.Person{"taken away unsigned": f.Applicant, "taken away, not signed by the reader": f.CoApplicant} {
			c.see(name, c.in(p), "/start")
		}
	})
}

// check ends the walk at an error.
func (c *catalogue) check(err error) {
	c.t.Helper()
	if err != nil {
		c.t.Fatal(err)
	}
}
