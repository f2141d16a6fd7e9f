package proof_test

import (
	"bytes"
	"fmt"
	"log/slog"
	"os"
	"strings"
	"sync"
	"testing"
)

// TestMain runs the proofs; started by the proof of kill -9 it is the process that is to be killed.
func TestMain(m *testing.M) {
	if path := os.Getenv(childEnv); path != "" {
		fmt.Fprintln(os.Stderr, runChild(path))
		os.Exit(1)
	}
	slog.SetDefault(slog.New(slog.NewTextHandler(&logged, &slog.HandlerOptions{Level: slog.LevelDebug})))
	os.Exit(m.Run())
}

// logged is what the program has logged, for proofs about what it must not say there.
var logged logbook

type logbook struct {
	mu   sync.Mutex
	text bytes.Buffer
}

// Write implements io.Writer.
func (l *logbook) Write(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(b)
}

// since returns what was logged after a length, and the length now.
func (l *logbook) since(n int) (string, int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()[n:], l.text.Len()
}

// errors returns the lines that tell of errors of the program's own.
func errorsIn(text string) (lines []string) {
	for line := range strings.Lines(text) {
		if strings.Contains(line, "level=ERROR") {
			lines = append(lines, strings.TrimSpace(line))
		}
	}
	return lines
}

// showErrors tells, when a test has failed, what the program logged of its errors meanwhile.
func showErrors(t *testing.T) {
	_, from := logged.since(0)
	t.Cleanup(func() {
		if t.Failed() {
			text, _ := logged.since(from)
			lines := errorsIn(text)
			fmt.Fprintln(t.Output(), strings.Join(lines[:min(len(lines), 20)], "\n"))
		}
	})
}
