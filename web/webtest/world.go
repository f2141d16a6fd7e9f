// Package webtest starts the whole service for a test: two municipalities with registers of their own, simulators of BankID,
// of the staff's log-in and of the bank, and a server on a real socket. Visitors use it as a browser without scripts does:
// they open pages, fill in the forms they find, and follow where they are led.
//
//	w := webtest.Start(t, "sqlite")
//	asa := w.Visitor(w.Lund)
//	asa.LogIn(w.Lund.Facts.Applicant)
//	page := asa.Get("/ansokningar")
//	page = page.Form("/ansok/2026-12").Set("nagot", "värde").Submit()
//	staff := w.Visitor(w.Lund).StaffLogIn(w.Lund.Facts.Caseworker)
//
// All clocks are one, which stands still until Clock.Advance moves it. Tests that import this package must not be in the
// package of the pages they test, but in its _test package: the server imports every side.
package webtest

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"bistand/aid"
	"bistand/bankid"
	bankidsim "bistand/bankid/sim"
	"bistand/blob"
	"bistand/casework"
	"bistand/casework/caseworktest"
	"bistand/connect"
	"bistand/intake"
	"bistand/lang"
	"bistand/notify"
	notifysim "bistand/notify/sim"
	"bistand/oidc"
	oidcsim "bistand/oidc/sim"
	"bistand/payfile"
	banksim "bistand/payfile/sim"
	"bistand/rules"
	"bistand/store/storetest"
	"bistand/web"
	"bistand/web/site"
)

// World is a running service with everything around it.
type World struct {
	T      testing.TB
	Clock  *Clock
	BankID *bankidsim.Server
	Staff  *oidcsim.Sim
	EID    *oidcsim.Sim // e-identification for citizens beside BankID; Lund has it
	Bank   *banksim.Server
	Outbox *notifysim.Sim // what went out by e-mail and SMS
	Lund   *Place         // Lunds kommun: maintenance each first Thursday 12–14
	Solna  *Place         // an invented second municipality, with another register and the same kind of people
	Addr   string         // host and port that the server listens on

	posts atomic.Int64 // forms of a test's own making, each with a key of its own
}

// Place is one municipality.
type Place struct {
	Tenant *site.Tenant
	Facts  *storetest.Register  // what its register was filled with
	Census *caseworktest.Census // the population register that it asks; Lund's alone
	Host   string               // "lund.localhost:12345"
	// People with a BankID who are not let in: without a place in the register, without access, and with a closed case only.
	Unknown, NotActivated, Closed aid.Person
	New                           aid.Person // has a case with access, and has never applied
}

// URL is the address of the place's pages, without a slash at the end.
func (p *Place) URL() string { return "http://" + p.Host }

// Clock is the world's clock.
type Clock struct {
	mu sync.Mutex
	at time.Time
}

// Now is the time.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

// Advance moves the time on.
func (c *Clock) Advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = c.at.Add(d)
}

// Set sets the time.
func (c *Clock) Set(t time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = t
}

// Start starts a world with its registers on an engine: "sqlite" or "postgres".
func Start(t testing.TB, engine string) *World {
	t.Helper()
	return StartWith(t, engine, web.Config{OrderRate: web.Rate{Burst: 10_000, Pause: time.Millisecond}})
}

