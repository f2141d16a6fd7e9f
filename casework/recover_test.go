package casework_test

import (
	"errors"
	"testing"
	"time"

	"bistand/aid"
	"bistand/casework"
	banksim "bistand/payfile/sim"
	"bistand/store"
)

// paid is a payment of the couple that the bank has carried out.
func (w *world) paid() aid.Payment {
	w.t.Helper()
	w.startBank(banksim.Behaviour{})
	p, file := w.atBank(w.couple, w.account, w.day("2026-11-18"))
	w.answer("paid", file, p, "ACSC", "")
	w.read()
	p = have(w.register.Payment(w.ctx, p.ID))(w.t)
	if p.Status != aid.PaidOut {
		w.t.Fatalf("the payment is %s", p.Status)
	}
	return p
}

// claim asks some of a payment back of the whole household.
func claim(p aid.Payment, amount aid.Ore) casework.RecoveryInput {
	return casework.RecoveryInput{
		Case: p.CaseID, Ground: aid.NotTold, Reasons: "Lönen var inte med i ansökan.", How: "Betala till bankgiro 123-4567 senast 31 december 2026.",
		Parts: []casework.RecoveryPart{{Payment: p.ID, Amount: amount}},
	}
}

// TestB8N5_MoneyIsAskedBackOnlyOfWhatWasPaid: by a decision-maker, on grounds of the law, and never twice; what comes of it is counted.
func TestB8N5_MoneyIsAskedBackOnlyOfWhatWasPaid(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		p := w.paid()
		before := w.steps()
		for _, s := range []aid.Staff{w.hanna, w.ella, w.rut, w.adam, w.nobody} {
			_, err := w.desk.Recover(w.ctx, w.by(s), s, claim(p, 100_00))
			w.refused(s.Name, before, err, aid.ErrForbidden)
		}
		faulty := func(want, field string, change func(*casework.RecoveryInput)) {
			t.Helper()
			in := claim(p, 100_00)
			change(&in)
			_, err := w.desk.Recover(w.ctx, w.by(w.bengt), w.bengt, in)
			var faults aid.Errors
			if !errors.As(err, &faults) || faults[0].Code != want || faults[0].Field != field || w.steps() != before {
				t.Errorf("%s at %s: %v", want, field, err)
			}
		}
		faulty("recovery.above", "parts.0.amount", func(in *casework.RecoveryInput) { in.Parts[0].Amount = p.Amount + 1 })
		faulty("recovery.above", "parts.0.amount", func(in *casework.RecoveryInput) { in.Parts[0].Amount = -1 })
		faulty("recovery.nothing", "parts", func(in *casework.RecoveryInput) { in.Parts[0].Amount = 0 })
		faulty("choose", "ground", func(in *casework.RecoveryInput) { in.Ground = "mood" })
		faulty("choose", "person", func(in *casework.RecoveryInput) { in.Person = w.sara.ID })
		faulty("recovery.served", "served_on", func(in *casework.RecoveryInput) { in.Ground = aid.AsAdvance })
		faulty("required", "reasons", func(in *casework.RecoveryInput) { in.Reasons = " " })
		faulty("required", "how", func(in *casework.RecoveryInput) { in.How = "" })

		r := w.by(w.bengt)
		made := have(w.desk.Recover(w.ctx, r, w.bengt, claim(p, 700_00)))(t)
		var repeated *store.RepeatedError
		if _, err := w.desk.Recover(w.ctx, r, w.bengt, claim(p, 700_00)); !errors.As(err, &repeated) || repeated.Result != string(made.ID) {
			t.Errorf("a double click: %v", err)
		}
		if made.Number != w.couple.Number+"-K1" || made.LegalBasis != "33 kap. 1 § socialtjänstlagen (2025:400)" || made.Left() != 700_00 {
			t.Errorf("made %+v", made)
		}
		before = w.steps()
		_, err := w.desk.Recover(w.ctx, w.by(w.bengt), w.bengt, claim(p, p.Amount-700_00+1))
		if code(err) != "recovery.above" && !errors.As(err, new(aid.Errors)) || w.steps() != before {
			t.Errorf("more was asked back than was paid: %v", err)
		}
		for _, adult := range []aid.Person{w.asa, w.omar} { // both are told
			have(w.register.Job(w.ctx, "recovery:"+string(made.ID)+":"+string(adult.ID)))(t)
		}
		w.followed(made)
	})
}

