package casework_test

import (
	"errors"
	"sync"
	"testing"
	"time"

	"bistand/aid"
	"bistand/casework"
	banksim "bistand/payfile/sim"
	"bistand/store"
)

// atOnce does something several times at the same time and returns what came of each.
func atOnce(n int, do func(i int) error) []error {
	results := make([]error, n)
	var all sync.WaitGroup
	start := make(chan struct{})
	for i := range n {
		all.Go(func() {
			<-start
			results[i] = do(i)
		})
	}
	close(start)
	all.Wait()
	return results
}

// one checks that exactly one of many went well, and that the others were told why not.
func one(t *testing.T, what string, results []error, told func(error) bool) {
	t.Helper()
	well := 0
	for _, err := range results {
		switch {
		case err == nil:
			well++
		case !told(err):
			t.Errorf("%s: %v", what, err)
		}
	}
	if well != 1 {
		t.Errorf("%s: %d of %d went well, want one", what, well, len(results))
	}
}

func conflict(err error) bool { return errors.Is(err, aid.ErrConflict) }

// X14: whatever two people, or two tabs, do at the same time has one effect; the other is told.
func TestX14_AtTheSameTime(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.startBank(banksim.Behaviour{})
		draft := have(w.desk.BeginDraft(w.ctx, w.as(w.asa), w.couple.ID, w.november))(t)
		one(t, "saving a draft", atOnce(4, func(int) error {
			_, err := w.desk.SaveDraft(w.ctx, w.as(w.asa), draft.ID, 1, w.complete)
			return err
		}), conflict)
		one(t, "freezing", atOnce(4, func(int) error {
			_, err := w.desk.Freeze(w.ctx, w.as(w.asa), draft.ID, 2)
			return err
		}), conflict)
		a := have(w.register.ApplicationOfDraft(w.ctx, draft.ID))(t)
		for i, err := range atOnce(6, func(i int) error { return w.signed(a, w.couple.Adults()[i%2]) }) {
			var repeated *store.RepeatedError
			if err != nil && !errors.As(err, &repeated) {
				t.Errorf("signature %d: %v", i, err)
			}
		}
		a = have(w.register.Application(w.ctx, a.ID))(t)
		if len(a.Signatures) != 2 || a.Status() != aid.Registered {
			t.Fatalf("%s with %d signatures", a.Status(), len(a.Signatures))
		}
		c := have(w.desk.Calculate(w.ctx, w.by(w.hanna), w.hanna, a.ID, w.proposal(a)))(t)
		one(t, "deciding", atOnce(4, func(int) error {
			_, err := w.desk.Decide(w.ctx, w.by(w.bengt), w.bengt, inputFor(a, c, w.account, w.today()))
			return err
		}), conflict)
		p := have(w.register.Payments(w.ctx, w.couple.ID))(t)[0]
		one(t, "approving", atOnce(4, func(int) error { return w.desk.ApprovePayment(w.ctx, w.by(w.ella), w.ella, p.ID) }), conflict)
		one(t, "stopping or sending", atOnce(6, func(i int) error {
			if i%2 == 0 {
				return w.desk.StopPayment(w.ctx, w.by(w.ella), w.ella, p.ID, "Fel konto.")
			}
			_, err := w.desk.SendPayments(w.ctx, w.by(w.ella), w.ella, w.today())
			return err
		}), func(err error) bool { return conflict(err) || code(err) == "pay.nothing" })
	})
}

// X14: the voiding of an application and the last signature of it exclude each other.
func TestX14_VoidingAgainstSigning(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		a := w.frozen(w.couple, w.november)
		w.must(w.signed(a, w.asa))
		one(t, "voiding or signing", atOnce(3, func(i int) error {
			switch i {
			case 0:
				return w.signed(a, w.omar)
			case 1:
				return w.desk.TakeBack(w.ctx, w.as(w.asa), a.ID)
			}
			return w.desk.RefuseToSign(w.ctx, w.as(w.omar), a.ID, "Hyran stämmer inte.")
		}), conflict)
	})
}

// B15: several pages follow one order: its one answer is kept, and it lets in once.
func TestB15_SeveralPagesFollowOneOrder(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.startBankID()
		o := w.logIn(false)
		w.phone(o.AutoStartToken, w.sara, "approve")
		w.pass(2 * time.Second)
		atOnce(4, func(int) error { // some are told of an answer that another page got
			_, _, err := w.desk.FollowOrder(w.ctx, o.ID, w.client)
			return err
		})
		kept := have(w.register.Order(w.ctx, o.ID, w.client.Browser))(t)
		if kept.Status != aid.OrderComplete || len(kept.Answer) == 0 {
			t.Fatalf("kept: %s %q", kept.Status, kept.ErrorKey)
		}
		one(t, "logging in", atOnce(4, func(i int) error {
			_, err := w.desk.LogIn(w.ctx, o.ID, w.client, "sv", string(rune('a'+i)))
			return err
		}), conflict)
		if sessions := have(w.register.SessionsOf(w.ctx, w.sara.ID, 10))(t); len(sessions) != 1 {
			t.Errorf("%d sessions", len(sessions))
		}
	})
}

// B15: an old page that gives up an order which is complete meanwhile takes nothing away.
func TestB15_CancelledWhileCompleted(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.startBankID()
		a := w.frozen(w.single, w.november)
		o := w.completed(w.start(a, w.sara), w.sara, "approve")
		w.must(w.desk.CancelOrder(w.ctx, o.ID, casework.Client{Browser: w.client.Browser})) // the page was old
		if done := have(w.desk.FinishSignature(w.ctx, w.as(w.sara), o.ID, w.client))(t); done.Status() != aid.Registered {
			t.Errorf("status %s", done.Status())
		}
	})
}
