package casework_test

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"testing"
	"time"

	"bistand/aid"
	"bistand/calc"
	"bistand/casework"
	banksim "bistand/payfile/sim"
	"bistand/store"
)

// refusedCost decides an application with its electricity cut to 200 kr, all of it paid to the household.
func (w *world) refusedCost(c aid.Case, to aid.Payee) (aid.Application, aid.Decision) {
	w.t.Helper()
	a := w.registered(c, w.november)
	return a, w.decided(a, to, 200_00)
}

// decided calculates an application with its electricity at an amount, and decides; what has been paid is not paid again.
func (w *world) decided(a aid.Application, to aid.Payee, electricity aid.Ore) aid.Decision {
	w.t.Helper()
	d, err := w.tryDecide(a, to, electricity, nil)
	w.must(err)
	return d
}

func (w *world) tryDecide(a aid.Application, to aid.Payee, electricity aid.Ore, change func(*calc.Input)) (aid.Decision, error) {
	w.t.Helper()
	in := w.proposal(a)
	in.Expenses[1].Approved = electricity
	if electricity < in.Expenses[1].Claimed {
		in.Expenses[1].Reason = "Kvitto saknas."
	}
	if change != nil {
		change(&in)
	}
	c, err := w.desk.Calculate(w.ctx, w.by(w.hanna), w.hanna, a.ID, in)
	if err != nil {
		return aid.Decision{}, err
	}
	decide := inputFor(a, c, to, w.today().AddBankDays(1))
	if before, err := w.register.DecisionOf(w.ctx, a.ID); err == nil {
		paid := have(casework.PaidAlready(w.ctx, w.register, before))(w.t)
		decide.Payments[0].Amount -= paid
		if decide.Payments[0].Amount <= 0 {
			decide.Payments = nil
		}
	}
	return w.desk.Decide(w.ctx, w.by(w.bengt), w.bengt, decide)
}

// appealing starts the signature of a person's appeal on their own device.
func (w *world) appealing(draft aid.AppealDraft, p aid.Person) aid.Order {
	w.t.Helper()
	return have(w.desk.StartOrder(w.ctx, casework.OrderFor{
		Purpose: aid.ToAppeal, Object: draft.ID, Person: p.ID, Visible: "Jag överklagar beslutet hos Lunds kommun.", Client: w.client,
	}))(w.t)
}

// draftOf begins a person's appeal with words of their own.
func (w *world) draftOf(d aid.Decision, p aid.Person) aid.AppealDraft {
	w.t.Helper()
	draft := have(w.desk.BeginAppeal(w.ctx, w.as(p), d.CaseID, d.ID))(w.t)
	w.must(w.desk.SaveAppeal(w.ctx, w.as(p), draft.ID, draft.Version, func(c *aid.AppealContent) {
		c.Change, c.Why = "Hela elen ska godkännas.", "Jag har lämnat kvitto."
	}))
	return have(w.register.AppealDraft(w.ctx, draft.ID))(w.t)
}

// appealed takes in a person's appeal, signed.
func (w *world) appealed(d aid.Decision, p aid.Person) aid.Appeal {
	w.t.Helper()
	draft := w.draftOf(d, p)
	o := w.completed(w.appealing(draft, p), p, "approve")
	return have(w.desk.FinishAppeal(w.ctx, w.as(p), o.ID, w.client))(w.t)
}

func (w *world) judge(a aid.Appeal, answer aid.TimelinessAnswer) {
	w.t.Helper()
	w.must(w.desk.JudgeTimeliness(w.ctx, w.by(w.bengt), w.bengt, a.ID, casework.TimelinessInput{Answer: answer, Reasons: "Dagarna visar det."}))
}

func (w *world) appeal(id aid.ID) aid.Appeal { return have(w.register.Appeal(w.ctx, id))(w.t) }