// StartWith starts a world whose server has settings of its own; the languages are filled in.
func StartWith(t testing.TB, engine string, config web.Config) *World {
	t.Helper()
	w := &World{T: t, Clock: &Clock{at: time.Date(2026, 11, 2, 8, 0, 0, 0, time.UTC)}}
	languages, err := lang.Load()
	check(t, err)
	config.Languages = languages
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	check(t, err)
	w.Addr = listener.Addr().String()

	w.Lund = w.fill(engine, aid.Municipality{
		Code: "1281", Name: "Lunds kommun", Short: "Lund", Slug: "lund", Hosts: []string{"forsorjningsstod.lund.example"}, Board: "Socialnämnden", Web: "www.lund.example",
		Supervisor: "Tillsynsmyndigheten", SupervisorLink: "https://tillsyn.example/anmal",
		Languages: []string{"sv", "en", "so", "ar", "kmr", "ti"}, ThemeColour: "#005b8c",
		WindowOpensDay: 15, WindowClosesDay: 31, TargetDays: 14, AnswerDays: 3, PostAfterDays: 5,
		Offices:     []aid.Office{{Name: "Mottagningen", Phone: "046-000 00 00", Hours: "måndag–fredag 9–10", Address: "Exempelgatan 1"}},
		Maintenance: []aid.Maintenance{{Week: 1, Weekday: "thursday", From: "12:00", Until: "14:00"}},
	})
	w.Solna = w.fill(engine, aid.Municipality{Code: "0184", Name: "Solna stad", Short: "Solna", Slug: "solna", Languages: []string{"sv", "en"}, ThemeColour: "#7a1f5c"})
	w.Lund.Census = &caseworktest.Census{}
	w.Lund.Tenant.Desk.Population = casework.NewPopulation(w.Lund.Census)
	w.simulate()
	var tenants []*site.Tenant
	for _, p := range []*Place{w.Lund, w.Solna} {
		w.plugIn(p, languages)
		tenants = append(tenants, p.Tenant)
	}
	w.Clock.Advance(time.Minute)
	handler, err := web.New(tenants, config)
	check(t, err)
	server := web.HTTPServer(handler)
	served := make(chan struct{})
	go func() { defer close(served); _ = server.Serve(listener) }() // ends with ErrServerClosed
	t.Cleanup(func() {
		_ = server.Close()
		<-served
	})
	return w
}

// fill opens a place's register and fills it.
func (w *World) fill(engine string, m aid.Municipality) *Place {
	w.T.Helper()
	register := storetest.Open(w.T, engine)
	_, port, err := net.SplitHostPort(w.Addr)
	check(w.T, err)
	p := &Place{Facts: storetest.Whole(w.T, register), Host: net.JoinHostPort(m.Slug+".localhost", port)}
	p.Tenant = &site.Tenant{Desk: &casework.Desk{
		Register: register, Rules: rules.Embedded(), Municipality: m, Now: w.Clock.Now, Random: rand.Reader,
	}}
	p.outsiders()
	if now := p.Facts.Now; now.After(w.Clock.Now()) {
		w.Clock.Set(now)
	}
	return p
}

// outsiders adds people who are not let in.
func (p *Place) outsiders() {
	f := p.Facts
	p.Unknown = aid.Person{Personnummer: storetest.Number(f.T, "19850505", 990), GivenName: "Ingen", FamilyName: "Okänd"}
	p.NotActivated = f.Person("Nils", "Väntar", "19860606", 991)
	c := f.OpenCase("EB-2026-0901", []aid.Person{p.NotActivated}, nil, f.Caseworker, f.Officer)
	f.SetAccess(c, p.NotActivated, f.Caseworker, false)
	p.New = f.Person("Mia", "Ny", "19880808", 993)
	f.SetAccess(f.OpenCase("EB-2026-0903", []aid.Person{p.New}, nil, f.Caseworker, f.Officer), p.New, f.Caseworker, true)
	p.Closed = f.Person("Stina", "Färdig", "19870707", 992)
	f.CloseCase(f.OpenCase("EB-2025-0902", []aid.Person{p.Closed}, nil, f.Caseworker, f.Officer))
}

// people lists everyone who may have a BankID: they are the same in both places, but for their ids.
func (p *Place) people() []aid.Person {
	f := p.Facts
	return []aid.Person{f.Applicant, f.CoApplicant, f.Protected, p.Unknown, p.NotActivated, p.Closed, p.New, f.Represented.Godman, f.Gone}
}

// keys are the files of the simulator's keys, which take long to make: the first world of a test run makes them for all.
var keys struct {
	sync.Mutex
	files map[string][]byte
}

// withKeys hands over a folder with the keys, or one for them to be made in.
func (w *World) withKeys(start func(folder string)) {
	w.T.Helper()
	keys.Lock()
	defer keys.Unlock()
	folder := w.T.TempDir()
	for name, content := range keys.files {
		check(w.T, os.WriteFile(filepath.Join(folder, name), content, 0o600))
	}
	start(folder)
	if keys.files != nil {
		return
	}
	made, err := os.ReadDir(folder)
	check(w.T, err)
	keys.files = map[string][]byte{}
	for _, file := range made {
		keys.files[file.Name()], err = os.ReadFile(filepath.Join(folder, file.Name()))
		check(w.T, err)
	}
}

