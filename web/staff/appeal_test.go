package staff_test

import (
	"archive/zip"
	"bytes"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"bistand/aid"
	"bistand/casework"
	"bistand/store"
	"bistand/web/webtest"
)

// cut is an application of the couple decided with its electricity at 100 kr, and read by the applicant.
func (o *office) cut() (aid.Application, aid.Decision) {
	o.World.T.Helper()
	a := o.apply(o.Case, november, nil)
	v := o.reasoned()
	form := v.Get(calculationPath(a)).Form(calculationPath(a)).Set("expenses.1.approved", "100").Set("expenses.1.reason", "Kvittot saknas.")
	form.Press("gor", "spara").Want(200, "Beräkningen är sparad")
	v.Get(decisionPath(a)).Form(decisionPath(a)).Press("gor", "besluta").Want(200, "Delvis bifall")
	d, err := o.Store.DecisionOf(o.World.T.Context(), a.ID)
	if err == nil {
		err = o.Lund.Tenant.Desk.Receive(o.World.T.Context(), casework.Request{Actor: aid.Actor{Kind: aid.ByCitizen, ID: o.Applicant.ID}}, d)
	}
	if err != nil {
		o.World.T.Fatal(err)
	}
	return a, d
}

// reasoned opens a browser in which someone who decides has given a reason to open the couple's case.
func (o *office) reasoned() *webtest.Visitor {
	v := o.as(o.both)
	v.Post("/handlaggning/arende/"+string(o.Case.ID)+"/oppna", "reason", "Vikarierar.")
	return v
}

// appeal takes in an appeal of a decision by a person, as it came in the portal.
func (o *office) appeal(d aid.Decision, p aid.Person, number string) aid.Appeal {
	o.World.T.Helper()
	o.Now = o.Clock.Now()
	a := o.AppealOf(number, d, p)
	o.Step("appeal", "appeal", a.ID, a.CaseID, func(tx *store.Tx) error { return tx.AddAppeal(a) })
	return a
}

func appealPath(a aid.Appeal) string { return "/handlaggning/overklaganden/" + string(a.ID) }

// N8, H12, X1, X11: the list, the check of the time, the same calculation anew, a decision that replaces, and what is paid besides.
func TestN8H12X1X11_ReviewedByTheSameEngine(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		application, d := o.cut()
		a := o.appeal(d, o.Applicant, "EB-2026-0417-Ö1")
		o.Clock.Advance(10 * 24 * time.Hour)
		v := o.reasoned()
		v.Get("/handlaggning/overklaganden").Want(200, "EB-2026-0417-Ö1", "Åsa Öberg", "10", "Över en vecka", "Rättidsprövas")
		v.Get("/handlaggning/arende/"+string(o.Case.ID)).Want(200, "Överklaganden", "EB-2026-0417-Ö1")
		page := v.Get(appealPath(a)).Want(200, "Elen ska godkännas.", "Jag har lämnat kvitto.", "och är i tid", "Hushållsel: sökt")
		page.Form(appealPath(a)+"/tid").Submit().Want(422, "Fyll i det här.")
		forms := v.Get(calculationPath(application)).Want(200).Forms()
		if slices.ContainsFunc(forms, func(f *webtest.Form) bool { return f.Action == calculationPath(application) }) {
			t.Error("a decided calculation can be changed before the appeal is to be tried")
		}
		page.Form(appealPath(a)+"/tid").Set("reasons", "Kom inom tre veckor.").Submit().At(appealPath(a)).Want(200, "Omprövas", "Kom inom tre veckor.", "Omprövning")
		v.Get(appealPath(a)).Form(appealPath(a)+"/omprovning").Set("outcome", "changed").Set("reasons", "Kvittot har kommit.").Submit().Want(422, "Det finns inget nytt beslut.")

		form := v.Get(calculationPath(application)).Form(calculationPath(application))
		form.Set("expenses.1.approved", "50").Set("expenses.1.reason", "Mindre.").Press("gor", "spara").Want(200, "Beräkningen är sparad")
		v.Get(decisionPath(application)).Form(decisionPath(application)).Press("gor", "besluta").Want(422, "Ett överklagande får inte leda till ett sämre beslut.")
		form.Set("expenses.1.approved", "").Set("expenses.1.reason", "")
		form = v.Get(calculationPath(application)).Form(calculationPath(application))
		form.Set("expenses.1.approved", "412").Set("expenses.1.reason", "").Press("gor", "spara").Want(200, "Beräkningen är sparad")
		page = v.Get(decisionPath(application)).Want(200, "Beslutet ersätter ett som är överklagat", "Fördela 312 kr")
		page.Form(decisionPath(application)).Press("gor", "besluta").At(decisionPath(application)).Want(200, "Bifall")
		made, err := o.Store.DecisionOf(t.Context(), application.ID)
		if err != nil || made.Replaces != d.ID || made.Amount != d.Amount+312_00 {
			t.Fatalf("decided: %+v, %v", made, err)
		}
		page = v.Get(appealPath(a)).Want(200, "Ett nytt beslut har ersatt det överklagade.")
		page.Form(appealPath(a)+"/omprovning").Set("outcome", "changed").Set("reasons", "Kvittot har kommit.").Submit().Want(200, "Beslutet ändrat", "Kvittot har kommit.")
		v.Get("/handlaggning/overklaganden").Want(200, "Inget överklagande väntar.")
		citizen := o.Visitor(o.Lund).MustLogIn(o.Applicant)
		citizen.Get("/beslut/"+string(d.ID)).Want(200, "Beslutet har ersatts av ett nytt.")
		citizen.Get("/beslut/"+string(made.ID)).Want(200, "Beslutet ersätter ett tidigare beslut.")
		citizen.Get("/overklaganden/"+string(a.ID)).Want(200, "Vi har ändrat beslutet som du ville.", "Kvittot har kommit.", "Visa det nya beslutet")
	})
}

