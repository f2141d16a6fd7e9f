// Package sim is a bank that takes payment files over SFTP and answers them, for tests, demonstrations and drills. It
// speaks the real protocols on loopback sockets; a payfile.Bank cannot tell it from a bank, save that no money moves.
//
// Each file is judged strictly and answered with a pain.002: accepted (ACCP) or rejected per payment at first, settled
// (ACSC) on the execution date. Change sets what goes wrong instead. A page shows what came and what was answered.
package sim

import (
	"context"
	"crypto/ed25519"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"sync"
	"time"

	"golang.org/x/crypto/ssh"

	"bistand/loopback"
	"bistand/payfile"
)

// Config says where the bank stands and how it behaves from the start.
type Config struct {
	Now      func() time.Time // the bank's clock, in the bank's own zone: it decides which day it is
	Random   io.Reader        // keys are made from it
	Spool    string           // folder of files and answers, kept; "" is a temporary one, removed by Close
	SFTPAddr string           // "" is any free port of 127.0.0.1
	PageAddr string           // likewise
	Log      *slog.Logger     // nil is none
	Behaviour
}

// Behaviour is what the bank does with files from now on. The zero value is a bank in good order.
type Behaviour struct {
	SettleAtOnce bool              // settle when accepted, whatever the execution date
	Rejects      map[string]string // account, with or without clearing number before it -> reason code (AC01, AC04 …)
	RejectNext   string            // reason code for the whole of the next file
	Answer       Answer
	Delay        time.Duration // how late, by the bank's clock, for AnswerLate, AnswerHalf and AnswerGarbage
}

// Answer is how the bank's reports arrive.
type Answer string

// The ways of answering.
const (
	AnswerPrompt  Answer = ""
	AnswerNone    Answer = "none"    // the first report is lost; nothing is settled as long as this lasts
	AnswerLate    Answer = "late"    // Delay afterwards
	AnswerHalf    Answer = "half"    // half a report; the whole one in its place Delay afterwards
	AnswerGarbage Answer = "garbage" // no report at all; the right one in its place Delay afterwards
	AnswerTwice   Answer = "twice"   // the same report under two names
)

// Server is a running bank.
type Server struct {
	config     Config
	spool      *os.Root
	temporary  string // the spool folder to remove
	hostKey    ssh.Signer
	clientKey  ssh.Signer
	sftpAddr   string
	page       *http.Server
	pageURL    string
	wake       chan struct{}
	stop       context.CancelFunc
	background sync.WaitGroup

	mu          sync.Mutex // guards all below; never held while a connection is waited for
	behaviour   Behaviour
	uploads     []string // names of whole files not looked at yet
	book        book
	listener    net.Listener // nil while connections are refused
	connections map[net.Conn]bool
	cutAfter    int64 // for the next upload: bytes until its connection is cut; 0 is never
}

// The folders of the spool, as the client sees them.
const (
	uploadDir = "in"
	reportDir = "out"
	user      = "kommun"
)

// Start starts a bank, which runs until Close or the end of ctx.
func Start(ctx context.Context, config Config) (*Server, error) {
	if config.Now == nil || config.Random == nil {
		return nil, errors.New("start bank simulator: clock and randomness must be given")
	}
	if config.Log == nil {
		config.Log = slog.New(slog.DiscardHandler)
	}
	s := &Server{
		config:      config,
		behaviour:   config.Behaviour,
		wake:        make(chan struct{}, 1),
		connections: map[net.Conn]bool{},
	}
	ctx, s.stop = context.WithCancel(ctx)
	if err := s.open(ctx); err != nil {
		return nil, errors.Join(fmt.Errorf("start bank simulator: %w", err), s.Close())
	}
	s.background.Go(func() { s.run(ctx) })
	return s, nil
}

// open makes the keys, the spool and the two listeners.
func (s *Server) open(ctx context.Context) (err error) {
	if s.hostKey, err = newKey(s.config.Random); err != nil {
		return err
	}
	if s.clientKey, err = newKey(s.config.Random); err != nil {
		return err
	}
	if err := s.openSpool(); err != nil {
		return err
	}
	if err := s.replay(); err != nil {
		return err
	}
	if s.listener, err = loopback.Listen(s.config.SFTPAddr); err != nil {
		return err
	}
	s.sftpAddr = s.listener.Addr().String()
	listener := s.listener
	s.background.Go(func() { s.accept(listener) })
	return s.openPage()
}

