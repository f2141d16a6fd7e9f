package casework_test

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"sync"
	"testing"
	"time"

	"bistand/aid"
	"bistand/bankid"
	bankidsim "bistand/bankid/sim"
	"bistand/blob"
	"bistand/casework"
	"bistand/connect"
	"bistand/intake"
	"bistand/lang"
	"bistand/notify"
	notifysim "bistand/notify/sim"
	"bistand/payfile"
	banksim "bistand/payfile/sim"
	"bistand/rules"
	"bistand/store"
	"bistand/store/storetest"
)

// keyFolder keeps the keys of the e-identification simulator, so that they are made once for all tests.
var keyFolder string

func TestMain(m *testing.M) {
	var err error
	if keyFolder, err = os.MkdirTemp("", "keys-"); err != nil {
		panic(err)
	}
	code := m.Run()
	os.RemoveAll(keyFolder)
	os.Exit(code)
}

// clock stands still until it is moved.
type clock struct {
	mu sync.Mutex
	at time.Time
}

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

// pass lets time pass.
func (c *clock) pass(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = c.at.Add(d)
}

// turnTo sets the clock to a Swedish time, "2026-11-16 10:00:00".
func (c *clock) turnTo(t testing.TB, text string) {
	t.Helper()
	at, err := time.ParseInLocation(time.DateTime, text, aid.Sweden)
	if err != nil {
		t.Fatal(err)
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = at
}

// world is a municipality's desk with two households and its staff. What lies outside is started by the test that needs it.
type world struct {
	*clock
	t        *testing.T
	ctx      context.Context
	register *store.Store
	desk     *casework.Desk

	bankID *bankidsim.Server
	bank   *banksim.Server
	spool  string // the bank's folder
	outbox *notifysim.Sim

	asa, omar, elis, noor, sara           aid.Person
	hanna, bengt, ella, rut, adam, nobody aid.Staff // caseworker, decision-maker, payment officer, auditor, administrator, no role
	couple, single                        aid.Case
	account, rent, card, sarasAccount     aid.Payee
	november, december                    aid.Month
	client                                casework.Client
}

// each runs a test on both engines, each time in a fresh world, and has the whole register verified afterwards.
func each(t *testing.T, test func(t *testing.T, w *world)) {
	t.Helper()
	t.Parallel()
	for _, engine := range storetest.Engines {
		t.Run(engine, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, storetest.Open(t, engine))
			test(t, w)
			if t.Failed() {
				return
			}
			if _, _, err := w.register.Verify(context.Background()); err != nil {
				t.Errorf("the register does not verify: %v", err)
			}
		})
	}
}

func newWorld(t *testing.T, s *store.Store) *world {
	t.Helper()
	c := &clock{}
	c.turnTo(t, "2026-11-16 10:00:00") // a Monday
	w := &world{
		clock: c, t: t, ctx: t.Context(), register: s,
		november: aid.Month{Year: 2026, Month: 11}, december: aid.Month{Year: 2026, Month: 12},
		client: casework.Client{Browser: "browser-of-the-household", Addr: "192.0.2.17", UserAgent: "test", Domain: "lund.example.org"},
	}
	w.desk = &casework.Desk{
		Register: s, Rules: rules.Embedded(), Municipality: aid.Municipality{Code: "1281", Name: "Lunds kommun"}, Now: c.Now, Random: rand.Reader,
	}
	w.people()
	w.cases()
	return w
}

func (w *world) id() aid.ID { return aid.NewID(w.Now(), rand.Reader) }

func (w *world) people() {
	person := func(given, family, birthday string, n int) aid.Person {
		return aid.Person{ID: w.id(), Personnummer: storetest.Number(w.t, birthday, n), GivenName: given, FamilyName: family}
	}
	w.asa, w.omar = person("Åsa", "Öberg", "19810105", 980), person("Omar", "Öberg", "19790630", 981)
	w.elis, w.noor = person("Elis", "Öberg", "20170817", 983), person("Noor", "Öberg", "20140228", 984)
	w.sara = person("Sara", "Ensam", "19950312", 986)
	employee := func(name string, roles ...aid.Role) aid.Staff {
		id := w.id()
		return aid.Staff{ID: id, Subject: "sub-" + string(id), Name: name, Title: "Handläggare", Roles: roles}
	}
	w.hanna, w.bengt = employee("Hanna Handläggare", aid.Caseworker), employee("Bengt Beslutsfattare", aid.DecisionMaker)
	w.ella, w.rut = employee("Ella Ekonom", aid.PaymentOfficer), employee("Rut Revisor", aid.Auditor)
	w.adam, w.nobody = employee("Adam Administratör", aid.Administrator), employee("Nils Nyanställd")
	w.must(w.desk.AddPeople(w.ctx, w.bySystem(), []aid.Person{w.asa, w.omar, w.elis, w.noor, w.sara},
		[]aid.Staff{w.hanna, w.bengt, w.ella, w.rut, w.adam, w.nobody}))
}

