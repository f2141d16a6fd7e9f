package journey_test

import (
	"fmt"
	"strings"
	"time"

	"bistand/aid"
	"bistand/store"
	"bistand/web/webtest"
)

// paid walks a month at the desk, from the queue to the bank, and what the couple sees of it meanwhile.
func (c *catalogue) paid(asa *webtest.Visitor, id string) {
	w, f := c.world, c.world.Lund.Facts
	worker, decider, officer := c.at(f.Caseworker), c.at(f.Decider), c.at(f.Officer)
	application := "/handlaggning/ansokan/" + id
	calculation, decision, mine := application+"/berakning", application+"/beslut", "/ansokningar/"+id
	c.walk("to be calculated", worker, "/handlaggning", "/handlaggning?visa=alla", application, calculation)
	c.asksAuthorities(asa, c.in(f.CoApplicant), worker, id)
	calculate := func(how string, fields ...string) func() *webtest.Page {
		return func() *webtest.Page { return filled(worker, calculation, calculation, fields...).Press("gor", how) }
	}
	cut := []string{"expenses.1.approved", "100", "expenses.1.reason", "Kvittot visar 100 kr."}
	c.state("less than was applied for", worker, calculate("rakna", cut...))
	c.state("household changed", worker, calculate("rakna", "household.others", "1", "incomes.0.authority", "tax", "incomes.0.answer", "unchecked"))
	c.state("faults", worker, calculate("spara", "expenses.1.approved", "x"))
	calculate("spara", cut...)().Want(200, "Beräkningen är sparad")
	c.walk("saved", worker, calculation, decision)
	c.walk("calculated, not decided", asa, mine, mine+"/berakning")
	c.answersAnew(worker, id)
	stranger, theirs := c.at(webtest.NewStaff), "/handlaggning/arende/"+string(f.Case.ID)
	c.see("case of others", stranger, theirs)
	c.state("no reason given", stranger, wrong(stranger, theirs, theirs+"/oppna", "reason", " "))
	c.see("to be decided", decider, decision)
	c.state("no reasons", decider, wrong(decider, decision, decision, "reasons", " ", "gor", "besluta"))
	filled(decider, decision, decision).Press("gor", "besluta").Want(200, "Delvis bifall")
	c.walk("decided", decider, decision, application+"/kontroller")
	c.see("authorities: one marks a person as protected", worker, "/handlaggning/ansokan/"+string(f.Signed.ID)+"/kontroller")
	c.walk("decided, not read", asa, "/start", mine)
	c.walk("partly granted", asa, linked(asa.Get(mine), "/beslut/", ""), mine+"/berakning", "/beslut")
	c.see("to be approved", officer, "/handlaggning/betalningar")
	c.state("no reason to stop", officer, func() *webtest.Page {
		return officer.Get("/handlaggning/betalningar").Form(of(officer, "/handlaggning/betalningar", "/stoppa")).Submit()
	})
	c.state("nothing to send", officer, func() *webtest.Page { return officer.Post("/handlaggning/betalningar/fil", "until", "2026-12-31") })
	for range 2 {
		officer.Get("/handlaggning/betalningar").Form(of(officer, "/handlaggning/betalningar", "/godkann")).Submit().Want(200)
	}
	c.see("approved", officer, "/handlaggning/betalningar")
	c.walk("payment on its way", asa, "/start", "/utbetalningar", mine)
	file := officer.Get("/handlaggning/betalningar").Form("/handlaggning/betalningar/fil").Submit().Want(200).URL.Path
	c.walk("at the bank", officer, file, "/handlaggning/betalningar")
	for worked, err := true, error(nil); worked && err == nil; {
		worked, err = w.Lund.Tenant.Desk.RunJob(c.t.Context(), store.Outbox)
	}
	w.Bank.Tick()
	officer.Post("/handlaggning/betalningar/bank")
	w.Bank.SettleNow()
	w.Bank.Tick()
	officer.Post("/handlaggning/betalningar/bank")
	c.see("paid", officer, file)
	c.walk("paid", asa, "/start", "/utbetalningar", mine)
}

