package proof_test

import (
	"bufio"
	"bytes"
	"context"
	"crypto/rand"
	"crypto/x509"
	"database/sql"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"io"
	"math"
	mathrand "math/rand/v2"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"bistand/aid"
	bankidsim "bistand/bankid/sim"
	"bistand/casework"
	banksim "bistand/payfile/sim"
	"bistand/store"
	"bistand/store/storetest"
)

const (
	killRounds = 200
	crews      = 6   // households that apply at a time
	poolSize   = 900 // people of one engine
	leap       = 45 * time.Second
)

// world is what survives the kills: the simulators, the clock, the people, and what has been acknowledged.
type world struct {
	t       *testing.T
	dir     string
	setting setting
	bankID  *bankidsim.Server
	bank    *banksim.Server
	people  []aid.Person
	began   time.Time
	leapt   atomic.Int64 // nanoseconds
	http    *http.Client

	mu      sync.Mutex
	ready   *sync.Cond
	address string // of the running child, empty while there is none
	round   int
	hit     map[int]bool // rounds whose kill cut a request off
	next    int          // of the people
	stop    bool         // no new households
	faults  []string
	made    map[string]int // steps acknowledged, by name
	lines   []*line
}

// line is one month of one household, and what of it has been acknowledged.
type line struct {
	c           aid.Case
	payee       aid.Payee
	month       aid.Month
	application string
	signed      map[aid.ID]bool
	calculation string
	decision    string
	amount      aid.Ore
	payment     string
}

func (w *world) now() time.Time {
	return w.began.Add(time.Since(w.began)).Add(time.Duration(w.leapt.Load())).Add(base.Sub(w.began))
}

// base is when the world of the kills begins: a day on which two months can be applied for.
var base = time.Date(2026, 11, 17, 7, 0, 0, 0, time.UTC)

func pemText(kind string, der []byte) string {
	return string(pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der}))
}

// newWorld starts the simulators and seeds the register with its staff.
func newWorld(t *testing.T, engine string) *world {
	t.Helper()
	w := &world{t: t, dir: t.TempDir(), began: time.Now(), hit: map[int]bool{}, made: map[string]int{}, http: &http.Client{Timeout: 20 * time.Second}}
	w.ready = sync.NewCond(&w.mu)
	var persons []bankidsim.Person
	for i := range poolSize {
		p := aid.Person{
			ID: aid.NewID(base, rand.Reader), GivenName: "Prov", FamilyName: "Nr" + strconv.Itoa(i),
			Personnummer: storetest.Number(t, fmt.Sprintf("%d%02d%02d", 1960+i/300, 1+i/28%12, 1+i%28), 981+i/28/12%18),
		}
		w.people = append(w.people, p)
		persons = append(persons, bankidsim.Person{Personnummer: p.Personnummer, GivenName: p.GivenName, Surname: p.FamilyName})
	}
	ctx := context.WithoutCancel(t.Context())
	var err error
	w.bankID, err = bankidsim.Start(ctx, bankidsim.Config{Now: w.now, Persons: persons})
	must(t, err)
	t.Cleanup(func() { _ = w.bankID.Close() })
	seeds := make([]byte, 64)
	_, _ = rand.Read(seeds)
	w.bank, err = banksim.Start(ctx, banksim.Config{
		Now: w.now, Random: io.MultiReader(bytes.NewReader(seeds), rand.Reader), Spool: filepath.Join(w.dir, "bank"), Behaviour: banksim.Behaviour{SettleAtOnce: true},
	})
	must(t, err)
	t.Cleanup(func() { _ = w.bank.Close() })
	w.settle(engine, seeds)
	return w
}

