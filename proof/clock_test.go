package proof_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"bistand/aid"
	"bistand/store/storetest"
)

// edges are instants at which a day, a month or a year ends in Sweden, or the clock is moved, while someone fills in a form.
var edges = map[string]time.Time{
	"the day ends":       time.Date(2026, 11, 17, 23, 0, 0, 0, time.UTC),
	"the month ends":     time.Date(2026, 11, 30, 23, 0, 0, 0, time.UTC),
	"the year ends":      time.Date(2026, 12, 31, 23, 0, 0, 0, time.UTC),
	"summer time begins": time.Date(2026, 3, 29, 1, 0, 0, 0, time.UTC),
	"summer time ends":   time.Date(2026, 10, 25, 1, 0, 0, 0, time.UTC),
}

// A form that is opened before the clock turns and sent after it, twice, has its effect once. Between forms the clock goes back.
func TestX9_EveryFormWhileTheClockTurns(t *testing.T) {
	for what, edge := range edges {
		t.Run(what, func(t *testing.T) {
			showErrors(t)
			f := newFormWorld(t, storetest.Engines[0])
			f.world.Clock.Set(edge.Add(-time.Minute))
			f.renew()
			forms := f.forms()
			for _, test := range sentForms {
				form, ok := forms[test.pattern]
				if !ok {
					t.Errorf("no page has the form of %s", test.pattern)
					continue
				}
				f.turn(form, test.fields, test.grows, edge)
			}
		})
	}
}

func (f *formWorld) turn(form found, fields []string, grows int, edge time.Time) {
	f.t.Helper()
	f.world.Clock.Set(edge.Add(-time.Minute))
	f.renew()
	if strings.HasSuffix(form.pattern, "/betalningar/fil") {
		f.approvePayment()
	}
	_, one := f.fresh(form)
	if strings.HasSuffix(form.pattern, "/beslut") {
		f.readyToDecide(one)
	}
	fill(one, fields)
	for name, days := range map[string]int{"on": 0, "until": 300} { // the days that the table names are those of November
		if value := one.Fields.Get(name); value != "" {
			one.Set(name, aid.SwedishDate(edge).AddDays(days).String())
		}
	}
	before := steps(f.t, f.world.Lund)
	f.world.Clock.Set(edge.Add(time.Second))
	for range 2 {
		if p := one.SubmitOnce(); p.Status != http.StatusSeeOther {
			f.t.Errorf("%s: %d\n%s", form.pattern, p.Status, p.Text())
		}
	}
	if grown := steps(f.t, f.world.Lund) - before; grown != grows {
		f.t.Errorf("%s: %d steps, want %d", form.pattern, grown, grows)
	}
}

// approvePayment approves the household's own proposed payment.
func (f *formWorld) approvePayment() {
	f.t.Helper()
	must(f.t, f.h.place.Tenant.Desk.ApprovePayment(f.t.Context(), by(f.team.officer), f.team.officer, f.h.ids["proposed"]))
}
