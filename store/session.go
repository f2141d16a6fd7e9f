package store

import (
	"context"
	"errors"
	"time"

	"bistand/aid"
)

// AddSession begins a log-in. Only a hash of the browser's token is kept.
func (tx *Tx) AddSession(s aid.Session, tokenHash string) error {
	var roles []aid.Role
	if s.Staff != nil {
		roles = s.Staff.Roles
	}
	list, err := encode(roles)
	if err != nil {
		return err
	}
	return tx.exec(`INSERT INTO session (id, token_hash, actor_kind, actor_id, actor_name, roles, case_id, language, user_agent, remote_addr, started_at, seen_at, ended_at,
		representation_id, means) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)`,
		string(s.ID), tokenHash, string(s.Actor.Kind), string(s.Actor.Doer().ID), s.Actor.Doer().Name, list, string(s.CaseID), s.Language, s.UserAgent, s.RemoteAddr,
		micros(s.StartedAt), micros(s.SeenAt), micros(s.EndedAt), string(s.Actor.Deputy.Authority), s.Means)
}

// fromSession joins a log-in to the authority by which it acts for another, where it does: r the authority, o the person
// represented. One who may not be known of any more leaves these out, and the log-in is then of nobody.
const fromSession = " FROM session s LEFT JOIN representation r ON r.id = s.representation_id LEFT JOIN person o ON o.id = r.person_id"

const sessionColumns = `s.id, s.actor_kind, s.actor_id, s.actor_name, s.roles, s.case_id, s.language, s.user_agent, s.remote_addr, s.started_at, s.seen_at, s.ended_at, s.means,
	s.representation_id, COALESCE(r.person_id, ''), COALESCE(o.given_name || ' ' || o.family_name, ''), COALESCE(r.name, ''), COALESCE(r.kind, ''), COALESCE(r.scope, '')`

// scanSession reads a session. Staff holds only the roles of this log-in, Person is left to be read where it is needed. This is
// where the log-in of a representative becomes the person whose case it is and the one who acts.
func scanSession(scan func(...any) error) (s aid.Session, err error) {
	var roles, name string
	var started, seen, ended int64
	var of aid.Representative
	err = scan(&s.ID, &s.Actor.Kind, &s.Actor.ID, &s.Actor.Name, &roles, &s.CaseID, &s.Language, &s.UserAgent, &s.RemoteAddr, &started, &seen, &ended, &s.Means,
		&of.ID, &of.PersonID, &name, &of.Name, &of.Kind, &of.Scope)
	if err != nil {
		return s, err
	}
	s.Self, s.Actor = s.Actor, onBehalf(s.Actor, of, name)
	s.StartedAt, s.SeenAt, s.EndedAt = instant(started), instant(seen), instant(ended)
	if s.Actor.Kind == aid.ByStaff {
		s.Staff = &aid.Staff{ID: s.Actor.ID, Name: s.Actor.Name}
		return s, decode(roles, &s.Staff.Roles)
	}
	return s, nil
}

// Session returns the log-in of a token's hash, ended or not.
func (r reads) Session(ctx context.Context, tokenHash string) (aid.Session, error) {
	return first(ctx, r, "SELECT "+sessionColumns+fromSession+" WHERE s.token_hash = $1", args(tokenHash), scanSession)
}

// SessionsOf returns the newest log-ins of a person or member of staff, at most limit.
func (r reads) SessionsOf(ctx context.Context, actor aid.ID, limit int) ([]aid.Session, error) {
	return all(ctx, r, "SELECT "+sessionColumns+fromSession+" WHERE s.actor_id = $1 ORDER BY s.started_at DESC LIMIT $2", args(string(actor), limit), scanSession)
}

// SeeSession records that a log-in is in use.
func (tx *Tx) SeeSession(id aid.ID, at time.Time) error {
	return tx.exec("UPDATE session SET seen_at = $1 WHERE id = $2 AND ended_at = 0", micros(at), string(id))
}

