package citizen

import (
	"strings"
	"testing"

	"bistand/aid"
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