func (w *world) cases() {
	contacts := []aid.Contact{{Staff: w.hanna, Function: aid.Caseworker}, {Staff: w.ella, Function: aid.PaymentOfficer}}
	w.couple = aid.Case{
		ID: w.id(), Number: "EB-2026-0417", Type: "income_support", OpenedOn: aid.Date{Year: 2026, Month: 3, Day: 2}, Contacts: contacts,
		Members: []aid.Member{{Person: w.asa, Part: aid.Applicant}, {Person: w.omar, Part: aid.CoApplicant}, {Person: w.elis, Part: aid.ChildInCase}, {Person: w.noor, Part: aid.ChildInCase}},
	}
	w.single = aid.Case{
		ID: w.id(), Number: "EB-2026-0418", Type: "income_support", OpenedOn: aid.Date{Year: 2026, Month: 3, Day: 3}, Contacts: contacts,
		Members: []aid.Member{{Person: w.sara, Part: aid.Applicant}},
	}
	w.account = aid.Payee{ID: w.id(), CaseID: w.couple.ID, Name: w.asa.Name(), Kind: aid.PayeePerson, PersonID: w.asa.ID, Method: aid.ToAccount, Clearing: "8000", Account: "1234567897"}
	w.rent = aid.Payee{ID: w.id(), CaseID: w.couple.ID, Name: "Påhittade Bostäder AB", Kind: aid.PayeeLandlord, Method: aid.ToBankgiro, Account: "9912346"}
	w.card = aid.Payee{ID: w.id(), CaseID: w.couple.ID, Name: w.asa.Name(), Kind: aid.PayeePerson, PersonID: w.asa.ID, Method: aid.ToCard}
	w.sarasAccount = aid.Payee{ID: w.id(), CaseID: w.single.ID, Name: w.sara.Name(), Kind: aid.PayeePerson, PersonID: w.sara.ID, Method: aid.ToAccount, Clearing: "8000", Account: "1230000007"}
	w.must(w.desk.OpenCase(w.ctx, w.bySystem(), w.couple, []aid.Payee{w.account, w.rent, w.card}))
	w.must(w.desk.OpenCase(w.ctx, w.bySystem(), w.single, []aid.Payee{w.sarasAccount}))
	w.couple = have(w.register.Case(w.ctx, w.couple.ID))(w.t) // with its children in the order in which it is read
	for _, p := range []aid.Person{w.asa, w.omar} {
		w.must(w.desk.SetAccess(w.ctx, w.by(w.hanna), w.hanna, w.couple.ID, p.ID, true))
	}
	w.must(w.desk.SetAccess(w.ctx, w.by(w.hanna), w.hanna, w.single.ID, w.sara.ID, true))
}

// must fails the test at an error.
func (w *world) must(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

// have returns a value that must be had without an error.
func have[T any](value T, err error) func(t testing.TB) T {
	return func(t testing.TB) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return value
	}
}

// by and as are requests of staff and citizens, each with a key of its own.
func (w *world) by(s aid.Staff) casework.Request {
	return casework.Request{Actor: aid.Actor{Kind: aid.ByStaff, ID: s.ID, Name: s.Name}, Key: rand.Text()}
}

func (w *world) as(p aid.Person) casework.Request {
	return casework.Request{Actor: aid.Actor{Kind: aid.ByCitizen, ID: p.ID, Name: p.Name()}, Key: rand.Text()}
}

func (w *world) bySystem() casework.Request {
	return casework.Request{Actor: aid.Actor{Kind: aid.BySystem}, Key: rand.Text()}
}