// followed repays, lets go and takes back a recovery of 700 kr.
func (w *world) followed(made aid.Recovery) {
	w.t.Helper()
	today := aid.SwedishDate(w.Now())
	before := w.steps()
	if err := w.desk.RecordRepayment(w.ctx, w.by(w.hanna), w.hanna, made.ID, 700_01, today); !errors.As(err, new(aid.Errors)) || w.steps() != before {
		w.t.Errorf("more is repaid than is left: %v", err)
	}
	if err := w.desk.RecordRepayment(w.ctx, w.by(w.hanna), w.hanna, made.ID, 1_00, today.AddDays(1)); !errors.As(err, new(aid.Errors)) || w.steps() != before {
		w.t.Errorf("repaid tomorrow: %v", err)
	}
	w.refused("the auditor", before, w.desk.RecordRepayment(w.ctx, w.by(w.rut), w.rut, made.ID, 1_00, today), aid.ErrForbidden)
	w.must(w.desk.RecordRepayment(w.ctx, w.by(w.hanna), w.hanna, made.ID, 200_00, today))
	before = w.steps()
	w.refused("a caseworker lets go", before, w.desk.WaiveRecovery(w.ctx, w.by(w.hanna), w.hanna, made.ID, 1_00, "Sjuk."), aid.ErrForbidden)
	w.refused("a caseworker ends", before, w.desk.EndRecovery(w.ctx, w.by(w.hanna), w.hanna, made.ID, aid.RecoveryEnded, "Slut."), aid.ErrForbidden)
	if err := w.desk.WaiveRecovery(w.ctx, w.by(w.bengt), w.bengt, made.ID, 1_00, ""); !errors.As(err, new(aid.Errors)) {
		w.t.Errorf("let go without a reason: %v", err)
	}
	w.must(w.desk.WaiveRecovery(w.ctx, w.by(w.bengt), w.bengt, made.ID, 100_00, "Sjukdom."))
	now := have(w.register.Recovery(w.ctx, made.ID))(w.t)
	if now.Repaid() != 200_00 || now.Waived() != 100_00 || now.Left() != 400_00 {
		w.t.Errorf("repaid %d, waived %d, left %d", now.Repaid(), now.Waived(), now.Left())
	}
	if err := w.desk.EndRecovery(w.ctx, w.by(w.bengt), w.bengt, made.ID, aid.Repaid, "Slut."); !errors.As(err, new(aid.Errors)) {
		w.t.Errorf("ended by a repayment: %v", err)
	}
	w.must(w.desk.EndRecovery(w.ctx, w.by(w.bengt), w.bengt, made.ID, aid.RecoveryWithdrawn, "Fel månad."))
	before = w.steps()
	w.refused("repaid after the end", before, w.desk.RecordRepayment(w.ctx, w.by(w.hanna), w.hanna, made.ID, 1_00, today), aid.ErrConflict)
	again := have(w.desk.Recover(w.ctx, w.by(w.bengt), w.bengt, func() casework.RecoveryInput { // what was taken back is free again
		in := claim(aid.Payment{ID: made.Parts[0].PaymentID, CaseID: made.CaseID}, made.Parts[0].Paid)
		in.Person, in.Ground, in.ServedOn = w.omar.ID, aid.AsAdvance, today
		return in
	}()))(w.t)
	if again.Number != w.couple.Number+"-K2" || again.LegalBasis != "33 kap. 2 § socialtjänstlagen (2025:400)" || again.AsksOf(w.asa.ID, nil) || !again.AsksOf(w.omar.ID, nil) {
		w.t.Errorf("made %+v", again)
	}
	if _, err := w.register.Job(w.ctx, "recovery:"+string(again.ID)+":"+string(w.asa.ID)); !errors.Is(err, aid.ErrNotFound) {
		w.t.Errorf("the other adult is told: %v", err)
	}
}

