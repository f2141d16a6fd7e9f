package main

import (
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path"
	"slices"
	"strings"

	"bistand/aid"
	"bistand/rules"
	"bistand/web/ui"
)

//go:embed municipality/*.toml
var shipped embed.FS

// settings is one municipality's file: what citizens are told of it, and how its outside systems are reached.
type settings struct {
	aid.Municipality
	Database   string          `toml:"database"`   // "sqlite:PATH" or "postgres://…"
	Guidelines string          `toml:"guidelines"` // folder with its own guidelines; the shipped ones where empty
	Files      filesSettings   `toml:"files"`
	Scanner    scannerSettings `toml:"scanner"`
	BankID     bankIDSettings  `toml:"bankid"`
	EID        eidSettings     `toml:"e_id"`
	Staff      staffSettings   `toml:"staff_login"`
	Bank       bankSettings    `toml:"bank"`
	Mail       mailSettings    `toml:"mail"`
	SMS        smsSettings     `toml:"sms"`
	SSBTEK     ssbtekSettings  `toml:"ssbtek"`
	Navet      navetSettings   `toml:"navet"`

	file string // name of the file, for error messages
}

// filesSettings says where attachments are kept. The key is 32 bytes in base64, in a file that only the program can read.
type filesSettings struct {
	Dir     string `toml:"dir"`
	KeyFile string `toml:"key_file"`
}

// scannerSettings says where ClamAV's daemon is. Without an address no file is looked through for viruses, and staff see that.
type scannerSettings struct {
	Address string `toml:"address"` // "tcp://host:3310" or "unix:/path"
}

// bankIDSettings is the agreement with BankID. Every name that ends in _file is a PEM file.
type bankIDSettings struct {
	URL             string   `toml:"url"`
	CertificateFile string   `toml:"certificate_file"`
	KeyFile         string   `toml:"key_file"`
	RootsFile       string   `toml:"roots_file"`         // root of BankID's server certificate
	SigningRoots    string   `toml:"signing_roots_file"` // root of people's certificates
	Policies        []string `toml:"policies"`           // accepted kinds of BankID, as OIDs
}

// eidSettings is the agreement with a service for e-identifications other than BankID. Without an issuer BankID is the only way in.
type eidSettings struct {
	Name     string   `toml:"name"` // as people know it
	Issuer   string   `toml:"issuer"`
	ClientID string   `toml:"client_id"`
	KeyFile  string   `toml:"key_file"` // PEM
	KeyID    string   `toml:"key_id"`
	Redirect string   `toml:"redirect_url"`
	Levels   []string `toml:"acr"` // levels of assurance that are accepted
}

// staffSettings is the staff log-in service.
type staffSettings struct {
	Issuer     string        `toml:"issuer"`
	ClientID   string        `toml:"client_id"`
	SecretFile string        `toml:"secret_file"`
	Redirect   string        `toml:"redirect_url"`
	RolesClaim string        `toml:"roles_claim"`
	Role       []roleMapping `toml:"role"`
}

// roleMapping says which role a value of the roles claim gives.
type roleMapping struct {
	Claim string `toml:"claim"`
	Role  string `toml:"role"`
}

// bankSettings is the agreement with the bank.
type bankSettings struct {
	Address     string `toml:"address"`
	User        string `toml:"user"`
	KeyFile     string `toml:"key_file"`
	HostKeyFile string `toml:"host_key_file"`
	OutFolder   string `toml:"upload_folder"`
	InFolder    string `toml:"report_folder"`
	DebtorName  string `toml:"debtor_name"`
	OrgNumber   string `toml:"debtor_org_number"`
	IBAN        string `toml:"debtor_iban"`
	BIC         string `toml:"debtor_bic"`
}

// mailSettings is the mail server. Without an address no e-mail is sent.
type mailSettings struct {
	Address      string `toml:"address"` // host:port
	From         string `toml:"from"`
	User         string `toml:"user"`
	PasswordFile string `toml:"password_file"`
	Plain        bool   `toml:"plain"` // without TLS: only to this machine
}

