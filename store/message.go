package store

import (
	"context"
	"errors"

	"bistand/aid"
)

// AddMessage adds a message. One from an adult waits for staff, unless an earlier one of the thread does; one from staff waits
// for the adult, and is the answer to what they had written.
func (tx *Tx) AddMessage(m aid.Message) error {
	files, err := encode(m.Files)
	if err != nil {
		return err
	}
	err = tx.add(messageFacts, string(m.ID), string(m.CaseID), string(m.PersonID), string(m.SentBy), string(m.StaffID), m.StaffName, m.Body, files, micros(m.SentAt))
	if err != nil {
		return err
	}
	if m.SentBy == aid.ByStaff {
		if err := tx.answered(m.CaseID, m.PersonID); err != nil {
			return err
		}
		return tx.wait(m.ID, aid.MessageWaits, turnPerson, m.CaseID, m.PersonID)
	}
	var there int64
	err = tx.one(tx.ctx, "SELECT 1 FROM waiting WHERE case_id = $1 AND person_id = $2 AND turn = 'staff' AND kind = 'message' LIMIT 1",
		args(string(m.CaseID), string(m.PersonID)), &there)
	if !errors.Is(err, aid.ErrNotFound) {
		return err
	}
	return tx.wait(m.ID, aid.MessageWaits, turnStaff, m.CaseID, m.PersonID)
}

// answered takes away what waited for staff in a thread.
func (tx *Tx) answered(caseID, person aid.ID) error {
	return tx.exec("DELETE FROM waiting WHERE case_id = $1 AND person_id = $2 AND turn = 'staff' AND kind = 'message'", string(caseID), string(person))
}

// AddMessageRead records that the receiver has opened a message. Only the first time counts: a later one is passed over.
func (tx *Tx) AddMessageRead(m aid.Message, reader aid.Actor) error {
	var there int64
	err := tx.one(tx.ctx, "SELECT 1 FROM message_read WHERE message_id = $1", args(string(m.ID)), &there)
	if !errors.Is(err, aid.ErrNotFound) {
		return err
	}
	if err := tx.add(messageReadFacts, string(m.ID), string(reader.ID), reader.Name, micros(tx.step.At)); err != nil {
		return err
	}
	if m.SentBy != aid.ByStaff {
		return nil // read is not answered: it still waits
	}
	return tx.settle(m.ID)
}

// AddMessageTold records that staff told the person of a message by post or by telephone, once.
func (tx *Tx) AddMessageTold(message aid.ID, told aid.Told, by aid.Staff) error {
	if err := tx.add(messageToldFacts, string(message), string(told.Way), told.On.String(), string(by.ID), by.Name, micros(tx.step.At)); err != nil {
		return err
	}
	return tx.settle(message)
}

const messageColumns = `m.id, m.case_id, m.person_id, m.sent_by, m.staff_id, m.staff_name, m.body, m.files, m.at,
	COALESCE(r.at, 0), COALESCE(r.reader_name, ''), COALESCE(t.way, ''), COALESCE(t.told_on, ''), COALESCE(t.told_name, ''), COALESCE(n.at, 0)`

// messageFrom joins what messageColumns reads.
const messageFrom = ` FROM message m LEFT JOIN message_read r ON r.message_id = m.id LEFT JOIN message_told t ON t.message_id = m.id
	LEFT JOIN noted n ON n.object_id = m.id `

func scanMessage(scan func(...any) error) (m aid.Message, err error) {
	var files, on string
	var told aid.Told
	var at, read, noted int64
	err = scan(&m.ID, &m.CaseID, &m.PersonID, &m.SentBy, &m.StaffID, &m.StaffName, &m.Body, &files, &at, &read, &m.ReadName, &told.Way, &on, &told.Name, &noted)
	if err != nil {
		return m, err
	}
	m.SentAt, m.ReadAt, m.NotedAt = instant(at), instant(read), instant(noted)
	if told.Way != "" {
		m.Told = &told
		err = told.On.UnmarshalText([]byte(on))
	}
	return m, errors.Join(err, decode(files, &m.Files))
}