// N8, H12: an appeal says which decision, what should change and why; what was cut is ticked from the start; a file belongs to
// it; and it is signed over exactly that.
func TestN8H12_AnAppealIsWrittenAndSigned(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.startBankID()
		w.startFiles()
		_, d := w.refusedCost(w.couple, w.account)
		draft := have(w.desk.BeginAppeal(w.ctx, w.as(w.asa), w.couple.ID, d.ID))(t)
		if len(draft.Content.Items) != 1 || draft.Content.Items[0] != (aid.AppealItem{Row: 2, Code: "electricity", Claimed: 412_00, Approved: 200_00}) {
			t.Errorf("ticked from the start: %+v", draft.Content.Items)
		}
		if again := have(w.desk.BeginAppeal(w.ctx, w.as(w.asa), w.couple.ID, d.ID))(t); again.ID != draft.ID {
			t.Error("a second draft on the same decision")
		}
		draft = w.draftOf(d, w.asa)
		w.must(w.desk.AttachToAppeal(w.ctx, w.as(w.asa), draft.ID, "kvitto.pdf", strings.NewReader("%PDF-1.7\nkvitto\n%%EOF\n")))
		w.must(w.desk.AttachToAppeal(w.ctx, w.as(w.asa), draft.ID, "samma igen.pdf", strings.NewReader("%PDF-1.7\nkvitto\n%%EOF\n")))
		draft = have(w.register.AppealDraft(w.ctx, draft.ID))(t)
		if len(draft.Content.Attachments) != 1 {
			t.Errorf("files: %+v", draft.Content.Attachments)
		}
		kept := have(w.register.Attachment(w.ctx, draft.Content.Attachments[0].ID))(t)
		if !casework.IsAppealFile(kept) || kept.UploadedBy != w.asa.ID {
			t.Errorf("the file is %+v", kept)
		}
		o := w.completed(w.appealing(draft, w.asa), w.asa, "approve")
		a := have(w.desk.FinishAppeal(w.ctx, w.as(w.asa), o.ID, w.client))(t)
		hash := have(casework.AppealHash(draft.Content))(t)
		if a.Number != "EB-2026-0417-Ö1" || a.ReceivedOn != w.today() || a.ContentHash != hash || a.PersonID != w.asa.ID || a.Status() != aid.AppealReceived {
			t.Errorf("taken in: %+v", a)
		}
		got := w.appeal(a.ID)
		if got.Hidden != o.Hidden || !strings.Contains(got.Hidden, hash) || got.Visible != o.Visible || got.Content.Why != "Jag har lämnat kvitto." {
			t.Errorf("kept: %+v", got)
		}
		if answer := have(w.register.AppealAnswer(w.ctx, a.ID))(t); !bytes.Equal(answer, o.Answer) || len(answer) == 0 {
			t.Error("the answer of the identity service is not kept as it came")
		}
		if _, err := w.register.AppealDraft(w.ctx, draft.ID); !errors.Is(err, aid.ErrNotFound) {
			t.Errorf("the draft of an appeal that has come in: %v", err)
		}
		before := w.steps()
		_, err := w.desk.FinishAppeal(w.ctx, w.as(w.asa), o.ID, w.client)
		w.refused("the same order twice", before, err, aid.ErrConflict)
		if _, err := w.desk.BeginAppeal(w.ctx, w.as(w.asa), w.couple.ID, d.ID); code(err) != "appeal.one" {
			t.Errorf("a second appeal while one is under way: %v", err)
		}
	})
}

