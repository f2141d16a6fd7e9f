package casework

import (
	"context"
	"time"

	"bistand/aid"
	"bistand/store"
)

// When people are reminded: so many days before the last day of a request, and when a signature has been awaited so long. One
// that has been awaited for longer than staleAfter is not reminded of any more: it was then reminded before, and the job that
// remembers it may have been forgotten. Nobody is written to at night.
const (
	remindBefore   = 2 // days
	remindAfter    = 3 * 24 * time.Hour
	staleAfter     = 10 * 24 * time.Hour
	remindFromHour = 8
	remindToHour   = 20
)

// Remind puts reminders into the outbox: of requests whose last day is near and that lack an answer, and of signatures that
// have been awaited for days. Each is made once for each person and last day, however often it is called.
func (d *Desk) Remind(ctx context.Context) error {
	if hour := d.Now().In(aid.Sweden).Hour(); hour < remindFromHour || hour >= remindToHour {
		return nil
	}
	if err := d.remindOfRequests(ctx); err != nil {
		return err
	}
	return d.remindOfSignatures(ctx)
}

func (d *Desk) remindOfRequests(ctx context.Context) error {
	due, err := d.Register.RequestsDue(ctx, d.today(), d.today().AddDays(remindBefore))
	if err != nil {
		return err
	}
	for _, q := range due {
		// Who was asked within these days has just been told.
		if q.Left() == 0 || !aid.SwedishDate(q.AskedAt).Before(q.Until.AddDays(-remindBefore)) {
			continue
		}
		c, err := d.Register.Case(ctx, q.CaseID)
		if err != nil {
			return err
		}
		people, err := asked(ctx, d.Register, q, c)
		if err != nil {
			return err
		}
		if err := d.putReminder(ctx, aid.EventReminder, q.ID+aid.ID(":"+q.Until.String()), people); err != nil {
			return err
		}
	}
	return nil
}

func (d *Desk) remindOfSignatures(ctx context.Context) error {
	awaited, err := d.Register.SignaturesAwaited(ctx, d.Now().Add(-staleAfter), d.Now().Add(-remindAfter))
	if err != nil {
		return err
	}
	for _, a := range awaited {
		since := a.FrozenAt
		for _, s := range a.Signatures {
			if s.SignedAt.After(since) {
				since = s.SignedAt
			}
		}
		if d.Now().Sub(since) < remindAfter {
			continue
		}
		var people []aid.ID
		for _, person := range a.Required {
			if a.AwaitsSignatureOf(person) {
				people = append(people, person)
			}
		}
		if err := d.putReminder(ctx, aid.EventSignReminder, a.ID, people); err != nil {
			return err
		}
	}
	return nil
}

// putReminder puts a notice to each person into the outbox, where it is not there yet.
func (d *Desk) putReminder(ctx context.Context, event string, object aid.ID, people []aid.ID) error {
	return d.Register.Work(ctx, func(tx *store.Tx) error { return d.enqueueNotices(tx, event, object, people...) })
}
