package store

import (
	"context"
	"time"

	"bistand/aid"
)

// AddUnsent keeps a form that was not sent, and lets go of its sender's oldest by the same hand beyond aid.UnsentMost.
func (tx *Tx) AddUnsent(u aid.Unsent) error {
	err := tx.exec("INSERT INTO unsent (id, sender, representation_id, path, fields, files, at) VALUES ($1, $2, $3, $4, $5, $6, $7)",
		string(u.ID), string(u.Sender), string(u.Hand), u.Path, u.Fields, bit(u.Files), micros(u.At))
	if err != nil {
		return err
	}
	return tx.exec(`DELETE FROM unsent WHERE sender = $1 AND representation_id = $2 AND id NOT IN (SELECT n.id FROM unsent n
		WHERE n.sender = $1 AND n.representation_id = $2 ORDER BY n.at DESC, n.id DESC LIMIT $3)`, string(u.Sender), string(u.Hand), aid.UnsentMost)
}

// Unsent returns what a sender has filled in since an instant by one authority, empty for oneself, and not sent, newest first.
func (r reads) Unsent(ctx context.Context, sender, hand aid.ID, since time.Time) ([]aid.Unsent, error) {
	return all(ctx, r, `SELECT u.id, u.sender, u.representation_id, u.path, u.fields, u.files, u.at FROM unsent u
		WHERE u.sender = $1 AND u.representation_id = $2 AND u.at > $3 ORDER BY u.at DESC, u.id DESC`,
		args(string(sender), string(hand), micros(since)), func(scan func(...any) error) (u aid.Unsent, err error) {
			var files, at int64
			err = scan(&u.ID, &u.Sender, &u.Hand, &u.Path, &u.Fields, &files, &at)
			u.Files, u.At = files == 1, instant(at)
			return u, err
		})
}

// DeleteUnsent lets go of one unsent form of a sender by one hand; none is no error, since it may have been sent in another window.
func (tx *Tx) DeleteUnsent(id, sender, hand aid.ID) error {
	return tx.exec("DELETE FROM unsent WHERE id = $1 AND sender = $2 AND representation_id = $3", string(id), string(sender), string(hand))
}
