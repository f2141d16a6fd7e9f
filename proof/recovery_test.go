package proof_test

import (
	"strconv"

	"bistand/aid"
	"bistand/casework"
	"bistand/store/storetest"
	"bistand/web/webtest"
)

// wrongs asks money of an earlier payment back, of the household and of each adult alone, and adds a report to the police and word to
// another authority, which only staff may read.
func (h *household) wrongs(w *webtest.World, m team, n int) {
	h.t.Helper()
	desk, ctx := h.place.Tenant.Desk, h.t.Context()
	b := storetest.Build(h.t, desk.Register)
	b.Now = w.Clock.Now()
	today := aid.SwedishDate(b.Now)
	old := b.Freeze(h.theCase, today.MonthOf().Add(-10), aid.Imported)
	b.Register(old, today)
	d := b.Decide(b.Calculate(old, m.caseworker), m.decider)
	payees := got[[]aid.Payee](h.t)(desk.Register.Payees(ctx, h.theCase.ID))
	paid := b.Propose(d, payees[0], d.Amount, "support", m.caseworker.ID)
	b.Event(paid, aid.PaidOut, "")

	h.ids["paid"] = paid.ID
	mark := " nr " + strconv.Itoa(900+n)
	ask := func(person aid.ID, reasons string) aid.ID {
		return got[aid.Recovery](h.t)(desk.Recover(ctx, by(m.decider), m.decider, casework.RecoveryInput{
			Case: h.theCase.ID, Person: person, Ground: aid.NotTold, Reasons: reasons, How: "Till bankgirot.", Parts: []casework.RecoveryPart{{Payment: paid.ID, Amount: 100_00}},
		})).ID
	}
	both := "Krävs av båda" + mark
	h.ids["recovery"] = ask("", both)
	h.plant(text, both)
	for i, p := range h.adults {
		own := "Krävs av " + strconv.Itoa(i) + " ensam" + mark
		h.perks[i]["own_recovery"] = ask(p.ID, own)
		h.plant([]class{contact0, contact1}[i], own)
	}
	secret := map[string]string{"report": "Misstanke" + mark, "reference": "5000-K" + strconv.Itoa(700+n), "benefit": "Förmånen" + mark, "notice": "Underrättar" + mark, "no": "Obehövligt" + mark}
	must(h.t, desk.ReportToPolice(ctx, by(m.caseworker), m.caseworker, aid.PoliceReport{CaseID: h.theCase.ID, On: today, About: secret["report"], Reference: secret["reference"]}))
	must(h.t, desk.NotifyAuthority(ctx, by(m.caseworker), m.caseworker, aid.AuthorityNotice{CaseID: h.theCase.ID, Authority: "pensions", On: today, Benefit: secret["benefit"], About: secret["notice"]}))
	must(h.t, desk.SayNotNeeded(ctx, by(m.caseworker), m.caseworker, aid.NotNeeded{CaseID: h.theCase.ID, Measure: aid.ByNotice, Reason: secret["no"]}))
	for _, words := range secret {
		h.plant(internal, words)
	}
	h.ids["police"] = got[aid.WrongPayment](h.t)(desk.Register.WrongPayment(ctx, h.theCase.ID)).Reports[0].ID
}