// simulate starts the simulators.
func (w *World) simulate() {
	w.T.Helper()
	var persons []bankidsim.Person
	for _, p := range w.Lund.people() {
		persons = append(persons, bankidsim.Person{Personnummer: p.Personnummer, GivenName: p.GivenName, Surname: p.FamilyName})
	}
	ctx := context.WithoutCancel(w.T.Context())
	var err error
	w.withKeys(func(folder string) {
		w.BankID, err = bankidsim.Start(ctx, bankidsim.Config{Now: w.Clock.Now, Persons: persons, PKIDir: folder})
		check(w.T, err)
	})
	w.T.Cleanup(func() { _ = w.BankID.Close() })
	w.Staff, err = oidcsim.Start(ctx, oidcsim.Config{Now: w.Clock.Now, Clients: []oidcsim.Client{w.Lund.staffClient(), w.Solna.staffClient()}})
	check(w.T, err)
	w.T.Cleanup(func() { _ = w.Staff.Close() })
	w.EID, err = oidcsim.Start(ctx, oidcsim.Config{Now: w.Clock.Now, Elliptic: true, Clients: []oidcsim.Client{w.Lund.citizenClient()}})
	check(w.T, err)
	w.T.Cleanup(func() { _ = w.EID.Close() })
	w.Bank, err = banksim.Start(ctx, banksim.Config{Now: w.Clock.Now, Random: rand.Reader, Behaviour: banksim.Behaviour{SettleAtOnce: true}})
	check(w.T, err)
	w.T.Cleanup(func() { _ = w.Bank.Close() })
	w.Outbox, err = notifysim.Start(ctx, notifysim.Config{Now: w.Clock.Now, Random: rand.Reader, Delay: 50 * time.Millisecond})
	check(w.T, err)
	w.T.Cleanup(func() { _ = w.Outbox.Close() })
}

// messages sends from a place by the simulator, which reports back to it.
func (w *World) messages(p *Place, languages *lang.Catalogues) connect.Messages {
	name := p.Tenant.Desk.Municipality.Name
	m := connect.Messages{Languages: languages, Municipality: name, ReportSecret: rand.Text()}
	var err error
	m.Mail, err = notify.NewMailer(notify.MailConfig{Addr: w.Outbox.SMTPAddr(), From: "no-reply@example.org", FromName: name, RootCAs: w.Outbox.RootCAs(), Now: w.Clock.Now})
	check(w.T, err)
	m.SMS, err = notify.NewSMS(notify.SMSConfig{URL: w.Outbox.SMSURL(), From: "Kommunen", Callback: p.URL() + "/leveransrapport/" + m.ReportSecret})
	check(w.T, err)
	return m
}

// NewStaff is a member of staff whom the register has not met, and NoRole one whose account has no role here.
var (
	NewStaff = aid.Staff{Subject: "sub-new", Name: "Nya Nilsson", Roles: []aid.Role{aid.Caseworker}}
	NoRole   = aid.Staff{Subject: "sub-none", Name: "Utan Roll"}
	Boss     = aid.Staff{Subject: "sub-boss", Name: "Ada Administratör", Roles: []aid.Role{aid.Administrator}}
)

// staffClient describes the place's staff to the log-in service.
func (p *Place) staffClient() oidcsim.Client {
	slug := p.Tenant.Desk.Municipality.Slug
	client := oidcsim.Client{ID: slug, Secret: "secret", Name: slug, RedirectURLs: []string{p.URL() + "/handlaggning/logga-in/svar"}}
	for _, s := range []aid.Staff{p.Facts.Caseworker, p.Facts.Decider, p.Facts.Officer, NewStaff, NoRole, Boss} {
		member := oidcsim.Staff{Subject: s.Subject, Name: s.Name}
		for _, role := range s.Roles {
			member.Roles = append(member.Roles, string(role))
		}
		client.Staff = append(client.Staff, member)
	}
	return client
}

// EIDName is what people know the other e-identification by.
const EIDName = "Testlegitimation"

// eidKey proves every place to the e-identification service.
var eidKey = sync.OnceValue(func() *ecdsa.PrivateKey {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		panic(err)
	}
	return key
})

