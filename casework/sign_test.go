package casework_test

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"bistand/aid"
	"bistand/casework"
	"bistand/store"

	"github.com/google/go-cmp/cmp"
)

// start starts the signature of an application on the person's own device.
func (w *world) start(a aid.Application, p aid.Person) aid.Order {
	w.t.Helper()
	return have(w.desk.StartOrder(w.ctx, casework.OrderFor{
		Purpose: aid.ToSign, Object: a.ID, Person: p.ID, Visible: "Jag skriver under ansökan till Lunds kommun för " + a.Month.String() + ".", Client: w.client,
	}))(w.t)
}

// complete plays a signature to its end in the app and has the answer fetched.
func (w *world) completed(o aid.Order, p aid.Person, action string) aid.Order {
	w.t.Helper()
	w.phone(o.AutoStartToken, p, action)
	w.pass(2 * time.Second)
	followed, key, err := w.desk.FollowOrder(w.ctx, o.ID, w.client)
	if err != nil || followed.Status != aid.OrderComplete || key != "" {
		w.t.Fatalf("the order is %s %q, %v", followed.Status, key, err)
	}
	return followed
}

// N4, X7: each adult signs the same frozen content with a BankID of their own; the second signature registers it that day.
func TestN4_BothAdultsSign(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.startBankID()
		a := w.frozen(w.couple, w.november)
		if a.Status() != aid.AwaitSignature || !a.AwaitsSignatureOf(w.asa.ID) || !a.AwaitsSignatureOf(w.omar.ID) || a.Content.Done != nil {
			t.Errorf("frozen: %+v", a)
		}
		first := w.completed(w.start(a, w.asa), w.asa, "approve")
		half := have(w.desk.FinishSignature(w.ctx, w.as(w.asa), first.ID, w.client))(t)
		if half.Status() != aid.AwaitSignature || !half.HasSigned(w.asa.ID) || half.AwaitsSignatureOf(w.asa.ID) || !half.AwaitsSignatureOf(w.omar.ID) {
			t.Errorf("after the first: %s", half.Status())
		}
		overview := have(w.register.Overview(w.ctx, w.couple.ID))(t)
		if len(overview.Await) != 1 || overview.Await[0].PersonID != w.omar.ID {
			t.Errorf("the overview awaits %+v", overview.Await)
		}
		w.pass(26 * time.Hour)
		second := w.completed(w.start(a, w.omar), w.omar, "approve")
		whole := have(w.desk.FinishSignature(w.ctx, w.as(w.omar), second.ID, w.client))(t)
		if whole.Status() != aid.Registered || whole.Registered != w.today() || len(whole.Signatures) != 2 {
			t.Errorf("after both: %s on %s with %d signatures", whole.Status(), whole.Registered, len(whole.Signatures))
		}
		kept := have(w.register.Application(w.ctx, a.ID))(t)
		for i, o := range []aid.Order{first, second} {
			s := kept.Signatures[i]
			if s.ContentHash != a.ContentHash || s.Visible != o.Visible || s.Hidden != o.Hidden || string(s.Answer) != string(o.Answer) || len(s.Answer) == 0 {
				t.Errorf("signature %d does not keep what was signed", i)
			}
		}
		if _, err := w.register.DraftFor(w.ctx, w.couple.ID, w.november); !errors.Is(err, aid.ErrNotFound) {
			t.Errorf("the draft of a registered application: %v", err)
		}
		queue := have(w.register.Queue(w.ctx, aid.QueueItem{}, 10))(t)
		if len(queue) != 1 || queue[0].ApplicationID != a.ID || queue[0].Stage != aid.ToCalculate {
			t.Errorf("queue: %+v", queue)
		}
		if w.job("sign:"+string(a.ID)+":"+string(w.omar.ID)).Payload != "sign "+string(w.omar.ID) {
			t.Error("the other adult is not told that a signature is awaited")
		}
	})
}

func TestN4_OneAdultSigns(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.startBankID()
		a := w.frozen(w.single, w.november)
		o := w.completed(w.start(a, w.sara), w.sara, "approve")
		done := have(w.desk.FinishSignature(w.ctx, w.as(w.sara), o.ID, w.client))(t)
		if done.Status() != aid.Registered {
			t.Errorf("status %s", done.Status())
		}
		before := w.steps()
		_, err := w.desk.FinishSignature(w.ctx, w.as(w.sara), o.ID, w.client)
		w.refused("the same order twice", before, err, aid.ErrConflict)
		_, err = w.desk.StartOrder(w.ctx, casework.OrderFor{Purpose: aid.ToSign, Object: a.ID, Person: w.sara.ID, Visible: "Igen.", Client: w.client})
		w.refused("an order to sign again", before, err, aid.ErrConflict)
	})
}

