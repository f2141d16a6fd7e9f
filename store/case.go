package store

import (
	"context"
	"errors"
	"time"

	"bistand/aid"
)

// AddCase opens a case; members, contacts and access are facts of their own.
func (tx *Tx) AddCase(c aid.Case) error {
	return tx.add(caseFacts, string(c.ID), c.Number, c.Type, c.OpenedOn.String(), micros(tx.step.At))
}

// AddCaseClosing closes a case: nothing more is asked for in it.
func (tx *Tx) AddCaseClosing(id aid.ID, on aid.Date, reason string) error {
	if err := tx.add(caseClosingFacts, string(id), on.String(), reason, micros(tx.step.At)); err != nil {
		return err
	}
	return tx.exec("DELETE FROM waiting WHERE case_id = $1 AND kind = 'completion'", string(id))
}

// AddMember makes a person part of a case.
func (tx *Tx) AddMember(id, caseID, person aid.ID, part aid.Part) error {
	return tx.add(memberFacts, string(id), string(caseID), string(person), string(part), micros(tx.step.At))
}

// AddMemberEnd records that a person has left a case: they are asked for nothing more in it.
func (tx *Tx) AddMemberEnd(caseID, person, staff aid.ID, on aid.Date, reason string) error {
	if err := tx.add(memberEndFacts, string(caseID), string(person), on.String(), reason, string(staff), micros(tx.step.At)); err != nil {
		return err
	}
	return tx.exec("DELETE FROM waiting WHERE case_id = $1 AND person_id = $2 AND kind = 'completion'", string(caseID), string(person))
}

// AddMemberEntry records that a person who has left a case, or has just been made part of it, has moved in.
func (tx *Tx) AddMemberEntry(id, caseID, person, staff aid.ID, on aid.Date) error {
	return tx.add(memberEntryFacts, string(id), string(caseID), string(person), on.String(), string(staff), micros(tx.step.At))
}

// AddAssignment gives a case to a member of staff in a function; the newest assignment of a function holds.
func (tx *Tx) AddAssignment(id, caseID, staff aid.ID, function aid.Role) error {
	err := tx.add(assignmentFacts, string(id), string(caseID), string(staff), string(function), micros(tx.step.At))
	if err != nil || function != aid.Caseworker {
		return err
	}
	return tx.reassign(caseID, staff)
}

// AddAccess opens or closes the e-service for a person in a case; the newest word holds.
func (tx *Tx) AddAccess(id, caseID, person, staff aid.ID, active bool) error {
	return tx.add(accessFacts, string(id), string(caseID), string(person), bit(active), string(staff), micros(tx.step.At))
}

// AccessOf returns the case that a person may follow: the newest word on their access to it must be active and the case
// open. Of several it is the one opened to them last; none is aid.ErrNotFound.
func (r reads) AccessOf(ctx context.Context, person aid.ID) (caseID aid.ID, err error) {
	err = r.one(ctx, `SELECT a.case_id FROM access a JOIN member m ON m.case_id = a.case_id AND m.person_id = a.person_id WHERE a.person_id = $1 AND a.active = 1
		AND a.seq = (SELECT max(b.seq) FROM access b WHERE b.person_id = a.person_id AND b.case_id = a.case_id)
		AND NOT `+hasLeft+`
		AND NOT EXISTS (SELECT 1 FROM case_closing c WHERE c.case_id = a.case_id) ORDER BY a.seq DESC LIMIT 1`, args(string(person)), &caseID)
	return caseID, err
}

// HasAccess tells whether a person's access to a case is active.
func (r reads) HasAccess(ctx context.Context, caseID, person aid.ID) (bool, error) {
	var active int64
	err := r.one(ctx, "SELECT active FROM access WHERE case_id = $1 AND person_id = $2 ORDER BY seq DESC LIMIT 1",
		args(string(caseID), string(person)), &active)
	if errors.Is(err, aid.ErrNotFound) {
		return false, nil
	}
	return active == 1, err
}

// Case returns a case with its members, those who have left it, and its contacts; none is aid.ErrNotFound.
func (r reads) Case(ctx context.Context, id aid.ID) (aid.Case, error) {
	c, err := first(ctx, r, `SELECT c.id, c.number, c.type, c.opened_on, COALESCE((SELECT x.closed_on FROM case_closing x WHERE x.case_id = c.id), '')
		FROM cases c WHERE c.id = $1`, args(string(id)), scanCase)
	if err != nil {
		return c, err
	}
	if c.Members, c.Left, err = r.members(ctx, id); err != nil {
		return c, err
	}
	if c.Contacts, err = r.contacts(ctx, id); err == nil && c.HasProtected() {
		c.Named, err = r.named(ctx, id)
	}
	return c, err
}

// CaseByNumber returns a case by its number.
func (r reads) CaseByNumber(ctx context.Context, number string) (aid.Case, error) {
	var id aid.ID
	if err := r.one(ctx, "SELECT id FROM cases WHERE number = $1", args(number), &id); err != nil {
		return aid.Case{}, err
	}
	return r.Case(ctx, id)
}

