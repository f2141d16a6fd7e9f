package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"slices"
	"sync"
	"time"

	"bistand/casework"
	"bistand/lang"
	"bistand/rules"
	"bistand/store"
	"bistand/web"
	"bistand/web/site"
)

// random is the one source of randomness, handed to whatever needs it.
var random io.Reader = rand.Reader

// jobPause is how long the outbox rests when nothing is due.
const jobPause = time.Second

// How municipalities that nobody visits are opened: the pause before each, so that visitors go first, and the pause before
// those that could not be opened are tried again.
const (
	openPause  = 20 * time.Millisecond
	retryPause = time.Minute
)

// process is the running program: every municipality's register and workers, and the server before them.
type process struct {
	server  *http.Server
	served  chan error
	working context.Context // ends with the process
	stop    context.CancelFunc
	workers sync.WaitGroup
	mu      sync.Mutex // of what follows
	closing bool
	closers []func() error
}

// connector reaches a municipality's outside systems; it may fill in settings that the file leaves open.
type connector func(s *settings, languages *lang.Catalogues) (*outside, error)

// errEnding is a municipality that was to be opened while the process ends.
var errEnding = errors.New("the program is ending")

// startProcess serves municipalities on the listener. One alone, and every one that seed is to fill where it is empty, is
// opened before startProcess returns. Of many, each is opened by its first visit or, in time, by nobody's: one that cannot be
// opened does not keep the others from their visitors.
func startProcess(ctx context.Context, listener net.Listener, list []settings, config web.Config, reach connector,
	seed func(context.Context, *casework.Desk) error,
) (p *process, err error) {
	p = &process{served: make(chan error, 1)}
	p.working, p.stop = context.WithCancel(context.WithoutCancel(ctx))
	defer func() {
		if err != nil {
			err = errors.Join(err, p.close())
		}
	}()
	tenants := make([]*site.Tenant, len(list))
	for i := range list {
		s := &list[i]
		tenants[i] = site.NewTenant(&casework.Desk{Municipality: s.Municipality, Now: clock, Random: random}, nil, config.Languages)
		tenants[i].Open = func(ctx context.Context) (*site.Tenant, error) { return p.open(ctx, s, config.Languages, reach, seed) }
	}
	handler, err := web.New(tenants, config)
	if err != nil {
		return p, err
	}
	if len(list) == 1 || seed != nil {
		if err := handler.OpenAll(ctx, 0); err != nil {
			return p, err
		}
	} else {
		p.workers.Go(func() { p.openRest(handler) })
	}
	p.server = web.HTTPServer(handler)
	go func() { p.served <- p.server.Serve(listener) }()
	return p, nil
}

// openRest opens the municipalities that nobody visits, for their outboxes' sake, and tries those that fail again.
func (p *process) openRest(handler *web.Server) {
	for handler.OpenAll(p.working, openPause) != nil && p.working.Err() == nil {
		select {
		case <-p.working.Done():
		case <-time.After(retryPause):
		}
	}
}

// open opens one municipality and starts its worker.
func (p *process) open(ctx context.Context, s *settings, languages *lang.Catalogues, reach connector,
	seed func(context.Context, *casework.Desk) error,
) (*site.Tenant, error) {
	p.mu.Lock()
	if p.closing {
		p.mu.Unlock()
		return nil, errEnding
	}
	p.workers.Add(1) // under the lock, so that close waits for what has begun
	p.mu.Unlock()
	defer p.workers.Done()
	tenant, closers, err := openTenant(ctx, s, languages, reach, seed)
	if err != nil {
		for _, end := range slices.Backward(closers) {
			err = errors.Join(err, end())
		}
		return nil, err
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.closers = append(p.closers, closers...)
	p.workers.Go(func() { tenant.Desk.RunJobs(p.working, jobPause) })
	return tenant, nil
}

// openTenant opens one municipality's register and plugs in its outside systems.
func openTenant(ctx context.Context, s *settings, languages *lang.Catalogues, reach connector,
	seed func(context.Context, *casework.Desk) error,
) (*site.Tenant, []func() error, error) {
	links, err := reach(s, languages)
	if err != nil {
		return nil, nil, err
	}
	register, err := store.Open(ctx, s.Database)
	if err != nil {
		return nil, nil, fmt.Errorf("%s: database: %w", s.file, err)
	}
	closers := []func() error{register.Close}
	set, err := s.rules()
	if err != nil {
		return nil, closers, err
	}
	desk := &casework.Desk{Register: register, Rules: set, Municipality: s.Municipality, Files: links.files, Scanner: links.scanner, Identity: links.identity, Now: clock, Random: random}
	if links.bank != nil {
		desk.Bank = links.bank
	}
	if links.messages != nil {
		desk.Messages = links.messages
	}
	desk.Authorities, desk.Population = links.ask, links.population
	if seed != nil {
		if empty, err := register.Empty(ctx); err != nil || empty {
			if err := errors.Join(err, seed(ctx, desk)); err != nil {
				return nil, closers, fmt.Errorf("%s: seed: %w", s.file, err)
			}
		}
	}
	tenant := site.NewTenant(desk, links.staffLogin, languages)
	tenant.OtherEID = links.otherEID
	if links.messages != nil {
		tenant.Reports = links.messages
	}
	return tenant, append(closers, tenant.Reads.Close), nil
}

// rules returns the rules that the municipality goes by: those built in, with its own guidelines where it names a folder.
func (s settings) rules() (*rules.Set, error) {
	if s.Guidelines == "" {
		return rules.Embedded(), nil
	}
	set, err := rules.Embedded().WithGuidelinesOf(s.Code, osDir(s.Guidelines))
	if err != nil {
		return nil, fmt.Errorf("%s: guidelines: %w", s.file, err)
	}
	return set, nil
}

// grace is how long requests under way may take when the program ends.
const grace = 5 * time.Second

// close stops serving, lets workers finish what they hold, and closes the registers.
func (p *process) close() error {
	var errs []error
	if p.server != nil {
		ctx, cancel := context.WithTimeout(context.Background(), grace)
		defer cancel()
		if err := p.server.Shutdown(ctx); err != nil {
			errs = append(errs, p.server.Close())
		}
	}
	p.stop()
	p.mu.Lock()
	p.closing = true
	p.mu.Unlock()
	p.workers.Wait()
	for _, end := range slices.Backward(p.closers) {
		errs = append(errs, end())
	}
	return errors.Join(errs...)
}
