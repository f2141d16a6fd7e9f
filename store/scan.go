package store

import (
	"context"
	"time"

	"bistand/aid"
)

// AddScan keeps what came of looking a file through for viruses, under an id of its own. A file that was not looked through
// waits in line from then on; one that was leaves it.
func (tx *Tx) AddScan(id aid.ID, s aid.Scan) error {
	if err := tx.add(scanFacts, string(id), string(s.AttachmentID), string(s.Result), s.Found, s.Version, micros(s.At)); err != nil {
		return err
	}
	if s.Result != aid.NotScanned {
		return tx.exec("DELETE FROM scan_wait WHERE attachment_id = $1", string(s.AttachmentID))
	}
	return tx.exec("INSERT INTO scan_wait (attachment_id, due) VALUES ($1, $2) ON CONFLICT (attachment_id) DO NOTHING", string(s.AttachmentID), micros(s.At))
}

// PostponeScan lets a file wait until a later time, so that one that cannot be looked through does not keep others waiting.
func (tx *Tx) PostponeScan(attachment aid.ID, until time.Time) error {
	return tx.exec("UPDATE scan_wait SET due = $1 WHERE attachment_id = $2", micros(until), string(attachment))
}

// WaitingScans returns files that wait to be looked through and are due, the one that has waited longest first.
func (r reads) WaitingScans(ctx context.Context, now time.Time, limit int) ([]aid.Attachment, error) {
	return all(ctx, r, "SELECT "+attachmentColumns+` FROM scan_wait w JOIN attachment a ON a.id = w.attachment_id
		WHERE w.due <= $1 ORDER BY w.due, a.seq LIMIT $2`, args(micros(now), limit), scanAttachment)
}

const scanColumns = "s.attachment_id, s.result, s.found, s.version, s.at"

func scanScan(scan func(...any) error) (s aid.Scan, err error) {
	var at int64
	err = scan(&s.AttachmentID, &s.Result, &s.Found, &s.Version, &at)
	s.At = instant(at)
	return s, err
}

// Scan returns what was last said of a file; aid.ErrNotFound where nothing ever was, as of files from before it was asked.
func (r reads) Scan(ctx context.Context, attachment aid.ID) (aid.Scan, error) {
	return first(ctx, r, "SELECT "+scanColumns+" FROM attachment_scan s WHERE s.attachment_id = $1 ORDER BY s.seq DESC LIMIT 1", args(string(attachment)), scanScan)
}

// Scans returns what was last said of each file of a case.
func (r reads) Scans(ctx context.Context, caseID aid.ID) ([]aid.Scan, error) {
	return all(ctx, r, "SELECT "+scanColumns+` FROM attachment a JOIN attachment_scan s ON s.attachment_id = a.id
		WHERE a.case_id = $1 AND s.seq = (SELECT max(l.seq) FROM attachment_scan l WHERE l.attachment_id = a.id) ORDER BY s.seq`, args(string(caseID)), scanScan)
}
