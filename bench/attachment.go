package main

import (
	"context"
	"crypto/aes"
	"crypto/cipher"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"io"
	"path/filepath"
	"runtime"
	"sync"

	"bistand/blob"
	"bistand/casework"
)

// attachmentFiles is how many files of the largest size a round seals and stores, and uploadsAtOnce how many are under way at
// once when their memory is weighed.
const (
	attachmentFiles = 12
	uploadsAtOnce   = 64
)

// attachment measures row 13: a file of the largest size is sealed, hashed and stored as it streams in, beside AES-256-GCM and
// then SHA-256 over the same bytes in memory. Storing waits for the disk; the reference does not.
func (b *bench) attachment(ctx context.Context, r *report) error {
	key := make([]byte, blob.KeySize)
	if _, err := random.Read(key); err != nil {
		return err
	}
	disk, err := blob.OpenDisk(filepath.Join(b.folder, "files"), key, random)
	if err != nil {
		return err
	}
	plain := make([]byte, casework.MaxAttachment)
	if _, err := random.Read(plain); err != nil {
		return err
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return err
	}
	aead, err := cipher.NewGCM(block)
	if err != nil {
		return err
	}
	var stored, reference series
	for range b.rounds {
		start := clock()
		for range attachmentFiles {
			sealed := aead.Seal(make([]byte, 0, len(plain)+aead.Overhead()), make([]byte, aead.NonceSize()), plain, nil)
			sha256.Sum256(sealed[:len(plain)])
		}
		reference = append(reference, attachmentFiles/clock().Sub(start).Seconds())
		start = clock()
		for i := range attachmentFiles {
			binary.BigEndian.PutUint64(plain, uint64(len(stored)*attachmentFiles+i)) // another content, as uploads have
			if _, err := disk.Put(ctx, io.LimitReader(&repeated{plain: plain}, int64(len(plain))), casework.MaxAttachment); err != nil {
				return err
			}
		}
		stored = append(stored, attachmentFiles/clock().Sub(start).Seconds())
	}
	weight, err := weighUploads(ctx, disk)
	if err != nil {
		return err
	}
	size := float64(casework.MaxAttachment >> 20)
	r.add(row{
		number: "13", what: "attachment: encrypt + hash + store, streaming", measured: stored.over(reference), unit: "× (AES-GCM then SHA-256)", first: atLeast(0.5), goal: atLeast(0.8),
		remark: fmt.Sprintf("%.0f MB/s, reference %.0f MB/s", size*median(stored), size*median(reference)),
	}, row{
		number: "13", what: "memory of an upload under way", measured: weight, unit: "KB", first: atMost(256), goal: atMost(256),
		remark: fmt.Sprintf("%d at once", uploadsAtOnce),
	})
	return nil
}

// repeated reads a content as a network hands it over: in pieces.
type repeated struct {
	plain []byte
	at    int
}

// Read implements io.Reader.
func (r *repeated) Read(p []byte) (int, error) {
	n := copy(p[:min(len(p), 32<<10)], r.plain[r.at:])
	r.at += n
	if n == 0 {
		return 0, io.EOF
	}
	return n, nil
}

// weighUploads tells what one of many uploads takes while all of them are half way, in KB.
func weighUploads(ctx context.Context, disk *blob.Disk) (float64, error) {
	inUse := func() uint64 {
		var m runtime.MemStats
		runtime.GC()
		runtime.GC() // what was kept for the next upload goes with the second
		runtime.ReadMemStats(&m)
		return m.HeapInuse + m.StackInuse
	}
	before := inUse()
	var group sync.WaitGroup
	errs := make(chan error, uploadsAtOnce)
	var pipes []*io.PipeWriter
	half := make([]byte, 1<<20)
	for range uploadsAtOnce {
		r, w := io.Pipe()
		pipes = append(pipes, w)
		group.Go(func() {
			_, err := disk.Put(ctx, r, casework.MaxAttachment)
			errs <- err
		})
		if _, err := w.Write(half); err != nil {
			return 0, err
		}
	}
	during := inUse()
	for _, w := range pipes {
		w.Close()
	}
	group.Wait()
	for range uploadsAtOnce {
		if err := <-errs; err != nil {
			return 0, err
		}
	}
	return float64(during-before) / uploadsAtOnce / 1024, nil
}
