package ssbtek

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"time"

	"bistand/aid"
	"bistand/soap"
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
	soap   *soap.Client
}

// New makes a client, or tells which setting is missing or breaks a rule of the XSD. It connects to nothing.
func New(c Config) (*Client, error) {
	client, err := soap.New(soap.Config{System: "SSBTEK", URL: c.URL, TLS: c.TLS, Timeout: c.Timeout, MaxAnswer: maxAnswer})
	switch {
	case err != nil:
		return nil, err
	case c.Now == nil || c.Random == nil:
		return nil, errors.New("SSBTEK needs a clock and a source of randomness")
	case !soap.IsOrgNumber(c.Asker.OrgNumber):
		return nil, errors.New("SSBTEK needs the organisation's number (org_number) as 12 digits that begin with 16")
	}
	for _, p := range c.Processors {
		if !soap.IsOrgNumber(p.OrgNumber) || !soap.IsText(p.Name) {
			return nil, errors.New("SSBTEK needs each processor's number (processor) as 12 digits that begin with 16, and its name")
		}
	}
	for _, setting := range []struct{ name, value string }{
		{"organisation's name", c.Asker.Name},
		{"actor id", c.ActorID},
		{"purpose", c.Purpose},
		{"law", c.Law},
	} {
		if !soap.IsText(setting.value) {
			return nil, fmt.Errorf("SSBTEK needs the %s", setting.name)
		}
	}
	return &Client{config: c, soap: client}, nil
}

// Close lets go of idle connections.
func (c *Client) Close() { c.soap.Close() }

// Ask asks about one person, once, and returns one report for each authority that was asked, in the order of
// aid.InquiredAuthorities. An authority that does not answer is a report too; the error, a *soap.Error, is of the call as a whole,
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
	answer, err := soap.Call[answerBody](ctx, c.soap, request)
	if err != nil {
		return nil, err
	}
	if len(answer.Fetched) != 1 || len(answer.Fetched[0].Data) != 1 {
		return nil, c.soap.NoAnswer("form")
	}
	fetched := answer.Fetched[0]
	if fetched.CorrelationID != "" && fetched.CorrelationID != string(p.id) {
		return nil, c.soap.NoAnswer("other_question")
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

// Test asks SSBTEK whether its sources can be reached. Nobody's number is sent. The error is a *soap.Error.
func (c *Client) Test(ctx context.Context) ([]Connection, error) {
	answer, err := soap.Call[answerBody](ctx, c.soap, testRequest{})
	if err != nil {
		return nil, err
	}
	if len(answer.Tested) != 1 {
		return nil, c.soap.NoAnswer("form")
	}
	var list []Connection
	tested := answer.Tested[0]
	for _, s := range sources {
		one := Connection{Source: s.code, Authorities: s.authorities}
		if t := tested.of(s.code); t != nil {
			called, read := readBool(t.Called)
			one.Called = called
			switch {
			case t.Error != nil:
				one.Fault, one.Code = t.Error.fault(), soap.PlainCode(t.Error.Code)
			case !read:
				one.Fault = aid.Unreadable
			}
		}
		list = append(list, one)
	}
	return list, nil
}
