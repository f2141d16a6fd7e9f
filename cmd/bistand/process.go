package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
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

// process is the running program: every municipality's register and workers, and the server before them.
type process struct {
	server  *http.Server
	served  chan error
	stop    context.CancelFunc
	workers sync.WaitGroup
	closers []func() error
}

// connector reaches a municipality's outside systems; it may fill in settings that the file leaves open.
type connector func(s *settings, languages *lang.Catalogues) (*outside, error)

// startProcess opens every municipality, starts its workers and serves them on the listener. Seed, where given, fills
// registers that are empty.
func startProcess(ctx context.Context, listener net.Listener, list []settings, config web.Config, reach connector,
	seed func(context.Context, *casework.Desk) error,
) (p *process, err error) {
	working, stop := context.WithCancel(context.WithoutCancel(ctx))
	p = &process{served: make(chan error, 1), stop: stop}
	defer func() {
		if err != nil {
			err = errors.Join(err, p.close())
		}
	}()
	tenants := make([]*site.Tenant, len(list))
	faults := make([]error, len(list))
	var opening sync.WaitGroup
	var mu sync.Mutex
	for i := range list {
		opening.Go(func() {
			tenant, closers, err := openTenant(working, &list[i], config.Languages, reach, seed)
			mu.Lock()
			defer mu.Unlock()
			tenants[i], faults[i] = tenant, err
			p.closers = append(p.closers, closers...)
		})
	}
	opening.Wait()
	if err := errors.Join(faults...); err != nil {
		return p, err
	}
	handler, err := web.New(tenants, config)
	if err != nil {
		return p, err
	}
	for _, t := range tenants {
		p.workers.Go(func() { t.Desk.RunJobs(working, jobPause) })
	}
	p.server = web.HTTPServer(handler)
	go func() { p.served <- p.server.Serve(listener) }()
	return p, nil
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
	desk := &casework.Desk{Register: register, Rules: set, Municipality: s.Municipality, Files: links.files, Identity: links.identity, Now: clock, Random: random}
	if links.bank != nil {
		desk.Bank = links.bank
	}
	if links.messages != nil {
		desk.Messages = links.messages
	}
	if seed != nil {
		if empty, err := register.Empty(ctx); err != nil || empty {
			if err := errors.Join(err, seed(ctx, desk)); err != nil {
				return nil, closers, fmt.Errorf("%s: seed: %w", s.file, err)
			}
		}
	}
	tenant := site.NewTenant(desk, links.staffLogin, languages)
	return tenant, append(closers, tenant.Reads.Close), nil
}

// rules returns the rules that the municipality goes by: those built in, with its own guidelines where it names a folder.
func (s settings) rules() (*rules.Set, error) {
	if s.Guidelines == "" {
		return rules.Embedded(), nil
	}
	set, err := rules.Embedded().WithGuidelines(osDir(s.Guidelines))
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
	p.workers.Wait()
	for i := len(p.closers) - 1; i >= 0; i-- {
		errs = append(errs, p.closers[i]())
	}
	return errors.Join(errs...)
}
