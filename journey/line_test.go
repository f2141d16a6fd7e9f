package journey_test

import (
	"io"
	"net"
	"net/url"
	"sync"
	"testing"
)

// badLine is a line to the service that breaks where it is told to, and counts what browsers send.
type badLine struct {
	to    string
	at    net.Listener
	mu    sync.Mutex
	sent  int
	cuts  []int // how much has been sent when it breaks, in order
	down  bool
	calls map[net.Conn]bool
}

// overBadLine lets the journey's windows reach the service by a line of its own.
func (r *journey) overBadLine(t *testing.T) *badLine {
	t.Helper()
	address, err := url.Parse(r.demo.lund)
	if err != nil {
		t.Fatal(err)
	}
	at, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	l := &badLine{to: "127.0.0.1:" + address.Port(), at: at, calls: map[net.Conn]bool{}}
	t.Cleanup(func() {
		at.Close()
		l.breaks()
	})
	go l.listen()
	_, port, _ := net.SplitHostPort(at.Addr().String())
	r.demo.lund = "http://" + address.Hostname() + ":" + port
	return l
}

func (l *badLine) listen() {
	for {
		call, err := l.at.Accept()
		if err != nil {
			return
		}
		go l.carry(call)
	}
}

// carry carries one connection until it ends, or the line breaks.
func (l *badLine) carry(call net.Conn) {
	defer call.Close()
	l.mu.Lock()
	down := l.down
	l.calls[call] = true
	l.mu.Unlock()
	defer func() {
		l.mu.Lock()
		delete(l.calls, call)
		l.mu.Unlock()
	}()
	if down {
		return
	}
	service, err := net.Dial("tcp", l.to)
	if err != nil {
		return
	}
	defer service.Close()
	go func() {
		_, _ = io.Copy(call, service)
		call.Close()
	}()
	_, _ = io.Copy(service, io.TeeReader(call, l))
}

// Write counts what is sent, and breaks the line where it is to break.
func (l *badLine) Write(b []byte) (int, error) {
	l.mu.Lock()
	l.sent += len(b)
	cut := len(l.cuts) > 0 && l.sent >= l.cuts[0]
	if cut {
		l.cuts, l.down = l.cuts[1:], true
	}
	l.mu.Unlock()
	if cut {
		l.breaks()
	}
	return len(b), nil
}

// breaks ends all that is under way.
func (l *badLine) breaks() {
	l.mu.Lock()
	defer l.mu.Unlock()
	for call := range l.calls {
		call.Close()
	}
}

// breakAt lets the line break when so much more has been sent.
func (l *badLine) breakAt(after ...int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.sent, l.cuts = 0, after
}

// up mends the line.
func (l *badLine) up() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.down = false
}

// carried is how much has been sent since breakAt, and how many times it has yet to break.
func (l *badLine) carried() (sent, cuts int, down bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.sent, len(l.cuts), l.down
}
