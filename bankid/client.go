package bankid

import (
	"bytes"
	"context"
	"crypto/tls"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"
)

// maxAnswer is the largest answer read, in bytes. A completed order holds a signature over at most 240 000 characters,
// itself written as base64, so a true answer stays well below it.
const maxAnswer = 2 << 20

// quietRetries is how many times a maintenance answer (503) to collect or cancel is met by asking again, and
// quietPause how long to wait before the first; the second wait is twice as long.
const (
	quietRetries = 2
	quietPause   = 150 * time.Millisecond
)

// Config is what a Client is made of. Everything is required.
type Config struct {
	BaseURL string           // "https://appapi2.bankid.com/rp/v6.0", without a slash at the end
	TLS     *tls.Config      // client certificate and the one trusted root; see TLSConfig
	Timeout time.Duration    // longest wait for one answer, from dialling to the last byte
	Now     func() time.Time // the clock that dates orders
}

// Client speaks the relying-party API over mutual TLS. It is safe for concurrent use.
type Client struct {
	base string
	http *http.Client
	now  func() time.Time
}

// New makes a client, or tells which setting is missing or unsafe.
func New(c Config) (*Client, error) {
	switch {
	case !strings.HasPrefix(c.BaseURL, "https://"):
		return nil, errors.New("BankID's address must begin with https://")
	case c.TLS == nil || c.TLS.RootCAs == nil:
		return nil, errors.New("BankID needs TLS settings with a trusted root of their own")
	case c.TLS.InsecureSkipVerify:
		return nil, errors.New("BankID's server certificate must be verified")
	case c.Timeout <= 0:
		return nil, errors.New("BankID needs a time-out")
	case c.Now == nil:
		return nil, errors.New("BankID needs a clock")
	}
	return &Client{
		base: strings.TrimSuffix(c.BaseURL, "/"),
		now:  c.Now,
		http: &http.Client{
			Timeout: c.Timeout,
			// No proxy from the environment: the certificate is shown to BankID alone.
			Transport: &http.Transport{TLSClientConfig: c.TLS, MaxIdleConnsPerHost: 8, IdleConnTimeout: time.Minute},
			// A redirect would post personal data to an address that nobody has configured.
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		},
	}, nil
}

// Close lets go of idle connections.
func (c *Client) Close() { c.http.CloseIdleConnections() }

// Auth starts an identification. It is never repeated by itself, since an order that was not answered may exist all the
// same; it returns *RequestError before anything is sent, or *Error.
func (c *Client) Auth(ctx context.Context, r OrderRequest) (Order, error) {
	return c.order(ctx, "/auth", r, authLimits)
}

// Sign starts a signing of r.Visible and r.Hidden. Errors and repetition are as for Auth.
func (c *Client) Sign(ctx context.Context, r OrderRequest) (Order, error) {
	return c.order(ctx, "/sign", r, signLimits)
}

// order checks and posts a request for an order, and dates the order by the arrival of the answer.
func (c *Client) order(ctx context.Context, path string, r OrderRequest, limits lengthLimits) (Order, error) {
	wire, err := r.wire(limits)
	if err != nil {
		return Order{}, err
	}
	raw, err := c.post(ctx, path, wire)
	if err != nil {
		return Order{}, err
	}
	order, err := parseOrder(raw)
	if err != nil {
		return Order{}, &Error{Path: path, Status: http.StatusOK, cause: err}
	}
	order.Started = c.now()
	return order, nil
}

// Collect asks how an order fares. Poll every two seconds while the answer is Pending and stop at anything else: a
// terminal answer can be read once only, so store Raw before using the rest. Where the answer was received but
// cannot be understood, Raw is set beside the error, so that it can be stored even then.
func (c *Client) Collect(ctx context.Context, orderRef string) (CollectAnswer, error) {
	const path = "/collect"
	raw, err := c.postPatiently(ctx, path, map[string]string{"orderRef": orderRef})
	if err != nil {
		return CollectAnswer{}, err
	}
	answer, err := ParseCollect(raw)
	if err != nil {
		return answer, &Error{Path: path, Status: http.StatusOK, cause: err}
	}
	if answer.OrderRef != orderRef {
		return answer, &Error{Path: path, Status: http.StatusOK, cause: errors.New("the answer is about another order")}
	}
	return answer, nil
}

// Cancel withdraws an order that the user has left. An order that has already ended gives invalidParameters,
// which a caller may ignore.
func (c *Client) Cancel(ctx context.Context, orderRef string) error {
	_, err := c.postPatiently(ctx, "/cancel", map[string]string{"orderRef": orderRef})
	return err
}

// postPatiently posts, and asks again a few times while BankID says that it is being maintained.
// Only for requests that change nothing when repeated.
func (c *Client) postPatiently(ctx context.Context, path string, body any) ([]byte, error) {
	for try := 0; ; try++ {
		raw, err := c.post(ctx, path, body)
		var e *Error
		if try == quietRetries || !errors.As(err, &e) || e.Status != http.StatusServiceUnavailable {
			return raw, err
		}
		select {
		case <-ctx.Done():
			return nil, err
		case <-time.After(quietPause << try):
		}
	}
}

// post sends one request and returns the body of a 200 answer; all else becomes an *Error.
func (c *Client) post(ctx context.Context, path string, body any) ([]byte, error) {
	sent, err := json.Marshal(body)
	if err != nil {
		return nil, fmt.Errorf("write a BankID request: %w", err)
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, c.base+path, bytes.NewReader(sent))
	if err != nil {
		return nil, fmt.Errorf("make a BankID request: %w", err)
	}
	request.Header.Set("Content-Type", "application/json") // a charset parameter is answered with 415
	response, err := c.http.Do(request)
	if err != nil {
		return nil, &Error{Path: path, cause: err}
	}
	defer response.Body.Close()
	raw, err := io.ReadAll(io.LimitReader(response.Body, maxAnswer+1))
	if err == nil && len(raw) > maxAnswer {
		err = errors.New("the answer is too large")
	}
	if err != nil {
		return nil, &Error{Path: path, Status: response.StatusCode, cause: fmt.Errorf("read the answer: %w", err)}
	}
	if response.StatusCode != http.StatusOK {
		return nil, parseError(path, response.StatusCode, raw)
	}
	return raw, nil
}
