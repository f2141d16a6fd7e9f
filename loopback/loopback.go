// Package loopback serves this machine and no other: the demonstration, and every simulator of an outside system.
package loopback

import (
	"crypto/tls"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"time"
)

// Listen opens a port of this machine, any free one where no address is given, and refuses an address that others could reach.
func Listen(address string) (net.Listener, error) {
	if address == "" {
		address = "127.0.0.1:0"
	}
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		return nil, err
	}
	if ip := net.ParseIP(host); host != "localhost" && (ip == nil || !ip.IsLoopback()) {
		return nil, fmt.Errorf("%s is not a loopback address", address)
	}
	return net.Listen("tcp", address)
}

// HTTP makes a server with all its time-outs set. HTTP/1.1 only, so that a broken answer breaks its connection.
func HTTP(h http.Handler) *http.Server {
	return &http.Server{
		Handler:           h,
		ReadHeaderTimeout: 5 * time.Second,
		ReadTimeout:       10 * time.Second,
		WriteTimeout:      2 * time.Minute, // longer than any trouble that a simulator makes
		IdleTimeout:       time.Minute,
		MaxHeaderBytes:    1 << 16,
		ErrorLog:          log.New(io.Discard, "", 0), // a client that hangs up or shows no certificate is no news here
		TLSNextProto:      map[string]func(*http.Server, *tls.Conn, http.Handler){},
	}
}
