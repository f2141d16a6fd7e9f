package main

import (
	"bufio"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"bistand/aid"
	bankidsim "bistand/bankid/sim"
	"bistand/casework"
	"bistand/lang"
	"bistand/loopback"
	navetsim "bistand/navet/sim"
	notifysim "bistand/notify/sim"
	oidcsim "bistand/oidc/sim"
	ssbteksim "bistand/ssbtek/sim"
	"bistand/web"
)

// installation writes an operator's settings and secrets into a folder, for the simulators as the outside systems.
func installation(t *testing.T) (settingsFile string, authorities *ssbteksim.Server, population *navetsim.Server) {
	t.Helper()
	dir := t.TempDir()
	bankID, err := bankidsim.Start(t.Context(), bankidsim.Config{Now: time.Now, Persons: demoIdentities()})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { bankID.Close() })
	provider, err := oidcsim.Start(t.Context(), oidcsim.Config{Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { provider.Close() })
	outbox, err := notifysim.Start(t.Context(), notifysim.Config{Now: time.Now, PlainSMTP: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { outbox.Close() })
	write := func(name string, content []byte) string {
		file := filepath.Join(dir, name)
		if err := os.WriteFile(file, content, 0o600); err != nil {
			t.Fatal(err)
		}
		return file
	}
	authorities, err = ssbteksim.Start(t.Context(), ssbteksim.Config{Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { authorities.Close() })
	population, err = navetsim.Start(t.Context(), navetsim.Config{Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { population.Close() })
	chain, key := pemOf(t, bankID.ClientTLS().Certificates[0])
	agreed, agreedKey := pemOf(t, authorities.ClientCertificate())
	listed, listedKey := pemOf(t, population.ClientCertificate())
	text := whole + fmt.Sprintf(`
database = "sqlite:%s"
[files]
dir = "%s"
key_file = "%s"
[bankid]
url = "%s"
certificate_file = "%s"
key_file = "%s"
roots_file = "%s"
signing_roots_file = "%s"
policies = ["%s"]
[staff_login]
issuer = "%s"
client_id = "lund"
secret_file = "%s"
redirect_url = "http://lund.localhost/handlaggning/logga-in/svar"
roles_claim = "roles"
[[staff_login.role]]
claim = "Socialsekreterare"
role = "caseworker"
[e_id]
name = "Exempel-ID"
issuer = "%s"
client_id = "lund"
key_file = "%s"
redirect_url = "http://lund.localhost/logga-in/annan/svar"
[mail]
address = "%s"
from = "no-reply@example.org"
plain = true
[sms]
url = "%s"
from = "Kommunen"
[ssbtek]
url = "%s"
certificate_file = "%s"
key_file = "%s"
roots_file = "%s"
org_number = "162120000000"
actor_id = "12345"
purpose = "Handläggning enligt avtalet"
law = "Lagrum enligt avtalet"
[[ssbtek.processor]]
org_number = "165560000000"
name = "Drift AB"
[navet]
url = "%s"
certificate_file = "%s"
key_file = "%s"
roots_file = "%s"
org_number = "162120000000"
order_id = "00000000-FO01-0001"
`, filepath.Join(dir, "lund.db"), filepath.Join(dir, "files"), write("files.key", []byte(base64.StdEncoding.EncodeToString(make([]byte, 32))+"\n")),
		bankID.BaseURL(), write("cert.pem", chain), write("key.pem", key),
		write("roots.pem", bankID.TLSRootPEM()), write("signing.pem", bankID.SigningRootPEM()), strings.Join(bankID.Policies(), `", "`),
		provider.Issuer(), write("secret", []byte("hemligt\n")), provider.Issuer(), write("eid.pem", newKey(t)), outbox.SMTPAddr(), outbox.SMSURL(),
		authorities.URL(), write("ssbtek.pem", agreed), write("ssbtek-key.pem", agreedKey), write("ssbtek-roots.pem", authorities.RootPEM()),
		population.URL(), write("navet.pem", listed), write("navet-key.pem", listedKey), write("navet-roots.pem", population.RootPEM()))
	return write("lund.toml", []byte(text)), authorities, population
}

// pemOf writes a certificate with those above it, and its key, as an operator is given them.
func pemOf(t *testing.T, certificate tls.Certificate) (chain, key []byte) {
	t.Helper()
	der, err := x509.MarshalPKCS8PrivateKey(certificate.PrivateKey)
	if err != nil {
		t.Fatal(err)
	}
	for _, der := range certificate.Certificate {
		chain = append(chain, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})...)
	}
	return chain, pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der})
}

