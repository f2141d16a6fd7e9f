package main

import (
	"context"
	"crypto/ecdsa"
	"crypto/rand"
	"database/sql"
	"encoding/base64"
	"errors"
	"fmt"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"sync"
	"time"

	"bistand/aid"
	"bistand/loopback"
	banksim "bistand/payfile/sim"

	bankidsim "bistand/bankid/sim"
	"bistand/connect"
	"bistand/lang"
	navetsim "bistand/navet/sim"
	"bistand/notify"
	notifysim "bistand/notify/sim"
	"bistand/oidc"
	oidcsim "bistand/oidc/sim"
	"bistand/payfile"
	ssbteksim "bistand/ssbtek/sim"
	"bistand/web"
)

// demoCmd starts everything that a newcomer needs, on this machine only.
type demoCmd struct {
	Listen string  `help:"Address to listen on; loopback only." default:"127.0.0.1:8080"`
	Data   anyPath `help:"Folder for registers, files and keys. Without it a fresh temporary folder, thrown away at the end."`
	// Postgres moves the registers, and nothing else, to another engine.
	Postgres string `help:"Address of a PostgreSQL server on which a database for each municipality is made; without it SQLite files."`
	// A fixed beginning shows maintenance hours, month ends and past norms whenever one likes.
	Now time.Time `help:"Time at which the demonstration's clock begins, as 2026-11-10T09:00:00+01:00; without it the present."`
}

// Run starts the demonstration and serves until it is told to end.
func (c demoCmd) Run(ctx context.Context) error {
	if !c.Now.IsZero() {
		shift = time.Until(c.Now)
	}
	d, err := startDemo(ctx, c)
	if err != nil {
		return err
	}
	d.printWelcome(os.Stdout)
	<-ctx.Done()
	fmt.Println("\nEnding …")
	return d.close()
}

// demo is a running demonstration.
type demo struct {
	demoCmd
	addr       string // host:port that is served
	folder     string
	bankID     *bankidsim.Server
	staff      *oidcsim.Sim
	eid        *oidcsim.Sim // e-identification beside BankID, of one municipality
	eidKey     *ecdsa.PrivateKey
	outbox     *notifysim.Sim
	answers    *ssbteksim.Server
	population *navetsim.Server
	banks      map[string]*banksim.Server // by slug
	process    *process
	closers    []func() error
}

// startDemo starts the simulators, seeds the registers that are empty and serves. On an error everything is closed again.
func startDemo(ctx context.Context, c demoCmd) (d *demo, err error) {
	d = &demo{demoCmd: c, banks: map[string]*banksim.Server{}}
	defer func() {
		if err != nil {
			err = errors.Join(err, d.close())
		}
	}()
	listener, err := loopback.Listen(c.Listen)
	if err != nil {
		return d, err
	}
	d.addr = listener.Addr().String()
	d.closers = append(d.closers, func() error { listener.Close(); return nil })
	if err := d.prepareFolder(); err != nil {
		return d, err
	}
	list, err := shippedSettings()
	if err != nil {
		return d, err
	}
	languages, err := lang.Load()
	if err != nil {
		return d, err
	}
	if err := d.startSimulators(ctx, list); err != nil {
		return d, fmt.Errorf("start simulators: %w", err)
	}
	d.process, err = startProcess(ctx, listener, list, web.Config{Languages: languages}, d.connect, seedRegister)
	return d, err
}

// prepareFolder uses the folder named, or makes one that is thrown away at the end.
func (d *demo) prepareFolder() error {
	if d.Data != "" {
		d.folder = string(d.Data)
		return os.MkdirAll(d.folder, 0o700)
	}
	made, err := os.MkdirTemp("", "bistand-demo-")
	if err != nil {
		return err
	}
	d.folder = made
	d.closers = append(d.closers, func() error { return os.RemoveAll(made) })
	return nil
}

