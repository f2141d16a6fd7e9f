package notify

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"
	"unicode/utf8"

	"bistand/aid"
)

// SMSConfig (sms-inställningar) is how the text message gateway is reached.
// Source: https://46elks.com/docs/send-sms, https://46elks.com/docs/sms-delivery-reports
type SMSConfig struct {
	URL      string // "https://api.46elks.com/a1/sms"; plain HTTP is refused unless it is on this machine
	Username string
	Password string
	From     string // a name of 3 to 11 letters and digits that begins with a letter, or a number in E.164
	// Callback is where the gateway reports what became of a message; empty for no reports. The gateway does not sign
	// its reports, so the address must carry a secret of its own.
	Callback string
}

// SMS (sms-sändare) sends text messages. It is safe for concurrent use.
type SMS struct {
	config SMSConfig
	client *http.Client
}

// maxAnswer is the most that is read of a gateway's answer, in bytes.
const maxAnswer = 64 << 10

// maxSMS is the longest text accepted, in characters: some ten parts, far more than a notice needs.
const maxSMS = 670

// NewSMS checks the settings; it does not connect.
func NewSMS(config SMSConfig) (*SMS, error) {
	address, err := url.Parse(config.URL)
	if err != nil || address.Host == "" {
		return nil, errors.New("read SMS settings: the gateway's address is no URL")
	}
	if address.Scheme != "https" && (address.Scheme != "http" || !isLoopback(address.Hostname())) {
		return nil, errors.New("text messages without TLS are allowed to this machine only")
	}
	if !isSender(config.From) {
		return nil, errors.New("read SMS settings: the sender must be 3 to 11 letters and digits, a letter first, or a number")
	}
	return &SMS{config: config, client: &http.Client{
		// Notices are few: a connection each costs less than the care of idle ones. A redirect would carry the
		// recipient to somewhere that the settings do not name.
		Transport:     &http.Transport{DisableKeepAlives: true, Proxy: http.ProxyFromEnvironment},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}, nil
}

// isSender tells whether the gateway can show text as the sender.
func isSender(text string) bool {
	if number, err := aid.E164(text); err == nil {
		return number == text
	}
	if len(text) < 3 || len(text) > 11 || !isLetter(rune(text[0])) {
		return false
	}
	return !strings.ContainsFunc(text, func(r rune) bool { return !isLetter(r) && (r < '0' || r > '9') })
}

func isLetter(r rune) bool { return (r >= 'a' && r <= 'z') || (r >= 'A' && r <= 'Z') }

// Send hands one text message to the gateway and returns the gateway's id for it, which delivery reports carry. Any failure
// is an *Error. After a time-out or an answer that cannot be read, the gateway may have it all the same.
func (s *SMS) Send(ctx context.Context, message Message) (id string, err error) {
	to, err := aid.E164(message.To)
	if err != nil {
		return "", &Error{Channel: BySMS, Step: "recipient"}
	}
	if n := utf8.RuneCountInString(message.Text); n == 0 || n > maxSMS {
		return "", &Error{Channel: BySMS, Step: "compose"}
	}
	form := url.Values{"from": {s.config.From}, "to": {to}, "message": {message.Text}}
	if s.config.Callback != "" {
		form.Set("whendelivered", s.config.Callback)
	}
	ctx, cancel := context.WithTimeout(ctx, Timeout)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, s.config.URL, strings.NewReader(form.Encode()))
	if err != nil {
		return "", &Error{Channel: BySMS, Step: "compose"}
	}
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	request.SetBasicAuth(s.config.Username, s.config.Password)
	answer, err := s.client.Do(request)
	if err != nil {
		return "", &Error{Channel: BySMS, Step: "connect", Temporary: true}
	}
	defer answer.Body.Close()
	return readAnswer(answer)
}

// readAnswer takes the gateway's id from its answer.
func readAnswer(answer *http.Response) (string, error) {
	if answer.StatusCode != http.StatusOK {
		return "", &Error{Channel: BySMS, Step: "answer", Code: answer.StatusCode, Temporary: passes(answer.StatusCode)}
	}
	var body struct {
		ID     string `json:"id"`
		Status string `json:"status"`
	}
	err := json.NewDecoder(io.LimitReader(answer.Body, maxAnswer)).Decode(&body)
	if err != nil || body.ID == "" {
		return "", &Error{Channel: BySMS, Step: "answer", Code: answer.StatusCode, Temporary: true}
	}
	if body.Status == "failed" {
		return "", &Error{Channel: BySMS, Step: "recipient", Code: answer.StatusCode}
	}
	return body.ID, nil
}

// passes tells whether an HTTP status may be another one later. Wrong credentials and an empty account are the operator's to
// mend: the message is as good as before.
func passes(status int) bool {
	switch status {
	case http.StatusUnauthorized, http.StatusPaymentRequired, http.StatusForbidden, http.StatusNotFound,
		http.StatusRequestTimeout, http.StatusTooManyRequests:
		return true
	}
	return status >= 500 || (status >= 300 && status < 400)
}

// Delivery (leveransrapport) is what became of a text message.
type Delivery struct {
	ID        string // the gateway's id, as Send returned it
	Delivered bool   // false: it failed for good
	At        time.Time
}

// ReadDelivery reads the gateway's report. The caller answers 204 once it is kept; the gateway tries again until then.
func ReadDelivery(r *http.Request) (Delivery, error) {
	r.Body = http.MaxBytesReader(nil, r.Body, maxAnswer)
	if err := r.ParseForm(); err != nil {
		return Delivery{}, fmt.Errorf("read delivery report: %w", err)
	}
	d := Delivery{ID: r.PostForm.Get("id")}
	switch r.PostForm.Get("status") {
	case "delivered":
		d.Delivered = true
	case "failed":
	default:
		return Delivery{}, errors.New("read delivery report: unknown status")
	}
	if d.ID == "" || len(d.ID) > 100 {
		return Delivery{}, errors.New("read delivery report: no id")
	}
	// The time is given in UTC, with or without saying so; a report without one is still a report.
	for _, layout := range []string{time.RFC3339Nano, "2006-01-02T15:04:05.999999999"} {
		if at, err := time.Parse(layout, r.PostForm.Get("delivered")); err == nil {
			d.At = at.UTC()
			break
		}
	}
	return d, nil
}
