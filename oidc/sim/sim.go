// Package sim stands in for an identity provider: OpenID Connect with discovery, keys, a log-in page that lists invented
// people, and a token endpoint that checks what real ones check. A client with a secret is a municipality's and has staff; one
// with a key has citizens, and is held to the Swedish OpenID Connect profile 1.0. It runs on loopback and nowhere else, and can
// be made to answer wrongly in the ways that a client must notice.
package sim

import (
	"context"
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"sync"
	"time"

	"bistand/loopback"
)

// Mode (läge) is how the simulator behaves.
type Mode string

// The modes.
const (
	Working       Mode = ""
	WrongNonce    Mode = "wrong_nonce"    // the token answers another question
	Expired       Mode = "expired"        // the token is too old
	WrongAudience Mode = "wrong_audience" // the token is for another client
	WrongIssuer   Mode = "wrong_issuer"   // the token is in another provider's name
	BadSignature  Mode = "bad_signature"  // the token is signed by a key that is not the provider's
	Unsigned      Mode = "unsigned"       // the token says that it needs no signature
	Stale         Mode = "stale"          // the person logged in a day ago and was not asked again
	Denied        Mode = "denied"         // the log-in page answers no
	Unmet         Mode = "unmet"          // the log-in page has nothing at the level asked for
	Busy          Mode = "busy"           // the log-in page answers that it cannot serve just now
	LowLevel      Mode = "low_level"      // citizen: the level is lower than any asked for
	NoLevel       Mode = "no_level"       // citizen: the token holds no level
	NoNumber      Mode = "no_number"      // citizen: the token holds no personnummer
	ShortNumber   Mode = "short_number"   // citizen: the personnummer has ten digits and a hyphen
	BadNumber     Mode = "bad_number"     // citizen: the check digit of the personnummer is wrong
	Coordination  Mode = "coordination"   // citizen: a samordningsnummer stands where the personnummer belongs
	OldToken      Mode = "old_token"      // the token was made six minutes ago, and holds for an hour
	Distrusting   Mode = "distrusting"    // every client's proof is refused
	Slow          Mode = "slow"           // everything takes Config.Delay longer
	Down          Mode = "down"           // everything is 503
)

// Client (klient) is a municipality's program as the provider knows it, with the people who may log in to it.
type Client struct {
	ID           string
	Secret       string
	Key          crypto.PublicKey // ECDSA on P-256 or RSA: private_key_jwt and the Swedish profile, in place of the secret
	Name         string           // shown on the log-in page
	RedirectURLs []string
	Staff        []Staff   // of a client with a secret
	Citizens     []Citizen // of a client with a key
}

// Citizen (medborgare) is an invented person with an e-identification.
type Citizen struct {
	Personnummer string // twelve digits; what a program sends as the field citizen
	Name         string
	Level        string // of assurance (acr); LoA3 where empty
}

// LoA3 is the level of assurance of the quality mark Svensk e-legitimation.
const LoA3 = "http://id.elegnamnden.se/loa/1.0/loa3"

// Staff (medarbetare) is an invented member of staff.
type Staff struct {
	Subject string // what a program sends as the field staff
	Name    string
	Email   string
	Title   string   // shown on the log-in page only
	Roles   []string // the words of the roles claim, for the client to map
}

// Config (simulatorns inställningar) is what the simulator is started with.
type Config struct {
	Addr       string // loopback; "127.0.0.1:0" where empty
	Clients    []Client
	RolesClaim string        // "roles" where empty
	Elliptic   bool          // sign with ES256, whose key takes no time to make, in place of RS256
	Delay      time.Duration // of Slow; one second where zero
	Now        func() time.Time
	Random     io.Reader // crypto/rand where nil
}

// Sim (simulator) is a running identity provider.
type Sim struct {
	config  Config
	at      net.Addr
	http    *http.Server
	key     func() (crypto.Signer, error) // waits until the key is made
	stop    context.CancelFunc
	running sync.WaitGroup

	mu      sync.Mutex
	mode    Mode
	clients []Client
	grants  map[string]grant     // by code
	proofs  map[string]time.Time // proofs of clients that have served, by their jti, until they end
}

