package staff_test

import (
	"net/http"
	"strings"
	"testing"

	"bistand/aid"
)

// G2, X10: a caseworker asks the population register why someone cannot log in, and is told; whom it shields is marked, and that it was asked
// stands among the reads of the case.
func TestG2X10_StaffAskThePopulationRegister(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		page := "/handlaggning/arende/" + string(o.Case.ID) + "/skydd"
		worker, asa := o.as(o.Caseworker), o.Applicant
		ask := func(words string) {
			t.Helper()
			worker.Get(page).Form(page+"/fraga").Set("person", string(asa.ID)).Submit().Want(http.StatusOK, words)
		}
		ask("inget hindrar att Åsa Öberg använder e-tjänsten")
		o.Lund.Census.Fail(true)
		ask("Folkbokföringen gav inget svar")
		o.Lund.Census.Fail(false)
		for said, words := range map[aid.Registration]string{
			aid.Deregistered: "numret gäller inte längre", aid.NotInRegister: "numret finns inte där", "something new": "Folkbokföringen gav inget svar",
		} {
			o.Lund.Census.Say(asa.Personnummer, said)
			ask(words)
		}
		if p, err := o.Store.Person(t.Context(), asa.ID); err != nil || p.Protected {
			t.Errorf("marked without a reason: %v, %v", p.Protected, err)
		}
		worker.Get("/handlaggning/arende/"+string(o.Case.ID)).Want(http.StatusOK, "Frågade folkbokföringen")

		for who, status := range map[*aid.Staff]int{&o.Decider: http.StatusForbidden, &o.Officer: http.StatusForbidden} {
			o.as(*who).Post(page+"/fraga", "person", string(asa.ID)).Want(status)
		}
		worker.Post(page+"/fraga", "person", string(o.Gone.ID)).Want(http.StatusNotFound)
		o.Lund.Census.Say(asa.Personnummer, aid.Shielded)
		citizen := o.Visitor(o.Lund)
		ask("Åsa Öberg har skyddade uppgifter. E-tjänsten är stängd")
		worker.Get(page).Want(http.StatusOK, "Ta bort skyddet för Åsa Öberg")
		citizen.LogIn(asa).Want(http.StatusForbidden)

		o.Lund.Tenant.Desk.Population = nil
		if strings.Contains(worker.Get(page).Body, page+"/fraga") {
			t.Error("a register can be asked without an agreement")
		}
		worker.Post(page+"/fraga", "person", string(asa.ID)).Want(http.StatusConflict)
	})
}
