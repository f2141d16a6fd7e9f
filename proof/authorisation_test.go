package proof_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"html"
	"io"
	"mime/multipart"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"bistand/aid"
	"bistand/casework"
	"bistand/store"
	"bistand/store/storetest"
	"bistand/web"
	"bistand/web/site"
	"bistand/web/webtest"
)

// visitor is someone at a browser.
type visitor struct {
	*webtest.Visitor
	label    string
	home     *household // of a citizen
	adult    int
	closed   bool         // the case has been closed since the log-in
	hand     aid.Deputy   // of one who acts for the adult
	over     bool         // the time of their authority is over
	staff    *aid.Staff   // of staff
	assigned []*household // cases that open for them
	abroad   bool         // the log-in is of another municipality
	begin    func()       // logs in anew
}

// nobody tells whether nobody is logged in here.
func (v *visitor) nobody() bool { return v.abroad || v.home == nil && v.staff == nil }

// owner is whose objects an address names.
type owner struct {
	letter    string
	household *household // nil: an object that nobody has
	adult     int
}

// stage is the world of the proof.
type stage struct {
	t          *testing.T
	world      *webtest.World
	visitors   []*visitor
	owners     []owner
	households []*household
	taken      map[string]bool // objects that a visit has taken away
}

func newStage(t *testing.T, engine string) *stage {
	w := worldOf(t, engine)
	s := &stage{t: t, world: w, taken: map[string]bool{}}
	m := hire(t, w.Lund)
	own, strange := plant(t, w, w.Lund, m, plan{n: 0}), plant(t, w, w.Lund, m2(m), plan{n: 1})
	hidden, ended := plant(t, w, w.Lund, m2(m), plan{n: 2, protected: true}), plant(t, w, w.Lund, m2(m), plan{n: 3})
	far := plant(t, w, w.Solna, hire(t, w.Solna), plan{n: 4})
	s.households = []*household{own, strange, hidden, ended, far}
	s.owners = []owner{{"A", own, 0}, {"B", own, 1}, {"S", strange, 0}, {"P", hidden, 0}, {"K", ended, 0}, {"M", far, 0}, {"0", nil, 0}}
	s.citizen("applicant", own, 0)
	s.citizen("co-applicant", own, 1)
	s.citizen("stranger", strange, 0)
	s.citizen("case closed", ended, 0).closed = true
	s.representatives(own, m)
	s.elsewhere(far)
	s.add(&visitor{label: "nobody"}, w.Lund)
	s.employee("caseworker", m.caseworker, own)
	s.employee("unassigned", m.other, strange, hidden, ended)
	s.employee("decider", m.decider)
	s.reasoned(own)
	s.employee("payment", m.officer, own)
	s.employee("auditor", m.auditor)
	s.employee("admin", m.administrator)
	b := storetest.Build(t, w.Lund.Tenant.Desk.Register)
	b.Now = w.Clock.Now()
	b.CloseCase(ended.theCase)
	for _, h := range []*household{hidden, far} {
		h.orders(w, 0, "no visitor's browser here")
	}
	return s
}

// m2 is a team whose caseworker and payment officer handle other cases.
func m2(m team) team {
	m.caseworker, m.officer = m.other, m.clerk
	return m
}

// add opens a visitor's browser and logs in.
func (s *stage) add(v *visitor, at *webtest.Place) *visitor {
	v.Visitor = s.world.Visitor(at)
	v.Get("/hjalp") // which gives the browser its cookie
	if v.begin == nil {
		v.begin = func() {}
	}
	v.begin()
	s.visitors = append(s.visitors, v)
	return v
}

func (s *stage) citizen(label string, h *household, adult int) *visitor {
	v := &visitor{label: label, home: h, adult: adult}
	v.begin = func() { session(v.Visitor, citizenSession(h.adults[adult], h.theCase.ID)) }
	s.add(v, h.place)
	h.orders(s.world, adult, v.Cookie(site.BrowserCookie))
	return v
}

