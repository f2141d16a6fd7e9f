package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"time"
)

// Rows 10 to 12 are about the program as it is shipped.
const (
	known      = 290 // municipalities of the country
	further    = 40  // municipalities opened beside the first
	manyVisits = 64  // connections at once
)

func (b *bench) binary() string { return filepath.Join(b.folder, "bistand") }

// build makes the program as it is shipped: one static file, stripped.
func (b *bench) build(ctx context.Context) error {
	c := exec.CommandContext(ctx, "go", "build", "-trimpath", "-ldflags", "-s -w", "-o", b.binary(), "./cmd/bistand")
	c.Env = append(os.Environ(), "CGO_ENABLED=0")
	c.Stderr = os.Stderr
	if err := c.Run(); err != nil {
		return fmt.Errorf("build the program: %w", err)
	}
	return nil
}

// program measures rows 10 to 12.
func (b *bench) program(ctx context.Context, r *report) (err error) {
	b.say("build the program")
	if err := b.build(ctx); err != nil {
		return err
	}
	if err := b.keys(ctx); err != nil {
		return err
	}
	if b.empty, err = emptyRegister(ctx, b.folder); err != nil {
		return err
	}
	folders := map[int]string{}
	for _, n := range []int{1, 1 + further, known} {
		if folders[n], err = b.municipalityFiles(n); err != nil {
			return err
		}
	}
	if err := b.startTimes(folders, r); err != nil {
		return err
	}
	if err := b.memory(folders, r); err != nil {
		return err
	}
	info, err := os.Stat(b.binary())
	if err != nil {
		return err
	}
	r.add(row{"12", "the program, stripped, all inside", float64(info.Size()) / (1 << 20), "MB", atMost(30), atMost(18), ""})
	return nil
}

// startTimes measures row 10: from exec to the last byte of the first signed-in page.
func (b *bench) startTimes(folders map[int]string, r *report) error {
	taken := map[int]series{}
	for range b.rounds {
		for _, n := range []int{1, known} {
			p, err := b.exec(folders[n])
			if err != nil {
				return err
			}
			taken[n] = append(taken[n], p.ready.Seconds()*1000)
			if err := p.end(); err != nil {
				return err
			}
		}
	}
	r.add(row{"10", "exec to first signed-in page, 1 municipality", median(taken[1]), "ms", atMost(60), atMost(25), ""})
	r.add(row{"10", fmt.Sprintf("the same, %d known", known), median(taken[known]), "ms", atMost(250), atMost(60), ""})
	return nil
}

// memory measures row 11.
func (b *bench) memory(folders map[int]string, r *report) error {
	var idle, loaded, each series
	for range min(b.rounds, 3) {
		rest, busy, err := b.memoryOf(folders[1], 1)
		if err != nil {
			return err
		}
		many, _, err := b.memoryOf(folders[1+further], 1+further)
		if err != nil {
			return err
		}
		idle, loaded, each = append(idle, rest), append(loaded, busy), append(each, (many-rest)/further)
	}
	r.add(row{"11", "memory at rest (RSS)", median(idle), "MB", atMost(45), atMost(25), ""})
	r.add(row{"11", fmt.Sprintf("memory under %d connections (PSS)", manyVisits), median(loaded), "MB", atMost(120), atMost(60), ""})
	r.add(row{"11", "each further open municipality", median(each), "MB", atMost(4), atMost(1), fmt.Sprintf("of %d", further)})
	return nil
}

// memoryOf starts the program, visits each of its n municipalities, and returns what it has in memory at rest and, for one
// municipality, the most of it under load; in MB.
func (b *bench) memoryOf(folder string, n int) (rest, busy float64, err error) {
	p, err := b.exec(folder)
	if err != nil {
		return 0, 0, err
	}
	defer func() { err = errors.Join(err, p.end()) }()
	for i := 1; i < n; i++ {
		visit := bytes.ReplaceAll(p.visit, []byte("Host: "+host), fmt.Appendf(nil, "Host: m%d.example.org", 1000+i))
		if err := p.see(bytes.Replace(visit, []byte("/start"), []byte("/"), 1)); err != nil {
			return 0, 0, err
		}
	}
	time.Sleep(500 * time.Millisecond)
	bytesAtRest, err := memory(p.command.Process.Pid, "Rss")
	if err != nil || n > 1 {
		return float64(bytesAtRest) / (1 << 20), 0, err
	}
	stop, most := make(chan struct{}), make(chan int64)
	go func() { most <- p.watch(stop) }()
	_, err = sendFor(p.address, startRequests(b.households, askPacked), manyVisits, 2*time.Second)
	close(stop)
	return float64(bytesAtRest) / (1 << 20), float64(<-most) / (1 << 20), err
}

// running is the program, serving.
type running struct {
	command *exec.Cmd
	address string
	visit   []byte        // the first page that was asked for
	ready   time.Duration // from exec to the whole of it
	said    bytes.Buffer
}

// exec starts the program on a folder of settings and asks for a signed-in page until there is one.
func (b *bench) exec(folder string) (*running, error) {
	free, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	p := &running{address: free.Addr().String(), visit: request("/start", b.households[0].token, askPacked)}
	free.Close()
	p.command = exec.Command(b.binary(), "serve", folder, "--listen", p.address)
	p.command.Stderr = &p.said
	start := clock()
	if err := p.command.Start(); err != nil {
		return nil, err
	}
	for {
		err := p.see(p.visit)
		p.ready = clock().Sub(start)
		switch {
		case err == nil:
			return p, nil
		case p.ready > 10*time.Second, !errors.Is(err, syscall.ECONNREFUSED):
			_ = p.command.Process.Kill()
			_ = p.command.Wait()
			return nil, fmt.Errorf("the program does not serve: %w\n%s", err, p.said.String())
		}
		time.Sleep(200 * time.Microsecond)
	}
}

// see asks for a page on a connection of its own.
func (p *running) see(request []byte) error {
	c, err := dial(p.address)
	if err != nil {
		return err
	}
	defer c.Close()
	_, err = c.ask(request)
	return err
}

// watch returns the most memory that was seen until it is told to stop.
func (p *running) watch(stop chan struct{}) (most int64) {
	for {
		if now, err := memory(p.command.Process.Pid, "Pss"); err == nil {
			most = max(most, now)
		}
		select {
		case <-stop:
			return most
		case <-time.After(50 * time.Millisecond):
		}
	}
}

// end tells the program to end and waits until it has.
func (p *running) end() error {
	if err := p.command.Process.Signal(syscall.SIGTERM); err != nil {
		return err
	}
	if err := p.command.Wait(); err != nil {
		return fmt.Errorf("the program ended: %w\n%s", err, p.said.String())
	}
	return nil
}
