package blob_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"io"
	"io/fs"
	mathrand "math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
	"testing/iotest"
	"time"

	"go.uber.org/goleak"

	"bistand/aid"
	"bistand/blob"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const (
	segment = 64 << 10
	large   = 1 << 30
)

// newKey makes a master key that repeats b.
func newKey(b byte) []byte { return bytes.Repeat([]byte{b}, blob.KeySize) }

func openDisk(t testing.TB, dir string, key []byte, earlier ...[]byte) *blob.Disk {
	t.Helper()
	d, err := blob.OpenDisk(dir, key, rand.Reader, earlier...)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func put(t testing.TB, d *blob.Disk, content []byte) blob.Ref {
	t.Helper()
	ref, err := d.Put(t.Context(), bytes.NewReader(content), large)
	if err != nil {
		t.Fatal(err)
	}
	return ref
}

func get(d *blob.Disk, ref blob.Ref) ([]byte, error) {
	r, err := d.Open(context.Background(), ref)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	return io.ReadAll(r)
}

// content makes n bytes that look like nothing and are the same each time.
func content(n int) []byte {
	b := make([]byte, n)
	mathrand.NewChaCha8([32]byte{byte(n), byte(n >> 8), byte(n >> 16)}).Read(b)
	return b
}

// storedFiles lists the files that hold content, leaving out tmp and the list of keys.
func storedFiles(t testing.TB, dir string) []string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "[0-9a-f][0-9a-f]", "*"))
	if err != nil {
		t.Fatal(err)
	}
	return files
}

func leftovers(t testing.TB, dir string) int {
	t.Helper()
	entries, err := os.ReadDir(filepath.Join(dir, "tmp"))
	if err != nil {
		t.Fatal(err)
	}
	return len(entries)
}

func TestRoundTrip(t *testing.T) {
	dir := t.TempDir()
	d := openDisk(t, dir, newKey(1))
	for _, n := range []int{1, 2, 511, segment - 1, segment, segment + 1, 2*segment - 1, 2 * segment, 2*segment + 1, 1_000_003} {
		want := content(n)
		readers := map[string]io.Reader{
			"whole": bytes.NewReader(want), "halves": iotest.HalfReader(bytes.NewReader(want)),
			"end with data": iotest.DataErrReader(bytes.NewReader(want)),
		}
		for name, r := range readers {
			ref, err := d.Put(t.Context(), r, int64(n))
			if err != nil {
				t.Fatalf("put %d bytes, %s: %v", n, name, err)
			}
			if ref.Size != int64(n) || len(ref.SHA256) != 64 {
				t.Fatalf("put %d bytes: got %+v", n, ref)
			}
			got, err := get(d, ref)
			if err != nil || !bytes.Equal(got, want) {
				t.Fatalf("get %d bytes: equal %t, err %v", n, bytes.Equal(got, want), err)
			}
			again, err := d.Open(t.Context(), ref)
			if err != nil {
				t.Fatal(err)
			}
			if err := iotest.TestReader(again, want); n < 1000 && err != nil {
				t.Fatalf("read %d bytes: %v", n, err)
			}
			again.Close()
		}
	}
	if n := leftovers(t, dir); n != 0 {
		t.Errorf("%d temporary files left", n)
	}
}