// The program as an operator runs it: one settings file, keys and certificates in files, outside systems reached over their
// real protocols. A log-in that reaches BankID over mutual TLS shows that the settings were read as they are written.
func TestX16_ServeFromOneSettingsFile(t *testing.T) {
	file, _, _ := installation(t)
	cmd := exec.Command(binary(t), "serve", file, "--listen", "127.0.0.1:0", "--plain")
	logs, err := cmd.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	defer cmd.Process.Kill()
	lines := bufio.NewScanner(logs)
	address := ""
	var said []string
	for address == "" && lines.Scan() {
		said = append(said, lines.Text())
		if m := regexp.MustCompile(`msg=serving address=(\S+)`).FindStringSubmatch(lines.Text()); m != nil {
			address = m[1]
		}
	}
	if address == "" {
		t.Fatalf("not served:\n%s", strings.Join(said, "\n"))
	}
	go io.Copy(io.Discard, logs)
	_, port, _ := strings.Cut(address, ":")
	expect(t, address, "/healthz", "ok")
	page, cookies := ask(t, "GET", port, "/logga-in", nil, nil)
	key := regexp.MustCompile(`name="nyckel" value="([^"]+)"`).FindStringSubmatch(page)
	if key == nil {
		t.Fatalf("no form on the log-in page:\n%s", page)
	}
	page, _ = ask(t, "POST", port, "/logga-in", url.Values{"nyckel": {key[1]}, "enhet": {"annan"}}, cookies)
	if !strings.HasPrefix(page, "303 /logga-in/") {
		t.Errorf("starting a log-in: %s", page)
	}
	page, _ = ask(t, "GET", port, "/logga-in/annan", nil, cookies)
	if !strings.HasPrefix(page, "303 http://127.0.0.1:") || !strings.Contains(page, "/authorize?") {
		t.Errorf("starting a log-in without BankID: %s", page)
	}
	cmd.Process.Signal(syscall.SIGTERM)
	if err := cmd.Wait(); err != nil {
		t.Errorf("ending: %v", err)
	}
}

// servedHere serves an installation in this process, its register filled with the demonstration's people, one of whom has an application that
// waits, and returns its desk.
func servedHere(t *testing.T, file string) (desk *casework.Desk) {
	t.Helper()
	list, err := settingsIn(file)
	if err != nil {
		t.Fatal(err)
	}
	languages, err := lang.Load()
	if err != nil {
		t.Fatal(err)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	reach := func(s *settings, languages *lang.Catalogues) (*outside, error) { return s.outside(languages) }
	seed := func(ctx context.Context, d *casework.Desk) error {
		desk = d
		return seedRegister(ctx, d)
	}
	p, err := startProcess(t.Context(), listener, list, web.Config{Languages: languages}, reach, seed)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := p.close(); err != nil {
			t.Error(err)
		}
	})
	return desk
}

// G2: the population register is asked over mutual TLS, with what the file says of the agreement, and is believed.
func TestG2_ServeAsksThePopulationRegisterAsTheFileSays(t *testing.T) {
	file, _, population := installation(t)
	desk := servedHere(t, file)
	fatima, err := aid.ParsePersonnummer("198503149802")
	if err != nil {
		t.Fatal(err)
	}
	enter := func() error {
		_, err := desk.LogInVouched(t.Context(), fatima, "Exempel-ID", casework.Client{}, "sv", rand.Text())
		return err
	}
	if err := enter(); !errors.Is(err, aid.ErrForbidden) {
		t.Errorf("one who is not in the register: %v", err)
	}
	population.Set(fatima, navetsim.Record{GivenName: "Fatima", Surname: "Exempel"})
	if err := enter(); err != nil {
		t.Error(err)
	}
	population.SetMode(loopback.Hang)
	if err := enter(); !errors.Is(err, aid.ErrForbidden) {
		t.Errorf("while the register hangs: %v", err)
	}
	population.SetMode(loopback.Normal)
	population.Set(fatima, navetsim.Record{Protected: true})
	if err := enter(); !errors.Is(err, aid.ErrForbidden) {
		t.Errorf("one who is shielded: %v", err)
	}
	if p, err := desk.Register.PersonByNumber(t.Context(), fatima); err != nil || !p.Protected {
		t.Errorf("%v, %v", p, err)
	}
	for _, look := range population.Looks() {
		if look.OrgNumber != "162120000000" || look.OrderID != "00000000-FO01-0001" || look.Person != fatima {
			t.Errorf("asked %+v", look)
		}
	}
	if n := len(population.Looks()); n != 3 { // no answer is heard of the one that hung
		t.Errorf("asked %d times", n)
	}
}