// startSimulators starts BankID, the other e-identification, the staff log-in, the outbox, the authorities, the population register and a bank for
// each municipality, all at once.
func (d *demo) startSimulators(ctx context.Context, list []settings) error {
	var wait sync.WaitGroup
	var mu sync.Mutex
	var errs []error
	start := func(begin func() (func() error, error)) {
		wait.Go(func() {
			end, err := begin()
			mu.Lock()
			defer mu.Unlock()
			if err != nil {
				errs = append(errs, err)
				return
			}
			d.closers = append(d.closers, end)
		})
	}
	start(func() (func() error, error) {
		keys := filepath.Join(d.folder, "bankid")
		if err := os.MkdirAll(keys, 0o700); err != nil {
			return nil, err
		}
		s, err := bankidsim.Start(ctx, bankidsim.Config{PhoneAddr: d.nextTo(1), Now: clock, Persons: demoIdentities(), PKIDir: keys})
		d.bankID = s
		return s.Close, err
	})
	start(func() (func() error, error) {
		s, err := oidcsim.Start(ctx, d.staffProvider(list))
		d.staff = s
		return s.Close, err
	})
	start(func() (func() error, error) {
		config, err := d.citizenProvider(d.nextTo(4 + len(list)))
		if err != nil {
			return nil, err
		}
		s, err := oidcsim.Start(ctx, config)
		d.eid = s
		return s.Close, err
	})
	start(func() (func() error, error) {
		s, err := notifysim.Start(ctx, notifysim.Config{HTTPAddr: d.nextTo(3), Now: clock})
		d.outbox = s
		return s.Close, err
	})
	start(func() (func() error, error) {
		s, err := ssbteksim.Start(ctx, ssbteksim.Config{PageAddr: d.nextTo(5 + len(list)), Now: clock})
		if err == nil {
			err = tellAuthorities(s, aid.SwedishDate(clock()))
		}
		d.answers = s
		return s.Close, err
	})
	start(func() (func() error, error) {
		s, err := navetsim.Start(ctx, navetsim.Config{PageAddr: d.nextTo(6 + len(list)), Now: clock})
		if err == nil {
			err = tellPopulation(s)
		}
		d.population = s
		return s.Close, err
	})
	for i, m := range list {
		start(func() (func() error, error) {
			s, err := banksim.Start(ctx, banksim.Config{
				Now: clock, Random: rand.Reader, Spool: filepath.Join(d.folder, "bank-"+m.Slug),
				PageAddr: d.nextTo(4 + i), Behaviour: banksim.Behaviour{SettleAtOnce: true},
			})
			mu.Lock()
			defer mu.Unlock()
			d.banks[m.Slug] = s
			return s.Close, err
		})
	}
	wait.Wait()
	return errors.Join(errs...)
}

// nextTo returns the address n ports above the one served, or any free port where that is taken.
func (d *demo) nextTo(n int) string {
	host, port, _ := net.SplitHostPort(d.addr)
	number, _ := strconv.Atoi(port)
	address := net.JoinHostPort(host, strconv.Itoa(number+n))
	probe, err := net.Listen("tcp", address)
	if err != nil {
		return net.JoinHostPort(host, "0")
	}
	probe.Close()
	return address
}

// demoIdentities are all who have a BankID in the simulator: everyone but the children.
func demoIdentities() []bankidsim.Person {
	var list []bankidsim.Person
	for _, p := range demoPeople() {
		if number, err := aid.ParsePersonnummer(p.number); err == nil && p.part != aid.ChildInCase {
			list = append(list, bankidsim.Person{Personnummer: number, GivenName: p.given, Surname: p.family})
		}
	}
	return list
}

