package main

import (
	"context"
	"errors"
	"fmt"

	"bistand/store"
)

// registerFlags name the registers that a command works on.
type registerFlags struct {
	Settings string `short:"s" help:"Settings file, or folder of settings files." type:"path" xor:"which"`
	Database string `short:"d" help:"One register: sqlite:PATH or postgres://…" xor:"which"`
}

// addresses lists the registers' addresses.
func (f registerFlags) addresses() ([]string, error) {
	if f.Database != "" {
		return []string{f.Database}, nil
	}
	if f.Settings == "" {
		return nil, errors.New("name a register with --database, or settings with --settings")
	}
	list, err := settingsIn(f.Settings)
	if err != nil {
		return nil, err
	}
	var addresses []string
	for _, s := range list {
		if s.Database == "" {
			return nil, fmt.Errorf("%s: database: is missing", s.file)
		}
		addresses = append(addresses, s.Database)
	}
	return addresses, nil
}

// each opens every register and does something with it.
func (f registerFlags) each(ctx context.Context, do func(address string, s *store.Store) error) error {
	addresses, err := f.addresses()
	if err != nil {
		return err
	}
	for _, address := range addresses {
		s, err := store.Open(ctx, address)
		if err != nil {
			return err
		}
		if err := errors.Join(do(store.Redacted(address), s), s.Close()); err != nil {
			return err
		}
	}
	return nil
}

// migrateCmd brings registers up to date. Serving does so too; this does it beforehand.
type migrateCmd struct{ registerFlags }

// Run migrates each register.
func (c migrateCmd) Run(ctx context.Context) error {
	return c.each(ctx, func(address string, _ *store.Store) error {
		fmt.Println(address, "is up to date")
		return nil
	})
}
