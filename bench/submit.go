package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"path/filepath"
	"sync"
	"time"

	"bistand/aid"
	"bistand/bankid"
	"bistand/bankid/sim"
	"bistand/casework"
	"bistand/connect"
	"bistand/web/site"
)

// userAgent is the browser that all claim to use.
const userAgent = "Mozilla/5.0 (X11; Linux x86_64) measurement"

// submitter hands in applications whose orders have been completed beforehand: what is measured is the reading back of the
// order, the check of the signature (digests, chain, revocation answer, person, content), and the one transaction with the
// signature, the registration and the row of the log.
type submitter struct {
	desk   *casework.Desk
	ready  []prepared
	ticket sync.Mutex
}

// prepared is an application that lacks only the last step.
type prepared struct {
	actor  aid.Actor
	order  aid.ID
	client casework.Client
}

// simBatch is how many people one simulator plays the phones of.
const simBatch = 50

// prepareSubmits has the adults sign the applications of their households in the app.
func prepareSubmits(ctx context.Context, desk *casework.Desk, folder string, households []household) (*submitter, error) {
	s := &submitter{desk: desk, ready: make([]prepared, len(households))}
	// One simulator first: it makes the keys that the others find.
	end, err := s.prepareBatch(ctx, folder, households, 0)
	if err != nil {
		return nil, err
	}
	end()
	var wait sync.WaitGroup
	faults := make([]error, (len(households)+simBatch-1)/simBatch)
	turns := make(chan struct{}, 8)
	for i := 1; i < len(faults); i++ {
		wait.Go(func() {
			turns <- struct{}{}
			defer func() { <-turns }()
			end, err := s.prepareBatch(ctx, folder, households, i)
			if faults[i] = err; err == nil {
				end()
			}
		})
	}
	wait.Wait()
	return s, errors.Join(faults...)
}

// prepareBatch starts a simulator for the people of one batch and has each of them sign.
func (s *submitter) prepareBatch(ctx context.Context, folder string, households []household, batch int) (end func(), err error) {
	part := households[batch*simBatch : min((batch+1)*simBatch, len(households))]
	var people []sim.Person
	for _, h := range part {
		people = append(people, sim.Person{Personnummer: h.adult().Personnummer, GivenName: h.adult().GivenName, Surname: h.adult().FamilyName})
	}
	phones, err := sim.Start(ctx, sim.Config{Now: clock, Persons: people, PKIDir: folder})
	if err != nil {
		return nil, err
	}
	desk := *s.desk
	if desk.Identity, err = identity(phones); err != nil {
		return nil, err
	}
	for i, h := range part {
		if s.ready[batch*simBatch+i], err = sign(ctx, &desk, phones, h); err != nil {
			return nil, fmt.Errorf("prepare a signature: %w", err)
		}
	}
	if batch == 0 {
		s.desk.Identity = desk.Identity // verifying needs no simulator, only its root
	}
	return func() { phones.Close() }, nil
}

// identity is the client of a simulator, with what verifies its answers.
func identity(phones *sim.Server) (connect.Identity, error) {
	client, err := bankid.New(bankid.Config{BaseURL: phones.BaseURL(), TLS: phones.ClientTLS(), Timeout: 5 * time.Second, Now: clock})
	return connect.Identity{Client: client, Verifier: bankid.Verifier{Roots: phones.SigningRoots(), Policies: phones.Policies(), Skew: 10 * time.Minute}}, err
}

// sign takes an order from its start to its completed answer, kept and not used.
func sign(ctx context.Context, desk *casework.Desk, phones *sim.Server, h household) (prepared, error) {
	p := prepared{actor: h.actor(), client: casework.Client{Browser: site.HashToken(string(h.frozen.ID)), Addr: "127.0.0.1", UserAgent: userAgent, Domain: host}}
	o, err := desk.StartOrder(ctx, casework.OrderFor{
		Purpose: aid.ToSign, Object: h.frozen.ID, Person: h.adult().ID, OtherDevice: true, Client: p.client,
		Visible: "Jag skriver under min ansökan om ekonomiskt bistånd till Mätkommunen och försäkrar att uppgifterna är riktiga.",
	})
	if err != nil {
		return p, err
	}
	p.order = o.ID
	answer, err := http.PostForm(phones.PhoneURL(), url.Values{
		"code": {o.AutoStartToken}, "person": {h.adult().Personnummer.Full()}, "action": {"approve"},
	})
	if err != nil {
		return p, err
	}
	answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		return p, fmt.Errorf("the phone answered %s", answer.Status)
	}
	o, _, err = desk.FollowOrder(ctx, o.ID, p.client)
	if err == nil && o.Status != aid.OrderComplete {
		err = fmt.Errorf("the order is %s", o.Status)
	}
	return p, err
}

// take takes out so many of those that are ready.
func (s *submitter) take(n int) ([]prepared, error) {
	s.ticket.Lock()
	defer s.ticket.Unlock()
	if n > len(s.ready) {
		return nil, errors.New("too few applications were prepared")
	}
	taken := s.ready[:n]
	s.ready = s.ready[n:]
	return taken, nil
}

// perSecond hands in n applications by so many clients at once and returns how many a second were durably in.
func (s *submitter) perSecond(ctx context.Context, n, clients int) (float64, error) {
	list, err := s.take(n)
	if err != nil {
		return 0, err
	}
	var wait sync.WaitGroup
	faults := make([]error, clients)
	start := clock()
	for c := range clients {
		wait.Go(func() {
			for i := c; i < n && faults[c] == nil; i += clients {
				a, err := s.desk.FinishSignature(ctx, casework.Request{Actor: list[i].actor}, list[i].order, list[i].client)
				if err == nil && a.Status() != aid.Registered {
					err = fmt.Errorf("an application is %s", a.Status())
				}
				faults[c] = err
			}
		})
	}
	wait.Wait()
	return float64(n) / clock().Sub(start).Seconds(), errors.Join(faults...)
}

// keyFolder is where the simulators' keys lie.
func keyFolder(folder string) string { return filepath.Join(folder, "bankid") }