// SetSessionLanguage keeps the language chosen.
func (tx *Tx) SetSessionLanguage(id aid.ID, language string) error {
	return tx.exec("UPDATE session SET language = $1 WHERE id = $2", language, string(id))
}

// EndSession ends one log-in; EndSessions ends all of an actor's.
func (tx *Tx) EndSession(id aid.ID, at time.Time) error {
	return tx.exec("UPDATE session SET ended_at = $1 WHERE id = $2 AND ended_at = 0", micros(at), string(id))
}

// EndSessions ends every log-in of a person or member of staff.
func (tx *Tx) EndSessions(actor aid.ID, at time.Time) error {
	return tx.exec("UPDATE session SET ended_at = $1 WHERE actor_id = $2 AND ended_at = 0", micros(at), string(actor))
}

// EndSessionsOn ends every log-in of a person on a case, by whosever hand.
func (tx *Tx) EndSessionsOn(caseID, actor aid.ID, at time.Time) error {
	return tx.exec(`UPDATE session SET ended_at = $1 WHERE case_id = $3 AND ended_at = 0 AND (actor_id = $2 AND representation_id = ''
		OR representation_id IN (SELECT r.id FROM representation r WHERE r.person_id = $2))`, micros(at), string(actor), string(caseID))
}

// EndSessionsOf ends every log-in of a person, whosever case it is on, and every one by whoever acts for them.
func (tx *Tx) EndSessionsOf(person aid.ID, at time.Time) error {
	return tx.exec(`UPDATE session SET ended_at = $1 WHERE ended_at = 0 AND (actor_id = $2
		OR representation_id IN (SELECT r.id FROM representation r WHERE r.person_id = $2))`, micros(at), string(person))
}

// TurnSession makes a log-in one on a case, for oneself or, with an authority, for another. One that has ended stays as it was.
func (tx *Tx) TurnSession(id, caseID, authority aid.ID) error {
	return tx.exec("UPDATE session SET case_id = $1, representation_id = $2 WHERE id = $3 AND ended_at = 0", string(caseID), string(authority), string(id))
}

// EndSessionsBy ends every log-in by an authority.
func (tx *Tx) EndSessionsBy(authority aid.ID, at time.Time) error {
	return tx.exec("UPDATE session SET ended_at = $1 WHERE representation_id = $2 AND ended_at = 0", micros(at), string(authority))
}

// AddOrder keeps an order with the e-identification service, before the browser is told of it.
func (tx *Tx) AddOrder(o aid.Order) error {
	return tx.exec(`INSERT INTO bankid_order (id, browser, purpose, person_id, object_id, other_device, order_ref, auto_start_token, qr_token, qr_secret,
		visible, hidden, return_nonce, first_started_at, started_at, collected_at, status, hint, error_key, answer, used_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21)`,
		string(o.ID), o.Browser, string(o.Purpose), string(o.PersonID), string(o.ObjectID), bit(o.OtherDevice), o.OrderRef, o.AutoStartToken, o.QRToken, o.QRSecret,
		o.Visible, o.Hidden, o.ReturnNonce, micros(o.FirstStartedAt), micros(o.StartedAt), micros(o.CollectedAt), string(o.Status), o.Hint, o.ErrorKey, answerOf(o), micros(o.UsedAt))
}

// SaveOrder writes what may change of an order: a new order under the same QR page, the newest answer, its use.
// An order that has been used is aid.ErrConflict: a completed identification serves once.
func (tx *Tx) SaveOrder(o aid.Order) error {
	n, err := tx.changed(`UPDATE bankid_order SET order_ref = $1, auto_start_token = $2, qr_token = $3, qr_secret = $4, started_at = $5, collected_at = $6,
		status = $7, hint = $8, error_key = $9, answer = $10, used_at = $11, other_device = $12 WHERE id = $13 AND used_at = 0`,
		o.OrderRef, o.AutoStartToken, o.QRToken, o.QRSecret, micros(o.StartedAt), micros(o.CollectedAt), string(o.Status), o.Hint, o.ErrorKey, answerOf(o),
		micros(o.UsedAt), bit(o.OtherDevice), string(o.ID))
	if err == nil && n == 0 {
		err = aid.ErrConflict
	}
	return err
}

