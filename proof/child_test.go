package proof_test

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"golang.org/x/crypto/ssh"

	"bistand/aid"
	"bistand/bankid"
	"bistand/blob"
	"bistand/casework"
	"bistand/connect"
	"bistand/intake"
	"bistand/payfile"
	"bistand/rules"
	"bistand/store"
	"bistand/web/site"
)

// setting is what the process that is to be killed is told.
type setting struct {
	Register string // address of the database
	Files    string // folder of the attachments
	Now      time.Time

	BankID, BankIDCert, BankIDKey, BankIDRoot, SigningRoot string // address, and PEM
	Policies                                               []string
	Bank                                                   string // host and port
	HostSeed, ClientSeed                                   []byte
	Decider, Caseworker, Officer                           aid.Staff
}

// childEnv names the file of the settings; a test binary that finds it is the process to be killed.
const childEnv = "BISTAND_PROOF_CHILD"

// call is one step asked for: the same call with the same key has one effect.
type call struct {
	Key         string
	Now         time.Time
	Case        aid.Case
	People      []aid.Person
	Payees      []aid.Payee
	Person      aid.ID
	Month       aid.Month
	Draft       aid.ID
	Application aid.ID
	Order       aid.ID
	Calculation aid.ID
	Payment     aid.ID
}

// reply is what came of a step: an id, or a word.
type reply struct {
	ID, Token string
	Amount    aid.Ore
	Again     bool // it must be asked anew, from the step before
}

// child is the process: a desk behind a few addresses, and the outbox running beside.
type child struct {
	setting
	desk *casework.Desk
	mu   sync.Mutex
	at   time.Time // the driver's clock as last heard
	when time.Time
}

// runChild serves until it is killed. The first line it writes is its address.
func runChild(path string) error {
	text, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	c := &child{when: time.Now()}
	if err := json.Unmarshal(text, &c.setting); err != nil {
		return err
	}
	c.at = c.Now
	if err := c.open(); err != nil {
		return err
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	go c.desk.RunJobs(context.Background(), 60*time.Millisecond)
	fmt.Println(listener.Addr())
	return http.Serve(listener, c)
}

// now is the driver's clock.
func (c *child) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at.Add(time.Since(c.when))
}

func (c *child) hear(now time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if now.After(c.at.Add(time.Since(c.when))) {
		c.at, c.when = now, time.Now()
	}
}

// open opens the register and connects to the simulators of the driver.
func (c *child) open() error {
	register, err := store.Open(context.Background(), c.Register)
	if err != nil {
		return err
	}
	pair, err := tls.X509KeyPair([]byte(c.BankIDCert), []byte(c.BankIDKey))
	if err != nil {
		return err
	}
	config, err := bankid.TLSConfig(pair, []byte(c.BankIDRoot))
	if err != nil {
		return err
	}
	config.Time = c.now
	client, err := bankid.New(bankid.Config{BaseURL: c.BankID, TLS: config, Timeout: 5 * time.Second, Now: c.now})
	if err != nil {
		return err
	}
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM([]byte(c.SigningRoot))
	disk, err := blob.OpenDisk(c.Files, bytes.Repeat([]byte{7}, blob.KeySize), rand.Reader)
	if err != nil {
		return err
	}
	link, err := c.bank()
	if err != nil {
		return err
	}
	c.desk = &casework.Desk{
		Register: register, Rules: rules.Embedded(), Municipality: aid.Municipality{Code: "1281", Name: "Lunds kommun", Slug: "lund"}, Now: c.now, Random: rand.Reader,
		Identity: connect.Identity{Client: client, Verifier: bankid.Verifier{Roots: roots, Policies: c.Policies, Skew: time.Hour}},
		Files:    connect.Files{Store: disk, Uploads: disk, Intake: intake.New(intake.Memory)},
		Bank:     connect.Bank{Link: link, Debtor: payfile.Debtor{Name: "Lunds kommun", OrgNumber: "2120000000", IBAN: "SE4550000000058398257466", BIC: "ESSESESS"}},
	}
	return nil
}

