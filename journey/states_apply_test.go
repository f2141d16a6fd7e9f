package journey_test

import (
	"fmt"
	"strings"
	"time"

	"bistand/aid"
	"bistand/web/webtest"
)

// applied walks the couple's next month: from the question what has changed to money that is paid.
func (c *catalogue) applied(asa, omar *webtest.Visitor) {
	f := c.world.Lund.Facts
	c.see("what has changed", asa, "/ansok/2026-11")
	c.see("a month that is not open", asa, "/ansok/2027-06")
	c.state("nothing ticked", asa, wrong(asa, "/ansok/2026-11", "/ansok/2026-11"))
	p := asa.Get("/ansok/2026-11").Form("/ansok/2026-11").Set("changed", "household", "home", "job", "account", "money").Submit().Want(200)
	draft := p.URL.Path[:len("/ansok/utkast/")+36]
	c.see("under way", asa, draft)
	c.see("a draft waits", asa, "/start")
	for _, part := range []string{"/andrat", "/hushall", "/boende", "/sysselsattning", "/inkomster", "/tillgangar", "/utgifter", "/konto", "/bilagor"} {
		c.see("filled in from last month", asa, draft+part)
	}
	c.state("amount is none", asa, wrong(asa, draft+"/inkomster", draft+"/inkomster", "amount-0-0", "12x"))
	c.state("more rows", asa, func() *webtest.Page { return filled(asa, draft+"/utgifter", draft+"/utgifter").Press("fler", "0") })
	c.see("things missing", asa, draft+"/kontrollera")
	c.state("things missing", asa, wrong(asa, draft+"/kontrollera", draft+"/kontrollera"))
	c.state("someone else has saved", asa, func() *webtest.Page {
		old := asa.Get(draft + "/boende")
		filled(asa, draft+"/boende", draft+"/boende", "form", "rental", "landlord", "Första").Submit()
		return old.Form(draft+"/boende").Set("form", "rental").Set("landlord", "Andra").Submit()
	})
	c.answers(asa, draft, []string{"/hushall", "lunch-" + string(f.Son.ID), "ja", "lunch-" + string(f.Daughter.ID), "nej"}, []string{"/boende", "form", "rental", "landlord", "Påhittade Bostäder AB", "rooms", "3"},
		[]string{"/sysselsattning", "occupation-0", "part_time", "registered-0", "ja", "efforts-0", "Söker tre jobb i veckan.", "occupation-1", "studies"}, []string{"/tillgangar", "no_assets", "ja"},
		[]string{"/konto", "to", "account", "holder", string(f.Applicant.ID), "clearing", "8000", "number", "1234567897"})
	c.months(asa, draft)
	c.attached(asa, draft)
	c.walk("filled in", asa, draft, draft+"/kontrollera")
	c.signed(asa, omar, draft)
}

// months fills in the incomes and expenses of the month, whatever the last one left behind.
func (c *catalogue) months(v *webtest.Visitor, draft string) {
	incomes, expenses := filled(v, draft+"/inkomster", draft+"/inkomster"), filled(v, draft+"/utgifter", draft+"/utgifter")
	for i := range 9 {
		for _, adult := range []string{"0", "1"} {
			incomes.Set(fmt.Sprintf("kind-%s-%d", adult, i), "").Set(fmt.Sprintf("amount-%s-%d", adult, i), "")
		}
		expenses.Set(fmt.Sprintf("kind-0-%d", i), "").Set(fmt.Sprintf("amount-0-%d", i), "").Set(fmt.Sprintf("note-0-%d", i), "")
	}
	incomes.Set("kind-0-0", "salary").Set("amount-0-0", "8 250,50").Set("note-0-0", "Vikariat").Set("kind-0-1", "swish").Set("amount-0-1", "300").Set("none-1", "ja")
	for i, stated := range [][2]string{{"child_benefit", "1250"}, {"activity_support", "2200"}, {"housing_benefit", "1000"}, {"pension", "100"}, {"unemployment_benefit", "900"}} {
		incomes.Set(fmt.Sprintf("kind-0-%d", i+2), stated[0]).Set(fmt.Sprintf("amount-0-%d", i+2), stated[1])
	}
	incomes.Set("rows-0", "7").Submit().Want(200)
	filled(v, draft+"/utgifter", draft+"/utgifter").Submit()
	expenses = filled(v, draft+"/utgifter", draft+"/utgifter")
	expenses.Set("kind-0-0", "housing").Set("amount-0-0", "7345").Set("kind-0-1", "electricity").Set("amount-0-1", "412").Submit().Want(200)
}

