// Package sim is a stand-in for ClamAV's daemon: it speaks its protocol over a real socket and finds the EICAR test file,
// which every scanner finds and which harms nobody.
package sim

import (
	"bufio"
	"bytes"
	"context"
	"encoding/binary"
	"io"
	"net"
	"strings"
	"sync"
	"time"
)

// EICAR is the test file. It is put together here, so that scanners do not take this program for it.
// Source: EICAR, Anti-Malware Testfile.
var EICAR = `X5O!P%@AP[4\PZX54(P^)7CC)7}$` + "EICAR-STANDARD-ANTIVIRUS-TEST-FILE" + `!$H+H*`

// Behaviour is how the daemon answers.
type Behaviour string

// The ways to answer.
const (
	Well     Behaviour = ""         // as it should
	Slow     Behaviour = "slow"     // after Delay
	Hang     Behaviour = "hang"     // never
	Close    Behaviour = "close"    // closes in the middle of the file
	Garbage  Behaviour = "garbage"  // neither OK nor FOUND
	Half     Behaviour = "half"     // breaks off in the middle of its answer
	Endless  Behaviour = "endless"  // an answer without end
	TooLarge Behaviour = "toolarge" // takes no more than 1 KB
	TooSoon  Behaviour = "toosoon"  // says OK before it has seen the file
)

// Version is what it says of itself.
const Version = "ClamAV 1.4.3/27790/Wed Nov 25 09:12:00 2026"

// Daemon is a running stand-in.
type Daemon struct {
	listener net.Listener
	ctx      context.Context
	cancel   context.CancelFunc
	open     sync.WaitGroup

	mu    sync.Mutex
	how   Behaviour
	delay time.Duration
	asked int
}

// Start listens on an address: ("tcp", "127.0.0.1:0") or ("unix", path).
func Start(network, address string) (*Daemon, error) {
	listener, err := net.Listen(network, address)
	if err != nil {
		return nil, err
	}
	d := &Daemon{listener: listener}
	d.ctx, d.cancel = context.WithCancel(context.Background())
	d.open.Go(d.serve)
	return d, nil
}

// Address is what the client's settings say.
func (d *Daemon) Address() string {
	a := d.listener.Addr()
	if a.Network() == "unix" {
		return "unix:" + a.String()
	}
	return a.Network() + "://" + a.String()
}

// Behave changes how it answers from now on.
func (d *Daemon) Behave(how Behaviour, delay time.Duration) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.how, d.delay = how, delay
}

// Asked counts the files that it was asked about.
func (d *Daemon) Asked() int {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.asked
}

// Stop ends it with every connection.
func (d *Daemon) Stop() {
	d.cancel()
	_ = d.listener.Close()
	d.open.Wait()
}

func (d *Daemon) serve() {
	for {
		conn, err := d.listener.Accept()
		if err != nil {
			return
		}
		d.open.Go(func() {
			defer conn.Close()
			stop := context.AfterFunc(d.ctx, func() { _ = conn.Close() })
			defer stop()
			d.answer(conn)
		})
	}
}

// answer answers one connection, which carries one command.
func (d *Daemon) answer(conn net.Conn) {
	r := bufio.NewReader(conn)
	command, err := r.ReadString(0)
	if err != nil {
		return
	}
	d.mu.Lock()
	how, delay := d.how, d.delay
	if command == "zINSTREAM\x00" {
		d.asked++
	}
	d.mu.Unlock()
	say := func(line string) { _, _ = io.WriteString(conn, line+"\x00") }
	switch command {
	case "zPING\x00":
		say("PONG")
	case "zVERSION\x00":
		if how == Hang {
			<-d.ctx.Done()
			return
		}
		say(Version)
	case "zINSTREAM\x00":
		if how == TooSoon {
			say("stream: OK")
			return
		}
		file, whole := d.receive(r, how)
		if whole {
			d.verdict(conn, say, file, how, delay)
		} else if how == TooLarge {
			say("INSTREAM size limit exceeded. ERROR")
		}
	default:
		say("UNKNOWN COMMAND")
	}
}

// receive reads the pieces of a file; whole is false where it broke off, by whoever's doing.
func (d *Daemon) receive(r io.Reader, how Behaviour) (file []byte, whole bool) {
	for {
		var length [4]byte
		if _, err := io.ReadFull(r, length[:]); err != nil {
			return nil, false
		}
		n := binary.BigEndian.Uint32(length[:])
		switch {
		case n == 0:
			return file, true
		case how == TooLarge && len(file)+int(n) > 1<<10, n > 32<<20, how == Close:
			return nil, false
		}
		piece := make([]byte, n)
		if _, err := io.ReadFull(r, piece); err != nil {
			return nil, false
		}
		file = append(file, piece...)
	}
}

// verdict says what was found.
func (d *Daemon) verdict(conn net.Conn, say func(string), file []byte, how Behaviour, delay time.Duration) {
	line := "stream: OK"
	if bytes.Contains(file, []byte(EICAR)) {
		line = "stream: Eicar-Test-Signature FOUND"
	}
	switch how {
	case Slow:
		select {
		case <-time.After(delay):
		case <-d.ctx.Done():
			return
		}
	case Hang:
		<-d.ctx.Done()
		return
	case Garbage:
		line = "stream: perhaps"
	case Half:
		_, _ = io.WriteString(conn, line[:len(line)-1])
		return
	case Endless:
		_, _ = io.WriteString(conn, strings.Repeat("stream: OK ", 1<<16))
		return
	}
	say(line)
}