// N8, H12: each adult appeals by themselves; neither reads, changes, signs nor takes back what is the other's.
func TestN8H12_EachAdultOwnsTheirAppeal(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.startBankID()
		_, d := w.refusedCost(w.couple, w.account)
		hers := w.draftOf(d, w.asa)
		his := have(w.desk.BeginAppeal(w.ctx, w.as(w.omar), w.couple.ID, d.ID))(t)
		if his.ID == hers.ID || his.Content.Change != "" {
			t.Fatal("the other adult was given the draft of the first")
		}
		before := w.steps()
		w.refused("saved by the other", before, w.desk.SaveAppeal(w.ctx, w.as(w.omar), hers.ID, hers.Version, func(*aid.AppealContent) {}), aid.ErrNotFound)
		w.refused("dropped by the other", before, w.desk.DropAppeal(w.ctx, w.as(w.omar), hers.ID), aid.ErrNotFound)
		w.refused("a file by the other", before, w.desk.AttachToAppeal(w.ctx, w.as(w.omar), hers.ID, "x.pdf", strings.NewReader("%PDF-1.7")), aid.ErrNotFound)
		_, err := w.desk.StartOrder(w.ctx, casework.OrderFor{Purpose: aid.ToAppeal, Object: hers.ID, Person: w.omar.ID, Visible: "x", Client: w.client})
		w.refused("signed by the other", before, err, aid.ErrConflict)
		_, err = w.desk.BeginAppeal(w.ctx, w.as(w.sara), w.single.ID, d.ID)
		w.refused("begun from another case", before, err, aid.ErrNotFound)
		o := w.completed(w.appealing(hers, w.asa), w.asa, "approve")
		_, err = w.desk.FinishAppeal(w.ctx, w.as(w.omar), o.ID, w.client)
		w.refused("finished by the other", before, err, aid.ErrForbidden)
		a := have(w.desk.FinishAppeal(w.ctx, w.as(w.asa), o.ID, w.client))(t)
		second := w.appealed(d, w.omar)
		if second.Number != "EB-2026-0417-Ö2" {
			t.Errorf("the second appeal is %s", second.Number)
		}
		before = w.steps()
		w.refused("taken back by the other", before, w.desk.WithdrawAppeal(w.ctx, w.as(w.omar), a.ID), aid.ErrNotFound)
		w.must(w.desk.WithdrawAppeal(w.ctx, w.as(w.asa), a.ID))
		if w.appeal(a.ID).Status() != aid.AppealWithdrawn || w.appeal(second.ID).Status() != aid.AppealReceived {
			t.Error("taking one back touched the other")
		}
		before = w.steps()
		w.refused("taken back twice", before, w.desk.WithdrawAppeal(w.ctx, w.as(w.asa), a.ID), aid.ErrConflict)
		have(w.desk.BeginAppeal(w.ctx, w.as(w.asa), w.couple.ID, d.ID))(t) // one that was taken back may be made again
		w.refused("a draft that has served", w.steps(), w.desk.DropAppeal(w.ctx, w.as(w.omar), his.ID), aid.ErrNotFound)
	})
}

// X7: an edit after the order was started means that what was signed is no longer what the appeal says.
func TestX7N8_WhatIsChangedAfterwardsIsNotSigned(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.startBankID()
		_, d := w.refusedCost(w.single, w.sarasAccount)
		draft := w.draftOf(d, w.sara)
		o := w.completed(w.appealing(draft, w.sara), w.sara, "approve")
		w.must(w.desk.SaveAppeal(w.ctx, w.as(w.sara), draft.ID, draft.Version, func(c *aid.AppealContent) { c.Change = "Något annat." }))
		before := w.steps()
		_, err := w.desk.FinishAppeal(w.ctx, w.as(w.sara), o.ID, w.client)
		w.refused("another content", before, err, aid.ErrConflict)
		w.refused("an old version", before, w.desk.SaveAppeal(w.ctx, w.as(w.sara), draft.ID, draft.Version, func(c *aid.AppealContent) { c.Change = "Ett tredje." }), aid.ErrConflict)
		w.must(w.desk.SaveAppeal(w.ctx, w.as(w.sara), draft.ID, draft.Version, func(c *aid.AppealContent) { c.Change = "Något annat." })) // a double click
		login := have(w.desk.StartOrder(w.ctx, casework.OrderFor{Purpose: aid.ToLogIn, Visible: "Logga in hos Lunds kommun.", Client: w.client}))(t)
		w.completed(login, w.sara, "approve")
		_, err = w.desk.FinishAppeal(w.ctx, w.as(w.sara), login.ID, w.client)
		w.refused("a log-in as a signature", before, err, aid.ErrConflict)
		w.must(w.desk.SaveAppeal(w.ctx, w.as(w.sara), draft.ID, draft.Version+1, func(c *aid.AppealContent) { c.Change, c.Items = " ", nil }))
		_, err = w.desk.StartOrder(w.ctx, casework.OrderFor{Purpose: aid.ToAppeal, Object: draft.ID, Person: w.sara.ID, Visible: "x", Client: w.client})
		w.refused("an appeal that says nothing", before, err, aid.ErrConflict)
	})
}

