package intake_test

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"runtime"
	"sync"
	"testing"
	"time"

	"bistand/aid"
	"bistand/intake"
)

// Pictures together never take more than their room: who would go beyond it waits, or goes away when told to.
func TestPicturesWaitForRoom(t *testing.T) {
	file := asJPEG(t, corners(400, 300))
	i := intake.New(2 << 20) // room for one of these
	inside, most, mu := 0, 0, sync.Mutex{}
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			err := i.Take(context.Background(), opener(file), func(string, io.Reader, bool) error {
				mu.Lock()
				inside++
				most = max(most, inside)
				mu.Unlock()
				time.Sleep(5 * time.Millisecond)
				mu.Lock()
				inside--
				mu.Unlock()
				return nil
			})
			if err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if most != 1 {
		t.Errorf("%d pictures at once", most)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	err := i.Take(t.Context(), opener(file), func(string, io.Reader, bool) error {
		return i.Take(ctx, opener(file), nil)
	})
	if !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("who waits for room in vain: %v", err)
	}
	if _, err := take(intake.New(1<<20), file); code(err) != "file.too_many_pixels" {
		t.Errorf("a picture larger than all room: %v", err)
	}
}

// Of the small pictures so many are kept, and no more.
func TestSmallPicturesAreForgotten(t *testing.T) {
	i := intake.New(intake.Memory)
	file := asPNG(t, corners(8, 8))
	opened := 0
	open := func() (io.ReadCloser, error) {
		opened++
		return opener(file)()
	}
	small := func(hash int) {
		t.Helper()
		if _, err := i.Small(t.Context(), fmt.Sprint(hash), open, 4); err != nil {
			t.Fatal(err)
		}
	}
	small(0)
	once := opened
	if small(0); opened != once {
		t.Error("the same small picture was made twice")
	}
	for n := range 200 {
		small(1 + n)
	}
	before := opened
	if small(0); opened == before {
		t.Error("more than so many are kept")
	}
}

// What a header promises is what decoding takes, or more.
func TestMemoryIsAsReckoned(t *testing.T) {
	for name, file := range map[string][]byte{"photograph of 12 million": asJPEG(t, corners(4000, 3000)), "picture of a screen": asPNG(t, corners(1000, 2000))} {
		var before, after runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&before)
		if _, err := take(intake.New(intake.Memory), file); err != nil {
			t.Fatal(err)
		}
		runtime.ReadMemStats(&after)
		used := after.TotalAlloc - before.TotalAlloc
		if used > 160<<20 {
			t.Errorf("%s: %d MB allocated in all", name, used>>20)
		}
		t.Logf("%s: %d MB allocated in all", name, used>>20)
	}
}

// FuzzTake feeds any bytes in: what comes out is a picture that can be read, of no more than its longest side, or a fault
// that a person can mend.
func FuzzTake(f *testing.F) {
	photo, screen := asJPEG(f, corners(24, 16)), asPNG(f, corners(24, 16))
	for _, file := range [][]byte{
		photo, screen, []byte(wholePDF), with(photo, exif(binary.LittleEndian, 6)), with(photo, exif(binary.BigEndian, 8)), photo[:80], screen[:40],
		[]byte(fileType("heic", "mif1")), append([]byte(pngStart), pngHead(9, 9, 16, 6, 1)...), []byte("%PDF-1.4\n/J#61vaScript#\nstream\r\nendstreaendstream"),
	} {
		f.Add(file)
	}
	i := intake.New(16 << 20)
	f.Fuzz(func(t *testing.T, file []byte) {
		k, err := take(i, file)
		var fault aid.Error
		switch {
		case err != nil && !errors.As(err, &fault):
			t.Fatalf("%v", err)
		case err == nil && !k.same:
			if b := decoded(t, k).Bounds(); max(b.Dx(), b.Dy()) > intake.LongestSide || min(b.Dx(), b.Dy()) < 1 {
				t.Errorf("came out as %v", b)
			}
		}
	})
}
