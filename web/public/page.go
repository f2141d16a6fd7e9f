package public

import (
	"errors"
	"net/http"
	"time"

	"bistand/aid"
	"bistand/store"
	"bistand/web/site"
	"bistand/web/ui"
)

// frame is the page around public content. Who is logged in keeps their menu.
func frame(v *site.Visit, title string) ui.Page {
	page := ui.Page{Title: title, Login: "/logga-in", Footer: []ui.Link{
		{Text: v.L.T("trial.title"), Href: "/provberakning"},
		{Text: v.L.T("norm.title"), Href: "/normen"},
		{Text: v.L.T("guide.title"), Href: "/riktlinjer"},
		{Text: v.L.T("help.title"), Href: "/hjalp"},
		{Text: v.L.T("feedback.title"), Href: feedbackHref},
		{Text: v.L.T("footer.privacy"), Href: "/personuppgifter"},
	}}
	if v.Session != nil && v.Session.Actor.Kind == aid.ByCitizen {
		page.User, page.LogOut = v.Self().Name, "/logga-ut"
		page.Menu = []ui.Link{{Text: v.L.T("nav.start"), Href: "/start"}}
		page.SessionLeft, page.SessionEnd = v.SessionLeft(), "/utloggad?tid=1"
	}
	return page
}

// start is the front page. Who is logged in to a case goes to it.
func start(v *site.Visit) error {
	if v.Session != nil && v.Session.Actor.Kind == aid.ByCitizen {
		return v.Redirect("/start")
	}
	page := frame(v, v.L.T("public.heading"))
	page.Flash = v.MaintenanceNotices()
	return v.Render(startPage(v, page))
}

// privacy tells what is kept about a person and in the browser.
func privacy(v *site.Visit) error {
	return v.Render(privacyPage(v, frame(v, v.L.T("footer.privacy"))))
}

// responsible is who answers for the personal data: the board, or the municipality where its settings name no board.
func responsible(m aid.Municipality) string {
	if m.Board != "" {
		return m.Board
	}
	return m.Name
}

// languages lists the languages, each by its own name.
func languages(v *site.Visit) error {
	c := v.UI()
	c.Path = back(v) // a language leads back to the page that the reader came from
	return v.Render(languagesPage(c, frame(v, v.L.T("language.choose"))))
}

// back is where the address says to go next, and the front page where it says nothing that can be trusted.
func back(v *site.Visit) string {
	if till, ok := site.LocalPath(v.R.URL.Query().Get("till")); ok {
		return till
	}
	return "/"
}

// setLanguage keeps the reader's language, in the browser and, for who is logged in, in the log-in and for those to come. It changes something on a GET, so that it is a
// plain link on every page; the worst that a link from elsewhere can do is to show the next page in another language.
func setLanguage(v *site.Visit) error {
	code := v.R.PathValue("code")
	if !v.Tenant.Offers(code) {
		return aid.ErrNotFound
	}
	http.SetCookie(v.W, &http.Cookie{
		Name: site.LanguageCookie, Value: site.LanguageValue(code, v.Session == nil, v.Now), Path: "/", MaxAge: int(365 * 24 * time.Hour / time.Second),
		Secure: v.Secure(), HttpOnly: true, SameSite: http.SameSiteLaxMode,
	})
	if v.Session != nil && v.Session.Language != code {
		err := v.Register().Work(v.Ctx(), func(tx *store.Tx) error {
			var err error
			if v.Session.Actor.Kind == aid.ByCitizen {
				err = tx.KeepPageLanguage(v.Self().ID, code)
			}
			return errors.Join(err, tx.SetSessionLanguage(v.Session.ID, code))
		})
		if err != nil {
			return err
		}
	}
	return v.Redirect(back(v))
}
