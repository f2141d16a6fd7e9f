package journey_test

import (
	"strings"
	"time"

	"bistand/aid"
	"bistand/web/webtest"
)

// in is the browser of a person who has logged in to Lund, and at that of a member of staff.
func (c *catalogue) in(p aid.Person) *webtest.Visitor {
	return c.world.Visitor(c.world.Lund).MustLogIn(p)
}

func (c *catalogue) at(s aid.Staff) *webtest.Visitor {
	return c.world.Visitor(c.world.Lund).MustStaffLogIn(s)
}

// walk keeps several addresses in one state.
func (c *catalogue) walk(name string, v *webtest.Visitor, paths ...string) {
	c.t.Helper()
	for _, path := range paths {
		c.see(name, v, path)
	}
}

// lists are the pages that every citizen has, whatever is on them.
var lists = []string{
	"/start", "/ansokningar", "/beslut", "/utbetalningar", "/dokument", "/journalanteckningar", "/kontakter", "/mitt-arende", "/begaran",
	"/min-profil", "/mina-inloggningar", "/hamta-uppgifter", "/vem-har-last", "/meddelanden", "/meddelanden/nytt", "/anmal-andring",
	"/mina-uppgifter", "/mina-uppgifter/yttrande?del=contact", "/overklaga", "/ansok/behov",
}

// citizen walks what those see who are logged in: a newcomer, and a couple with months behind them.
func (c *catalogue) citizen() {
	w, f := c.world, c.world.Lund.Facts
	mia := c.in(w.Lund.New)
	c.walk("first visit, nothing here yet", mia, lists...)
	asa, omar := c.in(f.Applicant), c.in(f.CoApplicant)
	c.walk("months behind", asa, lists...)
	c.walk("the other adult", omar, "/start", "/dokument", "/journalanteckningar", "/beslut/"+string(f.Decision.ID), "/meddelanden", "/vem-har-last", "/min-profil")
	c.followed(asa)
	c.talked(asa, omar)
	c.asked(asa)
	c.firstTime(mia)
	c.applied(asa, omar)
	c.appealed(omar)
}

// followed walks what came of earlier months: paid, stopped and sent back.
func (c *catalogue) followed(asa *webtest.Visitor) {
	f := c.world.Lund.Facts
	signed, refused, decision := "/ansokningar/"+string(f.Signed.ID), "/ansokningar/"+string(f.Refused.ID), "/beslut/"+string(f.Decision.ID)
	c.walk("decided and paid", asa, signed, signed+"/berakning", decision)
	c.see("refused by the other adult", asa, refused)
	c.see("not calculated", asa, refused+"/berakning")
	for name, p := range map[string]aid.Payment{"paid": f.Paid, "sent back by the bank": f.Rejected, "stopped": f.Stopped} {
		c.see(name, asa, "/utbetalningar/"+string(p.ID))
	}
	document, note := "/dokument/"+string(f.Published.ID), "/journalanteckningar/"+string(f.PublishedNote.ID)
	c.walk("published", asa, document, note)
	for _, page := range []string{document, note, decision, signed + "/berakning", "/mina-uppgifter"} {
		of := map[bool]string{true: "?del=members"}[page == "/mina-uppgifter"]
		c.see("nothing said yet", asa, page+"/yttrande"+of)
		c.state("nothing said", asa, wrong(asa, page+"/yttrande"+of, page+"/yttrande"))
	}
	filled(asa, note+"/yttrande", note+"/yttrande", "text", "Så var det inte.").Submit().Want(200)
	c.see("with what the person said", asa, note)
	c.see("someone else's", c.in(c.world.Lund.New), decision)
}

// talked walks messages, reports and the profile.
func (c *catalogue) talked(asa, omar *webtest.Visitor) {
	f := c.world.Lund.Facts
	c.see("with answers", asa, "/meddelanden")
	c.state("nothing written", asa, wrong(asa, "/meddelanden/nytt", "/meddelanden/nytt"))
	c.state("sent", omar, wrong(omar, "/meddelanden/nytt", "/meddelanden/nytt", "text", "När kommer pengarna?"))
	c.see("reported", asa, "/anmal-andring/"+string(f.Talk.Change.ID))
	c.state("faults", asa, wrong(asa, "/anmal-andring", "/anmal-andring", "from", "i går"))
	c.state("number missing", asa, wrong(asa, "/min-profil", "/min-profil", "phone", "", "notice", "sms"))
	filled(asa, "/min-profil", "/min-profil", "phone", "070-174 06 07", "notice", "sms").Submit().Want(200)
	c.see("number not confirmed", asa, "/min-profil")
	asa.Get("/min-profil").Form("/min-profil/kod/sms").Submit().Want(200)
	c.see("code sent", asa, "/min-profil/kod/sms")
	c.state("wrong code", asa, wrong(asa, "/min-profil/kod/sms", "/min-profil/kod/sms/bekrafta", "code", "12"))
}