// settle writes the child's settings.
func (w *world) settle(engine string, seeds []byte) {
	w.t.Helper()
	pair := w.bankID.ClientTLS().Certificates[0]
	key, err := x509.MarshalPKCS8PrivateKey(pair.PrivateKey)
	must(w.t, err)
	certificate := ""
	for _, der := range pair.Certificate {
		certificate += pemText("CERTIFICATE", der)
	}
	employee := func(name string, role aid.Role) aid.Staff {
		id := aid.NewID(base, rand.Reader)
		return aid.Staff{ID: id, Subject: string(id), Name: name, Roles: []aid.Role{role}}
	}
	w.setting = setting{
		Register: storetest.Address(w.t, engine), Files: filepath.Join(w.dir, "files"),
		BankID: w.bankID.BaseURL(), BankIDCert: certificate, BankIDKey: pemText("PRIVATE KEY", key), BankIDRoot: string(w.bankID.TLSRootPEM()),
		SigningRoot: string(w.bankID.SigningRootPEM()), Policies: w.bankID.Policies(), Bank: w.bank.ClientConfig().Address, HostSeed: seeds[:32], ClientSeed: seeds[32:],
		Decider: employee("Dag", aid.DecisionMaker), Caseworker: employee("Hans", aid.Caseworker), Officer: employee("Olga", aid.PaymentOfficer),
	}
	must(w.t, os.MkdirAll(w.setting.Files, 0o700))
	register, err := store.Open(w.t.Context(), w.setting.Register)
	must(w.t, err)
	desk := casework.Desk{Register: register, Now: w.now, Random: rand.Reader}
	must(w.t, desk.AddPeople(w.t.Context(), casework.Request{}, nil, []aid.Staff{w.setting.Decider, w.setting.Caseworker, w.setting.Officer}))
	must(w.t, register.Close())
}

// start starts a child and returns when it answers.
func (w *world) start() *exec.Cmd {
	w.t.Helper()
	w.leapt.Add(int64(leap)) // so that what a killed process had taken up is free again
	w.setting.Now = w.now()
	text, err := json.Marshal(w.setting)
	must(w.t, err)
	must(w.t, os.WriteFile(childFile(w.dir), text, 0o600))
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), childEnv+"="+childFile(w.dir))
	said, err := os.OpenFile(filepath.Join(w.dir, "log"), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	must(w.t, err)
	defer said.Close()
	cmd.Stderr = said
	out, err := cmd.StdoutPipe()
	must(w.t, err)
	must(w.t, cmd.Start())
	address, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		log, _ := os.ReadFile(filepath.Join(w.dir, "log"))
		w.t.Fatalf("the process did not start: %v\n%s", err, log[max(0, len(log)-3000):])
	}
	w.mu.Lock()
	w.round++
	w.address = strings.TrimSpace(address)
	w.ready.Broadcast()
	w.mu.Unlock()
	return cmd
}

// live lets a child live for a while, and on a slow machine until it has acknowledged so many steps, and then some milliseconds.
func (w *world) live(while time.Duration, steps, more int) {
	before := w.acknowledged()
	time.Sleep(while)
	for range 50 {
		if w.acknowledged()-before >= steps {
			break
		}
		time.Sleep(10 * time.Millisecond)
	}
	time.Sleep(time.Duration(more) * time.Millisecond)
}

// acknowledged counts the steps that were.
func (w *world) acknowledged() (n int) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, made := range w.made {
		n += made
	}
	return n
}

// kill kills the child with signal 9.
func (w *world) kill(cmd *exec.Cmd) {
	_ = cmd.Process.Kill()
	_ = cmd.Wait()
	w.mu.Lock()
	w.address = ""
	w.mu.Unlock()
}

// ask carries out a step until it is acknowledged, whatever is killed meanwhile.
func (w *world) ask(name string, in call) reply {
	for {
		w.mu.Lock()
		for w.address == "" {
			w.ready.Wait()
		}
		address, round := w.address, w.round
		w.mu.Unlock()
		in.Now = w.now()
		body, _ := json.Marshal(in)
		out, status, err := w.post("http://"+address+"/"+name, body)
		if err != nil {
			w.mu.Lock()
			w.hit[round] = true
			if w.address == address {
				w.address = "" // until the next one is there
			}
			w.mu.Unlock()
			continue
		}
		if status != http.StatusOK {
			w.fault(fmt.Sprintf("%s: %d %.300s", name, status, out))
			time.Sleep(50 * time.Millisecond)
			if w.broken() {
				return reply{}
			}
			continue
		}
		var answer reply
		if err := json.Unmarshal(out, &answer); err != nil {
			w.fault(name + ": " + err.Error())
		}
		w.mu.Lock()
		w.made[name]++
		w.mu.Unlock()
		return answer
	}
}

