package proof_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"

	"bistand/casework/caseworktest"
	"bistand/store/storetest"
	"bistand/web/webtest"
)

// at50 is how often each form is sent at once.
const at50 = 50

// The same form sent fifty times at once, as by a double click or a network that repeats, has one effect and tells each
// sender so. It tells each person once, by a notice and by what waits to go on paper; and every kind of notice that a form can cause is
// caused, and every kind of what goes on paper.
func TestTheSameFormFiftyTimesHasOneEffect(t *testing.T) {
	for _, engine := range storetest.Engines {
		t.Run(engine, func(t *testing.T) {
			showErrors(t)
			f := newFormWorld(t, engine)
			seen := news{}
			f.findAll(func(form found, test sentForm) { f.fifty(form, test, seen) })
			for _, kind := range append(caseworktest.NoticeKinds(t, "../casework"), "letter completion", "letter decision", "letter message") {
				if formless := slices.Contains(caseworktest.FormlessNotices, kind); formless == seen[kind] {
					t.Errorf("notice %s: caused by a form: %t", kind, seen[kind])
				}
			}
		})
	}
}

// news are the kinds of what people are told.
type news map[string]bool

// telling lists what people have been told, by a notice or by what waits to go on paper: the kind and the person, by what tells two apart.
func (f *formWorld) telling() map[string][2]string {
	f.t.Helper()
	rows, err := f.raw.Query(`SELECT unique_key, payload FROM job WHERE kind = 'notice'
		UNION ALL SELECT 'letter ' || object_id || ' ' || person_id, 'letter ' || kind || ' ' || person_id FROM waiting WHERE turn = 'person'`)
	must(f.t, err)
	defer rows.Close()
	list := map[string][2]string{}
	for rows.Next() {
		var key, what string
		must(f.t, rows.Scan(&key, &what))
		at := strings.LastIndexByte(what, ' ')
		list[key] = [2]string{what[:at], what[at+1:]}
	}
	must(f.t, rows.Err())
	return list
}

// toldSince wants nobody to have been told twice of a form, and notes what they were told.
func (f *formWorld) toldSince(before map[string][2]string, pattern string, seen news) {
	f.t.Helper()
	times := map[[2]string]int{}
	for key, what := range f.telling() {
		if _, old := before[key]; old {
			continue
		}
		seen[what[0]] = true
		if times[what]++; times[what] > 1 {
			f.t.Errorf("%s sent %d times at once tells %s of it more than once: %s", pattern, at50, what[1], what[0])
		}
	}
}

// fifty sends a form fifty times at once.
func (f *formWorld) fifty(form found, test sentForm, seen news) {
	f.t.Helper()
	page, one := f.fresh(form)
	f.fill(form, one, test.fields)
	before, told := f.effects(), f.telling()
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
	f.toldSince(told, form.pattern, seen)
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