func (c *child) bank() (*payfile.Bank, error) {
	host, err := ssh.NewSignerFromKey(ed25519.NewKeyFromSeed(c.HostSeed))
	if err != nil {
		return nil, err
	}
	key, err := ssh.NewSignerFromKey(ed25519.NewKeyFromSeed(c.ClientSeed))
	if err != nil {
		return nil, err
	}
	return payfile.NewBank(payfile.BankConfig{Address: c.Bank, User: "kommun", Key: key, HostKey: host.PublicKey(), UploadDir: "/in", ReportDir: "/out"})
}

// ServeHTTP carries out one step.
func (c *child) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	var in call
	if err := json.NewDecoder(r.Body).Decode(&in); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	c.hear(in.Now)
	out, err := c.step(r.Context(), strings.TrimPrefix(r.URL.Path, "/"), in)
	var repeated *store.RepeatedError
	if errors.As(err, &repeated) {
		out, err = reply{ID: repeated.Result}, nil
	}
	if err != nil {
		slog.Error("a step failed", "step", r.URL.Path, "error", err)
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	_ = json.NewEncoder(w).Encode(out)
}

// as is a request by someone.
func as(key, id aid.ID, kind aid.ActorKind) casework.Request {
	return casework.Request{Actor: aid.Actor{Kind: kind, ID: id}, Key: string(key)}
}

func (c *child) step(ctx context.Context, name string, in call) (reply, error) {
	key := aid.ID(in.Key)
	switch name {
	case "people":
		return reply{}, c.desk.AddPeople(ctx, as(key, c.Caseworker.ID, aid.ByStaff), in.People, nil)
	case "case":
		return reply{}, c.desk.OpenCase(ctx, as(key, c.Caseworker.ID, aid.ByStaff), in.Case, in.Payees)
	case "draft":
		d, err := c.desk.BeginDraft(ctx, as(key, in.Person, aid.ByCitizen), in.Case.ID, in.Month)
		return reply{ID: string(d.ID)}, err
	case "fill":
		return reply{}, c.fill(ctx, in)
	case "freeze":
		d, err := c.desk.Register.Draft(ctx, in.Draft)
		if err != nil {
			return reply{}, err
		}
		a, err := c.desk.Freeze(ctx, as(key, in.Person, aid.ByCitizen), d.ID, d.Version)
		return reply{ID: string(a.ID)}, err
	case "order":
		return c.order(ctx, in)
	case "sign":
		return c.sign(ctx, in)
	case "calculate":
		a, err := c.desk.Register.Application(ctx, in.Application)
		if err != nil {
			return reply{}, err
		}
		proposal, err := c.desk.Proposal(ctx, a)
		if err != nil {
			return reply{}, err
		}
		k, err := c.desk.Calculate(ctx, as(key, c.Caseworker.ID, aid.ByStaff), c.Caseworker, a.ID, proposal)
		return reply{ID: string(k.ID)}, err
	case "decide":
		return c.decide(ctx, in)
	case "approve":
		return c.approve(ctx, in)
	case "send":
		f, err := c.desk.SendPayments(ctx, as(key, c.Officer.ID, aid.ByStaff), c.Officer, aid.SwedishDate(c.now()).AddDays(30))
		if fault := (aid.Error{}); errors.As(err, &fault) && fault.Code == "pay.nothing" {
			return reply{}, nil
		}
		return reply{ID: string(f.ID)}, err
	case "tick":
		return reply{}, nil
	}
	return reply{}, fmt.Errorf("no step %q", name)
}