// N8, H12, X11: what is not changed goes to the court as one package, with its files, and the court's answer comes back.
func TestN8H12X11_ThePackageToTheCourt(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		o.Lund.Tenant.Municipality.Court, o.Lund.Tenant.Desk.Municipality.Court = "Förvaltningsrätten i Malmö", "Förvaltningsrätten i Malmö"
		application, d := o.cut()
		v := o.as(o.both)
		paper := "/handlaggning/beslut/" + string(d.ID) + "/overklagande"
		page := v.Get(decisionPath(application)).Want(200, "Registrera överklagande på papper")
		if !slices.Contains(page.Links(), paper) {
			t.Fatal("the decision does not lead to registering an appeal on paper")
		}
		v.Get(paper).Form(paper).Submit().Want(422, "Välj ett alternativ.", "Kryssa för vad det gäller")
		v.Get(paper).Form(paper).Set("person", string(o.Son.ID)).Set("change", "x").Submit().Want(422, "Välj ett alternativ.")
		form := v.Get(paper).Form(paper).Set("person", string(o.CoApplicant.ID)).Set("change", "Jag vill ha pengar till elen.").Set("why", "Kylskåpet.")
		form.Attach("file", "brev.pdf", []byte("%PDF-1.7\nbrevet\n%%EOF\n"))
		page = form.Submit().Want(200, "Jag vill ha pengar till elen.", "brev.pdf", "På papper", "Registret vet inte när")
		here := page.URL.Path
		form.Submit().At(here) // a double click registers once
		page = v.Get(here).Form(here+"/tid").Set("answer", "dismissed").Set("reasons", "Sent.").Submit().Want(422, "Överklagandet kom i tid och kan inte avvisas.")
		page = page.Form(here+"/tid").Set("answer", "in_time").Set("reasons", "Ingen dag är känd.").Submit().Want(200, "Omprövas")
		page = page.Form(here+"/omprovning").Set("outcome", "unchanged").Set("reasons", "Inget nytt har kommit fram.").Submit().Want(200, "Ska överlämnas", "Skicka till Förvaltningsrätten i Malmö")
		page = page.Form(here+"/yttrande").Set("statement", "Nämnden står fast vid beslutet.").Submit().Want(200, "Nämnden står fast vid beslutet.")

		v.Get(here+"/paket").Want(200, "Till Förvaltningsrätten i Malmö", "Jag vill ha pengar till elen.", "Kylskåpet.", "Kvittot saknas.", "Norm: ",
			"12 kap. 1 §", "riksnorm/2026.toml", "Nämnden står fast vid beslutet.", "bilagor/01-brev.pdf", "Inget nytt har kommit fram.")
		archive := unzip(t, v.Get(here+"/paket.zip"))
		if !strings.Contains(archive["overklagande.html"], "Nämnden står fast") || !strings.Contains(archive["overklagande.html"], `"stil.css"`) || archive["stil.css"] == "" || archive["bilagor/01-brev.pdf"] != "%PDF-1.7\nbrevet\n%%EOF\n" {
			t.Errorf("the package holds %d files", len(archive))
		}
		if strings.Contains(archive["overklagande.html"], "<form") || strings.Contains(archive["overklagande.html"], `href="/handlaggning/overklaganden"`) {
			t.Error("the page of the package has the frame of the desk")
		}

		page.Form(here+"/aterkallat").Submit().Want(422, "Fyll i det här.")
		page.Form(here+"/overlamna").Submit().Want(422, "Välj ett alternativ.")
		page = v.Get(here).Form(here+"/overlamna").Set("way", "post").Submit().Want(200, "Hos domstolen", "Överlämnat till Förvaltningsrätten i Malmö", "Med posten")
		v.Get("/handlaggning/overklaganden").Want(200, "Hos domstolen", "Inget överklagande väntar.")
		page.Form(here+"/dom").Submit().Want(422, "Välj ett alternativ.", "Fyll i det här.")
		page = page.Form(here+"/dom").Set("outcome", "remitted").Set("court_number", "1234-26").Set("on", aid.SwedishDate(o.Clock.Now()).String()).Submit()
		page.Want(200, "Avgjort", "Återförvisat till kommunen", "1234-26")
		citizen := o.Visitor(o.Lund).MustLogIn(o.CoApplicant)
		letter := ""
		for _, href := range citizen.Get("/overklaganden/" + here[strings.LastIndexByte(here, '/')+1:]).Links() {
			if strings.HasPrefix(href, "/bilagor/") {
				letter = href
			}
		}
		citizen.Get(letter).Want(200)                                                  // the letter that staff scanned is their own
		o.Visitor(o.Lund).MustLogIn(o.Applicant).Get(letter).Want(http.StatusNotFound) // and not the other adult's
		citizen.Get("/overklaganden/"+here[strings.LastIndexByte(here, '/')+1:]).Want(200, "Domstolen har svarat.", "Kommunen ska pröva saken igen", "1234-26", "Förvaltningsrätten i Malmö")
	})
}