// representatives adds three who act for the first adult of a household: one who may do what the adult may, one who may only
// follow, and one whose time is over. They have no case of their own.
func (s *stage) representatives(h *household, m team) {
	desk, today := h.place.Tenant.Desk, aid.SwedishDate(s.world.Clock.Now())
	b := storetest.Build(s.t, desk.Register)
	for i, one := range []struct {
		label, family string
		scope         aid.Scope
		until         aid.Date
	}{{"may act", "Handlingskraft", aid.MayAct, aid.Date{}}, {"may follow", "Bisittarsson", aid.MayFollow, aid.Date{}}, {"time over", "Fornombud", aid.MayAct, today.AddDays(-1)}} {
		b.Now = s.world.Clock.Now()
		person := aid.Person{ID: b.ID(), Personnummer: storetest.Number(s.t, "19600101", 983+i), GivenName: "Ombud", FamilyName: one.family}
		must(s.t, desk.AddPeople(s.t.Context(), casework.Request{Key: key()}, []aid.Person{person}, nil))
		must(s.t, desk.ChangeProfile(s.t.Context(), citizen(person), "", aid.Profile{PersonID: person.ID, Phone: "070-174 07 0" + strconv.Itoa(i), Language: "sv"}))
		of := aid.Representative{
			ID: b.ID(), PersonID: h.adults[0].ID, ActsID: person.ID, Name: person.Name(), Kind: aid.GodMan, Scope: one.scope, Paper: aid.Appointment,
			PaperOn: today.AddDays(-9), From: today.AddDays(-9), Until: one.until,
		}
		b.Step("register_representative", "representative", of.ID, h.theCase.ID, func(tx *store.Tx) error { return tx.AddRepresentative(of, m.caseworker) })
		v := &visitor{label: one.label, home: h, hand: of.Deputy(), over: !one.until.IsZero()}
		v.begin = func() {
			as := citizenSession(h.adults[0], h.theCase.ID)
			as.Actor.Deputy = of.Deputy()
			session(v.Visitor, as)
		}
		s.add(v, h.place)
		if !v.over {
			h.plant(name, one.family)
		}
		if one.scope == aid.MayAct && !v.over {
			h.perks[0]["authority"] = of.ID
		}
	}
}

func (s *stage) employee(label string, staff aid.Staff, assigned ...*household) *visitor {
	v := &visitor{label: label, staff: &staff, assigned: assigned}
	v.begin = func() { session(v.Visitor, staffSession(staff)) }
	return s.add(v, s.world.Lund)
}

// reasoned adds a decision-maker who is not assigned and has given a reason.
func (s *stage) reasoned(h *household) {
	desk := s.world.Lund.Tenant.Desk
	staff := aid.Staff{ID: aid.NewID(s.world.Clock.Now(), desk.Random), Subject: "proof-reasoned", Name: "Anställd sju", Roles: []aid.Role{aid.DecisionMaker}}
	must(s.t, desk.AddPeople(s.t.Context(), by(staff), nil, []aid.Staff{staff}))
	must(s.t, desk.RecordRead(s.t.Context(), by(staff).Actor, h.theCase.ID, "opened", "Vikarierar."))
	s.employee("with reason", staff, h)
}

// elsewhere adds someone who sends the log-in of another municipality here.
func (s *stage) elsewhere(h *household) {
	there := s.world.Visitor(h.place)
	session(there, citizenSession(h.adults[0], h.theCase.ID))
	v := &visitor{label: "elsewhere", abroad: true, home: h}
	v.begin = func() { v.SetCookie(site.SessionCookie, there.Cookie(site.SessionCookie)) }
	s.add(v, s.world.Lund)
}

var wild = regexp.MustCompile(`\{(\w+)\$?\}`)

// address fills in the objects of an owner.
func (o owner) address(path string, r rule) string {
	return wild.ReplaceAllStringFunc(strings.TrimSuffix(path, "{$}"), func(part string) string {
		switch part {
		case "{code}":
			return "sv"
		case "{vag}":
			return "sms"
		case "{hemlighet}":
			return "gissning"
		case "{sak}":
			return "1"
		case "{manad}":
			return o.month()
		case "{order}":
			return o.id(r.of)
		}
		if part == "{person}" {
			return o.id("member")
		}
		switch r.of {
		case "signing":
			return o.id("frozen")
		case "appealing":
			return o.id("appeal_draft")
		}
		return o.id(r.of)
	})
}

// id names an object of the owner; one that there is not has an id that nobody has.
func (o owner) id(kind string) string {
	if o.household != nil {
		if id, ok := o.household.perks[o.adult][kind]; ok {
			return string(id)
		}
		if id, ok := o.household.ids[kind]; ok {
			return string(id)
		}
	}
	return "01999999-9999-7999-8999-999999999999"
}

// body writes a rule's form for an owner's objects.
func (o owner) body(r rule, mark string) (io.Reader, string) {
	values := url.Values{"nyckel": {key() + mark}}
	for pair := range strings.SplitSeq(r.form, "&") {
		field, value, _ := strings.Cut(pair, "=")
		value = wild.ReplaceAllStringFunc(value, func(part string) string { return o.id(strings.Trim(part, "{}")) })
		if o.household != nil {
			field = strings.ReplaceAll(field, "{child}", string(o.household.theCase.Members[2].Person.ID))
		}
		values.Set(field, value)
	}
	if !values.Has("file") {
		return strings.NewReader(values.Encode()), "application/x-www-form-urlencoded"
	}
	var b bytes.Buffer
	m := multipart.NewWriter(&b)
	for name := range values {
		if name != "file" {
			_ = m.WriteField(name, values.Get(name))
		}
	}
	part, _ := m.CreateFormFile("file", "bilaga.pdf")
	_, _ = io.WriteString(part, pdf(77))
	_ = m.Close()
	return &b, m.FormDataContentType()
}