// X14: fifty times the same has one effect.
func TestX14N8_FiftyTimesIsOneAppeal(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.startBankID()
		_, d := w.refusedCost(w.single, w.sarasAccount)
		for _, err := range atOnce(50, func(int) error {
			_, err := w.desk.BeginAppeal(w.ctx, w.as(w.sara), w.single.ID, d.ID)
			return err
		}) {
			w.must(err)
		}
		draft := w.draftOf(d, w.sara)
		o := w.completed(w.appealing(draft, w.sara), w.sara, "approve")
		for _, err := range atOnce(50, func(int) error {
			_, err := w.desk.FinishAppeal(w.ctx, w.as(w.sara), o.ID, w.client)
			return err
		}) {
			if err != nil && !errors.Is(err, aid.ErrConflict) && !errors.Is(err, aid.ErrNotFound) {
				t.Error(err)
			}
		}
		list := have(w.register.Appeals(w.ctx, w.single.ID))(t)
		if len(list) != 1 {
			t.Fatalf("%d appeals", len(list))
		}
		r := w.by(w.bengt)
		for _, err := range atOnce(50, func(int) error {
			return w.desk.JudgeTimeliness(w.ctx, r, w.bengt, list[0].ID, casework.TimelinessInput{Answer: aid.InTime, Reasons: "I tid."})
		}) {
			var repeated *store.RepeatedError
			if err != nil && !errors.As(err, &repeated) {
				t.Error(err)
			}
		}
	})
}

// N8, H12, X11: the days decide what can be answered; a person gives the reason.
func TestN8H12X11_WhetherItCameInTime(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.startBankID()
		_, d := w.refusedCost(w.couple, w.account)
		w.must(w.desk.Receive(w.ctx, w.as(w.asa), d)) // on Monday 16 November: the last day is 7 December
		w.pass(48 * time.Hour)
		w.must(w.desk.Receive(w.ctx, w.as(w.omar), d)) // on 18 November: 9 December
		w.turnTo(t, "2026-12-07 23:59:00")
		hers := w.appealed(d, w.asa)
		try := func(a aid.Appeal, s aid.Staff, answer aid.TimelinessAnswer, reasons string) string {
			return code(w.desk.JudgeTimeliness(w.ctx, w.by(s), s, a.ID, casework.TimelinessInput{Answer: answer, Reasons: reasons}))
		}
		if got := try(hers, w.bengt, aid.Dismiss, "Sent."); got != "answer:appeal.is_in_time" {
			t.Errorf("dismissed on the last day: %s", got)
		}
		if got := try(hers, w.hanna, "", ""); got != "answer:choose reasons:required" {
			t.Errorf("nothing answered: %s", got)
		}
		if got := try(hers, w.hanna, aid.InTime, "Kom sista dagen."); got != "" {
			t.Errorf("in time on the last day: %s", got)
		}
		if judged := w.appeal(hers.ID).Timeliness; judged.ToldOn != w.day("2026-11-16") || judged.LastDay != w.day("2026-12-07") || judged.JudgeName != w.hanna.Name {
			t.Errorf("judged by %+v", judged)
		}
		w.turnTo(t, "2026-12-10 00:00:01")
		his := w.appealed(d, w.omar)
		if got := try(his, w.bengt, aid.InTime, "I tid."); got != "answer:appeal.is_late" {
			t.Errorf("in time a second after the last day: %s", got)
		}
		before := w.steps()
		err := w.desk.JudgeTimeliness(w.ctx, w.by(w.hanna), w.hanna, his.ID, casework.TimelinessInput{Answer: aid.Dismiss, Reasons: "Sent."})
		w.refused("dismissed by a caseworker", before, err, aid.ErrForbidden)
		err = w.desk.JudgeTimeliness(w.ctx, w.by(w.ella), w.ella, his.ID, casework.TimelinessInput{Answer: aid.Misled, Reasons: "Sent."})
		w.refused("judged by a payment officer", before, err, aid.ErrForbidden)
		if got := try(his, w.bengt, aid.Dismiss, "Kom dagen efter sista dagen."); got != "" {
			t.Errorf("dismissed: %s", got)
		}
		if w.appeal(his.ID).Status() != aid.AppealDismissed || w.job("appeal_dismissed:"+string(his.ID)+":"+string(w.omar.ID)).Payload != "appeal_dismissed "+string(w.omar.ID) {
			t.Error("the person is not told that the appeal was dismissed")
		}
		before = w.steps()
		w.refused("judged twice", before, w.desk.JudgeTimeliness(w.ctx, w.by(w.bengt), w.bengt, his.ID, casework.TimelinessInput{Answer: aid.Dismiss, Reasons: "Igen."}), aid.ErrConflict)
		w.refused("reviewed though dismissed", before, w.desk.ReviewAppeal(w.ctx, w.by(w.bengt), w.bengt, his.ID, aid.ReviewUnchanged, "Nej."), aid.ErrConflict)
		w.refused("taken back though dismissed", before, w.desk.WithdrawAppeal(w.ctx, w.as(w.omar), his.ID), aid.ErrConflict)
		again := w.appealed(d, w.omar) // who was dismissed may write again, and say why
		if got := try(again, w.bengt, aid.Misled, "Vi skrev fel sista dag i beslutet."); got != "" || w.appeal(again.ID).Status() != aid.AppealInTime {
			t.Errorf("late because it was told wrongly: %s", got)
		}
	})
}

