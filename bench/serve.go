package main

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"runtime/pprof"
)

// serve is the life of a child: it serves on a free port, says which, and ends when its input does. With a file for it, it
// keeps a profile of what the processor did.
func serve(name, folder, profile string) error {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	server, release, err := serverOf(name, folder)
	if err != nil {
		return err
	}
	if profile != "" {
		f, err := os.Create(profile)
		if err != nil {
			return err
		}
		defer f.Close()
		if err := pprof.StartCPUProfile(f); err != nil {
			return err
		}
		defer pprof.StopCPUProfile()
	}
	go func() { _ = server.Serve(listener) }() // ends with the process
	fmt.Println(listener.Addr())
	if _, err := io.Copy(io.Discard, os.Stdin); err != nil {
		return err
	}
	if err := server.Shutdown(context.Background()); err != nil {
		return err
	}
	return release()
}

// serverOf makes one of the three servers on the filled register of a folder, and what lets go of it.
func serverOf(name, folder string) (*http.Server, func() error, error) {
	switch name {
	case "hello":
		return helloServer(), func() error { return nil }, nil
	case "ref5":
		return ref5Server(folder)
	case "program":
		return programServer(folder)
	}
	return nil, nil, fmt.Errorf("no server %q", name)
}

// helloServer is reference HELLO: the least that net/http can do.
func helloServer() *http.Server {
	return &http.Server{Handler: http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("hello")) })}
}
