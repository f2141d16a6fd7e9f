package proof_test

import (
	"database/sql"
	"fmt"
	"html"
	"maps"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"bistand/aid"
	"bistand/casework"
	notifysim "bistand/notify/sim"
	"bistand/store/storetest"
	"bistand/web"
	"bistand/web/site"
	"bistand/web/webtest"
)

var sixDigits = regexp.MustCompile(`\b\d{6}\b`)

// hostile are values that no field expects; the names say what is wrong with them.
var hostile = map[string]string{
	"missing": "", "blank": "   ", "long": strings.Repeat("å", 5000), "a NUL": "abcdefgh\x00b", "no UTF-8": "abcdefgh\xff\xfe",
	"negative": "-1000000", "huge": "99999999999999999999999999", "exponent": "1e308", "no number": "NaN", "zero": "0",
	"a script": "<script>alert('x7')</script>", "markup": `"><img src=x onerror=alert(7)>`, "SQL": "x'; DROP TABLE cases; --",
	"right to left": "\u202egnp.exe\u2066", "a template": "{{7*7}}${7*7}", "a path": "../../../etc/passwd", "line breaks": "a\r\nSet-Cookie: x=1\r\n\r\n<b id=x7>",
}

// stored are those that a database may refuse; the others are the pages' own matter, the same on both engines.
var stored = []string{"a NUL", "no UTF-8", "long", "huge", "SQL"}

// executed are texts that no answer may hold: they are there only if markup has got through.
var executed = []string{"<script>alert", "<img src=x", "<b id"}

// formWorld is a household that forms are sent for, renewed when its forms have been used up.
type formWorld struct {
	t        *testing.T
	engine   string
	world    *webtest.World
	team     team
	raw      *sql.DB
	next     int
	pictures int    // so many have been chosen
	code     string // that the applicant was sent last
	h        *household
	homes    map[string]*household // the household, under no name, and those beside it
	who      map[string]*webtest.Visitor
}

func newFormWorld(t *testing.T, engine string) *formWorld {
	w := worldOf(t, engine)
	w.Outbox.SetReports(notifysim.ReportNever) // what arrives in its own time is no answer to a form
	f := &formWorld{t: t, engine: engine, world: w, team: hire(t, w.Lund), raw: storetest.Raw(t, w.Lund.Tenant.Desk.Register)}
	f.renew()
	return f
}

// renew plants a new household, with its people and its staff logged in.
func (f *formWorld) renew() {
	f.t.Helper()
	if f.h != nil { // its payments leave the list, which shows so and so many at a time
		desk := f.h.place.Tenant.Desk
		for _, h := range f.homes {
			payments, err := desk.Register.Payments(f.t.Context(), h.theCase.ID)
			must(f.t, err)
			for _, p := range payments {
				if p.Status == aid.Proposed || p.Status == aid.Approved {
					must(f.t, desk.StopPayment(f.t.Context(), by(f.team.officer), f.team.officer, p.ID, "Klart."))
				}
			}
		}
	}
	f.norm()
	f.h = plant(f.t, f.world, f.world.Lund, f.team, plan{n: f.next})
	f.h.appealsFurther(f.world, f.team)
	f.besides()
	f.next++
	f.who = map[string]*webtest.Visitor{"nobody": f.world.Visitor(f.world.Lund)}
	f.who["nobody"].Get("/hjalp")
	f.h.orders(f.world, 1, f.who["nobody"].Cookie(site.BrowserCookie))
	login := f.h.perks[1]["login"]
	for i, label := range []string{"applicant", "co-applicant"} {
		v := f.world.Visitor(f.world.Lund)
		v.Get("/hjalp")
		session(v, citizenSession(f.h.adults[i], f.h.theCase.ID))
		f.h.orders(f.world, i, v.Cookie(site.BrowserCookie))
		f.who[label] = v
	}
	f.h.perks[1]["login"] = login
	for _, home := range []string{settled, waiting, newcomer} {
		v := f.world.Visitor(f.world.Lund)
		v.Get("/hjalp")
		session(v, citizenSession(f.homes[home].adults[0], f.homes[home].theCase.ID))
		f.who[home] = v
	}
	desk := f.world.Lund.Tenant.Desk
	must(f.t, desk.SendCode(f.t.Context(), citizen(f.h.adults[0]), f.h.theCase.ID, aid.BySMS))
	profile := got[aid.Profile](f.t)(desk.Register.Profile(f.t.Context(), f.h.adults[0].ID))
	to := got[aid.Address](f.t)(profile.Address(aid.BySMS)).To
	for _, said := range f.world.Outbox.Messages() {
		if strings.TrimPrefix(said.To, "+") == strings.TrimPrefix(to, "+") {
			f.code = sixDigits.FindString(said.Text)
		}
	}
	must(f.t, desk.RecordRead(f.t.Context(), by(f.team.decider).Actor, f.h.theCase.ID, "opened", "Vikarierar."))
	for label, staff := range f.staff() {
		v := f.world.Visitor(f.world.Lund)
		session(v, staffSession(staff))
		f.who[label] = v
	}
}

