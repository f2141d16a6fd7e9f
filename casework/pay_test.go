package casework_test

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"bistand/aid"
	"bistand/payfile"
	banksim "bistand/payfile/sim"
	"bistand/store"
	"bistand/store/storetest"
)

// Two persons for every payment: refused with words, and by the database itself.
func TestX14_SomeoneElseApproves(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.bengt.Roles = append(w.bengt.Roles, aid.PaymentOfficer) // decides and approves, but never the same
		p := w.proposed(w.couple, w.account, w.day("2026-11-18"))
		before := w.steps()
		for _, s := range []aid.Staff{w.hanna, w.rut, w.adam, w.nobody} {
			w.refused(s.Name, before, w.desk.ApprovePayment(w.ctx, w.by(s), s, p.ID), aid.ErrForbidden)
		}
		if err := w.desk.ApprovePayment(w.ctx, w.by(w.bengt), w.bengt, p.ID); code(err) != "pay.same_person" || w.steps() != before {
			t.Errorf("the decision-maker approves: %v", err)
		}
		step := store.Step{At: w.Now(), Actor: w.by(w.bengt).Actor, Name: "approve_payment", CaseID: p.CaseID, Kind: "payment", Object: p.ID}
		err := w.register.Step(w.ctx, step, func(tx *store.Tx) error { return tx.AddPaymentApproval(p.ID, w.bengt.ID) })
		w.refused("past the desk", before, err, store.ErrInvariant)
		if _, err := storetest.Raw(t, w.register).Exec("INSERT INTO payment_approval (payment_id, approved_by, at, seq, sum) VALUES ($1, $2, 1, 1, 'x')", string(p.ID), string(w.bengt.ID)); err == nil {
			t.Error("past the program: the database takes it")
		}
		r := w.by(w.ella)
		w.must(w.desk.ApprovePayment(w.ctx, r, w.ella, p.ID))
		var repeated *store.RepeatedError
		if err := w.desk.ApprovePayment(w.ctx, r, w.ella, p.ID); !errors.As(err, &repeated) {
			t.Errorf("a double click: %v", err)
		}
		before = w.steps()
		w.refused("approved twice", before, w.desk.ApprovePayment(w.ctx, w.by(w.ella), w.ella, p.ID), aid.ErrConflict)
		if now := have(w.register.Payment(w.ctx, p.ID))(t); now.Status != aid.Approved || now.ApprovedBy != w.ella.ID {
			t.Errorf("payment %s by %s", now.Status, now.ApprovedBy)
		}
	})
}

func TestX14_StoppedPayment(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.startBank(banksim.Behaviour{})
		due := w.day("2026-11-16")
		p := w.proposed(w.couple, w.account, due)
		q := w.approved(w.single, w.sarasAccount, due)
		before := w.steps()
		for _, s := range []aid.Staff{w.hanna, w.rut, w.adam, w.nobody} {
			w.refused(s.Name, before, w.desk.StopPayment(w.ctx, w.by(s), s, p.ID, "Fel konto."), aid.ErrForbidden)
		}
		for _, reason := range []string{"", " "} {
			if err := w.desk.StopPayment(w.ctx, w.by(w.ella), w.ella, p.ID, reason); code(err) != "required" || w.steps() != before {
				t.Errorf("without a reason: %v", err)
			}
		}
		r := w.by(w.ella)
		w.must(w.desk.StopPayment(w.ctx, r, w.ella, p.ID, "Fel konto."))
		var repeated *store.RepeatedError
		if err := w.desk.StopPayment(w.ctx, r, w.ella, p.ID, "Fel konto."); !errors.As(err, &repeated) {
			t.Errorf("a double click: %v", err)
		}
		before = w.steps()
		w.refused("stopped twice", before, w.desk.StopPayment(w.ctx, w.by(w.bengt), w.bengt, p.ID, "Fel konto."), aid.ErrConflict)
		w.refused("a stopped payment approved", before, w.desk.ApprovePayment(w.ctx, w.by(w.ella), w.ella, p.ID), aid.ErrConflict)
		if now := have(w.register.Payment(w.ctx, p.ID))(t); now.Status != aid.Stopped || now.Reason != "Fel konto." {
			t.Errorf("payment %s: %s", now.Status, now.Reason)
		}
		file := have(w.desk.SendPayments(w.ctx, w.by(w.ella), w.ella, due))(t)
		if file.Count != 1 || w.status(q) != aid.InFile {
			t.Errorf("the file has %d payments", file.Count)
		}
		before = w.steps()
		w.refused("stopped when in a file", before, w.desk.StopPayment(w.ctx, w.by(w.ella), w.ella, q.ID, "För sent."), aid.ErrConflict)
		w.refused("approved when in a file", before, w.desk.ApprovePayment(w.ctx, w.by(w.ella), w.ella, q.ID), aid.ErrConflict)
	})
}

