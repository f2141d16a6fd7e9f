package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net"
	"net/http"
	"os"

	"bistand/lang"
)

// serveCmd serves municipalities from settings files, behind a proxy that ends TLS.
type serveCmd struct {
	Settings string `arg:"" help:"Settings file, or folder of settings files." type:"path"`
	Listen   string `help:"Address to listen on." default:"127.0.0.1:8080"`
}

// Run serves until it is told to end.
func (c serveCmd) Run(ctx context.Context) error {
	list, err := settingsIn(c.Settings)
	if err != nil {
		return err
	}
	languages, err := lang.Load()
	if err != nil {
		return err
	}
	listener, err := net.Listen("tcp", c.Listen)
	if err != nil {
		return err
	}
	reach := func(s *settings, languages *lang.Catalogues) (*outside, error) { return s.outside(languages) }
	p, err := startProcess(ctx, listener, list, languages, reach, nil)
	if err != nil {
		return errors.Join(err, listener.Close())
	}
	slog.Info("serving", "address", listener.Addr().String(), "municipalities", len(list), "version", version)
	select {
	case <-ctx.Done():
	case err := <-p.served:
		if !errors.Is(err, http.ErrServerClosed) {
			return errors.Join(fmt.Errorf("serve: %w", err), p.close())
		}
	}
	slog.Info("ending")
	return p.close()
}

// osDir is a folder as a file system.
func osDir(name string) fs.FS { return os.DirFS(name) }