// staff are those of the team who are logged in, by what they are called.
func (f *formWorld) staff() map[string]aid.Staff {
	m := f.team
	return map[string]aid.Staff{"caseworker": m.caseworker, "other": m.other, "decider": m.decider, "officer": m.officer, "administrator": m.administrator}
}

// norm sees to it that every computed figure is in force again, whatever a form has withdrawn, and that one waits for an answer.
func (f *formWorld) norm() {
	f.t.Helper()
	desk, ctx, m := f.world.Lund.Tenant.Desk, f.t.Context(), f.team
	known := got[[]aid.NormFigure](f.t)(desk.Register.NormFigures(ctx, ""))
	has := func(of aid.NormFigure, is func(aid.NormFigure) bool) bool {
		return slices.ContainsFunc(known, func(k aid.NormFigure) bool { return k.Table == of.Table && k.Cell == of.Cell && is(k) })
	}
	waits := func(k aid.NormFigure) bool { return k.Answer == aid.FigureWaits && k.Withdrawn == "" }
	for _, table := range desk.Rules.Riksnorms {
		var figures []aid.NormFigure
		for _, c := range casework.ComputedFigures(table) {
			if !has(c, aid.NormFigure.InForce) && !has(c, waits) {
				figures = append(figures, c)
			}
		}
		if len(figures) == 0 {
			continue
		}
		must(f.t, desk.ProposeFigures(ctx, by(m.decider), m.decider, "SFS 0000:0000 (påhittat)", figures))
		var ids []aid.ID
		for _, one := range figures {
			ids = append(ids, one.ID)
		}
		must(f.t, desk.AnswerFigures(ctx, by(m.administrator), m.administrator, ids, aid.FigureConfirmed))
	}
	lunch := aid.NormFigure{Table: "riksnorm/2026.toml", Cell: "personal.child_lunch_out.age_3", Kr: 2500}
	if !has(lunch, waits) {
		must(f.t, desk.ProposeFigures(ctx, by(m.administrator), m.administrator, "SFS 0000:0000 (påhittat)", []aid.NormFigure{lunch}))
	}
}

// found is a form of a page, by the route it is sent to.
type found struct {
	pattern, who, home, page string // page: its pattern, or its address
	rule                     rule
}

// forms walks the pages that each may see and notes where the form of each POST route stands.
func (f *formWorld) forms() map[string]found {
	f.t.Helper()
	posts := http.NewServeMux()
	for _, route := range web.Routes() {
		if strings.HasPrefix(route.Pattern, "POST ") {
			posts.Handle(route.Pattern, http.NotFoundHandler())
		}
	}
	list := map[string]found{}
	type page struct {
		path string
		rule rule
	}
	var pages []page
	for _, route := range web.Routes() {
		if path, ok := strings.CutPrefix(route.Pattern, "GET "); ok && !strings.HasSuffix(path, "/klar") {
			pages = append(pages, page{path, ruleFor[route.Pattern]})
		}
	}
	for _, kind := range furtherAppeals { // whose pages have the forms of the steps to come
		pages = append(pages, page{"/handlaggning/overklaganden/{id}", rule{of: kind}})
	}
	for _, home := range []string{"", settled, waiting, newcomer, hidden} {
		for _, each := range pages {
			path, r := each.path, each.rule
			for _, who := range visitorsOf[home] {
				if path == "/handlaggning/atkomst" {
					path += "?nummer=" + f.h.theCase.Number
				}
				if r.form != "" && !strings.Contains(path, "?") {
					path += "?" + r.form
				}
				if home == "" {
					f.say(path)
				}
				page := f.who[who].Once(http.MethodGet, f.owner(who, home).address(path, r), nil, "")
				for _, action := range actions(page) {
					request, err := http.NewRequest(http.MethodPost, action, nil)
					must(f.t, err)
					if _, pattern := posts.Handler(request); pattern != "" && mayPost(who, pattern) {
						if only, kept := homeOf[pattern]; kept && only != home {
							continue
						}
						if _, has := list[pattern]; !has {
							list[pattern] = found{pattern, who, home, path, r}
						}
					}
				}
			}
		}
	}
	return list
}

