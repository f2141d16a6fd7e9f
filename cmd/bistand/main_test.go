package main

import (
	"io"
	"log/slog"
	"net/http"
	"net/netip"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"bistand/loopback"
)

func TestTheCommandLineIsRead(t *testing.T) {
	t.Setenv("HOME", "/home/anna")
	here, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	listen := "127.0.0.1:8080"
	for line, want := range map[string]command{
		"demo": &demoCmd{Listen: listen},
		"demo --data=~/demo --now 2026-11-10T09:00:00Z": &demoCmd{Listen: listen, Data: "/home/anna/demo", Now: time.Date(2026, 11, 10, 9, 0, 0, 0, time.UTC)},
		"serve lund.toml --plain":                       &serveCmd{Settings: anyPath(filepath.Join(here, "lund.toml")), Listen: listen, Plain: true},
		"serve --proxy 10.0.0.0/8,10::/16 --proxy=::1/128 /etc/b": &serveCmd{
			Settings: "/etc/b", Listen: listen,
			Proxy: networks{netip.MustParsePrefix("10.0.0.0/8"), netip.MustParsePrefix("10::/16"), netip.MustParsePrefix("::1/128")},
		},
		"migrate -s /etc/b":                   &migrateCmd{registerFlags{Settings: "/etc/b"}},
		"verify -d sqlite:lund.db":            &verifyCmd{registerFlags{Database: "sqlite:lund.db"}},
		"calc main.go calc.go --json":         &calcCmd{Files: []existingFile{existingFile(here + "/main.go"), existingFile(here + "/calc.go")}, JSON: true, Lang: "sv"},
		"simulate -d sqlite:x --rules .":      &simulateCmd{registerFlags: registerFlags{Database: "sqlite:x"}, Rules: existingDir(here)},
		"rules check":                         &rulesCheckCmd{},
		"rules check .":                       &rulesCheckCmd{Dir: existingDir(here)},
		"rules diff 2025 2026 -m 1284":        &rulesDiffCmd{A: "2025", B: "2026", Municipality: "1284"},
		"rules diff --municipality=1284 2 01": &rulesDiffCmd{A: "2", B: "01", Municipality: "1284"},
		"version":                             &versionCmd{},
	} {
		got, err := choose(newParser(), strings.Fields(line))
		if err != nil {
			t.Errorf("bistand %s: %v", line, err)
			continue
		}
		same := cmp.AllowUnexported(migrateCmd{}, verifyCmd{}, simulateCmd{})
		if diff := cmp.Diff(want, got, same, cmpopts.EquateComparable(netip.Prefix{})); diff != "" {
			t.Errorf("bistand %s: %s", line, diff)
		}
	}
}

func TestAMisusedCommandLineIsRefused(t *testing.T) {
	for line, want := range map[string]string{
		"":                             "a command is missing",
		"rules":                        "a command is missing",
		"nonsense":                     "nonsense",
		"serve":                        "SETTINGS is required",
		"serve a b":                    "'b'",
		"serve a --what":               "unknown argument --what",
		"serve a --proxy x":            "--proxy",
		"demo --now x":                 "--now",
		"demo --data":                  "missing value for --data",
		"calc":                         "FILE is required",
		"calc nowhere.toml":            "nowhere.toml: no such file",
		"calc .":                       "is a folder",
		"rules check nowhere":          "nowhere: no such file",
		"rules check main.go":          "main.go is no folder",
		"rules diff 2025":              "B is required",
		"simulate -d sqlite:x":         "RULES is required",
		"migrate -s a -d b":            "can't be used together",
		"simulate --rules . -s a -d b": "can't be used together",
	} {
		if got, err := choose(newParser(), strings.Fields(line)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("bistand %s: %#v, %v; want %q", line, got, err, want)
		}
	}
}

// What a person sees who asks, and who asks wrongly.
func TestTheCommandLineExplainsItself(t *testing.T) {
	program := binary(t)
	for line, want := range map[string][]string{
		"--help":              {"handles ekonomiskt bistånd.\n", "\n  simulate               Try other guidelines", `Run "bistand <command> --help"`},
		"serve --help":        {"Serve the municipalities of a settings file or folder.\nUsage: bistand serve ", " SETTINGS\n", "[default: 127.0.0.1:8080]", "--proxy CIDR"},
		"rules -h":            {"Work with norms and guidelines.\n", "\n  diff                   Tell what changed"},
		"rules diff x --help": {"Tell what changed between two days, years, rule files or folders.\n", "--municipality MUNICIPALITY, -m MUNICIPALITY"},
	} {
		out, err := exec.Command(program, strings.Fields(line)...).Output()
		if err != nil {
			t.Errorf("bistand %s: %v", line, err)
		}
		for _, text := range want {
			if !strings.Contains(string(out), text) {
				t.Errorf("bistand %s lacks %q:\n%s", line, text, out)
			}
		}
	}
	wrong := exec.Command(program, "serve")
	var told strings.Builder
	wrong.Stderr = &told
	out, _ := wrong.Output()
	if wrong.ProcessState.ExitCode() != 80 || told.String() != "bistand: error: SETTINGS is required\n" || !strings.Contains(string(out), "Usage: bistand serve") {
		t.Errorf("bistand serve: status %d, %s%s", wrong.ProcessState.ExitCode(), told.String(), out)
	}
}

// What a server sends after the end of its answer may be about anyone, and must not be printed.
func TestNothingOfAnAnswerIsLogged(t *testing.T) {
	before := slog.Default()
	t.Cleanup(func() { slog.SetDefault(before) })
	var logged syncBuffer
	logTo(&logged)
	listener, err := loopback.Listen("")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	gone := make(chan struct{})
	go func() {
		defer close(gone)
		connection, err := listener.Accept()
		if err != nil {
			return
		}
		defer connection.Close()
		io.ReadAtLeast(connection, make([]byte, 4096), 1)
		io.WriteString(connection, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
		time.Sleep(50 * time.Millisecond) // until the connection rests
		io.WriteString(connection, "Fatima Exempel 19850314")
		io.ReadAll(connection) // until the client has seen it and gone
	}()
	answer, err := http.Get("http://" + listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	io.ReadAll(answer.Body)
	answer.Body.Close()
	<-gone
	if text := logged.String(); strings.Contains(text, "Fatima") {
		t.Errorf("logged: %s", text)
	}
	slog.Warn("our own")
	if !strings.Contains(logged.String(), "our own") {
		t.Error("what we write is not logged")
	}
}

// syncBuffer is text that several write.
type syncBuffer struct {
	mu sync.Mutex
	b  strings.Builder
}

func (s *syncBuffer) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.Write(p)
}

func (s *syncBuffer) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.String()
}
