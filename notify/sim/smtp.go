package sim

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/subtle"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"fmt"
	"io"
	"log"
	"math/big"
	"mime"
	"mime/quotedprintable"
	"net"
	"net/mail"
	"strings"
	"sync"
	"time"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"
)

// maxMail is the largest e-mail taken, in bytes.
const maxMail = 1 << 20

// newSMTP makes the mail server, with a certificate of its own unless it is to be plain.
func (s *Sim) newSMTP() (*smtp.Server, error) {
	server := smtp.NewServer(smtp.BackendFunc(func(conn *smtp.Conn) (smtp.Session, error) {
		return &session{sim: s, conn: conn}, nil
	}))
	// Room for what a notice can be, and short of what a stray program could fill the memory with.
	server.Domain = "localhost"
	server.MaxMessageBytes = maxMail
	server.MaxRecipients = 10
	server.ReadTimeout, server.WriteTimeout = time.Minute, time.Minute
	server.ErrorLog = log.New(io.Discard, "", 0) // clients that leave in the middle are what it is here for
	server.AllowInsecureAuth = s.config.PlainSMTP
	if s.config.PlainSMTP {
		return server, nil
	}
	certificate, err := s.newCertificate()
	if err != nil {
		return nil, err
	}
	server.TLSConfig = &tls.Config{Certificates: []tls.Certificate{certificate}, MinVersion: tls.VersionTLS12}
	return server, nil
}

// newCertificate makes a certificate for this run and puts it in the pool that vouches for it. It is valid for a century, so
// that a demo may live in any year.
func (s *Sim) newCertificate() (tls.Certificate, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), s.config.Random)
	if err != nil {
		return tls.Certificate{}, fmt.Errorf("make key: %w", err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "simulated mail server"},
		NotBefore: time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC), NotAfter: time.Date(2100, 1, 1, 0, 0, 0, 0, time.UTC),
		DNSNames: []string{"localhost"}, IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1), net.IPv6loopback},
		KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign, IsCA: true, BasicConstraintsValid: true,
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
	}
	der, err := x509.CreateCertificate(s.config.Random, template, template, key.Public(), key)
	if err != nil {
		return tls.Certificate{}, fmt.Errorf("make certificate: %w", err)
	}
	leaf, err := x509.ParseCertificate(der)
	if err != nil {
		return tls.Certificate{}, fmt.Errorf("read own certificate: %w", err)
	}
	s.roots = x509.NewCertPool()
	s.roots.AddCert(leaf)
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key, Leaf: leaf}, nil
}

// session is one connection's conversation with the mail server.
type session struct {
	sim      *Sim
	conn     *smtp.Conn
	known    bool   // has logged in
	from, to string // of the envelope, which is what counts
}

// AuthMechanisms implements smtp.AuthSession.
func (c *session) AuthMechanisms() []string {
	if c.sim.config.Username == "" {
		return nil
	}
	return []string{sasl.Plain}
}

// Auth implements smtp.AuthSession.
func (c *session) Auth(string) (sasl.Server, error) {
	return sasl.NewPlainServer(func(_, username, password string) error {
		if !c.sim.admits(username, password) {
			return smtp.ErrAuthFailed
		}
		c.known = true
		return nil
	}), nil
}

// admits compares credentials with those that the simulator was given.
func (s *Sim) admits(username, password string) bool {
	return subtle.ConstantTimeCompare([]byte(username+"\x00"+password), []byte(s.config.Username+"\x00"+s.config.Password)) == 1
}

// Mail implements smtp.Session. A server with a log-in takes nothing from those who have not.
func (c *session) Mail(from string, _ *smtp.MailOptions) error {
	if c.sim.config.Username != "" && !c.known {
		return smtp.ErrAuthRequired
	}
	c.from = from
	return nil
}