// X7: whose signature it is, and of what, must be just what was asked.
func TestX7_OnlyTheRightSignatureCounts(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.startBankID()
		a := w.frozen(w.couple, w.november)
		other := w.frozen(w.single, w.november)
		o := w.completed(w.start(a, w.asa), w.asa, "approve")
		before := w.steps()

		stranger := w.client
		stranger.Browser = "another browser"
		_, err := w.desk.FinishSignature(w.ctx, w.as(w.asa), o.ID, stranger)
		w.refused("finished in another browser", before, err, aid.ErrNotFound)
		_, _, err = w.desk.FollowOrder(w.ctx, o.ID, stranger)
		w.refused("followed in another browser", before, err, aid.ErrNotFound)
		_, err = w.desk.FinishSignature(w.ctx, w.as(w.omar), o.ID, w.client)
		w.refused("finished by the partner", before, err, aid.ErrForbidden)
		_, err = w.desk.LogIn(w.ctx, o.ID, w.client, "sv", "token")
		w.refused("a signature used to log in", before, err, aid.ErrConflict)

		login := have(w.desk.StartOrder(w.ctx, casework.OrderFor{Purpose: aid.ToLogIn, Visible: "Logga in hos Lunds kommun.", Client: w.client}))(t)
		w.completed(login, w.omar, "approve")
		_, err = w.desk.FinishSignature(w.ctx, w.as(w.omar), login.ID, w.client)
		w.refused("a log-in used as a signature", before, err, aid.ErrConflict)

		for _, c := range []struct {
			name   string
			change func(*aid.Signature)
		}{
			{"av en annans ansökan", func(s *aid.Signature) { s.ApplicationID = other.ID }},
			{"av ett annat innehåll", func(s *aid.Signature) { s.ContentHash = other.ContentHash }},
			{"av någon utanför hushållet", func(s *aid.Signature) { s.PersonID = w.sara.ID }},
			{"av ett barn", func(s *aid.Signature) { s.PersonID = w.elis.ID }},
		} {
			s := aid.Signature{ApplicationID: a.ID, PersonID: w.asa.ID, ContentHash: a.ContentHash, SignedAt: w.Now(), Visible: "x", Hidden: "{}", Answer: []byte("{}")}
			c.change(&s)
			w.refused(c.name, before, w.desk.AddSignature(w.ctx, w.as(w.asa), s), aid.ErrConflict)
		}
		if _, err := w.desk.StartOrder(w.ctx, casework.OrderFor{Purpose: aid.ToSign, Object: a.ID, Person: w.sara.ID, Visible: "x", Client: w.client}); !errors.Is(err, aid.ErrConflict) {
			t.Errorf("an order for a stranger to sign: %v", err)
		}
		have(w.desk.FinishSignature(w.ctx, w.as(w.asa), o.ID, w.client))(t)
	})
}

// X7: every way in which the evidence can be false is found, and nothing is added by it.
func TestX7_FlawedEvidenceIsRefused(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.startBankID()
		a := w.frozen(w.couple, w.november)
		before := w.steps()
		for _, flaw := range w.bankID.Flaws() {
			o := w.completed(w.start(a, w.asa), w.asa, flaw)
			_, err := w.desk.FinishSignature(w.ctx, w.as(w.asa), o.ID, w.client)
			var told interface{ TextKey() string }
			want := "bankid.not_verified"
			if flaw == "wrongPerson" {
				want = "bankid.another_person"
			}
			if !errors.As(err, &told) || told.TextKey() != want {
				t.Errorf("%s: %v, want %s", flaw, err, want)
			}
			w.pass(time.Minute)
		}
		if after := have(w.register.Application(w.ctx, a.ID))(t); len(after.Signatures) != 0 || w.steps() != before {
			t.Errorf("%d signatures and %d facts were added", len(after.Signatures), w.steps()-before)
		}
	})
}

