package main

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"
)

// binary builds the program once for the tests of the command line.
func binary(t *testing.T) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "bistand")
	build := exec.Command("go", "build", "-o", file, ".")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("build: %v\n%s", err, out)
	}
	return file
}

// The demonstration as a newcomer starts it: ready after two seconds of work at most, all four municipalities answer by their
// hosts, and Ctrl-C ends it cleanly with nothing left behind. Its simulators find prime numbers for their keys, which takes a
// tenth of a second or a whole one: the luckiest of a few starts counts.
func TestX16_DemoIsReadyAndEndsCleanly(t *testing.T) {
	program := binary(t)
	least := startAndEnd(t, program)
	for tries := 1; least > 2*time.Second && tries < 5; tries++ {
		least = min(least, startAndEnd(t, program))
	}
	if least > 2*time.Second {
		t.Errorf("ready after %v of work", least)
	}
}

// startAndEnd runs the demonstration once and returns the processor time that it took: the clock on the wall also counts
// whatever else the machine is at.
func startAndEnd(t *testing.T, program string) time.Duration {
	temp := t.TempDir()
	cmd := exec.Command(program, "demo", "--listen", "127.0.0.1:0")
	cmd.Env = append(os.Environ(), "TMPDIR="+temp)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	var logs bytes.Buffer
	cmd.Stderr = &logs
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	defer cmd.Process.Kill()
	lines := bufio.NewScanner(out)
	port := ""
	for port == "" && lines.Scan() {
		if m := regexp.MustCompile(`http://localhost:(\d+)`).FindStringSubmatch(lines.Text()); m != nil {
			port = m[1]
		}
	}
	if port == "" {
		t.Fatalf("no address printed:\n%s", logs.String())
	}
	expect(t, "127.0.0.1:"+port, "/healthz", "ok")
	for slug, name := range map[string]string{"lund": "Lunds kommun", "borlange": "Borlänge kommun", "goteborg": "Göteborgs Stad", "hoganas": "Höganäs kommun"} {
		expect(t, slug+".localhost:"+port, "/", name)
		expect(t, "localhost:"+port, "/", name)
	}
	read := make(chan struct{})
	go func() { // the pipe must not fill up
		defer close(read)
		for lines.Scan() {
		}
	}()
	cmd.Process.Signal(syscall.SIGINT)
	<-read
	if err := cmd.Wait(); err != nil {
		t.Errorf("Ctrl-C: %v\n%s", err, logs.String())
	}
	if left, _ := filepath.Glob(filepath.Join(temp, "bistand-demo-*")); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
	return cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()
}

// expect asks a host for a page, over loopback whatever the host's name.
func expect(t *testing.T, host, path, want string) {
	t.Helper()
	_, port, _ := strings.Cut(host, ":")
	request, err := http.NewRequest("GET", "http://127.0.0.1:"+port+path, nil)
	if err != nil {
		t.Fatal(err)
	}
	request.Host = host
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	var body bytes.Buffer
	body.ReadFrom(answer.Body)
	if answer.StatusCode != 200 || !strings.Contains(body.String(), want) {
		t.Errorf("%s%s: status %d without %q", host, path, answer.StatusCode, want)
	}
}

func TestDemoIsServedToThisMachineOnly(t *testing.T) {
	for _, address := range []string{"0.0.0.0:0", ":0", "192.0.2.1:0", "example.org:80", "nonsense"} {
		if _, err := startDemo(context.Background(), demoCmd{Listen: address}); err == nil {
			t.Errorf("%s was listened on", address)
		}
	}
}

// What an operator does at the command line, on a register that the demonstration left.
func TestX3_VerifyAndMigrateAtTheCommandLine(t *testing.T) {
	folder := t.TempDir()
	d, err := startDemo(t.Context(), demoCmd{Listen: "127.0.0.1:0", Data: anyPath(folder)})
	if err != nil {
		t.Fatal(err)
	}
	if err := d.close(); err != nil {
		t.Fatal(err)
	}
	program := binary(t)
	register := "sqlite:" + filepath.Join(folder, "lund.db")
	run := func(want string, fails bool, args ...string) {
		t.Helper()
		out, err := exec.Command(program, args...).CombinedOutput()
		if (err != nil) != fails || !strings.Contains(string(out), want) {
			t.Errorf("bistand %v: %v, %s; want %q", args, err, out, want)
		}
	}
	run("steps", false, "verify", "--database", register)
	run("made again and the same", false, "verify", "--database", register)
	run("couple with children", false, "simulate", "--database", register, "--rules", "../../rules")
	run("name a register", true, "simulate", "--rules", "../../rules")
	run("as expected", false, "calc", "--lang", "en", "../../calc/testdata/scenarios/hoganas-hyra-over-tak.toml")
	run("is up to date", false, "migrate", "--database", register)
	run("in order", false, "rules", "check")
	run("bistand", false, "version")
	run("name a register", true, "verify")
	spoil(t, filepath.Join(folder, "lund.db"), "Ingrid Andersson")
	run("was altered", true, "verify", "--database", register)
}

// spoil changes one letter of a text wherever it stands in a file.
func spoil(t *testing.T, file, text string) {
	t.Helper()
	content, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	changed := bytes.ReplaceAll(content, []byte(text), []byte("X"+text[1:]))
	if bytes.Equal(content, changed) {
		t.Fatal(fmt.Errorf("%q is not in the register's file", text))
	}
	if err := os.WriteFile(file, changed, 0o600); err != nil {
		t.Fatal(err)
	}
}