// mayPost tells whether those who are called so may send the form at all.
func mayPost(who, pattern string) bool {
	role := map[string]aid.Role{"caseworker": aid.Caseworker, "other": aid.Caseworker, "decider": aid.DecisionMaker, "officer": aid.PaymentOfficer, "administrator": aid.Administrator}[who]
	door := ruleFor[pattern].door
	return role == "" || door == "all" || slices.Contains(strings.Fields(door), string(role))
}

var formTag = regexp.MustCompile(`<form\b[^>]*>`)

var actionOf = regexp.MustCompile(`\baction="([^"]*)"`)

// actions lists where the forms of a page are sent.
func actions(p *webtest.Page) (list []string) {
	for _, tag := range formTag.FindAllString(p.Body, -1) {
		// What was not sent has its forms on a page of its own, filled in already.
		if m := actionOf.FindStringSubmatch(tag); m != nil && strings.Contains(tag, `method="post"`) && !strings.Contains(tag, "osant=") {
			list = append(list, html.UnescapeString(m[1]))
		}
	}
	return list
}

var fieldName = regexp.MustCompile(`<(?:input|textarea|select|button)\b[^>]* name="([^"]*)"`)

// fields lists the names of all the fields and buttons of a form.
func fields(p *webtest.Page, action string) (list []string) {
	for part := range strings.SplitSeq(p.Body, "<form") {
		part, _, _ = strings.Cut(part, "</form>")
		if m := actionOf.FindStringSubmatch(part); m == nil || html.UnescapeString(m[1]) != action {
			continue
		}
		for _, m := range fieldName.FindAllStringSubmatch(part, -1) {
			if !slices.Contains(list, m[1]) {
				list = append(list, m[1])
			}
		}
		return list
	}
	return nil
}

// open opens a form anew; nil when its object has been used up.
func (f *formWorld) open(form found) (*webtest.Page, *webtest.Form) {
	f.t.Helper()
	o := f.owner(form.who, form.home)
	path := form.page
	if form.home == "" {
		f.say(path)
	}
	if at := strings.Index(path, "?nummer="); at >= 0 {
		path = path[:at] + "?nummer=" + f.h.theCase.Number
	}
	page := f.who[form.who].Once(http.MethodGet, o.address(path, form.rule), nil, "")
	want := "POST " + strings.TrimPrefix(form.pattern, "POST ")
	mux := http.NewServeMux()
	mux.Handle(want, http.NotFoundHandler())
	for _, one := range page.Forms() {
		request, err := http.NewRequest(http.MethodPost, one.Action, nil)
		must(f.t, err)
		if _, pattern := mux.Handler(request); pattern == want && f.mine(form, one) {
			return page, one
		}
	}
	return page, nil
}

// say lets the applicant and the municipality write to each other, where a form stands only while someone waits for the other.
func (f *formWorld) say(path string) {
	f.t.Helper()
	desk, adult := f.world.Lund.Tenant.Desk, f.h.adults[0]
	switch path {
	case "/handlaggning/arende/{id}/meddelanden/{person}":
		got[aid.Message](f.t)(desk.SendMessage(f.t.Context(), citizen(adult), f.h.theCase.ID, "En fråga till.", nil))
	case "/handlaggning/post/{id}":
		got[aid.Message](f.t)(desk.AnswerMessage(f.t.Context(), by(f.team.caseworker), f.team.caseworker, f.h.theCase.ID, adult.ID, "Ett svar till."))
	}
}

// mine tells whether a form is about this household where the page lists many.
func (f *formWorld) mine(form found, one *webtest.Form) bool {
	if !strings.Contains(form.pattern, "/betalningar/{id}/") {
		return true
	}
	return strings.Contains(one.Action, string(f.h.ids["proposed"]))
}

// fresh opens a form, for a new household where the old one's has been used up, and at last in a new world.
func (f *formWorld) fresh(form found) (*webtest.Page, *webtest.Form) {
	f.t.Helper()
	if page, one := f.open(form); one != nil {
		return page, one
	}
	f.renew()
	page, one := f.open(form)
	if one == nil { // its page holds a year, and the year has been used up
		*f = *newFormWorld(f.t, f.engine)
		page, one = f.open(form)
	}
	if one == nil {
		f.t.Fatalf("%s has no form for %s: %d\n%s", page.URL, form.pattern, page.Status, page.Text())
	}
	return page, one
}

