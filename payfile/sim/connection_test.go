package sim_test

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/pkg/sftp"
	"golang.org/x/crypto/ssh"

	"bistand/payfile"
	"bistand/payfile/sim"
)

func TestSameFileAgainIsOnePayment(t *testing.T) {
	server, bank, _ := start(t, sim.Behaviour{SettleAtOnce: true})
	b := batch("M1")
	send(t, server, bank, b)
	send(t, server, bank, b) // same name, same content: nothing happens
	if n := len(server.Received()); n != 1 {
		t.Fatalf("the bank took %d files", n)
	}
	// Same name, other content.
	other := batch("M1")
	other.Payments[0].Amount++
	if err := bank.Upload(t.Context(), "M1.xml", file(t, other)); !errors.Is(err, payfile.ErrOtherFile) {
		t.Errorf("error %v", err)
	}
	// Shorter content, so that only the length tells.
	if err := bank.Upload(t.Context(), "M1.xml", []byte("x")); !errors.Is(err, payfile.ErrOtherFile) {
		t.Errorf("error %v", err)
	}
	// Other name, same message: the bank rejects it, which must not undo the first.
	if err := bank.Upload(t.Context(), "M1-again.xml", file(t, b)); err != nil {
		t.Fatal(err)
	}
	server.Tick()
	expect(t, bank, b, "accepted accepted accepted", "executed executed executed", "pending:DU01 pending:DU01 pending:DU01")
	if got := server.Received(); len(got) != 2 || got[0].Settled != 3 || got[1].Settled != 0 {
		t.Errorf("received %+v", got)
	}
}

func TestManyUploadsOfOneFileAtOnce(t *testing.T) {
	server, bank, _ := start(t, sim.Behaviour{})
	content := file(t, batch("M1"))
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			if err := bank.Upload(t.Context(), "M1.xml", content); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	server.Tick()
	if n := len(server.Received()); n != 1 {
		t.Errorf("the bank took %d files", n)
	}
}

func TestConnectionCutInMidUpload(t *testing.T) {
	server, bank, _ := start(t, sim.Behaviour{})
	b := batch("M1")
	p := b.Payments[0]
	for i := range 2000 { // more than one packet
		p.EndToEnd = fmt.Sprintf("M1-%d", i+10)
		b.Payments = append(b.Payments, p)
	}
	for _, n := range []int64{1, 40_000, 700_000} {
		server.CutNextUpload(n)
		if err := bank.Upload(t.Context(), "M1.xml", file(t, b)); err == nil {
			t.Fatalf("cut after %d bytes: no error", n)
		}
		server.Tick()
		if got := server.Received(); len(got) != 0 {
			t.Fatalf("the bank took half a file: %+v", got)
		}
	}
	send(t, server, bank, b)
	if got := server.Received(); len(got) != 1 || got[0].Payments != 2003 || got[0].Status != payfile.CustomerAccepted {
		t.Errorf("received %+v", got)
	}
}

func TestAnswersThatGoWrong(t *testing.T) {
	later := tuesday.Add(time.Hour)
	for _, c := range []struct {
		answer           sim.Answer
		atOnce           []string
		unreadableAtOnce int
		afterAnHour      []string
	}{
		{sim.AnswerNone, nil, 0, nil},
		{sim.AnswerLate, nil, 0, []string{"accepted accepted accepted"}},
		{sim.AnswerHalf, nil, 1, []string{"accepted accepted accepted"}},
		{sim.AnswerGarbage, nil, 1, []string{"accepted accepted accepted"}},
		{sim.AnswerTwice, []string{"accepted accepted accepted", "accepted accepted accepted"}, 0, nil},
	} {
		t.Run(string(c.answer), func(t *testing.T) {
			server, bank, clock := start(t, sim.Behaviour{Answer: c.answer, Delay: time.Hour})
			b := batch("M1")
			send(t, server, bank, b)
			outcomes, unreadable := answers(t, bank, b)
			if len(outcomes) != len(c.atOnce) || unreadable != c.unreadableAtOnce {
				t.Errorf("%d answers and %d unreadable at once", len(outcomes), unreadable)
			}
			clock.set(later)
			server.Tick()
			expect(t, bank, b, c.afterAnHour...)
			// In the end each is settled once.
			server.Change(func(b *sim.Behaviour) { b.Answer = sim.AnswerPrompt })
			server.SettleNow()
			server.SettleNow()
			expect(t, bank, b, "executed executed executed")
		})
	}
}

func TestBankThatRefusesConnections(t *testing.T) {
	server, bank, _ := start(t, sim.Behaviour{})
	if err := server.Refuse(t.Context(), true); err != nil {
		t.Fatal(err)
	}
	b := batch("M1")
	if err := bank.Upload(t.Context(), "M1.xml", file(t, b)); !errors.Is(err, syscall.ECONNREFUSED) {
		t.Errorf("upload: error %v", err)
	}
	if _, err := bank.FetchReports(t.Context()); !errors.Is(err, syscall.ECONNREFUSED) {
		t.Errorf("fetch: error %v", err)
	}
	if err := server.Refuse(t.Context(), false); err != nil {
		t.Fatal(err)
	}
	send(t, server, bank, b)
	expect(t, bank, b, "accepted accepted accepted")
}

