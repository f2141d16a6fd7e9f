package casework_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"bistand/aid"
	"bistand/casework"
	"bistand/store"
	"bistand/store/storetest"
)

// authority is a paper by which Sara acts for Åsa, with what a test changes of it.
func (w *world) authority(change func(*casework.RepresentativeInput)) casework.RepresentativeInput {
	in := casework.RepresentativeInput{
		Person: w.asa.ID, Number: w.sara.Personnummer.Full(), GivenName: " Sara ", FamilyName: "Ensam", Kind: aid.GodMan, Scope: aid.MayAct,
		Paper: aid.RegisterExtract, PaperOn: w.today().AddDays(-3), From: w.today(),
	}
	if change != nil {
		change(&in)
	}
	return in
}

// appoint makes Sara the representative of Åsa, and returns Åsa by her hand.
func (w *world) appoint(change func(*casework.RepresentativeInput)) (aid.Representative, casework.Request) {
	w.t.Helper()
	made := have(w.desk.RegisterRepresentative(w.ctx, w.by(w.hanna), w.hanna, w.couple.ID, w.authority(change)))(w.t)
	r := w.as(w.asa)
	r.Actor.Deputy = made.Deputy()
	return made, r
}

// startFor starts the signature of an application by a representative.
func (w *world) startFor(a aid.Application, r casework.Request) (aid.Order, error) {
	return w.desk.StartOrder(w.ctx, casework.OrderFor{
		Purpose: aid.ToSign, Object: a.ID, Person: r.Actor.ID, Deputy: r.Actor.Deputy, Visible: "Sara Ensam skriver under som god man för Åsa Öberg.", Client: w.client,
	})
}

