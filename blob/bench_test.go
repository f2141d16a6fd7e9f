package blob_test

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/sha256"
	"encoding/binary"
	"io"
	"testing"
)

const benchSize = 32 << 20

// BenchmarkReference is what storing is measured against: AES-256-GCM over the content, then SHA-256 over it, in memory.
func BenchmarkReference(b *testing.B) {
	plain := content(benchSize)
	block, err := aes.NewCipher(newKey(1))
	if err != nil {
		b.Fatal(err)
	}
	aead, err := cipher.NewGCM(block)
	if err != nil {
		b.Fatal(err)
	}
	out, nonce := make([]byte, 0, benchSize+16), make([]byte, 12)
	b.SetBytes(benchSize)
	for b.Loop() {
		aead.Seal(out, nonce, plain, nil)
		sha256.Sum256(plain)
	}
}

// benchmarkPut stores a different content each time, as uploads are, and takes it away again off the clock.
func benchmarkPut(b *testing.B, size int) {
	plain := content(size)
	d := openDisk(b, b.TempDir(), newKey(1))
	b.SetBytes(int64(size))
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		binary.BigEndian.PutUint64(plain, uint64(i))
		ref := put(b, d, plain)
		b.StopTimer()
		if err := d.Delete(b.Context(), ref); err != nil {
			b.Fatal(err)
		}
		b.StartTimer()
	}
}

// BenchmarkPut seals, hashes and stores, and waits for the disk.
func BenchmarkPut(b *testing.B) { benchmarkPut(b, benchSize) }

// BenchmarkPutSmall stores what a photographed receipt weighs, where waiting for the disk is most of the time.
func BenchmarkPutSmall(b *testing.B) { benchmarkPut(b, 200<<10) }

// BenchmarkOpen reads a stored file to its end.
func BenchmarkOpen(b *testing.B) {
	d := openDisk(b, b.TempDir(), newKey(1))
	ref := put(b, d, content(benchSize))
	b.SetBytes(benchSize)
	b.ReportAllocs()
	for b.Loop() {
		r, err := d.Open(b.Context(), ref)
		if err != nil {
			b.Fatal(err)
		}
		if n, err := io.Copy(io.Discard, r); n != benchSize || err != nil {
			b.Fatalf("read %d bytes: %v", n, err)
		}
		r.Close()
	}
}