func TestWhatIsStoredTellsNothing(t *testing.T) {
	dir := t.TempDir()
	d := openDisk(t, dir, newKey(1))
	text := []byte("%PDF-1.7 kontoutdrag för en påhittad person")
	ref := put(t, d, text)
	err := filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		if strings.Contains(strings.ReplaceAll(path, string(filepath.Separator), ""), ref.SHA256) {
			t.Errorf("the plain hash stands in the path %s", path)
		}
		raw, err := os.ReadFile(path)
		if bytes.Contains(raw, []byte("kontoutdrag")) || bytes.Contains(raw, newKey(1)[:8]) {
			t.Errorf("%s holds content or key in the clear", path)
		}
		if info, _ := entry.Info(); info.Mode().Perm() != 0o600 {
			t.Errorf("%s has mode %v", path, info.Mode())
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	other := t.TempDir()
	put(t, openDisk(t, other, newKey(2)), text)
	if filepath.Base(storedFiles(t, dir)[0]) == filepath.Base(storedFiles(t, other)[0]) {
		t.Error("the same content has the same name under two keys")
	}
}

func TestPutRefusesAndKeepsNothing(t *testing.T) {
	broken := errors.New("line cut")
	cancelled, cancel := context.WithCancel(t.Context())
	cancel()
	tests := map[string]struct {
		ctx   context.Context
		r     io.Reader
		limit int64
		want  error
	}{
		"empty":                     {t.Context(), strings.NewReader(""), 10, aid.Error{Code: "file.empty"}},
		"one byte over":             {t.Context(), strings.NewReader("01234567890"), 10, aid.Error{Code: "file.too_big"}},
		"one byte over a segment":   {t.Context(), bytes.NewReader(content(segment + 1)), segment, aid.Error{Code: "file.too_big"}},
		"far over":                  {t.Context(), bytes.NewReader(content(5 * segment)), segment, aid.Error{Code: "file.too_big"}},
		"upload breaks off":         {t.Context(), io.MultiReader(bytes.NewReader(content(3*segment)), iotest.ErrReader(broken)), large, broken},
		"upload cut in mid-segment": {t.Context(), io.MultiReader(strings.NewReader("half"), iotest.ErrReader(io.ErrUnexpectedEOF)), large, io.ErrUnexpectedEOF},
		"cancelled":                 {cancelled, strings.NewReader("x"), 10, context.Canceled},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			_, err := openDisk(t, dir, newKey(1)).Put(test.ctx, test.r, test.limit)
			var coded aid.Error
			if errors.As(test.want, &coded) {
				var got aid.Error
				if !errors.As(err, &got) || got.Code != coded.Code {
					t.Errorf("got %v, want %v", err, test.want)
				}
			} else if !errors.Is(err, test.want) {
				t.Errorf("got %v, want %v", err, test.want)
			}
			if kept, left := len(storedFiles(t, dir)), leftovers(t, dir); kept+left != 0 {
				t.Errorf("%d files kept, %d left over", kept, left)
			}
		})
	}
}

// A disk that fails while the file is being written: the folder of temporary files goes away under the writer.
func TestPutAcknowledgesNothingThatTheDiskLost(t *testing.T) {
	dir := t.TempDir()
	d := openDisk(t, dir, newKey(1))
	saboteur := readerFunc(func([]byte) (int, error) {
		if err := os.RemoveAll(filepath.Join(dir, "tmp")); err != nil {
			t.Error(err)
		}
		return 0, io.EOF
	})
	if ref, err := d.Put(t.Context(), io.MultiReader(bytes.NewReader(content(segment)), saboteur), large); err == nil {
		t.Errorf("acknowledged %+v", ref)
	}
	if n := len(storedFiles(t, dir)); n != 0 {
		t.Errorf("%d files kept", n)
	}
}

type readerFunc func([]byte) (int, error)

func (f readerFunc) Read(p []byte) (int, error) { return f(p) }

func TestSameContentIsStoredOnce(t *testing.T) {
	dir := t.TempDir()
	d := openDisk(t, dir, newKey(1))
	want := content(3*segment + 17)
	var wg sync.WaitGroup
	for range 16 {
		wg.Go(func() {
			for range 4 {
				ref, err := d.Put(context.Background(), bytes.NewReader(want), large)
				if err != nil {
					t.Error(err)
					return
				}
				if got, err := get(d, ref); err != nil || !bytes.Equal(got, want) {
					t.Errorf("read while others put: %v", err)
				}
			}
		})
	}
	wg.Wait()
	if n := len(storedFiles(t, dir)); n != 1 {
		t.Errorf("stored %d times", n)
	}
	if n := leftovers(t, dir); n != 0 {
		t.Errorf("%d temporary files left", n)
	}
}

func TestPutMendsDamage(t *testing.T) {
	dir := t.TempDir()
	d := openDisk(t, dir, newKey(1))
	ref := put(t, d, content(1000))
	damage(t, storedFiles(t, dir)[0], func(b []byte) []byte { b[500] ^= 1; return b })
	if _, err := get(d, ref); !errors.Is(err, blob.ErrCorrupt) {
		t.Fatalf("got %v", err)
	}
	put(t, d, content(1000))
	if got, err := get(d, ref); err != nil || !bytes.Equal(got, content(1000)) {
		t.Errorf("still damaged: %v", err)
	}
}

