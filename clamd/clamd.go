// Package clamd asks ClamAV's daemon whether a file holds a virus. It speaks the daemon's own protocol over TCP or a local
// socket and sends the file itself, so that the daemon needs to see no folder of ours.
package clamd

import (
	"bufio"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"sync"
	"time"
)

// Config says how the daemon is reached.
type Config struct {
	Address string // "tcp://host:3310", "unix:/run/clamav/clamd.ctl"
	Now     func() time.Time
}

// Client (virusskannerns klient) asks the daemon.
type Client struct {
	network, address string
	now              func() time.Time

	mu   sync.Mutex
	rest time.Time // until then it is not asked again
}

// Verdict (utlåtande) is what the daemon says of a file.
type Verdict struct {
	Found   string // the name of the virus; empty: none was found
	Version string // of the daemon and its signatures, as it states them
}

// The daemon's limits of speech.
const (
	chunkSize   = 64 << 10
	longestLine = 1024
	rest        = 30 * time.Second
)

// ErrTooLarge is the daemon's answer for a file above the limit in its own settings: it has not been looked through.
var ErrTooLarge = errors.New("the virus scanner takes no file of this size")

// ErrResting is the answer shortly after the daemon has failed: whoever hands a file in need not wait for it again.
var ErrResting = errors.New("the virus scanner has failed and is not asked for a while")

// New makes a client. Nothing is connected to.
func New(c Config) (*Client, error) {
	network, address, ok := strings.Cut(c.Address, ":")
	address = strings.TrimPrefix(address, "//")
	if !ok || network != "tcp" && network != "unix" || address == "" {
		return nil, fmt.Errorf("address of the virus scanner %q: want tcp://host:port or unix:/path", c.Address)
	}
	return &Client{network: network, address: address, now: c.Now}, nil
}

// Scan sends a file and returns the daemon's verdict. An error means that the file has not been looked through; ctx bounds
// the whole exchange. After a failure the daemon is left alone for half a minute.
func (c *Client) Scan(ctx context.Context, r io.Reader) (Verdict, error) {
	if c.resting() {
		return Verdict{}, ErrResting
	}
	version, err := c.version(ctx)
	if err == nil {
		var found string
		if found, err = c.stream(ctx, r); err == nil {
			return Verdict{Found: found, Version: version}, nil
		}
	}
	var source *sourceError
	if !errors.As(err, &source) && !errors.Is(err, ErrTooLarge) {
		c.mu.Lock()
		c.rest = c.now().Add(rest)
		c.mu.Unlock()
	}
	return Verdict{}, err
}

func (c *Client) resting() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now().Before(c.rest)
}

// dial connects. The connection breaks off when ctx ends, whatever it is doing then.
func (c *Client) dial(ctx context.Context) (net.Conn, func(), error) {
	var dialer net.Dialer
	conn, err := dialer.DialContext(ctx, c.network, c.address)
	if err != nil {
		return nil, nil, fmt.Errorf("reach the virus scanner: %w", err)
	}
	stop := context.AfterFunc(ctx, func() { _ = conn.SetDeadline(time.Unix(1, 0)) })
	return conn, func() { stop(); _ = conn.Close() }, nil
}

// version asks which signatures the daemon has: "ClamAV 1.4.3/27790/Wed Nov 25 09:12:00 2026".
func (c *Client) version(ctx context.Context) (string, error) {
	conn, end, err := c.dial(ctx)
	if err != nil {
		return "", err
	}
	defer end()
	if _, err := io.WriteString(conn, "zVERSION\x00"); err != nil {
		return "", fmt.Errorf("ask the virus scanner: %w", orEnd(ctx, err))
	}
	line, err := answer(conn)
	if err != nil {
		return "", fmt.Errorf("hear the virus scanner: %w", orEnd(ctx, err))
	}
	if !strings.HasPrefix(line, "ClamAV ") {
		return "", errors.New("hear the virus scanner: its version is not one of ClamAV")
	}
	return line, nil
}

// stream sends the file in pieces, each after its length, the last of length zero.
func (c *Client) stream(ctx context.Context, r io.Reader) (found string, err error) {
	conn, end, err := c.dial(ctx)
	if err != nil {
		return "", err
	}
	defer end()
	sent := c.send(conn, r)
	var source *sourceError
	if errors.As(sent, &source) {
		return "", sent
	}
	// The daemon says why it takes no more and closes; then sending fails, and its answer lies there to be read.
	line, err := answer(conn)
	switch {
	case err != nil && sent != nil:
		return "", fmt.Errorf("send to the virus scanner: %w", orEnd(ctx, sent))
	case err != nil:
		return "", fmt.Errorf("hear the virus scanner: %w", orEnd(ctx, err))
	case strings.HasPrefix(line, "INSTREAM size limit exceeded"):
		return "", ErrTooLarge
	case sent == nil && line == "stream: OK":
		return "", nil
	}
	// A virus may be found before all has been sent; that nothing was found counts only for the whole.
	if name, ok := strings.CutPrefix(line, "stream: "); ok {
		if name, ok = strings.CutSuffix(name, " FOUND"); ok && strings.TrimSpace(name) != "" {
			return name, nil
		}
	}
	return "", errors.New("hear the virus scanner: its answer is neither OK nor FOUND")
}

// sourceError is a file that could not be read: no fault of the daemon.
type sourceError struct{ cause error }

func (e *sourceError) Error() string { return "read file to scan: " + e.cause.Error() }
func (e *sourceError) Unwrap() error { return e.cause }

func (c *Client) send(conn net.Conn, r io.Reader) error {
	if _, err := io.WriteString(conn, "zINSTREAM\x00"); err != nil {
		return err
	}
	piece := make([]byte, 4+chunkSize)
	for {
		n, err := io.ReadFull(r, piece[4:])
		last := errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF)
		if err != nil && !last {
			return &sourceError{err}
		}
		if n > 0 {
			binary.BigEndian.PutUint32(piece, uint32(n))
			if _, err := conn.Write(piece[:4+n]); err != nil {
				return err
			}
		}
		if last {
			_, err := conn.Write([]byte{0, 0, 0, 0})
			return err
		}
	}
}

// answer reads a line, which ends with a zero byte.
func answer(conn net.Conn) (string, error) {
	line, err := bufio.NewReader(io.LimitReader(conn, longestLine)).ReadString(0)
	if err != nil {
		return "", err
	}
	return strings.TrimSpace(strings.TrimSuffix(line, "\x00")), nil
}

// orEnd prefers the reason why nobody waits any more to what that did to the connection.
func orEnd(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	return err
}