// startBankID starts the e-identification simulator, where all adults have a BankID.
func (w *world) startBankID() {
	w.t.Helper()
	var persons []bankidsim.Person
	for _, p := range []aid.Person{w.asa, w.omar, w.sara} {
		persons = append(persons, bankidsim.Person{Personnummer: p.Personnummer, GivenName: p.GivenName, Surname: p.FamilyName})
	}
	w.bankID = have(bankidsim.Start(w.ctx, bankidsim.Config{Now: w.Now, Persons: persons, PKIDir: keyFolder}))(w.t)
	w.t.Cleanup(func() { w.bankID.Close() })
	client := have(bankid.New(bankid.Config{BaseURL: w.bankID.BaseURL(), TLS: w.bankID.ClientTLS(), Timeout: 2 * time.Second, Now: w.Now}))(w.t)
	w.t.Cleanup(client.Close)
	w.desk.Identity = connect.Identity{Client: client, Verifier: bankid.Verifier{Roots: w.bankID.SigningRoots(), Policies: w.bankID.Policies(), Skew: 5 * time.Minute}}
}

// startBank starts the bank's simulator.
func (w *world) startBank(behaviour banksim.Behaviour) {
	w.t.Helper()
	w.spool = w.t.TempDir()
	w.bank = have(banksim.Start(w.ctx, banksim.Config{
		Now: func() time.Time { return w.Now().In(aid.Sweden) }, Random: rand.Reader, Spool: w.spool, Behaviour: behaviour,
	}))(w.t)
	w.t.Cleanup(func() { w.bank.Close() })
	link := have(payfile.NewBank(w.bank.ClientConfig()))(w.t)
	w.desk.Bank = connect.Bank{Link: link, Debtor: payfile.Debtor{Name: "Lunds kommun", OrgNumber: "2120001132", IBAN: "SE3550000000054910000003", BIC: "ESSESESS"}}
}

// startOutbox starts the mail server and the gateway for text messages.
func (w *world) startOutbox() {
	w.t.Helper()
	w.outbox = have(notifysim.Start(w.ctx, notifysim.Config{Now: w.Now, Random: rand.Reader}))(w.t)
	w.t.Cleanup(func() { w.outbox.Close() })
	mail := have(notify.NewMailer(notify.MailConfig{Addr: w.outbox.SMTPAddr(), From: "no-reply@example.org", FromName: "Lunds kommun", RootCAs: w.outbox.RootCAs(), Now: w.Now}))(w.t)
	sms := have(notify.NewSMS(notify.SMSConfig{URL: w.outbox.SMSURL(), From: "Kommunen"}))(w.t)
	w.desk.Messages = connect.Messages{Mail: mail, SMS: sms, Languages: have(lang.Load())(w.t), Municipality: "Lunds kommun"}
}

// startFiles opens a file store on disk, and returns its folder.
func (w *world) startFiles() string {
	w.t.Helper()
	dir := w.t.TempDir()
	disk := have(blob.OpenDisk(dir, make([]byte, blob.KeySize), rand.Reader))(w.t)
	w.desk.Files = connect.Files{Store: disk, Uploads: disk, Intake: intake.New(intake.Memory)}
	return dir
}

// phone plays the app: a person does something with what it was started with.
func (w *world) phone(code string, p aid.Person, action string) {
	w.t.Helper()
	answer, err := http.PostForm(w.bankID.PhoneURL(), url.Values{"code": {code}, "person": {p.Personnummer.Full()}, "action": {action}})
	w.must(err)
	answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		w.t.Fatalf("phone: status %d", answer.StatusCode)
	}
}

// steps counts the rows of the log: what was refused has added none.
func (w *world) steps() int64 {
	w.t.Helper()
	newest := have(w.register.Log(w.ctx, 1<<40, 1))(w.t)
	if len(newest) == 0 {
		return 0
	}
	return newest[0].Seq
}

// refused checks an error, and that nothing was added by what gave it.
func (w *world) refused(what string, before int64, err, want error) {
	w.t.Helper()
	if !errors.Is(err, want) {
		w.t.Errorf("%s: error %v, want %v", what, err, want)
	}
	if after := w.steps(); after != before {
		w.t.Errorf("%s: %d facts were added", what, after-before)
	}
}

// code is the code of an aid.Error, or what else it is.
func code(err error) string {
	var one aid.Error
	var many aid.Errors
	switch {
	case err == nil:
		return ""
	case errors.As(err, &many):
		text := ""
		for i, e := range many {
			if i > 0 {
				text += " "
			}
			text += e.Field + ":" + e.Code
		}
		return text
	case errors.As(err, &one):
		return one.Code
	}
	return fmt.Sprintf("%T %v", err, err)
}
