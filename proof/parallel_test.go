package proof_test

import (
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"

	"bistand/store/storetest"
	"bistand/web/webtest"
)

// at50 is how often each form is sent at once.
const at50 = 50

// The same form sent fifty times at once, as by a double click or a network that repeats, has one effect and tells each
// sender so.
func TestTheSameFormFiftyTimesHasOneEffect(t *testing.T) {
	for _, engine := range storetest.Engines {
		t.Run(engine, func(t *testing.T) {
			showErrors(t)
			f := newFormWorld(t, engine)
			f.findAll(f.fifty)
		})
	}
}

// fifty sends a form fifty times at once.
func (f *formWorld) fifty(form found, test sentForm) {
	f.t.Helper()
	page, one := f.fresh(form)
	f.fill(form, one, test.fields)
	before := f.effects()
	address, err := page.URL.Parse(one.Action)
	must(f.t, err)
	answers := make([]string, at50)
	var running sync.WaitGroup
	start := make(chan struct{})
	for i := range at50 {
		body, kind := one.Body()
		r, err := http.NewRequestWithContext(f.t.Context(), http.MethodPost, address.String(), body)
		must(f.t, err)
		r.Header.Set("Content-Type", kind)
		r.Header.Set("Origin", f.world.Lund.URL())
		v := f.twin(form)
		running.Go(func() {
			<-start
			answer := v.Send(r)
			answers[i] = fmt.Sprintf("%d %s", answer.Status, answer.Header.Get("Location"))
			if answer.Status != http.StatusSeeOther {
				answers[i] += answer.Text()
			}
		})
	}
	close(start)
	running.Wait()
	if did := f.effects().minus(before); !did.is(test.does) {
		f.t.Errorf("%s sent %d times at once did %+v, want %+v (first answers %q)", form.pattern, at50, did, test.does, answers[:3])
	}
	for _, answer := range answers {
		if !strings.HasPrefix(answer, "303 ") {
			f.t.Errorf("%s sent %d times at once: one was answered %q", form.pattern, at50, answer)
			return
		}
	}
}

// twin is another window of the same browser, which may be used at the same time.
func (f *formWorld) twin(form found) *webtest.Visitor {
	v := f.who[form.who]
	twin := f.world.Visitor(f.world.Lund)
	for _, name := range []string{"__Host-session", "__Host-webblasare"} {
		twin.SetCookie(name, v.Cookie(name))
	}
	return twin
}

// readyToDecide gives every item that is cut a reason, as the form asks.
func (f *formWorld) readyToDecide(one *webtest.Form) {
	for name := range one.Fields {
		if strings.HasPrefix(name, "item.") && one.Fields.Get(name) == "" {
			one.Set(name, "Inget underlag.")
		}
	}
}
