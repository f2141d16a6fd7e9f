package main

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"net"
	"strconv"
	"strings"
	"sync"
	"time"
)

// The load comes from a client that does no more than it must, since it shares the machine with what it measures: requests
// written out beforehand, answers counted and thrown away.

// load is what came of sending requests for a while.
type load struct {
	requests int
	bytes    int64 // received, heads included
	length   time.Duration
}

// perSecond is the rate of requests.
func (l load) perSecond() float64 { return float64(l.requests) / l.length.Seconds() }

// sendFor sends requests over so many kept-open connections for a while, each connection going through the list in its own
// order. Any answer but 200 is an error.
func sendFor(address string, requests [][]byte, connections int, length time.Duration) (load, error) {
	var wait sync.WaitGroup
	parts := make([]load, connections)
	faults := make([]error, connections)
	start := clock()
	for i := range connections {
		wait.Go(func() {
			c, err := dial(address)
			if err != nil {
				faults[i] = err
				return
			}
			defer c.Close()
			for n := i * len(requests) / connections; clock().Sub(start) < length; n++ {
				size, err := c.ask(requests[n%len(requests)])
				if err != nil {
					faults[i] = err
					return
				}
				parts[i].requests++
				parts[i].bytes += size
			}
		})
	}
	wait.Wait()
	total := load{length: clock().Sub(start)}
	for _, p := range parts {
		total.requests += p.requests
		total.bytes += p.bytes
	}
	return total, errors.Join(faults...)
}

// connection is one kept-open connection to a server.
type connection struct {
	net.Conn
	in *bufio.Reader
}

func dial(address string) (*connection, error) {
	c, err := net.DialTimeout("tcp", address, 5*time.Second)
	if err != nil {
		return nil, err
	}
	return &connection{Conn: c, in: bufio.NewReaderSize(c, 64<<10)}, nil
}

// ask sends a request and passes over its answer, which must be 200. It returns how many bytes the answer had.
func (c *connection) ask(request []byte) (int64, error) {
	if _, err := c.Write(request); err != nil {
		return 0, err
	}
	status, size, body, err := c.head()
	if err != nil {
		return 0, fmt.Errorf("read an answer: %w", err)
	}
	if status != 200 {
		first, _, _ := bytes.Cut(request, []byte("\r\n"))
		return 0, fmt.Errorf("%s was answered %d", first, status)
	}
	more, err := c.skip(body)
	return size + more, err
}

// chunked is the length of a body that is sent in pieces.
const chunked = -1

// head reads the first lines of an answer: its status, their size, and the length of the body.
func (c *connection) head() (status int, size, body int64, err error) {
	for {
		line, err := c.in.ReadSlice('\n')
		size += int64(len(line))
		if err != nil {
			return 0, size, 0, err
		}
		line = bytes.TrimRight(line, "\r\n")
		switch {
		case status == 0:
			fields := strings.Fields(string(line))
			if len(fields) < 2 {
				return 0, size, 0, errors.New("no HTTP")
			}
			if status, err = strconv.Atoi(fields[1]); err != nil {
				return 0, size, 0, err
			}
		case len(line) == 0:
			return status, size, body, nil
		case len(line) > 16 && bytes.EqualFold(line[:16], []byte("content-length: ")):
			if body, err = strconv.ParseInt(string(line[16:]), 10, 64); err != nil {
				return 0, size, 0, err
			}
		case bytes.EqualFold(line, []byte("transfer-encoding: chunked")):
			body = chunked
		}
	}
}

// skip passes over a body and returns its size on the wire.
func (c *connection) skip(body int64) (int64, error) {
	if body != chunked {
		return io.CopyN(io.Discard, c.in, body)
	}
	var size int64
	for {
		line, err := c.in.ReadSlice('\n')
		size += int64(len(line))
		if err != nil {
			return size, err
		}
		piece, err := strconv.ParseInt(string(bytes.TrimRight(line, "\r\n")), 16, 64)
		if err != nil {
			return size, err
		}
		n, err := io.CopyN(io.Discard, c.in, piece+2) // with the line break that ends it
		size += n
		if err != nil || piece == 0 {
			return size, err
		}
	}
}
