package storetest

import (
	"errors"

	"bistand/aid"
	"bistand/store"
)

// RecoveryOf makes a recovery of some of a payment from the household, without adding it.
func (b *Builder) RecoveryOf(number string, p aid.Payment, month aid.Month, amount aid.Ore, by aid.Staff) aid.Recovery {
	return aid.Recovery{
		ID: b.ID(), Number: number, CaseID: p.CaseID, Ground: aid.NotTold, LegalBasis: "33 kap. 1 § socialtjänstlagen (2025:400)", Reasons: "Lönen var inte med.", How: "Betala till kommunens bankgiro.",
		DecidedBy: by.ID, DecidedByName: by.Name, Parts: []aid.RecoveredPart{{PaymentID: p.ID, Amount: amount, Paid: p.Amount, Month: month, SentOn: p.SendOn, Payee: p.Payee.Name}},
	}
}

// wrongPayments adds, of the open case, a recovery that stands and one that was taken back, a report to the police with an answer, word to
// another authority, and a measure that is not needed.
func (r *Register) wrongPayments() {
	today := aid.SwedishDate(r.Now)
	r.Recovery, r.TakenBackRecovery = r.RecoveryOf("EB-2026-0417-K1", r.Paid, r.Decision.Month, 1_500_00, r.Decider), r.RecoveryOf("EB-2026-0417-K2", r.Paid, r.Decision.Month, 500_00, r.Decider)
	r.TakenBackRecovery.Ground, r.TakenBackRecovery.ServedOn, r.TakenBackRecovery.PersonID = aid.AsAdvance, today, r.Applicant.ID
	event := func(kind aid.RecoveryEventKind, amount aid.Ore, reason string) aid.RecoveryEvent {
		return aid.RecoveryEvent{ID: r.ID(), Kind: kind, Amount: amount, On: today, Reason: reason, RecordedBy: r.Decider.ID, RecorderName: r.Decider.Name}
	}
	r.Recovery.Events = []aid.RecoveryEvent{event(aid.Repaid, 400_00, ""), event(aid.Waived, 100_00, "Sjukdom.")}
	r.TakenBackRecovery.Events = []aid.RecoveryEvent{event(aid.RecoveryWithdrawn, 0, "Fel månad.")}
	for _, one := range []*aid.Recovery{&r.Recovery, &r.TakenBackRecovery} {
		r.Step("recover", "recovery", one.ID, r.Case.ID, func(tx *store.Tx) error {
			one.DecidedAt = tx.At()
			err := tx.AddRecovery(*one, r.ID)
			for i := range one.Events {
				one.Events[i].At = tx.At()
				err = errors.Join(err, tx.AddRecoveryEvent(one.ID, one.Events[i]))
			}
			return err
		})
	}
	r.PoliceReport = aid.PoliceReport{ID: r.ID(), CaseID: r.Case.ID, PersonID: r.Applicant.ID, On: today, About: "Lön som inte uppgavs.", ReportedBy: r.Caseworker.ID, ReporterName: r.Caseworker.Name}
	answer := aid.PoliceAnswer{ID: r.ID(), Outcome: "received", On: today, Reference: "5000-K1-26", Note: "Mottagen.", RecordedBy: r.Caseworker.ID, RecorderName: r.Caseworker.Name}
	notice := aid.AuthorityNotice{
		ID: r.ID(), CaseID: r.Case.ID, Authority: "social_insurance", On: today, Benefit: "Bostadsbidrag", About: "Hushållet har högre inkomst.", NotifiedBy: r.Caseworker.ID, NotifierName: r.Caseworker.Name,
	}
	no := aid.NotNeeded{ID: r.ID(), CaseID: r.Case.ID, Measure: aid.ByNotice, Reason: "Inga andra förmåner.", SaidBy: r.Caseworker.ID, SaidName: r.Caseworker.Name}
	r.Step("report_to_police", "police_report", r.PoliceReport.ID, r.Case.ID, func(tx *store.Tx) error {
		r.PoliceReport.At, answer.At, notice.At, no.At = tx.At(), tx.At(), tx.At(), tx.At()
		return errors.Join(tx.AddPoliceReport(r.PoliceReport), tx.AddPoliceAnswer(r.PoliceReport.ID, answer), tx.AddAuthorityNotice(notice), tx.AddNotNeeded(no))
	})
	r.PoliceReport.Answers = []aid.PoliceAnswer{answer}
	r.WrongPayment = aid.WrongPayment{
		Recoveries: []aid.Recovery{r.TakenBackRecovery, r.Recovery}, Reports: []aid.PoliceReport{r.PoliceReport}, Notices: []aid.AuthorityNotice{notice}, NotNeeded: []aid.NotNeeded{no},
	}
}