// N8, H12, X1, X11: the second look is by the same engine; a change is a new decision that replaces the old one, pays what is
// missing and no more, and never gives less.
func TestN8H12X1X11_ReviewByANewDecision(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.startBankID()
		a, d := w.refusedCost(w.couple, w.account)
		if _, err := w.tryDecide(a, w.account, 412_00, nil); !errors.Is(err, aid.ErrConflict) {
			t.Errorf("decided anew without an appeal: %v", err)
		}
		appeal := w.appealed(d, w.asa)
		if _, err := w.tryDecide(a, w.account, 412_00, nil); !errors.Is(err, aid.ErrConflict) {
			t.Errorf("decided anew before the time was judged: %v", err)
		}
		w.judge(appeal, aid.InTime)
		if err := w.desk.ReviewAppeal(w.ctx, w.by(w.bengt), w.bengt, appeal.ID, aid.ReviewChanged, "Ja."); code(err) != "outcome:review.no_decision" {
			t.Errorf("changed without a decision: %v", err)
		}
		if _, err := w.tryDecide(a, w.account, 100_00, nil); code(err) != "review.lower" {
			t.Errorf("decided to the person's disadvantage: %v", err)
		}
		old := have(w.register.Calculation(w.ctx, d.CalculationID))(t)
		if _, err := w.desk.Decide(w.ctx, w.by(w.bengt), w.bengt, inputFor(a, old, w.account, w.today().AddBankDays(1))); !errors.Is(err, aid.ErrConflict) {
			t.Errorf("decided on the old calculation: %v", err)
		}
		changed := w.decided(a, w.account, 412_00)
		now := have(w.register.Decision(w.ctx, changed.ID))(t)
		was := have(w.register.Decision(w.ctx, d.ID))(t)
		if now.Replaces != d.ID || was.ReplacedBy != changed.ID || now.Amount != d.Amount+212_00 {
			t.Errorf("replaces %q, replaced by %q, %s after %s", now.Replaces, was.ReplacedBy, now.Amount.Decimal(), d.Amount.Decimal())
		}
		if list := have(w.register.PaymentsOf(w.ctx, changed.ID))(t); len(list) != 1 || list[0].Amount != 212_00 {
			t.Errorf("paid besides: %+v", list)
		}
		before := w.steps()
		w.refused("reviewed by a caseworker", before, w.desk.ReviewAppeal(w.ctx, w.by(w.hanna), w.hanna, appeal.ID, aid.ReviewChanged, "Ja."), aid.ErrForbidden)
		if err := w.desk.ReviewAppeal(w.ctx, w.by(w.bengt), w.bengt, appeal.ID, "perhaps", ""); code(err) != "outcome:choose reasons:required" {
			t.Errorf("nothing said: %v", err)
		}
		w.must(w.desk.ReviewAppeal(w.ctx, w.by(w.bengt), w.bengt, appeal.ID, aid.ReviewChanged, "Kvittot visar kostnaden."))
		done := w.appeal(appeal.ID)
		if done.Status() != aid.AppealChanged || done.Review.DecisionID != changed.ID || done.Review.ReviewerName != w.bengt.Name {
			t.Errorf("reviewed: %+v", done.Review)
		}
		before = w.steps()
		w.refused("sent though given", before, w.desk.HandOver(w.ctx, w.by(w.hanna), w.hanna, appeal.ID, aid.Handover{Way: "post", On: w.today()}), aid.ErrConflict)
		if _, err := w.tryDecide(a, w.account, 412_00, nil); !errors.Is(err, aid.ErrConflict) {
			t.Errorf("decided anew after the review: %v", err)
		}
	})
}

