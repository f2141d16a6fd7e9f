package casework

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"bistand/aid"
	"bistand/store"
)

// GiveFeedback takes in what someone thinks of the service, or where it cannot be used. Who they are is not kept, also where
// they are logged in. Faults at "kind", "text", "place" and "contact".
func (d *Desk) GiveFeedback(ctx context.Context, key string, f aid.Feedback) error {
	f.ID, f.SentAt = d.newID(), d.Now()
	f.Body, f.Place, f.Contact = strings.TrimSpace(f.Body), strings.TrimSpace(f.Place), strings.TrimSpace(f.Contact)
	var faults aid.Errors
	if f.Kind != aid.InaccessiblePart && !slices.Contains(aid.FeedbackKinds, f.Kind) {
		faults = append(faults, aid.Error{Code: "choose", Field: "kind"})
	}
	faults = append(faults, writing(f.Body, nil)...)
	for _, short := range []struct {
		field, text string
		most        int
	}{{"place", f.Place, aid.LongestPlace}, {"contact", f.Contact, aid.LongestContact}} {
		if utf8.RuneCountInString(short.text) > short.most {
			faults = append(faults, aid.Error{Code: "too_long", Field: short.field, Args: map[string]string{"n": fmt.Sprint(short.most)}})
		}
	}
	if err := faults.Or(); err != nil {
		return err
	}
	r := Request{Actor: aid.Actor{Kind: aid.ByAnyone}, Key: key}
	return d.Register.Step(ctx, d.step(r, "give_feedback", "", "feedback", f.ID), func(tx *store.Tx) error { return tx.AddFeedback(f) })
}

// HandleFeedback records that staff have dealt with what someone thought. What is dealt with already is aid.ErrConflict, what
// is not there aid.ErrNotFound.
func (d *Desk) HandleFeedback(ctx context.Context, r Request, staff aid.Staff, id aid.ID) error {
	if !staff.MayReadFeedback() {
		return aid.ErrForbidden
	}
	err := d.Register.Step(ctx, d.step(r, "handle_feedback", "", "feedback", id), func(tx *store.Tx) error { return tx.AddFeedbackHandled(id, staff) })
	switch {
	case errors.Is(err, store.ErrUnique):
		return fmt.Errorf("%w: %w", aid.ErrConflict, err)
	case errors.Is(err, store.ErrInvariant):
		return fmt.Errorf("%w: %w", aid.ErrNotFound, err)
	}
	return err
}
