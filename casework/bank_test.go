package casework_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"bistand/aid"
	banksim "bistand/payfile/sim"
)

// atBank is a payment whose file the bank has.
func (w *world) atBank(c aid.Case, to aid.Payee, on aid.Date) (aid.Payment, aid.PaymentFile) {
	w.t.Helper()
	p := w.approved(c, to, on)
	file := have(w.desk.SendPayments(w.ctx, w.by(w.ella), w.ella, on))(w.t)
	w.work()
	return p, file
}

// read reads the bank's reports until there are no more.
func (w *world) read() int {
	w.t.Helper()
	w.bank.Tick()
	return have(w.desk.ReadBank(w.ctx))(w.t)
}

// answer puts a report of one payment out at the bank.
func (w *world) answer(name string, file aid.PaymentFile, p aid.Payment, status, reason string) {
	w.t.Helper()
	if reason != "" {
		reason = "<StsRsnInf><Rsn><Cd>" + reason + "</Cd></Rsn></StsRsnInf>"
	}
	w.putOut(name, fmt.Sprintf(`<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.002.001.03"><CstmrPmtStsRpt>
<GrpHdr><MsgId>BANK-%s</MsgId><CreDtTm>2026-11-18T08:00:00Z</CreDtTm></GrpHdr>
<OrgnlGrpInfAndSts><OrgnlMsgId>%s</OrgnlMsgId><OrgnlMsgNmId>pain.001.001.03</OrgnlMsgNmId></OrgnlGrpInfAndSts>
<OrgnlPmtInfAndSts><OrgnlPmtInfId>%[2]s-P1</OrgnlPmtInfId>
<TxInfAndSts><OrgnlEndToEndId>%s</OrgnlEndToEndId><TxSts>%s</TxSts>%s</TxInfAndSts></OrgnlPmtInfAndSts>
</CstmrPmtStsRpt></Document>`, name, file.MessageID, p.EndToEnd, status, reason))
}

// putOut puts a file among the bank's reports.
func (w *world) putOut(name, content string) {
	w.t.Helper()
	w.must(os.WriteFile(filepath.Join(w.spool, "out", name), []byte(content), 0o600))
}

// waiting lists the reports that lie at the bank.
func (w *world) waiting() string {
	w.t.Helper()
	var names []string
	for _, e := range have(os.ReadDir(filepath.Join(w.spool, "out")))(w.t) {
		names = append(names, e.Name())
	}
	return strings.Join(names, " ")
}

// L3, L4, L5: accepted is not paid; only the bank's word that it has sent the money is, and then both adults are told.
func TestL5_PaidOnTheBanksWord(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.startBank(banksim.Behaviour{})
		due := w.day("2026-11-18")
		p, _ := w.atBank(w.couple, w.account, due)
		if w.status(p) != aid.AtBank {
			t.Fatalf("handed over: %s", w.status(p))
		}
		if n := w.read(); n != 1 || w.status(p) != aid.AtBank {
			t.Errorf("accepted: %d reports, %s", n, w.status(p))
		}
		overview := have(w.register.Overview(w.ctx, w.couple.ID))(t)
		if overview.Payment.Status != aid.AtBank || overview.Application.Status != aid.Decided {
			t.Errorf("overview: %+v %+v", overview.Payment, overview.Application)
		}
		if n := w.read(); n != 0 || w.waiting() != "" {
			t.Errorf("%d reports read again, %q left", n, w.waiting())
		}
		w.turnTo(t, "2026-11-18 06:00:00")
		if n := w.read(); n != 1 || w.status(p) != aid.PaidOut {
			t.Fatalf("settled: %d reports, %s", n, w.status(p))
		}
		for _, adult := range w.couple.Adults() {
			w.job("paid:" + string(p.ID) + ":" + string(adult.ID))
		}
		overview = have(w.register.Overview(w.ctx, w.couple.ID))(t)
		if overview.Payment.Status != aid.PaidOut || overview.Application.Status != aid.Paid || overview.Application.PaidOn != due {
			t.Errorf("overview: %+v %+v", overview.Payment, overview.Application)
		}
	})
}

