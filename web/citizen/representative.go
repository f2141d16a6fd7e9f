package citizen

import (
	"errors"

	"bistand/aid"
	"bistand/casework"
	"bistand/lang"
	"bistand/web/site"
	"bistand/web/ui"
)

// chooseView is for whom a person can come: themselves, and those they act for.
type chooseView struct {
	choices []casework.Entry
	till    string // where to go on to
}

// choose asks for whom the person comes. A log-in of one choice alone stands on it already and is not led here.
func choose(v *site.Visit) error {
	choices, err := v.Desk().ChoicesOf(v.Ctx(), v.Self().ID)
	if err != nil {
		return err
	}
	view := chooseView{choices: choices}
	if till, ok := site.LocalPath(v.R.URL.Query().Get("till")); ok {
		view.till = till
	}
	p := ui.Page{Title: v.L.T("act.title"), Lead: v.L.T("act.lead"), User: v.Self().Name, LogOut: "/logga-ut", Flash: v.MaintenanceReminder()}
	p.SessionLeft, p.SessionEnd = v.SessionLeft(), "/utloggad?tid=1"
	return v.Render(choosePage(v.UI(), p, view))
}

// turnTo makes the log-in one for the person chosen, and leads to where they were going, and else to what they left unsent of that
// person's. Whom the population register keeps out, or says nothing of, is refused as at a log-in; this log-in goes on, since another
// choice may be open. It can be sent twice without harm.
func turnTo(v *site.Visit) error {
	authority := aid.ID("")
	if chosen := v.R.PostFormValue("for"); chosen != ownChoice {
		var err error
		if authority, err = aid.ParseID(chosen); err != nil {
			return err
		}
	}
	switch err := v.Desk().TurnTo(v.Ctx(), v.Session, authority); {
	case errors.Is(err, casework.ErrShut), errors.Is(err, casework.ErrUnchecked):
		return v.Redirect(site.RefusedHref)
	case err != nil:
		return err
	}
	if till, ok := site.LocalPath(v.R.PostFormValue("till")); ok {
		return v.Redirect(till)
	}
	return v.RedirectToUnsent(site.UnsentPage, "/start")
}

// ownChoice is the value of the button for oneself.
const ownChoice = "mig"

// choiceValue names a choice in the form.
func choiceValue(e casework.Entry) string {
	if e.By.Authority == "" {
		return ownChoice
	}
	return string(e.By.Authority)
}

// acting is the banner of a page where someone acts for another; and the way to it for who could.
func acting(v *site.Visit) *ui.Acting {
	deputy := v.Actor().Deputy
	if deputy.Authority == "" {
		if v.Admits == nil || !v.Admits.Others {
			return nil
		}
		return &ui.Acting{Text: v.L.T("act.as_self"), Change: ui.Link{Text: v.L.T("act.change"), Href: site.ChooseHref}}
	}
	text := v.L.T("act.as."+string(deputy.Kind), "name", v.Actor().Name)
	if !deputy.MayAct {
		text += " " + v.L.T("act.follows")
	}
	return &ui.Acting{Text: text, Change: ui.Link{Text: v.L.T("act.change"), Href: site.ChooseHref}}
}

// signerName is who signs by hand: a representative says for whom.
func signerName(v *site.Visit) string {
	by := v.Actor().Deputy
	if by.Authority == "" {
		return v.Actor().Name
	}
	sv := v.Tenant.Languages.For("sv")
	return sv.T("act.signs."+string(by.Kind), "name", by.Name, "person", v.Actor().Name)
}

// onBehalf is the line of a signature's visible text that says for whom a representative signs; none for anyone else.
func onBehalf(v *site.Visit, l *lang.Lang) []string {
	by := v.Actor().Deputy
	if by.Authority == "" {
		return nil
	}
	return []string{l.T("act.signs."+string(by.Kind), "name", by.Name, "person", v.Actor().Name)}
}
