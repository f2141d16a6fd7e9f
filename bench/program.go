package main

import (
	"context"
	"errors"
	"net/http"
	"path/filepath"

	"bistand/aid"
	"bistand/casework"
	"bistand/lang"
	"bistand/rules"
	"bistand/store"
	"bistand/web"
	"bistand/web/site"
)

// host is the name that the program is visited by.
const host = "bench.localhost"

// municipality is an invented one with everything that a page may show.
var municipality = aid.Municipality{
	Code: "1281", Name: "Mätkommunen", Short: "Mät", Slug: "bench", Hosts: []string{host, "127.0.0.1"}, TargetDays: 14,
	Languages: []string{"sv", "en", "so", "ar", "kmr", "ti"}, ThemeColour: "#00609a",
	Offices: []aid.Office{{Name: "Kommunens växel", Phone: "046-000 00 00"}},
}

// registerFile is the register's file in a folder.
func registerFile(folder string) string { return filepath.Join(folder, "register.db") }

// openDesk opens the register of a folder with casework on it.
func openDesk(folder string) (*casework.Desk, error) {
	register, err := store.Open(context.Background(), "sqlite:"+registerFile(folder))
	if err != nil {
		return nil, err
	}
	return &casework.Desk{Register: register, Rules: rules.Embedded(), Municipality: municipality, Now: clock, Random: random}, nil
}

// programServer is the program itself, its whole stack, as it serves one municipality.
func programServer(folder string) (*http.Server, func() error, error) {
	desk, err := openDesk(folder)
	if err != nil {
		return nil, nil, err
	}
	languages, err := lang.Load()
	if err != nil {
		return nil, nil, err
	}
	tenant := site.NewTenant(desk, nil, languages)
	handler, err := web.New([]*site.Tenant{tenant}, web.Config{Languages: languages})
	if err != nil {
		return nil, nil, err
	}
	release := func() error { return errors.Join(tenant.Reads.Close(), desk.Register.Close()) }
	return web.HTTPServer(handler), release, nil
}
