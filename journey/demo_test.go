// Package journey_test drives the whole program as people do: the built program with its demonstration, a real browser, the
// simulated phone and bank.
package journey_test

import (
	"bufio"
	"context"
	"database/sql"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib" // the driver of the second engine
)

// program is the built program; browser is the context of the one Chromium that all windows belong to.
var (
	program string
	browser context.Context
)

// TestMain builds the program and starts the browser, each once.
func TestMain(m *testing.M) { os.Exit(run(m)) }

func run(m *testing.M) int {
	dir, err := os.MkdirTemp("", "bistand-journey-")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer os.RemoveAll(dir)
	program = filepath.Join(dir, "bistand")
	build := exec.Command("go", "build", "-o", program, "bistand/cmd/bistand")
	build.Stdout, build.Stderr = os.Stderr, os.Stderr
	if err := build.Run(); err != nil {
		fmt.Fprintln(os.Stderr, "build the program:", err)
		return 1
	}
	end, err := startBrowser(filepath.Join(dir, "chromium"))
	if err != nil {
		fmt.Fprintln(os.Stderr, "start Chromium (make install):", err)
		return 1
	}
	defer end()
	return m.Run()
}

// engine is a kind of database that the demonstration keeps its registers in.
type engine string

const (
	sqlite   engine = "sqlite"
	postgres engine = "postgres"
)

// demo is a running demonstration with the addresses that it printed.
type demo struct {
	lund, phone, outbox, answers, population string
	end                                      func() // ends it before its test does
}

// printed are the lines that give the addresses.
var printed = map[string]*regexp.Regexp{
	"lund":       regexp.MustCompile(`lund +(http://lund\.localhost:\d+)`),
	"phone":      regexp.MustCompile(`phone +(http://\S+)`),
	"outbox":     regexp.MustCompile(`Mail and SMS sent +(http://\S+)`),
	"answers":    regexp.MustCompile(`Authorities' answers +(http://\S+)`),
	"population": regexp.MustCompile(`Population register +(http://\S+)`),
}

// beginning is when the demonstration's clock begins: a Tuesday morning in a month whose next one has a norm, outside every
// maintenance window.
const beginning = "2026-11-10T09:00:00+01:00"

// startDemo starts the program's demonstration at a time, with the registers of a folder or new ones in an empty one, and ends it with the test.
func startDemo(t *testing.T, e engine, now, folder string) demo {
	t.Helper()
	args := []string{"demo", "--listen", "127.0.0.1:0", "--data", folder, "--now", now}
	if e == postgres {
		args = append(args, "--postgres", postgresServer(t))
	}
	cmd := exec.Command(program, args...)
	log := &strings.Builder{}
	cmd.Stderr = log
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	end := sync.OnceFunc(func() { endDemo(t, cmd, log) })
	t.Cleanup(end)
	said := readWelcome(out)
	find := func(what string) string {
		match := printed[what].FindStringSubmatch(said)
		if match == nil {
			t.Fatalf("the demonstration printed no address of %s:\n%s%s", what, said, log)
		}
		return match[1]
	}
	d := demo{lund: find("lund"), phone: find("phone"), outbox: find("outbox"), answers: find("answers"), population: find("population"), end: end}
	d.waitUntilHealthy(t)
	return d
}

// readWelcome reads what the demonstration prints until it says how to end it; what comes later is read and dropped.
func readWelcome(out io.Reader) string {
	var said strings.Builder
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		said.WriteString(lines.Text() + "\n")
		if strings.HasPrefix(lines.Text(), "End with") {
			break
		}
	}
	go io.Copy(io.Discard, out)
	return said.String()
}

// endDemo ends the program as Ctrl-C does; it must end by itself, without an error, and must not have met one.
func endDemo(t *testing.T, cmd *exec.Cmd, log *strings.Builder) {
	cmd.Process.Signal(syscall.SIGINT)
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	select {
	case err := <-ended:
		if err != nil {
			t.Errorf("the demonstration ended with %v:\n%s", err, log)
		}
	case <-time.After(15 * time.Second):
		cmd.Process.Kill()
		t.Errorf("the demonstration did not end:\n%s", log)
	}
	for line := range strings.Lines(log.String()) {
		if strings.Contains(line, "level=ERROR") {
			t.Errorf("the program logged an error: %s", line)
		}
	}
}

func (d demo) waitUntilHealthy(t *testing.T) {
	t.Helper()
	port := d.lund[strings.LastIndex(d.lund, ":"):]
	for deadline := time.Now().Add(20 * time.Second); time.Now().Before(deadline); time.Sleep(20 * time.Millisecond) {
		answer, err := http.Get("http://127.0.0.1" + port + "/healthz")
		if err != nil {
			continue
		}
		answer.Body.Close()
		if answer.StatusCode == http.StatusOK {
			return
		}
	}
	t.Fatal("/healthz did not answer 200 within 20 s")
}

// postgresServer returns the address of the PostgreSQL server of the tests, with the demonstration's databases taken away.
// They bear fixed names, so that only one demonstration at a time can use the server.
func postgresServer(t *testing.T) string {
	t.Helper()
	address := os.Getenv("BISTAND_POSTGRES")
	if address == "" {
		t.Fatal("BISTAND_POSTGRES names no PostgreSQL server (make test starts one)")
	}
	server, err := sql.Open("pgx", address)
	if err != nil {
		t.Fatal(err)
	}
	defer server.Close()
	for _, slug := range []string{"lund", "borlange", "goteborg", "hoganas"} {
		if _, err := server.Exec("DROP DATABASE IF EXISTS bistand_" + slug + " WITH (FORCE)"); err != nil {
			t.Fatalf("take away an earlier database: %v", err)
		}
	}
	if _, err := url.Parse(address); err != nil {
		t.Fatal(err)
	}
	return address
}
