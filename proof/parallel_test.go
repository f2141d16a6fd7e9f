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

// steps counts the steps of a register that are no reads.
func steps(t testing.TB, p *webtest.Place) (n int) {
	t.Helper()
	before := int64(0)
	for {
		entries, err := p.Tenant.Desk.Register.Log(t.Context(), before, 500)
		must(t, err)
		for _, e := range entries {
			if e.Step != "read" && e.Step != "reads" {
				n++
			}
			before = e.Seq
		}
		if len(entries) == 0 {
			return n
		}
	}
}

// at50 is how often each form is sent at once.
const at50 = 50

// sentForms are forms as someone fills them in, one of each kind that is sent to or by the municipality.
var sentForms = []struct {
	pattern string
	fields  []string // in pairs
	grows   int      // by so many steps of the log
}{
	{"POST /min-profil", []string{"phone", "070-174 06 99", "email", "", "language", "sv"}, 1},
	{"POST /ansok/utkast/{id}/boende", []string{"form", "rental", "landlord", "Femtio Hus", "rooms", "3", "contract", "own"}, 0}, // drafts are no facts
	{"POST /ansok/utkast/{id}/kontrollera", nil, 1},
	{"POST /ansok/underskrift/{id}/avsta", []string{"reason", "Hyran stämmer inte"}, 1},
	{"POST /ansok/underskrift/{id}/andra", nil, 1},
	{"POST /handlaggning/arende/{id}/atkomst", nil, 1},
	{"POST /handlaggning/arende/{id}/dokument", []string{"kind", "letter", "title", "Brev", "body", "Text"}, 1},
	{"POST /handlaggning/arende/{id}/dokument/publicera", nil, 1},
	{"POST /handlaggning/arende/{id}/journal", []string{"heading", "Möte", "title", "Möte", "body", "Text", "on", "2026-11-16"}, 1},
	{"POST /handlaggning/arende/{id}/journal/publicera", nil, 1},
	{"POST /handlaggning/ansokan/{id}/berakning", []string{"gor", "spara", "expenses.0.approved", "100", "expenses.0.reason", "För dyrt"}, 1},
	{"POST /handlaggning/ansokan/{id}/beslut", []string{"gor", "besluta", "checked", "ja", "reasons", "Räcker inte", "legal_basis", "12 kap. 1 §"}, 1},
	{"POST /overklaganden/{id}/ta-tillbaka", nil, 1},
	{"POST /handlaggning/overklaganden/{id}/tid", []string{"answer", "in_time", "reasons", "I tid"}, 1},
	{"POST /handlaggning/overklaganden/{id}/omprovning", []string{"outcome", "unchanged", "reasons", "Inget nytt"}, 1},
	{"POST /handlaggning/overklaganden/{id}/yttrande", []string{"statement", "Står fast"}, 1},
	{"POST /handlaggning/overklaganden/{id}/overlamna", []string{"way", "post"}, 1},
	{"POST /handlaggning/overklaganden/{id}/dom", []string{"outcome", "refused", "court_number", "1-26", "on", "2026-11-17"}, 1},
	{"POST /handlaggning/betalningar/{id}/godkann", nil, 1},
	{"POST /handlaggning/betalningar/fil", []string{"until", "2027-02-01"}, 1},
	{"POST /handlaggning/betalningar/{id}/stoppa", []string{"reason", "Fel konto"}, 1},
	{"POST /meddelanden/nytt", []string{"text", "Femtio frågor om el"}, 1},
	{"POST /anmal-andring", []string{"kind", "work", "text", "Vi flyttar"}, 1},
	{"POST /begaran/{id}/{sak}/svar", []string{"way", "text", "text", "Det kommer"}, 1},
	{"POST /mina-uppgifter/yttrande", []string{"text", "Det stämmer inte"}, 1},
	{"POST /ansokningar/{id}/berakning/yttrande", []string{"text", "Hyran är högre"}, 1},
	{"POST /beslut/{id}/yttrande", []string{"text", "Elen är inte med"}, 1},
	{"POST /dokument/{id}/yttrande", []string{"text", "Fel dag"}, 1},
	{"POST /journalanteckningar/{id}/yttrande", []string{"text", "Så sade jag inte"}, 1},
	{"POST /overklaga/utkast/{id}/varfor", []string{"why", "Elen räcker inte"}, 0}, // drafts are no facts
	{"POST /handlaggning/arende/{id}/meddelanden/{person}", []string{"text", "Det ordnar sig"}, 1},
	{"POST /handlaggning/begaran/{id}/tid", []string{"until", "2026-12-20"}, 1},
	{"POST /handlaggning/arende/{id}/felaktiga-uppgifter/polis", []string{"police.about", "Uthyrning"}, 1},
	{"POST /handlaggning/arende/{id}/felaktiga-uppgifter/underrattelse", []string{"notice.authority", "tax", "notice.benefit", "Återbäring", "notice.about", "Fel inkomst"}, 1},
	{"POST /handlaggning/arende/{id}/felaktiga-uppgifter/behovs-inte", []string{"no.recovery.reason", "Inget utbetalt"}, 1},
	{"POST /handlaggning/polisanmalan/{id}", []string{"outcome", "closed", "note", "Bevis saknas"}, 1},
	{"POST /handlaggning/aterkrav/{id}/betalt", []string{"paid.amount", "20"}, 1},
	{"POST /handlaggning/aterkrav/{id}/efterskank", []string{"waive.amount", "20", "waive.reason", "Sjukdom"}, 1},
	{"POST /handlaggning/aterkrav/{id}/avsluta", []string{"close.end", "ended", "close.reason", "Slut"}, 1},
	{"POST /handlaggning/begaran/{id}/avsluta", []string{"outcome", "withdrawn", "reason", "Behövs inte"}, 1},
}

// The same form sent fifty times at once, as by a double click or a network that repeats, has one effect and tells each
// sender so.
func TestTheSameFormFiftyTimesHasOneEffect(t *testing.T) {
	for _, engine := range storetest.Engines {
		t.Run(engine, func(t *testing.T) {
			showErrors(t)
			f := newFormWorld(t, engine)
			forms := f.forms()
			for _, test := range sentForms {
				form, ok := forms[test.pattern]
				if !ok {
					t.Errorf("no page has the form of %s", test.pattern)
					continue
				}
				f.fifty(form, test.fields, test.grows)
			}
		})
	}
}

// fifty sends a form fifty times at once.
func (f *formWorld) fifty(form found, fields []string, grows int) {
	f.t.Helper()
	page, one := f.fresh(form)
	if strings.HasSuffix(form.pattern, "/beslut") {
		f.readyToDecide(one)
	}
	fill(one, fields)
	before := steps(f.t, f.world.Lund)
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
		})
	}
	close(start)
	running.Wait()
	if grown := steps(f.t, f.world.Lund) - before; grown != grows {
		f.t.Errorf("%s sent %d times at once: %d steps, want %d (first answers %q)", form.pattern, at50, grown, grows, answers[:3])
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

func fill(one *webtest.Form, fields []string) {
	for i := 0; i+1 < len(fields); i += 2 {
		one.Set(fields[i], fields[i+1])
	}
}