func TestX10_WhatStaffRegisterOfARepresentative(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		before := w.steps()
		for want, change := range map[string]func(*casework.RepresentativeInput){
			"number:representative.number":     func(in *casework.RepresentativeInput) { in.Number = "1995" },
			"number:representative.age":        func(in *casework.RepresentativeInput) { in.Number = w.noor.Personnummer.Full() },
			"given:required":                   func(in *casework.RepresentativeInput) { in.GivenName = " " },
			"family:too_long":                  func(in *casework.RepresentativeInput) { in.FamilyName = strings.Repeat("ö", 81) },
			"kind:choose":                      func(in *casework.RepresentativeInput) { in.Kind = "anhörig" },
			"scope:choose":                     func(in *casework.RepresentativeInput) { in.Scope = "" },
			"paper:representative.paper":       func(in *casework.RepresentativeInput) { in.Paper = aid.WrittenMandate },
			"paper:choose":                     func(in *casework.RepresentativeInput) { in.Paper = "sms" },
			"paper_on:representative.paper_on": func(in *casework.RepresentativeInput) { in.PaperOn = w.today().AddDays(1) },
			"paper_on:required":                func(in *casework.RepresentativeInput) { in.PaperOn = aid.Date{} },
			"from:required":                    func(in *casework.RepresentativeInput) { in.From = aid.Date{} },
			"until:representative.until":       func(in *casework.RepresentativeInput) { in.Until = w.today().AddDays(-1) },
			"representative.member":            func(in *casework.RepresentativeInput) { in.Number = w.omar.Personnummer.Full() },
		} {
			_, err := w.desk.RegisterRepresentative(w.ctx, w.by(w.hanna), w.hanna, w.couple.ID, w.authority(change))
			if code(err) != want || w.steps() != before {
				t.Errorf("%q, want %q", code(err), want)
			}
		}
		for _, s := range []aid.Staff{w.bengt, w.ella, w.rut, w.adam, w.nobody} {
			_, err := w.desk.RegisterRepresentative(w.ctx, w.by(s), s, w.couple.ID, w.authority(nil))
			w.refused(s.Name, before, err, aid.ErrForbidden)
		}
		for _, person := range []aid.ID{w.elis.ID, w.sara.ID} {
			_, err := w.desk.RegisterRepresentative(w.ctx, w.by(w.hanna), w.hanna, w.couple.ID, w.authority(func(in *casework.RepresentativeInput) { in.Person = person }))
			w.refused("not an adult of the case", before, err, aid.ErrNotFound)
		}
		made, _ := w.appoint(nil)
		if kept := have(w.register.Representative(w.ctx, made.ID))(t); kept.Name != "Sara Ensam" || kept.ActsID != w.sara.ID || !kept.StandsOn(w.today()) || kept.StandsOn(w.today().AddDays(-1)) {
			t.Errorf("kept %+v", kept)
		}
		if _, err := w.desk.RegisterRepresentative(w.ctx, w.by(w.hanna), w.hanna, w.couple.ID, w.authority(nil)); code(err) != "representative.already" {
			t.Errorf("twice: %v", err)
		}
		if err := w.desk.EndRepresentative(w.ctx, w.by(w.hanna), w.hanna, w.couple.ID, made.ID, " "); code(err) != "required" {
			t.Errorf("ended without a reason: %v", err)
		}
		if err := w.desk.EndRepresentative(w.ctx, w.by(w.hanna), w.hanna, w.single.ID, made.ID, "Fel ärende"); !errors.Is(err, aid.ErrNotFound) {
			t.Errorf("ended from another case: %v", err)
		}
		w.must(w.desk.EndRepresentative(w.ctx, w.by(w.hanna), w.hanna, w.couple.ID, made.ID, "Återkallad."))
		if err := w.desk.EndRepresentative(w.ctx, w.by(w.hanna), w.hanna, w.couple.ID, made.ID, "Igen."); !errors.Is(err, aid.ErrConflict) {
			t.Errorf("ended twice: %v", err)
		}
		w.appoint(nil) // a new paper after the old one
		// Someone whom the register does not know gets a person in it, under the name of the paper.
		number := storetest.Number(t, "19600101", 988)
		ombud := w.authority(func(in *casework.RepresentativeInput) {
			in.Number, in.GivenName, in.FamilyName, in.Kind, in.Paper, in.Until = number.Full(), "Gun", "Ombud", aid.Ombud, aid.OralMandate, w.today()
		})
		gun := have(w.desk.RegisterRepresentative(w.ctx, w.by(w.hanna), w.hanna, w.couple.ID, ombud))(t)
		if p := have(w.register.PersonByNumber(w.ctx, number))(t); p.Name() != "Gun Ombud" || p.ID != gun.ActsID {
			t.Errorf("the register has %s", p.Name())
		}
		w.protect(w.asa, true)
		if _, err := w.desk.RegisterRepresentative(w.ctx, w.by(w.hanna), w.hanna, w.couple.ID, w.authority(nil)); code(err) != "representative.protected" {
			t.Errorf("for someone protected: %v", err)
		}
	})
}