func TestBankThatSaysNothing(t *testing.T) {
	silent, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer silent.Close()
	server, _, _ := start(t, sim.Behaviour{})
	config := server.ClientConfig()
	config.Address, config.Timeout = silent.Addr().String(), 100*time.Millisecond
	bank := connect(t, config)
	if _, err := bank.FetchReports(t.Context()); err == nil || !strings.Contains(err.Error(), "silent for 100ms") {
		t.Errorf("error %v", err)
	}
	// The caller's patience can be shorter than that.
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	if err := bank.Upload(ctx, "M1.xml", []byte("x")); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("error %v", err)
	}
}

func TestOnlyTheRightKeysTalk(t *testing.T) {
	server, _, _ := start(t, sim.Behaviour{})
	other, _, _ := start(t, sim.Behaviour{})
	stranger := server.ClientConfig()
	stranger.Key = other.ClientConfig().Key
	if _, err := connect(t, stranger).FetchReports(t.Context()); err == nil {
		t.Error("the bank let in an unknown key")
	}
	deceived := server.ClientConfig()
	deceived.HostKey = other.ClientConfig().HostKey
	if err := connect(t, deceived).Upload(t.Context(), "M1.xml", []byte("x")); err == nil {
		t.Error("the file went to a server with another host key")
	}
	unknown := server.ClientConfig()
	unknown.User = "annan"
	if _, err := connect(t, unknown).FetchReports(t.Context()); err == nil {
		t.Error("the bank let in an unknown user")
	}
	if len(server.Received()) > 0 {
		t.Error("the bank took a file")
	}
}

func TestBankNeedsItsSettings(t *testing.T) {
	server, _, _ := start(t, sim.Behaviour{})
	for name, change := range map[string]func(*payfile.BankConfig){
		"key":      func(c *payfile.BankConfig) { c.Key = nil },
		"host key": func(c *payfile.BankConfig) { c.HostKey = nil },
		"address":  func(c *payfile.BankConfig) { c.Address = "" },
		"user":     func(c *payfile.BankConfig) { c.User = "" },
		"in":       func(c *payfile.BankConfig) { c.UploadDir = "" },
		"out":      func(c *payfile.BankConfig) { c.ReportDir = "" },
	} {
		config := server.ClientConfig()
		change(&config)
		if _, err := payfile.NewBank(config); err == nil {
			t.Errorf("without %s: no error", name)
		}
	}
	if _, err := sim.Start(t.Context(), sim.Config{}); err == nil {
		t.Error("a bank without a clock started")
	}
}

func TestFileNamesThatAreNone(t *testing.T) {
	_, bank, _ := start(t, sim.Behaviour{})
	for _, name := range []string{"", ".", "..", "../x", "a/b", ".hidden", "x.part", "å.xml", "a b", strings.Repeat("x", 201)} {
		if err := bank.Upload(t.Context(), name, nil); !errors.Is(err, payfile.ErrFileName) {
			t.Errorf("upload %q: error %v", name, err)
		}
		if err := bank.Ack(t.Context(), name); !errors.Is(err, payfile.ErrFileName) {
			t.Errorf("ack %q: error %v", name, err)
		}
	}
	if err := bank.Ack(t.Context(), "gone.xml"); err != nil {
		t.Errorf("ack of what is gone: %v", err)
	}
}

func TestTooLargeReportDoesNotHoldUpTheOthers(t *testing.T) {
	spool := t.TempDir()
	server, err := sim.Start(t.Context(), sim.Config{Now: (&clock{at: tuesday}).now, Random: rand.Reader, Spool: spool})
	if err != nil {
		t.Fatal(err)
	}
	defer server.Close()
	bank := connect(t, server.ClientConfig())
	large, err := os.Create(filepath.Join(spool, "out", "0-large.xml"))
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(large.Truncate(payfile.MaxStatus+1), large.Close()); err != nil {
		t.Fatal(err)
	}
	send(t, server, bank, batch("M1"))
	reports, err := bank.FetchReports(t.Context())
	if !errors.Is(err, payfile.ErrTooLarge) || len(reports) != 1 {
		t.Errorf("%d reports, error %v", len(reports), err)
	}
}

func TestNothingOutsideTheSpoolIsReached(t *testing.T) {
	server, _, _ := start(t, sim.Behaviour{})
	config := server.ClientConfig()
	shell, err := ssh.Dial("tcp", config.Address, &ssh.ClientConfig{
		User: config.User, Auth: []ssh.AuthMethod{ssh.PublicKeys(config.Key)}, HostKeyCallback: ssh.FixedHostKey(config.HostKey),
	})
	if err != nil {
		t.Fatal(err)
	}
	defer shell.Close()
	client, err := sftp.NewClient(shell)
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	if _, err := client.Open("/../../../../etc/passwd"); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("open: %v", err)
	}
	if _, err := client.Create("/out/forged.xml"); err == nil {
		t.Error("a report could be forged")
	}
	if err := client.Symlink("/etc/passwd", "/in/x"); err == nil {
		t.Error("a link was made")
	}
	if err := client.Remove("/in/M1.xml"); err == nil {
		t.Error("a payment file was removed")
	}
}
