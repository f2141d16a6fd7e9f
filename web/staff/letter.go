package staff

import (
	"net/http"
	"slices"

	"bistand/aid"
	"bistand/lang"
	"bistand/web/site"
	"bistand/web/ui"
)

func letterHref(message aid.ID) string { return postHref + "/" + string(message) }

// letterView is a letter with what a person has not read in the service.
type letterView struct {
	letterFrame
	first    aid.Message // names the thread
	messages []aid.Message
	way, on  string // as typed
	key      string
	faults   aid.Errors
}

// newest is the last message that the letter holds.
func (l letterView) newest() aid.ID {
	if len(l.messages) == 0 {
		return ""
	}
	return l.messages[len(l.messages)-1].ID
}

// readLetter opens the case of the message that the address names, and reads what is to be told of its thread.
func readLetter(v *site.Visit) (view letterView, c aid.Case, err error) {
	id, err := v.Path("id")
	if err != nil {
		return view, c, err
	}
	view.first, err = v.Register().Message(v.Ctx(), id)
	if err == nil && view.first.SentBy != aid.ByStaff {
		err = aid.ErrNotFound
	}
	if err != nil {
		return view, c, err
	}
	if c, err = v.StaffCase(view.first.CaseID, "letter"); err != nil {
		return view, c, err
	}
	person, _ := c.Person(view.first.PersonID)
	view.on, view.about = v.Today().String(), "letter.unread"
	if view.messages, err = v.Register().UntoldMessages(v.Ctx(), c.ID, person.ID); err != nil {
		return view, c, err
	}
	return view, c, view.letterFrame.fill(v, c.ID, person)
}

// otherLanguage is the language in which a letter to a person stands beside Swedish; nil where that is Swedish.
func otherLanguage(v *site.Visit, p aid.Profile) *lang.Lang {
	if p.Takes() == "" || p.Takes() == "sv" || !slices.Contains(lang.Codes, p.Takes()) {
		return nil
	}
	return v.Tenant.Languages.For(p.Takes())
}

// inOther is what a piece of a letter wants to know, in the person's other language.
func inOther(c ui.Ctx, f letterFrame) ui.Ctx {
	return ui.Ctx{Here: &ui.Here{L: f.other, Site: c.Site, Path: c.Path}}
}

// showLetter shows a letter to print, and the form that records how the person was told.
func showLetter(v *site.Visit) error {
	view, c, err := readLetter(v)
	if err != nil {
		return err
	}
	return view.show(v, http.StatusOK, c)
}

func (l letterView) show(v *site.Visit, status int, c aid.Case) error {
	l.key = v.NewKey()
	title := v.L.T("staff.letter.title", "name", l.person.Name())
	p := page(v, title, inboxHref, ui.Crumb(v.L.T("staff.post.title"), postHref), ui.Crumb(c.Number, caseHref(c.ID)), ui.Crumb(title, ""))
	p.NoH1, p.Print, p.Errors = true, len(l.messages) > 0, l.faults
	return v.RenderStatus(status, letterPage(v.UI(), p, l, v.Today()))
}

// tellMessages records that the person was told by post or telephone of what the letter held.
func tellMessages(v *site.Visit) error {
	view, c, err := readLetter(v)
	if err != nil {
		return err
	}
	id, err := aid.ParseID(v.R.PostFormValue("senaste"))
	if err != nil {
		return err
	}
	newest, err := v.Register().Message(v.Ctx(), id)
	if err == nil && (newest.CaseID != c.ID || newest.PersonID != view.person.ID || newest.SentBy != aid.ByStaff) {
		err = aid.ErrNotFound
	}
	if err != nil {
		return err
	}
	view.way, view.on = text(v, "way"), text(v, "on")
	told := aid.Told{Way: aid.TellingWay(view.way)}
	told.On, _ = aid.ParseDate(view.on) // no day is a fault of the step's
	err = v.Desk().TellMessages(v.Ctx(), v.Request(), *v.Session.Staff, newest, told)
	if faults, ok := site.Faults(err); ok {
		view.faults = faults
		return view.show(v, http.StatusUnprocessableEntity, c)
	}
	return back(v, err, postHref)
}

func wayField(c ui.Ctx, chosen string, faults aid.Errors) ui.Field {
	f := ui.Field{Name: "way", Label: c.L.T("staff.letter.way"), Error: c.FieldError(faults, "way")}
	for _, way := range aid.TellingWays {
		f.Options = append(f.Options, ui.Option{Value: string(way), Label: c.L.T("staff.way." + string(way)), Chosen: string(way) == chosen})
	}
	return f
}