// post sends a step; an error is an answer that never came whole.
func (w *world) post(address string, body []byte) ([]byte, int, error) {
	response, err := w.http.Post(address, "application/json", bytes.NewReader(body))
	if err != nil {
		return nil, 0, err
	}
	defer response.Body.Close()
	out, err := io.ReadAll(response.Body)
	return out, response.StatusCode, err
}

func (w *world) fault(text string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.faults = append(w.faults, text)
}

// broken tells whether so much has gone wrong that going on is of no use.
func (w *world) broken() bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return len(w.faults) > 50
}

// household takes the next people out of the pool, a couple every other time; none when it is to end.
func (w *world) household() []aid.Person {
	w.mu.Lock()
	defer w.mu.Unlock()
	n := 1 + len(w.lines)/2%2
	if w.stop || w.next+n > len(w.people) {
		return nil
	}
	w.next += n
	return w.people[w.next-n : w.next]
}

// crew has households apply, month after month, until it is to end.
func (w *world) crew() {
	for {
		people := w.household()
		if people == nil || w.broken() {
			return
		}
		c := aid.Case{ID: aid.NewID(w.now(), rand.Reader), Type: "income_support", OpenedOn: aid.SwedishDate(base)}
		c.Number = "EB-2026-" + string(c.ID[len(c.ID)-8:])
		for i, p := range people {
			c.Members = append(c.Members, aid.Member{Person: p, Part: []aid.Part{aid.Applicant, aid.CoApplicant}[i]})
		}
		payee := aid.Payee{
			ID: aid.NewID(w.now(), rand.Reader), CaseID: c.ID, Name: people[0].Name(), Kind: aid.PayeePerson, PersonID: people[0].ID,
			Method: aid.ToAccount, Clearing: "9252", Account: valid(w.t, aid.ToAccount, "9252", accounts[0]),
		}
		w.ask("people", call{Key: key(), People: people})
		w.ask("case", call{Key: key(), Case: c, Payees: []aid.Payee{payee}})
		for _, month := range []aid.Month{{Year: 2026, Month: 11}, {Year: 2026, Month: 12}} {
			l := &line{c: c, payee: payee, month: month, signed: map[aid.ID]bool{}}
			w.mu.Lock()
			w.lines = append(w.lines, l)
			w.mu.Unlock()
			w.walk(l)
			if w.ending() {
				return
			}
		}
	}
}

func (w *world) ending() bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.stop
}

// walk walks one line: submit, sign, calculate, decide, approve. Each step is asked for until it is acknowledged.
func (w *world) walk(l *line) {
	first := l.c.Members[0].Person.ID
	draft := aid.ID(w.ask("draft", call{Case: l.c, Person: first, Month: l.month}).ID)
	w.ask("fill", call{Draft: draft, Person: first})
	l.application = w.ask("freeze", call{Key: key(), Draft: draft, Person: first}).ID
	for _, m := range l.c.Members {
		if !w.sign(aid.ID(l.application), m.Person) {
			return
		}
		l.signed[m.Person.ID] = true
	}
	l.calculation = w.ask("calculate", call{Key: key(), Application: aid.ID(l.application)}).ID
	d := w.ask("decide", call{Key: key(), Application: aid.ID(l.application), Calculation: aid.ID(l.calculation), Payees: []aid.Payee{l.payee}})
	l.decision = d.ID
	l.payment = w.ask("approve", call{Key: key(), Payment: aid.ID(d.ID)}).ID
}

// sign has a person sign in the app; an order that was lost on the way is begun anew.
func (w *world) sign(application aid.ID, p aid.Person) bool {
	for range 200 {
		o := w.ask("order", call{Application: application, Person: p.ID})
		if o.ID == "" && !o.Again {
			return true // an earlier answer was lost, the signature was not
		}
		if o.ID != "" {
			form := url.Values{"code": {o.Token}, "person": {p.Personnummer.Full()}, "action": {"approve"}}
			if response, err := w.http.PostForm(w.bankID.PhoneURL(), form); err == nil {
				_ = response.Body.Close()
			}
			if !w.ask("sign", call{Order: aid.ID(o.ID), Application: application, Person: p.ID}).Again {
				return true
			}
		}
		if w.broken() {
			return false
		}
		time.Sleep(20 * time.Millisecond)
	}
	w.fault("a person never came to sign")
	return false
}

