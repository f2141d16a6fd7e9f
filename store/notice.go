package store

import (
	"context"
	"time"

	"bistand/aid"
)

// AddNoticeChoice records how a person wants to be told from now on.
func (tx *Tx) AddNoticeChoice(id, person aid.ID, choice aid.NoticeChoice) error {
	return tx.add(noticeChoiceFacts, string(id), string(person), string(choice), micros(tx.step.At))
}

// AddConfirmation records that a person has confirmed an address of theirs.
func (tx *Tx) AddConfirmation(id aid.ID, a aid.Address) error {
	return tx.add(noticeConfirmedFacts, string(id), string(a.PersonID), string(a.Way), a.To, micros(tx.step.At))
}

// AddNotice records one message that was sent, refused or returned at once. A job's second by the same way is ErrUnique.
func (tx *Tx) AddNotice(n aid.SentNotice) error {
	return tx.add(noticeSentFacts, string(n.ID), string(n.JobID), string(n.PersonID), string(n.Way), n.To, n.Event, string(n.Outcome), n.Reference, micros(n.At))
}

// AddNoticeReport records what the gateway says of a message. A second report of the same is ErrUnique.
func (tx *Tx) AddNoticeReport(notice aid.ID, delivered bool) error {
	return tx.add(noticeReportFacts, string(notice), bit(delivered), micros(tx.step.At))
}

// AddNoticeBounce records that an address did not take a message.
func (tx *Tx) AddNoticeBounce(n aid.SentNotice) error {
	return tx.add(noticeBounceFacts, string(n.ID), string(n.PersonID), n.To, micros(tx.step.At))
}

// Reach returns the addresses of a person's profile, with what is known of each. One bounces where the
// newest message of which more is known did not arrive, until its owner confirms it. Of an e-mail the server's yes is all that
// is ever known, of a text message the gateway's word, in whatever order its reports come.
func (r reads) Reach(ctx context.Context, p aid.Profile) ([]aid.Address, error) {
	list := p.Addresses()
	for i := range list {
		var confirmed, good, bounced, at int64
		err := r.one(ctx, `SELECT COALESCE((SELECT max(v.seq) FROM notice_confirmed v WHERE v.person_id = $1 AND v.address = $2), 0),
			COALESCE((SELECT max(s.seq) FROM notice_sent s WHERE s.person_id = $1 AND s.address = $2 AND (s.way = 'email' AND s.outcome = 'sent'
				OR EXISTS (SELECT 1 FROM notice_report x WHERE x.notice_id = s.id AND x.delivered = 1))), 0),
			COALESCE((SELECT max(s.seq) FROM notice_sent s, notice_bounce b WHERE s.person_id = $1 AND s.address = $2 AND b.notice_id = s.id), 0),
			COALESCE((SELECT max(b.at) FROM notice_bounce b WHERE b.person_id = $1 AND b.address = $2), 0)`,
			args(string(p.PersonID), list[i].To), &confirmed, &good, &bounced, &at)
		if err != nil {
			return nil, err
		}
		list[i].Confirmed = confirmed > 0
		if bounced > max(confirmed, good) {
			list[i].BouncedAt = instant(at)
		}
	}
	return list, nil
}

const noticeColumns = `n.id, n.job_id, n.person_id, n.way, n.address, n.event, n.outcome, n.reference, n.at,
	COALESCE((SELECT x.delivered FROM notice_report x WHERE x.notice_id = n.id), -1)`

func scanNotice(scan func(...any) error) (n aid.SentNotice, err error) {
	var at, delivered int64
	err = scan(&n.ID, &n.JobID, &n.PersonID, &n.Way, &n.To, &n.Event, &n.Outcome, &n.Reference, &at, &delivered)
	n.At = instant(at)
	switch delivered {
	case 0:
		n.Outcome = aid.NoticeReturned
	case 1:
		n.Outcome = aid.NoticeDelivered
	}
	return n, err
}

// Notices returns what was sent to a person, newest first, at most limit.
func (r reads) Notices(ctx context.Context, person aid.ID, limit int) ([]aid.SentNotice, error) {
	return all(ctx, r, "SELECT "+noticeColumns+" FROM notice_sent n WHERE n.person_id = $1 ORDER BY n.seq DESC, n.id DESC LIMIT $2", args(string(person), limit), scanNotice)
}

// NoticesOf returns what was sent for one job.
func (r reads) NoticesOf(ctx context.Context, job aid.ID) ([]aid.SentNotice, error) {
	return all(ctx, r, "SELECT "+noticeColumns+" FROM notice_sent n WHERE n.job_id = $1 ORDER BY n.way", args(string(job)), scanNotice)
}