// fill states what is applied for and hands in a bank statement, where that has not been done.
func (c *child) fill(ctx context.Context, in call) error {
	r := as("", in.Person, aid.ByCitizen)
	d, err := c.desk.Register.Draft(ctx, in.Draft)
	if err != nil {
		return err
	}
	if len(d.Content.NoIncome) == 0 { // the housing is carried over from last month
		d, err = c.desk.SaveDraft(ctx, r, d.ID, d.Version, func(content *aid.Content) error {
			content.Housing = aid.Housing{Form: "rental"}
			content.Expenses = []aid.Expense{{Kind: "housing", Amount: 6_000_00}}
			content.NoIncome = map[aid.ID]bool{}
			for _, adult := range content.Household.Adults {
				content.NoIncome[adult.PersonID] = true
				if content.KindOf() == aid.First {
					content.Occupations = append(content.Occupations, aid.Occupation{PersonID: adult.PersonID, Kind: "work"})
				}
			}
			if content.KindOf() == aid.First {
				content.NoAssets, content.Account, content.Elsewhere = true, &aid.Account{None: true}, &aid.Elsewhere{}
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	if len(d.Content.Attachments) == 0 {
		_, err = c.desk.Attach(ctx, r, d.ID, "bank_statement", "utdrag.pdf", strings.NewReader(pdf(1)))
	}
	return err
}

// browser is the one that everyone sits at.
var browser = casework.Client{Browser: site.HashToken("proof"), Addr: "127.0.0.1", UserAgent: "proof", Domain: "lund.localhost"}

func (c *child) order(ctx context.Context, in call) (reply, error) {
	o, err := c.desk.StartOrder(ctx, casework.OrderFor{Purpose: aid.ToSign, Object: in.Application, Person: in.Person, Visible: "Jag skriver under.", Client: browser})
	var told interface{ TextKey() string }
	switch {
	case errors.Is(err, aid.ErrConflict):
		return reply{}, nil // signed already
	case errors.As(err, &told):
		return reply{Again: true}, nil // an order of before is still there
	}
	return reply{ID: string(o.ID), Token: o.AutoStartToken}, err
}

// sign follows an approved order to its end and adds the signature.
func (c *child) sign(ctx context.Context, in call) (reply, error) {
	o, _, err := c.desk.FollowOrder(ctx, in.Order, browser)
	if err != nil {
		return reply{}, err
	}
	if o.Status != aid.OrderComplete {
		return reply{Again: true}, nil
	}
	a, err := c.desk.FinishSignature(ctx, as("", in.Person, aid.ByCitizen), in.Order, browser)
	if errors.Is(err, aid.ErrConflict) { // the order has served; whether it was for this, the signing page would show
		a, err = c.desk.Register.Application(ctx, in.Application)
		return reply{Again: !a.HasSigned(in.Person)}, err
	}
	return reply{ID: string(a.ID)}, err
}

func (c *child) decide(ctx context.Context, in call) (reply, error) {
	k, err := c.desk.Register.Calculation(ctx, in.Calculation)
	if err != nil {
		return reply{}, err
	}
	d, err := c.desk.Decide(ctx, as(aid.ID(in.Key), c.Decider.ID, aid.ByStaff), c.Decider, casework.DecisionInput{
		Application: in.Application, Calculation: in.Calculation, LegalBasis: "12 kap. 1 § socialtjänstlagen", Reasons: "Räcker inte.",
		Payments: []casework.PaymentInput{{Payee: in.Payees[0].ID, Amount: k.Result, SendOn: aid.SwedishDate(c.now()).AddBankDays(1)}},
	})
	return reply{ID: string(d.ID), Amount: k.Result}, err
}

// approve approves the one payment of a decision.
func (c *child) approve(ctx context.Context, in call) (reply, error) {
	list, err := c.desk.Register.PaymentsOf(ctx, in.Payment)
	if err != nil || len(list) != 1 {
		return reply{}, errors.Join(err, fmt.Errorf("%d payments of a decision", len(list)))
	}
	return reply{ID: string(list[0].ID)}, c.desk.ApprovePayment(ctx, as(aid.ID(in.Key), c.Officer.ID, aid.ByStaff), c.Officer, list[0].ID)
}

// childFile is where the settings of a child lie.
func childFile(dir string) string { return filepath.Join(dir, "child.json") }