// state is what a refused form may not change.
func (f *formWorld) state() (text string) {
	f.t.Helper()
	must(f.t, f.raw.QueryRow(`SELECT (SELECT seq FROM log WHERE step NOT IN ('read', 'reads') ORDER BY seq DESC LIMIT 1) || ' ' ||
		(SELECT count(*) || ' ' || COALESCE(sum(version), 0) || ' ' || count(NULLIF(frozen_as, '')) FROM draft) || ' ' ||
		(SELECT count(*) || ' ' || COALESCE(sum(version), 0) FROM appeal_draft) || ' ' || (SELECT count(*) FROM job WHERE kind = 'inquiry')`).Scan(&text))
	return text
}

// withoutForm are the forms that no page of the proof's households has, and why. Their pages have tests of their own.
var withoutForm = map[string]string{
	"POST /leveransrapport/{hemlighet}": "a gateway's report comes of no page",
	"POST /filer/{id}":                  "a script sends the pieces of a file, before the form",
	"POST /handlaggning/filer/{id}":     "a script sends the pieces of a file, before the form",
}

// Every field of every form, with every hostile value in turn: an answer that says what is wrong and has changed nothing, or
// the value kept as harmless text; never an error of the program's own.
func TestBadInputIsRefusedOrHarmless(t *testing.T) {
	for _, engine := range storetest.Engines {
		for share := range badShares {
			t.Run(fmt.Sprintf("%s/%d", engine, share), func(t *testing.T) {
				t.Parallel()
				showErrors(t)
				f := newFormWorld(t, engine)
				forms := f.forms()
				for _, route := range web.Routes() {
					if _, ok := forms[route.Pattern]; !ok && withoutForm[route.Pattern] == "" && strings.HasPrefix(route.Pattern, "POST ") {
						t.Errorf("no page has the form of %s", route.Pattern)
					}
				}
				tried, sent := 0, 0
				for i, pattern := range slices.Sorted(maps.Keys(forms)) {
					if i%badShares != share || ruleFor[pattern].ends { // which has no field
						continue
					}
					sent += f.tryFields(forms[pattern])
					tried++
				}
				t.Logf("%d of %d forms, %d values sent", tried, len(forms), sent)
			})
		}
	}
}

// badShares is over how many worlds at once the forms are spread that bad input is sent by: most of the time goes into waiting for
// disks.
const badShares = 3

// tryFields sends a form with each of its fields spoilt in each way.
func (f *formWorld) tryFields(form found) (sent int) {
	f.t.Helper()
	page, one := f.fresh(form)
	for _, field := range fields(page, one.Action) {
		if field == "file" {
			continue // has a proof of its own
		}
		for what, value := range hostile {
			for _, twice := range []bool{false, true} {
				if twice && what != "a script" || f.engine == "postgres" && !slices.Contains(stored, what) {
					continue
				}
				if _, one = f.fresh(form); twice {
					one.Set(field, value, value).Set(field+"[]", value)
				} else {
					one.Set(field, value)
				}
				f.sendHostile(form, one, field, what, value)
				sent++
			}
		}
	}
	return sent
}

// refusals are the answers to a form that was not carried out.
var refusals = []int{http.StatusBadRequest, http.StatusForbidden, http.StatusNotFound, http.StatusConflict, http.StatusRequestEntityTooLarge, http.StatusUnprocessableEntity}

func (f *formWorld) sendHostile(form found, one *webtest.Form, field, what, value string) {
	f.t.Helper()
	before := f.state()
	answer := one.SubmitOnce()
	where := fmt.Sprintf("%s, field %q is %s", form.pattern, field, what)
	switch {
	case answer.Status == http.StatusOK || answer.Status == http.StatusSeeOther:
	case slices.Contains(refusals, answer.Status):
		if f.state() != before {
			f.t.Errorf("%s: refused (%d), and yet something has changed", where, answer.Status)
		}
	case answer.Status == http.StatusServiceUnavailable && strings.HasPrefix(form.pattern, "POST /ansok/underskrift/{id}/bankid"),
		answer.Status == http.StatusServiceUnavailable && strings.HasPrefix(form.pattern, "POST /overklaga/utkast/{id}/bankid"):
	default:
		f.t.Errorf("%s: %d\n%.300s", where, answer.Status, answer.Text())
		return
	}
	f.harmless(where, answer)
	if answer.Status == http.StatusUnprocessableEntity {
		f.told(where, answer, one, field, what, value)
	}
	if answer.Status == http.StatusSeeOther {
		location := answer.Header.Get("Location")
		if strings.HasPrefix(location, "/") {
			f.harmless(where+", the page after", answer.Visitor.Once(http.MethodGet, location, nil, ""))
		} else if !strings.HasPrefix(location, f.world.Staff.Issuer()) {
			f.t.Errorf("%s leads to %q", where, location)
		}
	}
}