// X10: whose cases a representative's personnummer opens: while the authority holds, the access of the person is open, and
// neither of them has a sekretessmarkering.
func TestX10_WhoseCasesARepresentativeOpens(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		opens := func() string {
			t.Helper()
			choices, err := w.desk.Choices(w.ctx, w.sara.Personnummer)
			if errors.Is(err, aid.ErrForbidden) {
				return "refused"
			}
			w.must(err)
			var names []string
			for _, one := range choices {
				names = append(names, one.Person.GivenName+" "+string(one.By.Kind))
			}
			return strings.Join(names, ", ")
		}
		expect := func(when, want string) {
			t.Helper()
			if got := opens(); got != want {
				t.Errorf("%s: %q, want %q", when, got, want)
			}
		}
		expect("before", "Sara ")
		made, _ := w.appoint(func(in *casework.RepresentativeInput) { in.Until = w.today().AddDays(1) })
		expect("with an authority", "Sara , Åsa god_man")
		w.must(w.desk.SetAccess(w.ctx, w.by(w.hanna), w.hanna, w.single.ID, w.sara.ID, false))
		expect("without a case of her own", "Åsa god_man")
		w.must(w.desk.SetAccess(w.ctx, w.by(w.hanna), w.hanna, w.couple.ID, w.asa.ID, false))
		expect("the person's access closed", "refused")
		w.must(w.desk.SetAccess(w.ctx, w.by(w.hanna), w.hanna, w.couple.ID, w.asa.ID, true))
		w.protect(w.asa, true)
		expect("the person protected", "refused")
		w.protect(w.asa, false)
		w.protect(w.sara, true)
		expect("the representative protected", "refused")
		w.protect(w.sara, false)
		expect("nobody protected any more", "Åsa god_man")
		w.pass(48 * time.Hour)
		expect("the time is over", "refused")
		w.pass(-48 * time.Hour)
		w.must(w.desk.EndRepresentative(w.ctx, w.by(w.hanna), w.hanna, w.couple.ID, made.ID, "Återkallad."))
		expect("ended", "refused")
	})
}

// X10: one who comes for several says for whom, one who comes for one alone is there at once; an end ends the log-ins by it.
func TestX10_LogInOfARepresentative(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.startBankID()
		enter := func(token string) aid.Session {
			t.Helper()
			o := w.logIn(false)
			w.completed(o, w.sara, "approve")
			return have(w.desk.LogIn(w.ctx, o.ID, w.client, "sv", token))(t)
		}
		made, _ := w.appoint(nil)
		s := enter("first")
		if s.CaseID != "" || s.Actor.ID != w.sara.ID || s.Actor.Deputy.Authority != "" {
			t.Errorf("with two choices she is somewhere: %+v", s)
		}
		if a := have(w.register.Admission(w.ctx, "first", w.today()))(t); a.May {
			t.Error("she is let in before she has said for whom she comes")
		}
		w.must(w.desk.TurnTo(w.ctx, &s, made.ID))
		if a := have(w.register.Admission(w.ctx, "first", w.today()))(t); !a.May || a.Session.Actor.ID != w.asa.ID || a.Session.CaseID != w.couple.ID || a.Session.Self.ID != w.sara.ID {
			t.Errorf("for Åsa: %+v", a.Session)
		}
		if s.Actor.ID != w.asa.ID || s.Actor.Deputy.Authority != made.ID || s.CaseID != w.couple.ID {
			t.Errorf("the log-in that turned says %+v", s)
		}
		w.must(w.desk.TurnTo(w.ctx, &s, ""))
		if a := have(w.register.Admission(w.ctx, "first", w.today()))(t); !a.May || a.Session.Actor.ID != w.sara.ID || a.Session.CaseID != w.single.ID {
			t.Errorf("for herself: %+v", a.Session)
		}
		if err := w.desk.TurnTo(w.ctx, &s, w.id()); !errors.Is(err, aid.ErrForbidden) {
			t.Errorf("to someone she does not act for: %v", err)
		}
		w.must(w.desk.TurnTo(w.ctx, &s, made.ID))
		w.must(w.desk.SetAccess(w.ctx, w.by(w.hanna), w.hanna, w.single.ID, w.sara.ID, false))
		if one := enter("second"); one.CaseID != w.couple.ID || one.Actor.Deputy.Authority != made.ID || one.Actor.ID != w.asa.ID {
			t.Errorf("with one choice she is not there: %+v", one)
		}
		w.must(w.desk.EndRepresentative(w.ctx, w.by(w.hanna), w.hanna, w.couple.ID, made.ID, "Återkallad."))
		for _, token := range []string{"first", "second"} {
			if a := have(w.register.Admission(w.ctx, token, w.today()))(t); a.May || a.Session.Alive(w.Now()) {
				t.Errorf("%s goes on after the end", token)
			}
		}
	})
}