// of is the action of the first form of a page that ends so.
func of(v *webtest.Visitor, page, end string) string {
	v.T.Helper()
	for _, form := range v.Get(page).Forms() {
		if strings.HasSuffix(form.Action, end) {
			return form.Action
		}
	}
	v.T.Fatalf("%s has no form to …%s", page, end)
	return ""
}

// desk walks the other pages of staff.
func (c *catalogue) desk() {
	w, f := c.world, c.world.Lund.Facts
	worker, decider, boss := c.at(f.Caseworker), c.at(f.Decider), c.at(webtest.Boss)
	here := "/handlaggning/arende/" + string(f.Case.ID)
	c.walk("one household", worker, here, here+"/dokument", here+"/journal", here+"/meddelanden/"+string(f.Applicant.ID), here+"/meddelanden/"+string(f.CoApplicant.ID), here+"/anmalt", here+"/begar", here+"/ny-ansokan")
	c.see("closed case", worker, "/handlaggning/arende/"+string(f.Closed.ID))
	c.see("a couple that parted", worker, "/handlaggning/arende/"+string(f.Separated.ID))
	for _, page := range []string{"/dokument", "/journal", "/meddelanden/" + string(f.CoApplicant.ID), "/begar", "/ny-ansokan"} {
		c.state("faults", worker, wrong(worker, here+page, here+page))
	}
	c.walk("searched", worker, "/handlaggning/sok?q=EB-0000", "/handlaggning/sok?q=%C3%96berg", "/handlaggning/sok")
	c.walk("as it is", worker, "/handlaggning/meddelanden", "/handlaggning/meddelanden?visa=alla", "/handlaggning/post", "/handlaggning/stickprov", "/handlaggning/overklaganden")
	c.walk("as it is", decider, "/handlaggning/normen", "/handlaggning/synpunkter", "/handlaggning/logg")
	c.state("faults", decider, wrong(decider, "/handlaggning/normen", "/handlaggning/normen/foresla"))
	c.walk("as it is", boss, "/handlaggning", "/handlaggning/atkomst", "/handlaggning/atkomst?nummer="+f.Case.Number, "/handlaggning/atkomst?nummer=EB-0000", "/handlaggning/stickprov")
	paper := "/handlaggning/ansokan/" + string(f.Paper.ID)
	c.walk("came on paper", worker, paper, paper+"/kvitto")
	for name, request := range map[string]aid.CompletionRequest{"answered": f.Asked, "ended with a remark": f.SpotCheck} {
		c.see(name, worker, "/handlaggning/begaran/"+string(request.ID))
	}
	ended := "/handlaggning/begaran/" + string(f.Asked.ID)
	c.state("no outcome", worker, wrong(worker, ended, ended+"/avsluta"))
	c.walk("asks for what is missing", worker, paper+"/begar")
	c.see("not for this role", c.at(f.Officer), "/handlaggning/meddelanden")
	c.see("someone not logged in", w.Visitor(w.Lund), "/handlaggning")
}

// letters walks the post queue, while a message lies unread.
func (c *catalogue) letters() {
	f := c.world.Lund.Facts
	c.on(time.Date(2026, 11, 25, 9, 0, 0, 0, time.UTC), func() {
		late, letter := c.at(f.Caseworker), "/handlaggning/post/"+string(f.Talk.Unread.ID)
		c.walk("a message lies unread", late, "/handlaggning", "/handlaggning/meddelanden", "/handlaggning/post", letter)
		c.state("faults", late, wrong(late, letter, letter, "on", "2027-01-01"))
	})
}

