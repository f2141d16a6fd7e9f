// Package loopback serves this machine and no other: the demonstration, and every simulator of an outside system.
package loopback

import (
	"context"
	"crypto/tls"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"sync"
	"time"
)

// Listen opens a port of this machine, any free one where no address is given, and refuses an address that others could reach.
func Listen(address string) (net.Listener, error) {
	if address == "" {
		address = "127.0.0.1:0"
	}
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		return nil, err
	}
	if ip := net.ParseIP(host); host != "localhost" && (ip == nil || !ip.IsLoopback()) {
		return nil, fmt.Errorf("%s is not a loopback address", address)
	}
	return net.Listen("tcp", address)
}

// HTTP makes a server with all its time-outs set. HTTP/1.1 only, so that a broken answer breaks its connection.
func HTTP(h http.Handler) *http.Server {
	return &http.Server{
		Handler:           h,
		ReadHeaderTimeout: 5 * time.Second,
		ReadTimeout:       10 * time.Second,
		WriteTimeout:      2 * time.Minute, // longer than any trouble that a simulator makes
		IdleTimeout:       time.Minute,
		MaxHeaderBytes:    1 << 16,
		ErrorLog:          log.New(io.Discard, "", 0), // a client that hangs up or shows no certificate is no news here
		TLSNextProto:      map[string]func(*http.Server, *tls.Conn, http.Handler){},
	}
}

// Group is servers that end together: when it is closed, or when its context ends. It is made by NewGroup.
type Group struct {
	Done    chan struct{} // closed when answers that hang are to end
	servers []*http.Server
	running sync.WaitGroup
	closing sync.Once
	mu      sync.Mutex // of servers
	stop    func() bool
}

// NewGroup makes a group without servers.
func NewGroup(ctx context.Context) *Group {
	g := &Group{Done: make(chan struct{})}
	g.stop = context.AfterFunc(ctx, g.end)
	return g
}

// Serve begins to serve a listener, with TLS where the server has settings for it.
func (g *Group) Serve(server *http.Server, l net.Listener) {
	g.mu.Lock()
	defer g.mu.Unlock()
	select {
	case <-g.Done: // it has ended already
		l.Close()
		return
	default:
	}
	g.servers = append(g.servers, server)
	g.running.Go(func() { // both end with ErrServerClosed
		if server.TLSConfig != nil {
			_ = server.ServeTLS(l, "", "")
		} else {
			_ = server.Serve(l)
		}
	})
}

// Close stops the servers at once and waits until they have ended.
func (g *Group) Close() error {
	g.stop()
	g.end()
	g.running.Wait()
	return nil
}

// end closes the servers and lets hanging answers go.
func (g *Group) end() {
	g.closing.Do(func() {
		close(g.Done)
		g.mu.Lock()
		defer g.mu.Unlock()
		for _, server := range g.servers {
			_ = server.Close()
		}
	})
}
