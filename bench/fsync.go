package main

import (
	"fmt"
	"os"
	"path/filepath"
	"time"
)

// page is how much one write of the reference makes durable, in bytes: one page of the database.
const page = 4096

// fsyncReference writes a page and makes it durable, again and again, in the folder of the register. The file has its full
// size before, so that no write must also make a new size durable: it is the least that a durable commit can cost here.
type fsyncReference struct {
	file *os.File
	data []byte
	at   int64
}

// fsyncPages is how many pages the file has; then it starts over, as the database's own log does.
const fsyncPages = 1000

func newFsyncReference(folder string) (*fsyncReference, error) {
	f, err := os.Create(filepath.Join(folder, "fsync-reference"))
	if err != nil {
		return nil, fmt.Errorf("make the file of the reference: %w", err)
	}
	data := make([]byte, fsyncPages*page)
	if _, err := random.Read(data); err != nil {
		return nil, err
	}
	if _, err := f.Write(data); err != nil {
		return nil, fmt.Errorf("fill the file of the reference: %w", err)
	}
	return &fsyncReference{file: f, data: data[:page]}, f.Sync()
}

// perSecond writes for a while and returns how many pages a second became durable.
func (r *fsyncReference) perSecond(length time.Duration) (float64, error) {
	start, n := clock(), 0
	for clock().Sub(start) < length {
		if _, err := r.file.WriteAt(r.data, r.at*page); err != nil {
			return 0, err
		}
		if err := syncData(r.file); err != nil {
			return 0, err
		}
		r.at = (r.at + 1) % fsyncPages
		n++
	}
	return float64(n) / clock().Sub(start).Seconds(), nil
}