// seedOf is the seed of a run: given, so that a run can be repeated, or new.
func seedOf(t *testing.T) uint64 {
	seed := uint64(time.Now().UnixNano())
	if text := os.Getenv("BISTAND_SEED"); text != "" {
		given, err := strconv.ParseUint(text, 10, 64)
		must(t, err)
		seed = given
	}
	return seed
}

// The process is killed 200 times on each engine while households apply, sign, are decided on and are paid. Whatever was
// acknowledged is there, nothing is there twice, and all that was under way is finished without anyone's help.
func TestX14_KillNineLosesNothingAndPaysNothingTwice(t *testing.T) {
	for _, engine := range storetest.Engines {
		t.Run(engine, func(t *testing.T) { killNine(t, engine) })
	}
}

func killNine(t *testing.T, engine string) {
	seed := seedOf(t)
	random := mathrand.New(mathrand.NewPCG(seed, 14))
	w := newWorld(t, engine)
	var running, sending sync.WaitGroup
	for range crews {
		running.Go(w.crew)
	}
	done := make(chan struct{})
	sending.Go(func() {
		for {
			select {
			case <-done:
				return
			case <-time.After(30 * time.Millisecond):
				w.ask("send", call{Key: key()})
			}
		}
	})
	began := time.Now()
	for range killRounds {
		cmd := w.start()
		w.live(time.Duration(10+random.IntN(150))*time.Millisecond, random.IntN(8), random.IntN(20))
		w.kill(cmd)
		if w.broken() {
			break
		}
	}
	t.Logf("%s: seed %d, %d kills in %s, %d of them in mid-request", engine, seed, killRounds, time.Since(began).Round(time.Second), len(w.hit))
	mid := len(w.hit)
	cmd := w.start()
	w.mu.Lock()
	w.stop = true
	w.mu.Unlock()
	running.Wait()
	w.rest()
	close(done)
	sending.Wait()
	w.kill(cmd)
	t.Logf("%s: acknowledged %v of %d lines", engine, w.made, len(w.lines))
	if mid*100 < killRounds*60 {
		t.Errorf("only %d of %d kills cut a request off", mid, killRounds)
	}
	for i, fault := range w.faults {
		if i < 20 {
			t.Errorf("a step failed: %s", fault)
		}
	}
	w.judge()
}

// rest waits until the outbox is empty and the bank has answered, while time goes by: as long as it becomes less, however slow the machine is.
func (w *world) rest() {
	w.t.Helper()
	raw := storetest.RawAt(w.t, w.setting.Register)
	open, unpaid, least := 0, 0, math.MaxInt
	for idle := 0; idle < 300; idle++ {
		w.leapt.Add(int64(5 * time.Second))
		w.ask("tick", call{})
		time.Sleep(50 * time.Millisecond)
		must(w.t, raw.QueryRow("SELECT count(*) FROM job WHERE done_at = 0").Scan(&open))
		must(w.t, raw.QueryRow("SELECT count(*) FROM payment p WHERE NOT EXISTS (SELECT 1 FROM payment_event e WHERE e.payment_id = p.id AND e.status = 'paid')").Scan(&unpaid))
		if open == 0 && unpaid == 0 {
			return
		}
		if open+unpaid < least {
			least, idle = open+unpaid, 0
		}
	}
	w.t.Errorf("%d jobs and %d payments were never finished", open, unpaid)
	w.tellOpen(raw)
}

// tellOpen tells what is known of the jobs that were never finished, and the end of what the child had to say.
func (w *world) tellOpen(raw *sql.DB) {
	rows, err := raw.Query("SELECT kind, attempts, run_at, leased_until, dead_at, last_error FROM job WHERE done_at = 0 ORDER BY id")
	must(w.t, err)
	defer rows.Close()
	for rows.Next() {
		var kind, failure string
		var attempts int
		var due, leased, dead int64
		must(w.t, rows.Scan(&kind, &attempts, &due, &leased, &dead, &failure))
		w.t.Logf("%s: tried %d times, due %s, leased until %s, dead %s: %s", kind, attempts, time.UnixMicro(due), time.UnixMicro(leased), time.UnixMicro(dead), failure)
	}
	must(w.t, rows.Err())
	log, _ := os.ReadFile(filepath.Join(w.dir, "log"))
	w.t.Logf("it is %s; the child said last:\n%s", w.now(), log[max(0, len(log)-3000):])
}
