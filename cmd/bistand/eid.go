package main

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"

	"bistand/aid"
	"bistand/connect"
	"bistand/oidc"
	oidcsim "bistand/oidc/sim"
	"bistand/web/site"
)

// accepted are the levels of assurance that will do where the settings list none: those of the quality mark Svensk e-legitimation
// from the third on.
var accepted = []string{"http://id.elegnamnden.se/loa/1.0/loa3", "http://id.elegnamnden.se/loa/1.0/loa4"}

// tooLow are levels that do not say surely enough who someone is; no setting makes them do.
var tooLow = []string{
	"http://id.elegnamnden.se/loa/1.0/loa1", "http://id.elegnamnden.se/loa/1.0/loa2",
	"http://id.elegnamnden.se/loa/1.0/eidas-low", "http://id.elegnamnden.se/loa/1.0/eidas-nf-low",
}

// client makes the client of the service; none where the settings name no issuer.
func (e eidSettings) client() (*site.OtherEID, error) {
	if e.Issuer == "" {
		if e.ClientID != "" || e.KeyFile != "" || e.Name != "" {
			return nil, errors.New("issuer missing")
		}
		return nil, nil
	}
	if e.Name == "" {
		return nil, errors.New("name missing: want what people know the service by")
	}
	if !strings.HasSuffix(e.Redirect, eidReturn) {
		return nil, fmt.Errorf("redirect_url: want an address that ends with %s", eidReturn)
	}
	levels := e.Levels
	if len(levels) == 0 {
		levels = accepted
	}
	for _, level := range levels {
		if level == "" || strings.ContainsAny(level, " \t\n") || slices.Contains(tooLow, level) {
			return nil, fmt.Errorf("acr: %q is not a level that will do", level)
		}
	}
	text, err := os.ReadFile(e.KeyFile)
	if err != nil {
		return nil, fmt.Errorf("read key: %w", err)
	}
	key, err := privateKey(text)
	if err != nil {
		return nil, err
	}
	return e.connect(key, levels)
}

// eidReturn is where the service leads the browser back to.
const eidReturn = "/logga-in/annan/svar"

func (e eidSettings) connect(key crypto.Signer, levels []string) (*site.OtherEID, error) {
	client, err := oidc.New(oidc.Config{
		Issuer: e.Issuer, ClientID: e.ClientID, Key: key, KeyID: e.KeyID, RedirectURL: e.Redirect, Levels: levels, Now: clock, Random: random,
	})
	if err != nil {
		return nil, err
	}
	return &site.OtherEID{Name: e.Name, Login: connect.CitizenLogin{Client: client}}, nil
}

// privateKey reads a private key as openssl genpkey writes it. No error tells what the file holds.
func privateKey(text []byte) (crypto.Signer, error) {
	block, _ := pem.Decode(text)
	if block == nil || block.Type != "PRIVATE KEY" {
		return nil, errors.New("key_file holds no PEM block PRIVATE KEY")
	}
	parsed, err := x509.ParsePKCS8PrivateKey(block.Bytes)
	if err != nil {
		return nil, errors.New("key_file holds no key that can be read")
	}
	key, ok := parsed.(crypto.Signer)
	if !ok {
		return nil, errors.New("key_file holds no key that can sign")
	}
	return key, nil
}

// The demonstration's e-identification beside BankID: one municipality has it.
const (
	demoEIDName = "Exempel-ID"
	demoEIDSlug = "lund"
)

// citizenProvider describes the simulated service, with the adults of the one municipality and one who has no case.
func (d *demo) citizenProvider(addr string) (oidcsim.Config, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return oidcsim.Config{}, err
	}
	d.eidKey = key
	client := oidcsim.Client{ID: demoEIDSlug, Key: key.Public(), Name: "Lunds kommun", RedirectURLs: []string{d.url(demoEIDSlug) + eidReturn}}
	for _, p := range append(adultsOf(demoEIDSlug), demoStranger) {
		client.Citizens = append(client.Citizens, oidcsim.Citizen{Personnummer: p.number, Name: p.given + " " + p.family})
	}
	return oidcsim.Config{Addr: addr, Now: clock, Elliptic: true, Clients: []oidcsim.Client{client}}, nil
}

// adultsOf lists the adults of a municipality's invented households.
func adultsOf(slug string) []demoPerson {
	var adults []demoPerson
	for _, h := range demoHouseholds {
		for _, p := range h.people {
			if h.municipality == slug && p.part != aid.ChildInCase {
				adults = append(adults, p)
			}
		}
	}
	return adults
}

// otherEID is a municipality's agreement with the simulated service; none but for the one that has it.
func (d *demo) otherEID(slug string) (*site.OtherEID, error) {
	if slug != demoEIDSlug {
		return nil, nil
	}
	agreed := eidSettings{Name: demoEIDName, Issuer: d.eid.Issuer(), ClientID: demoEIDSlug, Redirect: d.url(slug) + eidReturn}
	return agreed.connect(d.eidKey, accepted)
}
