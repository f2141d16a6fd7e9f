package casework_test

import (
	"bytes"
	"errors"
	"strings"
	"testing"
	"time"

	"bistand/aid"
	bankidsim "bistand/bankid/sim"
	"bistand/casework"
)

// logIn starts a log-in.
func (w *world) logIn(otherDevice bool) aid.Order {
	w.t.Helper()
	return have(w.desk.StartOrder(w.ctx, casework.OrderFor{Purpose: aid.ToLogIn, OtherDevice: otherDevice, Visible: "Logga in hos Lunds kommun.", Client: w.client}))(w.t)
}

// follow asks how an order is getting on, two seconds later.
func (w *world) follow(o aid.Order) (aid.Order, string) {
	w.t.Helper()
	w.pass(2 * time.Second)
	now, key, err := w.desk.FollowOrder(w.ctx, o.ID, w.client)
	w.must(err)
	return now, key
}

// L13: every hint of the service has words of its own, by the device that the person uses.
func TestL13_EveryHintHasItsWords(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.startBankID()
		want := map[string][2]string{ // on the same device, by a code from another
			"outstandingTransaction": {"bankid.rfa13", "bankid.rfa1"}, "noClient": {"bankid.rfa13", "bankid.rfa1"},
			"started": {"bankid.rfa15b", "bankid.rfa15b"}, "userMrtd": {"bankid.rfa23", "bankid.rfa23"},
			"userCallConfirm": {"bankid.confirm_call", "bankid.confirm_call"}, "userSign": {"bankid.rfa9", "bankid.rfa9"},
			"processing": {"bankid.processing", "bankid.processing"}, "pending:nyhet": {"bankid.rfa21", "bankid.rfa21"},
			"expiredTransaction": {"bankid.rfa8", "bankid.rfa8"}, "certificateErr": {"bankid.rfa16", "bankid.rfa16"},
			"userCancel": {"bankid.rfa6", "bankid.rfa6"}, "cancelled": {"bankid.rfa3", "bankid.rfa3"},
			"startFailed": {"bankid.rfa17a", "bankid.rfa1"}, "userDeclinedCall": {"bankid.call_declined", "bankid.call_declined"},
			"notSupportedByUserApp": {"bankid.app_too_old", "bankid.app_too_old"}, "transactionRiskBlocked": {"bankid.risk_blocked", "bankid.risk_blocked"},
			"failed:nyhet": {"bankid.rfa22", "bankid.rfa22"},
		}
		for _, hint := range append(bankidsim.PendingHints(), bankidsim.FailedHints()...) {
			if _, ok := want[hint]; !ok {
				t.Errorf("the hint %s is not tried", hint)
			}
		}
		for hint, keys := range want {
			for i, other := range []bool{false, true} {
				o := w.logIn(other)
				w.phone(o.AutoStartToken, w.sara, hint)
				now, key := w.follow(o)
				if key != keys[i] || now.ErrorKey != key {
					t.Errorf("%s: %q, want %q", hint, key, keys[i])
				}
				kept := have(w.register.Order(w.ctx, o.ID, w.client.Browser))(t)
				if kept.Status != now.Status || kept.ErrorKey != key {
					t.Errorf("%s: kept as %s %q", hint, kept.Status, kept.ErrorKey)
				}
				w.must(w.desk.CancelOrder(w.ctx, o.ID, w.client))
			}
		}
	})
}

// B15: the code stays up for three minutes: an order that nobody scanned is followed by a new one. By link there is no code.
func TestB15_CodeStaysUpForThreeMinutes(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.startBankID()
		o := w.logIn(true)
		seen := map[string]bool{o.OrderRef: true}
		for w.Now().Sub(o.FirstStartedAt) < 178*time.Second {
			now, key := w.follow(o)
			if now.Status != aid.OrderPending || key != "bankid.rfa1" {
				t.Fatalf("after %s: %s %q", w.Now().Sub(o.FirstStartedAt), now.Status, key)
			}
			if !now.FirstStartedAt.Equal(o.FirstStartedAt) {
				t.Fatal("the first start moved")
			}
			seen[now.OrderRef] = true
			w.drawn(o)
		}
		if len(seen) != 6 {
			t.Errorf("%d orders in three minutes, want 6", len(seen))
		}
		w.pass(time.Minute)
		if now, key := w.follow(o); now.Status != aid.OrderFailed || key != "bankid.rfa17b" {
			t.Errorf("after three minutes: %s %q", now.Status, key)
		}
		byLink := w.logIn(false)
		w.pass(29 * time.Second)
		if now, key := w.follow(byLink); now.Status != aid.OrderFailed || key != "bankid.rfa17a" {
			t.Errorf("by link: %s %q", now.Status, key)
		}
	})
}