// X6: the authorities are asked over mutual TLS, with what the file says of the agreement in each question.
func TestX6_ServeAsksAuthoritiesAsTheFileSays(t *testing.T) {
	file, authorities, _ := installation(t)
	servedHere(t, file)
	for deadline := time.Now().Add(20 * time.Second); len(authorities.Questions()) == 0; time.Sleep(20 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("no question came")
		}
	}
	q := authorities.Questions()[0]
	if q.OrgNumber != "162120000000" || q.Name != "Lunds kommun" || q.ActorID != "12345" || q.Purpose != "Handläggning enligt avtalet" || q.Law != "Lagrum enligt avtalet" || !slices.Equal(q.Processors, []string{"165560000000 Drift AB"}) {
		t.Errorf("asked as %+v", q)
	}
	if q.Caseworker != "Ingrid Andersson" || !strings.HasPrefix(q.Case, "EB-") || q.Person.Full() != "197909119849" || len(q.Sources) != 7 {
		t.Errorf("asked %+v", q)
	}
}

// newKey makes a private key as openssl genpkey writes it.
func newKey(t *testing.T) []byte {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	der, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	return pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der})
}

// ask sends a request to Lund's host with cookies, and returns the page, or "303 ADDRESS" for a redirect, and its cookies.
func ask(t *testing.T, method, port, path string, form url.Values, cookies []*http.Cookie) (string, []*http.Cookie) {
	t.Helper()
	request, err := http.NewRequest(method, "http://127.0.0.1:"+port+path, strings.NewReader(form.Encode()))
	if err != nil {
		t.Fatal(err)
	}
	request.Host = "lund.localhost:" + port
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	for _, c := range cookies {
		request.AddCookie(c)
	}
	answer, err := http.DefaultTransport.RoundTrip(request)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	if answer.StatusCode == http.StatusSeeOther {
		return "303 " + answer.Header.Get("Location"), answer.Cookies()
	}
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(body), answer.Cookies()
}

func TestServeWithoutTLSIsForThisMachineOnly(t *testing.T) {
	if _, err := (serveCmd{Listen: "0.0.0.0:0", Plain: true}).listen(); err == nil {
		t.Error("served to others without TLS")
	}
}

// A secret or a certificate that is not there stops the start, and the error says where it is named.
func TestServeNamesTheSettingThatIsWrong(t *testing.T) {
	file, _, _ := installation(t)
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct{ cut, want string }{
		"no BankID certificate": {"certificate_file", "lund.toml: bankid"},
		"no key for files":      {"key_file = \"" + filepath.Join(filepath.Dir(file), "files.key"), "lund.toml: files"},
		"no issuer":             {"issuer", "lund.toml: staff_login"},
		"no sender":             {"from = \"no-reply@example.org\"", "lund.toml: mail"},
		"no actor at SSBTEK":    {"actor_id", "lund.toml: ssbtek: actor_id: is missing"},
		"no order at Navet":     {"order_id", "lund.toml: navet: order_id: is missing"},
	} {
		t.Run(name, func(t *testing.T) {
			var kept []string
			for _, line := range strings.Split(string(text), "\n") {
				if !strings.HasPrefix(line, c.cut) {
					kept = append(kept, line)
				}
			}
			spoilt := filepath.Join(filepath.Dir(file), "spoilt", "lund.toml")
			os.MkdirAll(filepath.Dir(spoilt), 0o700)
			if err := os.WriteFile(spoilt, []byte(strings.Join(kept, "\n")), 0o600); err != nil {
				t.Fatal(err)
			}
			err := serveCmd{Settings: anyPath(spoilt), Listen: "127.0.0.1:0", Plain: true}.Run(t.Context())
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v, want %q", err, c.want)
			}
		})
	}
}
