package proof_test

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"bistand/aid"
	"bistand/store/storetest"
	"bistand/web/webtest"
)

// edges are instants at which a day, a month or a year ends in Sweden, or the clock is moved, while someone fills in a form.
var edges = map[string]time.Time{
	"the day ends":       time.Date(2026, 11, 17, 23, 0, 0, 0, time.UTC),
	"the month ends":     time.Date(2026, 11, 30, 23, 0, 0, 0, time.UTC),
	"the year ends":      time.Date(2026, 12, 31, 23, 0, 0, 0, time.UTC),
	"summer time begins": time.Date(2026, 3, 29, 1, 0, 0, 0, time.UTC),
	"summer time ends":   time.Date(2026, 10, 25, 1, 0, 0, 0, time.UTC),
}

// shut are the forms that the turn of the clock makes void, and why: whoever sends one is told so, and nothing comes of it.
var shut = map[string]string{
	"POST /ansok/behov": "a new month has begun, which must be applied for before a single need beside it",
}

// A form that is opened before the clock turns and sent after it, twice, has its effect once. All are opened together; one that
// another has used up is opened anew, for another household, with the clock turned back.
func TestX9_EveryFormWhileTheClockTurns(t *testing.T) {
	for what, edge := range edges {
		t.Run(what, func(t *testing.T) {
			t.Parallel()
			showErrors(t)
			f := newFormWorld(t, storetest.Engines[0])
			f.before(edge)
			var all, again []opened
			f.findAll(func(form found, test sentForm) { all = append(all, opened{test: test, form: form}) })
			f.before(edge)
			for i := range all {
				if _, one := f.open(all[i].form); one != nil {
					f.fill(all[i].form, one, all[i].test.fields)
					all[i].one = one
				}
			}
			f.world.Clock.Set(edge.Add(time.Second))
			for _, each := range all {
				if each.one == nil || f.turned(each) != "" {
					again = append(again, each)
				}
			}
			for _, each := range again {
				f.before(edge)
				_, each.one = f.fresh(each.form)
				f.fill(each.form, each.one, each.test.fields)
				f.world.Clock.Set(edge.Add(time.Second))
				if wrong := f.turned(each); wrong != "" {
					t.Errorf("%s %s", each.form.pattern, wrong)
				}
			}
			t.Logf("%d forms, %d of them by themselves", len(all), len(again))
		})
	}
}

// opened is a form that is being filled in.
type opened struct {
	test sentForm
	form found
	one  *webtest.Form
}

// before plants a household a minute before an instant, with one payment that can go into a file.
func (f *formWorld) before(edge time.Time) {
	f.t.Helper()
	f.world.Clock.Set(edge.Add(-time.Minute))
	f.renew()
}

// turned sends a form twice and returns what is wrong with what came of it.
func (f *formWorld) turned(each opened) string {
	f.t.Helper()
	if strings.HasSuffix(each.form.pattern, "/betalningar/fil") {
		f.approvePayment()
	}
	want, status := each.test.does, http.StatusSeeOther
	if month := aid.SwedishDate(f.world.Clock.Now()).MonthOf(); shut[each.form.pattern] != "" && aid.SwedishDate(f.world.Clock.Now().Add(-time.Minute)).MonthOf() != month {
		want, status = effect{}, http.StatusUnprocessableEntity
	}
	before := f.effects()
	first := each.one.SubmitOnce()
	did := f.effects()
	second := each.one.SubmitOnce()
	switch {
	case first.Status != status || second.Status != status:
		return fmt.Sprintf("was answered %d, and then %d\n%s", first.Status, second.Status, second.Text())
	case !did.minus(before).is(want):
		return fmt.Sprintf("did %+v, want %+v", did.minus(before), want)
	case f.effects() != did:
		return fmt.Sprintf("did %+v the second time", f.effects().minus(did))
	}
	return ""
}

// approvePayment approves the household's own proposed payment, where nobody has.
func (f *formWorld) approvePayment() {
	f.t.Helper()
	err := f.h.place.Tenant.Desk.ApprovePayment(f.t.Context(), by(f.team.officer), f.team.officer, f.h.ids["proposed"])
	if !errors.Is(err, aid.ErrConflict) {
		must(f.t, err)
	}
}
