package main

import (
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net/url"
	"os"
	"strings"
	"time"

	"golang.org/x/crypto/ssh"

	"bistand/aid"
	"bistand/bankid"
	"bistand/blob"
	"bistand/casework"
	"bistand/clamd"
	"bistand/connect"
	"bistand/intake"
	"bistand/lang"
	"bistand/navet"
	"bistand/notify"
	"bistand/oidc"
	"bistand/payfile"
	"bistand/soap"
	"bistand/ssbtek"
	"bistand/web/site"
)

// outside is how a municipality's outside systems are reached, ready for its desk. What its settings leave out is nil.
type outside struct {
	identity   connect.Identity
	bank       *connect.Bank
	messages   *connect.Messages
	staffLogin connect.StaffLogin
	otherEID   *site.OtherEID
	files      connect.Files
	scanner    casework.Scanner
	ask        casework.Authorities
	population *casework.Population
}

// identityTimeout is the longest that BankID may take over one answer, and identitySkew how far its revocation answer may be
// from the time of the signature.
const (
	identityTimeout = 5 * time.Second
	identitySkew    = 10 * time.Minute
)

// outside reads the keys and certificates that the settings name and makes the clients. Nothing is connected to yet: the
// program starts when an outside system is down.
func (s settings) outside(languages *lang.Catalogues) (*outside, error) {
	o := &outside{}
	var errs []error
	var err error
	if o.identity, err = s.BankID.client(); err != nil {
		errs = append(errs, fmt.Errorf("%s: bankid: %w", s.file, err))
	}
	if o.bank, err = s.Bank.client(); err != nil {
		errs = append(errs, fmt.Errorf("%s: bank: %w", s.file, err))
	}
	if o.messages, err = s.messages(languages); err != nil {
		errs = append(errs, fmt.Errorf("%s: mail or sms: %w", s.file, err))
	}
	if o.staffLogin, err = s.Staff.client(); err != nil {
		errs = append(errs, fmt.Errorf("%s: staff_login: %w", s.file, err))
	}
	if o.otherEID, err = s.EID.client(); err != nil {
		errs = append(errs, fmt.Errorf("%s: e_id: %w", s.file, err))
	}
	if o.files, err = s.Files.store(); err != nil {
		errs = append(errs, fmt.Errorf("%s: files: %w", s.file, err))
	}
	if o.scanner, err = s.Scanner.client(); err != nil {
		errs = append(errs, fmt.Errorf("%s: scanner: %w", s.file, err))
	}
	if o.ask, err = s.ssbtek(); err != nil {
		errs = append(errs, fmt.Errorf("%s: ssbtek: %w", s.file, err))
	}
	if o.population, err = s.Navet.client(); err != nil {
		errs = append(errs, fmt.Errorf("%s: navet: %w", s.file, err))
	}
	return o, errors.Join(errs...)
}

// ssbtekTimeout is the longest that SSBTEK may take over one question, with all whom it asks. Nobody waits for it.
const ssbtekTimeout = 20 * time.Second

// tls reads what a connection by an agreement shows, and whom it trusts.
func (a agreement) tls() (*tls.Config, error) {
	certificate, err := tls.LoadX509KeyPair(a.CertificateFile, a.KeyFile)
	if err != nil {
		return nil, fmt.Errorf("certificate_file, key_file: %w", err)
	}
	roots, err := os.ReadFile(a.RootsFile)
	if err != nil {
		return nil, fmt.Errorf("roots_file: %w", err)
	}
	config, err := soap.TLSConfig(certificate, roots)
	if err != nil {
		return nil, fmt.Errorf("roots_file: %w", err)
	}
	return config, nil
}

// lookTimeout is the longest that the population register may take over one answer. Whoever waits for it has less patience.
const lookTimeout = 5 * time.Second

// client makes what asks the population register; without an agreement there is none.
func (n navetSettings) client() (*casework.Population, error) {
	if agreed, err := n.agreed(false, [2]string{"order_id", n.OrderID}); !agreed {
		return nil, err
	}
	config, err := n.tls()
	if err != nil {
		return nil, err
	}
	return n.clientBy(config)
}