// drawn checks that the code of an order can be drawn now, and by no one else.
func (w *world) drawn(o aid.Order) {
	w.t.Helper()
	var svg bytes.Buffer
	w.must(w.desk.DrawQR(w.ctx, &svg, o.ID, w.client, "QR-kod"))
	if !strings.Contains(svg.String(), "<svg") {
		w.t.Errorf("no code: %s", svg.String())
	}
	if err := w.desk.DrawQR(w.ctx, &svg, o.ID, casework.Client{Browser: "another"}, "QR-kod"); !errors.Is(err, aid.ErrNotFound) {
		w.t.Errorf("another browser has the code: %v", err)
	}
}

// The service is asked every 1.5 seconds at most, however many pages ask.
func TestB15_AskedNotTooOften(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.startBankID()
		o := w.logIn(true)
		first, _ := w.follow(o)
		w.phone(o.AutoStartToken, w.sara, "userCancel")
		for range 14 {
			w.pass(100 * time.Millisecond)
			now, _, err := w.desk.FollowOrder(w.ctx, o.ID, w.client)
			if err != nil || now.Status != aid.OrderPending || !now.CollectedAt.Equal(first.CollectedAt) {
				t.Fatalf("asked too early: %+v, %v", now, err)
			}
		}
		w.pass(100 * time.Millisecond)
		if now, key, err := w.desk.FollowOrder(w.ctx, o.ID, w.client); err != nil || now.Status != aid.OrderFailed || key != "bankid.rfa6" {
			t.Errorf("after 1.5 s: %s %q %v", now.Status, key, err)
		}
		if now, key := w.follow(o); now.Status != aid.OrderFailed || key != "bankid.rfa6" {
			t.Errorf("an order that has ended: %s %q", now.Status, key)
		}
	})
}

// L13: a service that does not answer leaves the order alive, and the person is told.
func TestL13_ServiceDownStaysPending(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.startBankID()
		o := w.logIn(false)
		for _, mode := range []bankidsim.Mode{bankidsim.Outage, bankidsim.Garbage, bankidsim.Half} {
			w.bankID.SetMode(mode)
			if now, key := w.follow(o); now.Status != aid.OrderPending || key != "bankid.rfa5" {
				t.Errorf("%s: %s %q", mode, now.Status, key)
			}
		}
		w.bankID.SetMode(bankidsim.Normal)
		w.completed(o, w.sara, "approve")

		refused := w.logIn(false)
		w.bankID.SetMode(bankidsim.HTML403)
		if now, key := w.follow(refused); now.Status != aid.OrderFailed || key != "bankid.our_fault" {
			t.Errorf("refused: %s %q", now.Status, key)
		}
		w.bankID.SetMode(bankidsim.Outage)
		_, err := w.desk.StartOrder(w.ctx, casework.OrderFor{Purpose: aid.ToLogIn, Visible: "Logga in.", Client: w.client})
		var told interface{ TextKey() string }
		if !errors.As(err, &told) || told.TextKey() != "bankid.rfa5" {
			t.Errorf("an order that could not be made: %v", err)
		}
	})
}

// L13: two pages of one person: the code that ran out gives way to the other page's order, both are told so, and go on being told.
func TestL13_AnotherOrderWhenTheCodeRunsOut(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.startBankID()
		a := w.frozen(w.single, w.november)
		ask := casework.OrderFor{Purpose: aid.ToSign, Object: a.ID, Person: w.sara.ID, OtherDevice: true, Visible: "Jag skriver under.", Client: w.client}
		first := have(w.desk.StartOrder(w.ctx, ask))(t)
		w.pass(31 * time.Second)
		second := have(w.desk.StartOrder(w.ctx, ask))(t)
		for range 2 {
			if now, key := w.follow(first); now.Status != aid.OrderFailed || key != "bankid.rfa4" {
				t.Errorf("the first page: %s %q", now.Status, key)
			}
			if now, key := w.follow(second); now.Status != aid.OrderFailed || key != "bankid.rfa3" {
				t.Errorf("the second page: %s %q", now.Status, key)
			}
		}
	})
}

