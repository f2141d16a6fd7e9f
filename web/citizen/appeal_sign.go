package citizen

import (
	"errors"
	"strings"

	"bistand/aid"
	"bistand/casework"
	"bistand/lang"
	"bistand/web/site"
	"bistand/web/ui"
)

// appealFlow is the pages of an appeal's signature with the app.
var appealFlow = site.OrderFlow{
	Purpose: aid.ToAppeal,
	Page: func(v *site.Visit) ui.Page {
		p := page(v, v.L.T("apply.sign"), "/beslut")
		p.Back = appealDraftHref(aid.ID(v.R.PathValue("id")))
		return p
	},
	Again: appealAgain,
}

// appealAgain leads to the draft while it is there, and else to the person's appeals: it has come in, and someone has gone back
// in the browser.
func appealAgain(v *site.Visit) string {
	id := aid.ID(v.R.PathValue("id"))
	if _, err := v.Register().AppealDraft(v.Ctx(), id); errors.Is(err, aid.ErrNotFound) {
		return "/overklaga"
	}
	return appealDraftHref(id)
}

// startAppealSigning starts an order with the app. A draft that says nothing yet is led back to the page of all answers.
func startAppealSigning(v *site.Visit, w appealWork) error {
	c, err := v.Register().Case(v.Ctx(), w.CaseID)
	if err != nil {
		return err
	}
	text, err := appealVisible(v, c, w)
	if err != nil {
		return err
	}
	err = appealFlow.Start(v, appealDraftHref(w.ID)+"/bankid", casework.OrderFor{
		Object: w.ID, Person: v.Actor().ID, Deputy: v.Actor().Deputy, OtherDevice: v.R.PostFormValue("enhet") == "annan", Visible: text,
	})
	if errors.Is(err, aid.ErrConflict) {
		return v.Redirect(appealDraftHref(w.ID))
	}
	return err
}

// appealVisible is what the app shows above the signature: in the reader's language and, as the original, in Swedish.
func appealVisible(v *site.Visit, c aid.Case, w appealWork) (string, error) {
	hash, err := casework.AppealHash(w.Content)
	if err != nil {
		return "", err
	}
	write := func(l *lang.Lang) string {
		return strings.Join(append(onBehalf(v, l),
			l.T("appeal.visible", "municipality", v.Tenant.Municipality.Name, "month", l.Month(w.decision.Month), "date", l.Date(aid.SwedishDate(w.decision.DecidedAt)), "number", c.Number),
			l.T("sign.visible_checksum", "checksum", checksum(hash)),
		), "\n\n")
	}
	text := write(v.Tenant.Languages.For("sv"))
	if !v.L.Original() {
		text = write(v.L) + "\n\n———\n\n" + text
	}
	return text, nil
}

// finishAppealSigning takes in the appeal that a completed order signed.
func finishAppealSigning(v *site.Visit) error {
	if _, err := v.CaseID(readAppeal); err != nil {
		return err
	}
	order, err := v.Path("order")
	if err != nil {
		return err
	}
	a, err := v.Desk().FinishAppeal(v.Ctx(), v.Request(), order, v.Client)
	if _, mendable := site.Faults(err); mendable || errors.Is(err, aid.ErrConflict) { // used, changed meanwhile, or not completed
		return v.Redirect(appealAgain(v))
	}
	if err != nil {
		return appealFlow.Failed(v, err)
	}
	return v.Redirect(appealHref(a.ID) + "/kvitto")
}

// letterView is an appeal as a letter to be signed by hand. Its headings are in Swedish, for the municipality and the court.
type letterView struct {
	appealWork
	sv           ui.Ctx
	municipality aid.Municipality
	caseNumber   string
	name         string
	today        aid.Date
}

// appealLetter shows the draft as a letter to print and sign by hand.
func appealLetter(v *site.Visit, w appealWork) error {
	c, err := v.Register().Case(v.Ctx(), w.CaseID)
	if err != nil {
		return err
	}
	view := letterView{appealWork: w, sv: v.UI(), municipality: v.Tenant.Municipality, caseNumber: c.Number, name: signerName(v), today: v.Today()}
	view.sv.L = v.Tenant.Languages.For("sv")
	p := page(v, v.L.T("appeal.print_title"), "/beslut")
	p.Back, p.Print = appealDraftHref(w.ID), true
	return v.Render(appealLetterPage(v.UI(), p, view))
}
