package casework

import (
	"context"
	"crypto/pbkdf2"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"strconv"
	"strings"
	"time"

	"bistand/aid"
	"bistand/store"
)

// codePatience is how long a page waits for a code to be sent; what takes longer goes on without it.
const codePatience = 1500 * time.Millisecond

// codeRounds makes each guess of a code's hash cost some milliseconds, so that whoever reads the table cannot try all million
// codes before the code has ended.
const codeRounds = 50_000

// SendCode sends a code to the address that the actor's own profile states for a way. It is sent at once and by no job, since the
// outbox would have to keep it in clear. Faults: "code.too_many", "code.unsent" and "code.returned", at "email" or "phone".
func (d *Desk) SendCode(ctx context.Context, r Request, caseID aid.ID, way aid.NoticeWay) error {
	to, language, err := d.ownAddress(ctx, r.Actor.ID, way)
	if err != nil {
		return err
	}
	if d.Messages == nil || !d.Messages.Offers(way) {
		return aid.ErrNotFound
	}
	code, err := d.newCode()
	if err != nil {
		return err
	}
	kept := aid.NoticeCode{ID: d.newID(), Address: to, SentAt: d.Now()}
	if kept.Hash, err = hashCode(kept.ID, code); err != nil {
		return err
	}
	err = d.Register.Step(ctx, d.step(r, "send_code", caseID, "person", r.Actor.ID), func(tx *store.Tx) error {
		recent, err := tx.Codes(ctx, r.Actor.ID, d.Now().Add(-aid.CodeInterval))
		if err != nil {
			return err
		}
		if len(recent) >= aid.CodesAnHour {
			return aid.Error{Code: "code.too_many", Field: fieldOf(way)}
		}
		return tx.AddCode(kept)
	})
	if err != nil {
		return err
	}
	return d.sendCode(ctx, kept, language, code)
}

// sendCode sends a code and waits a moment for what comes of it.
func (d *Desk) sendCode(ctx context.Context, c aid.NoticeCode, language, code string) error {
	type answer struct {
		outcome aid.NoticeOutcome
		err     error
	}
	done := make(chan answer, 1)
	go func() {
		outcome, err := d.send(ctx, aid.SentNotice{JobID: c.ID, Event: aid.EventCode}, c.Address, func(ctx context.Context) (string, error) {
			return d.Messages.SendCode(ctx, c.ID, c.Address, language, code)
		})
		if err != nil {
			slog.WarnContext(ctx, "a code was not sent", "way", c.Address.Way, "error", err)
		}
		done <- answer{outcome, err}
	}()
	select {
	case a := <-done:
		switch {
		case a.err != nil || a.outcome == aid.NoticeRefused:
			return aid.Error{Code: "code.unsent", Field: fieldOf(c.Address.Way)}
		case a.outcome == aid.NoticeReturned:
			return aid.Error{Code: "code.returned", Field: fieldOf(c.Address.Way)}
		}
	case <-time.After(codePatience):
	case <-ctx.Done():
	}
	return nil
}

// ConfirmAddress takes the code that was sent to the address that the actor's own profile states for a way. Faults at "code":
// "code.wrong" while it may be tried again, "code.expired" when a new one is needed.
func (d *Desk) ConfirmAddress(ctx context.Context, r Request, caseID aid.ID, way aid.NoticeWay, typed string) error {
	to, _, err := d.ownAddress(ctx, r.Actor.ID, way)
	if err != nil || to.Confirmed && to.BouncedAt.IsZero() {
		return err
	}
	failed := d.confirm(ctx, r, caseID, to, typed)
	if fault := (aid.Error{}); !errors.As(failed, &fault) || fault.Code != "code.expired" {
		return failed
	}
	// The same form sent twice at once: the other may have used the code up, and with it confirmed the address.
	if to, _, err = d.ownAddress(ctx, r.Actor.ID, way); err == nil && (!to.Confirmed || !to.BouncedAt.IsZero()) {
		err = failed
	}
	return err
}

