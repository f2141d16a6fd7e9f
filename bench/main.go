// Command bench measures how fast and how large the program is, side by side with references that do the least that could
// be done, and prints each figure with the limit that it must hold and the goal. Absolute times mean nothing on a shared
// machine, so every figure is a ratio measured in one run, in turns, or a size. It fails where a limit does not hold.
//
//	go run ./bench                  # all, within three minutes
//	go run ./bench -profile row1    # where the processor's time goes, as a file for go tool pprof
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"time"
)

func main() {
	if len(os.Args) == 5 && os.Args[1] == "child" {
		exitOn(serve(os.Args[2], os.Args[3], os.Args[4]))
		return
	}
	var b bench
	flag.StringVar(&b.folder, "folder", filepath.Join("build", "bench"), "folder for registers and the program; on the disk to be measured")
	flag.IntVar(&b.rounds, "rounds", 5, "how many times each thing is measured, in turns; the median counts")
	flag.StringVar(&b.only, "only", "", "measure one part alone: page, submit, program, calculation, attachment or trial")
	profile := flag.String("profile", "", "row1, row4 or row14: keep a profile of it instead")
	flag.Parse()
	if *profile != "" {
		exitOn(b.profile(context.Background(), *profile))
		return
	}
	report, err := b.run(context.Background())
	exitOn(err)
	if !report.print(os.Stdout) {
		os.Exit(1)
	}
}

func exitOn(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

// bench is one run.
type bench struct {
	folder     string
	rounds     int
	only       string
	households []household
	submits    *submitter
	empty      []byte // file of an empty register
	started    time.Time
}

// say tells how far the run has come.
func (b *bench) say(what string) {
	fmt.Fprintf(os.Stderr, "%5.1f s  %s\n", clock().Sub(b.started).Seconds(), what)
}

// run measures every row.
func (b *bench) run(ctx context.Context) (*report, error) {
	r := &report{busy: otherWork()}
	b.started = clock()
	if err := b.prepare(ctx); err != nil {
		return nil, err
	}
	for _, part := range []struct {
		name, what string
		measure    func(context.Context, *report) error
	}{
		{"page", "rows 1 to 3: start page", b.startPage},
		{"submit", "row 4: submit", b.submit},
		{"program", "rows 10 to 12: the program", b.program},
		{"calculation", "row 5: calculation", b.calculation},
		{"attachment", "row 13: attachments", b.attachment},
		{"trial", "row 14: trial calculation", b.trial},
	} {
		if b.only != "" && b.only != part.name {
			continue
		}
		b.say(part.what)
		if err := part.measure(ctx, r); err != nil {
			return nil, fmt.Errorf("%s: %w", part.what, err)
		}
	}
	b.say("done")
	return r, nil
}

// prepare fills the register that everything is measured on.
func (b *bench) prepare(ctx context.Context) error {
	if err := os.RemoveAll(b.folder); err != nil {
		return err
	}
	if err := os.MkdirAll(keyFolder(b.folder), 0o700); err != nil {
		return err
	}
	desk, err := openDesk(b.folder)
	if err != nil {
		return err
	}
	b.say(fmt.Sprintf("fill a register: %d cases, %d months in each", caseCount, months))
	if b.households, err = fill(ctx, desk); err != nil {
		return errors.Join(err, desk.Register.Close())
	}
	b.say(fmt.Sprintf("sign %d applications", len(b.households)))
	if b.submits, err = prepareSubmits(ctx, desk, keyFolder(b.folder), b.households); err != nil {
		return errors.Join(err, desk.Register.Close())
	}
	return desk.Register.Close()
}
