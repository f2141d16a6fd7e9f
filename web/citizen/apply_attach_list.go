package citizen

import (
	"errors"
	"net/http"
	"slices"

	"github.com/a-h/templ"

	"bistand/aid"
	"bistand/web/site"
	"bistand/web/ui"
)

// What can be done with the list of attachments beside adding files to it.

// toAttachments leads back to the page when something has been done with its list. A draft that has gone out for signature
// meanwhile leads on to where it stands now.
func toAttachments(v *site.Visit, draft aid.Draft, err error) error {
	if errors.Is(frozen(err), errFrozen) {
		return v.Redirect(draftHref(draft.ID))
	}
	if err != nil {
		return err
	}
	return v.Redirect(sectionHref(draft.ID, attachmentsSection) + formView{back: v.R.URL.Query().Get(fieldBack) == "kontrollera"}.backQuery())
}

// changeAttachments takes files off the list of a draft, whoever else saves meanwhile. Where there is nothing to take off nothing is
// saved: a version that rises for nothing would tell whoever fills in the draft that someone has changed it.
func changeAttachments(v *site.Visit, draft aid.Draft, change func([]aid.AttachmentRef) []aid.AttachmentRef) (aid.Draft, error) {
	for range saveTries {
		if len(change(slices.Clone(draft.Content.Attachments))) == len(draft.Content.Attachments) {
			return draft, nil
		}
		saved, err := v.Desk().SaveDraft(v.Ctx(), v.Request(), draft.ID, draft.Version, func(c *aid.Content) error {
			c.Attachments = change(slices.Clone(c.Attachments))
			return nil
		})
		if !errors.Is(err, aid.ErrConflict) {
			return saved, frozen(err)
		}
		if draft, err = v.Register().Draft(v.Ctx(), draft.ID); err != nil {
			return draft, frozen(err)
		}
	}
	return draft, aid.ErrConflict
}

// removeAttachment takes a file off the list. One that is not there is no fault: it is gone, as was asked.
func removeAttachment(v *site.Visit, draft aid.Draft) error {
	id := aid.ID(v.R.PostFormValue("bilaga"))
	_, err := changeAttachments(v, draft, func(list []aid.AttachmentRef) []aid.AttachmentRef {
		return slices.DeleteFunc(list, func(a aid.AttachmentRef) bool { return a.ID == id })
	})
	return toAttachments(v, draft, err)
}

// turnAttachment turns a photograph a quarter to the right. One that is no longer on the list has been turned already, by the
// same button pressed twice, or taken away.
func turnAttachment(v *site.Visit, draft aid.Draft) error {
	_, err := v.Desk().TurnAttachment(v.Ctx(), v.Request(), draft.ID, aid.ID(v.R.PostFormValue("bilaga")))
	if errors.Is(err, aid.ErrNotFound) {
		err = nil
	}
	if faults, ok := site.Faults(err); ok && !errors.Is(frozen(err), errFrozen) {
		return renderAttachments(v, attachView{formView: formView{draft: draft, faults: faults}, kind: statement})
	}
	return toAttachments(v, draft, err)
}

// reuseAttachments puts files of earlier applications on the list.
func reuseAttachments(v *site.Visit, draft aid.Draft) error {
	var chosen []aid.ID
	for _, id := range v.R.PostForm["bilaga"] {
		chosen = append(chosen, aid.ID(id))
	}
	var faults aid.Errors
	if len(chosen) == 0 {
		faults.Add("bilaga", aid.Error{Code: "apply.reuse_missing"})
	} else if now, err := v.Desk().Reuse(v.Ctx(), v.Request(), draft.ID, chosen); err != nil {
		told, ok := site.Faults(err)
		if !ok || errors.Is(frozen(err), errFrozen) {
			return toAttachments(v, draft, err)
		}
		draft, faults = now, told
	}
	if len(faults) > 0 {
		return renderAttachments(v, attachView{formView: formView{draft: draft, faults: faults}, kind: statement})
	}
	return toAttachments(v, draft, nil)
}

