package web

import (
	"fmt"
	"net/http"
	"net/url"

	"bistand/aid"
	"bistand/store"
	"bistand/web/site"
)

// errUnsent answers a form that came after its sender's log-in had ended by itself, and that was kept.
var errUnsent = fmt.Errorf("%w; the form was kept", errNoLogin)

// keepUnsent keeps a form for its sender, to be sent after they have logged in again; a representative's for when they act for the
// same person again, by the same authority. Files are not kept: they are still where they were chosen. One in which nothing was
// filled in is errNoLogin, and so is one that would not have been taken, or that is as well asked for again.
func keepUnsent(v *site.Visit, sender aid.Actor, policy site.Policy) error {
	if policy.Piece || policy.Keyless || policy.Kind == site.CitizensOnly && !policy.Own && !sender.MayAct() {
		return errNoLogin
	}
	fields, err := unsentFields(v, policy)
	if err != nil {
		return err
	}
	if !filledIn(fields) {
		return errNoLogin
	}
	kept := aid.Unsent{
		ID: aid.NewID(v.Now, v.Desk().Random), Sender: sender.Doer().ID, Hand: sender.Deputy.Authority, Path: v.R.URL.Path, Fields: fields.Encode(), Files: policy.Upload, At: v.Now,
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
	if id == "" || v.R.Method != http.MethodPost || v.Session == nil || a.status != http.StatusSeeOther || v.Undone {
		return nil
	}
	return v.Register().Work(v.Ctx(), func(tx *store.Tx) error { return tx.DeleteUnsent(id, v.Self().ID, v.Actor().Deputy.Authority) })
}
