package oidc

import (
	"net/http"
)

// Catch puts something between a client and the wire.
func Catch(c *Client, wrap func(http.RoundTripper) http.RoundTripper) {
	c.http.Transport = wrap(c.http.Transport)
}

// Assertion makes a client's proof for an endpoint.
func Assertion(c *Client, endpoint string) string {
	signed, err := c.signProof(endpoint)
	if err != nil {
		panic(err)
	}
	return signed
}
