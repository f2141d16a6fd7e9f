package citizen

import (
	"errors"
	"net/http"
	"strings"

	"bistand/aid"
	"bistand/casework"
	"bistand/web/site"
	"bistand/web/ui"
)

// maxReason is the longest reason for not signing, in characters.
const maxReason = 1000

// refuseToSign records an adult's no with the reason, which the other adult is shown, and opens the draft again.
func refuseToSign(v *site.Visit, c aid.Case, a aid.Application) error {
	reason := strings.TrimSpace(v.R.PostFormValue("reason"))
	var faults aid.Errors
	faults.Add("reason", tooLong(reason, maxReason))
	err := faults.Or()
	if err == nil {
		err = v.Desk().RefuseToSign(v.Ctx(), v.Request(), a.ID, reason)
	}
	if faults, ok := site.Faults(err); ok {
		return renderSigning(v, c, a, http.StatusUnprocessableEntity, faults)
	}
	return leadOn(v, a.ID, err)
}

// remind sends a neutral word to those who have yet to sign.
func remind(v *site.Visit, _ aid.Case, a aid.Application) error {
	return leadOn(v, a.ID, v.Desk().Nudge(v.Ctx(), v.Request(), a.ID))
}

// takeBack voids the application with its signatures and opens the draft again.
func takeBack(v *site.Visit, _ aid.Case, a aid.Application) error {
	return leadOn(v, a.ID, v.Desk().TakeBack(v.Ctx(), v.Request(), a.ID))
}

// leadOn goes to where an application stands after a step: its signing page leads on from there. A step that was done
// before, or that someone else's made needless, is no fault.
func leadOn(v *site.Visit, id aid.ID, err error) error {
	if _, repeated := site.Repeated(err); err != nil && !repeated && !errors.Is(err, aid.ErrConflict) {
		return err
	}
	return v.Redirect(signHref(id))
}

// signFlow is the pages of a signature with the app.
var signFlow = site.OrderFlow{
	Purpose: aid.ToSign,
	Page: func(v *site.Visit) ui.Page {
		p := page(v, v.L.T("apply.sign"), "")
		p.Back = signHref(aid.ID(v.R.PathValue("id")))
		return p
	},
	Again: func(v *site.Visit) string { return signHref(aid.ID(v.R.PathValue("id"))) },
}

// whileOpen answers only as long as the case is open to the person: an order outlives the page it was started from, and access
// may be closed meanwhile. These pages show nothing of the case, and renew themselves each second, so that no read is kept.
func whileOpen(handler site.Handler) site.Handler {
	return func(v *site.Visit) error {
		if !v.Admitted() {
			return aid.ErrForbidden
		}
		return handler(v)
	}
}

// startSigning starts an order with the app. One who has signed already is led on.
func startSigning(v *site.Visit, c aid.Case, a aid.Application) error {
	if !a.AwaitsSignatureOf(v.Actor().ID) {
		return v.Redirect(signHref(a.ID))
	}
	text, err := visibleText(v, c, a)
	if err != nil {
		return err
	}
	err = signFlow.Start(v, signHref(a.ID)+"/bankid", casework.OrderFor{
		Object: a.ID, Person: v.Actor().ID, Deputy: v.Actor().Deputy, OtherDevice: v.R.PostFormValue("enhet") == "annan", Visible: text,
	})
	if errors.Is(err, aid.ErrConflict) { // signed or taken back meanwhile
		return v.Redirect(signHref(a.ID))
	}
	return err
}

// finishSigning adds the signature of a completed order. With the last one the application has come in.
func finishSigning(v *site.Visit) error {
	if _, err := v.CaseID("sign"); err != nil {
		return err
	}
	id, err := v.Path("order")
	if err != nil {
		return err
	}
	a, err := v.Desk().FinishSignature(v.Ctx(), v.Request(), id, v.Client)
	switch {
	case errors.Is(err, aid.ErrConflict): // taken back meanwhile, or not completed
		return v.Redirect(signHref(aid.ID(v.R.PathValue("id"))))
	case err != nil:
		return signFlow.Failed(v, err)
	case a.Registered.IsZero():
		return v.Redirect(signHref(a.ID))
	}
	return v.Redirect(receiptHref(a.ID))
}

// receiptView is what the household has sent, and what happens now.
type receiptView struct {
	application aid.Application
	caseNumber  string
	at          string   // day and time of the last signature
	by          aid.Date // the day a decision is aimed at; no day where the municipality has promised none
	answers     []answerSection
	papers      []string // that are missing
	office      *aid.Office
	next        *aid.MonthPapers // what goes with the application of the month after
}

// receipt confirms an application that has come in.
func receipt(v *site.Visit) error {
	c, err := v.Case("receipt")
	if err != nil {
		return err
	}
	id, err := v.Path("id")
	if err != nil {
		return err
	}
	a, err := v.Register().Application(v.Ctx(), id)
	if err := ours(c.ID, a.CaseID, err); err != nil {
		return err
	}
	own, err := known(v, a)
	if err != nil {
		return err
	}
	a = own.Application
	if a.Registered.IsZero() {
		return v.Redirect(signHref(a.ID))
	}
	view := receiptView{application: a, caseNumber: c.Number, answers: contentOf(v.UI(), a.Content, unchangeable)}
	if n := len(a.Signatures); n > 0 {
		view.at = v.L.DateTime(a.Signatures[n-1].SignedAt.In(aid.Sweden))
	} else {
		view.at = v.L.Date(a.Registered) // on paper, or from an earlier system
	}
	m := v.Tenant.Municipality
	since := a.CompleteSince()
	if by := since.AddDays(m.TargetDays); m.TargetDays > 0 && !own.apart && !since.IsZero() && a.Status() == aid.Registered && !by.Before(v.Today()) {
		view.by = by
	}
	if !own.apart {
		view.papers = paperNames(v.UI(), a.LacksPapers())
	}
	if a.Kind.OfMonth() && !own.apart {
		next, err := v.Desk().NextPapers(v.Ctx(), c.ID, a.Month)
		if view.next, err = seenPapers(v, next, err); err != nil {
			return err
		}
	}
	if len(m.Offices) > 0 {
		view.office = &m.Offices[0]
	}
	p := page(v, v.L.T("receipt.title"), "")
	p.Print = true
	return v.Render(receiptPage(v.UI(), p, view))
}
