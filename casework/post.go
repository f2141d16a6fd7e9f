package casework

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"bistand/aid"
	"bistand/store"
)

// put tells people that there is something to read, and marks for whom it has to go on paper at once: who wants letters, who has
// never been in the service, and whom nobody can tell to log in.
// Source: Borlänge, messages and requests go digitally first, and otherwise by post or telephone.
func (d *Desk) put(ctx context.Context, tx *store.Tx, event string, caseID, object aid.ID, people ...aid.ID) error {
	for _, person := range people {
		profile, err := tx.Profile(ctx, person)
		if err != nil {
			return err
		}
		reach, err := tx.Reach(ctx, profile)
		if err != nil {
			return err
		}
		hasRead, err := tx.HasRead(ctx, caseID, person)
		if err != nil {
			return err
		}
		if why := profile.PostReason(reach, hasRead); why != "" {
			if err := tx.PostAtOnce(object, person, why); err != nil {
				return err
			}
		}
	}
	return d.enqueueNotices(tx, event, object, people...)
}

// toldFaults is what is wrong with how and when someone was told of what was written at an instant: Errors at "way" and "on".
func (d *Desk) toldFaults(told aid.Told, written time.Time) aid.Errors {
	var faults aid.Errors
	if !slices.Contains(aid.TellingWays, told.Way) {
		faults = append(faults, aid.Error{Code: "choose", Field: "way"})
	}
	if told.On.IsZero() || d.today().Before(told.On) || told.On.Before(aid.SwedishDate(written)) {
		faults = append(faults, aid.Error{Code: "talk.day", Field: "on"})
	}
	return faults
}

// Tell records that staff told a person by post or telephone of a request or a decision that was made at an instant. One that they have read or been told
// of meanwhile is aid.ErrConflict. Faults at "way" and "on". That a letter was sent is not that it was received: a decision's
// time for appeal does not begin with it.
func (d *Desk) Tell(ctx context.Context, r Request, staff aid.Staff, t aid.Telling, made time.Time) error {
	if !staff.MayCorrespond() {
		return aid.ErrForbidden
	}
	if err := d.toldFaults(t.Told, made).Or(); err != nil {
		return err
	}
	err := d.Register.Step(ctx, d.step(r, "tell_post", t.CaseID, string(t.Kind), t.ObjectID), func(tx *store.Tx) error {
		waits, err := tx.AwaitsReading(ctx, t.ObjectID, t.PersonID)
		if err != nil {
			return err
		}
		if !waits {
			return aid.ErrConflict
		}
		return tx.AddPostTold(t, staff)
	})
	if errors.Is(err, store.ErrUnique) {
		return fmt.Errorf("%w: %w", aid.ErrConflict, err)
	}
	return err
}