// UseOrder marks an order as used whose answer has become a fact, and lets go of its own copy of it. One that has been used
// before is aid.ErrConflict.
func (tx *Tx) UseOrder(id aid.ID, at time.Time) error {
	n, err := tx.changed("UPDATE bankid_order SET used_at = $1, answer = $2 WHERE id = $3 AND used_at = 0", micros(at), []byte{}, string(id))
	if err == nil && n == 0 {
		err = aid.ErrConflict
	}
	return err
}

// Order returns an order by id, only to the browser that started it: for any other it is aid.ErrNotFound.
func (r reads) Order(ctx context.Context, id aid.ID, browser string) (aid.Order, error) {
	return first(ctx, r, `SELECT o.id, o.browser, o.purpose, o.person_id, o.object_id, o.other_device, o.order_ref, o.auto_start_token, o.qr_token, o.qr_secret,
		o.visible, o.hidden, o.return_nonce, o.first_started_at, o.started_at, o.collected_at, o.status, o.hint, o.error_key, o.answer, o.used_at
		FROM bankid_order o WHERE o.id = $1 AND o.browser = $2`, args(string(id), browser), scanOrder)
}

func scanOrder(scan func(...any) error) (o aid.Order, err error) {
	var other, first, started, collected, used int64
	err = scan(&o.ID, &o.Browser, &o.Purpose, &o.PersonID, &o.ObjectID, &other, &o.OrderRef, &o.AutoStartToken, &o.QRToken, &o.QRSecret,
		&o.Visible, &o.Hidden, &o.ReturnNonce, &first, &started, &collected, &o.Status, &o.Hint, &o.ErrorKey, &o.Answer, &used)
	o.OtherDevice = other == 1
	o.FirstStartedAt, o.StartedAt, o.CollectedAt, o.UsedAt = instant(first), instant(started), instant(collected), instant(used)
	return o, err
}

// Side is who logs in by a provider.
type Side string

// The sides.
const (
	StaffSide   Side = "staff"
	CitizenSide Side = "citizen"
)

// ProviderLogin is what is kept of a log-in by a provider between its start and the provider's answer.
type ProviderLogin struct {
	State, Browser  string
	Side            Side
	Nonce, Verifier string
	Till            string // where the person was going; empty for nowhere
	At              time.Time
}

// AddProviderLogin keeps a log-in that was sent to the provider.
func (tx *Tx) AddProviderLogin(l ProviderLogin) error {
	return tx.exec("INSERT INTO provider_login (state, browser, side, nonce, verifier, till, at) VALUES ($1, $2, $3, $4, $5, $6, $7)",
		l.State, l.Browser, string(l.Side), l.Nonce, l.Verifier, l.Till, micros(l.At))
}

// TakeProviderLogin returns a kept log-in of this browser and side and takes it away: it serves once. None is aid.ErrNotFound.
func (tx *Tx) TakeProviderLogin(side Side, state, browser string) (l ProviderLogin, err error) {
	var at int64
	err = tx.one(tx.ctx, "SELECT state, browser, side, nonce, verifier, till, at FROM provider_login WHERE state = $1 AND browser = $2 AND side = $3",
		args(state, browser, string(side)), &l.State, &l.Browser, &l.Side, &l.Nonce, &l.Verifier, &l.Till, &at)
	if err != nil {
		return l, err
	}
	l.At = instant(at)
	n, err := tx.changed("DELETE FROM provider_login WHERE state = $1", state)
	if err == nil && n != 1 {
		err = errors.New("a log-in was taken twice")
	}
	return l, err
}

// answerOf is the order's answer, never nil: the column holds bytes.
func answerOf(o aid.Order) []byte {
	if o.Answer == nil {
		return []byte{}
	}
	return o.Answer
}