// state is what no refused visit may change: the steps of the log but for reads, the questions that wait, and the drafts.
func (s *stage) state() string {
	s.t.Helper()
	var b strings.Builder
	for _, p := range []*webtest.Place{s.world.Lund, s.world.Solna} {
		b.WriteString(stateOf(s.t, p))
	}
	for _, h := range s.households {
		b.WriteString(" " + h.asking())
		drafts, err := h.place.Tenant.Desk.Register.Drafts(context.Background(), h.theCase.ID)
		must(s.t, err)
		for _, d := range drafts {
			fmt.Fprintf(&b, " %s.%d.%s", d.ID, d.Version, d.FrozenAs)
		}
		for _, p := range h.adults {
			d, err := h.place.Tenant.Desk.Register.AppealDraftOf(context.Background(), h.ids["decision"], p.ID)
			if errors.Is(err, aid.ErrNotFound) {
				continue
			}
			must(s.t, err)
			fmt.Fprintf(&b, " %s.%d", d.ID, d.Version)
		}
	}
	return b.String()
}

// stateOf names the newest step of a register that is no read.
func stateOf(t testing.TB, p *webtest.Place) string {
	t.Helper()
	before := int64(0)
	for {
		entries, err := p.Tenant.Desk.Register.Log(context.Background(), before, 20)
		must(t, err)
		for _, e := range entries {
			if e.Step != "read" && e.Step != "reads" {
				return fmt.Sprintf("%s:%d", p.Tenant.Municipality.Slug, e.Seq)
			}
			before = e.Seq
		}
		if len(entries) == 0 {
			return p.Tenant.Municipality.Slug + ":0"
		}
	}
}

// visit is one request with what must come of it.
type visit struct {
	route  string
	rule   rule
	v      *visitor
	o      owner
	expect outcome
}

func (s *stage) visits(routes []site.Route) []visit {
	var list []visit
	for _, route := range routes {
		r := ruleFor[route.Pattern]
		method, _, _ := strings.Cut(route.Pattern, " ")
		for _, v := range s.visitors {
			for i, o := range s.owners {
				if r.of == "" && i > 0 {
					break
				}
				list = append(list, visit{route.Pattern, r, v, o, r.expect(method, v, o)})
			}
		}
	}
	// What is refused comes first, so that nothing has been changed by those who may.
	slices.SortStableFunc(list, func(a, b visit) int { return order(a) - order(b) })
	return list
}

func order(one visit) int {
	post := strings.HasPrefix(one.route, "POST")
	switch {
	case one.rule.ends:
		return 3
	case one.expect != opens:
		return 0
	case !post:
		return 1
	}
	return 2
}

// make carries out a visit and returns what is wrong with its answer.
func (s *stage) make(one visit) (outcome, []string) {
	method, path, _ := strings.Cut(one.route, " ")
	address := one.o.address(path, one.rule)
	if method == http.MethodGet && one.rule.form != "" {
		address += "?" + one.rule.form
	}
	before := s.state()
	s.world.Clock.Advance(time.Microsecond) // no two visits at one instant, and all of them within the pause of an order
	var page *webtest.Page
	if method == http.MethodGet {
		page = one.v.Once(method, address, nil, "")
	} else {
		body, kind := one.o.body(one.rule, site.KeyMark(&aid.Session{Actor: aid.Actor{Deputy: one.v.hand}}))
		page = one.v.Once(method, address, body, kind)
	}
	if one.v.nobody() && one.v.home != nil || one.rule.ends {
		one.v.begin()
	}
	result := came(page.Status, page.Header.Get("Location"))
	if one.rule.door == "all" && result == toLogIn {
		result = opens // where everyone may go on to
	}
	faults := s.judge(one, result, page.Status)
	if one.expect != opens && s.state() != before {
		faults = append(faults, "the register has changed")
	}
	return result, append(faults, s.leaks(one, result, page)...)
}

