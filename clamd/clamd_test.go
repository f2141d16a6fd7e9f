package clamd_test

import (
	"context"
	"errors"
	"io"
	"net"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"testing/iotest"
	"time"

	"go.uber.org/goleak"

	"bistand/clamd"
	"bistand/clamd/sim"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// clock is a clock that the test moves.
type clock struct{ at atomic.Int64 }

func (c *clock) now() time.Time          { return time.Unix(c.at.Load(), 0) }
func (c *clock) forward(d time.Duration) { c.at.Add(int64(d / time.Second)) }

func start(t *testing.T, network, address string) (*sim.Daemon, *clamd.Client, *clock) {
	t.Helper()
	daemon, err := sim.Start(network, address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(daemon.Stop)
	clock := &clock{}
	client, err := clamd.New(clamd.Config{Address: daemon.Address(), Now: clock.now})
	if err != nil {
		t.Fatal(err)
	}
	return daemon, client, clock
}

func TestX9_FilesAreScanned(t *testing.T) {
	for _, where := range [][2]string{{"tcp", "127.0.0.1:0"}, {"unix", filepath.Join(t.TempDir(), "clamd.ctl")}} {
		_, client, _ := start(t, where[0], where[1])
		for name, test := range map[string]struct{ file, found string }{
			"clean":            {"%PDF-1.7", ""},
			"nothing":          {"", ""},
			"large":            {strings.Repeat("x", 1<<20+17), ""},
			"virus":            {sim.EICAR, "Eicar-Test-Signature"},
			"virus far within": {strings.Repeat("x", 64<<10-9) + sim.EICAR + "y", "Eicar-Test-Signature"},
		} {
			got, err := client.Scan(t.Context(), iotest.HalfReader(strings.NewReader(test.file)))
			if err != nil || got.Found != test.found || got.Version != sim.Version {
				t.Errorf("%s by %s: %+v, %v", name, where[0], got, err)
			}
		}
	}
}

// Whatever goes wrong, a file is never called clean that was not looked through, and nobody waits longer than they said.
func TestX9_NothingIsCleanUnlessTheScannerSaysSo(t *testing.T) {
	daemon, client, clock := start(t, "tcp", "127.0.0.1:0")
	for _, how := range []sim.Behaviour{sim.Hang, sim.Close, sim.Garbage, sim.Half, sim.Endless, sim.TooLarge, sim.TooSoon, sim.Slow} {
		daemon.Behave(how, time.Minute)
		ctx, cancel := context.WithTimeout(t.Context(), 700*time.Millisecond)
		started := time.Now()
		size := 256 << 10
		if how == sim.TooSoon {
			size = 32 << 20 // more than lies on the way between the two: what does not, was not looked through
		}
		got, err := client.Scan(ctx, strings.NewReader(strings.Repeat("x", size)))
		cancel()
		if err == nil || got != (clamd.Verdict{}) || time.Since(started) > 5*time.Second {
			t.Errorf("%s: %+v, %v after %v", how, got, err, time.Since(started))
		}
		if (how == sim.Hang || how == sim.Slow) != errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("%s: %v", how, err)
		}
		if errors.Is(err, clamd.ErrTooLarge) != (how == sim.TooLarge) {
			t.Errorf("%s: %v", how, err)
		}
		clock.forward(time.Minute)
	}
	daemon.Behave(sim.Slow, 50*time.Millisecond)
	if got, err := client.Scan(t.Context(), strings.NewReader("x")); err != nil || got.Found != "" {
		t.Errorf("a slow answer in time: %+v, %v", got, err)
	}
	daemon.Behave(sim.Well, 0)
	lineCut := errors.New("line cut")
	if _, err := client.Scan(t.Context(), io.MultiReader(strings.NewReader("x"), iotest.ErrReader(lineCut))); !errors.Is(err, lineCut) {
		t.Errorf("a file that cannot be read: %v", err)
	}
	if _, err := client.Scan(t.Context(), strings.NewReader("x")); err != nil {
		t.Errorf("the scanner was blamed for a file that could not be read: %v", err)
	}
}

// A scanner that fails is left alone for half a minute, and asked again after that.
func TestAFailingScannerRests(t *testing.T) {
	daemon, client, clock := start(t, "tcp", "127.0.0.1:0")
	daemon.Behave(sim.Garbage, 0)
	if _, err := client.Scan(t.Context(), strings.NewReader("x")); err == nil {
		t.Fatal("garbage was believed")
	}
	daemon.Behave(sim.Well, 0)
	asked := daemon.Asked()
	if _, err := client.Scan(t.Context(), strings.NewReader("x")); !errors.Is(err, clamd.ErrResting) || daemon.Asked() != asked {
		t.Errorf("at once: %v, asked %d times", err, daemon.Asked()-asked)
	}
	clock.forward(30 * time.Second)
	if _, err := client.Scan(t.Context(), strings.NewReader("x")); err != nil {
		t.Errorf("after half a minute: %v", err)
	}
}

func TestNobodyListens(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	client, err := clamd.New(clamd.Config{Address: "tcp://" + listener.Addr().String(), Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	listener.Close()
	if _, err := client.Scan(t.Context(), strings.NewReader("x")); err == nil {
		t.Error("scanned by nobody")
	}
	for _, bad := range []string{"", "localhost:3310", "http://localhost", "tcp://", "unix:"} {
		if _, err := clamd.New(clamd.Config{Address: bad, Now: time.Now}); err == nil {
			t.Errorf("took the address %q", bad)
		}
	}
}

// FuzzAnswers has the daemon answer anything: nothing but its two words counts as a verdict.
func FuzzAnswers(f *testing.F) {
	for _, line := range []string{"stream: OK\x00", "stream: X FOUND\x00", "stream:  FOUND\x00", "INSTREAM size limit exceeded. ERROR\x00", "stream: OK", "\x00", "ClamAV\x00"} {
		f.Add([]byte(line))
	}
	f.Fuzz(func(t *testing.T, line []byte) {
		listener, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		defer listener.Close()
		go func() {
			for range 2 {
				conn, err := listener.Accept()
				if err != nil {
					return
				}
				command := make([]byte, 9)
				_, _ = io.ReadFull(conn, command)
				if string(command) == "zVERSION\x00" {
					_, _ = io.WriteString(conn, sim.Version+"\x00")
				} else {
					_, _ = io.CopyN(io.Discard, conn, 1+4+1+4)
					_, _ = conn.Write(line)
				}
				conn.Close()
			}
		}()
		client, err := clamd.New(clamd.Config{Address: "tcp://" + listener.Addr().String(), Now: time.Now})
		if err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
		defer cancel()
		got, err := client.Scan(ctx, strings.NewReader("x"))
		said, _, whole := strings.Cut(string(line), "\x00")
		said = strings.TrimSpace(said)
		if err == nil && (!whole || got.Found == "" && said != "stream: OK" || got.Found != "" && said != "stream: "+got.Found+" FOUND") {
			t.Errorf("%q was taken as %+v", line, got)
		}
	})
}
