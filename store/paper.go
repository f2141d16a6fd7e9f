package store

import (
	"context"
	"errors"

	"bistand/aid"
)

// AddLatePaper puts a paper that was handed in to an application that has come in before it.
func (tx *Tx) AddLatePaper(application, attachment aid.ID) error {
	return tx.add(applicationPaperFacts, string(attachment), string(application))
}

// AddSufficient records a caseworker's word that an application can be decided without the papers that it lacks.
func (tx *Tx) AddSufficient(application aid.ID, staff aid.Staff, reason string) error {
	return tx.add(enoughFacts, string(application), reason, string(staff.ID), staff.Name, micros(tx.step.At))
}

// AddPaperSignature records that a person has signed a paper application, on the day that the paper says.
func (tx *Tx) AddPaperSignature(application, person, staff aid.ID, on aid.Date) error {
	return tx.add(paperSignatureFacts, string(application), string(person), on.String(), string(staff), micros(tx.step.At))
}

// PaperSignatures returns the days on which each person signed a paper application.
func (r reads) PaperSignatures(ctx context.Context, application aid.ID) (map[aid.ID]aid.Date, error) {
	type signature struct {
		person aid.ID
		on     aid.Date
	}
	list, err := all(ctx, r, "SELECT person_id, signed_on FROM paper_signature WHERE application_id = $1 ORDER BY seq", args(string(application)),
		func(scan func(...any) error) (s signature, err error) {
			var on string
			if err = scan(&s.person, &on); err != nil {
				return s, err
			}
			return s, s.on.UnmarshalText([]byte(on))
		})
	days := make(map[aid.ID]aid.Date, len(list))
	for _, s := range list {
		days[s.person] = s.on
	}
	return days, err
}

// followUp reads what came after an application: papers, and a caseworker's word that it will do without some.
func (r reads) followUp(ctx context.Context, a *aid.Application) error {
	var err error
	a.Late, err = all(ctx, r, "SELECT "+attachmentColumns+" FROM application_paper p JOIN attachment a ON a.id = p.attachment_id WHERE p.application_id = $1 ORDER BY p.seq",
		args(string(a.ID)), scanAttachment)
	if err != nil {
		return err
	}
	if a.Answered, err = r.answered(ctx, a.ID); err != nil {
		return err
	}
	var enough aid.Sufficient
	var at int64
	err = r.one(ctx, "SELECT by_name, reason, at FROM application_enough WHERE application_id = $1", args(string(a.ID)), &enough.ByName, &enough.Reason, &at)
	if errors.Is(err, aid.ErrNotFound) {
		return nil
	}
	enough.At = instant(at)
	a.Enough = &enough
	return err
}

// answered is when the last of what staff have asked for about an application came; see aid.CompletionRequest.Settled.
func (r reads) answered(ctx context.Context, application aid.ID) (last aid.Date, err error) {
	list, err := all(ctx, r, "SELECT "+completionRequestColumns+` FROM completion_request q WHERE q.application_id = $1
		AND NOT EXISTS (SELECT 1 FROM completion_end e WHERE e.request_id = q.id AND e.outcome = 'withdrawn')`, args(string(application)), scanCompletionRequest)
	for _, q := range list {
		if q.Answers, err = r.completions(ctx, "a.request_id = $1", string(q.ID)); err != nil {
			return last, err
		}
		if on := q.Settled(); last.Before(on) {
			last = on
		}
	}
	return last, err
}
