package staff_test

import (
	"crypto/rand"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"bistand/aid"
	"bistand/casework"
	"bistand/store"
	"bistand/store/storetest"
	"bistand/web/site"
	"bistand/web/staff"
	"bistand/web/webtest"
)

// office is a world with staff of every kind at work in Lund.
type office struct {
	*webtest.World
	*storetest.Register
	both                   aid.Staff // caseworker and decision-maker in one
	all                    aid.Staff // decides and handles payments: the one whom the second person is there for
	stranger               aid.Staff // a caseworker who is assigned to nothing
	auditor, administrator aid.Staff
}

func open(t *testing.T, engine string) *office {
	t.Helper()
	w := webtest.Start(t, engine)
	o := &office{World: w, Register: w.Lund.Facts}
	o.Now = w.Clock.Now()
	o.both = o.Employee("Berit Båda", "Socialsekreterare", aid.Caseworker, aid.DecisionMaker)
	o.all = o.Employee("Alla Roller", "Socialsekreterare", aid.Caseworker, aid.DecisionMaker, aid.PaymentOfficer)
	o.stranger = o.Employee("Sven Vikarie", "Socialsekreterare", aid.Caseworker)
	o.auditor = o.Employee("Greta Gransk", "Controller", aid.Auditor)
	o.administrator = o.Employee("Adam Minell", "Systemförvaltare", aid.Administrator)
	w.Clock.Set(o.Now)
	return o
}

// as opens a browser in which a member of staff is logged in.
func (o *office) as(s aid.Staff) *webtest.Visitor {
	o.World.T.Helper()
	return o.enter(aid.Session{Actor: aid.Actor{Kind: aid.ByStaff, ID: s.ID, Name: s.Name}, Staff: &s})
}

// adult opens a browser in which an adult of a case is logged in to it.
func (o *office) adult(c aid.Case, p aid.Person) *webtest.Visitor {
	o.World.T.Helper()
	return o.enter(aid.Session{Actor: aid.Actor{Kind: aid.ByCitizen, ID: p.ID, Name: p.Name()}, CaseID: c.ID})
}

// enter opens a browser with a log-in of its own.
func (o *office) enter(session aid.Session) *webtest.Visitor {
	o.World.T.Helper()
	token := site.RandomToken(rand.Reader, 32)
	now := o.Clock.Now()
	session.ID, session.Language, session.StartedAt, session.SeenAt = aid.NewID(now, rand.Reader), "sv", now, now
	err := o.Store.Work(o.World.T.Context(), func(tx *store.Tx) error { return tx.AddSession(session, site.HashToken(token)) })
	if err != nil {
		o.World.T.Fatal(err)
	}
	v := o.Visitor(o.Lund)
	v.SetCookie(site.SessionCookie, token)
	return v
}

// household opens a case for the members of staff given, with one adult and a child born on a day.
func (o *office) household(number string, born string, worker aid.Staff) aid.Case {
	o.World.T.Helper()
	o.Now = o.Clock.Now()
	adult := o.Person("Karin", "Provsson", "19790911", len(number)+970+int(number[len(number)-1]-'0'))
	child := o.Person("Lova", "Provsson", born, len(number)+970+int(number[len(number)-1]-'0'))
	c := o.OpenCase(number, []aid.Person{adult}, []aid.Person{child}, worker, o.Officer)
	o.Payee(aid.Payee{CaseID: c.ID, Name: adult.Name(), Kind: aid.PayeePerson, PersonID: adult.ID, Method: aid.ToAccount, Clearing: "9252", Account: "1234425"})
	o.Clock.Set(o.Now.Add(time.Second))
	return c
}