// smsSettings is the text message gateway. Without an address no text messages are sent.
type smsSettings struct {
	URL          string `toml:"url"`
	User         string `toml:"user"`
	PasswordFile string `toml:"password_file"`
	From         string `toml:"from"`
	// ReportURL is where the gateway reports to: the municipality's own address with /leveransrapport/ at its end. The secret in
	// the file is put behind it. Without them no reports are asked for.
	ReportURL        string `toml:"report_url"`
	ReportSecretFile string `toml:"report_secret_file"`
}

// agreement is how a service of another authority is reached by SOAP over mutual TLS. Every name that ends in _file is a PEM file.
type agreement struct {
	URL             string `toml:"url"`
	CertificateFile string `toml:"certificate_file"`
	KeyFile         string `toml:"key_file"`
	RootsFile       string `toml:"roots_file"` // root of the service's certificate
	OrgNumber       string `toml:"org_number"` // twelve digits: "16" and the ten of the municipality or board
}

// agreed tells whether there is an agreement, by its own keys and those that a service wants beside them; optional is whether something is set that
// it may do without. One that lacks a part is refused: a municipality that believes that others are asked would else never learn that they are
// not.
func (a agreement) agreed(optional bool, more ...[2]string) (bool, error) {
	keys := append([][2]string{
		{"url", a.URL},
		{"certificate_file", a.CertificateFile},
		{"key_file", a.KeyFile},
		{"roots_file", a.RootsFile},
		{"org_number", a.OrgNumber},
	}, more...)
	var missing []string
	for _, key := range keys {
		if key[1] == "" {
			missing = append(missing, key[0])
		}
	}
	if len(missing) == len(keys) && !optional {
		return false, nil
	}
	if len(missing) > 0 {
		return false, errors.New(strings.Join(missing, ", ") + ": is missing")
	}
	return true, nil
}

// navetSettings is the agreement to ask the population register. Without it nobody is asked, and the e-service is closed to whom staff or other
// authorities mark.
type navetSettings struct {
	agreement
	OrderID string `toml:"order_id"` // beställningsid, given by the tax agency
}

// ssbtekSettings is the agreement to ask authorities through SSBTEK. Without it nobody is asked by machine, and staff note answers themselves.
type ssbtekSettings struct {
	agreement
	ActorID   string              `toml:"actor_id"` // aktörsid, given by the social insurance agency
	Purpose   string              `toml:"purpose"`  // what each question says that it is for, as agreed
	Law       string              `toml:"law"`      // and by which law, as agreed
	Processor []processorSettings `toml:"processor"`
}

// processorSettings is someone who handles the questions on the municipality's behalf (personuppgiftsbiträde).
type processorSettings struct {
	OrgNumber string `toml:"org_number"`
	Name      string `toml:"name"`
}

// shippedSettings reads the files of the municipalities that the program ships with: who they are, not how they are connected.
func shippedSettings() ([]settings, error) {
	sub, err := fs.Sub(shipped, "municipality")
	if err != nil {
		return nil, err
	}
	return readSettings(sub)
}

// settingsIn reads a municipality's file, or every one in a folder.
func settingsIn(name string) ([]settings, error) {
	info, err := os.Stat(name)
	if err != nil {
		return nil, fmt.Errorf("find settings: %w", err)
	}
	if info.IsDir() {
		return readSettings(os.DirFS(name))
	}
	data, err := os.ReadFile(name)
	if err != nil {
		return nil, fmt.Errorf("read settings: %w", err)
	}
	s, err := decodeSettings(name, data)
	return []settings{s}, err
}

