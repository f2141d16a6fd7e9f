package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
)

func TestShippedMunicipalitiesAreTheFourOfTheSources(t *testing.T) {
	list, err := shippedSettings()
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]string{"2081": "Borlänge kommun", "1281": "Lunds kommun", "1480": "Göteborgs Stad", "1284": "Höganäs kommun"}
	if len(list) != len(want) {
		t.Errorf("%d municipalities, want %d", len(list), len(want))
	}
	for _, s := range list {
		if want[s.Code] != s.Name {
			t.Errorf("code %s is %q, want %q", s.Code, s.Name, want[s.Code])
		}
	}
}

// What the sources say of times and offices, and that nothing is made up where they are silent.
func TestN6H3G9L13_SettingsSayWhatTheSourcesSay(t *testing.T) {
	list, err := shippedSettings()
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range list {
		target := map[string]int{"lund": 14, "hoganas": 7}[s.Slug]
		shown := map[string]int{"goteborg": 90}[s.Slug]
		windows := map[string]int{"lund": 1}[s.Slug]
		court := map[string]string{"hoganas": "Förvaltningsrätten i Malmö"}[s.Slug]
		phone := map[string]string{"lund": "046-35 70 10"}[s.Slug]
		if s.TargetDays != target || s.DecisionDays != shown || len(s.Maintenance) != windows || s.Court != court || s.Phone() != phone {
			t.Errorf("%s: target %d, shown %d, %d windows, court %q, phone %q", s.Slug, s.TargetDays, s.DecisionDays, len(s.Maintenance), s.Court, s.Phone())
		}
	}
}

const whole = `code = "1281"
name = "Lunds kommun"
slug = "lund"
theme_colour = "#00609a"
`

func TestSettingsFaultsNameFileLineAndKey(t *testing.T) {
	for name, c := range map[string]struct{ text, want string }{
		"a misspelt key":                {whole + "target_dagar = 14\n", "1281.toml:5: target_dagar"},
		"a word for a number":           {whole + "target_days = \"tva\"\n", "1281.toml:5: target_days"},
		"a kommunkod of three":          {strings.Replace(whole, "1281", "128", 1), "1281.toml:1: code"},
		"a slug with capitals":          {strings.Replace(whole, `"lund"`, `"Lund"`, 1), "1281.toml:3: slug"},
		"a colour too pale":             {strings.Replace(whole, "#00609a", "#9adcff", 1), "1281.toml:4: theme_colour"},
		"no colour":                     {strings.Replace(whole, "#00609a", "blue", 1), "1281.toml:4: theme_colour"},
		"an unknown language":           {whole + "languages = [\"sv\", \"tlh\"]\n", "1281.toml:5: languages"},
		"maintenance on no weekday":     {whole + "[[maintenance]]\nweek = 1\nweekday = \"torsdag\"\nfrom = \"12:00\"\nuntil = \"14:00\"\n", "1281.toml:5: maintenance"},
		"maintenance that ends first":   {whole + "[[maintenance]]\nweek = 1\nweekday = \"thursday\"\nfrom = \"14:00\"\nuntil = \"12:00\"\n", "1281.toml:5: maintenance"},
		"a month opening on day 40":     {whole + "window_opens_day = 40\n", "1281.toml:5: window_opens_day"},
		"an answer before the question": {whole + "answer_days = -1\n", "1281.toml:5: answer_days"},
		"post after a year":             {whole + "post_after_days = 365\n", "1281.toml:5: post_after_days"},
		"no TOML":                       {whole + "name\n", "1281.toml:5"},
		"an exit that is no page":       {whole + "quick_exit = \"http://\"\n", "1281.toml:5: quick_exit"},
		"a link that is no address":     {whole + "supervisor_link = \"digg\"\n", "1281.toml:5: supervisor_link"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := readSettings(fstest.MapFS{"1281.toml": {Data: []byte(c.text)}})
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v, want a fault at %s", err, c.want)
			}
		})
	}
}

func TestTwoMunicipalitiesCannotShareAName(t *testing.T) {
	_, err := readSettings(fstest.MapFS{"a.toml": {Data: []byte(whole)}, "b.toml": {Data: []byte(whole)}})
	if err == nil || !strings.Contains(err.Error(), "slug lund is also that of a.toml") {
		t.Errorf("got %v", err)
	}
}

func TestSettingsOfOneFile(t *testing.T) {
	file := filepath.Join(t.TempDir(), "lund.toml")
	if err := os.WriteFile(file, []byte(whole), 0o600); err != nil {
		t.Fatal(err)
	}
	list, err := settingsIn(file)
	if err != nil || len(list) != 1 || list[0].Slug != "lund" {
		t.Errorf("got %v, %v", list, err)
	}
	if _, err := settingsIn(file + "x"); err == nil {
		t.Error("a file that is not there was read")
	}
}

