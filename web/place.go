package web

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"bistand/web/site"
)

// place is a municipality as the server knows it: by its names at once, with its register from the first visit on.
type place struct {
	server *Server
	known  *site.Tenant           // as it was handed over, perhaps without a register
	opened atomic.Pointer[opened] // nil until it can be visited
	mu     sync.Mutex
	last   *attempt // the opening under way, or the one that failed a moment ago
}

// opened is a municipality that can be visited.
type opened struct {
	tenant  *site.Tenant
	handler http.Handler
}

// attempt is one try to open a municipality. Its fields may be read when done is closed.
type attempt struct {
	done chan struct{}
	made *opened
	err  error
}

// The patience with a municipality that does not open: how long a visitor waits for it, and how long it is then left alone.
const (
	openPatience = 10 * time.Second
	openRest     = 10 * time.Second
)

// errClosed is a visit to a municipality whose register cannot be opened.
var errClosed = errors.New("the municipality cannot be opened")

// open returns the municipality ready for visits, and opens it where nobody has. All who come meanwhile wait for the one try.
func (p *place) open(ctx context.Context) (*opened, error) {
	if o := p.opened.Load(); o != nil {
		return o, nil
	}
	a := p.attempt(context.WithoutCancel(ctx))
	select {
	case <-a.done:
		return a.made, a.err
	case <-ctx.Done():
		return nil, fmt.Errorf("%w: %w", errClosed, ctx.Err())
	}
}

// attempt returns the try under way, or begins one. One that has failed is the answer for a while: a register that does not
// answer is not helped by being asked for every visit.
func (p *place) attempt(ctx context.Context) *attempt {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.last != nil {
		return p.last
	}
	a := &attempt{done: make(chan struct{})}
	p.last = a
	go func() {
		defer close(a.done)
		if a.made, a.err = p.try(ctx); a.err == nil {
			p.opened.Store(a.made)
			return
		}
		slog.ErrorContext(ctx, "a municipality cannot be opened", "municipality", p.known.Municipality.Slug, "error", a.err)
		time.AfterFunc(openRest, func() {
			p.mu.Lock()
			defer p.mu.Unlock()
			p.last = nil
		})
	}()
	return a
}

// try opens the register and routes the pages.
func (p *place) try(ctx context.Context) (*opened, error) {
	tenant, err := p.known.Open(ctx)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", errClosed, err)
	}
	return p.route(tenant), nil
}

// route routes the pages of a municipality whose register is open.
func (p *place) route(t *site.Tenant) *opened {
	pages, err := p.server.pages(t)
	if err != nil {
		panic("route the pages of a municipality: " + err.Error()) // New has seen that they can be
	}
	return &opened{t, withAssets(t, p.server.pack(pages))}
}

// ServeHTTP implements http.Handler.
func (p *place) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if o := p.opened.Load(); o != nil {
		o.handler.ServeHTTP(w, r)
		return
	}
	ctx, cancel := context.WithTimeout(r.Context(), openPatience)
	defer cancel()
	o, err := p.open(ctx)
	if err == nil {
		o.handler.ServeHTTP(w, r)
		return
	}
	sorry := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		a := &answer{ResponseWriter: w}
		p.server.fail(p.server.visit(p.known, a, r, site.Open), a, err)
	})
	withAssets(p.known, sorry).ServeHTTP(w, r)
}

// failed tells why the municipality could not be opened when that was last tried; nil where it could or nobody has tried.
func (p *place) failed() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.last == nil {
		return nil
	}
	select {
	case <-p.last.done:
		return p.last.err
	default:
		return nil
	}
}

// OpenAll opens every municipality that nobody has visited yet: one after another with a pause before each, so that visitors
// go first, or without a pause all at once. It returns what went wrong, after trying all.
func (s *Server) OpenAll(ctx context.Context, pause time.Duration) error {
	faults := make([]error, len(s.places))
	var wait sync.WaitGroup
	for i, p := range s.places {
		if p.opened.Load() != nil {
			continue
		}
		if pause == 0 {
			wait.Go(func() { _, faults[i] = p.open(ctx) })
			continue
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(pause):
			_, faults[i] = p.open(ctx)
		}
	}
	wait.Wait()
	return errors.Join(faults...)
}