// CasesOf returns the cases that a person is or was a member of, newest first.
func (r reads) CasesOf(ctx context.Context, person aid.ID) ([]aid.Case, error) {
	ids, err := all(ctx, r, "SELECT m.case_id FROM member m WHERE m.person_id = $1 ORDER BY m.seq DESC", args(string(person)),
		func(scan func(...any) error) (id aid.ID, err error) { return id, scan(&id) })
	if err != nil {
		return nil, err
	}
	return r.cases(ctx, ids)
}

func (r reads) cases(ctx context.Context, ids []aid.ID) ([]aid.Case, error) {
	var found []aid.Case
	for _, id := range ids {
		c, err := r.Case(ctx, id)
		if err != nil {
			return nil, err
		}
		found = append(found, c)
	}
	return found, nil
}

func scanCase(scan func(...any) error) (c aid.Case, err error) {
	var opened, closed string
	if err = scan(&c.ID, &c.Number, &c.Type, &opened, &closed); err != nil {
		return c, err
	}
	return c, errors.Join(c.OpenedOn.UnmarshalText([]byte(opened)), c.ClosedOn.UnmarshalText([]byte(closed)))
}

// members returns those who belong to a case now, and the adults who have left it and not moved in again.
func (r reads) members(ctx context.Context, caseID aid.ID) (here []aid.Member, left []aid.Person, err error) {
	type member struct {
		aid.Member
		left bool
	}
	list, err := all(ctx, r, "SELECT m.part, "+hasLeft+", "+personColumns+" FROM member m JOIN person p ON p.id = m.person_id WHERE m.case_id = $1 ORDER BY m.seq, m.id",
		args(string(caseID)), func(scan func(...any) error) (m member, err error) {
			m.Person, err = scanPerson(func(into ...any) error { return scan(append([]any{&m.Part, &m.left}, into...)...) })
			return m, err
		})
	for _, m := range list {
		switch {
		case !m.left:
			here = append(here, m.Member)
		case m.Part != aid.ChildInCase:
			left = append(left, m.Person)
		}
	}
	return here, left, err
}

// MaySee returns the adults who belong to a case now and may see an application of it, with what comes of it: not one who has
// moved in since (aid.Stays.SawApplication). An application that is not there is aid.ErrNotFound.
func (r reads) MaySee(ctx context.Context, application aid.ID) ([]aid.ID, error) {
	a, err := r.stateUnsigned(ctx, application)
	if err != nil {
		return nil, err
	}
	members, _, err := r.members(ctx, a.CaseID)
	if err != nil {
		return nil, err
	}
	stays, err := r.Stays(ctx, a.CaseID)
	var may []aid.ID
	for _, p := range (aid.Case{Members: members}).Adults() {
		if stays[p.ID].SawApplication(a) {
			may = append(may, p.ID)
		}
	}
	return may, err
}

// Stays returns when those who have moved in to a case have belonged to it, by person; of a case that none has moved in to none.
func (r reads) Stays(ctx context.Context, caseID aid.ID) (map[aid.ID]aid.Stays, error) {
	type move struct {
		person aid.ID
		in     bool
		at     time.Time
	}
	moves, err := all(ctx, r, `SELECT x.person_id, x.enters, x.at FROM (
			SELECT m.person_id, 1 AS enters, 0 AS at, m.seq FROM member m WHERE m.case_id = $1
				AND NOT EXISTS (SELECT 1 FROM member_entry n WHERE n.case_id = m.case_id AND n.person_id = m.person_id AND n.seq = m.seq)
			UNION ALL SELECT n.person_id, 1, n.at, n.seq FROM member_entry n WHERE n.case_id = $1
			UNION ALL SELECT e.person_id, 0, e.at, e.seq FROM member_end e WHERE e.case_id = $1) x
		WHERE EXISTS (SELECT 1 FROM member_entry n WHERE n.case_id = $1 AND n.person_id = x.person_id) ORDER BY x.seq`, args(string(caseID)),
		func(scan func(...any) error) (m move, err error) {
			var enters, at int64
			err = scan(&m.person, &enters, &at)
			m.in, m.at = enters == 1, instant(at)
			return m, err
		})
	if len(moves) == 0 || err != nil {
		return nil, err
	}
	all := map[aid.ID]aid.Stays{}
	for _, m := range moves {
		if m.in {
			all[m.person] = append(all[m.person], aid.Stay{From: m.at})
		} else if n := len(all[m.person]); n > 0 {
			all[m.person][n-1].Until = m.at
		}
	}
	return all, nil
}

// contacts returns the newest assignment of each function.
func (r reads) contacts(ctx context.Context, caseID aid.ID) ([]aid.Contact, error) {
	return all(ctx, r, "SELECT a.function, "+staffColumns+` FROM assignment a JOIN staff_now s ON s.id = a.staff_id WHERE a.case_id = $1
		AND a.seq = (SELECT max(b.seq) FROM assignment b WHERE b.case_id = a.case_id AND b.function = a.function) ORDER BY a.function`,
		args(string(caseID)), func(scan func(...any) error) (c aid.Contact, err error) {
			c.Staff, err = scanStaff(func(into ...any) error { return scan(append([]any{&c.Function}, into...)...) })
			return c, err
		})
}

