package loopback_test

import (
	"context"
	"net"
	"net/http"
	"testing"

	"bistand/loopback"
)

func TestOnlyThisMachineIsServed(t *testing.T) {
	for _, address := range []string{"", "127.0.0.1:0", "localhost:0", "[::1]:0"} {
		l, err := loopback.Listen(address)
		if err != nil {
			t.Errorf("%q: %v", address, err)
			continue
		}
		l.Close()
	}
	for _, address := range []string{":0", "0.0.0.0:0", "[::]:0", "192.0.2.17:0", "example.org:0", "127.0.0.1"} {
		if l, err := loopback.Listen(address); err == nil {
			t.Errorf("%q: listens on %s", address, l.Addr())
			l.Close()
		}
	}
}

// Servers end when they are closed and when their context ends, with answers that hang, and what is begun afterwards is not served.
func TestServersEndTogether(t *testing.T) {
	for _, how := range []string{"closed", "context"} {
		ctx, cancel := context.WithCancel(t.Context())
		g := loopback.NewGroup(ctx)
		hangs := make(chan struct{})
		l, err := loopback.Listen("")
		if err != nil {
			t.Fatal(err)
		}
		g.Serve(loopback.HTTP(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { close(hangs); <-g.Done })), l)
		go http.Get("http://" + l.Addr().String())
		<-hangs
		if how == "context" {
			cancel()
			<-g.Done
		}
		if err := g.Close(); err != nil {
			t.Errorf("%s: %v", how, err)
		}
		if c, err := net.Dial("tcp", l.Addr().String()); err == nil {
			c.Close()
			t.Errorf("%s: still served", how)
		}
		late, err := loopback.Listen("")
		if err != nil {
			t.Fatal(err)
		}
		g.Serve(loopback.HTTP(http.NotFoundHandler()), late)
		if c, err := net.Dial("tcp", late.Addr().String()); err == nil {
			c.Close()
			t.Errorf("%s: served afterwards", how)
		}
		cancel()
	}
}
