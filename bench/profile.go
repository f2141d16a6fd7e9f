package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime/pprof"
	"time"
)

// profileLength is how long the start page is profiled.
const profileLength = 10 * time.Second

// profile keeps a profile of one row and says where.
func (b *bench) profile(ctx context.Context, row string) error {
	b.started = clock()
	if err := b.prepare(ctx); err != nil {
		return err
	}
	file := filepath.Join(b.folder, row+".pprof")
	var err error
	switch row {
	case "row1":
		err = b.profileStartPage(file)
	case "row4":
		err = b.profileSubmit(ctx, file)
	case "row14":
		err = b.profileTrial(file)
	default:
		return fmt.Errorf("no profile of %q: row1, row4 or row14", row)
	}
	if err == nil {
		fmt.Println("go tool pprof -top -cum", file)
	}
	return err
}

// profileStartPage profiles the program while it answers with start pages.
func (b *bench) profileStartPage(file string) error {
	c, err := startChild("program", b.folder, file)
	if err != nil {
		return err
	}
	_, used, err := c.run(startRequests(b.households, ""), connections, profileLength)
	b.say(fmt.Sprintf("%v a page", used))
	return errors.Join(err, c.end())
}

// profileSubmit profiles the handing in of every application that is prepared.
func (b *bench) profileSubmit(ctx context.Context, file string) (err error) {
	desk, err := openDesk(b.folder)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, desk.Register.Close()) }()
	desk.Identity = b.submits.desk.Identity
	b.submits.desk = desk
	f, err := os.Create(file)
	if err != nil {
		return err
	}
	defer f.Close()
	if err := pprof.StartCPUProfile(f); err != nil {
		return err
	}
	defer pprof.StopCPUProfile()
	rate, err := b.submits.perSecond(ctx, len(b.submits.ready), manyClients)
	b.say(fmt.Sprintf("%.0f a second", rate))
	return err
}