// The scanner is named by its address; without one there is none, and a wrong one stops the start.
func TestX9_TheScannerIsNamedByItsAddress(t *testing.T) {
	for address, want := range map[string]struct{ known, fault bool }{
		"": {}, "tcp://scanner.example:3310": {known: true}, "unix:/run/clamav/clamd.ctl": {known: true}, "scanner.example:3310": {fault: true}, "tcp://": {fault: true},
	} {
		scanner, err := scannerSettings{Address: address}.client()
		if (scanner != nil) != want.known || (err != nil) != want.fault {
			t.Errorf("%q: %v, %v", address, scanner, err)
		}
	}
	s, err := decodeSettings("lund.toml", []byte("code = \"1281\"\nslug = \"lund\"\ntheme_colour = \"#005b8c\"\n[scanner]\naddress = \"tcp://scanner.example:3310\"\n"))
	if err != nil || s.Scanner.Address != "tcp://scanner.example:3310" {
		t.Errorf("read %+v, %v", s.Scanner, err)
	}
}

// B12: reports of text messages come to an address with a secret that nobody guesses, or are not asked for.
func TestB12_SecretOfDeliveryReports(t *testing.T) {
	file := func(content string) string {
		name := filepath.Join(t.TempDir(), "secret")
		if err := os.WriteFile(name, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		return name
	}
	long := strings.Repeat("abcd1234", 3)
	const url = "https://lund.example/leveransrapport/"
	for _, c := range []struct {
		s        smsSettings
		callback string
		ok       bool
	}{
		{smsSettings{}, "", true},
		{smsSettings{ReportURL: url, ReportSecretFile: file(long + "\n")}, url + long, true},
		{smsSettings{ReportURL: url}, "", false},
		{smsSettings{ReportURL: url, ReportSecretFile: file("kort")}, "", false},
		{smsSettings{ReportURL: url, ReportSecretFile: file(long + "/..")}, "", false},
		{smsSettings{ReportURL: url + "nej", ReportSecretFile: file(long)}, "", false},
		{smsSettings{ReportSecretFile: file(long)}, "", false},
		{smsSettings{ReportURL: url, ReportSecretFile: "there is none"}, "", false},
	} {
		key, callback, err := c.s.reports()
		if callback != c.callback || (err == nil) != c.ok || c.callback != "" && key != long {
			t.Errorf("%+v: %q, %q, %v", c.s, key, callback, err)
		}
	}
}

// L2: the other e-identification is agreed on whole or not at all, and never below the third level of assurance.
func TestL2_OtherEIdentificationIsSetWholeOrNotAtAll(t *testing.T) {
	file := func(content []byte) string {
		name := filepath.Join(t.TempDir(), "key.pem")
		if err := os.WriteFile(name, content, 0o600); err != nil {
			t.Fatal(err)
		}
		return name
	}
	if other, err := (eidSettings{}).client(); other != nil || err != nil {
		t.Errorf("none is set: %v, %v", other, err)
	}
	good := eidSettings{
		Name: "Exempel-ID", Issuer: "https://eid.example", ClientID: "lund", KeyFile: file(newKey(t)), Redirect: "https://lund.example/logga-in/annan/svar",
	}
	if other, err := good.client(); err != nil || other.Name != "Exempel-ID" {
		t.Errorf("all is set: %v, %v", other, err)
	}
	for name, change := range map[string]func(*eidSettings){
		"no issuer":    func(e *eidSettings) { e.Issuer = "" },
		"no name":      func(e *eidSettings) { e.Name = "" },
		"no client":    func(e *eidSettings) { e.ClientID = "" },
		"no key":       func(e *eidSettings) { e.KeyFile = "there is none" },
		"another file": func(e *eidSettings) { e.KeyFile = file([]byte("hemligt")) },
		"another block": func(e *eidSettings) {
			e.KeyFile = file([]byte("-----BEGIN PRIVATE KEY-----\naGVtbGln\n-----END PRIVATE KEY-----\n"))
		},
		"another way": func(e *eidSettings) { e.Redirect = "https://lund.example/svar" },
		"plain":       func(e *eidSettings) { e.Issuer = "http://eid.example" },
		"too low":     func(e *eidSettings) { e.Levels = []string{"http://id.elegnamnden.se/loa/1.0/loa2"} },
		"two in one":  func(e *eidSettings) { e.Levels = []string{"a b"} },
	} {
		bad := good
		change(&bad)
		if other, err := bad.client(); err == nil || other != nil {
			t.Errorf("%s: accepted", name)
		} else if strings.Contains(err.Error(), "hemlig") || strings.Contains(err.Error(), "aGVtbGln") {
			t.Errorf("%s: the error tells what the file holds: %v", name, err)
		}
	}
	s, err := decodeSettings("lund.toml", []byte("code = \"1281\"\nslug = \"lund\"\ntheme_colour = \"#005b8c\"\n[e_id]\nname = \"Exempel-ID\"\nissuer = \"https://eid.example\"\nclient_id = \"lund\"\nkey_file = \"k\"\nkey_id = \"1\"\nredirect_url = \"r\"\nacr = [\"http://id.elegnamnden.se/loa/1.0/loa3\"]\n"))
	if err != nil || s.EID.KeyID != "1" || len(s.EID.Levels) != 1 {
		t.Errorf("read %+v, %v", s.EID, err)
	}
}

// G2: the agreement with the population register is whole or not at all, and what is wrong or missing is named by its key.
func TestG2_NavetIsSetWholeOrNotAtAll(t *testing.T) {
	file, _, population := installation(t)
	list, err := settingsIn(file)
	if err != nil {
		t.Fatal(err)
	}
	good := list[0].Navet
	if ask, err := (navetSettings{}).client(); ask != nil || err != nil {
		t.Errorf("none is set: %v, %v", ask, err)
	}
	if ask, err := good.client(); ask == nil || err != nil {
		t.Errorf("all is set: %v, %v", ask, err)
	}
	for name, c := range map[string]struct {
		change func(*navetSettings)
		want   string
	}{
		"no address":       {func(n *navetSettings) { n.URL = "" }, "url: is missing"},
		"no certificate":   {func(n *navetSettings) { n.CertificateFile = "" }, "certificate_file: is missing"},
		"no key":           {func(n *navetSettings) { n.KeyFile = "" }, "key_file: is missing"},
		"no roots":         {func(n *navetSettings) { n.RootsFile = "" }, "roots_file: is missing"},
		"no organisation":  {func(n *navetSettings) { n.OrgNumber = "" }, "org_number: is missing"},
		"no order":         {func(n *navetSettings) { n.OrderID = "" }, "order_id: is missing"},
		"an order alone":   {func(n *navetSettings) { *n = navetSettings{OrderID: n.OrderID} }, "url, certificate_file, "},
		"plain":            {func(n *navetSettings) { n.URL = strings.Replace(population.URL(), "https", "http", 1) }, "url"},
		"another's key":    {func(n *navetSettings) { n.KeyFile = list[0].BankID.KeyFile }, "key_file: "},
		"a key for a root": {func(n *navetSettings) { n.RootsFile = n.KeyFile }, "roots_file: "},
		"no such root":     {func(n *navetSettings) { n.RootsFile = "there is none" }, "roots_file: "},
		"ten digits":       {func(n *navetSettings) { n.OrgNumber = "2120000000" }, "org_number"},
		"half an order":    {func(n *navetSettings) { n.OrderID = "00000000-FO01" }, "order_id"},
	} {
		bad := good
		c.change(&bad)
		if ask, err := bad.client(); err == nil || ask != nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, %v, want %q", name, ask, err, c.want)
		}
	}
}

