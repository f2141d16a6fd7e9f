package site

import (
	"maps"
	"net/url"
	"slices"
	"strings"

	"bistand/aid"
	"bistand/store"
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

// DiscardUnsent throws an unsent form of the visitor away.
func (v *Visit) DiscardUnsent() error {
	id, err := v.Path("id")
	if err != nil {
		return err
	}
	return v.Register().Work(v.Ctx(), func(tx *store.Tx) error { return tx.DeleteUnsent(id, v.Self().ID, v.Actor().Deputy.Authority) })
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
