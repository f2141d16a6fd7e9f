package web_test

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"bistand/aid"
	"bistand/casework"
	"bistand/lang"
	"bistand/web"
	"bistand/web/site"
	"bistand/web/webtest"
)

// unopened is a server of two municipalities that are opened by open, when they are visited.
func unopened(t *testing.T, open func(slug string) (*site.Tenant, error)) *web.Server {
	t.Helper()
	languages, err := lang.Load()
	if err != nil {
		t.Fatal(err)
	}
	var tenants []*site.Tenant
	for _, slug := range []string{"lund", "solna"} {
		w := &casework.Desk{Municipality: aid.Municipality{Slug: slug, Name: slug}, Now: (&webtest.Clock{}).Now, Random: strings.NewReader(strings.Repeat("x", 1000))}
		known := site.NewTenant(w, nil, languages)
		known.Open = func(context.Context) (*site.Tenant, error) { return open(slug) }
		tenants = append(tenants, known)
	}
	s, err := web.New(tenants, web.Config{Languages: languages})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// status asks for an address and returns the status of the answer.
func status(s http.Handler, address string) int {
	answer := httptest.NewRecorder()
	s.ServeHTTP(answer, httptest.NewRequest("GET", address, nil))
	return answer.Code
}

func TestMunicipalityIsOpenedOnceByItsFirstVisits(t *testing.T) {
	w := webtest.Start(t, "sqlite")
	var openings atomic.Int32
	s := unopened(t, func(slug string) (*site.Tenant, error) {
		openings.Add(1)
		return map[string]*site.Tenant{"lund": w.Lund.Tenant, "solna": w.Solna.Tenant}[slug], nil
	})
	if got := status(s, "http://lund.localhost"+w.Lund.Tenant.UI.CSS); got != 200 || openings.Load() > 1 {
		t.Errorf("style sheet: %d", got)
	}
	var wait sync.WaitGroup
	for range 8 {
		wait.Go(func() {
			if got := status(s, "http://lund.localhost/"); got != 200 {
				t.Errorf("front page: %d, want 200", got)
			}
		})
	}
	wait.Wait()
	if n := openings.Load(); n != 1 {
		t.Errorf("opened %d times, want 1: the other has had no visit", n)
	}
	if err := s.OpenAll(context.Background(), 0); err != nil || openings.Load() != 2 {
		t.Errorf("open the rest: %v, %d openings, want 2", err, openings.Load())
	}
	if got := status(s, "http://127.0.0.1/healthz"); got != 200 {
		t.Errorf("health: %d, want 200", got)
	}
}

func TestMunicipalityThatCannotBeOpenedLeavesTheOthersBe(t *testing.T) {
	w := webtest.Start(t, "sqlite")
	var openings atomic.Int32
	s := unopened(t, func(slug string) (*site.Tenant, error) {
		if slug == "solna" {
			openings.Add(1)
			return nil, errors.New("no disk")
		}
		return w.Lund.Tenant, nil
	})
	if got := status(s, "http://127.0.0.1/healthz"); got != 200 {
		t.Errorf("health before any visit: %d, want 200", got)
	}
	for range 3 {
		if got := status(s, "http://solna.localhost/start"); got != 503 {
			t.Errorf("page of the one that cannot be opened: %d, want 503", got)
		}
	}
	if n := openings.Load(); n != 1 {
		t.Errorf("tried %d times in a row, want 1 and then a rest", n)
	}
	if got := status(s, "http://lund.localhost/"); got != 200 {
		t.Errorf("page of the other: %d, want 200", got)
	}
	if got := status(s, "http://127.0.0.1/healthz"); got != 503 {
		t.Errorf("health: %d, want 503", got)
	}
	if err := s.OpenAll(context.Background(), 0); err == nil {
		t.Error("all are said to be open")
	}
}