// X10, N4: a representative signs with their own BankID; the signature is the person's, says by whose hand, and counts once.
func TestX10_SignatureByARepresentative(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.startBankID()
		made, hand := w.appoint(nil)
		a := w.frozen(w.couple, w.november)
		o := have(w.startFor(a, hand))(t)
		if o.PersonID != w.sara.ID || !strings.Contains(o.Hidden, `"on_behalf_of":"`+string(w.asa.ID)+`","as":"god_man","authority":"`+string(made.ID)+`"`) || !strings.Contains(o.Hidden, `"signer":"`+string(w.sara.ID)+`"`) {
			t.Errorf("the order is of %s and says %s", o.PersonID, o.Hidden)
		}
		done := w.completed(o, w.sara, "approve")
		before := w.steps()
		for what, r := range map[string]casework.Request{"as herself": w.as(w.sara), "the person themselves": w.as(w.asa), "the other adult": w.as(w.omar)} {
			_, err := w.desk.FinishSignature(w.ctx, r, done.ID, w.client)
			w.refused(what, before, err, aid.ErrForbidden)
		}
		other := hand // for someone else meanwhile
		other.Actor.ID = w.omar.ID
		_, err := w.desk.FinishSignature(w.ctx, other, done.ID, w.client)
		w.refused("turned to another", before, err, aid.ErrForbidden)
		half := have(w.desk.FinishSignature(w.ctx, hand, done.ID, w.client))(t)
		if !half.HasSigned(w.asa.ID) || half.AwaitsSignatureOf(w.asa.ID) || !half.AwaitsSignatureOf(w.omar.ID) {
			t.Errorf("after the first: %+v", half)
		}
		if _, err := w.desk.StartOrder(w.ctx, casework.OrderFor{Purpose: aid.ToSign, Object: a.ID, Person: w.asa.ID, Visible: "Igen.", Client: w.client}); !errors.Is(err, aid.ErrConflict) {
			t.Errorf("Åsa can sign once more: %v", err)
		}
		second := w.completed(w.start(a, w.omar), w.omar, "approve")
		whole := have(w.desk.FinishSignature(w.ctx, w.as(w.omar), second.ID, w.client))(t)
		if whole.Status() != aid.Registered {
			t.Errorf("after both: %s", whole.Status())
		}
		steps := have(w.register.RepresentedSteps(w.ctx, w.couple.ID))(t)
		if len(steps) != 1 || steps[0].Step != "sign" || steps[0].Object != a.ID || steps[0].For != w.asa.ID || steps[0].By != made.Deputy() {
			t.Errorf("by whose hand: %+v", steps)
		}
	})
}

// X10: one who may only follow does nothing for the person, and receives nothing for them either.
func TestX10_WhoMayOnlyFollow(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.startBankID()
		_, hand := w.appoint(func(in *casework.RepresentativeInput) { in.Scope = aid.MayFollow })
		a := w.frozen(w.couple, w.november)
		answer := have(w.desk.AnswerMessage(w.ctx, w.by(w.hanna), w.hanna, w.couple.ID, w.asa.ID, "Välkommen."))(t)
		before := w.steps()
		_, err := w.startFor(a, hand)
		w.refused("sign", before, err, aid.ErrForbidden)
		_, err = w.desk.SendMessage(w.ctx, hand, w.couple.ID, "Hej", nil)
		w.refused("write", before, err, aid.ErrForbidden)
		w.refused("take back", before, w.desk.TakeBack(w.ctx, hand, a.ID), aid.ErrForbidden)
		w.refused("refuse", before, w.desk.RefuseToSign(w.ctx, hand, a.ID, "Nej"), aid.ErrForbidden)
		w.must(w.desk.ReadMessages(w.ctx, hand, []aid.Message{answer}))
		w.must(w.desk.Receive(w.ctx, hand, aid.Decision{ID: w.id(), CaseID: w.couple.ID}))
		if w.steps() != before {
			t.Error("something was received for the person")
		}
		w.desk.RecordReads(w.ctx, []aid.CaseRead{{CaseID: w.couple.ID, By: hand.Actor, At: w.Now(), What: "start"}, {CaseID: w.couple.ID, By: w.as(w.omar).Actor, At: w.Now(), What: "start"}})
		reads := have(w.register.CaseReads(w.ctx, w.couple.ID, time.Time{}, 9))(t)
		if len(reads) != 2 {
			t.Fatalf("%d reads", len(reads))
		}
		for _, read := range reads {
			if read.By != hand.Actor && read.By != w.as(w.omar).Actor {
				t.Errorf("read by %+v", read.By)
			}
		}
	})
}