// X7: the partner may say no, with a reason; the draft is free again, and its next version shows what has changed.
func TestX7_RefusalFreesTheDraft(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		a := w.frozen(w.couple, w.november)
		w.must(w.signed(a, w.asa))
		before := w.steps()
		for _, reason := range []string{"", "  \n"} {
			if err := w.desk.RefuseToSign(w.ctx, w.as(w.omar), a.ID, reason); code(err) != "required" || w.steps() != before {
				t.Errorf("without a reason: %v", err)
			}
		}
		w.refused("by one who has signed", before, w.desk.RefuseToSign(w.ctx, w.as(w.asa), a.ID, "Nej."), aid.ErrConflict)
		w.refused("by a stranger", before, w.desk.RefuseToSign(w.ctx, w.as(w.sara), a.ID, "Nej."), aid.ErrConflict)
		r := w.as(w.omar)
		w.must(w.desk.RefuseToSign(w.ctx, r, a.ID, "Hyran stämmer inte."))
		var repeated *store.RepeatedError
		if err := w.desk.RefuseToSign(w.ctx, r, a.ID, "Hyran stämmer inte."); !errors.As(err, &repeated) || repeated.Result != string(a.ID) {
			t.Errorf("a double click: %v", err)
		}
		no := have(w.register.Application(w.ctx, a.ID))(t)
		want := &aid.SignatureRefusal{PersonID: w.omar.ID, Reason: "Hyran stämmer inte.", At: w.Now()}
		if diff := cmp.Diff(want, no.Refusal, cmp.Comparer(time.Time.Equal)); diff != "" || no.Status() != aid.RefusedToSign {
			t.Errorf("%s, refusal:\n%s", no.Status(), diff)
		}
		w.job("refused:" + string(a.ID) + ":" + string(w.asa.ID))

		draft := have(w.register.DraftFor(w.ctx, w.couple.ID, w.november))(t)
		draft = have(w.desk.SaveDraft(w.ctx, w.as(w.asa), draft.ID, draft.Version, func(c *aid.Content) error {
			c.Expenses[0].Amount = 7_000_00
			return nil
		}))(t)
		again := have(w.desk.Freeze(w.ctx, w.as(w.asa), draft.ID, draft.Version))(t)
		earlier := have(w.register.EarlierVersion(w.ctx, again.ID))(t)
		changes := casework.Changes(earlier.Content, again.Content)
		if earlier.ID != a.ID || len(changes) != 1 || written(changes[0]) != "expense housing 7345.00>7000.00" {
			t.Errorf("changes since %s: %+v", earlier.ID, changes)
		}
		before = w.steps()
		w.refused("a signature of what was refused", before, w.signed(a, w.omar), aid.ErrConflict)
		w.must(w.signed(again, w.asa))
		w.must(w.signed(again, w.omar))
	})
}

// X7: a change after the first signature voids it.
func TestX7_TakingBackVoidsSignatures(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.startBankID()
		a := w.frozen(w.couple, w.november)
		w.must(w.signed(a, w.asa))
		late := w.completed(w.start(a, w.omar), w.omar, "approve") // signed in the app, not yet added
		w.must(w.desk.TakeBack(w.ctx, w.as(w.asa), a.ID))
		gone := have(w.register.Application(w.ctx, a.ID))(t)
		if gone.Status() != aid.Voided || gone.AwaitsSignatureOf(w.omar.ID) {
			t.Errorf("status %s", gone.Status())
		}
		before := w.steps()
		_, err := w.desk.FinishSignature(w.ctx, w.as(w.omar), late.ID, w.client)
		w.refused("a signature of what was taken back", before, err, aid.ErrConflict)
		w.refused("taken back twice", before, w.desk.TakeBack(w.ctx, w.as(w.asa), a.ID), aid.ErrConflict)

		draft := have(w.register.DraftFor(w.ctx, w.couple.ID, w.november))(t)
		again := have(w.desk.Freeze(w.ctx, w.as(w.omar), draft.ID, draft.Version))(t)
		if again.ContentHash != a.ContentHash || again.ID == a.ID || len(again.Signatures) != 0 {
			t.Errorf("frozen again: %+v", again)
		}
		w.must(w.signed(again, w.asa))
		w.must(w.signed(again, w.omar))
		before = w.steps()
		w.refused("taken back when it has come in", before, w.desk.TakeBack(w.ctx, w.as(w.asa), again.ID), aid.ErrConflict)
	})
}