// NoticeByReference returns the message that the gateway calls so.
func (r reads) NoticeByReference(ctx context.Context, reference string) (aid.SentNotice, error) {
	return first(ctx, r, "SELECT "+noticeColumns+" FROM notice_sent n WHERE n.reference = $1 AND n.reference <> ''", args(reference), scanNotice)
}

// AddCode keeps a code that is sent to an address.
func (tx *Tx) AddCode(c aid.NoticeCode) error {
	return tx.exec("INSERT INTO notice_code (id, person_id, way, address, hash, tries, used_at, at) VALUES ($1, $2, $3, $4, $5, 0, 0, $6)",
		string(c.ID), string(c.Address.PersonID), string(c.Address.Way), c.Address.To, c.Hash, micros(c.SentAt))
}

// Codes returns a person's codes since an instant, newest first.
func (r reads) Codes(ctx context.Context, person aid.ID, since time.Time) ([]aid.NoticeCode, error) {
	return all(ctx, r, "SELECT id, person_id, way, address, hash, tries, used_at, at FROM notice_code WHERE person_id = $1 AND at > $2 ORDER BY at DESC, id DESC",
		args(string(person), micros(since)), func(scan func(...any) error) (c aid.NoticeCode, err error) {
			var used, at int64
			err = scan(&c.ID, &c.Address.PersonID, &c.Address.Way, &c.Address.To, &c.Hash, &c.Tries, &used, &at)
			c.UsedAt, c.SentAt = instant(used), instant(at)
			return c, err
		})
}

// TryCode counts a try of a code; one that has been tried too often or used is aid.ErrNotFound.
func (tx *Tx) TryCode(id aid.ID) error {
	n, err := tx.changed("UPDATE notice_code SET tries = tries + 1 WHERE id = $1 AND tries < $2 AND used_at = 0", string(id), aid.CodeTries)
	if err == nil && n == 0 {
		err = aid.ErrNotFound
	}
	return err
}

// UseCode marks a code used.
func (tx *Tx) UseCode(id aid.ID, at time.Time) error {
	return tx.exec("UPDATE notice_code SET used_at = $1 WHERE id = $2", micros(at), string(id))
}

var selectDue = "SELECT " + completionRequestColumns + ` FROM completion_request q WHERE q.id IN (SELECT d.id FROM completion_request d WHERE d.until BETWEEN $1 AND $2
			UNION SELECT x.request_id FROM completion_extension x WHERE x.until BETWEEN $1 AND $2)
		AND NOT EXISTS (SELECT 1 FROM completion_end e WHERE e.request_id = q.id) AND NOT EXISTS (SELECT 1 FROM case_closing k WHERE k.case_id = q.case_id)` + " ORDER BY q.id"

// RequestsDue returns the completion requests of open cases whose last day, with every extension, lies between two days and
// that have not ended, with their answers.
func (r reads) RequestsDue(ctx context.Context, from, until aid.Date) ([]aid.CompletionRequest, error) {
	found, err := all(ctx, r, selectDue, args(from.String(), until.String()), scanCompletionRequest)
	if err != nil {
		return nil, err
	}
	var list []aid.CompletionRequest
	for _, q := range found {
		if q.Until.Before(from) || until.Before(q.Until) { // it has been given more time since
			continue
		}
		if q.Answers, err = r.completions(ctx, "a.request_id = $1", string(q.ID)); err != nil {
			return nil, err
		}
		list = append(list, q)
	}
	return list, nil
}

const selectAwaited = `SELECT a.id FROM application a WHERE a.origin = 'portal' AND a.at BETWEEN $1 AND $2
		AND NOT EXISTS (SELECT 1 FROM registration g WHERE g.application_id = a.id) AND NOT EXISTS (SELECT 1 FROM application_void v WHERE v.application_id = a.id)
		AND NOT EXISTS (SELECT 1 FROM signature_refusal n WHERE n.application_id = a.id) AND NOT EXISTS (SELECT 1 FROM case_closing k WHERE k.case_id = a.case_id)
		ORDER BY a.at, a.id`

// SignaturesAwaited returns the applications that were frozen between two instants and wait for someone's signature.
func (r reads) SignaturesAwaited(ctx context.Context, from, until time.Time) ([]aid.Application, error) {
	ids, err := all(ctx, r, selectAwaited, args(micros(from), micros(until)), func(scan func(...any) error) (id aid.ID, err error) { return id, scan(&id) })
	if err != nil {
		return nil, err
	}
	list := make([]aid.Application, len(ids))
	for i, id := range ids {
		if list[i], err = r.ApplicationState(ctx, id); err != nil {
			return nil, err
		}
	}
	return list, nil
}
