package main

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"time"
)

// child is a server in a process of its own, so that what it uses is its alone.
type child struct {
	name    string
	command *exec.Cmd
	in      io.WriteCloser // closing it ends the child
	out     io.ReadCloser
	address string
}

// startChild starts this program again as one of its servers.
func startChild(name, folder, profile string) (*child, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	c := &child{name: name, command: exec.Command(self, "child", name, folder, profile)}
	c.command.Stderr = os.Stderr
	if c.in, err = c.command.StdinPipe(); err != nil {
		return nil, err
	}
	if c.out, err = c.command.StdoutPipe(); err != nil {
		return nil, err
	}
	if err := c.command.Start(); err != nil {
		return nil, fmt.Errorf("start %s: %w", name, err)
	}
	line, err := bufio.NewReader(c.out).ReadString('\n')
	if err != nil {
		c.end()
		return nil, fmt.Errorf("%s did not start: %w", name, err)
	}
	c.address = strings.TrimSpace(line)
	return c, nil
}

// end tells the child to end and waits until it has.
func (c *child) end() error {
	c.in.Close()
	if err := c.command.Wait(); err != nil {
		return fmt.Errorf("%s: %w", c.name, err)
	}
	return nil
}

// run sends requests for a while and returns what came of it and the processor time that the child used for each request.
func (c *child) run(requests [][]byte, connections int, length time.Duration) (load, time.Duration, error) {
	before, err := cpuTime(c.command.Process.Pid)
	if err != nil {
		return load{}, 0, err
	}
	sent, err := sendFor(c.address, requests, connections, length)
	if err != nil {
		return sent, 0, fmt.Errorf("%s: %w", c.name, err)
	}
	after, err := cpuTime(c.command.Process.Pid)
	if err != nil || sent.requests == 0 {
		return sent, 0, err
	}
	return sent, (after - before) / time.Duration(sent.requests), nil
}

// tick is the unit in which the kernel tells processor time.
const tick = 10 * time.Millisecond

// cpuTime is the processor time that a process has used, in its own code and in the kernel's.
func cpuTime(pid int) (time.Duration, error) {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return 0, fmt.Errorf("read processor time: %w", err)
	}
	_, rest, _ := strings.Cut(string(text), ") ") // the name before it may hold spaces
	fields := strings.Fields(rest)
	if len(fields) < 13 {
		return 0, fmt.Errorf("read processor time of %d: too short", pid)
	}
	user, err := strconv.ParseInt(fields[11], 10, 64)
	if err != nil {
		return 0, fmt.Errorf("read processor time: %w", err)
	}
	system, err := strconv.ParseInt(fields[12], 10, 64)
	return time.Duration(user+system) * tick, err
}

// memory is what a process has in memory, in bytes, by a line of the kernel's account: "Rss" is all of it, "Pss" its share.
func memory(pid int, line string) (int64, error) {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/smaps_rollup", pid))
	if err != nil {
		return 0, fmt.Errorf("read memory: %w", err)
	}
	for l := range strings.Lines(string(text)) {
		if value, ok := strings.CutPrefix(l, line+":"); ok {
			kB, err := strconv.ParseInt(strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(value), "kB")), 10, 64)
			return kB << 10, err
		}
	}
	return 0, fmt.Errorf("read memory: no line %s", line)
}