// AddCaseRead records that someone looked at a case, and for whom they stood in.
func (tx *Tx) AddCaseRead(id aid.ID, read aid.CaseRead) error {
	if err := tx.add(caseReadFacts, caseReadRow(id, read)...); err != nil || read.For.ID == "" {
		return err
	}
	return tx.add(caseReadForFacts, string(id), string(read.For.ID), read.For.Name)
}

func caseReadRow(id aid.ID, read aid.CaseRead) []any {
	by := read.By.Doer()
	return []any{string(id), string(read.CaseID), string(by.Kind), string(by.ID), by.Name, read.What, read.Reason, micros(read.At)}
}

// AddCaseReads records many looks at cases, each under an id that newID makes.
func (tx *Tx) AddCaseReads(newID func() aid.ID, reads []aid.CaseRead) error {
	rows := make([][]any, len(reads))
	for i, read := range reads {
		rows[i] = caseReadRow(newID(), read)
	}
	return tx.addMany(caseReadFacts, rows)
}

// ReasonSince tells whether a member of staff has given a reason for opening a case after an instant.
func (r reads) ReasonSince(ctx context.Context, caseID, staff aid.ID, since time.Time) (bool, error) {
	var there int64
	err := r.one(ctx, "SELECT 1 FROM case_read WHERE case_id = $1 AND actor_id = $2 AND reason <> '' AND at > $3 LIMIT 1",
		args(string(caseID), string(staff), micros(since)), &there)
	if errors.Is(err, aid.ErrNotFound) {
		return false, nil
	}
	return err == nil, err
}

// CaseReads returns who has looked at a case, newest first, at most limit, before the given instant (the zero instant: from now).
func (r reads) CaseReads(ctx context.Context, caseID aid.ID, before time.Time, limit int) ([]aid.CaseRead, error) {
	until := micros(before)
	if until == 0 {
		until = 1 << 62
	}
	return all(ctx, r, `SELECT v.case_id, v.actor_kind, v.actor_id, v.actor_name, v.what, v.reason, v.at, COALESCE(f.staff_id, ''), COALESCE(f.staff_name, ''),
		COALESCE(r.id, ''), COALESCE(r.person_id, ''), COALESCE(o.given_name || ' ' || o.family_name, ''), COALESCE(r.name, ''), COALESCE(r.kind, ''), COALESCE(r.scope, '')
		FROM (SELECT * FROM case_read WHERE case_id = $1 AND at < $2 ORDER BY at DESC, id DESC LIMIT $3) v
		LEFT JOIN case_read_for f ON f.read_id = v.id
		LEFT JOIN represented_step x ON x.seq = v.seq LEFT JOIN representation r ON r.id = x.representation_id LEFT JOIN person o ON o.id = r.person_id
		ORDER BY v.at DESC, v.id DESC`, args(string(caseID), until, limit),
		func(scan func(...any) error) (c aid.CaseRead, err error) {
			var at int64
			var of aid.Representative
			var name string
			err = scan(&c.CaseID, &c.By.Kind, &c.By.ID, &c.By.Name, &c.What, &c.Reason, &at, &c.For.ID, &c.For.Name,
				&of.ID, &of.PersonID, &name, &of.Name, &of.Kind, &of.Scope)
			c.At, c.By = instant(at), onBehalf(c.By, of, name)
			if c.For.ID != "" {
				c.For.Kind = aid.ByStaff
			}
			return c, err
		})
}

// AddPayee records whom a case's payments may go to.
func (tx *Tx) AddPayee(p aid.Payee) error {
	return tx.add(payeeFacts, string(p.ID), string(p.CaseID), p.Name, string(p.Kind), string(p.PersonID), string(p.Method), p.Clearing, p.Account, micros(tx.step.At))
}

const payeeColumns = "y.id, y.case_id, y.name, y.kind, y.person_id, y.method, y.clearing, y.account"

func scanPayee(scan func(...any) error) (p aid.Payee, err error) {
	return p, scan(&p.ID, &p.CaseID, &p.Name, &p.Kind, &p.PersonID, &p.Method, &p.Clearing, &p.Account)
}

// Payees returns the payees of a case, newest first.
func (r reads) Payees(ctx context.Context, caseID aid.ID) ([]aid.Payee, error) {
	return all(ctx, r, "SELECT "+payeeColumns+" FROM payee y WHERE y.case_id = $1 ORDER BY y.seq DESC, y.id", args(string(caseID)), scanPayee)
}

// NextNumber counts a named counter up and returns it; the first is 1.
func (tx *Tx) NextNumber(name string) (int64, error) {
	if err := tx.exec("INSERT INTO counter (name, value) VALUES ($1, 1) ON CONFLICT (name) DO UPDATE SET value = counter.value + 1", name); err != nil {
		return 0, err
	}
	var n int64
	err := tx.one(tx.ctx, "SELECT value FROM counter WHERE name = $1", args(name), &n)
	return n, err
}
