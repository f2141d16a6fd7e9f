package soap

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"time"
)

// Config is what a Client is made of. Everything is required.
type Config struct {
	System    string // whom it asks, in errors: "SSBTEK"
	URL       string // "https://…"
	TLS       *tls.Config
	Timeout   time.Duration // longest wait for one answer, from dialling to the last byte
	MaxAnswer int64         // largest answer read, in bytes
}

// Client calls one service. It is safe for concurrent use, and keeps connections for a while.
type Client struct {
	config Config
	http   *http.Client
}

// New makes a client, or tells which setting is missing. It connects to nothing.
func New(c Config) (*Client, error) {
	switch to, err := url.Parse(c.URL); {
	case err != nil || to.Scheme != "https" || to.Host == "":
		return nil, fmt.Errorf("%s's address (url) must begin with https://", c.System)
	case c.TLS == nil || c.TLS.RootCAs == nil || len(c.TLS.Certificates) == 0:
		return nil, fmt.Errorf("%s needs TLS settings with a certificate and a trusted root of their own", c.System)
	case c.TLS.InsecureSkipVerify:
		return nil, fmt.Errorf("%s's server certificate must be verified", c.System)
	case c.Timeout <= 0:
		return nil, fmt.Errorf("%s needs a time-out", c.System)
	}
	return &Client{config: c, http: &http.Client{
		Timeout: c.Timeout,
		// No proxy from the environment: the certificate is shown to the service alone.
		Transport: &http.Transport{TLSClientConfig: c.TLS, MaxIdleConnsPerHost: 4, IdleConnTimeout: time.Minute},
		// A redirect would post personal data to an address that nobody has configured.
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}, nil
}

// TLSConfig returns the settings of a connection that shows the certificate and trusts only the roots given in PEM.
func TLSConfig(cert tls.Certificate, roots []byte) (*tls.Config, error) {
	pool := x509.NewCertPool()
	if !pool.AppendCertsFromPEM(roots) {
		return nil, errors.New("read the TLS root: no certificate in the PEM text")
	}
	return &tls.Config{Certificates: []tls.Certificate{cert}, RootCAs: pool, MinVersion: tls.VersionTLS12}, nil
}

// IsText tells whether a text says something and can stand in XML as it is.
func IsText(text string) bool {
	for _, r := range text {
		if r < ' ' || r == '\ufffd' || r == '\ufffe' || r == '\uffff' {
			return false
		}
	}
	return strings.TrimSpace(text) != ""
}

// orgNumber is the Organisationsnummer of SSBTEK's XSD, with the "16" that twelve digits begin with.
var orgNumber = regexp.MustCompile(`^16[0-9]{2}[2-9][0-9]{7}$`)

// IsOrgNumber tells whether a text is an organisation's number in the 12 digits that begin with 16.
func IsOrgNumber(text string) bool { return orgNumber.MatchString(text) }

// Close lets go of idle connections.
func (c *Client) Close() { c.http.CloseIdleConnections() }

// NotAsked is the error of a question that is not sent, for a reason in our own word.
func (c *Client) NotAsked(code string) error {
	return &Error{System: c.config.System, Step: StepQuestion, Code: code}
}

// NoAnswer is the error of an answer whose envelope was read and whose body is no answer to the question.
func (c *Client) NoAnswer(code string) error {
	return &Error{System: c.config.System, Step: StepAnswer, Code: code, Status: http.StatusOK, Temporary: true, answered: true}
}

// requestEnvelope is what is sent; there is no header.
type requestEnvelope struct {
	XMLName xml.Name    `xml:"http://schemas.xmlsoap.org/soap/envelope/ Envelope"`
	Body    requestBody `xml:"Body"`
}

type requestBody struct{ Content any }

// Call sends one request, a struct with its own XMLName, and reads the body of the answer; all else that can come becomes an *Error.
func Call[B Body](ctx context.Context, c *Client, request any) (B, error) {
	var none B
	status, raw, err := c.post(ctx, request)
	if err != nil {
		return none, err
	}
	return Read[B](c.config.System, status, raw)
}

// post sends a request in its envelope, and returns the status and the whole of the answer.
func (c *Client) post(ctx context.Context, content any) (int, []byte, error) {
	sent, err := xml.Marshal(requestEnvelope{Body: requestBody{content}})
	if err != nil {
		return 0, nil, fmt.Errorf("write a question to %s: %w", c.config.System, err)
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, c.config.URL, bytes.NewReader(append([]byte(xml.Header), sent...)))
	if err != nil {
		return 0, nil, fmt.Errorf("make a question to %s: %w", c.config.System, err)
	}
	request.Header.Set("Content-Type", "text/xml; charset=utf-8")
	request.Header["SOAPAction"] = []string{`""`} // in SOAP's own spelling
	inTime, cancel := context.WithTimeout(ctx, c.config.Timeout)
	defer cancel()
	response, err := c.http.Do(request)
	if err != nil {
		broken := c.connectError(ctx, err)
		if broken.Code == "unreachable" && ctx.Err() == nil && c.isTurnedAway(inTime, request.URL) {
			broken = &Error{System: c.config.System, Step: StepConnect, Code: "our_certificate"}
		}
		return 0, nil, broken
	}
	defer response.Body.Close()
	raw, err := io.ReadAll(io.LimitReader(response.Body, c.config.MaxAnswer+1))
	if err != nil {
		broken := c.connectError(ctx, err)
		broken.Status = response.StatusCode
		return 0, nil, broken
	}
	if int64(len(raw)) > c.config.MaxAnswer {
		return 0, nil, &Error{System: c.config.System, Step: StepAnswer, Code: "large", Status: response.StatusCode}
	}
	return response.StatusCode, raw, nil
}

// isTurnedAway connects once more and listens, without sending anything. By TLS 1.3 a server judges our certificate when we think
// that the connection stands, and its refusal is often lost on the way to whoever is writing: it would look like a bad network,
// which may be tried again, where it is a certificate that has run out.
func (c *Client) isTurnedAway(ctx context.Context, to *url.URL) bool {
	ctx, cancel := context.WithTimeout(ctx, time.Second)
	defer cancel()
	port := to.Port()
	if port == "" {
		port = "443"
	}
	dialer := tls.Dialer{Config: c.config.TLS}
	connection, err := dialer.DialContext(ctx, "tcp", net.JoinHostPort(to.Hostname(), port))
	if err == nil {
		defer connection.Close()
		defer context.AfterFunc(ctx, func() { connection.Close() })()
		_, err = connection.Read(make([]byte, 1))
	}
	return c.connectError(context.WithoutCancel(ctx), err).Code == "our_certificate"
}

// connectError tells why no answer came. Only errors whose text is of the network are kept as the cause.
func (c *Client) connectError(ctx context.Context, err error) *Error {
	fault := func(code string, temporary bool, cause error) *Error {
		return &Error{System: c.config.System, Step: StepConnect, Code: code, Temporary: temporary, cause: cause}
	}
	switch ended := ctx.Err(); {
	case errors.Is(ended, context.DeadlineExceeded):
		return fault("timeout", true, ended)
	case ended != nil:
		return fault("cancelled", true, ended)
	}
	var (
		timeout     net.Error
		untrusted   x509.UnknownAuthorityError
		misnamed    x509.HostnameError
		invalid     x509.CertificateInvalidError
		unverified  *tls.CertificateVerificationError
		alert       tls.AlertError
		unreachable *net.OpError
	)
	switch {
	case errors.As(err, &timeout) && timeout.Timeout():
		return fault("timeout", true, context.DeadlineExceeded)
	case errors.As(err, &untrusted), errors.As(err, &misnamed), errors.As(err, &invalid), errors.As(err, &unverified):
		return fault("server_certificate", false, nil)
	case errors.As(err, &alert):
		return fault("our_certificate", false, alert)
	case errors.As(err, &unreachable):
		// An alert that comes while the question is being written is wrapped in an error of the network.
		if strings.HasPrefix(unreachable.Op, "remote error") {
			return fault("our_certificate", false, unreachable)
		}
		return fault("unreachable", true, unreachable)
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return fault("closed", true, nil)
	}
	return fault("broken", true, nil)
}
