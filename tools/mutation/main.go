// Command mutation shows what the tests of a package notice: it changes the package's code one operator at a time, runs all
// of the package's tests on each change, and tells which changes no test notices. See docs/calculation.md, Mutations.
//
//	mutation [-files REGEXP] [-v] FOLDER …
//
// All changes of a package stand in one test binary, and an environment variable says which of them holds, so that nothing
// is built anew for each. The few that must be known when the program is built, operators of constants, are built one by one.
// Tests read their files in the folder itself, so whoever goes on working there calls it on a copy.
package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// A test run may take so many times the processor's time of the unchanged package's before a change is taken to loop for
// ever. The clock on the wall would take other work on the machine for a loop.
const (
	patience      = 5
	leastPatience = 5 * time.Second
)

// outcome is what came of a change.
type outcome string

// The outcomes. A change that does not compile is none.
const (
	killed   outcome = "killed"
	lived    outcome = "lived"
	timedOut outcome = "timed out"
	unviable outcome = "not viable"
)

func main() {
	files := flag.String("files", "", "only files whose names match")
	all := flag.Bool("v", false, "print every change, not only those that no test notices")
	flag.Parse()
	only, err := regexp.Compile(*files)
	if err == nil {
		err = run(os.Stdout, flag.Args(), only, *all)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "mutation:", err)
		os.Exit(1)
	}
}

// run goes through the folders and prints the survivors, and then the table.
func run(out io.Writer, folders []string, only *regexp.Regexp, all bool) error {
	if len(folders) == 0 {
		return errors.New("name the folders of the packages")
	}
	work, err := os.MkdirTemp("", "mutation")
	if err != nil {
		return err
	}
	defer os.RemoveAll(work)
	var table table
	for _, folder := range folders {
		p, err := load(folder, only)
		if err != nil {
			return fmt.Errorf("read %s: %w", folder, err)
		}
		b, err := p.bench(filepath.Join(work, strconv.Itoa(len(table.rows))))
		if err != nil {
			return fmt.Errorf("build %s: %w", folder, err)
		}
		for i := range p.mutants {
			m := &p.mutants[i]
			if i == 0 || m.file != p.mutants[i-1].file {
				fmt.Fprintln(os.Stderr, m.file.path) // how far it has come
			}
			came := b.try(m)
			table.count(m.file, came)
			if all || came == lived || came == timedOut {
				fmt.Fprintf(out, "%-10s %s\n", came, m)
			}
		}
	}
	table.print(out)
	return nil
}

// bench is where the changes of one package are tried.
type bench struct {
	*pkg
	work   string        // a folder for what is built
	binary string        // with all changes that can be chosen when it runs
	limit  time.Duration // of the processor's time, for one run
}

// bench builds the package's tests with all changes in them, and sees that they pass while none of them holds.
func (p *pkg) bench(work string) (*bench, error) {
	b := &bench{pkg: p, work: work, binary: filepath.Join(work, "test"), limit: time.Hour}
	if err := os.MkdirAll(work, 0o700); err != nil {
		return nil, err
	}
	text := map[string]string{"mutation_choice.go": "package " + p.name + "\n" + choice}
	for _, file := range p.files {
		text[file.name] = file.chosen()
	}
	if out, err := b.build(b.binary, text); err != nil {
		return nil, fmt.Errorf("%w\n%s", err, out)
	}
	came, used := b.test(b.binary, 0)
	if came != lived {
		return nil, errors.New("the tests fail without any change")
	}
	b.limit = max(leastPatience, patience*used)
	return b, nil
}

// try runs the package's tests on one change.
func (b *bench) try(m *mutant) outcome {
	if m.number > 0 {
		came, _ := b.test(b.binary, m.number)
		return came
	}
	alone := b.binary + "-alone"
	if _, err := b.build(alone, map[string]string{m.file.name: m.alone()}); err != nil {
		return unviable
	}
	came, _ := b.test(alone, 0)
	return came
}

// build builds the package's tests with other text in the place of some files. Vet is left out: it would notice changes in
// the place of the tests.
func (b *bench) build(binary string, text map[string]string) ([]byte, error) {
	var overlay []string
	for name, t := range text {
		path := filepath.Join(b.work, name)
		if err := os.WriteFile(path, []byte(t), 0o600); err != nil {
			return nil, err
		}
		overlay = append(overlay, fmt.Sprintf("%q:%q", filepath.Join(b.folder, name), path))
	}
	list := filepath.Join(b.work, "overlay.json")
	if err := os.WriteFile(list, []byte(`{"Replace":{`+strings.Join(overlay, ",")+`}}`), 0o600); err != nil {
		return nil, err
	}
	cmd := exec.Command("go", "test", "-c", "-vet=off", "-ldflags=-s -w", "-overlay", list, "-o", binary, ".")
	cmd.Dir = b.folder
	return cmd.CombinedOutput()
}

// test runs all tests until one fails, and tells how much of the processor's time they took. Tests that draw their cases draw
// the same ones for every change, and keep none for the next.
func (b *bench) test(binary string, number int) (outcome, time.Duration) {
	// A loop may fill the memory before its time is out, so that is bounded too.
	limits := fmt.Sprintf(`ulimit -v 8000000 -t %d; exec "$@"`, int(b.limit.Seconds())+1)
	args := []string{"-c", limits, "bash", binary, "-test.failfast"}
	if b.draws {
		args = append(args, "-rapid.seed=1", "-rapid.nofailfile")
	}
	cmd := exec.Command("bash", args...)
	cmd.Dir = b.folder
	cmd.Env = append(os.Environ(), "MUTANT="+strconv.Itoa(number))
	err := cmd.Run()
	used := cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()
	switch {
	case used > b.limit:
		return timedOut, used
	case err != nil:
		return killed, used
	}
	return lived, used
}