// connect reaches the simulators for one municipality, and keeps its register and files in the folder.
func (d *demo) connect(s *settings, languages *lang.Catalogues) (*outside, error) {
	o := &outside{}
	var err error
	if s.Database, err = d.database(s.Slug); err != nil {
		return nil, err
	}
	s.Hosts = append(s.Hosts, s.Slug+".localhost")
	if o.identity, err = identityClient(d.bankID.BaseURL(), d.bankID.ClientTLS(), d.bankID.SigningRoots(), d.bankID.Policies()); err != nil {
		return nil, err
	}
	link, err := payfile.NewBank(d.banks[s.Slug].ClientConfig())
	if err != nil {
		return nil, err
	}
	o.bank = &connect.Bank{Link: link, Debtor: payfile.Debtor{Name: s.Name, OrgNumber: demoOrgNumber, IBAN: demoIBAN, BIC: demoBIC}}
	o.messages = &connect.Messages{Languages: languages, Municipality: s.Name}
	if o.messages.Mail, err = notify.NewMailer(notify.MailConfig{
		Addr: d.outbox.SMTPAddr(), From: "no-reply@example.org", FromName: s.Name,
		RootCAs: d.outbox.RootCAs(), Now: clock,
	}); err != nil {
		return nil, err
	}
	o.messages.ReportSecret = rand.Text()
	callback := "http://" + s.Slug + ".localhost:" + port(d.addr) + "/leveransrapport/" + o.messages.ReportSecret
	if o.messages.SMS, err = notify.NewSMS(notify.SMSConfig{URL: d.outbox.SMSURL(), From: "Kommunen", Callback: callback}); err != nil {
		return nil, err
	}
	client, err := oidc.New(d.staffClient(*s))
	if err != nil {
		return nil, err
	}
	o.staffLogin = connect.StaffLogin{Client: client}
	if o.otherEID, err = d.otherEID(s.Slug); err != nil {
		return nil, err
	}
	s.SSBTEK = ssbtekSettings{agreement: agreement{URL: d.answers.URL(), OrgNumber: "16" + demoOrgNumber}, ActorID: demoActor, Purpose: demoPurpose, Law: demoLaw}
	if o.ask, err = s.ssbtekClient(d.answers.ClientTLS()); err != nil {
		return nil, err
	}
	s.Navet = navetSettings{agreement: agreement{URL: d.population.URL(), OrgNumber: "16" + demoOrgNumber}, OrderID: demoOrder}
	if o.population, err = s.Navet.clientBy(d.population.ClientTLS()); err != nil {
		return nil, err
	}
	keyFile, err := d.fileKey(s.Slug)
	if err != nil {
		return nil, err
	}
	o.files, err = filesSettings{Dir: filepath.Join(d.folder, s.Slug+"-files"), KeyFile: keyFile}.store()
	return o, err
}

// port is the port of an address.
func port(addr string) string {
	_, port, _ := net.SplitHostPort(addr)
	return port
}

// database returns the address of a municipality's register: a file in the folder, or a database made on the server.
func (d *demo) database(slug string) (string, error) {
	if d.Postgres == "" {
		return "sqlite:" + filepath.Join(d.folder, slug+".db"), nil
	}
	address, err := url.Parse(d.Postgres)
	if err != nil {
		return "", errors.New("--postgres: the address cannot be read")
	}
	name := "bistand_" + slug
	server, err := sql.Open("pgx", d.Postgres)
	if err != nil {
		return "", err
	}
	defer server.Close()
	var there bool
	if err := server.QueryRow("SELECT EXISTS (SELECT 1 FROM pg_database WHERE datname = $1)", name).Scan(&there); err != nil {
		return "", fmt.Errorf("--postgres: %w", err)
	}
	if !there {
		if _, err := server.Exec("CREATE DATABASE " + name + " TEMPLATE template0"); err != nil {
			return "", fmt.Errorf("--postgres: %w", err)
		}
	}
	address.Path = "/" + name
	return address.String(), nil
}

// The municipality at the simulated bank: an invented organisation number and account that pass their check digits.
const (
	demoOrgNumber = "2120000000"
	demoIBAN      = "SE4550000000058398257466"
	demoBIC       = "ESSESESS"
)

// fileKey makes the key of a municipality's files, once.
func (d *demo) fileKey(slug string) (string, error) {
	file := filepath.Join(d.folder, slug+".key")
	if _, err := os.Stat(file); err == nil {
		return file, nil
	}
	key := make([]byte, 32)
	if _, err := rand.Read(key); err != nil {
		return "", err
	}
	return file, os.WriteFile(file, []byte(base64.StdEncoding.EncodeToString(key)), 0o600)
}

// close ends everything, what was started last first.
func (d *demo) close() error {
	var errs []error
	if d.process != nil {
		errs = append(errs, d.process.close())
	}
	for i := len(d.closers) - 1; i >= 0; i-- {
		errs = append(errs, d.closers[i]())
	}
	d.closers = nil
	return errors.Join(errs...)
}