// B15: the answer is kept before it is used: a program that stops in between finds it when it starts again.
func TestB15_AnswerIsKeptBeforeItIsUsed(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.startBankID()
		a := w.frozen(w.single, w.november)
		o := w.completed(w.start(a, w.sara), w.sara, "approve")
		w.bankID.SetMode(bankidsim.Outage) // the answer can be had from nowhere else
		restarted := *w.desk
		done := have(restarted.FinishSignature(w.ctx, w.as(w.sara), o.ID, w.client))(t)
		if done.Status() != aid.Registered {
			t.Errorf("status %s", done.Status())
		}
		w.bankID.SetMode(bankidsim.Normal)

		// Stopped after the signature was added and before its order was marked as used.
		b := w.frozen(w.couple, w.november)
		half := w.completed(w.start(b, w.asa), w.asa, "approve")
		r := w.as(w.asa)
		r.Key = "order:" + string(half.ID)
		w.must(w.desk.AddSignature(w.ctx, r, aid.Signature{ApplicationID: b.ID, PersonID: w.asa.ID, ContentHash: b.ContentHash, SignedAt: w.Now(), Visible: half.Visible, Hidden: half.Hidden, Answer: half.Answer}))
		before := w.steps()
		again := have(w.desk.FinishSignature(w.ctx, w.as(w.asa), half.ID, w.client))(t)
		if len(again.Signatures) != 1 || w.steps() != before {
			t.Errorf("%d signatures, %d steps", len(again.Signatures), w.steps()-before)
		}
	})
}

// B15: someone who sends a start link to another and waits gets nothing: the app must have run where the browser is.
func TestB15_AppRanElsewhere(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.startBankID()
		o := w.logIn(false)
		w.completed(o, w.sara, "approve")
		moved := w.client
		moved.Addr = "198.51.100.9" // the telephone left the wireless network
		_, err := w.desk.LogIn(w.ctx, o.ID, moved, "sv", "hash-1")
		var told interface{ TextKey() string }
		if !errors.As(err, &told) || told.TextKey() != "bankid.another_device" {
			t.Errorf("elsewhere: %v", err)
		}
		moved.Nonce = o.ReturnNonce // the app led this very browser back
		session := have(w.desk.LogIn(w.ctx, o.ID, moved, "sv", "hash-1"))(t)
		if session.Actor.ID != w.sara.ID || session.CaseID != w.single.ID {
			t.Errorf("session: %+v", session)
		}
		if _, err := w.desk.LogIn(w.ctx, o.ID, moved, "sv", "hash-2"); !errors.Is(err, aid.ErrConflict) {
			t.Errorf("the same order twice: %v", err)
		}
	})
}

func TestB15_CancelledOrder(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.startBankID()
		o := w.logIn(true)
		stranger := casework.Client{Browser: "another"}
		if err := w.desk.CancelOrder(w.ctx, o.ID, stranger); !errors.Is(err, aid.ErrNotFound) {
			t.Errorf("by another browser: %v", err)
		}
		w.must(w.desk.CancelOrder(w.ctx, o.ID, w.client))
		w.must(w.desk.CancelOrder(w.ctx, o.ID, w.client)) // the back button
		if now, key := w.follow(o); now.Status != aid.OrderFailed || key != "bankid.rfa3" {
			t.Errorf("cancelled: %s %q", now.Status, key)
		}
		if err := w.desk.DrawQR(w.ctx, &bytes.Buffer{}, o.ID, w.client, ""); !errors.Is(err, aid.ErrNotFound) {
			t.Errorf("the code of a cancelled order: %v", err)
		}
		if _, err := w.desk.LogIn(w.ctx, o.ID, w.client, "sv", "hash"); !errors.Is(err, aid.ErrConflict) {
			t.Errorf("a log-in by a cancelled order: %v", err)
		}
	})
}