// N8, L5: an application that was paid is not, once a review has granted more, before that is paid too.
func TestN8L5_PaidWhenWhatWasMissingIsPaidToo(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.startBankID()
		w.startBank(banksim.Behaviour{SettleAtOnce: true})
		pay := func(d aid.Decision) {
			for _, p := range have(w.register.PaymentsOf(w.ctx, d.ID))(t) {
				w.must(w.desk.ApprovePayment(w.ctx, w.by(w.ella), w.ella, p.ID))
			}
			have(w.desk.SendPayments(w.ctx, w.by(w.ella), w.ella, w.today().AddDays(30)))(t)
			w.work()
			for range 3 {
				w.bank.Tick()
				w.read()
			}
		}
		status := func(a aid.Application, want aid.ApplicationStatus, when string) {
			if got := have(w.register.Application(w.ctx, a.ID))(t).Status(); got != want {
				t.Errorf("%s: %s, want %s", when, got, want)
			}
		}
		a, d := w.refusedCost(w.couple, w.account)
		status(a, aid.Decided, "decided")
		pay(d)
		status(a, aid.Paid, "paid")
		w.judge(w.appealed(d, w.asa), aid.InTime)
		more := w.decided(a, w.account, 412_00)
		status(a, aid.Decided, "granted more")
		pay(more)
		status(a, aid.Paid, "paid what was missing")
	})
}

// N8, H12, X11: what is not changed goes to the court that the municipality names, with its statement, and the answer is kept.
func TestN8H12X11_ToTheCourtAndBack(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.startBankID()
		_, d := w.refusedCost(w.couple, w.account)
		a := w.appealed(d, w.asa)
		w.judge(a, aid.InTime)
		hand := func(way aid.HandoverWay, on aid.Date) error {
			return w.desk.HandOver(w.ctx, w.by(w.hanna), w.hanna, a.ID, aid.Handover{Way: way, On: on, Court: " "})
		}
		before := w.steps()
		w.refused("sent before the review", before, hand("post", w.today()), aid.ErrConflict)
		w.must(w.desk.ReviewAppeal(w.ctx, w.by(w.bengt), w.bengt, a.ID, aid.ReviewUnchanged, "Inget nytt har kommit fram."))
		if err := hand("pigeon", aid.Date{}); code(err) != "court:appeal.court way:choose on:appeal.day" {
			t.Errorf("sent nowhere: %v", err)
		}
		w.desk.Municipality.Court = "Förvaltningsrätten i Malmö"
		for _, on := range []aid.Date{w.today().AddDays(1), a.ReceivedOn.AddDays(-1)} {
			if err := hand("post", on); code(err) != "on:appeal.day" {
				t.Errorf("sent on %s: %v", on, err)
			}
		}
		if err := w.desk.WriteStatement(w.ctx, w.by(w.hanna), w.hanna, a.ID, "  "); code(err) != "required" {
			t.Errorf("a statement without words: %v", err)
		}
		w.must(w.desk.WriteStatement(w.ctx, w.by(w.hanna), w.hanna, a.ID, "Ett första utkast."))
		w.must(w.desk.WriteStatement(w.ctx, w.by(w.bengt), w.bengt, a.ID, "Nämnden står fast."))
		w.must(hand("digital", w.today()))
		sent := w.appeal(a.ID)
		if sent.Status() != aid.AppealSent || sent.Handover.Court != "Förvaltningsrätten i Malmö" || sent.Statement.Text != "Nämnden står fast." || sent.Handover.StatementID != sent.Statement.ID {
			t.Errorf("sent: %+v with %+v", sent.Handover, sent.Statement)
		}
		before = w.steps()
		w.refused("a statement after it was sent", before, w.desk.WriteStatement(w.ctx, w.by(w.hanna), w.hanna, a.ID, "Till."), aid.ErrConflict)
		w.refused("taken back from the court", before, w.desk.WithdrawAppeal(w.ctx, w.as(w.asa), a.ID), aid.ErrConflict)
		if err := w.desk.RecordRuling(w.ctx, w.by(w.hanna), w.hanna, a.ID, aid.Ruling{Outcome: "maybe"}); code(err) != "outcome:choose court_number:required on:appeal.day" {
			t.Errorf("nothing ruled: %v", err)
		}
		w.pass(30 * 24 * time.Hour)
		ruling := aid.Ruling{Outcome: "remitted", CourtNumber: " 1234-26 ", On: w.today(), Note: "Ska utredas mer."}
		w.must(w.desk.RecordRuling(w.ctx, w.by(w.hanna), w.hanna, a.ID, ruling))
		if ruled := w.appeal(a.ID); ruled.Status() != aid.AppealRuled || ruled.Ruling.CourtNumber != "1234-26" || ruled.Ruling.RecorderName != w.hanna.Name {
			t.Errorf("ruled: %+v", ruled.Ruling)
		}
		for _, event := range []string{"appeal_review", "appeal_handover", "appeal_ruling"} {
			if w.job(event+":"+string(a.ID)+":"+string(w.asa.ID)).Payload != event+" "+string(w.asa.ID) {
				t.Errorf("the person is not told of %s", event)
			}
		}
	})
}

