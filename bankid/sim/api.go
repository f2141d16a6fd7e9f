package sim

import (
	"bytes"
	"crypto/x509"
	"encoding/json"
	"io"
	"net/http"
	"time"
)

// maxRequest is the largest request read, in bytes: room for the longest texts and some.
const maxRequest = 300_000

// apiError is an answer of error.
type apiError struct {
	status  int
	code    string
	details string
}

// invalid is BankID's answer to a request that breaks a rule; details name the field, as BankID's do.
func invalid(details string) *apiError {
	return &apiError{http.StatusBadRequest, "invalidParameters", details}
}

// apiHandler serves the relying-party API: certificate, mode of trouble, path, method and content type are judged in
// that order, before any request is read.
func (s *Server) apiHandler() http.Handler {
	routes := map[string]func([]byte) (any, *apiError){
		"/rp/v6.0/auth":    func(b []byte) (any, *apiError) { return s.open("auth", b) },
		"/rp/v6.0/sign":    func(b []byte) (any, *apiError) { return s.open("sign", b) },
		"/rp/v6.0/collect": s.collect,
		"/rp/v6.0/cancel":  s.cancel,
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxRequest))
		route, known := routes[r.URL.Path]
		switch {
		case !s.knows(r):
			answerForbidden(w)
		case s.trouble(w, r):
		case !known:
			answerError(w, http.StatusNotFound, "notFound", "no such path")
		case r.Method != http.MethodPost:
			answerError(w, http.StatusMethodNotAllowed, "methodNotAllowed", "only POST")
		case r.Header.Get("Content-Type") != "application/json":
			answerError(w, http.StatusUnsupportedMediaType, "unsupportedMediaType", "application/json without parameters")
		case err != nil:
			answerError(w, http.StatusBadRequest, "invalidParameters", "the request is too large")
		default:
			answer, fault := route(body)
			if fault != nil {
				answerError(w, fault.status, fault.code, fault.details)
				return
			}
			answerJSON(w, http.StatusOK, answer)
		}
	})
}

// knows tells whether the caller shows a certificate that was issued here.
func (s *Server) knows(r *http.Request) bool {
	if len(r.TLS.PeerCertificates) == 0 {
		return false
	}
	roots := x509.NewCertPool()
	roots.AddCert(s.keys.tlsRoot.cert)
	_, err := r.TLS.PeerCertificates[0].Verify(x509.VerifyOptions{
		Roots: roots, CurrentTime: s.now(), KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth},
	})
	return err == nil
}

// answerJSON writes an answer as BankID does: JSON, and no charset in its type either.
func answerJSON(w http.ResponseWriter, status int, body any) {
	text, err := json.Marshal(body)
	if err != nil {
		panic(err) // our own types always marshal
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_, _ = w.Write(text)
}

// answerError writes an error in BankID's form.
func answerError(w http.ResponseWriter, status int, code, details string) {
	answerJSON(w, status, map[string]string{"errorCode": code, "details": details})
}

// answerForbidden answers as the machine in front of BankID does when it does not like a certificate: in HTML, so that a
// client learns not to expect JSON of an error.
func answerForbidden(w http.ResponseWriter) {
	w.Header().Set("Content-Type", "text/html")
	w.WriteHeader(http.StatusForbidden)
	_, _ = w.Write([]byte("<html><head><title>403 Forbidden</title></head><body><h1>403 Forbidden</h1></body></html>"))
}

// decode reads a request and refuses what BankID does not know, so that a misspelt member is found.
func decode(body []byte, into any) *apiError {
	d := json.NewDecoder(bytes.NewReader(body))
	d.DisallowUnknownFields()
	if err := d.Decode(into); err != nil || d.More() {
		return invalid("the request is not the JSON expected")
	}
	return nil
}

// openAnswer is the answer to auth and sign.
type openAnswer struct {
	OrderRef       string `json:"orderRef"`
	AutoStartToken string `json:"autoStartToken"`
	QRStartToken   string `json:"qrStartToken"`
	QRStartSecret  string `json:"qrStartSecret"`
}

// open makes an order. One for a person who has a live order is refused, and the live one is cancelled.
func (s *Server) open(kind string, body []byte) (any, *apiError) {
	var request openRequest
	if fault := decode(body, &request); fault != nil {
		return nil, fault
	}
	if fault := request.check(kind); fault != nil {
		return nil, fault
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.settle()
	if running := s.liveOf(request.person()); running != nil {
		running.fail("cancelled")
		return nil, &apiError{http.StatusBadRequest, "alreadyInProgress", "an order for this user is already in progress"}
	}
	o := &order{
		ref: s.token(), autoStart: s.token(), qrToken: s.token(), qrSecret: s.token(),
		kind: kind, request: request, opened: s.now(), status: "pending", hint: "outstandingTransaction",
	}
	s.orders = append(s.orders, o)
	return openAnswer{o.ref, o.autoStart, o.qrToken, o.qrSecret}, nil
}

// refRequest is the request of collect and cancel.
type refRequest struct {
	OrderRef string `json:"orderRef"`
}

// collectAnswer is the answer to collect.
type collectAnswer struct {
	OrderRef   string      `json:"orderRef"`
	Status     string      `json:"status"`
	HintCode   string      `json:"hintCode,omitempty"`
	Completion *completion `json:"completionData,omitempty"`
}

// collect tells how an order fares; a terminal answer is given once and the order is then forgotten.
func (s *Server) collect(body []byte) (any, *apiError) {
	var request refRequest
	if fault := decode(body, &request); fault != nil {
		return nil, fault
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.settle()
	o := s.byRef(request.OrderRef)
	if o == nil {
		return nil, invalid("no such order")
	}
	if o.status != "pending" {
		s.forget(o)
	}
	return collectAnswer{o.ref, o.status, o.hint, o.completion}, nil
}

// cancel withdraws a pending order.
func (s *Server) cancel(body []byte) (any, *apiError) {
	var request refRequest
	if fault := decode(body, &request); fault != nil {
		return nil, fault
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.settle()
	o := s.byRef(request.OrderRef)
	if o == nil || o.status != "pending" {
		return nil, invalid("no such order")
	}
	s.forget(o)
	return struct{}{}, nil
}

// How long things last. The first two are BankID's; what is older than the last is forgotten.
const (
	pickUpWithin   = 30 * time.Second
	completeWithin = 3 * time.Minute
	forgetAfter    = 10 * time.Minute
)
