package web

import (
	"net/http"
	"net/url"

	"bistand/aid"
	"bistand/store"
	"bistand/web/site"
)

// errUnsent answers a form that came after its sender's log-in had ended by itself, and that was kept.
var errUnsent = unsentError{}

type unsentError struct{}

func (unsentError) Error() string { return "a log-in is needed; the form was kept" }

// Unwrap makes it a kind of errNoLogin.
func (unsentError) Unwrap() error { return errNoLogin }

// keepUnsent keeps a form for its sender, to be sent after they have logged in again. Files are not kept: they are still where
// they were chosen. One in which nothing was filled in is errNoLogin.
func keepUnsent(v *site.Visit, sender aid.Actor, policy site.Policy) error {
	if policy.Piece {
		return errNoLogin // its file is still where it was chosen
	}
	if sender.Deputy.Authority != "" {
		return errNoLogin // a representative's is nobody's to find: neither the person's nor, for someone else, their own
	}
	fields, err := unsentFields(v, policy)
	if err != nil {
		return err
	}
	if !filledIn(fields) {
		return errNoLogin
	}
	kept := aid.Unsent{
		ID: aid.NewID(v.Now, v.Desk().Random), Sender: sender.ID, Path: v.R.URL.Path, Fields: fields.Encode(), Files: policy.Upload, At: v.Now,
	}
	if err := v.Register().Work(v.Ctx(), func(tx *store.Tx) error { return tx.AddUnsent(kept) }); err != nil {
		return err
	}
	return errUnsent
}

func unsentFields(v *site.Visit, policy site.Policy) (url.Values, error) {
	if err := readForm(v, policy); err != nil {
		return nil, err
	}
	if !policy.Upload {
		return v.R.PostForm, nil
	}
	return v.ReadForm(nil)
}

// filledIn tells whether a form has more than what the page put in it.
func filledIn(fields url.Values) bool {
	for name := range fields {
		switch name {
		case "nyckel", "version", "gor", "sha256":
		default:
			if fields.Get(name) != "" {
				return true
			}
		}
	}
	return false
}

// keptOnly tells whether a page asks to keep what is filled in, since its reader has gone, and not to send it.
func keptOnly(r *http.Request) bool { return r.Header.Get("X-Keep") != "" }

// sentNow lets go of an unsent form once the step that it asks for has been done.
func sentNow(v *site.Visit, a *answer) error {
	id := aid.ID(v.R.URL.Query().Get(site.UnsentField))
	if id == "" || v.R.Method != http.MethodPost || v.Session == nil || a.status != http.StatusSeeOther {
		return nil
	}
	return v.Register().Work(v.Ctx(), func(tx *store.Tx) error { return tx.DeleteUnsent(id, v.Self().ID) })
}