// citizenClient describes the place's people to the e-identification service.
func (p *Place) citizenClient() oidcsim.Client {
	client := oidcsim.Client{
		ID: "citizens-of-" + p.Tenant.Desk.Municipality.Slug, Key: eidKey().Public(), Name: p.Tenant.Desk.Municipality.Name,
		RedirectURLs: []string{p.URL() + "/logga-in/annan/svar"},
	}
	for _, one := range p.people() {
		client.Citizens = append(client.Citizens, oidcsim.Citizen{Personnummer: one.Personnummer.Full(), Name: one.Name()})
	}
	return client
}

// citizenLogin is the place's agreement with the e-identification service.
func (w *World) citizenLogin(p *Place) connect.CitizenLogin {
	known := p.citizenClient()
	client, err := oidc.New(oidc.Config{
		Issuer: w.EID.Issuer(), ClientID: known.ID, Key: eidKey(), RedirectURL: known.RedirectURLs[0], Levels: []string{oidcsim.LoA3},
		Now: w.Clock.Now, Random: rand.Reader,
	})
	check(w.T, err)
	return connect.CitizenLogin{Client: client}
}

// plugIn connects a place to the simulators and makes its tenant whole.
func (w *World) plugIn(p *Place, languages *lang.Catalogues) {
	w.T.Helper()
	desk := p.Tenant.Desk
	client, err := bankid.New(bankid.Config{BaseURL: w.BankID.BaseURL(), TLS: w.BankID.ClientTLS(), Timeout: 5 * time.Second, Now: w.Clock.Now})
	check(w.T, err)
	w.T.Cleanup(client.Close)
	desk.Identity = connect.Identity{Client: client, Verifier: bankid.Verifier{Roots: w.BankID.SigningRoots(), Policies: w.BankID.Policies(), Skew: 10 * time.Minute}}
	key := make([]byte, 32)
	_, _ = rand.Read(key)
	disk, err := blob.OpenDisk(w.T.TempDir(), key, rand.Reader)
	check(w.T, err)
	desk.Files = connect.Files{Store: disk, Uploads: disk, Intake: intake.New(intake.Memory)}
	link, err := payfile.NewBank(w.Bank.ClientConfig())
	check(w.T, err)
	desk.Bank = connect.Bank{Link: link, Debtor: payfile.Debtor{Name: desk.Municipality.Name, OrgNumber: "2120000000", IBAN: "SE4550000000058398257466", BIC: "ESSESESS"}}
	roles := map[string]aid.Role{}
	for _, role := range []aid.Role{aid.Caseworker, aid.DecisionMaker, aid.PaymentOfficer, aid.Auditor, aid.Administrator} {
		roles[string(role)] = role
	}
	staff, err := oidc.New(oidc.Config{
		Issuer: w.Staff.Issuer(), ClientID: desk.Municipality.Slug, ClientSecret: "secret", RedirectURL: p.URL() + "/handlaggning/logga-in/svar",
		RolesClaim: "roles", Roles: roles, Now: w.Clock.Now, Random: rand.Reader,
	})
	check(w.T, err)
	messages := w.messages(p, languages)
	desk.Messages = messages
	p.Tenant = site.NewTenant(desk, connect.StaffLogin{Client: staff}, languages)
	p.Tenant.Reports = messages
	if p == w.Lund {
		p.Tenant.OtherEID = &site.OtherEID{Name: EIDName, Login: w.citizenLogin(p)}
	}
	w.T.Cleanup(func() { _ = p.Tenant.Reads.Close() })
}

// check ends the test at an error in its own surroundings.
func check(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// client makes an HTTP client that finds every *.localhost at the server, wherever the machine's resolver would look.
func (w *World) client() *http.Client {
	dialer := net.Dialer{Timeout: 5 * time.Second}
	transport := &http.Transport{DialContext: func(ctx context.Context, network, addr string) (net.Conn, error) {
		if host, _, err := net.SplitHostPort(addr); err == nil && net.ParseIP(host) == nil {
			addr = w.Addr
		}
		return dialer.DialContext(ctx, network, addr)
	}}
	w.T.Cleanup(transport.CloseIdleConnections)
	return &http.Client{Transport: transport, Timeout: 30 * time.Second}
}

// RequestOf is a step that someone takes elsewhere than on a page, with a key of its own.
func RequestOf(actor aid.Actor) casework.Request {
	return casework.Request{Actor: actor, Key: rand.Text()}
}
