package store

import (
	"context"
	"time"

	"bistand/aid"
)

// AddUnsent keeps a form that was not sent, and lets go of its sender's oldest beyond aid.UnsentMost.
func (tx *Tx) AddUnsent(u aid.Unsent) error {
	err := tx.exec("INSERT INTO unsent (id, sender, path, fields, files, at) VALUES ($1, $2, $3, $4, $5, $6)",
		string(u.ID), string(u.Sender), u.Path, u.Fields, bit(u.Files), micros(u.At))
	if err != nil {
		return err
	}
	return tx.exec(`DELETE FROM unsent WHERE sender = $1 AND id NOT IN (SELECT n.id FROM unsent n WHERE n.sender = $1 ORDER BY n.at DESC, n.id DESC LIMIT $2)`,
		string(u.Sender), aid.UnsentMost)
}

// Unsent returns what a sender has filled in since an instant and not sent, newest first.
func (r reads) Unsent(ctx context.Context, sender aid.ID, since time.Time) ([]aid.Unsent, error) {
	return all(ctx, r, "SELECT u.id, u.sender, u.path, u.fields, u.files, u.at FROM unsent u WHERE u.sender = $1 AND u.at > $2 ORDER BY u.at DESC, u.id DESC",
		args(string(sender), micros(since)), func(scan func(...any) error) (u aid.Unsent, err error) {
			var files, at int64
			err = scan(&u.ID, &u.Sender, &u.Path, &u.Fields, &files, &at)
			u.Files, u.At = files == 1, instant(at)
			return u, err
		})
}

// DeleteUnsent lets go of one unsent form of a sender; none is no error, since it may have been sent in another window.
func (tx *Tx) DeleteUnsent(id, sender aid.ID) error {
	return tx.exec("DELETE FROM unsent WHERE id = $1 AND sender = $2", string(id), string(sender))
}
