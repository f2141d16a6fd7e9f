package sim_test

import (
	"bytes"
	"context"
	"crypto/tls"
	"encoding/base64"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"

	"bistand/aid"
	"bistand/bankid/sim"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func amira(t *testing.T) sim.Person {
	t.Helper()
	p, err := aid.ParsePersonnummer("198001029803")
	if err != nil {
		t.Fatal(err)
	}
	return sim.Person{Personnummer: p, GivenName: "Amira", Surname: "Åkerlund"}
}

// start starts a simulator on the real clock, with a raw HTTP client: these tests are about the bytes on the wire.
func start(t *testing.T, settings func(*sim.Server) *tls.Config) (*sim.Server, *http.Client) {
	t.Helper()
	s, err := sim.Start(t.Context(), sim.Config{Now: time.Now, Persons: []sim.Person{amira(t)}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	transport := &http.Transport{TLSClientConfig: settings(s)}
	t.Cleanup(transport.CloseIdleConnections)
	return s, &http.Client{Transport: transport}
}

// send sends one request and returns status, content type and body.
func send(t *testing.T, c *http.Client, method, address, contentType, body string) (int, string, string) {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), method, address, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Content-Type", contentType)
	response, err := c.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	answer, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return response.StatusCode, response.Header.Get("Content-Type"), string(answer)
}

func TestTheProtocolsOutside(t *testing.T) {
	s, c := start(t, (*sim.Server).ClientTLS)
	const good = `{"endUserIp":"192.0.2.7"}`
	for _, x := range []struct {
		name, method, path, contentType, body string
		status                                int
		code                                  string
	}{
		{"a good request", "POST", "/auth", "application/json", good, 200, ""},
		{"a charset", "POST", "/auth", "application/json; charset=utf-8", good, 415, "unsupportedMediaType"},
		{"a form", "POST", "/auth", "application/x-www-form-urlencoded", good, 415, "unsupportedMediaType"},
		{"no content type", "POST", "/auth", "", good, 415, "unsupportedMediaType"},
		{"another method", "GET", "/auth", "application/json", "", 405, "methodNotAllowed"},
		{"another path", "POST", "/payment", "application/json", good, 404, "notFound"},
		{"no JSON", "POST", "/auth", "application/json", "endUserIp", 400, "invalidParameters"},
		{"two values", "POST", "/auth", "application/json", good + good, 400, "invalidParameters"},
		{"too large", "POST", "/sign", "application/json", `{"x":"` + strings.Repeat("x", 400_000) + `"}`, 400, "invalidParameters"},
		{"an unknown order", "POST", "/collect", "application/json", `{"orderRef":"x"}`, 400, "invalidParameters"},
		{"no order", "POST", "/collect", "application/json", `{}`, 400, "invalidParameters"},
		{"cancelling an unknown order", "POST", "/cancel", "application/json", `{"orderRef":"x"}`, 400, "invalidParameters"},
		{"cancelling without JSON", "POST", "/cancel", "application/json", ``, 400, "invalidParameters"},
	} {
		status, contentType, body := send(t, c, x.method, s.BaseURL()+x.path, x.contentType, x.body)
		var answer struct {
			ErrorCode string
			OrderRef  string
		}
		if err := json.Unmarshal([]byte(body), &answer); err != nil || contentType != "application/json" {
			t.Errorf("%s: %s %s", x.name, contentType, body)
		}
		if status != x.status || answer.ErrorCode != x.code || (status == 200) != (answer.OrderRef != "") {
			t.Errorf("%s: %d %s, want %d %s", x.name, status, body, x.status, x.code)
		}
	}
}

func TestNoCertificateNoService(t *testing.T) {
	s, stranger := start(t, (*sim.Server).StrangerTLS)
	impostor, _ := start(t, (*sim.Server).ClientTLS)
	wrong := s.StrangerTLS()
	wrong.Certificates = impostor.ClientTLS().Certificates
	transport := &http.Transport{TLSClientConfig: wrong}
	defer transport.CloseIdleConnections()
	for name, c := range map[string]*http.Client{"none": stranger, "another's": {Transport: transport}} {
		status, contentType, body := send(t, c, "POST", s.BaseURL()+"/auth", "application/json", `{"endUserIp":"192.0.2.7"}`)
		if status != 403 || contentType != "text/html" || !strings.HasPrefix(body, "<html>") {
			t.Errorf("certificate %s: %d %s %s", name, status, contentType, body)
		}
	}
}

func TestFieldsAndLengths(t *testing.T) {
	s, c := start(t, (*sim.Server).ClientTLS)
	text := func(n int) string { // base64 of n characters, n a multiple of four
		return base64.StdEncoding.EncodeToString(bytes.Repeat([]byte("a"), n/4*3))
	}
	quoted := func(name, value string) string { return `"` + name + `":"` + value + `"` }
	for _, x := range []struct {
		path, more string
		want       int
	}{
		{"/auth", ``, 200},
		{"/auth", `,"endUserIp":"nowhere"`, 400},
		{"/auth", `,"endUserIp":""`, 400},
		{"/auth", `,"personalNumber":"198001029803"`, 400}, // gone since v6
		{"/auth", `,` + quoted("userVisibleData", text(1500)), 200},
		{"/auth", `,` + quoted("userVisibleData", text(1504)), 400},
		{"/auth", `,` + quoted("userVisibleData", ""), 400},
		{"/auth", `,` + quoted("userVisibleData", "å"), 400},
		{"/auth", `,` + quoted("userVisibleData", "/w=="), 400}, // not UTF-8
		{"/auth", `,` + quoted("userNonVisibleData", "/w=="), 200},
		{"/auth", `,` + quoted("userNonVisibleData", text(1504)), 400},
		{"/sign", ``, 400},
		{"/sign", `,` + quoted("userVisibleData", text(40_000)) + `,` + quoted("userNonVisibleData", text(200_000)), 200},
		{"/sign", `,` + quoted("userVisibleData", text(40_004)), 400},
		{"/sign", `,` + quoted("userVisibleData", text(4)) + `,` + quoted("userNonVisibleData", text(200_004)), 400},
		{"/auth", `,"userVisibleDataFormat":"plaintext"`, 200},
		{"/auth", `,"userVisibleDataFormat":"html"`, 400},
		{"/auth", `,` + quoted("returnUrl", strings.Repeat("a", 512)), 200},
		{"/auth", `,` + quoted("returnUrl", strings.Repeat("a", 513)), 400},
		{"/auth", `,"returnUrl":""`, 400},
		{"/auth", `,"web":{"userAgent":"x"}`, 200},
		{"/auth", `,"web":{}`, 400},
		{"/auth", `,"web":{"cookie":"x"}`, 400},
		{"/auth", `,"app":{"deviceOS":"x"}`, 200},
		{"/auth", `,"app":{"deviceOS":"x"},"web":{"userAgent":"x"}`, 400},
		{"/auth", `,"requirement":{"personalNumber":"198001029803","pinCode":true,"mrtd":false,"risk":"low"}`, 200},
		{"/auth", `,"requirement":{"personalNumber":"8001029803"}`, 400},
		{"/auth", `,"requirement":{"personalNumber":"19800102-9803"}`, 400},
		{"/auth", `,"requirement":{"personalNumber":""}`, 400},
		{"/auth", `,"requirement":{"risk":"high"}`, 400},
		{"/auth", `,"requirement":{"pincode":true,"tokenStartRequired":true}`, 400},
		{"/auth", `,"requirement":{"certificatePolicies":"1.2.3.4.25"}`, 400},
		{"/auth", `,"requirement":{"cardReader":"class1"}`, 400},
		{"/auth", `,"requirement":{"cardReader":"class1","certificatePolicies":["1.2.3.4.10"]}`, 200},
		{"/auth", `,"requirement":{"cardReader":"class3","certificatePolicies":["1.2.3.4.10"]}`, 400},
	} {
		status, _, body := send(t, c, "POST", s.BaseURL()+x.path, "application/json", `{"endUserIp":"192.0.2.7"`+x.more+`}`)
		if status != x.want || (status == 400) != strings.Contains(body, `"errorCode":"invalidParameters"`) {
			t.Errorf("%s %.120s: %d %s, want %d", x.path, x.more, status, body, x.want)
		}
	}
}

func TestThePhonesPage(t *testing.T) {
	s, c := start(t, (*sim.Server).ClientTLS)
	status, contentType, body := send(t, c, "GET", s.PhoneURL(), "", "")
	if status != 200 || !strings.HasPrefix(contentType, "text/html") || !strings.Contains(body, "198001029803") ||
		!strings.Contains(body, "<title>BankID-simulator</title>") || !strings.Contains(body, "Amira Åkerlund") {
		t.Errorf("the page is %d %s\n%s", status, contentType, body)
	}
	post := func(fields ...string) (int, string) {
		form := url.Values{}
		for i := 0; i < len(fields); i += 2 {
			form.Set(fields[i], fields[i+1])
		}
		status, _, body := send(t, c, "POST", s.PhoneURL(), "application/x-www-form-urlencoded", form.Encode())
		return status, body
	}
	_, _, opened := send(t, c, "POST", s.BaseURL()+"/auth", "application/json", `{"endUserIp":"192.0.2.7"}`)
	var order struct{ OrderRef, AutoStartToken string }
	if err := json.Unmarshal([]byte(opened), &order); err != nil {
		t.Fatal(err)
	}
	for name, x := range map[string]struct {
		fields []string
		want   int
	}{
		"an unknown person": {[]string{"code", order.AutoStartToken, "person", "199002019819", "action", "approve"}, 422},
		"no person":         {[]string{"code", order.AutoStartToken, "action", "approve"}, 422},
		"an unknown action": {[]string{"code", order.AutoStartToken, "person", "198001029803", "action", "smile"}, 422},
		"an empty hint":     {[]string{"code", order.AutoStartToken, "person", "198001029803", "action", "failed:"}, 422},
		"an unknown risk":   {[]string{"code", order.AutoStartToken, "person", "198001029803", "action", "approve", "risk", "none"}, 422},
		"no address":        {[]string{"code", order.AutoStartToken, "person", "198001029803", "action", "approve", "ip", "here"}, 422},
		"an unknown code":   {[]string{"code", "x", "person", "198001029803", "action", "approve"}, 404},
	} {
		if status, body := post(x.fields...); status != x.want || !strings.Contains(body, `<p role="status"><strong>`) {
			t.Errorf("%s: %d, want %d\n%s", name, status, x.want, body)
		}
	}
	if status, body := post("code", order.AutoStartToken, "person", "19800102-9803", "action", "approve"); status != 200 || !strings.Contains(body, "Klart") {
		t.Errorf("approval: %d %s", status, body)
	}
	if status, _ := post("code", order.AutoStartToken, "person", "198001029803", "action", "approve"); status != 409 {
		t.Errorf("approving again: %d", status)
	}
}

func TestModesBySwitch(t *testing.T) {
	s, c := start(t, (*sim.Server).ClientTLS)
	address := strings.TrimSuffix(s.PhoneURL(), "/phone") + "/mode"
	for mode, want := range map[sim.Mode][2]int{sim.Outage: {200, 503}, "strike": {422, 503}} {
		if mode == "strike" {
			s.SetMode(sim.Outage)
		}
		status, _, _ := send(t, c, "POST", address, "application/x-www-form-urlencoded", "mode="+string(mode))
		after, _, _ := send(t, c, "POST", s.BaseURL()+"/auth", "application/json", `{"endUserIp":"192.0.2.7"}`)
		if status != want[0] || after != want[1] {
			t.Errorf("%s: %d, and then %d", mode, status, after)
		}
	}
}

func TestKeysAreKeptInAFolder(t *testing.T) {
	dir := t.TempDir()
	now := time.Now()
	root := func() string {
		s, err := sim.Start(t.Context(), sim.Config{Now: func() time.Time { return now }, Persons: []sim.Person{amira(t)}, PKIDir: dir})
		if err != nil {
			t.Fatal(err)
		}
		defer s.Close()
		return string(s.SigningRootPEM())
	}
	first := root()
	if again := root(); again != first {
		t.Error("the second start made new keys")
	}
	file := filepath.Join(dir, "bankid-simulator.pem")
	if info, err := os.Stat(file); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the keys are kept as %v, %v", info.Mode(), err)
	}
	if err := os.WriteFile(file, []byte("spoilt"), 0o600); err != nil {
		t.Fatal(err)
	}
	if renewed := root(); renewed == first {
		t.Error("a spoilt file was read")
	}
	now = now.AddDate(20, 0, 0)
	kept := root()
	if again := root(); again != kept {
		t.Error("keys that had run out were not renewed once")
	}
}

func TestStartingIsRefusedOrUndone(t *testing.T) {
	good := sim.Config{Now: time.Now, Persons: []sim.Person{amira(t)}, PKIDir: t.TempDir()}
	for name, spoil := range map[string]func(*sim.Config){
		"no clock":                   func(c *sim.Config) { c.Now = nil },
		"nobody":                     func(c *sim.Config) { c.Persons = nil },
		"every address":              func(c *sim.Config) { c.Addr = "0.0.0.0:0" },
		"every address of the phone": func(c *sim.Config) { c.PhoneAddr = ":0" },
		"no folder":                  func(c *sim.Config) { c.PKIDir = filepath.Join(c.PKIDir, "missing") },
	} {
		c := good
		spoil(&c)
		if s, err := sim.Start(t.Context(), c); err == nil {
			s.Close()
			t.Errorf("%s: started", name)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	s, err := sim.Start(ctx, good)
	if err != nil {
		t.Fatal(err)
	}
	cancel()
	closed := make(chan struct{})
	go func() { s.Close(); close(closed) }() // returns only when both servers have ended
	select {
	case <-closed:
	case <-time.After(10 * time.Second):
		t.Error("the simulator does not end with its context")
	}
}