func TestDelete(t *testing.T) {
	d := openDisk(t, t.TempDir(), newKey(1))
	ref, other := put(t, d, content(10)), put(t, d, content(11))
	if err := d.Delete(t.Context(), ref); err != nil {
		t.Fatal(err)
	}
	if _, err := get(d, ref); !errors.Is(err, aid.ErrNotFound) {
		t.Errorf("open after delete: %v", err)
	}
	if err := d.Delete(t.Context(), ref); !errors.Is(err, aid.ErrNotFound) {
		t.Errorf("delete again: %v", err)
	}
	if _, err := get(d, other); err != nil {
		t.Errorf("another file: %v", err)
	}
}

func TestRefThatNamesNothing(t *testing.T) {
	d := openDisk(t, t.TempDir(), newKey(1))
	ref := put(t, d, content(10))
	for _, sum := range []string{"", "00", strings.Repeat("0", 64), strings.ToUpper(ref.SHA256), "../" + ref.SHA256, ref.SHA256 + "00"} {
		if _, err := get(d, blob.Ref{SHA256: sum, Size: 10}); !errors.Is(err, aid.ErrNotFound) {
			t.Errorf("open %q: %v", sum, err)
		}
		if err := d.Delete(t.Context(), blob.Ref{SHA256: sum, Size: 10}); !errors.Is(err, aid.ErrNotFound) {
			t.Errorf("delete %q: %v", sum, err)
		}
	}
	for _, size := range []int64{-1, 0, 9, 11, 1 << 62} {
		if _, err := get(d, blob.Ref{SHA256: ref.SHA256, Size: size}); !errors.Is(err, blob.ErrCorrupt) {
			t.Errorf("open with size %d: %v", size, err)
		}
	}
}