// Start starts the provider and returns when it listens. It ends with Close or with ctx.
func Start(ctx context.Context, config Config) (*Sim, error) {
	if config.Now == nil {
		return nil, errors.New("start log-in simulator: no clock")
	}
	if config.Random == nil {
		config.Random = rand.Reader
	}
	if config.RolesClaim == "" {
		config.RolesClaim = "roles"
	}
	if config.Delay == 0 {
		config.Delay = time.Second
	}
	listener, err := loopback.Listen(config.Addr)
	if err != nil {
		return nil, fmt.Errorf("start log-in simulator: %w", err)
	}
	// One context ends it all: the handlers that wait, the server, and what makes the key.
	ctx, stop := context.WithCancel(ctx)
	s := &Sim{config: config, at: listener.Addr(), stop: stop, clients: config.Clients, grants: map[string]grant{}, proofs: map[string]time.Time{}}
	// An RSA key takes a tenth of a second or several; nobody needs it before the first log-in.
	s.key = sync.OnceValues(func() (crypto.Signer, error) {
		if config.Elliptic {
			return ecdsa.GenerateKey(elliptic.P256(), config.Random)
		}
		return rsa.GenerateKey(config.Random, 2048)
	})
	s.http = loopback.HTTP(s.handler())
	s.http.BaseContext = func(net.Listener) context.Context { return ctx }
	s.running.Go(func() { _, _ = s.key() }) // a failure is told to whoever asks for the key
	s.running.Go(func() { _ = s.http.Serve(listener) })
	s.running.Go(func() {
		<-ctx.Done()
		// Every handler sees ctx and ends at once; browsers that hold a connection open without asking are cut off.
		grace, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Second)
		defer cancel()
		if s.http.Shutdown(grace) != nil {
			_ = s.http.Close()
		}
	})
	return s, nil
}

// Close ends the provider and returns when nothing of it runs any more.
func (s *Sim) Close() error {
	s.stop()
	s.running.Wait()
	return nil
}

// Issuer is the provider's address, which is also its name.
func (s *Sim) Issuer() string { return "http://" + s.at.String() }

// AddClient makes a client known, or replaces the one with its id: a program that learns its own address only when it
// listens can tell its redirect address afterwards.
func (s *Sim) AddClient(client Client) {
	s.mu.Lock()
	defer s.mu.Unlock()
	clients := []Client{client}
	for _, other := range s.clients {
		if other.ID != client.ID {
			clients = append(clients, other)
		}
	}
	s.clients = clients
}

// client finds a client by its id.
func (s *Sim) client(id string) (Client, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, c := range s.clients {
		if c.ID == id {
			return c, true
		}
	}
	return Client{}, false
}

// SetMode changes how the provider behaves from now on.
func (s *Sim) SetMode(mode Mode) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.mode = mode
}

// Mode tells how the provider behaves.
func (s *Sim) Mode() Mode {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.mode
}

// handler is the provider's four doors.
func (s *Sim) handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /.well-known/openid-configuration", s.discovery)
	mux.HandleFunc("GET /keys", s.keys)
	mux.HandleFunc("GET /authorize", s.askWho)
	mux.HandleFunc("POST /authorize", s.logIn)
	mux.HandleFunc("POST /token", s.token)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		// Codes and tokens pass through here; nothing of it may lie in a cache (RFC 6749, 5.1).
		w.Header().Set("Cache-Control", "no-store")
		switch s.Mode() {
		case Down:
			http.Error(w, "down", http.StatusServiceUnavailable)
			return
		case Slow:
			timer := time.NewTimer(s.config.Delay)
			defer timer.Stop()
			select {
			case <-timer.C:
			case <-r.Context().Done():
				return
			}
		}
		mux.ServeHTTP(w, r)
	})
}

// random makes n random bytes as text.
func (s *Sim) random(n int) (string, error) {
	b := make([]byte, n)
	if _, err := io.ReadFull(s.config.Random, b); err != nil {
		return "", fmt.Errorf("read randomness: %w", err)
	}
	return base64.RawURLEncoding.EncodeToString(b), nil
}