// TestB8N5_PoliceAndAuthoritiesAreRecordedAndNobodyIsTold: staff record each measure, or why it is not needed; no notice goes out.
func TestB8N5_PoliceAndAuthoritiesAreRecordedAndNobodyIsTold(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		today := aid.SwedishDate(w.Now())
		report := aid.PoliceReport{CaseID: w.couple.ID, PersonID: w.omar.ID, On: today, About: "Lön som inte uppgavs."}
		notice := aid.AuthorityNotice{CaseID: w.couple.ID, Authority: "social_insurance", On: today, Benefit: "Bostadsbidrag", About: "Högre inkomst."}
		no := aid.NotNeeded{CaseID: w.couple.ID, Measure: aid.ByRecovery, Reason: "Inget betalades ut."}
		steps := map[string]func(casework.Request, aid.Staff) error{
			"report": func(r casework.Request, s aid.Staff) error { return w.desk.ReportToPolice(w.ctx, r, s, report) },
			"notice": func(r casework.Request, s aid.Staff) error { return w.desk.NotifyAuthority(w.ctx, r, s, notice) },
			"no":     func(r casework.Request, s aid.Staff) error { return w.desk.SayNotNeeded(w.ctx, r, s, no) },
		}
		before := w.steps()
		for name, step := range steps {
			for _, s := range []aid.Staff{w.ella, w.rut, w.adam, w.nobody} {
				w.refused(name+" by "+s.Name, before, step(w.by(s), s), aid.ErrForbidden)
			}
			w.must(step(w.by(w.hanna), w.hanna))
			before = w.steps()
		}
		report.PersonID, report.On, report.About = w.sara.ID, today.AddDays(1), ""
		notice.Authority, notice.Benefit, notice.About, notice.On = aid.OtherAuthority, "", "", aid.Date{}
		no.Measure, no.Reason = "jail", ""
		for name, want := range map[string]int{"report": 3, "notice": 4, "no": 2} {
			var faults aid.Errors
			if err := steps[name](w.by(w.hanna), w.hanna); !errors.As(err, &faults) || len(faults) != want || w.steps() != before {
				t.Errorf("%s: %v", name, err)
			}
		}
		w.pass(24 * time.Hour)
		all := have(w.register.WrongPayment(w.ctx, w.couple.ID))(t)
		id := all.Reports[0].ID
		answer := aid.PoliceAnswer{Outcome: "received", On: today, Reference: "5000-K1-26"}
		before = w.steps()
		w.refused("an answer by the auditor", before, w.desk.RecordPoliceAnswer(w.ctx, w.by(w.rut), w.rut, id, answer), aid.ErrForbidden)
		w.must(w.desk.RecordPoliceAnswer(w.ctx, w.by(w.bengt), w.bengt, id, answer))
		if err := w.desk.RecordPoliceAnswer(w.ctx, w.by(w.bengt), w.bengt, id, aid.PoliceAnswer{Outcome: "closed", On: today.AddDays(-1)}); !errors.As(err, new(aid.Errors)) {
			t.Errorf("an answer before the report: %v", err)
		}
		all = have(w.register.WrongPayment(w.ctx, w.couple.ID))(t)
		if len(all.Reports) != 1 || all.Reports[0].Number() != "5000-K1-26" || len(all.Notices) != 1 || len(all.NotNeeded) != 1 || !all.Begun() {
			t.Errorf("recorded %+v", all)
		}
		if _, not := all.Stand(aid.ByRecovery); not == nil || not.Reason != "Inget betalades ut." {
			t.Error("no stand on repayment")
		}
		if taken, not := all.Stand(aid.ByPolice); taken.IsZero() || not != nil {
			t.Error("no stand on the report")
		}
		if n := w.work(); n != 0 {
			t.Errorf("the outbox held %d jobs", n)
		}
	})
}

// TestB8N5_TheActThatHeldWhenItWasGranted: aid of before 1 July 2025 is asked back by the act before, and the time to go to court is counted.
func TestB8N5_TheActThatHeldWhenItWasGranted(t *testing.T) {
	old, young := aid.Date{Year: 2025, Month: 6, Day: 30}, aid.Date{Year: 2025, Month: 7, Day: 1}
	for _, one := range []struct {
		ground  aid.RecoveryGround
		granted []aid.Date
		law     string
	}{
		{aid.WrongInformation, []aid.Date{young}, "33 kap. 1 § socialtjänstlagen (2025:400)"},
		{aid.PaidTooMuch, []aid.Date{old}, "9 kap. 1 § socialtjänstlagen (2001:453)"},
		{aid.LabourConflict, []aid.Date{old, young}, "33 kap. 2 § socialtjänstlagen (2025:400) och 9 kap. 2 § socialtjänstlagen (2001:453)"},
		{aid.OnCondition, []aid.Date{young, young}, "33 kap. 3 § socialtjänstlagen (2025:400)"},
	} {
		if got := one.ground.Law(one.granted...); got != one.law {
			t.Errorf("%s of %v: %s", one.ground, one.granted, got)
		}
	}
	r := aid.Recovery{Parts: []aid.RecoveredPart{{SentOn: aid.Date{Year: 2026, Month: 3, Day: 1}}, {SentOn: aid.Date{Year: 2024, Month: 2, Day: 29}}}}
	if last := r.LastDayToSue(); last != (aid.Date{Year: 2027, Month: 2, Day: 28}) {
		t.Errorf("the last day to go to court is %v", last)
	}
}