// X10: what one may do for the person is theirs in every record, and the representative is told what they are told.
func TestX10_ActsForThePerson(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		made, hand := w.appoint(nil)
		m := have(w.desk.SendMessage(w.ctx, hand, w.couple.ID, "Hej", nil))(t)
		if kept := have(w.register.Messages(w.ctx, w.couple.ID, w.asa.ID, "", 9))(t); len(kept) != 1 || kept[0].ID != m.ID {
			t.Errorf("Åsa's messages: %+v", kept)
		}
		steps := have(w.register.RepresentedSteps(w.ctx, w.couple.ID))(t)
		if len(steps) != 1 || steps[0].Object != m.ID || steps[0].By != made.Deputy() {
			t.Errorf("by whose hand: %+v", steps)
		}
		if newest := have(w.register.Log(w.ctx, 0, 1))(t)[0]; newest.Actor.ID != w.sara.ID || newest.Actor.Deputy.Kind != aid.GodMan {
			t.Errorf("the log names %+v", newest.Actor)
		}
		answer := have(w.desk.AnswerMessage(w.ctx, w.by(w.hanna), w.hanna, w.couple.ID, w.asa.ID, "Hej du."))(t)
		for _, p := range []aid.Person{w.asa, w.sara} {
			w.job("message:" + string(answer.ID) + ":" + string(p.ID))
		}
		hand.Key = w.as(w.asa).Key
		w.must(w.desk.ReadMessages(w.ctx, hand, []aid.Message{answer}))
		if kept := have(w.register.Messages(w.ctx, w.couple.ID, w.asa.ID, "", 9))(t); kept[0].ReadAt.IsZero() {
			t.Error("what the representative has read is not read")
		}
		w.must(w.desk.EndRepresentative(w.ctx, w.by(w.hanna), w.hanna, w.couple.ID, made.ID, "Återkallad."))
		hand.Key = w.as(w.asa).Key
		if _, err := w.desk.SendMessage(w.ctx, hand, w.couple.ID, "Hej igen", nil); !errors.Is(err, aid.ErrForbidden) {
			t.Errorf("after the end: %v", err)
		}
		later := have(w.desk.AnswerMessage(w.ctx, w.by(w.hanna), w.hanna, w.couple.ID, w.asa.ID, "Bara till dig."))(t)
		if _, err := w.register.Job(w.ctx, "message:"+string(later.ID)+":"+string(w.sara.ID)); !errors.Is(err, aid.ErrNotFound) {
			t.Errorf("told after the end: %v", err)
		}
	})
}

// X10, J1: a representative appeals for the person with their own BankID.
func TestX10_AppealByARepresentative(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.startBankID()
		_, hand := w.appoint(nil)
		_, d := w.refusedCost(w.couple, w.account)
		draft := have(w.desk.BeginAppeal(w.ctx, hand, d.CaseID, d.ID))(t)
		w.must(w.desk.SaveAppeal(w.ctx, hand, draft.ID, draft.Version, func(c *aid.AppealContent) { c.Change = "Elen ska godkännas." }))
		o := have(w.desk.StartOrder(w.ctx, casework.OrderFor{
			Purpose: aid.ToAppeal, Object: draft.ID, Person: w.asa.ID, Deputy: hand.Actor.Deputy, Visible: "Jag överklagar.", Client: w.client,
		}))(t)
		done := w.completed(o, w.sara, "approve")
		if _, err := w.desk.FinishAppeal(w.ctx, w.as(w.sara), done.ID, w.client); err == nil {
			t.Error("an appeal of her own came of it")
		}
		a := have(w.desk.FinishAppeal(w.ctx, hand, done.ID, w.client))(t)
		if a.PersonID != w.asa.ID || !strings.Contains(a.Hidden, string(w.sara.ID)) {
			t.Errorf("the appeal is of %s and says %s", a.PersonID, a.Hidden)
		}
	})
}

