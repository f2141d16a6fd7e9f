package sim

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"time"

	"bistand/notify"
)

// sink is the number that 46elks gives to tests: a message to it is taken and goes nowhere.
const sink = "+46700000000"

// What the gateway takes as a number (E.164) and as a name of a sender.
var (
	numberForm = regexp.MustCompile(`^\+[1-9][0-9]{7,14}$`)
	senderForm = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9]{2,10}$`)
)

// postSMS answers as the gateway does: plain text for an error, JSON for a message taken.
func (s *Sim) postSMS(w http.ResponseWriter, r *http.Request) {
	if name, password, _ := r.BasicAuth(); s.config.Username != "" && !s.admits(name, password) {
		http.Error(w, "API access requires Basic HTTP authentication", http.StatusUnauthorized)
		return
	}
	r.Body = http.MaxBytesReader(w, r.Body, maxMail)
	if err := r.ParseForm(); err != nil {
		http.Error(w, "Unreadable form", http.StatusBadRequest)
		return
	}
	if fault := checkSMS(r.PostForm); fault != "" {
		http.Error(w, fault, http.StatusBadRequest)
		return
	}
	// A real gateway repeats the number in its errors too, which is why no client may log them as they come.
	switch s.Mode() {
	case Temporary:
		http.Error(w, "Try again later", http.StatusServiceUnavailable)
		return
	case Greylist:
		if s.isNew(r.PostForm.Get("to")) {
			http.Error(w, "Too many requests", http.StatusTooManyRequests)
			return
		}
	case Permanent:
		http.Error(w, "Invalid number "+r.PostForm.Get("to"), http.StatusBadRequest)
		return
	case Denied:
		http.Error(w, "Account is not allowed to send", http.StatusForbidden)
		return
	case Close:
		panic(http.ErrAbortHandler) // net/http hangs up without a word
	case Garbage:
		_, _ = io.WriteString(w, "<html>\x00{\"id\":")
		return
	}
	s.takeSMS(w, r)
}

// checkSMS returns what is wrong with the form, or nothing.
func checkSMS(form url.Values) string {
	for _, key := range []string{"from", "to", "message"} {
		if form.Get(key) == "" {
			return "Missing key " + key
		}
	}
	if !numberForm.MatchString(form.Get("to")) {
		return "Invalid to number"
	}
	if from := form.Get("from"); !senderForm.MatchString(from) && !numberForm.MatchString(from) {
		return "Invalid from"
	}
	return ""
}

// takeSMS keeps a message, answers, and reports its delivery a moment later.
func (s *Sim) takeSMS(w http.ResponseWriter, r *http.Request) {
	form := r.PostForm
	var random [16]byte
	if _, err := io.ReadFull(s.config.Random, random[:]); err != nil {
		http.Error(w, "No randomness", http.StatusInternalServerError)
		return
	}
	parts, _ := notify.Parts(form.Get("message"))
	id, to := "s"+hex.EncodeToString(random[:]), form.Get("to")
	s.keep(Message{Kind: "sms", ID: id, From: form.Get("from"), To: to, Text: form.Get("message"), Status: "created", Parts: parts, Callback: form.Get("whendelivered")})
	if !s.stall(r.Context()) {
		return
	}
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	_ = json.NewEncoder(w).Encode(map[string]any{
		"id": id, "status": "created", "direction": "outgoing", "from": form.Get("from"), "to": to,
		"message": form.Get("message"), "created": s.config.Now().UTC().Format("2006-01-02T15:04:05.000000"),
		"parts": parts, "cost": 3500 * parts, // ten-thousandths of the account's currency
	})
	if to == sink {
		return
	}
	// The client may well be told of the delivery before it has read our answer. That happens in earnest too.
	callback := form.Get("whendelivered")
	s.running.Go(func() { s.deliver(id, callback) })
}

// deliver lets a message arrive, or not, and reports it as the simulator is set to.
func (s *Sim) deliver(id, callback string) {
	how, status := s.Reports(), "delivered"
	switch how {
	case ReportNever:
		return
	case ReportLate:
		if !pause(s.ctx, s.config.Delay) {
			return
		}
	case ReportFailed:
		status = "failed"
	}
	s.setStatus(id, status)
	s.report(s.ctx, callback, id, status)
	if how == ReportTwice {
		s.report(s.ctx, callback, id, status)
	}
}

// report posts the delivery report until it is taken with a status from 200 to 204, five times at most. The gateway keeps at it
// for six hours; nobody waits that long for a test.
func (s *Sim) report(ctx context.Context, callback, id, status string) {
	target, err := url.Parse(callback)
	if err != nil || callback == "" || !loopbackName(target.Hostname()) {
		return // nothing leaves the machine
	}
	client := &http.Client{Timeout: 5 * time.Second, Transport: &http.Transport{DisableKeepAlives: true, DialContext: dialHere}}
	values := url.Values{"id": {id}, "status": {status}}
	if status == "delivered" {
		values.Set("delivered", s.config.Now().UTC().Format("2006-01-02T15:04:05.000000"))
	}
	form := values.Encode()
	for try := range 5 {
		request, err := http.NewRequestWithContext(ctx, http.MethodPost, callback, strings.NewReader(form))
		if err != nil {
			return
		}
		request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		if answer, err := client.Do(request); err == nil {
			_ = answer.Body.Close()
			if answer.StatusCode >= 200 && answer.StatusCode <= 204 {
				return
			}
		}
		if !pause(ctx, time.Duration(try+1)*100*time.Millisecond) {
			return
		}
	}
}

// dialHere finds *.localhost on this machine, which not every resolver does.
func dialHere(ctx context.Context, network, addr string) (net.Conn, error) {
	if host, port, err := net.SplitHostPort(addr); err == nil && strings.HasSuffix(host, ".localhost") {
		addr = net.JoinHostPort("127.0.0.1", port)
	}
	var dialer net.Dialer
	return dialer.DialContext(ctx, network, addr)
}

// loopbackName tells whether a host can only be this machine.
func loopbackName(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || strings.HasSuffix(host, ".localhost") || (ip != nil && ip.IsLoopback())
}
