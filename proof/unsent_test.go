package proof_test

import (
	"net/http"
	"slices"
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
			kept := 0
			f.findAll(func(form found, test sentForm) {
				switch {
				case form.who == "nobody": // has no log-in that could end
				case test.fields == nil || test.fields[0] == "file": // a button alone is pressed again, and a file chosen again
					_, one := f.fresh(form)
					f.fill(form, one, test.fields)
					one.SubmitOnce().Want(http.StatusSeeOther)
				default:
					f.outlive(form, test)
					kept++
				}
			})
			if kept < 60 {
				t.Errorf("only %d forms were tried", kept)
			}
		})
	}
}

func (f *formWorld) outlive(form found, test sentForm) {
	f.t.Helper()
	_, one := f.fresh(form)
	f.fill(form, one, test.fields)
	v, before := f.who[form.who], f.effects()
	f.lapse(v)
	one.SubmitOnce().Want(http.StatusUnauthorized, "Du behöver logga in igen", "kvar i ett dygn")
	if did := f.effects().minus(before); did != (effect{}) {
		f.t.Errorf("%s did %+v without a log-in", form.pattern, did)
	}
	page := "/osant"
	if role := f.staff()[form.who]; role.ID != "" {
		page = "/handlaggning/osant"
		session(v, staffSession(role))
	} else {
		h := f.homes[form.home]
		session(v, citizenSession(h.adults[citizens[form.who].adult], h.theCase.ID))
	}
	own := one.Fields.Get("nyckel")
	for _, kept := range v.Get(page).Forms() {
		if kept.Fields.Get("nyckel") != own {
			continue
		}
		if i := slices.Index(test.fields, "file"); i >= 0 { // files are chosen anew
			kept.Attach("file", test.fields[i+1], []byte(photo(f.t, 20_000+f.pictures)))
		}
		for range 2 { // once, and once more from another window
			if p := kept.SubmitOnce(); p.Status != http.StatusSeeOther {
				f.t.Errorf("%s: sent after the log-in: %d\n%s", form.pattern, p.Status, p.Text())
			}
		}
		if did := f.effects().minus(before); !did.is(test.does) {
			f.t.Errorf("%s did %+v after it was sent, want %+v", form.pattern, did, test.does)
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
