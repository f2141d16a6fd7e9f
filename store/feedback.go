package store

import (
	"context"

	"bistand/aid"
)

// AddFeedback adds what someone thinks of the service.
func (tx *Tx) AddFeedback(f aid.Feedback) error {
	if err := tx.add(feedbackFacts, string(f.ID), string(f.Kind), f.Body, f.Place, f.Contact, f.Language, micros(f.SentAt)); err != nil {
		return err
	}
	return tx.wait(f.ID, "feedback", turnOffice, "", "")
}

// AddFeedbackHandled records that staff have dealt with what someone thought, once.
func (tx *Tx) AddFeedbackHandled(id aid.ID, by aid.Staff) error {
	if err := tx.add(feedbackHandledFacts, string(id), string(by.ID), by.Name, micros(tx.step.At)); err != nil {
		return err
	}
	return tx.settle(id)
}

const feedbackColumns = "f.id, f.kind, f.body, f.place, f.contact, f.language, f.at, COALESCE(h.at, 0), COALESCE(h.handled_name, '')"

func scanFeedback(scan func(...any) error) (f aid.Feedback, err error) {
	var at, handled int64
	err = scan(&f.ID, &f.Kind, &f.Body, &f.Place, &f.Contact, &f.Language, &at, &handled, &f.HandledName)
	f.SentAt, f.HandledAt = instant(at), instant(handled)
	return f, err
}

// OpenFeedback returns what nobody has dealt with yet, after the given one, oldest first, at most limit.
func (r reads) OpenFeedback(ctx context.Context, after aid.ID, limit int) ([]aid.Feedback, error) {
	return all(ctx, r, "SELECT "+feedbackColumns+` FROM (SELECT object_id FROM waiting WHERE turn = 'office' AND object_id > $1 ORDER BY object_id LIMIT $2) w
		JOIN feedback f ON f.id = w.object_id LEFT JOIN feedback_handled h ON h.feedback_id = f.id ORDER BY f.id`, args(string(after), limit), scanFeedback)
}

// Feedback returns all that people thought, before the given one (empty: from the newest), newest first, at most limit.
func (r reads) Feedback(ctx context.Context, before aid.ID, limit int) ([]aid.Feedback, error) {
	if before == "" {
		before = newestID
	}
	return all(ctx, r, "SELECT "+feedbackColumns+` FROM feedback f LEFT JOIN feedback_handled h ON h.feedback_id = f.id
		WHERE f.id < $1 ORDER BY f.id DESC LIMIT $2`, args(string(before), limit), scanFeedback)
}