// reuseField offers what was sent before.
func (a attachView) reuseField() ui.Field {
	field := ui.Field{Name: "bilaga", Label: a.L.T("apply.reuse_choose"), Hint: a.L.T("apply.reuse_hint"), Error: a.FieldError(a.faults, "bilaga")}
	for _, s := range a.sent {
		field.Options = append(field.Options, ui.Option{Value: string(s.ID), Label: a.L.T("attachment." + s.Kind), Hint: a.L.Month(s.Month) + " · \u2068" + s.Name + "\u2069"})
	}
	return field
}

// handedForm is what someone says to have handed in otherwise.
type handedForm struct{ kind, way, on, note string }

// handInOtherwise notes on the draft what was handed in otherwise.
func handInOtherwise(v *site.Visit, draft aid.Draft) error {
	form := handedForm{v.R.PostFormValue("otherwise_kind"), v.R.PostFormValue("otherwise_way"), v.R.PostFormValue("otherwise_on"), v.R.PostFormValue("otherwise_note")}
	what := aid.AttachmentRef{Kind: form.kind, Way: form.way, Name: form.note}
	what.On, _ = aid.ParseDate(form.on) // a day that is none is no day, which is told of with the rest
	now, err := v.Desk().HandIn(v.Ctx(), v.Request(), draft.ID, what)
	if faults, ok := site.Faults(err); ok && !errors.Is(frozen(err), errFrozen) {
		return renderAttachments(v, attachView{formView: formView{draft: draft, faults: faults}, kind: statement, handed: form})
	}
	if err == nil {
		draft = now
	}
	return toAttachments(v, draft, err)
}

// handedText says how and when something was handed in.
func handedText(c ui.Ctx, a aid.AttachmentRef) string {
	if a.Way == "post" {
		return c.L.T("apply.handed_by_post", "date", c.L.Date(a.On))
	}
	return c.L.T("apply.handed_at_office", "date", c.L.Date(a.On))
}

func (a attachView) handedField(name, label, value string) ui.Field {
	return ui.Field{Name: name, Label: a.L.T(label), Value: value, Error: a.FieldError(a.faults, name)}
}

func (a attachView) handedKindField() ui.Field {
	field := a.handedField("otherwise_kind", "apply.handed_kind", "")
	field.Options = append(field.Options, ui.Option{Label: a.L.T("apply.choose")})
	for _, k := range aid.AttachmentKinds {
		field.Options = append(field.Options, ui.Option{Value: k, Label: a.L.T("attachment." + k), Chosen: k == a.handed.kind})
	}
	return field
}

func (a attachView) handedWayField() ui.Field {
	field := a.handedField("otherwise_way", "apply.handed_way", "")
	for _, way := range aid.HandInWays {
		field.Options = append(field.Options, ui.Option{Value: way, Label: a.L.T("apply.handed." + way), Chosen: way == a.handed.way})
	}
	return field
}

func (a attachView) handedNoteField() ui.Field {
	field := a.handedField("otherwise_note", "apply.handed_note", a.handed.note)
	field.Optional, field.MaxLength = true, 100
	return field
}

// Addresses of a file, and of the small picture of one.

func fileHref(id aid.ID) templ.SafeURL { return templ.SafeURL("/bilagor/" + string(id)) }
func smallHref(id aid.ID) string       { return "/bilagor/" + string(id) + "/liten" }

// smallAttachment sends a small picture of a file of the case, made anew from what is kept.
func smallAttachment(v *site.Visit) error {
	a, err := attachmentOf(v)
	if err != nil {
		return err
	}
	small, err := v.Desk().Small(v.Ctx(), a)
	if err != nil {
		return err
	}
	h := v.W.Header()
	h.Set("Content-Type", "image/jpeg")
	h.Set("Content-Length", itoa(len(small)))
	h.Set("Content-Disposition", "inline")
	h.Set("Content-Security-Policy", "sandbox; default-src 'none'")
	v.W.WriteHeader(http.StatusOK)
	_, _ = v.W.Write(small) // whoever has gone away needs no answer
	return nil
}