// appealed walks an appeal from the decision to the court's answer, on both sides of it.
func (c *catalogue) appealed(omar *webtest.Visitor) {
	w, f := c.world, c.world.Lund.Facts
	decision := string(f.Decision.ID)
	c.state("decision not chosen", omar, func() *webtest.Page { return omar.Post("/overklaga", "beslut", "") })
	here := omar.Get("/overklaga").Form("/overklaga").Set("beslut", decision).Submit().Want(200).URL.Path[:len("/overklaga/utkast/")+36]
	c.walk("nothing written", omar, here+"/andra", here+"/varfor", here+"/filer", here)
	c.state("nothing written", omar, wrong(omar, here+"/andra", here+"/andra"))
	c.state("no file chosen", omar, wrong(omar, here+"/filer", here+"/filer"))
	c.state("saved in another tab", omar, func() *webtest.Page {
		old := filled(omar, here+"/andra", here+"/andra", "change", "Hela hyran.")
		filled(omar, here+"/andra", here+"/andra", "change", fmt.Sprint("Elen, ", old.Fields.Get("version"))).Submit()
		return old.Submit()
	})
	c.answers(omar, here, []string{"/andra", "change", "Hela elen ska godkännas."}, []string{"/varfor", "why", "Jag har lämnat kvitto."})
	filled(omar, here+"/filer", here+"/filer").Attach("file", "kvitto.pdf", []byte(statement())).Submit().Want(200, "kvitto.pdf")
	c.walk("written", omar, here, here+"/filer", here+"/skriv-ut", "/overklaga", "/beslut/"+decision)
	c.see("a draft waits", omar, "/start")
	c.signing(omar, here)
	c.on(time.Date(2026, 12, 24, 12, 0, 0, 0, time.UTC), func() {
		late := c.in(f.Applicant)
		there := late.Get("/overklaga").Form("/overklaga").Set("beslut", decision).Submit().Want(200).URL.Path[:len("/overklaga/utkast/")+36]
		c.walk("last day has gone", late, there+"/sent", there, "/beslut/"+decision)
		late.Get(there).Form(there + "/ta-bort").Submit()
	})
	receipt := omar.Get(here).Form(here+"/bankid").Press("enhet", "denna").Approve(f.CoApplicant).Want(200, "Överklagandet är inskickat").URL.Path
	mine := strings.TrimSuffix(receipt, "/kvitto")
	c.walk("sent", omar, receipt, mine, "/overklaga", "/start")

	worker, decider := c.at(f.Caseworker), c.at(f.Decider)
	theirs := "/handlaggning" + mine
	c.walk("come in", worker, "/handlaggning/overklaganden", theirs)
	c.state("no reasons", worker, wrong(worker, theirs, theirs+"/tid"))
	filled(worker, theirs, theirs+"/tid", "reasons", "Kom inom tre veckor.").Submit().Want(200)
	c.see("in time", omar, mine)
	c.see("to be reviewed", decider, theirs)
	c.state("no reasons", decider, wrong(decider, theirs, theirs+"/omprovning"))
	filled(decider, theirs, theirs+"/omprovning", "outcome", "unchanged", "reasons", "Inget nytt har kommit fram.").Submit().Want(200)
	filled(worker, theirs, theirs+"/yttrande", "statement", "Nämnden står fast vid beslutet.").Submit().Want(200)
	c.see("reviewed, not changed", omar, mine)
	c.walk("to be handed over", worker, theirs, theirs+"/paket")
	filled(worker, theirs, theirs+"/overlamna", "way", "post").Submit().Want(200)
	c.see("at the court", omar, mine)
	c.see("at the court", worker, theirs)
	c.state("no answer typed", worker, wrong(worker, theirs, theirs+"/dom"))
	filled(worker, theirs, theirs+"/dom", "outcome", "remitted", "court_number", "1234-26", "on", aid.SwedishDate(w.Clock.Now()).String()).Submit().Want(200)
	c.see("the court has answered", omar, mine)
	c.see("the court has answered", worker, theirs)
	paper := "/handlaggning/beslut/" + decision + "/overklagande"
	c.see("on paper", worker, paper)
	c.state("nothing filled in", worker, wrong(worker, paper, paper))
}