// B9: the day an application came in is the Swedish day of the last signature.
func TestB9_DayOfRegistration(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		for i, c := range []struct{ signed, utc, want string }{
			{"2026-11-16 23:59:59", "2026-11-16T22:59:59Z", "2026-11-16"},
			{"2026-11-17 00:00:00", "2026-11-16T23:00:00Z", "2026-11-17"},
			{"2026-12-31 23:30:00", "2026-12-31T22:30:00Z", "2026-12-31"},
			{"2027-01-01 00:30:00", "2026-12-31T23:30:00Z", "2027-01-01"},
			{"2027-03-28 23:30:00", "2027-03-28T21:30:00Z", "2027-03-28"}, // the day summer time begins
			{"2027-03-29 00:30:00", "2027-03-28T22:30:00Z", "2027-03-29"},
			{"2027-10-31 00:30:00", "2027-10-30T22:30:00Z", "2027-10-31"}, // the day it ends
			{"2028-02-29 23:59:00", "2028-02-29T22:59:00Z", "2028-02-29"},
		} {
			w.turnTo(t, c.signed)
			if got := w.Now().UTC().Format(time.RFC3339); got != c.utc {
				t.Fatalf("%s is %s, want %s", c.signed, got, c.utc)
			}
			month := w.today().MonthOf()
			if _, err := w.register.RegisteredFor(w.ctx, w.single.ID, month); err == nil {
				month = month.Add(1)
			}
			a := w.registered(w.single, month)
			if a.Registered.String() != c.want {
				t.Errorf("%d: signed %s, registered %s, want %s", i, c.signed, a.Registered, c.want)
			}
		}
	})
}

// B3, X9: what is frozen is exactly one version of a draft, complete, within its window; a double click makes one.
func TestB3_Freezing(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		empty := have(w.desk.BeginDraft(w.ctx, w.as(w.sara), w.single.ID, w.november))(t)
		before := w.steps()
		_, err := w.desk.Freeze(w.ctx, w.as(w.sara), empty.ID, 1)
		if fmt.Sprint(code(err)) != "housing:apply.housing_missing occupation:apply.occupation_missing incomes:apply.income_missing "+
			"assets:apply.assets_missing account:apply.account_missing elsewhere:apply.elsewhere_missing" {
			t.Errorf("incomplete: %v", err)
		}
		draft := have(w.desk.SaveDraft(w.ctx, w.as(w.sara), empty.ID, 1, w.complete))(t)
		_, err = w.desk.Freeze(w.ctx, w.as(w.sara), draft.ID, 1)
		w.refused("from an old tab", before, err, aid.ErrConflict)
		w.turnTo(t, "2026-12-01 00:00:00")
		if _, err = w.desk.Freeze(w.ctx, w.as(w.sara), draft.ID, draft.Version); code(err) != "apply.closed" || w.steps() != before {
			t.Errorf("a month that has passed: %v", err)
		}
		w.turnTo(t, "2026-11-30 23:59:59")
		r := w.as(w.sara)
		a := have(w.desk.Freeze(w.ctx, r, draft.ID, draft.Version))(t)
		var repeated *store.RepeatedError
		if _, err = w.desk.Freeze(w.ctx, r, draft.ID, draft.Version); !errors.As(err, &repeated) || repeated.Result != string(a.ID) {
			t.Errorf("a double click: %v", err)
		}
		before = w.steps()
		_, err = w.desk.Freeze(w.ctx, w.as(w.sara), draft.ID, draft.Version+1)
		w.refused("frozen already", before, err, aid.ErrConflict)
		kept := have(w.register.Application(w.ctx, a.ID))(t)
		if hash := have(casework.HashContent(kept.Content))(t); hash != a.ContentHash {
			t.Errorf("what is kept has the hash %s, what is signed %s", hash, a.ContentHash)
		}
	})
}

// A month that came in by another way while its draft was open cannot be sent out for signature too.
func TestB17_FreezingAMonthThatHasComeIn(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		draft := w.filled(w.single, w.november)
		paper := aid.Application{CaseID: w.single.ID, Month: w.november, Kind: aid.Renewal, Reason: "norm", OnBehalf: "own", Origin: aid.FromPaper, Content: draft.Content, Registered: w.today()}
		have(w.desk.ImportHistory(w.ctx, w.by(w.hanna), casework.History{Application: paper}))(t)
		before := w.steps()
		if _, err := w.desk.Freeze(w.ctx, w.as(w.sara), draft.ID, draft.Version); code(err) != "apply.closed" || w.steps() != before {
			t.Errorf("frozen: %v", err)
		}
	})
}
