package citizen

import (
	"strings"
	"testing"

	"bistand/aid"
	"bistand/casework"
	"bistand/web/ui"
)

// TestL4G10_MoneyToAnotherIsNotSaidToBeInTheAccount: what goes to a landlord says when it is there and who gets it, on the start page and on
// its own, also where the landlord has an account like the household's.
func TestL4G10_MoneyToAnotherIsNotSaidToBeInTheAccount(t *testing.T) {
	w := wholeWorld(t, "sqlite")
	list, err := w.desk.Register.PaymentsOf(t.Context(), w.second.ID)
	w.must(err)
	for _, p := range list {
		page := w.get(paymentHref(p.ID))
		if p.Payee.Kind == aid.PayeeLandlord {
			w.wants(page, "Pengarna är framme senast 1 december 2026.", "Framme senast", "Påhittade Bostäder AB")
			w.lacks(page, "på kontot", "På kontot")
		} else {
			w.wants(page, "Pengarna finns på kontot senast 1 december 2026.", "På kontot senast")
		}
	}
	c := ui.Ctx{Here: &ui.Here{L: w.tenant.Languages.For("sv")}}
	sent := aid.Date{Year: 2026, Month: 11, Day: 27}
	landlords := aid.PaymentView{SendOn: sent, Status: aid.Approved, Payee: "Påhittade Bostäder AB", Kind: aid.PayeeLandlord, Method: aid.ToAccount, Tail: "2346"}
	if got, want := sentence(c, landlords), "Skickas fredag 27 november 2026 till Påhittade Bostäder AB."; strings.ReplaceAll(got, " ", " ") != strings.ReplaceAll(want, " ", " ") {
		t.Errorf("%q, want %q", got, want)
	}
	for _, method := range []aid.Method{aid.ToAccount, aid.ToBankgiro, aid.ToCard} {
		if got := arrival(c, aid.PayeeLandlord, method, sent); strings.Contains(got, "kontot") {
			t.Errorf("%s: %q", method, got)
		}
	}
	if got := arrival(c, aid.PayeePerson, aid.ToCard, sent); strings.Contains(got, "kontot") {
		t.Errorf("to a card: %q", got)
	}
}

// TestG10_APaymentNamesTheNeedThatItIsFor: what is paid for a single need says so, since the month has a decision of its own.
func TestG10_APaymentNamesTheNeedThatItIsFor(t *testing.T) {
	w := wholeWorld(t, "sqlite")
	a := w.onPaper(w.fatima, w.omar)
	in, err := w.desk.Proposal(t.Context(), a)
	w.must(err)
	made, err := w.desk.Calculate(t.Context(), asStaff(w.caseworker), w.caseworker, a.ID, in)
	w.must(err)
	d, err := w.desk.Decide(t.Context(), asStaff(w.decider), w.decider, casework.DecisionInput{
		Application: a.ID, Calculation: made.ID, LegalBasis: "12 kap. 1 § socialtjänstlagen (2025:400)", Reasons: "Behovet kan inte tillgodoses på annat sätt.",
		Payments: []casework.PaymentInput{{Payee: w.account.ID, Amount: made.Result, SendOn: aid.Date{Year: 2026, Month: 11, Day: 27}}},
	})
	w.must(err)
	w.wants(w.get(paymentHref(w.paymentOf(d).ID)), "Beslut för glasögon, november 2026")
	w.lacks(w.get(paymentHref(w.paymentOf(w.second).ID)), "glasögon")
}