// B9: what the bank refuses is shown with the bank's reason, and is not paid.
func TestB9_BankRefuses(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.startBank(banksim.Behaviour{Rejects: map[string]string{"1234567897": "AC04"}, Answer: banksim.AnswerTwice})
		due := w.day("2026-11-17")
		p := w.approved(w.couple, w.account, due)
		q := w.approved(w.single, w.sarasAccount, due)
		have(w.desk.SendPayments(w.ctx, w.by(w.ella), w.ella, due))(t)
		w.work()
		if n := w.read(); n != 2 || w.waiting() != "" { // the same under two names
			t.Errorf("%d reports, %q left", n, w.waiting())
		}
		now := have(w.register.Payment(w.ctx, p.ID))(t)
		if now.Status != aid.RejectedByBank || now.Reason != "AC04" || w.status(q) != aid.AtBank {
			t.Errorf("payment %s %s, the other %s", now.Status, now.Reason, w.status(q))
		}
		w.turnTo(t, "2026-11-17 12:00:00")
		w.read()
		if w.status(p) != aid.RejectedByBank || w.status(q) != aid.PaidOut {
			t.Errorf("on the day: %s and %s", w.status(p), w.status(q))
		}
		if a := have(w.register.Applications(w.ctx, w.couple.ID))(t)[0]; a.Status() != aid.Decided {
			t.Errorf("the application of a refused payment is %s", a.Status())
		}
		if _, err := w.register.Job(w.ctx, "paid:"+string(p.ID)+":"+string(w.asa.ID)); err == nil {
			t.Error("a refused payment is told of as paid")
		}
	})
}

// B9: reports come late, twice and in the wrong order; money that was sent may come back.
func TestB9_ReportsInAnyOrder(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.startBank(banksim.Behaviour{Answer: banksim.AnswerNone})
		p, file := w.atBank(w.single, w.sarasAccount, w.day("2026-11-18"))
		for _, c := range []struct {
			name, status, reason string
			want                 aid.PaymentStatus
		}{
			{"unknown to us", "XXXX", "", aid.AtBank},
			{"under way", "ACSP", "", aid.AtBank},
			{"sent", "ACSC", "", aid.PaidOut},
			{"accepted, late", "ACCP", "", aid.PaidOut},
			{"sent, again", "ACSC", "", aid.PaidOut},
			{"a duplicate, says the bank", "RJCT", "DU04", aid.PaidOut},
			{"come back", "RJCT", "AC04", aid.Returned},
			{"come back, again", "RJCT", "AC04", aid.Returned},
			{"sent, late", "ACSC", "", aid.Returned},
			{"accepted, later still", "ACCP", "", aid.Returned},
		} {
			w.pass(time.Minute)
			name := strings.NewReplacer(" ", "-", ",", "").Replace(c.name) + ".xml"
			w.answer(name, file, p, c.status, c.reason)
			before := w.steps()
			if n := w.read(); n != 1 || w.status(p) != c.want || w.steps() != before+1 {
				t.Errorf("%s: %d reports in %d steps, payment %s, want %s", c.name, n, w.steps()-before, w.status(p), c.want)
			}
			if w.waiting() != "" {
				t.Errorf("%s: %q left at the bank", c.name, w.waiting())
			}
			if n := w.steps(); w.read() != 0 || w.steps() != n {
				t.Errorf("%s: read twice", c.name)
			}
			w.answer(name, file, p, c.status, c.reason) // put out once more under its name: taken away, not read
			if n := w.steps(); w.read() != 0 || w.steps() != n || w.waiting() != "" {
				t.Errorf("%s: the same report again is read, or left", c.name)
			}
		}
		if now := have(w.register.Payment(w.ctx, p.ID))(t); now.Reason != "AC04" {
			t.Errorf("reason %q", now.Reason)
		}
		overview := have(w.register.Overview(w.ctx, w.single.ID))(t)
		if overview.Payment.Status != aid.Returned || overview.Application.Status != aid.Decided {
			t.Errorf("overview: %+v %+v", overview.Payment, overview.Application)
		}
	})
}

