package public_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"bistand/aid"
	"bistand/web/webtest"
)

// TestX5_ThePromiseIsMeasuredInTheOpen: with too few decisions nothing is said; with ten and more how many kept the time. It is measured
// anew after an hour, and who waits is told what a decision usually takes.
func TestX5_ThePromiseIsMeasuredInTheOpen(t *testing.T) {
	w := webtest.Start(t, "sqlite")
	v, f := w.Visitor(w.Lund), w.Lund.Facts
	if strings.Contains(v.Get("/").Text(), "Så håller vi tiden") {
		t.Error("one decision tells of one person")
	}
	for i := range 10 { // with the one of the fixture eleven, ten of them in time
		p := f.Person("Sökande", fmt.Sprintf("Nummer %d", i), "19800101", 900+i)
		c := f.OpenCase(fmt.Sprintf("EB-2026-07%02d", i), []aid.Person{p}, nil, f.Caseworker, f.Officer)
		a := f.Freeze(c, aid.Month{Year: 2026, Month: 10}, aid.FromPortal)
		f.Sign(a, p)
		took := 5
		if i == 0 {
			took = 20
		}
		f.Builder.Register(a, aid.SwedishDate(f.Now).AddDays(-took))
		f.Decide(f.Calculate(a, f.Caseworker), f.Decider)
	}
	if strings.Contains(v.Get("/").Text(), "Så håller vi tiden") {
		t.Error("the register is asked again within the hour")
	}
	w.Clock.Advance(time.Hour)
	v.Get("/").Want(http.StatusOK, "Så håller vi tiden", "Beslut inom 14 dagar från komplett ansökan: 91 % de senaste 30 dagarna.", "Hälften av besluten kom inom 5 dagar från dagen då ansökan kom in.")
	if strings.Contains(w.Visitor(w.Solna).Get("/").Text(), "Så håller vi tiden") {
		t.Error("another municipality's time is told")
	}
	w.Clock.Advance(40 * 24 * time.Hour)
	if strings.Contains(w.Visitor(w.Lund).Get("/").Text(), "Så håller vi tiden") {
		t.Error("decisions of long ago count")
	}
}
