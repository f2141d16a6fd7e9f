package soap_test

import (
	"bufio"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net"
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"testing"
	"time"

	"bistand/soap"
)

type asked struct {
	XMLName struct{} `xml:"urn:x Asked"`
}

// A refusal of our certificate is often lost while the question is being written: the connection is reset. A second connection, on which
// nothing is asked, tells it from a network that fails.
func TestARefusalThatIsLost(t *testing.T) {
	held := httptest.NewTLSServer(http.NotFoundHandler()) // whose certificate both sides show
	defer held.Close()
	roots := held.Client().Transport.(*http.Transport).TLSClientConfig.RootCAs
	for _, refuses := range []bool{true, false} {
		listener, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		defer listener.Close()
		var connections, questions atomic.Int32
		go func() {
			for {
				plain, err := listener.Accept()
				if err != nil {
					return
				}
				second := connections.Add(1) > 1
				how := &tls.Config{Certificates: held.TLS.Certificates}
				if second && refuses {
					how.ClientAuth, how.ClientCAs = tls.RequireAndVerifyClientCert, x509.NewCertPool()
				}
				connection := tls.Server(plain, how)
				if request, err := http.ReadRequest(bufio.NewReader(connection)); err == nil {
					questions.Add(1)
					request.Body.Close()
				}
				_ = plain.(*net.TCPConn).SetLinger(0) // so that closing it resets it
				if second {
					connection.Close()
				}
				plain.Close()
			}
		}()
		c, err := soap.New(soap.Config{
			System: "Registret", URL: "https://" + listener.Addr().String() + "/", Timeout: 3 * time.Second, MaxAnswer: 1000,
			TLS: &tls.Config{RootCAs: roots, Certificates: held.TLS.Certificates},
		})
		if err != nil {
			t.Fatal(err)
		}
		begun := time.Now()
		_, err = soap.Call[answer](t.Context(), c, asked{})
		var e *soap.Error
		want := map[bool]string{true: "our_certificate", false: "unreachable"}[refuses]
		if !errors.As(err, &e) || e.Code != want || e.Temporary == refuses || questions.Load() != 1 || connections.Load() != 2 {
			t.Errorf("%s: %+v after %d questions by %d connections", want, err, questions.Load(), connections.Load())
		}
		if took := time.Since(begun); took > 2*time.Second {
			t.Errorf("%s: took %s", want, took)
		}
	}
}

// Whoever asks may have less patience than the client: that is a time-out too, as operators read it in the log. Only who goes away cancels.
func TestTheCallerHasLessPatience(t *testing.T) {
	silent, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer silent.Close()
	c, err := soap.New(soap.Config{
		System: "Registret", URL: "https://" + silent.Addr().String() + "/", Timeout: time.Minute, MaxAnswer: 1000,
		TLS: &tls.Config{RootCAs: x509.NewCertPool(), Certificates: []tls.Certificate{{}}},
	})
	if err != nil {
		t.Fatal(err)
	}
	patient, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	gone, leave := context.WithCancel(t.Context())
	time.AfterFunc(50*time.Millisecond, leave)
	for want, ctx := range map[string]context.Context{"timeout": patient, "cancelled": gone} {
		_, err := soap.Call[answer](ctx, c, asked{})
		var e *soap.Error
		if !errors.As(err, &e) || e.Code != want || !e.Temporary || !errors.Is(err, ctx.Err()) {
			t.Errorf("%v, want %s", err, want)
		}
	}
}