// apply registers an application for a month, signed by every adult, with what change makes of its content.
func (o *office) apply(c aid.Case, month aid.Month, change func(*aid.Content)) aid.Application {
	o.World.T.Helper()
	o.Now = o.Clock.Now()
	content := o.Content(c, month)
	if change != nil {
		change(&content)
	}
	hash, err := casework.HashContent(content)
	if err != nil {
		o.World.T.Fatal(err)
	}
	a := aid.Application{ID: o.ID(), CaseID: c.ID, Month: month, Kind: content.KindOf(), Reason: "norm", OnBehalf: "own", Origin: aid.FromPortal, Content: content, ContentHash: hash, FrozenAt: o.Now, FrozenBy: c.Adults()[0].ID}
	for _, p := range c.Adults() {
		a.Required = append(a.Required, p.ID)
	}
	o.Step("freeze", "application", a.ID, c.ID, func(tx *store.Tx) error { return tx.AddApplication(a, o.ID()) })
	for _, p := range c.Adults() {
		o.Sign(a, p)
	}
	o.Builder.Register(a, aid.SwedishDate(o.Now))
	o.Clock.Set(o.Now.Add(time.Second))
	return a
}

var november = aid.Month{Year: 2026, Month: 11}

func calculationPath(a aid.Application) string {
	return "/handlaggning/ansokan/" + string(a.ID) + "/berakning"
}

func decisionPath(a aid.Application) string {
	return "/handlaggning/ansokan/" + string(a.ID) + "/beslut"
}

// saved calculates an application as proposed and saves it.
func saved(v *webtest.Visitor, a aid.Application) *webtest.Page {
	v.T.Helper()
	return v.Get(calculationPath(a)).Form(calculationPath(a)).Press("gor", "spara").Want(200, "Beräkningen är sparad").At(calculationPath(a))
}

func TestH11_EachRouteIsForItsRolesOnly(t *testing.T) {
	o := open(t, "sqlite")
	nothing := string(aid.NewID(time.Now(), rand.Reader))
	for _, role := range []aid.Role{aid.Caseworker, aid.DecisionMaker, aid.PaymentOfficer, aid.Auditor, aid.Administrator} {
		v := o.as(o.Employee("Med "+string(role), "Prov", role))
		for _, route := range staff.Routes() {
			method, path, _ := strings.Cut(strings.ReplaceAll(route.Pattern, "{id}", nothing), " ")
			page := visit(v, method, path)
			allowed := slices.Contains(route.Policy.Roles, role)
			if refused := page.Status == http.StatusForbidden; refused == allowed {
				t.Errorf("%s as %s: status %d, allowed %v", route.Pattern, role, page.Status, allowed)
			}
			if page.Status >= 500 {
				t.Errorf("%s as %s: %d", route.Pattern, role, page.Status)
			}
		}
	}
	citizen := o.Visitor(o.Lund).MustLogIn(o.Applicant)
	nobody := o.Visitor(o.Lund)
	for _, route := range staff.Routes() {
		method, path, _ := strings.Cut(strings.ReplaceAll(route.Pattern, "{id}", nothing), " ")
		if page := visit(citizen, method, path); page.Status != http.StatusForbidden {
			t.Errorf("%s as a citizen: %d", route.Pattern, page.Status)
		}
		page := visit(nobody, method, path)
		if to := page.Header.Get("Location"); page.Status != http.StatusUnauthorized && !strings.HasPrefix(to, "/handlaggning/logga-in") {
			t.Errorf("%s as nobody: %d to %q", route.Pattern, page.Status, to)
		}
	}
}

// visit sends one request and follows nothing.
func visit(v *webtest.Visitor, method, path string) *webtest.Page {
	if method == http.MethodGet {
		return v.Once(method, path, nil, "")
	}
	key := fmt.Sprintf("nyckel=test-%d", time.Now().UnixNano())
	return v.Once(method, path, strings.NewReader(key), "application/x-www-form-urlencoded")
}

// each runs a test on both engines.
func each(t *testing.T, test func(t *testing.T, o *office)) {
	t.Helper()
	for _, engine := range storetest.Engines {
		t.Run(engine, func(t *testing.T) { test(t, open(t, engine)) })
	}
}