// N8: what was signed in the portal has its evidence in the package.
func TestN8X7_TheSignatureIsInThePackage(t *testing.T) {
	o := open(t, "sqlite")
	_, d := o.cut()
	a := o.appeal(d, o.Applicant, "EB-2026-0417-Ö1")
	v := o.as(o.both)
	v.Get(appealPath(a)+"/paket").Want(200, a.ContentHash, "skrev under med BankID", "Jag överklagar beslutet.")
	if got := unzip(t, v.Get(appealPath(a)+"/paket.zip"))["underskrift.json"]; got != "<answer/>" {
		t.Errorf("the answer of the identity service in the package: %q", got)
	}
}

// H19, N8: a caseworker handles appeals but does not decide; others see nothing of them. A late one is dismissed by a
// decision-maker, and the person reads why.
func TestH19N8H12_WhoDoesWhat(t *testing.T) {
	o := open(t, "sqlite")
	_, d := o.cut()
	o.Clock.Set(time.Date(2026, 12, 28, 9, 0, 0, 0, time.UTC))
	a := o.appeal(d, o.Applicant, "EB-2026-0417-Ö1")
	worker := o.as(o.Caseworker)
	page := worker.Get(appealPath(a)).Want(200, "och är för sent", "fel besked")
	if strings.Contains(page.Text(), "Kom för sent: avvisas") {
		t.Error("a caseworker is offered to dismiss")
	}
	worker.Post(appealPath(a)+"/tid", "answer", "dismissed", "reasons", "Sent.").Want(http.StatusForbidden)
	worker.Post(appealPath(a)+"/omprovning", "outcome", "unchanged", "reasons", "Nej.").Want(http.StatusForbidden)
	o.as(o.Officer).Get("/handlaggning/overklaganden").Want(http.StatusForbidden)
	decider := o.reasoned()
	decider.Get(appealPath(a)).Form(appealPath(a)+"/tid").Set("answer", "dismissed").Set("reasons", "Sista dagen har varit.").Submit().Want(200, "Avvisat", "Sista dagen har varit.")
	o.Visitor(o.Lund).MustLogIn(o.Applicant).Get("/overklaganden/"+string(a.ID)).Want(200, "kom för sent och prövas inte", "Sista dagen har varit.")
}

// unzip reads a package.
func unzip(t *testing.T, p *webtest.Page) map[string]string {
	t.Helper()
	p.Want(200)
	archive, err := zip.NewReader(bytes.NewReader([]byte(p.Body)), int64(len(p.Body)))
	if err != nil {
		t.Fatal(err)
	}
	files := map[string]string{}
	for _, f := range archive.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		content, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		files[f.Name] = string(content)
	}
	return files
}