// attached walks the attachments: a file that is refused, photographs, and papers that are handed in otherwise.
func (c *catalogue) attached(asa *webtest.Visitor, draft string) {
	path := draft + "/bilagor"
	photo := []byte(paper(c.t, 9, false))
	c.state("no file chosen", asa, wrong(asa, path, path))
	c.state("file that is none", asa, func() *webtest.Page {
		return filled(asa, path, path, "kind", "bank_statement").Attach("file", "anteckning.txt", []byte("inget kontoutdrag")).Submit()
	})
	c.state("nothing said of how", asa, wrong(asa, path, path+"/lamnat"))
	c.state("nothing to use again", asa, wrong(asa, path, path+"/ateranvand"))
	filled(asa, path, path, "kind", "bank_statement").Attach("file", "kontoutdrag.pdf", []byte(statement())).Submit().Want(200, "kontoutdrag.pdf")
	filled(asa, path, path, "kind", "rent").Attach("file", "IMG_1.jpg", photo).Attach("file", "IMG_2.jpg", photo).Submit().Want(200)
	filled(asa, path, path+"/lamnat", "otherwise_kind", "income", "otherwise_way", "office", "otherwise_on", aid.SwedishDate(c.world.Clock.Now()).String(), "otherwise_note", "Lönebesked").Submit().Want(200)
	c.see("files, photographs and a paper at the office", asa, path)
}

// signed walks the signatures of both, a refusal, and what waits for whom.
func (c *catalogue) signed(asa, omar *webtest.Visitor, draft string) {
	w, f := c.world, c.world.Lund.Facts
	sent := func(v *webtest.Visitor) string {
		return filled(v, draft+"/kontrollera", draft+"/kontrollera").Submit().Want(200).URL.Path
	}
	sign := func(v *webtest.Visitor, address string, person aid.Person) *webtest.Page {
		return v.Get(address).Form(address+"/bankid").Press("enhet", "denna").Approve(person)
	}
	address := sent(asa)
	c.see("nobody has signed", asa, address)
	c.signing(asa, address)
	c.actedFor(draft, address)
	c.state("cancelled in the app", asa, func() *webtest.Page {
		p := asa.Get(address).Form(address+"/bankid").Press("enhet", "denna")
		w.Phone(p.AppLink(), f.Applicant, "userCancel")
		w.Clock.Advance(2 * time.Second)
		return asa.Get(p.URL.Path)
	})
	c.state("signed with another's BankID", asa, func() *webtest.Page { return sign(asa, address, f.CoApplicant) })
	sign(asa, address, f.Applicant)
	c.walk("waits for the other adult", asa, address, "/start", "/ansokningar", "/ansokningar/"+address[strings.LastIndexByte(address, '/')+1:])
	c.walk("waits for the reader", omar, address, "/start")
	c.state("no reason given", omar, wrong(omar, address, address+"/avsta"))
	filled(omar, address, address+"/avsta", "reason", "Hyran är fel.").Submit().Want(200)
	c.walk("the other adult said no", asa, draft, "/start")
	filled(asa, draft+"/boende", draft+"/boende", "landlord", "Södra Hem AB").Submit().Want(200)
	address = sent(asa)
	c.see("changed since it was read", omar, address)
	sign(asa, address, f.Applicant)
	sign(omar, address, f.CoApplicant)
	id := address[strings.LastIndexByte(address, '/')+1:]
	c.walk("come in", asa, "/ansok/kvitto/"+id, "/ansokningar/"+id, "/start", "/ansokningar", "/ansok/behov")
	need := c.need(asa)
	c.paid(asa, id)
	c.needed(asa, omar, need)
}

// signing walks the ways to sign what a page shows. Only one order can be under way, so each is given up before the next.
func (c *catalogue) signing(v *webtest.Visitor, page string) {
	for name, device := range map[string]string{"app on this device": "denna", "code to scan": "annan"} {
		c.state(name, v, func() *webtest.Page {
			p := v.Get(page).Form(page+"/bankid").Press("enhet", device)
			p.Form(p.URL.Path + "/avbryt").Submit()
			return p
		})
	}
}

// need walks an application for one thing beside the month, and returns the address of its draft.
func (c *catalogue) need(asa *webtest.Visitor) string {
	draft := filled(asa, "/ansok/behov", "/ansok/behov").Submit().Want(200).URL.Path[:len("/ansok/utkast/")+36]
	c.walk("nothing filled in", asa, draft+"/behov", draft)
	c.state("faults", asa, wrong(asa, draft+"/behov", draft+"/behov", "kind", "housing", "amount", "0"))
	c.answers(asa, draft, []string{"/behov", "kind", "dental", "amount", "2 400", "why", "Två tänder värker."})
	c.walk("one need", asa, draft, draft+"/behov", draft+"/handlingar", draft+"/kontrollera", "/start")
	return draft
}
