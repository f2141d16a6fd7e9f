package notify

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/mail"
	"net/textproto"
	"strconv"
	"strings"
	"time"

	gomail "github.com/wneessen/go-mail"
)

// MailConfig (e-postinställningar) is how a municipality's mail server is reached.
type MailConfig struct {
	Addr     string // host and port of the mail server, "smtp.kommunen.example:587"
	From     string // sender's address
	FromName string // sender's name: the municipality's, and nothing that tells what it is about
	Username string // empty for a server that asks for no log-in
	Password string
	Plain    bool           // without TLS: refused unless the server is on this machine
	RootCAs  *x509.CertPool // who may vouch for the server; nil for those the system trusts
	Now      func() time.Time
}

// Mailer (e-postsändare) sends e-mail. It is safe for concurrent use; each message has a connection of its own.
type Mailer struct {
	config MailConfig
	host   string
	port   int
}

// NewMailer checks the settings; it does not connect, so that the program starts when the mail server is down.
func NewMailer(config MailConfig) (*Mailer, error) {
	host, portText, err := net.SplitHostPort(config.Addr)
	if err != nil {
		return nil, fmt.Errorf("read mail server's address: %w", err)
	}
	port, err := strconv.Atoi(portText)
	if err != nil || port < 1 || port > 65535 {
		return nil, fmt.Errorf("read mail server's address: no port %q", portText)
	}
	if config.Plain && !isLoopback(host) {
		return nil, errors.New("mail without TLS is allowed to this machine only")
	}
	if !isBareAddress(config.From) {
		return nil, errors.New("read mail settings: the sender must be a bare address")
	}
	if config.Now == nil {
		return nil, errors.New("read mail settings: no clock")
	}
	return &Mailer{config: config, host: host, port: port}, nil
}

// isBareAddress tells whether text is one address and nothing else: no name, no second recipient, no line break.
func isBareAddress(text string) bool {
	address, err := mail.ParseAddress(text)
	return err == nil && address.Address == text && !strings.ContainsAny(text, "\r\n \t")
}

// Send sends one e-mail of plain text. It returns nil only when the server has taken charge of it; any other outcome is an
// *Error. After a time-out the server may have it all the same: a second try carries the same Message-ID.
func (m *Mailer) Send(ctx context.Context, message Message) error {
	msg, err := m.compose(message)
	if err != nil {
		return &Error{Channel: ByEmail, Step: "compose"}
	}
	ctx, cancel := context.WithTimeout(ctx, Timeout)
	defer cancel()
	client, err := m.client(ctx)
	if err != nil {
		return &Error{Channel: ByEmail, Step: "compose"}
	}
	err = client.DialAndSendWithContext(ctx, msg)
	// What fails once the server has said yes (the reset, the good-bye) must not lead to a second sending.
	if err == nil || msg.IsDelivered() {
		return nil
	}
	return mailError(err)
}

// compose makes the message with the headers that a notice from a machine should have.
func (m *Mailer) compose(message Message) (*gomail.Msg, error) {
	if !isBareAddress(message.To) {
		return nil, errors.New("recipient is no bare address")
	}
	if strings.ContainsAny(message.Subject, "\r\n") {
		return nil, errors.New("subject is more than one line")
	}
	msg := gomail.NewMsg(gomail.WithNoDefaultUserAgent())
	if err := msg.FromFormat(m.config.FromName, m.config.From); err != nil {
		return nil, err
	}
	if err := msg.To(message.To); err != nil {
		return nil, err
	}
	msg.Subject(message.Subject)
	msg.SetDateWithValue(m.config.Now())
	if message.ID != "" {
		_, domain, _ := strings.Cut(m.config.From, "@")
		msg.SetMessageIDWithValue(string(message.ID) + "@" + domain)
	}
	// RFC 3834: answering machines leave mail so marked alone.
	msg.SetGenHeader("Auto-Submitted", "auto-generated")
	if message.Language != "" {
		msg.SetGenHeader(gomail.HeaderContentLang, message.Language)
	}
	msg.SetBodyString(gomail.TypeTextPlain, message.Text)
	return msg, nil
}

// client makes a client whose connection is cut when ctx ends, whatever step it is at.
func (m *Mailer) client(ctx context.Context) (*gomail.Client, error) {
	options := []gomail.Option{
		gomail.WithPort(m.port),
		gomail.WithTimeout(Timeout),
		gomail.WithTLSPolicy(gomail.TLSMandatory),
		gomail.WithTLSConfig(&tls.Config{ServerName: m.host, RootCAs: m.config.RootCAs, MinVersion: tls.VersionTLS12}),
		gomail.WithDialContextFunc(func(dialCtx context.Context, network, addr string) (net.Conn, error) {
			var dialer net.Dialer
			conn, err := dialer.DialContext(dialCtx, network, addr)
			if err != nil {
				return nil, err
			}
			// The library renews the deadline at each step, so a server that dribbles could hold us for ever.
			context.AfterFunc(ctx, func() { _ = conn.Close() })
			return conn, nil
		}),
	}
	if m.config.Plain {
		options = append(options, gomail.WithTLSPolicy(gomail.NoTLS))
	}
	if m.config.Username != "" {
		options = append(options, gomail.WithUsername(m.config.Username), gomail.WithPassword(m.config.Password),
			gomail.WithSMTPAuth(gomail.SMTPAuthAutoDiscover))
	}
	return gomail.NewClient(m.host, options...)
}

// mailSteps names the steps at which the library can fail once it is connected.
var mailSteps = map[gomail.SendErrReason]string{
	gomail.ErrSMTPMailFrom: "sender", gomail.ErrSMTPRcptTo: "recipient", gomail.ErrSMTPData: "content",
	gomail.ErrWriteContent: "content", gomail.ErrSMTPDataClose: "content", gomail.ErrConnCheck: "connect",
}

// mailError sorts a failure: only the server's own word on this recipient or content, a reply of 5xx, makes it permanent.
// A server that cannot be reached, does not answer, answers nonsense, offers no TLS or refuses our log-in, our sender or all
// that comes from us is the operator's to mend: the message is as good as before, and so is the address.
func mailError(err error) *Error {
	e := &Error{Channel: ByEmail, Temporary: true, Step: "connect"}
	var sendErr *gomail.SendError
	if errors.As(err, &sendErr) {
		e.Code = sendErr.ErrorCode()
		if step, ok := mailSteps[sendErr.Reason]; ok {
			e.Step = step
		}
		// X.1.X is of addresses, also where a server says so only once it has the content.
		if strings.HasPrefix(sendErr.EnhancedStatusCode(), "5.1.") {
			e.Step = "recipient"
		}
		// X.7.X is security and policy (RFC 3463): our server or its rules are refused, not this recipient.
		policy := strings.HasPrefix(sendErr.EnhancedStatusCode(), "5.7.")
		e.Temporary = e.Code < 500 || e.Step == "sender" || policy
		return e
	}
	var reply *textproto.Error
	if errors.As(err, &reply) {
		e.Code = reply.Code
	}
	return e
}