// X6: SSBTEK is agreed on whole or not at all, and what is wrong or missing is named by its key.
func TestX6_SSBTEKIsSetWholeOrNotAtAll(t *testing.T) {
	file, authorities, _ := installation(t)
	list, err := settingsIn(file)
	if err != nil {
		t.Fatal(err)
	}
	good := list[0]
	if ask, err := (settings{}).ssbtek(); ask != nil || err != nil {
		t.Errorf("none is set: %v, %v", ask, err)
	}
	if ask, err := good.ssbtek(); ask == nil || err != nil {
		t.Errorf("all is set: %v, %v", ask, err)
	}
	for name, c := range map[string]struct {
		change func(*ssbtekSettings)
		want   string
	}{
		"no address":            {func(s *ssbtekSettings) { s.URL = "" }, "url: is missing"},
		"no certificate":        {func(s *ssbtekSettings) { s.CertificateFile = "" }, "certificate_file: is missing"},
		"no key":                {func(s *ssbtekSettings) { s.KeyFile = "" }, "key_file: is missing"},
		"no roots":              {func(s *ssbtekSettings) { s.RootsFile = "" }, "roots_file: is missing"},
		"no organisation":       {func(s *ssbtekSettings) { s.OrgNumber = "" }, "org_number: is missing"},
		"neither actor nor law": {func(s *ssbtekSettings) { s.ActorID, s.Law = "", "" }, "actor_id, law: is missing"},
		"no purpose":            {func(s *ssbtekSettings) { s.Purpose = "" }, "purpose: is missing"},
		"a processor alone":     {func(s *ssbtekSettings) { *s = ssbtekSettings{Processor: s.Processor} }, "url, certificate_file, "},
		"plain":                 {func(s *ssbtekSettings) { s.URL = strings.Replace(authorities.URL(), "https", "http", 1) }, "url"},
		"another's key":         {func(s *ssbtekSettings) { s.KeyFile = good.BankID.KeyFile }, "key_file: "},
		"a key for a root":      {func(s *ssbtekSettings) { s.RootsFile = s.KeyFile }, "roots_file: "},
		"no such root":          {func(s *ssbtekSettings) { s.RootsFile = "there is none" }, "roots_file: "},
		"ten digits":            {func(s *ssbtekSettings) { s.OrgNumber = "2120000000" }, "org_number"},
		"a processor's name":    {func(s *ssbtekSettings) { s.Processor = []processorSettings{{OrgNumber: "165560000000"}} }, "processor"},
	} {
		bad := good
		c.change(&bad.SSBTEK)
		if ask, err := bad.ssbtek(); err == nil || ask != nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, %v, want %q", name, ask, err, c.want)
		}
	}
}
