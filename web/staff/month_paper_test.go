package staff_test

import (
	"testing"

	"bistand/store/storetest"
)

// TestX5_StaffSeeWhatADecisionTellsOfNextMonth: who decides sees, before and after, the papers that the household is told of.
func TestX5_StaffSeeWhatADecisionTellsOfNextMonth(t *testing.T) {
	for _, engine := range storetest.Engines {
		t.Run(engine, func(t *testing.T) {
			o := open(t, engine)
			a := o.apply(o.Case, november, nil)
			v := o.reasoned()
			v.Get(calculationPath(a)).Form(calculationPath(a)).Press("gor", "spara").Want(200, "Beräkningen är sparad")
			papers := []string{"Lägg med det här när du ansöker för december 2026", "Kontoutdrag", o.Applicant.Name(), o.CoApplicant.Name(), "Fakturor och kvitton behöver du inte skicka."}
			v.Get(decisionPath(a)).Want(200, papers...)
			v.Get(decisionPath(a)).Form(decisionPath(a)).Press("gor", "besluta").Want(200, papers...)
		})
	}
}