// L4: the file has what is approved and due, and nothing else.
func TestL4_WhatGoesIntoAFile(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.startBank(banksim.Behaviour{})
		until := w.day("2026-11-18")
		nothing := func(what string) {
			t.Helper()
			before := w.steps()
			if _, err := w.desk.SendPayments(w.ctx, w.by(w.ella), w.ella, until); code(err) != "pay.nothing" || w.steps() != before {
				t.Errorf("%s: %v", what, err)
			}
		}
		nothing("at first")
		late := w.approved(w.single, w.sarasAccount, w.day("2026-11-17"))
		card := w.approved(w.couple, w.card, w.day("2026-11-17"))
		before := w.steps()
		for _, s := range []aid.Staff{w.hanna, w.bengt, w.rut, w.adam} {
			_, err := w.desk.SendPayments(w.ctx, w.by(s), s, until)
			w.refused(s.Name, before, err, aid.ErrForbidden)
		}
		until = w.day("2026-11-16")
		nothing("the day before")
		w.turnTo(t, "2026-11-18 08:00:00") // the payment ought to have gone the day before
		r := w.by(w.ella)
		file := have(w.desk.SendPayments(w.ctx, r, w.ella, w.day("2026-11-20")))(t)
		var repeated *store.RepeatedError
		if _, err := w.desk.SendPayments(w.ctx, r, w.ella, w.day("2026-11-20")); !errors.As(err, &repeated) || repeated.Result != string(file.ID) {
			t.Errorf("a double click: %v", err)
		}
		if file.Count != 1 || file.Total != 8_777_00 || file.MessageID != "EB128120261118000001" || w.status(late) != aid.InFile || w.status(card) != aid.Approved {
			t.Errorf("file %s of %d, %s", file.MessageID, file.Count, file.Total.Decimal())
		}
		batch := have(payfile.Read(bytes.NewReader(file.Content)))(t)
		if len(batch.Payments) != 1 || batch.Payments[0].SendOn.String() != "2026-11-18" || batch.Payments[0].EndToEnd != late.EndToEnd {
			t.Errorf("batch %+v", batch.Payments)
		}
		kept := have(w.register.PaymentFile(w.ctx, file.ID))(t)
		if !bytes.Equal(kept.Content, file.Content) {
			t.Error("the file was not kept byte for byte")
		}
		if again := have(w.desk.Bank.File(kept, []aid.Payment{late}))(t); !bytes.Equal(again, file.Content) {
			t.Error("the same payments give other bytes")
		}
		nothing("all is sent but the card")
		overview := have(w.register.Overview(w.ctx, w.single.ID))(t)
		if overview.Payment == nil || overview.Payment.Status != aid.InFile {
			t.Errorf("overview: %+v", overview.Payment)
		}
	})
}

// L4: the file goes to the bank by the outbox: an upload that fails is tried again, later and later, five times.
func TestL4_UploadIsTriedAgain(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.startBank(banksim.Behaviour{})
		w.desk.Messages = nil
		p := w.approved(w.single, w.sarasAccount, w.day("2026-11-18"))
		w.work()
		file := have(w.desk.SendPayments(w.ctx, w.by(w.ella), w.ella, w.day("2026-11-18")))(t)
		key := "payment_file:" + string(file.ID)
		w.must(w.bank.Refuse(w.ctx, true))
		for attempt := 1; attempt <= 5; attempt++ {
			if n := w.work(); n != 1 {
				t.Fatalf("attempt %d: %d jobs were tried", attempt, n)
			}
			job := w.job(key)
			if job.Attempts != attempt || job.LastError == "" || !job.DoneAt.IsZero() {
				t.Fatalf("attempt %d: %+v", attempt, job)
			}
			if attempt == 5 {
				break
			}
			if least := 2 * time.Second << attempt; !between(job.RunAt, w.Now(), least, 2*least) || !job.DeadAt.IsZero() {
				t.Errorf("attempt %d: next after %s", attempt, job.RunAt.Sub(w.Now()))
			}
			w.pass(job.RunAt.Sub(w.Now()) - time.Millisecond)
			if n := w.work(); n != 0 {
				t.Errorf("attempt %d: tried too early", attempt+1)
			}
			w.pass(time.Millisecond)
		}
		dead := have(w.register.DeadJobs(w.ctx, 10))(t)
		if len(dead) != 1 || dead[0].UniqueKey != key || w.status(p) != aid.InFile {
			t.Fatalf("dead: %+v, payment %s", dead, w.status(p))
		}
		w.pass(24 * time.Hour)
		if n := w.work(); n != 0 {
			t.Error("a dead job was tried")
		}
		w.must(w.bank.Refuse(w.ctx, false))
		w.must(w.register.Work(w.ctx, func(tx *store.Tx) error { return tx.ReviveJob(dead[0].ID, w.Now()) }))
		w.bank.CutNextUpload(100) // and once more the connection breaks in mid-file
		w.work()
		w.pass(10 * time.Second)
		if n := w.work(); n != 1 || w.job(key).DoneAt.IsZero() || w.status(p) != aid.AtBank {
			t.Errorf("revived: %d tried, %+v, payment %s", n, w.job(key), w.status(p))
		}
		there := have(os.ReadFile(filepath.Join(w.spool, "in", file.MessageID+".xml")))(t)
		if !bytes.Equal(there, file.Content) {
			t.Error("what came to the bank is not what was kept")
		}
		// Handed over, but stopped before that was recorded: the same upload again is harmless.
		before := w.steps()
		w.must(w.desk.Bank.Upload(w.ctx, file.MessageID+".xml", file.Content))
		w.bank.Tick()
		if got := w.bank.Received(); len(got) != 1 || w.steps() != before {
			t.Errorf("the bank has received %+v", got)
		}
	})
}
