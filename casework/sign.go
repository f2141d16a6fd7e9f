package casework

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"bistand/aid"
	"bistand/store"
)

// hiddenData is what a signature covers beside the text the person sees.
type hiddenData struct {
	Purpose     string `json:"purpose"`
	Application aid.ID `json:"application,omitempty"`
	Appeal      aid.ID `json:"appeal,omitempty"` // the draft it was written as
	SHA256      string `json:"sha256"`           // of the frozen content
	Signer      aid.ID `json:"signer"`
	// Where a representative signs: for whom, as what, and by which authority.
	OnBehalfOf aid.ID                 `json:"on_behalf_of,omitempty"`
	As         aid.RepresentativeKind `json:"as,omitempty"`
	Authority  aid.ID                 `json:"authority,omitempty"`
}

// by fills in who signs for a person: themselves or, where there is one, their representative.
func (h hiddenData) by(person aid.ID, deputy aid.Deputy) hiddenData {
	if h.Signer = person; deputy.Authority != "" {
		h.Signer, h.OnBehalfOf, h.As, h.Authority = deputy.ID, person, deputy.Kind, deputy.Authority
	}
	return h
}

// text writes the hidden data as it is signed.
func (h hiddenData) text() (string, error) {
	b, err := json.Marshal(h)
	if err != nil {
		return "", fmt.Errorf("write hidden data: %w", err)
	}
	return string(b), nil
}

// HiddenData returns the JSON that binds a signature to one frozen content and one signer: the adult who has to sign, or their
// representative on their behalf.
func HiddenData(a aid.Application, person aid.ID, deputy aid.Deputy) (string, error) {
	return hiddenData{Purpose: "application", Application: a.ID, SHA256: a.ContentHash}.by(person, deputy).text()
}

// toSign returns the hidden text that binds an order to exactly what a person is to sign, empty for a log-in. What the person
// has not to sign, or no longer, is aid.ErrConflict.
func (d *Desk) toSign(ctx context.Context, ask OrderFor) (string, error) {
	switch ask.Purpose {
	case aid.ToSign:
		a, err := d.Register.Application(ctx, ask.Object)
		if err != nil {
			return "", err
		}
		if !a.AwaitsSignatureOf(ask.Person) {
			return "", aid.ErrConflict
		}
		return HiddenData(a, ask.Person, ask.Deputy)
	case aid.ToAppeal:
		draft, err := d.Register.AppealDraft(ctx, ask.Object)
		if err != nil {
			return "", err
		}
		if draft.PersonID != ask.Person || CompleteAppeal(draft.Content) != nil {
			return "", aid.ErrConflict
		}
		return hiddenAppeal(draft, ask.Deputy)
	}
	return "", nil
}

// AddSignature adds a person's signature, which the caller has verified against the order. When every adult has signed the
// application is registered that very day, and staff have it in their queue.
func (d *Desk) AddSignature(ctx context.Context, r Request, s aid.Signature) error {
	a, err := d.Register.ApplicationState(ctx, s.ApplicationID)
	if err != nil {
		return err
	}
	return d.addSignature(ctx, r, &a, s, func(*store.Tx) error { return nil })
}

// addSignature adds a signature to an application, and whatever else is to be so at the same moment. What comes of it is
// filled in.
func (d *Desk) addSignature(ctx context.Context, r Request, a *aid.Application, s aid.Signature, also func(*store.Tx) error) error {
	return d.Register.Step(ctx, d.step(r, "sign", a.CaseID, "application", a.ID), func(tx *store.Tx) error {
		now, err := tx.ApplicationState(ctx, a.ID)
		if err != nil {
			return err
		}
		if now.HasSigned(s.PersonID) {
			return &store.RepeatedError{Result: string(a.ID)}
		}
		if !now.AwaitsSignatureOf(s.PersonID) || s.ContentHash != now.ContentHash {
			return aid.ErrConflict
		}
		if err := errors.Join(tx.AddSignature(s), also(tx)); err != nil {
			return err
		}
		tx.Result(string(a.ID))
		a.Signatures = append(a.Signatures, s)
		if len(now.Signatures)+1 < len(now.Required) {
			return d.enqueueNotices(tx, "sign", a.ID, others(now.Required, s.PersonID)...)
		}
		a.Registered = d.today()
		return errors.Join(register(ctx, tx, *a), d.askForEverything(ctx, tx, now), d.askAuthorities(ctx, tx, *a, a.Required))
	})
}

