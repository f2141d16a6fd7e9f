package citizen

import (
	"errors"
	"net/http"
	"slices"
	"time"

	"bistand/aid"
	"bistand/web/site"
	"bistand/web/ui"
)

// codeView is the page where the code of an address is typed.
type codeView struct {
	to       aid.Address
	until    time.Time // the code ends then; zero where none holds
	typed    string    // what was not the code
	key, new string    // of the two forms
}

// codeHref is where the code of a way is asked for and typed.
func codeHref(way aid.NoticeWay) string { return "/min-profil/kod/" + string(way) }

// wayOf reads the way out of the address; one that there is not is aid.ErrNotFound.
func wayOf(v *site.Visit) (aid.NoticeWay, error) {
	if way := aid.NoticeWay(v.R.PathValue("vag")); slices.Contains(aid.NoticeWays, way) {
		return way, nil
	}
	return "", aid.ErrNotFound
}

// sendCode sends a code to the visitor's own address.
func sendCode(v *site.Visit) error {
	way, err := wayOf(v)
	if err != nil {
		return err
	}
	caseID, err := v.OwnCase("profile")
	if err != nil {
		return err
	}
	err = v.Desk().SendCode(v.Ctx(), v.OwnRequest(), caseID, way)
	if faults, ok := site.Faults(err); ok {
		return showProfile(v, http.StatusUnprocessableEntity, nil, nil, faults)
	}
	if _, again := site.Repeated(err); err != nil && !again {
		return err
	}
	return v.Redirect(codeHref(way))
}

// code asks for the code that was sent.
func code(v *site.Visit) error {
	if _, err := v.OwnCase("profile"); err != nil {
		return err
	}
	return showCode(v, http.StatusOK, nil)
}

func showCode(v *site.Visit, status int, faults aid.Errors) error {
	way, err := wayOf(v)
	if err != nil {
		return err
	}
	profile, err := v.Register().Profile(v.Ctx(), v.Self().ID)
	if err != nil {
		return err
	}
	view := codeView{typed: v.R.PostFormValue("code"), key: v.NewKey(), new: v.NewKey()}
	if view.to, err = profile.Address(way); err != nil {
		return err
	}
	sent, err := v.Desk().CodeSent(v.Ctx(), view.to)
	if err == nil {
		view.until = sent.Add(aid.CodeLife).In(aid.Sweden)
	} else if !errors.Is(err, aid.ErrNotFound) {
		return err
	}
	p := page(v, v.L.T("code.title"), "")
	p.Back, p.Errors = "/min-profil", faults
	return v.RenderStatus(status, codePage(v.UI(), p, view))
}

// confirmAddress takes the code that was typed.
func confirmAddress(v *site.Visit) error {
	way, err := wayOf(v)
	if err != nil {
		return err
	}
	caseID, err := v.OwnCase("profile")
	if err != nil {
		return err
	}
	err = v.Desk().ConfirmAddress(v.Ctx(), v.OwnRequest(), caseID, way, v.R.PostFormValue("code"))
	if faults, ok := site.Faults(err); ok {
		return showCode(v, http.StatusUnprocessableEntity, faults)
	}
	if _, again := site.Repeated(err); err != nil && !again {
		return err
	}
	return v.Redirect("/min-profil?bekraftat")
}

// codeText says where the code went and until when it holds, or that none does.
func codeText(c ui.Ctx, view codeView) string {
	if view.until.IsZero() {
		return c.L.T("code.none", "to", view.to.To)
	}
	return c.L.T("code.sent", "to", view.to.To, "time", c.L.Time(view.until))
}