// judge holds an outcome against what is expected.
func (s *stage) judge(one visit, result outcome, status int) []string {
	switch {
	case status >= 500 && status != http.StatusServiceUnavailable:
		return []string{fmt.Sprintf("status %d", status)}
	case one.rule.door == "all" && one.rule.of == "":
		return nil
	case one.rule.once && result == one.expect && result == opens:
		s.taken[one.route+one.o.letter] = true
		return nil
	case s.taken[one.route+one.o.letter] && one.expect == opens:
		if result != absent {
			return []string{fmt.Sprintf("status %d for what has been taken away", status)}
		}
		return nil
	case result != one.expect:
		return []string{fmt.Sprintf("status %d, which is %q, want %q", status, result, one.expect)}
	}
	return nil
}

var spaces = strings.NewReplacer("\u00a0", " ", "\u202f", " ", "\u2009", " ", "<bdi>", "", "</bdi>", "")

// leaks returns the planted words of an answer that the visitor may not see.
func (s *stage) leaks(one visit, result outcome, page *webtest.Page) []string {
	var faults []string
	said := spaces.Replace(html.UnescapeString(page.Body)) + "\n" + strings.Join([]string{page.Header.Get("Location"), page.Header.Get("Content-Disposition")}, "\n")
	for _, h := range s.households {
		may := one.rule.sees(one.v, h, result)
		for _, c := range everything {
			if slices.Contains(may, c) {
				continue
			}
			for _, word := range h.words[c] {
				if strings.Contains(said, word) {
					faults = append(faults, fmt.Sprintf("LEAK of %s of %s: %q", c, h.theCase.Number, word))
				}
			}
		}
	}
	return faults
}

// Every address, for everyone, with everyone's objects: what is not theirs is refused, says nothing and changes nothing.
func TestB10H11_EveryRouteIsClosedToAllButThoseWhoMay(t *testing.T) {
	showErrors(t)
	_, from := logged.since(0)
	s := newStage(t, "sqlite")
	routes := web.Routes()
	without, dead := unruled(routes)
	if len(without)+len(dead) > 0 {
		t.Fatalf("routes without a rule: %q; rules without a route: %q", without, dead)
	}
	table := map[string]map[*visitor]string{}
	count, leaks, shown := 0, 0, map[string]bool{}
	for _, one := range s.visits(routes) {
		result, faults := s.make(one)
		for _, fault := range faults {
			if leaks++; leaks < 80 {
				t.Errorf("%s, %s with the objects of %s: %s", one.route, one.v.label, one.o.letter, fault)
			}
		}
		count++
		if table[one.route] == nil {
			table[one.route] = map[*visitor]string{}
		}
		if result == opens && len(faults) == 0 {
			shown[one.route] = true
			letter := one.o.letter
			if one.rule.of == "" {
				letter = "yes"
			}
			table[one.route][one.v] += letter
		}
	}
	for pattern := range ruleFor {
		if !shown[pattern] && ruleFor[pattern].door != "all" {
			t.Errorf("%s opened for nobody: its rule proves nothing", pattern)
		}
	}
	said, _ := logged.since(from)
	for _, h := range s.households {
		for _, c := range []class{name, identity, amount, account, text, internal, contact0, contact1} {
			for _, word := range h.words[c] {
				if strings.Contains(said, word) {
					t.Errorf("the log holds %q, the %s of %s", word, c, h.theCase.Number)
				}
			}
		}
	}
	printed := s.print(routes, table, count, leaks)
	t.Log(printed)
	keep(t, printed)
}

// print writes the table: the objects that opened, by whose they are.
func (s *stage) print(routes []site.Route, table map[string]map[*visitor]string, count, leaks int) string {
	var b strings.Builder
	fmt.Fprintf(&b, "Who reaches what: %d visits, %d faults.\n", count, leaks)
	b.WriteString("Whose objects opened: A the applicant's, B the co-applicant's, S a stranger's, P a protected household's, K a closed case's,\n")
	b.WriteString("M another municipality's, 0 nobody's; yes: a page without an object; · refused.\n\n")
	fmt.Fprintf(&b, "%-52s", "")
	for _, v := range s.visitors {
		fmt.Fprintf(&b, " %-12s", v.label)
	}
	for _, route := range routes {
		fmt.Fprintf(&b, "\n%-52s", route.Pattern)
		for _, v := range s.visitors {
			cell := table[route.Pattern][v]
			if cell == "" {
				cell = "·"
			}
			fmt.Fprintf(&b, " %-12s", cell)
		}
	}
	return b.String() + "\n"
}

// keep writes the table where BISTAND_PROOF says, or among the build's output.
func keep(t *testing.T, text string) {
	path := os.Getenv("BISTAND_PROOF")
	if path == "" {
		path = filepath.Join("..", "build", "authorisation.txt")
	}
	must(t, os.MkdirAll(filepath.Dir(path), 0o755))
	must(t, os.WriteFile(path, []byte(text), 0o644))
}