func (n navetSettings) clientBy(config *tls.Config) (*casework.Population, error) {
	client, err := navet.New(navet.Config{URL: n.URL, TLS: config, Timeout: lookTimeout, OrgNumber: n.OrgNumber, OrderID: n.OrderID})
	if err != nil {
		return nil, err
	}
	return casework.NewPopulation(client), nil
}

// ssbtek makes the client that asks authorities; without an agreement there is none.
func (s settings) ssbtek() (casework.Authorities, error) {
	agreed, err := s.SSBTEK.agreed(len(s.SSBTEK.Processor) > 0,
		[2]string{"actor_id", s.SSBTEK.ActorID}, [2]string{"purpose", s.SSBTEK.Purpose}, [2]string{"law", s.SSBTEK.Law})
	if !agreed {
		return nil, err
	}
	config, err := s.SSBTEK.tls()
	if err != nil {
		return nil, err
	}
	return s.ssbtekClient(config)
}

func (s settings) ssbtekClient(config *tls.Config) (casework.Authorities, error) {
	c := ssbtek.Config{
		URL: s.SSBTEK.URL, TLS: config, Timeout: ssbtekTimeout, Asker: ssbtek.Asker{OrgNumber: s.SSBTEK.OrgNumber, Name: s.Name},
		ActorID: s.SSBTEK.ActorID, Purpose: s.SSBTEK.Purpose, Law: s.SSBTEK.Law, Now: clock, Random: random,
	}
	for _, p := range s.SSBTEK.Processor {
		c.Processors = append(c.Processors, ssbtek.Processor{OrgNumber: p.OrgNumber, Name: p.Name})
	}
	client, err := ssbtek.New(c)
	if err != nil {
		return nil, err
	}
	return connect.Authorities{Client: client}, nil
}

// client makes the virus scanner's client; without an address there is none, and every file is told of as not looked through.
func (s scannerSettings) client() (casework.Scanner, error) {
	if s.Address == "" {
		return nil, nil
	}
	client, err := clamd.New(clamd.Config{Address: s.Address, Now: clock})
	if err != nil {
		return nil, err
	}
	return connect.Scanner{Client: client}, nil
}

// pictures is the one place where photographs are taken apart, so that all municipalities of a process share its memory.
var pictures = intake.New(intake.Memory)

func (b bankIDSettings) client() (connect.Identity, error) {
	certificate, err := tls.LoadX509KeyPair(b.CertificateFile, b.KeyFile)
	if err != nil {
		return connect.Identity{}, fmt.Errorf("read client certificate: %w", err)
	}
	roots, err := os.ReadFile(b.RootsFile)
	if err != nil {
		return connect.Identity{}, fmt.Errorf("read roots: %w", err)
	}
	config, err := bankid.TLSConfig(certificate, roots)
	if err != nil {
		return connect.Identity{}, err
	}
	signing, err := os.ReadFile(b.SigningRoots)
	if err != nil {
		return connect.Identity{}, fmt.Errorf("read signing roots: %w", err)
	}
	pool := x509.NewCertPool()
	if !pool.AppendCertsFromPEM(signing) {
		return connect.Identity{}, errors.New("signing_roots_file holds no certificate")
	}
	return identityClient(b.URL, config, pool, b.Policies)
}

// identityClient makes the BankID client and the verifier that belongs to it.
func identityClient(url string, config *tls.Config, roots *x509.CertPool, policies []string) (connect.Identity, error) {
	client, err := bankid.New(bankid.Config{BaseURL: url, TLS: config, Timeout: identityTimeout, Now: clock})
	if err != nil {
		return connect.Identity{}, err
	}
	return connect.Identity{Client: client, Verifier: bankid.Verifier{Roots: roots, Policies: policies, Skew: identitySkew}}, nil
}

