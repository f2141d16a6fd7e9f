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
	"bistand/loopback"
	"bistand/web"
)

// serveCmd serves municipalities from settings files, behind a proxy that ends TLS.
type serveCmd struct {
	Settings anyPath  `arg:"positional,required" help:"Settings file, or folder of settings files."`
	Listen   string   `help:"Address to listen on, for the proxy that ends TLS." default:"127.0.0.1:8080"`
	Proxy    networks `help:"Network of a proxy whose X-Forwarded-For is believed; may be repeated." placeholder:"CIDR"`
	Plain    bool     `help:"Browsers reach this address itself, without TLS: on this machine only."`
}

// Run serves until it is told to end.
func (c serveCmd) Run(ctx context.Context) error {
	list, err := settingsIn(string(c.Settings))
	if err != nil {
		return err
	}
	languages, err := lang.Load()
	if err != nil {
		return err
	}
	listener, err := c.listen()
	if err != nil {
		return err
	}
	config := web.Config{Languages: languages, Secure: !c.Plain, TrustedProxies: c.Proxy}
	reach := func(s *settings, languages *lang.Catalogues) (*outside, error) { return s.outside(languages) }
	p, err := startProcess(ctx, listener, list, config, reach, nil)
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

// listen opens the address; without TLS only one of this machine's own.
func (c serveCmd) listen() (net.Listener, error) {
	if c.Plain {
		return loopback.Listen(c.Listen)
	}
	return net.Listen("tcp", c.Listen)
}

// osDir is a folder as a file system.
func osDir(name string) fs.FS { return os.DirFS(name) }
