package public_test

import (
	"testing"

	"bistand/web/webtest"
)

func TestL2_LogInOnTheSameDevice(t *testing.T) {
	w := webtest.Start(t, "sqlite")
	v := w.Visitor(w.Lund)
	p := v.LogIn(w.Lund.Facts.Applicant)
	t.Log(p.Status, p.URL, p.Text())
	p = w.Visitor(w.Lund).StaffLogIn(w.Lund.Facts.Caseworker)
	t.Log(p.Status, p.URL, p.Text())
	p = w.Visitor(w.Lund).LogIn(w.Lund.Unknown)
	t.Log(p.Status, p.URL, p.Text())
}
