package main

import (
	"context"
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"text/template"

	"bistand/bankid/sim"
	"bistand/store"
)

// settingsText is a municipality's settings file, as an operator writes it. The first is visited by the name that the
// sessions were made for.
var settingsText = template.Must(template.New("settings").Parse(`code = "{{.Code}}"
name = "Mätkommun {{.Code}}"
short = "Mät {{.Code}}"
slug = "m{{.Code}}"
hosts = ["{{.Host}}"]
languages = ["sv", "en", "so", "ar", "kmr", "ti"]
theme_colour = "#00609a"
target_days = 14
database = "sqlite:{{.Database}}"

[[office]]
name = "Kommunens växel"
phone = "046-000 00 00"

[files]
dir = "{{.Keys}}/files-{{.Code}}"
key_file = "{{.Keys}}/files.key"

[bankid]
url = "https://127.0.0.1:1/rp/v6.0"
certificate_file = "{{.Keys}}/client.pem"
key_file = "{{.Keys}}/client.pem"
roots_file = "{{.Keys}}/roots.pem"
signing_roots_file = "{{.Keys}}/signing.pem"
policies = ["1.2.3.4.25"]

[staff_login]
issuer = "https://login.example.org"
client_id = "bistand"
redirect_url = "https://{{.Host}}/handlaggning/logga-in/klar"
roles_claim = "roles"
`))

// municipalityFiles writes the settings of n municipalities into a folder of their own and returns it. The first has the
// filled register, the others empty ones that are up to date.
func (b *bench) municipalityFiles(n int) (string, error) {
	folder, err := filepath.Abs(filepath.Join(b.folder, fmt.Sprintf("settings-%d", n)))
	if err != nil {
		return "", err
	}
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return "", err
	}
	for i := range n {
		code := fmt.Sprintf("%04d", 1000+i)
		at := struct{ Code, Host, Database, Keys string }{code, "m" + code + ".example.org", filepath.Join(folder, code+".db"), filepath.Dir(folder)}
		if i == 0 {
			at.Host, at.Database = host, registerFile(filepath.Dir(folder))
		} else if err := os.WriteFile(at.Database, b.empty, 0o600); err != nil {
			return "", err
		}
		f, err := os.Create(filepath.Join(folder, code+".toml"))
		if err != nil {
			return "", err
		}
		if err := errors.Join(settingsText.Execute(f, at), f.Close()); err != nil {
			return "", err
		}
	}
	return folder, nil
}

// keys writes the keys and certificates that the settings name; nothing answers by them.
func (b *bench) keys(ctx context.Context) error {
	phones, err := sim.Start(ctx, sim.Config{Now: clock, Persons: []sim.Person{{Personnummer: b.households[0].adult().Personnummer}}, PKIDir: keyFolder(b.folder)})
	if err != nil {
		return err
	}
	defer phones.Close()
	client := phones.ClientTLS().Certificates[0]
	key, err := x509.MarshalPKCS8PrivateKey(client.PrivateKey)
	if err != nil {
		return err
	}
	files := map[string][]byte{
		"client.pem": append(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: client.Certificate[0]}),
			pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: key})...),
		"roots.pem":   phones.TLSRootPEM(),
		"signing.pem": phones.SigningRootPEM(),
		"files.key":   []byte(base64.StdEncoding.EncodeToString(make([]byte, 32))),
	}
	for name, content := range files {
		if err := os.WriteFile(filepath.Join(b.folder, name), content, 0o600); err != nil {
			return err
		}
	}
	return nil
}

// emptyRegister makes a register that is up to date and returns its file's content.
func emptyRegister(ctx context.Context, folder string) ([]byte, error) {
	file := filepath.Join(folder, "empty.db")
	s, err := store.Open(ctx, "sqlite:"+file)
	if err != nil {
		return nil, err
	}
	if err := s.Close(); err != nil {
		return nil, err
	}
	return os.ReadFile(file)
}