// X10: who comes into the case of someone they act for no longer acts for them there.
func TestX10_NobodyActsForAnotherOfTheirOwnCase(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		in := w.authority(func(in *casework.RepresentativeInput) {
			in.Person, in.Number, in.GivenName = w.sara.ID, w.omar.Personnummer.Full(), "Omar"
		})
		made := have(w.desk.RegisterRepresentative(w.ctx, w.by(w.hanna), w.hanna, w.single.ID, in))(t)
		hand := w.as(w.sara)
		hand.Actor.Deputy = made.Deputy()
		session := aid.Session{ID: w.id(), Actor: hand.Actor, CaseID: w.single.ID, StartedAt: w.Now(), SeenAt: w.Now()}
		w.must(w.register.Work(w.ctx, func(tx *store.Tx) error { return tx.AddSession(session, "token") }))
		if a := have(w.register.Admission(w.ctx, "token", w.today()))(t); !a.May {
			t.Fatal("the representative is not let in")
		}
		b := storetest.Build(t, w.register)
		b.Now = w.Now()
		b.Step("add_member", "person", w.omar.ID, w.single.ID, func(tx *store.Tx) error { return tx.AddMember(w.id(), w.single.ID, w.omar.ID, aid.CoApplicant) })
		if a := have(w.register.Admission(w.ctx, "token", w.today()))(t); a.May {
			t.Error("a member of the case acts for another of it")
		}
		for _, one := range have(w.desk.Choices(w.ctx, w.omar.Personnummer))(t) {
			if one.By.Authority == made.ID {
				t.Error("the choice is still there")
			}
		}
	})
}

// G2, X10: a notice that waits in the outbox for a representative does not go once the person it is about has got a sekretessmarkering, or
// the authority has ended; it goes as long as neither has happened, and what is the representative's own goes on.
func TestG2X10_AWaitingNoticeStopsWithTheMark(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.startOutbox()
		w.reach(w.sara, w.single.ID, "", "sara@example.org")
		made, _ := w.appoint(nil)
		sent := func() int {
			before := len(w.told())
			w.work()
			return len(w.told()) - before
		}
		tell := func(meanwhile func()) int {
			t.Helper()
			note := aid.JournalNote{CaseID: w.couple.ID, Heading: "Anteckning", Body: "Text."}
			have(w.desk.WriteNote(w.ctx, w.by(w.hanna), w.hanna, note, true))(t)
			meanwhile()
			return sent()
		}
		if n := tell(func() {}); n != 1 {
			t.Errorf("%d messages while nothing has happened, want 1", n)
		}
		if n := tell(func() { w.protect(w.asa, true) }); n != 0 {
			t.Errorf("%d messages about someone who is marked", n)
		}
		w.protect(w.asa, false)
		if n := tell(func() {
			w.must(w.desk.EndRepresentative(w.ctx, w.by(w.hanna), w.hanna, w.couple.ID, made.ID, "Återkallad."))
		}); n != 0 {
			t.Errorf("%d messages to one whose authority has ended", n)
		}
		w.enqueue("own", casework.JobNotice, "decision "+string(w.sara.ID), w.Now())
		if n := sent(); n != 1 {
			t.Errorf("%d messages of her own, want 1", n)
		}
	})
}