func (b bankSettings) client() (*connect.Bank, error) {
	if b.Address == "" {
		return nil, nil // payments are decided and approved, but go to no bank
	}
	keyText, err := os.ReadFile(b.KeyFile)
	if err != nil {
		return nil, fmt.Errorf("read key: %w", err)
	}
	key, err := ssh.ParsePrivateKey(keyText)
	if err != nil {
		return nil, fmt.Errorf("read key: %w", err)
	}
	hostText, err := os.ReadFile(b.HostKeyFile)
	if err != nil {
		return nil, fmt.Errorf("read host key: %w", err)
	}
	host, _, _, _, err := ssh.ParseAuthorizedKey(hostText)
	if err != nil {
		return nil, fmt.Errorf("read host key: %w", err)
	}
	link, err := payfile.NewBank(payfile.BankConfig{Address: b.Address, User: b.User, Key: key, HostKey: host, UploadDir: b.OutFolder, ReportDir: b.InFolder})
	if err != nil {
		return nil, err
	}
	return &connect.Bank{Link: link, Debtor: payfile.Debtor{Name: b.DebtorName, OrgNumber: b.OrgNumber, IBAN: b.IBAN, BIC: b.BIC}}, nil
}

func (s settings) messages(languages *lang.Catalogues) (*connect.Messages, error) {
	m := &connect.Messages{Languages: languages, Municipality: s.Name}
	if s.Mail.Address != "" {
		password, err := secret(s.Mail.PasswordFile)
		if err != nil {
			return nil, err
		}
		m.Mail, err = notify.NewMailer(notify.MailConfig{
			Addr: s.Mail.Address, From: s.Mail.From, FromName: s.Name, Username: s.Mail.User,
			Password: password, Plain: s.Mail.Plain, Now: clock,
		})
		if err != nil {
			return nil, err
		}
	}
	if s.SMS.URL != "" {
		password, err := secret(s.SMS.PasswordFile)
		if err != nil {
			return nil, err
		}
		callback := ""
		if m.ReportSecret, callback, err = s.SMS.reports(); err != nil {
			return nil, err
		}
		config := notify.SMSConfig{URL: s.SMS.URL, Username: s.SMS.User, Password: password, From: s.SMS.From, Callback: callback}
		if m.SMS, err = notify.NewSMS(config); err != nil {
			return nil, err
		}
	}
	return m, nil
}

// leastSecret is the shortest secret of an address that the gateway reports to.
const leastSecret = 24

// reports returns the secret of delivery reports and the address that holds it; both empty for no reports.
func (s smsSettings) reports() (key, callback string, err error) {
	if s.ReportURL == "" && s.ReportSecretFile == "" {
		return "", "", nil
	}
	if key, err = secret(s.ReportSecretFile); err != nil {
		return "", "", err
	}
	if len(key) < leastSecret || url.PathEscape(key) != key {
		return "", "", fmt.Errorf("report_secret_file: want at least %d letters and digits", leastSecret)
	}
	if !strings.HasSuffix(s.ReportURL, "/leveransrapport/") {
		return "", "", errors.New("report_url: want an address that ends with /leveransrapport/")
	}
	return key, s.ReportURL + key, nil
}

func (s staffSettings) client() (connect.StaffLogin, error) {
	password, err := secret(s.SecretFile)
	if err != nil {
		return connect.StaffLogin{}, err
	}
	roles := map[string]aid.Role{}
	for _, r := range s.Role {
		roles[r.Claim] = aid.Role(r.Role)
	}
	client, err := oidc.New(oidc.Config{
		Issuer: s.Issuer, ClientID: s.ClientID, ClientSecret: password, RedirectURL: s.Redirect,
		RolesClaim: s.RolesClaim, Roles: roles, Now: clock, Random: rand.Reader,
	})
	return connect.StaffLogin{Client: client}, err
}

func (f filesSettings) store() (connect.Files, error) {
	text, err := secret(f.KeyFile)
	if err != nil {
		return connect.Files{}, err
	}
	key, err := blob.ParseKey(text)
	if err != nil {
		return connect.Files{}, err
	}
	disk, err := blob.OpenDisk(f.Dir, key, rand.Reader)
	return connect.Files{Store: disk, Uploads: disk, Intake: pictures}, err
}

// secret reads a secret from its file, without the line break at its end; no file is no secret.
func secret(file string) (string, error) {
	if file == "" {
		return "", nil
	}
	text, err := os.ReadFile(file)
	if err != nil {
		return "", fmt.Errorf("read secret: %w", err)
	}
	return strings.TrimRight(string(text), "\r\n"), nil
}
