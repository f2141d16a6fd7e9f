package ssbtek

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

	"bistand/aid"
)

// maxAnswer is the largest answer read, in bytes. A person with two years of payments from every source stays far below it.
const maxAnswer = 8 << 20

// Asker (ingivare) is the municipality or board that asks.
type Asker struct {
	OrgNumber string // 12 digits, "16" and the ten of the organisation
	Name      string
}

// Processor (personuppgiftsbiträde) is who handles the question on the asker's behalf, in the order listed.
type Processor struct {
	OrgNumber string // 12 digits, as Asker's
	Name      string
}

// Config is what a Client is made of. Everything but Processors is required.
type Config struct {
	URL        string // "https://…", the address that the social insurance agency hands out
	TLS        *tls.Config
	Timeout    time.Duration // longest wait for one answer, from dialling to the last byte; all seven sources are asked within it
	Asker      Asker
	ActorID    string // aktörsid, which the social insurance agency gives each municipality or board
	Purpose    string // syfte, as the agreement says
	Law        string // lagtext, what lets the authorities answer
	Processors []Processor
	Now        func() time.Time
	Random     io.Reader // of the ids that tie answers to questions
}

// Client speaks SSBTEK v10 over mutual TLS. It is safe for concurrent use.
type Client struct {
	config Config
	http   *http.Client
}

// orgNumber is the XSD's Organisationsnummer, with the "16" that twelve digits begin with.
var orgNumber = regexp.MustCompile(`^16[0-9]{2}[2-9][0-9]{7}$`)

