package main

import (
	"context"
	"errors"
	"fmt"

	"bistand/store"
)

// registerFlags name the registers that a command works on.
type registerFlags struct {
	Settings anyPath `arg:"-s" help:"Settings file, or folder of settings files."`
	Database string  `arg:"-d" help:"One register: sqlite:PATH or postgres://…"`
}

// conflict tells of registers named in both ways.
func (f registerFlags) conflict() error {
	if f.Settings != "" && f.Database != "" {
		return errors.New("--settings and --database can't be used together")
	}
	return nil
}

// register is where a register lies, and whose it is where settings say so.
type register struct{ address, code string }

// list names the registers.
func (f registerFlags) list() ([]register, error) {
	if f.Database != "" {
		return []register{{address: f.Database}}, nil
	}
	if f.Settings == "" {
		return nil, errors.New("name a register with --database, or settings with --settings")
	}
	list, err := settingsIn(string(f.Settings))
	if err != nil {
		return nil, err
	}
	var all []register
	for _, s := range list {
		if s.Database == "" {
			return nil, fmt.Errorf("%s: database: is missing", s.file)
		}
		all = append(all, register{s.Database, s.Code})
	}
	return all, nil
}

// each opens every register and does something with it. The address handed over has no password in it, the code is the
// municipality's, empty where only a register was named.
func (f registerFlags) each(ctx context.Context, do func(address, code string, s *store.Store) error) error {
	list, err := f.list()
	if err != nil {
		return err
	}
	for _, r := range list {
		s, err := store.Open(ctx, r.address)
		if err != nil {
			return err
		}
		if err := errors.Join(do(store.Redacted(r.address), r.code, s), s.Close()); err != nil {
			return err
		}
	}
	return nil
}

// migrateCmd brings registers up to date. Serving does so too; this does it beforehand.
type migrateCmd struct{ registerFlags }

// Run migrates each register.
func (c migrateCmd) Run(ctx context.Context) error {
	return c.each(ctx, func(address, _ string, _ *store.Store) error {
		fmt.Println(address, "is up to date")
		return nil
	})
}