// Message returns a message by id.
func (r reads) Message(ctx context.Context, id aid.ID) (aid.Message, error) {
	return first(ctx, r, "SELECT "+messageColumns+messageFrom+"WHERE m.id = $1", args(string(id)), scanMessage)
}

// Messages returns the messages of one adult in a case before the given one (empty: from the newest), newest first, at most limit.
func (r reads) Messages(ctx context.Context, caseID, person, before aid.ID, limit int) ([]aid.Message, error) {
	return all(ctx, r, "SELECT "+messageColumns+messageFrom+`WHERE m.case_id = $1 AND m.person_id = $2
		AND ($3 = '' OR m.seq < (SELECT b.seq FROM message b WHERE b.id = $3)) ORDER BY m.seq DESC LIMIT $4`,
		args(string(caseID), string(person), string(before), limit), scanMessage)
}

// UnansweredMessages returns what an adult has written after the newest message from staff, and that staff have not said needs
// no answer, oldest first.
func (r reads) UnansweredMessages(ctx context.Context, caseID, person aid.ID) ([]aid.Message, error) {
	return all(ctx, r, "SELECT "+messageColumns+messageFrom+`WHERE m.case_id = $1 AND m.person_id = $2 AND m.sent_by = 'citizen' AND n.at IS NULL
		AND m.seq > COALESCE((SELECT max(x.seq) FROM message x WHERE x.case_id = $1 AND x.person_id = $2 AND x.sent_by = 'staff'), 0)
		ORDER BY m.seq`, args(string(caseID), string(person)), scanMessage)
}

// UntoldMessages returns the messages from staff that an adult has neither read nor been told of, oldest first.
func (r reads) UntoldMessages(ctx context.Context, caseID, person aid.ID) ([]aid.Message, error) {
	return all(ctx, r, "SELECT "+messageColumns+messageFrom+`JOIN waiting w ON w.object_id = m.id
		WHERE w.case_id = $1 AND w.person_id = $2 AND w.turn = 'person' AND w.kind = 'message' ORDER BY m.seq`, args(string(caseID), string(person)), scanMessage)
}

// Threads tells how the messages of each adult of a case stand.
func (r reads) Threads(ctx context.Context, caseID aid.ID) ([]aid.Thread, error) {
	return all(ctx, r, `SELECT m.person_id,
		COALESCE((SELECT x.at FROM message x WHERE x.case_id = m.case_id AND x.person_id = m.person_id ORDER BY x.seq DESC LIMIT 1), 0),
		(SELECT count(*) FROM waiting w WHERE w.case_id = m.case_id AND w.person_id = m.person_id AND w.turn = 'staff' AND w.kind = 'message'),
		(SELECT count(*) FROM waiting w WHERE w.case_id = m.case_id AND w.person_id = m.person_id AND w.turn = 'person' AND w.kind = 'message')
		FROM member m WHERE m.case_id = $1 AND m.part <> 'child' ORDER BY m.seq, m.id`, args(string(caseID)),
		func(scan func(...any) error) (t aid.Thread, err error) {
			var last, waits int64
			err = scan(&t.PersonID, &last, &waits, &t.Unread)
			t.LastAt, t.Waits = instant(last), waits > 0
			return t, err
		})
}

// unread counts the messages from staff that each adult of a case has neither read nor been told of.
func (r reads) unread(ctx context.Context, caseID aid.ID) (map[aid.ID]int, error) {
	type count struct {
		person aid.ID
		n      int
	}
	list, err := all(ctx, r, "SELECT w.person_id, count(*) FROM waiting w WHERE w.case_id = $1 AND w.turn = 'person' AND w.kind = 'message' GROUP BY w.person_id",
		args(string(caseID)), func(scan func(...any) error) (c count, err error) { return c, scan(&c.person, &c.n) })
	if len(list) == 0 {
		return nil, err
	}
	unread := make(map[aid.ID]int, len(list))
	for _, c := range list {
		unread[c.person] = c.n
	}
	return unread, err
}
