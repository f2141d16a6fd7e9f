package navet

import (
	"context"
	"crypto/tls"
	"encoding/xml"
	"errors"
	"regexp"
	"time"

	"bistand/aid"
	"bistand/soap"
)

// system is what errors call the register.
const system = "the population register"

// maxAnswer is the largest answer read, in bytes: many times a person with all their relatives and the history of their addresses.
const maxAnswer = 1 << 20

// Config is what a Client is made of. Everything is required.
type Config struct {
	URL       string // "https://…/personpostXML", the full address that the tax agency hands out
	TLS       *tls.Config
	Timeout   time.Duration // longest wait for one answer, from dialling to the last byte
	OrgNumber string        // 12 digits, "16" and the ten of the municipality
	OrderID   string        // beställningsid, which the tax agency gives with the agreement: "00000000-FO01-0001"
}

// Client asks by personpostXML over mutual TLS. It is safe for concurrent use.
type Client struct {
	config Config
	soap   *soap.Client
}

// orderID is the form NNNNNNNN-FONN-NNNN that Epersondata.xsd describes in words.
var orderID = regexp.MustCompile(`^[0-9]{8}-FO[0-9]{2}-[0-9]{4}$`)

// New makes a client, or tells which setting is missing or breaks a rule of the XSD. It connects to nothing.
func New(c Config) (*Client, error) {
	client, err := soap.New(soap.Config{System: system, URL: c.URL, TLS: c.TLS, Timeout: c.Timeout, MaxAnswer: maxAnswer})
	switch {
	case err != nil:
		return nil, err
	case !soap.IsOrgNumber(c.OrgNumber):
		return nil, errors.New(system + " needs the municipality's number (org_number) as 12 digits that begin with 16")
	case !orderID.MatchString(c.OrderID):
		return nil, errors.New(system + " needs the id of the order (order_id) in the form 00000000-FO00-0000")
	}
	return &Client{config: c, soap: client}, nil
}

// Close lets go of idle connections.
func (c *Client) Close() { c.soap.Close() }

// request is the question. The XSD wants it in this order, all of it in the one namespace.
type request struct {
	XMLName xml.Name `xml:"http://xmls.skatteverket.se/se/skatteverket/folkbokforing/na/epersondata/V1 PersonpostRequest"`
	Order   order    `xml:"Bestallning"`
	Person  string   `xml:"PersonId"` // twelve digits
}

type order struct {
	OrgNumber string `xml:"OrgNr"`
	ID        string `xml:"BestallningsId"`
}

// Look asks what the register says of a number, a personnummer or a samordningsnummer, once. The error is a *soap.Error; it is of a
// question that was not answered, and says nothing of the number. It is never repeated by itself.
func (c *Client) Look(ctx context.Context, person aid.Personnummer) (aid.Registration, error) {
	if person.IsZero() {
		return "", c.soap.NotAsked("person")
	}
	answer, err := soap.Call[answerBody](ctx, c.soap, request{Order: order{c.config.OrgNumber, c.config.OrderID}, Person: person.Full()})
	if err != nil {
		return "", err
	}
	said, wrong := answer.about(person)
	if wrong != "" {
		return "", c.soap.NoAnswer(wrong)
	}
	return said, nil
}
