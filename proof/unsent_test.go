package proof_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"bistand/aid"
	"bistand/store/storetest"
	"bistand/web/site"
	"bistand/web/webtest"
)

// Whatever was being filled in when its sender's log-in ended is kept, changes nothing meanwhile, and is then sent with the effect
// that it would have had, once.
func TestX9_EveryFormOutlivesItsLogIn(t *testing.T) {
	for _, engine := range storetest.Engines {
		t.Run(engine, func(t *testing.T) {
			showErrors(t)
			f := newFormWorld(t, engine)
			forms := f.forms()
			kept := 0
			for _, test := range sentForms {
				form, ok := forms[test.pattern]
				if !ok {
					t.Errorf("no page has the form of %s", test.pattern)
					continue
				}
				if test.fields == nil { // a button alone is pressed again
					_, one := f.fresh(form)
					one.SubmitOnce().Want(http.StatusSeeOther)
					continue
				}
				f.outlive(form, test.fields, test.grows)
				kept++
			}
			if kept < 20 {
				t.Errorf("only %d forms were tried", kept)
			}
		})
	}
}

func (f *formWorld) outlive(form found, fields []string, grows int) {
	f.t.Helper()
	_, one := f.fresh(form)
	if strings.HasSuffix(form.pattern, "/beslut") {
		f.readyToDecide(one)
	}
	fill(one, fields)
	v, before := f.who[form.who], steps(f.t, f.world.Lund)
	f.lapse(v)
	one.SubmitOnce().Want(http.StatusUnauthorized, "Du behöver logga in igen", "kvar i ett dygn")
	if grown := steps(f.t, f.world.Lund) - before; grown != 0 {
		f.t.Errorf("%s: %d steps without a log-in", form.pattern, grown)
	}
	page := "/osant"
	if role := f.staff()[form.who]; role.ID != "" {
		page = "/handlaggning/osant"
		session(v, staffSession(role))
	} else {
		adult := map[string]int{"co-applicant": 1}[form.who]
		session(v, citizenSession(f.h.adults[adult], f.h.theCase.ID))
	}
	own := one.Fields.Get("nyckel")
	for _, kept := range v.Get(page).Forms() {
		if kept.Fields.Get("nyckel") != own {
			continue
		}
		for range 2 { // once, and once more from another window
			if p := kept.SubmitOnce(); p.Status != http.StatusSeeOther {
				f.t.Errorf("%s: sent after the log-in: %d\n%s", form.pattern, p.Status, p.Text())
			}
		}
		if grown := steps(f.t, f.world.Lund) - before; grown != grows {
			f.t.Errorf("%s: %d steps after it was sent, want %d", form.pattern, grown, grows)
		}
		if p := v.Get(page).Want(http.StatusOK); strings.Contains(p.Body, own) {
			f.t.Errorf("%s: kept after it was sent ", form.pattern)
		}
		return
	}
	f.t.Errorf("%s was not kept", form.pattern)
}

// lapse lets the log-in of one visitor end by itself.
func (f *formWorld) lapse(v *webtest.Visitor) {
	f.t.Helper()
	ago := f.world.Clock.Now().Add(-aid.SessionIdle - time.Second).UnixMicro()
	_, err := storetest.Raw(f.t, f.world.Lund.Tenant.Desk.Register).ExecContext(f.t.Context(),
		"UPDATE session SET seen_at = $1 WHERE token_hash = $2", ago, site.HashToken(v.Cookie(site.SessionCookie)))
	must(f.t, err)
}