// Rcpt implements smtp.Session. This is where real servers turn down what they do not want.
func (c *session) Rcpt(to string, _ *smtp.RcptOptions) error {
	switch c.sim.Mode() {
	case Temporary:
		return &smtp.SMTPError{Code: 451, EnhancedCode: smtp.EnhancedCode{4, 3, 0}, Message: "Try again later, <" + to + ">"}
	case Greylist:
		if c.sim.isNew(to) {
			return &smtp.SMTPError{Code: 450, EnhancedCode: smtp.EnhancedCode{4, 2, 0}, Message: "Greylisted, <" + to + ">"}
		}
	case Permanent:
		return &smtp.SMTPError{Code: 550, EnhancedCode: smtp.EnhancedCode{5, 1, 1}, Message: "No such person, <" + to + ">"}
	case Denied:
		return &smtp.SMTPError{Code: 550, EnhancedCode: smtp.EnhancedCode{5, 7, 1}, Message: "Relaying denied, <" + to + ">"}
	case Close:
		_ = c.conn.Conn().Close()
	}
	c.to = to
	return nil
}

// Data implements smtp.Session. The message is kept before the answer is held back: a client that gives up waiting then has
// sent it all the same, as happens with real servers.
func (c *session) Data(r io.Reader) error {
	message, err := readMail(r)
	if err != nil {
		return &smtp.SMTPError{Code: 554, EnhancedCode: smtp.EnhancedCode{5, 6, 0}, Message: "Message cannot be read"}
	}
	_, message.Secure = c.conn.TLSConnectionState()
	message.From, message.To = c.from, c.to
	c.sim.keep(message)
	c.sim.stall(c.sim.ctx)
	return nil
}

// Reset implements smtp.Session: the same connection may bring another message.
func (c *session) Reset() { c.from, c.to = "", "" }

// Logout implements smtp.Session.
func (c *session) Logout() error { return nil }

// readMail takes an e-mail of plain text apart.
func readMail(r io.Reader) (Message, error) {
	parsed, err := mail.ReadMessage(r)
	if err != nil {
		return Message{}, fmt.Errorf("read e-mail: %w", err)
	}
	subject, err := new(mime.WordDecoder).DecodeHeader(parsed.Header.Get("Subject"))
	if err != nil {
		return Message{}, fmt.Errorf("read e-mail's subject: %w", err)
	}
	// The server has taken the dots off the lines; what is left is the encoding of the text.
	body := parsed.Body
	switch strings.ToLower(parsed.Header.Get("Content-Transfer-Encoding")) {
	case "quoted-printable":
		body = quotedprintable.NewReader(body)
	case "base64":
		body = base64.NewDecoder(base64.StdEncoding, body)
	}
	text, err := io.ReadAll(io.LimitReader(body, maxMail))
	if err != nil {
		return Message{}, fmt.Errorf("read e-mail's text: %w", err)
	}
	return Message{
		Kind: "email", ID: strings.Trim(parsed.Header.Get("Message-ID"), "<>"), Subject: subject,
		Language: parsed.Header.Get("Content-Language"), Text: strings.ReplaceAll(strings.TrimSpace(string(text)), "\r\n", "\n"),
	}, nil
}

// door is the mail server's listener. It answers garbage where that is the mode, and Close waits for its connections.
type door struct {
	net.Listener
	sim *Sim
}

// Accept implements net.Listener.
func (d *door) Accept() (net.Conn, error) {
	for {
		conn, err := d.Listener.Accept()
		if err != nil {
			return nil, err
		}
		if d.sim.Mode() == Garbage {
			_, _ = conn.Write([]byte("\x00\xfe<html>999 \r\n\r\n25"))
			_ = conn.Close()
			continue
		}
		d.sim.running.Add(1)
		counted := &countedConn{Conn: conn, done: sync.OnceFunc(d.sim.running.Done)}
		// The server closes what it has got to know; this closes what it has not.
		context.AfterFunc(d.sim.ctx, func() { _ = counted.Close() })
		return counted, nil
	}
}

// countedConn tells when it is closed.
type countedConn struct {
	net.Conn
	done func()
}

// Close implements net.Conn.
func (c *countedConn) Close() error {
	defer c.done()
	return c.Conn.Close()
}