// newKey makes an Ed25519 key.
func newKey(random io.Reader) (ssh.Signer, error) {
	seed := make([]byte, ed25519.SeedSize)
	if _, err := io.ReadFull(random, seed); err != nil {
		return nil, err
	}
	return ssh.NewSignerFromKey(ed25519.NewKeyFromSeed(seed))
}

// ClientConfig returns what a payfile.Bank needs in order to reach this bank.
func (s *Server) ClientConfig() payfile.BankConfig {
	return payfile.BankConfig{
		Address: s.sftpAddr, User: user, Key: s.clientKey, HostKey: s.hostKey.PublicKey(),
		UploadDir: "/" + uploadDir, ReportDir: "/" + reportDir,
	}
}

// PageURL returns the address of the bank's page.
func (s *Server) PageURL() string { return s.pageURL }

// Change changes the bank's behaviour.
func (s *Server) Change(change func(*Behaviour)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	change(&s.behaviour)
}

// CutNextUpload cuts the connection of the next upload when n bytes of the file have arrived.
func (s *Server) CutNextUpload(n int64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.cutAfter = n
}

// Refuse makes the bank's port refuse connections, and ends those that are open, until it is called with false.
func (s *Server) Refuse(ctx context.Context, on bool) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if on {
		return s.closeSFTP()
	}
	if s.listener != nil {
		return nil
	}
	listener, err := loopback.Listen(s.sftpAddr)
	if err != nil {
		return fmt.Errorf("open bank simulator again: %w", err)
	}
	s.listener = listener
	s.background.Go(func() { s.accept(listener) })
	return nil
}

// closeSFTP closes the listener and every connection. The caller holds mu.
func (s *Server) closeSFTP() error {
	var err error
	if s.listener != nil {
		err = s.listener.Close()
		s.listener = nil
	}
	for conn := range s.connections {
		conn.Close()
	}
	return err
}

// Close ends the bank and removes a temporary spool. It may be called more than once.
func (s *Server) Close() error {
	s.stop()
	s.mu.Lock()
	err := s.closeSFTP()
	s.mu.Unlock()
	if s.page != nil {
		err = errors.Join(err, s.page.Close())
	}
	s.background.Wait()
	if s.spool != nil {
		err = errors.Join(err, s.spool.Close())
	}
	if s.temporary != "" {
		err = errors.Join(err, os.RemoveAll(s.temporary))
		s.temporary = ""
	}
	return err
}

// run looks at the clock and at new files until the bank is closed.
func (s *Server) run(ctx context.Context) {
	ticker := time.NewTicker(200 * time.Millisecond)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			s.mu.Lock()
			_ = s.closeSFTP()
			s.mu.Unlock()
			s.page.Close()
			return
		case <-ticker.C:
		case <-s.wake:
		}
		s.Tick()
	}
}

// Tick does at once what the bank would do a moment later by itself: looks at new files, sends the answers that are
// due, settles what has reached its day.
func (s *Server) Tick() {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := s.config.Now()
	for _, name := range s.uploads {
		if err := s.take(name, now); err != nil {
			s.config.Log.Error("take payment file", "file", name, "error", err)
		}
	}
	s.uploads = nil
	s.settle(now, false)
	s.deliver(now)
}

// SettleNow settles every accepted payment, whatever its date.
func (s *Server) SettleNow() {
	s.Tick()
	s.mu.Lock()
	defer s.mu.Unlock()
	now := s.config.Now()
	s.settle(now, true)
	s.deliver(now)
}

// Received returns what is known of each file so far, oldest first.
func (s *Server) Received() []Received {
	s.mu.Lock()
	defer s.mu.Unlock()
	seen := make([]Received, len(s.book.files))
	for i, f := range s.book.files {
		seen[i] = f.Received
	}
	return seen
}
