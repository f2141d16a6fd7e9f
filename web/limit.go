package web

import (
	"net/netip"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// limits holds each network address to a rate. It counts in memory: with several processes each counts for itself, which
// lets through as many times more, and a restart forgives. BankID has limits of its own behind it.
type limits struct {
	rate Rate
	mu   sync.Mutex
	seen map[string]*rate.Limiter
}

// mostAddresses is how many addresses are remembered; then those that have rested are forgotten.
const mostAddresses = 10_000

func newLimits(r Rate) *limits { return &limits{rate: r, seen: map[string]*rate.Limiter{}} }

// allow tells whether an address may start one more order now.
func (l *limits) allow(addr string, now time.Time) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	addr = network(addr)
	limiter, ok := l.seen[addr]
	if !ok {
		if len(l.seen) >= mostAddresses {
			l.forget(now)
		}
		limiter = rate.NewLimiter(rate.Every(l.rate.Pause), l.rate.Burst)
		l.seen[addr] = limiter
	}
	return limiter.AllowN(now, 1)
}

// forget drops the addresses that may do everything again; where none has rested, all.
func (l *limits) forget(now time.Time) {
	for addr, limiter := range l.seen {
		if limiter.TokensAt(now) >= float64(l.rate.Burst) {
			delete(l.seen, addr)
		}
	}
	// So many at once is an attack from many addresses; the memory of one process must not be what gives way.
	if len(l.seen) >= mostAddresses {
		clear(l.seen)
	}
}

// network is what one household has of an address: all of it in IPv4, the first half in IPv6.
func network(addr string) string {
	parsed, err := netip.ParseAddr(addr)
	if err != nil || !parsed.Is6() {
		return addr
	}
	prefix, err := parsed.Prefix(64)
	if err != nil {
		return addr
	}
	return prefix.String()
}