// New makes a client, or tells which setting is missing or breaks a rule of the XSD. It connects to nothing.
func New(c Config) (*Client, error) {
	switch {
	case !strings.HasPrefix(c.URL, "https://"):
		return nil, errors.New("SSBTEK's address (url) must begin with https://")
	case c.TLS == nil || c.TLS.RootCAs == nil || len(c.TLS.Certificates) == 0:
		return nil, errors.New("SSBTEK needs TLS settings with a certificate and a trusted root of their own")
	case c.TLS.InsecureSkipVerify:
		return nil, errors.New("SSBTEK's server certificate must be verified")
	case c.Timeout <= 0:
		return nil, errors.New("SSBTEK needs a time-out")
	case c.Now == nil || c.Random == nil:
		return nil, errors.New("SSBTEK needs a clock and a source of randomness")
	case !orgNumber.MatchString(c.Asker.OrgNumber):
		return nil, errors.New("SSBTEK needs the organisation's number (org_number) as 12 digits that begin with 16")
	}
	for _, p := range c.Processors {
		if !orgNumber.MatchString(p.OrgNumber) || !isText(p.Name) {
			return nil, errors.New("SSBTEK needs each processor's number (processor) as 12 digits that begin with 16, and its name")
		}
	}
	for _, setting := range []struct{ name, value string }{
		{"organisation's name", c.Asker.Name},
		{"actor id", c.ActorID},
		{"purpose", c.Purpose},
		{"law", c.Law},
	} {
		if !isText(setting.value) {
			return nil, fmt.Errorf("SSBTEK needs the %s", setting.name)
		}
	}
	return &Client{config: c, http: &http.Client{
		Timeout: c.Timeout,
		// No proxy from the environment: the certificate is shown to SSBTEK alone.
		Transport: &http.Transport{TLSClientConfig: c.TLS, MaxIdleConnsPerHost: 4, IdleConnTimeout: time.Minute},
		// A redirect would post personal data to an address that nobody has configured.
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}, nil
}

// isText tells whether a text says something and can stand in XML as it is.
func isText(text string) bool {
	for _, r := range text {
		if r < ' ' || r == '\ufffd' || r == '\ufffe' || r == '\uffff' {
			return false
		}
	}
	return strings.TrimSpace(text) != ""
}

// TLSConfig returns the settings of a connection that shows the certificate and trusts only the roots given in PEM.
func TLSConfig(cert tls.Certificate, roots []byte) (*tls.Config, error) {
	pool := x509.NewCertPool()
	if !pool.AppendCertsFromPEM(roots) {
		return nil, errors.New("read SSBTEK's TLS root: no certificate in the PEM text")
	}
	return &tls.Config{Certificates: []tls.Certificate{cert}, RootCAs: pool, MinVersion: tls.VersionTLS12}, nil
}

// Close lets go of idle connections.
func (c *Client) Close() { c.http.CloseIdleConnections() }

// Ask asks about one person, once, and returns one report for each authority that was asked, in the order of
// aid.InquiredAuthorities. An authority that does not answer is a report too; the error, an *Error, is of the call as a whole,
// and then nobody has answered. It is never repeated by itself: each question is a disclosure that someone must answer for.
func (c *Client) Ask(ctx context.Context, q Question) ([]aid.Report, error) {
	today := aid.SwedishDate(c.config.Now())
	p, err := c.plan(q, today)
	if err != nil {
		return nil, err
	}
	request := c.request(p)
	if !request.asksAnyone() {
		return p.reports(sourcesData{}), nil
	}
	answer, err := c.post(ctx, request)
	if err != nil {
		return nil, err
	}
	if len(answer.Body.Fetched) != 1 || len(answer.Body.Fetched[0].Data) != 1 {
		return nil, &Error{Step: StepAnswer, Code: "form", Status: http.StatusOK, Temporary: true}
	}
	fetched := answer.Body.Fetched[0]
	if fetched.CorrelationID != "" && fetched.CorrelationID != string(p.id) {
		return nil, &Error{Step: StepAnswer, Code: "other_question", Status: http.StatusOK, Temporary: true}
	}
	return p.reports(fetched.Data[0]), nil
}

// Connection (förbindelse) is how one source of SSBTEK fares by its own test.
type Connection struct {
	Source      string          // SSBTEK's code, such as "FK"
	Authorities []aid.Authority // who answer by it
	Called      bool            // the source has a test of its own, and was called
	Fault       aid.ReportFault // none where all is well or nothing was called
	Code        string          // the source's own code of the fault, where it can be logged
}

// Test asks SSBTEK whether its sources can be reached. Nobody's number is sent. The error is an *Error.
func (c *Client) Test(ctx context.Context) ([]Connection, error) {
	answer, err := c.post(ctx, testRequest{})
	if err != nil {
		return nil, err
	}
	if len(answer.Body.Tested) != 1 {
		return nil, &Error{Step: StepAnswer, Code: "form", Status: http.StatusOK, Temporary: true}
	}
	var list []Connection
	tested := answer.Body.Tested[0]
	for _, s := range sources {
		one := Connection{Source: s.code, Authorities: s.authorities}
		if t := tested.of(s.code); t != nil {
			called, read := readBool(t.Called)
			one.Called = called
			switch {
			case t.Error != nil:
				one.Fault, one.Code = t.Error.fault(), plainCode(t.Error.Code)
			case !read:
				one.Fault = aid.Unreadable
			}
		}
		list = append(list, one)
	}
	return list, nil
}

// post sends one SOAP request and returns the envelope of its answer; all else becomes an *Error.
func (c *Client) post(ctx context.Context, body any) (envelope, error) {
	sent, err := xml.Marshal(requestEnvelope{Body: requestBody{body}})
	if err != nil {
		return envelope{}, fmt.Errorf("write a question to SSBTEK: %w", err)
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, c.config.URL, bytes.NewReader(append([]byte(xml.Header), sent...)))
	if err != nil {
		return envelope{}, fmt.Errorf("make a question to SSBTEK: %w", err)
	}
	request.Header.Set("Content-Type", "text/xml; charset=utf-8")
	request.Header["SOAPAction"] = []string{`""`} // in SOAP's own spelling
	response, err := c.http.Do(request)
	if err != nil {
		broken := connectError(ctx, err)
		if broken.Code == "unreachable" && ctx.Err() == nil && c.isTurnedAway(ctx, request.URL) {
			broken = &Error{Step: StepConnect, Code: "our_certificate"}
		}
		return envelope{}, broken
	}
	defer response.Body.Close()
	raw, err := io.ReadAll(io.LimitReader(response.Body, maxAnswer+1))
	if err != nil {
		broken := connectError(ctx, err)
		broken.Status = response.StatusCode
		return envelope{}, broken
	}
	if len(raw) > maxAnswer {
		return envelope{}, &Error{Step: StepAnswer, Code: "large", Status: response.StatusCode}
	}
	answer, fault := readEnvelope(response.StatusCode, raw)
	if fault != nil {
		return envelope{}, fault
	}
	return answer, nil
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
	return connectError(context.WithoutCancel(ctx), err).Code == "our_certificate"
}
