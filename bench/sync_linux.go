package main

import (
	"os"
	"syscall"
)

// syncData makes what was written to a file durable, without its times, as SQLite does.
func syncData(f *os.File) error { return syscall.Fdatasync(int(f.Fd())) }