// A report that cannot be read is told of and left where it is, and holds up no other.
func TestB9_UnreadableReportHoldsUpNoOther(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.startBank(banksim.Behaviour{Answer: banksim.AnswerNone})
		p, file := w.atBank(w.single, w.sarasAccount, w.day("2026-11-18"))
		w.putOut("a-garbage.xml", "%PDF-1.4 \x00\xff not what you expect <<<")
		unknown := file
		unknown.MessageID = "EB128120200101000001"
		w.answer("b-unknown.xml", unknown, p, "ACSC", "")
		w.answer("c-sent.xml", file, p, "ACSC", "")
		n, err := w.desk.ReadBank(w.ctx)
		if err == nil || !strings.Contains(err.Error(), "a-garbage.xml") || !strings.Contains(err.Error(), "b-unknown.xml") {
			t.Errorf("told: %v", err)
		}
		if n != 1 || w.status(p) != aid.PaidOut || w.waiting() != "a-garbage.xml b-unknown.xml" {
			t.Errorf("%d read, payment %s, left %q", n, w.status(p), w.waiting())
		}
		before := w.steps()
		if n, err := w.desk.ReadBank(w.ctx); n != 0 || err == nil || w.steps() != before {
			t.Errorf("next time: %d read, %v", n, err)
		}
	})
}

// Half a report and garbage give way to the right one under the same name.
func TestB9_BrokenReportsAreMended(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		for _, answer := range []banksim.Answer{banksim.AnswerHalf, banksim.AnswerGarbage} {
			w.startBank(banksim.Behaviour{Answer: answer, Delay: time.Hour, Rejects: map[string]string{"1230000007": "AC04", "1234567897": "AC04"}})
			c, to := w.single, w.sarasAccount
			if answer == banksim.AnswerGarbage {
				c, to = w.couple, w.account
			}
			p, _ := w.atBank(c, to, w.day("2026-11-18"))
			w.bank.Tick()
			if n, err := w.desk.ReadBank(w.ctx); n != 0 || err == nil || w.status(p) != aid.AtBank {
				t.Errorf("%s: %d read, %v, payment %s", answer, n, err, w.status(p))
			}
			w.pass(2 * time.Hour)
			if n := w.read(); n != 1 || w.status(p) != aid.RejectedByBank {
				t.Errorf("%s, mended: %d read, payment %s", answer, n, w.status(p))
			}
		}
	})
}

// The bank's answer may be read before the handing over is recorded: the payment stays paid.
func TestL5_AnswerBeforeTheHandingOverIsRecorded(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.startBank(banksim.Behaviour{SettleAtOnce: true})
		w.desk.Messages = nil
		p := w.approved(w.single, w.sarasAccount, w.day("2026-11-18"))
		w.work()
		file := have(w.desk.SendPayments(w.ctx, w.by(w.ella), w.ella, w.day("2026-11-18")))(t)
		w.must(w.desk.Bank.Upload(w.ctx, file.MessageID+".xml", file.Content)) // and stopped here
		if n := w.read(); n != 2 || w.status(p) != aid.PaidOut {
			t.Errorf("%d reports, payment %s", n, w.status(p))
		}
		w.work()
		if w.status(p) != aid.PaidOut || w.job("payment_file:"+string(file.ID)).DoneAt.IsZero() || len(w.bank.Received()) != 1 {
			t.Errorf("payment %s, the bank has %d files", w.status(p), len(w.bank.Received()))
		}
	})
}

// A bank that does not answer is an error, and nothing else.
func TestB9_BankDoesNotAnswer(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.startBank(banksim.Behaviour{})
		w.must(w.bank.Refuse(w.ctx, true))
		before := w.steps()
		if n, err := w.desk.ReadBank(w.ctx); n != 0 || err == nil || w.steps() != before {
			t.Errorf("%d read, %v", n, err)
		}
	})
}
