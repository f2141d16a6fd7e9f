package site

import (
	"maps"
	"net/url"
	"slices"
	"strings"

	"github.com/a-h/templ"

	"bistand/aid"
	"bistand/store"
	"bistand/web/ui"
)

// UnsentField is what an address carries when an unsent form is sent, to tell which.
const UnsentField = "osant"

// UnsentPages are where citizens and staff find what they filled in while their log-in ended.
const (
	UnsentPage      = "/osant"
	StaffUnsentPage = "/handlaggning/osant"
)

// UnsentForm is an unsent form as it is shown: what was written, and all that is sent with it.
type UnsentForm struct {
	aid.Unsent
	Action  string // with what tells that it is sent
	Written []string
	Hidden  [][2]string // name and value
}

// UnsentSide is how one side, citizens' or staff's, shows what was filled in while a log-in ended.
type UnsentSide struct {
	At     string // the address of its page
	Onward string // where one goes on to when nothing is left
	Layout func(ui.Ctx, ui.Page) templ.Component
	Frame  func(v *Visit, title string) ui.Page
}

// Show is the page of what the visitor has filled in and not sent.
func (s UnsentSide) Show(v *Visit) error {
	forms, err := v.Unsent()
	if err != nil {
		return err
	}
	frame := s.Frame(v, v.L.T("unsent.none_title"))
	if len(forms) > 0 {
		frame = s.Frame(v, v.L.T("unsent.title"))
		frame.Lead = v.L.T("unsent.lead")
	}
	return v.Render(unsentPage(v.UI(), frame, s, forms, v.NewKey()))
}

// Discard throws away the unsent form of the visitor's that the address names. An id that cannot be one is aid.ErrNotFound; a form that
// is not there, or is another's, is passed over.
func (s UnsentSide) Discard(v *Visit) error {
	id, err := v.Path("id")
	if err != nil {
		return err
	}
	if err := v.Register().Work(v.Ctx(), func(tx *store.Tx) error { return tx.DeleteUnsent(id, v.Self().ID, v.Actor().Deputy.Authority) }); err != nil {
		return err
	}
	return v.RedirectToUnsent(s.At, s.Onward)
}

// Unsent returns the forms that the visitor has filled in and not sent: for themselves, or for the person they act for. What that
// person has written and not sent is theirs alone.
func (v *Visit) Unsent() ([]UnsentForm, error) {
	kept, err := v.Register().Unsent(v.Ctx(), v.Self().ID, v.Actor().Deputy.Authority, v.Now.Add(-aid.UnsentKept))
	if err != nil {
		return nil, err
	}
	forms := make([]UnsentForm, 0, len(kept))
	for _, u := range kept {
		forms = append(forms, unsentForm(u))
	}
	return forms, nil
}

func unsentForm(u aid.Unsent) UnsentForm {
	form := UnsentForm{Unsent: u, Action: u.Path + "?" + UnsentField + "=" + string(u.ID)}
	fields, _ := url.ParseQuery(u.Fields) // written by url.Values.Encode
	for _, name := range slices.Sorted(maps.Keys(fields)) {
		for _, value := range fields[name] {
			form.Hidden = append(form.Hidden, [2]string{name, value})
			if strings.Contains(value, " ") { // words; what else there is, choices and amounts, says little without its question
				form.Written = append(form.Written, value)
			}
		}
	}
	return form
}

// RedirectToUnsent leads to the page of unsent forms after a log-in, where there are any, and otherwise on.
func (v *Visit) RedirectToUnsent(page, otherwise string) error {
	forms, err := v.Unsent()
	if err != nil {
		return err
	}
	if len(forms) > 0 {
		return v.Redirect(page)
	}
	return v.Redirect(otherwise)
}