// confirm tries what was typed against the code that was sent to an address.
func (d *Desk) confirm(ctx context.Context, r Request, caseID aid.ID, to aid.Address, typed string) error {
	code, err := d.codeFor(ctx, to)
	if err != nil {
		return err
	}
	hash, err := hashCode(code.ID, digits(typed))
	if err != nil {
		return err
	}
	// A try counts whatever comes of it, but the same form sent again is no other try: what it was told it is told again.
	wrong := false
	err = d.Register.Step(ctx, d.step(r, "confirm_address", caseID, "person", r.Actor.ID), func(tx *store.Tx) error {
		err := tx.TryCode(code.ID)
		if errors.Is(err, aid.ErrNotFound) {
			return aid.Error{Code: "code.expired", Field: "code"}
		}
		if wrong = subtle.ConstantTimeCompare([]byte(hash), []byte(code.Hash)) == 0; wrong || err != nil {
			tx.Result(wrongCode)
			return err
		}
		return errors.Join(tx.UseCode(code.ID, d.Now()), tx.AddConfirmation(d.newID(), to))
	})
	var repeated *store.RepeatedError
	if errors.As(err, &repeated) {
		wrong = repeated.Result == wrongCode
	}
	if !wrong || err != nil && repeated == nil {
		return err
	}
	if left := aid.CodeTries - code.Tries - 1; left > 0 {
		return aid.Error{Code: "code.wrong", Field: "code", Args: map[string]string{"n": strconv.Itoa(left)}}
	}
	return aid.Error{Code: "code.expired", Field: "code"}
}

// wrongCode is what is kept of a try that was wrong.
const wrongCode = "wrong"

// CodeSent tells when the code that can be typed for an address was sent; none is aid.ErrNotFound.
func (d *Desk) CodeSent(ctx context.Context, to aid.Address) (time.Time, error) {
	code, err := d.codeFor(ctx, to)
	if errors.As(err, new(aid.Error)) {
		err = aid.ErrNotFound
	}
	return code.SentAt, err
}

// codeFor finds the newest code of an address. Only that one holds: whoever asked for another has lost the first.
func (d *Desk) codeFor(ctx context.Context, to aid.Address) (aid.NoticeCode, error) {
	codes, err := d.Register.Codes(ctx, to.PersonID, d.Now().Add(-aid.CodeLife))
	if err != nil {
		return aid.NoticeCode{}, err
	}
	for _, c := range codes {
		if c.Address.Way != to.Way || c.Address.To != to.To || !c.UsedAt.IsZero() {
			continue
		}
		if c.Holds(d.Now()) {
			return c, nil
		}
		break
	}
	return aid.NoticeCode{}, aid.Error{Code: "code.expired", Field: "code"}
}

// ownAddress returns the address that a person's profile states for a way, with their language. A protected person has none
// here.
func (d *Desk) ownAddress(ctx context.Context, person aid.ID, way aid.NoticeWay) (aid.Address, string, error) {
	who, err := d.Register.Person(ctx, person)
	if err != nil {
		return aid.Address{}, "", err
	}
	if who.Protected {
		return aid.Address{}, "", aid.ErrForbidden
	}
	profile, err := d.Register.Profile(ctx, person)
	if err != nil {
		return aid.Address{}, "", err
	}
	addresses, err := d.Register.Reach(ctx, profile)
	for _, a := range addresses {
		if a.Way == way {
			return a, profile.Takes(), err
		}
	}
	return aid.Address{}, "", errors.Join(err, aid.ErrNotFound)
}

// fieldOf is the field of a profile's form that an address comes from.
func fieldOf(way aid.NoticeWay) string {
	if way == aid.BySMS {
		return "phone"
	}
	return "email"
}

// newCode makes six digits, each million as likely.
func (d *Desk) newCode() (string, error) {
	for {
		var b [3]byte
		if _, err := io.ReadFull(d.Random, b[:]); err != nil {
			return "", fmt.Errorf("read randomness for a code: %w", err)
		}
		if n := int(b[0]&0x0f)<<16 | int(b[1])<<8 | int(b[2]); n < 1_000_000 { // 20 bits: nearly all are below
			return fmt.Sprintf("%06d", n), nil
		}
	}
}

// hashCode is what is kept of a code.
func hashCode(id aid.ID, code string) (string, error) {
	key, err := pbkdf2.Key(sha256.New, code, []byte(id), codeRounds, sha256.Size)
	return hex.EncodeToString(key), err
}

// digits reads the digits out of what was typed, in whatever script a keyboard gives them.
func digits(typed string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= '0' && r <= '9':
			return r
		case r >= '٠' && r <= '٩': // Arabic
			return '0' + r - '٠'
		case r >= '۰' && r <= '۹': // Arabic, eastern
			return '0' + r - '۰'
		}
		return -1
	}, typed)
}