// register takes in an application that everyone has signed; its draft has served.
func register(ctx context.Context, tx *store.Tx, a aid.Application) error {
	if err := tx.AddRegistration(a, a.Registered); err != nil {
		return err
	}
	draft, err := tx.DraftOf(ctx, a.ID)
	if errors.Is(err, aid.ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	return tx.DeleteDraft(draft.ID)
}

// others returns the ids but one.
func others(ids []aid.ID, one aid.ID) []aid.ID {
	var rest []aid.ID
	for _, id := range ids {
		if id != one {
			rest = append(rest, id)
		}
	}
	return rest
}

// RefuseToSign records an adult's no with the reason, and frees the draft so that it can be mended.
func (d *Desk) RefuseToSign(ctx context.Context, r Request, application aid.ID, reason string) error {
	if reason = strings.TrimSpace(reason); reason == "" {
		return aid.Error{Code: "required", Field: "reason"}
	}
	return d.takeBack(ctx, r, application, "refuse_to_sign", func(tx *store.Tx, a aid.Application) error {
		if !a.AwaitsSignatureOf(r.Actor.ID) {
			return aid.ErrConflict
		}
		if err := tx.AddSignatureRefusal(a.ID, aid.SignatureRefusal{PersonID: r.Actor.ID, Reason: reason, At: d.Now()}); err != nil {
			return err
		}
		return d.enqueueNotices(tx, "refused", a.ID, others(a.Required, r.Actor.ID)...)
	})
}

// TakeBack voids an application that is out for signature, with every signature on it, so that its draft can be changed.
func (d *Desk) TakeBack(ctx context.Context, r Request, application aid.ID) error {
	return d.takeBack(ctx, r, application, "void", func(tx *store.Tx, a aid.Application) error {
		if a.Status() != aid.AwaitSignature {
			return aid.ErrConflict
		}
		return tx.AddApplicationVoid(a.ID, r.Actor.ID)
	})
}

func (d *Desk) takeBack(ctx context.Context, r Request, id aid.ID, name string, record func(*store.Tx, aid.Application) error) error {
	a, err := d.Register.Application(ctx, id)
	if err != nil {
		return err
	}
	return d.Register.Step(ctx, d.step(r, name, a.CaseID, "application", id), func(tx *store.Tx) error {
		if a, err = tx.Application(ctx, id); err != nil {
			return err
		}
		if err := record(tx, a); err != nil {
			return err
		}
		tx.Result(string(id))
		draft, err := tx.DraftOf(ctx, a.ID)
		if err != nil {
			return err
		}
		draft.FrozenAs, draft.UpdatedAt = "", d.Now()
		return tx.SaveDraft(draft)
	})
}

// Nudge sends one neutral notice to each adult whose signature an application waits for, at most once a day. Only one who has
// signed can ask for it.
func (d *Desk) Nudge(ctx context.Context, r Request, application aid.ID) error {
	a, err := d.Register.ApplicationState(ctx, application)
	if err != nil {
		return err
	}
	if a.Status() != aid.AwaitSignature || !a.HasSigned(r.Actor.ID) {
		return aid.ErrConflict
	}
	return d.Register.Work(ctx, func(tx *store.Tx) error {
		return d.enqueueNotices(tx, aid.EventSignReminder, d.nudged(a), awaited(a)...)
	})
}

// Reminded tells whether everyone whose signature an application waits for has been reminded today.
func (d *Desk) Reminded(ctx context.Context, a aid.Application) (bool, error) {
	for _, person := range awaited(a) {
		_, err := d.Register.Job(ctx, noticeKey(aid.EventSignReminder, d.nudged(a), person))
		if errors.Is(err, aid.ErrNotFound) {
			return false, nil
		}
		if err != nil {
			return false, err
		}
	}
	return true, nil
}

// nudged is what today's reminder of an application is about, so that each day has one.
func (d *Desk) nudged(a aid.Application) aid.ID { return a.ID + aid.ID(":"+d.today().String()) }

// awaited lists those who must sign and have not.
func awaited(a aid.Application) []aid.ID {
	var ids []aid.ID
	for _, id := range a.Required {
		if a.AwaitsSignatureOf(id) {
			ids = append(ids, id)
		}
	}
	return ids
}