// X10, B17, H12: an appeal on paper is registered into the same course with the day it came.
func TestX10N8_AnAppealOnPaper(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.startFiles()
		_, d := w.refusedCost(w.couple, w.account)
		w.pass(72 * time.Hour)
		in := casework.PaperAppeal{Decision: d.ID, Person: w.elis.ID, ReceivedOn: w.today().AddDays(1)}
		if _, err := w.desk.RegisterAppeal(w.ctx, w.by(w.hanna), w.hanna, in); code(err) != "person:choose received_on:appeal.day change:appeal.change_missing" {
			t.Errorf("a letter that says nothing: %v", err)
		}
		in.Person, in.ReceivedOn, in.Change = w.omar.ID, w.today().AddDays(-1), "Jag vill ha pengar till elen."
		before := w.steps()
		_, err := w.desk.RegisterAppeal(w.ctx, w.by(w.ella), w.ella, in)
		w.refused("by a payment officer", before, err, aid.ErrForbidden)
		in.FileName, in.File = "brev.pdf", io.MultiReader(strings.NewReader("%PDF-1.7\n"), strings.NewReader("brevet\n%%EOF\n"))
		a := have(w.desk.RegisterAppeal(w.ctx, w.by(w.hanna), w.hanna, in))(t)
		got := w.appeal(a.ID)
		if got.Origin != aid.FromPaper || got.RegisteredBy != w.hanna.ID || got.ReceivedOn != in.ReceivedOn || len(got.Content.Attachments) != 1 || got.PersonID != w.omar.ID {
			t.Errorf("registered: %+v", got)
		}
		in.File = nil
		if _, err := w.desk.RegisterAppeal(w.ctx, w.by(w.hanna), w.hanna, in); code(err) != "appeal.one" {
			t.Errorf("registered twice: %v", err)
		}
		// The register knows of no receipt: staff state the day of the letter's own.
		told := w.today().AddDays(-3)
		w.must(w.desk.JudgeTimeliness(w.ctx, w.by(w.hanna), w.hanna, a.ID, casework.TimelinessInput{Answer: aid.InTime, ToldOn: told, Reasons: "Enligt mottagningsbeviset."}))
		if judged := w.appeal(a.ID).Timeliness; judged.ToldOn != told || judged.LastDay != aid.LastAppealDay(told) {
			t.Errorf("judged by %+v", judged)
		}
		if err := w.desk.RecordWithdrawal(w.ctx, w.by(w.hanna), w.hanna, a.ID, ""); code(err) != "required" {
			t.Errorf("taken back without a word of how it is known: %v", err)
		}
		w.must(w.desk.RecordWithdrawal(w.ctx, w.by(w.hanna), w.hanna, a.ID, "Ringde och sa det."))
		if w.appeal(a.ID).Status() != aid.AppealWithdrawn {
			t.Error("not taken back")
		}
	})
}