func TestSweepTakesOnlyWhatCrashesLeft(t *testing.T) {
	dir := t.TempDir()
	d := openDisk(t, dir, newKey(1))
	ref := put(t, d, content(10))
	now := time.Now()
	for name, age := range map[string]time.Duration{"crashed": 2 * time.Hour, "uploading": time.Minute} {
		path := filepath.Join(dir, "tmp", name)
		if err := os.WriteFile(path, []byte("half"), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Chtimes(path, now.Add(-age), now.Add(-age)); err != nil {
			t.Fatal(err)
		}
	}
	if n, err := d.Sweep(now.Add(-time.Hour)); n != 1 || err != nil {
		t.Errorf("swept %d, %v", n, err)
	}
	if _, err := os.Stat(filepath.Join(dir, "tmp", "uploading")); err != nil {
		t.Errorf("took an upload under way: %v", err)
	}
	if _, err := get(d, ref); err != nil {
		t.Errorf("took a stored file: %v", err)
	}
}

func TestKeyChange(t *testing.T) {
	dir := t.TempDir()
	ref := put(t, openDisk(t, dir, newKey(1)), content(10))
	if _, err := blob.OpenDisk(dir, newKey(2), rand.Reader); err == nil {
		t.Fatal("opened without the key that its files are sealed with")
	}
	d := openDisk(t, dir, newKey(2), newKey(1))
	if got, err := get(d, ref); err != nil || !bytes.Equal(got, content(10)) {
		t.Errorf("file under the earlier key: %v", err)
	}
	later := put(t, d, content(11))
	if _, err := blob.OpenDisk(dir, newKey(1), rand.Reader); err == nil {
		t.Error("opened with the earlier key alone")
	}
	if got, err := get(openDisk(t, dir, newKey(1), newKey(2)), later); err != nil || !bytes.Equal(got, content(11)) {
		t.Errorf("file under the later key: %v", err)
	}
	if _, err := blob.OpenDisk(t.TempDir(), newKey(1), rand.Reader, newKey(1)); err == nil {
		t.Error("took the same key twice")
	}
	if err := d.Delete(t.Context(), ref); err != nil {
		t.Errorf("delete under the earlier key: %v", err)
	}
}

func TestParseKey(t *testing.T) {
	good := base64.StdEncoding.EncodeToString(newKey(7))
	if key, err := blob.ParseKey("  " + good + "\n"); err != nil || !bytes.Equal(key, newKey(7)) {
		t.Errorf("good key: %v", err)
	}
	short, long := base64.StdEncoding.EncodeToString(newKey(7)[:31]), base64.StdEncoding.EncodeToString(append(newKey(7), 7))
	for _, bad := range []string{"", "secret!", short, long, good[:43], strings.Repeat("a", 32)} {
		if _, err := blob.ParseKey(bad); err == nil || (len(bad) > 8 && strings.Contains(err.Error(), bad)) {
			t.Errorf("key %q: %v", bad, err)
		}
	}
	for _, n := range []int{0, 16, 31, 33} {
		if _, err := blob.OpenDisk(t.TempDir(), make([]byte, n), rand.Reader); err == nil {
			t.Errorf("opened with a key of %d bytes", n)
		}
	}
}

// 64 MiB go in and out again; all that is allocated on the way, not only what lives at once, stays below 256 KB each.
func TestMemoryIsBounded(t *testing.T) {
	const size, bound = 64 << 20, 256 << 10
	d := openDisk(t, t.TempDir(), newKey(1))
	put(t, d, content(1)) // what is made once for the process does not count
	source := func() io.Reader { return io.LimitReader(mathrand.NewChaCha8([32]byte{1}), size) }

	var ref blob.Ref
	allocated := allocations(func() {
		var err error
		if ref, err = d.Put(t.Context(), source(), size); err != nil {
			t.Fatal(err)
		}
	})
	if allocated > bound {
		t.Errorf("putting allocated %d bytes", allocated)
	}
	allocated = allocations(func() {
		r, err := d.Open(t.Context(), ref)
		if err != nil {
			t.Fatal(err)
		}
		defer r.Close()
		if n, err := io.Copy(io.Discard, r); n != size || err != nil {
			t.Fatalf("read %d bytes: %v", n, err)
		}
	})
	if allocated > bound {
		t.Errorf("reading allocated %d bytes", allocated)
	}
}

// allocations counts every byte allocated while f runs.
func allocations(f func()) uint64 {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	f()
	runtime.ReadMemStats(&after)
	return after.TotalAlloc - before.TotalAlloc
}

// damage rewrites a stored file.
func damage(t testing.TB, path string, change func([]byte) []byte) {
	t.Helper()
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, change(raw), 0o600); err != nil {
		t.Fatal(err)
	}
}

// What is held can be read again and again, is found by nobody, and is a stored file only when it is kept.
func TestHeldFilesAreNotStored(t *testing.T) {
	dir := t.TempDir()
	d := openDisk(t, dir, newKey(1))
	want := content(2*segment + 5)
	held, err := d.Hold(t.Context(), bytes.NewReader(want), large)
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		r, err := held.Open()
		if err != nil {
			t.Fatal(err)
		}
		if got, err := io.ReadAll(r); err != nil || !bytes.Equal(got, want) {
			t.Errorf("read while held: equal %t, %v", bytes.Equal(got, want), err)
		}
		r.Close()
	}
	for _, entry := range have(os.ReadDir(filepath.Join(dir, "tmp")))(t) {
		if raw := have(os.ReadFile(filepath.Join(dir, "tmp", entry.Name())))(t); bytes.Contains(raw, want[:32]) {
			t.Error("what is held lies in the clear")
		}
	}
	if _, err := get(d, held.Ref()); !errors.Is(err, aid.ErrNotFound) {
		t.Errorf("found before it was kept: %v", err)
	}
	held.Discard()
	if n := leftovers(t, dir) + len(storedFiles(t, dir)); n != 0 {
		t.Errorf("%d files left of what was discarded", n)
	}
	if held, err = d.Hold(t.Context(), bytes.NewReader(want), large); err != nil {
		t.Fatal(err)
	}
	if err := held.Keep(); err != nil {
		t.Fatal(err)
	}
	held.Discard()
	if got, err := get(d, held.Ref()); err != nil || !bytes.Equal(got, want) {
		t.Errorf("kept: equal %t, %v", bytes.Equal(got, want), err)
	}
}

// have returns a value that must be had without an error.
func have[T any](value T, err error) func(testing.TB) T {
	return func(t testing.TB) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return value
	}
}
