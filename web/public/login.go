package public

import (
	"errors"
	"net/http"

	"bistand/aid"
	"bistand/casework"
	"bistand/web/site"
	"bistand/web/ui"
)

// loginFlow is the pages of a log-in under way.
var loginFlow = site.OrderFlow{
	Purpose: aid.ToLogIn,
	Page:    func(v *site.Visit) ui.Page { return loginFrame(v, "action.log_in") },
	Again:   func(*site.Visit) string { return "/logga-in" },
}

// login offers to log in on this device or with another one. While log-in is closed it says until when.
func login(v *site.Visit) error {
	if v.Session != nil && v.Session.Actor.Kind == aid.ByCitizen {
		return v.Redirect("/start")
	}
	if _, closed := v.Tenant.Municipality.ClosedAt(v.Now); closed {
		return showClosed(v)
	}
	page := loginFrame(v, "action.log_in")
	page.Flash = v.MaintenanceNotices()
	if !v.Desk().Population.SilentSince(v.Now).IsZero() {
		page.Flash = append(page.Flash, ui.Notice{Tone: ui.Warning, Text: v.L.T("login.unsure")})
	}
	return v.Render(loginPage(v, page, back(v)))
}

// showClosed says that log-in is closed, and until when.
func showClosed(v *site.Visit) error {
	page := loginFrame(v, "login.closed")
	page.Flash = v.MaintenanceNotices()
	v.W.Header().Set("Retry-After", "3600")
	return v.RenderStatus(http.StatusServiceUnavailable, closedPage(v, page))
}

// startLogin starts an order with BankID: for the app on this device (field "enhet" is "denna") or on another.
func startLogin(v *site.Visit) error {
	if _, closed := v.Tenant.Municipality.ClosedAt(v.Now); closed {
		return showClosed(v)
	}
	return loginFlow.Start(v, "/logga-in", casework.OrderFor{
		OtherDevice: v.R.PostFormValue("enhet") != "denna",
		Visible:     v.L.T("login.visible", "municipality", v.Tenant.Municipality.Name),
	})
}

// finishLogin turns a completed order into a log-in. See site.OrderFlow on why a GET may do that.
func finishLogin(v *site.Visit) error {
	id, err := v.Path("order")
	if err != nil {
		return err
	}
	if _, closed := v.Tenant.Municipality.ClosedAt(v.Now); closed {
		return showClosed(v)
	}
	err = v.LogIn(id)
	switch {
	case errors.Is(err, aid.ErrForbidden):
		return notLetIn(v, err)
	case errors.Is(err, aid.ErrConflict): // used before, or not completed yet: someone went back or was too quick
		return v.Redirect("/logga-in/" + string(id))
	case err != nil:
		return loginFlow.Failed(v, err)
	}
	return goOn(v, back(v))
}

// loginFrame is the page around a log-in: it offers none above itself.
func loginFrame(v *site.Visit, title string) ui.Page {
	page := frame(v, v.L.T(title))
	page.Login, page.Exit, page.Script = "", true, true
	return page
}

// logOut ends the log-in.
func logOut(v *site.Visit) error { return afterLogOut(v, v.LogOut) }

// logOutEverywhere ends every log-in of the person.
func logOutEverywhere(v *site.Visit) error { return afterLogOut(v, v.LogOutEverywhere) }

// afterLogOut leads staff back to their own log-in, and the public to a page that says to close the browser.
func afterLogOut(v *site.Visit, end func() error) error {
	staff := v.Session != nil && v.Session.Actor.Kind == aid.ByStaff
	if err := end(); err != nil {
		return err
	}
	if staff {
		return v.Redirect("/handlaggning/logga-in")
	}
	return v.Redirect("/utloggad")
}

// leave ends the log-in and leads out of the service at once. No redirect: browsers hold a form to form-action even where it is
// redirected, so that a page that gives way at once leads on. The browser is told to forget the service's cookies, not what it has
// loaded: that may take it seconds, and every page is no-store.
func leave(v *site.Visit) error {
	if err := v.LogOut(); err != nil {
		return err
	}
	if v.Tenant.UI.QuickExit == "" {
		return v.Redirect("/utloggad")
	}
	v.W.Header().Set("Clear-Site-Data", `"cookies"`)
	return v.Render(leftPage(v.UI()))
}

// loggedOut says that the log-in has ended; with tid in its query, that it ended by itself.
func loggedOut(v *site.Visit) error {
	page := frame(v, v.L.T("logout.title"))
	page.Lead = v.L.T("logout.done")
	if v.R.URL.Query().Has("tid") {
		page.Lead = v.L.T("logout.idle")
	}
	return v.Render(loggedOutPage(v, page))
}