// harmless wants an answer in which nothing of the value is markup, and which is no failure.
func (f *formWorld) harmless(where string, answer *webtest.Page) {
	f.t.Helper()
	if answer.Status >= 500 && answer.Status != http.StatusServiceUnavailable {
		f.t.Errorf("%s: %d", where, answer.Status)
	}
	for _, text := range executed {
		if strings.Contains(answer.Body, text) {
			f.t.Errorf("%s: %q stands in the page as markup", where, text)
		}
	}
	if answer.Header.Get("Set-Cookie") == "x=1" || strings.ContainsRune(answer.Body, 0) {
		f.t.Errorf("%s: raw bytes have got through", where)
	}
}

// told wants a form that was refused to say why, and to give back what was typed.
func (f *formWorld) told(where string, answer *webtest.Page, one *webtest.Form, field, what, value string) {
	f.t.Helper()
	if !strings.Contains(answer.Body, `role="alert"`) && !strings.Contains(answer.Body, `class="notice bad"`) {
		f.t.Errorf("%s: the answer does not say what is wrong:\n%.500s", where, answer.Text())
	}
	if !slices.Contains([]string{"a script", "SQL", "a template", "negative"}, what) {
		return
	}
	typed := regexp.MustCompile(`<textarea[^>]* name="` + regexp.QuoteMeta(field) + `"|<input[^>]* name="` + regexp.QuoteMeta(field) + `"[^>]* type="(text|tel|email|date)"|<input[^>]* type="(text|tel|email)"[^>]* name="` + regexp.QuoteMeta(field) + `"`)
	if typed.MatchString(answer.Body) && !strings.Contains(html.UnescapeString(answer.Body), value) {
		f.t.Errorf("%s: what was typed is gone", where)
	}
}

// queries are the parameters that pages read from their address.
var queries = map[string][]string{
	"applicant":     {"/utbetalningar?ar=", "/beslut?alla=", "/start?x=", "/min-profil?sparat=", "/ansok/", "/ansokningar/", "/sprak/", "/bilagor/", "/ansok/utkast/{draft}/inkomster?rader-0=", "/ansok/utkast/{draft}/utgifter?till=", "/anmal-andring/", "/anmal-andring?fore=", "/meddelanden?fore=", "/mina-uppgifter/yttrande?del="},
	"nobody":        {"/logga-in?till=", "/logga-in?fel=", "/logga-in/{order}?retur=", "/logga-in/annan/svar?state=", "/logga-in/annan/svar?error=x&state=", "/handlaggning/logga-in?till=", "/handlaggning/logga-in/svar?state=", "/handlaggning/logga-in/svar?code=x&state=", "/sprak?till=", "/sprak/en?till="},
	"caseworker":    {"/handlaggning?visa=", "/handlaggning?efter=", "/handlaggning/sok?q=", "/handlaggning/arende/", "/handlaggning/ansokan/", "/handlaggning/meddelanden?efter=", "/handlaggning/meddelanden?visa=", "/handlaggning/post?efter=", "/handlaggning/post/"},
	"officer":       {"/handlaggning/betalningar?efter=", "/handlaggning/betalningar?svar=", "/handlaggning/betalningar/fil/"},
	"administrator": {"/handlaggning/atkomst?nummer=", "/handlaggning/synpunkter?fran="},
}

// Addresses that no page of ours leads to are answered calmly.
func TestHostileAddressesAreAnsweredCalmly(t *testing.T) {
	for _, engine := range storetest.Engines {
		t.Run(engine, func(t *testing.T) {
			showErrors(t)
			f := newFormWorld(t, engine)
			for who, list := range queries {
				for _, path := range list {
					for what, value := range hostile {
						path := strings.NewReplacer("{draft}", string(f.h.ids["draft"]), "{order}", string(f.h.perks[1]["login"])).Replace(path)
						address := path + url.QueryEscape(value)
						if !strings.Contains(path, "?") {
							address = path + url.PathEscape(value)
						}
						answer := f.who[who].Once(http.MethodGet, address, nil, "")
						f.harmless(fmt.Sprintf("%s with %s", path, what), answer)
						location := answer.Header.Get("Location")
						if location != "" && (!strings.HasPrefix(location, "/") || strings.HasPrefix(location, "//") || strings.HasPrefix(location, `/\`)) {
							t.Errorf("%s with %s leads to %q", path, what, location)
						}
					}
				}
			}
		})
	}
}