// asked walks requests: half answered, in time and late, and ended.
func (c *catalogue) asked(asa *webtest.Visitor) {
	f := c.world.Lund.Facts
	mine := "/begaran/" + string(f.Asked.ID)
	c.walk("half answered", asa, mine, mine+"/1", mine+"/2")
	c.see("ended with a remark", asa, "/begaran/"+string(f.SpotCheck.ID))
	c.state("no file chosen", asa, wrong(asa, mine+"/2", mine+"/2/filer"))
	c.state("file that is none", asa, func() *webtest.Page {
		return filled(asa, mine+"/2", mine+"/2/filer").Attach("file", "program.exe", []byte("MZ\x90\x00")).Submit()
	})
	c.state("nothing said", asa, wrong(asa, mine+"/2", mine+"/2/svar", "text", " "))
	c.on(time.Date(2026, 11, 18, 9, 0, 0, 0, time.UTC), func() {
		late := c.in(f.Applicant)
		c.walk("last day has gone", late, "/start", "/begaran", mine, mine+"/2")
		c.see("next month is open", late, "/start")
	})
	filled(asa, mine+"/2", mine+"/2/svar", "text", "Jag har inget kontrakt.").Submit().Want(200)
	c.walk("answered", asa, "/begaran", mine)
}

// on does something on another day, and comes back.
func (c *catalogue) on(day time.Time, do func()) {
	now := c.world.Clock.Now()
	c.world.Clock.Set(day)
	do()
	c.world.Clock.Set(now)
}

// answers fills in parts of a draft: each a page, and fields in pairs.
func (c *catalogue) answers(v *webtest.Visitor, draft string, parts ...[]string) {
	c.t.Helper()
	for _, part := range parts {
		filled(v, draft+part[0], draft+part[0], part[1:]...).Submit().Want(200)
	}
}

// firstTime walks a first application, which asks about everything.
func (c *catalogue) firstTime(mia *webtest.Visitor) {
	w := c.world
	c.see("conditions", mia, "/ansok/2026-11")
	draft := filled(mia, "/ansok/2026-11", "/ansok/2026-11").Submit().Want(200).URL.Path
	c.see("first application, nothing filled in", mia, draft)
	parts := []string{"/hushall", "/boende", "/sysselsattning", "/inkomster", "/tillgangar", "/utgifter", "/konto", "/annan-kommun"}
	for _, part := range parts {
		c.see("first application", mia, draft+part)
	}
	for _, part := range parts[1:] {
		c.state("first application, nothing filled in", mia, wrong(mia, draft+part, draft+part))
	}
	c.see("papers asked for", mia, draft+"/handlingar")
	c.state("no paper chosen", mia, wrong(mia, draft+"/handlingar", draft+"/handlingar", "kind", "bank_statement"))
	c.answers(mia, draft, []string{"/hushall"}, []string{"/boende", "form", "rental", "contract", "own", "others", "1", "rooms", "2"},
		[]string{"/sysselsattning", "occupation-0", "unemployed", "registered-0", "ja", "efforts-0", "Går på kurs."}, []string{"/inkomster", "none-0", "ja"},
		[]string{"/tillgangar", "kind-0-0", "securities", "amount-0-0", "1500"}, []string{"/utgifter", "kind-0-0", "housing", "amount-0-0", "6 000"},
		[]string{"/konto", "to", "no_account"}, []string{"/annan-kommun", "had", "ja", "where", "Eslöv till maj 2026"})
	filled(mia, draft+"/handlingar", draft+"/handlingar", "kind", "bank_statement").Attach("file-bank_statement", "kontoutdrag.pdf", []byte(statement())).Submit().Want(200, "kontoutdrag.pdf")
	c.walk("filled in, papers missing", mia, draft, draft+"/handlingar", draft+"/kontrollera")
	address := filled(mia, draft+"/kontrollera", draft+"/kontrollera").Submit().Want(200).URL.Path
	c.see("one adult alone", mia, address)
	id := address[strings.LastIndexByte(address, '/')+1:]
	mia.Get(address).Form(address+"/bankid").Press("enhet", "denna").Approve(w.Lund.New).At("/ansok/kvitto/" + id)
	application := "/ansokningar/" + id
	c.walk("papers missing", mia, "/ansok/kvitto/"+id, application, "/start")
	c.state("no paper chosen", mia, wrong(mia, application, application+"/handlingar", "kind", "rental_contract"))
}