// readSettings reads every *.toml of a folder, and refuses two municipalities under one name.
func readSettings(fsys fs.FS) ([]settings, error) {
	names, err := fs.Glob(fsys, "*.toml")
	if err != nil {
		return nil, err
	}
	if len(names) == 0 {
		return nil, errors.New("no settings: the folder holds no .toml file")
	}
	slices.Sort(names)
	var list []settings
	var faults []error
	for _, name := range names {
		data, err := fs.ReadFile(fsys, name)
		if err != nil {
			return nil, fmt.Errorf("read settings: %w", err)
		}
		s, err := decodeSettings(path.Base(name), data)
		if err != nil {
			faults = append(faults, err)
		}
		list = append(list, s)
	}
	return list, errors.Join(append(faults, sharedNames(list)...)...)
}

// sharedNames finds codes, slugs, hosts and databases that two municipalities claim.
func sharedNames(list []settings) []error {
	var faults []error
	taken := map[string]string{}
	for _, s := range list {
		for _, name := range append([]string{"code " + s.Code, "slug " + s.Slug, "database " + s.Database}, s.Hosts...) {
			if other, ok := taken[name]; ok && !strings.HasSuffix(name, " ") {
				faults = append(faults, fmt.Errorf("%s: %s is also that of %s", s.file, name, other))
			}
			taken[name] = s.file
		}
	}
	return faults
}

// decodeSettings reads one file strictly and checks what its types cannot say. Every fault names file, line and key.
func decodeSettings(name string, data []byte) (settings, error) {
	s := settings{file: name}
	if err := rules.DecodeStrict(name, data, &s); err != nil {
		return s, err
	}
	var faults rules.Faults
	fault := func(key, problem string) {
		faults = append(faults, rules.Fault{File: name, Line: lineOf(data, key), Key: key, Problem: problem})
	}
	if len(s.Code) != 4 || strings.Trim(s.Code, "0123456789") != "" {
		fault("code", "want the kommunkod, four digits")
	}
	if s.Slug == "" || strings.Trim(s.Slug, "abcdefghijklmnopqrstuvwxyz0123456789-") != "" {
		fault("slug", "want small letters a–z, digits and hyphens")
	}
	for _, code := range s.Languages {
		if !slices.Contains([]string{"sv", "en", "so", "ar", "kmr", "ti"}, code) {
			fault("languages", "unknown language "+code)
		}
	}
	if err := ui.CheckTheme(s.ThemeColour); err != nil {
		fault("theme_colour", err.Error())
	}
	for _, w := range s.Maintenance {
		if from, until, err := w.Window(aid.Month{Year: 2026, Month: 1}, aid.Sweden); err != nil || !from.Before(until) {
			fault("maintenance", "want week 1–4, a weekday in English and times such as 12:00, from before until")
		}
	}
	if u, err := url.Parse(s.Away()); err != nil || s.Away() != "" && (u.Scheme != "https" || u.Host == "") {
		fault("quick_exit", "want the address of an outside page, such as https://www.smhi.se")
	}
	if u, err := url.Parse(s.SupervisorLink); err != nil || s.SupervisorLink != "" && (u.Scheme != "https" || u.Host == "") {
		fault("supervisor_link", "want an address that begins with https://")
	}
	if s.WindowOpensDay < 0 || s.WindowOpensDay > 28 || s.WindowClosesDay < 0 || s.WindowClosesDay > 31 {
		fault("window_opens_day", "want a day of the month")
	}
	if s.AnswerDays < 0 || s.AnswerDays > 60 {
		fault("answer_days", "want a number of bank days, at most 60")
	}
	if s.PostAfterDays < 0 || s.PostAfterDays > 60 {
		fault("post_after_days", "want a number of days, at most 60")
	}
	return s, faults.Or()
}

// lineOf finds the line of a top-level key or table, 1 where it stands nowhere.
func lineOf(data []byte, key string) int {
	for i, line := range strings.Split(string(data), "\n") {
		text := strings.TrimLeft(line, " \t[")
		if rest, ok := strings.CutPrefix(text, key); ok && strings.HasPrefix(strings.TrimLeft(rest, " ]"), "=") || text == key+"]]" {
			return i + 1
		}
	}
	return 1
}
